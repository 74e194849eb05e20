//! Exit examinations: announced, registered for, reviewed by the base and by the organiser, sat.

use chrono::Duration;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{PROPOSE, School, Trainee, grant, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(the_whole_way_from_the_announcement_to_the_certificate),
        story(an_examination_is_announced_and_cancelled_by_whom_it_concerns),
        story(a_registration_that_cannot_be_is_refused_with_every_reason),
        story(nobody_decides_at_both_steps),
        story(a_registration_comes_back_or_is_withdrawn),
        story(of_two_clients_that_register_one_wins),
        story(attempts_are_counted_and_used_up),
    ]
}

pub(super) const ANNOUNCE: &str =
    "mutation($input: ExitExaminationAnnounceInput!) { exitExaminationAnnounce(input: $input) {
    examination { id name(locale: ZH) parts { part most pass } mostAttempts } errors { code path message } } }";
const CANCEL: &str = "mutation($input: ExitExaminationCancelInput!) { exitExaminationCancel(input: $input) {
    examination { cancelledAt cancelReason } errors { code path message } } }";
pub(super) const REGISTER: &str = "mutation($input: ExitExamRegisterInput!) { exitExamRegister(input: $input) {
    registration { id attempt eligibility status ticket baseInstitution { id } } errors { code path message } } }";
const WITHDRAW: &str =
    "mutation($input: ExitExamRegistrationWithdrawInput!) { exitExamRegistrationWithdraw(input: $input) {
    registration { status } errors { code path message } } }";
pub(super) const REVIEW: &str =
    "mutation($input: ExitExamRegistrationReviewInput!) { exitExamRegistrationReview(input: $input) {
    registration { status ticket version reviews { step decision reason reviewer { id } } } errors { code path message } } }";
pub(super) const IMPORT: &str =
    "mutation($input: ExitExamScoresImportInput!) { exitExamScoresImport(input: $input) {
    report { rows recorded corrected unchanged isWritten problemCount problems { line column value reason } }
    errors { code path message } } }";
pub(super) const LIST: &str = "query($filter: ExitExamRegistrationFilter, $first: Int) {
    exitExamRegistrations(filter: $filter, first: $first) { totalCount nodes { id status attempt eligibility ticket
        trainee { id } enrolment { id } examination { name(locale: EN) heldOn } reviews { decision }
        results { status isPassed isAbsent points { part points } reviews { reason } } } } }";

