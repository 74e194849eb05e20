//! Creates the tables of `enrolment`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the tables of `enrolment`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE enrolment (
    id $uuid NOT NULL,
    person_id $uuid NOT NULL REFERENCES person (id),
    version_id $uuid NOT NULL REFERENCES curriculum_version (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    sending_institution_id $uuid REFERENCES institution (id),
    origin $text NOT NULL,
    recruitment_year $int NOT NULL,
    starts_on $date NOT NULL,
    expected_completion_on $date NOT NULL,
    status $text NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (person_id, version_id)
);
CREATE INDEX enrolment_by_institution_id_recruitment_year ON enrolment (institution_id, recruitment_year);

CREATE TABLE supervision (
    id $uuid NOT NULL,
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    supervisor_id $uuid NOT NULL REFERENCES person (id),
    kind $text NOT NULL,
    base_id $uuid,
    base_kind $text,
    starts_on $date NOT NULL,
    ends_on $date,
    created_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX supervision_by_enrolment_id ON supervision (enrolment_id);
CREATE INDEX supervision_by_supervisor_id ON supervision (supervisor_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["supervision", "enrolment"]).await
    }
}
