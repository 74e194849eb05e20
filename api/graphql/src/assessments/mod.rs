//! Forms of assessment and what was marked on them, in the graph. Forms are public to everybody signed in; what was marked is
//! evidence, and visible to whoever may see its trainee.

mod forms;
mod mutations;
mod objects;
mod requests;
mod rounds;

use async_graphql::{Context, ID, InputObject, Object};
use domain::assessments::{self, FormFilter, FormKind};
use domain::evidence::{self, EvidenceFilter, EvidenceKind};
use domain::identity::Act;

use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{opens, platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::requirements::Requirement;

pub use forms::{
    AssessmentForm, AssessmentFormKey, AssessmentFormPreset, FormAnchor, FormChoice, FormItem, FormPassRule,
};
pub use mutations::{
    AssessmentAnswerInput, AssessmentFormImportInput, AssessmentFormImportPayload, AssessmentFormRetireInput,
    AssessmentFormRetirePayload, AssessmentFormSourceInput, AssessmentMutation, AssessmentNoteAddInput,
    AssessmentNoteAddPayload, AssessmentRecordInput, AssessmentRecordPayload, AssessmentValueInput,
    AssessmentWithdrawInput, AssessmentWithdrawPayload,
};
pub use objects::{Assessment, AssessmentAnswer, AssessmentKey, AssessmentNote, AssessmentNotesKey};
pub use requests::{
    AssessmentAnswerByLinkInput, AssessmentAnswerByLinkPayload, AssessmentLink, AssessmentRequest,
    AssessmentRequestBehindKey, AssessmentRequestFilter, AssessmentRequestInput, AssessmentRequestMutation,
    AssessmentRequestPayload, AssessmentRequestQuery, AssessmentRequestRevokeInput,
    AssessmentRequestRevokePayload, AssessmentReviewInput, AssessmentReviewPayload,
};
pub use rounds::{
    AssessmentInvitation, AssessmentInvitationsKey, AssessmentItemResult, AssessmentMean, AssessmentRemarks,
    AssessmentRoleResult, AssessmentRound, AssessmentRoundCloseInput, AssessmentRoundClosePayload,
    AssessmentRoundFilter, AssessmentRoundInviteInput, AssessmentRoundInvitePayload, AssessmentRoundMutation,
    AssessmentRoundOpenInput, AssessmentRoundOpenPayload, AssessmentRoundQuery, AssessmentRoundResult,
    AssessmentRoundResultKey,
};

const ASSESSOR: &str = "having supervised or mentored the trainee on that day, or being a SUPERVISOR at the institution where \
                        she learned on it, and not being the trainee herself";
const SUPERVISOR: &str = "having supervised or mentored the trainee on the day of the assessment";
const INSIDER: &str =
    "being the trainee herself, or having supervised or mentored her on the day of the round";
const TRAINEE: &str = "being the trainee herself";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("assessmentForms", Requirement::SignedIn),
    ("assessmentFormPresets", Requirement::SignedIn),
    ("assessments", Requirement::SignedIn),
    ("assessmentRequests", Requirement::SignedIn),
    ("assessmentRequestByLink", Requirement::Nothing),
    ("assessmentRequest", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("assessmentRequestRevoke", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("assessmentAnswerByLink", Requirement::Nothing),
    ("assessmentRounds", Requirement::SignedIn),
    ("assessmentRoundOpen", Requirement::Relation(Act::EvidenceSubmit, INSIDER)),
    ("assessmentRoundInvite", Requirement::Relation(Act::EvidenceSubmit, INSIDER)),
    ("assessmentRoundClose", Requirement::Relation(Act::EvidenceReview, SUPERVISOR)),
    ("assessmentReview", Requirement::Relation(Act::EvidenceReview, SUPERVISOR)),
    ("assessmentFormImport", Requirement::Act(Act::AssessmentFormWrite)),
    ("assessmentFormRetire", Requirement::Act(Act::AssessmentFormWrite)),
    ("assessmentRecord", Requirement::Relation(Act::AssessmentRecord, ASSESSOR)),
    ("assessmentWithdraw", Requirement::Relation(Act::EvidenceReview, SUPERVISOR)),
    ("assessmentNoteAdd", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
];

/// The kinds of evidence that are assessments.
pub(crate) const KINDS: &[EvidenceKind] = &[EvidenceKind::SkillAttempt, EvidenceKind::Assessment];

/// Which forms; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct AssessmentFormFilter {
    /// Only those that this institution answers for.
    institution_id: Option<ID>,
    /// Only those of this kind.
    kind: Option<Coded<FormKind>>,
    /// Retired versions as well; only those in use when left out.
    #[graphql(default)]
    with_retired: bool,
}

/// Whose assessments.
#[derive(Debug, InputObject)]
pub struct AssessmentFilter {
    /// The trainee.
    trainee_id: ID,
    /// Only those on the form of this code, whichever its version.
    form_code: Option<String>,
}

/// Fields of the root about assessments.
#[derive(Default)]
pub struct AssessmentQuery;

#[Object]
impl AssessmentQuery {
    /// Forms of assessment, ordered by the pinyin of their names.
    async fn assessment_forms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all that are in use when left out.")] filter: Option<
            AssessmentFormFilter,
        >,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<AssessmentForm>> {
        viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let filter = filter.unwrap_or_default();
        let filter = FormFilter {
            institution_id: ObjectKind::Institution.optional_key(ctx, filter.institution_id.as_ref())?,
            kind: filter.kind.map(|kind| kind.0),
            with_retired: filter.with_retired,
        };
        let page = page(first, after, last, before);
        let slice = assessments::forms_page(reader, filter, &page).await.report(ctx)?;
        let total = total(ctx, assessments::forms_count(reader, filter)).await?;
        let ordering = assessments::forms_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.sort_key, row.id)))
    }

    /// Forms of assessment that come with the system.
    async fn assessment_form_presets(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<AssessmentFormPreset>> {
        viewer(ctx)?;
        Ok(assessments::form_presets().map(AssessmentFormPreset::new).collect())
    }

    /// A trainee's assessments, the latest first; none when the viewer may not see her. She sees that her record was opened.
    async fn assessments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] filter: AssessmentFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Assessment>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let person_id = ObjectKind::Person.key(ctx, &filter.trainee_id)?;
        let filter =
            EvidenceFilter { person_id, kinds: KINDS.to_vec(), activity: filter.form_code, handed_in: false };
        let page = page(first, after, last, before);
        let slice = evidence::evidence_page(reader, viewer.scope(), &filter, &page).await.report(ctx)?;
        opens(ctx, (!slice.items.is_empty()).then_some(person_id)).await?;
        let total = total(ctx, evidence::evidence_count(reader, viewer.scope(), &filter)).await?;
        let ordering = evidence::day_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.occurred_on.to_string(), row.id)))
    }
}
