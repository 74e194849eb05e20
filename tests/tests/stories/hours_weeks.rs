//! A week of hours on one screen, and which weeks wait.

use serde_json::{Value, json};
use xinglin_tests::school::{FOLLOW, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_supervisor_reads_a_week_at_once_and_approves_it),
        story(hours_entered_after_a_week_are_marked_as_late),
        story(a_week_costs_the_same_for_few_and_for_many_entries),
    ]
}

const WEEK: &str = "query($of: HoursWeekOfInput!, $week: Date!) { hoursWeek(of: $of, week: $week) {
    startsOn trainee { id } totals { activity pendingMinutes approvedMinutes }
    days { on entries { isCounted hoursEntry { id status isLate activity minutes shownMark placement { department { name } } }
        corrections { id } overlaps { id } } } } }";
const WEEKS: &str = "{ hoursWeeks { startsOn entries trainee { id } } }";
const APPROVE: &str = "mutation($input: EvidenceApproveInput!) { evidenceApprove(input: $input) {
    evidence { id } errors { code path message } } }";

async fn enter(
    trainee: &Trainee,
    within: &Value,
    activity: &str,
    (from, until): (&str, &str),
    replaces: Option<&str>,
) -> String {
    let at = |time: &str| format!("2026-{time}:00+08:00");
    let input = json!({"within": within, "activity": activity, "startsAt": at(from), "endsAt": at(until), "replacesId": replaces});
    trainee.actor.ok(FOLLOW, json!({ "input": input })).await.text("/hoursSubmit/hoursEntry/id").to_owned()
}

async fn placed(school: &School, who: &str) -> (Trainee, Value) {
    let trainee = school.trainee(who, "2026-01-05").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-03-31").await;
    (trainee, json!({"placementId": placement}))
}

async fn a_supervisor_reads_a_week_at_once_and_approves_it(world: World) {
    let school = School::found(&world).await;
    let (trainee, there) = placed(&school, "Trainee").await;
    let (other, elsewhere) = placed(&school, "Other").await;
    let master = json!({"supervisionId": trainee.following});
    let sunday = enter(&trainee, &there, "ON_CALL_HOME", ("02-22T20:00", "02-23T09:00"), None).await;
    let first = enter(&trainee, &there, "DUTY", ("02-23T08:00", "02-23T12:00"), None).await;
    let mended = enter(&trainee, &there, "DUTY", ("02-23T08:00", "02-23T13:00"), Some(&first)).await;
    let followed = enter(&trainee, &master, "FOLLOWING_MASTER", ("02-23T10:00", "02-23T12:00"), None).await;
    let friday = enter(&trainee, &there, "DUTY", ("02-27T08:00", "02-27T16:00"), None).await;
    enter(&other, &elsewhere, "DUTY", ("02-10T08:00", "02-10T16:00"), None).await;

    let hers = json!({"of": {"traineeId": trainee.person}, "week": "2026-02-25"});
    let of_placement = json!({"of": there, "week": "2026-02-23"});
    let week = school.supervisor.ok(WEEK, hers.clone()).await;
    let narrow = school.supervisor.ok(WEEK, of_placement.clone()).await;
    let whole = json!({"of": {"enrolmentId": trainee.enrolment}, "week": "2026-03-01"});
    let own = trainee.actor.ok(WEEK, whole).await;

    assert_eq!(week.text("/hoursWeek/startsOn"), "2026-02-23");
    assert_eq!(week.list("/hoursWeek/days").len(), 7);
    let monday = week.list("/hoursWeek/days/0/entries");
    let told =
        |row: &Value| json!([row["hoursEntry"]["id"], row["isCounted"], row["corrections"], row["overlaps"]]);
    let id = |key: &str| json!({"id": key});
    assert_eq!(
        json!(monday.iter().map(told).collect::<Vec<_>>()),
        json!([
            [first, true, [id(&mended)], [id(&sunday), id(&followed)]],
            [followed, true, [], [id(&first)]],
        ])
    );
    assert_eq!(
        *week.at("/hoursWeek/totals"),
        json!([
            {"activity": "DUTY", "pendingMinutes": 720, "approvedMinutes": 0},
            {"activity": "FOLLOWING_MASTER", "pendingMinutes": 120, "approvedMinutes": 0},
        ])
    );
    let on_monday = narrow.list("/hoursWeek/days/0/entries");
    assert_eq!((on_monday.len(), &on_monday[0]["overlaps"]), (1, &json!([id(&sunday), id(&followed)])));
    assert_eq!(own.at("/hoursWeek/totals"), week.at("/hoursWeek/totals"));
    assert!(school.stranger.ok(WEEK, hers.clone()).await.at("/hoursWeek").is_null());

    let waiting = school.supervisor.ok(WEEKS, Value::Null).await;
    let told: Vec<Value> = waiting
        .list("/hoursWeeks")
        .iter()
        .map(|row| json!([row["startsOn"], row["trainee"]["id"], row["entries"]]))
        .collect();
    assert_eq!(
        json!(told),
        json!([
            ["2026-02-09", other.person, 1],
            ["2026-02-16", trainee.person, 1],
            ["2026-02-23", trainee.person, 3]
        ])
    );
    let mark = |row: &Value| json!({"evidenceId": row["hoursEntry"]["id"], "shownMark": row["hoursEntry"]["shownMark"]});
    let friday_row = &week.list("/hoursWeek/days/4/entries")[0];
    assert_eq!(friday_row["hoursEntry"]["id"], json!(friday));
    school.supervisor.ok(APPROVE, json!({"input": {"items": [mark(friday_row)]}})).await;
    let after = school.supervisor.ok(WEEK, of_placement).await;
    assert_eq!(
        *after.at("/hoursWeek/totals"),
        json!([{"activity": "DUTY", "pendingMinutes": 240, "approvedMinutes": 480}])
    );
    let waiting = school.supervisor.ok(WEEKS, Value::Null).await;
    assert_eq!(waiting.number("/hoursWeeks/2/entries"), 2);
    assert_eq!(trainee.actor.ok(WEEKS, Value::Null).await.list("/hoursWeeks").len(), 0);
}

