//! What a statement of teaching says, written down once.
//!
//! The facts are drawn from confirmed sessions alone. They are stored as canonical JSON (RFC 8785) like a certificate's snapshot: the same
//! facts have the same digest, by which it is known whether anything was confirmed since; beside them stand the code, the day and the
//! address that are this one statement's own.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Error;
use platform::id;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rules::{Sum, TeachingStatementKind, by_kind, class_hour_hundredths, sum};
use super::snapshot::PrintedName;
use crate::organisations::InstitutionKind;
use crate::teaching::{Taught, TeachingSessionKind};

/// Layout of the facts; rises when a field changes its meaning.
const FORMAT: u32 = 1;
/// Names the layout of the paper; a change that alters what is printed changes it.
pub(super) const STATEMENT_TEMPLATE: &str = "teaching-statement-1";

/// What sessions add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedSum {
    /// Distinct days at the place; none of remote sessions.
    pub days: i64,
    /// How many sessions.
    pub sessions: i64,
    /// How many minutes.
    pub minutes: i64,
    /// Class hours of 45 minutes, in hundredths.
    pub class_hour_hundredths: i64,
}

impl From<Sum> for StatedSum {
    fn from(Sum { days, sessions, minutes }: Sum) -> Self {
        Self { days, sessions, minutes, class_hour_hundredths: class_hour_hundredths(minutes) }
    }
}

/// What was taught of one kind and in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedKind {
    kind: String,
    /// Whether at one place with those who were taught.
    pub is_on_site: bool,
    /// What it adds up to.
    pub sum: StatedSum,
}

impl StatedKind {
    /// Which kind.
    ///
    /// # Errors
    /// Internal, for a word that is none.
    pub fn kind(&self) -> Result<TeachingSessionKind, Error> {
        TeachingSessionKind::stored(&self.kind)
    }
}

/// What was taught for one institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedPlace {
    /// The institution.
    pub institution: PrintedName,
    kind: String,
    /// What it adds up to.
    pub sum: StatedSum,
    /// The same by kind and way.
    pub kinds: Vec<StatedKind>,
}

impl StatedPlace {
    /// Its kind.
    ///
    /// # Errors
    /// Internal, for a word that is none.
    pub fn kind(&self) -> Result<InstitutionKind, Error> {
        InstitutionKind::stored(&self.kind)
    }
}

/// One session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedSession {
    session_id: Uuid,
    /// The local day on which it began.
    pub on: NaiveDate,
    /// The institution for which it was held.
    pub institution: PrintedName,
    kind: String,
    /// Whether at one place with those who were taught.
    pub is_on_site: bool,
    /// What it was called.
    pub title: String,
    /// Whole minutes.
    pub minutes: i32,
    /// How many attended.
    pub attendees: i64,
}

impl StatedSession {
    /// Its kind.
    ///
    /// # Errors
    /// Internal, for a word that is none.
    pub fn kind(&self) -> Result<TeachingSessionKind, Error> {
        TeachingSessionKind::stored(&self.kind)
    }
}

/// Everything that is stated. The same facts give the same text, whoever asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stated {
    format: u32,
    kind: String,
    /// The institution for which she taught.
    pub institution: PrintedName,
    /// Who taught.
    pub holder: PrintedName,
    /// First day of the period.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// What all of it adds up to.
    pub sum: StatedSum,
    /// The same by kind and way.
    pub kinds: Vec<StatedKind>,
    /// The same by institution.
    pub places: Vec<StatedPlace>,
    /// The sessions, the earliest first.
    pub sessions: Vec<StatedSession>,
}

/// A place where somebody taught.
#[derive(Clone, Debug)]
pub(super) struct Host {
    pub id: Uuid,
    pub name: PrintedName,
    pub kind: InstitutionKind,
}

/// What a statement is about.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub kind: TeachingStatementKind,
    pub institution: PrintedName,
    pub holder: PrintedName,
    pub days: (NaiveDate, NaiveDate),
}

impl Stated {
    /// What is stated of these sessions, which are in order of time; `hosts` are all places of theirs, and come in the order of their
    /// first session.
    pub(super) fn of(about: About, taught: &[Taught], hosts: &[Host]) -> Self {
        let kinds = |these: Vec<&Taught>| {
            let of = |(kind, is_on_site, sum): (TeachingSessionKind, bool, Sum)| StatedKind {
                kind: kind.code().to_owned(),
                is_on_site,
                sum: sum.into(),
            };
            by_kind(&these.into_iter()).into_iter().map(of).collect::<Vec<_>>()
        };
        let place = |host: &Host| {
            let these: Vec<&Taught> = taught.iter().filter(|one| one.host_id == host.id).collect();
            StatedPlace {
                institution: host.name.clone(),
                kind: host.kind.code().to_owned(),
                sum: sum(these.iter().copied()).into(),
                kinds: kinds(these),
            }
        };
        let session = |one: &Taught| {
            let host = hosts.iter().find(|host| host.id == one.host_id)?;
            Some(StatedSession {
                session_id: one.session_id,
                on: one.held_on,
                institution: host.name.clone(),
                kind: one.kind.code().to_owned(),
                is_on_site: one.is_on_site,
                title: one.title.clone(),
                minutes: one.minutes,
                attendees: one.attendees,
            })
        };
        Self {
            format: FORMAT,
            kind: about.kind.code().to_owned(),
            institution: about.institution,
            holder: about.holder,
            starts_on: about.days.0,
            ends_on: about.days.1,
            sum: sum(taught).into(),
            kinds: kinds(taught.iter().collect()),
            places: hosts.iter().map(place).collect(),
            sessions: taught.iter().filter_map(session).collect(),
        }
    }

