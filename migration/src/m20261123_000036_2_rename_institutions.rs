//! Keeps what institutions were called, from which day on.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Keeps what institutions were called, from which day on.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE institution_rename (
    institution_id $uuid NOT NULL REFERENCES institution (id),
    starts_on $date NOT NULL,
    before_zh $text NOT NULL,
    before_en $text NOT NULL,
    after_zh $text NOT NULL,
    after_en $text NOT NULL,
    reason $text NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (institution_id, starts_on)
);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::append_only(manager, &["institution_rename"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["institution_rename"]).await
    }
}
