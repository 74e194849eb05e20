//! Statements of teaching in the graph: asked for, listed, and told to whoever has the code.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use chrono::SecondsFormat;
use domain::credentials::{
    self, PrintedStatement, StatedKind, StatedPlace, StatedSession, StatedSum, TeachingStatementErrorCode,
    TeachingStatementKind, VerificationStatus,
};
use domain::organisations::InstitutionKind;
use domain::teaching::TeachingSessionKind;
use uuid::Uuid;

use super::objects::{address, file_url, shown};
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, scope, viewer};
use crate::errors::{Report as _, payload};
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, load, load_related};
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{Address, Date, DateTime, Locale, SafeInt};

/// Finds a statement of teaching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TeachingStatementKey(pub Uuid);

#[async_trait]
impl Loader<TeachingStatementKey> for Batches {
    type Value = credentials::TeachingStatement;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[TeachingStatementKey],
    ) -> Result<HashMap<TeachingStatementKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows =
            credentials::find_statements(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| TeachingStatementKey(row.id)))
    }
}

/// A statement of what somebody taught for an institution.
#[derive(Clone, Debug)]
pub struct TeachingStatement(pub credentials::TeachingStatement);

impl From<credentials::TeachingStatement> for TeachingStatement {
    fn from(row: credentials::TeachingStatement) -> Self {
        Self(row)
    }
}

/// A statement of what somebody taught for an institution, from sessions alone that a second person confirmed. It never changes; when more
/// was confirmed since, the next one takes its place. Visible to whoever may see its holder.
#[Object]
impl TeachingStatement {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::TeachingStatement.id(self.0.id)
    }

    /// What it is for.
    async fn kind(&self) -> Coded<TeachingStatementKind> {
        Coded(self.0.kind)
    }

    /// What its code answers: `VALID`, or `SUPERSEDED` once a later one took its place.
    async fn status(&self) -> Coded<VerificationStatus> {
        Coded(self.0.verification())
    }

    /// Who taught, as she is recorded today; what is printed stands in `facts`. Null when the viewer may not see her.
    async fn holder(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// The institution for which she taught, which states it.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// First day of what it states.
    async fn starts_on(&self) -> Date {
        Date(self.0.days.0)
    }

    /// Last day of what it states.
    async fn ends_on(&self) -> Date {
        Date(self.0.days.1)
    }

    /// The printed day of issue.
    async fn issued_on(&self) -> Date {
        Date(self.0.issued_on)
    }

    /// When it was issued.
    async fn issued_at(&self) -> DateTime {
        self.0.issued_at.into()
    }

    /// Who asked for it: she herself, or whoever administers the institution; null when the viewer may not see her.
    async fn issued_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.issued_by).await
    }

    /// The public code, sixteen characters in groups of four. Whoever has it may verify.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The page that answers whether it is true, as printed in its QR code.
    async fn verify_url(&self) -> Option<Address> {
        address(&self.0.verify_url)
    }

    /// The PDF as it was issued: the same bytes for ever, open to whoever has the code.
    async fn file_url(&self, ctx: &Context<'_>) -> Option<Address> {
        file_url(ctx, &self.0.code)
    }

    /// SHA-256 of the PDF's bytes, 64 hexadecimal digits.
    async fn file_hash(&self) -> &str {
        &self.0.file_hash
    }

    /// SHA-256 over what it states as canonical JSON (RFC 8785), 64 hexadecimal digits: the same facts have the same one.
    async fn facts_hash(&self) -> &str {
        &self.0.facts_hash
    }

    /// When a later one took its place; null while it is in force.
    async fn superseded_at(&self) -> Option<DateTime> {
        self.0.superseded_at.map(DateTime::from)
    }

    /// The one whose place it took; null when it is the first of its days, or the viewer may not see it.
    async fn supersedes(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeachingStatement>> {
        match self.0.supersedes_id {
            Some(key) => Ok(load(ctx, TeachingStatementKey(key)).await?.map(TeachingStatement)),
            None => Ok(None),
        }
    }

    /// Everything that stands on it.
    async fn facts(&self) -> TeachingStatementFacts {
        TeachingStatementFacts(self.0.printed.clone())
    }
}

/// What stands on a statement of teaching.
#[derive(Clone, Debug)]
pub struct TeachingStatementFacts(pub PrintedStatement);

