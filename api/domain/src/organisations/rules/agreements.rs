//! What a core unit and a member owe each other, and how far it is kept.
//!
//! An obligation is a number in every month or year of the agreement's term, counted from its first day, or in the whole of it. What
//! is due of a running period grows with its days. Too little in one period must be made up in the next; too much is not carried
//! over. So a state changes by itself, by what happened and by the calendar.

use chrono::{Months, NaiveDate};
use platform::error::Problem;
use platform::text::Message;

platform::codes! {
    /// What a party to an agreement owes.
    pub enum ObligationKind {
        /// Days on which its experts come to the other party (巡诊、驻点).
        Visits = "VISITS",
        /// Sessions held for the other party: teaching rounds, lectures, consultations (带教、讲座、会诊).
        Sessions = "SESSIONS",
        /// Trainees who begin a stay at its bases (接收学员).
        TraineesReceived = "TRAINEES_RECEIVED",
        /// People sent by the other party who begin a stay at its bases (免费进修).
        FurtherStudyPlaces = "FURTHER_STUDY_PLACES",
    }
}

platform::codes! {
    /// A party to an agreement.
    pub enum AgreementParty {
        /// The core unit (牵头单位).
        Core = "CORE",
        /// The member (成员单位).
        Member = "MEMBER",
    }
}

platform::codes! {
    /// In how long an obligation is to be met.
    pub enum ObligationPeriod {
        /// In each month of the term.
        Month = "MONTH",
        /// In each year of the term.
        Year = "YEAR",
        /// In the whole term.
        Term = "TERM",
    }
}

platform::codes! {
    /// How an agreement stands on a day.
    pub enum AgreementState {
        /// It has not begun.
        Upcoming = "UPCOMING",
        /// Everything due is done.
        Kept = "KEPT",
        /// Something due is not done.
        Behind = "BEHIND",
        /// Its term is over, and no agreement renews it.
        Lapsed = "LAPSED",
    }
}

platform::codes! {
    /// What became of what a party said it did.
    pub enum DeliveryStatus {
        /// The other party has not decided.
        Pending = "PENDING",
        /// The other party confirms it: it counts.
        Confirmed = "CONFIRMED",
        /// The other party denies it.
        Rejected = "REJECTED",
    }
}

platform::codes! {
    /// Why an act upon an agreement is refused.
    pub enum AgreementErrorCode {
        /// A value is missing or malformed.
        Invalid = "INVALID",
        /// It holds beyond the membership.
        OutsideMembership = "OUTSIDE_MEMBERSHIP",
        /// What it renews belongs to others, begins later, or was renewed already.
        NotRenewable = "NOT_RENEWABLE",
        /// The agreement does not say that the party owes this, or not on that day.
        NotOwed = "NOT_OWED",
        /// It is counted from placements, and not by hand.
        Counted = "COUNTED",
        /// It was decided about.
        Decided = "DECIDED",
    }
}

/// Most obligations of one agreement.
pub const MOST_OBLIGATIONS: usize = 8;
/// Most of one thing in one period.
pub const LARGEST_OBLIGATION: i32 = 10_000;
/// Longest term of an agreement, in years.
const LONGEST_TERM_YEARS: u32 = 10;
/// Longest number of an agreement, in characters.
const LONGEST_NUMBER: usize = 60;

impl ObligationKind {
    /// Whether it is counted from placements; the rest is said by one party and confirmed by the other.
    #[must_use]
    pub const fn is_counted(self) -> bool {
        matches!(self, Self::TraineesReceived | Self::FurtherStudyPlaces)
    }
}

impl AgreementParty {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Core => Self::Member,
            Self::Member => Self::Core,
        }
    }
}

/// First and last day.
pub type Days = (NaiveDate, NaiveDate);

/// What a party owes the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// What.
    pub kind: ObligationKind,
    /// Who.
    pub owed_by: AgreementParty,
    /// How many, 1 to [`LARGEST_OBLIGATION`].
    pub quantity: i32,
    /// In how long.
    pub per: ObligationPeriod,
}

/// How an obligation stands in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodStanding {
    /// The period.
    pub days: Days,
    /// What is due by the day asked about: all of it once the period is over.
    pub due: i64,
    /// What was done in it.
    pub done: i64,
}

/// How an obligation stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObligationStanding {
    /// What is owed.
    pub obligation: Obligation,
    /// The periods that began, the earliest first.
    pub periods: Vec<PeriodStanding>,
}

impl ObligationStanding {
    /// What is missing: of the period that runs, and of the one before as far as it was not made up.
    #[must_use]
    pub fn missing(&self) -> i64 {
        let mut last = self.periods.iter().rev();
        let now = last.next().map_or(0, |period| period.due - period.done);
        let before = last.next().map_or(0, |period| (period.due - period.done).max(0));
        (now + before).max(0)
    }
}

