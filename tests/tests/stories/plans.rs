//! Training plans: stages, an order among what they ask, standards that they adapt, and what nobody could ever meet.

use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::school::School;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_stage_has_a_calendar_of_its_own),
        story(what_comes_after_something_waits_for_it),
        story(a_plan_that_cannot_be_met_is_refused_at_once),
        story(a_draft_is_not_changed_into_what_cannot_be_met),
        story(an_activity_is_entrusted_step_by_step),
        story(a_plan_is_held_to_the_standard_above_it),
        story(a_draft_is_held_to_the_newest_version_of_its_standard),
    ]
}

const SAMPLE: &str = include_str!("plans/sample.toml");
const IMPORT: &str = "mutation($input: CurriculumImportInput!) { curriculumImport(input: $input) {
    version { id requirements { id code } } errors { code path message } } }";
const PUBLISH: &str =
    "mutation($input: CurriculumVersionPublishInput!) { curriculumVersionPublish(input: $input) {
    version { id } errors { code path message } } }";

/// Sends a plan to an institution as a file and imports it.
async fn import(school: &School, institution: &str, plan: &str) -> Answer {
    let upload = school.send(&school.director, "CURRICULUM", "plan.toml", plan.as_bytes().to_vec()).await;
    let input = json!({"institutionId": school.ids[institution], "source": {"uploadId": upload}});
    school.director.query(IMPORT, json!({ "input": input })).await
}

async fn publish(school: &School, version: &str) -> Answer {
    school.director.query(PUBLISH, json!({"input": {"curriculumVersionId": version}})).await
}

/// Imports and publishes the sample, and enrols into it from now on.
async fn sample(school: &mut School) -> String {
    let made = import(school, "school", SAMPLE).await;
    let version = made.text("/curriculumImport/version/id").to_owned();
    school.publish(&version).await;
    for row in made.list("/curriculumImport/version/requirements") {
        let (code, id) = (row["code"].as_str().unwrap(), row["id"].as_str().unwrap());
        school.requirements.insert(code.to_owned(), id.to_owned());
    }
    school.ids.insert("version".to_owned(), version.clone());
    version
}

/// Where problems stand, and what they say.
fn problems(answer: &Answer, act: &str) -> Vec<(String, String)> {
    let of = |row: &Value| {
        assert_eq!(row["code"], json!("INVALID"), "{row}");
        let path: Vec<&str> = row["path"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        (path.join("."), row["message"].as_str().unwrap().to_owned())
    };
    answer.list(&format!("/{act}/errors")).iter().map(of).collect()
}

async fn a_stage_has_a_calendar_of_its_own(world: World) {
    let mut school = School::found(&world).await;
    let version = sample(&mut school).await;
    let shown = "query($id: ID!) { node(id: $id) { ... on CurriculumVersion {
        stages { code name(locale: EN) position months weeks } requirements { code stage { code } } } } }";
    let shown = school.stranger.ok(shown, json!({"id": version})).await;
    assert_eq!(
        shown.at("/node/stages"),
        &json!([
            {"code": "FOUNDATION", "name": "Sample Foundation", "position": 1, "months": 4, "weeks": null},
            {"code": "PRACTICE", "name": "Sample Practice", "position": 2, "months": 8, "weeks": null},
        ])
    );
    let stages: Vec<&Value> =
        shown.list("/node/requirements").iter().map(|row| &row["stage"]["code"]).collect();
    assert_eq!(stages, [&json!("FOUNDATION"), &json!("FOUNDATION"), &json!("PRACTICE")]);

    // February to May are the foundation, June to January (245 days) the practice.
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    for (on, expected) in [
        ("2026-05-01", [(0, "ON_TRACK"), (0, "ON_TRACK"), (0, "ON_TRACK")]),
        ("2026-05-04", [(1, "BEHIND"), (0, "ON_TRACK"), (0, "ON_TRACK")]),
        ("2026-05-31", [(28, "BEHIND"), (1, "BEHIND"), (0, "ON_TRACK")]),
        ("2026-06-30", [(28, "BEHIND"), (1, "BEHIND"), (2, "BEHIND")]),
        ("2027-01-31", [(28, "BEHIND"), (1, "BEHIND"), (24, "BEHIND")]),
    ] {
        let progress = "query($id: ID!, $on: Date!) { enrolment(id: $id) { progress(on: $on) {
            requirements { expected pace } } } }";
        let progress = trainee.actor.ok(progress, json!({"id": trainee.enrolment, "on": on})).await;
        let rows: Vec<(i64, &str)> = progress
            .list("/enrolment/progress/requirements")
            .iter()
            .map(|row| (row["expected"].as_i64().unwrap(), row["pace"].as_str().unwrap()))
            .collect();
        assert_eq!(rows, expected, "{on}");
    }
}

