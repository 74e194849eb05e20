//! Creates the tables of `credentials`.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Creates the tables of `credentials`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE certificate (
    id $uuid NOT NULL,
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    institution_id $uuid NOT NULL REFERENCES institution (id),
    kind $text NOT NULL,
    status $text NOT NULL,
    proposed_by $uuid NOT NULL,
    proposed_at $instant NOT NULL,
    issued_by $uuid,
    issued_at $instant,
    issued_on $date,
    serial_number $text,
    code $text,
    snapshot $text,
    snapshot_hash $text,
    rule_version $text,
    public_url $text,
    file_hash $text,
    file_size $bigint,
    is_flagged $bool NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (code),
    UNIQUE (institution_id, serial_number)
);
CREATE INDEX certificate_by_enrolment_id ON certificate (enrolment_id);
CREATE INDEX certificate_by_person_id ON certificate (person_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let kept = [
            "id",
            "enrolment_id",
            "person_id",
            "institution_id",
            "kind",
            "status",
            "issued_at",
            "issued_on",
            "serial_number",
            "code",
            "snapshot",
            "snapshot_hash",
            "rule_version",
            "public_url",
            "file_hash",
        ];
        let changed: Vec<String> =
            kept.iter().map(|column| format!("NEW.{column} <> OLD.{column}")).collect();
        let message = "an issued certificate never changes";
        let frozen = format!("OLD.status = 'ISSUED' AND ({})", changed.join(" OR "));
        dialect::refuse(manager, "certificate", Change::Update, &frozen, message).await?;
        let used = "OLD.code IS NOT NULL";
        dialect::refuse(
            manager,
            "certificate",
            Change::Delete,
            used,
            "a code, once given out, always resolves",
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["certificate"]).await
    }
}
