//! How bases stand to the norms for them, what they declare, and what visiting experts saw, in the graph.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use domain::oversight::{
    self, BaseFigureKind, BaseNormStatus, BaseNorms, BaseRecordErrorCode, NewBaseFigure, NewBaseVisit,
    NormStanding, VisitRemark,
};

use super::norm_sets::{BaseNorm, BaseNormSet, BaseNormSetKey};
use crate::codes::Coded;
use crate::context::{context, platform, viewer};
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;
use crate::loaders::load_related;
use crate::names::{present, shown};
use crate::organisations::{Base, Institution, InstitutionKey};
use crate::scalars::{Date, DateTime, Locale, SafeInt};

/// A figure that a base declares of itself.
#[derive(Clone, Debug)]
pub struct BaseFigure(oversight::BaseFigure);

impl From<oversight::BaseFigure> for BaseFigure {
    fn from(row: oversight::BaseFigure) -> Self {
        Self(row)
    }
}

/// A figure that a base declares of itself; it never changes, and holds until another one does.
#[Object]
impl BaseFigure {
    /// Which figure.
    async fn kind(&self) -> Coded<BaseFigureKind> {
        Coded(self.0.kind)
    }

    /// How much: beds, people or per cent.
    async fn value(&self) -> SafeInt {
        SafeInt(self.0.value)
    }

    /// First day on which it holds.
    async fn holds_from(&self) -> Date {
        Date(self.0.holds_from)
    }

    /// Where it stands.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }
}

/// What visiting experts remarked on one norm.
#[derive(Clone, Debug)]
pub struct BaseVisitRemark(VisitRemark);

/// What visiting experts remarked on one norm, beside its figure and never in its place.
#[Object]
impl BaseVisitRemark {
    /// The norm's code.
    async fn norm(&self) -> &str {
        &self.0.norm
    }

    /// What they give it, 0 to 100; null when they gave none.
    async fn score(&self) -> Option<i32> {
        self.0.score
    }

    /// What they saw; null when nothing is said.
    async fn note(&self) -> Option<&str> {
        present(&self.0.note)
    }
}

/// What experts saw who visited a base.
#[derive(Clone, Debug)]
pub struct BaseVisit(oversight::BaseVisit);

impl From<oversight::BaseVisit> for BaseVisit {
    fn from(row: oversight::BaseVisit) -> Self {
        Self(row)
    }
}

/// What experts saw who visited a base; it never changes, and is no longer shown once it was taken back.
#[Object]
impl BaseVisit {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::BaseVisit.id(self.0.id)
    }

    /// The institution on whose behalf they came.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// When.
    async fn visited_on(&self) -> Date {
        Date(self.0.visited_on)
    }

    /// What they give the base as a whole, 0 to 100; null when they gave none.
    async fn score(&self) -> Option<i32> {
        self.0.score
    }

    /// What they saw.
    async fn note(&self) -> &str {
        &self.0.note
    }

    /// What they remarked on norms, by their codes.
    async fn remarks(&self) -> Vec<BaseVisitRemark> {
        self.0.remarks.iter().cloned().map(BaseVisitRemark).collect()
    }
}

/// How a base stands to one norm.
#[derive(Clone, Debug)]
pub struct BaseNormStanding {
    norms: Arc<BaseNorms>,
    place: usize,
    standing: NormStanding,
}

/// How a base stands to one norm: the figure is reckoned from what is recorded, and nobody can write over it.
#[Object]
impl BaseNormStanding {
    /// The norm, with its bounds.
    async fn norm(&self) -> BaseNorm {
        BaseNorm::at(&self.norms, self.place)
    }

    /// How the figure stands to the bounds.
    async fn status(&self) -> Coded<BaseNormStatus> {
        Coded(self.standing.status)
    }

    /// The figure in hundredths of the norm's unit, rounded down: 250 is 2.5. Null where there is nothing to tell.
    async fn hundredths(&self) -> Option<SafeInt> {
        self.standing.figure.map(SafeInt)
    }

    /// What is missing, or why there is no figure, in one sentence; null where the norm is met.
    async fn missing(&self, ctx: &Context<'_>, locale: Option<Locale>) -> Option<String> {
        let language = locale.map_or(context(ctx).language, Into::into);
        self.standing.missing.as_ref().map(|message| message.render(language))
    }
}

