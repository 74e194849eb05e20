//! An installation: how it starts and refuses to, its jobs, its uploads, its backup and what comes of it.

use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::identity;
use entity::{curriculum, curriculum_version, institution, job, requirement};
use platform::clock::Clock;
use platform::config::Config;
use platform::error::Name;
use platform::mail::Transport;
use platform::uploads::{self, Prepared};
use platform::{Platform, audit, backup, id, jobs};
use reqwest::{Client, Method, StatusCode};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Statement};
use serde_json::{Value, json};
use server::app::{self, Parts};
use server::work::{self, Setback, Task};
use xinglin_tests::checkers::Checker;
use xinglin_tests::databases::{Backend, Database};
use xinglin_tests::server::config;
use xinglin_tests::stories::{Story, on_database, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        on_database(a_backup_brings_back_every_row_and_every_guard),
        on_database(a_backup_crosses_to_the_other_database_and_back).needs(&[Checker::Postgres]),
        on_database(a_restore_refuses_rows_and_what_is_no_backup),
        on_database(a_backup_says_which_file_is_lost),
        on_database(a_job_of_an_unknown_kind_is_given_up_with_its_cause),
        on_database(a_failed_job_waits_and_a_hopeless_one_does_not),
        on_database(a_start_that_cannot_be_says_why_and_changes_nothing),
        story(an_upload_address_takes_one_file_once),
        story(a_token_that_is_none_is_not_taken_for_a_stranger),
    ]
}

/// What the command names too.
const FILES: &backup::FileColumns = &[("upload", "content_digest"), ("certificate", "file_hash")];

async fn open_with(config: Config) -> Platform {
    let parts = Parts {
        clock: Clock::fixed(World::beginning()),
        mail: Some(Transport::memory()),
        text_messages: None,
    };
    app::open(config, parts).await.expect("the installation opens")
}

async fn open(database: &Database) -> Platform {
    open_with(config(database)).await
}

/// People, a published version, an upload with its file, a waiting job, sealed and unsealed events.
async fn fill(platform: &Platform) {
    let name = Name::new("示例·管理员𠮷 \"\n", "Sample Administrator");
    let (person, secret) = identity::administrator_create(platform, name).await.unwrap();
    let viewer = identity::viewer_by_token(platform, secret.reveal(), None).await.unwrap();
    audit::seal(&platform.database).await.unwrap();
    let Prepared { secret, .. } =
        uploads::prepare(platform, &viewer.actor(), person.id, "ROSTER", "名单.csv").await.unwrap();
    uploads::receive(platform, secret.reveal(), b"\xff\x00roster".to_vec()).await.unwrap();
    let write = platform.database.write().await.unwrap();
    jobs::enqueue(&write, "nobody.knows", &json!({ "n": 1 }), Some("once".to_owned())).await.unwrap();
    publish_a_curriculum(&write).await;
    write.commit().await.unwrap();
}

