//! Teaching sessions in the graph. One is visible to whoever leads it or attended it, to whoever may see one of those, and to whoever has to
//! do with the institution that holds it or the one for which it is held.

mod attendances;
mod files;
mod mutations;
mod objects;

use async_graphql::{Context, ID, InputObject, Object};
use domain::identity::Act;
use domain::teaching::{self, TeachingSessionKind, TeachingSessionStatus};

use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{platform, viewer};
use crate::errors::Report as _;
use crate::ids::ObjectKind;
use crate::requirements::Requirement;
use crate::scalars::Date;

pub use attendances::{
    AttendancesOf, TeachingAttendInput, TeachingAttendPayload, TeachingAttendance,
    TeachingAttendanceMutation, TeachingAttendanceRecordInput, TeachingAttendanceRecordPayload,
    TeachingAttendanceStrikeInput, TeachingAttendanceStrikePayload, TeachingAttendee,
};
pub use files::{
    TeachingFile, TeachingFileAttachInput, TeachingFileAttachPayload, TeachingFileMutation,
    TeachingFileOpenInput, TeachingFileOpenPayload, TeachingFilesOf,
};
pub use mutations::{
    TeachingMutation, TeachingSessionCancelInput, TeachingSessionCancelPayload, TeachingSessionChangeInput,
    TeachingSessionChangePayload, TeachingSessionConfirmInput, TeachingSessionConfirmPayload,
    TeachingSessionDeliverInput, TeachingSessionDeliverPayload, TeachingSessionPlanInput,
    TeachingSessionPlanPayload, TeachingTopicInput,
};
pub(crate) use objects::loads_of;
pub use objects::{
    SessionKey, TeachingCode, TeachingLeader, TeachingLoad, TeachingLoadsOf, TeachingSession, TeachingTopic,
};

const RUNNER: &str = "being one of those who lead it, or SCHOOL_REGISTRAR, PROGRAMME_DIRECTOR, BASE_ADMINISTRATOR or DEPARTMENT_SECRETARY of the \
                      institution that holds it or of the one for which it is held, or CONSORTIUM_COORDINATOR of the agreement's consortium";
const RUNNER_OR_HOST: &str = "being one of those who lead it, or holding a role at the institution that holds it or at the one for which it is \
                              held";
const READER: &str =
    "being one of those who lead or attended it, or holding a role where it is held or whence it comes";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("teachingSessions", Requirement::SignedIn),
    ("teachingSession", Requirement::SignedIn),
    ("teachingSessionPlan", Requirement::Relation(Act::TeachingPlan, RUNNER)),
    ("teachingSessionChange", Requirement::Relation(Act::TeachingPlan, RUNNER)),
    ("teachingSessionDeliver", Requirement::Relation(Act::TeachingPlan, RUNNER)),
    ("teachingSessionCancel", Requirement::Relation(Act::TeachingPlan, RUNNER_OR_HOST)),
    ("teachingSessionConfirm", Requirement::Act(Act::TeachingConfirm)),
    ("teachingAttend", Requirement::Relation(Act::EvidenceSubmit, "being there")),
    ("teachingAttendanceRecord", Requirement::Relation(Act::TeachingPlan, RUNNER)),
    ("teachingAttendanceStrike", Requirement::Relation(Act::TeachingPlan, RUNNER_OR_HOST)),
    ("teachingFileAttach", Requirement::Relation(Act::TeachingPlan, RUNNER)),
    ("teachingFileOpen", Requirement::Relation(Act::TeachingRead, READER)),
];

/// Which sessions; what is left out does not narrow the list.
#[derive(Debug, Default, InputObject)]
pub struct TeachingSessionFilter {
    /// Only those that this institution holds, or that are held for it.
    institution_id: Option<ID>,
    /// Only those led by this person.
    leader_id: Option<ID>,
    /// Only those under this agreement.
    agreement_id: Option<ID>,
    /// Only those of one of these kinds.
    #[graphql(default)]
    kinds: Vec<Coded<TeachingSessionKind>>,
    /// Only those in one of these statuses.
    #[graphql(default)]
    statuses: Vec<Coded<TeachingSessionStatus>>,
    /// Only those that begin on this day or later, in local time.
    from: Option<Date>,
    /// Only those that begin on this day or earlier, in local time.
    until: Option<Date>,
}

/// Fields of the root about teaching sessions.
#[derive(Default)]
pub struct TeachingQuery;

#[Object]
impl TeachingQuery {
    /// Teaching sessions that the viewer may see, by their start, the latest first.
    async fn teaching_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which.")] filter: TeachingSessionFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<TeachingSession>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let key = |kind: ObjectKind, id: Option<&ID>| kind.optional_key(ctx, id);
        let filter = teaching::SessionFilter {
            institution_id: key(ObjectKind::Institution, filter.institution_id.as_ref())?,
            leader_id: key(ObjectKind::Person, filter.leader_id.as_ref())?,
            agreement_id: key(ObjectKind::Agreement, filter.agreement_id.as_ref())?,
            kinds: filter.kinds.into_iter().map(|kind| kind.0).collect(),
            statuses: filter.statuses.into_iter().map(|status| status.0).collect(),
            from: filter.from.map(|day| day.0),
            until: filter.until.map(|day| day.0),
        };
        let page = page(first, after, last, before);
        let scope = viewer.scope();
        let slice = teaching::sessions_page(reader, scope, &filter, &page).await.report(ctx)?;
        let total = total(ctx, teaching::sessions_count(reader, scope, &filter)).await?;
        let ordering = teaching::sessions_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.time.0.to_rfc3339(), row.id)))
    }

    /// The teaching session that a short link names: whoever was given the link may know of it. Null when it names none.
    async fn teaching_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the link ends in, as typed: capitals, spaces and dashes do not matter.")]
        link: String,
    ) -> async_graphql::Result<Option<TeachingSession>> {
        viewer(ctx)?;
        match teaching::session_by_link(platform(ctx), &link).await {
            Ok(found) => Ok(Some(TeachingSession(found))),
            Err(platform::error::Error::NotFound) => Ok(None),
            Err(error) => Err(error).report(ctx),
        }
    }
}
