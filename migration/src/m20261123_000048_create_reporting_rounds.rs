//! Creates what consortia measure by, what was read of it at institutions, and the rounds in which members report.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates what consortia measure by, what was read of it at institutions, and the rounds in which members report.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE indicator (
    id $uuid NOT NULL PRIMARY KEY,
    consortium_id $uuid NOT NULL REFERENCES consortium (id),
    code $text NOT NULL,
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    unit $text NOT NULL,
    direction $text NOT NULL,
    created_by $uuid REFERENCES person (id),
    created_at $instant NOT NULL,
    UNIQUE (consortium_id, code)
);
CREATE TABLE indicator_reading (
    id $uuid NOT NULL PRIMARY KEY,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    indicator_id $uuid NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    value $bigint NOT NULL CHECK (value BETWEEN 0 AND 1000000000000),
    file_name $text,
    media_type $text,
    byte_size $bigint,
    content_digest $text,
    entered_by $uuid REFERENCES person (id),
    entered_at $instant NOT NULL,
    recorded_at $instant NOT NULL,
    replaces_id $uuid UNIQUE REFERENCES indicator_reading (id),
    CHECK (starts_on <= ends_on)
);
CREATE INDEX indicator_reading_of ON indicator_reading (institution_id, indicator_id, starts_on);
CREATE UNIQUE INDEX indicator_reading_first ON indicator_reading (institution_id, indicator_id, starts_on, ends_on) WHERE replaces_id IS NULL;
CREATE TABLE reporting_round (
    id $uuid NOT NULL PRIMARY KEY,
    consortium_id $uuid NOT NULL REFERENCES consortium (id),
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    due_on $date NOT NULL,
    status $text NOT NULL,
    edition $int NOT NULL CHECK (edition >= 1),
    created_by $uuid REFERENCES person (id),
    created_at $instant NOT NULL,
    closed_at $instant,
    CHECK (starts_on <= ends_on)
);
CREATE INDEX reporting_round_by_consortium_id ON reporting_round (consortium_id, ends_on, id);
CREATE INDEX reporting_round_by_due_on ON reporting_round (status, due_on);
CREATE TABLE reporting_round_indicator (
    round_id $uuid NOT NULL REFERENCES reporting_round (id),
    place $int NOT NULL,
    indicator_id $uuid NOT NULL,
    PRIMARY KEY (round_id, place),
    UNIQUE (round_id, indicator_id)
);
CREATE TABLE reporting_reopening (
    round_id $uuid NOT NULL REFERENCES reporting_round (id),
    edition $int NOT NULL,
    reason $text NOT NULL,
    reopened_by $uuid REFERENCES person (id),
    reopened_at $instant NOT NULL,
    PRIMARY KEY (round_id, edition)
);
CREATE TABLE reporting_submission (
    id $uuid NOT NULL PRIMARY KEY,
    round_id $uuid NOT NULL REFERENCES reporting_round (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    number $int NOT NULL,
    edition $int NOT NULL,
    status $text NOT NULL,
    file_name $text NOT NULL,
    media_type $text NOT NULL,
    byte_size $bigint NOT NULL,
    content_digest $text NOT NULL,
    submitted_by $uuid NOT NULL REFERENCES person (id),
    submitted_at $instant NOT NULL,
    decided_by $uuid REFERENCES person (id),
    decided_at $instant,
    reason $text,
    UNIQUE (round_id, institution_id, number)
);
CREATE UNIQUE INDEX reporting_submission_standing ON reporting_submission (round_id, institution_id) WHERE status <> 'RETURNED';
CREATE TABLE reporting_figure (
    submission_id $uuid NOT NULL REFERENCES reporting_submission (id),
    indicator_id $uuid NOT NULL,
    value $bigint NOT NULL CHECK (value BETWEEN 0 AND 1000000000000),
    reading_id $uuid REFERENCES indicator_reading (id),
    made_reading $bool NOT NULL,
    PRIMARY KEY (submission_id, indicator_id)
);
CREATE TABLE reporting_reminder (
    round_id $uuid NOT NULL REFERENCES reporting_round (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    days $int NOT NULL,
    told_at $instant NOT NULL,
    PRIMARY KEY (round_id, institution_id, days)
);
";

/// Every column of a round beside its status.
const ROUND: &[&str] = &[
    "id",
    "consortium_id",
    "name_zh",
    "name_en",
    "starts_on",
    "ends_on",
    "due_on",
    "created_by",
    "created_at",
];
/// Every column of a submission beside what is decided about it.
const SUBMISSION: &[&str] = &[
    "id",
    "round_id",
    "institution_id",
    "number",
    "edition",
    "file_name",
    "media_type",
    "byte_size",
    "content_digest",
    "submitted_by",
    "submitted_at",
];

/// What a reading replaces is of the same institution, indicator and days.
const ASTRAY: &str = "NEW.replaces_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM indicator_reading replaced \
                      WHERE replaced.id = NEW.replaces_id AND replaced.institution_id = NEW.institution_id \
                      AND replaced.indicator_id = NEW.indicator_id AND replaced.starts_on = NEW.starts_on \
                      AND replaced.ends_on = NEW.ends_on)";

async fn guard_rounds(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let round = format!(
        "NEW.status = OLD.status OR NEW.status = 'OPEN' AND NEW.edition <> OLD.edition + 1 \
         OR NEW.status = 'CLOSED' AND NEW.edition <> OLD.edition OR NOT ({})",
        unchanged(ROUND)
    );
    let never = "a round is closed or opened anew, and nothing else of it changes";
    dialect::refuse(manager, "reporting_round", Change::Update, &round, never).await?;
    dialect::refuse(manager, "reporting_round", Change::Delete, "1 = 1", never).await?;
    let frozen = "EXISTS (SELECT 1 FROM reporting_round WHERE reporting_round.id = NEW.round_id \
                  AND reporting_round.status = 'CLOSED')";
    let never = "figures of a closed round are frozen";
    dialect::refuse(manager, "reporting_submission", Change::Insert, frozen, never).await?;
    // What was accepted is returned only once the round was opened anew.
    let submission = format!(
        "{frozen} OR NEW.status = OLD.status OR OLD.status = 'RETURNED' OR NEW.status = 'SUBMITTED' \
         OR OLD.status = 'ACCEPTED' AND NOT EXISTS (SELECT 1 FROM reporting_round \
         WHERE reporting_round.id = OLD.round_id AND reporting_round.edition > OLD.edition) OR NOT ({})",
        unchanged(SUBMISSION)
    );
    let never = "what was submitted is decided about, and nothing else of it changes";
    dialect::refuse(manager, "reporting_submission", Change::Update, &submission, never).await?;
    dialect::refuse(manager, "reporting_submission", Change::Delete, "1 = 1", never).await?;
    let decided = "NOT EXISTS (SELECT 1 FROM reporting_submission WHERE reporting_submission.id = NEW.submission_id \
                   AND reporting_submission.status = 'SUBMITTED')";
    let never = "figures never change: other ones are submitted anew";
    dialect::refuse(manager, "reporting_figure", Change::Insert, decided, never).await?;
    let figure = format!(
        "OLD.reading_id IS NOT NULL OR NOT ({})",
        unchanged(&["submission_id", "indicator_id", "value"])
    );
    dialect::refuse(manager, "reporting_figure", Change::Update, &figure, never).await?;
    dialect::refuse(manager, "reporting_figure", Change::Delete, "1 = 1", never).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let astray = "a reading replaces one of the same institution, indicator and days";
        dialect::refuse(manager, "indicator_reading", Change::Insert, ASTRAY, astray).await?;
        let tables = [
            "indicator",
            "indicator_reading",
            "reporting_round_indicator",
            "reporting_reopening",
            "reporting_reminder",
        ];
        dialect::append_only(manager, &tables).await?;
        guard_rounds(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "reporting_reminder",
            "reporting_figure",
            "reporting_submission",
            "reporting_reopening",
            "reporting_round_indicator",
            "reporting_round",
            "indicator_reading",
            "indicator",
        ];
        dialect::drop_tables(manager, &tables).await
    }
}
