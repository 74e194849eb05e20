//! The schema seen from outside, executed in process on a database of its own: what is promised of every type, and one
//! story of an installation's beginning.

mod rosters;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_graphql::Request;
use clap::Parser;
use domain::identity;
use platform::clock::Clock;
use platform::config::Config;
use platform::db::{Database, Location};
use platform::error::Name;
use platform::text::Language;
use platform::{Platform, mail, storage};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{RequestContext, labels, requirements, schema, sdl};

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: Config,
}

/// An installation with its first administrator.
struct House {
    platform: Platform,
    administrator: String,
    _folder: TempDir,
}

impl House {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Clock::fixed("2026-03-01T08:00:00Z".parse().unwrap());
        let file = Location::File(folder.path().join("test.db"));
        let database = Database::connect(&file, clock.clone()).await.unwrap();
        database.migrate().await.unwrap();
        let arguments = ["test", "--public-url", "https://training.example.org/"];
        let platform = Platform {
            database,
            clock,
            storage: storage::Storage::memory(),
            mail: mail::Transport::memory(),
            keys: Arc::new(platform::keys::Keys::memory().unwrap()),
            heavy: Arc::default(),
            text_messages: platform::text_message::Gateway::memory(),
            sign_on: platform::sign_on::SignOn::new(true),
            config: Arc::new(Arguments::parse_from(arguments).config),
        };
        let name = Name::new("示例·管理员", "Sample Administrator");
        let (_, secret) = identity::administrator_create(&platform, name).await.unwrap();
        Self { platform, administrator: secret.reveal().to_owned(), _folder: folder }
    }

    /// What a caller hears; without a token when it is empty.
    async fn ask(&self, token: &str, document: &str, variables: Value) -> Value {
        let viewer = match token {
            "" => None,
            token => Some(identity::viewer_by_token(&self.platform, token, None).await.unwrap()),
        };
        let context =
            RequestContext::new(self.platform.clone(), viewer, Language::English, "request-1".to_owned());
        let request =
            Request::new(document).variables(async_graphql::Variables::from_json(variables)).data(context);
        serde_json::to_value(schema().execute(request).await).unwrap()
    }

    async fn administrator(&self, document: &str, variables: Value) -> Value {
        let answer = self.ask(&self.administrator, document, variables).await;
        assert_eq!(answer.get("errors"), None, "{document}");
        answer["data"].clone()
    }

    async fn institution(&self, zh: &str, en: &str) -> String {
        let document = "mutation($input: InstitutionCreateInput!) {
            institutionCreate(input: $input) { institution { id } errors { code message path } } }";
        let input =
            json!({ "kind": "TERTIARY_HOSPITAL", "name": { "zh": zh, "en": en }, "regionCode": "110105" });
        let made = self.administrator(document, json!({ "input": input })).await;
        made["institutionCreate"]["institution"]["id"].as_str().unwrap().to_owned()
    }

    /// A person with one role at an institution, and her token.
    async fn person(&self, name: &str, role: &str, institution: &str) -> (String, String) {
        let document = "mutation($input: PersonCreateInput!) {
            personCreate(input: $input) { person { id } errors { code } } }";
        let input = json!({ "name": { "zh": name }, "institutionId": institution, "isStaff": true });
        let made = self.administrator(document, json!({ "input": input })).await;
        let person = made["personCreate"]["person"]["id"].as_str().unwrap().to_owned();
        let document = "mutation($role: RoleGrantInput!, $token: TokenCreateInput!) {
            roleGrant(input: $role) { errors { code } } tokenCreate(input: $token) { token errors { code } } }";
        let role = json!({ "personId": person, "role": role, "institutionId": institution, "startsOn": "2026-01-01" });
        let token = json!({ "personId": person, "name": "test" });
        let made = self.administrator(document, json!({ "role": role, "token": token })).await;
        assert_eq!(made["roleGrant"]["errors"], json!([]));
        (person, made["tokenCreate"]["token"].as_str().unwrap().to_owned())
    }
}

