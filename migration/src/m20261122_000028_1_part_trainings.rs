//! Lets a curriculum version part its training into stages.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261121_000004_create_curricula::{NEVER, frozen};

/// Lets a curriculum version part its training into stages.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "curriculum_version";
/// What stays beside what stayed from the first day on.
const WEEKS: &str = " AND NEW.duration_weeks IS NOT DISTINCT FROM OLD.duration_weeks";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = "ALTER TABLE curriculum_version ADD COLUMN stages $text NOT NULL DEFAULT '[]';\n";
        dialect::run(manager, column).await?;
        dialect::allow(manager, TABLE, Change::Update).await?;
        let stays = format!("{WEEKS} AND NEW.stages = OLD.stages");
        dialect::refuse(manager, TABLE, Change::Update, &frozen(&stays), NEVER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow(manager, TABLE, Change::Update).await?;
        dialect::run(manager, "ALTER TABLE curriculum_version DROP COLUMN stages;\n").await?;
        dialect::refuse(manager, TABLE, Change::Update, &frozen(WEEKS), NEVER).await
    }
}
