//! By what somebody is let in, and what that may do.
//!
//! A person acts through a token or a session. It never gives her more than her roles and relations do; its scopes can
//! only take away: without `READ_INSTITUTION` she reads her own record and nobody else's, and every act asks for the one
//! scope that it belongs to.

use chrono::{DateTime, Duration, Utc};
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::{Argument, Message};
use uuid::Uuid;

use super::policy::Act;

platform::codes! {
    /// What opens the door.
    pub enum TokenKind {
        /// A sign-in with a password or through a provider, kept by a browser in a cookie.
        Session = "SESSION",
        /// A bearer token for a program.
        Api = "API",
        /// A short bearer token that a school's own app was given in exchange for its user's identity there.
        Exchange = "EXCHANGE",
    }
}

platform::codes! {
    /// What a token may be used for, within what its person may do.
    pub enum TokenScope {
        /// Read one's own record.
        ReadOwn = "READ_OWN",
        /// Read the records of others, as far as roles and relations reach, and one's own.
        ReadInstitution = "READ_INSTITUTION",
        /// Submit one's own evidence.
        Submit = "SUBMIT",
        /// Review evidence.
        Review = "REVIEW",
        /// Propose, issue and decline certificates.
        Issue = "ISSUE",
        /// Everything else that changes something: people, roles, tokens, places, curricula, enrolments, placements.
        Administer = "ADMINISTER",
        /// Take out data about many people at once.
        Export = "EXPORT",
        /// Exchange the identity of users of one's own app for short tokens of theirs; serves service accounts alone.
        Exchange = "EXCHANGE",
    }
}

impl TokenScope {
    /// As the database keeps a list of them.
    #[must_use]
    pub(super) fn written(scopes: &[Self]) -> String {
        let codes: Vec<&str> =
            Self::ALL.iter().filter(|scope| scopes.contains(scope)).map(|s| s.code()).collect();
        codes.join(" ")
    }

    /// A list of them, as the database keeps it.
    ///
    /// # Errors
    /// Internal, for a word that is no scope.
    pub(super) fn read(written: &str) -> Result<Vec<Self>, Error> {
        written.split_whitespace().map(Self::stored).collect()
    }
}

/// The token or session in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Means {
    /// What it is.
    pub kind: TokenKind,
    /// Its key.
    pub id: Uuid,
    /// What it may be used for.
    pub scopes: Vec<TokenScope>,
    /// Whether a second factor was shown when it was made.
    pub second_factor: bool,
    /// When it ends, however much it is used; never, when absent.
    pub expires_at: Option<DateTime<Utc>>,
}

impl Means {
    /// One that may be used for everything.
    #[must_use]
    pub fn every(kind: TokenKind, id: Uuid) -> Self {
        Self { kind, id, scopes: TokenScope::ALL.to_vec(), second_factor: false, expires_at: None }
    }

    /// Whether it may be used for this.
    #[must_use]
    pub fn allows(&self, scope: TokenScope) -> bool {
        self.scopes.contains(&scope)
    }

    /// When what is made with it ends at the latest: with itself. A session shows that its person is there herself, and what
    /// she makes in it lasts longer.
    #[must_use]
    pub fn outlived(&self) -> Option<DateTime<Utc>> {
        self.expires_at.filter(|_| self.kind != TokenKind::Session)
    }

    /// What reads in its person's name while she is not there, and does nothing else.
    #[must_use]
    pub fn reading(id: Uuid) -> Self {
        let scopes = vec![TokenScope::ReadOwn, TokenScope::ReadInstitution];
        Self { scopes, ..Self::every(TokenKind::Api, id) }
    }

    /// Refuses unless it may be used for this.
    ///
    /// # Errors
    /// `Forbidden`, naming the scope that is missing.
    pub(super) fn require(&self, scope: TokenScope) -> Result<(), Error> {
        if self.allows(scope) {
            return Ok(());
        }
        Err(Error::Forbidden(Message::new("identity-scope-missing").with("scope", scope.label())))
    }
}

impl Means {
    /// Refuses unless its person may at least read her own record by it.
    ///
    /// # Errors
    /// `Forbidden`, naming the scope that is missing.
    pub fn require_reading(&self) -> Result<(), Error> {
        if self.allows(TokenScope::ReadInstitution) { Ok(()) } else { self.require(TokenScope::ReadOwn) }
    }
}

