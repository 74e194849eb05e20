//! Erasing a person: what this room checks, and what of hers it erases. The other rooms' part is asked for by `dossier`, in
//! the same transaction.

use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome};
use platform::text::Message;
use serde_json::{Value, json};
use uuid::Uuid;

use super::policy::{Act, Permit, Scope, SystemReason, Viewer};
use super::service::IdentityErrorCode;
use super::store::erasures::{self, Erasure};
use super::store::{self, bonds};
use super::trail::remember;

platform::codes! {
    /// Why somebody is erased (Personal Information Protection Law of the PRC, article 47).
    pub enum ErasureGround {
        /// What her data was for is achieved, or cannot be, or needs it no more.
        PurposeAchieved = "PURPOSE_ACHIEVED",
        /// The period is over for which it was to be kept.
        PeriodOver = "PERIOD_OVER",
        /// She took her consent back.
        ConsentWithdrawn = "CONSENT_WITHDRAWN",
        /// It was held against the law or an agreement.
        Unlawful = "UNLAWFUL",
    }
}

/// How many there were of each kind.
pub type Counts = Vec<(String, u64)>;

/// Longest reference, in characters.
const LONGEST_REFERENCE: usize = 100;

/// Somebody who may be erased, by whose permit and why.
#[derive(Clone, Debug)]
pub struct ErasePermit {
    /// The permit.
    pub permit: Permit,
    /// Her record, and those that were joined into it.
    pub records: Vec<Uuid>,
    person_id: Uuid,
    ground: ErasureGround,
    reference: String,
}

/// Allows a person to be erased, and locks her.
///
/// # Errors
/// `INVALID` without a reference, or when she is erased already, was joined into another record or is a service account;
/// `CONFLICT` while anything binds her to an institution; `NotFound`; `Forbidden`.
pub async fn may_erase(
    write: &Write,
    viewer: &Viewer,
    person_id: Uuid,
    ground: ErasureGround,
    reference: &str,
) -> Outcome<ErasePermit, IdentityErrorCode> {
    store::person(&**write, viewer.scope(), person_id).await?;
    let permit = Permit::anywhere(viewer, Act::PersonErase)?;
    let reference = reference.trim();
    if !(1..=LONGEST_REFERENCE).contains(&reference.chars().count()) {
        let message = Message::new("identity-erase-reference").with("limit", LONGEST_REFERENCE);
        return Err(Failure::problem(IdentityErrorCode::Invalid, "reference", message));
    }
    erasable(write, permit, person_id, ground, reference).await
}

/// Allows the system to erase somebody whose time is over.
///
/// # Errors
/// As [`may_erase`].
pub async fn may_erase_in_time(write: &Write, person_id: Uuid) -> Outcome<ErasePermit, IdentityErrorCode> {
    erasable(write, Permit::system(Act::PersonErase), person_id, ErasureGround::PeriodOver, "").await
}

async fn erasable(
    write: &Write,
    permit: Permit,
    person_id: Uuid,
    ground: ErasureGround,
    reference: &str,
) -> Outcome<ErasePermit, IdentityErrorCode> {
    let refuse = |code, key| Err(Failure::problem(code, "personId", Message::new(key)));
    store::lock_person(write, person_id).await?;
    if !erasures::is_erasable(&**write, person_id).await? {
        return refuse(IdentityErrorCode::Invalid, "identity-erase-no-record");
    }
    if bonds::is_bound_after(&**write, person_id, write.now().date_naive()).await? {
        return refuse(IdentityErrorCode::Conflict, "identity-erase-bound");
    }
    let records = bonds::records_of(&**write, person_id).await?;
    Ok(ErasePermit { permit, records, person_id, ground, reference: reference.to_owned() })
}

/// Erases what this room holds about a person: names, contacts, numbers, day of birth, every way in, and what was written
/// about her. Says what, by kind and number, and the objects whose events spoke of it. Her roles and bonds stay, as
/// places and days.
pub async fn erase(write: &Write, erasing: &ErasePermit) -> Result<(Counts, Vec<Uuid>), Error> {
    erasures::erase(write, &erasing.permit, &erasing.records).await
}

/// Writes down that somebody was erased, and remembers the act.
pub async fn erase_remember(
    write: &Write,
    erasing: &ErasePermit,
    (erased, kept): (Counts, Counts),
) -> Result<(), Error> {
    let there = |counts: Counts| counts.into_iter().filter(|(_, count)| *count > 0).collect();
    let erasure = Erasure {
        person_id: erasing.person_id,
        erased_by: erasing.permit.actor.person_id,
        erased_at: write.now(),
        ground: erasing.ground,
        reference: erasing.reference.clone(),
        erased: there(erased),
        kept: there(kept),
    };
    erasures::insert(write, &erasing.permit, &erasure).await?;
    let told = json!({
        "ground": erasure.ground.code(), "reference": erasure.reference,
        "erased": erasure.erased, "kept": erasure.kept,
    });
    remember(write, &erasing.permit, "person.erase", ("person", erasing.person_id), (Value::Null, told)).await
}

/// Refuses an act upon a record that was erased, or joined into another one: nothing is to be written there any more. The
/// record is locked, so that nobody erases it meanwhile.
///
/// # Errors
/// The code given, at the path given.
pub(super) async fn require_open<C: platform::codes::Code>(
    write: &Write,
    person_id: Uuid,
    (code, path): (C, &str),
) -> Outcome<(), C> {
    store::lock_person(write, person_id).await?;
    if erasures::is_closed(&**write, person_id).await? {
        return Err(Failure::problem(code, path, Message::new("identity-record-closed")));
    }
    Ok(())
}

/// People whom nothing bound to any institution since `before`, and who are not yet erased.
pub async fn left_before(
    connection: &impl sea_orm::ConnectionTrait,
    before: chrono::NaiveDate,
) -> Result<Vec<Uuid>, Error> {
    Ok(erasures::left_before(connection, Scope::System(SystemReason::Background), before).await?)
}
