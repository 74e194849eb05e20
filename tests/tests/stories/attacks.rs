//! Whoever wants in without a key: each attack is seen to write nothing and to be told nothing.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use xinglin_tests::accounts::{
    ME, PASSWORD, REDEEM, SIGN_IN, browser, cookie, invite, register, sent_with, sign_in, standing,
};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::browser::Browser;
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::services::{
    BEGIN, BINDINGS, CLAIM, CONFIRM, REMOVE, begin, claim, claimed, exchange, service,
};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_planted_session_opens_nothing),
        story(of_two_requests_for_one_invitation_one_wins),
        story(a_session_ends_idle_and_in_any_case),
        story(whether_an_account_exists_is_not_told),
        story(whether_an_account_exists_costs_the_same_work),
        story(whoever_guesses_a_password_waits),
        story(an_address_that_tries_many_accounts_waits),
        story(whoever_has_a_line_of_addresses_waits_as_one),
        story(a_guessed_id_and_a_fragment_reach_nothing),
        story(an_act_from_another_site_is_refused),
        story(a_form_that_our_page_did_not_show_changes_nothing),
        story(a_session_is_no_bearer_token_and_a_token_no_session),
        story(nobody_is_led_to_bind_a_strangers_user),
    ]
}

async fn registered(world: &World) -> (School, Trainee, Actor) {
    let school = School::found(world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let browser = register(world, &school.registrar, "trainee", &trainee.person).await;
    (school, trainee, browser)
}

fn with(login: &str, password: &str) -> Value {
    json!({"input": {"login": login, "password": password}})
}

const LOGIN: &str = "trainee@sample.example";

/// OWASP ASVS 7.2.4: a new session at each sign-in.
async fn a_planted_session_opens_nothing(world: World) {
    let (_, _, first) = registered(&world).await;
    let planted = Actor::browser(&world, "victim", "__Host-xinglin=xls_00000000000000000000000000");
    let answer = planted.ok(SIGN_IN, with(LOGIN, PASSWORD)).await;

    let given = cookie(&answer).unwrap();
    assert_ne!(given, "__Host-xinglin=xls_00000000000000000000000000");
    planted.denied(ME, Value::Null).await;
    // Signing in over a session that lives ends it: whoever knew it is out.
    let again = first.ok(SIGN_IN, with(LOGIN, PASSWORD)).await;
    assert_eq!(first.denied(ME, Value::Null).await.codes(), ["UNAUTHENTICATED"]);
    browser(&world, "trainee", &again).ok(ME, Value::Null).await;
}

async fn of_two_requests_for_one_invitation_one_wins(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let code = invite(&school.registrar, &trainee.person).await;
    let redeem = async |password: &str| {
        world.anonymous().query(REDEEM, json!({"input": {"code": code, "password": password}})).await
    };

    let answers = futures_util::future::join_all(
        ["harbour without ships", "garden without gates", "evening without lamps"].map(redeem),
    )
    .await;

    let won: Vec<&Answer> = answers.iter().filter(|answer| cookie(answer).is_some()).collect();
    assert_eq!(won.len(), 1);
    for lost in answers.iter().filter(|answer| cookie(answer).is_none()) {
        assert_eq!(lost.text("/invitationRedeem/errors/0/code"), "CODE_INVALID");
        assert_eq!(lost.at("/invitationRedeem/session"), &Value::Null);
    }
    let mine = browser(&world, "winner", won[0]).ok("{ viewer { sessions { id } } }", Value::Null).await;
    assert_eq!(mine.list("/viewer/sessions").len(), 1);
}

async fn a_session_ends_idle_and_in_any_case(world: World) {
    let (_, _, idle) = registered(&world).await;
    let busy = sign_in(&world, "busy", LOGIN).await;
    for _ in 0..24 {
        world.clock.advance(Duration::minutes(29));
        busy.ok(ME, Value::Null).await;
    }
    // 11 h 36 min: the one was used all the time, the other never.
    idle.denied(ME, Value::Null).await;
    world.clock.advance(Duration::minutes(24) - Duration::seconds(1));
    busy.ok(ME, Value::Null).await;
    world.clock.advance(Duration::seconds(1));
    busy.denied(ME, Value::Null).await;

    let short = sign_in(&world, "short", LOGIN).await;
    short.ok(ME, Value::Null).await;
    world.clock.advance(Duration::minutes(30) - Duration::seconds(1));
    short.ok(ME, Value::Null).await;
    world.clock.advance(Duration::minutes(30));
    assert_eq!(short.denied(ME, Value::Null).await.codes(), ["UNAUTHENTICATED"]);
}

async fn whether_an_account_exists_is_not_told(world: World) {
    let (school, _, _) = registered(&world).await;
    let before = standing(&world).await;
    let known = world.anonymous().query(SIGN_IN, with(LOGIN, "wrong tulip garden")).await;
    let nobody = world.anonymous().query(SIGN_IN, with("nobody@sample.example", PASSWORD)).await;
    // A person without an account: invited, and not yet come.
    let invited = world.anonymous().query(SIGN_IN, with("supervisor@sample.example", PASSWORD)).await;
    assert_eq!(known.text("/sessionCreate/errors/0/code"), "WRONG_CREDENTIALS");
    for other in [&nobody, &invited] {
        assert_eq!((other.status, &other.body), (known.status, &known.body));
        assert_eq!(cookie(other), None);
    }
    assert_eq!(standing(&world).await, before);
    // Five attempts are free, and then the wait is the same too.
    let mut waits = Vec::new();
    for login in [LOGIN, "nobody@sample.example"] {
        for _ in 0..4 {
            world.anonymous().query(SIGN_IN, with(login, "wrong tulip garden")).await;
        }
        waits.push(world.anonymous().query(SIGN_IN, with(login, "wrong tulip garden")).await.body);
    }
    assert_eq!(waits[0], waits[1]);

    let ask = "mutation($input: PasswordResetRequestInput!) { passwordResetRequest(input: $input) {
        isTaken errors { code } } }";
    let mut answers = Vec::new();
    for login in [LOGIN, "nobody@sample.example", "supervisor@sample.example"] {
        answers.push(world.anonymous().ok(ask, json!({"input": {"login": login}})).await.body);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    world.run_due_jobs().await;
    let sent: Vec<String> = world.mailbox.sent().into_iter().map(|sent| sent.letter.to).collect();
    assert_eq!(sent, [LOGIN]);
    drop(school);
}

