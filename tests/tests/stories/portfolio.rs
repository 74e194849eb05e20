//! What is handed in with proof rather than watched: who reviews it, step by step, and what it counts for.

use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{SEE, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(what_is_handed_in_counts_when_the_school_approves_it),
        story(a_review_goes_step_by_step),
        story(a_step_that_refuses_ends_the_review),
        story(a_text_counts_from_its_length_on),
        story(what_is_granted_is_marked_and_decided_by_a_second_hand),
        story(an_appeal_is_audited_twice),
        story(a_licence_is_held_whenever_it_was_given),
        story(what_cannot_be_handed_in_is_refused_with_every_reason),
        story(proof_is_what_its_bytes_say),
        story(an_entry_is_corrected_by_another),
        story(an_exit_examination_may_be_sat_under_conditions),
        story(a_training_is_shortened_with_proof_by_a_second_hand),
        story(a_licence_of_another_scope_is_named_as_the_reason),
    ]
}

const SUBMIT: &str = "mutation($input: PortfolioEntrySubmitInput!) { portfolioEntrySubmit(input: $input) {
    portfolioEntry { id kind status awaits amount isGranted version } errors { code path message } } }";
const REVIEW: &str = "mutation($input: PortfolioEntryReviewInput!) { portfolioEntryReview(input: $input) {
    portfolioEntry { id status awaits reviews { step decision reviewer { id } } } errors { code path } } }";
const WITHDRAW: &str =
    "mutation($input: PortfolioEntryWithdrawInput!) { portfolioEntryWithdraw(input: $input) {
    portfolioEntry { status } errors { code path } } }";
const QUEUE: &str = "query { reviewQueue { nodes { id kind } totalCount } }";
const ATTACH: &str = "mutation($input: AttachmentAddInput!) { attachmentAdd(input: $input) {
    evidence { id ... on PortfolioEntry { attachments { id fileName mediaType byteSize contentDigest destroyedReason } } }
    errors { code path message } } }";
const OPEN: &str = "mutation($input: AttachmentOpenInput!) { attachmentOpen(input: $input) {
    download { url fileName } errors { code path } } }";
const DESTROY: &str = "mutation($input: AttachmentDestroyInput!) { attachmentDestroy(input: $input) {
    evidence { ... on PortfolioEntry { attachments { contentDigest destroyedReason } } } errors { code path } } }";

