//! What is handed in with proof, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::evidence::{
    self, EvidenceFilter, EvidenceKind, EvidenceStatus, NewPortfolioEntry, PortfolioErrorCode, PortfolioKind,
};
use domain::rotations::ReviewDecision;
use uuid::Uuid;

use super::Reviewed;
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{opens, platform, viewer};
use crate::curricula::{Requirement, RequirementKey};
use crate::enrolment::{Enrolment, EnrolmentKey};
use crate::errors::{Report as _, payload};
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, load, load_related};
use crate::names::present;
use crate::organisations::{Base, BaseKey};
use crate::rotations::{EvidenceKey, shown, verdict, withdrawal};
use crate::scalars::{Date, DateTime, SafeInt};

/// Finds what stands beside evidence that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PortfolioKey(pub Uuid);

#[async_trait]
impl Loader<PortfolioKey> for Batches {
    type Value = evidence::PortfolioEntry;
    type Error = BatchError;

    async fn load(&self, keys: &[PortfolioKey]) -> Result<HashMap<PortfolioKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = evidence::find_portfolio_entries(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| PortfolioKey(row.evidence_id)))
    }
}

/// Something handed in with proof rather than watched.
#[derive(Clone, Debug)]
pub struct PortfolioEntry(pub evidence::Evidence);

impl From<evidence::Evidence> for PortfolioEntry {
    fn from(row: evidence::Evidence) -> Self {
        Self(row)
    }
}

impl PortfolioEntry {
    async fn words(&self, ctx: &Context<'_>) -> async_graphql::Result<evidence::PortfolioEntry> {
        load_related(ctx, PortfolioKey(self.0.id)).await
    }
}

/// Something handed in with proof rather than watched: continuing education, a course, a session attended, a reflection, a
/// reading, a licence, a project, a check, or what was credited by decision. Never edited: a correction is another entry that
/// names this one.
#[Object]
impl PortfolioEntry {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Evidence.id(self.0.id)
    }

    /// What it is.
    pub async fn kind(&self) -> Coded<EvidenceKind> {
        Coded(self.0.kind)
    }

    /// Where it stands.
    pub async fn status(&self) -> Coded<EvidenceStatus> {
        Coded(self.0.status)
    }

    /// The local day to which it is credited.
    pub async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// When it was handed in.
    pub async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// Whether it was credited by a decision, without being shown in this training: progress and transcripts mark it.
    async fn is_granted(&self) -> bool {
        self.0.kind.is_granted()
    }

    /// First day of what it covers; null when it is of one day.
    async fn since_on(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Date>> {
        Ok(self.words(ctx).await?.since_on.map(Date))
    }

    /// Last day on which it holds, of a licence; null when without end.
    async fn valid_until(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Date>> {
        Ok(self.words(ctx).await?.valid_until.map(Date))
    }

    /// What it is called; null once the record was erased.
    async fn title(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        Ok(present(&self.words(ctx).await?.title).map(str::to_owned))
    }

    /// Class of credits, kind of session or licence, or which course; null when none was named.
    async fn subject(&self) -> Option<&str> {
        self.0.activity.as_deref()
    }

    /// Hundredths of a credit, class hours, characters of the text as `Requirement.leastCharacters` counts them, or what is granted in the requirement's unit;
    /// null where it counts as one.
    async fn amount(&self) -> Option<SafeInt> {
        self.0.amount.map(SafeInt)
    }

    /// Number of the licence, the project or the certificate; null when none.
    async fn number(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        Ok(present(&self.words(ctx).await?.number).map(str::to_owned))
    }

    /// Who issued it or attests it; null when nobody was named.
    async fn issuer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        Ok(present(&self.words(ctx).await?.issuer).map(str::to_owned))
    }

    /// What a licence covers; null when it is none.
    async fn scope(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        Ok(present(&self.words(ctx).await?.scope).map(str::to_owned))
    }

    /// What was written; null when nothing.
    async fn text(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        Ok(present(&self.words(ctx).await?.text).map(str::to_owned))
    }

    /// The requirement that it names; null when it names none.
    async fn requirement(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Requirement>> {
        match self.0.requirement_id {
            Some(key) => Ok(load(ctx, RequirementKey(key)).await?.map(Requirement)),
            None => Ok(None),
        }
    }

    /// The enrolment for which it was handed in; null when the viewer may not see it, and of what somebody wrote beside a master outside any
    /// training. It credits the trainee's other enrolments as well.
    async fn enrolment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Enrolment>> {
        match self.words(ctx).await?.enrolment_id {
            Some(key) => Ok(load(ctx, EnrolmentKey(key)).await?.map(Enrolment)),
            None => Ok(None),
        }
    }

    /// The base where it arose; null when none was named.
    async fn base(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Base>> {
        match self.0.base_id {
            Some(key) => Ok(load(ctx, BaseKey(key)).await?.map(Base)),
            None => Ok(None),
        }
    }

    /// Who handed it in: the trainee, or the school for her; null when the viewer may not see her.
    async fn submitted_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.submitted_by).await
    }

    /// The entry that this one corrects; null when it corrects none.
    async fn replaces(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<PortfolioEntry>> {
        match self.0.replaces_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(PortfolioEntry)),
            None => Ok(None),
        }
    }

    /// What its review needs and says.
    #[graphql(flatten)]
    async fn reviewed(&self) -> Reviewed {
        Reviewed::of(&self.0)
    }

    /// Rises with each change of status or step; `portfolioEntryReview` and `portfolioEntryWithdraw` take it as
    /// `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// An entry to be handed in.
