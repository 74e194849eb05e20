//! Teaching sessions: planned, attended, held, confirmed, and what they count for.

use futures_util::future::join_all;
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use serde_json::{Value, json};
use xinglin_tests::accounts::{PASSWORD, register};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::browser::Browser;
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::agreements::{Parties, owed, parties, recorded};
use super::apprenticeships::at;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_confirmed_session_counts_once_for_everybody_whom_it_concerns),
        story(a_session_confirmed_by_two_at_once_counts_once),
        story(nobody_confirms_what_she_led_said_or_attended),
        story(a_session_that_cannot_be_is_refused_with_every_reason),
        story(whoever_is_there_types_the_code_that_is_shown),
        story(a_remote_session_is_attended_by_its_link),
        story(nobody_is_at_two_places_at_once),
        story(forty_places_at_once_let_somebody_attend_one_session),
        story(who_was_struck_after_the_confirmation_loses_what_it_counted),
        story(a_session_called_off_counts_for_nobody),
        story(a_session_is_seen_by_those_who_have_to_do_with_it),
        story(files_of_a_session_are_handed_out_to_those_who_were_there),
        story(confirming_twenty_costs_as_many_statements_as_two),
        story(the_short_link_leads_to_a_page_where_one_attends),
        story(a_list_that_grew_is_looked_at_again_before_it_is_confirmed),
        story(two_records_on_one_list_become_one),
        story(what_the_register_shows_is_not_handed_in_again),
    ]
}

const PLAN: &str = "mutation($input: TeachingSessionPlanInput!) { teachingSessionPlan(input: $input) { session {
    id status version link url code { code } trainingBase { id } owedBy leaders { name(locale: ZH) } } errors { code path message } } }";
const ATTEND: &str =
    "mutation($input: TeachingAttendInput!) { teachingAttend(input: $input) { session { id title
    attendees { name(locale: ZH) way struckAt } } errors { code path message } } }";
const LIST: &str =
    "mutation($input: TeachingAttendanceRecordInput!) { teachingAttendanceRecord(input: $input) { session {
    attendees { name(locale: ZH) way } } errors { code path message } } }";
pub(crate) const STRIKE: &str =
    "mutation($input: TeachingAttendanceStrikeInput!) { teachingAttendanceStrike(input: $input) {
    session { attendees { way struckAt strikeReason } } errors { code path message } } }";
pub(crate) const DELIVER: &str =
    "mutation($input: TeachingSessionDeliverInput!) { teachingSessionDeliver(input: $input) { session {
    status startsAt endsAt cases deliveredAt } errors { code path message } } }";
const CONFIRM: &str =
    "mutation($input: TeachingSessionConfirmInput!) { teachingSessionConfirm(input: $input) { session {
    status confirmedAt confirmerName(locale: ZH) version } errors { code path message } } }";
const CANCEL: &str =
    "mutation($input: TeachingSessionCancelInput!) { teachingSessionCancel(input: $input) { session {
    status cancelReason } errors { code path message } } }";
const CODE: &str = "query($id: ID!) { node(id: $id) { ... on TeachingSession { link code { code } attendees { name(locale: ZH) }
    files { fileName } } } }";
const SUBMIT: &str = "mutation($input: HoursSubmitInput!) { hoursSubmit(input: $input) { hoursEntry { id } errors { code path } } }";

const ASKED: &str = r#"
[[requirements]]
code = "ROUNDS"
kind = "TEACHING_SESSIONS"
name = { zh = "教学查房", en = "Teaching ward rounds" }
subject = "WARD_ROUND"
base_kind = "GRASSROOTS"
count = 2
"#;

/// Two trainees of a course that asks for ward rounds at the grassroots, placed at the health centre; the hospital leads a consortium
/// with it.
pub(crate) struct Ward {
    pub(crate) parties: Parties,
    pub(crate) one: Trainee,
    pub(crate) two: Trainee,
    pub(crate) placement: String,
    /// Who keeps lists at the health centre.
    pub(crate) clerk: Actor,
}

pub(crate) async fn ward(world: &World) -> Ward {
    let mut parties = parties(world).await;
    let school = &mut parties.school;
    school
        .course(
            3,
            &format!("{ASKED}\n[[requirements]]\ncode = \"GP\"\nkind = \"TIME_IN_DEPARTMENT\"\nname = {{ zh = \"全科\", en = \"GP\" }}\ndays = 20\nspecialties = [\"GENERAL_PRACTICE\"]\n"),
        )
        .await;
    let one = school.trainee("T1", "2026-02-01").await;
    let two = school.trainee("T2", "2026-02-01").await;
    let placement = school.place(&one, "GP", "GENERAL_PRACTICE", "2026-02-02", "2026-04-20").await;
    school.place(&two, "GP", "GENERAL_PRACTICE", "2026-02-02", "2026-04-20").await;
    let at_centre = json!({"institutionId": parties.school.ids["centre"], "startsOn": "2026-01-01"});
    let (clerk, _) = parties.school.appoint("Clerk", "centre", "BASE_ADMINISTRATOR", at_centre).await;
    Ward { parties, one, two, placement, clerk }
}

impl Ward {
    pub(crate) fn school(&self) -> &School {
        &self.parties.school
    }

    /// What a ward round of the hospital's supervisor at the health centre is planned with.
    pub(crate) fn round(&self, from: &str, until: &str) -> Value {
        let ids = &self.school().ids;
        json!({"kind": "WARD_ROUND", "channel": "ON_SITE", "title": "高血压教学查房（示例）", "organiserId": ids["hospital"],
            "hostId": ids["centre"], "startsAt": from, "endsAt": until, "leaderIds": [ids["Supervisor"]],
            "topics": [{"name": "高血压分层（示例）"}]})
    }

