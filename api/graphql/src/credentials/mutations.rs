//! What can be done with certificates.

use async_graphql::{Context, ID, InputObject, Object};
use domain::credentials::{self, CertificateErrorCode, Certified};
use platform::text::Message;

use super::Certificate;
use crate::context::{platform, viewer};
use crate::errors::{bad_input, payload};
use crate::ids::ObjectKind;

/// A certificate to be proposed.
#[derive(Debug, InputObject)]
pub struct CertificateProposeInput {
    /// The enrolment to be certified; it must be eligible. Either this or `apprenticeshipId`.
    enrolment_id: Option<ID>,
    /// The apprenticeship to be certified; it must have been gone through.
    apprenticeship_id: Option<ID>,
}

payload! {
    /// What came of proposing a certificate.
    CertificateProposePayload {
        /// The proposal; null when the act was refused.
        certificate: Certificate
    } or CertificateErrorCode
}

/// A proposal to be issued.
#[derive(Debug, InputObject)]
pub struct CertificateIssueInput {
    /// The proposal, made by somebody else.
    certificate_id: ID,
}

payload! {
    /// What came of issuing a certificate.
    CertificateIssuePayload {
        /// The certificate, in status `ISSUED`; in `ISSUING` when it was numbered and its print follows. Null when the
        /// act was refused.
        certificate: Certificate
    } or CertificateErrorCode
}

/// A proposal to be declined.
#[derive(Debug, InputObject)]
pub struct CertificateDeclineInput {
    /// The proposal.
    certificate_id: ID,
    /// Why, 1 to 500 characters; it stands in the audit trail.
    reason: String,
}

payload! {
    /// What came of declining a proposal.
    CertificateDeclinePayload {
        /// The proposal, declined; null when the act was refused.
        certificate: Certificate
    } or CertificateErrorCode
}

/// Acts upon certificates.
#[derive(Default)]
pub struct CredentialMutation;

#[Object]
impl CredentialMutation {
    /// Proposes a certificate of completion for an eligible enrolment, or a certificate of an apprenticeship that was gone through: at the
    /// school of the training, or at the institution where the master is appointed. Refused with everything that is missing, with every
    /// character of a name that cannot be printed, and when there is a certificate already.
    async fn certificate_propose(
        &self,
        ctx: &Context<'_>,
        input: CertificateProposeInput,
    ) -> async_graphql::Result<CertificateProposePayload> {
        let of = match (&input.enrolment_id, &input.apprenticeship_id) {
            (Some(id), None) => Certified::Enrolment(ObjectKind::Enrolment.key(ctx, id)?),
            (None, Some(id)) => Certified::Apprenticeship(ObjectKind::Apprenticeship.key(ctx, id)?),
            _ => return Err(bad_input(ctx, Message::new("credentials-either"))),
        };
        let outcome = credentials::certificate_propose(platform(ctx), viewer(ctx)?, of).await;
        CertificateProposePayload::of(ctx, outcome)
    }

    /// Issues a proposed certificate: numbers it, writes down what is true today, prints and stores it for ever, and
    /// completes the enrolment, if it is of one. Somebody else than the proposer does it, and never the holder.
    async fn certificate_issue(
        &self,
        ctx: &Context<'_>,
        input: CertificateIssueInput,
    ) -> async_graphql::Result<CertificateIssuePayload> {
        let key = ObjectKind::Certificate.key(ctx, &input.certificate_id)?;
        let outcome = credentials::certificate_issue(platform(ctx), viewer(ctx)?, key).await;
        CertificateIssuePayload::of(ctx, outcome)
    }

    /// Declines a proposed certificate for a reason. Another may be proposed afterwards.
    async fn certificate_decline(
        &self,
        ctx: &Context<'_>,
        input: CertificateDeclineInput,
    ) -> async_graphql::Result<CertificateDeclinePayload> {
        let key = ObjectKind::Certificate.key(ctx, &input.certificate_id)?;
        let outcome = credentials::certificate_decline(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        CertificateDeclinePayload::of(ctx, outcome)
    }
}