async fn what_comes_after_something_waits_for_it(world: World) {
    let mut school = School::found(&world).await;
    sample(&mut school).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let exit = school.leave(&trainee, &placement, 0).await;
    school.let_go(&school.supervisor, &exit).await;
    let asked = "query($id: ID!) { enrolment(id: $id) { progress { requirements {
        requirement { code after { code } } credited status conditions { isMet message }
        explanation { counted { quantity } } } eligibility { unmet { reason } } } } }";

    let before = trainee.actor.ok(asked, json!({"id": trainee.enrolment})).await;

    let stay = before.at("/enrolment/progress/requirements/0");
    assert_eq!(stay["requirement"], json!({"code": "TUINA", "after": [{"code": "EXAM"}]}));
    assert_eq!((&stay["credited"], &stay["status"]), (&json!(28), &json!("IN_PROGRESS")));
    assert_eq!(stay["conditions"], json!([{"isMet": false, "message": "须先完成入科考核"}]));
    assert_eq!(stay["explanation"]["counted"], json!([{"quantity": 28}]));
    let unmet: Vec<&str> = before
        .list("/enrolment/progress/eligibility/unmet")
        .iter()
        .map(|row| row["reason"].as_str().unwrap())
        .collect();
    assert_eq!(unmet[1], "推拿科：须先完成入科考核");
    assert_eq!(unmet.len(), 4, "the months of the training among them");

    school.examine(&trainee, "2026-02-27", "示例").await;
    let after = trainee.actor.ok(asked, json!({"id": trainee.enrolment})).await;
    let stay = after.at("/enrolment/progress/requirements/0");
    assert_eq!((&stay["credited"], &stay["status"]), (&json!(28), &json!("MET")));
    assert_eq!(stay["conditions"][0]["isMet"], json!(true));
    assert_eq!(after.list("/enrolment/progress/eligibility/unmet").len(), 2);
}

async fn a_plan_that_cannot_be_met_is_refused_at_once(world: World) {
    let school = School::found(&world).await;
    let before = world.database.contents().await;
    let plan = SAMPLE
        .replacen("months = 8", "months = 9", 1)
        .replacen("days = 28", "days = 124", 1)
        .replacen("after = [\"EXAM\"]", "after = [\"FOLLOWING_MASTER\"]", 1)
        .replacen("half_days = 24", "half_days = 600\nafter = [\"TUINA\", \"NOTHING\"]", 1)
        .replacen("subject =", "different_assessors = 2\nsubject =", 1)
        .replacen("stage = \"PRACTICE\"", "stage = \"LAST\"", 1);

    let refused = import(&school, "school", &plan).await;

    let told = problems(&refused, "curriculumImport");
    let places: Vec<&str> =
        told.iter().map(|(path, _)| path.trim_start_matches("source.uploadId.")).collect();
    assert_eq!(
        places,
        [
            "stages",
            "requirements.3.after",
            "requirements.1.after",
            "requirements.3.stage",
            "requirements.1",
            "requirements.2.different_assessors",
            "stages.1",
        ]
    );
    assert!(told[2].1.contains("TUINA → FOLLOWING_MASTER → TUINA"), "{told:?}");
    assert_eq!(told[4].1, "推拿科要求 124 天，而示例·基础阶段最多只容 123：请降低要求");
    let after = world.database.contents().await;
    for table in ["curriculum", "curriculum_version", "requirement"] {
        assert_eq!(after[table], before[table], "{table}");
    }
}

