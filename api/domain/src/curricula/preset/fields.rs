//! Takes the fields out of a table of a file, and remembers everything that is wrong with them.
//!
//! Each field is taken at most once; what is left when everything known was taken is unknown, and said so. A field is
//! named in a problem by its path from the outside in, and list entries count from 1, as people count.

use platform::codes::Code;
use platform::text::{Argument, Message};
use toml::{Table, Value};

use super::FileProblem;

/// The fields of one table that were not taken yet.
pub(super) struct Fields<'a> {
    table: Table,
    path: String,
    problems: &'a mut Vec<FileProblem>,
}

impl<'a> Fields<'a> {
    /// The fields of a table that stands at `path`.
    pub(super) fn new(table: Table, path: String, problems: &'a mut Vec<FileProblem>) -> Self {
        Self { table, path, problems }
    }

    fn at(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    /// Remembers that something is wrong with a field; `$path` of the message is filled in.
    pub(super) fn refuse(&mut self, field: &str, message: Message) {
        let path = self.at(field);
        self.problems.push(FileProblem { message: message.with("path", &path), path });
    }

    /// Whether the field is there and not taken yet.
    pub(super) fn has(&self, field: &str) -> bool {
        self.table.contains_key(field)
    }

    fn take(&mut self, field: &str) -> Option<Value> {
        let value = self.table.remove(field);
        if value.is_none() {
            self.refuse(field, Message::new("curricula-file-missing"));
        }
        value
    }

    fn wrong_type(&mut self, field: &str, wanted: &'static str) {
        self.refuse(field, Message::new("curricula-file-type").with("wanted", Message::new(wanted)));
    }

    /// A whole number from `least` to `most`.
    pub(super) fn number(&mut self, field: &str, least: i64, most: i64) -> Option<i64> {
        match self.take(field)? {
            Value::Integer(number) if (least..=most).contains(&number) => Some(number),
            Value::Integer(number) => {
                let message = Message::new("curricula-file-range").with("value", number);
                self.refuse(field, message.with("least", least).with("most", most));
                None
            }
            _ => {
                self.wrong_type(field, "curricula-file-a-number");
                None
            }
        }
    }

    /// A text of at most `longest` characters that is not blank.
    pub(super) fn text(&mut self, field: &str, longest: usize) -> Option<String> {
        let Value::String(text) = self.take(field)? else {
            self.wrong_type(field, "curricula-file-a-text");
            return None;
        };
        let text = text.trim();
        if text.is_empty() {
            self.refuse(field, Message::new("curricula-file-missing"));
            return None;
        }
        if text.chars().count() > longest {
            self.refuse(field, Message::new("curricula-file-too-long").with("limit", longest));
            return None;
        }
        Some(text.to_owned())
    }

    /// A short name: capital letters, digits and `joint`, beginning with a letter.
    pub(super) fn code(&mut self, field: &str, longest: usize, joint: char) -> Option<String> {
        let code = self.text(field, longest)?;
        let fits = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == joint;
        if code.starts_with(|first: char| first.is_ascii_uppercase()) && code.chars().all(fits) {
            return Some(code);
        }
        let message =
            Message::new("curricula-file-code").with("code", &code).with("joint", joint.to_string());
        self.refuse(field, message);
        None
    }

    /// A value of a closed list.
    pub(super) fn choice<C: Code>(&mut self, field: &str) -> Option<C> {
        let text = self.text(field, 64)?;
        let found = C::parse(&text);
        if found.is_none() {
            let choices = Argument::list(C::ALL.iter().map(|choice| choice.code()));
            self.refuse(
                field,
                Message::new("curricula-file-choice").with("value", text).with("choices", choices),
            );
        }
        found
    }

    /// A value of a closed list, or nothing when the field is absent.
    pub(super) fn optional_choice<C: Code>(&mut self, field: &str) -> Option<C> {
        if self.has(field) { self.choice(field) } else { None }
    }

    /// True or false; false when the field is absent.
    pub(super) fn flag(&mut self, field: &str) -> bool {
        match self.table.remove(field) {
            None => false,
            Some(Value::Boolean(flag)) => flag,
            Some(_) => {
                self.wrong_type(field, "curricula-file-a-flag");
                false
            }
        }
    }

    /// A list of texts, none of them twice; empty when the field is absent.
    pub(super) fn texts(&mut self, field: &str) -> Vec<String> {
        let items = match self.table.remove(field) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.wrong_type(field, "curricula-file-a-list");
                return Vec::new();
            }
        };
        let mut texts = Vec::new();
        for item in items {
            match item {
                Value::String(text) if texts.contains(&text) => {
                    self.refuse(field, Message::new("curricula-file-twice").with("value", text));
                }
                Value::String(text) => texts.push(text),
                _ => self.wrong_type(field, "curricula-file-a-list"),
            }
        }
        texts
    }

    /// The fields of a table within this one.
    pub(super) fn table(&mut self, field: &str) -> Option<Fields<'_>> {
        if let Value::Table(table) = self.take(field)? {
            let path = self.at(field);
            return Some(Fields::new(table, path, self.problems));
        }
        self.wrong_type(field, "curricula-file-a-table");
        None
    }

    /// The entries of a list of tables, at least one and at most `most`.
    pub(super) fn tables(&mut self, field: &str, most: usize) -> Vec<Value> {
        match self.take(field) {
            Some(Value::Array(entries)) if (1..=most).contains(&entries.len()) => entries,
            Some(Value::Array(entries)) => {
                let message = Message::new("curricula-file-length").with("count", entries.len());
                self.refuse(field, message.with("most", most));
                Vec::new()
            }
            Some(_) => {
                self.wrong_type(field, "curricula-file-a-table");
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// The fields of one entry of such a list; the first stands at position 1.
    pub(super) fn entry(&mut self, field: &str, entry: Value, position: i32) -> Option<Fields<'_>> {
        let place = format!("{field}.{position}");
        if let Value::Table(table) = entry {
            let path = self.at(&place);
            return Some(Fields::new(table, path, self.problems));
        }
        self.wrong_type(&place, "curricula-file-a-table");
        None
    }

    /// Says what is unknown: every field that nobody took.
    pub(super) fn finish(mut self) {
        let unknown: Vec<String> = self.table.keys().cloned().collect();
        for field in unknown {
            self.refuse(&field, Message::new("curricula-file-unknown"));
        }
    }
}
