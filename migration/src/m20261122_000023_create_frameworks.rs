//! Creates competency frameworks, their competencies and the links between these.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};

/// Creates competency frameworks, their competencies and the links between these.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Of the versions of a document one is in use in the whole installation, so that its identifier finds it.
const TABLES: &str = "
CREATE TABLE competency_framework (
    id $uuid NOT NULL PRIMARY KEY,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    identifier $uuid NOT NULL,
    number $int NOT NULL,
    document $text NOT NULL,
    sort_key $text NOT NULL,
    package $text NOT NULL,
    created_by $uuid REFERENCES person (id),
    created_at $instant NOT NULL,
    retired_at $instant,
    UNIQUE (institution_id, identifier, number)
);
CREATE UNIQUE INDEX competency_framework_in_use ON competency_framework (identifier) WHERE retired_at IS NULL;
CREATE TABLE competency (
    id $uuid NOT NULL PRIMARY KEY,
    framework_id $uuid NOT NULL REFERENCES competency_framework (id),
    identifier $uuid NOT NULL,
    parent_id $uuid REFERENCES competency (id),
    depth $int NOT NULL,
    is_orphan $bool NOT NULL,
    code $text NOT NULL,
    statement $text NOT NULL,
    short_name $text NOT NULL,
    UNIQUE (framework_id, identifier)
);
CREATE INDEX competency_by_identifier ON competency (identifier);
CREATE TABLE competency_link (
    id $uuid NOT NULL PRIMARY KEY,
    framework_id $uuid NOT NULL REFERENCES competency_framework (id),
    kind $text NOT NULL,
    origin $text NOT NULL,
    destination $text NOT NULL,
    destination_title $text NOT NULL,
    destination_uri $text NOT NULL
);
CREATE INDEX competency_link_by_framework ON competency_link (framework_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let kept =
            ["id", "institution_id", "identifier", "number", "document", "sort_key", "package", "created_at"];
        let changes: Vec<String> =
            kept.iter().map(|column| format!("NEW.{column} <> OLD.{column}")).collect();
        let changes = format!("{} OR OLD.retired_at IS NOT NULL", changes.join(" OR "));
        let never = "a framework never changes: its next version takes its place";
        dialect::refuse(manager, "competency_framework", Change::Update, &changes, never).await?;
        let kept = "a framework is retired instead of deleted";
        dialect::refuse(manager, "competency_framework", Change::Delete, "1 = 1", kept).await?;
        dialect::append_only(manager, &["competency", "competency_link"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop_tables(manager, &["competency_link", "competency", "competency_framework"]).await
    }
}
