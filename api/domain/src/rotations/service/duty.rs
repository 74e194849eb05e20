//! Duty hours judged: of one's own trainings, and of an institution's rotas.
//!
//! A trainee sees at once what exceeds a rule. A director sees how often that happens, by department and rule and by nobody's
//! name: what is to be changed is the rota. Nothing is said of hours that were not entered.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use platform::Platform;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::Message;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::rules::duty::{
    DutyBreach, DutyRecord, DutyRules, LONGEST_DUTY_PERIOD_DAYS, REST_REACHES_DAYS, Term, duty_average,
    duty_breaches, duty_intervals, duty_sentence, duty_weeks, sets_in_force,
};
use super::super::rules::{Activity, Interval, LOCAL_ZONE, Stay};
use crate::enrolment::{self, Enrolment, EnrolmentStatus, Leave};
use crate::evidence::{self, HoursOf, LiveHours};
use crate::identity::{self, Act, Permit, Scope, SystemReason, Viewer};
use crate::organisations;
use crate::rule_sets::{self, Rules as _};

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

/// Fewest trainees whose number is told.
pub const FEWEST_TOLD: usize = 3;

/// First and last day.
pub type Period = (NaiveDate, NaiveDate);

/// A set of rules that judges, and the days on which it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgingRules {
    /// The set; none for the one that comes with the system.
    pub set_id: Option<Uuid>,
    /// Its rules.
    pub rules: Arc<DutyRules>,
    first: NaiveDate,
    last: NaiveDate,
}

/// A breach, and the set it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedBreach {
    /// The set.
    pub set: Arc<JudgingRules>,
    /// What exceeds it.
    pub breach: DutyBreach,
}

impl JudgedBreach {
    /// In one sentence: what, which clause, how much, and when.
    #[must_use]
    pub fn sentence(&self) -> Option<Message> {
        duty_sentence(&self.set.rules, &self.breach, LOCAL_ZONE)
    }
}

/// Where a rule's average stands at the end of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingAverage {
    /// The set.
    pub set: Arc<JudgingRules>,
    /// Place of the rule in it.
    pub rule: usize,
    /// Minutes a week.
    pub minutes: i64,
}

/// The duty hours of a training in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyHours {
    /// The training.
    pub enrolment_id: Uuid,
    /// The days judged: up to the present one.
    pub period: Period,
    /// Minutes by the Monday of their week.
    pub weeks: Vec<(NaiveDate, i64)>,
    /// Averages that end with the period.
    pub averages: Vec<StandingAverage>,
    /// What exceeds a rule, by time.
    pub breaches: Vec<JudgedBreach>,
}

/// The period that is judged: up to the present day.
fn judged_period(platform: &Platform, (from, until): Period) -> Result<Period, Error> {
    if until < from {
        let message = Message::new("rotations-duty-period-order").with("from", from).with("until", until);
        return Err(Error::BadInput(message));
    }
    if (until - from).num_days() >= LONGEST_DUTY_PERIOD_DAYS {
        let message = Message::new("rotations-duty-period-long").with("from", from).with("until", until);
        return Err(Error::BadInput(message.with("limit", LONGEST_DUTY_PERIOD_DAYS)));
    }
    Ok((from, until.min(platform.clock.today(LOCAL_ZONE))))
}

/// The sets that judge the trainees of each institution in a period: one statement.
async fn judging(
    connection: &impl ConnectionTrait,
    institutions: &BTreeSet<Uuid>,
    period: Period,
) -> Result<HashMap<Uuid, Vec<Arc<JudgingRules>>>, Error> {
    let institutions: Vec<Uuid> = institutions.iter().copied().collect();
    let known = rule_sets::sets_of::<DutyRules>(connection, &institutions, Some(period.1)).await?;
    let of = |institution_id: Uuid| {
        let own: Vec<_> = known.iter().filter(|set| set.institution_id == institution_id).collect();
        let holds: Vec<_> = own.iter().map(|set| (set.starts_on, set.ends_on)).collect();
        let in_force = sets_in_force(&holds, period).into_iter().filter_map(|(place, first, last)| {
            let set = place.and_then(|place| own.get(place));
            let rules = set.map_or_else(DutyRules::usual, |set| Some(Arc::clone(&set.rules)))?;
            let last = rules.head.valid_until.map_or(last, |valid| valid.min(last));
            let first = first.max(rules.head.valid_from);
            Some(Arc::new(JudgingRules { set_id: set.map(|set| set.id), rules, first, last }))
        });
        in_force.collect()
    };
    Ok(institutions.into_iter().map(|institution_id| (institution_id, of(institution_id))).collect())
}