async fn a_draft_is_not_changed_into_what_cannot_be_met(world: World) {
    let school = School::found(&world).await;
    let made = import(&school, "school", SAMPLE).await;
    let version = made.text("/curriculumImport/version/id");
    let id = |place: usize| made.text(&format!("/curriculumImport/version/requirements/{place}/id"));
    let change = "mutation($input: RequirementChangeInput!) { requirementChange(input: $input) {
        requirement { target } errors { code path message } } }";
    let to = |place: usize, target: i64| json!({"input": {"requirementId": id(place), "change": {"target": target}}});
    let before = world.database.contents().await;

    let refused = school.director.query(change, to(0, 124)).await;

    let message = "推拿科要求 124 天，而示例·基础阶段最多只容 123：请降低要求".to_owned();
    assert_eq!(problems(&refused, "requirementChange"), [("change.target".to_owned(), message)]);
    assert_eq!(world.database.contents().await["requirement"], before["requirement"]);
    school.director.ok(change, to(0, 123)).await;
    assert_eq!(publish(&school, version).await.problems(), Vec::<&Value>::new());
}

/// An activity that the sample entrusts, and that it asks for.
const ENTRUSTED: &str = r#"
[[entrustable_activities]]
code = "CONSULTATION"
name = { zh = "示例·独立接诊", en = "Sample Consultation" }
description = "示例"
competencies = ["CN6.3.1"]
levels = { FOUNDATION = 2, PRACTICE = 4 }

[[requirements]]
code = "TRUST"
kind = "ENTRUSTMENT"
name = { zh = "独立接诊授权", en = "Entrusted with consultations" }
activity_code = "CONSULTATION"
"#;

async fn an_activity_is_entrusted_step_by_step(world: World) {
    let school = School::found(&world).await;
    let made = import(&school, "school", &format!("{SAMPLE}{ENTRUSTED}")).await;
    let version = made.text("/curriculumImport/version/id");
    let shown = "query($id: ID!) { node(id: $id) { ... on CurriculumVersion {
        entrustableActivities { code name(locale: EN) description competencies levels { stage { code position } level } }
        requirements { code kind target unit minimumLevel entrustableActivity { code } } } } }";

    let shown = school.stranger.ok(shown, json!({"id": version})).await;

    assert_eq!(
        shown.at("/node/entrustableActivities"),
        &json!([{"code": "CONSULTATION", "name": "Sample Consultation", "description": "示例",
            "competencies": ["CN6.3.1"], "levels": [
                {"stage": {"code": "FOUNDATION", "position": 1}, "level": 2},
                {"stage": {"code": "PRACTICE", "position": 2}, "level": 4}]}])
    );
    let requirements = shown.list("/node/requirements");
    assert_eq!(
        requirements[3],
        json!({"code": "TRUST", "kind": "ENTRUSTMENT", "target": 1, "unit": "COUNT", "minimumLevel": 4,
            "entrustableActivity": {"code": "CONSULTATION"}})
    );
    assert_eq!(requirements[1]["entrustableActivity"], Value::Null);
    let falling = format!("{SAMPLE}{ENTRUSTED}").replacen("PRACTICE = 4", "PRACTICE = 1, LAST = 5", 1);
    let told = problems(&import(&school, "school", &falling).await, "curriculumImport");
    let places: Vec<&str> = told.iter().map(|(path, _)| path.as_str()).collect();
    let levels = "source.uploadId.entrustable_activities.1.levels";
    assert_eq!(places, [format!("{levels}.LAST").as_str(), levels]);
}

