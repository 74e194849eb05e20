//! Leaving an institution: the record stays, the access goes.

use chrono::{Days, NaiveDate};
use platform::Platform;
use platform::error::{Error, Failure, Outcome};
use platform::text::Message;
use serde_json::json;
use uuid::Uuid;

use super::doubles::accept_reason;
use super::means::TokenKind;
use super::policy::{Act, Permit, Scope, SystemReason, Viewer};
use super::service::{IdentityErrorCode, covers_all};
use super::sessions;
use super::store::{self, Person, bonds, exchange_bindings, tokens};
use super::trail::remember;

/// How long ago a last day may lie that is written down today.
const BACK: Days = Days::new(366);

/// Somebody leaves an institution.
#[derive(Clone, Debug)]
pub struct PersonLeave {
    /// Who.
    pub person_id: Uuid,
    /// Which institution.
    pub institution_id: Uuid,
    /// Her last day there, today at the latest.
    pub leaves_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Writes down that somebody left an institution: she works there no more, and her roles there are over. When nothing
/// else binds her to any institution, every session, token and binding of hers ends as well, and nothing lets her in
/// until something binds her again. Her record stays as it is.
///
/// # Errors
/// `INVALID` for a day that cannot be, without a reason, or when she does not belong there; `NotFound`; `Forbidden` when
/// her roles allow what the viewer's do not.
pub async fn person_leave(
    platform: &Platform,
    viewer: &Viewer,
    leave: PersonLeave,
) -> Outcome<Person, IdentityErrorCode> {
    let PersonLeave { person_id, institution_id, leaves_on, .. } = leave;
    let write = platform.database.write().await?;
    store::person(&*write, viewer.scope(), person_id).await?;
    let permit = Permit::at(viewer, Act::PersonLeave, &[institution_id])?;
    if person_id == viewer.person_id || !covers_all(&*write, viewer, person_id).await? {
        return Err(Error::Forbidden(Message::new("identity-account-above")).into());
    }
    let reason = accept_reason(&leave.reason)?;
    let refuse = |path: &str, message| Err(Failure::problem(IdentityErrorCode::Invalid, path, message));
    let earliest = viewer.today.checked_sub_days(BACK).unwrap_or(viewer.today);
    if !(earliest..=viewer.today).contains(&leaves_on) {
        let message = Message::new("identity-leaves-on").with("day", leaves_on);
        return refuse("leavesOn", message.with("earliest", earliest));
    }
    store::lock_person(&write, person_id).await?;
    if bonds::end_work(&write, &permit, person_id, institution_id, leaves_on).await? == 0 {
        return refuse("institutionId", Message::new("identity-leaves-nothing"));
    }
    let has_left = !bonds::is_bound_after(&*write, person_id, leaves_on).await?;
    if has_left {
        bonds::set_left(&write, &permit, [person_id], Some(leaves_on)).await?;
        for token in tokens::tokens_of(&*write, person_id, TokenKind::Api, write.now()).await? {
            super::tokens::revoke(&write, &permit, &token).await?;
        }
        sessions::end_others(&write, &permit, person_id, None).await?;
        exchange_bindings::end_all_of(&write, &permit, person_id).await?;
    }
    let told = json!({
        "institutionId": institution_id, "leavesOn": leaves_on, "reason": reason, "hasLeftAltogether": has_left,
    });
    remember(&write, &permit, "person.leave", ("person", person_id), (serde_json::Value::Null, told)).await?;
    let left = store::person(&*write, Scope::System(SystemReason::Permitted), person_id).await?;
    write.commit().await?;
    Ok(left)
}
