//! Creates the table of the patients' records in which logged cases stand.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Creates the table of the patients' records in which logged cases stand.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE case_record (
    evidence_id $uuid NOT NULL REFERENCES evidence (id),
    record_digest $blob NOT NULL,
    last_four $text NOT NULL,
    PRIMARY KEY (evidence_id)
);
CREATE INDEX case_record_by_record_digest ON case_record (record_digest);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        // A row may be deleted, because it speaks of a patient as well; never changed.
        dialect::refuse(
            manager,
            "case_record",
            Change::Update,
            "1 = 1",
            "the record of a case is never changed",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["case_record"]).await
    }
}
