//! The apprentice's book in the graph: what she writes about following her master, and what her master says about a month of it.

use std::collections::{HashMap, HashSet};

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use chrono::NaiveDate;
use domain::evidence::{Approval, ApprovalErrorCode, EvidenceStatus};
use domain::pairings::{self, Channel, NewFollowingRecord, NewFollowingReview, PairingMark};
use domain::rotations::HoursErrorCode;
use uuid::Uuid;

use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::evidence::{EvidenceApprovalInput, shown_mark};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load};
use crate::names::present;
use crate::rotations::{EvidenceKey, HoursEntry};
use crate::scalars::{Date, DateTime};

/// Finds the record that is about hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FollowingRecordKey(pub Uuid);

#[async_trait]
impl Loader<FollowingRecordKey> for Batches {
    type Value = pairings::FollowingRecord;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[FollowingRecordKey],
    ) -> Result<HashMap<FollowingRecordKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = pairings::find_following_records(reader, viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| FollowingRecordKey(row.evidence_id)))
    }
}

/// Finds the months of a visible apprenticeship that begin within two days and in which something was written, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FollowingMonthsOf {
    pub(super) apprenticeship_id: Uuid,
    pub(super) days: (NaiveDate, NaiveDate),
}

#[async_trait]
impl Loader<FollowingMonthsOf> for Batches {
    type Value = Vec<pairings::FollowingMonth>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[FollowingMonthsOf],
    ) -> Result<HashMap<FollowingMonthsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let reader = self.platform.database.reader();
        let mut found = HashMap::new();
        let spans: HashSet<(NaiveDate, NaiveDate)> = keys.iter().map(|key| key.days).collect();
        for days in spans {
            let of: Vec<Uuid> =
                keys.iter().filter(|key| key.days == days).map(|key| key.apprenticeship_id).collect();
            let rows = pairings::following_months(reader, viewer.scope(), &of, days).await?;
            found.extend(grouped(rows, |row| FollowingMonthsOf {
                apprenticeship_id: row.apprenticeship_id,
                days,
            }));
        }
        Ok(found)
    }
}

/// What an apprentice wrote about a time in which she followed her master.
#[derive(Clone, Debug)]
pub struct FollowingRecord(pub pairings::FollowingRecord);

impl From<pairings::FollowingRecord> for FollowingRecord {
    fn from(row: pairings::FollowingRecord) -> Self {
        Self(row)
    }
}

/// What an apprentice wrote about a time in which she followed her master. Its hours say when it was and where its review stands; paper
/// notes are attached to them. Never edited: a correction is another record, of hours that name these.
#[Object]
impl FollowingRecord {
    /// The hours that it is about; null when the viewer may not see them any more.
    async fn hours_entry(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HoursEntry>> {
        Ok(load(ctx, EvidenceKey(self.0.evidence_id)).await?.map(HoursEntry))
    }

    /// The local day of its hours.
    async fn occurred_on(&self) -> Date {
        self.0.occurred_on.into()
    }

    /// How they met.
    async fn channel(&self) -> Coded<Channel> {
        Coded(self.0.channel)
    }

    /// The cases seen; null when none, and once she was erased.
    async fn seen(&self) -> Option<&str> {
        present(&self.0.seen)
    }

    /// What she learned; null once she was erased.
    async fn learned(&self) -> Option<&str> {
        present(&self.0.learned)
    }

    /// That it was shown to the viewer, and when: `followingMonthReview` takes it.
    async fn shown_mark(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        shown_mark(ctx, self.0.evidence_id)
    }
}

/// What a master said about a month.
#[derive(Clone, Debug)]
pub struct FollowingReview(pairings::FollowingReview);

/// What a master said about a month.
#[Object]
impl FollowingReview {
    /// What she thinks of it.
    async fn mark(&self) -> Coded<PairingMark> {
        Coded(self.0.mark)
    }

    /// What she said; null once one of the two was erased.
    async fn remark(&self) -> Option<&str> {
        present(&self.0.remark)
    }

    /// When.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }
}

/// A month of an apprentice's book.
#[derive(Clone, Debug)]
pub struct FollowingMonth(pub pairings::FollowingMonth);

impl From<pairings::FollowingMonth> for FollowingMonth {
    fn from(row: pairings::FollowingMonth) -> Self {
        Self(row)
    }
}

impl FollowingMonth {
    fn count(&self, wanted: EvidenceStatus) -> i32 {
        let found = self.0.records.iter().filter(|(_, status)| *status == wanted).count();
        i32::try_from(found).unwrap_or(i32::MAX)
    }
}

/// A month of an apprentice's book.
#[Object]
impl FollowingMonth {
    /// Its first day.
    async fn month_on(&self) -> Date {
        self.0.month_on.into()
    }

