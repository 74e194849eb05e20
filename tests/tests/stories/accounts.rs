//! How people get in: invited, signed in, reset, signed out.

use chrono::Duration;
use serde_json::{Value, json};
use xinglin_tests::accounts::{
    INVITE, ME, PASSWORD, REDEEM, SIGN_IN, browser, cookie, invite, register, sign_in, standing,
};
use xinglin_tests::actors::Actor;
use xinglin_tests::browser::Browser;
use xinglin_tests::checkers::Checker;
use xinglin_tests::outside::run;
use xinglin_tests::school::{School, Trainee, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(an_invitation_on_a_slip_signs_in),
        story(a_printed_slip_leads_to_the_page_where_its_code_is_typed).needs(&[
            Checker::PdfToText,
            Checker::PdfToPpm,
            Checker::ZbarImg,
        ]),
        story(an_invitation_is_sent_by_mail_and_by_text_message),
        story(phone_address_and_number_are_logins),
        story(sessions_are_listed_and_ended_one_by_one_and_everywhere),
        story(a_lost_password_is_reset_by_mail_and_ends_every_session),
        story(a_lost_password_is_reset_at_the_desk_and_remembered),
        story(a_secretary_resets_the_password_of_whoever_learns_in_her_department),
        story(a_password_is_changed_by_whoever_knows_it),
    ]
}

const RESET_REQUEST: &str =
    "mutation($input: PasswordResetRequestInput!) { passwordResetRequest(input: $input) {
    isTaken errors { code } } }";
const RESET: &str = "mutation($input: PasswordResetRedeemInput!) { passwordResetRedeem(input: $input) {
    session { id } errors { code path } } }";
const AT_DESK: &str = "mutation($input: PasswordResetAtDeskInput!) { passwordResetAtDesk(input: $input) {
    code expiresAt errors { code message } } }";
const SESSIONS: &str = "{ viewer { sessions { id userAgent isCurrent lastUsedAt } } }";

/// Somebody on the staff of the school, with a phone, an address and a number; her person's id.
async fn colleague(school: &School) -> String {
    school
        .administrator
        .ok(
            "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } errors { message } } }",
            json!({"input": {
                "name": {"zh": "示例·同事"}, "phone": "138 0000 0009", "email": "colleague@sample.example",
                "institutionId": school.ids["school"], "number": "S-0009", "isStaff": true,
            }}),
        )
        .await
        .text("/personCreate/person/id")
        .to_owned()
}

/// The code in what was sent last to an address.
async fn mailed(world: &World, to: &str) -> String {
    world.run_due_jobs().await;
    let sent = world.mailbox.sent();
    let letter = &sent.iter().rev().find(|sent| sent.letter.to == to).expect("a letter").letter;
    let is_code = |word: &&str| word.len() == 19 && word.matches('-').count() == 3;
    letter.text.split_whitespace().find(is_code).expect("a code in the letter").to_owned()
}

async fn an_invitation_on_a_slip_signs_in(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let made =
        school.registrar.ok(INVITE, json!({"input": {"personId": trainee.person, "channel": "SLIP"}})).await;
    let code = made.text("/invitationCreate/code").to_owned();
    assert_eq!(made.text("/invitationCreate/expiresAt"), "2026-03-09T01:00:00Z");
    let before = standing(&world).await;

    for (weak, why) in
        [("tulip", "至少 10"), ("password123!", "过于常见"), ("trainee the second", "他人知道")]
    {
        let refused =
            world.anonymous().query(REDEEM, json!({"input": {"code": code, "password": weak}})).await;
        assert_eq!(refused.text("/invitationRedeem/errors/0/code"), "WEAK_PASSWORD");
        assert!(refused.text("/invitationRedeem/errors/0/message").contains(why), "{}", refused.body);
        assert_eq!(refused.header("set-cookie"), None);
    }
    assert_eq!(standing(&world).await, before);
    let typed = code.to_lowercase().replace('-', " ");
    let redeemed =
        world.anonymous().ok(REDEEM, json!({"input": {"code": typed, "password": PASSWORD}})).await;

    let set = redeemed.header("set-cookie").unwrap();
    let (value, attributes) = set.split_once(';').unwrap();
    assert!(value.starts_with("__Host-xinglin=xls_"), "{set}");
    assert_eq!(attributes, " Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure");
    let me = browser(&world, "trainee", &redeemed).ok(ME, Value::Null).await;
    assert_eq!(me.text("/viewer/person/id"), trainee.person);
    let after = standing(&world).await;
    let again = world.anonymous().query(REDEEM, json!({"input": {"code": code, "password": PASSWORD}})).await;
    assert_eq!(again.text("/invitationRedeem/errors/0/code"), "CODE_INVALID");
    let twice =
        school.registrar.query(INVITE, json!({"input": {"personId": trainee.person, "channel": "SLIP"}}));
    assert_eq!(twice.await.text("/invitationCreate/errors/0/code"), "REGISTERED");
    assert_eq!(standing(&world).await, after);
    assert!(!after.values().any(|rows| rows.contains(PASSWORD) || rows.contains(&code)), "a secret is kept");
}

