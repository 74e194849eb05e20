//! Competency frameworks: what somebody should be able to do, as a tree, with rubrics and links to other frameworks.
//!
//! A school imports a framework from a preset or from a file in the form of CASE 1.1, and the file is kept as it came: it
//! is what the read endpoints give out again. Beside it stand its competencies and links as rows, because people page
//! through them and plans name them. A later import under the same document is the next version, and retires the one
//! before. Frameworks are public to anybody.

mod listing;
mod package;
mod rules;
mod service;
mod store;

pub use listing::{Filter, Listing, Page};
pub use package::{Criterion, Document, Endpoint, Level, Package, Rubric};
pub use rules::{Competency, CompetencyLinkKind, Coverage, UnknownName};
pub use service::{
    CompetencyFrameworkErrorCode, FRAMEWORK_PURPOSE, case_documents, case_object, coverage, framework_import,
    framework_presets, framework_retire,
};
pub use store::{
    CompetencyFramework, CompetencyLink, FrameworkFilter, competencies_count, competencies_ordering,
    competencies_page, find_competencies, find_frameworks, find_named, frameworks_count, frameworks_ordering,
    frameworks_page, links_count, links_ordering, links_page, rubrics,
};