/// Every type of the schema but those of introspection itself.
async fn types() -> Vec<Value> {
    let document = "{ __schema { types { name kind description specifiedByURL
        fields(includeDeprecated: true) { name description args(includeDeprecated: true) { name description } }
        inputFields(includeDeprecated: true) { name description }
        enumValues(includeDeprecated: true) { name description } } } }";
    let answer = serde_json::to_value(schema().execute(document).await).unwrap();
    assert_eq!(answer.get("errors"), None);
    let types = answer["data"]["__schema"]["types"].as_array().unwrap().clone();
    types.into_iter().filter(|each| !each["name"].as_str().unwrap().starts_with("__")).collect()
}

fn names(of: &Value) -> BTreeSet<String> {
    of.as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn everything_is_described() {
    fn look(place: &str, node: &Value, empty: &mut Vec<String>) {
        let place = format!("{place}{}", node["name"].as_str().unwrap());
        if node["description"].as_str().unwrap_or_default().trim().is_empty() {
            empty.push(place.clone());
        }
        for children in ["fields", "inputFields", "enumValues", "args"] {
            for child in node[children].as_array().into_iter().flatten() {
                look(&format!("{place}."), child, empty);
            }
        }
    }
    let mut empty = Vec::new();
    let types = types().await;
    for each in &types {
        look("", each, &mut empty);
    }
    assert!(types.len() > 40, "only {} types were seen", types.len());
    assert_eq!(empty, Vec::<String>::new());
}

#[tokio::test]
async fn every_scalar_names_its_specification() {
    let own = |each: &&Value| {
        each["kind"] == "SCALAR"
            && !["ID", "String", "Int", "Float", "Boolean"].contains(&each["name"].as_str().unwrap())
    };
    let types = types().await;
    let scalars: Vec<&Value> = types.iter().filter(own).collect();
    assert_eq!(scalars.len(), 5);
    for scalar in scalars {
        assert!(scalar["specifiedByURL"].is_string(), "{scalar}");
        let line = format!("scalar {} @specifiedBy(url: \"https://", scalar["name"].as_str().unwrap());
        assert!(sdl().contains(&line), "{line}");
    }
}

#[tokio::test]
async fn every_root_field_says_who_may() {
    let types = types().await;
    let rows: BTreeMap<&str, _> = requirements::all().collect();
    let mut fields = BTreeSet::new();
    for root in types.iter().filter(|each| each["name"] == "Query" || each["name"] == "Mutation") {
        for field in root["fields"].as_array().unwrap() {
            let name = field["name"].as_str().unwrap();
            let row = rows.get(name).unwrap_or_else(|| panic!("{name} has no row among the requirements"));
            let said = field["description"].as_str().unwrap();
            assert!(said.ends_with(&format!("\n\n{}", row.sentence())), "{name}: {said}");
            assert_eq!(said.matches("Requires:").count(), 1, "{name}: {said}");
            fields.insert(name.to_owned());
        }
    }
    assert_eq!(fields, rows.into_keys().map(str::to_owned).collect());
    let create = sdl();
    assert!(create.contains("Requires: SYSTEM_ADMINISTRATOR or SCHOOL_REGISTRAR."));
}

#[tokio::test]
async fn every_enum_is_labelled_in_both_languages() {
    let types = types().await;
    let enums = types.iter().filter(|each| each["kind"] == "ENUM" && each["name"] != "Locale");
    let shown: BTreeSet<String> = enums.map(|each| each["name"].as_str().unwrap().to_owned()).collect();
    let labelled: BTreeSet<String> = labels::names().map(str::to_owned).collect();
    assert_eq!(shown, labelled);
    for message in labels::messages() {
        for language in Language::ALL {
            assert_ne!(message.render(language), message.key(), "{language:?}");
        }
    }
}

#[tokio::test]
async fn interfaces_offer_only_what_needs_no_guard() {
    let types = types().await;
    let interfaces: BTreeMap<&str, BTreeSet<String>> = types
        .iter()
        .filter(|each| each["kind"] == "INTERFACE")
        .map(|each| (each["name"].as_str().unwrap(), names(&each["fields"])))
        .collect();
    let fields = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    for (interface, has) in interfaces {
        let may = match interface {
            "Node" => fields(&["id"]),
            "UserError" => fields(&["message", "path"]),
            "Evidence" => fields(&["id", "kind", "status", "occurredOn", "recordedAt"]),
            other => panic!("{other} is not on the list of interfaces"),
        };
        assert_eq!(has, may, "{interface}");
    }
}

#[tokio::test]
async fn the_introspection_of_every_tool_passes_the_depth_limit() {
    let introspection = |levels: usize| {
        let tail = "ofType { ".repeat(levels) + "name" + &" }".repeat(levels);
        format!("{{ __schema {{ types {{ fields {{ args {{ type {{ {tail} }} }} }} }} }} }}")
    };
    let errors = async |levels| schema().execute(introspection(levels)).await.errors;
    assert_eq!(errors(9).await, []);
    assert_eq!(errors(10).await.len(), 1);
}

#[tokio::test]
async fn ids_are_refused_with_a_sentence() {
    let house = House::new().await;
    let ask = async |document: &str| {
        house.ask(&house.administrator, document, json!({})).await["errors"][0].clone()
    };
    let error = ask(r#"{ institution(id: "nonsense") { id } }"#).await;
    assert_eq!(error["extensions"], json!({ "code": "BAD_USER_INPUT" }));
    assert_eq!(error["message"], "\"nonsense\" is no id: send ids exactly as this system gave them");
    let error = ask(r#"{ institution(id: "prs_00000000000000000000000000") { id } }"#).await;
    assert_eq!(error["extensions"], json!({ "code": "BAD_USER_INPUT" }));
    assert_eq!(
        error["message"],
        "The id \"prs_00000000000000000000000000\" is of the kind \"person\": give one of the kind \"institution\""
    );
}

#[tokio::test]
async fn without_a_token_only_what_is_open_to_everybody_answers() {
    let house = House::new().await;
    for document in
        ["{ viewer { roles { role } } }", "{ people { nodes { id } } }", "{ auditEvents { nodes { id } } }"]
    {
        let answer = house.ask("", document, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{document}");
    }
    let document =
        r#"{ enumLabels(name: "BaseKind") { name values { value label zh: label(locale: ZH) } } }"#;
    let answer = house.ask("", document, json!({})).await;
    let values = json!([
        { "value": "CLINICAL", "label": "clinical base", "zh": "临床培训基地" },
        { "value": "GRASSROOTS", "label": "grassroots practice base", "zh": "基层实践基地" },
    ]);
    assert_eq!(answer["data"]["enumLabels"], json!([{ "name": "BaseKind", "values": values }]));
}

#[tokio::test]
async fn a_refused_act_tells_every_reason_at_once() {
    let house = House::new().await;
    let document = "mutation($input: PersonCreateInput!) { personCreate(input: $input) {
        person { id } errors { __typename code message path ... on UserError { path } } } }";
    let input = json!({ "name": { "zh": "" }, "phone": "12", "email": "nobody" });
    let made = house.administrator(document, json!({ "input": input })).await;
    let error = |message: &str, path: Value| json!({ "__typename": "IdentityError", "code": "INVALID", "message": message, "path": path });
    let expected = json!({ "person": null, "errors": [
        error("name.zh is required", json!(["name", "zh"])),
        error("\"12\" is no mobile number: give 6 to 15 digits, with a leading plus where needed", json!(["phone"])),
        error("\"nobody\" is no mail address: write it as name@example.org", json!(["email"])),
    ] });
    assert_eq!(made["personCreate"], expected);
}

#[tokio::test]
async fn an_installation_begins() {
    let house = House::new().await;
    let school = house.institution("示例中医药大学", "Sample University").await;
    let (director, token) = house.person("示例·李主任", "PROGRAMME_DIRECTOR", &school).await;

    let viewer = "{ viewer { person { id name nameZh nameEn } roles { role institution { id name } } } }";
    let answer = house.ask(&token, viewer, json!({})).await;
    let role =
        json!({ "role": "PROGRAMME_DIRECTOR", "institution": { "id": school, "name": "Sample University" } });
    let person = json!({ "id": director, "name": "示例·李主任", "nameZh": "示例·李主任", "nameEn": null });
    assert_eq!(answer["data"]["viewer"], json!({ "person": person, "roles": [role] }));

    // She may not record people, and hears who may; nothing is written.
    let before = house.administrator("{ auditEvents { totalCount } }", json!({})).await;
    let document =
        "mutation { personCreate(input: { name: { zh: \"示例\" } }) { person { id } errors { code } } }";
    let answer = house.ask(&token, document, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"], json!({ "code": "FORBIDDEN" }));
    assert_eq!(
        answer["errors"][0]["message"],
        "You may not do this: it takes one of these roles at the institution concerned: \
         system administrator, school registrar. Ask a system administrator"
    );
    assert_eq!(house.administrator("{ auditEvents { totalCount } }", json!({})).await, before);

    // She sees herself and not the administrator, by id as well as in the list.
    let answer = house.ask(&token, "{ people { totalCount nodes { id } } }", json!({})).await;
    assert_eq!(answer["data"]["people"], json!({ "totalCount": 1, "nodes": [{ "id": director }] }));
    let all = house.administrator("{ people { nodes { id } } viewer { person { id } } }", json!({})).await;
    let ids = json!([all["viewer"]["person"]["id"], school, director]);
    let document = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
    let answer = house.ask(&token, document, json!({ "ids": ids })).await;
    let expected = json!([null, { "__typename": "Institution", "id": school }, { "__typename": "Person", "id": director }]);
    assert_eq!(answer["data"]["nodes"], expected);

    // What was done is in the trail, the latest first.
    let document =
        "{ auditEvents(first: 2) { totalCount nodes { action objectKind actor { nameZh } occurredAt
        changes { field before after } } pageInfo { hasNextPage } } }";
    let trail = house.administrator(document, json!({})).await;
    assert_eq!(trail["auditEvents"]["pageInfo"]["hasNextPage"], true);
    let latest = &trail["auditEvents"]["nodes"];
    assert_eq!(
        (latest[0]["action"].as_str(), latest[1]["action"].as_str()),
        (Some("token.create"), Some("role.grant"))
    );
    assert_eq!(latest[1]["actor"]["nameZh"], "示例·管理员");
    assert_eq!(latest[1]["occurredAt"], "2026-03-01T08:00:00Z");
    let role = json!({ "field": "role", "before": null, "after": "PROGRAMME_DIRECTOR" });
    assert!(latest[1]["changes"].as_array().unwrap().contains(&role), "{latest}");
}

