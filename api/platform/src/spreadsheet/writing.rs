//! A sheet as an XLSX workbook, whose numbers are numbers and whose texts are never run as formulas.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::error::Error;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number of hundredths, shown with two decimals: money in its smallest unit.
    Hundredths(i64),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A workbook with one sheet, whose first row is its heading.
///
/// # Errors
/// Internal: a name that no sheet may have, more columns than a sheet has.
pub fn workbook(sheet: &str, rows: &[Vec<Cell>]) -> Result<Vec<u8>, Error> {
    write(sheet, rows).map_err(|error| Error::internal(format!("a workbook: {error}")))
}

fn write(name: &str, rows: &[Vec<Cell>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (heading, whole) = (Format::new().set_bold().set_text_wrap(), Format::new().set_num_format("0"));
    let hundredths = Format::new().set_num_format("#,##0.00");
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?.set_freeze_panes(1, 1)?;
    for (cells, row) in rows.iter().zip(0_u32..) {
        for (cell, column) in cells.iter().zip(0_u16..) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) if row == 0 => {
                    sheet.write_string_with_format(row, column, text, &heading)?;
                }
                Cell::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                Cell::Whole(number) => {
                    sheet.write_number_with_format(row, column, decimal(*number, false), &whole)?;
                }
                Cell::Hundredths(number) => {
                    sheet.write_number_with_format(row, column, decimal(*number, true), &hundredths)?;
                }
            }
        }
    }
    workbook.save_to_buffer()
}

/// A number as a workbook keeps it: the nearest to what its decimal digits say.
fn decimal(number: i64, is_hundredths: bool) -> f64 {
    let digits = if is_hundredths { format!("{number}e-2") } else { number.to_string() };
    digits.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spreadsheet::read;

    #[test]
    fn what_is_written_is_read_back() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let rows = vec![
            vec![text("机构"), text("收入（元）"), text("人次")],
            vec![text("=SUM(A1)"), Cell::Hundredths(1_234_567), Cell::Whole(1_000_000_000_000)],
            vec![text("示例"), Cell::Hundredths(5), Cell::Empty],
        ];
        let table = read(&workbook("数据", &rows).unwrap(), None).unwrap();
        let cells: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect();
        assert_eq!(cells, [vec!["=SUM(A1)", "12345.67", "1000000000000"], vec!["示例", "0.05", ""]]);
        assert!(workbook("a/b", &rows).is_err());
    }
}
