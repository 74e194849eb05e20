//! Lets evidence and certificates go over to the record that a double of their person was joined into, and nothing else.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Lets evidence and certificates go over to the record that a double of their person was joined into, and nothing else.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Every column of evidence that stays as it was written.
const EVIDENCE: &[&str] = &[
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
    "note",
    "replaces_id",
];

/// Every column of an issued certificate that never changes, beside its person.
const CERTIFICATE: &[&str] = &[
    "id",
    "enrolment_id",
    "institution_id",
    "kind",
    "status",
    "issued_at",
    "issued_on",
    "serial_number",
    "code",
    "snapshot",
    "snapshot_hash",
    "rule_version",
    "public_url",
    "file_hash",
];

/// The new person is the record that the old one was joined into.
const JOINED: &str =
    "EXISTS (SELECT 1 FROM person WHERE person.id = OLD.person_id AND person.merged_into_id = NEW.person_id)";

const APPEND_ONLY: &str = "evidence is append-only";
const FROZEN: &str = "an issued certificate never changes";

fn changed(columns: &[&str]) -> String {
    let parts = columns.iter().map(|column| format!("NEW.{column} IS DISTINCT FROM OLD.{column}"));
    parts.collect::<Vec<_>>().join(" OR ")
}

async fn guard(manager: &SchemaManager<'_>, evidence: &str, certificate: &str) -> Result<(), DbErr> {
    dialect::allow(manager, "evidence", Change::Update).await?;
    dialect::refuse(manager, "evidence", Change::Update, evidence, APPEND_ONLY).await?;
    dialect::allow(manager, "certificate", Change::Update).await?;
    let frozen = format!("OLD.status = 'ISSUED' AND ({certificate})");
    dialect::refuse(manager, "certificate", Change::Update, &frozen, FROZEN).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let elsewhere = format!("NEW.person_id <> OLD.person_id AND NOT {JOINED}");
        let evidence = format!("{} OR NOT {JOINED}", changed(EVIDENCE));
        guard(manager, &evidence, &format!("{} OR ({elsewhere})", changed(CERTIFICATE))).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let certificate = format!("{} OR NEW.person_id <> OLD.person_id", changed(CERTIFICATE));
        guard(manager, "true", &certificate).await
    }
}
