//! Creates teaching sessions: who holds what for whom, who attended, and the files of it.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates teaching sessions: who holds what for whom, who attended, and the files of it.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE teaching_session (
    id $uuid NOT NULL PRIMARY KEY,
    kind $text NOT NULL,
    channel $text NOT NULL,
    title $text NOT NULL,
    organiser_id $uuid NOT NULL REFERENCES institution (id),
    host_id $uuid NOT NULL REFERENCES institution (id),
    base_id $uuid REFERENCES training_base (id),
    department_id $uuid REFERENCES department (id),
    agreement_id $uuid REFERENCES agreement (id),
    owed_by $text,
    starts_at $instant NOT NULL,
    ends_at $instant NOT NULL,
    held_on $date NOT NULL,
    minutes $int NOT NULL,
    cases $text NOT NULL,
    link $text NOT NULL UNIQUE,
    status $text NOT NULL,
    reason $text,
    planned_by $uuid NOT NULL REFERENCES person (id),
    planned_at $instant NOT NULL,
    delivered_by $uuid REFERENCES person (id),
    delivered_for $uuid REFERENCES person (id),
    delivered_at $instant,
    confirmed_by $uuid REFERENCES person (id),
    confirmed_at $instant,
    version $int NOT NULL
);
CREATE INDEX teaching_session_by_host ON teaching_session (host_id, held_on);
CREATE INDEX teaching_session_by_organiser ON teaching_session (organiser_id, held_on);
CREATE INDEX teaching_session_by_agreement ON teaching_session (agreement_id, held_on);
CREATE INDEX teaching_session_by_start ON teaching_session (starts_at, id);

CREATE TABLE teaching_leader (
    session_id $uuid NOT NULL REFERENCES teaching_session (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    place $int NOT NULL,
    PRIMARY KEY (session_id, person_id)
);
CREATE INDEX teaching_leader_by_person ON teaching_leader (person_id, session_id);

CREATE TABLE teaching_topic (
    session_id $uuid NOT NULL REFERENCES teaching_session (id),
    place $int NOT NULL,
    name $text NOT NULL,
    competency_id $uuid REFERENCES competency (id),
    form_id $uuid REFERENCES assessment_form (id),
    PRIMARY KEY (session_id, place)
);

CREATE TABLE teaching_attendance (
    session_id $uuid NOT NULL REFERENCES teaching_session (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    way $text NOT NULL,
    recorded_by $uuid NOT NULL REFERENCES person (id),
    recorded_at $instant NOT NULL,
    struck_by $uuid REFERENCES person (id),
    struck_at $instant,
    strike_reason $text,
    PRIMARY KEY (session_id, person_id)
);
CREATE INDEX teaching_attendance_by_person ON teaching_attendance (person_id, session_id);

CREATE TABLE teaching_file (
    id $uuid NOT NULL PRIMARY KEY,
    session_id $uuid NOT NULL REFERENCES teaching_session (id),
    upload_id $uuid NOT NULL UNIQUE,
    file_name $text NOT NULL,
    media_type $text NOT NULL,
    byte_size $bigint NOT NULL,
    content_digest $text NOT NULL,
    attached_by $uuid NOT NULL REFERENCES person (id),
    attached_at $instant NOT NULL
);
CREATE INDEX teaching_file_by_session ON teaching_file (session_id, id);
";

/// What of a session that was confirmed never changes. Who planned it and said that it was held may be joined into another record.
const CONFIRMED: &[&str] = &[
    "id",
    "kind",
    "channel",
    "title",
    "organiser_id",
    "host_id",
    "base_id",
    "department_id",
    "agreement_id",
    "owed_by",
    "starts_at",
    "ends_at",
    "held_on",
    "minutes",
    "cases",
    "link",
    "status",
    "confirmed_by",
    "confirmed_at",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let never = "a teaching session that was confirmed never changes";
        let refused = format!("OLD.status = 'CONFIRMED' AND NOT ({})", unchanged(CONFIRMED));
        dialect::refuse(manager, "teaching_session", Change::Update, &refused, never).await?;
        let kept = "what was planned and held is never taken out";
        dialect::refuse(manager, "teaching_session", Change::Delete, "1 = 1", kept).await?;
        dialect::append_only(manager, &["teaching_file"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables =
            ["teaching_file", "teaching_attendance", "teaching_topic", "teaching_leader", "teaching_session"];
        dialect::drop_tables(manager, &tables).await
    }
}
