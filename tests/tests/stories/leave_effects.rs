//! What leave does to the end of a training: told with the rule, applied once, and never silently.

use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::leave::{approve, request};
use super::leave_rules::{STRICT, import_leave_rules};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(leave_of_more_than_three_months_is_proposed_and_applied_once),
        story(a_stay_of_which_too_much_was_missed_is_to_be_repeated),
        story(an_end_beyond_the_longest_deferral_is_marked),
        story(leave_effects_cost_the_same_for_few_and_for_many),
    ]
}

const EFFECTS: &str = "query($id: ID!) { enrolment(id: $id) { expectedCompletionOn
    leaveEffects { completionBefore completionAfter isDue isBeyondLongestDeferral
        effects { ruleSet { code } ruleSetName(locale: EN) rule { code clause(locale: EN) overDays effect window } startsOn endsOn
            days isDeciding isApplied } }
    acts { kind completionBefore completionAfter reason leaveRules { ruleSetCode code clause(locale: EN) days startsOn } } } }";
const APPLY: &str = "mutation($input: LeaveEffectApplyInput!) { leaveEffectApply(input: $input) {
    enrolment { expectedCompletionOn leaveEffects { isDue } } errors { code path message } } }";

async fn effects(actor: &Actor, trainee: &Trainee) -> Value {
    actor.ok(EFFECTS, json!({"id": trainee.enrolment})).await.at("/enrolment").clone()
}

/// First and last day of what is proposed, and whether it is.
fn proposed(of: &Value) -> (&Value, &Value, &Value) {
    let effects = &of["leaveEffects"];
    (&effects["completionBefore"], &effects["completionAfter"], &effects["isDue"])
}

fn apply(trainee: &Trainee, day: &str) -> Value {
    json!({"input": {"enrolmentId": trainee.enrolment, "expectedCompletionOn": day, "reason": "示例：病事假累计"}})
}

/// A leave in days in which she is nowhere, approved by her master and, where it is long, by the school.
async fn taken(school: &School, trainee: &Trainee, first: &str, last: &str) -> String {
    let id = request(trainee, "PERSONAL", first, last).await;
    let decided = approve(&school.master, &id).await;
    if decided.at("/leaveDecide/leave/status") == "REQUESTED" {
        approve(&school.registrar, &id).await;
    }
    id
}

fn refused(answer: &Answer) -> Vec<(String, String)> {
    answer.refusals("leaveEffectApply")
}

async fn leave_of_more_than_three_months_is_proposed_and_applied_once(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let first = taken(&school, &trainee, "2026-04-01", "2026-06-29").await;
    let none = effects(&trainee.actor, &trainee).await;
    assert_eq!(proposed(&none), (&json!("2028-10-31"), &json!("2028-10-31"), &json!(false)), "90 days pass");
    assert_eq!(none["leaveEffects"]["effects"], json!([]));

    taken(&school, &trainee, "2026-09-01", "2026-09-05").await;
    let due = effects(&trainee.actor, &trainee).await;
    assert_eq!(proposed(&due), (&json!("2028-10-31"), &json!("2029-02-03"), &json!(true)), "by 95 days");
    let effect = &due["leaveEffects"]["effects"][0];
    assert_eq!((&effect["ruleSet"], &effect["days"]), (&Value::Null, &json!(95)));
    let rule = json!({"code": "OVER_3_MONTHS", "clause": "Sick and personal leave of more than three months extends the training",
        "overDays": 90, "effect": "MAKE_UP_DAYS", "window": "TRAINING"});
    assert_eq!(effect["rule"], rule);
    assert_eq!((&effect["isDeciding"], &effect["isApplied"]), (&json!(true), &json!(false)));
    assert_eq!(
        (&due["expectedCompletionOn"], &due["acts"]),
        (&json!("2028-10-31"), &json!([])),
        "nothing moved"
    );

    for actor in [&trainee.actor, &school.supervisor, &school.base_administrator, &school.stranger] {
        actor.denied(APPLY, apply(&trainee, "2029-02-03")).await;
    }
    let other = school.registrar.query(APPLY, apply(&trainee, "2029-02-04")).await;
    assert_eq!(refused(&other), [("CONFLICT".to_owned(), "expectedCompletionOn".to_owned())]);
    let applied = school.registrar.ok(APPLY, apply(&trainee, "2029-02-03")).await;
    let made = json!({"expectedCompletionOn": "2029-02-03", "leaveEffects": {"isDue": false}});
    assert_eq!(applied.at("/leaveEffectApply/enrolment"), &made);
    let before = world.database.contents().await;
    let twice = school.registrar.query(APPLY, apply(&trainee, "2029-02-03")).await;
    assert_eq!(refused(&twice), [("NOTHING_DUE".to_owned(), "enrolmentId".to_owned())]);
    assert_eq!(world.database.contents().await["enrolment_act"], before["enrolment_act"]);
    let after = effects(&trainee.actor, &trainee).await;
    assert_eq!(after["leaveEffects"]["effects"][0]["isApplied"], json!(true));
    let act = &after["acts"][0];
    assert_eq!((&act["kind"], &act["completionAfter"]), (&json!("LEAVE"), &json!("2029-02-03")));
    let rule = json!([{"ruleSetCode": "OVER_3_MONTHS_EXTENDS", "code": "OVER_3_MONTHS", "days": 95, "startsOn": "2026-02-01",
        "clause": "Sick and personal leave of more than three months extends the training"}]);
    assert_eq!(act["leaveRules"], rule);

    // A pause moves the end by itself, and makes nothing due.
    let defer = "mutation($input: EnrolmentDeferInput!) { enrolmentDefer(input: $input) { enrolment { id } errors { code } } }";
    let pause = json!({"input": {"enrolmentId": trainee.enrolment, "startsOn": "2027-03-01", "endsOn": "2027-03-31",
        "reason": "示例：休学"}});
    school.registrar.ok(defer, pause).await;
    let paused = effects(&trainee.actor, &trainee).await;
    assert_eq!(proposed(&paused), (&json!("2029-03-06"), &json!("2029-03-06"), &json!(false)));

    // One day more is one day later; coming back early is earlier.
    taken(&school, &trainee, "2026-10-10", "2026-10-10").await;
    let more = effects(&trainee.actor, &trainee).await;
    assert_eq!(proposed(&more), (&json!("2029-03-06"), &json!("2029-03-07"), &json!(true)));
    school.director.ok(APPLY, apply(&trainee, "2029-03-07")).await;
    let back = "mutation($input: LeaveReturnInput!) { leaveReturn(input: $input) { leave { days } errors { code } } }";
    school.master.ok(back, json!({"input": {"leaveId": first, "lastDay": "2026-06-26"}})).await;
    let less = effects(&trainee.actor, &trainee).await;
    assert_eq!(proposed(&less), (&json!("2029-03-07"), &json!("2029-03-04"), &json!(true)));
    school.master.ok(back, json!({"input": {"leaveId": first, "lastDay": "2026-04-01"}})).await;
    let gone = effects(&trainee.actor, &trainee).await;
    assert_eq!(proposed(&gone), (&json!("2029-03-07"), &json!("2028-12-01"), &json!(true)), "only the pause");
    school.registrar.ok(APPLY, apply(&trainee, "2028-12-01")).await;
    let none = effects(&trainee.actor, &trainee).await;
    assert_eq!(proposed(&none).2, &json!(false));
    assert_eq!(none["acts"][3]["leaveRules"], json!([]));
}

