//! Assessments: what somebody marks on a form while she watches a trainee, and what follows from it.
//!
//! A form is data: items, and rules by which it is passed. A skill's checklist is one whose items are steps; an
//! assessment at the workplace rates dimensions; an examination adds up points. A school imports forms from presets or
//! files; a later import under the same code takes the place of the earlier version, and what was marked stays with the
//! version it was marked on. An assessor's own observation carries her signature: it is evidence, and counts at once,
//! at the level it earned.

mod form_file;
pub mod rules;
mod service;
mod store;

pub use form_file::{FormFile, FormPreset, form_presets};
pub use rules::{
    Anchor, Answer, AssessmentErrorCode, Choice, FormKind, Item, ItemKind, PassRule, PassRuleKind, StepMark,
    Value,
};
pub use service::{
    FORM_PURPOSE, NewAssessment, assessment_note_add, assessment_record, assessment_withdraw, form_import,
    form_retire,
};
pub use store::{
    Assessment, AssessmentForm, FormFilter, Note, erase, find_assessments, find_forms, form, forms_count,
    forms_ordering, forms_page, notes_of,
};
