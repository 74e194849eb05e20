//! Who is asking, and what follows from it.
//!
//! People, their roles and tokens, and the one dated table of relations (who supervises, learns or works where) from
//! which the policy is derived. How anything is read is a `Scope`; how anything is written is a `Permit`, which only
//! the policy can make. Both come from the same two facts, grants and relations, so that a list and the check of a
//! single object cannot disagree.

mod accounts;
mod invitations;
mod means;
mod passwords;
mod policy;
pub mod rules;
mod second_factors;
mod service;
mod sessions;
mod store;
mod throttle;
mod tokens;
mod trail;

pub use accounts::{AccountErrorCode, password_change};
pub use invitations::{
    CODE_JOB, CodeChannel, CodeMade, CodePurpose, CodeToSend, RESET_JOB, code_to_send, invitation_create,
    password_reset_at_desk, password_reset_begin, password_reset_request, redeem,
};
pub use means::{Means, TokenKind, TokenScope};
pub use policy::{Act, Grant, Permit, Scope, SystemReason, Viewer, accepted_roles};
pub use rules::{RelationKind, Role};
pub use second_factors::{
    SecretShown, has_second_factor, second_factor_begin, second_factor_confirm, second_factor_remove,
};
pub use service::{
    IdentityErrorCode, NewPerson, NewRoleGrant, administrator_create, people_add, person_add, person_create,
    person_numbers_add, role_grant, viewer_by_token,
};
pub use sessions::{
    Caller, Opened, SignIn, session_create, session_end, session_end_all, session_revoke, sessions_of_viewer,
};
pub use store::tokens::AccessToken;
pub use store::{
    NewRelation, Person, PersonNumber, end_relations, find_people, grants_of, insert_relations, is_related,
    is_teaching_at, learners_at, lock_person, people_by_number, people_by_phone, people_count,
    people_count_among, people_ordering, people_page, people_page_among, person, person_numbers,
    relations_between,
};
pub use tokens::{NewToken, token_create, token_revoke, tokens_of_viewer};
pub use trail::{Opening, audit_count, audit_page, opened, opening, openings_count, openings_page};
