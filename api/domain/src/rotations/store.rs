//! Queries over placements; over the time that hours hold, in [`claims`]; and over the records in which cases stand, in
//! [`cases`].

mod batches;
mod calendar_feeds;
mod cases;
mod check_ins;
mod claims;
mod exit_sheets;
mod kept;
mod lists;
mod running;
mod sheets;

use chrono::NaiveDate;
use entity::placement;
use platform::codes::Code as _;
use platform::db::{Write, refused_by};
use platform::error::Error;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter,
};
use sea_orm::{QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::rules::{PlacementStatus, Stay};
use crate::identity::{Permit, Scope};
use crate::organisations::BaseKind;
pub(super) use exit_sheets::insert_exit_sheet;
pub use exit_sheets::{FrozenSheet, frozen_sheets};

pub use batches::{
    BatchLine, HoursBatch, batch_lines_count, batch_lines_ordering, batch_lines_page, forget_batches,
    hours_batch, hours_batches_of,
};
pub(super) use batches::{batch_of_upload, insert_batch, insert_lines, lock_batch, set_progress};
pub use calendar_feeds::{CalendarFeed, calendar_feeds_of, calendar_feeds_ordering, forget_calendar_feeds};
pub(super) use calendar_feeds::{
    StayRead, calendar_feed, feeds_count, feeds_page, insert_calendar_feed, live_calendar_feeds,
    note_reading, open_calendar_feed, revoke_calendar_feed, stays_read,
};
pub(super) use cases::insert_case_record;
pub use cases::{CaseRecord, case_records, repeated_cases};
pub use check_ins::{CheckIn, check_ins_behind, check_ins_of};
pub(super) use check_ins::{end_check_in, insert_check_in, open_check_in};
pub(super) use claims::{Claim, claims_among, delete_claim, delete_claims, insert_claim, insert_claims};

pub use kept::{erase, hand_over};
pub(super) use lists::all_placements;
pub use lists::{PlacementFilter, placements_count, placements_ordering, placements_page};
pub use running::{RunningStay, running_days};
pub(super) use sheets::insert_sheet;
pub use sheets::{HoursSheet, sheets_behind, sheets_of};

/// That a placement exceeds what its department or its supervisor can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Why; empty once the trainee was erased.
    pub reason: String,
    /// Who asked for it.
    pub asked_by: Uuid,
    /// Who granted it; nobody yet, or never, when absent.
    pub granted_by: Option<Uuid>,
}

/// A planned and actual stay in a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Key.
    pub id: Uuid,
    /// The enrolment it serves.
    pub enrolment_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The requirement it serves.
    pub requirement_id: Uuid,
    /// Where.
    pub department_id: Uuid,
    /// The department's base.
    pub base_id: Uuid,
    /// The base's institution.
    pub institution_id: Uuid,
    /// The base's kind.
    pub base_kind: BaseKind,
    /// Who supervises her there.
    pub supervisor_id: Uuid,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Where it stands.
    pub status: PlacementStatus,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// That it exceeds what its department or its supervisor can take, when it does.
    pub by_override: Option<Override>,
    /// The stay of which it makes up what was missed.
    pub makes_up_for_id: Option<Uuid>,
    /// The stay that its trainee gave up for it, or that it goes on with elsewhere.
    pub instead_of_id: Option<Uuid>,
    /// Who drafted it, where another one was to approve it.
    pub drafted_by: Option<Uuid>,
    /// Its share of full time, 10 to 90 in a hundred; full time when absent.
    pub part_time_percent: Option<i32>,
    /// Rises with each change.
    pub version: i32,
}

impl Placement {
    /// Its days.
    #[must_use]
    pub fn stay(&self) -> Stay {
        Stay { from: self.starts_on, until: self.ends_on }
    }

    /// Where it stands on a day.
    #[must_use]
    pub fn status_on(&self, day: NaiveDate) -> PlacementStatus {
        self.status.on(self.starts_on, day)
    }
}

impl TryFrom<placement::Model> for Placement {
    type Error = Error;

    fn try_from(row: placement::Model) -> Result<Self, Error> {
        let by_override = row.override_asked_by.map(|asked_by| Override {
            reason: row.override_reason.unwrap_or_default(),
            asked_by,
            granted_by: row.override_granted_by,
        });
        Ok(Self {
            by_override,
            id: row.id,
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            requirement_id: row.requirement_id,
            department_id: row.department_id,
            base_id: row.base_id,
            institution_id: row.institution_id,
            base_kind: BaseKind::stored(&row.base_kind)?,
            supervisor_id: row.supervisor_id,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            status: PlacementStatus::stored(&row.status)?,
            cancel_reason: row.cancel_reason,
            makes_up_for_id: row.makes_up_for_id,
            instead_of_id: row.instead_of_id,
            drafted_by: row.drafted_by,
            part_time_percent: row.part_time_percent,
            version: row.version,
        })
    }
}

fn read_all(rows: Vec<placement::Model>) -> Result<Vec<Placement>, Error> {
    rows.into_iter().map(Placement::try_from).collect()
}

