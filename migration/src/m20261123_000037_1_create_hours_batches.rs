//! Creates files of hours that a phone kept, and what became of each of their lines.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Creates files of hours that a phone kept, and what became of each of their lines.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE hours_batch (
    id $uuid NOT NULL PRIMARY KEY,
    person_id $uuid NOT NULL REFERENCES person (id),
    upload_id $uuid NOT NULL UNIQUE,
    file_name $text NOT NULL,
    lines $int NOT NULL,
    done $int NOT NULL,
    submitted $int NOT NULL,
    repeated $int NOT NULL,
    refused $int NOT NULL,
    token_id $uuid,
    request_id $text,
    begun_at $instant NOT NULL,
    finished_at $instant
);
CREATE INDEX hours_batch_by_person ON hours_batch (person_id, id);
CREATE TABLE hours_batch_line (
    id $uuid NOT NULL PRIMARY KEY,
    batch_id $uuid NOT NULL REFERENCES hours_batch (id),
    line $int NOT NULL,
    client_key $text,
    outcome $text NOT NULL,
    evidence_id $uuid REFERENCES evidence (id),
    problems $text NOT NULL,
    UNIQUE (batch_id, line)
);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let never = "what became of a line never changes";
        dialect::refuse(manager, "hours_batch_line", Change::Update, "1 = 1", never).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["hours_batch_line", "hours_batch"]).await
    }
}