const ASKED: &str = r#"
[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 30
specialties = ["TUINA"]

[[requirements]]
code = "CME"
kind = "CONTINUING_EDUCATION"
name = { zh = "继续教育", en = "Continuing education" }
hundredth_credits = 500
class_minimums = [{ class = "I", quantity = 100 }]

[[requirements]]
code = "THEORY"
kind = "CLASS_HOURS"
name = { zh = "理论学时", en = "Theory" }
class_hours = 40

[[requirements]]
code = "ENGLISH"
kind = "COURSES"
name = { zh = "公共英语", en = "English" }
count = 1
subject = "ENGLISH"

[[requirements]]
code = "REFLECTIONS"
kind = "REFLECTIONS"
name = { zh = "心得", en = "Reflections" }
count = 2
least_characters = 10

[[requirements]]
code = "LICENCE"
kind = "LICENCE"
name = { zh = "执业资格", en = "Licence" }

[[requirements]]
code = "HEALTH"
kind = "CHECKS"
name = { zh = "体检", en = "Health check" }
count = 1
checked_by = "BASE"

[[requirements]]
code = "CASES"
kind = "CASES"
name = { zh = "病例", en = "Cases" }
count = 3

[reviews]
CASES = ["SUPERVISOR", "DEPARTMENT", "BASE", "SCHOOL"]
"#;

/// A trainee of a course that asks for what is handed in.
async fn intern(school: &mut School) -> Trainee {
    school.course(12, ASKED).await;
    school.trainee("Trainee", "2026-02-01").await
}

/// What an entry is asked with: its kind and its day, and `more` beside.
fn entry(trainee: &Trainee, kind: &str, on: &str, more: &Value) -> Value {
    let mut input =
        json!({"enrolmentId": trainee.enrolment, "kind": kind, "occurredOn": on, "title": "示例条目"});
    for (field, value) in more.as_object().unwrap() {
        input[field] = value.clone();
    }
    json!({ "input": input })
}

async fn hand_in(actor: &Actor, input: Value) -> String {
    actor.ok(SUBMIT, input).await.text("/portfolioEntrySubmit/portfolioEntry/id").to_owned()
}

fn decision(id: &str, decision: &str) -> Value {
    let reason = (decision != "APPROVED").then_some("示例");
    json!({"input": {"portfolioEntryId": id, "decision": decision, "reason": reason}})
}

async fn approve(actor: &Actor, id: &str) -> Answer {
    actor.ok(REVIEW, decision(id, "APPROVED")).await
}

async fn waits_for(actor: &Actor, id: &str) -> bool {
    let queue = actor.ok(QUEUE, json!({})).await;
    queue.list("/reviewQueue/nodes").iter().any(|row| row["id"] == id)
}

async fn what_is_handed_in_counts_when_the_school_approves_it(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let credits = entry(
        &trainee,
        "CONTINUING_EDUCATION",
        "2026-02-20",
        &json!({"subject": "I", "amount": 300,
        "number": "2026-01-0001"}),
    );
    for actor in [&school.master, &school.registrar, &school.stranger] {
        actor.denied(SUBMIT, credits.clone()).await;
    }
    let id = hand_in(&trainee.actor, credits).await;
    let course = json!({"subject": "ENGLISH", "amount": 40});
    let course = hand_in(&trainee.actor, entry(&trainee, "COURSE", "2026-02-21", &course)).await;

    let (credited, running, target, _) = school.standing(&trainee.actor, &trainee, "CME").await;
    assert_eq!((credited, running, target), (0, 300, 500));
    assert!(waits_for(&school.registrar, &id).await && waits_for(&school.director, &id).await);
    assert!(!waits_for(&school.master, &id).await && !waits_for(&school.base_administrator, &id).await);
    for actor in [&trainee.actor, &school.master, &school.base_administrator, &school.stranger] {
        actor.denied(REVIEW, decision(&id, "APPROVED")).await;
    }
    let decided = approve(&school.registrar, &id).await;
    approve(&school.director, &course).await;

    let made = decided.at("/portfolioEntryReview/portfolioEntry");
    assert_eq!((&made["status"], &made["awaits"]), (&json!("APPROVED"), &json!(null)));
    let registrar = json!({"id": school.ids["Registrar"]});
    assert_eq!(made["reviews"], json!([{"step": "SCHOOL", "decision": "APPROVED", "reviewer": registrar}]));
    assert_eq!(school.standing(&trainee.actor, &trainee, "CME").await.0, 300);
    assert_eq!(school.standing(&trainee.actor, &trainee, "THEORY").await.0, 40, "its class hours");
    assert_eq!(school.standing(&trainee.actor, &trainee, "ENGLISH").await.0, 1, "and the course itself");
    assert!(!waits_for(&school.registrar, &id).await);
    let back = json!({"input": {"portfolioEntryId": id, "reason": "示例：项目编号不符"}});
    school.director.ok(WITHDRAW, back).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "CME").await.0, 0);
    world.whole().await;
}

const CASE: &str = "mutation($input: CaseReviewInput!) { caseReview(input: $input) {
    caseLog { status awaits } errors { code } } }";

