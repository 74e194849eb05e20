//! Institutions, in [`tree`], bases and departments are recorded by the system administrator.

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use entity::{department, training_base};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Name, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, collation, id};
use sea_orm::DbErr;
use serde_json::{Value, json};
use uuid::Uuid;

use self::mergers::merged_problem;
use super::rules::BaseKind;
use super::store::{self, Base, Department};
use crate::identity::rules::names_problems;
use crate::identity::{self, Act, Permit, Reach, Viewer};

mod agreements;
mod consortia;
mod indicators;
mod likeness;
mod mergers;
mod names;
mod qualifications;
mod specialties;
mod tree;

pub use agreements::{
    AGREEMENT_PURPOSE, NewAgreement, NewDelivery, agreement_deliver, agreement_delivery_decide,
    agreement_document_open, agreement_record, agreements_by_key, agreements_of, agreements_seen,
    find_agreements,
};
pub use consortia::{
    NewConsortium, NewMembership, consortium_create, consortium_member_add, consortium_member_end,
    lead_permit,
};
pub use indicators::{NewIndicator, indicator_add, indicators_for};
pub use likeness::{NewLikeness, department_map, department_unmap};
pub use mergers::{ends_with, merge, merged_by, merger_told};
pub use names::{NewName, institution_rename, names_take_effect};
pub use qualifications::{
    NewQualification, qualification_end, qualification_record, qualifications_page, qualifications_seen,
};
pub use specialties::{
    NewBasePartner, NewBaseSpecialty, base_partner_add, base_partner_end, base_specialty_accredit,
    base_specialty_end,
};
pub use tree::{NewInstitution, institution_create, institution_move};

platform::codes! {
    /// Why an act upon institutions, bases or departments is refused.
    pub enum OrganisationErrorCode {
        /// A value is missing, too long or malformed.
        Invalid = "INVALID",
        /// There is already one.
        Taken = "TAKEN",
        /// It would stand beneath itself.
        Circle = "CIRCLE",
        /// The institution was merged into another one by then.
        Merged = "MERGED",
    }
}

const LONGEST_NAME: usize = 120;
/// Trainees at once in a department, at most.
pub const LARGEST_CAPACITY: i32 = 1000;

/// A base to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct NewBase {
    /// The accredited institution.
    pub institution_id: Uuid,
    /// Kind.
    pub kind: BaseKind,
    /// First day of the accreditation.
    pub accredited_on: NaiveDate,
    /// Last day.
    pub accredited_until: Option<NaiveDate>,
}

/// A department to be recorded.
#[derive(Clone, Debug)]
pub struct NewDepartment {
    /// The base.
    pub base_id: Uuid,
    /// Specialty's code, as curricula use it.
    pub specialty: String,
    /// Name; both languages.
    pub name: Name,
    /// Trainees at once, 1 to 1000.
    pub capacity: i32,
}

/// The present local day.
fn today(write: &Write) -> NaiveDate {
    write.now().with_timezone(&Shanghai).date_naive()
}

fn invalid(path: &str, message: Message) -> Problem<OrganisationErrorCode> {
    Problem::new(OrganisationErrorCode::Invalid, path, message)
}

fn name_problems(name: &Name) -> Vec<Problem<OrganisationErrorCode>> {
    names_problems(OrganisationErrorCode::Invalid, name, LONGEST_NAME)
}

/// Whether a text can be a specialty's code: 1 to 64 capitals, digits and underscores.
fn is_specialty(code: &str) -> bool {
    (1..=64).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn or_taken(result: Result<(), DbErr>, path: &str, message: Message) -> Outcome<(), OrganisationErrorCode> {
    match result {
        Err(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))) => {
            accept(vec![Problem::new(OrganisationErrorCode::Taken, path, message)])
        }
        other => Ok(other?),
    }
}

/// Records the accreditation of an institution as a base.
pub async fn base_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewBase,
) -> Outcome<Base, OrganisationErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    let write = platform.database.write().await?;
    store::lock_institution(&write, new.institution_id).await?;
    let institution = store::institution(&*write, new.institution_id).await?;
    let merged = merged_problem(&*write, &institution, new.accredited_until, "institutionId").await?;
    accept(Vec::from_iter(merged))?;
    if let Some(until) = new.accredited_until.filter(|until| *until < new.accredited_on) {
        let message =
            Message::new("common-dates-in-wrong-order").with("start", new.accredited_on).with("end", until);
        accept(vec![invalid("accreditedUntil", message)])?;
    }
    let row = training_base::Model {
        id: id::new_key(),
        institution_id: new.institution_id,
        kind: new.kind.code().to_owned(),
        accredited_on: new.accredited_on,
        accredited_until: new.accredited_until,
        created_at: write.now(),
    };
    let taken = Message::new("organisations-base-taken")
        .with("institution", (institution.name.zh, institution.name.en))
        .with("kind", new.kind.label());
    or_taken(store::insert_base(&write, &permit, row.clone()).await, "kind", taken)?;
    let after = json!({ "institutionId": row.institution_id, "kind": row.kind });
    identity::remember(
        &write,
        &permit,
        "training-base.create",
        ("training_base", row.id),
        (Value::Null, after),
    )
    .await?;
    write.commit().await?;
    Ok(row.try_into()?)
}

/// Records a department of a base.
pub async fn department_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewDepartment,
) -> Outcome<Department, OrganisationErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    let write = platform.database.write().await?;
    let base = store::base(&*write, new.base_id).await?;
    let institution = store::institution(&*write, base.institution_id).await?;
    let mut problems = name_problems(&new.name);
    problems.extend(merged_problem(&*write, &institution, Some(today(&write)), "trainingBaseId").await?);
    if !(1..=LARGEST_CAPACITY).contains(&new.capacity) {
        let message = Message::new("organisations-capacity")
            .with("capacity", new.capacity)
            .with("limit", LARGEST_CAPACITY);
        problems.push(invalid("capacity", message));
    }
    if !is_specialty(&new.specialty) {
        problems
            .push(invalid("specialty", Message::new("organisations-specialty").with("code", &new.specialty)));
    }
    accept(problems)?;
    let row = department::Model {
        id: id::new_key(),
        base_id: new.base_id,
        specialty: new.specialty,
        sort_key: collation::sort_key(&new.name.zh),
        name_zh: new.name.zh.trim().to_owned(),
        name_en: new.name.en.trim().to_owned(),
        capacity: new.capacity,
        created_at: write.now(),
    };
    store::insert_department(&write, &permit, row.clone()).await?;
    let reached = Reach::of_department(base.institution_id, row.id);
    identity::insert_reach(&write, &permit, vec![reached]).await?;
    let after = json!({ "baseId": row.base_id, "nameZh": row.name_zh, "specialty": row.specialty, "capacity": row.capacity });
    identity::remember(&write, &permit, "department.create", ("department", row.id), (Value::Null, after))
        .await?;
    write.commit().await?;
    Ok(row.into())
}
