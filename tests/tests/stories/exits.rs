//! The exit from a department: signed one after another in the programme's order, on one sheet, which stays as it was.

use reqwest::Method;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::checkers::Checker;
use xinglin_tests::outside::run;
use xinglin_tests::school::{LEAVE, LET_GO, PLACE, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

/// This file's stories.
pub fn stories() -> Vec<Story> {
    vec![
        story(an_exit_is_signed_one_after_another_and_then_stays_as_it_was),
        story(an_exit_is_returned_once),
        story(a_rejected_exit_is_repeated),
        story(the_sheet_shows_what_they_look_at_in_as_many_statements_for_many),
        story(forms_and_handbooks_are_printed_with_room_to_sign).needs(&[Checker::PdfToText]),
    ]
}

const COURSE: &str = r#"
[reviews]
TIME_IN_DEPARTMENT = ["SUPERVISOR", "DEPARTMENT"]

[exits]
exam = "ROTATION_EXAM"
exam_before = "DEPARTMENT"

[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 30
specialties = ["TUINA"]

[[requirements]]
code = "HYPERTENSION"
kind = "CASES"
name = { zh = "高血压", en = "Hypertension" }
count = 5
subject = "I10"

[[requirements]]
code = "LUMBAR"
kind = "CASES"
name = { zh = "腰痛", en = "Low back pain" }
count = 3
subject = "M54"
specialties = ["TUINA"]
"#;

const SHEET: &str = "query($id: ID!) { placement(id: $id) { status exitSheet {
    attendance { days absenceDays approvedMinutes waitingEntries }
    counts { requirement { code } unit inStay credited target }
    exam { form before sittings isPassed satOn assessment { id } }
    summary signatures { step decision name(locale: ZH) comment decidedAt } timesReturned frozenAt digest } } }";

/// A school whose exits take an exam and two signatures, with a head of its department of tuina.
async fn programme(world: &World) -> (School, Actor) {
    let mut school = School::found(world).await;
    school.course(3, COURSE).await;
    let head = school.appoint_to_tuina("Head", "hospital", "DEPARTMENT_HEAD").await.0;
    (school, head)
}

async fn stay(school: &School, who: &str) -> (Trainee, String) {
    let trainee = school.trainee(who, "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-03-01").await;
    (trainee, placement)
}

fn decided(exit: &str, decision: &str) -> Value {
    json!({"input": {"placementExitId": exit, "decision": decision, "reason": "示例：小结过短"}})
}

fn codes(answer: &Answer) -> Vec<(String, String)> {
    let refused = answer.list("/placementExitReview/errors").iter();
    refused
        .map(|error| (error["code"].as_str().unwrap().into(), error["path"][0].as_str().unwrap().into()))
        .collect()
}

async fn waits_for(actor: &Actor, exit: &str) -> bool {
    let queue = actor.ok("{ reviewQueue { nodes { id } } }", Value::Null).await;
    queue.list("/reviewQueue/nodes").iter().any(|row| row["id"] == exit)
}

