//! Whether a certificate may be issued, or everything that is missing.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::{Argument, Message};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::explaining::practice;
use super::reads::{Detail, Progress, RequirementProgress, progress_of};
use crate::curricula::{RequirementKind, specialty_label};
use crate::enrolment::{Enrolment, EnrolmentStatus};

platform::codes! {
    /// What somebody is to be eligible for.
    pub enum EligibilityPurpose {
        /// Sitting the exit examination of the training.
        ExitExam = "EXIT_EXAM",
        /// The completion certificate.
        Certificate = "CERTIFICATE",
    }
}

platform::codes! {
    /// Whether somebody is eligible.
    pub enum EligibilityOutcome {
        /// Yes.
        Met = "MET",
        /// Yes, and what is open must follow.
        Conditional = "CONDITIONAL",
        /// No.
        NotMet = "NOT_MET",
    }
}

/// Why somebody is not eligible yet, or on what condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The requirement; absent when it concerns the enrolment as a whole.
    pub requirement_id: Option<Uuid>,
    /// What is missing.
    pub message: Message,
}

/// Whether somebody is eligible for a purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// For what.
    pub purpose: EligibilityPurpose,
    /// Whether nothing is missing, and no condition open.
    pub is_met: bool,
    /// What may follow.
    pub conditions: Vec<Unmet>,
    /// Everything that is missing and cannot wait.
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
    /// Decides from progress about a completion certificate.
    #[must_use]
    pub fn of(progress: &Progress) -> Self {
        Self::for_purpose(progress, EligibilityPurpose::Certificate)
    }

    /// Decides from progress. Somebody of whose stays, all of them begun, no more is missing than one make-up placement of a month
    /// gives may sit the exit examination; the certificate waits for them. That the examination is passed is asked for the
    /// certificate alone.
    #[must_use]
    pub fn for_purpose(progress: &Progress, purpose: EligibilityPurpose) -> Self {
        let (mut unmet, mut conditions) = (Vec::new(), Vec::new());
        let month = i64::from(progress.plan.figures.days_per_month);
        let status = progress.enrolment.status;
        if status != EnrolmentStatus::Active {
            let message = Message::new("progress-enrolment-not-active").with("status", status.label());
            unmet.push(Unmet { requirement_id: None, message });
        }
        let ends_on = progress.enrolment.expected_completion_on;
        if purpose == EligibilityPurpose::Certificate && progress.on < ends_on {
            let message = Message::new("progress-training-not-over").with("day", ends_on);
            unmet.push(Unmet { requirement_id: None, message });
        }
        let is_begun = |row: &&RequirementProgress| {
            row.requirement.kind == RequirementKind::TimeInDepartment && row.standing.credited > 0
        };
        let missing: i64 = progress
            .requirements
            .iter()
            .filter(is_begun)
            .map(|row| (row.standing.target - row.standing.credited).max(0))
            .sum();
        let may_follow = purpose == EligibilityPurpose::ExitExam && missing <= month;
        let is_itself = |row: &&RequirementProgress| {
            purpose == EligibilityPurpose::ExitExam && row.requirement.kind == RequirementKind::ExitExam
        };
        for row in progress.requirements.iter().filter(|row| !is_itself(row)) {
            let open = if may_follow && is_begun(&row) { &mut conditions } else { &mut unmet };
            open.extend(unmet_of(row));
        }
        Self {
            purpose,
            is_met: unmet.is_empty() && conditions.is_empty(),
            conditions,
            unmet,
            rule_version: format!(
                "curriculum {} v{}; {ELIGIBILITY_RULES}",
                progress.plan.curriculum_id.simple(),
                progress.plan.number
            ),
        }
    }
}

impl Eligibility {
    /// The answer in one word.
    #[must_use]
    pub fn outcome(&self) -> EligibilityOutcome {
        match (self.unmet.is_empty(), self.conditions.is_empty()) {
            (false, _) => EligibilityOutcome::NotMet,
            (true, false) => EligibilityOutcome::Conditional,
            (true, true) => EligibilityOutcome::Met,
        }
    }
}

fn unmet_of(row: &RequirementProgress) -> Vec<Unmet> {
    let RequirementProgress { requirement, standing, .. } = row;
    let name = (requirement.name.zh.clone(), requirement.name.en.clone());
    let mut unmet = Vec::new();
    if let Some(licence) = &row.other_licence {
        let asked = requirement.rule.specialties.iter().map(|code| specialty_label(code));
        let message = Message::new("progress-licence-outside-scope")
            .with("requirement", name.clone())
            .with("scope", practice(licence))
            .with("asked", Argument::list(asked));
        unmet.push(Unmet { requirement_id: Some(requirement.id), message });
    } else if standing.credited < standing.target {
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
pub const ELIGIBILITY_RULES: &str = "eligibility 2";