    /// A planned session: its id, and what its link ends in.
    pub(crate) async fn planned(&self, input: Value) -> (String, String) {
        let made = self.school().supervisor.ok(PLAN, json!({ "input": input })).await;
        let session = made.at("/teachingSessionPlan/session");
        (session["id"].as_str().unwrap().to_owned(), session["link"].as_str().unwrap().to_owned())
    }

    /// A session of the third of March in the morning.
    async fn morning(&self) -> (String, String) {
        self.planned(self.round("2026-03-03T08:00:00+08:00", "2026-03-03T10:00:00+08:00")).await
    }

    /// One that was held in the morning of the third of March and attended by both, and awaits its confirmation.
    pub(crate) async fn held(&self) -> String {
        let (session, _) = self.morning().await;
        self.school().world.clock.set(at("2026-03-03T02:30:00Z"));
        let people = [&self.one.person, &self.two.person];
        let listed = json!({"input": {"teachingSessionId": session, "personIds": people}});
        self.clerk.ok(LIST, listed).await;
        self.school().supervisor.ok(DELIVER, json!({"input": {"teachingSessionId": session}})).await;
        session
    }
}

pub(crate) async fn confirm(actor: &Actor, session: &str) -> Answer {
    actor.query(CONFIRM, json!({"input": {"teachingSessionId": session}})).await
}

pub(crate) async fn shown_code(actor: &Actor, session: &str) -> String {
    actor.ok(CODE, json!({"id": session})).await.text("/node/code/code").to_owned()
}

pub(crate) async fn attend(actor: &Actor, link: &str, code: Option<&str>) -> Answer {
    actor.query(ATTEND, json!({"input": {"link": link, "code": code}})).await
}

async fn credited(ward: &Ward, trainee: &Trainee) -> i64 {
    ward.school().standing(&trainee.actor, trainee, "ROUNDS").await.0
}

async fn a_confirmed_session_counts_once_for_everybody_whom_it_concerns(world: World) {
    let ward = ward(&world).await;
    let (school, member) = (ward.school(), &ward.parties.member);
    let terms = [owed("SESSIONS", "CORE", 1, "YEAR"), owed("VISITS", "CORE", 1, "YEAR")];
    let agreement = recorded(&ward.parties, ("2026-01-01", "2026-12-31"), &terms).await;
    let mut input = ward.round("2026-03-03T08:00:00+08:00", "2026-03-03T10:00:00+08:00");
    input["agreementId"] = json!(agreement);
    let made = school.supervisor.ok(PLAN, json!({ "input": input })).await;
    let planned = made.at("/teachingSessionPlan/session").clone();
    // The centre has one base, which has it credited; the hospital leads the consortium.
    assert_eq!(
        (&planned["status"], &planned["owedBy"], &planned["trainingBase"]["id"], &planned["leaders"]),
        (
            &json!("PLANNED"),
            &json!("CORE"),
            &json!(school.ids["centre-base"]),
            &json!([{"name": "示例·Supervisor"}])
        )
    );
    let (session, link) = (planned["id"].as_str().unwrap(), planned["link"].as_str().unwrap());
    assert!(planned["url"].as_str().unwrap().ends_with(&format!("/s/{link}")));

    // One types the code that is shown, the other one is put on the list.
    world.clock.set(at("2026-03-03T00:10:00Z"));
    let code = shown_code(&school.supervisor, session).await;
    let there = attend(&ward.one.actor, link, Some(&code)).await;
    assert_eq!(
        there.at("/teachingAttend/session/attendees"),
        &json!([{"name": "示例·T1", "way": "CODE", "struckAt": null}])
    );
    let listed = json!({"input": {"teachingSessionId": session, "personIds": [ward.two.person]}});
    ward.clerk.ok(LIST, listed).await;
    // It was longer than planned, and is not over before that.
    world.clock.set(at("2026-03-03T02:10:00Z"));
    let mut said = json!({"input": {"teachingSessionId": session, "endsAt": "2026-03-03T10:30:00+08:00", "cases": "高血压两例（示例）"}});
    let early = school.supervisor.query(DELIVER, said.clone()).await;
    assert_eq!(early.refusals("teachingSessionDeliver"), [("WRONG_TIME".to_owned(), "endsAt".to_owned())]);
    world.clock.set(at("2026-03-03T03:00:00Z"));
    said["input"]["expectedVersion"] = planned["version"].clone();
    let held = school.supervisor.ok(DELIVER, said).await;
    assert_eq!(held.text("/teachingSessionDeliver/session/status"), "DELIVERED");
    assert_eq!(credited(&ward, &ward.one).await, 0);

    let confirmed = member.ok(CONFIRM, json!({"input": {"teachingSessionId": session}})).await;
    assert_eq!(confirmed.text("/teachingSessionConfirm/session/confirmerName"), "示例·Member");
    let again = confirm(member, session).await;
    assert_eq!(again.refusals("teachingSessionConfirm"), [("CONFIRMED".to_owned(), String::new())]);

    // The attendees' evidence …
    for trainee in [&ward.one, &ward.two] {
        assert_eq!(credited(&ward, trainee).await, 1);
    }
    let shown = "query($id: ID!) { node(id: $id) { ... on Enrolment { progress { requirements { requirement { code }
        explanation { counted { evidence { __typename kind status occurredOn ... on TeachingAttendance { minutes teachingSession { id cases } } } } } } } } } }";
    let progress = ward.one.actor.query(shown, json!({"id": ward.one.enrolment})).await;
    let rows = progress.list("/node/progress/requirements");
    let rounds = rows.iter().find(|row| row["requirement"]["code"] == "ROUNDS").unwrap();
    assert_eq!(
        rounds["explanation"]["counted"],
        json!([{"evidence": {"__typename": "TeachingAttendance", "kind": "TEACHING_SESSION", "status": "APPROVED",
            "occurredOn": "2026-03-03", "minutes": 150, "teachingSession": {"id": session, "cases": "高血压两例（示例）"}}}])
    );
    // … the load of whoever led it …
    let load = "query($id: ID!) { node(id: $id) { ... on Person { teachingLoad(from: \"2026-03-03\", until: \"2026-03-03\") {
        kind isOnSite sessionCount minutes } } } }";
    let hers = school.supervisor.ok(load, json!({"id": school.ids["Supervisor"]})).await;
    assert_eq!(
        hers.at("/node/teachingLoad"),
        &json!([{"kind": "WARD_ROUND", "isOnSite": true, "sessionCount": 1, "minutes": 150}])
    );
    // … and what the agreement asked for: a session, and a visit.
    let standing =
        "query($id: ID!) { node(id: $id) { ... on Agreement { obligations { kind periods { done } } } } }";
    let kept = member.ok(standing, json!({"id": agreement})).await;
    assert_eq!(
        kept.at("/node/obligations"),
        &json!([{"kind": "SESSIONS", "periods": [{"done": 1}]}, {"kind": "VISITS", "periods": [{"done": 1}]}])
    );
    world.whole().await;
}

