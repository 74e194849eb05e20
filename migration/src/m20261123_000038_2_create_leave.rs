//! Creates leave, what is decided about it, and the certificates that prove it.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change, Range};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates leave, what is decided about it, and the certificates that prove it.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE leave (
    id $uuid NOT NULL PRIMARY KEY,
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    kind $text NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    asked_until $date NOT NULL,
    reason $text NOT NULL,
    status $text NOT NULL,
    step $text NOT NULL,
    place_id $uuid,
    steps $text NOT NULL,
    position $int NOT NULL,
    supervisor_id $uuid REFERENCES person (id),
    needs_certificate $bool NOT NULL,
    version $int NOT NULL,
    requested_at $instant NOT NULL
);
CREATE INDEX leave_by_enrolment ON leave (enrolment_id);
CREATE INDEX leave_by_person ON leave (person_id, starts_on);
CREATE INDEX leave_by_place ON leave (place_id) WHERE status = 'REQUESTED';
CREATE INDEX leave_by_supervisor ON leave (supervisor_id) WHERE status = 'REQUESTED';
CREATE TABLE leave_decision (
    id $uuid NOT NULL PRIMARY KEY,
    leave_id $uuid NOT NULL REFERENCES leave (id),
    step $text NOT NULL,
    decision $text NOT NULL,
    reason $text NOT NULL,
    decided_by $uuid NOT NULL REFERENCES person (id),
    decided_at $instant NOT NULL
);
CREATE INDEX leave_decision_by_leave ON leave_decision (leave_id);
CREATE TABLE leave_certificate (
    leave_id $uuid NOT NULL PRIMARY KEY REFERENCES leave (id),
    upload_id $uuid NOT NULL,
    file_name $text NOT NULL,
    media_type $text NOT NULL,
    byte_size $bigint NOT NULL,
    content_digest $text NOT NULL,
    attached_at $instant NOT NULL,
    destroyed_at $instant,
    UNIQUE (upload_id)
);
";

/// What of a leave never changes.
const LEAVE: &[&str] =
    &["id", "kind", "starts_on", "asked_until", "steps", "needs_certificate", "requested_at"];
/// What of a decision never changes.
const DECISION: &[&str] = &["id", "leave_id", "step", "decision", "decided_at"];
/// What of a certificate never changes.
const CERTIFICATE: &[&str] =
    &["leave_id", "upload_id", "media_type", "byte_size", "content_digest", "attached_at"];

/// The trainee whose leave the row is about was erased.
const ERASED: &str = "EXISTS (SELECT 1 FROM leave JOIN person ON person.id = leave.person_id \
                      WHERE leave.id = OLD.leave_id AND person.erased_at IS NOT NULL)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::no_overlap(
            manager,
            &Range {
                table: "leave",
                key: &["person_id"],
                from: "starts_on",
                until: "ends_on",
                includes_end: true,
                counts: Some("status IN ('REQUESTED', 'APPROVED')"),
            },
        )
        .await?;
        let kept = format!("NOT ({})", unchanged(LEAVE));
        let asked = "what was asked for as a leave never changes";
        dialect::refuse(manager, "leave", Change::Update, &kept, asked).await?;
        dialect::refuse(manager, "leave", Change::Delete, "1 = 1", asked).await?;
        let append_only = "what was decided about a leave is append-only";
        // The hand that decided may be another record of the same human once the two are joined.
        let emptied = format!(
            "NOT ({} AND (NEW.reason = OLD.reason OR (NEW.reason = '' AND {ERASED})))",
            unchanged(DECISION)
        );
        dialect::refuse(manager, "leave_decision", Change::Update, &emptied, append_only).await?;
        dialect::refuse(manager, "leave_decision", Change::Delete, "1 = 1", append_only).await?;
        let once = "what proves a leave is append-only";
        let emptied = format!("NOT ({} AND {ERASED})", unchanged(CERTIFICATE));
        dialect::refuse(manager, "leave_certificate", Change::Update, &emptied, once).await?;
        dialect::refuse(manager, "leave_certificate", Change::Delete, "1 = 1", once).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["leave_certificate", "leave_decision", "leave"]).await
    }
}
