//! Leave: asked for, decided about step by step, proved, withdrawn and ended, and what others see of it.

use reqwest::Method;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{School, Trainee, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::duty_hours;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_leave_goes_through_the_steps_its_length_asks_for),
        story(a_sick_leave_needs_a_certificate_that_few_may_open),
        story(a_refusal_ends_a_leave_and_its_days_are_free_again),
        story(a_leave_is_withdrawn_before_it_begins_and_ended_by_coming_back),
        story(what_cannot_be_a_leave_is_refused_with_every_reason),
        story(the_sending_institution_decides_about_a_long_leave),
        story(leave_is_no_running_time_and_no_duty),
        story(leave_goes_over_when_two_records_are_joined),
        story(a_list_of_leave_costs_the_same_for_few_and_for_many),
    ]
}

pub(crate) const REQUEST: &str = "mutation($input: LeaveRequestInput!) { leaveRequest(input: $input) {
    leave { id kind startsOn endsOn days reason status steps nextStep needsCertificate version } errors { code message path } } }";
pub(crate) const DECIDE: &str = "mutation($input: LeaveDecideInput!) { leaveDecide(input: $input) {
    leave { id status nextStep version decisions { step decision reason decidedByName(locale: EN) } }
    errors { code message path } } }";
const WITHDRAW: &str = "mutation($input: LeaveWithdrawInput!) { leaveWithdraw(input: $input) {
    leave { status } errors { code path } } }";
const RETURN: &str = "mutation($input: LeaveReturnInput!) { leaveReturn(input: $input) {
    leave { status endsOn askedUntil days } errors { code path } } }";
const CERTIFY: &str = "mutation($input: LeaveCertificateAddInput!) { leaveCertificateAdd(input: $input) {
    leave { certificate { fileName mediaType byteSize } } errors { code path message } } }";
const OPEN: &str = "mutation($input: LeaveCertificateOpenInput!) { leaveCertificateOpen(input: $input) {
    download { url fileName } errors { code } } }";
const QUEUE: &str = "{ leavesToDecide { totalCount nodes { id nextStep enrolment { person { id } } } } }";
const SHOWN: &str = "query($id: ID!) { enrolment(id: $id) { expectedCompletionOn leaves { id status reason certificate { fileName }
    decisions { reason } } } }";

/// What a leave is asked with.
pub(crate) fn asked(trainee: &Trainee, kind: &str, first: &str, last: &str) -> Value {
    json!({"input": {"enrolmentId": trainee.enrolment, "kind": kind, "startsOn": first, "endsOn": last, "reason": "示例：事由"}})
}

/// A leave asked for; returns its id.
pub(crate) async fn request(trainee: &Trainee, kind: &str, first: &str, last: &str) -> String {
    let made = trainee.actor.ok(REQUEST, asked(trainee, kind, first, last)).await;
    made.text("/leaveRequest/leave/id").to_owned()
}

pub(crate) fn said(leave: &str, decision: &str) -> Value {
    let reason = (decision == "REFUSED").then_some("示例：人手不足");
    json!({"input": {"leaveId": leave, "decision": decision, "reason": reason}})
}

pub(crate) async fn approve(actor: &Actor, leave: &str) -> Answer {
    actor.ok(DECIDE, said(leave, "APPROVED")).await
}

async fn waits_for(actor: &Actor, leave: &str) -> bool {
    let queue = actor.ok(QUEUE, Value::Null).await;
    let is_there = queue.list("/leavesToDecide/nodes").iter().any(|row| row["id"] == leave);
    assert!(!is_there || queue.number("/leavesToDecide/totalCount") > 0);
    is_there
}

/// The secretary of the department of tuina.
async fn secretary(school: &School) -> Actor {
    school.appoint_to_tuina("Secretary", "centre", "DEPARTMENT_SECRETARY").await.0
}

/// A trainee who is in the department of tuina in March.
async fn in_march(school: &School) -> Trainee {
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    school.place(&trainee, "TUINA", "TUINA", "2026-03-01", "2026-03-31").await;
    trainee
}

