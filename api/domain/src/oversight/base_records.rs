//! What a base declares of itself, and what experts saw who visited it. Neither ever changes: the next one is recorded beside it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use platform::Platform;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Outcome, Problem, accept};
use platform::id;
use platform::text::Message;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::readiness::norms_on;
use super::rules::BaseFigureKind;
use super::store::{self, BaseFigure, BaseVisit, VisitRemark};
use crate::identity::rules::{length_problem, text_problem};
use crate::identity::{self, Act, Owners, Permit, Viewer};
use crate::organisations::{self, Base};

platform::codes! {
    /// Why a base's figure, or a visit to it, is not recorded.
    pub enum BaseRecordErrorCode {
        /// A value is missing, too long or beyond what makes sense.
        Invalid = "INVALID",
        /// The day lies in the future, or before the base was accredited.
        InvalidDate = "INVALID_DATE",
        /// The institution is the base's own.
        OwnBase = "OWN_BASE",
        /// The norms that hold there have no such norm.
        UnknownNorm = "UNKNOWN_NORM",
    }
}

/// Longest account of where a figure stands, in characters.
const LONGEST_SOURCE: usize = 200;
/// Longest note on a visit, in characters.
const LONGEST_NOTE: usize = 2000;
/// Largest score.
const FULL_SCORE: i32 = 100;

/// A figure to be declared.
#[derive(Clone, Debug)]
pub struct NewBaseFigure {
    /// The base.
    pub base_id: Uuid,
    /// Which figure.
    pub kind: BaseFigureKind,
    /// How much, in whole units.
    pub value: i64,
    /// First day on which it holds; today when absent.
    pub holds_from: Option<NaiveDate>,
    /// Where it stands.
    pub source: String,
}

/// A visit to be recorded.
#[derive(Clone, Debug)]
pub struct NewBaseVisit {
    /// The base.
    pub base_id: Uuid,
    /// On whose behalf the experts came.
    pub institution_id: Uuid,
    /// When.
    pub visited_on: NaiveDate,
    /// What they give the base, 0 to 100.
    pub score: Option<i32>,
    /// What they saw.
    pub note: String,
    /// What they remarked on norms.
    pub remarks: Vec<VisitRemark>,
}

type Problems = Vec<Problem<BaseRecordErrorCode>>;

fn today(write: &Write) -> NaiveDate {
    write.now().with_timezone(&Shanghai).date_naive()
}

fn day_problem(
    path: &str,
    day: NaiveDate,
    base: &Base,
    today: NaiveDate,
) -> Option<Problem<BaseRecordErrorCode>> {
    let last = base.accredited_until.map_or(today, |last| last.min(today));
    let is_within = base.accredited_on <= day && day <= last;
    let message = Message::new("oversight-base-day").with("first", base.accredited_on).with("last", last);
    (!is_within).then(|| Problem::new(BaseRecordErrorCode::InvalidDate, path, message))
}

