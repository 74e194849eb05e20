//! What is done with curricula: import as a draft, change the draft, publish it, retire it.

use entity::{curriculum, curriculum_version};
use platform::codes::Code as _;
use platform::data_file::{Imports, LONGEST_NAME, Source};
use platform::db::Write;
use platform::error::{Error, Failure, Name, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, collation, id};
use sea_orm::DbErr;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::preset::{PRESETS, PlanFile};
use super::rules::limits::{Place, impossible};
use super::rules::{LARGEST_TARGET, Requirement, VersionStatus};
use super::store::{self, Curriculum, CurriculumVersion};
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations;

mod adapting;

platform::codes! {
    /// Why an act upon a curriculum is refused.
    pub enum CurriculumErrorCode {
        /// A value of the file or of the input is missing, malformed or out of bounds.
        Invalid = "INVALID",
        /// There is no preset of this name.
        UnknownPreset = "UNKNOWN_PRESET",
        /// The version is published and never changes.
        Published = "PUBLISHED",
        /// The version is not published yet.
        NotPublished = "NOT_PUBLISHED",
        /// The version is retired.
        Retired = "RETIRED",
        /// The version asks for nothing.
        NoRequirements = "NO_REQUIREMENTS",
        /// Somebody else did the same in the meantime.
        Conflict = "CONFLICT",
    }
}

/// The purpose of an upload that holds a training plan.
pub const UPLOAD_PURPOSE: &str = "CURRICULUM";

/// What is changed of a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequirementChange {
    /// How much is asked, in its unit.
    Target(i64),
    /// Its name, in both languages.
    Name(Name),
}

const IMPORTS: Imports<CurriculumErrorCode> = Imports {
    presets: PRESETS,
    purpose: UPLOAD_PURPOSE,
    invalid: CurriculumErrorCode::Invalid,
    unknown: CurriculumErrorCode::UnknownPreset,
};

/// Imports a training plan into a school as a draft: a new curriculum, or under a code that the school uses already
/// the next version of that curriculum, whose parent is its latest. The curriculum keeps the name it has.
///
/// # Errors
/// Everything wrong with the file; `NotFound` when there is no such institution or upload.
pub async fn curriculum_import(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    source: Source,
) -> Outcome<CurriculumVersion, CurriculumErrorCode> {
    let permit = Permit::at(viewer, Act::CurriculumWrite, &[institution_id])?;
    organisations::institution(platform.database.reader(), institution_id).await?;
    let (_, plan) = IMPORTS.read(platform, viewer.person_id, source, PlanFile::parse).await?;
    let write = platform.database.write().await?;
    let made = draft_add(&write, &permit, institution_id, plan).await?;
    write.commit().await?;
    Ok(made)
}

async fn draft_add(
    write: &Write,
    permit: &Permit,
    institution_id: Uuid,
    mut plan: PlanFile,
) -> Outcome<CurriculumVersion, CurriculumErrorCode> {
    let standard_version_id = adapting::hold_import(&**write, institution_id, &mut plan).await?;
    let curriculum = match store::curriculum_by_code(&**write, institution_id, &plan.code).await? {
        Some(curriculum) => curriculum,
        None => curriculum_add(write, permit, institution_id, &plan).await?,
    };
    store::lock_curriculum(write, curriculum.id).await?;
    let latest = store::versions_of(&**write, &[curriculum.id]).await?.into_iter().next();
    let figures = plan.figures;
    let row = curriculum_version::Model {
        id: id::new_key(),
        curriculum_id: curriculum.id,
        number: latest.as_ref().map_or(1, |version| version.number + 1),
        status: VersionStatus::Draft.code().to_owned(),
        parent_id: latest.map(|version| version.id),
        duration_months: figures.duration_months,
        duration_weeks: figures.duration_weeks,
        days_per_month: figures.days_per_month,
        minutes_per_half_day: figures.minutes_per_half_day,
        half_days_per_day: figures.half_days_per_day,
        review_window_days: figures.review_window_days,
        backdating_days: figures.backdating_days,
        reviews: store::reviews_row(&plan.reviews),
        exits: written(&plan.exits)?,
        stages: written(&plan.stages)?,
        entrustable_activities: written(&plan.activities)?,
        activity_kinds: written(&plan.activity_kinds)?,
        standard_version_id,
        source: plan.source,
        published_at: None,
        published_by: None,
        created_at: write.now(),
    };
    let requirements = plan
        .requirements
        .into_iter()
        .map(|asked| Requirement { id: id::new_key(), version_id: row.id, ..asked })
        .map(|asked| store::requirement_row(&asked))
        .collect::<Result<Vec<_>, _>>()?;
    let after = json!({
        "curriculumId": row.curriculum_id, "number": row.number, "parentId": row.parent_id, "source": row.source,
        "exits": plan.exits, "stages": plan.stages, "entrustableActivities": plan.activities, "activityKinds": plan.activity_kinds,
        "standardVersionId": row.standard_version_id,
        "requirements": requirements.iter().map(|asked| json!({ "code": asked.code, "target": asked.target })).collect::<Vec<_>>(),
    });
    store::insert_version(write, permit, row.clone(), requirements).await?;
    identity::remember(
        write,
        permit,
        "curriculum.import",
        ("curriculum_version", row.id),
        (Value::Null, after),
    )
    .await?;
    Ok(row.try_into()?)
}

