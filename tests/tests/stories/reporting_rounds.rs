//! Rounds in which members of a consortium report their figures, and the readings that become of them.

use std::collections::BTreeMap;

use chrono::Duration;
use entity::indicator_reading;
use reqwest::Method;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QueryOrder as _};
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::School;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

mod told;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_round_goes_from_its_opening_to_its_closing),
        story(returned_figures_are_submitted_anew_and_accepted_ones_stay),
        story(a_round_opened_anew_after_freezing_replaces_readings_and_keeps_the_old_ones),
        story(figures_of_eight_members_accepted_twice_at_once_are_accepted_once),
        story(a_round_and_its_figures_are_refused_with_every_fault),
        story(told::a_consortium_adds_indicators_of_its_own),
        story(told::two_consortia_read_the_same_figure_once),
        story(told::a_round_is_written_into_a_workbook),
        story(told::who_is_missing_is_told_a_week_before_and_on_the_day_once_each),
        story(told::rounds_take_as_many_statements_for_three_members_as_for_thirty),
    ]
}

const ADD: &str = "mutation($input: IndicatorAddInput!) { indicatorAdd(input: $input) {
    indicator { id code unit direction consortium { id } } errors { code path message } } }";
const INDICATORS: &str = "query($id: ID!) { indicators(consortiumId: $id) { id code name(locale: EN) unit direction consortium { id } } }";
const OPEN: &str = "mutation($input: ReportingRoundOpenInput!) { reportingRoundOpen(input: $input) {
    round { id status startsOn endsOn dueOn indicators { code } missing { institution { id } daysLeft } } errors { code path message } } }";
const SUBMIT: &str =
    "mutation($input: ReportingFiguresSubmitInput!) { reportingFiguresSubmit(input: $input) {
    round { submissions { id number status } } errors { code path message } } }";
const DECIDE: &str =
    "mutation($input: ReportingFiguresDecideInput!) { reportingFiguresDecide(input: $input) {
    round { submissions { id status reason } } errors { code path message } } }";
const CLOSE: &str = "mutation($input: ReportingRoundCloseInput!) { reportingRoundClose(input: $input) {
    round { status } errors { code path message } } }";
const REOPEN: &str = "mutation($input: ReportingRoundReopenInput!) { reportingRoundReopen(input: $input) {
    round { status reopenings { reason reopenedBy { id } } } errors { code path message } } }";
const EXPORT: &str = "mutation($input: ReportingRoundExportInput!) { reportingRoundExport(input: $input) {
    download { url fileName } errors { code } } }";
const SCAN: &str = "mutation($input: ReportingScanOpenInput!) { reportingScanOpen(input: $input) {
    download { url fileName } errors { code } } }";
const ROUND: &str = "query($id: ID!) { reportingRound(id: $id) { status closedAt reopenings { reason }
    submissions { id institution { id } number status reason scan { fileName mediaType byteSize }
        figures { indicator { code } value yearBefore } }
    missing { institution { id } daysLeft returned { number } } } }";
const ROUNDS: &str = "query($id: ID!) { consortium(id: $id) { reportingRounds(first: 5) { totalCount nodes {
    id status submissions { institution { name } status figures { value yearBefore indicator { code } } }
    missing { institution { name } daysLeft } } } } }";

const JANUARY: (&str, &str) = ("2026-01-01", "2026-01-31");
const A_YEAR_EARLIER: (&str, &str) = ("2025-01-01", "2025-01-31");

/// A consortium that the hospital leads and belongs to, its coordinator, and the health centre with whoever administers it.
struct Parties {
    school: School,
    consortium: String,
    coordinator: Actor,
    member: Actor,
    /// Indicators by their codes.
    indicators: BTreeMap<String, String>,
}

async fn consortium(school: &School) -> String {
    let create = "mutation($input: ConsortiumCreateInput!) { consortiumCreate(input: $input) { consortium { id } errors { code } } }";
    let input = json!({"input": {"kind": "COUNTY", "name": {"zh": "示例县域医共体", "en": "Sample County Consortium"},
        "coreInstitutionId": school.ids["hospital"]}});
    school.administrator.ok(create, input).await.text("/consortiumCreate/consortium/id").to_owned()
}