/// A course of two days in one department that ends with an examination.
const ASKED: &str = r#"
[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 2
specialties = ["TUINA"]

[[requirements]]
code = "EXIT"
kind = "EXIT_EXAM"
name = { zh = "结业考核", en = "Exit examination" }
"#;

/// A course that ends with an examination and asks for nothing else.
pub(super) const EXAM_ALONE: &str = r#"
[[requirements]]
code = "EXIT"
kind = "EXIT_EXAM"
name = { zh = "结业考核", en = "Exit examination" }
"#;

/// What announcing an examination of the school's programme is asked with.
pub(super) fn announced(school: &School, held_on: &str) -> Value {
    json!({"input": {
        "institutionId": school.ids["school"], "curriculumId": school.ids["curriculum"],
        "name": {"zh": "示例·2026年结业考核", "en": "Sample Exit Examination 2026"}, "heldOn": held_on,
        "registersFrom": "2026-03-01", "registersUntil": held_on.replace("-10", "-09").replace("-20", "-19"),
        "parts": [{"part": "SKILL", "most": 200, "pass": 140}, {"part": "THEORY", "most": 100, "pass": 60}],
    }})
}

/// An examination announced by the registrar.
pub(super) async fn examination(school: &School, held_on: &str) -> String {
    let made = school.registrar.ok(ANNOUNCE, announced(school, held_on)).await;
    made.text("/exitExaminationAnnounce/examination/id").to_owned()
}

fn asking(examination: &str, trainee: &Trainee) -> Value {
    json!({"input": {"examinationId": examination, "enrolmentId": trainee.enrolment}})
}

/// A registration of the trainee's; its id.
pub(super) async fn register(trainee: &Trainee, examination: &str) -> String {
    let made = trainee.actor.ok(REGISTER, asking(examination, trainee)).await;
    made.text("/exitExamRegister/registration/id").to_owned()
}

fn decision(registration: &str, decision: &str) -> Value {
    let reason = (decision != "APPROVED").then_some("材料不全（示例）");
    json!({"input": {"registrationId": registration, "decision": decision, "reason": reason}})
}

pub(super) async fn approve(actor: &Actor, registration: &str) -> Answer {
    actor.ok(REVIEW, decision(registration, "APPROVED")).await
}

/// Imports a file of scores as the registrar.
pub(super) async fn import(school: &School, examination: &str, file: &str, reason: Option<&str>) -> Answer {
    let upload = school.send(&school.registrar, "EXAM_SCORES", "成绩.csv", file.as_bytes().to_vec()).await;
    let input = json!({"examinationId": examination, "uploadId": upload, "reason": reason});
    school.registrar.query(IMPORT, json!({ "input": input })).await
}

pub(super) fn pairs(answer: &Answer, act: &str) -> Vec<String> {
    answer.refusals(act).into_iter().map(|(code, path)| format!("{code} {path}")).collect()
}

/// A trainee of the course who stayed in the department on these days.
async fn stayed(school: &School, who: &str, from: &str, until: &str) -> Trainee {
    let trainee = school.trainee(who, "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", from, until).await;
    let exit = school.leave(&trainee, &placement, 0).await;
    school.let_go(&school.supervisor, &exit).await;
    trainee
}

async fn certificate_of(trainee: &Trainee) -> (String, Vec<Value>) {
    let ask = "query($id: ID!) { enrolment(id: $id) { progress { eligibility(purpose: CERTIFICATE) {
        outcome unmet { requirementId } } } } }";
    let answer = trainee.actor.ok(ask, json!({"id": trainee.enrolment})).await;
    let eligibility = answer.at("/enrolment/progress/eligibility").clone();
    (eligibility["outcome"].as_str().unwrap().to_owned(), eligibility["unmet"].as_array().unwrap().clone())
}

