//! Examinations and registrations, and what loads them.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::examinations::{self, ExamPart, ExamRegistrationStatus, ExamReviewStep, PartRule};
use domain::progress::EligibilityOutcome;
use domain::rotations::ReviewDecision;
use uuid::Uuid;

use super::results::{ExitExamResult, ExitExamScoresKey};
use crate::codes::Coded;
use crate::curricula::{Curriculum, CurriculumKey};
use crate::enrolment::{Enrolment, EnrolmentKey};
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::names::shown;
use crate::organisations::{Institution, InstitutionKey};
use crate::rotations::EvidenceKey;
use crate::scalars::{Date, DateTime, Locale, SafeInt};

/// Finds an exit examination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExitExaminationKey(pub Uuid);

#[async_trait]
impl Loader<ExitExaminationKey> for Batches {
    type Value = examinations::Examination;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ExitExaminationKey],
    ) -> Result<HashMap<ExitExaminationKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = examinations::find_examinations(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| ExitExaminationKey(row.id)))
    }
}

/// Finds a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExitExamRegistrationKey(pub Uuid);

#[async_trait]
impl Loader<ExitExamRegistrationKey> for Batches {
    type Value = examinations::ExamRegistration;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ExitExamRegistrationKey],
    ) -> Result<HashMap<ExitExamRegistrationKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = examinations::find_registrations(reader, viewer.scope(), &keys).await?;
        Ok(by_key(rows, |row| ExitExamRegistrationKey(row.id)))
    }
}

/// Finds the registrations of an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExitExamRegistrationsOf(pub Uuid);

#[async_trait]
impl Loader<ExitExamRegistrationsOf> for Batches {
    type Value = Vec<examinations::ExamRegistration>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ExitExamRegistrationsOf],
    ) -> Result<HashMap<ExitExamRegistrationsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else {
            return Ok(HashMap::new());
        };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let reader = self.platform.database.reader();
        let rows = examinations::registrations_of(reader, viewer.scope(), &keys).await?;
        Ok(grouped(rows, |row| ExitExamRegistrationsOf(row.enrolment_id)))
    }
}

/// The registrations of an enrolment, in order.
pub(crate) async fn registrations_of(
    ctx: &Context<'_>,
    enrolment_id: Uuid,
) -> async_graphql::Result<Vec<ExitExamRegistration>> {
    let rows = load_list(ctx, ExitExamRegistrationsOf(enrolment_id)).await?;
    Ok(rows.into_iter().map(ExitExamRegistration).collect())
}

/// Finds what was decided about a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExitExamReviewsKey(pub Uuid);

#[async_trait]
impl Loader<ExitExamReviewsKey> for Batches {
    type Value = Vec<examinations::ExamReview>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[ExitExamReviewsKey],
    ) -> Result<HashMap<ExitExamReviewsKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = examinations::reviews_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| ExitExamReviewsKey(row.registration_id)))
    }
}

/// An exit examination.
#[derive(Clone, Debug)]
pub struct ExitExamination(pub examinations::Examination);

impl From<examinations::Examination> for ExitExamination {
    fn from(row: examinations::Examination) -> Self {
        Self(row)
    }
}

/// An examination that ends the trainings of one programme. It never changes; it can be cancelled while it was not held.
#[Object]
impl ExitExamination {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::ExitExamination.id(self.0.id)
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.0.name, locale)
    }

    /// Who organises it.
    async fn organiser(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// The programme that it ends.
    async fn curriculum(&self, ctx: &Context<'_>) -> async_graphql::Result<Curriculum> {
        load_related(ctx, CurriculumKey(self.0.curriculum_id)).await.map(Curriculum)
    }

    /// The local day on which it is held.
    async fn held_on(&self) -> Date {
        Date(self.0.held_on)
    }

    /// First local day on which somebody may register.
    async fn registers_from(&self) -> Date {
        Date(self.0.registers_from)
    }

    /// Last local day on which somebody may register.
    async fn registers_until(&self) -> Date {
        Date(self.0.registers_until)
    }

    /// Its parts; each must be passed.
    async fn parts(&self) -> Vec<ExitExamPart> {
        self.0.parts.iter().copied().map(ExitExamPart::from).collect()
    }

    /// How often somebody may sit it, in all examinations of the programme; absence does not count.
    async fn most_attempts(&self) -> i32 {
        self.0.most_attempts
    }

    /// When it was announced.
    async fn announced_at(&self) -> DateTime {
        self.0.announced_at.into()
    }

    /// When it was cancelled; null while it stands.
    async fn cancelled_at(&self) -> Option<DateTime> {
        self.0.cancelled_at.map(DateTime::from)
    }

    /// Why it was cancelled; null while it stands.
    async fn cancel_reason(&self) -> Option<&str> {
        self.0.cancel_reason.as_deref()
    }
}