/// Declares a figure that only the base can tell. It holds until another one does.
///
/// # Errors
/// `NotFound` when there is no such base; `Forbidden`; every problem found.
pub async fn base_figure_declare(
    platform: &Platform,
    viewer: &Viewer,
    new: NewBaseFigure,
) -> Outcome<BaseFigure, BaseRecordErrorCode> {
    let base = organisations::base(platform.database.reader(), new.base_id).await?;
    let permit = Permit::at(viewer, Act::BaseFigureDeclare, &[base.institution_id])?;
    let write = platform.database.write().await?;
    let today = today(&write);
    let holds_from = new.holds_from.unwrap_or(today);
    let source = new.source.trim().to_owned();
    let mut problems: Problems = day_problem("holdsFrom", holds_from, &base, today).into_iter().collect();
    let most = new.kind.most();
    if !(0..=most).contains(&new.value) {
        let message = Message::new("oversight-base-value").with("kind", new.kind.label()).with("limit", most);
        problems.push(Problem::new(BaseRecordErrorCode::Invalid, "value", message));
    }
    problems.extend(text_problem(BaseRecordErrorCode::Invalid, "source", &source, LONGEST_SOURCE));
    accept(problems)?;
    let figure = BaseFigure {
        id: id::new_key(),
        base_id: base.id,
        kind: new.kind,
        value: new.value,
        holds_from,
        source,
        recorded_at: write.now(),
    };
    store::insert_figure(&write, &permit, &figure).await?;
    let after = json!({
        "kind": figure.kind.code(), "value": figure.value, "holdsFrom": holds_from, "source": figure.source,
    });
    let object = ("training_base", base.id);
    identity::remember(&write, &permit, "base-figure.declare", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(figure)
}

fn score_problem(path: &str, score: Option<i32>) -> Option<Problem<BaseRecordErrorCode>> {
    let message = Message::new("oversight-visit-score").with("limit", FULL_SCORE);
    let is_out = score.is_some_and(|score| !(0..=FULL_SCORE).contains(&score));
    is_out.then(|| Problem::new(BaseRecordErrorCode::Invalid, path, message))
}

/// What stands against remarks, where these are the codes of the norms.
fn remark_problems(remarks: &[VisitRemark], norms: &BTreeSet<&str>) -> Problems {
    let mut problems = Vec::new();
    let mut known = BTreeSet::new();
    for (place, remark) in remarks.iter().enumerate() {
        let path = |field: &str| format!("remarks.{place}.{field}");
        if !norms.contains(remark.norm.as_str()) {
            let message = Message::new("oversight-visit-norm").with("norm", &remark.norm);
            problems.push(Problem::new(BaseRecordErrorCode::UnknownNorm, &path("norm"), message));
        } else if !known.insert(remark.norm.as_str()) {
            let message = Message::new("oversight-visit-twice").with("norm", &remark.norm);
            problems.push(Problem::new(BaseRecordErrorCode::Invalid, &path("norm"), message));
        }
        if remark.score.is_none() && remark.note.is_empty() {
            let message = Message::new("oversight-visit-empty").with("norm", &remark.norm);
            problems.push(Problem::new(BaseRecordErrorCode::Invalid, &path("note"), message));
        }
        problems.extend(score_problem(&path("score"), remark.score));
        problems.extend(length_problem(
            BaseRecordErrorCode::Invalid,
            &path("note"),
            &remark.note,
            LONGEST_NOTE,
        ));
    }
    problems
}

/// The permit of whoever may record visits on behalf of an institution, or in the region where it lies.
async fn visiting(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    institution_id: Uuid,
) -> Result<Permit, Error> {
    let sender = organisations::institution(connection, institution_id).await?;
    let houses = [sender.id];
    let owners =
        Owners { institutions: &houses, region_code: Some(&sender.region_code), ..Owners::default() };
    Permit::at(viewer, Act::BaseVisitRecord, owners)
}

/// Records what experts saw who visited a base on behalf of another institution: scores and notes beside the figures, never in
/// their place.
///
/// # Errors
/// `NotFound` when there is no such base or institution; `Forbidden`; every problem found.
pub async fn base_visit_record(
    platform: &Platform,
    viewer: &Viewer,
    new: NewBaseVisit,
) -> Outcome<BaseVisit, BaseRecordErrorCode> {
    let reader = platform.database.reader();
    let permit = visiting(reader, viewer, new.institution_id).await?;
    let base = organisations::base(reader, new.base_id).await?;
    let houses = [new.institution_id, base.institution_id];
    let legal = organisations::with_legal_entities(reader, &houses).await?;
    let legal = houses.map(|house| legal.get(&house).map(|(_, legal)| *legal));
    let norms = norms_on(reader, Some(new.institution_id), new.visited_on).await?;
    let codes: BTreeSet<&str> = norms.norms.norms.iter().map(|norm| norm.code.as_str()).collect();
    let trimmed = |remark: VisitRemark| VisitRemark { note: remark.note.trim().to_owned(), ..remark };
    let visit = BaseVisit {
        id: id::new_key(),
        base_id: base.id,
        institution_id: new.institution_id,
        visited_on: new.visited_on,
        score: new.score,
        note: new.note.trim().to_owned(),
        remarks: new.remarks.into_iter().map(trimmed).collect(),
    };
    let write = platform.database.write().await?;
    let mut problems: Problems =
        day_problem("visitedOn", visit.visited_on, &base, today(&write)).into_iter().collect();
    if legal.first() == legal.last() {
        let message = Message::new("oversight-visit-own");
        problems.push(Problem::new(BaseRecordErrorCode::OwnBase, "institutionId", message));
    }
    problems.extend(score_problem("score", visit.score));
    problems.extend(text_problem(BaseRecordErrorCode::Invalid, "note", &visit.note, LONGEST_NOTE));
    problems.extend(remark_problems(&visit.remarks, &codes));
    accept(problems)?;
    store::insert_visit(&write, &permit, &visit).await?;
    let remarks = visit.remarks.iter().map(|remark| json!({ "norm": remark.norm, "score": remark.score }));
    let after = json!({
        "baseId": visit.base_id, "institutionId": visit.institution_id, "visitedOn": visit.visited_on,
        "score": visit.score, "remarks": remarks.collect::<Vec<_>>(),
    });
    let object = ("base_visit", visit.id);
    identity::remember(&write, &permit, "base-visit.record", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(visit)
}

/// Takes back what experts saw: it is shown no more, and its words are gone.
///
/// # Errors
/// `NotFound` when there is no such visit, or it was taken back; `Forbidden`; `INVALID` for the reason.
pub async fn base_visit_retract(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    reason: &str,
) -> Outcome<Uuid, BaseRecordErrorCode> {
    let write = platform.database.write().await?;
    let institution_id = store::lock_visit(&write, key).await?;
    let permit = visiting(&*write, viewer, institution_id).await?;
    let reason = reason.trim();
    accept(
        text_problem(BaseRecordErrorCode::Invalid, "reason", reason, LONGEST_SOURCE).into_iter().collect(),
    )?;
    store::retract_visit(&write, &permit, key, reason).await?;
    let change = (Value::Null, json!({ "reason": reason }));
    identity::remember(&write, &permit, "base-visit.retract", ("base_visit", key), change).await?;
    write.commit().await?;
    Ok(key)
}
