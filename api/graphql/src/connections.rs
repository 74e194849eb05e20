//! Lists as Relay connections, with keyset cursors.
//!
//! `first`/`after` or `last`/`before`, 20 rows when nothing is said and 100 at most. A page begins after the last row
//! of the one before, whatever was inserted meanwhile. `totalCount` costs a statement, so rooms count only through
//! `total`, which looks whether somebody reads it.

use std::borrow::Cow;

use async_graphql::{Context, Object, OutputType, SimpleObject, TypeName};
use platform::error::Error;
use platform::paging::{PageRequest, Slice};

use crate::errors::Report as _;
use crate::scalars::SafeInt;

/// Where a page lies in its list.
#[derive(Clone, Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether rows follow this page.
    pub has_next_page: bool,
    /// Whether rows precede this page.
    pub has_previous_page: bool,
    /// Cursor of the first row; null on an empty page.
    pub start_cursor: Option<String>,
    /// Cursor of the last row; null on an empty page.
    pub end_cursor: Option<String>,
}

/// A row of a list, with its place in it.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name_type)]
pub struct Edge<T: OutputType> {
    /// The row's place, to be passed as `after` or `before` to the same list in the same order.
    pub cursor: String,
    /// The row.
    pub node: T,
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Edge", T::type_name()))
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Connection<T: OutputType> {
    edges: Vec<Edge<T>>,
    page_info: PageInfo,
    total: Option<i64>,
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", T::type_name()))
    }
}

impl<T: OutputType> Connection<T> {
    /// The page of `slice`, each row with its cursor. `total` is the length of the whole list, where it was counted.
    pub fn new<R: Into<T>>(slice: Slice<R>, total: Option<i64>, cursor: impl Fn(&R) -> String) -> Self {
        let edges: Vec<Edge<T>> =
            slice.items.into_iter().map(|row| Edge { cursor: cursor(&row), node: row.into() }).collect();
        let page_info = PageInfo {
            has_next_page: slice.has_next,
            has_previous_page: slice.has_previous,
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
        };
        Self { edges, page_info, total }
    }
}

/// One page of a list. `first` with `after` reads on from a place, `last` with `before` reads back.
#[Object(name_type)]
impl<T: OutputType> Connection<T> {
    /// The rows with their places.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// The rows alone.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where this page lies in its list.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// Rows in the whole list that the viewer may see. Counted only when selected.
    async fn total_count(&self) -> SafeInt {
        SafeInt(self.total.unwrap_or_default())
    }
}

/// The page that the four arguments of a connection ask for.
#[must_use]
pub fn page(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> PageRequest {
    PageRequest { first: first.map(i64::from), after, last: last.map(i64::from), before }
}

/// The rows in the whole list, counted only where the connection under way is asked for its `totalCount`.
pub async fn total<E: Into<Error>>(
    ctx: &Context<'_>,
    count: impl Future<Output = Result<i64, E>>,
) -> async_graphql::Result<Option<i64>> {
    if !ctx.look_ahead().field("totalCount").exists() {
        return Ok(None);
    }
    count.await.map_err(Into::into).report(ctx).map(Some)
}
