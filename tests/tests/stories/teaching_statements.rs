//! Statements of teaching: what an expert takes home, from confirmed sessions alone.

use std::process::Command;

use futures_util::future::join_all;
use reqwest::Method;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::checkers::Checker;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::apprenticeships::at;
use super::teaching::{DELIVER, STRIKE, Ward, attend, confirm, shown_code, ward};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_month_is_stated_from_confirmed_sessions_alone),
        story(service_counts_days_at_grassroots_places),
        story(more_that_is_confirmed_takes_the_place_of_what_was_stated),
        story(what_is_struck_afterwards_is_stated_no_more),
        story(forty_at_once_get_one_statement),
        story(nobody_else_has_it_stated),
        story(days_that_are_no_period_are_refused),
        story(nothing_is_stated_under_a_loopback_address),
        story(a_renamed_expert_keeps_what_was_printed),
        story(statements_go_over_to_the_record_that_is_kept),
        story(stating_twelve_costs_as_many_statements_as_two),
        story(a_statement_is_read_by_others).needs(&[
            Checker::PdfToText,
            Checker::Qpdf,
            Checker::PdfToPpm,
            Checker::ZbarImg,
        ]),
    ]
}

const ISSUE: &str = "mutation($input: TeachingStatementIssueInput!) { teachingStatementIssue(input: $input) {
    statement { id status code fileUrl fileHash factsHash supersededAt supersedes { id } holder { name(locale: ZH) } facts {
        kind holderName(locale: ZH) institutionName(locale: EN) startsOn endsOn issuedOn
        sum { days sessions minutes classHourHundredths }
        kinds { kind isOnSite sum { days sessions minutes } }
        places { institutionName(locale: ZH) institutionKind sum { days sessions } }
        sessions { on kind isOnSite title minutes attendees } } }
    errors { code path message } } }";
const VERIFY: &str =
    "query($code: String!) { verifyCertificate(code: $code) { status code fileUrl facts { serialNumber }
    teachingStatement { kind holderName(locale: ZH) sum { days sessions } } } }";
const LIST: &str =
    "query($filter: TeachingStatementFilter) { teachingStatements(filter: $filter, first: 20) { totalCount
    nodes { id status } } }";

/// A session that the hospital's supervisor led and both trainees attended, which awaits its confirmation.
async fn held(ward: &Ward, day: &str, hours: (&str, &str), what: Value) -> String {
    let on = |time: &str| format!("{day}T{time}:00+08:00");
    let mut input = ward.round(&on(hours.0), &on(hours.1));
    for (field, value) in what.as_object().unwrap() {
        input[field] = value.clone();
    }
    let is_on_site = input["channel"] == "ON_SITE";
    let (session, link) = ward.planned(input).await;
    ward.school().world.clock.set(at(&on(hours.0)));
    let code = if is_on_site { Some(shown_code(&ward.school().supervisor, &session).await) } else { None };
    for trainee in [&ward.one, &ward.two] {
        let there = attend(&trainee.actor, &link, code.as_deref()).await;
        assert!(there.problems().is_empty(), "{}", there.body);
    }
    ward.school().world.clock.set(at(&on(hours.1)));
    ward.school().supervisor.ok(DELIVER, json!({"input": {"teachingSessionId": session}})).await;
    session
}

/// The same, confirmed by whoever administers the place.
async fn confirmed(ward: &Ward, day: &str, hours: (&str, &str), what: Value) -> String {
    let at_hospital = what["hostId"] == json!(ward.school().ids["hospital"]);
    let session = held(ward, day, hours, what).await;
    let by = if at_hospital { &ward.school().base_administrator } else { &ward.parties.member };
    let answer = confirm(by, &session).await;
    assert!(answer.problems().is_empty(), "{}", answer.body);
    session
}

fn month(ward: &Ward) -> Value {
    json!({"institutionId": ward.school().ids["hospital"], "kind": "MONTHLY_TEACHING", "from": "2026-03-01",
        "until": "2026-03-31"})
}

fn service(ward: &Ward) -> Value {
    json!({"institutionId": ward.school().ids["hospital"], "kind": "GRASSROOTS_SERVICE", "from": "2025-04-01",
        "until": "2026-03-31"})
}

