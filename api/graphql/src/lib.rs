//! The API as a graph: what a frontend team reads before any prose.
//!
//! One file or folder a room, with its objects, inputs, payloads and loaders; each room gives one object of queries and
//! one of mutations, merged here. No domain logic: a resolver reads its arguments, calls the room's face, and says what
//! came of it. Every type, field, argument and value is described, because the schema is the documentation.

#![allow(clippy::unused_async, reason = "a resolver is asynchronous, whether or not it waits")]

pub mod assessments;
pub mod codes;
pub mod connections;
pub mod context;
pub mod credentials;
pub mod curricula;
pub mod dispatches;
pub mod dossier;
pub mod enrolment;
pub mod entrustment;
pub mod errors;
pub mod evidence;
pub mod examinations;
pub mod identity;
pub mod ids;
pub mod labels;
pub mod leaves;
pub mod loaders;
pub mod names;
pub mod node;
pub mod organisations;
pub mod oversight;
pub mod pairings;
pub mod progress;
pub mod ratings;
pub mod requirements;
pub mod root;
pub mod rotations;
pub mod rule_sets;
pub mod scalars;
pub mod teaching;
pub mod timetables;
pub mod twinnings;
pub mod uploads;

#[cfg(test)]
mod tests;

use async_graphql::{EmptySubscription, MergedObject, SDLExportOptions, SchemaBuilder};

pub use context::RequestContext;
pub use requirements::Requirement;

/// What can be asked.
#[derive(Default, MergedObject)]
#[graphql(name = "Query")]
pub struct Queries(
    node::NodeQuery,
    labels::LabelQuery,
    identity::IdentityQuery,
    identity::DoubleQuery,
    identity::SignOnQuery,
    identity::ServiceAccountQuery,
    organisations::OrganisationQuery,
    organisations::RegionQuery,
    organisations::QualificationQuery,
    organisations::ConsortiumQuery,
    organisations::IndicatorQuery,
    curricula::CurriculumQuery,
    curricula::FrameworkQuery,
    enrolment::EnrolmentQuery,
    enrolment::EnrolmentActQuery,
    enrolment::LeaveQuery,
    enrolment::LeaveRuleSetQuery,
    evidence::EvidenceQuery,
    evidence::PortfolioQuery,
    assessments::AssessmentQuery,
    assessments::AssessmentRequestQuery,
    assessments::AssessmentRoundQuery,
    entrustment::EntrustmentQuery,
    pairings::MentorQuery,
    pairings::ApprenticeshipQuery,
    teaching::TeachingQuery,
    timetables::TimetableQuery,
    dispatches::DispatchQuery,
    twinnings::TwinningQuery,
    ratings::RatingQuery,
    ratings::RatingFormSetQuery,
    rotations::PlanQuery,
    rotations::RotationQuery,
    rotations::DutyQuery,
    rotations::DutyRuleSetQuery,
    rotations::AttendanceQuery,
    rotations::HoursBatchQuery,
    rotations::HoursWeekQuery,
    rotations::CalendarFeedQuery,
    progress::CohortQuery,
    examinations::ExaminationQuery,
    oversight::OversightQuery,
    oversight::SignOffQuery,
    oversight::CapacityQuery,
    oversight::CoreUnitQuery,
    oversight::BaseNormSetQuery,
    oversight::CoverageQuery,
    oversight::ReadinessQuery,
    oversight::ReportingQuery,
    credentials::CredentialQuery,
    credentials::StatementQuery,
);

/// What can be done: one mutation an act, noun first. Each answers with what it made, or with `errors`, every reason
/// at once; then nothing was written.
#[derive(Default, MergedObject)]
#[graphql(name = "Mutation")]
pub struct Mutations(
    identity::IdentityMutation,
    identity::IdentityNumberMutation,
    identity::DoubleMutation,
    identity::LeavingMutation,
    dossier::DossierMutation,
    identity::TokenMutation,
    identity::SessionMutation,
    identity::InvitationMutation,
    identity::SecondFactorMutation,
    identity::ContactMutation,
    identity::SignOnMutation,
    identity::ServiceAccountMutation,
    identity::ExchangeMutation,
    organisations::OrganisationMutation,
    organisations::InstitutionMutation,
    organisations::SpecialtyMutation,
    organisations::LikenessMutation,
    organisations::QualificationMutation,
    organisations::ConsortiumMutation,
    organisations::AgreementMutation,
    organisations::IndicatorMutation,
    curricula::CurriculumMutation,
    curricula::FrameworkMutation,
    enrolment::EnrolmentMutation,
    enrolment::EnrolmentActMutation,
    enrolment::LeaveMutation,
    enrolment::LeaveEffectMutation,
    enrolment::LeaveRuleSetMutation,
    enrolment::RosterMutation,
    rotations::CapacityMutation,
    rotations::ExitMutation,
    credentials::HandbookMutation,
    credentials::StatementMutation,
    rotations::MergerMutation,
    rotations::CaseMutation,
    rotations::DutyRuleSetMutation,
    rotations::AttendanceMutation,
    rotations::HoursBatchMutation,
    rotations::HoursSyncMutation,
    rotations::WeeklySheetMutation,
    rotations::CalendarFeedMutation,
    progress::CohortMutation,
    evidence::RecomputeMutation,
    evidence::ApprovalMutation,
    evidence::PortfolioMutation,
    evidence::AttachmentMutation,
    assessments::AssessmentMutation,
    assessments::AssessmentRequestMutation,
    assessments::AssessmentRoundMutation,
    entrustment::EntrustmentMutation,
    pairings::MentorMutation,
    pairings::ApprenticeshipMutation,
    pairings::FollowingMutation,
    pairings::PairingPaperMutation,
    timetables::TimetableMutation,
    dispatches::DispatchMutation,
    twinnings::TwinningMutation,
    teaching::TeachingMutation,
    ratings::RatingMutation,
    ratings::RatingFormSetMutation,
    teaching::TeachingAttendanceMutation,
    teaching::TeachingFileMutation,
    rotations::RotationMutation,
    rotations::PlanMutation,
    oversight::BaseNormSetMutation,
    oversight::ReadinessMutation,
    oversight::ReportingMutation,
    examinations::ExaminationMutation,
    credentials::CredentialMutation,
    uploads::UploadMutation,
);

/// The root of queries.
pub type Query = root::Root<Queries>;
/// The root of mutations.
pub type Mutation = root::Root<Mutations>;
/// The whole API.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Deepest selection, fields of introspection counted like any other: the introspection query of graphql-js 16 and 17,
/// with nine levels of `ofType`, is exactly this deep.
pub const DEPTH_LIMIT: usize = 15;

fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .register_output_type::<node::Node>()
        .register_output_type::<errors::UserError>()
        .register_output_type::<evidence::Evidence>()
        .limit_depth(DEPTH_LIMIT)
        .limit_recursive_depth(32)
        .limit_directives(10)
}

/// The API, to be executed with a [`RequestContext`] as data of each request. No extensions: even an empty one costs
/// more than half again.
#[must_use]
pub fn schema() -> Schema {
    builder().finish()
}

/// The same API, which does not answer a misspelt name with the names it resembles.
#[must_use]
pub fn discreet_schema() -> Schema {
    builder().disable_suggestions().finish()
}

/// The contract as `schema.graphql` holds it.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by()
        .prefer_single_line_descriptions()
        .use_space_ident();
    schema().sdl_with_options(options)
}
