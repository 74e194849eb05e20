//! Each figure of a norm, reckoned from what is recorded about a base.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{Datelike as _, Days as Span, Months, NaiveDate};
use platform::text::Message;
use uuid::Uuid;

use super::{BaseFacts, BaseFigureKind, Days, Measure, Norm, SeenStay, WHOLE, window};

/// A bound of a norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// The least figure.
    Least,
    /// The largest one.
    Most,
}

/// A figure, or the reason for which there is none.
pub(super) enum Measured {
    /// The figure in hundredths, what explains that it misses a bound, and of how many people it tells, where it tells what they did.
    Figure { hundredths: i64, because: Option<(Bound, Message)>, people: Option<usize> },
    /// Nobody declared it.
    Unknown(BaseFigureKind),
    /// There is nothing to be measured.
    NotAsked(Message),
}

impl Measured {
    fn of(hundredths: i64) -> Self {
        Self::Figure { hundredths, because: None, people: None }
    }

    fn because(hundredths: i64, bound: Bound, message: Message) -> Self {
        Self::Figure { hundredths, because: Some((bound, message)), people: None }
    }

    fn telling_of(self, count: usize) -> Self {
        match self {
            Self::Figure { hundredths, because, .. } => {
                Self::Figure { hundredths, because, people: Some(count) }
            }
            other => other,
        }
    }
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
            Measured::of(count(people.len()))
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
                Measured::of(share(usize::try_from(*beds).unwrap_or_default(), trainees.len()))
            }
        },
        Measure::ConsultationsADay(months) => consultations(facts, window(on, *months)),
        Measure::LogCompletion(months) => log_completion(facts, window(on, *months)),
        Measure::Declared(kind) => match facts.declared.get(kind) {
            None => Measured::Unknown(*kind),
            Some(value) => Measured::of(value.saturating_mul(WHOLE)),
        },
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
    let Some(most) = most else { return Measured::of(count(largest)) };
    let beyond = having.values().filter(|trainees| i64::try_from(trainees.len()).is_ok_and(|n| most < n));
    let because = Message::new("oversight-norm-supervisors-full").with("count", beyond.count());
    Measured::because(count(largest), Bound::Most, because.with("most", most))
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
    Measured::because(share(qualified * 100, supervisors.len()), Bound::Least, because)
        .telling_of(supervisors.len())
}

/// Whoever was accredited later than the time begins that a norm looks at is not asked yet.
fn too_young(facts: &BaseFacts) -> Measured {
    Measured::NotAsked(Message::new("oversight-norm-young").with("day", facts.accredited_on))
}

fn visits(facts: &BaseFacts, on: NaiveDate, months: u32) -> Measured {
    let (first, last) = window(on, months);
    if first < facts.accredited_on {
        return too_young(facts);
    }
    Measured::of(count(facts.visits.range(first..=last).count()))
}

/// The calendar month that lies so many months before the one of a day.
fn month_before(on: NaiveDate, back: u32) -> Option<Days> {
    let first = on.with_day(1)?.checked_sub_months(Months::new(back))?;
    Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?))
}

fn months_without(facts: &BaseFacts, on: NaiveDate, months: u32) -> Measured {
    let over = (1..=months).filter_map(|back| month_before(on, back));
    let due: Vec<Days> = over.filter(|(first, _)| facts.accredited_on <= *first).collect();
    if due.is_empty() {
        return too_young(facts);
    }
    let without: Vec<&Days> =
        due.iter().filter(|(first, last)| facts.visits.range(first..=last).next().is_none()).collect();
    let figure = count(without.len());
    let Some((begin, end)) = without.first() else { return Measured::of(figure) };
    let because = Message::new("oversight-norm-unvisited").with("count", without.len());
    Measured::because(figure, Bound::Most, because.with("begin", *begin).with("end", *end))
}

fn session_gap(facts: &BaseFacts, activity: &str, days: Days) -> Measured {
    let none = BTreeSet::new();
    let sessions = facts.sessions.get(activity).unwrap_or(&none);
    let busy: BTreeSet<NaiveDate> = stayed(facts, days).into_values().flat_map(|hers| hers.days).collect();
    if busy.is_empty() {
        return nobody();
    }
    // From one session to the next: what was waited, the day it began, and the last day without one.
    let (mut waited, mut since) = (0, None);
    let (mut longest, mut told) = (0, None);
    for day in busy.union(sessions).copied().filter(|day| holds(days, *day)) {
        let (is_busy, held) = (busy.contains(&day), sessions.contains(&day));
        waited += usize::from(is_busy);
        let first = *since.get_or_insert(day);
        if longest < waited {
            let last = if held { day.checked_sub_days(Span::new(1)).unwrap_or(day) } else { day };
            (longest, told) = (waited, Some((first, last, waited - usize::from(held && is_busy))));
        }
        if held {
            (waited, since) = (0, None);
        }
    }
    let Some((begin, end, without)) = told else { return Measured::of(0) };
    let because = Message::new("oversight-norm-gap").with("days", without).with("begin", begin);
    Measured::because(count(longest), Bound::Most, because.with("end", end))
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

fn consultations(facts: &BaseFacts, (first, last): Days) -> Measured {
    let people = stayed(facts, (first, last)).len();
    if people == 0 {
        return nobody();
    }
    let logged = facts.logged.values().flat_map(|days| days.range(first..=last));
    let (mut days, mut in_charge) = (0, 0);
    for (_, cases) in logged {
        days += 1;
        in_charge += usize::try_from(*cases).unwrap_or_default();
    }
    Measured::of(share(in_charge, days)).telling_of(people)
}

fn log_completion(facts: &BaseFacts, days: Days) -> Measured {
    let stayed = stayed(facts, days);
    let none = BTreeMap::new();
    let (mut due, mut done) = (0, 0);
    for (person, hers) in &stayed {
        // Two days of seven are free, whichever they are.
        let working = hers.hundredths * 5 / 700;
        let logged = facts.logged.get(person).unwrap_or(&none).keys().filter(|day| hers.days.contains(day));
        due += working;
        done += logged.count().min(working);
    }
    if due == 0 {
        return nobody();
    }
    Measured::of(share(done * 100, due)).telling_of(stayed.len())
}
