//! Acts upon exit examinations.

use async_graphql::{Context, ID, InputObject, Object};
use domain::examinations::{
    self, ExamPart, ExamScoreColumn, ExaminationErrorCode, NewExamination, NewRegistration, PartRule,
    ScoreProblem, ScoreReport, ScoresImport, Verdict,
};
use domain::rotations::ReviewDecision;

use super::objects::{ExitExamRegistration, ExitExamRegistrationKey, ExitExamination};
use crate::codes::Coded;
use crate::context::{context, platform, viewer};
use crate::errors::{Refusal, payload};
use crate::ids::ObjectKind;
use crate::loaders::load;
use crate::names::NameInput;
use crate::scalars::Date;

/// A part of an examination to be announced.
#[derive(Debug, InputObject)]
pub struct ExitExamPartInput {
    /// The part; each at most once.
    part: Coded<ExamPart>,
    /// Most points, 1 to 1000.
    most: i32,
    /// Least points that pass, 1 to `most`.
    pass: i32,
}

/// An examination to be announced.
#[derive(Debug, InputObject)]
pub struct ExitExaminationAnnounceInput {
    /// Who organises it: the school that answers for the programme, or a health authority.
    institution_id: ID,
    /// The programme that it ends.
    curriculum_id: ID,
    /// Its name, 1 to 100 characters; the English one may be left out.
    name: NameInput,
    /// The local day on which it is held, later than today.
    held_on: Date,
    /// First local day on which somebody may register.
    registers_from: Date,
    /// Last local day on which somebody may register: from `registersFrom`, before `heldOn`, not before today.
    registers_until: Date,
    /// Its parts, at least one.
    parts: Vec<ExitExamPartInput>,
    /// How often somebody may sit it, in all examinations of the programme: 1 to 10.
    #[graphql(default = 3)]
    most_attempts: i32,
}

payload! {
    /// What came of announcing an examination.
    ExitExaminationAnnouncePayload {
        /// The examination; null when the act was refused.
        examination: ExitExamination
    } or ExaminationErrorCode
}

/// An examination to be cancelled.
#[derive(Debug, InputObject)]
pub struct ExitExaminationCancelInput {
    /// The examination; it was not held yet.
    examination_id: ID,
    /// Why, 1 to 1000 characters; everybody signed in may read it.
    reason: String,
}

payload! {
    /// What came of cancelling an examination.
    ExitExaminationCancelPayload {
        /// The examination, cancelled; null when the act was refused.
        examination: ExitExamination
    } or ExaminationErrorCode
}

/// For which examination the viewer registers.
#[derive(Debug, InputObject)]
pub struct ExitExamRegisterInput {
    /// The examination.
    examination_id: ID,
    /// The enrolment, of the viewer's own, in the programme that the examination ends.
    enrolment_id: ID,
    /// A key of the client's own, at most 100 characters: a repeat with the same key answers with the first result.
    client_mutation_key: Option<String>,
}

payload! {
    /// What came of registering for an examination.
    ExitExamRegisterPayload {
        /// The registration; null when the act was refused.
        registration: ExitExamRegistration
    } or ExaminationErrorCode
}

/// A registration to be withdrawn.
#[derive(Debug, InputObject)]
pub struct ExitExamRegistrationWithdrawInput {
    /// The registration, of the viewer's own; it stands, and the day of the examination has not come.
    registration_id: ID,
}

payload! {
    /// What came of withdrawing a registration.
    ExitExamRegistrationWithdrawPayload {
        /// The registration, withdrawn; null when the act was refused.
        registration: ExitExamRegistration
    } or ExaminationErrorCode
}

/// A decision about a registration.
#[derive(Debug, InputObject)]
pub struct ExitExamRegistrationReviewInput {
    /// The registration; it must await a review, until the day of the examination.
    registration_id: ID,
    /// What is decided.
    decision: Coded<ReviewDecision>,
    /// Why, 1 to 1000 characters; needed unless it is approved.
    reason: Option<String>,
    /// Number of the admission ticket, 1 to 32 characters, when the organiser approves; the next number of the examination when left
    /// out.
    ticket: Option<String>,
    /// The registration's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of a decision about a registration.
    ExitExamRegistrationReviewPayload {
        /// The registration; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        registration: ExitExamRegistration
    } or ExaminationErrorCode
}

