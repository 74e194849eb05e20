//! Tables as the database itself describes them, so that a new one is in the next backup without a list to keep.
//!
//! A value is written as JSON by the kind of its column: identifiers, instants and days as text, bytes in hexadecimal.
//! While rows are loaded the guards of the tables sleep, because they judge acts and not records: a published
//! version's requirements could not be loaded otherwise. They sleep within the transaction only; references are checked
//! before its end.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::db::Write;
use crate::text::Message;

/// Rows read at a time.
const PAGE: u64 = 500;

/// The sentence for a database that refuses while a backup is taken or restored.
pub(super) fn fault(error: &DbErr) -> Message {
    Message::new("platform-backup-database").with("cause", error.to_string())
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Uuid,
    Instant,
    Day,
    Bool,
    Bytes,
    Integer,
    Long,
    Text,
}

impl Kind {
    /// By the type's name in either database.
    fn of(declared: &str) -> Option<Self> {
        Some(match declared {
            "uuid_text" | "uuid" => Self::Uuid,
            "timestamp_with_timezone_text" | "timestamp with time zone" => Self::Instant,
            "date_text" | "date" => Self::Day,
            "boolean" => Self::Bool,
            "blob" | "bytea" => Self::Bytes,
            "integer" => Self::Integer,
            "bigint" => Self::Long,
            "text" => Self::Text,
            _ => return None,
        })
    }

    fn read(self, row: &QueryResult, place: usize) -> Result<Json, DbErr> {
        let get_text = |text: Option<String>| text.map_or(Json::Null, Json::String);
        Ok(match self {
            Self::Uuid => get_text(row.try_get_by_index::<Option<Uuid>>(place)?.map(|key| key.to_string())),
            Self::Instant => {
                let instant = row.try_get_by_index::<Option<DateTime<Utc>>>(place)?;
                get_text(instant.map(|instant| instant.to_rfc3339_opts(SecondsFormat::Micros, true)))
            }
            Self::Day => {
                get_text(row.try_get_by_index::<Option<NaiveDate>>(place)?.map(|day| day.to_string()))
            }
            Self::Bool => row.try_get_by_index::<Option<bool>>(place)?.into(),
            Self::Bytes => {
                get_text(row.try_get_by_index::<Option<Vec<u8>>>(place)?.map(|bytes| HEXLOWER.encode(&bytes)))
            }
            Self::Integer => row.try_get_by_index::<Option<i32>>(place)?.into(),
            Self::Long => row.try_get_by_index::<Option<i64>>(place)?.into(),
            Self::Text => get_text(row.try_get_by_index::<Option<String>>(place)?),
        })
    }

    /// The value of this kind; `None` when the JSON is of another.
    fn value(self, json: &Json) -> Option<Value> {
        if json.is_null() {
            return Some(self.null());
        }
        Some(match self {
            Self::Uuid => json.as_str()?.parse::<Uuid>().ok()?.into(),
            Self::Instant => DateTime::parse_from_rfc3339(json.as_str()?).ok()?.with_timezone(&Utc).into(),
            Self::Day => json.as_str()?.parse::<NaiveDate>().ok()?.into(),
            Self::Bool => json.as_bool()?.into(),
            Self::Bytes => HEXLOWER.decode(json.as_str()?.as_bytes()).ok()?.into(),
            Self::Integer => i32::try_from(json.as_i64()?).ok()?.into(),
            Self::Long => json.as_i64()?.into(),
            Self::Text => json.as_str()?.into(),
        })
    }

    fn null(self) -> Value {
        match self {
            Self::Uuid => None::<Uuid>.into(),
            Self::Instant => None::<DateTime<Utc>>.into(),
            Self::Day => None::<NaiveDate>.into(),
            Self::Bool => None::<bool>.into(),
            Self::Bytes => None::<Vec<u8>>.into(),
            Self::Integer => None::<i32>.into(),
            Self::Long => None::<i64>.into(),
            Self::Text => None::<String>.into(),
        }
    }
}

#[derive(Clone, Debug)]
struct Column {
    name: String,
    kind: Kind,
    is_key: bool,
}

