use encoding_rs::GB18030;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;
use crate::text::{Language, variables};

fn csv(text: &str) -> Table {
    read(text.as_bytes(), None).expect("a list")
}

fn refused(bytes: &[u8]) -> String {
    let error = read(bytes, Some("a.csv")).expect_err("the file must be refused");
    let message = error.message();
    let given = message.argument_names().collect::<BTreeSet<_>>();
    let wanted = variables(message.key()).expect("the catalogue holds the sentence");
    assert!(wanted.is_subset(&given), "{}: {wanted:?} were not all given", message.key());
    message.render(Language::English)
}

fn row(line: u32, cells: &[&str]) -> Row {
    Row { line, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
}

fn filled(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().expect("a workbook")
}

const LIST: &str = "姓名,工号,备注\r\n示例·张三,00123,\"一,\"\"二\"\"\r\n三\"\r\n\r\n,,\r\n示例·李四,7\r\n";

fn list() -> Table {
    Table {
        header: ["姓名", "工号", "备注"].map(str::to_owned).to_vec(),
        rows: vec![row(2, &["示例·张三", "00123", "一,\"二\"\n三"]), row(5, &["示例·李四", "7", ""])],
    }
}

#[test]
fn csv_is_read_in_every_encoding_that_programs_write() {
    let mut marked = b"\xEF\xBB\xBF".to_vec();
    marked.extend(LIST.as_bytes());
    let mut little = vec![0xFF, 0xFE];
    little.extend(LIST.encode_utf16().flat_map(u16::to_le_bytes));
    let mut big = vec![0xFE, 0xFF];
    big.extend(LIST.encode_utf16().flat_map(u16::to_be_bytes));
    let (gb, _, _) = GB18030.encode(LIST);
    for bytes in [LIST.as_bytes(), &marked, &little, &big, &gb] {
        assert_eq!(read(bytes, None), Ok(list()));
    }
}

#[test]
fn rare_characters_survive_gb18030() {
    // 姓名 and 𠮷, the latter in four bytes.
    let bytes = b"\xD0\xD5\xC3\xFB\n\x95\x34\xB2\x35\xC4\xB3\n";
    let table = read(bytes, None).expect("a list");
    assert_eq!(table.header, ["姓名"]);
    assert_eq!(table.rows, [row(2, &["\u{20BB7}某"])]);
}

#[test]
fn the_delimiter_is_found() {
    for text in ["a,b\n1,2;3\n", "a\tb\n1\t2;3\n"] {
        assert_eq!(csv(text).rows, [row(2, &["1", "2;3"])], "{text:?}");
    }
    assert_eq!(csv("a;b\n1;2,3\n").rows, [row(2, &["1", "2,3"])]);
    assert_eq!(csv("\"a,x,y\";b\n1;2\n").header, ["a,x,y", "b"]);
    assert_eq!(csv("a\n1\n").rows, [row(2, &["1"])]);
}

#[test]
fn lines_are_numbered_as_the_program_shows_them() {
    let table = csv("\n\na,b\n\n1,\"x\ny\"\n\n\n2,3\n , \n4,5");
    assert_eq!(table.header, ["a", "b"]);
    assert_eq!(table.rows, [row(5, &["1", "x\ny"]), row(8, &["2", "3"]), row(10, &["4", "5"])]);
    assert_eq!(csv("a\r1\r\r2\r").rows, [row(2, &["1"]), row(4, &["2"])]);
}

#[test]
fn headers_are_trimmed_and_folded() {
    let table = csv(" 姓名（必填） ,Ｅ－ｍａｉｌ,,\nx,y\n");
    assert_eq!(table.header, ["姓名(必填)", "E-mail"]);
    assert_eq!(table.column(&["邮箱", "e-mail"]), Some(1));
    assert_eq!(table.column(&["姓名（必填）"]), Some(0));
    assert_eq!(table.column(&["电话"]), None);
    assert_eq!(table.rows.first().map(|row| (row.cell(0), row.cell(7))), Some(("x", "")));
}

#[test]
fn a_text_formula_is_its_text() {
    assert_eq!(csv("a,b\n=\"0012\",=1+1\n").rows, [row(2, &["0012", "=1+1"])]);
}

#[test]
fn a_header_alone_is_a_table_without_rows() {
    assert_eq!(csv("a,b\n"), Table { header: vec!["a".to_owned(), "b".to_owned()], rows: vec![] });
}

#[test]
fn what_is_no_list_is_refused_in_one_sentence() {
    let not_text =
        "a.csv is neither an .xlsx file nor text: save the list as .xlsx or as CSV (UTF-8)".to_owned();
    assert_eq!(refused(b"a,b\n1,\0\n"), not_text);
    assert_eq!(refused(b"a,b\n\xFF\xFF\xFF"), not_text);
    assert_eq!(refused(b"\xFF\xFEa\0\x00\xD8"), not_text);
    assert_eq!(
        refused(b"\x89PNG\r\n\x1A\n"),
        "a.csv is a PNG file, not a list: send a list as .xlsx or .csv"
    );
    assert_eq!(refused(b"%PDF-1.7\n"), "a.csv is a PDF file, not a list: send a list as .xlsx or .csv");
    assert_eq!(
        refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"),
        "a.csv is in the old .xls format or protected by a password: save it as .xlsx without a password"
    );
    assert_eq!(
        refused(b"\xEF\xBB\xBF <table><tr><td>x</td></tr></table>"),
        "a.csv is a web page or XML, whatever its name says: open it in a spreadsheet program and save it as .xlsx"
    );
    let empty = "a.csv holds no rows: fill its first sheet, with the names of the columns in the first row";
    for bytes in [&b""[..], b"\n\r\n,,\n", b"\xEF\xBB\xBF"] {
        assert_eq!(refused(bytes), empty);
    }
    assert_eq!(refused(b"Name,name\n"), "a.csv has the column \"name\" twice: remove or rename one");
    assert_eq!(
        refused(b"a,b\n1,2,,\n\n1,2,3\n"),
        "a.csv has more cells in line 4 than the 2 columns of its header: look for a stray delimiter, or name the column"
    );
    assert_eq!(
        refused(b"a,b\n1,2\n3,\"4\n5,6\n"),
        "a.csv has a quotation mark in line 3 that is never closed: close or remove it"
    );
}

#[test]
fn a_damaged_utf8_text_is_not_taken_for_gb18030() {
    let mut bytes = "姓名\n示例某某某某某某某某某某某某\n".as_bytes().to_vec();
    bytes.extend(b"\xE5\xBC\n");
    assert_eq!(
        refused(&bytes),
        "a.csv is damaged in line 3, where its UTF-8 breaks off: save it again as .xlsx or as CSV (UTF-8)"
    );
}

#[test]
fn a_file_without_a_name_is_the_file() {
    let error = read(b"", None).expect_err("nothing to read");
    assert_eq!(
        error.message().render(Language::Chinese),
        "该文件中没有内容：请填写第一张工作表，首行为各列名称"
    );
}

#[test]
fn a_csv_is_bounded() {
    let rows = |count: usize| format!("a\n{}", "1\n".repeat(count));
    assert_eq!(csv(&rows(MAX_ROWS)).rows.len(), MAX_ROWS);
    let text = rows(MAX_ROWS + 1);
    assert_eq!(refused(text.as_bytes()), "a.csv has more than 20000 rows: split it into smaller files");
    let columns = |count: usize| (1..=count).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(csv(&columns(MAX_COLUMNS)).header.len(), MAX_COLUMNS);
    assert_eq!(
        refused(columns(MAX_COLUMNS + 1).as_bytes()),
        "a.csv has more than 100 columns in line 1: remove those that are not needed"
    );
}

#[test]
fn a_workbook_reads_as_it_looks() {
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let bytes = filled(|sheet| {
        for (column, name) in ["姓名", "工号", "年份", "学分", "入院", "时刻", "在职"].iter().enumerate()
        {
            sheet.write(1, u16::try_from(column).expect("small"), *name).expect("a cell");
        }
        sheet.write(3, 0, " 示例·\u{20BB7}某 ").expect("a cell");
        sheet.write(3, 1, "00123").expect("a cell");
        sheet.write(3, 2, 2026).expect("a cell");
        sheet.write(3, 3, 1.25).expect("a cell");
        let date = ExcelDateTime::from_ymd(2026, 3, 1).expect("a day");
        sheet.write_with_format(3, 4, &date, &day).expect("a cell");
        let moment = ExcelDateTime::from_ymd(2026, 3, 1).and_then(|day| day.and_hms(8, 30, 0));
        sheet.write_with_format(3, 5, moment.expect("a moment"), &day).expect("a cell");
        sheet.write(3, 6, true).expect("a cell");
        sheet.write(5, 1, 13_800_000_000_i64).expect("a cell");
        sheet.write_formula(5, 2, Formula::new("=1+1").set_result("2")).expect("a cell");
        sheet.write(5, 20, "  ").expect("a cell");
    });
    let table = read(&bytes, Some("a.xlsx")).expect("a list");
    assert_eq!(table.header, ["姓名", "工号", "年份", "学分", "入院", "时刻", "在职"]);
    assert_eq!(
        table.rows,
        [
            row(
                4,
                &["示例·\u{20BB7}某", "00123", "2026", "1.25", "2026-03-01", "2026-03-01T08:30:00", "TRUE"]
            ),
            row(6, &["", "13800000000", "2", "", "", "", ""]),
        ]
    );
}

#[test]
fn a_time_of_day_has_no_day() {
    let time = Format::new().set_num_format("hh:mm");
    let bytes = filled(|sheet| {
        sheet.write(0, 0, "时刻").expect("a cell");
        sheet.write_with_format(1, 0, 0.354_166_666_666_666_7, &time).expect("a cell");
    });
    assert_eq!(read(&bytes, None).expect("a list").rows, [row(2, &["08:30:00"])]);
}

#[test]
fn the_first_visible_sheet_is_read() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_hidden(true).write(0, 0, "hidden").expect("a cell");
    workbook.add_worksheet().set_active(true).write(0, 0, "seen").expect("a cell");
    let bytes = workbook.save_to_buffer().expect("a workbook");
    assert_eq!(read(&bytes, None).expect("a list").header, ["seen"]);
}