async fn join(school: &School, consortium: &str, institution: &str) {
    let add = "mutation($input: ConsortiumMemberAddInput!) { consortiumMemberAdd(input: $input) { membership { id } errors { code } } }";
    let input = json!({"input": {"consortiumId": consortium, "institutionId": institution,
        "startsOn": "2025-01-01", "endsOn": "2030-12-31"}});
    school.administrator.ok(add, input).await;
}

/// A consortium of the hospital and the health centre, and its coordinator.
async fn led(school: &School) -> (String, Actor) {
    let consortium = consortium(school).await;
    join(school, &consortium, &school.ids["hospital"]).await;
    join(school, &consortium, &school.ids["centre"]).await;
    let at = json!({"consortiumId": consortium, "startsOn": "2026-01-01"});
    let (coordinator, _) = school.appoint("Coordinator", "elsewhere", "CONSORTIUM_COORDINATOR", at).await;
    (consortium, coordinator)
}

/// The coordinator of a consortium in which a round waits for figures.
pub(crate) async fn waiting(school: &School) -> Actor {
    let (consortium, coordinator) = led(school).await;
    let known = coordinator.ok(INDICATORS, json!({"id": consortium})).await;
    let input = json!({"input": {"consortiumId": consortium, "name": {"zh": "示例月报", "en": "Sample Monthly Report"},
        "startsOn": JANUARY.0, "endsOn": JANUARY.1, "dueOn": "2026-03-10", "indicatorIds": [known.text("/indicators/0/id")]}});
    coordinator.ok(OPEN, input).await;
    coordinator
}

async fn parties(world: &World) -> Parties {
    let school = School::found(world).await;
    let (consortium, coordinator) = led(&school).await;
    let at = json!({"institutionId": school.ids["centre"], "startsOn": "2026-01-01"});
    let (member, _) = school.appoint("Member", "elsewhere", "BASE_ADMINISTRATOR", at).await;
    let known = coordinator.ok(INDICATORS, json!({"id": consortium})).await;
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    let indicators = known.list("/indicators").iter().map(|row| (text(row, "code"), text(row, "id")));
    Parties { indicators: indicators.collect(), school, consortium, coordinator, member }
}

impl Parties {
    fn round(&self, (from, until): (&str, &str), due_on: &str, codes: &[&str]) -> Value {
        let asked: Vec<&str> = codes.iter().map(|code| self.indicators[*code].as_str()).collect();
        json!({"input": {"consortiumId": self.consortium, "name": {"zh": "示例月报", "en": "Sample Monthly Report"},
            "startsOn": from, "endsOn": until, "dueOn": due_on, "indicatorIds": asked}})
    }

    async fn open(&self, days: (&str, &str), codes: &[&str]) -> String {
        let made = self.coordinator.ok(OPEN, self.round(days, "2026-03-10", codes)).await;
        made.text("/reportingRoundOpen/round/id").to_owned()
    }

    fn figures(&self, figures: &[(&str, i64)]) -> Value {
        figures
            .iter()
            .map(|(code, value)| json!({"indicatorId": self.indicators[*code], "value": value}))
            .collect()
    }

    async fn scan(&self, who: &Actor) -> String {
        self.school.send(who, "REPORTING_SCAN", "盖章.pdf", b"%PDF-1.7\n%%EOF\n".to_vec()).await
    }

    /// What submitting figures is asked with, and a scan that was sent for it.
    async fn given(&self, who: &Actor, at: &str, round: &str, figures: &[(&str, i64)]) -> Value {
        let scan = self.scan(who).await;
        json!({"input": {"reportingRoundId": round, "institutionId": at, "figures": self.figures(figures), "uploadId": scan}})
    }

    /// Submits the health centre's figures; returns the submission's id.
    async fn submit(&self, round: &str, figures: &[(&str, i64)]) -> String {
        let input = self.given(&self.member, &self.school.ids["centre"], round, figures).await;
        let made = self.member.ok(SUBMIT, input).await;
        made.text("/reportingFiguresSubmit/round/submissions/0/id").to_owned()
    }

