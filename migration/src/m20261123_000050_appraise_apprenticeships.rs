//! Creates what master and apprentice say of each other in the end, and the signed agreements of their pairings.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;
use crate::m20261123_000049_create_following_records::ERASED;

/// Creates what master and apprentice say of each other in the end, and the signed agreements of their pairings.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE apprenticeship_appraisal (
    apprenticeship_id $uuid NOT NULL REFERENCES apprenticeship (id),
    side $text NOT NULL,
    mark $text NOT NULL,
    remark $text NOT NULL,
    recorded_at $instant NOT NULL,
    PRIMARY KEY (apprenticeship_id, side)
);

CREATE TABLE apprenticeship_agreement (
    id $uuid NOT NULL PRIMARY KEY,
    apprenticeship_id $uuid NOT NULL REFERENCES apprenticeship (id),
    signed_on $date NOT NULL,
    upload_id $uuid NOT NULL UNIQUE,
    file_name $text NOT NULL,
    media_type $text NOT NULL,
    byte_size $bigint NOT NULL,
    content_digest $text NOT NULL,
    attached_by $uuid NOT NULL REFERENCES person (id),
    attached_at $instant NOT NULL,
    destroyed_at $instant
);
CREATE INDEX apprenticeship_agreement_by_apprenticeship ON apprenticeship_agreement (apprenticeship_id, id);
";

/// What of an appraisal stays when one of the two is erased.
const APPRAISAL: &[&str] = &["apprenticeship_id", "side", "mark", "recorded_at"];
/// What of an agreement stays then.
const AGREEMENT: &[&str] = &[
    "id",
    "apprenticeship_id",
    "signed_on",
    "upload_id",
    "media_type",
    "byte_size",
    "content_digest",
    "attached_by",
    "attached_at",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let tables = [
            ("apprenticeship_appraisal", APPRAISAL, "NEW.remark = ''"),
            (
                "apprenticeship_agreement",
                AGREEMENT,
                "OLD.destroyed_at IS NULL AND NEW.destroyed_at IS NOT NULL AND NEW.file_name = ''",
            ),
        ];
        for (table, kept, emptied) in tables {
            let never = "what was said and signed about a pairing never changes";
            let refused = format!("NOT ({} AND {emptied} AND {ERASED})", unchanged(kept));
            dialect::refuse(manager, table, Change::Update, &refused, never).await?;
            dialect::refuse(manager, table, Change::Delete, "1 = 1", never).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["apprenticeship_agreement", "apprenticeship_appraisal"]).await
    }
}
