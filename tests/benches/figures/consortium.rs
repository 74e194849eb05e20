//! A consortium of 61 institutions with 400 pairings and 20,000 sessions a year: what the core unit sees of it, beside the same facts read
//! by statements written by hand; and the confirmation of a session of 200 attendees, beside its statements sent bare.

use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::identity::viewer_by_token;
use domain::teaching::teaching_session_confirm;
use entity::{
    agreement, agreement_obligation, apprenticeship, consortium_membership, enrolment, evidence,
    evidence_state, institution, mentor, supervision, teaching_attendance, teaching_leader, teaching_session,
};
use platform::clock::Clock;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait as _, DatabaseConnection, EntityTrait, IntoActiveModel, QueryOrder as _,
};
use serde_json::{Value, json};
use server::app::{self, Parts};
use tokio::runtime::Runtime;
use uuid::Uuid;
use xinglin_tests::databases::{Backend, Database};
use xinglin_tests::school::School;
use xinglin_tests::server::config;
use xinglin_tests::world::World;

use crate::cohorts::{asked, best, enrolled};
use crate::load::{Client, Comparison, Request, at_once};
use crate::ready::{UNLIMITED, address, analyse};
use crate::replay::{self, Recorder};
use crate::reviews::pool;
use crate::table::Table;

const MEMBERS: usize = 60;
const PAIRINGS: usize = 400;
const SESSIONS: usize = 20_000;
const ATTENDEES: usize = 3;
const ROUNDS: usize = 30;
const AT_ONCE: usize = 200;
const CONFIRMATIONS: usize = 6;
const MOST: f64 = 2.0;
const MOST_OF_BARE: f64 = 3.0;
const FROM: &str = "2025-03-01";
const UNTIL: &str = "2026-02-28";

const OVERVIEW: &str = "query($id: ID!, $from: Date!, $until: Date!) { consortiumOverview(consortiumId: $id, from: $from, until: $until) {
    members { institution { id name } agreements { state obligations { missing periods { due done } } }
    sessions { status sessionCount minutes attendanceCount lastOn } pairings { state count } } } }";
const CONFIRM: &str =
    "mutation($input: TeachingSessionConfirmInput!) { teachingSessionConfirm(input: $input) {
    session { status } errors { code } } }";
const ASKED: &str = "\n[[requirements]]\ncode = \"S\"\nkind = \"TEACHING_SESSIONS\"\nname = { zh = \"示例教学活动\", en = \"Sample sessions\" }\ncount = 20\n";

/// Measures on one kind of database.
pub(crate) fn measure(runtime: &Runtime, backend: Backend, table: &mut Table) {
    let database = Arc::new(Database::fresh(backend));
    let (host, sessions) = runtime.block_on(async {
        let world = World::open_with(Arc::clone(&database), UNLIMITED).await;
        let school = enrolled(&world, ASKED).await;
        let consortium = led(&school).await;
        let connection = world.database.connect().await;
        let sessions = fill(&connection, &school, &consortium).await;
        analyse(&world.database).await;
        overview(&world, &school, (&connection, &consortium), (backend, table)).await;
        connection.close().await.expect("the connection closes");
        let at_centre = json!({"institutionId": school.ids["centre"], "startsOn": "2026-01-01"});
        let (host, _) = school.appoint("Host", "centre", "BASE_ADMINISTRATOR", at_centre).await;
        world.stop().await;
        (host, sessions)
    });
    confirmation(runtime, &database, host.token().expect("a token"), &sessions, table);
}

/// A consortium that the hospital leads; its id.
async fn led(school: &School) -> String {
    let create = "mutation($input: ConsortiumCreateInput!) { consortiumCreate(input: $input) { consortium { id } errors { code } } }";
    let input = json!({"input": {"kind": "SPECIALTY", "name": {"zh": "示例专科联盟", "en": "Sample Specialty Consortium"},
        "coreInstitutionId": school.ids["hospital"]}});
    school.administrator.ok(create, input).await.text("/consortiumCreate/consortium/id").to_owned()
}

fn key(id: &str) -> Uuid {
    platform::id::decode(id).expect("an id").1
}

