//! What can be done with forms of assessment and with what is marked on them.

use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use domain::assessments::{self, Answer, AssessmentErrorCode, NewAssessment, StepMark, Value};
use platform::codes::Code as _;
use platform::data_file::Source;

use super::forms::AssessmentForm;
use super::objects::Assessment;
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::rotations::{shown, withdrawal};
use crate::scalars::{Date, SafeInt};

/// Where a form comes from: exactly one of the two.
#[derive(Debug, OneofObject)]
pub enum AssessmentFormSourceInput {
    /// Name of a preset, as `assessmentFormPresets` lists them.
    Preset(String),
    /// An upload of purpose `ASSESSMENT_FORM`: a file in the form of the presets.
    UploadId(ID),
}

/// A form to be imported.
#[derive(Debug, InputObject)]
pub struct AssessmentFormImportInput {
    /// The school that will answer for it.
    institution_id: ID,
    /// Where it comes from.
    source: AssessmentFormSourceInput,
}

payload! {
    /// What came of importing a form.
    AssessmentFormImportPayload {
        /// The version made, which is in use at once; null when the act was refused.
        form: AssessmentForm
    } or AssessmentErrorCode
}

/// A form to be retired.
#[derive(Debug, InputObject)]
pub struct AssessmentFormRetireInput {
    /// The form; it must be in use.
    form_id: ID,
}

payload! {
    /// What came of retiring a form.
    AssessmentFormRetirePayload {
        /// The form, retired; null when the act was refused.
        form: AssessmentForm
    } or AssessmentErrorCode
}

/// What is marked: exactly one of the four, as the item's kind says.
#[derive(Debug, OneofObject)]
pub enum AssessmentValueInput {
    /// Of a STEP: how it was done.
    Mark(Coded<StepMark>),
    /// Of a RATING, of POINTS or of the LEVEL: a whole number within the item's bounds.
    Number(SafeInt),
    /// Of a CHOICE: the code of the answer chosen.
    Choice(String),
    /// Of a TEXT: what is written, at most 1000 characters; nothing that tells who a patient is.
    Text(String),
}

/// What is marked for one item.
#[derive(Debug, InputObject)]
pub struct AssessmentAnswerInput {
    /// The item's code.
    item: String,
    /// What is marked.
    value: AssessmentValueInput,
    /// What is to be said to it, at most 1000 characters.
    #[graphql(default)]
    comment: String,
}

impl From<AssessmentAnswerInput> for Answer {
    fn from(input: AssessmentAnswerInput) -> Self {
        let value = match input.value {
            AssessmentValueInput::Mark(mark) => Value::Text(mark.0.code().to_owned()),
            AssessmentValueInput::Number(number) => Value::Number(number.0),
            AssessmentValueInput::Choice(text) | AssessmentValueInput::Text(text) => Value::Text(text),
        };
        Self { item: input.item, value, comment: input.comment.trim().to_owned() }
    }
}

/// What one watched a trainee do.
#[derive(Debug, InputObject)]
pub struct AssessmentRecordInput {
    /// The form, of the school where she is in training; it must be in use, and none that several people answer.
    form_id: ID,
    /// The trainee.
    trainee_id: ID,
    /// The local day on which she was watched: at most the form's `assessWithinDays` ago.
    occurred_on: Date,
    /// The stay of that day to which it belongs, where she is part time in several; left out, one that the assessor supervises, else the
    /// latest begun.
    placement_id: Option<ID>,
    /// What is marked, for every item that is not optional.
    answers: Vec<AssessmentAnswerInput>,
    /// An own assessment of hers on a form of the same code that this one corrects, and that counts no more from then on.
    replaces_id: Option<ID>,
    /// A key of the client's own, at most 100 characters, for a line that may drop: the same key with the same input
    /// answers with the first result and adds nothing.
    client_mutation_key: Option<String>,
}

payload! {
    /// What came of recording an assessment.
    AssessmentRecordPayload {
        /// The assessment, signed by the assessor; null when the act was refused.
        assessment: Assessment
    } or AssessmentErrorCode
}

/// An assessment to be taken back.
#[derive(Debug, InputObject)]
pub struct AssessmentWithdrawInput {
    /// The assessment; it must be approved.
    assessment_id: ID,
    /// Why, 1 to 1000 characters.
    reason: String,
    /// The assessment's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of taking back an assessment.
    AssessmentWithdrawPayload {
        /// The assessment; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        assessment: Assessment
    } or AssessmentErrorCode
}

