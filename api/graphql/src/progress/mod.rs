//! How far, and why, in the graph: raw figures beside what follows from them.

mod cohort;
mod eligibility;
mod explanation;

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, Lookahead, Object, SimpleObject};
use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use domain::curricula::Unit;
use domain::enrolment::Enrolment as EnrolmentRow;
use domain::identity::Act;
use domain::organisations::BaseKind;
use domain::progress::{self, Detail, EligibilityPurpose, ForecastRule, Pace, ProgressStatus};
use uuid::Uuid;

use crate::codes::Coded;
use crate::context::{context, platform};
use crate::curricula::Requirement;
use crate::loaders::{BatchError, Batches, load, load_related};
use crate::organisations::{Base, BaseKey, Department, DepartmentKey};
use crate::requirements::Requirement as Requires;
use crate::scalars::{Date, SafeInt};

pub use cohort::{
    CohortMutation, CohortQuery, CohortReport, CohortReportExportInput, CohortReportExportPayload,
    CohortReportFilter, CohortRow,
};

pub use eligibility::{Eligibility, UnmetRequirement};
use explanation::ExplanationKey;
pub use explanation::{CountedEvidence, Explanation, UncountedEvidence};

pub(crate) const REQUIREMENTS: &[(&str, Requires)] =
    &[("cohortReport", Requires::SignedIn), ("cohortReportExport", Requires::Act(Act::CohortExport))];

/// Progress of an enrolment that the viewer was shown, on a day.
#[derive(Clone, Debug)]
pub struct ProgressKey {
    enrolment: EnrolmentRow,
    on: NaiveDate,
    detail: Detail,
}

impl PartialEq for ProgressKey {
    fn eq(&self, other: &Self) -> bool {
        self.enrolment.id == other.enrolment.id && self.on == other.on && self.detail == other.detail
    }
}

impl Eq for ProgressKey {}

impl Hash for ProgressKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.enrolment.id, self.on, self.detail).hash(state);
    }
}

#[async_trait]
impl Loader<ProgressKey> for Batches {
    type Value = Arc<progress::Progress>;
    type Error = BatchError;

    async fn load(&self, keys: &[ProgressKey]) -> Result<HashMap<ProgressKey, Self::Value>, BatchError> {
        let mut asked: HashMap<(NaiveDate, Detail), Vec<EnrolmentRow>> = HashMap::new();
        for key in keys {
            asked.entry((key.on, key.detail)).or_default().push(key.enrolment.clone());
        }
        let reader = self.platform.database.reader();
        let mut found = HashMap::new();
        for ((on, detail), enrolments) in asked {
            for answer in progress::progress_of(reader, &enrolments, on, detail).await? {
                let key = ProgressKey { enrolment: answer.enrolment.clone(), on, detail };
                found.insert(key, Arc::new(answer));
            }
        }
        Ok(found)
    }
}

/// Progress of an enrolment that the viewer was shown; today when no day is given.
pub(crate) async fn of(
    ctx: &Context<'_>,
    enrolment: &EnrolmentRow,
    on: Option<Date>,
) -> async_graphql::Result<Progress> {
    let on = on.map_or_else(|| platform(ctx).clock.today(Shanghai), |day| day.0);
    let asked = ctx.look_ahead();
    let requirements = asked.field("requirements");
    let asks_shares =
        [asked.field("baseKinds"), requirements.field("bases"), requirements.field("departments")]
            .iter()
            .any(Lookahead::exists);
    let detail = if asks_shares { Detail::Shares } else { Detail::Requirements };
    Ok(Progress(load_related(ctx, ProgressKey { enrolment: enrolment.clone(), on, detail }).await?))
}

/// How far an enrolment is on a day, and why. All stays are counted in local calendar days.
#[derive(Clone, Debug)]
pub struct Progress(Arc<progress::Progress>);

/// How far an enrolment is on a day, and why. All stays are counted in local calendar days.
#[Object]
impl Progress {
    /// The day of the answer.
    async fn on(&self) -> Date {
        self.0.on.into()
    }

    /// The training as a whole.
    async fn status(&self) -> Coded<ProgressStatus> {
        Coded(self.0.overall.status)
    }

    /// The training as a whole against the calendar: days of stay credited and running, and days gone by.
    async fn pace(&self) -> Coded<Pace> {
        Coded(self.0.overall.pace)
    }

    /// Requirements met.
    async fn requirements_met(&self) -> i32 {
        i32::try_from(self.0.overall.met).unwrap_or(i32::MAX)
    }

    /// Requirements in all.
    async fn requirements_total(&self) -> i32 {
        i32::try_from(self.0.overall.requirements).unwrap_or(i32::MAX)
    }

