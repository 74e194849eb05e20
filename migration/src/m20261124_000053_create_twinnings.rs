//! Creates twinnings: two institutions, their departments, what they are measured by and what they did.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates twinnings: two institutions, their departments, what they are measured by and what they did.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE twinning (
    id $uuid NOT NULL PRIMARY KEY,
    name $text NOT NULL,
    supporting_id $uuid NOT NULL REFERENCES institution (id),
    supported_id $uuid NOT NULL REFERENCES institution (id),
    agreement_id $uuid REFERENCES agreement (id),
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    baseline_from $date NOT NULL,
    baseline_until $date NOT NULL,
    topics $text NOT NULL,
    channels $text NOT NULL,
    status $text NOT NULL,
    proposed_side $text NOT NULL,
    proposed_by $uuid NOT NULL REFERENCES person (id),
    proposed_at $instant NOT NULL,
    decided_by $uuid REFERENCES person (id),
    decided_at $instant,
    reason $text
);
CREATE INDEX twinning_by_supporting ON twinning (supporting_id, starts_on);
CREATE INDEX twinning_by_supported ON twinning (supported_id, starts_on);
CREATE INDEX twinning_by_start ON twinning (starts_on, id);

CREATE TABLE twinning_pair (
    id $uuid NOT NULL PRIMARY KEY,
    twinning_id $uuid NOT NULL REFERENCES twinning (id),
    place $int NOT NULL,
    supporting_department $text NOT NULL,
    supported_department $text NOT NULL,
    supporting_contact_id $uuid NOT NULL REFERENCES person (id),
    supported_contact_id $uuid NOT NULL REFERENCES person (id),
    UNIQUE (twinning_id, place)
);
CREATE INDEX twinning_pair_by_supporting_contact ON twinning_pair (supporting_contact_id);
CREATE INDEX twinning_pair_by_supported_contact ON twinning_pair (supported_contact_id);

CREATE TABLE twinning_indicator (
    twinning_id $uuid NOT NULL REFERENCES twinning (id),
    indicator_id $uuid NOT NULL,
    place $int NOT NULL,
    added_at $instant NOT NULL,
    PRIMARY KEY (twinning_id, indicator_id)
);

CREATE TABLE twinning_session (
    session_id $uuid NOT NULL PRIMARY KEY REFERENCES teaching_session (id),
    twinning_id $uuid NOT NULL REFERENCES twinning (id),
    pair_id $uuid NOT NULL REFERENCES twinning_pair (id),
    topic $int NOT NULL
);
CREATE INDEX twinning_session_by_twinning ON twinning_session (twinning_id);

CREATE TABLE twinning_reading (
    reading_id $uuid NOT NULL PRIMARY KEY REFERENCES indicator_reading (id),
    twinning_id $uuid NOT NULL REFERENCES twinning (id),
    reason $text
);
CREATE INDEX twinning_reading_by_twinning ON twinning_reading (twinning_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::append_only(manager, &["twinning_indicator", "twinning_session", "twinning_reading"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables =
            ["twinning_reading", "twinning_session", "twinning_indicator", "twinning_pair", "twinning"];
        dialect::drop_tables(manager, &tables).await
    }
}
