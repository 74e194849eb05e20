//! Creates what apprentices write about following their masters, and what masters say about a month of it.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates what apprentices write about following their masters, and what masters say about a month of it.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE following_record (
    evidence_id $uuid NOT NULL PRIMARY KEY REFERENCES evidence (id),
    apprenticeship_id $uuid NOT NULL REFERENCES apprenticeship (id),
    occurred_on $date NOT NULL,
    channel $text NOT NULL,
    seen $text NOT NULL,
    learned $text NOT NULL
);
CREATE INDEX following_record_by_apprenticeship ON following_record (apprenticeship_id, occurred_on);

CREATE TABLE following_review (
    id $uuid NOT NULL PRIMARY KEY,
    apprenticeship_id $uuid NOT NULL REFERENCES apprenticeship (id),
    month_on $date NOT NULL,
    mark $text NOT NULL,
    remark $text NOT NULL,
    recorded_at $instant NOT NULL
);
CREATE INDEX following_review_by_apprenticeship ON following_review (apprenticeship_id, month_on, id);
";

/// What of a record stays when the apprentice is erased.
const RECORD: &[&str] = &["evidence_id", "apprenticeship_id", "occurred_on", "channel"];
/// What of a review stays then.
const REVIEW: &[&str] = &["id", "apprenticeship_id", "month_on", "mark", "recorded_at"];

/// The apprentice, who wrote it, was erased.
const WRITER_ERASED: &str = "EXISTS (SELECT 1 FROM apprenticeship JOIN person ON person.id = apprenticeship.apprentice_id \
                             WHERE apprenticeship.id = OLD.apprenticeship_id AND person.erased_at IS NOT NULL)";
/// One of the two whose `OLD.apprenticeship_id` it is was erased.
pub(crate) const ERASED: &str = "EXISTS (SELECT 1 FROM apprenticeship JOIN person \
                      ON person.id = apprenticeship.apprentice_id OR person.id = apprenticeship.mentor_person_id \
                      WHERE apprenticeship.id = OLD.apprenticeship_id AND person.erased_at IS NOT NULL)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let tables = [
            ("following_record", RECORD, "NEW.seen = '' AND NEW.learned = ''", WRITER_ERASED),
            ("following_review", REVIEW, "NEW.remark = ''", ERASED),
        ];
        for (table, kept, emptied, erased) in tables {
            let never = "what was written about following a master never changes";
            let refused = format!("NOT ({} AND {emptied} AND {erased})", unchanged(kept));
            dialect::refuse(manager, table, Change::Update, &refused, never).await?;
            dialect::refuse(manager, table, Change::Delete, "1 = 1", never).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["following_review", "following_record"]).await
    }
}
