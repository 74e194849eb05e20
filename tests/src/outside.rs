//! Running an outside program: never longer than a bound, and with everything it said kept for the test to read.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

/// Longer than any checker takes on a busy machine; a program that hangs fails its test instead of the run.
const BOUND: Duration = Duration::from_mins(1);

/// What a program left when it ended.
#[derive(Debug)]
pub struct Ended {
    /// The command as it was given, for messages.
    pub command: String,
    /// Its exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// Standard output, bytes.
    pub stdout: Vec<u8>,
    /// Standard error, as text.
    pub stderr: String,
}

impl Ended {
    /// Standard output as text, of a program that must have succeeded.
    #[must_use]
    pub fn text(self) -> String {
        let out = self.succeeded().stdout;
        String::from_utf8(out).expect("the program's output is UTF-8")
    }

    /// Panics, with what the program said, unless it ended with 0.
    #[must_use]
    pub fn succeeded(self) -> Self {
        assert!(
            self.code == Some(0),
            "`{}` ended with {:?}\n{}\n{}",
            self.command,
            self.code,
            String::from_utf8_lossy(&self.stdout),
            self.stderr
        );
        self
    }
}

/// Runs `program` with `arguments` and no standard input, and waits for its end, at most a minute; then it is killed
/// and the test fails.
pub async fn run<A: AsRef<OsStr>>(program: &Path, arguments: impl IntoIterator<Item = A>) -> Ended {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let shown = format!("{:?}", command.as_std());
    let child = command.spawn().unwrap_or_else(|error| panic!("{shown} does not start: {error}"));
    let output = timeout(BOUND, child.wait_with_output())
        .await
        .unwrap_or_else(|_| panic!("{shown} did not end within {BOUND:?}"))
        .unwrap_or_else(|error| panic!("{shown} could not be waited for: {error}"));
    Ended {
        command: shown,
        code: output.status.code(),
        stdout: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
