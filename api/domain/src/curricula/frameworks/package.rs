//! A competency framework as a file: a `CFPackage` of Competencies and Academic Standards Exchange (CASE) 1.1.
//!
//! What is read, and from where:
//! - *Information Model*: "Competencies and Academic Standards Exchange (CASE) Service 1.1", 1EdTech Final Release,
//!   24 January 2025. Members and how often each may stand: sections 7.1.1 to 7.1.36; patterns: 7.2; association
//!   types: 7.4.1; primitive types: appendix A3.3.
//! - *Binding*: "CASE Service 1.1 REST/JSON Binding" with its description `imscasev1p1_openapi3_v1p0.json`.
//!
//! The JSON that was read stays the source of truth, so that members nobody knows and `extensions` at any place come
//! out again; the views (`items`, `associations`, `rubrics`) look into it.
//!
//! Reading says everything that is wrong at once, each with its place. Bounds the specification does not set are the
//! constants of this file.

mod served;
mod shape;
mod structure;
#[cfg(test)]
mod tests;
mod views;

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

pub use self::served::Endpoint;
pub(super) use self::served::with_package;
pub(super) use self::shape::is_document_field;
pub use self::views::{Criterion, Document, Level, Rubric};

/// Largest file, in megabytes.
pub const LARGEST_FILE_MB: usize = 8;
/// Largest file, in bytes.
const LARGEST_FILE: usize = LARGEST_FILE_MB * 1024 * 1024;
/// Deepest nesting of objects and lists in a file.
const DEEPEST_JSON: usize = 64;
/// Most objects of a file at any place; the largest package of links and nodes stays below.
const MOST_OBJECTS: usize = 400_000;
/// Most values of a file at any place.
const MOST_VALUES: usize = 2_000_000;
/// Most items of a package.
const MOST_ITEMS: usize = 20_000;
/// Most associations of a package.
const MOST_ASSOCIATIONS: usize = 50_000;
/// Most definitions of one kind, such as licences.
const MOST_DEFINITIONS: usize = 2_000;
/// Most rubrics of a package.
const MOST_RUBRICS: usize = 2_000;
/// Most criteria of one rubric.
const MOST_CRITERIA: usize = 200;
/// Most levels of one criterion.
const MOST_LEVELS: usize = 20;
/// Most entries of a plain list, such as the subjects of an item.
const MOST_ENTRIES: usize = 100;
/// Deepest tree of items; an item without a parent stands at level 1.
const DEEPEST_TREE: usize = 20;
/// Longest single line (`NormalizedString`), in characters.
const LONGEST_LINE: usize = 1_000;
/// Longest URI, in characters.
const LONGEST_URI: usize = 2_000;
/// Longest statement of an item, in characters.
const LONGEST_STATEMENT: usize = 4_000;
/// Longest description, note or text of a licence, in characters.
const LONGEST_TEXT: usize = 40_000;
/// Most problems that are reported; of more, the last reported is `TooManyProblems`.
const MOST_PROBLEMS: usize = 100;
/// Longest part of a wrong value that is repeated in a problem, in characters.
const LONGEST_SHOWN: usize = 200;

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// No JSON; the value is line and column, `12:5`.
    Malformed,
    /// The file is larger than `LARGEST_FILE_MB`; the value is its bytes.
    TooLarge,
    /// JSON nested deeper than `DEEPEST_JSON`, or an item deeper than `DEEPEST_TREE`; the value is the depth.
    TooDeep,
    /// More entries than the list, or values than the file, may have; the value is their count.
    TooMany,
    /// A text longer than its bound; the value is its characters.
    TooLong,
    /// A required member is absent, or a text that must say something is blank.
    Missing,
    /// Another type than text, or a text with a NUL.
    NotText,
    /// Another type than a list.
    NotAList,
    /// Another type than an object.
    NotAnObject,
    /// Another type than a number.
    NotANumber,
    /// No whole number from -2,147,483,648 to 2,147,483,647.
    NotAWholeNumber,
    /// No UUID of version 1 to 5 in small letters.
    NotAUuid,
    /// No URI, or no web address where one is asked for.
    NotAUri,
    /// No date, `2026-03-01`.
    NotADate,
    /// No date and time with an offset, `2026-03-01T08:00:00Z`.
    NotADateTime,
    /// Outside a closed list and no extension of it.
    UnknownValue,
    /// The identifier of another object of the package.
    DuplicateIdentifier,
    /// An association whose end lies outside the package where it must not.
    DanglingAssociation,
    /// Part of a chain of `isChildOf` that comes back to its beginning.
    Cycle,
    /// The score or the position of another level of the same criterion.
    EqualLevels,
    /// A criterion or level that names another rubric or criterion than the one it stands in.
    WrongParent,
    /// There are more problems than are reported; the value is how many are.
    TooManyProblems,
}

