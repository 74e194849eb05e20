//! What qualifies people to teach, in the graph: for themselves and for whoever administers where they teach.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use chrono::Days;
use domain::organisations::{
    self, NewQualification, QualificationErrorCode, QualificationKind, QualificationState, Validity,
};
use platform::text::Message;
use uuid::Uuid;

use super::objects::asked;
use super::{Institution, InstitutionKey};
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::{Report as _, bad_input, payload};
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped, load_list, load_related};
use crate::names::present;
use crate::scalars::Date;

/// Finds what qualifies a person, as far as the viewer may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QualificationsOf(pub Uuid);

#[async_trait]
impl Loader<QualificationsOf> for Batches {
    type Value = Vec<organisations::Qualification>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[QualificationsOf],
    ) -> Result<HashMap<QualificationsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = organisations::qualifications_seen(reader, viewer, &keys).await?;
        Ok(grouped(rows, |row| QualificationsOf(row.person_id)))
    }
}

/// Finds when anything qualified a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValiditiesOf(pub Uuid);

#[async_trait]
impl Loader<ValiditiesOf> for Batches {
    type Value = Vec<Validity>;
    type Error = BatchError;

    async fn load(&self, keys: &[ValiditiesOf]) -> Result<HashMap<ValiditiesOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::qualifications_of(self.platform.database.reader(), &keys).await?;
        let held = grouped(rows, |row| ValiditiesOf(row.person_id)).into_iter();
        Ok(held.map(|(key, rows)| (key, rows.iter().map(|row| row.validity).collect())).collect())
    }
}

/// What qualifies a visible person, as far as the viewer may read it.
pub(crate) async fn qualifications(
    ctx: &Context<'_>,
    person_id: Uuid,
) -> async_graphql::Result<Vec<Qualification>> {
    Ok(load_list(ctx, QualificationsOf(person_id)).await?.into_iter().map(Qualification).collect())
}

/// How far a visible person is qualified on a day.
pub(crate) async fn qualification_state(
    ctx: &Context<'_>,
    person_id: Uuid,
    on: Option<Date>,
) -> async_graphql::Result<Coded<QualificationState>> {
    let held = load_list(ctx, ValiditiesOf(person_id)).await?;
    Ok(Coded(organisations::qualification_state(&held, asked(ctx, on))))
}

/// What qualifies a person to teach.
#[derive(Clone, Debug)]
pub struct Qualification(pub organisations::Qualification);

impl From<organisations::Qualification> for Qualification {
    fn from(row: organisations::Qualification) -> Self {
        Self(row)
    }
}

/// What qualifies a person to teach, until its last day. Visible to herself and to whoever administers the institution that recorded
/// it.
#[Object]
impl Qualification {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Qualification.id(self.0.id)
    }

    /// Whose it is; null when the viewer may not see her.
    async fn holder(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// The institution that recorded it.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// Its kind.
    async fn kind(&self) -> Coded<QualificationKind> {
        Coded(self.0.kind)
    }

    /// The certificate's number; null once its holder was erased.
    async fn number(&self) -> Option<&str> {
        present(&self.0.number)
    }

    /// First day.
    async fn issued_on(&self) -> Date {
        Date(self.0.validity.issued_on)
    }

    /// Last day, as the certificate says. Its holder is told by mail 90 and 30 days before.
    async fn expires_on(&self) -> Date {
        Date(self.0.validity.expires_on)
    }

    /// Last day, where it ended before its time; null when it did not.
    async fn ended_on(&self) -> Option<Date> {
        self.0.validity.ended_on.map(Date)
    }

    /// Why it ended before its time; null when it did not.
    async fn end_reason(&self) -> Option<&str> {
        self.0.end_reason.as_deref()
    }

    /// How far it qualifies on a day.
    async fn state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today when left out.")] on: Option<Date>,
    ) -> Coded<QualificationState> {
        Coded(organisations::qualification_state(&[self.0.validity], asked(ctx, on)))
    }
}

/// A qualification to be recorded.
#[derive(Debug, InputObject)]
pub struct QualificationRecordInput {
    /// Whose it is: somebody who teaches or works at the institution.
    person_id: ID,
    /// The institution.
    institution_id: ID,
    /// Its kind.
    kind: Coded<QualificationKind>,
    /// The certificate's number, 1 to 64 characters.
    number: String,
    /// First day; not to come.
    issued_on: Date,
    /// Last day; when left out, five years from the first, less a day.
    expires_on: Option<Date>,
}

