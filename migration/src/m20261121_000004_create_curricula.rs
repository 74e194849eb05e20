//! Creates the tables of `curricula`.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Creates the tables of `curricula`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE curriculum (
    id $uuid NOT NULL,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    code $text NOT NULL,
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    sort_key $text NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (institution_id, code)
);

CREATE TABLE curriculum_version (
    id $uuid NOT NULL,
    curriculum_id $uuid NOT NULL REFERENCES curriculum (id),
    number $int NOT NULL,
    status $text NOT NULL,
    parent_id $uuid REFERENCES curriculum_version (id),
    duration_months $int NOT NULL,
    days_per_month $int NOT NULL,
    minutes_per_half_day $int NOT NULL,
    half_days_per_day $int NOT NULL,
    review_window_days $int NOT NULL,
    backdating_days $int NOT NULL,
    source $text NOT NULL,
    published_at $instant,
    published_by $uuid,
    created_at $instant NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (curriculum_id, number)
);

CREATE TABLE requirement (
    id $uuid NOT NULL,
    version_id $uuid NOT NULL REFERENCES curriculum_version (id),
    position $int NOT NULL,
    code $text NOT NULL,
    kind $text NOT NULL,
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    unit $text NOT NULL,
    target $bigint NOT NULL,
    base_kind $text,
    activity $text,
    rule $text NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (version_id, code),
    UNIQUE (version_id, position)
);
";

/// What somebody is told who tries.
pub(crate) const NEVER: &str = "a published curriculum version never changes";

/// That a version which is no draft would change otherwise than by being retired; `more` are further things that stay.
pub(crate) fn frozen(more: &str) -> String {
    let retires = "OLD.status = 'PUBLISHED' AND NEW.status = 'RETIRED' AND NEW.number = OLD.number \
                   AND NEW.curriculum_id = OLD.curriculum_id AND NEW.source = OLD.source \
                   AND NEW.duration_months = OLD.duration_months AND NEW.days_per_month = OLD.days_per_month \
                   AND NEW.minutes_per_half_day = OLD.minutes_per_half_day \
                   AND NEW.half_days_per_day = OLD.half_days_per_day \
                   AND NEW.review_window_days = OLD.review_window_days \
                   AND NEW.backdating_days = OLD.backdating_days \
                   AND NEW.published_at = OLD.published_at";
    format!("OLD.status <> 'DRAFT' AND NOT ({retires}{more})")
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let message = NEVER;
        dialect::refuse(manager, "curriculum_version", Change::Update, &frozen(""), message).await?;
        dialect::refuse(manager, "curriculum_version", Change::Delete, "OLD.status <> 'DRAFT'", message)
            .await?;
        let published = |row: &str| {
            format!(
                "EXISTS (SELECT 1 FROM curriculum_version v WHERE v.id = {row}.version_id AND v.status <> 'DRAFT')"
            )
        };
        dialect::refuse(manager, "requirement", Change::Insert, &published("NEW"), message).await?;
        dialect::refuse(manager, "requirement", Change::Update, &published("OLD"), message).await?;
        dialect::refuse(manager, "requirement", Change::Delete, &published("OLD"), message).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["requirement", "curriculum_version", "curriculum"]).await
    }
}
