//! The list of documents, as `GET /CFDocuments` is asked for it: filtered, sorted, a page of it, and some fields only.
//!
//! Source: the query parameters of CASE Service 1.1 REST/JSON Binding. A filter is one comparison or two, joined by AND or
//! OR: `title~'ACGME' AND adoptionStatus='Draft'`. A field that a document does not have matches nothing; texts are
//! compared without regard to case, instants as instants, and of a list one entry is enough.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::package::is_document_field;

/// Documents on a page when nothing is said.
const DEFAULT_LIMIT: usize = 100;
/// Most documents on a page; of more, `Link` leads on.
const LARGEST_LIMIT: usize = 500;

/// What is asked of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Documents on a page, 1 to 500; 100 when nothing is said.
    pub limit: Option<usize>,
    /// Documents to skip.
    pub offset: usize,
    /// The field to sort by; the order of their titles when absent or unknown.
    pub sort: Option<String>,
    /// Whether the greatest comes first.
    pub is_descending: bool,
    /// Which documents; all when absent.
    pub filter: Option<Filter>,
    /// The fields to give out; all when empty.
    pub fields: Vec<String>,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The documents.
    pub documents: Vec<Value>,
    /// How many there are on all pages.
    pub total: usize,
    /// Documents on a full page.
    pub limit: usize,
}

/// Which documents are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    first: Comparison,
    /// Another one, and whether both must hold.
    second: Option<(bool, Comparison)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Comparison {
    field: String,
    operator: &'static str,
    value: String,
}

/// Operators, each before those that begin it.
const OPERATORS: &[&str] = &["!=", ">=", "<=", "=", ">", "<", "~"];

impl Listing {
    /// The first field asked for that no document can have.
    #[must_use]
    pub fn unknown_field(&self) -> Option<&str> {
        self.fields.iter().map(String::as_str).find(|field| !is_document_field(field))
    }

    /// The page asked for, of documents in the order of their titles.
    #[must_use]
    pub fn page(&self, mut documents: Vec<Value>) -> Page {
        if let Some(filter) = &self.filter {
            documents.retain(|document| filter.holds(document));
        }
        if let Some(sort) = self.sort.as_deref().filter(|sort| is_document_field(sort)) {
            documents.sort_by(|one, other| compare(one.get(sort), other.get(sort)));
        }
        if self.is_descending {
            documents.reverse();
        }
        let (total, limit) = (documents.len(), self.limit());
        let page = documents.into_iter().skip(self.offset).take(limit);
        Page { documents: page.map(|document| self.selected(document)).collect(), total, limit }
    }

    /// Documents on a full page.
    fn limit(&self) -> usize {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LARGEST_LIMIT)
    }

    fn selected(&self, document: Value) -> Value {
        match document {
            Value::Object(members) if !self.fields.is_empty() => {
                let is_asked = |name: &String| self.fields.iter().any(|field| field == name);
                Value::Object(members.into_iter().filter(|(name, _)| is_asked(name)).collect::<Map<_, _>>())
            }
            whole => whole,
        }
    }
}

impl Filter {
    /// Reads a filter; nothing when it is none, and then nothing matches.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (first, rest) = Comparison::parse(text)?;
        let rest = rest.trim_start();
        let both = rest.strip_prefix("AND ").map(|rest| (true, rest));
        let Some((must_both, rest)) = both.or_else(|| rest.strip_prefix("OR ").map(|rest| (false, rest)))
        else {
            return rest.is_empty().then_some(Self { first, second: None });
        };
        let (second, rest) = Comparison::parse(rest)?;
        rest.trim().is_empty().then_some(Self { first, second: Some((must_both, second)) })
    }

    fn holds(&self, document: &Value) -> bool {
        let first = self.first.holds(document);
        match &self.second {
            None => first,
            Some((true, second)) => first && second.holds(document),
            Some((false, second)) => first || second.holds(document),
        }
    }
}

impl Comparison {
    /// The comparison at the beginning, and what follows it.
    fn parse(text: &str) -> Option<(Self, &str)> {
        let text = text.trim_start();
        let end = text.find(|letter: char| !letter.is_ascii_alphanumeric())?;
        let (field, rest) = text.split_at_checked(end)?;
        let rest = rest.trim_start();
        let operator = OPERATORS.iter().find(|operator| rest.starts_with(**operator))?;
        let quoted = rest.strip_prefix(operator)?.trim_start().strip_prefix('\'')?;
        let (value, rest) = quoted.split_once('\'')?;
        Some((Self { field: field.to_owned(), operator, value: value.to_owned() }, rest))
    }

