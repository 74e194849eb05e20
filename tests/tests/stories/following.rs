//! The apprentice's book: records with their hours, and a month that the master reads in one sitting.

use futures_util::future::join_all;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::apprenticeships::{Pair, at, paired};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_record_is_written_with_its_hours_and_counts_as_they_do),
        story(a_month_is_read_and_marked_in_one_sitting),
        story(a_record_that_cannot_be_is_refused_with_every_reason),
        story(a_record_sent_eight_times_at_once_is_one),
        story(a_month_is_reviewed_by_its_master_alone_and_whole_or_not_at_all),
        story(what_was_written_is_emptied_with_the_one_who_wrote_it),
        story(a_book_of_many_months_takes_as_many_statements_as_one),
        story(what_is_written_outside_any_training_is_read_by_her_master),
    ]
}

const SUBMIT: &str =
    "mutation($input: FollowingRecordSubmitInput!) { followingRecordSubmit(input: $input) { followingRecord {
    occurredOn channel seen learned hoursEntry { id status minutes activity followingRecord { learned } } }
    errors { code path message } } }";
const BOOK: &str =
    "query($id: ID!) { node(id: $id) { ... on Apprenticeship { standing { halfDays lastContactOn }
    followingMonths { monthOn pendingCount approvedCount
    records { occurredOn learned shownMark hoursEntry { id status } } review { mark remark } } } } }";
const MONTH: &str =
    "mutation($input: FollowingMonthReviewInput!) { followingMonthReview(input: $input) { followingMonth {
    monthOn pendingCount approvedCount review { mark remark } records { hoursEntry { status } } }
    errors { code path message } } }";
const RETURN: &str = "mutation($input: HoursReviewInput!) { hoursReview(input: $input) {
    hoursEntry { status } errors { code } } }";

/// What a morning's record of a day is asked with.
fn record(pairing: &str, day: &str) -> Value {
    json!({"apprenticeshipId": pairing, "startsAt": format!("{day}T08:00:00+08:00"), "endsAt": format!("{day}T12:00:00+08:00"),
        "channel": "ON_SITE", "seen": "咳嗽两例（示例）", "learned": "宣肺止咳之法（示例）"})
}

async fn submit(actor: &Actor, input: Value) -> Answer {
    actor.query(SUBMIT, json!({ "input": input })).await
}

/// Records of mornings, each entered on its day.
async fn written(world: &World, pair: &Pair, days: &[&str]) {
    for day in days {
        world.clock.set(at(&format!("{day}T09:00:00Z")));
        let made = submit(&pair.physician, record(&pair.pairing, day)).await;
        assert!(made.problems().is_empty(), "{}", made.body);
    }
}

/// The book's months, the latest first.
async fn months(actor: &Actor, pairing: &str) -> Vec<Value> {
    actor.ok(BOOK, json!({ "id": pairing })).await.list("/node/followingMonths").to_vec()
}

/// What approving records of a month with the mark they were shown with is asked with.
fn sitting(pairing: &str, month: &Value, records: std::ops::Range<usize>) -> Value {
    let items = month["records"].as_array().unwrap().get(records).unwrap().iter();
    let items: Vec<Value> = items
        .map(|row| json!({"evidenceId": row["hoursEntry"]["id"], "shownMark": row["shownMark"]}))
        .collect();
    json!({"apprenticeshipId": pairing, "monthOn": month["monthOn"], "mark": "GOOD", "remark": "辨证渐细（示例）", "items": items})
}

