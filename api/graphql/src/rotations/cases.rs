//! Cases seen, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::curricula::CaseRole;
use domain::evidence::{self, EvidenceKind, EvidenceStatus};
use domain::rotations::{self, CaseErrorCode, NewCase, ReviewDecision};
use uuid::Uuid;

use super::EvidenceKey;
use super::mutations::{shown, verdict, withdrawal};
use super::objects::{AtPlacement, written};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::evidence::Reviewed;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::present;
use crate::scalars::{Date, DateTime};

/// Finds in which patient's record a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CaseRecordKey(pub Uuid);

#[async_trait]
impl Loader<CaseRecordKey> for Batches {
    type Value = rotations::CaseRecord;
    type Error = BatchError;

    async fn load(&self, keys: &[CaseRecordKey]) -> Result<HashMap<CaseRecordKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = rotations::case_records(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| CaseRecordKey(row.evidence_id)))
    }
}

/// Finds the other cases of a trainee in the same record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RepeatedCases(pub Uuid);

#[async_trait]
impl Loader<RepeatedCases> for Batches {
    type Value = Vec<(Uuid, evidence::Evidence)>;
    type Error = BatchError;

    async fn load(&self, keys: &[RepeatedCases]) -> Result<HashMap<RepeatedCases, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = rotations::repeated_cases(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(grouped(rows, |(asked, _)| RepeatedCases(*asked)))
    }
}

/// One case seen.
#[derive(Clone, Debug)]
pub struct CaseLog(pub evidence::Evidence);

impl From<evidence::Evidence> for CaseLog {
    fn from(row: evidence::Evidence) -> Self {
        Self(row)
    }
}

/// One case seen in a placement, logged by the trainee and reviewed by her supervisor. Never edited: a correction is another
/// entry that names this one.
#[Object]
impl CaseLog {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Evidence.id(self.0.id)
    }

    /// CASE.
    pub async fn kind(&self) -> Coded<EvidenceKind> {
        Coded(self.0.kind)
    }

    /// Where it stands.
    pub async fn status(&self) -> Coded<EvidenceStatus> {
        Coded(self.0.status)
    }

    /// The local day on which it was seen.
    pub async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// When it was recorded.
    pub async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// The disease's code, as the curriculum names it.
    async fn disease(&self, ctx: &Context<'_>) -> async_graphql::Result<&str> {
        written(ctx, &self.0, self.0.activity.as_deref())
    }

    /// What the trainee did.
    async fn role(&self, ctx: &Context<'_>) -> async_graphql::Result<Coded<CaseRole>> {
        written(ctx, &self.0, self.0.level.and_then(CaseRole::of_level)).map(Coded)
    }

    /// The last four characters of the number of the patient's record; the number itself is not kept.
    async fn record_last_four(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        Ok(load_related(ctx, CaseRecordKey(self.0.id)).await?.last_four)
    }

    /// Her other cases in the same record that wait or are approved, in order of day: one patient may be logged twice for two
    /// visits, or by mistake.
    async fn repeats(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<CaseRepeat>> {
        let rows = load_list(ctx, RepeatedCases(self.0.id)).await?;
        let repeat = |(_, row): (Uuid, evidence::Evidence)| CaseRepeat {
            case_log_id: ObjectKind::Evidence.id(row.id),
            occurred_on: Date(row.occurred_on),
            status: Coded(row.status),
        };
        Ok(rows.into_iter().map(repeat).collect())
    }

    /// What the trainee wrote; null when nothing.
    async fn note(&self) -> Option<&str> {
        present(&self.0.note)
    }

    /// The entry that this one corrects; null when it corrects none.
    async fn replaces(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<CaseLog>> {
        match self.0.replaces_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(CaseLog)),
            None => Ok(None),
        }
    }

    /// Where it belongs.
    #[graphql(flatten)]
    async fn at_placement(&self) -> AtPlacement {
        AtPlacement::of(&self.0)
    }

    /// What its review needs and says.
    #[graphql(flatten)]
    async fn reviewed(&self) -> Reviewed {
        Reviewed::of(&self.0)
    }

    /// Rises with each change of status; `caseReview` and `caseWithdraw` take it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// Another case of the same trainee in the same patient's record.
#[derive(Debug, SimpleObject)]
pub struct CaseRepeat {
    /// The case; `node` finds it.
    case_log_id: ID,
    /// Its day.
    occurred_on: Date,
    /// Where it stands: waiting or approved.
    status: Coded<EvidenceStatus>,
}

