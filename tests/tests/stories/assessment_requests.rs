//! Asking somebody without an account: links that work once, what is answered by them, and who reviews it.

use chrono::Duration;
use platform::mail::Transport;
use serde_json::{Value, json};
use server::work;
use xinglin_tests::accounts::{register, standing};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::browser::Browser;
use xinglin_tests::checkers::Checker;
use xinglin_tests::school::{School, Trainee, hire};
use xinglin_tests::smtp::{Mode, SmtpServer};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

use super::assessments::{answers, codes, form, intern};

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(an_answer_by_a_link_awaits_the_supervisor_and_counts_as_nobodys),
        story(a_link_is_sent_by_mail_and_lies_nowhere_else).needs(&[Checker::Smtp]),
        story(a_link_works_once_also_for_two_at_once),
        story(a_link_that_is_late_taken_back_or_wrong_opens_nothing),
        story(what_cannot_be_asked_is_refused_with_every_reason),
        story(the_page_takes_an_answer_without_an_account),
        story(what_was_given_by_a_link_is_rejected_and_never_returned),
        story(no_more_links_are_made_than_thirty_a_day),
    ]
}

const ASK: &str = "mutation($input: AssessmentRequestInput!) { assessmentRequest(input: $input) {
    request { id status assessorEmail expiresAt } link errors { code message path } } }";
const REVOKE: &str =
    "mutation($input: AssessmentRequestRevokeInput!) { assessmentRequestRevoke(input: $input) {
    request { status } errors { code path } } }";
const ANSWER: &str =
    "mutation($input: AssessmentAnswerByLinkInput!) { assessmentAnswerByLink(input: $input) {
    isTaken errors { code message path } } }";
const LINK: &str = "query($secret: String!) { assessmentRequestByLink(secret: $secret) {
    traineeName(locale: EN) institutionName(locale: EN) formName(locale: EN) formKind occurredOn assessorName note
    items { code } expiresAt } }";
const REVIEW: &str = "mutation($input: AssessmentReviewInput!) { assessmentReview(input: $input) {
    assessment { id status assessor { id } signedBy level reviews { decision reviewer { id } } }
    errors { code path } } }";
const LISTED: &str = "query($id: ID!) { assessmentRequests(filter: {traineeId: $id}) { totalCount nodes {
    id status assessorName signedBy form { code } assessment { id status } } } }";

const DAY: &str = "2026-02-27";

fn asked(form: &str, on: &str) -> Value {
    json!({"input": {"formId": form, "occurredOn": on, "assessorName": "示例·护士长", "note": "床旁心电图（示例）"}})
}

/// A link to a form about a day of hers; the request's id and the link's secret.
async fn link(trainee: &Trainee, form: &str, on: &str) -> (String, String) {
    let made = trainee.actor.ok(ASK, asked(form, on)).await;
    let url = made.text("/assessmentRequest/link");
    let secret = url.strip_prefix("https://xinglin.example/assess/").expect("a page of ours");
    (made.text("/assessmentRequest/request/id").to_owned(), secret.to_owned())
}

fn given(secret: &str, answers: &Value) -> Value {
    json!({"input": {"secret": secret, "name": " 示例·护士长甲 ", "hasWatched": true, "answers": answers}})
}

fn pairs(answer: &Answer, act: &str) -> Vec<String> {
    codes(answer, act).into_iter().map(|(code, path)| format!("{code} {path}")).collect()
}

/// The assessment that waits for a supervisor.
async fn waiting(supervisor: &Actor) -> String {
    let queue = "{ reviewQueue(first: 5) { nodes { id ... on Assessment { status signedBy } } } }";
    let queue = supervisor.ok(queue, Value::Null).await;
    assert_eq!(queue.list("/reviewQueue/nodes").len(), 1, "{}", queue.body);
    assert_eq!(queue.text("/reviewQueue/nodes/0/status"), "PENDING");
    queue.text("/reviewQueue/nodes/0/id").to_owned()
}

fn reviewed(assessment: &str, decision: &str, reason: Option<&str>) -> Value {
    json!({"input": {"assessmentId": assessment, "decision": decision, "reason": reason}})
}

