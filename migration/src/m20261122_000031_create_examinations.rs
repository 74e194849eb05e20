//! Creates exit examinations, who registers for them, what is decided about it, and the scores.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates exit examinations, who registers for them, what is decided about it, and the scores.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE exit_examination (
    id $uuid NOT NULL PRIMARY KEY,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    curriculum_id $uuid NOT NULL REFERENCES curriculum (id),
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    held_on $date NOT NULL,
    registers_from $date NOT NULL,
    registers_until $date NOT NULL,
    parts $text NOT NULL,
    most_attempts $int NOT NULL,
    announced_by $uuid NOT NULL REFERENCES person (id),
    announced_at $instant NOT NULL,
    cancelled_at $instant,
    cancel_reason $text
);
CREATE INDEX exit_examination_by_day ON exit_examination (held_on, id);
CREATE INDEX exit_examination_by_curriculum ON exit_examination (curriculum_id, held_on);
CREATE TABLE exit_exam_registration (
    id $uuid NOT NULL PRIMARY KEY,
    examination_id $uuid NOT NULL REFERENCES exit_examination (id),
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    attempt $int NOT NULL,
    outcome $text NOT NULL,
    rule_version $text NOT NULL,
    status $text NOT NULL,
    base_institution_id $uuid REFERENCES institution (id),
    ticket $text,
    registered_at $instant NOT NULL,
    version $int NOT NULL
);
CREATE UNIQUE INDEX exit_exam_registration_once ON exit_exam_registration (examination_id, enrolment_id)
    WHERE status IN ('AWAITS_BASE', 'AWAITS_ORGANISER', 'ADMITTED');
CREATE UNIQUE INDEX exit_exam_registration_by_ticket ON exit_exam_registration (examination_id, ticket);
CREATE INDEX exit_exam_registration_by_person ON exit_exam_registration (person_id, id);
CREATE INDEX exit_exam_registration_by_enrolment ON exit_exam_registration (enrolment_id, id);
CREATE INDEX exit_exam_registration_by_status ON exit_exam_registration (status, id);
CREATE TABLE exit_exam_review (
    id $uuid NOT NULL PRIMARY KEY,
    registration_id $uuid NOT NULL REFERENCES exit_exam_registration (id),
    step $text NOT NULL,
    decision $text NOT NULL,
    reason $text,
    reviewer_id $uuid NOT NULL REFERENCES person (id),
    decided_at $instant NOT NULL
);
CREATE INDEX exit_exam_review_by_registration ON exit_exam_review (registration_id, id);
CREATE TABLE exit_exam_score (
    id $uuid NOT NULL PRIMARY KEY,
    registration_id $uuid NOT NULL REFERENCES exit_exam_registration (id),
    points $text NOT NULL,
    is_absent $bool NOT NULL,
    is_passed $bool NOT NULL,
    imported_by $uuid NOT NULL REFERENCES person (id),
    imported_at $instant NOT NULL,
    evidence_id $uuid NOT NULL REFERENCES evidence (id),
    replaces_id $uuid REFERENCES exit_exam_score (id)
);
CREATE INDEX exit_exam_score_by_registration ON exit_exam_score (registration_id, id);
CREATE UNIQUE INDEX exit_exam_score_by_evidence ON exit_exam_score (evidence_id);
CREATE UNIQUE INDEX exit_exam_score_by_replaced ON exit_exam_score (replaces_id);
";

/// What was announced.
const EXAMINATION: &[&str] = &[
    "id",
    "institution_id",
    "curriculum_id",
    "name_zh",
    "name_en",
    "held_on",
    "registers_from",
    "registers_until",
    "parts",
    "most_attempts",
    "announced_by",
    "announced_at",
];
/// What a registration was when it was made.
const REGISTRATION: &[&str] =
    &["id", "examination_id", "attempt", "outcome", "rule_version", "base_institution_id", "registered_at"];
const REVIEW: &[&str] = &["id", "registration_id", "step", "decision", "reviewer_id", "decided_at"];

/// The new person is the record that the old one was joined into.
const JOINED: &str =
    "EXISTS (SELECT 1 FROM person WHERE person.id = OLD.person_id AND person.merged_into_id = NEW.person_id)";

const APPEND_ONLY: &[&str] = &["exit_exam_review", "exit_exam_score"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let never = "an exit examination never changes";
        let changed = format!("OLD.cancelled_at IS NOT NULL OR NOT ({})", unchanged(EXAMINATION));
        dialect::refuse(manager, "exit_examination", Change::Update, &changed, never).await?;
        dialect::refuse(manager, "exit_examination", Change::Delete, "true", never).await?;

        let hers = unchanged(&["person_id", "enrolment_id"]);
        let decided = "OLD.status IN ('RETURNED', 'REJECTED', 'WITHDRAWN') AND NEW.status <> OLD.status";
        let ticket = "OLD.ticket IS NOT NULL AND NEW.ticket IS DISTINCT FROM OLD.ticket";
        let changed = format!(
            "NOT ({}) OR NOT ({hers} OR {JOINED}) OR ({decided}) OR ({ticket})",
            unchanged(REGISTRATION)
        );
        let never = "what a registration was made with never changes";
        dialect::refuse(manager, "exit_exam_registration", Change::Update, &changed, never).await?;
        dialect::refuse(manager, "exit_exam_registration", Change::Delete, "true", never).await?;

        let emptied = "NEW.reason IS NULL AND EXISTS (SELECT 1 FROM exit_exam_registration \
                       JOIN person ON person.id = exit_exam_registration.person_id \
                       WHERE exit_exam_registration.id = OLD.registration_id AND person.erased_at IS NOT NULL)";
        let changed = format!("NOT ({} AND {emptied})", unchanged(REVIEW));
        let never = "reviews of registrations are append-only";
        dialect::refuse(manager, "exit_exam_review", Change::Update, &changed, never).await?;
        dialect::refuse(manager, "exit_exam_review", Change::Delete, "true", never).await?;
        dialect::append_only(manager, &["exit_exam_score"]).await?;
        dialect::refuse_emptying(manager, APPEND_ONLY).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow_emptying(manager, APPEND_ONLY).await?;
        let tables = ["exit_exam_score", "exit_exam_review", "exit_exam_registration", "exit_examination"];
        dialect::drop_tables(manager, &tables).await
    }
}
