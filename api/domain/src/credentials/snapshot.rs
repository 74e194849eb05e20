//! What was true on the day of issue, written down once.
//!
//! A snapshot holds every printed fact, the keys of what they came from, and each requirement's figures. It is stored
//! as canonical JSON (RFC 8785), so that the same facts always give the same bytes and the same SHA-256 digest,
//! whoever writes them. What was issued is read from here and never again from the people and plans that live on.

use chrono::{DateTime, NaiveDate, Utc};
use platform::error::Error;
use platform::id;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::document::{CertificateFacts, Name, Pairing};

/// Layout of the snapshot; rises when a field changes its meaning.
pub(super) const FORMAT: u32 = 1;

/// A name as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedName {
    /// In Chinese.
    pub zh: String,
    /// In English; may be empty.
    pub en: String,
}

impl From<platform::error::Name> for PrintedName {
    fn from(name: platform::error::Name) -> Self {
        Self { zh: name.zh, en: name.en }
    }
}

impl From<&PrintedName> for Name {
    fn from(name: &PrintedName) -> Self {
        Self { zh: name.zh.clone(), en: name.en.clone() }
    }
}

/// An apprenticeship as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintedPairing {
    /// The master.
    pub master: PrintedName,
    /// Half-days that were followed and approved, with her and with those before her.
    pub half_days: i64,
}

/// Every fact that stands on the paper; the public may read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Printed {
    /// The issuer.
    pub institution: PrintedName,
    /// The holder.
    pub holder: PrintedName,
    /// The programme completed, or the specialty of an apprenticeship.
    pub programme: PrintedName,
    /// Version of its curriculum, from 1; none of an apprenticeship.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curriculum_version: Option<u32>,
    /// With whom and how much she followed; only of an apprenticeship.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairing: Option<PrintedPairing>,
    /// First day of training.
    pub starts_on: NaiveDate,
    /// Last day of training.
    pub ends_on: NaiveDate,
    /// The certificate number.
    pub serial_number: String,
    /// The day of issue, in the issuer's time zone.
    pub issued_on: NaiveDate,
    /// The public code.
    pub code: String,
    /// Where it verifies.
    pub verify_url: String,
    /// What it is good for, in one sentence.
    pub legal_effect: PrintedName,
}

/// What it is of, by keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub(super) enum OriginsOf {
    Training { enrolment_id: Uuid, curriculum_id: Uuid, curriculum_code: String, curriculum_version_id: Uuid },
    Pairing { apprenticeship_id: Uuid, master_id: Uuid, specialty: String },
}

/// Where the printed facts came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Origins {
    pub certificate_id: Uuid,
    #[serde(flatten)]
    pub of: OriginsOf,
    pub holder_id: Uuid,
    pub institution_id: Uuid,
    pub proposed_by: Uuid,
    pub issued_by: Uuid,
    pub issued_at: DateTime<Utc>,
    /// The year and number of the issuer's counter.
    pub serial_year: i32,
    pub serial: i64,
}

/// One requirement's figures on the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RequirementTotal {
    pub id: Uuid,
    pub code: String,
    pub name: PrintedName,
    pub credited: i64,
    pub target: i64,
    pub unit: String,
}

/// What was true on the day of issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    pub(super) format: u32,
    pub(super) kind: String,
    /// Every printed fact.
    pub printed: Printed,
    pub(super) origins: Origins,
    pub(super) requirements: Vec<RequirementTotal>,
    /// Curriculum version, eligibility rules and template.
    pub rule_version: String,
}

impl Snapshot {
    /// As canonical JSON, and the SHA-256 digest of that text in hexadecimal.
    ///
    /// # Errors
    /// Internal; JSON can hold every snapshot.
    pub(super) fn canonical(&self) -> Result<(String, String), Error> {
        let text = serde_json_canonicalizer::to_string(self)
            .map_err(|error| Error::internal(format!("snapshot: {error}")))?;
        let hash = digest(&text);
        Ok((text, hash))
    }

    /// Reads a stored snapshot.
    ///
    /// # Errors
    /// Internal, when it no longer has its digest: somebody altered it.
    pub(super) fn stored(text: &str, hash: &str) -> Result<Self, Error> {
        if digest(text) != hash {
            return Err(Error::internal(format!("a snapshot does not have its digest {hash} any more")));
        }
        serde_json::from_str(text).map_err(|error| Error::internal(format!("snapshot {hash}: {error}")))
    }

    /// What the certificate of this snapshot prints.
    pub(super) fn document(&self) -> CertificateFacts {
        self.printed.document(self.origins.certificate_id.into_bytes(), self.origins.issued_at)
    }
}

