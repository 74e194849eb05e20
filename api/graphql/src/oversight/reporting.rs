//! Rounds in which members of a consortium report their figures, in the graph.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::oversight::{
    self, MemberFigure, MemberFigures, MissingMember, ReportingRoundStatus, ReportingStanding,
    ReportingStatus,
};
use uuid::Uuid;

use crate::codes::Coded;
use crate::context::viewer;
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, load, load_related};
use crate::names::shown;
use crate::organisations::{Consortium, ConsortiumKey, Indicator, Institution, InstitutionKey};
use crate::scalars::{Date, DateTime, Locale, SafeInt};

mod acts;

pub use acts::{
    ReportingFigureInput, ReportingFiguresDecideInput, ReportingFiguresDecidePayload,
    ReportingFiguresSubmitInput, ReportingFiguresSubmitPayload, ReportingMutation, ReportingRoundCloseInput,
    ReportingRoundClosePayload, ReportingRoundExportInput, ReportingRoundExportPayload,
    ReportingRoundOpenInput, ReportingRoundOpenPayload, ReportingRoundReopenInput,
    ReportingRoundReopenPayload, ReportingScanOpenInput, ReportingScanOpenPayload,
};

/// Finds a reporting round that the viewer may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReportingRoundKey(pub Uuid);

#[async_trait]
impl Loader<ReportingRoundKey> for Batches {
    type Value = oversight::ReportingRound;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ReportingRoundKey],
    ) -> Result<HashMap<ReportingRoundKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = oversight::find_reporting_rounds(self.platform.database.reader(), viewer, &keys).await?;
        Ok(by_key(rows, |row| ReportingRoundKey(row.id)))
    }
}

/// Finds how a reporting round stands that the viewer was shown.
#[derive(Clone, Debug)]
pub struct ReportingStandingOf(oversight::ReportingRound);

impl PartialEq for ReportingStandingOf {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for ReportingStandingOf {}

impl Hash for ReportingStandingOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

#[async_trait]
impl Loader<ReportingStandingOf> for Batches {
    type Value = ReportingStanding;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ReportingStandingOf],
    ) -> Result<HashMap<ReportingStandingOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let rounds: Vec<oversight::ReportingRound> = keys.iter().map(|key| key.0.clone()).collect();
        let found = oversight::reporting_standings(self.platform.database.reader(), viewer, &rounds).await?;
        let mut standings: HashMap<Uuid, ReportingStanding> =
            found.into_iter().map(|standing| (standing.round_id, standing)).collect();
        let keyed = rounds.into_iter().filter_map(|round| {
            let standing = standings.remove(&round.id)?;
            Some((ReportingStandingOf(round), standing))
        });
        Ok(keyed.collect())
    }
}

/// A figure of a member.
#[derive(Clone, Debug)]
pub struct ReportingFigure(MemberFigure);

/// A figure of a member, beside that of the same days of the year before.
#[Object]
impl ReportingFigure {
    /// The indicator.
    async fn indicator(&self) -> Indicator {
        Indicator(self.0.indicator.clone())
    }

    /// How much, a whole number of the indicator's unit: money in fen.
    async fn value(&self) -> SafeInt {
        SafeInt(self.0.value)
    }

    /// How much it was in the same days of the year before; null where no figure of exactly those days was accepted. Days that end
    /// with a month are held against days that end with that month.
    async fn year_before(&self) -> Option<SafeInt> {
        self.0.year_before.map(SafeInt)
    }
}

/// The stamped scan of figures: a picture or a PDF. `reportingScanOpen` hands it out.
#[derive(Debug, SimpleObject)]
pub struct ReportingScan {
    /// Its name.
    #[graphql(owned)]
    file_name: String,
    /// What it is, as its bytes say: `application/pdf`, `image/jpeg`, `image/png`, `image/webp` or `image/heif`.
    #[graphql(owned)]
    media_type: String,
    /// How large it is, in bytes.
    byte_size: SafeInt,
    /// SHA-256 of its bytes, in hexadecimal digits.
    #[graphql(owned)]
    content_digest: String,
}

/// The figures that a member submitted to a round.
#[derive(Clone, Debug)]
pub struct ReportingSubmission(MemberFigures);

