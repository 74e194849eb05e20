//! The objects of certificates: the record, for those who may see its holder, and what its code tells everybody.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::credentials::{
    self, CertificateKind, CertificateStatus, Printed, PrintedName, Verification, VerificationStatus,
};
use platform::text::{Argument, Language};
use url::Url;
use uuid::Uuid;

use super::statements::TeachingStatementFacts;
use crate::codes::Coded;
use crate::context::{context, platform};
use crate::enrolment::{Enrolment, EnrolmentKey};
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::organisations::{Institution, InstitutionKey};
use crate::pairings::{Apprenticeship, ApprenticeshipKey};
use crate::scalars::{Address, Date, DateTime, Locale, SafeInt};

/// Finds a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CertificateKey(pub Uuid);

#[async_trait]
impl Loader<CertificateKey> for Batches {
    type Value = credentials::Certificate;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[CertificateKey],
    ) -> Result<HashMap<CertificateKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = credentials::find(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| CertificateKey(row.id)))
    }
}

/// Finds the certificates of an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CertificatesOf(pub Uuid);

#[async_trait]
impl Loader<CertificatesOf> for Batches {
    type Value = Vec<credentials::Certificate>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[CertificatesOf],
    ) -> Result<HashMap<CertificatesOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows =
            credentials::certificates_of(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(grouped(rows, |row| CertificatesOf(row.of.enrolment_id().unwrap_or_default())))
    }
}

/// Finds the certificates of an apprenticeship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CertificatesOfApprenticeship(pub Uuid);

#[async_trait]
impl Loader<CertificatesOfApprenticeship> for Batches {
    type Value = Vec<credentials::Certificate>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[CertificatesOfApprenticeship],
    ) -> Result<HashMap<CertificatesOfApprenticeship, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let (reader, scope) = (self.platform.database.reader(), viewer.scope());
        let rows = credentials::certificates_of_apprenticeships(reader, scope, &keys).await?;
        Ok(grouped(rows, |row| CertificatesOfApprenticeship(row.of.apprenticeship_id().unwrap_or_default())))
    }
}

/// The certificates of an enrolment that the viewer was shown, the latest proposal first.
///
/// # Errors
/// INTERNAL.
pub async fn certificates_of(
    ctx: &Context<'_>,
    enrolment_id: Uuid,
) -> async_graphql::Result<Vec<Certificate>> {
    Ok(load_list(ctx, CertificatesOf(enrolment_id)).await?.into_iter().map(Certificate).collect())
}

/// Where a certificate's print lies, under the address by which people reach this server.
pub(super) fn file_url(ctx: &Context<'_>, code: &str) -> Option<Address> {
    let public_url = platform(ctx).config.public_url();
    Url::parse(&format!("{public_url}/certificates/{code}.pdf")).ok().map(Address)
}

pub(super) fn address(text: &str) -> Option<Address> {
    Url::parse(text).ok().map(Address)
}

/// A credential from its proposal on.
#[derive(Clone, Debug)]
pub struct Certificate(pub credentials::Certificate);

impl From<credentials::Certificate> for Certificate {
    fn from(row: credentials::Certificate) -> Self {
        Self(row)
    }
}

/// A credential from its proposal on. One person proposes it, another issues it; what was issued never changes.
/// Visible to whoever may see its holder.
#[Object]
impl Certificate {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Certificate.id(self.0.id)
    }

    /// What it attests.
    async fn kind(&self) -> Coded<CertificateKind> {
        Coded(self.0.kind)
    }

    /// Where it stands. `ISSUING` lasts seconds unless printing failed, and is finished under the same number.
    async fn status(&self) -> Coded<CertificateStatus> {
        Coded(self.0.status)
    }

    /// The enrolment certified; null when it is of an apprenticeship, or the viewer may not see it.
    async fn enrolment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Enrolment>> {
        match self.0.of.enrolment_id() {
            Some(key) => Ok(load(ctx, EnrolmentKey(key)).await?.map(Enrolment)),
            None => Ok(None),
        }
    }

    /// The apprenticeship certified; null when it is of an enrolment, or the viewer may not see it.
    async fn apprenticeship(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Apprenticeship>> {
        match self.0.of.apprenticeship_id() {
            Some(key) => Ok(load(ctx, ApprenticeshipKey(key)).await?.map(Apprenticeship)),
            None => Ok(None),
        }
    }

    /// Whose it is, as she is recorded today; what is printed stands in `verifyCertificate`. Null when the viewer may
    /// not see her.
    async fn holder(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// The institution that issues it.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// The printed certificate number; null while it is only proposed. A number once taken is never used again, even of a
    /// certificate that became void.
    async fn serial_number(&self) -> Option<&str> {
        self.0.serial_number.as_deref()
    }

    /// The public code, sixteen characters in groups of four; null until it is issued. Whoever has it may verify.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The printed day of issue, in the issuer's time zone; null while it is only proposed.
    async fn issued_on(&self) -> Option<Date> {
        self.0.issued_on.map(Date)
    }

    /// The page that answers whether it is true, as printed in its QR code; null until it is issued.
    async fn verify_url(&self) -> Option<Address> {
        self.0.verify_url.as_deref().and_then(address)
    }

    /// The PDF as it was issued: the same bytes for ever, open to whoever has the code; null until it is issued.
    async fn file_url(&self, ctx: &Context<'_>) -> Option<Address> {
        let code = self.0.code.as_deref().filter(|_| self.0.status == CertificateStatus::Issued)?;
        file_url(ctx, code)
    }

    /// SHA-256 of the PDF's bytes, 64 hexadecimal digits; null until it is issued.
    async fn file_hash(&self) -> Option<&str> {
        self.0.file_hash.as_deref()
    }

    /// SHA-256 over what was true on the day as canonical JSON (RFC 8785), 64 hexadecimal digits; null while it
    /// is only proposed.
    async fn snapshot_hash(&self) -> Option<&str> {
        self.0.snapshot_hash.as_deref()
    }

    /// The curriculum version, where it is of a training, the eligibility rules and the template by which it was issued; null while it is only
    /// proposed.
    async fn rule_version(&self) -> Option<&str> {
        self.0.rule_version.as_deref()
    }

    /// Who proposed it; null when the viewer may not see her.
    async fn proposed_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.proposed_by).await
    }

    /// When it was proposed.
    async fn proposed_at(&self) -> DateTime {
        self.0.proposed_at.into()
    }

    /// Who issued it; null until then, and when the viewer may not see her.
    async fn issued_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.issued_by).await
    }

    /// Whether evidence of the holder was withdrawn after it was issued, so that a person must decide about it. Nothing
    /// is revoked by itself.
    async fn is_flagged(&self) -> bool {
        self.0.is_flagged
    }
}

