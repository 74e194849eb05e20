//! Putting progress together, for any number of enrolments at once.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::rules::{
    Calendar, Forecast, Pace, ProgressStatus, Standing, decide, forecast, hold_back, is_still_possible,
};
use crate::curricula::{self, Plan, Requirement, RequirementKind};
use crate::enrolment::Enrolment;
use crate::evidence::{self, Evidence, EvidenceKind, Facet, Miss, Totals, credits, misses};
use crate::organisations::BaseKind;
use crate::rotations::{self, RunningStay};

/// What one base contributes to a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseShare {
    /// The base.
    pub base_id: Uuid,
    /// Credited there, in the requirement's unit.
    pub credited: i64,
    /// Under way there, in the requirement's unit.
    pub running: i64,
}

/// One requirement's answer.
#[derive(Clone, Debug)]
pub struct RequirementProgress {
    /// What is asked.
    pub requirement: Arc<Requirement>,
    /// Figures and what follows from them.
    pub standing: Standing,
    /// The approved licence that covers another scope of practice than those asked for, where a licence is open.
    pub other_licence: Option<Box<Evidence>>,
    /// By base, across legal entities.
    pub bases: Vec<BaseShare>,
    /// Credited by department.
    pub departments: Vec<(Uuid, i64)>,
}

/// What bases of one kind contribute, in days of stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseKindShare {
    /// The kind.
    pub base_kind: BaseKind,
    /// Days credited.
    pub credited_days: i64,
    /// Days under way.
    pub running_days: i64,
    /// Half-days of activities credited there.
    pub credited_half_days: i64,
    /// Half-days there that await review.
    pub running_half_days: i64,
    /// Minutes of activities credited there.
    pub credited_minutes: i64,
    /// Minutes there that await review.
    pub running_minutes: i64,
    /// Days that requirements ask for at this kind of base and at no other.
    pub target_days: i64,
}

/// The training as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overall {
    /// Requirements met.
    pub met: usize,
    /// Requirements in all.
    pub requirements: usize,
    /// Days of stay that count towards a target, surplus left out.
    pub credited_days: i64,
    /// Days of stay under way.
    pub running_days: i64,
    /// Days of stay asked for.
    pub target_days: i64,
    /// Days of stay that the calendar asks for by the day.
    pub expected_days: i64,
    /// Status.
    pub status: ProgressStatus,
    /// Pace.
    pub pace: Pace,
}

/// How far one enrolment is.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The enrolment.
    pub enrolment: Enrolment,
    /// What it is held to.
    pub plan: Arc<Plan>,
    /// The day of the answer.
    pub on: NaiveDate,
    /// By requirement, in the version's order.
    pub requirements: Vec<RequirementProgress>,
    /// By kind of base, across legal entities.
    pub base_kinds: Vec<BaseKindShare>,
    /// As a whole.
    pub overall: Overall,
}

impl Progress {
    /// When one of its requirements would be reached, where a rule tells.
    #[must_use]
    pub fn forecast(&self, row: &RequirementProgress) -> Option<Forecast> {
        forecast(&row.requirement, &row.standing, &calendar(&self.enrolment), self.on)
    }

    /// Whether one of its requirements can still be reached before the training ends.
    #[must_use]
    pub fn is_still_possible(&self, row: &RequirementProgress) -> bool {
        let calendar = calendar(&self.enrolment);
        is_still_possible(&row.requirement, &row.standing, &self.plan.figures, &calendar, self.on)
    }
}

fn calendar(enrolment: &Enrolment) -> Calendar<'_> {
    Calendar {
        starts_on: enrolment.starts_on,
        ends_on: enrolment.expected_completion_on,
        pauses: &enrolment.pauses,
    }
}

/// What progress is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Requirements and the training as a whole; shares of bases, departments and kinds of base are left out.
    Requirements,
    /// What each base, department and kind of base contributes as well.
    Shares,
}

impl Detail {
    /// The facets that it needs the totals of: those by which the requirements of these plans are decided, and those that are
    /// shown.
    fn facets<'a>(self, plans: impl Iterator<Item = &'a Arc<Plan>>) -> Vec<Facet> {
        let mut facets = vec![Facet::Total, Facet::Granted];
        for requirement in plans.flat_map(|plan| &plan.requirements) {
            let rule = &requirement.rule;
            let is_yearly = requirement.kind == RequirementKind::ContinuingEducation;
            facets.extend(rule.choose.map(|_| Facet::Specialty));
            facets.extend(rule.different_assessors.map(|_| Facet::Assessor));
            facets.extend(is_yearly.then_some(Facet::ClassYear));
        }
        if self == Self::Shares {
            facets.extend([Facet::BaseKind, Facet::Base, Facet::Department]);
        }
        facets.sort_unstable();
        facets.dedup();
        facets
    }
}

