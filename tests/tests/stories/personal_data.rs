//! Everything about one person: taken out for her, erased at the end, and forgotten when its time is over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use platform::{audit, jobs, storage::ContentHash};
use reqwest::Method;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::{Value, json};
use xinglin_tests::accounts::{PASSWORD, SIGN_IN, register};
use xinglin_tests::actors::Answer;
use xinglin_tests::checkers::Checker;
use xinglin_tests::repository;
use xinglin_tests::school::{ISSUE, School, Trainee, hire, identity_number};
use xinglin_tests::stories::{Story, plain, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        plain(every_table_says_what_it_holds_of_people),
        story(she_takes_out_everything_about_herself),
        story(everything_is_printed_for_her).needs(&[Checker::PdfToText, Checker::Qpdf]),
        story(only_an_administrator_takes_out_somebody_elses_and_says_for_what),
        story(a_download_address_works_for_a_quarter_of_an_hour),
        story(an_erased_person_leaves_no_word_and_her_certificate_verifies),
        story(records_joined_one_into_the_other_go_together),
        story(whom_something_binds_is_not_erased),
        story(what_is_over_is_forgotten),
        story(who_left_long_ago_is_erased_where_a_period_is_set),
    ]
}

const EXPORT: &str = "mutation($input: PersonalDataExportInput!) { personalDataExport(input: $input) {
    download { url fileName byteSize expiresAt } errors { code path message } } }";
const ERASE: &str = "mutation($input: PersonEraseInput!) { personErase(input: $input) {
    person { id name(locale: EN) phone email birthOn identityNumberMasked numbers { number }
        erasure { ground reference erasedByName erased { kind count } kept { kind count } } }
    errors { code path message } } }";
const GO: &str = "mutation($input: PersonLeaveInput!) { personLeave(input: $input) {
    person { leftOn } errors { code message } } }";

/// Words that stand nowhere but in what is written about her.
const NOTE: &str = "跟师门诊（示例）";
const REASON: &str = "起止时间与排班不符（示例）";

/// What `personal_data.toml` says of a table.
#[derive(Debug, serde::Deserialize)]
struct Table {
    /// The section of an export that tells it; none where it tells nothing of anybody.
    told: Option<String>,
    /// What an erasure does with it.
    erased: String,
}

async fn every_table_says_what_it_holds_of_people() {
    let plan = std::fs::read_to_string(repository().join("tests/personal_data.toml")).unwrap();
    let plan: BTreeMap<String, Table> = toml::from_str(&plan).unwrap();
    let tables: BTreeSet<String> = std::fs::read_dir(repository().join("entity/src"))
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "lib")
        .collect();
    assert_eq!(plan.keys().cloned().collect::<BTreeSet<_>>(), tables, "say what a new table holds of people");
    let held = std::fs::read_to_string(repository().join("api/domain/src/dossier/held.rs")).unwrap();
    for (name, table) in plan {
        assert!(!table.erased.is_empty(), "{name}");
        if let Some(section) = table.told {
            assert!(
                held.contains(&format!("\"{section}\"")),
                "{name} is told in {section}, which is not there"
            );
        }
    }
}

fn export(person: &str, format: &str, purpose: &str) -> Value {
    json!({"input": {"personId": person, "format": format, "purpose": purpose}})
}

fn codes(answer: &Answer, field: &str) -> Vec<String> {
    let errors = answer.list(&format!("/{field}/errors"));
    errors.iter().map(|error| error["code"].as_str().unwrap().to_owned()).collect()
}

async fn fetch(world: &World, answer: &Answer) -> (u16, Vec<u8>) {
    let url = answer.text("/personalDataExport/download/url");
    let path = &url[url.find("/downloads/").expect("a download address")..];
    let response = world.anonymous().request(Method::GET, path).send().await.expect("an answer");
    (response.status().as_u16(), response.bytes().await.expect("a body").to_vec())
}