async fn an_exit_is_signed_one_after_another_and_then_stays_as_it_was(world: World) {
    let (school, head) = programme(&world).await;
    let secretary = school.appoint_to_tuina("Secretary", "hospital", "DEPARTMENT_SECRETARY").await.0;
    let (trainee, placement) = stay(&school, "Trainee").await;
    let exit = school.leave(&trainee, &placement, 2).await;

    let early = head.query(LET_GO, School::signature(&exit)).await;
    assert_eq!(early.codes(), ["FORBIDDEN"]);
    let mute = json!({"input": {"placementExitId": exit, "decision": "APPROVED", "comment": " "}});
    let mute = school.supervisor.query(LET_GO, mute).await;
    assert_eq!(codes(&mute), [("COMMENT_INVALID".to_owned(), "comment".to_owned())]);
    school.let_go(&school.supervisor, &exit).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "TUINA").await.0, 0, "the head has not signed");

    assert_eq!([waits_for(&head, &exit).await, waits_for(&secretary, &exit).await], [true, false]);
    assert_eq!(secretary.query(LET_GO, School::signature(&exit)).await.codes(), ["FORBIDDEN"]);
    let unexamined = head.query(LET_GO, School::signature(&exit)).await;
    assert_eq!(codes(&unexamined), [("EXAM_MISSING".to_owned(), "placementExitId".to_owned())]);
    let open = trainee.actor.ok(SHEET, json!({"id": placement})).await;
    assert_eq!(open.at("/placement/exitSheet/frozenAt"), &Value::Null);
    assert_eq!(open.at("/placement/exitSheet/signatures/1/decision"), &Value::Null);

    // The supervisor examines her on the last day of the stay.
    school.examine_by(&school.supervisor, &trainee, "2026-03-01", "示例").await;
    head.ok(LET_GO, School::signature(&exit)).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "TUINA").await.0, 27);

    let signed = trainee.actor.ok(SHEET, json!({"id": placement})).await;
    let sheet = signed.at("/placement/exitSheet");
    assert_eq!(signed.text("/placement/status"), "COMPLETED");
    assert_eq!(
        sheet["attendance"],
        json!({"days": 29, "absenceDays": 2, "approvedMinutes": 0, "waitingEntries": 0})
    );
    assert_eq!(sheet["exam"]["isPassed"], true);
    let steps: Vec<(&str, &str, &str)> = sheet["signatures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (row["step"].as_str().unwrap(), row["decision"].as_str().unwrap(), row["name"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        steps,
        [("SUPERVISOR", "APPROVED", "示例·Supervisor"), ("DEPARTMENT", "APPROVED", "示例·Head")]
    );
    assert_eq!(sheet["signatures"][0]["comment"], "带教评语（示例）");
    assert_eq!(sheet["digest"].as_str().unwrap().len(), 64);

    // A case of the stay that is approved afterwards counts, and leaves the sheet as it was signed.
    let case = school.case(&trainee, &placement, "2026-02-20", "ZY000001").await;
    school.approve_case(&school.supervisor, &case).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "HYPERTENSION").await.0, 1);
    let later = trainee.actor.ok(SHEET, json!({"id": placement})).await;
    assert_eq!(later.at("/placement/exitSheet"), sheet);

    // Taken back, it is open again; signed anew, it has another sheet.
    let back = "mutation($input: PlacementExitWithdrawInput!) { placementExitWithdraw(input: $input) {
        placementExit { status } errors { code } } }";
    head.ok(back, json!({"input": {"placementExitId": exit, "reason": "示例"}})).await;
    let reopened = trainee.actor.ok(SHEET, json!({"id": placement})).await;
    assert_eq!(reopened.text("/placement/status"), "ACTIVE");
    assert_eq!(reopened.at("/placement/exitSheet/frozenAt"), &Value::Null);
    assert_eq!(reopened.at("/placement/exitSheet/counts/0/inStay"), &json!(1));
    let again = school.leave(&trainee, &placement, 2).await;
    school.let_go(&school.supervisor, &again).await;
    head.ok(LET_GO, School::signature(&again)).await;
    let anew = trainee.actor.ok(SHEET, json!({"id": placement})).await;
    assert_ne!(anew.at("/placement/exitSheet/digest"), &sheet["digest"]);
    assert_eq!(anew.at("/placement/exitSheet/counts/0/inStay"), &json!(1));
    world.whole().await;
}

async fn an_exit_is_returned_once(world: World) {
    let (school, _) = programme(&world).await;
    let (trainee, placement) = stay(&school, "Trainee").await;
    let exit = school.leave(&trainee, &placement, 0).await;
    school.supervisor.ok(LET_GO, decided(&exit, "RETURNED")).await;
    let again = school.leave(&trainee, &placement, 1).await;

    let twice = school.supervisor.query(LET_GO, decided(&again, "RETURNED")).await;

    assert_eq!(codes(&twice), [("RETURNED_BEFORE".to_owned(), "decision".to_owned())]);
    let unfounded =
        json!({"input": {"placementExitId": again, "decision": "RETURNED", "expectedVersion": 99}});
    let all = school.supervisor.query(LET_GO, unfounded).await;
    let all: Vec<String> = codes(&all).into_iter().map(|(code, _)| code).collect();
    assert_eq!(all, ["CONFLICT", "REASON_MISSING", "RETURNED_BEFORE"]);
    school.let_go(&school.supervisor, &again).await;
    let sheet = trainee.actor.ok(SHEET, json!({"id": placement})).await;
    assert_eq!(sheet.at("/placement/exitSheet/timesReturned"), &json!(1));
    assert_eq!(sheet.at("/placement/exitSheet/attendance/absenceDays"), &json!(1));
}

