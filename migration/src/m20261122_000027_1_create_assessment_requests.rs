//! Creates what trainees ask people without an account to assess, by links that work once.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Creates what trainees ask people without an account to assess, by links that work once.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE assessment_request (
    id $uuid NOT NULL PRIMARY KEY,
    person_id $uuid NOT NULL REFERENCES person (id),
    form_id $uuid NOT NULL REFERENCES assessment_form (id),
    occurred_on $date NOT NULL,
    assessor_name $text NOT NULL,
    assessor_email $text,
    note $text NOT NULL,
    secret_digest $blob NOT NULL,
    created_by $uuid NOT NULL REFERENCES person (id),
    created_at $instant NOT NULL,
    expires_at $instant NOT NULL,
    revoked_at $instant,
    is_used $bool NOT NULL,
    signed_name $text,
    evidence_id $uuid REFERENCES evidence (id)
);
CREATE UNIQUE INDEX assessment_request_by_secret ON assessment_request (secret_digest);
CREATE UNIQUE INDEX assessment_request_by_evidence ON assessment_request (evidence_id);
CREATE INDEX assessment_request_by_person ON assessment_request (person_id, id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let again = "OLD.is_used AND NOT NEW.is_used OR OLD.evidence_id IS NOT NULL \
                     AND (NEW.evidence_id IS NULL OR NEW.evidence_id <> OLD.evidence_id)";
        dialect::refuse(manager, "assessment_request", Change::Update, again, "a link works once").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["assessment_request"]).await
    }
}
