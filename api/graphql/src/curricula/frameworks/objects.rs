//! The objects of competency frameworks and what loads them.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use domain::curricula::{self, CompetencyLinkKind, Coverage, Document};
use platform::error::Error;
use url::Url;
use uuid::Uuid;

use super::rubrics::Rubric;
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::platform;
use crate::curricula::Requirement;
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, load, load_related};
use crate::names::present;
use crate::organisations::{Institution, InstitutionKey};
use crate::scalars::{Address, DateTime};

/// Most competencies that a list of a coverage shows.
const MOST_SHOWN: usize = 500;

/// Finds a version of a competency framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CompetencyFrameworkKey(pub Uuid);

#[async_trait]
impl Loader<CompetencyFrameworkKey> for Batches {
    type Value = curricula::CompetencyFramework;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[CompetencyFrameworkKey],
    ) -> Result<HashMap<CompetencyFrameworkKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = curricula::find_frameworks(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| CompetencyFrameworkKey(row.id)))
    }
}

/// Finds a competency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CompetencyKey(pub Uuid);

#[async_trait]
impl Loader<CompetencyKey> for Batches {
    type Value = curricula::Competency;
    type Error = BatchError;

    async fn load(&self, keys: &[CompetencyKey]) -> Result<HashMap<CompetencyKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = curricula::find_competencies(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| CompetencyKey(row.id)))
    }
}

/// Finds the competency that a framework (the first) means by an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MeantBy(pub Uuid, pub Uuid);

#[async_trait]
impl Loader<MeantBy> for Batches {
    type Value = curricula::Competency;
    type Error = BatchError;

    async fn load(&self, keys: &[MeantBy]) -> Result<HashMap<MeantBy, Self::Value>, BatchError> {
        let names: Vec<(Uuid, Uuid)> = keys.iter().map(|key| (key.0, key.1)).collect();
        let found = curricula::find_named(self.platform.database.reader(), &names).await?;
        Ok(found.into_iter().map(|((framework, name), row)| (MeantBy(framework, name), row)).collect())
    }
}

/// One version of a competency framework.
#[derive(Clone, Debug)]
pub struct CompetencyFramework(pub curricula::CompetencyFramework);

impl From<curricula::CompetencyFramework> for CompetencyFramework {
    fn from(row: curricula::CompetencyFramework) -> Self {
        Self(row)
    }
}

