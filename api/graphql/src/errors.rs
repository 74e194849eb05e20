//! How a refusal reaches a client.
//!
//! An act that the rules refuse answers inside its payload: `errors`, every reason at once, each with a code, a
//! sentence in the reader's language and the path of the input field. What concerns the request as a whole is a
//! top-level error with `extensions.code`. The cause of an internal error is logged with the request's id and never
//! shown.

use std::borrow::Cow;

use async_graphql::{Context, ErrorExtensions as _, Interface, SimpleObject, TypeName};
use domain::assessments::AssessmentErrorCode;
use domain::credentials::{CertificateErrorCode, HandbookErrorCode, TeachingStatementErrorCode};
use domain::curricula::{CompetencyFrameworkErrorCode, CurriculumErrorCode};
use domain::enrolment::{EnrolmentErrorCode, LeaveErrorCode, RosterErrorCode};
use domain::entrustment::EntrustmentErrorCode;
use domain::evidence::{ApprovalErrorCode, AttachmentErrorCode, PortfolioErrorCode, RecomputeErrorCode};
use domain::examinations::ExaminationErrorCode;
use domain::identity::{AccountErrorCode, ExchangeErrorCode, IdentityErrorCode};
use domain::organisations::{
    AgreementErrorCode, IndicatorErrorCode, OrganisationErrorCode, QualificationErrorCode,
};
use domain::oversight::{BaseRecordErrorCode, ReportingErrorCode};
use domain::pairings::{ApprenticeshipErrorCode, MentorErrorCode};
use domain::progress::CohortErrorCode;
use domain::ratings::TeachingRatingErrorCode;
use domain::rotations::{
    CalendarFeedErrorCode, CapacityErrorCode, CaseErrorCode, HoursErrorCode, MergerErrorCode,
    PlacementErrorCode, PlacementExitErrorCode,
};
use domain::rule_sets::RuleSetErrorCode;
use domain::teaching::TeachingErrorCode;
use domain::timetables::TimetableErrorCode;
use domain::twinnings::TwinningErrorCode;
use platform::codes::Code;
use platform::error::{Error, Failure, Outcome, Problem};
use platform::text::{Language, Message};

use crate::codes::Coded;
use crate::context::{RequestContext, context};
use crate::uploads::UploadErrorCode;