async fn a_leave_goes_through_the_steps_its_length_asks_for(world: World) {
    let school = School::found(&world).await;
    let trainee = in_march(&school).await;
    let secretary = secretary(&school).await;
    let made = trainee.actor.ok(REQUEST, asked(&trainee, "PERSONAL", "2026-03-09", "2026-03-20")).await;
    let leave = made.at("/leaveRequest/leave");
    assert_eq!((&leave["days"], &leave["status"]), (&json!(12), &json!("REQUESTED")));
    assert_eq!(leave["steps"], json!(["SUPERVISOR", "DEPARTMENT", "BASE"]));
    assert_eq!((&leave["nextStep"], &leave["needsCertificate"]), (&json!("SUPERVISOR"), &json!(false)));
    let id = leave["id"].as_str().unwrap().to_owned();

    let steps = [(&school.supervisor, "DEPARTMENT"), (&secretary, "BASE"), (&school.base_administrator, "")];
    for (index, (actor, next)) in steps.iter().enumerate() {
        for (place, (other, _)) in steps.iter().enumerate().filter(|(place, _)| *place != index) {
            assert!(!waits_for(other, &id).await, "step {index}: {place}");
            // Whoever runs the base may stand in for a department of it.
            if (index, place) != (1, 2) {
                other.denied(DECIDE, said(&id, "APPROVED")).await;
            }
        }
        for other in [&trainee.actor, &school.registrar, &school.centre_supervisor, &school.stranger] {
            other.denied(DECIDE, said(&id, "APPROVED")).await;
        }
        assert!(waits_for(actor, &id).await, "step {index}");
        let decided = approve(actor, &id).await;
        let next = if next.is_empty() { Value::Null } else { json!(next) };
        assert_eq!(decided.at("/leaveDecide/leave/nextStep"), &next);
    }
    let shown = school.registrar.ok(SHOWN, json!({"id": trainee.enrolment})).await;
    assert_eq!(shown.at("/enrolment/leaves/0/status"), &json!("APPROVED"));
    assert_eq!(shown.at("/enrolment/leaves/0/reason"), &Value::Null, "she decides about none of it");
    assert_eq!(shown.text("/enrolment/expectedCompletionOn"), "2028-10-31", "no date is moved silently");
    let hers = trainee.actor.ok(SHOWN, json!({"id": trainee.enrolment})).await;
    assert_eq!(hers.at("/enrolment/leaves/0/reason"), &json!("示例：事由"));
    let node = "query($id: ID!) { node(id: $id) { ... on Leave { days enrolment { id } } } }";
    assert_eq!(secretary.ok(node, json!({ "id": id })).await.number("/node/days"), 12);
    let again = school.base_administrator.query(DECIDE, said(&id, "APPROVED")).await;
    assert_eq!(again.codes(), ["FORBIDDEN"], "nobody decides twice");
}

const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";

