//! Assessments: forms as data, who may mark them, what they earn and what they count for.

use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::school::{School, Trainee, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(an_attempt_counts_at_the_level_it_earned),
        story(assessors_must_differ_and_a_correction_takes_the_place),
        story(whoever_does_not_teach_there_records_nothing),
        story(what_cannot_be_marked_is_refused_with_every_reason),
        story(a_new_form_needs_no_code_and_its_next_version_leaves_the_past_alone),
        story(an_examination_is_passed_in_both_parts),
        story(a_master_assesses_a_year_and_it_counts),
        story(a_form_that_cannot_be_is_refused_with_every_place),
        story(a_trainee_notes_what_she_has_to_say),
        story(a_repeat_with_the_same_key_records_nothing),
    ]
}

const IMPORT: &str = "mutation($input: AssessmentFormImportInput!) { assessmentFormImport(input: $input) {
    form { id code number kind retiredAt items { code kind isOptional least } definition } errors { code path message } } }";
const RECORD: &str = "mutation($input: AssessmentRecordInput!) { assessmentRecord(input: $input) {
    assessment { id kind status isPassed level version assessor { id } department { id } baseKind answers { item { code } mark number }
        reviews { decision reviewer { id } } }
    errors { code path message } } }";
const WITHDRAW: &str = "mutation($input: AssessmentWithdrawInput!) { assessmentWithdraw(input: $input) {
    assessment { id status } errors { code path } } }";
const NOTE: &str = "mutation($input: AssessmentNoteAddInput!) { assessmentNoteAdd(input: $input) {
    assessment { notes { item note } } errors { code path } } }";
