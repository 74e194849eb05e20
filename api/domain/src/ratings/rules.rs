//! The words of this room, what may be answered, and who is among whom when answers are shown.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use platform::error::{Name, Problem};
use platform::text::Message;
use uuid::Uuid;

use crate::identity::rules::{identifier_problem, length_problem};
use crate::rule_sets::RuleSetHead;

platform::codes! {
    /// What of a teaching session is rated, and so by whom.
    pub enum TeachingRatingSubject {
        /// The session itself, by whoever attended it.
        Session = "SESSION",
        /// One of those who led it, by whoever attended it.
        Mentor = "MENTOR",
        /// The institution for which it was held, as a place to learn, by whoever attended it.
        Base = "BASE",
        /// Those who attended, as one, by whoever led it.
        Group = "GROUP",
        /// How the institution for which another one held it received whoever led it, by her.
        Host = "HOST",
    }
}

impl TeachingRatingSubject {
    /// Whether those answer who attended; otherwise those who led.
    #[must_use]
    pub fn is_for_attendees(self) -> bool {
        matches!(self, Self::Session | Self::Mentor | Self::Base)
    }
}

platform::codes! {
    /// Why a rating is refused.
    pub enum TeachingRatingErrorCode {
        /// An answer is missing, unknown or out of bounds, or a text too long.
        Invalid = "INVALID",
        /// The comment holds an identity number or a mobile number.
        HasIdentifier = "HAS_IDENTIFIER",
        /// The session was not confirmed.
        NotConfirmed = "NOT_CONFIRMED",
        /// It was confirmed too long ago.
        TooLate = "TOO_LATE",
        /// Who asks did not attend the session, or did not lead it.
        NotThere = "NOT_THERE",
        /// The session has no such subject.
        NoSubject = "NO_SUBJECT",
        /// She has rated it.
        Rated = "RATED",
    }
}

/// From how many different people on answers are shown.
pub const FEWEST: usize = 5;
/// The highest value; the lowest is 1.
pub const HIGHEST: i32 = 5;
/// Longest comment, in characters.
pub const LONGEST_COMMENT: usize = 500;
/// Days after the confirmation within which a session is rated.
const DAYS: i64 = 30;

/// One thing to be rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingItem {
    /// Its own within its form.
    pub code: String,
    /// What is rated.
    pub text: Name,
}

/// What is asked about one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingForm {
    /// The subject.
    pub subject: TeachingRatingSubject,
    /// What is rated, in order.
    pub items: Vec<RatingItem>,
}

/// A set of forms, one for each subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingForms {
    /// What stands at its head.
    pub head: RuleSetHead,
    /// The forms.
    pub forms: Vec<RatingForm>,
}

impl RatingForms {
    /// What is rated of a subject, in order.
    #[must_use]
    pub fn items(&self, subject: TeachingRatingSubject) -> &[RatingItem] {
        self.forms.iter().find(|form| form.subject == subject).map_or(&[], |form| &form.items)
    }
}

type Problems = Vec<Problem<TeachingRatingErrorCode>>;

/// Until when a session is rated.
#[must_use]
pub fn rated_until(confirmed_at: DateTime<Utc>) -> DateTime<Utc> {
    confirmed_at + Duration::days(DAYS)
}

/// Confirmed at this instant or later, a session may be rated.
#[must_use]
pub fn rated_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::days(DAYS)
}

/// What stands against rating a session now: it was not confirmed, or too long ago.
#[must_use]
pub fn time_problem(
    confirmed_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<Problem<TeachingRatingErrorCode>> {
    let problem = |code, message: &'static str| {
        Problem::new(code, "teachingSessionId", Message::new(message).with("days", DAYS))
    };
    match confirmed_at {
        None => Some(problem(TeachingRatingErrorCode::NotConfirmed, "ratings-not-confirmed")),
        Some(at) if rated_until(at) < now => Some(problem(TeachingRatingErrorCode::TooLate, "ratings-late")),
        Some(_) => None,
    }
}

