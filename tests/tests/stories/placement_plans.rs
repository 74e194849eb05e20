//! Plans of stays: drafted by one person and approved by another, and going on at another base.

use chrono::Duration;
use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::school::{LEAVE, PLACE, School};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_draft_takes_no_place_until_somebody_else_approves_it),
        story(a_draft_is_approved_as_things_are_by_then),
        story(a_stay_goes_on_at_another_base_and_keeps_what_it_credited),
        story(a_stay_is_not_moved_where_something_stands_against_it),
        story(an_exit_tells_at_least_the_leave_that_was_approved),
    ]
}

const APPROVE: &str = "mutation($input: PlacementApproveInput!) { placementApprove(input: $input) {
    placement { id status version } errors { code path message } } }";
const TRANSFER: &str = "mutation($input: PlacementTransferInput!) { placementTransfer(input: $input) {
    placement { id status startsOn endsOn department { id } insteadOf { id status startsOn endsOn version } }
    errors { code path message } } }";
const LIST: &str = "query($filter: PlacementFilterInput) { placements(filter: $filter, first: 50) {
    totalCount nodes { id status startsOn } } }";

fn codes(answer: &Answer, field: &str) -> Vec<String> {
    answer.refusals(field).into_iter().map(|(code, path)| format!("{code} {path}")).collect()
}

fn approval(placement: &str, version: i32) -> Value {
    json!({"input": {"placementId": placement, "expectedVersion": version}})
}

