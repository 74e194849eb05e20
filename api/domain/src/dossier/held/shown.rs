//! What she has shown, what proves it, what was decided about it and what it counts for.

use platform::text::Message;

use super::yes_or_no;
use crate::curricula::specialty_label;
use crate::dossier::sections::{Datum, Entry, Thing};
use crate::{curricula, evidence};

pub(super) fn of_entry(entry: evidence::PortfolioEntry) -> Entry {
    vec![
        ("evidence", entry.evidence_id.into()),
        ("enrolmentId", Datum::maybe(entry.enrolment_id)),
        ("title", entry.title.into()),
        ("number", entry.number.into()),
        ("issuer", entry.issuer.into()),
        ("scope", entry.scope.into()),
        ("text", entry.text.into()),
        ("startsOn", Datum::maybe(entry.since_on)),
        ("endsOn", Datum::maybe(entry.valid_until)),
    ]
}

pub(super) fn of_attachment(file: evidence::Attachment) -> Entry {
    vec![
        ("evidence", file.evidence_id.into()),
        ("fileName", file.file.file_name.into()),
        ("mediaType", file.file.media_type.into()),
        ("byteSize", file.file.byte_size.into()),
        ("contentDigest", file.file.content_digest.into()),
        ("recordedAt", file.attached_at.into()),
        ("destroyedAt", Datum::maybe(file.destroyed_at)),
        ("reason", Datum::maybe(file.destroyed_reason)),
    ]
}

/// `last_four` are of the patient's record, where it is a case.
pub(super) fn of_evidence(evidence: evidence::Evidence, last_four: Option<String>) -> Entry {
    let recorded = evidence.recorded;
    let is_case = recorded.kind == evidence::EvidenceKind::Case;
    let (disease, activity) = if is_case { (recorded.activity, None) } else { (None, recorded.activity) };
    let role = recorded.level.filter(|_| is_case).and_then(curricula::CaseRole::of_level);
    let level = recorded.level.filter(|_| !is_case);
    let word = |code: Option<String>, label: fn(&str) -> Message| {
        code.map_or(Datum::Nothing, |code| {
            let label = label(&code);
            Datum::Word(code, label)
        })
    };
    // Of what is no activity of the list, such as a form or a class of credits, the code is the word.
    let told = match activity.as_deref().and_then(<curricula::Activity as platform::codes::Code>::parse) {
        Some(listed) => Datum::code(listed),
        None => Datum::maybe(activity),
    };
    vec![
        ("id", evidence.id.into()),
        ("kind", Datum::code(recorded.kind)),
        ("occurredOn", recorded.occurred_on.into()),
        ("startsAt", Datum::maybe(recorded.starts_at)),
        ("endsAt", Datum::maybe(recorded.ends_at)),
        ("minutes", Datum::maybe(recorded.minutes)),
        ("days", Datum::maybe(recorded.days)),
        ("absenceDays", Datum::maybe(recorded.absence_days)),
        ("partTimePercent", Datum::maybe(recorded.part_time_percent)),
        ("activity", told),
        ("activityKind", Datum::maybe(recorded.activity_kind)),
        ("disease", Datum::maybe(disease)),
        ("role", role.map_or(Datum::Nothing, Datum::code)),
        ("recordLastFour", Datum::maybe(last_four)),
        ("requirement", Datum::named(Thing::Requirement, recorded.requirement_id)),
        ("department", Datum::named(Thing::Department, recorded.department_id)),
        ("specialty", word(recorded.specialty, specialty_label)),
        ("base", Datum::named(Thing::Base, recorded.base_id)),
        ("assessor", Datum::named(Thing::Person, recorded.assessor_id)),
        ("level", Datum::maybe(level)),
        ("amount", Datum::maybe(recorded.amount)),
        ("isPassed", recorded.passed.map_or(Datum::Nothing, yes_or_no)),
        ("note", recorded.note.into()),
        ("status", Datum::code(evidence.status)),
        ("submittedBy", Datum::named(Thing::Person, evidence.submitted_by)),
        ("recordedAt", evidence.recorded_at.into()),
        ("replacesId", Datum::maybe(recorded.replaces_id)),
    ]
}

pub(super) fn of_review(review: evidence::Review) -> Entry {
    vec![
        ("evidenceId", review.evidence_id.into()),
        ("decision", Datum::code(review.decision)),
        ("reviewer", Datum::named(Thing::Person, review.reviewer_id)),
        ("occurredAt", review.decided_at.into()),
        ("reason", Datum::maybe(review.reason)),
    ]
}

pub(super) fn of_credit(line: &evidence::CreditLine) -> Entry {
    vec![
        ("enrolmentId", line.enrolment_id.into()),
        ("requirement", Datum::named(Thing::Requirement, line.credit.requirement_id)),
        ("evidenceId", line.credit.evidence_id.into()),
        ("quantity", line.credit.quantity.into()),
        ("occurredOn", line.credit.day.into()),
    ]
}