/// A plan of a hospital that adapts the school's sample: the stay in two parts, everything else under its own code.
const LOCAL: &str = r#"
format = 1
code = "SAMPLE-PLAN"
name = { zh = "示例·基地方案", en = "Sample Plan of a Base" }
source = "示例 · sample"
duration_months = 12
standard = "SAMPLE-PLAN"

[figures]
days_per_month = 30
minutes_per_half_day = 240
half_days_per_day = 2
review_window_days = 60
backdating_days = 30

[[requirements]]
code = "TUINA_WARD"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿病房", en = "Tuina ward" }
days = 20
specialties = ["TUINA"]
meets = "TUINA"

[[requirements]]
code = "TUINA_CLINIC"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿门诊", en = "Tuina clinic" }
days = 8
specialties = ["TUINA"]
meets = "TUINA"

[[requirements]]
code = "EXAM"
kind = "ASSESSMENTS"
name = { zh = "入科考核", en = "Entrance examination" }
count = 2
subject = "ROTATION_EXAM"

[[requirements]]
code = "FOLLOWING_MASTER"
kind = "ACTIVITY_HALF_DAYS"
name = { zh = "跟师学习", en = "Following a master" }
half_days = 24
activity = "FOLLOWING_MASTER"

[[requirements]]
code = "OWN_CASES"
kind = "CASES"
name = { zh = "本院病例", en = "Own cases" }
count = 5
"#;

/// What a version adapts: the standard's number, and by code what each requirement meets.
async fn adapted(school: &School, version: &str) -> (Value, Vec<(String, Value)>) {
    let shown = "query($id: ID!) { node(id: $id) { ... on CurriculumVersion { standard { number }
        requirements { code standardRequirement { code version { number } } } } } }";
    let shown = school.stranger.ok(shown, json!({"id": version})).await;
    let of = |row: &Value| (row["code"].as_str().unwrap().to_owned(), row["standardRequirement"].clone());
    let requirements = shown.list("/node/requirements").iter().map(of).collect();
    (shown.at("/node/standard/number").clone(), requirements)
}

