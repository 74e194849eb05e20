//! Ratings of teaching, both ways: what is shown of them, and that nothing tells whose answer it is.

use chrono::Duration;
use entity::{audit_event, rating_batch, rating_comment, rating_given, rating_tally};
use futures_util::future::join_all;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{School, Trainee, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::agreements::{Parties, parties};
use super::apprenticeships::at;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(four_answers_show_nothing_and_the_fifth_shows_five),
        story(nothing_tells_who_answered_what),
        story(who_answers_five_times_is_one_of_five),
        story(one_person_at_once_rates_once_and_ten_are_shown_by_fives),
        story(a_rating_that_cannot_be_is_refused_with_every_reason),
        story(those_who_lead_rate_the_group_and_the_host),
        story(what_is_answered_is_read_by_those_whom_it_concerns),
        story(two_records_of_one_person_are_one_of_five),
        story(words_about_an_erased_person_go_and_counts_stay),
        story(an_institution_asks_on_forms_of_its_own),
        story(ten_answers_and_three_sessions_take_as_many_statements),
    ]
}

const PLAN: &str = "mutation($input: TeachingSessionPlanInput!) { teachingSessionPlan(input: $input) { session { id link } errors { code path message } } }";
const ATTEND: &str = "mutation($input: TeachingAttendInput!) { teachingAttend(input: $input) { session { id } errors { code path message } } }";
const DELIVER: &str = "mutation($input: TeachingSessionDeliverInput!) { teachingSessionDeliver(input: $input) { session { id } errors { code message } } }";
const CONFIRM: &str = "mutation($input: TeachingSessionConfirmInput!) { teachingSessionConfirm(input: $input) { session { id } errors { code message } } }";
const GIVE: &str = "mutation($input: TeachingRatingGiveInput!) { teachingRatingGive(input: $input) { session { id } errors { code path message } } }";
const READ: &str = "query($subject: TeachingRatingSubject!, $id: ID!) { teachingRatings(subject: $subject, id: $id) { subject answerCount
    forms { code answerCount comments items { item { code text(locale: ZH) } meanHundredths counts } } } }";
const DUE: &str =
    "{ teachingRatingsDue { session { id } subject mentorId mentorName(locale: ZH) until items { code } } }";
const MERGE: &str = "mutation($input: PersonMergeInput!) { personMerge(input: $input) { person { id } errors { code path message } } }";

/// A hospital whose supervisor teaches people at the health centre from afar.
struct Hall {
    parties: Parties,
    people: Vec<Trainee>,
}

async fn hall(world: &World, count: usize) -> Hall {
    let parties = parties(world).await;
    let mut people = Vec::new();
    for number in 0..count {
        people.push(parties.school.trainee(&format!("T{number}"), "2026-02-01").await);
    }
    Hall { parties, people }
}

impl Hall {
    fn school(&self) -> &School {
        &self.parties.school
    }

    fn supervisor(&self) -> &str {
        &self.school().ids["Supervisor"]
    }

    /// A lecture at nine of a day in March 2026 that these people attended, held and not confirmed.
    async fn held(&self, day: u32, leaders: &[&str], attendees: &[Trainee]) -> String {
        let ids = &self.school().ids;
        let begins = at(&format!("2026-03-{day:02}T01:00:00Z"));
        let input = json!({"kind": "LECTURE", "channel": "VIDEO", "title": "示例讲座", "organiserId": ids["hospital"],
            "hostId": ids["centre"], "startsAt": begins, "endsAt": begins + Duration::hours(1), "leaderIds": leaders});
        let made = self.school().supervisor.ok(PLAN, json!({ "input": input })).await;
        let planned = made.at("/teachingSessionPlan/session").clone();
        let clock = &self.school().world.clock;
        clock.set(begins);
        for one in attendees {
            one.actor.ok(ATTEND, json!({"input": {"link": planned["link"]}})).await;
        }
        clock.set(begins + Duration::hours(2));
        let session = planned["id"].as_str().unwrap().to_owned();
        self.school().supervisor.ok(DELIVER, json!({"input": {"teachingSessionId": session}})).await;
        session
    }

    async fn confirm(&self, session: &str) {
        self.parties.member.ok(CONFIRM, json!({"input": {"teachingSessionId": session}})).await;
    }

