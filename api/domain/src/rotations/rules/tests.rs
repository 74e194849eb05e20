//! Each rule of the room with exact values, and the sweep against a count of every day.

use chrono::{DateTime, Days, NaiveDate, TimeZone as _, Utc};
use platform::codes::Code as _;
use platform::error::{Name, Problem};
use platform::text::Language;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::curricula::{Requirement, RequirementKind, Rule, Unit};
use crate::organisations::{Base, BaseKind, Capacities, Department};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn stay(from: &str, until: &str) -> Stay {
    Stay { from: day(from), until: day(until) }
}

/// An instant of local time.
fn at(text: &str) -> DateTime<Utc> {
    let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    LOCAL_ZONE.from_local_datetime(&naive).unwrap().with_timezone(&Utc)
}

fn interval(from: &str, until: &str) -> Interval {
    Interval { from: at(from), until: at(until) }
}

fn codes<C: Copy>(problems: &[Problem<C>]) -> Vec<C> {
    problems.iter().map(|problem| problem.code).collect()
}

fn sentences<C>(problems: &[Problem<C>]) -> Vec<String> {
    problems.iter().map(|problem| problem.message.render(Language::English)).collect()
}

#[test]
fn a_stay_counts_both_its_ends() {
    assert_eq!(stay("2026-03-01", "2026-03-31").days(), 31);
    assert_eq!(stay("2026-03-01", "2026-03-01").days(), 1);
    assert_eq!(stay("2026-03-02", "2026-03-01").days(), 0);
    assert_eq!(stay("2026-03-01", "2026-03-31").elapsed(day("2026-03-10")), 10);
    assert_eq!(stay("2026-03-01", "2026-03-31").elapsed(day("2026-04-10")), 31);
    assert_eq!(stay("2026-03-01", "2026-03-31").elapsed(day("2026-02-28")), 0);
}

#[test]
fn a_night_belongs_to_the_day_of_its_start_and_midnight_to_the_day_before() {
    let night = interval("2026-03-01 20:00", "2026-03-02 08:00");
    assert_eq!(night.credited_on(), day("2026-03-01"));
    assert_eq!(night.local_days(), stay("2026-03-01", "2026-03-02"));
    assert_eq!(night.minutes(), 720);
    assert_eq!(night.in_local_time(), "2026-03-01 20:00–2026-03-02 08:00");
    let evening = interval("2026-03-01 20:00", "2026-03-02 00:00");
    assert_eq!(evening.local_days(), stay("2026-03-01", "2026-03-01"));
}

#[test]
fn full_stretches_are_joined_and_say_the_most() {
    let booked = [
        stay("2026-01-01", "2026-03-10"),
        stay("2026-03-05", "2026-03-20"),
        stay("2026-03-21", "2026-03-25"),
        stay("2026-03-30", "2026-04-30"),
    ];
    let full = |capacity| full_stretches(&booked, stay("2026-03-01", "2026-03-31"), capacity);
    assert_eq!(
        full(1),
        [
            FullStretch { days: stay("2026-03-01", "2026-03-25"), booked: 2 },
            FullStretch { days: stay("2026-03-30", "2026-03-31"), booked: 1 },
        ]
    );
    assert_eq!(full(2), [FullStretch { days: stay("2026-03-05", "2026-03-10"), booked: 2 }]);
    assert_eq!(full(3), []);
    assert_eq!(full(0).len(), 1);
}

struct Scene {
    requirement: Requirement,
    department: Department,
    capacities: Capacities,
    base: Base,
    hospital: Name,
}

impl Scene {
    fn new() -> Self {
        let base_id = Uuid::from_u128(1);
        Self {
            requirement: Requirement {
                id: Uuid::from_u128(2),
                version_id: Uuid::from_u128(3),
                position: 1,
                code: "TCM_INTERNAL".to_owned(),
                kind: RequirementKind::TimeInDepartment,
                name: Name::new("中医内科", "TCM internal medicine"),
                unit: Unit::Day,
                target: 300,
                base_kind: Some(BaseKind::Clinical),
                activity: None,
                standard_requirement_id: None,
                rule: Rule { specialties: vec!["TCM_INTERNAL".to_owned()], ..Rule::default() },
            },
            department: Department {
                id: Uuid::from_u128(4),
                base_id,
                specialty: "TCM_INTERNAL".to_owned(),
                name: Name::new("呼吸科", "Pulmonology"),
                first_capacity: 4,
            },
            capacities: Capacities::new(4, Vec::new()),
            base: Base {
                id: base_id,
                institution_id: Uuid::from_u128(5),
                kind: BaseKind::Clinical,
                accredited_on: day("2020-01-01"),
                accredited_until: None,
            },
            hospital: Name::new("示例医院", "Sample Hospital"),
        }
    }