async fn overview(
    world: &World,
    school: &School,
    (connection, consortium): (&DatabaseConnection, &str),
    (backend, table): (Backend, &mut Table),
) {
    let variables = json!({"id": consortium, "from": FROM, "until": UNTIL});
    let request = Request::graphql(school.base_administrator.token(), OVERVIEW, variables);
    let statements = by_hand(key(consortium), key(&school.ids["hospital"]), backend);
    let mut client = Client::connect(address(world)).expect("the server takes a connection");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (took, answer) = tokio::task::block_in_place(|| asked(&mut client, &request));
        let begin = Instant::now();
        for statement in &statements {
            let raw = sea_orm::Statement::from_string(connection.get_database_backend(), statement);
            let rows = connection.query_all_raw(raw).await.expect("figures");
            assert!(!rows.is_empty(), "{statement}");
        }
        let bare = begin.elapsed();
        if round == 0 {
            let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
            let members = body["data"]["consortiumOverview"]["members"].as_array().expect("members");
            let count = |row: &Value| row["sessionCount"].as_u64().unwrap_or_default();
            let sessions = members.iter().flat_map(|one| one["sessions"].as_array().into_iter().flatten());
            assert_eq!((members.len(), sessions.map(count).sum::<u64>()), (MEMBERS, SESSIONS as u64));
        } else if round > 4 {
            ours.push(took);
            theirs.push(bare);
        }
    }
    let (ours, theirs) = (best(&mut ours), best(&mut theirs));
    let times = ours / theirs;
    table.add(
        [
            format!("overview of {} institutions, {}", MEMBERS + 1, backend.name()),
            format!("{:.0} ms", ours * 1000.0),
            format!("{:.0} ms, {} statements by hand", theirs * 1000.0, statements.len()),
            format!("{times:.1} times"),
            format!("<= {MOST:.0} times"),
        ],
        (times <= MOST).into(),
    );
}

/// The facts behind the overview, as somebody would read them who writes statements by hand.
fn by_hand(consortium: Uuid, core: Uuid, backend: Backend) -> Vec<String> {
    let literal = |key: Uuid| match backend {
        Backend::Sqlite => format!("X'{}'", key.simple()),
        Backend::Postgres => format!("'{key}'"),
    };
    let (consortium, core) = (literal(consortium), literal(core));
    let stretch = format!("session.held_on BETWEEN '{FROM}' AND '{UNTIL}'");
    let since = match backend {
        Backend::Sqlite => "date('2026-02-28', '-28 days')".to_owned(),
        Backend::Postgres => "date '2026-02-28' - 28".to_owned(),
    };
    vec![
        format!(
            "SELECT membership.id, institution.id, institution.name_zh FROM consortium_membership membership \
             JOIN institution ON institution.id = membership.institution_id WHERE membership.consortium_id = {consortium}"
        ),
        format!(
            "SELECT agreement.*, obligation.* FROM agreement JOIN agreement_obligation obligation ON obligation.agreement_id = agreement.id \
             WHERE agreement.consortium_id = {consortium}"
        ),
        format!(
            "SELECT session.agreement_id, session.owed_by, session.held_on, session.channel, count(*) FROM teaching_session session \
             JOIN agreement ON agreement.id = session.agreement_id WHERE agreement.consortium_id = {consortium} \
             AND session.status = 'CONFIRMED' GROUP BY session.agreement_id, session.owed_by, session.held_on, session.channel"
        ),
        format!(
            "SELECT session.host_id, session.status, count(*), sum(session.minutes), max(session.held_on) FROM teaching_session session \
             WHERE session.organiser_id = {core} AND {stretch} GROUP BY session.host_id, session.status"
        ),
        format!(
            "SELECT session.host_id, session.status, count(*) FROM teaching_session session \
             JOIN teaching_attendance attendance ON attendance.session_id = session.id AND attendance.struck_at IS NULL \
             WHERE session.organiser_id = {core} AND {stretch} GROUP BY session.host_id, session.status"
        ),
        format!(
            "SELECT pairing.*, max(shown.occurred_on), sum(CASE WHEN shown.occurred_on > {since} THEN shown.minutes ELSE 0 END) \
             FROM apprenticeship pairing JOIN supervision stretch ON stretch.apprenticeship_id = pairing.id \
             LEFT JOIN evidence shown ON shown.source_id = stretch.id LEFT JOIN evidence_state state ON state.evidence_id = shown.id \
             AND state.status IN ('PENDING', 'APPROVED') WHERE pairing.consortium_id = {consortium} GROUP BY pairing.id"
        ),
    ]
}

