//! Lets the digest of an audit event cover all of it, guards every column, and indexes what the trail is searched by.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Lets the digest of an audit event cover all of it, guards every column, and indexes what the trail is searched by.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &str = "
ALTER TABLE audit_event ADD COLUMN delegator_id $uuid;
ALTER TABLE audit_event ADD COLUMN payload_digest $blob;
DROP INDEX audit_event_by_object_id;
CREATE INDEX audit_event_by_object_id ON audit_event (object_id, id);
CREATE INDEX audit_event_by_actor_person_id ON audit_event (actor_person_id, id);
CREATE INDEX audit_event_by_action ON audit_event (action, id);
";

const WITHOUT_COLUMNS: &str = "
DROP INDEX audit_event_by_action;
DROP INDEX audit_event_by_actor_person_id;
DROP INDEX audit_event_by_object_id;
CREATE INDEX audit_event_by_object_id ON audit_event (object_id);
ALTER TABLE audit_event DROP COLUMN payload_digest;
ALTER TABLE audit_event DROP COLUMN delegator_id;
";

/// Every column that stays as it was written.
const KEPT: &[&str] = &[
    "id",
    "occurred_at",
    "actor_person_id",
    "actor_token_id",
    "delegator_id",
    "action",
    "object_kind",
    "object_id",
    "payload_digest",
    "digest",
    "request_id",
];

const TABLES: &[&str] = &["audit_event", "audit_seal", "audit_sealed_event"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow(manager, "audit_event", Change::Update).await?;
        dialect::run(manager, COLUMNS).await?;
        let kept: Vec<String> =
            KEPT.iter().map(|column| format!("NEW.{column} IS NOT DISTINCT FROM OLD.{column}")).collect();
        let erases = format!("NEW.payload IS NULL AND NEW.salt IS NULL AND {}", kept.join(" AND "));
        let message = "audit_event is append-only: only its payload and salt may be erased";
        dialect::refuse(manager, "audit_event", Change::Update, &format!("NOT ({erases})"), message).await?;
        dialect::refuse_emptying(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::allow_emptying(manager, TABLES).await?;
        dialect::allow(manager, "audit_event", Change::Update).await?;
        dialect::run(manager, WITHOUT_COLUMNS).await?;
        let erases = "NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.digest = OLD.digest AND NEW.id = OLD.id \
                      AND NEW.action = OLD.action AND NEW.object_id = OLD.object_id";
        let message = "audit_event is append-only: only its payload and salt may be erased";
        dialect::refuse(manager, "audit_event", Change::Update, &format!("NOT ({erases})"), message).await
    }
}