    fn holds(&self, document: &Value) -> bool {
        match document.get(&self.field) {
            None => false,
            Some(Value::Array(entries)) => entries.iter().any(|entry| self.holds_for(entry)),
            Some(value) => self.holds_for(value),
        }
    }

    fn holds_for(&self, value: &Value) -> bool {
        let wanted = Value::String(self.value.clone());
        let order = compare(Some(value), Some(&wanted));
        match self.operator {
            "=" => order == Ordering::Equal,
            "!=" => order != Ordering::Equal,
            ">" => order == Ordering::Greater,
            ">=" => order != Ordering::Less,
            "<" => order == Ordering::Less,
            "<=" => order != Ordering::Greater,
            _ => shown(Some(value)).contains(&shown(Some(&wanted))),
        }
    }
}

/// Instants as instants, everything else as text; what is absent comes first.
fn compare(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    let instant = |value: Option<&Value>| value?.as_str()?.parse::<DateTime<Utc>>().ok();
    match (instant(one), instant(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => shown(one).cmp(&shown(other)),
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.to_lowercase(),
        Some(value) => value.to_string().to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn titles(listing: &Listing) -> Vec<String> {
        let documents = vec![
            json!({"title": "ACGME", "lastChangeDateTime": "2026-03-01T08:00:00+08:00", "subject": ["Care", "Law"]}),
            json!({"title": "CanMEDS", "lastChangeDateTime": "2026-03-01T01:00:00Z", "version": "2"}),
            json!({"title": "Ten Cate", "lastChangeDateTime": "2026-02-01T00:00:00Z"}),
        ];
        let page = listing.page(documents);
        page.documents.iter().map(|document| document["title"].as_str().unwrap_or("-").to_owned()).collect()
    }

    fn filtered(text: &str) -> Option<Vec<String>> {
        Some(titles(&Listing { filter: Some(Filter::parse(text)?), ..Listing::default() }))
    }

    #[test]
    fn filters_compare_and_join() {
        let found = |text: &str| filtered(text).unwrap();
        assert_eq!(found("title='acgme'"), ["ACGME"]);
        assert_eq!(found("title~'e'"), ["ACGME", "CanMEDS", "Ten Cate"]);
        assert_eq!(found("subject='Law' OR version = '2'"), ["ACGME", "CanMEDS"]);
        assert_eq!(found("title~'a' AND lastChangeDateTime>'2026-03-01T00:30:00Z'"), ["CanMEDS"]);
        assert_eq!(found("lastChangeDateTime<='2026-03-01T00:00:00Z'"), ["ACGME", "Ten Cate"]);
        assert_eq!(found("version!='2'"), Vec::<String>::new());
        assert_eq!(found("colour='red'"), Vec::<String>::new());
        for malformed in ["", "title", "title='x", "title='a' XOR title='b'", "title='a' AND ", "杏='a'"] {
            assert_eq!(filtered(malformed), None, "{malformed}");
        }
    }

    #[test]
    fn a_page_is_sorted_and_cut() {
        let by = |sort: &str, is_descending| Listing {
            sort: Some(sort.to_owned()),
            is_descending,
            ..Listing::default()
        };
        assert_eq!(titles(&by("lastChangeDateTime", false)), ["Ten Cate", "ACGME", "CanMEDS"]);
        assert_eq!(titles(&by("title", true)), ["Ten Cate", "CanMEDS", "ACGME"]);
        assert_eq!(titles(&by("colour", false)), ["ACGME", "CanMEDS", "Ten Cate"]);
        assert_eq!(titles(&Listing { limit: Some(1), offset: 1, ..Listing::default() }), ["CanMEDS"]);
        assert_eq!(titles(&Listing { offset: 9, ..Listing::default() }), Vec::<String>::new());
        assert_eq!(Listing { limit: Some(0), ..Listing::default() }.page(Vec::new()).limit, 1);
    }

    #[test]
    fn fields_are_selected_among_those_of_a_document() {
        let listing = Listing { fields: vec!["identifier".to_owned()], ..Listing::default() };
        let page = listing.page(vec![json!({"identifier": "1", "title": "A"})]);
        assert_eq!(page.documents, [json!({"identifier": "1"})]);
        assert_eq!(listing.unknown_field(), None);
        let wrong =
            Listing { fields: vec!["CFPackageURI".to_owned(), "colour".to_owned()], ..Listing::default() };
        assert_eq!(wrong.unknown_field(), Some("colour"));
    }
}