/// What is wrong with answers: each item of the form has one, from 1 to 5, and no other one has.
#[must_use]
pub fn answer_problems(items: &[RatingItem], answers: &[(String, i32)]) -> Problems {
    let invalid = |path: &str, message| Problem::new(TeachingRatingErrorCode::Invalid, path, message);
    let mut problems = Vec::new();
    let mut answered = BTreeSet::new();
    for (place, (code, value)) in answers.iter().enumerate().take(items.len() + 1) {
        if !items.iter().any(|item| item.code == *code) {
            let message = Message::new("ratings-item-unknown").with("item", code);
            problems.push(invalid(&format!("answers.{place}.item"), message));
        } else if !answered.insert(code.as_str()) {
            let message = Message::new("ratings-item-twice").with("item", code);
            problems.push(invalid(&format!("answers.{place}.item"), message));
        }
        if !(1..=HIGHEST).contains(value) {
            let message = Message::new("ratings-value").with("most", HIGHEST);
            problems.push(invalid(&format!("answers.{place}.value"), message));
        }
    }
    for item in items.iter().filter(|item| !answered.contains(item.code.as_str())) {
        let message = Message::new("ratings-item-missing").with("item", &item.code);
        problems.push(invalid("answers", message));
    }
    problems
}

/// What is wrong with a comment: it may be empty, and tells nobody's number.
#[must_use]
pub fn comment_problems(comment: &str) -> Problems {
    length_problem(TeachingRatingErrorCode::Invalid, "comment", comment, LONGEST_COMMENT)
        .into_iter()
        .chain(identifier_problem(TeachingRatingErrorCode::HasIdentifier, "comment", comment))
        .collect()
}

/// Those among whom an answer is laid: the first that wait and have none of hers, so that whoever answers often is one among five each
/// time. None when others have to be begun.
#[must_use]
pub fn laid_among(waiting: &[(Uuid, Vec<Uuid>)], person_id: Uuid) -> Option<Uuid> {
    waiting.iter().find(|(_, people)| !people.contains(&person_id)).map(|(key, _)| *key)
}

/// Whether answers that these people gave are shown. Who gave two is one.
#[must_use]
pub fn are_enough(people: &[Uuid]) -> bool {
    people.iter().collect::<BTreeSet<_>>().len() >= FEWEST
}

