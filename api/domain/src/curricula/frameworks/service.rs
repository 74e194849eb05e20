//! What is done with frameworks: imported, retired, held against a plan, and given out as CASE 1.1.

use platform::Platform;
use platform::data_file::{self, FileProblem, Imports, Preset, Source};
use platform::db::Write;
use platform::error::{Error, Failure, Outcome};
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::package::{self, Endpoint, LARGEST_FILE_MB, Package, PackageProblem, ProblemKind, with_package};
use super::rules::{self, Coverage};
use super::store::{self, CompetencyFramework};
use crate::curricula::store as curricula;
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations;

platform::codes! {
    /// Why an act upon a competency framework is refused.
    pub enum CompetencyFrameworkErrorCode {
        /// Something in the file is missing, malformed or out of bounds.
        Invalid = "INVALID",
        /// There is no preset of this name.
        UnknownPreset = "UNKNOWN_PRESET",
        /// Another institution has the framework in use.
        InUseElsewhere = "IN_USE_ELSEWHERE",
        /// The framework is retired.
        Retired = "RETIRED",
        /// Somebody else did the same in the meantime.
        Conflict = "CONFLICT",
    }
}

use CompetencyFrameworkErrorCode as Code;

/// The purpose of an upload that holds a framework.
pub const FRAMEWORK_PURPOSE: &str = "COMPETENCY_FRAMEWORK";
const PRESETS: &[Preset] =
    platform::presets!("frameworks/", ".json": "chinese-residency-six", "acgme-six", "ten-cate-entrustment");

const IMPORTS: Imports<Code> = Imports {
    presets: PRESETS,
    purpose: FRAMEWORK_PURPOSE,
    invalid: Code::Invalid,
    unknown: Code::UnknownPreset,
};

/// Every framework that comes with the system, with the name by which it is imported.
pub fn framework_presets() -> impl Iterator<Item = (&'static str, Package)> {
    data_file::readable(PRESETS, |text| package::read(text.as_bytes()))
}

async fn read_source(
    platform: &Platform,
    viewer: &Viewer,
    source: Source,
) -> Outcome<(String, Package), Code> {
    let (_, bytes) = IMPORTS.bytes(platform, viewer.person_id, source).await?;
    let reading = tokio::task::spawn_blocking(move || {
        let package = package::read(&bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        Ok((text.trim_start_matches('\u{FEFF}').to_owned(), package))
    });
    let read: Result<_, Vec<PackageProblem>> =
        reading.await.map_err(|error| Error::internal(error.to_string()))?;
    read.map_err(|problems| IMPORTS.refused(problems.into_iter().map(FileProblem::from).collect()))
}

impl From<PackageProblem> for FileProblem {
    fn from(found: PackageProblem) -> Self {
        let place = if found.path.is_empty() { "CFPackage" } else { &found.path };
        let message = Message::new(sentence(found.kind)).with("path", place).with("value", found.value);
        Self { path: found.path, message: message.with("limit", LARGEST_FILE_MB) }
    }
}

/// The sentence about a kind of problem; each is told its `$path`, its `$value` and the `$limit` of a file in megabytes.
const fn sentence(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Malformed => "frameworks-malformed",
        ProblemKind::TooLarge => "frameworks-too-large",
        ProblemKind::TooDeep => "frameworks-too-deep",
        ProblemKind::TooMany => "frameworks-too-many",
        ProblemKind::TooLong => "frameworks-too-long",
        ProblemKind::Missing => "frameworks-missing",
        ProblemKind::NotText => "frameworks-not-text",
        ProblemKind::NotAList => "frameworks-not-a-list",
        ProblemKind::NotAnObject => "frameworks-not-an-object",
        ProblemKind::NotANumber => "frameworks-not-a-number",
        ProblemKind::NotAWholeNumber => "frameworks-not-a-whole-number",
        ProblemKind::NotAUuid => "frameworks-not-a-uuid",
        ProblemKind::NotAUri => "frameworks-not-a-uri",
        ProblemKind::NotADate => "frameworks-not-a-date",
        ProblemKind::NotADateTime => "frameworks-not-a-date-time",
        ProblemKind::UnknownValue => "frameworks-unknown-value",
        ProblemKind::DuplicateIdentifier => "frameworks-duplicate-identifier",
        ProblemKind::DanglingAssociation => "frameworks-dangling-association",
        ProblemKind::Cycle => "frameworks-cycle",
        ProblemKind::EqualLevels => "frameworks-equal-levels",
        ProblemKind::WrongParent => "frameworks-wrong-parent",
        ProblemKind::TooManyProblems => "frameworks-too-many-problems",
    }
}

