//! Nulls where GraphQL wants them, after errors.
//!
//! Where a field fails, the library leaves its key out of the answer, whatever the field's type. The specification
//! (October 2021, section 6.4.4) wants a null there; and where the type is non-null, a null in the nearest place above
//! that may hold one. Clients generate their types from the schema and break on anything else. This puts the nulls
//! in; it runs only when an answer has errors, and reads the types from the schema's own SDL.

use std::collections::HashMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, FieldDefinition, OperationDefinition, OperationType,
    Selection, SelectionSet, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::{PathSegment, Positioned, Response, Value};

/// The type of each field of each object and interface.
#[derive(Debug, Default)]
pub(super) struct FieldTypes {
    fields: HashMap<String, HashMap<String, Type>>,
    query: Option<Type>,
    mutation: Option<Type>,
}

impl FieldTypes {
    /// Reads them from SDL. What cannot be read is left out, and no null is put where nothing is known.
    pub(super) fn of(sdl: &str) -> Self {
        let mut types = Self::default();
        let document = parse_schema(sdl).inspect_err(|error| {
            tracing::error!(%error, "the schema's own SDL cannot be read");
        });
        for definition in document.into_iter().flat_map(|document| document.definitions) {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    types.query = schema.node.query.and_then(|name| Type::new(&name.node));
                    types.mutation = schema.node.mutation.and_then(|name| Type::new(&name.node));
                }
                TypeSystemDefinition::Type(definition) => {
                    let name = definition.node.name.node.to_string();
                    match definition.node.kind {
                        TypeKind::Object(object) => types.add(name, object.fields),
                        TypeKind::Interface(interface) => types.add(name, interface.fields),
                        _ => {}
                    }
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        types
    }

    fn add(&mut self, name: String, fields: Vec<Positioned<FieldDefinition>>) {
        let fields = fields.into_iter().map(|field| (field.node.name.node.to_string(), field.node.ty.node));
        self.fields.entry(name).or_default().extend(fields);
    }

    /// Repairs the answer to an operation of `document` in which fields have failed.
    pub(super) fn settle(&self, document: &ExecutableDocument, name: Option<&str>, response: &mut Response) {
        let Some(operation) = operation(document, name) else {
            return;
        };
        let root = match operation.ty {
            OperationType::Mutation => &self.mutation,
            _ => &self.query,
        };
        let Some(root) = root else { return };
        let sets = vec![&operation.selection_set.node];
        let walk = Walk { types: self, document };
        for error in &response.errors {
            fill(&mut response.data, &error.path);
        }
        for error in &response.errors {
            walk.bubble(&mut response.data, root, &sets, &error.path);
        }
    }
}

fn operation<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a OperationDefinition> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(&operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|found| &found.node)
        }
        (DocumentOperations::Multiple(operations), None) => operations.values().next().map(|only| &only.node),
    }
}

/// Puts a null in the place that a path names, where the library left none.
fn fill(value: &mut Value, path: &[PathSegment]) {
    match path.split_first() {
        Some((PathSegment::Field(key), beneath)) => {
            // An object of which every field has failed is given as null.
            if *value == Value::Null {
                *value = Value::Object(async_graphql::indexmap::IndexMap::default());
            }
            let Value::Object(fields) = value else { return };
            match fields.get_mut(key.as_str()) {
                Some(field) => fill(field, beneath),
                None => drop(fields.insert(async_graphql::Name::new(key), Value::Null)),
            }
        }
        Some((PathSegment::Index(index), beneath)) => {
            let Value::List(items) = value else { return };
            if let Some(item) = items.get_mut(*index) {
                fill(item, beneath);
            }
        }
        None => {}
    }
}

struct Walk<'a> {
    types: &'a FieldTypes,
    document: &'a ExecutableDocument,
}