/// How a base stands to the norms.
#[derive(Clone, Debug)]
pub struct BaseReadiness(oversight::BaseReadiness);

/// How a base stands on a day to norms.
#[Object]
impl BaseReadiness {
    /// The base.
    async fn base(&self) -> Base {
        Base(self.0.base.clone())
    }

    /// The day.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// The set of norms that holds; null for the one that comes with the system.
    async fn norm_set(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<BaseNormSet>> {
        match self.0.held.set_id {
            Some(key) => Ok(Some(BaseNormSet::from(load_related(ctx, BaseNormSetKey(key)).await?))),
            None => Ok(None),
        }
    }

    /// What the norms are called.
    async fn norms_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.held.norms.head.name, locale)
    }

    /// Where the norms come from.
    async fn norms_source(&self) -> &str {
        &self.0.held.norms.head.source
    }

    /// Whether the base is accredited on the day and each of its norms `MET` or `NOT_ASKED`.
    async fn is_ready(&self) -> bool {
        self.0.is_ready()
    }

    /// Each norm that is about a base of this kind, in the order of the set.
    async fn standings(&self) -> Vec<BaseNormStanding> {
        let standing = |(place, standing): &(usize, NormStanding)| BaseNormStanding {
            norms: Arc::clone(&self.0.held.norms),
            place: *place,
            standing: standing.clone(),
        };
        self.0.standings.iter().map(standing).collect()
    }

    /// What the base declares, as it holds on the day; of each kind at most one.
    async fn figures(&self) -> Vec<BaseFigure> {
        self.0.figures.iter().cloned().map(BaseFigure).collect()
    }

    /// What experts saw in the three years before the day, the latest first.
    async fn visits(&self) -> Vec<BaseVisit> {
        self.0.visits.iter().cloned().map(BaseVisit).collect()
    }
}

/// Fields of the root about readiness.
#[derive(Default)]
pub struct ReadinessQuery;

#[Object]
impl ReadinessQuery {
    /// How training bases stand on a day to the norms for them, in the order asked: each norm with its figure, its bounds and what is
    /// missing. Figures alone, which name nobody: whoever plans or oversees anywhere sees those of every base, but for what tells of
    /// fewer than three people (`WITHHELD` without a role at the base). An unknown base is `NOT_FOUND`; more than 20 are
    /// `BAD_USER_INPUT`, and so is an institution of the same legal entity as one of the bases.
    async fn base_readiness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The bases, 1 to 20.")] base_ids: Vec<ID>,
        #[graphql(
            desc = "The institution whose norms hold, of another legal entity than the bases; when left out, those that come with the system."
        )]
        norms_of_id: Option<ID>,
        #[graphql(desc = "The day; today when left out.")] on: Option<Date>,
    ) -> async_graphql::Result<Vec<BaseReadiness>> {
        let viewer = viewer(ctx)?;
        let keys = base_ids.iter().map(|id| ObjectKind::Base.key(ctx, id)).collect::<Result<Vec<_>, _>>()?;
        let norms_of = ObjectKind::Institution.optional_key(ctx, norms_of_id.as_ref())?;
        let on = on.map_or(viewer.today, |on| on.0);
        let found =
            oversight::base_readiness(platform(ctx), viewer, &keys, norms_of, on).await.report(ctx)?;
        Ok(found.into_iter().map(BaseReadiness).collect())
    }
}

/// A figure to be declared.
#[derive(Debug, InputObject)]
pub struct BaseFigureDeclareInput {
    /// The base.
    base_id: ID,
    /// Which figure.
    kind: Coded<BaseFigureKind>,
    /// How much, in whole beds, people or per cent.
    value: SafeInt,
    /// First day on which it holds, since the accreditation and not in the future; today when left out.
    holds_from: Option<Date>,
    /// Where it stands, such as a yearly report; 1 to 200 characters.
    source: String,
}

payload! {
    /// What came of declaring a figure.
    BaseFigureDeclarePayload {
        /// The figure; null when the act was refused.
        figure: BaseFigure
    } or BaseRecordErrorCode
}

