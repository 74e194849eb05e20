//! Lets a placement be drafted by one person and approved by another.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets a placement be drafted by one person and approved by another.
#[derive(DeriveMigrationName)]
pub struct Migration;

const DRAFTED: &str = "ALTER TABLE placement ADD COLUMN drafted_by $uuid REFERENCES person (id);\n";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DRAFTED).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "ALTER TABLE placement DROP COLUMN drafted_by;\n").await
    }
}
