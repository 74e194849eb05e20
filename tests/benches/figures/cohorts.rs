//! Five hundred trainees of a plan of forty requirements: how far everybody is beside reading their totals, how far one is who
//! handed in much beside one who handed in little, and a million credits held against the rules.
//!
//! What they handed in is written past the service, row by row as it would have written it: `recompute` finds nothing amiss.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use entity::{credit, enrolment, evidence, evidence_state, progress_total};
use sea_orm::{
    ColumnTrait as _, DatabaseConnection, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use uuid::Uuid;
use xinglin_tests::databases::{Backend, Database};
use xinglin_tests::school::School;
use xinglin_tests::world::World;

use crate::load::{Answer, Client, Request};
use crate::ready::{UNLIMITED, address, analyse};
use crate::table::Table;

const TRAINEES: usize = 500;
const REQUIREMENTS: usize = 40;
const MANY: usize = 5_000;
const FEW: usize = 50;
/// Credits that `recompute` is measured with when the million is not asked for.
const SOME: usize = 100_000;
const MILLION: usize = 1_000_000;
const ROUNDS: usize = 30;
/// The report may take so many times as long as reading the totals.
const MOST_OF_TOTALS: f64 = 2.0;
/// Who handed in much may wait so many times as long as who handed in little.
const MOST_OF_FEW: f64 = 1.3;

const REPORT: &str =
    "query($version: ID!) { cohortReport(filter: {curriculumVersionId: $version}, most: 500) {
    requirements { code } rows { enrolmentId name pace credited percent statuses } } }";
const MINE: &str = "query($id: ID!) { enrolment(id: $id) { progress { status pace requirements { credited running target status } } } }";

/// Measures on one kind of database.
pub(crate) fn measure(runtime: &Runtime, backend: Backend, is_million: bool, table: &mut Table) {
    let database = Arc::new(Database::fresh(backend));
    runtime.block_on(async {
        let world = World::open_with(database, UNLIMITED).await;
        let school = cohort(&world).await;
        let connection = world.database.connect().await;
        let enrolments = enrolment::Entity::find()
            .order_by_asc(enrolment::Column::Id)
            .all(&connection)
            .await
            .expect("enrolments");
        let hours = requirement(&school, "HOURS");
        let among = enrolments.len();
        let credits = if is_million { MILLION } else { SOME };
        for (place, one) in enrolments.iter().enumerate() {
            let count = match place {
                0 => MANY,
                1 => FEW,
                _ => (credits - MANY - FEW) / (among - 2),
            };
            hand_in(&connection, one, hours, count).await;
        }
        // What everybody has of everything else, for the width of the matrix alone.
        analyse(&world.database).await;
        recompute(&world, table).await;
        fill(&connection, &enrolments, &school).await;
        analyse(&world.database).await;
        report(&world, &school, &connection, table).await;
        much_and_little(&world, &school, &enrolments, table);
        connection.close().await.expect("the connection closes");
        world.stop().await;
    });
}

fn name(world: &World) -> &'static str {
    world.database.backend().name()
}

/// A school whose plan asks for class hours and 39 courses, with 500 trainees.
pub(crate) async fn cohort(world: &World) -> School {
    let mut asked = String::from(
        "\n[[requirements]]\ncode = \"HOURS\"\nkind = \"CLASS_HOURS\"\nname = { zh = \"示例学时\", en = \"Sample hours\" }\n\
         class_hours = 10000\n",
    );
    for number in 1..REQUIREMENTS {
        asked.push_str(&format!(
            "\n[[requirements]]\ncode = \"C{number:02}\"\nkind = \"COURSES\"\nname = {{ zh = \"示例课程{number}\", en = \"Sample course {number}\" }}\n\
             count = 20\nsubject = \"C{number:02}\"\n"
        ));
    }
    enrolled(world, &asked).await
}

/// A school whose plan asks for this, with 500 trainees.
pub(crate) async fn enrolled(world: &World, asked: &str) -> School {
    let mut school = School::found(world).await;
    school.course(60, asked).await;
    let row = |n: usize| format!("示例·学员{n},R{n:04},139{n:08},社会人,2025,SHORT");
    let rows: Vec<String> = (1..=TRAINEES).map(row).collect();
    let roster = format!("姓名,学号,手机,报名类别,招录年份,培训方案\n{}\n", rows.join("\n"));
    let read = school.import_roster("名册.csv", roster.into_bytes(), false).await;
    assert!(read.problems().is_empty(), "{}", read.body);
    school
}