/// What a trainee has to say about one item.
#[derive(Debug, InputObject)]
pub struct AssessmentNoteAddInput {
    /// The assessment; it must be the viewer's own.
    assessment_id: ID,
    /// Code of the item.
    item: String,
    /// What is to be said, 1 to 1000 characters.
    note: String,
}

payload! {
    /// What came of writing a note.
    AssessmentNoteAddPayload {
        /// The assessment with the note; null when the act was refused.
        assessment: Assessment
    } or AssessmentErrorCode
}

/// Acts upon forms of assessment and upon what is marked on them.
#[derive(Default)]
pub struct AssessmentMutation;

#[Object]
impl AssessmentMutation {
    /// Imports a form, which is in use at once: a new one, or the next version of the one that bears its code already, which is
    /// retired.
    async fn assessment_form_import(
        &self,
        ctx: &Context<'_>,
        input: AssessmentFormImportInput,
    ) -> async_graphql::Result<AssessmentFormImportPayload> {
        let institution_id = ObjectKind::Institution.key(ctx, &input.institution_id)?;
        let source = match input.source {
            AssessmentFormSourceInput::Preset(name) => Source::Preset(name),
            AssessmentFormSourceInput::UploadId(id) => Source::Upload(ObjectKind::Upload.key(ctx, &id)?),
        };
        let made = assessments::form_import(platform(ctx), viewer(ctx)?, institution_id, source).await;
        AssessmentFormImportPayload::of(ctx, made)
    }

    /// Retires a form: nothing more is recorded on it; what was stays.
    async fn assessment_form_retire(
        &self,
        ctx: &Context<'_>,
        input: AssessmentFormRetireInput,
    ) -> async_graphql::Result<AssessmentFormRetirePayload> {
        let key = ObjectKind::AssessmentForm.key(ctx, &input.form_id)?;
        let retired = assessments::form_retire(platform(ctx), viewer(ctx)?, key).await;
        AssessmentFormRetirePayload::of(ctx, retired)
    }

    /// Records what one watched a trainee do. The assessor signs it by recording it, and it counts at once if it is passed, at
    /// the level it earned.
    async fn assessment_record(
        &self,
        ctx: &Context<'_>,
        input: AssessmentRecordInput,
    ) -> async_graphql::Result<AssessmentRecordPayload> {
        let new = NewAssessment {
            form_id: ObjectKind::AssessmentForm.key(ctx, &input.form_id)?,
            person_id: ObjectKind::Person.key(ctx, &input.trainee_id)?,
            occurred_on: input.occurred_on.0,
            answers: input.answers.into_iter().map(Answer::from).collect(),
            placement_id: ObjectKind::Placement.optional_key(ctx, input.placement_id.as_ref())?,
            replaces_id: ObjectKind::Evidence.optional_key(ctx, input.replaces_id.as_ref())?,
            key: input.client_mutation_key,
        };
        let made = assessments::assessment_record(platform(ctx), viewer(ctx)?, new).await;
        AssessmentRecordPayload::of(ctx, made)
    }

    /// Takes back an assessment; its credit is reversed.
    async fn assessment_withdraw(
        &self,
        ctx: &Context<'_>,
        input: AssessmentWithdrawInput,
    ) -> async_graphql::Result<AssessmentWithdrawPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.assessment_id)?;
        let verdict = withdrawal(key, input.reason, input.expected_version);
        let outcome = assessments::assessment_withdraw(platform(ctx), viewer(ctx)?, &verdict).await;
        let mut payload = AssessmentWithdrawPayload::of(ctx, outcome)?;
        let stale = (key, AssessmentErrorCode::Conflict);
        payload.assessment = shown(ctx, payload.assessment, &payload.errors, stale).await?;
        Ok(payload)
    }

    /// Writes what a trainee has to say about one item of an assessment of hers. A note is never edited.
    async fn assessment_note_add(
        &self,
        ctx: &Context<'_>,
        input: AssessmentNoteAddInput,
    ) -> async_graphql::Result<AssessmentNoteAddPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.assessment_id)?;
        let noted =
            assessments::assessment_note_add(platform(ctx), viewer(ctx)?, key, &input.item, &input.note)
                .await;
        AssessmentNoteAddPayload::of(ctx, noted)
    }
}
