//! Users of a school's own app become people here: a person binds her user there to herself, and the app's service
//! account then exchanges that user's identity for a token of hers that works for a quarter of an hour.
//!
//! Binding begins and ends with the person. She asks for a code and types it into the app; the app brings it with the
//! name of its user; and nothing is in force until she has seen here which app of which institution and which user it is,
//! and confirmed it. So nobody's link leads her to bind a stranger's user: an app alone cannot begin, and a code that was
//! coaxed out of her still shows whose user it would bind. Who is bound is told to nobody else: an unknown user and one
//! who is not bound are answered alike.

use platform::codes::Code as _;
use platform::error::{Error, Failure, Outcome, accept};
use platform::id::Secret;
use platform::text::Message;
use platform::{Platform, id};
use sea_orm::SqlErr;
use serde_json::{Value, json};
use uuid::Uuid;

use super::invitations::{CodeChannel, CodeMade, CodePurpose, make};
use super::means::{TokenKind, TokenScope, named};
use super::policy::{Act, Permit, Viewer};
use super::rules::exchange::{
    CLAIMS_A_MINUTE, EXCHANGES_A_MINUTE, hint_problem, provider_problem, subject_problem, token_ends,
};
use super::service_accounts::is_serviceable;
use super::store::exchange_bindings::{self as rows, ExchangeBinding};
use super::store::one_time_codes;
use super::store::service_accounts::{self, ServiceAccount};
use super::store::tokens::{self, AccessToken};
use super::throttle::pace;
use super::tokens::revoke;
use super::trail::remember;

platform::codes! {
    /// Why binding a user of an app, or exchanging its identity, is refused.
    pub enum ExchangeErrorCode {
        /// A value is missing, too long or malformed, or a scope cannot be passed on.
        Invalid = "INVALID",
        /// The code is unknown, used, replaced by a later one or expired, or it is too late to confirm.
        CodeInvalid = "CODE_INVALID",
        /// The app's user is bound already: it is unbound first.
        Bound = "BOUND",
        /// The app's user is bound to nobody.
        NotBound = "NOT_BOUND",
    }
}

fn refuse<T>(code: ExchangeErrorCode, path: &str, key: &str) -> Outcome<T, ExchangeErrorCode> {
    Err(Failure::problem(code, path, Message::keyed(key.to_owned())))
}

/// By what a user is found: a digest of its own for each app, so that two apps cannot compare their users.
fn digest(
    platform: &Platform,
    account: &ServiceAccount,
    provider: &str,
    subject: &str,
) -> Result<Vec<u8>, Error> {
    let kind = format!("exchange_binding.subject/{}/{provider}", account.id);
    Ok(platform.keys.blind_index(&kind, subject)?.to_vec())
}

/// The service account in use, and its permit.
async fn acting(platform: &Platform, viewer: &Viewer) -> Result<(Permit, ServiceAccount), Error> {
    let permit = Permit::anywhere(viewer, Act::TokenExchange)?;
    let account = service_accounts::find(platform.database.reader(), viewer.person_id).await?;
    // A person who was given the role before there were service accounts is none.
    let account = account.filter(|account| account.is_in_force(viewer.today));
    account
        .map(|account| (permit, account))
        .ok_or_else(|| Error::Forbidden(Message::new("identity-forbidden")))
}

/// Gives the viewer a code to be typed into an app that she wants to bind; it works for ten minutes.
///
/// # Errors
/// `Forbidden` with a token that does not administer her own affairs.
pub async fn exchange_binding_begin(
    platform: &Platform,
    viewer: &Viewer,
) -> Outcome<CodeMade, ExchangeErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let write = platform.database.write().await?;
    let (purpose, channel) = (CodePurpose::ExchangeBinding, CodeChannel::Slip);
    let made = make(&write, &permit, viewer.person_id, purpose, channel, None).await?;
    write.commit().await?;
    Ok(made)
}

/// A code that an app brings, and whom for.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The code, as the user typed it.
    pub code: String,
    /// Who knows the user.
    pub provider: String,
    /// The user's name there.
    pub subject: String,
    /// By what the person will recognise the user.
    pub subject_hint: String,
}

