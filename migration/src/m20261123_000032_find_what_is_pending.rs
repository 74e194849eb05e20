//! Lets what waits for a review be found without a look at what is decided: where most is decided, SQLite read all of it.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets what waits for a review be found without a look at what is decided.
#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEX: &str = "
CREATE INDEX evidence_state_pending ON evidence_state (person_id) WHERE status = 'PENDING';
";

const NO_INDEX: &str = "
DROP INDEX evidence_state_pending;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, INDEX).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, NO_INDEX).await
    }
}