/// The periods of a term that began by a day, each with its share of the quantity in thousandths: the last one may be cut.
fn periods((starts_on, ends_on): Days, per: ObligationPeriod, on: NaiveDate) -> Vec<(Days, NaiveDate)> {
    let months = match per {
        ObligationPeriod::Month => 1,
        ObligationPeriod::Year => 12,
        ObligationPeriod::Term => {
            return Vec::from_iter((starts_on <= on).then_some(((starts_on, ends_on), ends_on)));
        }
    };
    let mut found = Vec::new();
    let mut first = starts_on;
    for place in 1_u32.. {
        if on < first || ends_on < first {
            break;
        }
        let Some(next) = starts_on.checked_add_months(Months::new(place * months)) else { break };
        let whole = next.pred_opt().unwrap_or(next);
        found.push(((first, whole.min(ends_on)), whole));
        first = next;
    }
    found
}

/// How an obligation stands on a day, by the days on which something was done.
#[must_use]
pub fn obligation_standing(
    obligation: Obligation,
    term: Days,
    done: &[NaiveDate],
    on: NaiveDate,
) -> ObligationStanding {
    let standing = |((first, last), whole): (Days, NaiveDate)| {
        let length = (whole - first).num_days() + 1;
        let elapsed = (last.min(on) - first).num_days() + 1;
        let due = i64::from(obligation.quantity) * elapsed / length;
        let done = done.iter().filter(|day| first <= **day && **day <= last && **day <= on).count();
        PeriodStanding { days: (first, last), due, done: i64::try_from(done).unwrap_or(i64::MAX) }
    };
    let periods = periods(term, obligation.per, on).into_iter().map(standing).collect();
    ObligationStanding { obligation, periods }
}

/// How an agreement stands on a day.
#[must_use]
pub fn agreement_state(
    (starts_on, ends_on): Days,
    is_renewed: bool,
    standings: &[ObligationStanding],
    on: NaiveDate,
) -> AgreementState {
    if on < starts_on {
        AgreementState::Upcoming
    } else if ends_on < on && !is_renewed {
        AgreementState::Lapsed
    } else if standings.iter().any(|standing| standing.missing() > 0) {
        AgreementState::Behind
    } else {
        AgreementState::Kept
    }
}

fn invalid(path: &str, message: Message) -> Problem<AgreementErrorCode> {
    Problem::new(AgreementErrorCode::Invalid, path, message)
}

