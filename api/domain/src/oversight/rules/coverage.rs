//! Where masters are missing, and who might help: which specialties nobody follows, and in which order masters are named for one.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::text::Message;
use uuid::Uuid;

use crate::organisations::{Division, RegionLevel};

platform::codes! {
    /// Why a master is named for an institution.
    pub enum PairingReasonKind {
        /// She is appointed in the specialty.
        Specialty = "SPECIALTY",
        /// Where she practises lies in the same administrative division, or does not.
        Region = "REGION",
        /// Her institution has an agreement with it.
        Agreement = "AGREEMENT",
        /// She has taught there.
        Taught = "TAUGHT",
        /// How many of her places are free.
        Places = "PLACES",
    }
}

/// What speaks for a master: she is in office, appointed in the specialty, and has a place free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairingFit {
    /// The master, as appointed.
    pub mentor_id: Uuid,
    /// The specialty's code.
    pub specialty: String,
    /// The lowest division in which both institutions lie.
    pub division: Option<Division>,
    /// The last day of an agreement that binds the two institutions today.
    pub agreed_until: Option<NaiveDate>,
    /// Confirmed sessions that she led for the institution in the last year.
    pub sessions: i64,
    /// How many apprentices she has at most.
    pub most: i32,
    /// How many of these places are free.
    pub free: i32,
}

/// Nearer is less.
fn distance(division: Option<Division>) -> usize {
    match division.map(Division::level) {
        Some(RegionLevel::County) => 0,
        Some(RegionLevel::Prefecture) => 1,
        Some(RegionLevel::Province) => 2,
        None => 3,
    }
}

/// Which of two masters is named first: who is nearer; who has taught there; whose institution has an agreement; who has the greater part of
/// her places free, then more of them. What is left is decided by their keys, so that the order is the same every time.
#[must_use]
pub fn first_named(one: &PairingFit, other: &PairingFit) -> Ordering {
    let part = |fit: &PairingFit, of: &PairingFit| i64::from(fit.free) * i64::from(of.most);
    let known = |fit: &PairingFit| {
        (distance(fit.division), Reverse(fit.sessions > 0), Reverse(fit.agreed_until.is_some()))
    };
    known(one)
        .cmp(&known(other))
        .then_with(|| part(other, one).cmp(&part(one, other)))
        .then_with(|| other.free.cmp(&one.free))
        .then_with(|| one.mentor_id.cmp(&other.mentor_id))
}

/// Why a master is named, in the order in which it counts. Nothing is left out that counted, for or against.
#[must_use]
pub fn pairing_reasons(fit: &PairingFit, specialty: &Message) -> Vec<(PairingReasonKind, Message)> {
    let region = match fit.division {
        Some(division) => Message::new("oversight-pairing-region")
            .with("level", division.level().label())
            .with("division", division.name),
        None => Message::new("oversight-pairing-far"),
    };
    let taught = match fit.sessions {
        0 => Message::new("oversight-pairing-new"),
        sessions => Message::new("oversight-pairing-taught").with("sessions", sessions),
    };
    let agreed = fit.agreed_until.map(|last| Message::new("oversight-pairing-agreed").with("last", last));
    let places = Message::new("oversight-pairing-places").with("free", fit.free).with("most", fit.most);
    let specialty = Message::new("oversight-pairing-specialty").with("specialty", specialty.clone());
    [
        (PairingReasonKind::Specialty, Some(specialty)),
        (PairingReasonKind::Region, Some(region)),
        (PairingReasonKind::Taught, Some(taught)),
        (PairingReasonKind::Agreement, agreed),
        (PairingReasonKind::Places, Some(places)),
    ]
    .into_iter()
    .filter_map(|(kind, message)| message.map(|message| (kind, message)))
    .collect()
}

/// How far people of one institution follow a master in a specialty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverageCell {
    /// The specialty's code.
    pub specialty: String,
    /// How many of its people follow a master.
    pub following: usize,
    /// How many are proposed to.
    pub proposed: usize,
}

/// Who follows a master in which specialty, or is proposed to: institution, specialty, apprentice, and whether it is live.
pub type Followed = (Uuid, String, Uuid, bool);

