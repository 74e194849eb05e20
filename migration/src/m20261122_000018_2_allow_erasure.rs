//! Lets what was written about a person be emptied once she is erased, and keeps a record of it.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Lets what was written about a person be emptied once she is erased, and keeps a record of it.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE erasure (
    person_id $uuid NOT NULL REFERENCES person (id),
    erased_by $uuid,
    erased_at $instant NOT NULL,
    ground $text NOT NULL,
    reference $text NOT NULL,
    erased $text NOT NULL,
    kept $text NOT NULL,
    PRIMARY KEY (person_id)
);
";

/// Every column of evidence beside its person and what she wrote.
pub(crate) const EVIDENCE: &[&str] = &[
    "id",
    "kind",
    "submitted_by",
    "recorded_at",
    "occurred_on",
    "starts_at",
    "ends_at",
    "minutes",
    "days",
    "absence_days",
    "activity",
    "source_kind",
    "source_id",
    "requirement_id",
    "department_id",
    "specialty",
    "base_id",
    "base_kind",
    "assessor_id",
    "level",
    "replaces_id",
];

/// Every column of a review beside its reason.
pub(crate) const REVIEW: &[&str] = &["id", "evidence_id", "reviewer_id", "decision", "decided_at"];

/// The new person is the record that the old one was joined into.
const JOINED: &str =
    "EXISTS (SELECT 1 FROM person WHERE person.id = OLD.person_id AND person.merged_into_id = NEW.person_id)";

/// That none of these columns changes.
pub(crate) fn unchanged(columns: &[&str]) -> String {
    let parts = columns.iter().map(|column| format!("NEW.{column} IS NOT DISTINCT FROM OLD.{column}"));
    parts.collect::<Vec<_>>().join(" AND ")
}

/// Refuses to change evidence, but for what a joined or an erased person needs; `columns` are all beside her and her note.
pub(crate) async fn guard_evidence(manager: &SchemaManager<'_>, columns: &[&str]) -> Result<(), DbErr> {
    let kept = unchanged(columns);
    let joined = format!("NEW.note = OLD.note AND {JOINED}");
    let emptied = "NEW.note = '' AND NEW.person_id = OLD.person_id \
                   AND EXISTS (SELECT 1 FROM person WHERE person.id = OLD.person_id \
                   AND person.erased_at IS NOT NULL)";
    let refused = format!("NOT ({kept} AND (({joined}) OR ({emptied})))");
    dialect::allow(manager, "evidence", Change::Update).await?;
    dialect::refuse(manager, "evidence", Change::Update, &refused, "evidence is append-only").await
}

/// Refuses to change reviews, but for the reason when the person they are about was erased; `columns` are all beside it.
pub(crate) async fn guard_review(manager: &SchemaManager<'_>, columns: &[&str]) -> Result<(), DbErr> {
    let refused = format!(
        "NOT ({} AND NEW.reason IS NULL AND EXISTS (SELECT 1 FROM evidence JOIN person \
         ON person.id = evidence.person_id WHERE evidence.id = OLD.evidence_id \
         AND person.erased_at IS NOT NULL))",
        unchanged(columns)
    );
    dialect::refuse(manager, "review", Change::Update, &refused, "review is append-only").await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::append_only(manager, &["erasure"]).await?;
        let comes_back = "OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at";
        dialect::refuse(manager, "person", Change::Update, comes_back, "what was erased stays erased")
            .await?;
        guard_evidence(manager, EVIDENCE).await?;
        dialect::allow(manager, "review", Change::Update).await?;
        guard_review(manager, REVIEW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow(manager, "person", Change::Update).await?;
        dialect::allow(manager, "review", Change::Update).await?;
        dialect::refuse(manager, "review", Change::Update, "true", "review is append-only").await?;
        let refused = format!("NOT ({} AND NEW.note = OLD.note AND {JOINED})", unchanged(EVIDENCE));
        dialect::allow(manager, "evidence", Change::Update).await?;
        dialect::refuse(manager, "evidence", Change::Update, &refused, "evidence is append-only").await?;
        dialect::drop_tables(manager, &["erasure"]).await
    }
}
