//! What can be asked about certificates.

use async_graphql::{Context, ID, InputObject, Object};
use chrono::SecondsFormat;
use domain::credentials::{self, CertificateStatus};

use super::{Certificate, CertificateKey, CertificateVerification};
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{opens, platform, scope, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::load;

/// Which certificates; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct CertificateFilter {
    /// Only those that stand here: `PROPOSED` is what awaits a registrar.
    status: Option<Coded<CertificateStatus>>,
    /// Only those of this issuer.
    institution_id: Option<ID>,
    /// Only those that are flagged, or only those that are not.
    is_flagged: Option<bool>,
}

/// Fields of the root about certificates.
#[derive(Default)]
pub struct CredentialQuery;

#[Object]
impl CredentialQuery {
    /// One certificate; null when it is not there or the viewer may not see its holder, who sees that her record was
    /// opened.
    async fn certificate(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<Certificate>> {
        viewer(ctx)?;
        let key = ObjectKind::Certificate.key(ctx, &id)?;
        let found = load(ctx, CertificateKey(key)).await?;
        opens(ctx, found.as_ref().map(|certificate| certificate.person_id)).await?;
        Ok(found.map(Certificate))
    }

    /// Certificates of the people whom the viewer may see, the latest proposal first.
    async fn certificates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all of them when left out.")] filter: Option<CertificateFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Certificate>> {
        let (reader, scope) = (platform(ctx).database.reader(), scope(ctx)?);
        let filter = filter.unwrap_or_default();
        let filter = credentials::CertificateFilter {
            status: filter.status.map(|status| status.0),
            institution_id: ObjectKind::Institution.optional_key(ctx, filter.institution_id.as_ref())?,
            is_flagged: filter.is_flagged,
        };
        let page = page(first, after, last, before);
        let slice = credentials::certificates_page(reader, scope, &filter, &page).await.report(ctx)?;
        let total = total(ctx, credentials::certificates_count(reader, scope, &filter)).await?;
        let ordering = credentials::certificates_ordering();
        let proposed =
            |row: &credentials::Certificate| row.proposed_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        Ok(Connection::new(slice, total, |row| ordering.cursor(&proposed(row), row.id)))
    }

    /// Whether a certificate, or a statement of teaching, was issued under a code: open to everybody who has it, because it is printed.
    async fn verify_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The code as somebody typed it: hyphens, spaces and capitals do not matter, and letters that \
                          look like digits are read as those."
        )]
        code: String,
    ) -> async_graphql::Result<CertificateVerification> {
        credentials::verify(platform(ctx), &code).await.map(CertificateVerification).report(ctx)
    }
}