async fn listed(school: &School, filter: Value) -> Vec<String> {
    let found = school.base_administrator.ok(LIST, json!({ "filter": filter })).await;
    let nodes = found.list("/placements/nodes");
    assert_eq!(i64::try_from(nodes.len()).unwrap(), found.number("/placements/totalCount"));
    nodes.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

async fn a_draft_takes_no_place_until_somebody_else_approves_it(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let (secretary, _) = school.appoint_to_tuina("Secretary", "hospital", "DEPARTMENT_SECRETARY").await;
    let mut stay = school.stay(&trainee, "TUINA", "TUINA", "2026-04-01", "2026-04-30");
    stay["input"]["isDraft"] = json!(true);
    let made = school.director.ok(PLACE, stay.clone()).await;
    let draft = made.text("/placementCreate/placement/id").to_owned();
    assert_eq!(made.text("/placementCreate/placement/status"), "DRAFT");
    let mut both = stay.clone();
    both["input"]["overrideReason"] = json!("示例");
    let both = school.director.query(PLACE, both).await;
    assert!(codes(&both, "placementCreate").contains(&"REASON_INVALID overrideReason".to_owned()));
    assert_eq!(listed(&school, json!({"status": "DRAFT"})).await, std::slice::from_ref(&draft));
    assert!(listed(&school, json!({"status": "PLANNED"})).await.is_empty());

    // Nothing is entered for what may not take place, and a secretary does not approve; nor does the trainee.
    world.clock.advance(Duration::days(31));
    let hours = json!({"input": {"within": {"placementId": draft}, "activity": "DUTY",
        "startsAt": "2026-04-01T08:00:00+08:00", "endsAt": "2026-04-01T10:00:00+08:00"}});
    let submit = "mutation($input: HoursSubmitInput!) { hoursSubmit(input: $input) { hoursEntry { id } errors { code path } } }";
    assert!(!trainee.actor.query(submit, hours.clone()).await.problems().is_empty());
    for actor in [&secretary, &trainee.actor] {
        actor.denied(APPROVE, approval(&draft, 1)).await;
    }
    let stale = school.base_administrator.query(APPROVE, approval(&draft, 7)).await;
    assert_eq!(codes(&stale, "placementApprove"), ["CONFLICT expectedVersion"]);
    let approved = school.base_administrator.ok(APPROVE, approval(&draft, 1)).await;
    // The second of April: it is under way.
    assert_eq!(
        approved.at("/placementApprove/placement"),
        &json!({"id": draft, "status": "ACTIVE", "version": 2})
    );
    trainee.actor.ok(submit, hours).await;
    assert_eq!(
        listed(&school, json!({"status": "ACTIVE", "departmentId": school.ids["TUINA"]})).await,
        std::slice::from_ref(&draft)
    );
    let again = school.director.query(APPROVE, approval(&draft, 2)).await;
    assert_eq!(codes(&again, "placementApprove"), ["NOT_DRAFT placementId"]);
    let events = "{ auditEvents(filter: {action: \"placement.approve\"}) { totalCount } }";
    assert_eq!(school.administrator.ok(events, Value::Null).await.number("/auditEvents/totalCount"), 1);
    let outside = school.stranger.ok(LIST, json!({"filter": {}})).await;
    assert_eq!(outside.number("/placements/totalCount"), 0);
}

async fn a_draft_is_approved_as_things_are_by_then(world: World) {
    let school = School::found(&world).await;
    let first = school.trainee("First", "2026-02-01").await;
    let mut draft = school.stay(&first, "TUINA", "TUINA", "2026-04-01", "2026-04-30");
    draft["input"]["isDraft"] = json!(true);
    let draft = school.director.ok(PLACE, draft).await.text("/placementCreate/placement/id").to_owned();
    // A draft holds nobody's place: two others fill the supervisor's.
    for who in ["Second", "Third"] {
        let other = school.trainee(who, "2026-02-01").await;
        school.director.ok(PLACE, school.stay(&other, "TUINA", "TUINA", "2026-04-01", "2026-04-30")).await;
    }
    let full = school.base_administrator.query(APPROVE, approval(&draft, 1)).await;
    assert!(
        codes(&full, "placementApprove").iter().any(|code| code.starts_with("SUPERVISOR_FULL")),
        "{}",
        full.body
    );
    // Who drafted it does not approve it; but it is hers to give up, and of her own days nobody drafts twice.
    let own = school.director.query(APPROVE, approval(&draft, 1)).await;
    assert!(codes(&own, "placementApprove").contains(&"SECOND_PERSON_NEEDED placementId".to_owned()));
    let twice =
        school.director.query(PLACE, school.stay(&first, "TUINA", "TUINA", "2026-04-10", "2026-05-09")).await;
    assert!(
        codes(&twice, "placementCreate").iter().any(|code| code.starts_with("OVERLAP")),
        "{}",
        twice.body
    );
    let cancel = "mutation($input: PlacementCancelInput!) { placementCancel(input: $input) { placement { status } errors { code } } }";
    let input = json!({"input": {"placementId": draft, "reason": "示例", "expectedVersion": 1}});
    assert_eq!(
        school.director.ok(cancel, input).await.text("/placementCancel/placement/status"),
        "CANCELLED"
    );
}

/// A department of tuina at the health centre's base, which the requirement allows: a course of its own.
async fn two_bases(school: &mut School) -> String {
    let course = r#"
[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 60
specialties = ["TUINA"]
"#;
    school.course(12, course).await;
    let create = "mutation($input: DepartmentCreateInput!) { departmentCreate(input: $input) { department { id } errors { message } } }";
    let input = json!({"input": {"trainingBaseId": school.ids["centre-base"], "specialty": "TUINA",
        "name": {"zh": "示例推拿门诊", "en": "Sample Tuina Clinic"}, "capacity": 1}});
    school.administrator.ok(create, input).await.text("/departmentCreate/department/id").to_owned()
}

fn transfer(school: &School, placement: &str, version: i32, department: &str, from: &str) -> Value {
    json!({"input": {"placementId": placement, "expectedVersion": version, "departmentId": department,
        "supervisorId": school.ids["Centre Supervisor"], "from": from, "reason": "示例：转至基层基地"}})
}

async fn a_stay_goes_on_at_another_base_and_keeps_what_it_credited(world: World) {
    let mut school = School::found(&world).await;
    let clinic = two_bases(&mut school).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-03-31").await;

    let moved = school.director.ok(TRANSFER, transfer(&school, &placement, 1, &clinic, "2026-03-02")).await;

    let there = moved.at("/placementTransfer/placement");
    assert_eq!(
        (&there["status"], &there["startsOn"], &there["endsOn"], &there["department"]["id"]),
        (&json!("ACTIVE"), &json!("2026-03-02"), &json!("2026-03-31"), &json!(clinic))
    );
    let node = "query($id: ID!) { placement(id: $id) { supervisor { id } } }";
    let seen = school.centre_supervisor.ok(node, json!({"id": there["id"]})).await;
    assert_eq!(seen.at("/placement/supervisor/id"), &json!(school.ids["Centre Supervisor"]));
    assert_eq!(
        there["insteadOf"],
        json!({"id": placement, "status": "ACTIVE", "startsOn": "2026-02-01", "endsOn": "2026-03-01", "version": 2})
    );
    // What was done at the hospital is left there, and credits its 29 days.
    let exit = school.leave(&trainee, &placement, 0).await;
    school.let_go(&school.supervisor, &exit).await;
    let (credited, ..) = school.standing(&school.director, &trainee, "TUINA").await;
    assert_eq!(credited, 29);
    // A stay that has not begun by that day is given up for the one there.
    let next = school.place(&trainee, "TUINA", "TUINA", "2026-04-01", "2026-04-10").await;
    let moved = school.director.ok(TRANSFER, transfer(&school, &next, 1, &clinic, "2026-04-01")).await;
    assert_eq!(moved.text("/placementTransfer/placement/insteadOf/status"), "CANCELLED");
    assert_eq!(moved.text("/placementTransfer/placement/status"), "PLANNED");
    assert_eq!(school.standing(&school.director, &trainee, "TUINA").await.0, 29);
    let events = "{ auditEvents(filter: {action: \"placement.transfer\"}) { totalCount } }";
    assert_eq!(school.administrator.ok(events, Value::Null).await.number("/auditEvents/totalCount"), 1);
    world.whole().await;
}

async fn a_stay_is_not_moved_where_something_stands_against_it(world: World) {
    let mut school = School::found(&world).await;
    let clinic = two_bases(&mut school).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-03-31").await;
    school.case(&trainee, &placement, "2026-02-20", "ZY000001").await;
    let before = world.database.contents().await;
    let refused = async |department: &str, version: i32, from: &str| {
        let answer =
            school.director.query(TRANSFER, transfer(&school, &placement, version, department, from)).await;
        codes(&answer, "placementTransfer")
    };
    assert_eq!(refused(&school.ids["TUINA"], 1, "2026-03-02").await[0], "TRANSFER_UNSUITABLE departmentId");
    assert_eq!(refused(&clinic, 1, "2026-02-20").await, ["EVIDENCE_EXISTS from"]);
    assert_eq!(
        refused(&clinic, 7, "2026-04-01").await,
        ["CONFLICT expectedVersion", "TRANSFER_UNSUITABLE from"]
    );
    // The only place there is taken: nothing of the stay changes.
    let other = school.trainee("Other", "2026-02-01").await;
    let mut taken = school.stay(&other, "TUINA", "TUINA", "2026-03-20", "2026-03-25");
    taken["input"]["departmentId"] = json!(clinic);
    taken["input"]["supervisorId"] = json!(school.ids["Centre Supervisor"]);
    school.director.ok(PLACE, taken).await;
    let full = refused(&clinic, 1, "2026-03-02").await;
    assert!(full.iter().any(|code| code.starts_with("DEPARTMENT_FULL")), "{full:?}");
    let elsewhere =
        school.supervisor.query(TRANSFER, transfer(&school, &placement, 1, &clinic, "2026-03-02")).await;
    assert_eq!(elsewhere.codes(), ["FORBIDDEN"]);
    let seen = school
        .director
        .ok("query($id: ID!) { placement(id: $id) { status endsOn version } }", json!({"id": placement}))
        .await;
    assert_eq!(seen.at("/placement"), &json!({"status": "ACTIVE", "endsOn": "2026-03-31", "version": 1}));
    assert_eq!(world.database.contents().await["evidence"], before["evidence"]);
}

async fn an_exit_tells_at_least_the_leave_that_was_approved(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let ask = "mutation($input: LeaveRequestInput!) { leaveRequest(input: $input) { leave { id version } errors { code path } } }";
    let input = json!({"input": {"enrolmentId": trainee.enrolment, "kind": "PERSONAL", "startsOn": "2026-03-03",
        "endsOn": "2026-03-04", "reason": "示例"}});
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-03-01", "2026-03-10").await;
    let asked = trainee.actor.ok(ask, input).await;
    let decide = "mutation($input: LeaveDecideInput!) { leaveDecide(input: $input) { leave { status } errors { code message } } }";
    let input = json!({"input": {"leaveId": asked.text("/leaveRequest/leave/id"), "decision": "APPROVED"}});
    let decided = school.supervisor.ok(decide, input).await;
    assert_eq!(decided.text("/leaveDecide/leave/status"), "APPROVED");
    world.clock.advance(Duration::days(9));
    let hand_in = |absence: i32| json!({"input": {"placementId": placement, "absenceDays": absence, "summary": "示例：出科小结"}});
    let too_few = trainee.actor.query(LEAVE, hand_in(1)).await;
    assert_eq!(codes(&too_few, "placementExitSubmit"), ["ABSENCE_INVALID absenceDays"]);
    assert!(trainee.actor.ok(LEAVE, hand_in(2)).await.problems().is_empty());
}
