//! Creates rounds in which several people answer one form, and their answers, which nobody signs.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Creates rounds in which several people answer one form, and their answers, which nobody signs.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE assessment_round (
    id $uuid NOT NULL PRIMARY KEY,
    person_id $uuid NOT NULL REFERENCES person (id),
    form_id $uuid NOT NULL REFERENCES assessment_form (id),
    occurred_on $date NOT NULL,
    closes_on $date NOT NULL,
    opened_by $uuid NOT NULL REFERENCES person (id),
    opened_at $instant NOT NULL,
    closed_at $instant,
    evidence_id $uuid REFERENCES evidence (id)
);
CREATE INDEX assessment_round_by_person ON assessment_round (person_id, id);
CREATE UNIQUE INDEX assessment_round_by_evidence ON assessment_round (evidence_id);
CREATE TABLE assessment_round_answer (
    id $uuid NOT NULL PRIMARY KEY,
    round_id $uuid NOT NULL REFERENCES assessment_round (id),
    role $text NOT NULL,
    answers $text NOT NULL
);
CREATE INDEX assessment_round_answer_by_round ON assessment_round_answer (round_id);
ALTER TABLE assessment_request ADD COLUMN round_id $uuid REFERENCES assessment_round (id);
ALTER TABLE assessment_request ADD COLUMN role $text;
CREATE INDEX assessment_request_by_round ON assessment_request (round_id);
";

const TABLES_BEFORE: &str = "
DROP INDEX assessment_request_by_round;
ALTER TABLE assessment_request DROP COLUMN role;
ALTER TABLE assessment_request DROP COLUMN round_id;
";

/// The trainee whom the answer is about was not erased.
const KEPT: &str = "NOT EXISTS (SELECT 1 FROM assessment_round JOIN person ON person.id = assessment_round.person_id \
                    WHERE assessment_round.id = OLD.round_id AND person.erased_at IS NOT NULL)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let append_only = "answers of a round are append-only";
        dialect::refuse(manager, "assessment_round_answer", Change::Update, "1 = 1", append_only).await?;
        dialect::refuse(manager, "assessment_round_answer", Change::Delete, KEPT, append_only).await?;
        let again = "OLD.closed_at IS NOT NULL AND (NEW.closed_at IS NULL OR NEW.closed_at <> OLD.closed_at)";
        dialect::refuse(manager, "assessment_round", Change::Update, again, "a round is closed once").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES_BEFORE).await?;
        dialect::drop_tables(manager, &["assessment_round_answer", "assessment_round"]).await
    }
}