async fn a_session_confirmed_by_two_at_once_counts_once(world: World) {
    let ward = ward(&world).await;
    let session = ward.held().await;
    let at_centre = json!({"institutionId": ward.school().ids["centre"], "startsOn": "2026-01-01"});
    let mut many = vec![ward.parties.member.clone()];
    for who in ["Second", "Third"] {
        many.push(ward.school().appoint(who, "elsewhere", "BASE_ADMINISTRATOR", at_centre.clone()).await.0);
    }
    let answers = join_all(many.iter().cycle().take(12).map(|actor| confirm(actor, &session))).await;
    let outcomes: Vec<_> = answers.iter().map(|answer| answer.refusals("teachingSessionConfirm")).collect();
    let refused = vec![("CONFIRMED".to_owned(), String::new())];
    assert_eq!(outcomes.iter().filter(|one| one.is_empty()).count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|one| **one == refused).count(), 11, "{outcomes:?}");
    for trainee in [&ward.one, &ward.two] {
        assert_eq!(credited(&ward, trainee).await, 1);
    }
    world.whole().await;
}

async fn nobody_confirms_what_she_led_said_or_attended(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    let session = ward.held().await;
    let input = json!({"input": {"teachingSessionId": session}});
    // She led it, and has a role at the centre now.
    let at_centre = json!({"institutionId": school.ids["centre"], "startsOn": "2026-01-01"});
    school.supervisor.denied(CONFIRM, input.clone()).await;
    school.give(&school.ids["Supervisor"], "BASE_ADMINISTRATOR", at_centre.clone()).await;
    school.supervisor.denied(CONFIRM, input.clone()).await;
    // Who administers the hospital has no say at the centre.
    school.base_administrator.denied(CONFIRM, input.clone()).await;
    // She attended it.
    school.give(&ward.two.person, "BASE_ADMINISTRATOR", at_centre).await;
    ward.two.actor.denied(CONFIRM, input.clone()).await;
    // She put them on the list.
    ward.clerk.denied(CONFIRM, input.clone()).await;
    // She said herself that it was held.
    ward.parties.member.ok(DELIVER, json!({"input": {"teachingSessionId": session}})).await;
    ward.parties.member.denied(CONFIRM, input.clone()).await;
    // Too late for anybody.
    school.supervisor.ok(DELIVER, input.clone()).await;
    world.clock.set(at("2026-05-02T02:00:01Z"));
    let late = confirm(&ward.parties.member, &session).await;
    assert_eq!(late.refusals("teachingSessionConfirm"), [("WRONG_TIME".to_owned(), String::new())]);
    world.whole().await;
}