async fn a_stay_of_which_too_much_was_missed_is_to_be_repeated(world: World) {
    let school = School::found(&world).await;
    let text = STRICT.replacen("window = \"TRAINING\"", "window = \"PLACEMENT\"", 1).replacen(
        "MAKE_UP_DAYS",
        "REPEAT_PLACEMENT",
        1,
    );
    assert!(import_leave_rules(&school, &text, "2026-01-01").await.problems().is_empty());
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    school.place(&trainee, "TUINA", "TUINA", "2026-03-01", "2026-03-31").await;
    school.place(&trainee, "ELECTIVE", "GERIATRICS", "2026-04-01", "2026-04-30").await;
    // Two days of each stay.
    let over = request(&trainee, "SICK", "2026-03-30", "2026-03-31").await;
    approve(&school.supervisor, &over).await;
    let next = request(&trainee, "SICK", "2026-04-01", "2026-04-02").await;
    approve(&school.supervisor, &next).await;
    assert_eq!(proposed(&effects(&trainee.actor, &trainee).await).2, &json!(false));
    let third = request(&trainee, "SICK", "2026-03-10", "2026-03-10").await;
    approve(&school.supervisor, &third).await;
    let due = effects(&trainee.actor, &trainee).await;
    assert_eq!(
        proposed(&due),
        (&json!("2028-10-31"), &json!("2028-12-01"), &json!(true)),
        "31 days of March"
    );
    let effect = &due["leaveEffects"]["effects"][0];
    assert_eq!((&effect["startsOn"], &effect["endsOn"]), (&json!("2026-03-01"), &json!("2026-03-31")));
    assert_eq!((&effect["ruleSet"]["code"], &effect["days"]), (&json!("STRICT"), &json!(3)));
    school.director.ok(APPLY, apply(&trainee, "2028-12-01")).await;
}

async fn an_end_beyond_the_longest_deferral_is_marked(world: World) {
    let school = School::found(&world).await;
    let text = STRICT.replacen("longest_deferral_months = 36", "longest_deferral_months = 0", 1);
    assert!(import_leave_rules(&school, &text, "2026-01-01").await.problems().is_empty());
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let beyond = async || {
        let found = effects(&school.director, &trainee).await;
        found["leaveEffects"]["isBeyondLongestDeferral"].as_bool().unwrap()
    };
    taken(&school, &trainee, "2026-04-01", "2026-04-02").await;
    assert!(!beyond().await);
    taken(&school, &trainee, "2026-05-01", "2026-05-01").await;
    assert!(beyond().await);
}

async fn leave_effects_cost_the_same_for_few_and_for_many(world: World) {
    let school = School::found(&world).await;
    let list = "{ trainees(first: 20) { nodes { enrolments { leaveEffects { completionAfter isDue
        effects { days rule { code } ruleSet { code } } } } } } }";
    let cost = async || world.cost(async || drop(school.director.ok(list, Value::Null).await)).await;
    assert!(import_leave_rules(&school, STRICT, "2026-01-01").await.problems().is_empty());
    for who in ["First", "Second", "Third"] {
        let trainee = school.trainee(who, "2026-02-01").await;
        taken(&school, &trainee, "2026-04-01", "2026-04-02").await;
        taken(&school, &trainee, "2026-05-01", "2026-05-02").await;
    }
    let three = cost().await;
    let fourth = school.trainee("Fourth", "2026-02-01").await;
    taken(&school, &fourth, "2026-04-01", "2026-04-04").await;
    assert_eq!(cost().await, three);
}
