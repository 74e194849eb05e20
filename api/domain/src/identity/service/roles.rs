//! Granting roles and taking them back, and letting somebody act for oneself for a term.
//!
//! Nobody grants what she does not hold: whoever grants a role holds, at a place that covers the new one and for at least
//! as long, roles of her own that allow everything the new one allows. Only a system administrator, who begins every
//! installation, is exempt; the last one cannot be removed.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use chrono_tz::Asia::Shanghai;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::erasing::require_open;
use super::IdentityErrorCode;
use super::holding::{holds_all_of, institution_of};
use crate::identity::policy::{Act, Grant, Permit, Place, Scope, SystemReason, Viewer};
use crate::identity::rules::{PlaceKind, Role, is_division_code, reason_problem};
use crate::identity::store::{self, Delegation, Person, RoleHeld, RoleLine, place_of};
use crate::identity::trail::remember;

/// Longest term of a delegation, in days.
const LONGEST_DELEGATION: i64 = 366;

/// For whom a person may act, and the roles in force, her own first, from the lines that were found of her.
pub(super) fn in_force(
    person_id: Uuid,
    lines: impl IntoIterator<Item = RoleLine>,
) -> Result<(Vec<Uuid>, Vec<Grant>), Error> {
    let mut delegators: Vec<Uuid> = Vec::new();
    let mut grants: Vec<Grant> = Vec::new();
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    for line in lines {
        if let Some(delegator) = line.delegator_id.filter(|key| !delegators.contains(key)) {
            delegators.push(delegator);
        }
        let (Some(grant_id), Some(holder_id), Some(role)) = (line.grant_id, line.holder_id, &line.role)
        else {
            continue;
        };
        let index = if let Some(index) = places.get(&grant_id) {
            *index
        } else {
            grants.push(Grant {
                id: grant_id,
                role: Role::stored(role)?,
                place: place_of(
                    line.institution_id,
                    line.department_id,
                    line.region_code,
                    line.consortium_id,
                ),
                institutions: Vec::new(),
                ends_on: line.grant_ends_on,
                delegator_id: (holder_id != person_id).then_some(holder_id),
            });
            places.insert(grant_id, grants.len() - 1);
            grants.len() - 1
        };
        if let (Some(grant), Some(reached)) = (grants.get_mut(index), line.reached_id)
            && !grant.institutions.contains(&reached)
        {
            grant.institutions.push(reached);
        }
    }
    grants.retain(|grant| grant.delegator_id.is_none() || is_delegable(grant.role));
    grants.sort_by_key(|grant| grant.delegator_id.is_some());
    Ok((delegators, grants))
}

/// A deputy runs no installation, and what a school's own system does nobody does in its place.
fn is_delegable(role: Role) -> bool {
    !matches!(role, Role::SystemAdministrator | Role::ServiceAccount | Role::Trainee)
}

/// A role to be granted.
#[derive(Clone, Debug)]
pub struct NewRoleGrant {
    /// To whom.
    pub person_id: Uuid,
    /// Which role.
    pub role: Role,
    /// Where: a place of the kind that the role is held at.
    pub place: Place,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
}

impl Place {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> PlaceKind {
        match self {
            Self::Everywhere => PlaceKind::Everywhere,
            Self::Institution(_) => PlaceKind::Institution,
            Self::Department(_) => PlaceKind::Department,
            Self::Region(_) => PlaceKind::Region,
            Self::Consortium(_) => PlaceKind::Consortium,
        }
    }
}

/// Grants a role.
///
/// # Errors
/// `Forbidden` to whoever may grant nothing, or not this; `NotFound` when there is no such person; every problem found.
pub async fn role_grant(
    platform: &Platform,
    viewer: &Viewer,
    new: NewRoleGrant,
) -> Outcome<Person, IdentityErrorCode> {
    let permit = Permit::anywhere(viewer, Act::RoleGrant)?;
    let write = platform.database.write().await?;
    require_held(&write, viewer, new.role, &new.place, new.ends_on).await?;
    let person = grant_add(&write, &permit, &new).await?;
    write.commit().await?;
    Ok(person)
}

/// Refuses to grant, or to take back, what the viewer does not hold herself.
async fn require_held(
    write: &Write,
    viewer: &Viewer,
    role: Role,
    place: &Place,
    ends_on: Option<NaiveDate>,
) -> Result<(), Error> {
    let institution = institution_of(&**write, place).await?;
    if holds_all_of(&viewer.grants, role, institution, ends_on) {
        return Ok(());
    }
    Err(Error::Forbidden(Message::new("identity-role-not-held").with("role", role.label())))
}

