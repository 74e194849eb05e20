//! Rounds in which several people answer one form about a trainee, without anybody knowing who answered what.
//!
//! The trainee or her supervisor opens a round and invites; whoever answers leaves no name, no time and no trace of the link by
//! which she came. Nothing is shown while somebody can still answer: two looks at the means that differ by one answer would tell
//! that answer. The supervisor closes the round, and signs what the means earned.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use chrono_tz::Asia::Shanghai;
use platform::db::Write;
use platform::error::{Error, Failure, Outcome, Problem, accept};
use platform::id::Secret;
use platform::text::Message;
use platform::{Platform, id, jobs};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::super::rules::{
    Answer, AssessmentErrorCode, Encounter, ItemSummary, LEAST_ANSWERS, RespondentRole, RoundAnswer,
    closing_problem, day_problem, earned_together, link_expires_at, round_form_problem, summary, words,
};
use super::super::store::{self, Assessment, AssessmentForm, AssessmentRequest, AssessmentRound};
use super::links::{LINK_JOB, RequestMade, link, name_problem, too_many};
use super::{Marked, form_problems, named, recorded};
use crate::enrolment;
use crate::evidence::{self, Decision, Verdict, translated};
use crate::identity::rules::email;
use crate::identity::{self, Act, Permit, Scope, Viewer};

/// A round to be opened.
#[derive(Clone, Debug)]
pub struct NewAssessmentRound {
    /// The form.
    pub form_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// The local day that it is about.
    pub occurred_on: NaiveDate,
    /// Last local day on which somebody may answer.
    pub closes_on: NaiveDate,
}

/// Lets the trainee herself, or whoever supervised or mentored her on the day, act upon a round; says whether it is herself.
async fn insider(
    write: &Write,
    viewer: &Viewer,
    person_id: Uuid,
    on: NaiveDate,
) -> Result<(Permit, bool), Error> {
    if viewer.person_id == person_id {
        return Ok((Permit::own(viewer, person_id)?, true));
    }
    Ok((supervisor(write, viewer, person_id, on).await?, false))
}

async fn supervisor(write: &Write, viewer: &Viewer, person_id: Uuid, on: NaiveDate) -> Result<Permit, Error> {
    let supervisor = identity::supervisor_on(&**write, viewer, person_id, on).await?;
    Permit::review(viewer, person_id, supervisor)
}

fn today(write: &Write) -> NaiveDate {
    write.now().with_timezone(&Shanghai).date_naive()
}

/// Answers that are asked for before anything is shown.
fn least(form: &AssessmentForm) -> i64 {
    form.file.least_answers.unwrap_or(LEAST_ANSWERS)
}

/// Opens a round.
///
/// # Errors
/// `NotFound` when there is no such form; `Forbidden` to all but the trainee and whoever supervised or mentored her on that day;
/// every problem found.
pub async fn round_open(
    platform: &Platform,
    viewer: &Viewer,
    new: NewAssessmentRound,
) -> Outcome<AssessmentRound, AssessmentErrorCode> {
    let write = platform.database.write().await?;
    enrolment::lock_enrolments_of(&write, new.person_id).await?;
    let (permit, _) = insider(&write, viewer, new.person_id, new.occurred_on).await?;
    let form = store::form(&*write, new.form_id).await?;
    let enrolments = enrolment::live_enrolments(&*write, new.person_id).await?;
    let (today, within_days) = (today(&write), form.file.assess_within_days);
    let mut problems = form_problems(&form, &enrolments, new.occurred_on, "traineeId");
    problems.extend(round_form_problem(form.file.kind, named(&form)));
    problems.extend(day_problem(&Encounter { occurred_on: new.occurred_on, today, within_days }));
    let latest = new.occurred_on + Days::new(u64::try_from(within_days).unwrap_or_default());
    problems.extend(closing_problem(new.closes_on, today, latest));
    if identity::supervisors_on(&*write, new.person_id, new.occurred_on).await?.is_empty() {
        let message = Message::new("assessments-not-supervised").with("day", new.occurred_on);
        problems.push(Problem::new(AssessmentErrorCode::NotSupervised, "occurredOn", message));
    }
    accept(problems)?;
    let round = AssessmentRound {
        id: id::new_key(),
        person_id: new.person_id,
        form_id: form.id,
        occurred_on: new.occurred_on,
        closes_on: new.closes_on,
        opened_by: viewer.person_id,
        opened_at: write.now(),
        closed_at: None,
        evidence_id: None,
    };
    store::insert_round(&write, &permit, &round).await?;
    let after = json!({
        "personId": round.person_id, "formId": form.id, "occurredOn": round.occurred_on, "closesOn": round.closes_on,
    });
    remember(&write, &permit, "assessment-round.open", round.id, after).await?;
    write.commit().await?;
    Ok(round)
}

