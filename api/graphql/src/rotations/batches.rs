//! Files of hours that a phone kept, entered as a job.

use async_graphql::{Context, ID, InputObject, InputType as _, Object, Value};
use domain::rotations::{self, HoursErrorCode, NewHours, SyncOutcome};
use platform::error::Problem;
use platform::text::Message;

use super::sync::HoursSyncItemInput;
use super::{EvidenceKey, HoursEntry};
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{context, platform, viewer};
use crate::errors::{Refusal, Report as _, payload};
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::scalars::DateTime;

/// A file of hours to be entered.
#[derive(Debug, InputObject)]
pub struct HoursBatchBeginInput {
    /// An upload of purpose HOURS: JSON Lines in UTF-8, one entry a line as `HoursSyncItemInput` has it, at most 20,000 of them.
    upload_id: ID,
}

payload! {
    /// What came of beginning to enter a file of hours.
    HoursBatchBeginPayload {
        /// The file, which is entered from now on; null when the act was refused.
        hours_batch: HoursBatch
    } or HoursErrorCode
}

/// A file of hours.
#[derive(Clone, Debug)]
pub struct HoursBatch(rotations::HoursBatch);

impl From<rotations::HoursBatch> for HoursBatch {
    fn from(row: rotations::HoursBatch) -> Self {
        Self(row)
    }
}

/// A file of hours that a phone kept, and how far it has been entered. Only the trainee herself sees it; it is forgotten with the jobs
/// that are over, and the entries stay.
#[Object]
impl HoursBatch {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::HoursBatch.id(self.0.id)
    }

    /// The file's name.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// Entries in the file.
    async fn lines(&self) -> i32 {
        self.0.lines
    }

    /// How many of them were looked at; `submitted`, `repeated` and `refused` together.
    async fn done(&self) -> i32 {
        self.0.done
    }

    /// How many were made, and await their review.
    async fn submitted(&self) -> i32 {
        self.0.submitted
    }

    /// How many had come before with the same key.
    async fn repeated(&self) -> i32 {
        self.0.repeated
    }

    /// How many were refused.
    async fn refused(&self) -> i32 {
        self.0.refused
    }

    /// When it was begun.
    async fn begun_at(&self) -> DateTime {
        self.0.begun_at.into()
    }

    /// When its last entry was looked at; null until then. Ask again every few seconds.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(DateTime::from)
    }

    /// What became of each entry that was looked at, by line.
    async fn results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of which this became.")] outcome: Option<Coded<SyncOutcome>>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<HoursBatchResult>> {
        let which = (self.0.id, outcome.map(|outcome| outcome.0));
        let page = page(first, after, last, before);
        let reader = platform(ctx).database.reader();
        let slice = rotations::batch_lines_page(reader, which, &page).await.report(ctx)?;
        let total = total(ctx, rotations::batch_lines_count(reader, which)).await?;
        let ordering = rotations::batch_lines_ordering();
        Ok(Connection::new(slice, total, |line| ordering.cursor("", line.id)))
    }
}

/// What became of one line.
#[derive(Clone, Debug)]
pub struct HoursBatchResult(rotations::BatchLine);

impl From<rotations::BatchLine> for HoursBatchResult {
    fn from(row: rotations::BatchLine) -> Self {
        Self(row)
    }
}

/// What became of one line of a file of hours. What was refused can be sent again, mended or as it was, with the same key.
#[Object]
impl HoursBatchResult {
    /// The line's number in the file, from 1.
    async fn line(&self) -> i32 {
        self.0.line
    }

    /// The entry's key; null when the line could not be read.
    async fn client_mutation_key(&self) -> Option<&str> {
        self.0.key.as_deref()
    }

    /// What became of it.
    async fn outcome(&self) -> Coded<SyncOutcome> {
        Coded(self.0.outcome)
    }

    /// The entry; null when it was refused.
    async fn hours_entry(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HoursEntry>> {
        match self.0.evidence_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(HoursEntry)),
            None => Ok(None),
        }
    }

    /// Why it was refused, every reason at once; empty when it was not. The path leads to the field of the line.
    async fn errors(&self, ctx: &Context<'_>) -> Vec<Refusal<HoursErrorCode>> {
        let language = context(ctx).language;
        self.0.problems.iter().cloned().map(|problem| Refusal::of(problem, language)).collect()
    }
}

/// The fields of a line.
const FIELDS: &[&str] = &[
    "within",
    "activity",
    "activityKind",
    "startsAt",
    "endsAt",
    "note",
    "replacesId",
    "replacesKey",
    "clientMutationKey",
];

