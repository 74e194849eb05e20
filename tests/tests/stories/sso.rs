//! Signing in through an institution's own provider, with a real one.

use chrono::Duration;
use serde_json::{Value, json};
use xinglin_tests::accounts::{ME, cookie};
use xinglin_tests::actors::Actor;
use xinglin_tests::browser::{Browser, Page};
use xinglin_tests::checkers::Checker;
use xinglin_tests::openid::{CLIENT_ID, CLIENT_SECRET, OpenIdProvider};
use xinglin_tests::school::School;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_verified_address_links_and_from_then_on_the_subject_signs_in).needs(&[Checker::OpenId]),
        story(whoever_is_signed_in_links_an_identity_whatever_its_address).needs(&[Checker::OpenId]),
        story(a_provider_is_set_up_listed_and_ended),
    ]
}

/// A provider on this machine is asked only where nothing is meant for real.
const TRIED_OUT: [(&str, &str); 1] = [("--mode", "development")];
const CREATE: &str =
    "mutation($input: IdentityProviderCreateInput!) { identityProviderCreate(input: $input) {
    identityProvider { id name issuer clientId startUrl callbackUrl admitsAdministrators isEnabled createdAt }
    errors { code message path } } }";
const END: &str = "mutation($input: IdentityProviderEndInput!) { identityProviderEnd(input: $input) {
    identityProvider { id isEnabled } errors { code } } }";
const LIST: &str = "query($id: ID) { signInProviders(institutionId: $id) { id name startUrl } }";
const LINK: &str = "mutation($input: LinkedIdentityBeginInput!) { linkedIdentityBegin(input: $input) {
    redirectUrl errors { code } } }";
const LINKED: &str = "{ viewer { linkedIdentities { id provider { name } linkedAt lastUsedAt } } }";
const UNLINK: &str = "mutation($input: LinkedIdentityRemoveInput!) { linkedIdentityRemove(input: $input) {
    linkedIdentity { id } errors { code } } }";

fn described(school: &School, issuer: &str) -> Value {
    json!({"input": {
        "institutionId": school.ids["hospital"], "name": {"zh": "示例附属医院统一认证", "en": "Sample Hospital Login"},
        "issuer": issuer, "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET,
    }})
}

/// The hospital's provider, set up by `by` and registered at the real one; its id and where a browser begins.
async fn set_up(by: &Actor, school: &School, provider: &OpenIdProvider) -> (String, String) {
    let made = by.ok(CREATE, described(school, provider.issuer())).await;
    let at = |field: &str| made.text(&format!("/identityProviderCreate/identityProvider/{field}")).to_owned();
    provider.register(&at("callbackUrl")).await;
    (at("id"), at("startUrl"))
}

/// The acts of the trail, the latest first.
async fn acts(school: &School, first: usize) -> Vec<String> {
    let events = format!("{{ auditEvents(first: {first}) {{ nodes {{ action }} }} }}");
    let events = school.administrator.ok(&events, Value::Null).await;
    let action = |event: &Value| event["action"].as_str().unwrap().to_owned();
    events.list("/auditEvents/nodes").iter().map(action).collect()
}