/// The figures that a member submitted to a round last.
#[Object]
impl ReportingSubmission {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::ReportingSubmission.id(self.0.submission.id)
    }

    /// The member.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.submission.institution_id)).await.map(Institution)
    }

    /// The how manieth submission of the member to the round, from 1.
    async fn number(&self) -> i32 {
        self.0.submission.number
    }

    /// How it stands.
    async fn status(&self) -> Coded<ReportingStatus> {
        Coded(self.0.submission.status)
    }

    /// Every figure, in the round's order.
    async fn figures(&self) -> Vec<ReportingFigure> {
        self.0.figures.iter().cloned().map(ReportingFigure).collect()
    }

    /// The stamped scan.
    async fn scan(&self) -> ReportingScan {
        let scan = self.0.submission.scan.clone();
        ReportingScan {
            file_name: scan.file_name,
            media_type: scan.media_type,
            byte_size: SafeInt(scan.byte_size),
            content_digest: scan.content_digest,
        }
    }

    /// Who submitted it; null when the viewer may not see her.
    async fn submitted_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.submission.submitted_by).await
    }

    /// When she did.
    async fn submitted_at(&self) -> DateTime {
        self.0.submission.submitted_at.into()
    }

    /// Who decided about it last; null before, and when the viewer may not see her.
    async fn decided_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.submission.decided_by).await
    }

    /// When she did; null before.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.submission.decided_at.map(DateTime::from)
    }

    /// Why it was returned; null when it was not.
    async fn reason(&self) -> Option<&str> {
        self.0.submission.reason.as_deref()
    }
}

/// A member of which a round has no figures.
#[derive(Clone, Debug)]
pub struct ReportingMissing(MissingMember);

/// A member that submitted nothing to a round, or to which everything was returned.
#[Object]
impl ReportingMissing {
    /// The member.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// What was returned to it last; null when it submitted nothing.
    async fn returned(&self) -> Option<ReportingSubmission> {
        self.0.returned.clone().map(ReportingSubmission)
    }

    /// Days from today until the round is due: 0 on the due day, below nought when it is over.
    async fn days_left(&self) -> SafeInt {
        SafeInt(self.0.days_left)
    }
}

/// That a closed round was opened anew.
#[derive(Clone, Debug)]
pub struct ReportingReopening(oversight::Reopening);

/// That a closed round was opened anew.
#[Object]
impl ReportingReopening {
    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Who opened it; null when the viewer may not see her.
    async fn reopened_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.reopened_by).await
    }

    /// When.
    async fn reopened_at(&self) -> DateTime {
        self.0.reopened_at.into()
    }
}

/// A round in which the members of a consortium report their figures.
#[derive(Clone, Debug)]
pub struct ReportingRound(pub oversight::ReportingRound);

impl From<oversight::ReportingRound> for ReportingRound {
    fn from(row: oversight::ReportingRound) -> Self {
        Self(row)
    }
}

impl ReportingRound {
    async fn standing(&self, ctx: &Context<'_>) -> async_graphql::Result<ReportingStanding> {
        viewer(ctx)?;
        load_related(ctx, ReportingStandingOf(self.0.clone())).await
    }
}

/// A round in which the members of a consortium report figures of some days. Members are those whose membership has a day in common with
/// these. Whoever acts for the core unit sees the figures of all, a member its own.
#[Object]
impl ReportingRound {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::ReportingRound.id(self.0.id)
    }

    /// The consortium.
    async fn consortium(&self, ctx: &Context<'_>) -> async_graphql::Result<Consortium> {
        load_related(ctx, ConsortiumKey(self.0.consortium_id)).await.map(Consortium)
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// First day of the period.
    async fn starts_on(&self) -> Date {
        Date(self.0.days.0)
    }

    /// Last day of the period.
    async fn ends_on(&self) -> Date {
        Date(self.0.days.1)
    }

    /// Last day on which figures are in time. Late ones are taken until the round is closed.
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// How it stands.
    async fn status(&self) -> Coded<ReportingRoundStatus> {
        Coded(self.0.status)
    }

    /// When it was closed last; null when it never was.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(DateTime::from)
    }

    /// How often it was opened anew, and why, the earliest first.
    async fn reopenings(&self) -> Vec<ReportingReopening> {
        self.0.reopenings.iter().cloned().map(ReportingReopening).collect()
    }

    /// What it asks for, in order.
    async fn indicators(&self) -> Vec<Indicator> {
        self.0.indicators.iter().cloned().map(Indicator).collect()
    }

    /// What each member submitted last, the earliest member first; those alone that the viewer may see.
    async fn submissions(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ReportingSubmission>> {
        Ok(self.standing(ctx).await?.members.into_iter().map(ReportingSubmission).collect())
    }

    /// Whom to chase: members that submitted nothing, or to which everything was returned; those alone that the viewer may see.
    async fn missing(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ReportingMissing>> {
        Ok(self.standing(ctx).await?.missing.into_iter().map(ReportingMissing).collect())
    }
}

/// Fields of the root about reporting rounds.
#[derive(Default)]
pub struct ReportingQuery;

#[Object]
impl ReportingQuery {
    /// One reporting round; null when it is not there, or neither the core unit nor a member is the viewer's to act for.
    async fn reporting_round(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> async_graphql::Result<Option<ReportingRound>> {
        viewer(ctx)?;
        let key = ObjectKind::ReportingRound.key(ctx, &id)?;
        Ok(load(ctx, ReportingRoundKey(key)).await?.map(ReportingRound))
    }
}