/// The days whose hours are needed to judge a period.
fn looked_at<'a>(sets: impl Iterator<Item = &'a Arc<JudgingRules>>, (from, until): Period) -> Period {
    let earliest = sets.filter_map(|set| from.checked_sub_days(set.rules.looks_back())).min();
    (earliest.unwrap_or(from), until.checked_add_days(Days::new(REST_REACHES_DAYS)).unwrap_or(until))
}

fn instants((first, last): Period) -> std::ops::Range<DateTime<Utc>> {
    let start = |day: NaiveDate| {
        let local = day.and_time(NaiveTime::MIN).and_local_timezone(LOCAL_ZONE).earliest();
        local.map_or_else(|| day.and_time(NaiveTime::MIN).and_utc(), |local| local.to_utc())
    };
    start(first)..start(last.succ_opt().unwrap_or(last))
}

/// What one person worked, ready to be judged.
fn record(hours: &[&LiveHours], leave: &[Stay], days: Period) -> DutyRecord {
    let entered: Vec<(Interval, Activity)> = hours
        .iter()
        .filter_map(|entry| {
            let interval = Interval { from: entry.starts_at, until: entry.ends_at };
            Some((interval, Activity::parse(&entry.activity)?))
        })
        .collect();
    DutyRecord::new(LOCAL_ZONE, &duty_intervals(&entered), leave, days)
}

fn judged(sets: &[Arc<JudgingRules>], record: &DutyRecord, (from, until): Period) -> Vec<JudgedBreach> {
    let of = |set: &Arc<JudgingRules>| {
        let term = Term { since: set.first, from, until: until.min(set.last) };
        let found = duty_breaches(&set.rules.rules, record, term);
        found.into_iter().map(|breach| JudgedBreach { set: Arc::clone(set), breach }).collect::<Vec<_>>()
    };
    let mut breaches: Vec<JudgedBreach> = sets.iter().flat_map(of).collect();
    breaches.sort_by_key(|judged| (judged.breach.from, judged.breach.until));
    breaches
}

/// Pauses of trainings at one institution, and the approved leave of their trainee, which is time off whichever training she took it
/// from. With several trainings a pause of one is no time off.
fn leave_of(enrolments: &[&Enrolment], taken: &[&Leave]) -> Vec<Stay> {
    let pauses = match enrolments {
        [only] => only.pauses.as_slice(),
        _ => &[],
    };
    let spans = pauses.iter().copied().chain(taken.iter().map(|leave| leave.span()));
    spans.map(|(from, until)| Stay { from, until }).collect()
}

/// The duty hours of the viewer's own trainings among these, in a period: four statements, whatever their number. Of others
/// nothing is told.
///
/// # Errors
/// `BadInput` for a period that ends before it begins or is longer than 400 days.
pub async fn duty_hours(
    platform: &Platform,
    viewer: &Viewer,
    enrolments: &[Uuid],
    period: Period,
) -> Result<Vec<DutyHours>, Error> {
    let period = judged_period(platform, period)?;
    let reader = platform.database.reader();
    let mut own = enrolment::find_enrolments(reader, viewer.scope(), enrolments).await?;
    own.retain(|enrolment| enrolment.person_id == viewer.person_id);
    let institutions: BTreeSet<Uuid> = own.iter().map(|enrolment| enrolment.institution_id).collect();
    let sets = judging(reader, &institutions, period).await?;
    let days = looked_at(sets.values().flatten(), period);
    let whose = HoursOf::People(std::slice::from_ref(&viewer.person_id));
    let hours = evidence::live_hours(reader, viewer.scope(), whose, instants(days)).await?;
    let hours: Vec<&LiveHours> = hours.iter().collect();
    let taken = enrolment::approved_leaves(reader, &[viewer.person_id]).await?;
    let taken: Vec<&Leave> = taken.iter().collect();
    let of = |enrolment: &Enrolment| {
        let sets = sets.get(&enrolment.institution_id).map_or(&[][..], Vec::as_slice);
        let record = record(&hours, &leave_of(&[enrolment], &taken), days);
        DutyHours {
            enrolment_id: enrolment.id,
            period,
            weeks: duty_weeks(&record, period),
            averages: averages(sets, &record, period),
            breaches: judged(sets, &record, period),
        }
    };
    Ok(own.iter().map(of).collect())
}

