//! Queries over evidence, its reviews and the queue of what awaits one; the ledger stands beside.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{evidence, evidence_state, review};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter};
use sea_orm::{QueryOrder, QuerySelect};
use uuid::Uuid;

use super::attachments;
use super::portfolio;
use super::rules::{CreditKey, Decision, EvidenceKind, EvidenceStatus, Facets, Fact, SourceKind};
use super::steps::{self, Step, Steps};
use crate::curricula::ReviewStep;
use crate::identity::{Permit, Scope};
use crate::organisations::BaseKind;

mod ledger;
mod lists;
mod sign_offs;

pub use ledger::{CreditLine, credit_lines, totals_of};
pub(super) use ledger::{append_credits, held_credits, ledgers};
pub use lists::{
    EvidenceFilter, day_ordering, evidence_count, evidence_page, queue_ordering, review_queue,
    review_queue_length,
};
pub use sign_offs::{SignOff, sign_offs};

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
    /// Activity's code.
    pub activity: Option<String>,
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
            activity: None,
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
                activity: row.activity,
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

    /// As the ledger sees it, once approved.
    #[must_use]
    pub fn fact(&self) -> Fact {
        Fact {
            evidence_id: self.id,
            kind: self.kind,
            occurred_on: self.occurred_on,
            recorded_at: self.recorded_at,
            minutes: self.minutes.map_or(0, i64::from),
            days: i64::from(self.days.unwrap_or(0)) - i64::from(self.absence_days.unwrap_or(0)),
            activity: self.activity.clone(),
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

/// What a reviewer decided.
#[derive(Clone, Debug)]
pub struct Review {
    /// Key.
    pub id: Uuid,
    /// The evidence decided about.
    pub evidence_id: Uuid,
    /// Who decided.
    pub reviewer_id: Uuid,
    /// At which step.
    pub step: ReviewStep,
    /// What.
    pub decision: Decision,
    /// How many pieces of evidence were decided by the one act.
    pub at_once: i32,
    /// Seconds for which what was decided at once had been shown; nothing when it never was, or when it was decided alone.
    pub seconds: Option<i32>,
    /// Why; always there unless approved.
    pub reason: Option<String>,
    /// When.
    pub decided_at: DateTime<Utc>,
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
    let query = with_state()
        .filter(evidence_state::Column::PersonId.is_in(people.iter().copied()))
        .filter(evidence_state::Column::Status.eq(EvidenceStatus::Pending.code()));
    let waiting = read_all(query.all(connection).await?)?;
    Ok(waiting.iter().map(|row| Pending { person_id: row.person_id, fact: row.fact() }).collect())
}

/// Reviews of these pieces of evidence, in order of decision.
pub async fn reviews_of(connection: &impl ConnectionTrait, evidence: &[Uuid]) -> Result<Vec<Review>, Error> {
    let rows = review::Entity::find()
        .filter(review::Column::EvidenceId.is_in(evidence.iter().copied()))
        .order_by_asc(review::Column::DecidedAt)
        .order_by_asc(review::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Review {
                id: row.id,
                evidence_id: row.evidence_id,
                reviewer_id: row.reviewer_id,
                step: ReviewStep::stored(&row.step)?,
                decision: Decision::stored(&row.decision)?,
                at_once: row.at_once,
                seconds: row.seconds,
                reason: row.reason,
                decided_at: row.decided_at,
            })
        })
        .collect()
}

/// What was handed in to correct a piece of evidence, whatever became of it.
pub(super) async fn corrections_of(
    connection: &impl ConnectionTrait,
    evidence_id: Uuid,
) -> Result<Vec<Evidence>, Error> {
    read_all(with_state().filter(evidence::Column::ReplacesId.eq(evidence_id)).all(connection).await?)
}

