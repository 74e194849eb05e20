//! A set of rules as a file. Reading is strict and says everything that is wrong at once, with its place in the file.

use std::fmt::Debug;
use std::sync::Arc;

use platform::data_file::{self, Fields, FileProblem, Preset};
use platform::text::Message;

use super::RuleSetHead;
use crate::identity::Act;

/// A kind of rules.
#[derive(Clone, Copy, Debug)]
pub struct RuleSetKind {
    /// What they are about, and the purpose of an upload that holds them.
    pub code: &'static str,
    /// The sets that come with the system.
    pub presets: &'static [Preset],
    /// Whether sets of several codes hold side by side at an institution; otherwise one holds at a time.
    pub side_by_side: bool,
    /// By what right an institution's sets are imported and ended.
    pub act: Act,
    /// What an audit event calls a set, its import and its end.
    pub audited: (&'static str, &'static str, &'static str),
}

/// Rules of one kind, as a file holds them.
pub trait Rules: Clone + Debug + Send + Sync + 'static {
    /// The kind.
    const KIND: RuleSetKind;

    /// The first preset, read once; nothing when it cannot be read.
    fn usual() -> Option<Arc<Self>>;

    /// What stands at the head of the file.
    fn head(&self) -> &RuleSetHead;

    /// Takes what the file says after its head. All of it is looked at, whether there is a head or not.
    fn read(head: Option<RuleSetHead>, fields: &mut Fields<'_>) -> Option<Self>;
}

/// The version of the form that is read.
const FORMAT: i64 = 1;
/// Longest code, in characters.
pub(crate) const LONGEST_CODE: usize = 64;
/// Longest source, in characters.
pub(crate) const LONGEST_SOURCE: usize = 2000;

/// Reads a set.
///
/// # Errors
/// Everything that is wrong with it; one problem with the line when it is no TOML at all.
pub fn parse<R: Rules>(text: &str) -> Result<R, Vec<FileProblem>> {
    data_file::read(text, |mut fields| {
        let head = read_head(&mut fields);
        let rules = R::read(head, &mut fields);
        fields.finish();
        rules
    })
}

/// The sets that come with the system, each with the name by which it is imported.
pub fn presets<R: Rules>() -> impl Iterator<Item = (&'static str, R)> {
    data_file::readable(R::KIND.presets, parse)
}

fn read_head(fields: &mut Fields<'_>) -> Option<RuleSetHead> {
    fields.number("format", FORMAT, FORMAT);
    let code = fields.code("code", LONGEST_CODE, '_');
    let name = fields.name("name");
    let source = fields.text("source", LONGEST_SOURCE);
    let valid_from = fields.date("valid_from");
    let valid_until = if fields.has("valid_until") { fields.date("valid_until") } else { None };
    if let (Some(first), Some(last)) = (valid_from, valid_until)
        && last < first
    {
        let message = Message::new("rule-sets-file-order").with("first", first).with("last", last);
        fields.refuse("valid_until", message);
    }
    Some(RuleSetHead { code: code?, name: name?, source: source?, valid_from: valid_from?, valid_until })
}
