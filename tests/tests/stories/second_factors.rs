//! The second factor: what is withheld without it, and how it is set up, shown, lost and removed.

use chrono::Duration;
use platform::totp;
use serde_json::{Value, json};
use xinglin_tests::accounts::{ME, PASSWORD, SIGN_IN, browser, cookie, register, standing};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{School, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_role_that_administers_is_withheld_until_a_second_factor_is_shown),
        story(what_is_withheld_is_not_passed_on),
        story(a_session_shows_it_later),
        story(a_code_of_the_app_works_once_and_for_a_moment),
        story(a_recovery_code_stands_in_once),
        story(whoever_guesses_a_second_factor_waits),
        story(a_lost_second_factor_is_taken_away_at_the_desk),
    ]
}

const BEGIN: &str = "mutation($input: SecondFactorBeginInput!) { secondFactorBegin(input: $input) {
    secret uri errors { code path } } }";
const CONFIRM: &str = "mutation($input: SecondFactorConfirmInput!) { secondFactorConfirm(input: $input) {
    recoveryCodes errors { code } } }";
const REMOVE: &str = "mutation($input: SecondFactorRemoveInput!) { secondFactorRemove(input: $input) {
    isRemoved errors { code } } }";
const ROLES: &str =
    "{ viewer { roles { role } rolesWithheld { role } hasSecondFactor sessions { hasSecondFactor } } }";
const LOGIN: &str = "registrar@sample.example";

/// A school whose registrar has an account; her browser.
async fn registrar(world: &World) -> (School, Actor) {
    let school = School::found(world).await;
    let person = school.registrar.ok(ME, Value::Null).await.text("/viewer/person/id").to_owned();
    let browser = register(world, &school.administrator, "registrar", &person).await;
    (school, browser)
}

/// Sets up an app in this browser; its secret and the recovery codes.
async fn set_up(world: &World, browser: &Actor) -> (Vec<u8>, Vec<String>) {
    let begun = browser.ok(BEGIN, json!({"input": {"password": PASSWORD}})).await;
    let secret = data(begun.text("/secondFactorBegin/secret"));
    let code = totp::shown(&secret, world.clock.now());
    let confirmed = browser.ok(CONFIRM, json!({"input": {"code": code}})).await;
    let codes = confirmed.list("/secondFactorConfirm/recoveryCodes");
    (secret, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect())
}

/// What an app makes of the secret: base32.
fn data(written: &str) -> Vec<u8> {
    let bits = written
        .bytes()
        .map(|letter| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|l| *l == letter).unwrap());
    let bits: Vec<u8> =
        bits.flat_map(|five| (0..5).rev().map(move |bit| u8::from(five >> bit & 1 == 1))).collect();
    bits.chunks_exact(8).map(|eight| eight.iter().fold(0, |byte, bit| byte << 1 | bit)).collect()
}

async fn sign_in(world: &World, code: Option<&str>) -> Answer {
    let input = json!({"input": {"login": LOGIN, "password": PASSWORD, "code": code}});
    world.anonymous().query(SIGN_IN, input).await
}

