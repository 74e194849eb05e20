//! Who holds which time and which place, through corrections, refusals and cancellations (domain rules 1, 3 and 6).

use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{FOLLOW, LEAVE, LET_GO, PLACE, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(following_a_master_lies_inside_duty_but_duty_never_overlaps),
        story(a_rejected_interval_frees_its_time),
        story(a_waiting_correction_holds_both_times_and_a_refused_one_gives_them_back),
        story(an_approved_correction_takes_the_place_of_the_entry),
        story(a_pending_entry_refused_while_its_correction_waits_frees_its_own_time),
        story(only_what_stands_is_corrected_and_once),
        story(a_cancelled_placement_gives_its_place_back),
        story(a_placement_with_live_evidence_is_not_cancelled),
        story(an_exit_is_decided_by_the_placements_supervisor_and_can_be_taken_back),
        story(an_exit_sent_back_is_handed_in_again),
        story(a_third_trainee_is_too_many_for_a_supervisor),
        story(what_is_full_is_exceeded_by_two_people_and_for_a_reason),
        story(nothing_but_places_is_overridden_and_what_was_proposed_is_judged_again),
    ]
}

const WITHDRAW_EXIT: &str =
    "mutation($input: PlacementExitWithdrawInput!) { placementExitWithdraw(input: $input) {
    placementExit { id status placement { status } } errors { code path } } }";
const OVERRIDE: &str = "mutation($input: PlacementOverrideInput!) { placementOverride(input: $input) {
    placement { id status version override { reason askedBy { id } grantedBy { id } } } errors { code path message } } }";
pub(crate) const CANCEL: &str = "mutation($input: PlacementCancelInput!) { placementCancel(input: $input) {
    placement { id status version } errors { code path } } }";

fn at(time: &str) -> String {
    format!("2026-02-28T{time}:00+08:00")
}

/// Submits hours with the master on 28 February, perhaps as a correction.
async fn follow(trainee: &Trainee, from: &str, until: &str, replaces: Option<&str>) -> Answer {
    let mut input = School::hours(trainee, &at(from), &at(until));
    input["input"]["replacesId"] = json!(replaces);
    trainee.actor.query(FOLLOW, input).await
}

async fn followed(trainee: &Trainee, from: &str, until: &str, replaces: Option<&str>) -> String {
    let answer = follow(trainee, from, until, replaces).await;
    assert!(answer.problems().is_empty(), "{}", answer.body);
    answer.text("/hoursSubmit/hoursEntry/id").to_owned()
}

async fn refusal(trainee: &Trainee, from: &str, until: &str, replaces: Option<&str>) -> Vec<String> {
    codes(&follow(trainee, from, until, replaces).await, "hoursSubmit")
}

fn codes(answer: &Answer, act: &str) -> Vec<String> {
    let errors = answer.list(&format!("/{act}/errors"));
    errors.iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

async fn status(viewer: &Actor, id: &str) -> String {
    let answer = viewer
        .ok("query($id: ID!) { node(id: $id) { ... on HoursEntry { status } ... on PlacementExit { status } } }", json!({"id": id}))
        .await;
    answer.text("/node/status").to_owned()
}

async fn following_a_master_lies_inside_duty_but_duty_never_overlaps(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-20", "2026-03-19").await;
    let duty = |from: &str, until: &str| {
        json!({"input": {
            "within": {"placementId": placement}, "activity": "DUTY", "startsAt": at(from), "endsAt": at(until),
        }})
    };
    trainee.actor.ok(FOLLOW, duty("08:00", "18:00")).await;

    followed(&trainee, "09:00", "12:00", None).await;
    let touching = trainee.actor.query(FOLLOW, duty("18:00", "20:00")).await;
    let overlapping = trainee.actor.query(FOLLOW, duty("17:59", "18:30")).await;

    assert!(touching.problems().is_empty(), "{}", touching.body);
    assert_eq!(codes(&overlapping, "hoursSubmit"), ["OVERLAP"]);
    assert_eq!(refusal(&trainee, "11:59", "13:00", None).await, ["OVERLAP"]);
}

async fn a_rejected_interval_frees_its_time(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let first = followed(&trainee, "08:00", "12:00", None).await;
    assert_eq!(refusal(&trainee, "08:00", "12:00", None).await, ["OVERLAP"]);

    school.review(&first, "REJECTED", Some("示例")).await;

    let second = followed(&trainee, "08:00", "12:00", None).await;
    school.review(&second, "APPROVED", None).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "FOLLOWING_MASTER").await.0, 1);
}

