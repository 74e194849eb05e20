//! Certificates of apprenticeships: gone through, proposed by one, issued by another.

use reqwest::Method;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{School, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::apprenticeships::{END, HAND_OVER, REVIEW, accept, appoint, at, follow, propose, terms};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(an_apprenticeship_that_was_gone_through_is_certified),
        story(an_apprenticeship_is_certified_with_every_reason_met_or_not_at_all),
        story(time_with_the_master_before_counts),
        story(two_at_once_propose_one_certificate),
    ]
}

const CERTIFY: &str = "mutation($input: CertificateProposeInput!) { certificatePropose(input: $input) {
    certificate { id kind status enrolment { id } apprenticeship { id } institution { name(locale: EN) } }
    errors { code path message } } }";
const ISSUE: &str = "mutation($input: CertificateIssueInput!) { certificateIssue(input: $input) {
    certificate { id status serialNumber code ruleVersion snapshotHash fileUrl } errors { code } } }";
const VERIFY: &str = "query($code: String!) { verifyCertificate(code: $code) { status facts { holderName(locale: ZH)
    programmeName(locale: EN) curriculumVersion masterName(locale: ZH) halfDays startsOn endsOn issuedOn } } }";
const APPRAISE: &str =
    "mutation($input: ApprenticeshipAppraiseInput!) { apprenticeshipAppraise(input: $input) {
    apprenticeship { id } errors { code path } } }";
const OPEN: &str =
    "query($id: ID!) { node(id: $id) { ... on Apprenticeship { certificates { id status } } } }";

/// A physician of the health centre who follows a master of the hospital for two weeks, three half-days each; and who proposes and issues
/// there.
struct Pair {
    school: School,
    physician: Actor,
    pairing: String,
    stretch: String,
    director: Actor,
    registrar: Actor,
}

async fn paired(world: &World) -> Pair {
    let school = School::found(world).await;
    let mentor = appoint(&school, &school.ids["Master"]).await;
    let (physician, person) =
        hire(&school.administrator, world, "Physician", "SUPERVISOR", &school.ids["centre"]).await;
    let mut input = terms(&mentor, &person);
    input["institutionId"] = json!(school.ids["centre"]);
    input["endsOn"] = json!("2026-03-15");
    let pairing = propose(&physician, input).await;
    let live = accept(&school.master, &pairing).await;
    let stretch = live.text("/apprenticeshipAccept/apprenticeship/stretches/0/id").to_owned();
    let at_hospital = json!({"institutionId": school.ids["hospital"], "startsOn": "2026-01-01"});
    let (director, _) =
        school.appoint("Hospital Director", "hospital", "PROGRAMME_DIRECTOR", at_hospital.clone()).await;
    let (registrar, _) =
        school.appoint("Hospital Registrar", "hospital", "SCHOOL_REGISTRAR", at_hospital).await;
    Pair { school, physician, pairing, stretch, director, registrar }
}

/// Mornings that she followed; returns the entries.
async fn followed(world: &World, pair: &Pair, stretch: &str, days: &[&str]) -> Vec<String> {
    let mut entries = Vec::new();
    for day in days {
        world.clock.set(at(&format!("{day}T09:00:00Z")));
        let made = follow(&pair.physician, stretch, day).await;
        assert!(made.problems().is_empty(), "{}", made.body);
        entries.push(made.text("/hoursSubmit/hoursEntry/id").to_owned());
    }
    entries
}

async fn approve(master: &Actor, entries: &[String]) {
    for entry in entries {
        master.ok(REVIEW, json!({"input": {"hoursEntryId": entry, "decision": "APPROVED"}})).await;
    }
}

async fn appraise(master: &Actor, pairing: &str, mark: &str) {
    let input = json!({"input": {"apprenticeshipId": pairing, "mark": mark, "remark": "勤勉（示例）"}});
    let said = master.query(APPRAISE, input).await;
    assert!(said.problems().is_empty(), "{}", said.body);
}

async fn certify(actor: &Actor, pairing: &str) -> Answer {
    actor.query(CERTIFY, json!({"input": {"apprenticeshipId": pairing}})).await
}

/// Why it is not certified, in words.
async fn reasons(pair: &Pair, pairing: &str) -> Vec<String> {
    let answer = certify(&pair.director, pairing).await;
    let errors = answer.list("/certificatePropose/errors");
    assert!(errors.iter().all(|error| error["code"] == "NOT_ELIGIBLE"), "{}", answer.body);
    errors.iter().map(|error| error["message"].as_str().unwrap().to_owned()).collect()
}

