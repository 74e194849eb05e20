//! The ledger equals what the rules give, whatever happened and in whatever order (domain rules 3, 5 and 6).

use std::collections::HashMap;

use domain::evidence::{self, EvidenceStatus, Fact, Totals};
use domain::identity::{Scope, SystemReason};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use xinglin_tests::school::{FOLLOW, PLACE, REVIEW, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(the_ledger_equals_the_rules_after_any_sequence),
        story(what_is_not_as_the_rules_give_is_reported),
        story(an_earlier_training_serves_the_next_one_from_its_first_day),
        story(two_reviews_at_once_credit_once),
        story(a_repeat_with_the_same_key_adds_nothing),
        story(of_many_bookings_of_the_last_place_one_wins),
    ]
}

/// A small generator of its own: the sequence is the same on every run and machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn check(world: &World, trainee: &Trainee) {
    let platform = world.platform().await;
    let found = evidence::recompute(&platform, None, (None, usize::MAX), |_| ()).await.unwrap();
    assert_eq!(found.told, [], "the ledger is not what the rules give");
    assert!(found.lines > 0 || found.enrolments > 0);
    let reader = platform.database.reader();
    let (_, enrolment_id) = platform::id::decode(&trainee.enrolment).unwrap();
    let (_, person_id) = platform::id::decode(&trainee.person).unwrap();
    let enrolment = domain::enrolment::live_enrolments(reader, person_id).await.unwrap().remove(0);
    let plan = domain::curricula::plan(reader, enrolment.version_id).await.unwrap();
    let scope = Scope::System(SystemReason::Background);
    let facts: Vec<Fact> = evidence::of_people(reader, scope, &[person_id])
        .await
        .unwrap()
        .iter()
        .filter(|row| row.status == EvidenceStatus::Approved)
        .map(evidence::Evidence::fact)
        .collect();
    let wanted = evidence::credits(&plan, enrolment.starts_on, &facts);
    let held: Vec<_> = evidence::credit_lines(reader, &[enrolment_id])
        .await
        .unwrap()
        .into_iter()
        .map(|line| line.credit)
        .collect();
    assert_eq!(evidence::differences(&held, &wanted), vec![], "the ledger is not what the rules give");
    let every = <evidence::Facet as platform::codes::Code>::ALL;
    let totals: HashMap<_, Totals> = evidence::totals_of(reader, &[enrolment_id], every).await.unwrap();
    for requirement in &plan.requirements {
        let expected = Totals::of(&wanted, requirement.id);
        let kept = totals.get(&(enrolment_id, requirement.id)).cloned().unwrap_or_default();
        for facet in every {
            let of = |totals: &Totals| -> Vec<(String, i64)> {
                totals.values(*facet).map(|(value, quantity)| (value.to_owned(), quantity)).collect()
            };
            assert_eq!(of(&kept), of(&expected), "{} {facet:?}", requirement.code);
        }
    }
}

