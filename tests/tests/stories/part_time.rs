//! Part-time stays: what shares a day, what of it counts, and who gets the last half.

use futures_util::future::join_all;
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::checkers::Checker;
use xinglin_tests::school::{LET_GO, PLACE, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::exits::printed;
use super::leave::{DECIDE, approve, request, said};
use super::swaps::{SWAP, swap};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(two_halves_share_their_days_and_no_more_does),
        story(a_share_that_is_none_is_refused),
        story(of_part_time_days_the_share_counts),
        story(leave_takes_off_the_share_of_a_day),
        story(a_leave_is_decided_where_somebody_supervises_her),
        story(of_many_who_book_the_last_half_one_wins),
        story(the_database_refuses_more_than_the_whole_of_a_day),
        story(two_writers_past_the_rules_do_not_overlook_each_other),
        story(halves_of_two_records_of_one_trainee_become_hers),
        story(stays_of_different_shares_are_not_exchanged),
        story(what_goes_on_elsewhere_keeps_its_share),
        story(an_assessment_belongs_to_the_stay_of_whoever_watched),
        story(a_printed_form_names_the_share).needs(&[Checker::PdfToText]),
    ]
}

/// A stay of that share.
fn part(
    school: &School,
    who: &Trainee,
    specialty: &str,
    (from, until): (&str, &str),
    percent: Value,
) -> Value {
    let mut stay = school.stay(who, specialty, specialty, from, until);
    stay["input"]["partTimePercent"] = percent;
    stay
}

async fn book(school: &School, who: &Trainee, specialty: &str, days: (&str, &str), percent: i32) -> String {
    let placed = school.director.ok(PLACE, part(school, who, specialty, days, json!(percent))).await;
    placed.text("/placementCreate/placement/id").to_owned()
}

fn refused(answer: &Answer) -> Vec<String> {
    answer.refusals("placementCreate").into_iter().map(|(code, path)| format!("{code} {path}")).collect()
}

/// What an answer says in a language, problem by problem.
async fn told(actor: &Actor, input: Value, language: &str) -> Vec<String> {
    let body = json!({"query": PLACE, "variables": input});
    let request = actor.request(reqwest::Method::POST, "/graphql").header("accept-language", language);
    let answer: Value = request.json(&body).send().await.unwrap().json().await.unwrap();
    let errors = answer["data"]["placementCreate"]["errors"].as_array().unwrap().clone();
    errors.iter().map(|error| error["message"].as_str().unwrap().to_owned()).collect()
}

/// A school whose course asks for sixty days of tuina or acupuncture, at whichever base.
async fn either(world: &World) -> School {
    let mut school = School::found(world).await;
    let course = r#"
[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿与针灸", en = "Tuina and Acupuncture" }
days = 60
specialties = ["TUINA", "ACUPUNCTURE"]
"#;
    school.course(12, course).await;
    let tuina = school.requirements["TUINA"].clone();
    school.requirements.insert("ACUPUNCTURE".to_owned(), tuina);
    school
}

const APRIL: (&str, &str) = ("2026-04-01", "2026-04-30");
const FEBRUARY: (&str, &str) = ("2026-02-01", "2026-03-01");

async fn two_halves_share_their_days_and_no_more_does(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    let half = book(&school, &trainee, "TUINA", APRIL, 50).await;
    let before = world.database.contents().await;

    let late = ("2026-04-20", "2026-05-10");
    let more = part(&school, &trainee, "ACUPUNCTURE", late, json!(60));
    let whole = part(&school, &trainee, "ACUPUNCTURE", late, Value::Null);
    assert_eq!(refused(&school.director.query(PLACE, more.clone()).await), ["OVERLAP startsOn"]);
    assert_eq!(refused(&school.director.query(PLACE, whole.clone()).await), ["OVERLAP startsOn"]);
    assert_eq!(
        told(&school.director, more.clone(), "zh-CN").await,
        [
            "该学员自 2026-04-20 至 2026-04-30 已安排全日制的 50%（推拿科），再加 60% 将超过 100%：请另选时间或降低比例"
        ]
    );
    assert_eq!(
        told(&school.director, more, "en").await,
        ["From 2026-04-20 to 2026-04-30 she is placed for 50 % of full time (Tuina), \
          and 60 % more would exceed 100 %: choose other days or a smaller share"]
    );
    let whole = told(&school.director, whole, "en").await;
    assert!(whole[0].contains("placed for 50 %") && whole[0].contains("100 % more"), "{whole:?}");
    assert_eq!(world.database.contents().await, before);

    let other = book(&school, &trainee, "ACUPUNCTURE", late, 50).await;
    let seen = trainee
        .actor
        .ok(
            "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Placement { partTimePercent days } } }",
            json!({"ids": [half, other]}),
        )
        .await;
    assert_eq!(
        seen.at("/nodes"),
        &json!([{"partTimePercent": 50, "days": 30}, {"partTimePercent": 50, "days": 21}])
    );
    // A full-time stay leaves no room for a part of one, a draft neither more than others do.
    school.place(&trainee, "TUINA", "TUINA", "2026-06-01", "2026-06-30").await;
    let beside = part(&school, &trainee, "ACUPUNCTURE", ("2026-06-30", "2026-07-10"), json!(10));
    assert_eq!(refused(&school.director.query(PLACE, beside).await), ["OVERLAP startsOn"]);
    let mut draft = part(&school, &trainee, "TUINA", ("2026-05-01", "2026-05-31"), json!(60));
    draft["input"]["isDraft"] = json!(true);
    assert_eq!(refused(&school.director.query(PLACE, draft.clone()).await), ["OVERLAP startsOn"]);
    draft["input"]["partTimePercent"] = json!(40);
    let drafted = school.director.ok(PLACE, draft).await;
    let approve = "mutation($input: PlacementApproveInput!) { placementApprove(input: $input) {
        placement { status partTimePercent } errors { code message } } }";
    let id = drafted.text("/placementCreate/placement/id");
    let approval = json!({"input": {"placementId": id, "expectedVersion": 1}});
    let approved = school.base_administrator.ok(approve, approval).await;
    assert_eq!(
        approved.at("/placementApprove/placement"),
        &json!({"status": "PLANNED", "partTimePercent": 40})
    );
}

