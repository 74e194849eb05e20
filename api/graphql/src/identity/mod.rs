//! People, roles and tokens in the graph, and the trail of what was done.
//!
//! A person's record is shown to whoever the policy lets see her; to everybody else it is not there.

mod audit;
mod contacts;
pub mod cookies;
mod doubles;
mod exchange;
mod identity_numbers;
mod invitations;
mod leaving;
mod mutations;
mod numbers;
mod objects;
mod queries;
mod second_factors;
mod service_accounts;
mod sessions;
mod sign_on;
mod tokens;

pub use audit::{AuditChange, AuditEvent, AuditEventFilter, RecordOpening};
pub use contacts::{
    ContactChangeConfirmInput, ContactChangeConfirmPayload, ContactChangeRequestInput,
    ContactChangeRequestPayload, ContactInput, ContactMutation,
};
pub use doubles::{
    DoubleMutation, DoubleQuery, PossibleDouble, PossibleDoubleDismissInput, PossibleDoubleDismissPayload,
};
pub use exchange::{
    ExchangeBinding, ExchangeBindingBeginPayload, ExchangeBindingClaimInput, ExchangeBindingClaimPayload,
    ExchangeBindingConfirmInput, ExchangeBindingConfirmPayload, ExchangeBindingRemoveInput,
    ExchangeBindingRemovePayload, ExchangeMutation, ServiceAccountKey, TokenExchangeInput,
    TokenExchangePayload,
};
pub use identity_numbers::{
    IdentityNumberInput, IdentityNumberMutation, IdentityNumberOf, IdentityNumberRecordInput,
    IdentityNumberRecordPayload, IdentityNumberRevealInput, IdentityNumberRevealPayload,
};
pub use invitations::{
    CodePayload, InvitationCreateInput, InvitationMutation, InvitationRedeemInput, PasswordResetAtDeskInput,
    PasswordResetRedeemInput, PasswordResetRequestInput, PasswordResetRequestPayload,
};
pub use leaving::{LeavingMutation, PersonLeaveInput, PersonLeavePayload};
pub use mutations::{
    DelegationCreateInput, DelegationCreatePayload, DelegationEndInput, DelegationEndPayload,
    IdentityMutation, PersonCreateInput, PersonCreatePayload, RoleEndInput, RoleEndPayload, RoleGrantInput,
    RoleGrantPayload,
};
pub use numbers::{NumbersOf, PersonNumber};
pub use objects::{Delegation, NameKey, Person, PersonKey, RoleHeld, RolesOf, Viewer};
pub use queries::IdentityQuery;
pub use second_factors::{
    SecondFactorBeginInput, SecondFactorBeginPayload, SecondFactorConfirmInput, SecondFactorConfirmPayload,
    SecondFactorMutation, SecondFactorRemoveInput, SecondFactorRemovePayload, SecondFactorResetInput,
};
pub use service_accounts::{
    ServiceAccount, ServiceAccountCreateInput, ServiceAccountCreatePayload, ServiceAccountEndInput,
    ServiceAccountEndPayload, ServiceAccountMutation, ServiceAccountQuery, TokensOf,
};
pub use sessions::{
    PasswordChangeInput, Session, SessionCreateInput, SessionCreatePayload, SessionEndPayload,
    SessionMutation, SessionRevokeInput, SessionsEndedPayload,
};
pub use sign_on::{
    IdentityProvider, IdentityProviderCreateInput, IdentityProviderCreatePayload, IdentityProviderEndInput,
    IdentityProviderEndPayload, LinkedIdentity, LinkedIdentityBeginInput, LinkedIdentityBeginPayload,
    LinkedIdentityRemoveInput, LinkedIdentityRemovePayload, SignOnMutation, SignOnQuery,
};
pub use tokens::{
    AccessToken, TokenCreateInput, TokenCreatePayload, TokenMutation, TokenRevokeInput, TokenRevokePayload,
};

use domain::identity::Act;

use crate::requirements::Requirement;

const MAKES_TOKENS: &str = "being the person herself, SCHOOL_REGISTRAR or BASE_ADMINISTRATOR at the institution of a service account";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("viewer", Requirement::SignedIn),
    ("people", Requirement::SignedIn),
    ("auditEvents", Requirement::Act(Act::AuditRead)),
    ("personCreate", Requirement::Act(Act::PersonCreate)),
    ("possibleDoubles", Requirement::Act(Act::PersonMerge)),
    ("personLeave", Requirement::Act(Act::PersonLeave)),
    ("possibleDoubleDismiss", Requirement::Act(Act::PersonMerge)),
    ("identityNumberRecord", Requirement::Act(Act::PersonCreate)),
    ("identityNumberReveal", Requirement::Act(Act::IdentityReveal)),
    ("roleGrant", Requirement::Act(Act::RoleGrant)),
    ("roleEnd", Requirement::Act(Act::RoleGrant)),
    ("delegationCreate", Requirement::SignedIn),
    ("delegationEnd", Requirement::SignedIn),
    ("sessionCreate", Requirement::Nothing),
    ("sessionEnd", Requirement::SignedIn),
    ("sessionEndAll", Requirement::SignedIn),
    ("sessionRevoke", Requirement::SignedIn),
    ("passwordChange", Requirement::SignedIn),
    ("contactChangeRequest", Requirement::SignedIn),
    ("contactChangeConfirm", Requirement::SignedIn),
    ("secondFactorBegin", Requirement::SignedIn),
    ("secondFactorConfirm", Requirement::SignedIn),
    ("secondFactorRemove", Requirement::SignedIn),
    ("secondFactorShow", Requirement::SignedIn),
    ("secondFactorReset", Requirement::Act(Act::AccountAdmit)),
    ("invitationCreate", Requirement::Act(Act::AccountAdmit)),
    ("invitationRedeem", Requirement::Nothing),
    ("passwordResetRequest", Requirement::Nothing),
    ("passwordResetRedeem", Requirement::Nothing),
    ("signInProviders", Requirement::Nothing),
    ("identityProviderCreate", Requirement::Act(Act::IdentityProviderWrite)),
    ("identityProviderEnd", Requirement::Act(Act::IdentityProviderWrite)),
    ("linkedIdentityBegin", Requirement::SignedIn),
    ("linkedIdentityRemove", Requirement::SignedIn),
    ("passwordResetAtDesk", Requirement::Act(Act::PasswordReset)),
    ("serviceAccounts", Requirement::Act(Act::ServiceAccountWrite)),
    ("serviceAccountCreate", Requirement::Act(Act::ServiceAccountWrite)),
    ("serviceAccountEnd", Requirement::Act(Act::ServiceAccountWrite)),
    ("exchangeBindingBegin", Requirement::SignedIn),
    ("exchangeBindingClaim", Requirement::Act(Act::TokenExchange)),
    ("exchangeBindingConfirm", Requirement::SignedIn),
    ("exchangeBindingRemove", Requirement::SignedIn),
    ("tokenExchange", Requirement::Act(Act::TokenExchange)),
    ("tokenCreate", Requirement::Relation(Act::TokenCreate, MAKES_TOKENS)),
    ("tokenRevoke", Requirement::Relation(Act::TokenCreate, MAKES_TOKENS)),
];