#[tokio::test]
async fn an_upload_is_handed_out_to_whoever_may_import() {
    let house = House::new().await;
    let school = house.institution("示例中医药大学", "Sample University").await;
    let (_, token) = house.person("示例·王老师", "SCHOOL_REGISTRAR", &school).await;
    let document = "mutation($name: String!) { uploadCreate(input: { purpose: ROSTER, fileName: $name }) {
        upload { id url expiresAt } errors { code path } } }";
    let answer = house.ask(&token, document, json!({ "name": "roster.csv" })).await;
    let upload = &answer["data"]["uploadCreate"]["upload"];
    assert!(
        upload["url"].as_str().unwrap().starts_with("https://training.example.org/uploads/upl_"),
        "{answer}"
    );
    assert_eq!(upload["expiresAt"], "2026-03-01T09:00:00Z");
    let answer = house.ask(&token, document, json!({ "name": " " })).await;
    let refused = json!({ "upload": null, "errors": [{ "code": "INVALID", "path": ["fileName"] }] });
    assert_eq!(answer["data"]["uploadCreate"], refused);
    let answer = house.ask(&house.administrator, document, json!({ "name": "roster.csv" })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn pages_follow_one_another_by_pinyin() {
    let house = House::new().await;
    for (zh, en) in [("示例丙医院", "Sample C"), ("示例甲医院", "Sample A"), ("示例乙医院", "Sample B")]
    {
        house.institution(zh, en).await;
    }
    let document = "query($first: Int, $after: String, $last: Int, $before: String) {
        institutions(first: $first, after: $after, last: $last, before: $before) {
            nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }";
    let page = async |variables| house.administrator(document, variables).await["institutions"].clone();
    let first = page(json!({ "first": 2 })).await;
    assert_eq!(first["nodes"], json!([{ "name": "Sample C" }, { "name": "Sample A" }]));
    let end = &first["pageInfo"]["endCursor"];
    assert_eq!(first["edges"][1]["cursor"], *end);
    let second = page(json!({ "first": 2, "after": end })).await;
    assert_eq!(second["nodes"], json!([{ "name": "Sample B" }]));
    assert_eq!(
        (&second["pageInfo"]["hasNextPage"], &second["pageInfo"]["hasPreviousPage"]),
        (&json!(false), &json!(true))
    );
    let last = page(json!({ "last": 1 })).await;
    assert_eq!(last["nodes"], json!([{ "name": "Sample B" }]));
    let refused = house
        .ask(&house.administrator, "{ institutions(first: 1, last: 1) { nodes { id } } }", json!({}))
        .await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    let refused = house.ask(&house.administrator, document, json!({ "first": 101 })).await;
    assert_eq!(refused["errors"][0]["message"], "a page of 101 cannot be given: ask for 1 to 100");
}

#[tokio::test]
async fn a_level_costs_one_statement_however_many_parents_it_has() {
    let house = House::new().await;
    let base = "mutation($input: TrainingBaseCreateInput!) {
        trainingBaseCreate(input: $input) { trainingBase { id } errors { code } } }";
    let department = "mutation($input: DepartmentCreateInput!) {
        departmentCreate(input: $input) { department { trainingBase { id } } errors { code } } }";
    let mut costs = Vec::new();
    for number in 1..=3 {
        let institution = house.institution(&format!("示例医院{number}"), &format!("Sample {number}")).await;
        for kind in ["CLINICAL", "GRASSROOTS"] {
            let input = json!({ "institutionId": institution, "kind": kind, "accreditedOn": "2025-01-01" });
            let made = house.administrator(base, json!({ "input": input })).await;
            let key = &made["trainingBaseCreate"]["trainingBase"]["id"];
            let name = json!({ "zh": "示例科", "en": "Sample Department" });
            let input = json!({ "trainingBaseId": key, "specialty": "TUINA", "name": name, "capacity": 4 });
            let made = house.administrator(department, json!({ "input": input })).await;
            assert_eq!(made["departmentCreate"]["department"]["trainingBase"]["id"], *key);
        }
        let viewer = identity::viewer_by_token(&house.platform, &house.administrator, None).await.unwrap();
        let context =
            RequestContext::new(house.platform.clone(), Some(viewer), Language::Chinese, String::new());
        let document = "{ institutions { nodes { name trainingBases { kind institution { name }
            departments { name trainingBase { kind } } } } } }";
        let before = house.platform.database.statements();
        let answer = schema().execute(Request::new(document).data(context)).await;
        assert_eq!(answer.errors, []);
        costs.push(house.platform.database.statements() - before);
    }
    // Institutions, their bases, the bases' institutions, their departments, the departments' bases.
    assert_eq!(costs, [5, 5, 5]);
}
