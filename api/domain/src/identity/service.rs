//! What is done with people, roles and tokens. Every act: authorise, load, check, write, remember, commit.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Name, Outcome, Problem, accept};
use platform::id::Secret;
use platform::keys::Keys;
use platform::text::Message;
use platform::{Platform, audit, collation, id};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::doubles::find_doubles;
use super::identity_numbers::{SealedNumber, blind_index, read_identity};
use super::means::{Means, TokenKind, TokenScope};
use super::policy::{Act, Grant, Permit, Place, Viewer};
use super::rules::identity_numbers::{IdentityDocument, IdentityNumber};
use super::rules::{self, RelationKind, Role};
use super::store::{self, NewRelation, Person, PersonNumber, tokens};
use super::tokens::{NewToken, token_add};

mod holding;
mod roles;

pub(super) use holding::{could_grant_all, covers_all, holds_for};
pub use roles::{NewDelegation, NewRoleGrant, delegation_create, delegation_end, role_end, role_grant};

platform::codes! {
    /// Why an act upon people, roles or tokens is refused.
    pub enum IdentityErrorCode {
        /// A value is missing, too long or malformed.
        Invalid = "INVALID",
        /// Phone or number belongs to somebody else.
        Taken = "TAKEN",
        /// The object named is not there.
        NotFound = "NOT_FOUND",
        /// The two records contradict each other.
        Conflict = "CONFLICT",
        /// Nobody would be left to run the installation.
        LastAdministrator = "LAST_ADMINISTRATOR",
    }
}

/// Who presents this token, with the roles in force today.
///
/// # Errors
/// `Unauthenticated` when it is unknown, expired or revoked.
pub async fn viewer_by_token(
    platform: &Platform,
    token: &str,
    request_id: Option<String>,
) -> Result<Viewer, Error> {
    let now = platform.clock.now();
    let today = platform.clock.today(Shanghai);
    let lines = store::token_lines(platform.database.reader(), id::sha256(token.as_bytes()), today).await?;
    let (row, _) = lines.first().ok_or(Error::Unauthenticated)?;
    let term = tokens::term(row);
    if !term.is_live(now) {
        return Err(Error::Unauthenticated);
    }
    let (token_id, person_id, means) = (row.id, row.person_id, tokens::means(row)?);
    if term.is_due(now) {
        note_use(platform, token_id, now).await;
    }
    let (delegators, grants) = roles::in_force(person_id, lines.into_iter().map(|(_, line)| line))?;
    // A token that a program of hers was given is her own choice; a session and a token that somebody else's app got in
    // her name are not enough for a role that issues or administers.
    let is_plain = means.kind != TokenKind::Api && !means.second_factor;
    let is_withheld = |grant: &Grant| is_plain && grant.role.administers();
    let (withheld, grants) = grants.into_iter().partition(is_withheld);
    Ok(Viewer { person_id, means, grants, withheld, delegators, today, request_id })
}

/// Somebody who is not there herself, with the roles in force today: for what reads in her name by `means` that she left behind.
/// One statement.
///
/// # Errors
/// `NotFound` when she left, was erased, or her record was joined into another.
pub async fn viewer_in_absence(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    means: Means,
    today: NaiveDate,
) -> Result<Viewer, Error> {
    let lines = store::person_lines(connection, person_id, today).await?;
    if lines.is_empty() {
        return Err(Error::NotFound);
    }
    let (delegators, grants) = roles::in_force(person_id, lines)?;
    Ok(Viewer { person_id, means, grants, withheld: Vec::new(), delegators, today, request_id: None })
}

/// How long a request waits for the note of its token's use.
const NOTE_WITHIN: std::time::Duration = std::time::Duration::from_secs(1);

/// Notes a use. It is no part of what was asked for: when the database is busy with a long write, the note is left to
/// the next request.
async fn note_use(platform: &Platform, token_id: Uuid, now: DateTime<Utc>) {
    let note = async {
        let write = platform.database.write().await?;
        tokens::touch(&write, token_id, now).await?;
        write.commit().await
    };
    match tokio::time::timeout(NOTE_WITHIN, note).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the use of a token could not be noted"),
        Err(_) => tracing::debug!("the use of a token was not noted in time"),
    }
}

