//! What committees entrust to trainees, in the graph. Committees are public to everybody signed in; what they were asked is visible
//! to whoever may see the trainee, and who voted how to their members alone.

mod mutations;
mod objects;

use async_graphql::{Context, ID, InputObject, Object};
use domain::entrustment::{self, DecisionFilter, EntrustmentStatus};
use domain::identity::Act;

use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{opens, platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::requirements::Requirement;

pub use mutations::{
    EntrustmentCloseInput, EntrustmentClosePayload, EntrustmentCommitteeChangeInput,
    EntrustmentCommitteeChangePayload, EntrustmentCommitteeCreateInput, EntrustmentCommitteeCreatePayload,
    EntrustmentDropInput, EntrustmentDropPayload, EntrustmentMutation, EntrustmentProposeInput,
    EntrustmentProposePayload, EntrustmentReverseInput, EntrustmentReversePayload, EntrustmentVoteInput,
    EntrustmentVotePayload,
};
pub use objects::{
    Entrustment, EntrustmentBasisKey, EntrustmentBehindKey, EntrustmentCommittee, EntrustmentCommitteeKey,
    EntrustmentDecision, EntrustmentMembersKey, EntrustmentSeat, EntrustmentVote, EntrustmentVotesKey,
};

const MEMBER: &str = "sitting on the committee, and not being the trainee";
const CHAIR: &str = "chairing the committee, and not being the trainee";

const KEEPER: &str = "chairing the committee, or PROGRAMME_DIRECTOR or BASE_ADMINISTRATOR of its institution, and not being the trainee";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("entrustmentCommittees", Requirement::SignedIn),
    ("entrustmentDecisions", Requirement::SignedIn),
    ("entrustmentCommitteeCreate", Requirement::Act(Act::CommitteeWrite)),
    ("entrustmentCommitteeChange", Requirement::Act(Act::CommitteeWrite)),
    ("entrustmentPropose", Requirement::Relation(Act::Entrust, MEMBER)),
    ("entrustmentVote", Requirement::Relation(Act::Entrust, MEMBER)),
    ("entrustmentClose", Requirement::Relation(Act::Entrust, CHAIR)),
    ("entrustmentDrop", Requirement::Relation(Act::Entrust, KEEPER)),
    ("entrustmentReverse", Requirement::Relation(Act::Entrust, CHAIR)),
];

/// Which committees; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct EntrustmentCommitteeFilter {
    /// Only those of this institution.
    institution_id: Option<ID>,
}

/// Which decisions; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct EntrustmentDecisionFilter {
    /// Only those about this trainee.
    trainee_id: Option<ID>,
    /// Only those of this committee.
    committee_id: Option<ID>,
    /// Only those that stand here.
    status: Option<Coded<EntrustmentStatus>>,
}

/// Fields of the root about what committees entrust.
#[derive(Default)]
pub struct EntrustmentQuery;

#[Object]
impl EntrustmentQuery {
    /// Committees that entrust activities to trainees, the latest first.
    async fn entrustment_committees(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which.")] filter: EntrustmentCommitteeFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<EntrustmentCommittee>> {
        viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let institution =
            filter.institution_id.map(|id| ObjectKind::Institution.key(ctx, &id)).transpose()?;
        let page = page(first, after, last, before);
        let slice = entrustment::committees_page(reader, institution, &page).await.report(ctx)?;
        let total = total(ctx, entrustment::committees_count(reader, institution)).await?;
        let ordering = entrustment::committees_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.id.to_string(), row.id)))
    }

    /// What committees were asked to entrust and what they decided, the latest first; none about a trainee whom the viewer may not
    /// see. Whoever is named by `traineeId` sees that her record was opened.
    async fn entrustment_decisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which.")] filter: EntrustmentDecisionFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<EntrustmentDecision>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let filter = DecisionFilter {
            person_id: filter.trainee_id.map(|id| ObjectKind::Person.key(ctx, &id)).transpose()?,
            committee_id: filter
                .committee_id
                .map(|id| ObjectKind::EntrustmentCommittee.key(ctx, &id))
                .transpose()?,
            status: filter.status.map(|status| status.0),
        };
        let page = page(first, after, last, before);
        let slice = entrustment::decisions_page(reader, viewer.scope(), &filter, &page).await.report(ctx)?;
        opens(ctx, filter.person_id.filter(|_| !slice.items.is_empty())).await?;
        let total = total(ctx, entrustment::decisions_count(reader, viewer.scope(), &filter)).await?;
        let ordering = entrustment::decisions_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.id.to_string(), row.id)))
    }
}
