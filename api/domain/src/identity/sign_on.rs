//! Signing in through a provider of one's institution, which vouches for a person.
//!
//! An attempt belongs to the browser and the provider with which it was begun; it is finished by them, once and soon, or
//! not at all. Who comes back is known by what the provider calls her, once that was linked; the first time, by a
//! verified address that exactly one person of the institution bears. A provider vouches for nobody else: not for
//! somebody whom neither bond nor role binds to its institution today. Whatever was wrong, one sentence says that it
//! did not work, and nothing is written.

use std::fmt::Display;

use chrono::{Duration, NaiveDate};
use chrono_tz::Asia::Shanghai;
use entity::{identity_provider, linked_identity, sign_in_attempt};
use platform::db::Write;
use platform::error::{Error, Failure, Outcome};
use platform::id::Secret;
use platform::sign_on::{Proof, Registration, SignOnError, Vouched};
use platform::text::Message;
use platform::{Platform, id};
use sea_orm::SqlErr;
use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts::AccountErrorCode;
use super::identity_providers::secret_context;
use super::means::TokenKind;
use super::policy::{Act, Permit, Viewer};
use super::rules;
use super::rules::sign_on::local_path;
use super::sessions::{self, Caller, Opened};
use super::store::{self, accounts, sign_on as rows};
use super::trail::remember;

/// How long an attempt may take: a password, a second factor, and finding the phone for it.
pub const SIGN_ON_LASTS: Duration = Duration::minutes(10);

/// An attempt just begun.
#[derive(Clone, Debug)]
pub struct SignOnBegun {
    /// Where the browser goes.
    pub redirect_url: String,
    /// What the browser keeps, for ten minutes; shown this once.
    pub browser: Secret,
}

/// What a browser brings back from a provider.
#[derive(Clone)]
pub struct SignOnReturn {
    /// The provider whose callback it came to.
    pub provider_id: Uuid,
    /// The attempt, as the provider names it.
    pub state: String,
    /// What the provider exchanges for its word.
    pub code: String,
    /// What the browser kept.
    pub browser: String,
}

/// An attempt just finished.
#[derive(Clone, Debug)]
pub struct SignedOn {
    /// The session opened; absent when an identity was linked to whoever was signed in already.
    pub opened: Option<Opened>,
    /// Where on this server the browser goes.
    pub path: String,
}

/// Where a provider sends people back to: an address of its own, so that no provider can have people bring it what was
/// meant for another (RFC 9700, 4.4.2).
#[must_use]
pub fn sign_on_callback(platform: &Platform, provider_id: Uuid) -> String {
    format!("{}/callback", sign_on_start(platform, provider_id))
}

/// Where a browser begins.
#[must_use]
pub fn sign_on_start(platform: &Platform, provider_id: Uuid) -> String {
    format!("{}/sign-in/{provider_id}", platform.config.public_url())
}

/// The one sentence, whatever was wrong; the cause is for the log.
fn refuse(caller: &Caller, cause: impl Display) -> Error {
    tracing::info!(request_id = caller.request_id, %cause, "a sign-in through a provider was refused");
    Error::Forbidden(Message::new("identity-sign-on-refused"))
}

fn proof_context(attempt_id: Uuid) -> String {
    format!("sign_in_attempt.proof/{attempt_id}")
}

fn registration(platform: &Platform, provider: &identity_provider::Model) -> Result<Registration, Error> {
    let secret = platform.keys.open_value(&provider.client_secret, &secret_context(provider.id));
    let client_secret = String::from_utf8(secret.map_err(Error::from)?)
        .map_err(|_| Error::internal("a provider's secret is no text"))?;
    Ok(Registration {
        issuer: provider.issuer.clone(),
        client_id: provider.client_id.clone(),
        client_secret,
        callback: sign_on_callback(platform, provider.id),
    })
}

async fn vouching(
    platform: &Platform,
    caller: &Caller,
    provider_id: Uuid,
) -> Result<identity_provider::Model, Error> {
    let found = rows::provider(platform.database.reader(), provider_id).await?;
    found
        .filter(|provider| provider.ended_at.is_none())
        .ok_or_else(|| refuse(caller, "there is no such provider, or it has ended"))
}

/// Begins to sign in through a provider. Afterwards the browser goes to `path`, if that is one of this server, and else
/// to its front page.
///
/// # Errors
/// `Forbidden`, in one sentence, without such a provider, and when it does not answer.
pub async fn sign_on_begin(
    platform: &Platform,
    caller: &Caller,
    provider_id: Uuid,
    path: Option<&str>,
) -> Result<SignOnBegun, Error> {
    begin(platform, caller, None, provider_id, path).await
}

