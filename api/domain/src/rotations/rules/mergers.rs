//! When one institution may be merged into another one: everything that stands against it, at once.

use chrono::NaiveDate;
use platform::error::Problem;
use platform::text::Message;
use uuid::Uuid;

use super::Stay;

platform::codes! {
    /// Why an institution is not merged into another one.
    pub enum MergerErrorCode {
        /// A value is missing or too long, or both institutions are one.
        Invalid = "INVALID",
        /// One of them was merged into another one already.
        Merged = "MERGED",
        /// Trainees are placed at the institution on its day or later.
        Booked = "BOOKED",
        /// An accreditation or a membership of the institution begins on its day or later.
        BeginsLater = "BEGINS_LATER",
    }
}

/// A merger that somebody wants, with the facts it is judged by.
#[derive(Clone, Debug)]
pub struct MergerProposal<'a> {
    /// The institution to be merged.
    pub from_id: Uuid,
    /// Its successor.
    pub into_id: Uuid,
    /// The first day on which it is no more.
    pub on: NaiveDate,
    /// Why.
    pub reason: &'a str,
    /// That it was merged already.
    pub from_merged: Option<Message>,
    /// That its successor was merged already.
    pub into_merged: Option<Message>,
    /// Stays at its bases that are not cancelled, with a day on that day or later.
    pub booked: &'a [Stay],
    /// First days of its accreditations and memberships that last until that day or longer.
    pub begin: &'a [NaiveDate],
}

/// Everything that stands against a merger.
#[must_use]
pub fn merger_problems(proposal: &MergerProposal<'_>) -> Vec<Problem<MergerErrorCode>> {
    let mut problems = Vec::new();
    let mut wrong = |code, path: &str, message| problems.push(Problem::new(code, path, message));
    if proposal.from_id == proposal.into_id {
        wrong(MergerErrorCode::Invalid, "intoInstitutionId", Message::new("rotations-merger-same"));
    }
    if let Some(message) = &proposal.from_merged {
        wrong(MergerErrorCode::Merged, "fromInstitutionId", message.clone());
    }
    if let Some(message) = &proposal.into_merged {
        wrong(MergerErrorCode::Merged, "intoInstitutionId", message.clone());
    }
    if let Some(last) = proposal.booked.iter().map(|stay| stay.until).max() {
        let message = Message::new("rotations-merger-booked")
            .with("count", proposal.booked.len())
            .with("day", proposal.on)
            .with("last", last);
        wrong(MergerErrorCode::Booked, "mergedOn", message);
    }
    if let Some(begin) = proposal.begin.iter().filter(|begin| proposal.on <= **begin).max() {
        let message = Message::new("rotations-merger-begins-later").with("begin", *begin);
        wrong(MergerErrorCode::BeginsLater, "mergedOn", message);
    }
    problems.extend(crate::identity::rules::reason_problem(MergerErrorCode::Invalid, proposal.reason));
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_stands_against_a_merger_is_told() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let booked = [Stay { from: day("2026-02-01"), until: day("2026-05-31") }];
        let begin = [day("2020-01-01"), day("2026-06-01")];
        let fits = MergerProposal {
            from_id: Uuid::from_u128(1),
            into_id: Uuid::from_u128(2),
            on: day("2026-05-01"),
            reason: "合并（示例）",
            from_merged: None,
            into_merged: None,
            booked: &[],
            begin: begin.get(..1).unwrap(),
        };
        assert_eq!(merger_problems(&fits), []);
        let told = merger_problems(&MergerProposal {
            into_id: fits.from_id,
            reason: " ",
            from_merged: Some(Message::new("organisations-merged")),
            booked: &booked,
            begin: &begin,
            ..fits
        });
        let codes: Vec<_> = told.iter().map(|problem| problem.code).collect();
        assert_eq!(
            codes,
            [
                MergerErrorCode::Invalid,
                MergerErrorCode::Merged,
                MergerErrorCode::Booked,
                MergerErrorCode::BeginsLater,
                MergerErrorCode::Invalid
            ]
        );
    }
}
