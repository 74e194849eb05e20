//! The words of this room, what may be agreed, and how before is held against after.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Problem;
use platform::text::Message;

use crate::identity::rules::{identifier_problem, text_problem};
use crate::organisations::IndicatorDirection;
use crate::organisations::rules::year_before;

platform::codes! {
    /// Where a twinning stands.
    pub enum TwinningStatus {
        /// One side proposed it, and the other one has not decided.
        Proposed = "PROPOSED",
        /// Both sides agreed.
        Active = "ACTIVE",
        /// The other side declined it.
        Declined = "DECLINED",
        /// It was ended before its term was over.
        Ended = "ENDED",
    }
}

platform::codes! {
    /// A side of a twinning.
    pub enum TwinningSide {
        /// The institution that helps (支援方).
        Supporting = "SUPPORTING",
        /// The institution that is helped (受援方).
        Supported = "SUPPORTED",
    }
}

platform::codes! {
    /// What twinnings with grassroots institutions are usually about.
    pub enum TwinningTopic {
        /// Basic skills of Chinese and of Western medicine (中西医基本技能).
        BasicSkills = "BASIC_SKILLS",
        /// Electrocardiography (心电图).
        Ecg = "ECG",
        /// B-mode ultrasound (B超).
        Ultrasound = "ULTRASOUND",
        /// Reading of X-rays (X线).
        XRay = "X_RAY",
        /// Management of drugs (药品管理).
        DrugManagement = "DRUG_MANAGEMENT",
        /// Review of prescriptions (处方点评).
        PrescriptionReview = "PRESCRIPTION_REVIEW",
        /// Building of networks (网络建设).
        Networks = "NETWORKS",
    }
}

platform::codes! {
    /// Whether an outcome went the way in which its indicator is meant to go. It says nothing about why.
    pub enum OutcomeTrend {
        /// It went that way.
        Better = "BETTER",
        /// It went the other way.
        Worse = "WORSE",
        /// It stayed.
        Same = "SAME",
        /// The indicator does not judge, or there is nothing to compare.
        Unjudged = "UNJUDGED",
    }
}

platform::codes! {
    /// Why an act upon a twinning is refused.
    pub enum TwinningErrorCode {
        /// A text, a list or a day is missing or out of bounds.
        Invalid = "INVALID",
        /// A text holds an identity number or a mobile number.
        HasIdentifier = "HAS_IDENTIFIER",
        /// An institution is named on both sides, or is no more.
        WrongPlace = "WRONG_PLACE",
        /// The agreement does not bind the two institutions, or not for the whole term.
        NotAgreed = "NOT_AGREED",
        /// A contact does not work on her side.
        NotWorking = "NOT_WORKING",
        /// It does not stand where this act needs it.
        WrongStatus = "WRONG_STATUS",
        /// The session is none of the two institutions or of the term, or belongs to a twinning already.
        WrongSession = "WRONG_SESSION",
        /// The twinning is not measured by this indicator, or already is, or may not be.
        WrongIndicator = "WRONG_INDICATOR",
        /// A reading of these days says something else.
        OtherReading = "OTHER_READING",
        /// A reason is needed.
        ReasonMissing = "REASON_MISSING",
    }
}

/// First and last day.
pub type Days = (NaiveDate, NaiveDate);

type Problems = Vec<Problem<TwinningErrorCode>>;

/// Most pairs of departments.
pub const MOST_PAIRS: usize = 30;
/// Most topics.
pub const MOST_TOPICS: usize = 20;
/// Most indicators.
pub const MOST_INDICATORS: usize = 20;
/// Longest name, of a twinning, a department or a topic, in characters.
const LONGEST_NAME: usize = 100;
/// Longest term, and longest time before, in days.
const LONGEST_DAYS: i64 = 1_830;

fn invalid(path: &str, message: Message) -> Problem<TwinningErrorCode> {
    Problem::new(TwinningErrorCode::Invalid, path, message)
}

/// What is wrong with a name.
#[must_use]
pub fn name_problems(path: &str, name: &str) -> Problems {
    text_problem(TwinningErrorCode::Invalid, path, name, LONGEST_NAME)
        .into_iter()
        .chain(identifier_problem(TwinningErrorCode::HasIdentifier, path, name))
        .collect()
}

/// What is wrong with a term and the time before it, which ends before it begins.
#[must_use]
pub fn days_problems(term: Days, baseline: Days) -> Problems {
    let mut problems = Vec::new();
    let is_sound = |(first, last): Days| (0..LONGEST_DAYS).contains(&(last - first).num_days());
    if !is_sound(term) {
        problems.push(invalid("endsOn", Message::new("twinnings-term").with("days", LONGEST_DAYS)));
    }
    if !is_sound(baseline) || baseline.1 >= term.0 {
        problems.push(invalid("baselineUntil", Message::new("twinnings-baseline").with("first", term.0)));
    }
    problems
}

/// What is wrong with how many there are of something.
#[must_use]
pub fn count_problem(
    path: &str,
    count: usize,
    (least, most): (usize, usize),
) -> Option<Problem<TwinningErrorCode>> {
    let message = Message::new("twinnings-count").with("least", least).with("most", most);
    (!(least..=most).contains(&count)).then(|| invalid(path, message))
}

