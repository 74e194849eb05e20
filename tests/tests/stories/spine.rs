//! The spine: from a published curriculum to a certificate that verifies.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::json;
use xinglin_tests::checkers::Checker;
use xinglin_tests::outside::run;
use xinglin_tests::school::{ISSUE, PROPOSE, REVIEW, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(the_preset_asks_for_thirty_three_months),
        story(a_published_version_refuses_every_change),
        story(a_stay_counts_when_its_exit_is_approved_less_absence),
        story(a_withdrawn_exit_takes_its_days_back),
        story(half_days_with_a_master_are_credited_when_approved),
        story(a_rejection_needs_a_reason_and_is_told_by_mail),
        story(a_correction_keeps_the_old_credit_until_it_is_approved),
        story(progress_is_answered_by_kind_of_base_across_legal_entities),
        story(eligibility_lists_every_unmet_requirement),
        story(what_was_not_counted_says_why),
        story(the_whole_residency_ends_with_a_certificate).needs(&[
            Checker::PdfToText,
            Checker::PdfToPpm,
            Checker::ZbarImg,
            Checker::Qpdf,
        ]),
    ]
}

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

async fn the_preset_asks_for_thirty_three_months(world: World) {
    let school = School::found(&world).await;

    let answer = school
        .stranger
        .ok(
            "query($id: ID!) { node(id: $id) { ... on CurriculumVersion { number status requirements {
                code unit target kind } } } }",
            json!({"id": school.ids["version"]}),
        )
        .await;

    let rows = answer.list("/node/requirements");
    let days: i64 =
        rows.iter().filter(|row| row["unit"] == "DAY").map(|row| row["target"].as_i64().unwrap()).sum();
    assert_eq!(rows.iter().filter(|row| row["kind"] == "TIME_IN_DEPARTMENT").count(), 15);
    assert_eq!(days, 33 * 30);
    assert_eq!((answer.number("/node/number"), answer.text("/node/status")), (1, "PUBLISHED"));
    let following = rows.iter().find(|row| row["code"] == "FOLLOWING_MASTER").unwrap();
    assert_eq!((following["unit"].as_str(), following["target"].as_i64()), (Some("HALF_DAY"), Some(143)));
}

/// Domain rule 8.
async fn a_published_version_refuses_every_change(world: World) {
    let school = School::found(&world).await;
    let before = world.database.contents().await;

    let refused = school
        .director
        .query(
            "mutation($input: RequirementChangeInput!) { requirementChange(input: $input) {
                requirement { id } errors { code message } } }",
            json!({"input": {"requirementId": school.requirements["THEORY"], "change": {"target": 1}}}),
        )
        .await;
    let again = school
        .director
        .query(
            "mutation($input: CurriculumVersionPublishInput!) { curriculumVersionPublish(input: $input) {
                version { id } errors { code } } }",
            json!({"input": {"curriculumVersionId": school.ids["version"]}}),
        )
        .await;

    assert_eq!(refused.text("/requirementChange/errors/0/code"), "PUBLISHED");
    assert_eq!(again.text("/curriculumVersionPublish/errors/0/code"), "PUBLISHED");
    assert_eq!(world.database.contents().await, before);
    let platform = world.platform().await;
    let write = platform.database.write().await.unwrap();
    for statement in [
        "UPDATE requirement SET target = 1",
        "DELETE FROM requirement",
        "UPDATE curriculum_version SET days_per_month = 1",
        "UPDATE curriculum_version SET status = 'RETIRED', stages = '[{}]'",
        "DELETE FROM curriculum_version",
    ] {
        let savepoint = sea_orm::TransactionTrait::begin(&*write).await.unwrap();
        let error = sea_orm::ConnectionTrait::execute_unprepared(&savepoint, statement).await.unwrap_err();
        assert!(error.to_string().contains("never changes"), "{statement}: {error}");
        savepoint.rollback().await.unwrap();
    }
}

