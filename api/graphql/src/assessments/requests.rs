//! Asking somebody without an account, in the graph: what the trainee asks, what the link shows, and what is answered.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::assessments::{
    self, Answer, AssessmentErrorCode, AssessmentRequestStatus, FormKind, LinkAnswer, NewAssessmentRequest,
    RespondentRole,
};
use domain::rotations::ReviewDecision;
use platform::error::Failure;
use url::Url;
use uuid::Uuid;

use super::forms::{AssessmentForm, AssessmentFormKey, FormItem};
use super::mutations::AssessmentAnswerInput;
use super::objects::Assessment;
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{caller, context, opens, platform, viewer};
use crate::errors::{Refusal, Report as _, heard, payload, top_level};
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, load, load_related};
use crate::names::{present, shown};
use crate::rotations::{EvidenceKey, shown as shown_evidence, verdict};
use crate::scalars::{Address, Date, DateTime, EmailAddress, Locale};

/// Finds the request behind an assessment that was given by a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AssessmentRequestBehindKey(pub Uuid);

#[async_trait]
impl Loader<AssessmentRequestBehindKey> for Batches {
    type Value = assessments::AssessmentRequest;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[AssessmentRequestBehindKey],
    ) -> Result<HashMap<AssessmentRequestBehindKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = assessments::requests_behind(self.platform.database.reader(), &keys).await?;
        let known =
            rows.into_iter().filter_map(|row| Some((AssessmentRequestBehindKey(row.evidence_id?), row)));
        Ok(known.collect())
    }
}

/// What a trainee asks somebody to assess.
#[derive(Clone, Debug)]
pub struct AssessmentRequest(pub assessments::AssessmentRequest);

impl From<assessments::AssessmentRequest> for AssessmentRequest {
    fn from(row: assessments::AssessmentRequest) -> Self {
        Self(row)
    }
}

/// What a trainee asks somebody without an account to assess, by a link that works once. What is answered awaits the
/// trainee's supervisor of that day.
#[Object]
impl AssessmentRequest {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::AssessmentRequest.id(self.0.id)
    }

    /// The trainee; null when the viewer may not see her.
    async fn trainee(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// The form, in the version that is to be filled in.
    async fn form(&self, ctx: &Context<'_>) -> async_graphql::Result<AssessmentForm> {
        load_related(ctx, AssessmentFormKey(self.0.form_id)).await.map(AssessmentForm)
    }

    /// The local day of the encounter.
    async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// What the trainee calls the assessor.
    async fn assessor_name(&self) -> &str {
        &self.0.assessor_name
    }

    /// Where the link is sent; null when the trainee hands it over.
    async fn assessor_email(&self) -> Option<EmailAddress> {
        self.0.assessor_email.clone().map(EmailAddress)
    }

    /// What the trainee tells the assessor; null when nothing.
    async fn note(&self) -> Option<&str> {
        present(&self.0.note)
    }

    /// Where it stands now.
    async fn status(&self, ctx: &Context<'_>) -> Coded<AssessmentRequestStatus> {
        Coded(self.0.status(platform(ctx).clock.now()))
    }

    /// When it was asked.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the link stops working: after 14 days, and never later than the form may be filled in for that day.
    async fn expires_at(&self) -> DateTime {
        self.0.expires_at.into()
    }

    /// The name under which it was answered, as whoever had the link typed it; null while it is not answered.
    async fn signed_by(&self) -> Option<&str> {
        self.0.signed_name.as_deref()
    }

    /// What came of it; null while it is not answered.
    async fn assessment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Assessment>> {
        match self.0.evidence_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(Assessment)),
            None => Ok(None),
        }
    }
}

/// What a link asks.
#[derive(Clone, Debug)]
pub struct AssessmentLink(assessments::Asked);

/// What a one-time link asks whoever has it: enough to fill in the form, and nothing else of the trainee.
#[Object]
impl AssessmentLink {
    /// Whether it belongs to a round: then no name is asked for, and none is kept.
    async fn is_anonymous(&self) -> bool {
        self.0.request.round.is_some()
    }

    /// In which role whoever is asked answers; null outside of a round.
    async fn role(&self) -> Option<Coded<RespondentRole>> {
        self.0.request.round.map(|(_, role)| Coded(role))
    }

