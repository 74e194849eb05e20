//! How long what is over is kept.

use clap::Args;

/// Periods after which something is forgotten.
#[derive(Args, Clone, Debug)]
pub struct Retention {
    /// Days that a file which somebody sent is kept, such as a roster.
    #[arg(long = "retention-upload-days", env = "RETENTION_UPLOAD_DAYS", default_value_t = 30, global = true,
          value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub upload_days: u32,

    /// Days that sessions, tokens, codes and bindings are kept after they ended.
    #[arg(long = "retention-access-days", env = "RETENTION_ACCESS_DAYS", default_value_t = 180, global = true,
          value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub access_days: u32,

    /// Days that jobs are kept after they ended, and the keys by which a repeated write is known.
    #[arg(long = "retention-job-days", env = "RETENTION_JOB_DAYS", default_value_t = 90, global = true,
          value_parser = clap::value_parser!(u32).range(7..=36_500))]
    pub job_days: u32,

    /// Years after leaving every institution at which a person is erased; never when not set.
    #[arg(long = "retention-people-years", env = "RETENTION_PEOPLE_YEARS", global = true,
          value_parser = clap::value_parser!(u32).range(1..=200))]
    pub people_years: Option<u32>,
}

impl Retention {
    /// The settings in effect, as names and values.
    pub(super) fn describe(&self) -> [(&'static str, String); 4] {
        let years = self.people_years.map_or("(never)".to_owned(), |years| years.to_string());
        [
            ("retention_upload_days", self.upload_days.to_string()),
            ("retention_access_days", self.access_days.to_string()),
            ("retention_job_days", self.job_days.to_string()),
            ("retention_people_years", years),
        ]
    }
}