/// What a version holds as JSON.
fn written<T: Serialize + ?Sized>(list: &T) -> Result<String, Error> {
    serde_json::to_string(list).map_err(|error| Error::internal(error.to_string()))
}

async fn curriculum_add(
    write: &Write,
    permit: &Permit,
    institution_id: Uuid,
    plan: &PlanFile,
) -> Outcome<Curriculum, CurriculumErrorCode> {
    let row = curriculum::Model {
        id: id::new_key(),
        institution_id,
        code: plan.code.clone(),
        name_zh: plan.name.zh.clone(),
        name_en: plan.name.en.clone(),
        sort_key: collation::title_sort_key(&plan.name.zh),
        created_at: write.now(),
    };
    or_conflict(store::insert_curriculum(write, permit, row.clone()).await, &plan.code)?;
    let after = json!({ "institutionId": institution_id, "code": row.code, "nameZh": row.name_zh, "nameEn": row.name_en });
    identity::remember(write, permit, "curriculum.create", ("curriculum", row.id), (Value::Null, after))
        .await?;
    Ok(row.into())
}

fn or_conflict(result: Result<(), DbErr>, code: &str) -> Outcome<(), CurriculumErrorCode> {
    match result {
        Err(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))) => {
            let message = Message::new("curricula-imported-meanwhile").with("code", code);
            Err(Failure::problem(CurriculumErrorCode::Conflict, "source", message))
        }
        other => Ok(other?),
    }
}

/// A version to be acted upon, locked, with its curriculum and the permit.
async fn open(
    write: &Write,
    viewer: &Viewer,
    version_id: Uuid,
) -> Result<(Permit, Curriculum, CurriculumVersion), Error> {
    store::lock_version(write, version_id).await?;
    let version = store::version(&**write, version_id).await?;
    let curriculum = store::curriculum(&**write, version.curriculum_id).await?;
    let permit = Permit::at(viewer, Act::CurriculumWrite, &[curriculum.institution_id])?;
    Ok((permit, curriculum, version))
}

fn about(key: &'static str, curriculum: &Curriculum, version: &CurriculumVersion) -> Message {
    let name = (curriculum.name.zh.as_str(), curriculum.name.en.as_str());
    Message::new(key).with("curriculum", name).with("number", version.number)
}

/// Refuses what is only done to a draft.
fn refuse_unless_draft(
    curriculum: &Curriculum,
    version: &CurriculumVersion,
    path: &str,
) -> Outcome<(), CurriculumErrorCode> {
    let (code, key) = match version.status {
        VersionStatus::Draft => return Ok(()),
        VersionStatus::Published => (CurriculumErrorCode::Published, "curricula-published"),
        VersionStatus::Retired => (CurriculumErrorCode::Retired, "curricula-retired"),
    };
    Err(Failure::problem(code, path, about(key, curriculum, version)))
}

/// Changes the target or the name of a draft's requirement.
///
/// # Errors
/// `PUBLISHED` or `RETIRED` when the version is no draft; `INVALID`. `NotFound` when there is no such requirement.
pub async fn requirement_change(
    platform: &Platform,
    viewer: &Viewer,
    requirement_id: Uuid,
    change: RequirementChange,
) -> Outcome<Requirement, CurriculumErrorCode> {
    let write = platform.database.write().await?;
    let version_id = store::requirement(&*write, requirement_id).await?.version_id;
    let (permit, curriculum, version) = open(&write, viewer, version_id).await?;
    refuse_unless_draft(&curriculum, &version, "requirementId")?;
    // Read again: a publication may have waited for the same lock.
    let before = store::requirement(&*write, requirement_id).await?;
    let mut changed = before.clone();
    match change {
        RequirementChange::Target(target) => changed.target = target,
        RequirementChange::Name(name) => changed.name = Name::new(name.zh.trim(), name.en.trim()),
    }
    let mut problems = requirement_problems(&changed);
    let is_about_it = |place| matches!(place, Place::Requirement(..));
    let found = impossible(&version.figures, &version.stages, &[&changed])
        .into_iter()
        .filter(|found| is_about_it(found.place));
    problems.extend(
        found.map(|found| Problem::new(CurriculumErrorCode::Invalid, "change.target", found.message)),
    );
    accept(problems)?;
    store::update_requirement(&write, &permit, &changed).await?;
    let facts = |of: &Requirement| json!({ "nameZh": of.name.zh, "nameEn": of.name.en, "target": of.target });
    let object = ("requirement", requirement_id);
    identity::remember(&write, &permit, "requirement.change", object, (facts(&before), facts(&changed)))
        .await?;
    write.commit().await?;
    Ok(changed)
}