/// A trainee with hours that were returned for a reason, an exit that was approved, and an identity number.
async fn trainee_with_a_past(world: &World, school: &School) -> (Trainee, String) {
    let trainee = school.trainee("Trainee", "2026-01-05").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let exit = school.leave(&trainee, &placement, 0).await;
    school.let_go(&school.supervisor, &exit).await;
    let hours = school.follow(&trainee, "2026-02-27T08:00:00+08:00", "2026-02-27T12:00:00+08:00").await;
    school.review(&hours, "RETURNED", Some(REASON)).await;
    assessed(school, &trainee, "2026-02-27").await;
    asked_off(school, &trainee, "2026-03-01").await;
    let number = identity_number("19990131", "001");
    let record = "mutation($input: IdentityNumberRecordInput!) { identityNumberRecord(input: $input) {
        person { id } errors { message } } }";
    let card = json!({"document": "RESIDENT_CARD", "number": number});
    school.registrar.ok(record, json!({"input": {"personId": trainee.person, "identityNumber": card}})).await;
    register(world, &school.administrator, "Trainee", &trainee.person).await;
    world.run_due_jobs().await;
    (trainee, number)
}

/// An examination with a remark of the assessor's and a note of the trainee's.
async fn assessed(school: &School, trainee: &Trainee, on: &str) {
    let (_, assessment) = school.examine(trainee, on, REASON).await;
    let note =
        "mutation($input: AssessmentNoteAddInput!) { assessmentNoteAdd(input: $input) { errors { code } } }";
    let input = json!({"input": {"assessmentId": assessment, "item": "SKILL", "note": NOTE}});
    trainee.actor.ok(note, input).await;
}

/// A leave that she asked for with a certificate named after her, and that her master refused.
async fn asked_off(school: &School, trainee: &Trainee, on: &str) {
    let file =
        school.send(&trainee.actor, "LEAVE_CERTIFICATE", "Graduate.pdf", b"%PDF-1.7\n%%EOF\n".to_vec()).await;
    let mut input = super::leave::asked(trainee, "SICK", on, on);
    input["input"]["reason"] = json!(NOTE);
    input["input"]["certificateUploadId"] = json!(file);
    let leave = trainee.actor.ok(super::leave::REQUEST, input).await;
    let mut refusal = super::leave::said(leave.text("/leaveRequest/leave/id"), "REFUSED");
    refusal["input"]["reason"] = json!(REASON);
    school.master.ok(super::leave::DECIDE, refusal).await;
}

async fn she_takes_out_everything_about_herself(world: World) {
    let school = School::found(&world).await;
    let (trainee, number) = trainee_with_a_past(&world, &school).await;
    let made = trainee.actor.ok(EXPORT, export(&trainee.person, "JSON", "")).await;
    let (status, bytes) = fetch(&world, &made).await;
    let (_, again) = fetch(&world, &made).await;

    assert_eq!(status, 200);
    assert_eq!(bytes, again, "a bad line may fetch it again");
    assert_eq!(made.number("/personalDataExport/download/byteSize"), i64::try_from(bytes.len()).unwrap());
    let text = String::from_utf8(bytes).unwrap();
    for secret in [number.as_str(), "argon2", trainee.actor.token().unwrap()] {
        assert!(!text.contains(secret), "{secret} must not be told");
    }
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["format"], "xinglin-personal-data-1");
    let sections = &told["sections"];
    assert_eq!(sections["person"][0]["nameEn"], "Sample Trainee");
    assert_eq!(sections["person"][0]["birthOn"], "1999-01-31");
    assert_eq!(sections["person"][0]["identityNumberMasked"], format!("**************{}", &number[14..]));
    assert_eq!(sections["placements"][0]["department"]["name"]["en"], "Tuina");
    assert_eq!(sections["supervisions"][0]["supervisor"]["name"]["en"], "Sample Master");
    let notes: Vec<&str> =
        sections["evidence"].as_array().unwrap().iter().filter_map(|row| row["note"].as_str()).collect();
    assert!(notes.contains(&NOTE), "{notes:?}");
    let reviews = sections["reviews"].as_array().unwrap();
    assert!(
        reviews.iter().any(|row| row["decision"] == "RETURNED" && row["reason"] == REASON),
        "{reviews:?}"
    );
    let assessed = sections["assessments"].as_array().unwrap();
    assert!(assessed.iter().any(|row| row["comment"] == REASON && row["value"] == 60), "{assessed:?}");
    assert!(assessed.iter().any(|row| row["note"] == NOTE), "{assessed:?}");
    assert_eq!(
        (&sections["leaves"][0]["reason"], &sections["leaves"][0]["status"]),
        (&json!(NOTE), &json!("REFUSED"))
    );
    assert_eq!(sections["leaveDecisions"][0]["reason"], REASON);
    assert_eq!(sections["leaveCertificates"][0]["fileName"], "Graduate.pdf");
    assert_eq!(sections["credits"][0]["quantity"], 28);
    // Of every kind that she has, every row is there.
    let connection = world.database.connect().await;
    let acts = entity::audit_event::Entity::find().count(&connection).await.unwrap();
    let trail = sections["trail"].as_array().unwrap();
    assert!(!trail.is_empty() && u64::try_from(trail.len()).unwrap() < acts, "hers, and not everybody's");
    assert_eq!(sections["oneTimeCodes"].as_array().unwrap().len(), 1);
    assert_eq!(sections["accessTokens"].as_array().unwrap().len(), 2);
}

