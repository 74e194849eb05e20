//! What sets of rules share in the graph, whatever they are about. They are public to everybody signed in.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, OneofObject, OutputType};
use domain::rule_sets::{self, RuleSet, RuleSetErrorCode, RuleSetHead, Rules};
use platform::data_file::Source;
use platform::error::Outcome;
use platform::paging::PageRequest;
use uuid::Uuid;

use crate::connections::{Connection, total};
use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::load_related;
use crate::names::shown;
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{Date, DateTime, Locale};

/// What every set of rules bears beside what its rules say.
#[derive(Debug)]
pub struct RuleSetFacts {
    institution_id: Uuid,
    number: i32,
    head: RuleSetHead,
    definition: String,
    starts_on: Date,
    ends_on: Option<Date>,
    created_at: DateTime,
}

impl RuleSetFacts {
    /// The facts of a set, and its rules.
    pub(crate) fn of<R: Rules>(set: RuleSet<R>) -> (Arc<Self>, Arc<R>) {
        let facts = Self {
            institution_id: set.institution_id,
            number: set.number,
            head: set.rules.head().clone(),
            definition: set.definition,
            starts_on: Date(set.starts_on),
            ends_on: set.ends_on.map(Date),
            created_at: set.created_at.into(),
        };
        (Arc::new(facts), set.rules)
    }
}

#[Object]
impl RuleSetFacts {
    /// Short name.
    async fn code(&self) -> &str {
        &self.head.code
    }

    /// 1 for the first set of those that take each other's place.
    async fn number(&self) -> i32 {
        self.number
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.head.name, locale)
    }

    /// Where it comes from.
    async fn source(&self) -> &str {
        &self.head.source
    }

    /// The institution whose trainees it is about, or which judges bases by it.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.institution_id)).await.map(Institution)
    }

    /// First day on which it holds.
    async fn starts_on(&self) -> Date {
        self.starts_on
    }

    /// Last day; null while it has no end.
    async fn ends_on(&self) -> Option<Date> {
        self.ends_on
    }

    /// The set as a file in TOML: to be corrected and imported again.
    async fn definition(&self) -> &str {
        &self.definition
    }

    /// When it was imported.
    async fn created_at(&self) -> DateTime {
        self.created_at
    }
}

/// What every set of rules bears that comes with the system.
#[derive(Clone, Debug)]
pub struct RuleSetPresetFacts {
    name: &'static str,
    is_usual: bool,
    head: RuleSetHead,
}

#[Object]
impl RuleSetPresetFacts {
    /// The name by which it is imported.
    async fn name(&self) -> &str {
        self.name
    }

    /// What people call it.
    async fn title(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.head.name, locale)
    }

    /// Code that the set will bear.
    async fn code(&self) -> &str {
        &self.head.code
    }

    /// Where it comes from.
    async fn source(&self) -> &str {
        &self.head.source
    }

    /// First day on which these rules are in force anywhere; no import begins before it.
    async fn valid_from(&self) -> Date {
        Date(self.head.valid_from)
    }

    /// Whether it holds, without an import, wherever and whenever a school has no set of its own.
    async fn is_usual(&self) -> bool {
        self.is_usual
    }
}

/// The sets of a kind that come with the system, with their rules.
pub(crate) fn presets<R: Rules>() -> impl Iterator<Item = (RuleSetPresetFacts, Arc<R>)> {
    rule_sets::presets::<R>().enumerate().map(|(place, (name, rules))| {
        let facts = RuleSetPresetFacts { name, is_usual: place == 0, head: rules.head().clone() };
        (facts, Arc::new(rules))
    })
}

/// A page of an institution's sets of a kind.
pub(crate) async fn sets<R: Rules, T: From<RuleSet<R>> + OutputType>(
    ctx: &Context<'_>,
    institution_id: &ID,
    page: &PageRequest,
) -> async_graphql::Result<Connection<T>> {
    viewer(ctx)?;
    let reader = platform(ctx).database.reader();
    let key = ObjectKind::Institution.key(ctx, institution_id)?;
    let slice = rule_sets::sets_page::<R>(reader, key, page).await.report(ctx)?;
    let total = total(ctx, rule_sets::sets_count::<R>(reader, key)).await?;
    let ordering = rule_sets::sets_ordering();
    Ok(Connection::new(slice, total, |row: &RuleSet<R>| ordering.cursor(&row.starts_on.to_string(), row.id)))
}

/// Where a set of rules comes from: exactly one of the two.
#[derive(Debug, OneofObject)]
pub enum RuleSetSourceInput {
    /// Name of a preset, as the list of those that come with the system gives it.
    Preset(String),
    /// An upload of the kind's purpose (`DUTY_RULE_SET`, `LEAVE_RULE_SET`, `BASE_NORM_SET`, `RATING_FORM_SET`): a file in the form of the presets.
    UploadId(ID),
}

/// Imports a set of a kind into an institution.
pub(crate) async fn import<R: Rules>(
    ctx: &Context<'_>,
    institution_id: &ID,
    source: RuleSetSourceInput,
    starts_on: Date,
) -> async_graphql::Result<Outcome<RuleSet<R>, RuleSetErrorCode>> {
    let institution_id = ObjectKind::Institution.key(ctx, institution_id)?;
    let source = match source {
        RuleSetSourceInput::Preset(name) => Source::Preset(name),
        RuleSetSourceInput::UploadId(id) => Source::Upload(ObjectKind::Upload.key(ctx, &id)?),
    };
    Ok(rule_sets::import(platform(ctx), viewer(ctx)?, institution_id, source, starts_on.0).await)
}
