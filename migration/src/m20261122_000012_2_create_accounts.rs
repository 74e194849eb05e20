//! Creates accounts with their passwords, and the count of attempts that throttles whoever guesses.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates accounts with their passwords, and the count of attempts that throttles whoever guesses.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE account (
    person_id $uuid NOT NULL REFERENCES person (id),
    password_hash $text NOT NULL,
    password_changed_at $instant NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (person_id)
);
CREATE INDEX person_by_email ON person (email);

CREATE TABLE attempt (
    key $text NOT NULL,
    failures $int NOT NULL,
    last_at $instant NOT NULL,
    PRIMARY KEY (key)
);
CREATE INDEX attempt_by_last_at ON attempt (last_at);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "DROP INDEX person_by_email").await?;
        dialect::drop_tables(manager, &["attempt", "account"]).await
    }
}
