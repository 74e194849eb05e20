//! Everything about one human, whichever room it lies in: taken out for her, erased at the end, or two records of her joined
//! into one.
//!
//! This room has no tables of its own. It asks every room for its part, in one transaction, and stands above them all,
//! because what is done to a whole record must not leave a room out.

mod erase;
mod export;
mod held;
mod retention;
mod sections;
mod service;

pub use erase::person_erase;
pub use export::{PersonalDataFormat, personal_data_export};
pub use retention::{Retired, forget_over_due, upload_forget};
pub use service::person_merge;
