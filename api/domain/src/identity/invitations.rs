//! The first key, and a new one for whoever lost hers: a code that works once and not for long.
//!
//! Somebody who answers for a person's institution invites her, or resets her password at the desk; a person who can be
//! written to asks for a reset herself and is told the same whether she has an account or not. A code is printed and
//! handed over, or sent. One that is sent is made at the moment of sending, so that it lies nowhere but in the letter.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Asia::Shanghai;
use entity::one_time_code;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome};
use platform::text::Message;
use platform::{Platform, id, jobs};
use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts::{self, AccountErrorCode};
use super::erasing::require_open;
use super::owners::Owners;
use super::passwords;
use super::policy::{Act, Permit, Scope, SystemReason, Viewer};
use super::rules::Role;
use super::service::covers_all;
use super::sessions::{self, Caller, Login, Opened};
use super::store::{self, Person, accounts as rows, one_time_codes};
use super::throttle::Gate;
use super::trail::remember;

platform::codes! {
    /// What a code opens once.
    pub enum CodePurpose {
        /// A first password.
        Invitation = "INVITATION",
        /// A new password.
        PasswordReset = "PASSWORD_RESET",
        /// A change of phone or mail address, at the end that is left.
        ContactOld = "CONTACT_OLD",
        /// A change of phone or mail address, at the end that takes its place.
        ContactNew = "CONTACT_NEW",
        /// The binding of a user of a school's own app.
        ExchangeBinding = "EXCHANGE_BINDING",
    }
}

platform::codes! {
    /// How a code reaches its person.
    pub enum CodeChannel {
        /// By mail.
        Mail = "MAIL",
        /// By text message to the mobile number.
        TextMessage = "TEXT_MESSAGE",
        /// Printed, and handed over.
        Slip = "SLIP",
    }
}

impl CodePurpose {
    fn lasts(self) -> Duration {
        match self {
            Self::Invitation => Duration::days(7),
            Self::ExchangeBinding => Duration::minutes(10),
            Self::PasswordReset | Self::ContactOld | Self::ContactNew => Duration::hours(1),
        }
    }

    fn acts(self) -> (&'static str, &'static str) {
        match self {
            Self::Invitation => ("invitation.create", "invitation.redeem"),
            Self::PasswordReset => ("password-reset.create", "password-reset.redeem"),
            Self::ExchangeBinding => ("exchange-binding.begin", "exchange-binding.claim"),
            Self::ContactOld | Self::ContactNew => ("contact-change.request", "contact-change.confirm"),
        }
    }
}

/// The job that sends a code; its payload names the code.
pub const CODE_JOB: &str = "notifications.one-time-code";
/// The job that answers a request for a new password; its payload is the login.
pub const RESET_JOB: &str = "identity.password-reset";

/// A code that was made.
#[derive(Clone, Debug)]
pub struct CodeMade {
    /// The code itself, when it is handed over by whoever asked for it; shown this once.
    pub code: Option<String>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}

/// A code on its way to its person.
#[derive(Clone, Debug)]
pub struct CodeToSend {
    /// Key, the same at every attempt.
    pub id: Uuid,
    /// To whom.
    pub person: Person,
    /// What it opens.
    pub purpose: CodePurpose,
    /// How it reaches her.
    pub channel: CodeChannel,
    /// Where it reaches her on that channel; nowhere when she has no such address any more.
    pub to: Option<String>,
    /// The new phone or address, when it confirms one.
    pub target: Option<String>,
    /// The code, made just now.
    pub code: String,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}

/// Invites a person who has no account yet.
///
/// # Errors
/// `REGISTERED` when she has an account; `UNREACHABLE` without an address; `Forbidden`; `NotFound`.
pub async fn invitation_create(
    platform: &Platform,
    viewer: &Viewer,
    person_id: Uuid,
    channel: CodeChannel,
) -> Outcome<CodeMade, AccountErrorCode> {
    admit(platform, viewer, person_id, CodePurpose::Invitation, channel).await
}

/// Gives a person who stands at the desk, and has shown who she is, a code for a new password.
///
/// # Errors
/// `NOT_REGISTERED` when she has no account; `Forbidden`; `NotFound`.
pub async fn password_reset_at_desk(
    platform: &Platform,
    viewer: &Viewer,
    person_id: Uuid,
) -> Outcome<CodeMade, AccountErrorCode> {
    admit(platform, viewer, person_id, CodePurpose::PasswordReset, CodeChannel::Slip).await
}

