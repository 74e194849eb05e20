//! What a core unit sees of its consortium, in the graph.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::organisations::{self, AgreementState};
use domain::oversight::{self, AgreementStanding, MemberOverview};
use domain::pairings::ApprenticeshipState;
use domain::teaching::{HeldFor, TeachingSessionStatus};

use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::dispatches::Dispatch;
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::loaders::load_related;
use crate::organisations::{
    AgreementObligation, Consortium, ConsortiumMembership, Institution, InstitutionKey,
};
use crate::scalars::{Date, SafeInt};
use crate::twinnings::Twinning;

/// What a core unit sees of its consortium.
#[derive(Debug)]
pub struct ConsortiumOverview(oversight::ConsortiumOverview);

/// What a core unit sees of its consortium in a stretch of days.
#[Object]
impl ConsortiumOverview {
    /// The consortium.
    async fn consortium(&self) -> Consortium {
        Consortium(self.0.consortium.clone())
    }

    /// First day of the stretch.
    async fn starts_on(&self) -> Date {
        self.0.days.0.into()
    }

    /// Last day of the stretch.
    async fn ends_on(&self) -> Date {
        self.0.days.1.into()
    }

    /// Members with a day in the stretch, the earliest to join first.
    async fn members(&self) -> Vec<ConsortiumMemberOverview> {
        self.0.members.iter().cloned().map(ConsortiumMemberOverview).collect()
    }
}

/// What a core unit sees of one member.
#[derive(Clone, Debug)]
pub struct ConsortiumMemberOverview(MemberOverview);

/// What a core unit sees of one member: what was agreed, what it held for it, and how pairings, dispatches and twinnings fare.
#[Object]
impl ConsortiumMemberOverview {
    /// The member.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.membership.institution_id)).await.map(Institution)
    }

    /// The membership.
    async fn membership(&self) -> ConsortiumMembership {
        ConsortiumMembership(self.0.membership.clone())
    }

    /// Agreements with a day in the stretch, the earliest first.
    async fn agreements(&self) -> Vec<AgreementOverview> {
        let told = |(agreement, standing): &(organisations::Agreement, AgreementStanding)| {
            AgreementOverview { agreement: agreement.clone(), standing: standing.clone() }
        };
        self.0.agreements.iter().map(told).collect()
    }

    /// Teaching sessions that the core unit planned and held for the member in the stretch, by where they stand; a status without any is left
    /// out.
    async fn sessions(&self) -> Vec<SessionsHeld> {
        self.0.sessions.iter().cloned().map(SessionsHeld::from).collect()
    }

    /// Experts whom the core unit sends to the member, with a day in the stretch, the earliest first. Who goes is null where the viewer may not
    /// see her.
    async fn dispatches(&self) -> Vec<Dispatch> {
        self.0.dispatches.iter().cloned().map(Dispatch).collect()
    }

    /// Twinnings in which the core unit helps the member, with a day of their term in the stretch, the earliest first: proposed, active,
    /// declined and ended ones.
    async fn twinnings(&self) -> Vec<Twinning> {
        self.0.twinnings.iter().cloned().map(Twinning).collect()
    }

    /// Pairings of the member's people under the consortium that are live today, by how they stand; a state without any is left out.
    async fn pairings(&self) -> Vec<PairingsFaring> {
        let told = |(state, count): &(ApprenticeshipState, usize)| PairingsFaring {
            state: Coded(*state),
            count: counted(*count),
        };
        self.0.pairings.values().map(told).collect()
    }

    /// Pairings that wait for a consent.
    async fn proposed_pairing_count(&self) -> SafeInt {
        counted(self.0.proposed)
    }

    /// Pairings that were gone through, or ended, with their last day in the stretch.
    async fn ended_pairing_count(&self) -> SafeInt {
        counted(self.0.over)
    }
}

fn counted(count: usize) -> SafeInt {
    SafeInt(i64::try_from(count).unwrap_or(i64::MAX))
}

/// An agreement, and how it stands.
#[derive(Clone, Debug)]
pub struct AgreementOverview {
    agreement: organisations::Agreement,
    standing: AgreementStanding,
}

/// An agreement, and how it stands on the last day of the stretch, or today if that comes first.
#[Object]
impl AgreementOverview {
    /// The agreement's id, by which `node` finds it.
    async fn agreement_id(&self) -> ID {
        ObjectKind::Agreement.id(self.agreement.id)
    }

    /// First day of its term.
    async fn starts_on(&self) -> Date {
        self.agreement.term.0.into()
    }

    /// Last day of its term.
    async fn ends_on(&self) -> Date {
        self.agreement.term.1.into()
    }

    /// How it stands.
    async fn state(&self) -> Coded<AgreementState> {
        Coded(self.standing.state)
    }

    /// What is owed and how far it is kept, in the agreement's order.
    async fn obligations(&self) -> Vec<AgreementObligation> {
        self.standing.obligations.iter().cloned().map(AgreementObligation).collect()
    }
}

/// Sessions in one status.
#[derive(Debug, SimpleObject)]
pub struct SessionsHeld {
    /// Where they stand.
    status: Coded<TeachingSessionStatus>,
    /// How many.
    session_count: SafeInt,
    /// How many minutes.
    minutes: SafeInt,
    /// How often somebody attended one of them.
    attendance_count: SafeInt,
    /// The latest day.
    last_on: Date,
}

impl From<HeldFor> for SessionsHeld {
    fn from(held: HeldFor) -> Self {
        Self {
            status: Coded(held.status),
            session_count: SafeInt(held.sessions),
            minutes: SafeInt(held.minutes),
            attendance_count: SafeInt(held.attendances),
            last_on: held.last_on.into(),
        }
    }
}

/// Pairings in one state.
#[derive(Debug, SimpleObject)]
pub struct PairingsFaring {
    /// How they stand.
    state: Coded<ApprenticeshipState>,
    /// How many.
    count: SafeInt,
}

/// Fields of the root about what a core unit sees.
#[derive(Default)]
pub struct CoreUnitQuery;

#[Object]
impl CoreUnitQuery {
    /// What a core unit sees of its consortium, member by member: what was agreed and how far it is kept, what it held for the member, whom it
    /// sent there, and how the pairings of the member's people and departments fare. It names nobody whom the viewer may not
    /// see. An unknown consortium is `NOT_FOUND`.
    async fn consortium_overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consortium.")] consortium_id: ID,
        #[graphql(desc = "First day of the stretch.")] from: Date,
        #[graphql(desc = "Last day of the stretch, at most 3653 days later.")] until: Date,
    ) -> async_graphql::Result<Option<ConsortiumOverview>> {
        let viewer = viewer(ctx)?;
        let key = ObjectKind::Consortium.key(ctx, &consortium_id)?;
        let found = oversight::consortium_overview(platform(ctx), viewer, key, (from.0, until.0)).await;
        found.map(|found| Some(ConsortiumOverview(found))).report(ctx)
    }
}