    /// A confirmed lecture of the supervisor's that these people attended.
    async fn lecture(&self, day: u32, attendees: &[Trainee]) -> String {
        let session = self.held(day, &[self.supervisor()], attendees).await;
        self.confirm(&session).await;
        session
    }

    fn of_mentor(&self, session: &str, value: i32, comment: &str) -> Value {
        let mut input = rating(session, "MENTOR", value, comment);
        input["mentorId"] = json!(self.supervisor());
        input
    }

    /// What is shown to the supervisor of what was answered about her.
    async fn hers(&self) -> Value {
        shown(&self.school().supervisor, "MENTOR", self.supervisor()).await
    }
}

/// A rating with one value for everything.
fn rating(session: &str, subject: &str, value: i32, comment: &str) -> Value {
    let items: &[&str] = match subject {
        "SESSION" => &["GOALS", "CONTENT", "TIME"],
        "MENTOR" => &["EXPLAINS", "SHOWS", "FEEDBACK", "RESPECT"],
        "BASE" => &["PLACE", "PATIENTS", "SUPPORT"],
        "GROUP" => &["PREPARED", "TAKES_PART", "LEARNS"],
        _ => &["RECEIVES", "RELEASES", "USES"],
    };
    let answers: Vec<Value> = items.iter().map(|item| json!({"item": item, "value": value})).collect();
    json!({"teachingSessionId": session, "subject": subject, "answers": answers, "comment": comment})
}

async fn give(actor: &Actor, input: &Value) -> Answer {
    actor.query(GIVE, json!({ "input": input })).await
}

async fn given(actor: &Actor, input: &Value) {
    let answer = give(actor, input).await;
    assert!(answer.problems().is_empty(), "{}", answer.body);
}

async fn read(actor: &Actor, subject: &str, id: &str) -> Answer {
    actor.query(READ, json!({"subject": subject, "id": id})).await
}

async fn shown(actor: &Actor, subject: &str, id: &str) -> Value {
    let answer = read(actor, subject, id).await;
    assert!(answer.problems().is_empty(), "{}", answer.body);
    answer.at("/teachingRatings").clone()
}

fn nothing(subject: &str) -> Value {
    json!({"subject": subject, "answerCount": 0, "forms": []})
}

async fn four_answers_show_nothing_and_the_fifth_shows_five(world: World) {
    let hall = hall(&world, 10).await;
    let session = hall.lecture(3, &hall.people).await;
    for (place, one) in hall.people.iter().enumerate().take(4) {
        given(&one.actor, &hall.of_mentor(&session, 5, &format!("第{place}（示例）"))).await;
        assert_eq!(hall.hers().await, nothing("MENTOR"), "after {}", place + 1);
    }
    given(&hall.people[4].actor, &hall.of_mentor(&session, 2, "")).await;
    let mut five = hall.hers().await;
    five["forms"][0]["comments"].as_array_mut().unwrap().sort_by_key(Value::to_string);
    let item = |code: &str, text: &str| json!({"item": {"code": code, "text": text}, "meanHundredths": 440, "counts": [0, 1, 0, 0, 4]});
    assert_eq!(
        five,
        json!({"subject": "MENTOR", "answerCount": 5, "forms": [{"code": "TEACHING_USUAL_1", "answerCount": 5,
            "comments": ["第0（示例）", "第1（示例）", "第2（示例）", "第3（示例）"],
            "items": [item("EXPLAINS", "讲解清楚，善于启发"), item("SHOWS", "临床示范规范"),
                item("FEEDBACK", "及时给予具体反馈"), item("RESPECT", "尊重学员与患者")]}]})
    );
    // The sixth to the ninth change nothing; the tenth shows those five.
    let five = hall.hers().await;
    for one in &hall.people[5..9] {
        given(&one.actor, &hall.of_mentor(&session, 1, "无（示例）")).await;
        assert_eq!(hall.hers().await, five);
    }
    given(&hall.people[9].actor, &hall.of_mentor(&session, 1, "")).await;
    let ten = hall.hers().await;
    assert_eq!(
        (&ten["answerCount"], &ten["forms"][0]["items"][0]["counts"]),
        (&json!(10), &json!([5, 1, 0, 0, 4]))
    );
    assert_eq!(ten["forms"][0]["comments"].as_array().unwrap().len(), 8);
    // Nor does the time that passes show what waits.
    given(&hall.people[0].actor, &rating(&session, "SESSION", 3, "")).await;
    world.clock.set(at("2026-12-31T00:00:00Z"));
    assert_eq!(shown(&hall.school().supervisor, "SESSION", &session).await, nothing("SESSION"));
    world.whole().await;
}