/// Time follows from work, and work can be counted: passwords compared, and statements sent to the database.
async fn whether_an_account_exists_costs_the_same_work(world: World) {
    let (school, _, _) = registered(&world).await;
    let ask =
        "mutation($input: PasswordResetRequestInput!) { passwordResetRequest(input: $input) { isTaken } }";
    let cost = async |document: &str, input: Value| {
        let before = (world.hashes().await, world.statements().await);
        world.anonymous().query(document, json!({ "input": input })).await;
        (world.hashes().await - before.0, world.statements().await - before.1)
    };
    let colleague = json!({"name": {"zh": "示例·同事"}, "phone": "13800000009", "number": "S-0009",
        "institutionId": school.ids["school"], "isStaff": true});
    let create = "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } errors { code } } }";
    let colleague = school.administrator.ok(create, json!({ "input": colleague })).await;
    register(&world, &school.registrar, "colleague", colleague.text("/personCreate/person/id")).await;
    let wrong = |login: &str| json!({"login": login, "password": "wrong tulip garden"});
    let number = |login: &str| {
        let institution = &school.ids["school"];
        json!({"login": login, "institutionId": institution, "password": "wrong tulip garden"})
    };

    // With an account, with a person and no account, and with nobody: by mail, by phone, by number.
    let known = cost(SIGN_IN, wrong(LOGIN)).await;
    assert_eq!(known.0, 1);
    for login in ["supervisor@sample.example", "nobody@sample.example", "13800000009", "13800000008"] {
        assert_eq!(cost(SIGN_IN, wrong(login)).await, known, "{login}");
    }
    for login in ["S-0009", "S-0008"] {
        assert_eq!(cost(SIGN_IN, number(login)).await, known, "{login}");
    }
    let asked = cost(ask, json!({"login": LOGIN})).await;
    assert_eq!(asked.0, 0);
    for login in ["supervisor@sample.example", "nobody@sample.example", "13800000009", "13800000008"] {
        assert_eq!(cost(ask, json!({"login": login})).await, asked, "{login}");
    }

    // An invitation that was used, one that is late, one that opens something else, and one that never was.
    let used = invite(&school.base_administrator, &school.ids["Supervisor"]).await;
    world.anonymous().ok(REDEEM, json!({"input": {"code": used, "password": PASSWORD}})).await;
    let late = invite(&school.base_administrator, &school.ids["Master"]).await;
    world.clock.advance(Duration::days(8));
    let other = begin(&school.supervisor).await;
    let redeemed = cost(REDEEM, json!({"code": used, "password": PASSWORD})).await;
    assert_eq!(redeemed.0, 1);
    for code in [late.as_str(), other.as_str(), "0000-0000-0000-0000"] {
        assert_eq!(cost(REDEEM, json!({"code": code, "password": PASSWORD})).await, redeemed, "{code}");
    }
}

