//! A cohort at one glance: its trainees by what their curriculum version asks, and who falls behind.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::downloads::{self, Download};
use platform::error::{Error, Name, Outcome};
use platform::spreadsheet;
use platform::text::{Argument, Language, Message};
use platform::{Platform, audit};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::reads::{Detail, Progress, RequirementProgress, progress_of};
use super::rules::Pace;
use crate::curricula::{self, Plan};
use crate::enrolment::{self, EnrolmentFilter, EnrolmentStatus};
use crate::identity::{self, Act, Permit, Scope, Viewer};

platform::codes! {
    /// Why a cohort is not written out.
    pub enum CohortErrorCode {
        /// Nobody whom the viewer may see is in it.
        Nobody = "NOBODY",
    }
}

/// Trainees of one report at most.
pub const LARGEST_REPORT: usize = 500;

/// Which trainees.
#[derive(Clone, Copy, Debug)]
pub struct CohortFilter {
    /// Held to this version.
    pub version_id: Uuid,
    /// Recruited in this year.
    pub recruitment_year: Option<i32>,
    /// Only those who fall behind.
    pub is_at_risk: bool,
}

/// One trainee of a cohort.
#[derive(Clone, Debug)]
pub struct CohortRow {
    /// Her name.
    pub name: Name,
    /// How far she is, requirement by requirement.
    pub progress: Progress,
}

impl CohortRow {
    fn behind(&self) -> impl Iterator<Item = &RequirementProgress> {
        self.progress.requirements.iter().filter(|row| row.standing.pace == Pace::Behind)
    }

    /// What she is behind with: each requirement that has less than the calendar asks for.
    #[must_use]
    pub fn risks(&self) -> Vec<Message> {
        self.behind()
            .map(|row| {
                let name = (row.requirement.name.zh.clone(), row.requirement.name.en.clone());
                Message::new("progress-risk")
                    .with("requirement", name)
                    .with("have", row.standing.credited + row.standing.running)
                    .with("expected", row.standing.expected)
                    .with("unit", row.requirement.unit.label())
            })
            .collect()
    }
}

/// A cohort on a day.
#[derive(Clone, Debug)]
pub struct Cohort {
    /// What is asked.
    pub plan: Arc<Plan>,
    /// The day.
    pub on: NaiveDate,
    /// Its trainees in training, in the order of their enrolments.
    pub rows: Vec<CohortRow>,
    /// The last enrolment looked at, when there are more behind it.
    pub next: Option<Uuid>,
}

/// The trainees of a version whom a scope shows, from behind an enrolment on and `most` at most: five statements, whatever their
/// number.
///
/// # Errors
/// `NotFound` when there is no such version.
pub async fn cohort(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &CohortFilter,
    on: NaiveDate,
    (behind, most): (Option<Uuid>, usize),
) -> Result<Cohort, Error> {
    let plan = curricula::plan(connection, filter.version_id).await?;
    let among = EnrolmentFilter {
        version_id: Some(filter.version_id),
        recruitment_year: filter.recruitment_year,
        status: Some(EnrolmentStatus::Active),
        institution_id: None,
    };
    let most = most.min(LARGEST_REPORT);
    let mut enrolments = enrolment::cohort(connection, scope, &among, behind, most + 1).await?;
    let has_more = enrolments.len() > most;
    enrolments.truncate(most);
    let next = enrolments.last().map(|enrolment| enrolment.id).filter(|_| has_more);
    let people: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.person_id).collect();
    // Names and figures wait for nothing of each other.
    let reading = async { Ok(identity::find_people(connection, scope, &people).await?) };
    let figures = progress_of(connection, &enrolments, on, Detail::Requirements);
    let (progress, people) = tokio::try_join!(figures, reading)?;
    let names: HashMap<Uuid, Name> = people.into_iter().map(|person| (person.id, person.name)).collect();
    let mut rows: Vec<CohortRow> = progress
        .into_iter()
        .filter_map(|progress| {
            let name = names.get(&progress.enrolment.person_id)?.clone();
            Some(CohortRow { name, progress })
        })
        .collect();
    if filter.is_at_risk {
        rows.retain(|row| row.behind().next().is_some());
    }
    Ok(Cohort { plan, on, rows, next })
}

/// Writes a cohort into a CSV file in UTF-8, for a spreadsheet program: a row for each trainee, who sees that her record was opened,
/// and a column for each requirement.
///
/// # Errors
/// `Forbidden` without a role that may; `NOBODY` when it would be empty; `NotFound` when there is no such version.
pub async fn cohort_export(
    platform: &Platform,
    viewer: &Viewer,
    filter: &CohortFilter,
    on: NaiveDate,
    language: Language,
) -> Outcome<Download, CohortErrorCode> {
    let reader = platform.database.reader();
    let version = curricula::version(reader, filter.version_id).await?;
    let school = curricula::curriculum(reader, version.curriculum_id).await?.institution_id;
    let permit = Permit::at(viewer, Act::CohortExport, &[school])?;
    let mut behind = None;
    let (mut table, mut shown) = (Vec::new(), Vec::new());
    loop {
        let part = cohort(reader, viewer.scope(), filter, on, (behind, LARGEST_REPORT)).await?;
        if table.is_empty() {
            table.push(heading(&part.plan, language));
        }
        table.extend(part.rows.iter().map(|row| line(row, language)));
        shown.extend(part.rows.iter().map(|row| identity::opening(row.progress.enrolment.person_id)));
        behind = part.next;
        if behind.is_none() {
            break;
        }
    }
    if table.len() < 2 {
        let message = Message::new("progress-cohort-nobody");
        return Err(platform::error::Failure::problem(
            CohortErrorCode::Nobody,
            "curriculumVersionId",
            message,
        ));
    }
    let bytes = spreadsheet::written(&table);
    let write = platform.database.write().await?;
    let told = json!({ "on": on, "recruitmentYear": filter.recruitment_year, "trainees": table.len() - 1 });
    let object = ("curriculum_version", filter.version_id);
    identity::remember(&write, &permit, "cohort.export", object, (Value::Null, told)).await?;
    audit::record_all(&write, &permit.actor, &shown).await?;
    let name = format!("cohort-{on}.csv");
    let download = downloads::prepare(&write, viewer.person_id, &name, "text/csv", &bytes).await?;
    write.commit().await?;
    downloads::store(platform, &download, &bytes).await?;
    Ok(download)
}

fn heading(plan: &Plan, language: Language) -> Vec<String> {
    let words = ["name", "year", "ends", "pace", "risks"];
    let mut cells: Vec<String> =
        words.map(|word| Message::keyed(format!("progress-cohort-{word}")).render(language)).into();
    cells.extend(plan.requirements.iter().map(|asked| {
        let name = (asked.name.zh.as_str(), asked.name.en.as_str());
        let cell = Message::new("progress-cohort-requirement").with("requirement", name);
        cell.with("target", asked.target).with("unit", asked.unit.label()).render(language)
    }));
    cells
}

fn line(row: &CohortRow, language: Language) -> Vec<String> {
    let enrolment = &row.progress.enrolment;
    let risks: Vec<String> = row.risks().iter().map(|risk| risk.render(language)).collect();
    let mut cells = vec![
        Argument::from((row.name.zh.as_str(), row.name.en.as_str())).render(language),
        enrolment.recruitment_year.to_string(),
        enrolment.expected_completion_on.to_string(),
        row.progress.overall.pace.label().render(language),
        risks.join("; "),
    ];
    cells.extend(row.progress.requirements.iter().map(|row| row.standing.credited.to_string()));
    cells
}