async fn a_session_that_cannot_be_is_refused_with_every_reason(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    let terms = [owed("TRAINEES_RECEIVED", "CORE", 1, "YEAR")];
    let agreement = recorded(&ward.parties, ("2026-01-01", "2026-03-15"), &terms).await;
    let before = world.database.contents().await;
    let plan = async |change: Value| {
        let mut input = ward.round("2026-03-03T08:00:00+08:00", "2026-03-03T10:00:00+08:00");
        for (field, value) in change.as_object().unwrap() {
            input[field] = value.clone();
        }
        let answer = school.supervisor.query(PLAN, json!({ "input": input })).await;
        answer.refusals("teachingSessionPlan")
    };
    let refused = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
        rows.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect()
    };
    let wrong = json!({"title": "", "topics": [{"name": "王某 13800138000"}], "endsAt": "2026-03-03T20:01:00+08:00",
        "leaderIds": [school.ids["Supervisor"], school.ids["Supervisor"], school.ids["Centre Supervisor"]],
        "departmentId": school.ids["TUINA"], "agreementId": agreement});
    assert_eq!(
        plan(wrong).await,
        refused(&[
            ("INVALID", "title"),
            ("HAS_IDENTIFIER", "topics.0.name"),
            ("WRONG_PLACE", "departmentId"),
            ("NOT_AGREED", "agreementId"),
            ("INVALID", "leaderIds.1"),
            ("NOT_TEACHING", "leaderIds.2"),
            ("INVALID", "endsAt"),
        ])
    );
    assert_eq!(
        plan(json!({"startsAt": "2028-03-03T08:00:00+08:00", "endsAt": "2028-03-03T10:00:00+08:00"})).await,
        refused(&[("WRONG_TIME", "startsAt")])
    );
    assert_eq!(
        plan(json!({"trainingBaseId": school.ids["hospital-base"]})).await,
        refused(&[("WRONG_PLACE", "trainingBaseId")])
    );
    // The agreement binds the two, but not for itself alone; and it ends before the session.
    assert_eq!(
        plan(json!({"hostId": null, "agreementId": agreement})).await,
        refused(&[("NOT_AGREED", "agreementId")])
    );
    // Whoever neither leads it nor has a role there plans nothing.
    let input = ward.round("2026-03-03T08:00:00+08:00", "2026-03-03T10:00:00+08:00");
    for actor in [&school.master, &ward.one.actor, &school.stranger] {
        actor.denied(PLAN, json!({ "input": input })).await;
    }
    // Nobody holds what does not name her.
    let mut input = input;
    input["leaderIds"] = json!([]);
    let none = school.base_administrator.query(PLAN, json!({ "input": input })).await;
    assert_eq!(none.refusals("teachingSessionPlan"), refused(&[("INVALID", "leaderIds")]));
    assert_eq!(world.database.contents().await, before);

    // It cannot be said that it was held before it is over, nor with a patient's number, nor of another version.
    let (session, _) = ward.morning().await;
    let said = json!({"input": {"teachingSessionId": session, "cases": "患者电话 138-0013-8000", "expectedVersion": 7}});
    let answer = school.supervisor.query(DELIVER, said).await;
    assert_eq!(
        answer.refusals("teachingSessionDeliver"),
        refused(&[("CONFLICT", "expectedVersion"), ("HAS_IDENTIFIER", "cases"), ("WRONG_TIME", "endsAt")])
    );
    // Nobody attended.
    world.clock.set(at("2026-03-03T03:00:00Z"));
    school.supervisor.ok(DELIVER, json!({"input": {"teachingSessionId": session}})).await;
    let answer = confirm(&ward.parties.member, &session).await;
    assert_eq!(answer.refusals("teachingSessionConfirm"), refused(&[("NOBODY_ATTENDED", "")]));
    world.whole().await;
}

async fn whoever_is_there_types_the_code_that_is_shown(world: World) {
    let ward = ward(&world).await;
    let supervisor = &ward.school().supervisor;
    let (session, link) = ward.morning().await;
    let refused = |answer: &Answer| answer.refusals("teachingAttend");
    let door = vec![("WRONG_TIME".to_owned(), String::new())];
    let wrong = vec![("CODE_INVALID".to_owned(), "code".to_owned())];
    world.clock.set(at("2026-03-02T23:29:00Z"));
    let code = shown_code(supervisor, &session).await;
    assert_eq!(refused(&attend(&ward.one.actor, &link, Some(&code)).await), door);
    world.clock.set(at("2026-03-02T23:30:00Z"));
    assert_eq!(refused(&attend(&ward.one.actor, &link, None).await), wrong);
    assert_eq!(refused(&attend(&ward.one.actor, &link, Some("00000000")).await), wrong);
    // The code of a minute ago is another one; as typed on a phone the present one will do.
    assert_eq!(refused(&attend(&ward.one.actor, &link, Some(&code)).await), wrong);
    let code = shown_code(supervisor, &session).await;
    let typed = format!(" {} {}", &code[..4], &code[4..]);
    let link_typed = link.to_lowercase().replace('-', " ");
    let there = attend(&ward.one.actor, &link_typed, Some(&typed)).await;
    assert!(refused(&there).is_empty(), "{}", there.body);
    let before = world.database.contents().await.get("teaching_attendance").cloned();
    // Said again, it is answered as before; whoever leads it does not attend it.
    assert!(refused(&attend(&ward.one.actor, &link, Some(&code)).await).is_empty());
    let answer = attend(supervisor, &link, Some(&code)).await;
    assert_eq!(refused(&answer), [("NOT_ATTENDING".to_owned(), String::new())]);
    // Struck from the list, she does not come back by the code, but by the list.
    let strike = json!({"input": {"teachingSessionId": session, "personId": ward.one.person, "reason": "未到场（示例）"}});
    supervisor.ok(STRIKE, strike).await;
    let answer = attend(&ward.one.actor, &link, Some(&code)).await;
    assert_eq!(refused(&answer), [("NOT_ATTENDING".to_owned(), String::new())]);
    let listed =
        json!({"input": {"teachingSessionId": session, "personIds": [ward.one.person, ward.one.person]}});
    let early = ward.clerk.query(LIST, listed).await;
    assert_eq!(
        early.refusals("teachingAttendanceRecord"),
        [("WRONG_TIME".to_owned(), String::new()), ("INVALID".to_owned(), "personIds.1".to_owned())]
    );
    world.clock.set(at("2026-03-03T00:00:00Z"));
    let listed = json!({"input": {"teachingSessionId": session, "personIds": [ward.one.person]}});
    let back = ward.clerk.ok(LIST, listed).await;
    assert_eq!(
        back.at("/teachingAttendanceRecord/session/attendees"),
        &json!([{"name": "示例·T1", "way": "LIST"}])
    );
    assert_ne!(world.database.contents().await.get("teaching_attendance").cloned(), before);
    // Guessing ends.
    let mut last = Vec::new();
    for _ in 0..12 {
        last = attend(&ward.two.actor, &link, Some("1")).await.codes();
    }
    assert_eq!(last, ["RATE_LIMITED"]);
    world.whole().await;
}

