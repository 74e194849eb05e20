//! Lets a curriculum version last for weeks.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261121_000004_create_curricula::{NEVER, frozen};

/// Lets a curriculum version last for weeks.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "curriculum_version";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "ALTER TABLE curriculum_version ADD COLUMN duration_weeks $int;\n").await?;
        dialect::allow(manager, TABLE, Change::Update).await?;
        let weeks = " AND NEW.duration_weeks IS NOT DISTINCT FROM OLD.duration_weeks";
        dialect::refuse(manager, TABLE, Change::Update, &frozen(weeks), NEVER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow(manager, TABLE, Change::Update).await?;
        dialect::run(manager, "ALTER TABLE curriculum_version DROP COLUMN duration_weeks;\n").await?;
        dialect::refuse(manager, TABLE, Change::Update, &frozen(""), NEVER).await
    }
}