async fn everything_is_printed_for_her(world: World) {
    let school = School::found(&world).await;
    let (trainee, _) = trainee_with_a_past(&world, &school).await;
    let made = trainee.actor.ok(EXPORT, export(&trainee.person, "PDF", "")).await;
    let (status, bytes) = fetch(&world, &made).await;

    assert_eq!(status, 200);
    let file = world.database.folder().join("personal-data.pdf");
    std::fs::write(&file, &bytes).unwrap();
    run(Checker::Qpdf, &["--check"], &file);
    let text = run(Checker::PdfToText, &["-layout"], &file);
    for word in ["示例·Trainee的个人信息", "轮转（1）", "本人填写：", "推拿", "带教老师：示例·"]
    {
        assert!(text.contains(word), "{word} is not in\n{text}");
    }
    assert!(!text.contains("dossier-"), "every label is there:\n{text}");
}

fn run(checker: Checker, arguments: &[&str], file: &Path) -> String {
    let mut command = Command::new(checker.program());
    command.args(arguments).arg(file);
    if checker == Checker::PdfToText {
        command.arg("-");
    }
    let output = command.output().expect("the checker runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

async fn only_an_administrator_takes_out_somebody_elses_and_says_for_what(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-01-05").await;
    let before = world.database.contents().await;
    for actor in [&school.registrar, &school.director, &school.supervisor, &school.stranger] {
        actor.denied(EXPORT, export(&trainee.person, "JSON", "好奇（示例）")).await;
    }
    let silent = school.administrator.query(EXPORT, export(&trainee.person, "JSON", " ")).await;
    assert_eq!(codes(&silent, "personalDataExport"), ["INVALID"]);
    assert_eq!(world.database.contents().await, before);

    school.administrator.ok(EXPORT, export(&trainee.person, "JSON", "本人书面申请（示例）")).await;
    let openings = "{ viewer { recordOpenings(first: 1) { nodes { openedByName } } } }";
    let openings = trainee.actor.ok(openings, Value::Null).await;
    assert_eq!(openings.list("/viewer/recordOpenings/nodes").len(), 1);
}

async fn a_download_address_works_for_a_quarter_of_an_hour(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-01-05").await;
    let made = trainee.actor.ok(EXPORT, export(&trainee.person, "JSON", "")).await;
    // As it lies there, nobody can read it.
    let stored = world.database.folder();
    assert!(!files_contain(stored, "xinglin-personal-data"), "the file must lie encrypted");
    let wrong = world.anonymous().request(Method::GET, "/downloads/dwn_guessed").send().await.unwrap();
    assert_eq!(wrong.status().as_u16(), 404);
    world.clock.advance(chrono::Duration::minutes(14));
    assert_eq!(fetch(&world, &made).await.0, 200);
    world.clock.advance(chrono::Duration::minutes(1));
    let (status, told) = fetch(&world, &made).await;
    assert_eq!(status, 404);
    assert!(String::from_utf8(told).unwrap().contains("请重新获取"));

    let platform = world.platform().await;
    let retired = domain::dossier::forget_over_due(&platform).await.unwrap();
    assert_eq!(retired.downloads, 1);
    assert_eq!(domain::dossier::forget_over_due(&platform).await.unwrap().downloads, 0);
    let left = entity::download::Entity::find().count(platform.database.reader()).await.unwrap();
    assert_eq!(left, 0);
}

fn files_contain(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return files_contain(&path, text);
        }
        std::fs::read(&path).unwrap().windows(text.len()).any(|part| part == text.as_bytes())
    })
}