async fn whoever_guesses_a_password_waits(world: World) {
    let (_, _, _) = registered(&world).await;
    let guess = async |password: &str| world.anonymous().query(SIGN_IN, with(LOGIN, password)).await;
    for _ in 0..5 {
        assert_eq!(
            guess("wrong tulip garden").await.text("/sessionCreate/errors/0/code"),
            "WRONG_CREDENTIALS"
        );
    }
    let before = world.database.contents().await;

    // From here on the right password is not heard either.
    let refused = guess(PASSWORD).await;
    assert_eq!(refused.codes(), ["RATE_LIMITED"]);
    assert_eq!(refused.errors()[0]["extensions"]["retryAfterSeconds"], 30);
    assert_eq!(cookie(&refused), None);
    assert_eq!(world.database.contents().await, before);
    world.clock.advance(Duration::seconds(29));
    assert_eq!(guess(PASSWORD).await.errors()[0]["extensions"]["retryAfterSeconds"], 1);
    world.clock.advance(Duration::seconds(1));
    assert_eq!(guess("wrong tulip garden").await.text("/sessionCreate/errors/0/code"), "WRONG_CREDENTIALS");
    assert_eq!(guess(PASSWORD).await.errors()[0]["extensions"]["retryAfterSeconds"], 60);
    world.clock.advance(Duration::seconds(60));
    assert!(cookie(&guess(PASSWORD).await).is_some());
    // A success begins anew.
    assert_eq!(guess("wrong tulip garden").await.text("/sessionCreate/errors/0/code"), "WRONG_CREDENTIALS");
}

async fn an_address_that_tries_many_accounts_waits(world: World) {
    let (_, _, _) = registered(&world).await;
    let ask =
        "mutation($input: PasswordResetRequestInput!) { passwordResetRequest(input: $input) { isTaken } }";
    let redeem = json!({"input": {"code": "0000-0000-0000-0000", "password": PASSWORD}});
    for number in 0..30 {
        let login = format!("1390000{number:04}");
        world.anonymous().ok(ask, json!({"input": {"login": login}})).await;
        let refused = world.anonymous().query(REDEEM, redeem.clone()).await;
        assert_eq!(refused.text("/invitationRedeem/errors/0/code"), "CODE_INVALID");
    }
    let before = world.database.contents().await;

    let asked = world.anonymous().query(ask, json!({"input": {"login": "13911111111"}})).await;
    let tried = world.anonymous().query(REDEEM, redeem).await;

    for refused in [asked, tried] {
        assert_eq!(refused.codes(), ["RATE_LIMITED"]);
        assert_eq!(refused.errors()[0]["extensions"]["retryAfterSeconds"], 30);
    }
    assert_eq!(world.database.contents().await, before);
}

/// One line to the network has 2⁶⁴ addresses of IPv6.
async fn whoever_has_a_line_of_addresses_waits_as_one(world: World) {
    world.restart_with(&[("--trusted-proxies", "127.0.0.0/8")]).await;
    let redeem = async |address: &str| {
        let input = json!({"code": "0000-0000-0000-0000", "password": PASSWORD});
        let body = json!({"query": REDEEM, "variables": {"input": input}});
        let request = world.anonymous().request(Method::POST, "/graphql").header("x-forwarded-for", address);
        request.json(&body).send().await.unwrap().json::<Value>().await.unwrap()
    };
    for number in 1..=30 {
        let heard = redeem(&format!("2001:db8:1:2::{number:x}")).await;
        assert_eq!(heard["data"]["invitationRedeem"]["errors"][0]["code"], "CODE_INVALID", "{heard}");
    }
    let before = world.database.contents().await;

    let same_line = redeem("2001:db8:1:2:aaaa:bbbb:cccc:dddd").await;

    assert_eq!(same_line["errors"][0]["extensions"]["code"], "RATE_LIMITED", "{same_line}");
    assert_eq!(world.database.contents().await, before);
    for other in ["2001:db8:1:3::1", "192.0.2.1"] {
        let heard = redeem(other).await;
        assert_eq!(heard["data"]["invitationRedeem"]["errors"][0]["code"], "CODE_INVALID", "{heard}");
    }
}

