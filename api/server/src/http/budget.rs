//! What a GraphQL query may cost, decided before anything is executed and before any database is asked.
//!
//! The cheap questions come first: how long is the text, how deep do its brackets nest, how many words has it
//! ([`scan`], which reads the text once without parsing, because nested brackets exhaust a parser's stack). Then it is
//! parsed, once, and measured ([`extent`]) with every fragment weighed a single time, so that a fragment that doubles
//! itself thirty times over costs thirty steps and not 2³⁰. What passes carries its cost in points, for rate limits.

mod extent;
mod scan;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::parser::{self, parse_query};
use async_graphql::{Pos, Positioned, Value, Variables};

/// The most that one request may ask for. Each figure is the largest that still passes.
///
/// The defaults let the introspection query of GraphiQL (15 levels, some 150 expanded fields) and a screen of 100
/// trainees with 100 entries each pass; they are far above what a client's ordinary screen needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Length of the query's text, in bytes of UTF-8, variables not included. Default 20,480.
    pub bytes: u64,
    /// Words and marks in the query's text, comments and blanks left out, a string counting as one. Default 2,500.
    pub tokens: u64,
    /// Brackets `(`, `[`, `{` open at the same time. Default 64: the parser recurses once or twice for each.
    pub brackets: u64,
    /// Directives in the text, on whatever they stand. Default 50.
    pub directives: u64,
    /// Fields with an alias, fragments expanded, all operations together. Default 60.
    pub aliases: u64,
    /// Fields at the root of one operation, fragments expanded. Default 20.
    pub root_fields: u64,
    /// Fields nested in fields, fragments expanded, the root's being 1. Default 15.
    pub depth: u64,
    /// Selection sets nested in one another, those of fragments included, the root's being 1. Default 32.
    pub nesting: u64,
    /// Fields after all fragments are expanded, all operations together. Default 1,000.
    pub fields: u64,
    /// The largest page (`first`, `last`, or entries in `ids`) that a field may ask for. Default 100.
    pub page: u64,
    /// The page assumed where a connection is selected without `first` or `last`. Default 20.
    pub default_page: u64,
    /// Objects that the operation may return when every page is full. Default 20,000.
    pub nodes: u64,
    /// Values in the variables (a string counts one more for each 32 bytes) times the places where a variable stands:
    /// validation copies a variable wherever it is used. Default 100,000, enough for 2,000 rows of ten cells used twice.
    pub variables: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            bytes: 20_480,
            tokens: 2_500,
            brackets: 64,
            directives: 50,
            aliases: 60,
            root_fields: 20,
            depth: 15,
            nesting: 32,
            fields: 1_000,
            page: 100,
            default_page: 20,
            nodes: 20_000,
            variables: 100_000,
        }
    }
}

/// A document whose text stays within the budget, parsed. What it costs depends on its variables.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The text.
    pub text: Arc<str>,
    document: ExecutableDocument,
    /// Places where a variable stands, its definition included.
    variable_places: u64,
}

/// A query that stays within its budget, parsed, and what it will cost.
#[derive(Debug)]
pub struct Weighed {
    /// The whole document, for `Request::set_parsed_query`.
    pub document: ExecutableDocument,
    /// What the operation that will run does.
    pub operation: OperationType,
    /// The price in points for the caller's rate limit: 1, and 1 for each object that may be returned.
    pub cost: u64,
}

/// What was measured when a query was found to be too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// [`Budget::bytes`].
    Bytes,
    /// [`Budget::tokens`].
    Tokens,
    /// [`Budget::brackets`].
    Brackets,
    /// [`Budget::directives`].
    Directives,
    /// [`Budget::aliases`].
    Aliases,
    /// [`Budget::root_fields`].
    RootFields,
    /// [`Budget::depth`].
    Depth,
    /// [`Budget::nesting`].
    Nesting,
    /// [`Budget::fields`].
    Fields,
    /// [`Budget::nodes`].
    Nodes,
    /// [`Budget::variables`].
    Variables,
}

