//! In which specialties a base is accredited, and which partner units train for it.
//!
//! A base without any specialty is accredited in all of its departments. Once one is recorded, nobody is placed in a department of
//! another one, or on days on which it is not accredited; what was booked before stays.

use chrono::NaiveDate;
use platform::error::{Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::mergers::merged_problem;
use super::{OrganisationErrorCode, invalid, is_specialty};
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations::rules::Term;
use crate::organisations::store::{self, BasePartner, BaseSpecialty};

/// An accreditation in a specialty, to be recorded.
#[derive(Clone, Debug)]
pub struct NewBaseSpecialty {
    /// The base.
    pub base_id: Uuid,
    /// Specialty's code.
    pub specialty: String,
    /// The term; without an end it ends with the base's.
    pub term: Term,
}

/// A partner unit to be recorded.
#[derive(Clone, Debug)]
pub struct NewBasePartner {
    /// The base.
    pub base_id: Uuid,
    /// The partner unit.
    pub institution_id: Uuid,
    /// Codes of the specialties in which it trains; all when empty.
    pub specialties: Vec<String>,
    /// The term.
    pub term: Term,
}

type Problems = Vec<Problem<OrganisationErrorCode>>;

/// What is wrong with a term within that of its base; `paths` name its first and last day.
fn term_problems(term: Term, base: Term, paths: (&str, &str)) -> Problems {
    if let Some(end) = term.ends_on.filter(|end| *end < term.starts_on) {
        let message =
            Message::new("common-dates-in-wrong-order").with("start", term.starts_on).with("end", end);
        return vec![invalid(paths.1, message)];
    }
    if term.is_within(base) {
        return Vec::new();
    }
    let message = Message::new("organisations-term-outside").with("start", base.starts_on);
    let message = match base.ends_on {
        Some(end) => message.with("end", end),
        None => message.with("end", "…"),
    };
    vec![invalid(if term.starts_on < base.starts_on { paths.0 } else { paths.1 }, message)]
}

fn specialty_problem(code: &str, path: &str) -> Option<Problem<OrganisationErrorCode>> {
    let message = || Message::new("organisations-specialty").with("code", code);
    (!is_specialty(code)).then(|| invalid(path, message()))
}

/// That a term overlaps another one of the same.
fn taken(path: &str, other: Term) -> Problem<OrganisationErrorCode> {
    let message = Message::new("organisations-term-taken").with("start", other.starts_on);
    let message = match other.ends_on {
        Some(end) => message.with("end", end),
        None => message.with("end", "…"),
    };
    Problem::new(OrganisationErrorCode::Taken, path, message)
}

/// Accredits a base in a specialty for a term.
///
/// # Errors
/// `NotFound` when there is no such base; `Forbidden`; every problem found.
pub async fn base_specialty_accredit(
    platform: &Platform,
    viewer: &Viewer,
    new: NewBaseSpecialty,
) -> Outcome<BaseSpecialty, OrganisationErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    let write = platform.database.write().await?;
    store::lock_base(&write, new.base_id).await?;
    let base = store::base(&*write, new.base_id).await?;
    let term = Term { ends_on: new.term.ends_on.or(base.accredited_until), ..new.term };
    let mut problems = Vec::from_iter(specialty_problem(&new.specialty, "specialty"));
    problems.extend(term_problems(term, base.term(), ("accreditedOn", "accreditedUntil")));
    let others = store::specialties_of(&*write, &[base.id]).await?;
    let other = others.iter().find(|other| other.specialty == new.specialty && other.term.overlaps(term));
    problems.extend(other.map(|other| taken("specialty", other.term)));
    accept(problems)?;
    let row = BaseSpecialty { id: id::new_key(), base_id: base.id, specialty: new.specialty, term };
    store::insert_base_specialty(&write, &permit, &row).await?;
    let after = json!({
        "baseSpecialtyId": row.id, "specialty": row.specialty, "accreditedOn": term.starts_on,
        "accreditedUntil": term.ends_on,
    });
    let object = ("training_base", base.id);
    identity::remember(&write, &permit, "base-specialty.accredit", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(row)
}

/// Lets a base's accreditation in a specialty end on a day before its term is over. What is booked stays booked.
///
/// # Errors
/// `NotFound` when there is no such accreditation; `Forbidden`; every problem found.
pub async fn base_specialty_end(
    platform: &Platform,
    viewer: &Viewer,
    base_specialty_id: Uuid,
    ends_on: NaiveDate,
) -> Outcome<BaseSpecialty, OrganisationErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    let write = platform.database.write().await?;
    let base_id = store::base_specialty(&*write, base_specialty_id).await?.base_id;
    store::lock_base(&write, base_id).await?;
    let found = store::base_specialty(&*write, base_specialty_id).await?;
    accept(end_problems(found.term, ends_on, "accreditedUntil"))?;
    store::end_base_specialty(&write, &permit, found.id, ends_on).await?;
    let before = json!({ "baseSpecialtyId": found.id, "accreditedUntil": found.term.ends_on });
    let after = json!({ "baseSpecialtyId": found.id, "accreditedUntil": ends_on });
    let object = ("training_base", base_id);
    identity::remember(&write, &permit, "base-specialty.end", object, (before, after)).await?;
    write.commit().await?;
    Ok(BaseSpecialty { term: Term { ends_on: Some(ends_on), ..found.term }, ..found })
}