async fn an_act_from_another_site_is_refused(world: World) {
    let (_, _, browser) = registered(&world).await;
    let act = "mutation { sessionEndAll { endedSessions } }";
    let before = world.database.contents().await;
    let foreign: [&[(&str, &str)]; 5] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "https://other.xinglin.example")],
        &[("sec-fetch-site", "cross-site")],
    ];
    for headers in foreign {
        let (status, body) = sent_with(&browser, act, headers).await;
        assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (403, &json!("FORBIDDEN")), "{body}");
        assert_eq!(body.get("data"), None);
    }
    assert_eq!(world.database.contents().await, before);

    let (status, body) =
        sent_with(&browser, act, &[("sec-fetch-site", "same-origin"), ("origin", "https://xinglin.example")])
            .await;
    assert_eq!((status, &body["data"]["sessionEndAll"]["endedSessions"]), (200, &json!(1)));
}

async fn a_session_is_no_bearer_token_and_a_token_no_session(world: World) {
    let (school, _, browser) = registered(&world).await;
    let answer = world.anonymous().ok(SIGN_IN, with(LOGIN, PASSWORD)).await;
    let secret = cookie(&answer).unwrap().split_once('=').unwrap().1.to_owned();
    let token = school.registrar.token().unwrap();
    let tries = [
        world.bearer("a session as bearer", &secret),
        Actor::browser(&world, "a token as cookie", &format!("__Host-xinglin={token}")),
        Actor::browser(&world, "a cookie without its prefix", &format!("xinglin={secret}")),
        Actor::browser(
            &world,
            "two cookies of one name",
            &format!("__Host-xinglin={secret}; __Host-xinglin={secret}"),
        ),
    ];
    for actor in tries {
        assert_eq!(actor.denied(ME, Value::Null).await.codes(), ["UNAUTHENTICATED"]);
    }
    browser.ok(ME, Value::Null).await;
}

/// The app's user of an attacker, bound to a victim, would be the attacker's key to her record.
async fn nobody_is_led_to_bind_a_strangers_user(world: World) {
    let (school, trainee, victim) = registered(&world).await;
    let scopes = ["READ_OWN", "EXCHANGE"];
    let (_, app) = service(&school.registrar, &world, &school.ids["school"], &scopes).await;
    let id = |binding: &str| json!({"input": {"exchangeBindingId": binding}});
    let not_bound = async |subject: &str| {
        let answer = exchange(&app, subject).await;
        assert_eq!(answer.at("/tokenExchange/token"), &Value::Null);
        assert_eq!(answer.text("/tokenExchange/errors/0/code"), "NOT_BOUND");
    };
    // An app cannot begin, nor can a code that opens something else.
    app.denied(BEGIN, Value::Null).await;
    let colleague = invite(&school.base_administrator, &school.ids["Supervisor"]).await;
    for code in ["0000-0000-0000-0000", "nonsense", &colleague] {
        let refused = app.query(CLAIM, claim(code, "attacker")).await;
        assert_eq!(refused.text("/exchangeBindingClaim/errors/0/code"), "CODE_INVALID", "{code}");
    }

    // Coaxed out of her, a code binds nothing before she has seen whose user it is; and she declines.
    let coaxed = begin(&victim).await;
    app.ok(CLAIM, claim(&coaxed, "attacker")).await;
    not_bound("attacker").await;
    let shown = victim.ok(BINDINGS, Value::Null).await;
    assert_eq!(shown.text("/viewer/exchangeBindings/0/subjectHint"), "示例·attacker");
    let binding = shown.text("/viewer/exchangeBindings/0/id");
    // Nobody else confirms it for her, and the code does not work again.
    assert_eq!(school.stranger.denied(CONFIRM, id(binding)).await.codes(), ["NOT_FOUND"]);
    assert_eq!(school.administrator.denied(CONFIRM, id(binding)).await.codes(), ["NOT_FOUND"]);
    let again = app.query(CLAIM, claim(&coaxed, "attacker")).await;
    assert_eq!(again.text("/exchangeBindingClaim/errors/0/code"), "CODE_INVALID");
    victim.ok(REMOVE, id(binding)).await;
    let declined = victim.query(CONFIRM, id(binding)).await;
    assert_eq!(declined.text("/exchangeBindingConfirm/errors/0/code"), "CODE_INVALID");
    not_bound("attacker").await;

    // What hides in a hint is refused; what waits too long is gone; and no code serves for a password.
    let hidden = json!({"input": {"code": begin(&victim).await, "provider": "wechat", "subject": "attacker",
        "subjectHint": "示例\u{202e}gnp.exe"}});
    let refused = app.query(CLAIM, hidden).await;
    assert_eq!(
        refused.at("/exchangeBindingClaim/errors"),
        &json!([{"code": "INVALID", "path": ["subjectHint"]}])
    );
    let waiting = claimed(&victim, &app, "attacker").await;
    let late = begin(&victim).await;
    let password = json!({"input": {"code": late, "password": "harbour without ships"}});
    let redeemed = world.anonymous().query(REDEEM, password).await;
    assert_eq!(redeemed.text("/invitationRedeem/errors/0/code"), "CODE_INVALID");
    world.clock.advance(Duration::minutes(10));
    let expired = app.query(CLAIM, claim(&late, "attacker")).await;
    assert_eq!(expired.text("/exchangeBindingClaim/errors/0/code"), "CODE_INVALID");
    let expired = victim.query(CONFIRM, id(&waiting)).await;
    assert_eq!(expired.text("/exchangeBindingConfirm/errors/0/code"), "CODE_INVALID");
    assert_eq!(victim.ok(BINDINGS, Value::Null).await.at("/viewer/exchangeBindings"), &json!([]));
    not_bound("attacker").await;
    drop(trainee);
}

