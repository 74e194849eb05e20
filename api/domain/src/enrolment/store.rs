//! Queries over enrolments and who supervises them. A record is seen by whoever may see its person.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{enrolment, supervision};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use serde_json::json;
use uuid::Uuid;

use super::rules::{EnrolmentStatus, Origin, Pause};
use crate::identity::{self, Permit, Scope, SystemReason, end_relations};

mod acts;
mod leaves;
mod leaves_kept;
mod supervisions;

pub use acts::{EnrolmentAct, acts_of, erase};
pub(super) use acts::{NewAct, change_enrolment};
pub use leaves::{
    Leave, LeaveCertificate, LeaveDecision, approved_leaves, approved_leaves_among, find_leaves,
    leave_certificates_of, leave_days, leave_decisions_of, leaves_of, leaves_ordering, leaves_overlap,
    leaves_to_decide, leaves_to_decide_count,
};
pub(super) use leaves::{
    approved_leaves_of, change_leave, deciding_act, insert_leave, insert_leave_certificate,
    insert_leave_decision, leave, live_leaves,
};
pub use leaves_kept::erase_leaves;
pub use supervisions::{
    Supervision, find_supervisions, stretches_of, supervision, supervisions_about, supervisions_of,
};
pub(super) use supervisions::{delete_supervision, end_supervision, insert_supervision};

/// Rows that one statement writes or looks up at most.
const BATCH: usize = 500;

/// A person follows a curriculum version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// Key.
    pub id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The curriculum version she is held to.
    pub version_id: Uuid,
    /// The school that runs the programme.
    pub institution_id: Uuid,
    /// Who sent her.
    pub sending_institution_id: Option<Uuid>,
    /// How she came into the programme.
    pub origin: Origin,
    /// Year of recruitment, which names the cohort.
    pub recruitment_year: i32,
    /// First day of training.
    pub starts_on: NaiveDate,
    /// Last day as planned.
    pub expected_completion_on: NaiveDate,
    /// Where it stands.
    pub status: EnrolmentStatus,
    /// Pauses of its calendar, in order.
    pub pauses: Vec<Pause>,
}

/// Which enrolments a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnrolmentFilter {
    /// Of one school.
    pub institution_id: Option<Uuid>,
    /// Of one year of recruitment.
    pub recruitment_year: Option<i32>,
    /// Of one curriculum version.
    pub version_id: Option<Uuid>,
    /// In one status.
    pub status: Option<EnrolmentStatus>,
}

impl TryFrom<enrolment::Model> for Enrolment {
    type Error = Error;

    fn try_from(row: enrolment::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            version_id: row.version_id,
            institution_id: row.institution_id,
            sending_institution_id: row.sending_institution_id,
            origin: Origin::stored(&row.origin)?,
            recruitment_year: row.recruitment_year,
            starts_on: row.starts_on,
            expected_completion_on: row.expected_completion_on,
            status: EnrolmentStatus::stored(&row.status)?,
            pauses: serde_json::from_str(&row.pauses)
                .map_err(|error| Error::internal(format!("pauses of enrolment {}: {error}", row.id)))?,
        })
    }
}

/// Who sent these trainees, by their enrolment. For figures that name nobody.
pub async fn senders_of(
    connection: &impl ConnectionTrait,
    enrolments: &[Uuid],
) -> Result<HashMap<Uuid, Option<Uuid>>, DbErr> {
    let mut senders = HashMap::new();
    for part in enrolments.chunks(BATCH) {
        let query = enrolment::Entity::find()
            .select_only()
            .columns([enrolment::Column::Id, enrolment::Column::SendingInstitutionId])
            .filter(enrolment::Column::Id.is_in(part.iter().copied()));
        senders.extend(query.into_tuple::<(Uuid, Option<Uuid>)>().all(connection).await?);
    }
    Ok(senders)
}

fn read_all<M, T: TryFrom<M, Error = Error>>(rows: Vec<M>) -> Result<Vec<T>, Error> {
    rows.into_iter().map(T::try_from).collect()
}

