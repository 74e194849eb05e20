//! How hours came in, where calendars go out, and what was sent.

use chrono::{DateTime, Utc};

use super::super::sections::{Datum, Entry, Thing};
use crate::rotations::{CalendarFeed, CheckIn, HoursBatch, HoursSheet};

/// A file that her phone kept.
pub(super) fn of_batch(file: HoursBatch) -> Entry {
    vec![
        ("id", file.id.into()),
        ("fileName", file.file_name.into()),
        ("lines", file.lines.into()),
        ("submitted", file.submitted.into()),
        ("repeated", file.repeated.into()),
        ("refused", file.refused.into()),
        ("createdAt", file.begun_at.into()),
        ("finishedAt", Datum::maybe(file.finished_at)),
    ]
}

/// A stretch of time between two codes.
pub(super) fn of_check_in(stretch: &CheckIn) -> Entry {
    vec![
        ("id", stretch.id.into()),
        ("placementId", stretch.placement_id.into()),
        ("activity", Datum::code(stretch.activity)),
        ("checkedInAt", stretch.checked_in_at.into()),
        ("finishedAt", Datum::maybe(stretch.ended_at)),
        ("evidence", Datum::maybe(stretch.evidence_id)),
    ]
}

/// A sheet of paper from which somebody typed her hours.
pub(super) fn of_sheet(sheet: &HoursSheet) -> Entry {
    vec![
        ("id", sheet.id.into()),
        ("placementId", sheet.placement_id.into()),
        ("startsOn", sheet.starts_on.into()),
        ("submittedBy", Datum::named(Thing::Person, sheet.typed_by)),
        ("createdAt", sheet.typed_at.into()),
    ]
}

/// An address under which her calendar, or that of a department, is read.
pub(super) fn of_feed(feed: &CalendarFeed) -> Entry {
    vec![
        ("id", feed.id.into()),
        ("department", Datum::named(Thing::Department, feed.department_id)),
        ("language", feed.language.tag().into()),
        ("createdAt", feed.created_at.into()),
        ("expiresAt", Datum::maybe(feed.expires_at)),
        ("lastUsedOn", Datum::maybe(feed.last_read_on)),
        ("revokedAt", Datum::maybe(feed.revoked_at)),
    ]
}

/// A file that she sent.
pub(super) fn of_upload(name: &str, created_at: DateTime<Utc>, byte_size: Option<i64>) -> Entry {
    vec![("fileName", name.into()), ("createdAt", created_at.into()), ("byteSize", Datum::maybe(byte_size))]
}
