//! Cases seen: what counts, what shows, and what is never kept of a patient.

use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::school::{SEE, School, Trainee, identity_number};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_case_counts_by_disease_and_role_and_at_most_two_a_day),
        story(a_repeat_shows_and_the_number_of_a_record_is_nowhere),
        story(what_cannot_be_a_case_is_refused_with_every_reason),
        story(a_correction_takes_the_place_of_a_case),
        story(a_repeat_with_the_same_key_adds_nothing),
    ]
}

const REVIEW: &str = "mutation($input: CaseReviewInput!) { caseReview(input: $input) {
    caseLog { id status version } errors { code path } } }";
const WITHDRAW: &str = "mutation($input: CaseWithdrawInput!) { caseWithdraw(input: $input) {
    caseLog { id status } errors { code path } } }";
const ASKED: &str = r#"
[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 10
specialties = ["TUINA"]

[[requirements]]
code = "HYPERTENSION"
kind = "CASES"
name = { zh = "高血压病", en = "Hypertension" }
count = 4
subject = "i10"
least_role = "TOOK_PART"
most_per_day = 2
"#;

/// A trainee of a course that asks for cases, in a department since the first of February.
async fn intern(school: &mut School) -> (Trainee, String) {
    school.course(3, ASKED).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    (trainee, placement)
}

async fn decide(school: &School, case: &str, decision: &str) -> Answer {
    let input = json!({"input": {"caseLogId": case, "decision": decision, "reason": "示例"}});
    school.supervisor.ok(REVIEW, input).await
}

fn codes(answer: &Answer, act: &str) -> Vec<String> {
    let errors = answer.list(&format!("/{act}/errors"));
    errors.iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

async fn a_case_counts_by_disease_and_role_and_at_most_two_a_day(world: World) {
    let mut school = School::found(&world).await;
    let (trainee, placement) = intern(&mut school).await;
    let mut cases = Vec::new();
    for number in 1..=5 {
        cases.push(school.case(&trainee, &placement, "2026-02-20", &format!("ZY00000{number}")).await);
    }
    for (disease, role) in [("E11", "IN_CHARGE"), ("I10", "OBSERVED")] {
        let mut other = School::seen(&placement, "2026-02-21", "ZY000009");
        other["input"]["disease"] = json!(disease);
        other["input"]["role"] = json!(role);
        let logged = trainee.actor.ok(SEE, other).await;
        cases.push(logged.text("/caseSubmit/caseLog/id").to_owned());
    }
    let standing = async || school.standing(&trainee.actor, &trainee, "HYPERTENSION").await;
    assert_eq!(standing().await, (0, 2, 4, "IN_PROGRESS".to_owned()));

    for case in &cases {
        decide(&school, case, "APPROVED").await;
    }
    assert_eq!(standing().await.0, 2);
    let withdrawn = json!({"input": {"caseLogId": cases[0], "reason": "示例"}});
    school.supervisor.ok(WITHDRAW, withdrawn).await;
    assert_eq!(standing().await.0, 2, "the next one of that day takes its place");
    let own = json!({"input": {"caseLogId": cases[1], "reason": "示例"}});
    trainee.actor.denied(WITHDRAW, own).await;
    let next_day = school.case(&trainee, &placement, "2026-02-22", "ZY000007").await;
    decide(&school, &next_day, "APPROVED").await;
    assert_eq!(standing().await.0, 3);
}

async fn a_repeat_shows_and_the_number_of_a_record_is_nowhere(world: World) {
    let mut school = School::found(&world).await;
    let (trainee, placement) = intern(&mut school).await;
    let first = school.case(&trainee, &placement, "2026-02-20", "ZY-7741 2093").await;
    let mut again = School::seen(&placement, "2026-02-24", "zy77412093");
    again["input"]["note"] = json!("复诊（示例）");
    let again = trainee.actor.ok(SEE, again).await;
    let other = school.case(&trainee, &placement, "2026-02-24", "ZY77412094").await;

    assert_eq!(again.text("/caseSubmit/caseLog/recordLastFour"), "2093");
    assert_eq!(again.at("/caseSubmit/caseLog/repeats"), &json!([{ "caseLogId": first }]));
    let second = again.text("/caseSubmit/caseLog/id");
    let of = "query($id: ID!) { placement(id: $id) { cases { id recordLastFour repeats { occurredOn status } } } }";
    let seen = school.supervisor.ok(of, json!({"id": placement})).await;
    let last_four: Vec<&Value> =
        seen.list("/placement/cases").iter().map(|row| &row["recordLastFour"]).collect();
    assert_eq!(last_four, ["2093", "2093", "2094"]);
    assert_eq!(
        seen.at("/placement/cases/0/repeats"),
        &json!([{"occurredOn": "2026-02-24", "status": "PENDING"}])
    );

    let contents = world.database.contents().await;
    for (table, rows) in &contents {
        assert!(!rows.contains("77412093") && !rows.contains("7741 2093"), "{table} keeps a number");
    }
    decide(&school, &first, "REJECTED").await;
    let shown =
        "query($id: ID!) { node(id: $id) { ... on CaseLog { repeats { caseLogId } reviews { decision } } } }";
    let rejected = trainee.actor.ok(shown, json!({"id": second})).await;
    assert_eq!(rejected.at("/node/repeats"), &json!([]), "what does not count is no repeat");
    assert_eq!(trainee.actor.ok(shown, json!({"id": other})).await.at("/node/repeats"), &json!([]));
}

async fn what_cannot_be_a_case_is_refused_with_every_reason(world: World) {
    let mut school = School::found(&world).await;
    let (trainee, placement) = intern(&mut school).await;
    let before = world.database.contents().await;
    let refused = async |change: &[(&str, Value)]| {
        let mut case = School::seen(&placement, "2026-02-20", "ZY000001");
        for (field, value) in change {
            case["input"][*field] = value.clone();
        }
        codes(&trainee.actor.query(SEE, case).await, "caseSubmit")
    };

    let several =
        [("disease", json!("高血压")), ("recordNumber", json!("12345")), ("occurredOn", json!("2027-01-01"))];
    assert_eq!(refused(&several).await, ["INVALID", "RECORD_INVALID", "IN_FUTURE", "OUTSIDE_SOURCE"]);
    let identity = identity_number("19990131", "001");
    assert_eq!(refused(&[("recordNumber", json!(identity))]).await, ["RECORD_INVALID"]);
    assert_eq!(refused(&[("occurredOn", json!("2026-01-20"))]).await, ["TOO_LATE", "OUTSIDE_SOURCE"]);
    assert_eq!(refused(&[("note", json!("字".repeat(1001)))]).await, ["INVALID"]);
    let hers = School::seen(&placement, "2026-02-20", "ZY000001");
    school.supervisor.denied(SEE, hers).await;
    assert_eq!(world.database.contents().await, before);
}

async fn a_correction_takes_the_place_of_a_case(world: World) {
    let mut school = School::found(&world).await;
    let (trainee, placement) = intern(&mut school).await;
    let original = school.case(&trainee, &placement, "2026-02-20", "ZY000001").await;
    decide(&school, &original, "APPROVED").await;
    let mut correction = School::seen(&placement, "2026-02-21", "ZY000001");
    correction["input"]["replacesId"] = json!(original);

    let corrected = trainee.actor.ok(SEE, correction.clone()).await;
    let twice = trainee.actor.query(SEE, correction).await;
    decide(&school, corrected.text("/caseSubmit/caseLog/id"), "APPROVED").await;
    let decided = json!({"input": {"caseLogId": original, "decision": "APPROVED"}});
    let late = school.supervisor.query(REVIEW, decided).await;

    assert_eq!(codes(&twice, "caseSubmit"), ["NOT_CORRECTABLE"]);
    assert_eq!(codes(&late, "caseReview"), ["NOT_PENDING"]);
    assert_eq!(school.standing(&trainee.actor, &trainee, "HYPERTENSION").await.0, 1);
}

async fn a_repeat_with_the_same_key_adds_nothing(world: World) {
    let mut school = School::found(&world).await;
    let (trainee, placement) = intern(&mut school).await;
    let mut case = School::seen(&placement, "2026-02-20", "ZY000001");
    case["input"]["clientMutationKey"] = json!("示例-1");

    let first = trainee.actor.ok(SEE, case.clone()).await;
    let again = trainee.actor.ok(SEE, case.clone()).await;
    case["input"]["recordNumber"] = json!("ZY000002");
    let other = trainee.actor.query(SEE, case).await;

    assert_eq!(first.text("/caseSubmit/caseLog/id"), again.text("/caseSubmit/caseLog/id"));
    assert_eq!(other.codes(), ["BAD_USER_INPUT"], "{}", other.body);
}