fn visible(scope: Scope<'_>) -> Select<enrolment::Entity> {
    enrolment::Entity::find().filter(scope.people((enrolment::Entity, enrolment::Column::PersonId)))
}

fn filtered(query: Select<enrolment::Entity>, filter: &EnrolmentFilter) -> Select<enrolment::Entity> {
    let column = |column: enrolment::Column| Expr::col((enrolment::Entity, column));
    let mut query = query;
    if let Some(institution_id) = filter.institution_id {
        query = query.filter(column(enrolment::Column::InstitutionId).eq(institution_id));
    }
    if let Some(year) = filter.recruitment_year {
        query = query.filter(column(enrolment::Column::RecruitmentYear).eq(year));
    }
    if let Some(version_id) = filter.version_id {
        query = query.filter(column(enrolment::Column::VersionId).eq(version_id));
    }
    if let Some(status) = filter.status {
        query = query.filter(column(enrolment::Column::Status).eq(status.code()));
    }
    query
}

/// One visible enrolment.
///
/// # Errors
/// `NotFound` when it is not there, or outside the scope.
pub async fn enrolment(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<Enrolment, Error> {
    let query = visible(scope).filter(enrolment::Column::Id.eq(key));
    query.one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// Visible enrolments by key, in no order.
pub async fn find_enrolments(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<Enrolment>, Error> {
    let query = visible(scope).filter(enrolment::Column::Id.is_in(keys.iter().copied()));
    read_all(query.all(connection).await?)
}

/// Visible enrolments of these people, the earliest first.
pub async fn enrolments_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: &[Uuid],
) -> Result<Vec<Enrolment>, Error> {
    let mut found = Vec::new();
    for part in people.chunks(BATCH) {
        let query = visible(scope)
            .filter(enrolment::Column::PersonId.is_in(part.iter().copied()))
            .order_by_asc(enrolment::Column::StartsOn)
            .order_by_asc(enrolment::Column::Id);
        found.extend(read_all(query.all(connection).await?)?);
    }
    Ok(found)
}

/// Visible enrolments of the people whose keys a subquery finds, by key: one statement.
pub async fn enrolments_among(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: SelectStatement,
) -> Result<Vec<Enrolment>, Error> {
    let query = visible(scope)
        .filter(enrolment::Column::PersonId.in_subquery(people))
        .order_by_asc(enrolment::Column::Id);
    read_all(query.all(connection).await?)
}

/// Active enrolments of a person: those that her evidence credits. Who asks has a permit already.
pub async fn live_enrolments(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<Enrolment>, Error> {
    live_enrolments_of(connection, &[person_id]).await
}

/// Active enrolments of these people: those that their evidence credits. Who asks has a permit already.
pub async fn live_enrolments_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<Enrolment>, Error> {
    let query = enrolment::Entity::find()
        .filter(enrolment::Column::PersonId.is_in(people.iter().copied()))
        .filter(enrolment::Column::Status.eq(EnrolmentStatus::Active.code()))
        .order_by_asc(enrolment::Column::Id);
    read_all(query.all(connection).await?)
}

/// Enrolments of an institution, or of all, by key, from behind one of them on. For work that goes through all of them.
pub async fn enrolments_behind(
    connection: &impl ConnectionTrait,
    institution_id: Option<Uuid>,
    behind: Option<Uuid>,
    most: usize,
) -> Result<Vec<Enrolment>, Error> {
    let mut query = enrolment::Entity::find()
        .order_by_asc(enrolment::Column::Id)
        .limit(u64::try_from(most).unwrap_or(u64::MAX));
    if let Some(institution_id) = institution_id {
        query = query.filter(enrolment::Column::InstitutionId.eq(institution_id));
    }
    if let Some(behind) = behind {
        query = query.filter(enrolment::Column::Id.gt(behind));
    }
    read_all(query.all(connection).await?)
}

/// Visible enrolments of a curriculum version, and of a year of recruitment, in one status: by key, from behind one of them on.
pub async fn cohort(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &EnrolmentFilter,
    behind: Option<Uuid>,
    most: usize,
) -> Result<Vec<Enrolment>, Error> {
    let mut query = filtered(visible(scope), filter)
        .order_by_asc(enrolment::Column::Id)
        .limit(u64::try_from(most).unwrap_or(u64::MAX));
    if let Some(behind) = behind {
        query = query.filter(enrolment::Column::Id.gt(behind));
    }
    read_all(query.all(connection).await?)
}

/// Which of the people just enrolled hold another enrolment as well, or followed a master without one: they may have shown something
/// already.
pub(super) async fn known_before(write: &Write, new: &[Enrolment]) -> Result<Vec<Uuid>, DbErr> {
    let mut people = Vec::new();
    for part in new.chunks(BATCH) {
        let found: Vec<Uuid> = enrolment::Entity::find()
            .select_only()
            .column(enrolment::Column::PersonId)
            .filter(enrolment::Column::PersonId.is_in(part.iter().map(|enrolment| enrolment.person_id)))
            .group_by(enrolment::Column::PersonId)
            .having(enrolment::Column::Id.count().gt(1))
            .into_tuple()
            .all(&**write)
            .await?;
        people.extend(found);
        let followed: Vec<Uuid> = supervision::Entity::find()
            .select_only()
            .column(supervision::Column::PersonId)
            .filter(supervision::Column::PersonId.is_in(part.iter().map(|enrolment| enrolment.person_id)))
            .filter(supervision::Column::EnrolmentId.is_null())
            .distinct()
            .into_tuple()
            .all(&**write)
            .await?;
        people.extend(followed);
    }
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

/// How many enrolments there are.
pub async fn all_enrolments_count(connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
    enrolment::Entity::find().count(connection).await
}

/// Enrolments by their first day.
#[must_use]
pub fn enrolments_ordering() -> Ordering {
    Ordering::by(
        "STARTS_ON",
        (enrolment::Entity, enrolment::Column::StartsOn),
        SortKind::Date,
        (enrolment::Entity, enrolment::Column::Id),
    )
}

/// A page of visible enrolments, by their first day.
pub async fn enrolments_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &EnrolmentFilter,
    page: &PageRequest,
) -> Result<Slice<Enrolment>, Error> {
    let query = filtered(visible(scope), filter);
    let rows = page.apply(query, &enrolments_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}

/// How many enrolments are visible.
pub async fn enrolments_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &EnrolmentFilter,
) -> Result<i64, DbErr> {
    let count = filtered(visible(scope), filter).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The people who have an enrolment that fits, as a subquery for lists of people.
#[must_use]
pub fn trainees(filter: &EnrolmentFilter) -> SelectStatement {
    filtered(enrolment::Entity::find(), filter).select_only().column(enrolment::Column::PersonId).into_query()
}

/// Locks an enrolment: whatever changes a trainee's record begins here.
pub async fn lock_enrolment(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(enrolment::Entity::find_by_id(key)).await
}

/// Locks every enrolment of a person, in the order of their keys.
pub async fn lock_enrolments_of(write: &Write, person_id: Uuid) -> Result<(), DbErr> {
    lock_enrolments_of_all(write, &[person_id]).await
}

/// Locks every enrolment of these people, in the order of their keys, until the transaction ends.
pub async fn lock_enrolments_of_all(write: &Write, people: &[Uuid]) -> Result<(), DbErr> {
    let query = enrolment::Entity::find()
        .filter(enrolment::Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(enrolment::Column::Id);
    write.lock_rows(query).await
}

/// Completes an enrolment, within the act that certifies it. One that is not active stays as it is.
pub async fn complete(write: &Write, permit: &Permit, key: Uuid) -> Result<(), Error> {
    let changed = enrolment::Entity::update_many()
        .col_expr(enrolment::Column::Status, Expr::val(EnrolmentStatus::Completed.code()))
        .filter(enrolment::Column::Id.eq(key))
        .filter(enrolment::Column::Status.eq(EnrolmentStatus::Active.code()))
        .exec(&**write)
        .await?;
    if changed.rows_affected == 0 {
        return Ok(());
    }
    let today = write.now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    end_relations(write, permit, key, today).await?;
    identity::remember(
        write,
        permit,
        "enrolment.complete",
        ("enrolment", key),
        (
            json!({ "status": EnrolmentStatus::Active.code() }),
            json!({ "status": EnrolmentStatus::Completed.code() }),
        ),
    )
    .await
}

/// Writes enrolments.
pub(super) async fn insert_enrolments(
    write: &Write,
    _permit: &Permit,
    enrolments: &[Enrolment],
) -> Result<(), DbErr> {
    for part in enrolments.chunks(BATCH) {
        let rows = part.iter().map(|new| {
            enrolment::ActiveModel::from(enrolment::Model {
                id: new.id,
                person_id: new.person_id,
                version_id: new.version_id,
                institution_id: new.institution_id,
                sending_institution_id: new.sending_institution_id,
                origin: new.origin.code().to_owned(),
                recruitment_year: new.recruitment_year,
                starts_on: new.starts_on,
                expected_completion_on: new.expected_completion_on,
                status: new.status.code().to_owned(),
                pauses: "[]".to_owned(),
                created_at: write.now(),
            })
        });
        enrolment::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Lets an enrolment go on from where the earlier of two in one version began; it is active when one of them was.
async fn take_over(write: &Write, kept: &Enrolment, joined: &Enrolment) -> Result<(), DbErr> {
    let goes_on = kept.status == EnrolmentStatus::Withdrawn && joined.status == EnrolmentStatus::Active;
    let status = if goes_on { joined.status } else { kept.status };
    enrolment::Entity::update_many()
        .col_expr(enrolment::Column::StartsOn, Expr::val(std::cmp::min(kept.starts_on, joined.starts_on)))
        .col_expr(enrolment::Column::Status, Expr::val(status.code()))
        .filter(enrolment::Column::Id.eq(kept.id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Carries a person's enrolments, and what she supervises, over to another record of hers. An enrolment in a version that
/// the other record is enrolled in as well is joined into that one. Says what went over, and which enrolments were joined
/// into which.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    from: Uuid,
    to: Uuid,
) -> Result<(Vec<(String, u64)>, Vec<(Uuid, Uuid)>), Error> {
    let permitted = Scope::System(SystemReason::Permitted);
    let kept = enrolments_of(&**write, permitted, &[to]).await?;
    let (mut moved, mut joined) = (0, Vec::new());
    for enrolment in enrolments_of(&**write, permitted, &[from]).await? {
        let same = kept.iter().find(|other| other.version_id == enrolment.version_id);
        let change = enrolment::Entity::update_many().filter(enrolment::Column::Id.eq(enrolment.id));
        if let Some(same) = same {
            joined.push((enrolment.id, same.id));
            take_over(write, same, &enrolment).await?;
            change
                .col_expr(enrolment::Column::Status, Expr::val(EnrolmentStatus::Merged.code()))
                .exec(&**write)
                .await?;
        } else {
            change.col_expr(enrolment::Column::PersonId, Expr::val(to)).exec(&**write).await?;
            moved += 1;
        }
    }
    for (column, from, to) in joined
        .iter()
        .map(|(from, to)| (supervision::Column::EnrolmentId, *from, *to))
        .chain([(supervision::Column::PersonId, from, to), (supervision::Column::SupervisorId, from, to)])
    {
        supervision::Entity::update_many()
            .col_expr(column, Expr::val(to))
            .filter(column.eq(from))
            .exec(&**write)
            .await?;
    }
    let leaves = leaves_kept::hand_over(write, from, to, &joined).await?;
    let count = u64::try_from(joined.len()).unwrap_or(u64::MAX);
    let moved = [("enrolment", moved), ("enrolment_joined", count), ("leave", leaves)];
    Ok((moved.map(|(kind, count)| (kind.to_owned(), count)).to_vec(), joined))
}