async fn admit(
    platform: &Platform,
    viewer: &Viewer,
    person_id: Uuid,
    purpose: CodePurpose,
    channel: CodeChannel,
) -> Outcome<CodeMade, AccountErrorCode> {
    let reader = platform.database.reader();
    let person = store::person(reader, viewer.scope(), person_id).await?;
    // A service account has tokens, and no password.
    if store::service_accounts::find(reader, person_id).await?.is_some() {
        return Err(Error::NotFound.into());
    }
    let act = if purpose == CodePurpose::PasswordReset { Act::PasswordReset } else { Act::AccountAdmit };
    let permit = at_the_desk(platform, viewer, act, person_id).await?;
    // Whoever could open the door of somebody with wider powers would have these powers.
    let roles = store::roles_of(reader, &[person_id]).await?;
    let is_above = roles.iter().any(|held| held.is_in_force(viewer.today) && held.role.administers())
        || !covers_all(reader, viewer, person_id).await?;
    if is_above && !viewer.holds(Role::SystemAdministrator) {
        return Err(Error::Forbidden(Message::new("identity-account-above")).into());
    }
    let refuse = |code, key: &str| Failure::problem(code, "personId", Message::keyed(key.to_owned()));
    let is_registered = !rows::accounts_of(reader, &[person_id]).await?.is_empty();
    match (purpose, is_registered) {
        (CodePurpose::Invitation, true) => {
            return Err(refuse(AccountErrorCode::Registered, "identity-registered"));
        }
        (CodePurpose::PasswordReset, false) => {
            return Err(refuse(AccountErrorCode::NotRegistered, "identity-not-registered"));
        }
        _ => {}
    }
    match channel {
        CodeChannel::Mail if person.email.is_none() => {
            return Err(refuse(AccountErrorCode::Unreachable, "identity-no-email"));
        }
        CodeChannel::TextMessage if person.phone.is_none() => {
            return Err(refuse(AccountErrorCode::Unreachable, "identity-no-phone"));
        }
        _ => {}
    }
    let write = platform.database.write().await?;
    require_open(&write, person_id, (AccountErrorCode::Unreachable, "personId")).await?;
    let made = make(&write, &permit, person_id, purpose, channel, None).await?;
    write.commit().await?;
    Ok(made)
}

/// Lets whoever answers today for an institution or a department that a person is bound to act upon her account.
pub(super) async fn at_the_desk(
    platform: &Platform,
    viewer: &Viewer,
    act: Act,
    person_id: Uuid,
) -> Result<Permit, Error> {
    let (reader, today) = (platform.database.reader(), platform.clock.today(Shanghai));
    let bound = one_time_codes::places_of(reader, person_id, today).await?;
    let by_institution = Permit::at(viewer, act, &bound.institutions);
    let by_department = bound.departments.iter().map(|department| {
        Permit::at(viewer, act, Owners { department_id: Some(*department), ..Owners::default() })
    });
    by_department.fold(by_institution, Result::or)
}

/// Makes a code, and leaves a job to send it unless it is handed over.
pub(super) async fn make(
    write: &Write,
    permit: &Permit,
    person_id: Uuid,
    purpose: CodePurpose,
    channel: CodeChannel,
    target: Option<String>,
) -> Result<CodeMade, Error> {
    one_time_codes::supersede(write, permit, person_id, purpose).await?;
    let code = id::new_code()?;
    let row = one_time_code::Model {
        id: id::new_key(),
        person_id,
        purpose: purpose.code().to_owned(),
        channel: channel.code().to_owned(),
        code_digest: id::sha256(code.as_bytes()),
        target,
        created_by: permit.actor.person_id,
        created_at: write.now(),
        expires_at: write.now() + purpose.lasts(),
        used_at: None,
    };
    let (key, expires_at) = (row.id, row.expires_at);
    one_time_codes::insert(write, permit, row).await?;
    let after = json!({ "channel": channel.code(), "expiresAt": expires_at });
    remember(write, permit, purpose.acts().0, ("account", person_id), (Value::Null, after)).await?;
    if channel == CodeChannel::Slip {
        return Ok(CodeMade { code: Some(code), expires_at });
    }
    jobs::enqueue(write, CODE_JOB, &json!({ "code_id": key }), None).await?;
    Ok(CodeMade { code: None, expires_at })
}

