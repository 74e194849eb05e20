//! The check of the house's plan: which source file names what it may not.
//!
//! The plan is `tests/floors.toml`; the sources are read as text. A violation is a sentence that says where, what,
//! and what to do. What the compiler already forbids (a crate that is no dependency, a private item) is mostly said
//! here again, because a dependency is added faster than a plan is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

pub use crate::paths::Source;
use crate::paths::{Named, Place, Reading, module_of, read};
use crate::tokens::{Kind, Token};

/// The plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    crates: BTreeMap<String, Crate>,
    libraries: BTreeMap<String, Vec<String>>,
    floors: BTreeMap<String, Vec<Vec<String>>>,
    faces: BTreeMap<String, Vec<String>>,
    upper: Upper,
    rules: Rules,
    tables: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Crate {
    folder: String,
    may_name: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Upper {
    faces: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    may_name: Vec<String>,
    may_not_name: Vec<String>,
}

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    /// The line that is no plan.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Reads every source file of the plan's crates below the repository's root.
    #[must_use]
    pub fn sources(&self, repository: &Path) -> Vec<Source> {
        let mut sources = Vec::new();
        for place in self.crates.values() {
            gather(repository, &repository.join(&place.folder).join("src"), &mut sources);
        }
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        sources
    }

    /// Every violation in the sources, in the order of files and lines. `libraries` are the dependencies of
    /// `domain`, as they are named in code.
    #[must_use]
    pub fn violations(&self, sources: &[Source], libraries: &BTreeSet<String>) -> Vec<String> {
        let house = House::new(self, sources, libraries);
        let mut violations = house.check_tables();
        violations.extend(house.check_faces());
        for room in &house.files {
            violations.extend(house.check_file(room));
        }
        violations
    }

    fn crate_of(&self, path: &str) -> Option<(&str, Vec<String>)> {
        self.crates.iter().find_map(|(name, place)| {
            let below = path.strip_prefix(&place.folder)?.strip_prefix("/src/")?;
            Some((name.as_str(), module_of(below)))
        })
    }

    fn floor(&self, of: &str, module: &str) -> Option<usize> {
        self.floors.get(of)?.iter().position(|floor| floor.iter().any(|room| room == module))
    }
}

/// The names, as code has them, of a manifest's dependencies.
#[must_use]
pub fn libraries(manifest: &str) -> BTreeSet<String> {
    let manifest: toml::Table = manifest.parse().expect("a manifest is TOML");
    let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
    dependencies.into_iter().flat_map(toml::Table::keys).map(|name| name.replace('-', "_")).collect()
}

fn gather(repository: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a crate has sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(repository, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source is text");
            let below =
                path.strip_prefix(repository).expect("it stands below").to_string_lossy().into_owned();
            sources.push(Source { path: below, text });
        }
    }
}

/// A file with what it says.
struct File<'a> {
    path: &'a str,
    lives_in: &'a str,
    module: Vec<String>,
    reading: Reading,
}

impl File<'_> {
    fn room(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }

    /// `rules`, `store` or `service`, if the file is one of these or stands in a folder of that name.
    fn part(&self) -> Option<&str> {
        self.module.get(1).map(String::as_str)
    }

    fn says(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// The plan and everything that was built.
struct House<'a> {
    plan: &'a Plan,
    files: Vec<File<'a>>,
    /// All modules of each crate.
    modules: BTreeMap<&'a str, BTreeSet<Vec<String>>>,
    libraries: &'a BTreeSet<String>,
}

impl<'a> House<'a> {
    fn new(plan: &'a Plan, sources: &'a [Source], libraries: &'a BTreeSet<String>) -> Self {
        let mut files = Vec::new();
        let mut modules: BTreeMap<&str, BTreeSet<Vec<String>>> = BTreeMap::new();
        for source in sources {
            let Some((lives_in, module)) = plan.crate_of(&source.path) else {
                continue;
            };
            let reading = read(&source.text, &module);
            let known = modules.entry(lives_in).or_default();
            known.extend(reading.declared.keys().cloned());
            known.insert(module.clone());
            files.push(File { path: &source.path, lives_in, module, reading });
        }
        Self { plan, files, modules, libraries }
    }