    async fn accept(&self, submission: &str) {
        self.coordinator.ok(DECIDE, decision(submission, "ACCEPTED", None)).await;
    }

    async fn close(&self, round: &str) {
        self.coordinator.ok(CLOSE, json!({"input": {"reportingRoundId": round}})).await;
    }

    async fn seen(&self, who: &Actor, round: &str) -> Answer {
        who.ok(ROUND, json!({"id": round})).await
    }
}

fn decision(submission: &str, decision: &str, reason: Option<&str>) -> Value {
    json!({"input": {"reportingSubmissionId": submission, "decision": decision, "reason": reason}})
}

fn values(answer: &Answer, pointer: &str) -> Vec<(i64, Option<i64>)> {
    let figures = answer.list(pointer).iter();
    figures.map(|row| (row["value"].as_i64().unwrap(), row["yearBefore"].as_i64())).collect()
}

async fn readings(world: &World) -> Vec<indicator_reading::Model> {
    let query = indicator_reading::Entity::find().order_by_asc(indicator_reading::Column::Id);
    query.all(&world.database.connect().await).await.unwrap()
}

async fn fetched(world: &World, url: &str) -> Vec<u8> {
    let path = &url[url.find("/downloads/").unwrap()..];
    let response = world.anonymous().request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    response.bytes().await.unwrap().to_vec()
}

