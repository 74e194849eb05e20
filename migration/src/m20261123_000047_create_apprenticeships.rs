//! Creates masters' appointments and apprenticeships, and lets a master look after somebody who is in no programme.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates masters' appointments and apprenticeships, and lets a master look after somebody who is in no programme.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE mentor (
    id $uuid NOT NULL PRIMARY KEY,
    person_id $uuid NOT NULL REFERENCES person (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    rank $text NOT NULL,
    specialties $text NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date,
    end_reason $text,
    created_at $instant NOT NULL
);
CREATE INDEX mentor_by_person ON mentor (person_id);
CREATE INDEX mentor_by_institution ON mentor (institution_id, starts_on);

CREATE TABLE mentor_cap (
    institution_id $uuid NOT NULL REFERENCES institution (id),
    rank $text NOT NULL,
    most $int NOT NULL CHECK (most BETWEEN 0 AND 100),
    PRIMARY KEY (institution_id, rank)
);

CREATE TABLE apprenticeship (
    id $uuid NOT NULL PRIMARY KEY,
    mentor_id $uuid NOT NULL REFERENCES mentor (id),
    mentor_person_id $uuid NOT NULL REFERENCES person (id),
    apprentice_id $uuid NOT NULL REFERENCES person (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    consortium_id $uuid REFERENCES consortium (id),
    enrolment_id $uuid REFERENCES enrolment (id),
    base_id $uuid REFERENCES training_base (id),
    specialty $text NOT NULL,
    goals $text NOT NULL,
    goals_note $text NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    half_days_per_week $int NOT NULL CHECK (half_days_per_week BETWEEN 1 AND 14),
    contact_every_days $int NOT NULL CHECK (contact_every_days BETWEEN 1 AND 92),
    channels $text NOT NULL,
    ceremony_on $date,
    status $text NOT NULL,
    proposed_by $uuid NOT NULL REFERENCES person (id),
    mentor_consented_at $instant,
    apprentice_consented_at $instant,
    follows_id $uuid REFERENCES apprenticeship (id),
    ended_on $date,
    version $int NOT NULL,
    created_at $instant NOT NULL,
    CHECK (starts_on <= ends_on),
    CHECK (status <> 'ACTIVE' OR (mentor_consented_at IS NOT NULL AND apprentice_consented_at IS NOT NULL))
);
CREATE INDEX apprenticeship_by_mentor ON apprenticeship (mentor_id, status);
CREATE INDEX apprenticeship_by_mentor_person ON apprenticeship (mentor_person_id);
CREATE INDEX apprenticeship_by_apprentice ON apprenticeship (apprentice_id);
CREATE INDEX apprenticeship_by_institution ON apprenticeship (institution_id, status);
CREATE INDEX apprenticeship_by_consortium ON apprenticeship (consortium_id, status);

CREATE TABLE apprenticeship_act (
    id $uuid NOT NULL PRIMARY KEY,
    apprenticeship_id $uuid NOT NULL REFERENCES apprenticeship (id),
    kind $text NOT NULL,
    side $text NOT NULL,
    actor_id $uuid NOT NULL REFERENCES person (id),
    effective_on $date NOT NULL,
    reason $text,
    recorded_at $instant NOT NULL
);
CREATE INDEX apprenticeship_act_by_apprenticeship ON apprenticeship_act (apprenticeship_id, id);
";

/// Every column of an act beside its reason.
const ACT: &[&str] = &["id", "apprenticeship_id", "kind", "side", "actor_id", "effective_on", "recorded_at"];

/// One of the two of whom the act is was erased.
const ERASED: &str = "EXISTS (SELECT 1 FROM apprenticeship JOIN person \
                      ON person.id = apprenticeship.apprentice_id OR person.id = apprenticeship.mentor_person_id \
                      WHERE apprenticeship.id = OLD.apprenticeship_id AND person.erased_at IS NOT NULL)";

/// A supervision as it is from now on: of an enrolment, or of an apprenticeship of somebody who is in no programme, or both.
const SUPERVISION: &str = "
CREATE TABLE supervision_next (
    id $uuid NOT NULL PRIMARY KEY,
    enrolment_id $uuid REFERENCES enrolment (id),
    apprenticeship_id $uuid REFERENCES apprenticeship (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    supervisor_id $uuid NOT NULL REFERENCES person (id),
    kind $text NOT NULL,
    base_id $uuid,
    base_kind $text,
    starts_on $date NOT NULL,
    ends_on $date,
    created_at $instant NOT NULL,
    CHECK (enrolment_id IS NOT NULL OR apprenticeship_id IS NOT NULL)
);
INSERT INTO supervision_next (id, enrolment_id, person_id, supervisor_id, kind, base_id, base_kind, starts_on, ends_on, created_at)
SELECT id, enrolment_id, person_id, supervisor_id, kind, base_id, base_kind, starts_on, ends_on, created_at FROM supervision;
DROP TABLE supervision;
ALTER TABLE supervision_next RENAME TO supervision;
CREATE INDEX supervision_by_enrolment_id ON supervision (enrolment_id);
CREATE INDEX supervision_by_apprenticeship ON supervision (apprenticeship_id);
CREATE INDEX supervision_by_person ON supervision (person_id);
CREATE INDEX supervision_by_supervisor_id ON supervision (supervisor_id);
";

/// As it was.
const SUPERVISION_BEFORE: &str = "
CREATE TABLE supervision_before (
    id $uuid NOT NULL PRIMARY KEY,
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    supervisor_id $uuid NOT NULL REFERENCES person (id),
    kind $text NOT NULL,
    base_id $uuid,
    base_kind $text,
    starts_on $date NOT NULL,
    ends_on $date,
    created_at $instant NOT NULL
);
INSERT INTO supervision_before (id, enrolment_id, person_id, supervisor_id, kind, base_id, base_kind, starts_on, ends_on, created_at)
SELECT id, enrolment_id, person_id, supervisor_id, kind, base_id, base_kind, starts_on, ends_on, created_at FROM supervision;
DROP TABLE supervision;
ALTER TABLE supervision_before RENAME TO supervision;
CREATE INDEX supervision_by_enrolment_id ON supervision (enrolment_id);
CREATE INDEX supervision_by_supervisor_id ON supervision (supervisor_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::run(manager, SUPERVISION).await?;
        let never = "what happened in an apprenticeship never changes";
        let emptied = format!("NOT ({} AND NEW.reason IS NULL AND {ERASED})", unchanged(ACT));
        dialect::refuse(manager, "apprenticeship_act", Change::Update, &emptied, never).await?;
        dialect::refuse(manager, "apprenticeship_act", Change::Delete, "1 = 1", never).await
    }

    /// Fails while a master looks after somebody who is in no programme.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, SUPERVISION_BEFORE).await?;
        dialect::drop_tables(manager, &["apprenticeship_act", "apprenticeship", "mentor_cap", "mentor"]).await
    }
}