async fn insert<E, M>(connection: &DatabaseConnection, rows: Vec<M>)
where
    E: EntityTrait<Model = M>,
    M: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let part: Vec<E::ActiveModel> =
            rows.by_ref().take(500).map(IntoActiveModel::into_active_model).collect();
        E::insert_many(part).exec_without_returning(connection).await.expect("rows");
    }
}

/// Writes members, agreements, pairings and sessions past the services. Answers sessions that await their confirmation, of 200 each.
async fn fill(connection: &DatabaseConnection, school: &School, consortium: &str) -> Vec<Uuid> {
    let (consortium, core) = (key(consortium), key(&school.ids["hospital"]));
    let (from, until): (NaiveDate, NaiveDate) = (FROM.parse().expect("a day"), UNTIL.parse().expect("a day"));
    let at: DateTime<Utc> = World::beginning();
    let known = institution::Entity::find_by_id(core).one(connection).await.expect("one").expect("one");
    let houses: Vec<institution::Model> = (0..MEMBERS)
        .map(|number| institution::Model {
            id: platform::id::new_key(),
            kind: "TOWNSHIP_HOSPITAL".to_owned(),
            name_zh: format!("示例卫生院{number:02}"),
            ..known.clone()
        })
        .collect();
    let keys: Vec<Uuid> = houses.iter().map(|house| house.id).collect();
    insert::<institution::Entity, _>(connection, houses).await;
    let members: Vec<consortium_membership::Model> = keys
        .iter()
        .map(|house| consortium_membership::Model {
            id: platform::id::new_key(),
            consortium_id: consortium,
            institution_id: *house,
            specialty: None,
            starts_on: from,
            ends_on: until + Days::new(700),
            created_at: at,
        })
        .collect();
    insert::<consortium_membership::Entity, _>(connection, members.clone()).await;
    let agreements: Vec<agreement::Model> = members
        .iter()
        .map(|member| agreement::Model {
            id: platform::id::new_key(),
            membership_id: member.id,
            consortium_id: consortium,
            institution_id: member.institution_id,
            core_institution_id: core,
            number: None,
            signed_on: from,
            starts_on: from,
            ends_on: until + Days::new(300),
            renews_id: None,
            file_name: None,
            media_type: None,
            byte_size: None,
            content_digest: None,
            created_by: None,
            created_at: at,
        })
        .collect();
    insert::<agreement::Entity, _>(connection, agreements.clone()).await;
    let owed = agreements.iter().flat_map(|one| {
        [(0, "SESSIONS"), (1, "VISITS")].map(|(place, kind)| agreement_obligation::Model {
            agreement_id: one.id,
            place,
            kind: kind.to_owned(),
            owed_by: "CORE".to_owned(),
            quantity: 20,
            per: "MONTH".to_owned(),
        })
    });
    insert::<agreement_obligation::Entity, _>(connection, owed.collect()).await;
    let people: Vec<Uuid> = enrolment::Entity::find()
        .order_by_asc(enrolment::Column::Id)
        .all(connection)
        .await
        .expect("enrolments")
        .into_iter()
        .map(|row| row.person_id)
        .collect();
    pairings(connection, school, (consortium, &keys), &people).await;
    let hosts: Vec<(Uuid, Option<Uuid>)> =
        agreements.iter().map(|one| (one.institution_id, Some(one.id))).collect();
    sessions(connection, school, &hosts, &people).await
}

