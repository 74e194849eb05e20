//! Lets placements exceed what there is room for: why, who asked and who granted it.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets placements exceed what there is room for: why, who asked and who granted it.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &str = "
ALTER TABLE placement ADD COLUMN override_reason $text;
ALTER TABLE placement ADD COLUMN override_asked_by $uuid REFERENCES person (id);
ALTER TABLE placement ADD COLUMN override_granted_by $uuid REFERENCES person (id);
";

const NO_COLUMNS: &str = "
ALTER TABLE placement DROP COLUMN override_granted_by;
ALTER TABLE placement DROP COLUMN override_asked_by;
ALTER TABLE placement DROP COLUMN override_reason;
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
