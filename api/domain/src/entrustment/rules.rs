//! When a committee can decide, and how a vote ends.

use chrono::NaiveDate;
use platform::error::Problem;
use platform::text::Message;
use uuid::Uuid;

use crate::identity::rules::text_problem;

platform::codes! {
    /// What a decision of a committee looks at.
    pub enum EntrustmentOutlook {
        /// What she was trusted with already: it says what was shown.
        Retrospective = "RETROSPECTIVE",
        /// What she may do from now on.
        Prospective = "PROSPECTIVE",
    }
}

platform::codes! {
    /// Where a decision of a committee stands.
    pub enum EntrustmentStatus {
        /// Members vote.
        Open = "OPEN",
        /// Entrusted; it counts.
        Entrusted = "ENTRUSTED",
        /// Not entrusted.
        NotEntrusted = "NOT_ENTRUSTED",
        /// Dropped before it was decided.
        Dropped = "DROPPED",
        /// Entrusted once, taken back for a reason.
        Reversed = "REVERSED",
    }
}

platform::codes! {
    /// Why an act of a committee is refused.
    pub enum EntrustmentErrorCode {
        /// Something that was typed cannot be.
        Invalid = "INVALID",
        /// The plan names no such activity.
        ActivityUnknown = "ACTIVITY_UNKNOWN",
        /// Evidence that is named does not stand.
        BasisNotApproved = "BASIS_NOT_APPROVED",
        /// The committee does not decide about this trainee.
        NotInRemit = "NOT_IN_REMIT",
        /// A vote about the same is open.
        AlreadyOpen = "ALREADY_OPEN",
        /// The vote is over.
        NotOpen = "NOT_OPEN",
        /// She voted already.
        Voted = "VOTED",
        /// Fewer have voted than the committee's quorum.
        NoQuorum = "NO_QUORUM",
        /// A vote of the committee is open.
        VoteOpen = "VOTE_OPEN",
        /// It was not entrusted, or was taken back already.
        NotEntrusted = "NOT_ENTRUSTED",
        /// A reason is missing or too long.
        ReasonMissing = "REASON_MISSING",
    }
}

/// Fewest members who must vote: one alone is no committee.
pub const LEAST_QUORUM: i32 = 2;
/// Most members of a committee.
pub const MOST_MEMBERS: usize = 50;
/// Most pieces of evidence on which one decision rests.
pub const MOST_BASIS: usize = 50;
/// Longest name of a committee, and longest text about a decision, in characters.
pub const LONGEST_NAME: usize = 100;
/// Longest rationale or remark, in characters.
pub const LONGEST_RATIONALE: usize = 2000;

type Problems = Vec<Problem<EntrustmentErrorCode>>;

fn invalid(path: &str, message: Message) -> Problem<EntrustmentErrorCode> {
    Problem::new(EntrustmentErrorCode::Invalid, path, message)
}

/// What is wrong with who is to sit on a committee: members once each, the chair among them, and enough for the quorum.
#[must_use]
pub fn membership_problems(members: &[Uuid], chair: Uuid, quorum: i32) -> Problems {
    let mut problems = Problems::new();
    for (index, member) in members.iter().enumerate() {
        if members.iter().take(index).any(|earlier| earlier == member) {
            problems.push(invalid(&format!("memberIds.{index}"), Message::new("entrustment-member-twice")));
        }
    }
    if members.len() > MOST_MEMBERS {
        let message = Message::new("common-too-many").with("field", "memberIds").with("limit", MOST_MEMBERS);
        problems.push(invalid("memberIds", message));
    }
    if !members.contains(&chair) {
        problems.push(invalid("chairId", Message::new("entrustment-chair-no-member")));
    }
    let most = i32::try_from(members.len()).unwrap_or(i32::MAX);
    if quorum < LEAST_QUORUM || quorum > most {
        let message = Message::new("entrustment-quorum").with("quorum", quorum).with("least", LEAST_QUORUM);
        problems.push(invalid("quorum", message.with("members", most)));
    }
    problems
}

/// What is proposed to a committee.
#[derive(Clone, Debug)]
pub struct Proposal<'a> {
    /// Code of the activity.
    pub activity: &'a str,
    /// Codes of the activities that the plan names.
    pub activities: &'a [&'a str],
    /// The level.
    pub level: i32,
    /// What it looks at.
    pub outlook: EntrustmentOutlook,
    /// The day from which it holds.
    pub holds_from: NaiveDate,
    /// First day of the training.
    pub starts_on: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// Why.
    pub rationale: &'a str,
    /// How many pieces of evidence it rests on.
    pub basis: usize,
}

