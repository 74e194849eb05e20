//! Marks reviews that were given to many pieces of evidence by one act.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::{REVIEW, guard_review};

/// Marks reviews that were given to many pieces of evidence by one act.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &str = "
ALTER TABLE review ADD COLUMN at_once $int NOT NULL DEFAULT 1;
ALTER TABLE review ADD COLUMN seconds $int;
CREATE INDEX review_by_decided_at ON review (decided_at);
";

const NO_COLUMNS: &str = "
DROP INDEX review_by_decided_at;
ALTER TABLE review DROP COLUMN seconds;
ALTER TABLE review DROP COLUMN at_once;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, COLUMNS).await?;
        dialect::allow(manager, "review", Change::Update).await?;
        guard_review(manager, &[REVIEW, &["step", "at_once", "seconds"]].concat()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow(manager, "review", Change::Update).await?;
        dialect::run(manager, NO_COLUMNS).await?;
        guard_review(manager, REVIEW).await
    }
}
