//! Bearer tokens: what they may be used for, who makes them, and how they end.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use xinglin_tests::accounts::register;
use xinglin_tests::actors::Actor;
use xinglin_tests::school::{FOLLOW, REVIEW, School};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_token_serves_only_what_it_is_made_for),
        story(a_token_is_listed_used_and_revoked_by_its_owner),
        story(nobody_passes_on_more_than_she_holds),
        story(a_token_ends_by_the_clock),
        story(a_token_made_with_a_token_does_not_outlive_it),
        story(a_session_without_its_second_factor_makes_no_token),
        story(a_token_in_the_address_opens_nothing),
    ]
}

const CREATE: &str = "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) {
    token accessToken { id name scopes expiresAt lastUsedAt } errors { code message path } } }";
const REVOKE: &str = "mutation($input: TokenRevokeInput!) { tokenRevoke(input: $input) {
    accessToken { id revokedAt } errors { code } } }";
const OWN: &str =
    "{ viewer { tokens { id name scopes createdAt expiresAt lastUsedAt isCurrent createdBy { name } } } }";

async fn me(actor: &Actor) -> String {
    actor.ok("{ viewer { person { id } } }", Value::Null).await.text("/viewer/person/id").to_owned()
}

/// A token that its owner makes for herself.
async fn make(world: &World, owner: &Actor, scopes: Value) -> (Actor, String) {
    let input = json!({"personId": me(owner).await, "name": "示例应用", "scopes": scopes});
    let made = owner.ok(CREATE, json!({ "input": input })).await;
    let id = made.text("/tokenCreate/accessToken/id").to_owned();
    (world.bearer("an app", made.text("/tokenCreate/token")), id)
}

async fn a_token_serves_only_what_it_is_made_for(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let hours = school.follow(&trainee, "2026-02-27T08:00:00+08:00", "2026-02-27T12:00:00+08:00").await;
    let (reader, _) = make(&world, &school.master, json!(["READ_OWN"])).await;
    let (reviewer, _) = make(&world, &school.master, json!(["READ_INSTITUTION", "REVIEW"])).await;
    let (mute, _) = make(&world, &trainee.actor, json!(["READ_OWN"])).await;
    let (writer, _) = make(&world, &trainee.actor, json!(["READ_OWN", "SUBMIT"])).await;
    let seen = async |actor: &Actor| actor.ok("{ people(first: 5) { totalCount } }", Value::Null).await;
    let enrolment = json!({"id": trainee.enrolment});

    assert_eq!(seen(&school.master).await.number("/people/totalCount"), 2);
    assert_eq!(seen(&reader).await.number("/people/totalCount"), 1);
    let hidden = reader.query("query($id: ID!) { enrolment(id: $id) { id } }", enrolment.clone()).await;
    assert_eq!(hidden.at("/enrolment"), &Value::Null);
    assert_eq!(hidden.codes(), Vec::<String>::new());
    let approve = json!({"input": {"hoursEntryId": hours, "decision": "APPROVED"}});
    reader.denied(REVIEW, approve.clone()).await;
    let more = School::hours(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00");
    let refused = mute.denied(FOLLOW, more.clone()).await;
    assert_eq!(refused.codes(), ["FORBIDDEN"]);
    assert!(refused.errors()[0]["message"].as_str().unwrap().contains("提交"), "{}", refused.body);

    let (blind, _) = make(&world, &school.master, json!(["REVIEW"])).await;
    let refused = blind.denied("{ viewer { person { id } } }", Value::Null).await;
    assert_eq!(refused.codes(), ["FORBIDDEN"]);
    for own in ["sessions", "tokens", "linkedIdentities", "exchangeBindings"] {
        blind.denied(&format!("{{ viewer {{ {own} {{ id }} }} }}"), Value::Null).await;
    }
    assert_eq!(seen(&blind).await.number("/people/totalCount"), 0);

    writer.ok(FOLLOW, more).await;
    reviewer.ok(REVIEW, approve).await;
}

async fn a_token_is_listed_used_and_revoked_by_its_owner(world: World) {
    let school = School::found(&world).await;
    let (app, id) = make(&world, &school.supervisor, json!(["READ_INSTITUTION", "READ_OWN"])).await;
    world.clock.advance(Duration::minutes(5));
    app.ok("{ viewer { person { id } } }", Value::Null).await;

    let listed = school.supervisor.ok(OWN, Value::Null).await;
    let rows = listed.list("/viewer/tokens");
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows[0],
        json!({
            "id": id, "name": "示例应用", "scopes": ["READ_OWN", "READ_INSTITUTION"],
            "createdAt": "2026-03-02T01:00:00Z", "expiresAt": null, "lastUsedAt": "2026-03-02T01:05:00Z",
            "isCurrent": false, "createdBy": {"name": "示例·Supervisor"},
        })
    );
    assert_eq!((&rows[1]["name"], &rows[1]["isCurrent"]), (&json!("story"), &json!(true)));

    let input = json!({"input": {"accessTokenId": id}});
    let other = school.master.denied(REVOKE, input.clone()).await;
    assert_eq!(other.codes(), ["NOT_FOUND"]);
    app.denied(REVOKE, input.clone()).await;
    school.supervisor.ok(REVOKE, input.clone()).await;
    app.denied("{ viewer { person { id } } }", Value::Null).await;
    let again = school.administrator.ok(REVOKE, input).await;
    assert_eq!(again.text("/tokenRevoke/accessToken/revokedAt"), "2026-03-02T01:05:00Z");
    assert_eq!(school.supervisor.ok(OWN, Value::Null).await.list("/viewer/tokens").len(), 1);
}