/// One visible placement.
pub async fn placement(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<Placement, Error> {
    let row = placement::Entity::find_by_id(key)
        .filter(scope.people((placement::Entity, placement::Column::PersonId)))
        .one(connection)
        .await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// Visible placements by key, in no order.
pub async fn find_placements(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<Placement>, Error> {
    let query = placement::Entity::find()
        .filter(placement::Column::Id.is_in(keys.iter().copied()))
        .filter(scope.people((placement::Entity, placement::Column::PersonId)));
    read_all(query.all(connection).await?)
}

/// Visible placements of these enrolments, by their first day.
pub async fn placements_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    enrolments: &[Uuid],
) -> Result<Vec<Placement>, Error> {
    let query = placement::Entity::find()
        .filter(placement::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .filter(scope.people((placement::Entity, placement::Column::PersonId)))
        .order_by_asc(placement::Column::StartsOn)
        .order_by_asc(placement::Column::Id);
    read_all(query.all(connection).await?)
}

/// A stay that began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunStay {
    /// The enrolment it serves.
    pub enrolment_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The base's institution.
    pub institution_id: Uuid,
    /// First day.
    pub starts_on: NaiveDate,
}

/// Stays that began at these institutions between two days, both counted, by their first day. For figures that name nobody.
pub async fn begun_stays(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<BegunStay>, DbErr> {
    use placement::Column;
    let rows: Vec<(Uuid, Uuid, Uuid, NaiveDate)> = taking_places()
        .select_only()
        .columns([Column::EnrolmentId, Column::PersonId, Column::InstitutionId, Column::StartsOn])
        .filter(Column::InstitutionId.is_in(institutions.iter().copied()))
        .filter(Column::StartsOn.gte(from))
        .filter(Column::StartsOn.lte(until))
        .order_by_asc(Column::StartsOn)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    let stay = |(enrolment_id, person_id, institution_id, starts_on)| BegunStay {
        enrolment_id,
        person_id,
        institution_id,
        starts_on,
    };
    Ok(rows.into_iter().map(stay).collect())
}

/// A trainee's stay at a base, and with whom.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct StayAt {
    /// The base.
    pub base_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// Who supervises her.
    pub supervisor_id: Uuid,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Its share of full time in hundredths; full time when absent.
    pub part_time_percent: Option<i32>,
}

/// Stays at these bases that share a day with those between two days, both counted. For figures that name nobody.
pub async fn stays_at(
    connection: &impl ConnectionTrait,
    bases: &[Uuid],
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<StayAt>, DbErr> {
    use placement::Column;
    taking_places()
        .select_only()
        .columns([Column::BaseId, Column::PersonId, Column::SupervisorId, Column::StartsOn, Column::EndsOn])
        .column(Column::PartTimePercent)
        .filter(Column::BaseId.is_in(bases.iter().copied()))
        .filter(Column::StartsOn.lte(until))
        .filter(Column::EndsOn.gte(from))
        .into_model()
        .all(connection)
        .await
}

/// Whose placements are counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Counted {
    Trainee,
    Department,
    Supervisor,
}

/// What stands beside `wanted` on its days: everything of its trainee that is not cancelled, or whatever takes a place of
/// its department or of its supervisor. Read for an invariant, after a permit was given.
pub(super) async fn bookings(
    connection: &impl ConnectionTrait,
    whose: Counted,
    wanted: &Placement,
) -> Result<Vec<Placement>, Error> {
    use placement::Column;
    let theirs = match whose {
        Counted::Trainee => Column::PersonId.eq(wanted.person_id),
        Counted::Department => Column::DepartmentId.eq(wanted.department_id),
        Counted::Supervisor => Column::SupervisorId.eq(wanted.supervisor_id),
    };
    let stands = |status: &&PlacementStatus| match whose {
        Counted::Trainee => **status != PlacementStatus::Cancelled,
        Counted::Department | Counted::Supervisor => status.takes_a_place(),
    };
    let standing = PlacementStatus::ALL.iter().filter(stands).map(|status| status.code());
    let query = placement::Entity::find()
        .filter(theirs)
        .filter(Column::Id.ne(wanted.id))
        .filter(Column::StartsOn.lte(wanted.ends_on))
        .filter(Column::EndsOn.gte(wanted.starts_on))
        .filter(Column::Status.is_in(standing))
        .order_by_asc(Column::StartsOn)
        .order_by_asc(Column::Id);
    read_all(query.all(connection).await?)
}

/// What takes a place of a department on a day or later. Read for an invariant, after a permit was given.
pub(super) async fn booked_from(
    connection: &impl ConnectionTrait,
    department_id: Uuid,
    day: NaiveDate,
) -> Result<Vec<Stay>, DbErr> {
    use placement::Column;
    let rows: Vec<(NaiveDate, NaiveDate)> = taking_places()
        .select_only()
        .columns([Column::StartsOn, Column::EndsOn])
        .filter(Column::DepartmentId.eq(department_id))
        .filter(Column::EndsOn.gte(day))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(from, until)| Stay { from, until }).collect())
}

