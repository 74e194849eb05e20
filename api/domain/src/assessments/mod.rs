//! Assessments: what somebody marks on a form while she watches a trainee, and what follows from it.
//!
//! A form is data: items, and rules by which it is passed. A skill's checklist is one whose items are steps; an
//! assessment at the workplace rates dimensions; an examination adds up points. A school imports forms from presets or
//! files; a later import under the same code takes the place of the earlier version, and what was marked stays with the
//! version it was marked on. An assessor's own observation carries her signature: it is evidence, and counts at once,
//! at the level it earned. Somebody without an account is asked by a link that works once; her answer awaits a supervisor, or
//! goes into a round of several people's, which are shown only together.

mod form_file;
pub mod rules;
mod service;
mod store;

pub use form_file::{FormFile, form_presets};
pub use rules::{
    Anchor, Answer, AssessmentErrorCode, AssessmentRequestStatus, Choice, FormKind, Item, ItemKind,
    ItemSummary, LONGEST_TEXT, Mean, PassRule, PassRuleKind, RespondentRole, StepMark, Value,
};
pub use service::{
    Asked, FORM_PURPOSE, LINK_JOB, LinkAnswer, LinkToSend, NewAssessment, NewAssessmentRequest,
    NewAssessmentRound, NewInvitation, RequestMade, RoundResult, asked_by_link, assessment_answer,
    assessment_decide, assessment_note_add, assessment_record, assessment_request, assessment_request_revoke,
    assessment_withdraw, form_import, form_retire, link_to_send, round_close, round_invite, round_open,
    round_results, round_words,
};
pub use store::{
    Assessment, AssessmentForm, AssessmentRequest, AssessmentRound, FormFilter, Note, erase, erase_requests,
    find_assessments, find_forms, form, forms_count, forms_ordering, forms_page, hand_over, invitations_of,
    notes_of, requests_behind, requests_count, requests_of, requests_ordering, requests_page, rounds_count,
    rounds_of, rounds_ordering, rounds_page,
};
