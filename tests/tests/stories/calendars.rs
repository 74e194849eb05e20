//! Calendars to which phones and desks subscribe, read by a program that others wrote.

use chrono::Duration;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::checkers::{Checker, outside};
use xinglin_tests::outside::run;
use xinglin_tests::school::{PLACE, School, Trainee, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::leave::{approve, request};
use super::rotations::CANCEL;
use super::swaps::{SWAP, pair, swap};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_person_subscribes_to_her_own_calendar).needs(&[Checker::Icalendar]),
        story(what_is_cancelled_is_taken_away).needs(&[Checker::Icalendar]),
        story(what_waits_for_an_override_is_tentative).needs(&[Checker::Icalendar]),
        story(a_swap_moves_the_events_of_all_three).needs(&[Checker::Icalendar]),
        story(a_department_is_read_by_whoever_oversees_it_and_as_long_as_she_does)
            .needs(&[Checker::Icalendar]),
        story(a_revoked_address_is_like_one_that_never_was),
        story(a_reader_that_has_it_already_is_told_so),
        story(the_secret_of_a_calendar_stands_nowhere),
        story(a_feed_gives_no_more_and_lasts_no_longer_than_what_it_was_made_with),
        story(a_calendar_costs_the_same_for_few_events_and_for_many),
        story(calendar_addresses_are_not_tried_for_ever),
        story(feeds_end_with_the_record_they_belong_to),
    ]
}

const CREATE: &str = "mutation($input: CalendarFeedCreateInput!) { calendarFeedCreate(input: $input) {
    calendarFeed { id department { id } locale createdAt expiresAt lastReadOn revokedAt } url errors { code path message } } }";
const REVOKE: &str = "mutation($input: CalendarFeedRevokeInput!) { calendarFeedRevoke(input: $input) {
    calendarFeed { id revokedAt } errors { code path } } }";
const FEEDS: &str = "{ calendarFeeds { totalCount nodes { id department { id } locale lastReadOn } } }";
const STAY: &str = "query($id: ID!, $locale: Locale!) { placement(id: $id) { startsOn endsOn version status
    department { name(locale: $locale) trainingBase { institution { name(locale: $locale) } } } } }";

/// A feed that somebody made: its id and the path of its address.
struct Feed {
    id: String,
    path: String,
}

impl Feed {
    async fn make(actor: &Actor, input: Value) -> Self {
        let made = actor.ok(CREATE, json!({ "input": input })).await;
        let url = made.text("/calendarFeedCreate/url");
        Self {
            id: made.text("/calendarFeedCreate/calendarFeed/id").to_owned(),
            path: url.strip_prefix("https://xinglin.example").unwrap().to_owned(),
        }
    }

    async fn get(&self, world: &World) -> Response {
        world.anonymous().request(Method::GET, &self.path).send().await.unwrap()
    }

    async fn is_there(&self, world: &World) -> bool {
        match self.get(world).await.status().as_u16() {
            200 => true,
            404 => false,
            other => panic!("{other}"),
        }
    }

    /// What the outside program reads in it.
    async fn read(&self, world: &World) -> Value {
        let answer = self.get(world).await;
        assert_eq!(answer.status(), 200);
        let file = world.database.folder().join("calendar.ics");
        std::fs::write(&file, answer.bytes().await.unwrap()).unwrap();
        let told = run(&Checker::Icalendar.program(), [outside("read_calendar.py"), file]).await.text();
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!((&told["errors"], &told["others"]), (&json!([]), &json!([])), "{told}");
        told
    }

    /// First day, end, standing and summary of each event.
    async fn events(&self, world: &World) -> Vec<[String; 4]> {
        rows(&self.read(world).await, ["DTSTART", "DTEND", "STATUS", "SUMMARY"])
    }
}

fn rows<const N: usize>(told: &Value, names: [&str; N]) -> Vec<[String; N]> {
    let events = told["events"].as_array().unwrap();
    events.iter().map(|event| names.map(|name| event[name].as_str().unwrap_or_default().to_owned())).collect()
}

fn codes(answer: &Answer) -> Vec<(String, String)> {
    answer.refusals("calendarFeedCreate")
}

/// A trainee who was in tuina in February and is going to be in acupuncture in April.
async fn placed(school: &School) -> (Trainee, [String; 2]) {
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let first = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let second = school.place(&trainee, "ACUPUNCTURE", "ACUPUNCTURE", "2026-04-01", "2026-04-30").await;
    (trainee, [first, second])
}