async fn nothing_tells_who_answered_what(world: World) {
    let hall = hall(&world, 5).await;
    let session = hall.lecture(3, &hall.people).await;
    for (one, value) in hall.people.iter().zip(1..) {
        given(&one.actor, &hall.of_mentor(&session, value, &format!("留言{value}（示例）"))).await;
    }
    let connection = world.database.connect().await;
    // What stands beside her name: the session, what she rated, and those five among whom her answer is.
    let marks = rating_given::Entity::find().all(&connection).await.unwrap();
    let batches = rating_batch::Entity::find().all(&connection).await.unwrap();
    assert_eq!((marks.len(), batches.len()), (5, 1));
    assert!(
        marks.iter().all(|mark| mark.batch_id == batches[0].id && mark.subject_id == batches[0].subject_id)
    );
    // Values are counts, and words have keys of chance that tell no order.
    let tallies = rating_tally::Entity::find().all(&connection).await.unwrap();
    assert_eq!((tallies.len(), tallies.iter().map(|row| row.answers).max()), (20, Some(1)));
    let comments = rating_comment::Entity::find().all(&connection).await.unwrap();
    assert_eq!(comments.len(), 5);
    assert!(comments.iter().all(|row| row.id.get_version_num() == 4));
    // The trail says that each rated the session, and nothing else; nothing anywhere else in it says what.
    let events = audit_event::Entity::find().all(&connection).await.unwrap();
    let about: Vec<String> = events.iter().map(|event| format!("{event:?}")).collect();
    assert_eq!(about.iter().filter(|text| text.contains("teaching-rating.give")).count(), 5);
    connection.close().await.unwrap();
    for (table, rows) in world.database.contents().await {
        assert!(table == "rating_comment" || !rows.contains("留言"), "{table}");
        assert!(table == "rating_tally" || !rows.contains("EXPLAINS"), "{table}");
    }
    // What is taken out for her tells that she rated, never what.
    let export = "mutation($input: PersonalDataExportInput!) { personalDataExport(input: $input) { download { url } errors { code } } }";
    let herself = hall.supervisor().to_owned();
    let asking =
        [(&hall.people[1].actor, &hall.people[1].person, true), (&hall.school().supervisor, &herself, false)];
    for (actor, who, rated) in asking {
        let input = json!({"input": {"personId": who, "format": "JSON", "purpose": ""}});
        let made = actor.ok(export, input).await;
        let url = made.text("/personalDataExport/download/url");
        let path = &url[url.find("/downloads/").unwrap()..];
        let told = world.anonymous().request(reqwest::Method::GET, path).send().await.unwrap();
        let told = told.text().await.unwrap();
        assert_eq!(told.contains("\"rated\""), rated, "{told}");
        // What is shown about the mentor is told to her, and to nobody as hers who answered.
        assert_eq!((told.contains("留言1"), told.contains("EXPLAINS")), (!rated, !rated), "{told}");
    }
    world.whole().await;
}

async fn who_answers_five_times_is_one_of_five(world: World) {
    let hall = hall(&world, 5).await;
    // One of them learns alone, six times.
    for day in 3..9 {
        let session = hall.lecture(day, &hall.people[..1]).await;
        given(&hall.people[0].actor, &hall.of_mentor(&session, 1, "独自（示例）")).await;
        given(&hall.people[0].actor, &rating(&session, "BASE", 1, "")).await;
        given(&hall.people[0].actor, &rating(&session, "SESSION", 1, "")).await;
        assert_eq!(shown(&hall.school().supervisor, "SESSION", &session).await, nothing("SESSION"));
    }
    assert_eq!(hall.hers().await, nothing("MENTOR"));
    assert_eq!(shown(&hall.parties.member, "BASE", &hall.school().ids["centre"]).await, nothing("BASE"));
    // Four others answer: one of her answers is shown among theirs.
    let session = hall.lecture(10, &hall.people[1..]).await;
    for one in &hall.people[1..] {
        given(&one.actor, &hall.of_mentor(&session, 5, "")).await;
    }
    let five = hall.hers().await;
    assert_eq!(
        (&five["answerCount"], &five["forms"][0]["items"][0]["counts"]),
        (&json!(5), &json!([1, 0, 0, 0, 4]))
    );
    assert_eq!(five["forms"][0]["comments"], json!(["独自（示例）"]));
    world.whole().await;
}

