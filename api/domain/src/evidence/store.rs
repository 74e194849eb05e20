//! Queries over evidence; its lists, its reviews, what is written of it and the ledger stand beside.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{evidence, evidence_state};
use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter};
use sea_orm::{QueryOrder, QuerySelect};
use uuid::Uuid;

use super::rules::{CreditKey, EvidenceKind, EvidenceStatus, Facets, Fact, SourceKind, counted_days};
use super::steps::{self, Step, Steps};
use crate::curricula::ReviewStep;
use crate::identity::Scope;
use crate::organisations::BaseKind;

mod bases;
mod hours;
mod ledger;
mod lists;
mod reviews;
mod sign_offs;
mod writes;

pub(super) use bases::is_registered;
pub use bases::{LoggedAt, SessionAt, logged_at, sessions_at};
pub use hours::{
    AtBase, HoursOf, LiveHours, WorkedDay, approved_days, at_bases, hours_within, last_recorded, last_worked,
    live_hours, undecided_days, worked_days,
};
pub use ledger::{CreditLine, credit_lines, credited_in, totals_of};
pub(super) use ledger::{append_credits, held_credits, ledgers};
pub use lists::{
    EvidenceFilter, day_ordering, evidence_count, evidence_page, hours_waiting, queue_ordering, review_queue,
    review_queue_length,
};
pub(super) use reviews::insert_reviews;
pub use reviews::{Review, reviews_of};
pub use sign_offs::{SignOff, sign_offs};
pub use writes::{Erased, erase};
pub(super) use writes::{advance, hand_over, insert_all, lock, set_status, touch};

/// Evidence to be recorded.
#[derive(Clone, Debug)]
pub struct NewEvidence {
    /// Whose it is.
    pub person_id: Uuid,
    /// Kind.
    pub kind: EvidenceKind,
    /// The local day it is credited to.
    pub occurred_on: NaiveDate,
    /// Start of an interval.
    pub starts_at: Option<DateTime<Utc>>,
    /// End of an interval.
    pub ends_at: Option<DateTime<Utc>>,
    /// Length of an interval.
    pub minutes: Option<i32>,
    /// Calendar days of a stay, absence not yet taken off.
    pub days: Option<i32>,
    /// Days of leave and absence within the stay.
    pub absence_days: Option<i32>,
    /// Share of full time of a part-time stay, in hundredths.
    pub part_time_percent: Option<i32>,
    /// Activity's code.
    pub activity: Option<String>,
    /// Of hours, the kind of that activity which the plan tells apart, by code.
    pub activity_kind: Option<String>,
    /// What it belongs to.
    pub source_kind: Option<SourceKind>,
    /// The placement or supervision it belongs to.
    pub source_id: Option<Uuid>,
    /// The requirement it was meant for.
    pub requirement_id: Option<Uuid>,
    /// Department.
    pub department_id: Option<Uuid>,
    /// That department's specialty.
    pub specialty: Option<String>,
    /// Base.
    pub base_id: Option<Uuid>,
    /// That base's kind.
    pub base_kind: Option<BaseKind>,
    /// Who observed it.
    pub assessor_id: Option<Uuid>,
    /// Level shown.
    pub level: Option<i32>,
    /// Whether an assessment was passed; of other kinds there is nothing to pass.
    pub passed: Option<bool>,
    /// How much, where it is neither time nor one; as `Fact::amount`.
    pub amount: Option<i64>,
    /// What the trainee wrote.
    pub note: String,
    /// The row it corrects.
    pub replaces_id: Option<Uuid>,
    /// The steps of its review.
    pub steps: Steps,
    /// Whose queue it goes to, at a supervisor's step.
    pub reviewer_id: Option<Uuid>,
}

impl NewEvidence {
    /// Evidence of a person, of a kind and a day, and nothing else yet.
    #[must_use]
    pub fn of(person_id: Uuid, kind: EvidenceKind, occurred_on: NaiveDate) -> Self {
        Self {
            person_id,
            kind,
            occurred_on,
            starts_at: None,
            ends_at: None,
            minutes: None,
            days: None,
            absence_days: None,
            part_time_percent: None,
            activity: None,
            activity_kind: None,
            source_kind: None,
            source_id: None,
            requirement_id: None,
            department_id: None,
            specialty: None,
            base_id: None,
            base_kind: None,
            assessor_id: None,
            level: None,
            passed: None,
            amount: None,
            note: String::new(),
            replaces_id: None,
            steps: Steps::default(),
            reviewer_id: None,
        }
    }
}

/// A piece of evidence and where it stands.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Key.
    pub id: Uuid,
    /// What was recorded.
    pub recorded: NewEvidence,
    /// Who recorded it.
    pub submitted_by: Uuid,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Where it stands.
    pub status: EvidenceStatus,
    /// Rises with each change of status.
    pub version: i32,
}

