//! The tables, one file each, as rows and nothing more: no behaviour, no GraphQL, no serialisation.
//!
//! Which room may read which table is written down in `tests/floors.toml` and held by a test.

pub mod access_token;
pub mod account;
pub mod attempt;
pub mod audit_event;
pub mod audit_seal;
pub mod audit_sealed_event;
pub mod certificate;
pub mod consortium;
pub mod consortium_membership;
pub mod counter;
pub mod credit;
pub mod curriculum;
pub mod curriculum_version;
pub mod delegation;
pub mod department;
pub mod enrolment;
pub mod event;
pub mod evidence;
pub mod evidence_state;
pub mod exchange_binding;
pub mod idempotency_key;
pub mod institution;
pub mod interval_claim;
pub mod job;
pub mod one_time_code;
pub mod person;
pub mod person_number;
pub mod placement;
pub mod progress_total;
pub mod reach;
pub mod recovery_code;
pub mod relation;
pub mod requirement;
pub mod review;
pub mod role_grant;
pub mod second_factor;
pub mod service_account;
pub mod setting;
pub mod supervision;
pub mod training_base;
pub mod upload;
