//! Rosters, as Chinese spreadsheets write them.

use reqwest::Method;
use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::school::{IMPORT_ROSTER, School};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_good_roster_is_imported_in_every_encoding_and_never_twice),
        story(a_spreadsheet_is_imported_as_well),
        story(a_dry_run_lists_every_bad_row_and_writes_nothing),
        story(a_roster_with_one_bad_row_writes_nothing),
        story(a_name_that_no_font_covers_is_a_warning),
        story(a_file_that_is_no_list_is_refused),
        story(an_upload_url_works_once),
    ]
}

const HEADER: &str = "姓名,学号,手机,邮箱,报名类别,委派单位,招录年份,培训方案";

fn rows(tens: u32) -> String {
    let row = |n: u32| {
        format!("示例·学员{n},T{n:04},139{n:08},,委培单位人,示例社区卫生服务中心,2025,TCM-GP-RESIDENCY-33")
    };
    let rows: Vec<String> = (tens * 10 + 1..=tens * 10 + 3).map(row).collect();
    format!("{HEADER}\r\n{}\r\n", rows.join("\r\n"))
}

async fn import(school: &School, name: &str, bytes: Vec<u8>, is_dry_run: bool) -> Answer {
    school.import_roster(name, bytes, is_dry_run).await
}

fn counts(answer: &Answer) -> (i64, i64, i64) {
    (
        answer.number("/rosterImport/report/createdPeople"),
        answer.number("/rosterImport/report/recognisedPeople"),
        answer.number("/rosterImport/report/createdEnrolments"),
    )
}

async fn a_good_roster_is_imported_in_every_encoding_and_never_twice(world: World) {
    let school = School::found(&world).await;
    let gb18030 = |text: &str| -> Vec<u8> {
        let (bytes, _, had_errors) = encoding_rs::GB18030.encode(text);
        assert!(!had_errors);
        bytes.into_owned()
    };

    let plain = import(&school, "名册.csv", rows(1).into_bytes(), false).await;
    let with_bom = import(&school, "名册.csv", format!("\u{feff}{}", rows(2)).into_bytes(), false).await;
    let chinese = import(&school, "名册.csv", gb18030(&rows(3)), false).await;
    let again = import(&school, "名册.csv", gb18030(&rows(1)), false).await;

    assert_eq!(counts(&plain), (3, 0, 3), "{}", plain.body);
    assert_eq!(counts(&with_bom), (3, 0, 3));
    assert_eq!(counts(&chinese), (3, 0, 3));
    assert_eq!(counts(&again), (0, 3, 0));
    let people = school
        .registrar
        .ok("query { trainees(first: 50) { totalCount nodes { person { nameZh } } } }", json!(null))
        .await;
    assert_eq!(people.number("/trainees/totalCount"), 9);
    assert_eq!(people.text("/trainees/nodes/0/person/nameZh"), "示例·学员11");
}

async fn a_spreadsheet_is_imported_as_well(world: World) {
    let school = School::found(&world).await;
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(rows(4).lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }

    let imported = import(&school, "名册.xlsx", workbook.save_to_buffer().unwrap(), false).await;

    assert_eq!(counts(&imported), (3, 0, 3), "{}", imported.body);
}

fn bad_rows() -> Vec<u8> {
    [
        HEADER,
        "示例·甲,T0001,13900000001,,委培单位人,示例社区卫生服务中心,2025,TCM-GP-RESIDENCY-33",
        ",T0002,13900000002,,委培单位人,示例社区卫生服务中心,2025,TCM-GP-RESIDENCY-33",
        "示例·丙,T0003,电话,,委培单位人,示例社区卫生服务中心,2025,TCM-GP-RESIDENCY-33",
        "示例·丁,T0004,13900000004,不是邮箱,外星人,不存在的医院,1825,不存在的方案",
        "示例·戊,T0001,13900000005,,独立,示例社区卫生服务中心,2025,TCM-GP-RESIDENCY-33",
    ]
    .join("\n")
    .into_bytes()
}

