//! What was counted towards a requirement, and what was not and why.

use std::collections::HashMap;

use platform::codes::Code as _;
use platform::error::Error;
use platform::text::{Argument, Message};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::curricula::{self, Requirement, is_specialty, specialty_label};
use crate::enrolment::Enrolment;
use crate::evidence::{self, Evidence, EvidenceStatus, Miss, misses};
use crate::identity::{Scope, SystemReason};

/// Evidence that counted.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The evidence.
    pub evidence: Evidence,
    /// By how much, in the requirement's unit.
    pub quantity: i64,
}

/// Evidence, or part of it, that did not count.
#[derive(Clone, Debug)]
pub struct NotCounted {
    /// The evidence.
    pub evidence: Evidence,
    /// Why.
    pub reason: Message,
}

/// What was counted towards one requirement, and what was not and why.
#[derive(Clone, Debug, Default)]
pub struct Explanation {
    /// Counted, by day.
    pub counted: Vec<Counted>,
    /// Not counted, latest first.
    pub not_counted: Vec<NotCounted>,
}

/// Explains every requirement of these enrolments, by enrolment and requirement: three statements, whatever their
/// number. The caller has shown that the viewer may see the enrolments.
pub async fn explain(
    connection: &impl ConnectionTrait,
    enrolments: &[Enrolment],
) -> Result<HashMap<(Uuid, Uuid), Explanation>, Error> {
    let keys: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.id).collect();
    let people: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.person_id).collect();
    let versions: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.version_id).collect();
    let plans = curricula::plans(connection, &versions).await?;
    let lines = evidence::credit_lines(connection, &keys).await?;
    let shown = evidence::of_people(connection, Scope::System(SystemReason::Permitted), &people).await?;
    let evidence: Vec<Uuid> = shown.iter().map(|row| row.id).collect();
    let mut reasons: HashMap<Uuid, String> = HashMap::new();
    for review in evidence::reviews_of(connection, &evidence).await? {
        reasons.insert(review.evidence_id, review.reason.unwrap_or_default());
    }
    let by_key: HashMap<Uuid, &Evidence> = shown.iter().map(|row| (row.id, row)).collect();
    let mut explained: HashMap<(Uuid, Uuid), Explanation> = HashMap::new();
    for line in &lines {
        if let Some(evidence) = by_key.get(&line.credit.evidence_id) {
            let counted = Counted { evidence: (*evidence).clone(), quantity: line.credit.quantity };
            explained
                .entry((line.enrolment_id, line.credit.requirement_id))
                .or_default()
                .counted
                .push(counted);
        }
    }
    for enrolment in enrolments {
        let Some(plan) = plans.get(&enrolment.version_id) else {
            continue;
        };
        let own: Vec<&Evidence> = shown.iter().filter(|row| row.person_id == enrolment.person_id).collect();
        for requirement in &plan.requirements {
            let entry = explained.entry((enrolment.id, requirement.id)).or_default();
            for row in &own {
                let Some(misses) = misses(plan, enrolment.starts_on, requirement, &row.fact()) else {
                    continue;
                };
                let is_counted = entry.counted.iter().any(|counted| counted.evidence.id == row.id);
                let lacking = misses.into_iter().map(|miss| miss_message(miss, row));
                let is_lacking = lacking.len() > 0 && row.status == EvidenceStatus::Approved;
                let reason = why_not(row, is_counted, reasons.get(&row.id), requirement);
                for reason in lacking.chain(reason.filter(|_| !is_lacking)) {
                    entry.not_counted.push(NotCounted { evidence: (*row).clone(), reason });
                }
            }
        }
    }
    Ok(explained)
}

fn miss_message(miss: Miss, evidence: &Evidence) -> Message {
    match miss {
        Miss::TooEarly(since) => Message::new("progress-miss-too-early").with("since", since),
        Miss::BaseKind(asked) => Message::new("progress-miss-base-kind").with("asked", asked.label()),
        Miss::Level(least) => Message::new("progress-miss-level")
            .with("least", least)
            .with("level", evidence.level.map_or_else(|| "–".to_owned(), |level| level.to_string())),
        Miss::NotPassed => Message::new("progress-miss-not-passed"),
        Miss::Scope => Message::new("progress-miss-scope").with("scope", practice(evidence)),
        Miss::TooShort(least) => Message::new("progress-miss-too-short")
            .with("least", least)
            .with("characters", evidence.amount.unwrap_or_default()),
    }
}

/// The scope of practice of a licence, as people call it.
pub(super) fn practice(evidence: &Evidence) -> Argument {
    match evidence.specialty.as_deref() {
        Some(code) if is_specialty(code) => specialty_label(code).into(),
        _ => Message::new("progress-scope-other").into(),
    }
}

/// What of a stay's days does not count: absence, and what part time takes off.
fn taken_off(evidence: &Evidence) -> Option<Message> {
    let absent = evidence.absence_days.unwrap_or_default();
    match evidence.part_time_percent {
        Some(percent) => {
            let message = Message::new("progress-part-time")
                .with("percent", percent)
                .with("days", evidence.days.unwrap_or_default())
                .with("absent", absent)
                .with("counted", evidence.counted_days());
            Some(message)
        }
        None => (absent > 0).then(|| Message::new("progress-absence").with("days", absent)),
    }
}

/// Why evidence about what a requirement asks for is not counted, beside what it misses.
fn why_not(
    evidence: &Evidence,
    is_counted: bool,
    reason: Option<&String>,
    requirement: &Requirement,
) -> Option<Message> {
    let because = |key: &'static str| {
        Some(Message::new(key).with("reason", reason.map(String::as_str).unwrap_or_default()))
    };
    match evidence.status {
        EvidenceStatus::Pending => Some(Message::new("progress-awaits-review")),
        EvidenceStatus::Returned => because("progress-returned"),
        EvidenceStatus::Rejected => because("progress-rejected"),
        EvidenceStatus::Withdrawn => because("progress-withdrawn"),
        EvidenceStatus::Replaced => Some(Message::new("progress-replaced")),
        EvidenceStatus::Approved => match taken_off(evidence) {
            Some(message) => Some(message),
            None if is_counted => None,
            None => match requirement.rule.most_per_day {
                Some(most) => Some(Message::new("progress-day-full").with("most", most)),
                None => Some(Message::new("progress-not-asked-for")),
            },
        },
    }
}
