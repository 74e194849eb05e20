//! Creates the codes that open a door once.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the codes that open a door once.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE one_time_code (
    id $uuid NOT NULL,
    person_id $uuid NOT NULL REFERENCES person (id),
    purpose $text NOT NULL,
    channel $text NOT NULL,
    code_digest $blob NOT NULL,
    target $text,
    created_by $uuid REFERENCES person (id),
    created_at $instant NOT NULL,
    expires_at $instant NOT NULL,
    used_at $instant,
    PRIMARY KEY (id),
    UNIQUE (code_digest)
);
CREATE INDEX one_time_code_by_person_id ON one_time_code (person_id, purpose);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["one_time_code"]).await
    }
}
