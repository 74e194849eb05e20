//! Tells sites from legal entities, and finds what stands beneath an institution.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Tells sites from legal entities, and finds what stands beneath an institution.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TREE: &str = "
ALTER TABLE institution ADD COLUMN is_site $bool NOT NULL DEFAULT false;
CREATE INDEX institution_by_parent_id_sort_key ON institution (parent_id, sort_key, id);
CREATE INDEX institution_by_region_code ON institution (region_code);
";

const NO_TREE: &str = "
DROP INDEX institution_by_region_code;
DROP INDEX institution_by_parent_id_sort_key;
ALTER TABLE institution DROP COLUMN is_site;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TREE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, NO_TREE).await
    }
}