async fn a_form_that_our_page_did_not_show_changes_nothing(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let code = invite(&school.registrar, &trainee.person).await;
    let page = "https://xinglin.example/invitation";
    let mut hers = Browser::new(&world);
    let (mut foreign, mut another) = (hers.clone(), hers.clone());
    let token = hers.open(page).await.token();
    let stolen = another.open(page).await.token();
    let form = |token: &str| {
        let typed = [("token", token), ("code", &code), ("password", PASSWORD), ("again", PASSWORD)];
        typed.map(|(name, value)| (name, value.to_owned()))
    };
    let before = standing(&world).await;

    // Without the cookie; with the token of somebody else's form; without a token; with a foreign page's plain text.
    for (browser, token) in [(&mut foreign, token.as_str()), (&mut hers, stolen.as_str()), (&mut another, "")]
    {
        let typed = form(token);
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = browser.submit(page, &typed).await;
        assert_eq!(refused.status, 403, "{}", refused.body);
        assert_eq!(browser.cookie("__Host-xinglin"), None);
    }
    let plain = world.anonymous().request(Method::POST, "/invitation").body("code=x").send().await.unwrap();
    assert_eq!(plain.status(), 403);
    assert_eq!(standing(&world).await, before);

    let typed = form(&token);
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(hers.submit(page, &typed).await.status, 303);
}

async fn a_guessed_id_and_a_fragment_reach_nothing(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let hours = school.follow(&trainee, "2026-02-27T08:00:00+08:00", "2026-02-27T12:00:00+08:00").await;
    let another = school.trainee("Another", "2026-02-01").await;
    let before = standing(&world).await;
    let through = "query($ids: [ID!]!) { nodes(ids: $ids) { id ...Hidden ... on Evidence { status ...Hidden } } }
        fragment Hidden on Node { ... on Person { phone email } ... on Enrolment { startsOn } ... on Placement { days }
            ... on HoursEntry { startsAt note reviews { reason } } }";

    let ids = json!({"ids": [trainee.person, trainee.enrolment, placement, hours, trainee.following]});
    for stranger in [&school.stranger, &another.actor] {
        let told = stranger.ok(through, ids.clone()).await;
        assert_eq!(told.at("/nodes"), &json!([null, null, null, null, null]), "{}", told.body);
    }
    // The next key, and the key of one kind under the name of another.
    let (kind, key) = hours.split_once('_').expect("a kind and a key");
    let last = if key.ends_with('0') { "1" } else { "0" };
    let next = format!("{kind}_{}{last}", &key[..key.len() - 1]);
    let person = format!("prs_{key}");
    for guessed in [next, person] {
        let told = trainee.actor.query(through, json!({"ids": [guessed]})).await;
        let is_nothing = told.body.pointer("/data/nodes/0") == Some(&Value::Null)
            || told.codes().iter().all(|code| code == "BAD_USER_INPUT");
        assert!(is_nothing && !told.body.to_string().contains(&trainee.person), "{}", told.body);
    }
    assert_eq!(standing(&world).await, before);
}
