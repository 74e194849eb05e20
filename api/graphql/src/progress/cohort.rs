//! A cohort at one glance, in the graph: few objects, and lists of figures that a client draws as it likes.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use chrono_tz::Asia::Shanghai;
use domain::progress::{self, CohortErrorCode, CohortFilter, LARGEST_REPORT, Pace, ProgressStatus};
use platform::text::Message;

use crate::codes::Coded;
use crate::context::{context, platform, viewer};
use crate::curricula::Requirement;
use crate::dossier::Download;
use crate::errors::{Report as _, bad_input, payload};
use crate::ids::ObjectKind;
use crate::leaves::Leaves;
use crate::names::shown;
use crate::scalars::{Date, Locale, SafeInt};

/// Which trainees.
#[derive(Debug, InputObject)]
pub struct CohortReportFilter {
    /// Those held to this curriculum version; its requirements are the columns.
    curriculum_version_id: ID,
    /// Only those recruited in this year.
    recruitment_year: Option<i32>,
    /// Only those who are behind with something.
    #[graphql(default)]
    is_at_risk: bool,
}

impl CohortReportFilter {
    fn read(&self, ctx: &Context<'_>) -> async_graphql::Result<CohortFilter> {
        Ok(CohortFilter {
            version_id: ObjectKind::CurriculumVersion.key(ctx, &self.curriculum_version_id)?,
            recruitment_year: self.recruitment_year,
            is_at_risk: self.is_at_risk,
        })
    }
}

/// A cohort on a day.
#[derive(Clone, Debug)]
pub struct CohortReport(Arc<progress::Cohort>);

/// A cohort on a day: trainees in training, by what their curriculum version asks. Of `requirements` and of each list of a row, the
/// same place is about the same requirement.
#[Object]
impl CohortReport {
    /// The day of the answer.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// What is asked, in the version's order: the columns.
    async fn requirements(&self) -> Vec<Requirement> {
        self.0.plan.requirements.iter().map(|asked| Requirement(Arc::clone(asked))).collect()
    }

    /// The trainees, in the order of their enrolments: the rows.
    async fn rows(&self) -> Vec<CohortRow> {
        (0..self.0.rows.len()).map(|index| CohortRow(Arc::clone(&self.0), index)).collect()
    }

    /// The enrolment behind which the next part begins; null when there is none.
    async fn next(&self) -> Option<ID> {
        self.0.next.map(|key| ObjectKind::Enrolment.id(key))
    }
}

/// One trainee of a cohort.
#[derive(Clone, Debug)]
pub struct CohortRow(Arc<progress::Cohort>, usize);

impl CohortRow {
    fn row(&self) -> async_graphql::Result<&progress::CohortRow> {
        self.0.rows.get(self.1).ok_or_else(|| async_graphql::Error::new("no such trainee"))
    }

    fn each<T>(&self, of: impl Fn(&progress::Standing) -> T) -> async_graphql::Result<Leaves<T>> {
        Ok(Leaves(self.row()?.progress.requirements.iter().map(|row| of(&row.standing)).collect()))
    }
}

/// One trainee of a cohort; her lists have one figure for each of the report's `requirements`.
#[Object]
impl CohortRow {
    /// Her enrolment.
    async fn enrolment_id(&self) -> async_graphql::Result<ID> {
        Ok(ObjectKind::Enrolment.id(self.row()?.progress.enrolment.id))
    }