async fn case(school: &School, trainee: &Trainee, record: &str) -> (String, Actor) {
    let placement = school.place(trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let seen = trainee.actor.ok(SEE, School::seen(&placement, "2026-02-20", record)).await;
    let (secretary, _) = school.appoint_to_tuina("Secretary", "hospital", "DEPARTMENT_SECRETARY").await;
    (seen.text("/caseSubmit/caseLog/id").to_owned(), secretary)
}

fn on_case(id: &str, decision: &str) -> Value {
    let reason = (decision != "APPROVED").then_some("示例");
    json!({"input": {"caseLogId": id, "decision": decision, "reason": reason}})
}

async fn a_review_goes_step_by_step(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (id, secretary) = case(&school, &trainee, "ZY000001").await;
    let steps = [
        (&school.supervisor, "DEPARTMENT"),
        (&secretary, "BASE"),
        (&school.base_administrator, "SCHOOL"),
        (&school.registrar, ""),
    ];
    for (index, (actor, next)) in steps.iter().enumerate() {
        for (place, (other, _)) in steps.iter().enumerate().filter(|(place, _)| *place != index) {
            assert!(!waits_for(other, &id).await);
            // Whoever runs the base may stand in for a department of it.
            if (index, place) != (1, 2) {
                other.denied(CASE, on_case(&id, "APPROVED")).await;
            }
        }
        assert!(waits_for(actor, &id).await, "step {index}");
        assert_eq!(school.standing(&trainee.actor, &trainee, "CASES").await.0, 0);
        let decided = actor.ok(CASE, on_case(&id, "APPROVED")).await;
        let awaits = if next.is_empty() { json!(null) } else { json!(next) };
        assert_eq!(decided.at("/caseReview/caseLog/awaits"), &awaits);
    }
    assert_eq!(school.standing(&trainee.actor, &trainee, "CASES").await.0, 1);
    world.whole().await;
}

async fn a_step_that_refuses_ends_the_review(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (id, secretary) = case(&school, &trainee, "ZY000001").await;
    school.supervisor.ok(CASE, on_case(&id, "APPROVED")).await;
    let refused = secretary.ok(CASE, on_case(&id, "REJECTED")).await;
    assert_eq!(refused.at("/caseReview/caseLog"), &json!({"status": "REJECTED", "awaits": null}));
    school.registrar.denied(CASE, on_case(&id, "APPROVED")).await;
    let again = secretary.query(CASE, on_case(&id, "APPROVED")).await;
    assert_eq!(again.refusals("caseReview"), [("NOT_PENDING".to_owned(), String::new())]);
    assert_eq!(school.standing(&trainee.actor, &trainee, "CASES").await.0, 0);
}

async fn a_text_counts_from_its_length_on(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let reflection = async |text: &str| {
        let input = entry(&trainee, "REFLECTION", "2026-02-20", &json!({ "text": text }));
        let made = trainee.actor.ok(SUBMIT, input).await;
        let id = made.text("/portfolioEntrySubmit/portfolioEntry/id").to_owned();
        approve(&school.master, &id).await;
        made.number("/portfolioEntrySubmit/portfolioEntry/amount")
    };
    assert_eq!(reflection("跟 师 一 得，九 个 字 呀").await, 9, "blanks are no characters");
    assert_eq!(reflection("跟师一得，共十个字呀。").await, 11);
    assert_eq!(school.standing(&trainee.actor, &trainee, "REFLECTIONS").await.0, 1);
    let why = "query($id: ID!) { enrolment(id: $id) { progress { requirements { requirement { code }
        explanation { notCounted { reason } } } } } }";
    let why = trainee.actor.ok(why, json!({"id": trainee.enrolment})).await;
    let row = why.list("/enrolment/progress/requirements").iter();
    let row = row.clone().find(|row| row["requirement"]["code"] == "REFLECTIONS").unwrap().clone();
    let reason = row["explanation"]["notCounted"][0]["reason"].as_str().unwrap().to_owned();
    assert!(reason.contains('9') && reason.contains("10"), "{reason}");
}

async fn what_is_granted_is_marked_and_decided_by_a_second_hand(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let balance = entry(
        &trainee,
        "OPENING_BALANCE",
        "2026-01-31",
        &json!({"requirementId": school.requirements["TUINA"],
        "sinceOn": "2026-01-12", "amount": 20, "issuer": "示例附属医院教学办", "baseId": school.ids["hospital-base"]}),
    );
    for actor in [&trainee.actor, &school.master, &school.stranger, &school.base_administrator] {
        actor.denied(SUBMIT, balance.clone()).await;
    }
    let id = hand_in(&school.registrar, balance).await;
    let unproven = school.director.query(REVIEW, decision(&id, "APPROVED")).await;
    assert_eq!(unproven.refusals("portfolioEntryReview"), [("PROOF_MISSING".to_owned(), String::new())]);
    school.prove(&school.registrar, &id).await;
    school.registrar.denied(REVIEW, decision(&id, "APPROVED")).await;
    assert!(!waits_for(&school.registrar, &id).await && waits_for(&school.director, &id).await);
    approve(&school.director, &id).await;

    let shown = "query($id: ID!) { enrolment(id: $id) { progress { requirements {
        requirement { code } credited granted bases { base { id } credited } } } } }";
    let shown = trainee.actor.ok(shown, json!({"id": trainee.enrolment})).await;
    let tuina = &shown.list("/enrolment/progress/requirements")[0];
    assert_eq!((&tuina["credited"], &tuina["granted"]), (&json!(20), &json!(20)));
    assert_eq!(tuina["bases"], json!([{"base": {"id": school.ids["hospital-base"]}, "credited": 20}]));

    let prior = json!({"requirementId": school.requirements["CASES"], "amount": 2});
    let prior = hand_in(&trainee.actor, entry(&trainee, "PRIOR_CREDIT", "2025-06-30", &prior)).await;
    school.prove(&trainee.actor, &prior).await;
    approve(&school.registrar, &prior).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "CASES").await.0, 2);
    world.whole().await;
}

