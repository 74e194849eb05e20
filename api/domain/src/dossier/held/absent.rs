//! What moved the calendar of a person: what happened to her enrolments, leave that she asked for, what was decided about it, and what
//! proves it.

use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::sections::{Datum, Entry};
use crate::enrolment::{self, Leave, LeaveCertificate, LeaveDecision};

/// What happened to an enrolment of hers.
pub(super) fn of_enrolment_act(act: enrolment::EnrolmentAct) -> Entry {
    let (before, after) = act.versions.unzip();
    vec![
        ("enrolmentId", act.enrolment_id.into()),
        ("kind", Datum::code(act.kind)),
        ("startsOn", Datum::maybe(act.starts_on)),
        ("endsOn", Datum::maybe(act.ends_on)),
        ("completionBefore", act.completion_before.into()),
        ("completionAfter", act.completion_after.into()),
        ("versionBefore", Datum::named(super::Thing::Version, before)),
        ("versionAfter", Datum::named(super::Thing::Version, after)),
        ("leaveRules", leave_rules(&act.leave_rules).into()),
        ("reason", act.reason.into()),
        ("decidedBy", Datum::named(super::Thing::Person, act.decided_by)),
        ("decidedAt", act.decided_at.into()),
    ]
}

/// Rules of leave by which the end of a training moved, and the days that each counted.
fn leave_rules(rules: &[enrolment::AppliedLeaveRule]) -> String {
    let told = rules.iter().map(|rule| format!("{} {} ({})", rule.set, rule.rule, rule.days));
    told.collect::<Vec<_>>().join(", ")
}

/// A leave that she asked for.
pub(super) fn of_leave(leave: Leave) -> Entry {
    vec![
        ("id", leave.id.into()),
        ("enrolmentId", leave.enrolment_id.into()),
        ("kind", Datum::code(leave.kind)),
        ("startsOn", leave.starts_on.into()),
        ("endsOn", leave.ends_on.into()),
        ("askedUntil", leave.asked_until.into()),
        ("reason", leave.reason.into()),
        ("status", Datum::code(leave.status)),
        ("createdAt", leave.requested_at.into()),
    ]
}

/// What was decided about her leave.
pub(super) async fn decided(reader: &impl ConnectionTrait, leaves: &[Uuid]) -> Result<Vec<Entry>, Error> {
    let entry = |decision: LeaveDecision| {
        vec![
            ("leaveId", decision.leave_id.into()),
            ("step", Datum::code(decision.step)),
            ("decision", Datum::code(decision.decision)),
            ("decidedBy", Datum::named(super::Thing::Person, decision.decided_by)),
            ("decidedAt", decision.decided_at.into()),
            ("reason", decision.reason.into()),
        ]
    };
    Ok(enrolment::leave_decisions_of(reader, leaves).await?.into_iter().map(entry).collect())
}

/// What proves her leave.
pub(super) async fn proved(reader: &impl ConnectionTrait, leaves: &[Uuid]) -> Result<Vec<Entry>, Error> {
    let entry = |file: LeaveCertificate| {
        vec![
            ("leaveId", file.leave_id.into()),
            ("fileName", file.file.file_name.into()),
            ("mediaType", file.file.media_type.into()),
            ("byteSize", file.file.byte_size.into()),
            ("contentDigest", file.file.content_digest.into()),
            ("recordedAt", file.attached_at.into()),
            ("destroyedAt", Datum::maybe(file.destroyed_at)),
        ]
    };
    Ok(enrolment::leave_certificates_of(reader, leaves).await?.into_iter().map(entry).collect())
}