fn averages(sets: &[Arc<JudgingRules>], record: &DutyRecord, (from, until): Period) -> Vec<StandingAverage> {
    let still = sets.iter().filter(|set| set.last >= until);
    let of = |set: &Arc<JudgingRules>| {
        let term = Term { since: set.first, from, until };
        let average = |(rule, asked)| {
            let minutes = duty_average(asked, record, term)?;
            Some(StandingAverage { set: Arc::clone(set), rule, minutes })
        };
        set.rules.rules.iter().enumerate().filter_map(average).collect::<Vec<_>>()
    };
    still.flat_map(of).collect()
}

/// How often a rule was exceeded in a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyCount {
    /// The set.
    pub set: Arc<JudgingRules>,
    /// Place of the rule in it.
    pub rule: usize,
    /// How often.
    pub breaches: i64,
}

/// What a department's rota did in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRow {
    /// The department.
    pub department_id: Uuid,
    /// Trainees with hours there; nothing when they are too few to be told.
    pub trainees: Option<i64>,
    /// How often each rule was exceeded; nothing of those that were kept.
    pub counts: Vec<DutyCount>,
}

/// What an institution's rotas did in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyReport {
    /// The days judged: up to the present one.
    pub period: Period,
    /// Weeks that they touch.
    pub weeks: i64,
    /// By department, most breaches first.
    pub rows: Vec<DutyRow>,
}

/// What is known of one trainee.
#[derive(Default)]
struct Record<'a> {
    enrolments: Vec<&'a Enrolment>,
    hours: Vec<&'a LiveHours>,
    leaves: Vec<&'a Leave>,
}

#[derive(Default)]
struct Rota {
    trainees: BTreeSet<Uuid>,
    counts: BTreeMap<(Option<Uuid>, NaiveDate, usize), DutyCount>,
}

