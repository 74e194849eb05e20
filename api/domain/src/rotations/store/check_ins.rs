//! Check-ins at a place.

use chrono::{DateTime, Utc};
use entity::hours_check_in;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter,
    QueryOrder,
};
use uuid::Uuid;

use super::super::rules::Activity;
use super::super::rules::attendance::{CheckInStatus, check_in_status};
use crate::identity::{Permit, Scope};

/// A stretch of time that began with a code shown at the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// Key.
    pub id: Uuid,
    /// Who checked in.
    pub person_id: Uuid,
    /// Into which placement.
    pub placement_id: Uuid,
    /// On what.
    pub activity: Activity,
    /// The kind of that activity which the plan tells apart, by code.
    pub activity_kind: Option<String>,
    /// When, by the server's clock.
    pub checked_in_at: DateTime<Utc>,
    /// When it ended, by a check-out or because it was found to have lapsed.
    pub ended_at: Option<DateTime<Utc>>,
    /// The hours that came of it.
    pub evidence_id: Option<Uuid>,
}

impl CheckIn {
    /// Where it stands.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>) -> CheckInStatus {
        check_in_status(self.checked_in_at, self.ended_at, self.evidence_id.is_some(), now)
    }
}

impl TryFrom<hours_check_in::Model> for CheckIn {
    type Error = Error;

    fn try_from(row: hours_check_in::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            placement_id: row.placement_id,
            activity: Activity::stored(&row.activity)?,
            activity_kind: row.activity_kind,
            checked_in_at: row.checked_in_at,
            ended_at: row.ended_at,
            evidence_id: row.evidence_id,
        })
    }
}

fn read_all(rows: Vec<hours_check_in::Model>) -> Result<Vec<CheckIn>, Error> {
    rows.into_iter().map(CheckIn::try_from).collect()
}

/// Visible check-ins into these placements, the earliest first.
pub async fn check_ins_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    placements: &[Uuid],
) -> Result<Vec<CheckIn>, Error> {
    let query = hours_check_in::Entity::find()
        .filter(hours_check_in::Column::PlacementId.is_in(placements.iter().copied()))
        .filter(scope.people((hours_check_in::Entity, hours_check_in::Column::PersonId)))
        .order_by_asc(hours_check_in::Column::CheckedInAt)
        .order_by_asc(hours_check_in::Column::Id);
    read_all(query.all(connection).await?)
}

/// The check-ins of which these hours came, in no order. For hours that the viewer was shown.
pub async fn check_ins_behind(
    connection: &impl ConnectionTrait,
    hours: &[Uuid],
) -> Result<Vec<CheckIn>, Error> {
    let query = hours_check_in::Entity::find()
        .filter(hours_check_in::Column::EvidenceId.is_in(hours.iter().copied()));
    read_all(query.all(connection).await?)
}

/// The check-in of a person that goes on, lapsed or not.
pub(in super::super) async fn open_check_in(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Option<CheckIn>, Error> {
    let query = hours_check_in::Entity::find()
        .filter(hours_check_in::Column::PersonId.eq(person_id))
        .filter(hours_check_in::Column::EndedAt.is_null());
    query.one(connection).await?.map(CheckIn::try_from).transpose()
}

/// Writes a check-in.
pub(in super::super) async fn insert_check_in(
    write: &Write,
    _permit: &Permit,
    (person_id, placement_id): (Uuid, Uuid),
    (activity, activity_kind): (Activity, Option<String>),
) -> Result<CheckIn, Error> {
    let row = hours_check_in::Model {
        id: id::new_key(),
        person_id,
        placement_id,
        activity: activity.code().to_owned(),
        activity_kind,
        checked_in_at: write.now(),
        ended_at: None,
        evidence_id: None,
    };
    hours_check_in::Entity::insert(row.clone().into_active_model()).exec_without_returning(&**write).await?;
    row.try_into()
}

/// Ends a check-in, with the hours that came of it, where some did.
pub(in super::super) async fn end_check_in(
    write: &Write,
    _permit: &Permit,
    check_in: &mut CheckIn,
    evidence_id: Option<Uuid>,
) -> Result<(), DbErr> {
    check_in.ended_at = Some(write.now());
    check_in.evidence_id = evidence_id;
    let change = hours_check_in::ActiveModel {
        ended_at: Set(check_in.ended_at),
        evidence_id: Set(evidence_id),
        ..Default::default()
    };
    hours_check_in::Entity::update_many()
        .set(change)
        .filter(hours_check_in::Column::Id.eq(check_in.id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Carries a person's check-ins over to another record of hers; what goes on in the first one lapses, for nobody is at two places.
pub(super) async fn carry_over(write: &Write, from: Uuid, to: Uuid) -> Result<u64, DbErr> {
    hours_check_in::Entity::update_many()
        .col_expr(hours_check_in::Column::EndedAt, Expr::val(write.now()))
        .filter(hours_check_in::Column::PersonId.eq(from))
        .filter(hours_check_in::Column::EndedAt.is_null())
        .exec(&**write)
        .await?;
    let moved = hours_check_in::Entity::update_many()
        .col_expr(hours_check_in::Column::PersonId, Expr::val(to))
        .filter(hours_check_in::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    Ok(moved.rows_affected)
}
