//! Lets the number of trainees that a department takes change on a day.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets the number of trainees that a department takes change on a day.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE department_capacity (
    department_id $uuid NOT NULL REFERENCES department (id),
    starts_on $date NOT NULL,
    capacity $int NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (department_id, starts_on)
);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["department_capacity"]).await
    }
}