/// One thing wrong with a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageProblem {
    /// Where, from the outside in; lists count from 0: `CFAssociations[3].destinationNodeURI.identifier`. Empty for
    /// the file as a whole.
    pub path: String,
    /// What.
    pub kind: ProblemKind,
    /// The wrong value, cut to 200 characters, or what the kind says; empty for an object or a list.
    pub value: String,
}

/// The problems found so far.
#[derive(Debug, Default)]
struct Problems(Vec<PackageProblem>);

impl Problems {
    fn add(&mut self, path: &str, kind: ProblemKind, value: &(impl ToString + ?Sized)) {
        let value = value.to_string().chars().take(LONGEST_SHOWN).collect();
        if self.0.len() + 1 < MOST_PROBLEMS {
            self.0.push(PackageProblem { path: path.to_owned(), kind, value });
        } else if self.0.len() < MOST_PROBLEMS {
            let (kind, value) = (ProblemKind::TooManyProblems, MOST_PROBLEMS.to_string());
            self.0.push(PackageProblem { path: String::new(), kind, value });
        }
    }
}

/// A package that keeps to the specification; only `read` makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    value: Value,
}

/// Reads a package from JSON in UTF-8.
///
/// # Errors
/// Everything that is wrong with it, at most `MOST_PROBLEMS`; one problem when it is too large or no JSON at all.
pub fn read(bytes: &[u8]) -> Result<Package, Vec<PackageProblem>> {
    let mut problems = Problems::default();
    let size = Size::of(bytes);
    if bytes.len() > LARGEST_FILE {
        problems.add("", ProblemKind::TooLarge, &bytes.len());
    } else if size.depth > DEEPEST_JSON {
        problems.add("", ProblemKind::TooDeep, &size.depth);
    } else if size.objects > MOST_OBJECTS || size.values > MOST_VALUES {
        problems.add("", ProblemKind::TooMany, &size.values);
    } else {
        match serde_json::from_slice::<Value>(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)) {
            Ok(value) => {
                shape::check(&value, &mut problems);
                structure::check(&value, &mut problems);
                if problems.0.is_empty() {
                    return Ok(Package { value });
                }
            }
            Err(error) => {
                problems.add("", ProblemKind::Malformed, &format!("{}:{}", error.line(), error.column()));
            }
        }
    }
    Err(problems.0)
}

impl Package {
    /// A package that was read before and kept as text.
    ///
    /// # Errors
    /// It is no JSON.
    pub(super) fn kept(text: &str) -> serde_json::Result<Self> {
        Ok(Self { value: serde_json::from_str(text)? })
    }

    /// Its `CFDocument`, as JSON.
    pub(super) fn document_json(&self) -> &Value {
        member(&self.value, "CFDocument")
    }
}

/// How much a file would become in memory, counted before it is read.
#[derive(Debug, Default)]
struct Size {
    depth: usize,
    objects: usize,
    values: usize,
}

impl Size {
    /// Counts brackets and commas outside of texts; of a file that is no JSON the counts mean nothing.
    fn of(bytes: &[u8]) -> Self {
        let mut size = Self::default();
        let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
        for byte in bytes.iter().take(LARGEST_FILE) {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' if in_text => is_escaped = true,
                b'"' => in_text = !in_text,
                _ if in_text => {}
                b'{' | b'[' => {
                    depth += 1;
                    size.depth = size.depth.max(depth);
                    size.objects += usize::from(*byte == b'{');
                    size.values += 1;
                }
                b'}' | b']' => depth = depth.saturating_sub(1),
                b',' => size.values += 1,
                _ => {}
            }
        }
        size
    }
}

/// A member, or null.
fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&Value::Null)
}

/// A text, or nothing when it is absent.
fn some<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    member(value, name).as_str()
}

/// A text, empty when it is absent.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    some(value, name).unwrap_or_default()
}

/// A list, empty when it is absent.
fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    member(value, name).as_array().map_or(&[], Vec::as_slice)
}

/// The identifier of an object that was read; nil for one that has none.
fn identifier(value: &Value) -> Uuid {
    Uuid::try_parse(text(value, "identifier")).unwrap_or_default()
}

/// Objects of a list by their identifiers.
fn by_identifier(values: &[Value]) -> BTreeMap<&str, &Value> {
    values.iter().map(|value| (text(value, "identifier"), value)).collect()
}
