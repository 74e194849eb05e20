//! Hours that begin and end with a code shown at the place.

use chrono::Duration;
use serde_json::json;
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{FOLLOW, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(what_lies_between_two_codes_becomes_hours),
        story(a_code_outside_its_window_is_refused),
        story(whoever_guesses_codes_waits),
        story(a_check_in_that_was_never_ended_lapses),
        story(one_person_is_checked_in_once),
    ]
}

const SHOW: &str = "query($id: ID!) { attendanceCode(departmentId: $id) { code shownFrom shownUntil qrPayload department { id } } }";
const IN: &str = "mutation($input: HoursCheckInInput!) { hoursCheckIn(input: $input) {
    checkIn { id status activity checkedInAt endedAt hoursEntry { id } } errors { code path message } } }";
const OUT: &str = "mutation($input: HoursCheckOutInput!) { hoursCheckOut(input: $input) {
    checkIn { id status endedAt hoursEntry { id status startsAt endsAt minutes activity note isCheckedIn } }
    errors { code path message } } }";
const THERE: &str = "query($id: ID!) { placement(id: $id) { checkIns { status endedAt hoursEntry { id } } hours { isCheckedIn } } }";

async fn shown(world: &School, specialty: &str) -> Answer {
    world.base_administrator.ok(SHOW, json!({"id": world.ids[specialty]})).await
}

async fn code(school: &School, specialty: &str) -> String {
    shown(school, specialty).await.text("/attendanceCode/code").to_owned()
}

/// A trainee who is at a department now.
async fn present(school: &School) -> (Trainee, String) {
    let trainee = school.trainee("Trainee", "2026-01-05").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-03-01", "2026-03-31").await;
    (trainee, placement)
}

async fn check_in(actor: &Actor, placement: &str, code: &str) -> Answer {
    actor.query(IN, json!({"input": {"placementId": placement, "code": code}})).await
}

async fn check_out(actor: &Actor, code: &str) -> Answer {
    actor.query(OUT, json!({"input": {"code": code, "note": "早班（示例）"}})).await
}

fn refused(code: &str, path: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), path.to_owned())]
}

