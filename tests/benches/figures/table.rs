//! One table, and what a reader must know beside it.

use std::fmt;

/// Whether a figure reaches its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It does.
    Ok,
    /// It does not.
    Short,
    /// There is no target; it is there to be read.
    Told,
}

impl From<bool> for Verdict {
    fn from(is_reached: bool) -> Self {
        if is_reached { Self::Ok } else { Self::Short }
    }
}

/// A figure: what, measured, reference, ratio, target.
pub(crate) type Cells = [String; 5];

/// The figures in order of measurement.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<(Cells, Verdict)>,
}

const HEAD: [&str; 6] = ["figure", "measured", "reference", "ratio", "target", ""];

const NOTES: &str = "\
Rates are answers per second over loopback with keep-alive; ratio is measured / reference, rounds of both alternating.
The throw-away PostgreSQL runs with fsync and synchronous_commit off: a commit waits for no disk, on either side, which
makes the bare statements as fast as they can be. A server named by TEST_POSTGRES_URL keeps its own settings.
List: the reference is one hand-written statement behind one actix-web handler, with a pool of the same size, whose
answer is equal to GraphQL's. Reviews: the reference is the statements and values of the same reviews, each in its own
transaction, through sea-orm; three of four approve (ledger, audit, event), one rejects (audit, event, job).";

impl Table {
    /// Adds a figure.
    pub(crate) fn add(&mut self, cells: Cells, verdict: Verdict) {
        self.rows.push((cells, verdict));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<[&str; 6]> = self
            .rows
            .iter()
            .map(|([figure, measured, reference, ratio, target], verdict)| {
                let word = match verdict {
                    Verdict::Ok => "ok",
                    Verdict::Short => "SHORT",
                    Verdict::Told => "",
                };
                [figure.as_str(), measured, reference, ratio, target, word]
            })
            .collect();
        let width = |column: usize| {
            let cells = rows.iter().chain([&HEAD]).map(|row| row[column].chars().count());
            cells.max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
        for (place, row) in [HEAD].iter().chain(&rows).enumerate() {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            writeln!(f, "{}", cells.join("  ").trim_end())?;
            if place == 0 {
                let line: usize = widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
                writeln!(f, "{}", "-".repeat(line))?;
            }
        }
        write!(f, "\n{NOTES}")
    }
}
