//! Names with their days: what an institution was called when.

use chrono::{Days, NaiveDate};
use platform::error::{Name, Problem};
use platform::text::Message;
use uuid::Uuid;

/// From a day on an institution is called otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renaming {
    /// The institution.
    pub institution_id: Uuid,
    /// The first day of the new name.
    pub starts_on: NaiveDate,
    /// What it is called until then.
    pub before: Name,
    /// What it is called from then on.
    pub after: Name,
    /// Why.
    pub reason: String,
}

/// A name, and the days on which it was borne.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFor {
    /// The name.
    pub name: Name,
    /// First day; from the beginning when absent.
    pub starts_on: Option<NaiveDate>,
    /// Last day; without end when absent.
    pub ends_on: Option<NaiveDate>,
    /// Why it was taken; absent for the first one.
    pub reason: Option<String>,
}

impl NamedFor {
    /// Whether it was borne on a day.
    #[must_use]
    pub fn is_on(&self, day: NaiveDate) -> bool {
        self.starts_on.is_none_or(|start| start <= day) && self.ends_on.is_none_or(|end| day <= end)
    }
}

/// Every name of an institution with its days, the earliest first: from what it is called at present and what it was renamed from
/// and to, the earliest first.
#[must_use]
pub fn named_for(present: &Name, renamings: &[Renaming]) -> Vec<NamedFor> {
    let ends = renamings.iter().map(|next| next.starts_on.pred_opt()).chain([None]);
    let first = renamings.first().map_or(present, |renaming| &renaming.before);
    let first = (first, None, None);
    let later =
        renamings.iter().map(|renaming| (&renaming.after, Some(renaming.starts_on), Some(&renaming.reason)));
    let named = |((name, starts_on, reason), ends_on): ((&Name, _, Option<&String>), _)| NamedFor {
        name: name.clone(),
        starts_on,
        ends_on,
        reason: reason.cloned(),
    };
    std::iter::once(first).chain(later).zip(ends).map(named).collect()
}

/// Days ahead for which a name may be recorded, at most.
const MOST_DAYS_AHEAD: u64 = 366;

/// What stands against a new name, by its day and by the name before it.
#[must_use]
pub fn renaming_problems<C: Copy>(
    code: C,
    new: &Renaming,
    last: Option<&Renaming>,
    today: NaiveDate,
) -> Vec<Problem<C>> {
    let mut problems = Vec::new();
    if new.after == new.before {
        problems.push(Problem::new(code, "name", Message::new("organisations-name-same")));
    }
    if let Some(last) = last.filter(|last| new.starts_on <= last.starts_on) {
        let message = Message::new("organisations-name-order")
            .with("name", (last.after.zh.as_str(), last.after.en.as_str()))
            .with("start", last.starts_on);
        problems.push(Problem::new(code, "startsOn", message));
    }
    if let Some(latest) = today.checked_add_days(Days::new(MOST_DAYS_AHEAD))
        && latest < new.starts_on
    {
        let message = Message::new("organisations-name-far").with("latest", latest);
        problems.push(Problem::new(code, "startsOn", message));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn renaming(starts_on: &str, before: &str, after: &str) -> Renaming {
        Renaming {
            institution_id: Uuid::nil(),
            starts_on: day(starts_on),
            before: Name::new(before, ""),
            after: Name::new(after, ""),
            reason: "示例".to_owned(),
        }
    }

    fn told(present: &str, renamings: &[Renaming], on: &str) -> Vec<String> {
        let names = named_for(&Name::new(present, ""), renamings);
        names.into_iter().filter(|named| named.is_on(day(on))).map(|named| named.name.zh).collect()
    }

    #[test]
    fn each_day_has_one_name() {
        let renamings = [renaming("2020-01-01", "甲", "乙"), renaming("2026-05-01", "乙", "丙")];
        for (on, name) in [
            ("1999-01-01", "甲"),
            ("2019-12-31", "甲"),
            ("2020-01-01", "乙"),
            ("2026-04-30", "乙"),
            ("2026-05-01", "丙"),
        ] {
            assert_eq!(told("乙", &renamings, on), [name], "{on}");
        }
        assert_eq!(told("甲", &[], "2026-01-01"), ["甲"]);
    }

    #[test]
    fn a_name_follows_the_one_before_it_and_lies_within_a_year() {
        let last = renaming("2026-03-01", "甲", "乙");
        let paths = |new: &Renaming| -> Vec<Vec<String>> {
            let problems = renaming_problems((), new, Some(&last), day("2026-03-02"));
            problems.into_iter().map(|problem| problem.path).collect()
        };
        assert!(paths(&renaming("2026-03-02", "乙", "丙")).is_empty());
        assert_eq!(paths(&renaming("2026-03-01", "乙", "丙")), [["startsOn"]]);
        assert_eq!(paths(&renaming("2027-03-04", "乙", "乙")), [["name"], ["startsOn"]]);
    }
}
