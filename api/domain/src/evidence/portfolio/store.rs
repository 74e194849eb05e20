//! Queries over what was handed in.

use chrono::NaiveDate;
use entity::portfolio_entry;
use platform::db::Write;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::identity::Permit;

/// What stands beside a piece of evidence that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortfolioEntry {
    /// The evidence.
    pub evidence_id: Uuid,
    /// The enrolment for which it was handed in; none of what is written beside a master outside any training.
    pub enrolment_id: Option<Uuid>,
    /// What it is.
    pub title: String,
    /// Number of the licence, the project, the certificate; empty when none.
    pub number: String,
    /// Who issued it or attests it; empty when nobody.
    pub issuer: String,
    /// What a licence covers; empty when it is none.
    pub scope: String,
    /// What was written; empty when nothing.
    pub text: String,
    /// First day of what it covers.
    pub since_on: Option<NaiveDate>,
    /// Last day on which it holds.
    pub valid_until: Option<NaiveDate>,
}

/// What was handed in, by evidence, in no order. For evidence that the viewer was shown.
pub async fn find_portfolio_entries(
    connection: &impl ConnectionTrait,
    evidence: &[Uuid],
) -> Result<Vec<PortfolioEntry>, DbErr> {
    let query = portfolio_entry::Entity::find()
        .filter(portfolio_entry::Column::EvidenceId.is_in(evidence.iter().copied()));
    let read = |row: portfolio_entry::Model| PortfolioEntry {
        evidence_id: row.evidence_id,
        enrolment_id: row.enrolment_id,
        title: row.title,
        number: row.number,
        issuer: row.issuer,
        scope: row.scope,
        text: row.text,
        since_on: row.since_on,
        valid_until: row.valid_until,
    };
    Ok(query.all(connection).await?.into_iter().map(read).collect())
}

/// Writes an entry.
pub(super) async fn insert_entry(write: &Write, _permit: &Permit, new: PortfolioEntry) -> Result<(), DbErr> {
    let row = portfolio_entry::ActiveModel {
        evidence_id: Set(new.evidence_id),
        enrolment_id: Set(new.enrolment_id),
        title: Set(new.title),
        number: Set(new.number),
        issuer: Set(new.issuer),
        scope: Set(new.scope),
        text: Set(new.text),
        since_on: Set(new.since_on),
        valid_until: Set(new.valid_until),
    };
    portfolio_entry::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Empties what was written in these entries of an erased person. Says how many.
pub(in super::super) async fn erase(
    write: &Write,
    _permit: &Permit,
    evidence: &[Uuid],
) -> Result<u64, DbErr> {
    let words = [
        portfolio_entry::Column::Title,
        portfolio_entry::Column::Number,
        portfolio_entry::Column::Issuer,
        portfolio_entry::Column::Scope,
        portfolio_entry::Column::Text,
    ];
    let mut update = portfolio_entry::Entity::update_many();
    for word in words {
        update = update.col_expr(word, Expr::val(""));
    }
    let emptied = update
        .filter(portfolio_entry::Column::EvidenceId.is_in(evidence.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(emptied.rows_affected)
}
