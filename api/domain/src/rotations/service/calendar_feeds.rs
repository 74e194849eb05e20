//! Calendars that a phone or a desk subscribes to: an address with a secret for each, and what is read under it.
//!
//! A feed has no rights of its own: each reading asks what its owner may see on that day. So a department's calendar is gone with
//! the role that opened it, and whoever left reads nothing. The address is shown once, and its owner takes it back.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use platform::db::Write;
use platform::error::{Error, Failure, Name, Outcome};
use platform::id::Secret;
use platform::paging::{PageRequest, Slice};
use platform::text::{Language, Message};
use platform::{Platform, id};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::LOCAL_ZONE;
use super::super::rules::calendars::{
    CalendarFeedErrorCode, EventStanding, MOST_CALENDAR_EVENTS, MOST_CALENDAR_FEEDS, Reach,
};
use super::super::store::{self, CalendarFeed, Placement, StayRead};
use crate::enrolment::{self, Leave};
use crate::identity::{self, Act, Means, Owners, Permit, Viewer};
use crate::organisations::{self, BaseKind};

/// Allows to read the calendar of a department, and says at which institution it is; or one's own, when none is named.
async fn permit_for(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    department_id: Option<Uuid>,
) -> Result<(Permit, Option<Uuid>), Error> {
    let Some(department_id) = department_id else {
        return Ok((Permit::herself(viewer, Act::CalendarFeedRead, viewer.person_id)?, None));
    };
    let houses = organisations::houses(connection, &[department_id]).await?;
    let institution = houses.get(&department_id).ok_or(Error::NotFound)?;
    let owners =
        Owners { institutions: &[*institution], department_id: Some(department_id), ..Owners::default() };
    Ok((Permit::at(viewer, Act::CalendarFeedRead, owners)?, Some(*institution)))
}

/// Makes an address for the calendar of a department, or for one's own; its secret is shown once. Made with a token that ends, it ends
/// with it.
///
/// # Errors
/// `TOO_MANY`; `NotFound` when there is no such department; `Forbidden` to whoever does not oversee it.
pub async fn calendar_feed_create(
    platform: &Platform,
    viewer: &Viewer,
    department_id: Option<Uuid>,
    language: Option<Language>,
) -> Outcome<(Secret, CalendarFeed), CalendarFeedErrorCode> {
    let reader = platform.database.reader();
    Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let (permit, _) = permit_for(reader, viewer, department_id).await?;
    let person = identity::person(reader, viewer.scope(), viewer.person_id).await?;
    let language = language.or_else(|| Language::from_tag(&person.language)).unwrap_or_default();
    let write = platform.database.write().await?;
    identity::lock_person(&write, viewer.person_id).await?;
    let live = store::live_calendar_feeds(&*write, viewer.person_id, write.now()).await?;
    if live.len() >= MOST_CALENDAR_FEEDS {
        let message = Message::new("rotations-calendar-feeds").with("most", MOST_CALENDAR_FEEDS);
        return Err(Failure::problem(CalendarFeedErrorCode::TooMany, "", message));
    }
    let secret = Secret::new("cal")?;
    let feed = CalendarFeed {
        id: id::new_key(),
        person_id: viewer.person_id,
        department_id,
        language,
        created_at: write.now(),
        expires_at: viewer.means.outlived(),
        revoked_at: None,
        last_read_on: None,
    };
    store::insert_calendar_feed(&write, &permit, &feed, secret.digest()).await?;
    let after = json!({
        "personId": feed.person_id, "departmentId": feed.department_id, "language": language.tag(),
        "expiresAt": feed.expires_at,
    });
    let object = ("calendar_feed", feed.id);
    identity::remember(&write, &permit, "calendar-feed.create", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok((secret, feed))
}

/// Revokes one's own feed: nothing is read under its address from now on. One that is revoked already stays so.
///
/// # Errors
/// `NotFound` for somebody else's; `Forbidden`.
pub async fn calendar_feed_revoke(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<CalendarFeed, CalendarFeedErrorCode> {
    let write = platform.database.write().await?;
    store::calendar_feed(&*write, viewer.person_id, key).await?;
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    revoke(&write, &permit, viewer.person_id, key).await?;
    let revoked = store::calendar_feed(&*write, viewer.person_id, key).await?;
    write.commit().await?;
    Ok(revoked)
}

async fn revoke(write: &Write, permit: &Permit, person_id: Uuid, key: Uuid) -> Result<(), Error> {
    if store::revoke_calendar_feed(write, permit, key).await? {
        let after = json!({ "personId": person_id });
        let object = ("calendar_feed", key);
        identity::remember(write, permit, "calendar-feed.revoke", object, (Value::Null, after)).await?;
    }
    Ok(())
}

/// Revokes every feed of a person, within the act that joins her record into another.
pub async fn calendar_feeds_revoke_all(write: &Write, permit: &Permit, person_id: Uuid) -> Result<(), Error> {
    for feed in store::calendar_feeds_of(&**write, &[person_id]).await? {
        revoke(write, permit, person_id, feed.id).await?;
    }
    Ok(())
}

/// A page of the viewer's own feeds that work, the latest first.
///
/// # Errors
/// `Forbidden`, for a token that may not read her own record.
pub async fn calendar_feeds_page(
    platform: &Platform,
    viewer: &Viewer,
    page: &PageRequest,
) -> Result<Slice<CalendarFeed>, Error> {
    viewer.means.require_reading()?;
    let hers = (viewer.person_id, platform.clock.now());
    store::feeds_page(platform.database.reader(), hers, page).await
}

/// How many feeds of the viewer's own work.
pub async fn calendar_feeds_count(platform: &Platform, viewer: &Viewer) -> Result<i64, Error> {
    viewer.means.require_reading()?;
    let hers = (viewer.person_id, platform.clock.now());
    Ok(store::feeds_count(platform.database.reader(), hers).await?)
}

/// What an event of a calendar is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarSubject {
    /// A stay of hers.
    OwnStay(Uuid),
    /// A stay of somebody whom she supervises.
    SupervisedStay(Uuid),
    /// A stay in the department whose calendar it is.
    StayHere(Uuid),
    /// An approved leave of hers, whatever its kind.
    Leave(Uuid),
}

/// One event of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEvent {
    /// What it is about.
    pub subject: CalendarSubject,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// How it stands.
    pub standing: EventStanding,
    /// How often it changed.
    pub version: i32,
    /// When it last changed, or a leave was asked for.
    pub changed_at: DateTime<Utc>,
    /// Whose it is, where it is somebody else's whom she may see.
    pub trainee: Option<Name>,
    /// Where a stay is.
    pub place: Option<CalendarPlace>,
}

