//! Holds sets of rules of every kind in one table.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;
use crate::{m20261123_000034_create_duty_rule_sets, m20261123_000038_1_create_leave_rule_sets};

/// Holds sets of rules of every kind in one table.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TOGETHER: &str = "
CREATE TABLE rule_set (
    id $uuid NOT NULL PRIMARY KEY,
    kind $text NOT NULL,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    series $text NOT NULL,
    number $int NOT NULL,
    definition $text NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date,
    created_by $uuid REFERENCES person (id),
    created_at $instant NOT NULL,
    UNIQUE (institution_id, kind, series, number)
);
INSERT INTO rule_set (id, kind, institution_id, series, number, definition, starts_on, ends_on, created_by, created_at)
SELECT id, 'DUTY_RULE_SET', institution_id, code, number, definition, starts_on, ends_on, created_by, created_at
FROM duty_rule_set;
INSERT INTO rule_set (id, kind, institution_id, series, number, definition, starts_on, ends_on, created_by, created_at)
SELECT id, 'LEAVE_RULE_SET', institution_id, 'LEAVE_RULE_SET', number, definition, starts_on, ends_on, created_by, created_at
FROM leave_rule_set;
";

/// Of leave the code stands in the file only, in its first lines.
const APART: &str = "
INSERT INTO duty_rule_set (id, institution_id, code, number, definition, starts_on, ends_on, created_by, created_at)
SELECT id, institution_id, series, number, definition, starts_on, ends_on, created_by, created_at
FROM rule_set WHERE kind = 'DUTY_RULE_SET';
INSERT INTO leave_rule_set (id, institution_id, code, number, definition, starts_on, ends_on, created_by, created_at)
SELECT id, institution_id, series, number, definition, starts_on, ends_on, created_by, created_at
FROM rule_set WHERE kind = 'LEAVE_RULE_SET';
";

/// Every column of a set beside its last day.
const SET: &[&str] = &[
    "id",
    "kind",
    "institution_id",
    "series",
    "number",
    "definition",
    "starts_on",
    "created_by",
    "created_at",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TOGETHER).await?;
        dialect::drop_tables(manager, &["duty_rule_set", "leave_rule_set"]).await?;
        let changes = format!("NOT ({})", unchanged(SET));
        let never = "a set of rules never changes: the next one takes its place";
        dialect::refuse(manager, "rule_set", Change::Update, &changes, never).await?;
        dialect::refuse(manager, "rule_set", Change::Delete, "1 = 1", never).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        m20261123_000034_create_duty_rule_sets::Migration.up(manager).await?;
        m20261123_000038_1_create_leave_rule_sets::Migration.up(manager).await?;
        dialect::run(manager, APART).await?;
        dialect::drop_tables(manager, &["rule_set"]).await
    }
}