async fn a_remote_session_is_attended_by_its_link(world: World) {
    let ward = ward(&world).await;
    let mut input = ward.round("2026-03-03T08:00:00+08:00", "2026-03-03T10:00:00+08:00");
    input["channel"] = json!("VIDEO");
    let (session, link) = ward.planned(input).await;
    world.clock.set(at("2026-03-03T00:10:00Z"));
    let page = "query($link: String!) { teachingSession(link: $link) { title host { name(locale: ZH) } link code { code } attendees { way } } }";
    let seen = ward.one.actor.ok(page, json!({"link": link})).await;
    assert_eq!(
        seen.at("/teachingSession"),
        &json!({"title": "高血压教学查房（示例）", "host": {"name": "示例社区卫生服务中心"}, "link": null, "code": null, "attendees": []})
    );
    assert!(ward.one.actor.ok(page, json!({"link": "AAAA"})).await.at("/teachingSession").is_null());
    let there = attend(&ward.one.actor, &link, None).await;
    assert_eq!(there.at("/teachingAttend/session/attendees/0/way"), "LINK");
    let wrong = attend(&ward.two.actor, "0000-0000-0000-0000", None).await;
    assert_eq!(wrong.codes(), ["NOT_FOUND"]);
    // Somebody who learns elsewhere attends it as well: it counts to no base for her.
    let school = ward.school();
    let other = school.trainee("T3", "2026-02-01").await;
    assert!(attend(&other.actor, &link, None).await.problems().is_empty());
    world.clock.set(at("2026-03-03T03:00:00Z"));
    school.supervisor.ok(DELIVER, json!({"input": {"teachingSessionId": session}})).await;
    assert!(confirm(&ward.parties.member, &session).await.problems().is_empty());
    assert_eq!((credited(&ward, &ward.one).await, credited(&ward, &other).await), (1, 0));
    world.whole().await;
}

async fn nobody_is_at_two_places_at_once(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    let two = vec![("TWO_PLACES".to_owned(), String::new())];
    // Whoever leads one leads no other one at that time; when it ends, she may.
    let (session, _) = ward.morning().await;
    let mut other = ward.round("2026-03-03T09:59:00+08:00", "2026-03-03T11:00:00+08:00");
    let clash = school.supervisor.query(PLAN, json!({ "input": other })).await;
    assert_eq!(clash.refusals("teachingSessionPlan"), [("TWO_PLACES".to_owned(), "leaderIds.0".to_owned())]);
    other["startsAt"] = json!("2026-03-03T10:00:00+08:00");
    ward.planned(other.clone()).await;
    // At the hospital, at the time of the first one.
    other["leaderIds"] = json!([school.ids["Master"]]);
    other["hostId"] = json!(school.ids["hospital"]);
    other["startsAt"] = json!("2026-03-03T09:00:00+08:00");
    let made = school.master.ok(PLAN, json!({ "input": other })).await;
    let there = made.at("/teachingSessionPlan/session").clone();
    let (there, there_link) = (there["id"].as_str().unwrap(), there["link"].as_str().unwrap());

    // Who is on the list of the one at the centre does not attend the one at the hospital meanwhile.
    world.clock.set(at("2026-03-03T01:10:00Z"));
    let listed = |people: Value| json!({"input": {"teachingSessionId": session, "personIds": people}});
    ward.clerk.ok(LIST, listed(json!([ward.two.person]))).await;
    let code = shown_code(&school.master, there).await;
    let answer = attend(&ward.two.actor, there_link, Some(&code)).await;
    assert_eq!(answer.refusals("teachingAttend"), two);

    // Who follows the master at the hospital that morning was not at the centre; duty there goes together with a session there.
    world.clock.set(at("2026-03-03T03:00:00Z"));
    let hours = School::hours(&ward.one, "2026-03-03T08:30:00+08:00", "2026-03-03T09:30:00+08:00");
    let entry = ward.one.actor.ok(SUBMIT, hours).await.text("/hoursSubmit/hoursEntry/id").to_owned();
    let refused = ward.clerk.query(LIST, listed(json!([ward.two.person, ward.one.person]))).await;
    assert_eq!(
        refused.refusals("teachingAttendanceRecord"),
        [("TWO_PLACES".to_owned(), "personIds.1".to_owned())]
    );
    let duty = json!({"input": {"within": {"placementId": ward.placement}, "activity": "DUTY",
        "startsAt": "2026-03-03T08:00:00+08:00", "endsAt": "2026-03-03T11:00:00+08:00"}});
    ward.one.actor.ok(SUBMIT, duty).await;
    school.review(&entry, "REJECTED", Some("示例")).await;
    ward.clerk.ok(LIST, listed(json!([ward.two.person, ward.one.person]))).await;

    // Confirmed, it keeps hours elsewhere out; hours at the centre and before it are welcome.
    world.clock.set(at("2026-03-03T04:00:00Z"));
    school.supervisor.ok(DELIVER, json!({"input": {"teachingSessionId": session}})).await;
    assert!(confirm(&ward.parties.member, &session).await.problems().is_empty());
    let hours = School::hours(&ward.two, "2026-03-03T09:00:00+08:00", "2026-03-03T11:00:00+08:00");
    let refused = ward.two.actor.query(SUBMIT, hours).await;
    assert_eq!(refused.refusals("hoursSubmit"), [("TWO_PLACES".to_owned(), "startsAt".to_owned())]);
    let hours = School::hours(&ward.two, "2026-03-03T10:00:00+08:00", "2026-03-03T11:00:00+08:00");
    ward.two.actor.ok(SUBMIT, hours).await;
    world.whole().await;
}

