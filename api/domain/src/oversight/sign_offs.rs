//! How reviews are given: what tells a signature that was read from one that was not.
//!
//! The figures are of a period, by reviewer; what they mean is for the director to ask, and a signal is a question, not a verdict.

use chrono::NaiveDate;
use platform::Platform;
use platform::error::Error;
use uuid::Uuid;

use super::rules::{SignOffSignal, signals};
use crate::evidence::{self, SignOff};
use crate::identity::{self, Act, Permit, Viewer};

/// What one reviewer decided, and the questions that it raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOffs {
    /// Her figures.
    pub figures: SignOff,
    /// The questions.
    pub signals: Vec<SignOffSignal>,
}

/// How the reviews of an institution's trainees were given from one day to another, by reviewer, most approvals first.
///
/// # Errors
/// `Forbidden` without a role that answers for the institution; `NotFound` when there is no such institution.
pub async fn sign_off_report(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<SignOffs>, Error> {
    Permit::at(viewer, Act::SignOffRead, &[institution_id])?;
    let reader = platform.database.reader();
    crate::organisations::institution(reader, institution_id).await?;
    let people = identity::learners_at(institution_id, from, until);
    let figures = evidence::sign_offs(reader, viewer.scope(), people, (from, until)).await?;
    let total: i64 = figures.iter().map(|of| of.approved).sum();
    let told = |figures: SignOff| SignOffs { signals: signals(&figures, total), figures };
    Ok(figures.into_iter().map(told).collect())
}
