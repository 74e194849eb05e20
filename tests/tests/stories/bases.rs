//! Training bases in full: the specialties in which they are accredited, and the partner units that train for them.

use serde_json::{Value, json};
use xinglin_tests::school::{PLACE, School};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_base_is_accredited_specialty_by_specialty),
        story(an_accreditation_that_cannot_be_is_refused_with_every_reason),
        story(a_partner_unit_trains_for_a_base_for_a_term),
        story(departments_of_two_bases_are_alike_both_ways),
        story(bases_take_the_same_statements_however_many_specialties),
    ]
}

const ACCREDIT: &str = "mutation($input: BaseSpecialtyAccreditInput!) { baseSpecialtyAccredit(input: $input) {
    specialtyBase { id specialty accreditedOn accreditedUntil departments { id } } errors { code path message } } }";
const END: &str = "mutation($input: BaseSpecialtyEndInput!) { baseSpecialtyEnd(input: $input) {
    specialtyBase { accreditedUntil } errors { code path message } } }";
const ADD: &str = "mutation($input: BasePartnerAddInput!) { basePartnerAdd(input: $input) {
    partnerUnit { id specialties startsOn endsOn } errors { code path message } } }";
const PART: &str = "mutation($input: BasePartnerEndInput!) { basePartnerEnd(input: $input) {
    partnerUnit { endsOn } errors { code path message } } }";
const ON: &str = "query($id: ID!, $on: Date) { node(id: $id) { ... on TrainingBase {
    specialties(on: $on) { specialty accreditedOn accreditedUntil departments { id } }
    partnerUnits(on: $on) { institution { id } } } } }";

fn specialty(school: &School, code: &str, from: &str, until: Option<&str>) -> Value {
    json!({"input": {"trainingBaseId": school.ids["hospital-base"], "specialty": code,
        "accreditedOn": from, "accreditedUntil": until}})
}

async fn on(school: &School, day: Value) -> Value {
    let asked = json!({"id": school.ids["hospital-base"], "on": day});
    school.stranger.ok(ON, asked).await.at("/node").clone()
}

async fn book(school: &School, who: &str, code: &str, from: &str, until: &str) -> Vec<String> {
    let trainee = school.trainee(who, "2026-02-01").await;
    let answer = school.director.query(PLACE, school.stay(&trainee, code, code, from, until)).await;
    for row in answer.list("/placementCreate/errors") {
        let told = row["message"].as_str().unwrap();
        assert!(told.contains("示例附属医院") && told.contains(from), "{told}");
    }
    answer.refusals("placementCreate").into_iter().map(|(code, _)| code).collect()
}

async fn a_base_is_accredited_specialty_by_specialty(world: World) {
    let school = School::found(&world).await;
    assert_eq!(on(&school, Value::Null).await["specialties"], json!([]));
    assert_eq!(book(&school, "A", "ACUPUNCTURE", "2026-03-02", "2026-03-31").await, [""; 0], "as before");

    let made = school
        .administrator
        .ok(ACCREDIT, specialty(&school, "TUINA", "2026-03-01", Some("2026-05-31")))
        .await;

    let base = made.at("/baseSpecialtyAccredit/specialtyBase").clone();
    assert_eq!(base["departments"], json!([{"id": school.ids["TUINA"]}]));
    assert_eq!(
        on(&school, json!("2026-05-31")).await["specialties"],
        json!([{"specialty": "TUINA", "accreditedOn": "2026-03-01", "accreditedUntil": "2026-05-31",
            "departments": [{"id": school.ids["TUINA"]}]}])
    );
    for day in ["2026-02-28", "2026-06-01"] {
        assert_eq!(on(&school, json!(day)).await["specialties"], json!([]), "{day}");
    }
    let refused = ["SPECIALTY_NOT_ACCREDITED"];
    assert_eq!(book(&school, "B", "ACUPUNCTURE", "2026-04-01", "2026-04-30").await, refused);
    assert_eq!(book(&school, "C", "TUINA", "2026-05-15", "2026-06-14").await, refused);
    school.administrator.ok(ACCREDIT, specialty(&school, "TUINA", "2026-06-01", None)).await;
    assert_eq!(book(&school, "D", "TUINA", "2026-05-15", "2026-06-14").await, [""; 0], "one after the other");
    let ended = json!({"input": {"specialtyBaseId": base["id"], "accreditedUntil": "2026-04-30"}});
    let answer = school.administrator.ok(END, ended).await;
    assert_eq!(answer.at("/baseSpecialtyEnd/specialtyBase/accreditedUntil"), "2026-04-30");
    assert_eq!(book(&school, "E", "TUINA", "2026-05-01", "2026-05-31").await, refused);
    // The other base has no specialty recorded.
    let other = school.trainee("F", "2026-02-01").await;
    school.place(&other, "GRASSROOTS_PRACTICE", "GENERAL_PRACTICE", "2026-04-01", "2026-04-30").await;
}