const WEEKS: &[&str] = &["2026-03-02", "2026-03-04", "2026-03-06", "2026-03-09", "2026-03-11", "2026-03-13"];

async fn gone_through(world: &World) -> Pair {
    let pair = paired(world).await;
    let entries = followed(world, &pair, &pair.stretch, WEEKS).await;
    approve(&pair.school.master, &entries).await;
    world.clock.set(at("2026-03-16T09:00:00Z"));
    appraise(&pair.school.master, &pair.pairing, "GOOD").await;
    pair
}

async fn an_apprenticeship_that_was_gone_through_is_certified(world: World) {
    let pair = gone_through(&world).await;
    for nobody in [&pair.school.master, &pair.physician] {
        let denied = certify(nobody, &pair.pairing).await;
        assert_eq!(denied.codes(), ["FORBIDDEN"]);
    }
    assert_eq!(certify(&pair.school.stranger, &pair.pairing).await.codes(), ["NOT_FOUND"]);
    let both =
        json!({"input": {"apprenticeshipId": pair.pairing, "enrolmentId": "enr_00000000000000000000000000"}});
    for input in [both, json!({"input": {}})] {
        assert_eq!(pair.director.query(CERTIFY, input).await.codes(), ["BAD_USER_INPUT"]);
    }

    let made = certify(&pair.director, &pair.pairing).await;
    let made = made.at("/certificatePropose/certificate").clone();
    assert_eq!(
        made,
        json!({"id": made["id"], "kind": "APPRENTICESHIP", "status": "PROPOSED", "enrolment": null,
            "apprenticeship": {"id": pair.pairing}, "institution": {"name": "Sample Teaching Hospital"}})
    );
    let again = certify(&pair.director, &pair.pairing).await;
    assert_eq!(again.refusals("certificatePropose"), [("ALREADY".to_owned(), String::new())]);
    let input = json!({"input": {"certificateId": made["id"]}});
    assert_eq!(pair.director.denied(ISSUE, input.clone()).await.codes(), ["FORBIDDEN"]);
    let issued = pair.registrar.ok(ISSUE, input).await;
    let issued = issued.at("/certificateIssue/certificate").clone();
    assert_eq!(
        (&issued["status"], &issued["serialNumber"], &issued["ruleVersion"]),
        (
            &json!("ISSUED"),
            &json!("2026-SC-3501-0001"),
            &json!("apprenticeship 1; template apprenticeship-1")
        )
    );
    let there = world.anonymous().ok(VERIFY, json!({"code": issued["code"]})).await;
    assert_eq!(
        there.at("/verifyCertificate"),
        &json!({"status": "VALID", "facts": {"holderName": "示例·Physician", "programmeName": "Internal medicine",
            "curriculumVersion": null, "masterName": "示例·Master", "halfDays": 6, "startsOn": "2026-03-02",
            "endsOn": "2026-03-15", "issuedOn": "2026-03-16"}})
    );
    for who in [&pair.physician, &pair.school.master] {
        let seen = who.ok(OPEN, json!({"id": pair.pairing})).await;
        assert_eq!(seen.at("/node/certificates"), &json!([{"id": issued["id"], "status": "ISSUED"}]));
    }
    let code = issued["code"].as_str().unwrap();
    let page =
        world.anonymous().request(Method::GET, &format!("/verify/{code}?lang=en")).send().await.unwrap();
    let page = page.text().await.unwrap();
    for word in ["Sample Master", "6 half-days", "Sample Physician"] {
        assert!(page.contains(word), "{word} in {page}");
    }
    let file =
        world.anonymous().request(Method::GET, &format!("/certificates/{code}.pdf")).send().await.unwrap();
    let bytes = file.bytes().await.unwrap();
    assert!(bytes.starts_with(b"%PDF-1.4"));
    if let Ok(kept) = std::env::var("XINGLIN_PAPERS") {
        std::fs::write(format!("{kept}/APPRENTICESHIP.pdf"), &bytes).unwrap();
    }
    world.whole().await;
}

