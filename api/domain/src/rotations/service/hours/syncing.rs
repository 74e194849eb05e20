//! What a phone kept while it was offline: many entries of one's own at once, each with the client's key.
//!
//! One entry's fault keeps no other from being made, and a repeat adds nothing; so a client sends what it has, in any order, until
//! nothing is refused any more.

use platform::Platform;
use platform::error::{Error, Failure, Outcome, Problem};
use platform::idempotency::key_of_another_input;
use platform::text::Message;
use uuid::Uuid;

use super::super::super::rules::{HoursErrorCode, SyncOutcome};
use super::{Desk, Entered, NewHours};
use crate::enrolment;
use crate::identity::{Permit, Viewer};

/// Most entries of one call; more go through an upload.
pub const MOST_SYNCED: usize = 100;

/// What became of one of many entries.
#[derive(Clone, Debug)]
pub struct Synced {
    /// What.
    pub outcome: SyncOutcome,
    /// The entry, unless it was refused.
    pub evidence_id: Option<Uuid>,
    /// Why it was refused, every reason at once, each with its field.
    pub problems: Vec<Problem<HoursErrorCode>>,
}

impl Synced {
    pub(super) fn refused(problems: Vec<Problem<HoursErrorCode>>) -> Self {
        Self { outcome: SyncOutcome::Refused, evidence_id: None, problems }
    }

    fn of(new: &NewHours, entered: Entered) -> Self {
        let made = |outcome, key| Self { outcome, evidence_id: Some(key), problems: Vec::new() };
        match entered {
            Entered::New(evidence) => made(SyncOutcome::Submitted, evidence.id),
            Entered::Repeated(key) => made(SyncOutcome::Repeated, key),
            Entered::Refused(problems) => Self::refused(problems),
            Entered::Unknown(path) => {
                let message = Message::new("rotations-hours-unknown");
                Self::refused(vec![Problem::new(HoursErrorCode::Unknown, path, message)])
            }
            Entered::KeyTaken => {
                let message = key_of_another_input(new.key.as_deref().unwrap_or_default());
                Self::refused(vec![Problem::new(HoursErrorCode::KeyTaken, "clientMutationKey", message)])
            }
        }
    }
}

/// Enters what could be read of items, and says of each what became of it, in the order given.
pub(super) async fn enter_readable(
    desk: &mut Desk<'_>,
    permit: &Permit,
    items: Vec<Result<NewHours, Vec<Problem<HoursErrorCode>>>>,
) -> Outcome<Vec<Synced>, HoursErrorCode> {
    let readable: Vec<NewHours> = items.iter().filter_map(|item| item.as_ref().ok()).cloned().collect();
    let mut entered = desk.enter(permit, &readable).await?.into_iter();
    let synced = items.into_iter().map(|item| match item {
        Err(problems) => Ok(Synced::refused(problems)),
        Ok(new) => {
            let entered = entered.next().ok_or_else(|| Error::internal("an entry without an outcome"))?;
            Ok(Synced::of(&new, entered))
        }
    });
    Ok(synced.collect::<Result<_, Error>>()?)
}

/// Enters hours of one's own that a phone kept: what may stand is made, whatever else is refused. An item that cannot be read comes
/// with its problems, and is refused with them.
///
/// # Errors
/// `INVALID` for no items or too many; `Forbidden` to a token that hands nothing in.
pub async fn hours_sync(
    platform: &Platform,
    viewer: &Viewer,
    items: Vec<Result<NewHours, Vec<Problem<HoursErrorCode>>>>,
) -> Outcome<Vec<Synced>, HoursErrorCode> {
    let permit = Permit::own(viewer, viewer.person_id)?;
    if items.is_empty() || items.len() > MOST_SYNCED {
        let message = Message::new("rotations-hours-sync-number").with("most", MOST_SYNCED);
        return Err(Failure::problem(HoursErrorCode::Invalid, "items", message));
    }
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, viewer.person_id).await?;
    let mut desk = Desk::open(&write, viewer.scope(), viewer.person_id);
    let mut synced = enter_readable(&mut desk, &permit, items).await?;
    write.commit().await?;
    for (place, one) in synced.iter_mut().enumerate() {
        for problem in &mut one.problems {
            problem.path.splice(..0, ["items".to_owned(), place.to_string()]);
        }
    }
    Ok(synced)
}
