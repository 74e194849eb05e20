//! Queries over curricula, versions and requirements. Curricula are public to whoever is signed in.

use chrono::{DateTime, Utc};
use entity::{curriculum, curriculum_version, requirement};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select,
};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use uuid::Uuid;

use super::rules::{
    ActivityKind, EntrustableActivity, Exits, Figures, Requirement, RequirementKind, ReviewStep, Reviews,
    Rule, Stage, Unit, VersionStatus,
};
use crate::identity::Permit;
use crate::organisations::BaseKind;

mod plans;

pub(super) use plans::{forget, forget_curriculum};
pub use plans::{plan, plans, plans_to_credit};

/// A family of versions of one training plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curriculum {
    /// Key.
    pub id: Uuid,
    /// The institution that answers for it.
    pub institution_id: Uuid,
    /// Short name, unique within the institution.
    pub code: String,
    /// Name.
    pub name: Name,
    /// Pinyin key.
    pub sort_key: String,
}

/// One version of a curriculum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurriculumVersion {
    /// Key.
    pub id: Uuid,
    /// The family.
    pub curriculum_id: Uuid,
    /// 1 for the first.
    pub number: i32,
    /// Where it stands.
    pub status: VersionStatus,
    /// The version it grew from.
    pub parent_id: Option<Uuid>,
    /// Figures of crediting.
    pub figures: Figures,
    /// Who reviews what serves requirements of a kind, one after another.
    pub reviews: Reviews,
    /// What the exit from a department asks.
    pub exits: Exits,
    /// Stages of the training, from its first day on.
    pub stages: Vec<Stage>,
    /// Professional activities that are entrusted.
    pub activities: Vec<EntrustableActivity>,
    /// Kinds of activity that hours may name.
    pub activity_kinds: Vec<ActivityKind>,
    /// The version of another curriculum that it adapts and is never below.
    pub standard_version_id: Option<Uuid>,
    /// Where the figures come from.
    pub source: String,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// Who published it.
    pub published_by: Option<Uuid>,
    /// When the draft was made.
    pub created_at: DateTime<Utc>,
}

impl From<curriculum::Model> for Curriculum {
    fn from(row: curriculum::Model) -> Self {
        Self {
            id: row.id,
            institution_id: row.institution_id,
            code: row.code,
            name: Name::new(row.name_zh, row.name_en),
            sort_key: row.sort_key,
        }
    }
}

impl TryFrom<curriculum_version::Model> for CurriculumVersion {
    type Error = Error;

    fn try_from(row: curriculum_version::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            curriculum_id: row.curriculum_id,
            number: row.number,
            status: VersionStatus::stored(&row.status)?,
            parent_id: row.parent_id,
            figures: Figures {
                duration_months: row.duration_months,
                duration_weeks: row.duration_weeks,
                days_per_month: row.days_per_month,
                minutes_per_half_day: row.minutes_per_half_day,
                half_days_per_day: row.half_days_per_day,
                review_window_days: row.review_window_days,
                backdating_days: row.backdating_days,
            },
            reviews: read_reviews(&row.reviews)?,
            exits: listed(row.id, &row.exits)?,
            stages: listed(row.id, &row.stages)?,
            activities: listed(row.id, &row.entrustable_activities)?,
            activity_kinds: listed(row.id, &row.activity_kinds)?,
            standard_version_id: row.standard_version_id,
            source: row.source,
            published_at: row.published_at,
            published_by: row.published_by,
            created_at: row.created_at,
        })
    }
}

fn read_reviews(stored: &str) -> Result<Reviews, Error> {
    let words: BTreeMap<String, Vec<String>> = serde_json::from_str(stored)
        .map_err(|error| Error::internal(format!("reviews of a version: {error}")))?;
    let steps = |words: Vec<String>| -> Result<Vec<ReviewStep>, Error> {
        words.iter().map(|word| ReviewStep::stored(word)).collect()
    };
    let read = |(kind, words): (String, Vec<String>)| Ok((RequirementKind::stored(&kind)?, steps(words)?));
    words.into_iter().map(read).collect()
}

/// Who reviews what, as it is stored.
pub(super) fn reviews_row(of: &Reviews) -> String {
    let words = of.iter().map(|(kind, steps)| {
        let steps: Vec<&str> = steps.iter().map(|step| step.code()).collect();
        (kind.code(), steps)
    });
    serde_json::json!(words.collect::<BTreeMap<_, _>>()).to_string()
}