async fn publish_a_curriculum(write: &platform::db::Write) {
    let school = institution::Model {
        id: id::new_key(),
        kind: "SCHOOL".to_owned(),
        name_zh: "示例医学院".to_owned(),
        name_en: String::new(),
        sort_key: "shili".to_owned(),
        parent_id: None,
        is_site: false,
        merged_into_id: None,
        merged_on: None,
        region_code: "110000".to_owned(),
        credit_code: None,
        language: "zh".to_owned(),
        time_zone: "Asia/Shanghai".to_owned(),
        created_at: write.now(),
    };
    let of_school = curriculum::Model {
        id: id::new_key(),
        institution_id: school.id,
        code: "SAMPLE".to_owned(),
        name_zh: "示例方案".to_owned(),
        name_en: "Sample".to_owned(),
        sort_key: "shili".to_owned(),
        created_at: write.now(),
    };
    let mut version = curriculum_version::Model {
        id: id::new_key(),
        curriculum_id: of_school.id,
        number: 1,
        status: "DRAFT".to_owned(),
        parent_id: None,
        duration_months: 33,
        duration_weeks: None,
        days_per_month: 30,
        minutes_per_half_day: 240,
        half_days_per_day: 1,
        review_window_days: 30,
        backdating_days: 30,
        reviews: "{}".to_owned(),
        exits: "{}".to_owned(),
        stages: "[]".to_owned(),
        entrustable_activities: "[]".to_owned(),
        activity_kinds: "[]".to_owned(),
        standard_version_id: None,
        source: "sample".to_owned(),
        published_at: None,
        published_by: None,
        created_at: write.now(),
    };
    let asked = requirement_of(version.id, 1);
    institution::Entity::insert(institution::ActiveModel::from(school))
        .exec_without_returning(&**write)
        .await
        .unwrap();
    curriculum::Entity::insert(curriculum::ActiveModel::from(of_school))
        .exec_without_returning(&**write)
        .await
        .unwrap();
    let draft = curriculum_version::ActiveModel::from(version.clone());
    curriculum_version::Entity::insert(draft).exec_without_returning(&**write).await.unwrap();
    requirement::Entity::insert(asked).exec_without_returning(&**write).await.unwrap();
    "PUBLISHED".clone_into(&mut version.status);
    version.published_at = Some(write.now());
    let published = curriculum_version::ActiveModel::from(version).reset_all();
    curriculum_version::Entity::update(published).exec(&**write).await.unwrap();
}

fn requirement_of(version_id: uuid::Uuid, position: i32) -> requirement::ActiveModel {
    requirement::Model {
        id: id::new_key(),
        version_id,
        position,
        code: format!("R{position}"),
        kind: "ROTATION".to_owned(),
        name_zh: "中医内科".to_owned(),
        name_en: "TCM internal medicine".to_owned(),
        unit: "DAY".to_owned(),
        target: 300,
        base_kind: None,
        activity: None,
        standard_requirement_id: None,
        rule: "{}".to_owned(),
    }
    .into()
}

async fn restore(platform: &Platform, file: &Path) -> Result<backup::Summary, String> {
    let hold = async |write: &platform::db::Write| {
        jobs::hold_all(write).await?;
        Ok(())
    };
    backup::restore(platform, file, hold).await.map_err(|message| message.key().to_owned())
}

