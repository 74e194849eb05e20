//! Institutions in full: where they stand, in which region, and what they were called when.

use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{ISSUE, School, hire, institution};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(an_institution_stands_beneath_another_one),
        story(a_moved_institution_takes_its_roles_from_its_new_place),
        story(nothing_stands_beneath_itself_whoever_moves_at_once),
        story(the_tree_takes_the_same_statements_however_many_institutions),
        story(a_site_has_no_credit_code_and_its_legal_entity_answers_for_it),
        story(a_region_code_is_held_to_the_list),
        story(a_form_finds_divisions_from_the_province_down),
        story(a_name_holds_from_its_day_on_and_certificates_keep_theirs),
        story(a_name_that_cannot_be_is_refused_with_every_reason),
    ]
}

const CREATE: &str = "mutation($input: InstitutionCreateInput!) { institutionCreate(input: $input) {
    institution { id } errors { code path message } } }";
const MOVE: &str = "mutation($input: InstitutionMoveInput!) { institutionMove(input: $input) {
    institution { id parent { id } ancestors { id } } errors { code path message } } }";
const RENAME: &str = "mutation($input: InstitutionRenameInput!) { institutionRename(input: $input) {
    institution { name(locale: EN) } errors { code path message } } }";
const STANDS: &str =
    "query($id: ID!) { institution(id: $id) { isSite creditCode parent { id } ancestors { id } children { id }
    legalEntity { id creditCode } } }";

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

/// Records an institution beneath another one.
async fn beneath(administrator: &Actor, parent: &str, zh: &str, is_site: bool) -> String {
    let input = json!({"input": {"kind": "SECONDARY_HOSPITAL", "name": {"zh": zh, "en": format!("Sample {zh}")},
        "regionCode": "350104", "parentId": parent, "isSite": is_site}});
    administrator.ok(CREATE, input).await.text("/institutionCreate/institution/id").to_owned()
}

fn to(institution: &str, parent: Option<&str>) -> Value {
    json!({"input": {"institutionId": institution, "parentId": parent, "reason": "隶属关系调整（示例）"}})
}

async fn stands(school: &School, institution: &str) -> Answer {
    school.stranger.ok(STANDS, json!({"id": institution})).await
}

