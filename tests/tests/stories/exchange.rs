//! A school's own app acts for its users: bound by themselves, for a quarter of an hour at a time, and for no more than
//! the app may.

use chrono::Duration;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use xinglin_tests::accounts::{ME, PASSWORD, SIGN_IN, browser, register, standing};
use xinglin_tests::actors::Actor;
use xinglin_tests::school::{FOLLOW, School, Trainee};
use xinglin_tests::services::{
    BEGIN, BINDINGS, CLAIM, CONFIRM, CREATE_TOKEN, EXCHANGE, REMOVE, begin, bind, claim, claimed, exchange,
    exchanged, service,
};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_user_binds_herself_and_her_app_acts_for_her),
        story(an_exchanged_token_ends_with_what_it_came_from),
        story(an_exchanged_token_gives_no_more_than_the_app_has),
        story(a_role_that_administers_is_not_in_force_through_an_app),
        story(only_a_service_account_exchanges_and_only_its_own_users),
        story(an_app_exchanges_so_many_in_a_minute),
        story(of_two_who_bind_one_user_one_wins),
    ]
}

const SCOPES: &[&str] = &["READ_OWN", "READ_INSTITUTION", "SUBMIT", "EXPORT", "EXCHANGE"];

async fn app(world: &World) -> (School, Trainee, String, Actor) {
    let school = School::found(world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let (account, app) = service(&school.registrar, world, &school.ids["school"], SCOPES).await;
    (school, trainee, account, app)
}

async fn a_user_binds_herself_and_her_app_acts_for_her(world: World) {
    let (school, trainee, _, app) = app(&world).await;
    let begun = trainee.actor.ok(BEGIN, Value::Null).await;
    assert_eq!(begun.text("/exchangeBindingBegin/expiresAt"), "2026-03-02T01:10:00Z");
    let code = begun.text("/exchangeBindingBegin/code");
    let typed = claim(&code.to_lowercase().replace('-', " "), "openid-0001");
    let brought = app.ok(CLAIM, typed).await;
    assert_eq!(brought.text("/exchangeBindingClaim/confirmBy"), "2026-03-02T01:10:00Z");
    assert_eq!(exchange(&app, "openid-0001").await.text("/tokenExchange/errors/0/code"), "NOT_BOUND");

    let shown = trainee.actor.ok(BINDINGS, Value::Null).await;
    let id = shown.text("/viewer/exchangeBindings/0/id");
    assert_eq!(
        shown.at("/viewer/exchangeBindings"),
        &json!([{
            "id": id, "applicationName": "Sample App", "provider": "wechat", "subjectHint": "示例·openid-0001",
            "institution": {"name": "Sample University of Chinese Medicine"},
            "claimedAt": "2026-03-02T01:00:00Z", "confirmBy": "2026-03-02T01:10:00Z", "boundAt": null,
            "lastExchangedAt": null, "endedAt": null,
        }])
    );
    trainee.actor.ok(CONFIRM, json!({"input": {"exchangeBindingId": id}})).await;
    world.clock.advance(Duration::minutes(5));
    let answer = exchange(&app, "openid-0001").await;

    assert_eq!(
        (answer.at("/tokenExchange/accessToken/scopes"), answer.text("/tokenExchange/accessToken/expiresAt")),
        (&json!(["READ_OWN", "READ_INSTITUTION", "SUBMIT", "EXPORT"]), "2026-03-02T01:20:00Z")
    );
    assert_eq!(answer.text("/tokenExchange/accessToken/createdBy/nameEn"), "Sample App");
    let token = answer.text("/tokenExchange/token");
    let phone = world.bearer("her phone", token);
    assert_eq!(phone.ok(ME, Value::Null).await.text("/viewer/person/id"), trainee.person);
    phone.ok(FOLLOW, School::hours(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00")).await;
    let used = trainee.actor.ok(BINDINGS, Value::Null).await;
    assert_eq!(used.text("/viewer/exchangeBindings/0/lastExchangedAt"), "2026-03-02T01:05:00Z");
    let contents = world.database.contents().await;
    let is_kept = |text: &str| contents.values().any(|rows| rows.contains(text));
    assert!(!is_kept(token) && !is_kept(code), "a secret is kept");
    world.clock.advance(Duration::minutes(15) - Duration::seconds(1));
    phone.ok(ME, Value::Null).await;
    world.clock.advance(Duration::seconds(1));
    assert_eq!(phone.denied(ME, Value::Null).await.codes(), ["UNAUTHENTICATED"]);

    // The trail says which app was given a token, and whose.
    let trail = "{ auditEvents(first: 1, filter: {action: \"token.exchange\"}) { nodes {
        actor { nameEn } objectKind changes { field after } } } }";
    let trail = school.administrator.ok(trail, Value::Null).await;
    let event = trail.at("/auditEvents/nodes/0");
    assert_eq!(
        (&event["actor"]["nameEn"], &event["objectKind"]),
        (&json!("Sample App"), &json!("access_token"))
    );
    let changed: Vec<&Value> =
        event["changes"].as_array().unwrap().iter().map(|change| &change["field"]).collect();
    assert!(
        changed.contains(&&json!("personId")) && changed.contains(&&json!("serviceAccountId")),
        "{event}"
    );
}