async fn forty_places_at_once_let_somebody_attend_one_session(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    let mut links = Vec::new();
    for who in ["Supervisor", "Master", "Base Administrator"] {
        let mut input = ward.round("2026-03-03T08:00:00+08:00", "2026-03-03T10:00:00+08:00");
        input["channel"] = json!("VIDEO");
        input["leaderIds"] = json!([school.ids[who]]);
        if who == "Base Administrator" {
            input["leaderIds"] =
                json!([school.appoint_to_tuina("Fourth", "hospital", "DEPARTMENT_HEAD").await.1]);
        }
        let made = school.base_administrator.ok(PLAN, json!({ "input": input })).await;
        links.push(made.text("/teachingSessionPlan/session/link").to_owned());
    }
    world.clock.set(at("2026-03-03T00:00:00Z"));
    let asked = links.iter().cycle().take(9);
    let answers = join_all(asked.map(|link| attend(&ward.one.actor, link, None))).await;
    let mut sessions: Vec<&str> = answers
        .iter()
        .filter_map(|answer| answer.data().pointer("/teachingAttend/session/id")?.as_str())
        .collect();
    sessions.sort_unstable();
    sessions.dedup();
    assert_eq!(sessions.len(), 1, "{:?}", answers.iter().map(|answer| &answer.body).collect::<Vec<_>>());
    world.whole().await;
}

async fn who_was_struck_after_the_confirmation_loses_what_it_counted(world: World) {
    let ward = ward(&world).await;
    let session = ward.held().await;
    assert!(confirm(&ward.parties.member, &session).await.problems().is_empty());
    assert_eq!(credited(&ward, &ward.two).await, 1);
    let strike = |reason: &str| json!({"input": {"teachingSessionId": session, "personId": ward.two.person, "reason": reason}});
    ward.school().supervisor.denied(STRIKE, strike("示例")).await;
    let bare = ward.parties.member.query(STRIKE, strike(" ")).await;
    assert_eq!(
        bare.refusals("teachingAttendanceStrike"),
        [("REASON_MISSING".to_owned(), "reason".to_owned())]
    );
    ward.parties.member.ok(STRIKE, strike("代签（示例）")).await;
    assert_eq!((credited(&ward, &ward.one).await, credited(&ward, &ward.two).await), (1, 0));
    // She is not on the list any more; her time is free.
    let again = ward.parties.member.query(STRIKE, strike("代签（示例）")).await;
    assert_eq!(again.codes(), ["NOT_FOUND"]);
    let hours = School::hours(&ward.two, "2026-03-03T08:00:00+08:00", "2026-03-03T10:00:00+08:00");
    ward.two.actor.ok(SUBMIT, hours).await;
    world.whole().await;
}

async fn a_session_called_off_counts_for_nobody(world: World) {
    let ward = ward(&world).await;
    let session = ward.held().await;
    let cancel = json!({"input": {"teachingSessionId": session, "reason": "讲者生病（示例）"}});
    for actor in [&ward.one.actor, &ward.school().master] {
        actor.denied(CANCEL, cancel.clone()).await;
    }
    let off = ward.parties.member.ok(CANCEL, cancel.clone()).await;
    assert_eq!(
        off.at("/teachingSessionCancel/session"),
        &json!({"status": "CANCELLED", "cancelReason": "讲者生病（示例）"})
    );
    // Those who stand on its list and who lead it are told, and nobody else.
    let told = |to: &str| {
        let letters = world.mailbox.sent().into_iter().map(|sent| sent.letter);
        letters.filter(|letter| letter.to == to && letter.text.contains("讲者生病（示例）")).count()
    };
    world.run_due_jobs().await;
    assert_eq!(
        ["t1@sample.example", "t2@sample.example", "supervisor@sample.example", "member@sample.example"]
            .map(told),
        [1, 1, 1, 0]
    );
    let wrong = vec![("WRONG_STATUS".to_owned(), String::new())];
    assert_eq!(confirm(&ward.parties.member, &session).await.refusals("teachingSessionConfirm"), wrong);
    let again = ward.parties.member.query(CANCEL, cancel).await;
    assert_eq!(again.refusals("teachingSessionCancel"), wrong);
    // Their time is free for another one.
    let mut other = ward.round("2026-03-03T08:00:00+08:00", "2026-03-03T10:00:00+08:00");
    other["title"] = json!("补课（示例）");
    ward.planned(other).await;
    assert_eq!(credited(&ward, &ward.one).await, 0);
    world.whole().await;
}

async fn a_session_is_seen_by_those_who_have_to_do_with_it(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    let session = ward.held().await;
    let seen = "query($id: ID!) { node(id: $id) { ... on TeachingSession { title link attendees { name(locale: ZH) } } }
        teachingSessions { totalCount nodes { id } } }";
    let both = json!([{"name": "示例·T1"}, {"name": "示例·T2"}]);
    let look = async |actor: &Actor| actor.ok(seen, json!({"id": session})).await;
    for actor in [&school.supervisor, &ward.parties.member, &school.base_administrator, &school.administrator]
    {
        let answer = look(actor).await;
        assert_eq!(answer.at("/node/attendees"), &both, "{}", answer.body);
        assert_eq!(answer.at("/teachingSessions/totalCount"), 1);
    }
    // An attendee sees what is hers, and no link; whoever looks after her sees the session.
    let hers = look(&ward.one.actor).await;
    assert_eq!(
        (hers.at("/node/attendees"), hers.at("/node/link")),
        (&json!([{"name": "示例·T1"}]), &Value::Null)
    );
    assert_eq!(look(&school.registrar).await.text("/node/title"), "高血压教学查房（示例）");
    for actor in [&school.stranger] {
        let answer = look(actor).await;
        assert_eq!(
            (answer.at("/node"), answer.at("/teachingSessions/totalCount")),
            (&Value::Null, &json!(0))
        );
    }
    // Narrowed to a leader, a kind and a day.
    let narrowed =
        "query($filter: TeachingSessionFilter!) { teachingSessions(filter: $filter) { totalCount } }";
    for (filter, count) in [
        (
            json!({"leaderId": school.ids["Supervisor"], "kinds": ["WARD_ROUND"], "statuses": ["DELIVERED"]}),
            1,
        ),
        (json!({"leaderId": school.ids["Master"]}), 0),
        (json!({"from": "2026-03-03", "until": "2026-03-03", "institutionId": school.ids["centre"]}), 1),
        (json!({"until": "2026-03-02"}), 0),
        (json!({"from": "2026-03-04"}), 0),
    ] {
        let answer = school.supervisor.ok(narrowed, json!({ "filter": filter })).await;
        assert_eq!(answer.at("/teachingSessions/totalCount"), count, "{filter}");
    }
    world.whole().await;
}

