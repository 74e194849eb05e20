//! Masters and their apprentices (师徒结对): from the proposal, to which both sides consent, to the end with its reason.
//!
//! An institution appoints masters with their rank and specialties, and says how many apprentices one of a rank has at most. A pairing
//! is proposed by either side or by a coordinator and is live once both have consented; the master's place is taken then and not before. From
//! there on each stretch in which she is followed is a supervision of the room below, so that hours, reviews and credits are what
//! they are for every master; a pause ends one stretch and the resumption begins another. Whether a pairing is on track, behind or
//! lapsed is never stored: it follows from what was agreed and what happened. Another master takes over by a pairing of its own that names the
//! one before.

pub mod rules;
mod service;
mod store;

pub use rules::caps::{MentorRank, USUAL_CAP};
pub use rules::proposals::Terms;
pub use rules::standing::{ApprenticeshipState, Standing};
pub use rules::{
    ApprenticeshipActKind, ApprenticeshipErrorCode, ApprenticeshipSide, ApprenticeshipStatus, Channel,
    LONGEST_GOALS_NOTE, MentorErrorCode, Pause,
};
pub use service::{
    ApprenticeshipEnding, MentorPlaces, NewApprenticeship, NewMentor, apprenticeship_accept,
    apprenticeship_decline, apprenticeship_end, apprenticeship_hand_over, apprenticeship_pause,
    apprenticeship_propose, apprenticeship_resume, apprenticeship_withdraw, mentor_appoint, mentor_cap_set,
    mentor_end, mentor_places, standings,
};
pub use store::{
    Apprenticeship, ApprenticeshipAct, ApprenticeshipFilter, Mentor, MentorCap, MentorFilter, acts_of,
    apprenticeships_count, apprenticeships_of, apprenticeships_ordering, apprenticeships_page, are_paired,
    caps_of, erase, find_apprenticeships, find_mentors, hand_over, mentors_count, mentors_of,
    mentors_ordering, mentors_page,
};
