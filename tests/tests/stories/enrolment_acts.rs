//! What happens to enrolments in life: it moves the calendar, never the evidence and never the cohort.

use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_pause_moves_the_end_and_is_no_time_of_training),
        story(whoever_withdraws_keeps_what_she_showed_and_comes_back_to_it),
        story(a_pause_ends_with_the_training_and_what_was_to_come_is_given_up),
        story(an_end_is_moved_for_a_reason),
        story(what_cannot_happen_to_an_enrolment_is_refused),
        story(a_move_to_a_new_version_is_previewed_and_credits_anew),
        story(a_move_to_another_specialty_shows_what_is_lost),
        story(nobody_is_moved_when_one_cannot_be),
    ]
}

const DEFER: &str = "mutation($input: EnrolmentDeferInput!) { enrolmentDefer(input: $input) {
    enrolment { expectedCompletionOn recruitmentYear pauses { startsOn endsOn days }
        acts { kind startsOn endsOn completionBefore completionAfter reason decidedBy { name } } } errors { code path } } }";
const END: &str =
    "mutation($input: EnrolmentCompletionChangeInput!) { enrolmentCompletionChange(input: $input) {
    enrolment { expectedCompletionOn acts { kind } } errors { code path } } }";
const WITHDRAW: &str = "mutation($input: EnrolmentWithdrawInput!) { enrolmentWithdraw(input: $input) {
    enrolment { status } errors { code path } } }";
const REINSTATE: &str = "mutation($input: EnrolmentReinstateInput!) { enrolmentReinstate(input: $input) {
    enrolment { status expectedCompletionOn pauses { startsOn endsOn } } errors { code path } } }";
const PREVIEW: &str =
    "query($ids: [ID!]!, $version: ID!) { enrolmentMovePreview(ids: $ids, curriculumVersionId: $version) {
    enrolment { id } requirements { before { code } creditedBefore after { code target } creditedAfter } } }";
const MOVE: &str = "mutation($input: EnrolmentsMoveInput!) { enrolmentsMove(input: $input) {
    enrolments { id curriculumVersion { id } acts { kind versionBefore { id } versionAfter { id } } } errors { code path } } }";

fn codes(answer: &Answer, act: &str) -> Vec<(String, String)> {
    let of = |row: &Value| {
        let path: Vec<&str> = row["path"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        (row["code"].as_str().unwrap().to_owned(), path.join("."))
    };
    answer.list(&format!("/{act}/errors")).iter().map(of).collect()
}

fn one(code: &str, path: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), path.to_owned())]
}

async fn followed(school: &School, trainee: &Trainee, day: &str) {
    let hours =
        school.follow(trainee, &format!("{day}T08:00:00+08:00"), &format!("{day}T12:00:00+08:00")).await;
    school.review(&hours, "APPROVED", None).await;
}

async fn a_pause_moves_the_end_and_is_no_time_of_training(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let expected = "query($id: ID!) { enrolment(id: $id) { expectedCompletionOn progress(on: \"2026-06-30\") { expectedDays } } }";
    let before = school.director.ok(expected, json!({"id": trainee.enrolment})).await;
    let pause = json!({"input": {"enrolmentId": trainee.enrolment, "startsOn": "2026-04-01", "endsOn": "2026-06-30",
        "reason": "示例：休学"}});

    let deferred = school.director.ok(DEFER, pause.clone()).await;
    let after = school.director.ok(expected, json!({"id": trainee.enrolment})).await;

    let made = deferred.at("/enrolmentDefer/enrolment");
    assert_eq!(before.at("/enrolment/expectedCompletionOn"), &json!("2028-10-31"));
    assert_eq!(made["expectedCompletionOn"], json!("2029-01-30"), "91 days later");
    assert_eq!(made["recruitmentYear"], json!(2026));
    assert_eq!(made["pauses"], json!([{"startsOn": "2026-04-01", "endsOn": "2026-06-30", "days": 91}]));
    let act = &made["acts"][0];
    assert_eq!((&act["kind"], &act["reason"]), (&json!("DEFERRAL"), &json!("示例：休学")));
    assert_eq!(
        (&act["completionBefore"], &act["completionAfter"]),
        (&json!("2028-10-31"), &json!("2029-01-30"))
    );
    let days = |answer: &Answer| answer.number("/enrolment/progress/expectedDays");
    assert!(days(&after) < days(&before) / 2, "{} {}", days(&after), days(&before));
    let again = school.director.query(DEFER, pause.clone()).await;
    assert_eq!(codes(&again, "enrolmentDefer"), one("INVALID", "startsOn"));
    for actor in [&trainee.actor, &school.supervisor, &school.stranger, &school.base_administrator] {
        actor.denied(DEFER, pause.clone()).await;
    }
}