async fn the_whole_way_from_the_announcement_to_the_certificate(world: World) {
    let mut school = School::found(&world).await;
    school.course(1, ASKED).await;
    let met = stayed(&school, "Met", "2026-02-01", "2026-02-02").await;
    let conditional = stayed(&school, "Conditional", "2026-02-03", "2026-02-03").await;
    let absent = stayed(&school, "Absent", "2026-02-04", "2026-02-05").await;
    let exam = examination(&school, "2026-03-10").await;
    let mut tickets = Vec::new();
    for (trainee, outcome) in [(&met, "MET"), (&conditional, "CONDITIONAL"), (&absent, "MET")] {
        let made = trainee.actor.ok(REGISTER, asking(&exam, trainee)).await;
        let made = made.at("/exitExamRegister/registration").clone();
        assert_eq!(
            (&made["eligibility"], &made["status"], &made["attempt"], &made["ticket"]),
            (&json!(outcome), &json!("AWAITS_BASE"), &json!(1), &Value::Null)
        );
        assert_eq!(made["baseInstitution"]["id"], json!(school.ids["hospital"]));
        let id = made["id"].as_str().unwrap();
        let by_base = approve(&school.base_administrator, id).await;
        assert_eq!(by_base.text("/exitExamRegistrationReview/registration/status"), "AWAITS_ORGANISER");
        let admitted = approve(&school.registrar, id).await;
        let admitted = admitted.at("/exitExamRegistrationReview/registration").clone();
        assert_eq!(admitted["status"], json!("ADMITTED"));
        assert_eq!(admitted["reviews"].as_array().unwrap().len(), 2);
        tickets.push(admitted["ticket"].as_str().unwrap().to_owned());
    }
    assert_eq!(tickets, ["20260001", "20260002", "20260003"]);
    let (outcome, unmet) = certificate_of(&met).await;
    let exit = json!([{"requirementId": school.requirements["EXIT"]}]);
    assert_eq!((outcome.as_str(), json!(unmet)), ("NOT_MET", exit));

    world.clock.advance(Duration::days(8));
    let file = format!(
        "准考证号,理论成绩,技能成绩,缺考\n{},60,140,\n{},100,139,否\n{},,,是\n",
        tickets[0], tickets[1], tickets[2]
    );
    let imported = import(&school, &exam, &file, None).await;
    let report = imported.at("/exitExamScoresImport/report");
    assert_eq!(
        (&report["recorded"], &report["isWritten"], &report["problemCount"]),
        (&json!(3), &json!(true), &json!(0)),
        "{}",
        imported.body
    );
    assert_eq!(school.standing(&met.actor, &met, "EXIT").await, (1, 0, 1, "MET".to_owned()));
    assert_eq!(certificate_of(&met).await.0, "MET");
    school.director.ok(PROPOSE, json!({"input": {"enrolmentId": met.enrolment}})).await;
    for trainee in [&conditional, &absent] {
        assert_eq!(school.standing(&trainee.actor, trainee, "EXIT").await.0, 0);
        assert_eq!(certificate_of(trainee).await.0, "NOT_MET");
    }
    let why = "query($id: ID!) { enrolment(id: $id) { progress { requirements { requirement { code } explanation {
        counted { quantity } notCounted { reason evidence { kind status ... on ExitExamResult { isPassed isAbsent
            points { part points } registration { ticket } } } } } } } } }";
    let told = conditional.actor.ok(why, json!({"id": conditional.enrolment})).await;
    let told = told.list("/enrolment/progress/requirements").to_vec();
    let told = &told.iter().find(|row| row["requirement"]["code"] == "EXIT").unwrap()["explanation"];
    let result = &told["notCounted"][0]["evidence"];
    assert_eq!((&result["kind"], &result["isPassed"]), (&json!("EXIT_EXAM"), &json!(false)));
    let points = json!([{"part": "THEORY", "points": 100}, {"part": "SKILL", "points": 139}]);
    assert_eq!((&result["points"], &result["registration"]["ticket"]), (&points, &json!("20260002")));
    let seen = absent.actor.ok(LIST, json!({"filter": {"traineeId": absent.person}})).await;
    let row = seen.at("/exitExamRegistrations/nodes/0");
    assert_eq!(
        row["results"],
        json!([{"status": "APPROVED", "isPassed": false, "isAbsent": true, "points": [], "reviews": [{"reason": null}]}])
    );
    let open = school.stranger.ok(LIST, json!({"filter": {"examinationId": exam}})).await;
    assert_eq!(
        open.number("/exitExamRegistrations/totalCount"),
        0,
        "who may not see her sees no registration"
    );
    world.whole().await;
}