    /// Days of stay that count towards a target; surplus left out. Of each part-time stay its share, rounded down to whole days.
    async fn credited_days(&self) -> SafeInt {
        SafeInt(self.0.overall.credited_days)
    }

    /// Days of stay under way: begun, and their exit not yet approved; leave taken off, and of each part-time stay its share, rounded
    /// down to whole days.
    async fn running_days(&self) -> SafeInt {
        SafeInt(self.0.overall.running_days)
    }

    /// Days of stay asked for.
    async fn target_days(&self) -> SafeInt {
        SafeInt(self.0.overall.target_days)
    }

    /// Days of stay that the calendar asks for by that day.
    async fn expected_days(&self) -> SafeInt {
        SafeInt(self.0.overall.expected_days)
    }

    /// Every requirement, in the curriculum version's order.
    async fn requirements(&self) -> Vec<RequirementProgress> {
        (0..self.0.requirements.len()).map(|index| RequirementProgress(Arc::clone(&self.0), index)).collect()
    }

    /// The same by kind of base, across legal entities.
    async fn base_kinds(&self) -> Vec<BaseKindProgress> {
        self.0.base_kinds.iter().cloned().map(BaseKindProgress).collect()
    }

    /// Whether, on that day, a completion certificate could be proposed or the exit examination be sat, or everything that is
    /// missing.
    async fn eligibility(
        &self,
        #[graphql(desc = "For what; CERTIFICATE when left out.")] purpose: Option<Coded<EligibilityPurpose>>,
    ) -> Eligibility {
        let purpose = purpose.map_or(EligibilityPurpose::Certificate, |purpose| purpose.0);
        Eligibility(progress::Eligibility::for_purpose(&self.0, purpose))
    }
}

/// How far one requirement is, and why.
#[derive(Clone, Debug)]
pub struct RequirementProgress(Arc<progress::Progress>, usize);

impl RequirementProgress {
    fn row(&self) -> async_graphql::Result<&progress::RequirementProgress> {
        self.0.requirements.get(self.1).ok_or_else(|| async_graphql::Error::new("no such requirement"))
    }
}

/// How far one requirement is, and why. Quantities are in `unit`.
#[Object]
impl RequirementProgress {
    /// What is asked.
    async fn requirement(&self) -> async_graphql::Result<Requirement> {
        Ok(Requirement(Arc::clone(&self.row()?.requirement)))
    }

    /// Unit of the quantities.
    async fn unit(&self) -> async_graphql::Result<Coded<Unit>> {
        Ok(Coded(self.row()?.requirement.unit))
    }

    /// Approved and counted. Of a choice, what the nearest options have; of a year's credits, this year's.
    async fn credited(&self) -> async_graphql::Result<SafeInt> {
        Ok(SafeInt(self.row()?.standing.credited))
    }

    /// What of `credited` was granted by decision, such as an opening balance, without being shown in this training.
    async fn granted(&self) -> async_graphql::Result<SafeInt> {
        Ok(SafeInt(self.row()?.standing.granted))
    }

    /// Under way, or awaiting review.
    async fn running(&self) -> async_graphql::Result<SafeInt> {
        Ok(SafeInt(self.row()?.standing.running))
    }

    /// Asked for.
    async fn target(&self) -> async_graphql::Result<SafeInt> {
        Ok(SafeInt(self.row()?.standing.target))
    }

    /// When it would be reached, and by which rule that is told; null when it is met, when it begins anew each year, and when
    /// nothing was shown by which a pace could be told.
    async fn forecast(&self) -> async_graphql::Result<Option<Forecast>> {
        let told = |forecast: progress::Forecast| Forecast {
            rule: Coded(forecast.rule),
            reached_on: Date(forecast.reached_on),
            is_in_time: forecast.is_in_time,
        };
        Ok(self.0.forecast(self.row()?).map(told))
    }

    /// Whether it can still be reached before the training ends, by what counts at most on one day. What may still be told late
    /// counts as possible.
    async fn is_still_possible(&self) -> async_graphql::Result<bool> {
        Ok(self.0.is_still_possible(self.row()?))
    }

    /// What the calendar asks for by the day: of a stay, what would not fit into the days left any more; of what runs
    /// alongside, the share of the time gone by.
    async fn expected(&self) -> async_graphql::Result<SafeInt> {
        Ok(SafeInt(self.row()?.standing.expected))
    }

    /// Where it stands.
    async fn status(&self) -> async_graphql::Result<Coded<ProgressStatus>> {
        Ok(Coded(self.row()?.standing.status))
    }

    /// Against the calendar.
    async fn pace(&self) -> async_graphql::Result<Coded<Pace>> {
        Ok(Coded(self.row()?.standing.pace))
    }