    fn proposal(&self) -> PlacementProposal<'_> {
        PlacementProposal {
            stay: stay("2026-03-01", "2026-03-31"),
            part_time_percent: None,
            person_id: Uuid::from_u128(6),
            supervisor_id: Uuid::from_u128(7),
            training: stay("2025-09-01", "2028-05-31"),
            is_training_active: true,
            requirement: Some(&self.requirement),
            makes_up_for: None,
            department: &self.department,
            capacities: &self.capacities,
            base: &self.base,
            institution: &self.hospital,
            specialty: None,
            merged: None,
            is_teaching_there: true,
            elsewhere: &[],
            in_department: &[],
            with_supervisor: &[],
        }
    }
}

#[test]
fn a_placement_that_fits_has_no_problem() {
    assert_eq!(placement_problems(&Scene::new().proposal()), []);
}

#[test]
fn a_full_department_is_named_with_its_days() {
    let scene = Scene::new();
    let booked = [stay("2026-02-01", "2026-04-30"); 4];
    let problems = placement_problems(&PlacementProposal { in_department: &booked, ..scene.proposal() });
    assert_eq!(codes(&problems), [PlacementErrorCode::DepartmentFull]);
    assert_eq!(
        sentences(&problems),
        ["department \"Pulmonology\" is full from 2026-03-01 to 2026-03-31 (4 of 4): \
          choose other days, raise its capacity, or give a reason to ask for an override"]
    );
    assert_eq!(
        problems[0].message.render(Language::Chinese),
        "科室“呼吸科”自 2026-03-01 至 2026-03-31 已满（4/4）：请另选时间，提高其容量，或写明理由申请特批"
    );
}

#[test]
fn a_supervisor_has_at_most_two_trainees() {
    let scene = Scene::new();
    let with = [stay("2026-03-01", "2026-03-15"), stay("2026-03-15", "2026-03-20")];
    let problems = placement_problems(&PlacementProposal { with_supervisor: &with, ..scene.proposal() });
    assert_eq!(codes(&problems), [PlacementErrorCode::SupervisorFull]);
    assert_eq!(
        sentences(&problems),
        ["the supervisor has 2 trainees from 2026-03-15 to 2026-03-15, and may have 2: \
             choose another one or other days, or give a reason to ask for an override"]
    );
    let apart = [stay("2026-03-01", "2026-03-15"), stay("2026-03-16", "2026-03-20")];
    assert_eq!(placement_problems(&PlacementProposal { with_supervisor: &apart, ..scene.proposal() }), []);
}

#[test]
fn everything_wrong_with_a_placement_is_said_at_once() {
    use PlacementErrorCode as Code;

    let mut scene = Scene::new();
    scene.department.specialty = "ENT".to_owned();
    scene.base.kind = BaseKind::Grassroots;
    scene.base.accredited_until = Some(day("2026-03-30"));
    let elsewhere = [HeldStay {
        stay: stay("2026-03-31", "2026-04-30"),
        part_time_percent: None,
        department: Name::new("急诊科", "Emergency"),
    }];
    let problems = placement_problems(&PlacementProposal {
        training: stay("2026-03-02", "2028-05-31"),
        is_training_active: false,
        is_teaching_there: false,
        elsewhere: &elsewhere,
        in_department: &[stay("2026-03-31", "2026-03-31"); 5],
        ..scene.proposal()
    });
    assert_eq!(
        codes(&problems),
        [
            Code::OutsideTraining,
            Code::RequirementMismatch,
            Code::RequirementMismatch,
            Code::OutsideTraining,
            Code::NotAccredited,
            Code::Overlap,
            Code::SupervisorUnsuitable,
            Code::DepartmentFull,
        ]
    );
}