/// Progress of these enrolments on a day, in the order given. Four statements, whatever their number, when the
/// curriculum versions are known already; five where one of them asks for a licence of a certain scope.
pub async fn progress_of(
    connection: &impl ConnectionTrait,
    enrolments: &[Enrolment],
    on: NaiveDate,
    detail: Detail,
) -> Result<Vec<Progress>, Error> {
    let keys: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.id).collect();
    let people: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.person_id).collect();
    let versions: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.version_id).collect();
    let plans = curricula::plans(connection, &versions).await?;
    let facets = detail.facets(plans.values());
    // They wait for nothing of each other: a far database is asked once, not four times.
    let (totals, running_days, pending, licences) = tokio::try_join!(
        evidence::totals_of(connection, &keys, &facets),
        rotations::running_days(connection, &keys, on),
        evidence::pending(connection, &people),
        licences(connection, &people, plans.values()),
    )?;
    let mut stays: HashMap<Uuid, Vec<RunningStay>> = HashMap::new();
    for stay in running_days {
        stays.entry(stay.enrolment_id).or_default().push(stay);
    }
    let mut waiting: HashMap<Uuid, Vec<evidence::Fact>> = HashMap::new();
    for pending in pending {
        // A stay whose exit awaits review is under way already.
        if pending.fact.kind != EvidenceKind::PlacementExit {
            waiting.entry(pending.person_id).or_default().push(pending.fact);
        }
    }
    enrolments
        .iter()
        .map(|enrolment| {
            let plan =
                plans.get(&enrolment.version_id).ok_or_else(|| Error::internal("a version is gone"))?;
            let stays = stays.get(&enrolment.id).map(Vec::as_slice).unwrap_or_default();
            let waiting = waiting.get(&enrolment.person_id).map(Vec::as_slice).unwrap_or_default();
            let running = running(plan, enrolment.starts_on, stays, waiting);
            let had = (&totals, running.as_slice());
            let mut progress = put_together(enrolment, Arc::clone(plan), had, on, detail);
            for row in progress.requirements.iter_mut().filter(|row| is_practice(&row.requirement)) {
                let is_open = row.standing.credited < row.standing.target;
                let hers = licences.iter().rfind(|licence| {
                    licence.person_id == enrolment.person_id
                        && misses(plan, enrolment.starts_on, &row.requirement, &licence.fact())
                            .is_some_and(|misses| misses.contains(&Miss::Scope))
                });
                row.other_licence = hers.filter(|_| is_open).cloned().map(Box::new);
            }
            Ok(progress)
        })
        .collect()
}

/// Whether a licence of a certain scope of practice is asked for.
fn is_practice(requirement: &Requirement) -> bool {
    requirement.kind == RequirementKind::Licence && !requirement.rule.specialties.is_empty()
}

/// Approved licences of these people, where one of the plans asks for a scope of practice; else no statement at all.
async fn licences<'a>(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    mut plans: impl Iterator<Item = &'a Arc<Plan>>,
) -> Result<Vec<Evidence>, Error> {
    if !plans.any(|plan| plan.requirements.iter().any(|requirement| is_practice(requirement))) {
        return Ok(Vec::new());
    }
    evidence::approved(connection, people, EvidenceKind::Licence).await
}

/// Something under way: requirement, base and quantity.
struct Running {
    requirement_id: Uuid,
    base: Option<(Uuid, BaseKind)>,
    quantity: i64,
}

fn running(plan: &Plan, since: NaiveDate, stays: &[RunningStay], waiting: &[evidence::Fact]) -> Vec<Running> {
    let stays = stays.iter().map(|stay| Running {
        requirement_id: plan.meant(stay.requirement_id).unwrap_or(stay.requirement_id),
        base: Some((stay.base_id, stay.base_kind)),
        quantity: stay.days,
    });
    let waiting = credits(plan, since, waiting).into_iter().map(|credit| Running {
        requirement_id: credit.requirement_id,
        base: credit.facets.base_id.zip(credit.facets.base_kind),
        quantity: credit.quantity,
    });
    stays.chain(waiting).collect()
}

