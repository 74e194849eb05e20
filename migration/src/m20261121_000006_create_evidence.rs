//! Creates the tables of `evidence`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the tables of `evidence`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE evidence (
    id $uuid NOT NULL,
    person_id $uuid NOT NULL REFERENCES person (id),
    kind $text NOT NULL,
    submitted_by $uuid NOT NULL,
    recorded_at $instant NOT NULL,
    occurred_on $date NOT NULL,
    starts_at $instant,
    ends_at $instant,
    minutes $int,
    days $int,
    absence_days $int,
    activity $text,
    source_kind $text,
    source_id $uuid,
    requirement_id $uuid,
    department_id $uuid,
    specialty $text,
    base_id $uuid,
    base_kind $text,
    assessor_id $uuid,
    level $int,
    note $text NOT NULL,
    replaces_id $uuid REFERENCES evidence (id),
    PRIMARY KEY (id)
);
CREATE INDEX evidence_by_person_id_kind_occurred_on ON evidence (person_id, kind, occurred_on);
CREATE INDEX evidence_by_source_id ON evidence (source_id);
CREATE INDEX evidence_by_replaces_id ON evidence (replaces_id);

CREATE TABLE evidence_state (
    evidence_id $uuid NOT NULL REFERENCES evidence (id),
    status $text NOT NULL,
    reviewer_id $uuid,
    version $int NOT NULL,
    PRIMARY KEY (evidence_id)
);
CREATE INDEX evidence_state_by_reviewer_id_status ON evidence_state (reviewer_id, status);

CREATE TABLE review (
    id $uuid NOT NULL,
    evidence_id $uuid NOT NULL REFERENCES evidence (id),
    reviewer_id $uuid NOT NULL,
    decision $text NOT NULL,
    reason $text,
    decided_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX review_by_evidence_id ON review (evidence_id);

CREATE TABLE credit (
    id $uuid NOT NULL,
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    requirement_id $uuid NOT NULL REFERENCES requirement (id),
    evidence_id $uuid NOT NULL REFERENCES evidence (id),
    quantity $bigint NOT NULL,
    day $date NOT NULL,
    department_id $uuid,
    specialty $text,
    base_id $uuid,
    base_kind $text,
    assessor_id $uuid,
    class_year $text,
    review_id $uuid REFERENCES review (id),
    recorded_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX credit_by_enrolment_id_requirement_id ON credit (enrolment_id, requirement_id);
CREATE INDEX credit_by_evidence_id ON credit (evidence_id);

CREATE TABLE progress_total (
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    requirement_id $uuid NOT NULL,
    facet $text NOT NULL,
    value $text NOT NULL,
    quantity $bigint NOT NULL,
    PRIMARY KEY (enrolment_id, requirement_id, facet, value)
);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::append_only(manager, &["evidence", "review", "credit"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["progress_total", "credit", "review", "evidence_state", "evidence"])
            .await
    }
}
