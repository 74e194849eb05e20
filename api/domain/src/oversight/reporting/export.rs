//! A round as a workbook: a row for each member, a column for each indicator, and beside it the same days of the year before.

use std::collections::HashMap;

use platform::Platform;
use platform::codes::Code as _;
use platform::downloads::{self, Download};
use platform::error::{Error, Name, Outcome};
use platform::spreadsheet::{self, Cell};
use platform::text::{Argument, Language, Message};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::rules::{ReportingErrorCode, ReportingStatus};
use super::super::store::ReportingRound;
use super::{MemberFigures, ReportingStanding, remember, reporting_standings, round};
use crate::identity::{Act, Viewer};
use crate::organisations::{self, Indicator, IndicatorUnit, lead_permit};

/// What a workbook is.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Writes a round into an XLSX file: every member, also those that are missing; money in yuan.
///
/// # Errors
/// `NotFound` when there is no such round that the viewer may see; `Forbidden` to whoever does not act for the core unit.
pub async fn reporting_round_export(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    language: Language,
) -> Outcome<Download, ReportingErrorCode> {
    let reader = platform.database.reader();
    let found = round(reader, viewer, key).await?;
    let consortium = organisations::consortium(reader, found.consortium_id).await?;
    let permit = lead_permit(viewer, Act::ReportingManage, &consortium)?;
    let standing = reporting_standings(reader, viewer, std::slice::from_ref(&found)).await?;
    let standing = standing.into_iter().next().ok_or(Error::NotFound)?;
    let houses = standing.members.iter().map(|one| one.submission.institution_id);
    let houses: Vec<Uuid> = houses.chain(standing.missing.iter().map(|one| one.institution_id)).collect();
    let names: HashMap<Uuid, Name> = organisations::find_institutions(reader, &houses)
        .await?
        .into_iter()
        .map(|one| (one.id, one.name))
        .collect();
    let rows = sheet(&found, &standing, &names, language);
    let bytes = spreadsheet::workbook(&word("sheet", language), &rows)?;
    let write = platform.database.write().await?;
    let told = json!({ "members": rows.len() - 1 });
    remember(&write, &permit, "reporting-round.export", key, (Value::Null, told)).await?;
    let name = format!("reporting-{}.xlsx", found.days.1);
    let download = downloads::prepare(&write, viewer.person_id, &name, XLSX, &bytes).await?;
    write.commit().await?;
    downloads::store(platform, &download, &bytes).await?;
    Ok(download)
}

fn word(key: &str, language: Language) -> String {
    Message::keyed(format!("oversight-reporting-{key}")).render(language)
}

fn shown(name: &Name, language: Language) -> String {
    Argument::from((name.zh.as_str(), name.en.as_str())).render(language)
}

/// The heading, then every member's row.
fn sheet(
    round: &ReportingRound,
    standing: &ReportingStanding,
    names: &HashMap<Uuid, Name>,
    language: Language,
) -> Vec<Vec<Cell>> {
    let mut rows = vec![heading(round, language)];
    let cell = |key: &Uuid| Cell::Text(names.get(key).map(|name| shown(name, language)).unwrap_or_default());
    for member in &standing.members {
        let mut cells = vec![
            cell(&member.submission.institution_id),
            Cell::Text(member.submission.status.label().render(language)),
        ];
        cells.extend(round.indicators.iter().flat_map(|indicator| figures(member, indicator)));
        rows.push(cells);
    }
    for missing in standing.missing.iter().filter(|missing| missing.returned.is_none()) {
        rows.push(vec![cell(&missing.institution_id), Cell::Text(word("nothing", language))]);
    }
    rows
}

fn heading(round: &ReportingRound, language: Language) -> Vec<Cell> {
    let mut cells = vec![Cell::Text(word("institution", language)), Cell::Text(word("status", language))];
    for indicator in &round.indicators {
        let unit = match indicator.unit {
            IndicatorUnit::YuanHundredths => Message::new("oversight-reporting-yuan"),
            unit => unit.label(),
        };
        let name = (indicator.name.zh.as_str(), indicator.name.en.as_str());
        for key in ["oversight-reporting-column", "oversight-reporting-column-before"] {
            let cell = Message::new(key).with("indicator", name).with("unit", unit.clone());
            cells.push(Cell::Text(cell.render(language)));
        }
    }
    cells
}

/// A member's figure and that of the year before; what was returned is no figure.
fn figures(member: &MemberFigures, indicator: &Indicator) -> [Cell; 2] {
    let number = |value: i64| match indicator.unit {
        IndicatorUnit::YuanHundredths => Cell::Hundredths(value),
        _ => Cell::Whole(value),
    };
    let is_in = member.submission.status != ReportingStatus::Returned;
    let Some(found) = member.figures.iter().find(|figure| is_in && figure.indicator.id == indicator.id)
    else {
        return [Cell::Empty, Cell::Empty];
    };
    [number(found.value), found.year_before.map_or(Cell::Empty, number)]
}
