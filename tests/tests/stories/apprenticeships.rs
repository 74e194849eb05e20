//! Masters and apprentices: consent of both, the last place, what was agreed and what happened (domain rule 7).

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{School, hire};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_pairing_is_live_once_both_have_consented),
        story(the_two_are_told_what_was_done_and_by_letter_what_was_said_of_a_month),
        story(a_physician_in_no_programme_follows_a_master),
        story(a_pairing_that_is_not_kept_lapses_and_one_that_rests_does_not),
        story(sixty_four_clients_and_the_last_place_of_a_master),
        story(a_consent_withdrawn_meets_an_acceptance),
        story(another_master_takes_over_and_the_history_stays),
        story(a_pairing_ends_for_a_reason_or_is_gone_through),
        story(the_two_say_what_they_think_of_each_other_once_it_is_over),
        story(the_signed_agreement_is_handed_out_to_the_two_and_their_coordinators),
        story(a_proposal_that_cannot_be_is_refused_with_every_reason),
        story(a_master_is_appointed_and_let_go),
        story(pairings_are_listed_in_as_many_statements_for_many_as_for_one),
    ]
}

const APPOINT: &str = "mutation($input: MentorAppointInput!) { mentorAppoint(input: $input) {
    mentor { id rank mostApprentices freePlaces } errors { code path message } } }";
const CAP: &str = "mutation($input: MentorCapSetInput!) { mentorCapSet(input: $input) {
    cap { rank most } errors { code path } } }";
const PROPOSE: &str = "mutation($input: ApprenticeshipProposeInput!) { apprenticeshipPropose(input: $input) {
    apprenticeship { id status version } errors { code path message } } }";
const ACCEPT: &str = "mutation($input: ApprenticeshipAcceptInput!) { apprenticeshipAccept(input: $input) {
    apprenticeship { id status version stretches { id startsOn endsOn kind supervisorName(locale: EN) } }
    errors { code path message } } }";
const DECLINE: &str = "mutation($input: ApprenticeshipDeclineInput!) { apprenticeshipDecline(input: $input) {
    apprenticeship { status } errors { code path } } }";
const WITHDRAW: &str =
    "mutation($input: ApprenticeshipWithdrawInput!) { apprenticeshipWithdraw(input: $input) {
    apprenticeship { status } errors { code path } } }";
const PAUSE: &str = "mutation($input: ApprenticeshipPauseInput!) { apprenticeshipPause(input: $input) {
    apprenticeship { stretches { startsOn endsOn } } errors { code path } } }";
const RESUME: &str = "mutation($input: ApprenticeshipResumeInput!) { apprenticeshipResume(input: $input) {
    apprenticeship { stretches { id startsOn endsOn } } errors { code path } } }";
pub(super) const HAND_OVER: &str =
    "mutation($input: ApprenticeshipHandOverInput!) { apprenticeshipHandOver(input: $input) {
    apprenticeship { id status } errors { code path } } }";
pub(super) const END: &str = "mutation($input: ApprenticeshipEndInput!) { apprenticeshipEnd(input: $input) {
    apprenticeship { status endedOn stretches { endsOn } } errors { code path } } }";
pub(super) const COMPLETE: &str =
    "mutation($input: ApprenticeshipCompleteInput!) { apprenticeshipComplete(input: $input) {
    apprenticeship { status endedOn } errors { code path } } }";
const SHOWN: &str =
    "query($id: ID!) { node(id: $id) { ... on Apprenticeship { status endedOn apprenticeName(locale: EN)
    mentor { name(locale: EN) mostApprentices freePlaces } goals { code } follows { id }
    standing { state reason lastContactOn contactDueOn halfDays halfDaysAgreed }
    acts { kind side actorName(locale: EN) effectiveOn reason } } } }";
const HOURS: &str = "mutation($input: HoursSubmitInput!) { hoursSubmit(input: $input) {
    hoursEntry { id status } errors { code path message } } }";
pub(super) const REVIEW: &str = "mutation($input: HoursReviewInput!) { hoursReview(input: $input) {
    hoursEntry { status } errors { code } } }";

pub(super) fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

/// Appoints somebody at the hospital as a master of internal medicine; returns the master's id.
pub(super) async fn appoint(school: &School, person: &str) -> String {
    let input = json!({"input": {"personId": person, "institutionId": school.ids["hospital"], "rank": "CHIEF",
        "specialties": ["INTERNAL_MEDICINE"], "startsOn": "2026-01-01"}});
    school.base_administrator.ok(APPOINT, input).await.text("/mentorAppoint/mentor/id").to_owned()
}

/// What proposing an apprenticeship of three half-days a week and a contact in 14 days is asked with.
pub(super) fn terms(mentor: &str, apprentice: &str) -> Value {
    json!({"mentorId": mentor, "apprenticeId": apprentice, "specialty": "INTERNAL_MEDICINE", "startsOn": "2026-03-02",
        "endsOn": "2027-03-01", "halfDaysPerWeek": 3, "contactEveryDays": 14, "channels": ["ON_SITE", "PHONE"]})
}

