//! Outside checkers: programs that others wrote and that judge what Xinglin makes.
//!
//! A certificate is read back by a PDF reader and a barcode scanner, GraphQL over HTTP is audited by the authors of
//! the specification, mail goes to a real SMTP server. None of them is needed to build Xinglin, so each may be
//! absent: a trial that needs one is then ignored and reported with the way to install it, or fails where
//! `XINGLIN_TEST_REQUIRE=all` is set.

use std::env;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::repository;

/// A program outside the workspace that a story may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Checker {
    /// Reads a PDF's text.
    PdfToText,
    /// Draws a PDF's pages.
    PdfToPpm,
    /// Reads barcodes and QR codes from a picture.
    ZbarImg,
    /// Checks a PDF's structure.
    Qpdf,
    /// The audits of the GraphQL-over-HTTP specification, run by Node.
    GraphqlHttp,
    /// Node, for scripts that need nothing else.
    Node,
    /// A real OpenID provider, run by Node.
    OpenId,
    /// A real SMTP server, run by Python.
    Smtp,
    /// Reads calendars in the iCalendar format, by Python.
    Icalendar,
    /// A real browser.
    Chromium,
    /// A PostgreSQL server: the one that `TEST_POSTGRES_URL` names, or the programs to start one.
    Postgres,
}

const COUNT: usize = 11;
const ALL: [Checker; COUNT] = [
    Checker::PdfToText,
    Checker::PdfToPpm,
    Checker::ZbarImg,
    Checker::Qpdf,
    Checker::GraphqlHttp,
    Checker::Node,
    Checker::OpenId,
    Checker::Smtp,
    Checker::Icalendar,
    Checker::Chromium,
    Checker::Postgres,
];

impl Checker {
    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PdfToText => "pdftotext",
            Self::PdfToPpm => "pdftoppm",
            Self::ZbarImg => "zbarimg",
            Self::Qpdf => "qpdf",
            Self::GraphqlHttp => "node with graphql-http",
            Self::Node => "node",
            Self::OpenId => "node with oidc-provider",
            Self::Smtp => "python3 with aiosmtpd",
            Self::Icalendar => "python3 with icalendar",
            Self::Chromium => "chromium",
            Self::Postgres => "a PostgreSQL server",
        }
    }

    /// How to get it on Debian, from the repository's root.
    #[must_use]
    pub fn install(self) -> &'static str {
        match self {
            Self::PdfToText | Self::PdfToPpm => "apt-get install poppler-utils",
            Self::ZbarImg => "apt-get install zbar-tools",
            Self::Qpdf => "apt-get install qpdf",
            Self::GraphqlHttp | Self::OpenId => "apt-get install nodejs npm && npm ci --prefix tests/outside",
            Self::Node => "apt-get install nodejs",
            Self::Smtp | Self::Icalendar => {
                "apt-get install python3-venv && python3 -m venv tests/outside/.venv \
                 && tests/outside/.venv/bin/pip install -r tests/outside/requirements.txt"
            }
            Self::Chromium => "apt-get install chromium",
            Self::Postgres => "apt-get install postgresql, or set TEST_POSTGRES_URL",
        }
    }

    /// The program to call, if it is on this machine. Looked for once per run.
    #[must_use]
    pub fn find(self) -> Option<PathBuf> {
        static FOUND: [OnceLock<Option<PathBuf>>; COUNT] = [const { OnceLock::new() }; COUNT];
        let place = ALL.iter().position(|checker| *checker == self).expect("every checker is in ALL");
        FOUND[place].get_or_init(|| self.look()).clone()
    }

    /// The program to call, for a story that declared its need of it.
    #[must_use]
    pub fn program(self) -> PathBuf {
        self.find().unwrap_or_else(|| panic!("{}", self.absence()))
    }

    /// What a trial says that must run and cannot.
    #[must_use]
    pub fn absence(self) -> String {
        format!("needs {}, which is not on this machine: {}", self.name(), self.install())
    }

    fn look(self) -> Option<PathBuf> {
        match self {
            Self::PdfToText | Self::PdfToPpm | Self::ZbarImg | Self::Qpdf | Self::Node | Self::Chromium => {
                on_path(self.name())
            }
            Self::GraphqlHttp => on_path("node").filter(|_| outside("node_modules/graphql-http").is_dir()),
            Self::OpenId => on_path("node").filter(|_| outside("node_modules/oidc-provider").is_dir()),
            Self::Smtp => python_with("aiosmtpd"),
            Self::Icalendar => python_with("icalendar"),
            Self::Postgres if env::var_os("TEST_POSTGRES_URL").is_some() => {
                Some(PathBuf::from("TEST_POSTGRES_URL"))
            }
            Self::Postgres => postgres_programs().map(|folder| folder.join("postgres")),
        }
    }
}

/// Whether an absent checker is a failure: `XINGLIN_TEST_REQUIRE=all`.
#[must_use]
pub fn all_are_required() -> bool {
    env::var_os("XINGLIN_TEST_REQUIRE").is_some_and(|value| value == "all")
}

/// A file beside the scripts and packages of the outside checkers, `tests/outside/…`.
#[must_use]
pub fn outside(name: &str) -> PathBuf {
    repository().join("tests/outside").join(name)
}

/// The folder that holds `initdb`, `pg_ctl` and `postgres`: PATH first, then what `pg_config` says, then Debian's
/// newest version.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    let beside_path = on_path("initdb").and_then(|program| program.parent().map(Path::to_owned));
    beside_path.into_iter().chain(postgres_by_config()).chain(postgres_by_version()).find(|folder| {
        ["initdb", "pg_ctl", "postgres"].iter().all(|program| is_program(&folder.join(program)))
    })
}

fn postgres_by_config() -> Option<PathBuf> {
    let told = Command::new(on_path("pg_config")?).arg("--bindir").output().ok()?;
    Some(PathBuf::from(String::from_utf8(told.stdout).ok()?.trim()))
}

fn postgres_by_version() -> Vec<PathBuf> {
    let Ok(folders) = std::fs::read_dir("/usr/lib/postgresql") else {
        return Vec::new();
    };
    let mut versions: Vec<(u32, PathBuf)> = folders
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_unstable();
    versions.into_iter().rev().map(|(_, folder)| folder).collect()
}

fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// The Python that has a module: the one beside the scripts, or the machine's own.
fn python_with(module: &str) -> Option<PathBuf> {
    let pythons = [Some(outside(".venv/bin/python")), on_path("python3")];
    pythons.into_iter().flatten().find(|python| imports(python, module))
}

fn imports(python: &Path, module: &str) -> bool {
    Command::new(python)
        .args(["-c", &format!("import {module}")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|ended| ended.success())
}
