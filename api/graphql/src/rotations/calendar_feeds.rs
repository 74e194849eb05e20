//! Addresses under which phones and desks subscribe to calendars.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::rotations::{self, CalendarFeedErrorCode};
use platform::Platform;
use platform::error::Error;
use platform::id::Secret;
use platform::text::Language;

use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::{Refusal, Report as _, heard, payload};
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::organisations::{Department, DepartmentKey};
use crate::scalars::{Address, Date, DateTime, Locale};

/// A calendar feed, without its secret.
#[derive(Clone, Debug)]
pub struct CalendarFeed(rotations::CalendarFeed);

impl From<rotations::CalendarFeed> for CalendarFeed {
    fn from(row: rotations::CalendarFeed) -> Self {
        Self(row)
    }
}

/// An address under which a calendar is read in the iCalendar format (RFC 5545), without the secret in it, which was shown when it was
/// made and is kept nowhere. Each reading shows what its owner may see on that day, and nothing once she may not.
#[Object]
impl CalendarFeed {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::CalendarFeed.id(self.0.id)
    }

    /// The department whose stays it tells; null for one's own calendar: one's stays, those that one supervises, and one's approved leave.
    async fn department(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Department>> {
        match self.0.department_id {
            Some(key) => Ok(load(ctx, DepartmentKey(key)).await?.map(Department)),
            None => Ok(None),
        }
    }

    /// The language it is written in.
    async fn locale(&self) -> Locale {
        self.0.language.into()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it stops working, with the token that it was made with; null for never.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime::from)
    }

    /// The local day on which it was last read; null when it never was.
    async fn last_read_on(&self) -> Option<Date> {
        self.0.last_read_on.map(Date)
    }

    /// When it was revoked; null while it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime::from)
    }
}

/// A calendar to subscribe to.
#[derive(Debug, InputObject)]
pub struct CalendarFeedCreateInput {
    /// The department whose stays it tells; one's own calendar when left out.
    department_id: Option<ID>,
    /// The language it is written in; that in which one is written to when left out.
    locale: Option<Locale>,
}

/// What came of asking for a calendar feed.
#[derive(SimpleObject)]
pub struct CalendarFeedCreatePayload {
    /// The feed; null when the act was refused.
    calendar_feed: Option<CalendarFeed>,
    /// The address to subscribe to, shown this once: only its digest is kept, and whoever has it reads the calendar. Null when the act was
    /// refused.
    url: Option<Address>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<CalendarFeedErrorCode>>,
}

/// A calendar feed to be revoked.
#[derive(Debug, InputObject)]
pub struct CalendarFeedRevokeInput {
    /// Which; one's own.
    calendar_feed_id: ID,
}

payload! {
    /// What came of revoking a calendar feed.
    CalendarFeedRevokePayload {
        /// The feed, revoked; null when the act was refused.
        calendar_feed: CalendarFeed
    } or CalendarFeedErrorCode
}

fn address(platform: &Platform, secret: &Secret) -> Result<Address, Error> {
    let url = format!("{}/calendars/{}.ics", platform.config.public_url(), secret.reveal());
    let url = url::Url::parse(&url).map_err(|error| Error::internal(format!("PUBLIC_URL: {error}")))?;
    Ok(Address(url))
}

/// Fields of the root about calendar feeds.
#[derive(Default)]
pub struct CalendarFeedQuery;

#[Object]
impl CalendarFeedQuery {
    /// One's own calendar feeds that work, the latest first.
    async fn calendar_feeds(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<CalendarFeed>> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let page = page(first, after, last, before);
        let slice = rotations::calendar_feeds_page(platform, viewer, &page).await.report(ctx)?;
        let total = total(ctx, rotations::calendar_feeds_count(platform, viewer)).await?;
        let ordering = rotations::calendar_feeds_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor("", row.id)))
    }
}

/// Acts upon calendar feeds.
#[derive(Default)]
pub struct CalendarFeedMutation;

#[Object]
impl CalendarFeedMutation {
    /// Makes an address to which a calendar program subscribes, at most 20 for one person; whoever has it reads without signing in. It holds
    /// what lies between 12 months ago and 24 months ahead, at most 2,000 events. Made with a token that ends, it ends with it.
    async fn calendar_feed_create(
        &self,
        ctx: &Context<'_>,
        input: CalendarFeedCreateInput,
    ) -> async_graphql::Result<CalendarFeedCreatePayload> {
        let department = ObjectKind::Department.optional_key(ctx, input.department_id.as_ref())?;
        let language = input.locale.map(Language::from);
        let platform = platform(ctx);
        let made = rotations::calendar_feed_create(platform, viewer(ctx)?, department, language).await;
        let (made, errors) = heard(ctx, made)?;
        let (url, calendar_feed) = match made {
            Some((secret, feed)) => (Some(address(platform, &secret).report(ctx)?), Some(feed.into())),
            None => (None, None),
        };
        Ok(CalendarFeedCreatePayload { calendar_feed, url, errors })
    }

    /// Revokes a calendar feed of one's own: its address is unknown from now on. One that is revoked already stays so.
    async fn calendar_feed_revoke(
        &self,
        ctx: &Context<'_>,
        input: CalendarFeedRevokeInput,
    ) -> async_graphql::Result<CalendarFeedRevokePayload> {
        let key = ObjectKind::CalendarFeed.key(ctx, &input.calendar_feed_id)?;
        let outcome = rotations::calendar_feed_revoke(platform(ctx), viewer(ctx)?, key).await;
        CalendarFeedRevokePayload::of(ctx, outcome)
    }
}
