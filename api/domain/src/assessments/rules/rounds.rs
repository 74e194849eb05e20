//! Answers of several people, shown only together.
//!
//! Worked example, which is also a test: five answers are asked for. Six nurses and one manager rate an item. Shown are seven
//! ratings and their mean, and nothing by role: the nurses' mean would leave the manager's rating to be reckoned.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Problem;
use platform::text::Message;

use super::{
    Answer, AssessmentErrorCode, Earned, FormKind, Item, ItemKind, LEVEL_WITH_HELP, PassRule, PassRuleKind,
    StepMark, Value, mark, number,
};

platform::codes! {
    /// In which role somebody answers about a trainee.
    pub enum RespondentRole {
        /// A nurse.
        Nurse = "NURSE",
        /// A patient.
        Patient = "PATIENT",
        /// A patient's relative or carer.
        Relative = "RELATIVE",
        /// A fellow trainee.
        Peer = "PEER",
        /// A senior physician or teacher.
        Teacher = "TEACHER",
        /// A pharmacist, technician or therapist.
        AlliedHealth = "ALLIED_HEALTH",
        /// Administrative or managing staff.
        Manager = "MANAGER",
    }
}

/// Answers that are asked for where a form does not say how many.
pub const LEAST_ANSWERS: i64 = 5;

/// What one person answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundAnswer {
    /// In which role.
    pub role: RespondentRole,
    /// What was marked.
    pub answers: Vec<Answer>,
}

/// So many numbers and their mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mean {
    /// How many.
    pub count: i64,
    /// Their mean in hundredths, a half rounded up.
    pub hundredths: i64,
}

/// What may be shown of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemSummary {
    /// The item's code.
    pub item: String,
    /// Over everybody.
    pub mean: Mean,
    /// By role, where that gives nobody away.
    pub roles: Vec<(RespondentRole, Mean)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    count: i64,
    sum: i64,
}

impl Sum {
    fn of(numbers: impl Iterator<Item = i64>) -> Self {
        numbers.fold(Self::default(), |all, number| Self { count: all.count + 1, sum: all.sum + number })
    }

    fn mean(self) -> Mean {
        let hundredths = (200 * self.sum + self.count).div_euclid(2 * self.count.max(1));
        Mean { count: self.count, hundredths }
    }
}

fn numbers<'a>(item: &'a Item, answers: impl Iterator<Item = &'a RoundAnswer>) -> impl Iterator<Item = i64> {
    answers.filter_map(|one| number(&one.answers.iter().find(|answer| answer.item == item.code)?.value))
}

/// What may be shown of the answers in a round: nothing before `least` are in; of an item nothing before as many rated it; and
/// of a role nothing unless as many of it rated the item, and those that are not shown by role are none or as many as well, so
/// that no smaller group follows by subtraction.
#[must_use]
pub fn summary(items: &[Item], answers: &[RoundAnswer], least: i64) -> Option<Vec<ItemSummary>> {
    if i64::try_from(answers.len()).unwrap_or(i64::MAX) < least {
        return None;
    }
    let of_item = |item: &Item| {
        let all = Sum::of(numbers(item, answers.iter()));
        (all.count >= least && all.count > 0).then(|| ItemSummary {
            item: item.code.clone(),
            mean: all.mean(),
            roles: by_role(item, answers, all.count, least),
        })
    };
    Some(items.iter().filter_map(of_item).collect())
}

fn by_role(item: &Item, answers: &[RoundAnswer], all: i64, least: i64) -> Vec<(RespondentRole, Mean)> {
    let sums = RespondentRole::ALL.iter().map(|role| {
        let of_role = answers.iter().filter(|answer| answer.role == *role);
        (*role, Sum::of(numbers(item, of_role)))
    });
    let mut shown: Vec<(RespondentRole, Sum)> = sums.filter(|(_, sum)| sum.count >= least).collect();
    shown.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.count));
    let hidden = |shown: &[(RespondentRole, Sum)]| all - shown.iter().map(|(_, sum)| sum.count).sum::<i64>();
    while (1..least).contains(&hidden(&shown)) && shown.pop().is_some() {}
    shown.sort_by_key(|(role, _)| role.code());
    shown.into_iter().map(|(role, sum)| (role, sum.mean())).collect()
}

/// Every word that was written, by item, in an order that tells nothing; for the supervisor alone.
#[must_use]
pub fn words(items: &[Item], answers: &[RoundAnswer]) -> BTreeMap<String, Vec<String>> {
    let is_text = |code: &str| items.iter().any(|item| item.code == code && item.kind == ItemKind::Text);
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for answer in answers.iter().flat_map(|one| &one.answers) {
        let text = match &answer.value {
            Value::Text(text) if is_text(&answer.item) => Some(text),
            _ => None,
        };
        let written = text.into_iter().chain([&answer.comment]).filter(|text| !text.is_empty());
        words.entry(answer.item.clone()).or_default().extend(written.cloned());
    }
    for said in words.values_mut() {
        said.sort();
    }
    words.retain(|_, said| !said.is_empty());
    words
}

