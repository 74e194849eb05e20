//! Duty hours held against rule sets: what a trainee is told, what a director is told, and what nobody is.

use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{FOLLOW, REVIEW, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(ninety_hours_at_two_bases_are_one_breach_to_her_and_a_count_in_each_department),
        story(a_set_judges_from_its_first_day_to_its_last),
        story(a_file_of_duty_rules_is_refused_with_every_fault),
        story(on_call_holds_time_as_it_should),
        story(a_duty_report_costs_the_same_for_few_and_for_many),
    ]
}

const IMPORT: &str = "mutation($input: DutyRuleSetImportInput!) { dutyRuleSetImport(input: $input) {
    ruleSet { id code number startsOn endsOn institution { id } rules { kind hours windowDays } definition }
    errors { code path message } } }";
const END: &str = "mutation($input: DutyRuleSetEndInput!) { dutyRuleSetEnd(input: $input) {
    ruleSet { id endsOn } errors { code path } } }";
pub(crate) const MINE: &str = "query($id: ID!, $from: Date!, $until: Date!) { enrolment(id: $id) {
    dutyHours(from: $from, until: $until) { startsOn endsOn weeks { startsOn minutes }
        averages { ruleSetName minutes rule { kind hours } }
        breaches { ruleSet { code } ruleSetName rule { kind severity clause } startsAt endsAt measured allowed message } } } }";
pub(crate) const REPORT: &str = "query($id: ID!, $from: Date!, $until: Date!) {
    dutyReport(institutionId: $id, from: $from, until: $until) { startsOn endsOn weeks
        rows { department { id } trainees breaches { ruleSetName rule { kind severity } count } } } }";

/// A set that allows no week beyond eighty hours.
pub(crate) const STRICT: &str = r#"
format = 1
code = "STRICT"
name = { zh = "示例工时规则", en = "Sample Duty Hours" }
source = "示例 · sample"
valid_from = 2020-01-01

[[rules]]
rule = "AVERAGE_HOURS"
clause = { zh = "示例第一条", en = "Sample, 1" }
severity = "BREACH"
hours = 80
window_days = 7
"#;

fn period(id: &str, from: &str, until: &str) -> Value {
    json!({"id": id, "from": from, "until": until})
}

pub(crate) fn february(id: &str) -> Value {
    period(id, "2026-02-01", "2026-03-02")
}

async fn import(school: &School, source: Value, starts_on: &str) -> Answer {
    let input = json!({"institutionId": school.ids["school"], "source": source, "startsOn": starts_on});
    school.director.query(IMPORT, json!({ "input": input })).await
}

pub(crate) async fn import_file(school: &School, text: &str, starts_on: &str) -> Answer {
    let upload =
        school.send(&school.director, "DUTY_RULE_SET", "rules.toml", text.to_owned().into_bytes()).await;
    import(school, json!({"uploadId": upload}), starts_on).await
}

fn entry(placement: &str, activity: &str, from: &str, until: &str) -> Value {
    json!({"input": {
        "within": {"placementId": placement}, "activity": activity,
        "startsAt": format!("{from}:00+08:00"), "endsAt": format!("{until}:00+08:00"),
    }})
}

async fn duty(trainee: &Trainee, placement: &str, from: &str, until: &str) -> String {
    let made = trainee.actor.ok(FOLLOW, entry(placement, "DUTY", from, until)).await;
    made.text("/hoursSubmit/hoursEntry/id").to_owned()
}

/// A week of ninety hours: 52 in the hospital, 38 in the health centre. Returns what was entered in the centre.
pub(crate) async fn ninety_hours(school: &School, trainee: &Trainee) -> Vec<String> {
    let hospital = school.place(trainee, "TUINA", "TUINA", "2026-02-16", "2026-02-19").await;
    let centre =
        school.place(trainee, "GRASSROOTS_PRACTICE", "GENERAL_PRACTICE", "2026-02-20", "2026-02-22").await;
    for day in 16..20 {
        duty(trainee, &hospital, &format!("2026-02-{day}T08:00"), &format!("2026-02-{day}T21:00")).await;
    }
    let mut entered = Vec::new();
    for day in 20..22 {
        let (from, until) = (format!("2026-02-{day}T03:00"), format!("2026-02-{day}T22:00"));
        entered.push(duty(trainee, &centre, &from, &until).await);
    }
    entered
}