/// Why a query is not executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excess {
    /// One of the measures is over its limit. `found` is a lower bound where counting stopped at the limit.
    Over {
        /// What was counted.
        measure: Measure,
        /// How much there is, at least.
        found: u64,
        /// How much there may be.
        limit: u64,
    },
    /// A page is asked for that is larger than any page can be.
    Page {
        /// The field whose page it is.
        field: String,
        /// `first`, `last` or `ids`.
        argument: &'static str,
        /// The size that was asked for.
        asked: u64,
        /// The largest size, [`Budget::page`].
        limit: u64,
    },
    /// A fragment contains itself, directly or through others.
    Cycle {
        /// The fragment that was met again.
        fragment: String,
    },
    /// The text is no GraphQL.
    Syntax {
        /// Where it goes wrong, lines and columns counted from 1.
        at: Option<Pos>,
        /// What the parser expected there, in English.
        detail: String,
    },
    /// `operationName` is not in the document.
    UnknownOperation {
        /// The name that was asked for.
        name: String,
    },
    /// A variable that must not be null is null or not given.
    VariableRequired {
        /// Its name, without `$`.
        name: String,
    },
    /// There are several operations and no `operationName`.
    OperationNameRequired,
}

impl Budget {
    /// Reads a document's text. Linear in its length, whatever the text says.
    ///
    /// # Errors
    ///
    /// The first limit that the text exceeds, in the order of [`Budget`]'s fields, or what makes it unreadable.
    pub fn parse(&self, text: &str) -> Result<Parsed, Excess> {
        within(Measure::Bytes, u64::try_from(text.len()).unwrap_or(u64::MAX), self.bytes)?;
        let variable_places = scan::scan(self, text)?;
        let document = parse_query(text).map_err(|error| unreadable(&error))?;
        Ok(Parsed { text: text.into(), document, variable_places })
    }

    /// Weighs what one operation of a document asks for with these variables.
    ///
    /// # Errors
    ///
    /// The first limit that the operation exceeds, or that it cannot be chosen or begun.
    pub fn weigh(
        &self,
        parsed: Parsed,
        operation_name: Option<&str>,
        variables: &Variables,
    ) -> Result<Weighed, Excess> {
        let Parsed { document, variable_places, .. } = parsed;
        within(Measure::Variables, variable_places.saturating_mul(size(variables)), self.variables)?;
        let chosen = choose(&document, operation_name)?;
        let operation = chosen.node.ty;
        expect_required(chosen, variables)?;
        let nodes = extent::measure(self, &document, chosen, variables)?;
        Ok(Weighed { document, operation, cost: nodes.saturating_add(1) })
    }
}

fn within(measure: Measure, found: u64, limit: u64) -> Result<(), Excess> {
    if found > limit { Err(Excess::Over { measure, found, limit }) } else { Ok(()) }
}

/// The operation that will run: the named one, or the only one.
fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, Excess> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).ok_or_else(|| Excess::UnknownOperation { name: shorten(name) })
        }
        (DocumentOperations::Single(_), Some(name)) => Err(Excess::UnknownOperation { name: shorten(name) }),
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            match (all.next(), all.next()) {
                (Some(only), None) => Ok(only),
                _ => Err(Excess::OperationNameRequired),
            }
        }
    }
}

/// The library notices a missing variable only when a field reads it, which in a mutation may be too late.
fn expect_required(operation: &Positioned<OperationDefinition>, variables: &Variables) -> Result<(), Excess> {
    let missing = operation.node.variable_definitions.iter().find(|definition| {
        let (name, definition) = (&definition.node.name.node, &definition.node);
        let given = variables.get(name).or(definition.default_value.as_ref().map(|value| &value.node));
        !definition.var_type.node.nullable && given.is_none_or(|value| *value == Value::Null)
    });
    missing.map_or(Ok(()), |definition| {
        Err(Excess::VariableRequired { name: shorten(&definition.node.name.node) })
    })
}

/// How much the variables hold, by the measure of [`Budget::variables`].
fn size(variables: &Variables) -> u64 {
    fn of(value: &Value) -> u64 {
        let within = match value {
            Value::List(items) => items.iter().map(of).sum(),
            Value::Object(fields) => fields.values().map(of).sum(),
            Value::String(text) => u64::try_from(text.len() / 32).unwrap_or(u64::MAX),
            _ => 0,
        };
        within.saturating_add(1)
    }
    variables.values().map(of).sum()
}

/// The parser's message draws the offending line, which may be 32 KB long: only what it expected is worth telling.
fn unreadable(error: &parser::Error) -> Excess {
    let text = error.to_string();
    let detail = text.rsplit_once("= ").map_or(text.as_str(), |(_, detail)| detail);
    Excess::Syntax { at: error.positions().next(), detail: shorten(detail.trim()) }
}

/// What a caller wrote, short enough to be repeated back.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
