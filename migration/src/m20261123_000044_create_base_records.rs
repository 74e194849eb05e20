//! Creates what bases declare of themselves, and what experts saw who visited them.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates what bases declare of themselves, and what experts saw who visited them.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE base_figure (
    id $uuid NOT NULL PRIMARY KEY,
    base_id $uuid NOT NULL REFERENCES training_base (id),
    kind $text NOT NULL,
    value $bigint NOT NULL CHECK (value >= 0),
    holds_from $date NOT NULL,
    source $text NOT NULL,
    recorded_by $uuid REFERENCES person (id),
    recorded_at $instant NOT NULL
);
CREATE INDEX base_figure_by_base_id ON base_figure (base_id, kind, holds_from);
CREATE TABLE base_visit (
    id $uuid NOT NULL PRIMARY KEY,
    base_id $uuid NOT NULL REFERENCES training_base (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    visited_on $date NOT NULL,
    score $int CHECK (score BETWEEN 0 AND 100),
    note $text NOT NULL,
    recorded_by $uuid REFERENCES person (id),
    recorded_at $instant NOT NULL,
    retracted_at $instant,
    retract_reason $text
);
CREATE INDEX base_visit_by_base_id ON base_visit (base_id, visited_on);
CREATE TABLE base_visit_remark (
    visit_id $uuid NOT NULL REFERENCES base_visit (id),
    norm $text NOT NULL,
    score $int CHECK (score BETWEEN 0 AND 100),
    note $text NOT NULL,
    PRIMARY KEY (visit_id, norm)
);
";

/// Every column of a visit beside its words and what takes it back.
const VISIT: &[&str] =
    &["id", "base_id", "institution_id", "visited_on", "score", "recorded_by", "recorded_at"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let never = "what a base declared never changes: it declares another figure";
        dialect::refuse(manager, "base_figure", Change::Update, "1 = 1", never).await?;
        dialect::refuse(manager, "base_figure", Change::Delete, "1 = 1", never).await?;
        // What is taken back loses its words, and nothing else ever changes.
        let never = "what experts saw is taken back as a whole, once, or stays";
        let visit = format!(
            "OLD.retracted_at IS NOT NULL OR NEW.retracted_at IS NULL OR NEW.note <> '' OR NOT ({})",
            unchanged(VISIT)
        );
        dialect::refuse(manager, "base_visit", Change::Update, &visit, never).await?;
        let remark = format!("NEW.note <> '' OR NOT ({})", unchanged(&["visit_id", "norm", "score"]));
        dialect::refuse(manager, "base_visit_remark", Change::Update, &remark, never).await?;
        for table in ["base_visit", "base_visit_remark"] {
            dialect::refuse(manager, table, Change::Delete, "1 = 1", never).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["base_visit_remark", "base_visit", "base_figure"]).await
    }
}
