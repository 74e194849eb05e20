//! Where masters are missing in a consortium, and whom one might ask, in the graph.

use async_graphql::{Context, ID, Object};
use domain::oversight::{
    self, CoverageCell, MemberCoverage, MentorRoom, PairingReasonKind, PairingSuggestion as Named,
    SpecialtySuggestions,
};
use platform::text::{Language, Message};

use crate::codes::Coded;
use crate::context::{context, platform, viewer};
use crate::curricula::Specialty;
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::organisations::{Consortium, Institution};
use crate::pairings::Mentor;
use crate::scalars::{Date, Locale, SafeInt};

fn counted(count: usize) -> SafeInt {
    SafeInt(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Where masters are missing in a consortium.
#[derive(Debug)]
pub struct ConsortiumCoverage(oversight::ConsortiumCoverage);

/// Where masters are missing in a consortium, and who has places free, as a matrix of grassroots members by specialties.
#[Object]
impl ConsortiumCoverage {
    /// The consortium.
    async fn consortium(&self) -> Consortium {
        Consortium(self.0.consortium.clone())
    }

    /// The day.
    async fn on(&self) -> Date {
        self.0.on.into()
    }

    /// The columns: specialties in which one of the consortium's masters is appointed, or in which somebody at a grassroots member is paired or
    /// proposed, by code.
    async fn specialties(&self) -> Vec<Specialty> {
        self.0.specialties.iter().cloned().map(Specialty).collect()
    }

    /// The rows: members of that day that are community health centres or stations, township hospitals or village clinics, by name.
    async fn members(&self) -> Vec<MemberPairings> {
        self.0.members.iter().cloned().map(MemberPairings).collect()
    }

    /// Masters of the core unit and of members who have a place free on that day, the earliest appointed first. A place is one place, whatever
    /// the number of her specialties.
    async fn mentors(&self) -> Vec<MentorWithRoom> {
        self.0.mentors.iter().cloned().map(MentorWithRoom).collect()
    }
}

/// How far one member's people follow masters.
#[derive(Clone, Debug)]
pub struct MemberPairings(MemberCoverage);

/// How far the people of one grassroots member follow masters, whoever paired them. It names nobody.
#[Object]
impl MemberPairings {
    /// The member.
    async fn institution(&self) -> Institution {
        Institution(self.0.institution.clone())
    }

    /// A cell for each specialty of the matrix, in its order; for a member in one specialty alone, that one.
    async fn cells(&self) -> Vec<SpecialtyPairings> {
        self.0.cells.iter().cloned().map(SpecialtyPairings).collect()
    }

    /// The specialties in which nobody there follows a master.
    async fn gaps(&self) -> Vec<Specialty> {
        let open = self.0.cells.iter().filter(|cell| cell.following == 0);
        open.map(|cell| Specialty(cell.specialty.clone())).collect()
    }
}

/// How many people follow a master in one specialty.
#[derive(Clone, Debug)]
pub struct SpecialtyPairings(CoverageCell);

/// How many people of one member follow a master in one specialty on that day.
#[Object]
impl SpecialtyPairings {
    /// The specialty.
    async fn specialty(&self) -> Specialty {
        Specialty(self.0.specialty.clone())
    }

    /// How many people follow a master; who follows two is one.
    async fn following_count(&self) -> SafeInt {
        counted(self.0.following)
    }

    /// How many others wait for a consent, today.
    async fn proposed_count(&self) -> SafeInt {
        counted(self.0.proposed)
    }
}

/// A master with places that are free.
#[derive(Clone, Debug)]
pub struct MentorWithRoom(MentorRoom);

/// A master with places that are free on that day.
#[Object]
impl MentorWithRoom {
    /// The master.
    async fn mentor(&self) -> Mentor {
        Mentor(self.0.mentor.clone())
    }

    /// How many apprentices she has at most.
    async fn most_apprentices(&self) -> i32 {
        self.0.places.most
    }

    /// How many of these places are free, 1 or more.
    async fn free_places(&self) -> i32 {
        self.0.places.most - self.0.places.taken
    }
}

/// Whom one might ask for one specialty.
#[derive(Clone, Debug)]
pub struct PairingSuggestions(SpecialtySuggestions);

/// Whom one might ask for one specialty. Nothing is proposed by it: `apprenticeshipPropose` is.
#[Object]
impl PairingSuggestions {
    /// The specialty.
    async fn specialty(&self) -> Specialty {
        Specialty(self.0.specialty.clone())
    }

    /// At most 10 masters with a place free today, the best first: who is nearer, then who taught there, then who is bound by an agreement, then
    /// who has the greater part of her places free. None where the consortium has no such master.
    async fn mentors(&self) -> Vec<PairingSuggestion> {
        self.0.mentors.iter().cloned().map(PairingSuggestion).collect()
    }
}

/// A master whom one might ask, and why.
#[derive(Clone, Debug)]
pub struct PairingSuggestion(Named);

/// A master whom one might ask, and why.
#[Object]
impl PairingSuggestion {
    /// The master.
    async fn mentor(&self) -> Mentor {
        Mentor(self.0.mentor.clone())
    }

    /// How many apprentices she has at most.
    async fn most_apprentices(&self) -> i32 {
        self.0.fit.most
    }

    /// How many of these places are free today, 1 or more.
    async fn free_places(&self) -> i32 {
        self.0.fit.free
    }

    /// Everything that put her at this place of the list, for or against, in the order in which it counts.
    async fn reasons(&self) -> Vec<PairingReason> {
        self.0.reasons.iter().cloned().map(|(kind, text)| PairingReason { kind, text }).collect()
    }
}

/// Why a master is named.
#[derive(Clone, Debug)]
pub struct PairingReason {
    kind: PairingReasonKind,
    text: Message,
}

/// Why a master is named.
#[Object]
impl PairingReason {
    /// What it is about.
    async fn kind(&self) -> Coded<PairingReasonKind> {
        Coded(self.kind)
    }

    /// A sentence for people, with its figures.
    async fn text(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        self.text.render(locale.map_or(context(ctx).language, Language::from))
    }
}

/// Fields of the root about where masters are missing.
#[derive(Default)]
pub struct CoverageQuery;

#[Object]
impl CoverageQuery {
    /// Where masters are missing in a consortium: which of its grassroots members have nobody who follows a master in which specialty, and which
    /// masters have places free. An unknown consortium is `NOT_FOUND`.
    async fn consortium_coverage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consortium.")] consortium_id: ID,
        #[graphql(desc = "The day; today when left out.")] on: Option<Date>,
    ) -> async_graphql::Result<Option<ConsortiumCoverage>> {
        let key = ObjectKind::Consortium.key(ctx, &consortium_id)?;
        let found =
            oversight::consortium_coverage(platform(ctx), viewer(ctx)?, key, on.map(|day| day.0)).await;
        found.map(|found| Some(ConsortiumCoverage(found))).report(ctx)
    }

    /// Masters whom a grassroots member of a consortium might ask, each with why. Nothing is written by it. An institution that is none of its
    /// grassroots members today is `NOT_FOUND`.
    async fn pairing_suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consortium.")] consortium_id: ID,
        #[graphql(desc = "The grassroots member.")] institution_id: ID,
        #[graphql(desc = "Code of the specialty; every gap of the member when left out.")] specialty: Option<
            String,
        >,
    ) -> async_graphql::Result<Option<Vec<PairingSuggestions>>> {
        let consortium = ObjectKind::Consortium.key(ctx, &consortium_id)?;
        let institution = ObjectKind::Institution.key(ctx, &institution_id)?;
        let of = (consortium, institution);
        let found = oversight::pairing_suggestions(platform(ctx), viewer(ctx)?, of, specialty).await;
        found.map(|all| Some(all.into_iter().map(PairingSuggestions).collect())).report(ctx)
    }
}
