//! Lets a placement say which one it makes up for, and which one it took the place of.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets a placement say which one it makes up for, and which one it took the place of.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &str = "
ALTER TABLE placement ADD COLUMN makes_up_for_id $uuid REFERENCES placement (id);
ALTER TABLE placement ADD COLUMN instead_of_id $uuid REFERENCES placement (id);
";

const NO_COLUMNS: &str = "
ALTER TABLE placement DROP COLUMN instead_of_id;
ALTER TABLE placement DROP COLUMN makes_up_for_id;
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
