//! Creates dispatches of experts, their own duties, and the calendar of public holidays.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates dispatches of experts, their own duties, and the calendar of public holidays.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE calendar_day (
    day $date NOT NULL PRIMARY KEY,
    year $int NOT NULL,
    kind $text NOT NULL,
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    stands_for $date,
    recorded_by $uuid REFERENCES person (id),
    recorded_at $instant NOT NULL
);
CREATE INDEX calendar_day_by_year ON calendar_day (year);

CREATE TABLE expert_duty (
    id $uuid NOT NULL PRIMARY KEY,
    person_id $uuid NOT NULL REFERENCES person (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    name $text NOT NULL,
    starts_at $instant NOT NULL,
    ends_at $instant NOT NULL,
    rule $text,
    holidays $text NOT NULL,
    last_day $date,
    recorded_by $uuid NOT NULL REFERENCES person (id),
    recorded_at $instant NOT NULL
);
CREATE INDEX expert_duty_by_person ON expert_duty (person_id);

CREATE TABLE dispatch (
    id $uuid NOT NULL PRIMARY KEY,
    name $text NOT NULL,
    organiser_id $uuid NOT NULL REFERENCES institution (id),
    host_id $uuid NOT NULL REFERENCES institution (id),
    agreement_id $uuid REFERENCES agreement (id),
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    ended_on $date,
    end_reason $text,
    planned_by $uuid NOT NULL REFERENCES person (id),
    planned_at $instant NOT NULL
);
CREATE INDEX dispatch_by_organiser ON dispatch (organiser_id, starts_on);
CREATE INDEX dispatch_by_host ON dispatch (host_id, starts_on);
CREATE INDEX dispatch_by_start ON dispatch (starts_on, id);

CREATE TABLE dispatch_slot (
    id $uuid NOT NULL PRIMARY KEY,
    dispatch_id $uuid NOT NULL REFERENCES dispatch (id),
    place $int NOT NULL,
    expert_id $uuid NOT NULL REFERENCES person (id),
    kind $text NOT NULL,
    channel $text NOT NULL,
    title $text NOT NULL,
    base_id $uuid REFERENCES training_base (id),
    department_id $uuid REFERENCES department (id),
    topics $text NOT NULL,
    starts_at $instant NOT NULL,
    ends_at $instant NOT NULL,
    rule $text,
    holidays $text NOT NULL,
    except_days $text NOT NULL,
    ended_on $date,
    UNIQUE (dispatch_id, place)
);
CREATE INDEX dispatch_slot_by_expert ON dispatch_slot (expert_id, dispatch_id);

CREATE TABLE dispatch_visit (
    session_id $uuid NOT NULL PRIMARY KEY REFERENCES teaching_session (id),
    slot_id $uuid NOT NULL REFERENCES dispatch_slot (id),
    due_on $date NOT NULL,
    UNIQUE (slot_id, due_on)
);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::append_only(manager, &["dispatch_visit"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["dispatch_visit", "dispatch_slot", "dispatch", "expert_duty", "calendar_day"];
        dialect::drop_tables(manager, &tables).await
    }
}