/// A file of scores to be imported.
#[derive(Debug, InputObject)]
pub struct ExitExamScoresImportInput {
    /// The examination; its day has come.
    examination_id: ID,
    /// An upload of purpose `EXAM_SCORES`: CSV in UTF-8 or GB18030, or XLSX; at most 2,000 rows. Its columns are the ticket, one for each
    /// part of the examination, and, where somebody was absent, one that says so; headed by their Chinese or English labels, or by
    /// the values of `ExamScoreColumn`.
    upload_id: ID,
    /// Why scores that were imported before are corrected, 1 to 1000 characters; needed when there are any.
    reason: Option<String>,
}

payload! {
    /// What came of importing scores.
    ExitExamScoresImportPayload {
        /// What the file holds, and what was done with it; null when it could not be read.
        report: ExitExamScoreReport
    } or ExaminationErrorCode
}

/// What a file of scores holds, and what was done with it.
#[derive(Clone, Debug)]
pub struct ExitExamScoreReport(ScoreReport);

impl From<ScoreReport> for ExitExamScoreReport {
    fn from(report: ScoreReport) -> Self {
        Self(report)
    }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Problems that one answer lists at most.
const MOST_PROBLEMS: usize = 1000;

/// What a file of scores holds, and what was done with it: all of it, or nothing.
#[Object]
impl ExitExamScoreReport {
    /// Rows with something in them.
    async fn rows(&self) -> i32 {
        count(self.0.rows)
    }

    /// Scores recorded for the first time.
    async fn recorded(&self) -> i32 {
        count(self.0.recorded)
    }

    /// Scores that correct others.
    async fn corrected(&self) -> i32 {
        count(self.0.corrected)
    }

    /// Scores that were there already: the file sent once more, for instance.
    async fn unchanged(&self) -> i32 {
        count(self.0.unchanged)
    }

    /// Whether anything was written: never with a problem, nor when every score was there already.
    async fn is_written(&self) -> bool {
        self.0.is_written
    }

    /// How many problems there are.
    async fn problem_count(&self) -> i32 {
        count(self.0.problems.len())
    }

    /// The problems, by line; the first 1000.
    async fn problems(&self) -> Vec<ExitExamScoreProblem> {
        self.0.problems.iter().take(MOST_PROBLEMS).cloned().map(ExitExamScoreProblem).collect()
    }
}

/// Something wrong in one cell of a file of scores.
#[derive(Clone, Debug)]
pub struct ExitExamScoreProblem(ScoreProblem);

/// Something wrong in one cell of a file of scores.
#[Object]
impl ExitExamScoreProblem {
    /// The row's number, as the spreadsheet program shows it.
    async fn line(&self) -> i32 {
        i32::try_from(self.0.line).unwrap_or(i32::MAX)
    }

    /// The column.
    async fn column(&self) -> Coded<ExamScoreColumn> {
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
}

/// Acts upon exit examinations.
#[derive(Default)]
pub struct ExaminationMutation;

#[Object]
impl ExaminationMutation {
    /// Announces an exit examination of a programme. It never changes afterwards.
    async fn exit_examination_announce(
        &self,
        ctx: &Context<'_>,
        input: ExitExaminationAnnounceInput,
    ) -> async_graphql::Result<ExitExaminationAnnouncePayload> {
        let part = |rule: ExitExamPartInput| PartRule {
            part: rule.part.0,
            most: rule.most.into(),
            pass: rule.pass.into(),
        };
        let new = NewExamination {
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            curriculum_id: ObjectKind::Curriculum.key(ctx, &input.curriculum_id)?,
            name: input.name.into(),
            held_on: input.held_on.0,
            registers_from: input.registers_from.0,
            registers_until: input.registers_until.0,
            parts: input.parts.into_iter().map(part).collect(),
            most_attempts: input.most_attempts,
        };
        let made = examinations::examination_announce(platform(ctx), viewer(ctx)?, new).await;
        ExitExaminationAnnouncePayload::of(ctx, made)
    }