async fn a_role_that_administers_is_withheld_until_a_second_factor_is_shown(world: World) {
    let (school, browser) = registrar(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let invite = json!({"input": {"personId": trainee.person, "channel": "SLIP"}});
    let before = browser.ok(ROLES, Value::Null).await;
    assert_eq!(
        before.at("/viewer"),
        &json!({
            "roles": [], "rolesWithheld": [{"role": "SCHOOL_REGISTRAR"}],
            "hasSecondFactor": false, "sessions": [{"hasSecondFactor": false}],
        })
    );
    // Neither sees nor does what the role would give her.
    let seen = browser.ok("{ people(first: 5) { totalCount } }", Value::Null).await;
    assert_eq!(seen.number("/people/totalCount"), 1);
    let create = "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } errors { code } } }";
    let newcomer = json!({"input": {"name": {"zh": "示例·新人"}, "institutionId": school.ids["school"]}});
    let refused = browser.denied(create, newcomer.clone()).await;
    assert!(refused.errors()[0]["message"].as_str().unwrap().contains("二次验证"), "{}", refused.body);
    browser.denied(xinglin_tests::accounts::INVITE, invite.clone()).await;

    let wrong = browser.query(BEGIN, json!({"input": {"password": "another tulip garden"}})).await;
    assert_eq!(
        wrong.at("/secondFactorBegin"),
        &json!({"secret": null, "uri": null, "errors": [{"code": "WRONG_CREDENTIALS", "path": ["password"]}]})
    );
    let (secret, codes) = set_up(&world, &browser).await;

    assert_eq!((secret.len(), codes.len()), (20, 10));
    let after = browser.ok(ROLES, Value::Null).await;
    assert_eq!(
        after.at("/viewer"),
        &json!({
            "roles": [{"role": "SCHOOL_REGISTRAR"}], "rolesWithheld": [],
            "hasSecondFactor": true, "sessions": [{"hasSecondFactor": true}],
        })
    );
    browser.ok(create, newcomer).await;
    browser.ok(xinglin_tests::accounts::INVITE, invite).await;
    let contents = standing(&world).await;
    let is_kept = |text: &str| contents.values().any(|rows| rows.contains(text));
    let hex = |bytes: &[u8]| platform::id::hex(bytes);
    assert!(!is_kept(&hex(&secret)) && !is_kept(&hex(&secret).to_uppercase()), "the secret lies open");
    assert!(!codes.iter().any(|code| is_kept(code)), "a recovery code lies open");
    let again = browser.query(BEGIN, json!({"input": {"password": PASSWORD}})).await;
    assert_eq!(again.text("/secondFactorBegin/errors/0/code"), "SECOND_FACTOR_SET");
}

async fn what_is_withheld_is_not_passed_on(world: World) {
    let (school, browser) = registrar(&world).await;
    let token =
        "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { token errors { code } } }";
    let hers = json!({"input": {"personId": school.ids["Registrar"], "name": "示例"}});
    let deputy = "mutation($input: DelegationCreateInput!) { delegationCreate(input: $input) {
        delegation { id } errors { code } } }";
    let his = json!({"input": {"deputyId": school.ids["Director"], "reason": "示例", "startsOn": "2026-03-02",
        "endsOn": "2026-03-03"}});

    assert_eq!(browser.denied(token, hers.clone()).await.codes(), ["FORBIDDEN"]);
    assert_eq!(browser.denied(deputy, his.clone()).await.codes(), ["FORBIDDEN"]);

    set_up(&world, &browser).await;
    browser.ok(token, hers).await;
    browser.ok(deputy, his).await;
}

async fn a_session_shows_it_later(world: World) {
    let show = "mutation($input: SecondFactorShowInput!) { secondFactorShow(input: $input) {
        isShown errors { code } } }";
    let (school, first) = registrar(&world).await;
    let second = browser(&world, "registrar", &sign_in(&world, None).await);
    let typed = |code: &str| json!({"input": {"code": code}});
    let unset = second.query(show, typed("000000")).await;
    assert_eq!(unset.text("/secondFactorShow/errors/0/code"), "SECOND_FACTOR_NOT_SET");
    let (secret, codes) = set_up(&world, &first).await;
    let withheld = second.ok(ROLES, Value::Null).await;
    assert_eq!(withheld.list("/viewer/roles").len(), 0);

    world.clock.advance(Duration::seconds(30));
    let wrong = second.query(show, typed("000000")).await;
    assert_eq!(wrong.text("/secondFactorShow/errors/0/code"), "WRONG_SECOND_FACTOR");
    let by_token = school.registrar.query(show, typed(&codes[0])).await;
    assert_eq!(by_token.text("/secondFactorShow/errors/0/code"), "INVALID");
    let code = totp::shown(&secret, world.clock.now());
    let shown = second.ok(show, typed(&code)).await;
    assert_eq!(shown.at("/secondFactorShow/isShown"), true);
    let in_force = second.ok(ROLES, Value::Null).await;
    assert_eq!(in_force.list("/viewer/roles").len(), 1);
    assert_eq!(in_force.list("/viewer/rolesWithheld").len(), 0);
    let again = second.query(show, typed(&code)).await;
    assert_eq!(again.text("/secondFactorShow/errors/0/code"), "WRONG_SECOND_FACTOR", "a code works once");
}

/// RFC 6238, 5.2: a code is accepted once.
async fn a_code_of_the_app_works_once_and_for_a_moment(world: World) {
    let (_, first) = registrar(&world).await;
    let (secret, _) = set_up(&world, &first).await;
    let before = standing(&world).await;
    let shown = || totp::shown(&secret, world.clock.now());

    let without = sign_in(&world, None).await;
    assert_eq!(without.text("/sessionCreate/errors/0/code"), "SECOND_FACTOR_NEEDED");
    // The code that confirmed the factor was used by that.
    let used = sign_in(&world, Some(&shown())).await;
    assert_eq!(used.text("/sessionCreate/errors/0/code"), "WRONG_SECOND_FACTOR");
    assert_eq!((cookie(&without), cookie(&used)), (None, None));
    assert_eq!(standing(&world).await, before);
    world.clock.advance(Duration::seconds(60));
    let code = shown();
    let second = browser(&world, "second", &sign_in(&world, Some(&code)).await);
    assert_eq!(second.ok(ROLES, Value::Null).await.list("/viewer/roles").len(), 1);
    assert_eq!(cookie(&sign_in(&world, Some(&code)).await), None);
    let late = totp::shown(&secret, world.clock.now() + Duration::seconds(30));
    world.clock.advance(Duration::seconds(90));
    assert_eq!(cookie(&sign_in(&world, Some(&late)).await), None);

    let code = shown();
    let removed = second.ok(REMOVE, json!({"input": {"code": code}})).await;
    assert_eq!(removed.at("/secondFactorRemove/isRemoved"), &json!(true));
    let plain = browser(&world, "third", &sign_in(&world, None).await);
    assert_eq!(plain.ok(ROLES, Value::Null).await.list("/viewer/rolesWithheld").len(), 1);
}

