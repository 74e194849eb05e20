//! A person's own phone and mail address in the graph, changed at both ends.

use async_graphql::{Context, InputObject, Object, OneofObject, SimpleObject};
use domain::identity::{self, AccountErrorCode, NewContact};

use super::Person;
use crate::context::{caller, platform, viewer};
use crate::errors::{Refusal, heard, payload};
use crate::scalars::EmailAddress;

/// A mobile number or a mail address, one of them.
#[derive(OneofObject)]
pub enum ContactInput {
    /// Mobile number: 6 to 15 digits with an optional leading plus; spaces, hyphens and brackets are taken out.
    Phone(String),
    /// Mail address.
    Email(EmailAddress),
}

/// A change of phone or mail address to be begun.
#[derive(InputObject)]
pub struct ContactChangeRequestInput {
    /// The viewer's password.
    password: String,
    /// What is to take the place of what she has.
    to: ContactInput,
}

/// What came of beginning a change of phone or mail address.
#[derive(SimpleObject)]
pub struct ContactChangeRequestPayload {
    /// Whether a code went to what she has now as well, so that it takes both; null when the act was refused.
    needs_old_code: Option<bool>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<AccountErrorCode>>,
}

/// A change of phone or mail address to be made.
#[derive(InputObject)]
pub struct ContactChangeConfirmInput {
    /// The code that went to what she has now; left out by whoever had none.
    old_code: Option<String>,
    /// The code that went to what takes its place.
    new_code: String,
}

payload! {
    /// What came of changing a phone or mail address.
    ContactChangeConfirmPayload {
        /// The viewer, as she can be reached from now on; null when the act was refused.
        person: Person
    } or AccountErrorCode
}

/// Acts upon one's own phone and mail address.
#[derive(Default)]
pub struct ContactMutation;

#[Object]
impl ContactMutation {
    /// Begins to change the viewer's mobile number or mail address: sends a code to the one she has, and one to the one
    /// she gives. Each works once, for an hour.
    async fn contact_change_request(
        &self,
        ctx: &Context<'_>,
        input: ContactChangeRequestInput,
    ) -> async_graphql::Result<ContactChangeRequestPayload> {
        let to = match input.to {
            ContactInput::Phone(phone) => NewContact::Phone(phone),
            ContactInput::Email(email) => NewContact::Email(email.0),
        };
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let begun =
            identity::contact_change_request(platform, viewer, &caller(ctx), input.password, &to).await;
        let (needs_old_code, errors) = heard(ctx, begun)?;
        Ok(ContactChangeRequestPayload { needs_old_code, errors })
    }

    /// Changes the viewer's mobile number or mail address, when the codes of both ends have come back.
    async fn contact_change_confirm(
        &self,
        ctx: &Context<'_>,
        input: ContactChangeConfirmInput,
    ) -> async_graphql::Result<ContactChangeConfirmPayload> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let old_code = input.old_code.as_deref();
        let changed =
            identity::contact_change_confirm(platform, viewer, &caller(ctx), old_code, &input.new_code).await;
        ContactChangeConfirmPayload::of(ctx, changed)
    }
}