/// What a version holds as JSON.
fn listed<T: DeserializeOwned>(version_id: Uuid, text: &str) -> Result<T, Error> {
    serde_json::from_str(text)
        .map_err(|error| Error::internal(format!("JSON of version {version_id}: {error}")))
}

fn read_requirement(row: requirement::Model) -> Result<Requirement, Error> {
    let rule: Rule = serde_json::from_str(&row.rule)
        .map_err(|error| Error::internal(format!("rule of requirement {}: {error}", row.id)))?;
    Ok(Requirement {
        id: row.id,
        version_id: row.version_id,
        position: row.position,
        code: row.code,
        kind: RequirementKind::stored(&row.kind)?,
        name: Name::new(row.name_zh, row.name_en),
        unit: Unit::stored(&row.unit)?,
        target: row.target,
        base_kind: row.base_kind.as_deref().map(BaseKind::stored).transpose()?,
        activity: row.activity,
        standard_requirement_id: row.standard_requirement_id,
        rule,
    })
}

/// A requirement as it is stored.
///
/// # Errors
/// `Internal` when its rule cannot be written as JSON.
pub(super) fn requirement_row(of: &Requirement) -> Result<requirement::Model, Error> {
    let rule = serde_json::to_string(&of.rule).map_err(|error| Error::internal(error.to_string()))?;
    Ok(requirement::Model {
        id: of.id,
        version_id: of.version_id,
        position: of.position,
        code: of.code.clone(),
        kind: of.kind.code().to_owned(),
        name_zh: of.name.zh.clone(),
        name_en: of.name.en.clone(),
        unit: of.unit.code().to_owned(),
        target: of.target,
        base_kind: of.base_kind.map(|kind| kind.code().to_owned()),
        activity: of.activity.clone(),
        standard_requirement_id: of.standard_requirement_id,
        rule,
    })
}

fn read_versions(rows: Vec<curriculum_version::Model>) -> Result<Vec<CurriculumVersion>, Error> {
    rows.into_iter().map(CurriculumVersion::try_from).collect()
}

/// One curriculum.
pub async fn curriculum(connection: &impl ConnectionTrait, key: Uuid) -> Result<Curriculum, Error> {
    Ok(curriculum::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.into())
}

/// Curricula by key, in no order.
pub async fn find_curricula(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Curriculum>, DbErr> {
    let query = curriculum::Entity::find().filter(curriculum::Column::Id.is_in(keys.iter().copied()));
    Ok(query.all(connection).await?.into_iter().map(Curriculum::from).collect())
}

/// Every curriculum of an institution, by code.
pub async fn curricula_of(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
) -> Result<Vec<Curriculum>, DbErr> {
    let query = at(Some(institution_id)).order_by_asc(curriculum::Column::Code);
    Ok(query.all(connection).await?.into_iter().map(Curriculum::from).collect())
}

/// Curricula by name, as pinyin orders them.
#[must_use]
pub fn curricula_ordering() -> Ordering {
    Ordering::by("NAME", curriculum::Column::SortKey, SortKind::Text, curriculum::Column::Id)
}

fn at(institution_id: Option<Uuid>) -> Select<curriculum::Entity> {
    let query = curriculum::Entity::find();
    match institution_id {
        Some(institution_id) => query.filter(curriculum::Column::InstitutionId.eq(institution_id)),
        None => query,
    }
}

/// A page of curricula; of one institution, or of all.
pub async fn curricula_page(
    connection: &impl ConnectionTrait,
    institution_id: Option<Uuid>,
    page: &PageRequest,
) -> Result<Slice<Curriculum>, Error> {
    let rows = page.apply(at(institution_id), &curricula_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(Curriculum::from).collect())
}

/// How many curricula there are.
pub async fn curricula_count(
    connection: &impl ConnectionTrait,
    institution_id: Option<Uuid>,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(at(institution_id).count(connection).await?).unwrap_or(i64::MAX))
}

/// The curriculum with this code.
pub(super) async fn curriculum_by_code(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    code: &str,
) -> Result<Option<Curriculum>, DbErr> {
    let query = at(Some(institution_id)).filter(curriculum::Column::Code.eq(code));
    Ok(query.one(connection).await?.map(Curriculum::from))
}

/// The curricula with this code at any of these institutions.
pub(super) async fn curricula_by_code(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    code: &str,
) -> Result<Vec<Curriculum>, DbErr> {
    let query = curriculum::Entity::find()
        .filter(curriculum::Column::InstitutionId.is_in(institutions.iter().copied()))
        .filter(curriculum::Column::Code.eq(code));
    Ok(query.all(connection).await?.into_iter().map(Curriculum::from).collect())
}