async fn a_recovery_code_stands_in_once(world: World) {
    let (_, first) = registrar(&world).await;
    let (_, codes) = set_up(&world, &first).await;
    let typed = codes[3].to_lowercase().replace('-', " ");

    let found = browser(&world, "found", &sign_in(&world, Some(&typed)).await);
    assert_eq!(found.ok(ROLES, Value::Null).await.list("/viewer/roles").len(), 1);
    let again = sign_in(&world, Some(&codes[3])).await;
    assert_eq!(again.text("/sessionCreate/errors/0/code"), "WRONG_SECOND_FACTOR");
    let other = sign_in(&world, Some(&codes[4])).await;
    assert!(cookie(&other).is_some());
}

async fn whoever_guesses_a_second_factor_waits(world: World) {
    let (_, first) = registrar(&world).await;
    let (secret, _) = set_up(&world, &first).await;
    world.clock.advance(Duration::seconds(60));
    let code = totp::shown(&secret, world.clock.now());
    let wrong = if code == "000000" { "111111" } else { "000000" };
    for _ in 0..5 {
        let refused = sign_in(&world, Some(wrong)).await;
        assert_eq!(refused.text("/sessionCreate/errors/0/code"), "WRONG_SECOND_FACTOR");
    }

    let right = sign_in(&world, Some(&code)).await;

    assert_eq!(right.codes(), ["RATE_LIMITED"]);
    assert_eq!(cookie(&right), None);
}

async fn a_lost_second_factor_is_taken_away_at_the_desk(world: World) {
    let (school, browser_of_hers) = registrar(&world).await;
    set_up(&world, &browser_of_hers).await;
    let (colleague, _) =
        hire(&school.administrator, &world, "Colleague", "SCHOOL_REGISTRAR", &school.ids["school"]).await;
    let reset = "mutation($input: SecondFactorResetInput!) { secondFactorReset(input: $input) {
        endedSessions errors { code path } } }";
    let person = &school.ids["Registrar"];
    let lost = |reason: &str| json!({"input": {"personId": person, "reason": reason}});
    // Neither she herself, nor whoever could not have made her what she is.
    assert_eq!(school.registrar.denied(reset, lost("示例")).await.codes(), ["FORBIDDEN"]);
    for other in [&school.director, &school.stranger, &school.base_administrator] {
        other.denied(reset, lost("示例")).await;
    }
    let before = world.database.contents().await;
    let bare = colleague.query(reset, lost(" ")).await;
    assert_eq!(bare.at("/secondFactorReset/errors"), &json!([{"code": "INVALID", "path": ["reason"]}]));
    assert_eq!(world.database.contents().await, before);

    let done = colleague.ok(reset, lost("手机遗失，已核对工作证")).await;

    assert_eq!(done.number("/secondFactorReset/endedSessions"), 1);
    browser_of_hers.denied(ME, Value::Null).await;
    let again = browser(&world, "registrar", &sign_in(&world, None).await);
    let plain = again.ok(ROLES, Value::Null).await;
    assert_eq!(plain.at("/viewer/rolesWithheld"), &json!([{"role": "SCHOOL_REGISTRAR"}]));
    assert_eq!(plain.at("/viewer/hasSecondFactor"), &json!(false));
    let twice = colleague.query(reset, lost("示例")).await;
    assert_eq!(twice.text("/secondFactorReset/errors/0/code"), "SECOND_FACTOR_NOT_SET");
    world.run_due_jobs().await;
    let sent = world.mailbox.sent();
    let letter = &sent.last().expect("a letter").letter;
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), (LOGIN, "您的二次验证已被移除"));
    let trail = "{ auditEvents(first: 1, filter: {action: \"second-factor.reset\"}) { nodes {
        actor { nameEn } changes { field after } } } }";
    let trail = school.administrator.ok(trail, Value::Null).await;
    assert_eq!(
        trail.at("/auditEvents/nodes"),
        &json!([{
            "actor": {"nameEn": "Sample Colleague"},
            "changes": [{"field": "reason", "after": "手机遗失，已核对工作证"}],
        }])
    );
}