/// How often rules were exceeded where an institution's trainees work, or in the departments of a base: seven statements, whatever
/// the number of trainees. A breach counts in each department in which hours of it were worked. Nobody is named.
///
/// # Errors
/// `Forbidden` without a role that answers for the institution; `NotFound` when there is none; `BadInput` for a period that ends
/// before it begins or is longer than 400 days.
pub async fn duty_report(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    period: Period,
) -> Result<DutyReport, Error> {
    Permit::at(viewer, Act::DutyReportRead, &[institution_id])?;
    let period = judged_period(platform, period)?;
    let reader = platform.database.reader();
    organisations::institution(reader, institution_id).await?;
    let learners = || identity::learners_at(institution_id, period.0, period.1);
    let mut enrolments = enrolment::enrolments_among(reader, PERMITTED, learners()).await?;
    enrolments.retain(|enrolment| enrolment.status != EnrolmentStatus::Merged);
    let institutions: BTreeSet<Uuid> = enrolments.iter().map(|enrolment| enrolment.institution_id).collect();
    let sets = judging(reader, &institutions, period).await?;
    let days = looked_at(sets.values().flatten(), period);
    let hours =
        evidence::live_hours(reader, PERMITTED, HoursOf::Among(Box::new(learners())), instants(days)).await?;
    let departments: BTreeSet<Uuid> = hours.iter().filter_map(|entry| entry.department_id).collect();
    let departments: Vec<Uuid> = departments.into_iter().collect();
    let houses = organisations::houses(reader, &departments).await?;
    let leaves = enrolment::approved_leaves_among(reader, learners()).await?;
    let mut people: HashMap<Uuid, Record<'_>> = HashMap::new();
    for enrolment in &enrolments {
        people.entry(enrolment.person_id).or_default().enrolments.push(enrolment);
    }
    for entry in &hours {
        people.entry(entry.person_id).or_default().hours.push(entry);
    }
    for leave in &leaves {
        people.entry(leave.person_id).or_default().leaves.push(leave);
    }
    let mut rotas: HashMap<Uuid, Rota> = HashMap::new();
    for (person_id, of) in &people {
        let hours = &of.hours;
        let is_ours = of.enrolments.iter().any(|enrolment| enrolment.institution_id == institution_id);
        let is_told = |department_id: Uuid| is_ours || houses.get(&department_id) == Some(&institution_id);
        let within = |from: DateTime<Utc>, until: DateTime<Utc>| {
            let shared = hours.iter().filter(move |entry| entry.starts_at < until && from < entry.ends_at);
            let departments: BTreeSet<Uuid> = shared.filter_map(|entry| entry.department_id).collect();
            departments.into_iter().filter(|key| is_told(*key))
        };
        let judged_days = instants(period);
        for department_id in within(judged_days.start, judged_days.end) {
            rotas.entry(department_id).or_default().trainees.insert(*person_id);
        }
        for found in breaches_of(of, (&sets, is_ours.then_some(institution_id)), (days, period)) {
            for department_id in within(found.breach.from, found.breach.until) {
                rotas.entry(department_id).or_default().count(&found);
            }
        }
    }
    Ok(DutyReport { period, weeks: weeks_of(period), rows: rows(rotas) })
}

impl Rota {
    fn count(&mut self, found: &JudgedBreach) {
        let key = (found.set.set_id, found.set.first, found.breach.rule);
        let (set, rule) = (Arc::clone(&found.set), found.breach.rule);
        self.counts.entry(key).or_insert(DutyCount { set, rule, breaches: 0 }).breaches += 1;
    }
}

/// What one person's hours exceed, by the sets of each institution where she is in training, or of one of them alone.
fn breaches_of(
    Record { enrolments, hours, leaves }: &Record<'_>,
    (sets, only): (&HashMap<Uuid, Vec<Arc<JudgingRules>>>, Option<Uuid>),
    (days, period): (Period, Period),
) -> Vec<JudgedBreach> {
    let schools: BTreeSet<Uuid> = enrolments.iter().map(|enrolment| enrolment.institution_id).collect();
    let mut breaches = Vec::new();
    for school in schools.into_iter().filter(|school| only.is_none_or(|only| only == *school)) {
        let theirs: Vec<&Enrolment> =
            enrolments.iter().copied().filter(|enrolment| enrolment.institution_id == school).collect();
        let record = record(hours, &leave_of(&theirs, leaves), days);
        breaches.extend(judged(sets.get(&school).map_or(&[][..], Vec::as_slice), &record, period));
    }
    breaches
}

fn rows(rotas: HashMap<Uuid, Rota>) -> Vec<DutyRow> {
    let row = |(department_id, rota): (Uuid, Rota)| DutyRow {
        department_id,
        trainees: (rota.trainees.len() >= FEWEST_TOLD)
            .then(|| i64::try_from(rota.trainees.len()).unwrap_or(i64::MAX)),
        counts: rota.counts.into_values().collect(),
    };
    let mut rows: Vec<DutyRow> = rotas.into_iter().map(row).collect();
    let sum = |row: &DutyRow| row.counts.iter().map(|count| count.breaches).sum::<i64>();
    rows.sort_by_key(|row| (std::cmp::Reverse(sum(row)), row.department_id));
    rows
}

/// Weeks that a period touches.
fn weeks_of((from, until): Period) -> i64 {
    let monday = |day: NaiveDate| day.week(chrono::Weekday::Mon).first_day();
    ((monday(until) - monday(from)).num_days() / 7 + 1).max(0)
}
