//! The places that own what an act touches, by which the policy knows whose role reaches it.

use uuid::Uuid;

use super::policy::{Grant, Place};
use super::rules::region_prefix;

/// The places that own what an act touches: a role held at one of them, or above it, allows the act.
#[derive(Clone, Copy, Debug, Default)]
pub struct Owners<'a> {
    /// Institutions.
    pub institutions: &'a [Uuid],
    /// The department, where one keeps what is touched.
    pub department_id: Option<Uuid>,
    /// The administrative division, where those who oversee it may act.
    pub region_code: Option<&'a str>,
    /// The consortium, where its coordinators may act.
    pub consortium_id: Option<Uuid>,
}

impl Owners<'_> {
    /// Whether a role reaches one of them.
    pub(super) fn reached_by(&self, grant: &Grant) -> bool {
        match &grant.place {
            Place::Everywhere => true,
            Place::Institution(_) => {
                self.institutions.iter().any(|institution| grant.institutions.contains(institution))
            }
            Place::Department(department) => self.department_id == Some(*department),
            Place::Region(code) => {
                self.region_code.is_some_and(|region| region.starts_with(region_prefix(code)))
            }
            Place::Consortium(consortium) => self.consortium_id == Some(*consortium),
        }
    }
}

impl<'a> From<&'a [Uuid]> for Owners<'a> {
    fn from(institutions: &'a [Uuid]) -> Self {
        Self { institutions, ..Self::default() }
    }
}

impl<'a, const N: usize> From<&'a [Uuid; N]> for Owners<'a> {
    fn from(institutions: &'a [Uuid; N]) -> Self {
        Self { institutions, ..Self::default() }
    }
}

impl<'a> From<&'a Vec<Uuid>> for Owners<'a> {
    fn from(institutions: &'a Vec<Uuid>) -> Self {
        Self { institutions, ..Self::default() }
    }
}
