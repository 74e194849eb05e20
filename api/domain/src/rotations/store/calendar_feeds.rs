//! Addresses under which calendars are read, and the stays that one tells.

use chrono::{DateTime, NaiveDate, Utc};
use entity::calendar_feed::{self, Column};
use entity::placement;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use platform::text::Language;
use sea_orm::sea_query::{Cond, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::super::rules::PlacementStatus;
use super::super::rules::calendars::Reach;
use super::Placement;
use crate::identity::{Permit, Scope};

/// An address under which a calendar is read, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFeed {
    /// Key.
    pub id: Uuid,
    /// By whose rights it is read.
    pub person_id: Uuid,
    /// The department whose calendar it is; her own when absent.
    pub department_id: Option<Uuid>,
    /// The language it is written in.
    pub language: Language,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working; never, when absent.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Day on which it was last read.
    pub last_read_on: Option<NaiveDate>,
}

impl TryFrom<calendar_feed::Model> for CalendarFeed {
    type Error = Error;

    fn try_from(row: calendar_feed::Model) -> Result<Self, Error> {
        let language = Language::from_tag(&row.language)
            .ok_or_else(|| Error::internal(format!("the language of calendar feed {}", row.id)))?;
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            department_id: row.department_id,
            language,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_read_on: row.last_read_on,
        })
    }
}

fn read_all(rows: Vec<calendar_feed::Model>) -> Result<Vec<CalendarFeed>, Error> {
    rows.into_iter().map(CalendarFeed::try_from).collect()
}

/// Feeds, the latest first.
#[must_use]
pub fn calendar_feeds_ordering() -> Ordering {
    Ordering::by("MADE", Column::Id, SortKind::Key, Column::Id).descending()
}

fn live(now: DateTime<Utc>) -> Select<calendar_feed::Entity> {
    calendar_feed::Entity::find()
        .filter(Column::RevokedAt.is_null())
        .filter(Cond::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now)))
}

fn live_of(person_id: Uuid, now: DateTime<Utc>) -> Select<calendar_feed::Entity> {
    live(now).filter(Column::PersonId.eq(person_id))
}

/// A page of a person's feeds that work. For herself.
pub(in super::super) async fn feeds_page(
    connection: &impl ConnectionTrait,
    (person_id, now): (Uuid, DateTime<Utc>),
    page: &PageRequest,
) -> Result<Slice<CalendarFeed>, Error> {
    let query = page.apply(live_of(person_id, now), &calendar_feeds_ordering())?;
    page.slice(read_all(query.all(connection).await?)?)
}

