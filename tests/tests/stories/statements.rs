//! How many SQL statements an answer costs: exact numbers, the same for few and for many.

use serde_json::{Value, json};
use xinglin_tests::school::School;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![story(the_viewers_progress_and_a_list_of_trainees_cost_the_same_few_statements)]
}

/// The 20-trainee list of the benchmark.
const LIST: &str = "query($first: Int!) { trainees(first: $first) { nodes { person { name } enrolments {
    progress { status pace creditedDays requirements { requirement { code } credited running target status } } } } } }";

const MINE: &str = "{ viewer { person { name } enrolments { progress { status pace creditedDays
    baseKinds { baseKind creditedDays } requirements { credited running target status conditions { message isMet } }
    eligibility { isMet unmet { reason } } } } } }";

async fn the_viewers_progress_and_a_list_of_trainees_cost_the_same_few_statements(world: World) {
    let school = School::found(&world).await;
    let first = school.trainee("Trainee 0", "2026-02-01").await;
    for number in 1..7 {
        let trainee = school.trainee(&format!("Trainee {number}"), "2026-02-01").await;
        let hours = school.follow(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00").await;
        if number % 2 == 0 {
            school.review(&hours, "APPROVED", None).await;
        }
    }
    let row = |n: u32| format!("示例·学员{n},R{n:04},139{n:08},社会人,2025,TCM-GP-RESIDENCY-33");
    let rows: Vec<String> = (1..=45).map(row).collect();
    let roster = format!("姓名,学号,手机,报名类别,招录年份,培训方案\n{}\n", rows.join("\n"));
    school.import_roster("名册.csv", roster.into_bytes(), false).await;
    let cost = async |actor: &xinglin_tests::actors::Actor, document: &str, variables: Value| {
        let ask = async || drop(actor.ok(document, variables.clone()).await);
        world.cost(ask).await
    };

    let five = cost(&school.registrar, LIST, json!({"first": 5})).await;
    let fifty = cost(&school.registrar, LIST, json!({"first": 50})).await;
    let mine = cost(&first.actor, MINE, Value::Null).await;

    assert_eq!((five, fifty, mine), (6, 6, 6));
}