/// Raises the version of a piece of evidence: what belongs to it has changed.
pub(super) async fn touch(write: &Write, _permit: &Permit, evidence_id: Uuid) -> Result<(), DbErr> {
    evidence_state::Entity::update_many()
        .col_expr(evidence_state::Column::Version, Expr::col(evidence_state::Column::Version).add(1))
        .filter(evidence_state::Column::EvidenceId.eq(evidence_id))
        .exec(&**write)
        .await?;
    Ok(())
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

/// Writes evidence with its state.
pub(super) async fn insert(write: &Write, permit: &Permit, new: &NewEvidence) -> Result<Evidence, Error> {
    let submitted_by = permit.actor.person_id.unwrap_or(new.person_id);
    let row = evidence::Model {
        id: id::new_key(),
        person_id: new.person_id,
        kind: new.kind.code().to_owned(),
        submitted_by,
        recorded_at: write.now(),
        occurred_on: new.occurred_on,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        minutes: new.minutes,
        days: new.days,
        absence_days: new.absence_days,
        activity: new.activity.clone(),
        source_kind: new.source_kind.map(|kind| kind.code().to_owned()),
        source_id: new.source_id,
        requirement_id: new.requirement_id,
        department_id: new.department_id,
        specialty: new.specialty.clone(),
        base_id: new.base_id,
        base_kind: new.base_kind.map(|kind| kind.code().to_owned()),
        assessor_id: new.assessor_id,
        level: new.level,
        passed: new.passed,
        amount: new.amount,
        note: new.note.clone(),
        replaces_id: new.replaces_id,
    };
    let state = evidence_state::Model {
        evidence_id: row.id,
        person_id: Some(row.person_id),
        status: EvidenceStatus::Pending.code().to_owned(),
        step: new.steps.now.kind.code().to_owned(),
        place_id: new.steps.now.place_id,
        later_steps: steps::written(&new.steps.later),
        reviewer_id: new.reviewer_id,
        version: 1,
    };
    evidence::Entity::insert(evidence::ActiveModel::from(row.clone()))
        .exec_without_returning(&**write)
        .await?;
    evidence_state::Entity::insert(evidence_state::ActiveModel::from(state.clone()))
        .exec_without_returning(&**write)
        .await?;
    Evidence::read(row, &state)
}

/// Moves evidence to another status.
pub(super) async fn set_status(
    write: &Write,
    _permit: &Permit,
    evidence: &[Uuid],
    status: EvidenceStatus,
) -> Result<(), DbErr> {
    if evidence.is_empty() {
        return Ok(());
    }
    evidence_state::Entity::update_many()
        .col_expr(evidence_state::Column::Status, Expr::val(status.code()))
        .col_expr(evidence_state::Column::Version, Expr::col(evidence_state::Column::Version).add(1))
        .filter(evidence_state::Column::EvidenceId.is_in(evidence.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Moves evidence on to the next step of its review.
pub(super) async fn advance(
    write: &Write,
    _permit: &Permit,
    evidence: &[Uuid],
    steps: &Steps,
) -> Result<(), DbErr> {
    evidence_state::Entity::update_many()
        .col_expr(evidence_state::Column::Step, Expr::val(steps.now.kind.code()))
        .col_expr(evidence_state::Column::PlaceId, Expr::val(steps.now.place_id))
        .col_expr(evidence_state::Column::LaterSteps, Expr::val(steps::written(&steps.later)))
        .col_expr(evidence_state::Column::ReviewerId, Expr::val(None::<Uuid>))
        .col_expr(evidence_state::Column::Version, Expr::col(evidence_state::Column::Version).add(1))
        .filter(evidence_state::Column::EvidenceId.is_in(evidence.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Locks the state of evidence, in the order of keys, until the transaction ends.
pub(super) async fn lock(write: &Write, evidence: &[Uuid]) -> Result<(), DbErr> {
    let query = evidence_state::Entity::find()
        .filter(evidence_state::Column::EvidenceId.is_in(evidence.iter().copied()))
        .order_by_asc(evidence_state::Column::EvidenceId);
    write.lock_rows(query).await
}

/// Writes reviews.
pub(super) async fn insert_reviews(
    write: &Write,
    _permit: &Permit,
    rows: Vec<review::Model>,
) -> Result<(), DbErr> {
    let rows = rows.into_iter().map(review::ActiveModel::from);
    review::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// What was emptied of the evidence of an erased person.
#[derive(Clone, Debug)]
pub struct Erased {
    /// How much, by kind.
    pub erased: Vec<(String, u64)>,
    /// Her evidence.
    pub evidence: Vec<Uuid>,
    /// The uploads that kept what proves it.
    pub uploads: Vec<Uuid>,
}

/// Empties what was written in evidence of an erased person and in its reviews; what was shown, and what was decided, stay.
/// Says what was emptied.
pub async fn erase(write: &Write, permit: &Permit, person_id: Uuid) -> Result<Erased, Error> {
    let keys: Vec<Uuid> = evidence::Entity::find()
        .select_only()
        .column(evidence::Column::Id)
        .filter(evidence::Column::PersonId.eq(person_id))
        .into_tuple()
        .all(&**write)
        .await?;
    let entries = portfolio::erase(write, permit, &keys).await?;
    let (files, uploads) = attachments::erase(write, permit, &keys).await?;
    let notes = evidence::Entity::update_many()
        .col_expr(evidence::Column::Note, Expr::val(""))
        .filter(evidence::Column::PersonId.eq(person_id))
        .filter(evidence::Column::Note.ne(""))
        .exec(&**write)
        .await?;
    let hers = Query::select()
        .column(evidence::Column::Id)
        .from(evidence::Entity)
        .and_where(evidence::Column::PersonId.eq(person_id))
        .take();
    let reasons = review::Entity::update_many()
        .col_expr(review::Column::Reason, Expr::val(None::<String>))
        .filter(review::Column::EvidenceId.in_subquery(hers))
        .filter(review::Column::Reason.is_not_null())
        .exec(&**write)
        .await?;
    let erased = [
        ("evidence_note", notes.rows_affected),
        ("review_reason", reasons.rows_affected),
        ("portfolio_entry", entries),
        ("attachment", files),
    ];
    let erased = erased.map(|(kind, count)| (kind.to_owned(), count)).into();
    Ok(Erased { erased, evidence: keys, uploads })
}

/// Carries a person's evidence, and what awaits her review, over to another record of hers.
pub(super) async fn hand_over(write: &Write, _permit: &Permit, from: Uuid, to: Uuid) -> Result<u64, DbErr> {
    let moved = evidence::Entity::update_many()
        .col_expr(evidence::Column::PersonId, Expr::val(to))
        .filter(evidence::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    for column in [evidence_state::Column::PersonId, evidence_state::Column::ReviewerId] {
        evidence_state::Entity::update_many()
            .col_expr(column, Expr::val(to))
            .filter(column.eq(from))
            .exec(&**write)
            .await?;
    }
    Ok(moved.rows_affected)
}
