//! Creates committees that decide what is entrusted to trainees, what they were asked, and their votes.

use sea_orm_migration::prelude::*;

use crate::dialect::{self, Change};
use crate::m20261122_000018_2_allow_erasure::unchanged;

/// Creates committees that decide what is entrusted to trainees, what they were asked, and their votes.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE entrustment_committee (
    id $uuid NOT NULL PRIMARY KEY,
    institution_id $uuid NOT NULL REFERENCES institution (id),
    name_zh $text NOT NULL,
    name_en $text NOT NULL,
    quorum $int NOT NULL,
    created_at $instant NOT NULL
);
CREATE INDEX entrustment_committee_by_institution ON entrustment_committee (institution_id, id);
CREATE TABLE entrustment_member (
    id $uuid NOT NULL PRIMARY KEY,
    committee_id $uuid NOT NULL REFERENCES entrustment_committee (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    is_chair $bool NOT NULL,
    starts_on $date NOT NULL,
    ends_on $date,
    created_at $instant NOT NULL
);
CREATE INDEX entrustment_member_by_committee ON entrustment_member (committee_id, id);
CREATE INDEX entrustment_member_by_person ON entrustment_member (person_id);
CREATE TABLE entrustment_decision (
    id $uuid NOT NULL PRIMARY KEY,
    committee_id $uuid NOT NULL REFERENCES entrustment_committee (id),
    enrolment_id $uuid NOT NULL REFERENCES enrolment (id),
    person_id $uuid NOT NULL REFERENCES person (id),
    activity $text NOT NULL,
    level $int NOT NULL,
    outlook $text NOT NULL,
    holds_from $date NOT NULL,
    rationale $text NOT NULL,
    proposed_by $uuid NOT NULL REFERENCES person (id),
    proposed_at $instant NOT NULL,
    status $text NOT NULL,
    closed_by $uuid REFERENCES person (id),
    closed_at $instant,
    evidence_id $uuid REFERENCES evidence (id)
);
CREATE INDEX entrustment_decision_by_person ON entrustment_decision (person_id, id);
CREATE INDEX entrustment_decision_by_committee ON entrustment_decision (committee_id, id);
CREATE INDEX entrustment_decision_by_enrolment ON entrustment_decision (enrolment_id);
CREATE UNIQUE INDEX entrustment_decision_by_evidence ON entrustment_decision (evidence_id);
CREATE UNIQUE INDEX entrustment_decision_once_open ON entrustment_decision (committee_id, enrolment_id, activity)
    WHERE status = 'OPEN';
CREATE TABLE entrustment_basis (
    decision_id $uuid NOT NULL REFERENCES entrustment_decision (id),
    evidence_id $uuid NOT NULL REFERENCES evidence (id),
    PRIMARY KEY (decision_id, evidence_id)
);
CREATE TABLE entrustment_vote (
    id $uuid NOT NULL PRIMARY KEY,
    decision_id $uuid NOT NULL REFERENCES entrustment_decision (id),
    member_id $uuid NOT NULL REFERENCES person (id),
    in_favour $bool NOT NULL,
    remark $text NOT NULL,
    cast_at $instant NOT NULL
);
CREATE UNIQUE INDEX entrustment_vote_once ON entrustment_vote (decision_id, member_id);
";

/// What was proposed.
const PROPOSED: &[&str] = &[
    "id",
    "committee_id",
    "enrolment_id",
    "activity",
    "level",
    "outlook",
    "holds_from",
    "proposed_by",
    "proposed_at",
];
/// How a vote was closed.
const CLOSED: &[&str] = &["closed_by", "closed_at", "evidence_id"];
/// Every column of a vote beside its remark.
const VOTE: &[&str] = &["id", "decision_id", "member_id", "in_favour", "cast_at"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let erased =
            "EXISTS (SELECT 1 FROM person WHERE person.id = OLD.person_id AND person.erased_at IS NOT NULL)";
        let status = "NEW.status = OLD.status OR OLD.status = 'OPEN' \
                      OR (OLD.status = 'ENTRUSTED' AND NEW.status = 'REVERSED')";
        let changed = format!(
            "NOT ({} AND ({status}) AND (OLD.status = 'OPEN' OR {}) AND (NEW.rationale = OLD.rationale OR {erased}))",
            unchanged(PROPOSED),
            unchanged(CLOSED)
        );
        let stays = "what a committee decided stays, and is taken back by itself alone";
        dialect::refuse(manager, "entrustment_decision", Change::Update, &changed, stays).await?;
        dialect::refuse(manager, "entrustment_decision", Change::Delete, "1 = 1", stays).await?;
        let append_only = "votes and what they rest on are append-only";
        let emptied = format!(
            "NOT ({} AND NEW.remark = '' AND EXISTS (SELECT 1 FROM entrustment_decision JOIN person \
             ON person.id = entrustment_decision.person_id WHERE entrustment_decision.id = OLD.decision_id \
             AND person.erased_at IS NOT NULL))",
            unchanged(VOTE)
        );
        dialect::refuse(manager, "entrustment_vote", Change::Update, &emptied, append_only).await?;
        dialect::refuse(manager, "entrustment_vote", Change::Delete, "1 = 1", append_only).await?;
        dialect::refuse(manager, "entrustment_basis", Change::Update, "1 = 1", append_only).await?;
        dialect::refuse(manager, "entrustment_basis", Change::Delete, "1 = 1", append_only).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["entrustment_vote", "entrustment_basis", "entrustment_decision", "entrustment_member"];
        dialect::drop_tables(manager, &tables).await?;
        dialect::drop_tables(manager, &["entrustment_committee"]).await
    }
}
