//! Creates what a core unit and a member of its consortium agreed, and what they say was done under it.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates what a core unit and a member of its consortium agreed, and what they say was done under it.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE agreement (
    id $uuid NOT NULL PRIMARY KEY,
    membership_id $uuid NOT NULL REFERENCES consortium_membership (id),
    consortium_id $uuid NOT NULL REFERENCES consortium (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    core_institution_id $uuid NOT NULL REFERENCES institution (id),
    number $text,
    signed_on $date NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date NOT NULL,
    renews_id $uuid UNIQUE REFERENCES agreement (id),
    file_name $text,
    media_type $text,
    byte_size $bigint,
    content_digest $text,
    created_by $uuid REFERENCES person (id),
    created_at $instant NOT NULL
);
CREATE INDEX agreement_by_membership_id ON agreement (membership_id, starts_on);
CREATE TABLE agreement_obligation (
    agreement_id $uuid NOT NULL REFERENCES agreement (id),
    place $int NOT NULL,
    kind $text NOT NULL,
    owed_by $text NOT NULL,
    quantity $int NOT NULL,
    per $text NOT NULL,
    PRIMARY KEY (agreement_id, place),
    UNIQUE (agreement_id, kind, owed_by)
);
CREATE TABLE agreement_delivery (
    id $uuid NOT NULL PRIMARY KEY,
    agreement_id $uuid NOT NULL REFERENCES agreement (id),
    kind $text NOT NULL,
    owed_by $text NOT NULL,
    delivered_on $date NOT NULL,
    note $text NOT NULL,
    status $text NOT NULL,
    recorded_by $uuid NOT NULL REFERENCES person (id),
    recorded_at $instant NOT NULL,
    decided_by $uuid REFERENCES person (id),
    decided_at $instant
);
CREATE INDEX agreement_delivery_by_agreement_id ON agreement_delivery (agreement_id, delivered_on);
";

/// Every column of a delivery beside what is decided about it.
const TOLD: &[&str] =
    &["id", "agreement_id", "kind", "owed_by", "delivered_on", "recorded_by", "recorded_at"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let never = "what was agreed never changes: a new agreement renews it";
        for table in ["agreement", "agreement_obligation"] {
            dialect::refuse(manager, table, Change::Update, "1 = 1", never).await?;
            dialect::refuse(manager, table, Change::Delete, "1 = 1", never).await?;
        }
        let told =
            format!("OLD.status <> 'PENDING' AND NEW.status <> OLD.status OR NOT ({})", unchanged(TOLD));
        let never = "what was said to be done is decided about once";
        dialect::refuse(manager, "agreement_delivery", Change::Update, &told, never).await?;
        dialect::refuse(manager, "agreement_delivery", Change::Delete, "1 = 1", never).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["agreement_delivery", "agreement_obligation", "agreement"]).await
    }
}
