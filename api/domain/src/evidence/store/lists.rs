//! Pages of evidence: of one person, and of what awaits a reviewer.

use chrono::NaiveDate;
use entity::{evidence, evidence_state};
use platform::codes::Code as _;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::Cond;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::super::rules::{EvidenceKind, EvidenceStatus};
use super::{Evidence, read_all, visible, with_state};
use crate::curricula::ReviewStep;
use crate::identity::{Act, Place, Scope, Viewer, accepted_roles};

/// Evidence by its day, the latest first.
#[must_use]
pub fn day_ordering() -> Ordering {
    let column = (evidence::Entity, evidence::Column::OccurredOn);
    Ordering::by("OCCURRED_ON", column, SortKind::Date, (evidence::Entity, evidence::Column::Id)).descending()
}

/// Which evidence of one person.
#[derive(Clone, Debug)]
pub struct EvidenceFilter {
    /// Whose.
    pub person_id: Uuid,
    /// Of these kinds.
    pub kinds: Vec<EvidenceKind>,
    /// Of this activity, disease or form.
    pub activity: Option<String>,
    /// Only what she handed in herself, and nothing that follows from what others recorded.
    pub handed_in: bool,
}

fn filtered(
    scope: Scope<'_>,
    filter: &EvidenceFilter,
) -> sea_orm::SelectTwo<evidence::Entity, evidence_state::Entity> {
    let query = with_state()
        .filter(evidence::Column::PersonId.eq(filter.person_id))
        .filter(evidence::Column::Kind.is_in(filter.kinds.iter().map(|kind| kind.code())))
        .filter(visible(scope));
    let query = match &filter.activity {
        Some(activity) => query.filter(evidence::Column::Activity.eq(activity)),
        None => query,
    };
    if filter.handed_in { query.filter(evidence::Column::SourceKind.is_null()) } else { query }
}

/// A page of visible evidence of one person, the latest first.
pub async fn evidence_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &EvidenceFilter,
    page: &PageRequest,
) -> Result<Slice<Evidence>, Error> {
    let rows = page.apply(filtered(scope, filter), &day_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}

/// How much visible evidence of one person there is.
pub async fn evidence_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &EvidenceFilter,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(filtered(scope, filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// The queue in order of recording.
#[must_use]
pub fn queue_ordering() -> Ordering {
    Ordering::by(
        "RECORDED",
        (evidence::Entity, evidence::Column::Id),
        SortKind::Key,
        (evidence::Entity, evidence::Column::Id),
    )
}

/// What waits at a step for holders of the roles that decide there.
fn awaiting_at(viewer: &Viewer, step: ReviewStep, act: Act) -> Cond {
    let places: Vec<Uuid> = viewer
        .grants
        .iter()
        .filter(|grant| accepted_roles(act).contains(&grant.role))
        .flat_map(|grant| match &grant.place {
            Place::Department(key) => vec![*key],
            _ => grant.institutions.clone(),
        })
        .collect();
    Cond::all()
        .add(evidence_state::Column::PlaceId.is_in(places))
        .add(evidence_state::Column::Step.eq(step.code()))
        .add(evidence::Column::SubmittedBy.ne(viewer.person_id))
}

/// What waits for the viewer, or for whom she acts; never her own.
fn awaiting(viewer: &Viewer) -> Cond {
    let mut hers = Cond::any().add(evidence_state::Column::ReviewerId.is_in(viewer.stands_for()));
    let exit = EvidenceKind::PlacementExit.code();
    let offices = [
        (ReviewStep::Department, Act::ReviewAtDepartment, Some(evidence::Column::Kind.ne(exit))),
        (ReviewStep::Department, Act::ExitSign, Some(evidence::Column::Kind.eq(exit))),
        (ReviewStep::Base, Act::ReviewAtBase, None),
        (ReviewStep::School, Act::ReviewAtSchool, None),
    ];
    for (step, act, only) in offices {
        if viewer.grants.iter().any(|grant| accepted_roles(act).contains(&grant.role)) {
            hers = hers.add(awaiting_at(viewer, step, act).add_option(only));
        }
    }
    Cond::all()
        .add(hers)
        .add(evidence_state::Column::Status.eq(EvidenceStatus::Pending.code()))
        .add(evidence::Column::PersonId.ne(viewer.person_id))
}

/// How many hours entries wait for this reviewer, by whose they are and the day they are credited to: one statement.
pub async fn hours_waiting(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
) -> Result<Vec<(Uuid, NaiveDate, i64)>, DbErr> {
    let of = evidence::Entity::belongs_to(evidence_state::Entity)
        .from(evidence::Column::Id)
        .to(evidence_state::Column::EvidenceId)
        .into();
    evidence::Entity::find()
        .select_only()
        .columns([evidence::Column::PersonId, evidence::Column::OccurredOn])
        .column_as(evidence::Column::Id.count(), "entries")
        .join(JoinType::InnerJoin, of)
        .filter(evidence::Column::Kind.eq(EvidenceKind::Hours.code()))
        .filter(awaiting(viewer))
        .group_by(evidence::Column::PersonId)
        .group_by(evidence::Column::OccurredOn)
        .into_tuple()
        .all(connection)
        .await
}

/// How much awaits this reviewer.
pub async fn review_queue_length(connection: &impl ConnectionTrait, viewer: &Viewer) -> Result<i64, DbErr> {
    let count = with_state().filter(awaiting(viewer)).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A page of what awaits this reviewer.
pub async fn review_queue(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    page: &PageRequest,
) -> Result<Slice<Evidence>, Error> {
    let rows = page.apply(with_state().filter(awaiting(viewer)), &queue_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}
