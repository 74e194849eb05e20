//! Creates the providers that vouch for people, the identities that were linked, and the attempts under way.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the providers that vouch for people, the identities that were linked, and the attempts under way.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE identity_provider (
    id $uuid NOT NULL,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    issuer $text NOT NULL,
    client_id $text NOT NULL,
    client_secret $blob NOT NULL,
    admits_administrators $bool NOT NULL,
    created_by $uuid REFERENCES person (id),
    created_at $instant NOT NULL,
    ended_at $instant,
    PRIMARY KEY (id)
);
CREATE INDEX identity_provider_by_institution_id ON identity_provider (institution_id);

CREATE TABLE linked_identity (
    id $uuid NOT NULL,
    person_id $uuid NOT NULL REFERENCES person (id),
    identity_provider_id $uuid NOT NULL REFERENCES identity_provider (id),
    issuer $text NOT NULL,
    subject $text NOT NULL,
    linked_at $instant NOT NULL,
    last_used_at $instant NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (issuer, subject)
);
CREATE INDEX linked_identity_by_person_id ON linked_identity (person_id);

CREATE TABLE sign_in_attempt (
    id $uuid NOT NULL,
    identity_provider_id $uuid NOT NULL REFERENCES identity_provider (id),
    person_id $uuid REFERENCES person (id),
    state_digest $blob NOT NULL,
    browser_digest $blob NOT NULL,
    proof $blob NOT NULL,
    return_path $text NOT NULL,
    expires_at $instant NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (state_digest)
);
CREATE INDEX sign_in_attempt_by_expires_at ON sign_in_attempt (expires_at);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["sign_in_attempt", "linked_identity", "identity_provider"]).await
    }
}