impl Printed {
    /// The document that says this, with its permanent identifier and the instant of issue.
    pub(super) fn document(&self, document_id: [u8; 16], issued_at: DateTime<Utc>) -> CertificateFacts {
        CertificateFacts {
            institution: (&self.institution).into(),
            holder: (&self.holder).into(),
            programme: (&self.programme).into(),
            curriculum_version: self.curriculum_version.unwrap_or_default(),
            pairing: self
                .pairing
                .as_ref()
                .map(|pairing| Pairing { master: (&pairing.master).into(), half_days: pairing.half_days }),
            starts_on: self.starts_on,
            completes_on: self.ends_on,
            serial_number: self.serial_number.clone(),
            issued_on: self.issued_on,
            code: self.code.clone(),
            verify_url: self.verify_url.clone(),
            legal_effect: (&self.legal_effect).into(),
            document_id,
            issued_at,
        }
    }
}

fn digest(text: &str) -> String {
    id::hex(&id::sha256(text.as_bytes()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn name(zh: &str, en: &str) -> PrintedName {
        PrintedName { zh: zh.to_owned(), en: en.to_owned() }
    }

    pub(in crate::credentials) fn sample() -> Snapshot {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        Snapshot {
            format: FORMAT,
            kind: "COMPLETION".to_owned(),
            printed: Printed {
                institution: name("示例中医药大学", "Sample University of Chinese Medicine"),
                holder: name("示例·张三", "Sample Zhang San"),
                programme: name("中医全科住院医师规范化培训", "Residency Programme in TCM General Practice"),
                curriculum_version: Some(1),
                pairing: None,
                starts_on: day(2023, 9, 1),
                ends_on: day(2026, 5, 31),
                serial_number: "2026-TCM-GP-1101-0001".to_owned(),
                issued_on: day(2026, 6, 1),
                code: "7K3M-9QWX-2T5B-HJ4D".to_owned(),
                verify_url: "https://xinglin.example/verify/7K3M-9QWX-2T5B-HJ4D".to_owned(),
                legal_effect: name("示例", "Sample"),
            },
            origins: Origins {
                certificate_id: Uuid::from_u128(1),
                of: OriginsOf::Training {
                    enrolment_id: Uuid::from_u128(2),
                    curriculum_id: Uuid::from_u128(5),
                    curriculum_code: "TCM-GP".to_owned(),
                    curriculum_version_id: Uuid::from_u128(6),
                },
                holder_id: Uuid::from_u128(3),
                institution_id: Uuid::from_u128(4),
                proposed_by: Uuid::from_u128(7),
                issued_by: Uuid::from_u128(8),
                issued_at: "2026-06-01T01:30:00.123456Z".parse().unwrap(),
                serial_year: 2026,
                serial: 1,
            },
            requirements: vec![RequirementTotal {
                id: Uuid::from_u128(9),
                code: "GRASSROOTS".to_owned(),
                name: name("基层实践", "Grassroots practice"),
                credited: 181,
                target: 180,
                unit: "DAY".to_owned(),
            }],
            rule_version: "curriculum 5 v1; eligibility 1; template completion-1".to_owned(),
        }
    }

    #[test]
    fn the_canonical_text_has_its_members_in_order_and_no_space() {
        let (text, _) = sample().canonical().unwrap();
        assert!(text.starts_with(r#"{"format":1,"kind":"COMPLETION","origins":{"certificateId":"#), "{text}");
        assert!(text.contains(r#""holder":{"en":"Sample Zhang San","zh":"示例·张三"}"#), "{text}");
        assert!(!text.contains("\": "), "{text}");
    }

    #[test]
    fn the_same_facts_have_the_same_digest_today_and_in_ten_years() {
        let (text, hash) = sample().canonical().unwrap();
        assert_eq!(hash, "6bfdc1f40933bb3c502bfd37b118cac88bcbab452aac97e936170265a28b2899");
        assert_eq!(Snapshot::stored(&text, &hash).unwrap(), sample());
        assert_eq!(Snapshot::stored(&text, &hash).unwrap().canonical().unwrap(), (text, hash));
    }

    #[test]
    fn another_name_is_another_digest_and_an_altered_text_is_refused() {
        let (text, hash) = sample().canonical().unwrap();
        let mut other = sample();
        other.printed.holder = name("示例·李四", "Sample Li Si");
        assert_ne!(other.canonical().unwrap().1, hash);
        let altered = text.replace("示例·张三", "示例·李四");
        assert!(Snapshot::stored(&altered, &hash).is_err());
    }
}
