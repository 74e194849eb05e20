//! Lists by keyset: a page begins after the last row of the one before, whatever was inserted meanwhile.
//!
//! An ordering is a column and a direction, and always ends in the row's key. A cursor names its ordering, so that
//! one of another ordering is refused. At most 100 rows a page, 20 when nothing is said.

use data_encoding::BASE64URL_NOPAD;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, IntoColumnRef, Order, SimpleExpr};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, Value};
use uuid::Uuid;

use crate::error::Error;
use crate::text::Message;

/// Rows on a page when nothing is said.
pub const DEFAULT_SIZE: i64 = 20;
/// Most rows on a page.
pub const LARGEST_SIZE: i64 = 100;

/// How a sort value is written into a cursor and read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKind {
    /// Text in code point order.
    Text,
    /// A day.
    Date,
    /// An instant.
    Instant,
    /// No column: the key alone, which follows the order of recording.
    Key,
}

/// One way to order a list.
#[derive(Clone, Debug)]
pub struct Ordering {
    /// Its name in GraphQL; stands in every cursor.
    pub name: &'static str,
    /// The column; ignored for `SortKind::Key`.
    pub column: SimpleExpr,
    /// What the column holds.
    pub kind: SortKind,
    /// Whether the greatest comes first.
    pub is_descending: bool,
    /// The row's key column.
    pub key: SimpleExpr,
}

impl Ordering {
    /// An ordering of an entity by one of its columns.
    pub fn by<C: IntoColumnRef, K: IntoColumnRef>(
        name: &'static str,
        column: C,
        kind: SortKind,
        key: K,
    ) -> Self {
        Self { name, column: Expr::col(column), kind, is_descending: false, key: Expr::col(key) }
    }

    /// The same, greatest first.
    #[must_use]
    pub fn descending(mut self) -> Self {
        self.is_descending = true;
        self
    }

    /// The cursor of a row with this sort value (`Text` as is, days and instants in ISO 8601) and key.
    #[must_use]
    pub fn cursor(&self, sort_value: &str, key: Uuid) -> String {
        BASE64URL_NOPAD.encode(format!("{}\n{}\n{sort_value}", self.name, key.simple()).as_bytes())
    }

    fn read(&self, cursor: &str) -> Result<(Value, Uuid), Error> {
        let malformed = || Error::BadInput(Message::new("platform-cursor-malformed").with("cursor", cursor));
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| malformed())?;
        let text = String::from_utf8(bytes).map_err(|_| malformed())?;
        let mut parts = text.splitn(3, '\n');
        let (Some(name), Some(key), Some(value)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(malformed());
        };
        if name != self.name {
            return Err(Error::BadInput(
                Message::new("platform-cursor-of-another-ordering")
                    .with("ordering", name)
                    .with("expected", self.name),
            ));
        }
        let key = Uuid::parse_str(key).map_err(|_| malformed())?;
        let value: Value = match self.kind {
            SortKind::Text | SortKind::Key => value.to_owned().into(),
            SortKind::Date => value.parse::<chrono::NaiveDate>().map_err(|_| malformed())?.into(),
            SortKind::Instant => {
                value.parse::<chrono::DateTime<chrono::Utc>>().map_err(|_| malformed())?.into()
            }
        };
        Ok((value, key))
    }
}

/// What a client asks for: `first` rows after a cursor, or `last` rows before one.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Rows from the beginning.
    pub first: Option<i64>,
    /// Cursor to begin after.
    pub after: Option<String>,
    /// Rows from the end.
    pub last: Option<i64>,
    /// Cursor to end before.
    pub before: Option<String>,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// The rows, in the ordering's order.
    pub items: Vec<T>,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows precede.
    pub has_previous: bool,
}

impl PageRequest {
    /// Rows asked for and whether from the end.
    ///
    /// # Errors
    /// `first` together with `last`, or a size outside 1 to 100.
    pub fn size(&self) -> Result<(u64, bool), Error> {
        let (size, backward) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(Error::BadInput(Message::new("platform-page-first-and-last"))),
            (None, Some(last)) => (last, true),
            (first, None) => (first.unwrap_or(DEFAULT_SIZE), self.before.is_some() && self.first.is_none()),
        };
        match u64::try_from(size) {
            Ok(rows) if (1..=LARGEST_SIZE).contains(&size) => Ok((rows, backward)),
            _ => Err(Error::BadInput(
                Message::new("platform-page-size").with("size", size).with("limit", LARGEST_SIZE),
            )),
        }
    }

    /// Narrows a query to this page, one row more than asked, so that `slice` can tell whether more follow.
    pub fn apply<Q: QueryFilter + QueryOrder + QuerySelect>(
        &self,
        query: Q,
        ordering: &Ordering,
    ) -> Result<Q, Error> {
        let (size, backward) = self.size()?;
        let mut query = query;
        for (cursor, from_start) in [(&self.after, true), (&self.before, false)] {
            if let Some(cursor) = cursor {
                let (value, key) = ordering.read(cursor)?;
                query = query.filter(beyond(ordering, value, key, from_start != ordering.is_descending));
            }
        }
        let order = if backward == ordering.is_descending { Order::Asc } else { Order::Desc };
        if ordering.kind != SortKind::Key {
            query = query.order_by(ordering.column.clone(), order.clone());
        }
        Ok(query.order_by(ordering.key.clone(), order).limit(size + 1))
    }

    /// The page, from the rows that `apply`'s query found.
    pub fn slice<T>(&self, mut rows: Vec<T>) -> Result<Slice<T>, Error> {
        let (size, backward) = self.size()?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        if backward {
            rows.reverse();
            return Ok(Slice { items: rows, has_next: self.before.is_some(), has_previous: more });
        }
        Ok(Slice { items: rows, has_next: more, has_previous: self.after.is_some() })
    }
}

fn beyond(ordering: &Ordering, value: Value, key: Uuid, greater: bool) -> Cond {
    let step = |expression: &SimpleExpr, value: Value| {
        if greater { expression.clone().gt(value) } else { expression.clone().lt(value) }
    };
    if ordering.kind == SortKind::Key {
        return Cond::all().add(step(&ordering.key, key.into()));
    }
    Cond::any()
        .add(step(&ordering.column, value.clone()))
        .add(Cond::all().add(ordering.column.clone().eq(value)).add(step(&ordering.key, key.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_sizes_are_bounded() {
        let ask = |first, last| PageRequest { first, last, ..PageRequest::default() }.size().ok();
        assert_eq!(ask(None, None), Some((20, false)));
        assert_eq!(ask(Some(100), None), Some((100, false)));
        assert_eq!(ask(None, Some(5)), Some((5, true)));
        assert_eq!(ask(Some(101), None), None);
        assert_eq!(ask(Some(0), None), None);
        assert_eq!(ask(Some(-1), None), None);
        assert_eq!(ask(Some(1), Some(1)), None);
    }

    #[test]
    fn a_page_knows_its_neighbours() {
        let request = PageRequest { first: Some(2), ..PageRequest::default() };
        let slice = request.slice(vec![1, 2, 3]).unwrap();
        assert_eq!((slice.items, slice.has_next, slice.has_previous), (vec![1, 2], true, false));
        let request = PageRequest { last: Some(2), before: Some("x".into()), ..PageRequest::default() };
        let slice = request.slice(vec![3, 2, 1]).unwrap();
        assert_eq!((slice.items, slice.has_next, slice.has_previous), (vec![2, 3], true, true));
    }
}
