//! What the process counts of itself, in Prometheus' text format, on a listener of its own so that it is not public.
//!
//! Requests by class of status, the seconds that requests to the GraphQL address took, passwords hashed, and jobs by
//! status as the database has them at the moment of asking. The format is a few lines of text: no library is needed for it.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{App, Error, HttpResponse, HttpServer, web};
use platform::text::Message;
use platform::{Platform, jobs};
use tokio::task::JoinHandle;

use crate::command::fault;
use crate::routes::GRAPHQL;

/// Upper bounds of the histogram, in microseconds and as written.
const BOUNDS: [(u64, &str); 9] = [
    (1_000, "0.001"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (1_000_000, "1"),
    (5_000_000, "5"),
];

/// The counters.
#[derive(Debug, Default)]
pub struct Metrics {
    /// 1xx to 5xx.
    requests: [AtomicU64; 5],
    buckets: [AtomicU64; BOUNDS.len()],
    graphql_count: AtomicU64,
    graphql_microseconds: AtomicU64,
}

impl Metrics {
    fn count(&self, status: u16, graphql: Option<Duration>) {
        let class = usize::from(status / 100).saturating_sub(1);
        if let Some(requests) = self.requests.get(class) {
            requests.fetch_add(1, Ordering::Relaxed);
        }
        let Some(elapsed) = graphql else { return };
        let elapsed = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        self.graphql_count.fetch_add(1, Ordering::Relaxed);
        self.graphql_microseconds.fetch_add(elapsed, Ordering::Relaxed);
        for (bucket, (bound, _)) in self.buckets.iter().zip(BOUNDS) {
            if elapsed <= bound {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// The text, passwords hashed and `jobs` by status beside the counters.
    fn text<'a>(&self, hashes: u64, jobs: impl IntoIterator<Item = (&'a str, i64)>) -> String {
        let mut text = String::from("# TYPE xinglin_http_requests_total counter\n");
        for (requests, class) in self.requests.iter().zip(1..) {
            let requests = requests.load(Ordering::Relaxed);
            let _infallible =
                writeln!(text, "xinglin_http_requests_total{{status=\"{class}xx\"}} {requests}");
        }
        text.push_str("# TYPE xinglin_graphql_request_seconds histogram\n");
        let all = self.graphql_count.load(Ordering::Relaxed);
        for (bucket, (_, bound)) in self.buckets.iter().zip(BOUNDS) {
            let below = bucket.load(Ordering::Relaxed);
            let _infallible =
                writeln!(text, "xinglin_graphql_request_seconds_bucket{{le=\"{bound}\"}} {below}");
        }
        let sum = self.graphql_microseconds.load(Ordering::Relaxed);
        let (seconds, rest) = (sum / 1_000_000, sum % 1_000_000);
        let _infallible = writeln!(
            text,
            "xinglin_graphql_request_seconds_bucket{{le=\"+Inf\"}} {all}\n\
             xinglin_graphql_request_seconds_sum {seconds}.{rest:06}\n\
             xinglin_graphql_request_seconds_count {all}\n\
             # TYPE xinglin_password_hashes_total counter\n\
             xinglin_password_hashes_total {hashes}\n\
             # TYPE xinglin_jobs gauge"
        );
        for (status, count) in jobs {
            let status = status.to_ascii_lowercase();
            let _infallible = writeln!(text, "xinglin_jobs{{status=\"{status}\"}} {count}");
        }
        text
    }
}

/// The middleware that counts.
pub(crate) async fn observe<B: MessageBody>(
    metrics: Arc<Metrics>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let begun = (request.path() == GRAPHQL).then(Instant::now);
    let answer = next.call(request).await;
    let status = match &answer {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    metrics.count(status.as_u16(), begun.map(|begun| begun.elapsed()));
    answer
}

/// Serves `GET /metrics` on its own listener.
pub(crate) fn serve(
    listener: TcpListener,
    platform: Platform,
    metrics: Arc<Metrics>,
) -> Result<(ServerHandle, JoinHandle<std::io::Result<()>>), Message> {
    let server = HttpServer::new(move || {
        let (platform, metrics) = (platform.clone(), Arc::clone(&metrics));
        let answer = move || tell(platform.clone(), Arc::clone(&metrics));
        App::new().route("/metrics", web::get().to(answer))
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .map_err(|error| fault(&error))?
    .run();
    Ok((server.handle(), tokio::spawn(server)))
}

async fn tell(platform: Platform, metrics: Arc<Metrics>) -> HttpResponse {
    let counts = jobs::counts(platform.database.reader()).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "jobs could not be counted");
        std::collections::BTreeMap::new()
    });
    let jobs = counts.iter().map(|(status, count)| (status.as_str(), *count));
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(metrics.text(platform.heavy.begun(), jobs))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Metrics;

    #[test]
    fn counters_read_as_prometheus_reads_them() {
        let metrics = Metrics::default();
        metrics.count(200, Some(Duration::from_millis(7)));
        metrics.count(404, None);
        metrics.count(200, Some(Duration::from_secs(9)));
        let text = metrics.text(5, [("QUEUED", 3)]);
        for line in [
            "xinglin_http_requests_total{status=\"2xx\"} 2",
            "xinglin_http_requests_total{status=\"4xx\"} 1",
            "xinglin_graphql_request_seconds_bucket{le=\"0.005\"} 0",
            "xinglin_graphql_request_seconds_bucket{le=\"0.01\"} 1",
            "xinglin_graphql_request_seconds_bucket{le=\"5\"} 1",
            "xinglin_graphql_request_seconds_bucket{le=\"+Inf\"} 2",
            "xinglin_graphql_request_seconds_sum 9.007000",
            "xinglin_graphql_request_seconds_count 2",
            "xinglin_password_hashes_total 5",
            "xinglin_jobs{status=\"queued\"} 3",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }
}