/// One version of a competency framework: what somebody should be able to do, as a tree. It never changes: a later import of
/// the same document is the next version. Its texts are in the language of its publisher.
#[Object]
impl CompetencyFramework {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::CompetencyFramework.id(self.0.id)
    }

    /// Identifier of its document in CASE, a UUID, the same for all versions.
    async fn identifier(&self) -> String {
        self.0.document().identifier.to_string()
    }

    /// 1 for the first version at the institution.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// What it is called.
    async fn title(&self) -> &str {
        self.0.document().title
    }

    /// Who wrote it.
    async fn creator(&self) -> &str {
        self.0.document().creator
    }

    /// The publisher's own name of the version; null when there is none.
    async fn version(&self) -> Option<&str> {
        self.0.document().version
    }

    /// How far its publisher stands by it, in his own words: usual are `Draft`, `Adopted` and `Deprecated`.
    async fn adoption_status(&self) -> Option<&str> {
        self.0.document().adoption_status
    }

    /// Language of its texts as a BCP 47 tag, `zh`; null when its publisher does not say.
    async fn language(&self) -> Option<&str> {
        self.0.document().language
    }

    /// When its publisher last changed it.
    async fn last_changed_at(&self) -> DateTime {
        self.0.document().last_change.into()
    }

    /// The institution that answers for it.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// Its competencies in the order of the tree, each before those below it.
    async fn competencies(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Competency>> {
        let reader = platform(ctx).database.reader();
        let page = page(first, after, last, before);
        let slice = curricula::competencies_page(reader, self.0.id, &page).await.report(ctx)?;
        let total = total(ctx, curricula::competencies_count(reader, self.0.id)).await?;
        let ordering = curricula::competencies_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor("", row.id)))
    }

    /// What it says about competencies side by side and of other frameworks, in the order of its file.
    async fn links(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<CompetencyLink>> {
        let reader = platform(ctx).database.reader();
        let page = page(first, after, last, before);
        let slice = curricula::links_page(reader, self.0.id, &page).await.report(ctx)?;
        let total = total(ctx, curricula::links_count(reader, self.0.id)).await?;
        let ordering = curricula::links_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor("", row.id)))
    }

    /// Its rubrics, at most 2000.
    async fn rubrics(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Rubric>> {
        let rubrics = curricula::rubrics(platform(ctx).database.reader(), self.0.id).await.report(ctx)?;
        Ok(rubrics.into_iter().map(|rubric| Rubric(rubric, self.0.id)).collect())
    }

    /// Where anybody reads it as a `CFPackage` of CASE 1.1: of its versions the one in use, or else the latest.
    async fn package_url(&self, ctx: &Context<'_>) -> async_graphql::Result<Address> {
        let base = platform(ctx).config.public_url();
        let url = format!("{base}/ims/case/v1p1/CFPackages/{}", self.0.document().identifier);
        Url::parse(&url)
            .map(Address)
            .map_err(|error| Error::internal(format!("PUBLIC_URL: {error}")))
            .report(ctx)
    }

    /// When it was imported.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was retired; null while it is in use.
    async fn retired_at(&self) -> Option<DateTime> {
        self.0.retired_at.map(DateTime::from)
    }
}

/// One competency of a version of a framework.
#[derive(Clone, Debug)]
pub struct Competency(pub curricula::Competency);

impl From<curricula::Competency> for Competency {
    fn from(row: curricula::Competency) -> Self {
        Self(row)
    }
}

/// One competency of a version of a framework.
#[Object]
impl Competency {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Competency.id(self.0.id)
    }

    /// Its identifier in CASE, a UUID, the same in each version.
    async fn identifier(&self) -> String {
        self.0.identifier.to_string()
    }

    /// Code by which people and requirements name it; null when it has none.
    async fn code(&self) -> Option<&str> {
        present(&self.0.code)
    }

    /// What is asked.
    async fn statement(&self) -> &str {
        &self.0.statement
    }

    /// The same in short; null when there is none.
    async fn short_name(&self) -> Option<&str> {
        present(&self.0.short_name)
    }

    /// How deep it stands: 1 at the top, 20 at most.
    async fn depth(&self) -> i32 {
        self.0.depth
    }

    /// Id of the competency above; null at the top.
    async fn parent_id(&self) -> Option<ID> {
        self.0.parent_id.map(|parent| ObjectKind::Competency.id(parent))
    }

    /// The competency above; null at the top.
    async fn parent(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Self>> {
        match self.0.parent_id {
            Some(key) => Ok(load(ctx, CompetencyKey(key)).await?.map(Self)),
            None => Ok(None),
        }
    }

    /// Whether nothing in the framework says where it belongs, so that it stands at the top.
    async fn is_orphan(&self) -> bool {
        self.0.is_orphan
    }

    /// The version of the framework.
    async fn framework(&self, ctx: &Context<'_>) -> async_graphql::Result<CompetencyFramework> {
        load_related(ctx, CompetencyFrameworkKey(self.0.framework_id)).await.map(CompetencyFramework)
    }
}

/// A link between two competencies.
#[derive(Clone, Debug)]
pub struct CompetencyLink(curricula::CompetencyLink);

impl From<curricula::CompetencyLink> for CompetencyLink {
    fn from(row: curricula::CompetencyLink) -> Self {
        Self(row)
    }
}

/// What a framework says about two competencies: its own, or one of them of another framework.
#[Object]
impl CompetencyLink {
    /// How the origin stands to the destination.
    async fn kind(&self) -> Coded<CompetencyLinkKind> {
        Coded(self.0.kind)
    }

