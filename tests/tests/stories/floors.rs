//! The house's plan is kept: no import runs up, goes around a face, or reads another room's table. And the check
//! itself can fail: small made-up houses that break one rule each are refused, with the sentence that says so.

use std::collections::BTreeSet;
use std::fs;

use xinglin_tests::floors::{Plan, Source, libraries};
use xinglin_tests::repository;
use xinglin_tests::stories::{Story, plain};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        plain(the_plan_is_kept),
        plain(what_the_plan_allows_passes),
        plain(what_the_plan_forbids_is_refused),
        plain(every_read_without_a_viewer_is_known),
    ]
}

async fn the_plan_is_kept() {
    let repository = repository();
    let plan = Plan::parse(&fs::read_to_string(repository.join("tests/floors.toml")).unwrap()).unwrap();
    let manifest = fs::read_to_string(repository.join("api/domain/Cargo.toml")).unwrap();

    let violations = plan.violations(&plan.sources(&repository), &libraries(&manifest));

    assert!(violations.is_empty(), "the plan in tests/floors.toml is broken:\n{}", violations.join("\n"));
}

/// A small house: `curricula` over `identity`, beside `pairings` and `rotations`.
const PLAN: &str = r#"
    [crates]
    entity = { folder = "entity", may_name = [] }
    migration = { folder = "migration", may_name = [] }
    platform = { folder = "api/platform", may_name = ["entity", "migration"] }
    domain = { folder = "api/domain", may_name = ["entity", "platform"] }
    graphql = { folder = "api/graphql", may_name = ["domain", "platform"] }
    server = { folder = "api/server", may_name = ["graphql", "domain", "platform"] }
    [libraries]
    async_graphql = ["graphql", "server"]
    [floors]
    domain = [["identity"], ["curricula"], ["pairings", "rotations"]]
    server = [["http"], ["portal"]]
    [faces]
    curricula = ["preset"]
    [upper]
    faces = ["service"]
    [rules]
    may_name = ["std", "chrono", "platform::text"]
    may_not_name = ["std::fs"]
    [tables]
    person = "identity"
    requirement = "curricula"
    job = "platform"
"#;

/// What every made-up house has, so that paths lead somewhere.
const HOUSE: [(&str, &str); 13] = [
    ("api/domain/src/identity/mod.rs", "pub mod policy; mod store; pub struct Person;"),
    ("api/domain/src/identity/store.rs", "use entity::person; pub fn load() { person::Entity::find(); }"),
    ("api/domain/src/identity/policy.rs", "pub struct Grant;"),
    ("api/domain/src/curricula/mod.rs", "pub mod preset; mod rules; pub(crate) mod store; pub mod service;"),
    ("api/domain/src/curricula/preset.rs", "pub struct Preset;"),
    ("api/domain/src/curricula/store.rs", ""),
    ("api/domain/src/curricula/service.rs", "use super::{rules, store};"),
    ("api/domain/src/pairings/mod.rs", ""),
    ("api/domain/src/rotations/mod.rs", ""),
    ("entity/src/lib.rs", "pub mod job; pub mod person; pub mod requirement;"),
    ("entity/src/job.rs", ""),
    ("entity/src/person.rs", ""),
    ("entity/src/requirement.rs", ""),
];

/// Judges the small house with one file more, or one replaced.
fn judge(path: &str, text: &str) -> Vec<String> {
    let house = HOUSE.iter().filter(|(there, _)| *there != path).copied().chain([(path, text)]);
    let sources: Vec<Source> =
        house.map(|(path, text)| Source { path: path.to_owned(), text: text.to_owned() }).collect();
    let libraries = ["chrono", "sea_orm", "tokio"].map(str::to_owned).into_iter().collect::<BTreeSet<_>>();
    Plan::parse(PLAN).unwrap().violations(&sources, &libraries)
}