async fn a_share_that_is_none_is_refused(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    let before = world.database.contents().await;
    for percent in [-1, 0, 9, 91, 100] {
        let input = part(&school, &trainee, "TUINA", APRIL, json!(percent));
        let answer = school.director.query(PLACE, input.clone()).await;
        assert_eq!(refused(&answer), ["PART_TIME_INVALID partTimePercent"], "{percent}");
        assert_eq!(
            told(&school.director, input.clone(), "en").await,
            [format!("The part-time share in percent is {percent}: give a number from 10 to 90")]
        );
        assert_eq!(
            told(&school.director, input, "zh-CN").await,
            [format!("“非全日制比例（%）”为 {percent}：请填写 10 至 90 之间的数")]
        );
    }
    assert_eq!(world.database.contents().await, before);
    let full = school.director.ok(PLACE, part(&school, &trainee, "TUINA", APRIL, Value::Null)).await;
    assert_eq!(full.text("/placementCreate/placement/status"), "PLANNED");
}

async fn agrees(world: &World) {
    let platform = world.platform().await;
    let found = domain::evidence::recompute(&platform, None, (None, usize::MAX), |_| ()).await.unwrap();
    assert_eq!(found.told, [], "the ledger is not what the rules give");
    assert!(found.lines > 0);
}

const EXPLAINED: &str = "query($id: ID!) { enrolment(id: $id) { progress { creditedDays runningDays
    requirements { credited running explanation { counted { quantity } notCounted { reason } } } } } }";

