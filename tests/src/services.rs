//! A school's own systems: how a story makes a service account with a token, binds its users and exchanges them.

use serde_json::{Value, json};

use crate::actors::{Actor, Answer};
use crate::world::World;

/// Makes a service account.
pub const CREATE_ACCOUNT: &str =
    "mutation($input: ServiceAccountCreateInput!) { serviceAccountCreate(input: $input) {
    serviceAccount { id } errors { code path } } }";
/// Makes a token.
pub const CREATE_TOKEN: &str = "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) {
    token accessToken { id expiresAt } errors { code path } } }";

/// Makes a service account of an institution; its id.
pub async fn account(by: &Actor, institution: &str) -> String {
    let name = json!({"zh": "示例·小程序", "en": "Sample App"});
    let made = by.ok(CREATE_ACCOUNT, json!({"input": {"institutionId": institution, "name": name}})).await;
    made.text("/serviceAccountCreate/serviceAccount/id").to_owned()
}

/// Makes a service account of an institution, and a token with these scopes for it: its id, and the app that has them.
pub async fn service(by: &Actor, world: &World, institution: &str, scopes: &[&str]) -> (String, Actor) {
    let account = account(by, institution).await;
    let input = json!({"serviceAccountId": account, "name": "示例", "scopes": scopes});
    let made = by.ok(CREATE_TOKEN, json!({ "input": input })).await;
    (account, world.bearer("an app", made.text("/tokenCreate/token")))
}

/// Begins to bind.
pub const BEGIN: &str = "mutation { exchangeBindingBegin { code expiresAt errors { code } } }";
/// Brings a code.
pub const CLAIM: &str = "mutation($input: ExchangeBindingClaimInput!) { exchangeBindingClaim(input: $input) {
    confirmBy errors { code path } } }";
/// What the viewer has bound.
pub const BINDINGS: &str =
    "{ viewer { exchangeBindings { id applicationName(locale: EN) institution { name(locale: EN) }
    provider subjectHint claimedAt confirmBy boundAt lastExchangedAt endedAt } } }";
/// Puts a binding into force.
pub const CONFIRM: &str =
    "mutation($input: ExchangeBindingConfirmInput!) { exchangeBindingConfirm(input: $input) {
    exchangeBinding { id boundAt confirmBy } errors { code path } } }";
/// Takes a binding back.
pub const REMOVE: &str =
    "mutation($input: ExchangeBindingRemoveInput!) { exchangeBindingRemove(input: $input) {
    exchangeBinding { id subjectHint endedAt } errors { code } } }";
/// Exchanges an identity.
pub const EXCHANGE: &str = "mutation($input: TokenExchangeInput!) { tokenExchange(input: $input) {
    token accessToken { id scopes expiresAt createdBy { nameEn } } errors { code path } } }";

/// What an app brings of its user.
#[must_use]
pub fn claim(code: &str, subject: &str) -> Value {
    json!({"input": {"code": code, "provider": "wechat", "subject": subject, "subjectHint": format!("示例·{subject}")}})
}

/// A code that somebody asked for, to be typed into an app.
pub async fn begin(person: &Actor) -> String {
    person.ok(BEGIN, Value::Null).await.text("/exchangeBindingBegin/code").to_owned()
}

/// Lets somebody's code be brought by an app for one of its users; the binding that she may confirm.
pub async fn claimed(person: &Actor, app: &Actor, subject: &str) -> String {
    app.ok(CLAIM, claim(&begin(person).await, subject)).await;
    person.ok(BINDINGS, Value::Null).await.text("/viewer/exchangeBindings/0/id").to_owned()
}

/// Binds a user of an app to somebody; the binding.
pub async fn bind(person: &Actor, app: &Actor, subject: &str) -> String {
    let binding = claimed(person, app, subject).await;
    person.ok(CONFIRM, json!({"input": {"exchangeBindingId": binding}})).await;
    binding
}

/// What an app is answered that exchanges a user's identity.
pub async fn exchange(app: &Actor, subject: &str) -> Answer {
    app.query(EXCHANGE, json!({"input": {"provider": "wechat", "subject": subject}})).await
}

/// Whoever bound a user, as the app acts for her now.
pub async fn exchanged(world: &World, app: &Actor, subject: &str) -> Actor {
    let answer = exchange(app, subject).await;
    world.bearer("an exchanged token", answer.text("/tokenExchange/token"))
}
