//! Institutions that are merged into others: all of their past, and nothing new from that day on.

use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::school::{PLACE, School};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_merged_institution_keeps_its_past_and_names_its_successor),
        story(a_merged_institution_takes_nothing_new),
        story(a_merger_waits_for_what_is_booked),
        story(bookings_and_a_merger_at_once),
    ]
}

const MERGE: &str = "mutation($input: InstitutionMergeInput!) { institutionMerge(input: $input) {
    institution { id mergedOn mergedInto { id } trainingBases { accreditedUntil } } errors { code path message } } }";
const DAY: &str = "2026-05-01";

fn merger(school: &School, from: &str, into: &str, on: &str) -> Value {
    json!({"input": {"fromInstitutionId": school.ids[from], "intoInstitutionId": school.ids[into],
        "mergedOn": on, "reason": "机构合并（示例）"}})
}

fn codes(answer: &Answer, act: &str) -> Vec<(String, String)> {
    for row in answer.list(&format!("/{act}/errors")) {
        let told = row["message"].as_str().unwrap();
        assert!(row["code"] != "MERGED" || told.contains("示例附属医院"), "{told}");
    }
    answer.refusals(act)
}

async fn a_merged_institution_keeps_its_past_and_names_its_successor(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement =
        school.place(&trainee, "GRASSROOTS_PRACTICE", "GENERAL_PRACTICE", "2026-03-02", "2026-04-30").await;

    let merged = school.administrator.ok(MERGE, merger(&school, "centre", "hospital", DAY)).await;

    let answer = merged.at("/institutionMerge/institution");
    assert_eq!(answer["mergedInto"]["id"], school.ids["hospital"].as_str());
    assert_eq!(
        (&answer["mergedOn"], &answer["trainingBases"][0]["accreditedUntil"]),
        (&json!(DAY), &json!("2026-04-30"))
    );
    world.clock.advance(chrono::Duration::days(61));
    let seen = trainee
        .actor
        .ok(
            "query($id: ID!, $into: ID!) { node(id: $id) { ... on Placement { status department { name(locale: EN)
                trainingBase { institution { name(locale: EN) mergedOn mergedInto { name(locale: EN) } } } } } }
                institution(id: $into) { mergedOn mergedInstitutions { id } nameHistory { name(locale: EN) } } }",
            json!({"id": placement, "into": school.ids["hospital"]}),
        )
        .await;
    let house = seen.at("/node/department/trainingBase/institution");
    assert_eq!(house["name"], "Sample Health Centre");
    assert_eq!(house["mergedInto"]["name"], "Sample Teaching Hospital");
    assert_eq!(
        seen.at("/institution"),
        &json!({"mergedOn": null, "mergedInstitutions": [{"id": school.ids["centre"]}],
            "nameHistory": [{"name": "Sample Teaching Hospital"}]}),
        "its past stays its own"
    );
    let trail = school
        .administrator
        .ok(
            "{ auditEvents(filter: { action: \"training-base.close\" }, first: 5) { nodes { id } } }",
            Value::Null,
        )
        .await;
    assert_eq!(trail.list("/auditEvents/nodes").len(), 1);
}

