//! Each figure of a norm, reckoned from what is recorded about a base.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{Months, NaiveDate};
use platform::text::Message;
use uuid::Uuid;

use super::{BaseFacts, BaseFigureKind, Days, LoggedDay, Measure, Norm, SeenStay, WHOLE, window};

/// A figure with what explains that it is out of its bounds, or the reason for which there is none.
pub(super) enum Measured {
    Figure(i64, Option<Message>),
    Unknown(BaseFigureKind),
    NotAsked(Message),
}

fn share(part: usize, whole: usize) -> i64 {
    let (part, whole) = (i64::try_from(part).unwrap_or(i64::MAX), i64::try_from(whole).unwrap_or(i64::MAX));
    part.saturating_mul(WHOLE).checked_div(whole).unwrap_or_default()
}

fn count(number: usize) -> i64 {
    share(number, 1)
}

fn nobody() -> Measured {
    Measured::NotAsked(Message::new("oversight-norm-nobody"))
}

pub(super) fn measured(norm: &Norm, facts: &BaseFacts, on: NaiveDate) -> Measured {
    match &norm.measure {
        Measure::TraineesPerSupervisor => trainees_per_supervisor(facts, on, norm.at_most),
        Measure::QualifiedSupervisors(wanted) => {
            let held = facts.qualified_here.iter().filter(|(_, kind, held)| kind == wanted && held.is_on(on));
            let people: HashSet<Uuid> = held.map(|(person, ..)| *person).collect();
            Measured::Figure(count(people.len()), None)
        }
        Measure::SupervisorsQualified => supervisors_qualified(facts, on),
        Measure::Visits(months) => visits(facts, on, *months),
        Measure::MonthsWithoutVisit(months) => months_without(facts, on, *months),
        Measure::SessionGap(activity, months) => session_gap(facts, activity, window(on, *months)),
        Measure::BedsPerTrainee => match facts.declared.get(&BaseFigureKind::Beds) {
            None => Measured::Unknown(BaseFigureKind::Beds),
            Some(beds) => {
                let trainees: HashSet<Uuid> = present(facts, on).map(|stay| stay.person_id).collect();
                if trainees.is_empty() {
                    return nobody();
                }
                Measured::Figure(share(usize::try_from(*beds).unwrap_or_default(), trainees.len()), None)
            }
        },
        Measure::ConsultationsADay(months) => consultations(facts, window(on, *months)),
        Measure::LogCompletion(months) => log_completion(facts, window(on, *months)),
        Measure::Declared(kind) => facts
            .declared
            .get(kind)
            .map_or(Measured::Unknown(*kind), |value| Measured::Figure(value.saturating_mul(WHOLE), None)),
    }
}

fn holds(days: Days, on: NaiveDate) -> bool {
    days.0 <= on && on <= days.1
}

fn present(facts: &BaseFacts, on: NaiveDate) -> impl Iterator<Item = &SeenStay> {
    facts.stays.iter().filter(move |stay| holds(stay.days, on))
}

fn trainees_per_supervisor(facts: &BaseFacts, on: NaiveDate, most: Option<i64>) -> Measured {
    let mut having: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
    for stay in present(facts, on) {
        having.entry(stay.supervisor_id).or_default().insert(stay.person_id);
    }
    let Some(largest) = having.values().map(HashSet::len).max() else { return nobody() };
    let most = most.unwrap_or(i64::MAX);
    let beyond = having.values().filter(|trainees| i64::try_from(trainees.len()).is_ok_and(|n| most < n));
    let because = Message::new("oversight-norm-supervisors-full").with("count", beyond.count());
    Measured::Figure(count(largest), Some(because.with("most", most)))
}

fn supervisors_qualified(facts: &BaseFacts, on: NaiveDate) -> Measured {
    let supervisors: HashSet<Uuid> = present(facts, on).map(|stay| stay.supervisor_id).collect();
    if supervisors.is_empty() {
        return nobody();
    }
    let holding: HashSet<Uuid> =
        facts.qualified.iter().filter(|(_, held)| held.is_on(on)).map(|(person, _)| *person).collect();
    let qualified = supervisors.intersection(&holding).count();
    let because = Message::new("oversight-norm-unqualified").with("count", supervisors.len() - qualified);
    let because = because.with("all", supervisors.len());
    Measured::Figure(share(qualified * 100, supervisors.len()), Some(because))
}

/// Whoever was accredited later than the window begins is not asked yet.
fn too_young(facts: &BaseFacts, first: NaiveDate) -> Option<Measured> {
    let why = Message::new("oversight-norm-young").with("day", facts.accredited_on);
    (first < facts.accredited_on).then_some(Measured::NotAsked(why))
}

