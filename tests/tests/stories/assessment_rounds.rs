//! Rounds in which several people answer one form, and nobody learns who answered what.

use chrono::Duration;
use serde_json::{Value, json};
use xinglin_tests::accounts::standing;
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::browser::Browser;
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::assessments::{codes, form, intern};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_round_tells_means_and_nothing_else_when_it_is_over),
        story(a_round_with_too_few_answers_is_not_closed_and_tells_nothing),
        story(a_trainee_never_holds_a_link_of_her_round),
        story(a_round_is_opened_and_closed_by_whom_it_concerns),
        story(the_page_of_a_round_asks_for_no_name),
    ]
}

const OPEN: &str = "mutation($input: AssessmentRoundOpenInput!) { assessmentRoundOpen(input: $input) {
    round { id invited answered } errors { code message path } } }";
const INVITE: &str = "mutation($input: AssessmentRoundInviteInput!) { assessmentRoundInvite(input: $input) {
    invitation { role name } link errors { code message path } } }";
const CLOSE: &str = "mutation($input: AssessmentRoundCloseInput!) { assessmentRoundClose(input: $input) {
    round { closedAt assessment { id status kind isPassed assessor { id } answers { mark } } } errors { code message path } } }";
const ANSWER: &str =
    "mutation($input: AssessmentAnswerByLinkInput!) { assessmentAnswerByLink(input: $input) {
    isTaken errors { code path } } }";
const ROUNDS: &str = "query($id: ID!) { assessmentRounds(filter: {traineeId: $id}) { totalCount nodes {
    invited answered closedAt invitations { role name email }
    result { answers items { item { code } mean { count hundredths } roles { role mean { count hundredths } } } }
    remarks { item { code } texts } assessment { id } } } }";

const DAY: &str = "2026-02-27";

fn opened(form: &str, trainee: &Trainee) -> Value {
    json!({"input": {"formId": form, "traineeId": trainee.person, "occurredOn": DAY, "closesOn": "2026-03-20"}})
}

fn invited(round: &str, role: &str, name: &str, email: Option<&str>) -> Value {
    json!({"input": {"roundId": round, "role": role, "name": name, "email": email}})
}

fn pairs(answer: &Answer, act: &str) -> Vec<String> {
    codes(answer, act).into_iter().map(|(code, path)| format!("{code} {path}")).collect()
}

/// A round of hers that she opened herself.
async fn round(trainee: &Trainee, form: &str) -> String {
    let made = trainee.actor.ok(OPEN, opened(form, trainee)).await;
    made.text("/assessmentRoundOpen/round/id").to_owned()
}

/// Invites so many nurses by mail; the secrets of their links, as they were sent.
async fn nurses(world: &World, by: &Actor, round: &str, count: usize) -> Vec<String> {
    let before = world.mailbox.sent().len();
    for number in 0..count {
        let email = format!("nurse-{number}@sample.example");
        let made = by.ok(INVITE, invited(round, "NURSE", "示例·护士", Some(&email))).await;
        assert_eq!(made.at("/assessmentRoundInvite/link"), &Value::Null);
    }
    world.run_due_jobs().await;
    let sent = world.mailbox.sent();
    let secret = |text: &str| {
        let begin = "https://xinglin.example/assess/";
        text.split_whitespace().find_map(|word| word.strip_prefix(begin)).expect("a link").to_owned()
    };
    sent.iter().skip(before).map(|sent| secret(&sent.letter.text)).collect()
}

fn said(secret: &str, overall: i64, words: &str) -> Value {
    json!({"input": {"secret": secret, "answers": [
        {"item": "AGAIN", "value": {"number": 5}}, {"item": "OVERALL", "value": {"number": overall}},
        {"item": "GOES_WELL", "value": {"text": words}},
    ]}})
}

async fn seen(actor: &Actor, trainee: &Trainee) -> Value {
    let rounds = actor.ok(ROUNDS, json!({"id": trainee.person})).await;
    rounds.at("/assessmentRounds/nodes/0").clone()
}

