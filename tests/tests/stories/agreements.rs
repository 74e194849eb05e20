//! What a core unit and a member agreed, and what became of it.

use chrono::Duration;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{PLACE, School};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(an_agreement_stands_as_what_happened_says),
        story(trainees_received_are_counted_from_their_stays),
        story(a_renewed_agreement_does_not_lapse),
        story(an_agreement_is_refused_with_every_fault),
        story(standings_take_as_many_statements_for_one_member_as_for_four),
    ]
}

const RECORD: &str = "mutation($input: AgreementRecordInput!) { agreementRecord(input: $input) {
    agreement { id state isRenewed document { fileName mediaType byteSize contentDigest } } errors { code path message } } }";
const SAY: &str = "mutation($input: AgreementDeliverInput!) { agreementDeliver(input: $input) {
    agreement { deliveries { id status note recordedBy { id } } } errors { code path message } } }";
const DECIDE: &str =
    "mutation($input: AgreementDeliveryDecideInput!) { agreementDeliveryDecide(input: $input) {
    agreement { state deliveries { id status } } errors { code path message } } }";
const STANDING: &str = "query($id: ID!) { node(id: $id) { ... on Agreement {
    state isRenewed obligations { kind owedBy quantity per missing periods { startsOn endsOn due done } } } } }";
const MEMBERS: &str = "query($id: ID!) { consortium(id: $id) { memberships {
    institution { id } agreements { id state renews { id } obligations { missing periods { done } } deliveries { status } } } } }";

/// A consortium that the hospital leads: its coordinator, and the health centre with whoever administers it.
pub(crate) struct Parties {
    pub(crate) school: School,
    pub(crate) consortium: String,
    pub(crate) membership: String,
    pub(crate) coordinator: Actor,
    pub(crate) member: Actor,
}

pub(crate) async fn joined(school: &School, consortium: &str, institution: &str) -> String {
    let add = "mutation($input: ConsortiumMemberAddInput!) { consortiumMemberAdd(input: $input) { membership { id } errors { code } } }";
    let input = json!({"input": {"consortiumId": consortium, "institutionId": institution,
        "startsOn": "2025-01-01", "endsOn": "2030-12-31"}});
    school.administrator.ok(add, input).await.text("/consortiumMemberAdd/membership/id").to_owned()
}

pub(crate) async fn parties(world: &World) -> Parties {
    let school = School::found(world).await;
    let create = "mutation($input: ConsortiumCreateInput!) { consortiumCreate(input: $input) { consortium { id } errors { code } } }";
    let input = json!({"input": {"kind": "COUNTY", "name": {"zh": "示例县域医共体", "en": "Sample County Consortium"},
        "coreInstitutionId": school.ids["hospital"]}});
    let consortium =
        school.administrator.ok(create, input).await.text("/consortiumCreate/consortium/id").to_owned();
    let membership = joined(&school, &consortium, &school.ids["centre"]).await;
    let at = json!({"consortiumId": consortium, "startsOn": "2026-01-01"});
    let (coordinator, _) = school.appoint("Coordinator", "elsewhere", "CONSORTIUM_COORDINATOR", at).await;
    let at = json!({"institutionId": school.ids["centre"], "startsOn": "2026-01-01"});
    let (member, _) = school.appoint("Member", "elsewhere", "BASE_ADMINISTRATOR", at).await;
    Parties { school, consortium, membership, coordinator, member }
}

pub(crate) fn owed(kind: &str, party: &str, quantity: i32, per: &str) -> Value {
    json!({"kind": kind, "owedBy": party, "quantity": quantity, "per": per})
}

fn agreement(membership: &str, (from, until): (&str, &str), obligations: &[Value]) -> Value {
    json!({"input": {"consortiumMembershipId": membership, "signedOn": "2026-01-10", "startsOn": from, "endsOn": until,
        "obligations": obligations}})
}

pub(crate) async fn recorded(parties: &Parties, term: (&str, &str), obligations: &[Value]) -> String {
    let made = parties.coordinator.ok(RECORD, agreement(&parties.membership, term, obligations)).await;
    made.text("/agreementRecord/agreement/id").to_owned()
}