async fn a_waiting_correction_holds_both_times_and_a_refused_one_gives_them_back(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let original = followed(&trainee, "08:00", "12:00", None).await;
    school.review(&original, "APPROVED", None).await;

    let correction = followed(&trainee, "10:00", "14:00", Some(&original)).await;
    let credited_meanwhile = school.standing(&trainee.actor, &trainee, "FOLLOWING_MASTER").await.0;
    let early = refusal(&trainee, "08:00", "09:00", None).await;
    let late = refusal(&trainee, "13:00", "15:00", None).await;
    school.review(&correction, "REJECTED", Some("示例")).await;

    assert_eq!(credited_meanwhile, 1);
    assert_eq!((early, late), (vec!["OVERLAP".to_owned()], vec!["OVERLAP".to_owned()]));
    assert_eq!(refusal(&trainee, "11:00", "12:30", None).await, ["OVERLAP"]);
    followed(&trainee, "12:00", "14:00", None).await;
    assert_eq!(status(&trainee.actor, &original).await, "APPROVED");
}

async fn an_approved_correction_takes_the_place_of_the_entry(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let original = followed(&trainee, "08:00", "12:00", None).await;
    school.review(&original, "APPROVED", None).await;
    let correction = followed(&trainee, "10:00", "18:00", Some(&original)).await;

    school.review(&correction, "APPROVED", None).await;

    assert_eq!(status(&trainee.actor, &original).await, "REPLACED");
    assert_eq!(school.standing(&trainee.actor, &trainee, "FOLLOWING_MASTER").await.0, 2);
    followed(&trainee, "08:00", "10:00", None).await;
    assert_eq!(refusal(&trainee, "17:00", "19:00", None).await, ["OVERLAP"]);
}

async fn a_pending_entry_refused_while_its_correction_waits_frees_its_own_time(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let original = followed(&trainee, "08:00", "12:00", None).await;
    let correction = followed(&trainee, "10:00", "14:00", Some(&original)).await;

    school.review(&original, "REJECTED", Some("示例")).await;

    followed(&trainee, "08:00", "10:00", None).await;
    assert_eq!(refusal(&trainee, "13:00", "15:00", None).await, ["OVERLAP"]);
    school.review(&correction, "APPROVED", None).await;
    assert_eq!(status(&trainee.actor, &original).await, "REPLACED");
}

async fn only_what_stands_is_corrected_and_once(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let other = school.trainee("Other", "2026-02-01").await;
    let original = followed(&trainee, "08:00", "12:00", None).await;
    let correction = followed(&trainee, "08:00", "11:00", Some(&original)).await;
    let before = world.database.contents().await;

    let twice = refusal(&trainee, "13:00", "14:00", Some(&original)).await;
    let chained = refusal(&trainee, "13:00", "14:00", Some(&correction)).await;
    assert_eq!((twice, chained), (vec!["NOT_CORRECTABLE".to_owned()], vec!["NOT_CORRECTABLE".to_owned()]));
    let foreign = follow(&other, "08:00", "10:00", Some(&original)).await;
    assert_eq!(foreign.codes(), ["NOT_FOUND"]);
    assert_eq!(world.database.contents().await, before);

    school.review(&correction, "APPROVED", None).await;
    let replaced = refusal(&trainee, "13:00", "14:00", Some(&original)).await;
    assert_eq!(replaced, ["NOT_CORRECTABLE"]);
    followed(&trainee, "08:00", "10:00", Some(&correction)).await;
}

fn cancellation(placement: &str, version: i64) -> Value {
    json!({"input": {"placementId": placement, "reason": "示例", "expectedVersion": version}})
}

async fn a_cancelled_placement_gives_its_place_back(world: World) {
    let school = School::found(&world).await;
    let first = school.trainee("First", "2026-03-02").await;
    let second = school.trainee("Second", "2026-03-02").await;
    let placement = school.place(&first, "ENT_OPHTHALMOLOGY", "ENT", "2026-04-01", "2026-04-30").await;
    let wanted = school.stay(&second, "ENT_OPHTHALMOLOGY", "ENT", "2026-04-30", "2026-05-10");
    let full = school.director.query(PLACE, wanted.clone()).await;

    let stale = school.director.query(CANCEL, cancellation(&placement, 7)).await;
    let done = school.director.ok(CANCEL, cancellation(&placement, 1)).await;
    let again = school.director.query(CANCEL, cancellation(&placement, 2)).await;

    assert_eq!(codes(&full, "placementCreate"), ["DEPARTMENT_FULL"]);
    assert_eq!(codes(&stale, "placementCancel"), ["CONFLICT"]);
    assert_eq!(stale.number("/placementCancel/placement/version"), 1);
    assert_eq!(done.text("/placementCancel/placement/status"), "CANCELLED");
    assert_eq!(codes(&again, "placementCancel"), ["NOT_PLANNED"]);
    school.director.ok(PLACE, wanted).await;
    let hidden =
        school.supervisor.ok("query($id: ID!) { node(id: $id) { id } }", json!({"id": first.person})).await;
    assert_eq!(hidden.at("/node"), &Value::Null);
}

