//! What can be asked about people and about what was done.

use async_graphql::{Context, Object};
use domain::identity;

use super::{AuditEvent, AuditEventFilter, Person, Viewer};
use crate::connections::{Connection, page, total};
use crate::context::{platform, scope, viewer};
use crate::errors::Report as _;

/// Fields of the root about people.
#[derive(Default)]
pub struct IdentityQuery;

#[Object]
impl IdentityQuery {
    /// Who is asking.
    async fn viewer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Viewer>> {
        viewer(ctx).map(|_| Some(Viewer))
    }

    /// The people whom the viewer may see, ordered by the pinyin of their names.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Beginning of a name: Chinese characters, Latin letters, pinyin (`zhangsan`) or its initials \
                          (`zs`). Everybody when left out or empty."
        )]
        search: Option<String>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Person>> {
        let (reader, scope, search) = (platform(ctx).database.reader(), scope(ctx)?, search.as_deref());
        let page = page(first, after, last, before);
        let slice = identity::people_page(reader, scope, search, &page).await.report(ctx)?;
        let total = total(ctx, identity::people_count(reader, scope, search)).await?;
        let ordering = identity::people_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.sort_key, row.id)))
    }

    /// Every act that was done, the latest first.
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all of them when left out.")] filter: Option<AuditEventFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<AuditEvent>> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let filter = filter.unwrap_or_default().read(ctx)?;
        let page = page(first, after, last, before);
        let slice = identity::audit_page(platform, viewer, &filter, &page).await.report(ctx)?;
        let total = total(ctx, identity::audit_count(platform, viewer, &filter)).await?;
        let ordering = platform::audit::ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor("", row.id)))
    }
}
