//! The second factor in the graph: set up, confirmed, removed by its owner.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::{self, AccountErrorCode, SecretShown};

use super::sessions::{SessionsEndedPayload, ended};
use crate::context::{caller, platform, viewer};
use crate::errors::{Refusal, heard};
use crate::ids::ObjectKind;

/// A second factor to be set up.
#[derive(InputObject)]
pub struct SecondFactorBeginInput {
    /// The viewer's password.
    password: String,
}

/// What came of setting up a second factor.
#[derive(SimpleObject)]
pub struct SecondFactorBeginPayload {
    /// The secret, to be typed into an authenticator app; null when the act was refused.
    secret: Option<String>,
    /// The same as an `otpauth:` address, to be drawn as a QR code; null when the act was refused.
    uri: Option<String>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<AccountErrorCode>>,
}

/// A second factor to be put into force.
#[derive(InputObject)]
pub struct SecondFactorConfirmInput {
    /// Six digits, as the app shows them.
    code: String,
}

/// What came of putting a second factor into force.
#[derive(SimpleObject)]
pub struct SecondFactorConfirmPayload {
    /// Ten codes, each of which stands in once for the app when it is lost: shown this once, to be kept on paper. Null
    /// when the act was refused.
    recovery_codes: Option<Vec<String>>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<AccountErrorCode>>,
}

/// A second factor to be shown within a session.
#[derive(InputObject)]
pub struct SecondFactorShowInput {
    /// Six digits, as the app shows them, or a recovery code.
    code: String,
}

/// What came of showing a second factor.
#[derive(SimpleObject)]
pub struct SecondFactorShowPayload {
    /// Whether the session counts as having shown it.
    is_shown: bool,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<AccountErrorCode>>,
}

/// A second factor to be removed.
#[derive(InputObject)]
pub struct SecondFactorRemoveInput {
    /// Six digits, as the app shows them, or a recovery code.
    code: String,
}

/// What came of removing a second factor.
#[derive(SimpleObject)]
pub struct SecondFactorRemovePayload {
    /// Whether it was removed.
    is_removed: bool,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<AccountErrorCode>>,
}

/// A second factor to be taken away at the desk.
#[derive(Debug, InputObject)]
pub struct SecondFactorResetInput {
    /// Whose; whoever does it has made sure that it is she who asks.
    person_id: ID,
    /// Why, at most 500 characters.
    reason: String,
}

/// Acts upon second factors.
#[derive(Default)]
pub struct SecondFactorMutation;

#[Object]
impl SecondFactorMutation {
    /// Begins to set up a second factor: an authenticator app (TOTP, RFC 6238). It is in force once it is confirmed.
    async fn second_factor_begin(
        &self,
        ctx: &Context<'_>,
        input: SecondFactorBeginInput,
    ) -> async_graphql::Result<SecondFactorBeginPayload> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let shown = identity::second_factor_begin(platform, viewer, &caller(ctx), input.password).await;
        let (shown, errors) = heard(ctx, shown)?;
        let (secret, uri) = shown.map(|SecretShown { secret, uri }| (secret, uri)).unzip();
        Ok(SecondFactorBeginPayload { secret, uri, errors })
    }

    /// Puts the second factor into force by a first code, and counts the present session as having shown it.
    async fn second_factor_confirm(
        &self,
        ctx: &Context<'_>,
        input: SecondFactorConfirmInput,
    ) -> async_graphql::Result<SecondFactorConfirmPayload> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let codes = identity::second_factor_confirm(platform, viewer, &caller(ctx), &input.code).await;
        let (recovery_codes, errors) = heard(ctx, codes)?;
        Ok(SecondFactorConfirmPayload { recovery_codes, errors })
    }

    /// Counts the present session as having shown the second factor, so that `Viewer.rolesWithheld` are in force from the
    /// next request on: for whoever signed in through a provider, or before she set it up.
    async fn second_factor_show(
        &self,
        ctx: &Context<'_>,
        input: SecondFactorShowInput,
    ) -> async_graphql::Result<SecondFactorShowPayload> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let shown = identity::second_factor_show(platform, viewer, &caller(ctx), &input.code).await;
        let (shown, errors) = heard(ctx, shown)?;
        Ok(SecondFactorShowPayload { is_shown: shown.is_some(), errors })
    }

    /// Removes the second factor and its recovery codes.
    async fn second_factor_remove(
        &self,
        ctx: &Context<'_>,
        input: SecondFactorRemoveInput,
    ) -> async_graphql::Result<SecondFactorRemovePayload> {
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        let removed = identity::second_factor_remove(platform, viewer, &caller(ctx), &input.code).await;
        let (removed, errors) = heard(ctx, removed)?;
        Ok(SecondFactorRemovePayload { is_removed: removed.is_some(), errors })
    }

    /// Takes away the second factor that a person lost, with her recovery codes, at an institution where she learns or
    /// works; her sessions end, and she is told by mail. Whoever does it could have granted her every role that she holds;
    /// one's own is removed with a code.
    async fn second_factor_reset(
        &self,
        ctx: &Context<'_>,
        input: SecondFactorResetInput,
    ) -> async_graphql::Result<SessionsEndedPayload> {
        let key = ObjectKind::Person.key(ctx, &input.person_id)?;
        let reset = identity::second_factor_reset(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        ended(ctx, reset)
    }
}