async fn of_part_time_days_the_share_counts(world: World) {
    let school = either(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let tuina = book(&school, &trainee, "TUINA", FEBRUARY, 50).await;
    let acupuncture = book(&school, &trainee, "ACUPUNCTURE", FEBRUARY, 50).await;
    let standing = async || {
        let (credited, running, ..) = school.standing(&school.director, &trainee, "TUINA").await;
        (credited, running)
    };
    // Two halves of 29 days, each rounded down by itself.
    assert_eq!(standing().await, (0, 28));

    let exit = school.leave(&trainee, &tuina, 0).await;
    school.let_go(&school.supervisor, &exit).await;
    assert_eq!(standing().await, (14, 14));
    let absent = school.leave(&trainee, &acupuncture, 3).await;
    school.let_go(&school.supervisor, &absent).await;
    assert_eq!(standing().await, (27, 0), "of 26 days the half");
    agrees(&world).await;

    let shown = trainee.actor.ok(EXPLAINED, json!({"id": trainee.enrolment})).await;
    let overall = shown.at("/enrolment/progress");
    assert_eq!((&overall["creditedDays"], &overall["runningDays"]), (&json!(27), &json!(0)));
    let row = &overall["requirements"][0];
    assert_eq!((&row["credited"], &row["running"]), (&json!(27), &json!(0)));
    let explained = &row["explanation"];
    let mut counted: Vec<i64> = explained["counted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["quantity"].as_i64().unwrap())
        .collect();
    counted.sort_unstable();
    assert_eq!(counted, [13, 14]);
    let mut reasons: Vec<&str> = explained["notCounted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["reason"].as_str().unwrap())
        .collect();
    reasons.sort_unstable();
    assert_eq!(
        reasons,
        [
            "非全日制（50%）：共 29 天，其中缺勤 0 天，计入 14 天",
            "非全日制（50%）：共 29 天，其中缺勤 3 天，计入 13 天",
        ]
    );
    let left = trainee
        .actor
        .ok(
            "query($id: ID!) { placement(id: $id) { exits { days absenceDays partTimePercent countedDays }
                exitSheet { attendance { days absenceDays partTimePercent countedDays } frozenAt } } }",
            json!({"id": acupuncture}),
        )
        .await;
    let told = json!({"days": 29, "absenceDays": 3, "partTimePercent": 50, "countedDays": 13});
    assert_eq!(left.at("/placement/exits/0"), &told);
    assert_eq!(left.at("/placement/exitSheet/attendance"), &told);
    assert_ne!(left.at("/placement/exitSheet/frozenAt"), &Value::Null);
    // Taken back, its 13 days are reversed, and 14 run again.
    let back = "mutation($input: PlacementExitWithdrawInput!) { placementExitWithdraw(input: $input) {
        placementExit { status } errors { code } } }";
    school.supervisor.ok(back, json!({"input": {"placementExitId": absent, "reason": "示例"}})).await;
    assert_eq!(standing().await, (14, 14));
    agrees(&world).await;
    world.whole().await;
}

