//! The classes of CASE 1.1 as tables, and the check of a package against them.
//!
//! Each class names the section of the Information Model it is from. Members a class does not name are let through:
//! the schema forbids them, yet a file from elsewhere must not lose what it carries.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate};
use serde_json::Value;

use super::{
    LONGEST_LINE, LONGEST_STATEMENT, LONGEST_TEXT, LONGEST_URI, MOST_ASSOCIATIONS, MOST_CRITERIA,
    MOST_DEFINITIONS, MOST_ENTRIES, MOST_ITEMS, MOST_LEVELS, MOST_RUBRICS, ProblemKind, Problems,
};

/// The types an association may have; section 7.4.1.
const ASSOCIATION_TYPES: &[&str] = &[
    "isChildOf",
    "isPeerOf",
    "isPartOf",
    "exactMatchOf",
    "precedes",
    "isRelatedTo",
    "replacedBy",
    "exemplar",
    "hasSkillLevel",
    "isTranslationOf",
];
/// The types the target of an association may have; section 7.4.3.
const TARGET_TYPES: &[&str] = &["CASE"];
/// The versions a document may be of; section 7.4.2.
const VERSIONS: &[&str] = &["1.1"];

/// What a member holds.
enum Form {
    /// A UUID no other object of the package has; section 7.2.3.
    Own,
    /// A UUID; section 7.2.3.
    Uuid,
    /// A URI, absolute or relative; appendix A3.3, `AnyURI`.
    Uri,
    /// An address on the web; section 7.2.2.
    Url,
    /// A text of at most so many characters.
    Text(usize),
    /// A text of at most so many characters that is not blank.
    Filled(usize),
    /// A list of lines.
    Lines,
    /// A tag of a language; appendix A3.3, `Language`.
    Language,
    /// A date; appendix A3.3.
    Date,
    /// A date and time; appendix A3.3, with an offset as `date-time` of the JSON schema asks.
    DateTime,
    /// A whole number of 32 bits; `int32` in the binding.
    Whole,
    /// A number.
    Number,
    /// A value of a closed list.
    Choice(&'static [&'static str]),
    /// A value of a list that publishers extend with `ext:`; section 7.2.1.
    OpenChoice(&'static [&'static str]),
    /// An object with whatever the publisher adds.
    Extensions,
    /// Several of those, or one.
    ManyExtensions,
    /// An object.
    One(&'static Class),
    /// A list of at most so many objects.
    Many(&'static Class, usize),
}

use Form::{
    Choice, Date, Extensions, Filled, Language, Lines, Many, ManyExtensions, Number, One, OpenChoice, Own,
    Text, Uri, Url, Whole,
};

struct Member {
    name: &'static str,
    is_required: bool,
    form: Form,
}

struct Class {
    common: &'static [Member],
    members: &'static [Member],
}

const fn must(name: &'static str, form: Form) -> Member {
    Member { name, is_required: true, form }
}

const fn may(name: &'static str, form: Form) -> Member {
    Member { name, is_required: false, form }
}

const LINE: Form = Text(LONGEST_LINE);
const PROSE: Form = Text(LONGEST_TEXT);

/// What every object with an identifier of its own has, but for `extensions`.
static RECORD: &[Member] =
    &[must("identifier", Own), must("uri", Uri), must("lastChangeDateTime", Form::DateTime)];

/// Section 7.1.21.
static PACKAGE: Class = Class {
    common: &[],
    members: &[
        must("CFDocument", One(&DOCUMENT)),
        may("CFItems", Many(&ITEM, MOST_ITEMS)),
        may("CFAssociations", Many(&ASSOCIATION, MOST_ASSOCIATIONS)),
        may("CFDefinitions", One(&DEFINITION)),
        may("CFRubrics", Many(&RUBRIC, MOST_RUBRICS)),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.24.
static DOCUMENT: Class = Class {
    common: RECORD,
    members: &[
        may("frameworkType", LINE),
        may("caseVersion", Choice(VERSIONS)),
        must("creator", Filled(LONGEST_LINE)),
        must("title", Filled(LONGEST_LINE)),
        may("officialSourceURL", Url),
        may("publisher", LINE),
        may("description", PROSE),
        may("subject", Lines),
        may("subjectURI", Many(&LINK, MOST_ENTRIES)),
        may("language", Language),
        may("version", LINE),
        may("adoptionStatus", LINE),
        may("statusStartDate", Date),
        may("statusEndDate", Date),
        may("licenseURI", One(&LINK)),
        may("notes", PROSE),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.25.
static ITEM: Class = Class {
    common: RECORD,
    members: &[
        must("fullStatement", Filled(LONGEST_STATEMENT)),
        may("alternativeLabel", LINE),
        may("CFItemType", LINE),
        may("humanCodingScheme", LINE),
        may("listEnumeration", LINE),
        may("abbreviatedStatement", LINE),
        may("conceptKeywords", Lines),
        may("conceptKeywordsURI", One(&LINK)),
        may("notes", PROSE),
        may("subject", Lines),
        may("subjectURI", Many(&LINK, MOST_ENTRIES)),
        may("language", Language),
        may("educationLevel", Lines),
        may("CFItemTypeURI", One(&LINK)),
        may("licenseURI", One(&LINK)),
        may("statusStartDate", Date),
        may("statusEndDate", Date),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.23.
static ASSOCIATION: Class = Class {
    common: RECORD,
    members: &[
        must("associationType", OpenChoice(ASSOCIATION_TYPES)),
        may("sequenceNumber", Whole),
        must("originNodeURI", One(&NODE)),
        must("destinationNodeURI", One(&NODE)),
        may("CFAssociationGroupingURI", One(&LINK)),
        may("notes", PROSE),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.9.
static DEFINITION: Class = Class {
    common: &[],
    members: &[
        may("CFConcepts", Many(&CONCEPT, MOST_DEFINITIONS)),
        may("CFSubjects", Many(&SUBJECT, MOST_DEFINITIONS)),
        may("CFLicenses", Many(&LICENCE, MOST_DEFINITIONS)),
        may("CFItemTypes", Many(&ITEM_TYPE, MOST_DEFINITIONS)),
        may("CFAssociationGroupings", Many(&GROUPING, MOST_DEFINITIONS)),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.6.
static CONCEPT: Class = Class {
    common: RECORD,
    members: &[
        must("title", LINE),
        may("keywords", LINE),
        must("hierarchyCode", LINE),
        may("description", PROSE),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.32.
static SUBJECT: Class = Class {
    common: RECORD,
    members: &[
        must("title", LINE),
        must("hierarchyCode", LINE),
        may("description", PROSE),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.19.
static LICENCE: Class = Class {
    common: RECORD,
    members: &[
        must("title", LINE),
        may("description", PROSE),
        must("licenseText", PROSE),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.16.
static ITEM_TYPE: Class = Class {
    common: RECORD,
    members: &[
        must("title", LINE),
        must("description", PROSE),
        must("hierarchyCode", LINE),
        may("typeCode", LINE),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.3.
static GROUPING: Class = Class {
    common: RECORD,
    members: &[must("title", LINE), may("description", PROSE), may("extensions", Extensions)],
};

/// Section 7.1.26.
static RUBRIC: Class = Class {
    common: RECORD,
    members: &[
        may("title", LINE),
        may("description", PROSE),
        may("CFRubricCriteria", Many(&CRITERION, MOST_CRITERIA)),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.27.
static CRITERION: Class = Class {
    common: RECORD,
    members: &[
        may("category", LINE),
        may("description", PROSE),
        may("CFItemURI", One(&LINK)),
        may("weight", Number),
        may("position", Whole),
        may("rubricId", Form::Uuid),
        may("CFRubricCriterionLevels", Many(&LEVEL, MOST_LEVELS)),
        may("extensions", Extensions),
    ],
};

/// Section 7.1.29; the only class whose `extensions` are a list.
static LEVEL: Class = Class {
    common: RECORD,
    members: &[
        may("description", PROSE),
        may("quality", LINE),
        may("score", Number),
        may("feedback", PROSE),
        may("position", Whole),
        may("rubricCriterionId", Form::Uuid),
        may("extensions", ManyExtensions),
    ],
};

/// Section 7.1.36.
static LINK: Class =
    Class { common: &[], members: &[must("title", LINE), must("identifier", Form::Uuid), must("uri", Uri)] };

/// Section 7.1.35: the identifier may be any text.
static NODE: Class = Class {
    common: &[],
    members: &[
        must("title", LINE),
        must("identifier", Filled(LONGEST_LINE)),
        must("uri", Uri),
        may("targetType", OpenChoice(TARGET_TYPES)),
    ],
};

/// Whether a document may have a member of this name, `CFPackageURI` of those that are served alone included.
pub(in super::super) fn is_document_field(name: &str) -> bool {
    name == "CFPackageURI" || RECORD.iter().chain(DOCUMENT.members).any(|member| member.name == name)
}

/// Checks a package against the classes.
pub(super) fn check(package: &Value, problems: &mut Problems) {
    Check { problems, identifiers: BTreeSet::new() }.object(package, &PACKAGE, "");
}

struct Check<'a> {
    problems: &'a mut Problems,
    identifiers: BTreeSet<&'a str>,
}

impl<'a> Check<'a> {
    fn object(&mut self, value: &'a Value, class: &Class, path: &str) {
        if !value.is_object() {
            return self.problems.add(path, ProblemKind::NotAnObject, &shown(value));
        }
        for member in class.common.iter().chain(class.members) {
            let place =
                if path.is_empty() { member.name.to_owned() } else { format!("{path}.{}", member.name) };
            match value.get(member.name) {
                Some(value) => self.member(value, &member.form, &place),
                None if member.is_required => self.problems.add(&place, ProblemKind::Missing, ""),
                None => {}
            }
        }
    }

    fn member(&mut self, value: &'a Value, form: &Form, path: &str) {
        match form {
            One(class) => self.object(value, class, path),
            Many(class, most) => {
                for (entry, place) in self.entries(value, *most, path) {
                    self.object(entry, class, &place);
                }
            }
            Lines => {
                for (entry, place) in self.entries(value, MOST_ENTRIES, path) {
                    self.text(entry, &LINE, &place);
                }
            }
            ManyExtensions if value.is_array() => {
                for (entry, place) in self.entries(value, MOST_ENTRIES, path) {
                    self.member(entry, &Extensions, &place);
                }
            }
            Extensions | ManyExtensions if value.is_object() => {}
            Extensions | ManyExtensions => self.problems.add(path, ProblemKind::NotAnObject, &shown(value)),
            Number if value.is_number() => {}
            Number => self.problems.add(path, ProblemKind::NotANumber, &shown(value)),
            Whole if value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()) => {}
            Whole => self.problems.add(path, ProblemKind::NotAWholeNumber, &shown(value)),
            _ => self.text(value, form, path),
        }
    }

    /// The entries of a list with their places; none when it is no list or too long, which is a problem.
    fn entries(&mut self, value: &'a Value, most: usize, path: &str) -> Vec<(&'a Value, String)> {
        let Value::Array(entries) = value else {
            self.problems.add(path, ProblemKind::NotAList, &shown(value));
            return Vec::new();
        };
        if entries.len() > most {
            self.problems.add(path, ProblemKind::TooMany, &entries.len());
            return Vec::new();
        }
        entries.iter().enumerate().map(|(place, entry)| (entry, format!("{path}[{place}]"))).collect()
    }

    fn text(&mut self, value: &'a Value, form: &Form, path: &str) {
        // A text with a NUL is none to a database.
        let Some(text) = value.as_str().filter(|text| !text.contains('\0')) else {
            return self.problems.add(path, ProblemKind::NotText, &shown(value));
        };
        let longest = match form {
            Text(longest) | Filled(longest) => *longest,
            _ => LONGEST_URI,
        };
        let length = text.chars().count();
        if length > longest {
            return self.problems.add(path, ProblemKind::TooLong, &length);
        }
        let wrong = match form {
            Own | Form::Uuid => (!is_uuid(text)).then_some(ProblemKind::NotAUuid),
            Uri => (!is_uri(text)).then_some(ProblemKind::NotAUri),
            Url => (!is_uri(text) || !is_web(text)).then_some(ProblemKind::NotAUri),
            Filled(_) => text.trim().is_empty().then_some(ProblemKind::Missing),
            Language => (!is_language(text)).then_some(ProblemKind::UnknownValue),
            Date => (text.len() != 10 || text.parse::<NaiveDate>().is_err()).then_some(ProblemKind::NotADate),
            Form::DateTime => {
                DateTime::parse_from_rfc3339(text).is_err().then_some(ProblemKind::NotADateTime)
            }
            Choice(choices) => (!choices.contains(&text)).then_some(ProblemKind::UnknownValue),
            OpenChoice(choices) => {
                (!choices.contains(&text) && !is_extension(text)).then_some(ProblemKind::UnknownValue)
            }
            _ => None,
        };
        if let Some(kind) = wrong {
            self.problems.add(path, kind, text);
        } else if matches!(form, Own) && !self.identifiers.insert(text) {
            self.problems.add(path, ProblemKind::DuplicateIdentifier, text);
        }
    }
}

/// A wrong value as text; empty for an object or a list.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(_) | Value::Array(_) => String::new(),
        Value::String(text) => text.clone(),
        _ => value.to_string(),
    }
}

/// Section 7.2.3: small letters, version 1 to 5, variant 8 to b.
fn is_uuid(text: &str) -> bool {
    const PATTERN: &str = "hhhhhhhh-hhhh-vhhh-nhhh-hhhhhhhhhhhh";
    text.len() == PATTERN.len()
        && text.bytes().zip(PATTERN.bytes()).all(|(byte, wanted)| match wanted {
            b'h' => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            b'v' => matches!(byte, b'1'..=b'5'),
            b'n' => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => byte == wanted,
        })
}

/// Letters of any script and the marks of RFC 3986; a relative one too, as `AnyURI` lets it be.
fn is_uri(text: &str) -> bool {
    const MARKS: &str = "-._~:/?#[]@!$&'()*+,;=%";
    !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || MARKS.contains(letter))
}

fn is_web(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty())
}

/// BCP 47 in outline: `zh`, `zh-Hans-CN`.
fn is_language(text: &str) -> bool {
    text.split('-').enumerate().all(|(place, part)| {
        (1..=8).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphabetic() || place > 0 && byte.is_ascii_digit())
    })
}

/// Section 7.2.1: `ext:` and letters, digits, dots, hyphens, underscores.
fn is_extension(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    text.strip_prefix("ext:").is_some_and(|name| !name.is_empty() && name.bytes().all(fits))
}