fn problems(answer: &Answer) -> Vec<(i64, String)> {
    answer
        .list("/rosterImport/report/problems")
        .iter()
        .map(|row: &Value| {
            (row["line"].as_i64().unwrap(), row["column"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}

async fn a_dry_run_lists_every_bad_row_and_writes_nothing(world: World) {
    let school = School::found(&world).await;
    let upload = school.upload("ROSTER", "名册.csv", bad_rows()).await;
    let before = world.database.contents().await;

    let answer = school
        .registrar
        .query(
            IMPORT_ROSTER,
            json!({"input": {"uploadId": upload, "institutionId": school.ids["school"], "isDryRun": true}}),
        )
        .await;

    assert_eq!(world.database.contents().await, before);
    let lines: Vec<i64> = problems(&answer).iter().map(|(line, _)| *line).collect();
    assert_eq!(lines.iter().filter(|line| **line == 3).count(), 1, "{}", answer.body);
    assert_eq!(lines.iter().filter(|line| **line == 4).count(), 1, "{}", answer.body);
    assert_eq!(lines.iter().filter(|line| **line == 5).count(), 5, "{}", answer.body);
    assert!(lines.iter().filter(|line| **line == 6).count() >= 2, "{}", answer.body);
    assert!(!lines.contains(&2), "{}", answer.body);
}

async fn a_roster_with_one_bad_row_writes_nothing(world: World) {
    let school = School::found(&world).await;
    let upload = school.upload("ROSTER", "名册.csv", bad_rows()).await;
    let before = world.database.contents().await;

    let answer = school
        .registrar
        .query(
            IMPORT_ROSTER,
            json!({"input": {"uploadId": upload, "institutionId": school.ids["school"], "isDryRun": false}}),
        )
        .await;

    assert_eq!(world.database.contents().await, before);
    assert!(!problems(&answer).is_empty());
}

async fn a_name_that_no_font_covers_is_a_warning(world: World) {
    let school = School::found(&world).await;
    let text = rows(1).replacen("示例·学员11", "示例·学员\u{30729}", 1);

    let answer = import(&school, "名册.csv", text.into_bytes(), false).await;

    assert_eq!(counts(&answer).0, 3, "{}", answer.body);
    assert_eq!(answer.text("/rosterImport/report/problems/0/severity"), "WARNING");
    let reason = answer.text("/rosterImport/report/problems/0/reason");
    assert!(reason.contains("U+30729"), "{reason}");
}

async fn a_file_that_is_no_list_is_refused(world: World) {
    let school = School::found(&world).await;
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec();
    for (name, bytes) in [("名册.csv", picture), ("名册.xlsx", b"PK\x03\x04 no".to_vec())] {
        let upload = school.upload("ROSTER", name, bytes).await;
        let before = world.database.contents().await;

        let answer = school
            .registrar
            .query(
                IMPORT_ROSTER,
                json!({"input": {"uploadId": upload, "institutionId": school.ids["school"], "isDryRun": false}}),
            )
            .await;

        assert_eq!(answer.list("/rosterImport/errors").len(), 1, "{}", answer.body);
        assert_eq!(world.database.contents().await, before);
    }
}

async fn an_upload_url_works_once(world: World) {
    let school = School::found(&world).await;
    let prepared = school
        .registrar
        .ok(
            "mutation($input: UploadCreateInput!) { uploadCreate(input: $input) { upload { id url } errors { message } } }",
            json!({"input": {"purpose": "ROSTER", "fileName": "a.csv"}}),
        )
        .await;
    let path =
        prepared.text("/uploadCreate/upload/url").strip_prefix("https://xinglin.example").unwrap().to_owned();
    let send = async || {
        world.anonymous().request(Method::PUT, &path).body("a,b").send().await.unwrap().status().as_u16()
    };

    assert!((200..300).contains(&send().await));
    assert_eq!(send().await, 404);
    let other =
        school.world.anonymous().request(Method::PUT, "/uploads/upl_nothing").body("x").send().await.unwrap();
    assert_eq!(other.status(), 404);
}
