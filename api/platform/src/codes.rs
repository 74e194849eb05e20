//! Closed lists of words that are stored, shown and labelled: one macro, so that each list is written once.
//!
//! A code is `SCREAMING_SNAKE` in the database and in GraphQL alike. Its Chinese and English label stands in the
//! catalogue under `code-<list>-<code>`, so that no frontend keeps a table of its own. The doc comments of a list and
//! of its values are its descriptions in the schema, so every value must have one.

use crate::error::Error;
use crate::text::Message;

/// A value of a closed list.
pub trait Code: Copy + Sized + Send + Sync + 'static {
    /// The list's name in GraphQL.
    const LIST: &'static str;
    /// What the list is, as its doc comment says.
    const DESCRIPTION: &'static str;
    /// Every value, in order.
    const ALL: &'static [Self];
    /// The stored word.
    fn code(self) -> &'static str;
    /// What the value means, as its doc comment says.
    fn description(self) -> &'static str;

    /// The value with this code.
    #[must_use]
    fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == code)
    }

    /// The value with this code, read from the database.
    fn stored(code: &str) -> Result<Self, Error> {
        Self::parse(code).ok_or_else(|| Error::internal(format!("unknown {} {code}", Self::LIST)))
    }

    /// What people call it.
    #[must_use]
    fn label(self) -> Message {
        Message::keyed(format!("code-{}-{}", Self::LIST, self.code()))
    }
}

/// Declares a closed list: `codes! { /// doc pub enum Origin { /// doc OwnStaff = "OWN_STAFF", … } }`.
#[macro_export]
macro_rules! codes {
    ($(#[doc = $doc:literal])+ pub enum $name:ident {
        $($(#[doc = $variant_doc:literal])+ $variant:ident = $code:literal),+ $(,)?
    }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[doc = $variant_doc])+ $variant),+ }

        impl $crate::codes::Code for $name {
            const LIST: &'static str = stringify!($name);
            const DESCRIPTION: &'static str = concat!($($doc),+);
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($variant_doc),+)),+ }
            }
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

/// A value of a closed list within JSON, as its stored word: `#[serde(with = "platform::codes::word")]`.
pub mod word {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Code;

    /// Writes the word.
    ///
    /// # Errors
    /// What the serializer refuses.
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde hands over the field by reference
    pub fn serialize<C: Code, S: Serializer>(value: &C, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.code())
    }

    /// Reads the word.
    ///
    /// # Errors
    /// When the list has no such word.
    pub fn deserialize<'d, C: Code, D: Deserializer<'d>>(deserializer: D) -> Result<C, D::Error> {
        let word = String::deserialize(deserializer)?;
        C::parse(&word).ok_or_else(|| D::Error::custom(format!("unknown {} {word}", C::LIST)))
    }
}

/// A value of a closed list within JSON, as its stored word: `#[serde(with = "platform::codes::optional_word")]`.
pub mod optional_word {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Code;

    /// Writes the word.
    ///
    /// # Errors
    /// What the serializer refuses.
    #[allow(clippy::ref_option)] // serde hands over the field by reference
    pub fn serialize<C: Code, S: Serializer>(value: &Option<C>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_some(value.code()),
            None => serializer.serialize_none(),
        }
    }

    /// Reads the word.
    ///
    /// # Errors
    /// When the list has no such word.
    pub fn deserialize<'d, C: Code, D: Deserializer<'d>>(deserializer: D) -> Result<Option<C>, D::Error> {
        let Some(word) = Option::<String>::deserialize(deserializer)? else {
            return Ok(None);
        };
        C::parse(&word).map(Some).ok_or_else(|| D::Error::custom(format!("unknown {} {word}", C::LIST)))
    }
}