/// A database without tables, as one restores into.
async fn bare(backend: Backend) -> Database {
    let database = Database::fresh(backend);
    match backend {
        Backend::Sqlite => {
            let file = database.url().trim_start_matches("sqlite:").to_owned();
            std::fs::remove_file(file).unwrap();
        }
        Backend::Postgres => {
            let connection = database.connect().await;
            connection.execute_unprepared("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
        }
    }
    database
}

/// Every row but those that a restore changes: when steps were taken, and jobs.
async fn kept(database: &Database) -> std::collections::BTreeMap<String, String> {
    let mut contents = database.contents().await;
    contents.retain(|table, _| table != "seaql_migrations" && table != "job");
    contents
}

async fn a_backup_brings_back_every_row_and_every_guard(database: Arc<Database>) {
    let source = open(&database).await;
    fill(&source).await;
    let file = database.folder().join("backup.zip");
    let target_database = bare(database.backend()).await;
    let target = open(&target_database).await;

    let taken = backup::take(&source, &file, FILES).await.unwrap();
    let restored = restore(&target, &file).await.unwrap();

    assert_eq!(taken.rows, restored.rows);
    assert_eq!((taken.rows["person"], taken.rows["requirement"], taken.files, restored.files), (1, 1, 1, 1));
    assert_eq!(kept(&target_database).await, kept(&database).await);
    let waiting = jobs::counts(target.database.reader()).await.unwrap();
    assert_eq!(waiting.into_iter().collect::<Vec<_>>(), [("HELD".to_owned(), 1)]);
    let (before, after) = (
        audit::verify(source.database.reader()).await.unwrap(),
        audit::verify(target.database.reader()).await.unwrap(),
    );
    assert_eq!(before, after);
    assert_eq!((after.sealed, after.unsealed, after.faults.len()), (3, 2, 0));
    let upload = entity::upload::Entity::find().one(target.database.reader()).await.unwrap().unwrap();
    let (_, bytes) = uploads::read(&target, upload.owner_id, "ROSTER", upload.id).await.unwrap();
    assert_eq!(bytes, b"\xff\x00roster");
    the_guards_are_awake(&target).await;
}

async fn the_guards_are_awake(platform: &Platform) {
    let asked = requirement::Entity::find().one(platform.database.reader()).await.unwrap().unwrap();
    for statement in [
        "UPDATE audit_event SET action = 'nothing'",
        "DELETE FROM audit_seal",
        "DELETE FROM curriculum_version",
    ] {
        let write = platform.database.write().await.unwrap();
        assert!(write.execute_unprepared(statement).await.is_err(), "{statement}");
    }
    for (version_id, position, refusal) in
        [(asked.version_id, 2, "published"), (id::new_key(), 1, "foreign key")]
    {
        let write = platform.database.write().await.unwrap();
        let row = requirement_of(version_id, position);
        let refused = requirement::Entity::insert(row).exec_without_returning(&*write).await.unwrap_err();
        assert!(refused.to_string().to_lowercase().contains(refusal), "{refused}");
    }
}

async fn a_backup_crosses_to_the_other_database_and_back(database: Arc<Database>) {
    let other = match database.backend() {
        Backend::Sqlite => Backend::Postgres,
        Backend::Postgres => Backend::Sqlite,
    };
    let (over, back) = (bare(other).await, bare(database.backend()).await);
    let source = open(&database).await;
    fill(&source).await;
    let (first, second) = (database.folder().join("1.zip"), database.folder().join("2.zip"));

    backup::take(&source, &first, FILES).await.unwrap();
    let over_there = open(&over).await;
    restore(&over_there, &first).await.unwrap();
    let trail = audit::verify(over_there.database.reader()).await.unwrap();
    backup::take(&over_there, &second, FILES).await.unwrap();
    restore(&open(&back).await, &second).await.unwrap();

    assert_eq!((trail.sealed, trail.unsealed, trail.faults.len()), (3, 2, 0));
    assert_eq!(kept(&back).await, kept(&database).await);
}

async fn a_restore_refuses_rows_and_what_is_no_backup(database: Arc<Database>) {
    let source = open(&database).await;
    fill(&source).await;
    let folder = database.folder();
    let file = folder.join("backup.zip");
    backup::take(&source, &file, FILES).await.unwrap();
    let whole = std::fs::read(&file).unwrap();
    let text = folder.join("text");
    std::fs::write(&text, "a text").unwrap();
    let cut = folder.join("cut");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    // The first byte of an entry's compressed rows, which its checksum covers.
    let altered = folder.join("altered");
    let name = b"tables/audit_event.jsonl";
    let at = whole.windows(name.len()).position(|bytes| bytes == name).unwrap() + name.len() + 60;
    let mut bytes = whole.clone();
    bytes[at] ^= 0xff;
    std::fs::write(&altered, bytes).unwrap();
    let before = database.contents().await;
    let empty_database = Database::fresh(database.backend());
    let empty = open(&empty_database).await;
    let nothing = empty_database.contents().await;

    assert_eq!(restore(&source, &file).await.unwrap_err(), "platform-restore-not-empty");
    assert_eq!(restore(&empty, &text).await.unwrap_err(), "platform-backup-none");
    assert_eq!(restore(&empty, &cut).await.unwrap_err(), "platform-backup-none");
    assert_eq!(restore(&empty, &folder.join("nowhere")).await.unwrap_err(), "platform-backup-file");
    assert_eq!(restore(&empty, &altered).await.unwrap_err(), "platform-backup-damaged");
    let again = backup::take(&source, &file, FILES).await.unwrap_err();
    assert_eq!(again.key(), "platform-backup-exists");

    assert_eq!(database.contents().await, before);
    assert_eq!(empty_database.contents().await, nothing);
    restore(&empty, &file).await.unwrap();
}

async fn a_backup_says_which_file_is_lost(database: Arc<Database>) {
    let source = open(&database).await;
    fill(&source).await;
    let digest = id::hex(&id::sha256(b"\xff\x00roster"));
    std::fs::remove_dir_all(database.folder().join("files")).unwrap();

    let taken = backup::take(&source, &database.folder().join("backup.zip"), FILES).await.unwrap();

    assert_eq!((taken.files, taken.missing.len()), (0, 1));
    assert!(taken.missing[0].to_string().contains(&digest), "{}", taken.missing[0]);
}

async fn a_job_of_an_unknown_kind_is_given_up_with_its_cause(database: Arc<Database>) {
    let platform = open(&database).await;
    fill(&platform).await;

    let begun = work::run_due(&platform, &[]).await.unwrap();

    let job = job::Entity::find().one(platform.database.reader()).await.unwrap().unwrap();
    assert_eq!((begun, job.status.as_str(), job.attempts), (1, "DEAD", 1));
    assert_eq!(job.last_error.as_deref(), Some("this version knows no job of the kind nobody.knows"));
    assert_eq!(work::run_due(&platform, &[]).await.unwrap(), 0);
}

async fn a_failed_job_waits_and_a_hopeless_one_does_not(database: Arc<Database>) {
    const DESK: &[Task] = &[
        Task {
            kind: "sample.fails",
            perform: |_, job| {
                let attempt = job.attempt;
                Box::pin(async move {
                    if attempt < 3 { Err(Setback::Passing(format!("attempt {attempt}"))) } else { Ok(()) }
                })
            },
        },
        Task { kind: "sample.panics", perform: |_, _| Box::pin(async { panic!("a defect") }) },
        Task {
            kind: "sample.hopeless",
            perform: |_, _| Box::pin(async { Err(Setback::Lasting("never".to_owned())) }),
        },
    ];
    let platform = open(&database).await;
    let write = platform.database.write().await.unwrap();
    for task in DESK {
        jobs::enqueue(&write, task.kind, &Value::Null, None).await.unwrap();
    }
    write.commit().await.unwrap();
    let states = async || {
        let rows = job::Entity::find().all(platform.database.reader()).await.unwrap();
        let mut states: Vec<_> = rows.into_iter().map(|job| (job.kind, job.status, job.last_error)).collect();
        states.sort();
        states
    };
    let state = |kind: &str, status: &str, error: &str| {
        let error = Some(error.to_owned()).filter(|error| !error.is_empty());
        (format!("sample.{kind}"), status.to_owned(), error)
    };
    let defect = "a defect of ours: see the log";

    assert_eq!(work::run_due(&platform, DESK).await.unwrap(), 3);
    let hopeless = state("hopeless", "DEAD", "never");
    let panics = state("panics", "QUEUED", defect);
    assert_eq!(states().await, [state("fails", "QUEUED", "attempt 1"), hopeless.clone(), panics.clone()]);
    assert_eq!(work::run_due(&platform, DESK).await.unwrap(), 0);

    platform.clock.advance(TimeDelta::seconds(60));
    assert_eq!(work::run_due(&platform, DESK).await.unwrap(), 2);
    platform.clock.advance(TimeDelta::seconds(60));
    assert_eq!(work::run_due(&platform, DESK).await.unwrap(), 2);
    // What is done keeps no cause of an earlier failure, which may name an address.
    let done = ("sample.fails".to_owned(), "DONE".to_owned(), None);
    assert_eq!(states().await, [done, hopeless, panics]);
}

async fn start(config: Config) -> Result<app::Running, String> {
    let started = app::start(config, Parts::default()).await;
    started.map_err(|message| message.key().to_owned())
}

async fn a_start_that_cannot_be_says_why_and_changes_nothing(database: Arc<Database>) {
    let connection = database.connect().await;
    let before = database.contents().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut busy = config(&database);
    busy.listen = taken.local_addr().unwrap();
    assert_eq!(start(busy).await.unwrap_err(), "command-address-in-use");

    let mut read_only = config(&database);
    let no_folder = database.folder().join("a file");
    std::fs::write(&no_folder, "").unwrap();
    read_only.data_dir = no_folder.join("data");
    assert_eq!(start(read_only).await.unwrap_err(), "platform-data-folder");
    assert_eq!(database.contents().await, before);

    let newer =
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99991231_000001_conquer_space', 0)";
    connection.execute_unprepared(newer).await.unwrap();
    let before = database.contents().await;
    assert_eq!(start(config(&database)).await.unwrap_err(), "platform-database-newer");
    assert_eq!(database.contents().await, before);

    let behind = bare(database.backend()).await;
    match database.backend() {
        Backend::Sqlite => start(config(&behind)).await.unwrap().stop().await,
        Backend::Postgres => assert_eq!(start(config(&behind)).await.unwrap_err(), "platform-migrate-first"),
    }
    let query = Statement::from_string(connection.get_database_backend(), "SELECT 1");
    connection.query_one_raw(query).await.unwrap();
}

async fn an_upload_address_takes_one_file_once(world: World) {
    let platform = world.platform().await;
    let (person, _) = identity::administrator_create(&platform, Name::new("示例·登记员", "")).await.unwrap();
    let client = Client::builder().no_proxy().build().unwrap();
    let address = async || {
        let actor = audit::Actor::default();
        let prepared = uploads::prepare(&platform, &actor, person.id, "ROSTER", "roster.csv").await.unwrap();
        world.url(&format!("/uploads/{}", prepared.secret.reveal()))
    };
    let send = async |method: Method, url: &str, body: Vec<u8>| {
        let answer =
            client.request(method, url).header("accept-language", "en").body(body).send().await.unwrap();
        (answer.status(), answer.json::<Value>().await.unwrap())
    };
    let form = |name: &'static str| {
        let part = reqwest::multipart::Part::bytes(b"a,b".to_vec()).file_name(name);
        reqwest::multipart::Form::new().text("user", "wechat").part("file", part)
    };
    let gone = json!({ "errors": [{
        "message": "this upload address is unknown, used or expired: ask for a new one",
        "extensions": { "code": "NOT_FOUND" }
    }] });

    let url = address().await;
    assert_eq!(
        send(Method::PUT, &url, b"a,b\n1,2".to_vec()).await,
        (StatusCode::OK, json!({ "received": 7 }))
    );
    assert_eq!(send(Method::PUT, &url, b"again".to_vec()).await, (StatusCode::NOT_FOUND, gone.clone()));

    let url = address().await;
    let too_large = vec![0; uploads::LARGEST_FILE + 1];
    assert_eq!(send(Method::PUT, &url, too_large).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send(Method::PUT, &url, Vec::new()).await.0, StatusCode::BAD_REQUEST);
    let refused = client.get(&url).send().await.unwrap();
    assert_eq!(
        (refused.status(), refused.headers()["allow"].to_str().unwrap()),
        (StatusCode::METHOD_NOT_ALLOWED, "PUT, POST")
    );
    let two = form("a.csv").part("second", reqwest::multipart::Part::bytes(b"c".to_vec()).file_name("c.csv"));
    assert_eq!(client.post(&url).multipart(two).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    let taken = client.post(&url).multipart(form("a.csv")).send().await.unwrap();
    assert_eq!(
        (taken.status(), taken.json::<Value>().await.unwrap()),
        (StatusCode::OK, json!({ "received": 3 }))
    );

    let url = address().await;
    world.clock.advance(TimeDelta::hours(1));
    assert_eq!(send(Method::POST, &url, b"late".to_vec()).await, (StatusCode::NOT_FOUND, gone));
}

async fn a_token_that_is_none_is_not_taken_for_a_stranger(world: World) {
    let client = Client::builder().no_proxy().build().unwrap();
    let ask = async |authorization: Option<&str>| {
        let mut request = client
            .post(world.url("/graphql"))
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .body(r#"{"query":"{ __typename }"}"#);
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        request.send().await.unwrap().status()
    };

    assert_eq!(ask(None).await, StatusCode::OK);
    for value in ["Bearer xlt_0000000000000000000000000a", "Bearer something", "Basic eHk6eg==", "xlt_"] {
        assert_eq!(ask(Some(value)).await, StatusCode::UNAUTHORIZED, "{value}");
    }
    assert_eq!(client.get(world.url("/readyz")).send().await.unwrap().status(), StatusCode::OK);
}
