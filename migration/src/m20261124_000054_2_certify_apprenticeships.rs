//! Lets a certificate be of an apprenticeship instead of an enrolment.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Lets a certificate be of an apprenticeship instead of an enrolment.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &str = "id, enrolment_id, person_id, institution_id, kind, status, proposed_by, proposed_at, issued_by, issued_at, issued_on, \
                       serial_number, code, snapshot, snapshot_hash, rule_version, public_url, file_hash, file_size, is_flagged";

/// The table under a passing name, what it is of, and what holds between the two.
fn table(name: &str, of: &str, check: &str) -> String {
    format!(
        "CREATE TABLE {name} (
    id $uuid NOT NULL,
    {of},
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
    UNIQUE (institution_id, serial_number){check}
);
INSERT INTO {name} ({COLUMNS})
SELECT {COLUMNS} FROM certificate;
"
    )
}

const INDEXES: &str = "
CREATE INDEX certificate_by_enrolment_id ON certificate (enrolment_id);
CREATE INDEX certificate_by_person_id ON certificate (person_id);
";

/// Every column of an issued certificate that never changes, beside its person.
const ISSUED: &[&str] = &[
    "id",
    "enrolment_id",
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

/// The new person is the record that the old one was joined into.
const JOINED: &str =
    "EXISTS (SELECT 1 FROM person WHERE person.id = OLD.person_id AND person.merged_into_id = NEW.person_id)";

async fn guard(manager: &SchemaManager<'_>, columns: &[&str]) -> Result<(), DbErr> {
    let frozen = format!(
        "OLD.status = 'ISSUED' AND (NOT ({}) OR (NEW.person_id <> OLD.person_id AND NOT {JOINED}))",
        unchanged(columns)
    );
    dialect::refuse(manager, "certificate", Change::Update, &frozen, "an issued certificate never changes")
        .await?;
    let always = "a code, once given out, always resolves";
    dialect::refuse(manager, "certificate", Change::Delete, "OLD.code IS NOT NULL", always).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of = "enrolment_id $uuid REFERENCES enrolment (id),
    apprenticeship_id $uuid REFERENCES apprenticeship (id)";
        let check = ",
    CHECK ((enrolment_id IS NULL) <> (apprenticeship_id IS NULL))";
        dialect::run(manager, &table("certificate_next", of, check)).await?;
        dialect::drop_tables(manager, &["certificate"]).await?;
        dialect::run(manager, "ALTER TABLE certificate_next RENAME TO certificate;\n").await?;
        dialect::run(manager, INDEXES).await?;
        let by = "CREATE INDEX certificate_by_apprenticeship ON certificate (apprenticeship_id);\n";
        dialect::run(manager, by).await?;
        let columns: Vec<&str> = ISSUED.iter().copied().chain(["apprenticeship_id"]).collect();
        guard(manager, &columns).await
    }

    /// Fails while an apprenticeship has a certificate.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of = "enrolment_id $uuid NOT NULL REFERENCES enrolment (id)";
        dialect::run(manager, &table("certificate_before", of, "")).await?;
        dialect::drop_tables(manager, &["certificate"]).await?;
        dialect::run(manager, "ALTER TABLE certificate_before RENAME TO certificate;\n").await?;
        dialect::run(manager, INDEXES).await?;
        guard(manager, ISSUED).await
    }
}
