//! Duty-hour rule sets, and how they judge what somebody worked.
//!
//! A rule set is dated data: from which day to which it holds, and rules with the clause that each comes from. Hours are judged
//! as they were, in instants, whichever base they were worked at; what overlaps counts once. Days, weeks and nights are those
//! of a time zone, so that a day may have 23 or 25 hours. Leave is taken out of what is averaged. Nothing here asks whether
//! somebody entered too little: hours that are not entered break no rule.

mod record;
mod rests;
mod windows;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod properties;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use platform::codes::Code as _;
use platform::error::Name;
use platform::text::{Argument, Message};

use super::{Activity, Interval};
use crate::rule_sets::RuleSetHead;
pub use record::{DutyRecord, Term};
use record::{Finding, instant};

platform::codes! {
    /// What a duty-hour rule limits.
    pub enum DutyRuleKind {
        /// At most so many hours a week, averaged over every window of so many days.
        AverageHours = "AVERAGE_HOURS",
        /// At least so many free days in so many, averaged over every window of so many days. A free day is 24 hours in a row.
        DaysFree = "DAYS_FREE",
        /// At most so many hours in a row, and so many more for handing over.
        Continuous = "CONTINUOUS",
        /// At least so many hours between two periods of work.
        RestBetween = "REST_BETWEEN",
        /// At least so many free hours after a period of work of a certain length.
        RestAfter = "REST_AFTER",
        /// At least so many hours of rest in a row within 24 hours from the beginning of work.
        DailyRest = "DAILY_REST",
        /// At least so many hours of rest in a row within each period of whole weeks, which begin on a Monday.
        WeeklyRest = "WEEKLY_REST",
        /// On call in house at most every so many nights, averaged over every window of so many days.
        CallFrequency = "CALL_FREQUENCY",
    }
}

platform::codes! {
    /// How much it weighs that a duty-hour rule is exceeded.
    pub enum DutySeverity {
        /// The rule must be kept.
        Breach = "BREACH",
        /// The rule should be kept: worth knowing.
        Notice = "NOTICE",
    }
}

platform::codes! {
    /// A kind of duty, as the rules tell them apart.
    pub enum DutyKind {
        /// Work and education, following a master among it.
        Work = "WORK",
        /// On call in the hospital.
        InHouseCall = "IN_HOUSE_CALL",
        /// Work done while standing by at home, in the hospital or from home.
        HomeCallWorked = "HOME_CALL_WORKED",
        /// Standing by at home without being called.
        HomeCallStandby = "HOME_CALL_STANDBY",
        /// Work for somebody else than the programme.
        Moonlighting = "MOONLIGHTING",
    }
}

platform::codes! {
    /// In what a duty-hour rule measures.
    pub enum DutyUnit {
        /// Minutes a week, on average.
        MinutesAWeek = "MINUTES_A_WEEK",
        /// Minutes.
        Minutes = "MINUTES",
        /// Days of 24 hours.
        Days = "DAYS",
        /// Nights.
        Nights = "NIGHTS",
    }
}

impl DutyKind {
    /// Its place in a set of kinds.
    const fn bit(self) -> u8 {
        match self {
            Self::Work => 1,
            Self::InHouseCall => 2,
            Self::HomeCallWorked => 4,
            Self::HomeCallStandby => 8,
            Self::Moonlighting => 16,
        }
    }

    /// The kinds that a rule counts when its file does not say: nights on call in house, and otherwise whatever is worked.
    #[must_use]
    pub fn counted_by(rule: DutyRuleKind) -> Vec<Self> {
        match rule {
            DutyRuleKind::CallFrequency => vec![Self::InHouseCall],
            _ => vec![Self::Work, Self::InHouseCall, Self::HomeCallWorked, Self::Moonlighting],
        }
    }
}

/// What a rule limits, with its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`DutyRuleKind` says what each is")]
pub enum DutyLimit {
    AverageHours { hours: i64, window_days: i64 },
    DaysFree { days: i64, in_days: i64, averaged_over_days: i64 },
    Continuous { hours: i64, handover_hours: i64, pause_minutes: i64 },
    RestBetween { hours: i64, pause_minutes: i64 },
    RestAfter { after_hours: i64, hours: i64, pause_minutes: i64 },
    DailyRest { hours: i64 },
    WeeklyRest { hours: i64, in_days: i64 },
    CallFrequency { every_nights: i64, averaged_over_days: i64 },
}