    fn modules(&self, of: &str) -> &BTreeSet<Vec<String>> {
        static NONE: BTreeSet<Vec<String>> = BTreeSet::new();
        self.modules.get(of).unwrap_or(&NONE)
    }

    fn check_tables(&self) -> Vec<String> {
        let built: BTreeSet<&String> =
            self.modules("entity").iter().filter_map(|module| module.first()).collect();
        let owned = self.plan.tables.keys().collect::<BTreeSet<_>>();
        let unowned = built.difference(&owned).map(|table| {
            format!("entity/src/{table}.rs: the table has no owner: name its room under [tables] in tests/floors.toml")
        });
        // Before the first table is built there is nothing to compare.
        let unbuilt = owned.difference(&built).filter(|_| !built.is_empty()).map(|table| {
            format!(
                "tests/floors.toml: [tables] names {table}, which entity does not have: take the line out"
            )
        });
        let homeless = self
            .plan
            .tables
            .iter()
            .filter(|(_, owner)| *owner != "platform" && self.plan.floor("domain", owner).is_none());
        let homeless = homeless.map(|(table, owner)| {
            format!("tests/floors.toml: {table} belongs to {owner}, which is neither a room nor platform")
        });
        unowned.chain(unbuilt).chain(homeless).collect()
    }

    fn check_faces(&self) -> Vec<String> {
        let mut violations = Vec::new();
        for (room, faces) in &self.plan.faces {
            for face in faces {
                let mut module = vec![room.clone()];
                module.extend(face.split("::").map(str::to_owned));
                let declared = self.files.iter().filter(|file| file.lives_in == "domain");
                let is_public =
                    declared.filter_map(|file| file.reading.declared.get(&module)).any(|public| *public);
                if !is_public {
                    violations.push(format!(
                        "tests/floors.toml: {room} has no `pub mod {face}`: take it out of [faces] or declare it so"
                    ));
                }
            }
        }
        violations
    }

    fn check_file(&self, file: &File) -> Vec<String> {
        let mut violations = Vec::new();
        let is_domain = file.lives_in == "domain";
        if let Some(room) = file.room().filter(|room| is_domain && self.plan.floor("domain", room).is_none())
        {
            violations
                .push(file.says(1, &format!("{room} stands on no floor: give it one in tests/floors.toml")));
        }
        for named in file.reading.resolve(self.modules(file.lives_in)) {
            let found = match &named.place {
                Place::Inside(path) => self.check_inside(file, &named, path),
                Place::Outside(path) => self.check_outside(file, &named, path),
            };
            violations.extend(found.map(|what| file.says(named.line, &what)));
        }
        if is_domain {
            violations.extend(self.check_sql(file));
        }
        if is_domain && file.part() == Some("rules") {
            let waits =
                file.reading.tokens.iter().filter(|token| token.is_word("async") || token.is_word("await"));
            violations.extend(
                waits.map(|token| file.says(token.line, "a rule is never async: it gets what it needs")),
            );
        }
        let mut seen = BTreeSet::new();
        violations.retain(|violation| seen.insert(violation.clone()));
        violations
    }

    /// A path within the file's own crate.
    fn check_inside(&self, file: &File, named: &Named, path: &[String]) -> Option<String> {
        let room = file.room()?;
        let own = self.plan.floor(file.lives_in, room)?;
        if named.is_glob && path.is_empty() {
            return Some("a glob over the whole crate hides which rooms are meant: name them".to_owned());
        }
        let other = path.first()?;
        if other == room {
            return self.check_part(file, path);
        }
        let floor = self.plan.floor(file.lives_in, other)?;
        if floor > own {
            return Some(format!(
                "{room} runs up to {other}: let {other} ask, or record an event that {other} handles as a job"
            ));
        }
        if floor == own {
            return Some(format!("{other} is {room}'s neighbour on the same floor: meet on a lower one"));
        }
        if file.lives_in != "domain" {
            return None;
        }
        self.check_face(named, path, &[])
    }

    /// Within a room rules know neither store nor service, and the store not the service.
    fn check_part(&self, file: &File, path: &[String]) -> Option<String> {
        let (part, other) = (file.part()?, path.get(1)?);
        let is_up = matches!((part, other.as_str()), ("rules", "store" | "service") | ("store", "service"));
        (is_up && file.lives_in == "domain" && self.modules("domain").contains(&path[..2]))
            .then(|| format!("{part} names the room's {other}, which stands above it: pass in what it needs"))
    }

