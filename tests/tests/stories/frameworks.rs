//! Competency frameworks: imported, given out again as CASE 1.1, named by requirements and held against them.

use reqwest::Method;
use reqwest::header::HeaderMap;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{School, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_framework_comes_out_as_it_went_in),
        story(what_is_wrong_is_told_with_every_place_and_nothing_is_written),
        story(the_next_version_retires_the_one_before),
        story(one_institution_answers_for_a_framework),
        story(anybody_reads_documents_items_and_associations),
        story(what_cannot_be_answered_says_why),
        story(a_plan_is_held_against_a_framework),
        story(only_a_programme_director_imports_and_retires),
    ]
}

const PRESETS: [(&str, &str); 3] = [
    ("acgme-six", include_str!("../../../api/presets/frameworks/acgme-six.json")),
    ("chinese-residency-six", include_str!("../../../api/presets/frameworks/chinese-residency-six.json")),
    ("ten-cate-entrustment", include_str!("../../../api/presets/frameworks/ten-cate-entrustment.json")),
];
const IMPORT: &str =
    "mutation($input: CompetencyFrameworkImportInput!) { competencyFrameworkImport(input: $input) {
    framework { id identifier number title retiredAt packageUrl } errors { code path message } } }";
const RETIRE: &str =
    "mutation($input: CompetencyFrameworkRetireInput!) { competencyFrameworkRetire(input: $input) {
    framework { id retiredAt } errors { code path } } }";
const IN_USE: &str = "query($filter: CompetencyFrameworkFilter) { competencyFrameworks(filter: $filter) {
    nodes { id number } totalCount } }";

fn file(preset: &str) -> Value {
    let (_, text) = PRESETS.iter().find(|(name, _)| *name == preset).unwrap();
    serde_json::from_str(text).unwrap()
}

fn identifier(package: &Value) -> &str {
    package["CFDocument"]["identifier"].as_str().unwrap()
}

fn from(school: &School, source: &Value) -> Value {
    json!({"input": {"institutionId": school.ids["school"], "source": source}})
}

/// Imports a preset; the framework's id.
async fn import(school: &School, preset: &str) -> String {
    let made = school.director.ok(IMPORT, from(school, &json!({"preset": preset}))).await;
    made.text("/competencyFrameworkImport/framework/id").to_owned()
}

/// Sends a package as a file and imports it.
async fn send(school: &School, package: &Value) -> Answer {
    let bytes = package.to_string().into_bytes();
    let upload = school.send(&school.director, "COMPETENCY_FRAMEWORK", "framework.json", bytes).await;
    school.director.query(IMPORT, from(school, &json!({"uploadId": upload}))).await
}

/// What anybody is answered below the base of the service.
async fn read(world: &World, method: Method, path: &str) -> (u16, HeaderMap, Value) {
    let request = world.anonymous().request(method, &format!("/ims/case/v1p1/{path}"));
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
}

async fn body(world: &World, path: &str) -> Value {
    let (status, _, body) = read(world, Method::GET, path).await;
    assert_eq!(status, 200, "{path}: {body}");
    body
}

