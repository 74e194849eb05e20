//! Masters and apprentices in the graph. Masters in office are told to everybody who signs in; a pairing is visible to whoever may see
//! one of the two.

mod following;
mod mentors;
mod mutations;
mod objects;
mod papers;

use async_graphql::{Context, ID, InputObject, Object};
use domain::identity::Act;
use domain::pairings::{self, ApprenticeshipStatus};

use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::requirements::Requirement;

pub use following::{
    FollowingMonth, FollowingMonthReviewInput, FollowingMonthReviewPayload, FollowingMonthsOf,
    FollowingMutation, FollowingRecord, FollowingRecordKey, FollowingRecordSubmitInput,
    FollowingRecordSubmitPayload, FollowingReview,
};
pub use mentors::{
    Mentor, MentorAppointInput, MentorAppointPayload, MentorCap, MentorCapSetInput, MentorCapSetPayload,
    MentorEndInput, MentorEndPayload, MentorKey, MentorMutation, MentorPlacesKey, MentorQuery,
};
pub use mutations::{
    ApprenticeshipAcceptInput, ApprenticeshipAcceptPayload, ApprenticeshipCompleteInput,
    ApprenticeshipCompletePayload, ApprenticeshipDeclineInput, ApprenticeshipDeclinePayload,
    ApprenticeshipEndInput, ApprenticeshipEndPayload, ApprenticeshipHandOverInput,
    ApprenticeshipHandOverPayload, ApprenticeshipMutation, ApprenticeshipPauseInput,
    ApprenticeshipPausePayload, ApprenticeshipProposeInput, ApprenticeshipProposePayload,
    ApprenticeshipResumeInput, ApprenticeshipResumePayload, ApprenticeshipWithdrawInput,
    ApprenticeshipWithdrawPayload,
};
pub(crate) use objects::apprenticeships_of;
pub use objects::{
    Apprenticeship, ApprenticeshipAct, ApprenticeshipActsOf, ApprenticeshipKey, ApprenticeshipStanding,
    ApprenticeshipsOf, StandingKey, StretchesOf,
};

pub use papers::{
    AppraisalsOf, ApprenticeshipAppraisal, ApprenticeshipAppraiseInput, ApprenticeshipAppraisePayload,
    PairingAgreement, PairingAgreementAttachInput, PairingAgreementAttachPayload, PairingAgreementOpenInput,
    PairingAgreementOpenPayload, PairingAgreementsOf, PairingPaperMutation,
};

const PARTY: &str = "being the master or the apprentice";
const EITHER: &str = "being the master or the apprentice, or SCHOOL_REGISTRAR, PROGRAMME_DIRECTOR or BASE_ADMINISTRATOR of the master's \
                      institution, of the apprentice's or of the school of the training, or CONSORTIUM_COORDINATOR of the consortium";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("mentors", Requirement::SignedIn),
    ("mentorAppoint", Requirement::Act(Act::MentorWrite)),
    ("mentorEnd", Requirement::Act(Act::MentorWrite)),
    ("mentorCapSet", Requirement::Act(Act::MentorWrite)),
    ("apprenticeships", Requirement::SignedIn),
    ("apprenticeshipPropose", Requirement::Relation(Act::PairingConsent, EITHER)),
    ("apprenticeshipAccept", Requirement::Relation(Act::PairingConsent, PARTY)),
    ("apprenticeshipDecline", Requirement::Relation(Act::PairingConsent, PARTY)),
    ("apprenticeshipWithdraw", Requirement::Relation(Act::PairingConsent, EITHER)),
    ("apprenticeshipPause", Requirement::Relation(Act::PairingConsent, EITHER)),
    ("apprenticeshipResume", Requirement::Relation(Act::PairingConsent, EITHER)),
    ("apprenticeshipHandOver", Requirement::Relation(Act::PairingConsent, EITHER)),
    ("apprenticeshipEnd", Requirement::Relation(Act::PairingConsent, EITHER)),
    ("apprenticeshipComplete", Requirement::Act(Act::PairingWrite)),
    ("apprenticeshipAppraise", Requirement::Relation(Act::PairingConsent, PARTY)),
    ("pairingAgreementAttach", Requirement::Relation(Act::PairingConsent, EITHER)),
    ("pairingAgreementOpen", Requirement::Relation(Act::PairingConsent, EITHER)),
    ("followingRecordSubmit", Requirement::Relation(Act::EvidenceSubmit, "being the apprentice")),
    ("followingMonthReview", Requirement::Relation(Act::PairingConsent, "being the master")),
];

/// Which apprenticeships; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct ApprenticeshipFilter {
    /// Only those of this master.
    mentor_id: Option<ID>,
    /// Only those of apprentices of this institution.
    institution_id: Option<ID>,
    /// Only those under this consortium.
    consortium_id: Option<ID>,
    /// Only those in this specialty, by its code.
    specialty: Option<String>,
    /// Only those in one of these statuses.
    #[graphql(default)]
    statuses: Vec<Coded<ApprenticeshipStatus>>,
}

/// Fields of the root about apprenticeships.
#[derive(Default)]
pub struct ApprenticeshipQuery;

#[Object]
impl ApprenticeshipQuery {
    /// Apprenticeships that the viewer may see, by their first day: her own, and those of people whom she may see.
    async fn apprenticeships(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which.")] filter: ApprenticeshipFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<Apprenticeship>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let key = |kind: ObjectKind, id: Option<&ID>| kind.optional_key(ctx, id);
        let filter = pairings::ApprenticeshipFilter {
            mentor_id: key(ObjectKind::Mentor, filter.mentor_id.as_ref())?,
            institution_id: key(ObjectKind::Institution, filter.institution_id.as_ref())?,
            consortium_id: key(ObjectKind::Consortium, filter.consortium_id.as_ref())?,
            specialty: filter.specialty,
            statuses: filter.statuses.into_iter().map(|status| status.0).collect(),
        };
        let page = page(first, after, last, before);
        let scope = viewer.scope();
        let slice = pairings::apprenticeships_page(reader, scope, &filter, &page).await.report(ctx)?;
        let total = total(ctx, pairings::apprenticeships_count(reader, scope, &filter)).await?;
        let ordering = pairings::apprenticeships_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.terms.term.0.to_string(), row.id)))
    }
}