async fn an_exchanged_token_ends_with_what_it_came_from(world: World) {
    let (school, trainee, account, app) = app(&world).await;
    let browser_of_hers = register(&world, &school.registrar, "trainee", &trainee.person).await;
    let binding = bind(&browser_of_hers, &app, "openid-0001").await;

    let first = exchanged(&world, &app, "openid-0001").await;
    first.ok(ME, Value::Null).await;
    browser_of_hers.ok("mutation { sessionEndAll { endedSessions errors { code } } }", Value::Null).await;
    assert_eq!(first.denied(ME, Value::Null).await.codes(), ["UNAUTHENTICATED"]);

    let second = exchanged(&world, &app, "openid-0001").await;
    let desk = "mutation($input: PasswordResetAtDeskInput!) { passwordResetAtDesk(input: $input) { code errors { code } } }";
    let made = school.registrar.ok(desk, json!({"input": {"personId": trainee.person}})).await;
    let reset = "mutation($input: PasswordResetRedeemInput!) { passwordResetRedeem(input: $input) {
        session { id } errors { code } } }";
    let code = made.text("/passwordResetAtDesk/code");
    let new = "harbour without ships";
    let signed_in = world.anonymous().ok(reset, json!({"input": {"code": code, "password": new}})).await;
    second.denied(ME, Value::Null).await;
    let hers = browser(&world, "trainee", &signed_in);

    let third = exchanged(&world, &app, "openid-0001").await;
    let input = json!({"input": {"exchangeBindingId": binding}});
    assert_eq!(school.master.denied(REMOVE, input.clone()).await.codes(), ["NOT_FOUND"]);
    third.ok(ME, Value::Null).await;
    let removed = hers.ok(REMOVE, input).await;
    assert_eq!(
        removed.at("/exchangeBindingRemove/exchangeBinding"),
        &json!({"id": binding, "subjectHint": "", "endedAt": "2026-03-02T01:00:00Z"})
    );
    third.denied(ME, Value::Null).await;
    assert_eq!(exchange(&app, "openid-0001").await.text("/tokenExchange/errors/0/code"), "NOT_BOUND");

    bind(&hers, &app, "openid-0001").await;
    let fourth = exchanged(&world, &app, "openid-0001").await;
    let end =
        "mutation($input: ServiceAccountEndInput!) { serviceAccountEnd(input: $input) { errors { code } } }";
    let input = json!({"input": {"serviceAccountId": account, "reason": "示例"}});
    school.registrar.ok(end, input).await;
    fourth.denied(ME, Value::Null).await;
    assert_eq!(exchange(&app, "openid-0001").await.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(hers.ok(BINDINGS, Value::Null).await.at("/viewer/exchangeBindings"), &json!([]));
    let with = json!({"input": {"login": "trainee@sample.example", "password": PASSWORD}});
    let old = world.anonymous().query(SIGN_IN, with).await;
    assert_eq!(old.text("/sessionCreate/errors/0/code"), "WRONG_CREDENTIALS");
}

