//! Enrolments, who looks after them, and the lists of trainees, in the graph.

mod acts;
mod leave_acts;
mod leave_effects;
mod leave_rule_sets;
mod leaves;
mod mutations;
mod objects;
mod roster;

use async_graphql::{Context, ID, InputObject, Object};
use domain::enrolment::{self, EnrolmentFilter};
use domain::identity::{self, Act};

use crate::connections::{Connection, page, total};
use crate::context::{opens, platform, scope, viewer};
use crate::errors::Report as _;
use crate::identity::PersonKey;
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::requirements::Requirement;

pub use acts::{
    EnrolmentAct, EnrolmentActMutation, EnrolmentActQuery, EnrolmentActsKey, EnrolmentCompletionChangeInput,
    EnrolmentCompletionChangePayload, EnrolmentDeferInput, EnrolmentDeferPayload, EnrolmentMovePreview,
    EnrolmentPause, EnrolmentReinstateInput, EnrolmentReinstatePayload, EnrolmentWithdrawInput,
    EnrolmentWithdrawPayload, EnrolmentsMoveInput, EnrolmentsMovePayload, MovedRequirement,
};
pub use leave_acts::{
    LeaveCertificateAddInput, LeaveCertificateAddPayload, LeaveCertificateOpenInput,
    LeaveCertificateOpenPayload, LeaveDecideInput, LeaveDecidePayload, LeaveMutation, LeaveRequestInput,
    LeaveRequestPayload, LeaveReturnInput, LeaveReturnPayload, LeaveWithdrawInput, LeaveWithdrawPayload,
};
pub use leave_effects::{
    AppliedLeaveRule, LeaveEffect, LeaveEffectApplyInput, LeaveEffectApplyPayload, LeaveEffectMutation,
    LeaveEffects, LeaveEffectsOf,
};
pub use leave_rule_sets::{
    LeaveRule, LeaveRuleSet, LeaveRuleSetEndInput, LeaveRuleSetEndPayload, LeaveRuleSetImportInput,
    LeaveRuleSetImportPayload, LeaveRuleSetKey, LeaveRuleSetMutation, LeaveRuleSetPreset, LeaveRuleSetQuery,
    LeaveStepRule,
};
pub use leaves::{
    Leave, LeaveCertificate, LeaveCertificateOf, LeaveDecision, LeaveDecisionsOf, LeaveKey, LeaveQuery,
    LeavesOf, SupervisingOf,
};
pub use mutations::{
    EnrolmentCreateInput, EnrolmentCreatePayload, EnrolmentMutation, SupervisionCreateInput,
    SupervisionCreatePayload,
};
pub(crate) use objects::enrolments_of;
pub use objects::{Enrolment, EnrolmentKey, EnrolmentsOf, Supervision, SupervisionKey, Trainee};
pub use roster::{RosterImportInput, RosterImportPayload, RosterMutation, RosterProblem, RosterReport};

const TRAINEE: &str = "being the trainee herself";
const DECIDER: &str = "deciding at the step that the leave awaits: having supervised or mentored the trainee on its first day, \
                       DEPARTMENT_SECRETARY of her department or BASE_ADMINISTRATOR of its base, SENDING_OFFICER or \
                       BASE_ADMINISTRATOR of the institution that sent her, or SCHOOL_REGISTRAR or PROGRAMME_DIRECTOR of the school; \
                       and neither being the trainee nor having decided at an earlier step";
