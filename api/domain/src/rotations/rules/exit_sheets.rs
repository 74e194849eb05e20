//! The sheet of an exit: all that those who sign it look at, and who has signed.
//!
//! It is put together from what stands at the moment until the last one has signed; from then on it stays as it was.

use chrono::{DateTime, NaiveDate, Utc};
use platform::error::Name;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::curricula::{ReviewStep, Unit};
use crate::evidence::{Decision, Evidence, EvidenceKind, EvidenceStatus, Review, counted_days};

/// An exit from a department on one sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExitSheet {
    /// The placement that ends.
    pub placement_id: Uuid,
    /// The trainee.
    pub trainee: Name,
    /// What she is trained in.
    pub programme: Name,
    /// The base's institution.
    pub institution: Name,
    /// The department.
    pub department: Name,
    /// What the stay serves.
    pub requirement: Name,
    /// Who supervised her.
    pub supervisor: Name,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// How much of it she was there.
    pub attendance: Attendance,
    /// What was credited there against what is asked, in the version's order.
    pub counts: Vec<ExitCount>,
    /// The exam at its end, where the version asks for one.
    pub exam: Option<ExitExam>,
    /// The trainee's summary, once she handed one in.
    pub summary: Option<String>,
    /// Who signs, in the order the version sets.
    pub signatures: Vec<ExitSignature>,
    /// How often it was returned for mending.
    pub returned: usize,
}

/// How much of a stay the trainee was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attendance {
    /// Calendar days of the stay.
    pub days: i64,
    /// Days of leave and absence, once she handed in her exit.
    pub absence_days: Option<i32>,
    /// The stay's share of full time, in hundredths; full time when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_time_percent: Option<i32>,
    /// Minutes on duty and on call in the house that were approved.
    pub approved_minutes: i64,
    /// Entries of hours that wait for a review.
    pub waiting_entries: usize,
}

impl Attendance {
    /// The days that count, once she handed in her exit: see [`counted_days`].
    #[must_use]
    pub fn counted_days(&self) -> Option<i64> {
        let absence = i64::from(self.absence_days?);
        Some(counted_days(self.days - absence, self.part_time_percent))
    }
}

/// What a requirement asks and what was credited to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExitCount {
    /// The requirement.
    pub requirement_id: Uuid,
    /// Its name.
    pub name: Name,
    /// Its unit.
    #[serde(with = "platform::codes::word")]
    pub unit: Unit,
    /// Credited for what was shown in this stay.
    pub in_stay: i64,
    /// Credited altogether.
    pub credited: i64,
    /// How much is asked.
    pub target: i64,
}

/// The exam at the end of a stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExitExam {
    /// Code of its form.
    pub form: String,
    /// The step that nobody takes before it is passed.
    #[serde(with = "platform::codes::word")]
    pub before: ReviewStep,
    /// How often it was sat.
    pub sittings: usize,
    /// The sitting that counts: one that was passed, else the last.
    pub evidence_id: Option<Uuid>,
    /// The day of that sitting.
    pub sat_on: Option<NaiveDate>,
    /// Whether it was passed.
    pub is_passed: bool,
}

/// One who signs an exit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExitSignature {
    /// At which step.
    #[serde(with = "platform::codes::word")]
    pub step: ReviewStep,
    /// What was decided; nothing while it is awaited.
    #[serde(with = "platform::codes::optional_word")]
    pub decision: Option<Decision>,
    /// Who decided.
    pub signer_id: Option<Uuid>,
    /// Her name.
    pub signer: Option<Name>,
    /// What she wrote.
    pub words: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
}

/// The exits that a placement had, and what was entered in it: `entered`, as far as it concerns one placement.
#[derive(Clone, Copy, Debug)]
pub struct Entered<'a>(pub &'a [&'a Evidence]);

impl<'a> Entered<'a> {
    fn of(self, kind: EvidenceKind) -> impl Iterator<Item = &'a Evidence> {
        self.0.iter().copied().filter(move |row| row.kind == kind)
    }

    /// The exit handed in last.
    #[must_use]
    pub fn exit(self) -> Option<&'a Evidence> {
        self.of(EvidenceKind::PlacementExit).max_by_key(|exit| (exit.recorded_at, exit.id))
    }

    /// How often an exit was returned for mending: what was handed in again takes the place of one that was.
    #[must_use]
    pub fn returned(self) -> usize {
        let mended = |exit: &&Evidence| exit.status == EvidenceStatus::Returned;
        let exits = self.of(EvidenceKind::PlacementExit);
        let replaced = |exit: &&Evidence| exit.status == EvidenceStatus::Replaced;
        exits.filter(|exit| mended(exit) || replaced(exit)).count()
    }

    /// How much of a stay of so many days and that share of full time she was there.
    #[must_use]
    pub fn attendance(self, days: i64, part_time_percent: Option<i32>) -> Attendance {
        let hours = || self.of(EvidenceKind::Hours);
        let approved = hours().filter(|row| row.status == EvidenceStatus::Approved);
        Attendance {
            days,
            absence_days: self.exit().and_then(|exit| exit.absence_days),
            part_time_percent,
            approved_minutes: approved.filter_map(|row| row.minutes).map(i64::from).sum(),
            waiting_entries: hours().filter(|row| row.status == EvidenceStatus::Pending).count(),
        }
    }

    /// The exam of this form.
    #[must_use]
    pub fn exam(self, form: &str, before: ReviewStep) -> ExitExam {
        let sat =
            |row: &&Evidence| row.activity.as_deref() == Some(form) && row.status == EvidenceStatus::Approved;
        let sittings: Vec<&Evidence> = self.of(EvidenceKind::Assessment).filter(sat).collect();
        let counts = sittings.iter().max_by_key(|row| (row.passed == Some(true), row.occurred_on, row.id));
        ExitExam {
            form: form.to_owned(),
            before,
            sittings: sittings.len(),
            evidence_id: counts.map(|row| row.id),
            sat_on: counts.map(|row| row.occurred_on),
            is_passed: counts.is_some_and(|row| row.passed == Some(true)),
        }
    }

    /// Who signs the exit handed in last: as far as it has come by its reviews, then as its remaining steps say; before it is
    /// handed in, as the version says. What was taken back is no signature.
    #[must_use]
    pub fn signatures(self, reviews: &[&Review], steps: &[ReviewStep]) -> Vec<ExitSignature> {
        let awaited = |step: ReviewStep| ExitSignature {
            step,
            decision: None,
            signer_id: None,
            signer: None,
            words: None,
            decided_at: None,
        };
        let Some(exit) = self.exit() else {
            return steps.iter().copied().map(awaited).collect();
        };
        let given = reviews.iter().filter(|review| review.evidence_id == exit.id);
        let given = given.filter(|_| exit.status != EvidenceStatus::Withdrawn).map(|review| ExitSignature {
            step: review.step,
            decision: Some(review.decision),
            signer_id: Some(review.reviewer_id),
            signer: None,
            words: review.reason.clone(),
            decided_at: Some(review.decided_at),
        });
        let is_pending = exit.status == EvidenceStatus::Pending;
        let now = is_pending.then_some(exit.steps.now.kind);
        let later = exit.steps.later.iter().map(|step| step.kind).filter(|_| is_pending);
        given.chain(now.into_iter().chain(later).map(awaited)).collect()
    }
}
