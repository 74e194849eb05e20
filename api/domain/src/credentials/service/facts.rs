//! What a certificate says, gathered from the rooms below on the day it is needed.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use platform::codes::Code as _;
use platform::error::{Error, Problem};
use platform::text::{Language, Message};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::credentials::document::{Field, PAIRING_TEMPLATE, TEMPLATE, uncovered};
use crate::credentials::rules::{
    self, APPRENTICESHIP_PROGRAMME, APPRENTICESHIP_RULES, CertificateErrorCode, SERIAL_TEMPLATE, SerialParts,
};
use crate::credentials::snapshot::{
    FORMAT, Origins, OriginsOf, Printed, PrintedName, PrintedPairing, RequirementTotal, Snapshot,
};
use crate::credentials::store::Certificate;
use crate::curricula::{self, Curriculum, specialty_label};
use crate::enrolment::Enrolment;
use crate::identity::{self, Person, Scope, SystemReason};
use crate::organisations::{self, Institution};
use crate::pairings::{self, Apprenticeship, Completion};
use crate::progress::{self, Eligibility, Progress};

const PERMITTED: Scope<'_> = Scope::System(SystemReason::Permitted);

/// Everything a certificate is about, on a day.
pub(super) struct Background {
    pub subject: Subject,
    pub institution: Institution,
    pub holder: Person,
    /// The day.
    pub on: NaiveDate,
}

/// What is certified.
pub(super) enum Subject {
    /// A training.
    Training { enrolment: Box<Enrolment>, progress: Box<Progress>, curriculum: Curriculum },
    /// An apprenticeship.
    Pairing { apprenticeship: Box<Apprenticeship>, completion: Completion, master: Person },
}

/// What is settled only at the moment of issue.
pub(super) struct Taken<'a> {
    pub certificate: &'a Certificate,
    pub issued_by: Uuid,
    pub issued_at: DateTime<Utc>,
    pub year: i32,
    pub serial: i64,
    pub code: &'a str,
    pub verify_url: &'a str,
}

/// The year whose counter a day belongs to.
pub(super) fn year_of(on: NaiveDate) -> i32 {
    on.year()
}

impl Background {
    /// Reads it of a training, for an act that was permitted.
    pub(super) async fn of_training(
        connection: &impl ConnectionTrait,
        enrolment: Enrolment,
        on: NaiveDate,
    ) -> Result<Self, Error> {
        let detail = progress::Detail::Requirements;
        let progress =
            progress::progress_of(connection, std::slice::from_ref(&enrolment), on, detail).await?;
        let progress = progress.into_iter().next().ok_or(Error::NotFound)?;
        let curriculum = curricula::curriculum(connection, progress.plan.curriculum_id).await?;
        let institution = organisations::institution(connection, enrolment.institution_id).await?;
        let holder = identity::person(connection, PERMITTED, enrolment.person_id).await?;
        let subject =
            Subject::Training { enrolment: Box::new(enrolment), progress: Box::new(progress), curriculum };
        Ok(Self { subject, institution, holder, on })
    }

    /// Reads it of an apprenticeship, for an act that was permitted; `institution_id` is the master's.
    pub(super) async fn of_pairing(
        connection: &impl ConnectionTrait,
        apprenticeship: Apprenticeship,
        institution_id: Uuid,
        on: NaiveDate,
    ) -> Result<Self, Error> {
        let completion = pairings::completion(connection, &apprenticeship, on).await?;
        let institution = organisations::institution(connection, institution_id).await?;
        let holder = identity::person(connection, PERMITTED, apprenticeship.apprentice_id).await?;
        let master = identity::person(connection, PERMITTED, apprenticeship.mentor_person_id).await?;
        let subject = Subject::Pairing { apprenticeship: Box::new(apprenticeship), completion, master };
        Ok(Self { subject, institution, holder, on })
    }

    /// Everything that is missing.
    pub(super) fn missing(&self) -> Vec<Message> {
        match &self.subject {
            Subject::Training { progress, .. } => {
                Eligibility::of(progress).unmet.into_iter().map(|unmet| unmet.message).collect()
            }
            Subject::Pairing { completion, .. } => completion.missing.clone(),
        }
    }

    /// The programme, or the specialty, as it is called.
    fn programme(&self) -> PrintedName {
        match &self.subject {
            Subject::Training { curriculum, .. } => curriculum.name.clone().into(),
            Subject::Pairing { apprenticeship, .. } => both(&specialty_label(&apprenticeship.specialty)),
        }
    }

