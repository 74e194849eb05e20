//! The harness itself: a fresh database is fresh, actors read answers rightly, a mail server takes mail.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;

use chrono::TimeDelta;
use migration::{Migrator, MigratorTrait};
use reqwest::header::HeaderMap;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::checkers::Checker;
use xinglin_tests::databases::{Backend, Database};
use xinglin_tests::outside;
use xinglin_tests::smtp::{Mode, SmtpServer};
use xinglin_tests::stories::{Story, on_database, plain, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        on_database(a_fresh_database_is_writable_and_shared_with_nobody),
        on_database(contents_show_every_row_and_every_change),
        on_database(a_migrated_database_holds_no_row_yet),
        on_database(every_step_of_the_migration_goes_down_and_up_again),
        story(a_stranger_is_told_to_sign_in_and_an_administrator_is_served),
        story(a_restarted_server_is_reached_by_the_same_actors),
        story(time_stands_still_until_it_is_moved),
        plain(an_answer_is_read_by_its_parts),
        plain(an_outside_program_is_heard),
        plain(mail_is_taken_kept_and_refused).needs(&[Checker::Smtp]),
    ]
}

const TYPE_NAME: &str = "{ __typename }";
const VIEWER: &str = "{ viewer { __typename } }";

async fn a_fresh_database_is_writable_and_shared_with_nobody(database: Arc<Database>) {
    let other = Database::fresh(database.backend());
    let connection = database.connect().await;
    connection.execute_unprepared("CREATE TABLE herb (name TEXT NOT NULL)").await.unwrap();
    connection.execute_unprepared("INSERT INTO herb (name) VALUES ('杏')").await.unwrap();

    let count = Statement::from_string(connection.get_database_backend(), "SELECT count(*) FROM herb");
    let row = connection.query_one_raw(count.clone()).await.unwrap().unwrap();
    let elsewhere = other.connect().await.query_one_raw(count).await;

    assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 1);
    let refusal = elsewhere.unwrap_err().to_string();
    let expected = match database.backend() {
        Backend::Sqlite => "no such table: herb",
        Backend::Postgres => "relation \"herb\" does not exist",
    };
    assert!(refusal.contains(expected), "{refusal}");
}

async fn contents_show_every_row_and_every_change(database: Arc<Database>) {
    let connection = database.connect().await;
    connection.execute_unprepared("CREATE TABLE herb (name TEXT NOT NULL, grams INTEGER)").await.unwrap();
    connection.execute_unprepared("INSERT INTO herb VALUES ('杏', 3), ('甘草', NULL)").await.unwrap();

    let before = database.contents().await;
    let again = database.contents().await;
    connection.execute_unprepared("UPDATE herb SET grams = 4 WHERE name = '杏'").await.unwrap();
    let after = database.contents().await;

    let (was, is) = match database.backend() {
        Backend::Sqlite => ("'杏',3\n'甘草',NULL", "'杏',4\n'甘草',NULL"),
        Backend::Postgres => (
            "{\"name\": \"杏\", \"grams\": 3}\n{\"name\": \"甘草\", \"grams\": null}",
            "{\"name\": \"杏\", \"grams\": 4}\n{\"name\": \"甘草\", \"grams\": null}",
        ),
    };
    assert_eq!(before, again);
    assert_eq!((before["herb"].as_str(), after["herb"].as_str()), (was, is));
}

async fn a_migrated_database_holds_no_row_yet(database: Arc<Database>) {
    let contents = database.contents().await;

    let filled: Vec<_> =
        contents.iter().filter(|(_, rows)| !rows.is_empty()).map(|(table, _)| table).collect();
    assert_eq!(filled, ["seaql_migrations"]);
    assert!(contents.contains_key("audit_event"), "{:?}", contents.keys());
}

async fn every_step_of_the_migration_goes_down_and_up_again(database: Arc<Database>) {
    let connection = database.connect().await;
    let tables: Vec<String> = database.contents().await.into_keys().collect();

    Migrator::down(&connection, None).await.unwrap();
    let below: Vec<String> = database.contents().await.into_keys().collect();
    Migrator::up(&connection, None).await.unwrap();

    assert_eq!(below, ["seaql_migrations"]);
    assert_eq!(database.contents().await.into_keys().collect::<Vec<_>>(), tables);
}

