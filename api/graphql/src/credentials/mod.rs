//! Certificates in the graph: from a proposal to what anybody may verify by the code.

mod handbook;
mod mutations;
mod objects;
mod queries;
mod statements;

pub use handbook::{
    ExitFormPrintInput, ExitFormPrintPayload, HandbookMutation, HandbookPartInput, HandbookPrintInput,
    HandbookPrintPayload,
};
pub use mutations::{
    CertificateDeclineInput, CertificateDeclinePayload, CertificateIssueInput, CertificateIssuePayload,
    CertificateProposeInput, CertificateProposePayload, CredentialMutation,
};
pub use objects::{
    Certificate, CertificateFacts, CertificateKey, CertificateVerification, CertificatesOf,
    CertificatesOfApprenticeship, certificates_of,
};
pub use queries::{CertificateFilter, CredentialQuery};
pub use statements::{
    StatementMutation, StatementQuery, TeachingAtPlace, TeachingOfKind, TeachingStated, TeachingStatement,
    TeachingStatementFacts, TeachingStatementFilter, TeachingStatementIssueInput,
    TeachingStatementIssuePayload, TeachingStatementKey, TeachingSum,
};

use domain::identity::Act;

use crate::requirements::Requirement;

const TEACHER: &str = "having taught it oneself";
const PRINTER: &str = "being the trainee herself, or the supervisor of all that is printed";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("certificate", Requirement::SignedIn),
    ("certificates", Requirement::SignedIn),
    ("verifyCertificate", Requirement::Nothing),
    ("teachingStatements", Requirement::SignedIn),
    ("teachingStatementIssue", Requirement::Relation(Act::TeachingStatementIssue, TEACHER)),
    ("exitFormPrint", Requirement::Relation(Act::HandbookPrint, PRINTER)),
    ("handbookPrint", Requirement::Relation(Act::HandbookPrint, PRINTER)),
    ("certificatePropose", Requirement::Act(Act::CertificatePropose)),
    ("certificateIssue", Requirement::Act(Act::CertificateIssue)),
    ("certificateDecline", Requirement::Act(Act::CertificateIssue)),
];