fn visits(facts: &BaseFacts, on: NaiveDate, months: u32) -> Measured {
    let (first, last) = window(on, months);
    too_young(facts, first)
        .unwrap_or_else(|| Measured::Figure(count(facts.visits.range(first..=last).count()), None))
}

fn months_without(facts: &BaseFacts, on: NaiveDate, months: u32) -> Measured {
    let stretches = (0..months).filter_map(|back| Some(window(on.checked_sub_months(Months::new(back))?, 1)));
    let due: Vec<Days> = stretches.filter(|(first, _)| facts.accredited_on <= *first).collect();
    let Some(last) = due.first() else {
        let first = window(on, 1).0;
        return too_young(facts, first).unwrap_or_else(nobody);
    };
    let without: Vec<&Days> =
        due.iter().filter(|(first, last)| facts.visits.range(first..=last).next().is_none()).collect();
    let latest = without.first().copied().unwrap_or(last);
    let because = Message::new("oversight-norm-unvisited").with("count", without.len());
    Measured::Figure(count(without.len()), Some(because.with("begin", latest.0).with("end", latest.1)))
}

fn session_gap(facts: &BaseFacts, activity: &str, (first, last): Days) -> Measured {
    let none = BTreeSet::new();
    let sessions = facts.sessions.get(activity).unwrap_or(&none);
    let is_busy = |day: NaiveDate| present(facts, day).next().is_some();
    let (mut longest, mut waited, mut since, mut gap) = (0, 0, None, None);
    let mut was_busy = false;
    for day in first.iter_days().take_while(|day| *day <= last) {
        let held = sessions.contains(&day);
        if is_busy(day) || held {
            was_busy = true;
            waited += 1;
            since = since.or(Some(day));
            if longest < waited {
                (longest, gap) = (waited, since.map(|since| (since, day)));
            }
        }
        if held {
            (waited, since) = (0, None);
        }
    }
    if !was_busy {
        return nobody();
    }
    let (begin, end) = gap.unwrap_or((first, last));
    let because = Message::new("oversight-norm-gap").with("days", longest).with("begin", begin);
    Measured::Figure(i64::from(longest) * WHOLE, Some(because.with("end", end)))
}

fn within(logged: &LoggedDay, days: Days) -> bool {
    holds(days, logged.day)
}

/// What a trainee had of a window at a base, leave left out.
#[derive(Default)]
struct Stayed {
    /// The days.
    days: BTreeSet<NaiveDate>,
    /// As many full days as hundredths of them: a part-time stay has its share of each.
    hundredths: usize,
}

fn stayed(facts: &BaseFacts, (first, last): Days) -> BTreeMap<Uuid, Stayed> {
    let mut stayed: BTreeMap<Uuid, Stayed> = BTreeMap::new();
    for stay in &facts.stays {
        let (from, until) = (stay.days.0.max(first), stay.days.1.min(last));
        let leaves = facts.leaves.get(&stay.person_id);
        let is_away =
            |day: &NaiveDate| leaves.is_some_and(|leaves| leaves.iter().any(|leave| holds(*leave, *day)));
        let days: Vec<NaiveDate> =
            from.iter_days().take_while(|day| *day <= until).filter(|day| !is_away(day)).collect();
        let hers = stayed.entry(stay.person_id).or_default();
        hers.hundredths += days.len() * stay.percent;
        hers.days.extend(days);
    }
    stayed.retain(|_, hers| !hers.days.is_empty());
    stayed
}

fn consultations(facts: &BaseFacts, days: Days) -> Measured {
    if stayed(facts, days).is_empty() {
        return nobody();
    }
    let logged: Vec<&LoggedDay> = facts.logged.iter().filter(|logged| within(logged, days)).collect();
    let in_charge: i64 = logged.iter().map(|logged| logged.in_charge).sum();
    Measured::Figure(share(usize::try_from(in_charge).unwrap_or_default(), logged.len()), None)
}

fn log_completion(facts: &BaseFacts, days: Days) -> Measured {
    let (mut due, mut done) = (0, 0);
    for (person, hers) in stayed(facts, days) {
        // Two days of seven are free, whichever they are.
        let working = hers.hundredths * 5 / 700;
        let logged = facts
            .logged
            .iter()
            .filter(|logged| logged.person_id == person && hers.days.contains(&logged.day));
        due += working;
        done += logged.count().min(working);
    }
    if due == 0 {
        return nobody();
    }
    Measured::Figure(share(done * 100, due), None)
}
