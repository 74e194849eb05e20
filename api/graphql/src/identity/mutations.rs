//! What can be done with people, roles and tokens.

use async_graphql::{Context, ID, InputObject, Object};
use domain::identity::{self, IdentityErrorCode, NewDelegation, NewPerson, NewRoleGrant, Place, Role};

use super::{Delegation, IdentityNumberInput, Person};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::names::NameInput;
use crate::scalars::{Date, EmailAddress};

/// A person to be recorded.
#[derive(InputObject)]
pub struct PersonCreateInput {
    /// Her name, at most 64 characters; the English one may be left out.
    name: NameInput,
    /// Mobile number: 6 to 15 digits with an optional leading plus; spaces, hyphens and brackets are taken out.
    phone: Option<String>,
    /// Mail address.
    email: Option<EmailAddress>,
    /// Institution on whose staff she is, or that gives her number.
    institution_id: Option<ID>,
    /// Her student or staff number there; not given without `institutionId`.
    number: Option<String>,
    /// Whether she is on that institution's staff.
    #[graphql(default)]
    is_staff: bool,
    /// Day of birth; the one that a resident identity number holds when left out.
    birth_on: Option<Date>,
    /// Her identity document; stored encrypted, and shown masked.
    identity_number: Option<IdentityNumberInput>,
}

payload! {
    /// What came of recording a person.
    PersonCreatePayload {
        /// The person recorded; null when the act was refused.
        person: Person
    } or IdentityErrorCode
}

/// A role to be granted.
#[derive(Debug, InputObject)]
pub struct RoleGrantInput {
    /// To whom.
    person_id: ID,
    /// Which role.
    role: Coded<Role>,
    /// The institution where it is held, those beneath it included. Every role is held at one kind of place, and that
    /// one is given; none is for the system administrator, whose role holds everywhere.
    institution_id: Option<ID>,
    /// The department where a department secretary's role is held.
    department_id: Option<ID>,
    /// Code of the administrative division where a health auditor's role is held: 6, 9 or 12 digits.
    region_code: Option<String>,
    /// The consortium where a coordinator's role is held.
    consortium_id: Option<ID>,
    /// First day on which it holds.
    starts_on: Date,
    /// Last day on which it holds; without end when left out.
    ends_on: Option<Date>,
}

payload! {
    /// What came of granting a role.
    RoleGrantPayload {
        /// The person who holds it now; null when the act was refused.
        person: Person
    } or IdentityErrorCode
}

/// A role to be taken back.
#[derive(Debug, InputObject)]
pub struct RoleEndInput {
    /// The role, as `Person.roles` and `Viewer.roles` name it.
    role_grant_id: ID,
    /// Why, at most 500 characters.
    reason: String,
}

payload! {
    /// What came of taking a role back.
    RoleEndPayload {
        /// The person who held it; null when the act was refused.
        person: Person
    } or IdentityErrorCode
}

/// A deputy to be named.
#[derive(Debug, InputObject)]
pub struct DelegationCreateInput {
    /// Who is to act for the viewer: a colleague on the staff of the same institution.
    deputy_id: ID,
    /// Why, at most 500 characters.
    reason: String,
    /// First day.
    starts_on: Date,
    /// Last day, at most 366 days after the first.
    ends_on: Date,
}

payload! {
    /// What came of naming a deputy.
    DelegationCreatePayload {
        /// The delegation made; null when the act was refused.
        delegation: Delegation
    } or IdentityErrorCode
}

/// A delegation to be ended.
#[derive(Debug, InputObject)]
pub struct DelegationEndInput {
    /// The delegation.
    delegation_id: ID,
}

payload! {
    /// What came of ending a delegation.
    DelegationEndPayload {
        /// The delegation ended; null when the act was refused.
        delegation: Delegation
    } or IdentityErrorCode
}

