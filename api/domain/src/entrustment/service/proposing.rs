//! What a committee is asked.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, id};
use serde_json::json;
use uuid::Uuid;

use super::super::rules::{
    EntrustmentErrorCode, EntrustmentOutlook, EntrustmentStatus, Proposal, proposal_problems,
};
use super::super::store::{self, Committee, Decision, Member};
use super::{PERMITTED, Problems, basis_problems, remember, seated, today};
use crate::curricula;
use crate::enrolment::{self, Enrolment, EnrolmentStatus};
use crate::identity::{self, NewRelation, RelationKind, Viewer};

/// A level to be entrusted.
#[derive(Clone, Debug)]
pub struct NewEntrustment {
    /// The committee.
    pub committee_id: Uuid,
    /// The enrolment whose plan names the activity.
    pub enrolment_id: Uuid,
    /// Code of the activity.
    pub activity: String,
    /// The level, 1 to 5.
    pub level: i32,
    /// What it looks at.
    pub outlook: EntrustmentOutlook,
    /// The local day from which it holds.
    pub holds_from: NaiveDate,
    /// Why.
    pub rationale: String,
    /// Evidence on which it rests.
    pub basis: Vec<Uuid>,
}

/// Proposes to a committee what is to be entrusted to a trainee.
///
/// # Errors
/// `NotFound` for an enrolment, a committee or evidence that is not there or not visible; `Forbidden` to all but members, and about
/// oneself; every problem found.
pub async fn entrustment_propose(
    platform: &Platform,
    viewer: &Viewer,
    new: NewEntrustment,
) -> Outcome<Decision, EntrustmentErrorCode> {
    let write = platform.database.write().await?;
    let enrolment = enrolment::enrolment(&*write, viewer.scope(), new.enrolment_id).await?;
    enrolment::lock_enrolments_of(&write, enrolment.person_id).await?;
    let enrolment = enrolment::enrolment(&*write, PERMITTED, enrolment.id).await?;
    let about = (new.committee_id, enrolment.person_id);
    let (committee, members, permit) = seated(&write, viewer, about, false).await?;
    accept(propose_problems(&write, viewer, (&committee, &members), &enrolment, &new).await?)?;
    let made = Decision {
        id: id::new_key(),
        committee_id: committee.id,
        enrolment_id: enrolment.id,
        person_id: enrolment.person_id,
        activity: new.activity,
        level: new.level,
        outlook: new.outlook,
        holds_from: new.holds_from,
        rationale: new.rationale.trim().to_owned(),
        proposed_by: viewer.person_id,
        proposed_at: write.now(),
        status: EntrustmentStatus::Open,
        closed_by: None,
        closed_at: None,
        evidence_id: None,
    };
    store::insert_decision(&write, &permit, &made, &new.basis).await?;
    let considers =
        members.iter().filter(|member| member.person_id != made.person_id).map(|member| NewRelation {
            kind: RelationKind::Considers,
            holder_id: member.person_id,
            person_id: Some(made.person_id),
            institution_id: Some(committee.institution_id),
            department_id: None,
            specialty: None,
            starts_on: today(&write),
            ends_on: None,
            source_kind: "entrustment-decision",
            source_id: made.id,
        });
    identity::insert_relations(&write, &permit, considers.collect()).await?;
    let after = json!({
        "committeeId": made.committee_id, "enrolmentId": made.enrolment_id, "activity": made.activity,
        "level": made.level, "outlook": made.outlook.code(), "holdsFrom": made.holds_from, "basisIds": new.basis,
    });
    remember(&write, &permit, "entrustment.propose", made.id, after).await?;
    write.commit().await?;
    Ok(made)
}

async fn propose_problems(
    write: &Write,
    viewer: &Viewer,
    (committee, members): (&Committee, &[Member]),
    enrolment: &Enrolment,
    new: &NewEntrustment,
) -> Result<Problems, Error> {
    let version = curricula::version(&**write, enrolment.version_id).await?;
    let activities: Vec<&str> = version.activities.iter().map(|activity| activity.code.as_str()).collect();
    let proposal = Proposal {
        activity: &new.activity,
        activities: &activities,
        level: new.level,
        outlook: new.outlook,
        holds_from: new.holds_from,
        starts_on: enrolment.starts_on,
        today: today(write),
        rationale: &new.rationale,
        basis: new.basis.len(),
    };
    let mut problems = proposal_problems(&proposal);
    if enrolment.status != EnrolmentStatus::Active {
        let message = Message::new("enrolment-act-not-active").with("status", enrolment.status.label());
        problems.push(Problem::new(EntrustmentErrorCode::Invalid, "enrolmentId", message));
    }
    let learned = identity::learning_on(&**write, enrolment.person_id, proposal.today).await?;
    let is_in_remit = committee.institution_id == enrolment.institution_id
        || learned.iter().any(|place| place.institution_id == committee.institution_id);
    if !is_in_remit {
        let message = Message::new("entrustment-remit");
        problems.push(Problem::new(EntrustmentErrorCode::NotInRemit, "enrolmentId", message));
    }
    if members.iter().any(|member| member.is_chair && member.person_id == enrolment.person_id) {
        let message = Message::new("entrustment-chair-herself");
        problems.push(Problem::new(EntrustmentErrorCode::NotInRemit, "committeeId", message));
    }
    let others = members.iter().filter(|member| member.person_id != enrolment.person_id).count();
    if others < usize::try_from(committee.quorum).unwrap_or(usize::MAX) {
        let message =
            Message::new("entrustment-few-others").with("count", others).with("quorum", committee.quorum);
        problems.push(Problem::new(EntrustmentErrorCode::NoQuorum, "committeeId", message));
    }
    let open = store::open_of(write, committee.id).await?;
    if open.iter().any(|one| one.enrolment_id == enrolment.id && one.activity == new.activity) {
        let message = Message::new("entrustment-already-open").with("code", new.activity.as_str());
        problems.push(Problem::new(EntrustmentErrorCode::AlreadyOpen, "activity", message));
    }
    problems.extend(basis_problems(write, viewer.scope(), enrolment.person_id, &new.basis).await?);
    Ok(problems)
}