pub(super) async fn propose(actor: &Actor, input: Value) -> String {
    let made = actor.ok(PROPOSE, json!({ "input": input })).await;
    made.text("/apprenticeshipPropose/apprenticeship/id").to_owned()
}

pub(super) async fn accept(actor: &Actor, pairing: &str) -> Answer {
    actor.query(ACCEPT, json!({"input": {"apprenticeshipId": pairing}})).await
}

/// Hours of a morning, submitted within a stretch.
pub(super) async fn follow(actor: &Actor, stretch: &str, day: &str) -> Answer {
    let input = json!({"input": {"within": {"supervisionId": stretch}, "activity": "FOLLOWING_MASTER",
        "startsAt": format!("{day}T08:00:00+08:00"), "endsAt": format!("{day}T12:00:00+08:00")}});
    actor.query(HOURS, input).await
}

/// A physician of the health centre, in no programme, and the master whom she follows; the pairing and its stretch.
pub(super) struct Pair {
    pub(super) school: School,
    pub(super) mentor: String,
    pub(super) physician: Actor,
    pub(super) person: String,
    pub(super) pairing: String,
    pub(super) stretch: String,
}

pub(super) async fn paired(world: &World) -> Pair {
    let school = School::found(world).await;
    let mentor = appoint(&school, &school.ids["Master"]).await;
    let (physician, person) =
        hire(&school.administrator, world, "Physician", "SUPERVISOR", &school.ids["centre"]).await;
    let mut input = terms(&mentor, &person);
    input["institutionId"] = json!(school.ids["centre"]);
    let pairing = propose(&physician, input).await;
    let live = accept(&school.master, &pairing).await;
    assert_eq!(live.text("/apprenticeshipAccept/apprenticeship/status"), "ACTIVE");
    let stretch = live.text("/apprenticeshipAccept/apprenticeship/stretches/0/id").to_owned();
    Pair { school, mentor, physician, person, pairing, stretch }
}

async fn a_pairing_is_live_once_both_have_consented(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let mentor = appoint(&school, &school.ids["Master"]).await;
    let mut input = terms(&mentor, &trainee.person);
    input["enrolmentId"] = json!(trainee.enrolment);
    input["goalIds"] = json!([school.requirements["FOLLOWING_MASTER"]]);
    input["goalsNote"] = json!("研读医案（示例）");
    let pairing = propose(&school.director, input).await;

    // Nobody but the two consents, and who sees neither sees no pairing.
    let by_director = accept(&school.director, &pairing).await;
    assert_eq!(by_director.errors()[0]["extensions"]["code"], "FORBIDDEN");
    let by_stranger = accept(&school.stranger, &pairing).await;
    assert_eq!(by_stranger.errors()[0]["extensions"]["code"], "NOT_FOUND");
    let shown = school.stranger.ok(SHOWN, json!({"id": pairing})).await;
    assert_eq!(*shown.at("/node"), Value::Null);

    let first = accept(&trainee.actor, &pairing).await;
    assert_eq!(first.text("/apprenticeshipAccept/apprenticeship/status"), "PROPOSED");
    assert_eq!(*first.at("/apprenticeshipAccept/apprenticeship/stretches"), json!([]));
    let second = accept(&school.master, &pairing).await;
    let now = second.at("/apprenticeshipAccept/apprenticeship").clone();
    assert_eq!((now["status"].as_str(), now["version"].as_i64()), (Some("ACTIVE"), Some(3)));
    let stretch = now["stretches"][0].clone();
    assert_eq!(
        stretch,
        json!({"id": stretch["id"], "startsOn": "2026-03-02", "endsOn": "2027-03-01", "kind": "MASTER",
            "supervisorName": "Sample Master"})
    );
    // Who consents twice is answered as before.
    let again = accept(&school.master, &pairing).await;
    assert_eq!(again.at("/apprenticeshipAccept/apprenticeship/version"), &json!(3));

    world.clock.set(at("2026-03-04T09:00:00Z"));
    let stretch = stretch["id"].as_str().unwrap();
    let entered = follow(&trainee.actor, stretch, "2026-03-04").await;
    let hours = entered.text("/hoursSubmit/hoursEntry/id").to_owned();
    school.master.ok(REVIEW, json!({"input": {"hoursEntryId": hours, "decision": "APPROVED"}})).await;
    assert_eq!(school.standing(&trainee.actor, &trainee, "FOLLOWING_MASTER").await.0, 1);

    let shown = trainee.actor.ok(SHOWN, json!({"id": pairing})).await;
    let shown = shown.at("/node");
    assert_eq!(shown["goals"], json!([{"code": "FOLLOWING_MASTER"}]));
    assert_eq!(shown["mentor"], json!({"name": "Sample Master", "mostApprentices": 2, "freePlaces": 1}));
    assert_eq!(shown["standing"]["state"], "ON_TRACK");
    assert_eq!(shown["standing"]["lastContactOn"], "2026-03-04");
    let acts: Vec<(&str, &str)> = shown["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| (act["kind"].as_str().unwrap(), act["side"].as_str().unwrap()))
        .collect();
    assert_eq!(acts, [("PROPOSED", "COORDINATOR"), ("CONSENTED", "APPRENTICE"), ("CONSENTED", "MENTOR")]);
    world.whole().await;
}

async fn a_physician_in_no_programme_follows_a_master(world: World) {
    let pair = paired(&world).await;
    world.clock.set(at("2026-03-05T09:00:00Z"));
    let entered = follow(&pair.physician, &pair.stretch, "2026-03-05").await;
    assert_eq!(entered.text("/hoursSubmit/hoursEntry/status"), "PENDING");
    let twice = follow(&pair.physician, &pair.stretch, "2026-03-05").await;
    assert_eq!(twice.refusals("hoursSubmit"), [("OVERLAP".to_owned(), "startsAt".to_owned())]);
    let hours = entered.text("/hoursSubmit/hoursEntry/id").to_owned();
    let own =
        pair.physician.query(REVIEW, json!({"input": {"hoursEntryId": hours, "decision": "APPROVED"}})).await;
    assert_eq!(own.errors()[0]["extensions"]["code"], "FORBIDDEN");
    let reviewed = pair
        .school
        .master
        .ok(REVIEW, json!({"input": {"hoursEntryId": hours, "decision": "APPROVED"}}))
        .await;
    assert_eq!(reviewed.text("/hoursReview/hoursEntry/status"), "APPROVED");
    let shown = pair.school.master.ok(SHOWN, json!({"id": pair.pairing})).await;
    assert_eq!(shown.text("/node/standing/lastContactOn"), "2026-03-05");
    assert_eq!(shown.text("/node/apprenticeName"), "Sample Physician");

    // Enrolled later, she has what she did before: evidence belongs to the person.
    let enrol = "mutation($input: EnrolmentCreateInput!) { enrolmentCreate(input: $input) {
        enrolment { id } errors { message } } }";
    let input = json!({"input": {"personId": pair.person, "curriculumVersionId": pair.school.ids["version"],
        "origin": "INDEPENDENT", "recruitmentYear": 2026, "startsOn": "2026-03-01"}});
    let enrolled = pair.school.registrar.ok(enrol, input).await;
    world.run_due_jobs().await;
    let progress = "query($id: ID!) { enrolment(id: $id) { progress { requirements { requirement { code } credited } } } }";
    let enrolment = enrolled.at("/enrolmentCreate/enrolment/id");
    let shown = pair.physician.ok(progress, json!({ "id": enrolment })).await;
    let rows = shown.list("/enrolment/progress/requirements");
    let followed = rows.iter().find(|row| row["requirement"]["code"] == "FOLLOWING_MASTER").unwrap();
    assert_eq!(followed["credited"], 1);
    world.whole().await;
}