async fn an_exchanged_token_gives_no_more_than_the_app_has(world: World) {
    let (school, trainee, account, app) = app(&world).await;
    bind(&trainee.actor, &app, "openid-0001").await;
    let asked = |scopes: &[&str]| json!({"input": {"provider": "wechat", "subject": "openid-0001", "scopes": scopes}});
    let before = standing(&world).await;
    for scopes in [&["REVIEW"][..], &["ISSUE"], &["READ_OWN", "ADMINISTER"], &["EXCHANGE"], &[]] {
        let refused = app.query(EXCHANGE, asked(scopes)).await;
        let errors = json!([{"code": "INVALID", "path": ["scopes"]}]);
        assert_eq!(refused.at("/tokenExchange/errors"), &errors, "{scopes:?}");
    }
    assert_eq!(standing(&world).await, before);

    let narrow = app.ok(EXCHANGE, asked(&["READ_OWN"])).await;
    let narrow = world.bearer("a narrow token", narrow.text("/tokenExchange/token"));
    let hours = School::hours(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00");
    narrow.denied(FOLLOW, hours).await;
    let wide = exchanged(&world, &app, "openid-0001").await;
    wide.denied(CREATE_TOKEN, json!({"input": {"personId": trainee.person, "name": "more"}})).await;
    wide.denied(BEGIN, Value::Null).await;
    wide.denied(EXCHANGE, asked(&["READ_OWN"])).await;
    wide.denied("mutation { sessionEndAll { endedSessions } }", Value::Null).await;

    let export = "mutation($input: PersonalDataExportInput!) { personalDataExport(input: $input) { errors { code } } }";
    wide.denied(export, json!({"input": {"personId": trainee.person, "format": "JSON"}})).await;

    // It outlives the service account's own token no more than it exceeds it.
    let short = json!({"input": {"serviceAccountId": account, "name": "short", "scopes": SCOPES, "expiresAt": "2026-03-02T01:04:00Z"}});
    let short = school.registrar.ok(CREATE_TOKEN, short).await;
    let short = world.bearer("a short app", short.text("/tokenCreate/token"));
    let made = exchange(&short, "openid-0001").await;
    assert_eq!(made.text("/tokenExchange/accessToken/expiresAt"), "2026-03-02T01:04:00Z");
}

async fn a_role_that_administers_is_not_in_force_through_an_app(world: World) {
    let (school, trainee, _, app) = app(&world).await;
    bind(&school.registrar, &app, "openid-0002").await;
    let roles = "{ viewer { roles { role } rolesWithheld { role } } people(first: 5) { totalCount } }";

    let phone = exchanged(&world, &app, "openid-0002").await;

    let seen = phone.ok(roles, Value::Null).await;
    let withheld = json!({"roles": [], "rolesWithheld": [{"role": "SCHOOL_REGISTRAR"}]});
    assert_eq!((seen.at("/viewer"), seen.number("/people/totalCount")), (&withheld, 1));
    let read = "query($id: ID!) { trainee(id: $id) { person { id } } }";
    assert_eq!(phone.query(read, json!({"id": trainee.person})).await.at("/trainee"), &Value::Null);
    // What she is by a bond she is through the app as well.
    bind(&school.master, &app, "openid-0003").await;
    let master = exchanged(&world, &app, "openid-0003").await;
    assert_eq!(
        master.ok(read, json!({"id": trainee.person})).await.text("/trainee/person/id"),
        trainee.person
    );
}

async fn only_a_service_account_exchanges_and_only_its_own_users(world: World) {
    let (school, trainee, _, app) = app(&world).await;
    bind(&trainee.actor, &app, "openid-0001").await;
    let input = json!({"input": {"provider": "wechat", "subject": "openid-0001"}});
    let (_, reader) = service(&school.registrar, &world, &school.ids["school"], &["READ_OWN"]).await;
    for actor in [&school.administrator, &school.registrar, &trainee.actor, &reader] {
        assert_eq!(actor.denied(EXCHANGE, input.clone()).await.codes(), ["FORBIDDEN"]);
        assert_eq!(
            actor.denied(CLAIM, claim("0000-0000-0000-0000", "openid-0001")).await.codes(),
            ["FORBIDDEN"]
        );
    }
    let (_, other) = service(&school.registrar, &world, &school.ids["school"], SCOPES).await;
    let removed = bind(&trainee.actor, &app, "openid-0004").await;
    trainee.actor.ok(REMOVE, json!({"input": {"exchangeBindingId": removed}})).await;
    claimed(&trainee.actor, &app, "openid-0005").await;
    let before = standing(&world).await;

    // Unknown, bound to another app, of another provider, unbound again, and not yet confirmed: one answer.
    let elsewhere = json!({"input": {"provider": "dingtalk", "subject": "openid-0001"}});
    let answers = [
        exchange(&app, "nobody").await,
        exchange(&other, "openid-0001").await,
        app.query(EXCHANGE, elsewhere).await,
        exchange(&app, "openid-0004").await,
        exchange(&app, "openid-0005").await,
    ];
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (200, &answers[0].body));
        assert_eq!(answer.at("/tokenExchange/errors"), &json!([{"code": "NOT_BOUND", "path": ["subject"]}]));
    }
    assert_eq!(standing(&world).await, before);
    exchanged(&world, &app, "openid-0001").await.ok(ME, Value::Null).await;
}

