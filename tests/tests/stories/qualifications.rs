//! What qualifies supervisors to teach: recorded where they teach, read by themselves and their administrators, told before its end.

use chrono::Duration;
use serde_json::{Value, json};
use xinglin_tests::actors::Actor;
use xinglin_tests::school::{School, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_qualification_is_read_by_its_holder_and_her_administrators),
        story(a_qualification_that_cannot_be_is_refused_with_every_reason),
        story(a_holder_is_told_twice_before_it_ends_and_never_again),
        story(an_administrator_sees_what_ends_soon),
        story(a_qualification_is_told_erased_and_carried_over),
    ]
}

const RECORD: &str = "mutation($input: QualificationRecordInput!) { qualificationRecord(input: $input) {
    qualification { id expiresOn state } errors { code path message } } }";
const END: &str = "mutation($input: QualificationEndInput!) { qualificationEnd(input: $input) {
    qualification { endedOn endReason state } errors { code path message } } }";
const HERS: &str = "query($id: ID!) { node(id: $id) { ... on Person { qualificationState
    later: qualificationState(on: \"2031-03-01\") after: qualificationState(on: \"2031-03-02\")
    qualifications { kind number issuedOn expiresOn institution { id } } } } }";
const LIST: &str = "query($id: ID!, $days: Int, $kind: QualificationKind) {
    qualifications(institutionId: $id, expiringWithinDays: $days, kind: $kind, first: 10) {
        totalCount nodes { number holder { id } } } }";

fn certificate(school: &School, person: &str, number: &str, issued: &str, expires: Option<&str>) -> Value {
    json!({"input": {"personId": person, "institutionId": school.ids["hospital"], "kind": "GP_SUPERVISOR_CLINICAL",
        "number": number, "issuedOn": issued, "expiresOn": expires}})
}

async fn record(school: &School, person: &str, number: &str, issued: &str, expires: Option<&str>) -> String {
    let made =
        school.base_administrator.ok(RECORD, certificate(school, person, number, issued, expires)).await;
    made.text("/qualificationRecord/qualification/id").to_owned()
}

async fn a_qualification_is_read_by_its_holder_and_her_administrators(world: World) {
    let school = School::found(&world).await;
    let supervisor = school.ids["Supervisor"].clone();
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-03-02", "2026-03-31").await;

    let made = school
        .base_administrator
        .ok(RECORD, certificate(&school, &supervisor, "示例-1", "2026-03-02", None))
        .await;

    assert_eq!(made.at("/qualificationRecord/qualification/expiresOn"), "2031-03-01", "five years");
    assert_eq!(made.at("/qualificationRecord/qualification/state"), "VALID");
    let mine = school.supervisor.ok(HERS, json!({"id": supervisor})).await;
    assert_eq!(
        mine.at("/node"),
        &json!({"qualificationState": "VALID", "later": "EXPIRING", "after": "EXPIRED", "qualifications": [{
            "kind": "GP_SUPERVISOR_CLINICAL", "number": "示例-1", "issuedOn": "2026-03-02", "expiresOn": "2031-03-01",
            "institution": {"id": school.ids["hospital"]}}]})
    );
    for reader in [&school.base_administrator, &school.administrator] {
        let seen = reader.ok(HERS, json!({"id": supervisor})).await;
        assert_eq!(seen.list("/node/qualifications").len(), 1);
    }
    // Whoever sees the placement and its supervisor sees how far she is qualified, and no certificate.
    let shown = "query($id: ID!) { placement(id: $id) { supervisor { qualificationState qualifications { number } } } }";
    let chief = school.base_administrator.ok(shown, json!({"id": placement})).await;
    assert_eq!(chief.at("/placement/supervisor/qualificationState"), "VALID");
    let (other, _) =
        hire(&school.administrator, &world, "Other Chief", "BASE_ADMINISTRATOR", &school.ids["centre"]).await;
    for reader in [&school.stranger, &school.registrar, &trainee.actor, &other] {
        assert!(reader.ok(HERS, json!({"id": supervisor})).await.at("/node").is_null());
    }
}