/// What is wrong with an agreement's own words: its number, its days and what is owed.
#[must_use]
pub fn agreement_problems(
    number: Option<&str>,
    (signed_on, term): (NaiveDate, Days),
    obligations: &[Obligation],
    today: NaiveDate,
) -> Vec<Problem<AgreementErrorCode>> {
    let mut problems = Vec::new();
    if number.is_some_and(|number| number.chars().count() > LONGEST_NUMBER) {
        let message = Message::new("organisations-agreement-number").with("limit", LONGEST_NUMBER);
        problems.push(invalid("number", message));
    }
    if today < signed_on {
        problems
            .push(invalid("signedOn", Message::new("organisations-agreement-signed").with("day", signed_on)));
    }
    let (starts_on, ends_on) = term;
    if ends_on < starts_on {
        let message =
            Message::new("common-dates-in-wrong-order").with("start", starts_on).with("end", ends_on);
        problems.push(invalid("endsOn", message));
    } else if starts_on
        .checked_add_months(Months::new(12 * LONGEST_TERM_YEARS))
        .is_some_and(|most| most <= ends_on)
    {
        let message = Message::new("organisations-agreement-long").with("years", LONGEST_TERM_YEARS);
        problems.push(invalid("endsOn", message));
    }
    if !(1..=MOST_OBLIGATIONS).contains(&obligations.len()) {
        let message = Message::new("organisations-agreement-obligations").with("most", MOST_OBLIGATIONS);
        problems.push(invalid("obligations", message));
    }
    for (place, owed) in obligations.iter().enumerate() {
        if !(1..=LARGEST_OBLIGATION).contains(&owed.quantity) {
            let message = Message::new("organisations-agreement-quantity").with("quantity", owed.quantity);
            let path = format!("obligations.{place}.quantity");
            problems.push(invalid(&path, message.with("most", LARGEST_OBLIGATION)));
        }
        let is_twice = obligations
            .iter()
            .take(place)
            .any(|other| (other.kind, other.owed_by) == (owed.kind, owed.owed_by));
        if is_twice {
            let message = Message::new("organisations-agreement-twice")
                .with("kind", platform::codes::Code::label(owed.kind))
                .with("party", platform::codes::Code::label(owed.owed_by));
            problems.push(invalid(&format!("obligations.{place}.kind"), message));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn owed(quantity: i32, per: ObligationPeriod) -> Obligation {
        Obligation { kind: ObligationKind::Visits, owed_by: AgreementParty::Core, quantity, per }
    }

    fn dues(standing: &ObligationStanding) -> Vec<(i64, i64)> {
        standing.periods.iter().map(|period| (period.due, period.done)).collect()
    }

    #[test]
    fn what_is_due_grows_with_the_days_and_a_shortfall_is_made_up_in_the_next_period() {
        let term = (day("2024-01-01"), day("2025-06-30"));
        let at = |on: &str, done: &[&str]| {
            let done: Vec<NaiveDate> = done.iter().map(|on| day(on)).collect();
            obligation_standing(owed(6, ObligationPeriod::Year), term, &done, day(on))
        };
        assert_eq!(dues(&at("2023-12-31", &[])), []);
        assert_eq!(dues(&at("2024-01-31", &[])), [(0, 0)]);
        let half = at("2024-07-01", &["2024-02-01", "2024-03-01"]);
        assert_eq!((dues(&half), half.missing()), (vec![(3, 2)], 1));
        // The second year is cut in half, and the first one left two open.
        let four = ["2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01"];
        let later = at("2025-01-10", &four);
        assert_eq!((dues(&later), later.missing()), (vec![(6, 4), (0, 0)], 2));
        let made_up = [&four[..], &["2025-01-05", "2025-01-06"]].concat();
        assert_eq!(at("2025-01-10", &made_up).missing(), 0);
        assert_eq!(dues(&at("2025-12-31", &made_up)), [(6, 4), (2, 2)]);
        // Too much is not carried over.
        let many: Vec<String> = (1..=9).map(|month| format!("2024-0{month}-15")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(at("2025-06-30", &many).missing(), 2);
    }

    #[test]
    fn months_begin_on_the_day_of_the_month_on_which_the_term_does() {
        let term = (day("2026-01-31"), day("2026-12-31"));
        let standing = obligation_standing(
            owed(1, ObligationPeriod::Month),
            term,
            &[day("2026-02-28")],
            day("2026-03-05"),
        );
        let firsts: Vec<NaiveDate> = standing.periods.iter().map(|period| period.days.0).collect();
        assert_eq!(firsts, ["2026-01-31", "2026-02-28"].map(day));
        assert_eq!(dues(&standing), [(1, 0), (0, 1)]);
        assert_eq!(standing.missing(), 0);
    }

    #[test]
    fn a_state_follows_the_calendar() {
        let term = (day("2026-01-01"), day("2026-12-31"));
        let state = |on: &str, done: &[NaiveDate], is_renewed| {
            let standing = obligation_standing(owed(1, ObligationPeriod::Month), term, done, day(on));
            agreement_state(term, is_renewed, &[standing], day(on))
        };
        assert_eq!(state("2025-12-31", &[], false), AgreementState::Upcoming);
        assert_eq!(state("2026-01-30", &[], false), AgreementState::Kept);
        assert_eq!(state("2026-01-31", &[], false), AgreementState::Behind);
        assert_eq!(state("2026-01-31", &[day("2026-01-02")], false), AgreementState::Kept);
        assert_eq!(state("2027-01-01", &[], false), AgreementState::Lapsed);
        assert_eq!(state("2027-01-01", &[], true), AgreementState::Behind);
    }

    proptest! {
        #[test]
        fn periods_cover_the_term_once_and_more_done_never_leaves_more_missing(
            length in 1_i64..2_000, asked in 0_i64..2_500, quantity in 1_i32..40,
            per in prop::sample::select(vec![ObligationPeriod::Month, ObligationPeriod::Year, ObligationPeriod::Term]),
            done in prop::collection::vec(0_i64..2_000, 0..30), more in 0_i64..2_000,
        ) {
            let first = day("2024-01-31");
            let after = |days: i64| first + chrono::Duration::days(days);
            let (term, on) = ((first, after(length - 1)), after(asked));
            let mut done: Vec<NaiveDate> = done.into_iter().map(after).collect();
            let standing = obligation_standing(owed(quantity, per), term, &done, on);
            for pair in standing.periods.windows(2) {
                prop_assert_eq!(pair[0].days.1.succ_opt().unwrap(), pair[1].days.0);
            }
            prop_assert_eq!(standing.periods[0].days.0, first);
            let last = standing.periods.last().unwrap();
            prop_assert!(last.days.1 >= on.min(term.1));
            prop_assert!(standing.periods.iter().all(|period| (0..=i64::from(quantity)).contains(&period.due)));
            done.push(after(more));
            let better = obligation_standing(owed(quantity, per), term, &done, on);
            prop_assert!(better.missing() <= standing.missing());
        }
    }
}