/// A file and what it may say.
#[rustfmt::skip]
const ALLOWED: &[(&str, &str)] = &[
    ("api/domain/src/lib.rs", "pub mod identity; pub mod curricula; use identity::policy::Grant;"),
    ("api/domain/src/pairings/service.rs", "use crate::identity::Person; use crate::curricula::preset::Preset;"),
    ("api/domain/src/pairings/service.rs", "use super::super::identity; fn f(_: identity::Person) {}"),
    ("api/domain/src/pairings/service.rs", "// use crate::identity::store;\n/* /* crate::identity::store */ */"),
    ("api/domain/src/pairings/service.rs", r##"const A: &str = r#"crate::identity::store"#; const B: char = '"';"##),
    ("api/domain/src/pairings/service.rs", r#"const A: &str = "the person comes from person";"#),
    ("api/domain/src/curricula/rules.rs", "use chrono::NaiveDate; use std::collections::BTreeMap;"),
    ("api/domain/src/curricula/rules.rs", "use platform::text::Message;"),
    ("api/domain/src/curricula/store.rs", "use super::rules; use entity::requirement::{self, Entity};"),
    ("api/graphql/src/curricula.rs", "use domain::curricula::service; use async_graphql::Object;"),
    ("api/graphql/src/curricula.rs", "use crate::identity::Person; use domain::curricula::preset;"),
    ("api/server/src/portal/mod.rs", "use crate::http::Page;"),
    ("api/server/src/http.rs", "fn f() -> impl Sized + use<'static> { crate::config::read() }"),
    ("api/platform/src/jobs.rs", "use entity::job;"),
];

async fn what_the_plan_allows_passes() {
    for (path, text) in ALLOWED {
        assert_eq!(judge(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}

const UP: &str = "curricula runs up to pairings";
const AROUND: &str = "goes around identity's face";

/// A file, what it may not say, and what the check says to that.
#[rustfmt::skip]
const FORBIDDEN: &[(&str, &str, &str)] = &[
    ("api/domain/src/curricula/service.rs", "use crate::pairings::Apprenticeship;", UP),
    ("api/domain/src/curricula/service.rs", "use super::super::pairings;", UP),
    ("api/domain/src/curricula/service.rs", "use crate::{identity::Person, pairings as p};", UP),
    ("api/domain/src/curricula/service.rs", "fn f() { let _ = ..crate::pairings::all(); }", UP),
    ("api/domain/src/curricula/service.rs", "mod tests { fn f() { super::super::super::pairings::all() } }", UP),
    ("api/domain/src/curricula/service.rs", "macro_rules! m { () => { crate::pairings::all() } }", UP),
    ("api/domain/src/pairings/mod.rs", "use crate::rotations;", "rotations is pairings's neighbour"),
    ("api/domain/src/pairings/mod.rs", "use crate::*;", "a glob over the whole crate"),
    ("api/domain/src/pairings/mod.rs", "use crate::identity::*;", "a glob over identity"),
    ("api/domain/src/pairings/mod.rs", "use crate::identity::store;", AROUND),
    ("api/domain/src/pairings/mod.rs", "use crate::identity::policy::Grant;", AROUND),
    ("api/domain/src/pairings/mod.rs", "use crate::identity; fn f() { identity::store::load() }", AROUND),
    ("api/domain/src/pairings/mod.rs", "use crate::identity as i; fn f() { i::store::load() }", AROUND),
    ("api/domain/src/pairings/mod.rs", "type S = <crate::identity::store::Row as Trait>::Key;", AROUND),
    ("api/domain/src/pairings/mod.rs", "fn f() { all::<crate::identity::store::Row>() }", AROUND),
    ("api/domain/src/pairings/mod.rs", "use crate::curricula::service;", "goes around curricula's face"),
    ("api/domain/src/pairings/mod.rs", "use entity::person;", "person belongs to identity, not to pairings"),
    ("api/domain/src/pairings/mod.rs", "use entity as e; fn f() { e::person::Entity }", "person belongs to identity"),
    ("api/domain/src/pairings/mod.rs", "use entity::*;", "a glob over entity"),
    ("api/domain/src/pairings/mod.rs", "use ::entity::prelude::*;", "a glob over entity"),
    ("api/domain/src/pairings/mod.rs", r#"const Q: &str = "SELECT 1 FROM \"person\" p";"#, "SQL names table person"),
    ("api/domain/src/identity/store.rs", "pub use entity::person;", "table person is handed on"),
    ("api/domain/src/identity/store.rs", "use entity::job;", "job belongs to platform, not to identity"),
    ("api/domain/src/kitchen/mod.rs", "", "kitchen stands on no floor"),
    ("api/domain/src/curricula/rules.rs", "use sea_orm::DbErr;", "may not name sea_orm::DbErr"),
    ("api/domain/src/curricula/rules.rs", "use platform::clock;", "may not name platform::clock"),
    ("api/domain/src/curricula/rules.rs", "fn f() { std::fs::read(\"x\") }", "may not name std::fs::read"),
    ("api/domain/src/curricula/rules.rs", "pub async fn f() {}", "a rule is never async"),
    ("api/domain/src/curricula/rules/days.rs", "fn f() { tokio::spawn(()) }", "may not name tokio::spawn"),
    ("api/domain/src/curricula/rules.rs", "use super::store;", "rules names the room's store"),
    ("api/domain/src/curricula/store.rs", "use super::service;", "store names the room's service"),
    ("api/domain/src/curricula/store.rs", "use async_graphql::ID;", "async_graphql stays in graphql and server"),
    ("api/domain/src/curricula/store.rs", "use graphql::Root;", "domain may not name graphql"),
    ("api/platform/src/lib.rs", "use domain::identity;", "platform may not name domain"),
    ("api/platform/src/lib.rs", "use entity::person;", "person belongs to identity, not to platform"),
    ("entity/src/person.rs", "use platform::id;", "entity may not name platform"),
    ("migration/src/lib.rs", "use entity::person;", "migration may not name entity"),
    ("api/graphql/src/identity.rs", "use domain::identity::store;", AROUND),
    ("api/graphql/src/identity.rs", "use entity::person;", "graphql may not name entity"),
    ("api/server/src/http.rs", "use crate::portal;", "http runs up to portal"),
    ("entity/src/herb.rs", "", "the table has no owner"),
    ("entity/src/lib.rs", "pub mod herb;", "the table has no owner"),
    ("api/domain/src/curricula/mod.rs", "mod preset;", "curricula has no `pub mod preset`"),
];

async fn what_the_plan_forbids_is_refused() {
    for (path, text, sentence) in FORBIDDEN {
        let said = judge(path, text);
        assert_eq!(said.len(), 1, "{path}: {text}: {said:#?}");
        assert!(said[0].contains(sentence), "{path}: {text}: {said:#?} without {sentence:?}");
    }
}

/// Every read that starts from no viewer says why, and is known here: file, reason, how often.
async fn every_read_without_a_viewer_is_known() {
    let known: BTreeSet<String> = fs::read_to_string(repository().join("tests/system_reads.txt"))
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    let mut found: std::collections::BTreeMap<(String, String), usize> = std::collections::BTreeMap::new();
    let root = repository();
    let mut folders = vec![root.join("api")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let file = path.strip_prefix(&root).unwrap().display().to_string();
                let source = fs::read_to_string(&path).unwrap();
                for rest in source.split("SystemReason::").skip(1) {
                    let reason: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
                    *found.entry((file.clone(), reason)).or_default() += 1;
                }
            }
        }
    }
    let found: BTreeSet<String> =
        found.into_iter().map(|((file, reason), times)| format!("{file} {reason} {times}")).collect();

    assert_eq!(found, known, "look at each new one, then write it into tests/system_reads.txt");
}
