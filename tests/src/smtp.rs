//! A real mail server for stories about mail, written by others: aiosmtpd, run by Python.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::checkers::{Checker, outside};

/// How the server answers the end of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// 250: it takes every mail.
    Accept,
    /// 451 for the first so many messages (try again later), then 250.
    LaterFor(u32),
    /// 550: it refuses every mail for ever.
    Refuse,
}

/// A mail server on a free port of 127.0.0.1. Ends when dropped, or with this process.
pub struct SmtpServer {
    port: u16,
    mails: TempDir,
    child: Child,
}

impl SmtpServer {
    /// Starts one without encryption. The story declares that it needs [`Checker::Smtp`].
    #[must_use]
    pub fn start(mode: Mode) -> Self {
        Self::launch(mode, None)
    }

    /// Starts one that requires STARTTLS, with a PEM certificate chain and key.
    #[must_use]
    pub fn start_with_tls(mode: Mode, certificate: PathBuf, key: PathBuf) -> Self {
        Self::launch(mode, Some((certificate, key)))
    }

    fn launch(mode: Mode, tls: Option<(PathBuf, PathBuf)>) -> Self {
        let mails = tempfile::Builder::new().prefix("xinglin-mails-").tempdir().expect("a folder for mails");
        let mut command = Command::new(Checker::Smtp.program());
        command.arg(outside("smtp_server.py")).arg(mails.path());
        match mode {
            Mode::Accept => {}
            Mode::LaterFor(times) => {
                command.args(["--answer", "451", "--times", &times.to_string()]);
            }
            Mode::Refuse => {
                command.args(["--answer", "550"]);
            }
        }
        if let Some((certificate, key)) = tls {
            command.arg("--certificate").arg(certificate).arg("--key").arg(key);
        }
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the mail server starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output is ours");
        BufReader::new(stdout).read_line(&mut line).expect("the mail server prints its port");
        let port =
            line.trim().parse().unwrap_or_else(|_| panic!("the mail server printed {line:?}, no port"));
        Self { port, mails, child }
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The mails it took, in the order they came, whole, after two lines `X-MailFrom` and `X-RcptTo`.
    #[must_use]
    pub fn mails(&self) -> Vec<String> {
        let folder = fs::read_dir(self.mails.path().join("new")).expect("the folder of mails");
        let mut files: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        files.into_iter().map(|file| fs::read_to_string(file).expect("a mail is text")).collect()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        if let Err(error) = self.child.wait() {
            eprintln!("the mail server may still run: {error}");
        }
    }
}