#[test]
fn a_number_that_lost_its_digits_is_refused() {
    let bytes = filled(|sheet| {
        sheet.write(0, 27, "证件号").expect("a cell");
        sheet.write(1, 27, 110_101_199_001_010_000_f64).expect("a cell");
    });
    assert_eq!(
        refused(&bytes),
        "a.csv holds in cell AB2 a number of more than 15 digits, of which the spreadsheet program has lost the \
         last: format the column as text and type it again"
    );
}

#[test]
fn a_workbook_is_bounded() {
    let bytes = filled(|sheet| {
        for line in 0..=u32::try_from(MAX_ROWS).expect("small") + 1 {
            sheet.write(line, 0, 1).expect("a cell");
        }
    });
    assert_eq!(refused(&bytes), "a.csv has more than 20000 rows: split it into smaller files");
    let bytes = filled(|sheet| {
        sheet.write(4, 100, "x").expect("a cell");
    });
    assert_eq!(
        refused(&bytes),
        "a.csv has more than 100 columns in line 5: remove those that are not needed"
    );
}

#[test]
fn a_packed_bomb_is_refused_by_what_it_unpacks_to() {
    use std::io::Write;
    let mebibyte = vec![b' '; 1024 * 1024];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for part in 0..2 {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(format!("xl/part{part}.xml"), options).expect("an entry");
        archive.write_all(&mebibyte).expect("packed");
    }
    let bytes = archive.finish().expect("an archive").into_inner();
    assert!(bytes.len() < 10_000, "{} bytes", bytes.len());
    assert_eq!(workbook::weigh(&bytes, 2 * 1024 * 1024), Ok(()));
    let refusal = workbook::weigh(&bytes, 2 * 1024 * 1024 - 1).expect_err("one byte too many");
    assert_eq!(refusal, Message::new("platform-spreadsheet-too-large").with("limit", 1));
    assert_eq!(MAX_BYTES, 67_108_864);
}

#[test]
fn a_torn_workbook_is_refused_wherever_it_is_torn() {
    let bytes = filled(|sheet| {
        sheet.write(0, 0, "姓名").expect("a cell");
    });
    let sentence = "a.csv cannot be read as an .xlsx workbook: open it in a spreadsheet program and save it again \
                    as .xlsx";
    for length in (4..bytes.len()).step_by(97) {
        assert_eq!(refused(&bytes[..length]), sentence);
    }
}

#[test]
fn what_is_written_is_text_and_no_formula() {
    let rows =
        vec![vec!["姓名".to_owned(), "a \"b\", c".to_owned()], vec!["=1+1".to_owned(), "-12".to_owned()]];
    let text = String::from_utf8(written(&rows)).unwrap();
    assert_eq!(text, "\u{FEFF}\"姓名\",\"a \"\"b\"\", c\"\r\n\"'=1+1\",\"-12\"\r\n");
}