/// How many feeds of a person work. For herself.
pub(in super::super) async fn feeds_count(
    connection: &impl ConnectionTrait,
    (person_id, now): (Uuid, DateTime<Utc>),
) -> Result<i64, DbErr> {
    let count = live_of(person_id, now).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Every feed of a person that works, the earliest first.
pub(in super::super) async fn live_calendar_feeds(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<CalendarFeed>, Error> {
    read_all(live_of(person_id, now).order_by_asc(Column::Id).all(connection).await?)
}

/// Every feed of these people, revoked ones included, the earliest first. For an act already permitted.
pub async fn calendar_feeds_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<CalendarFeed>, Error> {
    let query = calendar_feed::Entity::find()
        .filter(Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(Column::Id);
    read_all(query.all(connection).await?)
}

/// A person's feed, whether it works or not.
pub(in super::super) async fn calendar_feed(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    key: Uuid,
) -> Result<CalendarFeed, Error> {
    let found =
        calendar_feed::Entity::find_by_id(key).filter(Column::PersonId.eq(person_id)).one(connection).await?;
    found.ok_or(Error::NotFound)?.try_into()
}

/// The feed that this secret opens.
pub(in super::super) async fn open_calendar_feed(
    connection: &impl ConnectionTrait,
    digest: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<CalendarFeed, Error> {
    let found = live(now).filter(Column::TokenDigest.eq(digest)).one(connection).await?;
    found.ok_or(Error::NotFound)?.try_into()
}

/// Writes a feed.
pub(in super::super) async fn insert_calendar_feed(
    write: &Write,
    _permit: &Permit,
    feed: &CalendarFeed,
    token_digest: Vec<u8>,
) -> Result<(), DbErr> {
    let row = calendar_feed::Model {
        id: feed.id,
        person_id: feed.person_id,
        department_id: feed.department_id,
        language: feed.language.tag().to_owned(),
        token_digest,
        created_at: feed.created_at,
        expires_at: feed.expires_at,
        revoked_at: feed.revoked_at,
        last_read_on: feed.last_read_on,
    };
    calendar_feed::Entity::insert(calendar_feed::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}

/// Revokes a feed; says whether it did, and was not revoked before.
pub(in super::super) async fn revoke_calendar_feed(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
) -> Result<bool, DbErr> {
    let revoked = calendar_feed::Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::val(write.now()))
        .filter(Column::Id.eq(key))
        .filter(Column::RevokedAt.is_null())
        .exec(&**write)
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// Notes that a feed was read on a day.
pub(in super::super) async fn note_reading(write: &Write, key: Uuid, on: NaiveDate) -> Result<(), DbErr> {
    calendar_feed::Entity::update_many()
        .col_expr(Column::LastReadOn, Expr::val(on))
        .filter(Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// A stay as a calendar tells it: with the instant at which it last changed.
pub(in super::super) struct StayRead {
    pub(in super::super) placement: Placement,
    pub(in super::super) changed_at: DateTime<Utc>,
}

/// Visible stays within reach, of a department, or of a person with those that she supervises; of cancelled ones those that are not over.
/// At most `most`, the latest first: one statement.
pub(in super::super) async fn stays_read(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    feed: &CalendarFeed,
    reach: &Reach,
    most: u64,
) -> Result<Vec<StayRead>, Error> {
    use placement::Column;
    let theirs = match feed.department_id {
        Some(key) => Cond::all().add(Column::DepartmentId.eq(key)),
        None => {
            Cond::any().add(Column::PersonId.eq(feed.person_id)).add(Column::SupervisorId.eq(feed.person_id))
        }
    };
    let told = Cond::any()
        .add(Column::Status.ne(PlacementStatus::Cancelled.code()))
        .add(Column::EndsOn.gte(reach.today));
    let rows = placement::Entity::find()
        .filter(theirs)
        .filter(told)
        .filter(Column::EndsOn.gte(reach.from))
        .filter(Column::StartsOn.lte(reach.until))
        .filter(scope.people((placement::Entity, Column::PersonId)))
        .order_by_desc(Column::StartsOn)
        .order_by_desc(Column::Id)
        .limit(most)
        .all(connection)
        .await?;
    let read = |row: placement::Model| {
        let changed_at = row.changed_at.unwrap_or(row.created_at);
        Ok(StayRead { placement: Placement::try_from(row)?, changed_at })
    };
    rows.into_iter().map(read).collect()
}

/// Carries a person's feeds over to another record of hers; they were revoked before.
pub(super) async fn carry_over(write: &Write, from: Uuid, to: Uuid) -> Result<u64, DbErr> {
    let moved = calendar_feed::Entity::update_many()
        .col_expr(Column::PersonId, Expr::val(to))
        .filter(Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    Ok(moved.rows_affected)
}

/// Forgets the feeds of a person.
pub(super) async fn forget_of(write: &Write, person_id: Uuid) -> Result<u64, DbErr> {
    let forgotten =
        calendar_feed::Entity::delete_many().filter(Column::PersonId.eq(person_id)).exec(&**write).await?;
    Ok(forgotten.rows_affected)
}

/// Forgets feeds that ended before an instant; says how many. That they were stays in the trail.
pub async fn forget_calendar_feeds(write: &Write, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let forgotten = calendar_feed::Entity::delete_many()
        .filter(Column::RevokedAt.lt(before).or(Column::ExpiresAt.lt(before)))
        .exec(&**write)
        .await?;
    Ok(forgotten.rows_affected)
}