async fn a_pairing_that_is_not_kept_lapses_and_one_that_rests_does_not(world: World) {
    let pair = paired(&world).await;
    let standing = async || {
        let shown = pair.physician.ok(SHOWN, json!({"id": pair.pairing})).await;
        shown.at("/node/standing").clone()
    };
    // Twelve half-days in the first four weeks.
    for day in ["03", "04", "05", "10", "11", "12", "17", "18", "19", "24", "25", "26"] {
        world.clock.set(at(&format!("2026-03-{day}T09:00:00Z")));
        let entered = follow(&pair.physician, &pair.stretch, &format!("2026-03-{day}")).await;
        assert!(entered.problems().is_empty(), "{}", entered.body);
    }
    world.clock.set(at("2026-03-29T16:30:00Z"));
    let kept = standing().await;
    assert_eq!(kept["state"], "ON_TRACK");
    assert_eq!((kept["halfDays"].as_i64(), kept["halfDaysAgreed"].as_i64()), (Some(12), Some(12)));
    assert_eq!(kept["contactDueOn"], "2026-04-09");
    world.clock.set(at("2026-04-05T09:00:00Z"));
    let behind = standing().await;
    assert_eq!(behind["state"], "BEHIND");
    assert_eq!(behind["reason"], "近四周跟师 9 个半天，约定 12 个：落后于约定");
    world.clock.set(at("2026-04-10T09:00:00Z"));
    let lapsed = standing().await;
    assert_eq!(lapsed["state"], "LAPSED");
    assert_eq!(lapsed["reason"], "自 2026-03-26 起没有跟师记录，而约定至少每 14 天一次：最迟应在 2026-04-09");

    let pause = json!({"input": {"apprenticeshipId": pair.pairing, "from": "2026-04-11", "reason": "外出进修（示例）"}});
    let paused = pair.physician.ok(PAUSE, pause.clone()).await;
    assert_eq!(
        *paused.at("/apprenticeshipPause/apprenticeship/stretches"),
        json!([{"startsOn": "2026-03-02", "endsOn": "2026-04-10"}])
    );
    let again = pair.school.master.query(PAUSE, pause).await;
    assert_eq!(again.refusals("apprenticeshipPause"), [("NOT_ACTIVE".to_owned(), "from".to_owned())]);
    world.clock.set(at("2026-06-01T09:00:00Z"));
    assert_eq!(standing().await["state"], "PAUSED");
    let outside = follow(&pair.physician, &pair.stretch, "2026-06-01").await;
    assert_eq!(outside.refusals("hoursSubmit"), [("OUTSIDE_SOURCE".to_owned(), "startsAt".to_owned())]);

    let resumed = pair
        .school
        .master
        .ok(RESUME, json!({"input": {"apprenticeshipId": pair.pairing, "from": "2026-06-02"}}))
        .await;
    let stretch = resumed.text("/apprenticeshipResume/apprenticeship/stretches/1/id").to_owned();
    world.clock.set(at("2026-06-02T09:00:00Z"));
    // The days of the pause are in no window: it is as late as it was before.
    assert_eq!(standing().await["state"], "LAPSED");
    follow(&pair.physician, &stretch, "2026-06-02").await;
    assert_eq!(standing().await["state"], "BEHIND");
    world.clock.set(at("2027-03-02T09:00:00Z"));
    assert_eq!(standing().await["state"], "TERM_OVER");
    world.whole().await;
}

