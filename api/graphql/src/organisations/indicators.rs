//! What consortia and twinnings measure by, in the graph.

use async_graphql::{Context, ID, InputObject, Object};
use domain::organisations::{
    self, IndicatorDirection, IndicatorErrorCode, IndicatorUnit, NewIndicator, indicators_for,
};

use super::{Consortium, ConsortiumKey};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;
use crate::loaders::load_related;
use crate::names::{NameInput, shown};
use crate::scalars::Locale;

/// What consortia and twinnings measure by.
#[derive(Clone, Debug)]
pub struct Indicator(pub organisations::Indicator);

impl From<organisations::Indicator> for Indicator {
    fn from(row: organisations::Indicator) -> Self {
        Self(row)
    }
}

/// What consortia and twinnings measure by. It never changes.
#[Object]
impl Indicator {
    /// Opaque id; the same in every installation for an indicator that comes with the system.
    async fn id(&self) -> ID {
        ObjectKind::Indicator.id(self.0.id)
    }

    /// Short name, unique among those that a consortium may ask for.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// In what it is counted; figures are whole numbers of it.
    async fn unit(&self) -> Coded<IndicatorUnit> {
        Coded(self.0.unit)
    }

    /// Which way it is meant to go.
    async fn direction(&self) -> Coded<IndicatorDirection> {
        Coded(self.0.direction)
    }

    /// The consortium that added it; null for one that comes with the system.
    async fn consortium(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Consortium>> {
        match self.0.consortium_id {
            Some(key) => load_related(ctx, ConsortiumKey(key)).await.map(Consortium).map(Some),
            None => Ok(None),
        }
    }
}

/// An indicator to be added.
#[derive(Debug, InputObject)]
pub struct IndicatorAddInput {
    /// The consortium.
    consortium_id: ID,
    /// Short name: 1 to 40 capitals, digits and underscores, beginning with a capital.
    code: String,
    /// Its name in both languages, each at most 120 characters.
    name: NameInput,
    /// In what it is counted.
    unit: Coded<IndicatorUnit>,
    /// Which way it is meant to go.
    direction: Coded<IndicatorDirection>,
}

payload! {
    /// What came of adding an indicator.
    IndicatorAddPayload {
        /// The indicator added; null when the act was refused.
        indicator: Indicator
    } or IndicatorErrorCode
}

/// Fields of the root about indicators.
#[derive(Default)]
pub struct IndicatorQuery;

#[Object]
impl IndicatorQuery {
    /// The indicators that rounds of a consortium may ask for: those that come with the system, then its own, at most 100, the earliest
    /// first. An unknown consortium is `NOT_FOUND`.
    async fn indicators(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consortium.")] consortium_id: ID,
    ) -> async_graphql::Result<Vec<Indicator>> {
        viewer(ctx)?;
        let key = ObjectKind::Consortium.key(ctx, &consortium_id)?;
        let found = indicators_for(platform(ctx).database.reader(), key).await.report(ctx)?;
        Ok(found.into_iter().map(Indicator).collect())
    }
}

/// Acts upon indicators.
#[derive(Default)]
pub struct IndicatorMutation;

#[Object]
impl IndicatorMutation {
    /// Adds an indicator to those of a consortium, at most 100. It never changes, and is never taken away.
    async fn indicator_add(
        &self,
        ctx: &Context<'_>,
        input: IndicatorAddInput,
    ) -> async_graphql::Result<IndicatorAddPayload> {
        let new = NewIndicator {
            consortium_id: ObjectKind::Consortium.key(ctx, &input.consortium_id)?,
            code: input.code,
            name: input.name.into(),
            unit: input.unit.0,
            direction: input.direction.0,
        };
        let made = organisations::indicator_add(platform(ctx), viewer(ctx)?, new).await;
        IndicatorAddPayload::of(ctx, made)
    }
}
