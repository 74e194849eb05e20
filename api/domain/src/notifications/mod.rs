//! What is told to whom, in which language, through which channel.
//!
//! A lower room records what happened and leaves a job; this room looks up whom it concerns, writes the letter in her
//! language and queues it under an id that follows from what happened. A letter goes out at least once, and its
//! recipient can tell a repeat by that id. Whoever has no address is passed over, and the log says so.

mod codes;
mod links;
mod pairings;
mod qualifications;
mod reporting;
mod rules;
mod service;
mod slips;
mod teaching;
mod twinnings;

pub use codes::{Undelivered, one_time_code};
pub use links::assessment_link;
pub use pairings::{apprenticeship_changed, following_month_reviewed};
pub use qualifications::qualifications_expiring;
pub use reporting::reporting_due;
pub use rules::{Composed, Paragraph, compose};
pub use service::{MAIL_JOB, QueuedMail, certificate_issued, evidence_decided, second_factor_reset, send};
pub use slips::code_slip;
pub use teaching::{
    DispatchChanged, SessionChanged, dispatch_changed, teaching_session_cancelled, teaching_session_changed,
};
pub use twinnings::twinning_changed;
