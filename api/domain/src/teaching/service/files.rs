//! The files of a session: slides, a list with signatures, a picture of the room.

use platform::Platform;
use platform::downloads::Download;
use platform::error::{Error, Outcome, accept};
use platform::proofs;
use platform::text::Message;
use platform::{audit, id};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{TeachingErrorCode, TeachingSessionStatus, status_problem};
use super::super::store::{self, TeachingFile, TeachingSession};
use super::attending::overseen;
use super::{Problems, locked, problem, running};
use crate::identity::{self, Viewer};

/// The purpose of an upload that is a file of a session.
pub const TEACHING_FILE_PURPOSE: &str = "TEACHING_SESSION";

/// Most files of one session.
const MOST_FILES: usize = 20;

/// Attaches a file to a session that was not called off, as one of those who lead it or by a role there.
///
/// # Errors
/// `NotFound` when it is not visible, or there is no such upload; `Forbidden`; every problem found.
pub async fn teaching_file_attach(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    upload_id: Uuid,
) -> Outcome<TeachingSession, TeachingErrorCode> {
    let reader = platform.database.reader();
    running(reader, viewer, &store::session(reader, viewer.scope(), key).await?).await?;
    let proof = proofs::sent(platform, viewer.person_id, TEACHING_FILE_PURPOSE, upload_id).await?;
    let write = platform.database.write().await?;
    let session = locked(&write, viewer, key).await?;
    let permit = running(&*write, viewer, &session).await?;
    let needed =
        [TeachingSessionStatus::Planned, TeachingSessionStatus::Delivered, TeachingSessionStatus::Confirmed];
    let mut problems: Problems = status_problem(session.status, &needed).into_iter().collect();
    let faults = proof.faults().chain(proof.kept());
    problems.extend(faults.map(|message| problem(TeachingErrorCode::Invalid, "uploadId", message)));
    if store::files_of(&*write, &[key]).await?.len() >= MOST_FILES {
        let message = Message::new("teaching-files").with("most", MOST_FILES);
        problems.push(problem(TeachingErrorCode::Invalid, "uploadId", message));
    }
    accept(problems)?;
    let new = TeachingFile {
        id: id::new_key(),
        session_id: key,
        upload_id,
        file: (&proof).into(),
        attached_by: viewer.person_id,
        attached_at: write.now(),
    };
    let after = json!({ "fileId": new.id, "contentDigest": new.file.content_digest });
    if let Err(error) = store::insert_file(&write, &permit, new).await {
        // Another act kept the same file at this moment.
        let taken = error.to_string().contains("upload_id");
        let message = Message::new("platform-proof-kept").with("file", &proof.file_name);
        let refused = taken.then(|| problem(TeachingErrorCode::Invalid, "uploadId", message));
        accept(refused.into_iter().collect())?;
        return Err(error.into());
    }
    let object = ("teaching_session", key);
    identity::remember(&write, &permit, "teaching-session.file-attach", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(session)
}

/// The files of visible sessions, to whoever leads, oversees or attended one.
///
/// # Errors
/// The database's.
pub async fn teaching_files_seen(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    keys: &[Uuid],
) -> Result<Vec<TeachingFile>, Error> {
    let mut open = overseen(connection, viewer, keys).await?;
    let hers = store::attendances_of(connection, keys).await?;
    let hers = hers.into_iter().filter(|one| one.person_id == viewer.person_id && one.struck_at.is_none());
    open.extend(hers.map(|one| one.session_id));
    let mut found = store::files_of(connection, keys).await?;
    found.retain(|one| open.contains(&one.session_id));
    Ok(found)
}

/// Hands a file out for a quarter of an hour, to whoever leads, oversees or attended its session.
///
/// # Errors
/// `NotFound` when there is none that the viewer may see.
pub async fn teaching_file_open(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<Download, TeachingErrorCode> {
    let reader = platform.database.reader();
    let held = store::teaching_file(reader, key).await?;
    let seen = teaching_files_seen(reader, viewer, &[held.session_id]).await?;
    let held = seen.into_iter().find(|one| one.id == key).ok_or(Error::NotFound)?;
    let act = audit::Act {
        action: "teaching-session.file-open",
        object_kind: "teaching_session",
        object_id: held.session_id,
        before: Value::Null,
        after: json!({ "fileId": key }),
    };
    Ok(proofs::open(platform, (&viewer.actor(), viewer.person_id), act, &held.file).await?)
}