/// A person to be recorded.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// Name; the English one may be empty.
    pub name: Name,
    /// Mobile number, as typed.
    pub phone: Option<String>,
    /// Mail address, as typed.
    pub email: Option<String>,
    /// Institution on whose staff she is, or that gives her number.
    pub institution_id: Option<Uuid>,
    /// Student or staff number there.
    pub number: Option<String>,
    /// Whether she is on that institution's staff.
    pub is_staff: bool,
    /// Day of birth; the one that a resident identity number holds when absent.
    pub birth_on: Option<NaiveDate>,
    /// Her identity document and its number, as typed.
    pub identity_number: Option<(IdentityDocument, String)>,
}

/// Records a person.
pub async fn person_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewPerson,
) -> Outcome<Person, IdentityErrorCode> {
    let owners: Vec<Uuid> = new.institution_id.into_iter().collect();
    let permit = Permit::at(viewer, Act::PersonCreate, &owners)?;
    let write = platform.database.write().await?;
    let person = person_add(&write, &permit, &platform.keys, new).await?;
    write.commit().await?;
    Ok(person)
}

/// Records a person within a larger act.
///
/// # Errors
/// Everything wrong with her name, phone, address, birth and numbers; `TAKEN` when phone or a number is somebody else's.
pub async fn person_add(
    write: &Write,
    permit: &Permit,
    keys: &Keys,
    new: NewPerson,
) -> Outcome<Person, IdentityErrorCode> {
    let mut problems: Vec<_> =
        rules::name_problem(IdentityErrorCode::Invalid, "name.zh", &new.name.zh).into_iter().collect();
    let phone = checked(new.phone.as_deref(), rules::phone, "phone", "identity-phone", &mut problems);
    let email = checked(new.email.as_deref(), rules::email, "email", "identity-email", &mut problems);
    if let Some(phone) = &phone
        && !store::people_by_phone(&**write, std::slice::from_ref(phone)).await?.is_empty()
    {
        let message = Message::new("identity-phone-taken").with("phone", phone);
        problems.push(Problem::new(IdentityErrorCode::Taken, "phone", message));
    }
    if let (Some(institution_id), Some(number)) = (new.institution_id, &new.number)
        && !store::people_by_number(&**write, institution_id, std::slice::from_ref(number)).await?.is_empty()
    {
        let message = Message::new("identity-number-taken").with("number", number);
        problems.push(Problem::new(IdentityErrorCode::Taken, "number", message));
    }
    let today = write.now().with_timezone(&Shanghai).date_naive();
    let (number, birth_on) = read_identity(new.identity_number.as_ref(), new.birth_on, today, &mut problems);
    if let Some(number) = number
        && !store::identity_numbers::people_by_identity(&**write, &[blind_index(keys, &number)?])
            .await?
            .is_empty()
    {
        let message = Message::new("identity-document-taken").with("number", number.masked());
        problems.push(Problem::new(IdentityErrorCode::Taken, "identityNumber.number", message));
    }
    accept(problems)?;
    let mut made = people_add(write, permit, keys, vec![NewPerson { phone, email, birth_on, ..new }]).await?;
    Ok(made.pop().ok_or_else(|| Error::internal("a person just recorded"))?)
}

