//! Looking from outside at what a place says it did.
//!
//! An auditor draws records by a rule that everybody can repeat: those of the period, in the order of the SHA-256 of the
//! auditor's seed and the record's key. Keys are given before the seed is known, so that nobody at the audited place
//! can steer the draw. What was drawn can be taken along in one file, with every act upon it and the way to a signed
//! head of the audit trail, and verifies without this server.
//!
//! A planner sees how far places are taken, at bases of both kinds and across legal entities.
//!
//! A core unit sees, member by member, what was agreed and what happened. Members report their figures to it in rounds; what it accepts
//! becomes readings of indicators, and a closed round is frozen until it is opened anew.
//!
//! It sees as well at which grassroots members nobody follows a master in which specialty, and whom one might ask; nobody is paired by it.
//!
//! Whoever asks sees how far bases are from the norms for them, beside what they declare and what visiting experts saw.
//!
//! A director sees how reviews are given: how many at once, how long they were looked at, by whom.

mod agreements;
mod base_records;
mod capacity;
mod core_unit;
mod coverage;
mod norm_file;
mod readiness;
mod reporting;
mod rules;
mod sampling;
mod sign_offs;
mod store;

pub use agreements::{AgreementStanding, agreement_standings};
pub use base_records::{
    BaseRecordErrorCode, NewBaseFigure, NewBaseVisit, base_figure_declare, base_visit_record,
    base_visit_retract,
};
pub use capacity::{CapacityRequest, CapacityUse, PlacesOf, capacity_use};
pub use core_unit::{ConsortiumOverview, MemberOverview, consortium_overview};
pub use coverage::{
    ConsortiumCoverage, MemberCoverage, MentorRoom, PairingSuggestion, SpecialtySuggestions,
    consortium_coverage, pairing_suggestions,
};
pub use readiness::{BaseReadiness, HeldNorms, base_readiness};
pub use reporting::{
    MemberFigure, MemberFigures, MissingMember, NewFigures, NewReportingRound, REPORTING_SCAN_PURPOSE,
    ReportingReminder, ReportingStanding, find_reporting_rounds, reporting_figures_decide,
    reporting_figures_submit, reporting_reminded, reporting_reminders_due, reporting_round_close,
    reporting_round_export, reporting_round_open, reporting_round_reopen, reporting_rounds_count,
    reporting_rounds_page, reporting_scan_open, reporting_standings,
};
pub use rules::{
    BaseFigureKind, BaseMeasure, BaseMeasureUnit, BaseNormStatus, BaseNorms, Measure, Norm, NormStanding,
    WHOLE,
};
pub use rules::{CalendarStep, CapacityGrouping, LARGEST_SAMPLE, Places, SampleRequest, SignOffSignal};
pub use rules::{CoverageCell, PairingFit, PairingReasonKind};
pub use rules::{ReportingDecision, ReportingErrorCode, ReportingRoundStatus, ReportingStatus};
pub use sampling::{Sample, audit_package, audit_sample};
pub use sign_offs::{SignOffs, sign_off_report};
pub use store::{
    BaseFigure, BaseVisit, Reopening, ReportingRound, Submission, VisitRemark, reporting_rounds_ordering,
};