fn put_together(
    enrolment: &Enrolment,
    plan: Arc<Plan>,
    (totals, running): (&HashMap<(Uuid, Uuid), Totals>, &[Running]),
    on: NaiveDate,
    detail: Detail,
) -> Progress {
    let calendar = calendar(enrolment);
    let none = Totals::default();
    let had: Vec<Had<'_>> = plan
        .requirements
        .iter()
        .map(|requirement| Had {
            totals: totals.get(&(enrolment.id, requirement.id)).unwrap_or(&none),
            running: running.iter().filter(|running| running.requirement_id == requirement.id).collect(),
        })
        .collect();
    let stand = |(requirement, had): (&Arc<Requirement>, &Had<'_>)| {
        let quantity = had.running.iter().map(|running| running.quantity).sum();
        let stage = plan.stage_days(requirement, enrolment.starts_on).map(|days| calendar.part(days));
        decide(requirement, had.totals, quantity, &stage.unwrap_or(calendar), on)
    };
    let mut standings: Vec<Standing> = plan.requirements.iter().zip(&had).map(stand).collect();
    hold_back(&plan.requirements, &mut standings);
    // Twenty thousand rows of a cohort show no shares.
    let has_shares = detail == Detail::Shares;
    let base_kinds = if has_shares { base_kind_shares(&plan.requirements, &had) } else { Vec::new() };
    let requirements: Vec<RequirementProgress> = plan
        .requirements
        .iter()
        .zip(standings)
        .zip(had)
        .map(|((requirement, standing), had)| RequirementProgress {
            standing,
            bases: if has_shares { base_shares(&had) } else { Vec::new() },
            departments: if has_shares { department_shares(&had) } else { Vec::new() },
            other_licence: None,
            requirement: Arc::clone(requirement),
        })
        .collect();
    let overall = overall(&requirements, calendar, on);
    Progress { enrolment: enrolment.clone(), plan, on, requirements, base_kinds, overall }
}

/// What one requirement of one enrolment has.
struct Had<'a> {
    totals: &'a Totals,
    running: Vec<&'a Running>,
}

fn base_shares(had: &Had<'_>) -> Vec<BaseShare> {
    let mut shares: BTreeMap<Uuid, (i64, i64)> = BTreeMap::new();
    for (base, quantity) in had.totals.values(Facet::Base) {
        if let Ok(base_id) = Uuid::parse_str(base) {
            shares.entry(base_id).or_default().0 += quantity;
        }
    }
    for running in &had.running {
        if let Some((base_id, _)) = running.base {
            shares.entry(base_id).or_default().1 += running.quantity;
        }
    }
    let share = |(base_id, (credited, running))| BaseShare { base_id, credited, running };
    shares.into_iter().map(share).collect()
}

fn department_shares(had: &Had<'_>) -> Vec<(Uuid, i64)> {
    let credited = had.totals.values(Facet::Department);
    credited.filter_map(|(key, quantity)| Some((Uuid::parse_str(key).ok()?, quantity))).collect()
}

fn base_kind_shares(requirements: &[Arc<Requirement>], had: &[Had<'_>]) -> Vec<BaseKindShare> {
    BaseKind::ALL
        .iter()
        .map(|kind| {
            let mut share = BaseKindShare {
                base_kind: *kind,
                credited_days: 0,
                running_days: 0,
                credited_half_days: 0,
                running_half_days: 0,
                credited_minutes: 0,
                running_minutes: 0,
                target_days: 0,
            };
            for (requirement, had) in requirements.iter().zip(had) {
                let credited = had.totals.get(Facet::BaseKind, kind.code());
                let there =
                    had.running.iter().filter(|running| running.base.is_some_and(|(_, of)| of == *kind));
                let under_way: i64 = there.map(|running| running.quantity).sum();
                match requirement.kind {
                    RequirementKind::TimeInDepartment => {
                        share.credited_days += credited;
                        share.running_days += under_way;
                        if requirement.base_kind == Some(*kind) {
                            share.target_days += requirement.target;
                        }
                    }
                    RequirementKind::ActivityHalfDays => {
                        share.credited_half_days += credited;
                        share.running_half_days += under_way;
                    }
                    RequirementKind::ActivityHours => {
                        share.credited_minutes += credited;
                        share.running_minutes += under_way;
                    }
                    _ => {}
                }
            }
            share
        })
        .collect()
}

fn overall(requirements: &[RequirementProgress], calendar: Calendar<'_>, on: NaiveDate) -> Overall {
    let met = requirements.iter().filter(|row| row.standing.status == ProgressStatus::Met).count();
    let stays =
        || requirements.iter().filter(|row| row.requirement.kind == RequirementKind::TimeInDepartment);
    let credited_days: i64 = stays().map(|row| row.standing.credited.min(row.standing.target)).sum();
    let running_days: i64 = stays().map(|row| row.standing.running).sum();
    let target_days: i64 = stays().map(|row| row.standing.target).sum();
    let expected_days = target_days * calendar.elapsed(on) / calendar.days();
    let is_met = met == requirements.len();
    let is_begun = requirements.iter().any(|row| row.standing.status != ProgressStatus::NotStarted);
    Overall {
        met,
        requirements: requirements.len(),
        credited_days,
        running_days,
        target_days,
        expected_days,
        status: match (is_met, is_begun) {
            (true, _) => ProgressStatus::Met,
            (false, true) => ProgressStatus::InProgress,
            (false, false) => ProgressStatus::NotStarted,
        },
        pace: if is_met {
            Pace::Done
        } else if credited_days + running_days >= expected_days {
            Pace::OnTrack
        } else {
            Pace::Behind
        },
    }
}
