//! A roster, imported as a whole or not at all.

use async_graphql::{Context, ID, InputObject, Object};
use domain::credentials;
use domain::enrolment::{self, RosterColumn, RosterErrorCode, RosterImport, RowProblem, Severity};
use platform::text::Message;

use crate::codes::Coded;
use crate::context::{context, platform, viewer};
use crate::errors::{Refusal, payload};
use crate::ids::ObjectKind;

/// A roster to be imported.
#[derive(Debug, InputObject)]
pub struct RosterImportInput {
    /// An upload of purpose ROSTER: CSV in UTF-8 or GB18030, or XLSX; at most 20,000 rows.
    upload_id: ID,
    /// The school.
    institution_id: ID,
    /// Whether only to say what would happen; nothing is written then.
    is_dry_run: bool,
}

payload! {
    /// What came of importing a roster.
    RosterImportPayload {
        /// What the roster holds, and what was or would be done with it; null when the file could not be read.
        report: RosterReport
    } or RosterErrorCode
}

/// What a roster holds, and what was or would be done with it.
#[derive(Clone, Debug)]
pub struct RosterReport(enrolment::RosterReport);

impl From<enrolment::RosterReport> for RosterReport {
    fn from(report: enrolment::RosterReport) -> Self {
        Self(report)
    }
}

/// Problems that one answer lists at most.
const MOST_PROBLEMS: usize = 1000;

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// What a roster holds, and what was or would be done with it.
#[Object]
impl RosterReport {
    /// Rows with something in them.
    async fn rows(&self) -> i32 {
        count(self.0.rows)
    }

    /// People recorded for the first time.
    async fn created_people(&self) -> i32 {
        count(self.0.people_created)
    }

    /// People who were known already, by number or phone.
    async fn recognised_people(&self) -> i32 {
        count(self.0.people_recognised)
    }

    /// Enrolments made.
    async fn created_enrolments(&self) -> i32 {
        count(self.0.enrolments_created)
    }

    /// Enrolments that were there already.
    async fn unchanged_enrolments(&self) -> i32 {
        count(self.0.enrolments_unchanged)
    }

    /// Whether anything was written: never in a dry run, nor with a problem of severity ERROR.
    async fn is_written(&self) -> bool {
        self.0.is_written
    }

    /// How many problems there are.
    async fn problem_count(&self) -> i32 {
        count(self.0.problems.len())
    }

    /// The problems, by line; the first 1000.
    async fn problems(&self) -> Vec<RosterProblem> {
        self.0.problems.iter().take(MOST_PROBLEMS).cloned().map(RosterProblem).collect()
    }
}

/// Something wrong, or worth a look, in one cell of a roster.
#[derive(Clone, Debug)]
pub struct RosterProblem(RowProblem);

/// Something wrong, or worth a look, in one cell of a roster.
#[Object]
impl RosterProblem {
    /// The row's number, as the spreadsheet program shows it.
    async fn line(&self) -> i32 {
        i32::try_from(self.0.line).unwrap_or(i32::MAX)
    }

    /// The column.
    async fn column(&self) -> Coded<RosterColumn> {
        Coded(self.0.column)
    }

    /// What stands in the cell.
    async fn value(&self) -> &str {
        &self.0.value
    }

    /// What is wrong and what to do, in the reader's language.
    async fn reason(&self, ctx: &Context<'_>) -> String {
        self.0.message.render(context(ctx).language)
    }

    /// Whether it keeps the roster from being taken.
    async fn severity(&self) -> Coded<Severity> {
        Coded(self.0.severity)
    }
}

/// Acts upon rosters.
#[derive(Default)]
pub struct RosterMutation;

#[Object]
impl RosterMutation {
    /// Imports a roster: every row or none. People who are known already are recognised and never doubled. A roster
    /// with rows that cannot be taken is refused with `ROWS_REFUSED`, and its report says which and why.
    async fn roster_import(
        &self,
        ctx: &Context<'_>,
        input: RosterImportInput,
    ) -> async_graphql::Result<RosterImportPayload> {
        let import = RosterImport {
            upload_id: ObjectKind::Upload.key(ctx, &input.upload_id)?,
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            is_dry_run: input.is_dry_run,
        };
        let outcome =
            enrolment::roster_import(platform(ctx), viewer(ctx)?, import, credentials::uncovered).await;
        let refused = outcome.as_ref().ok().filter(|report| !input.is_dry_run && report.is_refused());
        let refusal = refused.map(|report| Refusal {
            code: Coded(RosterErrorCode::RowsRefused),
            message: Message::new("enrolment-roster-rows-refused")
                .with("rows", report.rows_refused())
                .render(context(ctx).language),
            path: vec!["uploadId".to_owned()],
        });
        let mut payload = RosterImportPayload::of(ctx, outcome)?;
        payload.errors.extend(refusal);
        Ok(payload)
    }
}
