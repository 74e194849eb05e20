//! Placements in lists, drafts that another person approves, and stays that go on at another base.

use async_graphql::{Context, ID, InputObject, Object};
use domain::rotations::{self, PlacementErrorCode, PlacementFilter, PlacementStatus, Transfer};

use super::Placement;
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;
use crate::scalars::Date;

/// Which placements: those to which everything given applies.
#[derive(Debug, Default, InputObject)]
pub struct PlacementFilterInput {
    /// Of this enrolment.
    enrolment_id: Option<ID>,
    /// In this department.
    department_id: Option<ID>,
    /// At this institution's bases.
    institution_id: Option<ID>,
    /// With this supervisor.
    supervisor_id: Option<ID>,
    /// Where they stand today.
    status: Option<Coded<PlacementStatus>>,
    /// With a day on or after this one.
    from: Option<Date>,
    /// With a day on or before this one.
    until: Option<Date>,
}

/// Fields of the root about placements.
#[derive(Default)]
pub struct PlanQuery;

#[Object]
impl PlanQuery {
    /// Placements that the viewer may see, by their first day: a department's rota, a base's drafts, a supervisor's trainees.
    async fn placements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all that the viewer may see when left out.")] filter: Option<
            PlacementFilterInput,
        >,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Placement>> {
        let viewer = viewer(ctx)?;
        let asked = filter.unwrap_or_default();
        let key = |kind: ObjectKind, id: Option<ID>| id.map(|id| kind.key(ctx, &id)).transpose();
        let filter = PlacementFilter {
            enrolment_id: key(ObjectKind::Enrolment, asked.enrolment_id)?,
            department_id: key(ObjectKind::Department, asked.department_id)?,
            institution_id: key(ObjectKind::Institution, asked.institution_id)?,
            supervisor_id: key(ObjectKind::Person, asked.supervisor_id)?,
            status: asked.status.map(|status| (status.0, viewer.today)),
            from: asked.from.map(|day| day.0),
            until: asked.until.map(|day| day.0),
        };
        let (reader, page) = (platform(ctx).database.reader(), page(first, after, last, before));
        let slice = rotations::placements_page(reader, viewer.scope(), &filter, &page).await.report(ctx)?;
        let total = total(ctx, rotations::placements_count(reader, viewer.scope(), &filter)).await?;
        let ordering = rotations::placements_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.starts_on.to_string(), row.id)))
    }
}

/// A draft to be approved.
#[derive(Debug, InputObject)]
pub struct PlacementApproveInput {
    /// The placement; it must be a draft, by somebody else, and be somebody else's.
    placement_id: ID,
    /// The placement's `version` as the client saw it; another one gets CONFLICT.
    expected_version: i32,
}

payload! {
    /// What came of approving a draft.
    PlacementApprovePayload {
        /// The placement, now approved; null when the act was refused.
        placement: Placement
    } or PlacementErrorCode
}

/// A stay that is to go on at another base.
#[derive(Debug, InputObject)]
pub struct PlacementTransferInput {
    /// The stay; it must be planned or active.
    placement_id: ID,
    /// Its `version` as the client saw it; another one gets CONFLICT.
    expected_version: i32,
    /// Where it goes on: a department at another base that serves the requirement.
    department_id: ID,
    /// Who supervises her there.
    supervisor_id: ID,
    /// First day there, not after the stay's last one; nothing may have been shown of the stay on that day or later.
    from: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of letting a stay go on at another base.
    PlacementTransferPayload {
        /// The stay there; null when the act was refused.
        placement: Placement
    } or PlacementErrorCode
}

/// Acts upon plans.
#[derive(Default)]
pub struct PlanMutation;

#[Object]
impl PlanMutation {
    /// Approves a placement that somebody else drafted: from now on it takes its place.
    async fn placement_approve(
        &self,
        ctx: &Context<'_>,
        input: PlacementApproveInput,
    ) -> async_graphql::Result<PlacementApprovePayload> {
        let key = ObjectKind::Placement.key(ctx, &input.placement_id)?;
        let version = input.expected_version;
        let made = rotations::placement_approve(platform(ctx), viewer(ctx)?, key, version).await;
        PlacementApprovePayload::of(ctx, made)
    }

    /// Lets a stay go on at another base from a day on, in one act. It ends the day before, and what was credited for it stays: its exit
    /// is handed in where it was. One that has not begun by that day is cancelled.
    async fn placement_transfer(
        &self,
        ctx: &Context<'_>,
        input: PlacementTransferInput,
    ) -> async_graphql::Result<PlacementTransferPayload> {
        let transfer = Transfer {
            placement_id: ObjectKind::Placement.key(ctx, &input.placement_id)?,
            expected_version: input.expected_version,
            department_id: ObjectKind::Department.key(ctx, &input.department_id)?,
            supervisor_id: ObjectKind::Person.key(ctx, &input.supervisor_id)?,
            from: input.from.0,
            reason: input.reason,
        };
        let made = rotations::placement_transfer(platform(ctx), viewer(ctx)?, &transfer).await;
        PlacementTransferPayload::of(ctx, made)
    }
}