const ASKED: &str = r#"
[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 10
specialties = ["TUINA"]

[[requirements]]
code = "ECG"
kind = "SKILL"
name = { zh = "心电图", en = "ECG" }
count = 3
subject = "ECG"
minimum_level = 3
different_assessors = 2

[[requirements]]
code = "EXAM"
kind = "ASSESSMENTS"
name = { zh = "出科考核", en = "Rotation examination" }
count = 1
subject = "ROTATION_EXAM"
"#;

/// A trainee of a course that asks for skills and an examination, in a department of the hospital since the first of February.
pub(super) async fn intern(school: &mut School) -> Trainee {
    school.course(3, ASKED).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    trainee
}

/// Imports a preset; its id and its items.
pub(super) async fn form(school: &School, preset: &str) -> (String, Vec<Value>) {
    let input = json!({"input": {"institutionId": school.ids["school"], "source": {"preset": preset}}});
    let made = school.director.ok(IMPORT, input).await;
    let items = made.list("/assessmentFormImport/form/items").to_vec();
    (made.text("/assessmentFormImport/form/id").to_owned(), items)
}

/// Every item answered as well as can be, at a level, but for `others`.
pub(super) fn answers(items: &[Value], level: i64, others: &[(&str, Value)]) -> Value {
    let value = |item: &Value| {
        let code = item["code"].as_str().unwrap();
        if let Some((_, value)) = others.iter().find(|(of, _)| *of == code) {
            return value.clone();
        }
        match item["kind"].as_str().unwrap() {
            "STEP" => json!({"mark": "DONE"}),
            "LEVEL" => json!({"number": level}),
            "POINTS" => json!({"number": 80}),
            kind => panic!("no answer for {kind}"),
        }
    };
    let needed = items.iter().filter(|item| item["isOptional"] == json!(false));
    needed.map(|item| json!({"item": item["code"], "value": value(item)})).collect()
}

fn watched(form: &str, trainee: &Trainee, on: &str, answers: &Value) -> Value {
    json!({"input": {"formId": form, "traineeId": trainee.person, "occurredOn": on, "answers": answers}})
}

pub(super) fn codes(answer: &Answer, act: &str) -> Vec<(String, String)> {
    let errors = answer.list(&format!("/{act}/errors"));
    let of = |row: &Value| {
        let path: Vec<&str> = row["path"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        (row["code"].as_str().unwrap().to_owned(), path.join("."))
    };
    errors.iter().map(of).collect()
}

fn critical(items: &[Value], index: usize) -> String {
    items[index]["code"].as_str().unwrap().to_owned()
}

async fn an_attempt_counts_at_the_level_it_earned(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let record = async |level, others: &[(&str, Value)]| {
        let input = watched(&ecg, &trainee, "2026-02-24", &answers(&items, level, others));
        school.supervisor.ok(RECORD, input).await
    };
    let definition =
        "query($id: ID!) { node(id: $id) { ... on AssessmentForm { items { code isCritical } } } }";
    let shown = trainee.actor.ok(definition, json!({"id": ecg})).await;
    let step = shown.list("/node/items").iter().position(|item| item["isCritical"] == json!(true)).unwrap();
    let step = critical(&items, step);

    let good = record(4, &[]).await;
    let helped = record(4, &[(&step, json!({"mark": "DONE_WITH_HELP"}))]).await;
    let failed = record(4, &[(&step, json!({"mark": "NOT_DONE"}))]).await;

    let earned = |answer: &Answer| {
        let made = answer.at("/assessmentRecord/assessment").clone();
        (made["kind"].clone(), made["status"].clone(), made["isPassed"].clone(), made["level"].clone())
    };
    let attempt = json!("SKILL_ATTEMPT");
    assert_eq!(earned(&good), (attempt.clone(), json!("APPROVED"), json!(true), json!(4)));
    assert_eq!(earned(&helped), (attempt.clone(), json!("APPROVED"), json!(true), json!(2)));
    assert_eq!(earned(&failed), (attempt, json!("APPROVED"), json!(false), json!(null)));
    let made = good.at("/assessmentRecord/assessment");
    assert_eq!(made["department"]["id"], json!(school.ids["TUINA"]));
    assert_eq!(made["baseKind"], json!("CLINICAL"));
    assert_eq!(made["reviews"], json!([{"decision": "APPROVED", "reviewer": made["assessor"]}]));
    let (credited, running, target, status) = school.standing(&trainee.actor, &trainee, "ECG").await;
    assert_eq!((credited, running, target, status.as_str()), (1, 0, 3, "IN_PROGRESS"));

    let why = "query($id: ID!) { enrolment(id: $id) { progress(on: \"2026-03-01\") { requirements {
        requirement { code } explanation { counted { evidence { id } quantity } notCounted { evidence { id } reason } } } } } }";
    let why = trainee.actor.ok(why, json!({"id": trainee.enrolment})).await;
    let rows = why.list("/enrolment/progress/requirements");
    let row = rows.iter().find(|row| row["requirement"]["code"] == json!("ECG")).unwrap();
    let reasons: Vec<&str> = row["explanation"]["notCounted"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["reason"].as_str())
        .collect();
    assert_eq!(row["explanation"]["counted"].as_array().unwrap().len(), 1);
    assert!(reasons.iter().any(|reason| reason.contains("置信等级为 2")), "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.contains("未通过")), "{reasons:?}");
    assert_eq!(reasons.len(), 2);

    let of = "query($filter: AssessmentFilter!) { assessments(filter: $filter, first: 2) {
        nodes { isPassed form { code } } totalCount pageInfo { hasNextPage } } }";
    let filter = json!({"filter": {"traineeId": trainee.person, "formCode": "ECG"}});
    let listed = school.supervisor.ok(of, filter.clone()).await;
    assert_eq!(listed.at("/assessments/totalCount"), &json!(3));
    assert_eq!(listed.at("/assessments/pageInfo/hasNextPage"), &json!(true));
    assert_eq!(school.stranger.ok(of, filter).await.at("/assessments/totalCount"), &json!(0));
}

