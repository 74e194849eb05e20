//! Names of things, which exist in Chinese and English.

use async_graphql::{Context, InputObject};
use platform::error::Name;
use platform::text::{Argument, Language};

use crate::context::context;
use crate::scalars::Locale;

/// A name in both languages.
#[derive(Clone, Debug, InputObject)]
pub struct NameInput {
    /// In Chinese.
    pub zh: String,
    /// In English; where an act allows, it may be left out.
    #[graphql(default)]
    pub en: String,
}

impl From<NameInput> for Name {
    fn from(input: NameInput) -> Self {
        Self::new(input.zh, input.en)
    }
}

/// A name in the language asked for, else in the reader's; where one language lacks it, in the other.
#[must_use]
pub fn shown(ctx: &Context<'_>, name: &Name, locale: Option<Locale>) -> String {
    let language = locale.map_or(context(ctx).language, Language::from);
    Argument::from((name.zh.as_str(), name.en.as_str())).render(language)
}

/// A text that may be empty, as GraphQL says it: `null`.
#[must_use]
pub fn present(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
