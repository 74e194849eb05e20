//! What can be asked about organisations.

use async_graphql::{Context, ID, InputObject, Object};
use domain::organisations::{self, InstitutionKind, is_division_code};
use platform::text::Message;

use super::{Institution, InstitutionKey};
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::{Report as _, bad_input};
use crate::ids::ObjectKind;
use crate::loaders::load;

/// Which institutions; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct InstitutionFilter {
    /// Only those of this kind.
    kind: Option<Coded<InstitutionKind>>,
    /// Only those that stand directly beneath this institution.
    parent_id: Option<ID>,
    /// Only those in this administrative division: its code of 6, 9 or 12 digits.
    region_code: Option<String>,
}

impl InstitutionFilter {
    fn read(self, ctx: &Context<'_>) -> async_graphql::Result<organisations::InstitutionFilter> {
        if let Some(code) = self.region_code.as_deref().filter(|code| !is_division_code(code)) {
            return Err(bad_input(ctx, Message::new("organisations-region-code").with("code", code)));
        }
        Ok(organisations::InstitutionFilter {
            kind: self.kind.map(|kind| kind.0),
            parent_id: ObjectKind::Institution.optional_key(ctx, self.parent_id.as_ref())?,
            region_code: self.region_code,
        })
    }
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
        let filter = filter.unwrap_or_default().read(ctx)?;
        let page = page(first, after, last, before);
        let slice = organisations::institutions_page(reader, &filter, &page).await.report(ctx)?;
        let total = total(ctx, organisations::institutions_count(reader, &filter)).await?;
        let ordering = organisations::institutions_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.sort_key, row.id)))
    }
}