impl<'a> Walk<'a> {
    /// Follows a path down and carries a forbidden null up. True when `value` is null, and may not be.
    fn bubble(&self, value: &mut Value, of: &Type, sets: &[&'a SelectionSet], path: &[PathSegment]) -> bool {
        let is_lost = match (path.split_first(), &of.base, &mut *value) {
            (Some((PathSegment::Field(key), beneath)), BaseType::Named(parent), Value::Object(fields)) => {
                let mut found = Found::default();
                for set in sets {
                    self.find(key, parent, set, &mut found);
                }
                match (found.of, fields.get_mut(key.as_str())) {
                    (Some(of), Some(field)) => self.bubble(field, of, &found.sets, beneath),
                    _ => false,
                }
            }
            (Some((PathSegment::Index(index), beneath)), BaseType::List(of), Value::List(items)) => {
                items.get_mut(*index).is_some_and(|item| self.bubble(item, of, sets, beneath))
            }
            _ => false,
        };
        if is_lost {
            *value = Value::Null;
        }
        *value == Value::Null && !of.nullable
    }

    /// The type of the field that answers under `key`, and what is selected beneath it.
    fn find(&self, key: &str, parent: &str, set: &'a SelectionSet, found: &mut Found<'a>)
    where
        Self: 'a,
    {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) if field.node.response_key().node == key => {
                    let fields = self.types.fields.get(parent);
                    found.of = found.of.or(fields.and_then(|all| all.get(field.node.name.node.as_str())));
                    found.sets.push(&field.node.selection_set.node);
                }
                Selection::Field(_) => {}
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                    if let Some(fragment) = fragment.map(|fragment| &fragment.node) {
                        self.find(
                            key,
                            &fragment.type_condition.node.on.node,
                            &fragment.selection_set.node,
                            found,
                        );
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |condition| condition.node.on.node.as_str());
                    self.find(key, parent, &fragment.node.selection_set.node, found);
                }
            }
        }
    }
}

#[derive(Default)]
struct Found<'a> {
    of: Option<&'a Type>,
    sets: Vec<&'a SelectionSet>,
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::{EmptyMutation, EmptySubscription, Error, Interface, Object, Schema};
    use serde_json::{Value, json};

    use super::FieldTypes;

    struct Query;
    struct Person;

    #[derive(Interface)]
    #[graphql(field(name = "sure", ty = "Result<i32, Error>"))]
    enum Being {
        Person(Person),
    }

    #[Object]
    #[expect(clippy::unused_async, reason = "the library wants resolvers to be async")]
    impl Query {
        async fn maybe(&self) -> Result<Option<i32>, Error> {
            Err(Error::new("no"))
        }
        async fn person(&self) -> Option<Person> {
            Some(Person)
        }
        async fn someone(&self) -> Person {
            Person
        }
        async fn being(&self) -> Option<Being> {
            Some(Being::Person(Person))
        }
        async fn people(&self) -> Option<Vec<Person>> {
            Some(vec![Person, Person])
        }
        async fn gaps(&self) -> Vec<Option<Person>> {
            vec![Some(Person), None]
        }
    }

    #[Object]
    #[expect(clippy::unused_async, reason = "the library wants resolvers to be async")]
    impl Person {
        async fn name(&self) -> &str {
            "Sample"
        }
        async fn maybe(&self) -> Result<Option<i32>, Error> {
            Err(Error::new("no"))
        }
        async fn sure(&self) -> Result<i32, Error> {
            Err(Error::new("no"))
        }
        async fn friend(&self) -> Person {
            Person
        }
    }

    async fn settled(query: &str) -> Value {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let types = FieldTypes::of(&schema.sdl());
        let mut response = schema.execute(query).await;
        assert!(!response.errors.is_empty(), "{query}");
        types.settle(&parse_query(query).unwrap(), None, &mut response);
        serde_json::to_value(response.data).unwrap()
    }

    #[actix_web::test]
    async fn a_field_that_may_be_null_is_null() {
        assert_eq!(settled("{ maybe }").await, json!({ "maybe": null }));
        assert_eq!(
            settled("{ a: maybe person { name } }").await,
            json!({ "person": { "name": "Sample" }, "a": null })
        );
        assert_eq!(settled("{ person { maybe } }").await, json!({ "person": { "maybe": null } }));
        assert_eq!(
            settled("{ someone { name maybe } }").await,
            json!({ "someone": { "name": "Sample", "maybe": null } })
        );
    }

    #[actix_web::test]
    async fn a_null_that_may_not_be_rises_to_where_it_may() {
        assert_eq!(settled("{ person { name sure } maybe }").await, json!({ "person": null, "maybe": null }));
        assert_eq!(settled("{ person { friend { s: sure } name } }").await, json!({ "person": null }));
        assert_eq!(settled("{ someone { name sure } person { name } }").await, Value::Null);
        assert_eq!(settled("{ people { name sure } gaps { name } }").await["people"], Value::Null);
        assert_eq!(settled("{ gaps { sure } }").await, json!({ "gaps": [null, null] }));
    }

    #[actix_web::test]
    async fn the_type_is_found_through_fragments_and_interfaces() {
        let query = "{ person { ...A } } fragment A on Person { ... { friend { name } } ...B } fragment B on Person { friend { sure } }";
        assert_eq!(settled(query).await, json!({ "person": null }));
        assert_eq!(settled("{ being { sure } }").await, json!({ "being": null }));
        assert_eq!(
            settled("{ being { ... on Person { maybe name } } }").await,
            json!({ "being": { "name": "Sample", "maybe": null } })
        );
    }
}
