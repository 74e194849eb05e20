//! Which grassroots members of a consortium nobody teaches which specialty, which masters have places free, and whom one might ask. Nothing
//! is written and nobody is paired: whoever reads it proposes, and both sides consent.

use std::collections::{BTreeSet, HashMap};

use chrono::{Duration, NaiveDate};
use platform::Platform;
use platform::error::Error;
use platform::text::Message;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::rules::{CoverageCell, PairingFit, PairingReasonKind, coverage_row, first_named, pairing_reasons};
use crate::curricula::{is_specialty, specialty_label};
use crate::identity::{Act, Viewer};
use crate::organisations::{self, Consortium, Institution, Membership, lead_permit, nearest_common};
use crate::pairings::{self, Mentor, MentorPlaces};
use crate::teaching;

/// Masters named for one specialty at most.
const MOST_NAMED: usize = 10;
/// How many days back it is looked whether a master taught somewhere.
const TAUGHT_WITHIN_DAYS: i64 = 365;

/// How far one member's people follow masters.
#[derive(Clone, Debug)]
pub struct MemberCoverage {
    /// The member.
    pub institution: Institution,
    /// A cell for each specialty, or for the one to which its membership is limited, in order.
    pub cells: Vec<CoverageCell>,
}

/// A master with the places that are free.
#[derive(Clone, Debug)]
pub struct MentorRoom {
    /// The master.
    pub mentor: Mentor,
    /// Her places.
    pub places: MentorPlaces,
}

/// Where masters are missing in a consortium, and who has places free.
#[derive(Clone, Debug)]
pub struct ConsortiumCoverage {
    /// The consortium.
    pub consortium: Consortium,
    /// The day.
    pub on: NaiveDate,
    /// The specialties that one of its masters has, or in which somebody is or would be paired, in order.
    pub specialties: BTreeSet<String>,
    /// Its grassroots members, in the order of their names.
    pub members: Vec<MemberCoverage>,
    /// Its masters with a place free, the earliest appointed first.
    pub mentors: Vec<MentorRoom>,
}

/// A master who might help, and why.
#[derive(Clone, Debug)]
pub struct PairingSuggestion {
    /// The master.
    pub mentor: Mentor,
    /// What speaks for her.
    pub fit: PairingFit,
    /// The same in words.
    pub reasons: Vec<(PairingReasonKind, Message)>,
}

/// Whom one might ask for one specialty.
#[derive(Clone, Debug)]
pub struct SpecialtySuggestions {
    /// The specialty's code.
    pub specialty: String,
    /// Ten masters at most, the best first.
    pub mentors: Vec<PairingSuggestion>,
}

/// Where masters are missing in a consortium on a day: seven statements, however many members, masters and pairings there are.
///
/// # Errors
/// `NotFound` when there is no such consortium; `Forbidden` to whoever does not act for its core unit.
pub async fn consortium_coverage(
    platform: &Platform,
    viewer: &Viewer,
    consortium_id: Uuid,
    on: Option<NaiveDate>,
) -> Result<ConsortiumCoverage, Error> {
    let reader = platform.database.reader();
    let on = on.unwrap_or(viewer.today);
    let consortium = led(reader, viewer, consortium_id).await?;
    let (coverage, _) = covered(reader, consortium, on).await?;
    Ok(coverage)
}