async fn assessors_must_differ_and_a_correction_takes_the_place(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let (teacher, _) =
        hire(&school.administrator, &world, "Teacher", "SUPERVISOR", &school.ids["hospital"]).await;
    let watched_on = |on: &str| watched(&ecg, &trainee, on, &answers(&items, 3, &[]));
    let standing = async || school.standing(&trainee.actor, &trainee, "ECG").await;

    let mut made = Vec::new();
    for on in ["2026-02-24", "2026-02-25", "2026-02-26"] {
        let recorded = school.supervisor.ok(RECORD, watched_on(on)).await;
        made.push(recorded.text("/assessmentRecord/assessment/id").to_owned());
    }
    assert_eq!(standing().await, (3, 0, 3, "IN_PROGRESS".to_owned()), "A, A, A: one assessor");
    let withdraw = json!({"input": {"assessmentId": made[1], "reason": "示例"}});
    school.supervisor.ok(WITHDRAW, withdraw).await;
    let other = teacher.ok(RECORD, watched_on("2026-02-27")).await;
    assert_eq!(other.at("/assessmentRecord/assessment/status"), &json!("APPROVED"));
    assert_eq!(standing().await, (3, 0, 3, "MET".to_owned()), "A, A, B");

    let mut correction = watched(&ecg, &trainee, "2026-02-26", &answers(&items, 2, &[]));
    correction["input"]["replacesId"] = json!(made[2]);
    teacher.query(RECORD, correction.clone()).await;
    school.supervisor.ok(RECORD, correction.clone()).await;
    assert_eq!(standing().await.0, 2, "level 2 does not count");
    let twice = school.supervisor.query(RECORD, correction).await;
    assert_eq!(codes(&twice, "assessmentRecord"), [("NOT_CORRECTABLE".to_owned(), "replacesId".to_owned())]);
    let late = json!({"input": {"assessmentId": made[1], "reason": "示例"}});
    let late = school.supervisor.query(WITHDRAW, late).await;
    assert_eq!(codes(&late, "assessmentWithdraw"), [("NOT_APPROVED".to_owned(), String::new())]);
}

async fn whoever_does_not_teach_there_records_nothing(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let before = world.database.contents().await;
    let input = |on: &str| watched(&ecg, &trainee, on, &answers(&items, 3, &[]));

    for actor in
        [&trainee.actor, &school.centre_supervisor, &school.stranger, &school.director, &school.registrar]
    {
        actor.denied(RECORD, input("2026-02-24")).await;
    }
    let (teacher, _) =
        hire(&school.administrator, &world, "Teacher", "SUPERVISOR", &school.ids["hospital"]).await;
    teacher.denied(RECORD, input("2026-01-20")).await;
    let import = json!({"input": {"institutionId": school.ids["school"], "source": {"preset": "dops"}}});
    school.supervisor.denied(IMPORT, import).await;
    let after = world.database.contents().await;
    assert_eq!(before["evidence"], after["evidence"]);
    assert_eq!(before["assessment_form"], after["assessment_form"]);

    // Nor does she record what she watched before she was a teacher there.
    let newly = hire(&school.administrator, &world, "Newly", "TRAINEE", &school.ids["hospital"]).await;
    let at = json!({"institutionId": school.ids["hospital"], "startsOn": "2026-02-27"});
    school.give(&newly.1, "SUPERVISOR", at).await;
    newly.0.denied(RECORD, input("2026-02-26")).await;
    newly.0.ok(RECORD, input("2026-02-27")).await;

    // A teacher who is no supervisor of hers sees nothing of her but what she marked.
    let made = teacher.ok(RECORD, input("2026-02-24")).await;
    let own = made.text("/assessmentRecord/assessment/id");
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(teacher.ok(node, json!({"id": own})).await.at("/node"), &json!(null));
    assert_eq!(teacher.ok(node, json!({"id": trainee.person})).await.at("/node"), &json!(null));
    let mistaken = json!({"input": {"assessmentId": own, "reason": "示例"}});
    newly.0.denied(WITHDRAW, mistaken.clone()).await;
    let withdrawn = teacher.ok(WITHDRAW, mistaken).await;
    assert_eq!(withdrawn.at("/assessmentWithdraw/assessment/status"), &json!("WITHDRAWN"));
}