fn said(agreement: &str, kind: &str, on: &str) -> Value {
    json!({"input": {"agreementId": agreement, "kind": kind, "owedBy": "CORE", "deliveredOn": on, "note": "示例：教学查房"}})
}

fn state(answer: &Answer) -> &str {
    answer.text("/node/state")
}

async fn an_agreement_stands_as_what_happened_says(world: World) {
    let parties = parties(&world).await;
    let (coordinator, member) = (&parties.coordinator, &parties.member);
    let document =
        parties.school.send(coordinator, "AGREEMENT", "协议.pdf", b"%PDF-1.7\n%%EOF\n".to_vec()).await;
    let owed = [owed("VISITS", "CORE", 12, "YEAR"), owed("SESSIONS", "CORE", 1, "MONTH")];
    let mut input = agreement(&parties.membership, ("2026-01-01", "2026-12-31"), &owed);
    input["input"]["uploadId"] = json!(document);
    let made = coordinator.ok(RECORD, input).await;
    let made = made.at("/agreementRecord/agreement").clone();
    // The second of March: two months are over, and nothing was done.
    assert_eq!(made["state"], "BEHIND");
    assert_eq!(made["document"]["fileName"], "协议.pdf");
    let id = made["id"].as_str().unwrap();

    let mut waiting = Vec::new();
    for on in ["2026-01-15", "2026-01-15", "2026-02-11"] {
        for kind in ["VISITS", "SESSIONS"] {
            let told = coordinator.ok(SAY, said(id, kind, on)).await;
            let last = told
                .list("/agreementDeliver/agreement/deliveries")
                .iter()
                .map(|row| row["id"].as_str().unwrap().to_owned());
            waiting = last.collect();
        }
    }
    assert_eq!(waiting.len(), 6);
    assert_eq!(state(&member.ok(STANDING, json!({"id": id})).await), "BEHIND");
    // Who said it does not confirm it, nor does anybody of her party; the other party does, once.
    let decide = |delivery: &str, is_confirmed: bool| json!({"input": {"agreementDeliveryId": delivery, "isConfirmed": is_confirmed}});
    for actor in [coordinator, &parties.school.base_administrator] {
        actor.denied(DECIDE, decide(&waiting[0], true)).await;
    }
    for delivery in &waiting {
        member.ok(DECIDE, decide(delivery, true)).await;
    }
    let again = member.query(DECIDE, decide(&waiting[0], false)).await;
    assert_eq!(
        again.refusals("agreementDeliveryDecide"),
        [("DECIDED".to_owned(), "agreementDeliveryId".to_owned())]
    );
    let standing = member.ok(STANDING, json!({"id": id})).await;
    assert_eq!(state(&standing), "KEPT");
    // Two visits on a day are one; sessions are counted each.
    assert_eq!(
        standing.at("/node/obligations"),
        &json!([
            {"kind": "VISITS", "owedBy": "CORE", "quantity": 12, "per": "YEAR", "missing": 0,
             "periods": [{"startsOn": "2026-01-01", "endsOn": "2026-12-31", "due": 2, "done": 2}]},
            {"kind": "SESSIONS", "owedBy": "CORE", "quantity": 1, "per": "MONTH", "missing": 0,
             "periods": [
                {"startsOn": "2026-01-01", "endsOn": "2026-01-31", "due": 1, "done": 2},
                {"startsOn": "2026-02-01", "endsOn": "2026-02-28", "due": 1, "done": 1},
                {"startsOn": "2026-03-01", "endsOn": "2026-03-31", "due": 0, "done": 0}]},
        ])
    );
    // It stands by the calendar: a month later the session of March is missing.
    world.clock.advance(Duration::days(30));
    assert_eq!(state(&member.ok(STANDING, json!({"id": id})).await), "BEHIND");
    let told = coordinator.ok(SAY, said(id, "SESSIONS", "2026-03-31")).await;
    let wrong = told.list("/agreementDeliver/agreement/deliveries").last().unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let denied = member.ok(DECIDE, decide(&wrong, false)).await;
    assert_eq!(denied.text("/agreementDeliveryDecide/agreement/state"), "BEHIND");

    // Strangers see neither the agreement nor its document; the parties' opening of it is remembered.
    let open = "mutation($input: AgreementDocumentOpenInput!) { agreementDocumentOpen(input: $input) { download { url fileName } errors { code } } }";
    let opened = json!({"input": {"agreementId": id}});
    assert_eq!(parties.school.stranger.ok(STANDING, json!({"id": id})).await.at("/node"), &Value::Null);
    assert_eq!(parties.school.stranger.query(open, opened.clone()).await.codes(), ["NOT_FOUND"]);
    let hidden = parties.school.stranger.ok(MEMBERS, json!({"id": parties.consortium})).await;
    assert_eq!(hidden.at("/consortium/memberships/0/agreements"), &json!([]));
    assert_eq!(member.ok(open, opened).await.text("/agreementDocumentOpen/download/fileName"), "协议.pdf");
    let events = "{ auditEvents(filter: {action: \"agreement.document-open\"}) { totalCount } }";
    assert_eq!(
        parties.school.administrator.ok(events, Value::Null).await.number("/auditEvents/totalCount"),
        1
    );
    let connection = world.database.connect().await;
    for theft in [
        "UPDATE agreement SET ends_on = starts_on",
        "UPDATE agreement_obligation SET quantity = 1",
        "UPDATE agreement_delivery SET delivered_on = '2026-01-01'",
        "UPDATE agreement_delivery SET status = 'PENDING'",
        "DELETE FROM agreement_delivery",
    ] {
        assert!(sea_orm::ConnectionTrait::execute_unprepared(&connection, theft).await.is_err(), "{theft}");
    }
}