/// Ends whatever binds a trainee to the school: her enrolment by its certificate, her role and staff by leaving.
async fn go(school: &School, person: &str, on: &str) {
    let left = json!({"input": {
        "personId": person, "institutionId": school.ids["school"], "leavesOn": on, "reason": "结业离校（示例）",
    }});
    school.registrar.ok(GO, left).await;
}

fn erasing(person: &str) -> Value {
    json!({"input": {"personId": person, "ground": "CONSENT_WITHDRAWN", "reference": "2026-17"}})
}

async fn an_erased_person_leaves_no_word_and_her_certificate_verifies(world: World) {
    let mut school = School::found(&world).await;
    school.short_course().await;
    let trainee = school.graduate("Graduate").await;
    let hours = {
        let day = world.clock.today(chrono_tz::Asia::Shanghai).to_string();
        school.follow(&trainee, &format!("{day}T00:00:00+08:00"), &format!("{day}T04:00:00+08:00")).await
    };
    school.review(&hours, "REJECTED", Some(REASON)).await;
    assessed(&school, &trainee, &world.clock.today(chrono_tz::Asia::Shanghai).to_string()).await;
    asked_off(&school, &trainee, "2026-02-25").await;
    register(&world, &school.administrator, "Graduate", &trainee.person).await;
    trainee.actor.ok(EXPORT, export(&trainee.person, "JSON", "")).await;
    let certificate = school.propose(&trainee).await;
    let issued = school.registrar.ok(ISSUE, json!({"input": {"certificateId": certificate}})).await;
    let code = issued.text("/certificateIssue/certificate/code").to_owned();
    world.run_due_jobs().await;
    let progress = school.standing(&school.administrator, &trainee, "TUINA").await;
    let verify = "query($code: String!) { verifyCertificate(code: $code) { status code facts { serialNumber issuedOn holderName(locale: ZH) } fileUrl } }";
    let before = world.anonymous().ok(verify, json!({ "code": code })).await;
    world.clock.advance(chrono::Duration::days(40));
    let today = world.clock.today(chrono_tz::Asia::Shanghai).to_string();
    go(&school, &trainee.person, &today).await;
    school.registrar.denied(ERASE, erasing(&trainee.person)).await;
    world.clock.advance(chrono::Duration::days(2));
    let platform = world.platform().await;
    // What the sweep has taken away by now left its traces in the trail.
    domain::dossier::forget_over_due(&platform).await.unwrap();
    let of_namesake = json!({"to": "another-graduate@sample.example"});
    let write = platform.database.write().await.unwrap();
    jobs::enqueue(&write, "mail.send", &of_namesake, None).await.unwrap();
    jobs::enqueue(&write, "mail.send", &json!({"to": "graduate@sample.example"}), None).await.unwrap();
    write.commit().await.unwrap();

    let erased = school.administrator.ok(ERASE, erasing(&trainee.person)).await;

    let person = &erased.data()["personErase"]["person"];
    assert_eq!(person["name"], "(erased)");
    assert_eq!(person["numbers"], json!([]));
    for field in ["phone", "email", "birthOn", "identityNumberMasked"] {
        assert_eq!(person[field], Value::Null, "{field}");
    }
    let erasure = &person["erasure"];
    assert_eq!(erasure["ground"], "CONSENT_WITHDRAWN");
    assert_eq!(erasure["reference"], "2026-17");
    assert!(erasure["erased"].as_array().unwrap().contains(&json!({"kind": "review_reason", "count": 2})));
    assert!(erasure["kept"].as_array().unwrap().contains(&json!({"kind": "certificate", "count": 1})));
    let waiting = entity::job::Entity::find().all(platform.database.reader()).await.unwrap();
    let waiting: Vec<&str> = waiting
        .iter()
        .filter(|job| job.status == "QUEUED" && job.kind == "mail.send")
        .map(|job| job.payload.as_str())
        .collect();
    assert_eq!(waiting, [of_namesake.to_string()], "only what names her is dropped");
    // No word of hers stands anywhere but on the certificate.
    for (table, rows) in world.database.contents().await {
        if table == "certificate" {
            continue;
        }
        for word in ["Graduate", "\"graduate@", NOTE, REASON, "出科小结"] {
            assert!(!rows.contains(word), "{word} stands in {table}: {rows}");
        }
    }
    // What others rely on holds.
    let after = world.anonymous().ok(verify, json!({ "code": code })).await;
    assert_eq!(after.data(), before.data());
    assert_eq!(school.standing(&school.administrator, &trainee, "TUINA").await, progress);
    let trail = audit::verify(platform.database.reader()).await.unwrap();
    assert!(trail.faults.is_empty() && trail.erased > 5, "{trail:?}");
    // Nothing lets her in, and nothing more is written to her record.
    let sign_in = json!({"input": {"login": "graduate@sample.example", "password": PASSWORD}});
    assert_eq!(
        codes(&world.anonymous().query(SIGN_IN, sign_in).await, "sessionCreate"),
        ["WRONG_CREDENTIALS"]
    );
    assert_eq!(trainee.actor.query("{ viewer { id } }", Value::Null).await.codes(), ["UNAUTHENTICATED"]);
    let again = school.administrator.query(ERASE, erasing(&trainee.person)).await;
    assert_eq!(codes(&again, "personErase"), ["INVALID"]);
    let grant = "mutation($input: RoleGrantInput!) { roleGrant(input: $input) { errors { code path } } }";
    let granted = school
        .administrator
        .query(
            grant,
            json!({"input": {
                "personId": trainee.person, "role": "TRAINEE", "institutionId": school.ids["school"], "startsOn": today,
            }}),
        )
        .await;
    assert_eq!(codes(&granted, "roleGrant"), ["INVALID"], "{}", granted.body);
    // The database lets no word of anybody else be emptied, and nobody erased come back.
    let connection = world.database.connect().await;
    for theft in [
        "UPDATE evidence SET minutes = 1",
        "UPDATE review SET decision = 'APPROVED'",
        "UPDATE evidence SET passed = NULL",
        "DELETE FROM assessment",
        "UPDATE assessment_form SET definition = ''",
        "UPDATE person SET erased_at = NULL",
        "DELETE FROM erasure",
    ] {
        assert!(sea_orm::ConnectionTrait::execute_unprepared(&connection, theft).await.is_err(), "{theft}");
    }
}