async fn a_qualification_that_cannot_be_is_refused_with_every_reason(world: World) {
    let school = School::found(&world).await;
    let supervisor = school.ids["Supervisor"].clone();
    let id = record(&school, &supervisor, "示例-1", "2025-03-02", None).await;
    let (former, former_id) =
        hire(&school.administrator, &world, "Former Member", "SUPERVISOR", &school.ids["centre"]).await;
    let before = world.database.contents().await;
    let told = async |input: Value| {
        let refused = school.base_administrator.query(RECORD, input).await;
        assert!(refused.codes().is_empty(), "{}", refused.body);
        let problems = refused.refusals("qualificationRecord").into_iter();
        problems.map(|(code, path)| format!("{code} {path}")).collect::<Vec<_>>()
    };
    assert_eq!(
        told(certificate(&school, &supervisor, " ", "2026-03-03", Some("2026-03-02"))).await,
        ["INVALID number", "INVALID issuedOn", "INVALID expiresOn"]
    );
    assert_eq!(told(certificate(&school, &supervisor, "示例-1", "2026-01-01", None)).await, ["TAKEN number"]);
    let hidden = certificate(&school, &former_id, "示例-3", "2026-01-01", None);
    assert_eq!(school.base_administrator.query(RECORD, hidden).await.codes(), ["NOT_FOUND"]);
    let end =
        |on: &str, reason: &str| json!({"input": {"qualificationId": id, "endedOn": on, "reason": reason}});
    let late = school.base_administrator.query(END, end("2030-03-02", "")).await;
    assert_eq!(late.refusals("qualificationEnd").len(), 2, "{}", late.body);
    for caller in [&school.registrar, &school.director, &school.supervisor, &school.administrator, &former] {
        let input = certificate(&school, &supervisor, "示例-4", "2026-01-01", None);
        assert_eq!(caller.query(RECORD, input).await.codes(), ["FORBIDDEN"]);
        assert_eq!(caller.query(END, end("2026-03-01", "示例")).await.codes(), ["FORBIDDEN"]);
    }
    assert_eq!(world.database.contents().await, before);
    let ended = school.base_administrator.ok(END, end("2026-03-01", "证书撤销（示例）")).await;
    assert_eq!(
        ended.at("/qualificationEnd/qualification"),
        &json!({"endedOn": "2026-03-01", "endReason": "证书撤销（示例）", "state": "EXPIRED"})
    );
    assert_eq!(told(certificate(&school, &supervisor, "示例-1", "2026-03-02", None)).await.len(), 0);
}

async fn tell(world: &World) -> usize {
    let told = domain::notifications::qualifications_expiring(&world.platform().await).await.unwrap();
    world.run_due_jobs().await;
    told
}

async fn a_holder_is_told_twice_before_it_ends_and_never_again(world: World) {
    let school = School::found(&world).await;
    let supervisor = school.ids["Supervisor"].clone();
    // 91 days are left; of another one 20, and one is over before it is told.
    record(&school, &supervisor, "示例-91", "2021-06-02", Some("2026-06-01")).await;
    record(&school, &school.ids["Master"], "示例-20", "2021-03-22", Some("2026-03-22")).await;
    let ended = record(&school, &supervisor, "示例-0", "2021-03-22", Some("2026-03-22")).await;
    let end = json!({"input": {"qualificationId": ended, "endedOn": "2026-03-01", "reason": "示例"}});
    school.base_administrator.ok(END, end).await;
    let letters = || {
        let sent = world.mailbox.sent().into_iter();
        let about = sent.map(|sent| sent.letter).filter(|letter| letter.text.contains("示例-"));
        about.map(|letter| (letter.to, letter.text)).collect::<Vec<_>>()
    };

    assert_eq!(tell(&world).await, 1, "the one that ends within 30 days");
    assert_eq!(tell(&world).await, 0);
    world.clock.advance(Duration::days(1));
    assert_eq!(tell(&world).await, 1, "the one that ends within 90 days");
    assert_eq!(tell(&world).await, 0);
    world.clock.advance(Duration::days(40));
    assert_eq!(tell(&world).await, 0);
    world.clock.advance(Duration::days(20));
    assert_eq!(tell(&world).await, 1, "within 30 days");
    for _ in 0..40 {
        world.clock.advance(Duration::days(1));
        assert_eq!(tell(&world).await, 0);
    }
    let letters = letters();
    let told: Vec<bool> = letters.iter().map(|(_, text)| text.contains("示例-91")).collect();
    assert_eq!(told, [false, true, true]);
    assert_eq!(letters[0].0, "master@sample.example");
    assert!(letters[1].1.contains("2026-06-01") && letters[1].0 == "supervisor@sample.example");
}

