//! Creates what happened to enrolments after they were made: their acts, and the pauses of their calendars.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates what happened to enrolments after they were made: their acts, and the pauses of their calendars.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
ALTER TABLE enrolment ADD COLUMN pauses $text NOT NULL DEFAULT '[]';
CREATE TABLE enrolment_act (
    id $uuid NOT NULL PRIMARY KEY,
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    kind $text NOT NULL,
    starts_on $date,
    ends_on $date,
    completion_before $date NOT NULL,
    completion_after $date NOT NULL,
    version_before $uuid REFERENCES curriculum_version (id),
    version_after $uuid REFERENCES curriculum_version (id),
    reason $text NOT NULL,
    decided_by $uuid REFERENCES person (id),
    decided_at $instant NOT NULL
);
CREATE INDEX enrolment_act_by_enrolment ON enrolment_act (enrolment_id);
";

/// Every column beside the reason.
const ACT: &[&str] = &[
    "id",
    "enrolment_id",
    "kind",
    "starts_on",
    "ends_on",
    "completion_before",
    "completion_after",
    "version_before",
    "version_after",
    "decided_by",
    "decided_at",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let emptied = format!(
            "NOT ({} AND NEW.reason = '' AND EXISTS (SELECT 1 FROM enrolment JOIN person \
             ON person.id = enrolment.person_id WHERE enrolment.id = OLD.enrolment_id \
             AND person.erased_at IS NOT NULL))",
            unchanged(ACT)
        );
        let append_only = "what happened to an enrolment is append-only";
        dialect::refuse(manager, "enrolment_act", Change::Update, &emptied, append_only).await?;
        dialect::refuse(manager, "enrolment_act", Change::Delete, "1 = 1", append_only).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["enrolment_act"]).await?;
        dialect::run(manager, "ALTER TABLE enrolment DROP COLUMN pauses;\n").await
    }
}