async fn leave_takes_off_the_share_of_a_day(world: World) {
    let school = either(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    // Thirty days have begun of it; two of them will be leave.
    let stay = book(&school, &trainee, "TUINA", ("2026-02-01", "2026-03-04"), 50).await;
    let ask = "mutation($input: LeaveRequestInput!) { leaveRequest(input: $input) { leave { id } errors { code path } } }";
    let days = json!({"input": {"enrolmentId": trainee.enrolment, "kind": "PERSONAL", "startsOn": "2026-03-03",
        "endsOn": "2026-03-04", "reason": "示例"}});
    let asked = trainee.actor.ok(ask, days).await;
    let decide = "mutation($input: LeaveDecideInput!) { leaveDecide(input: $input) { leave { status } errors { code message } } }";
    let input = json!({"input": {"leaveId": asked.text("/leaveRequest/leave/id"), "decision": "APPROVED"}});
    school.supervisor.ok(decide, input).await;
    assert_eq!(school.standing(&school.director, &trainee, "TUINA").await.1, 15);

    world.clock.advance(chrono::Duration::days(2));
    assert_eq!(
        school.standing(&school.director, &trainee, "TUINA").await.1,
        15,
        "of 32 days less 2 the half"
    );
    let exit = school.leave(&trainee, &stay, 3).await;
    school.let_go(&school.supervisor, &exit).await;
    let (credited, running, ..) = school.standing(&school.director, &trainee, "TUINA").await;
    assert_eq!((credited, running), (14, 0), "of 32 days less 3 the half, rounded down");
    agrees(&world).await;
}

async fn a_leave_is_decided_where_somebody_supervises_her(world: World) {
    let school = either(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    book(&school, &trainee, "TUINA", ("2026-03-02", "2026-05-31"), 50).await;
    // The other half is drafted and begins later: nobody there has heard of her yet.
    let mut draft = part(&school, &trainee, "ACUPUNCTURE", APRIL, json!(50));
    draft["input"]["isDraft"] = json!(true);
    let drafted = school.director.ok(PLACE, draft).await;
    assert!(drafted.problems().is_empty(), "{}", drafted.body);
    let (here, _) = school.appoint_to_tuina("Secretary", "centre", "DEPARTMENT_SECRETARY").await;
    let at = json!({"departmentId": school.ids["ACUPUNCTURE"], "startsOn": "2020-01-01"});
    let (there, _) = school.appoint("Neighbour", "centre", "DEPARTMENT_SECRETARY", at).await;

    let leave = request(&trainee, "PERSONAL", "2026-04-10", "2026-04-15").await;

    approve(&school.supervisor, &leave).await;
    there.denied(DECIDE, said(&leave, "APPROVED")).await;
    let decided = approve(&here, &leave).await;
    assert_eq!(decided.at("/leaveDecide/leave/status"), &json!("APPROVED"), "{}", decided.body);
}

async fn of_many_who_book_the_last_half_one_wins(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    book(&school, &trainee, "TUINA", APRIL, 50).await;

    let answers = join_all((0..8).map(|number| {
        let specialty = if number % 2 == 0 { "ACUPUNCTURE" } else { "TUINA" };
        let mut input = part(&school, &trainee, specialty, APRIL, json!(50));
        input["input"]["supervisorId"] =
            json!(school.ids[if number % 4 < 2 { "Supervisor" } else { "Master" }]);
        school.director.query(PLACE, input)
    }))
    .await;

    let won = answers.iter().filter(|answer| answer.problems().is_empty()).count();
    assert_eq!(won, 1);
    for lost in answers.iter().filter(|answer| !answer.problems().is_empty()) {
        assert!(refused(lost).contains(&"OVERLAP startsOn".to_owned()), "{}", lost.body);
    }
    let held = "query($id: ID!) { enrolment(id: $id) { placements { partTimePercent } } }";
    let held = trainee.actor.ok(held, json!({"id": trainee.enrolment})).await;
    assert_eq!(held.list("/enrolment/placements").len(), 2);
}

async fn the_database_refuses_more_than_the_whole_of_a_day(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    book(&school, &trainee, "TUINA", APRIL, 50).await;
    book(&school, &trainee, "ACUPUNCTURE", ("2026-04-15", "2026-05-15"), 50).await;
    book(&school, &trainee, "TUINA", ("2026-05-16", "2026-05-31"), 90).await;
    let before = world.database.contents().await;
    let connection = world.database.connect().await;
    for change in [
        "UPDATE placement SET part_time_percent = 60 WHERE starts_on = '2026-04-01'",
        "UPDATE placement SET part_time_percent = NULL WHERE starts_on = '2026-04-15'",
        "UPDATE placement SET ends_on = '2026-05-16' WHERE starts_on = '2026-04-15'",
        "UPDATE placement SET starts_on = '2026-05-15' WHERE starts_on = '2026-05-16'",
    ] {
        let error = connection.execute_unprepared(change).await.unwrap_err();
        assert!(error.to_string().contains("placement_no_overlap"), "{change}: {error}");
    }
    for percent in [9, 91] {
        let change =
            format!("UPDATE placement SET part_time_percent = {percent} WHERE starts_on = '2026-05-16'");
        assert!(connection.execute_unprepared(&change).await.is_err(), "{change}");
    }
    assert_eq!(world.database.contents().await, before);
    let apart = "UPDATE placement SET starts_on = '2026-05-17' WHERE starts_on = '2026-05-16'";
    connection.execute_unprepared(apart).await.unwrap();
}

async fn two_writers_past_the_rules_do_not_overlook_each_other(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-03-02").await;
    book(&school, &trainee, "TUINA", APRIL, 50).await;
    book(&school, &trainee, "ACUPUNCTURE", ("2026-04-02", "2026-04-30"), 40).await;
    let (one, other) = (world.database.connect().await, world.database.connect().await);
    let first = one.begin().await.unwrap();
    let more = "UPDATE placement SET part_time_percent = 60 WHERE starts_on = '2026-04-01'";
    first.execute_unprepared(more).await.unwrap();
    let second = tokio::spawn(async move {
        let more = "UPDATE placement SET part_time_percent = 50 WHERE starts_on = '2026-04-02'";
        other.execute_unprepared(more).await.is_ok()
    });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    first.commit().await.unwrap();

    assert!(!second.await.unwrap(), "60 and 50");
    let held = "query($id: ID!) { enrolment(id: $id) { placements { partTimePercent } } }";
    let held = trainee.actor.ok(held, json!({"id": trainee.enrolment})).await;
    assert_eq!(held.at("/enrolment/placements"), &json!([{"partTimePercent": 60}, {"partTimePercent": 40}]));
}

async fn halves_of_two_records_of_one_trainee_become_hers(world: World) {
    let school = School::found(&world).await;
    let kept = school.trainee("Trainee", "2026-01-05").await;
    let [twin, other] =
        [school.trainee("Twin", "2026-01-05").await, school.trainee("Other", "2026-01-05").await];
    book(&school, &kept, "TUINA", FEBRUARY, 50).await;
    book(&school, &twin, "ACUPUNCTURE", FEBRUARY, 50).await;
    let mut little = part(&school, &other, "TUINA", ("2026-03-01", "2026-03-31"), json!(10));
    little["input"]["supervisorId"] = json!(school.ids["Master"]);
    school.director.ok(PLACE, little).await;
    let merge = "mutation($input: PersonMergeInput!) { personMerge(input: $input) { person { id } errors { code path } } }";
    let merging = |merged: &Trainee| {
        json!({"input": {"keptPersonId": kept.person, "mergedPersonId": merged.person,
        "reason": "重复登记（示例）"}})
    };

    school.registrar.ok(merge, merging(&twin)).await;

    let held = "query($id: ID!) { enrolment(id: $id) { placements { partTimePercent } } }";
    let held = kept.actor.ok(held, json!({"id": kept.enrolment})).await;
    assert_eq!(held.at("/enrolment/placements"), &json!([{"partTimePercent": 50}, {"partTimePercent": 50}]));
    let refused = school.registrar.query(merge, merging(&other)).await;
    let codes: Vec<String> = refused.refusals("personMerge").into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["CONFLICT"], "the first of March is full: {}", refused.body);
}

async fn stays_of_different_shares_are_not_exchanged(world: World) {
    let school = School::found(&world).await;
    let [first, second] =
        [school.trainee("First", "2026-03-02").await, school.trainee("Second", "2026-03-02").await];
    let half = book(&school, &first, "TUINA", APRIL, 50).await;
    let other = book(&school, &second, "ACUPUNCTURE", APRIL, 60).await;
    let before = world.database.contents().await;
    let answer = school.director.query(SWAP, swap(&half, &other)).await;
    assert_eq!(
        answer.refusals("placementSwap"),
        [("SWAP_UNSUITABLE".to_owned(), "secondPlacementId".to_owned())]
    );
    let message = answer.text("/placementSwap/errors/0/message");
    assert_eq!(message, "一项轮转占全日制的 50%，另一项占 60%：只能对调比例相同的轮转");
    assert_eq!(world.database.contents().await, before);

    let may = ("2026-05-01", "2026-05-31");
    let mine = book(&school, &first, "TUINA", may, 60).await;
    let hers = book(&school, &second, "ACUPUNCTURE", may, 60).await;
    let swapped = school.director.ok(SWAP, swap(&mine, &hers)).await;
    let id = swapped.text("/placementSwap/placements/first/id");
    let seen = "query($id: ID!) { placement(id: $id) { partTimePercent department { id } } }";
    let seen = first.actor.ok(seen, json!({ "id": id })).await;
    assert_eq!(
        seen.at("/placement"),
        &json!({"partTimePercent": 60, "department": {"id": school.ids["ACUPUNCTURE"]}})
    );
}

async fn what_goes_on_elsewhere_keeps_its_share(world: World) {
    let school = either(&world).await;
    let create = "mutation($input: DepartmentCreateInput!) { departmentCreate(input: $input) { department { id } errors { message } } }";
    let input = json!({"input": {"trainingBaseId": school.ids["centre-base"], "specialty": "TUINA",
        "name": {"zh": "示例推拿门诊", "en": "Sample Tuina Clinic"}, "capacity": 1}});
    let made = school.administrator.ok(create, input).await;
    let clinic = made.text("/departmentCreate/department/id");
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let days = ("2026-02-01", "2026-03-31");
    let stay = book(&school, &trainee, "TUINA", days, 50).await;
    book(&school, &trainee, "ACUPUNCTURE", days, 50).await;
    let transfer = "mutation($input: PlacementTransferInput!) { placementTransfer(input: $input) {
        placement { partTimePercent startsOn insteadOf { partTimePercent endsOn } } errors { code path message } } }";
    let input = json!({"input": {"placementId": stay, "expectedVersion": 1, "departmentId": clinic,
        "supervisorId": school.ids["Centre Supervisor"], "from": "2026-03-02", "reason": "示例"}});

    let moved = school.director.ok(transfer, input).await;

    assert_eq!(
        moved.at("/placementTransfer/placement"),
        &json!({"partTimePercent": 50, "startsOn": "2026-03-02",
            "insteadOf": {"partTimePercent": 50, "endsOn": "2026-03-01"}})
    );
    // A make-up of it has a share of its own.
    let mut make_up = part(&school, &trainee, "TUINA", ("2026-04-01", "2026-04-20"), json!(80));
    make_up["input"]["makesUpForId"] = json!(stay);
    let made = school.director.ok(PLACE, make_up).await;
    let id = made.text("/placementCreate/placement/id");
    let seen = "query($id: ID!) { placement(id: $id) { partTimePercent makesUpFor { partTimePercent } } }";
    let seen = trainee.actor.ok(seen, json!({ "id": id })).await;
    assert_eq!(seen.at("/placement"), &json!({"partTimePercent": 80, "makesUpFor": {"partTimePercent": 50}}));
}

