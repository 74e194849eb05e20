//! What the system says to people, in Chinese and in English, from one catalogue.
//!
//! Nothing inside the house holds a sentence: it holds a [`Message`], a key with arguments, and only the edge that knows
//! its reader (a response, a mail, a page, a terminal) renders it in that reader's [`Language`]. The sentences stand in
//! `api/locales/{zh,en}`, one Fluent file for each room, embedded in the binary. A sentence that is missing, or a
//! variable that nobody gave, is logged and shows its key: it is a defect of ours and never a reason to fail a request.

mod catalogue;
mod length;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use catalogue::{defects, keys, variables};
pub use length::characters;

/// A language the catalogue is written in. Chinese is the default wherever nobody said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Language {
    /// 简体中文.
    #[default]
    #[serde(rename = "zh")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Both languages, the default first.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The language's BCP 47 tag without a region: `zh` or `en`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// Reads a BCP 47 tag by its primary subtag, in any case: `zh`, `zh-Hans-CN`, `en_GB`. Any other language is `None`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The reader's preferred language by an Accept-Language header (RFC 9110, 12.5.4).
    ///
    /// The highest weight wins, and of equal weights the one named first. `None` when the header accepts neither
    /// language by name (`fr`, `*`, nothing, `en;q=0`), so that the caller can fall back on what the institution speaks,
    /// and then on [`Language::default`]. What is malformed is passed over.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let Some(language) = parts.next().and_then(Self::from_tag) else {
                continue;
            };
            let Some(weight) = quality(parts) else { continue };
            if weight > 0 && best.is_none_or(|(highest, _)| weight > highest) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// What stands between the items of an enumeration.
    const fn separator(self) -> &'static str {
        match self {
            Self::Chinese => "、",
            Self::English => ", ",
        }
    }
}

/// The weight of a language range in thousandths: 1000 when no `q` is given, `None` when it is malformed.
fn quality<'a>(parameters: impl Iterator<Item = &'a str>) -> Option<u16> {
    for parameter in parameters {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        if !name.trim().eq_ignore_ascii_case("q") {
            continue;
        }
        let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
        if fraction.len() > 3 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
        return match whole {
            "0" => Some(thousandths),
            "1" if thousandths == 0 => Some(1000),
            _ => None,
        };
    }
    Some(1000)
}

/// One sentence to a person, not yet in any language: its key in the catalogue and what fills its variables.
///
/// ```
/// use platform::text::{Language, Message};
///
/// let message = Message::new("common-too-long").with("field", "name").with("limit", 64);
/// assert_eq!(message.render(Language::English), "name is too long: keep it to 64 characters");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    key: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    arguments: BTreeMap<Cow<'static, str>, Argument>,
}

impl Message {
    /// A message without arguments yet. The key is one of the catalogue's: lower case with hyphens, beginning with its
    /// room (`rotations-department-full`).
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key: Cow::Borrowed(key), arguments: BTreeMap::new() }
    }

    /// A message whose key is computed, such as the label of a code.
    #[must_use]
    pub const fn keyed(key: String) -> Self {
        Self { key: Cow::Owned(key), arguments: BTreeMap::new() }
    }

    /// The same message with the variable `$name` filled. A second value for the same name replaces the first.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.arguments.insert(Cow::Borrowed(name), value.into());
        self
    }

    /// The key, for tests and logs.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value given for `$name`, if any.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.get(name)
    }

    /// The names of the variables that were given.
    pub fn argument_names(&self) -> impl Iterator<Item = &str> {
        self.arguments.keys().map(AsRef::as_ref)
    }

    /// The sentence as this reader reads it. Never fails: a missing key renders as the key, a missing variable as
    /// `{$name}`, and both are logged.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        catalogue::render(self, language)
    }
}

/// In English, for logs and for errors that a developer reads.
impl fmt::Display for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(Language::English))
    }
}

/// What fills a variable of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Argument {
    /// Text that reads the same in every language: a code, a value somebody typed.
    Text(String),
    /// A whole number, which also chooses the plural form; written without grouping.
    Number(i64),
    /// A day, written `2026-03-01` in both languages.
    Date(NaiveDate),
    /// Something with a name in each language; an empty one gives way to the other.
    Named {
        /// The Chinese name.
        zh: String,
        /// The English name.
        en: String,
    },
    /// A message within a message, rendered in the same language.
    Nested(Box<Message>),
    /// An enumeration, set with `、` in Chinese and with `, ` in English.
    List(Vec<Argument>),
}

