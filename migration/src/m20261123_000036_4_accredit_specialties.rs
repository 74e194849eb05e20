//! Accredits bases by specialty, and names the partner units that train for them.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Accredits bases by specialty, and names the partner units that train for them.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE base_specialty (
    id $uuid NOT NULL,
    base_id $uuid NOT NULL REFERENCES training_base (id),
    specialty $text NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date,
    created_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX base_specialty_by_base_id ON base_specialty (base_id, specialty, starts_on);

CREATE TABLE base_partner (
    id $uuid NOT NULL,
    base_id $uuid NOT NULL REFERENCES training_base (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    specialties $text NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date,
    created_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX base_partner_by_base_id ON base_partner (base_id, starts_on);
CREATE INDEX base_partner_by_institution_id ON base_partner (institution_id, starts_on);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["base_partner", "base_specialty"]).await
    }
}