async fn records_joined_one_into_the_other_go_together(world: World) {
    let school = School::found(&world).await;
    let create = "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } errors { code } } }";
    let merge = "mutation($input: PersonMergeInput!) { personMerge(input: $input) { person { id } errors { code } } }";
    let mut chain = Vec::new();
    for (number, name) in [("N1", "第一"), ("N2", "第二"), ("N3", "第三")] {
        let input = json!({
            "name": {"zh": format!("示例·{name}")}, "institutionId": school.ids["school"], "number": number, "isStaff": true,
        });
        let made = school.registrar.ok(create, json!({ "input": input })).await;
        chain.push(made.text("/personCreate/person/id").to_owned());
    }
    for (merged, kept) in [(0, 1), (1, 2)] {
        let input = json!({"keptPersonId": chain[kept], "mergedPersonId": chain[merged], "reason": "第一次重复（示例）"});
        school.registrar.ok(merge, json!({ "input": input })).await;
    }
    let told = school.administrator.ok(EXPORT, export(&chain[2], "JSON", "本人申请（示例）")).await;
    let told = String::from_utf8(fetch(&world, &told).await.1).unwrap();
    assert!(["第一", "第二", "第三"].iter().all(|name| told.contains(&format!("示例·{name}"))), "{told}");
    go(&school, &chain[2], "2026-03-01").await;
    let closed = school.administrator.query(ERASE, erasing(&chain[0])).await;
    assert_eq!(codes(&closed, "personErase"), ["INVALID"], "what was joined goes with the one that is kept");
    school.administrator.ok(ERASE, erasing(&chain[2])).await;

    for (table, rows) in world.database.contents().await {
        for name in ["第一", "第二", "第三"] {
            assert!(!rows.contains(name), "{name} stands in {table}: {rows}");
        }
    }
}