async fn a_sick_leave_needs_a_certificate_that_few_may_open(world: World) {
    let school = School::found(&world).await;
    let trainee = in_march(&school).await;
    let id = request(&trainee, "SICK", "2026-03-09", "2026-03-14").await;
    let missing = school.supervisor.query(DECIDE, said(&id, "APPROVED")).await;
    assert_eq!(missing.refusals("leaveDecide"), [("CERTIFICATE_MISSING".to_owned(), "leaveId".to_owned())]);

    let upload = async |name: &str, bytes: &[u8]| {
        school.send(&trainee.actor, "LEAVE_CERTIFICATE", name, bytes.to_vec()).await
    };
    let add = |upload: &str| json!({"input": {"leaveId": id, "uploadId": upload}});
    let text = trainee.actor.query(CERTIFY, add(&upload("诊断.pdf", b"plain words").await)).await;
    assert_eq!(text.refusals("leaveCertificateAdd"), [("INVALID".to_owned(), "uploadId".to_owned())]);
    let file = upload("诊断.pdf", PDF).await;
    let made = trainee.actor.ok(CERTIFY, add(&file)).await;
    let certificate = json!({"fileName": "诊断.pdf", "mediaType": "application/pdf", "byteSize": 15});
    assert_eq!(made.at("/leaveCertificateAdd/leave/certificate"), &certificate);
    let twice = trainee.actor.query(CERTIFY, add(&file)).await;
    let codes: Vec<String> =
        twice.refusals("leaveCertificateAdd").into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["INVALID", "CERTIFICATE_THERE"]);

    let open = json!({"input": {"leaveId": id}});
    for actor in [&school.registrar, &school.director, &school.base_administrator, &school.stranger] {
        actor.denied(OPEN, open.clone()).await;
        let shown = actor.query(SHOWN, json!({"id": trainee.enrolment})).await;
        assert!(!shown.body.to_string().contains("诊断"), "{}", shown.body);
    }
    for actor in [&trainee.actor, &school.supervisor] {
        let opened = actor.ok(OPEN, open.clone()).await;
        let url = opened.text("/leaveCertificateOpen/download/url");
        let path = &url[url.find("/downloads/").unwrap()..];
        let bytes = world.anonymous().request(Method::GET, path).send().await.unwrap().bytes().await.unwrap();
        assert_eq!(&bytes[..], PDF);
    }
    approve(&school.supervisor, &id).await;
    school.base_administrator.ok(OPEN, open).await;
    let decided = approve(&school.base_administrator, &id).await;
    assert_eq!(decided.at("/leaveDecide/leave/status"), &json!("APPROVED"), "in the department's stead");

    // Sent with the request it needs nothing more.
    let mut input = asked(&trainee, "SICK", "2026-03-20", "2026-03-24");
    input["input"]["certificateUploadId"] = json!(upload("复诊.pdf", PDF).await);
    let made = trainee.actor.ok(REQUEST, input).await;
    approve(&school.supervisor, made.text("/leaveRequest/leave/id")).await;
}

async fn a_refusal_ends_a_leave_and_its_days_are_free_again(world: World) {
    let school = School::found(&world).await;
    let trainee = in_march(&school).await;
    let mut input = asked(&trainee, "PERSONAL", "2026-03-09", "2026-03-10");
    input["input"]["clientMutationKey"] = json!("k1");
    let first = trainee.actor.ok(REQUEST, input.clone()).await;
    let again = trainee.actor.ok(REQUEST, input).await;
    let id = first.text("/leaveRequest/leave/id").to_owned();
    assert_eq!(again.text("/leaveRequest/leave/id"), id, "a bad line may repeat it");

    let mut silent = said(&id, "REFUSED");
    silent["input"]["reason"] = json!(" ");
    silent["input"]["expectedVersion"] = json!(7);
    let refused = school.supervisor.query(DECIDE, silent).await;
    let codes: Vec<String> = refused.refusals("leaveDecide").into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["CONFLICT", "REASON_MISSING"]);
    let decided = school.supervisor.ok(DECIDE, said(&id, "REFUSED")).await;
    let made = decided.at("/leaveDecide/leave");
    assert_eq!((&made["status"], &made["nextStep"]), (&json!("REFUSED"), &Value::Null));
    let decision = json!([{"step": "SUPERVISOR", "decision": "REFUSED", "reason": "示例：人手不足",
        "decidedByName": "Sample Supervisor"}]);
    assert_eq!(made["decisions"], decision);
    let late = school.supervisor.query(DECIDE, said(&id, "APPROVED")).await;
    assert_eq!(late.refusals("leaveDecide"), [("WRONG_STATUS".to_owned(), "leaveId".to_owned())]);
    request(&trainee, "PERSONAL", "2026-03-09", "2026-03-10").await;
}