/// That a twinning does not stand where an act needs it.
#[must_use]
pub fn status_problem(status: TwinningStatus, needed: TwinningStatus) -> Option<Problem<TwinningErrorCode>> {
    let message = Message::new("twinnings-status").with("status", status.label());
    (status != needed).then(|| Problem::new(TwinningErrorCode::WrongStatus, "", message))
}

/// A reading: its days, and how much.
pub type Read = (Days, i64);

/// Readings that stand for a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// How many readings.
    pub readings: i32,
    /// How many days they cover.
    pub days: i64,
    /// How much they come to.
    pub total: i64,
}

impl Stretch {
    /// How much it comes to in thirty days.
    #[must_use]
    pub fn monthly(&self) -> f64 {
        real(self.total) * 30.0 / real(self.days)
    }

    fn of(readings: &[Read]) -> Option<Self> {
        let days = readings.iter().map(|(days, _)| length(*days)).sum();
        let total = readings.iter().map(|(_, value)| value).sum();
        let readings = i32::try_from(readings.len()).unwrap_or(i32::MAX);
        (readings > 0).then_some(Self { readings, days, total })
    }
}

/// How one stretch differs from an earlier one, in thirty days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// By how much.
    pub absolute: f64,
    /// By which part of the earlier one; none where that was nothing.
    pub relative: Option<f64>,
}

impl Change {
    fn between(before: &Stretch, after: &Stretch) -> Self {
        let (before, after) = (before.monthly(), after.monthly());
        let absolute = after - before;
        Self { absolute, relative: (before.abs() > f64::EPSILON).then(|| absolute / before) }
    }
}

/// A reading beside that of the same days of the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its days.
    pub days: Days,
    /// How much.
    pub value: i64,
    /// How much in the same days of the year before; none where nobody read it.
    pub year_before: Option<i64>,
}

/// Before held against after.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The time before.
    pub before: Option<Stretch>,
    /// The time after.
    pub after: Option<Stretch>,
    /// How the two differ.
    pub change: Option<Change>,
    /// Those readings of the time after whose days were read the year before as well: then, and now.
    pub same_days: Option<(Stretch, Stretch)>,
    /// How these two differ.
    pub same_days_change: Option<Change>,
    /// The readings of the time after, in order.
    pub points: Vec<Point>,
}

/// A whole number as a real one; exact for readings, which are at most a million million.
fn real(number: i64) -> f64 {
    let high = i32::try_from(number >> 32).unwrap_or(i32::MAX);
    let low = u32::try_from(number & 0xFFFF_FFFF).unwrap_or(u32::MAX);
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}

fn length((first, last): Days) -> i64 {
    (last - first).num_days() + 1
}

fn overlap(one: Days, other: Days) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

/// The readings that lie within these days, none of them over the days of another: of several the shortest, for they tell most.
fn within(readings: &[Read], (first, last): Days) -> Vec<Read> {
    let mut inside: Vec<Read> =
        readings.iter().copied().filter(|((from, until), _)| first <= *from && *until <= last).collect();
    inside.sort_by_key(|(days, _)| (length(*days), *days));
    let mut chosen: Vec<Read> = Vec::new();
    for reading in inside {
        if !chosen.iter().any(|(days, _)| overlap(*days, reading.0)) {
            chosen.push(reading);
        }
    }
    chosen.sort_by_key(|(days, _)| *days);
    chosen
}

/// Holds what was read before against what was read after, by thirty days, and the latter against the same days of the year before.
#[must_use]
pub fn compare(readings: &[Read], baseline: Days, after: Days) -> Comparison {
    let (before, later) = (within(readings, baseline), within(readings, after));
    let points: Vec<Point> = later
        .iter()
        .map(|(days, value)| {
            let earlier = year_before(*days);
            let found = readings.iter().find(|(read, _)| Some(*read) == earlier);
            Point { days: *days, value: *value, year_before: found.map(|(_, value)| *value) }
        })
        .collect();
    let paired: Vec<(Read, Read)> = points
        .iter()
        .filter_map(|point| Some(((year_before(point.days)?, point.year_before?), (point.days, point.value))))
        .collect();
    let (then, now): (Vec<Read>, Vec<Read>) = paired.into_iter().unzip();
    let (before, after) = (Stretch::of(&before), Stretch::of(&later));
    let same_days = Stretch::of(&then).zip(Stretch::of(&now));
    Comparison {
        change: before.zip(after).map(|(before, after)| Change::between(&before, &after)),
        same_days_change: same_days.map(|(then, now)| Change::between(&then, &now)),
        before,
        after,
        same_days,
        points,
    }
}

/// Whether a change goes the way in which an indicator is meant to go.
#[must_use]
pub fn trend(change: Option<Change>, direction: IndicatorDirection) -> OutcomeTrend {
    let Some(change) = change else { return OutcomeTrend::Unjudged };
    let rises = change.absolute > f64::EPSILON;
    let falls = change.absolute < -f64::EPSILON;
    match direction {
        IndicatorDirection::Neither => OutcomeTrend::Unjudged,
        _ if !rises && !falls => OutcomeTrend::Same,
        IndicatorDirection::MoreIsBetter if rises => OutcomeTrend::Better,
        IndicatorDirection::LessIsBetter if falls => OutcomeTrend::Better,
        _ => OutcomeTrend::Worse,
    }
}

#[cfg(test)]
#[path = "rules/tests.rs"]
mod tests;
