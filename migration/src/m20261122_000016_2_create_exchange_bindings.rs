//! Creates the bindings between users of a school's own app and people.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the bindings between users of a school's own app and people.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// A user of an app is bound to one person at a time.
const TABLES: &str = "
CREATE TABLE exchange_binding (
    id $uuid NOT NULL,
    service_account_id $uuid NOT NULL REFERENCES service_account (person_id),
    person_id $uuid NOT NULL REFERENCES person (id),
    provider $text NOT NULL,
    subject_digest $blob NOT NULL,
    subject_hint $text NOT NULL,
    claimed_at $instant NOT NULL,
    bound_at $instant,
    last_exchanged_at $instant,
    ended_at $instant,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX exchange_binding_live ON exchange_binding (service_account_id, provider, subject_digest)
    WHERE bound_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX exchange_binding_by_person_id ON exchange_binding (person_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["exchange_binding"]).await
    }
}
