//! Creates the tables of `organisations`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the tables of `organisations`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE institution (
    id $uuid NOT NULL,
    kind $text NOT NULL,
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    sort_key $text NOT NULL,
    parent_id $uuid REFERENCES institution (id),
    region_code $text NOT NULL,
    credit_code $text,
    language $text NOT NULL,
    time_zone $text NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (credit_code)
);
CREATE INDEX institution_by_sort_key ON institution (sort_key, id);

CREATE TABLE training_base (
    id $uuid NOT NULL,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    kind $text NOT NULL,
    accredited_on $date NOT NULL,
    accredited_until $date,
    created_at $instant NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (institution_id, kind)
);

CREATE TABLE department (
    id $uuid NOT NULL,
    base_id $uuid NOT NULL REFERENCES training_base (id),
    specialty $text NOT NULL,
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    sort_key $text NOT NULL,
    capacity $int NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX department_by_base_id_sort_key ON department (base_id, sort_key, id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["department", "training_base", "institution"]).await
    }
}