/// Department, trainees and sum of breaches of each row.
pub(crate) fn rows(report: &Answer) -> Vec<(String, Value, i64)> {
    let row = |row: &Value| {
        let counts = row["breaches"].as_array().unwrap().iter();
        let sum = counts.map(|count| count["count"].as_i64().unwrap()).sum();
        (row["department"]["id"].as_str().unwrap().to_owned(), row["trainees"].clone(), sum)
    };
    let mut rows: Vec<_> = report.list("/dutyReport/rows").iter().map(row).collect();
    rows.sort_by_key(|row| (row.0.clone(), row.2));
    rows
}

fn sorted(mut rows: Vec<(String, Value, i64)>) -> Vec<(String, Value, i64)> {
    rows.sort_by_key(|row| (row.0.clone(), row.2));
    rows
}

async fn ninety_hours_at_two_bases_are_one_breach_to_her_and_a_count_in_each_department(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Overworked", "2026-02-01").await;
    let made = import_file(&school, STRICT, "2026-01-01").await;
    assert!(made.problems().is_empty(), "{}", made.body);
    let entered = ninety_hours(&school, &trainee).await;

    let mine = trainee.actor.ok(MINE, february(&trainee.enrolment)).await;
    let breaches = mine.list("/enrolment/dutyHours/breaches");
    assert_eq!(breaches.len(), 1, "{}", mine.body);
    let breach = &breaches[0];
    assert_eq!(breach["ruleSet"], json!({"code": "STRICT"}));
    assert_eq!(breach["rule"]["severity"], json!("BREACH"));
    assert_eq!((&breach["measured"], &breach["allowed"]), (&json!(5400), &json!(4800)));
    assert_eq!(breach["startsAt"], json!("2026-02-14T16:00:00Z"));
    assert_eq!(breach["endsAt"], json!("2026-02-22T16:00:00Z"));
    let sentence = "示例工时规则（示例第一条）：2026-02-15 00:00 至 2026-02-23 00:00 间，以 7 天计平均每周 90 小时，上限为 80 小时";
    assert_eq!(breach["message"], json!(sentence));
    let weeks = mine.list("/enrolment/dutyHours/weeks");
    let week = weeks.iter().find(|week| week["startsOn"] == json!("2026-02-16")).unwrap();
    assert_eq!(week["minutes"], json!(5400));
    assert_eq!(mine.at("/enrolment/dutyHours/averages/0/minutes"), &json!(0), "of the last week");

    let (hospital, centre) = (school.ids["TUINA"].clone(), school.ids["GENERAL_PRACTICE"].clone());
    let report = school.director.ok(REPORT, february(&school.ids["school"])).await;
    let both = sorted(vec![(hospital.clone(), Value::Null, 1), (centre.clone(), Value::Null, 1)]);
    assert_eq!(rows(&report), both);
    assert_eq!(report.at("/dutyReport/weeks"), &json!(6));
    let told = report.body.to_string();
    assert!(!told.contains("Overworked") && !told.contains(&trainee.person), "{told}");
    let base = school.base_administrator.ok(REPORT, february(&school.ids["hospital"])).await;
    assert_eq!(rows(&base), [(hospital.clone(), Value::Null, 1)], "its own departments alone");
    nobody_else_is_told(&school, &trainee).await;

    let reject = json!({"input": {"hoursEntryId": entered[1], "decision": "REJECTED", "reason": "示例"}});
    school.centre_supervisor.ok(REVIEW, reject).await;
    let mine = trainee.actor.ok(MINE, february(&trainee.enrolment)).await;
    assert_eq!(mine.list("/enrolment/dutyHours/breaches").len(), 0, "{}", mine.body);
    let report = school.director.ok(REPORT, february(&school.ids["school"])).await;
    assert_eq!(rows(&report), sorted(vec![(hospital, Value::Null, 0), (centre, Value::Null, 0)]));
}