async fn an_appeal_is_audited_twice(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let appeal = json!({"requirementId": school.requirements["CASES"], "amount": 1, "text": "示例：本院无此病种",
        "baseId": school.ids["hospital-base"]});
    let foreign = json!({"baseId": school.ids["centre-base"]});
    let foreign = trainee.actor.query(SUBMIT, entry(&trainee, "PROJECT", "2026-02-20", &foreign)).await;
    assert_eq!(foreign.refusals("portfolioEntrySubmit"), [("INVALID".to_owned(), "baseId".to_owned())]);
    let nowhere = json!({"requirementId": school.requirements["CASES"], "amount": 1, "text": "示例",
        "baseId": school.ids["centre-base"]});
    let nowhere = trainee.actor.query(SUBMIT, entry(&trainee, "APPEAL", "2026-02-20", &nowhere)).await;
    assert_eq!(nowhere.refusals("portfolioEntrySubmit"), [("NO_REVIEWER".to_owned(), "baseId".to_owned())]);
    let id = hand_in(&trainee.actor, entry(&trainee, "APPEAL", "2026-02-20", &appeal)).await;
    school.registrar.denied(REVIEW, decision(&id, "APPROVED")).await;
    let first = approve(&school.base_administrator, &id).await;
    assert_eq!(first.at("/portfolioEntryReview/portfolioEntry/awaits"), &json!("SCHOOL"));
    assert_eq!(school.standing(&trainee.actor, &trainee, "CASES").await.0, 0);
    let second = approve(&school.registrar, &id).await;
    let reviews = second.list("/portfolioEntryReview/portfolioEntry/reviews");
    let steps: Vec<&Value> = reviews.iter().map(|review| &review["step"]).collect();
    assert_eq!(steps, [&json!("BASE"), &json!("SCHOOL")]);
    assert_eq!(school.standing(&trainee.actor, &trainee, "CASES").await.0, 1);
    world.whole().await;
}

async fn a_licence_is_held_whenever_it_was_given(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let licence = json!({"number": "示例-110", "scope": "中医全科", "validUntil": "2030-12-31", "issuer": "示例卫健委"});
    let id = hand_in(&trainee.actor, entry(&trainee, "LICENCE", "2019-07-01", &licence)).await;
    approve(&school.registrar, &id).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "LICENCE").await.0, 1);
    let check =
        json!({"requirementId": school.requirements["HEALTH"], "baseId": school.ids["hospital-base"]});
    let check = hand_in(&trainee.actor, entry(&trainee, "CHECK", "2026-02-20", &check)).await;
    school.registrar.denied(REVIEW, decision(&check, "APPROVED")).await;
    approve(&school.base_administrator, &check).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "HEALTH").await.0, 1);
    let shown = "query($input: PortfolioFilter!) { portfolio(filter: $input) { nodes { kind number scope issuer validUntil
        requirement { code } submittedBy { id } } totalCount } }";
    let filter = json!({"input": {"traineeId": trainee.person}});
    let mine = trainee.actor.ok(shown, filter.clone()).await;
    assert_eq!(mine.number("/portfolio/totalCount"), 2);
    let licence = &mine.list("/portfolio/nodes")[1];
    assert_eq!((&licence["number"], &licence["scope"]), (&json!("示例-110"), &json!("中医全科")));
    let theirs = school.stranger.ok(shown, filter).await;
    assert_eq!(theirs.number("/portfolio/totalCount"), 0);
}

