//! What can be recorded about organisations.

use async_graphql::{Context, ID, InputObject, Object};
use domain::organisations::{
    self, BaseKind, InstitutionKind, NewBase, NewDepartment, NewInstitution, OrganisationErrorCode,
};

use super::{Base, Department, Institution};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::names::NameInput;
use crate::scalars::Date;

/// An institution to be recorded.
#[derive(Debug, InputObject)]
pub struct InstitutionCreateInput {
    /// Its kind.
    kind: Coded<InstitutionKind>,
    /// Its name in both languages, each at most 120 characters.
    name: NameInput,
    /// Administrative division code: 6 digits to county level, 9 to township, 12 to village. The first six must be in the list of
    /// divisions that comes with the system (`regions`).
    region_code: String,
    /// Unified social credit code, 18 characters of which the last is a check (GB 32100-2015).
    credit_code: Option<String>,
    /// The institution above it, such as the hospital that a branch belongs to; roles held there hold here too.
    parent_id: Option<ID>,
    /// Whether it is a site of the legal entity above it, such as a branch: it needs a parent then, and takes no credit code.
    #[graphql(default)]
    is_site: bool,
}

payload! {
    /// What came of recording an institution.
    InstitutionCreatePayload {
        /// The institution recorded; null when the act was refused.
        institution: Institution
    } or OrganisationErrorCode
}

/// An accreditation to be recorded.
#[derive(Debug, InputObject)]
pub struct TrainingBaseCreateInput {
    /// The accredited institution.
    institution_id: ID,
    /// As what it is accredited; an institution is a base of each kind at most once.
    kind: Coded<BaseKind>,
    /// First day of the accreditation.
    accredited_on: Date,
    /// Last day of the accreditation; without end when left out.
    accredited_until: Option<Date>,
}

payload! {
    /// What came of recording a training base.
    TrainingBaseCreatePayload {
        /// The base recorded; null when the act was refused.
        training_base: Base
    } or OrganisationErrorCode
}

/// A department to be recorded.
#[derive(Debug, InputObject)]
pub struct DepartmentCreateInput {
    /// The base it belongs to.
    training_base_id: ID,
    /// Code of its specialty, as curricula use it: 1 to 64 capitals, digits and underscores.
    specialty: String,
    /// Its name in both languages, each at most 120 characters.
    name: NameInput,
    /// Trainees it takes at once, 1 to 1000.
    capacity: i32,
}

payload! {
    /// What came of recording a department.
    DepartmentCreatePayload {
        /// The department recorded; null when the act was refused.
        department: Department
    } or OrganisationErrorCode
}

/// Acts upon organisations.
#[derive(Default)]
pub struct OrganisationMutation;

#[Object]
impl OrganisationMutation {
    /// Records an institution.
    async fn institution_create(
        &self,
        ctx: &Context<'_>,
        input: InstitutionCreateInput,
    ) -> async_graphql::Result<InstitutionCreatePayload> {
        let new = NewInstitution {
            kind: input.kind.0,
            name: input.name.into(),
            region_code: input.region_code,
            credit_code: input.credit_code,
            parent_id: ObjectKind::Institution.optional_key(ctx, input.parent_id.as_ref())?,
            is_site: input.is_site,
        };
        InstitutionCreatePayload::of(
            ctx,
            organisations::institution_create(platform(ctx), viewer(ctx)?, new).await,
        )
    }

    /// Records that an institution is accredited as a training base.
    async fn training_base_create(
        &self,
        ctx: &Context<'_>,
        input: TrainingBaseCreateInput,
    ) -> async_graphql::Result<TrainingBaseCreatePayload> {
        let new = NewBase {
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            kind: input.kind.0,
            accredited_on: input.accredited_on.0,
            accredited_until: input.accredited_until.map(|day| day.0),
        };
        TrainingBaseCreatePayload::of(ctx, organisations::base_create(platform(ctx), viewer(ctx)?, new).await)
    }

    /// Records a department of a training base.
    async fn department_create(
        &self,
        ctx: &Context<'_>,
        input: DepartmentCreateInput,
    ) -> async_graphql::Result<DepartmentCreatePayload> {
        let new = NewDepartment {
            base_id: ObjectKind::Base.key(ctx, &input.training_base_id)?,
            specialty: input.specialty,
            name: input.name.into(),
            capacity: input.capacity,
        };
        DepartmentCreatePayload::of(
            ctx,
            organisations::department_create(platform(ctx), viewer(ctx)?, new).await,
        )
    }
}