/// Where a stay is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarPlace {
    /// The department.
    pub department: Name,
    /// The kind of its base.
    pub base_kind: BaseKind,
    /// The base's institution.
    pub institution: Name,
}

/// A calendar as it stands when it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The language it is written in.
    pub language: Language,
    /// Whose it is.
    pub owner: Name,
    /// The department and its institution; none for one's own.
    pub of: Option<(Name, Name)>,
    /// What happens when, the earliest first.
    pub events: Vec<CalendarEvent>,
}

/// Reads the calendar under an address: a fixed number of statements for a person's, and for a department's. The day is noted.
///
/// # Errors
/// `NotFound` for an unknown or revoked address, one that has ended, and one whose owner may not read it any more.
pub async fn calendar_read(platform: &Platform, secret: &str) -> Result<Calendar, Error> {
    let reader = platform.database.reader();
    let today = platform.clock.today(LOCAL_ZONE);
    let digest = id::sha256(secret.as_bytes());
    let feed = store::open_calendar_feed(reader, digest, platform.clock.now()).await?;
    let means = Means::reading(feed.id);
    let viewer = identity::viewer_in_absence(reader, feed.person_id, means, today).await?;
    let (_, institution_id) =
        permit_for(reader, &viewer, feed.department_id).await.map_err(|error| match error {
            Error::Forbidden(_) => Error::NotFound,
            other => other,
        })?;
    let calendar = told(reader, &viewer, (&feed, institution_id), &Reach::on(today)).await?;
    if feed.last_read_on != Some(today) {
        note(platform, feed.id, today).await;
    }
    Ok(calendar)
}

/// How long a reading waits for its note.
const NOTE_WITHIN: Duration = Duration::from_secs(1);

/// Notes a reading, once a day. It is no part of what was asked for: while a long write keeps the database, the note is left to the
/// next reading.
async fn note(platform: &Platform, key: Uuid, today: NaiveDate) {
    let note = async {
        let write = platform.database.write().await?;
        store::note_reading(&write, key, today).await?;
        write.commit().await
    };
    match tokio::time::timeout(NOTE_WITHIN, note).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the reading of a calendar could not be noted"),
        Err(_) => tracing::debug!("the reading of a calendar was not noted in time"),
    }
}