impl Argument {
    /// An enumeration of whatever can be an argument.
    pub fn list<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    /// The argument as text in this language.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.format("%Y-%m-%d").to_string(),
            Self::Named { zh, en } => {
                let (own, other) = match language {
                    Language::Chinese => (zh, en),
                    Language::English => (en, zh),
                };
                if own.trim().is_empty() { other.clone() } else { own.clone() }
            }
            Self::Nested(message) => message.render(language),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.render(language)).collect();
                items.join(language.separator())
            }
        }
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Argument {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Argument {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Argument {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

/// Saturates: a count beyond 2⁶³ reads as 2⁶³ − 1.
impl From<u64> for Argument {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// Saturates: a count beyond 2⁶³ reads as 2⁶³ − 1.
impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<NaiveDate> for Argument {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

/// A name in both languages: `(zh, en)`.
impl<Z: Into<String>, E: Into<String>> From<(Z, E)> for Argument {
    fn from((zh, en): (Z, E)) -> Self {
        Self::Named { zh: zh.into(), en: en.into() }
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Self {
        Self::Nested(Box::new(message))
    }
}

impl<T: Into<Self>> From<Vec<T>> for Argument {
    fn from(items: Vec<T>) -> Self {
        Self::list(items)
    }
}

/// What was typed, with full-width characters, as Chinese keyboards write them, read as the ones they stand for: `Ａ` is
/// `A`, because U+FF01 to U+FF5E repeat ASCII from `!` to `~`, and the ideographic space is a space.
#[must_use]
pub fn half_width(typed: &str) -> String {
    let narrow = |character: char| {
        let ascii = u32::from(character)
            .checked_sub(0xFF01)
            .filter(|offset| *offset <= 0x5D)
            .and_then(|offset| char::from_u32(offset + 0x21));
        ascii.unwrap_or(if character == '\u{3000}' { ' ' } else { character })
    };
    typed.chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_language_is_weighed() {
        let cases = [
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Language::Chinese)),
            ("en-GB", Some(Language::English)),
            ("EN", Some(Language::English)),
            ("zh-Hant-TW", Some(Language::Chinese)),
            ("fr, en;q=0.3, zh;q=0.31", Some(Language::Chinese)),
            ("en;q=0.5, zh;q=0.5", Some(Language::English)),
            ("zh;q=0, en;q=0.001", Some(Language::English)),
            ("zh;q=0.4, en ; Q=1.000", Some(Language::English)),
            ("zh;q=2, en;q=0.1", Some(Language::English)),
            ("zh;q=abc, en;q=0.1", Some(Language::English)),
            ("zh;q=-1, en;q=0.1", Some(Language::English)),
            ("en;q=0", None),
            ("*", None),
            ("fr-FR", None),
            ("zhuang", None),
            ("", None),
            (",;q=,=;", None),
        ];
        for (header, expected) in cases {
            assert_eq!(Language::from_accept_language(header), expected, "{header:?}");
        }
    }

    #[test]
    fn the_default_is_chinese() {
        assert_eq!(Language::default(), Language::Chinese);
        assert_eq!(Language::Chinese.tag(), "zh");
        assert_eq!(Language::English.tag(), "en");
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
    }

    #[test]
    fn a_message_is_rendered_for_its_reader() {
        let message = Message::new("common-too-long").with("field", ("姓名", "Name")).with("limit", 64);
        assert_eq!(message.render(Language::Chinese), "“姓名”过长：请不要超过 64 个字符");
        assert_eq!(message.render(Language::English), "Name is too long: keep it to 64 characters");
        assert_eq!(message.to_string(), "Name is too long: keep it to 64 characters");
    }

    #[test]
    fn a_number_chooses_the_plural() {
        let message =
            |limit: usize| Message::new("common-too-long").with("field", "code").with("limit", limit);
        assert_eq!(message(1).render(Language::English), "code is too long: keep it to 1 character");
        assert_eq!(message(2).render(Language::English), "code is too long: keep it to 2 characters");
    }

    #[test]
    fn every_kind_of_argument_reads_in_both_languages() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
        let cases: [(Argument, &str, &str); 9] = [
            ("甲".into(), "甲", "甲"),
            (i64::MAX.into(), "9223372036854775807", "9223372036854775807"),
            (usize::MAX.into(), "9223372036854775807", "9223372036854775807"),
            (day.into(), "2026-03-01", "2026-03-01"),
            (("呼吸科", "Pulmonology").into(), "呼吸科", "Pulmonology"),
            (("呼吸科", "").into(), "呼吸科", "呼吸科"),
            ((" ", "Pulmonology").into(), "Pulmonology", "Pulmonology"),
            (Argument::list(["甲", "乙"]), "甲、乙", "甲, 乙"),
            (
                Message::new("common-required").with("field", ("姓名", "Name")).into(),
                "请填写“姓名”",
                "Name is required",
            ),
        ];
        for (argument, zh, en) in cases {
            assert_eq!(argument.render(Language::Chinese), zh);
            assert_eq!(argument.render(Language::English), en);
        }
    }

    #[test]
    fn a_large_number_keeps_its_digits_inside_a_sentence() {
        let message =
            Message::new("common-too-long").with("field", "x").with("limit", 9_007_199_254_740_993_i64);
        assert_eq!(
            message.render(Language::English),
            "x is too long: keep it to 9007199254740993 characters"
        );
    }

    #[test]
    fn a_missing_key_or_variable_never_panics() {
        assert_eq!(Message::new("common-no-such-key").render(Language::English), "common-no-such-key");
        assert_eq!(Message::new("common-required").render(Language::English), "{$field} is required");
    }

    #[test]
    fn a_message_survives_storage() {
        let message = Message::new("common-too-long")
            .with("field", ("姓名", "Name"))
            .with("limit", 64)
            .with("why", Message::new("common-required"));
        let stored = serde_json::to_string(&message).expect("a message serialises");
        assert_eq!(
            stored,
            concat!(
                r#"{"key":"common-too-long","arguments":{"field":{"named":{"zh":"姓名","en":"Name"}},"#,
                r#""limit":{"number":64},"why":{"nested":{"key":"common-required"}}}}"#
            )
        );
        assert_eq!(serde_json::from_str::<Message>(&stored).expect("and comes back"), message);
    }
}