fn requirement(school: &School, code: &str) -> Uuid {
    platform::id::decode(&school.requirements[code]).expect("an id").1
}

/// Writes so many hours of classes of a trainee as approved and credited, a class a row.
async fn hand_in(connection: &DatabaseConnection, of: &enrolment::Model, requirement_id: Uuid, count: usize) {
    let mut months: BTreeMap<String, i64> = BTreeMap::new();
    let at = of.created_at;
    for begin in (0..count).step_by(500) {
        let (mut rows, mut states, mut credits) = (Vec::new(), Vec::new(), Vec::new());
        for number in begin..count.min(begin + 500) {
            let day: NaiveDate = of.starts_on + Days::new(number as u64 % 28);
            let id = platform::id::new_key();
            *months.entry(day.format("%Y-%m").to_string()).or_default() += 1;
            rows.push(
                evidence::Model {
                    id,
                    person_id: of.person_id,
                    kind: "COURSE".to_owned(),
                    submitted_by: of.person_id,
                    recorded_at: at,
                    occurred_on: day,
                    starts_at: None,
                    ends_at: None,
                    minutes: None,
                    days: None,
                    absence_days: None,
                    part_time_percent: None,
                    activity: None,
                    activity_kind: None,
                    source_kind: None,
                    source_id: None,
                    requirement_id: None,
                    department_id: None,
                    specialty: None,
                    base_id: None,
                    base_kind: None,
                    assessor_id: None,
                    level: None,
                    passed: None,
                    amount: Some(1),
                    note: String::new(),
                    replaces_id: None,
                }
                .into_active_model(),
            );
            states.push(
                evidence_state::Model {
                    evidence_id: id,
                    person_id: Some(of.person_id),
                    status: "APPROVED".to_owned(),
                    step: "SCHOOL".to_owned(),
                    place_id: Some(of.institution_id),
                    later_steps: "[]".to_owned(),
                    reviewer_id: None,
                    version: 2,
                }
                .into_active_model(),
            );
            credits.push(
                credit::Model {
                    id: platform::id::new_key(),
                    enrolment_id: of.id,
                    requirement_id,
                    evidence_id: id,
                    quantity: 1,
                    day,
                    department_id: None,
                    specialty: None,
                    base_id: None,
                    base_kind: None,
                    assessor_id: None,
                    class_year: None,
                    granted: None,
                    review_id: None,
                    recorded_at: at,
                }
                .into_active_model(),
            );
        }
        evidence::Entity::insert_many(rows).exec_without_returning(connection).await.expect("evidence");
        evidence_state::Entity::insert_many(states).exec_without_returning(connection).await.expect("states");
        credit::Entity::insert_many(credits).exec_without_returning(connection).await.expect("credits");
    }
    let total = |facet: &str, value: String, quantity: i64| {
        progress_total::Model {
            enrolment_id: of.id,
            requirement_id,
            facet: facet.to_owned(),
            value,
            quantity,
        }
        .into_active_model()
    };
    let mut totals = vec![total("TOTAL", String::new(), i64::try_from(count).expect("a count"))];
    totals.extend(months.into_iter().map(|(month, quantity)| total("MONTH", month, quantity)));
    progress_total::Entity::insert_many(totals).exec_without_returning(connection).await.expect("totals");
}

/// Gives every trainee a total of every course.
async fn fill(connection: &DatabaseConnection, enrolments: &[enrolment::Model], school: &School) {
    let courses: Vec<Uuid> =
        (1..REQUIREMENTS).map(|number| requirement(school, &format!("C{number:02}"))).collect();
    for part in enrolments.chunks(50) {
        let rows = part.iter().flat_map(|of| {
            courses.iter().enumerate().map(|(place, requirement_id)| {
                progress_total::Model {
                    enrolment_id: of.id,
                    requirement_id: *requirement_id,
                    facet: "TOTAL".to_owned(),
                    value: String::new(),
                    quantity: 1 + i64::try_from(place).expect("a place"),
                }
                .into_active_model()
            })
        });
        progress_total::Entity::insert_many(rows).exec_without_returning(connection).await.expect("totals");
    }
}

