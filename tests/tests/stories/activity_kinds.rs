//! Kinds of activity that a plan tells apart, named by hours and asked for in half-days or hours.

use serde_json::{Value, json};
use xinglin_tests::actors::Actor;
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(hours_of_a_kind_serve_what_asks_for_it),
        story(a_kind_that_the_plan_does_not_tell_is_refused),
        story(a_check_in_names_a_kind),
        story(a_plan_lists_its_kinds_and_asks_only_for_those),
    ]
}

const KINDS: &str = r#"
[[activity_kinds]]
code = "NIGHT_CLINIC"
name = { zh = "夜间门诊", en = "Night clinic" }
counts_as = "DUTY"

[[activity_kinds]]
code = "CONSULTATION"
name = { zh = "跟师门诊", en = "Consultation with the master" }
counts_as = "FOLLOWING_MASTER"

[[requirements]]
code = "NIGHTS"
kind = "ACTIVITY_HOURS"
name = { zh = "夜间门诊", en = "Night clinic" }
hours = 10
activity = "NIGHT_CLINIC"

[[requirements]]
code = "DUTY"
kind = "ACTIVITY_HALF_DAYS"
name = { zh = "值班", en = "Duty" }
half_days = 20
activity = "DUTY"

[[requirements]]
code = "CONSULTATIONS"
kind = "ACTIVITY_HALF_DAYS"
name = { zh = "跟师门诊", en = "Consultations" }
half_days = 10
activity = "CONSULTATION"

[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 30
specialties = ["TUINA"]
"#;

const SUBMIT: &str = "mutation($input: HoursSubmitInput!) { hoursSubmit(input: $input) {
    hoursEntry { id activity activityKind { code name countsAs } } errors { code path message } } }";
const REVIEW: &str = "mutation($input: HoursReviewInput!) { hoursReview(input: $input) {
    hoursEntry { id } errors { code } } }";

async fn placed(world: &World) -> (School, Trainee, String) {
    let mut school = School::found(world).await;
    school.course(12, KINDS).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-03-31").await;
    (school, trainee, placement)
}

fn hours(within: &Value, activity: &str, kind: Option<&str>, (from, until): (&str, &str)) -> Value {
    json!({"input": {
        "within": within, "activity": activity, "activityKind": kind,
        "startsAt": format!("2026-02-{from}:00+08:00"), "endsAt": format!("2026-02-{until}:00+08:00"),
    }})
}

async fn approved(trainee: &Trainee, reviewer: &Actor, input: Value) -> Value {
    let made = trainee.actor.ok(SUBMIT, input).await;
    let entry = made.at("/hoursSubmit/hoursEntry").clone();
    reviewer.ok(REVIEW, json!({"input": {"hoursEntryId": entry["id"], "decision": "APPROVED"}})).await;
    entry
}

async fn hours_of_a_kind_serve_what_asks_for_it(world: World) {
    let (school, trainee, placement) = placed(&world).await;
    let ward = json!({"placementId": placement});
    let master = json!({"supervisionId": trainee.following});

    let night = ("10T18:00", "10T21:20");
    let night =
        approved(&trainee, &school.supervisor, hours(&ward, "DUTY", Some("NIGHT_CLINIC"), night)).await;
    let plain =
        approved(&trainee, &school.supervisor, hours(&ward, "DUTY", None, ("11T08:00", "11T12:00"))).await;
    let seen = ("12T08:00", "12T12:00");
    approved(&trainee, &school.master, hours(&master, "FOLLOWING_MASTER", Some("CONSULTATION"), seen)).await;
    approved(&trainee, &school.master, hours(&master, "FOLLOWING_MASTER", None, ("13T08:00", "13T12:00")))
        .await;

    assert_eq!(
        night["activityKind"],
        json!({"code": "NIGHT_CLINIC", "name": "夜间门诊", "countsAs": "DUTY"})
    );
    assert_eq!(plain["activityKind"], Value::Null);
    let standing = async |code| school.standing(&trainee.actor, &trainee, code).await;
    let in_progress = |credited, target| (credited, 0, target, "IN_PROGRESS".to_owned());
    assert_eq!(standing("NIGHTS").await, in_progress(200, 600));
    // 200 minutes are less than one half-day; the plain duty is one.
    assert_eq!(standing("DUTY").await, in_progress(1, 20));
    assert_eq!(standing("CONSULTATIONS").await, in_progress(1, 10));
    // What the kind is, the rules of duty know by what it counts as, and the ledger's proof knows it as well.
    world.whole().await;
}