async fn trainees_received_are_counted_from_their_stays(world: World) {
    let parties = parties(&world).await;
    let school = &parties.school;
    let owed =
        [owed("TRAINEES_RECEIVED", "CORE", 24, "YEAR"), owed("FURTHER_STUDY_PLACES", "CORE", 12, "YEAR")];
    let id = recorded(&parties, ("2026-01-01", "2026-12-31"), &owed).await;
    let own = school.trainee("Own", "2026-01-01").await;
    let sent = school.sent_trainee("Sent", "2026-01-01", &school.ids["centre"]).await;
    for (trainee, from, until) in [
        (&own, "2026-01-05", "2026-01-31"),
        (&own, "2026-02-01", "2026-02-20"),
        (&sent, "2026-02-01", "2026-02-28"),
        (&sent, "2026-04-01", "2026-04-30"),
    ] {
        school.director.ok(PLACE, school.stay(trainee, "TUINA", "TUINA", from, until)).await;
    }
    let standing = parties.member.ok(STANDING, json!({"id": id})).await;
    let done: Vec<_> = standing
        .list("/node/obligations")
        .iter()
        .map(|row| (&row["missing"], &row["periods"][0]["done"]))
        .collect();
    // Whoever stays twice was received once; who is yet to come was not received. Of 24 and 12 a year 4 and 2 are due.
    assert_eq!(done, [(&json!(2), &json!(2)), (&json!(1), &json!(1))]);
    let counted = parties.coordinator.query(SAY, said(&id, "TRAINEES_RECEIVED", "2026-02-01")).await;
    assert_eq!(counted.refusals("agreementDeliver"), [("COUNTED".to_owned(), "kind".to_owned())]);
}

async fn a_renewed_agreement_does_not_lapse(world: World) {
    let parties = parties(&world).await;
    let owed = [owed("VISITS", "MEMBER", 1, "TERM")];
    let id = recorded(&parties, ("2026-01-15", "2026-02-28"), &owed).await;
    assert_eq!(state(&parties.member.ok(STANDING, json!({"id": id})).await), "LAPSED");
    let mut next = agreement(&parties.membership, ("2026-03-01", "2027-02-28"), &owed);
    next["input"]["renewsId"] = json!(id);
    let made = parties.coordinator.ok(RECORD, next.clone()).await;
    assert_eq!(made.text("/agreementRecord/agreement/state"), "KEPT");
    let standing = parties.member.ok(STANDING, json!({"id": id})).await;
    assert_eq!((state(&standing), standing.at("/node/isRenewed")), ("BEHIND", &json!(true)));
    let again = parties.coordinator.query(RECORD, next.clone()).await;
    assert_eq!(again.refusals("agreementRecord"), [("NOT_RENEWABLE".to_owned(), "renewsId".to_owned())]);
    let other = joined(&parties.school, &parties.consortium, &parties.school.ids["elsewhere"]).await;
    next["input"]["consortiumMembershipId"] = json!(other);
    let elsewhere = parties.coordinator.query(RECORD, next).await;
    assert_eq!(elsewhere.refusals("agreementRecord"), [("NOT_RENEWABLE".to_owned(), "renewsId".to_owned())]);
    let upcoming = recorded(&parties, ("2027-03-01", "2028-02-28"), &owed).await;
    assert_eq!(state(&parties.member.ok(STANDING, json!({"id": upcoming})).await), "UPCOMING");
}

