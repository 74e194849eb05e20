//! What was agreed and what happened: how far the parties to agreements keep what they owe.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::enrolment;
use crate::organisations::{
    self, Agreement, AgreementParty, AgreementState, DeliveryStatus, ObligationKind, ObligationStanding,
    agreement_state, obligation_standing,
};
use crate::rotations::{self, BegunStay};

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

/// How these agreements stand on a day: three statements, however many they are. Whoever asks was shown the agreements.
pub async fn agreement_standings(
    connection: &impl ConnectionTrait,
    agreements: &[Agreement],
    on: NaiveDate,
) -> Result<Vec<AgreementStanding>, Error> {
    let keys: Vec<Uuid> = agreements.iter().map(|one| one.id).collect();
    let deliveries = organisations::deliveries_of(connection, &keys).await?;
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
                    let said = deliveries.iter().filter(|said| {
                        said.agreement_id == agreement.id
                            && said.status == DeliveryStatus::Confirmed
                            && (said.kind, said.owed_by) == (owed.kind, party)
                    });
                    let mut days: Vec<NaiveDate> = said.map(|said| said.delivered_on).collect();
                    if owed.kind == ObligationKind::Visits {
                        // Who comes with three experts on one day came once.
                        days.dedup();
                    }
                    days
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
