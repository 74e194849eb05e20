//! The only place that knows which database it speaks to.
//!
//! Migrations write their tables once, with placeholders for types (`$uuid`, `$text`, `$instant`, …), and name
//! the guards they want; what SQLite and PostgreSQL need to hold them stands here.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Placeholder, type on SQLite, type on PostgreSQL. Longer names stand before their prefixes.
const TYPES: &[(&str, &str, &str)] = &[
    ("$instant", "timestamp_with_timezone_text", "timestamptz"),
    ("$bigint", "bigint", "bigint"),
    ("$uuid", "uuid_text", "uuid"),
    ("$text", "text", "text COLLATE \"C\""),
    ("$date", "date_text", "date"),
    ("$bool", "boolean", "boolean"),
    ("$blob", "blob", "bytea"),
    ("$int", "integer", "integer"),
];

fn is_postgres(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}

/// Runs statements separated by `;` at the end of a line, with types in the dialect of the database.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &str) -> Result<(), DbErr> {
    let mut text = statements.to_owned();
    for (placeholder, sqlite, postgres) in TYPES {
        text = text.replace(placeholder, if is_postgres(manager) { postgres } else { sqlite });
    }
    for statement in text.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Drops tables, in the order given, and their guards.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        manager.get_connection().execute_unprepared(&format!("DROP TABLE {table}")).await?;
        if is_postgres(manager) {
            // A trigger goes with its table, the function it called does not.
            for word in ["insert", "update", "delete"] {
                manager
                    .get_connection()
                    .execute_unprepared(&format!("DROP FUNCTION IF EXISTS {table}_guards_{word}()"))
                    .await?;
            }
        }
    }
    Ok(())
}

/// Which change a guard watches.
#[derive(Clone, Copy)]
pub(crate) enum Change {
    Insert,
    Update,
    Delete,
}

