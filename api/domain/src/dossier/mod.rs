//! Everything about one human, whichever room it lies in: two records of her are joined into one here.
//!
//! This room has no tables of its own. It asks every room for its part, in one transaction, and stands above them all,
//! because what is done to a whole record must not leave a room out.

mod service;

pub use service::person_merge;