/// A case to be logged.
#[derive(Debug, InputObject)]
pub struct CaseSubmitInput {
    /// The placement in which it was seen.
    placement_id: ID,
    /// The disease's code as the curriculum names it, such as `I10`, and compared with it as a whole: 1 to 40 letters, digits
    /// and the signs `.`, `-`, `_`, `+` and `*`; case does not matter.
    disease: String,
    /// What the trainee did.
    role: Coded<CaseRole>,
    /// The local day: within the placement, and not in the future.
    occurred_on: Date,
    /// The number of the patient's record at that institution, 6 to 40 letters and digits; never an identity number. A digest
    /// and its last four characters are kept.
    record_number: String,
    /// What is to be said about it, at most 1000 characters; nothing that tells who the patient is.
    #[graphql(default)]
    note: String,
    /// An own entry of the same placement that this one corrects. One that is approved keeps its credit until the correction
    /// is approved.
    replaces_id: Option<ID>,
    /// A key of the client's own, at most 100 characters, for a line that may drop: the same key with the same input
    /// answers with the first result and adds nothing.
    client_mutation_key: Option<String>,
}

payload! {
    /// What came of logging a case.
    CaseSubmitPayload {
        /// The case, which now awaits its review; null when the act was refused.
        case_log: CaseLog
    } or CaseErrorCode
}

/// A decision about a case.
#[derive(Debug, InputObject)]
pub struct CaseReviewInput {
    /// The case; it must await its review.
    case_log_id: ID,
    /// What is decided.
    decision: Coded<ReviewDecision>,
    /// Why, at most 1000 characters; needed unless it is approved.
    reason: Option<String>,
    /// The case's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of deciding about a case.
    CaseReviewPayload {
        /// The case; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        case_log: CaseLog
    } or CaseErrorCode
}

/// An approval of a case to be taken back.
#[derive(Debug, InputObject)]
pub struct CaseWithdrawInput {
    /// The case; it must be approved.
    case_log_id: ID,
    /// Why, 1 to 1000 characters.
    reason: String,
    /// The case's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of taking back an approval of a case.
    CaseWithdrawPayload {
        /// The case; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        case_log: CaseLog
    } or CaseErrorCode
}

/// Acts upon cases.
#[derive(Default)]
pub struct CaseMutation;

#[Object]
impl CaseMutation {
    /// Logs a case of one's own. It counts when it is approved.
    async fn case_submit(
        &self,
        ctx: &Context<'_>,
        input: CaseSubmitInput,
    ) -> async_graphql::Result<CaseSubmitPayload> {
        let new = NewCase {
            placement_id: ObjectKind::Placement.key(ctx, &input.placement_id)?,
            disease: input.disease,
            role: input.role.0,
            occurred_on: input.occurred_on.0,
            record_number: input.record_number,
            note: input.note,
            replaces_id: ObjectKind::Evidence.optional_key(ctx, input.replaces_id.as_ref())?,
            key: input.client_mutation_key,
        };
        CaseSubmitPayload::of(ctx, rotations::case_submit(platform(ctx), viewer(ctx)?, new).await)
    }

    /// Decides about a case that awaits its review: approves it, gives it back for mending, or rejects it.
    async fn case_review(
        &self,
        ctx: &Context<'_>,
        input: CaseReviewInput,
    ) -> async_graphql::Result<CaseReviewPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.case_log_id)?;
        let verdict = verdict(key, input.decision.0, input.reason, input.expected_version);
        let outcome = rotations::case_decide(platform(ctx), viewer(ctx)?, &verdict).await;
        let mut payload = CaseReviewPayload::of(ctx, outcome)?;
        let stale = (key, CaseErrorCode::Conflict);
        payload.case_log = shown(ctx, payload.case_log, &payload.errors, stale).await?;
        Ok(payload)
    }

    /// Takes back the approval of a case; its credit is reversed.
    async fn case_withdraw(
        &self,
        ctx: &Context<'_>,
        input: CaseWithdrawInput,
    ) -> async_graphql::Result<CaseWithdrawPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.case_log_id)?;
        let verdict = withdrawal(key, input.reason, input.expected_version);
        let outcome = rotations::case_decide(platform(ctx), viewer(ctx)?, &verdict).await;
        let mut payload = CaseWithdrawPayload::of(ctx, outcome)?;
        let stale = (key, CaseErrorCode::Conflict);
        payload.case_log = shown(ctx, payload.case_log, &payload.errors, stale).await?;
        Ok(payload)
    }
}