async fn a_stay_counts_when_its_exit_is_approved_less_absence(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    let placement = school.place(&trainee, "TCM_SURGERY", "TCM_SURGERY", "2026-03-02", "2026-04-05").await;
    let me = &trainee.actor;
    assert_eq!(school.standing(me, &trainee, "TCM_SURGERY").await, (0, 1, 60, "IN_PROGRESS".to_owned()));

    // A trainee sees no other person's record, and is told who supervises her all the same.
    let shown = "query($id: ID!) { placement(id: $id) { supervisor { id } supervisorName(locale: EN) } }";
    let stay = me.ok(shown, json!({"id": placement})).await;
    assert_eq!(*stay.at("/placement"), json!({"supervisor": null, "supervisorName": "Sample Supervisor"}));

    world.clock.set(at("2026-04-05T12:00:00Z"));
    assert_eq!(school.standing(me, &trainee, "TCM_SURGERY").await, (0, 35, 60, "IN_PROGRESS".to_owned()));
    let exit = school.leave(&trainee, &placement, 3).await;
    assert_eq!(school.standing(me, &trainee, "TCM_SURGERY").await, (0, 35, 60, "IN_PROGRESS".to_owned()));
    school.let_go(&school.supervisor, &exit).await;

    assert_eq!(school.standing(me, &trainee, "TCM_SURGERY").await, (32, 0, 60, "IN_PROGRESS".to_owned()));
}

/// Domain rule 5, and rule 10's beginning.
async fn a_withdrawn_exit_takes_its_days_back(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-03-02", "2026-03-31").await;
    world.clock.set(at("2026-04-01T02:00:00Z"));
    let exit = school.leave(&trainee, &placement, 0).await;
    school.let_go(&school.supervisor, &exit).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "TUINA").await, (30, 0, 30, "MET".to_owned()));

    let withdraw = "mutation($input: PlacementExitWithdrawInput!) { placementExitWithdraw(input: $input) {
        placementExit { id status } errors { code message } } }";
    let refused =
        school.supervisor.query(withdraw, json!({"input": {"placementExitId": exit, "reason": "  "}})).await;
    assert_eq!(refused.problems().len(), 1);
    school
        .supervisor
        .ok(withdraw, json!({"input": {"placementExitId": exit, "reason": "考勤有误（示例）"}}))
        .await;

    assert_eq!(
        school.standing(&trainee.actor, &trainee, "TUINA").await,
        (0, 30, 30, "IN_PROGRESS".to_owned())
    );
}

async fn half_days_with_a_master_are_credited_when_approved(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let first = school.follow(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00").await;
    let second = school.follow(&trainee, "2026-02-28T14:00:00+08:00", "2026-02-28T16:00:00+08:00").await;
    let standing = async || school.standing(&trainee.actor, &trainee, "FOLLOWING_MASTER").await;
    assert_eq!(standing().await, (0, 1, 143, "IN_PROGRESS".to_owned()));

    school.review(&first, "APPROVED", None).await;
    assert_eq!(standing().await, (1, 0, 143, "IN_PROGRESS".to_owned()));
    school.review(&second, "REJECTED", Some("下午未到（示例）")).await;
    assert_eq!(standing().await, (1, 0, 143, "IN_PROGRESS".to_owned()));

    school
        .master
        .ok(
            "mutation($input: HoursWithdrawInput!) { hoursWithdraw(input: $input) { hoursEntry { status } errors { message } } }",
            json!({"input": {"hoursEntryId": first, "reason": "记录有误（示例）"}}),
        )
        .await;
    assert_eq!(standing().await, (0, 0, 143, "NOT_STARTED".to_owned()));
}

async fn a_rejection_needs_a_reason_and_is_told_by_mail(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let hours = school.follow(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00").await;
    let before = world.database.contents().await;

    let refused =
        school.master.query(REVIEW, json!({"input": {"hoursEntryId": hours, "decision": "REJECTED"}})).await;

    assert_eq!(refused.text("/hoursReview/errors/0/code"), "REASON_MISSING");
    assert_eq!(world.database.contents().await, before);
    school.review(&hours, "REJECTED", Some("当日停诊（示例）")).await;
    world.run_due_jobs().await;
    let sent = world.mailbox.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].letter.to, "trainee@sample.example");
    assert!(sent[0].letter.text.contains("当日停诊（示例）"), "{}", sent[0].letter.text);
}