/// What a round earns by the means of its answers: a mean rating over all ratings given, each rating by the mean of its item,
/// points by the sum of the items' means, steps over all that applied; the level is the mean of those given, rounded down. Items
/// that fewer than `least` answered earn nothing and spoil nothing, for what follows from them would tell of single answers.
#[must_use]
pub fn earned_together(items: &[Item], pass: &[PassRule], answers: &[RoundAnswer], least: i64) -> Earned {
    let marks = |item: &Item| -> Vec<StepMark> {
        let of_item = |one: &RoundAnswer| one.answers.iter().find(|answer| answer.item == item.code).cloned();
        let marks: Vec<StepMark> =
            answers.iter().filter_map(of_item).filter_map(|answer| mark(&answer.value)).collect();
        if i64::try_from(marks.len()).unwrap_or(i64::MAX) < least { Vec::new() } else { marks }
    };
    let critical: Vec<StepMark> = items.iter().filter(|item| item.is_critical).flat_map(&marks).collect();
    let is_passed = !critical.contains(&StepMark::NotDone)
        && pass.iter().all(|rule| {
            let spoken_of: Vec<&Item> = items.iter().filter(|item| rule.speaks_of(item)).collect();
            let sums: Vec<Sum> = spoken_of
                .iter()
                .map(|item| Sum::of(numbers(item, answers.iter())))
                .filter(|sum| sum.count > 0 && sum.count >= least)
                .collect();
            match rule.rule {
                PassRuleKind::StepsDone => {
                    let marks: Vec<StepMark> = spoken_of.into_iter().flat_map(&marks).collect();
                    super::steps_done(&marks, rule.at_least)
                }
                PassRuleKind::MeanRating => {
                    let all = sums.iter().fold(Sum::default(), |all, sum| Sum {
                        count: all.count + sum.count,
                        sum: all.sum + sum.sum,
                    });
                    all.count > 0 && all.sum * 100 >= rule.at_least * all.count
                }
                PassRuleKind::EachRating => {
                    !sums.is_empty() && sums.iter().all(|sum| sum.sum >= rule.at_least * sum.count)
                }
                PassRuleKind::Points => {
                    sums.iter().map(|sum| sum.sum * 100 / sum.count).sum::<i64>() >= rule.at_least * 100
                }
            }
        });
    let level = items.iter().find(|item| item.kind == ItemKind::Level);
    let level = level.map(|item| Sum::of(numbers(item, answers.iter())));
    let level = level.filter(|sum| sum.count > 0 && sum.count >= least);
    let level = level.and_then(|sum| i32::try_from(sum.sum / sum.count).ok()).filter(|_| is_passed);
    let is_helped = critical.contains(&StepMark::DoneWithHelp);
    Earned { is_passed, level: level.map(|level| if is_helped { level.min(LEVEL_WITH_HELP) } else { level }) }
}

/// What is wrong with the last day of a round: it has passed, or lies later than the form may be filled in.
#[must_use]
pub fn closing_problem(
    closes_on: NaiveDate,
    today: NaiveDate,
    latest: NaiveDate,
) -> Option<Problem<AssessmentErrorCode>> {
    (!(today..=latest).contains(&closes_on)).then(|| {
        let message = Message::new("assessments-round-closing").with("today", today).with("latest", latest);
        Problem::new(AssessmentErrorCode::Invalid, "closesOn", message)
    })
}

/// Why a form of this kind has no rounds.
#[must_use]
pub fn round_form_problem(kind: FormKind, name: (&str, &str)) -> Option<Problem<AssessmentErrorCode>> {
    (kind != FormKind::Multisource).then(|| {
        let message = Message::new("assessments-form-single").with("form", name);
        Problem::new(AssessmentErrorCode::FormSingle, "formId", message)
    })
}

#[cfg(test)]
mod tests {
    use RespondentRole::{Manager, Nurse, Peer};
    use platform::error::Name;

    use super::*;

    fn item(code: &str, kind: ItemKind) -> Item {
        Item {
            code: code.to_owned(),
            kind,
            name: Name { zh: code.to_owned(), en: code.to_owned() },
            is_critical: false,
            is_optional: true,
            range: Some((1, 5)),
            anchors: Vec::new(),
            choices: Vec::new(),
        }
    }

    fn said(role: RespondentRole, values: &[(&str, i64)]) -> RoundAnswer {
        let answer = |(item, value): &(&str, i64)| Answer {
            item: (*item).to_owned(),
            value: Value::Number(*value),
            comment: String::new(),
        };
        RoundAnswer { role, answers: values.iter().map(answer).collect() }
    }

