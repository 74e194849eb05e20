//! The second factor: an authenticator app on the person's own phone, and ten codes on paper for the day it is lost.
//!
//! Roles that oversee, issue or administer are in force in a session only when one was shown. The secret is encrypted
//! at rest and shown while it is set up; a code works once, whether from the app or from the paper.

use platform::db::Write;
use platform::error::{Error, Failure, Outcome, accept};
use platform::text::Message;
use platform::{Platform, id, jobs, totp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts::{AccountErrorCode, AccountErrorCode::WrongSecondFactor};
use super::invitations::at_the_desk;
use super::means::TokenKind;
use super::passwords;
use super::policy::{Act, Permit, Scope, SystemReason, Viewer};
use super::rules;
use super::service::could_grant_all;
use super::sessions::{Caller, end_others};
use super::store::{self, accounts, second_factors as rows};
use super::throttle::Gate;
use super::trail::remember;

/// The job that tells a person that her second factor was taken away; its payload names her and the act.
pub const FACTOR_JOB: &str = "notifications.second-factor-reset";

/// How many recovery codes are handed out.
const RECOVERY_CODES: usize = 10;

/// A secret to be taken over by an app.
#[derive(Clone, Debug)]
pub struct SecretShown {
    /// To be typed.
    pub secret: String,
    /// To be drawn as a QR code.
    pub uri: String,
}

fn context(person_id: Uuid) -> String {
    format!("second_factor.secret/{person_id}")
}

fn refuse<T>(code: AccountErrorCode, path: &str, key: &str) -> Outcome<T, AccountErrorCode> {
    Err(Failure::problem(code, path, Message::keyed(key.to_owned())))
}

/// Whether a person has a second factor in force.
///
/// # Errors
/// Internal.
pub async fn has_second_factor(platform: &Platform, person_id: Uuid) -> Result<bool, Error> {
    let found = rows::of_person(platform.database.reader(), person_id).await?;
    Ok(found.is_some_and(|factor| factor.confirmed_at.is_some()))
}

/// Makes the secret of a new second factor for the viewer, who shows her password. It is not in force until confirmed.
///
/// # Errors
/// `SECOND_FACTOR_SET` when she has one; `WRONG_CREDENTIALS`; `RateLimited`.
pub async fn second_factor_begin(
    platform: &Platform,
    viewer: &Viewer,
    caller: &Caller,
    password: String,
) -> Outcome<SecretShown, AccountErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let reader = platform.database.reader();
    let gate = Gate::new("sign-in", Some(&viewer.person_id.to_string()), caller.address);
    gate.enter(platform).await?;
    let account = accounts::accounts_of(reader, &[viewer.person_id]).await?.pop();
    if !passwords::matches(&platform.heavy, password, account.map(|account| account.password_hash)).await? {
        return refuse(AccountErrorCode::WrongCredentials, "password", "identity-wrong-credentials");
    }
    let secret = totp::new_secret()?;
    let sealed = platform.keys.seal_value(&secret, &context(viewer.person_id)).map_err(Error::from)?;
    let write = platform.database.write().await?;
    gate.passed(&write).await?;
    if rows::of_person(&*write, viewer.person_id).await?.is_some_and(|factor| factor.confirmed_at.is_some()) {
        return refuse(AccountErrorCode::SecondFactorSet, "", "identity-second-factor-set");
    }
    rows::begin(&write, &permit, viewer.person_id, sealed).await?;
    remember(
        &write,
        &permit,
        "second-factor.begin",
        ("account", viewer.person_id),
        (Value::Null, Value::Null),
    )
    .await?;
    let person = store::person(&*write, Scope::System(SystemReason::Permitted), viewer.person_id).await?;
    write.commit().await?;
    let name = person.email.or(person.phone).unwrap_or(person.name.zh);
    Ok(SecretShown { secret: totp::written(&secret), uri: totp::uri(&secret, "Xinglin", &name) })
}

/// Puts the viewer's second factor into force by a code from the app, counts her session as having shown it, and gives
/// her recovery codes, shown this once.
///
/// # Errors
/// `WRONG_SECOND_FACTOR`; `SECOND_FACTOR_SET` when it is in force already; `RateLimited`.
pub async fn second_factor_confirm(
    platform: &Platform,
    viewer: &Viewer,
    caller: &Caller,
    typed: &str,
) -> Outcome<Vec<String>, AccountErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let gate = Gate::new("second-factor", Some(&viewer.person_id.to_string()), caller.address);
    gate.enter(platform).await?;
    let write = platform.database.write().await?;
    match rows::of_person(&*write, viewer.person_id).await? {
        Some(factor) if factor.confirmed_at.is_some() => {
            return refuse(AccountErrorCode::SecondFactorSet, "", "identity-second-factor-set");
        }
        Some(_) if is_shown(platform, &write, viewer.person_id, typed).await? => {}
        _ => return refuse(WrongSecondFactor, "code", "identity-wrong-second-factor"),
    }
    gate.passed(&write).await?;
    rows::confirm(&write, &permit, viewer.person_id).await?;
    if viewer.means.kind == TokenKind::Session {
        rows::mark_session(&write, &permit, viewer.means.id).await?;
    }
    let codes = (0..RECOVERY_CODES).map(|_| id::new_code()).collect::<Result<Vec<_>, _>>()?;
    let digests = codes.iter().map(|code| id::sha256(code.as_bytes())).collect();
    rows::insert_recovery_codes(&write, &permit, viewer.person_id, digests).await?;
    remember(
        &write,
        &permit,
        "second-factor.confirm",
        ("account", viewer.person_id),
        (Value::Null, Value::Null),
    )
    .await?;
    write.commit().await?;
    Ok(codes)
}

