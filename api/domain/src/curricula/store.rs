//! Queries over curricula, versions and requirements. Curricula are public to whoever is signed in.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use entity::{curriculum, curriculum_version, requirement};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::rules::{
    Figures, Plan, Requirement, RequirementKind, ReviewStep, Reviews, Rule, Unit, VersionStatus,
};
use crate::identity::Permit;
use crate::organisations::BaseKind;

/// Plans kept in memory at most.
const KEPT_PLANS: usize = 256;

/// Plans of published versions, which never change, by version.
static PLANS: LazyLock<Mutex<HashMap<Uuid, Arc<Plan>>>> = LazyLock::new(Mutex::default);

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

/// A version with all it asks.
///
/// # Errors
/// `NotFound` when there is no such version.
pub async fn plan(connection: &impl ConnectionTrait, version_id: Uuid) -> Result<Arc<Plan>, Error> {
    plans(connection, &[version_id]).await?.remove(&version_id).ok_or(Error::NotFound)
}

/// Versions with all they ask. A version once published never changes and is kept in memory (its status as it was
/// when it was read: whether it has been retired since, ask [`version`]); drafts are read each time.
pub async fn plans(
    connection: &impl ConnectionTrait,
    versions: &[Uuid],
) -> Result<HashMap<Uuid, Arc<Plan>>, Error> {
    let mut found = kept(versions);
    let mut missing: Vec<Uuid> = versions.iter().copied().filter(|key| !found.contains_key(key)).collect();
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() {
        return Ok(found);
    }
    let mut asked: HashMap<Uuid, Vec<Arc<Requirement>>> = HashMap::new();
    let heads = find_versions(connection, &missing).await?;
    let rows = requirement::Entity::find()
        .filter(requirement::Column::VersionId.is_in(missing))
        .order_by_asc(requirement::Column::Position)
        .all(connection)
        .await?;
    for row in rows {
        asked.entry(row.version_id).or_default().push(Arc::new(read_requirement(row)?));
    }
    let curricula: Vec<Uuid> = heads.iter().map(|version| version.curriculum_id).collect();
    let siblings = siblings(connection, &curricula).await?;
    for version in heads {
        let requirements = asked.remove(&version.id).unwrap_or_default();
        let alike = alike(version.curriculum_id, &requirements, &siblings);
        let plan = Arc::new(Plan {
            version_id: version.id,
            curriculum_id: version.curriculum_id,
            number: version.number,
            status: version.status,
            figures: version.figures,
            reviews: version.reviews,
            requirements,
            alike,
        });
        keep(&plan);
        found.insert(version.id, plan);
    }
    Ok(found)
}

/// A requirement of some version of a curriculum.
#[derive(FromQueryResult)]
struct Sibling {
    id: Uuid,
    curriculum_id: Uuid,
    code: String,
    kind: String,
}

/// Every requirement of every version of these curricula.
async fn siblings(connection: &impl ConnectionTrait, curricula: &[Uuid]) -> Result<Vec<Sibling>, DbErr> {
    let version = requirement::Entity::belongs_to(curriculum_version::Entity)
        .from(requirement::Column::VersionId)
        .to(curriculum_version::Column::Id)
        .into();
    requirement::Entity::find()
        .select_only()
        .columns([requirement::Column::Id, requirement::Column::Code, requirement::Column::Kind])
        .column(curriculum_version::Column::CurriculumId)
        .join(JoinType::InnerJoin, version)
        .filter(curriculum_version::Column::CurriculumId.is_in(curricula.iter().copied()))
        .into_model::<Sibling>()
        .all(connection)
        .await
}

/// The same for what is written to a ledger: what requirements of other versions mean to these is read anew, because another
/// process may have published one since.
pub async fn plans_to_credit(
    connection: &impl ConnectionTrait,
    versions: &[Uuid],
) -> Result<HashMap<Uuid, Arc<Plan>>, Error> {
    let mut found = plans(connection, versions).await?;
    let curricula: Vec<Uuid> = found.values().map(|plan| plan.curriculum_id).collect();
    let siblings = siblings(connection, &curricula).await?;
    for plan in found.values_mut() {
        let alike = alike(plan.curriculum_id, &plan.requirements, &siblings);
        if plan.alike != alike {
            *plan = Arc::new(Plan { alike, ..Plan::clone(plan) });
        }
    }
    Ok(found)
}

/// Which requirements of a curriculum's other versions are meant by these.
fn alike(
    curriculum_id: Uuid,
    requirements: &[Arc<Requirement>],
    siblings: &[Sibling],
) -> HashMap<Uuid, Uuid> {
    let others = siblings.iter().filter(|row| row.curriculum_id == curriculum_id);
    let meant = |row: &Sibling| {
        let same =
            |own: &&Arc<Requirement>| own.id != row.id && own.code == row.code && own.kind.code() == row.kind;
        Some((row.id, requirements.iter().find(same)?.id))
    };
    others.filter_map(meant).collect()
}

fn kept(versions: &[Uuid]) -> HashMap<Uuid, Arc<Plan>> {
    let plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
    versions.iter().filter_map(|key| Some((*key, Arc::clone(plans.get(key)?)))).collect()
}

fn keep(plan: &Arc<Plan>) {
    if plan.status == VersionStatus::Draft {
        return;
    }
    let mut plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
    if plans.len() >= KEPT_PLANS {
        plans.clear();
    }
    plans.insert(plan.version_id, Arc::clone(plan));
}

/// Forgets a plan that is kept in memory: its status has changed.
pub(super) fn forget(version_id: Uuid) {
    PLANS.lock().unwrap_or_else(PoisonError::into_inner).remove(&version_id);
}

/// Forgets every plan that is kept in memory: what a requirement of another version means to it may have changed.
pub(super) fn forget_all() {
    PLANS.lock().unwrap_or_else(PoisonError::into_inner).clear();
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