async fn an_agreement_is_refused_with_every_fault(world: World) {
    let parties = parties(&world).await;
    let before = world.database.contents().await;
    let owed = [owed("VISITS", "CORE", 0, "YEAR"), owed("VISITS", "CORE", 1, "MONTH")];
    let mut wrong = agreement(&parties.membership, ("2024-06-01", "2034-06-01"), &owed);
    wrong["input"]["signedOn"] = json!("2026-03-03");
    wrong["input"]["number"] = json!("号".repeat(61));
    let refused = parties.coordinator.query(RECORD, wrong.clone()).await;
    let paths: Vec<String> = refused.refusals("agreementRecord").into_iter().map(|(_, path)| path).collect();
    assert_eq!(
        paths,
        ["number", "signedOn", "endsOn", "obligations.0.quantity", "obligations.1.kind", "endsOn"]
    );
    let none = parties
        .coordinator
        .query(RECORD, agreement(&parties.membership, ("2026-02-01", "2026-01-31"), &[]))
        .await;
    let paths: Vec<String> = none.refusals("agreementRecord").into_iter().map(|(_, path)| path).collect();
    assert_eq!(paths, ["endsOn", "obligations"]);
    for actor in [&parties.member, &parties.school.base_administrator, &parties.school.registrar] {
        actor.denied(RECORD, wrong.clone()).await;
    }
    assert_eq!(world.database.contents().await["agreement"], before["agreement"]);

    let id =
        recorded(&parties, ("2026-02-01", "2026-12-31"), &[self::owed("VISITS", "CORE", 1, "YEAR")]).await;
    for (kind, on, note, paths) in [
        ("SESSIONS", "2026-02-01", "示例", vec!["kind"]),
        ("VISITS", "2026-01-31", " ", vec!["deliveredOn", "note"]),
        ("VISITS", "2026-03-03", "示例", vec!["deliveredOn"]),
    ] {
        let mut input = said(&id, kind, on);
        input["input"]["note"] = json!(note);
        let refused = parties.coordinator.query(SAY, input).await;
        let found: Vec<String> =
            refused.refusals("agreementDeliver").into_iter().map(|(_, path)| path).collect();
        assert_eq!(found, paths);
    }
    parties.member.denied(SAY, said(&id, "VISITS", "2026-02-01")).await;
}

async fn standings_take_as_many_statements_for_one_member_as_for_four(world: World) {
    let parties = parties(&world).await;
    let owed = [owed("VISITS", "CORE", 1, "YEAR"), owed("TRAINEES_RECEIVED", "MEMBER", 1, "YEAR")];
    recorded(&parties, ("2026-01-01", "2026-12-31"), &owed).await;
    let look = async |members: usize| {
        let seen = parties.coordinator.ok(MEMBERS, json!({"id": parties.consortium})).await;
        assert_eq!(seen.list("/consortium/memberships").len(), members);
    };
    let one = world.cost(async || look(1).await).await;
    for number in 1..=3 {
        let (zh, en) = (format!("示例卫生院{number}"), format!("Sample Township Hospital {number}"));
        let place =
            xinglin_tests::school::institution(&parties.school.administrator, "TOWNSHIP_HOSPITAL", &zh, &en)
                .await;
        let membership = joined(&parties.school, &parties.consortium, &place).await;
        parties.coordinator.ok(RECORD, agreement(&membership, ("2026-01-01", "2026-12-31"), &owed)).await;
    }
    let four = world.cost(async || look(4).await).await;
    assert_eq!(one, four);
    assert!(four < 20, "{four} statements");
}
