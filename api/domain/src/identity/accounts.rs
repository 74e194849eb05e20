//! A person's account: the password that opens her door, and how it changes.

use platform::Platform;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome};
use platform::text::Message;
use serde_json::Value;
use uuid::Uuid;

use super::means::TokenKind;
use super::passwords;
use super::policy::{Act, Permit, Scope, SystemReason, Viewer};
use super::rules::passwords::password_problem;
use super::sessions::{self, Caller};
use super::store::{self, accounts};
use super::throttle::Gate;
use super::trail::remember;

platform::codes! {
    /// Why an act upon accounts, sessions or passwords is refused.
    pub enum AccountErrorCode {
        /// Login and password do not belong together; which of them is wrong is not told.
        WrongCredentials = "WRONG_CREDENTIALS",
        /// The password is too easy to guess.
        WeakPassword = "WEAK_PASSWORD",
        /// The password is right, and a code from the authenticator app is wanted as well.
        SecondFactorNeeded = "SECOND_FACTOR_NEEDED",
        /// The code from the authenticator app, or the recovery code, is wrong, used or late.
        WrongSecondFactor = "WRONG_SECOND_FACTOR",
        /// A second factor is in force already.
        SecondFactorSet = "SECOND_FACTOR_SET",
        /// There is no second factor to take away.
        SecondFactorNotSet = "SECOND_FACTOR_NOT_SET",
        /// A value is malformed.
        Invalid = "INVALID",
        /// The number belongs to somebody else.
        Taken = "TAKEN",
        /// The code is unknown, used, replaced by a later one, expired, or for something else.
        CodeInvalid = "CODE_INVALID",
        /// The person has an account already.
        Registered = "REGISTERED",
        /// The person has no account yet.
        NotRegistered = "NOT_REGISTERED",
        /// The person has no address for the channel.
        Unreachable = "UNREACHABLE",
        /// The provider vouches for nobody here, or does not answer.
        SignOnRefused = "SIGN_ON_REFUSED",
        /// The request came with a bearer token, which is revoked and not signed out.
        NotASession = "NOT_A_SESSION",
    }
}

/// Refuses a password that is too easy to guess for this person.
///
/// # Errors
/// `WEAK_PASSWORD` at `path`, saying why.
pub(super) async fn accept_password(
    write: &Write,
    person_id: Uuid,
    password: &str,
    path: &'static str,
) -> Outcome<(), AccountErrorCode> {
    let person = store::person(&**write, Scope::System(SystemReason::Permitted), person_id).await?;
    let numbers = store::person_numbers(&**write, &[person_id]).await?;
    let local = person.email.as_deref().and_then(|email| email.split('@').next());
    let known =
        [Some(person.name.zh.as_str()), Some(person.name.en.as_str()), person.phone.as_deref(), local];
    let known = known.into_iter().flatten().chain(numbers.iter().map(|number| number.number.as_str()));
    match password_problem(password, known) {
        Some(message) => Err(Failure::problem(AccountErrorCode::WeakPassword, path, message)),
        None => Ok(()),
    }
}

/// Sets a password that was accepted and hashed, within a larger act.
pub(super) async fn set_password(
    write: &Write,
    permit: &Permit,
    person_id: Uuid,
    password_hash: String,
    action: &'static str,
) -> Result<(), Error> {
    accounts::set_password(write, permit, person_id, password_hash).await?;
    remember(write, permit, action, ("account", person_id), (Value::Null, Value::Null)).await
}

/// Changes the viewer's password, and ends every other session of hers; says how many.
///
/// # Errors
/// `WRONG_CREDENTIALS` when the present password is another, or she has none; `WEAK_PASSWORD`; `RateLimited`.
pub async fn password_change(
    platform: &Platform,
    viewer: &Viewer,
    caller: &Caller,
    present: String,
    new: String,
) -> Outcome<i64, AccountErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let account = accounts::accounts_of(platform.database.reader(), &[viewer.person_id]).await?.pop();
    let gate = Gate::new("sign-in", Some(&viewer.person_id.to_string()), caller.address);
    gate.enter(platform).await?;
    if !passwords::matches(&platform.heavy, present, account.map(|account| account.password_hash)).await? {
        let message = Message::new("identity-wrong-credentials");
        return Err(Failure::problem(AccountErrorCode::WrongCredentials, "presentPassword", message));
    }
    let hash = passwords::hash(&platform.heavy, new.clone()).await?;
    let write = platform.database.write().await?;
    gate.passed(&write).await?;
    accept_password(&write, viewer.person_id, &new, "newPassword").await?;
    set_password(&write, &permit, viewer.person_id, hash, "account.password-change").await?;
    let kept = Some(viewer.means.id).filter(|_| viewer.means.kind == TokenKind::Session);
    let ended = sessions::end_others(&write, &permit, viewer.person_id, kept).await?;
    write.commit().await?;
    Ok(ended)
}
