//! Putting the sheets of exits together, for any number of placements at once.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use platform::db::Write;
use platform::error::{Error, Name};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{Entered, ExitCount, ExitSheet, PlacementStatus};
use super::super::store::{self, FrozenSheet, Placement};
use crate::curricula::{self, Plan, Requirement, RequirementKind, ReviewStep};
use crate::enrolment::{self, Enrolment};
use crate::evidence::{self, Evidence, EvidenceStatus, Facet, Review, Totals};
use crate::identity::{self, Permit, Scope, SystemReason};
use crate::organisations;

const PERMITTED: Scope<'static> = Scope::System(SystemReason::Permitted);

/// The sheet of an exit, and what is known of it.
#[derive(Clone, Debug)]
pub struct StandingSheet {
    /// The sheet.
    pub sheet: ExitSheet,
    /// That it stays as it is: its digest and since when.
    pub frozen: Option<(String, chrono::DateTime<chrono::Utc>)>,
}

/// The sheets of these placements' exits, by placement: as they were when the last one signed, or as they stand. For placements
/// that were already read within a scope; twelve statements at most, whatever their number.
pub async fn exit_sheets(
    connection: &impl ConnectionTrait,
    placements: &[Placement],
) -> Result<HashMap<Uuid, StandingSheet>, Error> {
    let completed = placements.iter().filter(|row| row.status == PlacementStatus::Completed);
    let completed: Vec<Uuid> = completed.map(|row| row.id).collect();
    let frozen =
        if completed.is_empty() { Vec::new() } else { store::frozen_sheets(connection, &completed).await? };
    let mut sheets: HashMap<Uuid, StandingSheet> = frozen
        .into_iter()
        .map(|FrozenSheet { sheet, digest, frozen_at, .. }| {
            (sheet.placement_id, StandingSheet { sheet, frozen: Some((digest, frozen_at)) })
        })
        .collect();
    let open: Vec<&Placement> = placements.iter().filter(|row| !sheets.contains_key(&row.id)).collect();
    if open.is_empty() {
        return Ok(sheets);
    }
    let facts = Facts::read(connection, &open).await?;
    for placement in open {
        let standing = StandingSheet { sheet: facts.sheet(placement)?, frozen: None };
        sheets.insert(placement.id, standing);
    }
    Ok(sheets)
}

/// Freezes the sheet of an exit that the last one has signed.
pub(super) async fn freeze(
    write: &Write,
    permit: &Permit,
    placement: &Placement,
    exit_id: Uuid,
) -> Result<(), Error> {
    let sheet = Facts::read(&**write, &[placement]).await?.sheet(placement)?;
    let digest = store::insert_exit_sheet(write, permit, exit_id, &sheet).await?;
    let object = ("exit_sheet", exit_id);
    identity::remember(write, permit, "exit-sheet.freeze", object, (Value::Null, json!({ "sha256": digest })))
        .await
}

/// Everything that the sheets of some placements are put together from.
struct Facts {
    enrolments: HashMap<Uuid, Enrolment>,
    plans: HashMap<Uuid, Arc<Plan>>,
    entered: HashMap<Uuid, Vec<Evidence>>,
    reviews: Vec<Review>,
    in_stay: HashMap<(Uuid, Uuid), i64>,
    totals: HashMap<(Uuid, Uuid), Totals>,
    people: HashMap<Uuid, Name>,
    departments: HashMap<Uuid, (Name, String)>,
    institutions: HashMap<Uuid, Name>,
    programmes: HashMap<Uuid, Name>,
}

fn distinct(keys: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    keys.collect::<BTreeSet<_>>().into_iter().collect()
}

