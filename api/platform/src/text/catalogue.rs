//! The catalogue itself: every room's sentences, embedded, parsed once for each language.
//!
//! A new file is one line in [`ROOMS`] and one file in each language's folder. The two languages must hold the same
//! keys with the same variables; [`defects`] says where they do not, and a test keeps it empty.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Argument, Language, Message};

/// The sentences of one room in both languages.
struct Room {
    name: &'static str,
    chinese: &'static str,
    english: &'static str,
}

macro_rules! rooms {
    ($($name:literal),* $(,)?) => {
        [$(Room {
            name: $name,
            chinese: include_str!(concat!("../../../locales/zh/", $name, ".ftl")),
            english: include_str!(concat!("../../../locales/en/", $name, ".ftl")),
        }),*]
    };
}

static ROOMS: &[Room] = &rooms![
    "common",
    "platform",
    "http",
    "command",
    "portal",
    "identity",
    "organisations",
    "curricula",
    "frameworks",
    "rule-sets",
    "enrolment",
    "evidence",
    "assessments",
    "entrustment",
    "pairings",
    "rotations",
    "timetables",
    "teaching",
    "dispatches",
    "twinnings",
    "ratings",
    "progress",
    "oversight",
    "examinations",
    "credentials",
    "notifications",
    "dossier",
];

/// Beyond this a floating-point number, which Fluent computes with, no longer holds every integer.
const EXACT: i64 = 1 << 53;

type Bundle = FluentBundle<FluentResource>;

struct Catalogue {
    chinese: Bundle,
    english: Bundle,
    defects: Vec<String>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut defects = Vec::new();
    let chinese = bundle(Language::Chinese, &mut defects);
    let english = bundle(Language::English, &mut defects);
    for defect in &defects {
        tracing::error!(%defect, "the catalogue of messages has a defect");
    }
    Catalogue { chinese, english, defects }
});

impl Room {
    const fn source(&self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.chinese,
            Language::English => self.english,
        }
    }
}

fn bundle(language: Language, defects: &mut Vec<String>) -> Bundle {
    let locale = LanguageIdentifier::from_bytes(language.tag().as_bytes()).unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // The marks that isolate directions are for right-to-left scripts; in mails and PDFs they show as boxes.
    bundle.set_use_isolating(false);
    for room in ROOMS {
        let place = format!("{}/{}.ftl", language.tag(), room.name);
        let resource =
            FluentResource::try_new(room.source(language).to_owned()).unwrap_or_else(|(partial, errors)| {
                defects.extend(errors.iter().map(|error| format!("{place}: {error}")));
                partial
            });
        if let Err(errors) = bundle.add_resource(resource) {
            defects.extend(errors.iter().map(|error| format!("{place}: {error}")));
        }
    }
    bundle
}

pub(super) fn render(message: &Message, language: Language) -> String {
    let bundle = match language {
        Language::Chinese => &CATALOGUE.chinese,
        Language::English => &CATALOGUE.english,
    };
    let Some(pattern) = bundle.get_message(&message.key).and_then(|found| found.value()) else {
        tracing::error!(key = %message.key, language = language.tag(), "a message is missing from the catalogue");
        return message.key.clone().into_owned();
    };
    let mut arguments = FluentArgs::with_capacity(message.arguments.len());
    for (name, argument) in &message.arguments {
        arguments.set(name.as_ref(), value(argument, language));
    }
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::error!(key = %message.key, language = language.tag(), ?errors, "a message could not be filled");
    }
    text
}

fn value(argument: &Argument, language: Language) -> FluentValue<'static> {
    match argument {
        Argument::Number(number) if (-EXACT..=EXACT).contains(number) => FluentValue::from(*number),
        other => FluentValue::from(other.render(language)),
    }
}

/// Every key of a language with the names of the variables its sentence uses.
///
/// Read from the source text: a key begins a line, what is indented beneath belongs to it, a variable is `$` and a name.
/// Terms (`-name`) and comments are passed over.
#[must_use]
pub fn keys(language: Language) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut found: BTreeMap<&'static str, BTreeSet<&'static str>> = BTreeMap::new();
    for room in ROOMS {
        let mut key = None;
        for line in room.source(language).lines() {
            if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
                key = line.split_once('=').map(|(name, _)| name.trim());
            } else if line.starts_with(['#', '-']) {
                key = None;
            }
            if let Some(key) = key {
                found.entry(key).or_default().extend(variables_in(line));
            }
        }
    }
    found
}

