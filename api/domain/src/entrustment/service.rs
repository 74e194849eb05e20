//! What is done in this room: committees set up and changed, levels proposed, voted on, and taken back.

mod committees;
mod deciding;
mod proposing;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Problem};
use platform::text::Message;
use serde_json::Value as Json;
use uuid::Uuid;

pub use committees::{CommitteeChange, NewCommittee, committee_change, committee_create};
pub use deciding::{
    entrustment_close, entrustment_drop, entrustment_reverse, entrustment_vote, erase, is_one_who_decided,
};
pub use proposing::{NewEntrustment, entrustment_propose};

use super::rules::{EntrustmentErrorCode, EntrustmentStatus};
use super::store::{self, Committee, Decision, Member};
use crate::enrolment;
use crate::evidence::{self, EvidenceStatus};
use crate::identity::{self, Permit, Role, Scope, SystemReason, Viewer};

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

type Problems = Vec<Problem<EntrustmentErrorCode>>;

fn today(write: &Write) -> NaiveDate {
    write.now().with_timezone(&Shanghai).date_naive()
}

/// Who was seated on a committee and not unseated: a seat that was given up is given up at once.
async fn seats_of(write: &Write, committee_id: Uuid) -> Result<Vec<Member>, Error> {
    let mut members = store::members_of(&**write, &[committee_id]).await?;
    members.retain(|member| member.ends_on.is_none());
    Ok(members)
}

/// Who sits on a committee: whoever holds nothing but a trainee's role any more decides about nobody.
async fn sitting(write: &Write, committee_id: Uuid) -> Result<Vec<Member>, Error> {
    let mut members = seats_of(write, committee_id).await?;
    let people: Vec<Uuid> = members.iter().map(|member| member.person_id).collect();
    let serving = serving(write, &people).await?;
    members.retain(|member| serving.contains(&member.person_id));
    Ok(members)
}

/// Who of these people holds a role but a trainee's today.
async fn serving(write: &Write, people: &[Uuid]) -> Result<BTreeSet<Uuid>, Error> {
    let roles = identity::roles_of(&**write, people).await?;
    let serves = |held: &identity::RoleHeld| held.role != Role::Trainee && held.is_in_force(today(write));
    Ok(roles.into_iter().filter(serves).map(|held| held.person_id).collect())
}

/// A committee, locked, with those who sit on it and the permit of the viewer, who must be one of them: the chair, where she alone may.
async fn seated(
    write: &Write,
    viewer: &Viewer,
    (committee_id, person_id): (Uuid, Uuid),
    is_chair: bool,
) -> Result<(Committee, Vec<Member>, Permit), Error> {
    store::lock_committee(write, committee_id).await?;
    let committee = store::committee(&**write, committee_id).await?;
    let members = sitting(write, committee_id).await?;
    let sits = |member: &Member| member.person_id == viewer.person_id && (member.is_chair || !is_chair);
    let permit = Permit::sit(viewer, person_id, members.iter().any(sits))?;
    Ok((committee, members, permit))
}

async fn remember(
    write: &Write,
    permit: &Permit,
    action: &'static str,
    key: Uuid,
    after: Json,
) -> Result<(), Error> {
    identity::remember(write, permit, action, ("entrustment_decision", key), (Json::Null, after)).await
}

/// Evidence that does not stand, or is named twice.
///
/// # Errors
/// `NotFound` for evidence that is not there, not visible or another's.
async fn basis_problems(
    write: &Write,
    scope: Scope<'_>,
    person_id: Uuid,
    basis: &[Uuid],
) -> Result<Problems, Error> {
    let found = evidence::find(&**write, scope, basis).await?;
    let mut problems = Problems::new();
    for (index, key) in basis.iter().enumerate() {
        let is_hers = |one: &&evidence::Evidence| one.id == *key && one.person_id == person_id;
        let one = found.iter().find(is_hers).ok_or(Error::NotFound)?;
        let message = if basis.iter().take(index).any(|earlier| earlier == key) {
            Message::new("entrustment-basis-twice")
        } else if one.status != EvidenceStatus::Approved {
            Message::new("entrustment-basis-not-approved").with("status", one.status.label())
        } else {
            continue;
        };
        let path = format!("basisIds.{index}");
        let message = message.with("day", one.occurred_on);
        problems.push(Problem::new(EntrustmentErrorCode::BasisNotApproved, &path, message));
    }
    Ok(problems)
}

/// What a committee was asked, locked, with the committee and the permit of whoever sits on it: a decision is her committee's for as
/// long as it stands, whether or not she may still open the trainee's record.
async fn asked(
    write: &Write,
    viewer: &Viewer,
    key: Uuid,
    is_chair: bool,
) -> Result<(Decision, Committee, Permit), Error> {
    let found = store::decision(&**write, PERMITTED, key).await?;
    enrolment::lock_enrolments_of(write, found.person_id).await?;
    let about = (found.committee_id, found.person_id);
    let (committee, permit) = match seated(write, viewer, about, is_chair).await {
        Ok((committee, _, permit)) => (committee, permit),
        // Whoever may not see it is told that it is not there.
        Err(error) => {
            return Err(store::decision(&**write, viewer.scope(), key).await.err().unwrap_or(error));
        }
    };
    Ok((store::decision(&**write, PERMITTED, key).await?, committee, permit))
}

fn open_problem(decision: &Decision) -> Option<Problem<EntrustmentErrorCode>> {
    let message = Message::new("entrustment-not-open").with("status", decision.status.label());
    (decision.status != EntrustmentStatus::Open)
        .then(|| Problem::new(EntrustmentErrorCode::NotOpen, "decisionId", message))
}
