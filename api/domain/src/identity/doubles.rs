//! Two records that may be of one human: found when a person, her day of birth or her identity number is recorded, and
//! decided by somebody who looks at both.

use platform::Platform;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome};
use platform::id;
use platform::paging::{PageRequest, Slice};
use platform::text::Message;
use serde_json::json;
use uuid::Uuid;

use super::policy::{Act, Permit, Viewer};
use super::service::IdentityErrorCode;
use super::store::doubles::{self as rows, PossibleDouble};
use super::store::one_time_codes::places_of;
use super::trail::remember;

platform::codes! {
    /// What two records have in common.
    pub enum DoubleGround {
        /// The same identity number.
        IdentityNumber = "IDENTITY_NUMBER",
        /// The same name and the same day of birth.
        NameAndBirth = "NAME_AND_BIRTH",
    }
}

platform::codes! {
    /// How the question whether two records are of one human stands.
    pub enum DoubleStatus {
        /// Nobody has decided yet.
        Open = "OPEN",
        /// They were of one, and were joined.
        Merged = "MERGED",
        /// They are of two.
        Distinct = "DISTINCT",
    }
}

/// Longest reason, in characters.
pub(super) const LONGEST_REASON: usize = 500;

/// Puts everybody who may be the same human as one of these people into the queue; a pair that was decided stays so.
pub(super) async fn find_doubles(write: &Write, permit: &Permit, people: &[Uuid]) -> Result<(), Error> {
    let mut found = Vec::new();
    for (person_id, other_id, ground) in rows::likely(&**write, people).await? {
        // Keys rise with time: the earlier record stands first, so that a pair is there once.
        let (person_id, other_id) =
            if person_id < other_id { (person_id, other_id) } else { (other_id, person_id) };
        found.push(PossibleDouble {
            id: id::new_key(),
            person_id,
            other_id,
            ground,
            status: DoubleStatus::Open,
            found_at: write.now(),
        });
    }
    Ok(rows::insert(write, permit, &found).await?)
}

/// A page of the likely doubles that nobody has decided about, the earliest found first: pairs of which the viewer may
/// see both.
///
/// # Errors
/// `Forbidden` to anybody who could not decide.
pub async fn possible_doubles_page(
    platform: &Platform,
    viewer: &Viewer,
    page: &PageRequest,
) -> Result<Slice<PossibleDouble>, Error> {
    Permit::anywhere(viewer, Act::PersonMerge)?;
    rows::page(platform.database.reader(), viewer.scope(), page).await
}

/// How many there are.
///
/// # Errors
/// As for [`possible_doubles_page`].
pub async fn possible_doubles_count(platform: &Platform, viewer: &Viewer) -> Result<i64, Error> {
    Permit::anywhere(viewer, Act::PersonMerge)?;
    Ok(rows::count(platform.database.reader(), viewer.scope()).await?)
}

/// The permit to decide about two people, each of whom must belong where the viewer holds the role; nobody decides about
/// herself.
pub(super) async fn may_decide(write: &Write, viewer: &Viewer, pair: [Uuid; 2]) -> Result<Permit, Error> {
    let mut permit = None;
    for person_id in pair {
        if person_id == viewer.person_id {
            return Err(Error::Forbidden(Message::new("identity-own-double")));
        }
        super::store::person(&**write, viewer.scope(), person_id).await?;
        let owners = places_of(&**write, person_id, viewer.today).await?.institutions;
        permit = Some(Permit::at(viewer, Act::PersonMerge, &owners)?);
    }
    permit.ok_or_else(|| Error::internal("a pair of nobody"))
}

/// Says that two records are of two people, for a reason; the pair leaves the queue and does not come back.
///
/// # Errors
/// `INVALID` without a reason; `NOT_FOUND` when it is decided already; `NotFound`, `Forbidden`.
pub async fn possible_double_dismiss(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    reason: &str,
) -> Outcome<PossibleDouble, IdentityErrorCode> {
    let write = platform.database.write().await?;
    let found = rows::double(&*write, viewer.scope(), key).await?;
    let permit = may_decide(&write, viewer, [found.person_id, found.other_id]).await?;
    let reason = accept_reason(reason)?;
    if !rows::decide(&write, &permit, key, DoubleStatus::Distinct, reason).await? {
        let message = Message::new("identity-double-decided");
        return Err(Failure::problem(IdentityErrorCode::NotFound, "possibleDoubleId", message));
    }
    let change = (json!({ "status": "OPEN" }), json!({ "status": "DISTINCT", "reason": reason }));
    remember(&write, &permit, "possible-double.dismiss", ("possible_double", key), change).await?;
    write.commit().await?;
    Ok(PossibleDouble { status: DoubleStatus::Distinct, ..found })
}

/// A reason that says something and is not too long.
pub(super) fn accept_reason(reason: &str) -> Outcome<&str, IdentityErrorCode> {
    let reason = reason.trim();
    if (1..=LONGEST_REASON).contains(&reason.chars().count()) {
        return Ok(reason);
    }
    let message = Message::new("identity-reason").with("limit", LONGEST_REASON);
    Err(Failure::problem(IdentityErrorCode::Invalid, "reason", message))
}
