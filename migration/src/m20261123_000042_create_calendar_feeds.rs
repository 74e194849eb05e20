//! Creates calendar feeds, and notes when a placement last changed, which calendars tell.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates calendar feeds, and notes when a placement last changed, which calendars tell.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE calendar_feed (
    id $uuid NOT NULL PRIMARY KEY,
    person_id $uuid NOT NULL REFERENCES person (id),
    department_id $uuid REFERENCES department (id),
    language $text NOT NULL,
    token_digest $blob NOT NULL,
    created_at $instant NOT NULL,
    expires_at $instant,
    revoked_at $instant,
    last_read_on $date,
    UNIQUE (token_digest)
);
CREATE INDEX calendar_feed_by_person ON calendar_feed (person_id, id);
ALTER TABLE placement ADD COLUMN changed_at $instant;
";

const TABLES_BEFORE: &str = "
ALTER TABLE placement DROP COLUMN changed_at;
";

/// What of a feed never changes.
const FEED: &[&str] = &["id", "department_id", "language", "token_digest", "created_at", "expires_at"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let back = "OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at";
        let hands = "NEW.person_id <> OLD.person_id AND NEW.revoked_at IS NULL";
        let another = format!("NOT ({}) OR ({back}) OR ({hands})", unchanged(FEED));
        let once = "a calendar feed is revoked once and changes no hands while it works";
        dialect::refuse(manager, "calendar_feed", Change::Update, &another, once).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES_BEFORE).await?;
        dialect::drop_tables(manager, &["calendar_feed"]).await
    }
}