async fn the_ledger_equals_the_rules_after_any_sequence(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let mut dice = Dice(7);
    let mut entries: Vec<(String, &str)> = Vec::new();
    for step in 0..40_u64 {
        match dice.roll(3) {
            0 => {
                let (day, hour) = (dice.roll(8) + 20, dice.roll(5) * 2 + 6);
                let from = format!("2026-02-{day:02}T{hour:02}:00:00+08:00");
                let until =
                    format!("2026-02-{day:02}T{:02}:{:02}:00+08:00", hour + 1 + dice.roll(2), dice.roll(60));
                let mut input = School::hours(&trainee, &from, &until);
                if let Some((replaced, _)) = entries.iter().find(|(_, status)| *status == "APPROVED")
                    && dice.roll(3) == 0
                {
                    input["input"]["replacesId"] = json!(replaced);
                }
                let answer = trainee.actor.query(FOLLOW, input).await;
                if let Some(id) = answer.data()["hoursSubmit"]["hoursEntry"]["id"].as_str() {
                    entries.push((id.to_owned(), "PENDING"));
                }
            }
            1 => {
                let Some(entry) = entries.iter_mut().find(|(_, status)| *status == "PENDING") else {
                    continue;
                };
                let decision = if dice.roll(4) == 0 { "REJECTED" } else { "APPROVED" };
                school.review(&entry.0, decision, Some("示例")).await;
                entry.1 = decision;
            }
            _ => {
                let Some(entry) = entries.iter_mut().find(|(_, status)| *status == "APPROVED") else {
                    continue;
                };
                if dice.roll(2) == 0 {
                    continue;
                }
                // A replaced entry can no longer be taken back: either answer is right, the ledger decides.
                school
                    .master
                    .query(
                        "mutation($input: HoursWithdrawInput!) { hoursWithdraw(input: $input) { hoursEntry { id } errors { code } } }",
                        json!({"input": {"hoursEntryId": entry.0, "reason": "示例"}}),
                    )
                    .await;
                entry.1 = "WITHDRAWN";
            }
        }
        if step % 8 == 7 {
            check(&world, &trainee).await;
        }
    }
    assert!(entries.len() > 5, "{}", entries.len());
    check(&world, &trainee).await;
}

const RECOMPUTE: &str = "mutation($input: RecomputeInput!) { recompute(input: $input) { report { enrolments lines differences next
    told { enrolment { id } requirement { code } facet value evidenceId day held wanted } } errors { code } } }";

async fn what_is_not_as_the_rules_give_is_reported(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let hours = school.follow(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T16:00:00+08:00").await;
    school.review(&hours, "APPROVED", None).await;
    let asked = json!({"input": {"institutionId": school.ids["school"]}});
    let whole = school.administrator.ok(RECOMPUTE, asked.clone()).await;
    assert_eq!(
        whole.at("/recompute/report"),
        &json!({"enrolments": 1, "lines": 1, "differences": 0, "next": null, "told": []})
    );

    let connection = world.database.connect().await;
    let run = async |sql: &str| connection.execute_unprepared(sql).await.unwrap();
    run("UPDATE progress_total SET quantity = 5 WHERE facet = 'MONTH'").await;
    run("UPDATE evidence_state SET status = 'REJECTED'").await;
    let told = school.administrator.ok(RECOMPUTE, asked).await;
    let rows = told.list("/recompute/report/told");
    let figures = |row: &Value| (row["held"].as_i64().unwrap(), row["wanted"].as_i64().unwrap());
    assert_eq!(told.at("/recompute/report/differences"), &json!(2), "{}", told.body);
    let ledger = rows.iter().find(|row| row["evidenceId"] == json!(hours)).unwrap();
    assert_eq!((figures(ledger), &ledger["day"]), ((2, 0), &json!("2026-02-28")));
    let total = rows.iter().find(|row| row["facet"] == json!("MONTH")).unwrap();
    assert_eq!((figures(total), &total["value"]), ((5, 2), &json!("2026-02")));
    assert_eq!(total["requirement"]["code"], json!("FOLLOWING_MASTER"));
    let elsewhere = json!({"input": {"institutionId": school.ids["elsewhere"]}});
    let nothing = school.administrator.ok(RECOMPUTE, elsewhere).await;
    assert_eq!(nothing.at("/recompute/report/enrolments"), &json!(0));
    let events = "{ auditEvents(first: 1, filter: {action: \"ledger.recompute\"}) { totalCount } }";
    let events = school.administrator.ok(events, json!({})).await;
    assert_eq!(events.at("/auditEvents/totalCount"), &json!(3));
}

async fn an_earlier_training_serves_the_next_one_from_its_first_day(world: World) {
    let mut school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    for day in ["2026-02-20", "2026-02-25"] {
        let hours =
            school.follow(&trainee, &format!("{day}T08:00:00+08:00"), &format!("{day}T12:00:00+08:00")).await;
        school.review(&hours, "APPROVED", None).await;
    }
    let first = school.ids["version"].clone();
    let next = school.import_preset().await;
    school.publish(&next).await;
    assert_ne!(first, next);
    let enrol = "mutation($input: EnrolmentCreateInput!) { enrolmentCreate(input: $input) { enrolment { id } errors { message } } }";
    let input = json!({"input": {"personId": trainee.person, "curriculumVersionId": next, "origin": "OWN_STAFF",
        "recruitmentYear": 2026, "startsOn": "2026-02-22"}});
    let second = school.registrar.ok(enrol, input).await.text("/enrolmentCreate/enrolment/id").to_owned();
    world.run_due_jobs().await;

    let credited = "query($id: ID!) { enrolment(id: $id) { progress { requirements {
        requirement { code } credited explanation { counted { quantity } notCounted { reason } } } } } }";
    let of = async |enrolment: &str| {
        let answer = school.administrator.ok(credited, json!({"id": enrolment})).await;
        let rows = answer.list("/enrolment/progress/requirements");
        rows.iter().find(|row| row["requirement"]["code"] == json!("FOLLOWING_MASTER")).unwrap().clone()
    };
    assert_eq!(of(&trainee.enrolment).await["credited"], json!(2));
    let later = of(&second).await;
    assert_eq!(later["credited"], json!(1));
    let reason = later["explanation"]["notCounted"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("培训开始"), "{reason}");
    let platform = world.platform().await;
    let found = evidence::recompute(&platform, None, (None, usize::MAX), |_| ()).await.unwrap();
    assert_eq!((found.enrolments, found.told), (2, vec![]));
}