/// Brings the code of somebody who wants to bind a user of the viewer's app; nothing is in force until she confirms it.
///
/// # Errors
/// `Forbidden` to all but service accounts; `CODE_INVALID`; `BOUND` when the user is bound already; every problem found;
/// `RateLimited`.
pub async fn exchange_binding_claim(
    platform: &Platform,
    viewer: &Viewer,
    claim: Claim,
) -> Outcome<ExchangeBinding, ExchangeErrorCode> {
    let (permit, account) = acting(platform, viewer).await?;
    pace(platform, "exchange-claim", account.id, CLAIMS_A_MINUTE).await?;
    let invalid = ExchangeErrorCode::Invalid;
    let problems = [
        provider_problem(invalid, &claim.provider),
        subject_problem(invalid, &claim.subject),
        hint_problem(invalid, &claim.subject_hint),
    ];
    accept(problems.into_iter().flatten().collect())?;
    let digest = digest(platform, &account, &claim.provider, &claim.subject)?;
    let write = platform.database.write().await?;
    if rows::in_force(&*write, account.id, &claim.provider, &digest).await?.is_some() {
        return refuse(ExchangeErrorCode::Bound, "subject", "identity-exchange-bound");
    }
    let code = match id::normalise_code(&claim.code) {
        Some(code) => one_time_codes::by_digest(&*write, id::sha256(code.as_bytes())).await?,
        None => None,
    };
    let code = code.filter(|code| code.purpose == CodePurpose::ExchangeBinding.code());
    let Some(code) = code else {
        return refuse(ExchangeErrorCode::CodeInvalid, "code", "identity-code-invalid");
    };
    if !one_time_codes::claim(&write, code.id, write.now()).await? {
        return refuse(ExchangeErrorCode::CodeInvalid, "code", "identity-code-invalid");
    }
    let binding = ExchangeBinding {
        id: id::new_key(),
        service_account_id: account.id,
        person_id: code.person_id,
        provider: claim.provider,
        subject_hint: claim.subject_hint.trim().to_owned(),
        claimed_at: write.now(),
        bound_at: None,
        last_exchanged_at: None,
        ended_at: None,
    };
    rows::insert(&write, &permit, &binding, digest).await?;
    noted(&write, &permit, "exchange-binding.claim", &binding).await?;
    write.commit().await?;
    Ok(binding)
}

async fn noted(
    write: &platform::db::Write,
    permit: &Permit,
    action: &'static str,
    binding: &ExchangeBinding,
) -> Result<(), Error> {
    let after = json!({
        "personId": binding.person_id, "serviceAccountId": binding.service_account_id,
        "provider": binding.provider,
    });
    remember(write, permit, action, ("exchange_binding", binding.id), (Value::Null, after)).await
}

/// Puts a binding into force that the viewer began and has seen.
///
/// # Errors
/// `NotFound` for somebody else's; `CODE_INVALID` when it is too late, or done already; `BOUND` when the user came to be
/// somebody else's in the meantime.
pub async fn exchange_binding_confirm(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<ExchangeBinding, ExchangeErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let write = platform.database.write().await?;
    let before = rows::of_person_by_key(&*write, viewer.person_id, key).await?.ok_or(Error::NotFound)?;
    match rows::confirm(&write, &permit, key).await {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            return refuse(ExchangeErrorCode::Bound, "exchangeBindingId", "identity-exchange-bound");
        }
        Err(error) => return Err(error.into()),
        Ok(false) => {
            return refuse(ExchangeErrorCode::CodeInvalid, "exchangeBindingId", "identity-exchange-late");
        }
        Ok(true) => {}
    }
    noted(&write, &permit, "exchange-binding.confirm", &before).await?;
    let binding = rows::of_person_by_key(&*write, viewer.person_id, key).await?.ok_or(Error::NotFound)?;
    write.commit().await?;
    Ok(binding)
}

/// Takes back a binding of the viewer's, confirmed or not, with every token that the app exchanged for her identity.
///
/// # Errors
/// `NotFound` for somebody else's.
pub async fn exchange_binding_remove(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<ExchangeBinding, ExchangeErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let write = platform.database.write().await?;
    let before = rows::of_person_by_key(&*write, viewer.person_id, key).await?.ok_or(Error::NotFound)?;
    if rows::end(&write, &permit, key).await? {
        for token in tokens::exchanged(&*write, before.service_account_id, viewer.person_id).await? {
            revoke(&write, &permit, &token).await?;
        }
        noted(&write, &permit, "exchange-binding.remove", &before).await?;
    }
    let binding = rows::of_person_by_key(&*write, viewer.person_id, key).await?.ok_or(Error::NotFound)?;
    write.commit().await?;
    Ok(binding)
}

