//! What can be done with people, roles and tokens.

use async_graphql::{Context, ID, InputObject, Object};
use domain::identity::{self, IdentityErrorCode, NewPerson, NewRoleGrant, Role};

use super::Person;
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::names::NameInput;
use crate::scalars::{Date, EmailAddress};

/// A person to be recorded.
#[derive(Debug, InputObject)]
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
    /// Where. Left out for the system administrator, whose role holds everywhere, and for nobody else.
    institution_id: Option<ID>,
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

/// Acts upon people.
#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Records a person. One who bears the same phone or the same number at the institution is refused as TAKEN.
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
        };
        PersonCreatePayload::of(ctx, identity::person_create(platform(ctx), viewer(ctx)?, new).await)
    }

    /// Grants a role to a person, at an institution and for a term.
    async fn role_grant(
        &self,
        ctx: &Context<'_>,
        input: RoleGrantInput,
    ) -> async_graphql::Result<RoleGrantPayload> {
        let new = NewRoleGrant {
            person_id: ObjectKind::Person.key(ctx, &input.person_id)?,
            role: input.role.0,
            institution_id: ObjectKind::Institution.optional_key(ctx, input.institution_id.as_ref())?,
            starts_on: input.starts_on.0,
            ends_on: input.ends_on.map(|day| day.0),
        };
        RoleGrantPayload::of(ctx, identity::role_grant(platform(ctx), viewer(ctx)?, new).await)
    }
}