/// A table and its columns.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    columns: Vec<Column>,
}

/// Some rows and the key of the last one.
pub(super) struct Page {
    pub(super) rows: Vec<Vec<Json>>,
    pub(super) last_key: Vec<Value>,
}

const SQLITE_COLUMNS: &str = "SELECT t.name, c.name, lower(c.type), c.pk > 0 FROM sqlite_master t \
     JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' \
     AND t.name <> 'seaql_migrations' ORDER BY t.name, c.cid";

const POSTGRES_COLUMNS: &str = "SELECT t.relname::text, a.attname::text, \
     regexp_replace(format_type(a.atttypid, NULL), ' COLLATE.*', ''), \
     EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)) \
     FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped \
     WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace \
     AND t.relname <> 'seaql_migrations' ORDER BY t.relname, a.attnum";

/// Every table but the list of migration steps, by name.
pub(super) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Table>, DbErr> {
    let backend = connection.get_database_backend();
    let query = if backend == DbBackend::Postgres { POSTGRES_COLUMNS } else { SQLITE_COLUMNS };
    let mut tables: Vec<Table> = Vec::new();
    for row in connection.query_all_raw(Statement::from_string(backend, query)).await? {
        let table: String = row.try_get_by_index(0)?;
        let name: String = row.try_get_by_index(1)?;
        let declared: String = row.try_get_by_index(2)?;
        let kind = Kind::of(&declared)
            .ok_or_else(|| DbErr::Type(format!("column {table}.{name} is of the type {declared}")))?;
        let column = Column { name, kind, is_key: row.try_get_by_index(3)? };
        match tables.last_mut().filter(|last| last.name == table) {
            Some(last) => last.columns.push(column),
            None => tables.push(Table { name: table, columns: vec![column] }),
        }
    }
    // The order of columns may differ between the two databases once a step adds one; by name it does not.
    for table in &mut tables {
        table.columns.sort_by(|one, other| one.name.cmp(&other.name));
    }
    Ok(tables)
}

impl Table {
    fn select(&self) -> SelectStatement {
        let mut select = Query::select();
        select.from(Alias::new(&self.name));
        for column in &self.columns {
            select.column(Alias::new(&column.name));
        }
        select
    }

    fn keys(&self) -> impl Iterator<Item = Expr> {
        self.columns.iter().filter(|column| column.is_key).map(|column| Expr::col(Alias::new(&column.name)))
    }

    /// Where in a row the named columns stand.
    pub(super) fn positions(&self, named: &[(&str, &str)]) -> Vec<usize> {
        let is_named =
            |column: &Column| named.iter().any(|(table, name)| *table == self.name && *name == column.name);
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, column)| is_named(column))
            .map(|(place, _)| place)
            .collect()
    }

    /// The rows after a key, in the order of the key; `None` when there are no more.
    pub(super) async fn page(
        &self,
        connection: &impl ConnectionTrait,
        after: Option<Vec<Value>>,
    ) -> Result<Option<Page>, DbErr> {
        let mut select = self.select();
        for key in self.keys() {
            select.order_by_expr(key, Order::Asc);
        }
        if let Some(after) = after {
            select.and_where(Expr::tuple(self.keys()).gt(Expr::tuple(after.into_iter().map(Expr::val))));
        }
        let mut page = Page { rows: Vec::new(), last_key: Vec::new() };
        for row in connection.query_all(select.limit(PAGE)).await? {
            let values = self.columns.iter().enumerate().map(|(place, column)| column.kind.read(&row, place));
            page.rows.push(values.collect::<Result<_, _>>()?);
        }
        let Some(last) = page.rows.last() else {
            return Ok(None);
        };
        let keys = self.columns.iter().zip(last).filter(|(column, _)| column.is_key);
        page.last_key = keys.filter_map(|(column, value)| column.kind.value(value)).collect();
        Ok(Some(page))
    }

    /// Whether there is any row.
    pub(super) async fn holds_rows(&self, connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
        let mut select = Query::select();
        select.expr(Expr::val(1)).from(Alias::new(&self.name)).limit(1);
        Ok(connection.query_one(&select).await?.is_some())
    }

    /// A line of the archive as values of this table; `None` when it does not fit.
    pub(super) fn values(&self, line: &[Json]) -> Option<Vec<Value>> {
        if line.len() != self.columns.len() {
            return None;
        }
        self.columns.iter().zip(line).map(|(column, json)| column.kind.value(json)).collect()
    }

    /// Adds rows.
    pub(super) async fn insert(&self, write: &Write, rows: Vec<Vec<Value>>) -> Result<(), DbErr> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut insert = Query::insert();
        insert
            .into_table(Alias::new(&self.name))
            .columns(self.columns.iter().map(|column| Alias::new(&column.name)));
        for row in rows {
            insert
                .values(row.into_iter().map(Expr::val))
                .map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        write.execute(&insert).await?;
        Ok(())
    }
}