async fn nobody_passes_on_more_than_she_holds(world: World) {
    let school = School::found(&world).await;
    let (limited, _) = make(&world, &school.supervisor, json!(["READ_OWN", "ADMINISTER"])).await;
    let person = me(&school.supervisor).await;
    let before = world.database.contents().await;

    let input = json!({"personId": person, "name": "more", "scopes": ["READ_OWN", "REVIEW"]});
    let refused = limited.query(CREATE, json!({ "input": input })).await;
    assert_eq!(
        refused.at("/tokenCreate/errors"),
        &json!([{
            "code": "INVALID", "path": ["scopes"],
            "message": "当前使用的令牌不具备以下权限范围，不能转授：审核",
        }])
    );
    let input = json!({"personId": me(&school.master).await, "name": "somebody else's"});
    school.supervisor.denied(CREATE, json!({ "input": input })).await;
    let nothing = json!({"personId": person, "name": "nothing", "scopes": []});
    let refused = limited.query(CREATE, json!({ "input": nothing })).await;
    assert_eq!(refused.text("/tokenCreate/errors/0/code"), "INVALID");
    assert_eq!(world.database.contents().await, before);

    let made = limited.ok(CREATE, json!({"input": {"personId": person, "name": "as much"}})).await;
    assert_eq!(made.at("/tokenCreate/accessToken/scopes"), &json!(["READ_OWN", "ADMINISTER"]));
}

async fn a_token_ends_by_the_clock(world: World) {
    let school = School::found(&world).await;
    let person = me(&school.supervisor).await;
    let until = |instant: &str| json!({"input": {"personId": person, "name": "short", "expiresAt": instant}});
    let late = school.supervisor.query(CREATE, until("2026-03-02T01:00:00Z")).await;
    assert_eq!(late.text("/tokenCreate/errors/0/path/0"), "expiresAt");
    let made = school.supervisor.ok(CREATE, until("2026-03-02T02:00:00Z")).await;
    let short = world.bearer("short", made.text("/tokenCreate/token"));

    world.clock.advance(Duration::seconds(3599));
    short.ok("{ viewer { person { id } } }", Value::Null).await;
    world.clock.advance(Duration::seconds(1));
    let ended = short.denied("{ viewer { person { id } } }", Value::Null).await;
    assert_eq!(ended.codes(), ["UNAUTHENTICATED"]);
}

/// An address is written down by proxies, histories and logs.
async fn a_token_in_the_address_opens_nothing(world: World) {
    let administrator = world.administrator().await;
    let token = administrator.token().unwrap();
    for name in ["access_token", "token", "authorization", "bearer"] {
        let path = format!("/graphql?query=%7Bviewer%7Bperson%7Bid%7D%7D%7D&{name}={token}");
        let request = world.anonymous().request(Method::GET, &path);
        let answer = request.header("accept", "application/json").send().await.unwrap();
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{name}: {body}");
        assert!(!body.to_string().contains("prs_"), "{name}: {body}");
    }
}

async fn a_token_made_with_a_token_does_not_outlive_it(world: World) {
    let school = School::found(&world).await;
    let person = me(&school.registrar).await;
    let until = |end: Value| json!({"input": {"personId": person, "name": "示例", "expiresAt": end}});
    let made = school.registrar.ok(CREATE, until(json!("2026-03-02T03:00:00Z"))).await;
    let short = world.bearer("short", made.text("/tokenCreate/token"));
    let before = world.database.contents().await;

    let refused = short.query(CREATE, until(json!("2026-03-02T03:00:01Z"))).await;

    let error = refused.at("/tokenCreate/errors/0");
    assert_eq!((&error["code"], &error["path"]), (&json!("INVALID"), &json!(["expiresAt"])));
    assert!(error["message"].as_str().unwrap().contains("2026-03-02T03:00:00"), "{error}");
    assert_eq!(world.database.contents().await, before);
    for end in [Value::Null, json!("2026-03-02T03:00:00Z")] {
        let made = short.ok(CREATE, until(end)).await;
        assert_eq!(made.text("/tokenCreate/accessToken/expiresAt"), "2026-03-02T03:00:00Z");
    }
    // In a session she is there herself.
    let supervisor = me(&school.supervisor).await;
    let browser = register(&world, &school.administrator, "supervisor", &supervisor).await;
    let made = browser.ok(CREATE, json!({"input": {"personId": supervisor, "name": "示例"}})).await;
    assert_eq!(made.at("/tokenCreate/accessToken/expiresAt"), &Value::Null);
}

/// A token is no session, and needs no second factor: so it is made only by whoever has shown hers.
async fn a_session_without_its_second_factor_makes_no_token(world: World) {
    let school = School::found(&world).await;
    let person = me(&school.registrar).await;
    let browser = register(&world, &school.administrator, "registrar", &person).await;

    let refused = browser.denied(CREATE, json!({"input": {"personId": person, "name": "示例"}})).await;

    assert_eq!(refused.codes(), ["FORBIDDEN"]);
    assert!(refused.errors()[0]["message"].as_str().unwrap().contains("二次验证"), "{}", refused.body);
}