async fn an_answer_by_a_link_awaits_the_supervisor_and_counts_as_nobodys(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let (request, secret) = link(&trainee, &ecg, DAY).await;
    assert_eq!(secret.len(), 30, "128 bits");

    let shown = world.anonymous().ok(LINK, json!({"secret": secret})).await;
    let shown = shown.at("/assessmentRequestByLink");
    assert_eq!(shown["traineeName"], "Sample Trainee");
    assert_eq!(shown["institutionName"], "Sample University of Chinese Medicine");
    assert_eq!((&shown["formKind"], &shown["occurredOn"]), (&json!("SKILL_CHECKLIST"), &json!(DAY)));
    assert_eq!(shown["note"], "床旁心电图（示例）");
    assert_eq!(shown["items"].as_array().unwrap().len(), items.len());
    // Seven days after the encounter, which is earlier than fourteen from now.
    assert_eq!(shown["expiresAt"], "2026-03-06T16:00:00Z");

    let taken = world.anonymous().ok(ANSWER, given(&secret, &answers(&items, 4, &[]))).await;
    assert_eq!(taken.at("/assessmentAnswerByLink/isTaken"), &json!(true));
    assert_eq!(school.standing(&trainee.actor, &trainee, "ECG").await, (0, 1, 3, "IN_PROGRESS".to_owned()));
    let listed = trainee.actor.ok(LISTED, json!({"id": trainee.person})).await;
    assert_eq!(
        listed.at("/assessmentRequests/nodes/0"),
        &json!({"id": request, "status": "USED", "assessorName": "示例·护士长", "signedBy": "示例·护士长甲",
            "form": {"code": "ECG"}, "assessment": {"id": waiting(&school.supervisor).await, "status": "PENDING"}})
    );
    let nothing = school.stranger.ok(LISTED, json!({"id": trainee.person})).await;
    assert_eq!(nothing.at("/assessmentRequests/totalCount"), &json!(0));

    let assessment = waiting(&school.supervisor).await;
    for actor in [&trainee.actor, &school.centre_supervisor, &school.director, &school.registrar] {
        actor.denied(REVIEW, reviewed(&assessment, "APPROVED", None)).await;
    }
    let decided = school.supervisor.ok(REVIEW, reviewed(&assessment, "APPROVED", None)).await;
    let made = decided.at("/assessmentReview/assessment");
    assert_eq!(
        made,
        &json!({"id": assessment, "status": "APPROVED", "assessor": null, "signedBy": "示例·护士长甲", "level": 4,
            "reviews": [{"decision": "APPROVED", "reviewer": {"id": school.ids["Supervisor"]}}]})
    );
    assert_eq!(school.standing(&trainee.actor, &trainee, "ECG").await.0, 1);
    let conditions = "query($id: ID!) { enrolment(id: $id) { progress { requirements {
        requirement { code } conditions { message isMet } } } } }";
    let conditions = trainee.actor.ok(conditions, json!({"id": trainee.enrolment})).await;
    let rows = conditions.list("/enrolment/progress/requirements");
    let row = rows.iter().find(|row| row["requirement"]["code"] == "ECG").unwrap();
    let assessors = row["conditions"][0]["message"].as_str().unwrap();
    assert!(assessors.contains('0') && assessors.contains('2'), "nobody assessed: {assessors}");

    let contents = world.database.contents().await;
    assert!(!contents.values().any(|rows| rows.contains(&secret)), "a secret is kept");
}

