//! Terms: first days, and last days that may be open.

use chrono::NaiveDate;

/// First and last day; without end when the last one is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
}

impl Term {
    /// Whether it holds on a day.
    #[must_use]
    pub fn is_on(self, day: NaiveDate) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|end| day <= end)
    }

    /// Whether both hold on one day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        other.ends_on.is_none_or(|end| self.starts_on <= end)
            && self.ends_on.is_none_or(|end| other.starts_on <= end)
    }

    /// Whether every day of it is a day of the other.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        let ends_in_time = other.ends_on.is_none_or(|last| self.ends_on.is_some_and(|end| end <= last));
        other.starts_on <= self.starts_on && ends_in_time
    }
}

/// Whether terms together hold on every day from one to another.
#[must_use]
pub fn hold_throughout(terms: &[Term], from: NaiveDate, until: NaiveDate) -> bool {
    let mut sorted = terms.to_vec();
    sorted.sort_unstable_by_key(|term| term.starts_on);
    let mut next = Some(from);
    for term in sorted {
        match next {
            Some(day) if day <= until && term.is_on(day) => {
                next = term.ends_on.and_then(|end| end.succ_opt());
            }
            _ => {}
        }
    }
    next.is_none_or(|day| until < day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn term(starts_on: &str, ends_on: &str) -> Term {
        Term { starts_on: day(starts_on), ends_on: (!ends_on.is_empty()).then(|| day(ends_on)) }
    }

    #[test]
    fn terms_hold_together_where_one_follows_the_other() {
        let throughout = |terms: &[Term]| hold_throughout(terms, day("2026-03-01"), day("2026-04-30"));
        assert!(throughout(&[term("2026-03-01", "2026-04-30")]));
        assert!(throughout(&[term("2020-01-01", "")]));
        assert!(throughout(&[term("2026-04-01", ""), term("2026-01-01", "2026-03-31")]));
        assert!(throughout(&[term("2026-01-01", "2026-03-31"), term("2026-03-15", "2026-05-01")]));
        assert!(!throughout(&[term("2026-01-01", "2026-03-30"), term("2026-04-01", "")]));
        assert!(!throughout(&[term("2026-03-02", "")]));
        assert!(!throughout(&[term("2026-01-01", "2026-04-29")]));
        assert!(!throughout(&[]));
    }

    #[test]
    fn terms_lie_within_or_beside_one_another() {
        let open = term("2026-01-01", "");
        let spring = term("2026-03-01", "2026-05-31");
        assert!(spring.is_within(open) && !open.is_within(spring));
        assert!(!term("2026-03-01", "").is_within(spring));
        assert!(spring.overlaps(term("2026-05-31", "")) && !spring.overlaps(term("2026-06-01", "")));
        assert!(open.overlaps(spring) && spring.overlaps(open));
        assert!(spring.is_on(day("2026-05-31")) && !spring.is_on(day("2026-06-01")));
    }
}