async fn whoever_withdraws_keeps_what_she_showed_and_comes_back_to_it(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    followed(&school, &trainee, "2026-02-20").await;
    let standing = async || school.standing(&school.director, &trainee, "FOLLOWING_MASTER").await.0;
    let leave =
        json!({"input": {"enrolmentId": trainee.enrolment, "lastDay": "2026-02-28", "reason": "示例：退出"}});

    let left = school.registrar.ok(WITHDRAW, leave.clone()).await;
    assert_eq!(left.at("/enrolmentWithdraw/enrolment/status"), &json!("WITHDRAWN"));
    assert_eq!(standing().await, 1, "what was shown stays");
    let twice = school.registrar.query(WITHDRAW, leave).await;
    assert_eq!(codes(&twice, "enrolmentWithdraw"), one("NOT_ACTIVE", "enrolmentId"));

    world.clock.advance(chrono::Duration::days(30));
    let back = |day: &str| json!({"input": {"enrolmentId": trainee.enrolment, "startsOn": day, "reason": "示例：恢复"}});
    let early = school.registrar.query(REINSTATE, back("2026-02-28")).await;
    assert_eq!(codes(&early, "enrolmentReinstate"), one("INVALID", "startsOn"));
    let again = school.registrar.ok(REINSTATE, back("2026-04-01")).await;
    world.run_due_jobs().await;
    let made = again.at("/enrolmentReinstate/enrolment");
    assert_eq!(made["status"], json!("ACTIVE"));
    assert_eq!(made["pauses"], json!([{"startsOn": "2026-03-01", "endsOn": "2026-03-31"}]));
    assert_eq!(made["expectedCompletionOn"], json!("2028-12-01"), "31 days later");
    assert_eq!(standing().await, 1);
    world.whole().await;
}

async fn a_pause_ends_with_the_training_and_what_was_to_come_is_given_up(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let later = school.place(&trainee, "TUINA", "TUINA", "2026-09-01", "2026-09-30").await;
    let pause = json!({"input": {"enrolmentId": trainee.enrolment, "startsOn": "2026-02-20", "endsOn": "2026-05-31",
        "reason": "示例：休学"}});
    school.director.ok(DEFER, pause).await;
    let leave =
        json!({"input": {"enrolmentId": trainee.enrolment, "lastDay": "2026-02-28", "reason": "示例：退出"}});
    school.director.ok(WITHDRAW, leave).await;
    world.run_due_jobs().await;
    let shown = "query($id: ID!) { enrolment(id: $id) { expectedCompletionOn pauses { startsOn endsOn } supervisions { endsOn }
        placements { id status } } }";
    let left = school.director.ok(shown, json!({"id": trainee.enrolment})).await;
    assert_eq!(left.at("/enrolment/pauses"), &json!([{"startsOn": "2026-02-20", "endsOn": "2026-02-28"}]));
    assert_eq!(left.at("/enrolment/expectedCompletionOn"), &json!("2028-11-09"), "9 days were paused");
    assert_eq!(left.at("/enrolment/supervisions/0/endsOn"), &json!("2026-02-28"));
    assert_eq!(left.at("/enrolment/placements"), &json!([{"id": later, "status": "CANCELLED"}]));
    let back = json!({"input": {"enrolmentId": trainee.enrolment, "startsOn": "2026-10-01", "reason": "示例：恢复"}});
    let back = school.director.ok(REINSTATE, back).await;
    assert_eq!(back.list("/enrolmentReinstate/enrolment/pauses").len(), 2);
    let early =
        json!({"input": {"enrolmentId": trainee.enrolment, "lastDay": "2026-02-27", "reason": "示例"}});
    let early = school.director.query(WITHDRAW, early).await;
    assert_eq!(codes(&early, "enrolmentWithdraw"), one("INVALID", "lastDay"));
}