async fn a_placement_with_live_evidence_is_not_cancelled(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-03-01").await;
    let exit = school.leave(&trainee, &placement, 0).await;

    let waiting = school.director.query(CANCEL, cancellation(&placement, 1)).await;
    let returned = json!({"input": {"placementExitId": exit, "decision": "RETURNED", "reason": "示例"}});
    school.supervisor.ok(LET_GO, returned).await;
    let done = school.director.ok(CANCEL, cancellation(&placement, 1)).await;

    assert_eq!(codes(&waiting, "placementCancel"), ["EVIDENCE_EXISTS"]);
    assert_eq!(done.text("/placementCancel/placement/status"), "CANCELLED");
    let running = school.standing(&trainee.actor, &trainee, "TUINA").await.1;
    assert_eq!(running, 0);
}

async fn an_exit_is_decided_by_the_placements_supervisor_and_can_be_taken_back(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-03-01").await;
    assert_eq!(
        school.standing(&trainee.actor, &trainee, "TUINA").await,
        (0, 29, 30, "IN_PROGRESS".to_owned())
    );
    let exit = school.leave(&trainee, &placement, 2).await;

    let approve = School::signature(&exit);
    let master = school.master.query(LET_GO, approve.clone()).await;
    let own = trainee.actor.query(LET_GO, approve).await;
    school.let_go(&school.supervisor, &exit).await;
    let approved = school.standing(&trainee.actor, &trainee, "TUINA").await;
    let taken_back = school
        .supervisor
        .ok(WITHDRAW_EXIT, json!({"input": {"placementExitId": exit, "reason": "示例"}}))
        .await;
    let after = school.standing(&trainee.actor, &trainee, "TUINA").await;

    assert_eq!((master.codes(), own.codes()), (vec!["FORBIDDEN".to_owned()], vec!["FORBIDDEN".to_owned()]));
    assert_eq!((approved.0, approved.1), (27, 0));
    assert_eq!(taken_back.text("/placementExitWithdraw/placementExit/status"), "WITHDRAWN");
    assert_eq!(taken_back.text("/placementExitWithdraw/placementExit/placement/status"), "ACTIVE");
    assert_eq!((after.0, after.1), (0, 29));
}

async fn an_exit_sent_back_is_handed_in_again(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-03-01").await;
    let early = school.place(&trainee, "ACUPUNCTURE", "ACUPUNCTURE", "2026-03-02", "2026-03-03").await;
    let exit = school.leave(&trainee, &placement, 0).await;
    let input =
        |placement: &str| json!({"input": {"placementId": placement, "absenceDays": 1, "summary": "示例"}});

    let twice = trainee.actor.query(LEAVE, input(&placement)).await;
    let too_early = trainee.actor.query(LEAVE, input(&early)).await;
    let returned = json!({"input": {"placementExitId": exit, "decision": "RETURNED", "reason": "示例"}});
    school.supervisor.ok(LET_GO, returned).await;
    let again = school.leave(&trainee, &placement, 1).await;
    school.let_go(&school.supervisor, &again).await;

    assert_eq!(codes(&twice, "placementExitSubmit"), ["ALREADY_SUBMITTED"]);
    assert_eq!(codes(&too_early, "placementExitSubmit"), ["NOT_OVER"]);
    assert_eq!(status(&trainee.actor, &exit).await, "REPLACED");
    assert_eq!(school.standing(&trainee.actor, &trainee, "TUINA").await.0, 28);
}

async fn a_third_trainee_is_too_many_for_a_supervisor(world: World) {
    let school = School::found(&world).await;
    for (who, until) in [("First", "2026-03-31"), ("Second", "2026-03-10")] {
        let trainee = school.trainee(who, "2026-03-02").await;
        school.place(&trainee, "TUINA", "TUINA", "2026-03-02", until).await;
    }
    let third = school.trainee("Third", "2026-03-02").await;

    let refused =
        school.director.query(PLACE, school.stay(&third, "TUINA", "TUINA", "2026-03-10", "2026-03-31")).await;

    assert_eq!(codes(&refused, "placementCreate"), ["SUPERVISOR_FULL"]);
    school.place(&third, "TUINA", "TUINA", "2026-03-11", "2026-03-31").await;
}

/// A place in a department whose supervisor has two trainees already, asked for with a reason; returns its id.
async fn proposed(school: &School, third: &Trainee) -> String {
    for who in ["First", "Second"] {
        let trainee = school.trainee(who, "2026-03-02").await;
        school.place(&trainee, "TUINA", "TUINA", "2026-03-02", "2026-03-31").await;
    }
    let asked = school.director.ok(PLACE, exceeding(school, third, "2026-02-20", "2026-03-19")).await;
    asked.text("/placementCreate/placement/id").to_owned()
}

