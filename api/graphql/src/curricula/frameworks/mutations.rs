//! What can be done with competency frameworks.

use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use domain::curricula::{self, CompetencyFrameworkErrorCode};
use platform::data_file::Source;

use super::CompetencyFramework;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;

/// Where a competency framework comes from: exactly one of the two.
#[derive(Debug, OneofObject)]
pub enum CompetencyFrameworkSourceInput {
    /// Name of a preset, as `competencyFrameworkPresets` lists them.
    Preset(String),
    /// An upload of purpose `COMPETENCY_FRAMEWORK`: a `CFPackage` of CASE 1.1 in JSON, at most 8 MB.
    UploadId(ID),
}

/// A competency framework to be imported.
#[derive(Debug, InputObject)]
pub struct CompetencyFrameworkImportInput {
    /// The institution that will answer for it.
    institution_id: ID,
    /// Where it comes from.
    source: CompetencyFrameworkSourceInput,
}

payload! {
    /// What came of importing a competency framework.
    CompetencyFrameworkImportPayload {
        /// The version made, in use; null when the act was refused.
        framework: CompetencyFramework
    } or CompetencyFrameworkErrorCode
}

/// A competency framework to be retired.
#[derive(Debug, InputObject)]
pub struct CompetencyFrameworkRetireInput {
    /// The version in use.
    competency_framework_id: ID,
}

payload! {
    /// What came of retiring a competency framework.
    CompetencyFrameworkRetirePayload {
        /// The version, retired; null when the act was refused.
        framework: CompetencyFramework
    } or CompetencyFrameworkErrorCode
}

/// Acts upon competency frameworks.
#[derive(Default)]
pub struct FrameworkMutation;

#[Object]
impl FrameworkMutation {
    /// Imports a competency framework, which is in use at once: a new one, or the next version of the one whose document
    /// bears its identifier, which is retired. What is wrong with a file is told at once, at most 100 problems, each with
    /// its place after `source.uploadId`; lists count from 0.
    async fn competency_framework_import(
        &self,
        ctx: &Context<'_>,
        input: CompetencyFrameworkImportInput,
    ) -> async_graphql::Result<CompetencyFrameworkImportPayload> {
        let institution_id = ObjectKind::Institution.key(ctx, &input.institution_id)?;
        let source = match input.source {
            CompetencyFrameworkSourceInput::Preset(name) => Source::Preset(name),
            CompetencyFrameworkSourceInput::UploadId(id) => Source::Upload(ObjectKind::Upload.key(ctx, &id)?),
        };
        let made = curricula::framework_import(platform(ctx), viewer(ctx)?, institution_id, source).await;
        CompetencyFrameworkImportPayload::of(ctx, made)
    }

    /// Retires a competency framework: it is listed no more, and who has its identifier still finds it.
    async fn competency_framework_retire(
        &self,
        ctx: &Context<'_>,
        input: CompetencyFrameworkRetireInput,
    ) -> async_graphql::Result<CompetencyFrameworkRetirePayload> {
        let key = ObjectKind::CompetencyFramework.key(ctx, &input.competency_framework_id)?;
        let retired = curricula::framework_retire(platform(ctx), viewer(ctx)?, key).await;
        CompetencyFrameworkRetirePayload::of(ctx, retired)
    }
}
