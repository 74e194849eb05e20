//! How reviews were given, added up by reviewer.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Asia::Shanghai;
use entity::{evidence, review};
use platform::codes::Code;
use platform::error::Error;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::super::rules::EvidenceKind;
use super::visible;
use crate::identity::Scope;

/// What one reviewer decided in a period, and how.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct SignOff {
    /// The reviewer.
    pub reviewer_id: Uuid,
    /// Approvals.
    pub approved: i64,
    /// What she gave back or rejected.
    pub refused: i64,
    /// Approvals that she gave together with others, by one act.
    pub in_bulk: i64,
    /// The most that she approved by one act.
    pub largest: i32,
    /// Approvals given together with others, of which some had never been shown to her.
    pub unopened: i64,
    /// Approvals given together with others that had all been shown to her.
    pub timed: i64,
    /// For how long these had been shown, each with its share, in milliseconds together.
    pub milliseconds: i64,
}

/// Reviews of visible evidence of the people whose keys a subquery finds, decided from one day to another, by reviewer, most
/// approvals first.
pub async fn sign_offs(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: SelectStatement,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<SignOff>, Error> {
    let start = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_local_timezone(Shanghai).earliest();
    let (Some(from), Some(until)) = (start(from), until.succ_opt().and_then(start)) else {
        return Ok(Vec::new());
    };
    let count = |what: &str| Expr::cust(format!("CAST(SUM(CASE WHEN {what} THEN 1 ELSE 0 END) AS bigint)"));
    let of = review::Entity::belongs_to(evidence::Entity)
        .from(review::Column::EvidenceId)
        .to(evidence::Column::Id)
        .into();
    let together = "decision = 'APPROVED' AND at_once > 1";
    let mut rows = review::Entity::find()
        .select_only()
        .column(review::Column::ReviewerId)
        .column_as(count("decision = 'APPROVED'"), "approved")
        .column_as(count("decision IN ('RETURNED', 'REJECTED')"), "refused")
        .column_as(count(together), "in_bulk")
        .column_as(Expr::cust("MAX(CASE WHEN decision = 'APPROVED' THEN at_once ELSE 0 END)"), "largest")
        .column_as(count(&format!("{together} AND seconds IS NULL")), "unopened")
        .column_as(count(&format!("{together} AND seconds IS NOT NULL")), "timed")
        .column_as(
            Expr::cust(format!(
                "CAST(SUM(CASE WHEN {together} AND seconds IS NOT NULL \
                 THEN CAST(seconds AS bigint) * 1000 / at_once ELSE 0 END) AS bigint)"
            )),
            "milliseconds",
        )
        .join(JoinType::InnerJoin, of)
        .filter(review::Column::DecidedAt.gte(from.to_utc()))
        .filter(review::Column::DecidedAt.lt(until.to_utc()))
        .filter(evidence::Column::PersonId.in_subquery(people))
        // Scores that an office imported and what a committee decided are nobody's review.
        .filter(
            evidence::Column::Kind
                .is_not_in([EvidenceKind::ExitExam, EvidenceKind::Entrustment].map(Code::code)),
        )
        .filter(visible(scope))
        .group_by(review::Column::ReviewerId)
        .into_model::<SignOff>()
        .all(connection)
        .await?;
    rows.sort_by_key(|row| (std::cmp::Reverse(row.approved), row.reviewer_id));
    Ok(rows)
}