impl std::ops::Deref for Evidence {
    type Target = NewEvidence;

    fn deref(&self) -> &NewEvidence {
        &self.recorded
    }
}

impl Evidence {
    fn read(row: evidence::Model, state: &evidence_state::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            submitted_by: row.submitted_by,
            recorded_at: row.recorded_at,
            status: EvidenceStatus::stored(&state.status)?,
            version: state.version,
            recorded: NewEvidence {
                person_id: row.person_id,
                kind: EvidenceKind::stored(&row.kind)?,
                occurred_on: row.occurred_on,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                minutes: row.minutes,
                days: row.days,
                absence_days: row.absence_days,
                part_time_percent: row.part_time_percent,
                activity: row.activity,
                activity_kind: row.activity_kind,
                source_kind: row.source_kind.as_deref().map(SourceKind::stored).transpose()?,
                source_id: row.source_id,
                requirement_id: row.requirement_id,
                department_id: row.department_id,
                specialty: row.specialty,
                base_id: row.base_id,
                base_kind: row.base_kind.as_deref().map(BaseKind::stored).transpose()?,
                assessor_id: row.assessor_id,
                level: row.level,
                passed: row.passed,
                amount: row.amount,
                note: row.note,
                replaces_id: row.replaces_id,
                steps: Steps {
                    now: Step { kind: ReviewStep::stored(&state.step)?, place_id: state.place_id },
                    later: steps::read(&state.later_steps)
                        .ok_or_else(|| Error::internal(format!("steps of evidence {}", row.id)))?,
                },
                reviewer_id: state.reviewer_id,
            },
        })
    }

    /// Of a stay, the days that count: see [`counted_days`].
    #[must_use]
    pub fn counted_days(&self) -> i64 {
        let there = i64::from(self.days.unwrap_or(0)) - i64::from(self.absence_days.unwrap_or(0));
        counted_days(there, self.part_time_percent)
    }

    /// As the ledger sees it, once approved.
    #[must_use]
    pub fn fact(&self) -> Fact {
        Fact {
            evidence_id: self.id,
            kind: self.kind,
            occurred_on: self.occurred_on,
            recorded_at: self.recorded_at,
            minutes: self.minutes.map_or(0, i64::from),
            days: self.counted_days(),
            activity: self.activity.clone(),
            activity_kind: self.activity_kind.clone(),
            amount: self.amount.unwrap_or_default(),
            level: self.level,
            is_failed: self.passed == Some(false),
            requirement_id: self.requirement_id,
            facets: Facets {
                base_id: self.base_id,
                base_kind: self.base_kind,
                department_id: self.department_id,
                specialty: self.specialty.clone(),
                assessor_id: self.assessor_id,
                class_year: None,
                granted: self.kind.is_granted().then_some(self.kind),
            },
        }
    }
}

/// Evidence that awaits review, as far as progress shows it as running.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Whose.
    pub person_id: Uuid,
    /// As it would be credited.
    pub fact: Fact,
}

fn with_state() -> sea_orm::SelectTwo<evidence::Entity, evidence_state::Entity> {
    let state = evidence::Entity::belongs_to(evidence_state::Entity)
        .from(evidence::Column::Id)
        .to(evidence_state::Column::EvidenceId)
        .into();
    evidence::Entity::find().join(JoinType::InnerJoin, state).select_also(evidence_state::Entity)
}

fn read_all(rows: Vec<(evidence::Model, Option<evidence_state::Model>)>) -> Result<Vec<Evidence>, Error> {
    rows.into_iter()
        .map(|(row, state)| {
            let state = state.ok_or_else(|| Error::internal(format!("evidence {} has no state", row.id)))?;
            Evidence::read(row, &state)
        })
        .collect()
}

fn visible(scope: Scope<'_>) -> Cond {
    scope.people((evidence::Entity, evidence::Column::PersonId))
}