async fn a_link_is_sent_by_mail_and_lies_nowhere_else(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let mut input = asked(&ecg, DAY);
    input["input"]["assessorEmail"] = json!(" Nurse@Sample.example ");
    let made = trainee.actor.ok(ASK, input).await;
    assert_eq!(made.at("/assessmentRequest/link"), &Value::Null, "not even the trainee has it");
    assert_eq!(made.text("/assessmentRequest/request/assessorEmail"), "nurse@sample.example");

    let server = SmtpServer::start(Mode::Accept);
    let mut platform = world.platform().await;
    let url = format!("smtp://127.0.0.1:{}", server.port());
    platform.mail = Transport::smtp(&url, "Xinglin <no-reply@sample.example>", "xinglin.example").unwrap();
    work::run_due(&platform, work::TASKS).await.unwrap();

    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].lines().any(|line| line.starts_with("X-RcptTo") && line.contains("nurse@sample.example"))
    );
    // Sent again, as after a line that dropped: the later link takes the earlier one's place.
    let sent = world.mailbox.sent().len();
    let key = mails[0].lines().find_map(|line| line.strip_prefix("Message-ID: <assessment-link-")).unwrap();
    let key = key.split('@').next().unwrap().parse().unwrap();
    let of_world = world.platform().await;
    domain::notifications::assessment_link(&of_world, key).await.unwrap();
    let letters = world.mailbox.sent();
    assert_eq!(letters.len(), sent + 1);
    let text = &letters.last().unwrap().letter.text;
    let begin = "https://xinglin.example/assess/";
    let secret =
        text.split_whitespace().find_map(|word| word.strip_prefix(begin)).expect("a link in the letter");
    for words in ["示例·Trainee", "示例中医药大学", DAY, "2026-03-07 00:00"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("床旁心电图"), "nobody writes to strangers: {text}");
    let contents = world.database.contents().await;
    assert!(!contents.values().any(|rows| rows.contains(secret)), "a secret is kept");
    world.anonymous().ok(ANSWER, given(secret, &answers(&items, 3, &[]))).await;
    // Whoever sends it once more finds nothing to send.
    domain::notifications::assessment_link(&of_world, key).await.unwrap();
    assert_eq!(world.mailbox.sent().len(), sent + 1);
}

async fn a_link_works_once_also_for_two_at_once(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let (_, secret) = link(&trainee, &ecg, DAY).await;
    let input = given(&secret, &answers(&items, 4, &[]));
    let (first, second) = (world.anonymous(), world.anonymous());

    let (one, other) = tokio::join!(first.query(ANSWER, input.clone()), second.query(ANSWER, input.clone()));

    let taken = |answer: &Answer| answer.at("/assessmentAnswerByLink/isTaken") == &json!(true);
    assert!(taken(&one) ^ taken(&other), "{} {}", one.body, other.body);
    let lost = if taken(&one) { &other } else { &one };
    assert_eq!(pairs(lost, "assessmentAnswerByLink"), ["LINK_INVALID secret"]);
    let before = standing(&world).await;
    let again = world.anonymous().query(ANSWER, input).await;
    assert_eq!(pairs(&again, "assessmentAnswerByLink"), ["LINK_INVALID secret"]);
    assert_eq!(
        world.anonymous().ok(LINK, json!({"secret": secret})).await.at("/assessmentRequestByLink"),
        &Value::Null
    );
    assert_eq!(standing(&world).await, before);
    waiting(&school.supervisor).await;
}

async fn a_link_that_is_late_taken_back_or_wrong_opens_nothing(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let marks = answers(&items, 4, &[]);
    let refused = async |secret: &str| {
        let before = world.database.contents().await["evidence"].clone();
        let answer = world.anonymous().query(ANSWER, given(secret, &marks)).await;
        assert_eq!(answer.at("/assessmentAnswerByLink/isTaken"), &json!(false), "{}", answer.body);
        assert_eq!(world.database.contents().await["evidence"], before);
        pairs(&answer, "assessmentAnswerByLink")
    };
    let (request, back) = link(&trainee, &ecg, DAY).await;
    let input = json!({"input": {"requestId": request}});
    for actor in [&school.supervisor, &school.stranger, &school.registrar] {
        actor.denied(REVOKE, input.clone()).await;
    }
    let revoked = trainee.actor.ok(REVOKE, input.clone()).await;
    assert_eq!(revoked.text("/assessmentRequestRevoke/request/status"), "REVOKED");
    let twice = trainee.actor.query(REVOKE, input).await;
    assert_eq!(pairs(&twice, "assessmentRequestRevoke"), ["NOT_OPEN requestId"]);
    assert_eq!(refused(&back).await, ["LINK_INVALID secret"]);
    assert_eq!(refused("xla_00000000000000000000000000").await, ["LINK_INVALID secret"]);
    assert_eq!(refused("").await, ["LINK_INVALID secret"]);

    let (_, own) = link(&trainee, &ecg, DAY).await;
    let herself = trainee.actor.query(ANSWER, given(&own, &marks)).await;
    assert_eq!(pairs(&herself, "assessmentAnswerByLink"), ["OWN_LINK secret"]);
    let empty = json!({"input": {"secret": own, "name": " ", "hasWatched": false, "answers": []}});
    let empty = world.anonymous().query(ANSWER, empty).await;
    assert_eq!(
        pairs(&empty, "assessmentAnswerByLink"),
        ["INVALID name", "INVALID hasWatched", "INVALID answers"]
    );

    let (late, secret) = link(&trainee, &ecg, DAY).await;
    world.clock.advance(Duration::days(5));
    assert_eq!(refused(&secret).await, ["LINK_INVALID secret"]);
    let listed = trainee.actor.ok(LISTED, json!({"id": trainee.person})).await;
    assert_eq!(listed.at("/assessmentRequests/nodes/0/id"), &json!(late));
    assert_eq!(listed.text("/assessmentRequests/nodes/0/status"), "EXPIRED");

    let (_, secret) = link(&trainee, &ecg, "2026-03-06").await;
    let retire = "mutation($input: AssessmentFormRetireInput!) { assessmentFormRetire(input: $input) { errors { code } } }";
    school.director.ok(retire, json!({"input": {"formId": ecg}})).await;
    assert_eq!(refused(&secret).await, ["FORM_RETIRED secret"]);
}

