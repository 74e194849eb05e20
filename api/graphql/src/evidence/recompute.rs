//! Ledgers held against the rules, in the graph.

use async_graphql::{Context, ID, InputObject, Object};
use domain::evidence::{self, Facet, Place, RecomputeErrorCode, Recomputed};

use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::curricula::{Requirement, RequirementKey};
use crate::enrolment::{Enrolment, EnrolmentKey};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::loaders::{load, load_related};
use crate::scalars::{Date, SafeInt};

/// Whose ledgers are to be recomputed.
#[derive(Debug, InputObject)]
pub struct RecomputeInput {
    /// The school whose enrolments are looked at, at most 500 at once.
    institution_id: ID,
    /// The enrolment behind which to go on: `next` of the report before.
    after: Option<ID>,
}

payload! {
    /// What came of recomputing ledgers.
    RecomputePayload {
        /// What was found; null when the act was refused.
        report: RecomputeReport
    } or RecomputeErrorCode
}

/// What was found.
#[derive(Clone, Debug)]
pub struct RecomputeReport(Recomputed);

impl From<Recomputed> for RecomputeReport {
    fn from(found: Recomputed) -> Self {
        Self(found)
    }
}

fn count(number: usize) -> SafeInt {
    SafeInt(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Whether every running total is the sum of the ledger, and the ledger what the rules give for the approved evidence. Nothing is
/// changed.
#[Object]
impl RecomputeReport {
    /// Enrolments looked at.
    async fn enrolments(&self) -> SafeInt {
        count(self.0.enrolments)
    }

    /// Lines of their ledgers.
    async fn lines(&self) -> SafeInt {
        count(self.0.lines)
    }

    /// Figures that are not what they should be; 0 is as it must be.
    async fn differences(&self) -> SafeInt {
        count(self.0.differences)
    }

    /// The first 100 of them.
    async fn told(&self) -> Vec<LedgerDifference> {
        self.0.told.iter().cloned().map(LedgerDifference).collect()
    }

    /// The enrolment behind which the next report begins; null when all were looked at.
    async fn next(&self) -> Option<ID> {
        self.0.next.map(|key| ObjectKind::Enrolment.id(key))
    }
}

/// A figure that is not what it should be.
#[derive(Clone, Debug)]
pub struct LedgerDifference(evidence::Difference);

/// A figure that is not what it should be. It is either of the ledger (`evidenceId` and `day`) or a running total (`facet` and
/// `value`).
#[Object]
impl LedgerDifference {
    /// The enrolment; null when the viewer may not see it.
    async fn enrolment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Enrolment>> {
        Ok(load(ctx, EnrolmentKey(self.0.enrolment_id)).await?.map(Enrolment))
    }

    /// The requirement.
    async fn requirement(&self, ctx: &Context<'_>) -> async_graphql::Result<Requirement> {
        load_related(ctx, RequirementKey(self.0.requirement_id)).await.map(Requirement)
    }

    /// The evidence whose line differs from the rules.
    async fn evidence_id(&self) -> Option<ID> {
        match self.0.place {
            Place::Ledger(key, _) => Some(ObjectKind::Evidence.id(key)),
            Place::Total(..) => None,
        }
    }

    /// The day of that line.
    async fn day(&self) -> Option<Date> {
        match self.0.place {
            Place::Ledger(_, day) => Some(Date(day)),
            Place::Total(..) => None,
        }
    }

    /// By what the running total is added up that differs from the ledger.
    async fn facet(&self) -> Option<Coded<Facet>> {
        match self.0.place {
            Place::Ledger(..) => None,
            Place::Total(facet, _) => Some(Coded(facet)),
        }
    }

    /// The facet's value, such as `2026-03`; empty for the total of all.
    async fn value(&self) -> Option<&str> {
        match &self.0.place {
            Place::Ledger(..) => None,
            Place::Total(_, value) => Some(value),
        }
    }

    /// What is there, in the requirement's unit.
    async fn held(&self) -> SafeInt {
        SafeInt(self.0.held)
    }

    /// What should be there.
    async fn wanted(&self) -> SafeInt {
        SafeInt(self.0.wanted)
    }
}

/// Acts upon ledgers.
#[derive(Default)]
pub struct RecomputeMutation;

#[Object]
impl RecomputeMutation {
    /// Holds the running totals of a school's enrolments against the ledger, and the ledger against the rules, and reports
    /// every difference. Nothing is changed; that it was done stands in the trail.
    async fn recompute(
        &self,
        ctx: &Context<'_>,
        input: RecomputeInput,
    ) -> async_graphql::Result<RecomputePayload> {
        let institution_id = ObjectKind::Institution.key(ctx, &input.institution_id)?;
        let after = ObjectKind::Enrolment.optional_key(ctx, input.after.as_ref())?;
        let found = evidence::recompute_by(platform(ctx), viewer(ctx)?, institution_id, after).await;
        RecomputePayload::of(ctx, found)
    }
}
