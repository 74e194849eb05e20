//! Lets a placement be part time: of one person's, those that share a day take at most the whole of it together.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Range};
use crate::m20261122_000018_2_allow_erasure::{EVIDENCE, guard_evidence};

/// Lets a placement be part time: of one person's, those that share a day take at most the whole of it together.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &str = "
ALTER TABLE placement ADD COLUMN part_time_percent $int CHECK (part_time_percent BETWEEN 10 AND 90);
ALTER TABLE evidence ADD COLUMN part_time_percent $int CHECK (part_time_percent BETWEEN 10 AND 90);
";

const NO_COLUMNS: &str = "
ALTER TABLE evidence DROP COLUMN part_time_percent;
ALTER TABLE placement DROP COLUMN part_time_percent;
";

const DAYS: Range<'_> = Range {
    table: "placement",
    key: &["person_id"],
    from: "starts_on",
    until: "ends_on",
    includes_end: true,
    counts: Some("status <> 'CANCELLED'"),
};

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, COLUMNS).await?;
        dialect::allow_overlap(manager, &DAYS).await?;
        dialect::shared(manager, &DAYS, "part_time_percent").await?;
        guard_evidence(manager, &[EVIDENCE, &["passed", "amount", "part_time_percent"]].concat()).await
    }

    /// Fails while somebody has two stays on one day.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        guard_evidence(manager, &[EVIDENCE, &["passed", "amount"]].concat()).await?;
        dialect::unshared(manager, &DAYS).await?;
        dialect::run(manager, NO_COLUMNS).await?;
        dialect::no_overlap(manager, &DAYS).await
    }
}