impl DutyLimit {
    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> DutyRuleKind {
        match self {
            Self::AverageHours { .. } => DutyRuleKind::AverageHours,
            Self::DaysFree { .. } => DutyRuleKind::DaysFree,
            Self::Continuous { .. } => DutyRuleKind::Continuous,
            Self::RestBetween { .. } => DutyRuleKind::RestBetween,
            Self::RestAfter { .. } => DutyRuleKind::RestAfter,
            Self::DailyRest { .. } => DutyRuleKind::DailyRest,
            Self::WeeklyRest { .. } => DutyRuleKind::WeeklyRest,
            Self::CallFrequency { .. } => DutyRuleKind::CallFrequency,
        }
    }

    /// In what it measures.
    #[must_use]
    pub const fn unit(self) -> DutyUnit {
        match self {
            Self::AverageHours { .. } => DutyUnit::MinutesAWeek,
            Self::DaysFree { .. } => DutyUnit::Days,
            Self::CallFrequency { .. } => DutyUnit::Nights,
            _ => DutyUnit::Minutes,
        }
    }

    /// Days over which it looks back.
    const fn window(self) -> i64 {
        match self {
            Self::AverageHours { window_days: days, .. }
            | Self::DaysFree { averaged_over_days: days, .. }
            | Self::CallFrequency { averaged_over_days: days, .. }
            | Self::WeeklyRest { in_days: days, .. } => days,
            _ => 1,
        }
    }
}

/// One rule of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRule {
    /// The clause it comes from.
    pub clause: Name,
    /// How much it weighs that it is exceeded.
    pub severity: DutySeverity,
    /// The kinds of duty it looks at.
    pub counts: Vec<DutyKind>,
    /// What it limits.
    pub limit: DutyLimit,
}

impl DutyRule {
    fn mask(&self) -> u8 {
        self.counts.iter().fold(0, |mask, kind| mask | kind.bit())
    }
}

/// A set of duty-hour rules, as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRules {
    /// Its head.
    pub head: RuleSetHead,
    /// The rules.
    pub rules: Vec<DutyRule>,
}

/// Longest window over which a rule may average: six months.
pub const LONGEST_WINDOW_DAYS: i64 = 182;
/// Longest period that is judged at once.
pub const LONGEST_DUTY_PERIOD_DAYS: i64 = 400;
/// Days that a window must hold beside leave: of fewer an average would say nothing.
const LEAST_COUNTED_DAYS: i64 = 7;
/// Days beyond a period that a rest may reach into, or from which work may reach into it.
pub const REST_REACHES_DAYS: u64 = 14;

impl DutyRules {
    /// Days before a period whose hours its windows may need.
    #[must_use]
    pub fn looks_back(&self) -> Days {
        let longest = self.rules.iter().map(|rule| rule.limit.window()).max().unwrap_or_default();
        Days::new(u64::try_from(longest).unwrap_or_default().max(REST_REACHES_DAYS))
    }
}

/// Time of one kind of duty, its end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DutyInterval {
    /// Start.
    pub from: DateTime<Utc>,
    /// End.
    pub until: DateTime<Utc>,
    /// Kind.
    pub kind: DutyKind,
}

/// What somebody entered, as the rules see it: duty that lies within stand-by at home is a call-in, all other activities are work.
#[must_use]
pub fn duty_intervals(entered: &[(Interval, Activity)]) -> Vec<DutyInterval> {
    let mut standby: Vec<Interval> = entered
        .iter()
        .filter(|(_, activity)| *activity == Activity::OnCallHome)
        .map(|(interval, _)| *interval)
        .collect();
    // Stand-by never overlaps stand-by; what touches is one.
    standby.sort_unstable_by_key(|interval| interval.from);
    let mut whole: Vec<Interval> = Vec::new();
    for interval in standby {
        match whole.last_mut().filter(|last| interval.from <= last.until) {
            Some(last) => last.until = last.until.max(interval.until),
            None => whole.push(interval),
        }
    }
    let is_called_in = |interval: &Interval| {
        let next = whole.partition_point(|standby| standby.until < interval.until);
        whole.get(next).is_some_and(|standby| standby.from <= interval.from)
    };
    let kind = |(interval, activity): &(Interval, Activity)| match activity {
        Activity::OnCallHome => DutyKind::HomeCallStandby,
        Activity::OnCallInHouse => DutyKind::InHouseCall,
        Activity::Duty if is_called_in(interval) => DutyKind::HomeCallWorked,
        Activity::Duty | Activity::FollowingMaster => DutyKind::Work,
    };
    let told = |entry: &(Interval, Activity)| DutyInterval {
        from: entry.0.from,
        until: entry.0.until,
        kind: kind(entry),
    };
    entered.iter().map(told).collect()
}