async fn a_printed_slip_leads_to_the_page_where_its_code_is_typed(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let invite = "mutation($input: InvitationCreateInput!) { invitationCreate(input: $input) {
        code slip { url fileName } errors { code } } }";
    let made =
        school.registrar.ok(invite, json!({"input": {"personId": trainee.person, "channel": "SLIP"}})).await;
    let code = made.text("/invitationCreate/code").to_owned();

    let (text, page) = printed(&world, made.text("/invitationCreate/slip/url")).await;
    for words in ["杏林邀请", "Xinglin invitation", "示例·Trainee", &code, "2026-03-09 09:00"] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    assert_eq!(page, "https://xinglin.example/invitation", "an address holds no code");

    let mut phone = Browser::new(&world);
    let token = phone.open(&page).await.token();
    let before = standing(&world).await;
    let typed = |code: &str, password: &str, again: &str| {
        [
            ("token", token.clone()),
            ("code", code.to_owned()),
            ("password", password.to_owned()),
            ("again", again.to_owned()),
        ]
    };
    for (form, says) in [
        (typed(&code, PASSWORD, "otherwise"), "两次输入的密码不一致"),
        (typed(&code, "tulip", "tulip"), "至少 10"),
        (typed("0000-0000-0000-0000", PASSWORD, PASSWORD), "代码无效"),
    ] {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = phone.submit(&page, &form).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(refused.body.contains(says), "{says} in {}", refused.body);
        assert!(!refused.body.contains(PASSWORD) && !refused.body.contains("tulip"), "{}", refused.body);
    }
    assert_eq!(standing(&world).await, before);
    let lower = code.to_lowercase().replace('-', " ");
    let form = typed(&lower, PASSWORD, PASSWORD);
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let entered = phone.submit(&page, &form).await;

    assert_eq!(
        (entered.status, entered.location.as_deref()),
        (303, Some("https://xinglin.example/welcome?lang=zh"))
    );
    assert!(phone.open("https://xinglin.example/welcome").await.body.contains("密码已设置"));
    assert_eq!(phone.cookie("__Host-xinglin-form"), None);
    let me = phone.actor("trainee").ok(ME, Value::Null).await;
    assert_eq!(me.text("/viewer/person/id"), trainee.person);
}

/// What a slip says, and where its QR code leads.
async fn printed(world: &World, url: &str) -> (String, String) {
    let path = url.strip_prefix("https://xinglin.example").unwrap();
    let file = world.anonymous().request(reqwest::Method::GET, path).send().await.unwrap();
    assert_eq!(file.status(), 200);
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("slip.pdf");
    std::fs::write(&pdf, file.bytes().await.unwrap()).unwrap();
    let pdf = pdf.display().to_string();
    let text = run(&Checker::PdfToText.program(), ["-layout", &pdf, "-"]).await.text();
    let image = folder.path().join("slip").display().to_string();
    let drawn = ["-r", "150", "-png", "-singlefile", &pdf, &image];
    drop(run(&Checker::PdfToPpm.program(), drawn).await.succeeded());
    let read = run(&Checker::ZbarImg.program(), ["-q", "--raw", &format!("{image}.png")]).await.text();
    (text, read.trim().to_owned())
}

