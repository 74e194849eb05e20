//! From a preset to a roster of a thousand, and back again to nothing new.

use platform::uploads;

use super::*;

const IMPORT: &str = "mutation($input: CurriculumImportInput!) { curriculumImport(input: $input) {
    version { id number status parent { number } curriculum { code }
        requirements { id code target targetMonths unit choose isOnlyWhenNamed baseKind specialties { code label } } }
    errors { code message path } } }";
const PUBLISH: &str =
    "mutation($input: CurriculumVersionPublishInput!) { curriculumVersionPublish(input: $input) {
    version { status } errors { code message path } } }";
const CHANGE: &str = "mutation($input: RequirementChangeInput!) { requirementChange(input: $input) {
    requirement { target } errors { code message path } } }";
const ROSTER: &str = "mutation($input: RosterImportInput!) { rosterImport(input: $input) {
    report { rows createdPeople recognisedPeople createdEnrolments unchangedEnrolments isWritten problemCount
        problems { line column value severity } } errors { code message path } } }";

impl House {
    /// A file received from its owner.
    async fn upload(&self, token: &str, purpose: &str, name: &str, bytes: Vec<u8>) -> String {
        let owner = identity::viewer_by_token(&self.platform, token, None).await.unwrap();
        let prepared =
            uploads::prepare(&self.platform, &owner.actor(), owner.person_id, purpose, name).await.unwrap();
        uploads::receive(&self.platform, prepared.secret.reveal(), bytes).await.unwrap();
        platform::id::encode("upl", prepared.upload.id)
    }

    async fn take(&self, token: &str, school: &str, bytes: Vec<u8>, is_dry_run: bool) -> Value {
        let upload = self.upload(token, "ROSTER", "roster.csv", bytes).await;
        let input = json!({ "uploadId": upload, "institutionId": school, "isDryRun": is_dry_run });
        let answer = self.ask(token, ROSTER, json!({ "input": input })).await;
        assert_eq!(answer.get("errors"), None);
        answer["data"]["rosterImport"].clone()
    }
}

fn roster(rows: usize) -> Vec<u8> {
    let row = |row| format!("示例·学员{row},S{row:04},1390000{row:04},社会人,2025,TCM-GP-RESIDENCY-33");
    let mut lines = vec!["姓名,学号,手机,报名类别,招录年份,培训方案".to_owned()];
    lines.extend((1..=rows).map(row));
    lines.join("\n").into_bytes()
}