async fn a_round_goes_from_its_opening_to_its_closing(world: World) {
    let parties = parties(&world).await;
    let (coordinator, member) = (&parties.coordinator, &parties.member);
    let core = &parties.school.base_administrator;
    let (hospital, centre) = (parties.school.ids["hospital"].clone(), parties.school.ids["centre"].clone());
    let codes = ["OUTPATIENT_VISITS", "INCOME", "REFERRALS_UP"];
    let earlier = parties.open(A_YEAR_EARLIER, &codes).await;
    let given = [("INCOME", 1_234_550), ("OUTPATIENT_VISITS", 900), ("REFERRALS_UP", 3)];
    parties.accept(&parties.submit(&earlier, &given).await).await;
    parties.close(&earlier).await;

    let opened = coordinator.ok(OPEN, parties.round(JANUARY, "2026-03-10", &codes)).await;
    let opened = opened.at("/reportingRoundOpen/round").clone();
    let round = opened["id"].as_str().unwrap().to_owned();
    let mut expected = json!({"id": round, "status": "OPEN", "startsOn": "2026-01-01", "endsOn": "2026-01-31", "dueOn": "2026-03-10",
        "indicators": [{"code": "OUTPATIENT_VISITS"}, {"code": "INCOME"}, {"code": "REFERRALS_UP"}]});
    let missing = |house: &str, left: i64| json!({"institution": {"id": house}, "daysLeft": left});
    expected["missing"] = json!([missing(&hospital, 8), missing(&centre, 8)]);
    assert_eq!(opened, expected);

    // The figures stand in the round's order, each beside the same days of the year before; another member's are hidden.
    let given = [("REFERRALS_UP", 5), ("INCOME", 1_500_000), ("OUTPATIENT_VISITS", 1_000)];
    let submission = parties.submit(&round, &given).await;
    let own = [("OUTPATIENT_VISITS", 50_000), ("INCOME", 9_000_000_000), ("REFERRALS_UP", 0)];
    let input = parties.given(core, &hospital, &round, &own).await;
    core.ok(SUBMIT, input).await;
    let seen = parties.seen(member, &round).await;
    let houses: Vec<&Value> =
        seen.list("/reportingRound/submissions").iter().map(|row| &row["institution"]["id"]).collect();
    assert_eq!(houses, [&json!(centre)]);
    assert_eq!(
        values(&seen, "/reportingRound/submissions/0/figures"),
        [(1_000, Some(900)), (1_500_000, Some(1_234_550)), (5, Some(3))]
    );
    assert_eq!(seen.at("/reportingRound/missing"), &json!([]));
    assert_eq!(
        seen.at("/reportingRound/submissions/0/scan"),
        &json!({"fileName": "盖章.pdf", "mediaType": "application/pdf", "byteSize": 15})
    );
    let all = parties.seen(coordinator, &round).await;
    assert_eq!(
        values(&all, "/reportingRound/submissions/0/figures"),
        [(50_000, None), (9_000_000_000, None), (0, None)]
    );
    let at_core = all.text("/reportingRound/submissions/0/id").to_owned();

    // Nobody accepts what she submitted herself, nor does a member, nor a stranger, who sees nothing of the round.
    core.denied(DECIDE, decision(&at_core, "ACCEPTED", None)).await;
    member.denied(DECIDE, decision(&submission, "ACCEPTED", None)).await;
    assert_eq!(member.denied(DECIDE, decision(&at_core, "ACCEPTED", None)).await.codes(), ["NOT_FOUND"]);
    let stranger = &parties.school.stranger;
    assert_eq!(stranger.denied(DECIDE, decision(&submission, "ACCEPTED", None)).await.codes(), ["NOT_FOUND"]);
    assert_eq!(parties.seen(stranger, &round).await.at("/reportingRound"), &Value::Null);
    let hidden = stranger.ok(ROUNDS, json!({"id": parties.consortium})).await;
    assert_eq!(hidden.at("/consortium/reportingRounds"), &json!({"totalCount": 0, "nodes": []}));
    parties.accept(&at_core).await;
    core.ok(DECIDE, decision(&submission, "ACCEPTED", None)).await;
    parties.close(&round).await;
    let closed = parties.seen(member, &round).await;
    assert_eq!(closed.text("/reportingRound/status"), "CLOSED");
    assert_eq!(closed.text("/reportingRound/submissions/0/status"), "ACCEPTED");
    assert!(!closed.at("/reportingRound/closedAt").is_null());

    // Both are told of both rounds, the latest first; whoever opens a scan is remembered.
    for (actor, submitted) in [(coordinator, 2), (core, 2), (member, 1)] {
        let rounds = actor.ok(ROUNDS, json!({"id": parties.consortium})).await;
        assert_eq!(rounds.number("/consortium/reportingRounds/totalCount"), 2);
        assert_eq!(rounds.text("/consortium/reportingRounds/nodes/0/id"), round);
        assert_eq!(rounds.list("/consortium/reportingRounds/nodes/0/submissions").len(), submitted);
    }
    let open = |key: &str| json!({"input": {"reportingSubmissionId": key}});
    let scan = member.ok(SCAN, open(&submission)).await;
    assert_eq!(scan.text("/reportingScanOpen/download/fileName"), "盖章.pdf");
    assert_eq!(fetched(&world, scan.text("/reportingScanOpen/download/url")).await, b"%PDF-1.7\n%%EOF\n");
    assert_eq!(member.query(SCAN, open(&at_core)).await.codes(), ["NOT_FOUND"]);
    let events = "{ auditEvents(filter: {action: \"reporting-scan.open\"}) { totalCount } }";
    let told = parties.school.administrator.ok(events, Value::Null).await;
    assert_eq!(told.number("/auditEvents/totalCount"), 1);
    assert_eq!(readings(&world).await.len(), 9);
}

