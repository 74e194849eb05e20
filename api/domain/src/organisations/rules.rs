//! The words of this room, and what makes codes of institutions and regions valid.

use chrono::NaiveDate;

mod agreements;
mod indicators;
mod names;
mod qualifications;
mod terms;

pub use agreements::{
    AgreementErrorCode, AgreementParty, AgreementState, Days, DeliveryStatus, LARGEST_OBLIGATION,
    MOST_OBLIGATIONS, Obligation, ObligationKind, ObligationPeriod, ObligationStanding, PeriodStanding,
    agreement_problems, agreement_state, obligation_standing,
};
pub use indicators::{
    IndicatorDirection, IndicatorErrorCode, IndicatorUnit, LARGEST_READING, LONGEST_INDICATOR_CODE,
    MOST_INDICATORS, indicator_problems, year_before,
};
pub use names::{NamedFor, Renaming, named_for, renaming_problems};
pub use qualifications::{
    QualificationErrorCode, QualificationKind, QualificationState, Validity, qualification_problems,
    qualification_state, usual_expiry, warning_due, warning_horizon,
};
pub use terms::{Term, hold_throughout};

platform::codes! {
    /// Kind of an institution.
    pub enum InstitutionKind {
        /// Medical school or university.
        School = "SCHOOL",
        /// Tertiary hospital.
        TertiaryHospital = "TERTIARY_HOSPITAL",
        /// Secondary hospital.
        SecondaryHospital = "SECONDARY_HOSPITAL",
        /// Community health centre or station.
        CommunityHealthCentre = "COMMUNITY_HEALTH_CENTRE",
        /// Township hospital.
        TownshipHospital = "TOWNSHIP_HOSPITAL",
        /// Village clinic.
        VillageClinic = "VILLAGE_CLINIC",
        /// Maternal and child health institution.
        MaternalAndChildHealth = "MATERNAL_AND_CHILD_HEALTH",
        /// Centre for disease control.
        DiseaseControl = "DISEASE_CONTROL",
        /// Pre-hospital emergency centre.
        PreHospital = "PRE_HOSPITAL",
        /// Health authority.
        HealthAuthority = "HEALTH_AUTHORITY",
    }
}

impl InstitutionKind {
    /// Whether it is a grassroots medical institution (基层医疗卫生机构): a township hospital, a community health centre or station, or a
    /// village clinic. Source: 基本医疗卫生与健康促进法, article 107.
    #[must_use]
    pub const fn is_grassroots(self) -> bool {
        matches!(self, Self::CommunityHealthCentre | Self::TownshipHospital | Self::VillageClinic)
    }
}

platform::codes! {
    /// Kind of a training base.
    pub enum BaseKind {
        /// Clinical base: a large teaching hospital.
        Clinical = "CLINICAL",
        /// Grassroots practice base: a community health centre or township hospital.
        Grassroots = "GRASSROOTS",
    }
}

platform::codes! {
    /// Kind of a consortium.
    pub enum ConsortiumKind {
        /// Urban medical group.
        UrbanGroup = "URBAN_GROUP",
        /// County medical community.
        County = "COUNTY",
        /// Specialty alliance, often across regions.
        Specialty = "SPECIALTY",
        /// Network for remote medicine.
        Remote = "REMOTE",
        /// Community consortium.
        Community = "COMMUNITY",
    }
}

/// How many trainees a department takes at once, by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacities {
    first: i32,
    changes: Vec<(NaiveDate, i32)>,
}

impl Capacities {
    /// What a department took at first, and changes from a day on, the earliest first.
    #[must_use]
    pub fn new(first: i32, changes: Vec<(NaiveDate, i32)>) -> Self {
        Self { first, changes }
    }

    /// Changes, the earliest first: the day from which on, and how many.
    #[must_use]
    pub fn changes(&self) -> &[(NaiveDate, i32)] {
        &self.changes
    }

    /// How many on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> i32 {
        self.changes.iter().rfind(|(from, _)| *from <= day).map_or(self.first, |(_, capacity)| *capacity)
    }

    /// The stretches of equal capacity from one day to another, both counted: first day, last day, how many.
    #[must_use]
    pub fn within(&self, from: NaiveDate, until: NaiveDate) -> Vec<(NaiveDate, NaiveDate, i32)> {
        let begins = std::iter::once(from)
            .chain(self.changes.iter().map(|(day, _)| *day).filter(|day| from < *day && *day <= until));
        let begins: Vec<NaiveDate> = begins.collect();
        let ends = begins.iter().skip(1).filter_map(NaiveDate::pred_opt).chain(std::iter::once(until));
        begins.iter().zip(ends).map(|(begin, end)| (*begin, end, self.on(*begin))).collect()
    }
}

/// Characters of a unified social credit code, each worth its position (GB 32100-2015).
const CREDIT_CODE_CHARACTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Whether a unified social credit code is whole: 18 characters, the last a checksum modulo 31 over powers of 3
/// (GB 32100-2015).
#[must_use]
pub fn is_credit_code(code: &str) -> bool {
    let values: Option<Vec<usize>> =
        code.chars().map(|character| CREDIT_CODE_CHARACTERS.find(character)).collect();
    let Some((check, body)) = values.as_deref().and_then(<[usize]>::split_last) else {
        return false;
    };
    if body.len() != 17 {
        return false;
    }
    let (sum, _) = body.iter().fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
    (31 - sum % 31) % 31 == *check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capacity_holds_from_its_day_on() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let capacities = Capacities::new(3, vec![(day("2026-05-01"), 1), (day("2026-06-01"), 4)]);
        assert_eq!([capacities.on(day("2026-04-30")), capacities.on(day("2026-05-01"))], [3, 1]);
        assert_eq!(
            capacities.within(day("2026-04-01"), day("2026-06-01")),
            [
                (day("2026-04-01"), day("2026-04-30"), 3),
                (day("2026-05-01"), day("2026-05-31"), 1),
                (day("2026-06-01"), day("2026-06-01"), 4),
            ]
        );
        assert_eq!(capacities.within(day("2026-05-01"), day("2026-05-02")).len(), 1);
    }

    #[test]
    fn a_credit_code_is_checked_by_its_last_character() {
        let good = "91350100M000100Y43";
        assert!(is_credit_code(good));
        assert!(!is_credit_code("91350100M000100Y44"));
        assert!(!is_credit_code("91350100M000100Y4"));
        assert!(!is_credit_code("91350100I000100Y43"));
    }
}
