//! What people call the values of every enum, so that no frontend keeps a table of its own.

use async_graphql::{Context, Object, SimpleObject};
use domain::assessments::{
    AssessmentErrorCode, AssessmentRequestStatus, FormKind, ItemKind, PassRuleKind, RespondentRole, StepMark,
};
use domain::credentials::{
    CertificateErrorCode, CertificateKind, CertificateStatus, HandbookErrorCode, TeachingStatementErrorCode,
    TeachingStatementKind, VerificationStatus,
};
use domain::curricula::{
    CaseRole, CompetencyFrameworkErrorCode, CompetencyLinkKind, CurriculumErrorCode, RequirementKind,
    ReviewStep, Unit, VersionStatus,
};
use domain::dossier::PersonalDataFormat;
use domain::enrolment::{
    EnrolmentActKind, EnrolmentErrorCode, EnrolmentStatus, LeaveDecisionKind, LeaveEffectKind,
    LeaveErrorCode, LeaveKind, LeaveStatus, LeaveStep, LeaveWindow, Origin, RosterColumn, RosterErrorCode,
    Severity, SupervisionKind,
};
use domain::entrustment::{EntrustmentErrorCode, EntrustmentOutlook, EntrustmentStatus};
use domain::evidence::{
    ApprovalErrorCode, AttachmentErrorCode, Decision, EvidenceKind, EvidenceStatus, Facet,
    PortfolioErrorCode, PortfolioKind, RecomputeErrorCode,
};
use domain::examinations::{
    ExamPart, ExamRegistrationStatus, ExamReviewStep, ExamScoreColumn, ExaminationErrorCode,
};
use domain::identity::{
    AccountErrorCode, CodeChannel, DoubleGround, DoubleStatus, ErasureGround, ExchangeErrorCode,
    IdentityDocument, IdentityErrorCode, Role, TokenScope,
};
use domain::organisations::{
    AgreementErrorCode, AgreementParty, AgreementState, BaseKind, ConsortiumKind, DeliveryStatus,
    IndicatorDirection, IndicatorErrorCode, IndicatorUnit, InstitutionKind, ObligationKind, ObligationPeriod,
    OrganisationErrorCode, QualificationErrorCode, QualificationKind, QualificationState, RegionLevel,
};
use domain::oversight::{
    BaseFigureKind, BaseMeasure, BaseMeasureUnit, BaseNormStatus, BaseRecordErrorCode, CalendarStep,
    CapacityGrouping, PairingReasonKind, ReportingDecision, ReportingErrorCode, ReportingRoundStatus,
    ReportingStatus, SignOffSignal,
};
use domain::pairings::{
    ApprenticeshipActKind, ApprenticeshipErrorCode, ApprenticeshipSide, ApprenticeshipState,
    ApprenticeshipStatus, Channel, MentorErrorCode, MentorRank, PairingMark,
};
use domain::progress::{
    CohortErrorCode, EligibilityOutcome, EligibilityPurpose, ForecastRule, Pace, ProgressStatus,
};
use domain::ratings::{TeachingRatingErrorCode, TeachingRatingSubject};
use domain::rotations::{
    Activity, CalendarFeedErrorCode, CapacityErrorCode, CaseErrorCode, CheckInStatus, DutyKind, DutyRuleKind,
    DutySeverity, DutyUnit, HoursErrorCode, MergerErrorCode, PlacementErrorCode, PlacementExitErrorCode,
    PlacementStatus, ReviewDecision, SyncOutcome,
};
use domain::rule_sets::RuleSetErrorCode;
use domain::teaching::{AttendanceWay, TeachingErrorCode, TeachingSessionKind, TeachingSessionStatus};
use domain::timetables::{DayKind, HolidayPractice, LeftOut, TimetableErrorCode};
use domain::twinnings::{OutcomeTrend, TwinningErrorCode, TwinningSide, TwinningStatus, TwinningTopic};
use platform::codes::Code;
use platform::text::{Language, Message};

use crate::context::context;
use crate::errors::bad_input;
use crate::requirements::Requirement;
use crate::scalars::Locale;
use crate::uploads::{UploadErrorCode, UploadPurpose};