async fn a_leave_is_withdrawn_before_it_begins_and_ended_by_coming_back(world: World) {
    let school = School::found(&world).await;
    let trainee = in_march(&school).await;
    let of = |leave: &str| json!({"input": {"leaveId": leave}});
    let waiting = request(&trainee, "PERSONAL", "2026-03-09", "2026-03-11").await;
    school.supervisor.denied(WITHDRAW, of(&waiting)).await;
    let gone = trainee.actor.ok(WITHDRAW, of(&waiting)).await;
    assert_eq!(gone.at("/leaveWithdraw/leave/status"), &json!("WITHDRAWN"));
    let twice = trainee.actor.query(WITHDRAW, of(&waiting)).await;
    assert_eq!(twice.refusals("leaveWithdraw"), [("WRONG_STATUS".to_owned(), "leaveId".to_owned())]);

    let taken = request(&trainee, "PERSONAL", "2026-03-09", "2026-03-11").await;
    approve(&school.supervisor, &taken).await;
    world.clock.advance(chrono::Duration::days(8));
    let begun = trainee.actor.query(WITHDRAW, of(&taken)).await;
    assert_eq!(begun.refusals("leaveWithdraw"), [("WRONG_STATUS".to_owned(), "leaveId".to_owned())]);
    let back = |day: &str| json!({"input": {"leaveId": taken, "lastDay": day}});
    let late = trainee.actor.query(RETURN, back("2026-03-08")).await;
    assert_eq!(late.codes(), ["FORBIDDEN"], "a day long past is somebody else's to say");
    for day in ["2026-03-08", "2026-03-11"] {
        let wrong = school.supervisor.query(RETURN, back(day)).await;
        assert_eq!(wrong.refusals("leaveReturn"), [("INVALID".to_owned(), "lastDay".to_owned())], "{day}");
    }
    school.registrar.denied(RETURN, back("2026-03-09")).await;
    let ended = trainee.actor.ok(RETURN, back("2026-03-09")).await;
    let leave = json!({"status": "APPROVED", "endsOn": "2026-03-09", "askedUntil": "2026-03-11", "days": 1});
    assert_eq!(ended.at("/leaveReturn/leave"), &leave);
    request(&trainee, "PERSONAL", "2026-03-10", "2026-03-11").await;
}

async fn what_cannot_be_a_leave_is_refused_with_every_reason(world: World) {
    let school = School::found(&world).await;
    let trainee = in_march(&school).await;
    let other = school.trainee("Other", "2026-02-01").await;
    let defer = "mutation($input: EnrolmentDeferInput!) { enrolmentDefer(input: $input) { enrolment { id } errors { code } } }";
    let pause = json!({"input": {"enrolmentId": trainee.enrolment, "startsOn": "2026-06-01", "endsOn": "2026-06-30",
        "reason": "示例：休学"}});
    school.registrar.ok(defer, pause).await;
    request(&trainee, "ANNUAL", "2026-03-09", "2026-03-11").await;
    let refused = async |first: &str, last: &str| {
        trainee.actor.query(REQUEST, asked(&trainee, "PERSONAL", first, last)).await.refusals("leaveRequest")
    };
    let one = |code: &str, path: &str| vec![(code.to_owned(), path.to_owned())];
    assert_eq!(refused("2026-03-12", "2026-03-10").await, one("INVALID", "endsOn"));
    assert_eq!(refused("2026-03-11", "2026-03-12").await, one("OVERLAP", "startsOn"));
    assert_eq!(refused("2026-05-30", "2026-06-01").await, one("OVERLAP", "startsOn"), "a pause");
    assert_eq!(refused("2028-11-30", "2028-12-01").await, one("OUTSIDE_TRAINING", "endsOn"));
    assert_eq!(refused("2026-01-31", "2026-02-01").await, one("OUTSIDE_TRAINING", "startsOn"));
    assert_eq!(refused("2026-07-01", "2027-07-02").await, one("INVALID", "endsOn"), "367 days");
    let mut several = asked(&trainee, "PERSONAL", "2026-03-10", "2030-01-01");
    several["input"]["reason"] = json!(" ");
    let several = trainee.actor.query(REQUEST, several).await;
    let codes: Vec<String> = several.refusals("leaveRequest").into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["INVALID", "OUTSIDE_TRAINING", "INVALID", "OVERLAP"]);
    for actor in [&other.actor, &school.supervisor, &school.registrar, &school.stranger] {
        actor.denied(REQUEST, asked(&trainee, "PERSONAL", "2026-03-20", "2026-03-20")).await;
    }
    // Two at once: the database takes one.
    let (one, two) = tokio::join!(
        trainee.actor.query(REQUEST, asked(&trainee, "PERSONAL", "2026-03-20", "2026-03-22")),
        trainee.actor.query(REQUEST, asked(&trainee, "PERSONAL", "2026-03-22", "2026-03-24")),
    );
    let taken = [one, two].iter().filter(|answer| answer.problems().is_empty()).count();
    assert_eq!(taken, 1);
    let withdrawn = "mutation($input: EnrolmentWithdrawInput!) { enrolmentWithdraw(input: $input) { enrolment { id } errors { code } } }";
    let gone =
        json!({"input": {"enrolmentId": trainee.enrolment, "lastDay": "2026-03-02", "reason": "示例"}});
    school.registrar.ok(withdrawn, gone).await;
    let left = trainee.actor.query(REQUEST, asked(&trainee, "PERSONAL", "2026-03-26", "2026-03-26")).await;
    assert_eq!(left.refusals("leaveRequest"), [("NOT_ACTIVE".to_owned(), "enrolmentId".to_owned())]);
}