/// Imports a framework into an institution, where it is in use at once: a new one, or the next version of the one whose
/// document bears its identifier already, which is retired.
///
/// # Errors
/// Everything wrong with the file; `UNKNOWN_PRESET`; `IN_USE_ELSEWHERE` when another institution answers for the framework
/// in use. `NotFound` when there is no such institution or upload.
pub async fn framework_import(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    source: Source,
) -> Outcome<CompetencyFramework, Code> {
    let permit = Permit::at(viewer, Act::CurriculumWrite, &[institution_id])?;
    organisations::institution(platform.database.reader(), institution_id).await?;
    let (text, package) = read_source(platform, viewer, source).await?;
    let identifier = package.document().identifier;
    let write = platform.database.write().await?;
    let latest = store::latest(&write, institution_id, identifier).await?;
    match store::by_identifier(&*write, identifier).await {
        Ok(other) if other.retired_at.is_none() && other.institution_id != institution_id => {
            let institution = organisations::institution(&*write, other.institution_id).await?;
            let message = about("frameworks-in-use-elsewhere", &other)
                .with("institution", (institution.name.zh.as_str(), institution.name.en.as_str()));
            return Err(Failure::problem(Code::InUseElsewhere, "source", message));
        }
        Ok(_) | Err(Error::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    let number = latest.as_ref().map_or(1, |framework| framework.number + 1);
    if let Some(framework) = latest.filter(|framework| framework.retired_at.is_none()) {
        retire(&write, &permit, &framework).await?;
    }
    let made =
        match store::insert_framework(&write, &permit, (institution_id, number), (text, &package)).await {
            Err(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))) => {
                return Err(Failure::problem(
                    Code::Conflict,
                    "source",
                    Message::new("frameworks-imported-meanwhile"),
                ));
            }
            made => made?,
        };
    let after = json!({ "institutionId": institution_id, "identifier": identifier, "number": number });
    let object = ("competency_framework", made.id);
    identity::remember(&write, &permit, "competency-framework.import", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(made)
}

async fn retire(write: &Write, permit: &Permit, framework: &CompetencyFramework) -> Result<(), Error> {
    store::retire_framework(write, permit, framework.id).await?;
    let object = ("competency_framework", framework.id);
    let change = (json!({ "isInUse": true }), json!({ "isInUse": false }));
    identity::remember(write, permit, "competency-framework.retire", object, change).await
}

/// Retires a framework: it is listed no more, and still found by who has its identifier.
///
/// # Errors
/// `RETIRED` when it is already; `NotFound` when there is no such framework.
pub async fn framework_retire(
    platform: &Platform,
    viewer: &Viewer,
    framework_id: Uuid,
) -> Outcome<CompetencyFramework, Code> {
    let write = platform.database.write().await?;
    store::lock_framework(&write, framework_id).await?;
    let framework = store::framework(&*write, framework_id).await?;
    let permit = Permit::at(viewer, Act::CurriculumWrite, &[framework.institution_id])?;
    if framework.retired_at.is_some() {
        let message = about("frameworks-retired", &framework);
        return Err(Failure::problem(Code::Retired, "competencyFrameworkId", message));
    }
    retire(&write, &permit, &framework).await?;
    let retired = store::framework(&*write, framework_id).await?;
    write.commit().await?;
    Ok(retired)
}

fn about(key: &'static str, framework: &CompetencyFramework) -> Message {
    Message::new(key).with("framework", framework.document().title).with("number", framework.number)
}

/// Where a curriculum version and a framework do not meet.
///
/// # Errors
/// `NotFound` when there is no such version or framework.
pub async fn coverage(
    connection: &impl ConnectionTrait,
    version_id: Uuid,
    framework_id: Uuid,
) -> Result<Coverage, Error> {
    store::framework(connection, framework_id).await?;
    let plan = curricula::plan(connection, version_id).await?;
    let competencies = store::competencies(connection, framework_id).await?;
    Ok(rules::coverage(&competencies, &plan.requirements, &plan.activities))
}

/// The documents of all frameworks in use, by title, each with a link to its package. `base` is the address of the
/// service, ending in `/ims/case/v1p1`.
pub async fn case_documents(platform: &Platform, base: &str) -> Result<Vec<Value>, Error> {
    let documents = store::documents(platform.database.reader()).await?;
    Ok(documents.iter().map(|document| with_package(document, base)).collect())
}

/// What an endpoint of CASE 1.1 answers for an identifier, as JSON: of a framework in use, or else of the latest version that
/// had it. A package comes letter by letter as it was imported. `base` as in [`case_documents`].
///
/// # Errors
/// `NotFound` when nothing of this kind bears the identifier.
pub async fn case_object(
    platform: &Platform,
    endpoint: Endpoint,
    identifier: Uuid,
    base: &str,
) -> Result<String, Error> {
    let reader = platform.database.reader();
    if matches!(endpoint, Endpoint::Documents | Endpoint::Packages) {
        let framework = store::by_identifier(reader, identifier).await?;
        return match endpoint {
            Endpoint::Packages => store::package_text(reader, framework.id).await,
            _ => Ok(with_package(&framework.json, base).to_string()),
        };
    }
    for key in store::holders(reader, identifier).await? {
        if let Some(found) = store::package(reader, key).await?.served(endpoint, identifier) {
            return Ok(found.to_string());
        }
    }
    Err(Error::NotFound)
}