async fn sixty_four_clients_and_the_last_place_of_a_master(world: World) {
    let school = School::found(&world).await;
    let mentor = appoint(&school, &school.ids["Master"]).await;
    let cap = json!({"input": {"institutionId": school.ids["hospital"], "rank": "CHIEF", "most": 1}});
    school.base_administrator.ok(CAP, cap).await;
    let mut pairings = Vec::new();
    for begin in (0..64).step_by(8) {
        let proposals = (begin..begin + 8).map(async |number| {
            let who = format!("Physician {number:02}");
            let (actor, person) =
                hire(&school.administrator, &world, &who, "SUPERVISOR", &school.ids["centre"]).await;
            propose(&actor, terms(&mentor, &person)).await
        });
        pairings.extend(join_all(proposals).await);
    }

    let answers = join_all(pairings.iter().map(|pairing| accept(&school.master, pairing))).await;

    let won: Vec<&Answer> = answers.iter().filter(|answer| answer.problems().is_empty()).collect();
    assert_eq!(won.len(), 1);
    for lost in answers.iter().filter(|answer| !answer.problems().is_empty()) {
        assert_eq!(lost.refusals("apprenticeshipAccept"), [("NO_PLACE".to_owned(), String::new())]);
    }
    let all = "query { apprenticeships(filter: {statuses: [ACTIVE]}) { totalCount nodes { mentor { freePlaces } } } }";
    let live = school.master.ok(all, Value::Null).await;
    assert_eq!(live.number("/apprenticeships/totalCount"), 1);
    assert_eq!(live.number("/apprenticeships/nodes/0/mentor/freePlaces"), 0);
    world.whole().await;
}

async fn a_consent_withdrawn_meets_an_acceptance(world: World) {
    let school = School::found(&world).await;
    let mentor = appoint(&school, &school.ids["Master"]).await;
    let (physician, person) =
        hire(&school.administrator, &world, "Physician", "SUPERVISOR", &school.ids["centre"]).await;
    let withdraw =
        |pairing: &str| json!({"input": {"apprenticeshipId": pairing, "reason": "另有安排（示例）"}});

    let pairing = propose(&physician, terms(&mentor, &person)).await;
    physician.ok(WITHDRAW, withdraw(&pairing)).await;
    let late = accept(&school.master, &pairing).await;
    assert_eq!(late.refusals("apprenticeshipAccept"), [("NOT_PROPOSED".to_owned(), String::new())]);

    let pairing = propose(&physician, terms(&mentor, &person)).await;
    let declined = school.master.ok(DECLINE, withdraw(&pairing)).await;
    assert_eq!(declined.text("/apprenticeshipDecline/apprenticeship/status"), "DECLINED");

    // At one moment: one of the two acts wins, and the other is told.
    let mut outcomes = Vec::new();
    for _ in 0..4 {
        let pairing = propose(&physician, terms(&mentor, &person)).await;
        let (accepted, withdrawn) =
            tokio::join!(accept(&school.master, &pairing), physician.query(WITHDRAW, withdraw(&pairing)));
        assert_ne!(accepted.problems().is_empty(), withdrawn.problems().is_empty());
        let is_live = accepted.problems().is_empty();
        let shown = physician.ok(SHOWN, json!({"id": pairing})).await;
        assert_eq!(shown.text("/node/status"), if is_live { "ACTIVE" } else { "WITHDRAWN" });
        if is_live {
            let input =
                json!({"input": {"apprenticeshipId": pairing, "lastDay": "2026-03-01", "reason": "示例"}});
            physician.ok(END, input).await;
        }
        outcomes.push(is_live);
    }
    assert_eq!(outcomes.len(), 4);
    world.whole().await;
}

