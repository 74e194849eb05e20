//! When a department may take more or fewer trainees: everything that stands against a change, at once.

use chrono::NaiveDate;
use platform::error::Problem;
use platform::text::Message;

use super::{LONGEST_REASON, Stay, full_stretches};
use crate::organisations::{Capacities, LARGEST_CAPACITY};

platform::codes! {
    /// Why a department's capacity is not changed.
    pub enum CapacityErrorCode {
        /// It is no number of trainees that a department can take.
        Invalid = "INVALID",
        /// It would hold from a day that is past.
        InPast = "IN_PAST",
        /// More trainees are booked on some of its days.
        BelowBooked = "BELOW_BOOKED",
        /// A reason is missing or too long.
        ReasonInvalid = "REASON_INVALID",
    }
}

/// A change that somebody wants, with the facts it is judged by.
#[derive(Clone, Copy, Debug)]
pub struct CapacityProposal<'a> {
    /// Trainees at once.
    pub capacity: i32,
    /// The first day on which it is to hold.
    pub starts_on: NaiveDate,
    /// Why.
    pub reason: &'a str,
    /// Whether what is booked beyond it is to stay booked.
    pub keeps_booked: bool,
    /// Present local day.
    pub today: NaiveDate,
    /// What holds so far.
    pub capacities: &'a Capacities,
    /// Everything booked there from that day on.
    pub booked: &'a [Stay],
}

/// Everything that stands against a change. It holds until the next one that is recorded already.
#[must_use]
pub fn capacity_problems(proposal: &CapacityProposal<'_>) -> Vec<Problem<CapacityErrorCode>> {
    let mut problems = Vec::new();
    if !(0..=LARGEST_CAPACITY).contains(&proposal.capacity) {
        let message = Message::new("rotations-capacity-range")
            .with("capacity", proposal.capacity)
            .with("limit", LARGEST_CAPACITY);
        problems.push(Problem::new(CapacityErrorCode::Invalid, "capacity", message));
    }
    if proposal.starts_on < proposal.today {
        let message = Message::new("rotations-capacity-past")
            .with("day", proposal.starts_on)
            .with("today", proposal.today);
        problems.push(Problem::new(CapacityErrorCode::InPast, "startsOn", message));
    }
    let reason = crate::identity::rules::text_problem(
        CapacityErrorCode::ReasonInvalid,
        "reason",
        proposal.reason,
        LONGEST_REASON,
    );
    problems.extend(reason);
    if !proposal.keeps_booked {
        problems.extend(exceeding(proposal));
    }
    problems
}

fn exceeding<'a>(
    proposal: &'a CapacityProposal<'_>,
) -> impl Iterator<Item = Problem<CapacityErrorCode>> + use<'a> {
    let next =
        proposal.capacities.changes().iter().map(|(day, _)| *day).find(|day| *day > proposal.starts_on);
    let last_booked = proposal.booked.iter().map(|stay| stay.until).max();
    let until = next.and_then(|day| day.pred_opt()).or(last_booked).unwrap_or(proposal.starts_on);
    let one_more = usize::try_from(proposal.capacity).map_or(0, |capacity| capacity + 1);
    full_stretches(proposal.booked, Stay { from: proposal.starts_on, until }, one_more).into_iter().map(
        |stretch| {
            let message = Message::new("rotations-capacity-below-booked")
                .with("begin", stretch.days.from)
                .with("end", stretch.days.until)
                .with("booked", stretch.booked)
                .with("capacity", proposal.capacity);
            Problem::new(CapacityErrorCode::BelowBooked, "capacity", message)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn codes(capacity: i32, keeps_booked: bool, changes: Vec<(NaiveDate, i32)>) -> Vec<CapacityErrorCode> {
        let stay = |from, until| Stay { from: day(from), until: day(until) };
        let booked = [stay("2026-03-01", "2026-04-30"), stay("2026-04-01", "2026-05-31")];
        let problems = capacity_problems(&CapacityProposal {
            capacity,
            starts_on: day("2026-03-10"),
            reason: "病区搬迁（示例）",
            keeps_booked,
            today: day("2026-03-02"),
            capacities: &Capacities::new(4, changes),
            booked: &booked,
        });
        problems.into_iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn what_is_booked_stays_within_it() {
        assert_eq!(codes(2, false, Vec::new()), []);
        assert_eq!(codes(1, false, Vec::new()), [CapacityErrorCode::BelowBooked]);
        assert_eq!(codes(1, true, Vec::new()), []);
        let april = vec![(day("2026-04-01"), 2)];
        assert_eq!(codes(1, false, april), [], "from April on another figure holds");
        assert_eq!(codes(0, false, Vec::new()), [CapacityErrorCode::BelowBooked], "one stretch, told once");
        assert_eq!(codes(1001, false, Vec::new()), [CapacityErrorCode::Invalid]);
    }
}