fn requirement_problems(changed: &Requirement) -> Vec<Problem<CurriculumErrorCode>> {
    let mut problems = Vec::new();
    let mut refuse = |path: &str, message: Message| {
        problems.push(Problem::new(CurriculumErrorCode::Invalid, path, message));
    };
    let name = (changed.name.zh.as_str(), changed.name.en.as_str());
    if !(1..=LARGEST_TARGET).contains(&changed.target) {
        let message =
            Message::new("curricula-target").with("requirement", name).with("value", changed.target);
        refuse("change.target", message.with("most", LARGEST_TARGET));
    }
    let choose = i64::from(changed.rule.choose.unwrap_or(1).max(1));
    if changed.target % choose != 0 {
        let message = Message::new("curricula-choice-unequal").with("requirement", name);
        refuse("change.target", message.with("target", changed.target).with("choose", choose));
    }
    for (path, text) in [("change.name.zh", &changed.name.zh), ("change.name.en", &changed.name.en)] {
        if text.is_empty() {
            refuse(path, Message::new("common-required").with("field", path));
        } else if text.chars().count() > LONGEST_NAME {
            refuse(path, Message::new("common-too-long").with("field", path).with("limit", LONGEST_NAME));
        }
    }
    problems
}

/// Publishes a draft: from then on it never changes, and people can be enrolled in it.
///
/// # Errors
/// `PUBLISHED` or `RETIRED` when it is no draft, `NO_REQUIREMENTS`, `INVALID`; `NotFound` when there is no such version.
pub async fn version_publish(
    platform: &Platform,
    viewer: &Viewer,
    version_id: Uuid,
) -> Outcome<CurriculumVersion, CurriculumErrorCode> {
    let write = platform.database.write().await?;
    let (permit, curriculum, version) = open(&write, viewer, version_id).await?;
    refuse_unless_draft(&curriculum, &version, "curriculumVersionId")?;
    let plan = store::plan(&*write, version_id).await?;
    if plan.requirements.is_empty() {
        let message = about("curricula-no-requirements", &curriculum, &version);
        return Err(Failure::problem(CurriculumErrorCode::NoRequirements, "curriculumVersionId", message));
    }
    let asked: Vec<&Requirement> = plan.requirements.iter().map(|requirement| &**requirement).collect();
    let mut problems: Vec<_> =
        asked.iter().flat_map(|requirement| requirement_problems(requirement)).collect();
    let in_version = |message| Problem::new(CurriculumErrorCode::Invalid, "curriculumVersionId", message);
    problems.extend(
        impossible(&version.figures, &version.stages, &asked)
            .into_iter()
            .map(|found| in_version(found.message)),
    );
    problems.extend(adapting::hold_draft(&write, &permit, &version, &plan).await?);
    accept(problems)?;
    set_status(&write, &permit, &version, VersionStatus::Published, "curriculum-version.publish").await?;
    let published = store::version(&*write, version_id).await?;
    write.commit().await?;
    store::forget_curriculum(version.curriculum_id);
    Ok(published)
}

/// Retires a published version: nobody new is enrolled in it, whoever is stays held to it.
///
/// # Errors
/// `NOT_PUBLISHED` for a draft, `RETIRED` when it is already; `NotFound` when there is no such version.
pub async fn version_retire(
    platform: &Platform,
    viewer: &Viewer,
    version_id: Uuid,
) -> Outcome<CurriculumVersion, CurriculumErrorCode> {
    let write = platform.database.write().await?;
    let (permit, curriculum, version) = open(&write, viewer, version_id).await?;
    let (code, key) = match version.status {
        VersionStatus::Draft => (CurriculumErrorCode::NotPublished, "curricula-not-published"),
        VersionStatus::Retired => (CurriculumErrorCode::Retired, "curricula-retired"),
        VersionStatus::Published => {
            set_status(&write, &permit, &version, VersionStatus::Retired, "curriculum-version.retire")
                .await?;
            let retired = store::version(&*write, version_id).await?;
            write.commit().await?;
            store::forget(version_id);
            return Ok(retired);
        }
    };
    Err(Failure::problem(code, "curriculumVersionId", about(key, &curriculum, &version)))
}

async fn set_status(
    write: &Write,
    permit: &Permit,
    version: &CurriculumVersion,
    status: VersionStatus,
    action: &'static str,
) -> Result<(), Error> {
    store::update_status(write, permit, version.id, status).await?;
    let change = (json!({ "status": version.status.code() }), json!({ "status": status.code() }));
    identity::remember(write, permit, action, ("curriculum_version", version.id), change).await
}