async fn nobody_else_is_told(school: &School, trainee: &Trainee) {
    for other in [&school.director, &school.registrar, &school.supervisor, &school.administrator] {
        let seen = other.ok(MINE, february(&trainee.enrolment)).await;
        assert_eq!(seen.at("/enrolment/dutyHours"), &Value::Null);
    }
    let hidden = school.stranger.ok(MINE, february(&trainee.enrolment)).await;
    assert_eq!(hidden.at("/enrolment"), &Value::Null);
    for denied in [&trainee.actor, &school.supervisor, &school.stranger, &school.base_administrator] {
        denied.denied(REPORT, february(&school.ids["school"])).await;
    }
    let elsewhere = school.stranger.ok(REPORT, february(&school.ids["elsewhere"])).await;
    assert_eq!(elsewhere.list("/dutyReport/rows").len(), 0);
    for (from, until) in [("2026-02-02", "2026-02-01"), ("2025-01-01", "2026-02-05")] {
        let refused = school.director.query(REPORT, period(&school.ids["school"], from, until)).await;
        assert_eq!(refused.codes(), ["BAD_USER_INPUT"]);
        let refused = trainee.actor.query(MINE, period(&trainee.enrolment, from, until)).await;
        assert_eq!(refused.codes(), ["BAD_USER_INPUT"]);
    }
}

/// Kind of rule and code of the set of each breach; none for the set that comes with the system.
async fn breaches(trainee: &Trainee) -> Vec<(String, Option<String>)> {
    let mine = trainee.actor.ok(MINE, february(&trainee.enrolment)).await;
    let told = |breach: &Value| {
        let code = breach["ruleSet"]["code"].as_str().map(str::to_owned);
        (breach["rule"]["kind"].as_str().unwrap().to_owned(), code)
    };
    mine.list("/enrolment/dutyHours/breaches").iter().map(told).collect()
}

