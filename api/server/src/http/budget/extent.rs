//! How much a parsed document asks for, every fragment weighed once.
//!
//! The extent of a selection set is a sum over its parts and does not depend on where the set stands, so that the
//! extent of a fragment can be kept and added wherever the fragment is spread. All sums and products saturate: a number
//! too large to hold is too large to pass. Pages multiply what lies beneath them; what is a page is told by the
//! shape of Relay's connections (`first`, `last`, `edges`, `nodes`), without knowing the schema. Lists without pages are not
//! known from single objects; but whoever goes in circles through them meets the same field again, and each time that a
//! field stands beneath itself counts as a page.

use std::collections::HashMap;
use std::convert::Infallible;

use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentDefinition, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Number, Positioned, Value, Variables};

use super::{Budget, Excess, Measure, shorten, within};

/// Rows that a report of plain figures (`most`) may have.
const LARGEST_REPORT: u64 = 500;

/// Connection fields that are form and hold no object of their own.
const FORM: [&str; 2] = ["edges", "pageInfo"];
/// Fields by which a connection is known when no page is asked for.
const PAGED: [&str; 2] = ["edges", "nodes"];

/// Fields that stand beneath themselves by form alone, as connections and the types of introspection do.
const REPEATED: [&str; 5] = ["edges", "node", "nodes", "pageInfo", "ofType"];

/// A set of names of fields, by the number that each got when it was first met.
#[derive(Debug, Clone, Default)]
struct Names(Vec<u64>);

impl Names {
    fn place(number: usize) -> (usize, u64) {
        (number / 64, 1 << (number % 64))
    }

    fn contains(&self, number: usize) -> bool {
        let (word, bit) = Self::place(number);
        self.0.get(word).is_some_and(|held| held & bit != 0)
    }

    fn insert(&mut self, number: usize) {
        let (word, bit) = Self::place(number);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(held) = self.0.get_mut(word) {
            *held |= bit;
        }
    }

    fn join(mut self, other: &Self) -> Self {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (held, more) in self.0.iter_mut().zip(&other.0) {
            *held |= more;
        }
        self
    }
}

/// What one selection set asks for, everything beneath it included.
#[derive(Debug, Clone, Default)]
struct Extent {
    /// Fields on the set's own level.
    own_fields: u64,
    /// Fields on all levels.
    fields: u64,
    /// Fields with an alias, on all levels.
    aliases: u64,
    /// Levels of fields.
    depth: u64,
    /// Levels of selection sets.
    nesting: u64,
    /// Objects, when every page is full.
    nodes: u64,
    /// Whether `edges` or `nodes` stands on the set's own level.
    is_paged: bool,
    /// Fields that hold objects, on all levels.
    names: Names,
}

impl Extent {
    /// Adds what stands beside, on the same level.
    fn beside(self, other: &Self) -> Self {
        Self {
            own_fields: self.own_fields.saturating_add(other.own_fields),
            fields: self.fields.saturating_add(other.fields),
            aliases: self.aliases.saturating_add(other.aliases),
            depth: self.depth.max(other.depth),
            nesting: self.nesting.max(other.nesting),
            nodes: self.nodes.saturating_add(other.nodes),
            is_paged: self.is_paged || other.is_paged,
            names: self.names.join(&other.names),
        }
    }
}

/// A fragment while it is weighed, so that one that contains itself is recognised, and afterwards.
#[derive(Clone)]
enum Weight {
    Open,
    Known(Extent),
}

/// Measures the document against the budget and gives the objects that the chosen operation may return.
///
/// # Errors
///
/// [`Excess::Cycle`], [`Excess::Page`], or [`Excess::Over`] for aliases, root fields, depth, nesting, fields or nodes.
pub(super) fn measure(
    budget: &Budget,
    document: &ExecutableDocument,
    chosen: &Positioned<OperationDefinition>,
    variables: &Variables,
) -> Result<u64, Excess> {
    let mut scale = Scale {
        budget,
        document,
        variables,
        defaults: defaults(document),
        weights: HashMap::new(),
        numbers: HashMap::new(),
    };
    let mut total = Extent::default();
    let (mut root_fields, mut nodes) = (0, 0);
    for (_, operation) in document.operations.iter() {
        let extent = scale.selection(&operation.node.selection_set.node, 1)?;
        root_fields = root_fields.max(extent.own_fields);
        if std::ptr::eq(operation, chosen) {
            nodes = extent.nodes;
        }
        total = total.beside(&extent);
    }
    // Nothing spreads what is left, but the validation that follows walks it all the same.
    for name in document.fragments.keys() {
        scale.fragment(name, 1)?;
    }
    within(Measure::Aliases, total.aliases, budget.aliases)?;
    within(Measure::RootFields, root_fields, budget.root_fields)?;
    within(Measure::Depth, total.depth, budget.depth)?;
    within(Measure::Fields, total.fields, budget.fields)?;
    within(Measure::Nodes, nodes, budget.nodes)?;
    Ok(nodes)
}

/// The default of each variable. Where operations of one document disagree the last one read wins for all of them:
/// a default is written by the client itself, and the page it gives is bounded like any other.
fn defaults(document: &ExecutableDocument) -> HashMap<&str, &Value> {
    let definitions =
        document.operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
    definitions
        .filter_map(|definition| {
            let value = &definition.node.default_value.as_ref()?.node;
            Some((definition.node.name.node.as_str(), value))
        })
        .collect()
}

