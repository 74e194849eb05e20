//! Dispatches of experts: timetables, holidays, agreements, duties, substitutes, and their end.

use futures_util::future::join_all;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::agreements::{Parties, owed, parties, recorded};
use super::apprenticeships::at;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_timetable_across_the_spring_festival_is_held_on_the_working_days_in_lieu),
        story(an_agreement_that_ends_mid_series_ends_the_series),
        story(nobody_is_dispatched_from_her_own_duties),
        story(a_substitute_goes_and_those_concerned_are_told),
        story(a_dispatch_ends_with_a_day_and_what_was_planned_later_is_called_off),
        story(a_calendar_that_comes_later_moves_what_was_planned),
        story(two_dispatches_at_once_send_one_expert_once),
        story(a_long_timetable_costs_as_many_statements_as_a_short_one),
        story(a_dispatch_that_cannot_be_is_refused_with_every_reason),
    ]
}

pub(crate) const PLAN: &str = "mutation($input: DispatchPlanInput!) { dispatchPlan(input: $input) { dispatch { id endsOn
    slots { id title recurrence { rule holidays } } counts { planned cancelled } } errors { code path message } } }";
const ADD: &str =
    "mutation($input: DispatchSlotAddInput!) { dispatchSlotAdd(input: $input) { dispatch { slots { id }
    counts { planned } } errors { code path message } } }";
const END: &str =
    "mutation($input: DispatchEndInput!) { dispatchEnd(input: $input) { dispatch { endedOn endReason
    slots { endedOn } counts { planned cancelled } } errors { code path message } } }";
const ALIGN: &str = "mutation($input: DispatchAlignInput!) { dispatchAlign(input: $input) { aligned { planned moved calledOff }
    errors { code path message } } }";
const CHANGE: &str =
    "mutation($input: TeachingSessionChangeInput!) { teachingSessionChange(input: $input) { session {
    startsAt leaders { name(locale: ZH) } version } errors { code path message } } }";
const SESSIONS: &str = "query($id: ID!, $from: Date!, $until: Date!) { node(id: $id) { ... on Dispatch { name
    sessions(from: $from, until: $until) { id startsAt endsAt status dueOn kind agreement { id } dispatch { id } } } } }";
const OCCURRENCES: &str = "query($of: RecurrenceInput!, $from: Date!, $until: Date!, $agreement: ID) { timetableOccurrences(recurrence: $of,
    from: $from, until: $until, agreementId: $agreement) { timetable { occurrences { dueOn on startsAt leftOut } } errors { code path } } }";
const HOLIDAYS: &str =
    "query($year: Int!) { publicHolidays(year: $year) { day kind standsFor name(locale: ZH) } }";
const SET: &str =
    "mutation($input: PublicHolidaysSetInput!) { publicHolidaysSet(input: $input) { calendar { days { day } }
    errors { code path message } } }";
const DUTY: &str =
    "mutation($input: ExpertDutyRecordInput!) { expertDutyRecord(input: $input) { duty { id lastDay
    recurrence { rule } } errors { code path message } } }";
const COURSE: &str = r#"
[[requirements]]
code = "GP"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "全科", en = "GP" }
days = 20
specialties = ["GENERAL_PRACTICE"]
"#;
const END_DUTY: &str = "mutation($input: ExpertDutyEndInput!) { expertDutyEnd(input: $input) { duty { lastDay } errors { code path } } }";

pub(crate) fn recurring(first: &str, rule: Option<&str>, holidays: &str) -> Value {
    json!({"startsAt": format!("{first}T08:30:00+08:00"), "endsAt": format!("{first}T11:30:00+08:00"), "rule": rule,
        "holidays": holidays})
}

pub(crate) fn slot(parties: &Parties, expert: &str, recurrence: &Value) -> Value {
    json!({"expertId": parties.school.ids[expert], "kind": "OUTPATIENT_CLINIC", "channel": "ON_SITE",
        "title": "专家门诊带教（示例）", "topics": [{"name": "高血压（示例）"}], "recurrence": recurrence})
}

pub(crate) fn dispatch(parties: &Parties, (from, until): (&str, &str), slots: &[Value]) -> Value {
    let ids = &parties.school.ids;
    json!({"name": "第一批专家派驻（示例）", "organiserId": ids["hospital"], "hostId": ids["centre"], "startsOn": from, "endsOn": until,
        "slots": slots})
}

async fn plan(actor: &Actor, input: &Value) -> Answer {
    actor.query(PLAN, json!({ "input": input })).await
}

