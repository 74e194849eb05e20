//! Twinnings: proposed by one side and accepted by the other, what they did, and what became of their indicators.

use serde_json::{Value, json};
use xinglin_tests::actors::Actor;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::agreements::{Parties, owed, parties, recorded};
use super::apprenticeships::at;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_twinning_stands_once_the_other_side_accepts_it),
        story(a_twinning_that_cannot_be_is_refused_with_every_reason),
        story(its_sessions_belong_to_a_pair_and_a_topic),
        story(before_is_held_against_after_and_the_year_before),
        story(what_a_reporting_round_recorded_is_not_typed_twice),
        story(ten_twinnings_cost_as_many_statements_as_one),
    ]
}

const PROPOSE: &str = "mutation($input: TwinningProposeInput!) { twinningPropose(input: $input) { twinning { id status
    proposedBySide topics { place code name } channels pairs { id supportingDepartment supportedDepartment } } errors { code path message } } }";
const ACCEPT: &str = "mutation($input: TwinningAcceptInput!) { twinningAccept(input: $input) { twinning { status } errors { code path } } }";
const DECLINE: &str =
    "mutation($input: TwinningDeclineInput!) { twinningDecline(input: $input) { twinning { status reason }
    errors { code path } } }";
const END: &str = "mutation($input: TwinningEndInput!) { twinningEnd(input: $input) { twinning { status endsOn reason } errors { code path } } }";
const ADD: &str = "mutation($input: TwinningSessionsAddInput!) { twinningSessionsAdd(input: $input) { twinning {
    topics { code planned delivered confirmed cancelled } sessions { pairId topic session { id } } } errors { code path } } }";
const INDICATOR: &str =
    "mutation($input: TwinningIndicatorAddInput!) { twinningIndicatorAdd(input: $input) { twinning {
    report { outcomes { indicator { code } } } } errors { code path } } }";
const READ: &str =
    "mutation($input: TwinningReadingRecordInput!) { twinningReadingRecord(input: $input) { twinning { id }
    errors { code path message } } }";
const REPORT: &str = "query($id: ID!) { node(id: $id) { ... on Twinning { report { caution outcomes { indicator { code } trend
    before { readings days total per30Days } after { readings days total per30Days } change { absolute relative }
    sameDaysBefore { total } sameDaysAfter { total } sameDaysChange { absolute relative }
    points { startsOn endsOn value yearBefore } } } } } }";

