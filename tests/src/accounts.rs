//! People with a password: how a story lets somebody in as a browser would.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::actors::{Actor, Answer};
use crate::world::World;

/// A password that is good enough for everybody in the stories.
pub const PASSWORD: &str = "lively tulip garden";

/// Signs in.
pub const SIGN_IN: &str = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) {
    session { id createdAt expiresAt userAgent isCurrent } errors { code message path } } }";
/// Invites.
pub const INVITE: &str = "mutation($input: InvitationCreateInput!) { invitationCreate(input: $input) {
    code expiresAt errors { code message path } } }";
/// Takes an invitation up.
pub const REDEEM: &str = "mutation($input: InvitationRedeemInput!) { invitationRedeem(input: $input) {
    session { id } errors { code message path } } }";
/// Who is asking.
pub const ME: &str = "{ viewer { person { id } } }";

/// The cookie that an answer sets, as `name=value`; none when it sets none.
#[must_use]
pub fn cookie(answer: &Answer) -> Option<String> {
    let (pair, _) = answer.header("set-cookie")?.split_once(';')?;
    Some(pair.to_owned())
}

/// The browser that an answer signed in. Panics when it did not.
#[must_use]
pub fn browser(world: &World, who: &str, answer: &Answer) -> Actor {
    let cookie = cookie(answer).unwrap_or_else(|| panic!("{who} got no cookie: {}", answer.body));
    Actor::browser(world, who, &cookie)
}

/// Invites somebody with a printed slip; the code on it.
pub async fn invite(by: &Actor, person: &str) -> String {
    let made = by.ok(INVITE, json!({"input": {"personId": person, "channel": "SLIP"}})).await;
    made.text("/invitationCreate/code").to_owned()
}

/// Gives somebody an account with [`PASSWORD`]; her browser, signed in.
pub async fn register(world: &World, by: &Actor, who: &str, person: &str) -> Actor {
    let code = invite(by, person).await;
    let redeemed = world.anonymous().ok(REDEEM, json!({"input": {"code": code, "password": PASSWORD}})).await;
    browser(world, who, &redeemed)
}

/// Signs in with a login and [`PASSWORD`]; the browser.
pub async fn sign_in(world: &World, who: &str, login: &str) -> Actor {
    let input = json!({"input": {"login": login, "password": PASSWORD}});
    browser(world, who, &world.anonymous().ok(SIGN_IN, input).await)
}

/// Every row but the count of attempts, which a refusal may well write.
pub async fn standing(world: &World) -> BTreeMap<String, String> {
    let mut contents = world.database.contents().await;
    contents.remove("attempt");
    contents
}

/// A mutation as a browser sends it with these headers; the answer's status and body.
pub async fn sent_with(actor: &Actor, document: &str, headers: &[(&str, &str)]) -> (u16, Value) {
    let mut request = actor.request(Method::POST, "/graphql").json(&json!({ "query": document }));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}