/// Masters whom a member might ask, each with why: for one specialty, or for all that nobody at the member follows. Eleven statements, however
/// many there are.
///
/// # Errors
/// `NotFound` when there is no such consortium, or the institution is none of its grassroots members today; `Forbidden` to whoever does not
/// act for its core unit; `BadInput` for a specialty that is none.
pub async fn pairing_suggestions(
    platform: &Platform,
    viewer: &Viewer,
    (consortium_id, institution_id): (Uuid, Uuid),
    specialty: Option<String>,
) -> Result<Vec<SpecialtySuggestions>, Error> {
    let reader = platform.database.reader();
    let on = viewer.today;
    let consortium = led(reader, viewer, consortium_id).await?;
    if let Some(code) = specialty.as_deref().filter(|code| !is_specialty(code)) {
        return Err(Error::BadInput(Message::new("oversight-coverage-specialty").with("code", code)));
    }
    let (coverage, memberships) = covered(reader, consortium, on).await?;
    let member = coverage.members.iter().find(|member| member.institution.id == institution_id);
    let member = member.ok_or(Error::NotFound)?;
    let gaps = || {
        let open = member.cells.iter().filter(|cell| cell.following == 0);
        open.map(|cell| cell.specialty.clone()).collect()
    };
    let wanted: Vec<String> = specialty.map_or_else(gaps, |code| vec![code]);
    let hers: Vec<Uuid> =
        memberships.iter().filter(|one| one.institution_id == institution_id).map(|one| one.id).collect();
    let mut agreed: HashMap<Uuid, NaiveDate> = HashMap::new();
    for agreement in organisations::agreements_of(reader, &hers).await? {
        if (agreement.term.0..=agreement.term.1).contains(&on) {
            let last = agreed.entry(agreement.core_institution_id).or_insert(agreement.term.1);
            *last = (*last).max(agreement.term.1);
        }
    }
    let days = (on - Duration::days(TAUGHT_WITHIN_DAYS), on);
    let taught: HashMap<Uuid, i64> =
        teaching::led_for(reader, institution_id, days).await?.into_iter().collect();
    let houses: Vec<Uuid> = coverage.mentors.iter().map(|room| room.mentor.institution_id).collect();
    let regions: HashMap<Uuid, String> = organisations::find_institutions(reader, &houses)
        .await?
        .into_iter()
        .map(|house| (house.id, house.region_code))
        .collect();
    let named = |room: &MentorRoom, specialty: &str| {
        let region = regions.get(&room.mentor.institution_id);
        let fit = PairingFit {
            mentor_id: room.mentor.id,
            specialty: specialty.to_owned(),
            division: region.and_then(|code| nearest_common(code, &member.institution.region_code)),
            agreed_until: agreed.get(&room.mentor.institution_id).copied(),
            sessions: taught.get(&room.mentor.person_id).copied().unwrap_or(0),
            most: room.places.most,
            free: room.places.most - room.places.taken,
        };
        let reasons = pairing_reasons(&fit, &specialty_label(specialty));
        PairingSuggestion { mentor: room.mentor.clone(), fit, reasons }
    };
    let suggestions = |specialty: String| {
        let skilled = coverage.mentors.iter().filter(|room| room.mentor.specialties.contains(&specialty));
        let mut mentors: Vec<PairingSuggestion> = skilled.map(|room| named(room, &specialty)).collect();
        mentors.sort_by(|one, other| first_named(&one.fit, &other.fit));
        mentors.truncate(MOST_NAMED);
        SpecialtySuggestions { specialty, mentors }
    };
    Ok(wanted.into_iter().map(suggestions).collect())
}

/// A consortium for whose core unit the viewer acts.
async fn led(
    reader: &impl ConnectionTrait,
    viewer: &Viewer,
    consortium_id: Uuid,
) -> Result<Consortium, Error> {
    let consortium = organisations::consortium(reader, consortium_id).await?;
    lead_permit(viewer, Act::ConsortiumOverviewRead, &consortium)?;
    Ok(consortium)
}

/// The coverage of a consortium on a day, and the memberships of that day: six statements.
async fn covered(
    reader: &impl ConnectionTrait,
    consortium: Consortium,
    on: NaiveDate,
) -> Result<(ConsortiumCoverage, Vec<Membership>), Error> {
    let mut memberships = organisations::memberships_of(reader, &[consortium.id]).await?;
    memberships.retain(|one| one.starts_on <= on && on <= one.ends_on);
    let houses: BTreeSet<Uuid> = memberships.iter().map(|one| one.institution_id).collect();
    let houses: Vec<Uuid> = houses.into_iter().collect();
    let mut grassroots = organisations::find_institutions(reader, &houses).await?;
    grassroots.retain(|house| house.kind.is_grassroots());
    grassroots.sort_by(|one, other| (&one.sort_key, one.id).cmp(&(&other.sort_key, other.id)));
    let places: Vec<Uuid> = grassroots.iter().map(|house| house.id).collect();
    let followed = pairings::followed_on(reader, &places, on).await?;
    let teaching: Vec<Uuid> = houses.into_iter().chain([consortium.core_institution_id]).collect();
    let mentors = pairings::mentors_on(reader, &teaching, on).await?;
    let specialties: BTreeSet<String> = mentors
        .iter()
        .flat_map(|mentor| mentor.specialties.iter().cloned())
        .chain(followed.iter().map(|(_, specialty, _, _)| specialty.clone()))
        .collect();
    let member = |institution: Institution| {
        let hers = memberships.iter().filter(|one| one.institution_id == institution.id);
        // Who is a member in all specialties by one membership is so whatever another one is limited to.
        let limits: Option<BTreeSet<String>> = hers.map(|one| one.specialty.clone()).collect();
        let cells = coverage_row(institution.id, limits.as_ref().unwrap_or(&specialties), &followed);
        MemberCoverage { institution, cells }
    };
    let members = grassroots.into_iter().map(member).collect();
    let places = pairings::mentor_places(reader, &mentors, on).await?;
    let room = |mentor: Mentor| {
        let places = *places.get(&mentor.id)?;
        (places.taken < places.most).then_some(MentorRoom { mentor, places })
    };
    let mentors = mentors.into_iter().filter_map(room).collect();
    Ok((ConsortiumCoverage { consortium, on, specialties, members, mentors }, memberships))
}
