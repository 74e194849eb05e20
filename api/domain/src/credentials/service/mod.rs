//! What is done with certificates: one person proposes, another issues, the system prints, anybody verifies.

mod facts;
mod printing;
mod sheets;
mod statements;
mod verifying;

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use entity::certificate;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, events, id, jobs, settings};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use self::facts::Background;
use super::address;
use super::rules::{self, CertificateErrorCode, CertificateKind, CertificateStatus};
use super::store::{self, Certificate, Certified, Issuing};
use crate::enrolment;
use crate::identity::rules::reason_problem;
use crate::identity::{self, Act, Permit, Scope, SystemReason, Viewer};
use crate::pairings::{self, Apprenticeship};

pub use printing::render;
pub use sheets::weekly_sheets_print;
pub use statements::{StatementAsked, teaching_statement_issue};
pub use verifying::{CertificateFile, Verification, certificate_file, verify};

/// The job that finishes what an interrupted act of issuing left behind.
const RENDER_JOB: &str = "certificate.render";

/// Proposes a certificate of completion for an enrolment, or a certificate of an apprenticeship.
///
/// # Errors
/// `NotFound` when the viewer may not see what it is of, `Forbidden` without the role at its school, or at the master's institution.
/// Rejected with one problem for everything that is missing, each name that cannot be printed, and when there is one already.
pub async fn certificate_propose(
    platform: &Platform,
    viewer: &Viewer,
    of: Certified,
) -> Outcome<Certificate, CertificateErrorCode> {
    let reader = platform.database.reader();
    let permit = Permit::at(viewer, Act::CertificatePropose, &[issuer(reader, viewer.scope(), of).await?])?;
    let today = platform.clock.today(Shanghai);
    let seen = background(reader, viewer.scope(), of, today).await?;
    // Setting type takes a while: no transaction waits for it, and only a proposal that can succeed pays for it.
    let mut problems = if seen.missing().is_empty() {
        printing::proof(platform, &seen).await?
    } else {
        seen.uncovered_problems()
    };

    let write = platform.database.write().await?;
    lock(&write, of).await?;
    let background = background(&*write, viewer.scope(), of, today).await?;
    problems.extend(rules::proposer_problem(background.holder.id, viewer.person_id));
    problems.extend(missing_problems(&background));
    problems.extend(already(&*write, of, None).await?);
    accept(problems)?;

    let row = proposal(&write, viewer, of, &background);
    store::insert(&write, &permit, row.clone()).await?;
    let mut after = json!({ "personId": row.person_id, "kind": row.kind });
    if let (Some(fields), (name, key)) = (after.as_object_mut(), named(of)) {
        fields.insert(name.to_owned(), json!(key));
    }
    identity::remember(&write, &permit, "certificate.propose", ("certificate", row.id), (Value::Null, after))
        .await?;
    events::record(&write, "certificate.proposed", row.id, Some(row.person_id)).await?;
    write.commit().await?;
    Ok(row.try_into()?)
}

fn named(of: Certified) -> (&'static str, Uuid) {
    match of {
        Certified::Enrolment(key) => ("enrolmentId", key),
        Certified::Apprenticeship(key) => ("apprenticeshipId", key),
    }
}

/// The institution that certifies: the school of a training, the master's of an apprenticeship.
async fn issuer(connection: &impl ConnectionTrait, scope: Scope<'_>, of: Certified) -> Result<Uuid, Error> {
    match of {
        Certified::Enrolment(key) => Ok(enrolment::enrolment(connection, scope, key).await?.institution_id),
        Certified::Apprenticeship(key) => Ok(pairing(connection, scope, key).await?.1),
    }
}