fn codes(answer: &Answer) -> Vec<(String, String)> {
    let of = |row: &Value| {
        let path: Vec<&str> = row["path"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        (row["code"].as_str().unwrap().to_owned(), path.join("."))
    };
    answer.list("/competencyFrameworkImport/errors").iter().map(of).collect()
}

async fn a_framework_comes_out_as_it_went_in(world: World) {
    let school = School::found(&world).await;
    for (preset, text) in PRESETS {
        let framework = import(&school, preset).await;
        let package: Value = serde_json::from_str(text).unwrap();
        assert_eq!(body(&world, &format!("CFPackages/{}", identifier(&package))).await, package);
        let shown = "query($id: ID!) { competencyFramework(id: $id) { identifier number title packageUrl institution { id }
            competencies(first: 100) { nodes { id identifier code depth parentId parent { id } isOrphan } totalCount }
            links(first: 100) { nodes { kind origin { code } destination { code } destinationUri } totalCount }
            rubrics { title criteria { competency { id } levels { quality score } } } } }";
        let shown = school.stranger.ok(shown, json!({"id": framework})).await;
        let framework = shown.at("/competencyFramework");
        assert_eq!(framework["title"], package["CFDocument"]["title"]);
        assert_eq!(framework["number"], json!(1));
        let url = format!("https://xinglin.example/ims/case/v1p1/CFPackages/{}", identifier(&package));
        assert_eq!(framework["packageUrl"], json!(url));
        let competencies = shown.list("/competencyFramework/competencies/nodes");
        assert_eq!(competencies.len(), package["CFItems"].as_array().unwrap().len());
        for (row, place) in competencies.iter().zip(0..) {
            let above = competencies[..place].iter().find(|above| above["id"] == row["parentId"]);
            let depth = above.map_or(0, |above| above["depth"].as_i64().unwrap());
            assert_eq!(row["depth"], json!(depth + 1), "{row}");
            assert_eq!(row["parentId"].is_null(), depth == 0);
        }
        let rubrics = package["CFRubrics"].as_array().map_or(0, Vec::len);
        assert_eq!(framework["rubrics"].as_array().unwrap().len(), rubrics);
    }
    // The American framework was imported before the Chinese one that it is aligned with: its links find it now.
    let aligned = "{ competencyFrameworks(first: 3) { nodes { title links(first: 100) { nodes { kind origin { code } destination {
        code framework { title } } } } } totalCount } }";
    let aligned = school.stranger.ok(aligned, Value::Null).await;
    assert_eq!(aligned.at("/competencyFrameworks/totalCount"), &json!(3));
    let links: Vec<&Value> = aligned
        .list("/competencyFrameworks/nodes")
        .iter()
        .flat_map(|framework| framework["links"]["nodes"].as_array().unwrap())
        .collect();
    assert!(links.len() >= 6, "{links:?}");
    assert!(
        links
            .iter()
            .all(|link| link["origin"]["code"].is_string() && link["destination"]["code"].is_string())
    );
    let kinds = |kind: &str| links.iter().filter(|link| link["kind"] == json!(kind)).count();
    assert_eq!(kinds("EXACT") + kinds("CLOSE") + kinds("BROADER"), links.len());
    let presets =
        school.stranger.ok("{ competencyFrameworkPresets { name title identifier } }", Value::Null).await;
    assert_eq!(presets.list("/competencyFrameworkPresets").len(), 3);
}

async fn what_is_wrong_is_told_with_every_place_and_nothing_is_written(world: World) {
    let school = School::found(&world).await;
    let before = world.database.contents().await;
    let mut package = file("ten-cate-entrustment");
    let levels = "/CFRubrics/0/CFRubricCriteria/0/CFRubricCriterionLevels";
    let score = package.pointer(&format!("{levels}/0/score")).unwrap().clone();
    package.pointer_mut(levels).unwrap()[1]["score"] = score;
    let (origin, parent) = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222");
    let node =
        |of: &str| json!({"title": "示例", "identifier": of, "uri": format!("https://xinglin.example/{of}")});
    let item = |of: &str| {
        json!({"identifier": of, "uri": format!("https://xinglin.example/{of}"), "fullStatement": "示例",
            "lastChangeDateTime": "2026-03-01T00:00:00Z"})
    };
    let child = |key: char, of: &str, above: &str| {
        json!({"identifier": format!("3333333{key}-3333-4333-8333-333333333333"), "uri": "https://xinglin.example/a",
            "lastChangeDateTime": "2026-03-01T00:00:00Z", "associationType": "isChildOf",
            "originNodeURI": node(of), "destinationNodeURI": node(above)})
    };
    let items = package["CFItems"].as_array_mut().unwrap();
    items.extend([item(origin), item(parent)]);
    let nobody = "99999999-9999-4999-8999-999999999999";
    package["CFAssociations"] =
        json!([child('1', origin, nobody), child('2', origin, parent), child('3', parent, origin)]);

    let refused = send(&school, &package).await;

    let invalid = |path: &str| ("INVALID".to_owned(), format!("source.uploadId.{path}"));
    let expected = [
        invalid("CFAssociations[0].destinationNodeURI.identifier"),
        invalid("CFAssociations[1]"),
        invalid("CFAssociations[2]"),
        invalid("CFRubrics[0].CFRubricCriteria[0].CFRubricCriterionLevels[1].score"),
    ];
    assert_eq!(codes(&refused), expected, "{}", refused.body);
    let first = &refused.list("/competencyFrameworkImport/errors")[0]["message"];
    assert!(first.as_str().unwrap().contains(nobody), "{first}");
    let unknown = school.director.query(IMPORT, from(&school, &json!({"preset": "no-such"}))).await;
    assert_eq!(codes(&unknown), [("UNKNOWN_PRESET".to_owned(), "source.preset".to_owned())]);
    let after = world.database.contents().await;
    for table in ["competency_framework", "competency", "competency_link"] {
        assert_eq!(after[table], before[table], "{table}");
    }
}