impl Change {
    fn word(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

/// Refuses a change of a row of `table` when `condition` (over `OLD` and `NEW`) holds, with `message`.
pub(crate) async fn refuse(
    manager: &SchemaManager<'_>,
    table: &str,
    change: Change,
    condition: &str,
    message: &str,
) -> Result<(), DbErr> {
    let word = change.word();
    let name = format!("{table}_guards_{}", word.to_lowercase());
    let connection = manager.get_connection();
    if is_postgres(manager) {
        let kept = if matches!(change, Change::Delete) { "OLD" } else { "NEW" };
        connection
            .execute_unprepared(&format!(
                "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF {condition} THEN RAISE EXCEPTION '{message}'; END IF; RETURN {kept}; END $$"
            ))
            .await?;
        connection
            .execute_unprepared(&format!(
                "CREATE TRIGGER {name} BEFORE {word} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            ))
            .await?;
    } else {
        connection
            .execute_unprepared(&format!(
                "CREATE TRIGGER {name} BEFORE {word} ON {table} FOR EACH ROW WHEN {condition} \
                 BEGIN SELECT RAISE(ABORT, '{message}'); END"
            ))
            .await?;
    }
    Ok(())
}

/// Takes away what [`refuse`] made for a change of a table.
pub(crate) async fn allow(manager: &SchemaManager<'_>, table: &str, change: Change) -> Result<(), DbErr> {
    let name = format!("{table}_guards_{}", change.word().to_lowercase());
    let connection = manager.get_connection();
    if is_postgres(manager) {
        // The trigger goes with the function it calls.
        connection.execute_unprepared(&format!("DROP FUNCTION {name}() CASCADE")).await?;
    } else {
        connection.execute_unprepared(&format!("DROP TRIGGER {name}")).await?;
    }
    Ok(())
}

/// Refuses to empty these tables at one stroke, which PostgreSQL does past the guards of their rows.
pub(crate) async fn refuse_emptying(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    if !is_postgres(manager) {
        return Ok(());
    }
    for table in tables {
        let name = format!("{table}_guards_truncate");
        let connection = manager.get_connection();
        connection
            .execute_unprepared(&format!(
                "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 RAISE EXCEPTION '{table} is append-only'; END $$"
            ))
            .await?;
        connection
            .execute_unprepared(&format!(
                "CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            ))
            .await?;
    }
    Ok(())
}

/// Takes away what [`refuse_emptying`] made.
pub(crate) async fn allow_emptying(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    if is_postgres(manager) {
        for table in tables {
            let drop = format!("DROP FUNCTION {table}_guards_truncate() CASCADE");
            manager.get_connection().execute_unprepared(&drop).await?;
        }
    }
    Ok(())
}

/// Lets rows of these tables be added, and never changed or removed.
pub(crate) async fn append_only(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        let message = format!("{table} is append-only");
        refuse(manager, table, Change::Update, "true", &message).await?;
        refuse(manager, table, Change::Delete, "true", &message).await?;
    }
    Ok(())
}

/// A range that no two rows with the same key may share.
pub(crate) struct Range<'a> {
    pub(crate) table: &'a str,
    /// Columns that make up the key.
    pub(crate) key: &'a [&'a str],
    pub(crate) from: &'a str,
    pub(crate) until: &'a str,
    /// Whether `until` belongs to the range: true for days, false for instants.
    pub(crate) includes_end: bool,
    /// Rows that count, as a condition over a column name; all when absent.
    pub(crate) counts: Option<&'a str>,
}

/// Refuses overlap: an exclusion constraint on PostgreSQL, triggers on SQLite.
pub(crate) async fn no_overlap(manager: &SchemaManager<'_>, range: &Range<'_>) -> Result<(), DbErr> {
    let Range { table, key, from, until, includes_end, counts } = range;
    let connection = manager.get_connection();
    if is_postgres(manager) {
        connection.execute_unprepared("CREATE EXTENSION IF NOT EXISTS btree_gist").await?;
        let keys: Vec<String> = key.iter().map(|column| format!("{column} WITH =")).collect();
        let (kind, bounds) = if *includes_end { ("daterange", "[]") } else { ("tstzrange", "[)") };
        let filter = counts.map(|condition| format!("WHERE ({condition})")).unwrap_or_default();
        connection
            .execute_unprepared(&format!(
                "ALTER TABLE {table} ADD CONSTRAINT {table}_no_overlap EXCLUDE USING gist \
                 ({}, {kind}({from}, {until}, '{bounds}') WITH &&) {filter}",
                keys.join(", ")
            ))
            .await?;
        return Ok(());
    }
    let same: Vec<String> = key.iter().map(|column| format!("other.{column} = NEW.{column}")).collect();
    let less = if *includes_end { "<=" } else { "<" };
    let (new_counts, other_counts) = counts.map_or_else(
        || ("true".to_owned(), "true".to_owned()),
        |condition| (format!("NEW.{condition}"), format!("other.{condition}")),
    );
    let identity = if *table == "interval_claim" { "evidence_id" } else { "id" };
    for word in ["INSERT", "UPDATE"] {
        connection
            .execute_unprepared(&format!(
                "CREATE TRIGGER {table}_no_overlap_{lower} BEFORE {word} ON {table} FOR EACH ROW \
                 WHEN {new_counts} AND EXISTS (SELECT 1 FROM {table} other WHERE {same} AND {other_counts} \
                 AND other.{identity} <> NEW.{identity} \
                 AND other.{from} {less} NEW.{until} AND NEW.{from} {less} other.{until}) \
                 BEGIN SELECT RAISE(ABORT, '{table}_no_overlap'); END",
                lower = word.to_lowercase(),
                same = same.join(" AND "),
            ))
            .await?;
    }
    Ok(())
}

/// Takes away what [`no_overlap`] made.
pub(crate) async fn allow_overlap(manager: &SchemaManager<'_>, range: &Range<'_>) -> Result<(), DbErr> {
    let table = range.table;
    let connection = manager.get_connection();
    if is_postgres(manager) {
        let drop = format!("ALTER TABLE {table} DROP CONSTRAINT {table}_no_overlap");
        connection.execute_unprepared(&drop).await?;
        return Ok(());
    }
    for word in ["insert", "update"] {
        connection.execute_unprepared(&format!("DROP TRIGGER {table}_no_overlap_{word}")).await?;
    }
    Ok(())
}

/// Refuses rows that have a day in common and whose shares sum to more than 100 on it; a row without a share takes 100. On
/// PostgreSQL, writers of one key wait for each other, so that none overlooks what the other one is about to write.
pub(crate) async fn shared(manager: &SchemaManager<'_>, range: &Range<'_>, share: &str) -> Result<(), DbErr> {
    let Range { table, key, from, until, counts, .. } = range;
    let counts =
        |row: &str| counts.map_or_else(|| "true".to_owned(), |condition| format!("{row}.{condition}"));
    let beside = |row: &str| {
        let same = key.iter().map(|column| format!("{row}.{column} = NEW.{column}"));
        let same = same.collect::<Vec<_>>().join(" AND ");
        format!("{same} AND {} AND {row}.id <> NEW.id", counts(row))
    };
    // On one of the days on which some row begins, or on the new one's first, the sum is as high as on any.
    let day = format!("CASE WHEN one.{from} > NEW.{from} THEN one.{from} ELSE NEW.{from} END");
    let beyond = format!(
        "EXISTS (SELECT 1 FROM {table} one WHERE {} AND one.{from} <= NEW.{until} AND NEW.{from} <= one.{until} \
         AND coalesce(NEW.{share}, 100) + (SELECT sum(coalesce(other.{share}, 100)) FROM {table} other \
         WHERE {} AND other.{from} <= {day} AND {day} <= other.{until}) > 100)",
        beside("one"),
        beside("other"),
    );
    let connection = manager.get_connection();
    if is_postgres(manager) {
        let same: Vec<String> = key.iter().map(|column| format!("NEW.{column}::text")).collect();
        connection
            .execute_unprepared(&format!(
                "CREATE FUNCTION {table}_shared() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF {} THEN \
                 PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('/', '{table}', {}), 0)); \
                 IF {beyond} THEN RAISE EXCEPTION '{table}_no_overlap'; END IF; \
                 END IF; RETURN NEW; END $$",
                counts("NEW"),
                same.join(", "),
            ))
            .await?;
    }
    // What a change of none of these columns leaves as it was needs no look.
    let counting = range.counts.and_then(|condition| condition.split(' ').next());
    let columns =
        key.iter().copied().chain([*from, *until, share]).chain(counting).collect::<Vec<_>>().join(", ");
    for word in ["INSERT".to_owned(), format!("UPDATE OF {columns}")] {
        let name = format!("{table}_shared_{}", word.get(..6).unwrap_or_default().to_lowercase());
        let does = if is_postgres(manager) {
            format!("EXECUTE FUNCTION {table}_shared()")
        } else {
            let when = format!("WHEN {} AND {beyond}", counts("NEW"));
            format!("{when} BEGIN SELECT RAISE(ABORT, '{table}_no_overlap'); END")
        };
        let create = format!("CREATE TRIGGER {name} BEFORE {word} ON {table} FOR EACH ROW {does}");
        connection.execute_unprepared(&create).await?;
    }
    Ok(())
}

/// Takes away what [`shared`] made.
pub(crate) async fn unshared(manager: &SchemaManager<'_>, range: &Range<'_>) -> Result<(), DbErr> {
    let table = range.table;
    let connection = manager.get_connection();
    if is_postgres(manager) {
        connection.execute_unprepared(&format!("DROP FUNCTION {table}_shared() CASCADE")).await?;
        return Ok(());
    }
    for word in ["insert", "update"] {
        connection.execute_unprepared(&format!("DROP TRIGGER {table}_shared_{word}")).await?;
    }
    Ok(())
}
