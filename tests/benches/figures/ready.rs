//! The school that lists and reviews are measured in: 40 trainees in the sixth month of their training, each with one
//! stay behind her, one under way, and some half-days with her master.

use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use xinglin_tests::databases::{Backend, Database};
use xinglin_tests::school::{PLACE, School, Trainee, hire};
use xinglin_tests::world::World;

pub(crate) const TRAINEES: usize = 40;
/// A supervisor has two trainees at once.
const SUPERVISORS: usize = TRAINEES / 2;
/// The first days of February with a half-day each: so many are approved, and as many more wait.
const APPROVED: usize = 3;
const WAITING: usize = 2;

/// The school and its trainees.
pub(crate) struct Ready {
    pub(crate) school: School,
    pub(crate) trainees: Vec<Trainee>,
}

impl Ready {
    pub(crate) fn world(&self) -> &World {
        &self.school.world
    }
}

/// Where a world's server listens.
pub(crate) fn address(world: &World) -> SocketAddr {
    world.url("").trim_start_matches("http://").parse().expect("an address")
}

/// Lets the database count its rows, as it does by itself in production.
pub(crate) async fn analyse(database: &Database) {
    let connection = database.connect().await;
    connection.execute_unprepared("ANALYZE").await.expect("the tables are counted");
    connection.close().await.expect("the connection closes");
}

/// Begin and end of a half-day in February.
pub(crate) fn half_day(day: usize, is_afternoon: bool) -> (String, String) {
    let (from, until) = if is_afternoon { (14, 18) } else { (8, 12) };
    (format!("2026-02-{day:02}T{from:02}:00:00+08:00"), format!("2026-02-{day:02}T{until:02}:00:00+08:00"))
}

/// A benchmark asks more in a minute than anybody may.
pub(crate) const UNLIMITED: &[(&str, &str)] = &[("--rate-limit-caller", "0"), ("--rate-limit-address", "0")];

/// Founds the school.
pub(crate) fn prepare(runtime: &Runtime, backend: Backend) -> Ready {
    let database = Arc::new(Database::fresh(backend));
    runtime.block_on(async {
        let world = World::open_with(database, UNLIMITED).await;
        let school = School::found(&world).await;
        let places = Places::open(&school).await;
        let mut trainees = Vec::new();
        for begin in (0..TRAINEES).step_by(8) {
            let some = (begin..TRAINEES.min(begin + 8)).map(|number| begun(&school, &places, number));
            trainees.extend(join_all(some).await);
        }
        analyse(&world.database).await;
        Ready { school, trainees }
    })
}

/// Departments and supervisors for everybody at once.
struct Places {
    tuina: String,
    acupuncture: String,
    supervisors: Vec<(xinglin_tests::actors::Actor, String)>,
}

impl Places {
    async fn open(school: &School) -> Self {
        let mut supervisors = Vec::new();
        for number in 0..SUPERVISORS {
            let who = format!("Supervisor {number}");
            let place = &school.ids["hospital"];
            supervisors.push(hire(&school.administrator, &school.world, &who, "SUPERVISOR", place).await);
        }
        Self {
            tuina: department(school, "TUINA", "推拿大病区").await,
            acupuncture: department(school, "ACUPUNCTURE", "针灸大病区").await,
            supervisors,
        }
    }
}

async fn department(school: &School, specialty: &str, name: &str) -> String {
    let made = school
        .administrator
        .ok(
            "mutation($input: DepartmentCreateInput!) { departmentCreate(input: $input) {
                department { id } errors { message } } }",
            json!({"input": {
                "trainingBaseId": school.ids["hospital-base"], "specialty": specialty,
                "name": {"zh": name, "en": format!("Large {specialty}")}, "capacity": TRAINEES,
            }}),
        )
        .await;
    made.text("/departmentCreate/department/id").to_owned()
}

/// A trainee with what she has done so far.
async fn begun(school: &School, places: &Places, number: usize) -> Trainee {
    let trainee = school.trainee(&format!("Trainee {number:02}"), "2025-10-01").await;
    let (supervisor, supervisor_id) = &places.supervisors[number / 2];
    let place = async |code: &str, department: &str, from: &str, until: &str| {
        let mut input: Value = school.stay(&trainee, code, code, from, until);
        input["input"]["departmentId"] = json!(department);
        input["input"]["supervisorId"] = json!(supervisor_id);
        school.director.ok(PLACE, input).await.text("/placementCreate/placement/id").to_owned()
    };
    let over = place("TUINA", &places.tuina, "2026-01-03", "2026-02-01").await;
    place("ACUPUNCTURE", &places.acupuncture, "2026-02-02", "2026-04-02").await;
    let exit = school.leave(&trainee, &over, 0).await;
    school.let_go(supervisor, &exit).await;
    for day in 1..=APPROVED + WAITING {
        let (from, until) = half_day(day, false);
        let hours = school.follow(&trainee, &from, &until).await;
        if day <= APPROVED {
            school.review(&hours, "APPROVED", None).await;
        }
    }
    trainee
}
