//! What is told of a person: sections of entries of fields, and the two ways in which they are written, as JSON and as
//! lines of text for a PDF.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use platform::codes::Code;
use platform::error::Name;
use platform::text::{Argument, Language, Message};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// What bears a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Thing {
    Person,
    Institution,
    Base,
    Department,
    Requirement,
    Version,
    Consortium,
}

/// The value of a field.
#[derive(Clone, Debug)]
pub(super) enum Datum {
    Nothing,
    Text(String),
    Number(i64),
    Day(NaiveDate),
    Instant(DateTime<Utc>),
    /// A word of a closed list, and what people call it.
    Word(String, Message),
    /// Something that bears a name.
    Named(Thing, Uuid),
}

impl Datum {
    pub(super) fn code(code: impl Code) -> Self {
        Self::Word(code.code().to_owned(), code.label())
    }

    pub(super) fn maybe<T: Into<Self>>(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }

    pub(super) fn named(thing: Thing, id: impl Into<Option<Uuid>>) -> Self {
        id.into().map_or(Self::Nothing, |id| Self::Named(thing, id))
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Uuid> for Datum {
    fn from(key: Uuid) -> Self {
        Self::Text(key.to_string())
    }
}

impl From<i64> for Datum {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Datum {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<NaiveDate> for Datum {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<DateTime<Utc>> for Datum {
    fn from(instant: DateTime<Utc>) -> Self {
        Self::Instant(instant)
    }
}

/// One thing held about somebody: fields and their values, in the order they are read.
pub(super) type Entry = Vec<(&'static str, Datum)>;

/// Things of one kind held about somebody.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) entries: Vec<Entry>,
}

impl Section {
    pub(super) fn new(name: &'static str, entries: impl IntoIterator<Item = Entry>) -> Self {
        Self { name, entries: entries.into_iter().collect() }
    }
}

/// The names of what entries point at.
pub(super) type Names = HashMap<(Thing, Uuid), Name>;

/// What all entries point at, each kind by itself.
pub(super) fn pointed_at(sections: &[Section], thing: Thing) -> Vec<Uuid> {
    let data = sections.iter().flat_map(|section| section.entries.iter().flatten());
    let mut keys: Vec<Uuid> = data
        .filter_map(|(_, datum)| match datum {
            Datum::Named(of, key) if *of == thing => Some(*key),
            _ => None,
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The sections as JSON: an array of objects for each; a field without a value is null.
pub(super) fn as_json(sections: &[Section], names: &Names) -> Value {
    let value = |datum: &Datum| match datum {
        Datum::Nothing => Value::Null,
        Datum::Text(text) | Datum::Word(text, _) => json!(text),
        Datum::Number(number) => json!(number),
        Datum::Day(day) => json!(day),
        Datum::Instant(instant) => json!(instant),
        Datum::Named(thing, key) => {
            let name = names.get(&(*thing, *key)).map(|name| json!({ "zh": name.zh, "en": name.en }));
            json!({ "id": key, "name": name })
        }
    };
    let object = |entry: &Entry| -> Value {
        entry.iter().map(|(field, datum)| ((*field).to_owned(), value(datum))).collect::<Map<_, _>>().into()
    };
    let array = |section: &Section| section.entries.iter().map(object).collect::<Vec<_>>();
    let all = sections.iter().map(|section| (section.name.to_owned(), array(section).into()));
    Value::Object(all.collect())
}

/// Entries of one section that are set as text; who acted for years has tens of thousands in her trail.
const MOST_LINES: usize = 2000;

/// The sections as text: a heading, and a line for each entry that names its fields; what has no value is left out.
pub(super) fn as_text(sections: &[Section], names: &Names, language: Language) -> Vec<(String, Vec<String>)> {
    let shown = |message: Message| message.render(language);
    let value = |datum: &Datum| match datum {
        Datum::Nothing => None,
        Datum::Text(text) => Some(text.clone()),
        Datum::Word(_, label) => Some(label.render(language)),
        Datum::Number(number) => Some(number.to_string()),
        Datum::Day(day) => Some(day.to_string()),
        Datum::Instant(instant) => {
            Some(instant.with_timezone(&Shanghai).format("%Y-%m-%d %H:%M").to_string())
        }
        Datum::Named(thing, key) => Some(names.get(&(*thing, *key)).map_or_else(
            || key.to_string(),
            |name| Argument::from((name.zh.as_str(), name.en.as_str())).render(language),
        )),
    };
    let line = |entry: &Entry| {
        let fields = entry.iter().filter_map(|(field, datum)| {
            let field = Message::keyed(format!("dossier-field-{field}"));
            Some(shown(Message::new("dossier-field").with("field", field).with("value", value(datum)?)))
        });
        fields.collect::<Vec<_>>().join(&shown(Message::new("dossier-between")))
    };
    let heading = |section: &Section| {
        let name = Message::keyed(format!("dossier-section-{}", section.name));
        let count = i64::try_from(section.entries.len()).unwrap_or(i64::MAX);
        shown(Message::new("dossier-heading").with("name", name).with("count", count))
    };
    let lines = |section: &Section| {
        let mut lines: Vec<String> = section.entries.iter().take(MOST_LINES).map(line).collect();
        if let Some(more) = section.entries.len().checked_sub(MOST_LINES).filter(|more| *more > 0) {
            lines.push(shown(Message::new("dossier-more").with("count", more)));
        }
        lines
    };
    sections.iter().map(|section| (heading(section), lines(section))).collect()
}