const SHEET: &str = "query($id: ID!) { placement(id: $id) { exitSheet { exam { sittings } } } }";

async fn an_assessment_belongs_to_the_stay_of_whoever_watched(world: World) {
    let mut school = School::found(&world).await;
    let course = r#"
[exits]
exam = "ROTATION_EXAM"

[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿与针灸", en = "Tuina and Acupuncture" }
days = 60
specialties = ["TUINA", "ACUPUNCTURE"]
"#;
    school.course(12, course).await;
    let tuina = school.requirements["TUINA"].clone();
    school.requirements.insert("ACUPUNCTURE".to_owned(), tuina);
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let first = book(&school, &trainee, "TUINA", FEBRUARY, 50).await;
    let mut beside = part(&school, &trainee, "ACUPUNCTURE", FEBRUARY, json!(50));
    beside["input"]["supervisorId"] = json!(school.ids["Master"]);
    let second = school.director.ok(PLACE, beside).await.text("/placementCreate/placement/id").to_owned();
    let sat = async |placement: &str| {
        let sheet = trainee.actor.ok(SHEET, json!({"id": placement})).await;
        sheet.number("/placement/exitSheet/exam/sittings")
    };

    school.examine_by(&school.supervisor, &trainee, "2026-03-01", "示例").await;
    assert_eq!((sat(&first).await, sat(&second).await), (1, 0));
    let (form, _) = school.examine_by(&school.master, &trainee, "2026-03-01", "示例").await;
    assert_eq!((sat(&first).await, sat(&second).await), (1, 1));

    // She may say which one she means; it must be one of that day.
    let record = "mutation($input: AssessmentRecordInput!) { assessmentRecord(input: $input) {
        assessment { id } errors { code path message } } }";
    let mut said = School::sat(&form, &trainee.person, "2026-03-01");
    said["input"]["placementId"] = json!(second);
    school.supervisor.ok(record, said.clone()).await;
    assert_eq!((sat(&first).await, sat(&second).await), (1, 2));
    let other = school.trainee("Other", "2026-02-01").await;
    let others = school.place(&other, "TUINA", "TUINA", "2026-02-01", "2026-03-01").await;
    said["input"]["placementId"] = json!(others);
    let refused = school.supervisor.query(record, said).await;
    assert_eq!(refused.refusals("assessmentRecord"), [("INVALID".to_owned(), "placementId".to_owned())]);
}

async fn a_printed_form_names_the_share(world: World) {
    let school = either(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let stay = book(&school, &trainee, "TUINA", FEBRUARY, 50).await;
    let exit = school.leave(&trainee, &stay, 3).await;
    school.supervisor.ok(LET_GO, School::signature(&exit)).await;
    let form = "mutation($input: ExitFormPrintInput!) { exitFormPrint(input: $input) {
        download { url } errors { code } } }";
    let book = "mutation($input: HandbookPrintInput!) { handbookPrint(input: $input) {
        download { url } errors { code } } }";
    let input = json!({"input": {"placementId": stay}});
    let form = printed(&world, &school.supervisor.ok(form, input).await, "exitFormPrint").await;
    let of_share = form.lines().find(|line| line.starts_with("非全日制")).unwrap_or_else(|| panic!("{form}"));
    assert!(of_share.ends_with("50%，计入 13 天"), "{of_share}");
    let input = json!({"input": {"of": {"enrolmentId": trainee.enrolment}}});
    let book = printed(&world, &trainee.actor.ok(book, input).await, "handbookPrint").await;
    // A narrow column may break the word.
    assert_eq!(book.matches("非全日").count(), 2, "among the stays and on the form: {book}");
}