    /// Its records by day, those that were replaced by a correction left out.
    async fn records(&self) -> Vec<FollowingRecord> {
        self.0.records.iter().map(|(record, _)| FollowingRecord(record.clone())).collect()
    }

    /// How many of them are not decided yet; `hoursEntry.awaits` says at which step each is.
    async fn pending_count(&self) -> i32 {
        self.count(EvidenceStatus::Pending)
    }

    /// How many of them are approved.
    async fn approved_count(&self) -> i32 {
        self.count(EvidenceStatus::Approved)
    }

    /// What the master said of it last; null while she has said nothing.
    async fn review(&self) -> Option<FollowingReview> {
        self.0.review.clone().map(FollowingReview)
    }
}

/// A record of following one's master, with its hours.
#[derive(Debug, InputObject)]
pub struct FollowingRecordSubmitInput {
    /// The apprenticeship; the viewer is its apprentice, and it does not rest on that day.
    apprenticeship_id: ID,
    /// Start, to the minute.
    starts_at: DateTime,
    /// End, to the minute.
    ends_at: DateTime,
    /// The kind of following which the training's plan tells apart, by its code.
    activity_kind: Option<String>,
    /// How they met.
    channel: Coded<Channel>,
    /// The cases seen, at most 5000 characters, with nothing that tells who a patient is: a valid identity number or a mobile number gets
    /// `HAS_IDENTIFIER`.
    #[graphql(default)]
    seen: String,
    /// What was learned, 1 to 5000 characters, under the same rule.
    learned: String,
    /// The viewer's hours that these correct.
    replaces_id: Option<ID>,
    /// The client's own key of this submission, at most 100 characters: a repeat with the same key gets the first result.
    client_mutation_key: Option<String>,
}

payload! {
    /// What came of writing a record.
    FollowingRecordSubmitPayload {
        /// The record, whose hours await the master; null when the act was refused.
        following_record: FollowingRecord
    } or HoursErrorCode
}

/// What a master says about a month.
#[derive(Debug, InputObject)]
pub struct FollowingMonthReviewInput {
    /// The apprenticeship, to which both consented; the viewer is its master.
    apprenticeship_id: ID,
    /// Any day of the month, which has begun and has a day of the apprenticeship.
    month_on: Date,
    /// What she thinks of it.
    mark: Coded<PairingMark>,
    /// What she says, 1 to 5000 characters, without identity and mobile numbers.
    remark: String,
    /// Hours of the month's records that she approves with it, at most 200, each once: all of them or none.
    #[graphql(default)]
    items: Vec<EvidenceApprovalInput>,
}

payload! {
    /// What came of reviewing a month.
    FollowingMonthReviewPayload {
        /// The month; null when the act was refused.
        following_month: FollowingMonth
    } or ApprovalErrorCode
}

/// Acts upon the apprentice's book.
#[derive(Default)]
pub struct FollowingMutation;

#[Object]
impl FollowingMutation {
    /// Writes down, with the hours, that the viewer followed her master. The hours await the master, and count as any others do.
    async fn following_record_submit(
        &self,
        ctx: &Context<'_>,
        input: FollowingRecordSubmitInput,
    ) -> async_graphql::Result<FollowingRecordSubmitPayload> {
        let new = NewFollowingRecord {
            apprenticeship_id: ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?,
            starts_at: input.starts_at.0,
            ends_at: input.ends_at.0,
            activity_kind: input.activity_kind,
            channel: input.channel.0,
            seen: input.seen,
            learned: input.learned,
            replaces_id: ObjectKind::Evidence.optional_key(ctx, input.replaces_id.as_ref())?,
            key: input.client_mutation_key,
        };
        let outcome = pairings::following_record_submit(platform(ctx), viewer(ctx)?, new).await;
        FollowingRecordSubmitPayload::of(ctx, outcome)
    }

    /// Says what the viewer thinks of a month in which she was followed, and approves what she has read of it, in one act. What she says
    /// again about a month takes the place of what she said before; what was approved stays.
    async fn following_month_review(
        &self,
        ctx: &Context<'_>,
        input: FollowingMonthReviewInput,
    ) -> async_graphql::Result<FollowingMonthReviewPayload> {
        let approvals = input.items.into_iter().map(|item| item.approval(ctx));
        let new = NewFollowingReview {
            apprenticeship_id: ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?,
            month_on: input.month_on.0,
            mark: input.mark.0,
            remark: input.remark,
            approvals: approvals.collect::<async_graphql::Result<Vec<Approval>>>()?,
        };
        let outcome = pairings::following_month_review(platform(ctx), viewer(ctx)?, new).await;
        FollowingMonthReviewPayload::of(ctx, outcome)
    }
}
