//! Who looks after enrolments.

use chrono::NaiveDate;
use entity::supervision;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use super::super::rules::SupervisionKind;
use super::read_all;
use crate::identity::{Permit, Scope};
use crate::organisations::BaseKind;

/// A supervisor or master looks after somebody for a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supervision {
    /// Key.
    pub id: Uuid,
    /// The enrolment looked after; none for an apprentice who is in no programme.
    pub enrolment_id: Option<Uuid>,
    /// The apprenticeship of which it is a stretch.
    pub apprenticeship_id: Option<Uuid>,
    /// The trainee.
    pub person_id: Uuid,
    /// The supervisor.
    pub supervisor_id: Uuid,
    /// What the supervisor is to her.
    pub kind: SupervisionKind,
    /// The base where it takes place.
    pub base_id: Option<Uuid>,
    /// That base's kind.
    pub base_kind: Option<BaseKind>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; open when absent.
    pub ends_on: Option<NaiveDate>,
}

impl TryFrom<supervision::Model> for Supervision {
    type Error = Error;

    fn try_from(row: supervision::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            enrolment_id: row.enrolment_id,
            apprenticeship_id: row.apprenticeship_id,
            person_id: row.person_id,
            supervisor_id: row.supervisor_id,
            kind: SupervisionKind::stored(&row.kind)?,
            base_id: row.base_id,
            base_kind: row.base_kind.as_deref().map(BaseKind::stored).transpose()?,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        })
    }
}

fn visible_supervisions(scope: Scope<'_>) -> Select<supervision::Entity> {
    supervision::Entity::find().filter(scope.people((supervision::Entity, supervision::Column::PersonId)))
}

/// One visible supervision.
///
/// # Errors
/// `NotFound` when it is not there, or its trainee outside the scope.
pub async fn supervision(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<Supervision, Error> {
    let query = visible_supervisions(scope).filter(supervision::Column::Id.eq(key));
    query.one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// Visible supervisions by key, in no order.
pub async fn find_supervisions(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<Supervision>, Error> {
    let query = visible_supervisions(scope).filter(supervision::Column::Id.is_in(keys.iter().copied()));
    read_all(query.all(connection).await?)
}

/// Supervisions of these enrolments, the earliest first.
pub async fn supervisions_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    enrolments: &[Uuid],
) -> Result<Vec<Supervision>, Error> {
    let query = visible_supervisions(scope)
        .filter(supervision::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .order_by_asc(supervision::Column::StartsOn)
        .order_by_asc(supervision::Column::Id);
    read_all(query.all(connection).await?)
}

/// The stretches of these apprenticeships, the earliest first. For apprenticeships that were shown, or an act upon them.
pub async fn stretches_of(
    connection: &impl ConnectionTrait,
    apprenticeships: &[Uuid],
) -> Result<Vec<Supervision>, Error> {
    let query = supervision::Entity::find()
        .filter(supervision::Column::ApprenticeshipId.is_in(apprenticeships.iter().copied()))
        .order_by_asc(supervision::Column::StartsOn)
        .order_by_asc(supervision::Column::Id);
    read_all(query.all(connection).await?)
}

/// Visible supervisions of these people, within a programme or not, the earliest first.
pub async fn supervisions_about(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: &[Uuid],
) -> Result<Vec<Supervision>, Error> {
    let query = visible_supervisions(scope)
        .filter(supervision::Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(supervision::Column::StartsOn)
        .order_by_asc(supervision::Column::Id);
    read_all(query.all(connection).await?)
}

/// Takes back a supervision that has not begun.
pub(in super::super) async fn delete_supervision(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
) -> Result<(), DbErr> {
    supervision::Entity::delete_by_id(key).exec(&**write).await?;
    Ok(())
}

/// Ends a supervision that lasts beyond a day.
pub(in super::super) async fn end_supervision(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    ends_on: NaiveDate,
) -> Result<(), DbErr> {
    supervision::Entity::update_many()
        .col_expr(supervision::Column::EndsOn, Expr::val(ends_on))
        .filter(supervision::Column::Id.eq(key))
        .filter(supervision::Column::StartsOn.lte(ends_on))
        .filter(supervision::Column::EndsOn.is_null().or(supervision::Column::EndsOn.gt(ends_on)))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Writes a supervision.
pub(in super::super) async fn insert_supervision(
    write: &Write,
    _permit: &Permit,
    new: &Supervision,
) -> Result<(), DbErr> {
    let row = supervision::Model {
        id: new.id,
        enrolment_id: new.enrolment_id,
        apprenticeship_id: new.apprenticeship_id,
        person_id: new.person_id,
        supervisor_id: new.supervisor_id,
        kind: new.kind.code().to_owned(),
        base_id: new.base_id,
        base_kind: new.base_kind.map(|kind| kind.code().to_owned()),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        created_at: write.now(),
    };
    supervision::Entity::insert(supervision::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}
