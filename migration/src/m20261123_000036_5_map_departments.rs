//! Says which department at one base is like which at another.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Says which department at one base is like which at another.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE department_likeness (
    one_department_id $uuid NOT NULL REFERENCES department (id),
    other_department_id $uuid NOT NULL REFERENCES department (id),
    reason $text NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (one_department_id, other_department_id)
);
CREATE INDEX department_likeness_by_other_department_id ON department_likeness (other_department_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["department_likeness"]).await
    }
}