async fn an_app_exchanges_so_many_in_a_minute(world: World) {
    let (school, trainee, _, app) = app(&world).await;
    let (_, other) = service(&school.registrar, &world, &school.ids["school"], SCOPES).await;
    bind(&trainee.actor, &app, "openid-0001").await;
    exchanged(&world, &app, "openid-0001").await;
    let connection = world.database.connect().await;
    // As if 598 had followed: the next is the last of the minute.
    connection
        .execute_unprepared("UPDATE attempt SET failures = failures + 598 WHERE key LIKE 'exchange/%'")
        .await
        .unwrap();
    connection.close().await.unwrap();
    assert_eq!(exchange(&app, "nobody").await.text("/tokenExchange/errors/0/code"), "NOT_BOUND");
    world.clock.advance(Duration::seconds(20));
    let before = world.database.contents().await;

    let refused = exchange(&app, "openid-0001").await;

    assert_eq!(refused.codes(), ["RATE_LIMITED"]);
    assert_eq!(refused.errors()[0]["extensions"]["retryAfterSeconds"], 40);
    assert_eq!(world.database.contents().await, before);
    assert_eq!(exchange(&other, "nobody").await.text("/tokenExchange/errors/0/code"), "NOT_BOUND");
    world.clock.advance(Duration::seconds(40));
    exchanged(&world, &app, "openid-0001").await;
}

async fn of_two_who_bind_one_user_one_wins(world: World) {
    let (school, trainee, _, app) = app(&world).await;
    let hers = claimed(&trainee.actor, &app, "openid-0001").await;
    let his = claimed(&school.master, &app, "openid-0001").await;
    let confirm = async |actor: &Actor, binding: &str| {
        actor.query(CONFIRM, json!({"input": {"exchangeBindingId": binding}})).await
    };

    let (one, other) = tokio::join!(confirm(&trainee.actor, &hers), confirm(&school.master, &his));

    let lost = [&one, &other]
        .into_iter()
        .filter(|answer| answer.at("/exchangeBindingConfirm/exchangeBinding").is_null());
    let lost: Vec<_> = lost.collect();
    assert_eq!(lost.len(), 1);
    assert_eq!(
        lost[0].at("/exchangeBindingConfirm/errors"),
        &json!([{"code": "BOUND", "path": ["exchangeBindingId"]}])
    );
    let again = app.query(CLAIM, claim(&begin(&school.supervisor).await, "openid-0001")).await;
    assert_eq!(again.at("/exchangeBindingClaim/errors"), &json!([{"code": "BOUND", "path": ["subject"]}]));
}