fn assert_signed_in(page: &Page, to: &str) {
    assert_eq!((page.status, page.location.as_deref()), (303, Some(to)), "{page:?}");
    let session = page.set_cookies.iter().find(|cookie| cookie.starts_with("__Host-xinglin=xls_")).unwrap();
    assert!(session.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"), "{session}");
}

async fn a_verified_address_links_and_from_then_on_the_subject_signs_in(world: World) {
    world.restart_with(&TRIED_OUT).await;
    let school = School::found(&world).await;
    let provider = OpenIdProvider::start(&world);
    let (_, start) = set_up(&school.administrator, &school, &provider).await;
    provider
        .expect(json!({"sub": "示例-7f3a", "email": "Supervisor@Sample.example", "email_verified": true}))
        .await;
    let mut browser = Browser::new(&world);

    let begun = browser.open(&format!("{start}?to=/trainees%3Ffirst=5")).await;
    assert_eq!((begun.status, begun.parameter("code_challenge_method").as_str()), (303, "S256"));
    assert_eq!(begun.parameter("scope"), "openid email");
    assert!(begun.set_cookies[0].starts_with("__Host-xinglin-sign-in=xsb_"), "{begun:?}");
    assert!(begun.set_cookies[0].ends_with("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure"));
    let page = browser.walk(&begun.location.clone().unwrap()).await;

    assert_signed_in(&page, "https://xinglin.example/trainees?first=5");
    assert_eq!(browser.cookie("__Host-xinglin-sign-in"), None);
    let me = browser.actor("supervisor").ok(ME, Value::Null).await;
    assert_eq!(me.text("/viewer/person/id"), school.ids["Supervisor"]);
    assert_eq!(acts(&school, 2).await, ["session.create", "linked-identity.create"]);

    // The second time she has another address, and the provider another key.
    world.clock.advance(Duration::minutes(3));
    provider.expect(json!({"email": "married@sample.example", "email_verified": false})).await;
    provider.rotate_keys().await;
    let mut other = Browser::new(&world);
    assert_signed_in(&other.walk(&start).await, "https://xinglin.example/");
    let linked = other.actor("supervisor").ok(LINKED, Value::Null).await;
    let links = linked.list("/viewer/linkedIdentities");
    assert_eq!(links.len(), 1);
    assert_eq!(links[0]["provider"]["name"], "示例附属医院统一认证");
    assert_eq!(
        (links[0]["linkedAt"].as_str(), links[0]["lastUsedAt"].as_str()),
        (Some("2026-03-02T01:00:00Z"), Some("2026-03-02T01:03:00Z"))
    );
    assert_eq!(acts(&school, 3).await, ["session.create", "session.create", "linked-identity.create"]);

    let gone =
        other.actor("supervisor").ok(UNLINK, json!({"input": {"linkedIdentityId": links[0]["id"]}})).await;
    assert_eq!(gone.text("/linkedIdentityRemove/linkedIdentity/id"), links[0]["id"]);
    assert_eq!(Browser::new(&world).walk(&start).await.status, 403);
    let kept = world.database.contents().await;
    assert!(!kept.values().any(|rows| rows.contains(CLIENT_SECRET)), "the secret is kept as it is");
}

async fn whoever_is_signed_in_links_an_identity_whatever_its_address(world: World) {
    world.restart_with(&TRIED_OUT).await;
    let school = School::found(&world).await;
    let provider = OpenIdProvider::start(&world);
    let (id, start) = set_up(&school.administrator, &school, &provider).await;
    provider.expect(json!({"sub": "first", "email": "master@sample.example", "email_verified": true})).await;
    let mut browser = Browser::new(&world);
    assert_signed_in(&browser.walk(&start).await, "https://xinglin.example/");

    provider
        .expect(json!({"sub": "second", "email": "nobody@sample.example", "email_verified": false}))
        .await;
    let input = json!({"input": {"identityProviderId": id, "returnPath": "/settings"}});
    let begun = browser.actor("master").ok(LINK, input).await;
    let kept = cookie(&begun).unwrap();
    let (name, secret) = kept.split_once('=').unwrap();
    browser.plant(name, secret);
    // Another visit: she is asked again who she is there.
    browser.forget(provider.issuer());
    let page = browser.walk(begun.text("/linkedIdentityBegin/redirectUrl")).await;

    assert_eq!(
        (page.status, page.location.as_deref()),
        (303, Some("https://xinglin.example/settings")),
        "{page:?}"
    );
    assert!(!page.set_cookies.iter().any(|cookie| cookie.starts_with("__Host-xinglin=")));
    assert_eq!(acts(&school, 1).await, ["linked-identity.create"]);
    let mut other = Browser::new(&world);
    assert_signed_in(&other.walk(&start).await, "https://xinglin.example/");
    let me = other.actor("master").ok(ME, Value::Null).await;
    assert_eq!(me.text("/viewer/person/id"), school.ids["Master"]);
    assert_eq!(other.actor("master").ok(LINKED, Value::Null).await.list("/viewer/linkedIdentities").len(), 2);
}

async fn a_provider_is_set_up_listed_and_ended(world: World) {
    let school = School::found(&world).await;
    let issuer = "https://login.sample.example/realms/hospital/";
    let made = school.base_administrator.ok(CREATE, described(&school, issuer)).await;
    let provider = made.at("/identityProviderCreate/identityProvider");
    let id = provider["id"].as_str().unwrap();
    assert_eq!(provider["issuer"], issuer);
    assert_eq!(
        (provider["admitsAdministrators"].clone(), provider["isEnabled"].clone()),
        (json!(false), json!(true))
    );
    let (start, callback) =
        (provider["startUrl"].as_str().unwrap(), provider["callbackUrl"].as_str().unwrap());
    assert!(start.starts_with("https://xinglin.example/sign-in/"), "{start}");
    assert_eq!(callback, format!("{start}/callback"));

    let here = json!({"id": school.ids["hospital"]});
    let listed = world.anonymous().ok(LIST, here.clone()).await;
    assert_eq!(
        listed.at("/signInProviders"),
        &json!([{"id": id, "name": "示例附属医院统一认证", "startUrl": start}])
    );
    let elsewhere = world.anonymous().ok(LIST, json!({"id": school.ids["school"]})).await;
    assert_eq!(elsewhere.at("/signInProviders"), &json!([]));
    assert_eq!(world.anonymous().ok(LIST, json!({})).await.list("/signInProviders").len(), 1);

    school
        .base_administrator
        .denied(CREATE, {
            let mut elsewhere = described(&school, issuer);
            elsewhere["input"]["institutionId"] = json!(school.ids["elsewhere"]);
            elsewhere
        })
        .await;
    let before = world.database.contents().await;
    let refused = school
        .administrator
        .query(
            CREATE,
            json!({"input": {"institutionId": school.ids["hospital"], "name": {"zh": " "},
            "issuer": "http://login.sample.example", "clientId": "", "clientSecret": "s".repeat(1025)}}),
        )
        .await;
    let paths: Vec<String> = refused
        .list("/identityProviderCreate/errors")
        .iter()
        .map(|error| error["path"].to_string())
        .collect();
    assert_eq!(paths, [r#"["name","zh"]"#, r#"["issuer"]"#, r#"["clientId"]"#, r#"["clientSecret"]"#]);
    assert_eq!(world.database.contents().await, before);

    school.stranger.denied(END, json!({"input": {"identityProviderId": id}})).await;
    let ended = school.base_administrator.ok(END, json!({"input": {"identityProviderId": id}})).await;
    assert_eq!(ended.at("/identityProviderEnd/identityProvider/isEnabled"), &json!(false));
    assert_eq!(world.anonymous().ok(LIST, here).await.at("/signInProviders"), &json!([]));
    let trail = acts(&school, 2).await;
    assert_eq!(trail, ["identity-provider.end", "identity-provider.create"]);
}