/// The row of an institution, a cell a specialty, in order. Whoever follows two masters in one specialty is one; who follows one and is
/// proposed to another is counted as following.
#[must_use]
pub fn coverage_row(
    institution_id: Uuid,
    specialties: &BTreeSet<String>,
    followed: &[Followed],
) -> Vec<CoverageCell> {
    let mut people: BTreeMap<(&str, Uuid), bool> = BTreeMap::new();
    for (_, specialty, apprentice, is_live) in followed.iter().filter(|one| one.0 == institution_id) {
        let known = people.entry((specialty, *apprentice)).or_default();
        *known = *known || *is_live;
    }
    let cell = |specialty: &String| {
        let those = |live: bool| {
            let of = people.iter().filter(|((code, _), is_live)| code == specialty && **is_live == live);
            of.count()
        };
        CoverageCell { specialty: specialty.clone(), following: those(true), proposed: those(false) }
    };
    specialties.iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fit(mentor: u128, near: &str, sessions: i64, places: (i32, i32)) -> PairingFit {
        PairingFit {
            mentor_id: Uuid::from_u128(mentor),
            specialty: "CARDIOLOGY".to_owned(),
            division: Division::known(near),
            agreed_until: None,
            sessions,
            most: places.1,
            free: places.0,
        }
    }

    fn named(mut fits: Vec<PairingFit>) -> Vec<u128> {
        fits.sort_by(first_named);
        fits.iter().map(|fit| fit.mentor_id.as_u128()).collect()
    }

    #[test]
    fn who_is_nearer_is_named_first_then_who_taught_there_then_who_has_more_room() {
        let agreed =
            PairingFit { agreed_until: NaiveDate::from_ymd_opt(2026, 12, 31), ..fit(4, "350000", 0, (1, 4)) };
        assert_eq!(
            named(vec![
                fit(7, "", 9, (4, 4)),
                fit(6, "350000", 0, (1, 4)),
                fit(5, "350000", 0, (2, 4)),
                agreed,
                fit(3, "350000", 1, (1, 4)),
                fit(2, "350100", 0, (1, 4)),
                fit(1, "350102", 0, (1, 4)),
            ]),
            [1, 2, 3, 4, 5, 6, 7]
        );
        // Of two with the same part of their places free, who has more; then by key.
        assert_eq!(named(vec![fit(2, "", 0, (1, 2)), fit(1, "", 0, (2, 4))]), [1, 2]);
        assert_eq!(named(vec![fit(2, "", 0, (1, 2)), fit(1, "", 0, (1, 2))]), [1, 2]);
    }

    #[test]
    fn every_reason_is_said_in_both_languages() {
        use platform::text::Language;
        let known =
            PairingFit { agreed_until: NaiveDate::from_ymd_opt(2026, 12, 31), ..fit(1, "350102", 3, (1, 2)) };
        for fit in [known, fit(2, "", 0, (1, 2))] {
            for (_, message) in pairing_reasons(&fit, &Message::new("specialty-CARDIOLOGY")) {
                for language in Language::ALL {
                    assert_ne!(message.render(language), message.key());
                }
            }
        }
    }

    #[test]
    fn who_follows_two_masters_is_one() {
        let (house, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let one = |place, code: &str, person, live| (place, code.to_owned(), Uuid::from_u128(person), live);
        let followed = [
            one(house, "CARDIOLOGY", 10, true),
            one(house, "CARDIOLOGY", 10, false),
            one(house, "CARDIOLOGY", 11, false),
            one(other, "TUINA", 12, true),
        ];
        let specialties = BTreeSet::from(["CARDIOLOGY".to_owned(), "TUINA".to_owned()]);
        let row: Vec<(usize, usize)> = coverage_row(house, &specialties, &followed)
            .iter()
            .map(|cell| (cell.following, cell.proposed))
            .collect();
        assert_eq!(row, [(1, 1), (0, 0)]);
    }

    prop_compose! {
        fn any_fit()(
            mentor in 0_u128..6,
            near in prop::sample::select(vec!["", "350000", "350100", "350102"]),
            sessions in 0_i64..3,
            agreed in any::<bool>(),
            most in 1_i32..5,
            taken in 0_i32..4,
        ) -> PairingFit {
            let agreed_until = agreed.then(|| NaiveDate::from_ymd_opt(2026, 12, 31).unwrap());
            PairingFit { agreed_until, ..fit(mentor, near, sessions, ((most - taken).max(1), most)) }
        }
    }

    proptest! {
        /// The order is one: it does not hang on the order in which masters are found, and nothing but keys parts equals.
        #[test]
        fn the_order_is_total(one in any_fit(), other in any_fit(), third in any_fit()) {
            prop_assert_eq!(first_named(&one, &other), first_named(&other, &one).reverse());
            if first_named(&one, &other) != Ordering::Greater && first_named(&other, &third) != Ordering::Greater {
                prop_assert_ne!(first_named(&one, &third), Ordering::Greater);
            }
        }

        /// All else equal: more free places, a nearer house, a session taught there and an agreement never rank lower.
        #[test]
        fn what_speaks_for_her_never_ranks_her_lower(one in any_fit(), other in any_fit()) {
            let before = first_named(&one, &other);
            let better = [
                PairingFit { free: (one.free + 1).min(one.most), ..one.clone() },
                PairingFit { division: Division::known("350102"), ..one.clone() },
                PairingFit { sessions: one.sessions + 1, ..one.clone() },
                PairingFit { agreed_until: NaiveDate::from_ymd_opt(2026, 12, 31), ..one.clone() },
            ];
            for better in better {
                prop_assert!(first_named(&better, &other) <= before, "{:?}", better);
            }
        }
    }
}
