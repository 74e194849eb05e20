//! What can go wrong, as a person should hear it.
//!
//! An act that the rules refuse answers with all its problems at once (`Failure::Rejected`); what concerns the
//! request as a whole (not signed in, not allowed, not there) is an `Error`. The cause of an internal error is
//! logged with the request's id and never shown.

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::text::Message;

/// What concerns a request as a whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No valid token came with the request.
    #[error("not signed in")]
    Unauthenticated,
    /// The viewer may see the object, but may not do this.
    #[error("not allowed: {0:?}")]
    Forbidden(Message),
    /// It is not there, or the viewer may not know that it is.
    #[error("not found")]
    NotFound,
    /// An argument cannot be understood.
    #[error("bad input: {0:?}")]
    BadInput(Message),
    /// It was tried too often; it may be tried again later.
    #[error("too many attempts: {seconds} s to wait")]
    RateLimited {
        /// Whole seconds to wait.
        seconds: i64,
    },
    /// A fault of ours or of the machine.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// A fault of ours.
    pub fn internal(cause: impl Into<String>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Internal(error.to_string())
    }
}

/// One thing that is wrong with an act.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem<C> {
    /// Which rule, for programs.
    pub code: C,
    /// What, which and what to do, for people.
    pub message: Message,
    /// The input field, from the outside in.
    pub path: Vec<String>,
}

impl<C> Problem<C> {
    /// A problem with the input field `path` (dots separate levels; empty for the act as a whole).
    pub fn new(code: C, path: &str, message: Message) -> Self {
        let path = path.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect();
        Self { code, message, path }
    }
}

/// Why an act was not done. Nothing was written.
#[derive(Debug)]
pub enum Failure<C> {
    /// The rules refuse it: every problem found.
    Rejected(Vec<Problem<C>>),
    /// The request as a whole failed.
    Error(Error),
}

impl<C> Failure<C> {
    /// A single problem.
    pub fn problem(code: C, path: &str, message: Message) -> Self {
        Self::Rejected(vec![Problem::new(code, path, message)])
    }
}

impl<C> From<Error> for Failure<C> {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl<C> From<DbErr> for Failure<C> {
    fn from(error: DbErr) -> Self {
        Self::Error(error.into())
    }
}

/// What an act answers.
pub type Outcome<T, C> = Result<T, Failure<C>>;

/// Refuses when there are problems.
pub fn accept<C>(problems: Vec<Problem<C>>) -> Outcome<(), C> {
    if problems.is_empty() { Ok(()) } else { Err(Failure::Rejected(problems)) }
}

/// A name in Chinese and English; the Chinese one is always there.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Name {
    /// In Chinese.
    pub zh: String,
    /// In English; may be empty.
    pub en: String,
}

impl Name {
    /// A name in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}
