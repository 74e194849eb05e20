//! Printing: a proof before anything is proposed, and the certificate itself, once, for ever.

use platform::codes::Code as _;
use platform::error::{Error, Failure, Outcome, Problem};
use platform::text::Message;
use platform::{Platform, events, jobs};
use serde_json::json;
use uuid::Uuid;

use super::facts::{Background, year_of};
use super::lock;
use crate::credentials::address;
use crate::credentials::document::{self, CertificateFacts, DocumentError, Faces};
use crate::credentials::rules::{self, CertificateErrorCode, CertificateStatus};
use crate::credentials::store::{self, Certificate};
use crate::enrolment;
use crate::identity::{self, Act, Permit, Scope, SystemReason};

/// The job by which the holder is told.
const TELL_JOB: &str = "notifications.certificate-issued";

/// A code and a number of the right width, for the proof.
const PROOF_CODE: &str = "0000-0000-0000-0000";
const PROOF_SERIAL: i64 = 9999;

/// Sets the type of a certificate that is not there yet: problems say what could not be printed.
pub(super) async fn proof(
    platform: &Platform,
    background: &Background,
) -> Outcome<Vec<Problem<CertificateErrorCode>>, CertificateErrorCode> {
    let problems = background.uncovered_problems();
    if !problems.is_empty() {
        return Ok(problems);
    }
    let verify_url = address::verify_url(&platform.config.public_url(), PROOF_CODE);
    let printed = background.printed(year_of(background.on), PROOF_SERIAL, PROOF_CODE, &verify_url);
    match set_type(printed.document([0; 16], platform.clock.now())).await? {
        Ok(_) => Ok(Vec::new()),
        Err(error) => match sentence(&error) {
            Some((code, message)) => Ok(vec![Problem::new(code, "", message)]),
            None => Err(Failure::Error(Error::internal(error.to_string()))),
        },
    }
}

/// Renders away from the threads that answer requests.
async fn set_type(facts: CertificateFacts) -> Result<Result<Vec<u8>, DocumentError>, Error> {
    let work = tokio::task::spawn_blocking(move || document::render(&facts, &*Faces::load()?));
    work.await.map_err(|error| Error::internal(format!("printing stopped: {error}")))
}

/// What a person can do something about: its code and sentence. `None` for faults of the program.
pub(super) fn sentence(error: &DocumentError) -> Option<(CertificateErrorCode, Message)> {
    match error {
        DocumentError::Uncovered { field, characters } => {
            Some((CertificateErrorCode::NoGlyph, rules::no_glyph(field.zh(), field.en(), characters)))
        }
        DocumentError::TooLong { field, characters } => {
            let message = Message::new("credentials-too-long")
                .with("field", (field.zh(), field.en()))
                .with("characters", *characters);
            Some((CertificateErrorCode::NotPrintable, message))
        }
        DocumentError::Face(_) | DocumentError::Assembly(_) => None,
    }
}

/// Prints a numbered certificate and sets it as issued: the job that finishes what was interrupted. One that is
/// issued or void already is left as it is.
///
/// # Errors
/// `NotFound`; internal when the print could not be made or stored now, and another attempt can help.
pub async fn render(platform: &Platform, certificate_id: Uuid) -> Result<Certificate, Error> {
    finish(platform, &Permit::system(Act::CertificateIssue), certificate_id).await
}

/// Prints from the snapshot alone, so that every attempt gives the same bytes under the same number.
pub(super) async fn finish(
    platform: &Platform,
    permit: &Permit,
    certificate_id: Uuid,
) -> Result<Certificate, Error> {
    let scope = Scope::System(SystemReason::Permitted);
    let certificate = store::certificate(platform.database.reader(), scope, certificate_id).await?;
    if certificate.status != CertificateStatus::Issuing {
        return Ok(certificate);
    }
    match set_type(certificate.snapshot()?.document()).await? {
        Ok(bytes) => {
            let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            let stored = platform.storage.put_by_content(bytes).await;
            let hash = stored.map_err(|error| Error::internal(error.to_string()))?;
            settle(
                platform,
                permit,
                &certificate,
                Settled::Issued { file_hash: hash.to_string(), file_size: size },
            )
            .await
        }
        Err(error) if sentence(&error).is_some() => {
            settle(platform, permit, &certificate, Settled::Void { cause: error.to_string() }).await
        }
        Err(error) => Err(Error::internal(error.to_string())),
    }
}

/// How a numbered certificate ends.
enum Settled {
    /// Printed and stored.
    Issued { file_hash: String, file_size: i64 },
    /// Never to be printed.
    Void { cause: String },
}

async fn settle(
    platform: &Platform,
    permit: &Permit,
    certificate: &Certificate,
    settled: Settled,
) -> Result<Certificate, Error> {
    let scope = Scope::System(SystemReason::Permitted);
    let write = platform.database.write().await?;
    lock(&write, certificate.of).await?;
    let standing = store::certificate(&*write, scope, certificate.id).await?;
    if standing.status != CertificateStatus::Issuing {
        // Another attempt was faster, with the same bytes.
        return Ok(standing);
    }
    let before = json!({ "status": standing.status.code() });
    let (action, topic, after) = match &settled {
        Settled::Issued { file_hash, file_size } => {
            store::set_issued(&write, permit, certificate.id, file_hash, *file_size).await?;
            if let Some(key) = certificate.of.enrolment_id() {
                enrolment::complete(&write, permit, key).await?;
            }
            let payload = json!({ "certificate_id": certificate.id });
            jobs::enqueue(&write, TELL_JOB, &payload, Some(format!("{TELL_JOB}/{}", certificate.id))).await?;
            let after = json!({ "status": CertificateStatus::Issued.code(), "fileHash": file_hash });
            ("certificate.print", "certificate.issued", after)
        }
        Settled::Void { cause } => {
            store::set_status(&write, permit, certificate.id, CertificateStatus::Void).await?;
            let after = json!({ "status": CertificateStatus::Void.code(), "cause": cause });
            ("certificate.void", "certificate.voided", after)
        }
    };
    identity::remember(&write, permit, action, ("certificate", certificate.id), (before, after)).await?;
    events::record(&write, topic, certificate.id, Some(certificate.person_id)).await?;
    let settled = store::certificate(&*write, scope, certificate.id).await?;
    write.commit().await?;
    Ok(settled)
}