impl Facts {
    async fn read(connection: &impl ConnectionTrait, placements: &[&Placement]) -> Result<Self, Error> {
        let keys: Vec<Uuid> = placements.iter().map(|row| row.id).collect();
        let enrolments = distinct(placements.iter().map(|row| row.enrolment_id));
        let mut entered: HashMap<Uuid, Vec<Evidence>> = HashMap::new();
        for row in evidence::of_source(connection, PERMITTED, &keys).await? {
            entered.entry(row.source_id.unwrap_or_default()).or_default().push(row);
        }
        let exits = entered.values().filter_map(|rows| {
            let rows: Vec<&Evidence> = rows.iter().collect();
            Entered(&rows).exit().map(|exit| exit.id)
        });
        let reviews = evidence::reviews_of(connection, &exits.collect::<Vec<_>>()).await?;
        let people = distinct(
            (placements.iter().flat_map(|row| [row.person_id, row.supervisor_id]))
                .chain(reviews.iter().map(|review| review.reviewer_id)),
        );
        let departments = distinct(placements.iter().map(|row| row.department_id));
        let institutions = distinct(placements.iter().map(|row| row.institution_id));
        let in_stay = evidence::credited_in(connection, &enrolments, &keys).await?;
        let totals = evidence::totals_of(connection, &enrolments, &[Facet::Total]).await?;
        let enrolments: HashMap<Uuid, Enrolment> =
            enrolment::find_enrolments(connection, PERMITTED, &enrolments)
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        let versions = distinct(enrolments.values().map(|row| row.version_id));
        let plans = curricula::plans(connection, &versions).await?;
        let curricula = distinct(plans.values().map(|plan| plan.curriculum_id));
        let programmes = curricula::find_curricula(connection, &curricula).await?;
        let people = identity::find_people(connection, PERMITTED, &people).await?;
        let departments = organisations::find_departments(connection, &departments).await?;
        let institutions = organisations::find_institutions(connection, &institutions).await?;
        Ok(Self {
            enrolments,
            plans,
            entered,
            reviews,
            in_stay,
            totals,
            people: people.into_iter().map(|row| (row.id, row.name)).collect(),
            departments: departments.into_iter().map(|row| (row.id, (row.name, row.specialty))).collect(),
            institutions: institutions.into_iter().map(|row| (row.id, row.name)).collect(),
            programmes: programmes.into_iter().map(|row| (row.id, row.name)).collect(),
        })
    }

    fn person(&self, key: Uuid) -> Name {
        self.people.get(&key).cloned().unwrap_or_default()
    }

    fn sheet(&self, placement: &Placement) -> Result<ExitSheet, Error> {
        let lost = || Error::internal(format!("placement {} lacks what it names", placement.id));
        let enrolment = self.enrolments.get(&placement.enrolment_id).ok_or_else(lost)?;
        let plan = self.plans.get(&enrolment.version_id).ok_or_else(lost)?;
        let (department, specialty) = self.departments.get(&placement.department_id).ok_or_else(lost)?;
        let entered: Vec<&Evidence> = self.entered.get(&placement.id).into_iter().flatten().collect();
        let entered = Entered(&entered);
        let exit = entered.exit();
        let reviews: Vec<&Review> = self.reviews.iter().collect();
        let mut signatures =
            entered.signatures(&reviews, plan.review_steps(RequirementKind::TimeInDepartment));
        for signature in &mut signatures {
            signature.signer = signature.signer_id.map(|key| self.person(key));
        }
        let exam = plan.exits.exam.as_deref();
        let before = plan.exits.exam_before.unwrap_or(ReviewStep::Supervisor);
        let served = plan.meant(placement.requirement_id).and_then(|key| plan.requirement(key));
        let is_withdrawn = |exit: &&Evidence| exit.status == EvidenceStatus::Withdrawn;
        Ok(ExitSheet {
            placement_id: placement.id,
            trainee: self.person(placement.person_id),
            programme: self.programmes.get(&plan.curriculum_id).cloned().unwrap_or_default(),
            institution: self.institutions.get(&placement.institution_id).cloned().unwrap_or_default(),
            department: department.clone(),
            requirement: served.map(|asked| asked.name.clone()).unwrap_or_default(),
            supervisor: self.person(placement.supervisor_id),
            starts_on: placement.starts_on,
            ends_on: placement.ends_on,
            attendance: entered.attendance(placement.stay().days(), placement.part_time_percent),
            counts: self.counts(placement, plan, specialty),
            exam: exam.map(|form| entered.exam(form, before)),
            summary: exit.filter(|exit| !is_withdrawn(exit)).map(|exit| exit.note.clone()),
            signatures,
            returned: entered.returned(),
        })
    }

    /// What requirements ask that this department serves by name, and those to which the stay was credited.
    fn counts(&self, placement: &Placement, plan: &Plan, specialty: &str) -> Vec<ExitCount> {
        let count = |asked: &Arc<Requirement>| {
            let in_stay = self.in_stay.get(&(placement.id, asked.id)).copied();
            let is_shown_here = asked.rule.specialties.iter().any(|code| code == specialty);
            let is_counted = match asked.kind {
                RequirementKind::TimeInDepartment => false,
                RequirementKind::Cases | RequirementKind::Skill | RequirementKind::Assessments => {
                    is_shown_here || in_stay.is_some()
                }
                _ => in_stay.is_some(),
            };
            let totals = self.totals.get(&(placement.enrolment_id, asked.id));
            is_counted.then(|| ExitCount {
                requirement_id: asked.id,
                name: asked.name.clone(),
                unit: asked.unit,
                in_stay: in_stay.unwrap_or_default(),
                credited: totals.map_or(0, Totals::total),
                target: asked.target,
            })
        };
        plan.requirements.iter().filter_map(count).collect()
    }
}
