//! Creates stretches of time that begin with a code shown at the place and end with another one.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates stretches of time that begin with a code shown at the place and end with another one.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE hours_check_in (
    id $uuid NOT NULL PRIMARY KEY,
    person_id $uuid NOT NULL REFERENCES person (id),
    placement_id $uuid NOT NULL REFERENCES placement (id),
    activity $text NOT NULL,
    checked_in_at $instant NOT NULL,
    ended_at $instant,
    evidence_id $uuid UNIQUE REFERENCES evidence (id)
);
CREATE INDEX hours_check_in_by_placement ON hours_check_in (placement_id, checked_in_at);
CREATE INDEX hours_check_in_by_person ON hours_check_in (person_id);
CREATE UNIQUE INDEX hours_check_in_open ON hours_check_in (person_id) WHERE ended_at IS NULL;
";

/// Every column beside whose it is and how it ended.
pub(crate) const BEGUN: &[&str] = &["id", "placement_id", "activity", "checked_in_at"];

/// How it ended.
const ENDED: &[&str] = &["ended_at", "evidence_id"];

const NEVER: &str = "a check-in ends once, and never changes";

/// Refuses to change a check-in, but for its end; `columns` are all beside whose it is and how it ended.
pub(crate) async fn guard_check_ins(manager: &SchemaManager<'_>, columns: &[&str]) -> Result<(), DbErr> {
    let changes =
        format!("NOT ({}) OR (OLD.ended_at IS NOT NULL AND NOT ({}))", unchanged(columns), unchanged(ENDED));
    dialect::refuse(manager, "hours_check_in", Change::Update, &changes, NEVER).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        guard_check_ins(manager, BEGUN).await?;
        dialect::refuse(manager, "hours_check_in", Change::Delete, "1 = 1", NEVER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["hours_check_in"]).await
    }
}
