//! The services by which institutions vouch for their people, and the identities that were linked through them.
//!
//! Whoever runs a provider decides whom it vouches for. One that was set up by anybody but a system administrator never
//! opens the door of somebody who issues or administers, as nobody else may invite her either.

use entity::identity_provider;
use platform::error::{Error, Name, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts::AccountErrorCode;
use super::policy::{Act, Permit, Viewer};
use super::rules::{self, Role};
use super::service::IdentityErrorCode;
use super::store;
use super::store::sign_on::{self as rows, IdentityProvider, LinkedIdentity};
use super::trail::remember;

/// Longest name of this server at a provider, in characters.
const LONGEST_CLIENT_ID: usize = 255;
/// Longest secret, in characters.
const LONGEST_SECRET: usize = 1024;

/// A provider to be set up.
pub struct NewIdentityProvider {
    /// For whose people it vouches, those beneath it included.
    pub institution_id: Uuid,
    /// Name, as a sign-in page shows it.
    pub name: Name,
    /// Its name for itself, exactly as its discovery document says it.
    pub issuer: String,
    /// Its name for this server.
    pub client_id: String,
    /// The secret of the two.
    pub client_secret: String,
}

/// Where a provider's secret belongs.
pub(super) fn secret_context(provider_id: Uuid) -> String {
    format!("identity_provider.client_secret/{provider_id}")
}

/// Sets a provider up.
///
/// # Errors
/// `INVALID` for what cannot be; `NOT_FOUND` without such an institution; `Forbidden`.
pub async fn identity_provider_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewIdentityProvider,
) -> Outcome<IdentityProvider, IdentityErrorCode> {
    let permit = Permit::at(viewer, Act::IdentityProviderWrite, &[new.institution_id])?;
    let write = platform.database.write().await?;
    let mut problems = problems(platform, &new);
    if store::reach_above(&*write, new.institution_id).await?.is_empty() {
        let message = Message::new("common-nothing-there");
        problems.push(Problem::new(IdentityErrorCode::NotFound, "institutionId", message));
    }
    accept(problems)?;
    let key = id::new_key();
    let secret = platform.keys.seal_value(new.client_secret.as_bytes(), &secret_context(key));
    let row = identity_provider::Model {
        id: key,
        institution_id: new.institution_id,
        name_zh: new.name.zh.trim().to_owned(),
        name_en: new.name.en.trim().to_owned(),
        issuer: new.issuer,
        client_id: new.client_id,
        client_secret: secret.map_err(Error::from)?,
        admits_administrators: viewer.holds(Role::SystemAdministrator),
        created_by: permit.actor.person_id,
        created_at: write.now(),
        ended_at: None,
    };
    let made = IdentityProvider::from(row.clone());
    let after = json!({
        "institutionId": made.institution_id, "issuer": made.issuer, "clientId": made.client_id,
        "admitsAdministrators": made.admits_administrators,
    });
    rows::insert_provider(&write, &permit, row).await?;
    remember(&write, &permit, "identity-provider.create", ("identity_provider", key), (Value::Null, after))
        .await?;
    write.commit().await?;
    Ok(made)
}

fn problems(platform: &Platform, new: &NewIdentityProvider) -> Vec<Problem<IdentityErrorCode>> {
    let invalid = |path, message| Problem::new(IdentityErrorCode::Invalid, path, message);
    let mut problems: Vec<_> =
        rules::name_problem(IdentityErrorCode::Invalid, "name.zh", &new.name.zh).into_iter().collect();
    if !platform.sign_on.accepts_issuer(&new.issuer) {
        problems.push(invalid("issuer", Message::new("identity-issuer").with("value", &new.issuer)));
    }
    for (path, text, limit) in [
        ("clientId", &new.client_id, LONGEST_CLIENT_ID),
        ("clientSecret", &new.client_secret, LONGEST_SECRET),
    ] {
        if text.trim().is_empty() {
            problems.push(invalid(path, Message::new("common-required").with("field", path)));
        } else if text.chars().count() > limit {
            let message = Message::new("common-too-long").with("field", path).with("limit", limit);
            problems.push(invalid(path, message));
        }
    }
    problems
}

/// Ends a provider: it vouches for nobody any more. What was linked through it stays linked, for another one of the same
/// issuer.
///
/// # Errors
/// `NotFound`; `Forbidden`.
pub async fn identity_provider_end(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<IdentityProvider, IdentityErrorCode> {
    let write = platform.database.write().await?;
    let provider = rows::provider(&*write, key).await?.ok_or(Error::NotFound)?;
    let permit = Permit::at(viewer, Act::IdentityProviderWrite, &[provider.institution_id])?;
    if rows::end_provider(&write, &permit, key).await? {
        remember(
            &write,
            &permit,
            "identity-provider.end",
            ("identity_provider", key),
            (Value::Null, Value::Null),
        )
        .await?;
    }
    let ended = rows::provider(&*write, key).await?.ok_or(Error::NotFound)?;
    write.commit().await?;
    Ok(ended.into())
}

/// The providers that vouch today, of one institution or all: what a sign-in page offers.
///
/// # Errors
/// Internal.
pub async fn sign_in_providers(
    platform: &Platform,
    institution_id: Option<Uuid>,
) -> Result<Vec<IdentityProvider>, Error> {
    Ok(rows::providers(platform.database.reader(), institution_id).await?)
}

/// The identities that open the viewer's door, in the order of their linking.
///
/// # Errors
/// Internal.
pub async fn linked_identities_of_viewer(
    platform: &Platform,
    viewer: &Viewer,
) -> Result<Vec<LinkedIdentity>, Error> {
    viewer.means.require_reading()?;
    rows::links_of(platform.database.reader(), viewer.person_id).await
}

/// Takes one of the viewer's own links away.
///
/// # Errors
/// `NotFound` for anything else.
pub async fn linked_identity_remove(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<LinkedIdentity, AccountErrorCode> {
    let permit = Permit::herself(viewer, Act::AccountOwn, viewer.person_id)?;
    let write = platform.database.write().await?;
    let mut links = rows::links_of(&*write, viewer.person_id).await?.into_iter();
    let link = links.find(|link| link.id == key).ok_or(Error::NotFound)?;
    rows::remove_link(&write, &permit, key).await?;
    let before = json!({ "personId": link.person_id, "identityProviderId": link.provider.id });
    remember(&write, &permit, "linked-identity.remove", ("linked_identity", key), (before, Value::Null))
        .await?;
    write.commit().await?;
    Ok(link)
}
