//! Evidence of every kind in the graph, its reviews, and what awaits the viewer.

mod approve;
mod attachments;
mod portfolio;
mod recompute;
mod reviewed;

use async_graphql::{Context, ID, Interface, Object};
use domain::evidence::{self, EvidenceKind, EvidenceStatus, SourceKind};
use domain::identity::Act;

use crate::assessments::Assessment;
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::entrustment::Entrustment;
use crate::errors::Report as _;
use crate::examinations::ExitExamResult;
use crate::requirements::Requirement;
use crate::rotations::{CaseLog, HoursEntry, PlacementExit};
use crate::scalars::{Date, DateTime};
use crate::teaching::TeachingAttendance;

pub(crate) use approve::shown_mark;
pub use approve::{ApprovalMutation, EvidenceApprovalInput, EvidenceApproveInput, EvidenceApprovePayload};
pub use attachments::{
    Attachment, AttachmentAddInput, AttachmentAddPayload, AttachmentDestroyInput, AttachmentDestroyPayload,
    AttachmentMutation, AttachmentOpenInput, AttachmentOpenPayload, AttachmentsKey,
};
pub use portfolio::{
    PortfolioEntry, PortfolioEntryReviewInput, PortfolioEntryReviewPayload, PortfolioEntrySubmitInput,
    PortfolioEntrySubmitPayload, PortfolioEntryWithdrawInput, PortfolioEntryWithdrawPayload, PortfolioFilter,
    PortfolioKey, PortfolioMutation, PortfolioQuery,
};
pub use recompute::{LedgerDifference, RecomputeInput, RecomputeMutation, RecomputePayload, RecomputeReport};
pub use reviewed::{Review, Reviewed, ReviewsKey};

const SUBMITTER: &str = "being the trainee herself; for an opening balance, and for prior credit that she does not hand in, \
                         SCHOOL_REGISTRAR or PROGRAMME_DIRECTOR of the school that enrolled her";
const STEP: &str = "deciding at the step of its review: having supervised or mentored the trainee on its day, \
                    DEPARTMENT_SECRETARY or DEPARTMENT_HEAD of its department, BASE_ADMINISTRATOR of its base, or SCHOOL_REGISTRAR or \
                    PROGRAMME_DIRECTOR of the school; and neither being the trainee nor having had it in hand before";
const DESTROYER: &str =
    "having attached the file, until the evidence that it proves is reviewed, or reviewing it";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("reviewQueue", Requirement::SignedIn),
    ("recompute", Requirement::Act(Act::LedgerRecompute)),
    ("evidenceApprove", Requirement::Relation(Act::EvidenceReview, STEP)),
    ("portfolio", Requirement::SignedIn),
    ("portfolioEntrySubmit", Requirement::Relation(Act::EvidenceSubmit, SUBMITTER)),
    ("portfolioEntryReview", Requirement::Relation(Act::EvidenceReview, STEP)),
    ("portfolioEntryWithdraw", Requirement::Relation(Act::EvidenceReview, STEP)),
    ("attachmentAdd", Requirement::Relation(Act::EvidenceSubmit, "having handed in the evidence")),
    ("attachmentOpen", Requirement::SignedIn),
    ("attachmentDestroy", Requirement::Relation(Act::EvidenceSubmit, DESTROYER)),
];

/// One thing shown, of any kind. Never edited: a correction is a new one that names the one it replaces.
#[derive(Clone, Debug, Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "Opaque id."),
    field(name = "kind", ty = "Coded<EvidenceKind>", desc = "What it is."),
    field(name = "status", ty = "Coded<EvidenceStatus>", desc = "Where it stands."),
    field(name = "occurred_on", ty = "Date", desc = "The local day it is credited to."),
    field(name = "recorded_at", ty = "DateTime", desc = "When it was recorded.")
)]
pub enum Evidence {
    /// Hours worked or followed.
    Hours(HoursEntry),
    /// One case seen.
    Case(CaseLog),
    /// What an assessor marked on a form.
    Assessment(Assessment),
    /// The exit from a department.
    PlacementExit(PlacementExit),
    /// What a committee entrusted.
    Entrustment(Entrustment),
    /// What was handed in with proof.
    Portfolio(PortfolioEntry),
    /// That a teaching session was attended.
    Attendance(TeachingAttendance),
    /// What was scored in an exit examination.
    ExitExam(ExitExamResult),
}

impl From<evidence::Evidence> for Evidence {
    fn from(row: evidence::Evidence) -> Self {
        match row.kind {
            EvidenceKind::Case => Self::Case(CaseLog(row)),
            EvidenceKind::SkillAttempt | EvidenceKind::Assessment => Self::Assessment(Assessment(row)),
            EvidenceKind::PlacementExit => Self::PlacementExit(PlacementExit(row)),
            EvidenceKind::Hours => Self::Hours(HoursEntry(row)),
            EvidenceKind::Entrustment => Self::Entrustment(Entrustment(row)),
            EvidenceKind::ExitExam => Self::ExitExam(ExitExamResult(row)),
            EvidenceKind::TeachingSession if row.source_kind == Some(SourceKind::TeachingSession) => {
                Self::Attendance(TeachingAttendance(row))
            }
            _ => Self::Portfolio(PortfolioEntry(row)),
        }
    }
}

/// Fields of the root about evidence.
#[derive(Default)]
pub struct EvidenceQuery;

#[Object]
impl EvidenceQuery {
    /// What awaits the review of the viewer, or of whom she acts for, in order of recording.
    async fn review_queue(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Evidence>> {
        let viewer = viewer(ctx)?;
        let page = page(first, after, last, before);
        let reader = platform(ctx).database.reader();
        let slice = evidence::review_queue(reader, viewer, &page).await.report(ctx)?;
        let total = total(ctx, evidence::review_queue_length(reader, viewer)).await?;
        let ordering = evidence::queue_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor("", row.id)))
    }
}
