//! The words of leave, sets of leave rules, and who decides about a leave.
//!
//! A set of rules is dated data of a school: who decides about how long a leave, from which length on a sick leave needs a
//! certificate, and what leave does to the end of a training, with the clause that says so. What it does is in [`outcome`].

pub mod outcome;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod properties;

use chrono::NaiveDate;
use platform::error::Name;
use platform::text::Message;
use uuid::Uuid;

use super::{Pause, days_of};
use crate::rule_sets::RuleSetHead;

platform::codes! {
    /// What a leave is for (请假类别).
    pub enum LeaveKind {
        /// Paid leave of the year (年休假).
        Annual = "ANNUAL",
        /// Illness (病假).
        Sick = "SICK",
        /// Personal affairs (事假).
        Personal = "PERSONAL",
        /// Birth, for the mother (产假).
        Maternity = "MATERNITY",
        /// Birth, for the other parent (陪产假).
        Paternity = "PATERNITY",
        /// Marriage (婚假).
        Marriage = "MARRIAGE",
        /// Death of a relative (丧假).
        Bereavement = "BEREAVEMENT",
        /// Sent elsewhere by an institution (公假、公差).
        Official = "OFFICIAL",
    }
}

platform::codes! {
    /// Over what a leave rule counts days.
    pub enum LeaveWindow {
        /// One stay in a department.
        Placement = "PLACEMENT",
        /// One year of the training, from its first day or the same day of a later year on.
        Year = "YEAR",
        /// The whole training.
        Training = "TRAINING",
    }
}

platform::codes! {
    /// What a leave rule does once its days are exceeded.
    pub enum LeaveEffectKind {
        /// The days of leave are made up: the training ends later by as many (补足).
        MakeUpDays = "MAKE_UP_DAYS",
        /// The training ends later by so many months (顺延).
        ExtendMonths = "EXTEND_MONTHS",
        /// The stay is repeated: the training ends later by its days (重新轮转).
        RepeatPlacement = "REPEAT_PLACEMENT",
        /// The exit examination, and with it the end of the training, comes so many years later (推迟结业考核).
        DelayExamYears = "DELAY_EXAM_YEARS",
        /// The training is to be ended; somebody has to do it (终止培训).
        Terminate = "TERMINATE",
    }
}

platform::codes! {
    /// Who decides about a leave, one after another.
    pub enum LeaveStep {
        /// Whoever supervises the trainee on its first day.
        Supervisor = "SUPERVISOR",
        /// The department where she is then.
        Department = "DEPARTMENT",
        /// The base of that department.
        Base = "BASE",
        /// The institution that sent her.
        SendingInstitution = "SENDING_INSTITUTION",
        /// The school that enrolled her.
        School = "SCHOOL",
    }
}

platform::codes! {
    /// Where a leave stands.
    pub enum LeaveStatus {
        /// It awaits a decision.
        Requested = "REQUESTED",
        /// Everybody who decides about it approved.
        Approved = "APPROVED",
        /// Somebody refused it.
        Refused = "REFUSED",
        /// The trainee does not take it.
        Withdrawn = "WITHDRAWN",
    }
}

platform::codes! {
    /// What is said to a leave.
    pub enum LeaveDecisionKind {
        /// It can be taken, as far as this step goes.
        Approved = "APPROVED",
        /// It cannot be taken.
        Refused = "REFUSED",
    }
}

platform::codes! {
    /// Why an act upon a leave is refused.
    pub enum LeaveErrorCode {
        /// A value is missing or out of bounds, or dates are in the wrong order.
        Invalid = "INVALID",
        /// The training is over.
        NotActive = "NOT_ACTIVE",
        /// It does not lie within the training.
        OutsideTraining = "OUTSIDE_TRAINING",
        /// It shares a day with another leave of hers, or with a pause of the training.
        Overlap = "OVERLAP",
        /// The leave does not stand where the act needs it.
        WrongStatus = "WRONG_STATUS",
        /// A refusal carries a reason.
        ReasonMissing = "REASON_MISSING",
        /// A certificate is needed first.
        CertificateMissing = "CERTIFICATE_MISSING",
        /// There is a certificate already.
        CertificateThere = "CERTIFICATE_THERE",
        /// Nothing of what leave does to the end of the training is left to be applied.
        NothingDue = "NOTHING_DUE",
        /// Somebody else changed it in the meantime.
        Conflict = "CONFLICT",
    }
}

/// What a rule does once its days are exceeded, with its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`LeaveEffectKind` says what each is")]
pub enum LeaveEffect {
    MakeUpDays,
    ExtendMonths { months: u32 },
    RepeatPlacement,
    DelayExamYears { years: u32 },
    Terminate,
}

impl LeaveEffect {
    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> LeaveEffectKind {
        match self {
            Self::MakeUpDays => LeaveEffectKind::MakeUpDays,
            Self::ExtendMonths { .. } => LeaveEffectKind::ExtendMonths,
            Self::RepeatPlacement => LeaveEffectKind::RepeatPlacement,
            Self::DelayExamYears { .. } => LeaveEffectKind::DelayExamYears,
            Self::Terminate => LeaveEffectKind::Terminate,
        }
    }
}

/// One rule about what leave does to the end of a training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveRule {
    /// Its name within the set.
    pub code: String,
    /// The kinds of leave that it counts.
    pub kinds: Vec<LeaveKind>,
    /// Over what it counts.
    pub window: LeaveWindow,
    /// Days that may be taken; it sets in with one more.
    pub over_days: i64,
    /// What it then does.
    pub effect: LeaveEffect,
    /// What it says.
    pub clause: Name,
    /// Where that stands.
    pub source: String,
}