async fn a_round_tells_means_and_nothing_else_when_it_is_over(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (several, _) = form(&school, "multisource-360").await;
    let round = round(&trainee, &several).await;
    let mut secrets = nurses(&world, &trainee.actor, &round, 5).await;
    let patient = school.supervisor.ok(INVITE, invited(&round, "PATIENT", "示例·患者", None)).await;
    let link = patient.text("/assessmentRoundInvite/link").rsplit('/').next().unwrap().to_owned();
    secrets.push(link);
    for (index, secret) in secrets.iter().enumerate() {
        let overall = if index == 5 { 1 } else { 4 };
        let words = ["丙", "乙", "甲", "己", "戊", "丁"][index];
        world.anonymous().ok(ANSWER, said(secret, overall, &format!("{words}（示例）"))).await;
    }

    let open = seen(&trainee.actor, &trainee).await;
    assert_eq!(
        (&open["invited"], &open["answered"], &open["result"]),
        (&json!(6), &json!(null), &json!(null))
    );
    let twice = world.anonymous().query(ANSWER, said(&secrets[0], 1, "示例")).await;
    assert_eq!(pairs(&twice, "assessmentAnswerByLink"), ["LINK_INVALID secret"]);

    let closed = school.supervisor.ok(CLOSE, json!({"input": {"roundId": round}})).await;
    let made = closed.at("/assessmentRoundClose/round/assessment");
    assert_eq!(
        (&made["status"], &made["kind"], &made["isPassed"]),
        (&json!("APPROVED"), &json!("ASSESSMENT"), &json!(true))
    );
    assert_eq!((&made["assessor"]["id"], &made["answers"]), (&json!(school.ids["Supervisor"]), &json!([])));

    // Five nurses were asked for and are there, but their mean would leave the patient's rating to be reckoned.
    let shown = seen(&trainee.actor, &trainee).await;
    let overall = json!({"item": {"code": "OVERALL"}, "mean": {"count": 6, "hundredths": 350}, "roles": []});
    let again = json!({"item": {"code": "AGAIN"}, "mean": {"count": 6, "hundredths": 500}, "roles": []});
    assert_eq!(shown["result"], json!({"answers": 6, "items": [again, overall]}));
    assert_eq!(shown["remarks"], json!([]));
    let by_supervisor = seen(&school.supervisor, &trainee).await;
    let mut texts = ["丙（示例）", "乙（示例）", "甲（示例）", "己（示例）", "戊（示例）", "丁（示例）"];
    texts.sort_unstable();
    assert_eq!(by_supervisor["remarks"], json!([{"item": {"code": "GOES_WELL"}, "texts": texts}]));
    let director = seen(&school.director, &trainee).await;
    assert_eq!((&director["remarks"], &director["result"]), (&json!([]), &shown["result"]));

    let again = school.supervisor.query(CLOSE, json!({"input": {"roundId": round}})).await;
    assert_eq!(pairs(&again, "assessmentRoundClose"), ["ROUND_CLOSED roundId"]);
    nothing_tells_who_answered_what(&world, &trainee, &secrets).await;
}

/// No row binds an answer to a link, and what she takes out about herself tells no time of an answer.
async fn nothing_tells_who_answered_what(world: &World, trainee: &Trainee, secrets: &[String]) {
    let contents = world.database.contents().await;
    assert!(!contents.values().any(|rows| secrets.iter().any(|secret| rows.contains(secret))));
    let export = "mutation($input: PersonalDataExportInput!) { personalDataExport(input: $input) { download { url } errors { code } } }";
    let input = json!({"input": {"personId": trainee.person, "format": "JSON", "purpose": ""}});
    let made = trainee.actor.ok(export, input).await;
    let url = made.text("/personalDataExport/download/url");
    let path = &url[url.find("/downloads/").unwrap()..];
    let told =
        world.anonymous().request(reqwest::Method::GET, path).send().await.unwrap().text().await.unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["sections"]["assessmentRounds"].as_array().unwrap().len(), 1);
    let told = told.to_string();
    assert!(!told.contains("assessment-round.answer") && !told.contains("（示例）\""), "{told}");
}

async fn a_round_with_too_few_answers_is_not_closed_and_tells_nothing(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (several, _) = form(&school, "multisource-360").await;
    let round = round(&trainee, &several).await;
    let secrets = nurses(&world, &trainee.actor, &round, 5).await;
    for secret in &secrets[..4] {
        world.anonymous().ok(ANSWER, said(secret, 4, "示例")).await;
    }
    let before = world.database.contents().await;
    let few = school.supervisor.query(CLOSE, json!({"input": {"roundId": round}})).await;
    assert_eq!(pairs(&few, "assessmentRoundClose"), ["FEW_ANSWERS roundId"]);
    let message = few.text("/assessmentRoundClose/errors/0/message");
    assert!(message.contains('4') && message.contains('5'), "{message}");
    assert_eq!(world.database.contents().await["evidence"], before["evidence"]);

    // The last day passes: the fifth comes too late, and nothing is ever shown.
    world.clock.advance(Duration::days(19));
    let late = world.anonymous().query(ANSWER, said(&secrets[4], 4, "示例")).await;
    assert_eq!(pairs(&late, "assessmentAnswerByLink"), ["LINK_INVALID secret"]);
    for actor in [&trainee.actor, &school.supervisor] {
        let shown = seen(actor, &trainee).await;
        assert_eq!(
            (&shown["answered"], &shown["result"], &shown["remarks"]),
            (&json!(4), &json!(null), &json!([]))
        );
    }
    let invite = school.supervisor.query(INVITE, invited(&round, "PEER", "示例", None)).await;
    assert_eq!(pairs(&invite, "assessmentRoundInvite"), ["ROUND_CLOSED roundId"]);
}