/// Takes note that somebody wants a new password for an account named by its phone or mail address. Whether there is
/// one is found out later, by a job.
///
/// # Errors
/// `RateLimited`.
pub async fn password_reset_request(
    platform: &Platform,
    caller: &Caller,
    typed: &str,
) -> Outcome<(), AccountErrorCode> {
    let login = Login::read(typed, None);
    let counted_as = login.as_ref().map(Login::counted_as);
    Gate::new("reset", counted_as.as_deref(), caller.address).enter(platform).await?;
    if let Some(login) = login {
        let write = platform.database.write().await?;
        jobs::enqueue(&write, RESET_JOB, &json!({ "login": login.counted_as() }), None).await?;
        write.commit().await?;
    }
    Ok(())
}

/// Makes the code for whoever asked for a new password, if there is such an account, and leaves a job to send it.
///
/// # Errors
/// Internal.
pub async fn password_reset_begin(platform: &Platform, login: &str) -> Result<(), Error> {
    let Some(login) = Login::read(login, None) else {
        return Ok(());
    };
    let Some(account) = login.account(platform).await? else {
        tracing::info!("nobody is written to: no account bears this login");
        return Ok(());
    };
    let permit = Permit::system(Act::AccountAdmit);
    let write = platform.database.write().await?;
    make(&write, &permit, account.person_id, CodePurpose::PasswordReset, login.channel(), None).await?;
    write.commit().await?;
    Ok(())
}

/// Renews a code for sending; nothing when it was used or superseded, or has expired.
///
/// # Errors
/// Internal.
pub async fn code_to_send(platform: &Platform, code_id: Uuid) -> Result<Option<CodeToSend>, Error> {
    let write = platform.database.write().await?;
    let Some(row) = one_time_codes::by_key(&*write, code_id).await? else {
        return Err(Error::NotFound);
    };
    let code = id::new_code()?;
    let permit = Permit::system(Act::AccountAdmit);
    let is_open = row.expires_at > write.now()
        && one_time_codes::renew(&write, &permit, code_id, id::sha256(code.as_bytes())).await?;
    if !is_open {
        return Ok(None);
    }
    let purpose = CodePurpose::stored(&row.purpose)?;
    let channel = CodeChannel::stored(&row.channel)?;
    let person = store::person(&*write, Scope::System(SystemReason::Background), row.person_id).await?;
    remember(
        &write,
        &permit,
        "one-time-code.send",
        ("account", row.person_id),
        (Value::Null, json!({ "purpose": row.purpose })),
    )
    .await?;
    write.commit().await?;
    let (target, expires_at) = (row.target, row.expires_at);
    let to = match (purpose, channel) {
        (CodePurpose::ContactNew, _) => target.clone(),
        (_, CodeChannel::Mail) => person.email.clone(),
        (_, CodeChannel::TextMessage) => person.phone.clone(),
        (_, CodeChannel::Slip) => None,
    };
    Ok(Some(CodeToSend { id: code_id, person, purpose, channel, to, target, code, expires_at }))
}

/// Sets a password by a code, ends every session of its person, and signs her in.
///
/// # Errors
/// `CODE_INVALID` for a code that is unknown, used, superseded, expired or for something else; `WEAK_PASSWORD`, and the
/// code still works; `RateLimited`.
pub async fn redeem(
    platform: &Platform,
    caller: &Caller,
    purpose: CodePurpose,
    typed: &str,
    password: String,
) -> Outcome<Opened, AccountErrorCode> {
    let invalid =
        || Failure::problem(AccountErrorCode::CodeInvalid, "code", Message::new("identity-code-invalid"));
    let code = id::normalise_code(typed);
    // A code is no account: it is long enough for whoever guesses to be stopped by the address alone.
    let gate = Gate::new("redeem", None, caller.address);
    gate.enter(platform).await?;
    let digest = id::sha256(code.ok_or_else(invalid)?.as_bytes());
    let found = one_time_codes::by_digest(platform.database.reader(), digest).await?;
    let found = found.filter(|row| row.purpose == purpose.code());
    // A code that is unknown costs as much as one that is used or late, so that nobody is told which it is.
    let hash = passwords::hash(&platform.heavy, password.clone()).await?;
    let write = platform.database.write().await?;
    let key = found.as_ref().map_or_else(Uuid::nil, |row| row.id);
    let is_claimed = one_time_codes::claim(&write, key, write.now()).await?;
    let row = found.filter(|_| is_claimed).ok_or_else(invalid)?;
    let permit = caller.permit(row.person_id);
    accounts::accept_password(&write, row.person_id, &password, "password").await?;
    gate.passed(&write).await?;
    accounts::set_password(&write, &permit, row.person_id, hash, purpose.acts().1).await?;
    sessions::end_others(&write, &permit, row.person_id, None).await?;
    let opened = sessions::open(platform, &write, &permit, row.person_id, caller).await?;
    write.commit().await?;
    Ok(opened)
}