async fn another_master_takes_over_and_the_history_stays(world: World) {
    let pair = paired(&world).await;
    world.clock.set(at("2026-03-05T09:00:00Z"));
    follow(&pair.physician, &pair.stretch, "2026-03-05").await;
    let (second, person) =
        hire(&pair.school.administrator, &world, "Second Master", "SUPERVISOR", &pair.school.ids["hospital"])
            .await;
    let mentor = appoint(&pair.school, &person).await;
    let to = json!({"input": {"apprenticeshipId": pair.pairing, "mentorId": mentor, "from": "2026-03-09",
        "reason": "调离（示例）"}});
    // The master who goes proposes it herself.
    let proposed = pair.school.master.ok(HAND_OVER, to).await;
    let next = proposed.text("/apprenticeshipHandOver/apprenticeship/id").to_owned();
    accept(&second, &next).await;
    // Until both have consented the first master goes on.
    let shown = pair.physician.ok(SHOWN, json!({"id": pair.pairing})).await;
    assert_eq!(shown.text("/node/status"), "ACTIVE");
    let live = accept(&pair.physician, &next).await;
    let stretch = live.text("/apprenticeshipAccept/apprenticeship/stretches/0/id").to_owned();

    let before = pair.physician.ok(SHOWN, json!({"id": pair.pairing})).await;
    assert_eq!((before.text("/node/status"), before.text("/node/endedOn")), ("ENDED", "2026-03-08"));
    let kinds: Vec<&Value> = before.list("/node/acts").iter().map(|act| &act["kind"]).collect();
    assert_eq!(kinds, ["PROPOSED", "CONSENTED", "HANDED_OVER"]);
    assert_eq!(before.text("/node/acts/2/reason"), "调离（示例）");
    let after = pair.physician.ok(SHOWN, json!({"id": next})).await;
    assert_eq!(after.text("/node/follows/id"), pair.pairing);
    assert_eq!(after.text("/node/mentor/name"), "Sample Second Master");
    world.clock.set(at("2026-03-09T09:00:00Z"));
    let with_first = follow(&pair.physician, &pair.stretch, "2026-03-09").await;
    assert_eq!(with_first.refusals("hoursSubmit"), [("OUTSIDE_SOURCE".to_owned(), "startsAt".to_owned())]);
    let with_second = follow(&pair.physician, &stretch, "2026-03-09").await;
    assert!(with_second.problems().is_empty(), "{}", with_second.body);
    world.whole().await;
}

async fn a_pairing_ends_for_a_reason_or_is_gone_through(world: World) {
    let pair = paired(&world).await;
    world.clock.set(at("2026-03-05T09:00:00Z"));
    follow(&pair.physician, &pair.stretch, "2026-03-05").await;
    let end = |day: &str, reason: &str| json!({"input": {"apprenticeshipId": pair.pairing, "lastDay": day, "reason": reason}});
    let refused = pair.physician.query(END, end("2026-03-04", " ")).await;
    assert_eq!(
        refused.refusals("apprenticeshipEnd"),
        [("WRONG_DAY".to_owned(), "lastDay".to_owned()), ("REASON_MISSING".to_owned(), "reason".to_owned())]
    );
    let complete = json!({"input": {"apprenticeshipId": pair.pairing}});
    let early = pair.school.base_administrator.query(COMPLETE, complete.clone()).await;
    assert_eq!(early.refusals("apprenticeshipComplete"), [("WRONG_DAY".to_owned(), String::new())]);
    world.clock.set(at("2027-03-01T09:00:00Z"));
    let own = pair.physician.query(COMPLETE, complete.clone()).await;
    assert_eq!(own.errors()[0]["extensions"]["code"], "FORBIDDEN");
    let done = pair.school.base_administrator.ok(COMPLETE, complete).await;
    assert_eq!(
        *done.at("/apprenticeshipComplete/apprenticeship"),
        json!({"status": "COMPLETED", "endedOn": "2027-03-01"})
    );
    let over = pair.physician.query(END, end("2027-03-01", "示例")).await;
    assert_eq!(over.refusals("apprenticeshipEnd"), [("NOT_ACTIVE".to_owned(), String::new())]);

    // Her place is free again, and a new pairing of the two may begin.
    let mut input = terms(&pair.mentor, &pair.person);
    input["startsOn"] = json!("2027-03-02");
    input["endsOn"] = json!("2028-03-01");
    // The hospital's administrator sees the pairing that is over, and not the physician herself.
    let unseen = pair.school.base_administrator.query(PROPOSE, json!({ "input": input.clone() })).await;
    assert_eq!(unseen.errors()[0]["extensions"]["code"], "NOT_FOUND");
    let next = propose(&pair.physician, input).await;
    accept(&pair.school.master, &next).await;
    let ended = pair
        .school
        .master
        .ok(END, json!({"input": {"apprenticeshipId": next, "lastDay": "2027-03-01", "reason": "示例"}}))
        .await;
    // What never began leaves no stretch behind.
    assert_eq!(*ended.at("/apprenticeshipEnd/apprenticeship/stretches"), json!([]));
    world.whole().await;
}