async fn files_of_a_session_are_handed_out_to_those_who_were_there(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    let session = ward.held().await;
    let attach = "mutation($input: TeachingFileAttachInput!) { teachingFileAttach(input: $input) { session { files { id fileName mediaType } }
        errors { code path } } }";
    let open = "mutation($input: TeachingFileOpenInput!) { teachingFileOpen(input: $input) { download { fileName } errors { code } } }";
    let pdf = b"%PDF-1.7\n%%EOF\n".to_vec();
    let upload = school.send(&school.supervisor, "TEACHING_SESSION", "签到表.pdf", pdf.clone()).await;
    let input = json!({"input": {"teachingSessionId": session, "uploadId": upload}});
    let made = school.supervisor.ok(attach, input.clone()).await;
    let file = made.text("/teachingFileAttach/session/files/0/id").to_owned();
    let again = school.supervisor.query(attach, input).await;
    assert_eq!(again.refusals("teachingFileAttach"), [("INVALID".to_owned(), "uploadId".to_owned())]);
    let wrong = school.send(&school.supervisor, "TEACHING_SESSION", "签到表.png", pdf).await;
    let wrong = school
        .supervisor
        .query(attach, json!({"input": {"teachingSessionId": session, "uploadId": wrong}}))
        .await;
    assert_eq!(wrong.refusals("teachingFileAttach"), [("INVALID".to_owned(), "uploadId".to_owned())]);
    let input = json!({"input": {"teachingFileId": file}});
    for actor in [&school.supervisor, &ward.parties.member, &ward.one.actor] {
        let opened = actor.ok(open, input.clone()).await;
        assert_eq!(opened.text("/teachingFileOpen/download/fileName"), "签到表.pdf");
    }
    for actor in [&school.master, &school.stranger] {
        assert_eq!(actor.denied(open, input.clone()).await.codes(), ["NOT_FOUND"]);
    }
    world.whole().await;
}

async fn confirming_twenty_costs_as_many_statements_as_two(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    let remote = async |from: &str, until: &str, actors: &[&Actor]| {
        let mut input = ward.round(from, until);
        input["channel"] = json!("VIDEO");
        let (session, link) = ward.planned(input).await;
        for actor in actors {
            assert!(attend(actor, &link, None).await.problems().is_empty());
        }
        session
    };
    let count = async |session: &str| {
        school.supervisor.ok(DELIVER, json!({"input": {"teachingSessionId": session}})).await;
        let before = world.statements().await;
        let answer = confirm(&ward.parties.member, session).await;
        assert!(answer.problems().is_empty(), "{}", answer.body);
        world.statements().await - before
    };
    let mut people = Vec::new();
    for number in 0..18 {
        people.push(school.trainee(&format!("M{number}"), "2026-02-01").await);
    }
    let both = [&ward.one.actor, &ward.two.actor];
    let all: Vec<&Actor> = both.into_iter().chain(people.iter().map(|one| &one.actor)).collect();
    world.clock.set(at("2026-03-03T00:10:00Z"));
    let few = remote("2026-03-03T08:00:00+08:00", "2026-03-03T08:15:00+08:00", &both).await;
    let many = remote("2026-03-03T08:15:00+08:00", "2026-03-03T08:30:00+08:00", &all).await;
    world.clock.set(at("2026-03-03T02:30:00Z"));
    let two = count(&few).await;
    let twenty = count(&many).await;
    assert!(twenty <= two + 1, "{two} statements for two attendees, {twenty} for twenty");
    world.whole().await;
}

