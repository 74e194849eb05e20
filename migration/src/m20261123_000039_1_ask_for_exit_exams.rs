//! Lets a curriculum version say what an exit from a department asks, and keeps who reviews what from changing.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261121_000004_create_curricula::{NEVER, frozen};

/// Lets a curriculum version say what an exit from a department asks, and keeps who reviews what from changing.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "curriculum_version";
/// What stays beside what stayed from the first day on.
const BEFORE: &str = " AND NEW.duration_weeks IS NOT DISTINCT FROM OLD.duration_weeks AND NEW.stages = OLD.stages \
                      AND NEW.standard_version_id IS NOT DISTINCT FROM OLD.standard_version_id \
                      AND NEW.entrustable_activities = OLD.entrustable_activities";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = "ALTER TABLE curriculum_version ADD COLUMN exits $text NOT NULL DEFAULT '{}';\n";
        dialect::run(manager, column).await?;
        dialect::allow(manager, TABLE, Change::Update).await?;
        let stays = format!("{BEFORE} AND NEW.reviews = OLD.reviews AND NEW.exits = OLD.exits");
        dialect::refuse(manager, TABLE, Change::Update, &frozen(&stays), NEVER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow(manager, TABLE, Change::Update).await?;
        dialect::run(manager, "ALTER TABLE curriculum_version DROP COLUMN exits;\n").await?;
        dialect::refuse(manager, TABLE, Change::Update, &frozen(BEFORE), NEVER).await
    }
}
