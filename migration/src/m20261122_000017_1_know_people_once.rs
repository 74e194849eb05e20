//! Lets a person be recognised: day of birth, identity number, likely doubles, and what became of a double.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets a person be recognised: day of birth, identity number, likely doubles, and what became of a double.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
ALTER TABLE person ADD COLUMN birth_on $date;
ALTER TABLE person ADD COLUMN merged_into_id $uuid;
ALTER TABLE person ADD COLUMN left_on $date;
ALTER TABLE person ADD COLUMN erased_at $instant;
CREATE INDEX person_by_name_zh_birth_on ON person (name_zh, birth_on);
CREATE INDEX person_by_merged_into_id ON person (merged_into_id);

CREATE TABLE identity_number (
    person_id $uuid NOT NULL REFERENCES person (id),
    kind $text NOT NULL,
    sealed $blob NOT NULL,
    blind_index $blob NOT NULL,
    masked $text NOT NULL,
    is_shared $bool NOT NULL,
    recorded_at $instant NOT NULL,
    PRIMARY KEY (person_id)
);
CREATE UNIQUE INDEX identity_number_once ON identity_number (blind_index) WHERE NOT is_shared;
CREATE INDEX identity_number_by_blind_index ON identity_number (blind_index);

CREATE TABLE possible_double (
    id $uuid NOT NULL,
    person_id $uuid NOT NULL REFERENCES person (id),
    other_id $uuid NOT NULL REFERENCES person (id),
    ground $text NOT NULL,
    status $text NOT NULL,
    found_at $instant NOT NULL,
    decided_by $uuid,
    decided_at $instant,
    reason $text,
    PRIMARY KEY (id),
    UNIQUE (person_id, other_id)
);
CREATE INDEX possible_double_by_status ON possible_double (status, id);

CREATE TABLE person_merge (
    id $uuid NOT NULL,
    kept_id $uuid NOT NULL REFERENCES person (id),
    merged_id $uuid NOT NULL REFERENCES person (id),
    merged_by $uuid,
    merged_at $instant NOT NULL,
    reason $text NOT NULL,
    moved $text NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (merged_id)
);
CREATE INDEX person_merge_by_kept_id ON person_merge (kept_id);
";

const BACK: &str = "
DROP INDEX person_by_merged_into_id;
DROP INDEX person_by_name_zh_birth_on;
ALTER TABLE person DROP COLUMN erased_at;
ALTER TABLE person DROP COLUMN left_on;
ALTER TABLE person DROP COLUMN merged_into_id;
ALTER TABLE person DROP COLUMN birth_on;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["person_merge", "possible_double", "identity_number"]).await?;
        dialect::run(manager, BACK).await
    }
}
