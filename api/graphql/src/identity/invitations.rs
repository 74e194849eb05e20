//! The first key and the lost one in the graph: codes that work once.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::{self, AccountErrorCode, CodeChannel, CodeMade, CodePurpose};
use domain::notifications;
use platform::error::Outcome;
use uuid::Uuid;

use super::sessions::{SessionCreatePayload, keep};
use crate::codes::Coded;
use crate::context::{caller, platform, viewer};
use crate::dossier::Download;
use crate::errors::{Refusal, Report as _, heard};
use crate::ids::ObjectKind;
use crate::scalars::DateTime;

/// A person to be invited.
#[derive(Debug, InputObject)]
pub struct InvitationCreateInput {
    /// Whom.
    person_id: ID,
    /// How the code reaches her.
    channel: Coded<CodeChannel>,
}

/// A password to be reset at the desk.
#[derive(Debug, InputObject)]
pub struct PasswordResetAtDeskInput {
    /// Whose; whoever does it has made sure that it is she who stands there.
    person_id: ID,
}

/// What came of making a code.
pub struct CodePayload {
    person_id: Uuid,
    purpose: CodePurpose,
    made: Option<CodeMade>,
    errors: Vec<Refusal<AccountErrorCode>>,
}

impl CodePayload {
    fn of(
        ctx: &Context<'_>,
        (person_id, purpose): (Uuid, CodePurpose),
        outcome: Outcome<CodeMade, AccountErrorCode>,
    ) -> async_graphql::Result<Self> {
        let (made, errors) = heard(ctx, outcome)?;
        Ok(Self { person_id, purpose, made, errors })
    }
}

/// What came of making a code.
#[Object]
impl CodePayload {
    /// The code, to be printed and handed over: shown this once, works once. Null when it is sent to the person
    /// herself, and when the act was refused.
    async fn code(&self) -> Option<&str> {
        self.made.as_ref()?.code.as_deref()
    }

    /// The code on a slip to be printed and handed over, with a QR code of the page where it is typed: PDF, a quarter of A4.
    /// Printed when it is selected; null where `code` is, and when printing failed.
    async fn slip(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Download>> {
        let Some(made) = &self.made else {
            return Ok(None);
        };
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let printed = notifications::code_slip(platform, viewer, self.person_id, self.purpose, made).await;
        match printed.report(ctx)? {
            Some(printed) => Ok(Some(Download::new(platform, &printed).report(ctx)?)),
            None => Ok(None),
        }
    }

    /// When it stops working: after 7 days for an invitation, after an hour for a reset. Null when the act was refused.
    async fn expires_at(&self) -> Option<DateTime> {
        self.made.as_ref().map(|made| DateTime(made.expires_at))
    }

    /// Why the act was refused, every reason at once; empty when it was done.
    async fn errors(&self) -> &[Refusal<AccountErrorCode>] {
        &self.errors
    }
}

/// An invitation to be taken up.
#[derive(InputObject)]
pub struct InvitationRedeemInput {
    /// The code; case and hyphens do not matter.
    code: String,
    /// The password: 10 to 128 characters, nothing that others know of the person, nothing that everybody tries.
    password: String,
}

/// A new password to be asked for.
#[derive(InputObject)]
pub struct PasswordResetRequestInput {
    /// Mobile number or mail address of the account.
    login: String,
}

/// What came of asking for a new password.
#[derive(SimpleObject)]
pub struct PasswordResetRequestPayload {
    /// Whether the request was taken; true whether there is such an account or not.
    is_taken: bool,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<AccountErrorCode>>,
}

/// A new password to be set.
#[derive(InputObject)]
pub struct PasswordResetRedeemInput {
    /// The code; case and hyphens do not matter.
    code: String,
    /// The password: 10 to 128 characters, nothing that others know of the person, nothing that everybody tries.
    password: String,
}

/// Acts upon invitations and lost passwords.
#[derive(Default)]
pub struct InvitationMutation;

#[Object]
impl InvitationMutation {
    /// Invites a person who has no account yet, at an institution where she learns or works. An earlier invitation of
    /// hers stops working. Somebody who oversees an institution, or whose roles give her more than the viewer's own, is
    /// invited by a system administrator.
    async fn invitation_create(
        &self,
        ctx: &Context<'_>,
        input: InvitationCreateInput,
    ) -> async_graphql::Result<CodePayload> {
        let person_id = ObjectKind::Person.key(ctx, &input.person_id)?;
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let made = identity::invitation_create(platform, viewer, person_id, input.channel.0).await;
        CodePayload::of(ctx, (person_id, CodePurpose::Invitation), made)
    }

    /// Sets the first password by an invitation's code, and signs in.
    async fn invitation_redeem(
        &self,
        ctx: &Context<'_>,
        input: InvitationRedeemInput,
    ) -> async_graphql::Result<SessionCreatePayload> {
        redeem(ctx, CodePurpose::Invitation, &input.code, input.password).await
    }

    /// Asks for a code by which to set a new password. It is sent to the mobile number or mail address named, if an
    /// account bears it; the answer does not tell.
    async fn password_reset_request(
        &self,
        ctx: &Context<'_>,
        input: PasswordResetRequestInput,
    ) -> async_graphql::Result<PasswordResetRequestPayload> {
        let taken = identity::password_reset_request(platform(ctx), &caller(ctx), &input.login).await;
        let (taken, errors) = heard(ctx, taken)?;
        Ok(PasswordResetRequestPayload { is_taken: taken.is_some(), errors })
    }

    /// Sets a new password by a code, ends every session of the account, and signs in.
    async fn password_reset_redeem(
        &self,
        ctx: &Context<'_>,
        input: PasswordResetRedeemInput,
    ) -> async_graphql::Result<SessionCreatePayload> {
        redeem(ctx, CodePurpose::PasswordReset, &input.code, input.password).await
    }

    /// Makes a code for a new password, to be handed to the person who stands at the desk, at an institution or in a
    /// department where she learns or works. Somebody who oversees an institution, or whose roles give her more than
    /// those of whoever sits there, gets hers from a system administrator.
    async fn password_reset_at_desk(
        &self,
        ctx: &Context<'_>,
        input: PasswordResetAtDeskInput,
    ) -> async_graphql::Result<CodePayload> {
        let person_id = ObjectKind::Person.key(ctx, &input.person_id)?;
        let made = identity::password_reset_at_desk(platform(ctx), viewer(ctx)?, person_id).await;
        CodePayload::of(ctx, (person_id, CodePurpose::PasswordReset), made)
    }
}

async fn redeem(
    ctx: &Context<'_>,
    purpose: CodePurpose,
    code: &str,
    password: String,
) -> async_graphql::Result<SessionCreatePayload> {
    let opened = identity::redeem(platform(ctx), &caller(ctx), purpose, code, password).await;
    SessionCreatePayload::of(ctx, opened.map(|opened| keep(ctx, opened)))
}
