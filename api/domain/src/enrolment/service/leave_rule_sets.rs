//! Sets of leave rules, imported from their first day on and ended.

use chrono::NaiveDate;
use platform::Platform;
use platform::data_file::{Imports, Source};
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::text::Message;
use sea_orm::SqlErr;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::leave_file::{self, PRESETS};
use super::super::rules::leave::{LeaveRuleSetErrorCode, LeaveRules};
use super::super::store::{self, LeaveRuleSet};
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations;

/// The purpose of an upload that holds a set of leave rules.
pub const LEAVE_RULE_SET_PURPOSE: &str = "LEAVE_RULE_SET";

const IMPORTS: Imports<LeaveRuleSetErrorCode> = Imports {
    presets: PRESETS,
    purpose: LEAVE_RULE_SET_PURPOSE,
    invalid: LeaveRuleSetErrorCode::Invalid,
    unknown: LeaveRuleSetErrorCode::UnknownPreset,
};

fn dates(path: &str, message: Message) -> Problem<LeaveRuleSetErrorCode> {
    Problem::new(LeaveRuleSetErrorCode::InvalidDates, path, message)
}

/// What stands against a first day: the rules are not in force on it, or the set before begins no earlier.
fn first_day_problems(
    rules: &LeaveRules,
    latest: Option<&LeaveRuleSet>,
    starts_on: NaiveDate,
) -> Vec<Problem<LeaveRuleSetErrorCode>> {
    let mut problems = Vec::new();
    if starts_on < rules.valid_from {
        let message = Message::new("enrolment-leave-before-rules").with("day", starts_on);
        problems.push(dates("startsOn", message.with("first", rules.valid_from)));
    }
    if let Some(last) = rules.valid_until.filter(|last| *last < starts_on) {
        let message = Message::new("enrolment-leave-after-rules").with("day", starts_on).with("last", last);
        problems.push(dates("startsOn", message));
    }
    if let Some(latest) = latest.filter(|latest| starts_on <= latest.ends_on.unwrap_or(latest.starts_on)) {
        let name = (latest.rules.name.zh.as_str(), latest.rules.name.en.as_str());
        let first = latest.starts_on;
        // One without end is ended by the import; one that was ended keeps its last day.
        let last = latest.ends_on.unwrap_or(first);
        let message = Message::new("enrolment-leave-holds").with("set", name).with("last", last);
        problems.push(Problem::new(LeaveRuleSetErrorCode::Overlap, "startsOn", message));
    }
    problems
}

/// Imports a set into an institution, where it holds from its first day on; the set before, if it has no end yet, ends the day
/// before.
///
/// # Errors
/// Everything wrong with the file; `UNKNOWN_PRESET`; `INVALID_DATES` and `OVERLAP` for its first day. `NotFound` when there is no
/// such institution or upload.
pub async fn leave_rule_set_import(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    source: Source,
    starts_on: NaiveDate,
) -> Outcome<LeaveRuleSet, LeaveRuleSetErrorCode> {
    let permit = Permit::at(viewer, Act::LeaveRuleSetWrite, &[institution_id])?;
    organisations::institution(platform.database.reader(), institution_id).await?;
    let (text, rules) = IMPORTS.read(platform, viewer.person_id, source, leave_file::parse).await?;
    let write = platform.database.write().await?;
    let latest = store::latest_leave_rule_set(&write, institution_id).await?;
    accept(first_day_problems(&rules, latest.as_ref(), starts_on))?;
    let number = latest.as_ref().map_or(1, |set| set.number + 1);
    if let Some(set) = latest.filter(|set| set.ends_on.is_none())
        && let Some(last) = starts_on.pred_opt()
    {
        end(&write, &permit, &set, last).await?;
    }
    let place = (institution_id, number, starts_on);
    let made = match store::insert_leave_rule_set(&write, &permit, place, (text, rules)).await {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            let message = Message::new("enrolment-leave-imported-meanwhile");
            return Err(Failure::problem(LeaveRuleSetErrorCode::Conflict, "source", message));
        }
        made => made?,
    };
    let after = json!({
        "institutionId": institution_id, "code": made.rules.code, "number": number, "startsOn": starts_on,
    });
    let object = ("leave_rule_set", made.id);
    identity::remember(&write, &permit, "leave-rule-set.import", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(made)
}

async fn end(write: &Write, permit: &Permit, set: &LeaveRuleSet, last: NaiveDate) -> Result<(), Error> {
    store::end_leave_rule_set(write, permit, set.id, last).await?;
    let change = (json!({ "endsOn": set.ends_on }), json!({ "endsOn": last }));
    identity::remember(write, permit, "leave-rule-set.end", ("leave_rule_set", set.id), change).await
}

/// Ends a set: it holds no longer than its last day, and then what comes with the system does.
///
/// # Errors
/// `INVALID_DATES` for a day before its first one; `ENDED` when it has ended; `NotFound` when there is no such set.
pub async fn leave_rule_set_end(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    ends_on: NaiveDate,
) -> Outcome<LeaveRuleSet, LeaveRuleSetErrorCode> {
    let write = platform.database.write().await?;
    store::lock_leave_rule_set(&write, key).await?;
    let set = store::leave_rule_set(&*write, key).await?;
    let permit = Permit::at(viewer, Act::LeaveRuleSetWrite, &[set.institution_id])?;
    let mut problems = Vec::new();
    if let Some(last) = set.ends_on {
        let message = Message::new("enrolment-leave-ended").with("last", last);
        problems.push(Problem::new(LeaveRuleSetErrorCode::Ended, "leaveRuleSetId", message));
    }
    if ends_on < set.starts_on {
        let message = Message::new("enrolment-leave-end-before").with("day", ends_on);
        problems.push(dates("endsOn", message.with("first", set.starts_on)));
    }
    accept(problems)?;
    end(&write, &permit, &set, ends_on).await?;
    let ended = store::leave_rule_set(&*write, key).await?;
    write.commit().await?;
    Ok(ended)
}