async fn the_next_version_retires_the_one_before(world: World) {
    let school = School::found(&world).await;
    let first = import(&school, "acgme-six").await;
    let mut package = file("acgme-six");
    package["CFDocument"]["title"] = json!("示例第二版");
    package["CFDocument"]["extensions"] = json!({"own": [1, 2.5, null]});
    let made = send(&school, &package).await;
    let second = made.text("/competencyFrameworkImport/framework/id").to_owned();
    assert_eq!(made.at("/competencyFrameworkImport/framework/number"), &json!(2));

    let in_use = school.stranger.ok(IN_USE, json!({"filter": {"institutionId": school.ids["school"]}})).await;
    assert_eq!(in_use.at("/competencyFrameworks/nodes"), &json!([{"id": second, "number": 2}]));
    let all = school.stranger.ok(IN_USE, json!({"filter": {"withRetired": true}})).await;
    assert_eq!(all.at("/competencyFrameworks/totalCount"), &json!(2));
    let path = format!("CFPackages/{}", identifier(&package));
    assert_eq!(body(&world, &path).await, package);

    let retire = |id: &str| json!({"input": {"competencyFrameworkId": id}});
    let again = school.director.query(RETIRE, retire(&first)).await;
    assert_eq!(again.at("/competencyFrameworkRetire/errors/0/code"), &json!("RETIRED"));
    school.director.ok(RETIRE, retire(&second)).await;
    assert_eq!(body(&world, "CFDocuments").await, json!({"CFDocuments": []}));
    assert_eq!(body(&world, &path).await, package, "who has the identifier still finds it");
    let connection = world.database.connect().await;
    for theft in [
        "UPDATE competency_framework SET package = ''",
        "UPDATE competency_framework SET retired_at = NULL",
        "DELETE FROM competency_framework",
        "UPDATE competency SET code = ''",
        "DELETE FROM competency_link",
    ] {
        assert!(connection.execute_unprepared(theft).await.is_err(), "{theft}");
    }
}

async fn director_elsewhere(school: &School, world: &World) -> Actor {
    hire(&school.administrator, world, "Other", "PROGRAMME_DIRECTOR", &school.ids["elsewhere"]).await.0
}

async fn one_institution_answers_for_a_framework(world: World) {
    let school = School::found(&world).await;
    let other = director_elsewhere(&school, &world).await;
    let framework = import(&school, "acgme-six").await;
    let elsewhere =
        json!({"input": {"institutionId": school.ids["elsewhere"], "source": {"preset": "acgme-six"}}});
    let refused = other.query(IMPORT, elsewhere.clone()).await;
    assert_eq!(codes(&refused), [("IN_USE_ELSEWHERE".to_owned(), "source".to_owned())]);
    school.director.ok(RETIRE, json!({"input": {"competencyFrameworkId": framework}})).await;
    let made = other.ok(IMPORT, elsewhere).await;
    assert_eq!(made.at("/competencyFrameworkImport/framework/number"), &json!(1));
}

