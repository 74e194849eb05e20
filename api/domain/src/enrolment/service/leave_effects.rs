//! What leave does to the end of a training: proposed by the rules, and applied by an act of the register.
//!
//! The end without anything that leave did is the present one less what earlier acts of this kind moved it by. From there the rules
//! say where it belongs; an act moves it there and names the rules. Where the rules say the same as at the last such act, nothing is
//! due, so that an effect is applied once; more leave, or leave that ended early, makes something due again.

use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::text::Message;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::rules::leave::outcome::{
    AppliedLeaveRule, LeaveConsequence, LeaveFacts, LeaveSpan, is_beyond, leave_outcome,
};
use super::super::rules::leave::{LeaveErrorCode, LeaveRule, LeaveRules};
use super::super::rules::{EnrolmentActKind, EnrolmentStatus, Pause};
use super::super::store::{self, Enrolment, EnrolmentAct, Leave, NewAct};
use super::acts::write_down;
use super::leave_rules_held::{HeldLeaveRules, leave_rules_of};
use crate::curricula::{self, CurriculumVersion};
use crate::identity::Permit;
use crate::identity::rules::reason_problem;

/// That a rule of leave set in for a training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveRuleEffect {
    /// The school's set; none for the one that comes with the system.
    pub set_id: Option<Uuid>,
    /// Its rules.
    pub rules: Arc<LeaveRules>,
    /// The rule.
    pub rule: LeaveRule,
    /// First and last day over which it counted.
    pub window: Pause,
    /// Days of leave counted.
    pub days: i64,
    /// Whether the end moves by it; otherwise something longer covers it, or it moves nothing.
    pub decides: bool,
    /// Whether the end was moved by it already.
    pub is_applied: bool,
}

/// What leave does to the end of a training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveEffects {
    /// The training.
    pub enrolment_id: Uuid,
    /// Last day as it is.
    pub completion_before: NaiveDate,
    /// Last day as the rules say.
    pub completion_after: NaiveDate,
    /// The rules that set in.
    pub effects: Vec<LeaveRuleEffect>,
    /// Whether that is later than the training may end.
    pub is_beyond_longest_deferral: bool,
    due: Vec<AppliedLeaveRule>,
    applied: Vec<AppliedLeaveRule>,
}

impl LeaveEffects {
    /// Whether the end is to be moved.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.completion_after != self.completion_before
    }
}

/// What is known of one training.
struct Known<'a> {
    enrolment: &'a Enrolment,
    version: &'a CurriculumVersion,
    held: &'a [HeldLeaveRules],
    leaves: Vec<LeaveSpan>,
    stays: Vec<Pause>,
    acts: Vec<&'a EnrolmentAct>,
}

fn judged(known: &Known<'_>) -> LeaveEffects {
    let enrolment = known.enrolment;
    let moved: i64 =
        known.acts.iter().map(|act| (act.completion_after - act.completion_before).num_days()).sum();
    let completion = enrolment.expected_completion_on - Duration::days(moved);
    let facts = LeaveFacts {
        starts_on: enrolment.starts_on,
        completion,
        pauses: &enrolment.pauses,
        stays: &known.stays,
        leaves: &known.leaves,
    };
    let in_force: Vec<_> = known.held.iter().map(HeldLeaveRules::in_force).collect();
    let outcome = leave_outcome(&in_force, &facts);
    let named = |found: &LeaveConsequence| named(known.held, found);
    let due: Vec<AppliedLeaveRule> = outcome.deciding().filter_map(named).collect();
    let applied = known.acts.last().map(|act| act.leave_rules.clone()).unwrap_or_default();
    let is_same = due.len() == applied.len() && due.iter().all(|rule| is_among(rule, &applied));
    let before = enrolment.expected_completion_on;
    let after = if is_same { before } else { outcome.completion };
    let effect = |found: &LeaveConsequence| {
        let held = known.held.get(found.set)?;
        Some(LeaveRuleEffect {
            set_id: held.set_id,
            rules: Arc::clone(&held.rules),
            rule: held.rules.rules.get(found.rule)?.clone(),
            window: found.window,
            days: found.days,
            decides: found.decides,
            is_applied: found.decides && named(found).is_some_and(|rule| is_among(&rule, &applied)),
        })
    };
    let planned = known.version.figures.last_day(enrolment.starts_on);
    let longest = known.held.iter().find(|held| held.hold_on(enrolment.starts_on));
    let is_beyond_longest_deferral =
        longest.is_some_and(|held| is_beyond(planned, held.rules.longest_deferral_months, after));
    LeaveEffects {
        enrolment_id: enrolment.id,
        completion_before: before,
        completion_after: after,
        effects: outcome.consequences.iter().filter_map(effect).collect(),
        is_beyond_longest_deferral,
        due,
        applied,
    }
}