async fn a_rejected_exit_is_repeated(world: World) {
    let (school, head) = programme(&world).await;
    let (trainee, placement) = stay(&school, "Trainee").await;
    let exit = school.leave(&trainee, &placement, 0).await;
    school.let_go(&school.supervisor, &exit).await;

    head.ok(LET_GO, decided(&exit, "REJECTED")).await;

    let standing = trainee.actor.ok(SHEET, json!({"id": placement})).await;
    assert_eq!(standing.text("/placement/status"), "REPEATED");
    assert_eq!(standing.at("/placement/exitSheet/signatures/1/decision"), &json!("REJECTED"));
    let input = json!({"input": {"placementId": placement, "absenceDays": 0, "summary": "示例"}});
    let refused = trainee.actor.query(LEAVE, input).await;
    assert_eq!(refused.text("/placementExitSubmit/errors/0/code"), "NOT_PLANNED");
    assert_eq!(school.standing(&trainee.actor, &trainee, "TUINA").await.1, 0, "and nothing of it runs");
    let mut anew = school.stay(&trainee, "TUINA", "TUINA", "2026-03-09", "2026-04-07");
    anew["input"]["makesUpForId"] = json!(placement);
    school.director.ok(PLACE, anew).await;
}

async fn the_sheet_shows_what_they_look_at_in_as_many_statements_for_many(world: World) {
    let (school, _) = programme(&world).await;
    let (trainee, placement) = stay(&school, "Trainee").await;
    let case = school.case(&trainee, &placement, "2026-02-20", "ZY000001").await;
    school.approve_case(&school.supervisor, &case).await;
    school.case(&trainee, &placement, "2026-02-21", "ZY000002").await;
    let hours = |day: &str| {
        json!({"input": {"within": {"placementId": placement}, "activity": "DUTY",
            "startsAt": format!("{day}T08:00:00+08:00"), "endsAt": format!("{day}T12:00:00+08:00")}})
    };
    let enter = "mutation($input: HoursSubmitInput!) { hoursSubmit(input: $input) { hoursEntry { id } errors { code } } }";
    let first = trainee.actor.ok(enter, hours("2026-02-20")).await;
    trainee.actor.ok(enter, hours("2026-02-21")).await;
    let approve =
        json!({"input": {"hoursEntryId": first.text("/hoursSubmit/hoursEntry/id"), "decision": "APPROVED"}});
    school.supervisor.ok(xinglin_tests::school::REVIEW, approve).await;

    let shown = school.supervisor.ok(SHEET, json!({"id": placement})).await;
    let look = async || drop(trainee.actor.ok(SHEET, json!({"id": placement})).await);
    let of_one = world.cost(look).await;

    let sheet = shown.at("/placement/exitSheet");
    assert_eq!(
        sheet["attendance"],
        json!({"days": 29, "absenceDays": null, "approvedMinutes": 240, "waitingEntries": 1})
    );
    let counts: Vec<(&str, i64, i64, i64)> = sheet["counts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let number = |field: &str| row[field].as_i64().unwrap();
            (
                row["requirement"]["code"].as_str().unwrap(),
                number("inStay"),
                number("credited"),
                number("target"),
            )
        })
        .collect();
    assert_eq!(counts, [("HYPERTENSION", 1, 1, 5), ("LUMBAR", 0, 0, 3)]);
    assert_eq!(
        sheet["exam"],
        json!({"form": "ROTATION_EXAM", "before": "DEPARTMENT", "sittings": 0,
        "isPassed": false, "satOn": null, "assessment": null})
    );
    let awaited: Vec<&str> =
        sheet["signatures"].as_array().unwrap().iter().map(|row| row["step"].as_str().unwrap()).collect();
    assert_eq!(awaited, ["SUPERVISOR", "DEPARTMENT"]);

    for (from, until) in
        [("2026-03-02", "2026-03-04"), ("2026-03-05", "2026-03-07"), ("2026-03-08", "2026-03-10")]
    {
        school.place(&trainee, "TUINA", "TUINA", from, until).await;
    }
    let all = "query($id: ID!) { enrolment(id: $id) { placements { exitSheet { summary counts { inStay } signatures { name } } } } }";
    let id = json!({"id": trainee.enrolment});
    assert_eq!(trainee.actor.ok(all, id.clone()).await.list("/enrolment/placements").len(), 4);
    let of_four = world.cost(async || drop(trainee.actor.ok(all, id.clone()).await)).await;
    assert!(of_four <= of_one + 2, "{of_four} statements for four sheets, {of_one} for one");
    assert_eq!(of_one, 13);
}

