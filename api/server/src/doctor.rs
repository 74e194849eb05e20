//! How this installation is set up and what is wrong with it: one line for each question, so that somebody on the
//! telephone can be asked to read it out. Nothing is changed, and no secret is shown. Warnings are worth knowing;
//! anything wrong makes the command end with a code other than 0.

use std::process::ExitCode;

use domain::credentials;
use platform::codes::Code as _;
use platform::config::{Config, is_loopback};
use platform::keys::KeyPurpose;
use platform::text::Message;
use platform::{Platform, audit, jobs};

use crate::app::{self, Parts};
use crate::command::{audit_message, count, fault, language, say};
use crate::safety;

/// What a question was answered.
enum Finding {
    Well(Message),
    Warning(Message),
    Wrong(Message),
}

/// Examines the installation and says what it finds.
///
/// # Errors
/// Never: whatever is wrong is a finding.
pub async fn run(config: Config) -> Result<ExitCode, Message> {
    println!("{}\n", config.describe());
    let mut findings = vec![address(&config), mode(&config)];
    let is_production = config.is_production();
    findings
        .extend(safety::findings(&config).into_iter().map(|message| unsafe_finding(message, is_production)));
    match app::open(config, Parts::default()).await {
        Ok(platform) => findings.extend(examine(&platform).await),
        Err(message) => findings.push(Finding::Wrong(message)),
    }
    let mut is_well = true;
    for finding in &findings {
        let (mark, message) = match finding {
            Finding::Well(message) => ("command-doctor-well", message),
            Finding::Warning(message) => ("command-doctor-warning", message),
            Finding::Wrong(message) => {
                is_well = false;
                ("command-doctor-wrong", message)
            }
        };
        let text = message.render(language());
        say(&Message::new(mark).with("finding", text));
    }
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn address(config: &Config) -> Finding {
    let url = config.public_url();
    let is_local = is_loopback(&url);
    let key = if is_local { "command-doctor-loopback" } else { "command-doctor-address" };
    let message = Message::new(key).with("url", url);
    if is_local { Finding::Warning(message) } else { Finding::Well(message) }
}

fn mode(config: &Config) -> Finding {
    Finding::Well(Message::new("command-doctor-mode").with("mode", config.mode().to_string()))
}

/// What keeps a server from starting in production is wrong there, and worth knowing elsewhere.
fn unsafe_finding(message: Message, is_production: bool) -> Finding {
    if is_production { Finding::Wrong(message) } else { Finding::Warning(message) }
}

async fn examine(platform: &Platform) -> Vec<Finding> {
    let mut findings = vec![database(platform).await, storage(platform).await, fonts(), keys(platform)];
    match platform.database.is_current().await {
        Ok(true) => {
            findings.push(Finding::Well(Message::new("command-doctor-current")));
            findings.push(open_jobs(platform).await);
            findings.push(trail(platform).await);
            findings.extend(demo(platform).await);
        }
        Ok(false) => findings.push(Finding::Wrong(Message::new("platform-migrate-first"))),
        Err(message) => findings.push(Finding::Wrong(message)),
    }
    findings
}

async fn database(platform: &Platform) -> Finding {
    match platform.database.version().await {
        Ok(version) => Finding::Well(Message::new("command-doctor-database").with("version", version)),
        Err(error) => Finding::Wrong(fault(&error)),
    }
}

async fn storage(platform: &Platform) -> Finding {
    match platform.storage.probe().await {
        Ok(()) => Finding::Well(Message::new("command-doctor-storage")),
        Err(error) => Finding::Wrong(error.message()),
    }
}

/// Whether there is a key for every purpose.
fn keys(platform: &Platform) -> Finding {
    let missing = KeyPurpose::ALL.iter().find_map(|purpose| platform.keys.active_id(*purpose).err());
    match missing {
        Some(error) => Finding::Wrong(error.message()),
        None => Finding::Well(Message::new("command-doctor-keys")),
    }
}

/// Whether what stands on every certificate can be printed.
fn fonts() -> Finding {
    if credentials::uncovered("结业证书 Certificate of Completion").is_empty() {
        Finding::Well(Message::new("command-doctor-fonts"))
    } else {
        Finding::Wrong(Message::new("command-doctor-fonts-damaged"))
    }
}

async fn open_jobs(platform: &Platform) -> Finding {
    let counts = match jobs::counts(platform.database.reader()).await {
        Ok(counts) => counts,
        Err(error) => return Finding::Wrong(fault(&error)),
    };
    let number = |status: &str| counts.get(status).copied().unwrap_or_default();
    let message = Message::new("command-doctor-jobs")
        .with("queued", number("QUEUED"))
        .with("held", number("HELD"))
        .with("dead", number("DEAD"))
        .with("done", number("DONE"));
    if number("HELD") + number("DEAD") > 0 { Finding::Warning(message) } else { Finding::Well(message) }
}

async fn demo(platform: &Platform) -> Option<Finding> {
    let found = safety::demo_finding(platform).await;
    found.unwrap_or_else(Some).map(|message| unsafe_finding(message, platform.config.is_production()))
}

async fn trail(platform: &Platform) -> Finding {
    match audit::verify(platform.database.reader()).await {
        Ok(found) if found.faults.is_empty() => Finding::Well(audit_message(&found)),
        Ok(found) => {
            let message = audit_message(&found);
            tracing::error!(
                faults = count(found.faults.len()),
                first = found.faults.first().map(ToString::to_string),
                "the audit trail"
            );
            Finding::Wrong(message)
        }
        Err(error) => Finding::Wrong(fault(&error)),
    }
}