async fn what_cannot_be_asked_is_refused_with_every_reason(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, _) = form(&school, "ecg").await;
    let (exam, _) = form(&school, "rotation-exam").await;
    let (several, _) = form(&school, "multisource-360").await;
    let (alone, person) =
        hire(&school.administrator, &world, "Alone", "TRAINEE", &school.ids["school"]).await;
    let enrol =
        "mutation($input: EnrolmentCreateInput!) { enrolmentCreate(input: $input) { errors { code } } }";
    let enrolment = json!({"personId": person, "curriculumVersionId": school.ids["version"], "origin": "INDEPENDENT",
        "recruitmentYear": 2026, "startsOn": "2026-02-01"});
    school.registrar.ok(enrol, json!({"input": enrolment})).await;
    let before = standing(&world).await;

    let refused = async |actor: &Actor, input: Value| {
        let answer = actor.query(ASK, input).await;
        assert_eq!(answer.at("/assessmentRequest/link"), &Value::Null);
        pairs(&answer, "assessmentRequest")
    };
    assert_eq!(refused(&trainee.actor, asked(&exam, DAY)).await, ["FORM_EXAM formId"]);
    assert_eq!(refused(&trainee.actor, asked(&several, DAY)).await, ["FORM_MULTISOURCE formId"]);
    assert_eq!(refused(&trainee.actor, asked(&ecg, "2026-02-20")).await, ["TOO_LATE occurredOn"]);
    assert_eq!(refused(&trainee.actor, asked(&ecg, "2026-03-03")).await, ["IN_FUTURE occurredOn"]);
    assert_eq!(refused(&alone, asked(&ecg, DAY)).await, ["NOT_SUPERVISED occurredOn"]);
    assert_eq!(
        refused(&school.stranger, asked(&ecg, DAY)).await,
        ["NOT_IN_TRAINING occurredOn", "NOT_SUPERVISED occurredOn"]
    );
    let many = json!({"input": {"formId": ecg, "occurredOn": DAY, "assessorName": "甲\n乙", "assessorEmail": "nowhere",
        "note": "字".repeat(1001)}});
    assert_eq!(
        refused(&trainee.actor, many).await,
        ["INVALID assessorName", "INVALID assessorEmail", "INVALID note"]
    );
    assert_eq!(standing(&world).await, before);
    world.anonymous().denied(ASK, asked(&ecg, DAY)).await;
}