/// How a part of an exit examination is passed.
#[derive(Clone, Debug, SimpleObject)]
pub struct ExitExamPart {
    /// The part.
    part: Coded<ExamPart>,
    /// Most points, at most 1000.
    most: SafeInt,
    /// Least points that pass.
    pass: SafeInt,
}

impl From<PartRule> for ExitExamPart {
    fn from(rule: PartRule) -> Self {
        Self { part: Coded(rule.part), most: SafeInt(rule.most), pass: SafeInt(rule.pass) }
    }
}

/// A trainee's registration for an exit examination.
#[derive(Clone, Debug)]
pub struct ExitExamRegistration(pub examinations::ExamRegistration);

impl From<examinations::ExamRegistration> for ExitExamRegistration {
    fn from(row: examinations::ExamRegistration) -> Self {
        Self(row)
    }
}

/// A trainee's registration for an exit examination. One that was returned stays as it is: she registers again.
#[Object]
impl ExitExamRegistration {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::ExitExamRegistration.id(self.0.id)
    }

    /// The examination.
    async fn examination(&self, ctx: &Context<'_>) -> async_graphql::Result<ExitExamination> {
        load_related(ctx, ExitExaminationKey(self.0.examination_id)).await.map(ExitExamination)
    }

    /// The trainee; null when the viewer may not see her.
    async fn trainee(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// The enrolment whose training it ends; null when the viewer may not see it.
    async fn enrolment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Enrolment>> {
        Ok(load(ctx, EnrolmentKey(self.0.enrolment_id)).await?.map(Enrolment))
    }

    /// 1 for the first time that she sits an examination of the programme. Those that she missed do not count.
    async fn attempt(&self) -> i32 {
        self.0.attempt
    }

    /// Whether she was eligible on the day of registering: MET, or CONDITIONAL. Who is not cannot register.
    async fn eligibility(&self) -> Coded<EligibilityOutcome> {
        Coded(self.0.outcome)
    }

    /// Curriculum version and eligibility rules by which that was decided.
    async fn rule_version(&self) -> &str {
        &self.0.rule_version
    }

    /// Where it stands.
    async fn status(&self) -> Coded<ExamRegistrationStatus> {
        Coded(self.0.status)
    }

    /// The institution of the base that reviews it: where she learned when she registered, or last learned. Null when she had learned
    /// nowhere yet; the organiser alone reviews it then.
    async fn base_institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Institution>> {
        match self.0.base_institution_id {
            Some(key) => Ok(load(ctx, InstitutionKey(key)).await?.map(Institution)),
            None => Ok(None),
        }
    }

    /// Number of the admission ticket; null until the organiser admits her.
    async fn ticket(&self) -> Option<&str> {
        self.0.ticket.as_deref()
    }

    /// When she registered.
    async fn registered_at(&self) -> DateTime {
        self.0.registered_at.into()
    }

    /// What was decided about it, in order.
    async fn reviews(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ExitExamReview>> {
        Ok(load_list(ctx, ExitExamReviewsKey(self.0.id)).await?.into_iter().map(ExitExamReview).collect())
    }

    /// What she scored, in order of import; each corrects the one before, and the last one stands.
    async fn results(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ExitExamResult>> {
        let scores = load_list(ctx, ExitExamScoresKey(self.0.id)).await?;
        let rows = scores.iter().map(|score| load(ctx, EvidenceKey(score.evidence_id)));
        let rows = futures_util::future::try_join_all(rows).await?;
        Ok(rows.into_iter().flatten().map(ExitExamResult).collect())
    }

    /// Rises with each change; `exitExamRegistrationReview` takes it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// What was decided about a registration.
#[derive(Clone, Debug)]
pub struct ExitExamReview(examinations::ExamReview);

/// What was decided about a registration. Append-only.
#[Object]
impl ExitExamReview {
    /// The step at which it was decided.
    async fn step(&self) -> Coded<ExamReviewStep> {
        Coded(self.0.step)
    }

    /// What was decided.
    async fn decision(&self) -> Coded<ReviewDecision> {
        Coded(self.0.decision)
    }

    /// Why; always there unless approved.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Who decided; null when the viewer may not see her.
    async fn reviewer(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.reviewer_id).await
    }

    /// When.
    async fn decided_at(&self) -> DateTime {
        self.0.decided_at.into()
    }
}
