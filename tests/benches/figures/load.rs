//! Clients that cost next to nothing: each a thread with one connection that is kept, and requests written beforehand.
//!
//! They share the machine with the server, so what a client does is time the server lacks; a full HTTP client would
//! flatter the slower side.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request as it goes over the line.
#[derive(Clone, Debug)]
pub(crate) struct Request(Vec<u8>);

impl Request {
    /// A POST of JSON to a path, with a token if there is one.
    pub(crate) fn post(path: &str, token: Option<&str>, body: &Value) -> Self {
        let body = body.to_string();
        let authorization =
            token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Accept: application/graphql-response+json\r\n{authorization}Content-Length: {}\r\n\r\n",
            body.len()
        );
        Self([head.into_bytes(), body.into_bytes()].concat())
    }

    /// A document for `/graphql`.
    pub(crate) fn graphql(token: Option<&str>, document: &str, variables: Value) -> Self {
        Self::post("/graphql", token, &json!({ "query": document, "variables": variables }))
    }
}

/// An answer: status and body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as text, for messages.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One connection.
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    /// Connects.
    pub(crate) fn connect(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::with_capacity(1 << 16, stream)))
    }

    /// Sends a request and reads the answer.
    pub(crate) fn send(&mut self, request: &Request) -> std::io::Result<Answer> {
        self.0.get_mut().write_all(&request.0)?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.ok_or_else(|| std::io::Error::other(format!("no status in {line:?}")))?;
        let mut length = None;
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().ok();
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length.ok_or_else(|| std::io::Error::other("an answer without its length"))?];
        self.0.read_exact(&mut body)?;
        Ok(Answer { status, body })
    }
}

/// Sends each client's requests, one after the other, all clients at once, and says how long it took. Every answer must
/// be a 200 that `is_good`.
pub(crate) fn at_once(
    address: SocketAddr,
    clients: &[Vec<&Request>],
    is_good: fn(&Answer) -> bool,
) -> Duration {
    let connected: Vec<Client> =
        clients.iter().map(|_| Client::connect(address).expect("the server takes a connection")).collect();
    let barrier = Barrier::new(clients.len() + 1);
    thread::scope(|scope| {
        let working: Vec<_> = connected
            .into_iter()
            .zip(clients)
            .map(|(mut client, requests)| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    for request in requests {
                        let answer = client.send(request).expect("the server answers");
                        assert!(
                            answer.status == 200 && is_good(&answer),
                            "{}: {}",
                            answer.status,
                            answer.text()
                        );
                    }
                })
            })
            .collect();
        barrier.wait();
        let begun = Instant::now();
        for worker in working {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
        begun.elapsed()
    })
}

/// Two ways of doing the same, in rounds that alternate.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    done: usize,
    measured: Duration,
    reference: Duration,
}

impl Comparison {
    /// Adds a round in which each side did `done`.
    pub(crate) fn add(&mut self, done: usize, measured: Duration, reference: Duration) {
        self.done += done;
        self.measured += measured;
        self.reference += reference;
    }

    /// Done per second, measured and reference.
    pub(crate) fn rates(&self) -> (f64, f64) {
        let rate = |spent: Duration| self.done as f64 / spent.as_secs_f64();
        (rate(self.measured), rate(self.reference))
    }

    /// The measured rate as a share of the reference's.
    pub(crate) fn ratio(&self) -> f64 {
        let (measured, reference) = self.rates();
        measured / reference
    }
}