async fn a_set_judges_from_its_first_day_to_its_last(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    for (day, next) in [(16, 17), (23, 24)] {
        // Thirty hours in a row, entered in two pieces.
        duty(&trainee, &placement, &format!("2026-02-{day}T08:00"), &format!("2026-02-{next}T08:00")).await;
        duty(&trainee, &placement, &format!("2026-02-{next}T08:00"), &format!("2026-02-{next}T14:00")).await;
    }
    let usual = || ("CONTINUOUS".to_owned(), None);
    let acgme = || ("CONTINUOUS".to_owned(), Some("ACGME".to_owned()));
    assert_eq!(breaches(&trainee).await, [usual(), usual()]);

    let preset = || json!({"preset": "acgme"});
    let made = import(&school, preset(), "2026-02-20").await;
    assert!(made.problems().is_empty(), "{}", made.body);
    assert_eq!(breaches(&trainee).await, [usual(), acgme()]);

    let refusals =
        async |source: Value, first: &str| import(&school, source, first).await.refusals("dutyRuleSetImport");
    let refused = |code: &str, path: &str| (code.to_owned(), path.to_owned());
    let before = world.database.contents().await;
    assert_eq!(
        refusals(preset(), "2017-06-30").await,
        [refused("INVALID_DATES", "startsOn"), refused("OVERLAP", "startsOn")]
    );
    assert_eq!(refusals(preset(), "2026-02-20").await, [refused("OVERLAP", "startsOn")]);
    let unknown = json!({"preset": "no-such"});
    assert_eq!(refusals(unknown, "2026-02-20").await, [refused("UNKNOWN_PRESET", "source.preset")]);
    assert_eq!(world.database.contents().await["rule_set"], before["rule_set"]);

    let set = made.text("/dutyRuleSetImport/ruleSet/id").to_owned();
    let end = |on: &str| json!({"input": {"dutyRuleSetId": set, "endsOn": on}});
    let early = school.director.query(END, end("2026-02-19")).await;
    assert_eq!(early.refusals("dutyRuleSetEnd"), [refused("INVALID_DATES", "endsOn")]);
    school.stranger.denied(END, end("2026-02-22")).await;
    school.director.ok(END, end("2026-02-22")).await;
    assert_eq!(breaches(&trainee).await, [usual(), usual()]);
    let again = school.director.query(END, end("2026-02-25")).await;
    assert_eq!(again.refusals("dutyRuleSetEnd"), [refused("ENDED", "dutyRuleSetId")]);

    // The next version of the code, and one that takes its place.
    for first in ["2026-02-23", "2026-03-01"] {
        assert!(import(&school, preset(), first).await.problems().is_empty());
    }
    assert_eq!(breaches(&trainee).await, [usual(), acgme()]);
    let list =
        "query($id: ID!) { dutyRuleSets(institutionId: $id) { totalCount nodes { number startsOn endsOn } }
        dutyRuleSetPresets { name isUsual rules { kind } } }";
    let listed = trainee.actor.ok(list, json!({"id": school.ids["school"]})).await;
    assert_eq!(
        listed.at("/dutyRuleSets/nodes"),
        &json!([
            {"number": 1, "startsOn": "2026-02-20", "endsOn": "2026-02-22"},
            {"number": 2, "startsOn": "2026-02-23", "endsOn": "2026-02-28"},
            {"number": 3, "startsOn": "2026-03-01", "endsOn": null},
        ])
    );
    assert_eq!(listed.number("/dutyRuleSets/totalCount"), 3);
    assert_eq!(listed.list("/dutyRuleSetPresets").len(), 3);
    assert_eq!(listed.at("/dutyRuleSetPresets/0/isUsual"), &json!(true));
    let events = "{ auditEvents(filter: {action: \"duty-rule-set.end\"}) { totalCount } }";
    let events = school.administrator.ok(events, Value::Null).await;
    assert_eq!(events.number("/auditEvents/totalCount"), 2);
}

async fn a_file_of_duty_rules_is_refused_with_every_fault(world: World) {
    let school = School::found(&world).await;
    let bad = STRICT
        .replacen("code = \"STRICT\"", "code = \"strict\"", 1)
        .replacen("valid_from = 2020-01-01\n", "valid_from = 2020\n", 1)
        .replacen("hours = 80", "hours = 800", 1)
        .replacen("window_days = 7", "window_days = 7\nwindow_weeks = 1", 1)
        .replacen("severity = \"BREACH\"", "severity = \"DREADFUL\"", 1);
    let before = world.database.contents().await;

    let refused = import_file(&school, &bad, "2026-01-01").await;

    let paths: Vec<String> = refused
        .refusals("dutyRuleSetImport")
        .into_iter()
        .map(|(code, path)| format!("{code} {path}"))
        .collect();
    let at = |path: &str| format!("INVALID source.uploadId.{path}");
    assert_eq!(
        paths,
        ["code", "valid_from", "rules.1.severity", "rules.1.hours", "rules.1.window_weeks"].map(at)
    );
    let syntax = import_file(&school, "format = ", "2026-01-01").await;
    assert_eq!(syntax.refusals("dutyRuleSetImport").len(), 1, "{}", syntax.body);
    assert_eq!(world.database.contents().await["rule_set"], before["rule_set"]);

    // A copy of what was imported is imported again, as it came.
    let made = import_file(&school, STRICT, "2026-01-01").await;
    let again = import_file(&school, made.text("/dutyRuleSetImport/ruleSet/definition"), "2026-02-01").await;
    assert_eq!(again.number("/dutyRuleSetImport/ruleSet/number"), 2);
    let connection = world.database.connect().await;
    for theft in ["UPDATE rule_set SET definition = ''", "DELETE FROM rule_set"] {
        assert!(sea_orm::ConnectionTrait::execute_unprepared(&connection, theft).await.is_err(), "{theft}");
    }
}

