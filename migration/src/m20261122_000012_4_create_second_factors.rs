//! Creates second factors and the codes that stand in for one that is lost.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates second factors and the codes that stand in for one that is lost.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE second_factor (
    person_id $uuid NOT NULL REFERENCES person (id),
    secret $blob NOT NULL,
    last_step $bigint,
    created_at $instant NOT NULL,
    confirmed_at $instant,
    PRIMARY KEY (person_id)
);

CREATE TABLE recovery_code (
    id $uuid NOT NULL,
    person_id $uuid NOT NULL REFERENCES person (id),
    code_digest $blob NOT NULL,
    used_at $instant,
    PRIMARY KEY (id),
    UNIQUE (code_digest)
);
CREATE INDEX recovery_code_by_person_id ON recovery_code (person_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["recovery_code", "second_factor"]).await
    }
}
