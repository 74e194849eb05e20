//! A school's own systems: who makes them, what they read, and how they end.

use serde_json::{Value, json};
use xinglin_tests::accounts::INVITE;
use xinglin_tests::actors::Actor;
use xinglin_tests::school::School;
use xinglin_tests::services::{CREATE_ACCOUNT, CREATE_TOKEN, account, service};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_service_account_reads_what_its_institution_and_its_token_allow),
        story(whoever_administers_an_institution_makes_its_service_accounts),
        story(a_service_account_ends_with_its_tokens),
        story(a_service_account_has_no_other_door_and_no_other_role),
    ]
}

const LIST: &str =
    "query($id: ID!) { serviceAccounts(institutionId: $id) { totalCount nodes { id name(locale: EN)
    institution { id } endsOn endedAt createdBy { nameEn } tokens { name scopes lastUsedAt } } } }";
const END: &str = "mutation($input: ServiceAccountEndInput!) { serviceAccountEnd(input: $input) {
    serviceAccount { id endedAt tokens { id } } errors { code path } } }";
const COUNT: &str = "{ people(first: 5) { totalCount } }";

async fn a_service_account_reads_what_its_institution_and_its_token_allow(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let (account, reader) =
        service(&school.registrar, &world, &school.ids["school"], &["READ_INSTITUTION"]).await;
    let token = CREATE_TOKEN;
    let narrow = json!({"input": {"serviceAccountId": account, "name": "narrow", "scopes": ["READ_OWN"]}});
    let narrow = school.registrar.ok(token, narrow).await;
    let narrow = world.bearer("a narrow app", narrow.text("/tokenCreate/token"));
    let seen = async |actor: &Actor| actor.ok(COUNT, Value::Null).await.number("/people/totalCount");

    // The school's staff and its trainee, as the registrar sees them; itself it is nobody.
    assert_eq!((seen(&school.registrar).await, seen(&reader).await, seen(&narrow).await), (3, 3, 0));
    let read = "query($id: ID!) { trainee(id: $id) { person { nameEn } } }";
    let id = json!({"id": trainee.person});
    assert_eq!(reader.ok(read, id.clone()).await.text("/trainee/person/nameEn"), "Sample Trainee");
    assert_eq!(narrow.query(read, id).await.at("/trainee"), &Value::Null);
    let staff_elsewhere = json!({"id": school.ids["Base Administrator"]});
    let hidden = reader.query("query($id: ID!) { node(id: $id) { id } }", staff_elsewhere).await;
    assert_eq!(hidden.at("/node"), &Value::Null);

    let create = "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } errors { code } } }";
    reader
        .denied(create, json!({"input": {"name": {"zh": "示例"}, "institutionId": school.ids["school"]}}))
        .await;
    reader.denied("{ auditEvents(first: 1) { nodes { id } } }", Value::Null).await;
    // Whose record it opened is told which system did.
    let opened = trainee
        .actor
        .ok("{ viewer { recordOpenings(first: 1) { nodes { openedByName(locale: EN) } } } }", Value::Null)
        .await;
    assert_eq!(opened.text("/viewer/recordOpenings/nodes/0/openedByName"), "Sample App");
}

async fn whoever_administers_an_institution_makes_its_service_accounts(world: World) {
    let school = School::found(&world).await;
    let input =
        |place: &str| json!({"input": {"institutionId": school.ids[place], "name": {"zh": "示例·小程序"}}});
    for (actor, place) in [
        (&school.stranger, "school"),
        (&school.director, "school"),
        (&school.registrar, "hospital"),
        (&school.base_administrator, "school"),
    ] {
        assert_eq!(actor.denied(CREATE_ACCOUNT, input(place)).await.codes(), ["FORBIDDEN"], "{place}");
    }
    let nameless = json!({"input": {"institutionId": school.ids["school"], "name": {"zh": " "}, "endsOn": "2026-03-01"}});
    let before = world.database.contents().await;
    let refused = school.registrar.query(CREATE_ACCOUNT, nameless).await;
    assert_eq!(
        refused.at("/serviceAccountCreate/errors"),
        &json!([{"code": "INVALID", "path": ["name", "zh"]}, {"code": "INVALID", "path": ["endsOn"]}])
    );
    assert_eq!(world.database.contents().await, before);

    let made = account(&school.registrar, &school.ids["school"]).await;
    account(&school.base_administrator, &school.ids["hospital"]).await;
    let tokens =
        |scopes: Value| json!({"input": {"serviceAccountId": made, "name": "示例", "scopes": scopes}});
    for stranger in [&school.stranger, &school.base_administrator] {
        let refused = stranger.denied(CREATE_TOKEN, tokens(json!(["READ_INSTITUTION"]))).await;
        assert_eq!(refused.codes(), ["NOT_FOUND"]);
        stranger.denied(LIST, json!({"id": school.ids["school"]})).await;
        stranger.denied(END, json!({"input": {"serviceAccountId": made, "reason": "示例"}})).await;
    }
    let before = world.database.contents().await;
    for scopes in [json!(["ISSUE"]), json!(["READ_OWN", "ADMINISTER"]), json!([]), Value::Null] {
        let refused = school.registrar.query(CREATE_TOKEN, tokens(scopes.clone())).await;
        let errors = json!([{"code": "INVALID", "path": ["scopes"]}]);
        assert_eq!(refused.at("/tokenCreate/errors"), &errors, "{scopes}");
    }
    let both =
        json!({"input": {"serviceAccountId": made, "personId": school.ids["Registrar"], "name": "both"}});
    assert_eq!(school.registrar.query(CREATE_TOKEN, both).await.codes(), ["BAD_USER_INPUT"]);
    assert_eq!(world.database.contents().await, before);

    school.registrar.ok(CREATE_TOKEN, tokens(json!(["EXCHANGE", "READ_OWN"]))).await;
    let listed = school.registrar.ok(LIST, json!({"id": school.ids["school"]})).await;
    assert_eq!(
        listed.at("/serviceAccounts"),
        &json!({"totalCount": 1, "nodes": [{
            "id": made, "name": "Sample App", "institution": {"id": school.ids["school"]}, "endsOn": null,
            "endedAt": null, "createdBy": {"nameEn": "Sample Registrar"},
            "tokens": [{"name": "示例", "scopes": ["READ_OWN", "EXCHANGE"], "lastUsedAt": null}],
        }]})
    );
}