async fn an_institution_stands_beneath_another_one(world: World) {
    let school = School::found(&world).await;
    let hospital = &school.ids["hospital"];
    let branch = beneath(&school.administrator, hospital, "乙分院", false).await;
    let other = beneath(&school.administrator, hospital, "甲分院", false).await;
    let station = beneath(&school.administrator, &branch, "服务站", false).await;

    let low = stands(&school, &station).await;
    let high = stands(&school, hospital).await;

    assert_eq!(low.at("/institution/parent/id"), branch.as_str());
    assert_eq!(ids(low.list("/institution/ancestors")), [branch.as_str(), hospital], "the nearest first");
    assert_eq!(low.at("/institution/children"), &json!([]));
    assert_eq!(high.at("/institution/parent"), &Value::Null);
    assert_eq!(ids(high.list("/institution/children")), [other.as_str(), branch.as_str()], "by pinyin");
    let listed = school
        .stranger
        .ok(
            "query($id: ID!) { institutions(filter: {parentId: $id, regionCode: \"350000\"}, first: 1) { totalCount nodes { id } }
                none: institutions(filter: {parentId: $id, regionCode: \"350102\"}) { totalCount } }",
            json!({"id": hospital}),
        )
        .await;
    assert_eq!(listed.number("/institutions/totalCount"), 2);
    assert_eq!(ids(listed.list("/institutions/nodes")), [other.as_str()]);
    assert_eq!(listed.number("/none/totalCount"), 0);
}

async fn a_moved_institution_takes_its_roles_from_its_new_place(world: World) {
    let school = School::found(&world).await;
    let administrator = &school.administrator;
    let branch = beneath(administrator, &school.ids["hospital"], "分院", false).await;
    let station = beneath(administrator, &branch, "服务站", false).await;
    let (_, member) = hire(administrator, &world, "Station Member", "SUPERVISOR", &station).await;
    let sees = async |viewer: &Actor| {
        let query = "query($id: ID!) { node(id: $id) { id } }";
        !viewer.ok(query, json!({"id": member})).await.at("/node").is_null()
    };
    assert!(sees(&school.base_administrator).await, "she administers the hospital above it");
    assert!(!sees(&school.stranger).await);

    let moved = administrator.ok(MOVE, to(&branch, Some(&school.ids["elsewhere"]))).await;

    assert_eq!(moved.at("/institutionMove/institution/parent/id"), school.ids["elsewhere"].as_str());
    assert!(!sees(&school.base_administrator).await);
    assert!(sees(&school.stranger).await, "she is the registrar of where it stands now");
    let low = stands(&school, &station).await;
    assert_eq!(ids(low.list("/institution/ancestors")), [branch.as_str(), &school.ids["elsewhere"]]);
    administrator.ok(MOVE, to(&branch, None)).await;
    assert!(!sees(&school.stranger).await);
    assert_eq!(ids(stands(&school, &station).await.list("/institution/ancestors")), [branch.as_str()]);
    let (chief, _) = hire(administrator, &world, "Branch Chief", "BASE_ADMINISTRATOR", &branch).await;
    assert!(sees(&chief).await, "what stands beneath it went with it");
    let trail = administrator
        .ok(
            "{ auditEvents(filter: { action: \"institution.move\" }, first: 5) { nodes { id } } }",
            Value::Null,
        )
        .await;
    assert_eq!(trail.list("/auditEvents/nodes").len(), 2);
    for caller in [&school.registrar, &school.base_administrator, &school.director] {
        caller.denied(MOVE, to(&branch, None)).await;
    }
}

async fn nothing_stands_beneath_itself_whoever_moves_at_once(world: World) {
    let school = School::found(&world).await;
    let administrator = &school.administrator;
    let top = institution(administrator, "HEALTH_AUTHORITY", "示例卫健委", "Sample Authority").await;
    let middle = beneath(administrator, &top, "中层", false).await;
    let low = beneath(administrator, &middle, "下层", false).await;
    let before = world.database.contents().await;
    for parent in [&top, &middle, &low] {
        let refused = administrator.query(MOVE, to(&top, Some(parent))).await;
        assert_eq!(
            refused.refusals("institutionMove"),
            [("CIRCLE".into(), "parentId".into())],
            "{}",
            refused.body
        );
    }
    let mut blank = to(&low, Some(&low));
    blank["input"]["reason"] = json!(" ");
    let refused = administrator.query(MOVE, blank).await;
    assert_eq!(refused.refusals("institutionMove").len(), 2, "{}", refused.body);
    assert_eq!(world.database.contents().await, before);
    let first = institution(administrator, "HEALTH_AUTHORITY", "示例甲局", "Sample Bureau A").await;
    let second = institution(administrator, "HEALTH_AUTHORITY", "示例乙局", "Sample Bureau B").await;
    for _ in 0..4 {
        let (one, other) = tokio::join!(
            administrator.query(MOVE, to(&first, Some(&second))),
            administrator.query(MOVE, to(&second, Some(&first))),
        );
        let done = [&one, &other].iter().filter(|answer| answer.problems().is_empty()).count();
        assert_eq!(done, 1, "{} {}", one.body, other.body);
        for institution in [&first, &second] {
            administrator.ok(MOVE, to(institution, None)).await;
        }
    }
}

async fn the_tree_takes_the_same_statements_however_many_institutions(world: World) {
    let school = School::found(&world).await;
    let list = "query($first: Int!) { institutions(first: $first) { nodes {
        parent { id } ancestors { id } children { id } legalEntity { id } nameHistory { startsOn } region { name } } } }";
    for number in 0..6 {
        let site =
            beneath(&school.administrator, &school.ids["hospital"], &format!("院区{number}"), true).await;
        beneath(&school.administrator, &site, &format!("门诊部{number}"), true).await;
    }
    let cost = async |first: i64| {
        world.cost(async || drop(school.director.ok(list, json!({"first": first})).await)).await
    };
    let (few, many) = (cost(8).await, cost(16).await);
    assert_eq!((few, many), (7, 7));
}

