//! Lets what is written beside a master be of nobody's training.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;
use crate::m20261122_000026_create_portfolio::{ENTRY, ERASED};

/// Lets what is written beside a master be of nobody's training.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &str = "evidence_id, enrolment_id, title, number, issuer, scope, text, since_on, valid_until";

/// Puts a table in the other one's place that says so of its enrolment.
async fn replace(manager: &SchemaManager<'_>, enrolment: &str) -> Result<(), DbErr> {
    let table = format!(
        "CREATE TABLE portfolio_entry_next (
    evidence_id $uuid NOT NULL PRIMARY KEY REFERENCES evidence (id),
    enrolment_id $uuid {enrolment} REFERENCES enrolment (id),
    title $text NOT NULL,
    number $text NOT NULL,
    issuer $text NOT NULL,
    scope $text NOT NULL,
    text $text NOT NULL,
    since_on $date,
    valid_until $date
);
INSERT INTO portfolio_entry_next ({COLUMNS}) SELECT {COLUMNS} FROM portfolio_entry;
"
    );
    dialect::run(manager, &table).await?;
    dialect::drop_tables(manager, &["portfolio_entry"]).await?;
    let named = "ALTER TABLE portfolio_entry_next RENAME TO portfolio_entry;
CREATE INDEX portfolio_entry_by_enrolment ON portfolio_entry (enrolment_id);
";
    dialect::run(manager, named).await?;
    let append_only = "what was handed in is append-only";
    let emptied = format!("NOT ({} AND {ERASED})", unchanged(ENTRY));
    dialect::refuse(manager, "portfolio_entry", Change::Update, &emptied, append_only).await?;
    dialect::refuse(manager, "portfolio_entry", Change::Delete, "1 = 1", append_only).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, "").await
    }

    /// Fails while there is a writing without a training.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, "NOT NULL").await
    }
}
