//! Sets of leave rules: imported, followed by the next one, ended, and refused with every fault.

use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::school::School;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(one_set_of_leave_rules_holds_at_a_time),
        story(a_file_of_leave_rules_is_refused_with_every_fault),
    ]
}

const IMPORT: &str = "mutation($input: LeaveRuleSetImportInput!) { leaveRuleSetImport(input: $input) {
    ruleSet { id code number startsOn endsOn longestDeferralMonths certificateOverDays steps { step overDays }
        rules { code kinds window overDays effect months years clause(locale: EN) } institution { id } definition }
    errors { code path message } } }";
const END: &str = "mutation($input: LeaveRuleSetEndInput!) { leaveRuleSetEnd(input: $input) {
    ruleSet { id endsOn } errors { code path } } }";
const SETS: &str =
    "query($id: ID!) { leaveRuleSets(institutionId: $id) { totalCount nodes { code startsOn endsOn } } }";

/// A set that makes up whatever is more than two days.
pub(crate) const STRICT: &str = r#"
format = 1
code = "STRICT"
name = { zh = "示例请假规则", en = "Sample Leave Rules" }
source = "示例 · sample"
valid_from = 2020-01-01
longest_deferral_months = 36
certificate_over_days = 2

[[steps]]
step = "SUPERVISOR"
over_days = 0

[[steps]]
step = "BASE"
over_days = 2

[[rules]]
code = "OVER_2_DAYS"
kinds = ["SICK", "PERSONAL"]
window = "TRAINING"
over_days = 2
effect = "MAKE_UP_DAYS"
clause = { zh = "示例第一条", en = "Sample, 1" }
source = "示例"
"#;

async fn import(school: &School, source: Value, starts_on: &str) -> Answer {
    let input = json!({"institutionId": school.ids["school"], "source": source, "startsOn": starts_on});
    school.registrar.query(IMPORT, json!({ "input": input })).await
}

/// Imports a file of leave rules.
pub(crate) async fn import_leave_rules(school: &School, text: &str, starts_on: &str) -> Answer {
    let upload =
        school.send(&school.registrar, "LEAVE_RULE_SET", "leave.toml", text.to_owned().into_bytes()).await;
    import(school, json!({"uploadId": upload}), starts_on).await
}

async fn one_set_of_leave_rules_holds_at_a_time(world: World) {
    let school = School::found(&world).await;
    let presets =
        school.stranger.ok("{ leaveRuleSetPresets { name isUsual rules { effect } } }", Value::Null).await;
    let usual: Vec<bool> =
        presets.list("/leaveRuleSetPresets").iter().map(|row| row["isUsual"].as_bool().unwrap()).collect();
    assert_eq!(usual, [true, false, false]);

    let preset = json!({"preset": "over-15-days-a-year-adds-6-months"});
    let first = import(&school, preset.clone(), "2024-01-01").await;
    let made = first.at("/leaveRuleSetImport/ruleSet");
    assert_eq!((&made["number"], &made["endsOn"]), (&json!(1), &Value::Null));
    assert_eq!(made["rules"][0]["kinds"].as_array().unwrap().len(), 8);
    assert_eq!(
        (&made["rules"][0]["months"], &made["rules"][2]["effect"], &made["rules"][2]["months"]),
        (&json!(6), &json!("TERMINATE"), &Value::Null)
    );
    assert_eq!(made["steps"][3], json!({"step": "SENDING_INSTITUTION", "overDays": 15}));

    let early = import(&school, preset.clone(), "2024-01-01").await;
    assert_eq!(early.refusals("leaveRuleSetImport"), [("OVERLAP".to_owned(), "startsOn".to_owned())]);
    let before = import(&school, preset, "2013-01-01").await;
    let refused = before.refusals("leaveRuleSetImport");
    assert_eq!(refused.iter().map(|row| row.0.as_str()).collect::<Vec<_>>(), ["INVALID_DATES", "OVERLAP"]);
    let second = import_leave_rules(&school, STRICT, "2026-01-01").await;
    let id = second.text("/leaveRuleSetImport/ruleSet/id").to_owned();
    assert!(second.text("/leaveRuleSetImport/ruleSet/definition").contains("OVER_2_DAYS"));

    let end = |day: &str| json!({"input": {"leaveRuleSetId": id, "endsOn": day}});
    let wrong = school.registrar.query(END, end("2025-12-31")).await;
    assert_eq!(wrong.refusals("leaveRuleSetEnd"), [("INVALID_DATES".to_owned(), "endsOn".to_owned())]);
    for actor in [&school.stranger, &school.base_administrator, &school.supervisor] {
        actor.denied(END, end("2026-12-31")).await;
    }
    school.director.ok(END, end("2026-12-31")).await;
    let again = school.director.query(END, end("2026-12-31")).await;
    assert_eq!(again.refusals("leaveRuleSetEnd"), [("ENDED".to_owned(), "leaveRuleSetId".to_owned())]);
    let within = import_leave_rules(&school, STRICT, "2026-12-31").await;
    assert_eq!(within.refusals("leaveRuleSetImport"), [("OVERLAP".to_owned(), "startsOn".to_owned())]);
    let sets = school.stranger.ok(SETS, json!({"id": school.ids["school"]})).await;
    assert_eq!(
        sets.at("/leaveRuleSets/nodes"),
        &json!([
            {"code": "OVER_15_DAYS_A_YEAR", "startsOn": "2024-01-01", "endsOn": "2025-12-31"},
            {"code": "STRICT", "startsOn": "2026-01-01", "endsOn": "2026-12-31"},
        ])
    );
    let node = "query($id: ID!) { node(id: $id) { ... on LeaveRuleSet { code } } }";
    assert_eq!(school.stranger.ok(node, json!({ "id": id })).await.text("/node/code"), "STRICT");
}

async fn a_file_of_leave_rules_is_refused_with_every_fault(world: World) {
    let school = School::found(&world).await;
    let unknown = import(&school, json!({"preset": "no-such"}), "2026-01-01").await;
    assert_eq!(
        unknown.refusals("leaveRuleSetImport"),
        [("UNKNOWN_PRESET".to_owned(), "source.preset".to_owned())]
    );
    let text = STRICT
        .replacen(
            "over_days = 2\neffect = \"MAKE_UP_DAYS\"",
            "over_days = -2\neffect = \"REPEAT_PLACEMENT\"",
            1,
        )
        .replacen("step = \"BASE\"", "step = \"SUPERVISOR\"", 1)
        .replacen("certificate_over_days = 2", "certificate_over_day = 2", 1);
    let refused = import_leave_rules(&school, &text, "2026-01-01").await;
    let paths: Vec<String> =
        refused.refusals("leaveRuleSetImport").into_iter().map(|(_, path)| path).collect();
    assert_eq!(
        paths,
        [
            "source.uploadId.certificate_over_days",
            "source.uploadId.steps.2.step",
            "source.uploadId.rules.1.over_days",
            "source.uploadId.rules.1.window",
            "source.uploadId.certificate_over_day",
        ]
    );
    let sets = school.registrar.ok(SETS, json!({"id": school.ids["school"]})).await;
    assert_eq!(sets.number("/leaveRuleSets/totalCount"), 0);
}