async fn indicator(parties: &Parties, code: &str) -> String {
    let known = "query($id: ID!) { indicators(consortiumId: $id) { id code } }";
    let known = parties.member.ok(known, json!({"id": parties.consortium})).await;
    let found = known.list("/indicators").iter().find(|one| one["code"] == code).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

async fn proposal(parties: &Parties) -> Value {
    let ids = &parties.school.ids;
    json!({"name": "示例医院与示例社区结对帮扶", "supportingId": ids["hospital"], "supportedId": ids["centre"],
        "startsOn": "2026-01-01", "endsOn": "2026-06-30", "baselineFrom": "2025-07-01", "baselineUntil": "2025-12-31",
        "topics": ["ECG", "PRESCRIPTION_REVIEW"], "ownTopics": ["中药饮片（示例）"], "channels": ["VIDEO", "PHONE", "MESSAGING"],
        "pairs": [{"supportingDepartment": "心内科（示例）", "supportedDepartment": "全科（示例）",
            "supportingContactId": ids["Supervisor"], "supportedContactId": ids["Centre Supervisor"]}],
        "indicatorIds": [indicator(parties, "OUTPATIENT_VISITS").await]})
}

/// An accepted twinning: its id and that of its pair.
pub(crate) async fn standing(parties: &Parties) -> (String, String) {
    let input = proposal(parties).await;
    let made = parties.school.base_administrator.ok(PROPOSE, json!({ "input": input })).await;
    let key = made.text("/twinningPropose/twinning/id").to_owned();
    parties.member.ok(ACCEPT, json!({"input": {"twinningId": key}})).await;
    (key, made.text("/twinningPropose/twinning/pairs/0/id").to_owned())
}

async fn source(parties: &Parties, name: &str) -> String {
    let bytes = format!("%PDF-1.7\n{name}\n%%EOF\n").into_bytes();
    parties.school.send(&parties.member, "TWINNING_SOURCE", &format!("{name}.pdf"), bytes).await
}

fn reading(twinning: &str, indicator: &str, (from, until): (&str, &str), value: i64, upload: &str) -> Value {
    json!({"input": {"twinningId": twinning, "indicatorId": indicator, "startsOn": from, "endsOn": until, "value": value,
        "uploadId": upload}})
}

async fn read(parties: &Parties, twinning: &str, days: (&str, &str), value: i64) {
    let indicator = indicator(parties, "OUTPATIENT_VISITS").await;
    let upload = source(parties, days.0).await;
    parties.member.ok(READ, reading(twinning, &indicator, days, value, &upload)).await;
}

/// Whom letters about twinnings told since the last time, and what they say.
async fn letters(world: &World, known: &mut usize) -> Vec<(String, String)> {
    world.run_due_jobs().await;
    let sent: Vec<_> = world.mailbox.sent().into_iter().map(|sent| sent.letter).collect();
    let new = sent.iter().skip(std::mem::replace(known, sent.len()));
    let about = new.filter(|letter| letter.subject.contains("结对帮扶：示例医院与示例社区结对帮扶"));
    let mut told: Vec<_> = about
        .map(|letter| (letter.to.replace("@sample.example", ""), letter.text.replace("\r\n", "\n")))
        .collect();
    told.sort();
    told
}

fn addressed(told: &[(String, String)]) -> Vec<&str> {
    told.iter().map(|(to, _)| to.as_str()).collect()
}

async fn a_twinning_stands_once_the_other_side_accepts_it(world: World) {
    let mut known = 0;
    let parties = parties(&world).await;
    let school = &parties.school;
    let input = proposal(&parties).await;
    let made = school.base_administrator.ok(PROPOSE, json!({ "input": input })).await;
    let key = made.text("/twinningPropose/twinning/id").to_owned();
    let told = made.at("/twinningPropose/twinning");
    assert_eq!((&told["status"], &told["proposedBySide"]), (&json!("PROPOSED"), &json!("SUPPORTING")));
    assert_eq!(
        told["topics"],
        json!([{"place": 0, "code": "ECG", "name": "心电图"}, {"place": 1, "code": "PRESCRIPTION_REVIEW", "name": "处方点评"},
            {"place": 2, "code": null, "name": "中药饮片（示例）"}])
    );
    // The other side is told that it is to decide.
    let sent = letters(&world, &mut known).await;
    assert_eq!(addressed(&sent), ["member"]);
    assert!(
        sent[0].1.contains("2026-01-01 至 2026-06-30，待 示例社区卫生服务中心 接受后生效"),
        "{}",
        sent[0].1
    );
    // Figures of an institution that has not agreed are nobody's to read.
    let unread = school.base_administrator.ok(REPORT, json!({"id": key})).await;
    assert_eq!(unread.at("/node/report/outcomes"), &json!([]));
    let accept = json!({"input": {"twinningId": key}});
    // Who proposed it does not accept it, and strangers know nothing of it.
    assert_eq!(school.base_administrator.query(ACCEPT, accept.clone()).await.codes(), ["FORBIDDEN"]);
    assert_eq!(school.stranger.query(ACCEPT, accept.clone()).await.codes(), ["NOT_FOUND"]);
    // Nor when she administers both of them.
    let at_centre = json!({"institutionId": school.ids["centre"], "startsOn": "2026-01-01"});
    school.give(&school.ids["Base Administrator"], "BASE_ADMINISTRATOR", at_centre).await;
    assert_eq!(school.base_administrator.query(ACCEPT, accept.clone()).await.codes(), ["FORBIDDEN"]);
    let wordless = json!({"input": {"twinningId": key, "reason": " "}});
    let refused = parties.member.query(DECLINE, wordless).await.refusals("twinningDecline");
    assert_eq!(refused, [("REASON_MISSING".to_owned(), "reason".to_owned())]);
    let accepted = parties.member.ok(ACCEPT, accept.clone()).await;
    assert_eq!(accepted.text("/twinningAccept/twinning/status"), "ACTIVE");
    let sent = letters(&world, &mut known).await;
    assert_eq!(addressed(&sent), ["base-administrator", "centre-supervisor", "supervisor"]);
    assert!(sent[1].1.contains("已获接受"), "{}", sent[1].1);
    let wrong = [("WRONG_STATUS".to_owned(), String::new())];
    assert_eq!(parties.member.query(ACCEPT, accept).await.refusals("twinningAccept"), wrong);
    // The contact sees it, as do both institutions.
    let mine = "{ twinnings(filter: {status: ACTIVE, on: \"2026-03-02\"}) { totalCount nodes { name supporting { id } supported { id }
        pairs { supportingContact { id } supportedContact { id } } } } }";
    for actor in [&school.centre_supervisor, &school.supervisor, &parties.member, &school.base_administrator]
    {
        assert_eq!(actor.ok(mine, Value::Null).await.number("/twinnings/totalCount"), 1);
    }
    assert_eq!(school.stranger.ok(mine, Value::Null).await.number("/twinnings/totalCount"), 0);

    let end =
        |day: &str| json!({"input": {"twinningId": key, "lastDay": day, "reason": "协议提前终止（示例）"}});
    let refused = school.base_administrator.query(END, end("2026-06-30")).await.refusals("twinningEnd");
    assert_eq!(refused, [("INVALID".to_owned(), "lastDay".to_owned())]);
    let ended = school.base_administrator.ok(END, end("2026-04-30")).await;
    assert_eq!(
        ended.at("/twinningEnd/twinning"),
        &json!({"status": "ENDED", "endsOn": "2026-04-30", "reason": "协议提前终止（示例）"})
    );
    assert_eq!(parties.member.query(END, end("2026-04-01")).await.refusals("twinningEnd"), wrong);
    let sent = letters(&world, &mut known).await;
    assert_eq!(addressed(&sent), ["centre-supervisor", "member", "supervisor"]);
    let said = ["最后一日为 2026-04-30", "协议提前终止（示例）"];
    assert!(said.iter().all(|each| sent[1].1.contains(each)), "{}", sent[1].1);
    // Another one is declined, with a reason.
    let made = school.base_administrator.ok(PROPOSE, json!({ "input": input })).await;
    let other = made.text("/twinningPropose/twinning/id").to_owned();
    let decline = json!({"input": {"twinningId": other, "reason": "人手不足（示例）"}});
    let declined = parties.member.ok(DECLINE, decline).await;
    assert_eq!(
        declined.at("/twinningDecline/twinning"),
        &json!({"status": "DECLINED", "reason": "人手不足（示例）"})
    );
    let sent = letters(&world, &mut known).await;
    assert_eq!(addressed(&sent), ["base-administrator", "member"]);
    assert!(sent[0].1.contains("人手不足（示例）"), "{}", sent[0].1);
    world.whole().await;
}

