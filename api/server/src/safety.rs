//! What a server may not be started with where it is meant for real: what others on the machine could read, what anybody
//! could guess, what travels unencrypted, and what was made up for trying out. In production each of these keeps the
//! server and the worker from starting; `doctor` says the same, and in development only warns.

use platform::Platform;
use platform::config::{Config, is_loopback};
use platform::text::Message;
use url::Url;

use crate::demo;

/// Passwords that stand in the manuals of what Xinglin talks to, and in everybody's first configuration.
const WELL_KNOWN: [&str; 14] = [
    "123456",
    "admin",
    "changeme",
    "change-me",
    "default",
    "example",
    "guest",
    "minio123",
    "minioadmin",
    "password",
    "postgres",
    "root",
    "secret",
    "xinglin",
];

/// Everything in the settings that is unsafe in production, one sentence each.
#[must_use]
pub fn findings(config: &Config) -> Vec<Message> {
    let mut found = Vec::new();
    let url = config.public_url();
    let is_tried_out = !config.is_production() && is_loopback(&url);
    if !url.starts_with("https://") && !is_tried_out {
        found.push(Message::new("command-unsafe-http").with("url", url));
    }
    let files = config.secret_files().into_iter().filter(|(_, path)| others_may(path));
    found.extend(files.map(|(name, path)| {
        Message::new("command-unsafe-file").with("name", name).with("path", path.display().to_string())
    }));
    // A secret that cannot be read is told where it is needed.
    let secrets = [
        ("DATABASE_URL", config.database_secret().ok().flatten().is_some_and(|url| is_guessed_in(&url))),
        ("SMTP_URL", config.smtp().ok().flatten().is_some_and(|url| is_guessed_in(&url))),
        ("STORAGE_SECRET_KEY", config.storage_secret().ok().flatten().is_some_and(|key| is_guessed(&key))),
    ];
    let guessed = secrets.into_iter().filter(|(_, is_guessed)| *is_guessed);
    found.extend(guessed.map(|(name, _)| Message::new("command-unsafe-default").with("name", name)));
    found
}

/// Refuses settings that are unsafe, in production.
///
/// # Errors
/// The first of [`findings`].
pub(crate) fn require(config: &Config) -> Result<(), Message> {
    let first = if config.is_production() { findings(config).into_iter().next() } else { None };
    first.map_or(Ok(()), Err)
}

/// Whether a database of current tables is a demo's, whose tokens were printed and whose people are made up.
///
/// # Errors
/// A sentence, when the database does not answer.
pub async fn demo_finding(platform: &Platform) -> Result<Option<Message>, Message> {
    let is_demo = demo::is_marked(&platform.database).await?;
    Ok(is_demo.then(|| Message::new("command-unsafe-demo")))
}

/// Refuses a demo's database, in production.
///
/// # Errors
/// A sentence, when it is one, or when it does not answer.
pub(crate) async fn require_no_demo(platform: &Platform) -> Result<(), Message> {
    let found = if platform.config.is_production() { demo_finding(platform).await? } else { None };
    found.map_or(Ok(()), Err)
}

/// Whether anybody but its owner may read or write a file. One that is not there is told where it is read.
#[cfg(unix)]
fn others_may(path: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may(_: &std::path::Path) -> bool {
    false
}

/// Whether a URL carries a password that anybody would try: a well-known one, or the user's own name.
fn is_guessed_in(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    url.password().is_some_and(|password| is_guessed(password) || password == url.username())
}

fn is_guessed(secret: &str) -> bool {
    WELL_KNOWN.contains(&secret.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{is_guessed, is_guessed_in};

    #[test]
    fn what_anybody_would_try_is_known() {
        for url in
            ["postgres://me:Password@db/x", "postgres://school:school@db/x", "smtp://a:changeme@host:587"]
        {
            assert!(is_guessed_in(url), "{url}");
        }
        for url in ["postgres://me@db/x", "postgres://me:8fq3PkzV@db/x", "sqlite:data/x.db", "nonsense"] {
            assert!(!is_guessed_in(url), "{url}");
        }
        assert!(is_guessed("minioadmin") && !is_guessed("8fq3PkzV"));
    }
}
