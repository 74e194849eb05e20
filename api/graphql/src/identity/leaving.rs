//! Leaving an institution, in the graph.

use async_graphql::{Context, ID, InputObject, Object};
use domain::identity::{self, IdentityErrorCode, PersonLeave};

use super::Person;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::scalars::Date;

/// Somebody leaves an institution.
#[derive(Debug, InputObject)]
pub struct PersonLeaveInput {
    /// Who.
    person_id: ID,
    /// Which institution.
    institution_id: ID,
    /// Her last day there: today, or at most 366 days ago.
    leaves_on: Date,
    /// Why, at most 500 characters.
    reason: String,
}

payload! {
    /// What came of writing down that somebody left.
    PersonLeavePayload {
        /// The person; null when the act was refused.
        person: Person
    } or IdentityErrorCode
}

/// Acts upon who belongs where.
#[derive(Default)]
pub struct LeavingMutation;

#[Object]
impl LeavingMutation {
    /// Writes down that somebody left an institution: she works there no more, and her roles there are over. When nothing
    /// else binds her to any institution, her sessions, tokens and bindings end as well, and she cannot sign in until
    /// something binds her again. Her record stays.
    async fn person_leave(
        &self,
        ctx: &Context<'_>,
        input: PersonLeaveInput,
    ) -> async_graphql::Result<PersonLeavePayload> {
        let leave = PersonLeave {
            person_id: ObjectKind::Person.key(ctx, &input.person_id)?,
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            leaves_on: input.leaves_on.0,
            reason: input.reason,
        };
        PersonLeavePayload::of(ctx, identity::person_leave(platform(ctx), viewer(ctx)?, leave).await)
    }
}