/// What every reason for a refusal has, whatever the act.
#[derive(Interface, Debug)]
#[graphql(
    field(name = "message", ty = "String", desc = "What, which and what to do, in the reader's language."),
    field(
        name = "path",
        ty = "Vec<String>",
        desc = "The field of `input` at fault, from the outside in; empty when the act as a whole is refused."
    )
)]
pub enum UserError {
    /// Of acts upon people, roles and tokens.
    Identity(Refusal<IdentityErrorCode>),
    /// Of acts upon accounts, sessions and passwords.
    Account(Refusal<AccountErrorCode>),
    /// Of acts upon bindings of users of an app, and of exchanges.
    Exchange(Refusal<ExchangeErrorCode>),
    /// Of acts upon institutions, bases and departments.
    Organisation(Refusal<OrganisationErrorCode>),
    /// Of acts upon agreements.
    Agreement(Refusal<AgreementErrorCode>),
    /// Of acts upon what is recorded about bases.
    BaseRecord(Refusal<BaseRecordErrorCode>),
    /// Of acts upon masters' appointments.
    Mentor(Refusal<MentorErrorCode>),
    /// Of acts upon apprenticeships.
    Apprenticeship(Refusal<ApprenticeshipErrorCode>),
    /// Of acts upon calendars and duties.
    Timetable(Refusal<TimetableErrorCode>),
    /// Of acts upon twinnings.
    Twinning(Refusal<TwinningErrorCode>),
    /// Of acts upon teaching sessions.
    Teaching(Refusal<TeachingErrorCode>),
    /// Of ratings of teaching.
    TeachingRating(Refusal<TeachingRatingErrorCode>),
    /// Of acts upon qualifications.
    Qualification(Refusal<QualificationErrorCode>),
    /// Of acts upon indicators.
    Indicator(Refusal<IndicatorErrorCode>),
    /// Of acts upon reporting rounds.
    Reporting(Refusal<ReportingErrorCode>),
    /// Of mergers of institutions.
    Merger(Refusal<MergerErrorCode>),
    /// Of acts upon curricula.
    Curriculum(Refusal<CurriculumErrorCode>),
    /// Of acts upon competency frameworks.
    CompetencyFramework(Refusal<CompetencyFrameworkErrorCode>),
    /// Of acts upon enrolments.
    Enrolment(Refusal<EnrolmentErrorCode>),
    /// Of rosters.
    Roster(Refusal<RosterErrorCode>),
    /// Of acts upon placements.
    Placement(Refusal<PlacementErrorCode>),
    /// Of acts upon calendar feeds.
    CalendarFeed(Refusal<CalendarFeedErrorCode>),
    /// Of changes of what departments take.
    Capacity(Refusal<CapacityErrorCode>),
    /// Of acts upon hours.
    Hours(Refusal<HoursErrorCode>),
    /// Of acts upon leave.
    Leave(Refusal<LeaveErrorCode>),
    /// Of acts upon sets of leave rules.
    RuleSet(Refusal<RuleSetErrorCode>),
    /// Of acts upon cases.
    Case(Refusal<CaseErrorCode>),
    /// Of acts upon forms of assessment and upon what is marked on them.
    Assessment(Refusal<AssessmentErrorCode>),
    /// Of acts of committees that entrust activities.
    Entrustment(Refusal<EntrustmentErrorCode>),
    /// Of approvals of many.
    Approval(Refusal<ApprovalErrorCode>),
    /// Of acts upon what is handed in.
    Portfolio(Refusal<PortfolioErrorCode>),
    /// Of acts upon files that prove evidence.
    Attachment(Refusal<AttachmentErrorCode>),
    /// Of writing out cohorts.
    Cohort(Refusal<CohortErrorCode>),
    /// Of holding ledgers against the rules.
    Recompute(Refusal<RecomputeErrorCode>),
    /// Of acts upon exits.
    PlacementExit(Refusal<PlacementExitErrorCode>),
    /// Of printing handbooks.
    Handbook(Refusal<HandbookErrorCode>),
    /// Of acts upon exit examinations.
    Examination(Refusal<ExaminationErrorCode>),
    /// Of acts upon certificates.
    Certificate(Refusal<CertificateErrorCode>),
    /// Of statements of teaching.
    TeachingStatement(Refusal<TeachingStatementErrorCode>),
    /// Of uploads.
    Upload(Refusal<UploadErrorCode>),
}

/// One reason why an act was refused. Nothing was written.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name_type)]
pub struct Refusal<C: Code> {
    /// Which rule, for programs.
    pub code: Coded<C>,
    /// What, which and what to do, in the reader's language.
    #[graphql(owned)]
    pub message: String,
    /// The field of `input` at fault, from the outside in; empty when the act as a whole is refused.
    #[graphql(owned)]
    pub path: Vec<String>,
}

impl<C: Code> Refusal<C> {
    /// A problem as a reader hears it.
    pub(crate) fn of(problem: Problem<C>, language: Language) -> Self {
        Self { code: Coded(problem.code), message: problem.message.render(language), path: problem.path }
    }
}

/// `PlacementErrorCode` belongs to a `PlacementError`.
impl<C: Code> TypeName for Refusal<C> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(C::LIST.strip_suffix("Code").unwrap_or(C::LIST))
    }
}