/// Four hundred pairings that are live, each with four half-days in the last weeks.
async fn pairings(
    connection: &DatabaseConnection,
    school: &School,
    (consortium, houses): (Uuid, &[Uuid]),
    people: &[Uuid],
) {
    let (master, core) = (key(&school.ids["Master"]), key(&school.ids["hospital"]));
    let from: NaiveDate = FROM.parse().expect("a day");
    let at: DateTime<Utc> = World::beginning();
    let appointed = mentor::Model {
        id: platform::id::new_key(),
        person_id: master,
        institution_id: core,
        rank: "CHIEF".to_owned(),
        specialties: "TCM_INTERNAL".to_owned(),
        starts_on: from,
        ends_on: None,
        end_reason: None,
        created_at: at,
    };
    insert::<mentor::Entity, _>(connection, vec![appointed.clone()]).await;
    let (mut pairs, mut stretches, mut hours, mut states) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (number, person_id) in people.iter().copied().take(PAIRINGS).enumerate() {
        let (pair, stretch) = (platform::id::new_key(), platform::id::new_key());
        pairs.push(apprenticeship::Model {
            id: pair,
            mentor_id: appointed.id,
            mentor_person_id: master,
            apprentice_id: person_id,
            institution_id: houses[number % houses.len()],
            consortium_id: Some(consortium),
            enrolment_id: None,
            base_id: None,
            specialty: "TCM_INTERNAL".to_owned(),
            goals: "[]".to_owned(),
            goals_note: String::new(),
            starts_on: from,
            ends_on: from + Days::new(700),
            half_days_per_week: 1,
            contact_every_days: 14,
            channels: "[\"ON_SITE\"]".to_owned(),
            ceremony_on: None,
            status: "ACTIVE".to_owned(),
            proposed_by: master,
            mentor_consented_at: Some(at),
            apprentice_consented_at: Some(at),
            follows_id: None,
            ended_on: None,
            version: 1,
            created_at: at,
        });
        stretches.push(supervision::Model {
            id: stretch,
            enrolment_id: None,
            apprenticeship_id: Some(pair),
            person_id,
            supervisor_id: master,
            kind: "MASTER".to_owned(),
            base_id: None,
            base_kind: None,
            starts_on: from,
            ends_on: None,
            created_at: at,
        });
        for week in 0..4 {
            let (row, state) = half_day(person_id, stretch, at - Days::new(3 + 7 * week));
            hours.push(row);
            states.push(state);
        }
    }
    insert::<apprenticeship::Entity, _>(connection, pairs).await;
    insert::<supervision::Entity, _>(connection, stretches).await;
    insert::<evidence::Entity, _>(connection, hours).await;
    insert::<evidence_state::Entity, _>(connection, states).await;
}

/// A half-day of following that was approved.
fn half_day(
    person_id: Uuid,
    stretch: Uuid,
    begin: DateTime<Utc>,
) -> (evidence::Model, evidence_state::Model) {
    let id = platform::id::new_key();
    let row = evidence::Model {
        id,
        person_id,
        kind: "HOURS".to_owned(),
        submitted_by: person_id,
        recorded_at: begin,
        occurred_on: begin.date_naive(),
        starts_at: Some(begin),
        ends_at: Some(begin + chrono::Duration::hours(4)),
        minutes: Some(240),
        days: None,
        absence_days: None,
        part_time_percent: None,
        activity: Some("FOLLOWING_MASTER".to_owned()),
        activity_kind: None,
        source_kind: Some("SUPERVISION".to_owned()),
        source_id: Some(stretch),
        requirement_id: None,
        department_id: None,
        specialty: None,
        base_id: None,
        base_kind: None,
        assessor_id: None,
        level: None,
        passed: None,
        amount: None,
        note: String::new(),
        replaces_id: None,
    };
    let state = evidence_state::Model {
        evidence_id: id,
        person_id: Some(person_id),
        status: "APPROVED".to_owned(),
        step: "SUPERVISOR".to_owned(),
        place_id: None,
        later_steps: String::new(),
        reviewer_id: None,
        version: 2,
    };
    (row, state)
}

