//! Creates statements of what somebody taught.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates statements of what somebody taught.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE teaching_statement (
    id $uuid NOT NULL PRIMARY KEY,
    person_id $uuid NOT NULL REFERENCES person (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    kind $text NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    issued_by $uuid NOT NULL REFERENCES person (id),
    issued_at $instant NOT NULL,
    issued_on $date NOT NULL,
    code $text NOT NULL UNIQUE,
    facts_hash $text NOT NULL,
    snapshot $text NOT NULL,
    snapshot_hash $text NOT NULL,
    public_url $text NOT NULL,
    file_hash $text NOT NULL,
    file_size $bigint NOT NULL,
    supersedes_id $uuid REFERENCES teaching_statement (id),
    superseded_at $instant,
    CHECK (starts_on <= ends_on)
);
CREATE UNIQUE INDEX teaching_statement_in_force ON teaching_statement (person_id, institution_id, kind, starts_on, ends_on)
    WHERE superseded_at IS NULL;
CREATE INDEX teaching_statement_by_person ON teaching_statement (person_id, issued_at, id);
CREATE INDEX teaching_statement_by_institution ON teaching_statement (institution_id, issued_at, id);
CREATE INDEX teaching_statement_by_issue ON teaching_statement (issued_at, id);
CREATE INDEX teaching_statement_by_file ON teaching_statement (file_hash);
";

/// What of a statement never changes.
const ISSUED: &[&str] = &[
    "id",
    "institution_id",
    "kind",
    "starts_on",
    "ends_on",
    "issued_by",
    "issued_at",
    "issued_on",
    "code",
    "facts_hash",
    "snapshot",
    "snapshot_hash",
    "public_url",
    "file_hash",
    "file_size",
    "supersedes_id",
];

/// It is still hers, or the new person is the record that hers was joined into.
const HERS: &str = "(NEW.person_id = OLD.person_id OR EXISTS (SELECT 1 FROM person \
                    WHERE person.id = OLD.person_id AND person.merged_into_id = NEW.person_id))";

/// It is superseded once.
const ONCE: &str = "(OLD.superseded_at IS NULL OR NEW.superseded_at IS NOT DISTINCT FROM OLD.superseded_at)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let refused = format!("NOT ({} AND {HERS} AND {ONCE})", unchanged(ISSUED));
        let never = "an issued statement never changes";
        dialect::refuse(manager, "teaching_statement", Change::Update, &refused, never).await?;
        let always = "a code, once given out, always resolves";
        dialect::refuse(manager, "teaching_statement", Change::Delete, "1 = 1", always).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["teaching_statement"]).await
    }
}
