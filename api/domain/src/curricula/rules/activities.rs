//! Professional activities that are entrusted to a trainee step by step, and what is expected of her when.

use platform::error::Name;
use serde::{Deserialize, Serialize};

/// A professional activity that bundles competencies and is entrusted at a level (ten Cate: from 1, she watches, to 5, she
/// supervises others).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntrustableActivity {
    /// Short name, unique within the version.
    pub code: String,
    /// Name.
    pub name: Name,
    /// What belongs to it; may be empty.
    pub description: String,
    /// Competencies that it bundles, by code or identifier.
    pub competencies: Vec<String>,
    /// What is expected by the end of which stage, in the order of the stages; it never falls.
    pub levels: Vec<ExpectedLevel>,
}

/// The level of entrustment that is expected by the end of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExpectedLevel {
    /// The stage, by code.
    pub stage: String,
    /// 1 to 5.
    pub level: i32,
}

impl EntrustableActivity {
    /// What is expected in the end; nothing when nothing is said.
    #[must_use]
    pub fn last_level(&self) -> Option<i32> {
        self.levels.last().map(|expected| expected.level)
    }
}
