//! Acts upon leave: asked for, decided about, proved, withdrawn and ended.

use async_graphql::{Context, ID, InputObject, Object};
use domain::enrolment::{self, LeaveDecisionKind, LeaveErrorCode, LeaveKind, LeaveVerdict, NewLeave};

use super::leaves::Leave;
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::dossier::Download;
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::scalars::Date;

/// A leave to be asked for.
#[derive(Debug, InputObject)]
pub struct LeaveRequestInput {
    /// The training it is taken from: the viewer's own, and active.
    enrolment_id: ID,
    /// What for.
    kind: Coded<LeaveKind>,
    /// First day, within the training; no longer ago than its curriculum lets entries be.
    starts_on: Date,
    /// Last day, within the training; at most 366 days in all, none of them in another leave or a pause.
    ends_on: Date,
    /// Why, 1 to 500 characters.
    reason: String,
    /// An upload of purpose `LEAVE_CERTIFICATE` that proves it: PDF, JPEG, PNG, WebP or HEIC, at most 10 MB. A sick leave longer than the
    /// rules let pass is not approved without; it can be sent later by `leaveCertificateAdd`.
    certificate_upload_id: Option<ID>,
    /// A key of the client's own, at most 128 characters: a repeat of the same input answers with the first result.
    client_mutation_key: Option<String>,
}

payload! {
    /// What came of asking for a leave.
    LeaveRequestPayload {
        /// The leave; null when the act was refused.
        leave: Leave
    } or LeaveErrorCode
}

/// What is said to a leave.
#[derive(Debug, InputObject)]
pub struct LeaveDecideInput {
    /// The leave; it awaits a decision.
    leave_id: ID,
    /// What is decided: an approval hands it on to its next step, and the last one approves it; a refusal ends it.
    decision: Coded<LeaveDecisionKind>,
    /// Why, at most 500 characters; needed for a refusal.
    reason: Option<String>,
    /// The version looked at; a stale one is CONFLICT.
    expected_version: Option<i32>,
}

payload! {
    /// What came of deciding about a leave.
    LeaveDecidePayload {
        /// The leave; null when the act was refused.
        leave: Leave
    } or LeaveErrorCode
}

/// A leave to be taken back.
#[derive(Debug, InputObject)]
pub struct LeaveWithdrawInput {
    /// The leave: the viewer's own, waiting, or approved and not yet begun.
    leave_id: ID,
    /// The version looked at; a stale one is CONFLICT.
    expected_version: Option<i32>,
}

payload! {
    /// What came of taking back a leave.
    LeaveWithdrawPayload {
        /// The leave; null when the act was refused.
        leave: Leave
    } or LeaveErrorCode
}

/// A leave from which its trainee is back early.
#[derive(Debug, InputObject)]
pub struct LeaveReturnInput {
    /// The leave; it is approved.
    leave_id: ID,
    /// Its last day from now on: the first day of the leave or later, and before its last one. Said by the trainee herself,
    /// yesterday or later.
    last_day: Date,
    /// The version looked at; a stale one is CONFLICT.
    expected_version: Option<i32>,
}

payload! {
    /// What came of ending a leave early.
    LeaveReturnPayload {
        /// The leave; null when the act was refused.
        leave: Leave
    } or LeaveErrorCode
}

/// A certificate to be attached to a leave.
#[derive(Debug, InputObject)]
pub struct LeaveCertificateAddInput {
    /// The leave: the viewer's own, waiting or approved, and without a certificate.
    leave_id: ID,
    /// An upload of purpose `LEAVE_CERTIFICATE`: PDF, JPEG, PNG, WebP or HEIC, at most 10 MB, whose name ends as its bytes say.
    upload_id: ID,
}

payload! {
    /// What came of attaching a certificate.
    LeaveCertificateAddPayload {
        /// The leave; null when the act was refused.
        leave: Leave
    } or LeaveErrorCode
}

/// A certificate to be fetched.
#[derive(Debug, InputObject)]
pub struct LeaveCertificateOpenInput {
    /// The leave that it proves.
    leave_id: ID,
}

payload! {
    /// What came of asking for a certificate.
    LeaveCertificateOpenPayload {
        /// The file, for a quarter of an hour; null when the act was refused.
        download: Download
    } or LeaveErrorCode
}

