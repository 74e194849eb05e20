//! What is asked: curricula and their versions, requirement by requirement.
//!
//! A school imports a training plan from a preset or a file of its own as a draft, adjusts it, and publishes it. From
//! then on the version never changes: enrolments are held to it and evidence is credited by it for ever. A later
//! import under the same code becomes the next version, which names its parent. Curricula are public within the
//! installation.

mod preset;
pub mod rules;
mod service;
mod store;

pub use preset::{PlanFile, Preset, presets};
pub use rules::{
    CaseRole, ClassMinimum, Figures, LONGEST_DISEASE, Plan, PlanDifference, Requirement, RequirementKind,
    Rule, Unit, VersionStatus, activity_label, disease, is_activity, is_specialty, plan_differences,
    specialty_label,
};
pub use service::{
    CurriculumErrorCode, CurriculumSource, RequirementChange, UPLOAD_PURPOSE, curriculum_import,
    requirement_change, version_publish, version_retire,
};
pub use store::{
    Curriculum, CurriculumVersion, curricula_count, curricula_of, curricula_ordering, curricula_page,
    curriculum, find_curricula, find_requirements, find_versions, plan, plans, plans_to_credit, requirement,
    version, versions_of,
};