/// Begins to link the viewer's identity at a provider, whatever address it has there.
///
/// # Errors
/// `SIGN_ON_REFUSED` without such a provider, and when it does not answer.
pub async fn linked_identity_begin(
    platform: &Platform,
    viewer: &Viewer,
    caller: &Caller,
    provider_id: Uuid,
    path: Option<&str>,
) -> Outcome<SignOnBegun, AccountErrorCode> {
    Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    match begin(platform, caller, Some(viewer.person_id), provider_id, path).await {
        Err(Error::Forbidden(sentence)) => {
            Err(Failure::problem(AccountErrorCode::SignOnRefused, "identityProviderId", sentence))
        }
        other => Ok(other?),
    }
}

async fn begin(
    platform: &Platform,
    caller: &Caller,
    linking: Option<Uuid>,
    provider_id: Uuid,
    path: Option<&str>,
) -> Result<SignOnBegun, Error> {
    let provider = vouching(platform, caller, provider_id).await?;
    let registration = registration(platform, &provider)?;
    let (state, browser) = (Secret::new("xst")?, Secret::new("xsb")?);
    let begun = platform.sign_on.begin(&registration, state.reveal(), platform.clock.now()).await;
    let (redirect_url, proof) = begun.map_err(|error| refuse(caller, error))?;
    let key = id::new_key();
    let proof = platform.keys.seal_value(proof.written().as_bytes(), &proof_context(key));
    let write = platform.database.write().await?;
    let row = sign_in_attempt::Model {
        id: key,
        identity_provider_id: provider_id,
        person_id: linking,
        state_digest: state.digest(),
        browser_digest: browser.digest(),
        proof: proof.map_err(Error::from)?,
        return_path: path.and_then(local_path).unwrap_or("/").to_owned(),
        expires_at: write.now() + SIGN_ON_LASTS,
    };
    rows::insert_attempt(&write, row).await?;
    write.commit().await?;
    Ok(SignOnBegun { redirect_url, browser })
}

/// Finishes what was begun: opens a session for whom the provider vouches, or links the identity to the viewer who began
/// it. A session that came with the request is ended when another is opened.
///
/// # Errors
/// `Forbidden`, in one sentence, whatever was wrong.
pub async fn sign_on_finish(
    platform: &Platform,
    before: Option<&Viewer>,
    caller: &Caller,
    back: SignOnReturn,
) -> Result<SignedOn, Error> {
    let attempt = take(platform, caller, &back).await?;
    if back.code.is_empty() {
        return Err(refuse(caller, "the provider sent her back without a code"));
    }
    let provider = vouching(platform, caller, back.provider_id).await?;
    let vouched = ask(platform, &provider, &attempt, back.code).await?;
    let vouched = vouched.map_err(|error| refuse(caller, error))?;
    let write = platform.database.write().await?;
    let desk = Desk { write: &write, caller, provider: &provider };
    let before = before.filter(|viewer| viewer.means.kind == TokenKind::Session);
    let opened = if let Some(person_id) = attempt.person_id {
        let viewer = before.filter(|viewer| viewer.person_id == person_id);
        let viewer = viewer.ok_or_else(|| refuse(caller, "she who began it is not signed in any more"))?;
        desk.link_to(viewer, &vouched).await?;
        None
    } else {
        let person_id = desk.recognise(&vouched).await?;
        let permit = caller.permit(person_id);
        if let Some(before) = before {
            sessions::end(&write, &permit, before.means.id).await?;
        }
        Some(sessions::open(platform, &write, &permit, person_id, caller).await?)
    };
    write.commit().await?;
    Ok(SignedOn { opened, path: attempt.return_path })
}

/// Takes the attempt that a browser brings back, which nobody can take again. Another browser's, another provider's, or
/// one that is over is left alone.
async fn take(
    platform: &Platform,
    caller: &Caller,
    back: &SignOnReturn,
) -> Result<sign_in_attempt::Model, Error> {
    let write = platform.database.write().await?;
    let found = rows::attempt(&*write, id::sha256(back.state.as_bytes())).await?;
    let browser = id::sha256(back.browser.as_bytes());
    let attempt = found
        .filter(|attempt| {
            attempt.browser_digest == browser && attempt.identity_provider_id == back.provider_id
        })
        .ok_or_else(|| refuse(caller, "no attempt of this browser with this provider"))?;
    if !rows::take_attempt(&write, attempt.id).await? {
        return Err(refuse(caller, "the attempt is over"));
    }
    write.commit().await?;
    Ok(attempt)
}

