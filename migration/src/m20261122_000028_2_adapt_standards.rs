//! Lets a curriculum version adapt a version of another curriculum, requirement by requirement.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261121_000004_create_curricula::{NEVER, frozen};

/// Lets a curriculum version adapt a version of another curriculum, requirement by requirement.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "curriculum_version";
/// What stays beside what stayed from the first day on.
const BEFORE: &str =
    " AND NEW.duration_weeks IS NOT DISTINCT FROM OLD.duration_weeks AND NEW.stages = OLD.stages";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = "
ALTER TABLE curriculum_version ADD COLUMN standard_version_id $uuid REFERENCES curriculum_version (id);
ALTER TABLE requirement ADD COLUMN standard_requirement_id $uuid REFERENCES requirement (id);
";
        dialect::run(manager, columns).await?;
        dialect::allow(manager, TABLE, Change::Update).await?;
        let stays =
            format!("{BEFORE} AND NEW.standard_version_id IS NOT DISTINCT FROM OLD.standard_version_id");
        dialect::refuse(manager, TABLE, Change::Update, &frozen(&stays), NEVER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow(manager, TABLE, Change::Update).await?;
        let columns = "
ALTER TABLE requirement DROP COLUMN standard_requirement_id;
ALTER TABLE curriculum_version DROP COLUMN standard_version_id;
";
        dialect::run(manager, columns).await?;
        dialect::refuse(manager, TABLE, Change::Update, &frozen(BEFORE), NEVER).await
    }
}
