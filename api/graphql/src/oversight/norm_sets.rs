//! Sets of norms for bases, in the graph. They are public to everybody signed in.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::organisations::{BaseKind, QualificationKind};
use domain::oversight::{BaseFigureKind, BaseMeasure, BaseMeasureUnit, BaseNorms, Measure, Norm};
use domain::rule_sets::{RuleSet, RuleSetErrorCode, find_sets, set_end};
use uuid::Uuid;

use crate::codes::Coded;
use crate::connections::{Connection, page};
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key};
use crate::names::shown;
use crate::rule_sets::{self, RuleSetFacts, RuleSetPresetFacts, RuleSetSourceInput};
use crate::scalars::{Date, Locale, SafeInt};

/// Finds a set of norms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BaseNormSetKey(pub Uuid);

#[async_trait]
impl Loader<BaseNormSetKey> for Batches {
    type Value = RuleSet<BaseNorms>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[BaseNormSetKey],
    ) -> Result<HashMap<BaseNormSetKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = find_sets(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| BaseNormSetKey(row.id)))
    }
}

/// One norm for bases.
#[derive(Clone, Debug)]
pub struct BaseNorm {
    norms: Arc<BaseNorms>,
    place: usize,
}

impl BaseNorm {
    /// The norms of a set, in order.
    fn all(norms: &Arc<BaseNorms>) -> Vec<Self> {
        (0..norms.norms.len()).map(|place| Self::at(norms, place)).collect()
    }

    /// The norm at a place of a set.
    pub(super) fn at(norms: &Arc<BaseNorms>, place: usize) -> Self {
        Self { norms: Arc::clone(norms), place }
    }

    fn norm(&self) -> async_graphql::Result<&Norm> {
        self.norms.norms.get(self.place).ok_or_else(|| async_graphql::Error::new("no such norm"))
    }
}

/// One norm for bases: what it measures, and within which bounds; what a measure need not be told is null.
#[Object]
impl BaseNorm {
    /// Short name, its own within the set.
    async fn code(&self) -> async_graphql::Result<&str> {
        Ok(&self.norm()?.code)
    }

    /// What it says.
    async fn clause(&self, ctx: &Context<'_>, locale: Option<Locale>) -> async_graphql::Result<String> {
        Ok(shown(ctx, &self.norm()?.clause, locale))
    }

    /// The bases that it is about; null for both kinds.
    async fn base_kind(&self) -> async_graphql::Result<Option<Coded<BaseKind>>> {
        Ok(self.norm()?.base_kind.map(Coded))
    }

    /// What it measures.
    async fn measure(&self) -> async_graphql::Result<Coded<BaseMeasure>> {
        Ok(Coded(self.norm()?.measure.kind()))
    }

    /// In what it measures.
    async fn unit(&self) -> async_graphql::Result<Coded<BaseMeasureUnit>> {
        Ok(Coded(self.norm()?.measure.unit()))
    }

    /// Least figure that meets it, in whole units.
    async fn at_least(&self) -> async_graphql::Result<Option<SafeInt>> {
        Ok(self.norm()?.at_least.map(SafeInt))
    }

    /// Largest figure that meets it, in whole units.
    async fn at_most(&self) -> async_graphql::Result<Option<SafeInt>> {
        Ok(self.norm()?.at_most.map(SafeInt))
    }

    /// How many months back it looks; null where it looks at the day alone.
    async fn months(&self) -> async_graphql::Result<Option<SafeInt>> {
        Ok(self.norm()?.measure.months().map(|months| SafeInt(i64::from(months))))
    }

    /// Of `QUALIFIED_SUPERVISORS`: the kind of qualification.
    async fn qualification_kind(&self) -> async_graphql::Result<Option<Coded<QualificationKind>>> {
        Ok(match self.norm()?.measure {
            Measure::QualifiedSupervisors(kind) => Some(Coded(kind)),
            _ => None,
        })
    }

    /// Of `SESSION_GAP`: the kind of teaching session, as `portfolioEntrySubmit` names it.
    async fn activity(&self) -> async_graphql::Result<Option<&str>> {
        Ok(match &self.norm()?.measure {
            Measure::SessionGap(activity, _) => Some(activity),
            _ => None,
        })
    }

    /// Of `DECLARED`: the figure.
    async fn figure_kind(&self) -> async_graphql::Result<Option<Coded<BaseFigureKind>>> {
        Ok(match self.norm()?.measure {
            Measure::Declared(kind) => Some(Coded(kind)),
            _ => None,
        })
    }
}