async fn the_two_say_what_they_think_of_each_other_once_it_is_over(world: World) {
    let pair = paired(&world).await;
    let appraise = "mutation($input: ApprenticeshipAppraiseInput!) { apprenticeshipAppraise(input: $input) {
        apprenticeship { appraisals { side mark remark } } errors { code path } } }";
    let said = |mark: &str, remark: &str| json!({"input": {"apprenticeshipId": pair.pairing, "mark": mark, "remark": remark}});
    let read = async |who: &Actor| {
        let shown =
            "query($id: ID!) { node(id: $id) { ... on Apprenticeship { appraisals { side mark } } } }";
        who.ok(shown, json!({"id": pair.pairing})).await.at("/node/appraisals").clone()
    };
    let early = pair.physician.query(appraise, said("EXCELLENT", " ")).await;
    assert_eq!(
        early.refusals("apprenticeshipAppraise"),
        [("WRONG_DAY".to_owned(), String::new()), ("INVALID".to_owned(), "remark".to_owned())]
    );
    let end = json!({"input": {"apprenticeshipId": pair.pairing, "lastDay": "2026-03-05", "reason": "示例"}});
    world.clock.set(at("2026-03-05T09:00:00Z"));
    pair.physician.ok(END, end).await;
    let with_number = pair.physician.query(appraise, said("GOOD", "电话 13800138000")).await;
    assert_eq!(with_number.refusals("apprenticeshipAppraise"), [("INVALID".to_owned(), "remark".to_owned())]);
    let by_office = pair.school.base_administrator.query(appraise, said("GOOD", "示例")).await;
    assert_eq!(by_office.errors()[0]["extensions"]["code"], "FORBIDDEN");

    let hers = pair.physician.ok(appraise, said("EXCELLENT", "倾囊相授（示例）")).await;
    assert_eq!(
        *hers.at("/apprenticeshipAppraise/apprenticeship/appraisals"),
        json!([{"side": "APPRENTICE", "mark": "EXCELLENT", "remark": "倾囊相授（示例）"}])
    );
    // Until the master has spoken herself, neither she nor an office reads it.
    assert_eq!(read(&pair.school.master).await, json!([]));
    assert_eq!(read(&pair.school.base_administrator).await, json!([]));
    let export = "mutation($input: PersonalDataExportInput!) { personalDataExport(input: $input) {
        download { url } errors { code } } }";
    let input = json!({"input": {"personId": pair.school.ids["Master"], "format": "JSON"}});
    let exported = async || {
        let made = pair.school.master.ok(export, input.clone()).await;
        let url = made.text("/personalDataExport/download/url").to_owned();
        let path = url[url.find("/downloads/").unwrap()..].to_owned();
        let response = world.anonymous().request(reqwest::Method::GET, &path).send().await.unwrap();
        response.text().await.unwrap()
    };
    let told = exported().await;
    assert!(
        told.contains("apprenticeshipAppraisals")
            && !told.contains("EXCELLENT")
            && !told.contains("倾囊相授")
    );
    let twice = pair.physician.query(appraise, said("PASSED", "示例")).await;
    assert_eq!(twice.refusals("apprenticeshipAppraise"), [("APPRAISED".to_owned(), String::new())]);
    world.clock.set(at("2026-03-06T09:00:00Z"));
    pair.school.master.ok(appraise, said("GOOD", "勤勉（示例）")).await;
    let both = json!([{"side": "APPRENTICE", "mark": "EXCELLENT"}, {"side": "MENTOR", "mark": "GOOD"}]);
    assert_eq!(read(&pair.physician).await, both);
    assert!(exported().await.contains("倾囊相授"));
    assert_eq!(read(&pair.school.base_administrator).await, both);
    world.whole().await;
}

async fn the_signed_agreement_is_handed_out_to_the_two_and_their_coordinators(world: World) {
    let pair = paired(&world).await;
    let attach = "mutation($input: PairingAgreementAttachInput!) { pairingAgreementAttach(input: $input) {
        apprenticeship { agreements { id signedOn fileName mediaType byteSize } } errors { code path } } }";
    let open = "mutation($input: PairingAgreementOpenInput!) { pairingAgreementOpen(input: $input) {
        download { fileName url } errors { code } } }";
    let signed = |upload: &str, on: &str| json!({"input": {"apprenticeshipId": pair.pairing, "signedOn": on, "uploadId": upload}});
    let picture = pair
        .school
        .send(&pair.physician, "PAIRING_AGREEMENT", "协议.png", b"%PDF-1.7\n%%EOF\n".to_vec())
        .await;
    let refused = pair.physician.query(attach, signed(&picture, "2026-03-03")).await;
    assert_eq!(
        refused.refusals("pairingAgreementAttach"),
        [("INVALID".to_owned(), "uploadId".to_owned()), ("WRONG_DAY".to_owned(), "signedOn".to_owned())]
    );
    let paper = pair
        .school
        .send(&pair.physician, "PAIRING_AGREEMENT", "协议.pdf", b"%PDF-1.7\n%%EOF\n".to_vec())
        .await;
    let kept = pair.physician.ok(attach, signed(&paper, "2026-03-01")).await;
    let agreement = kept.at("/pairingAgreementAttach/apprenticeship/agreements/0/id").clone();
    let which = json!({"input": {"pairingAgreementId": agreement}});
    assert_eq!(
        *kept.at("/pairingAgreementAttach/apprenticeship/agreements/0"),
        json!({"id": agreement, "signedOn": "2026-03-01", "fileName": "协议.pdf", "mediaType": "application/pdf", "byteSize": 15})
    );
    let again = pair.physician.query(attach, signed(&paper, "2026-03-01")).await;
    assert_eq!(again.refusals("pairingAgreementAttach"), [("INVALID".to_owned(), "uploadId".to_owned())]);
    for who in [&pair.school.master, &pair.school.base_administrator] {
        let got = who.ok(open, which.clone()).await;
        assert_eq!(got.text("/pairingAgreementOpen/download/fileName"), "协议.pdf");
    }
    let by_stranger = pair.school.stranger.query(open, which).await;
    assert_eq!(by_stranger.errors()[0]["extensions"]["code"], "NOT_FOUND");
    world.whole().await;
}

