//! How far the places of three hundred departments are taken over three years, by month: through GraphQL, and as one statement
//! written by hand that adds up the same days.

use std::sync::Arc;
use std::time::Instant;

use chrono::{Days, NaiveDate};
use entity::{department, enrolment, placement, requirement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DatabaseConnection, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _,
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use uuid::Uuid;
use xinglin_tests::databases::{Backend, Database};
use xinglin_tests::school::School;
use xinglin_tests::world::World;

use crate::cohorts::{asked, best, cohort};
use crate::load::{Client, Request};
use crate::ready::{UNLIMITED, address, analyse};
use crate::table::Table;

const DEPARTMENTS: usize = 300;
const MONTHS: usize = 36;
/// Stays of each trainee, one after the other.
const STAYS: u64 = 18;
const STAY_DAYS: u64 = 60;
const ROUNDS: usize = 40;
const MOST: f64 = 2.0;
const FROM: &str = "2024-01-01";
const UNTIL: &str = "2026-12-31";

const USE: &str =
    "query($from: Date!, $until: Date!) { capacityUse(from: $from, until: $until, by: DEPARTMENT) {
    rows { of { ... on Department { id } } places occupied free overbooked } } }";

/// Adds up places and booked days by department and month; the calendar is written as each database writes it.
fn statement(backend: Backend) -> String {
    let (months, there, overlap) = match backend {
        Backend::Sqlite => (
            format!(
                "WITH RECURSIVE month(first, last) AS (SELECT '{FROM}', date('{FROM}', '+1 month', '-1 day') UNION ALL \
                 SELECT date(first, '+1 month'), date(first, '+2 month', '-1 day') FROM month WHERE date(first, '+1 month') <= '{UNTIL}')"
            ),
            "julianday(month.last) - julianday(month.first) + 1",
            "julianday(min(placement.ends_on, month.last)) - julianday(max(placement.starts_on, month.first)) + 1",
        ),
        Backend::Postgres => (
            format!(
                "WITH month(first, last) AS (SELECT day::date, (day + interval '1 month' - interval '1 day')::date \
                 FROM generate_series('{FROM}'::date, '{UNTIL}'::date, interval '1 month') AS day)"
            ),
            "month.last - month.first + 1",
            "least(placement.ends_on, month.last) - greatest(placement.starts_on, month.first) + 1",
        ),
    };
    format!(
        "{months} SELECT department.id, month.first, department.capacity * ({there}), coalesce(sum({overlap}), 0) \
         FROM department CROSS JOIN month LEFT JOIN placement ON placement.department_id = department.id \
         AND placement.starts_on <= month.last AND placement.ends_on >= month.first \
         AND placement.status IN ('PLANNED', 'COMPLETED') \
         GROUP BY department.id, month.first, month.last, department.capacity"
    )
}

/// Measures on one kind of database.
pub(crate) fn measure(runtime: &Runtime, backend: Backend, table: &mut Table) {
    let database = Arc::new(Database::fresh(backend));
    runtime.block_on(async {
        let world = World::open_with(database, UNLIMITED).await;
        let school = cohort(&world).await;
        let connection = world.database.connect().await;
        fill(&connection, &school).await;
        analyse(&world.database).await;
        let request = Request::graphql(school.director.token(), USE, json!({ "from": FROM, "until": UNTIL }));
        let statement = statement(backend);
        let mut client = Client::connect(address(&world)).expect("the server takes a connection");
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let (took, answer) = tokio::task::block_in_place(|| asked(&mut client, &request));
            let begin = Instant::now();
            let rows = connection.query_all_raw(sea_orm::Statement::from_string(
                connection.get_database_backend(),
                &statement,
            ));
            let rows = rows.await.expect("figures");
            let bare = begin.elapsed();
            if round == 0 {
                let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
                let answered = body["data"]["capacityUse"]["rows"].as_array().expect("rows");
                assert_eq!(
                    (answered.len() * MONTHS, answered[0]["places"].as_array().map(Vec::len)),
                    (rows.len(), Some(MONTHS))
                );
            } else if round > 4 {
                ours.push(took);
                theirs.push(bare);
            }
        }
        let (ours, theirs) = (best(&mut ours), best(&mut theirs));
        let times = ours / theirs;
        table.add(
            [
                format!("capacity of {DEPARTMENTS} over 3 years, {}", backend.name()),
                format!("{:.0} ms", ours * 1000.0),
                format!("{:.0} ms, one statement", theirs * 1000.0),
                format!("{times:.1} times"),
                format!("<= {MOST:.0} times"),
            ],
            (times <= MOST).into(),
        );
        connection.close().await.expect("the connection closes");
        world.stop().await;
    });
}

/// Makes as many departments as are missing, and eighteen stays for each trainee.
async fn fill(connection: &DatabaseConnection, school: &School) {
    let (_, base_id) = platform::id::decode(&school.ids["hospital-base"]).expect("an id");
    let known = department::Entity::find().all(connection).await.expect("departments");
    let first = known.first().expect("a department").clone();
    let more = (known.len()..DEPARTMENTS).map(|number| {
        let row = department::Model {
            id: platform::id::new_key(),
            base_id,
            name_en: format!("Sample department {number}"),
            capacity: 2,
            ..first.clone()
        };
        row.into_active_model()
    });
    department::Entity::insert_many(more).exec_without_returning(connection).await.expect("departments");
    let departments: Vec<Uuid> = department::Entity::find()
        .order_by_asc(department::Column::Id)
        .all(connection)
        .await
        .expect("departments")
        .into_iter()
        .map(|row| row.id)
        .collect();
    let enrolments = enrolment::Entity::find().all(connection).await.expect("enrolments");
    let asked = requirement::Entity::find()
        .filter(requirement::Column::VersionId.eq(enrolments[0].version_id))
        .one(connection)
        .await
        .expect("requirements")
        .expect("a requirement");
    let begin: NaiveDate = FROM.parse().expect("a day");
    for (number, of) in enrolments.iter().enumerate() {
        let stays = (0..STAYS).map(|turn| {
            let starts_on = begin + Days::new(turn * STAY_DAYS);
            let place = (number + usize::try_from(turn).expect("a turn") * 7) % departments.len();
            placement::Model {
                id: platform::id::new_key(),
                enrolment_id: of.id,
                person_id: of.person_id,
                requirement_id: asked.id,
                department_id: departments[place],
                base_id,
                institution_id: of.institution_id,
                base_kind: "CLINICAL".to_owned(),
                supervisor_id: enrolments[0].person_id,
                starts_on,
                ends_on: starts_on + Days::new(STAY_DAYS - 1),
                status: "PLANNED".to_owned(),
                cancel_reason: None,
                override_reason: None,
                override_asked_by: None,
                override_granted_by: None,
                makes_up_for_id: None,
                instead_of_id: None,
                drafted_by: None,
                part_time_percent: None,
                version: 1,
                created_at: of.created_at,
                changed_at: None,
            }
            .into_active_model()
        });
        placement::Entity::insert_many(stays).exec_without_returning(connection).await.expect("stays");
    }
}