async fn an_end_is_moved_for_a_reason(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let input = |day: &str, reason: &str| json!({"input": {"enrolmentId": trainee.enrolment, "expectedCompletionOn": day, "reason": reason}});
    let longer = school.director.ok(END, input("2029-04-30", "示例：病假")).await;
    let shorter = school.director.query(END, input("2028-04-30", "示例：减免")).await;
    assert_eq!(longer.at("/enrolmentCompletionChange/enrolment/acts/0/kind"), &json!("EXTENSION"));
    assert_eq!(
        shorter.refusals("enrolmentCompletionChange"),
        one("INVALID", "expectedCompletionOn"),
        "that needs proof"
    );
    let wrong = school.director.query(END, input("2026-01-31", " ")).await;
    let invalid = |path: &str| ("INVALID".to_owned(), path.to_owned());
    assert_eq!(
        codes(&wrong, "enrolmentCompletionChange"),
        [invalid("reason"), invalid("expectedCompletionOn")]
    );
}

async fn what_cannot_happen_to_an_enrolment_is_refused(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let before = world.database.contents().await;
    let pause = |from: &str, until: &str| json!({"input": {"enrolmentId": trainee.enrolment, "startsOn": from, "endsOn": until, "reason": "示例"}});
    for (from, until, path) in [
        ("2026-06-30", "2026-06-01", "endsOn"),
        ("2026-01-31", "2026-03-01", "startsOn"),
        ("2026-04-01", "2029-06-30", "endsOn"),
    ] {
        let refused = school.director.query(DEFER, pause(from, until)).await;
        assert_eq!(codes(&refused, "enrolmentDefer"), one("INVALID", path), "{from} {until}");
    }
    let future =
        json!({"input": {"enrolmentId": trainee.enrolment, "lastDay": "2026-05-01", "reason": "示例"}});
    let future = school.director.query(WITHDRAW, future).await;
    assert_eq!(codes(&future, "enrolmentWithdraw"), one("INVALID", "lastDay"));
    let back =
        json!({"input": {"enrolmentId": trainee.enrolment, "startsOn": "2026-03-02", "reason": "示例"}});
    let back = school.director.query(REINSTATE, back).await;
    assert_eq!(codes(&back, "enrolmentReinstate"), one("NOT_WITHDRAWN", "enrolmentId"));
    let after = world.database.contents().await;
    assert_eq!(
        (&before["enrolment"], &before["enrolment_act"]),
        (&after["enrolment"], &after["enrolment_act"])
    );
}

async fn a_move_to_a_new_version_is_previewed_and_credits_anew(world: World) {
    let mut school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let exit = school.leave(&trainee, &placement, 0).await;
    school.let_go(&school.supervisor, &exit).await;
    followed(&school, &trainee, "2026-02-20").await;
    let first = school.ids["version"].clone();
    let next = school.import_preset().await;
    let change = "mutation($input: RequirementChangeInput!) { requirementChange(input: $input) { requirement { target } errors { code } } }";
    let target = json!({"input": {"requirementId": school.requirements["TUINA"], "change": {"target": 40}}});
    school.director.ok(change, target).await;
    school.publish(&next).await;
    let differences = "query($id: ID!) { node(id: $id) { ... on CurriculumVersion { differences {
        before { code target } after { code target } } } } }";
    let differences = trainee.actor.ok(differences, json!({"id": next})).await;
    assert_eq!(
        differences.at("/node/differences"),
        &json!([{"before": {"code": "TUINA", "target": 30}, "after": {"code": "TUINA", "target": 40}}])
    );

    let asked = json!({"ids": [trainee.enrolment], "version": next});
    let previewed = school.director.ok(PREVIEW, asked).await;
    let rows = previewed.list("/enrolmentMovePreview/0/requirements");
    let tuina = rows.iter().find(|row| row["after"]["code"] == json!("TUINA")).unwrap();
    assert_eq!(
        (&tuina["creditedBefore"], &tuina["creditedAfter"], &tuina["after"]["target"]),
        (&json!(28), &json!(28), &json!(40))
    );
    let input = json!({"input": {"enrolmentIds": [trainee.enrolment], "curriculumVersionId": next, "reason": "示例：新版方案"}});
    let moved = school.director.ok(MOVE, input.clone()).await;
    let made = moved.at("/enrolmentsMove/enrolments/0");
    assert_eq!(made["curriculumVersion"]["id"], json!(next));
    assert_eq!(
        made["acts"],
        json!([{"kind": "MOVE", "versionBefore": {"id": first}, "versionAfter": {"id": next}}])
    );
    assert_eq!(
        school.standing(&trainee.actor, &trainee, "TUINA").await,
        (28, 0, 40, "IN_PROGRESS".to_owned())
    );
    assert_eq!(school.standing(&trainee.actor, &trainee, "FOLLOWING_MASTER").await.0, 1);
    world.whole().await;
    let again = school.director.query(MOVE, input).await;
    assert_eq!(codes(&again, "enrolmentsMove"), one("SAME_VERSION", "enrolmentIds.0"));
    // An exit that was approved under the old version is taken back under the new one.
    let withdraw = "mutation($input: PlacementExitWithdrawInput!) { placementExitWithdraw(input: $input) { placementExit { id } errors { code } } }";
    school.supervisor.ok(withdraw, json!({"input": {"placementExitId": exit, "reason": "示例"}})).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "TUINA").await.0, 0);
    world.whole().await;
}