/// Twenty thousand sessions of a year, and some of 200 attendees that wait for their confirmation at the health centre.
async fn sessions(
    connection: &DatabaseConnection,
    school: &School,
    hosts: &[(Uuid, Option<Uuid>)],
    people: &[Uuid],
) -> Vec<Uuid> {
    let (leader, core) = (key(&school.ids["Supervisor"]), key(&school.ids["hospital"]));
    let at: DateTime<Utc> = World::beginning();
    let session = |host_id: Uuid, agreement_id: Option<Uuid>, begin: DateTime<Utc>, status: &str| {
        teaching_session::Model {
            id: platform::id::new_key(),
            kind: "LECTURE".to_owned(),
            channel: "ON_SITE".to_owned(),
            title: "示例讲座".to_owned(),
            organiser_id: core,
            host_id,
            base_id: None,
            department_id: None,
            agreement_id,
            owed_by: agreement_id.map(|_| "CORE".to_owned()),
            starts_at: begin,
            ends_at: begin + chrono::Duration::minutes(45),
            held_on: begin.date_naive(),
            minutes: 45,
            cases: String::new(),
            link: platform::id::new_code().expect("a code"),
            status: status.to_owned(),
            reason: None,
            planned_by: leader,
            planned_at: begin,
            delivered_by: Some(leader),
            delivered_for: None,
            delivered_at: Some(begin),
            confirmed_by: None,
            confirmed_at: None,
            version: 2,
        }
    };
    let first = at - Days::new(365);
    let (mut rows, mut waiting) = (Vec::new(), Vec::new());
    for number in 0..SESSIONS {
        let (host, agreement) = hosts[number % hosts.len()];
        let begin = first + Days::new((number / 60 % 360) as u64);
        rows.push(session(host, agreement, begin, if number % 10 == 0 { "PLANNED" } else { "CONFIRMED" }));
    }
    for number in 0..CONFIRMATIONS {
        let begin = at - Days::new(1 + number as u64) + chrono::Duration::hours(5);
        let mut row = session(key(&school.ids["centre"]), None, begin, "DELIVERED");
        row.base_id = Some(key(&school.ids["centre-base"]));
        waiting.push(row.id);
        rows.push(row);
    }
    let leaders =
        rows.iter().map(|row| teaching_leader::Model { session_id: row.id, person_id: leader, place: 0 });
    let leaders: Vec<_> = leaders.collect();
    let attended = |row: &teaching_session::Model, person_id: Uuid| teaching_attendance::Model {
        session_id: row.id,
        person_id,
        way: "LIST".to_owned(),
        recorded_by: leader,
        recorded_at: row.starts_at,
        struck_by: None,
        struck_at: None,
        strike_reason: None,
    };
    let mut attendances = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let count = if row.status == "DELIVERED" { AT_ONCE } else { ATTENDEES };
        let offset = if row.status == "DELIVERED" { 0 } else { number };
        attendances.extend((0..count).map(|place| attended(row, people[(offset + place) % people.len()])));
    }
    insert::<teaching_session::Entity, _>(connection, rows).await;
    insert::<teaching_leader::Entity, _>(connection, leaders).await;
    insert::<teaching_attendance::Entity, _>(connection, attendances).await;
    waiting
}

/// The confirmation of a session of 200 attendees: the acts are done once by the service itself and their statements kept, then through
/// GraphQL on a second copy of the database, and bare on a third.
fn confirmation(runtime: &Runtime, prepared: &Database, token: &str, sessions: &[Uuid], table: &mut Table) {
    let acts = runtime.block_on(record(&Arc::new(prepared.copy()), token, sessions));
    let world = runtime.block_on(World::open_with(Arc::new(prepared.copy()), UNLIMITED));
    let statements = acts.last().map_or(0, Vec::len);
    let theirs = prepared.copy();
    let pool = runtime.block_on(pool(&theirs));
    let mut comparison = Comparison::default();
    for (place, (session, act)) in sessions.iter().zip(acts).enumerate() {
        let id = platform::id::encode("tse", *session);
        let request = Request::graphql(Some(token), CONFIRM, json!({"input": {"teachingSessionId": id}}));
        let measured = at_once(address(&world), &[vec![&request]], |answer| {
            answer.text().contains("\"CONFIRMED\"") && answer.text().contains("\"errors\":[]")
        });
        let reference = runtime.block_on(replay::bare(&pool, vec![vec![act]]));
        if place > 0 {
            comparison.add(1, measured, reference);
        }
    }
    runtime.block_on(async {
        pool.close().await.expect("the pool closes");
        world.stop().await;
    });
    let (measured, reference) = comparison.rates();
    let times = 1.0 / comparison.ratio();
    table.add(
        [
            format!("teachingSessionConfirm of {AT_ONCE}, {}", prepared.backend().name()),
            format!("{:.0} ms", 1000.0 / measured),
            format!("{:.0} ms, its {statements} statements", 1000.0 / reference),
            format!("{times:.1} times"),
            format!("<= {MOST_OF_BARE:.0} times"),
        ],
        (times <= MOST_OF_BARE).into(),
    );
}

/// Confirms each session by the service itself, and keeps the statements of each.
async fn record(database: &Arc<Database>, token: &str, sessions: &[Uuid]) -> Vec<replay::Act> {
    let opened = Parts { clock: Clock::fixed(World::beginning()), ..Parts::default() };
    let mut platform = app::open(config(database), opened).await.expect("the installation opens");
    let viewer = viewer_by_token(&platform, token, None).await.expect("whoever confirms");
    let recorder = Recorder::default();
    platform.database = recorder.watch(platform.database);
    let mut recorded = Vec::new();
    for session in sessions {
        teaching_session_confirm(&platform, &viewer, *session, None).await.expect("a confirmation");
        recorded.push(recorder.take().into_iter().map(|(statement, _)| statement).collect());
    }
    platform.database.close().await.expect("the pool closes");
    recorded
}
