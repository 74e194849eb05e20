//! A week of hours on one screen, and which weeks wait for a reviewer.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, OneofObject};
use chrono::NaiveDate;
use domain::evidence::Evidence;
use domain::rotations::{self, Activity, WeekLine, WeekOf, WeekTotal};
use uuid::Uuid;

use super::HoursEntry;
use crate::codes::Coded;
use crate::context::{opens, platform, viewer};
use crate::errors::Report as _;
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::scalars::{Date, SafeInt};

/// Whose week, and how much of it.
#[derive(Debug, OneofObject)]
pub enum HoursWeekOfInput {
    /// What belongs to a placement.
    PlacementId(ID),
    /// Everything of the trainee of an enrolment, wherever she worked.
    EnrolmentId(ID),
    /// Everything of a trainee, wherever she worked.
    TraineeId(ID),
}

type Entries = Arc<HashMap<Uuid, Evidence>>;

fn named(entries: &Entries, keys: &[Uuid]) -> Vec<HoursEntry> {
    keys.iter().filter_map(|key| entries.get(key)).cloned().map(HoursEntry).collect()
}

/// A week of hours.
#[derive(Clone, Debug)]
pub struct HoursWeek(rotations::HoursWeek);

/// A week of somebody's hours, from Monday to Sunday, as a reviewer reads it at once. What waits in it is approved by `evidenceApprove`
/// with the marks of its entries.
#[Object]
impl HoursWeek {
    /// Its Monday.
    async fn starts_on(&self) -> Date {
        Date(self.0.week.starts_on)
    }

    /// The trainee; null when the viewer may not see her.
    async fn trainee(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// Its seven days.
    async fn days(&self) -> Vec<HoursWeekDay> {
        let day = |(on, lines): &(NaiveDate, Vec<WeekLine>)| HoursWeekDay {
            on: *on,
            lines: lines.clone(),
            entries: Arc::clone(&self.0.entries),
        };
        self.0.week.days.iter().map(day).collect()
    }

    /// How much was entered for each activity; what was rejected or replaced is not among it.
    async fn totals(&self) -> Vec<HoursWeekTotal> {
        self.0.week.totals.iter().map(|(activity, total)| HoursWeekTotal(*activity, *total)).collect()
    }
}

/// One day of such a week.
#[derive(Clone, Debug)]
pub struct HoursWeekDay {
    on: NaiveDate,
    lines: Vec<WeekLine>,
    entries: Entries,
}

/// One day of such a week.
#[Object]
impl HoursWeekDay {
    /// The local day, to which its entries are credited.
    async fn on(&self) -> Date {
        Date(self.on)
    }

    /// Its entries by their start, whatever became of them.
    async fn entries(&self) -> Vec<HoursWeekEntry> {
        let entry = |line: &WeekLine| {
            let of = self.entries.get(&line.id)?.clone();
            Some(HoursWeekEntry { of, line: line.clone(), entries: Arc::clone(&self.entries) })
        };
        self.lines.iter().filter_map(entry).collect()
    }
}

/// An entry of such a week.
#[derive(Clone, Debug)]
pub struct HoursWeekEntry {
    of: Evidence,
    line: WeekLine,
    entries: Entries,
}

/// An entry of such a week, with what stands beside it.
#[Object]
impl HoursWeekEntry {
    /// The entry.
    async fn hours_entry(&self) -> HoursEntry {
        HoursEntry(self.of.clone())
    }

    /// Whether its minutes are among the totals: it waits or is approved, and corrects nothing that still counts.
    async fn is_counted(&self) -> bool {
        self.line.counts
    }

    /// What was entered to correct it, in order of recording; such entries do not stand in the week a second time.
    async fn corrections(&self) -> Vec<HoursEntry> {
        named(&self.entries, &self.line.corrections)
    }

    /// Other hours of hers that share time with it, by their start, those of other placements and of the night before among them;
    /// following a master may lie inside duty, and duty inside standing by.
    async fn overlaps(&self) -> Vec<HoursEntry> {
        named(&self.entries, &self.line.overlaps)
    }
}

/// How much of such a week was spent on one activity.
#[derive(Clone, Copy, Debug)]
pub struct HoursWeekTotal(Activity, WeekTotal);

/// How much of such a week was spent on one activity.
#[Object]
impl HoursWeekTotal {
    /// The activity.
    async fn activity(&self) -> Coded<Activity> {
        Coded(self.0)
    }

    /// Minutes that wait for a review.
    async fn pending_minutes(&self) -> SafeInt {
        SafeInt(self.1.waiting)
    }

    /// Minutes that are approved.
    async fn approved_minutes(&self) -> SafeInt {
        SafeInt(self.1.approved)
    }
}

/// A week of which hours wait.
#[derive(Clone, Copy, Debug)]
pub struct HoursWeekWaiting(rotations::WaitingWeek);

/// A week of a trainee of which hours wait for the viewer.
#[Object]
impl HoursWeekWaiting {
    /// Its Monday.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// The trainee; null when the viewer may not see her.
    async fn trainee(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// How many entries wait.
    async fn entries(&self) -> SafeInt {
        SafeInt(self.0.entries)
    }
}

/// Most weeks that one answer lists.
const MOST_WEEKS: usize = 500;

/// Fields of the root about weeks of hours.
#[derive(Default)]
pub struct HoursWeekQuery;

#[Object]
impl HoursWeekQuery {
    /// A week of somebody's hours, entries of every status and of all that the viewer may see; null when she may not see the trainee, who
    /// sees that her record was opened.
    async fn hours_week(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and how much of it.")] of: HoursWeekOfInput,
        #[graphql(desc = "Any day of the week.")] week: Date,
    ) -> async_graphql::Result<Option<HoursWeek>> {
        let viewer = viewer(ctx)?;
        let of = match &of {
            HoursWeekOfInput::PlacementId(id) => WeekOf::Placement(ObjectKind::Placement.key(ctx, id)?),
            HoursWeekOfInput::EnrolmentId(id) => WeekOf::Enrolment(ObjectKind::Enrolment.key(ctx, id)?),
            HoursWeekOfInput::TraineeId(id) => WeekOf::Person(ObjectKind::Person.key(ctx, id)?),
        };
        let reader = platform(ctx).database.reader();
        let found = rotations::hours_week(reader, viewer.scope(), of, week.0).await.report_or_null(ctx)?;
        opens(ctx, found.as_ref().map(|found| found.person_id)).await?;
        Ok(found.map(HoursWeek))
    }

    /// Trainees and weeks of which hours wait for the review of the viewer, or of whom she acts for: the oldest week first, and the first
    /// 500 of them.
    async fn hours_weeks(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<HoursWeekWaiting>> {
        let reader = platform(ctx).database.reader();
        let weeks = rotations::hours_weeks(reader, viewer(ctx)?).await.report(ctx)?;
        Ok(weeks.into_iter().take(MOST_WEEKS).map(HoursWeekWaiting).collect())
    }
}