async fn a_person_subscribes_to_her_own_calendar(world: World) {
    let school = School::found(&world).await;
    let (trainee, stays) = placed(&school).await;
    let leave = request(&trainee, "PERSONAL", "2026-04-10", "2026-04-11").await;
    approve(&school.supervisor, &leave).await;
    let waiting = request(&trainee, "PERSONAL", "2026-04-20", "2026-04-20").await;
    assert_ne!(leave, waiting);

    for (locale, name, [first, second, away], words) in [
        (
            "ZH",
            "轮转日历 · 示例·Trainee",
            ["推拿科 · 示例附属医院", "针灸科 · 示例附属医院", "请假"],
            ["轮转", "临床培训基地", "示例附属医院"],
        ),
        (
            "EN",
            "Rotations · Sample Trainee",
            ["Tuina · Sample Teaching Hospital", "Acupuncture · Sample Teaching Hospital", "Leave"],
            ["Placement", "clinical base", "Sample Teaching Hospital"],
        ),
    ] {
        let feed = Feed::make(&trainee.actor, json!({ "locale": locale })).await;
        let answer = feed.get(&world).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap();
        assert_eq!(header("content-type"), "text/calendar; charset=utf-8");
        assert_eq!(header("cache-control"), "private, max-age=3600");
        assert!(!answer.headers().contains_key("set-cookie"));
        let text = answer.text().await.unwrap();
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");

        let told = feed.read(&world).await;
        let calendar = &told["calendar"];
        for (property, value) in [
            ("VERSION", json!("2.0")),
            ("PRODID", json!("-//Xinglin//Rotations//ZH")),
            ("METHOD", json!("PUBLISH")),
            ("X-WR-CALNAME", json!(name)),
            ("NAME", json!(name)),
            ("REFRESH-INTERVAL", json!(3600)),
        ] {
            assert_eq!(calendar[property], value, "{property}");
        }
        let rows = rows(&told, ["DTSTART", "DTEND", "STATUS", "SUMMARY"]);
        assert_eq!(
            rows,
            [
                ["2026-02-01", "2026-03-01", "CONFIRMED", first],
                ["2026-04-01", "2026-05-01", "CONFIRMED", second],
                ["2026-04-10", "2026-04-12", "CONFIRMED", away],
            ]
        );
        for (event, stay) in told["events"].as_array().unwrap().iter().zip(&stays) {
            agrees(&trainee.actor, event, stay, locale).await;
            assert_eq!(event["CATEGORIES"], json!([words[0], words[1]]));
            assert_eq!((&event["LOCATION"], &event["TRANSP"]), (&json!(words[2]), &json!("TRANSPARENT")));
            assert_eq!(event["LAST-MODIFIED"], "2026-03-02T01:00:00+00:00");
        }
        let away = &told["events"][2];
        assert_eq!(away["UID"], format!("leave-{leave}@xinglin.example"));
        // What the leave is for is not told.
        assert!(!told.to_string().contains("PERSONAL") && !text.contains("事假"), "{told}");
    }
    let feeds = trainee.actor.ok(FEEDS, Value::Null).await;
    let locales: Vec<_> = feeds.list("/calendarFeeds/nodes").iter().map(|feed| &feed["locale"]).collect();
    assert_eq!(locales, ["EN", "ZH"], "the latest first");
    assert_eq!(feeds.text("/calendarFeeds/nodes/0/lastReadOn"), "2026-03-02");

    // Whoever supervises her has her stays among her own.
    let supervisor = Feed::make(&school.supervisor, json!({})).await;
    let told = supervisor.read(&world).await;
    assert_eq!(told["calendar"]["X-WR-CALNAME"], "轮转日历 · 示例·Supervisor");
    assert_eq!(
        rows(&told, ["DTSTART", "SUMMARY"]),
        [["2026-02-01", "示例·Trainee · 推拿科"], ["2026-04-01", "示例·Trainee · 针灸科"]]
    );
    assert_eq!(told["events"][0]["CATEGORIES"], json!(["带教", "临床培训基地"]));
}

