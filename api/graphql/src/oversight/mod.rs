//! What is looked at from outside, in the graph: an auditor's draw, how reviews are given, how far places are taken, how bases
//! stand to the norms for them, what members of consortia report.

mod capacity;
mod core_unit;
mod coverage;
mod norm_sets;
mod readiness;
mod reporting;
mod sign_offs;

use async_graphql::{Context, ID, Object};
use domain::identity::Act;
use domain::oversight::{self, Sample, SampleRequest};

use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::evidence::Evidence;
use crate::ids::ObjectKind;
use crate::requirements::Requirement;
use crate::scalars::{DateTime, SafeInt};

pub use capacity::{
    BaseKindPlaces, CalendarStretch, CapacityQuery, CapacityUse, CapacityUseFilter, CapacityUseRow,
    PlacesOwner,
};
pub use core_unit::{
    AgreementOverview, ConsortiumMemberOverview, ConsortiumOverview, CoreUnitQuery, PairingsFaring,
    SessionsHeld,
};
pub use coverage::{
    ConsortiumCoverage, CoverageQuery, MemberPairings, MentorWithRoom, PairingReason, PairingSuggestion,
    PairingSuggestions, SpecialtyPairings,
};
pub use norm_sets::{
    BaseNorm, BaseNormSet, BaseNormSetEndInput, BaseNormSetEndPayload, BaseNormSetImportInput,
    BaseNormSetImportPayload, BaseNormSetKey, BaseNormSetMutation, BaseNormSetPreset, BaseNormSetQuery,
};
pub use readiness::{
    BaseFigure, BaseFigureDeclareInput, BaseFigureDeclarePayload, BaseNormStanding, BaseReadiness, BaseVisit,
    BaseVisitRecordInput, BaseVisitRecordPayload, BaseVisitRemark, BaseVisitRemarkInput,
    BaseVisitRetractInput, BaseVisitRetractPayload, ReadinessMutation, ReadinessQuery,
};
pub use reporting::{
    ReportingFigure, ReportingFigureInput, ReportingFiguresDecideInput, ReportingFiguresDecidePayload,
    ReportingFiguresSubmitInput, ReportingFiguresSubmitPayload, ReportingMissing, ReportingMutation,
    ReportingQuery, ReportingReopening, ReportingRound, ReportingRoundCloseInput, ReportingRoundClosePayload,
    ReportingRoundExportInput, ReportingRoundExportPayload, ReportingRoundKey, ReportingRoundOpenInput,
    ReportingRoundOpenPayload, ReportingRoundReopenInput, ReportingRoundReopenPayload, ReportingScan,
    ReportingScanOpenInput, ReportingScanOpenPayload, ReportingStandingOf, ReportingSubmission,
};
pub use sign_offs::{SignOffQuery, SignOffs};

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("auditSample", Requirement::Act(Act::AuditSample)),
    ("baseReadiness", Requirement::Act(Act::CapacityRead)),
    ("baseNormSets", Requirement::SignedIn),
    ("baseNormSetPresets", Requirement::SignedIn),
    ("baseNormSetImport", Requirement::Act(Act::BaseNormSetWrite)),
    ("baseNormSetEnd", Requirement::Act(Act::BaseNormSetWrite)),
    ("baseFigureDeclare", Requirement::Act(Act::BaseFigureDeclare)),
    ("baseVisitRecord", Requirement::Act(Act::BaseVisitRecord)),
    ("baseVisitRetract", Requirement::Act(Act::BaseVisitRecord)),
    ("reportingRound", Requirement::Act(Act::ReportingRead)),
    ("reportingRoundOpen", Requirement::Act(Act::ReportingManage)),
    ("reportingFiguresSubmit", Requirement::Act(Act::ReportingSubmit)),
    ("reportingFiguresDecide", Requirement::Act(Act::ReportingManage)),
    ("reportingRoundClose", Requirement::Act(Act::ReportingManage)),
    ("reportingRoundReopen", Requirement::Act(Act::ReportingManage)),
    ("reportingRoundExport", Requirement::Act(Act::ReportingManage)),
    ("reportingScanOpen", Requirement::Act(Act::ReportingRead)),
    ("consortiumOverview", Requirement::Act(Act::ConsortiumOverviewRead)),
    ("consortiumCoverage", Requirement::Act(Act::ConsortiumOverviewRead)),
    ("pairingSuggestions", Requirement::Act(Act::ConsortiumOverviewRead)),
    ("capacityUse", Requirement::Act(Act::CapacityRead)),
    ("signOffReport", Requirement::Act(Act::SignOffRead)),
];

/// Records drawn when nothing is said.
const DEFAULT_SIZE: i32 = 20;

/// What an auditor drew.
#[derive(Clone, Debug)]
pub struct AuditSample(Sample);

/// What an auditor drew, and from how many records.
#[Object]
impl AuditSample {
    /// How many records the draw was made from.
    async fn population_size(&self) -> SafeInt {
        SafeInt(i64::try_from(self.0.population.len()).unwrap_or(i64::MAX))
    }

    /// The records drawn, in the order of the draw.
    async fn nodes(&self) -> Vec<Evidence> {
        self.0.records.iter().cloned().map(Evidence::from).collect()
    }
}

/// Fields of the root about oversight.
#[derive(Default)]
pub struct OversightQuery;

#[Object]
impl OversightQuery {
    /// Draws evidence of an institution's trainees by a rule that everybody can repeat: all of the period, in ascending
    /// order of the SHA-256 of the seed and the record's key. Keys are given before the seed is known, so that nobody can
    /// steer the draw. The draw stands in the audit trail, and each trainee sees that her record was opened. A file that
    /// verifies by itself is made with `xinglin audit-package`. An auditor draws in her region. An unknown institution is
    /// `NOT_FOUND`, more than 100,000 records are `BAD_USER_INPUT`.
    #[allow(clippy::too_many_arguments, reason = "a field's arguments stand apart in the schema")]
    async fn audit_sample(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The institution whose trainees' records are drawn.")] institution_id: ID,
        #[graphql(desc = "Text that the auditor chose after the records were made, 1 to 200 characters.")]
        seed: String,
        #[graphql(desc = "How many records, 1 to 100; 20 when left out. All where there are fewer.")]
        first: Option<i32>,
        #[graphql(desc = "Records made at this instant or later.")] since: DateTime,
        #[graphql(desc = "Records made before this instant; later than `since`.")] until: DateTime,
    ) -> async_graphql::Result<Option<AuditSample>> {
        let viewer = viewer(ctx)?;
        let request = SampleRequest {
            institution_id: ObjectKind::Institution.key(ctx, &institution_id)?,
            seed,
            count: usize::try_from(first.unwrap_or(DEFAULT_SIZE)).unwrap_or_default(),
            since: since.0,
            until: until.0,
        };
        oversight::audit_sample(platform(ctx), viewer, &request)
            .await
            .map(|sample| Some(AuditSample(sample)))
            .report(ctx)
    }
}
