//! Signing in and out.
//!
//! A session is a row like a token's, opened by a password or through a provider and ended by its owner, by the clock, or
//! by a new password. Signing in always makes a new one and ends the one that came with the request, so that an id planted
//! beforehand opens nothing. Whether an account exists is told neither by the answer nor by its time.

use std::net::IpAddr;

use chrono::Duration;
use entity::access_token;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome};
use platform::id::Secret;
use platform::text::Message;
use platform::{Platform, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts::AccountErrorCode;
use super::invitations::CodeChannel;
use super::means::{TokenKind, TokenScope};
use super::passwords;
use super::policy::{Act, Permit, Viewer};
use super::rules::{self, passwords::LONGEST_PASSWORD};
use super::second_factors::is_shown;
use super::store::tokens::{self, AccessToken};
use super::store::{self, accounts, second_factors};
use super::throttle::Gate;
use super::trail::remember;

/// Where a request comes from.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The address of the network.
    pub address: Option<IpAddr>,
    /// The program, as it names itself.
    pub user_agent: Option<String>,
    /// The HTTP request.
    pub request_id: Option<String>,
}

impl Caller {
    /// The permit of somebody who has just shown who she is.
    pub(super) fn permit(&self, person_id: Uuid) -> Permit {
        let mut permit = Permit::system(Act::AccountOwn);
        permit.actor.person_id = Some(person_id);
        permit.actor.request_id.clone_from(&self.request_id);
        permit
    }

    fn program(&self) -> Option<String> {
        let plain = |text: &String| text.chars().filter(|c| !c.is_control()).take(200).collect::<String>();
        self.user_agent.as_ref().map(plain).filter(|text| !text.is_empty())
    }
}

/// What somebody signs in with.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Phone, mail address, or student or staff number.
    pub login: String,
    /// Which institution gave the number; absent for phone and mail address.
    pub institution_id: Option<Uuid>,
    /// The password.
    pub password: String,
    /// The code of the authenticator app, or a recovery code, for whoever has a second factor.
    pub code: Option<String>,
}

/// A session just opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What the browser keeps; shown this once.
    pub secret: Secret,
    /// The session.
    pub session: AccessToken,
}

/// As whom somebody wants to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Login {
    Phone(String),
    Email(String),
    Number(Uuid, String),
}

impl Login {
    pub(super) fn read(typed: &str, institution_id: Option<Uuid>) -> Option<Self> {
        let typed = typed.trim();
        match institution_id {
            Some(institution_id) => {
                (1..=64).contains(&typed.len()).then(|| Self::Number(institution_id, typed.to_owned()))
            }
            None if typed.contains('@') => rules::email(typed).map(Self::Email),
            None => rules::phone(typed).map(Self::Phone),
        }
    }

    /// How its person is written to.
    pub(super) fn channel(&self) -> CodeChannel {
        match self {
            Self::Phone(_) => CodeChannel::TextMessage,
            Self::Email(_) => CodeChannel::Mail,
            Self::Number(..) => CodeChannel::Slip,
        }
    }

    /// The one name under which its attempts are counted.
    pub(super) fn counted_as(&self) -> String {
        match self {
            Self::Phone(phone) => phone.clone(),
            Self::Email(email) => email.clone(),
            Self::Number(institution_id, number) => format!("{institution_id}/{number}"),
        }
    }

    /// Whoever it names and has an account; nobody when several do.
    pub(super) async fn account(&self, platform: &Platform) -> Result<Option<entity::account::Model>, Error> {
        let reader = platform.database.reader();
        let people: Vec<Uuid> = match self {
            Self::Phone(phone) => {
                let found = store::people_by_phone(reader, std::slice::from_ref(phone)).await?;
                found.into_iter().map(|person| person.id).collect()
            }
            Self::Email(email) => accounts::people_by_email(reader, email).await?,
            Self::Number(institution_id, number) => {
                let found =
                    store::people_by_number(reader, *institution_id, std::slice::from_ref(number)).await?;
                found.into_iter().map(|number| number.person_id).collect()
            }
        };
        let mut found = accounts::open_accounts_of(reader, &people).await?;
        let first = found.pop();
        Ok(if found.is_empty() { first } else { None })
    }
}

/// Signs somebody in.
///
/// # Errors
/// `WRONG_CREDENTIALS`, whatever was wrong; `SECOND_FACTOR_NEEDED` or `WRONG_SECOND_FACTOR` once the password is right;
/// `RateLimited`.
pub async fn session_create(
    platform: &Platform,
    before: Option<&Viewer>,
    caller: &Caller,
    sign_in: SignIn,
) -> Outcome<Opened, AccountErrorCode> {
    let wrong = || {
        let message = Message::new("identity-wrong-credentials");
        Failure::problem(AccountErrorCode::WrongCredentials, "", message)
    };
    let login = Login::read(&sign_in.login, sign_in.institution_id).ok_or_else(wrong)?;
    if sign_in.password.chars().count() > LONGEST_PASSWORD {
        return Err(wrong());
    }
    let account = login.account(platform).await?;
    let counted_as =
        account.as_ref().map_or_else(|| login.counted_as(), |account| account.person_id.to_string());
    let gate = Gate::new("sign-in", Some(&counted_as), caller.address);
    gate.enter(platform).await?;
    let kept = account.as_ref().map(|account| account.password_hash.clone());
    let matches = passwords::matches(&platform.heavy, sign_in.password, kept).await?;
    let Some(account) = account.filter(|_| matches) else {
        tracing::info!(request_id = caller.request_id, "a sign-in was refused");
        return Err(wrong());
    };
    let permit = caller.permit(account.person_id);
    let write = platform.database.write().await?;
    let has_shown = show_second_factor(platform, &write, account.person_id, sign_in.code.as_deref()).await?;
    gate.passed(&write).await?;
    if let Some(before) = before.filter(|viewer| viewer.means.kind == TokenKind::Session) {
        end(&write, &permit, before.means.id).await?;
    }
    let opened = open(platform, &write, &permit, account.person_id, caller).await?;
    if has_shown {
        second_factors::mark_session(&write, &permit, opened.session.id).await?;
    }
    write.commit().await?;
    Ok(opened)
}