async fn ask(actor: &Actor, input: &Value) -> Answer {
    actor.query(ISSUE, json!({ "input": input })).await
}

/// What was stated.
async fn stated(actor: &Actor, input: &Value) -> Value {
    let answer = ask(actor, input).await;
    assert!(answer.problems().is_empty(), "{}", answer.body);
    answer.at("/teachingStatementIssue/statement").clone()
}

async fn verified(world: &World, statement: &Value) -> Value {
    let answer = world.anonymous().ok(VERIFY, json!({"code": statement["code"]})).await;
    answer.at("/verifyCertificate").clone()
}

async fn paper(world: &World, statement: &Value) -> Vec<u8> {
    let url = statement["fileUrl"].as_str().unwrap();
    let path = &url[url.find("/certificates/").unwrap()..];
    let response = world.anonymous().request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    response.bytes().await.unwrap().to_vec()
}

async fn a_month_is_stated_from_confirmed_sessions_alone(world: World) {
    let ward = ward(&world).await;
    let expert = &ward.school().supervisor;
    confirmed(&ward, "2026-03-03", ("08:00", "10:00"), json!({})).await;
    // One that nobody confirmed, one of another month, and one that was only planned.
    held(&ward, "2026-03-05", ("08:00", "10:00"), json!({})).await;
    confirmed(&ward, "2026-04-01", ("08:00", "10:00"), json!({})).await;
    ward.planned(ward.round("2026-04-06T08:00:00+08:00", "2026-04-06T10:00:00+08:00")).await;

    let made = stated(expert, &month(&ward)).await;
    assert_eq!(
        made["facts"],
        json!({
            "kind": "MONTHLY_TEACHING", "holderName": "示例·Supervisor", "institutionName": "Sample Teaching Hospital",
            "startsOn": "2026-03-01", "endsOn": "2026-03-31", "issuedOn": "2026-04-01",
            "sum": {"days": 1, "sessions": 1, "minutes": 120, "classHourHundredths": 267},
            "kinds": [{"kind": "WARD_ROUND", "isOnSite": true, "sum": {"days": 1, "sessions": 1, "minutes": 120}}],
            "places": [{"institutionName": "示例社区卫生服务中心", "institutionKind": "COMMUNITY_HEALTH_CENTRE",
                "sum": {"days": 1, "sessions": 1}}],
            "sessions": [{"on": "2026-03-03", "kind": "WARD_ROUND", "isOnSite": true,
                "title": "高血压教学查房（示例）", "minutes": 120, "attendees": 2}],
        })
    );
    assert_eq!((&made["status"], &made["supersedes"]), (&json!("VALID"), &Value::Null));
    let there = verified(&world, &made).await;
    assert_eq!(
        there["teachingStatement"],
        json!({"kind": "MONTHLY_TEACHING", "holderName": "示例·Supervisor", "sum": {"days": 1, "sessions": 1}})
    );
    assert_eq!((&there["status"], &there["facts"]), (&json!("VALID"), &Value::Null));
    let bytes = paper(&world, &made).await;
    assert!(bytes.starts_with(b"%PDF-1.4"));
    let hash = platform::id::hex(&platform::id::sha256(&bytes));
    assert_eq!(made["fileHash"], json!(hash));

    // Asked for again, and by somebody else, it is the same, and nothing is written.
    let before = world.database.contents().await;
    let mut input = month(&ward);
    input["personId"] = json!(ward.school().ids["Supervisor"]);
    for actor in [expert, &ward.school().base_administrator] {
        assert_eq!(stated(actor, &input).await["id"], made["id"]);
    }
    assert_eq!(world.database.contents().await.get("teaching_statement"), before.get("teaching_statement"));

    let page = world
        .anonymous()
        .request(Method::GET, &format!("/verify/{}?lang=en", made["code"].as_str().unwrap()));
    let page = page.send().await.unwrap().text().await.unwrap();
    for word in
        ["This statement is valid", "Sample Supervisor", "Monthly statement of teaching", "2.67 class hours"]
    {
        assert!(page.contains(word), "{word} in {page}");
    }
    world.whole().await;
}