impl Act {
    /// The scope without which a token does not serve for the act.
    #[must_use]
    pub fn scope(self) -> TokenScope {
        match self {
            Self::EvidenceSubmit
            | Self::LeaveRequest
            | Self::PairingConsent
            | Self::TeachingLead
            | Self::TeachingRate
            | Self::TeachingStatementAsk
            | Self::ReportingSubmit
            | Self::HoursTranscribe => TokenScope::Submit,
            Self::EvidenceReview
            | Self::ReviewAtDepartment
            | Self::ExitSign
            | Self::ReviewAtBase
            | Self::ReviewAtSchool
            | Self::ExamReviewAtBase
            | Self::ExamReviewAtOrganiser
            | Self::AssessmentRecord
            | Self::LeaveDecide
            | Self::LeaveAtDepartment
            | Self::LeaveAtBase
            | Self::LeaveAtSender
            | Self::LeaveAtSchool
            | Self::AgreementDeliver
            | Self::TeachingConfirm
            | Self::Entrust => TokenScope::Review,
            Self::QualificationRead
            | Self::AgreementRead
            | Self::TeachingRead
            | Self::TeachingRatingRead
            | Self::ConsortiumOverviewRead
            | Self::ReportingRead
            | Self::SignOffRead
            | Self::CapacityRead
            | Self::DutyReportRead
            | Self::AttendanceCodeShow
            | Self::CalendarFeedRead => TokenScope::ReadInstitution,
            Self::CertificatePropose | Self::CertificateIssue | Self::TeachingStatementIssue => {
                TokenScope::Issue
            }
            Self::TokenExchange => TokenScope::Exchange,
            Self::PersonalDataExport | Self::AuditSample | Self::CohortExport | Self::HandbookPrint => {
                TokenScope::Export
            }
            Self::OrganisationCreate
            | Self::BaseWrite
            | Self::QualificationWrite
            | Self::AgreementWrite
            | Self::ReportingManage
            | Self::PersonCreate
            | Self::IdentityReveal
            | Self::PersonMerge
            | Self::PersonLeave
            | Self::PersonErase
            | Self::RoleGrant
            | Self::TokenCreate
            | Self::Delegate
            | Self::AccountOwn
            | Self::ServiceAccountWrite
            | Self::AccountAdmit
            | Self::IdentityProviderWrite
            | Self::PasswordReset
            | Self::CurriculumWrite
            | Self::AssessmentFormWrite
            | Self::DutyRuleSetWrite
            | Self::LeaveRuleSetWrite
            | Self::BaseNormSetWrite
            | Self::RatingFormSetWrite
            | Self::BaseFigureDeclare
            | Self::BaseVisitRecord
            | Self::CommitteeWrite
            | Self::RosterImport
            | Self::EnrolmentWrite
            | Self::PlacementWrite
            | Self::MentorWrite
            | Self::PairingWrite
            | Self::TeachingPlan
            | Self::CalendarWrite
            | Self::TwinningWrite
            | Self::PlacementApprove
            | Self::PlacementOverride
            | Self::CapacityWrite
            | Self::UploadCreate
            | Self::LedgerRecompute
            | Self::ExaminationWrite
            | Self::AuditRead => TokenScope::Administer,
        }
    }
}

/// When something lets in, and until when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    /// When it was made.
    pub(super) created_at: DateTime<Utc>,
    /// When it ends, however much it is used.
    pub(super) expires_at: Option<DateTime<Utc>>,
    /// How long it lasts without use.
    pub(super) idle: Option<Duration>,
    /// When it was last used, at most a minute late.
    pub(super) last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub(super) revoked_at: Option<DateTime<Utc>>,
}

impl Term {
    /// Whether it lets in at `now`.
    pub(super) fn is_live(&self, now: DateTime<Utc>) -> bool {
        let last = self.last_used_at.unwrap_or(self.created_at);
        self.revoked_at.is_none()
            && self.expires_at.is_none_or(|end| now < end)
            && self.idle.is_none_or(|idle| now < last + idle)
    }

    /// Whether its last use is to be written down again: at most once a minute, so that reading stays reading.
    pub(super) fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|last| last + Duration::minutes(1) <= now)
    }
}

/// Scopes as a sentence names them.
pub(super) fn named(scopes: &[TokenScope]) -> Argument {
    Argument::list(scopes.iter().map(|scope| scope.label()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_read_back_as_they_were_written() {
        let scopes = vec![TokenScope::ReadOwn, TokenScope::Review];
        assert_eq!(TokenScope::written(&scopes), "READ_OWN REVIEW");
        assert_eq!(TokenScope::read("READ_OWN REVIEW").unwrap(), scopes);
        assert!(TokenScope::read("READ_OWN EVERYTHING").is_err());
    }

    #[test]
    fn it_ends_by_the_clock_and_without_use() {
        let at = |minutes: i64| DateTime::UNIX_EPOCH + Duration::minutes(minutes);
        let term = Term {
            created_at: at(0),
            expires_at: Some(at(100)),
            idle: Some(Duration::minutes(30)),
            last_used_at: None,
            revoked_at: None,
        };
        assert!(term.is_live(at(29)));
        assert!(!term.is_live(at(30)));
        let used = Term { last_used_at: Some(at(80)), ..term };
        assert!(used.is_live(at(99)));
        assert!(!used.is_live(at(100)));
        assert!(!Term { revoked_at: Some(at(81)), ..used }.is_live(at(82)));
        assert!(!used.is_due(DateTime::UNIX_EPOCH + Duration::seconds(80 * 60 + 59)));
        assert!(used.is_due(at(81)));
    }
}