#[tokio::test]
async fn a_preset_becomes_a_version_that_never_changes() {
    let house = House::new().await;
    let school = house.institution("示例医学院", "Sample Medical School").await;
    let (_, director) = house.person("示例·主任", "PROGRAMME_DIRECTOR", &school).await;
    let import =
        json!({ "input": { "institutionId": school, "source": { "preset": "tcm-gp-residency-33-months" } } });
    let made = house.ask(&director, IMPORT, import.clone()).await;
    let version = made["data"]["curriculumImport"]["version"].clone();
    assert_eq!(version["status"], "DRAFT", "{made}");
    let asked = version["requirements"].as_array().unwrap();
    assert_eq!(asked.len(), 16);
    let months: i64 = asked.iter().filter_map(|each| each["targetMonths"].as_i64()).sum();
    assert_eq!(months, 33);
    assert_eq!(asked[13]["specialties"][0], json!({ "code": "DERMATOLOGY", "label": "Dermatology" }));

    let change =
        |target: i64| json!({ "input": { "requirementId": asked[0]["id"], "change": { "target": target } } });
    let changed = house.ask(&director, CHANGE, change(45)).await;
    assert_eq!(changed["data"]["requirementChange"]["requirement"]["target"], 45);
    let refused = house.ask(&director, CHANGE, change(0)).await;
    assert_eq!(refused["data"]["requirementChange"]["errors"][0]["path"], json!(["change", "target"]));

    let publish = json!({ "input": { "curriculumVersionId": version["id"] } });
    let published = house.ask(&director, PUBLISH, publish.clone()).await;
    assert_eq!(
        published["data"]["curriculumVersionPublish"]["version"]["status"], "PUBLISHED",
        "{published}"
    );
    let refused = house.ask(&director, CHANGE, change(30)).await;
    assert_eq!(refused["data"]["requirementChange"]["errors"][0]["code"], "PUBLISHED");
    let refused = house.ask(&director, PUBLISH, publish).await;
    let error = &refused["data"]["curriculumVersionPublish"]["errors"][0];
    assert_eq!((&error["code"], &error["path"]), (&json!("PUBLISHED"), &json!(["curriculumVersionId"])));

    let next = house.ask(&director, IMPORT, import).await;
    let next = &next["data"]["curriculumImport"]["version"];
    assert_eq!((&next["number"], &next["parent"]["number"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn a_bad_file_says_everything_with_its_place() {
    let house = House::new().await;
    let school = house.institution("示例医学院", "Sample Medical School").await;
    let (_, director) = house.person("示例·主任", "PROGRAMME_DIRECTOR", &school).await;
    let upload =
        house.upload(&director, "CURRICULUM", "plan.toml", b"format = 2\ncode = \"x\"".to_vec()).await;
    let import = json!({ "input": { "institutionId": school, "source": { "uploadId": upload } } });
    let answer = house.ask(&director, IMPORT, import).await;
    let errors = answer["data"]["curriculumImport"]["errors"].as_array().unwrap();
    let paths: Vec<&str> = errors.iter().map(|error| error["path"][2].as_str().unwrap()).collect();
    assert_eq!(paths, ["format", "code", "name", "source", "duration_months", "figures", "requirements"]);
    assert_eq!(errors[0]["message"], "format is 2: give a whole number from 1 to 1");
}

#[tokio::test]
async fn a_roster_of_a_thousand_takes_few_statements_and_is_taken_once() {
    let house = House::new().await;
    let school = house.institution("示例医学院", "Sample Medical School").await;
    let (_, director) = house.person("示例·主任", "PROGRAMME_DIRECTOR", &school).await;
    let (_, registrar) = house.person("示例·教务", "SCHOOL_REGISTRAR", &school).await;
    let import =
        json!({ "input": { "institutionId": school, "source": { "preset": "tcm-gp-residency-33-months" } } });
    let made = house.ask(&director, IMPORT, import).await;
    let version = &made["data"]["curriculumImport"]["version"]["id"];
    let early = house.take(&registrar, &school, roster(1), false).await;
    assert_eq!(early["errors"][0]["code"], "ROWS_REFUSED");
    assert_eq!(early["report"]["problems"][0]["column"], "PROGRAMME");
    house.ask(&director, PUBLISH, json!({ "input": { "curriculumVersionId": version } })).await;

    let dry = house.take(&registrar, &school, roster(1000), true).await;
    assert_eq!(dry["report"]["createdPeople"], 1000);
    assert_eq!(dry["report"]["isWritten"], false);
    let before = house.platform.database.statements();
    let taken = house.take(&registrar, &school, roster(1000), false).await;
    let statements = house.platform.database.statements() - before;
    let counts = |of: &Value| {
        ["createdPeople", "recognisedPeople", "createdEnrolments", "unchangedEnrolments"]
            .map(|field| of["report"][field].as_i64().unwrap())
    };
    assert_eq!((counts(&taken), &taken["errors"]), ([1000, 0, 1000, 0], &json!([])));
    // The upload's own among them, two that open the doors of whoever had left and comes back, and four that look for
    // whoever has shown something in an earlier training or followed a master before.
    assert_eq!(statements, 36);
    let again = house.take(&registrar, &school, roster(1000), false).await;
    assert_eq!(counts(&again), [0, 1000, 0, 1000]);
    assert_eq!(again["report"]["isWritten"], false);
    let listed =
        house.ask(&registrar, "{ trainees { totalCount nodes { enrolments { origin } } } }", json!({})).await;
    assert_eq!(listed["data"]["trainees"]["totalCount"], 1000);
    assert_eq!(listed["data"]["trainees"]["nodes"][0]["enrolments"], json!([{ "origin": "INDEPENDENT" }]));
}
