//! Files that a URL lets their owner fetch for a short time.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Files that a URL lets their owner fetch for a short time.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE download (
    id $uuid NOT NULL,
    owner_id $uuid NOT NULL REFERENCES person (id),
    file_name $text NOT NULL,
    media_type $text NOT NULL,
    token_digest $blob NOT NULL,
    byte_size $bigint NOT NULL,
    created_at $instant NOT NULL,
    expires_at $instant NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (token_digest)
);
CREATE INDEX download_by_expires_at ON download (expires_at);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["download"]).await
    }
}
