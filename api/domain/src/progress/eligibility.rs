//! Whether a certificate may be issued, or everything that is missing.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::Message;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::reads::{Detail, Progress, RequirementProgress, progress_of};
use crate::enrolment::{Enrolment, EnrolmentStatus};

/// Why a completion certificate cannot be issued yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The requirement; absent when it concerns the enrolment as a whole.
    pub requirement_id: Option<Uuid>,
    /// What is missing.
    pub message: Message,
}

/// Whether a completion certificate can be issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// Whether nothing is missing.
    pub is_met: bool,
    /// Everything that is missing.
    pub unmet: Vec<Unmet>,
    /// Curriculum version and eligibility rules by which this was decided.
    pub rule_version: String,
}

/// Whether an enrolment has met everything its curriculum version asks, on a day.
pub async fn eligibility(
    connection: &impl ConnectionTrait,
    enrolment: &Enrolment,
    on: NaiveDate,
) -> Result<Eligibility, Error> {
    let progress = progress_of(connection, std::slice::from_ref(enrolment), on, Detail::Requirements).await?;
    let progress = progress.into_iter().next().ok_or(Error::NotFound)?;
    Ok(Eligibility::of(&progress))
}

impl Eligibility {
    /// Decides from progress.
    #[must_use]
    pub fn of(progress: &Progress) -> Self {
        let mut unmet = Vec::new();
        let status = progress.enrolment.status;
        if status != EnrolmentStatus::Active {
            let message = Message::new("progress-enrolment-not-active").with("status", status.label());
            unmet.push(Unmet { requirement_id: None, message });
        }
        for row in &progress.requirements {
            unmet.extend(unmet_of(row));
        }
        Self {
            is_met: unmet.is_empty(),
            unmet,
            rule_version: format!(
                "curriculum {} v{}; {ELIGIBILITY_RULES}",
                progress.plan.curriculum_id.simple(),
                progress.plan.number
            ),
        }
    }
}

fn unmet_of(row: &RequirementProgress) -> Vec<Unmet> {
    let RequirementProgress { requirement, standing, .. } = row;
    let name = (requirement.name.zh.clone(), requirement.name.en.clone());
    let mut unmet = Vec::new();
    if standing.credited < standing.target {
        let message = Message::new("progress-short-of-target")
            .with("requirement", name.clone())
            .with("credited", standing.credited)
            .with("target", standing.target)
            .with("missing", standing.target - standing.credited)
            .with("unit", requirement.unit.label());
        unmet.push(Unmet { requirement_id: Some(requirement.id), message });
    }
    for condition in standing.conditions.iter().filter(|condition| !condition.is_met) {
        let message = Message::new("progress-condition-open")
            .with("requirement", name.clone())
            .with("condition", condition.message.clone());
        unmet.push(Unmet { requirement_id: Some(requirement.id), message });
    }
    unmet
}

/// Version of the eligibility rules; it rises when their meaning changes, and stands in every certificate.
pub const ELIGIBILITY_RULES: &str = "eligibility 1";