/// One version of the norms by which an institution judges bases.
#[derive(Clone, Debug)]
pub struct BaseNormSet {
    id: Uuid,
    facts: Arc<RuleSetFacts>,
    norms: Arc<BaseNorms>,
}

impl From<RuleSet<BaseNorms>> for BaseNormSet {
    fn from(set: RuleSet<BaseNorms>) -> Self {
        let id = set.id;
        let (facts, norms) = RuleSetFacts::of(set);
        Self { id, facts, norms }
    }
}

/// One version of the norms by which an institution judges bases. Only its last day ever changes: a later import takes its place.
#[Object]
impl BaseNormSet {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::BaseNormSet.id(self.id)
    }

    #[graphql(flatten)]
    async fn facts(&self) -> &RuleSetFacts {
        &self.facts
    }

    /// Its norms, in order.
    async fn norms(&self) -> Vec<BaseNorm> {
        BaseNorm::all(&self.norms)
    }
}

/// A set of norms for bases that comes with the system.
#[derive(Clone, Debug)]
pub struct BaseNormSetPreset {
    facts: RuleSetPresetFacts,
    norms: Arc<BaseNorms>,
}

/// A set of norms for bases that comes with the system.
#[Object]
impl BaseNormSetPreset {
    #[graphql(flatten)]
    async fn facts(&self) -> &RuleSetPresetFacts {
        &self.facts
    }

    /// Its norms, in order.
    async fn norms(&self) -> Vec<BaseNorm> {
        BaseNorm::all(&self.norms)
    }
}

/// A set of norms to be imported.
#[derive(Debug, InputObject)]
pub struct BaseNormSetImportInput {
    /// The institution that judges bases by it: a school or an authority.
    institution_id: ID,
    /// Where it comes from.
    source: RuleSetSourceInput,
    /// First day on which it holds; it may lie in the past. Not before the file's `valid_from`, and later than the first day of the
    /// set before it.
    starts_on: Date,
}

payload! {
    /// What came of importing a set of norms.
    BaseNormSetImportPayload {
        /// The set; null when the act was refused.
        norm_set: BaseNormSet
    } or RuleSetErrorCode
}

/// A set of norms to be ended.
#[derive(Debug, InputObject)]
pub struct BaseNormSetEndInput {
    /// The set; it must have no last day yet.
    base_norm_set_id: ID,
    /// Last day on which it holds: its first day or later.
    ends_on: Date,
}

payload! {
    /// What came of ending a set of norms.
    BaseNormSetEndPayload {
        /// The set with its last day; null when the act was refused.
        norm_set: BaseNormSet
    } or RuleSetErrorCode
}

/// Fields of the root about sets of norms.
#[derive(Default)]
pub struct BaseNormSetQuery;

#[Object]
impl BaseNormSetQuery {
    /// Sets of norms by which an institution judges and judged bases, by their first day. Where and while it has none, the one holds
    /// that comes with the system (`baseNormSetPresets`, `isUsual`).
    async fn base_norm_sets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The institution that judges by them.")] institution_id: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<BaseNormSet>> {
        rule_sets::sets::<BaseNorms, _>(ctx, &institution_id, &page(first, after, last, before)).await
    }

    /// Sets of norms for bases that come with the system.
    async fn base_norm_set_presets(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<BaseNormSetPreset>> {
        viewer(ctx)?;
        Ok(rule_sets::presets().map(|(facts, norms)| BaseNormSetPreset { facts, norms }).collect())
    }
}

/// Acts upon sets of norms.
#[derive(Default)]
pub struct BaseNormSetMutation;

#[Object]
impl BaseNormSetMutation {
    /// Imports a set of norms by which an institution judges bases from a first day on; it takes the place of the set before.
    async fn base_norm_set_import(
        &self,
        ctx: &Context<'_>,
        input: BaseNormSetImportInput,
    ) -> async_graphql::Result<BaseNormSetImportPayload> {
        let made =
            rule_sets::import::<BaseNorms>(ctx, &input.institution_id, input.source, input.starts_on).await?;
        BaseNormSetImportPayload::of(ctx, made)
    }

    /// Ends a set of norms: nothing is judged by it after its last day.
    async fn base_norm_set_end(
        &self,
        ctx: &Context<'_>,
        input: BaseNormSetEndInput,
    ) -> async_graphql::Result<BaseNormSetEndPayload> {
        let key = ObjectKind::BaseNormSet.key(ctx, &input.base_norm_set_id)?;
        let set = (key, "baseNormSetId");
        let ended = set_end::<BaseNorms>(platform(ctx), viewer(ctx)?, set, input.ends_on.0).await;
        BaseNormSetEndPayload::of(ctx, ended)
    }
}
