//! Who is asking, and what follows from it.
//!
//! People, their roles and tokens, and the one dated table of relations (who supervises, learns or works where) from
//! which the policy is derived. How anything is read is a `Scope`; how anything is written is a `Permit`, which only
//! the policy can make. Both come from the same two facts, grants and relations, so that a list and the check of a
//! single object cannot disagree.

mod accounts;
mod contacts;
mod doubles;
mod erasing;
mod exchange;
mod identity_numbers;
mod identity_providers;
mod invitations;
mod leaving;
mod means;
mod merging;
mod owners;
mod passwords;
mod policy;
mod reading;
pub mod rules;
mod second_factors;
mod service;
mod service_accounts;
mod sessions;
mod sign_on;
mod store;
mod throttle;
mod tokens;
mod trail;

pub use accounts::{AccountErrorCode, password_change};
pub use contacts::{NewContact, contact_change_confirm, contact_change_request};
pub use doubles::{
    DoubleGround, DoubleStatus, possible_double_dismiss, possible_doubles_count, possible_doubles_page,
};
pub use erasing::{
    ErasePermit, ErasureGround, erase, erase_remember, left_before, may_erase, may_erase_in_time,
};
pub use exchange::{
    Claim, Exchange, ExchangeErrorCode, exchange_binding_begin, exchange_binding_claim,
    exchange_binding_confirm, exchange_binding_remove, exchange_bindings_of_viewer, token_exchange,
};
pub use identity_numbers::{
    blind_index, identity_number_put, identity_number_record, identity_number_reveal,
};
pub use identity_providers::{
    NewIdentityProvider, identity_provider_create, identity_provider_end, linked_identities_of_viewer,
    linked_identity_remove, sign_in_providers,
};
pub use invitations::{
    CODE_JOB, CodeChannel, CodeMade, CodePurpose, CodeToSend, RESET_JOB, code_to_send, invitation_create,
    password_reset_at_desk, password_reset_begin, password_reset_request, redeem,
};
pub use leaving::{PersonLeave, person_leave};
pub use means::{Means, TokenKind, TokenScope};
pub use merging::{MergePermit, hand_over, may_merge, merge_remember};
pub use owners::Owners;
pub use policy::{
    Act, Grant, Permit, Place, Scope, SystemReason, Viewer, accepted_roles, is_in_force, second_hand,
};
pub use rules::identity_numbers::{IdentityDocument, IdentityNumber};
pub use rules::{PlaceKind, RelationKind, Role};
pub use second_factors::{
    FACTOR_JOB, SecretShown, has_second_factor, second_factor_begin, second_factor_confirm,
    second_factor_remove, second_factor_reset, second_factor_show,
};
pub use service::{
    IdentityErrorCode, NewDelegation, NewPerson, NewRoleGrant, administrator_create, delegation_create,
    delegation_end, people_add, person_add, person_create, person_numbers_add, role_end, role_grant,
    viewer_by_token, viewer_in_absence,
};
pub use service_accounts::{
    NewServiceAccount, service_account_create, service_account_end, service_accounts_count,
    service_accounts_page,
};
pub use sessions::{
    Caller, Opened, SignIn, session_create, session_end, session_end_all, session_revoke, sessions_of_viewer,
};
pub use sign_on::{
    SIGN_ON_LASTS, SignOnBegun, SignOnReturn, SignedOn, linked_identity_begin, sign_on_begin,
    sign_on_callback, sign_on_finish, sign_on_start,
};
pub use store::bonds::{PersonMerge, merges_of, records_of};
pub use store::doubles::{PossibleDouble, doubles_ordering};
pub use store::erasures::{Erasure, closed_among, erasures_of, is_closed};
pub use store::exchange_bindings::ExchangeBinding;
pub use store::forgetting::forget_ended;
pub use store::holdings::{CodeHeld, Holdings, LinkHeld, RelationHeld, holdings};
pub use store::identity_numbers::{MaskedNumber, identity_numbers_of, people_by_identity};
pub use store::service_accounts::{ServiceAccount, find_service_accounts, service_accounts_ordering};
pub use store::sign_on::{IdentityProvider, LinkedIdentity};
pub use store::tokens::{AccessToken, tokens_of_accounts};
pub use store::{
    Delegation, Learning, NewRelation, Person, PersonNumber, Reach, RoleHeld, Supervising, delegations_of,
    end_reach, end_relations, find_people, holders_at, insert_reach, insert_relations, is_teaching_at,
    last_learned_at, learners_at, learning_among, learning_on, learning_with, lock_people, lock_person,
    move_reach, people_by_name, people_by_number, people_by_phone, people_count, people_count_among,
    people_ordering, people_page, people_page_among, person, person_numbers, reach_above, reach_beneath,
    reaches_above, relations_between, roles_of, supervising, supervisor_on, supervisors_on, taught_on,
};
pub use throttle::Gate;
pub use tokens::{NewToken, token_create, token_revoke, tokens_of_viewer};
pub use trail::{Opening, audit_count, audit_page, opened, opening, openings_count, openings_page, remember};
