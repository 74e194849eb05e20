//! Calendars, recurrences and duties in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::dispatches;
use domain::identity::Act;
use domain::teaching::TeachingErrorCode;
use domain::timetables::{self, DayKind, HolidayPractice, LeftOut, NewExpertDuty, TimetableErrorCode};
use uuid::Uuid;

use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped, load_list, load_related};
use crate::names::{NameInput, shown};
use crate::organisations::{Institution, InstitutionKey};
use crate::requirements::Requirement;
use crate::scalars::{Date, DateTime, Locale};

const HERSELF_OR_PLANNER: &str = "being her, or SCHOOL_REGISTRAR, PROGRAMME_DIRECTOR, BASE_ADMINISTRATOR or DEPARTMENT_SECRETARY where she works";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("publicHolidays", Requirement::SignedIn),
    ("timetableOccurrences", Requirement::SignedIn),
    ("publicHolidaysSet", Requirement::Act(Act::CalendarWrite)),
    ("expertDutyRecord", Requirement::Relation(Act::TeachingPlan, HERSELF_OR_PLANNER)),
    ("expertDutyEnd", Requirement::Relation(Act::TeachingPlan, HERSELF_OR_PLANNER)),
];

/// A day that is no usual one.
#[derive(Clone, Debug)]
pub struct CalendarDay(timetables::CalendarDay);

impl From<timetables::CalendarDay> for CalendarDay {
    fn from(day: timetables::CalendarDay) -> Self {
        Self(day)
    }
}

/// A public holiday, or the working day that replaces one.
#[Object]
impl CalendarDay {
    /// The day.
    async fn day(&self) -> Date {
        self.0.day.into()
    }

    /// What it is.
    async fn kind(&self) -> Coded<DayKind> {
        Coded(self.0.kind)
    }

    /// What it is called.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language; that of the reader when left out.")] locale: Option<Locale>,
    ) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// Of a working day, the day off whose timetable it follows; null when nothing is said.
    async fn stands_for(&self) -> Option<Date> {
        self.0.stands_for.map(Date::from)
    }
}

/// Something that is held once, or again and again.
#[derive(Clone, Debug, SimpleObject)]
pub struct Recurrence {
    /// Start of the first time: `DTSTART` of RFC 5545, in local time.
    starts_at: DateTime,
    /// Its end: `DTEND`.
    ends_at: DateTime,
    /// The rule of RFC 5545 without its name, as in `FREQ=WEEKLY;BYDAY=TU`; null when it is once.
    rule: Option<String>,
    /// What becomes of it on public holidays.
    holidays: Coded<HolidayPractice>,
    /// Days taken out of it, at most 100.
    except_days: Vec<Date>,
}

impl From<&timetables::Recurrence> for Recurrence {
    fn from(of: &timetables::Recurrence) -> Self {
        Self {
            starts_at: of.first.0.into(),
            ends_at: of.first.1.into(),
            rule: of.rule.clone(),
            holidays: Coded(of.holidays),
            except_days: of.except_days.iter().copied().map(Date::from).collect(),
        }
    }
}

/// Something that is to be held once, or again and again.
#[derive(Debug, InputObject)]
pub struct RecurrenceInput {
    /// Start of the first time: `DTSTART` of RFC 5545. Later times begin at the same time of the day in China.
    starts_at: DateTime,
    /// Its end, at most 12 hours later.
    ends_at: DateTime,
    /// A rule of RFC 5545 without its name, by days, weeks, months or years, as in `FREQ=WEEKLY;BYDAY=TU`; `UNTIL` may be a day. Once when left
    /// out.
    rule: Option<String>,
    /// What becomes of it on public holidays; `LEAVE_OUT` when left out.
    holidays: Option<Coded<HolidayPractice>>,
    /// Days to take out of it, at most 100: `EXDATE` of RFC 5545.
    #[graphql(default)]
    except_days: Vec<Date>,
}

impl From<RecurrenceInput> for timetables::Recurrence {
    fn from(input: RecurrenceInput) -> Self {
        Self {
            first: (input.starts_at.0, input.ends_at.0),
            rule: input.rule.map(|rule| rule.trim().to_uppercase()),
            holidays: input.holidays.map_or(HolidayPractice::LeaveOut, |practice| practice.0),
            except_days: input.except_days.into_iter().map(|day| day.0).collect(),
        }
    }
}