#[test]
fn a_requirement_of_another_version_or_kind_takes_no_placement() {
    let mut scene = Scene::new();
    scene.requirement.kind = RequirementKind::ActivityHalfDays;
    assert_eq!(codes(&placement_problems(&scene.proposal())), [PlacementErrorCode::RequirementMismatch]);
    let unknown = PlacementProposal { requirement: None, ..scene.proposal() };
    assert_eq!(codes(&placement_problems(&unknown)), [PlacementErrorCode::RequirementMismatch]);
}

#[test]
fn days_out_of_order_or_beyond_two_years_are_refused_alone() {
    let scene = Scene::new();
    for (from, until, allowed) in [
        ("2026-03-02", "2026-03-01", false),
        ("2026-01-01", "2027-12-31", true),
        ("2026-01-01", "2028-01-01", false),
    ] {
        let problems = placement_problems(&PlacementProposal { stay: stay(from, until), ..scene.proposal() });
        let expected: &[PlacementErrorCode] = if allowed { &[] } else { &[PlacementErrorCode::InvalidDates] };
        assert_eq!(codes(&problems), expected, "{from} to {until}");
    }
}

#[test]
fn nobody_supervises_herself() {
    let scene = Scene::new();
    let proposal = PlacementProposal { supervisor_id: Uuid::from_u128(6), ..scene.proposal() };
    assert_eq!(codes(&placement_problems(&proposal)), [PlacementErrorCode::SupervisorUnsuitable]);
}

#[test]
fn a_cancellation_needs_a_reason() {
    assert!(reason_problem("reason", "  ").is_some());
    assert!(reason_problem("reason", &"x".repeat(LONGEST_REASON + 1)).is_some());
    assert_eq!(reason_problem("reason", &"因".repeat(LONGEST_REASON)), None);
}

fn duty(interval: Interval) -> HoursProposal<'static> {
    HoursProposal {
        interval,
        activity: Activity::Duty,
        kind: None,
        note: "",
        key: None,
        source: (day("2026-03-01"), Some(day("2026-03-31"))),
        is_source_live: true,
        accepts: Activity::OF_A_PLACEMENT,
        now: at("2026-03-31 12:00"),
        backdating_days: 30,
        held: &[],
        elsewhere: &[],
    }
}

#[test]
fn rule_3_an_interval_lies_within_its_placement() {
    let fits = [
        ("2026-03-01 00:00", "2026-03-01 08:00"),
        ("2026-03-30 20:00", "2026-03-31 08:00"),
        ("2026-03-31 08:00", "2026-03-31 12:00"),
    ];
    for (from, until) in fits {
        assert_eq!(hours_problems(&duty(interval(from, until))), [], "{from}");
    }
    let late = HoursProposal {
        now: at("2026-04-01 12:00"),
        ..duty(interval("2026-03-31 20:00", "2026-04-01 00:00"))
    };
    assert_eq!(hours_problems(&late), []);
    let beyond = HoursProposal { interval: interval("2026-03-31 20:00", "2026-04-01 00:01"), ..late };
    assert_eq!(codes(&hours_problems(&beyond)), [HoursErrorCode::OutsideSource]);
    let before = duty(interval("2026-02-28 23:59", "2026-03-01 08:00"));
    assert_eq!(
        codes(&hours_problems(&HoursProposal { backdating_days: 31, ..before })),
        [HoursErrorCode::OutsideSource]
    );
}

#[test]
fn rule_3_an_interval_is_over_and_at_most_24_hours() {
    use HoursErrorCode as Code;
    let cases: [(&str, &str, &[Code]); 6] = [
        ("2026-03-30 08:00", "2026-03-31 08:00", &[]),
        ("2026-03-30 08:00", "2026-03-31 08:01", &[Code::TooLong]),
        ("2026-03-31 08:00", "2026-03-31 12:01", &[Code::InFuture]),
        ("2026-03-10 08:00", "2026-03-10 08:00", &[Code::InvalidInterval]),
        ("2026-03-10 08:00", "2026-03-10 07:00", &[Code::InvalidInterval]),
        ("2026-03-30 08:00", "2026-03-31 13:00", &[Code::TooLong, Code::InFuture]),
    ];
    for (from, until, expected) in cases {
        assert_eq!(codes(&hours_problems(&duty(interval(from, until)))), expected, "{from} to {until}");
    }
    let mut seconds = interval("2026-03-10 08:00", "2026-03-10 09:00");
    seconds.until += chrono::Duration::seconds(1);
    assert_eq!(codes(&hours_problems(&duty(seconds))), [Code::InvalidInterval]);
}

