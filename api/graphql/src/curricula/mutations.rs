//! What can be done with curricula.

use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use domain::curricula::{self, CurriculumErrorCode, RequirementChange};
use platform::data_file::Source;

use super::{CurriculumVersion, Requirement};
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::names::NameInput;
use crate::scalars::SafeInt;

/// Where a training plan comes from: exactly one of the two.
#[derive(Debug, OneofObject)]
pub enum CurriculumSourceInput {
    /// Name of a preset, as `curriculumPresets` lists them.
    Preset(String),
    /// An upload of purpose CURRICULUM: a file in the form of the presets.
    UploadId(ID),
}

/// A training plan to be imported.
#[derive(Debug, InputObject)]
pub struct CurriculumImportInput {
    /// The institution that will answer for it.
    institution_id: ID,
    /// Where it comes from.
    source: CurriculumSourceInput,
}

payload! {
    /// What came of importing a training plan.
    CurriculumImportPayload {
        /// The draft version made; null when the act was refused.
        version: CurriculumVersion
    } or CurriculumErrorCode
}

/// A draft to be published.
#[derive(Debug, InputObject)]
pub struct CurriculumVersionPublishInput {
    /// The draft version.
    curriculum_version_id: ID,
}

payload! {
    /// What came of publishing a version.
    CurriculumVersionPublishPayload {
        /// The version, published; null when the act was refused.
        version: CurriculumVersion
    } or CurriculumErrorCode
}

/// A published version to be retired.
#[derive(Debug, InputObject)]
pub struct CurriculumVersionRetireInput {
    /// The published version.
    curriculum_version_id: ID,
}

payload! {
    /// What came of retiring a version.
    CurriculumVersionRetirePayload {
        /// The version, retired; null when the act was refused.
        version: CurriculumVersion
    } or CurriculumErrorCode
}

/// What of a requirement is to be another: exactly one of the two.
#[derive(Debug, OneofObject)]
pub enum RequirementValueInput {
    /// How much is asked, in the requirement's unit.
    Target(SafeInt),
    /// Its name.
    Name(NameInput),
}

/// A change of a draft's requirement.
#[derive(Debug, InputObject)]
pub struct RequirementChangeInput {
    /// The requirement of a draft version.
    requirement_id: ID,
    /// What is to be another.
    change: RequirementValueInput,
}

payload! {
    /// What came of changing a requirement.
    RequirementChangePayload {
        /// The requirement, changed; null when the act was refused.
        requirement: Requirement
    } or CurriculumErrorCode
}

/// Acts upon curricula.
#[derive(Default)]
pub struct CurriculumMutation;

#[Object]
impl CurriculumMutation {
    /// Imports a training plan as a draft: the first version of a new curriculum, or the next one of the curriculum
    /// that bears its code already.
    async fn curriculum_import(
        &self,
        ctx: &Context<'_>,
        input: CurriculumImportInput,
    ) -> async_graphql::Result<CurriculumImportPayload> {
        let institution_id = ObjectKind::Institution.key(ctx, &input.institution_id)?;
        let source = match input.source {
            CurriculumSourceInput::Preset(name) => Source::Preset(name),
            CurriculumSourceInput::UploadId(id) => Source::Upload(ObjectKind::Upload.key(ctx, &id)?),
        };
        let made = curricula::curriculum_import(platform(ctx), viewer(ctx)?, institution_id, source).await;
        CurriculumImportPayload::of(ctx, made)
    }

    /// Publishes a draft. From then on it never changes, and people can be enrolled.
    async fn curriculum_version_publish(
        &self,
        ctx: &Context<'_>,
        input: CurriculumVersionPublishInput,
    ) -> async_graphql::Result<CurriculumVersionPublishPayload> {
        let key = ObjectKind::CurriculumVersion.key(ctx, &input.curriculum_version_id)?;
        let published = curricula::version_publish(platform(ctx), viewer(ctx)?, key).await;
        CurriculumVersionPublishPayload::of(ctx, published)
    }

    /// Retires a published version: nobody new is enrolled; whoever is goes on.
    async fn curriculum_version_retire(
        &self,
        ctx: &Context<'_>,
        input: CurriculumVersionRetireInput,
    ) -> async_graphql::Result<CurriculumVersionRetirePayload> {
        let key = ObjectKind::CurriculumVersion.key(ctx, &input.curriculum_version_id)?;
        let retired = curricula::version_retire(platform(ctx), viewer(ctx)?, key).await;
        CurriculumVersionRetirePayload::of(ctx, retired)
    }

    /// Changes what a draft asks. A published version refuses it as PUBLISHED.
    async fn requirement_change(
        &self,
        ctx: &Context<'_>,
        input: RequirementChangeInput,
    ) -> async_graphql::Result<RequirementChangePayload> {
        let key = ObjectKind::Requirement.key(ctx, &input.requirement_id)?;
        let change = match input.change {
            RequirementValueInput::Target(target) => RequirementChange::Target(target.0),
            RequirementValueInput::Name(name) => RequirementChange::Name(name.into()),
        };
        let changed = curricula::requirement_change(platform(ctx), viewer(ctx)?, key, change).await;
        RequirementChangePayload::of(ctx, changed)
    }
}