async fn an_examination_is_announced_and_cancelled_by_whom_it_concerns(world: World) {
    let mut school = School::found(&world).await;
    school.course(12, EXAM_ALONE).await;
    let good = announced(&school, "2026-03-10");
    for actor in [&school.director, &school.base_administrator, &school.stranger, &school.administrator] {
        actor.denied(ANNOUNCE, good.clone()).await;
    }
    let before = world.database.contents().await;
    let mut elsewhere = good.clone();
    elsewhere["input"]["institutionId"] = json!(school.ids["elsewhere"]);
    elsewhere["input"]["heldOn"] = json!("2026-03-02");
    elsewhere["input"]["parts"] = json!([{"part": "THEORY", "most": 100, "pass": 101}]);
    elsewhere["input"]["mostAttempts"] = json!(11);
    let refused = school.stranger.query(ANNOUNCE, elsewhere).await;
    assert_eq!(
        pairs(&refused, "exitExaminationAnnounce"),
        [
            "INVALID heldOn",
            "INVALID registersUntil",
            "INVALID parts.0.pass",
            "INVALID mostAttempts",
            "PROGRAMME_ELSEWHERE curriculumId"
        ]
    );
    assert_eq!(world.database.contents().await, before);

    for (who, region, may) in [("Fuzhou", "350100", true), ("Xiamen", "350200", false)] {
        let at = json!({"regionCode": region, "startsOn": "2026-01-01"});
        let (auditor, _) = school.appoint(who, "elsewhere", "HEALTH_AUDITOR", at).await;
        if may {
            auditor.ok(ANNOUNCE, good.clone()).await;
            school.send(&auditor, "EXAM_SCORES", "成绩.csv", b"a".to_vec()).await;
        } else {
            auditor.denied(ANNOUNCE, good.clone()).await;
        }
    }
    let upload = "mutation($input: UploadCreateInput!) { uploadCreate(input: $input) { upload { id } errors { code } } }";
    let scores = json!({"input": {"purpose": "EXAM_SCORES", "fileName": "成绩.csv"}});
    school.director.denied(upload, scores).await;
    let exam = examination(&school, "2026-03-20").await;
    let open = "{ exitExaminations(filter: {isOpen: true}) { totalCount nodes { heldOn parts { part } cancelReason } } }";
    let listed = school.master.ok(open, Value::Null).await;
    assert_eq!(listed.number("/exitExaminations/totalCount"), 2);
    assert_eq!(
        listed.at("/exitExaminations/nodes/0"),
        &json!({"heldOn": "2026-03-20", "parts": [{"part": "THEORY"}, {"part": "SKILL"}], "cancelReason": null})
    );
    let cancel = |reason: &str| json!({"input": {"examinationId": exam, "reason": reason}});
    school.stranger.denied(CANCEL, cancel("示例")).await;
    let silent = school.registrar.query(CANCEL, cancel(" ")).await;
    assert_eq!(pairs(&silent, "exitExaminationCancel"), ["REASON_MISSING reason"]);
    let cancelled = school.registrar.ok(CANCEL, cancel("考场停电（示例）")).await;
    assert_eq!(cancelled.text("/exitExaminationCancel/examination/cancelReason"), "考场停电（示例）");
    let again = school.registrar.query(CANCEL, cancel("示例")).await;
    assert_eq!(pairs(&again, "exitExaminationCancel"), ["CANCELLED examinationId"]);
    assert_eq!(school.master.ok(open, Value::Null).await.number("/exitExaminations/totalCount"), 1);
}

