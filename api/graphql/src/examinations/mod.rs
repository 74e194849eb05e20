//! Exit examinations in the graph. What was announced is open to everybody signed in; registrations and results are visible to
//! whoever may see their trainee.

mod mutations;
mod objects;
mod results;

use async_graphql::{Context, ID, InputObject, Object};
use chrono_tz::Asia::Shanghai;
use domain::examinations::{self, ExamRegistrationStatus, ExaminationFilter, RegistrationFilter};
use domain::identity::Act;

use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{opens, platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::requirements::Requirement;

pub use mutations::{
    ExaminationMutation, ExitExamPartInput, ExitExamRegisterInput, ExitExamRegisterPayload,
    ExitExamRegistrationReviewInput, ExitExamRegistrationReviewPayload, ExitExamRegistrationWithdrawInput,
    ExitExamRegistrationWithdrawPayload, ExitExamScoreProblem, ExitExamScoreReport,
    ExitExamScoresImportInput, ExitExamScoresImportPayload, ExitExaminationAnnounceInput,
    ExitExaminationAnnouncePayload, ExitExaminationCancelInput, ExitExaminationCancelPayload,
};
pub(crate) use objects::registrations_of;
pub use objects::{
    ExitExamPart, ExitExamRegistration, ExitExamRegistrationKey, ExitExamRegistrationsOf, ExitExamReview,
    ExitExamReviewsKey, ExitExamination, ExitExaminationKey,
};
pub use results::{ExitExamPoints, ExitExamResult, ExitExamScoreBehindKey, ExitExamScoresKey};

const TRAINEE: &str = "being the trainee herself";
const STEP: &str = "deciding at the step that the registration awaits: BASE_ADMINISTRATOR of the trainee's base, or at the \
                    organiser's step";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("exitExamination", Requirement::SignedIn),
    ("exitExaminations", Requirement::SignedIn),
    ("exitExamRegistrations", Requirement::SignedIn),
    ("exitExaminationAnnounce", Requirement::Act(Act::ExaminationWrite)),
    ("exitExaminationCancel", Requirement::Act(Act::ExaminationWrite)),
    ("exitExamRegister", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("exitExamRegistrationWithdraw", Requirement::Relation(Act::EvidenceSubmit, TRAINEE)),
    ("exitExamRegistrationReview", Requirement::Relation(Act::ExamReviewAtOrganiser, STEP)),
    ("exitExamScoresImport", Requirement::Act(Act::ExaminationWrite)),
];

/// Which examinations; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct ExitExaminationFilter {
    /// Only those that this institution organises.
    institution_id: Option<ID>,
    /// Only those that end this programme.
    curriculum_id: Option<ID>,
    /// Only those for which somebody may register today.
    #[graphql(default)]
    is_open: bool,
}

/// Which registrations; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct ExitExamRegistrationFilter {
    /// Only those for this examination.
    examination_id: Option<ID>,
    /// Only this trainee's.
    trainee_id: Option<ID>,
    /// Only those in this status.
    status: Option<Coded<ExamRegistrationStatus>>,
    /// Only those that the viewer, or whom she acts for, is to review at the base's or the organiser's step.
    #[graphql(default)]
    awaits_me: bool,
}

/// Fields of the root about exit examinations.
#[derive(Default)]
pub struct ExaminationQuery;

#[Object]
impl ExaminationQuery {
    /// One exit examination; null when it is not there.
    async fn exit_examination(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> async_graphql::Result<Option<ExitExamination>> {
        viewer(ctx)?;
        let key = ObjectKind::ExitExamination.key(ctx, &id)?;
        Ok(load(ctx, ExitExaminationKey(key)).await?.map(ExitExamination))
    }

    /// Exit examinations, the latest day first.
    async fn exit_examinations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ExitExaminationFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<ExitExamination>> {
        viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let filter = filter.unwrap_or_default();
        let filter = ExaminationFilter {
            institution_id: ObjectKind::Institution.optional_key(ctx, filter.institution_id.as_ref())?,
            curriculum_id: ObjectKind::Curriculum.optional_key(ctx, filter.curriculum_id.as_ref())?,
            open_on: filter.is_open.then(|| platform(ctx).clock.today(Shanghai)),
        };
        let page = page(first, after, last, before);
        let slice = examinations::examinations_page(reader, filter, &page).await.report(ctx)?;
        let total = total(ctx, examinations::examinations_count(reader, filter)).await?;
        let ordering = examinations::examinations_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.held_on.to_string(), row.id)))
    }

    /// Registrations for exit examinations whose trainees the viewer may see, in the order in which they came. A trainee who is asked
    /// for by `traineeId` sees that her record was opened.
    async fn exit_exam_registrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all that are visible when left out.")] filter: Option<
            ExitExamRegistrationFilter,
        >,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<ExitExamRegistration>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let asked = filter.unwrap_or_default();
        let awaiting = if asked.awaits_me {
            Some(examinations::awaiting_viewer(reader, viewer).await.report(ctx)?)
        } else {
            None
        };
        let filter = RegistrationFilter {
            examination_id: ObjectKind::ExitExamination.optional_key(ctx, asked.examination_id.as_ref())?,
            person_id: ObjectKind::Person.optional_key(ctx, asked.trainee_id.as_ref())?,
            status: asked.status.map(|status| status.0),
            awaiting,
        };
        let page = page(first, after, last, before);
        let scope = viewer.scope();
        let slice = examinations::registrations_page(reader, scope, &filter, &page).await.report(ctx)?;
        opens(ctx, filter.person_id.filter(|_| !slice.items.is_empty())).await?;
        let total = total(ctx, examinations::registrations_count(reader, scope, &filter)).await?;
        let ordering = examinations::registrations_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor("", row.id)))
    }
}