/// An event says what the graph says of its placement.
async fn agrees(actor: &Actor, event: &Value, stay: &str, locale: &str) {
    assert_eq!(event["UID"], format!("placement-{stay}@xinglin.example"));
    let shown = actor.ok(STAY, json!({"id": stay, "locale": locale})).await;
    let shown = shown.at("/placement");
    let day = |value: &Value| value.as_str().unwrap().parse::<chrono::NaiveDate>().unwrap();
    assert_eq!(day(&event["DTSTART"]), day(&shown["startsOn"]));
    assert_eq!(day(&event["DTEND"]), day(&shown["endsOn"]).succ_opt().unwrap(), "the end is excluded");
    assert_eq!(event["SEQUENCE"], shown["version"]);
    let summary = event["SUMMARY"].as_str().unwrap();
    assert!(summary.contains(shown["department"]["name"].as_str().unwrap()), "{summary}");
    assert_eq!(event["LOCATION"], shown["department"]["trainingBase"]["institution"]["name"]);
}

async fn what_is_cancelled_is_taken_away(world: World) {
    let school = School::found(&world).await;
    let (trainee, [_, stay]) = placed(&school).await;
    school.place(&trainee, "TUINA", "TUINA", "2028-03-03", "2028-03-31").await;
    let feed = Feed::make(&trainee.actor, json!({})).await;
    assert_eq!(feed.events(&world).await.len(), 2, "nothing beyond 24 months");

    world.clock.advance(Duration::hours(1));
    let cancel = json!({"input": {"placementId": stay, "reason": "示例", "expectedVersion": 1}});
    school.director.ok(CANCEL, cancel).await;
    let told = feed.read(&world).await;
    let event = &told["events"][1];
    assert_eq!(
        (&event["STATUS"], &event["SEQUENCE"], &event["SUMMARY"]),
        (&json!("CANCELLED"), &json!(2), &json!("已取消：针灸科 · 示例附属医院"))
    );
    assert_eq!(event["UID"], format!("placement-{stay}@xinglin.example"), "the same event");
    for name in ["DTSTAMP", "LAST-MODIFIED"] {
        assert_eq!(event[name], "2026-03-02T02:00:00+00:00", "{name}");
    }

    // On its last day it is still told, and then no more.
    world.clock.advance(Duration::days(59));
    let days = |events: Vec<[String; 4]>| events.into_iter().map(|[day, ..]| day).collect::<Vec<_>>();
    assert_eq!(days(feed.events(&world).await), ["2026-02-01", "2026-04-01", "2028-03-03"]);
    world.clock.advance(Duration::days(1));
    assert_eq!(days(feed.events(&world).await), ["2026-02-01", "2028-03-03"]);
    world.clock.advance(Duration::days(305));
    assert_eq!(days(feed.events(&world).await), ["2028-03-03"], "12 months later");
}

async fn what_waits_for_an_override_is_tentative(world: World) {
    let school = School::found(&world).await;
    let first = school.trainee("First", "2026-03-02").await;
    let second = school.trainee("Second", "2026-03-02").await;
    school.place(&first, "ENT_OPHTHALMOLOGY", "ENT", "2026-04-01", "2026-04-30").await;
    let mut wanted = school.stay(&second, "ENT_OPHTHALMOLOGY", "ENT", "2026-04-01", "2026-04-30");
    wanted["input"]["overrideReason"] = json!("示例：两人同组");
    school.director.ok(PLACE, wanted).await;
    let feed = Feed::make(&second.actor, json!({})).await;
    let expected = ["2026-04-01", "2026-05-01", "TENTATIVE", "耳鼻咽喉科 · 示例附属医院"];
    assert_eq!(feed.events(&world).await, [expected]);
}

async fn a_swap_moves_the_events_of_all_three(world: World) {
    let school = School::found(&world).await;
    let [(first, tuina), (second, acupuncture)] = pair(&school).await;
    let own = Feed::make(&first.actor, json!({})).await;
    let other = Feed::make(&second.actor, json!({"locale": "EN"})).await;
    let supervisor = Feed::make(&school.supervisor, json!({})).await;
    assert_eq!(supervisor.events(&world).await.len(), 2);

    school.director.ok(SWAP, swap(&tuina, &acupuncture)).await;

    assert_eq!(
        own.events(&world).await,
        [
            ["2026-04-01", "2026-05-01", "CANCELLED", "已取消：推拿科 · 示例附属医院"],
            ["2026-04-05", "2026-05-06", "CONFIRMED", "针灸科 · 示例附属医院"],
        ]
    );
    assert_eq!(
        other.events(&world).await,
        [
            ["2026-04-01", "2026-05-01", "CONFIRMED", "Tuina · Sample Teaching Hospital"],
            ["2026-04-05", "2026-05-06", "CANCELLED", "Cancelled: Acupuncture · Sample Teaching Hospital"],
        ]
    );
    let mut told: Vec<String> =
        supervisor.events(&world).await.into_iter().map(|[.., summary]| summary).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            "已取消：示例·First · 推拿科",
            "已取消：示例·Second · 针灸科",
            "示例·First · 针灸科",
            "示例·Second · 推拿科",
        ]
    );
}

