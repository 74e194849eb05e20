//! Creates the sheets of exits, as they were when the last one signed.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Creates the sheets of exits, as they were when the last one signed.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE exit_sheet (
    evidence_id $uuid PRIMARY KEY REFERENCES evidence (id),
    placement_id $uuid NOT NULL REFERENCES placement (id),
    content $text,
    digest $text NOT NULL,
    frozen_at $instant NOT NULL
);
CREATE INDEX exit_sheet_by_placement ON exit_sheet (placement_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let never = "the sheet of an exit never changes";
        let erases = "NEW.content IS NULL AND NEW.evidence_id = OLD.evidence_id \
                      AND NEW.placement_id = OLD.placement_id AND NEW.digest = OLD.digest \
                      AND NEW.frozen_at = OLD.frozen_at";
        dialect::refuse(manager, "exit_sheet", Change::Update, &format!("NOT ({erases})"), never).await?;
        dialect::refuse(manager, "exit_sheet", Change::Delete, "TRUE", never).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["exit_sheet"]).await
    }
}