    /// What is asked beside the target, decided.
    async fn conditions(&self) -> async_graphql::Result<Vec<Condition>> {
        Ok(self.row()?.standing.conditions.iter().cloned().map(Condition).collect())
    }

    /// By base, across legal entities.
    async fn bases(&self) -> async_graphql::Result<Vec<BaseProgress>> {
        Ok(self.row()?.bases.iter().cloned().map(BaseProgress).collect())
    }

    /// Credited by department.
    async fn departments(&self) -> async_graphql::Result<Vec<DepartmentProgress>> {
        let rows = self.row()?.departments.iter();
        Ok(rows.map(|(key, credited)| DepartmentProgress(*key, *credited)).collect())
    }

    /// What was counted, and what was not and why.
    async fn explanation(&self, ctx: &Context<'_>) -> async_graphql::Result<Explanation> {
        let all = load(ctx, ExplanationKey(self.0.enrolment.clone())).await?;
        let key = self.row()?.requirement.id;
        let own = all.as_ref().and_then(|all| all.get(&key));
        Ok(Explanation(own.cloned().unwrap_or_default()))
    }
}

/// One condition beside the target, decided.
#[derive(Clone, Debug)]
pub struct Condition(progress::Condition);

/// One condition beside the target, decided.
#[Object]
impl Condition {
    /// What is asked and what is there, in the reader's language.
    async fn message(&self, ctx: &Context<'_>) -> String {
        self.0.message.render(context(ctx).language)
    }

    /// Whether it holds.
    async fn is_met(&self) -> bool {
        self.0.is_met
    }
}

/// What one base contributes to a requirement, in the requirement's unit.
#[derive(Clone, Debug)]
pub struct BaseProgress(progress::BaseShare);

/// What one base contributes to a requirement, in the requirement's unit.
#[Object]
impl BaseProgress {
    /// The base.
    async fn base(&self, ctx: &Context<'_>) -> async_graphql::Result<Base> {
        Ok(Base(load_related(ctx, BaseKey(self.0.base_id)).await?))
    }

    /// Credited there.
    async fn credited(&self) -> SafeInt {
        SafeInt(self.0.credited)
    }

    /// Under way there, or awaiting review.
    async fn running(&self) -> SafeInt {
        SafeInt(self.0.running)
    }
}

/// What one department contributes to a requirement, in the requirement's unit.
#[derive(Clone, Debug)]
pub struct DepartmentProgress(Uuid, i64);

/// What one department contributes to a requirement, in the requirement's unit.
#[Object]
impl DepartmentProgress {
    /// The department.
    async fn department(&self, ctx: &Context<'_>) -> async_graphql::Result<Department> {
        Ok(Department(load_related(ctx, DepartmentKey(self.0)).await?))
    }

    /// Credited there.
    async fn credited(&self) -> SafeInt {
        SafeInt(self.1)
    }
}

/// What bases of one kind contribute to the training, whatever their legal entity.
#[derive(Clone, Debug)]
pub struct BaseKindProgress(progress::BaseKindShare);

/// What bases of one kind contribute to the training, whatever their legal entity.
#[Object]
impl BaseKindProgress {
    /// The kind of base.
    async fn base_kind(&self) -> Coded<BaseKind> {
        Coded(self.0.base_kind)
    }

    /// Days of stay credited there, surplus included; of each part-time stay its share, rounded down to whole days.
    async fn credited_days(&self) -> SafeInt {
        SafeInt(self.0.credited_days)
    }

    /// Days of stay under way there.
    async fn running_days(&self) -> SafeInt {
        SafeInt(self.0.running_days)
    }

    /// Days that requirements ask for at this kind of base and at no other.
    async fn target_days(&self) -> SafeInt {
        SafeInt(self.0.target_days)
    }

    /// Half-days of activities credited there.
    async fn credited_half_days(&self) -> SafeInt {
        SafeInt(self.0.credited_half_days)
    }

    /// Half-days of activities there that await review.
    async fn running_half_days(&self) -> SafeInt {
        SafeInt(self.0.running_half_days)
    }

    /// Minutes of activities credited there, of requirements in hours.
    async fn credited_minutes(&self) -> SafeInt {
        SafeInt(self.0.credited_minutes)
    }

    /// Minutes there that await review.
    async fn running_minutes(&self) -> SafeInt {
        SafeInt(self.0.running_minutes)
    }
}

/// When a requirement would be reached.
#[derive(Debug, SimpleObject)]
pub struct Forecast {
    /// By which rule.
    rule: Coded<ForecastRule>,
    /// The day.
    reached_on: Date,
    /// Whether the training lasts that long.
    is_in_time: bool,
}