async fn what_cannot_be_handed_in_is_refused_with_every_reason(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let refused = async |actor: &Actor, kind: &str, on: &str, more: Value| {
        let before = world.database.contents().await;
        let answer = actor.query(SUBMIT, entry(&trainee, kind, on, &more)).await;
        assert!(before == world.database.contents().await, "something was written");
        answer.refusals("portfolioEntrySubmit")
    };
    let told = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
        rows.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect()
    };
    let mine = &trainee.actor;
    let long = "长".repeat(201);
    assert_eq!(
        refused(mine, "CONTINUING_EDUCATION", "2026-03-03", json!({"title": long, "amount": 0})).await,
        told(&[
            ("IN_FUTURE", "occurredOn"),
            ("INVALID", "title"),
            ("INVALID", "subject"),
            ("INVALID", "amount")
        ])
    );
    assert_eq!(
        refused(mine, "REFLECTION", "2026-01-20", json!({"title": " ", "amount": 3})).await,
        told(&[
            ("NOT_IN_TRAINING", "occurredOn"),
            ("TOO_LATE", "occurredOn"),
            ("INVALID", "title"),
            ("INVALID", "text"),
            ("INVALID", "amount"),
            ("NO_REVIEWER", "occurredOn"),
        ])
    );
    assert_eq!(
        refused(mine, "LICENCE", "2020-01-01", json!({"validUntil": "2019-01-01", "sinceOn": "2021-01-01"}))
            .await,
        told(&[
            ("INVALID", "sinceOn"),
            ("INVALID", "validUntil"),
            ("INVALID", "number"),
            ("INVALID", "scope")
        ])
    );
    assert_eq!(refused(mine, "CHECK", "2026-02-20", json!({})).await, told(&[("INVALID", "requirementId")]));
    let health = json!({"requirementId": school.requirements["HEALTH"]});
    assert_eq!(
        refused(mine, "CHECK", "2026-02-20", health.clone()).await,
        told(&[("NO_REVIEWER", "baseId")])
    );
    assert_eq!(refused(mine, "PROJECT", "2026-02-20", health).await, told(&[("INVALID", "requirementId")]));
    let much = json!({"requirementId": school.requirements["TUINA"], "amount": 31, "issuer": "示例"});
    assert_eq!(
        refused(&school.registrar, "OPENING_BALANCE", "2026-01-31", much).await,
        told(&[("INVALID", "amount")])
    );
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde";

async fn proof_is_what_its_bytes_say(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let credits = json!({"subject": "I", "amount": 300});
    let id = hand_in(&trainee.actor, entry(&trainee, "CONTINUING_EDUCATION", "2026-02-20", &credits)).await;
    let send = async |actor: &Actor, name: &str, bytes: &[u8]| {
        let upload = school.send(actor, "EVIDENCE", name, bytes.to_vec()).await;
        json!({"input": {"evidenceId": id, "uploadId": upload}})
    };
    for (name, bytes) in [("证明.pdf", PNG), ("证明.exe", b"MZ\x90\0\x03\0\0\0".as_slice()), ("证明", PDF)]
    {
        let refused = trainee.actor.query(ATTACH, send(&trainee.actor, name, bytes).await).await;
        assert_eq!(
            refused.refusals("attachmentAdd"),
            [("INVALID".to_owned(), "uploadId".to_owned())],
            "{name}"
        );
    }
    let proof = send(&trainee.actor, "证明.PDF", PDF).await;
    school.director.denied(ATTACH, proof.clone()).await;
    let held = trainee.actor.ok(ATTACH, proof.clone()).await;
    let file = held.at("/attachmentAdd/evidence/attachments/0").clone();
    assert_eq!((&file["mediaType"], &file["byteSize"]), (&json!("application/pdf"), &json!(PDF.len())));
    let twice = trainee.actor.query(ATTACH, proof).await;
    assert_eq!(twice.refusals("attachmentAdd"), [("ALREADY_ATTACHED".to_owned(), "uploadId".to_owned())]);

    let open = json!({"input": {"attachmentId": file["id"]}});
    school.stranger.denied(OPEN, open.clone()).await;
    let handed = school.registrar.ok(OPEN, open.clone()).await;
    let url = handed.text("/attachmentOpen/download/url").strip_prefix("https://xinglin.example").unwrap();
    let fetched = world.anonymous().request(reqwest::Method::GET, url).send().await.unwrap();
    assert_eq!(fetched.bytes().await.unwrap(), PDF);

    approve(&school.registrar, &id).await;
    let late = trainee.actor.query(ATTACH, send(&trainee.actor, "证明.png", PNG).await).await;
    assert_eq!(late.refusals("attachmentAdd"), [("NOT_PENDING".to_owned(), "uploadId".to_owned())]);
    let destroy = |reason: &str| json!({"input": {"attachmentId": file["id"], "reason": reason}});
    school.master.denied(DESTROY, destroy("示例")).await;
    trainee.actor.denied(DESTROY, destroy("示例")).await;
    let unsaid = school.registrar.query(DESTROY, destroy(" ")).await;
    assert_eq!(unsaid.refusals("attachmentDestroy"), [("REASON_MISSING".to_owned(), "reason".to_owned())]);
    let gone = school.registrar.ok(DESTROY, destroy("示例：拍到病历")).await;
    world.run_due_jobs().await;
    let left = gone.at("/attachmentDestroy/evidence/attachments/0");
    assert_eq!(left["contentDigest"], file["contentDigest"]);
    assert_eq!(left["destroyedReason"], json!("示例：拍到病历"));
    let shut = school.registrar.query(OPEN, open).await;
    assert_eq!(shut.refusals("attachmentOpen"), [("DESTROYED".to_owned(), "attachmentId".to_owned())]);
}