/// What stands on a statement of teaching, as it was on the day of issue: a later change of a name alters nothing here.
#[Object]
impl TeachingStatementFacts {
    /// What it is for.
    async fn kind(&self, ctx: &Context<'_>) -> async_graphql::Result<Coded<TeachingStatementKind>> {
        self.0.stated.kind().map(Coded).report(ctx)
    }

    /// The holder's name in one language; in the other where it was not given in this one.
    async fn holder_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.stated.holder, locale)
    }

    /// The name of the institution that states it.
    async fn institution_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.stated.institution, locale)
    }

    /// First day of what it states.
    async fn starts_on(&self) -> Date {
        Date(self.0.stated.starts_on)
    }

    /// Last day of what it states.
    async fn ends_on(&self) -> Date {
        Date(self.0.stated.ends_on)
    }

    /// The day of issue.
    async fn issued_on(&self) -> Date {
        Date(self.0.issued_on)
    }

    /// The address printed in its QR code; null when that cannot be read as one.
    async fn verify_url(&self) -> Option<Address> {
        address(&self.0.verify_url)
    }

    /// What all of it adds up to. A day at two places counts once here, and once at each of them.
    async fn sum(&self) -> TeachingSum {
        TeachingSum(self.0.stated.sum)
    }

    /// The same by kind and way.
    async fn kinds(&self) -> Vec<TeachingOfKind> {
        self.0.stated.kinds.iter().cloned().map(TeachingOfKind).collect()
    }

    /// The same by institution, in the order of the first session there.
    async fn places(&self) -> Vec<TeachingAtPlace> {
        self.0.stated.places.iter().cloned().map(TeachingAtPlace).collect()
    }

    /// The sessions, the earliest first.
    async fn sessions(&self) -> Vec<TeachingStated> {
        self.0.stated.sessions.iter().cloned().map(TeachingStated).collect()
    }
}

/// What sessions add up to.
#[derive(Clone, Copy, Debug)]
pub struct TeachingSum(StatedSum);

/// What sessions add up to.
#[Object]
impl TeachingSum {
    /// Distinct days on which one of them was held at its place; a remote session is no day anywhere.
    async fn days(&self) -> SafeInt {
        SafeInt(self.0.days)
    }

    /// How many.
    async fn sessions(&self) -> SafeInt {
        SafeInt(self.0.sessions)
    }

    /// How many minutes.
    async fn minutes(&self) -> SafeInt {
        SafeInt(self.0.minutes)
    }

    /// Class hours of 45 minutes in hundredths, of the sum of the minutes, rounded half up: 267 is 2.67.
    async fn class_hour_hundredths(&self) -> SafeInt {
        SafeInt(self.0.class_hour_hundredths)
    }
}

/// What was taught of one kind and in one way.
#[derive(Clone, Debug)]
pub struct TeachingOfKind(StatedKind);

/// What was taught of one kind and in one way.
#[Object]
impl TeachingOfKind {
    /// What.
    async fn kind(&self, ctx: &Context<'_>) -> async_graphql::Result<Coded<TeachingSessionKind>> {
        self.0.kind().map(Coded).report(ctx)
    }

    /// Whether at one place with those who were taught.
    async fn is_on_site(&self) -> bool {
        self.0.is_on_site
    }

    /// What it adds up to.
    async fn sum(&self) -> TeachingSum {
        TeachingSum(self.0.sum)
    }
}

/// What was taught for one institution.
#[derive(Clone, Debug)]
pub struct TeachingAtPlace(StatedPlace);

/// What was taught for one institution.
#[Object]
impl TeachingAtPlace {
    /// Its name as it was.
    async fn institution_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.institution, locale)
    }

    /// Its kind as it was.
    async fn institution_kind(&self, ctx: &Context<'_>) -> async_graphql::Result<Coded<InstitutionKind>> {
        self.0.kind().map(Coded).report(ctx)
    }

    /// What it adds up to.
    async fn sum(&self) -> TeachingSum {
        TeachingSum(self.0.sum)
    }

    /// The same by kind and way.
    async fn kinds(&self) -> Vec<TeachingOfKind> {
        self.0.kinds.iter().cloned().map(TeachingOfKind).collect()
    }
}

/// One session as a statement tells it.
#[derive(Clone, Debug)]
pub struct TeachingStated(StatedSession);

