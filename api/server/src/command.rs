//! What a person at a terminal can ask for.
//!
//! Each command answers on standard output, in the language of `LANG`, and ends with a code other than 0 when it could
//! not do what was asked; then one sentence on standard error says what, which and what to do. Nothing is asked back,
//! so that every command can stand in a script.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use clap::Subcommand;
use domain::evidence::{self, Place};
use domain::identity::{self, Act, IdentityErrorCode, Permit};
use domain::oversight::SampleRequest;
use domain::{credentials, enrolment, oversight};
use indicatif::ProgressBar;
use platform::codes::Code as _;
use platform::config::Config;
use platform::error::{Error, Failure, Name};
use platform::keys::{KeyPurpose, Keys};
use platform::text::{Language, Message};
use platform::{audit, backup, jobs};

use crate::app::{self, Parts};
use crate::{demo, doctor, safety, work};

/// Where rows name stored files: table and column.
const FILE_COLUMNS: &backup::FileColumns =
    &[("upload", "content_digest"), ("certificate", "file_hash"), ("teaching_statement", "file_hash")];

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API and the pages, and do the jobs
    Serve {
        /// Leave the jobs to `xinglin worker`
        #[arg(long)]
        without_worker: bool,
    },
    /// Do the jobs, without serving anything
    Worker,
    /// Bring the tables up to date
    Migrate,
    /// Serve a school made up for trying out, in a database of its own
    Demo,
    /// Make a system administrator and print her token, once
    Administrator {
        /// Her name
        name: String,
        /// Her name in Latin letters
        #[arg(long, default_value = "")]
        english_name: String,
    },
    /// Write everything, stored files included, into one new file
    Backup {
        /// The file to write
        file: PathBuf,
    },
    /// Read a backup into an empty database; open jobs are held until `xinglin jobs release`
    Restore {
        /// The file to read
        file: PathBuf,
    },
    /// Print the GraphQL schema
    Schema,
    /// Say how this installation is set up and what is wrong with it
    Doctor,
    /// Check that nobody changed the audit trail
    VerifyAudit {
        /// Signed heads that were kept elsewhere, to hold the trail against
        #[arg(long = "anchor", value_name = "FILE")]
        anchors: Vec<PathBuf>,
    },
    /// Check that every running total is the sum of its ledger, and every ledger what the rules give
    Recompute,
    /// Seal the audit trail, and write out its head, signed; it is printed too
    AuditAnchor,
    /// Draw records of an institution's trainees for an auditor, and write them with their proof into a new file
    AuditPackage {
        /// The institution's id, `ins_…`
        #[arg(long)]
        institution: String,
        /// Text that the auditor chose; the draw follows from it
        #[arg(long)]
        seed: String,
        /// How many records
        #[arg(long)]
        count: usize,
        /// First day on which the records were made, in China's time
        #[arg(long)]
        from: NaiveDate,
        /// Last day
        #[arg(long)]
        until: NaiveDate,
        /// The file to write
        file: PathBuf,
    },
    /// Look after key material
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Look after jobs
    #[command(subcommand)]
    Jobs(Jobs),
}

/// What can be done with jobs.
#[derive(Debug, Subcommand)]
pub enum Jobs {
    /// Let the jobs go on that a restore holds
    Release,
}

/// What can be done with key material.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a key for each purpose that has none
    Create,
    /// Make a new key for a purpose; the one before it still verifies and decrypts
    Rotate {
        /// SIGNING, ENCRYPTION or COOKIE
        #[arg(value_parser = key_purpose)]
        purpose: KeyPurpose,
    },
    /// Say which keys there are, and never what they hold
    List,
}

fn key_purpose(text: &str) -> Result<KeyPurpose, String> {
    let known = KeyPurpose::ALL.iter().map(|purpose| purpose.code()).collect::<Vec<_>>().join(", ");
    KeyPurpose::parse(&text.to_uppercase()).ok_or(known)
}

/// The language of the terminal, by `LC_ALL`, `LC_MESSAGES` and `LANG`; English unless they name Chinese.
#[must_use]
pub fn language() -> Language {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let tag = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
    tag.as_deref().and_then(Language::from_tag).unwrap_or(Language::English)
}

/// Does what was asked for.
///
/// # Errors
/// One sentence: what, which, and what to do.
pub fn run(command: Command, config: Config) -> Result<ExitCode, Message> {
    if matches!(command, Command::Schema) {
        print!("{}", graphql::sdl());
        return Ok(ExitCode::SUCCESS);
    }
    // A second installation of the provider is refused and harmless.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| fault(&error))?;
    runtime.block_on(dispatch(command, config))
}