/// Grants a role within a larger act.
pub(super) async fn grant_add(
    write: &Write,
    permit: &Permit,
    new: &NewRoleGrant,
) -> Outcome<Person, IdentityErrorCode> {
    let person = store::person(&**write, Scope::System(SystemReason::Permitted), new.person_id).await?;
    // A service account is made with its role, and never has another.
    if store::service_accounts::find(&**write, new.person_id).await?.is_some() {
        return Err(Error::NotFound.into());
    }
    require_open(write, new.person_id, (IdentityErrorCode::Invalid, "personId")).await?;
    accept(grant_problems(write, new).await?)?;
    let row = RoleHeld {
        id: id::new_key(),
        person_id: new.person_id,
        role: new.role,
        place: new.place.clone(),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        revoked_at: None,
    };
    store::insert_grant(write, permit, &row).await?;
    store::bonds::set_left(write, permit, [new.person_id], None).await?;
    remember(write, permit, "role.grant", ("person", new.person_id), (Value::Null, described(&row))).await?;
    Ok(person)
}

async fn grant_problems(write: &Write, new: &NewRoleGrant) -> Result<Vec<Problem<IdentityErrorCode>>, Error> {
    let mut problems = Vec::new();
    if new.place.kind() != new.role.place_kind() {
        let message = Message::new("identity-role-place")
            .with("role", new.role.label())
            .with("kind", new.role.place_kind().label());
        problems.push(Problem::new(IdentityErrorCode::Invalid, "institutionId", message));
    }
    if new.role == Role::ServiceAccount {
        let message = Message::new("identity-role-service-account");
        problems.push(Problem::new(IdentityErrorCode::Invalid, "role", message));
    }
    match &new.place {
        Place::Region(code) if !is_division_code(code) => {
            let message = Message::new("identity-role-region").with("code", code);
            problems.push(Problem::new(IdentityErrorCode::Invalid, "regionCode", message));
        }
        Place::Department(key) if store::institution_of_department(&**write, *key).await?.is_none() => {
            return Err(Error::NotFound);
        }
        _ => {}
    }
    if let Some(end) = new.ends_on.filter(|end| *end < new.starts_on) {
        let message =
            Message::new("common-dates-in-wrong-order").with("start", new.starts_on).with("end", end);
        problems.push(Problem::new(IdentityErrorCode::Invalid, "endsOn", message));
    }
    Ok(problems)
}

fn described(held: &RoleHeld) -> Value {
    let place = match &held.place {
        Place::Everywhere => Value::Null,
        Place::Institution(key) | Place::Department(key) | Place::Consortium(key) => json!(key),
        Place::Region(code) => json!(code),
    };
    json!({
        "roleGrantId": held.id, "role": held.role.code(), "placeKind": held.place.kind().code(), "place": place,
        "startsOn": held.starts_on, "endsOn": held.ends_on,
    })
}

/// Takes a role back at once, for a reason. One may give back one's own.
///
/// # Errors
/// `NotFound` when there is no such role, `Forbidden` to whoever could not have granted it; `LAST_ADMINISTRATOR` when
/// nobody would be left to run the installation; every problem found.
pub async fn role_end(
    platform: &Platform,
    viewer: &Viewer,
    role_grant_id: Uuid,
    reason: &str,
) -> Outcome<Person, IdentityErrorCode> {
    let permit = Permit::anywhere(viewer, Act::RoleGrant)?;
    let write = platform.database.write().await?;
    store::lock_administrators(&write).await?;
    let held = store::grant(&*write, role_grant_id).await?;
    if held.person_id != viewer.person_id {
        require_held(&write, viewer, held.role, &held.place, None).await?;
    }
    let mut problems: Vec<_> = reason_problem(IdentityErrorCode::Invalid, reason).into_iter().collect();
    let today = write.now().with_timezone(&Shanghai).date_naive();
    if held.revoked_at.is_some() || held.ends_on.is_some_and(|end| end < today) {
        let message = Message::new("identity-role-over").with("role", held.role.label());
        problems.push(Problem::new(IdentityErrorCode::Invalid, "roleGrantId", message));
    }
    if held.role == Role::SystemAdministrator
        && store::administrators_in_force(&*write, today, held.id).await? == 0
    {
        let message = Message::new("identity-last-administrator");
        problems.push(Problem::new(IdentityErrorCode::LastAdministrator, "roleGrantId", message));
    }
    accept(problems)?;
    store::revoke_grant(&write, &permit, held.id).await?;
    remember(
        &write,
        &permit,
        "role.end",
        ("person", held.person_id),
        (described(&held), json!({ "roleGrantId": held.id, "reason": reason.trim() })),
    )
    .await?;
    let person = store::person(&*write, Scope::System(SystemReason::Permitted), held.person_id).await?;
    write.commit().await?;
    Ok(person)
}

