//! What the two sign and what they say of each other, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::pairings::{self, Appraisal, ApprenticeshipErrorCode, ApprenticeshipSide, PairingMark};
use uuid::Uuid;

use super::Apprenticeship;
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::dossier::Download;
use crate::errors::payload;
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped};
use crate::names::present;
use crate::scalars::{Date, DateTime, SafeInt};

/// Finds what was said in a visible apprenticeship, as far as the viewer may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AppraisalsOf(pub Uuid);

#[async_trait]
impl Loader<AppraisalsOf> for Batches {
    type Value = Vec<Appraisal>;
    type Error = BatchError;

    async fn load(&self, keys: &[AppraisalsOf]) -> Result<HashMap<AppraisalsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = pairings::appraisals_seen(self.platform.database.reader(), viewer, &keys).await?;
        Ok(grouped(rows, |row| AppraisalsOf(row.apprenticeship_id)))
    }
}

/// Finds the signed agreements of a visible apprenticeship that the viewer may see, in order of attaching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PairingAgreementsOf(pub Uuid);

#[async_trait]
impl Loader<PairingAgreementsOf> for Batches {
    type Value = Vec<pairings::PairingAgreement>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[PairingAgreementsOf],
    ) -> Result<HashMap<PairingAgreementsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = pairings::pairing_agreements_seen(self.platform.database.reader(), viewer, &keys).await?;
        Ok(grouped(rows, |row| PairingAgreementsOf(row.apprenticeship_id)))
    }
}

/// What one of the two says of the other.
#[derive(Clone, Debug)]
pub struct ApprenticeshipAppraisal(pub Appraisal);

/// What one of the two says of the other when it is over. The other one reads it once she has spoken herself.
#[Object]
impl ApprenticeshipAppraisal {
    /// Who says it.
    async fn side(&self) -> Coded<ApprenticeshipSide> {
        Coded(self.0.side)
    }

    /// What she thinks.
    async fn mark(&self) -> Coded<PairingMark> {
        Coded(self.0.mark)
    }

    /// What she says; null once one of the two was erased.
    async fn remark(&self) -> Option<&str> {
        present(&self.0.remark)
    }

    /// When.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }
}

/// The signed agreement of a pairing.
#[derive(Clone, Debug)]
pub struct PairingAgreement(pub pairings::PairingAgreement);

/// The signed agreement of a pairing: a picture or a PDF. It is shown to the two and to whoever coordinates it.
#[Object]
impl PairingAgreement {
    /// Opaque id; `pairingAgreementOpen` hands it out.
    async fn id(&self) -> ID {
        ObjectKind::PairingAgreement.id(self.0.id)
    }

    /// When it was signed.
    async fn signed_on(&self) -> Date {
        self.0.signed_on.into()
    }

    /// Its name; null once one of the two was erased.
    async fn file_name(&self) -> Option<&str> {
        present(&self.0.file.file_name)
    }

    /// What it is, as its bytes say: `application/pdf`, `image/jpeg`, `image/png`, `image/webp` or `image/heif`.
    async fn media_type(&self) -> &str {
        &self.0.file.media_type
    }

    /// How large it is, in bytes.
    async fn byte_size(&self) -> SafeInt {
        SafeInt(self.0.file.byte_size)
    }

    /// SHA-256 of its bytes, in hexadecimal digits; it stays when they are destroyed.
    async fn content_digest(&self) -> &str {
        &self.0.file.content_digest
    }

    /// Who attached it; null when the viewer may not see her.
    async fn attached_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.attached_by).await
    }

    /// When.
    async fn attached_at(&self) -> DateTime {
        self.0.attached_at.into()
    }
}

/// What one of the two says of the other.
#[derive(Debug, InputObject)]
pub struct ApprenticeshipAppraiseInput {
    /// The apprenticeship, ended or on its last day or past it; the viewer is one of the two, and has not spoken yet.
    apprenticeship_id: ID,
    /// What she thinks.
    mark: Coded<PairingMark>,
    /// What she says, 1 to 5000 characters, without identity and mobile numbers.
    remark: String,
}

payload! {
    /// What came of speaking about the other.
    ApprenticeshipAppraisePayload {
        /// The apprenticeship; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// A signed agreement to be attached.
#[derive(Debug, InputObject)]
pub struct PairingAgreementAttachInput {
    /// The apprenticeship, neither declined nor withdrawn.
    apprenticeship_id: ID,
    /// When it was signed, not in the future.
    signed_on: Date,
    /// An upload of purpose `PAIRING_AGREEMENT`: PDF, JPEG, PNG, WebP or HEIC, at most 10 MB, whose name ends as its bytes say.
    upload_id: ID,
}

payload! {
    /// What came of attaching an agreement.
    PairingAgreementAttachPayload {
        /// The apprenticeship; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// An agreement to be fetched.
#[derive(Debug, InputObject)]
pub struct PairingAgreementOpenInput {
    /// The agreement.
    pairing_agreement_id: ID,
}

payload! {
    /// What came of asking for an agreement.
    PairingAgreementOpenPayload {
        /// The file, for a quarter of an hour; null when the act was refused.
        download: Download
    } or ApprenticeshipErrorCode
}

/// Acts upon what the two sign and say.
#[derive(Default)]
pub struct PairingPaperMutation;

#[Object]
impl PairingPaperMutation {
    /// Says, as one of the two, what the viewer thinks of the other, once it is over. It is said once and never changes.
    async fn apprenticeship_appraise(
        &self,
        ctx: &Context<'_>,
        input: ApprenticeshipAppraiseInput,
    ) -> async_graphql::Result<ApprenticeshipAppraisePayload> {
        let key = ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?;
        let said = (input.mark.0, input.remark.as_str());
        let outcome = pairings::apprenticeship_appraise(platform(ctx), viewer(ctx)?, key, said).await;
        ApprenticeshipAppraisePayload::of(ctx, outcome)
    }

    /// Attaches a signed agreement to a pairing. What was attached before stays.
    async fn pairing_agreement_attach(
        &self,
        ctx: &Context<'_>,
        input: PairingAgreementAttachInput,
    ) -> async_graphql::Result<PairingAgreementAttachPayload> {
        let key = ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?;
        let signed = (input.signed_on.0, ObjectKind::Upload.key(ctx, &input.upload_id)?);
        let outcome = pairings::pairing_agreement_attach(platform(ctx), viewer(ctx)?, key, signed).await;
        PairingAgreementAttachPayload::of(ctx, outcome)
    }

    /// Hands out the signed agreement of a pairing. That it was opened is remembered.
    async fn pairing_agreement_open(
        &self,
        ctx: &Context<'_>,
        input: PairingAgreementOpenInput,
    ) -> async_graphql::Result<PairingAgreementOpenPayload> {
        let platform = platform(ctx);
        let key = ObjectKind::PairingAgreement.key(ctx, &input.pairing_agreement_id)?;
        let made = pairings::pairing_agreement_open(platform, viewer(ctx)?, key).await;
        PairingAgreementOpenPayload::of(ctx, Download::of(platform, made))
    }
}