/// The place that an input names. Of several the narrowest is taken, and refused where the role is held elsewhere.
fn place(ctx: &Context<'_>, input: &RoleGrantInput) -> async_graphql::Result<Place> {
    if let Some(key) = ObjectKind::Department.optional_key(ctx, input.department_id.as_ref())? {
        return Ok(Place::Department(key));
    }
    if let Some(code) = &input.region_code {
        return Ok(Place::Region(code.trim().to_owned()));
    }
    if let Some(key) = ObjectKind::Consortium.optional_key(ctx, input.consortium_id.as_ref())? {
        return Ok(Place::Consortium(key));
    }
    let institution = ObjectKind::Institution.optional_key(ctx, input.institution_id.as_ref())?;
    Ok(institution.map_or(Place::Everywhere, Place::Institution))
}

/// Acts upon people.
#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Records a person. One who bears the same phone, the same number at the institution or the same identity number
    /// is refused as TAKEN; one of the same name and day of birth is recorded and stands among `possibleDoubles`.
    async fn person_create(
        &self,
        ctx: &Context<'_>,
        input: PersonCreateInput,
    ) -> async_graphql::Result<PersonCreatePayload> {
        let new = NewPerson {
            name: input.name.into(),
            phone: input.phone,
            email: input.email.map(|email| email.0),
            institution_id: ObjectKind::Institution.optional_key(ctx, input.institution_id.as_ref())?,
            number: input.number,
            is_staff: input.is_staff,
            birth_on: input.birth_on.map(|day| day.0),
            identity_number: input.identity_number.map(|typed| (typed.document.0, typed.number)),
        };
        PersonCreatePayload::of(ctx, identity::person_create(platform(ctx), viewer(ctx)?, new).await)
    }

    /// Grants a role to a person, at a place and for a term. Nobody but a system administrator grants what she does not
    /// hold: her own roles at that place allow all that the new one allows, and last as long.
    async fn role_grant(
        &self,
        ctx: &Context<'_>,
        input: RoleGrantInput,
    ) -> async_graphql::Result<RoleGrantPayload> {
        let new = NewRoleGrant {
            person_id: ObjectKind::Person.key(ctx, &input.person_id)?,
            role: input.role.0,
            place: place(ctx, &input)?,
            starts_on: input.starts_on.0,
            ends_on: input.ends_on.map(|day| day.0),
        };
        RoleGrantPayload::of(ctx, identity::role_grant(platform(ctx), viewer(ctx)?, new).await)
    }

    /// Takes a role back at once. One may give back one's own; the last system administrator stays.
    async fn role_end(
        &self,
        ctx: &Context<'_>,
        input: RoleEndInput,
    ) -> async_graphql::Result<RoleEndPayload> {
        let key = ObjectKind::RoleGrant.key(ctx, &input.role_grant_id)?;
        RoleEndPayload::of(ctx, identity::role_end(platform(ctx), viewer(ctx)?, key, &input.reason).await)
    }

    /// Names a deputy for a term: she reads and does what the viewer may, and each act done so says for whom. Rights
    /// that the viewer has only as a deputy herself are not passed on, nor is a system administrator's role.
    async fn delegation_create(
        &self,
        ctx: &Context<'_>,
        input: DelegationCreateInput,
    ) -> async_graphql::Result<DelegationCreatePayload> {
        let new = NewDelegation {
            deputy_id: ObjectKind::Person.key(ctx, &input.deputy_id)?,
            reason: input.reason,
            starts_on: input.starts_on.0,
            ends_on: input.ends_on.0,
        };
        DelegationCreatePayload::of(ctx, identity::delegation_create(platform(ctx), viewer(ctx)?, new).await)
    }

    /// Ends a delegation at once; whoever gave or received it may.
    async fn delegation_end(
        &self,
        ctx: &Context<'_>,
        input: DelegationEndInput,
    ) -> async_graphql::Result<DelegationEndPayload> {
        let key = ObjectKind::Delegation.key(ctx, &input.delegation_id)?;
        DelegationEndPayload::of(ctx, identity::delegation_end(platform(ctx), viewer(ctx)?, key).await)
    }
}
