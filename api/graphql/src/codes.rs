//! A closed list of the domain as a GraphQL enum, without writing it again: names, values and descriptions are those
//! of the list itself.

use std::any::type_name;
use std::borrow::Cow;

use async_graphql::async_trait::async_trait;
use async_graphql::parser::types::Field;
use async_graphql::registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry};
use async_graphql::{
    ContextSelectionSet, InputType, InputValueError, InputValueResult, Name, OutputType, Positioned,
    ServerResult, Value,
};
use platform::codes::Code;

/// A value of a closed list, going in or out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coded<C>(pub C);

impl<C> From<C> for Coded<C> {
    fn from(value: C) -> Self {
        Self(value)
    }
}

/// Doc comments are written over several lines, each with a leading space.
fn sentence(doc: &str) -> String {
    doc.trim().to_owned()
}

fn register<C: Code>(registry: &mut Registry) -> String {
    registry.create_input_type::<Coded<C>, _>(MetaTypeId::Enum, |_| MetaType::Enum {
        name: C::LIST.to_owned(),
        description: Some(sentence(C::DESCRIPTION)),
        enum_values: C::ALL
            .iter()
            .map(|value| {
                let described = MetaEnumValue {
                    name: value.code().to_owned(),
                    description: Some(sentence(value.description())),
                    deprecation: Deprecation::NoDeprecated,
                    visible: None,
                    inaccessible: false,
                    tags: Vec::new(),
                    directive_invocations: Vec::new(),
                };
                (value.code().to_owned(), described)
            })
            .collect(),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: Some(type_name::<Coded<C>>()),
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    })
}

impl<C: Code> InputType for Coded<C> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(C::LIST)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        register::<C>(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        let code = match &value {
            Value::Enum(name) => name.as_str(),
            Value::String(text) => text.as_str(),
            _ => "",
        };
        C::parse(code).map(Self).ok_or_else(|| {
            let choices: Vec<&str> = C::ALL.iter().map(|choice| choice.code()).collect();
            InputValueError::custom(format_args!("{value} is none of {}", choices.join(", ")))
                .with_extension("code", "BAD_USER_INPUT")
        })
    }

    fn to_value(&self) -> Value {
        Value::Enum(Name::new(self.0.code()))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

#[async_trait]
impl<C: Code> OutputType for Coded<C> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(C::LIST)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        register::<C>(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(self.to_value())
    }
}