/// Domain rule 1: a correction is a new row, and the old credit stays until it is approved itself.
async fn a_correction_keeps_the_old_credit_until_it_is_approved(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let wrong = school.follow(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00").await;
    school.review(&wrong, "APPROVED", None).await;
    let standing = async || school.standing(&trainee.actor, &trainee, "FOLLOWING_MASTER").await;

    let mut input = School::hours(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T16:00:00+08:00");
    input["input"]["replacesId"] = json!(wrong);
    let right = trainee.actor.ok(xinglin_tests::school::FOLLOW, input).await;
    assert_eq!(standing().await.0, 1);
    school.review(right.text("/hoursSubmit/hoursEntry/id"), "APPROVED", None).await;

    assert_eq!(standing().await, (2, 0, 143, "IN_PROGRESS".to_owned()));
    let old = trainee
        .actor
        .ok("query($id: ID!) { node(id: $id) { ... on HoursEntry { status } } }", json!({"id": wrong}))
        .await;
    assert_eq!(old.text("/node/status"), "REPLACED");
}

async fn progress_is_answered_by_kind_of_base_across_legal_entities(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    let clinical = school.place(&trainee, "TUINA", "TUINA", "2026-03-02", "2026-03-31").await;
    let grassroots =
        school.place(&trainee, "GRASSROOTS_PRACTICE", "GENERAL_PRACTICE", "2026-04-01", "2026-05-30").await;
    world.clock.set(at("2026-03-31T12:00:00Z"));
    let exit = school.leave(&trainee, &clinical, 0).await;
    school.let_go(&school.supervisor, &exit).await;
    world.clock.set(at("2026-05-30T12:00:00Z"));
    let exit = school.leave(&trainee, &grassroots, 2).await;
    school.let_go(&school.centre_supervisor, &exit).await;

    let answer = school
        .director
        .ok(
            "query($id: ID!) { enrolment(id: $id) { progress { status pace creditedDays targetDays
                baseKinds { baseKind creditedDays runningDays targetDays }
                requirements { requirement { code } bases { base { institution { name(locale: EN) } kind } credited } } } } }",
            json!({"id": trainee.enrolment}),
        )
        .await;

    assert_eq!(
        answer.at("/enrolment/progress/baseKinds"),
        &json!([
            {"baseKind": "CLINICAL", "creditedDays": 30, "runningDays": 0, "targetDays": 0},
            {"baseKind": "GRASSROOTS", "creditedDays": 58, "runningDays": 0, "targetDays": 180},
        ])
    );
    assert_eq!(answer.number("/enrolment/progress/creditedDays"), 88);
    assert_eq!(answer.text("/enrolment/progress/pace"), "ON_TRACK");
    let rows = answer.list("/enrolment/progress/requirements");
    let practice = rows.iter().find(|row| row["requirement"]["code"] == "GRASSROOTS_PRACTICE").unwrap();
    assert_eq!(
        practice["bases"],
        json!([{"base": {"institution": {"name": "Sample Health Centre"}, "kind": "GRASSROOTS"}, "credited": 58}])
    );
}

async fn eligibility_lists_every_unmet_requirement(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;

    let answer = school
        .director
        .ok(
            "query($id: ID!) { enrolment(id: $id) { progress { eligibility { isMet unmet { reason } } } } }",
            json!({"id": trainee.enrolment}),
        )
        .await;
    let proposal = school
        .director
        .query(
            "mutation($input: CertificateProposeInput!) { certificatePropose(input: $input) {
                certificate { id } errors { code message } } }",
            json!({"input": {"enrolmentId": trainee.enrolment}}),
        )
        .await;

    assert_eq!(answer.at("/enrolment/progress/eligibility/isMet"), &json!(false));
    // The 33 months, 16 targets, and the elective's choice.
    assert_eq!(answer.list("/enrolment/progress/eligibility/unmet").len(), 18);
    assert_eq!(proposal.list("/certificatePropose/errors").len(), 18);
    assert_eq!(proposal.text("/certificatePropose/errors/0/code"), "NOT_ELIGIBLE");
}