async fn a_record_is_written_with_its_hours_and_counts_as_they_do(world: World) {
    let pair = paired(&world).await;
    world.clock.set(at("2026-03-05T09:00:00Z"));
    let made = submit(&pair.physician, record(&pair.pairing, "2026-03-05")).await;
    let shown = made.at("/followingRecordSubmit/followingRecord").clone();
    assert_eq!(
        shown,
        json!({"occurredOn": "2026-03-05", "channel": "ON_SITE", "seen": "咳嗽两例（示例）",
            "learned": "宣肺止咳之法（示例）",
            "hoursEntry": {"id": shown["hoursEntry"]["id"], "status": "PENDING", "minutes": 240,
                "activity": "FOLLOWING_MASTER", "followingRecord": {"learned": "宣肺止咳之法（示例）"}}})
    );
    // The master finds it where hours wait for her, and the pairing is kept by it.
    let queue = "query { reviewQueue { nodes { ... on HoursEntry { followingRecord { seen } } } } }";
    let waiting = pair.school.master.ok(queue, Value::Null).await;
    assert_eq!(waiting.text("/reviewQueue/nodes/0/followingRecord/seen"), "咳嗽两例（示例）");
    let book = pair.school.master.ok(BOOK, json!({"id": pair.pairing})).await;
    assert_eq!(book.at("/node/standing"), &json!({"halfDays": 1, "lastContactOn": "2026-03-05"}));
    // A correction takes the place of what it corrects, with words of its own.
    let mut input = record(&pair.pairing, "2026-03-05");
    input["replacesId"] = shown["hoursEntry"]["id"].clone();
    input["learned"] = json!("宣肺与肃肺（示例）");
    let corrected = submit(&pair.physician, input).await;
    let hours = corrected.at("/followingRecordSubmit/followingRecord/hoursEntry/id");
    pair.school.master.ok(RETURN, json!({"input": {"hoursEntryId": hours, "decision": "APPROVED"}})).await;
    let book = months(&pair.physician, &pair.pairing).await;
    let learned: Vec<&Value> =
        book[0]["records"].as_array().unwrap().iter().map(|row| &row["learned"]).collect();
    assert_eq!(learned, ["宣肺与肃肺（示例）"]);
    world.whole().await;
}

async fn a_month_is_read_and_marked_in_one_sitting(world: World) {
    let pair = paired(&world).await;
    written(&world, &pair, &["2026-03-05", "2026-03-12", "2026-03-19", "2026-04-02"]).await;
    let book = months(&pair.school.master, &pair.pairing).await;
    let heads: Vec<(&Value, &Value)> =
        book.iter().map(|one| (&one["monthOn"], &one["pendingCount"])).collect();
    assert_eq!(heads, [(&json!("2026-04-01"), &json!(1)), (&json!("2026-03-01"), &json!(3))]);

    // She approves two, and gives the third back.
    let input = sitting(&pair.pairing, &book[1], 0..2);
    let read = pair.school.master.ok(MONTH, json!({ "input": input })).await;
    let month = read.at("/followingMonthReview/followingMonth");
    assert_eq!((&month["approvedCount"], &month["pendingCount"]), (&json!(2), &json!(1)));
    assert_eq!(month["review"], json!({"mark": "GOOD", "remark": "辨证渐细（示例）"}));
    let back = json!({"input": {"hoursEntryId": book[1]["records"][2]["hoursEntry"]["id"], "decision": "RETURNED", "reason": "请补方药（示例）"}});
    pair.school.master.ok(RETURN, back).await;

    // What she says again takes the place of what she said; another month stays as it was.
    let mut again = sitting(&pair.pairing, &book[1], 0..0);
    again["mark"] = json!("EXCELLENT");
    pair.school.master.ok(MONTH, json!({ "input": again })).await;
    let book = months(&pair.physician, &pair.pairing).await;
    assert_eq!((&book[0]["review"], &book[1]["review"]["mark"]), (&Value::Null, &json!("EXCELLENT")));
    let stands: Vec<&Value> =
        book[1]["records"].as_array().unwrap().iter().map(|row| &row["hoursEntry"]["status"]).collect();
    assert_eq!(stands, ["APPROVED", "APPROVED", "RETURNED"]);
    world.whole().await;
}

async fn a_record_that_cannot_be_is_refused_with_every_reason(world: World) {
    let pair = paired(&world).await;
    world.clock.set(at("2026-03-05T09:00:00Z"));
    let before = world.database.contents().await;
    let mut input = record(&pair.pairing, "2026-03-01");
    input["seen"] = json!("王某（示例），证号 110105 19491231 002X");
    input["learned"] = json!("回访电话 13800138000");
    let refused = submit(&pair.physician, input).await;
    assert_eq!(
        refused.refusals("followingRecordSubmit"),
        [
            ("HAS_IDENTIFIER".to_owned(), "seen".to_owned()),
            ("HAS_IDENTIFIER".to_owned(), "learned".to_owned()),
            ("OUTSIDE_SOURCE".to_owned(), "startsAt".to_owned()),
        ]
    );
    let errors = refused.list("/followingRecordSubmit/errors");
    assert_eq!(errors[0]["message"], "seen 第 11 至 30 个字是居民身份证：请删去能识别患者的号码");
    assert_eq!(errors[1]["message"], "learned 第 6 至 16 个字是手机号码：请删去能识别患者的号码");
    let mut input = record(&pair.pairing, "2026-03-06");
    input["learned"] = json!(" ");
    let refused = submit(&pair.physician, input).await;
    assert_eq!(refused.refusals("followingRecordSubmit"), [("INVALID".to_owned(), "learned".to_owned())]);
    // What is wrong with the hours is told as of any other hours.
    let refused = submit(&pair.physician, record(&pair.pairing, "2026-03-06")).await;
    assert_eq!(refused.refusals("followingRecordSubmit"), [("IN_FUTURE".to_owned(), "endsAt".to_owned())]);
    // Nobody else writes in her book, and who sees neither of the two finds none.
    let by_master = submit(&pair.school.master, record(&pair.pairing, "2026-03-05")).await;
    assert_eq!(by_master.errors()[0]["extensions"]["code"], "FORBIDDEN");
    let by_stranger = submit(&pair.school.stranger, record(&pair.pairing, "2026-03-05")).await;
    assert_eq!(by_stranger.errors()[0]["extensions"]["code"], "NOT_FOUND");
    assert_eq!(world.database.contents().await, before);
}

