//! Records what qualifies people to teach, until when, and how near its end its holder was told.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Records what qualifies people to teach, until when, and how near its end its holder was told.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE qualification (
    id $uuid NOT NULL,
    person_id $uuid NOT NULL REFERENCES person (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    kind $text NOT NULL,
    number $text NOT NULL,
    issued_on $date NOT NULL,
    expires_on $date NOT NULL,
    ended_on $date,
    end_reason $text,
    told_days $int,
    created_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX qualification_by_person_id ON qualification (person_id, expires_on);
CREATE INDEX qualification_by_institution_id ON qualification (institution_id, expires_on, id);
CREATE INDEX qualification_by_expires_on ON qualification (expires_on);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["qualification"]).await
    }
}