payload! {
    /// What came of recording a qualification.
    QualificationRecordPayload {
        /// The qualification; null when the act was refused.
        qualification: Qualification
    } or QualificationErrorCode
}

/// A qualification that ends before its time.
#[derive(Debug, InputObject)]
pub struct QualificationEndInput {
    /// The qualification.
    qualification_id: ID,
    /// Its last day, while it is in force.
    ended_on: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of ending a qualification.
    QualificationEndPayload {
        /// The qualification; null when the act was refused.
        qualification: Qualification
    } or QualificationErrorCode
}

/// Most days ahead within which qualifications are looked for.
const MOST_DAYS: i32 = 3660;

/// Fields of the root about qualifications.
#[derive(Default)]
pub struct QualificationQuery;

#[Object]
impl QualificationQuery {
    /// What qualifies an institution's people, what ends first before the rest: of those whom the viewer may see.
    #[allow(clippy::too_many_arguments, reason = "the arguments of a connection, and a filter's")]
    async fn qualifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The institution that recorded them.")] institution_id: ID,
        #[graphql(desc = "Only those of this kind.")] kind: Option<Coded<QualificationKind>>,
        #[graphql(desc = "Only those in force that end within so many days, 0 to 3660.")]
        expiring_within_days: Option<i32>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Qualification>> {
        let viewer = viewer(ctx)?;
        let today = asked(ctx, None);
        let expiring = match expiring_within_days {
            None => None,
            Some(days) if (0..=MOST_DAYS).contains(&days) => {
                let until = today.checked_add_days(Days::new(u64::from(days.unsigned_abs())));
                Some((today, until.unwrap_or(today)))
            }
            Some(days) => {
                let message = Message::new("common-out-of-range").with("field", "expiringWithinDays");
                let message = message.with("value", days.to_string()).with("least", "0");
                return Err(bad_input(ctx, message.with("most", MOST_DAYS.to_string())));
            }
        };
        let filter = organisations::QualificationFilter {
            institution_id: ObjectKind::Institution.key(ctx, &institution_id)?,
            kind: kind.map(|kind| kind.0),
            expiring,
        };
        let page = page(first, after, last, before);
        let slice =
            organisations::qualifications_page(platform(ctx), viewer, &filter, &page).await.report(ctx)?;
        let reader = platform(ctx).database.reader();
        let count = organisations::qualifications_count(reader, viewer.scope(), &filter);
        let total = total(ctx, count).await?;
        let ordering = organisations::qualifications_ordering();
        let cursor = |row: &organisations::Qualification| {
            ordering.cursor(&row.validity.expires_on.to_string(), row.id)
        };
        Ok(Connection::new(slice, total, cursor))
    }
}

/// Acts upon qualifications.
#[derive(Default)]
pub struct QualificationMutation;

#[Object]
impl QualificationMutation {
    /// Records what qualifies somebody to teach at an institution.
    async fn qualification_record(
        &self,
        ctx: &Context<'_>,
        input: QualificationRecordInput,
    ) -> async_graphql::Result<QualificationRecordPayload> {
        let new = NewQualification {
            person_id: ObjectKind::Person.key(ctx, &input.person_id)?,
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            kind: input.kind.0,
            number: input.number,
            issued_on: input.issued_on.0,
            expires_on: input.expires_on.map(|day| day.0),
        };
        let made = organisations::qualification_record(platform(ctx), viewer(ctx)?, new).await;
        QualificationRecordPayload::of(ctx, made)
    }

    /// Ends a qualification before its time, for a reason; it stays readable.
    async fn qualification_end(
        &self,
        ctx: &Context<'_>,
        input: QualificationEndInput,
    ) -> async_graphql::Result<QualificationEndPayload> {
        let key = ObjectKind::Qualification.key(ctx, &input.qualification_id)?;
        let (platform, day) = (platform(ctx), input.ended_on.0);
        let ended = organisations::qualification_end(platform, viewer(ctx)?, key, day, &input.reason).await;
        QualificationEndPayload::of(ctx, ended)
    }
}
