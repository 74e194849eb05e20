//! What hours belong to: placements and masters' supervisions, with the trainings that they serve.
//!
//! Whoever follows a master without being in a programme has no plan; the usual figures hold for her.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use uuid::Uuid;

use super::super::super::rules::Activity;
use super::super::super::store;
use super::{NewHours, Within};
use crate::curricula::{self, ActivityKind, Figures, Plan, RequirementKind};
use crate::enrolment::{self, Enrolment, EnrolmentStatus, Supervision, SupervisionKind};
use crate::evidence::{EvidenceKind, NewEvidence, SourceKind, Steps};
use crate::identity::{self, Scope};
use crate::organisations::{self, BaseKind};

/// What hours belong to, as they see it: a placement or supervision, and the training that it serves.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) kind: SourceKind,
    pub(super) id: Uuid,
    pub(super) person_id: Uuid,
    pub(super) supervisor_id: Uuid,
    pub(super) term: (NaiveDate, Option<NaiveDate>),
    is_void: bool,
    pub(super) accepts: &'static [Activity],
    pub(super) department_id: Option<Uuid>,
    pub(super) specialty: Option<String>,
    pub(super) base_id: Option<Uuid>,
    pub(super) base_kind: Option<BaseKind>,
    pub(super) institution_id: Option<Uuid>,
    /// None when she is in no programme.
    training: Option<(Enrolment, Arc<Plan>)>,
}

impl Source {
    fn of_placement(
        placement: &store::Placement,
        specialty: Option<String>,
        training: (Enrolment, Arc<Plan>),
    ) -> Self {
        Self {
            kind: SourceKind::Placement,
            id: placement.id,
            person_id: placement.person_id,
            supervisor_id: placement.supervisor_id,
            term: (placement.starts_on, Some(placement.ends_on)),
            is_void: !placement.status.takes_a_place(),
            accepts: Activity::OF_A_PLACEMENT,
            department_id: Some(placement.department_id),
            specialty,
            base_id: Some(placement.base_id),
            base_kind: Some(placement.base_kind),
            institution_id: Some(placement.institution_id),
            training: Some(training),
        }
    }

    fn of_supervision(supervision: &Supervision, training: Option<(Enrolment, Arc<Plan>)>) -> Self {
        Self {
            kind: SourceKind::Supervision,
            id: supervision.id,
            person_id: supervision.person_id,
            supervisor_id: supervision.supervisor_id,
            term: (supervision.starts_on, supervision.ends_on),
            is_void: false,
            accepts: match supervision.kind {
                SupervisionKind::Master => Activity::OF_A_MASTER,
                SupervisionKind::Responsible => &[],
            },
            department_id: None,
            specialty: None,
            base_id: supervision.base_id,
            base_kind: supervision.base_kind,
            institution_id: None,
            training,
        }
    }

    /// Whether it goes on or is over, rather than cancelled, and its training is active.
    pub(super) fn is_live(&self) -> bool {
        let is_active = |(enrolment, _): &(Enrolment, _)| enrolment.status == EnrolmentStatus::Active;
        !self.is_void && self.training.as_ref().is_none_or(is_active)
    }

    /// Days after the event during which its hours may be entered.
    pub(super) fn backdating_days(&self) -> i32 {
        self.training
            .as_ref()
            .map_or(Figures::USUAL_BACKDATING_DAYS, |(_, plan)| plan.figures.backdating_days)
    }

    /// The kind of activity that its plan has under a code.
    pub(super) fn activity_kind(&self, code: &str) -> Option<&ActivityKind> {
        self.training.as_ref().and_then(|(_, plan)| plan.activity_kind(code))
    }

    /// Who reviews its hours, one after another.
    fn steps(&self) -> Steps {
        let Some((enrolment, plan)) = &self.training else { return Steps::default() };
        let kind = RequirementKind::ActivityHalfDays;
        Steps::of(plan, kind, enrolment.institution_id, (self.department_id, self.institution_id))
    }

    /// What an entry of it is recorded as.
    pub(super) fn recorded(&self, new: &NewHours) -> NewEvidence {
        let interval = new.interval();
        NewEvidence {
            starts_at: Some(interval.from),
            ends_at: Some(interval.until),
            minutes: Some(i32::try_from(interval.minutes()).unwrap_or(i32::MAX)),
            activity: Some(new.activity.code().to_owned()),
            activity_kind: new.activity_kind.clone(),
            source_kind: Some(self.kind),
            source_id: Some(self.id),
            department_id: self.department_id,
            specialty: self.specialty.clone(),
            base_id: self.base_id,
            base_kind: self.base_kind,
            note: new.note.trim().to_owned(),
            replaces_id: new.replaces_id,
            steps: self.steps(),
            reviewer_id: Some(self.supervisor_id),
            ..NewEvidence::of(self.person_id, EvidenceKind::Hours, interval.credited_on())
        }
    }
}