async fn an_apprenticeship_is_certified_with_every_reason_met_or_not_at_all(world: World) {
    let pair = paired(&world).await;
    let entries = followed(&world, &pair, &pair.stretch, WEEKS).await;
    let before = world.database.contents().await;
    assert_eq!(
        reasons(&pair, &pair.pairing).await,
        [
            "学习期到 2026-03-15 为止：须过了这一天，或已办理出师，方可发证",
            "已审核跟师 0 个半天，约定为 6 个半天",
            "指导老师尚未给出评价",
            "以下月份仍有跟师记录未审核：2026-03",
        ]
    );
    assert_eq!(world.database.contents().await, before);
    // One morning is rejected: it is decided, and too little was followed.
    approve(&pair.school.master, &entries[..5]).await;
    let reject = json!({"input": {"hoursEntryId": entries[5], "decision": "REJECTED", "reason": "示例"}});
    pair.school.master.ok(REVIEW, reject).await;
    world.clock.set(at("2026-03-16T09:00:00Z"));
    appraise(&pair.school.master, &pair.pairing, "FAILED").await;
    assert_eq!(
        reasons(&pair, &pair.pairing).await,
        ["已审核跟师 5 个半天，约定为 6 个半天", "指导老师的评价为不合格"]
    );
    world.whole().await;
}

async fn time_with_the_master_before_counts(world: World) {
    let pair = paired(&world).await;
    let entries = followed(&world, &pair, &pair.stretch, &WEEKS[..3]).await;
    approve(&pair.school.master, &entries).await;
    let (second, person) =
        hire(&pair.school.administrator, &world, "Second Master", "SUPERVISOR", &pair.school.ids["hospital"])
            .await;
    let mentor = appoint(&pair.school, &person).await;
    let to = json!({"input": {"apprenticeshipId": pair.pairing, "mentorId": mentor, "from": "2026-03-09",
        "reason": "调离（示例）"}});
    let proposed = pair.school.master.ok(HAND_OVER, to).await;
    let next = proposed.text("/apprenticeshipHandOver/apprenticeship/id").to_owned();
    accept(&second, &next).await;
    let live = accept(&pair.physician, &next).await;
    let stretch = live.text("/apprenticeshipAccept/apprenticeship/stretches/0/id").to_owned();
    let entries = followed(&world, &pair, &stretch, &WEEKS[3..]).await;
    approve(&second, &entries).await;
    world.clock.set(at("2026-03-16T09:00:00Z"));
    appraise(&second, &next, "EXCELLENT").await;

    let passed_on = reasons(&pair, &pair.pairing).await;
    assert!(passed_on[0].contains("请为接任老师的师承办理"), "{passed_on:?}");
    let made = certify(&pair.director, &next).await;
    assert!(made.problems().is_empty(), "{}", made.body);
    let input = json!({"input": {"certificateId": made.at("/certificatePropose/certificate/id")}});
    let issued = pair.registrar.ok(ISSUE, input).await;
    let there =
        world.anonymous().ok(VERIFY, json!({"code": issued.at("/certificateIssue/certificate/code")})).await;
    let facts = there.at("/verifyCertificate/facts");
    assert_eq!(
        (&facts["masterName"], &facts["halfDays"], &facts["startsOn"]),
        (&json!("示例·Second Master"), &json!(6), &json!("2026-03-02"))
    );
    // One that was given up is none that was gone through.
    world.clock.set(at("2026-03-17T09:00:00Z"));
    let mut input = terms(&mentor, pair.school.ids["Supervisor"].as_str());
    input["startsOn"] = json!("2026-03-17");
    input["institutionId"] = json!(pair.school.ids["hospital"]);
    let third = propose(&pair.school.supervisor, input).await;
    accept(&second, &third).await;
    let end = json!({"input": {"apprenticeshipId": third, "lastDay": "2026-03-17", "reason": "示例"}});
    second.ok(END, end).await;
    assert!(reasons(&pair, &third).await[0].contains("已结束"));
    world.whole().await;
}

async fn two_at_once_propose_one_certificate(world: World) {
    let pair = gone_through(&world).await;
    let asking = (0..8).map(|_| certify(&pair.director, &pair.pairing));
    let answers = futures_util::future::join_all(asking).await;
    let made = answers.iter().filter(|answer| *answer.at("/certificatePropose/certificate") != Value::Null);
    assert_eq!(made.count(), 1);
    let connection = world.database.connect().await;
    assert_eq!(entity::certificate::Entity::find().count(&connection).await.unwrap(), 1);
    connection.close().await.unwrap();
    world.whole().await;
}
