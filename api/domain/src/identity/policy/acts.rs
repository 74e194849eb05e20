//! Everything that can be done, and the roles that allow it.

use super::super::rules::Role;

macro_rules! acts {
    ($($(#[$meta:meta])* $name:ident => [$($role:ident),*]),+ $(,)?) => {
        /// Everything that can be done, one word an act.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Act { $($(#[$meta])* $name),+ }

        impl Act {
            /// Every act.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }

        /// Roles that allow an act at an institution that owns its object; none for acts that follow from a relation.
        #[must_use]
        pub fn accepted_roles(act: Act) -> &'static [Role] {
            match act { $(Act::$name => &[$(Role::$role),*]),+ }
        }
    };
}

acts! {
    /// Record an institution, a training base or a department.
    OrganisationCreate => [SystemAdministrator],
    /// Record a base's partner units, and which of its departments are like which elsewhere.
    BaseWrite => [SystemAdministrator, BaseAdministrator],
    /// Record or end what qualifies somebody to teach.
    QualificationWrite => [BaseAdministrator],
    /// See what qualifies an institution's people to teach.
    QualificationRead => [SystemAdministrator, SchoolRegistrar, BaseAdministrator],
    /// Record what a consortium's core unit and a member agreed.
    AgreementWrite => [SystemAdministrator, ConsortiumCoordinator],
    /// See what they agreed, and what became of it.
    AgreementRead => [SystemAdministrator, SchoolRegistrar, BaseAdministrator, ConsortiumCoordinator, HealthAuditor],
    /// Say what a party did under an agreement, or confirm what the other one said.
    AgreementDeliver => [BaseAdministrator, ConsortiumCoordinator],
    /// Say what members of a consortium report when, and decide about their figures.
    ReportingManage => [BaseAdministrator, ConsortiumCoordinator],
    /// See what was agreed with each member of a consortium, and what happened.
    ConsortiumOverviewRead => [SystemAdministrator, BaseAdministrator, ConsortiumCoordinator],
    /// Submit figures of an institution.
    ReportingSubmit => [BaseAdministrator],
    /// See the figures of a consortium's members; of one's own institution alone when one is not of the core unit.
    ReportingRead => [BaseAdministrator, ConsortiumCoordinator],
    /// Record a person.
    PersonCreate => [SystemAdministrator, SchoolRegistrar],
    /// See a person's identity number in full.
    IdentityReveal => [SchoolRegistrar],
    /// Say that two records are of one human, or of two.
    PersonMerge => [SystemAdministrator, SchoolRegistrar],
    /// Take out everything that is held about a person; her own is hers to take.
    PersonalDataExport => [SystemAdministrator],
    /// Erase a person.
    PersonErase => [SystemAdministrator],
    /// Write down that somebody left an institution.
    PersonLeave => [SystemAdministrator, SchoolRegistrar, BaseAdministrator],
    /// Grant a role, or take one back.
    RoleGrant => [SystemAdministrator, SchoolRegistrar, ProgrammeDirector, BaseAdministrator],
    /// Name a deputy for oneself.
    Delegate => [],
    /// Make a bearer token for somebody, or revoke one.
    TokenCreate => [SystemAdministrator],
    /// Change what opens one's own door: tokens, sessions, password.
    AccountOwn => [],
    /// Make a service account of an institution and its tokens, or end them.
    ServiceAccountWrite => [SystemAdministrator, SchoolRegistrar, BaseAdministrator],
    /// Exchange the identity of a user of one's own app for a token of the person bound to it.
    TokenExchange => [ServiceAccount],
    /// Invite a person, or take away the second factor that she lost.
    AccountAdmit => [SystemAdministrator, SchoolRegistrar, BaseAdministrator],
    /// Set up a provider that vouches for an institution's people, or end one.
    IdentityProviderWrite => [SystemAdministrator, SchoolRegistrar, BaseAdministrator],
    /// Reset a person's password at the desk.
    PasswordReset => [SystemAdministrator, SchoolRegistrar, BaseAdministrator, DepartmentSecretary],
    /// Import, change or publish a curriculum.
    CurriculumWrite => [ProgrammeDirector],
    /// Import or retire a form of assessment.
    AssessmentFormWrite => [ProgrammeDirector],
    /// Record what one watched a trainee do.
    AssessmentRecord => [],
    /// Set up a committee that entrusts activities to trainees, or change who sits on it.
    CommitteeWrite => [ProgrammeDirector, BaseAdministrator],
    /// Propose, vote on, close or take back what such a committee entrusts.
    Entrust => [],
    /// Import a roster.
    RosterImport => [SchoolRegistrar],
    /// Enrol a person, name her supervisor or master.
    EnrolmentWrite => [SchoolRegistrar, ProgrammeDirector],
    /// Appoint a master, end an appointment, or say how many apprentices masters have at most.
    MentorWrite => [BaseAdministrator],
    /// Propose an apprenticeship of two other people, or say what becomes of it.
    PairingWrite => [SchoolRegistrar, ProgrammeDirector, BaseAdministrator, ConsortiumCoordinator],
    /// Propose an apprenticeship of one's own, consent to it, or say what becomes of it.
    PairingConsent => [],
    /// Propose a twinning for an institution, accept or decline one, or record what it is measured by.
    TwinningWrite => [SchoolRegistrar, BaseAdministrator],
    /// Set the public holidays of a year.
    CalendarWrite => [SystemAdministrator],
    /// Plan a teaching session for an institution, call it off, say that it was held, or keep its list.
    TeachingPlan => [SchoolRegistrar, ProgrammeDirector, BaseAdministrator, DepartmentSecretary, ConsortiumCoordinator],
    /// The same of a session that one leads oneself.
    TeachingLead => [],
    /// Confirm that a teaching session was held for an institution.
    TeachingConfirm => [SchoolRegistrar, ProgrammeDirector, BaseAdministrator, DepartmentSecretary, DepartmentHead],
    /// See the teaching sessions of an institution, and who attended.
    TeachingRead => [SystemAdministrator, SchoolRegistrar, ProgrammeDirector, BaseAdministrator, DepartmentSecretary,
        DepartmentHead, ConsortiumCoordinator, HealthAuditor],
    /// Rate a teaching session that one attended or led.
    TeachingRate => [],
    /// See what was answered about the teaching of an institution, or at it.
    TeachingRatingRead => [SchoolRegistrar, ProgrammeDirector, BaseAdministrator, ConsortiumCoordinator],
    /// Import a set of forms for rating teaching, or end one.
    RatingFormSetWrite => [SchoolRegistrar, ProgrammeDirector, BaseAdministrator],
    /// Place a trainee, or cancel a placement.
    PlacementWrite => [ProgrammeDirector, BaseAdministrator, DepartmentSecretary],
    /// Approve a placement that somebody else drafted.
    PlacementApprove => [ProgrammeDirector, BaseAdministrator],
    /// Exceed what a department or a supervisor can take, when somebody else asked for it.
    PlacementOverride => [ProgrammeDirector, BaseAdministrator],
    /// Change how many trainees a department takes.
    CapacityWrite => [BaseAdministrator, DepartmentSecretary],
    /// See how far the places of departments are taken, and how bases stand to the norms.
    CapacityRead => [SystemAdministrator, SchoolRegistrar, ProgrammeDirector, BaseAdministrator, DepartmentSecretary,
        DepartmentHead, ConsortiumCoordinator, HealthAuditor],
    /// Declare a figure that only a base can tell of itself.
    BaseFigureDeclare => [BaseAdministrator],
    /// Record what experts saw who visited a base on an institution's behalf, or take it back.
    BaseVisitRecord => [SchoolRegistrar, ProgrammeDirector, HealthAuditor],
    /// Import a set of norms for bases, or end one.
    BaseNormSetWrite => [SchoolRegistrar, HealthAuditor],
    /// Submit one's own evidence.
    EvidenceSubmit => [],
    /// Review somebody's evidence.
    EvidenceReview => [],
    /// Review evidence that arose in a department, at the department's step.
    ReviewAtDepartment => [DepartmentSecretary, DepartmentHead, BaseAdministrator],
    /// Sign the exit of a trainee from a department, at the department's step.
    ExitSign => [DepartmentHead, BaseAdministrator],
    /// Review evidence that arose at a base, at the base's step.
    ReviewAtBase => [BaseAdministrator],
    /// Review evidence of a school's trainee, at the school's step.
    ReviewAtSchool => [SchoolRegistrar, ProgrammeDirector],
    /// Print an exit form, or a training handbook; her own is hers to print.
    HandbookPrint => [SchoolRegistrar, ProgrammeDirector, BaseAdministrator, DepartmentSecretary, DepartmentHead],
    /// See the code that a department shows at its place.
    AttendanceCodeShow => [BaseAdministrator, DepartmentSecretary, ServiceAccount],
    /// Print weekly sheets of hours, and type for a trainee what stands on one.
    HoursTranscribe => [DepartmentSecretary, BaseAdministrator],
    /// Read the calendar of a department by an address; one's own is one's own to read.
    CalendarFeedRead => [BaseAdministrator, DepartmentSecretary, DepartmentHead],
    /// Propose a certificate.
    CertificatePropose => [ProgrammeDirector],
    /// Issue a certificate, or decline to.
    CertificateIssue => [SchoolRegistrar],
    /// State what somebody taught for an institution.
    TeachingStatementIssue => [SchoolRegistrar, BaseAdministrator],
    /// Have stated what one taught oneself.
    TeachingStatementAsk => [],
    /// Upload a file.
    UploadCreate => [SchoolRegistrar, ProgrammeDirector],
    /// Read the audit trail.
    AuditRead => [SystemAdministrator],
    /// Write out how far a cohort is.
    CohortExport => [SchoolRegistrar, ProgrammeDirector],
    /// Hold ledgers of credits against the rules.
    LedgerRecompute => [SystemAdministrator],
    /// See how the reviews of an institution's trainees are given.
    SignOffRead => [SchoolRegistrar, ProgrammeDirector],
    /// Import a set of duty-hour rules, or end one.
    DutyRuleSetWrite => [ProgrammeDirector],
    /// Import a set of leave rules, or end one.
    LeaveRuleSetWrite => [SchoolRegistrar, ProgrammeDirector],
    /// Ask for a leave of one's own.
    LeaveRequest => [],
    /// Decide about the leave of somebody whom one supervises.
    LeaveDecide => [],
    /// Decide about a leave at the step of a department.
    LeaveAtDepartment => [DepartmentSecretary, BaseAdministrator],
    /// Decide about a leave at the step of a base.
    LeaveAtBase => [BaseAdministrator],
    /// Decide about a leave at the step of the institution that sent the trainee, or of the school in its stead.
    LeaveAtSender => [SendingOfficer, BaseAdministrator, SchoolRegistrar],
    /// Decide about a leave at the step of the school.
    LeaveAtSchool => [SchoolRegistrar, ProgrammeDirector],
    /// See how often the rotas of an institution exceed duty-hour rules.
    DutyReportRead => [SchoolRegistrar, ProgrammeDirector, BaseAdministrator],
    /// Draw records of an institution's trainees.
    AuditSample => [SystemAdministrator, HealthAuditor],
    /// Announce or cancel an exit examination, and import its scores.
    ExaminationWrite => [SchoolRegistrar, HealthAuditor],
    /// Review a registration for an exit examination, at the step of the trainee's base.
    ExamReviewAtBase => [BaseAdministrator],
    /// Review a registration for an exit examination, at the organiser's step.
    ExamReviewAtOrganiser => [SchoolRegistrar, HealthAuditor],
}