async fn an_entry_is_corrected_by_another(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let credits = |amount: i64, replaces: Option<&str>| {
        let more = json!({"subject": "I", "amount": amount, "replacesId": replaces, "clientMutationKey": format!("k{amount}")});
        entry(&trainee, "CONTINUING_EDUCATION", "2026-02-20", &more)
    };
    let first = hand_in(&trainee.actor, credits(300, None)).await;
    assert_eq!(hand_in(&trainee.actor, credits(300, None)).await, first, "the same key adds nothing");
    approve(&school.registrar, &first).await;
    let second = hand_in(&trainee.actor, credits(200, Some(&first))).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "CME").await.0, 300, "until it is approved");
    approve(&school.director, &second).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "CME").await.0, 200);
    hand_in(&trainee.actor, credits(150, Some(&second))).await;
    let twice = trainee.actor.query(SUBMIT, credits(120, Some(&second))).await;
    let not_correctable = [("NOT_CORRECTABLE".to_owned(), "replacesId".to_owned())];
    assert_eq!(twice.refusals("portfolioEntrySubmit"), not_correctable, "one correction waits already");
    let again = trainee.actor.query(SUBMIT, credits(100, Some(&first))).await;
    assert_eq!(
        again.refusals("portfolioEntrySubmit"),
        [("NOT_CORRECTABLE".to_owned(), "replacesId".to_owned())]
    );
    world.whole().await;
}

async fn an_exit_examination_may_be_sat_under_conditions(world: World) {
    let mut school = School::found(&world).await;
    let stays = r#"
[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 60
specialties = ["TUINA"]
"#;
    school.course(12, stays).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let ask = "query($id: ID!, $for: EligibilityPurpose) { enrolment(id: $id) { progress {
        eligibility(purpose: $for) { purpose outcome isMet conditions { requirementId } unmet { requirementId } }
        requirements { isStillPossible forecast { rule reachedOn isInTime } } } } }";
    let answer = async |purpose: &str| {
        let asked = json!({"id": trainee.enrolment, "for": purpose});
        trainee.actor.ok(ask, asked).await.at("/enrolment/progress").clone()
    };
    let tuina = json!([{"requirementId": school.requirements["TUINA"]}]);
    let before = answer("EXIT_EXAM").await;
    assert_eq!(
        (&before["eligibility"]["outcome"], &before["eligibility"]["unmet"]),
        (&json!("NOT_MET"), &tuina)
    );
    let forecast = json!({"rule": "EARLIEST_POSSIBLE", "reachedOn": "2026-05-01", "isInTime": true});
    assert_eq!(before["requirements"], json!([{"isStillPossible": true, "forecast": forecast}]));

    let grant = json!({"requirementId": school.requirements["TUINA"], "amount": 30, "issuer": "示例"});
    let id = hand_in(&school.registrar, entry(&trainee, "OPENING_BALANCE", "2026-01-31", &grant)).await;
    school.prove(&school.registrar, &id).await;
    approve(&school.director, &id).await;
    let exam = answer("EXIT_EXAM").await["eligibility"].clone();
    assert_eq!(
        (&exam["outcome"], &exam["conditions"], &exam["unmet"]),
        (&json!("CONDITIONAL"), &tuina, &json!([]))
    );
    let certificate = answer("CERTIFICATE").await["eligibility"].clone();
    let both = json!([{"requirementId": null}, {"requirementId": school.requirements["TUINA"]}]);
    assert_eq!((&certificate["outcome"], &certificate["unmet"]), (&json!("NOT_MET"), &both));
}

