//! Masters and their apprentices (师徒结对): from the proposal, to which both sides consent, to the end with its reason.
//!
//! An institution appoints masters with their rank and specialties, and says how many apprentices one of a rank has at most. A pairing
//! is proposed by either side or by a coordinator and is live once both have consented; the master's place is taken then and not before. From
//! there on each stretch in which she is followed is a supervision of the room below, so that hours, reviews and credits are what
//! they are for every master; a pause ends one stretch and the resumption begins another. Whether a pairing is on track, behind or
//! lapsed is never stored: it follows from what was agreed and what happened. What she writes about following is written with its
//! hours, in one act, and her master reads a month of it in one sitting. Another master takes over by a pairing of its own that names the
//! one before.

pub mod rules;
mod service;
mod store;

pub use rules::caps::{MentorRank, USUAL_CAP};
pub use rules::following::LONGEST_FOLLOWING_TEXT;
pub use rules::proposals::Terms;
pub use rules::standing::{ApprenticeshipState, Standing};
pub use rules::{
    ApprenticeshipActKind, ApprenticeshipErrorCode, ApprenticeshipSide, ApprenticeshipStatus, Channel,
    LONGEST_GOALS_NOTE, MentorErrorCode, PairingMark, Pause,
};
pub use service::{
    ApprenticeshipEnding, CHANGED_JOB, Completion, FollowingMonth, MentorPlaces, NewApprenticeship,
    NewFollowingRecord, NewFollowingReview, NewMentor, PAIRING_AGREEMENT_PURPOSE, REVIEWED_JOB,
    appraisals_seen, apprenticeship_accept, apprenticeship_appraise, apprenticeship_decline,
    apprenticeship_end, apprenticeship_hand_over, apprenticeship_pause, apprenticeship_propose,
    apprenticeship_resume, apprenticeship_withdraw, completion, following_month_review, following_months,
    following_record_submit, lock_apprenticeship, mentor_appoint, mentor_cap_set, mentor_end, mentor_places,
    pairing_agreement_attach, pairing_agreement_open, pairing_agreements_seen, readable, standings,
};
pub use store::{
    Appraisal, Apprenticeship, ApprenticeshipAct, ApprenticeshipFilter, FollowingRecord, FollowingReview,
    Mentor, MentorCap, MentorFilter, PairingAgreement, acts_of, appraisals_of, apprenticeships_count,
    apprenticeships_of, apprenticeships_ordering, apprenticeships_page, apprenticeships_within, are_paired,
    caps_of, erase, find_apprenticeships, find_following_records, find_mentors, followed_on,
    following_records_of, following_reviews_of, hand_over, mentors_count, mentors_of, mentors_on,
    mentors_ordering, mentors_page, pairing_agreements_of, visible_keys,
};