async fn anybody_reads_documents_items_and_associations(world: World) {
    let school = School::found(&world).await;
    for (preset, _) in PRESETS {
        import(&school, preset).await;
    }
    let (status, headers, page) =
        read(&world, Method::GET, "CFDocuments?limit=2&sort=title&orderBy=desc").await;
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!((status, header("x-total-count").as_str()), (200, "3"));
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(page["CFDocuments"].as_array().unwrap().len(), 2);
    let next = "<https://xinglin.example/ims/case/v1p1/CFDocuments?orderBy=desc&sort=title&limit=2&offset=2>; rel=\"next\"";
    assert!(header("link").contains(next), "{}", header("link"));
    let rest = body(&world, "CFDocuments?limit=2&sort=title&orderBy=desc&offset=2").await;
    assert_eq!(rest["CFDocuments"].as_array().unwrap().len(), 1);

    let package = file("acgme-six");
    let title = package["CFDocument"]["title"].as_str().unwrap();
    let found = body(&world, "CFDocuments?filter=title~'acgme'&fields=title,identifier").await;
    assert_eq!(found, json!({"CFDocuments": [{"title": title, "identifier": identifier(&package)}]}));
    for filter in ["colour='red'", "title"] {
        assert_eq!(body(&world, &format!("CFDocuments?filter={filter}")).await, json!({"CFDocuments": []}));
    }

    let document = body(&world, &format!("CFDocuments/{}", identifier(&package))).await;
    assert_eq!(document["title"], json!(title));
    let uri = format!("https://xinglin.example/ims/case/v1p1/CFPackages/{}", identifier(&package));
    assert_eq!(document["CFPackageURI"]["uri"], json!(uri));

    let chinese = file("chinese-residency-six");
    let item = chinese["CFItems"].as_array().unwrap().last().unwrap();
    let key = item["identifier"].as_str().unwrap();
    let shown = body(&world, &format!("CFItems/{key}")).await;
    assert_eq!(shown["fullStatement"], item["fullStatement"]);
    assert_eq!(shown["CFDocumentURI"]["identifier"], chinese["CFDocument"]["identifier"]);
    let set = body(&world, &format!("CFItemAssociations/{key}")).await;
    assert_eq!(set["CFItem"], shown);
    let is_end = |row: &&Value| {
        row["originNodeURI"]["identifier"] == json!(key)
            || row["destinationNodeURI"]["identifier"] == json!(key)
    };
    let ends: Vec<&Value> = chinese["CFAssociations"].as_array().unwrap().iter().filter(is_end).collect();
    assert_eq!(set["CFAssociations"], json!(ends));
    assert!(!ends.is_empty());
    let association = &chinese["CFAssociations"][0];
    let shown =
        body(&world, &format!("CFAssociations/{}", association["identifier"].as_str().unwrap())).await;
    assert_eq!(shown["originNodeURI"], association["originNodeURI"]);
    let rubric = &chinese["CFRubrics"][0];
    assert_eq!(&body(&world, &format!("CFRubrics/{}", rubric["identifier"].as_str().unwrap())).await, rubric);

    let (status, _, nothing) = read(&world, Method::HEAD, &format!("CFItems/{key}")).await;
    assert_eq!((status, nothing), (200, Value::Null));
}

async fn what_cannot_be_answered_says_why(world: World) {
    let school = School::found(&world).await;
    import(&school, "acgme-six").await;
    let nobody = "99999999-9999-4999-8999-999999999999";
    let document = identifier(&file("acgme-six")).to_owned();
    for (path, status, name, code) in [
        (format!("CFItems/{nobody}"), 404, "sourcedId", "unknownobject"),
        (format!("CFItems/{document}"), 404, "sourcedId", "unknownobject"),
        (format!("CFThings/{nobody}"), 404, "sourcedId", "unknownobject"),
        ("CFItems/1".to_owned(), 404, "sourcedId", "invalid_uuid"),
        (format!("CFPackages/{}", document.replace('-', "")), 404, "sourcedId", "invalid_uuid"),
        ("CFDocuments?fields=title,colour".to_owned(), 400, "fields", "invalid_selection_field"),
    ] {
        let (answered, headers, body) = read(&world, Method::GET, &path).await;
        assert_eq!(answered, status, "{path}");
        assert_eq!(headers["content-type"], "application/json");
        assert_eq!(body["imsx_codeMajor"], json!("failure"));
        assert_eq!(body["imsx_severity"], json!("error"));
        assert!(!body["imsx_description"].as_str().unwrap().is_empty());
        let field = json!([{"imsx_codeMinorFieldName": name, "imsx_codeMinorFieldValue": code}]);
        assert_eq!(body["imsx_codeMinor"]["imsx_codeMinorField"], field, "{path}");
    }
    for (method, path) in
        [(Method::POST, "CFDocuments".to_owned()), (Method::DELETE, format!("CFPackages/{document}"))]
    {
        assert_eq!(read(&world, method, &path).await.0, 405, "{path}");
    }
}