async fn told(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    (feed, institution_id): (&CalendarFeed, Option<Uuid>),
    reach: &Reach,
) -> Result<Calendar, Error> {
    let most = u64::try_from(MOST_CALENDAR_EVENTS).unwrap_or(u64::MAX);
    let stays = store::stays_read(connection, viewer.scope(), feed, reach, most).await?;
    let mut leaves = match feed.department_id {
        None => enrolment::approved_leaves(connection, &[feed.person_id]).await?,
        Some(_) => Vec::new(),
    };
    leaves.retain(|leave| reach.holds(leave.starts_on, leave.ends_on));
    let named = Named::find(connection, viewer, (feed, institution_id), &stays).await?;
    let mut events: Vec<CalendarEvent> = stays.into_iter().map(|stay| of_stay(feed, stay, &named)).collect();
    events.extend(leaves.iter().map(of_leave));
    events.sort_by_key(|event| event.starts_on);
    // Where there is too much, what lies furthest back is left out.
    let events = events.split_off(events.len().saturating_sub(MOST_CALENDAR_EVENTS));
    let of = feed.department_id.zip(institution_id).map(|(department, institution)| {
        (named.department(department), named.institutions.get(&institution).cloned().unwrap_or_default())
    });
    let owner = named.people.get(&feed.person_id).cloned().unwrap_or_default();
    Ok(Calendar { language: feed.language, owner, of, events })
}

/// The names of whom and what a calendar speaks of.
struct Named {
    departments: HashMap<Uuid, Name>,
    institutions: HashMap<Uuid, Name>,
    people: HashMap<Uuid, Name>,
}

impl Named {
    /// Three statements.
    async fn find(
        connection: &impl ConnectionTrait,
        viewer: &Viewer,
        (feed, institution_id): (&CalendarFeed, Option<Uuid>),
        stays: &[StayRead],
    ) -> Result<Self, Error> {
        let keys = |of: fn(&Placement) -> Uuid, more: Option<Uuid>| -> Vec<Uuid> {
            let keys: BTreeSet<Uuid> = stays.iter().map(|stay| of(&stay.placement)).chain(more).collect();
            keys.into_iter().collect()
        };
        let departments = keys(|placement| placement.department_id, feed.department_id);
        let departments = organisations::find_departments(connection, &departments).await?;
        let institutions = keys(|placement| placement.institution_id, institution_id);
        let institutions = organisations::find_institutions(connection, &institutions).await?;
        let people = keys(|placement| placement.person_id, Some(feed.person_id));
        let people = identity::find_people(connection, viewer.scope(), &people).await?;
        Ok(Self {
            departments: departments.into_iter().map(|row| (row.id, row.name)).collect(),
            institutions: institutions.into_iter().map(|row| (row.id, row.name)).collect(),
            people: people.into_iter().map(|row| (row.id, row.name)).collect(),
        })
    }

    fn department(&self, key: Uuid) -> Name {
        self.departments.get(&key).cloned().unwrap_or_default()
    }
}

fn of_stay(feed: &CalendarFeed, stay: StayRead, named: &Named) -> CalendarEvent {
    let StayRead { placement, changed_at } = stay;
    let is_her_own = placement.person_id == feed.person_id;
    let subject = match feed.department_id {
        Some(_) => CalendarSubject::StayHere(placement.id),
        None if is_her_own => CalendarSubject::OwnStay(placement.id),
        None => CalendarSubject::SupervisedStay(placement.id),
    };
    let is_named = feed.department_id.is_some() || !is_her_own;
    CalendarEvent {
        subject,
        starts_on: placement.starts_on,
        ends_on: placement.ends_on,
        standing: placement.status.into(),
        version: placement.version,
        changed_at,
        trainee: is_named.then(|| named.people.get(&placement.person_id).cloned()).flatten(),
        place: Some(CalendarPlace {
            department: named.department(placement.department_id),
            base_kind: placement.base_kind,
            institution: named.institutions.get(&placement.institution_id).cloned().unwrap_or_default(),
        }),
    }
}

/// A leave without its kind: that somebody is ill is for those who decide about it.
fn of_leave(leave: &Leave) -> CalendarEvent {
    CalendarEvent {
        subject: CalendarSubject::Leave(leave.id),
        starts_on: leave.starts_on,
        ends_on: leave.ends_on,
        standing: EventStanding::Confirmed,
        version: leave.version,
        changed_at: leave.requested_at,
        trainee: None,
        place: None,
    }
}