async fn an_invitation_is_sent_by_mail_and_by_text_message(world: World) {
    let school = School::found(&world).await;
    let person = colleague(&school).await;
    let by = |channel: &str| json!({"input": {"personId": person, "channel": channel}});
    let made = school.registrar.ok(INVITE, by("MAIL")).await;
    assert_eq!(made.at("/invitationCreate/code"), &Value::Null);
    let first = mailed(&world, "colleague@sample.example").await;

    school.registrar.ok(INVITE, by("TEXT_MESSAGE")).await;
    world.run_due_jobs().await;
    let sent = world.text_messages.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].to.as_str(), sent[0].template.as_str()), ("13800000009", "INVITATION"));
    assert_eq!(sent[0].parameters[1], "2026-03-09 09:00");
    assert!(
        !world.database.contents().await["job"].contains(&sent[0].parameters[0]),
        "the code is in the queue"
    );

    // The later one took the earlier one's place.
    let old = world.anonymous().query(REDEEM, json!({"input": {"code": first, "password": PASSWORD}})).await;
    assert_eq!(old.text("/invitationRedeem/errors/0/code"), "CODE_INVALID");
    let code = &sent[0].parameters[0];
    world.clock.advance(Duration::days(7));
    let late = world.anonymous().query(REDEEM, json!({"input": {"code": code, "password": PASSWORD}})).await;
    assert_eq!(late.text("/invitationRedeem/errors/0/code"), "CODE_INVALID");
    let unreachable = school
        .registrar
        .query(INVITE, json!({"input": {"personId": school.ids["Supervisor"], "channel": "TEXT_MESSAGE"}}));
    assert_eq!(unreachable.await.codes(), ["NOT_FOUND"]);
    let staff = json!({"input": {"personId": school.ids["Supervisor"], "channel": "TEXT_MESSAGE"}});
    let unreachable = school.base_administrator.query(INVITE, staff).await;
    assert_eq!(unreachable.text("/invitationCreate/errors/0/code"), "UNREACHABLE");
}

async fn phone_address_and_number_are_logins(world: World) {
    let school = School::found(&world).await;
    let person = colleague(&school).await;
    register(&world, &school.registrar, "colleague", &person).await;

    for login in ["+86 138-0000-0009", "13800000009", "Colleague@Sample.Example"] {
        let browser = sign_in(&world, "colleague", login).await;
        assert_eq!(browser.ok(ME, Value::Null).await.text("/viewer/person/id"), person, "{login}");
    }
    let at = |place: &str| json!({"input": {"login": "S-0009", "institutionId": school.ids[place], "password": PASSWORD}});
    let answer = world.anonymous().ok(SIGN_IN, at("school")).await;
    assert_eq!(answer.text("/sessionCreate/session/expiresAt"), "2026-03-02T13:00:00Z");
    let elsewhere = world.anonymous().query(SIGN_IN, at("elsewhere")).await;
    assert_eq!(elsewhere.text("/sessionCreate/errors/0/code"), "WRONG_CREDENTIALS");
    assert_eq!(cookie(&elsewhere), None);
}

async fn sessions_are_listed_and_ended_one_by_one_and_everywhere(world: World) {
    let school = School::found(&world).await;
    let person = colleague(&school).await;
    let first = register(&world, &school.registrar, "first", &person).await;
    let second = sign_in(&world, "second", "13800000009").await;
    let third = sign_in(&world, "third", "13800000009").await;
    let listed = third.ok(SESSIONS, Value::Null).await;
    let rows = listed.list("/viewer/sessions");
    assert_eq!(rows.len(), 3);
    assert_eq!((&rows[0]["isCurrent"], &rows[1]["isCurrent"]), (&json!(true), &json!(false)));
    let revoke = "mutation($input: SessionRevokeInput!) { sessionRevoke(input: $input) { session { id } errors { code } } }";

    let input = json!({"input": {"sessionId": rows[1]["id"]}});
    school.registrar.denied(revoke, input.clone()).await;
    third.ok(revoke, input).await;
    assert_eq!(second.denied(ME, Value::Null).await.codes(), ["UNAUTHENTICATED"]);
    let ended = third.ok("mutation { sessionEnd { session { id } errors { code } } }", Value::Null).await;
    assert_eq!(
        ended.header("set-cookie").unwrap(),
        "__Host-xinglin=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
    );
    third.denied(ME, Value::Null).await;
    let fourth = sign_in(&world, "fourth", "13800000009").await;
    let all = fourth.ok("mutation { sessionEndAll { endedSessions errors { code } } }", Value::Null).await;
    assert_eq!(all.number("/sessionEndAll/endedSessions"), 2);
    for browser in [&first, &fourth] {
        let refused = browser.denied(ME, Value::Null).await;
        // The browser is told to forget it, and can sign in again.
        assert!(refused.header("set-cookie").unwrap().starts_with("__Host-xinglin=; Path=/; Max-Age=0"));
    }
    let token =
        school.registrar.query("mutation { sessionEnd { session { id } errors { code } } }", Value::Null);
    assert_eq!(token.await.text("/sessionEnd/errors/0/code"), "NOT_A_SESSION");
}

