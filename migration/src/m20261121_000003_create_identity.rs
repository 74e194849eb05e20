//! Creates the tables of `identity`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the tables of `identity`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE person (
    id $uuid NOT NULL,
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    sort_key $text NOT NULL,
    initials $text NOT NULL,
    phone $text,
    email $text,
    language $text NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (phone)
);
CREATE INDEX person_by_sort_key ON person (sort_key, id);

CREATE TABLE person_number (
    id $uuid NOT NULL,
    person_id $uuid NOT NULL REFERENCES person (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    number $text NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (institution_id, number)
);
CREATE INDEX person_number_by_person_id ON person_number (person_id);

CREATE TABLE role_grant (
    id $uuid NOT NULL,
    person_id $uuid NOT NULL REFERENCES person (id),
    role $text NOT NULL,
    institution_id $uuid REFERENCES institution (id),
    starts_on $date NOT NULL,
    ends_on $date,
    created_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX role_grant_by_person_id ON role_grant (person_id);

CREATE TABLE access_token (
    id $uuid NOT NULL,
    person_id $uuid NOT NULL REFERENCES person (id),
    name $text NOT NULL,
    token_digest $blob NOT NULL,
    created_at $instant NOT NULL,
    expires_at $instant,
    revoked_at $instant,
    PRIMARY KEY (id),
    UNIQUE (token_digest)
);
CREATE INDEX access_token_by_person_id ON access_token (person_id);

CREATE TABLE relation (
    id $uuid NOT NULL,
    kind $text NOT NULL,
    holder_id $uuid NOT NULL REFERENCES person (id),
    person_id $uuid REFERENCES person (id),
    institution_id $uuid REFERENCES institution (id),
    starts_on $date NOT NULL,
    ends_on $date,
    source_kind $text NOT NULL,
    source_id $uuid NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX relation_by_holder_id_kind ON relation (holder_id, kind);
CREATE INDEX relation_by_person_id_kind ON relation (person_id, kind);
CREATE INDEX relation_by_institution_id_kind ON relation (institution_id, kind);
CREATE INDEX relation_by_source_id ON relation (source_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["relation", "access_token", "role_grant", "person_number", "person"])
            .await
    }
}
