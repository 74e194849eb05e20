//! Any object by its id.
//!
//! The interface offers only what needs no guard. What the viewer may not see is `null`, as if it were not there.

use async_graphql::{Context, ID, Interface, Object};
use futures_util::future::try_join_all;
use platform::text::Message;
use uuid::Uuid;

use crate::assessments::{Assessment, AssessmentForm, AssessmentFormKey};
use crate::context::{opens, viewer};
use crate::credentials::{Certificate, CertificateKey, TeachingStatement, TeachingStatementKey};
use crate::curricula::{
    Competency, CompetencyFramework, CompetencyFrameworkKey, CompetencyKey, Curriculum, CurriculumKey,
    CurriculumVersion, CurriculumVersionKey, Requirement as Asked, RequirementKey,
};
use crate::dispatches::{Dispatch, DispatchKey};
use crate::enrolment::{
    Enrolment, EnrolmentKey, Leave, LeaveKey, LeaveRuleSet, LeaveRuleSetKey, Supervision, SupervisionKey,
};
use crate::entrustment::{Entrustment, EntrustmentCommittee, EntrustmentCommitteeKey};
use crate::errors::bad_input;
use crate::evidence::{Evidence, PortfolioEntry};
use crate::examinations::ExitExamResult;
use crate::identity::{Person, PersonKey};
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::organisations::{
    Agreement, AgreementKey, Base, BaseKey, Department, DepartmentKey, Institution, InstitutionKey,
};
use crate::oversight::{BaseNormSet, BaseNormSetKey};
use crate::pairings::{Apprenticeship, ApprenticeshipKey, Mentor, MentorKey};
use crate::ratings::{TeachingRatingFormSet, TeachingRatingFormSetKey};
use crate::requirements::Requirement;
use crate::rotations::{
    CaseLog, DutyRuleSet, DutyRuleSetKey, EvidenceKey, HoursEntry, Placement, PlacementExit, PlacementKey,
};
use crate::teaching::{SessionKey, TeachingAttendance, TeachingSession};
use crate::twinnings::{Twinning, TwinningKey};

/// An object that has an id of its own, by which `node` finds it again.
#[derive(Clone, Debug, Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Opaque id: keep it, compare it, send it back, never read it."
))]
pub enum Node {
    /// A person.
    Person(Person),
    /// An institution.
    Institution(Institution),
    /// A training base.
    Base(Base),
    /// A department.
    Department(Department),
    /// A curriculum.
    Curriculum(Curriculum),
    /// A curriculum version.
    CurriculumVersion(CurriculumVersion),
    /// A requirement of a curriculum version.
    Requirement(Asked),
    /// A version of a competency framework.
    CompetencyFramework(CompetencyFramework),
    /// A competency of a version of a framework.
    Competency(Competency),
    /// An enrolment.
    Enrolment(Enrolment),
    /// A supervision of an enrolment.
    Supervision(Supervision),
    /// A master, as an institution appoints her.
    Mentor(Mentor),
    /// An apprenticeship.
    Apprenticeship(Apprenticeship),
    /// A dispatch of experts.
    Dispatch(Dispatch),
    /// A twinning of two institutions.
    Twinning(Twinning),
    /// A teaching session.
    TeachingSession(TeachingSession),
    /// That somebody attended one.
    Attendance(TeachingAttendance),
    /// A placement.
    Placement(Placement),
    /// Hours worked or followed.
    Hours(HoursEntry),
    /// One case seen.
    Case(CaseLog),
    /// What an assessor marked on a form.
    Assessment(Assessment),
    /// A form of assessment.
    AssessmentForm(AssessmentForm),
    /// An agreement.
    Agreement(Agreement),
    /// A set of duty-hour rules.
    DutyRuleSet(DutyRuleSet),
    /// A leave.
    Leave(Leave),
    /// A set of leave rules.
    LeaveRuleSet(LeaveRuleSet),
    /// A set of norms for bases.
    BaseNormSet(BaseNormSet),
    /// A set of forms for rating teaching.
    TeachingRatingFormSet(TeachingRatingFormSet),
    /// The exit from a department.
    PlacementExit(PlacementExit),
    /// What a committee entrusted.
    Entrustment(Entrustment),
    /// A committee that entrusts activities.
    EntrustmentCommittee(EntrustmentCommittee),
    /// What was handed in with proof.
    Portfolio(PortfolioEntry),
    /// What was scored in an exit examination.
    ExitExam(ExitExamResult),
    /// A certificate.
    Certificate(Certificate),
    /// A statement of teaching.
    TeachingStatement(TeachingStatement),
}