    /// Her name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> async_graphql::Result<String> {
        Ok(shown(ctx, &self.row()?.name, locale))
    }

    /// Last day of her training as planned.
    async fn expected_completion_on(&self) -> async_graphql::Result<Date> {
        Ok(Date(self.row()?.progress.enrolment.expected_completion_on))
    }

    /// Her training as a whole.
    async fn status(&self) -> async_graphql::Result<Coded<ProgressStatus>> {
        Ok(Coded(self.row()?.progress.overall.status))
    }

    /// Her training as a whole against the calendar.
    async fn pace(&self) -> async_graphql::Result<Coded<Pace>> {
        Ok(Coded(self.row()?.progress.overall.pace))
    }

    /// Requirements met.
    async fn requirements_met(&self) -> async_graphql::Result<SafeInt> {
        Ok(SafeInt(i64::try_from(self.row()?.progress.overall.met).unwrap_or(i64::MAX)))
    }

    /// Approved and counted, in each requirement's unit.
    async fn credited(&self) -> async_graphql::Result<Leaves<SafeInt>> {
        self.each(|standing| SafeInt(standing.credited))
    }

    /// Under way or awaiting review, in each requirement's unit.
    async fn running(&self) -> async_graphql::Result<Leaves<SafeInt>> {
        self.each(|standing| SafeInt(standing.running))
    }

    /// What the calendar asks for by the day, in each requirement's unit.
    async fn expected(&self) -> async_graphql::Result<Leaves<SafeInt>> {
        self.each(|standing| SafeInt(standing.expected))
    }

    /// Whole percent of each target that is credited, 100 at most: what a heat map draws.
    async fn percent(&self) -> async_graphql::Result<Leaves<SafeInt>> {
        self.each(|standing| SafeInt((standing.credited * 100 / standing.target.max(1)).clamp(0, 100)))
    }

    /// Where each requirement stands.
    async fn statuses(&self) -> async_graphql::Result<Leaves<Coded<ProgressStatus>>> {
        self.each(|standing| Coded(standing.status))
    }

    /// Each requirement against the calendar.
    async fn paces(&self) -> async_graphql::Result<Leaves<Coded<Pace>>> {
        self.each(|standing| Coded(standing.pace))
    }

    /// What she is behind with, a sentence each; empty when nothing.
    async fn risks(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<String>> {
        Ok(self.row()?.risks().iter().map(|risk| risk.render(context(ctx).language)).collect())
    }
}

/// A cohort to be written out.
#[derive(Debug, InputObject)]
pub struct CohortReportExportInput {
    /// Which trainees.
    filter: CohortReportFilter,
    /// The day of the answer; today when left out.
    on: Option<Date>,
}

payload! {
    /// What came of writing out a cohort.
    CohortReportExportPayload {
        /// The file, CSV in UTF-8 in the reader's language; null when the act was refused.
        download: Download
    } or CohortErrorCode
}

fn day(ctx: &Context<'_>, on: Option<Date>) -> chrono::NaiveDate {
    on.map_or_else(|| platform(ctx).clock.today(Shanghai), |day| day.0)
}

/// Fields of the root about cohorts.
#[derive(Default)]
pub struct CohortQuery;

#[Object]
impl CohortQuery {
    /// How far a cohort is: its trainees in training whom the viewer may see, by what their curriculum version asks. `NOT_FOUND`
    /// when there is no such version.
    async fn cohort_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which trainees.")] filter: CohortReportFilter,
        #[graphql(desc = "The day of the answer; today when left out.")] on: Option<Date>,
        #[graphql(desc = "Trainees looked at, 1 to 500.")] most: i32,
        #[graphql(desc = "The enrolment behind which to go on: `next` of the part before.")] after: Option<
            ID,
        >,
    ) -> async_graphql::Result<CohortReport> {
        let viewer = viewer(ctx)?;
        let asked = usize::try_from(most).unwrap_or(0);
        if !(1..=LARGEST_REPORT).contains(&asked) {
            let message = Message::new("common-out-of-range").with("field", "most").with("value", most);
            return Err(bad_input(ctx, message.with("least", 1).with("most", LARGEST_REPORT)));
        }
        let after = ObjectKind::Enrolment.optional_key(ctx, after.as_ref())?;
        let (filter, reader) = (filter.read(ctx)?, platform(ctx).database.reader());
        let found = progress::cohort(reader, viewer.scope(), &filter, day(ctx, on), (after, asked)).await;
        found.map(|cohort| CohortReport(Arc::new(cohort))).report(ctx)
    }
}

/// Acts upon cohorts.
#[derive(Default)]
pub struct CohortMutation;

#[Object]
impl CohortMutation {
    /// Writes a cohort into a file that can be fetched for a quarter of an hour: a row for each trainee and a column for each
    /// requirement, for a spreadsheet program.
    async fn cohort_report_export(
        &self,
        ctx: &Context<'_>,
        input: CohortReportExportInput,
    ) -> async_graphql::Result<CohortReportExportPayload> {
        let platform = platform(ctx);
        let (filter, on) = (input.filter.read(ctx)?, day(ctx, input.on));
        let language = context(ctx).language;
        let made = progress::cohort_export(platform, viewer(ctx)?, &filter, on, language).await;
        CohortReportExportPayload::of(ctx, Download::of(platform, made))
    }
}
