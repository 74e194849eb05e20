//! Holding a plan to the standard that it adapts, when it is imported and again when it is published.
//!
//! The standard is the newest published version of another curriculum, of the same institution or of the nearest one above it.
//! When a newer one was published between the two, the draft is held to that, requirement by requirement under the same codes.

use std::sync::Arc;

use platform::data_file::FileProblem;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem};
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{CurriculumErrorCode, IMPORTS};
use crate::curricula::preset::PlanFile;
use crate::curricula::rules::standards::{Shortfall, shortfalls};
use crate::curricula::rules::{Plan, Requirement, VersionStatus};
use crate::curricula::store::{self, CurriculumVersion};
use crate::identity::{self, Permit};

/// The newest published version of a curriculum.
async fn newest(connection: &impl ConnectionTrait, curriculum_id: Uuid) -> Result<Option<Arc<Plan>>, Error> {
    let versions = store::versions_of(connection, &[curriculum_id]).await?;
    match versions.iter().find(|version| version.status == VersionStatus::Published) {
        Some(version) => Ok(Some(store::plan(connection, version.id).await?)),
        None => Ok(None),
    }
}

/// The standard of this code that a plan of an institution finds nearest; never an earlier version of its own.
async fn nearest(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    own: &str,
    code: &str,
) -> Result<Option<Arc<Plan>>, Error> {
    let above = identity::reach_above(connection, institution_id).await?;
    let mut nearest: Option<(usize, Arc<Plan>)> = None;
    for curriculum in store::curricula_by_code(connection, &above, code).await? {
        if curriculum.institution_id == institution_id && code == own {
            continue;
        }
        let depth = identity::reach_above(connection, curriculum.institution_id).await?.len();
        if nearest.as_ref().is_some_and(|(deepest, _)| *deepest >= depth) {
            continue;
        }
        if let Some(standard) = newest(connection, curriculum.id).await? {
            nearest = Some((depth, standard));
        }
    }
    Ok(nearest.map(|(_, standard)| standard))
}

fn by_code<'a>(standard: &'a Plan, code: &str) -> Option<&'a Arc<Requirement>> {
    standard.requirements.iter().find(|asked| asked.code == code)
}

/// Holds a plan that is imported into an institution to the standard that it names, and links what it asks to what that asks;
/// returns the version of the standard.
pub(super) async fn hold_import(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    plan: &mut PlanFile,
) -> Outcome<Option<Uuid>, CurriculumErrorCode> {
    let Some(code) = &plan.standard else {
        return Ok(None);
    };
    let Some(standard) = nearest(connection, institution_id, &plan.code, code).await? else {
        let path = "standard".to_owned();
        let message = Message::new("curricula-standard-unknown").with("code", code);
        return Err(IMPORTS.refused(vec![FileProblem { path, message }]));
    };
    let mut problems = Vec::new();
    for asked in &mut plan.requirements {
        let meets = plan.meets.get(&asked.position);
        let met = by_code(&standard, meets.unwrap_or(&asked.code));
        asked.standard_requirement_id = met.map(|met| met.id);
        if let (Some(code), None) = (meets, met) {
            let path = format!("requirements.{}.meets", asked.position);
            let message = Message::new("curricula-meets-unknown").with("code", code).with("path", &path);
            problems.push(FileProblem { path, message });
        }
    }
    let own: Vec<&Requirement> = plan.requirements.iter().collect();
    let found = shortfalls((&standard.figures, &standard.requirements), (&plan.figures, &own));
    problems.extend(found.into_iter().map(in_file));
    if problems.is_empty() { Ok(Some(standard.version_id)) } else { Err(IMPORTS.refused(problems)) }
}

fn in_file(found: Shortfall) -> FileProblem {
    let path = match (found.position, found.field) {
        (Some(position), Some(field)) => format!("requirements.{position}.{field}"),
        (Some(position), None) => format!("requirements.{position}"),
        (None, Some(field)) => field.to_owned(),
        (None, None) => "requirements".to_owned(),
    };
    FileProblem { path, message: found.message }
}

/// Holds a draft to the newest version of its standard, and links it to that; returns everything that it falls short of.
pub(super) async fn hold_draft(
    write: &Write,
    permit: &Permit,
    version: &CurriculumVersion,
    plan: &Plan,
) -> Result<Vec<Problem<CurriculumErrorCode>>, Error> {
    let Some(key) = version.standard_version_id else {
        return Ok(Vec::new());
    };
    let in_version = |message| Problem::new(CurriculumErrorCode::Invalid, "curriculumVersionId", message);
    let known = store::plan(&**write, key).await?;
    let Some(standard) = newest(&**write, known.curriculum_id).await? else {
        let code = store::curriculum(&**write, known.curriculum_id).await?.code;
        return Ok(vec![in_version(Message::new("curricula-standard-unknown").with("code", code))]);
    };
    let linked: Vec<Requirement> = plan
        .requirements
        .iter()
        .map(|asked| {
            let met = asked.standard_requirement_id.and_then(|key| known.requirement(key));
            let code = met.map_or(asked.code.as_str(), |met| &met.code);
            let standard_requirement_id = by_code(&standard, code).map(|met| met.id);
            Requirement { standard_requirement_id, ..Requirement::clone(asked) }
        })
        .collect();
    let own: Vec<&Requirement> = linked.iter().collect();
    let found = shortfalls((&standard.figures, &standard.requirements), (&plan.figures, &own));
    if found.is_empty() && standard.version_id != key {
        store::update_standard(write, permit, version.id, standard.version_id, &linked).await?;
        let change =
            (json!({ "standardVersionId": key }), json!({ "standardVersionId": standard.version_id }));
        let object = ("curriculum_version", version.id);
        identity::remember(write, permit, "curriculum-version.adapt", object, change).await?;
    }
    Ok(found.into_iter().map(|found| in_version(found.message)).collect())
}