/// Records people whose values a larger act has checked already, in the order given: one statement for many. Phones
/// and addresses are in the form in which they are stored.
///
/// # Errors
/// `TAKEN` when a phone or number came to be somebody else's in the meantime.
pub async fn people_add(
    write: &Write,
    permit: &Permit,
    keys: &Keys,
    people: Vec<NewPerson>,
) -> Outcome<Vec<Person>, IdentityErrorCode> {
    let mut made = Vec::with_capacity(people.len());
    let (mut numbers, mut works, mut acts, mut documents) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for new in people {
        let name = Name::new(new.name.zh.trim(), new.name.en.trim());
        let person = Person {
            id: id::new_key(),
            sort_key: collation::sort_key(&name.zh),
            name,
            phone: new.phone,
            email: new.email,
            language: "zh".to_owned(),
            birth_on: new.birth_on,
            left_on: None,
        };
        if let Some((document, typed)) = &new.identity_number
            && let Ok(number) = IdentityNumber::read(*document, typed)
        {
            documents.push((person.id, SealedNumber::seal(keys, &number)?));
        }
        if let (Some(institution_id), Some(number)) = (new.institution_id, new.number) {
            numbers.push(PersonNumber { person_id: person.id, institution_id, number });
        }
        if let (Some(institution_id), true) = (new.institution_id, new.is_staff) {
            works.push(works_at(write, person.id, institution_id));
        }
        let after = json!({ "nameZh": person.name.zh, "nameEn": person.name.en });
        let (action, object_kind, before) = ("person.create", "person", Value::Null);
        acts.push(audit::Act { action, object_kind, object_id: person.id, before, after });
        made.push(person);
    }
    or_taken(store::insert_people(write, permit, &made).await)?;
    person_numbers_add(write, permit, &numbers).await?;
    or_taken(store::identity_numbers::put(write, permit, &documents, false).await)?;
    store::insert_relations(write, permit, works).await?;
    audit::record_all(write, &permit.actor, &acts).await?;
    let keys: Vec<Uuid> =
        made.iter().filter(|person| person.birth_on.is_some()).map(|person| person.id).collect();
    find_doubles(write, permit, &keys).await?;
    Ok(made)
}

fn works_at(write: &Write, person_id: Uuid, institution_id: Uuid) -> NewRelation {
    NewRelation {
        kind: RelationKind::WorksAt,
        holder_id: person_id,
        person_id: None,
        institution_id: Some(institution_id),
        department_id: None,
        specialty: None,
        starts_on: write.now().with_timezone(&Shanghai).date_naive(),
        ends_on: None,
        source_kind: "STAFF",
        source_id: person_id,
    }
}

fn or_taken(result: Result<(), DbErr>) -> Outcome<(), IdentityErrorCode> {
    match result {
        Err(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))) => {
            let message = Message::new("identity-taken-meanwhile");
            Err(Failure::problem(IdentityErrorCode::Taken, "", message))
        }
        other => Ok(other?),
    }
}

/// Gives people numbers at an institution, within a larger act.
///
/// # Errors
/// `TAKEN` when a number came to be somebody else's in the meantime.
pub async fn person_numbers_add(
    write: &Write,
    permit: &Permit,
    numbers: &[PersonNumber],
) -> Outcome<(), IdentityErrorCode> {
    or_taken(store::insert_numbers(write, permit, numbers).await)
}

fn checked(
    typed: Option<&str>,
    read: impl Fn(&str) -> Option<String>,
    path: &'static str,
    key: &'static str,
    problems: &mut Vec<Problem<IdentityErrorCode>>,
) -> Option<String> {
    let typed = typed.map(str::trim).filter(|typed| !typed.is_empty())?;
    let value = read(typed);
    if value.is_none() {
        problems.push(Problem::new(IdentityErrorCode::Invalid, path, Message::new(key).with("value", typed)));
    }
    value
}

/// Makes a system administrator and a token of a year for her: how an installation begins.
pub async fn administrator_create(
    platform: &Platform,
    name: Name,
) -> Outcome<(Person, Secret), IdentityErrorCode> {
    let write = platform.database.write().await?;
    let permit = Permit::system(Act::PersonCreate);
    let person =
        person_add(&write, &permit, &platform.keys, NewPerson { name, ..NewPerson::default() }).await?;
    let grant = NewRoleGrant {
        person_id: person.id,
        role: Role::SystemAdministrator,
        place: Place::Everywhere,
        starts_on: write.now().with_timezone(&Shanghai).date_naive(),
        ends_on: None,
    };
    roles::grant_add(&write, &Permit::system(Act::RoleGrant), &grant).await?;
    let expires_at = Some(write.now() + Duration::days(365));
    let name = "first administrator".to_owned();
    let new = NewToken { person_id: person.id, name, scopes: None, expires_at };
    let permit = Permit::system(Act::TokenCreate);
    let (secret, _) = token_add(&write, &permit, &new, TokenScope::ALL).await?;
    write.commit().await?;
    Ok((person, secret))
}