async fn a_record_sent_eight_times_at_once_is_one(world: World) {
    let pair = paired(&world).await;
    world.clock.set(at("2026-03-05T09:00:00Z"));
    let mut input = record(&pair.pairing, "2026-03-05");
    input["clientMutationKey"] = json!("morning-1");
    let answers = join_all((0..8).map(|_| submit(&pair.physician, input.clone()))).await;
    let first = answers[0].at("/followingRecordSubmit/followingRecord/hoursEntry/id");
    for answer in &answers {
        assert_eq!(
            answer.at("/followingRecordSubmit/followingRecord/hoursEntry/id"),
            first,
            "{}",
            answer.body
        );
    }
    let book = months(&pair.physician, &pair.pairing).await;
    assert_eq!(book[0]["pendingCount"], 1);
    // Hours that came by a key without words take none later.
    world.clock.set(at("2026-03-06T09:00:00Z"));
    let bare = json!({"input": {"within": {"supervisionId": pair.stretch}, "activity": "FOLLOWING_MASTER", "clientMutationKey": "evening-1",
        "startsAt": "2026-03-06T08:00:00+08:00", "endsAt": "2026-03-06T12:00:00+08:00"}});
    let hours = "mutation($input: HoursSubmitInput!) { hoursSubmit(input: $input) { hoursEntry { id } errors { code } } }";
    pair.physician.ok(hours, bare).await;
    let mut late = record(&pair.pairing, "2026-03-06");
    late["clientMutationKey"] = json!("evening-1");
    let late = submit(&pair.physician, late).await;
    assert_eq!(late.errors()[0]["extensions"]["code"], "BAD_USER_INPUT");
    // The same key with other words is another submission.
    input["learned"] = json!("另一心得（示例）");
    let other = submit(&pair.physician, input).await;
    assert_eq!(other.errors()[0]["extensions"]["code"], "BAD_USER_INPUT");
    world.whole().await;
}

async fn a_month_is_reviewed_by_its_master_alone_and_whole_or_not_at_all(world: World) {
    let pair = paired(&world).await;
    written(&world, &pair, &["2026-03-05", "2026-04-02"]).await;
    let book = months(&pair.school.master, &pair.pairing).await;
    let before = world.database.contents().await;
    let by_apprentice =
        pair.physician.query(MONTH, json!({"input": sitting(&pair.pairing, &book[1], 0..1)})).await;
    assert_eq!(by_apprentice.errors()[0]["extensions"]["code"], "FORBIDDEN");
    let by_office = pair
        .school
        .base_administrator
        .query(MONTH, json!({"input": sitting(&pair.pairing, &book[1], 0..1)}))
        .await;
    assert_eq!(by_office.errors()[0]["extensions"]["code"], "FORBIDDEN");
    // A record of another month is none of this one, a month to come has no day yet, and nothing said is nothing.
    let mut input = sitting(&pair.pairing, &book[1], 0..1);
    input["monthOn"] = json!("2026-05-01");
    input["remark"] = json!("");
    let refused = pair.school.master.query(MONTH, json!({ "input": input })).await;
    assert_eq!(
        refused.refusals("followingMonthReview"),
        [
            ("INVALID".to_owned(), "monthOn".to_owned()),
            ("INVALID".to_owned(), "remark".to_owned()),
            ("UNKNOWN".to_owned(), "items.0".to_owned()),
        ]
    );
    assert_eq!(world.database.contents().await, before);

    // Two clients approve the same month at one moment: one of them does.
    let input = sitting(&pair.pairing, &book[1], 0..1);
    let ask = || pair.school.master.query(MONTH, json!({"input": input.clone()}));
    let (one, other) = tokio::join!(ask(), ask());
    let refusals = [&one, &other].map(|answer| answer.refusals("followingMonthReview"));
    let lost: Vec<_> = refusals.iter().filter(|found| !found.is_empty()).collect();
    assert_eq!(lost, [&vec![("NOT_PENDING".to_owned(), "items.0".to_owned())]]);

    // A month within the term is reviewed after its end as well, a proposal never.
    let end = "mutation($input: ApprenticeshipEndInput!) { apprenticeshipEnd(input: $input) {
        apprenticeship { status } errors { code path } } }";
    let input =
        json!({"input": {"apprenticeshipId": pair.pairing, "lastDay": "2026-04-02", "reason": "示例"}});
    pair.school.master.ok(end, input).await;
    let late = pair.school.master.ok(MONTH, json!({"input": sitting(&pair.pairing, &book[0], 0..1)})).await;
    assert_eq!(late.number("/followingMonthReview/followingMonth/approvedCount"), 1);
    world.whole().await;
}