/// The text of a file that was printed, line feeds and all.
pub(crate) async fn printed(world: &World, answer: &Answer, field: &str) -> String {
    let url = answer.text(&format!("/{field}/download/url"));
    let path = &url[url.find("/downloads/").expect("a download address")..];
    let response = world.anonymous().request(Method::GET, path).send().await.expect("an answer");
    let pdf = world.database.folder().join("printed.pdf");
    std::fs::write(&pdf, response.bytes().await.expect("a body")).expect("a file");
    run(&Checker::PdfToText.program(), ["-layout", &pdf.display().to_string(), "-"]).await.text()
}

async fn forms_and_handbooks_are_printed_with_room_to_sign(world: World) {
    let (school, head) = programme(&world).await;
    let (trainee, placement) = stay(&school, "Trainee").await;
    let case = school.case(&trainee, &placement, "2026-02-20", "ZY000001").await;
    school.approve_case(&school.supervisor, &case).await;
    let form = "mutation($input: ExitFormPrintInput!) { exitFormPrint(input: $input) {
        download { url } errors { code } } }";
    let book = "mutation($input: HandbookPrintInput!) { handbookPrint(input: $input) {
        download { url } errors { code } } }";
    let of_stay = json!({"input": {"placementId": placement}});
    let section = json!({"input": {"of": {"placementId": placement}}});
    let whole = json!({"input": {"of": {"enrolmentId": trainee.enrolment}}});
    let open = printed(&world, &trainee.actor.ok(form, of_stay.clone()).await, "exitFormPrint").await;
    for words in ["出科考核表", "尚未提交出科", "签字：", "（盖章）", "示例·Trainee", "高血压"]
    {
        assert!(open.contains(words), "{words} in {open}");
    }
    assert!(!open.contains("病例登记"), "a form lists no cases");

    let exit = school.leave(&trainee, &placement, 2).await;
    school.let_go(&school.supervisor, &exit).await;
    school.examine_by(&school.supervisor, &trainee, "2026-03-01", "示例").await;
    head.ok(LET_GO, School::signature(&exit)).await;
    let sheet = trainee.actor.ok(SHEET, json!({"id": placement})).await;
    let digest = sheet.text("/placement/exitSheet/digest").to_owned();
    let signed = printed(&world, &head.ok(form, of_stay.clone()).await, "exitFormPrint").await;
    for words in ["出科小结（示例）", "带教评语（示例）", "示例·Head", "合格", &digest] {
        assert!(signed.contains(words), "{words} in {signed}");
    }
    let logged = printed(&world, &school.supervisor.ok(book, section.clone()).await, "handbookPrint").await;
    for words in ["病例登记", "I10", "2026-02-20"] {
        assert!(logged.contains(words), "{words} in {logged}");
    }
    let all = printed(&world, &trainee.actor.ok(book, whole.clone()).await, "handbookPrint").await;
    for words in ["轮转手册", "出科考核表", "病例登记", "示例短期培训"] {
        assert!(all.contains(words), "{words} in {all}");
    }
    assert_eq!(school.stranger.query(book, whole.clone()).await.codes(), ["NOT_FOUND"]);
    assert_eq!(school.master.query(form, of_stay).await.codes(), ["FORBIDDEN"]);
    let empty = school.trainee("Other", "2026-02-01").await;
    let nothing =
        school.registrar.query(book, json!({"input": {"of": {"enrolmentId": empty.enrolment}}})).await;
    assert_eq!(nothing.text("/handbookPrint/errors/0/code"), "NOTHING");
}