async fn a_proposal_that_cannot_be_is_refused_with_every_reason(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let other = school.trainee("Other", "2026-02-01").await;
    let mentor = appoint(&school, &school.ids["Master"]).await;
    let before = world.database.contents().await;
    let mut input = terms(&mentor, &trainee.person);
    input["specialty"] = json!("TUINA");
    input["startsOn"] = json!("2025-12-31");
    input["halfDaysPerWeek"] = json!(0);
    input["contactEveryDays"] = json!(93);
    input["channels"] = json!([]);
    input["goalIds"] = json!([school.requirements["TUINA"]]);
    let wrong = trainee.actor.query(PROPOSE, json!({ "input": input.clone() })).await;
    let told = wrong.refusals("apprenticeshipPropose");
    let told: Vec<(&str, &str)> = told.iter().map(|(code, path)| (code.as_str(), path.as_str())).collect();
    assert_eq!(
        told,
        [
            ("INVALID", "halfDaysPerWeek"),
            ("INVALID", "contactEveryDays"),
            ("INVALID", "channels"),
            ("ENROLMENT_MISMATCH", "goals"),
            ("NOT_APPOINTED", "endsOn"),
            ("NOT_APPOINTED", "specialty"),
        ]
    );
    let mut elsewhere = terms(&mentor, &trainee.person);
    elsewhere["enrolmentId"] = json!(other.enrolment);
    let wrong = school.director.query(PROPOSE, json!({ "input": elsewhere })).await;
    assert_eq!(
        wrong.refusals("apprenticeshipPropose"),
        [("ENROLMENT_MISMATCH".to_owned(), "enrolmentId".to_owned())]
    );
    assert_eq!(wrong.text("/apprenticeshipPropose/errors/0/message"), "该培训不是这位继承人的：请更正");
    let own = school.master.query(PROPOSE, json!({"input": terms(&mentor, &school.ids["Master"])})).await;
    assert_eq!(own.refusals("apprenticeshipPropose"), [("OWN_MENTOR".to_owned(), "apprenticeId".to_owned())]);
    // A secretary of the trainee's coordinates nothing, and a master proposes nothing to whom she cannot see.
    let refused = school.supervisor.query(PROPOSE, json!({"input": terms(&mentor, &trainee.person)})).await;
    assert!(!refused.errors().is_empty(), "{}", refused.body);
    assert_eq!(world.database.contents().await, before);

    propose(&trainee.actor, terms(&mentor, &trainee.person)).await;
    let twice = school.director.query(PROPOSE, json!({"input": {
        "mentorId": mentor, "apprenticeId": trainee.person, "enrolmentId": trainee.enrolment,
        "specialty": "INTERNAL_MEDICINE", "startsOn": "2026-05-01", "endsOn": "2026-06-01", "halfDaysPerWeek": 1,
        "contactEveryDays": 30, "channels": ["PHONE"]}})).await;
    assert_eq!(
        twice.refusals("apprenticeshipPropose"),
        [("ALREADY_PAIRED".to_owned(), "mentorId".to_owned())]
    );
}