#[derive(Debug, InputObject)]
pub struct PortfolioEntrySubmitInput {
    /// The enrolment for which it is handed in; it must be active. Left out by whoever follows a master without being in a training: of her
    /// reflections, at least 500 characters each, and her readings, at least 1000, which her master reviews.
    enrolment_id: Option<ID>,
    /// What it is. An `OPENING_BALANCE` is handed in by the school alone, a `PRIOR_CREDIT` or a `SHORTENING` by the trainee or
    /// the school, everything else by the trainee.
    kind: Coded<PortfolioKind>,
    /// The local day: of the event, of the licence, or the last one of what it covers; not in the future. How long ago it may be
    /// depends on the kind.
    occurred_on: Date,
    /// First day of what it covers, not after `occurredOn`.
    since_on: Option<Date>,
    /// Last day on which a licence holds, not before `occurredOn`.
    valid_until: Option<Date>,
    /// What it is called, 1 to 200 characters.
    title: String,
    /// At most 64 letters, digits and the signs `-`, `_` and `.`. The class of continuing education, such as `I`, which it needs; the kind of a session or a licence,
    /// or which course, as the curriculum names it; where time among several departments is granted, the specialty.
    subject: Option<String>,
    /// Hundredths of a credit of continuing education, or class hours of a course, 1 to 10000; of what is granted, 1 to the
    /// requirement's target, in its unit. Nothing for other kinds.
    amount: Option<SafeInt>,
    /// Number of the licence, which needs one, of the project or the certificate; at most 64 characters.
    #[graphql(default)]
    number: String,
    /// Who issued it, or, of an opening balance, which needs it, who attests it; at most 200 characters.
    #[graphql(default)]
    issuer: String,
    /// What a licence covers; it needs it. At most 200 characters.
    #[graphql(default)]
    scope: String,
    /// The reflection, the notes of the reading, why an appeal is made: at most 20000 characters, and needed there. Nothing that
    /// tells who a patient is.
    #[graphql(default)]
    text: String,
    /// The requirement of the enrolment's curriculum version that it is meant for; a check and what is granted need it.
    requirement_id: Option<ID>,
    /// The department where it arose; where its review has a step there, one in which she learned on that day.
    department_id: Option<ID>,
    /// The base where it arose; where its review has a step there, one at which she learned on that day. The department's own when
    /// that is named.
    base_id: Option<ID>,
    /// An entry of the same kind and hand that this one corrects. One that is approved keeps its credit until the correction is
    /// approved.
    replaces_id: Option<ID>,
    /// A key of the client's own, at most 100 characters, for a line that may drop: the same key with the same input
    /// answers with the first result and adds nothing.
    client_mutation_key: Option<String>,
}

payload! {
    /// What came of handing something in.
    PortfolioEntrySubmitPayload {
        /// The entry, which now awaits its review; null when the act was refused.
        portfolio_entry: PortfolioEntry
    } or PortfolioErrorCode
}

/// A decision about an entry.
#[derive(Debug, InputObject)]
pub struct PortfolioEntryReviewInput {
    /// The entry; it must await a review.
    portfolio_entry_id: ID,
    /// What is decided. An approval hands it on to the next step of its review, where there is one.
    decision: Coded<ReviewDecision>,
    /// Why, at most 1000 characters; needed unless it is approved.
    reason: Option<String>,
    /// The entry's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of deciding about an entry.
    PortfolioEntryReviewPayload {
        /// The entry; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        portfolio_entry: PortfolioEntry
    } or PortfolioErrorCode
}

/// An approval of an entry to be taken back.
#[derive(Debug, InputObject)]
pub struct PortfolioEntryWithdrawInput {
    /// The entry; it must be approved.
    portfolio_entry_id: ID,
    /// Why, 1 to 1000 characters.
    reason: String,
    /// The entry's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of taking back an approval of an entry.
    PortfolioEntryWithdrawPayload {
        /// The entry; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        portfolio_entry: PortfolioEntry
    } or PortfolioErrorCode
}

