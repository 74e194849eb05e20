//! Queries over examinations; registrations, their reviews and scores stand beside.

use chrono::{DateTime, NaiveDate, Utc};
use entity::exit_examination::{Column, Entity, Model};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait, QueryFilter,
    Select,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rules::{ExamPart, PartRule};
use crate::identity::Permit;

mod registrations;
mod scores;

pub use registrations::{
    ExamRegistration, ExamReview, RegistrationFilter, awaiting_viewer, erase, find_registrations, hand_over,
    registrations_count, registrations_of, registrations_of_person, registrations_ordering,
    registrations_page, reviews_of,
};
pub(super) use registrations::{decide, insert_registration, registration, tickets_of};
pub use scores::{ExamScore, find_scores, latest, scores_of};
pub(super) use scores::{has_scores, insert_scores};

/// An exit examination that was announced. It is no secret: everybody signed in may know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examination {
    /// Key.
    pub id: Uuid,
    /// Who organises it.
    pub institution_id: Uuid,
    /// The programme that it ends.
    pub curriculum_id: Uuid,
    /// Name.
    pub name: Name,
    /// The local day on which it is held.
    pub held_on: NaiveDate,
    /// First local day on which somebody may register.
    pub registers_from: NaiveDate,
    /// Last one.
    pub registers_until: NaiveDate,
    /// Its parts.
    pub parts: Vec<PartRule>,
    /// How often somebody may sit it, in all examinations of the programme.
    pub most_attempts: i32,
    /// Who announced it.
    pub announced_by: Uuid,
    /// When.
    pub announced_at: DateTime<Utc>,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Why.
    pub cancel_reason: Option<String>,
}

/// A part as it is stored.
#[derive(Debug, Serialize, Deserialize)]
struct StoredPart {
    part: String,
    most: i64,
    pass: i64,
}

impl TryFrom<Model> for Examination {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let stored: Vec<StoredPart> = serde_json::from_str(&row.parts)
            .map_err(|error| Error::internal(format!("parts of examination {}: {error}", row.id)))?;
        let part = |stored: StoredPart| {
            Ok(PartRule { part: ExamPart::stored(&stored.part)?, most: stored.most, pass: stored.pass })
        };
        Ok(Self {
            id: row.id,
            institution_id: row.institution_id,
            curriculum_id: row.curriculum_id,
            name: Name::new(row.name_zh, row.name_en),
            held_on: row.held_on,
            registers_from: row.registers_from,
            registers_until: row.registers_until,
            parts: stored.into_iter().map(part).collect::<Result<_, Error>>()?,
            most_attempts: row.most_attempts,
            announced_by: row.announced_by,
            announced_at: row.announced_at,
            cancelled_at: row.cancelled_at,
            cancel_reason: row.cancel_reason,
        })
    }
}

fn read_all(rows: Vec<Model>) -> Result<Vec<Examination>, Error> {
    rows.into_iter().map(Examination::try_from).collect()
}

/// Which examinations.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExaminationFilter {
    /// Of this organiser.
    pub institution_id: Option<Uuid>,
    /// Of this programme.
    pub curriculum_id: Option<Uuid>,
    /// For which somebody may register on this local day.
    pub open_on: Option<NaiveDate>,
}

fn filtered(filter: ExaminationFilter) -> Select<Entity> {
    let mut query = Entity::find();
    if let Some(key) = filter.institution_id {
        query = query.filter(Column::InstitutionId.eq(key));
    }
    if let Some(key) = filter.curriculum_id {
        query = query.filter(Column::CurriculumId.eq(key));
    }
    if let Some(day) = filter.open_on {
        query = query
            .filter(Column::RegistersFrom.lte(day))
            .filter(Column::RegistersUntil.gte(day))
            .filter(Column::CancelledAt.is_null());
    }
    query
}

/// One examination.
pub async fn examination(connection: &impl ConnectionTrait, key: Uuid) -> Result<Examination, Error> {
    Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// Examinations by key, in no order.
pub async fn find_examinations(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Examination>, Error> {
    let query = Entity::find().filter(Column::Id.is_in(keys.iter().copied()));
    read_all(query.all(connection).await?)
}

/// Examinations by the day on which they are held, the latest first.
#[must_use]
pub fn examinations_ordering() -> Ordering {
    Ordering::by("HELD_ON", Column::HeldOn, SortKind::Date, Column::Id).descending()
}

/// A page of examinations, the latest first.
pub async fn examinations_page(
    connection: &impl ConnectionTrait,
    filter: ExaminationFilter,
    page: &PageRequest,
) -> Result<Slice<Examination>, Error> {
    let rows = page.apply(filtered(filter), &examinations_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}

/// How many examinations there are.
pub async fn examinations_count(
    connection: &impl ConnectionTrait,
    filter: ExaminationFilter,
) -> Result<i64, DbErr> {
    let count = filtered(filter).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Locks an examination: whatever changes one of its registrations begins here, after its trainee's enrolments.
pub(super) async fn lock_examination(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(Entity::find_by_id(key)).await
}

/// Writes an examination.
pub(super) async fn insert_examination(
    write: &Write,
    _permit: &Permit,
    made: &Examination,
) -> Result<(), Error> {
    let part =
        |rule: &PartRule| StoredPart { part: rule.part.code().to_owned(), most: rule.most, pass: rule.pass };
    let parts: Vec<StoredPart> = made.parts.iter().map(part).collect();
    let row = Model {
        id: made.id,
        institution_id: made.institution_id,
        curriculum_id: made.curriculum_id,
        name_zh: made.name.zh.clone(),
        name_en: made.name.en.clone(),
        held_on: made.held_on,
        registers_from: made.registers_from,
        registers_until: made.registers_until,
        parts: serde_json::json!(parts).to_string(),
        most_attempts: made.most_attempts,
        announced_by: made.announced_by,
        announced_at: made.announced_at,
        cancelled_at: made.cancelled_at,
        cancel_reason: made.cancel_reason.clone(),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// Cancels an examination.
pub(super) async fn cancel(write: &Write, _permit: &Permit, key: Uuid, reason: &str) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::CancelledAt, Expr::val(write.now()))
        .col_expr(Column::CancelReason, Expr::val(reason))
        .filter(Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// The keys of every examination of these organisers, as a subquery.
fn of_organisers(institutions: &[Uuid]) -> sea_orm::sea_query::SelectStatement {
    use sea_orm::{QuerySelect as _, QueryTrait as _};
    let query = Entity::find().filter(Column::InstitutionId.is_in(institutions.iter().copied()));
    query.select_only().column(Column::Id).into_query()
}