/// Whether a rule moved the end by the same over the same days.
fn is_among(rule: &AppliedLeaveRule, applied: &[AppliedLeaveRule]) -> bool {
    applied.iter().any(|other| other.is_same(rule))
}

fn named(held: &[HeldLeaveRules], found: &LeaveConsequence) -> Option<AppliedLeaveRule> {
    let set = held.get(found.set)?;
    let rule = set.rules.rules.get(found.rule)?;
    Some(AppliedLeaveRule {
        set_id: set.set_id,
        set: set.rules.head.code.clone(),
        rule: rule.code.clone(),
        clause: rule.clause.clone(),
        first: found.window.0,
        last: found.window.1,
        days: found.days,
        extent: found.extent,
    })
}

/// What leave does to the ends of these trainings, whose `stays` are told, each with its training: four statements, whatever their number. For enrolments
/// that were already read within a scope.
pub async fn leave_effects(
    connection: &impl ConnectionTrait,
    enrolments: &[Enrolment],
    stays: &[(Uuid, Pause)],
) -> Result<Vec<LeaveEffects>, Error> {
    let keys: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.id).collect();
    let mut institutions: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.institution_id).collect();
    institutions.sort_unstable();
    institutions.dedup();
    let versions: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.version_id).collect();
    let held = leave_rules_of(connection, &institutions).await?;
    let leaves = store::approved_leaves_of(connection, &keys).await?;
    let acts = store::acts_of(connection, &keys).await?;
    let versions = curricula::find_versions(connection, &versions).await?;
    let of = |enrolment: &Enrolment| {
        let version = versions.iter().find(|version| version.id == enrolment.version_id);
        let version = version.ok_or_else(|| Error::internal("an enrolment names no version"))?;
        let hers = leaves.iter().filter(|leave| leave.enrolment_id == enrolment.id);
        let acts = acts.iter().filter(|act| act.enrolment_id == enrolment.id);
        Ok(judged(&Known {
            enrolment,
            version,
            held: held.get(&enrolment.institution_id).map(Vec::as_slice).unwrap_or_default(),
            leaves: hers.map(Leave::as_span).collect(),
            stays: stays.iter().filter(|stay| stay.0 == enrolment.id).map(|stay| stay.1).collect(),
            acts: acts.filter(|act| act.kind == EnrolmentActKind::Leave).collect(),
        }))
    };
    enrolments.iter().map(of).collect()
}

/// Moves the last day of a training to where the rules of leave say that it belongs, within the act of who keeps the register. `wanted`
/// is the day that she was shown.
///
/// # Errors
/// `NOT_ACTIVE`; `NOTHING_DUE`; `CONFLICT` when the rules say another day by now; `INVALID` without a reason.
pub async fn leave_effect_apply(
    write: &Write,
    permit: &Permit,
    enrolment: &Enrolment,
    stays: &[(Uuid, Pause)],
    (wanted, reason): (NaiveDate, &str),
) -> Outcome<Enrolment, LeaveErrorCode> {
    let effects = leave_effects(&**write, std::slice::from_ref(enrolment), stays).await?.pop();
    let effects = effects.ok_or(Error::NotFound)?;
    let mut problems: Vec<_> = reason_problem(LeaveErrorCode::Invalid, reason).into_iter().collect();
    if enrolment.status != EnrolmentStatus::Active {
        let message = Message::new("enrolment-act-not-active").with("status", enrolment.status.label());
        problems.push(Problem::new(LeaveErrorCode::NotActive, "enrolmentId", message));
    } else if !effects.is_due() {
        let message = Message::new("enrolment-leave-nothing-due").with("day", effects.completion_before);
        problems.push(Problem::new(LeaveErrorCode::NothingDue, "enrolmentId", message));
    } else if effects.completion_after != wanted {
        let message = Message::new("enrolment-leave-effect-changed").with("day", effects.completion_after);
        problems.push(Problem::new(LeaveErrorCode::Conflict, "expectedCompletionOn", message));
    }
    accept(problems)?;
    let mut changed = enrolment.clone();
    changed.expected_completion_on = std::cmp::max(effects.completion_after, enrolment.starts_on);
    let act = NewAct {
        reason: reason.trim().to_owned(),
        leave_rules: effects.due,
        ..NewAct::of(EnrolmentActKind::Leave)
    };
    write_down(write, permit, enrolment, &changed, &act).await?;
    Ok(changed)
}
