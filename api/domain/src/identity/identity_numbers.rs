//! Identity numbers: recorded encrypted, matched by a keyed digest, shown masked, and revealed by an act of its own that
//! says for what (domain rule 13).

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem};
use platform::keys::Keys;
use platform::text::Message;
use platform::{Platform, audit};
use serde_json::{Value, json};
use uuid::Uuid;

use super::doubles::find_doubles;
use super::erasing::require_open;
use super::policy::{Act, Permit, Viewer};
use super::rules::identity_numbers::{IdentityDocument, IdentityNumber};
use super::service::IdentityErrorCode;
use super::store::identity_numbers as rows;
use super::store::one_time_codes::places_of;
use super::store::{self, Person};
use super::trail::{opening, remember};

/// Where a sealed number belongs, so that it opens nowhere else.
const CONTEXT: &str = "identity_number.sealed";
/// Longest purpose, in characters.
const LONGEST_PURPOSE: usize = 500;

/// A number ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedNumber {
    pub(super) document: IdentityDocument,
    pub(super) sealed: Vec<u8>,
    pub(super) blind_index: Vec<u8>,
    pub(super) masked: String,
}

impl SealedNumber {
    /// Encrypts a number for storing.
    ///
    /// # Errors
    /// When the installation has no keys.
    pub fn seal(keys: &Keys, number: &IdentityNumber) -> Result<Self, Error> {
        Ok(Self {
            document: number.document,
            sealed: keys.seal_value(number.revealed().as_bytes(), CONTEXT)?,
            blind_index: blind_index(keys, number)?,
            masked: number.masked(),
        })
    }
}

/// The digest by which an equal number of an equal document is found.
///
/// # Errors
/// When the installation has no keys.
pub fn blind_index(keys: &Keys, number: &IdentityNumber) -> Result<Vec<u8>, Error> {
    Ok(keys.blind_index(number.document.code(), number.revealed())?.to_vec())
}

/// Reads a number and the day of birth that goes with it, where either is given: the one that the number holds, or the
/// one given, which must not contradict it.
pub(super) fn read_identity(
    typed: Option<&(IdentityDocument, String)>,
    birth_on: Option<NaiveDate>,
    today: NaiveDate,
    problems: &mut Vec<Problem<IdentityErrorCode>>,
) -> (Option<IdentityNumber>, Option<NaiveDate>) {
    let mut refuse = |path: &str, message| {
        problems.push(Problem::new(IdentityErrorCode::Invalid, path, message));
    };
    let number = typed.and_then(|(document, typed)| match IdentityNumber::read(*document, typed) {
        Ok(number) => Some(number),
        Err(message) => {
            refuse("identityNumber.number", message);
            None
        }
    });
    let held = number.as_ref().and_then(IdentityNumber::birth_on);
    match (birth_on, held) {
        (Some(given), Some(held)) if given != held => {
            refuse("birthOn", Message::new("identity-birth-contradicts").with("day", given));
        }
        _ => {}
    }
    let birth_on = held.or(birth_on);
    if let Some(day) = birth_on.filter(|day| *day > today) {
        refuse("birthOn", Message::new("identity-birth-future").with("day", day));
    }
    (number, birth_on)
}

/// Records a person's identity number, in the place of the one she had. When another record bears the same number, the
/// two stand in the queue of likely doubles from then on.
///
/// # Errors
/// Everything wrong with the number; `NotFound` when she is not visible; `Forbidden`.
pub async fn identity_number_record(
    platform: &Platform,
    viewer: &Viewer,
    person_id: Uuid,
    document: IdentityDocument,
    typed: &str,
) -> Outcome<Person, IdentityErrorCode> {
    let write = platform.database.write().await?;
    store::person(&*write, viewer.scope(), person_id).await?;
    let owners = places_of(&*write, person_id, viewer.today).await?.institutions;
    let permit = Permit::at(viewer, Act::PersonCreate, &owners)?;
    require_open(&write, person_id, (IdentityErrorCode::Invalid, "personId")).await?;
    let mut problems = Vec::new();
    let typed = (document, typed.to_owned());
    let (number, _) = read_identity(Some(&typed), None, viewer.today, &mut problems);
    let Some(number) = number.filter(|_| problems.is_empty()) else {
        return Err(Failure::Rejected(problems));
    };
    identity_number_put(&write, &permit, &platform.keys, person_id, &number).await?;
    let recorded = store::person(&*write, viewer.scope(), person_id).await?;
    write.commit().await?;
    Ok(recorded)
}

/// Records a person's identity number within a larger act.
pub async fn identity_number_put(
    write: &Write,
    permit: &Permit,
    keys: &Keys,
    person_id: Uuid,
    number: &IdentityNumber,
) -> Result<(), Error> {
    store::lock_person(write, person_id).await?;
    let sealed = SealedNumber::seal(keys, number)?;
    let bearers = rows::people_by_identity(&**write, std::slice::from_ref(&sealed.blind_index)).await?;
    let is_shared = bearers.iter().any(|(bearer, _)| *bearer != person_id);
    let before = rows::of_person(&**write, person_id).await?.map(|row| row.masked);
    rows::put(write, permit, &[(person_id, sealed)], is_shared).await?;
    let birth_on = number.birth_on();
    if let Some(day) = birth_on {
        store::set_birth(write, permit, person_id, day).await?;
    }
    find_doubles(write, permit, &[person_id]).await?;
    let change = (json!({ "masked": before }), json!({ "masked": number.masked(), "birthOn": birth_on }));
    remember(write, permit, "identity-number.record", ("person", person_id), change).await
}

/// Shows a person's identity number in full, for a purpose that the trail keeps. She sees in her own record that it was
/// opened.
///
/// # Errors
/// `NOT_FOUND` when she has none on record, `INVALID` without a purpose; `NotFound` when she is not visible; `Forbidden`.
pub async fn identity_number_reveal(
    platform: &Platform,
    viewer: &Viewer,
    person_id: Uuid,
    purpose: &str,
) -> Outcome<IdentityNumber, IdentityErrorCode> {
    let purpose = purpose.trim();
    let write = platform.database.write().await?;
    store::person(&*write, viewer.scope(), person_id).await?;
    let owners = places_of(&*write, person_id, viewer.today).await?.institutions;
    let permit = Permit::at(viewer, Act::IdentityReveal, &owners)?;
    if !(1..=LONGEST_PURPOSE).contains(&purpose.chars().count()) {
        let message = Message::new("identity-purpose").with("limit", LONGEST_PURPOSE);
        return Err(Failure::problem(IdentityErrorCode::Invalid, "purpose", message));
    }
    let Some(row) = rows::of_person(&*write, person_id).await? else {
        let message = Message::new("identity-number-none");
        return Err(Failure::problem(IdentityErrorCode::NotFound, "personId", message));
    };
    let plain = platform.keys.open_value(&row.sealed, CONTEXT).map_err(Error::from)?;
    let plain = String::from_utf8(plain).map_err(|error| Error::internal(error.to_string()))?;
    let number = IdentityNumber::read(IdentityDocument::stored(&row.kind)?, &plain)
        .map_err(|_| Error::internal(format!("the identity number of {person_id} is malformed")))?;
    let told = (Value::Null, json!({ "purpose": purpose }));
    remember(&write, &permit, "identity-number.reveal", ("person", person_id), told).await?;
    audit::record_all(&write, &permit.actor, &[opening(person_id)]).await?;
    write.commit().await?;
    Ok(number)
}
