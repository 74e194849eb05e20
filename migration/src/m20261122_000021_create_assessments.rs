//! Creates forms of assessment, what assessors marked on them, and what trainees wrote about it.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::{EVIDENCE, guard_evidence, unchanged};

/// Creates forms of assessment, what assessors marked on them, and what trainees wrote about it.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
ALTER TABLE evidence ADD COLUMN passed $bool;
CREATE TABLE assessment_form (
    id $uuid NOT NULL PRIMARY KEY,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    code $text NOT NULL,
    number $int NOT NULL,
    kind $text NOT NULL,
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    sort_key $text NOT NULL,
    definition $text NOT NULL,
    created_by $uuid REFERENCES person (id),
    created_at $instant NOT NULL,
    retired_at $instant,
    UNIQUE (institution_id, code, number)
);
CREATE UNIQUE INDEX assessment_form_in_use ON assessment_form (institution_id, code) WHERE retired_at IS NULL;
CREATE TABLE assessment (
    evidence_id $uuid NOT NULL PRIMARY KEY REFERENCES evidence (id),
    form_id $uuid NOT NULL REFERENCES assessment_form (id),
    answers $text NOT NULL
);
CREATE INDEX assessment_by_form ON assessment (form_id);
CREATE TABLE assessment_note (
    id $uuid NOT NULL PRIMARY KEY,
    evidence_id $uuid NOT NULL REFERENCES evidence (id),
    item $text NOT NULL,
    note $text NOT NULL,
    written_at $instant NOT NULL
);
CREATE INDEX assessment_note_by_evidence ON assessment_note (evidence_id);
";

/// Every column of a form beside when it was retired.
const FORM: &[&str] = &[
    "id",
    "institution_id",
    "code",
    "number",
    "kind",
    "name_zh",
    "name_en",
    "sort_key",
    "definition",
    "created_by",
    "created_at",
];

/// The trainee whose evidence the row is about was erased.
const ERASED: &str = "EXISTS (SELECT 1 FROM evidence JOIN person ON person.id = evidence.person_id \
                      WHERE evidence.id = OLD.evidence_id AND person.erased_at IS NOT NULL)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        guard_evidence(manager, &[EVIDENCE, &["passed"]].concat()).await?;
        let changes = format!("NOT ({}) OR OLD.retired_at IS NOT NULL", unchanged(FORM));
        let never = "a form never changes: its next version takes its place";
        dialect::refuse(manager, "assessment_form", Change::Update, &changes, never).await?;
        let emptied =
            format!("NOT (NEW.evidence_id = OLD.evidence_id AND NEW.form_id = OLD.form_id AND {ERASED})");
        let append_only = "what was marked and noted is append-only";
        dialect::refuse(manager, "assessment", Change::Update, &emptied, append_only).await?;
        dialect::refuse(manager, "assessment", Change::Delete, "1 = 1", append_only).await?;
        dialect::refuse(manager, "assessment_note", Change::Update, "1 = 1", append_only).await?;
        let kept = format!("NOT {ERASED}");
        dialect::refuse(manager, "assessment_note", Change::Delete, &kept, append_only).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["assessment_note", "assessment", "assessment_form"]).await?;
        guard_evidence(manager, EVIDENCE).await?;
        dialect::run(manager, "ALTER TABLE evidence DROP COLUMN passed;\n").await
    }
}
