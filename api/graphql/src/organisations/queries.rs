//! What can be asked about organisations.

use async_graphql::{Context, ID, InputObject, Object};
use domain::organisations::{self, InstitutionKind};

use super::{Institution, InstitutionKey};
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::load;

/// Which institutions; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct InstitutionFilter {
    /// Only those of this kind.
    kind: Option<Coded<InstitutionKind>>,
}

/// Fields of the root about organisations.
#[derive(Default)]
pub struct OrganisationQuery;

#[Object]
impl OrganisationQuery {
    /// One institution; null when it is not there.
    async fn institution(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<Institution>> {
        viewer(ctx)?;
        let key = ObjectKind::Institution.key(ctx, &id)?;
        Ok(load(ctx, InstitutionKey(key)).await?.map(Institution))
    }

    /// Institutions, ordered by the pinyin of their names.
    async fn institutions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all of them when left out.")] filter: Option<InstitutionFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Institution>> {
        viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let kind = filter.unwrap_or_default().kind.map(|kind| kind.0);
        let page = page(first, after, last, before);
        let slice = organisations::institutions_page(reader, kind, &page).await.report(ctx)?;
        let total = total(ctx, organisations::institutions_count(reader, kind)).await?;
        let ordering = organisations::institutions_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.sort_key, row.id)))
    }
}
