//! What was shown at training bases, day by day, for figures about the bases. Whoever asks has a permit for these figures; they name
//! nobody.

use chrono::NaiveDate;
use entity::{evidence, evidence_state};
use platform::codes::Code as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::super::rules::{EvidenceKind, EvidenceStatus};
use crate::curricula::CaseRole;

/// That a teaching session took place at a base, as somebody attended it whose attendance is approved.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct SessionAt {
    /// The base.
    pub base_id: Uuid,
    /// The session's kind.
    pub activity: String,
    /// The day.
    pub day: NaiveDate,
}

/// What somebody logged at a base on one day: work, or cases.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct LoggedAt {
    /// The base.
    pub base_id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// The day.
    pub day: NaiveDate,
    /// Cases of which she was in charge.
    pub in_charge: i64,
}

/// Evidence of these kinds that these people showed at these bases from one day to another.
fn shown_at(
    (bases, people): (&[Uuid], &[Uuid]),
    kinds: &[EvidenceKind],
    (from, until): (NaiveDate, NaiveDate),
) -> Select<evidence::Entity> {
    use evidence::Column;
    let state = evidence::Entity::belongs_to(evidence_state::Entity)
        .from(Column::Id)
        .to(evidence_state::Column::EvidenceId)
        .into();
    evidence::Entity::find()
        .select_only()
        .column(Column::BaseId)
        .column_as(Column::OccurredOn, "day")
        .join(JoinType::InnerJoin, state)
        // By the people, because their evidence is found by an index.
        .filter(Column::PersonId.is_in(people.iter().copied()))
        .filter(Column::BaseId.is_in(bases.iter().copied()))
        .filter(Column::Kind.is_in(kinds.iter().map(|kind| kind.code())))
        .filter(Column::OccurredOn.between(from, until))
}

/// Teaching sessions at these bases that these people attended between two days, both counted, each kind once a day.
pub async fn sessions_at(
    connection: &impl ConnectionTrait,
    whose: (&[Uuid], &[Uuid]),
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<SessionAt>, DbErr> {
    use evidence::Column;
    shown_at(whose, &[EvidenceKind::TeachingSession], days)
        .column(Column::Activity)
        .filter(Column::Activity.is_not_null())
        .filter(evidence_state::Column::Status.eq(EvidenceStatus::Approved.code()))
        .distinct()
        .into_model()
        .all(connection)
        .await
}

/// Whether somebody's attendance of a session of a kind on a day follows from the register of sessions, and counts.
pub(in super::super) async fn is_registered(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    activity: &str,
    on: NaiveDate,
) -> Result<bool, DbErr> {
    use evidence::Column;
    let state = evidence::Entity::belongs_to(evidence_state::Entity)
        .from(Column::Id)
        .to(evidence_state::Column::EvidenceId)
        .into();
    let found = evidence::Entity::find()
        .join(JoinType::InnerJoin, state)
        .filter(Column::PersonId.eq(person_id))
        .filter(Column::Kind.eq(EvidenceKind::TeachingSession.code()))
        .filter(Column::OccurredOn.eq(on))
        .filter(Column::Activity.eq(activity))
        .filter(Column::SourceKind.is_not_null())
        .filter(evidence_state::Column::Status.eq(EvidenceStatus::Approved.code()))
        .count(connection)
        .await?;
    Ok(found > 0)
}

/// What these people logged at these bases between two days, both counted, and what was not refused, by person and day. A case
/// that corrects another one counts once it is approved; the day counts at once.
pub async fn logged_at(
    connection: &impl ConnectionTrait,
    whose: (&[Uuid], &[Uuid]),
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<LoggedAt>, DbErr> {
    use evidence::Column;
    let status = evidence_state::Column::Status;
    let live = status.is_in([EvidenceStatus::Approved, EvidenceStatus::Pending].map(EvidenceStatus::code));
    let in_charge = format!(
        "CAST(SUM(CASE WHEN kind = '{}' AND level >= {} AND (replaces_id IS NULL OR status = '{}') THEN 1 ELSE 0 END) AS bigint)",
        EvidenceKind::Case.code(),
        CaseRole::InCharge.level(),
        EvidenceStatus::Approved.code(),
    );
    shown_at(whose, &[EvidenceKind::Hours, EvidenceKind::Case], days)
        .column(Column::PersonId)
        .column_as(Expr::cust(in_charge), "in_charge")
        .filter(live)
        .group_by(Column::BaseId)
        .group_by(Column::PersonId)
        .group_by(Column::OccurredOn)
        .into_model()
        .all(connection)
        .await
}
