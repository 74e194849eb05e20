//! What a committee entrusts to a trainee: a professional activity of her plan, at a level.
//!
//! A committee of a school or a base has members, a chair and a quorum. A member proposes, naming the evidence on which the
//! decision is to rest; the members vote, each for herself; the chair closes the vote. What the committee entrusts becomes
//! evidence of its own kind, apart from the levels that assessors give as they watch, and the committee alone takes it back, for a
//! reason. While it considers a trainee, its members see her record.

pub mod rules;
mod service;
mod store;

pub use rules::{EntrustmentErrorCode, EntrustmentOutlook, EntrustmentStatus};
pub use service::{
    CommitteeChange, NewCommittee, NewEntrustment, committee_change, committee_create, entrustment_close,
    entrustment_drop, entrustment_propose, entrustment_reverse, entrustment_vote, erase, is_one_who_decided,
};
pub use store::{
    Committee, Decision, DecisionFilter, Member, Vote, basis_of, committees_count, committees_ordering,
    committees_page, decisions_behind, decisions_count, decisions_of, decisions_ordering, decisions_page,
    find_committees, hand_over, members_of, votes_of,
};