/// What the code of a certificate or of a statement tells whoever asks.
#[derive(Clone, Debug)]
pub struct CertificateVerification(pub Verification);

/// What the code of a certificate, or of a statement of teaching, tells whoever asks. Once a code was given out it always answers.
#[Object]
impl CertificateVerification {
    /// Whether something was issued under the code, and whether it is in force.
    async fn status(&self) -> Coded<VerificationStatus> {
        Coded(self.0.status)
    }

    /// The code as it is printed, in groups of four; null when what was typed can be no code.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Every printed fact of a certificate, as it was on the day of issue; null when no certificate was issued under the code.
    async fn facts(&self) -> Option<CertificateFacts> {
        self.0.printed.clone().map(CertificateFacts)
    }

    /// Every printed fact of a statement of teaching, as it was on the day of issue; null when the code is none of a statement.
    async fn teaching_statement(&self) -> Option<TeachingStatementFacts> {
        self.0.statement.clone().map(TeachingStatementFacts)
    }

    /// The PDF as it was issued; null when nothing was issued under the code.
    async fn file_url(&self, ctx: &Context<'_>) -> Option<Address> {
        let certificate = self.0.printed.as_ref().map(|printed| printed.code.as_str());
        let statement = self.0.statement.as_ref().map(|printed| printed.code.as_str());
        certificate.or(statement).and_then(|code| file_url(ctx, code))
    }
}

/// What stands on a certificate.
#[derive(Clone, Debug)]
pub struct CertificateFacts(Printed);

pub(super) fn shown(ctx: &Context<'_>, name: &PrintedName, locale: Option<Locale>) -> String {
    let language = locale.map_or(context(ctx).language, Language::from);
    Argument::from((name.zh.as_str(), name.en.as_str())).render(language)
}

/// What stands on a certificate, as it was on the day of issue: a later change of a name alters nothing here.
#[Object]
impl CertificateFacts {
    /// The holder's name in one language; in the other where it was not given in this one.
    async fn holder_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.holder, locale)
    }

    /// The name of the institution that issued it.
    async fn institution_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.institution, locale)
    }

    /// The name of the programme completed, or of the specialty of an apprenticeship.
    async fn programme_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.programme, locale)
    }

    /// Version of the programme's curriculum, from 1; null of an apprenticeship.
    async fn curriculum_version(&self) -> Option<u32> {
        self.0.curriculum_version
    }

    /// The master whom the holder followed; null of a programme.
    async fn master_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> Option<String> {
        self.0.pairing.as_ref().map(|pairing| shown(ctx, &pairing.master, locale))
    }

    /// Half-days that were followed and approved; null of a programme.
    async fn half_days(&self) -> Option<SafeInt> {
        self.0.pairing.as_ref().map(|pairing| SafeInt(pairing.half_days))
    }

    /// First day of training.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// Last day of training.
    async fn ends_on(&self) -> Date {
        Date(self.0.ends_on)
    }

    /// The certificate number.
    async fn serial_number(&self) -> &str {
        &self.0.serial_number
    }

    /// The day of issue, in the issuer's time zone.
    async fn issued_on(&self) -> Date {
        Date(self.0.issued_on)
    }

    /// The address printed in its QR code; null when that cannot be read as one.
    async fn verify_url(&self) -> Option<Address> {
        address(&self.0.verify_url)
    }

    /// What it is good for, in one sentence.
    async fn legal_effect(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.legal_effect, locale)
    }
}
