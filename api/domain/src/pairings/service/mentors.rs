//! Masters: an institution appoints them, and says how many apprentices they have at most.

use std::collections::HashMap;

use chrono::NaiveDate;
use platform::Platform;
use platform::codes::Code as _;
use platform::error::{Error, Outcome, Problem, accept};
use platform::id;
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::MentorErrorCode;
use super::super::rules::caps::{MentorRank, USUAL_CAP};
use super::super::store::{self, Mentor, MentorCap};
use super::today;
use crate::curricula::is_specialty;
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations;

/// Most specialties of one master.
const MOST_SPECIALTIES: usize = 20;
/// Most apprentices that an institution may allow one master.
const MOST_APPRENTICES: i32 = 100;

/// A master to be appointed.
#[derive(Clone, Debug)]
pub struct NewMentor {
    /// Who.
    pub person_id: Uuid,
    /// Where she practises.
    pub institution_id: Uuid,
    /// Her rank.
    pub rank: MentorRank,
    /// In which specialties, by code.
    pub specialties: Vec<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; open when absent.
    pub ends_on: Option<NaiveDate>,
}

/// Places of a master on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MentorPlaces {
    /// How many apprentices she has at most.
    pub most: i32,
    /// How many places are taken.
    pub taken: i32,
}

/// Appoints a master at an institution.
///
/// # Errors
/// `NotFound` when there is no such institution, or no such person whom the viewer may see; `Forbidden`; every problem found.
pub async fn mentor_appoint(
    platform: &Platform,
    viewer: &Viewer,
    new: NewMentor,
) -> Outcome<Mentor, MentorErrorCode> {
    let permit = Permit::at(viewer, Act::MentorWrite, &[new.institution_id])?;
    let write = platform.database.write().await?;
    let institution = organisations::institution(&*write, new.institution_id).await?;
    let person = identity::person(&*write, viewer.scope(), new.person_id).await?;
    identity::lock_person(&write, person.id).await?;
    let mut problems = Vec::new();
    let mut refuse = |code, path: &str, message| problems.push(Problem::new(code, path, message));
    let mut specialties = new.specialties;
    specialties.sort_unstable();
    specialties.dedup();
    if specialties.is_empty() || specialties.len() > MOST_SPECIALTIES {
        let message = Message::new("pairings-mentor-specialties").with("most", MOST_SPECIALTIES);
        refuse(MentorErrorCode::Invalid, "specialties", message);
    }
    for code in specialties.iter().filter(|code| !is_specialty(code)) {
        let message = Message::new("pairings-specialty-unknown").with("code", code);
        refuse(MentorErrorCode::Invalid, "specialties", message);
    }
    if let Some(last) = new.ends_on.filter(|last| *last < new.starts_on) {
        let message = Message::new("pairings-mentor-term").with("first", new.starts_on).with("last", last);
        refuse(MentorErrorCode::Invalid, "endsOn", message);
    }
    let until = new.ends_on.unwrap_or(new.starts_on).max(new.starts_on);
    if !identity::is_teaching_at(&*write, person.id, institution.id, new.starts_on, until).await? {
        let message = Message::new("pairings-mentor-elsewhere")
            .with("institution", (institution.name.zh.as_str(), institution.name.en.as_str()));
        refuse(MentorErrorCode::NotTeaching, "personId", message);
    }
    let held = store::mentors_of(&*write, &[person.id]).await?;
    let shares_days = |one: &&Mentor| {
        one.institution_id == institution.id
            && one.ends_on.is_none_or(|end| new.starts_on <= end)
            && new.ends_on.is_none_or(|end| one.starts_on <= end)
    };
    if let Some(other) = held.iter().find(shares_days) {
        let message = Message::new("pairings-mentor-appointed").with("first", other.starts_on);
        refuse(MentorErrorCode::Appointed, "personId", message);
    }
    accept(problems)?;
    let made = Mentor {
        id: id::new_key(),
        person_id: person.id,
        institution_id: institution.id,
        rank: new.rank,
        specialties,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        end_reason: None,
    };
    store::insert_mentor(&write, &permit, &made).await?;
    let after = json!({
        "personId": made.person_id, "institutionId": made.institution_id, "rank": made.rank.code(),
        "specialties": made.specialties, "startsOn": made.starts_on, "endsOn": made.ends_on,
    });
    identity::remember(&write, &permit, "mentor.appoint", ("mentor", made.id), (Value::Null, after)).await?;
    write.commit().await?;
    Ok(made)
}

