//! Scores of exit examinations: imported from a file, all of them or none, corrected for a reason, and kept as long as they must be.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{ISSUE, School, Trainee, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::examinations::{EXAM_ALONE, IMPORT, LIST, approve, examination, import, pairs, register};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_file_with_faults_names_them_all_and_changes_nothing),
        story(a_file_that_is_no_list_of_scores_is_refused),
        story(a_file_sent_twice_changes_nothing_and_another_corrects_for_a_reason),
        story(nobody_imports_her_own_score),
        story(what_is_held_about_her_is_told_and_emptied),
        story(what_a_joined_record_sat_goes_over),
        story(lists_and_imports_cost_the_same_few_statements),
    ]
}

const HEADER: &str = "准考证号,理论,技能,缺考";

/// So many trainees of a course that asks for the examination alone, admitted to one that is held today.
async fn admitted(world: &World, school: &mut School, count: usize) -> (String, Vec<Trainee>) {
    school.course(12, EXAM_ALONE).await;
    let exam = examination(school, "2026-03-10").await;
    let mut trainees = Vec::new();
    for number in 0..count {
        let trainee = school.trainee(&format!("Trainee {number}"), "2026-02-01").await;
        let registration = register(&trainee, &exam).await;
        approve(&school.registrar, &registration).await;
        trainees.push(trainee);
    }
    world.clock.advance(Duration::days(8));
    (exam, trainees)
}

fn report(answer: &Answer) -> (i64, i64, i64, bool) {
    let number = |field: &str| answer.number(&format!("/exitExamScoresImport/report/{field}"));
    let is_written = answer.at("/exitExamScoresImport/report/isWritten") == &json!(true);
    (number("recorded"), number("corrected"), number("unchanged"), is_written)
}

async fn results(trainee: &Trainee) -> Value {
    let seen = trainee.actor.ok(LIST, json!({"filter": {"traineeId": trainee.person}})).await;
    seen.at("/exitExamRegistrations/nodes/0/results").clone()
}

async fn a_file_with_faults_names_them_all_and_changes_nothing(world: World) {
    let mut school = School::found(&world).await;
    let (exam, _) = admitted(&world, &mut school, 2).await;
    let file =
        format!("{HEADER}\n20260001,101,七十,\n20260002,60,140,\n2026-9,60,140,也许\n20260001,60,140,\n");
    let upload = school.send(&school.registrar, "EXAM_SCORES", "成绩.csv", file.into_bytes()).await;
    let before = world.database.contents().await;
    let input = json!({"input": {"examinationId": exam, "uploadId": upload}});
    let refused = school.registrar.query(IMPORT, input).await;
    assert_eq!(world.database.contents().await, before);
    assert_eq!(pairs(&refused, "exitExamScoresImport"), ["ROWS_REFUSED uploadId"]);
    let told: Vec<(i64, &str, &str)> = refused
        .list("/exitExamScoresImport/report/problems")
        .iter()
        .map(|row| {
            let text = |field: &str| row[field].as_str().unwrap();
            (row["line"].as_i64().unwrap(), text("column"), text("value"))
        })
        .collect();
    assert_eq!(
        told,
        [
            (2, "THEORY", "101"),
            (2, "SKILL", "七十"),
            (4, "TICKET", "2026-9"),
            (4, "ABSENT", "也许"),
            (5, "TICKET", "20260001"),
        ]
    );
    assert_eq!(report(&refused), (1, 0, 0, false));
}

