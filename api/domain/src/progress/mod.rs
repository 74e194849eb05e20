//! How far somebody is, and why: reads only.
//!
//! Progress is put together from the ledger's running totals, the stays under way, and what awaits review; it is
//! decided on a given day by `rules`. Any number of enrolments takes the same few statements. Eligibility asks the
//! same question for a certificate: yes, or every unmet requirement with its reason.

mod cohorts;
mod reads;
pub mod rules;

pub use cohorts::{Cohort, CohortErrorCode, CohortFilter, CohortRow, LARGEST_REPORT, cohort, cohort_export};
pub use reads::{
    BaseKindShare, BaseShare, Counted, Detail, Eligibility, Explanation, NotCounted, Overall, Progress,
    RequirementProgress, Unmet, eligibility, explain, progress_of,
};
pub use rules::{Calendar, Condition, Pace, ProgressStatus, Standing, decide, hundredths};