async fn service_counts_days_at_grassroots_places(world: World) {
    let ward = ward(&world).await;
    let hospital = ward.school().ids["hospital"].clone();
    confirmed(&ward, "2026-03-03", ("08:00", "09:00"), json!({})).await;
    confirmed(&ward, "2026-03-03", ("10:00", "11:30"), json!({"kind": "LECTURE"})).await;
    confirmed(&ward, "2026-03-04", ("08:00", "09:00"), json!({"channel": "VIDEO", "kind": "LECTURE"})).await;
    confirmed(&ward, "2026-03-06", ("08:00", "09:00"), json!({})).await;
    // What the hospital held for itself is no service at the grassroots.
    confirmed(&ward, "2026-03-09", ("08:00", "09:00"), json!({"hostId": hospital})).await;
    world.clock.set(at("2026-04-01T08:00:00+08:00"));

    let made = stated(&ward.school().supervisor, &service(&ward)).await;
    let facts = &made["facts"];
    assert_eq!(facts["sum"], json!({"days": 2, "sessions": 4, "minutes": 270, "classHourHundredths": 600}));
    assert_eq!(
        facts["kinds"],
        json!([
            {"kind": "WARD_ROUND", "isOnSite": true, "sum": {"days": 2, "sessions": 2, "minutes": 120}},
            {"kind": "LECTURE", "isOnSite": true, "sum": {"days": 1, "sessions": 1, "minutes": 90}},
            {"kind": "LECTURE", "isOnSite": false, "sum": {"days": 0, "sessions": 1, "minutes": 60}},
        ])
    );
    assert_eq!(facts["places"].as_array().unwrap().len(), 1);
    let whole = stated(&ward.school().supervisor, &month(&ward)).await;
    assert_eq!(whole["facts"]["sum"]["sessions"], json!(5));
    world.whole().await;
}

async fn more_that_is_confirmed_takes_the_place_of_what_was_stated(world: World) {
    let ward = ward(&world).await;
    let expert = &ward.school().supervisor;
    confirmed(&ward, "2026-03-03", ("08:00", "10:00"), json!({})).await;
    let waiting = held(&ward, "2026-03-05", ("08:00", "10:00"), json!({})).await;
    world.clock.set(at("2026-04-01T08:00:00+08:00"));
    let first = stated(expert, &month(&ward)).await;
    let bytes = paper(&world, &first).await;

    assert!(confirm(&ward.parties.member, &waiting).await.problems().is_empty());
    let second = stated(expert, &month(&ward)).await;

    assert_eq!((&second["facts"]["sum"]["sessions"], &second["supersedes"]["id"]), (&json!(2), &first["id"]));
    assert_ne!(second["code"], first["code"]);
    let earlier = verified(&world, &first).await;
    assert_eq!(
        (&earlier["status"], &earlier["teachingStatement"]["sum"]["sessions"]),
        (&json!("SUPERSEDED"), &json!(1))
    );
    assert_eq!(paper(&world, &first).await, bytes);
    assert_eq!(verified(&world, &second).await["status"], "VALID");
    let listed = expert.ok(LIST, json!({"filter": {"kind": "MONTHLY_TEACHING"}})).await;
    assert_eq!(
        listed.at("/teachingStatements"),
        &json!({"totalCount": 2, "nodes": [{"id": second["id"], "status": "VALID"}, {"id": first["id"], "status": "SUPERSEDED"}]})
    );
    let standing = expert.ok(LIST, json!({"filter": {"isSuperseded": false}})).await;
    assert_eq!(standing.list("/teachingStatements/nodes").len(), 1);
    let page = format!("/verify/{}?lang=en", first["code"].as_str().unwrap());
    let page = world.anonymous().request(Method::GET, &page).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("A later statement has taken the place of this one"), "{page}");
    world.whole().await;
}