async fn a_file_that_is_no_list_of_scores_is_refused(world: World) {
    let mut school = School::found(&world).await;
    let (exam, _) = admitted(&world, &mut school, 1).await;
    let later = examination(&school, "2026-03-20").await;
    let early = import(&school, &later, &format!("{HEADER}\n20260001,60,140,\n"), None).await;
    assert_eq!(pairs(&early, "exitExamScoresImport"), ["TOO_EARLY examinationId"]);
    for (file, told) in [
        ("准考证号,考号,理论\n1,1,60\n", vec!["COLUMN_TWICE uploadId", "COLUMN_MISSING uploadId"]),
        ("准考证号,理论,技能\n", vec!["UNREADABLE uploadId"]),
        ("%PDF-1.7", vec!["UNREADABLE uploadId"]),
    ] {
        let refused = import(&school, &exam, file, None).await;
        assert_eq!(pairs(&refused, "exitExamScoresImport"), told, "{file}");
    }
    let rows: Vec<String> = (0..2001).map(|number| format!("{number},60,140,")).collect();
    let long = import(&school, &exam, &format!("{HEADER}\n{}\n", rows.join("\n")), None).await;
    assert_eq!(pairs(&long, "exitExamScoresImport"), ["UNREADABLE uploadId"]);
    let upload = school.send(&school.stranger, "EXAM_SCORES", "成绩.csv", b"a".to_vec()).await;
    school.stranger.denied(IMPORT, json!({"input": {"examinationId": exam, "uploadId": upload}})).await;

    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, cell) in (0..).zip(["Ticket", "theory", "SKILL"]) {
        sheet.write_string(0, column, cell).unwrap();
    }
    sheet.write_string(1, 0, "20260001").unwrap();
    sheet.write_number(1, 1, 60.0).unwrap();
    sheet.write_number(1, 2, 140.0).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let upload = school.send(&school.registrar, "EXAM_SCORES", "成绩.xlsx", bytes).await;
    let input = json!({"input": {"examinationId": exam, "uploadId": upload}});
    let taken = school.registrar.query(IMPORT, input).await;
    assert_eq!(report(&taken), (1, 0, 0, true), "{}", taken.body);
}

async fn a_file_sent_twice_changes_nothing_and_another_corrects_for_a_reason(world: World) {
    let mut school = School::found(&world).await;
    let (exam, trainees) = admitted(&world, &mut school, 2).await;
    let file = format!("{HEADER}\n20260001,60,140,\n20260002,,,缺考\n");
    assert_eq!(report(&import(&school, &exam, &file, None).await), (2, 0, 0, true));
    let before = world.database.contents().await;
    let same = import(&school, &exam, &file, None).await;
    assert_eq!((report(&same), same.refusals("exitExamScoresImport").len()), ((0, 0, 2, false), 0));
    let after = world.database.contents().await;
    for table in ["exit_exam_score", "evidence", "evidence_state", "credit", "review"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    let other = format!("{HEADER}\n20260001,59,140,\n20260002,61,141,\n");
    let silent = import(&school, &exam, &other, Some(" ")).await;
    assert_eq!(pairs(&silent, "exitExamScoresImport"), ["REASON_MISSING reason"]);
    assert_eq!(report(&silent), (0, 2, 0, false));
    assert_eq!(school.standing(&trainees[0].actor, &trainees[0], "EXIT").await.0, 1);

    let corrected = import(&school, &exam, &other, Some("复核更正（示例）")).await;
    assert_eq!(report(&corrected), (0, 2, 0, true), "{}", corrected.body);
    let stands =
        async |index: usize| school.standing(&trainees[index].actor, &trainees[index], "EXIT").await.0;
    assert_eq!((stands(0).await, stands(1).await), (0, 1));
    let told = results(&trainees[0]).await;
    let row = |status: &str, passed: bool, theory: i64, reason: Value| {
        json!({"status": status, "isPassed": passed, "isAbsent": false, "reviews": [{"reason": reason}],
            "points": [{"part": "THEORY", "points": theory}, {"part": "SKILL", "points": 140}]})
    };
    assert_eq!(
        told,
        json!([
            row("REPLACED", true, 60, Value::Null),
            row("APPROVED", false, 59, json!("复核更正（示例）"))
        ])
    );
    // Back again, by a third file: a chain of corrections stands as its last one says.
    let back = import(&school, &exam, &file, Some("再次更正（示例）")).await;
    assert_eq!(report(&back), (0, 2, 0, true), "{}", back.body);
    assert_eq!((stands(0).await, stands(1).await), (1, 0));
    let platform = world.platform().await;
    let found = domain::evidence::recompute(&platform, None, (None, usize::MAX), |_| ()).await.unwrap();
    assert_eq!(found.told, [], "the ledger is not what the rules give");
}

async fn nobody_imports_her_own_score(world: World) {
    let mut school = School::found(&world).await;
    school.course(12, EXAM_ALONE).await;
    let exam = examination(&school, "2026-03-10").await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let registration = register(&trainee, &exam).await;
    let at = json!({"institutionId": school.ids["school"], "startsOn": "2026-01-01"});
    school.give(&trainee.person, "SCHOOL_REGISTRAR", at).await;
    let review =
        "mutation($input: ExitExamRegistrationReviewInput!) { exitExamRegistrationReview(input: $input) {
        errors { code } } }";
    let approval = json!({"input": {"registrationId": registration, "decision": "APPROVED"}});
    trainee.actor.denied(review, approval).await;
    approve(&school.registrar, &registration).await;
    world.clock.advance(Duration::days(8));
    let file = format!("{HEADER}\n20260001,60,140,\n");
    let upload = school.send(&trainee.actor, "EXAM_SCORES", "成绩.csv", file.into_bytes()).await;
    let input = json!({"input": {"examinationId": exam, "uploadId": upload}});
    let own = trainee.actor.query(IMPORT, input).await;
    assert_eq!(pairs(&own, "exitExamScoresImport"), ["ROWS_REFUSED uploadId"]);
    assert_eq!(own.text("/exitExamScoresImport/report/problems/0/column"), "TICKET");
}