async fn planned(parties: &Parties, input: &Value) -> String {
    let made = parties.school.base_administrator.ok(PLAN, json!({ "input": input })).await;
    made.text("/dispatchPlan/dispatch/id").to_owned()
}

/// The sessions of a dispatch, each with the day on which it is held, the day on which it was due and its status.
async fn held(actor: &Actor, dispatch: &str) -> Vec<(String, String, String)> {
    let asked = json!({"id": dispatch, "from": "2026-01-01", "until": "2027-12-31"});
    let found = actor.ok(SESSIONS, asked).await;
    let of = |one: &Value| {
        let day = at(one["startsAt"].as_str().unwrap()).with_timezone(&chrono_tz::Asia::Shanghai);
        assert_eq!(one["dispatch"]["id"], dispatch);
        let text = |field: &str| one[field].as_str().unwrap().to_owned();
        (day.format("%m-%d").to_string(), text("dueOn"), text("status"))
    };
    found.list("/node/sessions").iter().map(of).collect()
}

async fn days(actor: &Actor, dispatch: &str) -> Vec<String> {
    held(actor, dispatch).await.into_iter().map(|(day, _, _)| day).collect()
}

async fn a_timetable_across_the_spring_festival_is_held_on_the_working_days_in_lieu(world: World) {
    let parties = parties(&world).await;
    let year = parties.member.ok(HOLIDAYS, json!({"year": 2026})).await;
    let days_of = |kind: &str| year.list("/publicHolidays").iter().filter(|day| day["kind"] == kind).count();
    assert_eq!((days_of("HOLIDAY"), days_of("WORKDAY")), (33, 6));
    assert!(parties.member.ok(HOLIDAYS, json!({"year": 2031})).await.list("/publicHolidays").is_empty());

    let mondays = recurring("2026-02-02", Some("freq=weekly;byday=mo"), "MAKE_UP");
    let asked = json!({"of": mondays, "from": "2026-02-01", "until": "2026-03-15"});
    let told = parties.member.ok(OCCURRENCES, asked).await;
    let told: Vec<(&str, &str, Option<&str>)> = told
        .list("/timetableOccurrences/timetable/occurrences")
        .iter()
        .map(|one| (one["dueOn"].as_str().unwrap(), one["on"].as_str().unwrap(), one["leftOut"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("2026-02-02", "2026-02-02", None),
            ("2026-02-09", "2026-02-09", None),
            ("2026-02-16", "2026-02-16", Some("HOLIDAY")),
            ("2026-02-23", "2026-02-28", None),
            ("2026-03-02", "2026-03-02", None),
            ("2026-03-09", "2026-03-09", None)
        ]
    );
    let fridays = recurring("2026-02-06", Some("FREQ=WEEKLY;BYDAY=FR;UNTIL=20260227"), "LEAVE_OUT");
    let slots = [slot(&parties, "Supervisor", &mondays), slot(&parties, "Master", &fridays)];
    let input = dispatch(&parties, ("2026-02-01", "2026-03-15"), &slots);
    let of = planned(&parties, &input).await;
    // Whoever goes sees it, as does whoever has to do with the centre's sessions.
    let expected = [
        ("02-02", "2026-02-02"),
        ("02-06", "2026-02-06"),
        ("02-09", "2026-02-09"),
        ("02-13", "2026-02-13"),
        ("02-27", "2026-02-27"),
        ("02-28", "2026-02-23"),
        ("03-02", "2026-03-02"),
        ("03-09", "2026-03-09"),
    ]
    .map(|(day, due)| (day.to_owned(), due.to_owned(), "PLANNED".to_owned()));
    assert_eq!(held(&parties.member, &of).await, expected);
    assert_eq!(held(&parties.school.supervisor, &of).await, expected);
    let hidden = json!({"id": of, "from": "2026-01-01", "until": "2026-12-31"});
    assert_eq!(parties.school.stranger.ok(SESSIONS, hidden).await.at("/node"), &Value::Null);
    let mine = "query($id: ID!) { dispatches(filter: {expertId: $id}) { totalCount nodes { name organiser { id } host { id } } } }";
    let listed = parties.school.master.ok(mine, json!({"id": parties.school.ids["Master"]})).await;
    assert_eq!(listed.number("/dispatches/totalCount"), 1);
    let listed = parties.school.stranger.ok(mine, json!({"id": parties.school.ids["Master"]})).await;
    assert_eq!(listed.number("/dispatches/totalCount"), 0);

    // Each expert is told of her own, and those where they go of all.
    world.run_due_jobs().await;
    let told = |to: &str| {
        let letters = world.mailbox.sent().into_iter().map(|sent| sent.letter);
        let mut own = letters
            .filter(|letter| letter.to == to && letter.subject.contains("专家派驻：第一批专家派驻（示例）"));
        own.next().map(|letter| letter.text.matches("专家门诊带教（示例）").count())
    };
    let to = [
        "supervisor@sample.example",
        "master@sample.example",
        "member@sample.example",
        "registrar@sample.example",
    ];
    assert_eq!(to.map(told), [Some(5), Some(3), Some(8), None]);
    world.whole().await;
}

async fn an_agreement_that_ends_mid_series_ends_the_series(world: World) {
    let mut parties = parties(&world).await;
    parties.school.course(3, COURSE).await;
    let terms = [owed("SESSIONS", "CORE", 2, "TERM"), owed("VISITS", "CORE", 1, "TERM")];
    let agreement = recorded(&parties, ("2026-01-01", "2026-03-20"), &terms).await;
    let weekly = recurring("2026-03-03", Some("FREQ=WEEKLY"), "LEAVE_OUT");
    let asked = json!({"of": weekly, "from": "2026-03-01", "until": "2026-03-31", "agreement": agreement});
    let told = parties.coordinator.ok(OCCURRENCES, asked.clone()).await;
    let left_out: Vec<&Value> =
        told.list("/timetableOccurrences/timetable/occurrences").iter().map(|one| &one["leftOut"]).collect();
    assert_eq!(
        left_out,
        [&Value::Null, &Value::Null, &Value::Null, &json!("NOT_AGREED"), &json!("NOT_AGREED")]
    );
    assert_eq!(parties.school.stranger.query(OCCURRENCES, asked).await.codes(), ["NOT_FOUND"]);

    let mut input =
        dispatch(&parties, ("2026-03-01", "2026-04-30"), &[slot(&parties, "Supervisor", &weekly)]);
    input["agreementId"] = json!(agreement);
    // The consortium's coordinator plans what stands under its agreement.
    let made = parties.coordinator.ok(PLAN, json!({ "input": input })).await;
    assert_eq!(made.number("/dispatchPlan/dispatch/counts/planned"), 3);
    let of = made.text("/dispatchPlan/dispatch/id");
    assert_eq!(days(&parties.member, of).await, ["03-03", "03-10", "03-17"]);
    // One that is held and confirmed counts as any other one: a session and a visit.
    let asked = json!({"id": of, "from": "2026-03-01", "until": "2026-03-05"});
    let first = parties.member.ok(SESSIONS, asked).await.text("/node/sessions/0/id").to_owned();
    world.clock.set(at("2026-03-03T01:00:00Z"));
    let trainee = parties.school.trainee("T1", "2026-02-01").await;
    let list = "mutation($input: TeachingAttendanceRecordInput!) { teachingAttendanceRecord(input: $input) { session { id } errors { code } } }";
    parties.school.place(&trainee, "GP", "GENERAL_PRACTICE", "2026-02-02", "2026-04-20").await;
    let at_centre = json!({"institutionId": parties.school.ids["centre"], "startsOn": "2026-01-01"});
    let (clerk, _) = parties.school.appoint("Clerk", "centre", "BASE_ADMINISTRATOR", at_centre).await;
    clerk.ok(list, json!({"input": {"teachingSessionId": first, "personIds": [trainee.person]}})).await;
    world.clock.set(at("2026-03-03T04:00:00Z"));
    let deliver = "mutation($input: TeachingSessionDeliverInput!) { teachingSessionDeliver(input: $input) { session { id } errors { code } } }";
    parties.school.supervisor.ok(deliver, json!({"input": {"teachingSessionId": first}})).await;
    let confirm = "mutation($input: TeachingSessionConfirmInput!) { teachingSessionConfirm(input: $input) { session { id } errors { code } } }";
    parties.member.ok(confirm, json!({"input": {"teachingSessionId": first}})).await;
    let standing = "query($id: ID!) { node(id: $id) { ... on Agreement { obligations { kind missing periods { done } } } } }";
    let told = parties.member.ok(standing, json!({"id": agreement})).await;
    let done = |place: usize| told.number(&format!("/node/obligations/{place}/periods/0/done"));
    assert_eq!((done(0), done(1)), (1, 1));
    let counts = "query($id: ID!) { node(id: $id) { ... on Dispatch { counts { planned delivered confirmed cancelled } } } }";
    let counted = parties.member.ok(counts, json!({"id": of})).await;
    assert_eq!(
        counted.at("/node/counts"),
        &json!({"planned": 2, "delivered": 0, "confirmed": 1, "cancelled": 0})
    );

    // What no day of the agreement covers is nothing.
    let late = recurring("2026-04-07", Some("FREQ=WEEKLY"), "LEAVE_OUT");
    let mut input = dispatch(&parties, ("2026-04-01", "2026-04-30"), &[slot(&parties, "Master", &late)]);
    input["agreementId"] = json!(agreement);
    let refused = plan(&parties.coordinator, &input).await;
    assert_eq!(refused.refusals("dispatchPlan"), [("NOTHING_DUE".to_owned(), "slots.0".to_owned())]);
    // Without the agreement the coordinator has nothing to do with it.
    input["agreementId"] = Value::Null;
    assert_eq!(plan(&parties.coordinator, &input).await.codes(), ["FORBIDDEN"]);
    world.whole().await;
}

async fn nobody_is_dispatched_from_her_own_duties(world: World) {
    let parties = parties(&world).await;
    let school = &parties.school;
    let tuesdays = recurring("2026-03-03", Some("FREQ=WEEKLY;BYDAY=TU"), "LEAVE_OUT");
    let duty = json!({"input": {"institutionId": school.ids["hospital"], "name": "专家门诊（示例）", "recurrence": tuesdays}});
    let recorded = school.supervisor.ok(DUTY, duty.clone()).await;
    let duty_id = recorded.text("/expertDutyRecord/duty/id").to_owned();
    let mut of_another = duty.clone();
    of_another["input"]["personId"] = json!(school.ids["Supervisor"]);
    assert_eq!(parties.member.query(DUTY, of_another.clone()).await.codes(), ["NOT_FOUND"]);
    assert_eq!(school.director.query(DUTY, of_another.clone()).await.codes(), ["NOT_FOUND"]);
    assert_eq!(school.stranger.query(DUTY, of_another).await.codes(), ["NOT_FOUND"]);
    let elsewhere = json!({"input": {"institutionId": school.ids["centre"], "name": " ",
        "recurrence": recurring("2026-03-03", Some("FREQ=HOURLY"), "KEEP"), "lastDay": "2026-03-01"}});
    let refused = school.supervisor.query(DUTY, elsewhere).await.refusals("expertDutyRecord");
    assert_eq!(
        refused,
        [
            ("RULE_INVALID", "recurrence.rule"),
            ("INVALID", "name"),
            ("INVALID", "lastDay"),
            ("NOT_TEACHING", "institutionId")
        ]
        .map(|(code, path)| (code.to_owned(), path.to_owned()))
    );

    let afternoon = json!({"startsAt": "2026-03-03T11:00:00+08:00", "endsAt": "2026-03-03T14:00:00+08:00",
        "rule": "FREQ=WEEKLY;COUNT=3"});
    let mut input =
        dispatch(&parties, ("2026-03-01", "2026-04-30"), &[slot(&parties, "Supervisor", &afternoon)]);
    let on_duty = ("ON_DUTY".to_owned(), "slots.0".to_owned());
    let refused = plan(&school.base_administrator, &input).await.refusals("dispatchPlan");
    assert_eq!(refused, [on_duty.clone(), on_duty.clone(), on_duty]);
    let single = "mutation($input: TeachingSessionPlanInput!) { teachingSessionPlan(input: $input) { session { id } errors { code path } } }";
    let session = json!({"input": {"kind": "LECTURE", "channel": "VIDEO", "title": "讲座（示例）", "organiserId": school.ids["hospital"],
        "startsAt": "2026-03-10T11:00:00+08:00", "endsAt": "2026-03-10T12:00:00+08:00", "leaderIds": [school.ids["Supervisor"]]}});
    let refused = school.supervisor.query(single, session).await.refusals("teachingSessionPlan");
    assert_eq!(refused, [("ON_DUTY".to_owned(), "leaderIds.0".to_owned())]);
    // What cannot be planned anyhow tells nothing of where she is.
    let mut probe = input.clone();
    probe["slots"][0]["title"] = json!("");
    let refused = plan(&school.base_administrator, &probe).await.refusals("dispatchPlan");
    assert_eq!(refused, [("INVALID".to_owned(), "slots.0.title".to_owned())]);
    // Her duty is left out on holidays, and so is nothing in her way.
    let festival = json!({"startsAt": "2026-05-05T09:00:00+08:00", "endsAt": "2026-05-05T10:00:00+08:00", "holidays": "KEEP"});
    let kept = dispatch(&parties, ("2026-05-01", "2026-05-31"), &[slot(&parties, "Supervisor", &festival)]);
    planned(&parties, &kept).await;
    // Two lines send her to two places at once.
    let free = recurring("2026-03-04", Some("FREQ=WEEKLY;COUNT=2"), "LEAVE_OUT");
    input["slots"] = json!([slot(&parties, "Supervisor", &free), slot(&parties, "Supervisor", &free)]);
    let twice = ("TWO_PLACES".to_owned(), "slots.1".to_owned());
    assert_eq!(
        plan(&school.base_administrator, &input).await.refusals("dispatchPlan"),
        [twice.clone(), twice]
    );

    let theirs = "query($id: ID!) { node(id: $id) { ... on Person { expertDuties { id name institution { id } lastDay } } } }";
    let seen = |answer: Answer| answer.at("/node/expertDuties").as_array().map(Vec::len);
    let whose = json!({"id": school.ids["Supervisor"]});
    assert_eq!(seen(school.base_administrator.ok(theirs, whose.clone()).await), Some(1));
    assert_eq!(seen(school.supervisor.ok(theirs, whose).await), Some(1));
    let ended = json!({"input": {"expertDutyId": duty_id, "lastDay": "2026-03-03"}});
    assert_eq!(parties.member.query(END_DUTY, ended.clone()).await.codes(), ["NOT_FOUND"]);
    school.supervisor.ok(END_DUTY, ended).await;
    let again = json!({"input": {"expertDutyId": duty_id, "lastDay": "2026-03-10"}});
    let refused = school.supervisor.query(END_DUTY, again).await.refusals("expertDutyEnd");
    assert_eq!(refused, [("INVALID".to_owned(), "lastDay".to_owned())]);
    let mut afternoon = afternoon;
    afternoon["exceptDays"] = json!(["2026-03-03"]);
    input["slots"] = json!([slot(&parties, "Supervisor", &afternoon)]);
    let of = planned(&parties, &input).await;
    assert_eq!(days(&school.supervisor, &of).await, ["03-10", "03-17"]);
    world.whole().await;
}

async fn a_substitute_goes_and_those_concerned_are_told(world: World) {
    let parties = parties(&world).await;
    let school = &parties.school;
    let weekly = recurring("2026-03-04", Some("FREQ=WEEKLY;COUNT=2"), "LEAVE_OUT");
    let of = planned(
        &parties,
        &dispatch(&parties, ("2026-03-01", "2026-03-31"), &[slot(&parties, "Supervisor", &weekly)]),
    )
    .await;
    world.run_due_jobs().await;
    let asked = json!({"id": of, "from": "2026-03-01", "until": "2026-03-31"});
    let sessions = parties.member.ok(SESSIONS, asked).await;
    let first = sessions.text("/node/sessions/0/id").to_owned();
    let mut change = json!({"input": {"teachingSessionId": first, "leaderIds": [school.ids["Master"]], "reason": "临时手术（示例）",
        "startsAt": "2026-03-05T08:30:00+08:00", "endsAt": "2026-03-05T11:30:00+08:00", "expectedVersion": 2}});
    let refused = school.supervisor.query(CHANGE, change.clone()).await.refusals("teachingSessionChange");
    assert_eq!(refused, [("CONFLICT".to_owned(), "expectedVersion".to_owned())]);
    change["input"]["expectedVersion"] = json!(1);
    assert_eq!(school.stranger.query(CHANGE, change.clone()).await.codes(), ["NOT_FOUND"]);
    // Somebody who does not work there is no substitute.
    let mut strange = change.clone();
    strange["input"]["leaderIds"] = json!([school.ids["Centre Supervisor"]]);
    let refused = school.supervisor.query(CHANGE, strange).await.refusals("teachingSessionChange");
    assert_eq!(refused, [("NOT_TEACHING".to_owned(), "leaderIds.0".to_owned())]);
    let changed = school.supervisor.ok(CHANGE, change.clone()).await;
    assert_eq!(
        changed.at("/teachingSessionChange/session"),
        &json!({"startsAt": "2026-03-05T00:30:00Z", "leaders": [{"name": "示例·Master"}], "version": 2})
    );
    world.run_due_jobs().await;
    let told = |to: &str| {
        let letters = world.mailbox.sent().into_iter().map(|sent| sent.letter);
        letters
            .filter(|letter| letter.to == to && letter.subject.contains("教学活动变更"))
            .filter(|letter| letter.text.contains("临时手术（示例）") && letter.text.contains("示例·Master"))
            .count()
    };
    let to = [
        "supervisor@sample.example",
        "master@sample.example",
        "member@sample.example",
        "registrar@sample.example",
    ];
    assert_eq!(to.map(told), [0, 1, 1, 0]);
    // The dispatch shows where it went; the day on which it was due stays.
    let now = held(&parties.member, &of).await;
    assert_eq!((now[0].0.as_str(), now[0].1.as_str()), ("03-05", "2026-03-04"));
    // The substitute is there now, and nowhere else.
    let busy = json!({"startsAt": "2026-03-05T10:00:00+08:00", "endsAt": "2026-03-05T12:00:00+08:00"});
    let other = dispatch(&parties, ("2026-03-01", "2026-03-31"), &[slot(&parties, "Master", &busy)]);
    let refused = plan(&school.base_administrator, &other).await.refusals("dispatchPlan");
    assert_eq!(refused, [("TWO_PLACES".to_owned(), "slots.0".to_owned())]);
    // Whoever led it before has nothing to say about it any more.
    assert_eq!(school.supervisor.query(CHANGE, change).await.codes(), ["FORBIDDEN"]);
    world.whole().await;
}

async fn a_dispatch_ends_with_a_day_and_what_was_planned_later_is_called_off(world: World) {
    let parties = parties(&world).await;
    let administrator = &parties.school.base_administrator;
    let of_day = |day: &str| recurring(day, Some("FREQ=WEEKLY"), "LEAVE_OUT");
    let slots = [
        slot(&parties, "Supervisor", &of_day("2026-03-04")),
        slot(&parties, "Master", &of_day("2026-03-05")),
    ];
    let made = administrator
        .ok(PLAN, json!({"input": dispatch(&parties, ("2026-03-01", "2026-03-31"), &slots)}))
        .await;
    let of = made.text("/dispatchPlan/dispatch/id").to_owned();
    assert_eq!(made.number("/dispatchPlan/dispatch/counts/planned"), 8);
    let line = made.text("/dispatchPlan/dispatch/slots/1/id").to_owned();
    // A single visit is added.
    let single = json!({"input": {"dispatchId": of, "slot": slot(&parties, "Master", &recurring("2026-03-28", None, "LEAVE_OUT"))}});
    let added = administrator.ok(ADD, single).await;
    assert_eq!(
        (
            added.list("/dispatchSlotAdd/dispatch/slots").len(),
            added.number("/dispatchSlotAdd/dispatch/counts/planned")
        ),
        (3, 9)
    );
    world.run_due_jobs().await;
    let end = |slot: Option<&str>, day: &str, reason: &str| json!({"input": {"dispatchId": of, "slotId": slot, "lastDay": day, "reason": reason}});
    let wrong = administrator.query(END, end(None, "2026-03-31", " ")).await.refusals("dispatchEnd");
    assert_eq!(
        wrong,
        [("REASON_MISSING", "reason"), ("WRONG_TIME", "lastDay")]
            .map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    assert_eq!(
        parties.school.master.query(END, end(None, "2026-03-10", "示例")).await.codes(),
        ["FORBIDDEN"]
    );
    let ended = administrator.ok(END, end(Some(&line), "2026-03-12", "另有任用（示例）")).await;
    assert_eq!(
        ended.at("/dispatchEnd/dispatch"),
        &json!({"endedOn": null, "endReason": null, "slots": [{"endedOn": null}, {"endedOn": "2026-03-12"}, {"endedOn": null}],
            "counts": {"planned": 7, "cancelled": 2}})
    );
    let again =
        administrator.query(END, end(Some(&line), "2026-03-20", "示例")).await.refusals("dispatchEnd");
    assert_eq!(again, [("WRONG_STATUS".to_owned(), "slotId".to_owned())]);
    let ended = administrator.ok(END, end(None, "2026-03-18", "协议终止（示例）")).await;
    assert_eq!(ended.at("/dispatchEnd/dispatch/slots/1/endedOn"), &json!("2026-03-12"));
    assert_eq!(ended.at("/dispatchEnd/dispatch/endedOn"), &json!("2026-03-18"));
    assert_eq!(ended.at("/dispatchEnd/dispatch/counts"), &json!({"planned": 5, "cancelled": 4}));
    world.run_due_jobs().await;
    let told = |to: &str, reason: &str| {
        let letters = world.mailbox.sent().into_iter().map(|sent| sent.letter);
        letters.filter(|letter| letter.to == to && letter.text.contains(reason)).count()
    };
    assert_eq!(told("supervisor@sample.example", "协议终止（示例）"), 1);
    assert_eq!(told("member@sample.example", "协议终止（示例）"), 1);
    assert_eq!(told("master@sample.example", "另有任用（示例）"), 1);
    assert_eq!(told("supervisor@sample.example", "另有任用（示例）"), 0);
    let closed = ("WRONG_STATUS".to_owned(), String::new());
    let again = administrator.query(END, end(None, "2026-03-11", "示例")).await.refusals("dispatchEnd");
    assert_eq!(again, std::slice::from_ref(&closed));
    let late = json!({"input": {"dispatchId": of, "slot": slot(&parties, "Master", &recurring("2026-03-16", None, "KEEP"))}});
    let refused = administrator.query(ADD, late).await.refusals("dispatchSlotAdd");
    assert_eq!(refused, std::slice::from_ref(&closed));
    assert_eq!(
        administrator.query(ALIGN, json!({"input": {"dispatchId": of}})).await.refusals("dispatchAlign"),
        [closed]
    );
    world.whole().await;
}

async fn a_calendar_that_comes_later_moves_what_was_planned(world: World) {
    let parties = parties(&world).await;
    let administrator = &parties.school.base_administrator;
    let mondays = recurring("2027-02-01", Some("FREQ=WEEKLY;BYDAY=MO"), "MAKE_UP");
    let input = dispatch(&parties, ("2027-02-01", "2027-02-28"), &[slot(&parties, "Supervisor", &mondays)]);
    let of = planned(&parties, &input).await;
    assert_eq!(days(&parties.member, &of).await, ["02-01", "02-08", "02-15", "02-22"]);
    let off =
        |day: &str| json!({"day": day, "kind": "HOLIDAY", "name": {"zh": "春节（示例）", "en": "Sample"}});
    let on = json!({"day": "2027-02-20", "kind": "WORKDAY", "name": {"zh": "调休（示例）", "en": "Sample"}, "standsFor": "2027-02-08"});
    let year = json!({"input": {"year": 2027, "days": [off("2027-02-08"), off("2027-02-15"), on]}});
    assert_eq!(administrator.query(SET, year.clone()).await.codes(), ["FORBIDDEN"]);
    let wrong = json!({"input": {"year": 2027, "days": [off("2026-02-08"), off("2026-02-08")]}});
    let refused = parties.school.administrator.query(SET, wrong).await.refusals("publicHolidaysSet");
    let at_day = |place: usize| ("INVALID".to_owned(), format!("days.{place}.day"));
    assert_eq!(refused, [at_day(0), at_day(1), at_day(1)]);
    parties.school.administrator.ok(SET, year).await;
    assert_eq!(parties.member.ok(HOLIDAYS, json!({"year": 2027})).await.list("/publicHolidays").len(), 3);
    // What comes with the system for other years stays.
    assert_eq!(parties.member.ok(HOLIDAYS, json!({"year": 2026})).await.list("/publicHolidays").len(), 39);
    // Nothing moves by itself.
    assert_eq!(days(&parties.member, &of).await, ["02-01", "02-08", "02-15", "02-22"]);
    let align = json!({"input": {"dispatchId": of}});
    assert_eq!(parties.school.stranger.query(ALIGN, align.clone()).await.codes(), ["NOT_FOUND"]);
    let aligned = administrator.ok(ALIGN, align.clone()).await;
    assert_eq!(aligned.at("/dispatchAlign/aligned"), &json!({"planned": 0, "moved": 1, "calledOff": 1}));
    let status = |text: &str| text.to_owned();
    assert_eq!(
        held(&parties.member, &of).await,
        [
            ("02-01", "2027-02-01", "PLANNED"),
            ("02-15", "2027-02-15", "CANCELLED"),
            ("02-20", "2027-02-08", "PLANNED"),
            ("02-22", "2027-02-22", "PLANNED")
        ]
        .map(|(day, due, stands)| (status(day), status(due), status(stands)))
    );
    let aligned = administrator.ok(ALIGN, align).await;
    assert_eq!(aligned.at("/dispatchAlign/aligned"), &json!({"planned": 0, "moved": 0, "calledOff": 0}));
    world.whole().await;
}

async fn two_dispatches_at_once_send_one_expert_once(world: World) {
    let parties = parties(&world).await;
    let weekly = recurring("2026-03-04", Some("FREQ=WEEKLY;COUNT=4"), "LEAVE_OUT");
    let input = dispatch(&parties, ("2026-03-01", "2026-04-30"), &[slot(&parties, "Supervisor", &weekly)]);
    let answers = join_all((0..6).map(|_| plan(&parties.school.base_administrator, &input))).await;
    let planned = answers.iter().filter(|answer| answer.refusals("dispatchPlan").is_empty()).count();
    assert_eq!(planned, 1);
    let all = "{ teachingSessions { totalCount } dispatches { totalCount } }";
    let found = parties.school.base_administrator.ok(all, Value::Null).await;
    assert_eq!(
        (found.number("/teachingSessions/totalCount"), found.number("/dispatches/totalCount")),
        (4, 1)
    );
    world.whole().await;
}

async fn a_long_timetable_costs_as_many_statements_as_a_short_one(world: World) {
    let parties = parties(&world).await;
    // Whoever asks for the first time costs a statement more.
    parties.school.base_administrator.ok("{ dispatches { totalCount } }", Value::Null).await;
    let cost = async |expert: &str, weeks: usize| {
        let rule = format!("FREQ=WEEKLY;COUNT={weeks}");
        let weekly = recurring("2026-03-04", Some(&rule), "KEEP");
        let input = dispatch(&parties, ("2026-03-01", "2027-04-30"), &[slot(&parties, expert, &weekly)]);
        let before = world.statements().await;
        let of = planned(&parties, &input).await;
        (world.statements().await - before, of)
    };
    let (short, one) = cost("Supervisor", 5).await;
    let (long, other) = cost("Master", 50).await;
    assert_eq!(long, short, "{short} statements for five weeks, {long} for fifty");
    let read = async |id: &str| {
        let before = world.statements().await;
        days(&parties.member, id).await;
        world.statements().await - before
    };
    read(&one).await;
    assert_eq!(read(&one).await, read(&other).await);
}

async fn a_dispatch_that_cannot_be_is_refused_with_every_reason(world: World) {
    let parties = parties(&world).await;
    let administrator = &parties.school.base_administrator;
    let weekly = recurring("2026-03-04", Some("FREQ=WEEKLY;COUNT=2"), "LEAVE_OUT");
    let mut input = dispatch(&parties, ("2026-03-31", "2026-03-01"), &[]);
    input["name"] = json!("13800138000");
    let refused = plan(administrator, &input).await.refusals("dispatchPlan");
    assert_eq!(
        refused,
        [("HAS_IDENTIFIER", "name"), ("INVALID", "endsOn"), ("INVALID", "slots")]
            .map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    let mut hourly = slot(&parties, "Supervisor", &recurring("2026-03-04", Some("FREQ=HOURLY"), "KEEP"));
    hourly["recurrence"]["endsAt"] = json!("2026-03-04T08:00:00+08:00");
    let mut wordless = slot(&parties, "Centre Supervisor", &weekly);
    wordless["title"] = json!("");
    wordless["departmentId"] = json!(parties.school.ids["TUINA"]);
    let slots = [hourly, wordless, slot(&parties, "Master", &recurring("2026-05-04", None, "LEAVE_OUT"))];
    let refused = plan(administrator, &dispatch(&parties, ("2026-03-01", "2026-03-31"), &slots)).await;
    assert_eq!(
        refused.refusals("dispatchPlan"),
        [
            ("INVALID", "slots.0.endsAt"),
            ("RULE_INVALID", "slots.0.rule"),
            ("INVALID", "slots.1.title"),
            ("WRONG_PLACE", "slots.1.departmentId"),
            ("NOT_TEACHING", "slots.1.expertId"),
            ("NOTHING_DUE", "slots.2")
        ]
        .map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    let sound = dispatch(&parties, ("2026-03-01", "2026-03-31"), &[slot(&parties, "Supervisor", &weekly)]);
    assert_eq!(plan(&parties.school.supervisor, &sound).await.codes(), ["FORBIDDEN"]);
    assert_eq!(plan(&parties.school.stranger, &sound).await.codes(), ["FORBIDDEN"]);
    let all = "{ dispatches { totalCount } teachingSessions { totalCount } }";
    let found = administrator.ok(all, Value::Null).await;
    assert_eq!(
        (found.number("/dispatches/totalCount"), found.number("/teachingSessions/totalCount")),
        (0, 0)
    );
    world.whole().await;
}