/// Asks the provider. The outer error is ours, the inner one is told to nobody.
async fn ask(
    platform: &Platform,
    provider: &identity_provider::Model,
    attempt: &sign_in_attempt::Model,
    code: String,
) -> Result<Result<Vouched, SignOnError>, Error> {
    let proof = platform.keys.open_value(&attempt.proof, &proof_context(attempt.id)).map_err(Error::from)?;
    let proof = String::from_utf8(proof).ok().as_deref().and_then(Proof::read);
    let proof = proof.ok_or_else(|| Error::internal("an attempt's proof is none"))?;
    let registration = registration(platform, provider)?;
    Ok(platform.sign_on.finish(&registration, code, proof, platform.clock.now()).await)
}

/// Where somebody is recognised, within one transaction.
struct Desk<'a> {
    write: &'a Write,
    caller: &'a Caller,
    provider: &'a identity_provider::Model,
}

impl Desk<'_> {
    fn today(&self) -> NaiveDate {
        self.write.now().with_timezone(&Shanghai).date_naive()
    }

    /// Whom a provider vouches for: whoever it was linked to, or else the one bearer of the address, who is linked now.
    async fn recognise(&self, vouched: &Vouched) -> Result<Uuid, Error> {
        let link = rows::link_of_subject(&**self.write, &self.provider.issuer, &vouched.subject).await?;
        if let Some(link) = link {
            self.admit(link.person_id).await?;
            rows::touch_link(self.write, &self.caller.permit(link.person_id), link.id).await?;
            return Ok(link.person_id);
        }
        let email = vouched.email.as_deref().and_then(rules::email);
        let email =
            email.ok_or_else(|| refuse(self.caller, "an unknown subject without a verified address"))?;
        let bearers = accounts::people_by_email(&**self.write, &email).await?;
        let bound =
            rows::bound_to(&**self.write, self.provider.institution_id, &bearers, self.today()).await?;
        let [person_id] = *bound else {
            return Err(refuse(self.caller, format_args!("{} people here bear the address", bound.len())));
        };
        self.admit(person_id).await?;
        self.link(&self.caller.permit(person_id), person_id, vouched).await?;
        Ok(person_id)
    }

    /// Links an identity to whoever is signed in; one that is hers already stays so.
    async fn link_to(&self, viewer: &Viewer, vouched: &Vouched) -> Result<(), Error> {
        let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
        self.admit(viewer.person_id).await?;
        let link = rows::link_of_subject(&**self.write, &self.provider.issuer, &vouched.subject).await?;
        match link {
            None => self.link(&permit, viewer.person_id, vouched).await,
            Some(link) if link.person_id == viewer.person_id => Ok(()),
            Some(_) => Err(refuse(self.caller, "the identity is linked to somebody else")),
        }
    }

    /// Refuses somebody for whom this provider cannot vouch.
    async fn admit(&self, person_id: Uuid) -> Result<(), Error> {
        let (today, institution_id) = (self.today(), self.provider.institution_id);
        if rows::bound_to(&**self.write, institution_id, &[person_id], today).await?.is_empty() {
            return Err(refuse(self.caller, "nothing binds her to the institution today"));
        }
        if !self.provider.admits_administrators {
            let roles = store::roles_of(&**self.write, &[person_id]).await?;
            if roles.iter().any(|held| held.is_in_force(today) && held.role.administers()) {
                return Err(refuse(self.caller, "the provider admits nobody who issues or administers"));
            }
        }
        Ok(())
    }

    async fn link(&self, permit: &Permit, person_id: Uuid, vouched: &Vouched) -> Result<(), Error> {
        let row = linked_identity::Model {
            id: id::new_key(),
            person_id,
            identity_provider_id: self.provider.id,
            issuer: self.provider.issuer.clone(),
            subject: vouched.subject.clone(),
            linked_at: self.write.now(),
            last_used_at: self.write.now(),
        };
        let key = row.id;
        rows::insert_link(self.write, permit, row).await.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                refuse(self.caller, "the identity was linked in the meantime")
            }
            _ => error.into(),
        })?;
        let after = json!({ "personId": person_id, "identityProviderId": self.provider.id });
        let object = ("linked_identity", key);
        remember(self.write, permit, "linked-identity.create", object, (Value::Null, after)).await
    }
}
