//! Creates the tables of `platform`.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Creates the tables of `platform`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE setting (
    key $text NOT NULL,
    value $text NOT NULL,
    updated_at $instant NOT NULL,
    PRIMARY KEY (key)
);

CREATE TABLE counter (
    name $text NOT NULL,
    value $bigint NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE audit_event (
    id $uuid NOT NULL,
    occurred_at $instant NOT NULL,
    actor_person_id $uuid,
    actor_token_id $uuid,
    action $text NOT NULL,
    object_kind $text NOT NULL,
    object_id $uuid NOT NULL,
    payload $text,
    salt $blob,
    digest $blob NOT NULL,
    request_id $text,
    PRIMARY KEY (id)
);
CREATE INDEX audit_event_by_occurred_at ON audit_event (occurred_at, id);
CREATE INDEX audit_event_by_object_id ON audit_event (object_id);

CREATE TABLE audit_seal (
    number $bigint NOT NULL,
    previous_digest $blob NOT NULL,
    digest $blob NOT NULL,
    event_count $int NOT NULL,
    sealed_at $instant NOT NULL,
    PRIMARY KEY (number)
);

CREATE TABLE audit_sealed_event (
    event_id $uuid NOT NULL REFERENCES audit_event (id),
    seal_number $bigint NOT NULL REFERENCES audit_seal (number),
    position $int NOT NULL,
    PRIMARY KEY (event_id),
    UNIQUE (seal_number, position)
);

CREATE TABLE job (
    id $uuid NOT NULL,
    kind $text NOT NULL,
    payload $text NOT NULL,
    status $text NOT NULL,
    unique_key $text,
    run_at $instant NOT NULL,
    attempts $int NOT NULL,
    lease_until $instant,
    last_error $text,
    created_at $instant NOT NULL,
    finished_at $instant,
    PRIMARY KEY (id),
    UNIQUE (unique_key)
);
CREATE INDEX job_by_status_run_at ON job (status, run_at);

CREATE TABLE event (
    id $uuid NOT NULL,
    topic $text NOT NULL,
    object_id $uuid NOT NULL,
    person_id $uuid,
    payload $text NOT NULL,
    recorded_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX event_by_person_id ON event (person_id, id);

CREATE TABLE idempotency_key (
    actor_id $uuid NOT NULL,
    key $text NOT NULL,
    input_digest $blob NOT NULL,
    result_id $uuid NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (actor_id, key)
);

CREATE TABLE upload (
    id $uuid NOT NULL,
    owner_id $uuid NOT NULL,
    purpose $text NOT NULL,
    file_name $text NOT NULL,
    token_digest $blob NOT NULL,
    content_digest $text,
    byte_size $bigint,
    created_at $instant NOT NULL,
    expires_at $instant NOT NULL,
    received_at $instant,
    PRIMARY KEY (id),
    UNIQUE (token_digest)
);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::append_only(manager, &["audit_seal", "audit_sealed_event"]).await?;
        let erases = "NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.digest = OLD.digest AND NEW.id = OLD.id \
                      AND NEW.action = OLD.action AND NEW.object_id = OLD.object_id";
        let message = "audit_event is append-only: only its payload and salt may be erased";
        dialect::refuse(manager, "audit_event", Change::Update, &format!("NOT ({erases})"), message).await?;
        dialect::refuse(manager, "audit_event", Change::Delete, "true", "audit_event is append-only").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(
            manager,
            &[
                "upload",
                "idempotency_key",
                "event",
                "job",
                "audit_sealed_event",
                "audit_seal",
                "audit_event",
                "counter",
                "setting",
            ],
        )
        .await
    }
}