async fn the_page_takes_an_answer_without_an_account(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let (_, secret) = link(&trainee, &ecg, DAY).await;
    let page = format!("https://xinglin.example/assess/{secret}");
    let mut phone = Browser::new(&world);

    let shown = phone.open(&page).await;
    assert_eq!(shown.status, 200);
    for words in ["示例·Trainee", "示例中医药大学", DAY, "床旁心电图（示例）", "关键步骤"]
    {
        assert!(shown.body.contains(words), "{words} in {}", shown.body);
    }
    assert!(!shown.body.contains("<script"), "{}", shown.body);
    let english = phone.open(&format!("{page}?lang=en")).await;
    assert!(
        english.body.contains("Sample Trainee (Sample University of Chinese Medicine)"),
        "{}",
        english.body
    );
    assert!(english.body.contains("I watched this myself"), "{}", english.body);

    let marks = answers(&items, 4, &[]);
    let mut fields: Vec<(String, String)> = Vec::new();
    for mark in marks.as_array().unwrap() {
        let value = &mark["value"];
        let value = value["mark"].as_str().map_or_else(|| value["number"].to_string(), str::to_owned);
        fields.push((format!("item.{}", mark["item"].as_str().unwrap()), value));
    }
    let submit = async |phone: &mut Browser, fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        phone.submit(&page, &fields).await
    };
    let before = standing(&world).await;
    let mut wrong = fields.clone();
    let level = wrong.iter().position(|(_, value)| value == "4").unwrap();
    wrong[level].1 = String::from("9");
    wrong.push((format!("comment.{}", marks[0]["item"].as_str().unwrap()), "电极<位置>（示例）".to_owned()));
    wrong.push(("name".to_owned(), "示例·护士长乙".to_owned()));
    let back = submit(&mut phone, &wrong).await;
    assert_eq!(back.status, 422);
    for kept in ["示例·护士长乙", "电极&#60;位置&#62;（示例）", "亲自观察"] {
        assert!(back.body.contains(kept), "{kept} in {}", back.body);
    }
    assert_eq!(
        back.body.matches("role=\"alert\"").count(),
        2,
        "the level, and that she watched: {}",
        back.body
    );
    assert_eq!(standing(&world).await, before);

    // The trainee's own browser gets no form, whatever is typed.
    let mut own = Browser::new(&world);
    let session = register(&world, &school.registrar, "trainee", &trainee.person).await;
    let (name, value) = session.cookie().unwrap().split_once('=').unwrap();
    own.plant(name, value);
    fields
        .extend([("name".to_owned(), "示例·护士长乙".to_owned()), ("watched".to_owned(), "yes".to_owned())]);
    assert_eq!(own.open(&page).await.status, 403);
    assert_eq!(submit(&mut own, &fields).await.status, 403);

    let taken = submit(&mut phone, &fields).await;
    assert_eq!(
        (taken.status, taken.location.as_deref()),
        (303, Some("https://xinglin.example/assessed?lang=zh"))
    );
    assert!(phone.open("https://xinglin.example/assessed?lang=zh").await.body.contains("已签字提交"));
    let gone = phone.open(&page).await;
    assert_eq!(gone.status, 404);
    assert!(gone.body.contains("链接无效") && !gone.body.contains("示例·Trainee"), "{}", gone.body);
    assert_eq!(submit(&mut phone, &fields).await.status, 404);
    waiting(&school.supervisor).await;
}

async fn what_was_given_by_a_link_is_rejected_and_never_returned(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, items) = form(&school, "ecg").await;
    let (_, secret) = link(&trainee, &ecg, DAY).await;
    world.anonymous().ok(ANSWER, given(&secret, &answers(&items, 4, &[]))).await;
    let assessment = waiting(&school.supervisor).await;

    let back = school.supervisor.query(REVIEW, reviewed(&assessment, "RETURNED", Some("示例"))).await;
    assert_eq!(pairs(&back, "assessmentReview"), ["INVALID decision"]);
    let bare = school.supervisor.query(REVIEW, reviewed(&assessment, "REJECTED", None)).await;
    assert_eq!(pairs(&bare, "assessmentReview"), ["REASON_MISSING reason"]);
    let rejected = school.supervisor.ok(REVIEW, reviewed(&assessment, "REJECTED", Some("示例"))).await;
    assert_eq!(rejected.text("/assessmentReview/assessment/status"), "REJECTED");
    let again = school.supervisor.query(REVIEW, reviewed(&assessment, "APPROVED", None)).await;
    assert_eq!(pairs(&again, "assessmentReview"), ["NOT_PENDING "]);
    assert_eq!(school.standing(&trainee.actor, &trainee, "ECG").await.0, 0);
}

async fn no_more_links_are_made_than_thirty_a_day(world: World) {
    let mut school = School::found(&world).await;
    let trainee = intern(&mut school).await;
    let (ecg, _) = form(&school, "ecg").await;
    for _ in 0..30 {
        trainee.actor.ok(ASK, asked(&ecg, DAY)).await;
    }
    let refused = trainee.actor.query(ASK, asked(&ecg, DAY)).await;
    assert_eq!(pairs(&refused, "assessmentRequest"), ["TOO_MANY_LINKS "]);
    world.clock.advance(Duration::days(1));
    trainee.actor.ok(ASK, asked(&ecg, DAY)).await;
}