const RETURNED: &str = "being the trainee herself, of a day no longer past than yesterday, or deciding at a step that the leave came to";
const PARTY: &str = "being the trainee herself, or deciding at a step that the leave came to";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("enrolment", Requirement::SignedIn),
    ("trainee", Requirement::SignedIn),
    ("trainees", Requirement::SignedIn),
    ("enrolmentCreate", Requirement::Act(Act::EnrolmentWrite)),
    ("enrolmentMovePreview", Requirement::SignedIn),
    ("enrolmentDefer", Requirement::Act(Act::EnrolmentWrite)),
    ("enrolmentCompletionChange", Requirement::Act(Act::EnrolmentWrite)),
    ("enrolmentWithdraw", Requirement::Act(Act::EnrolmentWrite)),
    ("enrolmentReinstate", Requirement::Act(Act::EnrolmentWrite)),
    ("enrolmentsMove", Requirement::Act(Act::EnrolmentWrite)),
    ("leavesToDecide", Requirement::SignedIn),
    ("leaveRequest", Requirement::Relation(Act::LeaveRequest, TRAINEE)),
    ("leaveDecide", Requirement::Relation(Act::LeaveDecide, DECIDER)),
    ("leaveWithdraw", Requirement::Relation(Act::LeaveRequest, TRAINEE)),
    ("leaveReturn", Requirement::Relation(Act::LeaveRequest, RETURNED)),
    ("leaveCertificateAdd", Requirement::Relation(Act::LeaveRequest, TRAINEE)),
    ("leaveCertificateOpen", Requirement::Relation(Act::LeaveDecide, PARTY)),
    ("leaveEffectApply", Requirement::Act(Act::EnrolmentWrite)),
    ("leaveRuleSets", Requirement::SignedIn),
    ("leaveRuleSetPresets", Requirement::SignedIn),
    ("leaveRuleSetImport", Requirement::Act(Act::LeaveRuleSetWrite)),
    ("leaveRuleSetEnd", Requirement::Act(Act::LeaveRuleSetWrite)),
    ("supervisionCreate", Requirement::Act(Act::EnrolmentWrite)),
    ("rosterImport", Requirement::Act(Act::RosterImport)),
];

/// Which trainees; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct TraineeFilter {
    /// Only those with an enrolment at this school.
    institution_id: Option<ID>,
    /// Only those recruited in this year.
    recruitment_year: Option<i32>,
    /// Only those held to this curriculum version.
    curriculum_version_id: Option<ID>,
    /// Beginning of a name: Chinese characters, Latin letters, pinyin or its initials.
    search: Option<String>,
}

/// Fields of the root about enrolments.
#[derive(Default)]
pub struct EnrolmentQuery;

#[Object]
impl EnrolmentQuery {
    /// One enrolment; null when it is not there or the viewer may not see its trainee, who sees in
    /// `Viewer.recordOpenings` that it was opened.
    async fn enrolment(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<Enrolment>> {
        viewer(ctx)?;
        let key = ObjectKind::Enrolment.key(ctx, &id)?;
        let found = load(ctx, EnrolmentKey(key)).await?.map(Enrolment);
        opens(ctx, found.as_ref().map(|enrolment| enrolment.0.person_id)).await?;
        Ok(found)
    }

    /// One trainee by her person's id; null when she is not there or the viewer may not see her. She sees in
    /// `Viewer.recordOpenings` that her record was opened.
    async fn trainee(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<Trainee>> {
        viewer(ctx)?;
        let key = ObjectKind::Person.key(ctx, &id)?;
        let found = load(ctx, PersonKey(key)).await?;
        opens(ctx, found.as_ref().map(|person| person.id)).await?;
        Ok(found.map(Trainee))
    }

    /// The trainees whom the viewer may see, ordered by the pinyin of their names.
    async fn trainees(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all of them when left out.")] filter: Option<TraineeFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Trainee>> {
        let (reader, scope) = (platform(ctx).database.reader(), scope(ctx)?);
        let filter = filter.unwrap_or_default();
        let among = EnrolmentFilter {
            institution_id: ObjectKind::Institution.optional_key(ctx, filter.institution_id.as_ref())?,
            recruitment_year: filter.recruitment_year,
            version_id: ObjectKind::CurriculumVersion
                .optional_key(ctx, filter.curriculum_version_id.as_ref())?,
            status: None,
        };
        let (search, among) = (filter.search.as_deref(), enrolment::trainees(&among));
        let page = page(first, after, last, before);
        let slice = identity::people_page_among(reader, scope, search, Some(among.clone()), &page);
        let slice = slice.await.report(ctx)?;
        let total = total(ctx, identity::people_count_among(reader, scope, search, Some(among))).await?;
        let ordering = identity::people_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.sort_key, row.id)))
    }
}