async fn what_was_not_counted_says_why(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let rejected = school.follow(&trainee, "2026-02-27T08:00:00+08:00", "2026-02-27T12:00:00+08:00").await;
    school.review(&rejected, "REJECTED", Some("停诊")).await;
    let short = school.follow(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T09:00:00+08:00").await;
    school.review(&short, "APPROVED", None).await;
    let counted = school.follow(&trainee, "2026-03-01T08:00:00+08:00", "2026-03-01T12:00:00+08:00").await;
    school.review(&counted, "APPROVED", None).await;

    let answer = trainee
        .actor
        .ok(
            "query($id: ID!) { enrolment(id: $id) { progress { requirements { requirement { code } explanation {
                counted { evidence { id } quantity } notCounted { evidence { id } reason } } } } } }",
            json!({"id": trainee.enrolment}),
        )
        .await;

    let rows = answer.list("/enrolment/progress/requirements");
    let row = rows.iter().find(|row| row["requirement"]["code"] == "FOLLOWING_MASTER").unwrap();
    assert_eq!(row["explanation"]["counted"], json!([{"evidence": {"id": counted}, "quantity": 1}]));
    let not: Vec<(&str, &str)> = row["explanation"]["notCounted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["evidence"]["id"].as_str().unwrap(), entry["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(not[0].0, short);
    assert_eq!(not[1], (rejected.as_str(), "未通过：停诊"));
}

/// Stays of a whole residency: requirement, specialty, days.
const RESIDENCY: &[(&str, &str, u64)] = &[
    ("THEORY", "THEORY", 30),
    ("TCM_INTERNAL", "TCM_INTERNAL", 300),
    ("TCM_SURGERY", "TCM_SURGERY", 60),
    ("GYNAECOLOGY", "GYNAECOLOGY", 30),
    ("PAEDIATRICS", "PAEDIATRICS", 30),
    ("ACUPUNCTURE", "ACUPUNCTURE", 60),
    ("TUINA", "TUINA", 30),
    ("REHABILITATION", "REHABILITATION", 30),
    ("ORTHOPAEDICS", "ORTHOPAEDICS", 30),
    ("ENT_OPHTHALMOLOGY", "ENT", 12),
    ("ENT_OPHTHALMOLOGY", "OPHTHALMOLOGY", 18),
    ("EMERGENCY", "EMERGENCY", 90),
    ("GENERAL_SURGERY", "GENERAL_SURGERY", 30),
    ("AUXILIARY", "AUXILIARY", 30),
    ("ELECTIVE", "GERIATRICS", 30),
    ("GRASSROOTS_PRACTICE", "GENERAL_PRACTICE", 180),
];

/// Plays a whole residency from its first day; the clock is left on the day after its last stay.
pub(crate) async fn whole_residency(school: &School, trainee: &Trainee, starts_on: NaiveDate) {
    let clock = &school.world.clock;
    let mut day = starts_on;
    let mut stays = Vec::new();
    for (code, specialty, days) in RESIDENCY {
        let last = day + Days::new(days - 1);
        let placement = school.place(trainee, code, specialty, &day.to_string(), &last.to_string()).await;
        stays.push((placement, last, *specialty));
        day = last + Days::new(1);
    }
    let mut leaving = stays.iter().peekable();
    let mut today = starts_on;
    while today < day {
        clock.set(today.and_hms_opt(10, 0, 0).unwrap().and_utc());
        // A whole day with the master every thirteen days: 76 times two half-days.
        if (today - starts_on).num_days() % 13 == 0 {
            let hours = school
                .follow(trainee, &format!("{today}T08:00:00+08:00"), &format!("{today}T16:00:00+08:00"))
                .await;
            school.review(&hours, "APPROVED", None).await;
        }
        if let Some((placement, _, specialty)) = leaving.next_if(|(_, last, _)| *last == today) {
            let exit = school.leave(trainee, placement, 0).await;
            let at_centre = *specialty == "GENERAL_PRACTICE";
            let reviewer = if at_centre { &school.centre_supervisor } else { &school.supervisor };
            school.let_go(reviewer, &exit).await;
        }
        today = today + Days::new(1);
    }
}

