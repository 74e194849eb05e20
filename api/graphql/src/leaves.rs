//! Long lists of numbers or of closed lists' values, as one value: a list's own way asks each of its items by itself, which costs
//! more than reading them did.

use std::borrow::Cow;

use async_graphql::async_trait::async_trait;
use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, InputType, OutputType, Positioned, ServerResult, Value};

/// A list of scalars or enum values; in the schema it is nothing but that list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaves<T>(pub Vec<T>);

#[async_trait]
impl<T: InputType + OutputType + PartialEq> OutputType for Leaves<T> {
    fn type_name() -> Cow<'static, str> {
        <Vec<T> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<T> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<T> as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        let mut values: Vec<Value> = Vec::with_capacity(self.0.len());
        let mut before = None;
        for item in &self.0 {
            // What is as the one before shares its value: a row of statuses has few kinds of them.
            let shared = before.filter(|before| *before == item).and_then(|_| values.last().cloned());
            values.push(shared.unwrap_or_else(|| item.to_value()));
            before = Some(item);
        }
        Ok(Value::List(values))
    }
}
