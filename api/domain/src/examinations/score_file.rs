//! A file of scores as an examination office keeps it in a spreadsheet, read row by row and set against the tickets that were
//! given. Every cell that cannot be taken is said, with its line, its column, its value and the reason.

use std::collections::{HashMap, HashSet};

use platform::codes::Code as _;
use platform::collation::fold_width;
use platform::error::Problem;
use platform::spreadsheet::{Row, Table};
use platform::text::{Language, Message};

use super::rules::{
    ExamRegistrationStatus, ExamScoreColumn, ExaminationErrorCode, PartPoints, PartRule, is_passed, ticket,
};
use super::store::{ExamRegistration, ExamScore};

/// Something wrong in one cell of a file of scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreProblem {
    /// The row's number in the spreadsheet program.
    pub line: u32,
    /// The column.
    pub column: ExamScoreColumn,
    /// What stands in the cell.
    pub value: String,
    /// What, which and what to do.
    pub message: Message,
}

/// What people head a column with, beside its code and what it is called here.
const fn other_names(column: ExamScoreColumn) -> &'static [&'static str] {
    match column {
        ExamScoreColumn::Ticket => &["准考证", "考号", "ticket number", "admission ticket"],
        ExamScoreColumn::Theory => &["理论", "理论考核", "理论成绩", "theory points"],
        ExamScoreColumn::Skill => &["技能", "技能考核", "技能成绩", "skills", "skill points"],
        ExamScoreColumn::Absent => &["是否缺考", "is absent", "absence"],
    }
}

fn folded(text: &str) -> String {
    fold_width(text.trim()).to_lowercase()
}

fn place(table: &Table, column: ExamScoreColumn) -> Result<Option<usize>, Message> {
    let labels = [Language::Chinese, Language::English].map(|language| column.label().render(language));
    let known = std::iter::once(column.code()).chain(other_names(column).iter().copied());
    let names: HashSet<String> = known.chain(labels.iter().map(String::as_str)).map(folded).collect();
    let mut found = table.header.iter().enumerate().filter(|(_, header)| names.contains(&folded(header)));
    match (found.next(), found.next()) {
        (first, None) => Ok(first.map(|(place, _)| place)),
        (Some((_, first)), Some((_, second))) => Err(Message::new("examinations-column-twice")
            .with("column", column.label())
            .with("first", first)
            .with("second", second)),
        (None, Some(_)) => Ok(None),
    }
}

/// Which column stands where.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    ticket: usize,
    parts: Vec<(PartRule, usize)>,
    absent: Option<usize>,
}

impl Columns {
    /// Recognises the columns that the parts of an examination ask for; that of absence may be missing.
    ///
    /// # Errors
    /// Every column that is missing, or that two headers name.
    pub(super) fn recognise(
        table: &Table,
        parts: &[PartRule],
    ) -> Result<Self, Vec<Problem<ExaminationErrorCode>>> {
        let mut problems = Vec::new();
        let mut find = |column: ExamScoreColumn, is_needed: bool| match place(table, column) {
            Ok(None) if is_needed => {
                let message = Message::new("examinations-column-missing").with("column", column.label());
                problems.push(Problem::new(ExaminationErrorCode::ColumnMissing, "uploadId", message));
                None
            }
            Ok(found) => found,
            Err(message) => {
                problems.push(Problem::new(ExaminationErrorCode::ColumnTwice, "uploadId", message));
                None
            }
        };
        let ticket = find(ExamScoreColumn::Ticket, true);
        let parts: Vec<(PartRule, usize)> =
            parts.iter().filter_map(|rule| Some((*rule, find(rule.part.into(), true)?))).collect();
        let absent = find(ExamScoreColumn::Absent, false);
        match ticket {
            Some(ticket) if problems.is_empty() => Ok(Self { ticket, parts, absent }),
            _ => Err(problems),
        }
    }
}

/// What one row says of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Whether she did not sit the examination.
    pub(super) is_absent: bool,
    /// Points by part; none when she was absent.
    pub(super) points: Vec<PartPoints>,
    /// Whether she passed.
    pub(super) is_passed: bool,
}

impl Mark {
    fn is_that_of(&self, score: &ExamScore) -> bool {
        self.is_absent == score.is_absent && self.points == score.points
    }
}

/// A score that a row asks for.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    /// Whose registration.
    pub(super) registration: &'a ExamRegistration,
    /// What she scored.
    pub(super) mark: Mark,
    /// The score that it corrects.
    pub(super) replaces: Option<&'a ExamScore>,
}

/// What is known before a file is taken.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// Registrations of the examination that have a ticket, by that.
    pub(super) tickets: HashMap<&'a str, &'a ExamRegistration>,
    /// The latest score of each registration.
    pub(super) scores: HashMap<uuid::Uuid, &'a ExamScore>,
    /// Whose scores may not be imported: the importer's own, and those of whom she acts for.
    pub(super) hands: Vec<uuid::Uuid>,
}

/// What a file asks for, with everything resolved.
#[derive(Debug, Default)]
pub(super) struct Settled<'a> {
    /// Scores to be recorded.
    pub(super) entries: Vec<Entry<'a>>,
    /// How many rows say what is recorded already.
    pub(super) unchanged: usize,
    /// What is to be said about rows, by line.
    pub(super) problems: Vec<ScoreProblem>,
}

