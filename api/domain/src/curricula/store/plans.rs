//! Versions with all they ask, kept in memory once they are published.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use entity::{curriculum_version, requirement};
use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{find_versions, read_requirement};
use crate::curricula::rules::{Plan, Requirement, VersionStatus};

/// Plans kept in memory at most.
const KEPT_PLANS: usize = 256;

/// Plans of published versions, which never change, by version.
static PLANS: LazyLock<Mutex<HashMap<Uuid, Arc<Plan>>>> = LazyLock::new(Mutex::default);

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
            exits: version.exits,
            stages: version.stages,
            activities: version.activities,
            activity_kinds: version.activity_kinds,
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
pub(in crate::curricula) fn forget(version_id: Uuid) {
    PLANS.lock().unwrap_or_else(PoisonError::into_inner).remove(&version_id);
}

/// Forgets the plans of a curriculum that are kept in memory: what a requirement of another version means to them may have changed.
pub(in crate::curricula) fn forget_curriculum(curriculum_id: Uuid) {
    PLANS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .retain(|_, plan| plan.curriculum_id != curriculum_id);
}
