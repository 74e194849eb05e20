//! Meant for real: what a server refuses to start with, and what it never shows.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use platform::config::Config;
use platform::settings;
use server::app::{self, Parts};
use server::{doctor, safety};
use xinglin_tests::databases::Database;
use xinglin_tests::server::config_with;
use xinglin_tests::stories::{Story, on_database};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        on_database(what_is_unsafe_keeps_a_production_server_from_starting),
        on_database(a_secret_file_is_its_owners_alone),
        on_database(a_demo_is_not_served_as_the_real_thing),
        on_database(settings_are_shown_without_their_secrets),
    ]
}

/// The key of the refusal, or nothing when the server starts; then it is ended again.
async fn refused(config: Config) -> Option<String> {
    match app::start(config, Parts::default()).await {
        Ok(running) => {
            running.stop().await;
            None
        }
        Err(message) => Some(message.key().to_owned()),
    }
}

async fn what_is_unsafe_keeps_a_production_server_from_starting(database: Arc<Database>) {
    let http = ("--public-url", "http://xinglin.example");
    let smtp = ("--smtp-url", "smtp://school:School2026@127.0.0.1:25");
    let guessed = ("--smtp-url", "smtp://school:school@127.0.0.1:25");
    let development = ("--mode", "development");
    let storage = [
        ("--storage-url", "s3://bucket?endpoint=http://127.0.0.1:9&region=x"),
        ("--storage-access-key", "key"),
        ("--storage-secret-key", "minioadmin"),
    ];
    for (settings, expected) in [
        (vec![], None),
        (vec![http], Some("command-unsafe-http")),
        (vec![http, development], None),
        (vec![("--mode", "production"), ("--public-url", "http://localhost:1")], Some("command-unsafe-http")),
        (vec![("--public-url", "http://localhost:1")], None),
        (vec![smtp], None),
        (vec![guessed], Some("command-unsafe-default")),
        (vec![guessed, development], None),
        (storage.to_vec(), Some("command-unsafe-default")),
    ] {
        let config = config_with(&database, &settings);
        let found = safety::findings(&config);
        let before = database.contents().await;
        assert_eq!(refused(config).await.as_deref(), expected, "{settings:?}");
        if let Some(key) = expected {
            assert_eq!(found.iter().map(platform::text::Message::key).collect::<Vec<_>>(), [key]);
            assert_eq!(database.contents().await, before);
        }
    }
}

async fn a_secret_file_is_its_owners_alone(database: Arc<Database>) {
    let file = database.folder().join("smtp-url");
    std::fs::write(&file, "smtp://school:8fq3PkzV@127.0.0.1:25\n").unwrap();
    let path = file.display().to_string();
    let settings = [("--smtp-url-file", path.as_str())];
    for (mode, expected) in
        [(0o644, true), (0o640, true), (0o604, true), (0o620, true), (0o600, false), (0o400, false)]
    {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let key = refused(config_with(&database, &settings)).await;
        assert_eq!(key.as_deref(), expected.then_some("command-unsafe-file"), "{mode:o}");
    }
}

async fn a_demo_is_not_served_as_the_real_thing(database: Arc<Database>) {
    let platform = app::open(config_with(&database, &[]), Parts::default()).await.unwrap();
    assert_eq!(safety::demo_finding(&platform).await.unwrap(), None);
    let write = platform.database.write().await.unwrap();
    settings::set(&write, "demo", "true").await.unwrap();
    write.commit().await.unwrap();

    assert_eq!(refused(config_with(&database, &[])).await.as_deref(), Some("command-unsafe-demo"));
    assert_eq!(refused(config_with(&database, &[("--mode", "development")])).await, None);
    let examined = async |settings: &[(&str, &str)]| {
        format!("{:?}", doctor::run(config_with(&database, settings)).await.unwrap())
    };
    assert_eq!(examined(&[]).await, format!("{:?}", std::process::ExitCode::FAILURE));
    let development = examined(&[("--mode", "development")]).await;
    assert_eq!(development, format!("{:?}", std::process::ExitCode::SUCCESS));
    platform.database.close().await.unwrap();
}

async fn settings_are_shown_without_their_secrets(database: Arc<Database>) {
    let config = config_with(
        &database,
        &[
            ("--database-url", "postgres://school:hidden-1@db.example/xinglin"),
            ("--smtp-url", "smtp://school:hidden-2@mail.example:587"),
            ("--storage-url", "s3://hidden-3:hidden-4@bucket/prefix?region=x"),
            ("--storage-access-key", "hidden-5"),
            ("--storage-secret-key", "hidden-6"),
            ("--public-url", "https://hidden-7:hidden-8@xinglin.example"),
        ],
    );

    let shown = config.describe();

    assert!(!shown.contains("hidden"), "{shown}");
    for line in [
        "mode = production",
        "database = postgres://db.example/xinglin",
        "public_url = https://••••••@xinglin.example",
    ] {
        assert!(shown.lines().any(|found| found == line), "{line} is not in\n{shown}");
    }
}