/// Domain rule 9, from the first day to the page that anybody can open.
#[allow(clippy::too_many_lines, reason = "one story, from the first day to the last")]
async fn the_whole_residency_ends_with_a_certificate(world: World) {
    world.clock.set(at("2023-06-01T01:00:00Z"));
    let school = School::found(&world).await;
    let trainee = school.trainee("Graduate", "2023-06-01").await;
    whole_residency(&school, &trainee, "2023-06-01".parse().unwrap()).await;

    let early = school.director.query(PROPOSE, json!({"input": {"enrolmentId": trainee.enrolment}})).await;
    assert_eq!(
        early.list("/certificatePropose/errors").len(),
        1,
        "everything is met, and the 33 months are not over"
    );
    world.clock.set(at("2026-02-28T01:00:00Z"));
    let proposed = school.director.ok(PROPOSE, json!({"input": {"enrolmentId": trainee.enrolment}})).await;
    let certificate = proposed.text("/certificatePropose/certificate/id").to_owned();
    school.director.denied(ISSUE, json!({"input": {"certificateId": certificate}})).await;
    let issued = school.registrar.ok(ISSUE, json!({"input": {"certificateId": certificate}})).await;
    let again = school.registrar.query(ISSUE, json!({"input": {"certificateId": certificate}})).await;

    assert_eq!(again.problems().len(), 1, "{}", again.body);
    let code = issued.text("/certificateIssue/certificate/code").to_owned();
    let serial = issued.text("/certificateIssue/certificate/serialNumber").to_owned();
    assert_eq!(issued.text("/certificateIssue/certificate/status"), "ISSUED");
    assert!(serial.ends_with("0001"), "{serial}");
    let verified = world
        .anonymous()
        .ok(
            "query($code: String!) { verifyCertificate(code: $code) { status facts { serialNumber holderName(locale: EN)
                programmeName(locale: EN) institutionName(locale: EN) startsOn endsOn issuedOn } } }",
            json!({"code": code.to_lowercase().replace('-', "")}),
        )
        .await;
    assert_eq!(verified.text("/verifyCertificate/status"), "VALID");
    assert_eq!(verified.text("/verifyCertificate/facts/serialNumber"), serial);
    assert_eq!(verified.text("/verifyCertificate/facts/holderName"), "Sample Graduate");
    let unknown = world
        .anonymous()
        .ok("query { verifyCertificate(code: \"0000-0000-0000-0000\") { status } }", json!(null))
        .await;
    assert_eq!(unknown.text("/verifyCertificate/status"), "UNKNOWN");

    let path = |url: &str| url.strip_prefix("https://xinglin.example").unwrap().to_owned();
    let file = path(issued.text("/certificateIssue/certificate/fileUrl"));
    let file = world.anonymous().request(reqwest::Method::GET, &file).send().await.unwrap();
    assert_eq!(file.status(), 200);
    let bytes = file.bytes().await.unwrap();
    assert!(bytes.len() <= 40 * 1024, "{} bytes", bytes.len());
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("certificate.pdf");
    std::fs::write(&pdf, &bytes).unwrap();
    let pdf = pdf.display().to_string();
    let text = run(&Checker::PdfToText.program(), ["-layout", &pdf, "-"]).await.text();
    for printed in ["结业证书", "Sample Graduate", "示例中医药大学", &serial] {
        assert!(text.replace(' ', "").contains(&printed.replace(' ', "")), "{printed} in\n{text}");
    }
    drop(run(&Checker::Qpdf.program(), ["--check", &pdf]).await.succeeded());
    let image = folder.path().join("page").display().to_string();
    drop(
        run(&Checker::PdfToPpm.program(), ["-r", "150", "-png", "-singlefile", &pdf, &image])
            .await
            .succeeded(),
    );
    let image = format!("{image}.png");
    let read = run(&Checker::ZbarImg.program(), ["-q", "--raw", &image]).await.text();
    let url = issued.text("/certificateIssue/certificate/verifyUrl");
    assert_eq!(read.trim(), url);
    let page = world.anonymous().request(reqwest::Method::GET, &path(url)).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    for printed in [serial.as_str(), code.as_str(), "Sample Graduate"] {
        assert!(page.contains(printed), "{printed} in\n{page}");
    }
    let missing =
        world.anonymous().request(reqwest::Method::GET, "/verify/0000-0000-0000-0000").send().await.unwrap();
    assert_eq!(missing.status(), 404);

    // Evidence withdrawn beneath it: flagged for a person, and nothing revoked (rule 10). Renaming changes nothing.
    world.run_due_jobs().await;
    let sent = world.mailbox.sent();
    assert!(sent.iter().any(|mail| mail.letter.text.contains(&code)), "{sent:?}");
}