    /// Name of the trainee who asks.
    async fn trainee_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.trainee, locale)
    }

    /// Name of the school that answers for the form.
    async fn institution_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.institution, locale)
    }

    /// Name of the form.
    async fn form_name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.form.file.name, locale)
    }

    /// What kind of form it is.
    async fn form_kind(&self) -> Coded<FormKind> {
        Coded(self.0.form.file.kind)
    }

    /// What is to be marked, in order.
    async fn items(&self) -> Vec<FormItem> {
        self.0.form.file.items.iter().cloned().map(FormItem).collect()
    }

    /// The local day of the encounter.
    async fn occurred_on(&self) -> Date {
        Date(self.0.request.occurred_on)
    }

    /// What the trainee calls whoever is asked.
    async fn assessor_name(&self) -> &str {
        &self.0.request.assessor_name
    }

    /// What the trainee tells her; null when nothing.
    async fn note(&self) -> Option<&str> {
        present(&self.0.request.note)
    }

    /// When the link stops working.
    async fn expires_at(&self) -> DateTime {
        self.0.request.expires_at.into()
    }
}

/// Whose requests.
#[derive(Debug, InputObject)]
pub struct AssessmentRequestFilter {
    /// The trainee.
    trainee_id: ID,
}

/// Whom to ask for an assessment of the viewer.
#[derive(Debug, InputObject)]
pub struct AssessmentRequestInput {
    /// The form, a skill's checklist or an assessment at the workplace, of a school where the viewer is in training; it must
    /// be in use.
    form_id: ID,
    /// The local day of the encounter: at most the form's `assessWithinDays` ago, and one on which somebody supervised or
    /// mentored the viewer.
    occurred_on: Date,
    /// What the viewer calls whom she asks, 1 to 64 characters: a name, or a word such as "ward nurse".
    assessor_name: String,
    /// Where the link is sent. Nobody but its reader has it then; without an address the viewer gets it, to hand it over.
    assessor_email: Option<EmailAddress>,
    /// What the viewer tells whom she asks, at most 1000 characters; shown where the link is opened, and not in the letter.
    #[graphql(default)]
    note: String,
}

/// What came of asking for an assessment.
#[derive(SimpleObject)]
pub struct AssessmentRequestPayload {
    /// The request; null when the act was refused.
    request: Option<AssessmentRequest>,
    /// The link, shown this once; null when it is sent to an address, and when the act was refused.
    link: Option<Address>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<AssessmentErrorCode>>,
}

/// A request to be taken back.
#[derive(Debug, InputObject)]
pub struct AssessmentRequestRevokeInput {
    /// The request, of the viewer's own; its link must still work.
    request_id: ID,
}

payload! {
    /// What came of taking back a request.
    AssessmentRequestRevokePayload {
        /// The request, taken back; null when the act was refused.
        request: AssessmentRequest
    } or AssessmentErrorCode
}

/// What whoever has a link answers.
#[derive(Debug, InputObject)]
pub struct AssessmentAnswerByLinkInput {
    /// The link's secret: its last part.
    secret: String,
    /// The name of whoever answers, 1 to 64 characters; the trainee and those who see her will see it. Left out in a round.
    #[graphql(default)]
    name: String,
    /// Whether she watched what she marks; without it the answer is refused. Left out in a round.
    #[graphql(default)]
    has_watched: bool,
    /// What is marked, for every item that is not optional.
    answers: Vec<AssessmentAnswerInput>,
}

/// What came of an answer by a link.
#[derive(SimpleObject)]
pub struct AssessmentAnswerByLinkPayload {
    /// Whether the answer was taken; the link then works no more.
    is_taken: bool,
    /// Why the answer was refused, every reason at once; empty when it was taken.
    errors: Vec<Refusal<AssessmentErrorCode>>,
}

/// A decision about an assessment that was given by a link.
#[derive(Debug, InputObject)]
pub struct AssessmentReviewInput {
    /// The assessment; it must await a review.
    assessment_id: ID,
    /// What is decided: APPROVED or REJECTED. Nobody could mend it, so it is never RETURNED.
    decision: Coded<ReviewDecision>,
    /// Why, 1 to 1000 characters; needed unless it is approved.
    reason: Option<String>,
    /// The assessment's `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of a decision about an assessment.
    AssessmentReviewPayload {
        /// The assessment; as it is now when the act was refused as CONFLICT, null when it was refused otherwise.
        assessment: Assessment
    } or AssessmentErrorCode
}

/// Fields of the root about requests for assessments.
#[derive(Default)]
pub struct AssessmentRequestQuery;