/// Whose portfolio.
#[derive(Debug, InputObject)]
pub struct PortfolioFilter {
    /// The trainee.
    trainee_id: ID,
    /// Only entries of this kind; all when left out.
    kind: Option<Coded<PortfolioKind>>,
}

/// Fields of the root about what is handed in.
#[derive(Default)]
pub struct PortfolioQuery;

#[Object]
impl PortfolioQuery {
    /// What a trainee handed in, the latest first; nothing when the viewer may not see her. She sees that her record was opened.
    async fn portfolio(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] filter: PortfolioFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<PortfolioEntry>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let person_id = ObjectKind::Person.key(ctx, &filter.trainee_id)?;
        let kinds = match filter.kind {
            Some(kind) => vec![kind.0.evidence()],
            None => EvidenceKind::handed_in().collect(),
        };
        let filter = EvidenceFilter { person_id, kinds, activity: None, handed_in: true };
        let page = page(first, after, last, before);
        let slice = evidence::evidence_page(reader, viewer.scope(), &filter, &page).await.report(ctx)?;
        opens(ctx, (!slice.items.is_empty()).then_some(person_id)).await?;
        let total = total(ctx, evidence::evidence_count(reader, viewer.scope(), &filter)).await?;
        let ordering = evidence::day_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.occurred_on.to_string(), row.id)))
    }
}

/// Acts upon what is handed in.
#[derive(Default)]
pub struct PortfolioMutation;

#[Object]
impl PortfolioMutation {
    /// Hands in an entry with proof: `attachmentAdd` adds the files. It counts when the last step of its review approves it.
    async fn portfolio_entry_submit(
        &self,
        ctx: &Context<'_>,
        input: PortfolioEntrySubmitInput,
    ) -> async_graphql::Result<PortfolioEntrySubmitPayload> {
        let new = NewPortfolioEntry {
            enrolment_id: ObjectKind::Enrolment.optional_key(ctx, input.enrolment_id.as_ref())?,
            kind: input.kind.0,
            occurred_on: input.occurred_on.0,
            since_on: input.since_on.map(|day| day.0),
            valid_until: input.valid_until.map(|day| day.0),
            title: input.title,
            subject: input.subject,
            amount: input.amount.map(|amount| amount.0),
            number: input.number,
            issuer: input.issuer,
            scope: input.scope,
            text: input.text,
            requirement_id: ObjectKind::Requirement.optional_key(ctx, input.requirement_id.as_ref())?,
            department_id: ObjectKind::Department.optional_key(ctx, input.department_id.as_ref())?,
            base_id: ObjectKind::Base.optional_key(ctx, input.base_id.as_ref())?,
            replaces_id: ObjectKind::Evidence.optional_key(ctx, input.replaces_id.as_ref())?,
            key: input.client_mutation_key,
        };
        let made = evidence::portfolio_submit(platform(ctx), viewer(ctx)?, new).await;
        PortfolioEntrySubmitPayload::of(ctx, made)
    }

    /// Decides about an entry at the step of its review that it awaits: approves it, gives it back for mending, or rejects it.
    async fn portfolio_entry_review(
        &self,
        ctx: &Context<'_>,
        input: PortfolioEntryReviewInput,
    ) -> async_graphql::Result<PortfolioEntryReviewPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.portfolio_entry_id)?;
        let verdict = verdict(key, input.decision.0, input.reason, input.expected_version);
        let outcome = evidence::portfolio_decide(platform(ctx), viewer(ctx)?, &verdict).await;
        let mut payload = PortfolioEntryReviewPayload::of(ctx, outcome)?;
        let stale = (key, PortfolioErrorCode::Conflict);
        payload.portfolio_entry = shown(ctx, payload.portfolio_entry, &payload.errors, stale).await?;
        Ok(payload)
    }

    /// Takes back the approval of an entry; its credit is reversed.
    async fn portfolio_entry_withdraw(
        &self,
        ctx: &Context<'_>,
        input: PortfolioEntryWithdrawInput,
    ) -> async_graphql::Result<PortfolioEntryWithdrawPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.portfolio_entry_id)?;
        let verdict = withdrawal(key, input.reason, input.expected_version);
        let outcome = evidence::portfolio_decide(platform(ctx), viewer(ctx)?, &verdict).await;
        let mut payload = PortfolioEntryWithdrawPayload::of(ctx, outcome)?;
        let stale = (key, PortfolioErrorCode::Conflict);
        payload.portfolio_entry = shown(ctx, payload.portfolio_entry, &payload.errors, stale).await?;
        Ok(payload)
    }
}