async fn one_person_at_once_rates_once_and_ten_are_shown_by_fives(world: World) {
    let hall = hall(&world, 11).await;
    let session = hall.lecture(3, &hall.people).await;
    let mine = hall.of_mentor(&session, 3, "");
    let one = &hall.people[10].actor;
    let answers = join_all((0..10).map(|_| give(one, &mine))).await;
    let outcomes: Vec<_> = answers.iter().map(|answer| answer.refusals("teachingRatingGive")).collect();
    let refused = vec![("RATED".to_owned(), String::new())];
    assert_eq!(outcomes.iter().filter(|one| one.is_empty()).count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|one| **one == refused).count(), 9, "{outcomes:?}");
    let all = join_all(hall.people[..10].iter().map(|one| give(&one.actor, &mine))).await;
    assert!(all.iter().all(|answer| answer.problems().is_empty()));
    // Eleven answered: two fives are shown, and the last one waits.
    assert_eq!(hall.hers().await["answerCount"], 10);
    let connection = world.database.connect().await;
    let batches = rating_batch::Entity::find().all(&connection).await.unwrap();
    let mut released: Vec<(i32, bool)> = batches.iter().map(|row| (row.answers, row.is_released)).collect();
    released.sort_unstable();
    assert_eq!(released, [(1, false), (5, true), (5, true)]);
    connection.close().await.unwrap();
    world.whole().await;
}

async fn a_rating_that_cannot_be_is_refused_with_every_reason(world: World) {
    let hall = hall(&world, 2).await;
    let (there, elsewhere) = (&hall.people[0].actor, &hall.people[1].actor);
    let supervisor = &hall.school().supervisor;
    let session = hall.held(3, &[hall.supervisor()], &hall.people[..1]).await;
    let one = |code: &str, path: &str| vec![(code.to_owned(), path.to_owned())];
    let refusals =
        async |actor: &Actor, input: &Value| give(actor, input).await.refusals("teachingRatingGive");
    assert_eq!(
        refusals(there, &rating(&session, "SESSION", 3, "")).await,
        one("NOT_CONFIRMED", "teachingSessionId")
    );
    hall.confirm(&session).await;
    // Whoever was not there does not know of it; whoever runs the place was not there either.
    assert_eq!(give(elsewhere, &rating(&session, "SESSION", 3, "")).await.codes(), ["NOT_FOUND"]);
    assert_eq!(
        refusals(&hall.parties.member, &rating(&session, "SESSION", 3, "")).await,
        one("NOT_THERE", "subject")
    );
    // Nobody rates herself, nor the session that she led; nor does whoever learned rate the group in which she was.
    let herself = hall.of_mentor(&session, 5, "");
    assert_eq!(refusals(supervisor, &herself).await, one("NOT_THERE", "subject"));
    assert_eq!(refusals(supervisor, &rating(&session, "SESSION", 5, "")).await, one("NOT_THERE", "subject"));
    assert_eq!(refusals(there, &rating(&session, "GROUP", 5, "")).await, one("NOT_THERE", "subject"));
    // A mentor is one of those who led it, and is named for nothing else.
    let mut other = hall.of_mentor(&session, 5, "");
    other["mentorId"] = json!(hall.school().ids["Master"]);
    assert_eq!(refusals(there, &other).await, one("NO_SUBJECT", "mentorId"));
    assert_eq!(refusals(there, &rating(&session, "MENTOR", 5, "")).await, one("NO_SUBJECT", "mentorId"));
    let mut named = rating(&session, "BASE", 5, "");
    named["mentorId"] = json!(hall.supervisor());
    assert_eq!(refusals(there, &named).await, one("NO_SUBJECT", "mentorId"));
    // Every item once, from one to five, and nobody's number.
    let mut wrong = rating(&session, "SESSION", 3, "联系 13800138000");
    wrong["answers"] =
        json!([{"item": "GOALS", "value": 6}, {"item": "GOALS", "value": 5}, {"item": "SHOWS", "value": 5}]);
    let expected = [
        ("INVALID", "answers.0.value"),
        ("INVALID", "answers.1.item"),
        ("INVALID", "answers.2.item"),
        ("INVALID", "answers"),
        ("INVALID", "answers"),
        ("HAS_IDENTIFIER", "comment"),
    ];
    let expected: Vec<_> = expected.map(|(code, path)| (code.to_owned(), path.to_owned())).into();
    assert_eq!(refusals(there, &wrong).await, expected);
    let long = rating(&session, "SESSION", 3, &"长".repeat(501));
    assert_eq!(refusals(there, &long).await, one("INVALID", "comment"));
    let connection = world.database.connect().await;
    assert_eq!(rating_given::Entity::find().count(&connection).await.unwrap(), 0);
    assert_eq!(rating_tally::Entity::find().count(&connection).await.unwrap(), 0);
    connection.close().await.unwrap();
    // Once, and within thirty days.
    given(there, &rating(&session, "SESSION", 3, "")).await;
    assert_eq!(refusals(there, &rating(&session, "SESSION", 4, "")).await, one("RATED", ""));
    world.clock.set(at("2026-04-02T03:00:01Z"));
    assert_eq!(refusals(there, &rating(&session, "BASE", 3, "")).await, one("TOO_LATE", "teachingSessionId"));
    assert_eq!(there.ok(DUE, Value::Null).await.at("/teachingRatingsDue"), &json!([]));
    world.whole().await;
}