const OTHER: &str = r#"
[[requirements]]
code = "ACUPUNCTURE"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "针灸科", en = "Acupuncture" }
days = 10
specialties = ["ACUPUNCTURE"]
"#;

async fn a_move_to_another_specialty_shows_what_is_lost(world: World) {
    let mut school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    followed(&school, &trainee, "2026-02-20").await;
    school.course(3, OTHER).await;
    let other = school.ids["version"].clone();
    let previewed = school.director.ok(PREVIEW, json!({"ids": [trainee.enrolment], "version": other})).await;
    let rows = previewed.list("/enrolmentMovePreview/0/requirements");
    let lost = rows.iter().find(|row| row["before"]["code"] == json!("FOLLOWING_MASTER")).unwrap();
    assert_eq!(
        (&lost["creditedBefore"], &lost["after"], &lost["creditedAfter"]),
        (&json!(1), &json!(null), &json!(null))
    );
    let input = json!({"input": {"enrolmentIds": [trainee.enrolment], "curriculumVersionId": other, "reason": "示例：转专业"}});
    school.registrar.ok(MOVE, input).await;
    let ends =
        "query($id: ID!) { enrolment(id: $id) { expectedCompletionOn progress { requirementsTotal } } }";
    let ends = school.director.ok(ends, json!({"id": trainee.enrolment})).await;
    assert_eq!(ends.at("/enrolment/progress/requirementsTotal"), &json!(1));
    assert_eq!(
        ends.at("/enrolment/expectedCompletionOn"),
        &json!("2026-04-30"),
        "three months instead of 33"
    );
    world.whole().await;
}

async fn nobody_is_moved_when_one_cannot_be(world: World) {
    let mut school = School::found(&world).await;
    let first = school.trainee("First", "2026-02-01").await;
    let second = school.trainee("Second", "2026-02-01").await;
    let leave =
        json!({"input": {"enrolmentId": second.enrolment, "lastDay": "2026-02-28", "reason": "示例"}});
    school.registrar.ok(WITHDRAW, leave).await;
    let draft = school.import_preset().await;
    let both = |version: &str| json!({"input": {"enrolmentIds": [first.enrolment, second.enrolment], "curriculumVersionId": version, "reason": "示例"}});
    let before = world.database.contents().await;
    let refused = school.director.query(MOVE, both(&draft)).await;
    let mut found = codes(&refused, "enrolmentsMove");
    found.sort();
    assert_eq!(
        found,
        [one("NOT_ACTIVE", "enrolmentIds.1"), one("NOT_PUBLISHED", "curriculumVersionId")].concat()
    );
    for actor in [&first.actor, &school.supervisor, &school.stranger] {
        actor.denied(MOVE, both(&draft)).await;
    }
    let after = world.database.contents().await;
    assert_eq!((&before["enrolment"], &before["credit"]), (&after["enrolment"], &after["credit"]));
}