async fn returned_figures_are_submitted_anew_and_accepted_ones_stay(world: World) {
    let parties = parties(&world).await;
    let (coordinator, member) = (&parties.coordinator, &parties.member);
    let centre = parties.school.ids["centre"].clone();
    let round = parties.open(JANUARY, &["OUTPATIENT_VISITS"]).await;
    let first = parties.given(member, &centre, &round, &[("OUTPATIENT_VISITS", 10)]).await;
    let made = member.ok(SUBMIT, first.clone()).await;
    let submission = made.text("/reportingFiguresSubmit/round/submissions/0/id").to_owned();
    let refused = async |actor: &Actor, document: &str, act: &str, input: Value| {
        let before = world.database.contents().await;
        let found = actor.query(document, input).await.refusals(act);
        assert_eq!(world.database.contents().await, before, "a refused {act} wrote something");
        found.into_iter().map(|(code, path)| format!("{code} {path}")).collect::<Vec<_>>()
    };
    let again = parties.given(member, &centre, &round, &[("OUTPATIENT_VISITS", 11)]).await;
    let told = refused(member, SUBMIT, "reportingFiguresSubmit", again.clone()).await;
    assert_eq!(told, ["SUBMITTED institutionId"]);
    let close = json!({"input": {"reportingRoundId": round}});
    let told = refused(coordinator, CLOSE, "reportingRoundClose", close.clone()).await;
    assert_eq!(told, ["UNDECIDED reportingRoundId"]);
    for reason in [None, Some(" ")] {
        let input = decision(&submission, "RETURNED", reason);
        assert_eq!(refused(coordinator, DECIDE, "reportingFiguresDecide", input).await, ["INVALID reason"]);
    }
    let returned =
        coordinator.ok(DECIDE, decision(&submission, "RETURNED", Some("与盖章件不符（示例）"))).await;
    let rows = returned.list("/reportingFiguresDecide/round/submissions");
    assert_eq!(rows, [json!({"id": submission, "status": "RETURNED", "reason": "与盖章件不符（示例）"})]);
    let seen = parties.seen(member, &round).await;
    assert_eq!(
        seen.at("/reportingRound/missing"),
        &json!([{"institution": {"id": centre}, "daysLeft": 8, "returned": {"number": 1}}])
    );
    for verdict in ["ACCEPTED", "RETURNED"] {
        let input = decision(&submission, verdict, Some("示例"));
        let told = refused(coordinator, DECIDE, "reportingFiguresDecide", input).await;
        assert_eq!(told, ["DECIDED reportingSubmissionId"]);
    }
    // A scan proves one submission.
    assert_eq!(refused(member, SUBMIT, "reportingFiguresSubmit", first).await, ["INVALID uploadId"]);
    let made = member.ok(SUBMIT, again.clone()).await;
    let anew = made.at("/reportingFiguresSubmit/round/submissions/0").clone();
    assert_eq!((&anew["number"], &anew["status"]), (&json!(2), &json!("SUBMITTED")));
    let anew = anew["id"].as_str().unwrap();
    assert_eq!(readings(&world).await, []);
    parties.accept(anew).await;
    let kept = readings(&world).await;
    let told: Vec<_> =
        kept.iter().map(|row| (row.value, row.file_name.as_deref(), row.replaces_id)).collect();
    assert_eq!(told, [(11, Some("盖章.pdf"), None)]);

    // After acceptance nothing changes, nor after closing.
    let other = parties.given(member, &centre, &round, &[("OUTPATIENT_VISITS", 12)]).await;
    let told = refused(member, SUBMIT, "reportingFiguresSubmit", other.clone()).await;
    assert_eq!(told, ["SUBMITTED institutionId"]);
    for verdict in ["ACCEPTED", "RETURNED"] {
        let input = decision(anew, verdict, Some("示例"));
        let told = refused(coordinator, DECIDE, "reportingFiguresDecide", input).await;
        assert_eq!(told, ["DECIDED reportingSubmissionId"]);
    }
    parties.close(&round).await;
    assert_eq!(
        refused(coordinator, CLOSE, "reportingRoundClose", close).await,
        ["ROUND_CLOSED reportingRoundId"]
    );
    let told = refused(member, SUBMIT, "reportingFiguresSubmit", other).await;
    assert_eq!(told, ["ROUND_CLOSED reportingRoundId", "SUBMITTED institutionId"]);
    let input = decision(anew, "RETURNED", Some("示例"));
    let told = refused(coordinator, DECIDE, "reportingFiguresDecide", input).await;
    assert_eq!(told, ["ROUND_CLOSED reportingRoundId", "DECIDED reportingSubmissionId"]);
    let connection = world.database.connect().await;
    for theft in [
        "UPDATE indicator_reading SET value = 12",
        "DELETE FROM indicator_reading",
        "UPDATE reporting_figure SET value = 12",
        "UPDATE reporting_submission SET status = 'RETURNED' WHERE status = 'ACCEPTED'",
        "UPDATE reporting_submission SET number = number + 5",
        "DELETE FROM reporting_submission",
        "UPDATE reporting_round SET due_on = '2026-12-31'",
        "UPDATE reporting_round SET status = 'OPEN'",
        "UPDATE reporting_round_indicator SET place = place + 1",
        "DELETE FROM reporting_round",
    ] {
        assert!(connection.execute_unprepared(theft).await.is_err(), "{theft}");
    }
}

