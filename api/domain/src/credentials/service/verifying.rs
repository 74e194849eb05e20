//! Whether what somebody holds in her hands is true: asked by anybody who has the code.

use bytes::Bytes;
use platform::Platform;
use platform::error::Error;
use platform::id;
use platform::storage::ContentHash;

use crate::credentials::rules::{CertificateStatus, VerificationStatus};
use crate::credentials::snapshot::Printed;
use crate::credentials::store;
use crate::identity::Scope;

/// What a code answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Whether something was issued under the code, and where it stands.
    pub status: VerificationStatus,
    /// The code as it is printed; absent when what was asked for can be no code.
    pub code: Option<String>,
    /// Every printed fact as it was on the day of issue; of what was issued only.
    pub printed: Option<Printed>,
}

/// Says whether something was issued under a code, typed as people type. It reads what was written down on the day
/// of issue, so that a later change of a name alters nothing.
///
/// # Errors
/// Internal, when the stored facts no longer have their digest.
pub async fn verify(platform: &Platform, typed: &str) -> Result<Verification, Error> {
    let Some(code) = id::normalise_code(typed) else {
        return Ok(Verification { status: VerificationStatus::Unknown, code: None, printed: None });
    };
    let found = store::by_code(platform.database.reader(), Scope::PublicCode, &code).await?;
    let Some(certificate) = found else {
        return Ok(Verification { status: VerificationStatus::Unknown, code: Some(code), printed: None });
    };
    let printed = match certificate.status {
        CertificateStatus::Issued => Some(certificate.snapshot()?.printed),
        _ => None,
    };
    Ok(Verification { status: certificate.status.verification(), code: Some(code), printed })
}

/// The print of an issued certificate.
#[derive(Clone, Debug)]
pub struct CertificateFile {
    /// The bytes of the PDF, as they were issued.
    pub bytes: Bytes,
    /// Their SHA-256 digest, hexadecimal.
    pub hash: String,
    /// The certificate number, for the file's name.
    pub serial_number: String,
    /// The code as it is printed.
    pub code: String,
}

/// The print of what was issued under a code, checked against its digest.
///
/// # Errors
/// `NotFound` when nothing was issued under the code; internal when the stored print is gone or was altered.
pub async fn certificate_file(platform: &Platform, typed: &str) -> Result<CertificateFile, Error> {
    let code = id::normalise_code(typed).ok_or(Error::NotFound)?;
    let certificate =
        store::by_code(platform.database.reader(), Scope::PublicCode, &code).await?.ok_or(Error::NotFound)?;
    let (CertificateStatus::Issued, Some(hash)) = (certificate.status, &certificate.file_hash) else {
        return Err(Error::NotFound);
    };
    let address: ContentHash =
        hash.parse().map_err(|_| Error::internal(format!("certificate {} has no digest", certificate.id)))?;
    let stored = platform.storage.get_by_content(&address).await;
    let bytes = stored.map_err(|error| Error::internal(error.to_string()))?;
    Ok(CertificateFile {
        bytes,
        hash: hash.clone(),
        serial_number: certificate.serial_number.unwrap_or_default(),
        code,
    })
}