async fn those_who_lead_rate_the_group_and_the_host(world: World) {
    let hall = hall(&world, 1).await;
    let school = hall.school();
    let mut leaders = vec![(school.supervisor.clone(), hall.supervisor().to_owned())];
    for number in 0..4 {
        let (who, house) = (format!("Lecturer {number}"), &school.ids["hospital"]);
        let hired = hire(&school.administrator, &world, &who, "SUPERVISOR", house);
        leaders.push(hired.await);
    }
    let keys: Vec<&str> = leaders.iter().map(|(_, key)| key.as_str()).collect();
    let session = hall.held(3, &keys, &hall.people).await;
    hall.confirm(&session).await;
    let due = leaders[1].0.ok(DUE, Value::Null).await;
    let items = |subject: &str| -> Value {
        let asked = rating("", subject, 1, "");
        asked["answers"].as_array().unwrap().iter().map(|one| json!({"code": one["item"]})).collect()
    };
    let expected = |subject: &str| {
        json!({"session": {"id": session}, "subject": subject, "mentorId": null, "mentorName": null,
            "until": "2026-04-02T03:00:00Z", "items": items(subject)})
    };
    assert_eq!(due.at("/teachingRatingsDue"), &json!([expected("GROUP"), expected("HOST")]));
    let hers = hall.people[0].actor.ok(DUE, Value::Null).await;
    let rows: Vec<(&str, &Value)> = hers
        .list("/teachingRatingsDue")
        .iter()
        .map(|row| (row["subject"].as_str().unwrap(), &row["mentorName"]))
        .collect();
    assert_eq!(
        rows,
        [
            ("SESSION", &Value::Null),
            ("MENTOR", &json!("示例·Supervisor")),
            ("MENTOR", &json!("示例·Lecturer 0")),
            ("MENTOR", &json!("示例·Lecturer 1")),
            ("MENTOR", &json!("示例·Lecturer 2")),
            ("MENTOR", &json!("示例·Lecturer 3")),
            ("BASE", &Value::Null),
        ]
    );
    for ((actor, _), value) in leaders.iter().zip(1..) {
        assert_eq!(shown(&hall.parties.member, "GROUP", &school.ids["centre"]).await, nothing("GROUP"));
        given(actor, &rating(&session, "GROUP", value, "")).await;
        given(actor, &rating(&session, "HOST", 4, "")).await;
        assert_eq!(actor.ok(DUE, Value::Null).await.at("/teachingRatingsDue"), &json!([]));
    }
    let group = shown(&hall.parties.member, "GROUP", &school.ids["centre"]).await;
    assert_eq!(
        group["forms"][0]["items"][0],
        json!({"item": {"code": "PREPARED", "text": "学员课前准备充分"}, "meanHundredths": 300, "counts": [1, 1, 1, 1, 1]})
    );
    let host = shown(&hall.parties.member, "HOST", &school.ids["centre"]).await;
    assert_eq!(host["forms"][0]["items"][2]["meanHundredths"], 400);
    // A session that a house holds for itself has no host to be rated.
    let input = json!({"kind": "LECTURE", "channel": "VIDEO", "title": "示例", "organiserId": school.ids["hospital"],
        "startsAt": at("2026-03-05T01:00:00Z"), "endsAt": at("2026-03-05T02:00:00Z"), "leaderIds": [hall.supervisor()]});
    let made = school.supervisor.ok(PLAN, json!({ "input": input })).await;
    let own = made.text("/teachingSessionPlan/session/id");
    let refused = give(&school.supervisor, &rating(own, "HOST", 4, "")).await;
    assert_eq!(
        refused.refusals("teachingRatingGive"),
        [
            ("NOT_CONFIRMED".to_owned(), "teachingSessionId".to_owned()),
            ("NO_SUBJECT".to_owned(), "subject".to_owned())
        ]
    );
    world.whole().await;
}