async fn shown(reader: &Actor, school: &School, days: Option<i64>) -> Vec<String> {
    let seen = reader.ok(LIST, json!({"id": school.ids["hospital"], "days": days})).await;
    let rows = seen.list("/qualifications/nodes");
    assert_eq!(seen.number("/qualifications/totalCount"), i64::try_from(rows.len()).unwrap());
    rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

async fn an_administrator_sees_what_ends_soon(world: World) {
    let school = School::found(&world).await;
    for (who, number, expires) in [
        ("Supervisor", "丙", "2030-01-01"),
        ("Master", "乙", "2026-05-31"),
        ("Supervisor", "甲", "2026-03-01"),
    ] {
        record(&school, &school.ids[who], number, "2020-01-01", Some(expires)).await;
    }
    let chief = &school.base_administrator;
    assert_eq!(shown(chief, &school, None).await, ["甲", "乙", "丙"]);
    assert_eq!(shown(chief, &school, Some(90)).await, ["乙"]);
    assert_eq!(shown(&school.administrator, &school, Some(89)).await, [""; 0]);
    let none = chief.ok(LIST, json!({"id": school.ids["hospital"], "kind": "TEACHING_DIPLOMA"})).await;
    assert_eq!(none.number("/qualifications/totalCount"), 0);
    for days in [-1, 3661] {
        let refused = chief.query(LIST, json!({"id": school.ids["hospital"], "days": days})).await;
        assert_eq!(refused.codes(), ["BAD_USER_INPUT"]);
    }
    for reader in [&school.registrar, &school.stranger, &school.supervisor] {
        let refused = reader.query(LIST, json!({"id": school.ids["hospital"]})).await;
        assert_eq!(refused.codes(), ["FORBIDDEN"]);
    }
    let document = "query($id: ID!, $first: Int!) { qualifications(institutionId: $id, first: $first) {
        nodes { holder { name qualificationState qualifications { number } } institution { name } } } }";
    let cost = async |first: i64| {
        let asked = json!({"id": school.ids["hospital"], "first": first});
        world.cost(async || drop(chief.ok(document, asked.clone()).await)).await
    };
    assert_eq!(cost(1).await, cost(3).await);
}

async fn a_qualification_is_told_erased_and_carried_over(world: World) {
    let school = School::found(&world).await;
    let (administrator, hospital) = (&school.administrator, school.ids["hospital"].clone());
    let (first, kept) = hire(administrator, &world, "Kept Supervisor", "SUPERVISOR", &hospital).await;
    let (_, merged) = hire(administrator, &world, "Merged Supervisor", "SUPERVISOR", &hospital).await;
    record(&school, &merged, "示例-合并", "2025-01-01", None).await;
    let merge = "mutation($input: PersonMergeInput!) { personMerge(input: $input) { person { id } errors { code message } } }";
    let input =
        json!({"input": {"keptPersonId": kept, "mergedPersonId": merged, "reason": "同一人（示例）"}});
    administrator.ok(merge, input).await;

    let mine = first.ok(HERS, json!({"id": kept})).await;

    assert_eq!(mine.at("/node/qualifications/0/number"), "示例-合并");
    let platform = world.platform().await;
    let numbers = async || {
        let rows = recorded(&platform).await;
        rows.into_iter().map(|row| (row.number, row.end_reason)).collect::<Vec<_>>()
    };
    assert_eq!(numbers().await, [("示例-合并".to_owned(), None)]);
    let leave = "mutation($input: PersonLeaveInput!) { personLeave(input: $input) { person { id } errors { code message } } }";
    let input = json!({"input": {"personId": kept, "institutionId": hospital, "leavesOn": "2026-03-01", "reason": "离职（示例）"}});
    administrator.ok(leave, input).await;
    let erase = "mutation($input: PersonEraseInput!) { personErase(input: $input) { person { id } errors { code message } } }";
    administrator
        .ok(erase, json!({"input": {"personId": kept, "ground": "UNLAWFUL", "reference": "2026-17"}}))
        .await;
    assert_eq!(numbers().await, [(String::new(), None)]);
}

async fn recorded(platform: &platform::Platform) -> Vec<domain::organisations::Qualification> {
    let reader = platform.database.reader();
    let (from, until) = ("2000-01-01".parse().unwrap(), "2099-01-01".parse().unwrap());
    domain::organisations::qualifications_ending(reader, from, until).await.unwrap()
}
