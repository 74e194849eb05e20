//! The roots of the graph, and what the schema says the same way everywhere.
//!
//! `Root` stands around the merged objects of the rooms. When the types are registered it adds what would otherwise be
//! repeated on every field: the meaning of the paging arguments, of `locale` and of `input`, and who may.

use std::borrow::Cow;

use async_graphql::async_trait::async_trait;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaType, Registry};
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value,
};

use crate::requirements;

/// Arguments that mean the same wherever they occur.
const ARGUMENTS: &[(&str, &str)] = &[
    (
        "first",
        "Rows from the beginning, 1 to 100; 20 when neither `first` nor `last` is given. Not with `last`.",
    ),
    ("after", "Cursor of the row after which the page begins, from the same list in the same order."),
    ("last", "Rows from the end, 1 to 100. Not with `first`."),
    ("before", "Cursor of the row before which the page ends, from the same list in the same order."),
    ("locale", "Language of the answer; the reader's own (Accept-Language) when left out."),
    ("input", "What the act needs."),
    ("id", "Id of the object; one that is malformed or names another kind of object is BAD_USER_INPUT."),
];

/// What an id is; the library describes its other scalars and not this one.
const ID: &str =
    "Opaque id of one object, of a kind of its own: keep it, compare it, send it back, never read it.";

/// A root of the graph.
#[derive(Debug, Default)]
pub struct Root<T>(T);

#[async_trait]
impl<T: ObjectType> OutputType for Root<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let qualified = T::create_type_info(registry);
        if let Some(MetaType::Scalar { description, .. }) = registry.types.get_mut("ID") {
            *description = Some(ID.to_owned());
        }
        for field in registry.types.values_mut().flat_map(fields_mut) {
            describe_arguments(field);
        }
        if let Some(root) = registry.types.get_mut(&*T::type_name()) {
            fields_mut(root).for_each(describe_requirement);
        }
        qualified
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

#[async_trait]
impl<T: ObjectType> ContainerType for Root<T> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        self.0.resolve_field(ctx).await
    }
}

impl<T: ObjectType> ObjectType for Root<T> {}

fn fields_mut(of: &mut MetaType) -> impl Iterator<Item = &mut MetaField> {
    let fields = match of {
        MetaType::Object { fields, .. } | MetaType::Interface { fields, .. } => Some(fields),
        _ => None,
    };
    fields.into_iter().flat_map(|fields| fields.values_mut())
}

fn describe_arguments(field: &mut MetaField) {
    for (name, meaning) in ARGUMENTS {
        if let Some(argument) = field.args.get_mut(*name).filter(|argument| argument.description.is_none()) {
            argument.description = Some((*meaning).to_owned());
        }
    }
}

fn describe_requirement(field: &mut MetaField) {
    let Some((_, requirement)) = requirements::all().find(|(name, _)| *name == field.name) else {
        return;
    };
    let said = field.description.take().unwrap_or_default();
    field.description = Some(format!("{said}\n\n{}", requirement.sentence()));
}