async fn a_round_opened_anew_after_freezing_replaces_readings_and_keeps_the_old_ones(world: World) {
    let parties = parties(&world).await;
    let (coordinator, member) = (&parties.coordinator, &parties.member);
    let codes = ["OUTPATIENT_VISITS", "REFERRALS_DOWN"];
    let earlier = parties.open(A_YEAR_EARLIER, &codes).await;
    let first = parties.submit(&earlier, &[(codes[0], 100), (codes[1], 7)]).await;
    parties.accept(&first).await;
    let later = parties.open(JANUARY, &codes).await;
    parties.submit(&later, &[(codes[0], 130), (codes[1], 9)]).await;
    let beside =
        async || values(&parties.seen(member, &later).await, "/reportingRound/submissions/0/figures");
    assert_eq!(beside().await, [(130, Some(100)), (9, Some(7))]);

    let reopen = |reason: &str| json!({"input": {"reportingRoundId": earlier, "reason": reason}});
    let open = coordinator.query(REOPEN, reopen("示例")).await;
    assert_eq!(
        open.refusals("reportingRoundReopen"),
        [("ROUND_OPEN".to_owned(), "reportingRoundId".to_owned())]
    );
    parties.close(&earlier).await;
    let silent = coordinator.query(REOPEN, reopen(" ")).await;
    assert_eq!(silent.refusals("reportingRoundReopen"), [("INVALID".to_owned(), "reason".to_owned())]);
    member.denied(REOPEN, reopen("示例")).await;
    let opened = coordinator.ok(REOPEN, reopen("门诊人次漏计（示例）")).await;
    assert_eq!(opened.text("/reportingRoundReopen/round/status"), "OPEN");
    assert_eq!(opened.text("/reportingRoundReopen/round/reopenings/0/reason"), "门诊人次漏计（示例）");

    // What was accepted stands until it is returned, and its readings until other figures are accepted.
    let other = parties
        .given(member, &parties.school.ids["centre"], &earlier, &[(codes[0], 120), (codes[1], 7)])
        .await;
    let told = member.query(SUBMIT, other.clone()).await.refusals("reportingFiguresSubmit");
    assert_eq!(told, [("SUBMITTED".to_owned(), "institutionId".to_owned())]);
    coordinator.ok(DECIDE, decision(&first, "RETURNED", Some("请更正（示例）"))).await;
    assert_eq!(beside().await, [(130, Some(100)), (9, Some(7))]);
    let made = member.ok(SUBMIT, other).await;
    let anew = made.text("/reportingFiguresSubmit/round/submissions/0/id").to_owned();
    parties.accept(&anew).await;
    let again = coordinator.query(DECIDE, decision(&anew, "RETURNED", Some("示例"))).await;
    let decided = ("DECIDED".to_owned(), "reportingSubmissionId".to_owned());
    assert_eq!(again.refusals("reportingFiguresDecide"), [decided]);
    parties.close(&earlier).await;
    assert_eq!(beside().await, [(130, Some(120)), (9, Some(7))]);

    let kept = readings(&world).await;
    let old = kept.iter().find(|row| row.value == 100).unwrap();
    let new = kept.iter().find(|row| row.value == 120).unwrap();
    assert_eq!((old.replaces_id, new.replaces_id, kept.len()), (None, Some(old.id), 3));
    let events = "{ auditEvents(filter: {action: \"reporting-round.reopen\"}) { totalCount } }";
    let told = parties.school.administrator.ok(events, Value::Null).await;
    assert_eq!(told.number("/auditEvents/totalCount"), 1);
    // The database holds that there is one chain of readings, and that nothing of a frozen round changes.
    let connection = world.database.connect().await;
    for theft in [
        "UPDATE reporting_submission SET status = 'RETURNED' WHERE status = 'ACCEPTED'",
        "UPDATE reporting_reopening SET reason = ''",
        "UPDATE reporting_round SET status = 'OPEN', edition = edition + 2 WHERE status = 'CLOSED'",
        "INSERT INTO indicator_reading (id, institution_id, indicator_id, starts_on, ends_on, value, entered_at, recorded_at)
            SELECT submitted_by, institution_id, indicator_id, starts_on, ends_on, 5, submitted_at, submitted_at
            FROM reporting_figure JOIN reporting_submission ON reporting_submission.id = submission_id
            JOIN reporting_round ON reporting_round.id = round_id WHERE value = 120",
    ] {
        assert!(connection.execute_unprepared(theft).await.is_err(), "{theft}");
    }
}