async fn a_registration_that_cannot_be_is_refused_with_every_reason(world: World) {
    let mut school = School::found(&world).await;
    let other = school.trainee("Other", "2026-02-01").await;
    school.course(12, ASKED).await;
    let begun = stayed(&school, "Begun", "2026-02-01", "2026-02-02").await;
    let idle = school.trainee("Idle", "2026-02-01").await;
    let mut later = announced(&school, "2026-03-20");
    later["input"]["registersFrom"] = json!("2026-03-12");
    let later = school.registrar.ok(ANNOUNCE, later).await;
    let later = later.text("/exitExaminationAnnounce/examination/id").to_owned();
    let exam = examination(&school, "2026-03-10").await;
    let refused = async |trainee: &Trainee, exam: &str| {
        let before = world.database.contents().await;
        let answer = trainee.actor.query(REGISTER, asking(exam, trainee)).await;
        assert_eq!(world.database.contents().await, before);
        answer
    };
    let early = refused(&idle, &later).await;
    assert_eq!(
        pairs(&early, "exitExamRegister"),
        ["REGISTRATION_CLOSED examinationId", "NOT_ELIGIBLE enrolmentId"]
    );
    let message = early.text("/exitExamRegister/errors/1/message");
    assert!(message.contains("推拿科") && message.contains('2'), "{message}");
    // The preset's trainee lacks every one of its requirements, each told.
    let elsewhere = pairs(&refused(&other, &exam).await, "exitExamRegister");
    assert_eq!(elsewhere[0], "OTHER_PROGRAMME enrolmentId");
    assert!(elsewhere.len() > 10 && elsewhere[1..].iter().all(|pair| pair == "NOT_ELIGIBLE enrolmentId"));
    for actor in [&school.registrar, &school.supervisor, &school.stranger] {
        actor.denied(REGISTER, asking(&exam, &begun)).await;
    }
    let keyed =
        json!({"input": {"examinationId": exam, "enrolmentId": begun.enrolment, "clientMutationKey": "k1"}});
    let made = begun.actor.ok(REGISTER, keyed.clone()).await;
    let again = begun.actor.ok(REGISTER, keyed).await;
    let id = "/exitExamRegister/registration/id";
    assert_eq!(made.text(id), again.text(id), "a repeat answers with the first result");
    let twice = refused(&begun, &exam).await;
    assert_eq!(pairs(&twice, "exitExamRegister"), ["ALREADY_REGISTERED enrolmentId"]);

    world.clock.advance(Duration::days(8));
    let late = refused(&idle, &exam).await;
    assert_eq!(
        pairs(&late, "exitExamRegister"),
        ["REGISTRATION_CLOSED examinationId", "NOT_ELIGIBLE enrolmentId"]
    );
    world.clock.advance(Duration::days(3));
    let cancel = json!({"input": {"examinationId": later, "reason": "示例"}});
    school.registrar.ok(CANCEL, cancel).await;
    let cancelled = refused(&begun, &later).await;
    assert_eq!(pairs(&cancelled, "exitExamRegister"), ["CANCELLED examinationId"]);
}

async fn nobody_decides_at_both_steps(world: World) {
    let mut school = School::found(&world).await;
    school.course(12, ASKED).await;
    let trainee = stayed(&school, "Trainee", "2026-02-01", "2026-02-02").await;
    let exam = examination(&school, "2026-03-10").await;
    let registration = register(&trainee, &exam).await;
    let (elsewhere, _) = hire(
        &school.administrator,
        &world,
        "Centre Administrator",
        "BASE_ADMINISTRATOR",
        &school.ids["centre"],
    )
    .await;
    let both = grant(
        &school.administrator,
        &world,
        "Registrar",
        &school.ids["Registrar"],
        "BASE_ADMINISTRATOR",
        &school.ids["hospital"],
    )
    .await;
    let approval = decision(&registration, "APPROVED");
    for actor in [&elsewhere, &school.director, &school.supervisor, &trainee.actor, &school.stranger] {
        actor.denied(REVIEW, approval.clone()).await;
    }
    let queue = json!({"filter": {"awaitsMe": true}});
    let waits =
        async |actor: &Actor| actor.ok(LIST, queue.clone()).await.number("/exitExamRegistrations/totalCount");
    assert_eq!(
        (waits(&both).await, waits(&school.base_administrator).await, waits(&school.director).await),
        (1, 1, 0)
    );
    let silent = json!({"input": {"registrationId": registration, "decision": "REJECTED", "ticket": "A1", "expectedVersion": 7}});
    let refused = both.query(REVIEW, silent).await;
    assert_eq!(
        pairs(&refused, "exitExamRegistrationReview"),
        ["CONFLICT expectedVersion", "INVALID ticket", "REASON_MISSING reason"]
    );
    assert_eq!(refused.number("/exitExamRegistrationReview/registration/version"), 1);
    approve(&both, &registration).await;
    both.denied(REVIEW, approval.clone()).await;
    assert_eq!((waits(&both).await, waits(&school.base_administrator).await), (0, 0));
    school.base_administrator.denied(REVIEW, approval.clone()).await;

    let (second, _) =
        hire(&school.administrator, &world, "Second Registrar", "SCHOOL_REGISTRAR", &school.ids["school"])
            .await;
    assert_eq!(waits(&second).await, 1);
    let mut typed = approval.clone();
    typed["input"]["ticket"] = json!(" ａ-7 ");
    let admitted = second.ok(REVIEW, typed).await;
    assert_eq!(admitted.text("/exitExamRegistrationReview/registration/ticket"), "A-7");
    let over = second.query(REVIEW, approval).await;
    assert_eq!(pairs(&over, "exitExamRegistrationReview"), ["NOT_AWAITING registrationId"]);
}