/// That a rule of a set was exceeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyBreach {
    /// Place of the rule in its set.
    pub rule: usize,
    /// From when: the first window or the first hour concerned.
    pub from: DateTime<Utc>,
    /// Until when, excluded.
    pub until: DateTime<Utc>,
    /// The worst that was measured, in the rule's unit.
    pub measured: i64,
    /// What is allowed, or asked for, in the rule's unit.
    pub allowed: i64,
}

/// Every breach of these rules that ends within a term and lies after its first day, rule by rule and by time. Where sliding
/// windows touch it is one breach, with the worst figure.
#[must_use]
pub fn duty_breaches(rules: &[DutyRule], record: &DutyRecord, term: Term) -> Vec<DutyBreach> {
    let mut blocks: Vec<(u8, Vec<record::Block>)> = Vec::new();
    let mut breaches = Vec::new();
    for (place, rule) in rules.iter().enumerate() {
        let mask = rule.mask();
        if !blocks.iter().any(|(known, _)| *known == mask) {
            blocks.push((mask, record.blocks(mask)));
        }
        let worked = blocks.iter().find(|(known, _)| *known == mask).map_or(&[][..], |(_, worked)| worked);
        let found = findings(rule.limit, record, worked, term);
        breaches.extend(found.into_iter().map(|found| DutyBreach {
            rule: place,
            from: instant(found.from),
            until: instant(found.until),
            measured: found.measured,
            allowed: found.allowed,
        }));
    }
    breaches
}

fn findings(limit: DutyLimit, record: &DutyRecord, worked: &[record::Block], term: Term) -> Vec<Finding> {
    match limit {
        DutyLimit::AverageHours { hours, window_days } => {
            windows::average_hours(record, worked, term, (hours, window_days))
        }
        DutyLimit::DaysFree { days, in_days, averaged_over_days } => {
            windows::days_free(record, worked, term, (days, in_days, averaged_over_days))
        }
        DutyLimit::CallFrequency { every_nights, averaged_over_days } => {
            windows::call_frequency(record, worked, term, (every_nights, averaged_over_days))
        }
        DutyLimit::Continuous { hours, handover_hours, pause_minutes } => {
            rests::continuous(record, worked, term, (hours + handover_hours, pause_minutes))
        }
        DutyLimit::RestBetween { hours, pause_minutes } => {
            rests::rest_after(record, worked, term, (0, hours, pause_minutes))
        }
        DutyLimit::RestAfter { after_hours, hours, pause_minutes } => {
            rests::rest_after(record, worked, term, (after_hours, hours, pause_minutes))
        }
        DutyLimit::DailyRest { hours } => rests::daily_rest(record, worked, term, hours),
        DutyLimit::WeeklyRest { hours, in_days } => {
            rests::weekly_rest(record, worked, term, (hours, in_days))
        }
    }
}

/// The average of a rule's last window, which ends on the term's last day, in minutes a week; nothing for other rules, and while
/// there is no such window.
#[must_use]
pub fn duty_average(rule: &DutyRule, record: &DutyRecord, term: Term) -> Option<i64> {
    let DutyLimit::AverageHours { window_days, .. } = rule.limit else {
        return None;
    };
    windows::average_at_the_end(record, &record.blocks(rule.mask()), term, window_days)
}