async fn whom_something_binds_is_not_erased(world: World) {
    let mut school = School::found(&world).await;
    school.short_course().await;
    let trainee = school.graduate("Graduate").await;
    let before = world.database.contents().await;
    let bound = school.administrator.query(ERASE, erasing(&trainee.person)).await;
    let unfiled = json!({"input": {"personId": trainee.person, "ground": "UNLAWFUL", "reference": " "}});
    let unfiled = school.administrator.query(ERASE, unfiled).await;
    school.director.denied(ERASE, erasing(&trainee.person)).await;
    trainee.actor.denied(ERASE, erasing(&trainee.person)).await;

    assert_eq!(codes(&bound, "personErase"), ["CONFLICT"]);
    assert_eq!(codes(&unfiled, "personErase"), ["INVALID"]);
    assert_eq!(world.database.contents().await, before);
}

async fn what_is_over_is_forgotten(world: World) {
    let school = School::found(&world).await;
    let leaver = trainee_with_a_past(&world, &school).await.0;
    let header = "姓名,学号,手机,学员来源,招收年份,培训方案";
    let roster = format!("{header}\n示例·名单,R1,13900000001,社会人,2025,TCM-GP-RESIDENCY-33\n").into_bytes();
    let content = ContentHash::of(&roster);
    school.import_roster("名册.csv", roster, false).await;
    let platform = world.platform().await;
    assert!(platform.storage.get_by_content(&content).await.is_ok());
    world.clock.advance(chrono::Duration::days(29));
    assert_eq!(domain::dossier::forget_over_due(&platform).await.unwrap().uploads, 0);
    world.clock.advance(chrono::Duration::days(2));
    // The roster, and the curriculum with which the school was founded.
    assert_eq!(domain::dossier::forget_over_due(&platform).await.unwrap().uploads, 2);
    world.run_due_jobs().await;
    assert!(platform.storage.get_by_content(&content).await.is_err(), "the file is gone as well");

    let sessions = || entity::access_token::Entity::find().count(platform.database.reader());
    let held = sessions().await.unwrap();
    world.clock.advance(chrono::Duration::days(200));
    assert!(domain::dossier::forget_over_due(&platform).await.unwrap().ways_in > 0);
    assert!(sessions().await.unwrap() < held);
    assert_eq!(
        domain::dossier::forget_over_due(&platform).await.unwrap(),
        domain::dossier::Retired::default()
    );
    // The record itself stays, where no period is set.
    let person =
        school.administrator.query("query($id: ID!) { node(id: $id) { id } }", json!({"id": leaver.person}));
    assert_eq!(person.await.text("/node/id"), leaver.person);
}

async fn who_left_long_ago_is_erased_where_a_period_is_set(world: World) {
    world.restart_with(&[("--retention-people-years", "3")]).await;
    let school = School::found(&world).await;
    let (_, person) =
        hire(&school.administrator, &world, "Leaver", "SUPERVISOR", &school.ids["school"]).await;
    go(&school, &person, "2026-03-01").await;
    let platform = world.platform().await;
    world.clock.advance(chrono::Duration::days(3 * 365));
    assert_eq!(domain::dossier::forget_over_due(&platform).await.unwrap().people, 0);
    world.clock.advance(chrono::Duration::days(3));
    assert_eq!(domain::dossier::forget_over_due(&platform).await.unwrap().people, 1);
    assert_eq!(domain::dossier::forget_over_due(&platform).await.unwrap().people, 0);

    let rows = entity::erasure::Entity::find().all(platform.database.reader()).await.unwrap();
    let told: Vec<(&str, bool)> =
        rows.iter().map(|row| (row.ground.as_str(), row.erased_by.is_none())).collect();
    assert_eq!(told, [("PERIOD_OVER", true)]);
}
