//! How rounds stand: what each member submitted, with the figure of the same days of the year before beside each, and who is missing.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::rules::ReportingStatus;
use super::super::store::{self, ReportingRound, Submission};
use super::{consortia_of, members, reads, reads_all};
use crate::identity::Viewer;
use crate::organisations::{self, Days, Indicator, Membership, Reading, year_before};

/// A figure of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberFigure {
    /// The indicator.
    pub indicator: Indicator,
    /// How much, in the indicator's unit.
    pub value: i64,
    /// How much it was in the same days of the year before, where that was read.
    pub year_before: Option<i64>,
}

/// The figures that a member submitted last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberFigures {
    /// What was submitted.
    pub submission: Submission,
    /// Its figures, in the round's order.
    pub figures: Vec<MemberFigure>,
}

/// A member of which a round has no figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingMember {
    /// The member.
    pub institution_id: Uuid,
    /// What was returned to it.
    pub returned: Option<MemberFigures>,
    /// Days until the round is due; below nought when it is over.
    pub days_left: i64,
}

/// How a round stands, as far as somebody may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingStanding {
    /// The round.
    pub round_id: Uuid,
    /// What each member submitted last, the earliest member first.
    pub members: Vec<MemberFigures>,
    /// Who is missing, the earliest member first.
    pub missing: Vec<MissingMember>,
}

/// Every figure that a batch of rounds is shown beside the ones submitted.
type Readings = HashMap<(Uuid, Uuid, Days), i64>;

/// The readings of the same days of the year before, of whoever submitted to these rounds: one statement.
async fn earlier_readings(
    connection: &impl ConnectionTrait,
    rounds: &[ReportingRound],
    shown: &[Submission],
) -> Result<Readings, Error> {
    let institutions: BTreeSet<Uuid> = shown.iter().map(|one| one.institution_id).collect();
    let institutions: Vec<Uuid> = institutions.into_iter().collect();
    let indicators: BTreeSet<Uuid> =
        rounds.iter().flat_map(|round| &round.indicators).map(|one| one.id).collect();
    let indicators: Vec<Uuid> = indicators.into_iter().collect();
    let days: BTreeSet<NaiveDate> =
        rounds.iter().filter_map(|round| year_before(round.days)).map(|(first, _)| first).collect();
    let days: Vec<NaiveDate> = days.into_iter().collect();
    let found = organisations::readings_of(connection, &institutions, &indicators, &days).await?;
    let keyed = |one: Reading| ((one.institution_id, one.indicator_id, one.days), one.value);
    Ok(found.into_iter().map(keyed).collect())
}

/// How rounds stand that were already found for somebody, as far as she may see: every member to whoever acts for the core unit,
/// otherwise her own. Five statements, however many they are.
///
/// # Errors
/// Internal.
pub async fn reporting_standings(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    rounds: &[ReportingRound],
) -> Result<Vec<ReportingStanding>, Error> {
    let consortia = consortia_of(rounds);
    let memberships = organisations::memberships_of(connection, &consortia).await?;
    let consortia = organisations::find_consortia(connection, &consortia).await?;
    let sees_all = |round: &ReportingRound| {
        consortia.iter().any(|one| one.id == round.consortium_id && reads_all(viewer, one))
    };
    standings(connection, viewer, (rounds, &memberships), sees_all).await
}

async fn standings(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    (rounds, memberships): (&[ReportingRound], &[Membership]),
    sees_all: impl Fn(&ReportingRound) -> bool,
) -> Result<Vec<ReportingStanding>, Error> {
    let keys: Vec<Uuid> = rounds.iter().map(|round| round.id).collect();
    let mut latest: HashMap<(Uuid, Uuid), Submission> = HashMap::new();
    for submission in store::submissions_of(connection, &keys).await? {
        latest.insert((submission.round_id, submission.institution_id), submission);
    }
    let seen = |round: &ReportingRound| -> Vec<Uuid> {
        let mut found = members(memberships, round);
        // Whose membership was ended after it submitted is shown as well.
        let mut others: Vec<Uuid> =
            latest.keys().filter(|(key, _)| *key == round.id).map(|(_, member)| *member).collect();
        others.sort_unstable();
        others.retain(|member| !found.contains(member));
        found.extend(others);
        let is_all = sees_all(round);
        found.retain(|member| is_all || reads(viewer, *member));
        found
    };
    let shown: Vec<Submission> = rounds
        .iter()
        .flat_map(|round| seen(round).into_iter().map(|member| (round.id, member)))
        .filter_map(|key| latest.get(&key).cloned())
        .collect();
    let shown_keys: Vec<Uuid> = shown.iter().map(|one| one.id).collect();
    let mut values: HashMap<(Uuid, Uuid), i64> = HashMap::new();
    for figure in store::figures_of(connection, &shown_keys).await? {
        values.insert((figure.submission_id, figure.indicator_id), figure.value);
    }
    let readings = earlier_readings(connection, rounds, &shown).await?;
    let with_figures = |round: &ReportingRound, submission: &Submission| {
        let before = year_before(round.days);
        let figure = |indicator: &Indicator| {
            let before =
                before.and_then(|days| readings.get(&(submission.institution_id, indicator.id, days)));
            let value = *values.get(&(submission.id, indicator.id))?;
            Some(MemberFigure { indicator: indicator.clone(), value, year_before: before.copied() })
        };
        let figures = round.indicators.iter().filter_map(figure).collect();
        MemberFigures { submission: submission.clone(), figures }
    };
    let standing = |round: &ReportingRound| {
        let days_left = (round.due_on - viewer.today).num_days();
        let (mut submitted, mut missing) = (Vec::new(), Vec::new());
        let expected = members(memberships, round);
        for institution_id in seen(round) {
            let found = latest.get(&(round.id, institution_id)).map(|one| with_figures(round, one));
            let is_in = found.as_ref().is_some_and(|one| one.submission.status != ReportingStatus::Returned);
            if !is_in && expected.contains(&institution_id) {
                missing.push(MissingMember { institution_id, returned: found.clone(), days_left });
            }
            submitted.extend(found);
        }
        ReportingStanding { round_id: round.id, members: submitted, missing }
    };
    Ok(rounds.iter().map(standing).collect())
}