async fn the_short_link_leads_to_a_page_where_one_attends(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    let (session, link) = ward.morning().await;
    world.clock.set(at("2026-03-03T00:10:00Z"));
    for (who, person) in [("T1", &ward.one.person), ("Supervisor", &school.ids["Supervisor"])] {
        register(&world, &school.administrator, who, person).await;
    }
    let url = format!("https://xinglin.example/s/{link}");
    let mut phone = Browser::new(&world);
    // To whoever is not signed in nothing is told; she signs in there and comes back.
    let page = phone.open(&url).await;
    assert_eq!((page.status, page.body.contains("高血压")), (200, false));
    let token = page.token();
    let typed = |password: &'static str| {
        vec![("token", token.as_str()), ("login", "t1@sample.example"), ("password", password)]
    };
    let wrong = phone.submit(&url, &typed("otherwise-wrong")).await;
    assert_eq!((wrong.status, wrong.body.contains("role=\"alert\"")), (422, true));
    let back = phone.submit(&url, &typed(PASSWORD)).await;
    assert_eq!(
        (back.status, back.location),
        (303, Some(format!("https://xinglin.example/s/{link}?lang=zh")))
    );
    let page = phone.open(&url).await;
    for words in ["高血压教学查房（示例）", "教学查房", "2026-03-03 08:00–10:00", "八位数字"]
    {
        assert!(page.body.contains(words), "{words} in {}", page.body);
    }
    // A form from elsewhere is not believed, and nothing is written.
    let code = shown_code(&school.supervisor, &session).await;
    let before = world.database.contents().await.get("teaching_attendance").cloned();
    let stale = phone.submit(&url, &[("token", "x"), ("code", &code)]).await;
    assert_eq!(stale.status, 403);
    let refused = phone.submit(&url, &[("token", &page.token()), ("code", "12345678")]).await;
    assert_eq!((refused.status, refused.body.contains("八位数字")), (422, true));
    assert_eq!(world.database.contents().await.get("teaching_attendance").cloned(), before);
    let there = phone.submit(&url, &[("token", &page.token()), ("code", &code)]).await;
    assert_eq!((there.status, there.body.contains("签到成功")), (200, true), "{}", there.body);
    let shown = school.supervisor.ok(CODE, json!({"id": session})).await;
    assert_eq!(shown.at("/node/attendees"), &json!([{"name": "示例·T1"}]));

    // Whoever leads it has the code on the same page, which asks for the next one by itself.
    let mut screen = Browser::new(&world);
    let token = screen.open(&url).await.token();
    let form = [("token", token.as_str()), ("login", "supervisor@sample.example"), ("password", PASSWORD)];
    assert_eq!(screen.submit(&url, &form).await.status, 303);
    let page = screen.open(&format!("{url}?lang=en")).await;
    assert!(page.body.contains(&format!("{} {}", &code[..4], &code[4..])), "{}", page.body);
    assert!(page.body.contains("http-equiv=\"refresh\""), "{}", page.body);
    assert_eq!(phone.open("https://xinglin.example/s/AAAA-AAAA-AAAA-AAAA").await.status, 404);
    world.whole().await;
}

async fn a_list_that_grew_is_looked_at_again_before_it_is_confirmed(world: World) {
    let ward = ward(&world).await;
    let (session, _) = ward.morning().await;
    world.clock.set(at("2026-03-03T02:30:00Z"));
    let listed = |person: &str| json!({"input": {"teachingSessionId": session, "personIds": [person]}});
    ward.clerk.ok(LIST, listed(&ward.one.person)).await;
    ward.school().supervisor.ok(DELIVER, json!({"input": {"teachingSessionId": session}})).await;
    let seen = "query($id: ID!) { node(id: $id) { ... on TeachingSession { version attendees { way } } } }";
    let before = ward.parties.member.ok(seen, json!({"id": session})).await;
    ward.clerk.ok(LIST, listed(&ward.two.person)).await;
    let input =
        json!({"input": {"teachingSessionId": session, "expectedVersion": before.at("/node/version")}});
    let stale = ward.parties.member.query(CONFIRM, input).await;
    assert_eq!(
        stale.refusals("teachingSessionConfirm"),
        [("CONFLICT".to_owned(), "expectedVersion".to_owned())]
    );
    assert!(confirm(&ward.parties.member, &session).await.problems().is_empty());
    world.whole().await;
}

async fn two_records_on_one_list_become_one(world: World) {
    let ward = ward(&world).await;
    let school = ward.school();
    let (session, _) = ward.morning().await;
    world.clock.set(at("2026-03-03T02:30:00Z"));
    let listed = json!({"input": {"teachingSessionId": session, "personIds": [ward.one.person]}});
    ward.clerk.ok(LIST, listed).await;
    // Somebody else attended under both of her records.
    let (kept, double) = (school.trainee("T8", "2026-02-01").await, school.trainee("T9", "2026-02-01").await);
    let connection = world.database.connect().await;
    let row = entity::teaching_attendance::Entity::find().one(&connection).await.unwrap().unwrap();
    for person in [&kept.person, &double.person] {
        let person_id = platform::id::decode(person).unwrap().1;
        let row = entity::teaching_attendance::Model { person_id, ..row.clone() }.into_active_model();
        entity::teaching_attendance::Entity::insert(row).exec_without_returning(&connection).await.unwrap();
    }
    connection.close().await.unwrap();
    let merge = "mutation($input: PersonMergeInput!) { personMerge(input: $input) { person { id } errors { code path message } } }";
    let input =
        json!({"input": {"keptPersonId": kept.person, "mergedPersonId": double.person, "reason": "示例"}});
    school.registrar.ok(merge, input).await;
    let shown = school.supervisor.ok(CODE, json!({"id": session})).await;
    let rows = shown.list("/node/attendees").iter();
    let mut names: Vec<&str> = rows.map(|row| row["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["示例·T1", "示例·T8"]);
    world.whole().await;
}

async fn what_the_register_shows_is_not_handed_in_again(world: World) {
    let ward = ward(&world).await;
    let session = ward.held().await;
    assert!(confirm(&ward.parties.member, &session).await.problems().is_empty());
    let submit = "mutation($input: PortfolioEntrySubmitInput!) { portfolioEntrySubmit(input: $input) {
        portfolioEntry { id } errors { code path } } }";
    let entry = |subject: &str, on: &str| {
        json!({"input": {"enrolmentId": ward.one.enrolment, "kind": "TEACHING_SESSION", "occurredOn": on, "title": "示例",
            "subject": subject, "baseId": ward.school().ids["centre-base"]}})
    };
    let again = ward.one.actor.query(submit, entry("WARD_ROUND", "2026-03-03")).await;
    assert_eq!(again.refusals("portfolioEntrySubmit"), [("INVALID".to_owned(), "subject".to_owned())]);
    // Another day, or another kind, may have been elsewhere.
    for (subject, on) in [("WARD_ROUND", "2026-03-02"), ("LECTURE", "2026-03-03")] {
        let made = ward.one.actor.query(submit, entry(subject, on)).await;
        assert!(made.problems().is_empty(), "{subject} {on}: {}", made.body);
    }
    world.whole().await;
}
