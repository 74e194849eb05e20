//! What a merger leaves of an institution: all of its past, and nothing new from its day on. The act itself belongs to
//! `rotations`, which knows what is booked.

use chrono::NaiveDate;
use platform::db::Write;
use platform::error::{Error, Problem};
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::OrganisationErrorCode;
use crate::identity::{self, Permit};
use crate::organisations::store::{self, Base, Institution, Membership, Merger};

/// What is said of an institution that was merged into `successor`.
#[must_use]
pub fn merger_told(institution: &Institution, successor: &Institution, on: NaiveDate) -> Message {
    Message::new("organisations-merged")
        .with("institution", (institution.name.zh.as_str(), institution.name.en.as_str()))
        .with("successor", (successor.name.zh.as_str(), successor.name.en.as_str()))
        .with("day", on)
}

/// That an institution takes nothing new that lasts until a day, or for ever: because it was merged into another one by then.
pub async fn merged_by(
    connection: &impl ConnectionTrait,
    institution: &Institution,
    until: Option<NaiveDate>,
) -> Result<Option<Message>, Error> {
    let Some(merger) = institution.merger.filter(|merger| until.is_none_or(|day| merger.on <= day)) else {
        return Ok(None);
    };
    let successor = store::institution(connection, merger.into_id).await?;
    Ok(Some(merger_told(institution, &successor, merger.on)))
}

/// The same as a problem of a field.
pub(super) async fn merged_problem(
    connection: &impl ConnectionTrait,
    institution: &Institution,
    until: Option<NaiveDate>,
    path: &str,
) -> Result<Option<Problem<OrganisationErrorCode>>, Error> {
    let message = merged_by(connection, institution, until).await?;
    Ok(message.map(|message| Problem::new(OrganisationErrorCode::Merged, path, message)))
}

/// What ends with an institution when it is merged on a day: accreditations and memberships that last until then or longer.
pub async fn ends_with(
    connection: &impl ConnectionTrait,
    institution: &Institution,
    on: NaiveDate,
) -> Result<(Vec<Base>, Vec<Membership>), Error> {
    let mut bases = store::bases_of(connection, &[institution.id]).await?;
    bases.retain(|base| base.accredited_until.is_none_or(|until| on <= until));
    let mut memberships = store::memberships_of_member(connection, institution.id).await?;
    memberships.retain(|membership| on <= membership.ends_on);
    Ok((bases, memberships))
}

/// Writes down that an institution was merged into another one, and ends its accreditations and memberships the day before. What
/// is booked is for the caller to look at.
pub async fn merge(
    write: &Write,
    permit: &Permit,
    institution: &Institution,
    merger: Merger,
    reason: &str,
) -> Result<(), Error> {
    let (bases, memberships) = ends_with(&**write, institution, merger.on).await?;
    let last = merger.on.pred_opt().unwrap_or(merger.on);
    for base in bases {
        store::close_base(write, permit, base.id, last).await?;
        let (before, after) =
            (json!({ "accreditedUntil": base.accredited_until }), json!({ "accreditedUntil": last }));
        let object = ("training_base", base.id);
        identity::remember(write, permit, "training-base.close", object, (before, after)).await?;
    }
    for membership in memberships {
        store::end_membership(write, permit, membership.id, last).await?;
        identity::end_reach(write, permit, membership.id, last).await?;
        let (before, after) = (json!({ "endsOn": membership.ends_on }), json!({ "endsOn": last }));
        let object = ("consortium_membership", membership.id);
        identity::remember(write, permit, "consortium-member.end", object, (before, after)).await?;
    }
    store::set_merger(write, permit, institution.id, merger).await?;
    let after = json!({ "mergedIntoId": merger.into_id, "mergedOn": merger.on, "reason": reason });
    let object = ("institution", institution.id);
    identity::remember(write, permit, "institution.merge", object, (Value::Null, after)).await?;
    Ok(())
}