async fn a_site_has_no_credit_code_and_its_legal_entity_answers_for_it(world: World) {
    let school = School::found(&world).await;
    let code = "91350100M000100Y43";
    let input = json!({"input": {"kind": "TERTIARY_HOSPITAL", "name": {"zh": "示例总院", "en": "Sample Main"},
        "regionCode": "350102", "creditCode": code}});
    let main =
        school.administrator.ok(CREATE, input).await.text("/institutionCreate/institution/id").to_owned();
    let site = beneath(&school.administrator, &main, "东院区", true).await;
    let ward = beneath(&school.administrator, &site, "东院区门诊部", true).await;

    let seen = stands(&school, &ward).await;

    assert_eq!(
        (seen.at("/institution/isSite"), seen.at("/institution/creditCode")),
        (&json!(true), &Value::Null)
    );
    assert_eq!(seen.at("/institution/legalEntity"), &json!({"id": main, "creditCode": code}));
    assert_eq!(stands(&school, &main).await.at("/institution/legalEntity/id"), main.as_str());
    let alone = json!({"input": {"kind": "TERTIARY_HOSPITAL", "name": {"zh": "示例", "en": "Sample"},
        "regionCode": "350102", "creditCode": code, "isSite": true}});
    let refused = school.administrator.query(CREATE, alone).await;
    assert_eq!(
        refused.refusals("institutionCreate"),
        [("INVALID".into(), "parentId".into()), ("INVALID".into(), "creditCode".into())]
    );
    let up = school.administrator.query(MOVE, to(&site, None)).await;
    assert_eq!(up.refusals("institutionMove"), [("INVALID".into(), "parentId".into())]);
}

async fn a_region_code_is_held_to_the_list(world: World) {
    let administrator = world.administrator().await;
    let input = |code: &str| {
        json!({"input": {"kind": "VILLAGE_CLINIC", "name": {"zh": "示例", "en": "Sample"},
        "regionCode": code}})
    };
    for (code, part) in [("350102", "鼓楼区"), ("350121102", "闽侯县"), ("150923100201", "商都县")] {
        let made = administrator.ok(CREATE, input(code)).await;
        let id = made.text("/institutionCreate/institution/id");
        let seen = administrator
            .ok(
                "query($id: ID!) { institution(id: $id) { regionCode region { name county { name }
                prefecture { name } province { name level } } } }",
                json!({"id": id}),
            )
            .await;
        assert_eq!(seen.at("/institution/regionCode"), code);
        assert_eq!(seen.at("/institution/region/county/name"), part);
        assert!(seen.text("/institution/region/prefecture/name").ends_with('市'));
        assert_eq!(seen.at("/institution/region/province/level"), "PROVINCE");
    }
    for (code, told) in
        [("990102", "99"), ("359901", "3599"), ("350199", "福州市"), ("350199001", "350199"), ("35010", "6")]
    {
        let refused = administrator.query(CREATE, input(code)).await;
        assert_eq!(
            refused.refusals("institutionCreate"),
            [("INVALID".into(), "regionCode".into())],
            "{code}"
        );
        let message = refused.list("/institutionCreate/errors")[0]["message"].as_str().unwrap();
        assert!(message.contains(told) && message.contains(code), "{message}");
    }
}

async fn a_form_finds_divisions_from_the_province_down(world: World) {
    let school = School::found(&world).await;
    let list = "query($within: String) { regions(within: $within) { code name level hasParts } }";
    let beneath = async |code: Value| {
        let found = school.stranger.ok(list, json!({"within": code})).await;
        found.list("/regions").to_vec()
    };
    let provinces = beneath(Value::Null).await;
    assert_eq!((provinces.len(), &provinces[0]["name"]), (34, &json!("北京市")));
    let prefectures = beneath(json!("350000")).await;
    assert_eq!(
        prefectures[0],
        json!({"code": "350100", "name": "福州市", "level": "PREFECTURE", "hasParts": true})
    );
    assert_eq!(prefectures.len(), 9);
    let counties = beneath(json!("350100")).await;
    assert_eq!(
        counties[0],
        json!({"code": "350102", "name": "鼓楼区", "level": "COUNTY", "hasParts": false})
    );
    assert!(beneath(json!("350102")).await.is_empty());
    for wrong in ["35", "999999", "350102001"] {
        let refused = school.stranger.query(list, json!({"within": wrong})).await;
        assert_eq!(refused.codes(), ["BAD_USER_INPUT"], "{}", refused.body);
    }
    assert_eq!(world.anonymous().query(list, json!({})).await.codes(), ["UNAUTHENTICATED"]);
}