async fn an_accreditation_that_cannot_be_is_refused_with_every_reason(world: World) {
    let school = School::found(&world).await;
    let made = school
        .administrator
        .ok(ACCREDIT, specialty(&school, "TUINA", "2026-03-01", Some("2026-05-31")))
        .await;
    let id = made.text("/baseSpecialtyAccredit/specialtyBase/id").to_owned();
    let before = world.database.contents().await;
    let told = async |input: Value| {
        let refused = school.administrator.query(ACCREDIT, input).await;
        refused.refusals("baseSpecialtyAccredit")
    };
    let problem = |code: &str, path: &str| (code.to_owned(), path.to_owned());
    assert_eq!(
        told(specialty(&school, "tuina", "2019-12-31", None)).await,
        [problem("INVALID", "specialty"), problem("INVALID", "accreditedOn")]
    );
    assert_eq!(
        told(specialty(&school, "ENT", "2026-03-02", Some("2026-03-01"))).await,
        [problem("INVALID", "accreditedUntil")]
    );
    assert_eq!(told(specialty(&school, "TUINA", "2026-05-31", None)).await, [problem("TAKEN", "specialty")]);
    for day in ["2026-02-28", "2026-06-01"] {
        let late = json!({"input": {"specialtyBaseId": id, "accreditedUntil": day}});
        let refused = school.administrator.query(END, late).await;
        assert_eq!(refused.refusals("baseSpecialtyEnd"), [problem("INVALID", "accreditedUntil")]);
    }
    let end = json!({"input": {"specialtyBaseId": id, "accreditedUntil": "2026-04-30"}});
    for caller in [&school.registrar, &school.director, &school.base_administrator, &school.supervisor] {
        caller.denied(ACCREDIT, specialty(&school, "ENT", "2026-03-02", None)).await;
        caller.denied(END, end.clone()).await;
    }
    assert_eq!(world.database.contents().await, before);
}

async fn a_partner_unit_trains_for_a_base_for_a_term(world: World) {
    let school = School::found(&world).await;
    let partner = |institution: &str, specialties: Value, from: &str, until: Option<&str>| {
        json!({"input": {"trainingBaseId": school.ids["hospital-base"], "institutionId": school.ids[institution],
            "specialties": specialties, "startsOn": from, "endsOn": until}})
    };

    let made = school
        .base_administrator
        .ok(ADD, partner("centre", json!(["TUINA", "ACUPUNCTURE", "TUINA"]), "2026-03-01", None))
        .await;

    let unit = made.at("/basePartnerAdd/partnerUnit").clone();
    assert_eq!((&unit["specialties"], &unit["endsOn"]), (&json!(["ACUPUNCTURE", "TUINA"]), &Value::Null));
    let centre = json!([{"institution": {"id": school.ids["centre"]}}]);
    assert_eq!(on(&school, Value::Null).await["partnerUnits"], centre);
    assert_eq!(on(&school, json!("2026-02-28")).await["partnerUnits"], json!([]));
    let seen = school
        .stranger
        .ok(
            "query($id: ID!) { institution(id: $id) { partnerOf { trainingBase { id } specialties } } }",
            json!({"id": school.ids["centre"]}),
        )
        .await;
    assert_eq!(seen.at("/institution/partnerOf/0/trainingBase/id"), school.ids["hospital-base"].as_str());
    let before = world.database.contents().await;
    let told = async |input: Value| {
        let refused = school.base_administrator.query(ADD, input).await;
        let problems = refused.refusals("basePartnerAdd").into_iter();
        problems.map(|(code, path)| format!("{code} {path}")).collect::<Vec<_>>()
    };
    assert_eq!(
        told(partner("hospital", json!(["tuina"]), "2026-03-01", Some("2026-02-01"))).await,
        ["INVALID institutionId", "INVALID specialties", "INVALID endsOn"]
    );
    assert_eq!(told(partner("centre", json!([]), "2026-06-01", None)).await, ["TAKEN institutionId"]);
    let end = json!({"input": {"partnerUnitId": unit["id"], "endsOn": "2026-06-30"}});
    for caller in [&school.registrar, &school.director, &school.stranger, &school.centre_supervisor] {
        caller.denied(ADD, partner("elsewhere", json!([]), "2026-03-01", None)).await;
        caller.denied(PART, end.clone()).await;
    }
    assert_eq!(world.database.contents().await, before);
    school.base_administrator.ok(PART, end).await;
    assert_eq!(on(&school, json!("2026-06-30")).await["partnerUnits"], centre);
    assert_eq!(on(&school, json!("2026-07-01")).await["partnerUnits"], json!([]));
    school.administrator.ok(ADD, partner("centre", json!([]), "2026-07-01", Some("2026-12-31"))).await;
    let trail = school
        .administrator
        .ok(
            "{ auditEvents(filter: { action: \"base-partner.add\" }, first: 5) { nodes { id } } }",
            Value::Null,
        )
        .await;
    assert_eq!(trail.list("/auditEvents/nodes").len(), 2);
}