async fn what_cannot_be_marked_is_refused_with_every_reason(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let (several, _) = form(&school, "multisource-360").await;
    let elsewhere = json!({"input": {"institutionId": school.ids["hospital"], "source": {"preset": "ecg"}}});
    let elsewhere = school.administrator.query(IMPORT, elsewhere).await;
    assert_eq!(elsewhere.codes(), ["FORBIDDEN"], "{}", elsewhere.body);
    let before = world.database.contents().await;
    let refused =
        async |input: Value| codes(&school.supervisor.query(RECORD, input).await, "assessmentRecord");
    let pair = |code: &str, path: &str| (code.to_owned(), path.to_owned());

    let mut marks = answers(&items, 6, &[("IDENTITY", json!({"number": 1}))]);
    marks.as_array_mut().unwrap().remove(3);
    let last = marks.as_array().unwrap().len();
    marks.as_array_mut().unwrap().push(json!({"item": "COLOUR", "value": {"text": "red"}}));
    let mut expected = Vec::new();
    if let Some(index) = items.iter().position(|item| item["code"] == json!("IDENTITY")) {
        let index = if index > 3 { index - 1 } else { index };
        expected.push(pair("INVALID", &format!("answers.{index}.value")));
    }
    expected.push(pair("INVALID", &format!("answers.{}.value", last - 1)));
    expected.push(pair("INVALID", &format!("answers.{last}.item")));
    expected.push(pair("INVALID", "answers"));
    assert_eq!(refused(watched(&ecg, &trainee, "2026-02-27", &marks)).await, expected);

    let good = || answers(&items, 3, &[]);
    assert_eq!(
        refused(watched(&ecg, &trainee, "2026-02-02", &good())).await,
        [pair("TOO_LATE", "occurredOn")]
    );
    let none = refused(watched(&several, &trainee, "2026-02-27", &json!([]))).await;
    assert!(none.contains(&pair("FORM_MULTISOURCE", "formId")), "{none:?}");
    assert_eq!(world.database.contents().await["evidence"], before["evidence"]);
    assert_eq!(world.database.contents().await["assessment"], before["assessment"]);

    let retire = "mutation($input: AssessmentFormRetireInput!) { assessmentFormRetire(input: $input) {
        form { retiredAt } errors { code } } }";
    school.director.ok(retire, json!({"input": {"formId": ecg}})).await;
    let again = school.director.query(retire, json!({"input": {"formId": ecg}})).await;
    assert_eq!(again.at("/assessmentFormRetire/errors"), &json!([{"code": "FORM_RETIRED"}]));
    assert_eq!(
        refused(watched(&ecg, &trainee, "2026-02-27", &good())).await,
        [pair("FORM_RETIRED", "formId")]
    );
}

const OWN_FORM: &str = r#"
format = 1
code = "CUPPING"
kind = "SKILL_CHECKLIST"
name = { zh = "拔罐（示例）", en = "Cupping (sample)" }
source = "示例"
assess_within_days = 14

[[items]]
code = "SKIN"
kind = "STEP"
name = { zh = "检查皮肤", en = "Looks at the skin" }
critical = true

[[items]]
code = "LEVEL"
kind = "LEVEL"
name = { zh = "置信等级", en = "Entrustment level" }
"#;