#[test]
fn hours_are_entered_within_the_backdating_days() {
    let entry = duty(interval("2026-03-10 08:00", "2026-03-10 12:00"));
    assert_eq!(hours_problems(&HoursProposal { backdating_days: 21, ..entry.clone() }), []);
    let late = HoursProposal { backdating_days: 20, ..entry };
    assert_eq!(codes(&hours_problems(&late)), [HoursErrorCode::TooLate]);
}

#[test]
fn rule_3_times_that_other_entries_hold_are_refused_and_named() {
    let held = [
        interval("2026-03-10 06:00", "2026-03-10 08:00"),
        interval("2026-03-10 11:59", "2026-03-10 13:00"),
        interval("2026-03-10 12:00", "2026-03-10 13:00"),
    ];
    let entry = HoursProposal { held: &held, ..duty(interval("2026-03-10 08:00", "2026-03-10 12:00")) };
    let problems = hours_problems(&entry);
    assert_eq!(codes(&problems), [HoursErrorCode::Overlap]);
    assert_eq!(
        sentences(&problems),
        ["2026-03-10 08:00–12:00 overlaps hours entered before (2026-03-10 11:59–13:00): \
          correct those, or enter other times"]
    );
}

#[test]
fn the_activity_belongs_to_what_the_hours_are_entered_for() {
    let entry = duty(interval("2026-03-10 08:00", "2026-03-10 12:00"));
    for accepts in [Activity::OF_A_MASTER, &[]] {
        let problems = hours_problems(&HoursProposal { accepts, ..entry.clone() });
        assert_eq!(codes(&problems), [HoursErrorCode::ActivityMismatch]);
    }
    assert_eq!(Activity::Duty.layer(), Layer::Duty);
    assert_eq!(Activity::FollowingMaster.layer(), Layer::Alongside);
    assert_eq!(Activity::OnCallInHouse.layer(), Layer::Duty);
    assert_eq!(Activity::OnCallHome.layer(), Layer::StandBy);
    for activity in Activity::OF_A_PLACEMENT {
        assert_eq!(hours_problems(&HoursProposal { activity: *activity, ..entry.clone() }), []);
    }
}

fn leaving() -> ExitProposal<'static> {
    ExitProposal {
        stay: stay("2026-03-01", "2026-03-31"),
        status: PlacementStatus::Planned,
        absence_days: 0,
        leave_days: 0,
        summary: "x",
        has_live_exit: false,
        today: day("2026-03-31"),
    }
}

#[test]
fn an_exit_is_handed_in_from_the_last_day_on() {
    assert_eq!(exit_problems(&leaving()), []);
    let early = ExitProposal { today: day("2026-03-30"), ..leaving() };
    assert_eq!(codes(&exit_problems(&early)), [PlacementExitErrorCode::NotOver]);
}

#[test]
fn absence_is_at_most_the_whole_stay() {
    for (absence_days, fits) in [(-1, false), (0, true), (31, true), (32, false)] {
        let problems = exit_problems(&ExitProposal { absence_days, ..leaving() });
        let expected: &[PlacementExitErrorCode] =
            if fits { &[] } else { &[PlacementExitErrorCode::AbsenceInvalid] };
        assert_eq!(codes(&problems), expected, "{absence_days}");
    }
}

#[test]
fn a_placement_has_one_live_exit_and_a_summary() {
    use PlacementExitErrorCode as Code;
    let again = ExitProposal { has_live_exit: true, status: PlacementStatus::Completed, ..leaving() };
    assert_eq!(codes(&exit_problems(&again)), [Code::AlreadySubmitted]);
    let cancelled = ExitProposal { status: PlacementStatus::Cancelled, summary: " ", ..leaving() };
    assert_eq!(codes(&exit_problems(&cancelled)), [Code::NotPlanned, Code::SummaryInvalid]);
    let long = "长".repeat(LONGEST_SUMMARY + 1);
    assert_eq!(codes(&exit_problems(&ExitProposal { summary: &long, ..leaving() })), [Code::SummaryInvalid]);
}