fn renamed(institution: &str, en: &str, starts_on: &str) -> Value {
    json!({"input": {"institutionId": institution, "name": {"zh": format!("示例·{en}"), "en": en},
        "startsOn": starts_on, "reason": "更名（示例）"}})
}

async fn a_name_holds_from_its_day_on_and_certificates_keep_theirs(world: World) {
    let mut school = School::found(&world).await;
    school.short_course().await;
    let graduate = school.graduate("Graduate").await;
    let proposed = school.propose(&graduate).await;
    let issued = school.registrar.ok(ISSUE, json!({"input": {"certificateId": proposed}})).await;
    let code = issued.text("/certificateIssue/certificate/code").to_owned();
    let printed = async || {
        let verify = "query($code: String!) { verifyCertificate(code: $code) { facts { institutionName(locale: EN) } } }";
        let seen = world.anonymous().ok(verify, json!({"code": code})).await;
        seen.text("/verifyCertificate/facts/institutionName").to_owned()
    };
    let first = "Sample University of Chinese Medicine";
    assert_eq!(printed().await, first);
    let id = school.ids["school"].clone();
    let names = async || {
        let asked = "query($id: ID!) { institution(id: $id) { now: name(locale: EN) then: name(locale: EN, on: \"2026-02-28\")
            march: name(locale: EN, on: \"2026-03-02\") april: name(locale: EN, on: \"2026-04-01\") } }";
        let seen = school.stranger.ok(asked, json!({"id": id})).await;
        ["now", "then", "march", "april"].map(|field| seen.text(&format!("/institution/{field}")).to_owned())
    };

    let now = school.administrator.ok(RENAME, renamed(&id, "Second Name", "2026-03-01")).await;
    let later = school.administrator.ok(RENAME, renamed(&id, "Third Name", "2026-04-01")).await;

    assert_eq!(now.text("/institutionRename/institution/name"), "Second Name");
    assert_eq!(later.text("/institutionRename/institution/name"), "Second Name", "its day is to come");
    assert_eq!(names().await, ["Second Name", first, "Second Name", "Third Name"]);
    let platform = world.platform().await;
    assert_eq!(domain::organisations::names_take_effect(&platform).await.unwrap(), 0);
    world.clock.advance(chrono::Duration::days(30));
    assert_eq!(domain::organisations::names_take_effect(&platform).await.unwrap(), 1);
    assert_eq!(domain::organisations::names_take_effect(&platform).await.unwrap(), 0);
    assert_eq!(names().await, ["Third Name", first, "Second Name", "Third Name"]);
    let seen = school
        .stranger
        .ok(
            "query($id: ID!) { institution(id: $id) { nameHistory { name(locale: EN) startsOn endsOn reason } } }",
            json!({"id": id}),
        )
        .await;
    assert_eq!(
        seen.at("/institution/nameHistory"),
        &json!([
            {"name": first, "startsOn": null, "endsOn": "2026-02-28", "reason": null},
            {"name": "Second Name", "startsOn": "2026-03-01", "endsOn": "2026-03-31", "reason": "更名（示例）"},
            {"name": "Third Name", "startsOn": "2026-04-01", "endsOn": null, "reason": "更名（示例）"},
        ])
    );
    assert_eq!(printed().await, first, "what was issued keeps its name");
}

async fn a_name_that_cannot_be_is_refused_with_every_reason(world: World) {
    let school = School::found(&world).await;
    let id = school.ids["hospital"].clone();
    school.administrator.ok(RENAME, renamed(&id, "Second Name", "2026-03-01")).await;
    let before = world.database.contents().await;
    let mut wrong = renamed(&id, "Second Name", "2026-03-01");
    wrong["input"]["reason"] = json!("");

    let early = school.administrator.query(RENAME, wrong).await;
    let far = school.administrator.query(RENAME, renamed(&id, "Third Name", "2027-03-04")).await;

    let invalid = |path: &str| ("INVALID".to_owned(), path.to_owned());
    assert_eq!(
        early.refusals("institutionRename"),
        [invalid("name"), invalid("startsOn"), invalid("reason")],
        "{}",
        early.body
    );
    assert_eq!(far.refusals("institutionRename"), [invalid("startsOn")]);
    for caller in [&school.registrar, &school.base_administrator] {
        caller.denied(RENAME, renamed(&id, "Third Name", "2026-03-02")).await;
    }
    assert_eq!(world.database.contents().await, before);
}