const MAP: &str = "mutation($input: DepartmentMapInput!) { departmentMap(input: $input) {
    department { id alike { reason department { id } } } errors { code path message } } }";
const UNMAP: &str = "mutation($input: DepartmentUnmapInput!) { departmentUnmap(input: $input) {
    department { alike { reason } } errors { code path message } } }";

async fn departments_of_two_bases_are_alike_both_ways(world: World) {
    let school = School::found(&world).await;
    let other = "mutation($input: DepartmentCreateInput!) { departmentCreate(input: $input) { department { id } errors { code } } }";
    let input = json!({"input": {"trainingBaseId": school.ids["centre-base"], "specialty": "TUINA",
        "name": {"zh": "推拿室", "en": "Tuina Room"}, "capacity": 1}});
    let made = school.administrator.ok(other, input).await;
    let room = made.text("/departmentCreate/department/id").to_owned();
    let ward = school.ids["TUINA"].clone();
    let alike = |here: &str, there: &str, reason: Value| json!({"input": {"departmentId": here, "alikeId": there, "reason": reason}});

    let mapped = school.base_administrator.ok(MAP, alike(&ward, &room, Value::Null)).await;

    assert_eq!(
        mapped.at("/departmentMap/department"),
        &json!({"id": ward, "alike": [{"reason": null, "department": {"id": room}}]})
    );
    let told = async |here: &str, there: &str, reason: Value| {
        let refused = school.base_administrator.query(MAP, alike(here, there, reason)).await;
        refused
            .refusals("departmentMap")
            .into_iter()
            .map(|(code, path)| format!("{code} {path}"))
            .collect::<Vec<_>>()
    };
    let before = world.database.contents().await;
    assert_eq!(told(&room, &ward, json!("")).await, ["TAKEN alikeId"], "from the other side as well");
    assert_eq!(told(&ward, &school.ids["ENT"], json!("")).await, ["INVALID alikeId", "INVALID reason"]);
    assert_eq!(told(&ward, &ward, Value::Null).await, ["INVALID alikeId"]);
    assert_eq!(told(&ward, &school.ids["GENERAL_PRACTICE"], json!(" ")).await, ["INVALID reason"]);
    for caller in [&school.registrar, &school.director, &school.stranger, &school.supervisor] {
        caller.denied(MAP, alike(&ward, &school.ids["GENERAL_PRACTICE"], json!("示例"))).await;
        caller.denied(UNMAP, alike(&ward, &room, json!("示例"))).await;
    }
    assert_eq!(world.database.contents().await, before);
    school
        .administrator
        .ok(MAP, alike(&ward, &school.ids["GENERAL_PRACTICE"], json!("门诊推拿（示例）")))
        .await;
    let seen = school
        .stranger
        .ok(
            "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Department { alike { reason department { id
                trainingBase { institution { id } } } } } } }",
            json!({"ids": [room, school.ids["GENERAL_PRACTICE"]]}),
        )
        .await;
    let hospital = json!({"id": ward, "trainingBase": {"institution": {"id": school.ids["hospital"]}}});
    assert_eq!(
        seen.at("/nodes"),
        &json!([{"alike": [{"reason": null, "department": hospital}]},
            {"alike": [{"reason": "门诊推拿（示例）", "department": hospital}]}])
    );
    let gone = school.base_administrator.ok(UNMAP, alike(&room, &ward, json!("科室调整（示例）"))).await;
    assert_eq!(gone.at("/departmentUnmap/department/alike"), &json!([]));
    let again = school.base_administrator.query(UNMAP, alike(&room, &ward, json!("示例"))).await;
    assert_eq!(again.codes(), ["NOT_FOUND"]);
}

async fn bases_take_the_same_statements_however_many_specialties(world: World) {
    let school = School::found(&world).await;
    let list = "{ institutions(first: 20) { nodes { partnerOf { startsOn } trainingBases {
        specialties { specialty departments { id } } partnerUnits { institution { id } } } } } }";
    let cost = async || world.cost(async || drop(school.director.ok(list, json!({})).await)).await;
    for (code, day) in [("TUINA", "2026-01-01"), ("ENT", "2026-01-01")] {
        school.administrator.ok(ACCREDIT, specialty(&school, code, day, None)).await;
    }
    let partner = json!({"input": {"trainingBaseId": school.ids["hospital-base"],
        "institutionId": school.ids["centre"], "startsOn": "2026-01-01"}});
    school.administrator.ok(ADD, partner).await;
    let few = cost().await;
    for code in ["ACUPUNCTURE", "PAEDIATRICS", "EMERGENCY"] {
        school.administrator.ok(ACCREDIT, specialty(&school, code, "2026-01-01", None)).await;
    }
    assert_eq!((few, cost().await), (8, 8));
}