fn exceeding(school: &School, trainee: &Trainee, from: &str, until: &str) -> Value {
    let mut stay = school.stay(trainee, "TUINA", "TUINA", from, until);
    stay["input"]["overrideReason"] = json!(" 唯一的示例科室 ");
    stay
}

fn overriding(placement: &str, version: i64) -> Value {
    json!({"input": {"placementId": placement, "expectedVersion": version}})
}

async fn what_is_full_is_exceeded_by_two_people_and_for_a_reason(world: World) {
    let school = School::found(&world).await;
    let third = school.trainee("Third", "2026-02-01").await;
    let placement = proposed(&school, &third).await;
    let duty = json!({"input": {"within": {"placementId": placement}, "activity": "DUTY",
        "startsAt": at("08:00"), "endsAt": at("12:00")}});

    let early = third.actor.query(FOLLOW, duty.clone()).await;
    let unseen = school.supervisor.query(OVERRIDE, overriding(&placement, 1)).await;
    let elsewhere = school.director.query(OVERRIDE, overriding(&placement, 1)).await;
    let stale = school.base_administrator.query(OVERRIDE, overriding(&placement, 7)).await;
    let granted = school.base_administrator.ok(OVERRIDE, overriding(&placement, 1)).await;
    let again = school.base_administrator.query(OVERRIDE, overriding(&placement, 2)).await;
    let worked = third.actor.ok(FOLLOW, duty).await;

    assert_eq!(codes(&early, "hoursSubmit"), ["SOURCE_ENDED"]);
    assert_eq!(unseen.codes(), ["NOT_FOUND"], "{}", unseen.body);
    assert_eq!(elsewhere.codes(), ["FORBIDDEN"]);
    assert_eq!(codes(&stale, "placementOverride"), ["CONFLICT"]);
    assert_eq!(stale.text("/placementOverride/placement/status"), "PROPOSED");
    let placement = &granted.at("/placementOverride/placement");
    assert_eq!((&placement["status"], &placement["version"]), (&json!("ACTIVE"), &json!(2)));
    assert_eq!(placement["override"]["reason"], "唯一的示例科室");
    assert_eq!(placement["override"]["grantedBy"]["id"], school.ids["Base Administrator"].as_str());
    assert_eq!(codes(&again, "placementOverride"), ["NOT_PROPOSED"]);
    school.review(worked.text("/hoursSubmit/hoursEntry/id"), "APPROVED", None).await;
    let trail = school.administrator.ok(
        "{ auditEvents(filter: { action: \"placement.override\" }, first: 2) { nodes { actor { id } } } }", Value::Null).await;
    assert_eq!(trail.list("/auditEvents/nodes").len(), 1);
}

async fn nothing_but_places_is_overridden_and_what_was_proposed_is_judged_again(world: World) {
    let school = School::found(&world).await;
    let third = school.trainee("Third", "2026-02-01").await;
    let placement = proposed(&school, &third).await;
    let mut blank = exceeding(&school, &third, "2026-03-20", "2026-03-31");
    blank["input"]["overrideReason"] = json!(" ");

    let elsewhere =
        school.director.query(PLACE, exceeding(&school, &third, "2026-03-01", "2026-03-25")).await;
    let unexplained = school.director.query(PLACE, blank).await;
    let needless = school.director.ok(PLACE, exceeding(&school, &third, "2026-04-01", "2026-04-05")).await;
    let own = exceeding(&school, &third, "2026-03-20", "2026-03-31");
    let own = school.base_administrator.ok(PLACE, own).await;
    let own = overriding(own.text("/placementCreate/placement/id"), 1);
    let alone = school.base_administrator.query(OVERRIDE, own).await;
    let fourth = school.trainee("Fourth", "2026-02-01").await;
    // A proposed stay takes no place: on the days before the others come, two more may be there.
    school.place(&fourth, "TUINA", "TUINA", "2026-02-20", "2026-03-01").await;
    let declined = json!({"input": {"placementId": placement, "reason": "示例", "expectedVersion": 1}});
    school.base_administrator.ok(CANCEL, declined).await;
    let late = school.base_administrator.query(OVERRIDE, overriding(&placement, 2)).await;

    assert_eq!(codes(&elsewhere, "placementCreate"), ["OVERLAP"]);
    assert_eq!(codes(&unexplained, "placementCreate"), ["REASON_INVALID"]);
    assert_eq!(unexplained.at("/placementCreate/errors/0/path"), &json!(["overrideReason"]));
    assert_eq!(codes(&alone, "placementOverride"), ["SECOND_PERSON_NEEDED"]);
    assert_eq!(needless.text("/placementCreate/placement/status"), "PLANNED");
    assert_eq!(codes(&late, "placementOverride"), ["NOT_PROPOSED"]);
}