async fn a_department_is_read_by_whoever_oversees_it_and_as_long_as_she_does(world: World) {
    let school = School::found(&world).await;
    let (trainee, _) = placed(&school).await;
    let of_tuina = json!({"departmentId": school.ids["TUINA"], "locale": "EN"});
    for actor in
        [&trainee.actor, &school.supervisor, &school.director, &school.stranger, &school.administrator]
    {
        actor.denied(CREATE, json!({ "input": of_tuina })).await;
    }
    let (head, person) =
        hire(&school.administrator, &world, "Head", "SUPERVISOR", &school.ids["hospital"]).await;
    let at = json!({"departmentId": school.ids["TUINA"], "startsOn": "2020-01-01"});
    let granted = school.give(&person, "DEPARTMENT_HEAD", at.clone()).await;
    let role = granted.list("/roleGrant/person/roles").last().unwrap()["id"].clone();
    let secretary = school.appoint_to_tuina("Secretary", "centre", "DEPARTMENT_SECRETARY").await.0;

    let elsewhere = json!({"input": {"departmentId": school.ids["ACUPUNCTURE"]}});
    head.denied(CREATE, elsewhere).await;
    for actor in [&school.base_administrator, &secretary, &head] {
        let told = Feed::make(actor, of_tuina.clone()).await.read(&world).await;
        assert_eq!(told["calendar"]["X-WR-CALNAME"], "Rotations · Tuina (Sample Teaching Hospital)");
        assert_eq!(
            rows(&told, ["DTSTART", "DTEND", "SUMMARY", "LOCATION"]),
            [["2026-02-01", "2026-03-01", "Sample Trainee", "Sample Teaching Hospital"]]
        );
    }
    let feed = Feed::make(&head, of_tuina).await;
    let listed = head.ok(FEEDS, Value::Null).await;
    assert_eq!(listed.text("/calendarFeeds/nodes/0/department/id"), school.ids["TUINA"]);
    let end = "mutation($input: RoleEndInput!) { roleEnd(input: $input) { person { id } errors { code } } }";
    school.administrator.ok(end, json!({"input": {"roleGrantId": role, "reason": "离任（示例）"}})).await;

    let unknown =
        Feed { id: String::new(), path: "/calendars/cal_0000000000000000000000000a.ics".to_owned() };
    let (gone, never) = (feed.get(&world).await, unknown.get(&world).await);
    assert_eq!((gone.status().as_u16(), never.status().as_u16()), (404, 404));
    assert_eq!(gone.text().await.unwrap(), never.text().await.unwrap());
    // Her own is read on, and the department's again once she oversees it again.
    assert!(Feed::make(&head, json!({})).await.is_there(&world).await);
    school.give(&person, "DEPARTMENT_SECRETARY", at).await;
    assert!(feed.is_there(&world).await);
}