async fn a_new_form_needs_no_code_and_its_next_version_leaves_the_past_alone(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let import = async |text: &str| {
        let upload = school
            .send(&school.director, "ASSESSMENT_FORM", "cupping.toml", text.to_owned().into_bytes())
            .await;
        let input = json!({"input": {"institutionId": school.ids["school"], "source": {"uploadId": upload}}});
        school.director.ok(IMPORT, input).await
    };
    let first = import(OWN_FORM).await;
    let form = first.text("/assessmentFormImport/form/id").to_owned();
    assert_eq!(first.text("/assessmentFormImport/form/definition"), OWN_FORM);
    let marks =
        json!([{"item": "SKIN", "value": {"mark": "DONE"}}, {"item": "LEVEL", "value": {"number": 5}}]);
    let made = school.supervisor.ok(RECORD, watched(&form, &trainee, "2026-02-24", &marks.clone())).await;
    let made = made.text("/assessmentRecord/assessment/id").to_owned();

    let second = import(&OWN_FORM.replacen("SKIN", "SKIN_AND_CUP", 1)).await;
    assert_eq!(second.at("/assessmentFormImport/form/number"), &json!(2));
    let old = school.supervisor.query(RECORD, watched(&form, &trainee, "2026-02-25", &marks)).await;
    assert_eq!(codes(&old, "assessmentRecord"), [("FORM_RETIRED".to_owned(), "formId".to_owned())]);
    let shown =
        "query($id: ID!) { node(id: $id) { ... on Assessment { level form { number retiredAt } answers {
        item { code name(locale: ZH) } mark number } } } }";
    let shown = trainee.actor.ok(shown, json!({"id": made})).await;
    assert_eq!(shown.at("/node/form/number"), &json!(1));
    assert_eq!(
        shown.at("/node/answers/0"),
        &json!({"item": {"code": "SKIN", "name": "检查皮肤"}, "mark": "DONE", "number": null})
    );
    let forms = "query($filter: AssessmentFormFilter) { assessmentForms(filter: $filter) { nodes { code number } totalCount } }";
    let in_use = trainee.actor.ok(forms, json!({"filter": {"institutionId": school.ids["school"]}})).await;
    assert_eq!(in_use.at("/assessmentForms/nodes"), &json!([{"code": "CUPPING", "number": 2}]));
    let all = trainee.actor.ok(forms, json!({"filter": {"withRetired": true}})).await;
    assert_eq!(all.at("/assessmentForms/totalCount"), &json!(2));
}

async fn an_examination_is_passed_in_both_parts(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (exam, items) = form(&school, "rotation-exam").await;
    let sat = async |on: &str, theory: i64, skill: i64| {
        let others = [("THEORY", json!({"number": theory})), ("SKILL", json!({"number": skill}))];
        let input = watched(&exam, &trainee, on, &answers(&items, 0, &others));
        let made = school.supervisor.ok(RECORD, input).await;
        made.at("/assessmentRecord/assessment/isPassed") == &json!(true)
    };
    let standing = async || school.standing(&trainee.actor, &trainee, "EXAM").await;
    assert!(!sat("2026-02-26", 100, 59).await);
    assert_eq!(standing().await.0, 0);
    assert!(sat("2026-02-27", 60, 60).await);
    assert_eq!(standing().await, (1, 0, 1, "MET".to_owned()));
}

async fn a_master_assesses_a_year_and_it_counts(world: World) {
    let mut school = School::found(&world).await;
    let yearly = r#"
[[requirements]]
code = "EXAM"
kind = "ASSESSMENTS"
name = { zh = "年度考核", en = "Annual assessment" }
count = 1
subject = "APPRENTICESHIP_ANNUAL"
"#;
    school.course(3, yearly).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let (annual, items) = form(&school, "apprenticeship-annual").await;
    let rated = |ethics: i64| {
        let rating = |item: &Value| if item["code"] == "ETHICS" { ethics } else { 3 };
        let rows = items.iter().filter(|item| item["kind"] == "RATING");
        rows.map(|item| json!({"item": item["code"], "value": {"number": rating(item)}})).collect::<Value>()
    };
    let made = school.master.ok(RECORD, watched(&annual, &trainee, "2026-02-26", &rated(2))).await;
    assert_eq!(made.at("/assessmentRecord/assessment/isPassed"), &json!(false));
    let made = school.master.ok(RECORD, watched(&annual, &trainee, "2026-02-27", &rated(3))).await;
    assert_eq!(made.at("/assessmentRecord/assessment/isPassed"), &json!(true));
    let standing = school.standing(&trainee.actor, &trainee, "EXAM").await;
    assert_eq!(standing, (1, 0, 1, "MET".to_owned()));
}

