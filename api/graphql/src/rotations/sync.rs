//! Hours that a phone kept while it was offline, many in one call.

use async_graphql::{Context, ID, InputObject, Object};
use domain::rotations::{self, Activity, HoursErrorCode, NewHours, SyncOutcome, Synced, Within};
use platform::error::Problem;
use uuid::Uuid;

use super::mutations::HoursWithinInput;
use super::{EvidenceKey, HoursEntry};
use crate::codes::Coded;
use crate::context::{context, platform, viewer};
use crate::errors::{Refusal, payload};
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::scalars::DateTime;

/// Hours that a phone kept.
#[derive(Debug, InputObject)]
pub struct HoursSyncInput {
    /// The entries, 1 to 100, in any order. More go through an upload (`hoursBatchBegin`).
    items: Vec<HoursSyncItemInput>,
}

/// One entry that a phone kept.
#[derive(Debug, InputObject)]
pub struct HoursSyncItemInput {
    /// What it belongs to; it must lie within its days.
    within: HoursWithinInput,
    /// What the time was spent on, as in `hoursSubmit`.
    activity: Coded<Activity>,
    /// The kind of that activity, by code, as the plan of the training tells kinds apart (`CurriculumVersion.activityKinds`); none when
    /// left out.
    activity_kind: Option<String>,
    /// Start, to the minute.
    starts_at: DateTime,
    /// End, to the minute: after the start, at most 24 hours later, and not in the future.
    ends_at: DateTime,
    /// What is to be said about it, at most 1000 characters.
    #[graphql(default)]
    note: String,
    /// An own entry of the same placement or supervision that this one corrects.
    replaces_id: Option<ID>,
    /// The same by its `clientMutationKey`, for an entry whose id the phone does not know yet; it may stand among these items, before
    /// or after this one. Not beside `replacesId`.
    replaces_key: Option<String>,
    /// A key of the client's own, at most 100 characters: the same key with the same item answers with the first result and adds
    /// nothing, also when it was sent by `hoursSubmit`.
    client_mutation_key: String,
}

impl HoursSyncItemInput {
    /// As it would be entered; otherwise what cannot be read of it.
    pub(super) fn read(self) -> Result<NewHours, Vec<Problem<HoursErrorCode>>> {
        let mut problems = Vec::new();
        let mut key = |kind: ObjectKind, path: &str, id: &ID| match kind.key_of(id) {
            Ok(key) => key,
            Err(message) => {
                problems.push(Problem::new(HoursErrorCode::Unknown, path, message));
                Uuid::nil()
            }
        };
        let within = match &self.within {
            HoursWithinInput::PlacementId(id) => {
                Within::Placement(key(ObjectKind::Placement, "within.placementId", id))
            }
            HoursWithinInput::SupervisionId(id) => {
                Within::Supervision(key(ObjectKind::Supervision, "within.supervisionId", id))
            }
        };
        let replaces_id = self.replaces_id.map(|id| key(ObjectKind::Evidence, "replacesId", &id));
        if replaces_id.is_some() && self.replaces_key.is_some() {
            let message = platform::text::Message::new("rotations-hours-replaces-twice");
            problems.push(Problem::new(HoursErrorCode::NotCorrectable, "replacesKey", message));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(NewHours {
            within,
            activity: self.activity.0,
            activity_kind: self.activity_kind,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            note: self.note,
            replaces_id,
            replaces_key: self.replaces_key,
            key: Some(self.client_mutation_key),
        })
    }
}

payload! {
    /// What came of entering hours that a phone kept.
    HoursSyncPayload {
        /// What became of each item, in the order given; null when the call as a whole was refused.
        results: Vec<HoursSyncResult>
    } or HoursErrorCode
}

/// What became of one of many entries.
#[derive(Clone, Debug)]
pub struct HoursSyncResult {
    key: String,
    synced: Synced,
}

/// What became of one of many entries. What was refused can be sent again, mended or as it was, with the same key.
#[Object]
impl HoursSyncResult {
    /// The item's key.
    async fn client_mutation_key(&self) -> &str {
        &self.key
    }

    /// What became of it.
    async fn outcome(&self) -> Coded<SyncOutcome> {
        Coded(self.synced.outcome)
    }

    /// The entry; null when it was refused.
    async fn hours_entry(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HoursEntry>> {
        match self.synced.evidence_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(HoursEntry)),
            None => Ok(None),
        }
    }

    /// Why it was refused, every reason at once; empty when it was not. The path leads through `items` to the field.
    async fn errors(&self, ctx: &Context<'_>) -> Vec<Refusal<HoursErrorCode>> {
        let language = context(ctx).language;
        self.synced.problems.iter().cloned().map(|problem| Refusal::of(problem, language)).collect()
    }
}

/// Acts upon hours that were kept elsewhere.
#[derive(Default)]
pub struct HoursSyncMutation;

#[Object]
impl HoursSyncMutation {
    /// Enters hours of one's own that a phone kept while it was offline: each item that may stand is made, whatever becomes of the
    /// others. Sent again, an item that was made answers as before.
    async fn hours_sync(
        &self,
        ctx: &Context<'_>,
        input: HoursSyncInput,
    ) -> async_graphql::Result<HoursSyncPayload> {
        let keys: Vec<String> = input.items.iter().map(|item| item.client_mutation_key.clone()).collect();
        let items = input.items.into_iter().map(HoursSyncItemInput::read).collect();
        let outcome = rotations::hours_sync(platform(ctx), viewer(ctx)?, items).await;
        let results = outcome.map(|synced| {
            let results = keys.into_iter().zip(synced).map(|(key, synced)| HoursSyncResult { key, synced });
            results.collect::<Vec<_>>()
        });
        HoursSyncPayload::of(ctx, results)
    }
}
