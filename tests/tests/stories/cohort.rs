//! A cohort at one glance: who is where, who falls behind, and what it costs to ask.

use serde_json::{Value, json};
use xinglin_tests::school::School;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_cohort_is_a_matrix_of_trainees_by_requirement),
        story(a_cohort_is_written_out_for_a_spreadsheet),
    ]
}

const REPORT: &str = "query($filter: CohortReportFilter!, $on: Date, $most: Int! = 100, $after: ID) {
    cohortReport(filter: $filter, on: $on, most: $most, after: $after) { next requirements { code target }
        rows { enrolmentId name credited running percent statuses paces pace risks } } }";

async fn cohort(school: &School) -> Vec<String> {
    let mut enrolments = Vec::new();
    for number in 1..=3 {
        let trainee = school.trainee(&format!("Trainee {number}"), "2026-02-01").await;
        if number == 1 {
            let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
            let exit = school.leave(&trainee, &placement, 0).await;
            school.let_go(&school.supervisor, &exit).await;
            for day in 20..=28 {
                let from = format!("2026-02-{day}T08:00:00+08:00");
                let hours = school.follow(&trainee, &from, &format!("2026-02-{day}T12:00:00+08:00")).await;
                school.review(&hours, "APPROVED", None).await;
            }
        }
        enrolments.push(trainee.enrolment);
    }
    enrolments
}

async fn a_cohort_is_a_matrix_of_trainees_by_requirement(world: World) {
    let school = School::found(&world).await;
    let enrolments = cohort(&school).await;
    let asked = |more: Value| {
        let mut variables =
            json!({"filter": {"curriculumVersionId": school.ids["version"]}, "on": "2026-03-01"});
        variables.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        variables
    };
    let report = school.director.ok(REPORT, asked(json!({}))).await;
    let columns = report.list("/cohortReport/requirements");
    let at = |code: &str| columns.iter().position(|asked| asked["code"] == json!(code)).unwrap();
    let rows = report.list("/cohortReport/rows");
    assert_eq!(rows.len(), 3);
    let row = |enrolment: &str| rows.iter().find(|row| row["enrolmentId"] == json!(enrolment)).unwrap();
    let (first, second) = (row(&enrolments[0]), row(&enrolments[1]));
    for list in ["credited", "running", "percent", "statuses", "paces"] {
        assert_eq!(first[list].as_array().unwrap().len(), columns.len(), "{list}");
    }
    assert_eq!(first["credited"][at("TUINA")], json!(28));
    assert_eq!(first["percent"][at("TUINA")], json!(93));
    assert_eq!(first["statuses"][at("TUINA")], json!("IN_PROGRESS"));
    assert_eq!(first["paces"][at("FOLLOWING_MASTER")], json!("ON_TRACK"));
    assert_eq!(second["paces"][at("FOLLOWING_MASTER")], json!("BEHIND"));
    assert_eq!(first["risks"], json!([]));
    assert_eq!(second["risks"].as_array().unwrap().len(), 1, "{second}");

    let version = &school.ids["version"];
    let at_risk = json!({"filter": {"curriculumVersionId": version, "isAtRisk": true}, "on": "2026-03-01"});
    let at_risk = school.director.ok(REPORT, at_risk).await;
    assert_eq!(at_risk.list("/cohortReport/rows").len(), 2);
    let other_year = json!({"filter": {"curriculumVersionId": version, "recruitmentYear": 2020}});
    assert_eq!(school.director.ok(REPORT, other_year).await.list("/cohortReport/rows").len(), 0);
    assert_eq!(school.stranger.ok(REPORT, asked(json!({}))).await.list("/cohortReport/rows").len(), 0);
    let part = school.director.ok(REPORT, asked(json!({"most": 2}))).await;
    let rest = asked(json!({"most": 2, "after": part.at("/cohortReport/next")}));
    let rest = school.director.ok(REPORT, rest).await;
    assert_eq!((part.list("/cohortReport/rows").len(), rest.list("/cohortReport/rows").len()), (2, 1));
    assert_eq!(rest.at("/cohortReport/next"), &json!(null));
    let too_many = school.director.query(REPORT, asked(json!({"most": 501}))).await;
    assert_eq!(too_many.codes(), ["BAD_USER_INPUT"]);
    let whole = school.director.ok(REPORT, asked(json!({"most": 500}))).await;
    assert_eq!(whole.list("/cohortReport/rows").len(), 3);

    let cost = async |most: i32| {
        let ask = async || drop(school.director.ok(REPORT, asked(json!({"most": most}))).await);
        world.cost(ask).await
    };
    assert_eq!((cost(1).await, cost(3).await), (6, 6), "one for the token, five for the cohort");
}

async fn a_cohort_is_written_out_for_a_spreadsheet(world: World) {
    let school = School::found(&world).await;
    cohort(&school).await;
    let export = "mutation($input: CohortReportExportInput!) { cohortReportExport(input: $input) {
        download { url fileName } errors { code path } } }";
    let input =
        json!({"input": {"filter": {"curriculumVersionId": school.ids["version"]}, "on": "2026-03-01"}});
    let made = school.director.ok(export, input).await;
    let path = made.text("/cohortReportExport/download/url").strip_prefix("https://xinglin.example").unwrap();
    let fetched = school.director.request(reqwest::Method::GET, path).send().await.unwrap();
    let text = fetched.text().await.unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(
        lines[0].starts_with("\u{FEFF}\"姓名\",") && lines[0].contains("推拿科（30 天）"),
        "{}",
        lines[0]
    );
    assert!(
        lines[1..].iter().any(|line| line.contains("示例·Trainee 1") && line.contains("\"28\"")),
        "{text}"
    );
    let nobody =
        json!({"input": {"filter": {"curriculumVersionId": school.ids["version"], "recruitmentYear": 2020}}});
    let nobody = school.director.query(export, nobody).await;
    assert_eq!(nobody.at("/cohortReportExport/errors/0/code"), &json!("NOBODY"));
}
