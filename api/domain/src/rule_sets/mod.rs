//! Dated rules of an institution, whatever they are about: a file in TOML, imported from a first day on and ended on a last one.
//!
//! What the rules say is known to the room that judges by them: it implements [`Rules`] for what its file holds. This room reads
//! the head of such a file, keeps every version of it, and says which one holds on which day. A set never changes but for its last
//! day. Where and while an institution has none of its own, the first preset holds.

mod file;
pub mod rules;
mod service;
mod store;

pub(crate) use file::{LONGEST_CODE, LONGEST_SOURCE};
pub use file::{RuleSetKind, Rules, parse, presets};
pub use rules::{RuleSetErrorCode, RuleSetHead};
pub use service::{import, set_end};
pub use store::{RuleSet, find_sets, sets_count, sets_of, sets_ordering, sets_page};
