//! Committees, what they were asked, and the evidence that came of it.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::entrustment::{self, EntrustmentOutlook, EntrustmentStatus};
use domain::evidence::{self, EvidenceKind, EvidenceStatus};
use futures_util::future::try_join_all;
use uuid::Uuid;

use crate::codes::Coded;
use crate::context::viewer;
use crate::curricula::{EntrustableActivity, activity_named};
use crate::enrolment::{Enrolment, EnrolmentKey};
use crate::evidence::{Evidence, Reviewed};
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::{present, shown};
use crate::organisations::{Institution, InstitutionKey};
use crate::rotations::EvidenceKey;
use crate::scalars::{Date, DateTime, Locale, SafeInt};

/// Finds a committee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EntrustmentCommitteeKey(pub Uuid);

#[async_trait]
impl Loader<EntrustmentCommitteeKey> for Batches {
    type Value = entrustment::Committee;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[EntrustmentCommitteeKey],
    ) -> Result<HashMap<EntrustmentCommitteeKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = entrustment::find_committees(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| EntrustmentCommitteeKey(row.id)))
    }
}

/// Finds who sits, and sat, on a committee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EntrustmentMembersKey(pub Uuid);

#[async_trait]
impl Loader<EntrustmentMembersKey> for Batches {
    type Value = Vec<entrustment::Member>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[EntrustmentMembersKey],
    ) -> Result<HashMap<EntrustmentMembersKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = entrustment::members_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| EntrustmentMembersKey(row.committee_id)))
    }
}

/// Finds the votes about a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EntrustmentVotesKey(pub Uuid);

#[async_trait]
impl Loader<EntrustmentVotesKey> for Batches {
    type Value = Vec<entrustment::Vote>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[EntrustmentVotesKey],
    ) -> Result<HashMap<EntrustmentVotesKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = entrustment::votes_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| EntrustmentVotesKey(row.decision_id)))
    }
}

/// Finds on what evidence a decision rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EntrustmentBasisKey(pub Uuid);

#[async_trait]
impl Loader<EntrustmentBasisKey> for Batches {
    type Value = Vec<Uuid>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[EntrustmentBasisKey],
    ) -> Result<HashMap<EntrustmentBasisKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = entrustment::basis_of(self.platform.database.reader(), &keys).await?;
        let mut found: HashMap<EntrustmentBasisKey, Vec<Uuid>> = HashMap::new();
        for (decision, evidence) in rows {
            found.entry(EntrustmentBasisKey(decision)).or_default().push(evidence);
        }
        Ok(found)
    }
}

/// Finds the decision of which evidence came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EntrustmentBehindKey(pub Uuid);

#[async_trait]
impl Loader<EntrustmentBehindKey> for Batches {
    type Value = entrustment::Decision;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[EntrustmentBehindKey],
    ) -> Result<HashMap<EntrustmentBehindKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = entrustment::decisions_behind(self.platform.database.reader(), &keys).await?;
        let found = rows.into_iter().filter_map(|row| Some((EntrustmentBehindKey(row.evidence_id?), row)));
        Ok(found.collect())
    }
}

/// A committee that entrusts activities to trainees.
#[derive(Clone, Debug)]
pub struct EntrustmentCommittee(pub entrustment::Committee);

impl From<entrustment::Committee> for EntrustmentCommittee {
    fn from(row: entrustment::Committee) -> Self {
        Self(row)
    }
}

/// A committee that entrusts activities to trainees of a school or a base.
#[Object]
impl EntrustmentCommittee {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::EntrustmentCommittee.id(self.0.id)
    }

    /// The school or base whose trainees it decides about.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// Members who must vote before it decides.
    async fn quorum(&self) -> i32 {
        self.0.quorum
    }

    /// Who sits on it, and who sat on it before, in order of naming.
    async fn seats(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<EntrustmentSeat>> {
        let members = load_list(ctx, EntrustmentMembersKey(self.0.id)).await?;
        Ok(members.into_iter().map(EntrustmentSeat).collect())
    }
}

/// A seat on a committee.
#[derive(Clone, Debug)]
pub struct EntrustmentSeat(entrustment::Member);

/// A seat on a committee, from one day to another.
#[Object]
impl EntrustmentSeat {
    /// Who sits on it; null when the viewer may not see her.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// Whether she chairs the committee.
    async fn is_chair(&self) -> bool {
        self.0.is_chair
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// Last day; null while she sits on it.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }
}

/// What a committee was asked to entrust, and what it decided.
#[derive(Clone, Debug)]
pub struct EntrustmentDecision(pub entrustment::Decision);

impl From<entrustment::Decision> for EntrustmentDecision {
    fn from(row: entrustment::Decision) -> Self {
        Self(row)
    }
}

impl EntrustmentDecision {
    fn is_over(&self) -> bool {
        self.0.status != EntrustmentStatus::Open
    }

    async fn count(&self, ctx: &Context<'_>, in_favour: bool) -> async_graphql::Result<Option<SafeInt>> {
        if !self.is_over() {
            return Ok(None);
        }
        let votes = load_list(ctx, EntrustmentVotesKey(self.0.id)).await?;
        let count = votes.iter().filter(|vote| vote.in_favour == in_favour).count();
        Ok(Some(SafeInt(i64::try_from(count).unwrap_or(i64::MAX))))
    }
}

/// What a committee was asked to entrust to a trainee, and what it decided. How members vote is shown to nobody while the vote is
/// open, so that each decides for herself.
#[Object]
impl EntrustmentDecision {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::EntrustmentDecision.id(self.0.id)
    }