/// Reads one line of a file of hours: an entry as `hoursSync` takes it, or what is wrong with it; and its key, where it has one.
pub fn hours_line(line: &str) -> (Option<String>, Result<NewHours, Vec<Problem<HoursErrorCode>>>) {
    let unreadable = |cause: String| {
        let message = Message::new("rotations-hours-line").with("cause", cause);
        Err(vec![Problem::new(HoursErrorCode::Invalid, "", message)])
    };
    let said: serde_json::Value = match serde_json::from_str(line) {
        Ok(said) => said,
        Err(error) => return (None, unreadable(error.to_string())),
    };
    let key = said.get("clientMutationKey").and_then(serde_json::Value::as_str).map(str::to_owned);
    let mut fields = said.as_object().into_iter().flat_map(serde_json::Map::keys);
    if let Some(field) = fields.find(|field| !FIELDS.contains(&field.as_str())) {
        let message = Message::new("rotations-hours-line-field").with("field", field);
        return (key, Err(vec![Problem::new(HoursErrorCode::Invalid, field, message)]));
    }
    let read = Value::from_json(said).map_err(|error| error.to_string()).and_then(|said| {
        HoursSyncItemInput::parse(Some(said))
            .map_err(|error| error.into_server_error(async_graphql::Pos::default()).message)
    });
    match read {
        Ok(item) => (key, item.read()),
        Err(cause) => (key, unreadable(cause)),
    }
}

/// Fields of the root about files of hours.
#[derive(Default)]
pub struct HoursBatchQuery;

#[Object]
impl HoursBatchQuery {
    /// A file of one's own hours, and how far it has been entered; null when it is somebody else's, or not there any more.
    async fn hours_batch(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<HoursBatch>> {
        let viewer = viewer(ctx)?;
        let key = ObjectKind::HoursBatch.key(ctx, &id)?;
        let found = rotations::hours_batch(platform(ctx).database.reader(), viewer.scope(), key).await;
        let found = found.report_or_null(ctx)?;
        Ok(found.filter(|file| file.person_id == viewer.person_id).map(HoursBatch))
    }
}

/// Acts upon files of hours.
#[derive(Default)]
pub struct HoursBatchMutation;

#[Object]
impl HoursBatchMutation {
    /// Begins to enter a file of one's own hours, each line as an item of `hoursSync`; `hoursBatch` then tells how far it is. Begun again
    /// with the same upload, it answers with the same file, and goes on where it stopped.
    async fn hours_batch_begin(
        &self,
        ctx: &Context<'_>,
        input: HoursBatchBeginInput,
    ) -> async_graphql::Result<HoursBatchBeginPayload> {
        let key = ObjectKind::Upload.key(ctx, &input.upload_id)?;
        let outcome = rotations::hours_batch_begin(platform(ctx), viewer(ctx)?, key).await;
        HoursBatchBeginPayload::of(ctx, outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"within": {"placementId": "plc_00000000000000000000000000"}, "activity": "DUTY",
        "startsAt": "2026-02-20T08:00:00+08:00", "endsAt": "2026-02-20T12:00:00+08:00", "clientMutationKey": "k"}"#;

    fn faults(line: &str) -> Vec<(HoursErrorCode, String)> {
        let (_, read) = hours_line(line);
        read.unwrap_err().into_iter().map(|problem| (problem.code, problem.path.join("."))).collect()
    }

    #[test]
    fn a_line_is_read_as_an_item() {
        let (key, read) = hours_line(LINE);
        let read = read.unwrap();
        assert_eq!((key.as_deref(), read.key.as_deref(), read.note.as_str()), (Some("k"), Some("k"), ""));
        assert_eq!((read.ends_at - read.starts_at).num_minutes(), 240);
    }

    #[test]
    fn a_line_that_is_none_says_why() {
        let invalid = |path: &str| vec![(HoursErrorCode::Invalid, path.to_owned())];
        for line in ["", "{", "[]", "null", "7", "{}", r#"{"clientMutationKey": 7}"#] {
            assert_eq!(faults(line), invalid(""), "{line}");
        }
        assert_eq!(faults(&LINE.replace("\"DUTY\"", "\"SLEEP\"")), invalid(""));
        assert_eq!(faults(&LINE.replace("startsAt", "startedAt")), invalid("startedAt"));
        let misplaced = LINE.replace("plc_", "evd_");
        assert_eq!(faults(&misplaced), [(HoursErrorCode::Unknown, "within.placementId".to_owned())]);
    }
}