async fn on_call_holds_time_as_it_should(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let codes = async |activity: &str, from: &str, until: &str| {
        let input =
            entry(&placement, activity, &format!("2026-02-27T{from}"), &format!("2026-02-27T{until}"));
        let answer = trainee.actor.query(FOLLOW, input).await;
        answer.refusals("hoursSubmit").into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    let (none, overlap): (Vec<String>, _) = (Vec::new(), vec!["OVERLAP".to_owned()]);
    assert_eq!(codes("DUTY", "08:00", "12:00").await, none);
    assert_eq!(codes("ON_CALL_IN_HOUSE", "11:00", "18:00").await, overlap, "a call in house is duty");
    assert_eq!(codes("ON_CALL_IN_HOUSE", "12:00", "18:00").await, none);
    assert_eq!(codes("ON_CALL_HOME", "18:00", "23:00").await, none);
    assert_eq!(codes("DUTY", "20:00", "21:00").await, none, "she is called in");
    assert_eq!(codes("ON_CALL_HOME", "22:00", "23:30").await, overlap, "nobody stands by twice");

    let mut master = School::hours(&trainee, "2026-02-26T08:00:00+08:00", "2026-02-26T12:00:00+08:00");
    master["input"]["activity"] = json!("ON_CALL_HOME");
    let answer = trainee.actor.query(FOLLOW, master).await;
    let refused = [("ACTIVITY_MISMATCH".to_owned(), "activity".to_owned())];
    assert_eq!(answer.refusals("hoursSubmit"), refused);
    let mine = trainee.actor.ok(MINE, period(&trainee.enrolment, "2026-02-27", "2026-02-27")).await;
    let weeks = json!([{"startsOn": "2026-02-23", "minutes": 11 * 60}]);
    assert_eq!(mine.at("/enrolment/dutyHours/weeks"), &weeks, "standing by is no work");
}

async fn a_duty_report_costs_the_same_for_few_and_for_many(world: World) {
    let school = School::found(&world).await;
    assert!(import_file(&school, STRICT, "2026-01-01").await.problems().is_empty());
    let cost = async |actor: &Actor, document: &str, variables: Value| {
        let ask = async || drop(actor.ok(document, variables.clone()).await);
        world.cost(ask).await
    };
    // A supervisor has two trainees at once.
    let enter = async |who: &str, first: u32| {
        let trainee = school.trainee(who, "2026-02-01").await;
        let days = (format!("2026-02-{first}"), format!("2026-02-{}", first + 6));
        let placement = school.place(&trainee, "ELECTIVE", "GERIATRICS", &days.0, &days.1).await;
        for day in first..first + 5 {
            duty(&trainee, &placement, &format!("2026-02-{day}T06:00"), &format!("2026-02-{day}T23:00"))
                .await;
        }
        trainee
    };
    let first = enter("Trainee 1", 10).await;
    let one = cost(&school.director, REPORT, february(&school.ids["school"])).await;
    let mine = cost(&first.actor, MINE, february(&first.enrolment)).await;
    enter("Trainee 2", 10).await;
    enter("Trainee 3", 17).await;
    let three = cost(&school.director, REPORT, february(&school.ids["school"])).await;

    let report = school.director.ok(REPORT, february(&school.ids["school"])).await;
    assert_eq!(rows(&report), [(school.ids["GERIATRICS"].clone(), json!(3), 3)], "three are told");
    // The token, the institution, its trainings, sets and hours, the departments with their bases, leave, and the departments shown.
    assert_eq!((one, three), (9, 9));
    // The token, the enrolment, once more for her own, the sets, the hours, leave, and the set shown with a breach.
    assert_eq!(mine, 7);
}
