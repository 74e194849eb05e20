//! The words of this room, and what may be planned, held, attended and confirmed. Everything that is wrong is said at once.

use chrono::{DateTime, Duration, Utc};
use platform::codes::Code as _;
use platform::error::Problem;
use platform::text::Message;

use crate::identity::rules::{identifier_problem, length_problem, text_problem};

platform::codes! {
    /// What is held.
    pub enum TeachingSessionKind {
        /// Teaching in an outpatient clinic (门诊带教).
        OutpatientClinic = "OUTPATIENT_CLINIC",
        /// A teaching ward round (教学查房).
        WardRound = "WARD_ROUND",
        /// Teaching in the operating theatre (手术带教).
        SurgicalTeaching = "SURGICAL_TEACHING",
        /// A discussion of cases (病例讨论).
        CaseDiscussion = "CASE_DISCUSSION",
        /// A lecture (讲座).
        Lecture = "LECTURE",
        /// Training of skills (技能培训).
        SkillTraining = "SKILL_TRAINING",
        /// A consultation over a distance (远程会诊).
        RemoteConsultation = "REMOTE_CONSULTATION",
        /// A free clinic (义诊).
        FreeClinic = "FREE_CLINIC",
    }
}

platform::codes! {
    /// Where a teaching session stands.
    pub enum TeachingSessionStatus {
        /// It is to be held.
        Planned = "PLANNED",
        /// Those who led it say that it was held.
        Delivered = "DELIVERED",
        /// Somebody else confirmed it: it counts.
        Confirmed = "CONFIRMED",
        /// It was called off, or was not held.
        Cancelled = "CANCELLED",
    }
}

platform::codes! {
    /// How it is known that somebody attended.
    pub enum AttendanceWay {
        /// She typed the code that the place showed.
        Code = "CODE",
        /// She opened the short link of a remote session.
        Link = "LINK",
        /// Somebody put her on the list.
        List = "LIST",
    }
}

platform::codes! {
    /// Why an act upon a teaching session is refused.
    pub enum TeachingErrorCode {
        /// A text, a list or a time is missing or out of bounds.
        Invalid = "INVALID",
        /// A text holds an identity number or a mobile number.
        HasIdentifier = "HAS_IDENTIFIER",
        /// Base or department are none of the institution for which it is held.
        WrongPlace = "WRONG_PLACE",
        /// The agreement does not bind the two institutions, or not on that day, or nobody owes sessions or visits by it.
        NotAgreed = "NOT_AGREED",
        /// Somebody who is to lead it does not teach at the institution that holds it.
        NotTeaching = "NOT_TEACHING",
        /// Somebody would be at two places at once.
        TwoPlaces = "TWO_PLACES",
        /// Somebody who is to lead it is on duty where she works.
        OnDuty = "ON_DUTY",
        /// It is no recurrence rule of RFC 5545 by days, weeks, months or years.
        RuleInvalid = "RULE_INVALID",
        /// Nothing falls due.
        NothingDue = "NOTHING_DUE",
        /// It does not stand where this act needs it.
        WrongStatus = "WRONG_STATUS",
        /// It was confirmed already.
        Confirmed = "CONFIRMED",
        /// It is too early or too late for this.
        WrongTime = "WRONG_TIME",
        /// It is not the code that the place shows.
        CodeInvalid = "CODE_INVALID",
        /// She leads it, was struck from its list, or her record is closed.
        NotAttending = "NOT_ATTENDING",
        /// Nobody attended.
        NobodyAttended = "NOBODY_ATTENDED",
        /// A reason is needed.
        ReasonMissing = "REASON_MISSING",
        /// Somebody changed it in the meantime.
        Conflict = "CONFLICT",
    }
}

/// Longest title, in characters.
pub const LONGEST_TITLE: usize = 100;
/// Longest account of the cases discussed, in characters.
pub const LONGEST_CASES: usize = 5000;
/// Longest name of a topic, in characters.
const LONGEST_TOPIC: usize = 100;
/// Most topics of one session.
pub const MOST_TOPICS: usize = 20;
/// Most people who lead one session.
pub const MOST_LEADERS: usize = 10;
/// Most attendees of one session.
pub const MOST_ATTENDEES: usize = 500;
/// Most refusals of times that are told at once.
pub const MOST_CONFLICTS: usize = 20;
/// Longest session, in hours.
const LONGEST_HOURS: i64 = 12;
/// Days ahead within which a session is planned.
const PLANNED_DAYS: i64 = 550;
/// From how long before the start until how long after the end attendance is taken by code or by link, in minutes.
const BEFORE_MINUTES: i64 = 30;
const AFTER_MINUTES: i64 = 30;