async fn what_is_held_about_her_is_told_and_emptied(world: World) {
    const WORD: &str = "缺少体检表（示例）";
    let mut school = School::found(&world).await;
    school.course(1, EXAM_ALONE).await;
    let exam = examination(&school, "2026-03-10").await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let first = register(&trainee, &exam).await;
    let review =
        "mutation($input: ExitExamRegistrationReviewInput!) { exitExamRegistrationReview(input: $input) {
        errors { code } } }";
    let back = json!({"input": {"registrationId": first, "decision": "RETURNED", "reason": WORD}});
    school.registrar.ok(review, back).await;
    let second = register(&trainee, &exam).await;
    approve(&school.registrar, &second).await;
    world.clock.advance(Duration::days(8));
    let file = format!("{HEADER}\n20260001,60,140,\n");
    assert_eq!(report(&import(&school, &exam, &file, None).await), (1, 0, 0, true));

    let export = "mutation($input: PersonalDataExportInput!) { personalDataExport(input: $input) { download { url } errors { code } } }";
    let input = json!({"input": {"personId": trainee.person, "format": "JSON", "purpose": ""}});
    let made = trainee.actor.ok(export, input).await;
    let url = made.text("/personalDataExport/download/url");
    let path = &url[url.find("/downloads/").unwrap()..];
    let told = world.anonymous().request(Method::GET, path).send().await.unwrap().text().await.unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    let section = |name: &str| told["sections"][name].as_array().unwrap().clone();
    assert_eq!(section("exitExamRegistrations").len(), 2);
    assert_eq!(section("exitExamRegistrations")[1]["ticket"], "20260001");
    assert_eq!(section("exitExamReviews")[0]["reason"], WORD);
    assert_eq!(section("exitExamScores")[0]["points"], "THEORY 60, SKILL 140");

    // What she passed is certified, so that nothing binds her any more.
    let certificate = school.propose(&trainee).await;
    school.registrar.ok(ISSUE, json!({"input": {"certificateId": certificate}})).await;
    world.run_due_jobs().await;
    let go = "mutation($input: PersonLeaveInput!) { personLeave(input: $input) { errors { code message } } }";
    let withdraw = json!({"input": {"personId": trainee.person, "institutionId": school.ids["school"],
        "leavesOn": "2026-03-10", "reason": "示例"}});
    school.registrar.ok(go, withdraw).await;
    world.clock.advance(Duration::days(2));
    let erase = "mutation($input: PersonEraseInput!) { personErase(input: $input) {
        person { erasure { erased { kind count } } } errors { code message } } }";
    let input =
        json!({"input": {"personId": trainee.person, "ground": "CONSENT_WITHDRAWN", "reference": "2026-17"}});
    let erased = school.administrator.ok(erase, input).await;
    let kinds = erased.list("/personErase/person/erasure/erased");
    assert!(kinds.contains(&json!({"kind": "exit_exam_review_reason", "count": 1})), "{}", erased.body);
    for (table, rows) in world.database.contents().await {
        assert!(!rows.contains(WORD), "{WORD} stands in {table}: {rows}");
    }
}