/// A delegation to be made.
#[derive(Clone, Debug)]
pub struct NewDelegation {
    /// Who is to act for the viewer.
    pub deputy_id: Uuid,
    /// Why.
    pub reason: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
}

/// Names a deputy, a colleague on the staff of the same institution: for the term she reads and does what the viewer
/// may, and each act done so says for whom. Rights that the viewer has only as a deputy herself are not passed on.
///
/// # Errors
/// `NotFound` when there is no such colleague; every problem found.
pub async fn delegation_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewDelegation,
) -> Outcome<Delegation, IdentityErrorCode> {
    let permit = Permit::herself(viewer, Act::Delegate, viewer.person_id)?;
    viewer.require_whole()?;
    let write = platform.database.write().await?;
    let today = write.now().with_timezone(&Shanghai).date_naive();
    accept(delegation_problems(viewer, &new, today))?;
    if !store::colleagues(&*write, viewer.person_id, new.deputy_id, today).await? {
        return Err(Error::NotFound.into());
    }
    let row = Delegation {
        id: id::new_key(),
        delegator_id: viewer.person_id,
        deputy_id: new.deputy_id,
        reason: new.reason.trim().to_owned(),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        revoked_at: None,
    };
    store::insert_delegation(&write, &permit, &row).await?;
    let after = json!({
        "delegatorId": row.delegator_id, "deputyId": row.deputy_id, "startsOn": row.starts_on,
        "endsOn": row.ends_on, "reason": row.reason,
    });
    remember(&write, &permit, "delegation.create", ("delegation", row.id), (Value::Null, after)).await?;
    write.commit().await?;
    Ok(row)
}

fn delegation_problems(
    viewer: &Viewer,
    new: &NewDelegation,
    today: NaiveDate,
) -> Vec<Problem<IdentityErrorCode>> {
    let mut problems: Vec<_> = reason_problem(IdentityErrorCode::Invalid, &new.reason).into_iter().collect();
    let mut wrong =
        |path: &str, message: Message| problems.push(Problem::new(IdentityErrorCode::Invalid, path, message));
    if new.deputy_id == viewer.person_id {
        wrong("deputyId", Message::new("identity-deputy-self"));
    }
    if new.ends_on < new.starts_on {
        let message = Message::new("common-dates-in-wrong-order");
        wrong("endsOn", message.with("start", new.starts_on).with("end", new.ends_on));
    } else if new.ends_on < today {
        wrong("endsOn", Message::new("identity-delegation-over").with("end", new.ends_on));
    } else if new
        .starts_on
        .checked_add_days(Days::new(LONGEST_DELEGATION.unsigned_abs()))
        .is_none_or(|most| most <= new.ends_on)
    {
        wrong("endsOn", Message::new("identity-delegation-long").with("limit", LONGEST_DELEGATION));
    }
    problems
}

/// Ends a delegation at once; either side may.
///
/// # Errors
/// `NotFound` when the viewer neither gave nor received it.
pub async fn delegation_end(
    platform: &Platform,
    viewer: &Viewer,
    delegation_id: Uuid,
) -> Outcome<Delegation, IdentityErrorCode> {
    let permit = Permit::herself(viewer, Act::Delegate, viewer.person_id)?;
    let write = platform.database.write().await?;
    let found = store::delegation(&*write, viewer.person_id, delegation_id).await?;
    let today = write.now().with_timezone(&Shanghai).date_naive();
    if found.revoked_at.is_some() || found.ends_on < today {
        let message = Message::new("identity-delegation-over").with("end", found.ends_on);
        return Err(Failure::problem(IdentityErrorCode::Invalid, "delegationId", message));
    }
    store::revoke_delegation(&write, &permit, found.id).await?;
    remember(
        &write,
        &permit,
        "delegation.end",
        ("delegation", found.id),
        (Value::Null, json!({ "deputyId": found.deputy_id })),
    )
    .await?;
    let ended = Delegation { revoked_at: Some(write.now()), ..found };
    write.commit().await?;
    Ok(ended)
}
