//! Which department at one base is like which at another, in the graph.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::organisations::{self, NewLikeness, OrganisationErrorCode};
use uuid::Uuid;

use super::{Department, DepartmentKey};
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped, load_related};
use crate::names::present;

/// Finds what a department is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AlikeOf(pub Uuid);

#[async_trait]
impl Loader<AlikeOf> for Batches {
    type Value = Vec<organisations::Likeness>;
    type Error = BatchError;

    async fn load(&self, keys: &[AlikeOf]) -> Result<HashMap<AlikeOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::likenesses_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| AlikeOf(row.department_id)))
    }
}

/// A department that is like another one.
#[derive(Clone, Debug)]
pub struct AlikeDepartment(pub(super) organisations::Likeness);

/// A department at another base that is like the one it is told of: where the same is learned.
#[Object]
impl AlikeDepartment {
    /// The department, with its base.
    async fn department(&self, ctx: &Context<'_>) -> async_graphql::Result<Department> {
        load_related(ctx, DepartmentKey(self.0.alike_id)).await.map(Department)
    }

    /// Why they are alike; null where both are of one specialty and nothing was said.
    async fn reason(&self) -> Option<&str> {
        present(&self.0.reason)
    }
}

/// Two departments that are alike.
#[derive(Debug, InputObject)]
pub struct DepartmentMapInput {
    /// The department here.
    department_id: ID,
    /// The department there, at another base.
    alike_id: ID,
    /// Why, at most 500 characters; needed where their specialties differ.
    reason: Option<String>,
}

payload! {
    /// What came of recording that departments are alike.
    DepartmentMapPayload {
        /// The department here; null when the act was refused.
        department: Department
    } or OrganisationErrorCode
}

/// Two departments that are not alike any more.
#[derive(Debug, InputObject)]
pub struct DepartmentUnmapInput {
    /// The department here.
    department_id: ID,
    /// The department there.
    alike_id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of taking back that departments are alike.
    DepartmentUnmapPayload {
        /// The department here; null when the act was refused.
        department: Department
    } or OrganisationErrorCode
}

/// Acts upon what departments are like.
#[derive(Default)]
pub struct LikenessMutation;

#[Object]
impl LikenessMutation {
    /// Records that a department is like one at another base; it holds both ways. Whoever administers either base may.
    async fn department_map(
        &self,
        ctx: &Context<'_>,
        input: DepartmentMapInput,
    ) -> async_graphql::Result<DepartmentMapPayload> {
        let new = NewLikeness {
            department_id: ObjectKind::Department.key(ctx, &input.department_id)?,
            alike_id: ObjectKind::Department.key(ctx, &input.alike_id)?,
            reason: input.reason,
        };
        let made = organisations::department_map(platform(ctx), viewer(ctx)?, new).await;
        DepartmentMapPayload::of(ctx, made)
    }

    /// Takes back that a department is like one at another base; `NOT_FOUND` when that was not recorded. Whoever administers either
    /// base may.
    async fn department_unmap(
        &self,
        ctx: &Context<'_>,
        input: DepartmentUnmapInput,
    ) -> async_graphql::Result<DepartmentUnmapPayload> {
        let here = ObjectKind::Department.key(ctx, &input.department_id)?;
        let there = ObjectKind::Department.key(ctx, &input.alike_id)?;
        let gone =
            organisations::department_unmap(platform(ctx), viewer(ctx)?, here, there, &input.reason).await;
        DepartmentUnmapPayload::of(ctx, gone)
    }
}