async fn what_is_answered_is_read_by_those_whom_it_concerns(world: World) {
    let hall = hall(&world, 5).await;
    let school = hall.school();
    let session = hall.lecture(3, &hall.people).await;
    for one in &hall.people {
        given(&one.actor, &hall.of_mentor(&session, 4, "")).await;
        given(&one.actor, &rating(&session, "SESSION", 4, "")).await;
        given(&one.actor, &rating(&session, "BASE", 4, "")).await;
    }
    let centre = school.ids["centre"].clone();
    let count = async |actor: &Actor, subject: &str, id: &str| {
        let answer = read(actor, subject, id).await;
        if answer.codes().is_empty() {
            Ok(answer.number("/teachingRatings/answerCount"))
        } else {
            Err(answer.codes().join(" "))
        }
    };
    let (member, coordinator, administrator) =
        (&hall.parties.member, &hall.parties.coordinator, &school.base_administrator);
    let forbidden = || Err("FORBIDDEN".to_owned());
    let hidden = || Err("NOT_FOUND".to_owned());
    // The session: those who led it, and the two houses; not whoever attended it.
    assert_eq!(count(&school.supervisor, "SESSION", &session).await, Ok(5));
    assert_eq!(count(member, "SESSION", &session).await, Ok(5));
    assert_eq!(count(administrator, "SESSION", &session).await, Ok(5));
    assert_eq!(count(&hall.people[0].actor, "SESSION", &session).await, forbidden());
    assert_eq!(count(&school.stranger, "SESSION", &session).await, hidden());
    // The mentor: herself, and her own house; nobody reads what another house's people answered about her.
    assert_eq!(count(&school.supervisor, "MENTOR", hall.supervisor()).await, Ok(5));
    assert_eq!(count(administrator, "MENTOR", hall.supervisor()).await, Ok(5));
    for actor in [&hall.people[0].actor, &school.stranger, member] {
        assert!(count(actor, "MENTOR", hall.supervisor()).await.is_err());
    }
    // The place: whoever runs it, and the consortium's coordinator; not the house that taught there.
    assert_eq!(count(member, "BASE", &centre).await, Ok(5));
    assert_eq!(count(coordinator, "BASE", &centre).await, Ok(5));
    // A session that was held under no agreement of the consortium is none of its coordinator's.
    assert!(count(coordinator, "SESSION", &session).await.is_err());
    for actor in [administrator, &school.supervisor, &hall.people[0].actor, &school.stranger] {
        assert_eq!(count(actor, "BASE", &centre).await, forbidden());
    }
    // That somebody may ask does not hang on whether there is anything.
    assert_eq!(count(administrator, "MENTOR", &school.ids["Base Administrator"]).await, Ok(0));
    world.whole().await;
}