/// One visible piece of evidence.
pub async fn evidence(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<Evidence, Error> {
    find(connection, scope, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// Visible evidence by key, in no order.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<Evidence>, Error> {
    let query = with_state().filter(evidence::Column::Id.is_in(keys.iter().copied())).filter(visible(scope));
    read_all(query.all(connection).await?)
}

/// Visible evidence of these placements or supervisions, in order of occurrence.
pub async fn of_source(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    sources: &[Uuid],
) -> Result<Vec<Evidence>, Error> {
    let query = with_state()
        .filter(evidence::Column::SourceId.is_in(sources.iter().copied()))
        .filter(visible(scope))
        .order_by_asc(evidence::Column::OccurredOn)
        .order_by_asc(evidence::Column::Id);
    read_all(query.all(connection).await?)
}

/// Keys of visible evidence of the people whose keys a subquery finds, recorded within a period, in ascending order, at
/// most `limit`.
pub async fn recorded_within(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: SelectStatement,
    period: std::ops::Range<DateTime<Utc>>,
    limit: usize,
) -> Result<Vec<Uuid>, DbErr> {
    evidence::Entity::find()
        .select_only()
        .column(evidence::Column::Id)
        .filter(evidence::Column::PersonId.in_subquery(people))
        .filter(evidence::Column::RecordedAt.gte(period.start))
        .filter(evidence::Column::RecordedAt.lt(period.end))
        .filter(visible(scope))
        .order_by_asc(evidence::Column::Id)
        .limit(u64::try_from(limit).ok())
        .into_tuple()
        .all(connection)
        .await
}

/// The keys of a person's cases, as a subquery.
#[must_use]
pub fn cases_of(person_id: Uuid) -> SelectStatement {
    let query = evidence::Entity::find()
        .select_only()
        .column(evidence::Column::Id)
        .filter(evidence::Column::PersonId.eq(person_id))
        .filter(evidence::Column::Kind.eq(EvidenceKind::Case.code()));
    sea_orm::QueryTrait::into_query(query)
}

/// Visible evidence of these people, latest first.
pub async fn of_people(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: &[Uuid],
) -> Result<Vec<Evidence>, Error> {
    let query = with_state()
        .filter(evidence::Column::PersonId.is_in(people.iter().copied()))
        .filter(visible(scope))
        .order_by_desc(evidence::Column::OccurredOn)
        .order_by_desc(evidence::Column::Id);
    read_all(query.all(connection).await?)
}

/// What awaits review of these people: one statement, whatever their number and however much of theirs is decided already.
pub async fn pending(connection: &impl ConnectionTrait, people: &[Uuid]) -> Result<Vec<Pending>, Error> {
    // Written out, not bound: a partial index serves a word that SQLite sees when it plans.
    let status = Expr::col((evidence_state::Entity, evidence_state::Column::Status));
    let pending = Expr::Constant(EvidenceStatus::Pending.code().into());
    let query = with_state()
        .filter(evidence_state::Column::PersonId.is_in(people.iter().copied()))
        .filter(status.eq(pending));
    let waiting = read_all(query.all(connection).await?)?;
    Ok(waiting.iter().map(|row| Pending { person_id: row.person_id, fact: row.fact() }).collect())
}

/// Approved evidence of a kind of these people, in order of recording: one statement. For progress that its caller may see.
pub async fn approved(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    kind: EvidenceKind,
) -> Result<Vec<Evidence>, Error> {
    let query = with_state()
        .filter(evidence_state::Column::PersonId.is_in(people.iter().copied()))
        .filter(evidence_state::Column::Status.eq(EvidenceStatus::Approved.code()))
        .filter(evidence::Column::Kind.eq(kind.code()))
        .order_by_asc(evidence::Column::Id);
    read_all(query.all(connection).await?)
}

/// What was handed in to correct a piece of evidence, whatever became of it.
pub(super) async fn corrections_of(
    connection: &impl ConnectionTrait,
    evidence_id: Uuid,
) -> Result<Vec<Evidence>, Error> {
    read_all(with_state().filter(evidence::Column::ReplacesId.eq(evidence_id)).all(connection).await?)
}

/// Everything ever submitted that may belong to one of these groups, whatever became of it.
pub(super) async fn groups<'a>(
    connection: &impl ConnectionTrait,
    keys: impl Iterator<Item = &'a (Uuid, CreditKey)>,
) -> Result<Vec<Evidence>, Error> {
    let (mut people, mut alone) = (BTreeSet::new(), BTreeSet::new());
    let mut days: BTreeMap<EvidenceKind, BTreeSet<NaiveDate>> = BTreeMap::new();
    for (person_id, key) in keys {
        people.insert(*person_id);
        match key {
            CreditKey::Alone(evidence_id) => {
                alone.insert(*evidence_id);
            }
            CreditKey::Day(kind, day) => {
                days.entry(*kind).or_default().insert(*day);
            }
        }
    }
    let mut wanted = Cond::any().add(evidence::Column::Id.is_in(alone));
    for (kind, days) in days {
        let of_kind = evidence::Column::Kind.eq(kind.code());
        wanted = wanted.add(Cond::all().add(of_kind).add(evidence::Column::OccurredOn.is_in(days)));
    }
    let query = with_state().filter(evidence::Column::PersonId.is_in(people)).filter(wanted);
    read_all(query.all(connection).await?)
}