/// Minutes worked within a period, by the Monday of their week; of weeks at its edges only its own days. Stand-by at home is no
/// work, and what overlaps counts once.
#[must_use]
pub fn duty_weeks(record: &DutyRecord, (from, until): (NaiveDate, NaiveDate)) -> Vec<(NaiveDate, i64)> {
    let counted = DutyKind::counted_by(DutyRuleKind::AverageHours);
    let worked = record.blocks(counted.iter().fold(0, |mask, kind| mask | kind.bit()));
    let mut weeks: Vec<(NaiveDate, i64)> = Vec::new();
    for (day, minutes) in record.by_day(&worked).filter(|(day, _)| (from..=until).contains(day)) {
        let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
        match weeks.last_mut().filter(|week| week.0 == monday) {
            Some(week) => week.1 += minutes,
            None => weeks.push((monday, minutes)),
        }
    }
    weeks
}

/// First day, and last one unless it holds without end.
pub type Holds = (NaiveDate, Option<NaiveDate>);

/// Which sets judge a period: those of a place's own that hold in it, by their places in the list, and none of them (the set
/// that comes with the system) where none of its own holds; each with its first day and the last one within the period.
#[must_use]
pub fn sets_in_force(
    own: &[Holds],
    (from, until): (NaiveDate, NaiveDate),
) -> Vec<(Option<usize>, NaiveDate, NaiveDate)> {
    let mut order: Vec<(usize, Holds)> = own.iter().copied().enumerate().collect();
    order.sort_unstable_by_key(|(place, holds)| (holds.0, *place));
    let mut holding = Vec::new();
    let mut keep = |place, first: NaiveDate, last: Option<NaiveDate>| {
        let last = last.map_or(until, |last| last.min(until));
        if first <= last && last >= from {
            holding.push((place, first, last));
        }
    };
    // The first day for which no set of its own is known yet; none once one holds without end.
    let mut free = Some(NaiveDate::default());
    for (place, (first, last)) in order {
        if let Some(day) = free
            && day < first
        {
            keep(None, day, first.pred_opt());
        }
        keep(Some(place), first, last);
        free = free.and_then(|day| last?.succ_opt().map(|behind| behind.max(day)));
    }
    if let Some(day) = free {
        keep(None, day, None);
    }
    holding
}

/// A length of time in words.
fn time(minutes: i64) -> Message {
    Message::new("rotations-duty-time").with("hours", minutes / 60).with("minutes", minutes % 60)
}

fn figure(unit: DutyUnit, value: i64) -> Argument {
    match unit {
        DutyUnit::MinutesAWeek | DutyUnit::Minutes => Argument::Nested(Box::new(time(value))),
        DutyUnit::Days | DutyUnit::Nights => Argument::Number(value),
    }
}

/// A breach in one sentence: what, which clause, how much, and when.
#[must_use]
pub fn duty_sentence(set: &DutyRules, breach: &DutyBreach, zone: Tz) -> Option<Message> {
    let rule = set.rules.get(breach.rule)?;
    let kind = rule.limit.kind();
    let key = match kind {
        DutyRuleKind::AverageHours => "rotations-duty-average-hours",
        DutyRuleKind::DaysFree => "rotations-duty-days-free",
        DutyRuleKind::Continuous => "rotations-duty-continuous",
        DutyRuleKind::RestBetween => "rotations-duty-rest-between",
        DutyRuleKind::RestAfter => "rotations-duty-rest-after",
        DutyRuleKind::DailyRest => "rotations-duty-daily-rest",
        DutyRuleKind::WeeklyRest => "rotations-duty-weekly-rest",
        DutyRuleKind::CallFrequency => "rotations-duty-call-frequency",
    };
    let local = |instant: DateTime<Utc>| instant.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
    let unit = rule.limit.unit();
    let message = Message::new(key)
        .with("set", (set.head.name.zh.as_str(), set.head.name.en.as_str()))
        .with("clause", (rule.clause.zh.as_str(), rule.clause.en.as_str()))
        .with("measured", figure(unit, breach.measured))
        .with("allowed", figure(unit, breach.allowed))
        .with("from", local(breach.from))
        .with("until", local(breach.until));
    Some(match rule.limit {
        DutyLimit::AverageHours { window_days: days, .. }
        | DutyLimit::DaysFree { averaged_over_days: days, .. }
        | DutyLimit::CallFrequency { averaged_over_days: days, .. } => message.with("days", days),
        DutyLimit::RestAfter { after_hours, .. } => message.with("after", after_hours),
        _ => message,
    })
}

/// What people call a rule.
#[must_use]
pub fn duty_rule_label(rule: &DutyRule) -> Message {
    rule.limit.kind().label()
}