    fn roles(answers: &[RoundAnswer]) -> Vec<(RespondentRole, i64)> {
        let shown = summary(&[item("A", ItemKind::Rating)], answers, 5).unwrap();
        shown[0].roles.iter().map(|(role, mean)| (*role, mean.count)).collect()
    }

    fn many(role: RespondentRole, count: usize) -> Vec<RoundAnswer> {
        vec![said(role, &[("A", 4)]); count]
    }

    #[test]
    fn nothing_is_shown_of_fewer_than_were_asked_for() {
        let items = [item("A", ItemKind::Rating), item("B", ItemKind::Rating)];
        let mut answers = many(Nurse, 4);
        assert_eq!(summary(&items, &answers, 5), None);
        answers.push(said(Peer, &[("A", 1), ("B", 5)]));
        let shown = summary(&items, &answers, 5).unwrap();
        let all =
            ItemSummary { item: "A".to_owned(), mean: Mean { count: 5, hundredths: 340 }, roles: Vec::new() };
        assert_eq!(shown, [all], "one rating of B is nobody else's");
    }

    #[test]
    fn a_role_is_shown_only_where_no_smaller_group_follows_from_it() {
        let with = |parts: &[(RespondentRole, usize)]| -> Vec<RoundAnswer> {
            parts.iter().flat_map(|(role, count)| many(*role, *count)).collect()
        };
        assert_eq!(roles(&with(&[(Nurse, 6), (Manager, 1)])), []);
        assert_eq!(roles(&with(&[(Nurse, 6)])), [(Nurse, 6)]);
        assert_eq!(roles(&with(&[(Nurse, 6), (Peer, 5)])), [(Nurse, 6), (Peer, 5)]);
        assert_eq!(roles(&with(&[(Nurse, 6), (Peer, 5), (Manager, 1)])), [(Nurse, 6)]);
        assert_eq!(roles(&with(&[(Nurse, 6), (Peer, 4), (Manager, 4)])), [(Nurse, 6)]);
    }

    #[test]
    fn no_split_ever_leaves_fewer_than_were_asked_for() {
        for nurses in 0..12 {
            for peers in 0..12 {
                for managers in 0..12 {
                    let counts = [(Nurse, nurses), (Peer, peers), (Manager, managers)];
                    let answers: Vec<RoundAnswer> =
                        counts.iter().flat_map(|(role, count)| many(*role, *count)).collect();
                    let all = nurses + peers + managers;
                    if all < 5 {
                        continue;
                    }
                    let shown = roles(&answers);
                    assert!(shown.iter().all(|(_, count)| *count >= 5), "{counts:?}: {shown:?}");
                    let left =
                        i64::try_from(all).unwrap() - shown.iter().map(|(_, count)| count).sum::<i64>();
                    assert!(left == 0 || left >= 5, "{counts:?}: {shown:?}");
                }
            }
        }
    }

    #[test]
    fn a_half_of_a_hundredth_is_rounded_up() {
        assert_eq!(Sum { count: 8, sum: 33 }.mean().hundredths, 413);
        assert_eq!(Sum { count: 3, sum: 10 }.mean().hundredths, 333);
    }

    #[test]
    fn a_round_earns_by_its_means() {
        let items = [item("A", ItemKind::Rating), item("B", ItemKind::Rating), item("L", ItemKind::Level)];
        let answers = [
            said(Nurse, &[("A", 5), ("B", 2), ("L", 4)]),
            said(Peer, &[("A", 4), ("B", 4), ("L", 3)]),
            said(Peer, &[("A", 3), ("L", 4)]),
        ];
        let by = |rule, at_least, least| {
            earned_together(&items, &[PassRule { rule, at_least, items: Vec::new() }], &answers, least)
        };
        assert_eq!(by(PassRuleKind::MeanRating, 360, 2), Earned { is_passed: true, level: Some(3) });
        assert!(!by(PassRuleKind::MeanRating, 361, 2).is_passed, "18 in 5 ratings");
        assert!(by(PassRuleKind::EachRating, 3, 2).is_passed);
        assert_eq!(by(PassRuleKind::EachRating, 4, 2), Earned { is_passed: false, level: None });
        // Two of three rated B: asked for three, it tells nothing.
        assert_eq!(by(PassRuleKind::EachRating, 4, 3), Earned { is_passed: true, level: Some(3) });
    }

    #[test]
    fn words_are_told_in_no_order_of_answering() {
        let word = |text: &str| RoundAnswer {
            role: Nurse,
            answers: vec![Answer {
                item: "T".to_owned(),
                value: Value::Text(text.to_owned()),
                comment: String::new(),
            }],
        };
        let items = [item("A", ItemKind::Rating), item("T", ItemKind::Text)];
        let told = words(&items, &[word("b"), word("a"), said(Peer, &[("A", 1)])]);
        assert_eq!(told, BTreeMap::from([("T".to_owned(), vec!["a".to_owned(), "b".to_owned()])]));
    }
}