async fn a_form_that_cannot_be_is_refused_with_every_place(world: World) {
    let school = School::found(&world).await;
    let before = world.database.contents().await;
    let text = OWN_FORM.replacen("assess_within_days = 14", "assess_within_days = 1400\ncolour = 1", 1)
        + "\n[[pass]]\nrule = \"BY_FEELING\"\nat_least = 80\n";
    let upload = school.send(&school.director, "ASSESSMENT_FORM", "cupping.toml", text.into_bytes()).await;
    let input = json!({"input": {"institutionId": school.ids["school"], "source": {"uploadId": upload}}});
    let refused = school.director.query(IMPORT, input).await;
    let places: Vec<String> =
        codes(&refused, "assessmentFormImport").into_iter().map(|(_, path)| path).collect();
    assert_eq!(
        places,
        ["source.uploadId.assess_within_days", "source.uploadId.pass.1.rule", "source.uploadId.colour"]
    );
    let unknown = json!({"input": {"institutionId": school.ids["school"], "source": {"preset": "no-such"}}});
    let unknown = school.director.query(IMPORT, unknown).await;
    assert_eq!(
        codes(&unknown, "assessmentFormImport"),
        [("UNKNOWN_PRESET".to_owned(), "source.preset".to_owned())]
    );
    assert_eq!(world.database.contents().await["assessment_form"], before["assessment_form"]);
    let presets = school.stranger.ok("{ assessmentFormPresets { name kind code } }", Value::Null).await;
    assert_eq!(presets.list("/assessmentFormPresets").len(), 15);
}

async fn a_trainee_notes_what_she_has_to_say(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let made =
        school.supervisor.ok(RECORD, watched(&ecg, &trainee, "2026-02-24", &answers(&items, 3, &[]))).await;
    let key = made.text("/assessmentRecord/assessment/id");
    let item = items[0]["code"].as_str().unwrap();
    let note = |item: &str, text: &str| json!({"input": {"assessmentId": key, "item": item, "note": text}});

    let noted = trainee.actor.ok(NOTE, note(item, "下次先核对（示例）")).await;
    assert_eq!(
        noted.at("/assessmentNoteAdd/assessment/notes"),
        &json!([{"item": item, "note": "下次先核对（示例）"}])
    );
    school.supervisor.denied(NOTE, note(item, "示例")).await;
    let wrong = trainee.actor.query(NOTE, note("COLOUR", " ")).await;
    let invalid = |path: &str| ("INVALID".to_owned(), path.to_owned());
    assert_eq!(codes(&wrong, "assessmentNoteAdd"), [invalid("item"), invalid("note")]);
}

async fn a_repeat_with_the_same_key_records_nothing(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let mut input = watched(&ecg, &trainee, "2026-02-24", &answers(&items, 3, &[]));
    input["input"]["clientMutationKey"] = json!("示例-1");
    let first = school.supervisor.ok(RECORD, input.clone()).await;
    let again = school.supervisor.ok(RECORD, input.clone()).await;
    let id = "/assessmentRecord/assessment/id";
    assert_eq!(first.text(id), again.text(id));
    assert_eq!(school.standing(&trainee.actor, &trainee, "ECG").await.0, 1);
    input["input"]["occurredOn"] = json!("2026-02-25");
    assert_eq!(school.supervisor.query(RECORD, input).await.codes(), ["BAD_USER_INPUT"]);
}
