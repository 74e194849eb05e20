//! Lets what waits for a review be found by whose it is, however much of hers is decided already.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets what waits for a review be found by whose it is, however much of hers is decided already.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMN: &str = "
ALTER TABLE evidence_state ADD COLUMN person_id $uuid REFERENCES person (id);
UPDATE evidence_state
    SET person_id = (SELECT evidence.person_id FROM evidence WHERE evidence.id = evidence_state.evidence_id);
CREATE INDEX evidence_state_by_person_id_status ON evidence_state (person_id, status);
";

const NO_COLUMN: &str = "
DROP INDEX evidence_state_by_person_id_status;
ALTER TABLE evidence_state DROP COLUMN person_id;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, COLUMN).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, NO_COLUMN).await
    }
}
