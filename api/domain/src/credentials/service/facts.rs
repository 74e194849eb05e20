//! What a certificate says, gathered from the rooms below on the day it is needed.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use platform::codes::Code as _;
use platform::error::{Error, Problem};
use platform::text::{Language, Message};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::credentials::document::{Field, TEMPLATE, uncovered};
use crate::credentials::rules::{self, CertificateErrorCode, CertificateKind, SERIAL_TEMPLATE, SerialParts};
use crate::credentials::snapshot::{FORMAT, Origins, Printed, PrintedName, RequirementTotal, Snapshot};
use crate::credentials::store::Certificate;
use crate::curricula::{self, Curriculum};
use crate::enrolment::Enrolment;
use crate::identity::{self, Person, Scope, SystemReason};
use crate::organisations::{self, Institution};
use crate::progress::{self, Eligibility, Progress};

/// Everything a certificate of an enrolment is about, on a day.
pub(super) struct Background {
    pub enrolment: Enrolment,
    pub progress: Progress,
    pub curriculum: Curriculum,
    pub institution: Institution,
    pub holder: Person,
    /// The day.
    pub on: NaiveDate,
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
    /// Reads it, for an act that was permitted.
    pub(super) async fn read(
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
        let scope = Scope::System(SystemReason::Permitted);
        let holder = identity::person(connection, scope, enrolment.person_id).await?;
        Ok(Self { enrolment, progress, curriculum, institution, holder, on })
    }

    /// One problem for each name that holds a character no font can print.
    pub(super) fn uncovered_problems(&self) -> Vec<Problem<CertificateErrorCode>> {
        let texts = [
            (Field::HolderZh, &self.holder.name.zh),
            (Field::HolderEn, &self.holder.name.en),
            (Field::InstitutionZh, &self.institution.name.zh),
            (Field::InstitutionEn, &self.institution.name.en),
            (Field::ProgrammeZh, &self.curriculum.name.zh),
            (Field::ProgrammeEn, &self.curriculum.name.en),
        ];
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
        let parts = SerialParts {
            year,
            programme: &self.curriculum.code,
            region: &self.institution.region_code,
            serial,
        };
        let legal_effect = Message::new("credentials-legal-effect");
        Printed {
            institution: self.institution.name.clone().into(),
            holder: self.holder.name.clone().into(),
            programme: self.curriculum.name.clone().into(),
            curriculum_version: self.progress.plan.number.unsigned_abs(),
            starts_on: self.enrolment.starts_on,
            ends_on: rules::training_ended_on(self.enrolment.expected_completion_on, self.on),
            serial_number: rules::serial_number(SERIAL_TEMPLATE, &parts),
            issued_on: self.on,
            code: code.to_owned(),
            verify_url: verify_url.to_owned(),
            legal_effect: PrintedName {
                zh: legal_effect.render(Language::Chinese),
                en: legal_effect.render(Language::English),
            },
        }
    }

    /// What is true on the day, with what was settled at the moment of issue.
    pub(super) fn snapshot(&self, taken: &Taken<'_>) -> Snapshot {
        let Taken { certificate, issued_by, issued_at, year, serial, code, verify_url } = *taken;
        Snapshot {
            format: FORMAT,
            kind: CertificateKind::Completion.code().to_owned(),
            printed: self.printed(year, serial, code, verify_url),
            origins: Origins {
                certificate_id: certificate.id,
                enrolment_id: self.enrolment.id,
                holder_id: self.holder.id,
                institution_id: self.institution.id,
                curriculum_id: self.curriculum.id,
                curriculum_code: self.curriculum.code.clone(),
                curriculum_version_id: self.progress.plan.version_id,
                proposed_by: certificate.proposed_by,
                issued_by,
                issued_at,
                serial_year: year,
                serial,
            },
            requirements: self.totals(),
            rule_version: format!("{}; template {TEMPLATE}", Eligibility::of(&self.progress).rule_version),
        }
    }

    fn totals(&self) -> Vec<RequirementTotal> {
        let rows = self.progress.requirements.iter().map(|row| RequirementTotal {
            id: row.requirement.id,
            code: row.requirement.code.clone(),
            name: row.requirement.name.clone().into(),
            credited: row.standing.credited,
            target: row.standing.target,
            unit: row.requirement.unit.code().to_owned(),
        });
        rows.collect()
    }
}
