//! What is handed in with proof rather than watched: continuing education, courses, sessions attended, reflections and
//! readings, licences, projects, checks, and what is credited by decision.
//!
//! An entry is evidence like any other, with words and proof beside it. Who reviews it, step by step, the plan says; what is
//! credited by decision is decided by the school, an appeal by the base before it, and never by who handed it in.

mod rules;
mod service;
mod store;

pub use rules::{PortfolioErrorCode, PortfolioKind};
pub use service::{NewPortfolioEntry, portfolio_decide, portfolio_submit};
pub(super) use store::erase;
pub use store::{PortfolioEntry, find_portfolio_entries};