/// That a step is taken about leaves of more than so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepRule {
    /// The step.
    pub step: LeaveStep,
    /// It is taken about leaves of more days than this.
    pub over_days: i64,
}

/// A set of leave rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveRules {
    /// Its head.
    pub head: RuleSetHead,
    /// Months by which a training may end later than its curriculum says.
    pub longest_deferral_months: u32,
    /// A sick leave of more days than this needs a certificate.
    pub certificate_over_days: i64,
    /// Who decides, in order.
    pub steps: Vec<StepRule>,
    /// What leave does to the end of a training.
    pub rules: Vec<LeaveRule>,
}

impl LeaveRules {
    /// Whether a leave of so many days needs a certificate.
    #[must_use]
    pub fn needs_certificate(&self, kind: LeaveKind, days: i64) -> bool {
        kind == LeaveKind::Sick && days > self.certificate_over_days
    }
}

/// A step, and where it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepAt {
    /// Which.
    pub step: LeaveStep,
    /// The department or institution; none for a supervisor's.
    pub place_id: Option<Uuid>,
    /// The institutions at which a role lets somebody take it: the department's own, and the school where nobody of the sending
    /// institution does.
    pub at: Vec<Uuid>,
}

/// Where a leave can be decided about.
#[derive(Clone, Copy, Debug)]
pub struct LeavePlaces {
    /// Whether anybody supervises her on its first day.
    pub is_supervised: bool,
    /// The department where she is then.
    pub department_id: Option<Uuid>,
    /// The institution of its base.
    pub base_institution_id: Option<Uuid>,
    /// Who sent her.
    pub sending_institution_id: Option<Uuid>,
    /// The school that enrolled her.
    pub school_id: Uuid,
}

impl LeavePlaces {
    /// Where a step is taken, and at which institutions a role lets somebody take it.
    fn of(&self, step: LeaveStep) -> (Option<Uuid>, Vec<Uuid>) {
        match step {
            LeaveStep::Supervisor => (None, Vec::new()),
            LeaveStep::Department => (self.department_id, self.base_institution_id.into_iter().collect()),
            LeaveStep::Base => (self.base_institution_id, self.base_institution_id.into_iter().collect()),
            LeaveStep::SendingInstitution => {
                let sender = self.sending_institution_id;
                (sender, sender.into_iter().chain([self.school_id]).collect())
            }
            LeaveStep::School => (Some(self.school_id), vec![self.school_id]),
        }
    }
}

/// Who decides about a leave of so many days, in order. A step for which there is nobody is left out, and an institution decides
/// once. Where nobody remains the school decides: no leave goes undecided.
#[must_use]
pub fn leave_steps(rules: &LeaveRules, days: i64, places: &LeavePlaces) -> Vec<StepAt> {
    let mut steps: Vec<StepAt> = Vec::new();
    for StepRule { step, .. } in rules.steps.iter().filter(|rule| rule.over_days < days) {
        let (place_id, at) = places.of(*step);
        let is_known = place_id.is_some() && steps.iter().any(|known| known.place_id == place_id);
        let is_there = place_id.is_some() || *step == LeaveStep::Supervisor && places.is_supervised;
        if is_there && !is_known {
            steps.push(StepAt { step: *step, place_id, at });
        }
    }
    if steps.is_empty() {
        let (place_id, at) = places.of(LeaveStep::School);
        steps.push(StepAt { step: LeaveStep::School, place_id, at });
    }
    steps
}

/// Most days of one leave.
pub const LONGEST_LEAVE_DAYS: i64 = 366;

/// What is wrong with the days of a leave in a training, which may begin no earlier than `earliest`.
#[must_use]
pub fn leave_day_problems(
    (starts_on, completion): (NaiveDate, NaiveDate),
    taken: &[Pause],
    earliest: NaiveDate,
    (first, last): Pause,
) -> Vec<(LeaveErrorCode, &'static str, Message)> {
    if last < first {
        let message = Message::new("enrolment-pause-order").with("first", first).with("last", last);
        return vec![(LeaveErrorCode::Invalid, "endsOn", message)];
    }
    let mut problems = Vec::new();
    for (path, day) in [("startsOn", first), ("endsOn", last)] {
        if !(starts_on..=completion).contains(&day) {
            let message = Message::new("enrolment-leave-outside").with("day", day);
            let message = message.with("begin", starts_on).with("end", completion);
            problems.push((LeaveErrorCode::OutsideTraining, path, message));
        }
    }
    if first < earliest && problems.is_empty() {
        let message = Message::new("enrolment-leave-late").with("day", first).with("earliest", earliest);
        problems.push((LeaveErrorCode::Invalid, "startsOn", message));
    }
    let days = days_of((first, last));
    if days > LONGEST_LEAVE_DAYS {
        let message =
            Message::new("enrolment-leave-long").with("days", days).with("most", LONGEST_LEAVE_DAYS);
        problems.push((LeaveErrorCode::Invalid, "endsOn", message));
    }
    if let Some(other) = taken.iter().find(|other| first <= other.1 && other.0 <= last) {
        let message = Message::new("enrolment-leave-overlap").with("first", other.0).with("last", other.1);
        problems.push((LeaveErrorCode::Overlap, "startsOn", message));
    }
    problems
}
