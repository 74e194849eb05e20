//! Gives roles places of every kind, writes down which institution reaches which, and lets a deputy act.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives roles places of every kind, writes down which institution reaches which, and lets a deputy act.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
ALTER TABLE role_grant ADD COLUMN department_id $uuid;
ALTER TABLE role_grant ADD COLUMN region_code $text;
ALTER TABLE role_grant ADD COLUMN consortium_id $uuid;
ALTER TABLE role_grant ADD COLUMN revoked_at $instant;
ALTER TABLE relation ADD COLUMN department_id $uuid;
ALTER TABLE relation ADD COLUMN specialty $text;
CREATE INDEX relation_by_department_id ON relation (department_id);

CREATE TABLE reach (
    id $uuid NOT NULL,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    over_institution_id $uuid REFERENCES institution (id),
    department_id $uuid REFERENCES department (id),
    region_code $text,
    consortium_id $uuid,
    specialty $text,
    starts_on $date,
    ends_on $date,
    PRIMARY KEY (id)
);
CREATE INDEX reach_by_over_institution_id ON reach (over_institution_id);
CREATE INDEX reach_by_region_code ON reach (region_code);
CREATE INDEX reach_by_consortium_id ON reach (consortium_id);
CREATE INDEX reach_by_institution_id ON reach (institution_id);
CREATE INDEX reach_by_department_id ON reach (department_id);

CREATE TABLE delegation (
    id $uuid NOT NULL,
    delegator_id $uuid NOT NULL REFERENCES person (id),
    deputy_id $uuid NOT NULL REFERENCES person (id),
    reason $text NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    created_at $instant NOT NULL,
    revoked_at $instant,
    PRIMARY KEY (id)
);
CREATE INDEX delegation_by_deputy_id ON delegation (deputy_id);
CREATE INDEX delegation_by_delegator_id ON delegation (delegator_id);

CREATE TABLE consortium (
    id $uuid NOT NULL,
    kind $text NOT NULL,
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    sort_key $text NOT NULL,
    core_institution_id $uuid NOT NULL REFERENCES institution (id),
    created_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX consortium_by_sort_key ON consortium (sort_key, id);

CREATE TABLE consortium_membership (
    id $uuid NOT NULL,
    consortium_id $uuid NOT NULL REFERENCES consortium (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    specialty $text,
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX consortium_membership_by_consortium_id ON consortium_membership (consortium_id);

INSERT INTO reach (id, institution_id, over_institution_id, region_code)
    SELECT id, id, id, region_code FROM institution;
INSERT INTO reach (id, institution_id, department_id)
    SELECT d.id, b.institution_id, d.id FROM department d JOIN training_base b ON b.id = d.base_id;
UPDATE relation SET kind = 'ENROLLED_BY' WHERE source_kind = 'ENROLMENT' AND EXISTS (
    SELECT 1 FROM enrolment e WHERE e.id = relation.source_id AND e.institution_id = relation.institution_id
);
UPDATE relation SET kind = 'SENT_BY' WHERE source_kind = 'ENROLMENT' AND kind = 'LEARNS_AT';
UPDATE relation SET department_id = (SELECT p.department_id FROM placement p WHERE p.id = relation.source_id)
    WHERE source_kind = 'PLACEMENT' AND kind = 'LEARNS_AT';
UPDATE relation SET specialty = (SELECT d.specialty FROM department d WHERE d.id = relation.department_id)
    WHERE department_id IS NOT NULL;
";

const BACK: &str = "
UPDATE relation SET kind = 'LEARNS_AT' WHERE kind IN ('ENROLLED_BY', 'SENT_BY');
DROP INDEX relation_by_department_id;
ALTER TABLE relation DROP COLUMN specialty;
ALTER TABLE relation DROP COLUMN department_id;
DELETE FROM role_grant WHERE role NOT IN ('SYSTEM_ADMINISTRATOR', 'SCHOOL_REGISTRAR', 'PROGRAMME_DIRECTOR',
    'BASE_ADMINISTRATOR', 'SUPERVISOR', 'TRAINEE');
ALTER TABLE role_grant DROP COLUMN revoked_at;
ALTER TABLE role_grant DROP COLUMN consortium_id;
ALTER TABLE role_grant DROP COLUMN region_code;
ALTER TABLE role_grant DROP COLUMN department_id;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["consortium_membership", "consortium", "delegation", "reach"])
            .await?;
        dialect::run(manager, BACK).await
    }
}