    /// The committee.
    async fn committee(&self, ctx: &Context<'_>) -> async_graphql::Result<EntrustmentCommittee> {
        load_related(ctx, EntrustmentCommitteeKey(self.0.committee_id)).await.map(EntrustmentCommittee)
    }

    /// The trainee; null when the viewer may not see her.
    async fn trainee(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// The enrolment whose plan names the activity; null when the viewer may not see it.
    async fn enrolment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Enrolment>> {
        Ok(load(ctx, EnrolmentKey(self.0.enrolment_id)).await?.map(Enrolment))
    }

    /// Code of the activity, as the plan named it when it was proposed.
    async fn activity_code(&self) -> &str {
        &self.0.activity
    }

    /// The activity; null when the plan that the enrolment follows now names it no more.
    async fn activity(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<EntrustableActivity>> {
        match load(ctx, EnrolmentKey(self.0.enrolment_id)).await? {
            Some(enrolment) => activity_named(ctx, enrolment.version_id, &self.0.activity).await,
            None => Ok(None),
        }
    }

    /// The level, 1 to 5.
    async fn level(&self) -> i32 {
        self.0.level
    }

    /// What it looks at.
    async fn outlook(&self) -> Coded<EntrustmentOutlook> {
        Coded(self.0.outlook)
    }

    /// The local day from which it holds.
    async fn holds_from(&self) -> Date {
        Date(self.0.holds_from)
    }

    /// Why; null once the record was erased.
    async fn rationale(&self) -> Option<&str> {
        present(&self.0.rationale)
    }

    /// Evidence on which it rests, as far as the viewer may see it.
    async fn basis(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Evidence>> {
        let keys = load_list(ctx, EntrustmentBasisKey(self.0.id)).await?;
        let found = try_join_all(keys.into_iter().map(|key| load(ctx, EvidenceKey(key)))).await?;
        Ok(found.into_iter().flatten().map(Evidence::from).collect())
    }

    /// The member who proposed it; null when the viewer may not see her.
    async fn proposed_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.proposed_by).await
    }

    /// When.
    async fn proposed_at(&self) -> DateTime {
        self.0.proposed_at.into()
    }

    /// Where it stands.
    async fn status(&self) -> Coded<EntrustmentStatus> {
        Coded(self.0.status)
    }

    /// How many have voted.
    async fn voted(&self, ctx: &Context<'_>) -> async_graphql::Result<SafeInt> {
        let votes = load_list(ctx, EntrustmentVotesKey(self.0.id)).await?;
        Ok(SafeInt(i64::try_from(votes.len()).unwrap_or(i64::MAX)))
    }

    /// How many were in favour; null while the vote is open.
    async fn in_favour(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<SafeInt>> {
        self.count(ctx, true).await
    }

    /// How many were against it; null while the vote is open.
    async fn against(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<SafeInt>> {
        self.count(ctx, false).await
    }

    /// Who voted how, for whoever sits on the committee, once the vote is over; while it is open her own vote alone, and for everybody
    /// else none.
    async fn votes(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<EntrustmentVote>> {
        let key = viewer(ctx)?.person_id;
        let members = load_list(ctx, EntrustmentMembersKey(self.0.committee_id)).await?;
        let sits = key != self.0.person_id
            && members.iter().any(|member| member.person_id == key && member.ends_on.is_none());
        let is_shown = |vote: &entrustment::Vote| vote.member_id == key || (sits && self.is_over());
        let votes = load_list(ctx, EntrustmentVotesKey(self.0.id)).await?;
        Ok(votes.into_iter().filter(is_shown).map(EntrustmentVote).collect())
    }

    /// The evidence that came of it; null when it was not entrusted.
    async fn entrustment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Entrustment>> {
        match self.0.evidence_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(Entrustment)),
            None => Ok(None),
        }
    }

    /// Who closed or dropped it; null while it is open, or when the viewer may not see her.
    async fn closed_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.closed_by).await
    }

    /// When it was closed or dropped; null while it is open.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(DateTime::from)
    }
}

/// A member's vote.
#[derive(Clone, Debug)]
pub struct EntrustmentVote(entrustment::Vote);

/// A member's vote.
#[Object]
impl EntrustmentVote {
    /// Who voted; null when the viewer may not see her.
    async fn member(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.member_id).await
    }

    /// Whether she is in favour.
    async fn in_favour(&self) -> bool {
        self.0.in_favour
    }

    /// What she said to it; null when she said nothing, and once the trainee was erased.
    async fn remark(&self) -> Option<&str> {
        present(&self.0.remark)
    }

    /// When.
    async fn cast_at(&self) -> DateTime {
        self.0.cast_at.into()
    }
}

/// What a committee entrusted to a trainee, as evidence.
#[derive(Clone, Debug)]
pub struct Entrustment(pub evidence::Evidence);

/// What a committee entrusted to a trainee, as evidence: apart from the levels that assessors give as they watch. It is taken back by
/// `entrustmentReverse` alone.
#[Object]
impl Entrustment {
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

    /// The local day of the decision, to which it is credited.
    pub async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// When it was recorded.
    pub async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// The level entrusted, 1 to 5.
    async fn level(&self) -> Option<i32> {
        self.0.level
    }

    /// The decision of which it came.
    async fn decision(&self, ctx: &Context<'_>) -> async_graphql::Result<EntrustmentDecision> {
        load_related(ctx, EntrustmentBehindKey(self.0.id)).await.map(EntrustmentDecision)
    }

    /// What its review needs and says.
    #[graphql(flatten)]
    async fn reviewed(&self) -> Reviewed {
        Reviewed::of(&self.0)
    }
}
