//! The words of this room, and what makes codes of institutions and regions valid.

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
    fn a_credit_code_is_checked_by_its_last_character() {
        let good = "91350100M000100Y43";
        assert!(is_credit_code(good));
        assert!(!is_credit_code("91350100M000100Y44"));
        assert!(!is_credit_code("91350100M000100Y4"));
        assert!(!is_credit_code("91350100I000100Y43"));
    }
}