/// What was made, or why not: the two halves of a payload.
///
/// # Errors
/// A top-level error when the request as a whole failed.
pub fn heard<T, C: Code>(
    ctx: &Context<'_>,
    outcome: Outcome<T, C>,
) -> async_graphql::Result<(Option<T>, Vec<Refusal<C>>)> {
    let context = context(ctx);
    context.loaders.forget();
    match outcome {
        Ok(object) => Ok((Some(object), Vec::new())),
        Err(Failure::Rejected(problems)) => {
            let refusals = problems.into_iter().map(|problem| Refusal::of(problem, context.language));
            Ok((None, refusals.collect()))
        }
        Err(Failure::Error(error)) => Err(top_level(context, error)),
    }
}

/// Declares the payload of an act: what was made, and the errors of its noun.
///
/// `payload! { /// … PersonCreatePayload { /// … person: Person } or IdentityErrorCode }` makes the GraphQL object
/// and `PersonCreatePayload::of(ctx, outcome)`, which turns the outcome of a service into it.
macro_rules! payload {
    ($(#[$meta:meta])* $name:ident { $(#[$field_meta:meta])* $field:ident: $object:ty } or $code:ty) => {
        $(#[$meta])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            $(#[$field_meta])*
            pub $field: Option<$object>,
            /// Why the act was refused, every reason at once; empty when it was done.
            pub errors: Vec<$crate::errors::Refusal<$code>>,
        }

        impl $name {
            /// What a client hears of an outcome.
            pub(crate) fn of<T: Into<$object>>(
                ctx: &async_graphql::Context<'_>,
                outcome: platform::error::Outcome<T, $code>,
            ) -> async_graphql::Result<Self> {
                let (made, errors) = $crate::errors::heard(ctx, outcome)?;
                Ok(Self { $field: made.map(Into::into), errors })
            }
        }
    };
}
pub(crate) use payload;

/// An error of the request as a whole, as its reader hears it.
pub fn top_level(context: &RequestContext, error: Error) -> async_graphql::Error {
    let mut retry_after = None;
    let (code, message) = match error {
        Error::Unauthenticated => ("UNAUTHENTICATED", Message::new("common-not-signed-in")),
        Error::Forbidden(message) => ("FORBIDDEN", message),
        Error::NotFound => ("NOT_FOUND", Message::new("common-nothing-there")),
        Error::BadInput(message) => ("BAD_USER_INPUT", message),
        Error::RateLimited { seconds } => {
            retry_after = Some(seconds);
            ("RATE_LIMITED", Message::new("common-rate-limited").with("seconds", seconds))
        }
        Error::Internal(cause) => {
            tracing::error!(request_id = context.request_id, cause, "a request failed");
            ("INTERNAL", Message::new("common-internal").with("request", &context.request_id))
        }
    };
    async_graphql::Error::new(message.render(context.language)).extend_with(|_, extensions| {
        extensions.set("code", code);
        if let Some(seconds) = retry_after {
            extensions.set("retryAfterSeconds", seconds);
        }
        if code == "INTERNAL" {
            extensions.set("requestId", context.request_id.as_str());
        }
    })
}

/// An argument that cannot be understood.
#[must_use]
pub fn bad_input(ctx: &Context<'_>, message: Message) -> async_graphql::Error {
    top_level(context(ctx), Error::BadInput(message))
}

/// Turns a room's error into what the reader hears: `room::find(…).await.report(ctx)?`.
pub trait Report<T> {
    /// The value, or the top-level error.
    fn report(self, ctx: &Context<'_>) -> async_graphql::Result<T>;
    /// The value, or `null` when it is not there or not to be seen.
    fn report_or_null(self, ctx: &Context<'_>) -> async_graphql::Result<Option<T>>;
}

impl<T, E: Into<Error>> Report<T> for Result<T, E> {
    fn report(self, ctx: &Context<'_>) -> async_graphql::Result<T> {
        self.map_err(|error| top_level(context(ctx), error.into()))
    }

    fn report_or_null(self, ctx: &Context<'_>) -> async_graphql::Result<Option<T>> {
        match self.map_err(Into::into) {
            Ok(value) => Ok(Some(value)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(top_level(context(ctx), error)),
        }
    }
}
