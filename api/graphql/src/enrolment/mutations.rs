//! What can be done with enrolments, one by one.

use async_graphql::{Context, ID, InputObject, Object};
use domain::enrolment::{self, EnrolmentErrorCode, NewEnrolment, NewSupervision, Origin, SupervisionKind};

use super::{Enrolment, Supervision};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::scalars::Date;

/// An enrolment to be recorded.
#[derive(Debug, InputObject)]
pub struct EnrolmentCreateInput {
    /// The trainee.
    person_id: ID,
    /// The curriculum version, which must be published; its institution is the school.
    curriculum_version_id: ID,
    /// How she comes into the programme.
    origin: Coded<Origin>,
    /// The institution that sends her; required for SENT.
    sending_institution_id: Option<ID>,
    /// Year of recruitment.
    recruitment_year: i32,
    /// First day of training.
    starts_on: Date,
    /// Last day as planned; by the version's duration when left out.
    expected_completion_on: Option<Date>,
}

payload! {
    /// What came of enrolling a person.
    EnrolmentCreatePayload {
        /// The enrolment recorded; null when the act was refused.
        enrolment: Enrolment
    } or EnrolmentErrorCode
}

/// A supervision to be recorded.
#[derive(Debug, InputObject)]
pub struct SupervisionCreateInput {
    /// The enrolment to be looked after.
    enrolment_id: ID,
    /// The supervisor or master.
    supervisor_id: ID,
    /// As what.
    kind: Coded<SupervisionKind>,
    /// The base where it takes place, to which hours are credited.
    training_base_id: Option<ID>,
    /// First day.
    starts_on: Date,
    /// Last day; open when left out.
    ends_on: Option<Date>,
}

payload! {
    /// What came of naming a supervisor or master.
    SupervisionCreatePayload {
        /// The supervision recorded; null when the act was refused.
        supervision: Supervision
    } or EnrolmentErrorCode
}

/// Acts upon enrolments.
#[derive(Default)]
pub struct EnrolmentMutation;

#[Object]
impl EnrolmentMutation {
    /// Enrols a person in a published curriculum version.
    async fn enrolment_create(
        &self,
        ctx: &Context<'_>,
        input: EnrolmentCreateInput,
    ) -> async_graphql::Result<EnrolmentCreatePayload> {
        let new = NewEnrolment {
            person_id: ObjectKind::Person.key(ctx, &input.person_id)?,
            version_id: ObjectKind::CurriculumVersion.key(ctx, &input.curriculum_version_id)?,
            origin: input.origin.0,
            sending_institution_id: ObjectKind::Institution
                .optional_key(ctx, input.sending_institution_id.as_ref())?,
            recruitment_year: input.recruitment_year,
            starts_on: input.starts_on.0,
            expected_completion_on: input.expected_completion_on.map(|day| day.0),
        };
        EnrolmentCreatePayload::of(ctx, enrolment::enrolment_create(platform(ctx), viewer(ctx)?, new).await)
    }

    /// Names a responsible supervisor, or a master whom the trainee follows.
    async fn supervision_create(
        &self,
        ctx: &Context<'_>,
        input: SupervisionCreateInput,
    ) -> async_graphql::Result<SupervisionCreatePayload> {
        let new = NewSupervision {
            enrolment_id: ObjectKind::Enrolment.key(ctx, &input.enrolment_id)?,
            supervisor_id: ObjectKind::Person.key(ctx, &input.supervisor_id)?,
            kind: input.kind.0,
            base_id: ObjectKind::Base.optional_key(ctx, input.training_base_id.as_ref())?,
            starts_on: input.starts_on.0,
            ends_on: input.ends_on.map(|day| day.0),
        };
        SupervisionCreatePayload::of(
            ctx,
            enrolment::supervision_create(platform(ctx), viewer(ctx)?, new).await,
        )
    }
}