async fn the_sending_institution_decides_about_a_long_leave(world: World) {
    let school = School::found(&world).await;
    let (actor, person) = hire(&school.administrator, &world, "Sent", "TRAINEE", &school.ids["school"]).await;
    let enrol = "mutation($input: EnrolmentCreateInput!) { enrolmentCreate(input: $input) { enrolment { id } errors { message } } }";
    let input = json!({"input": {"personId": person, "curriculumVersionId": school.ids["version"], "origin": "SENT",
        "sendingInstitutionId": school.ids["centre"], "recruitmentYear": 2026, "startsOn": "2026-02-01"}});
    let enrolment = school.registrar.ok(enrol, input).await.text("/enrolmentCreate/enrolment/id").to_owned();
    let trainee = Trainee { actor, person, enrolment, following: String::new() };
    let (officer, _) =
        hire(&school.administrator, &world, "Officer", "SENDING_OFFICER", &school.ids["centre"]).await;
    // Nobody supervises her yet, and she is in no department.
    let made = trainee.actor.ok(REQUEST, asked(&trainee, "MATERNITY", "2026-04-01", "2026-05-31")).await;
    assert_eq!(made.at("/leaveRequest/leave/steps"), &json!(["SENDING_INSTITUTION", "SCHOOL"]));
    let id = made.text("/leaveRequest/leave/id").to_owned();
    assert!(waits_for(&officer, &id).await && !waits_for(&school.registrar, &id).await);
    let decided = approve(&officer, &id).await;
    assert_eq!(decided.at("/leaveDecide/leave/nextStep"), &json!("SCHOOL"));
    assert!(!waits_for(&officer, &id).await && waits_for(&school.registrar, &id).await);
    officer.denied(DECIDE, said(&id, "APPROVED")).await;
    assert_eq!(approve(&school.director, &id).await.text("/leaveDecide/leave/status"), "APPROVED");

    // Where nobody of the sending institution does, the school writes down what it says, and a second person decides for the school.
    let other = request(&trainee, "OFFICIAL", "2026-07-01", "2026-08-15").await;
    assert!(!waits_for(&school.registrar, &other).await);
    approve(&school.registrar, &other).await;
    school.registrar.denied(DECIDE, said(&other, "APPROVED")).await;
    approve(&school.director, &other).await;
}

