//! Creates what bases declare of themselves, and what experts saw who visited them.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

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
    recorded_at $instant NOT NULL
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

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        for (table, never) in [
            ("base_figure", "what a base declared never changes: it declares another figure"),
            ("base_visit", "what experts saw never changes"),
            ("base_visit_remark", "what experts saw never changes"),
        ] {
            dialect::refuse(manager, table, Change::Update, "1 = 1", never).await?;
            dialect::refuse(manager, table, Change::Delete, "1 = 1", never).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["base_visit_remark", "base_visit", "base_figure"]).await
    }
}
