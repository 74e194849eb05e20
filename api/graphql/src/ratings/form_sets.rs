//! Sets of forms for rating teaching, in the graph. They are public to everybody signed in.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::ratings::{RatingForm, RatingForms, RatingItem, TeachingRatingSubject};
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
use crate::scalars::{Date, Locale};

/// Finds a set of forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TeachingRatingFormSetKey(pub Uuid);

#[async_trait]
impl Loader<TeachingRatingFormSetKey> for Batches {
    type Value = RuleSet<RatingForms>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[TeachingRatingFormSetKey],
    ) -> Result<HashMap<TeachingRatingFormSetKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = find_sets(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| TeachingRatingFormSetKey(row.id)))
    }
}

/// One thing to be rated.
#[derive(Clone, Debug)]
pub struct TeachingRatingItem(RatingItem);

impl TeachingRatingItem {
    /// What is rated of a subject, in order.
    pub(super) fn all(forms: &RatingForms, subject: TeachingRatingSubject) -> Vec<Self> {
        forms.items(subject).iter().cloned().map(Self).collect()
    }
}

/// One thing to be rated, from 1 (not at all) to 5 (entirely).
#[Object]
impl TeachingRatingItem {
    /// Short name, its own within the form; `teachingRatingGive` names it.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What is rated.
    async fn text(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.text, locale)
    }
}

/// What is asked about one subject.
#[derive(Clone, Debug)]
pub struct TeachingRatingForm(RatingForm);

/// What is asked about one subject.
#[Object]
impl TeachingRatingForm {
    /// The subject.
    async fn subject(&self) -> Coded<TeachingRatingSubject> {
        Coded(self.0.subject)
    }

    /// What is rated, 1 to 10 items, in order.
    async fn items(&self) -> Vec<TeachingRatingItem> {
        self.0.items.iter().cloned().map(TeachingRatingItem).collect()
    }
}

fn forms(of: &RatingForms) -> Vec<TeachingRatingForm> {
    of.forms.iter().cloned().map(TeachingRatingForm).collect()
}

/// One version of the forms on which sessions that an institution held are rated.
#[derive(Clone, Debug)]
pub struct TeachingRatingFormSet {
    id: Uuid,
    facts: Arc<RuleSetFacts>,
    forms: Arc<RatingForms>,
}

impl From<RuleSet<RatingForms>> for TeachingRatingFormSet {
    fn from(set: RuleSet<RatingForms>) -> Self {
        let id = set.id;
        let (facts, forms) = RuleSetFacts::of(set);
        Self { id, facts, forms }
    }
}

/// One version of the forms on which sessions that an institution held are rated. Only its last day ever changes: a later import takes its
/// place.
#[Object]
impl TeachingRatingFormSet {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::TeachingRatingFormSet.id(self.id)
    }

    #[graphql(flatten)]
    async fn facts(&self) -> &RuleSetFacts {
        &self.facts
    }

    /// Its forms, one for each subject.
    async fn forms(&self) -> Vec<TeachingRatingForm> {
        forms(&self.forms)
    }
}

/// A set of forms for rating teaching that comes with the system.
#[derive(Clone, Debug)]
pub struct TeachingRatingFormSetPreset {
    facts: RuleSetPresetFacts,
    forms: Arc<RatingForms>,
}

/// A set of forms for rating teaching that comes with the system.
#[Object]
impl TeachingRatingFormSetPreset {
    #[graphql(flatten)]
    async fn facts(&self) -> &RuleSetPresetFacts {
        &self.facts
    }

    /// Its forms, one for each subject.
    async fn forms(&self) -> Vec<TeachingRatingForm> {
        forms(&self.forms)
    }
}

/// A set of forms to be imported.
#[derive(Debug, InputObject)]
pub struct TeachingRatingFormSetImportInput {
    /// The institution that holds the sessions.
    institution_id: ID,
    /// Where it comes from.
    source: RuleSetSourceInput,
    /// First day of which the sessions are rated on it; it may lie in the past. Not before the file's `valid_from`, and later than the first
    /// day of the set before it.
    starts_on: Date,
}

payload! {
    /// What came of importing a set of forms.
    TeachingRatingFormSetImportPayload {
        /// The set; null when the act was refused.
        form_set: TeachingRatingFormSet
    } or RuleSetErrorCode
}

/// A set of forms to be ended.
#[derive(Debug, InputObject)]
pub struct TeachingRatingFormSetEndInput {
    /// The set; it must have no last day yet.
    teaching_rating_form_set_id: ID,
    /// Last day of which the sessions are rated on it: its first day or later.
    ends_on: Date,
}

payload! {
    /// What came of ending a set of forms.
    TeachingRatingFormSetEndPayload {
        /// The set with its last day; null when the act was refused.
        form_set: TeachingRatingFormSet
    } or RuleSetErrorCode
}

/// Fields of the root about sets of forms.
#[derive(Default)]
pub struct RatingFormSetQuery;

#[Object]
impl RatingFormSetQuery {
    /// Sets of forms on which the sessions that an institution held are and were rated, by their first day. Where and while it has none, the
    /// one holds that comes with the system (`teachingRatingFormSetPresets`, `isUsual`).
    async fn teaching_rating_form_sets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The institution that holds the sessions.")] institution_id: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<TeachingRatingFormSet>> {
        rule_sets::sets::<RatingForms, _>(ctx, &institution_id, &page(first, after, last, before)).await
    }

    /// Sets of forms for rating teaching that come with the system.
    async fn teaching_rating_form_set_presets(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<TeachingRatingFormSetPreset>> {
        viewer(ctx)?;
        Ok(rule_sets::presets().map(|(facts, forms)| TeachingRatingFormSetPreset { facts, forms }).collect())
    }
}

/// Acts upon sets of forms.
#[derive(Default)]
pub struct RatingFormSetMutation;

#[Object]
impl RatingFormSetMutation {
    /// Imports a set of forms on which the sessions that an institution holds are rated, from a first day on; it takes the place of the set
    /// before.
    async fn teaching_rating_form_set_import(
        &self,
        ctx: &Context<'_>,
        input: TeachingRatingFormSetImportInput,
    ) -> async_graphql::Result<TeachingRatingFormSetImportPayload> {
        let made =
            rule_sets::import::<RatingForms>(ctx, &input.institution_id, input.source, input.starts_on)
                .await?;
        TeachingRatingFormSetImportPayload::of(ctx, made)
    }

    /// Ends a set of forms: no session that begins after its last day is rated on it.
    async fn teaching_rating_form_set_end(
        &self,
        ctx: &Context<'_>,
        input: TeachingRatingFormSetEndInput,
    ) -> async_graphql::Result<TeachingRatingFormSetEndPayload> {
        let key = ObjectKind::TeachingRatingFormSet.key(ctx, &input.teaching_rating_form_set_id)?;
        let set = (key, "teachingRatingFormSetId");
        let ended = set_end::<RatingForms>(platform(ctx), viewer(ctx)?, set, input.ends_on.0).await;
        TeachingRatingFormSetEndPayload::of(ctx, ended)
    }
}
