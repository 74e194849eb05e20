//! The suite: turns stories into trials, runs them, and says at the end what ran on which database, what did not,
//! and how to install what was missing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::Duration;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use tokio::runtime::Runtime;

use crate::checkers::{Checker, all_are_required};
use crate::databases::{self, Backend, Database};
use crate::stories::{Story, Telling};
use crate::world::World;

/// A story that hangs fails alone, instead of the whole run.
const BOUND: Duration = Duration::from_mins(3);

/// Runs every story on every database, as the command line asks.
#[must_use]
pub fn main(stories: Vec<Story>) -> ExitCode {
    let arguments = Arguments::from_args();
    let record = Arc::new(Record::default());
    let trials = trials(stories, &record);
    let conclusion = {
        let _end = AtTheEnd;
        let conclusion = libtest_mimic::run(&arguments, trials);
        if !arguments.list {
            print!("{}", record.report());
        }
        conclusion
    };
    conclusion.exit_code()
}

/// Ends the databases, also when the run panics.
struct AtTheEnd;

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        databases::end();
    }
}

fn trials(stories: Vec<Story>, record: &Arc<Record>) -> Vec<Trial> {
    let mut trials = Vec::new();
    for story in stories {
        let story = Arc::new(story);
        let places = match story.telling {
            Telling::Plain(_) => vec![None],
            Telling::World(_) | Telling::Database(_) => vec![Some(Backend::Sqlite), Some(Backend::Postgres)],
        };
        for place in places {
            let name =
                place.map_or_else(|| story.name.clone(), |backend| format!("{backend}::{}", story.name));
            let (story, record) = (Arc::clone(&story), Arc::clone(record));
            trials.push(Trial::ignorable_test(name, move || trial(&story, place, &record)));
        }
    }
    trials
}

fn trial(story: &Story, place: Option<Backend>, record: &Record) -> Result<Completion, Failed> {
    let server = place.filter(|backend| *backend == Backend::Postgres).map(|_| Checker::Postgres);
    let absent: Vec<Checker> =
        story.needs.iter().copied().chain(server).filter(|checker| checker.find().is_none()).collect();
    if !absent.is_empty() {
        record.absent(&absent);
        if all_are_required() {
            record.ran(place, false);
            let reasons: Vec<String> = absent.iter().map(|checker| checker.absence()).collect();
            return Err(reasons.join("; ").into());
        }
        // How to install them stands at the end of the run, once.
        let names: Vec<&str> = absent.iter().map(|checker| checker.name()).collect();
        return Ok(Completion::ignored_with(format!("needs {}", names.join(" and "))));
    }
    let told = caught(|| tell(story, place)).and_then(|told| told);
    record.ran(place, told.is_ok());
    told.map(|()| Completion::Completed).map_err(Failed::from)
}

/// Tells a story with its own runtime, so that nothing of it outlives it. The error is what it said when it broke.
fn tell(story: &Story, place: Option<Backend>) -> Result<(), String> {
    // The story itself runs on this thread; the server's own tasks have one of theirs, so that neither starves.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| format!("no runtime: {error}"))?;
    let database = || Arc::new(Database::fresh(place.expect("a story with a database is told on one")));
    match &story.telling {
        Telling::Plain(act) => bounded(&runtime, act(())),
        Telling::Database(act) => bounded(&runtime, act(database())),
        Telling::World(act) => {
            let world = runtime.block_on(World::open(database()));
            let told = caught(|| bounded(&runtime, act(world.clone())));
            runtime.block_on(world.stop());
            told.and_then(|told| told)
        }
    }
}

fn bounded(runtime: &Runtime, story: impl Future<Output = ()>) -> Result<(), String> {
    runtime
        .block_on(async { tokio::time::timeout(BOUND, story).await })
        .map_err(|_| format!("the story did not end within {BOUND:?}"))
}

thread_local! {
    /// What the last panic of this thread said, while a trial runs on it.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
    static IN_TRIAL: RefCell<bool> = const { RefCell::new(false) };
}

/// Runs `act`; a panic becomes its message and place. Panics of other threads are printed as always.
fn caught<T>(act: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if IN_TRIAL.with_borrow(|in_trial| *in_trial) {
                let place = panic.location().map(ToString::to_string).unwrap_or_default();
                let said = panic.payload_as_str().unwrap_or("a panic that says nothing");
                SAID.set(Some(format!("{place}\n{said}")));
            } else {
                default(panic);
            }
        }));
    });
    let outer = IN_TRIAL.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(act));
    IN_TRIAL.set(outer);
    outcome.map_err(|_| SAID.take().unwrap_or_else(|| "a panic on another thread, printed above".to_owned()))
}

/// What happened so far.
#[derive(Default)]
struct Record {
    /// Passed and failed trials by database; those without one under none.
    ran: Mutex<BTreeMap<Option<Backend>, (u32, u32)>>,
    /// How many trials wanted a checker that is absent.
    absent: Mutex<BTreeMap<Checker, u32>>,
}

impl Record {
    fn ran(&self, place: Option<Backend>, passed: bool) {
        let mut ran = self.ran.lock().unwrap_or_else(PoisonError::into_inner);
        let (successes, failures) = ran.entry(place).or_default();
        *if passed { successes } else { failures } += 1;
    }

    fn absent(&self, checkers: &[Checker]) {
        let mut absent = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        for checker in checkers {
            *absent.entry(*checker).or_default() += 1;
        }
    }

    fn report(&self) -> String {
        let mut lines = vec!["What ran".to_owned()];
        for (place, (passed, failed)) in self.ran.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let detail = match place {
                None => "without a database".to_owned(),
                Some(Backend::Sqlite) => "on SQLite".to_owned(),
                Some(Backend::Postgres) => {
                    format!(
                        "on PostgreSQL ({})",
                        databases::postgres_in_use().unwrap_or_else(|| "absent".to_owned())
                    )
                }
            };
            lines.push(format!("  {passed} passed and {failed} failed {detail}"));
        }
        let absent = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        if !absent.is_empty() {
            lines.push("What did not run".to_owned());
        }
        for (checker, count) in absent.iter() {
            let trials = if *count == 1 { "1 trial needs" } else { &format!("{count} trials need") };
            lines.push(format!("  {trials} {}: {}", checker.name(), checker.install()));
        }
        lines.join("\n") + "\n\n"
    }
}