/// A time at which something that recurs is due.
#[derive(Clone, Debug, SimpleObject)]
pub struct Occurrence {
    /// The day on which the rule has it.
    due_on: Date,
    /// The day on which it is held; `dueOn` when it is left out.
    on: Date,
    /// Start, on that day.
    starts_at: DateTime,
    /// End, on that day.
    ends_at: DateTime,
    /// Why it is left out; null when it is held.
    left_out: Option<Coded<LeftOut>>,
}

impl From<timetables::Occurrence> for Occurrence {
    fn from(of: timetables::Occurrence) -> Self {
        Self {
            due_on: of.due_on.into(),
            on: of.on.into(),
            starts_at: of.time.0.into(),
            ends_at: of.time.1.into(),
            left_out: of.left_out.map(Coded),
        }
    }
}

/// When something falls due.
#[derive(Clone, Debug, SimpleObject)]
pub struct Occurrences {
    /// In order of the days on which it is held.
    occurrences: Vec<Occurrence>,
}

impl From<Vec<timetables::Occurrence>> for Occurrences {
    fn from(found: Vec<timetables::Occurrence>) -> Self {
        Self { occurrences: found.into_iter().map(Occurrence::from).collect() }
    }
}

payload! {
    /// What came of asking when something falls due.
    TimetableOccurrencesPayload {
        /// When; null when the recurrence cannot be followed.
        timetable: Occurrences
    } or TeachingErrorCode
}

/// Finds the duties of somebody that the viewer may see, in order of recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExpertDutiesOf(pub Uuid);

#[async_trait]
impl Loader<ExpertDutiesOf> for Batches {
    type Value = Vec<timetables::ExpertDuty>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ExpertDutiesOf],
    ) -> Result<HashMap<ExpertDutiesOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = timetables::duties_seen(self.platform.database.reader(), viewer, &keys).await?;
        Ok(grouped(rows, |row| ExpertDutiesOf(row.person_id)))
    }
}

/// What somebody does regularly where she works.
#[derive(Clone, Debug)]
pub struct ExpertDuty(timetables::ExpertDuty);

impl From<timetables::ExpertDuty> for ExpertDuty {
    fn from(row: timetables::ExpertDuty) -> Self {
        Self(row)
    }
}

/// What somebody does regularly where she works: nobody plans a teaching session for her meanwhile.
#[Object]
impl ExpertDuty {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::ExpertDuty.id(self.0.id)
    }

    /// Where she works.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// What it is, at most 100 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// When.
    async fn recurrence(&self) -> Recurrence {
        (&self.0.recurrence).into()
    }

    /// Last day; null when it is open.
    async fn last_day(&self) -> Option<Date> {
        self.0.last_day.map(Date::from)
    }
}

/// The duties of somebody that the viewer may see.
pub(crate) async fn duties_of(ctx: &Context<'_>, person_id: Uuid) -> async_graphql::Result<Vec<ExpertDuty>> {
    Ok(load_list(ctx, ExpertDutiesOf(person_id)).await?.into_iter().map(ExpertDuty).collect())
}

/// A day that is to be no usual one.
#[derive(Debug, InputObject)]
pub struct CalendarDayInput {
    /// The day, of that year.
    day: Date,
    /// What it is.
    kind: Coded<DayKind>,
    /// What it is called, 1 to 120 characters each.
    name: NameInput,
    /// Of a working day, the day off among these whose timetable it follows.
    stands_for: Option<Date>,
}

/// The public holidays of a year.
#[derive(Debug, InputObject)]
pub struct PublicHolidaysSetInput {
    /// The year, from 2000 to 2100.
    year: i32,
    /// Its public holidays, each day of them, and the working days that replace them: 1 to 100.
    days: Vec<CalendarDayInput>,
}

/// The days of a year that are no usual ones.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalendarYear {
    /// In order.
    days: Vec<CalendarDay>,
}

impl From<Vec<timetables::CalendarDay>> for CalendarYear {
    fn from(days: Vec<timetables::CalendarDay>) -> Self {
        Self { days: days.into_iter().map(CalendarDay).collect() }
    }
}

payload! {
    /// What came of setting the public holidays of a year.
    PublicHolidaysSetPayload {
        /// The year; null when the act was refused.
        calendar: CalendarYear
    } or TimetableErrorCode
}

/// A duty to be recorded.
#[derive(Debug, InputObject)]
pub struct ExpertDutyRecordInput {
    /// Who; the viewer herself when left out.
    person_id: Option<ID>,
    /// Where she works.
    institution_id: ID,
    /// What it is, 1 to 100 characters.
    name: String,
    /// When; no days are taken out of it.
    recurrence: RecurrenceInput,
    /// Last day; open when left out.
    last_day: Option<Date>,
}

