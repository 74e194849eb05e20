//! The parts of a package as the read endpoints of the REST/JSON Binding answer them.
//!
//! Paths: Binding, table 2.1, below `/ims/case/v1p1`. Bodies: the `…DType` schemas of its description in JSON. Parts
//! that leave their package get a link back to it: `CFPackageURI` (Information Model, section 7.1.11.1) or
//! `CFDocumentURI` (sections 7.1.1.1 and 7.1.14.1).

use serde_json::{Value, json};
use uuid::Uuid;

use super::structure::code_key;
use super::{Package, by_identifier, identifier, list, member, text};

/// What can be read by its identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// The document alone: `CFDocument`.
    Documents,
    /// Everything, by the identifier of the document: `CFPackage`.
    Packages,
    /// One item: `CFItem`.
    Items,
    /// One item and every association it is an end of: `CFAssociationSet`.
    ItemAssociations,
    /// One association: `CFAssociation`.
    Associations,
    /// One concept and those below it: `CFConceptSet`.
    Concepts,
    /// One subject and those below it: `CFSubjectSet`.
    Subjects,
    /// One licence: `CFLicense`.
    Licenses,
    /// One type of items and those below it: `CFItemTypeSet`.
    ItemTypes,
    /// One grouping of associations: `CFAssociationGrouping`.
    AssociationGroupings,
    /// One rubric with criteria and levels: `CFRubric`.
    Rubrics,
}

impl Endpoint {
    /// Every endpoint that takes an identifier.
    pub const ALL: &'static [Self] = &[
        Self::Documents,
        Self::Packages,
        Self::Items,
        Self::ItemAssociations,
        Self::Associations,
        Self::Concepts,
        Self::Subjects,
        Self::Licenses,
        Self::ItemTypes,
        Self::AssociationGroupings,
        Self::Rubrics,
    ];

    /// The part of the path before the identifier, which is also the name of the list in the package.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "CFDocuments",
            Self::Packages => "CFPackages",
            Self::Items => "CFItems",
            Self::ItemAssociations => "CFItemAssociations",
            Self::Associations => "CFAssociations",
            Self::Concepts => "CFConcepts",
            Self::Subjects => "CFSubjects",
            Self::Licenses => "CFLicenses",
            Self::ItemTypes => "CFItemTypes",
            Self::AssociationGroupings => "CFAssociationGroupings",
            Self::Rubrics => "CFRubrics",
        }
    }
}

impl Package {
    /// What an endpoint answers of this package for the identifier of an object in it; nothing when it has no such object.
    /// Documents and packages are answered without looking into one.
    #[must_use]
    pub(in super::super) fn served(&self, endpoint: Endpoint, wanted: Uuid) -> Option<Value> {
        let definitions = member(&self.value, "CFDefinitions");
        match endpoint {
            Endpoint::Documents | Endpoint::Packages => None,
            Endpoint::Items | Endpoint::Associations => {
                find(list(&self.value, endpoint.name()), wanted).map(|found| self.with_document(found))
            }
            Endpoint::ItemAssociations => self.with_associations(wanted),
            Endpoint::Rubrics => find(list(&self.value, endpoint.name()), wanted).cloned(),
            Endpoint::Licenses | Endpoint::AssociationGroupings => {
                find(list(definitions, endpoint.name()), wanted).cloned()
            }
            Endpoint::Concepts | Endpoint::Subjects | Endpoint::ItemTypes => {
                let set = with_those_below(list(definitions, endpoint.name()), wanted)?;
                Some(json!({ endpoint.name(): set }))
            }
        }
    }

    /// An item or association with a link to its document; a link it brought along is kept.
    fn with_document(&self, value: &Value) -> Value {
        let document = self.document_json();
        with_link(value, "CFDocumentURI", document, text(document, "uri"))
    }

    /// The schema asks for at least one association; an item without any gets an empty list all the same.
    fn with_associations(&self, wanted: Uuid) -> Option<Value> {
        let item = find(list(&self.value, Endpoint::Items.name()), wanted)?;
        let is_end = |value: &&Value| {
            let ends = [member(value, "originNodeURI"), member(value, "destinationNodeURI")];
            ends.into_iter().any(|end| text(end, "identifier") == text(item, "identifier"))
        };
        let associations: Vec<&Value> = list(&self.value, "CFAssociations").iter().filter(is_end).collect();
        Some(json!({ "CFItem": self.with_document(item), "CFAssociations": associations }))
    }
}

/// A document with a link to its package; a link it brought along is kept. `base` is the address of the service, ending
/// in `/ims/case/v1p1`.
pub(in super::super) fn with_package(document: &Value, base: &str) -> Value {
    let address = format!("{base}/{}/{}", Endpoint::Packages.name(), text(document, "identifier"));
    with_link(document, "CFPackageURI", document, &address)
}

fn find(values: &[Value], wanted: Uuid) -> Option<&Value> {
    values.iter().find(|value| identifier(value) == wanted)
}

fn with_link(value: &Value, name: &str, target: &Value, uri: &str) -> Value {
    let mut value = value.clone();
    if let Value::Object(members) = &mut value {
        members.entry(name).or_insert_with(|| {
            json!({ "title": text(target, "title"), "identifier": text(target, "identifier"), "uri": uri })
        });
    }
    value
}

/// A definition and those below it, in the order of their codes. The specification leaves open how a hierarchy code is
/// built: below `1` is what continues it after a mark that is no letter or digit, such as `1.2` and `1-2-3`, not `12`.
fn with_those_below(values: &[Value], wanted: Uuid) -> Option<Vec<&Value>> {
    let first = by_identifier(values).remove(wanted.to_string().as_str())?;
    let code = text(first, "hierarchyCode");
    let is_below = |value: &&Value| {
        let rest = text(value, "hierarchyCode").strip_prefix(code).filter(|_| !code.is_empty());
        rest.and_then(|rest| rest.chars().next()).is_some_and(|mark| !mark.is_alphanumeric())
    };
    let mut below: Vec<&Value> = values.iter().filter(is_below).collect();
    below.sort_by_key(|value| code_key(text(value, "hierarchyCode")));
    Some([first].into_iter().chain(below).collect())
}
