use super::*;

use platform::spreadsheet;
use platform::text::Language;
use proptest::prelude::*;

const HEADER: [&str; 8] = ["姓名", "学号", "手机", "邮箱", "报名类别", "委派单位", "招录年份", "培训方案"];
const GOOD: [&str; 8] =
    ["示例·张三", "S001", "13800000001", "", "委培单位人", "示例卫生院", "2025级", "TCM-GP-RESIDENCY-33"];

fn csv(rows: &[[&str; 8]]) -> String {
    let lines: Vec<String> = std::iter::once(&HEADER).chain(rows).map(|row| row.join(",")).collect();
    lines.join("\r\n")
}

fn nobody(_: &str) -> Vec<char> {
    Vec::new()
}

fn read_bytes(bytes: &[u8]) -> Reading {
    let table = spreadsheet::read(bytes, None).unwrap();
    read(&table, &Columns::recognise(&table).unwrap(), 2027, nobody)
}

fn read_rows(rows: &[[&str; 8]]) -> Reading {
    read_bytes(csv(rows).as_bytes())
}

fn with(cell: usize, value: &'static str) -> [&'static str; 8] {
    let mut row = GOOD;
    row[cell] = value;
    row
}

fn key(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn figures() -> Figures {
    Figures {
        duration_months: 33,
        duration_weeks: None,
        days_per_month: 30,
        minutes_per_half_day: 240,
        half_days_per_day: 2,
        review_window_days: 60,
        backdating_days: 30,
    }
}

fn known() -> Known {
    let programme = |code: &str, zh: &str, version| Programme {
        code: code.to_owned(),
        name: Name::new(zh, "Sample Programme"),
        version,
    };
    let sender = |id, zh: &str, credit_code: Option<&str>| Sender {
        id: key(id),
        name: Name::new(zh, ""),
        credit_code: credit_code.map(str::to_owned),
        merged: None,
    };
    Known {
        programmes: vec![
            programme("TCM-GP-RESIDENCY-33", "示例全科", Some((key(1), figures()))),
            programme("DRAFT-ONLY", "示例草稿", None),
        ],
        senders: vec![
            sender(10, "示例卫生院", None),
            sender(11, "示例医院", Some("91350100M000100Y43")),
            sender(12, "示例医院", None),
        ],
        ..Known::default()
    }
}

fn person(id: u128, zh: &str, phone: &str) -> Person {
    Person {
        id: key(id),
        name: Name::new(zh, ""),
        sort_key: String::new(),
        phone: Some(phone.to_owned()),
        email: None,
        language: "zh".to_owned(),
        birth_on: None,
        left_on: None,
    }
}

fn settled(rows: &[[&str; 8]], known: &Known) -> (Vec<RosterEntry>, Vec<RowProblem>) {
    let Reading { rows, mut problems } = read_rows(rows);
    let entries = settle(rows, known, &mut problems);
    (entries, problems)
}

fn said(problems: &[RowProblem]) -> Vec<(u32, &'static str, &str, &str)> {
    problems
        .iter()
        .map(|problem| (problem.line, problem.column.code(), problem.value.as_str(), problem.message.key()))
        .collect()
}

#[test]
fn a_good_row_is_an_enrolment() {
    let (entries, problems) = settled(&[GOOD], &known());
    assert_eq!(problems, []);
    let expected = RosterEntry {
        trainee: Trainee::New,
        name: Name::new("示例·张三", ""),
        number: "S001".to_owned(),
        phone: "13800000001".to_owned(),
        email: None,
        identity: None,
        birth_on: None,
        version_id: key(1),
        origin: Origin::Sent,
        sending_institution_id: Some(key(10)),
        recruitment_year: 2025,
        starts_on: NaiveDate::from_ymd_opt(2025, 9, 1).unwrap(),
        expected_completion_on: NaiveDate::from_ymd_opt(2028, 5, 31).unwrap(),
        is_enrolled: false,
    };
    assert_eq!(entries, [expected]);
}

#[test]
fn the_same_roster_reads_the_same_in_every_form() {
    let text = csv(&[GOOD, with(0, "示例·李四")]);
    let plain = read_bytes(text.as_bytes());
    assert_eq!(plain.rows.len(), 2);
    assert_eq!(read_bytes(format!("\u{FEFF}{text}").as_bytes()), plain);
    let (gb18030, _, had_errors) = encoding_rs::GB18030.encode(&text);
    assert!(!had_errors);
    assert_eq!(read_bytes(&gb18030), plain);
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(text.split("\r\n")) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match cell.parse::<f64>() {
                // A phone typed into a spreadsheet is a number there.
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    assert_eq!(read_bytes(&workbook.save_to_buffer().unwrap()), plain);
}

#[test]
fn columns_are_found_by_the_names_people_give_them() {
    for header in [
        "姓名（必填）,学号/工号,手机号码*,学员类别,年级,专业",
        "Name,Student Number,Mobile,Origin,Recruitment Year,Programme",
        "programme,cohort,origin,PHONE,Staff_No,Full Name,备注",
    ] {
        let table = spreadsheet::read(format!("{header}\n,,,,,").as_bytes(), None);
        let table = table.unwrap_or_else(|error| panic!("{header}: {error}"));
        assert!(Columns::recognise(&table).is_ok(), "{header}");
    }
}

#[test]
fn every_missing_or_doubled_column_is_named() {
    let table = spreadsheet::read("姓名,学号,工号,手机\n".as_bytes(), None).unwrap();
    let problems: Vec<String> = Columns::recognise(&table)
        .unwrap_err()
        .into_iter()
        .map(|problem| match problem {
            ColumnProblem::Missing(message) | ColumnProblem::Twice(message) => {
                message.render(Language::English)
            }
        })
        .collect();
    let expected = [
        "The columns \"学号\" and \"工号\" both stand for number: keep one of them",
        "The column for origin is missing: add it, named \"报名类别\" for instance",
        "The column for recruitment year is missing: add it, named \"招录年份\" for instance",
        "The column for programme is missing: add it, named \"培训方案\" for instance",
    ];
    assert_eq!(problems, expected);
}

#[test]
fn everything_wrong_with_a_row_is_said() {
    let bad = ["", "S002", "12", "nobody", "外星人", "不存在的医院", "1825", "不存在的方案"];
    let (entries, problems) = settled(&[GOOD, bad], &known());
    assert_eq!(entries.len(), 1);
    let expected = [
        (3, "NAME", "", "common-required"),
        (3, "PHONE", "12", "identity-phone"),
        (3, "EMAIL", "nobody", "identity-email"),
        (3, "ORIGIN", "外星人", "common-not-a-choice"),
        (3, "SENDING_INSTITUTION", "不存在的医院", "enrolment-roster-institution-unknown"),
        (3, "RECRUITMENT_YEAR", "1825", "common-out-of-range"),
        (3, "PROGRAMME", "不存在的方案", "enrolment-roster-programme-unknown"),
    ];
    assert_eq!(said(&problems), expected);
}

#[test]
fn every_problem_has_its_sentence_in_both_languages() {
    let bad = ["", "S002", "12", "nobody", "外星人", "示例医院", "1825", "DRAFT-ONLY"];
    let (_, problems) = settled(&[GOOD, bad, GOOD, with(5, "")], &known());
    assert!(problems.len() > 8);
    for problem in problems {
        for language in Language::ALL {
            let sentence = problem.message.render(language);
            assert!(!sentence.contains("{$") && sentence != problem.message.key(), "{sentence}");
        }
    }
}

#[test]
fn a_number_and_a_phone_stand_once() {
    let (_, problems) = settled(&[GOOD, with(0, "示例·李四")], &known());
    let expected = [
        (3, "NUMBER", "S001", "enrolment-roster-twice"),
        (3, "PHONE", "13800000001", "enrolment-roster-twice"),
    ];
    assert_eq!(said(&problems), expected);
}

#[test]
fn who_was_sent_names_by_whom_and_others_need_not() {
    let (_, problems) = settled(&[with(5, "无")], &known());
    assert_eq!(said(&problems), [(2, "SENDING_INSTITUTION", "", "enrolment-sending-institution-missing")]);
    let mut own = with(5, "—");
    own[4] = "本单位人";
    let (entries, problems) = settled(&[own], &known());
    assert_eq!(problems, []);
    assert_eq!(entries[0].sending_institution_id, None);
}

#[test]
fn an_institution_or_programme_must_be_one() {
    let (_, problems) = settled(&[with(5, "示例医院")], &known());
    assert_eq!(said(&problems)[0].3, "enrolment-roster-institution-ambiguous");
    let (entries, problems) = settled(&[with(5, "91350100M000100Y43")], &known());
    assert_eq!((entries[0].sending_institution_id, problems.len()), (Some(key(11)), 0));
    let (_, problems) = settled(&[with(7, "示例草稿")], &known());
    assert_eq!(said(&problems)[0].3, "enrolment-roster-programme-unpublished");
    let (_, problems) = settled(&[with(7, "sample programme")], &known());
    assert_eq!(said(&problems)[0].3, "enrolment-roster-programme-ambiguous");
}

#[test]
fn somebody_known_is_recognised_and_not_doubled() {
    let mut known = known();
    let zhang = person(100, "示例·张三", "13800000001");
    known.by_phone.insert("13800000001".to_owned(), zhang.clone());
    let (entries, problems) = settled(&[GOOD], &known);
    assert_eq!(problems, []);
    assert_eq!(
        entries[0].trainee,
        Trainee::Known { person_id: key(100), lacks_number: true, lacks_identity: false }
    );
    known.by_number.insert("S001".to_owned(), zhang);
    known.enrolled.insert((key(100), key(1)));
    let (entries, problems) = settled(&[GOOD], &known);
    assert_eq!(problems, []);
    assert_eq!(
        entries[0].trainee,
        Trainee::Known { person_id: key(100), lacks_number: false, lacks_identity: false }
    );
    assert!(entries[0].is_enrolled);
}

#[test]
fn a_number_or_phone_of_somebody_else_is_refused() {
    let mut known = known();
    known.by_phone.insert("13800000001".to_owned(), person(100, "示例·王五", "13800000001"));
    let (entries, problems) = settled(&[GOOD], &known);
    assert_eq!(entries, []);
    assert_eq!(said(&problems), [(2, "PHONE", "13800000001", "enrolment-roster-phone-of-another")]);
    assert!(!problems[0].message.render(Language::Chinese).contains("王五"), "whose it is stays untold");
    known.by_number.insert("S001".to_owned(), person(101, "示例·张三", "13800000009"));
    let (_, problems) = settled(&[GOOD], &known);
    assert_eq!(said(&problems)[0].3, "enrolment-roster-phone-of-another");
    known.by_number.insert("S001".to_owned(), person(102, "示例·赵六", "13800000008"));
    let (_, problems) = settled(&[GOOD], &known);
    assert_eq!(said(&problems), [(2, "NUMBER", "S001", "enrolment-roster-number-of-another")]);
}

#[test]
fn another_phone_of_the_same_person_is_a_warning() {
    let mut known = known();
    known.by_number.insert("S001".to_owned(), person(100, "示例 · 张三", "13800000007"));
    let (entries, problems) = settled(&[GOOD], &known);
    assert_eq!(entries.len(), 1);
    assert_eq!(said(&problems), [(2, "PHONE", "13800000001", "enrolment-roster-phone-differs")]);
    assert_eq!(problems[0].severity, Severity::Warning);
}

#[test]
fn one_person_in_two_rows_is_refused() {
    let mut known = known();
    known.by_number.insert("S001".to_owned(), person(100, "示例·张三", "13800000007"));
    known.by_phone.insert("13800000007".to_owned(), person(100, "示例·张三", "13800000007"));
    let mut second = with(1, "S002");
    second[2] = "13800000007";
    let (entries, problems) = settled(&[GOOD, second], &known);
    assert_eq!(entries.len(), 1);
    assert_eq!(said(&problems)[1], (3, "NAME", "示例·张三", "enrolment-roster-same-person"));
}

#[test]
fn a_character_without_a_font_is_a_warning() {
    let table = spreadsheet::read(csv(&[with(0, "示例·\u{30729}")]).as_bytes(), None).unwrap();
    let uncovered = |text: &str| text.chars().filter(|letter| *letter == '\u{30729}').collect();
    let reading = read(&table, &Columns::recognise(&table).unwrap(), 2027, uncovered);
    assert_eq!(said(&reading.problems), [(2, "NAME", "示例·\u{30729}", "enrolment-roster-uncovered")]);
    assert_eq!(reading.problems[0].severity, Severity::Warning);
    assert!(reading.problems[0].message.render(Language::English).contains("\u{30729} (U+30729)"));
}

#[test]
fn origins_are_read_as_people_write_them() {
    for (typed, expected) in [
        ("本单位人", Some(Origin::OwnStaff)),
        ("委培", Some(Origin::Sent)),
        ("社会人", Some(Origin::Independent)),
        (" 在校 专硕", Some(Origin::DegreeStudent)),
        ("订单定向", Some(Origin::Directed)),
        ("DEGREE_STUDENT", Some(Origin::DegreeStudent)),
        ("degree student", Some(Origin::DegreeStudent)),
        ("", None),
        ("单位人", None),
    ] {
        assert_eq!(words::origin(typed), expected, "{typed}");
    }
}

fn cell(good: &'static str, bad: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just(good), 1 => prop::sample::select(bad)]
}

prop_compose! {
    fn any_row()(
        name in cell("示例·张三", &["", "示例·李四"]),
        number in prop::sample::select(&["S001", "S002", "S003", "S004", ""][..]),
        phone in prop::sample::select(&["13800000001", "13800000002", "13800000003", "1", ""][..]),
        email in cell("", &["sample@example.org", "x"]),
        origin in cell("社会人", &["委培", "", "?"]),
        sender in cell("", &["示例卫生院", "示例医院", "?"]),
        year in cell("2025", &["2025级", "", "1999", "3000"]),
        programme in cell("示例全科", &["", "?", "DRAFT-ONLY"]),
    ) -> [&'static str; 8] {
        [name, number, phone, email, origin, sender, year, programme]
    }
}

proptest! {
    /// A row is taken, or somebody is told why not.
    #[test]
    fn no_row_is_lost(rows in prop::collection::vec(any_row(), 1..12)) {
        let (entries, problems) = settled(&rows, &known());
        let refused: HashSet<u32> = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .map(|problem| problem.line)
            .collect();
        prop_assert!(entries.len() + refused.len() >= rows.len());
        prop_assert!(refused.iter().all(|line| (2..2 + u32::try_from(rows.len()).unwrap()).contains(line)));
        prop_assert!(problems.is_sorted_by_key(|problem| (problem.line, problem.column)));
    }

    /// What was taken once is recognised the second time, row for row.
    #[test]
    fn a_roster_taken_is_a_roster_known(rows in prop::collection::vec(any_row(), 1..12)) {
        let mut known = known();
        let (_, problems) = settled(&rows, &known);
        let is_good = |line: u32| problems.iter().all(|problem| problem.line != line);
        let rows: Vec<_> = (2..).zip(rows).filter(|(line, _)| is_good(*line)).map(|(_, row)| row).collect();
        let (entries, problems) = settled(&rows, &known);
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(entries.len(), rows.len());
        for (id, entry) in (1000..).zip(&entries) {
            let taken = person(id, &entry.name.zh, &entry.phone);
            known.enrolled.insert((taken.id, entry.version_id));
            known.by_number.insert(entry.number.clone(), taken.clone());
            known.by_phone.insert(entry.phone.clone(), taken);
        }
        let (again, problems) = settled(&rows, &known);
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(again.len(), entries.len());
        let is_known = |entry: &RosterEntry| matches!(entry.trainee, Trainee::Known { lacks_number: false, .. });
        prop_assert!(again.iter().all(|entry| entry.is_enrolled && is_known(entry)));
    }
}