async fn what_a_joined_record_sat_goes_over(world: World) {
    let mut school = School::found(&world).await;
    let (exam, trainees) = admitted(&world, &mut school, 2).await;
    let file = format!("{HEADER}\n20260001,60,140,\n");
    assert_eq!(report(&import(&school, &exam, &file, None).await), (1, 0, 0, true));
    let merge = "mutation($input: PersonMergeInput!) { personMerge(input: $input) { person { id } errors { code path message } } }";
    let joining = |kept: &str, merged: &str| json!({"input": {"keptPersonId": kept, "mergedPersonId": merged, "reason": "示例"}});
    let [passed, other] = &trainees[..] else { panic!("two trainees") };
    let before = world.database.contents().await;
    let both = school.administrator.query(merge, joining(&passed.person, &other.person)).await;
    assert_eq!(pairs(&both, "personMerge"), ["CONFLICT mergedPersonId"], "both stand registered for it");
    let message = both.text("/personMerge/errors/0/message");
    assert!(message.contains("结业考核"), "{message}");
    assert_eq!(world.database.contents().await["exit_exam_registration"], before["exit_exam_registration"]);

    let (record, kept) =
        hire(&school.administrator, &world, "Record", "TRAINEE", &school.ids["school"]).await;
    let joined = school.administrator.query(merge, joining(&kept, &passed.person)).await;
    assert_eq!(pairs(&joined, "personMerge"), Vec::<String>::new(), "{}", joined.body);
    let seen = record.ok(LIST, json!({"filter": {"traineeId": kept}})).await;
    assert_eq!(seen.text("/exitExamRegistrations/nodes/0/enrolment/id"), passed.enrolment);
    assert_eq!(seen.at("/exitExamRegistrations/nodes/0/results/0/isPassed"), &json!(true));
    assert_eq!(school.standing(&record, passed, "EXIT").await.0, 1);
}

async fn lists_and_imports_cost_the_same_few_statements(world: World) {
    let mut school = School::found(&world).await;
    let (exam, _) = admitted(&world, &mut school, 20).await;
    let rows = |numbers: std::ops::RangeInclusive<usize>| {
        let rows: Vec<String> = numbers.map(|number| format!("2026{number:04},60,140,")).collect();
        format!("{HEADER}\n{}\n", rows.join("\n"))
    };
    let upload = async |file: String| {
        school.send(&school.registrar, "EXAM_SCORES", "成绩.csv", file.into_bytes()).await
    };
    let (few, many) = (upload(rows(1..=2)).await, upload(rows(3..=20)).await);
    let cost = async |actor: &Actor, document: &str, variables: Value| {
        let before = world.statements().await;
        let answer = actor.ok(document, variables).await;
        (world.statements().await - before, answer)
    };
    let taken = async |upload: &str| {
        let input = json!({"input": {"examinationId": exam, "uploadId": upload}});
        cost(&school.registrar, IMPORT, input).await
    };
    let ((two, first), (eighteen, second)) = (taken(&few).await, taken(&many).await);
    assert_eq!((report(&first).0, report(&second).0), (2, 18));
    let least = async |first: i64| {
        let mut least = u64::MAX;
        for _ in 0..4 {
            let variables = json!({"filter": {"examinationId": exam}, "first": first});
            least = least.min(cost(&school.registrar, LIST, variables).await.0);
        }
        least
    };
    let (short, long) = (least(2).await, least(20).await);
    // PostgreSQL locks by two statements more. A process keeps published versions, and forgets them when another world within it
    // publishes one.
    assert!((26..=31).contains(&two) && two.abs_diff(eighteen) <= 3, "{two} {eighteen}");
    assert_eq!((short, long), (11, 11));
}
