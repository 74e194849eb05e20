//! What a core unit sees of its consortium, member by member.

use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::agreements::{Parties, joined, owed, parties, recorded};
use super::apprenticeships::at;
use super::{dispatches, twinnings};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_core_unit_sees_what_was_agreed_and_what_happened),
        story(ten_members_take_as_many_statements_as_one),
    ]
}

const OVERVIEW: &str = "query($id: ID!, $from: Date!, $until: Date!) { consortiumOverview(consortiumId: $id, from: $from, until: $until) {
    startsOn endsOn consortium { id } members { institution { id } membership { id }
    agreements { agreementId state obligations { kind missing periods { done } } }
    sessions { status sessionCount minutes attendanceCount lastOn }
    dispatches { name counts { planned cancelled } slots { expert { id } } } twinnings { status pairs { supportingContact { id } } }
    pairings { state count } proposedPairingCount endedPairingCount } } }";
const PLAN: &str = "mutation($input: TeachingSessionPlanInput!) { teachingSessionPlan(input: $input) { session { id } errors { code path } } }";
const LIST: &str = "mutation($input: TeachingAttendanceRecordInput!) { teachingAttendanceRecord(input: $input) { session { id } errors { code } } }";
const DELIVER: &str = "mutation($input: TeachingSessionDeliverInput!) { teachingSessionDeliver(input: $input) { session { id } errors { code } } }";
const CONFIRM: &str = "mutation($input: TeachingSessionConfirmInput!) { teachingSessionConfirm(input: $input) { session { id } errors { code } } }";

async fn overview(actor: &Actor, consortium: &str, days: (&str, &str)) -> Answer {
    actor.query(OVERVIEW, json!({"id": consortium, "from": days.0, "until": days.1})).await
}

/// A lecture of the hospital's supervisor for the health centre; its id.
async fn lecture(parties: &Parties, agreement: &Value, from: &str, until: &str) -> String {
    let ids = &parties.school.ids;
    let input = json!({"input": {"kind": "LECTURE", "channel": "ON_SITE", "title": "示例讲座", "organiserId": ids["hospital"],
        "hostId": ids["centre"], "agreementId": agreement, "startsAt": from, "endsAt": until, "leaderIds": [ids["Supervisor"]]}});
    let made = parties.school.supervisor.ok(PLAN, input).await;
    made.text("/teachingSessionPlan/session/id").to_owned()
}