/// One session as a statement tells it.
#[Object]
impl TeachingStated {
    /// The local day on which it began.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// The name of the institution for which it was held, as it was.
    async fn institution_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.institution, locale)
    }

    /// What it was.
    async fn kind(&self, ctx: &Context<'_>) -> async_graphql::Result<Coded<TeachingSessionKind>> {
        self.0.kind().map(Coded).report(ctx)
    }

    /// Whether at one place with those who were taught.
    async fn is_on_site(&self) -> bool {
        self.0.is_on_site
    }

    /// What it was called.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Whole minutes.
    async fn minutes(&self) -> i32 {
        self.0.minutes
    }

    /// How many attended.
    async fn attendees(&self) -> SafeInt {
        SafeInt(self.0.attendees)
    }
}

/// What is to be stated.
#[derive(Debug, InputObject)]
pub struct TeachingStatementIssueInput {
    /// Who taught; the caller herself when left out.
    person_id: Option<ID>,
    /// The institution for which she taught: the organiser of the sessions.
    institution_id: ID,
    /// What it is for.
    kind: Coded<TeachingStatementKind>,
    /// First day; of a month its first.
    from: Date,
    /// Last day, not after today; of a month its last, before today. At most ten years after the first.
    until: Date,
}

payload! {
    /// What came of asking for a statement.
    TeachingStatementIssuePayload {
        /// The statement that is in force: the one that was there when the facts are the same, else a new one. Null when the act was
        /// refused.
        statement: TeachingStatement
    } or TeachingStatementErrorCode
}

/// Which statements; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct TeachingStatementFilter {
    /// Only those of this person.
    person_id: Option<ID>,
    /// Only those of this institution.
    institution_id: Option<ID>,
    /// Only those for this.
    kind: Option<Coded<TeachingStatementKind>>,
    /// Only those whose place a later one took, or only those in force.
    is_superseded: Option<bool>,
}

/// Fields of the root about statements of teaching.
#[derive(Default)]
pub struct StatementQuery;

#[Object]
impl StatementQuery {
    /// Statements of teaching of the people whom the viewer may see, the latest first.
    async fn teaching_statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all of them when left out.")] filter: Option<TeachingStatementFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<TeachingStatement>> {
        let (reader, scope) = (platform(ctx).database.reader(), scope(ctx)?);
        let filter = filter.unwrap_or_default();
        let filter = credentials::StatementFilter {
            person_id: ObjectKind::Person.optional_key(ctx, filter.person_id.as_ref())?,
            institution_id: ObjectKind::Institution.optional_key(ctx, filter.institution_id.as_ref())?,
            kind: filter.kind.map(|kind| kind.0),
            is_superseded: filter.is_superseded,
        };
        let page = page(first, after, last, before);
        let slice = credentials::statements_page(reader, scope, &filter, &page).await.report(ctx)?;
        let total = total(ctx, credentials::statements_count(reader, scope, &filter)).await?;
        let ordering = credentials::statements_ordering();
        let issued =
            |row: &credentials::TeachingStatement| row.issued_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        Ok(Connection::new(slice, total, |row| ordering.cursor(&issued(row), row.id)))
    }
}

/// Acts upon statements of teaching.
#[derive(Default)]
pub struct StatementMutation;

#[Object]
impl StatementMutation {
    /// States what somebody taught for an institution, from confirmed sessions alone, on paper with a code that anybody may verify:
    /// `GRASSROOTS_SERVICE` for promotion, the days by place and kind at grassroots institutions and grassroots practice bases;
    /// `MONTHLY_TEACHING` for teaching pay, a line for each session. She asks for it herself, or whoever administers the institution does.
    /// The same facts asked for again give the statement that is there; when they changed, the new one takes its place, whose code then
    /// answers `SUPERSEDED`.
    async fn teaching_statement_issue(
        &self,
        ctx: &Context<'_>,
        input: TeachingStatementIssueInput,
    ) -> async_graphql::Result<TeachingStatementIssuePayload> {
        let asked = credentials::StatementAsked {
            person_id: ObjectKind::Person.optional_key(ctx, input.person_id.as_ref())?,
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            kind: input.kind.0,
            days: (input.from.0, input.until.0),
        };
        let outcome = credentials::teaching_statement_issue(platform(ctx), viewer(ctx)?, &asked).await;
        TeachingStatementIssuePayload::of(ctx, outcome)
    }
}
