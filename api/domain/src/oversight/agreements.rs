//! What was agreed and what happened: how far the parties to agreements keep what they owe.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::iter::repeat_n;

use chrono::NaiveDate;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::enrolment;
use crate::organisations::{
    self, Agreement, AgreementParty, AgreementState, Delivery, DeliveryStatus, ObligationKind,
    ObligationStanding, agreement_state, obligation_standing,
};
use crate::rotations::{self, BegunStay};
use crate::teaching::{self, HeldUnder};

/// How an agreement stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementStanding {
    /// The agreement.
    pub agreement_id: Uuid,
    /// On that day.
    pub state: AgreementState,
    /// Each obligation, in the agreement's order.
    pub obligations: Vec<ObligationStanding>,
}

/// The first day of each trainee whom a party received at its bases, and who sent her.
fn received(
    agreement: &Agreement,
    party: AgreementParty,
    stays: &[BegunStay],
    senders: &HashMap<Uuid, Option<Uuid>>,
    is_sent: impl Fn(Option<Uuid>) -> bool,
) -> Vec<NaiveDate> {
    let (place, (first, last)) = (agreement.party(party), agreement.term);
    let mut known = HashSet::new();
    // By their first day: who stays twice in the term was received once.
    let counted = stays.iter().filter(|stay| {
        let sender = senders.get(&stay.enrolment_id).copied().flatten();
        stay.institution_id == place
            && (first..=last).contains(&stay.starts_on)
            && is_sent(sender)
            && known.insert(stay.person_id)
    });
    counted.map(|stay| stay.starts_on).collect()
}

/// The days on which a party held sessions for the other one, or came to it: as the other one confirmed by hand, and as confirmed sessions
/// show. What is said by hand of a day on which sessions stand are the same sessions, so that of each day the greater number counts; who
/// comes with three experts on one day came once.
fn delivered(
    (kind, party): (ObligationKind, AgreementParty),
    said: &[&Delivery],
    held: &[&HeldUnder],
) -> Vec<NaiveDate> {
    let said = said
        .iter()
        .filter(|one| one.status == DeliveryStatus::Confirmed && (one.kind, one.owed_by) == (kind, party));
    let held = held.iter().filter(|one| one.owed_by == party);
    let mut days: BTreeMap<NaiveDate, (usize, usize)> = BTreeMap::new();
    for one in said {
        days.entry(one.delivered_on).or_default().0 += 1;
    }
    for one in held.filter(|one| one.is_on_site || kind == ObligationKind::Sessions) {
        days.entry(one.on).or_default().1 += usize::try_from(one.sessions).unwrap_or(usize::MAX);
    }
    let most = if kind == ObligationKind::Visits { 1 } else { usize::MAX };
    let times = |(day, (said, held)): (NaiveDate, (usize, usize))| repeat_n(day, said.max(held).min(most));
    days.into_iter().flat_map(times).collect()
}

/// How these agreements stand on a day: four statements, however many they are. Whoever asks was shown the agreements.
pub async fn agreement_standings(
    connection: &impl ConnectionTrait,
    agreements: &[Agreement],
    on: NaiveDate,
) -> Result<Vec<AgreementStanding>, Error> {
    let keys: Vec<Uuid> = agreements.iter().map(|one| one.id).collect();
    let deliveries = organisations::deliveries_of(connection, &keys).await?;
    let sessions = teaching::held_under(connection, &keys).await?;
    let mut said: HashMap<Uuid, Vec<&Delivery>> = HashMap::new();
    for one in &deliveries {
        said.entry(one.agreement_id).or_default().push(one);
    }
    let mut held: HashMap<Uuid, Vec<&HeldUnder>> = HashMap::new();
    for one in &sessions {
        held.entry(one.agreement_id).or_default().push(one);
    }
    let counting = |one: &&Agreement| one.obligations.iter().any(|owed| owed.kind.is_counted());
    let places: HashSet<Uuid> = agreements
        .iter()
        .filter(counting)
        .flat_map(|one| [one.core_institution_id, one.institution_id])
        .collect();
    let places: Vec<Uuid> = places.into_iter().collect();
    let since = agreements.iter().map(|one| one.term.0).min().unwrap_or(on);
    let stays = rotations::begun_stays(connection, &places, (since, on)).await?;
    let enrolments: HashSet<Uuid> = stays.iter().map(|stay| stay.enrolment_id).collect();
    let enrolments: Vec<Uuid> = enrolments.into_iter().collect();
    let senders = enrolment::senders_of(connection, &enrolments).await?;
    let of = |agreement: &Agreement| {
        let standing = |owed: &organisations::Obligation| {
            let party = owed.owed_by;
            let (own, other) = (agreement.party(party), agreement.party(party.other()));
            let done = match owed.kind {
                ObligationKind::TraineesReceived => {
                    received(agreement, party, &stays, &senders, |sender| sender != Some(own))
                }
                ObligationKind::FurtherStudyPlaces => {
                    received(agreement, party, &stays, &senders, |sender| sender == Some(other))
                }
                ObligationKind::Visits | ObligationKind::Sessions => {
                    let said = said.get(&agreement.id).map(Vec::as_slice).unwrap_or_default();
                    let held = held.get(&agreement.id).map(Vec::as_slice).unwrap_or_default();
                    delivered((owed.kind, party), said, held)
                }
            };
            obligation_standing(*owed, agreement.term, &done, on)
        };
        let obligations: Vec<ObligationStanding> = agreement.obligations.iter().map(standing).collect();
        let state = agreement_state(agreement.term, agreement.is_renewed, &obligations, on);
        AgreementStanding { agreement_id: agreement.id, state, obligations }
    };
    Ok(agreements.iter().map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_by_hand_and_what_sessions_show_count_once() {
        use DeliveryStatus::{Confirmed, Pending};
        use ObligationKind::{Sessions, Visits};

        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let said = |kind, on: &str, status| Delivery {
            id: Uuid::nil(),
            agreement_id: Uuid::nil(),
            kind,
            owed_by: AgreementParty::Core,
            delivered_on: day(on),
            note: String::new(),
            status,
            recorded_by: Uuid::nil(),
            recorded_at: chrono::DateTime::UNIX_EPOCH,
        };
        let held = |on: &str, is_on_site, sessions| HeldUnder {
            agreement_id: Uuid::nil(),
            owed_by: AgreementParty::Core,
            on: day(on),
            is_on_site,
            sessions,
        };
        let said = [
            said(Sessions, "2026-03-02", Confirmed),
            said(Sessions, "2026-03-03", Confirmed),
            said(Sessions, "2026-03-05", Pending),
            said(Visits, "2026-03-02", Confirmed),
            said(Visits, "2026-03-02", Confirmed),
        ];
        let held = [held("2026-03-02", true, 2), held("2026-03-04", false, 1)];
        let (said, held): (Vec<_>, Vec<_>) = (said.iter().collect(), held.iter().collect());
        let days = |kind| delivered((kind, AgreementParty::Core), &said, &held);
        assert_eq!(days(Sessions), ["2026-03-02", "2026-03-02", "2026-03-03", "2026-03-04"].map(day));
        assert_eq!(days(Visits), ["2026-03-02"].map(day));
        assert_eq!(delivered((Sessions, AgreementParty::Member), &said, &held), []);
    }
}
