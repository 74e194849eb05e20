//! A throw-away PostgreSQL cluster: one for the whole run, on a free port of 127.0.0.1, careless about durability.
//!
//! It must be gone when the run is, however the run ends. So the end of the cluster belongs to a small watchdog
//! process that waits on a pipe which we hold: the pipe closes when we say so, when we panic, and when we are
//! killed; then the watchdog stops the server and removes the folder.
//!
//! A database is some thousand small files that live for a second. A file system on disk spends more time on finding room for them than all
//! stories do on their statements, so the cluster stands in memory where there is enough.

use std::env;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::checkers::postgres_programs;

/// Ports are found free and then given back for the server to take, so another program may be faster now and then.
const PORT_TRIES: u32 = 5;

/// A running cluster. Ends when dropped.
pub(crate) struct Cluster {
    port: u16,
    version: String,
    watchdog: Child,
}

impl Cluster {
    /// Creates and starts a cluster. The error is a sentence.
    pub(crate) fn start() -> Result<Self, String> {
        let programs = postgres_programs().ok_or("no PostgreSQL server programs on this machine")?;
        let folder = tempfile::Builder::new()
            .prefix("xinglin-postgres-")
            .tempdir_in(parent())
            .map_err(|error| format!("no temporary folder for PostgreSQL: {error}"))?;
        let owner = Owner::of(folder.path()).map_err(|error| format!("PostgreSQL's folder: {error}"))?;
        // From here on the folder is the watchdog's to remove.
        let folder = folder.keep();
        let watchdog = watch(&programs, &folder, &owner)
            .map_err(|error| format!("no watchdog for PostgreSQL's folder {}: {error}", folder.display()))?;
        let mut cluster = Self { port: 0, version: String::new(), watchdog };
        cluster.version = initialise(&programs, &folder, &owner)?;
        cluster.port = serve(&programs, &folder, &owner)?;
        Ok(cluster)
    }

    /// The URL of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://xinglin@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    /// As `initdb` names it, "PostgreSQL 15.18".
    pub(crate) fn version(&self) -> &str {
        &self.version
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        if let Err(error) = self.watchdog.wait() {
            eprintln!("the throw-away PostgreSQL may still run: {error}");
        }
    }
}

/// Linux's file system in memory.
const MEMORY: &str = "/dev/shm";
/// What must be free there, in KiB, for the cluster to stand in memory.
const ENOUGH_MEMORY: u64 = 4 * 1024 * 1024;

/// Where the cluster's folder is made.
fn parent() -> PathBuf {
    let free = said(Command::new("df").args(["-Pk", MEMORY])).ok().and_then(|told| {
        let line = told.lines().nth(1)?.to_owned();
        line.split_whitespace().nth(3)?.parse::<u64>().ok()
    });
    if free.is_some_and(|free| free >= ENOUGH_MEMORY) { PathBuf::from(MEMORY) } else { env::temp_dir() }
}

/// Who runs the server: `initdb` refuses root, so root hands the folder to another user.
struct Owner(Option<(u32, u32)>);

impl Owner {
    fn of(folder: &Path) -> io::Result<Self> {
        if fs::metadata(folder)?.uid() != 0 {
            return Ok(Self(None));
        }
        let (uid, gid) = ["postgres", "nobody"].into_iter().find_map(user).ok_or_else(|| {
            io::Error::other("neither user postgres nor user nobody exists to run it, and root may not")
        })?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        chown(folder, Some(uid), Some(gid))?;
        Ok(Self(Some((uid, gid))))
    }

    /// A command as this user, in its own process group, so that an interrupt of the run reaches only the run.
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .process_group(0)
            .env_remove("PGDATA")
            .env_remove("PGPORT")
            .env("HOME", folder);
        if let Some((uid, gid)) = self.0 {
            command.uid(uid).gid(gid);
        }
        command
    }
}

fn user(name: &str) -> Option<(u32, u32)> {
    fs::read_to_string("/etc/passwd").ok()?.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        let uid = fields.nth(1)?.parse().ok()?;
        Some((uid, fields.next()?.parse().ok()?))
    })
}

fn watch(programs: &Path, folder: &Path, owner: &Owner) -> io::Result<Child> {
    const WAIT_THEN_END: &str = r#"cat >/dev/null; "$1/pg_ctl" stop --mode immediate --pgdata "$2/data" >/dev/null 2>&1; cd /; rm -rf "$2""#;
    owner
        .command(Path::new("/bin/sh"), folder)
        .args(["-c", WAIT_THEN_END, "sh"])
        .args([programs, folder])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

fn initialise(programs: &Path, folder: &Path, owner: &Owner) -> Result<String, String> {
    let initdb = programs.join("initdb");
    let told = said(Command::new(&initdb).arg("--version"))?;
    let version = told.trim().replace("initdb (PostgreSQL)", "PostgreSQL");
    let major: u32 =
        version.split([' ', '.']).nth(1).and_then(|number| number.parse().ok()).unwrap_or_default();
    let mut command = owner.command(&initdb, folder);
    command.args(["--pgdata", "data", "--username", "xinglin", "--auth", "trust", "--no-sync"]);
    command.args(["--encoding", "UTF8", "--locale", "C.UTF-8"]);
    if major >= 15 {
        // Order by a collation that no query may rely on: whatever must be ordered says COLLATE "C" itself.
        command.args(["--locale-provider", "icu", "--icu-locale", "zh-CN"]);
    }
    said(&mut command)?;
    Ok(version)
}

fn serve(programs: &Path, folder: &Path, owner: &Owner) -> Result<u16, String> {
    let mut last = String::new();
    for _ in 0..PORT_TRIES {
        let port = free_port().map_err(|error| format!("no free port for PostgreSQL: {error}"))?;
        let settings = format!(
            "-h 127.0.0.1 -p {port} -k {} -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
             -c max_connections=300 -c shared_buffers=64MB -c autovacuum=off -c max_wal_size=256MB",
            folder.display()
        );
        let mut command = owner.command(&programs.join("pg_ctl"), folder);
        command.args(["start", "--wait", "--timeout", "60", "--pgdata", "data", "--log", "log"]);
        command.args(["--options", &settings]);
        match said(&mut command) {
            Ok(_) => return Ok(port),
            Err(error) => last = error,
        }
    }
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    Err(format!("PostgreSQL does not start in {PORT_TRIES} tries: {last}\n{log}"))
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn said(command: &mut Command) -> Result<String, String> {
    let shown = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("{shown} does not run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        Ok(text)
    } else {
        Err(format!(
            "{shown} ended with {}: {text}{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}