async fn a_lost_password_is_reset_by_mail_and_ends_every_session(world: World) {
    let school = School::found(&world).await;
    let person = colleague(&school).await;
    let browser = register(&world, &school.registrar, "colleague", &person).await;
    let ask = async |login: &str| {
        let taken = world.anonymous().ok(RESET_REQUEST, json!({"input": {"login": login}})).await;
        assert_eq!(taken.at("/passwordResetRequest"), &json!({"isTaken": true, "errors": []}));
    };
    ask("colleague@sample.example").await;
    let code = mailed(&world, "colleague@sample.example").await;
    browser.ok(ME, Value::Null).await;

    let wrong = world.anonymous().query(REDEEM, json!({"input": {"code": code, "password": PASSWORD}})).await;
    assert_eq!(wrong.text("/invitationRedeem/errors/0/code"), "CODE_INVALID", "a reset is no invitation");
    let new = "harbour without ships";
    let reset = world.anonymous().ok(RESET, json!({"input": {"code": code, "password": new}})).await;

    assert_eq!(browser.denied(ME, Value::Null).await.codes(), ["UNAUTHENTICATED"]);
    xinglin_tests::accounts::browser(&world, "after the reset", &reset).ok(ME, Value::Null).await;
    let sign = |password: &str| json!({"input": {"login": "13800000009", "password": password}});
    let old = world.anonymous().query(SIGN_IN, sign(PASSWORD)).await;
    assert_eq!(old.text("/sessionCreate/errors/0/code"), "WRONG_CREDENTIALS");
    world.anonymous().ok(SIGN_IN, sign(new)).await;

    ask("13800000009").await;
    world.run_due_jobs().await;
    let sent = world.text_messages.sent();
    assert_eq!((sent.len(), sent[0].template.as_str()), (1, "PASSWORD_RESET"));
    world.clock.advance(Duration::hours(1));
    let late = json!({"input": {"code": sent[0].parameters[0], "password": PASSWORD}});
    assert_eq!(
        world.anonymous().query(RESET, late).await.text("/passwordResetRedeem/errors/0/code"),
        "CODE_INVALID"
    );
}

async fn a_lost_password_is_reset_at_the_desk_and_remembered(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let input = json!({"input": {"personId": trainee.person}});
    let early = school.registrar.query(AT_DESK, input.clone()).await;
    assert_eq!(early.text("/passwordResetAtDesk/errors/0/code"), "NOT_REGISTERED");
    let browser = register(&world, &school.registrar, "trainee", &trainee.person).await;
    for stranger in [&school.stranger, &school.director, &trainee.actor] {
        stranger.denied(AT_DESK, input.clone()).await;
    }
    // Whoever could open the door of somebody with wider powers would have these powers.
    let above = json!({"input": {"personId": school.ids["Director"]}});
    let refused = school.registrar.denied(AT_DESK, above).await;
    assert!(refused.errors()[0]["message"].as_str().unwrap().contains("系统管理员"), "{}", refused.body);

    let made = school.registrar.ok(AT_DESK, input).await;
    assert_eq!(made.text("/passwordResetAtDesk/expiresAt"), "2026-03-02T02:00:00Z");
    let code = made.text("/passwordResetAtDesk/code");
    world.anonymous().ok(RESET, json!({"input": {"code": code, "password": "harbour without ships"}})).await;

    browser.denied(ME, Value::Null).await;
    let trail = school
        .administrator
        .ok("{ auditEvents(first: 20) { nodes { action objectKind actor { nameEn } } } }", Value::Null)
        .await;
    let done: Vec<(&str, &Value)> = trail
        .list("/auditEvents/nodes")
        .iter()
        .map(|event| (event["action"].as_str().unwrap(), &event["actor"]["nameEn"]))
        .collect();
    for expected in [
        ("password-reset.create", "Sample Registrar"),
        ("password-reset.redeem", "Sample Trainee"),
        ("session.end", "Sample Trainee"),
        ("session.create", "Sample Trainee"),
        ("invitation.create", "Sample Registrar"),
    ] {
        assert!(done.contains(&(expected.0, &json!(expected.1))), "{expected:?} in {done:?}");
    }
}