async fn a_master_is_appointed_and_let_go(world: World) {
    let pair = paired(&world).await;
    let administrator = &pair.school.base_administrator;
    let again = json!({"input": {"personId": pair.school.ids["Centre Supervisor"], "institutionId": pair.school.ids["hospital"],
        "rank": "ATTENDING", "specialties": ["NONE"], "startsOn": "2026-03-02", "endsOn": "2026-03-01"}});
    // Whoever works at the health centre is nobody whom the hospital's administrator sees.
    let unseen = administrator.query(APPOINT, again).await;
    assert_eq!(unseen.errors()[0]["extensions"]["code"], "NOT_FOUND");
    let twice = json!({"input": {"personId": pair.school.ids["Master"], "institutionId": pair.school.ids["hospital"],
        "rank": "ATTENDING", "specialties": ["NONE"], "startsOn": "2026-03-02", "endsOn": "2026-03-01"}});
    let refused = administrator.query(APPOINT, twice).await;
    assert_eq!(
        refused.refusals("mentorAppoint"),
        [
            ("INVALID".to_owned(), "specialties".to_owned()),
            ("INVALID".to_owned(), "endsOn".to_owned()),
            ("APPOINTED".to_owned(), "personId".to_owned()),
        ]
    );
    let list = "query($filter: MentorFilter) { mentors(filter: $filter) { totalCount nodes {
        id name(locale: EN) rank specialties { code } institution { name(locale: EN) } mostApprentices freePlaces } } }";
    let shown = pair.physician.ok(list, json!({"filter": {"specialty": "INTERNAL_MEDICINE"}})).await;
    assert_eq!(
        *shown.at("/mentors/nodes"),
        json!([{"id": pair.mentor, "name": "Sample Master", "rank": "CHIEF",
            "specialties": [{"code": "INTERNAL_MEDICINE"}], "institution": {"name": "Sample Teaching Hospital"},
            "mostApprentices": 2, "freePlaces": 1}])
    );
    let end = "mutation($input: MentorEndInput!) { mentorEnd(input: $input) { mentor { endsOn } errors { code path } } }";
    let ended =
        |day: &str| json!({"input": {"mentorId": pair.mentor, "endsOn": day, "reason": "退休（示例）"}});
    let held = administrator.query(end, ended("2026-12-31")).await;
    assert_eq!(held.refusals("mentorEnd"), [("HAS_APPRENTICES".to_owned(), "endsOn".to_owned())]);
    let input =
        json!({"input": {"apprenticeshipId": pair.pairing, "lastDay": "2026-12-31", "reason": "示例"}});
    pair.school.master.ok(END, input).await;
    let let_go = administrator.ok(end, ended("2026-12-31")).await;
    assert_eq!(let_go.text("/mentorEnd/mentor/endsOn"), "2026-12-31");
    let cap = json!({"input": {"institutionId": pair.school.ids["hospital"], "rank": "CHIEF", "most": 101}});
    let refused = administrator.query(CAP, cap).await;
    assert_eq!(refused.refusals("mentorCapSet"), [("INVALID".to_owned(), "most".to_owned())]);
}

async fn pairings_are_listed_in_as_many_statements_for_many_as_for_one(world: World) {
    let pair = paired(&world).await;
    world.clock.set(at("2026-03-05T09:00:00Z"));
    follow(&pair.physician, &pair.stretch, "2026-03-05").await;
    let list = "query { apprenticeships { nodes { id status apprenticeName mentor { name freePlaces } institution { name }
        standing { state reason } stretches { id } acts { kind actorName } } } }";
    let master = &pair.school.master;
    let with_one = world.cost(async || _ = master.ok(list, Value::Null).await).await;
    let cap = json!({"input": {"institutionId": pair.school.ids["hospital"], "rank": "CHIEF", "most": 10}});
    pair.school.base_administrator.ok(CAP, cap).await;
    for number in 0..6 {
        let who = format!("Physician {number}");
        let (actor, person) =
            hire(&pair.school.administrator, &world, &who, "SUPERVISOR", &pair.school.ids["centre"]).await;
        let pairing = propose(&actor, terms(&pair.mentor, &person)).await;
        accept(master, &pairing).await;
    }
    let with_seven = world.cost(async || _ = master.ok(list, Value::Null).await).await;
    // A batch may part in two when the machine is busy; one statement a pairing would be six more.
    assert!(with_seven <= with_one + 2, "{with_one} statements for one pairing, {with_seven} for seven");
}

async fn the_two_are_told_what_was_done_and_by_letter_what_was_said_of_a_month(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let mentor = appoint(&school, &school.ids["Master"]).await;
    let mut input = terms(&mentor, &trainee.person);
    input["enrolmentId"] = json!(trainee.enrolment);
    let (master, apprentice) = ("master@sample.example", "trainee@sample.example");
    let letters = async |to: &str| {
        world.run_due_jobs().await;
        let sent = world.mailbox.sent().into_iter().map(|sent| sent.letter);
        sent.filter(|letter| letter.to == to && letter.id.starts_with("apprenticeship-changed"))
            .map(|letter| letter.text)
            .collect::<Vec<_>>()
    };
    // Somebody else proposes it: both are asked.
    let pairing = propose(&school.director, input).await;
    for to in [master, apprentice] {
        let told = letters(to).await;
        assert!(told.len() == 1 && told[0].contains("请登录后同意或谢绝"), "{told:?}");
        assert!(told[0].contains("示例·Master") && told[0].contains("示例·Trainee"), "{told:?}");
    }
    // What one does the other one is told, and nobody is told twice.
    accept(&trainee.actor, &pairing).await;
    accept(&school.master, &pairing).await;
    assert_eq!((letters(master).await.len(), letters(apprentice).await.len()), (2, 2));
    let review = "mutation($input: FollowingMonthReviewInput!) { followingMonthReview(input: $input) { errors { code message } } }";
    let said = json!({"input": {"apprenticeshipId": pairing, "monthOn": "2026-03-01", "mark": "GOOD", "remark": "渐入佳境（示例）", "items": []}});
    school.master.ok(review, said).await;
    world.run_due_jobs().await;
    let told = world.mailbox.sent().into_iter().map(|sent| sent.letter);
    let told: Vec<String> =
        told.filter(|letter| letter.text.contains("渐入佳境（示例）")).map(|letter| letter.to).collect();
    assert_eq!(told, [apprentice]);
    world.whole().await;
}
