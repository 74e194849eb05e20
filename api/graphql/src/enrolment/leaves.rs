//! Leave, in the graph: its days, who decides about it, what was decided, and what proves it.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::enrolment::{self, LeaveDecisionKind, LeaveKind, LeaveStatus, LeaveStep};
use domain::identity::{self, Supervising};
use uuid::Uuid;

use super::{Enrolment, EnrolmentKey};
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::identity::{NameKey, Person};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::{present, shown};
use crate::scalars::{Date, DateTime, Locale, SafeInt};

/// Finds a leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeaveKey(pub Uuid);

#[async_trait]
impl Loader<LeaveKey> for Batches {
    type Value = enrolment::Leave;
    type Error = BatchError;

    async fn load(&self, keys: &[LeaveKey]) -> Result<HashMap<LeaveKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = enrolment::find_leaves(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| LeaveKey(row.id)))
    }
}

/// Finds the leaves of an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeavesOf(pub Uuid);

#[async_trait]
impl Loader<LeavesOf> for Batches {
    type Value = Vec<enrolment::Leave>;
    type Error = BatchError;

    async fn load(&self, keys: &[LeavesOf]) -> Result<HashMap<LeavesOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = enrolment::leaves_of(self.platform.database.reader(), viewer.scope(), &keys).await?;
        Ok(grouped(rows, |row| LeavesOf(row.enrolment_id)))
    }
}

/// The leaves of an enrolment, by their first day.
pub(super) async fn leaves(ctx: &Context<'_>, enrolment_id: Uuid) -> async_graphql::Result<Vec<Leave>> {
    Ok(load_list(ctx, LeavesOf(enrolment_id)).await?.into_iter().map(Leave).collect())
}

/// Finds what was decided about a leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeaveDecisionsOf(Uuid);

#[async_trait]
impl Loader<LeaveDecisionsOf> for Batches {
    type Value = Vec<enrolment::LeaveDecision>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[LeaveDecisionsOf],
    ) -> Result<HashMap<LeaveDecisionsOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = enrolment::leave_decisions_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| LeaveDecisionsOf(row.leave_id)))
    }
}

/// Finds the certificate of a leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeaveCertificateOf(Uuid);

#[async_trait]
impl Loader<LeaveCertificateOf> for Batches {
    type Value = enrolment::LeaveCertificate;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[LeaveCertificateOf],
    ) -> Result<HashMap<LeaveCertificateOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = enrolment::leave_certificates_of(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| LeaveCertificateOf(row.leave_id)))
    }
}

/// Finds when the viewer, and those she acts for, supervised a trainee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SupervisingOf(Uuid);

#[async_trait]
impl Loader<SupervisingOf> for Batches {
    type Value = Arc<Supervising>;
    type Error = BatchError;

    async fn load(&self, keys: &[SupervisingOf]) -> Result<HashMap<SupervisingOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let people: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let supervising = Arc::new(identity::supervising(reader, viewer, &people).await?);
        Ok(keys.iter().map(|key| (*key, Arc::clone(&supervising))).collect())
    }
}

/// Whether the viewer may read why a leave was asked for.
async fn is_party(ctx: &Context<'_>, leave: &enrolment::Leave) -> async_graphql::Result<bool> {
    let supervising = load_related(ctx, SupervisingOf(leave.person_id)).await?;
    Ok(enrolment::is_party(viewer(ctx)?, leave, &supervising))
}

/// A leave that a trainee asked for.
#[derive(Clone, Debug)]
pub struct Leave(pub enrolment::Leave);

impl From<enrolment::Leave> for Leave {
    fn from(row: enrolment::Leave) -> Self {
        Self(row)
    }
}

