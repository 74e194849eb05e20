//! Creates ratings of teaching: who has rated is kept apart from what was answered, and no answer is kept as such.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates ratings of teaching: who has rated is kept apart from what was answered, and no answer is kept as such.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE rating_subject (
    id $uuid NOT NULL PRIMARY KEY,
    kind $text NOT NULL,
    about_id $uuid NOT NULL,
    place_id $uuid NOT NULL REFERENCES institution (id),
    UNIQUE (kind, about_id, place_id)
);

CREATE TABLE rating_batch (
    id $uuid NOT NULL PRIMARY KEY,
    subject_id $uuid NOT NULL REFERENCES rating_subject (id),
    form_code $text NOT NULL,
    form_set_id $uuid REFERENCES rule_set (id),
    answers $int NOT NULL,
    is_released $bool NOT NULL
);
CREATE INDEX rating_batch_by_subject ON rating_batch (subject_id, id);

CREATE TABLE rating_given (
    session_id $uuid NOT NULL REFERENCES teaching_session (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    subject_id $uuid NOT NULL REFERENCES rating_subject (id),
    batch_id $uuid NOT NULL REFERENCES rating_batch (id),
    PRIMARY KEY (session_id, person_id, subject_id)
);
CREATE INDEX rating_given_by_person ON rating_given (person_id, session_id);
CREATE INDEX rating_given_by_batch ON rating_given (batch_id, person_id);

CREATE TABLE rating_tally (
    batch_id $uuid NOT NULL REFERENCES rating_batch (id),
    item $text NOT NULL,
    value $int NOT NULL,
    answers $int NOT NULL,
    PRIMARY KEY (batch_id, item, value)
);

CREATE TABLE rating_comment (
    id $uuid NOT NULL PRIMARY KEY,
    batch_id $uuid NOT NULL REFERENCES rating_batch (id),
    comment $text NOT NULL
);
CREATE INDEX rating_comment_by_batch ON rating_comment (batch_id, id);
";

/// What of answers that were released never changes. Whom they are about may be joined into another record.
const RELEASED: &[&str] = &["id", "form_code", "form_set_id", "answers", "is_released"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let refused = format!("OLD.is_released AND NOT ({})", unchanged(RELEASED));
        let never = "answers that were released together never change";
        dialect::refuse(manager, "rating_batch", Change::Update, &refused, never).await?;
        let counted = "what was answered is counted, and never taken back";
        dialect::refuse(manager, "rating_tally", Change::Update, "NEW.answers < OLD.answers", counted)
            .await?;
        for table in ["rating_batch", "rating_tally"] {
            dialect::refuse(manager, table, Change::Delete, "1 = 1", counted).await?;
        }
        let words = "a comment never changes";
        dialect::refuse(manager, "rating_comment", Change::Update, "1 = 1", words).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["rating_comment", "rating_tally", "rating_given", "rating_batch", "rating_subject"];
        dialect::drop_tables(manager, &tables).await
    }
}