async fn a_registration_comes_back_or_is_withdrawn(world: World) {
    let mut school = School::found(&world).await;
    school.course(12, ASKED).await;
    let trainee = stayed(&school, "Trainee", "2026-02-01", "2026-02-02").await;
    let conditional = stayed(&school, "Conditional", "2026-02-03", "2026-02-03").await;
    let exam = examination(&school, "2026-03-10").await;
    let first = register(&trainee, &exam).await;
    let returned = school.base_administrator.ok(REVIEW, decision(&first, "RETURNED")).await;
    let shown = returned.at("/exitExamRegistrationReview/registration");
    assert_eq!(
        (&shown["status"], &shown["reviews"][0]["reason"]),
        (&json!("RETURNED"), &json!("材料不全（示例）"))
    );
    let second = register(&trainee, &exam).await;
    assert_ne!(first, second);
    let withdraw = |id: &str| json!({"input": {"registrationId": id}});
    school.registrar.denied(WITHDRAW, withdraw(&second)).await;
    let gone = trainee.actor.ok(WITHDRAW, withdraw(&second)).await;
    assert_eq!(gone.text("/exitExamRegistrationWithdraw/registration/status"), "WITHDRAWN");
    let again = trainee.actor.query(WITHDRAW, withdraw(&second)).await;
    assert_eq!(pairs(&again, "exitExamRegistrationWithdraw"), ["NOT_WITHDRAWABLE registrationId"]);
    let third = register(&trainee, &exam).await;
    approve(&school.base_administrator, &third).await;

    // What made her eligible is taken back before the organiser looks.
    let open = register(&conditional, &exam).await;
    approve(&school.base_administrator, &open).await;
    let exits = "query($id: ID!) { enrolment(id: $id) { placements { exits { id } } } }";
    let exit = conditional.actor.ok(exits, json!({"id": conditional.enrolment})).await;
    let exit = exit.text("/enrolment/placements/0/exits/0/id").to_owned();
    let take_back = "mutation($input: PlacementExitWithdrawInput!) { placementExitWithdraw(input: $input) { errors { code } } }";
    school.supervisor.ok(take_back, json!({"input": {"placementExitId": exit, "reason": "示例"}})).await;
    let refused = school.registrar.query(REVIEW, decision(&open, "APPROVED")).await;
    assert_eq!(pairs(&refused, "exitExamRegistrationReview"), ["NOT_ELIGIBLE registrationId"]);
    school.registrar.ok(REVIEW, decision(&open, "REJECTED")).await;
    approve(&school.registrar, &third).await;

    let mine = "query($id: ID!) { enrolment(id: $id) { exitExamRegistrations { status } } }";
    let mine = trainee.actor.ok(mine, json!({"id": trainee.enrolment})).await;
    let statuses: Vec<&Value> =
        mine.list("/enrolment/exitExamRegistrations").iter().map(|row| &row["status"]).collect();
    assert_eq!(statuses, ["RETURNED", "WITHDRAWN", "ADMITTED"]);
    world.clock.advance(Duration::days(8));
    let late = trainee.actor.query(WITHDRAW, withdraw(&third)).await;
    assert_eq!(pairs(&late, "exitExamRegistrationWithdraw"), ["NOT_WITHDRAWABLE registrationId"]);
}