fn end_problems(term: Term, ends_on: NaiveDate, path: &str) -> Problems {
    if term.is_on(ends_on) {
        return Vec::new();
    }
    let message = Message::new("organisations-term-end").with("start", term.starts_on);
    let message = match term.ends_on {
        Some(end) => message.with("end", end),
        None => message.with("end", "…"),
    };
    vec![invalid(path, message)]
}

/// Records that an institution trains for a base, as its partner unit, for a term.
///
/// # Errors
/// `NotFound` when there is no such base or institution; `Forbidden`; every problem found.
pub async fn base_partner_add(
    platform: &Platform,
    viewer: &Viewer,
    new: NewBasePartner,
) -> Outcome<BasePartner, OrganisationErrorCode> {
    let seen = store::base(platform.database.reader(), new.base_id).await?;
    let permit = Permit::at(viewer, Act::BaseWrite, &[seen.institution_id])?;
    let write = platform.database.write().await?;
    store::lock_base(&write, new.base_id).await?;
    let base = store::base(&*write, new.base_id).await?;
    let partner = store::institution(&*write, new.institution_id).await?;
    let mut problems = Vec::new();
    if partner.id == base.institution_id {
        problems.push(invalid("institutionId", Message::new("organisations-partner-itself")));
    }
    for code in &new.specialties {
        problems.extend(specialty_problem(code, "specialties"));
    }
    problems.extend(term_problems(new.term, base.term(), ("startsOn", "endsOn")));
    problems.extend(merged_problem(&*write, &partner, new.term.ends_on, "institutionId").await?);
    let others = store::partners_of(&*write, &[base.id]).await?;
    let other = others.iter().find(|one| one.institution_id == partner.id && one.term.overlaps(new.term));
    problems.extend(other.map(|other| taken("institutionId", other.term)));
    accept(problems)?;
    let mut specialties = new.specialties;
    specialties.sort_unstable();
    specialties.dedup();
    let row = BasePartner {
        id: id::new_key(),
        base_id: base.id,
        institution_id: partner.id,
        specialties,
        term: new.term,
    };
    store::insert_base_partner(&write, &permit, &row).await?;
    let after = json!({
        "basePartnerId": row.id, "institutionId": row.institution_id, "specialties": row.specialties,
        "startsOn": row.term.starts_on, "endsOn": row.term.ends_on,
    });
    let object = ("training_base", base.id);
    identity::remember(&write, &permit, "base-partner.add", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(row)
}

/// Lets a partner unit's term end on a day before it is over.
///
/// # Errors
/// `NotFound` when there is no such partner unit; `Forbidden`; every problem found.
pub async fn base_partner_end(
    platform: &Platform,
    viewer: &Viewer,
    base_partner_id: Uuid,
    ends_on: NaiveDate,
) -> Outcome<BasePartner, OrganisationErrorCode> {
    let reader = platform.database.reader();
    let seen = store::base_partner(reader, base_partner_id).await?;
    let base = store::base(reader, seen.base_id).await?;
    let permit = Permit::at(viewer, Act::BaseWrite, &[base.institution_id])?;
    let write = platform.database.write().await?;
    store::lock_base(&write, base.id).await?;
    let found = store::base_partner(&*write, base_partner_id).await?;
    accept(end_problems(found.term, ends_on, "endsOn"))?;
    store::end_base_partner(&write, &permit, found.id, ends_on).await?;
    let before = json!({ "basePartnerId": found.id, "endsOn": found.term.ends_on });
    let after = json!({ "basePartnerId": found.id, "endsOn": ends_on });
    let object = ("training_base", base.id);
    identity::remember(&write, &permit, "base-partner.end", object, (before, after)).await?;
    write.commit().await?;
    Ok(BasePartner { term: Term { ends_on: Some(ends_on), ..found.term }, ..found })
}
