//! A school's own systems: how a story makes a service account and a token for it.

use serde_json::json;

use crate::actors::Actor;
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
