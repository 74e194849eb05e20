//! Files of data that people edit, in TOML: what is in them is taken field by field, and everything wrong is remembered.
//!
//! Each field is taken at most once; what is left when everything known was taken is unknown, and said so. A field is
//! named in a problem by its path from the outside in, and list entries count from 1, as people count.
//!
//! What is imported is a file of somebody's own, or one that comes with the system: a [`Preset`]. [`Imports`] says of one kind
//! of data which presets there are, for what purpose a file is uploaded, and by which codes a mistake is told.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use toml::value::Datetime;
use toml::{Table, Value};
use uuid::Uuid;

use crate::Platform;
use crate::codes::Code;
use crate::error::{Failure, Name, Outcome, Problem};
use crate::text::{Argument, Message};
use crate::uploads;

/// Largest file, in kilobytes.
const LARGEST_FILE_KB: usize = 256;
/// Longest name, in characters.
pub const LONGEST_NAME: usize = 120;

/// One thing wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProblem {
    /// Where in the file, from the outside in; the first requirement of a plan is `requirements.1`.
    pub path: String,
    /// What, which and what to do.
    pub message: Message,
}

/// Reads a file whose fields `take` takes out.
///
/// # Errors
/// Everything that is wrong with it; one problem with the line when it is no TOML at all.
pub fn read<T>(text: &str, take: impl FnOnce(Fields<'_>) -> Option<T>) -> Result<T, Vec<FileProblem>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
        let message =
            Message::new("platform-file-syntax").with("line", line).with("cause", error.message().trim());
        vec![FileProblem { path: String::new(), message }]
    })?;
    let mut problems = Vec::new();
    let taken = take(Fields::new(table, String::new(), &mut problems));
    match taken {
        Some(taken) if problems.is_empty() => Ok(taken),
        _ => Err(problems),
    }
}

/// What is imported: data that comes with the system, or somebody's own file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A preset, by name.
    Preset(String),
    /// A file that the viewer uploaded for the purpose.
    Upload(Uuid),
}

/// A file of data that comes with the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name, by which it is imported.
    pub name: &'static str,
    /// What stands in it.
    pub text: &'static str,
}

/// The presets of one kind, as files of `api/presets`: `presets!("duty_rules/", ".toml": "acgme", "china-local")`.
#[macro_export]
macro_rules! presets {
    ($folder:literal, $ending:literal: $($name:literal),+ $(,)?) => {
        &[$($crate::data_file::Preset {
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../presets/", $folder, $name, $ending)),
        }),+]
    };
}

/// Presets that can be read, each with its name. One that cannot is left out; a test of each kind reads them all.
pub fn readable<T, E>(
    presets: &'static [Preset],
    parse: impl Fn(&str) -> Result<T, E>,
) -> impl Iterator<Item = (&'static str, T)> {
    presets.iter().filter_map(move |preset| Some((preset.name, parse(preset.text).ok()?)))
}

/// Where in the input of an import the name of a preset stands.
const PRESET_PATH: &str = "source.preset";
/// Where in the input of an import an upload stands.
pub const UPLOAD_PATH: &str = "source.uploadId";

/// How data of one kind is imported.
#[derive(Clone, Copy, Debug)]
pub struct Imports<C> {
    /// The presets that there are.
    pub presets: &'static [Preset],
    /// The purpose of an upload that holds such data.
    pub purpose: &'static str,
    /// Code of whatever is wrong with a file.
    pub invalid: C,
    /// Code of a preset that is not there.
    pub unknown: C,
}

impl<C: Copy> Imports<C> {
    /// Everything wrong with a file, as the refusal of the act that imports it.
    pub fn refused(&self, problems: Vec<FileProblem>) -> Failure<C> {
        let problem = |found: FileProblem| {
            let inner = if found.path.is_empty() {
                UPLOAD_PATH.to_owned()
            } else {
                format!("{UPLOAD_PATH}.{}", found.path)
            };
            Problem::new(self.invalid, &inner, found.message)
        };
        Failure::Rejected(problems.into_iter().map(problem).collect())
    }

    /// The bytes of a preset, or of a file that somebody uploaded, with the name of that file.
    ///
    /// # Errors
    /// That there is no such preset. `NotFound` when she has no such upload.
    pub async fn bytes(
        &self,
        platform: &Platform,
        owner_id: Uuid,
        source: Source,
    ) -> Outcome<(String, Vec<u8>), C> {
        let name = match source {
            Source::Upload(key) => {
                let (upload, bytes) = uploads::read(platform, owner_id, self.purpose, key).await?;
                return Ok((upload.file_name, bytes));
            }
            Source::Preset(name) => name,
        };
        if let Some(preset) = self.presets.iter().find(|preset| preset.name == name) {
            return Ok((name, preset.text.as_bytes().to_vec()));
        }
        let choices = Argument::list(self.presets.iter().map(|preset| preset.name));
        let message = Message::new("platform-preset-unknown").with("name", name);
        Err(Failure::problem(self.unknown, PRESET_PATH, message.with("choices", choices)))
    }

