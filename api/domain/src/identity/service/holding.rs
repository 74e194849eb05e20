//! What somebody holds, beside what another would get by it: nobody gives, or opens, more than she holds herself.
//!
//! Only her own roles count, not those of whom she acts for; a system administrator, who begins every installation, holds
//! everything.

use chrono::NaiveDate;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::identity::policy::{Act, Grant, Place, Viewer, accepted_roles};
use crate::identity::rules::Role;
use crate::identity::store::{self, RoleHeld};

/// The institution that a place lies in, where it lies in one.
pub(super) async fn institution_of(
    connection: &impl ConnectionTrait,
    place: &Place,
) -> Result<Option<Uuid>, Error> {
    Ok(match place {
        Place::Institution(key) => Some(*key),
        Place::Department(key) => store::institution_of_department(connection, *key).await?,
        Place::Everywhere | Place::Region(_) | Place::Consortium(_) => None,
    })
}

/// Whether the viewer could have granted a person every role that is in force today.
pub(in crate::identity) async fn could_grant_all(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    person_id: Uuid,
) -> Result<bool, Error> {
    for held in roles_today(connection, viewer, person_id).await? {
        let institution = institution_of(connection, &held.place).await?;
        if !holds_all_of(&viewer.grants, held.role, institution, held.ends_on) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a person's roles in force today give her nothing that the viewer's own do not: neither an act nor a sight.
pub(in crate::identity) async fn covers_all(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    person_id: Uuid,
) -> Result<bool, Error> {
    for held in roles_today(connection, viewer, person_id).await? {
        let institution = institution_of(connection, &held.place).await?;
        let covers = |grant: &&Grant| {
            grant.place == Place::Everywhere
                || grant.place == held.place
                || institution.is_some_and(|key| grant.institutions.contains(&key))
        };
        let own = viewer.grants.iter().filter(|grant| grant.delegator_id.is_none()).filter(covers);
        let own: Vec<Role> = own.map(|grant| grant.role).collect();
        if !own.contains(&Role::SystemAdministrator) && !allow_all(&own, held.role) {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn roles_today(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    person_id: Uuid,
) -> Result<Vec<RoleHeld>, Error> {
    let held = store::roles_of(connection, &[person_id]).await?;
    Ok(held.into_iter().filter(|held| held.is_in_force(viewer.today)).collect())
}

/// Whether roles together allow every act, and open every bond, that one role does.
fn allow_all(own: &[Role], role: Role) -> bool {
    let acts = Act::ALL.iter().filter(|act| accepted_roles(**act).contains(&role));
    let does_all = acts.into_iter().all(|act| own.iter().any(|own| accepted_roles(*act).contains(own)));
    does_all && role.opens().iter().all(|bond| own.iter().any(|own| own.opens().contains(bond)))
}

/// Whether a role lasts at least until a day, or for ever.
fn lasts(grant: &Grant, ends_on: Option<NaiveDate>) -> bool {
    grant.ends_on.is_none_or(|last| ends_on.is_some_and(|asked| asked <= last))
}

/// Whether one of the viewer's own roles, not those of whom she acts for, allows an act at an institution for at least
/// this long.
pub(in crate::identity) fn holds_for(
    viewer: &Viewer,
    act: Act,
    institution_id: Uuid,
    ends_on: Option<NaiveDate>,
) -> bool {
    viewer.grants.iter().filter(|grant| grant.delegator_id.is_none()).any(|grant| {
        accepted_roles(act).contains(&grant.role)
            && (grant.place == Place::Everywhere || grant.institutions.contains(&institution_id))
            && lasts(grant, ends_on)
    })
}

/// Whether somebody's own roles allow, at this place and for at least this long, everything that a role allows.
pub(super) fn holds_all_of(
    grants: &[Grant],
    role: Role,
    institution: Option<Uuid>,
    ends_on: Option<NaiveDate>,
) -> bool {
    let lasts = |grant: &Grant| lasts(grant, ends_on);
    let mut own = grants.iter().filter(|grant| grant.delegator_id.is_none()).peekable();
    if own.clone().any(|grant| grant.role == Role::SystemAdministrator && lasts(grant)) {
        return true;
    }
    let covers =
        |grant: &&Grant| institution.is_some_and(|key| grant.institutions.contains(&key)) && lasts(grant);
    let held: Vec<Role> = own.by_ref().filter(covers).map(|grant| grant.role).collect();
    let may_grant = held.iter().any(|role| accepted_roles(Act::RoleGrant).contains(role));
    may_grant && allow_all(&held, role)
}

#[cfg(test)]
mod tests {
    use platform::codes::Code as _;

    use super::*;

    fn held(role: Role, institution: Uuid, ends_on: Option<NaiveDate>, delegator_id: Option<Uuid>) -> Grant {
        let place = if role == Role::SystemAdministrator {
            Place::Everywhere
        } else {
            Place::Institution(institution)
        };
        Grant { id: Uuid::nil(), role, place, institutions: vec![institution], ends_on, delegator_id }
    }

    #[test]
    fn nobody_grants_what_she_does_not_hold() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let base = [held(Role::BaseAdministrator, here, None, None)];
        for role in [Role::BaseAdministrator, Role::DepartmentSecretary, Role::Supervisor, Role::Mentor] {
            assert!(holds_all_of(&base, role, Some(here), None), "{role:?}");
            assert!(!holds_all_of(&base, role, Some(there), None), "{role:?} elsewhere");
            assert!(!holds_all_of(&base, role, None, None), "{role:?} nowhere");
        }
        for role in [Role::SystemAdministrator, Role::SchoolRegistrar, Role::ProgrammeDirector] {
            assert!(!holds_all_of(&base, role, Some(here), None), "{role:?}");
        }
        assert!(!holds_all_of(
            &[held(Role::Supervisor, here, None, None)],
            Role::Supervisor,
            Some(here),
            None
        ));
    }

    #[test]
    fn nobody_grants_for_longer_than_she_holds_or_as_a_deputy() {
        let here = Uuid::from_u128(1);
        let last = NaiveDate::from_ymd_opt(2026, 6, 30);
        let later = NaiveDate::from_ymd_opt(2026, 7, 1);
        let until = [held(Role::BaseAdministrator, here, last, None)];
        assert!(holds_all_of(&until, Role::Supervisor, Some(here), last));
        assert!(!holds_all_of(&until, Role::Supervisor, Some(here), later));
        assert!(!holds_all_of(&until, Role::Supervisor, Some(here), None));
        let deputy = [held(Role::BaseAdministrator, here, None, Some(Uuid::from_u128(9)))];
        assert!(!holds_all_of(&deputy, Role::Supervisor, Some(here), None));
    }

    #[test]
    fn the_system_administrator_grants_everything() {
        let nobody = Uuid::nil();
        let administrator = [held(Role::SystemAdministrator, nobody, None, None)];
        for role in Role::ALL {
            assert!(holds_all_of(&administrator, *role, None, None), "{role:?}");
        }
        let deputy = [held(Role::SystemAdministrator, nobody, None, Some(Uuid::from_u128(9)))];
        assert!(!holds_all_of(&deputy, Role::SystemAdministrator, None, None));
    }
}