async fn what_is_struck_afterwards_is_stated_no_more(world: World) {
    let ward = ward(&world).await;
    let expert = &ward.school().supervisor;
    let session = confirmed(&ward, "2026-03-03", ("08:00", "10:00"), json!({})).await;
    confirmed(&ward, "2026-03-05", ("08:00", "10:00"), json!({})).await;
    world.clock.set(at("2026-04-01T08:00:00+08:00"));
    let first = stated(expert, &month(&ward)).await;
    for trainee in [&ward.one, &ward.two] {
        let input = json!({"input": {"teachingSessionId": session, "personId": trainee.person, "reason": "示例：未到场"}});
        ward.parties.member.ok(STRIKE, input).await;
    }
    let second = stated(expert, &month(&ward)).await;
    assert_eq!(
        (&first["facts"]["sum"]["sessions"], &second["facts"]["sum"]["sessions"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(verified(&world, &first).await["status"], "SUPERSEDED");
    world.whole().await;
}

async fn forty_at_once_get_one_statement(world: World) {
    let ward = ward(&world).await;
    confirmed(&ward, "2026-03-03", ("08:00", "10:00"), json!({})).await;
    world.clock.set(at("2026-04-01T08:00:00+08:00"));
    let mut input = month(&ward);
    input["personId"] = json!(ward.school().ids["Supervisor"]);
    let (expert, administrator) = (&ward.school().supervisor, &ward.school().base_administrator);
    let asking = (0..40).map(|number| {
        let actor = if number % 2 == 0 { expert } else { administrator };
        stated(actor, &input)
    });
    let made = join_all(asking).await;
    assert!(made.iter().all(|one| one["id"] == made[0]["id"]));
    let connection = world.database.connect().await;
    let issued = entity::audit_event::Entity::find()
        .filter(entity::audit_event::Column::Action.eq("teaching-statement.issue"));
    assert_eq!(issued.count(&connection).await.unwrap(), 1);
    assert_eq!(entity::teaching_statement::Entity::find().count(&connection).await.unwrap(), 1);
    connection.close().await.unwrap();
    paper(&world, &made[0]).await;
    world.whole().await;
}

async fn nobody_else_has_it_stated(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    confirmed(&ward, "2026-03-03", ("08:00", "10:00"), json!({})).await;
    world.clock.set(at("2026-04-01T08:00:00+08:00"));
    let before = world.database.contents().await;
    let mut input = month(&ward);
    input["personId"] = json!(school.ids["Supervisor"]);
    // Not the place where she taught, not a colleague, not those whom she taught.
    for actor in [&ward.parties.member, &school.centre_supervisor, &ward.one.actor, &school.stranger] {
        let denied = actor.denied(ISSUE, json!({ "input": input })).await;
        assert_eq!(denied.codes(), ["FORBIDDEN"]);
    }
    // Whoever led nothing has nothing to state, nor has anybody else about her; of whom one may not see, not even that.
    let none = ask(&school.centre_supervisor, &month(&ward)).await;
    assert_eq!(none.refusals("teachingStatementIssue"), [("NOTHING_TAUGHT".to_owned(), String::new())]);
    input["personId"] = json!(school.ids["Stranger"]);
    let hidden = school.base_administrator.denied(ISSUE, json!({ "input": input })).await;
    assert_eq!(hidden.codes(), ["NOT_FOUND"]);
    // Sessions that another institution held are none of hers.
    let mut elsewhere = month(&ward);
    elsewhere["institutionId"] = json!(school.ids["centre"]);
    let none = ask(&school.supervisor, &elsewhere).await;
    assert_eq!(none.refusals("teachingStatementIssue"), [("NOTHING_TAUGHT".to_owned(), String::new())]);
    assert_eq!(world.database.contents().await, before);

    let made = stated(&school.supervisor, &month(&ward)).await;
    let open = "query($id: ID!) { node(id: $id) { ... on TeachingStatement { code } } }";
    assert_eq!(school.supervisor.ok(open, json!({"id": made["id"]})).await.at("/node/code"), &made["code"]);
    for actor in [&ward.one.actor, &school.stranger] {
        assert_eq!(actor.ok(open, json!({"id": made["id"]})).await.at("/node"), &Value::Null);
        assert!(actor.ok(LIST, json!({})).await.list("/teachingStatements/nodes").is_empty());
    }
    world.whole().await;
}

async fn days_that_are_no_period_are_refused(world: World) {
    let ward = ward(&world).await;
    confirmed(&ward, "2026-03-03", ("08:00", "10:00"), json!({})).await;
    let hospital = &ward.school().ids["hospital"];
    for (kind, from, until) in [
        ("MONTHLY_TEACHING", "2026-03-01", "2026-03-31"),
        ("MONTHLY_TEACHING", "2026-02-01", "2026-02-27"),
        ("MONTHLY_TEACHING", "2026-01-15", "2026-02-14"),
        ("GRASSROOTS_SERVICE", "2026-03-03", "2026-03-04"),
        ("GRASSROOTS_SERVICE", "2016-03-03", "2026-03-03"),
        ("GRASSROOTS_SERVICE", "2026-03-03", "2026-03-02"),
    ] {
        let input = json!({"institutionId": hospital, "kind": kind, "from": from, "until": until});
        let refused = ask(&ward.school().supervisor, &input).await;
        let expected = [("PERIOD".to_owned(), "until".to_owned())];
        assert_eq!(refused.refusals("teachingStatementIssue"), expected, "{input}");
    }
    let input = json!({"institutionId": hospital, "kind": "GRASSROOTS_SERVICE", "from": "2016-03-04", "until": "2026-03-03"});
    stated(&ward.school().supervisor, &input).await;
    world.whole().await;
}

async fn nothing_is_stated_under_a_loopback_address(world: World) {
    let ward = ward(&world).await;
    confirmed(&ward, "2026-03-03", ("08:00", "10:00"), json!({})).await;
    world.clock.set(at("2026-04-01T08:00:00+08:00"));
    world.restart_with(&[("--public-url", "http://127.0.0.1:8080")]).await;
    let refused = ask(&ward.school().supervisor, &month(&ward)).await;
    let expected = [("LOOPBACK_ADDRESS".to_owned(), String::new())];
    assert_eq!(refused.refusals("teachingStatementIssue"), expected);
    world.whole().await;
}

async fn set_name(world: &World, person: &str, zh: &str) {
    let connection = world.database.connect().await;
    entity::person::Entity::update_many()
        .col_expr(entity::person::Column::NameZh, Expr::val(zh))
        .filter(entity::person::Column::Id.eq(platform::id::decode(person).unwrap().1))
        .exec(&connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

async fn a_renamed_expert_keeps_what_was_printed(world: World) {
    let ward = ward(&world).await;
    let expert = &ward.school().supervisor;
    confirmed(&ward, "2026-03-03", ("08:00", "10:00"), json!({})).await;
    world.clock.set(at("2026-04-01T08:00:00+08:00"));
    let made = stated(expert, &month(&ward)).await;
    let bytes = paper(&world, &made).await;

    set_name(&world, &ward.school().ids["Supervisor"], "示例·王专家").await;
    let there = verified(&world, &made).await;
    assert_eq!(
        (&there["status"], &there["teachingStatement"]["holderName"]),
        (&json!("VALID"), &json!("示例·Supervisor"))
    );
    assert_eq!(paper(&world, &made).await, bytes);
    let second = stated(expert, &month(&ward)).await;
    assert_eq!(
        (&second["supersedes"]["id"], &second["facts"]["holderName"]),
        (&made["id"], &json!("示例·王专家"))
    );

    // A name that no font prints is refused with its character, and nothing is written.
    set_name(&world, &ward.school().ids["Supervisor"], "示例·\u{1F600}").await;
    let before = world.database.contents().await;
    let refused = ask(expert, &month(&ward)).await;
    assert_eq!(refused.refusals("teachingStatementIssue"), [("NO_GLYPH".to_owned(), String::new())]);
    assert!(refused.body.to_string().contains("U+1F600"), "{}", refused.body);
    assert_eq!(world.database.contents().await, before);
    world.whole().await;
}

async fn statements_go_over_to_the_record_that_is_kept(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    confirmed(&ward, "2026-03-03", ("08:00", "10:00"), json!({})).await;
    world.clock.set(at("2026-04-01T08:00:00+08:00"));
    let made = stated(&school.supervisor, &month(&ward)).await;
    let merge = "mutation($input: PersonMergeInput!) { personMerge(input: $input) { person { id } errors { code path message } } }";
    let input = json!({"input": {"keptPersonId": school.ids["Centre Supervisor"], "mergedPersonId": school.ids["Supervisor"],
        "reason": "示例"}});
    school.administrator.ok(merge, input).await;

    let there = verified(&world, &made).await;
    assert_eq!(
        (&there["status"], &there["teachingStatement"]["holderName"]),
        (&json!("VALID"), &json!("示例·Supervisor"))
    );
    let filter = json!({"filter": {"personId": school.ids["Centre Supervisor"]}});
    let listed = school.administrator.ok(LIST, filter).await;
    assert_eq!(listed.list("/teachingStatements/nodes")[0]["id"], made["id"]);
    world.whole().await;
}

async fn stating_twelve_costs_as_many_statements_as_two(world: World) {
    let ward = ward(&world).await;
    let expert = &ward.school().supervisor;
    for number in 3..5 {
        confirmed(&ward, &format!("2026-03-{number:02}"), ("08:00", "09:00"), json!({"channel": "VIDEO"}))
            .await;
    }
    for number in 1..13 {
        confirmed(&ward, &format!("2026-04-{number:02}"), ("08:00", "09:00"), json!({"channel": "VIDEO"}))
            .await;
    }
    world.clock.set(at("2026-05-01T08:00:00+08:00"));
    let mut costs = Vec::new();
    for (from, until) in [("2026-03-01", "2026-03-31"), ("2026-04-01", "2026-04-30")] {
        let input = json!({"institutionId": ward.school().ids["hospital"], "kind": "MONTHLY_TEACHING", "from": from, "until": until});
        // What her token's use is remembered with is no matter here.
        expert.ok(LIST, json!({})).await;
        let before = world.statements().await;
        stated(expert, &input).await;
        let first = world.statements().await - before;
        // The second time it is only looked up.
        let again = world.cost(async || drop(stated(expert, &input).await)).await;
        costs.push((first, again));
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[0].1, 7);
    world.whole().await;
}

async fn a_statement_is_read_by_others(world: World) {
    let ward = ward(&world).await;
    let expert = &ward.school().supervisor;
    for number in 3..29 {
        let what = if number % 3 == 0 {
            json!({"channel": "VIDEO", "kind": "LECTURE", "title": "基层常见病讲座：高血压的分级诊疗与长期随访管理（示例）"})
        } else {
            json!({})
        };
        confirmed(&ward, &format!("2026-03-{number:02}"), ("08:00", "10:00"), what).await;
    }
    world.clock.set(at("2026-04-01T08:00:00+08:00"));
    let folder = tempfile::tempdir().unwrap();
    for (input, title) in [(month(&ward), "教学工作月度清单"), (service(&ward), "基层服务证明")]
    {
        let made = stated(expert, &input).await;
        let bytes = paper(&world, &made).await;
        let file = folder.path().join("statement.pdf");
        std::fs::write(&file, &bytes).unwrap();
        if let Ok(kept) = std::env::var("XINGLIN_PAPERS") {
            std::fs::write(format!("{kept}/{}.pdf", input["kind"].as_str().unwrap()), &bytes).unwrap();
        }
        let sound = Command::new("qpdf").arg("--check").arg(&file).output().unwrap();
        assert!(sound.status.success(), "{}", String::from_utf8_lossy(&sound.stdout));
        let read = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output().unwrap();
        let text = String::from_utf8_lossy(&read.stdout).into_owned();
        let code = made["code"].as_str().unwrap();
        for word in [title, "示例·Supervisor", "Sample Teaching Hospital", code, "2026年4月1日"] {
            assert!(text.contains(word), "{word} is not on the statement: {text}");
        }
        let pages = text.matches('\u{c}').count();
        assert_eq!(pages, if title == "基层服务证明" { 1 } else { 2 }, "{text}");
        assert!(text.contains(&format!("{pages} / {pages}")), "{text}");
        let picture = folder.path().join("page");
        let drawn = Command::new("pdftoppm")
            .args(["-png", "-r", "150", "-f", &pages.to_string()])
            .arg(&file)
            .arg(&picture)
            .output()
            .unwrap();
        assert!(drawn.status.success());
        let drawn =
            std::fs::read_dir(folder.path()).unwrap().filter_map(Result::ok).map(|entry| entry.path());
        let last = drawn.filter(|path| path.extension().is_some_and(|end| end == "png")).max().unwrap();
        let scanned = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&last).output().unwrap();
        let scanned = String::from_utf8_lossy(&scanned.stdout).into_owned();
        assert!(scanned.trim().ends_with(&format!("/verify/{code}")), "{scanned}");
        std::fs::remove_file(last).unwrap();
    }
    world.whole().await;
}