payload! {
    /// What came of recording a duty.
    ExpertDutyRecordPayload {
        /// The duty; null when the act was refused.
        duty: ExpertDuty
    } or TimetableErrorCode
}

/// A duty to be ended.
#[derive(Debug, InputObject)]
pub struct ExpertDutyEndInput {
    /// The duty.
    expert_duty_id: ID,
    /// Its last day: the day before its first one, when it never was.
    last_day: Date,
}

payload! {
    /// What came of ending a duty.
    ExpertDutyEndPayload {
        /// The duty; null when the act was refused.
        duty: ExpertDuty
    } or TimetableErrorCode
}

/// Fields of the root about calendars.
#[derive(Default)]
pub struct TimetableQuery;

#[Object]
impl TimetableQuery {
    /// Public holidays of a year and the working days that replace them, in order: as a system administrator set them, or else as they come with
    /// the system. Empty when the year is not known.
    async fn public_holidays(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year.")] year: i32,
    ) -> async_graphql::Result<Vec<CalendarDay>> {
        viewer(ctx)?;
        let days = timetables::calendar_of_year(platform(ctx).database.reader(), year).await.report(ctx)?;
        Ok(days.into_iter().map(CalendarDay).collect())
    }

    /// When something that recurs would fall due, and what would be left out: for whoever is about to plan it. Nothing is written.
    async fn timetable_occurrences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What recurs.")] recurrence: RecurrenceInput,
        #[graphql(desc = "First day.")] from: Date,
        #[graphql(desc = "Last day, at most 550 days later.")] until: Date,
        #[graphql(desc = "An agreement that has to hold.")] agreement_id: Option<ID>,
    ) -> async_graphql::Result<TimetableOccurrencesPayload> {
        let agreement_id = ObjectKind::Agreement.optional_key(ctx, agreement_id.as_ref())?;
        let asked = (recurrence.into(), (from.0, until.0), agreement_id);
        let outcome = dispatches::occurrences(platform(ctx), viewer(ctx)?, asked).await;
        TimetableOccurrencesPayload::of(ctx, outcome)
    }
}

/// Acts upon calendars and duties.
#[derive(Default)]
pub struct TimetableMutation;

#[Object]
impl TimetableMutation {
    /// Sets the public holidays of a year in place of what was known of it. What was planned before stays as it is, until its dispatch is aligned.
    async fn public_holidays_set(
        &self,
        ctx: &Context<'_>,
        input: PublicHolidaysSetInput,
    ) -> async_graphql::Result<PublicHolidaysSetPayload> {
        let day = |one: CalendarDayInput| timetables::CalendarDay {
            day: one.day.0,
            kind: one.kind.0,
            name: one.name.into(),
            stands_for: one.stands_for.map(|day| day.0),
        };
        let days = input.days.into_iter().map(day).collect();
        let outcome = timetables::public_holidays_set(platform(ctx), viewer(ctx)?, input.year, days).await;
        PublicHolidaysSetPayload::of(ctx, outcome)
    }

    /// Records what somebody does regularly where she works, so that nobody plans a teaching session for her meanwhile. What was planned before stays
    /// as it is.
    async fn expert_duty_record(
        &self,
        ctx: &Context<'_>,
        input: ExpertDutyRecordInput,
    ) -> async_graphql::Result<ExpertDutyRecordPayload> {
        let viewer = viewer(ctx)?;
        let person_id = ObjectKind::Person.optional_key(ctx, input.person_id.as_ref())?;
        let new = NewExpertDuty {
            person_id: person_id.unwrap_or(viewer.person_id),
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            name: input.name,
            recurrence: input.recurrence.into(),
            last_day: input.last_day.map(|day| day.0),
        };
        let outcome = timetables::expert_duty_record(platform(ctx), viewer, new).await;
        ExpertDutyRecordPayload::of(ctx, outcome)
    }

    /// Ends a duty with a day.
    async fn expert_duty_end(
        &self,
        ctx: &Context<'_>,
        input: ExpertDutyEndInput,
    ) -> async_graphql::Result<ExpertDutyEndPayload> {
        let key = ObjectKind::ExpertDuty.key(ctx, &input.expert_duty_id)?;
        let outcome = timetables::expert_duty_end(platform(ctx), viewer(ctx)?, key, input.last_day.0).await;
        ExpertDutyEndPayload::of(ctx, outcome)
    }
}