fn some_stay() -> impl Strategy<Value = Stay> {
    (0_u64..60, 0_u64..20).prop_map(|(first, length)| {
        let from = day("2026-01-01") + Days::new(first);
        Stay { from, until: from + Days::new(length) }
    })
}

fn some_interval() -> impl Strategy<Value = Interval> {
    (0_i64..40, 1_i64..10).prop_map(|(from, length)| {
        let from = at("2026-01-01 00:00") + chrono::Duration::minutes(from);
        Interval { from, until: from + chrono::Duration::minutes(length) }
    })
}

proptest! {
    #[test]
    fn the_sweep_counts_as_every_day_does(
        booked in prop::collection::vec(some_stay(), 0..12),
        wanted in some_stay(),
        capacity in 0_usize..5,
    ) {
        let days: Vec<NaiveDate> = wanted.from.iter_days().take_while(|day| *day <= wanted.until).collect();
        let there = |day: NaiveDate| booked.iter().filter(|stay| stay.from <= day && day <= stay.until).count();
        let stretches = full_stretches(&booked, wanted, capacity);
        for day in &days {
            let is_full = stretches.iter().any(|full| full.days.from <= *day && *day <= full.days.until);
            prop_assert_eq!(is_full, there(*day) >= capacity, "{}", day);
        }
        for full in &stretches {
            prop_assert!(full.days.is_within(wanted));
            let most = days.iter().filter(|day| full.days.overlaps(Stay { from: **day, until: **day }));
            prop_assert_eq!(full.booked, most.map(|day| there(*day)).max().unwrap());
        }
        for pair in stretches.windows(2) {
            prop_assert!(pair[0].days.until.succ_opt().unwrap() < pair[1].days.from, "stretches are joined");
        }
    }

    #[test]
    fn intervals_overlap_when_they_share_a_minute(one in some_interval(), other in some_interval()) {
        let minutes = |interval: Interval| {
            (0..interval.minutes()).map(move |minute| interval.from + chrono::Duration::minutes(minute))
        };
        let shared = minutes(one).any(|minute| minutes(other).any(|other| other == minute));
        prop_assert_eq!(one.overlaps(other), shared);
        prop_assert_eq!(other.overlaps(one), shared);
        let both = one.spanning(other);
        prop_assert!(both.from <= one.from && one.until <= both.until);
        prop_assert!(both.from <= other.from && other.until <= both.until);
    }
}

#[test]
fn rule_6_an_override_takes_two_people_and_neither_is_the_trainee() {
    let [trainee, secretary, director, joined] = [1, 2, 3, 4].map(Uuid::from_u128);
    let needed = PlacementErrorCode::SecondPersonNeeded;
    assert_eq!(codes(&second_person_problems(trainee, secretary, &[director])), []);
    assert_eq!(codes(&second_person_problems(trainee, secretary, &[secretary])), [needed]);
    assert_eq!(codes(&second_person_problems(trainee, joined, &[director, joined])), [needed]);
    assert_eq!(codes(&second_person_problems(trainee, secretary, &[trainee])), [needed]);
}

#[test]
fn every_refusal_of_evidence_has_its_word_here() {
    use crate::evidence::{ApprovalErrorCode, EvidenceErrorCode, PortfolioErrorCode};
    // What counts by decision alone is refused in the portfolio and among many, and nowhere else.
    let granted = [EvidenceErrorCode::ProofMissing, EvidenceErrorCode::TooLong];
    for code in EvidenceErrorCode::ALL {
        let word = code.code();
        assert!(PortfolioErrorCode::parse(word).is_some(), "{word}");
        if granted.contains(code) {
            assert!(ApprovalErrorCode::parse(word).is_some(), "{word}");
            continue;
        }
        assert!(HoursErrorCode::parse(word).is_some(), "{word}");
        assert!(CaseErrorCode::parse(word).is_some(), "{word}");
        assert!(PlacementExitErrorCode::parse(word).is_some(), "{word}");
    }
}