#[Object]
impl AssessmentRequestQuery {
    /// Whom a trainee asked for an assessment, the latest first; none when the viewer may not see her. She sees that her record
    /// was opened.
    async fn assessment_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] filter: AssessmentRequestFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<AssessmentRequest>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let person_id = ObjectKind::Person.key(ctx, &filter.trainee_id)?;
        let page = page(first, after, last, before);
        let slice = assessments::requests_page(reader, viewer.scope(), person_id, &page).await.report(ctx)?;
        opens(ctx, (!slice.items.is_empty()).then_some(person_id)).await?;
        let total = total(ctx, assessments::requests_count(reader, viewer.scope(), person_id)).await?;
        let ordering = assessments::requests_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.id.to_string(), row.id)))
    }

    /// What a one-time link asks; null when it works no more, when its form was retired, and for the trainee herself.
    async fn assessment_request_by_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's secret: its last part.")] secret: String,
    ) -> async_graphql::Result<Option<AssessmentLink>> {
        let context = context(ctx);
        match assessments::asked_by_link(platform(ctx), context.viewer.as_deref(), &secret).await {
            Ok(asked) => Ok(Some(AssessmentLink(asked))),
            Err(Failure::Rejected(_)) => Ok(None),
            Err(Failure::Error(error)) => Err(top_level(context, error)),
        }
    }
}

/// Acts upon requests for assessments and upon what came of them.
#[derive(Default)]
pub struct AssessmentRequestMutation;

#[Object]
impl AssessmentRequestMutation {
    /// Asks somebody who needs no account for an assessment of the viewer, by a link that works once. At most 30 within a day.
    async fn assessment_request(
        &self,
        ctx: &Context<'_>,
        input: AssessmentRequestInput,
    ) -> async_graphql::Result<AssessmentRequestPayload> {
        let new = NewAssessmentRequest {
            form_id: ObjectKind::AssessmentForm.key(ctx, &input.form_id)?,
            occurred_on: input.occurred_on.0,
            assessor_name: input.assessor_name,
            assessor_email: input.assessor_email.map(|address| address.0),
            note: input.note,
        };
        let made = assessments::assessment_request(platform(ctx), viewer(ctx)?, new).await;
        let (made, errors) = heard(ctx, made)?;
        let (request, link) = made.map(|made| (AssessmentRequest(made.request), made.link)).unzip();
        let link = link.flatten().and_then(|link| Url::parse(&link).ok()).map(Address);
        Ok(AssessmentRequestPayload { request, link, errors })
    }

    /// Takes a request back: its link works no more.
    async fn assessment_request_revoke(
        &self,
        ctx: &Context<'_>,
        input: AssessmentRequestRevokeInput,
    ) -> async_graphql::Result<AssessmentRequestRevokePayload> {
        let key = ObjectKind::AssessmentRequest.key(ctx, &input.request_id)?;
        let revoked = assessments::assessment_request_revoke(platform(ctx), viewer(ctx)?, key).await;
        AssessmentRequestRevokePayload::of(ctx, revoked)
    }

    /// Answers what a one-time link asks. In a round it is kept without a name. Otherwise it is no sign-off of an assessor's, because nobody knows who she is: it awaits the
    /// trainee's supervisor of that day, counts when that one approves it, and counts as nobody's where different assessors are
    /// asked for. A link that was refused an answer still works.
    async fn assessment_answer_by_link(
        &self,
        ctx: &Context<'_>,
        input: AssessmentAnswerByLinkInput,
    ) -> async_graphql::Result<AssessmentAnswerByLinkPayload> {
        let given = LinkAnswer {
            secret: input.secret,
            name: input.name,
            has_watched: input.has_watched,
            answers: input.answers.into_iter().map(Answer::from).collect(),
        };
        let by = context(ctx).viewer.as_deref();
        let taken = assessments::assessment_answer(platform(ctx), by, &caller(ctx), given).await;
        let (taken, errors) = heard(ctx, taken)?;
        Ok(AssessmentAnswerByLinkPayload { is_taken: taken.is_some(), errors })
    }

    /// Decides about an assessment that was given by a link: approves it, and it counts if it is passed; or rejects it.
    async fn assessment_review(
        &self,
        ctx: &Context<'_>,
        input: AssessmentReviewInput,
    ) -> async_graphql::Result<AssessmentReviewPayload> {
        let key = ObjectKind::Evidence.key(ctx, &input.assessment_id)?;
        let verdict = verdict(key, input.decision.0, input.reason, input.expected_version);
        let outcome = assessments::assessment_decide(platform(ctx), viewer(ctx)?, &verdict).await;
        let mut payload = AssessmentReviewPayload::of(ctx, outcome)?;
        let stale = (key, AssessmentErrorCode::Conflict);
        payload.assessment = shown_evidence(ctx, payload.assessment, &payload.errors, stale).await?;
        Ok(payload)
    }
}