/// Most ids at once.
const MOST_IDS: usize = 100;

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] =
    &[("node", Requirement::SignedIn), ("nodes", Requirement::SignedIn)];

/// Fields of the root about any object.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// One object by its id; null when it is not there or the viewer may not see it. A person sees in
    /// `Viewer.recordOpenings` that somebody opened her record, be it by herself, her enrolment, a placement or any other
    /// part of it.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<Node>> {
        viewer(ctx)?;
        let found = find(ctx, &id).await?;
        opens(ctx, found.as_ref().and_then(whose_record)).await?;
        Ok(found)
    }

    /// Objects by their ids, in the order of the ids; null where one is not there or the viewer may not see it. What is
    /// opened is remembered as with `node`.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids of any kind, at most 100.")] ids: Vec<ID>,
    ) -> async_graphql::Result<Vec<Option<Node>>> {
        viewer(ctx)?;
        if ids.len() > MOST_IDS {
            let message = Message::new("common-too-many").with("field", "ids").with("limit", MOST_IDS);
            return Err(bad_input(ctx, message));
        }
        let found = try_join_all(ids.iter().map(|id| find(ctx, id))).await?;
        opens(ctx, found.iter().flatten().filter_map(whose_record)).await?;
        Ok(found)
    }
}

/// Whose record an object is, or leads into.
fn whose_record(node: &Node) -> Option<Uuid> {
    match node {
        Node::Person(person) => Some(person.0.id),
        Node::Enrolment(enrolment) => Some(enrolment.0.person_id),
        Node::Supervision(supervision) => Some(supervision.0.person_id),
        Node::Apprenticeship(pairing) => Some(pairing.0.apprentice_id),
        Node::Leave(leave) => Some(leave.0.person_id),
        Node::Placement(placement) => Some(placement.0.person_id),
        Node::Hours(hours) => Some(hours.0.person_id),
        Node::Case(case) => Some(case.0.person_id),
        Node::Assessment(assessment) => Some(assessment.0.person_id),
        Node::PlacementExit(exit) => Some(exit.0.person_id),
        Node::Entrustment(entrustment) => Some(entrustment.0.person_id),
        Node::Portfolio(entry) => Some(entry.0.person_id),
        Node::Attendance(attended) => Some(attended.0.person_id),
        Node::ExitExam(result) => Some(result.0.person_id),
        Node::Certificate(certificate) => Some(certificate.0.person_id),
        Node::TeachingStatement(statement) => Some(statement.0.person_id),
        Node::Institution(_)
        | Node::Base(_)
        | Node::Department(_)
        | Node::Curriculum(_)
        | Node::CurriculumVersion(_)
        | Node::Requirement(_)
        | Node::CompetencyFramework(_)
        | Node::Competency(_)
        | Node::AssessmentForm(_)
        | Node::Agreement(_)
        | Node::DutyRuleSet(_)
        | Node::LeaveRuleSet(_)
        | Node::BaseNormSet(_)
        | Node::TeachingRatingFormSet(_)
        | Node::Mentor(_)
        | Node::TeachingSession(_)
        | Node::Dispatch(_)
        | Node::Twinning(_)
        | Node::EntrustmentCommittee(_) => None,
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> async_graphql::Result<Option<Node>> {
    let (kind, key) = ObjectKind::read(ctx, id)?;
    Ok(match kind {
        ObjectKind::Person => load(ctx, PersonKey(key)).await?.map(|row| Person(row).into()),
        ObjectKind::Institution => load(ctx, InstitutionKey(key)).await?.map(|row| Institution(row).into()),
        ObjectKind::Base => load(ctx, BaseKey(key)).await?.map(|row| Base(row).into()),
        ObjectKind::Department => load(ctx, DepartmentKey(key)).await?.map(|row| Department(row).into()),
        ObjectKind::Curriculum => load(ctx, CurriculumKey(key)).await?.map(|row| Curriculum(row).into()),
        ObjectKind::CurriculumVersion => {
            load(ctx, CurriculumVersionKey(key)).await?.map(|row| CurriculumVersion(row).into())
        }
        ObjectKind::Requirement => load(ctx, RequirementKey(key)).await?.map(|row| Asked(row).into()),
        ObjectKind::CompetencyFramework => {
            load(ctx, CompetencyFrameworkKey(key)).await?.map(|row| CompetencyFramework(row).into())
        }
        ObjectKind::Competency => load(ctx, CompetencyKey(key)).await?.map(|row| Competency(row).into()),
        ObjectKind::Enrolment => load(ctx, EnrolmentKey(key)).await?.map(|row| Enrolment(row).into()),
        ObjectKind::Supervision => load(ctx, SupervisionKey(key)).await?.map(|row| Supervision(row).into()),
        ObjectKind::Placement => load(ctx, PlacementKey(key)).await?.map(|row| Placement(row).into()),
        ObjectKind::Evidence => load(ctx, EvidenceKey(key)).await?.map(|row| match Evidence::from(row) {
            Evidence::Hours(hours) => hours.into(),
            Evidence::Case(case) => case.into(),
            Evidence::Assessment(assessment) => assessment.into(),
            Evidence::PlacementExit(exit) => exit.into(),
            Evidence::Entrustment(entrustment) => entrustment.into(),
            Evidence::Portfolio(entry) => entry.into(),
            Evidence::Attendance(attended) => attended.into(),
            Evidence::ExitExam(result) => result.into(),
        }),
        ObjectKind::Agreement => load(ctx, AgreementKey(key)).await?.map(|row| Agreement(row).into()),
        ObjectKind::AssessmentForm => {
            load(ctx, AssessmentFormKey(key)).await?.map(|row| AssessmentForm(row).into())
        }
        ObjectKind::DutyRuleSet => {
            load(ctx, DutyRuleSetKey(key)).await?.map(|row| DutyRuleSet::from(row).into())
        }
        ObjectKind::Leave => load(ctx, LeaveKey(key)).await?.map(|row| Leave(row).into()),
        ObjectKind::LeaveRuleSet => {
            load(ctx, LeaveRuleSetKey(key)).await?.map(|row| LeaveRuleSet::from(row).into())
        }
        ObjectKind::BaseNormSet => {
            load(ctx, BaseNormSetKey(key)).await?.map(|row| BaseNormSet::from(row).into())
        }
        ObjectKind::TeachingRatingFormSet => {
            load(ctx, TeachingRatingFormSetKey(key)).await?.map(|row| TeachingRatingFormSet::from(row).into())
        }
        ObjectKind::Mentor => load(ctx, MentorKey(key)).await?.map(|row| Mentor(row).into()),
        ObjectKind::Apprenticeship => {
            load(ctx, ApprenticeshipKey(key)).await?.map(|row| Apprenticeship(row).into())
        }
        ObjectKind::Twinning => load(ctx, TwinningKey(key)).await?.map(|row| Twinning(row).into()),
        ObjectKind::Dispatch => load(ctx, DispatchKey(key)).await?.map(|row| Dispatch(row).into()),
        ObjectKind::TeachingSession => {
            load(ctx, SessionKey(key)).await?.map(|row| TeachingSession(row).into())
        }
        ObjectKind::EntrustmentCommittee => {
            load(ctx, EntrustmentCommitteeKey(key)).await?.map(|row| EntrustmentCommittee(row).into())
        }
        ObjectKind::Certificate => load(ctx, CertificateKey(key)).await?.map(|row| Certificate(row).into()),
        ObjectKind::TeachingStatement => {
            load(ctx, TeachingStatementKey(key)).await?.map(|row| TeachingStatement(row).into())
        }
        _ => None,
    })
}
