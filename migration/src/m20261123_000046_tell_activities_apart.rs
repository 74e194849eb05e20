//! Lets a curriculum version tell kinds of an activity apart, and hours name one of them.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261121_000004_create_curricula::{NEVER, frozen};
use crate::m20261122_000018_2_allow_erasure::{EVIDENCE, guard_evidence};
use crate::m20261123_000037_2_create_hours_check_ins::{BEGUN, guard_check_ins};

/// Lets a curriculum version tell kinds of an activity apart, and hours name one of them.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &str = "
ALTER TABLE curriculum_version ADD COLUMN activity_kinds $text NOT NULL DEFAULT '[]';
ALTER TABLE evidence ADD COLUMN activity_kind $text;
ALTER TABLE hours_check_in ADD COLUMN activity_kind $text;
";

const NO_COLUMNS: &str = "
ALTER TABLE hours_check_in DROP COLUMN activity_kind;
ALTER TABLE evidence DROP COLUMN activity_kind;
ALTER TABLE curriculum_version DROP COLUMN activity_kinds;
";

/// What stays of a published version beside what stayed from the first day on.
const STAYS: &str = " AND NEW.duration_weeks IS NOT DISTINCT FROM OLD.duration_weeks AND NEW.stages = OLD.stages \
                     AND NEW.standard_version_id IS NOT DISTINCT FROM OLD.standard_version_id \
                     AND NEW.entrustable_activities = OLD.entrustable_activities \
                     AND NEW.reviews = OLD.reviews AND NEW.exits = OLD.exits";

const CHECK_IN: &str = "hours_check_in";
const VERSION: &str = "curriculum_version";
const EVIDENCE_BEFORE: &[&str] = &["passed", "amount", "part_time_percent"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, COLUMNS).await?;
        dialect::allow(manager, VERSION, Change::Update).await?;
        let stays = format!("{STAYS} AND NEW.activity_kinds = OLD.activity_kinds");
        dialect::refuse(manager, VERSION, Change::Update, &frozen(&stays), NEVER).await?;
        dialect::allow(manager, CHECK_IN, Change::Update).await?;
        guard_check_ins(manager, &[BEGUN, &["activity_kind"]].concat()).await?;
        guard_evidence(manager, &[EVIDENCE, EVIDENCE_BEFORE, &["activity_kind"]].concat()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        guard_evidence(manager, &[EVIDENCE, EVIDENCE_BEFORE].concat()).await?;
        dialect::allow(manager, CHECK_IN, Change::Update).await?;
        guard_check_ins(manager, BEGUN).await?;
        dialect::allow(manager, VERSION, Change::Update).await?;
        dialect::run(manager, NO_COLUMNS).await?;
        dialect::refuse(manager, VERSION, Change::Update, &frozen(STAYS), NEVER).await
    }
}