/// The viewer's bindings in force and those that she may confirm, the latest first.
///
/// # Errors
/// Internal.
pub async fn exchange_bindings_of_viewer(
    platform: &Platform,
    viewer: &Viewer,
) -> Result<Vec<ExchangeBinding>, Error> {
    viewer.means.require_reading()?;
    Ok(rows::of_person(platform.database.reader(), viewer.person_id, platform.clock.now()).await?)
}

/// Whose identity is to be exchanged, and for what.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Who knows the user.
    pub provider: String,
    /// The user's name there.
    pub subject: String,
    /// What the token may be used for; everything that can be passed on when absent.
    pub scopes: Option<Vec<TokenScope>>,
}

/// Exchanges the identity of a user of the viewer's app for a token of the person bound to it, shown once: it works for 15
/// minutes, for no more than the viewer's own token, and never issues or administers.
///
/// # Errors
/// `Forbidden` to all but service accounts; `NOT_BOUND` for a user who is unknown or not bound; `INVALID` for scopes that
/// cannot be passed on; `RateLimited`.
pub async fn token_exchange(
    platform: &Platform,
    viewer: &Viewer,
    exchange: Exchange,
) -> Outcome<(Secret, AccessToken), ExchangeErrorCode> {
    let (permit, account) = acting(platform, viewer).await?;
    pace(platform, "exchange", account.id, EXCHANGES_A_MINUTE).await?;
    accept(provider_problem(ExchangeErrorCode::Invalid, &exchange.provider).into_iter().collect())?;
    let scopes = passed_on(viewer, exchange.scopes)?;
    let digest = digest(platform, &account, &exchange.provider, &exchange.subject)?;
    let write = platform.database.write().await?;
    let bound = rows::in_force(&*write, account.id, &exchange.provider, &digest).await?;
    let Some(binding) = bound else {
        return refuse(ExchangeErrorCode::NotBound, "subject", "identity-exchange-not-bound");
    };
    if !rows::touch(&write, &permit, binding.id).await? {
        return refuse(ExchangeErrorCode::NotBound, "subject", "identity-exchange-not-bound");
    }
    let secret = Secret::new("xlt")?;
    let row = entity::access_token::Model {
        id: id::new_key(),
        person_id: binding.person_id,
        name: binding.provider,
        token_digest: secret.digest(),
        created_at: write.now(),
        expires_at: Some(token_ends(write.now(), viewer.means.expires_at)),
        revoked_at: None,
        kind: TokenKind::Exchange.code().to_owned(),
        scopes: TokenScope::written(&scopes),
        created_by: Some(account.id),
        idle_seconds: None,
        last_used_at: None,
        second_factor_at: None,
        user_agent: None,
    };
    let after = json!({
        "personId": row.person_id, "serviceAccountId": account.id, "exchangeBindingId": binding.id,
        "scopes": row.scopes, "expiresAt": row.expires_at,
    });
    let made = AccessToken::try_from(row.clone())?;
    tokens::insert_token(&write, &permit, row).await?;
    remember(&write, &permit, "token.exchange", ("access_token", made.id), (Value::Null, after)).await?;
    write.commit().await?;
    Ok((secret, made))
}

/// The scopes that an exchanged token gets: those asked for, or all that the service account's own token can pass on.
fn passed_on(viewer: &Viewer, asked: Option<Vec<TokenScope>>) -> Outcome<Vec<TokenScope>, ExchangeErrorCode> {
    let can_pass = |scope: &TokenScope| {
        viewer.means.allows(*scope) && is_serviceable(*scope) && *scope != TokenScope::Exchange
    };
    let asked = asked.unwrap_or_else(|| viewer.means.scopes.iter().copied().filter(can_pass).collect());
    let beyond: Vec<TokenScope> = asked.iter().copied().filter(|scope| !can_pass(scope)).collect();
    let message = if asked.is_empty() {
        Message::new("common-required").with("field", "scopes")
    } else if beyond.is_empty() {
        return Ok(asked);
    } else {
        Message::new("identity-exchange-scopes").with("scopes", named(&beyond))
    };
    Err(Failure::problem(ExchangeErrorCode::Invalid, "scopes", message))
}
