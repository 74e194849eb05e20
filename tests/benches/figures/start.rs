//! The program as it is installed: how soon it answers over a database that is there, and how much memory it holds.
//!
//! It is built as it is released, and started as an operator starts it, on SQLite.

use std::env;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::runtime::Runtime;
use xinglin_tests::databases::{Backend, Database};
use xinglin_tests::repository;
use xinglin_tests::school::School;
use xinglin_tests::world::World;

use crate::lists;
use crate::load::{Answer, Client, Request};
use crate::ready::UNLIMITED;
use crate::table::{Table, Verdict};

const STARTS: usize = 5;
/// Longest wait for the first answer.
const PATIENCE: Duration = Duration::from_secs(30);
const MOST_SECONDS: f64 = 1.0;
const MOST_MEGABYTES: f64 = 60.0;

/// Measures start and memory.
pub(crate) fn measure(runtime: &Runtime, table: &mut Table) {
    let program = program();
    let database = Arc::new(Database::fresh(Backend::Sqlite));
    let token = runtime.block_on(school_in(&database));
    let mut starts: Vec<Duration> =
        (0..STARTS).map(|_| Served::start(&program, &database).answered_after).collect();
    let mut launches: Vec<Duration> = (0..STARTS).map(|_| launch(&program)).collect();
    let (start, launch) = (median(&mut starts), median(&mut launches));
    let milliseconds = |seconds: f64| format!("{:.0} ms", seconds * 1000.0);
    table.add(
        [
            format!("start to first answer, median of {STARTS}"),
            milliseconds(start),
            format!("{} for --version", milliseconds(launch)),
            String::new(),
            "< 1 s".to_owned(),
        ],
        (start < MOST_SECONDS).into(),
    );
    let served = Served::start(&program, &database);
    let anonymous = Request::graphql(None, "{ __typename }", json!(null));
    memory(&served, table, "memory of an idle server", &anonymous, 20, true);
    let list = Request::graphql(Some(&token), lists::LIST, json!({ "first": 20 }));
    memory(&served, table, "  after 200 progress lists", &list, 200, false);
}

/// Asks so often, waits a moment, and adds what the server holds.
fn memory(
    served: &Served,
    table: &mut Table,
    figure: &str,
    request: &Request,
    times: usize,
    is_judged: bool,
) {
    let mut client = Client::connect(served.address).expect("the server takes a connection");
    for _ in 0..times {
        let answer = client.send(request).expect("the server answers");
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    drop(client);
    thread::sleep(Duration::from_secs(1));
    let Some((resident, anonymous)) = served.resident() else {
        println!("not measured: memory, which this system does not tell in /proc");
        return;
    };
    let verdict = if is_judged { (resident < MOST_MEGABYTES).into() } else { Verdict::Told };
    table.add(
        [
            figure.to_owned(),
            format!("{resident:.1} MB"),
            format!("{anonymous:.1} MB of it not files"),
            String::new(),
            if is_judged { format!("< {MOST_MEGABYTES} MB") } else { String::new() },
        ],
        verdict,
    );
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

/// The released program, built if it is not, or not as the sources are now.
fn program() -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Both packages, so that what they share is built once.
    let words =
        ["build", "--release", "--package", "xinglin", "--package", "xinglin-tests", "--bin", "xinglin"];
    let built = Command::new(cargo).current_dir(repository()).args(words).status().expect("cargo runs");
    assert!(built.success(), "the program does not build");
    let bench = env::current_exe().expect("this program's place");
    let folder = bench.parent().and_then(Path::parent).expect("target/release/deps");
    folder.join("xinglin")
}

/// Founds a school in the database and ends its server; returns a registrar's token.
async fn school_in(database: &Arc<Database>) -> String {
    let world = World::open(Arc::clone(database)).await;
    let school = School::found(&world).await;
    for number in 0..5 {
        let trainee = school.trainee(&format!("Trainee {number}"), "2026-02-01").await;
        let hours = school.follow(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00").await;
        school.review(&hours, "APPROVED", None).await;
    }
    world.stop().await;
    school.registrar.token().expect("a token").to_owned()
}

/// How long the program takes to begin and end.
fn launch(program: &Path) -> Duration {
    let begun = Instant::now();
    let ended =
        Command::new(program).arg("--version").stdout(Stdio::null()).status().expect("the program runs");
    assert!(ended.success(), "{ended}");
    begun.elapsed()
}

/// A server in a process of its own; it ends when dropped.
struct Served {
    process: Child,
    address: SocketAddr,
    answered_after: Duration,
}

impl Served {
    /// Starts the program over a database and waits for the first answer.
    fn start(program: &Path, database: &Database) -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = free.expect("a free port");
        let mut command = Command::new(program);
        command
            .arg("serve")
            .arg("--data-dir")
            .arg(database.folder())
            .args(["--database-url", database.url(), "--log", "warn"])
            .args(UNLIMITED.iter().flat_map(|(name, value)| [*name, *value]))
            .arg("--listen")
            .arg(address.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let begun = Instant::now();
        let process = command.spawn().expect("the program runs");
        let mut served = Self { process, address, answered_after: Duration::ZERO };
        let question = Request::graphql(None, "{ __typename }", json!(null));
        loop {
            let answer: std::io::Result<Answer> =
                Client::connect(address).and_then(|mut client| client.send(&question));
            if answer.is_ok_and(|answer| answer.status == 200) {
                served.answered_after = begun.elapsed();
                return served;
            }
            if let Ok(Some(status)) = served.process.try_wait() {
                panic!("the server ended with {status} before it answered");
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not answer");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// What it holds in memory, and how much of that is no file, in MB of 1,048,576 bytes.
    fn resident(&self) -> Option<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
            Some(kilobytes / 1024.0)
        };
        megabytes("VmRSS:").zip(megabytes("RssAnon:"))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // As an operator ends it, and if that does not help, for certain.
        let told =
            Command::new("sh").args(["-c", "kill -TERM \"$0\""]).arg(self.process.id().to_string()).status();
        let begun = Instant::now();
        while told.is_ok() && begun.elapsed() < PATIENCE {
            if let Ok(Some(_)) | Err(_) = self.process.try_wait() {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