/// Whether a second factor was shown; whoever has none needs none here, and her wider roles stay out of force.
async fn show_second_factor(
    platform: &Platform,
    write: &Write,
    person_id: Uuid,
    typed: Option<&str>,
) -> Outcome<bool, AccountErrorCode> {
    let factor = second_factors::of_person(&**write, person_id).await?;
    if factor.is_none_or(|factor| factor.confirmed_at.is_none()) {
        return Ok(false);
    }
    let (code, key) = match typed.map(str::trim).filter(|typed| !typed.is_empty()) {
        None => (AccountErrorCode::SecondFactorNeeded, "identity-second-factor-needed"),
        Some(typed) if is_shown(platform, write, person_id, typed).await? => return Ok(true),
        Some(_) => (AccountErrorCode::WrongSecondFactor, "identity-wrong-second-factor"),
    };
    Err(Failure::problem(code, "code", Message::keyed(key.to_owned())))
}

/// Opens a session within a larger act, for a person who has shown who she is.
pub(super) async fn open(
    platform: &Platform,
    write: &Write,
    permit: &Permit,
    person_id: Uuid,
    caller: &Caller,
) -> Result<Opened, Error> {
    let secret = Secret::new("xls")?;
    let config = &platform.config;
    let idle = i32::try_from(config.session_idle_minutes.saturating_mul(60)).unwrap_or(i32::MAX);
    let row = access_token::Model {
        id: id::new_key(),
        person_id,
        name: String::new(),
        token_digest: secret.digest(),
        created_at: write.now(),
        expires_at: Some(write.now() + Duration::hours(i64::from(config.session_hours))),
        revoked_at: None,
        kind: TokenKind::Session.code().to_owned(),
        scopes: TokenScope::written(TokenScope::ALL),
        created_by: Some(person_id),
        idle_seconds: Some(idle),
        last_used_at: None,
        second_factor_at: None,
        user_agent: caller.program(),
    };
    let session = AccessToken::try_from(row.clone())?;
    tokens::insert_token(write, permit, row).await?;
    remember(
        write,
        permit,
        "session.create",
        ("access_token", session.id),
        (Value::Null, json!({ "personId": person_id })),
    )
    .await?;
    Ok(Opened { secret, session })
}

/// Ends a session within a larger act; says whether it still let in.
pub(super) async fn end(write: &Write, permit: &Permit, key: Uuid) -> Result<bool, Error> {
    let ended = tokens::revoke(write, permit, key).await?;
    if ended {
        remember(write, permit, "session.end", ("access_token", key), (Value::Null, Value::Null)).await?;
    }
    Ok(ended)
}

/// Ends every session of a person but one, and every token that was exchanged for her identity elsewhere, within a
/// larger act; says how many.
pub(super) async fn end_others(
    write: &Write,
    permit: &Permit,
    person_id: Uuid,
    except: Option<Uuid>,
) -> Result<i64, Error> {
    let mut count = 0;
    for key in tokens::sessions_to_end(&**write, person_id, except).await? {
        count += i64::from(end(write, permit, key).await?);
    }
    Ok(count)
}

/// Ends the session that came with the request.
///
/// # Errors
/// `NOT_A_SESSION` with a bearer token.
pub async fn session_end(platform: &Platform, viewer: &Viewer) -> Outcome<AccessToken, AccountErrorCode> {
    if viewer.means.kind != TokenKind::Session {
        let message = Message::new("identity-not-a-session");
        return Err(Failure::problem(AccountErrorCode::NotASession, "", message));
    }
    session_revoke(platform, viewer, viewer.means.id).await
}

/// Ends one of the viewer's own sessions.
///
/// # Errors
/// `NotFound` for anything else.
pub async fn session_revoke(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<AccessToken, AccountErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let write = platform.database.write().await?;
    let session = tokens::token(&*write, key).await?;
    if session.person_id != viewer.person_id || session.kind != TokenKind::Session {
        return Err(Error::NotFound.into());
    }
    end(&write, &permit, key).await?;
    let ended = tokens::token(&*write, key).await?;
    write.commit().await?;
    Ok(ended)
}

/// Signs the viewer out everywhere, here included; says how many sessions were ended.
///
/// # Errors
/// Internal.
pub async fn session_end_all(platform: &Platform, viewer: &Viewer) -> Outcome<i64, AccountErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let write = platform.database.write().await?;
    let count = end_others(&write, &permit, viewer.person_id, None).await?;
    write.commit().await?;
    Ok(count)
}

/// The viewer's own sessions that still let in, the latest first.
///
/// # Errors
/// Internal.
pub async fn sessions_of_viewer(platform: &Platform, viewer: &Viewer) -> Result<Vec<AccessToken>, Error> {
    viewer.means.require_reading()?;
    let reader = platform.database.reader();
    tokens::tokens_of(reader, viewer.person_id, TokenKind::Session, platform.clock.now()).await
}