async fn what_was_written_is_emptied_with_the_one_who_wrote_it(world: World) {
    let pair = paired(&world).await;
    written(&world, &pair, &["2026-03-05"]).await;
    let book = months(&pair.school.master, &pair.pairing).await;
    pair.school.master.ok(MONTH, json!({"input": sitting(&pair.pairing, &book[0], 0..1)})).await;
    let end = "mutation($input: ApprenticeshipEndInput!) { apprenticeshipEnd(input: $input) {
        apprenticeship { status } errors { code path } } }";
    let input =
        json!({"input": {"apprenticeshipId": pair.pairing, "lastDay": "2026-03-05", "reason": "示例"}});
    pair.physician.ok(end, input).await;
    let appraise = "mutation($input: ApprenticeshipAppraiseInput!) { apprenticeshipAppraise(input: $input) {
        apprenticeship { id } errors { code path } } }";
    let said = json!({"input": {"apprenticeshipId": pair.pairing, "mark": "GOOD", "remark": "勤勉（示例）"}});
    pair.school.master.ok(appraise, said).await;
    let paper = b"%PDF-1.7\n%%EOF\n".to_vec();
    let upload = pair.school.send(&pair.school.master, "PAIRING_AGREEMENT", "协议.pdf", paper).await;
    let attach = "mutation($input: PairingAgreementAttachInput!) { pairingAgreementAttach(input: $input) {
        apprenticeship { id } errors { code path } } }";
    let input =
        json!({"input": {"apprenticeshipId": pair.pairing, "signedOn": "2026-03-01", "uploadId": upload}});
    pair.school.master.ok(attach, input).await;
    world.clock.set(at("2026-03-07T09:00:00Z"));
    let leave = "mutation($input: PersonLeaveInput!) { personLeave(input: $input) { person { id } errors { code message } } }";
    let left = json!({"input": {"personId": pair.person, "institutionId": pair.school.ids["centre"], "leavesOn": "2026-03-06", "reason": "离职（示例）"}});
    pair.school.administrator.ok(leave, left).await;
    world.clock.set(at("2026-03-09T09:00:00Z"));
    let erase = "mutation($input: PersonEraseInput!) { personErase(input: $input) { person { id } errors { code message } } }";
    let input =
        json!({"input": {"personId": pair.person, "ground": "CONSENT_WITHDRAWN", "reference": "2026-18"}});
    pair.school.administrator.ok(erase, input).await;
    let papers = "query($id: ID!) { node(id: $id) { ... on Apprenticeship {
        agreements { fileName signedOn id } appraisals { mark remark } } } }";
    let kept = pair.school.master.ok(papers, json!({"id": pair.pairing})).await;
    let agreement = kept.at("/node/agreements/0/id").clone();
    assert_eq!(
        *kept.at("/node"),
        json!({"agreements": [{"fileName": null, "signedOn": "2026-03-01", "id": agreement}],
            "appraisals": [{"mark": "GOOD", "remark": null}]})
    );
    let open = "mutation($input: PairingAgreementOpenInput!) { pairingAgreementOpen(input: $input) {
        download { fileName } errors { code } } }";
    let gone = pair.school.master.query(open, json!({"input": {"pairingAgreementId": agreement}})).await;
    assert_eq!(gone.errors()[0]["extensions"]["code"], "NOT_FOUND");
    // Nothing more is written about her.
    let again =
        pair.school.master.query(MONTH, json!({"input": sitting(&pair.pairing, &book[0], 0..0)})).await;
    assert_eq!(
        again.refusals("followingMonthReview"),
        [("INVALID".to_owned(), "apprenticeshipId".to_owned())]
    );
    let book = months(&pair.school.master, &pair.pairing).await;
    assert_eq!(
        (&book[0]["records"][0]["learned"], &book[0]["review"]["remark"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&book[0]["records"][0]["occurredOn"], &book[0]["review"]["mark"]),
        (&json!("2026-03-05"), &json!("GOOD"))
    );
    world.whole().await;
}