/// One version.
pub async fn version(connection: &impl ConnectionTrait, key: Uuid) -> Result<CurriculumVersion, Error> {
    curriculum_version::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// Versions by key, in no order.
pub async fn find_versions(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<CurriculumVersion>, Error> {
    let query =
        curriculum_version::Entity::find().filter(curriculum_version::Column::Id.is_in(keys.iter().copied()));
    read_versions(query.all(connection).await?)
}

/// Versions of these curricula, the newest first.
pub async fn versions_of(
    connection: &impl ConnectionTrait,
    curricula: &[Uuid],
) -> Result<Vec<CurriculumVersion>, Error> {
    let query = curriculum_version::Entity::find()
        .filter(curriculum_version::Column::CurriculumId.is_in(curricula.iter().copied()))
        .order_by_desc(curriculum_version::Column::Number);
    read_versions(query.all(connection).await?)
}

/// One requirement.
pub async fn requirement(connection: &impl ConnectionTrait, key: Uuid) -> Result<Requirement, Error> {
    read_requirement(requirement::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?)
}

/// Requirements by key, in no order.
pub async fn find_requirements(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Requirement>, Error> {
    let query = requirement::Entity::find().filter(requirement::Column::Id.is_in(keys.iter().copied()));
    let rows = query.all(connection).await?;
    rows.into_iter().map(read_requirement).collect()
}

/// Locks a curriculum, so that its versions are numbered one after another.
pub(super) async fn lock_curriculum(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(curriculum::Entity::find_by_id(key)).await
}

/// Locks a version, so that it is changed or published, and not both.
pub(super) async fn lock_version(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(curriculum_version::Entity::find_by_id(key)).await
}

/// Writes a curriculum.
pub(super) async fn insert_curriculum(
    write: &Write,
    _permit: &Permit,
    row: curriculum::Model,
) -> Result<(), DbErr> {
    curriculum::Entity::insert(curriculum::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes a version and what it asks.
pub(super) async fn insert_version(
    write: &Write,
    _permit: &Permit,
    row: curriculum_version::Model,
    requirements: Vec<requirement::Model>,
) -> Result<(), DbErr> {
    let row = curriculum_version::ActiveModel::from(row);
    curriculum_version::Entity::insert(row).exec_without_returning(&**write).await?;
    if !requirements.is_empty() {
        let rows = requirements.into_iter().map(requirement::ActiveModel::from);
        requirement::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Writes the name and target of a draft's requirement.
pub(super) async fn update_requirement(
    write: &Write,
    _permit: &Permit,
    changed: &Requirement,
) -> Result<(), DbErr> {
    requirement::Entity::update_many()
        .col_expr(requirement::Column::NameZh, Expr::val(changed.name.zh.clone()))
        .col_expr(requirement::Column::NameEn, Expr::val(changed.name.en.clone()))
        .col_expr(requirement::Column::Target, Expr::val(changed.target))
        .filter(requirement::Column::Id.eq(changed.id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Writes the standard of a draft, and which of its requirements each of these meets.
pub(super) async fn update_standard(
    write: &Write,
    _permit: &Permit,
    version_id: Uuid,
    standard_version_id: Uuid,
    linked: &[Requirement],
) -> Result<(), DbErr> {
    curriculum_version::Entity::update_many()
        .col_expr(curriculum_version::Column::StandardVersionId, Expr::val(standard_version_id))
        .filter(curriculum_version::Column::Id.eq(version_id))
        .exec(&**write)
        .await?;
    for asked in linked {
        requirement::Entity::update_many()
            .col_expr(requirement::Column::StandardRequirementId, Expr::val(asked.standard_requirement_id))
            .filter(requirement::Column::Id.eq(asked.id))
            .exec(&**write)
            .await?;
    }
    Ok(())
}

/// Writes a version's status; publishing also writes when and by whom.
pub(super) async fn update_status(
    write: &Write,
    permit: &Permit,
    key: Uuid,
    status: VersionStatus,
) -> Result<(), DbErr> {
    let mut update = curriculum_version::Entity::update_many()
        .col_expr(curriculum_version::Column::Status, Expr::val(status.code()));
    if status == VersionStatus::Published {
        update = update
            .col_expr(curriculum_version::Column::PublishedAt, Expr::val(write.now()))
            .col_expr(curriculum_version::Column::PublishedBy, Expr::val(permit.actor.person_id));
    }
    update.filter(Expr::col(curriculum_version::Column::Id).eq(key)).exec(&**write).await?;
    Ok(())
}