async fn two_reviews_at_once_credit_once(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let hours = school.follow(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00").await;
    let input = json!({"input": {"hoursEntryId": hours, "decision": "APPROVED"}});

    let answers =
        futures_util::future::join_all((0..8).map(|_| school.master.query(REVIEW, input.clone()))).await;

    let won = answers.iter().filter(|answer| answer.problems().is_empty()).count();
    assert_eq!(won, 1);
    for lost in answers.iter().filter(|answer| !answer.problems().is_empty()) {
        assert_eq!(lost.text("/hoursReview/errors/0/code"), "NOT_PENDING", "{}", lost.body);
    }
    assert_eq!(school.standing(&trainee.actor, &trainee, "FOLLOWING_MASTER").await.0, 1);
    check(&world, &trainee).await;
}

async fn a_repeat_with_the_same_key_adds_nothing(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let mut input = School::hours(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00");
    input["input"]["clientMutationKey"] = json!("phone-1");

    let first = trainee.actor.ok(FOLLOW, input.clone()).await;
    let before = world.database.contents().await;
    let second = trainee.actor.ok(FOLLOW, input.clone()).await;
    assert_eq!(world.database.contents().await, before);
    input["input"]["note"] = json!("another");
    let other = trainee.actor.query(FOLLOW, input).await;

    assert_eq!(first.text("/hoursSubmit/hoursEntry/id"), second.text("/hoursSubmit/hoursEntry/id"));
    assert_eq!(other.problems().len(), 1, "{}", other.body);
    assert_eq!(world.database.contents().await, before);
}

async fn of_many_bookings_of_the_last_place_one_wins(world: World) {
    let school = School::found(&world).await;
    let mut trainees = Vec::new();
    for number in 0..8 {
        trainees.push(school.trainee(&format!("Trainee {number}"), "2026-03-02").await);
    }

    let inputs = trainees
        .iter()
        .map(|trainee| school.stay(trainee, "ENT_OPHTHALMOLOGY", "ENT", "2026-03-02", "2026-03-31"));
    let answers =
        futures_util::future::join_all(inputs.map(|input| school.director.query(PLACE, input))).await;

    let won = answers.iter().filter(|answer| answer.problems().is_empty()).count();
    assert_eq!(won, 1);
    for lost in answers.iter().filter(|answer| !answer.problems().is_empty()) {
        let codes: Vec<&str> =
            lost.list("/placementCreate/errors").iter().map(|row| row["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["DEPARTMENT_FULL"], "{}", lost.body);
    }
}
