//! What a core unit sees of its consortium, member by member: what was agreed and how far it is kept, what it held for the member, whom it
//! sent there, and how the pairings of the member's people and departments fare.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use platform::Platform;
use platform::error::Error;
use platform::text::Message;
use uuid::Uuid;

use super::agreements::{AgreementStanding, agreement_standings};
use crate::dispatches::{self, Dispatch};
use crate::identity::{Act, Viewer};
use crate::organisations::{self, Agreement, Consortium, Days, Membership, lead_permit};
use crate::pairings::{self, ApprenticeshipState, ApprenticeshipStatus};
use crate::teaching::{self, HeldFor};
use crate::twinnings::{self, Twinning};

/// Longest stretch that is looked at, in days: ten years.
const LONGEST_DAYS: i64 = 3653;

/// What a core unit sees of one member.
#[derive(Clone, Debug)]
pub struct MemberOverview {
    /// The membership.
    pub membership: Membership,
    /// Agreements with a day in the stretch, the earliest first, each with how it stands on the stretch's last day.
    pub agreements: Vec<(Agreement, AgreementStanding)>,
    /// What the core unit planned and held for the member in the stretch, by where it stands.
    pub sessions: Vec<HeldFor>,
    /// Experts whom the core unit sends to the member, with a day in the stretch, the earliest first.
    pub dispatches: Vec<Dispatch>,
    /// Twinnings in which the core unit helps the member, with a day in the stretch, the earliest first.
    pub twinnings: Vec<Twinning>,
    /// Pairings of the member's people under the consortium that are live today, by how they stand.
    pub pairings: BTreeMap<&'static str, (ApprenticeshipState, usize)>,
    /// Those that wait for a consent.
    pub proposed: usize,
    /// Those that were gone through, or ended, with a last day in the stretch.
    pub over: usize,
}

/// What a core unit sees of its consortium.
#[derive(Clone, Debug)]
pub struct ConsortiumOverview {
    /// The consortium.
    pub consortium: Consortium,
    /// First and last day.
    pub days: Days,
    /// Members with a day in the stretch, the earliest first.
    pub members: Vec<MemberOverview>,
}

/// What a core unit sees of its consortium in a stretch of days; agreements as they stand on its last day, or today if that is later. A constant
/// number of statements, whatever the number of members, pairings and sessions.
///
/// # Errors
/// `NotFound` when there is no such consortium; `Forbidden` to whoever does not act for its core unit; `BadInput` for days in the wrong
/// order, or more than ten years of them.
pub async fn consortium_overview(
    platform: &Platform,
    viewer: &Viewer,
    consortium_id: Uuid,
    days: Days,
) -> Result<ConsortiumOverview, Error> {
    let reader = platform.database.reader();
    let consortium = organisations::consortium(reader, consortium_id).await?;
    lead_permit(viewer, Act::ConsortiumOverviewRead, &consortium)?;
    if days.1 < days.0 || (days.1 - days.0).num_days() > LONGEST_DAYS {
        let message = Message::new("oversight-overview-days").with("first", days.0).with("last", days.1);
        return Err(Error::BadInput(message.with("most", LONGEST_DAYS)));
    }
    let shares_a_day = |from: NaiveDate, until: NaiveDate| from <= days.1 && days.0 <= until;
    let mut memberships = organisations::memberships_of(reader, &[consortium_id]).await?;
    memberships.retain(|one| shares_a_day(one.starts_on, one.ends_on));
    let keys: Vec<Uuid> = memberships.iter().map(|one| one.id).collect();
    let mut agreements = organisations::agreements_of(reader, &keys).await?;
    agreements.retain(|one| shares_a_day(one.term.0, one.term.1));
    let on = days.1.min(viewer.today);
    let hosts: HashSet<Uuid> = memberships.iter().map(|one| one.institution_id).collect();
    let hosts: Vec<Uuid> = hosts.into_iter().collect();
    let core = consortium.core_institution_id;
    let faring = async {
        let pairs = pairings::apprenticeships_within(reader, consortium_id).await?;
        let faring = pairings::standings(reader, &pairs, viewer.today).await?;
        Ok((pairs, faring))
    };
    // None of them waits for another, and three add up a year.
    let (standings, held, (pairs, faring), dispatches, twinnings) = tokio::try_join!(
        agreement_standings(reader, &agreements, on),
        teaching::held_for(reader, core, &hosts, days),
        faring,
        dispatches::sent_to(reader, core, &hosts, days),
        twinnings::held_with(reader, core, &hosts, days),
    )?;
    let mut standings: HashMap<Uuid, AgreementStanding> =
        standings.into_iter().map(|one| (one.agreement_id, one)).collect();
    let mut agreed: HashMap<Uuid, Vec<(Agreement, AgreementStanding)>> = HashMap::new();
    for agreement in agreements {
        if let Some(standing) = standings.remove(&agreement.id) {
            agreed.entry(agreement.membership_id).or_default().push((agreement, standing));
        }
    }
    let overview = |membership: Membership| {
        let house = membership.institution_id;
        let hers = || pairs.iter().filter(|pair| pair.institution_id == house);
        let mut live: BTreeMap<&'static str, (ApprenticeshipState, usize)> = BTreeMap::new();
        for state in hers().filter_map(|pair| faring.get(&pair.id)).map(|standing| standing.state) {
            live.entry(platform::codes::Code::code(state)).or_insert((state, 0)).1 += 1;
        }
        let is_over = |status: ApprenticeshipStatus| {
            matches!(status, ApprenticeshipStatus::Ended | ApprenticeshipStatus::Completed)
        };
        let over =
            hers().filter(|pair| is_over(pair.status) && shares_a_day(pair.last_day(), pair.last_day()));
        MemberOverview {
            agreements: agreed.remove(&membership.id).unwrap_or_default(),
            sessions: held.iter().filter(|one| one.host_id == house).cloned().collect(),
            dispatches: dispatches.iter().filter(|one| one.host_id == house).cloned().collect(),
            twinnings: twinnings.iter().filter(|one| one.supported_id == house).cloned().collect(),
            proposed: hers().filter(|pair| pair.status == ApprenticeshipStatus::Proposed).count(),
            over: over.count(),
            pairings: live,
            membership,
        }
    };
    let members = memberships.into_iter().map(overview).collect();
    Ok(ConsortiumOverview { consortium, days, members })
}