/// Everything that is wrong with a proposal itself.
#[must_use]
pub fn proposal_problems(proposal: &Proposal<'_>) -> Problems {
    let mut problems = Problems::new();
    if !proposal.activities.contains(&proposal.activity) {
        let message = Message::new("entrustment-activity-unknown").with("code", proposal.activity);
        problems.push(Problem::new(EntrustmentErrorCode::ActivityUnknown, "activity", message));
    }
    if !(1..=5).contains(&proposal.level) {
        problems.push(invalid("level", Message::new("entrustment-level").with("level", proposal.level)));
    }
    let (from, today) = (proposal.holds_from, proposal.today);
    let message = match proposal.outlook {
        EntrustmentOutlook::Retrospective if !(proposal.starts_on..=today).contains(&from) => {
            Some(Message::new("entrustment-retrospective").with("begin", proposal.starts_on))
        }
        EntrustmentOutlook::Prospective if from != today => Some(Message::new("entrustment-prospective")),
        _ => None,
    };
    problems
        .extend(message.map(|message| invalid("holdsFrom", message.with("day", from).with("today", today))));
    problems.extend(text_problem(
        EntrustmentErrorCode::Invalid,
        "rationale",
        proposal.rationale,
        LONGEST_RATIONALE,
    ));
    if !(1..=MOST_BASIS).contains(&proposal.basis) {
        let message =
            Message::new("entrustment-basis").with("count", proposal.basis).with("limit", MOST_BASIS);
        problems.push(invalid("basisIds", message));
    }
    problems
}

/// How a vote ends: nothing while fewer voted than the quorum, else whether it is entrusted, which more than half of those who
/// voted must want. An equal vote entrusts nothing.
#[must_use]
pub fn outcome(in_favour: usize, against: usize, quorum: usize) -> Option<bool> {
    (in_favour + against >= quorum).then_some(in_favour > against)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vote_ends_by_more_than_half_of_those_who_voted() {
        assert_eq!(outcome(1, 0, 2), None);
        assert_eq!(outcome(2, 0, 2), Some(true));
        assert_eq!(outcome(1, 1, 2), Some(false));
        assert_eq!(outcome(2, 1, 3), Some(true));
        assert_eq!(outcome(0, 5, 3), Some(false));
    }

    #[test]
    fn a_committee_has_a_chair_and_enough_members() {
        let people: Vec<Uuid> = (1..=3).map(Uuid::from_u128).collect();
        let paths = |members: &[Uuid], chair: u128, quorum| -> Vec<String> {
            let found = membership_problems(members, Uuid::from_u128(chair), quorum);
            found.into_iter().map(|problem| problem.path.join(".")).collect()
        };
        assert!(paths(&people, 1, 3).is_empty());
        assert_eq!(paths(&people, 4, 4), ["chairId", "quorum"]);
        assert_eq!(paths(&people, 2, 1), ["quorum"]);
        assert_eq!(paths(&[people[0], people[1], people[0]], 1, 2), ["memberIds.2"]);
    }

    #[test]
    fn what_was_shown_lies_behind_and_what_she_may_do_ahead() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let proposal = Proposal {
            activity: "CONSULTATION",
            activities: &["CONSULTATION"],
            level: 4,
            outlook: EntrustmentOutlook::Retrospective,
            holds_from: day("2026-02-01"),
            starts_on: day("2025-09-01"),
            today: day("2026-03-02"),
            rationale: "示例",
            basis: 1,
        };
        let paths = |proposal: &Proposal<'_>| -> Vec<String> {
            proposal_problems(proposal).into_iter().map(|problem| problem.path.join(".")).collect()
        };
        assert!(paths(&proposal).is_empty());
        let prospective = Proposal { outlook: EntrustmentOutlook::Prospective, ..proposal.clone() };
        assert_eq!(paths(&prospective), ["holdsFrom"]);
        let early = Proposal { holds_from: day("2025-08-31"), ..proposal.clone() };
        assert_eq!(paths(&early), ["holdsFrom"]);
        let all = Proposal { activity: "X", level: 6, rationale: " ", basis: 0, ..prospective };
        assert_eq!(paths(&all), ["activity", "level", "holdsFrom", "rationale", "basisIds"]);
    }
}