    /// A path into another room: no deeper than its face.
    fn check_face(&self, named: &Named, path: &[String], also: &[String]) -> Option<String> {
        let room = path.first()?;
        let deepest =
            (1..=path.len()).rev().find(|length| self.modules("domain").contains(&path[..*length]))?;
        if named.is_glob && deepest == path.len() {
            return Some(format!("a glob over {room} hides what is meant: name it"));
        }
        let inner = path[1..deepest].join("::");
        let is_face = |faces: &[String]| faces.contains(&inner);
        if inner.is_empty() || is_face(also) || self.plan.faces.get(room).is_some_and(|faces| is_face(faces))
        {
            return None;
        }
        Some(format!("{room}::{inner} goes around {room}'s face: offer what is needed in {room}/mod.rs"))
    }

    /// A path that leaves the crate.
    fn check_outside(&self, file: &File, named: &Named, path: &[String]) -> Option<String> {
        let target = path.first()?;
        if target == file.lives_in {
            return None;
        }
        if file.lives_in == "domain"
            && file.part() == Some("rules")
            && let Some(what) = self.check_rules(path)
        {
            return Some(what);
        }
        if let Some(homes) = self.plan.libraries.get(target) {
            let is_home = homes.iter().any(|home| home == file.lives_in);
            return (!is_home).then(|| {
                format!("{target} stays in {}: {} does without", homes.join(" and "), file.lives_in)
            });
        }
        let may_name = &self.plan.crates.get(file.lives_in)?.may_name;
        self.plan.crates.get(target)?;
        if !may_name.contains(target) {
            return Some(format!("{} may not name {target}, which is not below it", file.lives_in));
        }
        match target.as_str() {
            "entity" => self.check_table(file, named, path.get(1)),
            "domain" => self.check_face(named, &path[1..], &self.plan.upper.faces),
            _ => None,
        }
    }

    fn check_rules(&self, path: &[String]) -> Option<String> {
        let target = path.first()?;
        let rules = &self.plan.rules;
        let is_library = self.libraries.contains(target) || self.plan.crates.contains_key(target);
        let full = path.join("::");
        let is_in = |names: &[String]| {
            names.iter().any(|name| full == *name || full.starts_with(&format!("{name}::")))
        };
        (is_in(&rules.may_not_name) || (is_library && !is_in(&rules.may_name)))
            .then(|| format!("a rule is pure and may not name {full}: pass in what it needs"))
    }

    fn check_table(&self, file: &File, named: &Named, table: Option<&String>) -> Option<String> {
        let Some(table) = table.filter(|table| *table != "prelude") else {
            return named
                .is_glob
                .then(|| "a glob over entity hides which tables are meant: name them".to_owned());
        };
        let reader = if file.lives_in == "domain" { file.room()? } else { file.lives_in };
        let owner = self.plan.tables.get(table)?;
        if owner != reader {
            return Some(format!(
                "table {table} belongs to {owner}, not to {reader}: ask {owner} through its face"
            ));
        }
        (named.is_handed_on && file.lives_in == "domain").then(|| {
            format!("table {table} is handed on: offer a struct or a function of {reader}'s instead")
        })
    }

    /// SQL by hand reads only the room's own tables, too.
    fn check_sql(&self, file: &File) -> Vec<String> {
        let Some(room) = file.room() else {
            return Vec::new();
        };
        let texts = file.reading.tokens.iter().filter_map(|token| match token {
            Token { kind: Kind::Text(text), line } => Some((text, *line)),
            _ => None,
        });
        let mut violations = Vec::new();
        for (text, line) in texts {
            let words: Vec<&str> = text
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|word| !word.is_empty())
                .collect();
            for pair in words.windows(2) {
                let is_named = ["FROM", "JOIN", "INTO", "UPDATE"].contains(&pair[0]);
                let owner = self.plan.tables.get(pair[1]).filter(|owner| is_named && *owner != room);
                violations.extend(owner.map(|owner| {
                    let what = format!("SQL names table {}, which belongs to {owner}: ask {owner}", pair[1]);
                    file.says(line, &what)
                }));
            }
        }
        violations
    }
}
