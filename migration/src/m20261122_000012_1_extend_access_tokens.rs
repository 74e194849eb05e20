//! Extends tokens: their kind, what they may do, who made them, when they end and when they were last used.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Extends tokens: their kind, what they may do, who made them, when they end and when they were last used.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What is there already keeps every scope.
const COLUMNS: &str = "
ALTER TABLE access_token ADD COLUMN kind $text NOT NULL DEFAULT 'API';
ALTER TABLE access_token ADD COLUMN scopes $text NOT NULL
    DEFAULT 'READ_OWN READ_INSTITUTION SUBMIT REVIEW ISSUE ADMINISTER EXPORT';
ALTER TABLE access_token ADD COLUMN created_by $uuid REFERENCES person (id);
ALTER TABLE access_token ADD COLUMN idle_seconds $int;
ALTER TABLE access_token ADD COLUMN last_used_at $instant;
ALTER TABLE access_token ADD COLUMN second_factor_at $instant;
ALTER TABLE access_token ADD COLUMN user_agent $text;
";

const NO_COLUMNS: &str = "
ALTER TABLE access_token DROP COLUMN user_agent;
ALTER TABLE access_token DROP COLUMN second_factor_at;
ALTER TABLE access_token DROP COLUMN last_used_at;
ALTER TABLE access_token DROP COLUMN idle_seconds;
ALTER TABLE access_token DROP COLUMN created_by;
ALTER TABLE access_token DROP COLUMN scopes;
ALTER TABLE access_token DROP COLUMN kind;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, COLUMNS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, NO_COLUMNS).await
    }
}
