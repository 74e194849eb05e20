//! Whether a certificate can be proposed or the exit examination be sat, and what is missing.

use async_graphql::{Context, Object};
use domain::progress::{self, EligibilityOutcome, EligibilityPurpose};

use crate::codes::Coded;
use crate::context::context;

/// Whether a completion certificate can be proposed, or the exit examination be sat.
#[derive(Clone, Debug)]
pub struct Eligibility(pub(super) progress::Eligibility);

/// Whether a completion certificate can be proposed, or the exit examination be sat.
#[Object]
impl Eligibility {
    /// For what.
    async fn purpose(&self) -> Coded<EligibilityPurpose> {
        Coded(self.0.purpose)
    }

    /// The answer: yes, under conditions, or no.
    async fn outcome(&self) -> Coded<EligibilityOutcome> {
        Coded(self.0.outcome())
    }

    /// Whether nothing is missing, and no condition open.
    async fn is_met(&self) -> bool {
        self.0.is_met
    }

    /// What may follow: the exit examination may be sat although of a stay so much is missing as a make-up placement of one month
    /// gives; the certificate needs it. Always empty for a certificate.
    async fn conditions(&self) -> Vec<UnmetRequirement> {
        self.0.conditions.iter().cloned().map(UnmetRequirement).collect()
    }

    /// Everything that is missing and cannot wait; empty when nothing is.
    async fn unmet(&self) -> Vec<UnmetRequirement> {
        self.0.unmet.iter().cloned().map(UnmetRequirement).collect()
    }

    /// Curriculum version and eligibility rules by which this was decided.
    async fn rule_version(&self) -> &str {
        &self.0.rule_version
    }
}

/// One thing that is missing for a completion certificate.
#[derive(Clone, Debug)]
pub struct UnmetRequirement(progress::Unmet);

/// One thing that is missing for a completion certificate.
#[Object]
impl UnmetRequirement {
    /// The requirement's id; null when it concerns the enrolment as a whole.
    async fn requirement_id(&self) -> Option<async_graphql::ID> {
        self.0.requirement_id.map(|key| crate::ids::ObjectKind::Requirement.id(key))
    }

    /// What is missing, in the reader's language.
    async fn reason(&self, ctx: &Context<'_>) -> String {
        self.0.message.render(context(ctx).language)
    }
}
