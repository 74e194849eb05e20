//! The rooms of Xinglin, stacked: a room calls only rooms below it, and only through their face (`mod.rs`).
//!
//! From the ground up: `identity`, `organisations`, `curricula` and `rule_sets`, `enrolment`, `evidence`; then side by side
//! `assessments`, `entrustment`, `rotations`; `timetables` and `pairings`; `teaching`; `dispatches`, `twinnings` and `ratings`; then `progress` and `oversight`; `examinations`; `credentials`;
//! `notifications` and `dossier`. Every room
//! has the same few files: `rules.rs` (pure functions), `store.rs` (queries), `service.rs` (acts, one transaction each).

pub mod assessments;
pub mod credentials;
pub mod curricula;
pub mod dispatches;
pub mod dossier;
pub mod enrolment;
pub mod entrustment;
pub mod evidence;
pub mod examinations;
pub mod identity;
pub mod notifications;
pub mod organisations;
pub mod oversight;
pub mod pairings;
pub mod progress;
pub mod ratings;
pub mod rotations;
pub mod rule_sets;
pub mod teaching;
pub mod timetables;
pub mod twinnings;