async fn a_plan_is_held_to_the_standard_above_it(world: World) {
    let mut school = School::found(&world).await;
    let branch = "mutation($input: InstitutionCreateInput!) { institutionCreate(input: $input) {
        institution { id } errors { code } } }";
    let input = json!({"kind": "TERTIARY_HOSPITAL", "name": {"zh": "示例直属医院", "en": "Sample University Hospital"},
        "regionCode": "350102", "parentId": school.ids["school"]});
    let branch = school.administrator.ok(branch, json!({ "input": input })).await;
    let branch = branch.text("/institutionCreate/institution/id").to_owned();
    school.ids.insert("branch".to_owned(), branch);
    // Its own drafts are no standard, though they bear the same code.
    let unknown = import(&school, "branch", LOCAL).await;
    let told = problems(&unknown, "curriculumImport");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "source.uploadId.standard");
    sample(&mut school).await;
    let before = world.database.contents().await;
    let lower = LOCAL
        .replacen("minutes_per_half_day = 240", "minutes_per_half_day = 200", 1)
        .replacen("days = 8", "days = 7", 1)
        .replacen("specialties = [\"TUINA\"]", "specialties = [\"ACUPUNCTURE\"]", 1)
        .replacen("code = \"EXAM\"", "code = \"EXAMINATION\"", 1)
        .replacen("half_days = 24", "half_days = 23\nmeets = \"FOLLOWING\"", 1);

    let refused = import(&school, "branch", &lower).await;

    let told = problems(&refused, "curriculumImport");
    let places: Vec<&str> =
        told.iter().map(|(path, _)| path.trim_start_matches("source.uploadId.")).collect();
    assert_eq!(
        places,
        [
            "requirements.4.meets",
            "figures.minutes_per_half_day",
            "requirements.1.specialties",
            "requirements.1",
            "requirements",
            "requirements",
        ]
    );
    assert_eq!(told[3].1, "推拿病房的数量为 27 天，标准方案为 28 天：请不要低于标准");
    assert!(told[4].1.contains("入科考核（EXAM）1 例次"), "{told:?}");
    let after = world.database.contents().await;
    for table in ["curriculum", "curriculum_version", "requirement"] {
        assert_eq!(after[table], before[table], "{table}");
    }

    let made = import(&school, "branch", LOCAL).await;
    let version = made.text("/curriculumImport/version/id");
    let meets = |code: &str| json!({"code": code, "version": {"number": 1}});
    let expected = [
        ("TUINA_WARD".to_owned(), meets("TUINA")),
        ("TUINA_CLINIC".to_owned(), meets("TUINA")),
        ("EXAM".to_owned(), meets("EXAM")),
        ("FOLLOWING_MASTER".to_owned(), meets("FOLLOWING_MASTER")),
        ("OWN_CASES".to_owned(), Value::Null),
    ];
    assert_eq!(adapted(&school, version).await, (json!(1), expected.into()));
    let lowered = "mutation($input: RequirementChangeInput!) { requirementChange(input: $input) {
        requirement { id } errors { code } } }";
    let clinic = made.text("/curriculumImport/version/requirements/1/id");
    let to = |target: i64| json!({"input": {"requirementId": clinic, "change": {"target": target}}});
    school.director.ok(lowered, to(7)).await;
    let told = problems(&publish(&school, version).await, "curriculumVersionPublish");
    let message = "推拿病房的数量为 27 天，标准方案为 28 天：请不要低于标准".to_owned();
    assert_eq!(told, [("curriculumVersionId".to_owned(), message)]);
    school.director.ok(lowered, to(8)).await;
    assert_eq!(publish(&school, version).await.problems(), Vec::<&Value>::new());
}

async fn a_draft_is_held_to_the_newest_version_of_its_standard(world: World) {
    let mut school = School::found(&world).await;
    sample(&mut school).await;
    let local = LOCAL.replacen("code = \"SAMPLE-PLAN\"", "code = \"LOCAL-PLAN\"", 1);
    let first = import(&school, "school", &local).await;
    let first = first.text("/curriculumImport/version/id").to_owned();
    let stricter = import(&school, "school", &SAMPLE.replacen("count = 1", "count = 3", 1)).await;
    let stricter = stricter.text("/curriculumImport/version/id").to_owned();
    publish(&school, &stricter).await;
    let before = world.database.contents().await;

    let refused = publish(&school, &first).await;

    let message = "入科考核的数量为 2 例次，标准方案为 3 例次：请不要低于标准".to_owned();
    let told = problems(&refused, "curriculumVersionPublish");
    assert_eq!(told, [("curriculumVersionId".to_owned(), message)]);
    let after = world.database.contents().await;
    assert_eq!(after["curriculum_version"], before["curriculum_version"]);
    let raise = "mutation($input: RequirementChangeInput!) { requirementChange(input: $input) {
        requirement { id } errors { code } } }";
    let shown = "query($id: ID!) { node(id: $id) { ... on CurriculumVersion { requirements { id code } } } }";
    let shown = school.director.ok(shown, json!({"id": first})).await;
    let exam = shown.text("/node/requirements/2/id");
    school.director.ok(raise, json!({"input": {"requirementId": exam, "change": {"target": 3}}})).await;
    assert_eq!(adapted(&school, &first).await.0, json!(1));
    assert_eq!(publish(&school, &first).await.problems(), Vec::<&Value>::new());
    let (number, requirements) = adapted(&school, &first).await;
    assert_eq!(number, json!(2));
    assert_eq!(requirements[0].1, json!({"code": "TUINA", "version": {"number": 2}}));
    assert_eq!(requirements[4], ("OWN_CASES".to_owned(), Value::Null));
}