async fn a_service_account_ends_with_its_tokens(world: World) {
    let school = School::found(&world).await;
    let place = &school.ids["school"];
    let (account, app) = service(&school.registrar, &world, place, &["READ_INSTITUTION"]).await;
    let (_, other) = service(&school.registrar, &world, place, &["READ_INSTITUTION"]).await;
    let input = |reason: &str| json!({"input": {"serviceAccountId": account, "reason": reason}});
    let bare = school.registrar.query(END, input(" ")).await;
    assert_eq!(bare.at("/serviceAccountEnd/errors"), &json!([{"code": "INVALID", "path": ["reason"]}]));
    app.ok(COUNT, Value::Null).await;

    let ended = school.registrar.ok(END, input("示例")).await;

    assert_eq!(
        ended.at("/serviceAccountEnd/serviceAccount"),
        &json!({"id": account, "endedAt": "2026-03-02T01:00:00Z", "tokens": []})
    );
    assert_eq!(app.denied(COUNT, Value::Null).await.codes(), ["UNAUTHENTICATED"]);
    other.ok(COUNT, Value::Null).await;
    let again = school.registrar.query(END, input("示例")).await;
    assert_eq!(again.text("/serviceAccountEnd/errors/0/code"), "INVALID");
    let late = json!({"input": {"serviceAccountId": account, "name": "late", "scopes": ["READ_OWN"]}});
    let late = school.registrar.query(CREATE_TOKEN, late).await;
    let over = json!([{"code": "INVALID", "path": ["serviceAccountId"]}]);
    assert_eq!(late.at("/tokenCreate/errors"), &over);
}

/// Whoever could give it a password or another role would have its rights, or give it hers.
async fn a_service_account_has_no_other_door_and_no_other_role(world: World) {
    let school = School::found(&world).await;
    let (_, app) = service(&school.registrar, &world, &school.ids["school"], &["READ_OWN"]).await;
    let me = app.ok("{ viewer { person { id } roles { role } } }", Value::Null).await;
    assert_eq!(me.at("/viewer/roles"), &json!([{"role": "SERVICE_ACCOUNT"}]));
    let person = me.text("/viewer/person/id");
    let grant = "mutation($input: RoleGrantInput!) { roleGrant(input: $input) { person { id } errors { code path } } }";
    let role = |person: &str, role: &str| json!({"input": {"personId": person, "role": role, "institutionId": school.ids["school"], "startsOn": "2026-03-01"}});

    let refused = school.administrator.denied(grant, role(person, "SCHOOL_REGISTRAR")).await;
    assert_eq!(refused.codes(), ["NOT_FOUND"]);
    let invited = json!({"input": {"personId": person, "channel": "SLIP"}});
    assert_eq!(school.administrator.denied(INVITE, invited).await.codes(), ["NOT_FOUND"]);
    let before = world.database.contents().await;
    let human = school.administrator.query(grant, role(&school.ids["Director"], "SERVICE_ACCOUNT")).await;
    assert_eq!(human.at("/roleGrant/errors"), &json!([{"code": "INVALID", "path": ["role"]}]));
    assert_eq!(world.database.contents().await, before);
    // It makes no tokens of its own, and in no list of people is it one.
    app.denied(CREATE_TOKEN, json!({"input": {"personId": person, "name": "more"}})).await;
    let people = school.administrator.ok("{ people(first: 50) { nodes { id } } }", Value::Null).await;
    assert!(people.list("/people/nodes").iter().all(|row| row["id"] != person), "{}", people.body);
}
