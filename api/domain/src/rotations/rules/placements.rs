//! When a trainee may be placed: everything that is wrong with a placement, at once.

use chrono::{Months, NaiveDate};
use platform::codes::Code as _;
use platform::error::{Name, Problem};
use platform::text::Message;
use uuid::Uuid;

use super::shares::{HeldStay, overlap_problems, share_problem};
use super::{Stay, full_stretches};
use crate::curricula::{Requirement, RequirementKind};
use crate::organisations::{Base, Capacities, Department, Term, hold_throughout};

platform::codes! {
    /// Why an act upon a placement is refused.
    pub enum PlacementErrorCode {
        /// Its days are in the wrong order, or too many.
        InvalidDates = "INVALID_DATES",
        /// It lies outside the training, or the training is over.
        OutsideTraining = "OUTSIDE_TRAINING",
        /// The department does not serve the requirement.
        RequirementMismatch = "REQUIREMENT_MISMATCH",
        /// The base is not accredited on all its days.
        NotAccredited = "NOT_ACCREDITED",
        /// The base is not accredited in the department's specialty on all its days.
        SpecialtyNotAccredited = "SPECIALTY_NOT_ACCREDITED",
        /// The base's institution is merged into another one by its last day.
        InstitutionMerged = "INSTITUTION_MERGED",
        /// This person cannot supervise there.
        SupervisorUnsuitable = "SUPERVISOR_UNSUITABLE",
        /// Its share of full time is none that a part-time stay has.
        PartTimeInvalid = "PART_TIME_INVALID",
        /// She is placed elsewhere on one of its days, for more than leaves room for it.
        Overlap = "OVERLAP",
        /// The department has no place left on one of its days.
        DepartmentFull = "DEPARTMENT_FULL",
        /// The supervisor has no place left on one of its days.
        SupervisorFull = "SUPERVISOR_FULL",
        /// A reason is missing or too long.
        ReasonInvalid = "REASON_INVALID",
        /// It is completed or cancelled already.
        NotPlanned = "NOT_PLANNED",
        /// It does not wait for an approval.
        NotDraft = "NOT_DRAFT",
        /// It does not wait for an override.
        NotProposed = "NOT_PROPOSED",
        /// An approval or an override takes somebody other than who planned it or asked for it, and other than the trainee.
        SecondPersonNeeded = "SECOND_PERSON_NEEDED",
        /// It cannot be moved there, or not from that day on.
        TransferUnsuitable = "TRANSFER_UNSUITABLE",
        /// The stays cannot be exchanged.
        SwapUnsuitable = "SWAP_UNSUITABLE",
        /// It cannot make up for that stay.
        MakeUpUnsuitable = "MAKE_UP_UNSUITABLE",
        /// Evidence that hangs on it waits for a review or is approved.
        EvidenceExists = "EVIDENCE_EXISTS",
        /// Somebody changed it in the meantime.
        Conflict = "CONFLICT",
    }
}

/// Longest placement, in months: longer than any rotation of the presets, and short enough to catch a wrong year.
pub const LONGEST_STAY_MONTHS: u32 = 24;

/// Trainees whom one supervisor has at once (GP base norms, 2021/2022 rubric: at most 2 GP trainees per supervisor).
pub const TRAINEES_PER_SUPERVISOR: usize = 2;

/// Longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

/// A stay of which another one is to make up what was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissedStay {
    /// Whether it serves the same requirement of the same training.
    pub serves_the_same: bool,
    /// Whether it takes place.
    pub takes_place: bool,
    /// Its last day.
    pub until: NaiveDate,
}

/// A placement that somebody wants, with the facts it is judged by.
#[derive(Clone, Debug)]
pub struct PlacementProposal<'a> {
    /// Its days.
    pub stay: Stay,
    /// Its share of full time in hundredths; full time when absent.
    pub part_time_percent: Option<i32>,
    /// The trainee.
    pub person_id: Uuid,
    /// Who is to supervise her.
    pub supervisor_id: Uuid,
    /// First and last day of her training.
    pub training: Stay,
    /// Whether the training goes on.
    pub is_training_active: bool,
    /// The requirement to be served, when it belongs to her curriculum version.
    pub requirement: Option<&'a Requirement>,
    /// The stay of which it is to make up what was missed.
    pub makes_up_for: Option<MissedStay>,
    /// Where.
    pub department: &'a Department,
    /// How many trainees it takes, by day.
    pub capacities: &'a Capacities,
    /// The department's base.
    pub base: &'a Base,
    /// The base's institution.
    pub institution: &'a Name,
    /// When the base is accredited in the department's specialty; absent where it is accredited in all of its departments.
    pub specialty: Option<&'a [Term]>,
    /// That the institution is merged into another one by the last day.
    pub merged: Option<Message>,
    /// Whether the supervisor teaches or works at that institution.
    pub is_teaching_there: bool,
    /// Her other placements.
    pub elsewhere: &'a [HeldStay],
    /// Placements of anybody in the department.
    pub in_department: &'a [Stay],
    /// Placements of anybody with the supervisor.
    pub with_supervisor: &'a [Stay],
}

