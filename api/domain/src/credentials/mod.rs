//! What a person is given in writing once eligibility says yes, and how anybody can tell that it is true.
//!
//! A programme director proposes a certificate, and a registrar issues it: never the same person, and never about
//! herself. What was true on the day is written down once, as canonical JSON with its digest; the number, the code and
//! the PDF's bytes follow from it, are stored, and never change. A code, once given out, always resolves. Evidence
//! withdrawn afterwards flags a certificate for a person to decide, and revokes nothing.
//!
//! What somebody taught is stated from confirmed sessions: a second person confirmed each, so she may ask for it herself. The same facts
//! give the same statement, and one that says more takes the place of the one before.

mod address;
pub mod document;
mod handbook;
mod rules;
mod service;
mod snapshot;
mod statement;
mod store;

pub use document::{Listing, Slip, print_listing, print_slip, uncovered};
pub use handbook::{HandbookErrorCode, Printed as PrintedPart, handbook_print};
pub use rules::{
    CertificateErrorCode, CertificateKind, CertificateStatus, SerialParts, TeachingStatementErrorCode,
    TeachingStatementKind, VerificationStatus, serial_number,
};
pub use service::{
    CertificateFile, StatementAsked, Verification, certificate_decline, certificate_file, certificate_issue,
    certificate_propose, flag, raise_counters, render, teaching_statement_issue, verify, weekly_sheets_print,
};
pub use snapshot::{Printed, PrintedName, PrintedPairing, Snapshot};
pub use statement::{PrintedStatement, Stated, StatedKind, StatedPlace, StatedSession, StatedSum};
pub use store::{
    Certificate, CertificateFilter, Certified, StatementFilter, TeachingStatement, certificate,
    certificates_count, certificates_held, certificates_of, certificates_of_apprenticeships,
    certificates_ordering, certificates_page, find, find_statements, hand_over, has_any, is_a_file,
    statements_count, statements_of, statements_ordering, statements_page,
};
