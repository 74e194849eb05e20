//! What departments take: dated, never booked beyond, and shown to whoever plans across legal entities (domain rule 6).

use futures_util::future::join_all;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{PLACE, School, Trainee, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_department_takes_another_number_from_a_day_on),
        story(a_capacity_is_not_lowered_below_what_is_booked_but_knowingly),
        story(a_change_that_cannot_be_is_refused_with_every_reason),
        story(sixty_four_clients_and_a_ward_that_shrinks),
        story(a_planner_sees_where_places_stand_empty),
        story(a_consortium_has_the_places_of_its_members_on_their_days),
        story(use_of_capacity_takes_the_same_statements_however_many_departments),
    ]
}

const CHANGE: &str =
    "mutation($input: DepartmentCapacityChangeInput!) { departmentCapacityChange(input: $input) {
    department { id capacity capacityChanges { startsOn capacity } } errors { code path message } } }";
const USE: &str = "query($from: Date!, $until: Date!, $by: CapacityGrouping!, $step: CalendarStep, $filter: CapacityUseFilter) {
    capacityUse(from: $from, until: $until, by: $by, step: $step, filter: $filter) {
        stretches { from until }
        rows { of { __typename ... on BaseKindPlaces { baseKind } ... on Department { id } ... on TrainingBase { id }
            ... on Consortium { id } } places occupied free overbooked } } }";

fn change(school: &School, specialty: &str, capacity: i64, starts_on: &str, keeps_booked: bool) -> Value {
    json!({"input": {
        "departmentId": school.ids[specialty], "capacity": capacity, "startsOn": starts_on,
        "reason": "病区调整（示例）", "keepsBooked": keeps_booked,
    }})
}