async fn a_merged_institution_takes_nothing_new(world: World) {
    let school = School::found(&world).await;
    let (administrator, centre) = (&school.administrator, school.ids["centre"].clone());
    let consortium = administrator
        .ok("mutation($input: ConsortiumCreateInput!) { consortiumCreate(input: $input) { consortium { id } errors { code } } }",
            json!({"input": {"kind": "COUNTY", "name": {"zh": "示例医共体", "en": "Sample Community"},
                "coreInstitutionId": school.ids["elsewhere"]}}))
        .await;
    let consortium = consortium.text("/consortiumCreate/consortium/id").to_owned();
    let member = "mutation($input: ConsortiumMemberAddInput!) { consortiumMemberAdd(input: $input) {
        membership { id } errors { code path message } } }";
    let term = |from: &str, until: &str| json!({"input": {"consortiumId": consortium, "institutionId": centre, "startsOn": from, "endsOn": until}});
    administrator.ok(member, term("2026-01-01", "2026-12-31")).await;
    administrator.ok(MERGE, merger(&school, "centre", "hospital", DAY)).await;
    let ended = administrator
        .ok("query($id: ID!) { consortium(id: $id) { memberships { endsOn } } }", json!({"id": consortium}))
        .await;
    assert_eq!(ended.at("/consortium/memberships"), &json!([{"endsOn": "2026-04-30"}]));
    let before = world.database.contents().await;

    let merged = |path: &str| vec![("MERGED".to_owned(), path.to_owned())];
    let late = administrator.query(member, term("2026-04-01", DAY)).await;
    assert_eq!(codes(&late, "consortiumMemberAdd"), merged("institutionId"));
    let base = "mutation($input: TrainingBaseCreateInput!) { trainingBaseCreate(input: $input) { trainingBase { id } errors { code path message } } }";
    let open = json!({"input": {"institutionId": centre, "kind": "CLINICAL", "accreditedOn": "2026-03-02"}});
    assert_eq!(codes(&administrator.query(base, open).await, "trainingBaseCreate"), merged("institutionId"));
    let trainee = "mutation($input: EnrolmentCreateInput!) { enrolmentCreate(input: $input) { enrolment { id } errors { code path message } } }";
    let sent = json!({"input": {"personId": school.ids["Stranger"], "curriculumVersionId": school.ids["version"],
        "origin": "SENT", "sendingInstitutionId": centre, "recruitmentYear": 2026, "startsOn": DAY}});
    let refused = school.registrar.query(trainee, sent.clone()).await;
    assert_eq!(codes(&refused, "enrolmentCreate"), merged("sendingInstitutionId"));
    assert_eq!(world.database.contents().await, before);
    let row = "示例·学员1,R0001,13900000001,委派,示例社区卫生服务中心,2026,2026-05-01,TCM-GP-RESIDENCY-33";
    let roster = format!("姓名,学号,手机,报名类别,委派单位,招录年份,入培日期,培训方案\n{row}\n");
    let report = school.import_roster("名册.csv", roster.into_bytes(), true).await;
    let problems = report.list("/rosterImport/report/problems");
    assert!(problems.iter().any(|row| row["column"] == "SENDING_INSTITUTION"), "{}", report.body);
    let mut early = sent;
    early["input"]["startsOn"] = json!("2026-04-30");
    school.registrar.ok(trainee, early).await;
    // And what was over before may still be written down.
    administrator.ok(member, term("2025-01-01", "2025-12-31")).await;
    // From its day on nothing stands beneath it, or is led by it.
    world.clock.advance(chrono::Duration::days(60));
    let create = "mutation($input: InstitutionCreateInput!) { institutionCreate(input: $input) { institution { id } errors { code path message } } }";
    let under = json!({"input": {"kind": "VILLAGE_CLINIC", "name": {"zh": "示例", "en": "Sample"},
        "regionCode": "350102", "parentId": centre}});
    assert_eq!(codes(&administrator.query(create, under).await, "institutionCreate"), merged("parentId"));
    let back = administrator.query(MERGE, merger(&school, "hospital", "centre", "2026-06-01")).await;
    assert_eq!(codes(&back, "institutionMerge"), merged("intoInstitutionId"));
    let twice = administrator.query(MERGE, merger(&school, "centre", "elsewhere", "2026-06-01")).await;
    assert_eq!(codes(&twice, "institutionMerge"), merged("fromInstitutionId"));
}

async fn a_merger_waits_for_what_is_booked(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    school.place(&trainee, "GRASSROOTS_PRACTICE", "GENERAL_PRACTICE", "2026-03-02", DAY).await;
    let before = world.database.contents().await;

    let refused = school.administrator.query(MERGE, merger(&school, "centre", "hospital", DAY)).await;
    let mut wrong = merger(&school, "centre", "centre", "2019-06-01");
    wrong["input"]["reason"] = json!("");
    let nonsense = school.administrator.query(MERGE, wrong).await;

    assert_eq!(refused.refusals("institutionMerge"), [("BOOKED".to_owned(), "mergedOn".to_owned())]);
    let told = refused.list("/institutionMerge/errors")[0]["message"].as_str().unwrap();
    assert!(told.contains(DAY), "{told}");
    let codes: Vec<String> =
        nonsense.refusals("institutionMerge").into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["INVALID", "BOOKED", "BEGINS_LATER", "INVALID"], "{}", nonsense.body);
    for caller in [&school.registrar, &school.director, &school.base_administrator] {
        caller.denied(MERGE, merger(&school, "centre", "hospital", "2026-06-01")).await;
    }
    assert_eq!(world.database.contents().await, before);
    school.administrator.ok(MERGE, merger(&school, "centre", "hospital", "2026-05-02")).await;
    let other = school.trainee("Other", "2026-02-01").await;
    let late = school.stay(&other, "GRASSROOTS_PRACTICE", "GENERAL_PRACTICE", "2026-04-20", "2026-05-02");
    let refused = school.director.query(PLACE, late).await;
    assert_eq!(
        refused.refusals("placementCreate"),
        [("INSTITUTION_MERGED".to_owned(), "departmentId".to_owned())],
        "{}",
        refused.body
    );
    let told = refused.list("/placementCreate/errors")[0]["message"].as_str().unwrap();
    assert!(told.contains("示例附属医院"), "{told}");
    school.place(&other, "GRASSROOTS_PRACTICE", "GENERAL_PRACTICE", "2026-04-20", "2026-05-01").await;
}

async fn bookings_and_a_merger_at_once(world: World) {
    let school = School::found(&world).await;
    let mut stays = Vec::new();
    for who in ["First", "Second"] {
        let trainee = school.trainee(who, "2026-02-01").await;
        let stay =
            school.stay(&trainee, "GRASSROOTS_PRACTICE", "GENERAL_PRACTICE", "2026-04-01", "2026-05-31");
        stays.push(stay);
    }
    let book = |stay: &Value| school.director.query(PLACE, stay.clone());

    let (first, second, merged) = tokio::join!(
        book(&stays[0]),
        book(&stays[1]),
        school.administrator.query(MERGE, merger(&school, "centre", "hospital", DAY)),
    );

    let booked = [&first, &second].iter().filter(|answer| answer.problems().is_empty()).count();
    let has_merged = merged.problems().is_empty();
    assert_ne!(booked > 0, has_merged, "either somebody is placed there or it is merged: {}", merged.body);
}
