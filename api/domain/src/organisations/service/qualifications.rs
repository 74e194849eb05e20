//! What qualifies people to teach: recorded by whoever administers the base, told to its holder before it ends.

use chrono::NaiveDate;
use platform::Platform;
use platform::codes::Code as _;
use platform::error::{Error, Outcome, Problem, accept};
use platform::id;
use platform::paging::{PageRequest, Slice};
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::today;
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations::rules::{
    QualificationErrorCode, QualificationKind, Validity, qualification_problems, usual_expiry,
};
use crate::organisations::store::{self, Qualification, QualificationFilter};

/// A qualification to be recorded.
#[derive(Clone, Debug)]
pub struct NewQualification {
    /// Whose.
    pub person_id: Uuid,
    /// The institution at which she teaches.
    pub institution_id: Uuid,
    /// Kind.
    pub kind: QualificationKind,
    /// The certificate's number.
    pub number: String,
    /// First day.
    pub issued_on: NaiveDate,
    /// Last day; five years from the first when absent.
    pub expires_on: Option<NaiveDate>,
}

/// Records what qualifies somebody to teach.
///
/// # Errors
/// `NotFound` when there is no such institution, or no such person whom the viewer may see; `Forbidden`; every problem found.
pub async fn qualification_record(
    platform: &Platform,
    viewer: &Viewer,
    new: NewQualification,
) -> Outcome<Qualification, QualificationErrorCode> {
    let permit = Permit::at(viewer, Act::QualificationWrite, &[new.institution_id])?;
    let write = platform.database.write().await?;
    let institution = store::institution(&*write, new.institution_id).await?;
    let person = identity::person(&*write, viewer.scope(), new.person_id).await?;
    identity::lock_person(&write, person.id).await?;
    let today = today(&write);
    let expires_on = new.expires_on.or_else(|| usual_expiry(new.issued_on)).unwrap_or(new.issued_on);
    let number = new.number.trim().to_owned();
    let mut problems = qualification_problems(&number, new.issued_on, expires_on, today);
    if identity::is_closed(&*write, person.id).await? {
        let message = Message::new("identity-record-closed");
        problems.push(Problem::new(QualificationErrorCode::Invalid, "personId", message));
    } else if !identity::is_teaching_at(&*write, person.id, institution.id, today, today).await? {
        let message = Message::new("organisations-qualification-elsewhere")
            .with("institution", (institution.name.zh.as_str(), institution.name.en.as_str()));
        problems.push(Problem::new(QualificationErrorCode::NotTeaching, "personId", message));
    }
    let held = store::qualifications_of(&*write, &[person.id]).await?;
    if held.iter().any(|one| one.kind == new.kind && one.number == number && one.validity.ended_on.is_none())
    {
        let message = Message::new("organisations-qualification-taken").with("number", &number);
        problems.push(Problem::new(QualificationErrorCode::Taken, "number", message));
    }
    accept(problems)?;
    let row = Qualification {
        id: id::new_key(),
        person_id: person.id,
        institution_id: institution.id,
        kind: new.kind,
        number,
        validity: Validity { issued_on: new.issued_on, expires_on, ended_on: None },
        end_reason: None,
        told_days: None,
    };
    store::insert_qualification(&write, &permit, &row).await?;
    let after = json!({
        "personId": row.person_id, "institutionId": row.institution_id, "kind": row.kind.code(),
        "number": row.number, "issuedOn": row.validity.issued_on, "expiresOn": row.validity.expires_on,
    });
    let object = ("qualification", row.id);
    identity::remember(&write, &permit, "qualification.record", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(row)
}

/// Ends a qualification before its time, for a reason.
///
/// # Errors
/// `NotFound` when there is no such qualification; `Forbidden`; every problem found.
pub async fn qualification_end(
    platform: &Platform,
    viewer: &Viewer,
    qualification_id: Uuid,
    ended_on: NaiveDate,
    reason: &str,
) -> Outcome<Qualification, QualificationErrorCode> {
    let seen = store::qualification(platform.database.reader(), qualification_id).await?;
    let permit = Permit::at(viewer, Act::QualificationWrite, &[seen.institution_id])?;
    let write = platform.database.write().await?;
    identity::lock_person(&write, seen.person_id).await?;
    let found = store::qualification(&*write, qualification_id).await?;
    let code = QualificationErrorCode::Invalid;
    let mut problems = Vec::new();
    if !found.validity.is_on(ended_on) {
        let message = Message::new("organisations-term-end")
            .with("start", found.validity.issued_on)
            .with("end", found.validity.last());
        problems.push(Problem::new(code, "endedOn", message));
    }
    problems.extend(identity::rules::reason_problem(code, reason));
    accept(problems)?;
    let reason = reason.trim().to_owned();
    store::end_qualification(&write, &permit, found.id, (ended_on, &reason)).await?;
    let before = json!({ "endedOn": found.validity.ended_on });
    let after = json!({ "endedOn": ended_on, "reason": reason });
    let object = ("qualification", found.id);
    identity::remember(&write, &permit, "qualification.end", object, (before, after)).await?;
    write.commit().await?;
    let validity = Validity { ended_on: Some(ended_on), ..found.validity };
    Ok(Qualification { validity, end_reason: Some(reason), ..found })
}

/// A page of the qualifications of an institution's people, what ends first before the rest.
///
/// # Errors
/// `Forbidden` to whoever does not administer the institution.
pub async fn qualifications_page(
    platform: &Platform,
    viewer: &Viewer,
    filter: &QualificationFilter,
    page: &PageRequest,
) -> Result<Slice<Qualification>, Error> {
    Permit::at(viewer, Act::QualificationRead, &[filter.institution_id])?;
    store::qualifications_page(platform.database.reader(), viewer.scope(), filter, page).await
}

/// What qualifies these people, as far as the viewer may read it: her own, and what an institution recorded that she administers.
/// Whoever asks was shown the people.
pub async fn qualifications_seen(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    people: &[Uuid],
) -> Result<Vec<Qualification>, Error> {
    let mut rows = store::qualifications_of(connection, people).await?;
    rows.retain(|row| {
        row.person_id == viewer.person_id
            || Permit::at(viewer, Act::QualificationRead, &[row.institution_id]).is_ok()
    });
    Ok(rows)
}