async fn leave_is_no_running_time_and_no_duty(world: World) {
    let school = School::found(&world).await;
    let trainee = in_march(&school).await;
    let made = duty_hours::import_file(&school, duty_hours::STRICT, "2026-01-01").await;
    assert!(made.problems().is_empty(), "{}", made.body);
    duty_hours::ninety_hours(&school, &trainee).await;
    let breaches = async || {
        let mine = trainee.actor.ok(duty_hours::MINE, duty_hours::february(&trainee.enrolment)).await;
        let report =
            school.director.ok(duty_hours::REPORT, duty_hours::february(&school.ids["school"])).await;
        let sum: i64 = duty_hours::rows(&report).iter().map(|row| row.2).sum();
        (mine.list("/enrolment/dutyHours/breaches").len(), sum)
    };
    assert_eq!(breaches().await, (1, 2));
    let day = request(&trainee, "PERSONAL", "2026-02-18", "2026-02-18").await;
    assert_eq!(breaches().await, (1, 2), "it was not approved yet");
    approve(&school.supervisor, &day).await;
    assert_eq!(breaches().await, (0, 0), "no whole week without leave remains");

    let running = async || school.standing(&trainee.actor, &trainee, "TUINA").await.1;
    let week = request(&trainee, "PERSONAL", "2026-03-09", "2026-03-11").await;
    approve(&school.supervisor, &week).await;
    world.clock.advance(chrono::Duration::days(8));
    // 16 to 19 February less one day, and 1 to 10 March less two.
    assert_eq!(running().await, 3 + 8);
    world.clock.advance(chrono::Duration::days(10));
    assert_eq!(running().await, 3 + 17);
}

async fn leave_goes_over_when_two_records_are_joined(world: World) {
    let school = School::found(&world).await;
    let (kept, merged) =
        (school.trainee("Kept", "2026-02-01").await, school.trainee("Merged", "2026-02-01").await);
    let hers = request(&kept, "PERSONAL", "2026-03-09", "2026-03-11").await;
    let same_day = request(&merged, "PERSONAL", "2026-03-11", "2026-03-12").await;
    let moves = request(&merged, "ANNUAL", "2026-04-09", "2026-04-10").await;
    approve(&school.master, &moves).await;
    let merge = "mutation($input: PersonMergeInput!) { personMerge(input: $input) { person { id } errors { code path message } } }";
    let input = json!({"input": {"keptPersonId": kept.person, "mergedPersonId": merged.person, "reason": "示例：同一人"}});
    let before = world.database.contents().await;
    let refused = school.administrator.query(merge, input.clone()).await;
    assert_eq!(refused.refusals("personMerge"), [("CONFLICT".to_owned(), "mergedPersonId".to_owned())]);
    assert_eq!(world.database.contents().await["leave"], before["leave"]);
    merged.actor.ok(WITHDRAW, json!({"input": {"leaveId": same_day}})).await;
    school.administrator.ok(merge, input).await;
    let shown = kept.actor.ok(SHOWN, json!({"id": kept.enrolment})).await;
    let keys: Vec<&str> =
        shown.list("/enrolment/leaves").iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(keys, [hers.as_str(), same_day.as_str(), moves.as_str()]);
    world.whole().await;
}

async fn a_list_of_leave_costs_the_same_for_few_and_for_many(world: World) {
    let school = School::found(&world).await;
    let list = "{ leavesToDecide { nodes { days reason decisions { decidedByName } certificate { fileName }
        enrolment { person { name } leaves { days } } } } }";
    let cost = async || world.cost(async || drop(school.master.ok(list, Value::Null).await)).await;
    let first = school.trainee("First", "2026-02-01").await;
    request(&first, "PERSONAL", "2026-03-09", "2026-03-10").await;
    let one = cost().await;
    for who in ["Second", "Third"] {
        let trainee = school.trainee(who, "2026-02-01").await;
        request(&trainee, "PERSONAL", "2026-03-09", "2026-03-10").await;
        request(&trainee, "PERSONAL", "2026-04-09", "2026-04-10").await;
    }
    let five = cost().await;
    assert_eq!(one, five);
    let queue = school.master.ok(QUEUE, Value::Null).await;
    assert_eq!(queue.number("/leavesToDecide/totalCount"), 5);
}