fn refusals(answer: &Answer, act: &str) -> Vec<String> {
    let errors = answer.list(&format!("/{act}/errors"));
    errors.iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

async fn book(school: &School, trainee: &Trainee, specialty: &str, from: &str, until: &str) -> Vec<String> {
    let input = school.stay(trainee, "ENT_OPHTHALMOLOGY", specialty, from, until);
    refusals(&school.director.query(PLACE, input).await, "placementCreate")
}

async fn a_department_takes_another_number_from_a_day_on(world: World) {
    let school = School::found(&world).await;
    let first = school.trainee("First", "2026-03-02").await;
    let second = school.trainee("Second", "2026-03-02").await;
    assert_eq!(book(&school, &first, "ENT", "2026-04-20", "2026-05-19").await, [""; 0]);

    let changed = school.base_administrator.ok(CHANGE, change(&school, "ENT", 2, "2026-05-01", false)).await;

    let department = changed.at("/departmentCapacityChange/department");
    assert_eq!(department["capacity"], 1, "today it still takes one");
    assert_eq!(department["capacityChanges"], json!([{"startsOn": "2026-05-01", "capacity": 2}]));
    let early = school.stay(&second, "ENT_OPHTHALMOLOGY", "ENT", "2026-04-25", "2026-05-10");
    let full = school.director.query(PLACE, early).await;
    let told = full.list("/placementCreate/errors");
    assert_eq!(told.len(), 1, "{}", full.body);
    assert_eq!(told[0]["code"], "DEPARTMENT_FULL");
    let message = told[0]["message"].as_str().unwrap();
    assert!(message.contains("2026-04-25") && message.contains("2026-04-30"), "{message}");
    assert_eq!(book(&school, &second, "ENT", "2026-05-01", "2026-05-19").await, [""; 0]);
    let on = "query($id: ID!) { node(id: $id) { ... on Department { before: capacity(on: \"2026-04-30\") after: capacity(on: \"2026-05-01\") } } }";
    let seen = first.actor.ok(on, json!({"id": school.ids["ENT"]})).await;
    assert_eq!(seen.at("/node"), &json!({"before": 1, "after": 2}));
    let trail = school.administrator.ok(
        "{ auditEvents(filter: { action: \"department.capacity\" }, first: 2) { nodes { changes { field before after } } } }", Value::Null).await;
    assert_eq!(trail.list("/auditEvents/nodes").len(), 1);
}

async fn a_capacity_is_not_lowered_below_what_is_booked_but_knowingly(world: World) {
    let school = School::found(&world).await;
    for (who, from) in [("First", "2026-04-01"), ("Second", "2026-04-10")] {
        let trainee = school.trainee(who, "2026-03-02").await;
        assert_eq!(book(&school, &trainee, "OPHTHALMOLOGY", from, "2026-04-20").await, [""; 0]);
    }
    let before = world.database.contents().await;

    let refused = school
        .base_administrator
        .query(CHANGE, change(&school, "OPHTHALMOLOGY", 1, "2026-03-02", false))
        .await;

    assert_eq!(refusals(&refused, "departmentCapacityChange"), ["BELOW_BOOKED"]);
    let message = refused.list("/departmentCapacityChange/errors")[0]["message"].as_str().unwrap();
    assert!(message.contains("2026-04-10") && message.contains("2026-04-20"), "{message}");
    assert_eq!(world.database.contents().await, before);
    school.base_administrator.ok(CHANGE, change(&school, "OPHTHALMOLOGY", 1, "2026-03-02", true)).await;
    let used = school
        .director
        .ok(
            USE,
            json!({"from": "2026-04-01", "until": "2026-04-30", "by": "DEPARTMENT",
                "filter": {"specialty": "OPHTHALMOLOGY"}}),
        )
        .await;
    let rows = used.list("/capacityUse/rows");
    assert_eq!(rows[0]["of"]["id"], school.ids["OPHTHALMOLOGY"].as_str());
    assert_eq!(
        (&rows[0]["places"], &rows[0]["occupied"], &rows[0]["free"], &rows[0]["overbooked"]),
        (&json!([30]), &json!([31]), &json!([10]), &json!([11]))
    );
    // Twice the same is the same; and it goes up again.
    school.base_administrator.ok(CHANGE, change(&school, "OPHTHALMOLOGY", 1, "2026-03-02", true)).await;
    let up =
        school.base_administrator.ok(CHANGE, change(&school, "OPHTHALMOLOGY", 4, "2026-03-02", false)).await;
    assert_eq!(up.at("/departmentCapacityChange/department/capacity"), &json!(4));
}

async fn a_change_that_cannot_be_is_refused_with_every_reason(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    let before = world.database.contents().await;
    let mut wrong = change(&school, "ENT", 1001, "2026-03-01", false);
    wrong["input"]["reason"] = json!(" ");

    let refused = school.base_administrator.query(CHANGE, wrong).await;

    assert_eq!(refusals(&refused, "departmentCapacityChange"), ["INVALID", "IN_PAST", "REASON_INVALID"]);
    for caller in [&school.director, &school.registrar, &school.supervisor, &trainee.actor] {
        let answer = caller.query(CHANGE, change(&school, "ENT", 3, "2026-04-01", false)).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{}", answer.body);
    }
    for caller in [&school.supervisor, &trainee.actor] {
        let asked = json!({"from": "2026-03-01", "until": "2026-03-31", "by": "BASE_KIND"});
        assert_eq!(caller.query(USE, asked).await.codes(), ["FORBIDDEN"]);
    }
    for (from, until) in [("2026-03-02", "2026-03-01"), ("2026-01-01", "2029-01-02")] {
        let answer =
            school.director.query(USE, json!({"from": from, "until": until, "by": "BASE_KIND"})).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{}", answer.body);
    }
    assert_eq!(world.database.contents().await, before);
}

async fn sixty_four_clients_and_a_ward_that_shrinks(world: World) {
    let school = School::found(&world).await;
    let mut supervisors = Vec::new();
    for number in 0..8 {
        let who = format!("Ward Supervisor {number}");
        supervisors
            .push(hire(&school.administrator, &world, &who, "SUPERVISOR", &school.ids["hospital"]).await.1);
    }
    let mut trainees = Vec::new();
    for begin in (0..64).step_by(8) {
        let names: Vec<String> = (begin..begin + 8).map(|number| format!("Trainee {number:02}")).collect();
        trainees.extend(join_all(names.iter().map(|name| school.trainee(name, "2026-03-02"))).await);
    }
    let bookings = trainees.iter().enumerate().map(|(number, trainee)| {
        let mut input =
            school.stay(trainee, "ENT_OPHTHALMOLOGY", "OPHTHALMOLOGY", "2026-04-01", "2026-04-30");
        input["input"]["supervisorId"] = json!(supervisors[number % supervisors.len()]);
        school.director.query(PLACE, input)
    });
    let shrinking = change(&school, "OPHTHALMOLOGY", 2, "2026-04-15", false);

    let (booked, shrunk) =
        tokio::join!(join_all(bookings), school.base_administrator.query(CHANGE, shrinking));

    let won = booked.iter().filter(|answer| answer.problems().is_empty()).count();
    let has_shrunk = shrunk.problems().is_empty();
    assert_eq!(won, if has_shrunk { 2 } else { 4 }, "{}", shrunk.body);
    if !has_shrunk {
        assert_eq!(refusals(&shrunk, "departmentCapacityChange"), ["BELOW_BOOKED"]);
    }
    for lost in booked.iter().filter(|answer| !answer.problems().is_empty()) {
        let codes = refusals(lost, "placementCreate");
        assert!(codes.contains(&"DEPARTMENT_FULL".to_owned()), "{}", lost.body);
    }
}

async fn month(planner: &Actor, by: &str, filter: Value) -> Answer {
    let asked = json!({"from": "2026-04-01", "until": "2026-05-31", "by": by, "filter": filter});
    planner.ok(USE, asked).await
}

async fn a_planner_sees_where_places_stand_empty(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    assert_eq!(book(&school, &trainee, "ENT", "2026-04-01", "2026-05-15").await, [""; 0]);

    let seen = month(&school.director, "BASE_KIND", json!({})).await;

    assert_eq!(
        seen.at("/capacityUse/stretches"),
        &json!([{"from": "2026-04-01", "until": "2026-04-30"}, {"from": "2026-05-01", "until": "2026-05-31"}])
    );
    let rows = seen.list("/capacityUse/rows");
    let kinds: Vec<&str> = rows.iter().map(|row| row["of"]["baseKind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["CLINICAL", "GRASSROOTS"]);
    assert_eq!(rows[0]["occupied"], json!([30, 15]));
    assert_eq!(rows[1]["occupied"], json!([0, 0]));
    assert_eq!(rows[1]["places"], rows[1]["free"], "nobody is at the health centre");
    assert!(rows[1]["places"][0].as_i64().unwrap() >= 30);
    let ent = month(&school.registrar, "DEPARTMENT", json!({"specialty": "ENT"})).await;
    assert_eq!(ent.list("/capacityUse/rows")[0]["free"], json!([0, 16]));
    let hospital = month(&school.base_administrator, "TRAINING_BASE", json!({"baseKind": "CLINICAL"})).await;
    let row = &hospital.list("/capacityUse/rows")[0];
    assert_eq!(row["of"]["id"], school.ids["hospital-base"].as_str());
    assert_eq!((&row["places"], &row["occupied"]), (&rows[0]["places"], &rows[0]["occupied"]));
    let none = month(&school.director, "DEPARTMENT", json!({"institutionId": school.ids["elsewhere"]})).await;
    assert_eq!(none.at("/capacityUse/rows"), &json!([]));
}

async fn a_consortium_has_the_places_of_its_members_on_their_days(world: World) {
    let school = School::found(&world).await;
    let founded = school
        .administrator
        .ok(
            "mutation($input: ConsortiumCreateInput!) { consortiumCreate(input: $input) { consortium { id } errors { code } } }",
            json!({"input": {"kind": "SPECIALTY", "name": {"zh": "示例专科联盟", "en": "Sample Alliance"},
                "coreInstitutionId": school.ids["elsewhere"]}}),
        )
        .await;
    let consortium = founded.text("/consortiumCreate/consortium/id");
    school
        .administrator
        .ok(
            "mutation($input: ConsortiumMemberAddInput!) { consortiumMemberAdd(input: $input) { membership { id } errors { code } } }",
            json!({"input": {"consortiumId": consortium, "institutionId": school.ids["hospital"],
                "specialty": "ENT", "startsOn": "2026-04-11", "endsOn": "2026-05-10"}}),
        )
        .await;

    let all = month(&school.director, "CONSORTIUM", json!({})).await;
    let of_it = month(&school.director, "DEPARTMENT", json!({"consortiumId": consortium})).await;
    let unknown = school
        .director
        .query(
            USE,
            json!({"from": "2026-04-01", "until": "2026-04-30", "by": "BASE_KIND",
                "filter": {"consortiumId": school.ids["hospital"]}}),
        )
        .await;

    let rows = all.list("/capacityUse/rows");
    assert_eq!((rows.len(), &rows[0]["of"]["id"]), (1, &json!(consortium)));
    assert_eq!(rows[0]["places"], json!([20, 10]), "one place, on the days of the membership");
    let rows = of_it.list("/capacityUse/rows");
    assert_eq!((rows.len(), &rows[0]["of"]["id"]), (1, &json!(school.ids["ENT"])));
    assert_eq!(rows[0]["places"], json!([20, 10]));
    assert_eq!(unknown.codes(), ["BAD_USER_INPUT"], "{}", unknown.body);
}

async fn use_of_capacity_takes_the_same_statements_however_many_departments(world: World) {
    let school = School::found(&world).await;
    let cost = async |filter: Value| {
        let filter = &filter;
        world.cost(async || drop(month(&school.director, "DEPARTMENT", filter.clone()).await)).await
    };
    let one = cost(json!({"specialty": "ENT"})).await;
    let all = cost(json!({})).await;
    assert!(all <= one, "{one} for one, {all} for all");
}
