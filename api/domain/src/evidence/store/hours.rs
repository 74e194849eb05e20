//! Hours as they were worked, for whoever looks at how much and when.

use std::collections::HashSet;
use std::ops::Range;

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::{evidence, evidence_state};
use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::super::rules::{EvidenceKind, EvidenceStatus};
use super::{Evidence, read_all, visible, with_state};
use crate::identity::Scope;

/// Whose hours.
#[derive(Debug)]
pub enum HoursOf<'a> {
    /// Of these people.
    People(&'a [Uuid]),
    /// Of those whose keys a subquery finds.
    Among(Box<SelectStatement>),
}

/// Hours that wait for a review or are approved.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct LiveHours {
    /// The entry.
    pub id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End, excluded.
    pub ends_at: DateTime<Utc>,
    /// The activity's code.
    pub activity: String,
    /// The department, for those of a placement.
    pub department_id: Option<Uuid>,
    /// The entry that this one corrects.
    replaces_id: Option<Uuid>,
}

/// Visible hours that share an instant with a period and are not rejected, in no order: one statement. A correction that waits
/// counts once the entry that it corrects counts no more.
pub async fn live_hours(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    whose: HoursOf<'_>,
    period: Range<DateTime<Utc>>,
) -> Result<Vec<LiveHours>, DbErr> {
    use evidence::Column;
    let theirs = match whose {
        HoursOf::People(people) => Column::PersonId.is_in(people.iter().copied()),
        HoursOf::Among(people) => Column::PersonId.in_subquery(*people),
    };
    let of = evidence::Entity::belongs_to(evidence_state::Entity)
        .from(Column::Id)
        .to(evidence_state::Column::EvidenceId)
        .into();
    let live = [EvidenceStatus::Pending, EvidenceStatus::Approved].map(EvidenceStatus::code);
    let mut hours = evidence::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::PersonId,
            Column::StartsAt,
            Column::EndsAt,
            Column::Activity,
            Column::DepartmentId,
            Column::ReplacesId,
        ])
        .join(JoinType::InnerJoin, of)
        .filter(Cond::all().add(theirs).add(visible(scope)))
        .filter(Column::Kind.eq(EvidenceKind::Hours.code()))
        .filter(Column::StartsAt.lt(period.end))
        .filter(Column::EndsAt.gt(period.start))
        .filter(evidence_state::Column::Status.is_in(live))
        .into_model::<LiveHours>()
        .all(connection)
        .await?;
    let counted: HashSet<Uuid> = hours.iter().map(|entry| entry.id).collect();
    hours.retain(|entry| entry.replaces_id.is_none_or(|replaced| !counted.contains(&replaced)));
    Ok(hours)
}

/// That somebody was at a base, as hours of hers say.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct AtBase {
    /// Who.
    pub person_id: Uuid,
    /// The base.
    pub base_id: Uuid,
}

/// The bases where these people were within a time, as live hours of these activities say: one statement. Read for an invariant.
pub async fn at_bases(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    activities: &[&str],
) -> Result<Vec<AtBase>, DbErr> {
    use evidence::Column;
    let of = evidence::Entity::belongs_to(evidence_state::Entity)
        .from(Column::Id)
        .to(evidence_state::Column::EvidenceId)
        .into();
    let live = [EvidenceStatus::Pending, EvidenceStatus::Approved].map(EvidenceStatus::code);
    // Hours last two days at most; an index finds them by their day.
    let days = (from.date_naive() - Days::new(2), until.date_naive() + Days::new(1));
    evidence::Entity::find()
        .select_only()
        .columns([Column::PersonId, Column::BaseId])
        .join(JoinType::InnerJoin, of)
        .filter(Column::PersonId.is_in(people.iter().copied()))
        .filter(Column::Kind.eq(EvidenceKind::Hours.code()))
        .filter(Column::OccurredOn.between(days.0, days.1))
        .filter(Column::StartsAt.lt(until))
        .filter(Column::EndsAt.gt(from))
        .filter(Column::Activity.is_in(activities.iter().copied()))
        .filter(Column::BaseId.is_not_null())
        .filter(evidence_state::Column::Status.is_in(live))
        .distinct()
        .into_model()
        .all(connection)
        .await
}

/// Visible hours of a person that are credited to days from the first to the last, and whatever corrects one of those, in order of
/// recording: one statement.
pub async fn hours_within(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    person_id: Uuid,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Evidence>, Error> {
    use evidence::Column;
    let hers =
        Cond::all().add(Column::PersonId.eq(person_id)).add(Column::Kind.eq(EvidenceKind::Hours.code()));
    let on_these_days = Cond::all().add(Column::OccurredOn.gte(first)).add(Column::OccurredOn.lte(last));
    let those = evidence::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(hers.clone())
        .filter(on_these_days.clone());
    let query = with_state()
        .filter(hers)
        .filter(Cond::any().add(on_these_days).add(Column::ReplacesId.in_subquery(those.into_query())))
        .filter(visible(scope))
        .order_by_asc(Column::Id);
    read_all(query.all(connection).await?)
}

/// How much was worked on a day within one placement or supervision.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct WorkedDay {
    /// The placement or supervision.
    pub source_id: Uuid,
    /// The day to which it is credited.
    pub day: NaiveDate,
    /// Minutes.
    pub minutes: i64,
}

