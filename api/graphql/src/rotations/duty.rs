//! Duty hours judged by rule sets: a trainee's own, and the rotas of an institution.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use domain::enrolment::Enrolment;
use domain::rotations::{self, JudgingRules};
use uuid::Uuid;

use super::duty_rule_sets::{DutyRule, DutyRuleSet, DutyRuleSetKey};
use crate::context::{context, platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, load, load_related};
use crate::names::shown;
use crate::organisations::{Department, DepartmentKey};
use crate::scalars::{Date, DateTime, Locale, SafeInt};

/// Finds the duty hours of a training of the viewer's own in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DutyHoursKey {
    enrolment_id: Uuid,
    period: (NaiveDate, NaiveDate),
}

#[async_trait]
impl Loader<DutyHoursKey> for Batches {
    type Value = Arc<rotations::DutyHours>;
    type Error = BatchError;

    async fn load(&self, keys: &[DutyHoursKey]) -> Result<HashMap<DutyHoursKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let mut periods: HashMap<(NaiveDate, NaiveDate), Vec<Uuid>> = HashMap::new();
        for key in keys {
            periods.entry(key.period).or_default().push(key.enrolment_id);
        }
        let mut found = HashMap::new();
        for (period, enrolments) in periods {
            let hours = rotations::duty_hours(&self.platform, viewer, &enrolments, period).await?;
            let key =
                |hours: &rotations::DutyHours| DutyHoursKey { enrolment_id: hours.enrolment_id, period };
            found.extend(hours.into_iter().map(|hours| (key(&hours), Arc::new(hours))));
        }
        Ok(found)
    }
}

/// The duty hours of a training in a period; nothing to anybody but the trainee herself.
pub(crate) async fn duty_hours(
    ctx: &Context<'_>,
    enrolment: &Enrolment,
    period: (Date, Date),
) -> async_graphql::Result<Option<DutyHours>> {
    if viewer(ctx)?.person_id != enrolment.person_id {
        return Ok(None);
    }
    let key = DutyHoursKey { enrolment_id: enrolment.id, period: (period.0.0, period.1.0) };
    Ok(load(ctx, key).await?.map(DutyHours))
}

/// The duty hours of a training in a period.
#[derive(Clone, Debug)]
pub struct DutyHours(Arc<rotations::DutyHours>);

/// The duty hours of a training in a period, wherever they were worked, and what exceeds the rules that hold at its school. Entries
/// that wait for a review count as those that are approved; rejected and replaced ones do not. What is entered late counts as if it
/// had been entered at once, and nothing is said of hours that were not entered.
#[Object]
impl DutyHours {
    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.period.0)
    }

    /// Last day: the one asked for, or the present one when that is still to come.
    async fn ends_on(&self) -> Date {
        Date(self.0.period.1)
    }

    /// Hours by week, in order. What overlaps counts once; standing by at home does not count.
    async fn weeks(&self) -> Vec<DutyWeek> {
        self.0.weeks.iter().map(|week| DutyWeek(week.0, week.1)).collect()
    }

    /// Where the averages stand whose window ends on the last day.
    async fn averages(&self) -> Vec<DutyAverage> {
        self.0.averages.iter().cloned().map(DutyAverage).collect()
    }

    /// What exceeds a rule, by time.
    async fn breaches(&self) -> Vec<DutyBreach> {
        self.0.breaches.iter().cloned().map(DutyBreach).collect()
    }
}

/// Hours of one week.
#[derive(Clone, Copy, Debug)]
pub struct DutyWeek(NaiveDate, i64);

/// Hours of one week; of a week at an edge of the period only those of its days within.
#[Object]
impl DutyWeek {
    /// Its Monday.
    async fn starts_on(&self) -> Date {
        Date(self.0)
    }

    /// Minutes worked.
    async fn minutes(&self) -> SafeInt {
        SafeInt(self.1)
    }
}

/// The set of rules that judges, as an object; nothing for the one that comes with the system.
async fn set_of(ctx: &Context<'_>, set: &JudgingRules) -> async_graphql::Result<Option<DutyRuleSet>> {
    match set.set_id {
        Some(key) => Ok(load(ctx, DutyRuleSetKey(key)).await?.map(DutyRuleSet::from)),
        None => Ok(None),
    }
}

/// Where an average stands.
#[derive(Clone, Debug)]
pub struct DutyAverage(rotations::StandingAverage);

/// Where the average of a rule stands.
#[Object]
impl DutyAverage {
    /// The set; null for the one that comes with the system.
    async fn rule_set(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<DutyRuleSet>> {
        set_of(ctx, &self.0.set).await
    }

    /// Name of the set.
    async fn rule_set_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.set.rules.head.name, locale)
    }

    /// The rule, with what it allows.
    async fn rule(&self) -> DutyRule {
        DutyRule::at(&self.0.set.rules, self.0.rule)
    }

    /// Minutes a week on average over the rule's window, rounded up.
    async fn minutes(&self) -> SafeInt {
        SafeInt(self.0.minutes)
    }
}