async fn a_secretary_resets_the_password_of_whoever_learns_in_her_department(world: World) {
    let school = School::found(&world).await;
    let here = school.trainee("Trainee Here", "2026-02-01").await;
    let past = school.trainee("Trainee Past", "2026-01-01").await;
    let promoted = school.trainee("Trainee Promoted", "2026-02-01").await;
    for (trainee, from, until) in [
        (&here, "2026-02-15", "2026-03-31"),
        (&past, "2026-02-01", "2026-02-28"),
        (&promoted, "2026-03-01", "2026-03-31"),
    ] {
        school.place(trainee, "TUINA", "TUINA", from, until).await;
        register(&world, &school.administrator, "trainee", &trainee.person).await;
    }
    let grant = async |person: &str, role: &str, place: &str, id: &str| {
        let document = "mutation($input: RoleGrantInput!) { roleGrant(input: $input) { person { id } errors { code } } }";
        let input =
            json!({"personId": person, "role": role, place: school.ids[id], "startsOn": "2026-01-01"});
        school.administrator.ok(document, json!({ "input": input })).await;
    };
    let secretary = async |name: &str, department: &str| {
        let (actor, person) =
            hire(&school.administrator, &world, name, "SUPERVISOR", &school.ids["hospital"]).await;
        grant(&person, "DEPARTMENT_SECRETARY", "departmentId", department).await;
        actor
    };
    let (own, other) = (secretary("Secretary", "TUINA").await, secretary("Other Secretary", "ENT").await);
    grant(&promoted.person, "SENDING_OFFICER", "institutionId", "centre").await;
    let of = |trainee: &Trainee| json!({"input": {"personId": trainee.person}});

    let made = own.ok(AT_DESK, of(&here)).await;
    assert_eq!(made.text("/passwordResetAtDesk/code").len(), 19);
    assert_eq!(other.denied(AT_DESK, of(&here)).await.codes(), ["NOT_FOUND"]);
    // Whoever was there last week is seen and not let in, nor is whoever has wider powers than she.
    for trainee in [&past, &promoted] {
        assert_eq!(own.denied(AT_DESK, of(trainee)).await.codes(), ["FORBIDDEN"]);
    }
    assert_eq!(school.registrar.denied(AT_DESK, of(&promoted)).await.codes(), ["FORBIDDEN"]);
    school.administrator.ok(AT_DESK, of(&promoted)).await;
    let invite = json!({"input": {"personId": here.person, "channel": "SLIP"}});
    assert_eq!(own.denied(INVITE, invite).await.codes(), ["FORBIDDEN"]);
}

async fn a_password_is_changed_by_whoever_knows_it(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let code = invite(&school.registrar, &trainee.person).await;
    let redeemed = world.anonymous().ok(REDEEM, json!({"input": {"code": code, "password": PASSWORD}})).await;
    let here = browser(&world, "here", &redeemed);
    let there = sign_in(&world, "there", "trainee@sample.example").await;
    let change = "mutation($input: PasswordChangeInput!) { passwordChange(input: $input) { endedSessions errors { code path } } }";
    let to = |present: &str, new: &str| json!({"input": {"presentPassword": present, "newPassword": new}});
    let before = standing(&world).await;

    let wrong = here.query(change, to("another tulip garden", "harbour without ships")).await;
    assert_eq!(
        wrong.at("/passwordChange/errors"),
        &json!([{"code": "WRONG_CREDENTIALS", "path": ["presentPassword"]}])
    );
    let weak = here.query(change, to(PASSWORD, "1234567890")).await;
    assert_eq!(weak.text("/passwordChange/errors/0/code"), "WEAK_PASSWORD");
    assert_eq!(standing(&world).await, before);
    let changed = here.ok(change, to(PASSWORD, "harbour without ships")).await;

    assert_eq!(changed.number("/passwordChange/endedSessions"), 1);
    here.ok(ME, Value::Null).await;
    Actor::denied(&there, ME, Value::Null).await;
}