async fn remember(
    write: &Write,
    permit: &Permit,
    action: &'static str,
    key: Uuid,
    after: Json,
) -> Result<(), Error> {
    identity::remember(write, permit, action, ("assessment_round", key), (Json::Null, after)).await
}

/// Whom to invite to a round.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The round.
    pub round_id: Uuid,
    /// In which role she answers.
    pub role: RespondentRole,
    /// What she is called.
    pub name: String,
    /// Where the link is sent; handed over by the supervisor when absent.
    pub email: Option<String>,
}

/// Invites somebody to a round. The trainee invites by mail alone: with a link in her hands she could see whether it was used.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` to all but the trainee and whoever supervised or mentored her on
/// that day; every problem found.
pub async fn round_invite(
    platform: &Platform,
    viewer: &Viewer,
    new: NewInvitation,
) -> Outcome<RequestMade, AssessmentErrorCode> {
    let write = platform.database.write().await?;
    let round = store::round(&*write, viewer.scope(), new.round_id).await?;
    let (permit, is_own) = insider(&write, viewer, round.person_id, round.occurred_on).await?;
    enrolment::lock_enrolments_of(&write, round.person_id).await?;
    store::lock_round(&write, round.id).await?;
    let round = store::round(&*write, viewer.scope(), round.id).await?;
    let form = store::form(&*write, round.form_id).await?;
    let address = new.email.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    accept(invitation_problems(&write, &round, &new, (address, is_own)).await?)?;
    let lasts = (round.closes_on - round.occurred_on).num_days().min(form.file.assess_within_days);
    let request = AssessmentRequest {
        id: id::new_key(),
        person_id: round.person_id,
        form_id: form.id,
        occurred_on: round.occurred_on,
        assessor_name: new.name.trim().to_owned(),
        assessor_email: address.and_then(email),
        note: String::new(),
        created_at: write.now(),
        expires_at: link_expires_at(write.now(), round.occurred_on, lasts),
        revoked_at: None,
        is_used: false,
        signed_name: None,
        evidence_id: None,
        round: Some((round.id, new.role)),
    };
    let secret = Secret::new("xla")?;
    store::insert_request(&write, &permit, &request, secret.digest()).await?;
    let is_sent = request.assessor_email.is_some();
    remember(&write, &permit, "assessment-round.invite", round.id, json!({ "isSent": is_sent })).await?;
    if is_sent {
        jobs::enqueue(&write, LINK_JOB, &json!({ "request_id": request.id }), None).await?;
    }
    write.commit().await?;
    Ok(RequestMade { link: (!is_sent).then(|| link(platform, &secret)), request })
}