/// A visible apprenticeship, and the institution where its master is appointed.
async fn pairing(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<(Apprenticeship, Uuid), Error> {
    let found = pairings::find_apprenticeships(connection, scope, &[key]).await?.pop();
    let found = found.ok_or(Error::NotFound)?;
    let mentor = pairings::find_mentors(connection, &[found.mentor_id]).await?.pop();
    let institution_id = mentor.ok_or(Error::NotFound)?.institution_id;
    Ok((found, institution_id))
}

/// What a certificate is about, as it is on a day.
async fn background(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    of: Certified,
    on: NaiveDate,
) -> Result<Background, Error> {
    match of {
        Certified::Enrolment(key) => {
            let enrolment = enrolment::enrolment(connection, scope, key).await?;
            Background::of_training(connection, enrolment, on).await
        }
        Certified::Apprenticeship(key) => {
            let (apprenticeship, institution_id) = pairing(connection, scope, key).await?;
            Background::of_pairing(connection, apprenticeship, institution_id, on).await
        }
    }
}

/// Locks what a certificate is of, so that acts upon it happen one after another.
async fn lock(write: &Write, of: Certified) -> Result<(), Error> {
    match of {
        Certified::Enrolment(key) => Ok(enrolment::lock_enrolment(write, key).await?),
        Certified::Apprenticeship(key) => pairings::lock_apprenticeship(write, key).await,
    }
}

fn proposal(write: &Write, viewer: &Viewer, of: Certified, background: &Background) -> certificate::Model {
    let kind = match of {
        Certified::Enrolment(_) => CertificateKind::Completion,
        Certified::Apprenticeship(_) => CertificateKind::Apprenticeship,
    };
    certificate::Model {
        id: id::new_key(),
        enrolment_id: of.enrolment_id(),
        apprenticeship_id: of.apprenticeship_id(),
        person_id: background.holder.id,
        institution_id: background.institution.id,
        kind: kind.code().to_owned(),
        status: CertificateStatus::Proposed.code().to_owned(),
        proposed_by: viewer.person_id,
        proposed_at: write.now(),
        issued_by: None,
        issued_at: None,
        issued_on: None,
        serial_number: None,
        code: None,
        snapshot: None,
        snapshot_hash: None,
        rule_version: None,
        public_url: None,
        file_hash: None,
        file_size: None,
        is_flagged: false,
    }
}

fn missing_problems(background: &Background) -> Vec<Problem<CertificateErrorCode>> {
    let problem = |message| Problem::new(CertificateErrorCode::NotEligible, "", message);
    background.missing().into_iter().map(problem).collect()
}

/// Whether another live certificate than `own` stands for the same. Everybody's are looked at, because there can be only one.
async fn already(
    connection: &impl ConnectionTrait,
    of: Certified,
    own: Option<Uuid>,
) -> Result<Option<Problem<CertificateErrorCode>>, Error> {
    let scope = Scope::System(SystemReason::Invariant);
    let standing = match of {
        Certified::Enrolment(key) => store::certificates_of(connection, scope, &[key]).await?,
        Certified::Apprenticeship(key) => {
            store::certificates_of_apprenticeships(connection, scope, &[key]).await?
        }
    };
    let other = standing.into_iter().find(|other| other.status.is_live() && Some(other.id) != own);
    Ok(other.map(|other| {
        let message = Message::new("credentials-already").with("status", other.status.label());
        Problem::new(CertificateErrorCode::Already, "", message)
    }))
}

/// Issues a proposed certificate: numbers it, writes down what is true today, prints it and stores the print.
///
/// The number and everything printed are settled in a first transaction; the print follows, and a second transaction
/// sets it as issued. When printing is interrupted the answer is a certificate in `Issuing`, and a job finishes it
/// under the same number.
///
/// # Errors
/// `NotFound`, `Forbidden`; rejected when she proposed it herself, when it is her own, when it is not proposed any
/// more, when something is missing by now, when a name cannot be printed, and when the
/// address to be printed leads only to this machine and the database is no demo's.
pub async fn certificate_issue(
    platform: &Platform,
    viewer: &Viewer,
    certificate_id: Uuid,
) -> Outcome<Certificate, CertificateErrorCode> {
    let proposed = store::certificate(platform.database.reader(), viewer.scope(), certificate_id).await?;
    let permit = Permit::at(viewer, Act::CertificateIssue, &[proposed.institution_id])?;
    let write = platform.database.write().await?;
    lock(&write, proposed.of).await?;
    let proposed = store::certificate(&*write, viewer.scope(), certificate_id).await?;
    accept(not_proposed(&proposed).into_iter().collect())?;
    let scope = Scope::System(SystemReason::Permitted);
    let today = write.now().with_timezone(&Shanghai).date_naive();
    let background = background(&*write, scope, proposed.of, today).await?;

    let issuing = identity::records_of(&*write, viewer.person_id).await?;
    let mut problems = rules::issuer_problems(proposed.person_id, proposed.proposed_by, &issuing);
    problems.extend(missing_problems(&background));
    problems.extend(already(&*write, proposed.of, Some(proposed.id)).await?);
    problems.extend(background.uncovered_problems());
    problems.extend(local_address(platform, &*write).await?.map(|address| {
        let message = Message::new("credentials-loopback-address").with("address", address);
        Problem::new(CertificateErrorCode::LoopbackAddress, "", message)
    }));
    accept(problems)?;

    number(platform, &write, &permit, viewer, &proposed, &background).await?;
    write.commit().await?;
    match printing::finish(platform, &permit, certificate_id).await {
        Ok(issued) => Ok(issued),
        Err(error) => {
            tracing::warn!(%error, %certificate_id, "a certificate was numbered and not printed; the job will");
            Ok(store::certificate(platform.database.reader(), viewer.scope(), certificate_id).await?)
        }
    }
}

fn not_proposed(certificate: &Certificate) -> Option<Problem<CertificateErrorCode>> {
    let message = Message::new("credentials-not-proposed").with("status", certificate.status.label());
    (certificate.status != CertificateStatus::Proposed)
        .then(|| Problem::new(CertificateErrorCode::NotProposed, "", message))
}

/// The address to be printed, when it leads only to this machine: nothing is issued for real under it, but in a demo.
async fn local_address(
    platform: &Platform,
    connection: &impl ConnectionTrait,
) -> Result<Option<String>, Error> {
    let public_url = platform.config.public_url();
    let is_for_show =
        !address::is_loopback(&public_url) || settings::get(connection, "demo").await?.is_some();
    Ok((!is_for_show).then_some(public_url))
}

/// Takes the next number and settles everything that will be printed.
async fn number(
    platform: &Platform,
    write: &Write,
    permit: &Permit,
    viewer: &Viewer,
    proposed: &Certificate,
    background: &Background,
) -> Result<(), Error> {
    let year = facts::year_of(background.on);
    let serial = settings::next_number(write, &counter(proposed.institution_id, year)).await?;
    let code = id::new_code()?;
    let taken = facts::Taken {
        certificate: proposed,
        issued_by: viewer.person_id,
        issued_at: write.now(),
        year,
        serial,
        code: &code,
        verify_url: &address::verify_url(&platform.config.public_url(), &code),
    };
    let snapshot = background.snapshot(&taken);
    let (text, hash) = snapshot.canonical()?;
    let issuing = Issuing {
        issued_by: viewer.person_id,
        issued_on: background.on,
        serial_number: &snapshot.printed.serial_number,
        code: &code,
        snapshot: &text,
        snapshot_hash: &hash,
        rule_version: &snapshot.rule_version,
        verify_url: taken.verify_url,
    };
    store::set_issuing(write, permit, proposed.id, &issuing).await?;
    let after = json!({
        "status": CertificateStatus::Issuing.code(),
        "serialNumber": snapshot.printed.serial_number,
        "code": code,
        "snapshotHash": hash,
    });
    identity::remember(
        write,
        permit,
        "certificate.issue",
        ("certificate", proposed.id),
        (json!({ "status": proposed.status.code() }), after),
    )
    .await?;
    let payload = json!({ "certificate_id": proposed.id });
    jobs::enqueue(write, RENDER_JOB, &payload, Some(format!("{RENDER_JOB}/{}", proposed.id))).await
}

/// The counter of an issuer's certificates of one year.
fn counter(institution_id: Uuid, year: i32) -> String {
    format!("certificate/{institution_id}/{year}")
}

/// Declines a proposal, for a reason that stands in the audit trail. Another may be proposed afterwards.
///
/// # Errors
/// `NotFound`, `Forbidden`; rejected when the reason is missing or it is not proposed any more.
pub async fn certificate_decline(
    platform: &Platform,
    viewer: &Viewer,
    certificate_id: Uuid,
    reason: &str,
) -> Outcome<Certificate, CertificateErrorCode> {
    let proposed = store::certificate(platform.database.reader(), viewer.scope(), certificate_id).await?;
    let permit = Permit::at(viewer, Act::CertificateIssue, &[proposed.institution_id])?;
    let write = platform.database.write().await?;
    lock(&write, proposed.of).await?;
    let proposed = store::certificate(&*write, viewer.scope(), certificate_id).await?;
    let problems =
        not_proposed(&proposed).into_iter().chain(reason_problem(CertificateErrorCode::Reason, reason));
    accept(problems.collect())?;
    store::set_status(&write, &permit, proposed.id, CertificateStatus::Declined).await?;
    let before = json!({ "status": proposed.status.code() });
    let after = json!({ "status": CertificateStatus::Declined.code(), "reason": reason.trim() });
    identity::remember(&write, &permit, "certificate.decline", ("certificate", proposed.id), (before, after))
        .await?;
    events::record(&write, "certificate.declined", proposed.id, Some(proposed.person_id)).await?;
    write.commit().await?;
    Ok(Certificate { status: CertificateStatus::Declined, ..proposed })
}

/// Flags every issued certificate of a person for a decision, because evidence behind it was withdrawn (domain rule
/// 10). Nothing is revoked. Says how many were flagged; a repeat flags none.
///
/// # Errors
/// Internal.
pub async fn flag(platform: &Platform, person_id: Uuid) -> Result<usize, Error> {
    let permit = Permit::system(Act::CertificateIssue);
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, person_id).await?;
    let certificates = store::unflagged(&*write, person_id).await?;
    for certificate in &certificates {
        store::set_flagged(&write, &permit, certificate.id).await?;
        let (before, after) = (json!({ "isFlagged": false }), json!({ "isFlagged": true }));
        identity::remember(
            &write,
            &permit,
            "certificate.flag",
            ("certificate", certificate.id),
            (before, after),
        )
        .await?;
        events::record(&write, "certificate.flagged", certificate.id, Some(person_id)).await?;
    }
    write.commit().await?;
    Ok(certificates.len())
}

/// Raises every counter of certificate numbers to the highest number that is stored, after a restore.
///
/// # Errors
/// Internal, when a stored snapshot was altered.
pub async fn raise_counters(write: &Write) -> Result<(), Error> {
    for ((institution_id, year), serial) in store::highest_serials(&**write).await? {
        settings::raise_counter(write, &counter(institution_id, year), serial).await?;
    }
    Ok(())
}
