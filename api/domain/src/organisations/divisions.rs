//! Administrative divisions, to county level: the list that comes with the system, and what a code says by it.
//!
//! The list stands in `api/presets/regions`, with its source. Townships and villages are not in it: their codes, of 9 and 12
//! digits, are known by the county in which they lie.

use std::sync::LazyLock;

use platform::text::Message;

use crate::identity::rules::region_prefix;

platform::codes! {
    /// Level of an administrative division.
    pub enum RegionLevel {
        /// Province, autonomous region, municipality or special administrative region.
        Province = "PROVINCE",
        /// Prefecture or city; or what stands in its place where a province administers counties itself.
        Prefecture = "PREFECTURE",
        /// County, district or city at county level.
        County = "COUNTY",
    }
}

/// An administrative division of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    /// Its code, 6 digits (GB/T 2260).
    pub code: &'static str,
    /// Its name, in Chinese.
    pub name: &'static str,
}

/// Every division of the list, by code.
static DIVISIONS: LazyLock<Vec<Division>> = LazyLock::new(|| {
    let lines = include_str!("../../../presets/regions/divisions.csv").lines().skip(1);
    lines.filter_map(|line| line.split_once(',')).map(|(code, name)| Division { code, name }).collect()
});

impl Division {
    /// The division with this code of 6 digits.
    #[must_use]
    pub fn known(code: &str) -> Option<Self> {
        let place = DIVISIONS.binary_search_by(|division| division.code.cmp(code)).ok()?;
        DIVISIONS.get(place).copied()
    }

    /// The division to county level in which lies what a code of 6, 9 or 12 digits names.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::known(code.get(..6)?)
    }

    /// Its level.
    #[must_use]
    pub fn level(self) -> RegionLevel {
        match region_prefix(self.code).len() {
            2 => RegionLevel::Province,
            4 => RegionLevel::Prefecture,
            _ => RegionLevel::County,
        }
    }

    /// The division directly above it; none of a province.
    #[must_use]
    pub fn above(self) -> Option<Self> {
        match self.level() {
            RegionLevel::Province => None,
            RegionLevel::Prefecture => first_digits(self.code, 2),
            RegionLevel::County => first_digits(self.code, 4),
        }
    }

    /// Itself or the division above it that has this level; none where its own is higher.
    #[must_use]
    pub fn at(self, level: RegionLevel) -> Option<Self> {
        std::iter::successors(Some(self), |division| division.above()).find(|one| one.level() == level)
    }

    /// The divisions directly beneath it, by code.
    #[must_use]
    pub fn parts(self) -> Vec<Self> {
        let prefix = region_prefix(self.code);
        let from = DIVISIONS.partition_point(|division| division.code <= self.code);
        let beneath = DIVISIONS.iter().skip(from).take_while(|division| division.code.starts_with(prefix));
        beneath.filter(|division| division.above() == Some(self)).copied().collect()
    }

    /// Every province, by code.
    #[must_use]
    pub fn provinces() -> Vec<Self> {
        DIVISIONS.iter().filter(|division| division.level() == RegionLevel::Province).copied().collect()
    }
}

/// The lowest division in which lie two that codes name.
#[must_use]
pub fn nearest_common(one: &str, other: &str) -> Option<Division> {
    let (one, other) = (Division::of(one)?, Division::of(other)?);
    let levels = [RegionLevel::County, RegionLevel::Prefecture, RegionLevel::Province];
    levels.into_iter().find_map(|level| one.at(level).filter(|found| other.at(level) == Some(*found)))
}

fn first_digits(code: &str, count: usize) -> Option<Division> {
    Division::known(&format!("{:0<6}", code.get(..count)?))
}

/// Which part of a well-formed code of 6, 9 or 12 digits the list does not know.
#[must_use]
pub fn unknown_part(code: &str) -> Option<Message> {
    if Division::of(code).is_some() {
        return None;
    }
    let digits = |count: usize| code.get(..count).unwrap_or(code).to_owned();
    let told = match (first_digits(code, 2), first_digits(code, 4)) {
        (None, _) => Message::new("organisations-region-no-province").with("digits", digits(2)),
        (Some(province), None) => Message::new("organisations-region-no-part")
            .with("digits", digits(4))
            .with("within", province.name),
        (Some(_), Some(prefecture)) => Message::new("organisations-region-no-part")
            .with("digits", digits(6))
            .with("within", prefecture.name),
    };
    Some(told.with("code", code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_common_division_is_the_lowest_one() {
        let common = |one, other| nearest_common(one, other).map(|division| division.code);
        assert_eq!(common("350102", "350102001"), Some("350102"));
        assert_eq!(common("350102", "350103"), Some("350100"));
        assert_eq!(common("350102", "350100"), Some("350100"));
        assert_eq!(common("350102", "350203"), Some("350000"));
        assert_eq!(common("350102", "110101"), None);
    }

    #[test]
    fn every_division_stands_beneath_another_one_up_to_a_province() {
        assert_eq!(DIVISIONS.len(), 3225);
        assert!(DIVISIONS.is_sorted_by(|one, next| one.code < next.code));
        for division in DIVISIONS.iter() {
            assert!(division.code.len() == 6 && !division.name.is_empty(), "{division:?}");
            assert!(division.at(RegionLevel::Province).is_some(), "{division:?}");
        }
        assert_eq!(Division::provinces().len(), 34);
    }

    #[test]
    fn a_code_names_a_county_its_prefecture_and_its_province() {
        let county = Division::of("350102001003").unwrap();
        assert_eq!((county.name, county.level()), ("鼓楼区", RegionLevel::County));
        assert_eq!(county.above().unwrap().name, "福州市");
        assert_eq!(county.at(RegionLevel::Province).unwrap().name, "福建省");
        let province = Division::known("350000").unwrap();
        assert!(province.parts().iter().any(|part| part.code == "350100"));
        assert!(province.parts().iter().all(|part| part.level() == RegionLevel::Prefecture));
        assert_eq!((province.at(RegionLevel::County), county.parts()), (None, Vec::new()));
    }

    #[test]
    fn an_unknown_code_is_told_by_the_part_that_is_unknown() {
        let told = |code: &str| {
            let message = unknown_part(code)?;
            Some((message.key().to_owned(), message.argument("digits").cloned()))
        };
        assert_eq!(told("350102"), None);
        assert_eq!(told("350102999"), None, "a township is known by its county");
        let digits = |key: &str, digits: &str| Some((key.to_owned(), Some(digits.into())));
        assert_eq!(told("990000"), digits("organisations-region-no-province", "99"));
        assert_eq!(told("359900"), digits("organisations-region-no-part", "3599"));
        assert_eq!(told("350199001"), digits("organisations-region-no-part", "350199"));
    }
}