async fn a_core_unit_sees_what_was_agreed_and_what_happened(world: World) {
    let parties = parties(&world).await;
    let school = &parties.school;
    let terms = [owed("SESSIONS", "CORE", 12, "YEAR")];
    let agreement = recorded(&parties, ("2026-01-01", "2026-12-31"), &terms).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    school.place(&trainee, "GRASSROOTS_PRACTICE", "GENERAL_PRACTICE", "2026-02-02", "2026-04-20").await;
    let held =
        lecture(&parties, &json!(agreement), "2026-03-03T08:00:00+08:00", "2026-03-03T09:30:00+08:00").await;
    lecture(&parties, &json!(agreement), "2026-03-20T08:00:00+08:00", "2026-03-20T09:00:00+08:00").await;
    // Another one, which is not of this stretch.
    lecture(&parties, &Value::Null, "2026-05-20T08:00:00+08:00", "2026-05-20T09:00:00+08:00").await;
    // The supervisor goes there on three Tuesdays, and their departments are twinned.
    let weekly = dispatches::recurring("2026-03-10", Some("FREQ=WEEKLY;BYDAY=TU"), "LEAVE_OUT");
    let slots = [dispatches::slot(&parties, "Supervisor", &weekly)];
    let batch = dispatches::dispatch(&parties, ("2026-03-10", "2026-03-24"), &slots);
    school.base_administrator.ok(dispatches::PLAN, json!({ "input": batch })).await;
    twinnings::standing(&parties).await;
    world.clock.set(at("2026-03-03T02:00:00Z"));
    let input = json!({"input": {"teachingSessionId": held, "personIds": [trainee.person]}});
    let at_centre = json!({"institutionId": school.ids["centre"], "startsOn": "2026-01-01"});
    let (clerk, _) = school.appoint("Clerk", "centre", "BASE_ADMINISTRATOR", at_centre).await;
    clerk.ok(LIST, input).await;
    school.supervisor.ok(DELIVER, json!({"input": {"teachingSessionId": held}})).await;
    parties.member.ok(CONFIRM, json!({"input": {"teachingSessionId": held}})).await;

    let days = ("2026-03-01", "2026-03-31");
    let seen = overview(&parties.coordinator, &parties.consortium, days).await;
    let mut member = seen.at("/consortiumOverview/members/0").clone();
    member["sessions"].as_array_mut().unwrap().sort_by_key(|row| row["status"].to_string());
    assert_eq!(
        member,
        json!({
            "institution": {"id": school.ids["centre"]}, "membership": {"id": parties.membership},
            "agreements": [{"agreementId": agreement, "state": "BEHIND",
                "obligations": [{"kind": "SESSIONS", "missing": 1, "periods": [{"done": 1}]}]}],
            "sessions": [
                {"status": "CONFIRMED", "sessionCount": 1, "minutes": 90, "attendanceCount": 1, "lastOn": "2026-03-03"},
                {"status": "PLANNED", "sessionCount": 4, "minutes": 600, "attendanceCount": 0, "lastOn": "2026-03-24"}],
            // Who goes is not for the coordinator, who knows of the arrangement alone.
            "dispatches": [{"name": "第一批专家派驻（示例）", "counts": {"planned": 3, "cancelled": 0}, "slots": [{"expert": null}]}],
            "twinnings": [{"status": "ACTIVE", "pairs": [{"supportingContact": null}]}],
            "pairings": [], "proposedPairingCount": 0, "endedPairingCount": 0,
        })
    );
    let later = overview(&parties.coordinator, &parties.consortium, ("2026-05-01", "2026-05-31")).await;
    let member = later.at("/consortiumOverview/members/0");
    assert_eq!((&member["dispatches"], member["twinnings"].as_array().map(Vec::len)), (&json!([]), Some(1)));
    // The core unit's own people see it; a member, a trainee and others do not.
    assert!(overview(&school.base_administrator, &parties.consortium, days).await.problems().is_empty());
    for actor in [&parties.member, &trainee.actor, &school.stranger, &school.registrar] {
        assert_eq!(overview(actor, &parties.consortium, days).await.codes(), ["FORBIDDEN"]);
    }
    for days in [("2026-03-02", "2026-03-01"), ("2016-01-01", "2026-03-01")] {
        assert_eq!(
            overview(&parties.coordinator, &parties.consortium, days).await.codes(),
            ["BAD_USER_INPUT"]
        );
    }
    // Before it was a member there is none.
    let before = overview(&parties.coordinator, &parties.consortium, ("2024-01-01", "2024-12-31")).await;
    assert_eq!(before.at("/consortiumOverview/members"), &json!([]));
    world.whole().await;
}

async fn ten_members_take_as_many_statements_as_one(world: World) {
    let parties = parties(&world).await;
    let terms = [owed("SESSIONS", "CORE", 12, "YEAR")];
    let agreement = recorded(&parties, ("2026-01-01", "2026-12-31"), &terms).await;
    lecture(&parties, &json!(agreement), "2026-03-03T08:00:00+08:00", "2026-03-03T09:30:00+08:00").await;
    let count = async || {
        let before = world.statements().await;
        let seen = overview(&parties.coordinator, &parties.consortium, ("2026-01-01", "2026-12-31")).await;
        assert!(seen.problems().is_empty(), "{}", seen.body);
        (world.statements().await - before, seen.list("/consortiumOverview/members").len())
    };
    let (one, members) = count().await;
    assert_eq!(members, 1);
    for number in 0..9 {
        let name = (format!("示例卫生院{number}"), format!("Sample Township {number}"));
        let house = xinglin_tests::school::institution(
            &parties.school.administrator,
            "TOWNSHIP_HOSPITAL",
            &name.0,
            &name.1,
        );
        joined(&parties.school, &parties.consortium, &house.await).await;
    }
    let (ten, members) = count().await;
    assert_eq!((ten, members), (one, 10));
    world.whole().await;
}