async fn hours_entered_after_a_week_are_marked_as_late(world: World) {
    let school = School::found(&world).await;
    let (trainee, there) = placed(&school, "Trainee").await;
    // Today is 2 March.
    enter(&trainee, &there, "DUTY", ("02-22T08:00", "02-22T12:00"), None).await;
    enter(&trainee, &there, "DUTY", ("02-23T08:00", "02-23T12:00"), None).await;

    let late = async |week: &str, day: usize| {
        let answer = school.supervisor.ok(WEEK, json!({"of": there, "week": week})).await;
        answer.at(&format!("/hoursWeek/days/{day}/entries/0/hoursEntry/isLate")).as_bool().unwrap()
    };
    assert!(late("2026-02-22", 6).await);
    assert!(!late("2026-02-23", 0).await);
}

async fn a_week_costs_the_same_for_few_and_for_many_entries(world: World) {
    let school = School::found(&world).await;
    let (trainee, there) = placed(&school, "Trainee").await;
    let cost = async |document: &str, variables: Value| {
        let ask = async || drop(school.supervisor.ok(document, variables.clone()).await);
        world.cost(ask).await
    };
    let hers = json!({"of": {"traineeId": trainee.person}, "week": "2026-02-23"});
    enter(&trainee, &there, "DUTY", ("02-23T00:00", "02-23T01:00"), None).await;
    let one = (cost(WEEK, hers.clone()).await, cost(WEEKS, Value::Null).await);
    for hour in 1..23 {
        let at = |hour: u32| format!("02-23T{hour:02}:00");
        let made = enter(&trainee, &there, "DUTY", (&at(hour), &at(hour + 1)), None).await;
        if hour % 5 == 0 {
            enter(&trainee, &there, "DUTY", (&at(hour), &at(hour + 1)), Some(&made)).await;
        }
    }
    let many = (cost(WEEK, hers).await, cost(WEEKS, Value::Null).await);

    assert_eq!((one, many), ((7, 3), (7, 3)));
}