pub(crate) fn best(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

pub(crate) fn asked(client: &mut Client, request: &Request) -> (Duration, Answer) {
    let begin = Instant::now();
    let answer = client.send(request).expect("the server answers");
    assert_eq!(answer.status, 200, "{}", answer.text());
    (begin.elapsed(), answer)
}

async fn report(world: &World, school: &School, connection: &DatabaseConnection, table: &mut Table) {
    let request =
        Request::graphql(school.director.token(), REPORT, json!({ "version": school.ids["version"] }));
    let (_, version) = platform::id::decode(&school.ids["version"]).expect("an id");
    let mut client = Client::connect(address(world)).expect("the server takes a connection");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (took, answer) = tokio::task::block_in_place(|| asked(&mut client, &request));
        let begin = Instant::now();
        let read = totals(connection, version).await;
        let bare = begin.elapsed();
        if round == 0 {
            let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
            let rows = body["data"]["cohortReport"]["rows"].as_array().expect("rows");
            let cells: usize = rows.iter().map(|row| row["credited"].as_array().expect("cells").len()).sum();
            assert_eq!(
                (rows.len(), cells, read),
                (TRAINEES, TRAINEES * REQUIREMENTS, TRAINEES * REQUIREMENTS)
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
            format!("cohort of {TRAINEES} by {REQUIREMENTS}, {}", name(world)),
            format!("{:.0} ms", ours * 1000.0),
            format!("{:.0} ms, the SQL of its totals", theirs * 1000.0),
            format!("{times:.1} times"),
            format!("<= {MOST_OF_TOTALS:.0} times"),
        ],
        (times <= MOST_OF_TOTALS).into(),
    );
}

/// Reads the totals of a version's trainees and nothing else; says how many.
async fn totals(connection: &DatabaseConnection, version: Uuid) -> usize {
    use progress_total::Column;
    let cohort = enrolment::Entity::find()
        .select_only()
        .column(enrolment::Column::Id)
        .filter(enrolment::Column::VersionId.eq(version))
        .into_query();
    let rows: Vec<(Uuid, Uuid, String, i64)> = progress_total::Entity::find()
        .select_only()
        .columns([Column::EnrolmentId, Column::RequirementId, Column::Facet, Column::Quantity])
        .filter(Column::EnrolmentId.in_subquery(cohort))
        .filter(Column::Facet.is_in(["TOTAL", "GRANTED"]))
        .into_tuple()
        .all(connection)
        .await
        .expect("totals");
    rows.len()
}

fn much_and_little(world: &World, school: &School, enrolments: &[enrolment::Model], table: &mut Table) {
    let id = |of: &enrolment::Model| platform::id::encode("enr", of.id);
    let request = |of| Request::graphql(school.director.token(), MINE, json!({ "id": id(of) }));
    let requests = [request(&enrolments[0]), request(&enrolments[1])];
    let mut client = Client::connect(address(world)).expect("the server takes a connection");
    let mut took = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS * 10 {
        for (request, took) in requests.iter().zip(&mut took) {
            let (time, answer) = tokio::task::block_in_place(|| asked(&mut client, request));
            assert!(answer.text().contains("\"credited\""), "{}", answer.text());
            if round > 20 {
                took.push(time);
            }
        }
    }
    let [much, little] = took.map(|mut times| best(&mut times));
    let times = much / little;
    table.add(
        [
            format!("progress with {MANY} entries, {}", name(world)),
            format!("{:.2} ms", much * 1000.0),
            format!("{:.2} ms, with {FEW}", little * 1000.0),
            format!("{times:.2} times"),
            format!("<= {MOST_OF_FEW} times"),
        ],
        (times <= MOST_OF_FEW).into(),
    );
}

/// Most memory that this process ever held, and holds now, in megabytes.
fn memory() -> (f64, f64) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |field: &str| {
        let line = status.lines().find(|line| line.starts_with(field));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        kilobytes.unwrap_or_default() / 1024.0
    };
    (of("VmHWM:"), of("VmRSS:"))
}

async fn recompute(world: &World, table: &mut Table) {
    let platform = world.platform().await;
    // The kernel forgets the highest mark when it is told to.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let before = memory().1;
    let begin = Instant::now();
    let found =
        domain::evidence::recompute(&platform, None, (None, usize::MAX), |_| ()).await.expect("ledgers");
    let took = begin.elapsed().as_secs_f64();
    assert_eq!(found.told, [], "what was written is what the rules give");
    let grown = memory().0 - before;
    table.add(
        [
            format!("recompute of {} credits, {}", found.lines, name(world)),
            format!("{took:.1} s"),
            format!("{:.0} credits/s", found.lines as f64 / took),
            format!("{grown:.0} MB beside what it held"),
            "bounded: <= 256 MB".to_owned(),
        ],
        (grown <= 256.0).into(),
    );
}
