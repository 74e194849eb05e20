//! The sheet of an exit in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, Object};
use domain::curricula::{ReviewStep, Unit};
use domain::evidence::Decision;
use domain::rotations::{self, StandingSheet};
use uuid::Uuid;

use super::EvidenceKey;
use crate::assessments::Assessment;
use crate::codes::Coded;
use crate::curricula::{Requirement, RequirementKey};
use crate::identity::Person;
use crate::loaders::{BatchError, Batches, load, load_related};
use crate::names::shown;
use crate::scalars::{Date, DateTime, Locale};

/// Finds the sheet of a placement's exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExitSheetKey(pub Uuid);

#[async_trait]
impl Loader<ExitSheetKey> for Batches {
    type Value = StandingSheet;
    type Error = BatchError;

    async fn load(&self, keys: &[ExitSheetKey]) -> Result<HashMap<ExitSheetKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let placements = rotations::find_placements(reader, viewer.scope(), &keys).await?;
        let sheets = rotations::exit_sheets(reader, &placements).await?;
        Ok(sheets.into_iter().map(|(key, sheet)| (ExitSheetKey(key), sheet)).collect())
    }
}

/// An exit from a department on one sheet.
#[derive(Clone, Debug)]
pub struct ExitSheet(pub StandingSheet);

/// An exit from a department (出科) on one sheet: all that those who sign it look at, and who has signed. Put together from what
/// stands at the moment, until the last one has signed; from then on it stays as it was, names included.
#[Object]
impl ExitSheet {
    /// How much of the stay the trainee was there.
    async fn attendance(&self) -> ExitAttendance {
        ExitAttendance(self.0.sheet.attendance)
    }

    /// What was credited against what is asked, in the version's order: cases, skills and assessments that the version asks of this
    /// department, and whatever else was shown in the stay.
    async fn counts(&self) -> Vec<ExitCount> {
        self.0.sheet.counts.iter().cloned().map(ExitCount).collect()
    }

    /// The exam at the end of the stay (出科考核); null when the version asks for none.
    async fn exam(&self) -> Option<ExitExam> {
        self.0.sheet.exam.clone().map(ExitExam)
    }

    /// The trainee's summary (出科小结); null before she hands in her exit.
    async fn summary(&self) -> Option<&str> {
        self.0.sheet.summary.as_deref()
    }

    /// Who signs, in the order the version sets.
    async fn signatures(&self) -> Vec<ExitSignature> {
        self.0.sheet.signatures.iter().cloned().map(ExitSignature).collect()
    }

    /// How often it was returned for mending: at most once, until an approval was taken back.
    async fn times_returned(&self) -> i32 {
        i32::try_from(self.0.sheet.returned).unwrap_or(i32::MAX)
    }

    /// When the last one signed; null while it may still change.
    async fn frozen_at(&self) -> Option<DateTime> {
        self.0.frozen.as_ref().map(|(_, at)| (*at).into())
    }

    /// SHA-256 of what was frozen, in lower-case hexadecimal digits; null while it may still change.
    async fn digest(&self) -> Option<&str> {
        self.0.frozen.as_ref().map(|(digest, _)| digest.as_str())
    }
}

/// How much of a stay the trainee was there.
#[derive(Clone, Copy, Debug)]
pub struct ExitAttendance(rotations::Attendance);

/// How much of a stay the trainee was there.
#[Object]
impl ExitAttendance {
    /// Calendar days of the stay, first and last counted.
    async fn days(&self) -> i64 {
        self.0.days
    }

    /// Days of leave and absence, which are not credited; null before she hands in her exit.
    async fn absence_days(&self) -> Option<i32> {
        self.0.absence_days
    }

    /// The stay's share of full time in percent, 10 to 90; null for full time.
    async fn part_time_percent(&self) -> Option<i32> {
        self.0.part_time_percent
    }

    /// Days that count: `days` less `absenceDays`, and of them the share of full time, rounded down to whole days; null before she hands in
    /// her exit.
    async fn counted_days(&self) -> Option<i64> {
        self.0.counted_days()
    }

    /// Minutes entered for the stay and approved, of every activity.
    async fn approved_minutes(&self) -> i64 {
        self.0.approved_minutes
    }

    /// Entries of hours that wait for a review.
    async fn waiting_entries(&self) -> i32 {
        i32::try_from(self.0.waiting_entries).unwrap_or(i32::MAX)
    }
}

/// What a requirement asks, and what was credited to it.
#[derive(Clone, Debug)]
pub struct ExitCount(rotations::ExitCount);

/// What a requirement asks, and what was credited to it, in its unit.
#[Object]
impl ExitCount {
    /// The requirement.
    async fn requirement(&self, ctx: &Context<'_>) -> async_graphql::Result<Requirement> {
        load_related(ctx, RequirementKey(self.0.requirement_id)).await.map(Requirement)
    }

    /// The unit.
    async fn unit(&self) -> Coded<Unit> {
        Coded(self.0.unit)
    }

    /// Credited for what was shown in this stay.
    async fn in_stay(&self) -> i64 {
        self.0.in_stay
    }

    /// Credited altogether.
    async fn credited(&self) -> i64 {
        self.0.credited
    }

    /// How much is asked of the whole training.
    async fn target(&self) -> i64 {
        self.0.target
    }
}

/// The exam at the end of a stay.
#[derive(Clone, Debug)]
pub struct ExitExam(rotations::ExitExam);

/// The exam at the end of a stay.
#[Object]
impl ExitExam {
    /// Code of the form on which it is marked.
    async fn form(&self) -> &str {
        &self.0.form
    }

    /// The step that nobody takes before it is passed.
    async fn before(&self) -> Coded<ReviewStep> {
        Coded(self.0.before)
    }

    /// How often it was sat in this stay.
    async fn sittings(&self) -> i32 {
        i32::try_from(self.0.sittings).unwrap_or(i32::MAX)
    }

    /// Whether it was passed.
    async fn is_passed(&self) -> bool {
        self.0.is_passed
    }

    /// The day of the sitting that counts: one that was passed, else the last; null when it was not sat.
    async fn sat_on(&self) -> Option<Date> {
        self.0.sat_on.map(Date)
    }

    /// What was marked at that sitting; null when it was not sat, or when the viewer may not see it.
    async fn assessment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Assessment>> {
        match self.0.evidence_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(Assessment)),
            None => Ok(None),
        }
    }
}

/// One who signs an exit.
#[derive(Clone, Debug)]
pub struct ExitSignature(rotations::ExitSignature);

/// One who signs an exit.
#[Object]
impl ExitSignature {
    /// The step at which she does.
    async fn step(&self) -> Coded<ReviewStep> {
        Coded(self.0.step)
    }

    /// What was decided; null while it is awaited.
    async fn decision(&self) -> Option<Coded<Decision>> {
        self.0.decision.map(Coded)
    }

    /// Her name when she decided; null while it is awaited.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> Option<String> {
        self.0.signer.as_ref().map(|name| shown(ctx, name, locale))
    }

    /// Who she is; null while it is awaited, and when the viewer may not see her.
    async fn signer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible_if_any(ctx, self.0.signer_id).await
    }

    /// What she wrote: her comment, or why she sent it back; null when nothing.
    async fn comment(&self) -> Option<&str> {
        self.0.words.as_deref()
    }

    /// When; null while it is awaited.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime::from)
    }
}
