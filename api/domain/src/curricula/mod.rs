//! What is asked: curricula and their versions, requirement by requirement.
//!
//! A school imports a training plan from a preset or a file of its own as a draft, adjusts it, and publishes it. From
//! then on the version never changes: enrolments are held to it and evidence is credited by it for ever. A later
//! import under the same code becomes the next version, which names its parent. Curricula are public within the
//! installation.

mod frameworks;
mod preset;
pub mod rules;
mod service;
mod store;

pub use frameworks::{
    Competency, CompetencyFramework, CompetencyFrameworkErrorCode, CompetencyLink, CompetencyLinkKind,
    Coverage, Criterion, Document, Endpoint, FRAMEWORK_PURPOSE, Filter, FrameworkFilter, Level, Listing,
    Package, Page, Rubric, UnknownName, case_documents, case_object, competencies_count,
    competencies_ordering, competencies_page, coverage, find_competencies, find_frameworks, find_named,
    framework_import, framework_presets, framework_retire, frameworks_count, frameworks_ordering,
    frameworks_page, links_count, links_ordering, links_page, rubrics,
};
pub use preset::{PlanFile, presets};
pub use rules::{
    Activity, ActivityKind, CaseRole, ClassMinimum, EntrustableActivity, Exits, ExpectedLevel, Figures,
    LONGEST_DISEASE, LONGEST_TEXT, Plan, PlanDifference, Requirement, RequirementKind, ReviewStep, Reviews,
    Rule, Stage, Unit, VersionStatus, disease, is_specialty, plan_differences, specialty_label,
    specialty_named, usual_steps,
};
pub use service::{
    CurriculumErrorCode, RequirementChange, UPLOAD_PURPOSE, curriculum_import, requirement_change,
    version_publish, version_retire,
};
pub use store::{
    Curriculum, CurriculumVersion, curricula_count, curricula_of, curricula_ordering, curricula_page,
    curriculum, find_curricula, find_requirements, find_versions, plan, plans, plans_to_credit, requirement,
    version, versions_of,
};
