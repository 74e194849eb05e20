//! Creates weekly sheets from which somebody typed hours.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates weekly sheets from which somebody typed hours.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE hours_sheet (
    id $uuid NOT NULL PRIMARY KEY,
    person_id $uuid NOT NULL REFERENCES person (id),
    placement_id $uuid NOT NULL REFERENCES placement (id),
    starts_on $date NOT NULL,
    typed_by $uuid NOT NULL REFERENCES person (id),
    typed_at $instant NOT NULL
);
CREATE INDEX hours_sheet_by_person ON hours_sheet (person_id, id);
CREATE TABLE hours_sheet_entry (
    evidence_id $uuid NOT NULL PRIMARY KEY REFERENCES evidence (id),
    sheet_id $uuid NOT NULL REFERENCES hours_sheet (id)
);
CREATE INDEX hours_sheet_entry_by_sheet ON hours_sheet_entry (sheet_id);
";

/// Every column beside whose it is.
const TYPED: &[&str] = &["id", "placement_id", "starts_on", "typed_by", "typed_at"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let never = "a weekly sheet never changes";
        let changes = format!("NOT ({})", unchanged(TYPED));
        dialect::refuse(manager, "hours_sheet", Change::Update, &changes, never).await?;
        dialect::refuse(manager, "hours_sheet", Change::Delete, "1 = 1", never).await?;
        dialect::append_only(manager, &["hours_sheet_entry"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["hours_sheet_entry", "hours_sheet"]).await
    }
}
