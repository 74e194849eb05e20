//! A person's own phone and mail address, changed at both ends: a code goes to the one she has, and one to the one she
//! gives, and the change is made when both come back. So neither a borrowed browser nor a mistyped number is enough.

use entity::one_time_code;
use platform::codes::Code as _;
use platform::error::{Error, Failure, Outcome};
use platform::text::Message;
use platform::{Platform, id};
use sea_orm::SqlErr;
use serde_json::json;
use uuid::Uuid;

use super::accounts::AccountErrorCode;
use super::invitations::{CodeChannel, CodePurpose, make};
use super::passwords;
use super::policy::{Act, Permit, Scope, SystemReason, Viewer};
use super::rules;
use super::sessions::Caller;
use super::store::{self, Person, accounts, one_time_codes};
use super::throttle::Gate;
use super::trail::remember;

/// What a person gives in place of what she had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewContact {
    /// A mobile number, as typed.
    Phone(String),
    /// A mail address, as typed.
    Email(String),
}

impl NewContact {
    fn read(&self) -> Outcome<(CodeChannel, String), AccountErrorCode> {
        let (channel, read, typed, path, key) = match self {
            Self::Phone(typed) => {
                (CodeChannel::TextMessage, rules::phone(typed), typed, "to.phone", "identity-phone")
            }
            Self::Email(typed) => {
                (CodeChannel::Mail, rules::email(typed), typed, "to.email", "identity-email")
            }
        };
        let message = || Message::keyed(key.to_owned()).with("value", typed);
        read.map(|value| (channel, value))
            .ok_or_else(|| Failure::problem(AccountErrorCode::Invalid, path, message()))
    }
}

/// What a person has on a channel.
fn present(person: &Person, channel: CodeChannel) -> Option<&str> {
    match channel {
        CodeChannel::TextMessage => person.phone.as_deref(),
        CodeChannel::Mail => person.email.as_deref(),
        CodeChannel::Slip => None,
    }
}

/// Sends the codes for a change of the viewer's phone or mail address, who shows her password; says whether one goes to
/// what she has now.
///
/// # Errors
/// `INVALID` for what is no number or address; `WRONG_CREDENTIALS`; `RateLimited`.
pub async fn contact_change_request(
    platform: &Platform,
    viewer: &Viewer,
    caller: &Caller,
    password: String,
    new: &NewContact,
) -> Outcome<bool, AccountErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let (channel, target) = new.read()?;
    let gate = Gate::new("sign-in", Some(&viewer.person_id.to_string()), caller.address);
    gate.enter(platform).await?;
    let account = accounts::accounts_of(platform.database.reader(), &[viewer.person_id]).await?.pop();
    if !passwords::matches(&platform.heavy, password, account.map(|account| account.password_hash)).await? {
        let message = Message::new("identity-wrong-credentials");
        return Err(Failure::problem(AccountErrorCode::WrongCredentials, "password", message));
    }
    let write = platform.database.write().await?;
    gate.passed(&write).await?;
    let person = store::person(&*write, Scope::System(SystemReason::Permitted), viewer.person_id).await?;
    let has_old = present(&person, channel).is_some();
    let purposes: &[CodePurpose] = if has_old {
        &[CodePurpose::ContactOld, CodePurpose::ContactNew]
    } else {
        &[CodePurpose::ContactNew]
    };
    for purpose in purposes {
        make(&write, &permit, viewer.person_id, *purpose, channel, Some(target.clone())).await?;
    }
    write.commit().await?;
    Ok(has_old)
}

/// Changes the viewer's phone or mail address, when the codes of both ends have come back.
///
/// # Errors
/// `CODE_INVALID` at the code that does not work, and neither is used up; `TAKEN` when the number came to be somebody
/// else's; `RateLimited`.
pub async fn contact_change_confirm(
    platform: &Platform,
    viewer: &Viewer,
    caller: &Caller,
    old_code: Option<&str>,
    new_code: &str,
) -> Outcome<Person, AccountErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let invalid = |path: &str| {
        Failure::problem(AccountErrorCode::CodeInvalid, path, Message::new("identity-code-invalid"))
    };
    let gate = Gate::new("contact", Some(&viewer.person_id.to_string()), caller.address);
    gate.enter(platform).await?;
    let new = open_code(platform, viewer.person_id, CodePurpose::ContactNew, new_code).await?;
    let new = new.ok_or_else(|| invalid("newCode"))?;
    let channel = CodeChannel::stored(&new.channel)?;
    let write = platform.database.write().await?;
    let before = store::person(&*write, Scope::System(SystemReason::Permitted), viewer.person_id).await?;
    if present(&before, channel).is_some() {
        let old =
            open_code(platform, viewer.person_id, CodePurpose::ContactOld, old_code.unwrap_or_default());
        let old = old.await?.filter(|old| old.target == new.target && old.channel == new.channel);
        let old = old.ok_or_else(|| invalid("oldCode"))?;
        if !one_time_codes::claim(&write, old.id, write.now()).await? {
            return Err(invalid("oldCode"));
        }
    }
    if !one_time_codes::claim(&write, new.id, write.now()).await? {
        return Err(invalid("newCode"));
    }
    gate.passed(&write).await?;
    let target = new.target.ok_or_else(|| Error::internal("a change without what it leads to"))?;
    let is_phone = channel == CodeChannel::TextMessage;
    match accounts::set_contact(&write, &permit, viewer.person_id, is_phone, target).await {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            let message = Message::new("identity-taken-meanwhile");
            return Err(Failure::problem(AccountErrorCode::Taken, "", message));
        }
        other => other?,
    }
    remember(
        &write,
        &permit,
        "contact-change.confirm",
        ("person", viewer.person_id),
        (json!({ "channel": new.channel }), json!({ "channel": new.channel, "isConfirmed": true })),
    )
    .await?;
    let after = store::person(&*write, Scope::System(SystemReason::Permitted), viewer.person_id).await?;
    write.commit().await?;
    Ok(after)
}

async fn open_code(
    platform: &Platform,
    person_id: Uuid,
    purpose: CodePurpose,
    typed: &str,
) -> Result<Option<one_time_code::Model>, Error> {
    let Some(code) = id::normalise_code(typed) else {
        return Ok(None);
    };
    let found = one_time_codes::by_digest(platform.database.reader(), id::sha256(code.as_bytes())).await?;
    Ok(found.filter(|row| row.person_id == person_id && row.purpose == purpose.code()))
}