    /// The origin; null when no framework in use has it.
    async fn origin(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Competency>> {
        meant(ctx, self.0.framework_id, &self.0.origin).await
    }

    /// The destination; null when no framework in use has it.
    async fn destination(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Competency>> {
        meant(ctx, self.0.framework_id, &self.0.destination).await
    }

    /// What the file calls the destination.
    async fn destination_title(&self) -> &str {
        &self.0.destination_title
    }

    /// Address of the destination, as the file has it: it may lead nowhere.
    async fn destination_uri(&self) -> &str {
        &self.0.destination_uri
    }
}

async fn meant(
    ctx: &Context<'_>,
    framework_id: Uuid,
    identifier: &str,
) -> async_graphql::Result<Option<Competency>> {
    match Uuid::try_parse(identifier) {
        Ok(identifier) => Ok(load(ctx, MeantBy(framework_id, identifier)).await?.map(Competency)),
        Err(_) => Ok(None),
    }
}

/// Where a curriculum version and a framework do not meet.
#[derive(Debug)]
pub struct CompetencyCoverage(pub(super) Coverage);

/// Where a curriculum version and a framework do not meet. A requirement covers the competencies that it names, and what is
/// below these.
#[Object]
impl CompetencyCoverage {
    /// Competencies with none below them that neither a requirement nor an entrustable activity covers, in the order of the tree:
    /// the first 500.
    async fn uncovered(&self) -> Vec<Competency> {
        self.0.uncovered.iter().take(MOST_SHOWN).cloned().map(Competency).collect()
    }

    /// How many are not covered.
    async fn uncovered_count(&self) -> usize {
        self.0.uncovered.len()
    }

    /// Competencies that the framework places nowhere in its tree: the first 500.
    async fn orphans(&self) -> Vec<Competency> {
        self.0.orphans.iter().take(MOST_SHOWN).cloned().map(Competency).collect()
    }

    /// How many stand outside of the tree.
    async fn orphan_count(&self) -> usize {
        self.0.orphans.len()
    }

    /// Requirements that name no competency, in their order.
    async fn unlinked_requirements(&self) -> Vec<Requirement> {
        self.0.unlinked.iter().cloned().map(Requirement).collect()
    }

    /// Names that the framework does not have, in the order of the requirements: the first 500.
    async fn unknown_names(&self) -> Vec<UnknownCompetency> {
        self.0.unknown.iter().take(MOST_SHOWN).cloned().map(UnknownCompetency).collect()
    }
}

/// A name that leads nowhere.
#[derive(Debug)]
pub struct UnknownCompetency(curricula::UnknownName);

/// The name of a competency that the framework does not have.
#[Object]
impl UnknownCompetency {
    /// The requirement that names it.
    async fn requirement(&self) -> Requirement {
        Requirement(self.0.requirement.clone())
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }
}

/// A competency framework that comes with the system.
#[derive(Clone, Debug)]
pub struct CompetencyFrameworkPreset {
    name: &'static str,
    package: curricula::Package,
}

impl CompetencyFrameworkPreset {
    /// A preset by its name.
    pub(super) fn new((name, package): (&'static str, curricula::Package)) -> Self {
        Self { name, package }
    }

    fn document(&self) -> Document<'_> {
        self.package.document()
    }
}

/// A competency framework that comes with the system.
#[Object]
impl CompetencyFrameworkPreset {
    /// The name by which `competencyFrameworkImport` takes it.
    async fn name(&self) -> &str {
        self.name
    }

    /// What people call it.
    async fn title(&self) -> &str {
        self.document().title
    }

    /// Identifier that its document will bear, a UUID.
    async fn identifier(&self) -> String {
        self.document().identifier.to_string()
    }

    /// Who wrote it.
    async fn creator(&self) -> &str {
        self.document().creator
    }
}