/// Members beneath one health centre, whose administrator submits for each of them.
async fn townships(parties: &Parties, numbers: std::ops::Range<usize>) -> Vec<String> {
    let create = "mutation($input: InstitutionCreateInput!) { institutionCreate(input: $input) { institution { id } errors { code } } }";
    let mut found = Vec::new();
    for number in numbers {
        let name =
            json!({"zh": format!("示例卫生院{number}"), "en": format!("Sample Township Hospital {number}")});
        let input = json!({"input": {"kind": "TOWNSHIP_HOSPITAL", "name": name, "regionCode": "350102",
            "parentId": parties.school.ids["centre"]}});
        let made = parties.school.administrator.ok(create, input).await;
        let house = made.text("/institutionCreate/institution/id").to_owned();
        join(&parties.school, &parties.consortium, &house).await;
        found.push(house);
    }
    found
}

async fn figures_of_eight_members_accepted_twice_at_once_are_accepted_once(world: World) {
    let parties = parties(&world).await;
    let round = parties.open(JANUARY, &["OUTPATIENT_VISITS", "INCOME"]).await;
    for house in townships(&parties, 0..8).await {
        let figures = [("OUTPATIENT_VISITS", 10), ("INCOME", 20)];
        let input = parties.given(&parties.member, &house, &round, &figures).await;
        parties.member.ok(SUBMIT, input).await;
    }
    let seen = parties.seen(&parties.coordinator, &round).await;
    let submitted: Vec<&str> =
        seen.list("/reportingRound/submissions").iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(submitted.len(), 8);
    let both = [&parties.coordinator, &parties.school.base_administrator];
    let acts = submitted.iter().flat_map(|key| both.map(|actor| (actor, decision(key, "ACCEPTED", None))));
    let answers = futures_util::future::join_all(acts.map(|(actor, input)| actor.query(DECIDE, input))).await;
    let refusals: Vec<_> =
        answers.iter().flat_map(|answer| answer.refusals("reportingFiguresDecide")).collect();
    let decided = ("DECIDED".to_owned(), "reportingSubmissionId".to_owned());
    assert_eq!(refusals, vec![decided; 8]);
    assert!(answers.iter().all(|answer| answer.codes().is_empty()));
    let kept = readings(&world).await;
    assert_eq!((kept.len(), kept.iter().filter(|row| row.replaces_id.is_some()).count()), (16, 0));
    let events = "{ auditEvents(filter: {action: \"reporting-figures.decide\"}) { totalCount } }";
    let told = parties.school.administrator.ok(events, Value::Null).await;
    assert_eq!(told.number("/auditEvents/totalCount"), 8);
}