struct Scale<'a> {
    budget: &'a Budget,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    defaults: HashMap<&'a str, &'a Value>,
    weights: HashMap<&'a str, Weight>,
    /// The number of each field's name.
    numbers: HashMap<&'a str, usize>,
}

impl<'a> Scale<'a> {
    /// Weighs a selection set that stands `level` sets deep (the root's is 1). The level bounds this recursion.
    fn selection(&mut self, set: &'a SelectionSet, level: u64) -> Result<Extent, Excess> {
        within(Measure::Nesting, level, self.budget.nesting)?;
        let mut total = Extent { nesting: 1, ..Extent::default() };
        for item in &set.items {
            let part = match &item.node {
                Selection::Field(field) => self.field(&field.node, level)?,
                Selection::FragmentSpread(spread) => {
                    nested(self.fragment(&spread.node.fragment_name.node, level + 1)?)
                }
                Selection::InlineFragment(fragment) => {
                    nested(self.selection(&fragment.node.selection_set.node, level + 1)?)
                }
            };
            total = total.beside(&part);
        }
        Ok(total)
    }

    fn field(&mut self, field: &'a Field, level: u64) -> Result<Extent, Excess> {
        let name = field.name.node.as_str();
        let set = &field.selection_set.node;
        let is_leaf = set.items.is_empty();
        let beneath = if is_leaf { Extent::default() } else { self.selection(set, level + 1)? };
        let own_node = u64::from(!is_leaf && !FORM.contains(&name));
        let mut page = self.page(field, beneath.is_paged)?;
        let mut names = beneath.names;
        if !is_leaf && !REPEATED.contains(&name) {
            let next = self.numbers.len();
            let number = *self.numbers.entry(name).or_insert(next);
            if names.contains(number) {
                page = page.max(self.budget.default_page);
            }
            names.insert(number);
        }
        Ok(Extent {
            names,
            own_fields: 1,
            fields: beneath.fields.saturating_add(1),
            aliases: beneath.aliases.saturating_add(u64::from(field.alias.is_some())),
            depth: beneath.depth.saturating_add(1),
            nesting: beneath.nesting.saturating_add(1),
            nodes: beneath.nodes.saturating_mul(page).saturating_add(own_node),
            is_paged: PAGED.contains(&name),
        })
    }

    /// Weighs a fragment the first time it is met. An unknown one weighs nothing: validation will name it.
    fn fragment(&mut self, name: &'a Name, level: u64) -> Result<Extent, Excess> {
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Extent::default());
        };
        match self.weights.get(name.as_str()).cloned() {
            Some(Weight::Open) => Err(Excess::Cycle { fragment: shorten(name) }),
            Some(Weight::Known(extent)) => {
                let deepest = level.saturating_add(extent.nesting).saturating_sub(1);
                within(Measure::Nesting, deepest, self.budget.nesting)?;
                Ok(extent)
            }
            None => self.weigh(name, fragment, level),
        }
    }

    fn weigh(
        &mut self,
        name: &'a Name,
        fragment: &'a Positioned<FragmentDefinition>,
        level: u64,
    ) -> Result<Extent, Excess> {
        self.weights.insert(name.as_str(), Weight::Open);
        let extent = self.selection(&fragment.node.selection_set.node, level)?;
        self.weights.insert(name.as_str(), Weight::Known(extent.clone()));
        Ok(extent)
    }

    /// By how much a field multiplies what lies beneath it: at most [`Budget::page`], or [`LARGEST_REPORT`] rows of figures.
    fn page(&self, field: &Field, is_paged: bool) -> Result<u64, Excess> {
        let (mut page, page_limit) = (None, self.budget.page);
        for (argument, limit) in
            [("first", page_limit), ("last", page_limit), ("ids", page_limit), ("most", LARGEST_REPORT)]
        {
            let Some(value) = field.get_argument(argument) else {
                continue;
            };
            // A variable is replaced by its size alone: what it holds may be long and stand in many places.
            let Ok(value) =
                value.node.clone().into_const_with(|name| Ok::<_, Infallible>(self.stand_in(&name)));
            let Some(asked) = self.size(&value) else { continue };
            if asked > limit {
                let field = shorten(&field.name.node);
                return Err(Excess::Page { field, argument, asked, limit });
            }
            page = page.max(Some(asked));
        }
        let assumed = if is_paged { self.budget.default_page } else { 1 };
        Ok(page.unwrap_or(assumed))
    }

    /// The size of what a variable holds, as a value: its own or its default's. Null when it holds nothing.
    fn stand_in(&self, name: &Name) -> Value {
        let held = self.variables.get(name).or_else(|| self.defaults.get(name.as_str()).copied());
        held.and_then(|value| self.size(value)).map_or(Value::Null, Value::from)
    }

    /// The size that an argument asks for. `None` when it is null and asks for nothing.
    fn size(&self, value: &Value) -> Option<u64> {
        match value {
            Value::List(items) => u64::try_from(items.len()).ok(),
            Value::Number(number) => Some(self.counted(number)),
            Value::Null => None,
            _ => Some(self.budget.page),
        }
    }

    /// A number as a page size. A negative one asks for nothing; a fraction is refused later, and weighs a full page.
    fn counted(&self, number: &Number) -> u64 {
        number.as_u64().unwrap_or_else(|| if number.is_i64() { 0 } else { self.budget.page })
    }
}

/// The extent of a fragment as seen from where it is spread: one selection set further down.
fn nested(extent: Extent) -> Extent {
    Extent { nesting: extent.nesting.saturating_add(1), ..extent }
}
