//! The scalars of the schema: days, instants, addresses, whole numbers beyond 32 bits, and the reader's language.
//!
//! Each names its specification. What cannot be read as one is refused as `BAD_USER_INPUT` before anything happens.

use std::fmt::Display;

use async_graphql::{Enum, InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, SecondsFormat, SubsecRound as _, Utc};
use platform::text::Language;

fn refused<T: InputType>(value: &Value, expected: impl Display) -> InputValueError<T> {
    InputValueError::custom(format_args!("{value} is not {expected}"))
        .with_extension("code", "BAD_USER_INPUT")
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub NaiveDate);

/// A calendar day without a time zone, written `2026-03-01`.
#[Scalar(name = "Date", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            // Exactly four, two and two digits: chrono alone would take `2026-3-1` and `+99999-1-1` as well.
            Value::String(text) if is_day(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self),
            _ => None,
        }
        .ok_or_else(|| refused(&value, "a day: write it as 2026-03-01"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%d").to_string())
    }
}

fn is_day(text: &str) -> bool {
    let is_right = |(place, byte): (usize, u8)| {
        if matches!(place, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() }
    };
    text.len() == 10 && text.bytes().enumerate().all(is_right)
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}

/// An instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// An instant, to the microsecond. Answers are in UTC (`2026-03-01T08:00:00Z`); any offset is accepted.
#[Scalar(name = "DateTime", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => chrono::DateTime::parse_from_rfc3339(text).ok(),
            _ => None,
        }
        .map(|instant| Self(instant.with_timezone(&Utc).trunc_subsecs(6)))
        .ok_or_else(|| refused(&value, "an instant with its offset: write it as 2026-03-01T08:00:00+08:00"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(instant: chrono::DateTime<Utc>) -> Self {
        Self(instant)
    }
}

/// An absolute address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(pub url::Url);

/// An absolute address, `https://example.org/verify/…`.
#[Scalar(name = "URL", specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Address {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => url::Url::parse(text).ok().map(Self),
            _ => None,
        }
        .ok_or_else(|| refused(&value, "an absolute address: write it as https://example.org/page"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A mail address. Going in, any text is taken: the act judges it and answers with a problem and its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(pub String);

/// A mail address, at most 254 characters. A malformed one is refused by the act, in its payload.
#[Scalar(name = "EmailAddress", specified_by_url = "https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2")]
impl ScalarType for EmailAddress {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            other => Err(refused(&other, "a mail address: write it as name@example.org")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A whole number that may pass 2³¹.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SafeInt(pub i64);

/// The greatest whole number that every client holds exactly.
const LARGEST_SAFE: i64 = (1 << 53) - 1;

/// A whole number from −(2⁵³ − 1) to 2⁵³ − 1, written as a JSON number: every client reads it exactly.
#[Scalar(name = "SafeInt", specified_by_url = "https://tc39.es/ecma262/#sec-number.max_safe_integer")]
impl ScalarType for SafeInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
        .filter(|number| (-LARGEST_SAFE..=LARGEST_SAFE).contains(number))
        .map(Self)
        .ok_or_else(|| refused(&value, "a whole number between −(2⁵³ − 1) and 2⁵³ − 1"))
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.clamp(-LARGEST_SAFE, LARGEST_SAFE).into())
    }
}

/// A language in which names and sentences exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Locale {
    /// 简体中文, simplified Chinese.
    Zh,
    /// English.
    En,
}

impl From<Locale> for Language {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::Zh => Self::Chinese,
            Locale::En => Self::English,
        }
    }
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::Chinese => Self::Zh,
            Language::English => Self::En,
        }
    }
}