/// Reads the rows and sets them against what is known.
pub(super) fn settle<'a>(table: &Table, columns: &Columns, known: &Known<'a>) -> Settled<'a> {
    let mut settled = Settled::default();
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in &table.rows {
        let mark = mark(row, columns, &mut settled.problems);
        let Some(registration) = registration(row, columns, known, &mut seen, &mut settled.problems) else {
            continue;
        };
        let Some(mark) = mark else { continue };
        let replaces = known.scores.get(&registration.id).copied();
        if replaces.is_some_and(|score| mark.is_that_of(score)) {
            settled.unchanged += 1;
        } else {
            settled.entries.push(Entry { registration, mark, replaces });
        }
    }
    settled.problems.sort_by_key(|problem| (problem.line, problem.column));
    settled
}

fn refuse(
    problems: &mut Vec<ScoreProblem>,
    row: &Row,
    (column, value): (ExamScoreColumn, &str),
    message: Message,
) {
    problems.push(ScoreProblem { line: row.line, column, value: value.to_owned(), message });
}

/// Whom a row means.
fn registration<'a>(
    row: &Row,
    columns: &Columns,
    known: &Known<'a>,
    seen: &mut HashMap<String, u32>,
    problems: &mut Vec<ScoreProblem>,
) -> Option<&'a ExamRegistration> {
    let typed = row.cell(columns.ticket);
    let number = ticket(typed);
    let mut refuse = |message| refuse(problems, row, (ExamScoreColumn::Ticket, typed), message);
    if number.is_empty() {
        refuse(Message::new("examinations-ticket-empty"));
        return None;
    }
    let earlier = *seen.entry(number.clone()).or_insert(row.line);
    if earlier != row.line {
        refuse(Message::new("examinations-ticket-twice").with("ticket", number).with("line", earlier));
        return None;
    }
    let Some(registration) = known.tickets.get(number.as_str()).copied() else {
        refuse(Message::new("examinations-ticket-unknown").with("ticket", number));
        return None;
    };
    if registration.status != ExamRegistrationStatus::Admitted {
        let message = Message::new("examinations-ticket-void").with("ticket", number);
        refuse(message.with("status", registration.status.label()));
        return None;
    }
    if known.hands.contains(&registration.person_id) {
        refuse(Message::new("examinations-own-score").with("ticket", number));
        return None;
    }
    Some(registration)
}

/// What a row says; nothing when a cell of it cannot be taken.
fn mark(row: &Row, columns: &Columns, problems: &mut Vec<ScoreProblem>) -> Option<Mark> {
    let before = problems.len();
    let typed = columns.absent.map(|column| row.cell(column)).unwrap_or_default();
    let absent = is_absent(typed);
    if absent.is_none() {
        let message = Message::new("examinations-absent").with("value", typed);
        refuse(problems, row, (ExamScoreColumn::Absent, typed), message);
    }
    let is_absent = absent.unwrap_or_default();
    let mut points = Vec::new();
    for (rule, column) in &columns.parts {
        let typed = row.cell(*column);
        let cell = (ExamScoreColumn::from(rule.part), typed);
        if is_absent {
            if !typed.is_empty() {
                refuse(problems, row, cell, Message::new("examinations-absent-points"));
            }
            continue;
        }
        if let Some(scored) = whole(typed).filter(|points| (0..=rule.most).contains(points)) {
            points.push(PartPoints { part: rule.part, points: scored });
        } else {
            let message = Message::new("examinations-points").with("part", rule.part.label());
            refuse(problems, row, cell, message.with("limit", rule.most));
        }
    }
    points.sort_by_key(|scored| scored.part);
    let rules: Vec<PartRule> = columns.parts.iter().map(|(rule, _)| *rule).collect();
    let is_passed = is_passed(&rules, &points);
    (problems.len() == before).then_some(Mark { is_absent, points, is_passed })
}

fn whole(typed: &str) -> Option<i64> {
    fold_width(typed).parse().ok()
}

fn is_absent(typed: &str) -> Option<bool> {
    match folded(typed).as_str() {
        "" | "否" | "no" | "n" | "false" | "0" => Some(false),
        "是" | "缺考" | "缺" | "yes" | "y" | "true" | "1" | "absent" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::ExamPart;
    use super::*;

    #[test]
    fn columns_are_recognised_by_any_of_their_names() {
        let parts = [
            PartRule { part: ExamPart::Theory, most: 100, pass: 60 },
            PartRule { part: ExamPart::Skill, most: 100, pass: 60 },
        ];
        let read = |header: &str| {
            let table = platform::spreadsheet::read(format!("{header}\n1,2,3,4\n").as_bytes(), None).unwrap();
            Columns::recognise(&table, &parts).map(|columns| (columns.ticket, columns.absent))
        };
        assert_eq!(read("准考证号,理论成绩,技能,缺考").unwrap(), (0, Some(3)));
        assert_eq!(read("theory,SKILL,Ticket,x").unwrap(), (2, None));
        let codes: Vec<_> =
            read("准考证号,考号,理论,x").unwrap_err().into_iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [ExaminationErrorCode::ColumnTwice, ExaminationErrorCode::ColumnMissing]);
    }

    #[test]
    fn absence_is_said_in_many_ways_and_no_other() {
        assert_eq!(is_absent("缺考"), Some(true));
        assert_eq!(is_absent(" Ｙ "), Some(true));
        assert_eq!(is_absent(""), Some(false));
        assert_eq!(is_absent("也许"), None);
        assert_eq!(whole("７２"), Some(72));
        assert_eq!(whole("72.5"), None);
    }
}
