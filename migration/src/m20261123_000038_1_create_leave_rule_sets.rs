//! Creates sets of leave rules.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates sets of leave rules.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE leave_rule_set (
    id $uuid NOT NULL PRIMARY KEY,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    code $text NOT NULL,
    number $int NOT NULL,
    definition $text NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date,
    created_by $uuid REFERENCES person (id),
    created_at $instant NOT NULL,
    UNIQUE (institution_id, number)
);
";

/// Every column of a set beside its last day.
const SET: &[&str] =
    &["id", "institution_id", "code", "number", "definition", "starts_on", "created_by", "created_at"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let changes = format!("NOT ({})", unchanged(SET));
        let never = "a set of rules never changes: the next one takes its place";
        dialect::refuse(manager, "leave_rule_set", Change::Update, &changes, never).await?;
        dialect::refuse(manager, "leave_rule_set", Change::Delete, "1 = 1", never).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["leave_rule_set"]).await
    }
}