/// The mean of values from 1 on, by how often each was given: in hundredths, rounded half up; none when nothing was.
#[must_use]
pub fn mean_hundredths(counts: &[i64]) -> Option<i64> {
    let answers: i64 = counts.iter().sum();
    let sum: i64 = counts.iter().zip(1_i64..).map(|(count, value)| count.saturating_mul(value)).sum();
    (answers > 0).then(|| (sum.saturating_mul(200) + answers) / answers.saturating_mul(2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn item(code: &str) -> RatingItem {
        RatingItem { code: code.to_owned(), text: Name::new("条目".to_owned(), "Item".to_owned()) }
    }

    fn found(problems: &[Problem<TeachingRatingErrorCode>]) -> Vec<(&str, String)> {
        problems.iter().map(|one| (one.message.key(), one.path.join("."))).collect()
    }

    #[test]
    fn every_item_is_answered_once_within_bounds() {
        let items = [item("A"), item("B")];
        let answers = |given: &[(&str, i32)]| -> Vec<(String, i32)> {
            given.iter().map(|(code, value)| ((*code).to_owned(), *value)).collect()
        };
        assert_eq!(answer_problems(&items, &answers(&[("B", 1), ("A", 5)])), []);
        assert_eq!(
            found(&answer_problems(&items, &answers(&[("A", 0), ("A", 6), ("C", 3)]))),
            [
                ("ratings-value", "answers.0.value".to_owned()),
                ("ratings-item-twice", "answers.1.item".to_owned()),
                ("ratings-value", "answers.1.value".to_owned()),
                ("ratings-item-unknown", "answers.2.item".to_owned()),
                ("ratings-item-missing", "answers".to_owned()),
            ]
        );
    }

    #[test]
    fn a_comment_tells_nobodys_number() {
        assert_eq!(comment_problems(""), []);
        assert_eq!(
            found(&comment_problems("请回电 13800138000")),
            [(comment_problems("13800138000").first().unwrap().message.key(), "comment".to_owned())]
        );
        assert_eq!(comment_problems(&"好".repeat(LONGEST_COMMENT)), []);
        assert_eq!(comment_problems(&"好".repeat(LONGEST_COMMENT + 1)).len(), 1);
    }

    #[test]
    fn a_session_is_rated_for_thirty_days() {
        let at = DateTime::UNIX_EPOCH;
        let code = |confirmed, now| time_problem(confirmed, now).map(|problem| problem.code);
        assert_eq!(code(None, at), Some(TeachingRatingErrorCode::NotConfirmed));
        assert_eq!(code(Some(at), at + Duration::days(30)), None);
        let late = at + Duration::days(30) + Duration::seconds(1);
        assert_eq!(code(Some(at), late), Some(TeachingRatingErrorCode::TooLate));
        assert_eq!(rated_since(rated_until(at)), at);
    }

    #[test]
    fn five_answers_of_one_person_are_one_answer_each_of_five() {
        let (one, other) = (person(1), person(2));
        assert_eq!(laid_among(&[], one), None);
        assert_eq!(laid_among(&[(person(9), vec![one])], one), None);
        assert_eq!(laid_among(&[(person(8), vec![one]), (person(9), vec![other])], one), Some(person(9)));
        assert!(!are_enough(&[one; 5]));
        assert!(!are_enough(&[1, 2, 3, 4].map(person)));
        assert!(are_enough(&[1, 2, 3, 4, 5].map(person)));
    }

    #[test]
    fn a_mean_is_rounded_half_up() {
        assert_eq!(mean_hundredths(&[0; 5]), None);
        assert_eq!(mean_hundredths(&[0, 0, 0, 0, 5]), Some(500));
        assert_eq!(mean_hundredths(&[1, 0, 0, 0, 4]), Some(420));
        assert_eq!(mean_hundredths(&[2, 1, 0, 0, 0]), Some(133));
        assert_eq!(mean_hundredths(&[1, 2, 0, 0, 0]), Some(167));
        assert_eq!(mean_hundredths(&[7, 1, 0, 0, 0]), Some(113));
    }

    proptest! {
        /// Whoever answers, and however often: what is shown changes by five different people at a time, or not at all.
        #[test]
        fn what_is_shown_changes_by_five_different_people(raters in prop::collection::vec(0_u128..8, 0..80)) {
            let mut waiting: Vec<(Uuid, Vec<Uuid>)> = Vec::new();
            let mut shown: Vec<Vec<Uuid>> = Vec::new();
            for (number, rater) in raters.iter().enumerate() {
                let rater = person(*rater);
                let key = laid_among(&waiting, rater).unwrap_or_else(|| {
                    waiting.push((person(1000 + u128::try_from(number).unwrap()), Vec::new()));
                    waiting.last().unwrap().0
                });
                let place = waiting.iter().position(|(one, _)| *one == key).unwrap();
                waiting[place].1.push(rater);
                if are_enough(&waiting[place].1) {
                    shown.push(waiting.remove(place).1);
                }
            }
            for people in &shown {
                let different: BTreeSet<_> = people.iter().collect();
                prop_assert_eq!((people.len(), different.len()), (FEWEST, FEWEST));
            }
            let kept: usize = shown.iter().chain(waiting.iter().map(|(_, people)| people)).map(Vec::len).sum();
            prop_assert_eq!(kept, raters.len());
        }
    }
}