async fn two_records_of_one_person_are_one_of_five(world: World) {
    let hall = hall(&world, 6).await;
    let (kept, double) = (&hall.people[0], &hall.people[1]);
    let first = hall.lecture(3, &hall.people[..1]).await;
    given(&kept.actor, &hall.of_mentor(&first, 1, "")).await;
    let second = hall.lecture(4, &hall.people[1..2]).await;
    given(&double.actor, &hall.of_mentor(&second, 1, "")).await;
    let input =
        json!({"input": {"keptPersonId": kept.person, "mergedPersonId": double.person, "reason": "示例"}});
    hall.school().registrar.ok(MERGE, input).await;
    let third = hall.lecture(5, &hall.people[2..]).await;
    for one in &hall.people[2..5] {
        given(&one.actor, &hall.of_mentor(&third, 5, "")).await;
    }
    // Five answers, of four people.
    assert_eq!(hall.hers().await, nothing("MENTOR"));
    given(&hall.people[5].actor, &hall.of_mentor(&third, 5, "")).await;
    let six = hall.hers().await;
    assert_eq!(
        (&six["answerCount"], &six["forms"][0]["items"][0]["counts"]),
        (&json!(6), &json!([2, 0, 0, 0, 4]))
    );
    world.whole().await;
}

async fn words_about_an_erased_person_go_and_counts_stay(world: World) {
    let hall = hall(&world, 6).await;
    let session = hall.lecture(3, &hall.people).await;
    for one in &hall.people[..5] {
        given(&one.actor, &hall.of_mentor(&session, 4, "她（示例）")).await;
        given(&one.actor, &rating(&session, "SESSION", 4, "她的课（示例）")).await;
        given(&one.actor, &rating(&session, "BASE", 4, "此地（示例）")).await;
    }
    let key = |id: &str| platform::id::decode(id).unwrap().1;
    let platform = world.platform().await;
    let write = platform.database.write().await.unwrap();
    let permit = domain::identity::Permit::system(domain::identity::Act::PersonErase);
    let of = ([key(hall.supervisor())], [key(&session)]);
    let gone = domain::ratings::erase(&write, &permit, (&of.0, &of.1)).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(gone, ("rating_comment".to_owned(), 10));
    let hers = hall.hers().await;
    assert_eq!((&hers["answerCount"], &hers["forms"][0]["comments"]), (&json!(5), &json!([])));
    let place = shown(&hall.parties.member, "BASE", &hall.school().ids["centre"]).await;
    assert_eq!(place["forms"][0]["comments"].as_array().unwrap().len(), 5);
    // Nothing is written about her any more, by whoever has not rated yet.
    let connection = world.database.connect().await;
    entity::person::Entity::update_many()
        .col_expr(entity::person::Column::ErasedAt, Expr::val(world.clock.now()))
        .filter(entity::person::Column::Id.eq(key(hall.supervisor())))
        .exec(&connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let last = &hall.people[5].actor;
    let due = last.ok(DUE, Value::Null).await;
    let subjects: Vec<&Value> = due.list("/teachingRatingsDue").iter().map(|row| &row["subject"]).collect();
    assert_eq!(subjects, [&json!("BASE")]);
    for input in [hall.of_mentor(&session, 1, "她（示例）"), rating(&session, "SESSION", 1, "她的课（示例）")]
    {
        let refused = give(last, &input).await.refusals("teachingRatingGive");
        assert_eq!(refused, [("NO_SUBJECT".to_owned(), "subject".to_owned())]);
    }
    given(last, &rating(&session, "BASE", 1, "")).await;
    world.whole().await;
}

async fn an_institution_asks_on_forms_of_its_own(world: World) {
    let hall = hall(&world, 5).await;
    let school = hall.school();
    let usual = std::fs::read_to_string(
        xinglin_tests::repository().join("api/presets/rating_forms/teaching-usual.toml"),
    );
    let own = usual.unwrap().replacen("code = \"TEACHING_USUAL_1\"", "code = \"OWN_1\"", 1).replacen(
        "code = \"GOALS\"",
        "code = \"AIMS\"",
        1,
    );
    let import =
        "mutation($input: TeachingRatingFormSetImportInput!) { teachingRatingFormSetImport(input: $input) {
        formSet { id code forms { subject items { code } } } errors { code path message } } }";
    let administrator = &school.base_administrator;
    let input = |upload: &str| json!({"input": {"institutionId": school.ids["hospital"], "source": {"uploadId": upload}, "startsOn": "2026-03-05"}});
    let broken = own.replacen("subject = \"GROUP\"", "subject = \"BASE\"", 1);
    let upload = school.send(administrator, "RATING_FORM_SET", "评价表.toml", broken.into_bytes()).await;
    let refused = administrator.query(import, input(&upload)).await;
    assert_eq!(refused.refusals("teachingRatingFormSetImport").len(), 2, "{}", refused.body);
    let upload = school.send(administrator, "RATING_FORM_SET", "评价表.toml", own.into_bytes()).await;
    let made = administrator.ok(import, input(&upload)).await;
    assert_eq!(made.text("/teachingRatingFormSetImport/formSet/forms/0/items/0/code"), "AIMS");
    // A session before its first day is rated on the usual form, one after it on the institution's; they are never counted together.
    let before = hall.lecture(4, &hall.people).await;
    let after = hall.lecture(6, &hall.people).await;
    for one in &hall.people {
        given(&one.actor, &hall.of_mentor(&before, 3, "")).await;
        given(&one.actor, &hall.of_mentor(&after, 5, "")).await;
    }
    let shown_to_her = hall.hers().await;
    let codes: Vec<(&Value, &Value)> = shown_to_her["forms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|form| (&form["code"], &form["items"][0]["meanHundredths"]))
        .collect();
    assert_eq!(codes, [(&json!("OWN_1"), &json!(500)), (&json!("TEACHING_USUAL_1"), &json!(300))]);
    let wrong = give(&hall.people[0].actor, &rating(&after, "SESSION", 3, "")).await;
    assert_eq!(
        wrong.refusals("teachingRatingGive"),
        [("INVALID".to_owned(), "answers.0.item".to_owned()), ("INVALID".to_owned(), "answers".to_owned())]
    );
    let listed =
        "query($id: ID!) { teachingRatingFormSets(institutionId: $id) { nodes { id code number endsOn } }
        teachingRatingFormSetPresets { name isUsual code } }";
    let listed = school.stranger.ok(listed, json!({"id": school.ids["hospital"]})).await;
    assert_eq!(listed.text("/teachingRatingFormSets/nodes/0/code"), "OWN_1");
    assert_eq!(
        listed.at("/teachingRatingFormSetPresets"),
        &json!([{"name": "teaching-usual", "isUsual": true, "code": "TEACHING_USUAL_1"}])
    );
    let end = "mutation($input: TeachingRatingFormSetEndInput!) { teachingRatingFormSetEnd(input: $input) { formSet { endsOn } errors { code path } } }";
    let set = listed.text("/teachingRatingFormSets/nodes/0/id");
    let input = json!({"input": {"teachingRatingFormSetId": set, "endsOn": "2026-03-31"}});
    let ended = administrator.ok(end, input).await;
    assert_eq!(ended.text("/teachingRatingFormSetEnd/formSet/endsOn"), "2026-03-31");
    let kept = "query($id: ID!) { node(id: $id) { ... on TeachingRatingFormSet { endsOn } } }";
    assert_eq!(school.stranger.ok(kept, json!({"id": set})).await.text("/node/endsOn"), "2026-03-31");
    world.whole().await;
}

async fn ten_answers_and_three_sessions_take_as_many_statements(world: World) {
    let hall = hall(&world, 10).await;
    let session = hall.lecture(3, &hall.people).await;
    let reading = async || world.cost(async || drop(hall.hers().await)).await;
    let due = async || world.cost(async || drop(hall.people[0].actor.ok(DUE, Value::Null).await)).await;
    let asked = due().await;
    let giving = async |one: &Trainee| {
        let before = world.statements().await;
        given(&one.actor, &hall.of_mentor(&session, 4, "好（示例）")).await;
        world.statements().await - before
    };
    giving(&hall.people[0]).await;
    let second = giving(&hall.people[1]).await;
    for one in &hall.people[2..5] {
        assert_eq!(giving(one).await, second);
    }
    let five = reading().await;
    for one in &hall.people[5..] {
        given(&one.actor, &hall.of_mentor(&session, 4, "好（示例）")).await;
    }
    assert_eq!(reading().await, five);
    hall.lecture(4, &hall.people).await;
    hall.lecture(5, &hall.people).await;
    assert_eq!(due().await, asked);
    println!("statements: {second} to rate, {five} to read, {asked} to see what is due");
    world.whole().await;
}