async fn a_plan_is_held_against_a_framework(world: World) {
    let mut school = School::found(&world).await;
    let plan = r#"
[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 10
specialties = ["TUINA"]
competencies = ["CN6.1", "CN6.3.1", "X.9"]

[[requirements]]
code = "CASES"
kind = "CASES"
name = { zh = "病例", en = "Cases" }
count = 3
"#;
    school.course(3, plan).await;
    let mut package = file("chinese-residency-six");
    let associations = package["CFAssociations"].as_array_mut().unwrap();
    let removed = associations.remove(associations.len() - 1);
    let made = send(&school, &package).await;
    let framework = made.text("/competencyFrameworkImport/framework/id");
    let ask = "query($version: ID!, $framework: ID!) {
        competencyCoverage(curriculumVersionId: $version, competencyFrameworkId: $framework) {
            uncovered { code } uncoveredCount orphans { identifier isOrphan depth } orphanCount
            unlinkedRequirements { code } unknownNames { name requirement { code competencies } } } }";
    let asked = json!({"version": school.ids["version"], "framework": framework});

    let found = school.stranger.ok(ask, asked).await;

    let found = found.at("/competencyCoverage");
    assert_eq!(found["uncoveredCount"], json!(16));
    let uncovered: Vec<&str> =
        found["uncovered"].as_array().unwrap().iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(uncovered[..3], ["CN6.2.1", "CN6.2.2", "CN6.2.3"]);
    assert!(!uncovered.contains(&"CN6.3.1") && uncovered.contains(&"CN6.3.2"));
    let orphan = &removed["originNodeURI"]["identifier"];
    assert_eq!(found["orphans"], json!([{"identifier": orphan, "isOrphan": true, "depth": 1}]));
    assert_eq!(found["orphanCount"], json!(1));
    assert_eq!(found["unlinkedRequirements"], json!([{"code": "CASES"}]));
    let names = json!(["CN6.1", "CN6.3.1", "X.9"]);
    let unknown = json!([{"name": "X.9", "requirement": {"code": "TUINA", "competencies": names}}]);
    assert_eq!(found["unknownNames"], unknown);
}

async fn only_a_programme_director_imports_and_retires(world: World) {
    let school = School::found(&world).await;
    let other = director_elsewhere(&school, &world).await;
    let framework = import(&school, "acgme-six").await;
    let retire = json!({"input": {"competencyFrameworkId": framework}});
    for actor in [&school.registrar, &school.supervisor, &other, &world.anonymous()] {
        actor.denied(IMPORT, from(&school, &json!({"preset": "ten-cate-entrustment"}))).await;
        actor.denied(RETIRE, retire.clone()).await;
    }
    let node = "query($id: ID!) { node(id: $id) { id ... on CompetencyFramework { competencies(first: 1) { nodes { id } } } } }";
    let shown = school.supervisor.ok(node, json!({"id": framework})).await;
    let competency = shown.text("/node/competencies/nodes/0/id").to_owned();
    let asked = "query($id: ID!) { node(id: $id) { ... on Competency { framework { id } } } }";
    let asked = school.supervisor.ok(asked, json!({"id": competency})).await;
    assert_eq!(asked.text("/node/framework/id"), framework);
}