async fn invitation_problems(
    write: &Write,
    round: &AssessmentRound,
    new: &NewInvitation,
    (address, is_own): (Option<&str>, bool),
) -> Result<Vec<Problem<AssessmentErrorCode>>, Error> {
    let mut problems: Vec<_> = over_problem(round, today(write)).into_iter().collect();
    let mut refuse = |path: &str, message| {
        problems.push(Problem::new(AssessmentErrorCode::Invalid, path, message));
    };
    if let Some(message) = name_problem(&new.name) {
        refuse("name", message);
    }
    let read = address.and_then(email);
    let trainee = identity::person(&**write, Scope::OneTimeLink(round.person_id), round.person_id).await?;
    let invited = store::invitations_of(&**write, &[round.id]).await?;
    let is_known = invited.iter().any(|one| one.assessor_email.is_some() && one.assessor_email == read);
    match address {
        None if is_own => refuse("email", Message::new("assessments-round-by-mail")),
        Some(typed) if read.is_none() => refuse("email", Message::new("identity-email").with("value", typed)),
        Some(_) if read == trainee.email => refuse("email", Message::new("assessments-round-own-address")),
        Some(typed) if is_known => {
            refuse("email", Message::new("assessments-round-invited").with("address", typed));
        }
        _ => {}
    }
    problems.extend(too_many(write, round.person_id).await?);
    Ok(problems)
}

fn over_problem(round: &AssessmentRound, today: NaiveDate) -> Option<Problem<AssessmentErrorCode>> {
    round.is_over(today).then(|| {
        let message = Message::new("assessments-round-over").with("day", round.closes_on);
        Problem::new(AssessmentErrorCode::RoundClosed, "roundId", message)
    })
}