async fn a_trainee_never_holds_a_link_of_her_round(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (several, _) = form(&school, "multisource-360").await;
    let round = round(&trainee, &several).await;
    nurses(&world, &trainee.actor, &round, 1).await;
    let before = standing(&world).await;
    for (email, name, expected) in [
        (None, "示例", vec!["INVALID email"]),
        (Some("nowhere"), " ", vec!["INVALID name", "INVALID email"]),
        (Some("TRAINEE@sample.example"), "示例", vec!["INVALID email"]),
        (Some("nurse-0@sample.example"), "示例", vec!["INVALID email"]),
    ] {
        let refused = trainee.actor.query(INVITE, invited(&round, "PEER", name, email)).await;
        assert_eq!(pairs(&refused, "assessmentRoundInvite"), expected, "{email:?}");
    }
    school.stranger.denied(INVITE, invited(&round, "PEER", "示例", None)).await;
    school.director.denied(INVITE, invited(&round, "PEER", "示例", None)).await;
    assert_eq!(standing(&world).await, before);
    let listed = "query($id: ID!) { assessmentRequests(filter: {traineeId: $id}) { totalCount } }";
    let listed = trainee.actor.ok(listed, json!({"id": trainee.person})).await;
    assert_eq!(listed.number("/assessmentRequests/totalCount"), 0, "an invitation has no status of its own");
}

async fn a_round_is_opened_and_closed_by_whom_it_concerns(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (several, _) = form(&school, "multisource-360").await;
    let (ecg, _) = form(&school, "ecg").await;
    for actor in [&school.centre_supervisor, &school.stranger, &school.director, &school.registrar] {
        actor.denied(OPEN, opened(&several, &trainee)).await;
    }
    let mut late = opened(&ecg, &trainee);
    late["input"]["closesOn"] = json!("2026-03-30");
    let refused = school.supervisor.query(OPEN, late).await;
    assert_eq!(pairs(&refused, "assessmentRoundOpen"), ["FORM_SINGLE formId", "INVALID closesOn"]);
    let made = school.supervisor.ok(OPEN, opened(&several, &trainee)).await;
    let round = made.text("/assessmentRoundOpen/round/id");
    let close = json!({"input": {"roundId": round}});
    for actor in [&trainee.actor, &school.director, &school.stranger] {
        actor.denied(CLOSE, close.clone()).await;
    }
    let seen = school.stranger.ok(ROUNDS, json!({"id": trainee.person})).await;
    assert_eq!(seen.number("/assessmentRounds/totalCount"), 0);
    let single = "mutation($input: AssessmentRequestInput!) { assessmentRequest(input: $input) { link errors { code message path } } }";
    let input = json!({"input": {"formId": several, "occurredOn": DAY, "assessorName": "示例"}});
    let single = trainee.actor.query(single, input).await;
    assert!(single.text("/assessmentRequest/errors/0/message").contains("发起一轮"), "{}", single.body);
}

async fn the_page_of_a_round_asks_for_no_name(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (several, _) = form(&school, "multisource-360").await;
    let round = round(&trainee, &several).await;
    let secrets = nurses(&world, &trainee.actor, &round, 1).await;
    let page = format!("https://xinglin.example/assess/{}", secrets[0]);
    let mut phone = Browser::new(&world);
    let shown = phone.open(&page).await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("匿名填写") && !shown.body.contains("name=\"name\""), "{}", shown.body);
    let missing = phone.submit(&page, &[("item.OVERALL", "4")]).await;
    assert_eq!(missing.status, 422);
    let taken = phone.submit(&page, &[("item.OVERALL", "4"), ("item.AGAIN", "5")]).await;
    assert_eq!(taken.status, 303, "{}", taken.body);
    assert_eq!(
        seen(&trainee.actor, &trainee).await["answered"],
        json!(null),
        "while it is open, nobody can count along"
    );
    assert_eq!(phone.open(&page).await.status, 404);
}
