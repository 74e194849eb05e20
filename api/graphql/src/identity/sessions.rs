//! Signing in and out in the graph. The session's secret goes into a cookie that no script can read, and nowhere else.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::{self, AccountErrorCode, Opened, SignIn};

use super::cookies::Cookie;
use crate::context::{caller, context, platform, viewer};
use crate::errors::{Refusal, heard, payload};
use crate::ids::ObjectKind;
use crate::scalars::DateTime;

/// A sign-in, kept by a browser.
#[derive(Clone, Debug)]
pub struct Session(pub identity::AccessToken);

impl From<identity::AccessToken> for Session {
    fn from(row: identity::AccessToken) -> Self {
        Self(row)
    }
}

/// A sign-in, kept by a browser. It ends when it is not used for a while (30 minutes unless configured
/// otherwise), and in any case at `expiresAt`.
#[Object]
impl Session {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::Session.id(self.0.id)
    }

    /// When it was opened.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it ends, however much it is used.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// When it was last used, at most a minute late; null when it never was.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }

    /// The program that opened it, as it names itself (`User-Agent`); null when it does not.
    async fn user_agent(&self) -> Option<&str> {
        self.0.user_agent.as_deref()
    }

    /// Whether a second factor was shown in it.
    async fn has_second_factor(&self) -> bool {
        self.0.second_factor
    }

    /// Whether it is the one that came with this request.
    async fn is_current(&self, ctx: &Context<'_>) -> async_graphql::Result<bool> {
        Ok(context(ctx).viewer.as_ref().is_some_and(|viewer| viewer.means.id == self.0.id))
    }
}

/// With what to sign in.
#[derive(InputObject)]
pub struct SessionCreateInput {
    /// Mobile number, mail address, or, with `institutionId`, the student or staff number there.
    login: String,
    /// The institution that gave the number; left out for a mobile number or a mail address.
    institution_id: Option<ID>,
    /// The password.
    password: String,
    /// Six digits of the authenticator app, or a recovery code, for whoever has a second factor; asked for by
    /// `SECOND_FACTOR_NEEDED`.
    code: Option<String>,
}

payload! {
    /// What came of signing in.
    SessionCreatePayload {
        /// The session opened; its secret is in the cookie of the answer. Null when the act was refused.
        session: Session
    } or AccountErrorCode
}

payload! {
    /// What came of signing out.
    SessionEndPayload {
        /// The session, ended; null when the act was refused.
        session: Session
    } or AccountErrorCode
}

/// What came of signing out everywhere, or of a new password.
#[derive(SimpleObject)]
pub struct SessionsEndedPayload {
    /// How many sessions were ended; null when the act was refused.
    ended_sessions: Option<i32>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<AccountErrorCode>>,
}

/// A session to be ended.
#[derive(Debug, InputObject)]
pub struct SessionRevokeInput {
    /// Which.
    session_id: ID,
}

/// A password to be changed.
#[derive(InputObject)]
pub struct PasswordChangeInput {
    /// The present one.
    present_password: String,
    /// The new one: 10 to 128 characters, nothing that others know of the person, nothing that everybody tries.
    new_password: String,
}

/// Sets the cookie of a session just opened.
pub(super) fn keep(ctx: &Context<'_>, opened: Opened) -> Session {
    ctx.insert_http_header("set-cookie", Cookie::Session.kept(&platform(ctx).config, opened.secret.reveal()));
    Session(opened.session)
}

/// What a client hears of sessions that were ended.
pub(super) fn ended(
    ctx: &Context<'_>,
    outcome: platform::error::Outcome<i64, AccountErrorCode>,
) -> async_graphql::Result<SessionsEndedPayload> {
    let (count, errors) = heard(ctx, outcome)?;
    let ended_sessions = count.map(|count| i32::try_from(count).unwrap_or(i32::MAX));
    Ok(SessionsEndedPayload { ended_sessions, errors })
}

/// Acts upon sessions and passwords.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Signs in with a password. A session that came with the request is ended. What was wrong is not told, nor
    /// whether there is such an account; after a few attempts the answer is `RATE_LIMITED`, with
    /// `extensions.retryAfterSeconds`.
    async fn session_create(
        &self,
        ctx: &Context<'_>,
        input: SessionCreateInput,
    ) -> async_graphql::Result<SessionCreatePayload> {
        let sign_in = SignIn {
            login: input.login,
            institution_id: ObjectKind::Institution.optional_key(ctx, input.institution_id.as_ref())?,
            password: input.password,
            code: input.code,
        };
        let before = context(ctx).viewer.as_deref();
        let opened = identity::session_create(platform(ctx), before, &caller(ctx), sign_in).await;
        SessionCreatePayload::of(ctx, opened.map(|opened| keep(ctx, opened)))
    }

    /// Signs out: ends the session that came with the request.
    async fn session_end(&self, ctx: &Context<'_>) -> async_graphql::Result<SessionEndPayload> {
        let ended = identity::session_end(platform(ctx), viewer(ctx)?).await;
        if ended.is_ok() {
            ctx.insert_http_header("set-cookie", Cookie::Session.gone(&platform(ctx).config));
        }
        SessionEndPayload::of(ctx, ended)
    }

    /// Signs out everywhere: ends every session of the viewer, the one that came with the request included.
    async fn session_end_all(&self, ctx: &Context<'_>) -> async_graphql::Result<SessionsEndedPayload> {
        ended(ctx, identity::session_end_all(platform(ctx), viewer(ctx)?).await)
    }

    /// Ends one of the viewer's own sessions, such as one on a computer that she left.
    async fn session_revoke(
        &self,
        ctx: &Context<'_>,
        input: SessionRevokeInput,
    ) -> async_graphql::Result<SessionEndPayload> {
        let key = ObjectKind::Session.key(ctx, &input.session_id)?;
        SessionEndPayload::of(ctx, identity::session_revoke(platform(ctx), viewer(ctx)?, key).await)
    }

    /// Changes the viewer's password and ends every other session of hers.
    async fn password_change(
        &self,
        ctx: &Context<'_>,
        input: PasswordChangeInput,
    ) -> async_graphql::Result<SessionsEndedPayload> {
        let PasswordChangeInput { present_password, new_password } = input;
        let (platform, viewer) = (platform(ctx), viewer(ctx)?);
        ended(
            ctx,
            identity::password_change(platform, viewer, &caller(ctx), present_password, new_password).await,
        )
    }
}
