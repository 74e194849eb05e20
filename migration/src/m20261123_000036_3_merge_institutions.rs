//! Lets an institution be merged into another one.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets an institution be merged into another one.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &str = "
ALTER TABLE institution ADD COLUMN merged_into_id $uuid REFERENCES institution (id);
ALTER TABLE institution ADD COLUMN merged_on $date;
CREATE INDEX institution_by_merged_into_id ON institution (merged_into_id);
CREATE INDEX placement_by_institution_id_ends_on ON placement (institution_id, ends_on);
";

const NO_COLUMNS: &str = "
DROP INDEX placement_by_institution_id_ends_on;
DROP INDEX institution_by_merged_into_id;
ALTER TABLE institution DROP COLUMN merged_on;
ALTER TABLE institution DROP COLUMN merged_into_id;
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