async fn a_kind_that_the_plan_does_not_tell_is_refused(world: World) {
    let (_school, trainee, placement) = placed(&world).await;
    let before = world.database.contents().await;
    let ward = json!({"placementId": placement});
    let day = ("10T08:00", "10T12:00");
    for (activity, kind, told) in [
        ("DUTY", "NIGHT_WATCH", "“NIGHT_WATCH”不是该学员培训方案中的活动类别：请选用方案列出的类别，或不填"),
        ("DUTY", "CONSULTATION", "“跟师门诊”属于“跟师”，不能用于“值班”：请改正其中一项"),
    ] {
        let refused = trainee.actor.query(SUBMIT, hours(&ward, activity, Some(kind), day)).await;
        let problem = refused.at("/hoursSubmit/errors/0");
        assert_eq!(problem["code"], "ACTIVITY_MISMATCH");
        assert_eq!(problem["path"], json!(["activityKind"]));
        assert_eq!(problem["message"], told);
    }
    assert_eq!(world.database.contents().await, before);
}

async fn a_check_in_names_a_kind(world: World) {
    let (school, trainee, placement) = placed(&world).await;
    let code = async || {
        let show = "query($id: ID!) { attendanceCode(departmentId: $id) { code } }";
        let shown = school.base_administrator.ok(show, json!({"id": school.ids["TUINA"]})).await;
        shown.text("/attendanceCode/code").to_owned()
    };
    let begin = "mutation($input: HoursCheckInInput!) { hoursCheckIn(input: $input) {
        checkIn { activityKind { code } } errors { code path } } }";
    let with = |kind: &str, code: String| json!({"input": {"placementId": placement, "code": code, "activityKind": kind}});
    let refused = trainee.actor.query(begin, with("CONSULTATION", code().await)).await;
    assert_eq!(refused.at("/hoursCheckIn/errors/0/path"), &json!(["activityKind"]));

    let there = trainee.actor.ok(begin, with("NIGHT_CLINIC", code().await)).await;
    assert_eq!(there.text("/hoursCheckIn/checkIn/activityKind/code"), "NIGHT_CLINIC");
    world.clock.advance(chrono::Duration::minutes(90));
    let end = "mutation($input: HoursCheckOutInput!) { hoursCheckOut(input: $input) {
        checkIn { hoursEntry { minutes activityKind { name } } } errors { code } } }";
    let ended = trainee.actor.ok(end, json!({"input": {"code": code().await}})).await;
    assert_eq!(ended.text("/hoursCheckOut/checkIn/hoursEntry/activityKind/name"), "夜间门诊");
    world.whole().await;
}

async fn a_plan_lists_its_kinds_and_asks_only_for_those(world: World) {
    let (school, trainee, _) = placed(&world).await;
    let shown = "query($id: ID!) { enrolment(id: $id) { curriculumVersion { activityKinds { code name(locale: EN) countsAs } } } }";
    let shown = trainee.actor.ok(shown, json!({"id": trainee.enrolment})).await;
    assert_eq!(
        *shown.at("/enrolment/curriculumVersion/activityKinds"),
        json!([
            {"code": "NIGHT_CLINIC", "name": "Night clinic", "countsAs": "DUTY"},
            {"code": "CONSULTATION", "name": "Consultation with the master", "countsAs": "FOLLOWING_MASTER"},
        ])
    );
    let file = format!(
        "format = 1\ncode = \"OTHER\"\nname = {{ zh = \"示例\", en = \"Sample\" }}\nsource = \"sample\"\nduration_months = 1\n\
         [figures]\ndays_per_month = 30\nminutes_per_half_day = 240\nhalf_days_per_day = 2\nreview_window_days = 60\n\
         backdating_days = 30\n{}",
        KINDS
            .replacen("code = \"NIGHT_CLINIC\"", "code = \"DUTY\"", 1)
            .replacen("hours = 10", "hours = 745", 1)
            .replacen("counts_as = \"FOLLOWING_MASTER\"", "counts_as = \"SLEEP\"", 1)
    );
    let upload = school.send(&school.director, "CURRICULUM", "示例.toml", file.into_bytes()).await;
    let import = "mutation($input: CurriculumImportInput!) { curriculumImport(input: $input) {
        version { id } errors { path } } }";
    let source = json!({"uploadId": upload});
    let input = json!({"input": {"institutionId": school.ids["school"], "source": source}});
    let refused = school.director.query(import, input).await;
    let places: Vec<String> = refused
        .list("/curriculumImport/errors")
        .iter()
        .map(|problem| problem["path"].as_array().unwrap().last().unwrap().as_str().unwrap().to_owned())
        .collect();
    // The third is the first requirement, which asks for more hours than its month has.
    assert_eq!(places, ["code", "counts_as", "1"]);
}