    /// One problem for each name that holds a character no font can print.
    pub(super) fn uncovered_problems(&self) -> Vec<Problem<CertificateErrorCode>> {
        let programme = self.programme();
        let mut texts = vec![
            (Field::HolderZh, &self.holder.name.zh),
            (Field::HolderEn, &self.holder.name.en),
            (Field::InstitutionZh, &self.institution.name.zh),
            (Field::InstitutionEn, &self.institution.name.en),
            (Field::ProgrammeZh, &programme.zh),
            (Field::ProgrammeEn, &programme.en),
        ];
        if let Subject::Pairing { master, .. } = &self.subject {
            texts.extend([(Field::MasterZh, &master.name.zh), (Field::MasterEn, &master.name.en)]);
        }
        let faults = texts.into_iter().map(|(field, text)| (field, uncovered(text)));
        let problem = |(field, characters): (Field, Vec<char>)| {
            Problem::new(
                CertificateErrorCode::NoGlyph,
                "",
                rules::no_glyph(field.zh(), field.en(), &characters),
            )
        };
        faults.filter(|(_, characters)| !characters.is_empty()).map(problem).collect()
    }

    /// What would be printed with this number, code and address.
    pub(super) fn printed(&self, year: i32, serial: i64, code: &str, verify_url: &str) -> Printed {
        let (programme, version, pairing, (starts_on, ends_on), effect) = match &self.subject {
            Subject::Training { enrolment, progress, curriculum } => (
                curriculum.code.as_str(),
                Some(progress.plan.number.unsigned_abs()),
                None,
                (enrolment.starts_on, enrolment.expected_completion_on),
                "credentials-legal-effect",
            ),
            Subject::Pairing { completion, master, .. } => (
                APPRENTICESHIP_PROGRAMME,
                None,
                Some(PrintedPairing { master: master.name.clone().into(), half_days: completion.half_days }),
                (completion.starts_on, completion.ends_on),
                "credentials-pairing-effect",
            ),
        };
        let parts = SerialParts { year, programme, region: &self.institution.region_code, serial };
        Printed {
            institution: self.institution.name.clone().into(),
            holder: self.holder.name.clone().into(),
            programme: self.programme(),
            curriculum_version: version,
            pairing,
            starts_on,
            ends_on: rules::training_ended_on(ends_on, self.on),
            serial_number: rules::serial_number(SERIAL_TEMPLATE, &parts),
            issued_on: self.on,
            code: code.to_owned(),
            verify_url: verify_url.to_owned(),
            legal_effect: both(&Message::new(effect)),
        }
    }

    /// What is true on the day, with what was settled at the moment of issue.
    pub(super) fn snapshot(&self, taken: &Taken<'_>) -> Snapshot {
        let Taken { certificate, issued_by, issued_at, year, serial, code, verify_url } = *taken;
        let (of, requirements, rule_version) = match &self.subject {
            Subject::Training { enrolment, progress, curriculum } => (
                OriginsOf::Training {
                    enrolment_id: enrolment.id,
                    curriculum_id: curriculum.id,
                    curriculum_code: curriculum.code.clone(),
                    curriculum_version_id: progress.plan.version_id,
                },
                totals(progress),
                format!("{}; template {TEMPLATE}", Eligibility::of(progress).rule_version),
            ),
            Subject::Pairing { apprenticeship, master, .. } => (
                OriginsOf::Pairing {
                    apprenticeship_id: apprenticeship.id,
                    master_id: master.id,
                    specialty: apprenticeship.specialty.clone(),
                },
                Vec::new(),
                format!("{APPRENTICESHIP_RULES}; template {PAIRING_TEMPLATE}"),
            ),
        };
        Snapshot {
            format: FORMAT,
            kind: certificate.kind.code().to_owned(),
            printed: self.printed(year, serial, code, verify_url),
            origins: Origins {
                certificate_id: certificate.id,
                of,
                holder_id: self.holder.id,
                institution_id: self.institution.id,
                proposed_by: certificate.proposed_by,
                issued_by,
                issued_at,
                serial_year: year,
                serial,
            },
            requirements,
            rule_version,
        }
    }
}

fn both(message: &Message) -> PrintedName {
    PrintedName { zh: message.render(Language::Chinese), en: message.render(Language::English) }
}

fn totals(progress: &Progress) -> Vec<RequirementTotal> {
    let rows = progress.requirements.iter().map(|row| RequirementTotal {
        id: row.requirement.id,
        code: row.requirement.code.clone(),
        name: row.requirement.name.clone().into(),
        credited: row.standing.credited,
        target: row.standing.target,
        unit: row.requirement.unit.code().to_owned(),
    });
    rows.collect()
}