async fn a_book_of_many_months_takes_as_many_statements_as_one(world: World) {
    let pair = paired(&world).await;
    written(&world, &pair, &["2026-03-05"]).await;
    let read = async || _ = pair.school.master.ok(BOOK, json!({"id": pair.pairing})).await;
    let with_one = world.cost(read).await;
    written(&world, &pair, &["2026-03-12", "2026-04-02", "2026-04-09", "2026-05-07", "2026-05-14"]).await;
    let with_six = world.cost(read).await;
    // A batch may part in two when the machine is busy; one statement a month would be two more, one a record five.
    assert!(with_six <= with_one + 1, "{with_one} statements for one record, {with_six} for six");
}

async fn what_is_written_outside_any_training_is_read_by_her_master(world: World) {
    let pair = paired(&world).await;
    let school = &pair.school;
    world.clock.set(at("2026-03-20T09:00:00Z"));
    let hand_in = "mutation($input: PortfolioEntrySubmitInput!) { portfolioEntrySubmit(input: $input) {
        portfolioEntry { id awaits amount enrolment { id } } errors { code path message } } }";
    let written = |kind: &str, day: &str, text: String| json!({"input": {"kind": kind, "occurredOn": day, "title": "跟师心得（示例）", "text": text}});
    let refused =
        async |actor: &Actor, input| actor.query(hand_in, input).await.refusals("portfolioEntrySubmit");
    let told = |code: &str, path: &str| (code.to_owned(), path.to_owned());

    // As long as the national scheme asks: 500 characters of a reflection, 1000 of a reading.
    let short = written("REFLECTION", "2026-03-19", format!("{}。", "医".repeat(498)));
    let answer = pair.physician.query(hand_in, short).await;
    assert_eq!(answer.refusals("portfolioEntrySubmit"), [told("INVALID", "text")]);
    let message = answer.text("/portfolioEntrySubmit/errors/0/message");
    assert!(message.contains("500") && message.contains("499"), "{message}");
    let short = written("READING", "2026-03-19", "医".repeat(999));
    assert_eq!(refused(&pair.physician, short).await, [told("INVALID", "text")]);
    // Other things are of a training, and whoever is in one hands in for it.
    let licence = written("LICENCE", "2026-03-19", String::new());
    assert!(refused(&pair.physician, licence).await.contains(&told("INVALID", "enrolmentId")));
    let long = "医".repeat(1000);
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let hers = refused(&trainee.actor, written("READING", "2026-03-19", long.clone())).await;
    assert_eq!(hers, [told("INVALID", "enrolmentId")]);
    // Nobody taught her before the pairing began.
    let early = refused(&pair.physician, written("READING", "2026-02-25", long.clone())).await;
    assert_eq!(early, [told("NO_REVIEWER", "occurredOn")]);

    let text = format!("{}。👍", "医".repeat(498));
    let made = pair.physician.ok(hand_in, written("REFLECTION", "2026-03-19", text)).await;
    let entry = made.at("/portfolioEntrySubmit/portfolioEntry");
    assert_eq!(
        (&entry["awaits"], &entry["amount"], &entry["enrolment"]),
        (&json!("SUPERVISOR"), &json!(500), &Value::Null)
    );
    let review = "mutation($input: PortfolioEntryReviewInput!) { portfolioEntryReview(input: $input) {
        portfolioEntry { status } errors { code path } } }";
    let approval = json!({"input": {"portfolioEntryId": entry["id"], "decision": "APPROVED"}});
    assert_eq!(pair.physician.query(review, approval.clone()).await.codes(), ["FORBIDDEN"]);
    assert_eq!(school.stranger.query(review, approval.clone()).await.codes(), ["NOT_FOUND"]);
    let read = school.master.ok(review, approval).await;
    assert_eq!(read.text("/portfolioEntryReview/portfolioEntry/status"), "APPROVED");
    let reading = pair.physician.ok(hand_in, written("READING", "2026-03-19", long)).await;
    assert_eq!(reading.number("/portfolioEntrySubmit/portfolioEntry/amount"), 1000);
    world.whole().await;
}