    /// What `parse` reads from a preset or an upload, with its text.
    ///
    /// # Errors
    /// That there is no such preset; that the file is too large, or no UTF-8; everything that `parse` finds wrong. `NotFound`
    /// when she has no such upload.
    pub async fn read<T>(
        &self,
        platform: &Platform,
        owner_id: Uuid,
        source: Source,
        parse: impl FnOnce(&str) -> Result<T, Vec<FileProblem>>,
    ) -> Outcome<(String, T), C> {
        let (file, bytes) = self.bytes(platform, owner_id, source).await?;
        let refuse = |key| {
            let message = Message::new(key).with("file", &file).with("limit", LARGEST_FILE_KB);
            Failure::problem(self.invalid, UPLOAD_PATH, message)
        };
        if bytes.len() > LARGEST_FILE_KB * 1024 {
            return Err(refuse("platform-file-too-large"));
        }
        let text = String::from_utf8(bytes).map_err(|_| refuse("platform-file-not-text"))?;
        let read = parse(&text).map_err(|problems| self.refused(problems))?;
        Ok((text, read))
    }
}

/// The fields of one table that were not taken yet.
#[derive(Debug)]
pub struct Fields<'a> {
    table: Table,
    path: String,
    problems: &'a mut Vec<FileProblem>,
}

impl<'a> Fields<'a> {
    fn new(table: Table, path: String, problems: &'a mut Vec<FileProblem>) -> Self {
        Self { table, path, problems }
    }

    fn at(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    /// Remembers that something is wrong with a field; `$path` of the message is filled in.
    pub fn refuse(&mut self, field: &str, message: Message) {
        let path = self.at(field);
        self.problems.push(FileProblem { message: message.with("path", &path), path });
    }

    /// Whether the field is there and not taken yet.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.table.contains_key(field)
    }

    fn take(&mut self, field: &str) -> Option<Value> {
        let value = self.table.remove(field);
        if value.is_none() {
            self.refuse(field, Message::new("platform-file-missing"));
        }
        value
    }

    fn wrong_type(&mut self, field: &str, wanted: &'static str) {
        self.refuse(field, Message::new("platform-file-type").with("wanted", Message::new(wanted)));
    }

    /// A whole number from `least` to `most`.
    pub fn number(&mut self, field: &str, least: i64, most: i64) -> Option<i64> {
        match self.take(field)? {
            Value::Integer(number) if (least..=most).contains(&number) => Some(number),
            Value::Integer(number) => {
                let message = Message::new("platform-file-range").with("value", number);
                self.refuse(field, message.with("least", least).with("most", most));
                None
            }
            _ => {
                self.wrong_type(field, "platform-file-a-number");
                None
            }
        }
    }

    /// A text of at most `longest` characters that is not blank.
    pub fn text(&mut self, field: &str, longest: usize) -> Option<String> {
        let Value::String(text) = self.take(field)? else {
            self.wrong_type(field, "platform-file-a-text");
            return None;
        };
        let text = text.trim();
        if text.is_empty() {
            self.refuse(field, Message::new("platform-file-missing"));
            return None;
        }
        if text.chars().count() > longest {
            self.refuse(field, Message::new("platform-file-too-long").with("limit", longest));
            return None;
        }
        Some(text.to_owned())
    }

    /// A short name: capital letters, digits and `joint`, beginning with a letter.
    pub fn code(&mut self, field: &str, longest: usize, joint: char) -> Option<String> {
        let code = self.text(field, longest)?;
        let fits = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == joint;
        if code.starts_with(|first: char| first.is_ascii_uppercase()) && code.chars().all(fits) {
            return Some(code);
        }
        let message = Message::new("platform-file-code").with("code", &code).with("joint", joint.to_string());
        self.refuse(field, message);
        None
    }

    /// A day, as TOML writes it: `2026-03-01`, without quotes.
    pub fn date(&mut self, field: &str) -> Option<NaiveDate> {
        let day = match self.take(field)? {
            Value::Datetime(Datetime { date: Some(date), time: None, offset: None }) => {
                NaiveDate::from_ymd_opt(i32::from(date.year), date.month.into(), date.day.into())
            }
            _ => None,
        };
        if day.is_none() {
            self.wrong_type(field, "platform-file-a-day");
        }
        day
    }

    /// A value of a closed list.
    pub fn choice<C: Code>(&mut self, field: &str) -> Option<C> {
        let text = self.text(field, 64)?;
        let found = C::parse(&text);
        if found.is_none() {
            self.refuse_choice::<C>(field, text);
        }
        found
    }

    /// Values of a closed list, none of them twice; empty when the field is absent.
    pub fn choices<C: Code>(&mut self, field: &str) -> Vec<C> {
        let mut found = Vec::new();
        for text in self.texts(field) {
            match C::parse(&text) {
                Some(choice) => found.push(choice),
                None => self.refuse_choice::<C>(field, text),
            }
        }
        found
    }