type Problems = Vec<Problem<TeachingErrorCode>>;

/// Start and end.
pub type Time = (DateTime<Utc>, DateTime<Utc>);

fn invalid(path: &str, message: Message) -> Problem<TeachingErrorCode> {
    Problem::new(TeachingErrorCode::Invalid, path, message)
}

/// Whether two stretches of time share an instant; one may begin when the other ends.
#[must_use]
pub fn overlap(one: Time, other: Time) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// The whole minutes of a session.
#[must_use]
pub fn minutes((starts_at, ends_at): Time) -> i32 {
    i32::try_from((ends_at - starts_at).num_minutes()).unwrap_or(i32::MAX)
}

/// What is wrong with a start and an end.
#[must_use]
pub fn time_problem((starts_at, ends_at): Time) -> Option<Problem<TeachingErrorCode>> {
    let length = ends_at - starts_at;
    let is_sound = Duration::minutes(1) <= length && length <= Duration::hours(LONGEST_HOURS);
    let message = Message::new("teaching-time").with("hours", LONGEST_HOURS);
    (!is_sound).then(|| invalid("endsAt", message))
}

/// That a session is planned for a time too far away.
#[must_use]
pub fn horizon_problem(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Problem<TeachingErrorCode>> {
    let is_far = (starts_at - now).abs() > Duration::days(PLANNED_DAYS);
    let message = Message::new("teaching-far").with("days", PLANNED_DAYS);
    is_far.then(|| Problem::new(TeachingErrorCode::WrongTime, "startsAt", message))
}

/// What is wrong with the words of a session: title and topics, which tell nobody's number.
#[must_use]
pub fn words_problems(title: &str, topics: &[String]) -> Problems {
    let mut problems: Problems = text_problem(TeachingErrorCode::Invalid, "title", title, LONGEST_TITLE)
        .into_iter()
        .chain(identifier_problem(TeachingErrorCode::HasIdentifier, "title", title))
        .collect();
    if topics.len() > MOST_TOPICS {
        problems.push(invalid("topics", Message::new("teaching-topics").with("most", MOST_TOPICS)));
    }
    for (place, name) in topics.iter().enumerate().take(MOST_TOPICS) {
        let path = format!("topics.{place}.name");
        problems.extend(text_problem(TeachingErrorCode::Invalid, &path, name, LONGEST_TOPIC));
        problems.extend(identifier_problem(TeachingErrorCode::HasIdentifier, &path, name));
    }
    problems
}

/// What is wrong with an account of the cases discussed: it may be empty, and tells nobody's number.
#[must_use]
pub fn cases_problems(cases: &str) -> Problems {
    length_problem(TeachingErrorCode::Invalid, "cases", cases, LONGEST_CASES)
        .into_iter()
        .chain(identifier_problem(TeachingErrorCode::HasIdentifier, "cases", cases))
        .collect()
}

/// That a session does not stand where an act needs it. What was confirmed says so in a word of its own.
#[must_use]
pub fn status_problem(
    status: TeachingSessionStatus,
    needed: &[TeachingSessionStatus],
) -> Option<Problem<TeachingErrorCode>> {
    if needed.contains(&status) {
        return None;
    }
    let code = if status == TeachingSessionStatus::Confirmed {
        TeachingErrorCode::Confirmed
    } else {
        TeachingErrorCode::WrongStatus
    };
    Some(Problem::new(code, "", Message::new("teaching-status").with("status", status.label())))
}

/// That attendance is not taken by code or by link at an instant.
#[must_use]
pub fn door_problem(
    (starts_at, ends_at): Time,
    now: DateTime<Utc>,
    local: impl Fn(DateTime<Utc>) -> String,
) -> Option<Problem<TeachingErrorCode>> {
    let opens_at = starts_at - Duration::minutes(BEFORE_MINUTES);
    let closes_at = ends_at + Duration::minutes(AFTER_MINUTES);
    let is_open = opens_at <= now && now <= closes_at;
    let message = Message::new("teaching-door").with("first", local(opens_at)).with("last", local(closes_at));
    (!is_open).then(|| Problem::new(TeachingErrorCode::WrongTime, "", message))
}

/// That a session cannot have been held: it has not ended.
#[must_use]
pub fn held_problem(ends_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Problem<TeachingErrorCode>> {
    let message = Message::new("teaching-not-over");
    (now < ends_at).then(|| Problem::new(TeachingErrorCode::WrongTime, "endsAt", message))
}

/// That the time for an act about a session is over: so many days after its end.
#[must_use]
pub fn window_problem(
    ends_at: DateTime<Utc>,
    now: DateTime<Utc>,
    days: i32,
) -> Option<Problem<TeachingErrorCode>> {
    let is_over = now - ends_at > Duration::days(i64::from(days));
    let message = Message::new("teaching-window").with("days", days);
    is_over.then(|| Problem::new(TeachingErrorCode::WrongTime, "", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("2026-03-02T{text}:00+08:00")).unwrap().to_utc()
    }

    fn codes(
        problems: impl IntoIterator<Item = Problem<TeachingErrorCode>>,
    ) -> Vec<(TeachingErrorCode, String)> {
        problems.into_iter().map(|problem| (problem.code, problem.path.join("."))).collect()
    }

    #[test]
    fn one_session_may_begin_when_another_ends() {
        let morning = (at("08:00"), at("10:00"));
        assert!(!overlap(morning, (at("10:00"), at("11:00"))));
        assert!(overlap(morning, (at("09:59"), at("11:00"))));
        assert!(overlap(morning, (at("08:30"), at("09:00"))));
        assert_eq!(minutes(morning), 120);
    }

    #[test]
    fn a_session_lasts_from_a_minute_to_half_a_day() {
        let is_sound = |from, until| time_problem((at(from), at(until))).is_none();
        assert!(is_sound("08:00", "08:01"));
        assert!(is_sound("08:00", "20:00"));
        assert!(!is_sound("08:00", "20:01"));
        assert!(!is_sound("08:00", "08:00"));
        assert!(!is_sound("09:00", "08:00"));
    }

    #[test]
    fn attendance_is_taken_half_an_hour_around_it() {
        let time = (at("09:00"), at("10:00"));
        let is_open = |now| door_problem(time, at(now), |_| String::new()).is_none();
        assert_eq!(["08:29", "08:30", "10:30", "10:31"].map(is_open), [false, true, true, false]);
    }

    #[test]
    fn it_is_held_once_it_is_over_and_confirmed_in_time() {
        let end = at("10:00");
        assert!(held_problem(end, at("09:59")).is_some());
        assert!(held_problem(end, end).is_none());
        assert!(window_problem(end, end + Duration::days(60), 60).is_none());
        assert!(window_problem(end, end + Duration::days(60) + Duration::seconds(1), 60).is_some());
    }

    #[test]
    fn words_tell_nobodys_number() {
        use TeachingErrorCode::{HasIdentifier, Invalid};
        let found = words_problems("", &["心电图判读（示例）".to_owned(), "联系 13800138000".to_owned()]);
        assert_eq!(
            codes(found),
            [(Invalid, "title".to_owned()), (HasIdentifier, "topics.1.name".to_owned())]
        );
        assert_eq!(
            codes(words_problems("题", &vec!["题".to_owned(); MOST_TOPICS + 1])),
            [(Invalid, "topics".to_owned())]
        );
        assert_eq!(codes(cases_problems("患者 110105 19491231 002X")), [(HasIdentifier, "cases".to_owned())]);
        assert_eq!(codes(cases_problems("")), []);
    }

    #[test]
    fn what_was_confirmed_is_refused_in_a_word_of_its_own() {
        use TeachingSessionStatus::{Cancelled, Confirmed, Delivered};
        assert!(status_problem(Delivered, &[Delivered]).is_none());
        let code = |status| status_problem(status, &[Delivered]).map(|problem| problem.code);
        assert_eq!(code(Confirmed), Some(TeachingErrorCode::Confirmed));
        assert_eq!(code(Cancelled), Some(TeachingErrorCode::WrongStatus));
    }
}