    /// What it is for.
    ///
    /// # Errors
    /// Internal, for a word that is none.
    pub fn kind(&self) -> Result<TeachingStatementKind, Error> {
        TeachingStatementKind::stored(&self.kind)
    }

    /// The digest by which the same facts are known again.
    ///
    /// # Errors
    /// Internal; JSON can hold every fact.
    pub(super) fn digest(&self) -> Result<String, Error> {
        Ok(canonical(self)?.1)
    }
}

/// Everything that stands on the paper; whoever has the code may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintedStatement {
    /// What is stated.
    pub stated: Stated,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The public code.
    pub code: String,
    /// Where it verifies.
    pub verify_url: String,
    template: String,
}

impl PrintedStatement {
    pub(super) fn new(stated: Stated, issued_on: NaiveDate, code: String, verify_url: String) -> Self {
        Self { stated, issued_on, code, verify_url, template: STATEMENT_TEMPLATE.to_owned() }
    }

    /// As canonical JSON, and the SHA-256 digest of that text in hexadecimal.
    pub(super) fn canonical(&self) -> Result<(String, String), Error> {
        canonical(self)
    }

    /// Reads a stored one.
    ///
    /// # Errors
    /// Internal, when it no longer has its digest: somebody altered it.
    pub(super) fn stored(text: &str, hash: &str) -> Result<Self, Error> {
        if id::hex(&id::sha256(text.as_bytes())) != hash {
            return Err(Error::internal(format!("a statement does not have its digest {hash} any more")));
        }
        serde_json::from_str(text).map_err(|error| Error::internal(format!("statement {hash}: {error}")))
    }
}

fn canonical(of: &impl Serialize) -> Result<(String, String), Error> {
    let text = serde_json_canonicalizer::to_string(of)
        .map_err(|error| Error::internal(format!("statement: {error}")))?;
    let hash = id::hex(&id::sha256(text.as_bytes()));
    Ok((text, hash))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn name(zh: &str, en: &str) -> PrintedName {
        PrintedName { zh: zh.to_owned(), en: en.to_owned() }
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 2, day).unwrap()
    }

    pub(in crate::credentials) fn sample(kind: TeachingStatementKind) -> PrintedStatement {
        let host =
            |key, zh: &str, en: &str, kind| Host { id: Uuid::from_u128(key), name: name(zh, en), kind };
        let hosts = [
            host(1, "示例社区卫生服务中心", "Sample Health Centre", InstitutionKind::CommunityHealthCentre),
            host(2, "示例乡卫生院", "Sample Township Hospital", InstitutionKind::TownshipHospital),
        ];
        let taught = |key: u128, host: u128, kind, is_on_site, on, minutes| Taught {
            session_id: Uuid::from_u128(key),
            host_id: Uuid::from_u128(host),
            base_id: None,
            kind,
            is_on_site,
            title: "高血压教学查房（示例）".to_owned(),
            held_on: day(on),
            minutes,
            attendees: 12,
        };
        let all = [
            taught(11, 1, TeachingSessionKind::WardRound, true, 3, 120),
            taught(12, 1, TeachingSessionKind::Lecture, true, 3, 45),
            taught(13, 2, TeachingSessionKind::RemoteConsultation, false, 10, 60),
            taught(14, 2, TeachingSessionKind::WardRound, true, 17, 90),
        ];
        let about = About {
            kind,
            institution: name("示例中医院", "Sample Hospital of Chinese Medicine"),
            holder: name("示例·李专家", "Sample Expert Li"),
            days: (day(1), day(28)),
        };
        let code = "7K3M-9QWX-2T5B-HJ4D";
        let issued_on = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let url = format!("https://xinglin.example/verify/{code}");
        PrintedStatement::new(Stated::of(about, &all, &hosts), issued_on, code.to_owned(), url)
    }

    #[test]
    fn days_are_told_by_place_and_over_all() {
        let stated = sample(TeachingStatementKind::GrassrootsService).stated;
        let days: Vec<i64> = stated.places.iter().map(|place| place.sum.days).collect();
        assert_eq!((days, stated.sum.days, stated.sum.sessions), (vec![1, 1], 2, 4));
        assert_eq!((stated.sum.minutes, stated.sum.class_hour_hundredths), (315, 700));
        assert_eq!(stated.sessions.len(), 4);
    }

    #[test]
    fn the_same_facts_have_the_same_digest_today_and_in_ten_years() {
        let printed = sample(TeachingStatementKind::MonthlyTeaching);
        assert_eq!(
            printed.stated.digest().unwrap(),
            "3944e1e77a5b084bb021c9142ca7a4992cab31e662e541a383ea41ca8f1a97e1"
        );
        let (text, hash) = printed.canonical().unwrap();
        assert_eq!(PrintedStatement::stored(&text, &hash).unwrap(), printed);
        let altered = text.replace("李专家", "王专家");
        assert!(PrintedStatement::stored(&altered, &hash).is_err());
    }

    #[test]
    fn the_code_and_the_day_of_issue_are_no_facts() {
        let mut other = sample(TeachingStatementKind::MonthlyTeaching);
        let digest = other.stated.digest().unwrap();
        other.issued_on = day(28);
        other.code = "0000-0000-0000-0000".to_owned();
        assert_eq!(other.stated.digest().unwrap(), digest);
        other.stated.sum.days += 1;
        assert_ne!(other.stated.digest().unwrap(), digest);
    }
}
