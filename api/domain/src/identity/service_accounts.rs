//! A school's own systems: a service account belongs to an institution, reads there what its role and its tokens allow,
//! and ends when somebody who administers the institution says so.
//!
//! Beneath it lies a row among the people, so that tokens, roles and the audit trail name it as they name everybody
//! (decision 0009). It has no password, no session and no other role, and whoever makes one holds, for as long, a role of
//! her own that administers the institution.

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::error::{Error, Failure, Name, Outcome, accept};
use platform::paging::{PageRequest, Slice};
use platform::text::Message;
use platform::{Platform, collation, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::means::TokenScope;
use super::policy::{Act, Permit, Place, Viewer};
use super::rules::{self, Role};
use super::service::{self, IdentityErrorCode};
use super::store::service_accounts::{self as rows, ServiceAccount};
use super::store::{self, Person, RoleHeld, exchange_bindings, tokens};
use super::tokens::revoke;
use super::trail::remember;

/// What a service account's token may be used for: reading, and what it hands on to its users. It neither issues nor
/// administers, by itself or through anybody.
pub(super) fn is_serviceable(scope: TokenScope) -> bool {
    !matches!(scope, TokenScope::Issue | TokenScope::Administer)
}

/// A service account to be made.
#[derive(Clone, Debug)]
pub struct NewServiceAccount {
    /// Whose it is.
    pub institution_id: Uuid,
    /// Its name; the English one may be empty.
    pub name: Name,
    /// Last day of its role; without end when absent.
    pub ends_on: Option<NaiveDate>,
}

/// Makes a service account of an institution.
///
/// # Errors
/// `Forbidden` to whoever does not administer the institution herself, or not for as long; `NotFound` without such an
/// institution; every problem found.
pub async fn service_account_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewServiceAccount,
) -> Outcome<ServiceAccount, IdentityErrorCode> {
    let permit = Permit::at(viewer, Act::ServiceAccountWrite, &[new.institution_id])?;
    if !service::holds_for(viewer, Act::ServiceAccountWrite, new.institution_id, new.ends_on) {
        let message = Message::new("identity-role-not-held").with("role", Role::ServiceAccount.label());
        return Err(Error::Forbidden(message).into());
    }
    let write = platform.database.write().await?;
    if store::reach_above(&*write, new.institution_id).await?.is_empty() {
        return Err(Error::NotFound.into());
    }
    let today = write.now().with_timezone(&Shanghai).date_naive();
    let mut problems: Vec<_> =
        rules::name_problem(IdentityErrorCode::Invalid, "name.zh", &new.name.zh).into_iter().collect();
    problems.extend(rules::end_problem(IdentityErrorCode::Invalid, "endsOn", today, new.ends_on));
    accept(problems)?;
    let account = ServiceAccount {
        id: id::new_key(),
        institution_id: new.institution_id,
        ends_on: new.ends_on,
        created_by: permit.actor.person_id,
        created_at: write.now(),
        ended_at: None,
    };
    let after = json!({
        "nameZh": new.name.zh.trim(), "nameEn": new.name.en.trim(), "institutionId": account.institution_id,
        "endsOn": account.ends_on,
    });
    store::insert_people(&write, &permit, &[named(account.id, &new.name)]).await?;
    rows::insert(&write, &permit, &account).await?;
    store::insert_grant(&write, &permit, &role_of(&account, today)).await?;
    let made = ("service_account", account.id);
    remember(&write, &permit, "service-account.create", made, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(account)
}

/// The row among the people that bears its name.
fn named(id: Uuid, name: &Name) -> Person {
    let name = Name::new(name.zh.trim(), name.en.trim());
    let sort_key = collation::sort_key(&name.zh);
    Person {
        id,
        name,
        sort_key,
        phone: None,
        email: None,
        language: "zh".to_owned(),
        birth_on: None,
        left_on: None,
    }
}

fn role_of(account: &ServiceAccount, starts_on: NaiveDate) -> RoleHeld {
    RoleHeld {
        id: id::new_key(),
        person_id: account.id,
        role: Role::ServiceAccount,
        place: Place::Institution(account.institution_id),
        starts_on,
        ends_on: account.ends_on,
        revoked_at: None,
    }
}

/// Lets whoever administers its institution change a service account; to others it is not there.
///
/// # Errors
/// `Forbidden` to whoever administers nothing, `NotFound` to whoever administers another institution.
pub(super) fn permit(viewer: &Viewer, account: &ServiceAccount) -> Result<Permit, Error> {
    Permit::anywhere(viewer, Act::ServiceAccountWrite)?;
    Permit::at(viewer, Act::ServiceAccountWrite, &[account.institution_id]).map_err(|error| match error {
        Error::Forbidden(_) => Error::NotFound,
        other => other,
    })
}

/// Ends a service account for a reason, with its role, its tokens, its users' bindings, and every token that it exchanged.
///
/// # Errors
/// `NotFound` when there is no such account that the viewer may change; every problem found.
pub async fn service_account_end(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    reason: &str,
) -> Outcome<ServiceAccount, IdentityErrorCode> {
    Permit::anywhere(viewer, Act::ServiceAccountWrite)?;
    let write = platform.database.write().await?;
    let before = rows::find(&*write, key).await?.ok_or(Error::NotFound)?;
    let permit = permit(viewer, &before)?;
    accept(rules::reason_problem(IdentityErrorCode::Invalid, reason).into_iter().collect())?;
    if !rows::end(&write, &permit, key).await? {
        return Err(over());
    }
    for held in store::roles_of(&*write, &[key]).await? {
        store::revoke_grant(&write, &permit, held.id).await?;
    }
    exchange_bindings::end_all(&write, &permit, key).await?;
    for token in tokens::of_service_account(&*write, key).await? {
        revoke(&write, &permit, &token).await?;
    }
    let after = json!({ "reason": reason.trim() });
    let ended = ("service_account", key);
    remember(&write, &permit, "service-account.end", ended, (Value::Null, after)).await?;
    let account = rows::find(&*write, key).await?.ok_or(Error::NotFound)?;
    write.commit().await?;
    Ok(account)
}

/// What whoever would use an account hears that is over.
pub(super) fn over() -> Failure<IdentityErrorCode> {
    let message = Message::new("identity-service-account-over");
    Failure::problem(IdentityErrorCode::Invalid, "serviceAccountId", message)
}

/// A page of an institution's service accounts, the latest first, ended ones among them.
///
/// # Errors
/// `Forbidden` to whoever does not administer the institution.
pub async fn service_accounts_page(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    page: &PageRequest,
) -> Result<Slice<ServiceAccount>, Error> {
    Permit::at(viewer, Act::ServiceAccountWrite, &[institution_id])?;
    rows::page(platform.database.reader(), institution_id, page).await
}

/// How many service accounts an institution has.
///
/// # Errors
/// As for [`service_accounts_page`].
pub async fn service_accounts_count(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
) -> Result<i64, Error> {
    Permit::at(viewer, Act::ServiceAccountWrite, &[institution_id])?;
    Ok(rows::count(platform.database.reader(), institution_id).await?)
}
