//! What was marked on forms about a person, whom she asked to mark them, her rounds of answers by several people, and what a
//! committee entrusted to her.

use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::sections::{Datum, Entry};
use super::word;
use crate::rotations::FrozenSheet;
use crate::{assessments, entrustment, rotations};

/// What was marked on forms while she was watched, and what she wrote about it.
pub(super) async fn assessed(reader: &impl ConnectionTrait, evidence: &[Uuid]) -> Result<Vec<Entry>, Error> {
    let marked = assessments::find_assessments(reader, evidence).await?;
    let forms: Vec<Uuid> = marked.iter().map(|one| one.form_id).collect();
    let forms = assessments::find_forms(reader, &forms).await?;
    let notes = assessments::notes_of(reader, evidence).await?;
    let mut entries = Vec::new();
    for one in marked {
        let form = forms.iter().find(|form| form.id == one.form_id);
        let about = |item: &str| {
            let known = form.and_then(|form| form.file.items.iter().find(|known| known.code == item));
            vec![
                ("evidence", one.evidence_id.into()),
                ("form", form.map_or(Datum::Nothing, |form| word(&form.file.code, &form.file.name))),
                ("item", known.map_or(Datum::Nothing, |item| word(&item.code, &item.name))),
            ]
        };
        for answer in &one.answers {
            let mut entry = about(&answer.item);
            entry.extend([("value", value(&answer.value)), ("comment", answer.comment.as_str().into())]);
            entries.push(entry);
        }
        for note in notes.iter().filter(|note| note.evidence_id == one.evidence_id) {
            let mut entry = about(&note.item);
            entry.extend([("note", note.note.as_str().into()), ("recordedAt", note.written_at.into())]);
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// Whom she asked for an assessment, and under which name it was answered.
pub(super) async fn requested(
    reader: &impl ConnectionTrait,
    asked: Vec<assessments::AssessmentRequest>,
) -> Result<Vec<Entry>, Error> {
    let forms: Vec<Uuid> = asked.iter().map(|request| request.form_id).collect();
    let forms = assessments::find_forms(reader, &forms).await?;
    let entry = |request: assessments::AssessmentRequest| {
        let form = forms.iter().find(|form| form.id == request.form_id);
        vec![
            ("id", request.id.into()),
            ("form", form.map_or(Datum::Nothing, |form| word(&form.file.code, &form.file.name))),
            ("occurredOn", request.occurred_on.into()),
            ("asked", request.assessor_name.into()),
            ("email", Datum::maybe(request.assessor_email)),
            ("note", request.note.into()),
            ("createdAt", request.created_at.into()),
            ("expiresAt", request.expires_at.into()),
            ("revokedAt", Datum::maybe(request.revoked_at)),
            ("signedBy", Datum::maybe(request.signed_name)),
            ("evidence", Datum::maybe(request.evidence_id)),
        ]
    };
    Ok(asked.into_iter().map(entry).collect())
}

/// Rounds of answers by several people. What they answered is told together, where it may be, and nowhere one by one.
pub(super) async fn several(
    reader: &impl ConnectionTrait,
    rounds: Vec<assessments::AssessmentRound>,
) -> Result<Vec<Entry>, Error> {
    let forms: Vec<Uuid> = rounds.iter().map(|round| round.form_id).collect();
    let forms = assessments::find_forms(reader, &forms).await?;
    let entry = |round: assessments::AssessmentRound| {
        let form = forms.iter().find(|form| form.id == round.form_id);
        vec![
            ("id", round.id.into()),
            ("form", form.map_or(Datum::Nothing, |form| word(&form.file.code, &form.file.name))),
            ("occurredOn", round.occurred_on.into()),
            ("endsOn", round.closes_on.into()),
            ("createdAt", round.opened_at.into()),
            ("evidence", Datum::maybe(round.evidence_id)),
        ]
    };
    Ok(rounds.into_iter().map(entry).collect())
}

fn value(value: &assessments::Value) -> Datum {
    match value {
        assessments::Value::Number(number) => (*number).into(),
        assessments::Value::Text(text) => match assessments::StepMark::parse(text) {
            Some(mark) => Datum::code(mark),
            None => text.as_str().into(),
        },
    }
}

/// What a committee was asked to entrust to her, and what became of it.
pub(super) fn of_decision(decision: entrustment::Decision) -> Entry {
    vec![
        ("id", decision.id.into()),
        ("activity", decision.activity.into()),
        ("level", decision.level.into()),
        ("outlook", Datum::code(decision.outlook)),
        ("holdsFrom", decision.holds_from.into()),
        ("rationale", decision.rationale.into()),
        ("status", Datum::code(decision.status)),
        ("evidence", Datum::maybe(decision.evidence_id)),
        ("proposedAt", decision.proposed_at.into()),
        ("closedAt", Datum::maybe(decision.closed_at)),
    ]
}

/// The sheets of exits, as they were when the last one signed.
pub(super) async fn left(reader: &impl ConnectionTrait, stays: &[Uuid]) -> Result<Vec<Entry>, Error> {
    Ok(rotations::frozen_sheets(reader, stays).await?.into_iter().map(of_sheet).collect())
}

fn of_sheet(frozen: FrozenSheet) -> Entry {
    let content = serde_json::to_string(&frozen.sheet).unwrap_or_default();
    vec![
        ("evidence", frozen.evidence_id.into()),
        ("frozenAt", frozen.frozen_at.into()),
        ("content", content.into()),
        ("contentDigest", frozen.digest.into()),
    ]
}