/// Ends an appointment, for a reason, while no apprentice is live beyond its last day.
///
/// # Errors
/// `NotFound` when there is none; `Forbidden`; every problem found.
pub async fn mentor_end(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    (ends_on, reason): (NaiveDate, &str),
) -> Outcome<Mentor, MentorErrorCode> {
    let seen = store::mentor(platform.database.reader(), key).await?;
    let permit = Permit::at(viewer, Act::MentorWrite, &[seen.institution_id])?;
    let write = platform.database.write().await?;
    identity::lock_person(&write, seen.person_id).await?;
    let found = store::mentor(&*write, key).await?;
    let mut problems: Vec<_> =
        identity::rules::reason_problem(MentorErrorCode::Invalid, reason).into_iter().collect();
    if ends_on < found.starts_on || found.ends_on.is_some_and(|end| end < ends_on) {
        let message =
            Message::new("pairings-mentor-term").with("first", found.starts_on).with("last", ends_on);
        problems.push(Problem::new(MentorErrorCode::Invalid, "endsOn", message));
    }
    let hers = store::held(&*write, &[found.person_id]).await?;
    let beyond = hers.iter().filter(|pair| pair.mentor_id == key && pair.last_day() > ends_on).count();
    if beyond > 0 {
        let message = Message::new("pairings-mentor-has").with("count", beyond).with("last", ends_on);
        problems.push(Problem::new(MentorErrorCode::HasApprentices, "endsOn", message));
    }
    accept(problems)?;
    let reason = reason.trim().to_owned();
    store::end_mentor(&write, &permit, key, (ends_on, &reason)).await?;
    let before = json!({ "endsOn": found.ends_on });
    let after = json!({ "endsOn": ends_on, "reason": reason });
    identity::remember(&write, &permit, "mentor.end", ("mentor", key), (before, after)).await?;
    write.commit().await?;
    Ok(Mentor { ends_on: Some(ends_on), end_reason: Some(reason), ..found })
}

/// Says how many apprentices masters of a rank have at most at an institution. Who has more keeps them, and takes no further one.
///
/// # Errors
/// `NotFound` when there is no such institution; `Forbidden`; a number out of bounds.
pub async fn mentor_cap_set(
    platform: &Platform,
    viewer: &Viewer,
    cap: MentorCap,
) -> Outcome<MentorCap, MentorErrorCode> {
    let permit = Permit::at(viewer, Act::MentorWrite, &[cap.institution_id])?;
    let write = platform.database.write().await?;
    organisations::institution(&*write, cap.institution_id).await?;
    if !(0..=MOST_APPRENTICES).contains(&cap.most) {
        let message = Message::new("pairings-cap").with("value", cap.most).with("most", MOST_APPRENTICES);
        accept(vec![Problem::new(MentorErrorCode::Invalid, "most", message)])?;
    }
    let said = store::caps_of(&*write, &[cap.institution_id]).await?;
    let before = said.into_iter().find(|one| one.rank == cap.rank).map_or(USUAL_CAP, |one| one.most);
    store::put_cap(&write, &permit, &cap).await?;
    let told = |most: i32| json!({ "rank": cap.rank.code(), "most": most, "on": today(&write) });
    let object = ("institution", cap.institution_id);
    identity::remember(&write, &permit, "mentor-cap.set", object, (told(before), told(cap.most))).await?;
    write.commit().await?;
    Ok(cap)
}

/// Places of these masters on a day: two statements, whatever their number.
pub async fn mentor_places(
    connection: &impl ConnectionTrait,
    mentors: &[Mentor],
    on: NaiveDate,
) -> Result<HashMap<Uuid, MentorPlaces>, Error> {
    let institutions: Vec<Uuid> = mentors.iter().map(|one| one.institution_id).collect();
    let caps = store::caps_of(connection, &institutions).await?;
    let people: Vec<Uuid> = mentors.iter().map(|one| one.person_id).collect();
    let held = store::held(connection, &people).await?;
    let places = |one: &Mentor| {
        let cap = caps.iter().find(|cap| (cap.institution_id, cap.rank) == (one.institution_id, one.rank));
        let hers = held.iter().filter(|pair| pair.mentor_person_id == one.person_id);
        let taken = hers.filter(|pair| (pair.terms.term.0..=pair.last_day()).contains(&on)).count();
        let taken = i32::try_from(taken).unwrap_or(i32::MAX);
        (one.id, MentorPlaces { most: cap.map_or(USUAL_CAP, |cap| cap.most), taken })
    };
    Ok(mentors.iter().map(places).collect())
}
