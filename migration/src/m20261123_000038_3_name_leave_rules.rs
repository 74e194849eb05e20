//! Lets what happened to an enrolment name the rules of leave behind it.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Lets what happened to an enrolment name the rules of leave behind it.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Every column beside the reason, as it was before.
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

/// Lets the reason be emptied once the trainee was erased, and nothing else be changed.
async fn guard(manager: &SchemaManager<'_>, columns: &[&str]) -> Result<(), DbErr> {
    let emptied = format!(
        "NOT ({} AND NEW.reason = '' AND EXISTS (SELECT 1 FROM enrolment JOIN person \
         ON person.id = enrolment.person_id WHERE enrolment.id = OLD.enrolment_id \
         AND person.erased_at IS NOT NULL))",
        unchanged(columns)
    );
    let append_only = "what happened to an enrolment is append-only";
    dialect::refuse(manager, "enrolment_act", Change::Update, &emptied, append_only).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow(manager, "enrolment_act", Change::Update).await?;
        dialect::run(
            manager,
            "ALTER TABLE enrolment_act ADD COLUMN leave_rules $text NOT NULL DEFAULT '[]';\n",
        )
        .await?;
        guard(manager, &[ACT, &["leave_rules"]].concat()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow(manager, "enrolment_act", Change::Update).await?;
        dialect::run(manager, "ALTER TABLE enrolment_act DROP COLUMN leave_rules;\n").await?;
        guard(manager, ACT).await
    }
}
