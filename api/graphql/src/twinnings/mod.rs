//! Twinnings in the graph. One is visible to whoever has to do with the teaching of one of the two institutions, and to whoever may see a
//! contact of it.

mod mutations;
mod objects;

use async_graphql::{Context, ID, InputObject, Object};
use domain::identity::Act;
use domain::twinnings::{self, TwinningStatus};

use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::requirements::Requirement;
use crate::scalars::Date;

pub use mutations::TwinningMutation;
pub use objects::{Twinning, TwinningKey};

const SIDE: &str = "SCHOOL_REGISTRAR or BASE_ADMINISTRATOR of one of the two institutions";
const OTHER_SIDE: &str = "SCHOOL_REGISTRAR or BASE_ADMINISTRATOR of the institution that did not propose it";
const SUPPORTED: &str = "SCHOOL_REGISTRAR or BASE_ADMINISTRATOR of the institution that is helped";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("twinnings", Requirement::SignedIn),
    ("twinningPropose", Requirement::Relation(Act::TwinningWrite, SIDE)),
    ("twinningAccept", Requirement::Relation(Act::TwinningWrite, OTHER_SIDE)),
    ("twinningDecline", Requirement::Relation(Act::TwinningWrite, OTHER_SIDE)),
    ("twinningEnd", Requirement::Relation(Act::TwinningWrite, SIDE)),
    ("twinningIndicatorAdd", Requirement::Relation(Act::TwinningWrite, SIDE)),
    ("twinningSessionsAdd", Requirement::Relation(Act::TwinningWrite, SIDE)),
    ("twinningReadingRecord", Requirement::Relation(Act::TwinningWrite, SUPPORTED)),
];

/// Which twinnings; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct TwinningFilter {
    /// Only those of this institution, on either side.
    institution_id: Option<ID>,
    /// Only those that stand so.
    status: Option<Coded<TwinningStatus>>,
    /// Only those whose term holds on this day.
    on: Option<Date>,
}

/// Fields of the root about twinnings.
#[derive(Default)]
pub struct TwinningQuery;

#[Object]
impl TwinningQuery {
    /// Twinnings that the viewer may see, by their first day, the latest first.
    async fn twinnings(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which.")] filter: TwinningFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Twinning>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let filter = twinnings::TwinningFilter {
            institution_id: ObjectKind::Institution.optional_key(ctx, filter.institution_id.as_ref())?,
            status: filter.status.map(|status| status.0),
            on: filter.on.map(|day| day.0),
        };
        let page = page(first, after, last, before);
        let scope = viewer.scope();
        let slice = twinnings::twinnings_page(reader, scope, filter, &page).await.report(ctx)?;
        let total = total(ctx, twinnings::twinnings_count(reader, scope, filter)).await?;
        let ordering = twinnings::twinnings_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.term.0.to_string(), row.id)))
    }
}