async fn a_twinning_that_cannot_be_is_refused_with_every_reason(world: World) {
    let parties = parties(&world).await;
    let ids = &parties.school.ids;
    let agreement =
        recorded(&parties, ("2026-02-01", "2026-12-31"), &[owed("SESSIONS", "CORE", 1, "YEAR")]).await;
    let mut input = proposal(&parties).await;
    input["name"] = json!("13800138000");
    input["baselineUntil"] = json!("2026-01-01");
    input["agreementId"] = json!(agreement);
    input["topics"] = json!([]);
    input["ownTopics"] = json!([""]);
    input["channels"] = json!([]);
    input["pairs"][0]["supportedContactId"] = json!(ids["Supervisor"]);
    input["pairs"][0]["supportedDepartment"] = json!("");
    let visits = input["indicatorIds"][0].clone();
    input["indicatorIds"] = json!([visits, visits]);
    let refused = parties.school.base_administrator.query(PROPOSE, json!({ "input": input })).await;
    assert_eq!(
        refused.refusals("twinningPropose"),
        [
            ("HAS_IDENTIFIER", "name"),
            ("INVALID", "baselineUntil"),
            ("NOT_AGREED", "agreementId"),
            ("INVALID", "pairs.0.supportedDepartment"),
            ("NOT_WORKING", "pairs.0.supportedContactId"),
            ("INVALID", "ownTopics.0"),
            ("INVALID", "channels"),
            ("WRONG_INDICATOR", "indicatorIds.1")
        ]
        .map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    let mut alone = proposal(&parties).await;
    alone["supportedId"] = alone["supportingId"].clone();
    alone["pairs"] = json!([]);
    let refused = parties.school.base_administrator.query(PROPOSE, json!({ "input": alone })).await;
    assert_eq!(
        refused.refusals("twinningPropose"),
        [("WRONG_PLACE", "supportedId"), ("INVALID", "pairs")]
            .map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    let sound = json!({"input": proposal(&parties).await});
    for actor in [&parties.school.supervisor, &parties.school.stranger, &parties.coordinator] {
        assert_eq!(actor.query(PROPOSE, sound.clone()).await.codes(), ["FORBIDDEN"]);
    }
    let none = parties.member.ok("{ twinnings { totalCount } }", Value::Null).await;
    assert_eq!(none.number("/twinnings/totalCount"), 0);
}

async fn session(actor: &Actor, parties: &Parties, day: &str) -> String {
    let ids = &parties.school.ids;
    let plan = "mutation($input: TeachingSessionPlanInput!) { teachingSessionPlan(input: $input) { session { id } errors { code path } } }";
    let input = json!({"input": {"kind": "LECTURE", "channel": "VIDEO", "title": "心电图（示例）", "organiserId": ids["hospital"],
        "hostId": ids["centre"], "startsAt": format!("{day}T15:00:00+08:00"), "endsAt": format!("{day}T16:00:00+08:00"),
        "leaderIds": [ids["Supervisor"]]}});
    actor.ok(plan, input).await.text("/teachingSessionPlan/session/id").to_owned()
}

async fn its_sessions_belong_to_a_pair_and_a_topic(world: World) {
    let parties = parties(&world).await;
    let administrator = &parties.school.base_administrator;
    let (twinning, pair) = standing(&parties).await;
    let leader = &parties.school.supervisor;
    let (one, two, late) = (
        session(leader, &parties, "2026-03-05").await,
        session(leader, &parties, "2026-03-06").await,
        session(leader, &parties, "2026-07-01").await,
    );
    let add = |topic: i32, sessions: Value| json!({"input": {"twinningId": twinning, "pairId": pair, "topic": topic, "teachingSessionIds": sessions}});
    let refused = administrator.query(ADD, add(3, json!([one]))).await.refusals("twinningSessionsAdd");
    assert_eq!(refused, [("INVALID".to_owned(), "topic".to_owned())]);
    let refused =
        administrator.query(ADD, add(0, json!([one, late, one]))).await.refusals("twinningSessionsAdd");
    let wrong = |place: usize| ("WRONG_SESSION".to_owned(), format!("teachingSessionIds.{place}"));
    assert_eq!(refused, [wrong(1), wrong(2)]);
    assert_eq!(leader.query(ADD, add(0, json!([one]))).await.codes(), ["FORBIDDEN"]);
    let added = parties.member.ok(ADD, add(0, json!([one, two]))).await;
    assert_eq!(
        added.at("/twinningSessionsAdd/twinning/sessions"),
        &json!([{"pairId": pair, "topic": 0, "session": {"id": one}}, {"pairId": pair, "topic": 0, "session": {"id": two}}])
    );
    let again = parties.member.query(ADD, add(1, json!([one]))).await.refusals("twinningSessionsAdd");
    assert_eq!(again, [wrong(0)]);
    world.clock.set(at("2026-03-05T08:30:00Z"));
    let deliver = "mutation($input: TeachingSessionDeliverInput!) { teachingSessionDeliver(input: $input) { session { id } errors { code } } }";
    leader.ok(deliver, json!({"input": {"teachingSessionId": one}})).await;
    let topics = "query($id: ID!) { node(id: $id) { ... on Twinning { topics { code planned delivered confirmed cancelled } } } }";
    let told = parties.member.ok(topics, json!({"id": twinning})).await;
    assert_eq!(
        told.at("/node/topics/0"),
        &json!({"code": "ECG", "planned": 1, "delivered": 1, "confirmed": 0, "cancelled": 0})
    );
    assert_eq!(
        told.at("/node/topics/1"),
        &json!({"code": "PRESCRIPTION_REVIEW", "planned": 0, "delivered": 0, "confirmed": 0, "cancelled": 0})
    );
    world.whole().await;
}

async fn before_is_held_against_after_and_the_year_before(world: World) {
    let parties = parties(&world).await;
    let (twinning, _) = standing(&parties).await;
    let visits = indicator(&parties, "OUTPATIENT_VISITS").await;
    let (january, february) = (("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28"));
    read(&parties, &twinning, ("2025-01-01", "2025-01-31"), 620).await;
    read(&parties, &twinning, ("2025-11-01", "2025-11-30"), 300).await;
    read(&parties, &twinning, january, 651).await;
    read(&parties, &twinning, february, 560).await;
    let told = parties.school.base_administrator.ok(REPORT, json!({"id": twinning})).await;
    assert_eq!(told.text("/node/report/caution"), "前后比较只说明变化，不说明变化由结对帮扶引起");
    let outcome = told.at("/node/report/outcomes/0");
    assert_eq!(
        (&outcome["before"], &outcome["after"]["readings"], &outcome["after"]["total"], &outcome["trend"]),
        (
            &json!({"readings": 1, "days": 30, "total": 300, "per30Days": 300.0}),
            &json!(2),
            &json!(1211),
            &json!("BETTER")
        )
    );
    // More than twice the autumn, and a twentieth more than the January before.
    assert!(outcome["change"]["relative"].as_f64().unwrap() > 1.0);
    assert_eq!(outcome["sameDaysBefore"], json!({"total": 620}));
    assert_eq!(outcome["sameDaysAfter"], json!({"total": 651}));
    assert_eq!(outcome["sameDaysChange"], json!({"absolute": 30.0, "relative": 0.05}));
    assert_eq!(
        outcome["points"],
        json!([{"startsOn": "2026-01-01", "endsOn": "2026-01-31", "value": 651, "yearBefore": 620},
            {"startsOn": "2026-02-01", "endsOn": "2026-02-28", "value": 560, "yearBefore": null}])
    );

    // Another figure for the same days needs a reason; nobody but the institution that is helped gives one.
    let upload = source(&parties, "corrected").await;
    let mut again = reading(&twinning, &visits, january, 640, &upload);
    let refused = parties.member.query(READ, again.clone()).await.refusals("twinningReadingRecord");
    assert_eq!(refused, [("REASON_MISSING".to_owned(), "reason".to_owned())]);
    assert_eq!(parties.school.base_administrator.query(READ, again.clone()).await.codes(), ["FORBIDDEN"]);
    again["input"]["reason"] = json!("漏计一日（示例）");
    parties.member.ok(READ, again).await;
    let told = parties.member.ok(REPORT, json!({"id": twinning})).await;
    assert_eq!(told.number("/node/report/outcomes/0/points/0/value"), 640);
    // One good day does not push a month out.
    let upload = source(&parties, "one-day").await;
    let day = reading(&twinning, &visits, ("2026-01-15", "2026-01-15"), 90, &upload);
    let refused = parties.member.query(READ, day).await.refusals("twinningReadingRecord");
    assert_eq!(refused, [("OTHER_READING".to_owned(), "startsOn".to_owned())]);
    // Days to come, a sum below nothing, no document, an indicator that nobody agreed upon.
    let other = indicator(&parties, "ECG_EXAMINATIONS").await;
    let mut wrong = reading(&twinning, &other, ("2026-03-01", "2026-03-31"), -1, "");
    wrong["input"]["uploadId"] = Value::Null;
    let refused = parties.member.query(READ, wrong).await.refusals("twinningReadingRecord");
    assert_eq!(
        refused,
        [
            ("INVALID", "endsOn"),
            ("INVALID", "value"),
            ("INVALID", "uploadId"),
            ("WRONG_INDICATOR", "indicatorId")
        ]
        .map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    let add = json!({"input": {"twinningId": twinning, "indicatorId": other}});
    let added = parties.member.ok(INDICATOR, add.clone()).await;
    assert_eq!(
        added.at("/twinningIndicatorAdd/twinning/report/outcomes"),
        &json!([{"indicator": {"code": "OUTPATIENT_VISITS"}}, {"indicator": {"code": "ECG_EXAMINATIONS"}}])
    );
    let refused = parties.member.query(INDICATOR, add).await.refusals("twinningIndicatorAdd");
    assert_eq!(refused, [("WRONG_INDICATOR".to_owned(), "indicatorId".to_owned())]);
    world.whole().await;
}

async fn what_a_reporting_round_recorded_is_not_typed_twice(world: World) {
    let parties = parties(&world).await;
    let (twinning, _) = standing(&parties).await;
    let visits = indicator(&parties, "OUTPATIENT_VISITS").await;
    let open = "mutation($input: ReportingRoundOpenInput!) { reportingRoundOpen(input: $input) { round { id } errors { code path } } }";
    let input = json!({"input": {"consortiumId": parties.consortium, "name": {"zh": "一月（示例）", "en": "January"},
        "startsOn": "2026-01-01", "endsOn": "2026-01-31", "dueOn": "2026-03-31", "indicatorIds": [visits]}});
    let round = parties
        .school
        .base_administrator
        .ok(open, input)
        .await
        .text("/reportingRoundOpen/round/id")
        .to_owned();
    let scan = parties
        .school
        .send(&parties.member, "REPORTING_SCAN", "示例.pdf", b"%PDF-1.7\n%%EOF\n".to_vec())
        .await;
    let submit = "mutation($input: ReportingFiguresSubmitInput!) { reportingFiguresSubmit(input: $input) { round { submissions { id } }
        errors { code path } } }";
    let input = json!({"input": {"reportingRoundId": round, "institutionId": parties.school.ids["centre"], "uploadId": scan,
        "figures": [{"indicatorId": visits, "value": 700}]}});
    let submitted = parties.member.ok(submit, input).await;
    let submission = submitted.text("/reportingFiguresSubmit/round/submissions/0/id").to_owned();
    let decide = "mutation($input: ReportingFiguresDecideInput!) { reportingFiguresDecide(input: $input) { round { id } errors { code path } } }";
    let input = json!({"input": {"reportingSubmissionId": submission, "decision": "ACCEPTED"}});
    parties.school.base_administrator.ok(decide, input).await;
    // It stands in the report of the twinning, and nobody types another one.
    let told = parties.member.ok(REPORT, json!({"id": twinning})).await;
    assert_eq!(told.number("/node/report/outcomes/0/after/total"), 700);
    let upload = source(&parties, "again").await;
    let mut again = reading(&twinning, &visits, ("2026-01-01", "2026-01-31"), 710, &upload);
    again["input"]["reason"] = json!("示例");
    let refused = parties.member.query(READ, again).await.refusals("twinningReadingRecord");
    assert_eq!(refused, [("OTHER_READING".to_owned(), "value".to_owned())]);
    world.whole().await;
}

async fn ten_twinnings_cost_as_many_statements_as_one(world: World) {
    let parties = parties(&world).await;
    let all = "{ twinnings(first: 20) { nodes { name supporting { name } supported { name } pairs { supportedDepartment }
        topics { name confirmed } sessions { session { title } } report { outcomes { change { relative } points { value } } } } } }";
    let cost = async || {
        let before = world.statements().await;
        parties.member.ok(all, Value::Null).await;
        world.statements().await - before
    };
    let (twinning, pair) = standing(&parties).await;
    let one = session(&parties.school.supervisor, &parties, "2026-03-05").await;
    let add =
        json!({"input": {"twinningId": twinning, "pairId": pair, "topic": 0, "teachingSessionIds": [one]}});
    parties.member.ok(ADD, add).await;
    read(&parties, &twinning, ("2026-01-01", "2026-01-31"), 651).await;
    cost().await;
    let of_one = cost().await;
    for _ in 0..9 {
        standing(&parties).await;
    }
    assert_eq!(cost().await, of_one);
}