/// Stays at an institution's bases that are not cancelled, with a day on this one or later. Read for an invariant, after a permit was
/// given.
pub(super) async fn booked_at(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    day: NaiveDate,
) -> Result<Vec<Stay>, DbErr> {
    use placement::Column;
    let rows: Vec<(NaiveDate, NaiveDate)> = placement::Entity::find()
        .select_only()
        .columns([Column::StartsOn, Column::EndsOn])
        .filter(Column::InstitutionId.eq(institution_id))
        .filter(Column::EndsOn.gte(day))
        .filter(Column::Status.ne(PlacementStatus::Cancelled.code()))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(from, until)| Stay { from, until }).collect())
}

fn taking_places() -> Select<placement::Entity> {
    let taking = PlacementStatus::ALL.iter().filter(|status| status.takes_a_place());
    placement::Entity::find().filter(placement::Column::Status.is_in(taking.map(|status| status.code())))
}

/// The stays that take a place of these departments on some of these days, and whose: departments and days alone, for figures
/// that name nobody. One statement.
pub async fn occupied(
    connection: &impl ConnectionTrait,
    departments: &[Uuid],
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<(Uuid, NaiveDate, NaiveDate)>, DbErr> {
    use placement::Column;
    taking_places()
        .select_only()
        .columns([Column::DepartmentId, Column::StartsOn, Column::EndsOn])
        .filter(Column::DepartmentId.is_in(departments.iter().copied()))
        .filter(Column::StartsOn.lte(until))
        .filter(Column::EndsOn.gte(from))
        .into_tuple()
        .all(connection)
        .await
}

/// Writes a placement.
///
/// # Errors
/// The guard `placement_no_overlap`, when with others of hers it takes more than the whole of a day.
pub(super) async fn insert_placement(
    write: &Write,
    _permit: &Permit,
    placement: &Placement,
) -> Result<(), DbErr> {
    let by_override = placement.by_override.as_ref();
    let row = placement::ActiveModel {
        id: Set(placement.id),
        enrolment_id: Set(placement.enrolment_id),
        person_id: Set(placement.person_id),
        requirement_id: Set(placement.requirement_id),
        department_id: Set(placement.department_id),
        base_id: Set(placement.base_id),
        institution_id: Set(placement.institution_id),
        base_kind: Set(placement.base_kind.code().to_owned()),
        supervisor_id: Set(placement.supervisor_id),
        starts_on: Set(placement.starts_on),
        ends_on: Set(placement.ends_on),
        status: Set(placement.status.code().to_owned()),
        cancel_reason: Set(placement.cancel_reason.clone()),
        override_reason: Set(by_override.map(|given| given.reason.clone())),
        override_asked_by: Set(by_override.map(|given| given.asked_by)),
        override_granted_by: Set(by_override.and_then(|given| given.granted_by)),
        makes_up_for_id: Set(placement.makes_up_for_id),
        instead_of_id: Set(placement.instead_of_id),
        drafted_by: Set(placement.drafted_by),
        part_time_percent: Set(placement.part_time_percent),
        version: Set(placement.version),
        created_at: Set(write.now()),
        changed_at: Set(None),
    };
    placement::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes down who granted a placement's override.
pub(super) async fn set_granted_by(
    write: &Write,
    _permit: &Permit,
    placement_id: Uuid,
    granted_by: Uuid,
) -> Result<(), DbErr> {
    placement::Entity::update_many()
        .col_expr(placement::Column::OverrideGrantedBy, Expr::val(granted_by))
        .filter(placement::Column::Id.eq(placement_id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Lets a stay end on an earlier day; its version rises.
pub(super) async fn set_end(
    write: &Write,
    _permit: &Permit,
    placement: &mut Placement,
    ends_on: NaiveDate,
) -> Result<(), DbErr> {
    placement.ends_on = ends_on;
    placement.version += 1;
    placement::Entity::update_many()
        .col_expr(placement::Column::EndsOn, Expr::val(ends_on))
        .col_expr(placement::Column::Version, Expr::val(placement.version))
        .col_expr(placement::Column::ChangedAt, Expr::val(write.now()))
        .filter(placement::Column::Id.eq(placement.id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Moves a placement to a status; its version rises.
pub(super) async fn set_status(
    write: &Write,
    _permit: &Permit,
    placement: &mut Placement,
    status: PlacementStatus,
    reason: Option<&str>,
) -> Result<(), DbErr> {
    placement.status = status;
    placement.cancel_reason = reason.map(str::to_owned);
    placement.version += 1;
    placement::Entity::update_many()
        .col_expr(placement::Column::Status, Expr::val(status.code()))
        .col_expr(placement::Column::CancelReason, Expr::val(placement.cancel_reason.clone()))
        .col_expr(placement::Column::Version, Expr::val(placement.version))
        .col_expr(placement::Column::ChangedAt, Expr::val(write.now()))
        .filter(Expr::col(placement::Column::Id).eq(placement.id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Whether the database refused something because two stays or two duties of one person overlap.
#[must_use]
pub fn is_overlap(error: &DbErr) -> bool {
    ["placement_no_overlap", "interval_claim_no_overlap"].iter().any(|guard| refused_by(error, guard))
}