async fn what_lies_between_two_codes_becomes_hours(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = present(&school).await;
    let now = shown(&school, "TUINA").await;
    assert_eq!(now.text("/attendanceCode/shownFrom"), "2026-03-02T01:00:00Z");
    assert_eq!(now.text("/attendanceCode/shownUntil"), "2026-03-02T01:00:30Z");
    let digits = now.text("/attendanceCode/code").to_owned();
    assert!(digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{digits}");
    let payload = format!("xinglin:attendance:{}:{digits}", school.ids["TUINA"]);
    assert_eq!(now.text("/attendanceCode/qrPayload"), payload);

    world.clock.advance(Duration::seconds(12));
    let begun = check_in(&trainee.actor, &placement, &format!("{} {}", &digits[..4], &digits[4..])).await;
    world.clock.advance(Duration::minutes(245));
    let ended = check_out(&trainee.actor, &code(&school, "TUINA").await).await;

    assert_eq!(begun.text("/hoursCheckIn/checkIn/status"), "OPEN");
    assert_eq!(begun.text("/hoursCheckIn/checkIn/checkedInAt"), "2026-03-02T01:00:12Z");
    assert_eq!(
        *ended.at("/hoursCheckOut/checkIn"),
        json!({
            "id": begun.at("/hoursCheckIn/checkIn/id"), "status": "ENDED", "endedAt": "2026-03-02T05:05:12Z",
            "hoursEntry": {
                "id": ended.at("/hoursCheckOut/checkIn/hoursEntry/id"), "status": "PENDING", "activity": "DUTY",
                "startsAt": "2026-03-02T01:01:00Z", "endsAt": "2026-03-02T05:05:00Z", "minutes": 244,
                "note": "早班（示例）", "isCheckedIn": true,
            },
        })
    );
    // It holds its time as other hours do, and those that she types are not marked.
    let typed = |from: &str, until: &str| {
        json!({"input": {"within": {"placementId": placement}, "activity": "DUTY",
        "startsAt": format!("2026-03-02T{from}:00+08:00"), "endsAt": format!("2026-03-02T{until}:00+08:00")}})
    };
    let clash = trainee.actor.query(FOLLOW, typed("09:30", "10:00")).await;
    assert_eq!(clash.refusals("hoursSubmit"), refused("OVERLAP", "startsAt"));
    trainee.actor.ok(FOLLOW, typed("08:00", "09:00")).await;
    let there = school.supervisor.ok(THERE, json!({"id": placement})).await;
    assert_eq!(*there.at("/placement/hours"), json!([{"isCheckedIn": false}, {"isCheckedIn": true}]));
    assert_eq!(there.list("/placement/checkIns").len(), 1);
    world.whole().await;
}

async fn a_code_outside_its_window_is_refused(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = present(&school).await;
    let old = code(&school, "TUINA").await;
    let elsewhere = code(&school, "ENT").await;
    assert_ne!(old, elsewhere);
    let before = world.database.contents().await;

    let of_another = check_in(&trainee.actor, &placement, &elsewhere).await;
    world.clock.advance(Duration::seconds(60));
    let late = check_in(&trainee.actor, &placement, &old).await;
    let wrong_activity = trainee
        .actor
        .query(IN, json!({"input": {"placementId": placement, "code": code(&school, "TUINA").await, "activity": "ON_CALL_HOME"}}))
        .await;
    let theirs = check_in(&school.supervisor, &placement, &code(&school, "TUINA").await).await;
    let nowhere = check_out(&trainee.actor, &code(&school, "TUINA").await).await;

    for answer in [&of_another, &late] {
        assert_eq!(answer.refusals("hoursCheckIn"), refused("CODE_INVALID", "code"));
    }
    assert_eq!(wrong_activity.refusals("hoursCheckIn"), refused("ACTIVITY_MISMATCH", "activity"));
    assert_eq!(theirs.codes(), ["FORBIDDEN"]);
    assert_eq!(nowhere.refusals("hoursCheckOut"), refused("NOT_CHECKED_IN", ""));
    let mut after = world.database.contents().await;
    after.insert("attempt".to_owned(), before["attempt"].clone());
    assert_eq!(after, before, "a refused check-in wrote something");

    let fresh = code(&school, "TUINA").await;
    world.clock.advance(Duration::seconds(59 - 30));
    assert_eq!(
        check_in(&trainee.actor, &placement, &fresh).await.text("/hoursCheckIn/checkIn/status"),
        "OPEN"
    );
    world.clock.advance(Duration::seconds(20));
    let short = check_out(&trainee.actor, &code(&school, "TUINA").await).await;
    assert_eq!(short.refusals("hoursCheckOut"), refused("INVALID_INTERVAL", ""));
    for other in [&school.supervisor, &school.director, &trainee.actor] {
        assert_eq!(other.query(SHOW, json!({"id": school.ids["TUINA"]})).await.codes(), ["FORBIDDEN"]);
    }
}

async fn whoever_guesses_codes_waits(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = present(&school).await;
    let right = code(&school, "TUINA").await;
    let wrong = if right == "00000000" { "00000001" } else { "00000000" };

    for _ in 0..5 {
        assert_eq!(
            check_in(&trainee.actor, &placement, wrong).await.refusals("hoursCheckIn"),
            refused("CODE_INVALID", "code")
        );
    }
    assert_eq!(check_in(&trainee.actor, &placement, &right).await.codes(), ["RATE_LIMITED"]);
    world.clock.advance(Duration::minutes(1));
    let later = check_in(&trainee.actor, &placement, &code(&school, "TUINA").await).await;
    assert_eq!(later.text("/hoursCheckIn/checkIn/status"), "OPEN");
}

async fn a_check_in_that_was_never_ended_lapses(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = present(&school).await;
    check_in(&trainee.actor, &placement, &code(&school, "TUINA").await).await;

    world.clock.advance(Duration::hours(25));
    let too_long = check_out(&trainee.actor, &code(&school, "TUINA").await).await;
    world.clock.advance(Duration::hours(3));
    let lapsed = check_out(&trainee.actor, &code(&school, "TUINA").await).await;
    let there = trainee.actor.ok(THERE, json!({"id": placement})).await;
    let again = check_in(&trainee.actor, &placement, &code(&school, "TUINA").await).await;
    let now = trainee.actor.ok(THERE, json!({"id": placement})).await;

    assert_eq!(too_long.refusals("hoursCheckOut"), refused("TOO_LONG", ""));
    assert_eq!(lapsed.refusals("hoursCheckOut"), refused("LAPSED", ""));
    assert_eq!(
        *there.at("/placement/checkIns"),
        json!([{"status": "LAPSED", "endedAt": null, "hoursEntry": null}])
    );
    assert_eq!(again.text("/hoursCheckIn/checkIn/status"), "OPEN");
    let status = |place: usize| now.text(&format!("/placement/checkIns/{place}/status")).to_owned();
    assert_eq!((status(0), status(1)), ("LAPSED".to_owned(), "OPEN".to_owned()));
    assert!(now.at("/placement/checkIns/0/endedAt").is_string());
}

async fn one_person_is_checked_in_once(world: World) {
    let school = School::found(&world).await;
    let (trainee, placement) = present(&school).await;
    let digits = code(&school, "TUINA").await;

    let many =
        futures_util::future::join_all((0..4).map(|_| check_in(&trainee.actor, &placement, &digits))).await;

    let begun: Vec<&Answer> =
        many.iter().filter(|answer| answer.refusals("hoursCheckIn").is_empty()).collect();
    assert_eq!(begun.len(), 1);
    for answer in &many {
        let told = answer.refusals("hoursCheckIn");
        assert!(told.is_empty() || told == refused("CHECKED_IN", "placementId"), "{}", answer.body);
    }
    let there = trainee.actor.ok(THERE, json!({"id": placement})).await;
    assert_eq!(there.list("/placement/checkIns").len(), 1);
}