type Problems = Vec<Problem<PlacementErrorCode>>;

fn named(name: &Name) -> (String, String) {
    (name.zh.clone(), name.en.clone())
}

/// Everything that stands against a placement; nothing when it may be booked. While its days or its share make no sense, what
/// depends on them is not judged.
#[must_use]
pub fn placement_problems(proposal: &PlacementProposal<'_>) -> Problems {
    let mut problems = requirement_problems(proposal);
    problems.extend(make_up_problem(proposal));
    let day_problems = day_problems(proposal.stay);
    let share_problem = share_problem(proposal.part_time_percent);
    if day_problems.is_empty() {
        problems.extend(calendar_problems(proposal));
        if share_problem.is_none() {
            problems.extend(overlap_problems(proposal.elsewhere, proposal.stay, proposal.part_time_percent));
        }
        problems.extend(supervisor_problems(proposal));
        problems.extend(place_problems(proposal));
    }
    problems.extend(day_problems);
    problems.extend(share_problem);
    problems
}

fn make_up_problem(proposal: &PlacementProposal<'_>) -> Option<Problem<PlacementErrorCode>> {
    let missed = proposal.makes_up_for?;
    let key = if !missed.serves_the_same {
        "rotations-make-up-other"
    } else if !missed.takes_place {
        "rotations-make-up-cancelled"
    } else if proposal.stay.from <= missed.until {
        "rotations-make-up-early"
    } else {
        return None;
    };
    let message = Message::new(key).with("end", missed.until);
    Some(Problem::new(PlacementErrorCode::MakeUpUnsuitable, "makesUpForId", message))
}

fn day_problems(stay: Stay) -> Problems {
    let Stay { from, until } = stay;
    let last = from.checked_add_months(Months::new(LONGEST_STAY_MONTHS)).and_then(|day| day.pred_opt());
    let message = if until < from {
        Message::new("common-dates-out-of-order")
            .with("field", ("轮转", "The placement"))
            .with("begin", from)
            .with("end", until)
    } else if last.is_none_or(|last| last < until) {
        Message::new("rotations-stay-too-long")
            .with("begin", from)
            .with("end", until)
            .with("limit", LONGEST_STAY_MONTHS)
    } else {
        return Vec::new();
    };
    vec![Problem::new(PlacementErrorCode::InvalidDates, "endsOn", message)]
}

fn calendar_problems(proposal: &PlacementProposal<'_>) -> Problems {
    let mut problems = Vec::new();
    if !proposal.stay.is_within(proposal.training) {
        let message = Message::new("rotations-outside-training")
            .with("begin", proposal.stay.from)
            .with("end", proposal.stay.until)
            .with("first", proposal.training.from)
            .with("last", proposal.training.until);
        problems.push(Problem::new(PlacementErrorCode::OutsideTraining, "startsOn", message));
    }
    let base = proposal.base;
    let until = base.accredited_until.unwrap_or(proposal.stay.until);
    if let Some(message) = &proposal.merged {
        let merged = PlacementErrorCode::InstitutionMerged;
        problems.push(Problem::new(merged, "departmentId", message.clone()));
    } else if !proposal.stay.is_within(Stay { from: base.accredited_on, until }) {
        let message = Message::new("rotations-not-accredited")
            .with("institution", named(proposal.institution))
            .with("begin", proposal.stay.from)
            .with("end", proposal.stay.until)
            .with("first", base.accredited_on);
        let message = match base.accredited_until {
            Some(last) => message.with("last", last),
            None => message.with("last", "…"),
        };
        problems.push(Problem::new(PlacementErrorCode::NotAccredited, "departmentId", message));
    }
    problems.extend(specialty_problem(proposal));
    problems
}

fn specialty_problem(proposal: &PlacementProposal<'_>) -> Option<Problem<PlacementErrorCode>> {
    let Stay { from, until } = proposal.stay;
    let terms = proposal.specialty?;
    if hold_throughout(terms, from, until) {
        return None;
    }
    let specialty = Message::keyed(format!("specialty-{}", proposal.department.specialty));
    let message = Message::new("rotations-specialty-not-accredited")
        .with("institution", named(proposal.institution))
        .with("specialty", specialty)
        .with("begin", from)
        .with("end", until);
    Some(Problem::new(PlacementErrorCode::SpecialtyNotAccredited, "departmentId", message))
}

