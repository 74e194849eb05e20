//! Whether what somebody holds in her hands is true: asked by anybody who has the code.

use bytes::Bytes;
use platform::Platform;
use platform::error::Error;
use platform::id;
use platform::storage::ContentHash;

use crate::credentials::rules::{CertificateStatus, VerificationStatus};
use crate::credentials::snapshot::Printed;
use crate::credentials::statement::PrintedStatement;
use crate::credentials::store;
use crate::identity::Scope;

/// What a code answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Whether something was issued under the code, and where it stands.
    pub status: VerificationStatus,
    /// The code as it is printed; absent when what was asked for can be no code.
    pub code: Option<String>,
    /// Every printed fact of a certificate as it was on the day of issue; of what was issued only.
    pub printed: Option<Printed>,
    /// Every printed fact of a statement of teaching.
    pub statement: Option<PrintedStatement>,
}

impl Verification {
    fn of(status: VerificationStatus, code: Option<String>) -> Self {
        Self { status, code, printed: None, statement: None }
    }
}

/// Says whether something was issued under a code, typed as people type. It reads what was written down on the day
/// of issue, so that a later change of a name alters nothing.
///
/// # Errors
/// Internal, when the stored facts no longer have their digest.
pub async fn verify(platform: &Platform, typed: &str) -> Result<Verification, Error> {
    let Some(code) = id::normalise_code(typed) else {
        return Ok(Verification::of(VerificationStatus::Unknown, None));
    };
    let reader = platform.database.reader();
    if let Some(certificate) = store::by_code(reader, Scope::PublicCode, &code).await? {
        let printed = match certificate.status {
            CertificateStatus::Issued => Some(certificate.snapshot()?.printed),
            _ => None,
        };
        let status = certificate.status.verification();
        return Ok(Verification { printed, ..Verification::of(status, Some(code)) });
    }
    let Some(statement) = store::statement_by_code(reader, &code).await? else {
        return Ok(Verification::of(VerificationStatus::Unknown, Some(code)));
    };
    let status = statement.verification();
    Ok(Verification { statement: Some(statement.printed), ..Verification::of(status, Some(code)) })
}

/// The print of an issued certificate, or of a statement.
#[derive(Clone, Debug)]
pub struct CertificateFile {
    /// The bytes of the PDF, as they were issued.
    pub bytes: Bytes,
    /// Their SHA-256 digest, hexadecimal.
    pub hash: String,
    /// The code as it is printed.
    pub code: String,
}

/// The print of what was issued under a code, checked against its digest.
///
/// # Errors
/// `NotFound` when nothing was issued under the code; internal when the stored print is gone or was altered.
pub async fn certificate_file(platform: &Platform, typed: &str) -> Result<CertificateFile, Error> {
    let code = id::normalise_code(typed).ok_or(Error::NotFound)?;
    let reader = platform.database.reader();
    let hash = match store::by_code(reader, Scope::PublicCode, &code).await? {
        Some(certificate) if certificate.status == CertificateStatus::Issued => certificate.file_hash,
        Some(_) => None,
        None => store::statement_by_code(reader, &code).await?.map(|statement| statement.file_hash),
    };
    let hash = hash.ok_or(Error::NotFound)?;
    let address: ContentHash =
        hash.parse().map_err(|_| Error::internal(format!("what was issued under {code} has no digest")))?;
    let stored = platform.storage.get_by_content(&address).await;
    let bytes = stored.map_err(|error| Error::internal(error.to_string()))?;
    Ok(CertificateFile { bytes, hash, code })
}