/// A leave that a trainee asked for. Its days are seen by whoever may see her; its reason and its certificate by herself and by
/// whoever decides at a step that it came to. An approval moves no date: see `Enrolment.leaveEffects`.
#[Object]
impl Leave {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Leave.id(self.0.id)
    }

    /// The training it is taken from.
    async fn enrolment(&self, ctx: &Context<'_>) -> async_graphql::Result<Enrolment> {
        load_related(ctx, EnrolmentKey(self.0.enrolment_id)).await.map(Enrolment)
    }

    /// What for.
    async fn kind(&self) -> Coded<LeaveKind> {
        Coded(self.0.kind)
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// Last day; earlier than asked for when she came back before it.
    async fn ends_on(&self) -> Date {
        Date(self.0.ends_on)
    }

    /// Last day as it was asked for.
    async fn asked_until(&self) -> Date {
        Date(self.0.asked_until)
    }

    /// Calendar days, first and last counted.
    async fn days(&self) -> SafeInt {
        SafeInt(self.0.days())
    }

    /// Why; null to whoever may not read it, and once she was erased.
    async fn reason(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<&str>> {
        let is_party = is_party(ctx, &self.0).await?;
        Ok(present(&self.0.reason).filter(|_| is_party))
    }

    /// Where it stands.
    async fn status(&self) -> Coded<LeaveStatus> {
        Coded(self.0.status)
    }

    /// Who decides about it, in order, as its length and the rules of its first day ask.
    async fn steps(&self) -> Vec<Coded<LeaveStep>> {
        self.0.steps.iter().map(|step| Coded(step.step)).collect()
    }

    /// Who decides next; null once it was decided about or withdrawn.
    async fn next_step(&self) -> Option<Coded<LeaveStep>> {
        self.0.next_step().map(|step| Coded(step.step))
    }

    /// What was decided about it, in order.
    async fn decisions(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<LeaveDecision>> {
        let is_party = is_party(ctx, &self.0).await?;
        let decisions = load_list(ctx, LeaveDecisionsOf(self.0.id)).await?;
        Ok(decisions.into_iter().map(|row| LeaveDecision { row, is_party }).collect())
    }

    /// Whether it is not approved without a certificate.
    async fn needs_certificate(&self) -> bool {
        self.0.needs_certificate
    }

    /// The certificate that proves it; null where there is none, and to whoever may not open it.
    async fn certificate(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<LeaveCertificate>> {
        if !is_party(ctx, &self.0).await? {
            return Ok(None);
        }
        Ok(load(ctx, LeaveCertificateOf(self.0.id)).await?.map(LeaveCertificate))
    }

    /// Rises with each change; `expectedVersion` of the acts upon it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was asked for.
    async fn requested_at(&self) -> DateTime {
        self.0.requested_at.into()
    }
}

/// What was decided about a leave at one of its steps.
#[derive(Clone, Debug)]
pub struct LeaveDecision {
    row: enrolment::LeaveDecision,
    is_party: bool,
}

/// What was decided about a leave at one of its steps.
#[Object]
impl LeaveDecision {
    /// At which step.
    async fn step(&self) -> Coded<LeaveStep> {
        Coded(self.row.step)
    }

    /// What was decided.
    async fn decision(&self) -> Coded<LeaveDecisionKind> {
        Coded(self.row.decision)
    }

    /// Why; null where nothing was said, to whoever may not read the leave's own reason, and once its trainee was erased.
    async fn reason(&self) -> Option<&str> {
        present(&self.row.reason).filter(|_| self.is_party)
    }

    /// Who decided; null when the viewer may not see her record, whose name `decidedByName` tells.
    async fn decided_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.row.decided_by).await
    }

    /// Name of who decided.
    async fn decided_by_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<String> {
        let name = load_related(ctx, NameKey(self.row.decided_by)).await?;
        Ok(shown(ctx, &name, locale))
    }

    /// When.
    async fn decided_at(&self) -> DateTime {
        self.row.decided_at.into()
    }
}

/// The certificate that proves a leave.
#[derive(Clone, Debug)]
pub struct LeaveCertificate(enrolment::LeaveCertificate);

/// The certificate that proves a leave: a picture or a PDF. `leaveCertificateOpen` hands it out.
#[Object]
impl LeaveCertificate {
    /// Its name; null once the trainee was erased.
    async fn file_name(&self) -> Option<&str> {
        present(&self.0.file.file_name)
    }

    /// What it is, as its bytes say: `application/pdf`, `image/jpeg`, `image/png`, `image/webp` or `image/heif`.
    async fn media_type(&self) -> &str {
        &self.0.file.media_type
    }

    /// How large it is, in bytes.
    async fn byte_size(&self) -> SafeInt {
        SafeInt(self.0.file.byte_size)
    }

    /// When it was attached.
    async fn attached_at(&self) -> DateTime {
        self.0.attached_at.into()
    }
}

/// Fields of the root about leave.
#[derive(Default)]
pub struct LeaveQuery;

#[Object]
impl LeaveQuery {
    /// Leaves that await the viewer, or whom she acts for, in the order in which they were asked for. Her own are not among them, nor
    /// those at whose earlier step she decided and that now wait for somebody else.
    async fn leaves_to_decide(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Leave>> {
        let (viewer, reader) = (viewer(ctx)?, platform(ctx).database.reader());
        let page = page(first, after, last, before);
        let slice = enrolment::leaves_to_decide(reader, viewer, &page).await.report(ctx)?;
        let total = total(ctx, enrolment::leaves_to_decide_count(reader, viewer)).await?;
        let ordering = enrolment::leaves_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.id.to_string(), row.id)))
    }
}