/// Lets the viewer through who shows her second factor, or a recovery code, and begins to write.
async fn by_showing_it(
    platform: &Platform,
    viewer: &Viewer,
    caller: &Caller,
    typed: &str,
) -> Outcome<(Permit, Write), AccountErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let gate = Gate::new("second-factor", Some(&viewer.person_id.to_string()), caller.address);
    gate.enter(platform).await?;
    let write = platform.database.write().await?;
    if !is_shown(platform, &write, viewer.person_id, typed).await? {
        return refuse(WrongSecondFactor, "code", "identity-wrong-second-factor");
    }
    gate.passed(&write).await?;
    Ok((permit, write))
}

/// Counts the viewer's session as having shown her second factor: her roles that were withheld are in force from the next
/// request on. For whoever signed in through a provider, which is not asked for one.
///
/// # Errors
/// `INVALID` outside a session; `SECOND_FACTOR_NOT_SET`; `WRONG_SECOND_FACTOR`; `RateLimited`.
pub async fn second_factor_show(
    platform: &Platform,
    viewer: &Viewer,
    caller: &Caller,
    typed: &str,
) -> Outcome<(), AccountErrorCode> {
    Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    if viewer.means.kind != TokenKind::Session {
        return refuse(AccountErrorCode::Invalid, "", "identity-second-factor-session");
    }
    if !has_second_factor(platform, viewer.person_id).await? {
        return refuse(AccountErrorCode::SecondFactorNotSet, "", "identity-second-factor-begin");
    }
    let (permit, write) = by_showing_it(platform, viewer, caller, typed).await?;
    rows::mark_session(&write, &permit, viewer.means.id).await?;
    let shown = ("access_token", viewer.means.id);
    remember(&write, &permit, "second-factor.show", shown, (Value::Null, Value::Null)).await?;
    write.commit().await?;
    Ok(())
}

/// Removes the viewer's second factor, who shows it once more, or a recovery code.
///
/// # Errors
/// `WRONG_SECOND_FACTOR`, also when she has none; `RateLimited`.
pub async fn second_factor_remove(
    platform: &Platform,
    viewer: &Viewer,
    caller: &Caller,
    typed: &str,
) -> Outcome<(), AccountErrorCode> {
    let (permit, write) = by_showing_it(platform, viewer, caller, typed).await?;
    rows::remove(&write, &permit, viewer.person_id).await?;
    remember(
        &write,
        &permit,
        "second-factor.remove",
        ("account", viewer.person_id),
        (Value::Null, Value::Null),
    )
    .await?;
    write.commit().await?;
    Ok(())
}

/// Takes away the second factor that a person lost, for a reason, by somebody who could have granted her every role that
/// she holds; ends her sessions and tells her. Says how many sessions were ended.
///
/// # Errors
/// `SECOND_FACTOR_NOT_SET` when she has none; `INVALID` without a reason; `Forbidden`, for one's own among them; `NotFound`.
pub async fn second_factor_reset(
    platform: &Platform,
    viewer: &Viewer,
    person_id: Uuid,
    reason: &str,
) -> Outcome<i64, AccountErrorCode> {
    store::person(platform.database.reader(), viewer.scope(), person_id).await?;
    let permit = at_the_desk(platform, viewer, Act::AccountAdmit, person_id).await?;
    if viewer.person_id == person_id {
        return Err(Error::Forbidden(Message::new("identity-second-factor-own")).into());
    }
    let write = platform.database.write().await?;
    if !could_grant_all(&*write, viewer, person_id).await? {
        return Err(Error::Forbidden(Message::new("identity-second-factor-above")).into());
    }
    accept(rules::reason_problem(AccountErrorCode::Invalid, reason).into_iter().collect())?;
    if rows::of_person(&*write, person_id).await?.is_none() {
        return refuse(AccountErrorCode::SecondFactorNotSet, "personId", "identity-second-factor-not-set");
    }
    rows::remove(&write, &permit, person_id).await?;
    let after = json!({ "reason": reason.trim() });
    remember(&write, &permit, "second-factor.reset", ("account", person_id), (Value::Null, after)).await?;
    let ended = end_others(&write, &permit, person_id, None).await?;
    let told = json!({ "person_id": person_id, "reset_id": id::new_key() });
    jobs::enqueue(&write, FACTOR_JOB, &told, None).await?;
    write.commit().await?;
    Ok(ended)
}

/// Whether what was typed is the app's code of about now, or a recovery code; either is used up by it, once the
/// transaction is committed.
pub(super) async fn is_shown(
    platform: &Platform,
    write: &Write,
    person_id: Uuid,
    typed: &str,
) -> Result<bool, Error> {
    let Some(factor) = rows::of_person(&**write, person_id).await? else {
        return Ok(false);
    };
    let secret = platform.keys.open_value(&factor.secret, &context(person_id)).map_err(Error::from)?;
    if let Some(step) = totp::step_of(&secret, typed, write.now(), factor.last_step) {
        return Ok(rows::use_step(write, person_id, step).await?);
    }
    match id::normalise_code(typed) {
        Some(code) => Ok(rows::use_recovery_code(write, person_id, id::sha256(code.as_bytes())).await?),
        None => Ok(false),
    }
}
