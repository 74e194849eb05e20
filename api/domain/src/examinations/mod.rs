//! Exit examinations: announced, registered for, reviewed, sat.
//!
//! A school, or a health authority, announces an examination that ends the trainings of one programme. A trainee who is eligible on
//! that day registers in time; whoever runs her base reviews the registration, then the organiser, who gives it the number of an
//! admission ticket. Afterwards the scores are imported from a file, all of them or none: each is evidence, signed by whoever
//! imported it, and the certificate of a plan that asks for the examination waits for one that is passed. Nothing that was announced,
//! decided or scored is ever changed; a score is corrected by another one.

pub mod rules;
mod score_file;
mod service;
mod store;

pub use rules::{
    ExamPart, ExamRegistrationStatus, ExamReviewStep, ExamScoreColumn, ExaminationErrorCode, PartPoints,
    PartRule,
};
pub use score_file::ScoreProblem;
pub use service::{
    NewExamination, NewRegistration, SCORES_PURPOSE, ScoreReport, ScoresImport, Verdict, exam_register,
    exam_registration_review, exam_registration_withdraw, exam_scores_import, examination_announce,
    examination_cancel,
};
pub use store::{
    ExamRegistration, ExamReview, ExamScore, Examination, ExaminationFilter, RegistrationFilter,
    awaiting_viewer, erase, examination, examinations_count, examinations_ordering, examinations_page,
    find_examinations, find_registrations, find_scores, hand_over, registrations_count, registrations_of,
    registrations_of_person, registrations_ordering, registrations_page, reviews_of, scores_of,
};
