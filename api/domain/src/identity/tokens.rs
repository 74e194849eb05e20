//! Bearer tokens: made for a purpose, shown once, and taken back.
//!
//! A person makes tokens for herself, whoever administers an institution for its service accounts, a system administrator
//! for anybody; nobody makes one that may be used for more than what it is made with.

use chrono::{DateTime, Utc};
use entity::access_token;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::id::Secret;
use platform::text::Message;
use platform::{Platform, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::erasing::require_open;
use super::means::{TokenKind, TokenScope, named};
use super::policy::{Act, Permit, Scope, SystemReason, Viewer};
use super::rules;
use super::service::IdentityErrorCode;
use super::service_accounts::{is_serviceable, over};
use super::store::service_accounts::{self, ServiceAccount};
use super::store::tokens::{self, AccessToken};
use super::trail::remember;

/// A token to be made.
#[derive(Clone, Debug, Default)]
pub struct NewToken {
    /// Whose roles and relations it carries: a person, or a service account.
    pub person_id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may be used for; everything that its maker's own means may be used for when absent, which a service
    /// account's never is.
    pub scopes: Option<Vec<TokenScope>>,
    /// When it ends; when absent, with the token that it is made with, and never otherwise.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Makes a bearer token; its secret is shown once.
///
/// # Errors
/// `INVALID` for a name, an end or scopes that cannot be; `NotFound`; `Forbidden` for somebody else's token to whoever may
/// make none.
pub async fn token_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewToken,
) -> Outcome<(Secret, AccessToken), IdentityErrorCode> {
    let expires_at = new.expires_at.or_else(|| viewer.means.outlived());
    let new = NewToken { expires_at, ..new };
    let account = service_accounts::find(platform.database.reader(), new.person_id).await?;
    let permit = permit(viewer, new.person_id, account.as_ref())?;
    viewer.require_whole()?;
    let write = platform.database.write().await?;
    super::store::person(&*write, Scope::System(SystemReason::Permitted), new.person_id).await?;
    require_open(&write, new.person_id, (IdentityErrorCode::Invalid, "personId")).await?;
    let default = if account.is_some() { Vec::new() } else { viewer.means.scopes.clone() };
    let scopes = new.scopes.clone().unwrap_or(default);
    let mut problems = problems(viewer, &new, &scopes, write.now());
    if let Some(account) = account {
        if !account.is_in_force(viewer.today) {
            return Err(over());
        }
        problems.extend(unserviceable(&scopes));
    }
    accept(problems)?;
    let made = token_add(&write, &permit, &new, &scopes).await?;
    write.commit().await?;
    Ok(made)
}

/// A service account's to whoever administers its institution; one's own; or anybody's to a system administrator.
fn permit(viewer: &Viewer, person_id: Uuid, account: Option<&ServiceAccount>) -> Result<Permit, Error> {
    if let Some(account) = account {
        return super::service_accounts::permit(viewer, account);
    }
    if viewer.person_id == person_id {
        return Permit::herself(viewer, Act::AccountOwn, person_id);
    }
    Permit::anywhere(viewer, Act::TokenCreate)
}

/// What a service account's token may not be used for.
fn unserviceable(scopes: &[TokenScope]) -> Option<Problem<IdentityErrorCode>> {
    let beyond: Vec<TokenScope> = scopes.iter().copied().filter(|scope| !is_serviceable(*scope)).collect();
    let message = Message::new("identity-scopes-of-service").with("scopes", named(&beyond));
    (!beyond.is_empty()).then(|| Problem::new(IdentityErrorCode::Invalid, "scopes", message))
}

fn problems(
    viewer: &Viewer,
    new: &NewToken,
    scopes: &[TokenScope],
    now: DateTime<Utc>,
) -> Vec<Problem<IdentityErrorCode>> {
    let invalid = |path, message| Problem::new(IdentityErrorCode::Invalid, path, message);
    let mut problems: Vec<_> =
        rules::name_problem(IdentityErrorCode::Invalid, "name", &new.name).into_iter().collect();
    if new.expires_at.is_some_and(|end| end <= now) {
        problems.push(invalid("expiresAt", Message::new("identity-token-expired-already")));
    }
    if let (Some(end), Some(asked)) = (viewer.means.outlived(), new.expires_at)
        && end < asked
    {
        let message = Message::new("identity-token-outlives").with("end", end.to_rfc3339());
        problems.push(invalid("expiresAt", message));
    }
    if scopes.is_empty() {
        problems.push(invalid("scopes", Message::new("common-required").with("field", "scopes")));
    }
    let beyond: Vec<TokenScope> =
        scopes.iter().copied().filter(|scope| !viewer.means.allows(*scope)).collect();
    if !beyond.is_empty() {
        let message = Message::new("identity-scopes-beyond-own").with("scopes", named(&beyond));
        problems.push(invalid("scopes", message));
    }
    problems
}

/// Makes a token within a larger act.
pub(super) async fn token_add(
    write: &Write,
    permit: &Permit,
    new: &NewToken,
    scopes: &[TokenScope],
) -> Result<(Secret, AccessToken), Error> {
    let secret = Secret::new("xlt")?;
    let row = access_token::Model {
        id: id::new_key(),
        person_id: new.person_id,
        name: new.name.trim().to_owned(),
        token_digest: secret.digest(),
        created_at: write.now(),
        expires_at: new.expires_at,
        revoked_at: None,
        kind: TokenKind::Api.code().to_owned(),
        scopes: TokenScope::written(scopes),
        created_by: permit.actor.person_id,
        idle_seconds: None,
        last_used_at: None,
        second_factor_at: None,
        user_agent: None,
    };
    let after = json!({ "personId": row.person_id, "name": row.name, "scopes": row.scopes, "expiresAt": row.expires_at });
    let made = AccessToken::try_from(row.clone())?;
    tokens::insert_token(write, permit, row).await?;
    remember(write, permit, "token.create", ("access_token", made.id), (Value::Null, after)).await?;
    Ok((secret, made))
}

/// Takes a token back: it opens nothing from now on.
///
/// # Errors
/// `NotFound` for somebody else's token to whoever could not have made it.
pub async fn token_revoke(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<AccessToken, IdentityErrorCode> {
    let write = platform.database.write().await?;
    let token = tokens::token(&*write, key).await?;
    let account = service_accounts::find(&*write, token.person_id).await?;
    // Whoever may not know of it hears that it is not there.
    let permit = permit(viewer, token.person_id, account.as_ref()).map_err(|error| match error {
        Error::Forbidden(_) if viewer.person_id != token.person_id => Error::NotFound,
        other => other,
    })?;
    revoke(&write, &permit, &token).await?;
    let revoked = tokens::token(&*write, key).await?;
    write.commit().await?;
    Ok(revoked)
}

/// Takes a token back within a larger act; one that was taken back before stays so.
pub(super) async fn revoke(write: &Write, permit: &Permit, token: &AccessToken) -> Result<(), Error> {
    if tokens::revoke(write, permit, token.id).await? {
        let after = json!({ "personId": token.person_id });
        remember(write, permit, "token.revoke", ("access_token", token.id), (Value::Null, after)).await?;
    }
    Ok(())
}

/// The viewer's own tokens that still let in, the latest first.
///
/// # Errors
/// Internal.
pub async fn tokens_of_viewer(platform: &Platform, viewer: &Viewer) -> Result<Vec<AccessToken>, Error> {
    viewer.means.require_reading()?;
    let reader = platform.database.reader();
    tokens::tokens_of(reader, viewer.person_id, TokenKind::Api, platform.clock.now()).await
}
