//! What an auditor may ask for.

use chrono::{DateTime, Utc};
use platform::text::Message;
use uuid::Uuid;

/// Most records drawn at once.
pub const LARGEST_SAMPLE: usize = 500;
/// Longest seed, in characters.
const LONGEST_SEED: usize = 200;

/// Which records to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleRequest {
    /// The institution whose trainees' records are drawn.
    pub institution_id: Uuid,
    /// Text that the auditor chose, after the records were made.
    pub seed: String,
    /// How many records; all where there are fewer.
    pub count: usize,
    /// Records made at this instant or later.
    pub since: DateTime<Utc>,
    /// Records made before this instant.
    pub until: DateTime<Utc>,
}

/// What is wrong with a request; the first thing, because it concerns the request as a whole.
#[must_use]
pub fn problem(request: &SampleRequest) -> Option<Message> {
    let length = request.seed.chars().count();
    if request.seed.trim().is_empty() || length > LONGEST_SEED {
        return Some(Message::new("oversight-seed").with("limit", LONGEST_SEED));
    }
    if !(1..=LARGEST_SAMPLE).contains(&request.count) {
        let told = Message::new("oversight-sample-size").with("limit", LARGEST_SAMPLE);
        return Some(told.with("count", request.count));
    }
    (request.until <= request.since).then(|| {
        let told = Message::new("oversight-period").with("since", request.since.to_rfc3339());
        told.with("until", request.until.to_rfc3339())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_a_seed_a_size_and_a_period() {
        let at = |day: &str| format!("2026-03-{day}T00:00:00Z").parse().unwrap();
        let good = SampleRequest {
            institution_id: Uuid::nil(),
            seed: "dice 4 6 1".to_owned(),
            count: 500,
            since: at("01"),
            until: at("02"),
        };
        let key = |request: SampleRequest| problem(&request).map(|told| told.key().to_owned());
        assert_eq!(key(good.clone()), None);
        for seed in [" ".to_owned(), String::new(), "x".repeat(201)] {
            assert_eq!(key(SampleRequest { seed, ..good.clone() }).as_deref(), Some("oversight-seed"));
        }
        for count in [0, 501] {
            assert_eq!(
                key(SampleRequest { count, ..good.clone() }).as_deref(),
                Some("oversight-sample-size")
            );
        }
        assert_eq!(key(SampleRequest { until: at("01"), ..good }).as_deref(), Some("oversight-period"));
    }
}