    /// Cancels an exit examination that was not held yet. Nobody is told by a letter: registrations show it.
    async fn exit_examination_cancel(
        &self,
        ctx: &Context<'_>,
        input: ExitExaminationCancelInput,
    ) -> async_graphql::Result<ExitExaminationCancelPayload> {
        let key = ObjectKind::ExitExamination.key(ctx, &input.examination_id)?;
        let cancelled =
            examinations::examination_cancel(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        ExitExaminationCancelPayload::of(ctx, cancelled)
    }

    /// Registers the viewer for an exit examination. Her base reviews it, then the organiser. Whoever is not eligible on that day is
    /// refused, with everything that is missing.
    async fn exit_exam_register(
        &self,
        ctx: &Context<'_>,
        input: ExitExamRegisterInput,
    ) -> async_graphql::Result<ExitExamRegisterPayload> {
        let new = NewRegistration {
            examination_id: ObjectKind::ExitExamination.key(ctx, &input.examination_id)?,
            enrolment_id: ObjectKind::Enrolment.key(ctx, &input.enrolment_id)?,
            key: input.client_mutation_key,
        };
        let made = examinations::exam_register(platform(ctx), viewer(ctx)?, new).await;
        ExitExamRegisterPayload::of(ctx, made)
    }

    /// Withdraws a registration of the viewer's, before the day of the examination.
    async fn exit_exam_registration_withdraw(
        &self,
        ctx: &Context<'_>,
        input: ExitExamRegistrationWithdrawInput,
    ) -> async_graphql::Result<ExitExamRegistrationWithdrawPayload> {
        let key = ObjectKind::ExitExamRegistration.key(ctx, &input.registration_id)?;
        let withdrawn = examinations::exam_registration_withdraw(platform(ctx), viewer(ctx)?, key).await;
        ExitExamRegistrationWithdrawPayload::of(ctx, withdrawn)
    }

    /// Decides about a registration at the step that it awaits: the base's, then the organiser's, which gives the ticket. Nobody
    /// decides at both, nor about her own. The organiser admits only whom the rules still find eligible on that day.
    async fn exit_exam_registration_review(
        &self,
        ctx: &Context<'_>,
        input: ExitExamRegistrationReviewInput,
    ) -> async_graphql::Result<ExitExamRegistrationReviewPayload> {
        let verdict = Verdict {
            registration_id: ObjectKind::ExitExamRegistration.key(ctx, &input.registration_id)?,
            decision: input.decision.0,
            reason: input.reason,
            ticket: input.ticket,
            expected_version: input.expected_version,
        };
        let decided = examinations::exam_registration_review(platform(ctx), viewer(ctx)?, &verdict).await;
        let mut payload = ExitExamRegistrationReviewPayload::of(ctx, decided)?;
        if payload.errors.iter().any(|error| error.code.0 == ExaminationErrorCode::Conflict) {
            let current = load(ctx, ExitExamRegistrationKey(verdict.registration_id)).await?;
            payload.registration = current.map(ExitExamRegistration);
        }
        Ok(payload)
    }

    /// Imports the scores of an exit examination: every row or none. Each is evidence, signed by the viewer, and counts at once if
    /// every part is passed. A row that says something else than an earlier file corrects it, with the reason; a file with rows that
    /// cannot be taken is refused with `ROWS_REFUSED`, and its report says which and why.
    async fn exit_exam_scores_import(
        &self,
        ctx: &Context<'_>,
        input: ExitExamScoresImportInput,
    ) -> async_graphql::Result<ExitExamScoresImportPayload> {
        let import = ScoresImport {
            examination_id: ObjectKind::ExitExamination.key(ctx, &input.examination_id)?,
            upload_id: ObjectKind::Upload.key(ctx, &input.upload_id)?,
            reason: input.reason,
        };
        let outcome = examinations::exam_scores_import(platform(ctx), viewer(ctx)?, import).await;
        let refused = outcome.as_ref().map(ScoreReport::refusals).unwrap_or_default();
        let refused = refused.into_iter().map(|problem| Refusal {
            code: Coded(problem.code),
            message: problem.message.render(context(ctx).language),
            path: problem.path,
        });
        let refused: Vec<_> = refused.collect();
        let mut payload = ExitExamScoresImportPayload::of(ctx, outcome)?;
        payload.errors.extend(refused);
        Ok(payload)
    }
}
