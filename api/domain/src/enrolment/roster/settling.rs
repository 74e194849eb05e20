//! Sets the rows of a roster against what is known: whom each means, in which programme, sent by whom.

use std::collections::HashMap;

use chrono::NaiveDate;
use platform::text::Message;
use uuid::Uuid;

use super::super::rules::Origin;
use super::{
    Known, Programme, RosterColumn, RosterEntry, RosterRow, RowProblem, Sender, Severity, Trainee, error,
    folded, index,
};
use crate::curricula::Figures;
use crate::identity::{IdentityNumber, Person};

/// Sets the rows against what is known: the entries of those rows about which nothing stands in the way. What was
/// found so far and what is found now is in `problems`.
#[must_use]
pub fn settle(rows: Vec<RosterRow>, known: &Known, problems: &mut Vec<RowProblem>) -> Vec<RosterEntry> {
    let programmes =
        index(&known.programmes, |programme| vec![&programme.code, &programme.name.zh, &programme.name.en]);
    let senders = index(&known.senders, |sender| {
        vec![&sender.name.zh, &sender.name.en, sender.credit_code.as_deref().unwrap_or_default()]
    });
    let mut seen: HashMap<(Uuid, Uuid), u32> = HashMap::new();
    let mut entries = Vec::new();
    for row in rows {
        let version = find_programme(&row, &programmes, problems);
        let sender = find_sender(&row, &senders, problems);
        let trainee = recognise(&row, known, problems);
        if !is_open(&row, RosterColumn::StartsOn, known.merged.as_ref(), problems) {
            continue;
        }
        let Some(entry) = entry(&row, trainee, version, sender, known) else {
            continue;
        };
        if let Trainee::Known { person_id, .. } = entry.trainee {
            let earlier = *seen.entry((person_id, entry.version_id)).or_insert(row.line);
            if earlier != row.line {
                let message = Message::new("enrolment-roster-same-person").with("line", earlier);
                problems.push(error(row.line, RosterColumn::Name, &row.name.zh, message));
                continue;
            }
        }
        entries.push(entry);
    }
    problems.sort_by_key(|problem| (problem.line, problem.column, problem.severity));
    entries
}

fn entry(
    row: &RosterRow,
    trainee: Option<Trainee>,
    version: Option<(Uuid, Figures)>,
    sender: Option<SentBy>,
    known: &Known,
) -> Option<RosterEntry> {
    let (version_id, figures) = version?;
    let starts_on = row.starts_on?;
    let trainee = trainee?;
    let is_enrolled = match trainee {
        Trainee::New => false,
        Trainee::Known { person_id, .. } => known.enrolled.contains(&(person_id, version_id)),
    };
    Some(RosterEntry {
        trainee,
        name: row.name.clone(),
        number: row.number.clone()?,
        phone: row.phone.clone()?,
        email: row.email.clone(),
        identity: row.identity.clone(),
        birth_on: row.birth_on,
        version_id,
        origin: row.origin?,
        sending_institution_id: match sender? {
            SentBy::Institution(key) => Some(key),
            SentBy::Nobody => None,
        },
        recruitment_year: row.recruitment_year?,
        starts_on,
        expected_completion_on: figures.last_day(starts_on),
        is_enrolled,
    })
}

/// Who sent a trainee.
#[derive(Clone, Copy)]
enum SentBy {
    Nobody,
    Institution(Uuid),
}

fn find_programme(
    row: &RosterRow,
    programmes: &HashMap<String, Vec<&Programme>>,
    problems: &mut Vec<RowProblem>,
) -> Option<(Uuid, Figures)> {
    let typed = row.programme.as_ref()?;
    let key = match programmes.get(&folded(typed)).map(Vec::as_slice) {
        Some([programme]) if programme.version.is_some() => return programme.version,
        Some([_]) => "enrolment-roster-programme-unpublished",
        Some(_) => "enrolment-roster-programme-ambiguous",
        None => "enrolment-roster-programme-unknown",
    };
    let message = Message::new(key).with("programme", typed);
    problems.push(error(row.line, RosterColumn::Programme, typed, message));
    None
}

