//! Opaque ids that know their kind: `enr_01h…` names an enrolment and nothing else.
//!
//! A client may keep an id, compare it and send it back, and must not read it. One that is malformed, or of another
//! kind than the field expects, is refused with a sentence that says so.

use async_graphql::{Context, ID};
use platform::codes::Code as _;
use platform::id;
use platform::text::Message;
use uuid::Uuid;

use crate::errors;

platform::codes! {
    /// What an id names. The code is its prefix.
    pub enum ObjectKind {
        /// Person.
        Person = "prs",
        /// Institution.
        Institution = "ins",
        /// Training base.
        Base = "bas",
        /// Training base accredited in a specialty.
        SpecialtyBase = "spb",
        /// Partner unit of a training base.
        PartnerUnit = "ptn",
        /// What qualifies somebody to teach.
        Qualification = "qlf",
        /// Department.
        Department = "dep",
        /// Curriculum.
        Curriculum = "cur",
        /// Curriculum version.
        CurriculumVersion = "cvr",
        /// Requirement of a curriculum version.
        Requirement = "req",
        /// Competency framework.
        CompetencyFramework = "cfw",
        /// Competency of a framework.
        Competency = "cmp",
        /// Enrolment.
        Enrolment = "enr",
        /// Supervision of an enrolment.
        Supervision = "sup",
        /// Master, as an institution appoints her.
        Mentor = "mtr",
        /// Apprenticeship.
        Apprenticeship = "app",
        /// Placement.
        Placement = "plc",
        /// Evidence of any kind, hours among it.
        Evidence = "evd",
        /// File of hours that a phone kept.
        HoursBatch = "hbt",
        /// Stretch of time between two codes.
        HoursCheckIn = "hci",
        /// Weekly sheet from which hours were typed.
        HoursSheet = "hsh",
        /// Address under which a calendar is read.
        CalendarFeed = "cal",
        /// File that proves evidence.
        Attachment = "att",
        /// Form of assessment.
        AssessmentForm = "frm",
        /// Set of duty-hour rules.
        DutyRuleSet = "drs",
        /// Set of leave rules.
        LeaveRuleSet = "lrs",
        /// Set of forms for rating teaching.
        TeachingRatingFormSet = "trf",
        /// Set of norms for bases.
        BaseNormSet = "bns",
        /// Visit of experts to a base.
        BaseVisit = "bvs",
        /// Leave.
        Leave = "lea",
        /// Request for an assessment.
        AssessmentRequest = "arq",
        /// Round of answers by several people.
        AssessmentRound = "rnd",
        /// Committee that entrusts activities.
        EntrustmentCommittee = "ecm",
        /// What such a committee was asked.
        EntrustmentDecision = "edc",
        /// Exit examination.
        ExitExamination = "exm",
        /// Registration for an exit examination.
        ExitExamRegistration = "exr",
        /// Review of evidence.
        Review = "rvw",
        /// Certificate.
        Certificate = "crt",
        /// Statement of teaching.
        TeachingStatement = "tst",
        /// Upload.
        Upload = "upl",
        /// Role grant.
        RoleGrant = "rol",
        /// Delegation.
        Delegation = "dlg",
        /// Consortium.
        Consortium = "con",
        /// Membership in a consortium.
        ConsortiumMembership = "mem",
        /// Agreement of a core unit and a member.
        Agreement = "agr",
        /// What a party to an agreement says it did.
        AgreementDelivery = "agd",
        /// Signed agreement of a pairing.
        PairingAgreement = "pag",
        /// Teaching session.
        TeachingSession = "tse",
        /// What somebody does regularly where she works.
        ExpertDuty = "xdu",
        /// Dispatch of experts.
        Dispatch = "dsp",
        /// Line of a dispatch's timetable.
        DispatchSlot = "dsl",
        /// Twinning of two institutions.
        Twinning = "twn",
        /// Two departments of a twinning.
        TwinningPair = "twp",
        /// File of a teaching session.
        TeachingFile = "tfl",
        /// What a consortium measures by.
        Indicator = "ind",
        /// Round in which members report figures.
        ReportingRound = "rpr",
        /// Figures that a member submitted.
        ReportingSubmission = "rps",
        /// Event of the audit trail.
        AuditEvent = "aud",
        /// Bearer token.
        AccessToken = "tok",
        /// Service account.
        ServiceAccount = "svc",
        /// Binding of a user of a school's own app.
        ExchangeBinding = "bnd",
        /// Session.
        Session = "ses",
        /// Two records that may be of one human.
        PossibleDouble = "dbl",
        /// Provider that vouches for people.
        IdentityProvider = "idp",
        /// Identity linked to a person.
        LinkedIdentity = "lid",
    }
}

impl ObjectKind {
    /// The id of the object of this kind with this key.
    #[must_use]
    pub fn id(self, key: Uuid) -> ID {
        ID(id::encode(self.code(), key))
    }

    /// The key behind an id that must be of this kind.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when it is malformed or of another kind.
    pub fn key(self, ctx: &Context<'_>, id: &ID) -> async_graphql::Result<Uuid> {
        self.key_of(id).map_err(|message| errors::bad_input(ctx, message))
    }

    /// The key behind an id that must be of this kind, where something else of the request may still be done.
    ///
    /// # Errors
    /// A sentence when it is malformed or of another kind.
    pub fn key_of(self, id: &ID) -> Result<Uuid, Message> {
        match Self::parts(id)? {
            (kind, key) if kind == self => Ok(key),
            (kind, _) => Err(Message::new("common-id-of-another-kind")
                .with("id", id.as_str())
                .with("kind", kind.label())
                .with("expected", self.label())),
        }
    }

    /// The keys behind ids that must all be of this kind.
    pub fn keys(self, ctx: &Context<'_>, ids: &[ID]) -> async_graphql::Result<Vec<Uuid>> {
        ids.iter().map(|id| self.key(ctx, id)).collect()
    }

    /// The key behind an id that may be absent.
    pub fn optional_key(self, ctx: &Context<'_>, id: Option<&ID>) -> async_graphql::Result<Option<Uuid>> {
        id.map(|id| self.key(ctx, id)).transpose()
    }

    /// Kind and key of any id.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when it is malformed.
    pub fn read(ctx: &Context<'_>, id: &ID) -> async_graphql::Result<(Self, Uuid)> {
        Self::parts(id).map_err(|message| errors::bad_input(ctx, message))
    }

    fn parts(id: &ID) -> Result<(Self, Uuid), Message> {
        id::decode(id)
            .and_then(|(prefix, key)| Some((Self::parse(prefix)?, key)))
            .ok_or_else(|| Message::new("common-id-malformed").with("id", id.as_str()))
    }
}