/// The variables of one sentence, or `None` when the catalogue has no such key: what a test asks to see that a message
/// it makes exists and is filled.
#[must_use]
pub fn variables(key: &str) -> Option<BTreeSet<&'static str>> {
    keys(Language::Chinese).remove(key)
}

fn variables_in(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split('$').skip(1).filter_map(|rest| {
        let name =
            rest.split(|letter: char| !(letter.is_ascii_alphanumeric() || "-_".contains(letter))).next();
        name.filter(|name| !name.is_empty())
    })
}

/// Everything wrong with the catalogue: what does not parse, a key said twice, a key or a variable that only one
/// language has. Empty in a build that may be released.
#[must_use]
pub fn defects() -> Vec<String> {
    let mut defects = CATALOGUE.defects.clone();
    let chinese = keys(Language::Chinese);
    let english = keys(Language::English);
    for key in chinese.keys().chain(english.keys()).collect::<BTreeSet<_>>() {
        match (chinese.get(key), english.get(key)) {
            (Some(zh), Some(en)) if zh == en => {}
            (Some(zh), Some(en)) => {
                defects.push(format!("{key}: zh has the variables {zh:?}, en has {en:?}"));
            }
            (Some(_), None) => defects.push(format!("{key}: en lacks it")),
            (None, _) => defects.push(format!("{key}: zh lacks it")),
        }
    }
    defects
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn both_languages_say_the_same_things_with_the_same_variables() {
        assert_eq!(defects(), Vec::<String>::new());
    }

    #[test]
    fn the_scan_finds_what_the_parser_finds() {
        for language in Language::ALL {
            let bundle = match language {
                Language::Chinese => &CATALOGUE.chinese,
                Language::English => &CATALOGUE.english,
            };
            let keys = keys(language);
            assert!(keys.len() > 10, "{language:?} has {} keys", keys.len());
            for (key, variables) in keys {
                let message = bundle.get_message(key).unwrap_or_else(|| panic!("{key} is no message"));
                let mut arguments = FluentArgs::new();
                for name in variables {
                    arguments.set(name, "x");
                }
                let mut errors = Vec::new();
                let pattern = message.value().unwrap_or_else(|| panic!("{key} has no value"));
                let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
                assert_eq!(errors.len(), 0, "{key}: {errors:?}");
                assert!(!text.trim().is_empty(), "{key} says nothing");
            }
        }
    }

    #[test]
    fn every_key_begins_with_its_room() {
        for room in ROOMS {
            for language in Language::ALL {
                for line in room.source(language).lines() {
                    if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
                        assert!(
                            ["code", "specialty", "activity", room.name]
                                .iter()
                                .any(|start| line.starts_with(&format!("{start}-"))),
                            "{}: {line}",
                            room.name
                        );
                    }
                }
            }
        }
    }

    /// The key of every message made in the crates beneath `api/`, with the file it stands in.
    fn spoken(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                spoken(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(&path).expect("a source file");
                for rest in source.split(concat!("Message", "::new(")).skip(1) {
                    let key = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                    found.extend(key.map(|key| (path.clone(), key.to_owned())));
                }
            }
        }
    }

    #[test]
    fn every_sentence_that_is_spoken_is_in_the_catalogue() {
        let mut found = Vec::new();
        spoken(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut found);
        assert!(found.len() > 30, "only {} were found", found.len());
        let keys = keys(Language::Chinese);
        found.retain(|(_, key)| !keys.contains_key(key.as_str()) && !key.ends_with("no-such-key"));
        assert_eq!(found, []);
    }

    #[test]
    fn variables_of_a_key() {
        assert_eq!(variables("common-too-long"), Some(BTreeSet::from(["field", "limit"])));
        assert_eq!(variables("common-no-such-key"), None);
    }
}