/// What visiting experts remark on one norm: a score, a note, or both.
#[derive(Debug, InputObject)]
pub struct BaseVisitRemarkInput {
    /// The code of a norm that holds, on the day of the visit, at the institution that sent them.
    norm: String,
    /// What they give it, 0 to 100.
    score: Option<i32>,
    /// What they saw, at most 2000 characters. Readers are many: name nobody.
    note: Option<String>,
}

/// A visit to be recorded.
#[derive(Debug, InputObject)]
pub struct BaseVisitRecordInput {
    /// The base.
    base_id: ID,
    /// The institution on whose behalf the experts came; never the base's own.
    institution_id: ID,
    /// When, since the accreditation and not in the future.
    visited_on: Date,
    /// What they give the base as a whole, 0 to 100.
    score: Option<i32>,
    /// What they saw, 1 to 2000 characters. Readers are many: name nobody.
    note: String,
    /// What they remark on norms, on each at most once.
    #[graphql(default)]
    remarks: Vec<BaseVisitRemarkInput>,
}

payload! {
    /// What came of recording a visit.
    BaseVisitRecordPayload {
        /// The visit; null when the act was refused.
        visit: BaseVisit
    } or BaseRecordErrorCode
}

/// A visit to be taken back.
#[derive(Debug, InputObject)]
pub struct BaseVisitRetractInput {
    /// The visit.
    base_visit_id: ID,
    /// Why, 1 to 200 characters.
    reason: String,
}

payload! {
    /// What came of taking a visit back.
    BaseVisitRetractPayload {
        /// The visit's id; null when the act was refused.
        base_visit_id: ID
    } or BaseRecordErrorCode
}

/// Acts upon what is recorded about bases.
#[derive(Default)]
pub struct ReadinessMutation;

#[Object]
impl ReadinessMutation {
    /// Declares a figure that only the base itself can tell. It never changes: the next one is declared beside it.
    async fn base_figure_declare(
        &self,
        ctx: &Context<'_>,
        input: BaseFigureDeclareInput,
    ) -> async_graphql::Result<BaseFigureDeclarePayload> {
        let new = NewBaseFigure {
            base_id: ObjectKind::Base.key(ctx, &input.base_id)?,
            kind: input.kind.0,
            value: input.value.0,
            holds_from: input.holds_from.map(|day| day.0),
            source: input.source,
        };
        let made = oversight::base_figure_declare(platform(ctx), viewer(ctx)?, new).await;
        BaseFigureDeclarePayload::of(ctx, made)
    }

    /// Records what experts saw who visited a base on behalf of another institution: scores and notes, which stand beside the
    /// figures of the norms and never change them.
    async fn base_visit_record(
        &self,
        ctx: &Context<'_>,
        input: BaseVisitRecordInput,
    ) -> async_graphql::Result<BaseVisitRecordPayload> {
        let remark = |remark: BaseVisitRemarkInput| VisitRemark {
            norm: remark.norm,
            score: remark.score,
            note: remark.note.unwrap_or_default(),
        };
        let new = NewBaseVisit {
            base_id: ObjectKind::Base.key(ctx, &input.base_id)?,
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            visited_on: input.visited_on.0,
            score: input.score,
            note: input.note,
            remarks: input.remarks.into_iter().map(remark).collect(),
        };
        let made = oversight::base_visit_record(platform(ctx), viewer(ctx)?, new).await;
        BaseVisitRecordPayload::of(ctx, made)
    }

    /// Takes back what experts saw, such as what was recorded about the wrong base or names somebody: it is shown no more, its words are
    /// gone, and the audit trail keeps that it was. `NOT_FOUND` when it was taken back before.
    async fn base_visit_retract(
        &self,
        ctx: &Context<'_>,
        input: BaseVisitRetractInput,
    ) -> async_graphql::Result<BaseVisitRetractPayload> {
        let key = ObjectKind::BaseVisit.key(ctx, &input.base_visit_id)?;
        let gone = oversight::base_visit_retract(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        BaseVisitRetractPayload::of(ctx, gone.map(|key| ObjectKind::BaseVisit.id(key)))
    }
}
