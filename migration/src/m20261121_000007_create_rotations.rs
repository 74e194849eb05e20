//! Creates the tables of `rotations`.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Range};

/// Creates the tables of `rotations`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE placement (
    id $uuid NOT NULL,
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    requirement_id $uuid NOT NULL REFERENCES requirement (id),
    department_id $uuid NOT NULL REFERENCES department (id),
    base_id $uuid NOT NULL,
    institution_id $uuid NOT NULL,
    base_kind $text NOT NULL,
    supervisor_id $uuid NOT NULL REFERENCES person (id),
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    status $text NOT NULL,
    cancel_reason $text,
    version $int NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX placement_by_person_id_starts_on ON placement (person_id, starts_on);
CREATE INDEX placement_by_department_id_starts_on ON placement (department_id, starts_on);
CREATE INDEX placement_by_supervisor_id_starts_on ON placement (supervisor_id, starts_on);
CREATE INDEX placement_by_enrolment_id ON placement (enrolment_id);

CREATE TABLE interval_claim (
    evidence_id $uuid NOT NULL REFERENCES evidence (id),
    person_id $uuid NOT NULL,
    layer $text NOT NULL,
    starts_at $instant NOT NULL,
    ends_at $instant NOT NULL,
    PRIMARY KEY (evidence_id)
);
CREATE INDEX interval_claim_by_person_id_layer_starts_at ON interval_claim (person_id, layer, starts_at);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::no_overlap(
            manager,
            &Range {
                table: "placement",
                key: &["person_id"],
                from: "starts_on",
                until: "ends_on",
                includes_end: true,
                counts: Some("status <> 'CANCELLED'"),
            },
        )
        .await?;
        dialect::no_overlap(
            manager,
            &Range {
                table: "interval_claim",
                key: &["person_id", "layer"],
                from: "starts_at",
                until: "ends_at",
                includes_end: false,
                counts: None,
            },
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["interval_claim", "placement"]).await
    }
}