/// That a rule was exceeded.
#[derive(Clone, Debug)]
pub struct DutyBreach(rotations::JudgedBreach);

/// That a rule was exceeded. Where windows that exceed it touch, it is one breach with the worst figure.
#[Object]
impl DutyBreach {
    /// The set; null for the one that comes with the system.
    async fn rule_set(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<DutyRuleSet>> {
        set_of(ctx, &self.0.set).await
    }

    /// Name of the set.
    async fn rule_set_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.set.rules.head.name, locale)
    }

    /// The rule.
    async fn rule(&self) -> DutyRule {
        DutyRule::at(&self.0.set.rules, self.0.breach.rule)
    }

    /// From when: the first hour or the first window concerned.
    async fn starts_at(&self) -> DateTime {
        self.0.breach.from.into()
    }

    /// Until when.
    async fn ends_at(&self) -> DateTime {
        self.0.breach.until.into()
    }

    /// The worst that was measured, in the rule's unit.
    async fn measured(&self) -> SafeInt {
        SafeInt(self.0.breach.measured)
    }

    /// What the rule allows or asks for, in its unit, leave taken into account.
    async fn allowed(&self) -> SafeInt {
        SafeInt(self.0.breach.allowed)
    }

    /// In one sentence: what, which clause, how much and when, in the reader's language.
    async fn message(&self, ctx: &Context<'_>) -> String {
        self.0.sentence().map_or_else(String::new, |message| message.render(context(ctx).language))
    }
}

/// What an institution's rotas did in a period.
#[derive(Clone, Debug)]
pub struct DutyReport(rotations::DutyReport);

/// What an institution's rotas did in a period: how often rules were exceeded, by department. It names nobody; what is to be
/// changed is the rota.
#[Object]
impl DutyReport {
    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.period.0)
    }

    /// Last day: the one asked for, or the present one when that is still to come.
    async fn ends_on(&self) -> Date {
        Date(self.0.period.1)
    }

    /// Weeks looked at, from Monday to Sunday, those at the edges of the period counted.
    async fn weeks(&self) -> SafeInt {
        SafeInt(self.0.weeks)
    }

    /// Departments in which hours were worked, most breaches first.
    async fn rows(&self) -> Vec<DutyReportRow> {
        self.0.rows.iter().cloned().map(DutyReportRow).collect()
    }
}

/// What the rota of one department did.
#[derive(Clone, Debug)]
pub struct DutyReportRow(rotations::DutyRow);

/// What the rota of one department did.
#[Object]
impl DutyReportRow {
    /// The department.
    async fn department(&self, ctx: &Context<'_>) -> async_graphql::Result<Department> {
        load_related(ctx, DepartmentKey(self.0.department_id)).await.map(Department)
    }

    /// Trainees who worked there; null when they are fewer than three.
    async fn trainees(&self) -> Option<SafeInt> {
        self.0.trainees.map(SafeInt)
    }

    /// How often each rule was exceeded; rules that were kept are not among them. A breach counts in each department in which
    /// hours of it were worked.
    async fn breaches(&self) -> Vec<DutyReportBreaches> {
        self.0.counts.iter().cloned().map(DutyReportBreaches).collect()
    }
}

/// How often a rule was exceeded in a department.
#[derive(Clone, Debug)]
pub struct DutyReportBreaches(rotations::DutyCount);

/// How often a rule was exceeded in a department.
#[Object]
impl DutyReportBreaches {
    /// Name of the set.
    async fn rule_set_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.set.rules.head.name, locale)
    }

    /// The rule.
    async fn rule(&self) -> DutyRule {
        DutyRule::at(&self.0.set.rules, self.0.rule)
    }

    /// How often.
    async fn count(&self) -> SafeInt {
        SafeInt(self.0.breaches)
    }
}

/// Fields of the root about duty hours.
#[derive(Default)]
pub struct DutyQuery;

#[Object]
impl DutyQuery {
    /// How often duty-hour rules were exceeded in a period where an institution's trainees work, or in the departments of a base: by
    /// department and rule, and by nobody's name. An unknown institution is `NOT_FOUND`.
    async fn duty_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The school whose trainees' rotas are looked at, or the institution of a base.")]
        institution_id: ID,
        #[graphql(desc = "First day of the period.")] from: Date,
        #[graphql(desc = "Last day of the period: the first one or later, and at most 400 days in all.")]
        until: Date,
    ) -> async_graphql::Result<DutyReport> {
        let key = ObjectKind::Institution.key(ctx, &institution_id)?;
        let report = rotations::duty_report(platform(ctx), viewer(ctx)?, key, (from.0, until.0)).await;
        report.report(ctx).map(DutyReport)
    }
}