async fn of_two_clients_that_register_one_wins(world: World) {
    let mut school = School::found(&world).await;
    school.course(12, EXAM_ALONE).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let exam = examination(&school, "2026-03-10").await;
    let (one, other) = tokio::join!(
        trainee.actor.query(REGISTER, asking(&exam, &trainee)),
        trainee.actor.query(REGISTER, asking(&exam, &trainee))
    );
    let mut told = [pairs(&one, "exitExamRegister"), pairs(&other, "exitExamRegister")];
    told.sort();
    assert_eq!(told, [vec![], vec!["ALREADY_REGISTERED enrolmentId".to_owned()]]);
    let seen = trainee.actor.ok(LIST, json!({"filter": {"traineeId": trainee.person}})).await;
    assert_eq!(seen.number("/exitExamRegistrations/totalCount"), 1);
    // She learned nowhere yet, so that the organiser alone reviews it.
    assert_eq!(seen.text("/exitExamRegistrations/nodes/0/status"), "AWAITS_ORGANISER");
}

async fn attempts_are_counted_and_used_up(world: World) {
    let mut school = School::found(&world).await;
    school.course(12, EXAM_ALONE).await;
    let failing = school.trainee("Failing", "2026-02-01").await;
    let passing = school.trainee("Passing", "2026-02-01").await;
    // Each sits the first; she who was absent from it has not sat it.
    let sit = async |held_on: &str, failing_row: &str| {
        let mut input = announced(&school, held_on);
        input["input"]["mostAttempts"] = json!(1);
        let made = school.registrar.ok(ANNOUNCE, input).await;
        let exam = made.text("/exitExaminationAnnounce/examination/id").to_owned();
        let made = failing.actor.ok(REGISTER, asking(&exam, &failing)).await;
        assert_eq!(made.number("/exitExamRegister/registration/attempt"), 1);
        approve(&school.registrar, made.text("/exitExamRegister/registration/id")).await;
        (exam, failing_row.to_owned())
    };
    let (first, row) = sit("2026-03-10", "20260001,,,缺考").await;
    let passed = register(&passing, &first).await;
    approve(&school.registrar, &passed).await;
    world.clock.advance(Duration::days(8));
    let header = "准考证号,理论,技能,缺考";
    let done = import(&school, &first, &format!("{header}\n{row}\n20260002,99,199,\n"), None).await;
    assert_eq!(done.number("/exitExamScoresImport/report/recorded"), 2, "{}", done.body);

    let (second, row) = sit("2026-03-20", "20260001,59,199,").await;
    let again = passing.actor.query(REGISTER, asking(&second, &passing)).await;
    assert_eq!(pairs(&again, "exitExamRegister"), ["ALREADY_PASSED enrolmentId"]);
    world.clock.advance(Duration::days(10));
    let done = import(&school, &second, &format!("{header}\n{row}\n"), None).await;
    assert_eq!(done.number("/exitExamScoresImport/report/recorded"), 1, "{}", done.body);

    let mut third = announced(&school, "2026-04-10");
    third["input"]["mostAttempts"] = json!(1);
    let made = school.registrar.ok(ANNOUNCE, third.clone()).await;
    let used_up = failing
        .actor
        .query(REGISTER, asking(made.text("/exitExaminationAnnounce/examination/id"), &failing))
        .await;
    assert_eq!(pairs(&used_up, "exitExamRegister"), ["ATTEMPTS_USED_UP enrolmentId"]);
    third["input"]["mostAttempts"] = json!(2);
    let made = school.registrar.ok(ANNOUNCE, third).await;
    let made = failing
        .actor
        .ok(REGISTER, asking(made.text("/exitExaminationAnnounce/examination/id"), &failing))
        .await;
    assert_eq!(made.number("/exitExamRegister/registration/attempt"), 2);
}