fn requirement_problems(proposal: &PlacementProposal<'_>) -> Problems {
    let mut problems = Vec::new();
    if !proposal.is_training_active {
        let message = Message::new("rotations-training-over");
        problems.push(Problem::new(PlacementErrorCode::OutsideTraining, "enrolmentId", message));
    }
    let mismatch = |message| Problem::new(PlacementErrorCode::RequirementMismatch, "requirementId", message);
    let Some(requirement) = proposal.requirement else {
        problems.push(mismatch(Message::new("rotations-requirement-of-another-version")));
        return problems;
    };
    let name = named(&requirement.name);
    if requirement.kind != RequirementKind::TimeInDepartment {
        problems.push(mismatch(Message::new("rotations-requirement-no-time").with("requirement", name)));
        return problems;
    }
    let specialties = &requirement.rule.specialties;
    if !specialties.is_empty() && !specialties.contains(&proposal.department.specialty) {
        let label = |specialty: &String| Message::keyed(format!("specialty-{specialty}"));
        problems.push(mismatch(
            Message::new("rotations-requirement-specialty")
                .with("requirement", name.clone())
                .with("department", named(&proposal.department.name))
                .with("specialties", specialties.iter().map(label).collect::<Vec<_>>()),
        ));
    }
    if let Some(kind) = requirement.base_kind.filter(|kind| *kind != proposal.base.kind) {
        problems.push(mismatch(
            Message::new("rotations-requirement-base")
                .with("requirement", name)
                .with("institution", named(proposal.institution))
                .with("kind", kind.label()),
        ));
    }
    problems
}

fn supervisor_problems(proposal: &PlacementProposal<'_>) -> Problems {
    let unsuitable =
        |message| Problem::new(PlacementErrorCode::SupervisorUnsuitable, "supervisorId", message);
    if proposal.supervisor_id == proposal.person_id {
        return vec![unsuitable(Message::new("rotations-supervises-herself"))];
    }
    if !proposal.is_teaching_there {
        let message =
            Message::new("rotations-supervisor-elsewhere").with("institution", named(proposal.institution));
        return vec![unsuitable(message)];
    }
    full_stretches(proposal.with_supervisor, proposal.stay, TRAINEES_PER_SUPERVISOR)
        .into_iter()
        .map(|stretch| {
            let message = Message::new("rotations-supervisor-full")
                .with("begin", stretch.days.from)
                .with("end", stretch.days.until)
                .with("booked", stretch.booked)
                .with("limit", TRAINEES_PER_SUPERVISOR);
            Problem::new(PlacementErrorCode::SupervisorFull, "supervisorId", message)
        })
        .collect()
}

fn place_problems(proposal: &PlacementProposal<'_>) -> Problems {
    let Stay { from, until } = proposal.stay;
    let parts = proposal.capacities.within(from, until).into_iter().flat_map(|(from, until, capacity)| {
        let seats = usize::try_from(capacity).unwrap_or_default();
        let full = full_stretches(proposal.in_department, Stay { from, until }, seats);
        full.into_iter().map(move |stretch| (stretch, capacity))
    });
    parts
        .map(|(stretch, capacity)| {
            let message = Message::new("rotations-department-full")
                .with("department", named(&proposal.department.name))
                .with("begin", stretch.days.from)
                .with("end", stretch.days.until)
                .with("booked", stretch.booked)
                .with("capacity", capacity);
            Problem::new(PlacementErrorCode::DepartmentFull, "departmentId", message)
        })
        .collect()
}

/// Whether it says that places are taken, which a second person may override; nothing else can be overridden.
#[must_use]
pub fn is_about_places(problem: &Problem<PlacementErrorCode>) -> bool {
    matches!(problem.code, PlacementErrorCode::DepartmentFull | PlacementErrorCode::SupervisorFull)
}

/// Domain rule 6: whoever asked for an override does not grant it, nor does the trainee, under whichever of their
/// records; `granting` are the records of whoever wants to.
#[must_use]
pub fn second_person_problems(trainee: Uuid, asked_by: Uuid, granting: &[Uuid]) -> Problems {
    let needed = |key| Problem::new(PlacementErrorCode::SecondPersonNeeded, "placementId", Message::new(key));
    let asked = granting.contains(&asked_by).then(|| needed("rotations-override-same-person"));
    let own = granting.contains(&trainee).then(|| needed("rotations-override-own"));
    asked.into_iter().chain(own).collect()
}

/// What is wrong with a reason, the input's field `path`: 1 to 500 characters.
#[must_use]
pub fn reason_problem(path: &'static str, reason: &str) -> Option<Problem<PlacementErrorCode>> {
    let field = ("理由", "The reason");
    let message = if reason.trim().is_empty() {
        Message::new("common-required").with("field", field)
    } else if reason.chars().count() > LONGEST_REASON {
        Message::new("common-too-long").with("field", field).with("limit", LONGEST_REASON)
    } else {
        return None;
    };
    Some(Problem::new(PlacementErrorCode::ReasonInvalid, path, message))
}