async fn a_stranger_is_told_to_sign_in_and_an_administrator_is_served(world: World) {
    let administrator = world.administrator().await;

    let refusal = world.anonymous().denied(VIEWER, Value::Null).await;
    let answer = administrator.ok(TYPE_NAME, Value::Null).await;

    assert_eq!(refusal.codes(), ["UNAUTHENTICATED"]);
    assert_eq!((answer.status, answer.text("/__typename")), (200, "Query"));
    assert_eq!(answer.header("content-type"), Some("application/graphql-response+json; charset=utf-8"));
}

async fn a_restarted_server_is_reached_by_the_same_actors(world: World) {
    let administrator = world.administrator().await;
    let before = administrator.ok(TYPE_NAME, json!({})).await;

    world.restart().await;

    assert_eq!(administrator.ok(TYPE_NAME, json!({})).await.body, before.body);
}

async fn time_stands_still_until_it_is_moved(world: World) {
    assert_eq!(world.clock.now(), World::beginning());

    world.clock.advance(TimeDelta::hours(4));

    assert_eq!(world.clock.now().to_rfc3339(), "2026-03-02T05:00:00+00:00");
}

async fn an_answer_is_read_by_its_parts() {
    let body = json!({
        "errors": [{"message": "No.", "extensions": {"code": "FORBIDDEN"}}, {"message": "No code."}],
        "data": {"hoursSubmit": {"errors": [{"code": "OVERLAPS"}], "minutes": [30]}, "viewer": null},
    });
    let answer = Answer { status: 200, headers: HeaderMap::new(), body };

    assert_eq!(answer.codes(), ["FORBIDDEN", "NO CODE"]);
    assert_eq!((answer.errors().len(), answer.problems().len()), (2, 3));
    assert_eq!(answer.problems()[2]["code"], "OVERLAPS");
    assert_eq!(answer.number("/hoursSubmit/minutes/0"), 30);
    assert_eq!(answer.at("/viewer"), &Value::Null);
}

async fn an_outside_program_is_heard() {
    let ended = outside::run("sh".as_ref(), ["-c", "echo out; echo err >&2; exit 3"]).await;

    assert_eq!(ended.code, Some(3));
    assert_eq!((ended.stdout.as_slice(), ended.stderr.as_str()), (b"out\n".as_slice(), "err\n"));
}

async fn mail_is_taken_kept_and_refused() {
    let taking = SmtpServer::start(Mode::Accept);
    let later = SmtpServer::start(Mode::LaterFor(1));
    let refusing = SmtpServer::start(Mode::Refuse);

    assert_eq!(deliver(taking.port()), "250 2.0.0 Taken");
    assert_eq!(deliver(later.port()), "451 4.3.0 Try again later");
    assert_eq!(deliver(later.port()), "250 2.0.0 Taken");
    assert_eq!(deliver(refusing.port()), "550 5.1.1 No such mailbox here");
    let mail = "X-MailFrom: from@example.org\nX-RcptTo: to@example.org\nSubject: sample\r\n\r\nbody\r\n";
    assert_eq!((taking.mails(), later.mails().len(), refusing.mails().len()), (vec![mail.to_owned()], 1, 0));
}

/// Speaks SMTP by hand and returns the answer to the message.
fn deliver(port: u16) -> String {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut say = |line: &str| {
        (&stream).write_all(line.as_bytes()).unwrap();
        let mut answer = String::new();
        reader.read_line(&mut answer).unwrap();
        answer.trim_end().to_owned()
    };
    assert!(say("").starts_with("220 localhost"));
    assert_eq!(say("HELO sample\r\n"), "250 localhost");
    assert_eq!(say("MAIL FROM:<from@example.org>\r\n"), "250 OK");
    assert_eq!(say("RCPT TO:<to@example.org>\r\n"), "250 OK");
    assert_eq!(say("DATA\r\n"), "354 End data with <CR><LF>.<CR><LF>");
    say("Subject: sample\r\n\r\nbody\r\n.\r\n")
}