/// Acts upon leave.
#[derive(Default)]
pub struct LeaveMutation;

#[Object]
impl LeaveMutation {
    /// Asks for a leave of one's own. Who decides about it follows from its length and the rules of its first day.
    async fn leave_request(
        &self,
        ctx: &Context<'_>,
        input: LeaveRequestInput,
    ) -> async_graphql::Result<LeaveRequestPayload> {
        let new = NewLeave {
            enrolment_id: ObjectKind::Enrolment.key(ctx, &input.enrolment_id)?,
            kind: input.kind.0,
            starts_on: input.starts_on.0,
            ends_on: input.ends_on.0,
            reason: input.reason,
            certificate_id: ObjectKind::Upload.optional_key(ctx, input.certificate_upload_id.as_ref())?,
            key: input.client_mutation_key,
        };
        let made = enrolment::leave_request(platform(ctx), viewer(ctx)?, new).await;
        LeaveRequestPayload::of(ctx, made)
    }

    /// Decides about a leave at the step that it awaits: by whoever supervised the trainee on its first day, or holds a role at the
    /// department, the base, the sending institution (or the school in its stead) or the school. Never one's own, nor at two steps.
    async fn leave_decide(
        &self,
        ctx: &Context<'_>,
        input: LeaveDecideInput,
    ) -> async_graphql::Result<LeaveDecidePayload> {
        let verdict = LeaveVerdict {
            leave_id: ObjectKind::Leave.key(ctx, &input.leave_id)?,
            decision: input.decision.0,
            reason: input.reason,
            expected_version: input.expected_version,
        };
        let decided = enrolment::leave_decide(platform(ctx), viewer(ctx)?, &verdict).await;
        LeaveDecidePayload::of(ctx, decided)
    }

    /// Takes back a leave of one's own: while it waits, or before it begins.
    async fn leave_withdraw(
        &self,
        ctx: &Context<'_>,
        input: LeaveWithdrawInput,
    ) -> async_graphql::Result<LeaveWithdrawPayload> {
        let key = ObjectKind::Leave.key(ctx, &input.leave_id)?;
        let done = enrolment::leave_withdraw(platform(ctx), viewer(ctx)?, key, input.expected_version).await;
        LeaveWithdrawPayload::of(ctx, done)
    }

    /// Ends an approved leave early: said by the trainee when she is back, or written down by whoever may decide about the leave.
    async fn leave_return(
        &self,
        ctx: &Context<'_>,
        input: LeaveReturnInput,
    ) -> async_graphql::Result<LeaveReturnPayload> {
        let key = ObjectKind::Leave.key(ctx, &input.leave_id)?;
        let (last_day, expected) = (input.last_day.0, input.expected_version);
        let done = enrolment::leave_return(platform(ctx), viewer(ctx)?, key, last_day, expected).await;
        LeaveReturnPayload::of(ctx, done)
    }

    /// Proves a leave of one's own.
    async fn leave_certificate_add(
        &self,
        ctx: &Context<'_>,
        input: LeaveCertificateAddInput,
    ) -> async_graphql::Result<LeaveCertificateAddPayload> {
        let key = ObjectKind::Leave.key(ctx, &input.leave_id)?;
        let upload = ObjectKind::Upload.key(ctx, &input.upload_id)?;
        let done = enrolment::leave_certificate_add(platform(ctx), viewer(ctx)?, key, upload).await;
        LeaveCertificateAddPayload::of(ctx, done)
    }

    /// Hands out a certificate to the trainee, and to whoever decides at a step that her leave came to. That it was opened is
    /// remembered.
    async fn leave_certificate_open(
        &self,
        ctx: &Context<'_>,
        input: LeaveCertificateOpenInput,
    ) -> async_graphql::Result<LeaveCertificateOpenPayload> {
        let platform = platform(ctx);
        let key = ObjectKind::Leave.key(ctx, &input.leave_id)?;
        let made = enrolment::leave_certificate_open(platform, viewer(ctx)?, key).await;
        LeaveCertificateOpenPayload::of(ctx, Download::of(platform, made))
    }
}