async fn a_revoked_address_is_like_one_that_never_was(world: World) {
    let school = School::found(&world).await;
    let (trainee, _) = placed(&school).await;
    let feed = Feed::make(&trainee.actor, json!({})).await;
    assert!(feed.is_there(&world).await);
    let revoke = json!({"input": {"calendarFeedId": feed.id}});
    school.supervisor.denied(REVOKE, revoke.clone()).await;
    assert!(feed.is_there(&world).await);

    let revoked = trainee.actor.ok(REVOKE, revoke.clone()).await;
    assert_eq!(revoked.text("/calendarFeedRevoke/calendarFeed/revokedAt"), "2026-03-02T01:00:00Z");
    trainee.actor.ok(REVOKE, revoke).await;
    assert_eq!(trainee.actor.ok(FEEDS, Value::Null).await.number("/calendarFeeds/totalCount"), 0);
    let gone = feed.get(&world).await;
    assert_eq!(
        (gone.status().as_u16(), gone.headers()["cache-control"].to_str().unwrap()),
        (404, "no-store")
    );
    for path in ["/calendars/.ics", "/calendars/cal_x.ics", "/calendars/x/y.ics", "/calendars/"] {
        let answer = world.anonymous().request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
    let trail = "query($action: String!) { auditEvents(filter: {action: $action}, first: 9) { nodes { actor { id } } } }";
    for action in ["calendar-feed.create", "calendar-feed.revoke"] {
        let events = school.administrator.ok(trail, json!({ "action": action })).await;
        assert_eq!(events.list("/auditEvents/nodes"), [json!({"actor": {"id": trainee.person}})], "{action}");
    }
}

async fn a_reader_that_has_it_already_is_told_so(world: World) {
    let school = School::found(&world).await;
    let (trainee, [_, stay]) = placed(&school).await;
    let feed = Feed::make(&trainee.actor, json!({})).await;
    let first = feed.get(&world).await;
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let bytes = first.bytes().await.unwrap();
    let ask = async |method: Method, known: &str| {
        world.anonymous().request(method, &feed.path).header("if-none-match", known).send().await.unwrap()
    };
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let answer = ask(Method::GET, &known).await;
        assert_eq!(answer.status(), 304, "{known}");
        assert_eq!(answer.headers()["etag"].to_str().unwrap(), tag);
        assert!(answer.bytes().await.unwrap().is_empty());
    }
    assert_eq!(ask(Method::GET, "\"other\"").await.bytes().await.unwrap(), bytes);
    let head = ask(Method::HEAD, "\"other\"").await;
    assert_eq!((head.status().as_u16(), head.headers()["etag"].to_str().unwrap()), (200, tag.as_str()));
    assert_eq!(head.headers()["content-type"].to_str().unwrap(), "text/calendar; charset=utf-8");
    assert!(head.bytes().await.unwrap().is_empty());
    let post = world.anonymous().request(Method::POST, &feed.path).send().await.unwrap();
    assert_eq!(post.status(), 405);
    // An hour later nothing is different, and after a change something is.
    world.clock.advance(Duration::hours(1));
    assert_eq!(ask(Method::GET, &tag).await.status(), 304);
    let cancel = json!({"input": {"placementId": stay, "reason": "示例", "expectedVersion": 1}});
    school.director.ok(CANCEL, cancel).await;
    assert_eq!(ask(Method::GET, &tag).await.status(), 200);
}

async fn the_secret_of_a_calendar_stands_nowhere(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let feed = Feed::make(&trainee.actor, json!({})).await;
    assert!(feed.is_there(&world).await);
    let secret = feed.path.strip_prefix("/calendars/").unwrap().strip_suffix(".ics").unwrap();
    assert_eq!((secret.len(), secret.starts_with("cal_")), (30, true));
    for (table, rows) in world.database.contents().await {
        assert!(!rows.contains(secret), "{table} holds the secret");
    }
}

async fn a_feed_gives_no_more_and_lasts_no_longer_than_what_it_was_made_with(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let create =
        "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { token errors { code } } }";
    let token = async |scopes: &[&str], expires_at: Value| {
        let input =
            json!({"personId": trainee.person, "name": "示例", "scopes": scopes, "expiresAt": expires_at});
        let made = trainee.actor.ok(create, json!({ "input": input })).await;
        world.bearer("a program of hers", made.text("/tokenCreate/token"))
    };
    for scopes in [["READ_OWN", "ADMINISTER"], ["READ_OWN", "READ_INSTITUTION"]] {
        token(&scopes, Value::Null).await.denied(CREATE, json!({"input": {}})).await;
    }
    let short = token(&["READ_OWN", "READ_INSTITUTION", "ADMINISTER"], json!("2026-03-03T01:00:00Z")).await;
    let feed = Feed::make(&short, json!({})).await;
    assert!(feed.is_there(&world).await);
    world.clock.advance(Duration::days(1));
    assert!(!feed.is_there(&world).await);
    assert_eq!(trainee.actor.ok(FEEDS, Value::Null).await.number("/calendarFeeds/totalCount"), 0);

    for _ in 0..20 {
        Feed::make(&trainee.actor, json!({})).await;
    }
    let refused = trainee.actor.query(CREATE, json!({"input": {}})).await;
    assert_eq!(codes(&refused), [("TOO_MANY".to_owned(), String::new())]);
    assert_eq!(refused.at("/calendarFeedCreate/url"), &Value::Null);
}