    fn refuse_choice<C: Code>(&mut self, field: &str, text: String) {
        let choices = Argument::list(C::ALL.iter().map(|choice| choice.code()));
        self.refuse(field, Message::new("platform-file-choice").with("value", text).with("choices", choices));
    }

    /// A value of a closed list, or nothing when the field is absent.
    pub fn optional_choice<C: Code>(&mut self, field: &str) -> Option<C> {
        if self.has(field) { self.choice(field) } else { None }
    }

    /// True or false; false when the field is absent.
    pub fn flag(&mut self, field: &str) -> bool {
        match self.table.remove(field) {
            None => false,
            Some(Value::Boolean(flag)) => flag,
            Some(_) => {
                self.wrong_type(field, "platform-file-a-flag");
                false
            }
        }
    }

    /// A list of texts, none of them twice; empty when the field is absent.
    pub fn texts(&mut self, field: &str) -> Vec<String> {
        let items = match self.table.remove(field) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.wrong_type(field, "platform-file-a-list");
                return Vec::new();
            }
        };
        let mut texts = Vec::new();
        for item in items {
            match item {
                Value::String(text) if texts.contains(&text) => {
                    self.refuse(field, Message::new("platform-file-twice").with("value", text));
                }
                Value::String(text) => texts.push(text),
                _ => self.wrong_type(field, "platform-file-a-list"),
            }
        }
        texts
    }

    /// The fields of a table within this one.
    pub fn table(&mut self, field: &str) -> Option<Fields<'_>> {
        if let Value::Table(table) = self.take(field)? {
            let path = self.at(field);
            return Some(Fields::new(table, path, self.problems));
        }
        self.wrong_type(field, "platform-file-a-table");
        None
    }

    /// A name in both languages, at most `LONGEST_NAME` characters each.
    pub fn name(&mut self, field: &str) -> Option<Name> {
        let mut fields = self.table(field)?;
        let zh = fields.text("zh", LONGEST_NAME);
        let en = fields.text("en", LONGEST_NAME);
        fields.finish();
        Some(Name::new(zh?, en?))
    }

    /// The entries of a list of tables, at least one and at most `most`.
    pub fn tables(&mut self, field: &str, most: usize) -> Vec<Value> {
        match self.take(field) {
            Some(Value::Array(entries)) if (1..=most).contains(&entries.len()) => entries,
            Some(Value::Array(entries)) => {
                let message = Message::new("platform-file-length").with("count", entries.len());
                self.refuse(field, message.with("most", most));
                Vec::new()
            }
            Some(_) => {
                self.wrong_type(field, "platform-file-a-table");
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// The fields of one entry of such a list; the first stands at position 1.
    pub fn entry(&mut self, field: &str, entry: Value, position: i32) -> Option<Fields<'_>> {
        let place = format!("{field}.{position}");
        if let Value::Table(table) = entry {
            let path = self.at(&place);
            return Some(Fields::new(table, path, self.problems));
        }
        self.wrong_type(&place, "platform-file-a-table");
        None
    }

    /// What `read` makes of each entry of such a list; nothing when the list is empty or one of them cannot be read.
    pub fn entries<T>(
        &mut self,
        field: &str,
        most: usize,
        read: impl Fn(Fields<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let entries = self.tables(field, most);
        let count = entries.len();
        let mut found = Vec::new();
        for (entry, position) in entries.into_iter().zip(1..) {
            found.extend(self.entry(field, entry, position).and_then(&read));
        }
        (found.len() == count && count > 0).then_some(found)
    }

    /// What `read` makes of each entry of a list of tables with a `code` each, no two alike; nothing when one of them cannot be read, and
    /// an empty list when the file has none.
    pub fn coded_entries<T>(
        &mut self,
        field: &str,
        (most, longest_code): (usize, usize),
        mut read: impl FnMut(Fields<'_>, Option<String>) -> Option<T>,
    ) -> Option<Vec<T>> {
        if !self.has(field) {
            return Some(Vec::new());
        }
        let entries = self.tables(field, most);
        let count = entries.len();
        let mut codes = BTreeSet::new();
        let mut found = Vec::new();
        for (entry, position) in entries.into_iter().zip(1..) {
            let Some(mut entry) = self.entry(field, entry, position) else { continue };
            let code = entry.code("code", longest_code, '_');
            if let Some(code) = code.as_ref().filter(|code| !codes.insert((*code).clone())) {
                entry.refuse("code", Message::new("platform-file-code-twice").with("code", code));
            }
            found.extend(read(entry, code));
        }
        (found.len() == count).then_some(found)
    }

    /// Says what is unknown: every field that nobody took.
    pub fn finish(mut self) {
        let unknown: Vec<String> = self.table.keys().cloned().collect();
        for field in unknown {
            self.refuse(&field, Message::new("platform-file-unknown"));
        }
    }
}
