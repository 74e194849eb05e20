//! The objects of people: the person, her numbers, and the viewer with her roles.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use domain::identity::{self, Grant, IdentityDocument, Place, Role, Scope, SystemReason};
use domain::organisations::QualificationState;
use platform::error::Name;
use platform::text::Language;
use uuid::Uuid;

use super::numbers::{NumbersOf, PersonNumber};
use super::{
    AccessToken, ExchangeBinding, IdentityNumberOf, LinkedIdentity, RecordOpening, Session, sign_on,
};
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::dossier::{Erasure, ErasureOf, MergesOf, PersonMerge};
use crate::enrolment::{Enrolment, enrolments_of};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::{present, shown};
use crate::organisations::{
    Consortium, ConsortiumKey, Department, DepartmentKey, Institution, InstitutionKey, Qualification,
    qualification_state, qualifications,
};
use crate::pairings::{Apprenticeship, apprenticeships_of};
use crate::scalars::{Date, EmailAddress, Locale};
use crate::teaching::{TeachingLoad, loads_of};
use crate::timetables::{ExpertDuty, duties_of};

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

/// The name of somebody whom the viewer knows by a bond, whether or not she may see that person's record: who looks
/// after her, or acts for her.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NameKey(pub Uuid);

#[async_trait]
impl Loader<NameKey> for Batches {
    type Value = Name;
    type Error = BatchError;

    async fn load(&self, keys: &[NameKey]) -> Result<HashMap<NameKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let permitted = Scope::System(SystemReason::Permitted);
        let rows = identity::find_people(self.platform.database.reader(), permitted, &keys).await?;
        Ok(rows.into_iter().map(|row| (NameKey(row.id), row.name)).collect())
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
    /// Somebody, where there is one, whom the viewer may or may not see.
    pub async fn visible_if_any(ctx: &Context<'_>, key: Option<Uuid>) -> async_graphql::Result<Option<Self>> {
        match key {
            Some(key) => Self::visible(ctx, key).await,
            None => Ok(None),
        }
    }

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

    /// Day of birth; null when unknown.
    async fn birth_on(&self) -> Option<Date> {
        self.0.birth_on.map(Date)
    }

    /// The number of her identity document, of which only the last four characters are shown; null when none is on
    /// record. `identityNumberReveal` shows the whole.
    async fn identity_number_masked(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        Ok(load(ctx, IdentityNumberOf(self.0.id)).await?.map(|number| number.masked))
    }