async fn a_calendar_costs_the_same_for_few_events_and_for_many(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let own = Feed::make(&trainee.actor, json!({})).await;
    let of_tuina = json!({"departmentId": school.ids["TUINA"]});
    let department = Feed::make(&school.base_administrator, of_tuina).await;
    let cost = async |feed: &Feed| world.cost(async || assert!(feed.is_there(&world).await)).await;
    let none = (cost(&own).await, cost(&department).await);
    for day in (1..=25).step_by(2) {
        let days = [format!("2026-04-{day:02}"), format!("2026-04-{:02}", day + 1)];
        school.place(&trainee, "TUINA", "TUINA", &days[0], &days[1]).await;
    }
    let many = (cost(&own).await, cost(&department).await);
    assert_eq!((none, many), ((7, 8), (7, 8)));
}

async fn calendar_addresses_are_not_tried_for_ever(world: World) {
    world.restart_with(&[("--rate-limit-address", "20")]).await;
    let mut answers = Vec::new();
    for number in 0..3 {
        let path = format!("/calendars/cal_{number}.ics");
        let answer = world.anonymous().request(Method::GET, &path).send().await.unwrap();
        answers.push(answer.status().as_u16());
    }
    assert_eq!(answers, [404, 404, 429]);
}

async fn feeds_end_with_the_record_they_belong_to(world: World) {
    let school = School::found(&world).await;
    let kept = school.trainee("Kept", "2026-02-01").await;
    let twin = school.trainee("Twin", "2026-02-01").await;
    school.place(&twin, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let (hers, merged) = (Feed::make(&kept.actor, json!({})).await, Feed::make(&twin.actor, json!({})).await);
    let merge = "mutation($input: PersonMergeInput!) { personMerge(input: $input) {
        person { merges { moved { kind count } } } errors { code } } }";
    let input =
        json!({"keptPersonId": kept.person, "mergedPersonId": twin.person, "reason": "重复登记（示例）"});
    let joined = school.registrar.ok(merge, json!({ "input": input })).await;
    let moved = joined.list("/personMerge/person/merges/0/moved");
    assert!(moved.contains(&json!({"kind": "calendar_feed", "count": 1})), "{moved:?}");
    assert!(!merged.is_there(&world).await);
    let text = hers.get(&world).await.text().await.unwrap();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "what went over is hers: {text}");
    assert_eq!(kept.actor.ok(FEEDS, Value::Null).await.number("/calendarFeeds/totalCount"), 1);

    let (leaver, person) =
        hire(&school.administrator, &world, "Leaver", "SUPERVISOR", &school.ids["school"]).await;
    let feed = Feed::make(&leaver, json!({})).await;
    assert!(feed.is_there(&world).await);
    let export = "mutation($input: PersonalDataExportInput!) { personalDataExport(input: $input) { download { url } errors { code } } }";
    let told =
        leaver.ok(export, json!({"input": {"personId": person, "format": "JSON", "purpose": ""}})).await;
    let url = told.text("/personalDataExport/download/url");
    let file = url.strip_prefix("https://xinglin.example").unwrap();
    let file = world.anonymous().request(Method::GET, file).send().await.unwrap().text().await.unwrap();
    let told: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(told["sections"]["calendarFeeds"][0]["lastUsedOn"], "2026-03-02");
    assert!(!file.contains(feed.path.strip_prefix("/calendars/").unwrap()));

    let go = "mutation($input: PersonLeaveInput!) { personLeave(input: $input) { person { leftOn } errors { code } } }";
    let left = json!({"personId": person, "institutionId": school.ids["school"], "leavesOn": "2026-03-01", "reason": "示例"});
    school.registrar.ok(go, json!({ "input": left })).await;
    assert!(!feed.is_there(&world).await, "whoever left reads nothing");
    let held = world.database.contents().await["calendar_feed"].lines().count();
    let erase = "mutation($input: PersonEraseInput!) { personErase(input: $input) { person { id } errors { code } } }";
    let ground = json!({"personId": person, "ground": "CONSENT_WITHDRAWN", "reference": "2026-17"});
    school.administrator.ok(erase, json!({ "input": ground })).await;
    assert_eq!(world.database.contents().await["calendar_feed"].lines().count(), held - 1);
    assert!(!feed.is_there(&world).await);
}