/// Closes a round: what its means earned becomes evidence, signed by the viewer and approved at once.
///
/// # Errors
/// `NotFound` when it is not there or not visible; `Forbidden` to all but whoever supervised or mentored the trainee on that day;
/// `ROUND_CLOSED`; `FEW_ANSWERS`.
pub async fn round_close(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<AssessmentRound, AssessmentErrorCode> {
    let write = platform.database.write().await?;
    let round = store::round(&*write, viewer.scope(), key).await?;
    let permit = supervisor(&write, viewer, round.person_id, round.occurred_on).await?;
    enrolment::lock_enrolments_of(&write, round.person_id).await?;
    store::lock_round(&write, key).await?;
    let round = store::round(&*write, viewer.scope(), key).await?;
    let form = store::form(&*write, round.form_id).await?;
    let answers = store::answers_of(&*write, &[key]).await?;
    let answers: Vec<RoundAnswer> = answers.into_iter().map(|(_, answer)| answer).collect();
    accept(close_problems(&round, &answers, least(&form)))?;
    let marked = Marked {
        form: &form,
        person_id: round.person_id,
        occurred_on: round.occurred_on,
        earned: earned_together(&form.file.items, &form.file.pass, &answers, least(&form)),
        assessor_id: Some(viewer.person_id),
        reviewer_id: Some(viewer.person_id),
        replaces_id: None,
    };
    let places =
        identity::learning_with(&*write, round.person_id, round.occurred_on, &[viewer.person_id]).await?;
    let recorded = recorded(&write, &marked, places.first()).await?;
    let made = evidence::submit(&write, &permit, recorded).await?;
    let assessment = Assessment { evidence_id: made.id, form_id: form.id, answers: Vec::new() };
    store::insert_assessment(&write, &permit, &assessment).await?;
    let signed =
        Verdict { evidence_id: made.id, decision: Decision::Approved, reason: None, expected_version: None };
    evidence::decide(&write, &permit, &made, &signed).await.map_err(translated::<AssessmentErrorCode>)?;
    store::close_round(&write, &permit, key, made.id).await?;
    let after = json!({ "evidenceId": made.id, "answers": answers.len() });
    remember(&write, &permit, "assessment-round.close", key, after).await?;
    let closed = store::round(&*write, viewer.scope(), key).await?;
    write.commit().await?;
    Ok(closed)
}

fn close_problems(
    round: &AssessmentRound,
    answers: &[RoundAnswer],
    least: i64,
) -> Vec<Problem<AssessmentErrorCode>> {
    let count = i64::try_from(answers.len()).unwrap_or(i64::MAX);
    let problem = if round.closed_at.is_some() {
        let message = Message::new("assessments-round-closed");
        Problem::new(AssessmentErrorCode::RoundClosed, "roundId", message)
    } else if count < least {
        let message = Message::new("assessments-round-few").with("count", count).with("least", least);
        Problem::new(AssessmentErrorCode::FewAnswers, "roundId", message)
    } else {
        return Vec::new();
    };
    vec![problem]
}

/// Takes an answer into the round that a link belongs to. What is remembered of it names the round alone.
pub(super) async fn take(
    write: &Write,
    (request, round_id, role): (&AssessmentRequest, Uuid, RespondentRole),
    answers: Vec<Answer>,
) -> Outcome<(), AssessmentErrorCode> {
    store::lock_round(write, round_id).await?;
    let round = store::round(&**write, Scope::OneTimeLink(request.person_id), round_id).await?;
    accept(over_problem(&round, today(write)).into_iter().collect())?;
    let permit = Permit::by_link(Act::AssessmentRecord, None);
    if !store::use_up_in_round(write, &permit, request.id).await? {
        return Err(super::links::invalid());
    }
    store::insert_answer(write, &permit, round_id, &RoundAnswer { role, answers }).await?;
    remember(write, &permit, "assessment-round.answer", round_id, Json::Null).await.map_err(Failure::from)
}

/// What may be shown of a round.
#[derive(Clone, Debug)]
pub struct RoundResult {
    /// How many answered.
    pub answers: i64,
    /// By item.
    pub items: Vec<ItemSummary>,
}

/// What may be shown of rounds that were already read within a scope, by round: of those alone that are over and hold as many
/// answers as their form asks for.
///
/// # Errors
/// Internal.
pub async fn round_results(
    platform: &Platform,
    rounds: &[AssessmentRound],
) -> Result<HashMap<Uuid, RoundResult>, Error> {
    let reader = platform.database.reader();
    let today = platform.clock.today(Shanghai);
    let over: Vec<&AssessmentRound> = rounds.iter().filter(|round| round.is_over(today)).collect();
    let keys: Vec<Uuid> = over.iter().map(|round| round.id).collect();
    let forms: Vec<Uuid> = over.iter().map(|round| round.form_id).collect();
    let forms = store::find_forms(reader, &forms).await?;
    let mut answers: HashMap<Uuid, Vec<RoundAnswer>> = HashMap::new();
    for (round_id, answer) in store::answers_of(reader, &keys).await? {
        answers.entry(round_id).or_default().push(answer);
    }
    let result = |round: &&AssessmentRound| {
        let form = forms.iter().find(|form| form.id == round.form_id)?;
        let answers = answers.get(&round.id)?;
        let items = summary(&form.file.items, answers, least(form))?;
        let count = i64::try_from(answers.len()).unwrap_or(i64::MAX);
        Some((round.id, RoundResult { answers: count, items }))
    };
    Ok(over.iter().filter_map(result).collect())
}

/// Every word written in a round that is over and holds as many answers as its form asks for, by item; for whoever supervised or
/// mentored the trainee on that day, and empty for everybody else.
///
/// # Errors
/// Internal.
pub async fn round_words(
    platform: &Platform,
    viewer: &Viewer,
    round: &AssessmentRound,
) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let reader = platform.database.reader();
    let is_hers = viewer.person_id == round.person_id;
    let supervisor = identity::supervisor_on(reader, viewer, round.person_id, round.occurred_on).await?;
    if is_hers || supervisor.is_none() || !round.is_over(platform.clock.today(Shanghai)) {
        return Ok(BTreeMap::new());
    }
    let form = store::form(reader, round.form_id).await?;
    let answers = store::answers_of(reader, &[round.id]).await?;
    let answers: Vec<RoundAnswer> = answers.into_iter().map(|(_, answer)| answer).collect();
    let is_enough = summary(&form.file.items, &answers, least(&form)).is_some();
    Ok(if is_enough { words(&form.file.items, &answers) } else { BTreeMap::new() })
}