    /// The document that bears it; null when none is on record.
    async fn identity_document(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Option<Coded<IdentityDocument>>> {
        Ok(load(ctx, IdentityNumberOf(self.0.id)).await?.map(|number| Coded(number.document)))
    }

    /// Last day on which she belonged to any institution; null while she does.
    async fn left_on(&self) -> Option<Date> {
        self.0.left_on.map(Date)
    }

    /// The records of hers that were joined into this one, the earliest first.
    async fn merges(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PersonMerge>> {
        Ok(load_list(ctx, MergesOf(self.0.id)).await?.into_iter().map(PersonMerge).collect())
    }

    /// That everything about her was erased; null when it was not.
    async fn erasure(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Erasure>> {
        Ok(load(ctx, ErasureOf(self.0.id)).await?.map(Erasure))
    }

    /// What qualifies her to teach, what ends first before the rest: all of it for herself, and for others what an institution
    /// recorded that they administer.
    async fn qualifications(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Qualification>> {
        qualifications(ctx, self.0.id).await
    }

    /// How far she is qualified to teach on a day, by whatever is recorded anywhere.
    async fn qualification_state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today when left out.")] on: Option<Date>,
    ) -> async_graphql::Result<Coded<QualificationState>> {
        qualification_state(ctx, self.0.id, on).await
    }

    /// Her apprenticeships, as master and as apprentice, the latest proposed first.
    async fn apprenticeships(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Apprenticeship>> {
        apprenticeships_of(ctx, self.0.id).await
    }

    /// What she taught in confirmed teaching sessions that she led, by kind and way; a session counts on the day on which it began.
    async fn teaching_load(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First day.")] from: Date,
        #[graphql(desc = "Last day.")] until: Date,
    ) -> async_graphql::Result<Vec<TeachingLoad>> {
        loads_of(ctx, self.0.id, (from.0, until.0)).await
    }

    /// What she does regularly where she works, in order of recording: all of it for herself, and for others what they need to plan her sessions.
    async fn expert_duties(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ExpertDuty>> {
        duties_of(ctx, self.0.id).await
    }

    /// Student and staff numbers, one for each institution that gave her one.
    async fn numbers(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PersonNumber>> {
        Ok(load_list(ctx, NumbersOf(self.0.id)).await?.into_iter().map(PersonNumber).collect())
    }

    /// The roles granted to her, in force or not, in order of granting.
    async fn roles(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<RoleHeld>> {
        let today = viewer(ctx)?.today;
        let rows = load_list(ctx, RolesOf(self.0.id)).await?;
        Ok(rows.into_iter().map(|row| RoleHeld::of_row(row, today)).collect())
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
        let viewer = viewer(ctx)?;
        viewer.means.require_reading().report(ctx)?;
        load_related(ctx, PersonKey(viewer.person_id)).await.map(Person)
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
        let total = total(ctx, identity::openings_count(platform, viewer)).await?;
        let ordering = platform::audit::ordering();
        Ok(Connection::new(slice, total, |opening| ordering.cursor("", opening.event_id)))
    }

    /// The roles she holds today, and those of whom she acts for; empty when there are none. What she may read or do
    /// beyond them follows from whom she supervises or mentors.
    async fn roles(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<RoleHeld>> {
        let viewer = viewer(ctx)?;
        Ok(viewer.grants.iter().map(|grant| RoleHeld::of_grant(viewer.person_id, grant)).collect())
    }

    /// Who acts for her, and for whom she acts: given and received, in force or not, the latest first.
    async fn delegations(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Delegation>> {
        let reader = platform(ctx).database.reader();
        let rows = identity::delegations_of(reader, viewer(ctx)?.person_id).await.report(ctx)?;
        Ok(rows.into_iter().map(Delegation).collect())
    }

    /// The roles she holds today that are not in force in this session, because they oversee, issue or administer and
    /// she has not shown a second factor in it; empty with a bearer token, other than one that was exchanged.
    async fn roles_withheld(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<RoleHeld>> {
        let viewer = viewer(ctx)?;
        Ok(viewer.withheld.iter().map(|grant| RoleHeld::of_grant(viewer.person_id, grant)).collect())
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

    /// The identities at her institutions' providers that open her door, in the order of their linking.
    async fn linked_identities(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<LinkedIdentity>> {
        sign_on::of_viewer(ctx).await
    }

    /// The users of schools' own apps that she has bound to herself, and those that await her confirmation, the latest
    /// first.
    async fn exchange_bindings(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ExchangeBinding>> {
        let rows = identity::exchange_bindings_of_viewer(platform(ctx), viewer(ctx)?).await.report(ctx)?;
        Ok(rows.into_iter().map(ExchangeBinding::from).collect())
    }

    /// Her own bearer tokens that still work, the latest first.
    async fn tokens(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AccessToken>> {
        let rows = identity::tokens_of_viewer(platform(ctx), viewer(ctx)?).await.report(ctx)?;
        Ok(rows.into_iter().map(AccessToken::from).collect())
    }
}

/// Finds the roles of a visible person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RolesOf(pub Uuid);

#[async_trait]
impl Loader<RolesOf> for Batches {
    type Value = Vec<identity::RoleHeld>;
    type Error = BatchError;

    async fn load(&self, keys: &[RolesOf]) -> Result<HashMap<RolesOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = identity::roles_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| RolesOf(row.person_id)))
    }
}

/// A role held at a place and for a term.
#[derive(Clone, Debug)]
pub struct RoleHeld {
    id: Uuid,
    holder_id: Uuid,
    role: Role,
    place: Place,
    ends_on: Option<NaiveDate>,
    is_in_force: bool,
}

impl RoleHeld {
    fn of_grant(viewer_id: Uuid, grant: &Grant) -> Self {
        Self {
            id: grant.id,
            holder_id: grant.delegator_id.unwrap_or(viewer_id),
            role: grant.role,
            place: grant.place.clone(),
            ends_on: grant.ends_on,
            is_in_force: true,
        }
    }

    fn of_row(row: identity::RoleHeld, today: NaiveDate) -> Self {
        Self {
            id: row.id,
            holder_id: row.person_id,
            is_in_force: row.is_in_force(today),
            role: row.role,
            place: row.place,
            ends_on: row.ends_on,
        }
    }
}

/// A role held at a place and for a term. Exactly one of the places is given, and none for the system administrator,
/// whose role holds everywhere.
#[Object]
impl RoleHeld {
    /// Opaque id; `roleEnd` names it.
    pub async fn id(&self) -> ID {
        ObjectKind::RoleGrant.id(self.id)
    }

    /// The role.
    async fn role(&self) -> Coded<Role> {
        Coded(self.role)
    }

    /// Who holds it; null when the viewer may not see her. Under a delegation it is whom the viewer acts for.
    async fn holder(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.holder_id).await
    }

    /// The institution where it is held, those beneath it included.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Institution>> {
        match self.place {
            Place::Institution(key) => {
                load_related(ctx, InstitutionKey(key)).await.map(|row| Some(Institution(row)))
            }
            _ => Ok(None),
        }
    }

    /// The department where it is held.
    async fn department(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Department>> {
        match self.place {
            Place::Department(key) => {
                load_related(ctx, DepartmentKey(key)).await.map(|row| Some(Department(row)))
            }
            _ => Ok(None),
        }
    }

    /// Code of the administrative division where it is held, those within it included.
    async fn region_code(&self) -> Option<&str> {
        match &self.place {
            Place::Region(code) => Some(code),
            _ => None,
        }
    }

    /// The consortium whose memberships it reaches.
    async fn consortium(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Consortium>> {
        match self.place {
            Place::Consortium(key) => {
                load_related(ctx, ConsortiumKey(key)).await.map(|row| Some(Consortium(row)))
            }
            _ => Ok(None),
        }
    }

    /// Last day; null while it has no end.
    async fn ends_on(&self) -> Option<Date> {
        self.ends_on.map(Date::from)
    }

    /// Whether it is in force today: begun, not over, and not taken back.
    async fn is_in_force(&self) -> bool {
        self.is_in_force
    }
}

/// Somebody acts for somebody else for a term.
#[derive(Clone, Debug)]
pub struct Delegation(identity::Delegation);

impl From<identity::Delegation> for Delegation {
    fn from(row: identity::Delegation) -> Self {
        Self(row)
    }
}

/// Somebody acts for somebody else for a term: reads and does what she may, and each act done so says for whom.
#[Object]
impl Delegation {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Delegation.id(self.0.id)
    }

    /// Whose rights are used; null when the viewer may not see her.
    async fn delegator(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.delegator_id).await
    }

    /// Name of whose rights are used.
    async fn delegator_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<String> {
        party_name(ctx, self.0.delegator_id, locale).await
    }

    /// Who uses them; null when the viewer may not see her.
    async fn deputy(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.deputy_id).await
    }

    /// Name of who uses them.
    async fn deputy_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> async_graphql::Result<String> {
        party_name(ctx, self.0.deputy_id, locale).await
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.0.starts_on.into()
    }

    /// Last day.
    async fn ends_on(&self) -> Date {
        self.0.ends_on.into()
    }

    /// Whether it was ended before its term was over.
    async fn is_revoked(&self) -> bool {
        self.0.revoked_at.is_some()
    }
}

/// Whoever gave or received a delegation knows the other side's name, and no more of her record.
async fn party_name(ctx: &Context<'_>, key: Uuid, locale: Option<Locale>) -> async_graphql::Result<String> {
    let name = load_related(ctx, NameKey(key)).await?;
    Ok(shown(ctx, &name, locale))
}