async fn a_training_is_shortened_with_proof_by_a_second_hand(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let ends = async || {
        let query = "query($id: ID!) { enrolment(id: $id) { expectedCompletionOn acts { kind } } }";
        school.director.ok(query, json!({"id": trainee.enrolment})).await.at("/enrolment").clone()
    };
    assert_eq!(ends().await["expectedCompletionOn"], json!("2027-01-31"));
    let long = entry(&trainee, "SHORTENING", "2026-02-27", &json!({"amount": 365, "text": "示例"}));
    let long = school.registrar.query(SUBMIT, long).await;
    assert_eq!(long.refusals("portfolioEntrySubmit"), [("INVALID".to_owned(), "amount".to_owned())]);
    let shorter =
        entry(&trainee, "SHORTENING", "2026-02-27", &json!({"amount": 31, "text": "示例：既往培训"}));
    let id = hand_in(&school.registrar, shorter).await;
    school.registrar.denied(REVIEW, decision(&id, "APPROVED")).await;
    let unproven = school.director.query(REVIEW, decision(&id, "APPROVED")).await;
    assert_eq!(unproven.refusals("portfolioEntryReview"), [("PROOF_MISSING".to_owned(), String::new())]);
    school.prove(&school.registrar, &id).await;
    approve(&school.director, &id).await;
    let shortened = json!({"expectedCompletionOn": "2026-12-31", "acts": [{"kind": "SHORTENING"}]});
    assert_eq!(ends().await, shortened);
    let back = json!({"input": {"portfolioEntryId": id, "reason": "示例：材料有误"}});
    school.director.ok(WITHDRAW, back).await;
    let mut two = Vec::new();
    for _ in 0..2 {
        let most = entry(&trainee, "SHORTENING", "2026-02-27", &json!({"amount": 300, "text": "示例"}));
        two.push(hand_in(&school.registrar, most).await);
        school.prove(&school.registrar, &two[two.len() - 1]).await;
    }
    approve(&school.director, &two[0]).await;
    let too_long = school.director.query(REVIEW, decision(&two[1], "APPROVED")).await;
    assert_eq!(too_long.refusals("portfolioEntryReview"), [("TOO_LONG".to_owned(), String::new())]);
    let back = json!({"input": {"portfolioEntryId": two[0], "reason": "示例：材料有误"}});
    school.director.ok(WITHDRAW, back).await;
    let longer = json!({"expectedCompletionOn": "2027-01-31", "acts": [{"kind": "SHORTENING"}, {"kind": "EXTENSION"},
        {"kind": "SHORTENING"}, {"kind": "EXTENSION"}]});
    assert_eq!(ends().await, longer);
    world.whole().await;
}

async fn a_licence_of_another_scope_is_named_as_the_reason(world: World) {
    let mut school = School::found(&world).await;
    let asked = r#"
[[requirements]]
code = "LICENCE"
kind = "LICENCE"
name = { zh = "执业资格", en = "Licence" }
specialties = ["GENERAL_PRACTICE"]
"#;
    school.course(1, asked).await;
    let trainee = school.trainee("Trainee", "2026-01-20").await;
    let ask = "query($id: ID!) { enrolment(id: $id) { progress {
        eligibility(purpose: CERTIFICATE) { isMet unmet { requirementId reason } }
        requirements { explanation { counted { quantity } notCounted { reason } } } } } }";
    let answer = async || {
        let asked = json!({"id": trainee.enrolment});
        trainee.actor.ok(ask, asked).await.at("/enrolment/progress").clone()
    };
    let held = async |scope: &str| {
        let licence = json!({"number": "示例-110", "scope": scope});
        let id = hand_in(&trainee.actor, entry(&trainee, "LICENCE", "2019-07-01", &licence)).await;
        approve(&school.registrar, &id).await;
    };
    held("推拿科专业").await;
    let other = answer().await;
    let unmet = &other["eligibility"]["unmet"];
    assert_eq!(unmet.as_array().unwrap().len(), 1);
    let message = unmet[0]["reason"].as_str().unwrap();
    assert!(message.contains("推拿") && message.contains("全科"), "{message}");
    let reason = other["requirements"][0]["explanation"]["notCounted"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("推拿"), "{reason}");
    held("general practice").await;
    assert_eq!(answer().await["eligibility"], json!({"isMet": true, "unmet": []}));
    world.whole().await;
}
