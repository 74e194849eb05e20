//! The running totals of a ledger, by which it is read: the facets of its lines, added up.

use platform::codes::Code as _;
use uuid::Uuid;

use super::Credit;

platform::codes! {
    /// By what a requirement's credits are added up.
    pub enum Facet {
        /// All together.
        Total = "TOTAL",
        /// By kind of base.
        BaseKind = "BASE_KIND",
        /// By base.
        Base = "BASE",
        /// By department.
        Department = "DEPARTMENT",
        /// By specialty.
        Specialty = "SPECIALTY",
        /// By assessor.
        Assessor = "ASSESSOR",
        /// By month, `2026-03`.
        Month = "MONTH",
        /// By class and year, `I/2026`.
        ClassYear = "CLASS_YEAR",
        /// By the kind of evidence by which it was granted without being shown here.
        Granted = "GRANTED",
    }
}

/// What a line adds to which running totals: facet and value.
#[must_use]
pub fn facet_values(credit: &Credit) -> Vec<(Facet, String)> {
    let facets = &credit.facets;
    let key = |key: Option<Uuid>| key.map(|key| key.to_string());
    let values = [
        (Facet::Total, Some(String::new())),
        (Facet::BaseKind, facets.base_kind.map(|kind| kind.code().to_owned())),
        (Facet::Base, key(facets.base_id)),
        (Facet::Department, key(facets.department_id)),
        (Facet::Specialty, facets.specialty.clone()),
        (Facet::Assessor, key(facets.assessor_id)),
        (Facet::Month, Some(credit.day.format("%Y-%m").to_string())),
        (Facet::ClassYear, facets.class_year.clone()),
        (Facet::Granted, facets.granted.map(|kind| kind.code().to_owned())),
    ];
    values.into_iter().filter_map(|(facet, value)| Some((facet, value?))).collect()
}

/// Running totals of one requirement of one enrolment, by facet and value. A cohort reads twenty thousand, of which most have the one
/// total and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    total: i64,
    /// Of every other facet: sorted, each once.
    others: Vec<(Facet, String, i64)>,
}

impl Totals {
    fn place(&self, facet: Facet, value: &str) -> Result<usize, usize> {
        self.others.binary_search_by(|(of, at, _)| (*of, at.as_str()).cmp(&(facet, value)))
    }

    /// Adds a quantity to one facet's value.
    pub fn add(&mut self, facet: Facet, value: String, quantity: i64) {
        if facet == Facet::Total {
            self.total += quantity;
            return;
        }
        let place = self.place(facet, &value).unwrap_or_else(|place| {
            self.others.insert(place, (facet, value, 0));
            place
        });
        if let Some((_, _, sum)) = self.others.get_mut(place) {
            *sum += quantity;
        }
    }

    /// Totals of the credits of one requirement.
    #[must_use]
    pub fn of(credits: &[Credit], requirement_id: Uuid) -> Self {
        let mut totals = Self::default();
        for credit in credits.iter().filter(|credit| credit.requirement_id == requirement_id) {
            for (facet, value) in facet_values(credit) {
                totals.add(facet, value, credit.quantity);
            }
        }
        totals
    }

    /// Everything credited.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.total
    }

    /// What one value of a facet holds; of [`Facet::Total`] the value is empty.
    #[must_use]
    pub fn get(&self, facet: Facet, value: &str) -> i64 {
        if facet == Facet::Total {
            return self.total;
        }
        let found = self.place(facet, value).ok().and_then(|place| self.others.get(place));
        found.map_or(0, |(_, _, sum)| *sum)
    }

    /// Values of a facet that hold something, with what they hold.
    pub fn values(&self, facet: Facet) -> impl Iterator<Item = (&str, i64)> {
        let total = (facet == Facet::Total && self.total != 0).then_some(("", self.total));
        let others = self.others.iter().filter(move |(of, _, quantity)| *of == facet && *quantity != 0);
        total.into_iter().chain(others.map(|(_, value, quantity)| (value.as_str(), *quantity)))
    }
}
