//! The objects of people: the person, her numbers, and the viewer with her roles.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::identity::{self, Grant, Role};
use platform::text::Language;
use uuid::Uuid;

use super::{AccessToken, RecordOpening, Session};
use crate::codes::Coded;
use crate::connections::{Connection, counts_total, page};
use crate::context::{platform, viewer};
use crate::enrolment::{Enrolment, enrolments_of};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::{present, shown};
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{EmailAddress, Locale};

/// Finds a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PersonKey(pub Uuid);

#[async_trait]
impl Loader<PersonKey> for Batches {
    type Value = identity::Person;
    type Error = BatchError;

    async fn load(&self, keys: &[PersonKey]) -> Result<HashMap<PersonKey, identity::Person>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = identity::find_people(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| PersonKey(row.id)))
    }
}

/// Finds the numbers of a visible person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumbersOf(pub Uuid);

#[async_trait]
impl Loader<NumbersOf> for Batches {
    type Value = Vec<identity::PersonNumber>;
    type Error = BatchError;

    async fn load(&self, keys: &[NumbersOf]) -> Result<HashMap<NumbersOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = identity::person_numbers(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| NumbersOf(row.person_id)))
    }
}

/// One human, once, whatever roles and enrolments she has over the years.
#[derive(Clone, Debug)]
pub struct Person(pub identity::Person);

impl From<identity::Person> for Person {
    fn from(row: identity::Person) -> Self {
        Self(row)
    }
}

impl Person {
    /// A person whom the viewer may or may not see.
    pub async fn visible(ctx: &Context<'_>, key: Uuid) -> async_graphql::Result<Option<Self>> {
        Ok(load(ctx, PersonKey(key)).await?.map(Self))
    }
}

/// One human, once, whatever roles and enrolments she has over the years. Visible to herself, to whoever supervises
/// or mentors her, and to whoever holds a role at an institution where she learns or works.
#[Object]
impl Person {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Person.id(self.0.id)
    }

    /// Her name in one language; in the other where this one lacks it.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// Her name in Chinese characters, or the only name there is.
    async fn name_zh(&self) -> &str {
        &self.0.name.zh
    }

    /// Her name in Latin letters; null when unknown.
    async fn name_en(&self) -> Option<&str> {
        present(&self.0.name.en)
    }

    /// Mobile number: digits with an optional leading plus; null when unknown.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// Mail address; null when unknown.
    async fn email(&self) -> Option<EmailAddress> {
        self.0.email.clone().map(EmailAddress)
    }

    /// Language in which she is written to.
    async fn language(&self) -> Locale {
        Language::from_tag(&self.0.language).unwrap_or_default().into()
    }

    /// Student and staff numbers, one for each institution that gave her one.
    async fn numbers(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PersonNumber>> {
        Ok(load_list(ctx, NumbersOf(self.0.id)).await?.into_iter().map(PersonNumber).collect())
    }
}

/// A student or staff number.
#[derive(Clone, Debug)]
pub struct PersonNumber(identity::PersonNumber);

/// A student or staff number, unique within the institution that gave it.
#[Object]
impl PersonNumber {
    /// The number, as the institution writes it.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// The institution that gave it.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }
}

/// Who is asking.
#[derive(Clone, Copy, Debug)]
pub struct Viewer;

/// Who is asking, and as what.
#[Object]
impl Viewer {
    /// The person whose token came with the request.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Person> {
        load_related(ctx, PersonKey(viewer(ctx)?.person_id)).await.map(Person)
    }

    /// Her own enrolments, the earliest first; empty when she is not in training.
    async fn enrolments(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Enrolment>> {
        enrolments_of(ctx, viewer(ctx)?.person_id).await
    }

    /// Who else opened her full record, and when, the latest first.
    async fn record_openings(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<RecordOpening>> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let page = page(first, after, last, before);
        let slice = identity::openings_page(platform, viewer, &page).await.report(ctx)?;
        let total = if counts_total(ctx) {
            Some(identity::openings_count(platform, viewer).await.report(ctx)?)
        } else {
            None
        };
        let ordering = platform::audit::ordering();
        Ok(Connection::new(slice, total, |opening| ordering.cursor("", opening.event_id)))
    }

    /// The roles she holds today; empty when she has none. What she may read or do beyond them follows from whom she
    /// supervises or mentors.
    async fn roles(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<RoleHeld>> {
        Ok(viewer(ctx)?.grants.iter().copied().map(RoleHeld).collect())
    }

    /// The roles she holds today that are not in force in this session, because they oversee, issue or administer and
    /// she has not shown a second factor in it; empty with a bearer token.
    async fn roles_withheld(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<RoleHeld>> {
        Ok(viewer(ctx)?.withheld.iter().copied().map(RoleHeld).collect())
    }

    /// Whether she has a second factor in force.
    async fn has_second_factor(&self, ctx: &Context<'_>) -> async_graphql::Result<bool> {
        identity::has_second_factor(platform(ctx), viewer(ctx)?.person_id).await.report(ctx)
    }

    /// Her own sessions that still work, the latest first.
    async fn sessions(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Session>> {
        let rows = identity::sessions_of_viewer(platform(ctx), viewer(ctx)?).await.report(ctx)?;
        Ok(rows.into_iter().map(Session::from).collect())
    }

    /// Her own bearer tokens that still work, the latest first.
    async fn tokens(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AccessToken>> {
        let rows = identity::tokens_of_viewer(platform(ctx), viewer(ctx)?).await.report(ctx)?;
        Ok(rows.into_iter().map(AccessToken::from).collect())
    }
}

/// A role in force today.
#[derive(Clone, Copy, Debug)]
pub struct RoleHeld(Grant);

/// A role in force today, and where.
#[Object]
impl RoleHeld {
    /// The role.
    async fn role(&self) -> Coded<Role> {
        Coded(self.0.role)
    }

    /// Where it is held; null for the system administrator, whose role holds everywhere.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Institution>> {
        match self.0.institution_id {
            Some(key) => load_related(ctx, InstitutionKey(key)).await.map(|row| Some(Institution(row))),
            None => Ok(None),
        }
    }
}