/// A closed list of the schema.
struct List {
    name: &'static str,
    values: Vec<(&'static str, Message)>,
}

fn list<C: Code>() -> List {
    List { name: C::LIST, values: C::ALL.iter().map(|value| (value.code(), value.label())).collect() }
}

macro_rules! lists {
    ($($list:ty),+ $(,)?) => { &[$(list::<$list>),+] };
}

/// Every closed list that the schema shows as an enum.
fn lists() -> Vec<List> {
    LISTS.iter().map(|list| list()).collect()
}

const LISTS: &[fn() -> List] = lists![
    IndicatorDirection,
    IndicatorErrorCode,
    IndicatorUnit,
    ReportingDecision,
    ReportingErrorCode,
    ReportingRoundStatus,
    ReportingStatus,
    ObligationPeriod,
    ObligationKind,
    DeliveryStatus,
    AgreementState,
    AgreementParty,
    AgreementErrorCode,
    AccountErrorCode,
    Activity,
    ApprenticeshipActKind,
    ApprenticeshipErrorCode,
    ApprenticeshipSide,
    ApprenticeshipState,
    ApprenticeshipStatus,
    Channel,
    OutcomeTrend,
    TwinningErrorCode,
    TwinningSide,
    TwinningStatus,
    TwinningTopic,
    DayKind,
    HolidayPractice,
    LeftOut,
    TimetableErrorCode,
    TeachingSessionKind,
    TeachingSessionStatus,
    AttendanceWay,
    TeachingErrorCode,
    TeachingRatingSubject,
    TeachingRatingErrorCode,
    PairingMark,
    MentorErrorCode,
    MentorRank,
    ApprovalErrorCode,
    AssessmentErrorCode,
    AssessmentRequestStatus,
    AttachmentErrorCode,
    BaseKind,
    CaseErrorCode,
    CaseRole,
    TeachingStatementErrorCode,
    TeachingStatementKind,
    CertificateErrorCode,
    CertificateKind,
    CertificateStatus,
    CheckInStatus,
    CodeChannel,
    CohortErrorCode,
    HandbookErrorCode,
    CompetencyFrameworkErrorCode,
    CompetencyLinkKind,
    ConsortiumKind,
    CurriculumErrorCode,
    Decision,
    DoubleGround,
    DoubleStatus,
    DutyKind,
    DutyRuleKind,
    DutySeverity,
    DutyUnit,
    EligibilityOutcome,
    EligibilityPurpose,
    EnrolmentActKind,
    EnrolmentErrorCode,
    EnrolmentStatus,
    EntrustmentErrorCode,
    EntrustmentOutlook,
    EntrustmentStatus,
    ErasureGround,
    EvidenceKind,
    EvidenceStatus,
    ExamPart,
    ExamRegistrationStatus,
    ExamReviewStep,
    ExamScoreColumn,
    ExaminationErrorCode,
    ExchangeErrorCode,
    Facet,
    ForecastRule,
    FormKind,
    HoursErrorCode,
    IdentityDocument,
    IdentityErrorCode,
    InstitutionKind,
    ItemKind,
    MergerErrorCode,
    LeaveDecisionKind,
    LeaveEffectKind,
    LeaveErrorCode,
    LeaveKind,
    LeaveStatus,
    LeaveStep,
    LeaveWindow,
    OrganisationErrorCode,
    Origin,
    Pace,
    PassRuleKind,
    PersonalDataFormat,
    PlacementErrorCode,
    CapacityErrorCode,
    PlacementExitErrorCode,
    PlacementStatus,
    PortfolioErrorCode,
    PortfolioKind,
    ProgressStatus,
    QualificationErrorCode,
    QualificationKind,
    QualificationState,
    RecomputeErrorCode,
    RegionLevel,
    RequirementKind,
    RespondentRole,
    ReviewDecision,
    ReviewStep,
    Role,
    RosterColumn,
    RosterErrorCode,
    RuleSetErrorCode,
    Severity,
    SignOffSignal,
    BaseFigureKind,
    BaseMeasure,
    BaseMeasureUnit,
    BaseNormStatus,
    BaseRecordErrorCode,
    CalendarFeedErrorCode,
    CalendarStep,
    CapacityGrouping,
    PairingReasonKind,
    StepMark,
    SupervisionKind,
    SyncOutcome,
    TokenScope,
    Unit,
    UploadErrorCode,
    UploadPurpose,
    VerificationStatus,
    VersionStatus,
];

/// What people call the values of one enum.
#[derive(SimpleObject)]
pub struct EnumLabels {
    /// The enum's name in this schema.
    name: &'static str,
    /// Its values, in the enum's own order.
    values: Vec<EnumLabel>,
}

/// What people call one value of an enum.
pub struct EnumLabel {
    code: &'static str,
    label: Message,
}

/// What people call one value of an enum.
#[Object]
impl EnumLabel {
    /// The value, as it stands in this schema.
    async fn value(&self) -> &str {
        self.code
    }

    /// What people call it.
    async fn label(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        self.label.render(locale.map_or(context(ctx).language, Language::from))
    }
}

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[("enumLabels", Requirement::Nothing)];

/// Fields of the root about words.
#[derive(Default)]
pub struct LabelQuery;

#[Object]
impl LabelQuery {
    /// What people call the values of the enums of this schema, so that a frontend need not keep its own table.
    async fn enum_labels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Name of one enum, for instance `Role`; all of them when left out.")] name: Option<
            String,
        >,
    ) -> async_graphql::Result<Vec<EnumLabels>> {
        let all = lists();
        let wanted = |list: &List| name.as_deref().is_none_or(|name| name == list.name);
        if !all.iter().any(wanted) {
            let choices: Vec<&str> = all.iter().map(|list| list.name).collect();
            let message = Message::new("common-not-a-choice")
                .with("field", "name")
                .with("value", name.unwrap_or_default())
                .with("choices", choices);
            return Err(bad_input(ctx, message));
        }
        Ok(all
            .into_iter()
            .filter(wanted)
            .map(|list| EnumLabels {
                name: list.name,
                values: list.values.into_iter().map(|(code, label)| EnumLabel { code, label }).collect(),
            })
            .collect())
    }
}

/// The lists that are labelled.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    lists().into_iter().map(|list| list.name)
}

/// Every label there is, those that stand only in sentences among them.
#[cfg(test)]
pub(crate) fn messages() -> impl Iterator<Item = Message> {
    let spoken = [list::<domain::identity::RelationKind>(), list::<crate::ids::ObjectKind>()];
    lists().into_iter().chain(spoken).flat_map(|list| list.values).map(|(_, label)| label)
}
