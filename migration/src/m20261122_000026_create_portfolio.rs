//! Creates what is handed in with proof, the steps of a review, and the files that prove it.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::{EVIDENCE, guard_evidence, unchanged};

/// Creates what is handed in with proof, the steps of a review, and the files that prove it.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
ALTER TABLE curriculum_version ADD COLUMN reviews $text NOT NULL DEFAULT '{}';
ALTER TABLE evidence ADD COLUMN amount $bigint;
ALTER TABLE credit ADD COLUMN granted $text;
ALTER TABLE evidence_state ADD COLUMN step $text NOT NULL DEFAULT 'SUPERVISOR';
ALTER TABLE evidence_state ADD COLUMN place_id $uuid;
ALTER TABLE evidence_state ADD COLUMN later_steps $text NOT NULL DEFAULT '[]';
CREATE INDEX evidence_state_by_place ON evidence_state (place_id, status) WHERE place_id IS NOT NULL;
ALTER TABLE review ADD COLUMN step $text NOT NULL DEFAULT 'SUPERVISOR';
ALTER TABLE upload ADD COLUMN kept_at $instant;
CREATE TABLE portfolio_entry (
    evidence_id $uuid NOT NULL PRIMARY KEY REFERENCES evidence (id),
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    title $text NOT NULL,
    number $text NOT NULL,
    issuer $text NOT NULL,
    scope $text NOT NULL,
    text $text NOT NULL,
    since_on $date,
    valid_until $date
);
CREATE INDEX portfolio_entry_by_enrolment ON portfolio_entry (enrolment_id);
CREATE TABLE attachment (
    id $uuid NOT NULL PRIMARY KEY,
    evidence_id $uuid NOT NULL REFERENCES evidence (id),
    upload_id $uuid NOT NULL,
    file_name $text NOT NULL,
    media_type $text NOT NULL,
    byte_size $bigint NOT NULL,
    content_digest $text NOT NULL,
    attached_by $uuid NOT NULL REFERENCES person (id),
    attached_at $instant NOT NULL,
    destroyed_by $uuid REFERENCES person (id),
    destroyed_at $instant,
    destroyed_reason $text,
    UNIQUE (upload_id)
);
CREATE INDEX attachment_by_evidence ON attachment (evidence_id);
";

const COLUMNS: &str = "
ALTER TABLE upload DROP COLUMN kept_at;
ALTER TABLE review DROP COLUMN step;
DROP INDEX evidence_state_by_place;
ALTER TABLE evidence_state DROP COLUMN later_steps;
ALTER TABLE evidence_state DROP COLUMN place_id;
ALTER TABLE evidence_state DROP COLUMN step;
ALTER TABLE credit DROP COLUMN granted;
ALTER TABLE evidence DROP COLUMN amount;
ALTER TABLE curriculum_version DROP COLUMN reviews;
";

/// What an entry keeps when the person it is about is erased.
pub(crate) const ENTRY: &[&str] = &["evidence_id", "enrolment_id", "since_on", "valid_until"];
/// What of a file that proves something never changes.
const ATTACHMENT: &[&str] = &[
    "id",
    "evidence_id",
    "upload_id",
    "media_type",
    "byte_size",
    "content_digest",
    "attached_by",
    "attached_at",
];

/// The trainee whose evidence the row is about was erased.
pub(crate) const ERASED: &str = "EXISTS (SELECT 1 FROM evidence JOIN person ON person.id = evidence.person_id \
                      WHERE evidence.id = OLD.evidence_id AND person.erased_at IS NOT NULL)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        guard_evidence(manager, &[EVIDENCE, &["passed", "amount"]].concat()).await?;
        let append_only = "what was handed in is append-only";
        let emptied = format!("NOT ({} AND {ERASED})", unchanged(ENTRY));
        dialect::refuse(manager, "portfolio_entry", Change::Update, &emptied, append_only).await?;
        dialect::refuse(manager, "portfolio_entry", Change::Delete, "1 = 1", append_only).await?;
        let once = format!(
            "NOT ({} AND ((NEW.file_name = OLD.file_name AND OLD.destroyed_at IS NULL) OR {ERASED}))",
            unchanged(ATTACHMENT)
        );
        dialect::refuse(manager, "attachment", Change::Update, &once, append_only).await?;
        dialect::refuse(manager, "attachment", Change::Delete, "1 = 1", append_only).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["attachment", "portfolio_entry"]).await?;
        guard_evidence(manager, &[EVIDENCE, &["passed"]].concat()).await?;
        dialect::run(manager, COLUMNS).await
    }
}
