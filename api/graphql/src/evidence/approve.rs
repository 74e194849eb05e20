//! Approving many pieces of evidence at once, in the graph.

use async_graphql::{Context, ID, InputObject, Object};
use domain::evidence::{self, Approval, ApprovalErrorCode};
use domain::rotations;
use uuid::Uuid;

use super::Evidence;
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;

/// The mark with which evidence is shown to the viewer now.
pub(crate) fn shown_mark(ctx: &Context<'_>, evidence_id: Uuid) -> async_graphql::Result<String> {
    let platform = platform(ctx);
    let viewer = viewer(ctx)?.person_id;
    evidence::shown_mark(&platform.keys, viewer, evidence_id, platform.clock.now()).report(ctx)
}

/// A piece of evidence to be approved.
#[derive(Debug, InputObject)]
pub struct EvidenceApprovalInput {
    /// The evidence; it must await the viewer's review.
    evidence_id: ID,
    /// The `shownMark` that came with it when it was shown. Without it the approval counts as unopened in `signOffReport`.
    shown_mark: Option<String>,
}

impl EvidenceApprovalInput {
    pub(crate) fn approval(self, ctx: &Context<'_>) -> async_graphql::Result<Approval> {
        let evidence_id = ObjectKind::Evidence.key(ctx, &self.evidence_id)?;
        Ok(Approval { evidence_id, shown_mark: self.shown_mark })
    }
}

/// Evidence to be approved.
#[derive(Debug, InputObject)]
pub struct EvidenceApproveInput {
    /// What is approved, 1 to 200 pieces, each once: of any kind but exits, which are decided one by one.
    items: Vec<EvidenceApprovalInput>,
}

payload! {
    /// What came of approving.
    EvidenceApprovePayload {
        /// The evidence in the order given, approved or handed on to the next step of its review; null when the act was refused.
        evidence: Vec<Evidence>
    } or ApprovalErrorCode
}

/// Approvals of many.
#[derive(Default)]
pub struct ApprovalMutation;

#[Object]
impl ApprovalMutation {
    /// Approves what awaits the viewer, all of it or none, in one act. Each review says how many were approved at once.
    async fn evidence_approve(
        &self,
        ctx: &Context<'_>,
        input: EvidenceApproveInput,
    ) -> async_graphql::Result<EvidenceApprovePayload> {
        let approvals = input.items.into_iter().map(|item| item.approval(ctx));
        let approvals = approvals.collect::<async_graphql::Result<Vec<Approval>>>()?;
        let made = rotations::evidence_approve(platform(ctx), viewer(ctx)?, &approvals).await;
        let made = made.map(|rows| rows.into_iter().map(Evidence::from).collect::<Vec<_>>());
        EvidenceApprovePayload::of(ctx, made)
    }
}