/// Hours of these placements or supervisions that wait or are approved; a correction that waits once what it corrects counts no more.
fn worked(sources: &[Uuid]) -> Select<evidence::Entity> {
    use evidence::Column;
    let state = evidence::Entity::belongs_to(evidence_state::Entity)
        .from(Column::Id)
        .to(evidence_state::Column::EvidenceId)
        .into();
    let status = evidence_state::Column::Status;
    let live = [EvidenceStatus::Pending, EvidenceStatus::Approved].map(EvidenceStatus::code);
    let corrected = Alias::new("corrected");
    let of_corrected = |column: evidence_state::Column| Expr::col((corrected.clone(), column));
    let still_counts = Query::select()
        .expr(Expr::val(1))
        .from_as(evidence_state::Entity, corrected.clone())
        .and_where(
            of_corrected(evidence_state::Column::EvidenceId)
                .equals((evidence::Entity, evidence::Column::ReplacesId)),
        )
        .and_where(of_corrected(evidence_state::Column::Status).is_in(live))
        .take();
    let counts = Cond::any().add(status.eq(EvidenceStatus::Approved.code())).add(
        Cond::all().add(status.eq(EvidenceStatus::Pending.code())).add(Expr::exists(still_counts).not()),
    );
    evidence::Entity::find()
        .select_only()
        .column(Column::SourceId)
        .join(JoinType::InnerJoin, state)
        .filter(Column::SourceId.is_in(sources.iter().copied()))
        .filter(Column::Kind.eq(EvidenceKind::Hours.code()))
        .filter(counts)
        .group_by(Column::SourceId)
}

/// How much was worked on each day from one on, by placement or supervision: one statement. For what was shown.
pub async fn worked_days(
    connection: &impl ConnectionTrait,
    sources: &[Uuid],
    since: NaiveDate,
) -> Result<Vec<WorkedDay>, DbErr> {
    use evidence::Column;
    worked(sources)
        .column_as(Column::OccurredOn, "day")
        .column_as(Expr::cust("CAST(SUM(minutes) AS bigint)"), "minutes")
        .filter(Column::OccurredOn.gte(since))
        .group_by(Column::OccurredOn)
        .into_model()
        .all(connection)
        .await
}

/// The last day on which anything was worked, by placement or supervision: one statement. For what was shown.
pub async fn last_worked(
    connection: &impl ConnectionTrait,
    sources: &[Uuid],
) -> Result<Vec<(Uuid, NaiveDate)>, DbErr> {
    worked(sources).column_as(evidence::Column::OccurredOn.max(), "day").into_tuple().all(connection).await
}

/// The last day of whatever hours were recorded of these placements or supervisions, whatever became of them. For an act that would
/// leave them outside.
pub async fn last_recorded(
    connection: &impl ConnectionTrait,
    sources: &[Uuid],
) -> Result<Option<NaiveDate>, DbErr> {
    use evidence::Column;
    let last: Option<Option<NaiveDate>> = evidence::Entity::find()
        .select_only()
        .column_as(Column::OccurredOn.max(), "day")
        .filter(Column::SourceId.is_in(sources.iter().copied()))
        .filter(Column::Kind.eq(EvidenceKind::Hours.code()))
        .into_tuple()
        .one(connection)
        .await?;
    Ok(last.flatten())
}

/// How much of these placements or supervisions was approved, by day: one statement. For what was shown.
pub async fn approved_days(
    connection: &impl ConnectionTrait,
    sources: &[Uuid],
) -> Result<Vec<WorkedDay>, DbErr> {
    use evidence::Column;
    of_status(sources, &[EvidenceStatus::Approved])
        .column(Column::SourceId)
        .column_as(Column::OccurredOn, "day")
        .column_as(Expr::cust("CAST(SUM(minutes) AS bigint)"), "minutes")
        .group_by(Column::SourceId)
        .group_by(Column::OccurredOn)
        .into_model()
        .all(connection)
        .await
}

/// The days of hours of these placements or supervisions about which somebody still has to decide, the earliest first: one statement. For
/// what was shown.
pub async fn undecided_days(
    connection: &impl ConnectionTrait,
    sources: &[Uuid],
) -> Result<Vec<NaiveDate>, DbErr> {
    use evidence::Column;
    of_status(sources, &[EvidenceStatus::Pending, EvidenceStatus::Returned])
        .column(Column::OccurredOn)
        .distinct()
        .order_by_asc(Column::OccurredOn)
        .into_tuple()
        .all(connection)
        .await
}

fn of_status(sources: &[Uuid], statuses: &[EvidenceStatus]) -> Select<evidence::Entity> {
    use evidence::Column;
    let state = evidence::Entity::belongs_to(evidence_state::Entity)
        .from(Column::Id)
        .to(evidence_state::Column::EvidenceId)
        .into();
    evidence::Entity::find()
        .select_only()
        .join(JoinType::InnerJoin, state)
        .filter(Column::SourceId.is_in(sources.iter().copied()))
        .filter(Column::Kind.eq(EvidenceKind::Hours.code()))
        .filter(evidence_state::Column::Status.is_in(statuses.iter().map(|status| status.code())))
}
