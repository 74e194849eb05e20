//! Creates service accounts, and gives tokens that may do everything the scope that came with them.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates service accounts, and gives tokens that may do everything the scope that came with them.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE service_account (
    person_id $uuid NOT NULL REFERENCES person (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    ends_on $date,
    created_by $uuid REFERENCES person (id),
    created_at $instant NOT NULL,
    ended_at $instant,
    PRIMARY KEY (person_id)
);
CREATE INDEX service_account_by_institution_id ON service_account (institution_id);
UPDATE access_token SET scopes = 'READ_OWN READ_INSTITUTION SUBMIT REVIEW ISSUE ADMINISTER EXPORT EXCHANGE'
    WHERE scopes = 'READ_OWN READ_INSTITUTION SUBMIT REVIEW ISSUE ADMINISTER EXPORT';
";

const BACK: &str = "
UPDATE access_token SET scopes = TRIM(REPLACE(scopes, 'EXCHANGE', ''));
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, BACK).await?;
        dialect::drop_tables(manager, &["service_account"]).await
    }
}