/// What the entries of one write belong to, each read once.
pub(super) struct Sources<'a> {
    write: &'a Write,
    scope: Scope<'a>,
    known: HashMap<Within, Source>,
}

impl<'a> Sources<'a> {
    /// Nothing yet; what is read is read within a scope.
    pub(super) fn within(write: &'a Write, scope: Scope<'a>) -> Self {
        Self { write, scope, known: HashMap::new() }
    }

    /// One that was looked up; nothing when it is not visible.
    pub(super) fn get(&self, within: &Within) -> Option<&Source> {
        self.known.get(within)
    }

    /// Reads what entries belong to, and what that belongs to: five statements at most, whatever their number.
    pub(super) async fn look_up(&mut self, wanted: impl IntoIterator<Item = Within>) -> Result<(), Error> {
        let (mut placements, mut supervisions) = (Vec::new(), Vec::new());
        let new: HashSet<Within> =
            wanted.into_iter().filter(|within| !self.known.contains_key(within)).collect();
        for within in new {
            match within {
                Within::Placement(key) => placements.push(key),
                Within::Supervision(key) => supervisions.push(key),
            }
        }
        let (placements, supervisions) = self.found(&placements, &supervisions).await?;
        if placements.is_empty() && supervisions.is_empty() {
            return Ok(());
        }
        let served = placements.iter().map(|one| one.enrolment_id);
        let served: Vec<Uuid> =
            served.chain(supervisions.iter().filter_map(|one| one.enrolment_id)).collect();
        let trainings = self.trainings(&served).await?;
        let departments: Vec<Uuid> = placements.iter().map(|one| one.department_id).collect();
        let mut specialties: HashMap<Uuid, String> = HashMap::new();
        if !departments.is_empty() {
            let found = organisations::find_departments(&**self.write, &departments).await?;
            specialties.extend(found.into_iter().map(|one| (one.id, one.specialty)));
        }
        for one in &placements {
            let Some(training) = trainings.get(&one.enrolment_id) else { continue };
            let specialty = specialties.get(&one.department_id).cloned();
            let source = Source::of_placement(one, specialty, training.clone());
            self.known.insert(Within::Placement(one.id), source);
        }
        for one in &supervisions {
            let training = one.enrolment_id.and_then(|key| trainings.get(&key).cloned());
            if training.is_some() || one.enrolment_id.is_none() {
                self.known.insert(Within::Supervision(one.id), Source::of_supervision(one, training));
            }
        }
        Ok(())
    }

    async fn found(
        &self,
        placements: &[Uuid],
        supervisions: &[Uuid],
    ) -> Result<(Vec<store::Placement>, Vec<Supervision>), Error> {
        let placements = match placements {
            [] => Vec::new(),
            keys => store::find_placements(&**self.write, self.scope, keys).await?,
        };
        let supervisions = match supervisions {
            [] => Vec::new(),
            keys => self.followed(keys).await?,
        };
        Ok((placements, supervisions))
    }

    /// Supervisions as they are now. Of whoever is in no programme no enrolment was locked: she is, so that her pairing does not rest or
    /// end in the meantime.
    async fn followed(&self, keys: &[Uuid]) -> Result<Vec<Supervision>, Error> {
        let found = enrolment::find_supervisions(&**self.write, self.scope, keys).await?;
        let Some(alone) = found.iter().find(|one| one.enrolment_id.is_none()) else { return Ok(found) };
        identity::lock_person(self.write, alone.person_id).await?;
        enrolment::find_supervisions(&**self.write, self.scope, keys).await
    }

    /// Trainings with their plans.
    async fn trainings(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, (Enrolment, Arc<Plan>)>, Error> {
        let enrolments = enrolment::find_enrolments(&**self.write, self.scope, keys).await?;
        let versions: Vec<Uuid> = enrolments.iter().map(|one| one.version_id).collect();
        let plans = curricula::plans(&**self.write, &versions).await?;
        let training = |one: Enrolment| {
            let plan = plans.get(&one.version_id)?.clone();
            Some((one.id, (one, plan)))
        };
        Ok(enrolments.into_iter().filter_map(training).collect())
    }
}
