//! How far somebody is, and why: reads only.
//!
//! Progress is put together from the ledger's running totals, the stays under way, and what awaits review; it is
//! decided on a given day by `rules`. Any number of enrolments takes the same few statements. Eligibility asks the
//! same question for a certificate or for the exit examination: yes, yes under conditions, or every unmet requirement with its
//! reason.

mod cohorts;
mod eligibility;
mod explaining;
mod reads;
pub mod rules;

pub use cohorts::{Cohort, CohortErrorCode, CohortFilter, CohortRow, LARGEST_REPORT, cohort, cohort_export};
pub use eligibility::{Eligibility, EligibilityOutcome, EligibilityPurpose, Unmet, eligibility};
pub use explaining::{Counted, Explanation, NotCounted, explain};
pub use reads::{BaseKindShare, BaseShare, Detail, Overall, Progress, RequirementProgress, progress_of};
pub use rules::{
    Calendar, Condition, Forecast, ForecastRule, Pace, ProgressStatus, Standing, decide, hundredths,
};
