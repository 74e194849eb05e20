//! The progress list as somebody would write it who needs nothing else: one statement, one handler.
//!
//! It answers what GraphQL answers, in the same shape, over the same HTTP stack and a pool of the same size. It knows
//! nobody's rights, and only as much of the rules as this data needs.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread::available_parallelism;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpResponse, HttpServer, web};
use chrono::NaiveDate;
use platform::clock::Clock;
use platform::db;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Trainees of a school by name, each with every requirement of her curriculum version: credited, under way, asked.
const LIST: &str = r#"
WITH shown AS (
    SELECT p.id AS person_id, p.name_zh, p.sort_key, e.id, e.version_id, e.starts_on, e.expected_completion_on
    FROM person p JOIN enrolment e ON e.person_id = p.id
    WHERE e.institution_id = $1
    ORDER BY p.sort_key COLLATE "C", p.id
    LIMIT $2
), stays AS (
    SELECT s.id, l.requirement_id, sum(LEAST(l.ends_on, $3) - l.starts_on + 1)::bigint AS days
    FROM shown s JOIN placement l ON l.enrolment_id = s.id
    WHERE l.status = 'PLANNED' AND l.starts_on <= $3
    GROUP BY s.id, l.requirement_id
), half_days AS (
    SELECT s.id, v.activity, v.occurred_on, LEAST(sum(v.minutes) / 240, 2) AS quantity
    FROM shown s
    JOIN evidence v ON v.person_id = s.person_id AND v.kind = 'HOURS'
    JOIN evidence_state t ON t.evidence_id = v.id AND t.status = 'PENDING'
    GROUP BY s.id, v.activity, v.occurred_on
), waiting AS (
    SELECT id, activity, sum(quantity)::bigint AS quantity FROM half_days GROUP BY id, activity
)
SELECT s.id, s.name_zh, s.starts_on, s.expected_completion_on, r.code, r.kind, r.target,
    coalesce(t.quantity, 0), coalesce(d.days, w.quantity, 0)
FROM shown s
JOIN requirement r ON r.version_id = s.version_id
LEFT JOIN progress_total t ON t.enrolment_id = s.id AND t.requirement_id = r.id AND t.facet = 'TOTAL'
LEFT JOIN stays d ON d.id = s.id AND d.requirement_id = r.id
LEFT JOIN waiting w ON w.id = s.id AND w.activity = r.activity
ORDER BY s.sort_key COLLATE "C", s.person_id, r.position"#;

type Row = (Uuid, String, NaiveDate, NaiveDate, String, String, i64, i64, i64);

/// What is asked.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Asked {
    pub(crate) institution_id: Uuid,
    pub(crate) first: i64,
    pub(crate) on: NaiveDate,
}

#[derive(Serialize)]
struct Body {
    data: Data,
}

#[derive(Serialize)]
struct Data {
    trainees: Trainees,
}

#[derive(Serialize)]
struct Trainees {
    nodes: Vec<Trainee>,
}

#[derive(Serialize)]
struct Trainee {
    person: Person,
    enrolments: [Enrolment; 1],
}

#[derive(Serialize)]
struct Person {
    name: String,
}

#[derive(Serialize)]
struct Enrolment {
    progress: Progress,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Progress {
    status: &'static str,
    pace: &'static str,
    credited_days: i64,
    requirements: Vec<Requirement>,
}

#[derive(Serialize)]
struct Requirement {
    requirement: Code,
    credited: i64,
    running: i64,
    target: i64,
    status: &'static str,
}

#[derive(Serialize)]
struct Code {
    code: String,
}

async fn answer(pool: web::Data<PgPool>, asked: web::Json<Asked>) -> HttpResponse {
    let rows: Result<Vec<Row>, _> = sqlx::query_as(LIST)
        .bind(asked.institution_id)
        .bind(asked.first)
        .bind(asked.on)
        .fetch_all(pool.get_ref())
        .await;
    match rows {
        Ok(rows) => HttpResponse::Ok()
            .json(Body { data: Data { trainees: Trainees { nodes: nodes(rows, asked.on) } } }),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}

fn nodes(rows: Vec<Row>, on: NaiveDate) -> Vec<Trainee> {
    rows.chunk_by(|left, right| left.0 == right.0)
        .map(|rows| {
            let (_, name, starts_on, ends_on, ..) = &rows[0];
            let stays = || rows.iter().filter(|row| row.5 == "TIME_IN_DEPARTMENT");
            let credited_days: i64 = stays().map(|row| row.7.min(row.6)).sum();
            let running_days: i64 = stays().map(|row| row.8).sum();
            let days = (*ends_on - *starts_on).num_days() + 1;
            let elapsed = ((on - *starts_on).num_days() + 1).clamp(0, days);
            let expected = stays().map(|row| row.6).sum::<i64>() * elapsed / days;
            let requirements = rows.iter().map(requirement).collect();
            let pace = if credited_days + running_days >= expected { "ON_TRACK" } else { "BEHIND" };
            Trainee {
                person: Person { name: name.clone() },
                enrolments: [Enrolment {
                    progress: Progress { status: "IN_PROGRESS", pace, credited_days, requirements },
                }],
            }
        })
        .collect()
}

fn requirement(row: &Row) -> Requirement {
    let (.., code, _, target, credited, running) = row;
    let status = match (credited >= target, credited + running > 0) {
        (true, _) => "MET",
        (false, true) => "IN_PROGRESS",
        (false, false) => "NOT_STARTED",
    };
    Requirement {
        requirement: Code { code: code.clone() },
        credited: *credited,
        running: *running,
        target: *target,
        status,
    }
}

/// The reference at work.
pub(crate) struct Reference {
    pub(crate) address: SocketAddr,
    database: db::Database,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
}

impl Reference {
    /// Starts it over a database, on a free port.
    pub(crate) async fn start(url: &str) -> Self {
        let location = db::Location::parse(url).expect("a URL");
        // The same pool as the server's: size, and no ping on acquire.
        let database = db::Database::connect(&location, Clock::system()).await.expect("a connection");
        let pool = web::Data::new(database.reader().get_postgres_connection_pool().clone());
        let workers = available_parallelism().map_or(2, std::num::NonZero::get);
        let server = HttpServer::new(move || {
            App::new().app_data(pool.clone()).service(web::resource("/trainees").post(answer))
        })
        .workers(workers)
        .disable_signals()
        .bind((Ipv4Addr::LOCALHOST, 0))
        .expect("a free port");
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        Self { address, database, handle, server: tokio::spawn(server) }
    }

    /// Ends it.
    pub(crate) async fn stop(self) {
        self.handle.stop(true).await;
        self.server.await.expect("the server ends").expect("the server ends in peace");
        self.database.close().await.expect("the pool closes");
    }
}