async fn a_round_and_its_figures_are_refused_with_every_fault(world: World) {
    let parties = parties(&world).await;
    let (coordinator, member) = (&parties.coordinator, &parties.member);
    let before = world.database.contents().await;
    let mut wrong = parties.round(("2026-02-01", "2026-01-31"), "2026-01-30", &["INCOME", "INCOME"]);
    wrong["input"]["name"]["zh"] = json!(" ");
    let told = |answer: &Answer, act: &str| -> Vec<String> {
        answer.refusals(act).into_iter().map(|(code, path)| format!("{code} {path}")).collect()
    };
    let refused = coordinator.query(OPEN, wrong.clone()).await;
    assert_eq!(
        told(&refused, "reportingRoundOpen"),
        ["INVALID name.zh", "INVALID_DATE endsOn", "INVALID_DATE dueOn", "REPEATED_INDICATOR indicatorIds.1"]
    );
    for actor in [member, &parties.school.administrator, &parties.school.registrar, &parties.school.stranger]
    {
        actor.denied(OPEN, wrong.clone()).await;
    }
    let none = coordinator.query(OPEN, parties.round(JANUARY, "2026-01-31", &[])).await;
    assert_eq!(told(&none, "reportingRoundOpen"), ["INVALID indicatorIds"]);
    assert_eq!(world.database.contents().await, before);

    let round = parties.open(JANUARY, &["OUTPATIENT_VISITS", "INCOME", "REFERRALS_UP"]).await;
    let centre = parties.school.ids["centre"].clone();
    let figures = parties.figures(&[
        ("OUTPATIENT_VISITS", -1),
        ("OUTPATIENT_VISITS", 1_000_000_000_001),
        ("ECG_EXAMINATIONS", 1),
    ]);
    let input = |house: &str, figures: &Value| json!({"input": {"reportingRoundId": round, "institutionId": house, "figures": figures}});
    let refused = member.query(SUBMIT, input(&centre, &figures)).await;
    assert_eq!(
        told(&refused, "reportingFiguresSubmit"),
        [
            "OUT_OF_RANGE figures.0.value",
            "REPEATED_INDICATOR figures.1.indicatorId",
            "OUT_OF_RANGE figures.1.value",
            "UNKNOWN_INDICATOR figures.2.indicatorId",
            "MISSING_FIGURE figures",
            "MISSING_FIGURE figures",
            "SCAN_MISSING uploadId",
        ]
    );
    let picture =
        parties.school.send(member, "REPORTING_SCAN", "盖章.png", b"%PDF-1.7\n%%EOF\n".to_vec()).await;
    let complete =
        parties.figures(&[("OUTPATIENT_VISITS", 1), ("INCOME", 1_000_000_000_000), ("REFERRALS_UP", 0)]);
    let mut disguised = input(&centre, &complete);
    disguised["input"]["uploadId"] = json!(picture);
    let refused = member.query(SUBMIT, disguised).await;
    assert_eq!(told(&refused, "reportingFiguresSubmit"), ["INVALID uploadId"]);
    // The core unit submits for itself alone; what a member administers beside it is no member.
    for actor in [coordinator, &parties.school.base_administrator, &parties.school.supervisor] {
        actor.denied(SUBMIT, input(&centre, &complete)).await;
    }
    let create = "mutation($input: InstitutionCreateInput!) { institutionCreate(input: $input) { institution { id } errors { code } } }";
    let outside = json!({"input": {"kind": "VILLAGE_CLINIC", "name": {"zh": "示例卫生室", "en": "Sample Village Clinic"},
        "regionCode": "350102", "parentId": centre}});
    let outside = parties.school.administrator.ok(create, outside).await;
    let refused =
        member.query(SUBMIT, input(outside.text("/institutionCreate/institution/id"), &complete)).await;
    assert_eq!(
        told(&refused, "reportingFiguresSubmit"),
        ["NOT_MEMBER institutionId", "SCAN_MISSING uploadId"]
    );
    let running = parties.open(("2026-03-01", "2026-03-03"), &["INCOME"]).await;
    let early = parties.given(member, &centre, &running, &[("INCOME", 5)]).await;
    let refused = member.query(SUBMIT, early.clone()).await;
    assert_eq!(told(&refused, "reportingFiguresSubmit"), ["PERIOD_RUNNING reportingRoundId"]);
    world.clock.advance(Duration::days(1));
    // An upload serves for an hour before it is used; the scan is sent anew.
    let due = parties.given(member, &centre, &running, &[("INCOME", 5)]).await;
    member.ok(SUBMIT, due).await;
    let english = coordinator.request(Method::POST, "/graphql").header("accept-language", "en");
    let answer = english.json(&json!({"query": OPEN, "variables": wrong})).send().await.unwrap();
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(
        answer.pointer("/data/reportingRoundOpen/errors/2/message"),
        Some(&json!(
            "The due day 2026-01-30 is before the period's last day 2026-01-31: choose a later due day"
        ))
    );
}