/// Whether an institution was not merged into another one by the day on which a training begins.
fn is_open(
    row: &RosterRow,
    column: RosterColumn,
    merged: Option<&(NaiveDate, Message)>,
    problems: &mut Vec<RowProblem>,
) -> bool {
    let Some((_, message)) = merged.filter(|(on, _)| row.starts_on.is_some_and(|start| *on <= start)) else {
        return true;
    };
    let typed = row.starts_on.map(|start| start.to_string()).unwrap_or_default();
    problems.push(error(row.line, column, &typed, message.clone()));
    false
}

/// The sending institution; nobody where none is named and none is needed.
fn find_sender(
    row: &RosterRow,
    senders: &HashMap<String, Vec<&Sender>>,
    problems: &mut Vec<RowProblem>,
) -> Option<SentBy> {
    let typed = row.sending_institution.as_deref().unwrap_or_default();
    let key = match senders.get(&folded(typed)).map(Vec::as_slice) {
        Some([sender]) => {
            let column = RosterColumn::SendingInstitution;
            return is_open(row, column, sender.merged.as_ref(), problems)
                .then_some(SentBy::Institution(sender.id));
        }
        _ if typed.is_empty() && row.origin != Some(Origin::Sent) => return Some(SentBy::Nobody),
        _ if typed.is_empty() => "enrolment-sending-institution-missing",
        Some(_) => "enrolment-roster-institution-ambiguous",
        None => "enrolment-roster-institution-unknown",
    };
    let message = Message::new(key);
    let message = if typed.is_empty() { message } else { message.with("institution", typed) };
    problems.push(error(row.line, RosterColumn::SendingInstitution, typed, message));
    None
}

/// Whom a row means. Identity number, number and phone must not point at two people, nor at somebody of another name;
/// whose they are is not said, because the reader of the roster may not be allowed to know.
fn recognise(row: &RosterRow, known: &Known, problems: &mut Vec<RowProblem>) -> Option<Trainee> {
    let (number, phone) = (row.number.as_ref()?, row.phone.as_ref()?);
    let masked = row.identity.as_ref().map(IdentityNumber::masked).unwrap_or_default();
    let signs = [
        (
            RosterColumn::IdentityNumber,
            &masked,
            row.identity.as_ref().and_then(|identity| known.by_identity.get(identity)),
            Message::new("enrolment-roster-identity-of-another").with("number", &masked),
        ),
        (
            RosterColumn::Number,
            number,
            known.by_number.get(number),
            Message::new("enrolment-roster-number-of-another").with("number", number),
        ),
        (
            RosterColumn::Phone,
            phone,
            known.by_phone.get(phone),
            Message::new("enrolment-roster-phone-of-another").with("phone", phone),
        ),
    ];
    let mut found: Option<&Person> = None;
    for (column, value, person, message) in signs {
        let Some(person) = person else { continue };
        let is_hers =
            found.map_or(folded(&person.name.zh) == folded(&row.name.zh), |first| first.id == person.id);
        if !is_hers {
            problems.push(error(row.line, column, value, message));
            return None;
        }
        found = Some(person);
    }
    let Some(person) = found else {
        warn_of_namesake(row, known, problems);
        return Some(Trainee::New);
    };
    let lacks_identity =
        row.identity.as_ref().is_some_and(|identity| !known.by_identity.contains_key(identity));
    if lacks_identity && known.identified.contains(&person.id) {
        let message = Message::new("enrolment-roster-identity-differs").with("number", &masked);
        problems.push(error(row.line, RosterColumn::IdentityNumber, &masked, message));
        return None;
    }
    let lacks_number = !known.by_number.contains_key(number);
    if person.phone.as_ref() != Some(phone) {
        let message = Message::new("enrolment-roster-phone-differs").with("phone", phone);
        problems.push(warning(error(row.line, RosterColumn::Phone, phone, message)));
    }
    Some(Trainee::Known { person_id: person.id, lacks_number, lacks_identity })
}

/// Somebody new who has name and birth of somebody known is recorded, and stands in the queue of likely doubles.
fn warn_of_namesake(row: &RosterRow, known: &Known, problems: &mut Vec<RowProblem>) {
    let Some(birth_on) = row.birth_on else { return };
    if known.namesakes.contains(&(folded(&row.name.zh), birth_on)) {
        let message = Message::new("enrolment-roster-namesake").with("day", birth_on);
        problems.push(warning(error(row.line, RosterColumn::Name, &row.name.zh, message)));
    }
}

fn warning(problem: RowProblem) -> RowProblem {
    RowProblem { severity: Severity::Warning, ..problem }
}