/// What puts the guards back.
pub(super) struct Guards(Vec<String>);

/// Lets the guards sleep and checks references at the end, within this transaction.
pub(super) async fn suspend_guards(write: &Write, tables: &[Table]) -> Result<Guards, DbErr> {
    if write.get_database_backend() == DbBackend::Postgres {
        suspend_on_postgres(write, tables).await
    } else {
        suspend_on_sqlite(write).await
    }
}

async fn suspend_on_sqlite(write: &Write) -> Result<Guards, DbErr> {
    write.execute_unprepared("PRAGMA defer_foreign_keys = ON").await?;
    let query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid";
    let mut again = Vec::new();
    for row in write.query_all_raw(Statement::from_string(DbBackend::Sqlite, query)).await? {
        let name: String = row.try_get_by_index(0)?;
        write.execute_unprepared(&format!("DROP TRIGGER \"{name}\"")).await?;
        again.push(row.try_get_by_index(1)?);
    }
    Ok(Guards(again))
}

async fn suspend_on_postgres(write: &Write, tables: &[Table]) -> Result<Guards, DbErr> {
    let query = "SELECT conrelid::regclass::text, conname::text FROM pg_constraint \
                 WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2";
    // What is still to be checked is checked now: a table with open checks cannot be altered.
    let mut again = vec!["SET CONSTRAINTS ALL IMMEDIATE".to_owned()];
    for row in write.query_all_raw(Statement::from_string(DbBackend::Postgres, query)).await? {
        let (table, name): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let alter = format!("ALTER TABLE {table} ALTER CONSTRAINT \"{name}\"");
        write.execute_unprepared(&format!("{alter} DEFERRABLE INITIALLY DEFERRED")).await?;
        again.push(format!("{alter} NOT DEFERRABLE"));
    }
    for table in tables {
        write.execute_unprepared(&format!("ALTER TABLE \"{}\" DISABLE TRIGGER USER", table.name)).await?;
        again.push(format!("ALTER TABLE \"{}\" ENABLE TRIGGER USER", table.name));
    }
    Ok(Guards(again))
}

impl Guards {
    /// Puts them back.
    pub(super) async fn restore(self, write: &Write) -> Result<(), DbErr> {
        for statement in &self.0 {
            write.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_another_kind_is_refused() {
        for (kind, json) in [
            (Kind::Uuid, Json::from("7")),
            (Kind::Instant, Json::from("2026-03-01")),
            (Kind::Day, Json::from("2026-02-30")),
            (Kind::Bool, Json::from(1)),
            (Kind::Bytes, Json::from("0g")),
            (Kind::Integer, Json::from(2_147_483_648_i64)),
            (Kind::Long, Json::from("1")),
            (Kind::Text, Json::from(1)),
        ] {
            assert_eq!(kind.value(&json), None, "{kind:?}");
        }
        assert_eq!(Kind::Integer.value(&Json::from(7)), Some(Value::from(7_i32)));
        assert_eq!(Kind::Bytes.value(&Json::from("00ff")), Some(Value::from(vec![0_u8, 255])));
        assert_eq!(Kind::Day.value(&Json::Null), Some(Value::from(None::<NaiveDate>)));
    }
}