async fn dispatch(command: Command, config: Config) -> Result<ExitCode, Message> {
    match command {
        Command::Serve { without_worker } => serve(config, !without_worker).await?,
        Command::Worker => worker(config).await?,
        Command::Migrate => migrate(config).await?,
        Command::Demo => demo::run(config).await?,
        Command::Administrator { name, english_name } => {
            administrator(config, Name::new(name, english_name)).await?;
        }
        Command::Backup { file } => return take_backup(config, file).await,
        Command::Restore { file } => restore(config, file).await?,
        Command::Schema => print!("{}", graphql::sdl()),
        Command::Doctor => return doctor::run(config).await,
        Command::VerifyAudit { anchors } => return verify_audit(config, &anchors).await,
        Command::Recompute => return recompute(config).await,
        Command::AuditAnchor => audit_anchor(config).await?,
        Command::AuditPackage { institution, seed, count, from, until, file } => {
            let request = sample_request(&institution, seed, count, from, until)?;
            audit_package(config, &request, &file).await?;
        }
        Command::Keys(command) => look_after_keys(&config, &command)?,
        Command::Jobs(Jobs::Release) => release_jobs(config).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Says a sentence on standard output, in the terminal's language.
pub(crate) fn say(message: &Message) {
    println!("{}", message.render(language()));
}

/// The sentence for a fault that nobody can be told more about.
pub(crate) fn fault(cause: &impl ToString) -> Message {
    Message::new("command-fault").with("cause", cause.to_string())
}

async fn serve(config: Config, works: bool) -> Result<(), Message> {
    let mut running = app::start(config, Parts::default()).await?;
    if works {
        running.keep_working();
    }
    say(&Message::new("command-serving").with("url", running.platform.config.public_url()));
    running.until_told_to_end().await
}

async fn worker(config: Config) -> Result<(), Message> {
    safety::require(&config)?;
    let mut platform = app::open(config, Parts::default()).await?;
    app::make_ready(&mut platform).await?;
    safety::require_no_demo(&platform).await?;
    say(&Message::new("command-working"));
    let worker = work::Worker::begin(platform);
    app::told_to_end().await?;
    worker.end().await;
    Ok(())
}

async fn migrate(config: Config) -> Result<(), Message> {
    let platform = app::open(config, Parts::default()).await?;
    let before = platform.database.applied_steps().await?.len();
    platform.database.migrate().await?;
    let taken = platform.database.applied_steps().await?.len().saturating_sub(before);
    say(&Message::new("command-migrated").with("steps", count(taken)));
    Ok(())
}

async fn administrator(config: Config, name: Name) -> Result<(), Message> {
    let mut platform = app::open(config, Parts::default()).await?;
    app::make_ready(&mut platform).await?;
    let (person, secret) =
        identity::administrator_create(&platform, name).await.map_err(|failure| first_problem(&failure))?;
    say(&Message::new("command-administrator").with("name", person.name.zh));
    println!("{}", secret.reveal());
    Ok(())
}

fn first_problem(failure: &Failure<IdentityErrorCode>) -> Message {
    match failure {
        Failure::Rejected(problems) => {
            problems.first().map_or_else(|| fault(&"refused"), |problem| problem.message.clone())
        }
        Failure::Error(error) => fault(error),
    }
}

async fn take_backup(config: Config, file: PathBuf) -> Result<ExitCode, Message> {
    let platform = app::open(config, Parts::default()).await?;
    let summary = backup::take(&platform, &file, FILE_COLUMNS).await?;
    say(&backup_message("command-backup-taken", &summary, &file));
    for message in &summary.missing {
        eprintln!("{}", message.render(language()));
    }
    Ok(if summary.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn backup_message(key: &'static str, summary: &backup::Summary, file: &std::path::Path) -> Message {
    Message::new(key)
        .with("rows", i64::try_from(summary.total()).unwrap_or(i64::MAX))
        .with("files", count(summary.files))
        .with("file", file.display().to_string())
}

async fn restore(config: Config, file: PathBuf) -> Result<(), Message> {
    let platform = app::open(config, Parts::default()).await?;
    let mut held = 0;
    let summary = backup::restore(&platform, &file, async |write| {
        held = jobs::hold_all(write).await?;
        credentials::raise_counters(write).await
    })
    .await?;
    say(&backup_message("command-restored", &summary, &file));
    if held > 0 {
        say(&Message::new("command-jobs-held").with("count", i64::try_from(held).unwrap_or(i64::MAX)));
    }
    Ok(())
}

async fn verify_audit(config: Config, files: &[PathBuf]) -> Result<ExitCode, Message> {
    let platform = app::open(config, Parts::default()).await?;
    app::require_current(&platform.database).await?;
    let anchors = audit::Anchors::read(files, &platform.keys)?;
    let found = audit::verify_against(platform.database.reader(), &anchors).await;
    let found = found.map_err(|error| fault(&error))?;
    say(&audit_message(&found));
    tell_faults(&found.faults);
    Ok(if found.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn recompute(config: Config) -> Result<ExitCode, Message> {
    let platform = app::open(config, Parts::default()).await?;
    app::require_current(&platform.database).await?;
    let reader = platform.database.reader();
    let count = enrolment::all_enrolments_count(reader).await.map_err(|error| fault(&error))?;
    let bar = ProgressBar::new(count);
    let tell = |done: usize| bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    let found = evidence::recompute(&platform, None, (None, usize::MAX), tell).await;
    bar.finish_and_clear();
    let found = found.map_err(|error| fault(&error))?;
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    say(&Message::new("command-recomputed")
        .with("enrolments", number(found.enrolments))
        .with("lines", number(found.lines))
        .with("differences", number(found.differences)));
    for difference in &found.told {
        say(&recomputed_message(difference));
    }
    Ok(if found.differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn recomputed_message(difference: &evidence::Difference) -> Message {
    let message = match &difference.place {
        Place::Ledger(evidence, day) => {
            let id = platform::id::encode("evd", *evidence);
            Message::new("command-recompute-ledger").with("evidence", id).with("day", *day)
        }
        Place::Total(facet, value) => {
            Message::new("command-recompute-total").with("facet", facet.label()).with("value", value.as_str())
        }
    };
    message
        .with("enrolment", platform::id::encode("enr", difference.enrolment_id))
        .with("requirement", platform::id::encode("req", difference.requirement_id))
        .with("held", difference.held)
        .with("wanted", difference.wanted)
}

async fn audit_anchor(config: Config) -> Result<(), Message> {
    let platform = app::open(config, Parts::default()).await?;
    app::require_current(&platform.database).await?;
    work::seal(&platform).await;
    match audit::anchor(&platform).await? {
        Some(head) => println!("{}", serde_json::to_string(&head).map_err(|error| fault(&error))?),
        None => say(&Message::new("command-anchor-nothing")),
    }
    Ok(())
}

fn sample_request(
    institution: &str,
    seed: String,
    count: usize,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<SampleRequest, Message> {
    let midnight = |day: Option<NaiveDate>| {
        let at = day?.and_hms_opt(0, 0, 0)?.and_local_timezone(Shanghai).earliest()?;
        Some(at.to_utc())
    };
    let institution_id = platform::id::decode(institution).filter(|(prefix, _)| *prefix == "ins");
    let unknown = || Message::new("command-institution").with("id", institution);
    let (_, institution_id) = institution_id.ok_or_else(unknown)?;
    match (midnight(Some(from)), midnight(until.succ_opt())) {
        (Some(since), Some(until)) => Ok(SampleRequest { institution_id, seed, count, since, until }),
        _ => Err(fault(&"the days are out of range")),
    }
}

async fn audit_package(config: Config, request: &SampleRequest, file: &Path) -> Result<(), Message> {
    let platform = app::open(config, Parts::default()).await?;
    app::require_current(&platform.database).await?;
    if file.exists() {
        return Err(Message::new("platform-backup-exists").with("file", file.display().to_string()));
    }
    platform.keys.active_id(KeyPurpose::Signing).map_err(|error| error.message())?;
    let permit = Permit::system(Act::AuditSample);
    let package =
        oversight::audit_package(&platform, &permit, request).await.map_err(|error| match error {
            Error::BadInput(message) => message,
            error => fault(&error),
        })?;
    std::fs::write(file, package).map_err(|error| fault(&error))?;
    say(&Message::new("command-package").with("file", file.display().to_string()));
    Ok(())
}

/// Says what does not fit, and which of it comes first in the chain.
fn tell_faults(faults: &[Message]) {
    for (place, fault) in faults.iter().enumerate() {
        let key = if place == 0 { "command-audit-first" } else { "command-audit-further" };
        say(&Message::new(key).with("fault", fault.clone()));
    }
}

/// What a verification of the audit trail found.
pub(crate) fn audit_message(found: &audit::Verification) -> Message {
    Message::new("command-audit")
        .with("sealed", count(found.sealed))
        .with("seals", count(found.seals))
        .with("unsealed", count(found.unsealed))
        .with("erased", count(found.erased))
        .with("faults", count(found.faults.len()))
}

fn look_after_keys(config: &Config, command: &KeysCommand) -> Result<(), Message> {
    let folder = config.keys_dir();
    let keys = match command {
        KeysCommand::Create => Keys::create(&folder)?,
        KeysCommand::Rotate { purpose } => {
            let id = Keys::rotate(&folder, *purpose)?;
            say(&Message::new("command-key-rotated").with("purpose", purpose.code()).with("key", id));
            return Ok(());
        }
        KeysCommand::List => Keys::load(&folder)?,
    };
    say(&Message::new("command-keys").with("folder", folder.display().to_string()));
    for key in keys.list() {
        let made = key.created_at.map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default();
        let state = if key.is_active { "active" } else { "retired" };
        let public = key.public_key.map(|bytes| platform::id::hex(&bytes)).unwrap_or_default();
        println!("{}", [&key.id, key.purpose.code(), state, &made, &public].join("  ").trim_end());
    }
    Ok(())
}

async fn release_jobs(config: Config) -> Result<(), Message> {
    let platform = app::open(config, Parts::default()).await?;
    app::require_current(&platform.database).await?;
    let released = jobs::release_all(&platform.database).await.map_err(|error| fault(&error))?;
    say(&Message::new("command-jobs-released").with("count", i64::try_from(released).unwrap_or(i64::MAX)));
    Ok(())
}

pub(crate) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
