//! Who sees whom, who may appoint whom, and who acts for whom: by role, place, bond and day (domain rules 2 and 12).

use chrono::Duration;
use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{FOLLOW, LET_GO, PLACE, REVIEW, School, Trainee, hire, institution, token};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_role_opens_what_its_place_is_bound_to),
        story(a_membership_opens_its_specialty_for_its_term),
        story(a_base_sees_a_moved_trainee_for_ninety_days_and_the_school_for_ever),
        story(a_role_that_is_over_opens_nothing),
        story(nobody_grants_what_she_does_not_hold),
        story(the_last_administrator_stays),
        story(two_administrators_cannot_remove_each_other_at_once),
        story(a_deputy_acts_for_a_term_and_it_shows),
        story(a_deputy_finds_the_queue_and_decides_exits),
        story(a_deputy_passes_nothing_on_and_reviews_nothing_of_her_own),
        story(a_branch_belongs_to_its_hospital),
    ]
}

const GRANT: &str = "mutation($input: RoleGrantInput!) { roleGrant(input: $input) {
    person { id roles { id role isInForce } } errors { code path message } } }";
const END: &str =
    "mutation($input: RoleEndInput!) { roleEnd(input: $input) { person { id } errors { code } } }";
const DEPUTISE: &str = "mutation($input: DelegationCreateInput!) { delegationCreate(input: $input) {
    delegation { id deputyName delegatorName } errors { code path } } }";
const CONSORTIUM: &str = "mutation($input: ConsortiumCreateInput!) { consortiumCreate(input: $input) {
    consortium { id } errors { code } } }";
const MEMBER: &str = "mutation($input: ConsortiumMemberAddInput!) { consortiumMemberAdd(input: $input) {
    membership { id } errors { code path } } }";

/// Somebody with a role at a place given by the input's own word for it.
async fn appoint(school: &School, who: &str, role: &str, place: Value) -> Actor {
    let (_, person) =
        hire(&school.administrator, &school.world, who, "SUPERVISOR", &school.ids["elsewhere"]).await;
    let mut input = json!({"personId": person, "role": role, "startsOn": "2020-01-01"});
    for (key, value) in place.as_object().expect("a place") {
        input[key] = value.clone();
    }
    let granted = school.administrator.ok(GRANT, json!({ "input": input })).await;
    let roles = granted.list("/roleGrant/person/roles");
    assert_eq!(roles.iter().filter(|row| row["isInForce"] == true).count(), 2, "{}", granted.body);
    token(&school.administrator, &school.world, who, &person).await
}

/// Whether she is in the viewer's list and whether her record opens: the two must agree, always.
async fn sees(viewer: &Actor, trainee: &Trainee) -> bool {
    let answer = viewer
        .query(
            "query($person: ID!, $enrolment: ID!) { people(first: 100) { nodes { id } }
                trainee(id: $person) { person { id } } enrolment(id: $enrolment) { id } node(id: $enrolment) { id } }",
            json!({"person": trainee.person, "enrolment": trainee.enrolment}),
        )
        .await;
    assert!(answer.codes().is_empty(), "{}", answer.body);
    let is_listed = answer.list("/people/nodes").iter().any(|row| row["id"] == trainee.person.as_str());
    for field in ["trainee", "enrolment", "node"] {
        assert_eq!(!answer.body["data"][field].is_null(), is_listed, "{field}: {}", answer.body);
    }
    is_listed
}

async fn placed(school: &School, who: &str, code: &str, specialty: &str) -> Trainee {
    let trainee = school.trainee(who, "2026-01-05").await;
    school.place(&trainee, code, specialty, "2026-02-02", "2026-03-03").await;
    trainee
}

async fn a_role_opens_what_its_place_is_bound_to(world: World) {
    let school = School::found(&world).await;
    let tuina = placed(&school, "Tuina Trainee", "TUINA", "TUINA").await;
    let paediatric = placed(&school, "Paediatric Trainee", "PAEDIATRICS", "PAEDIATRICS").await;
    let department = json!({"departmentId": school.ids["TUINA"]});
    let secretary = appoint(&school, "Secretary", "DEPARTMENT_SECRETARY", department).await;
    assert!(sees(&secretary, &tuina).await);
    assert!(!sees(&secretary, &paediatric).await);
    let auditor = appoint(&school, "Auditor", "HEALTH_AUDITOR", json!({"regionCode": "350000"})).await;
    assert!(sees(&auditor, &tuina).await);
    let other = appoint(&school, "Other Auditor", "HEALTH_AUDITOR", json!({"regionCode": "110000"})).await;
    assert!(!sees(&other, &tuina).await);
    let sender =
        institution(&school.administrator, "TOWNSHIP_HOSPITAL", "示例卫生院", "Sample Township Hospital")
            .await;
    let place = json!({"institutionId": sender});
    let officer = appoint(&school, "Officer", "SENDING_OFFICER", place.clone()).await;
    let (actor, person) =
        hire(&school.administrator, &world, "Sent Trainee", "TRAINEE", &school.ids["school"]).await;
    let enrolled = school
        .registrar
        .ok(
            "mutation($input: EnrolmentCreateInput!) { enrolmentCreate(input: $input) { enrolment { id } errors { message } } }",
            json!({"input": {
                "personId": person, "curriculumVersionId": school.ids["version"], "origin": "SENT",
                "sendingInstitutionId": sender, "recruitmentYear": 2025, "startsOn": "2025-01-06",
            }}),
        )
        .await;
    let enrolment = enrolled.text("/enrolmentCreate/enrolment/id").to_owned();
    let sent = Trainee { actor, person, enrolment, following: String::new() };
    assert!(sees(&officer, &sent).await);
    assert!(!sees(&officer, &tuina).await);
    // A place of the wrong kind is no place for the role.
    for wrong in [place, json!({"regionCode": "110000"}), json!({})] {
        let mut input =
            json!({"personId": sent.person, "role": "DEPARTMENT_SECRETARY", "startsOn": "2026-01-01"});
        for (key, value) in wrong.as_object().expect("a place") {
            input[key] = value.clone();
        }
        let refused = school.administrator.query(GRANT, json!({ "input": input })).await;
        assert_eq!(codes(&refused, "roleGrant"), ["INVALID"], "{}", refused.body);
    }
}

async fn a_membership_opens_its_specialty_for_its_term(world: World) {
    let school = School::found(&world).await;
    let tuina = placed(&school, "Tuina Trainee", "TUINA", "TUINA").await;
    let paediatric = placed(&school, "Paediatric Trainee", "PAEDIATRICS", "PAEDIATRICS").await;
    let founded = school
        .administrator
        .ok(
            CONSORTIUM,
            json!({"input": {"kind": "SPECIALTY", "name": {"zh": "示例专科联盟", "en": "Sample Alliance"},
                "coreInstitutionId": school.ids["elsewhere"]}}),
        )
        .await;
    let consortium = founded.text("/consortiumCreate/consortium/id").to_owned();
    let place = json!({"consortiumId": consortium});
    let coordinator = appoint(&school, "Coordinator", "CONSORTIUM_COORDINATOR", place).await;
    assert!(!sees(&coordinator, &paediatric).await);
    let member = json!({"input": {
        "consortiumId": consortium, "institutionId": school.ids["hospital"], "specialty": "PAEDIATRICS",
        "startsOn": "2026-03-01", "endsOn": "2026-03-31",
    }});
    let added = school.administrator.ok(MEMBER, member).await;
    assert!(sees(&coordinator, &paediatric).await);
    assert!(!sees(&coordinator, &tuina).await);
    let listed = coordinator
        .ok(
            "query($id: ID!) { consortium(id: $id) { kind coreInstitution { id }
                memberships { institution { id } specialty startsOn endsOn } } }",
            json!({"id": consortium}),
        )
        .await;
    assert_eq!(listed.list("/consortium/memberships")[0]["specialty"], "PAEDIATRICS");
    let membership = added.text("/consortiumMemberAdd/membership/id");
    let end = json!({"input": {"consortiumMembershipId": membership, "endsOn": "2026-03-02"}});
    school
        .administrator
        .ok(
            "mutation($input: ConsortiumMemberEndInput!) { consortiumMemberEnd(input: $input) {
                membership { endsOn } errors { code } } }",
            end,
        )
        .await;
    assert!(sees(&coordinator, &paediatric).await, "the last day is part of the term");
    world.clock.advance(Duration::days(1));
    assert!(!sees(&coordinator, &paediatric).await);
}

async fn a_base_sees_a_moved_trainee_for_ninety_days_and_the_school_for_ever(world: World) {
    let school = School::found(&world).await;
    let trainee = placed(&school, "Moving Trainee", "TUINA", "TUINA").await;
    assert!(sees(&school.base_administrator, &trainee).await);
    assert!(sees(&school.supervisor, &trainee).await);
    // Her stay ends on 3 March; 1 June is the ninetieth day after it.
    world.clock.advance(Duration::days(91));
    assert!(sees(&school.base_administrator, &trainee).await);
    assert!(sees(&school.supervisor, &trainee).await);
    world.clock.advance(Duration::days(1));
    assert!(!sees(&school.base_administrator, &trainee).await);
    assert!(!sees(&school.supervisor, &trainee).await);
    world.clock.advance(Duration::days(3650));
    assert!(sees(&school.registrar, &trainee).await);
    assert!(sees(&trainee.actor, &trainee).await);
}

async fn a_role_that_is_over_opens_nothing(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-01-05").await;
    let (director, person) =
        hire(&school.administrator, &world, "Passing Director", "SUPERVISOR", &school.ids["school"]).await;
    let input = json!({"input": {"personId": person, "role": "PROGRAMME_DIRECTOR", "institutionId": school.ids["school"],
        "startsOn": "2026-01-01", "endsOn": "2026-03-02"}});
    school.administrator.ok(GRANT, input.clone()).await;
    assert!(sees(&director, &trainee).await);
    // It is 09:00 in Beijing; a second before midnight she may, a second later she may not.
    world.clock.advance(Duration::hours(15) - Duration::seconds(1));
    assert!(sees(&director, &trainee).await);
    let place = school.stay(&trainee, "TUINA", "TUINA", "2026-04-01", "2026-04-30");
    world.clock.advance(Duration::seconds(1));
    assert!(!sees(&director, &trainee).await);
    director.denied(PLACE, place.clone()).await;
    // Taken back before its term is over, it is gone at once.
    let mut longer = input;
    longer["input"]["endsOn"] = json!("2026-12-31");
    let granted = school.administrator.ok(GRANT, longer).await;
    assert!(sees(&director, &trainee).await);
    let roles = granted.list("/roleGrant/person/roles");
    let latest = roles.last().expect("a role")["id"].clone();
    let end = json!({"input": {"roleGrantId": latest, "reason": "岗位调整（示例）"}});
    school.administrator.ok(END, end.clone()).await;
    director.denied(PLACE, place).await;
    assert!(!sees(&director, &trainee).await);
    assert_eq!(codes(&school.administrator.query(END, end).await, "roleEnd"), ["INVALID"]);
}

async fn nobody_grants_what_she_does_not_hold(world: World) {
    let school = School::found(&world).await;
    let (_, newcomer) =
        hire(&school.administrator, &world, "Newcomer", "TRAINEE", &school.ids["hospital"]).await;
    let at = |role: &str, place: &str, key: &str, ends_on: Value| {
        json!({"input": {"personId": newcomer, "role": role, place: school.ids[key], "startsOn": "2026-03-01",
            "endsOn": ends_on}})
    };
    let base = &school.base_administrator;
    for (role, place, key) in [
        ("SUPERVISOR", "institutionId", "hospital"),
        ("MENTOR", "institutionId", "hospital"),
        ("DEPARTMENT_SECRETARY", "departmentId", "TUINA"),
        ("BASE_ADMINISTRATOR", "institutionId", "hospital"),
    ] {
        base.ok(GRANT, at(role, place, key, Value::Null)).await;
    }
    for (role, place, key) in [
        ("PROGRAMME_DIRECTOR", "institutionId", "hospital"),
        ("SCHOOL_REGISTRAR", "institutionId", "hospital"),
        ("SUPERVISOR", "institutionId", "centre"),
        ("DEPARTMENT_SECRETARY", "departmentId", "GENERAL_PRACTICE"),
    ] {
        base.denied(GRANT, at(role, place, key, Value::Null)).await;
    }
    let administrator =
        json!({"input": {"personId": newcomer, "role": "SYSTEM_ADMINISTRATOR", "startsOn": "2026-03-01"}});
    for actor in [base, &school.registrar, &school.director, &school.supervisor, &world.anonymous()] {
        actor.denied(GRANT, administrator.clone()).await;
    }
    school.supervisor.denied(GRANT, at("SUPERVISOR", "institutionId", "hospital", Value::Null)).await;
    // Whoever holds a role for a term passes it on for no longer.
    let (passing, person) =
        hire(&school.administrator, &world, "Passing Administrator", "SUPERVISOR", &school.ids["hospital"])
            .await;
    let term = json!({"input": {"personId": person, "role": "BASE_ADMINISTRATOR",
        "institutionId": school.ids["hospital"], "startsOn": "2026-03-01", "endsOn": "2026-06-30"}});
    school.administrator.ok(GRANT, term).await;
    passing.ok(GRANT, at("SUPERVISOR", "institutionId", "hospital", json!("2026-06-30"))).await;
    passing.denied(GRANT, at("SUPERVISOR", "institutionId", "hospital", json!("2026-07-01"))).await;
}

/// The id of the viewer's own first role.
async fn own_role(actor: &Actor) -> String {
    let answer = actor.ok("{ viewer { roles { id role } } }", Value::Null).await;
    answer.list("/viewer/roles")[0]["id"].as_str().expect("an id").to_owned()
}

async fn the_last_administrator_stays(world: World) {
    let school = School::found(&world).await;
    let only = own_role(&school.administrator).await;
    let end = json!({"input": {"roleGrantId": only, "reason": "离任（示例）"}});
    assert_eq!(codes(&school.administrator.query(END, end.clone()).await, "roleEnd"), ["LAST_ADMINISTRATOR"]);
    let (_, person) =
        hire(&school.administrator, &world, "Second", "SUPERVISOR", &school.ids["school"]).await;
    // One whose role ends would leave nobody behind her.
    let mut second = json!({"input": {"personId": person, "role": "SYSTEM_ADMINISTRATOR", "startsOn": "2026-03-01",
        "endsOn": "2026-12-31"}});
    school.administrator.ok(GRANT, second.clone()).await;
    assert_eq!(codes(&school.administrator.query(END, end.clone()).await, "roleEnd"), ["LAST_ADMINISTRATOR"]);
    second["input"]["endsOn"] = Value::Null;
    school.administrator.ok(GRANT, second).await;
    school.administrator.ok(END, end).await;
    school.administrator.denied("{ auditEvents(first: 1) { nodes { id } } }", Value::Null).await;
}

async fn two_administrators_cannot_remove_each_other_at_once(world: World) {
    let first = world.administrator().await;
    let second = world.administrator().await;
    let (one, other) = (own_role(&first).await, own_role(&second).await);
    let end = |key: &str| json!({"input": {"roleGrantId": key, "reason": "示例"}});
    let (left, right) = tokio::join!(first.query(END, end(&other)), second.query(END, end(&one)));
    let ended = [&left, &right].iter().filter(|answer| answer.problems().is_empty()).count();
    assert_eq!(ended, 1, "{} {}", left.body, right.body);
    let mut remaining = 0;
    for actor in [&first, &second] {
        let roles = actor.ok("{ viewer { roles { role } } }", Value::Null).await;
        remaining += roles.list("/viewer/roles").len();
    }
    assert_eq!(remaining, 1);
}

fn deputising(deputy: &str, from: &str, until: &str) -> Value {
    json!({"input": {"deputyId": deputy, "reason": "外出进修（示例）", "startsOn": from, "endsOn": until}})
}

async fn a_deputy_acts_for_a_term_and_it_shows(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-01-05").await;
    let (deputy, deputy_id) =
        hire(&school.administrator, &world, "Deputy", "SUPERVISOR", &school.ids["hospital"]).await;
    let hours = school.follow(&trainee, "2026-02-10T08:00:00+08:00", "2026-02-10T12:00:00+08:00").await;
    let later = school.follow(&trainee, "2026-02-11T08:00:00+08:00", "2026-02-11T12:00:00+08:00").await;
    let review = |id: &str| json!({"input": {"hoursEntryId": id, "decision": "APPROVED", "reason": null}});
    deputy.denied(REVIEW, review(&hours)).await;
    let made = school.master.ok(DEPUTISE, deputising(&deputy_id, "2026-03-02", "2026-03-08")).await;
    assert_eq!(made.text("/delegationCreate/delegation/deputyName"), "示例·Deputy");
    assert!(sees(&deputy, &trainee).await);
    deputy.ok(REVIEW, review(&hours)).await;
    let trail = school
        .administrator
        .ok("{ auditEvents(first: 1) { nodes { action actor { id } delegator { id } } } }", Value::Null)
        .await;
    let event = &trail.list("/auditEvents/nodes")[0];
    assert_eq!(event["action"], "evidence.review");
    assert_eq!(event["actor"]["id"], deputy_id.as_str());
    assert_eq!(event["delegator"]["id"], school.ids["Master"].as_str());
    // Strangers and people elsewhere are no deputies, nor is she herself, nor a term that is over.
    for (wrong, from, until) in [
        (&school.ids["Master"], "2026-03-02", "2026-03-08"),
        (&deputy_id, "2026-03-08", "2026-03-02"),
        (&deputy_id, "2026-02-01", "2026-02-28"),
        (&deputy_id, "2026-03-02", "2027-03-03"),
    ] {
        let refused = school.master.query(DEPUTISE, deputising(wrong, from, until)).await;
        assert_eq!(codes(&refused, "delegationCreate"), ["INVALID"], "{until}");
    }
    school.master.denied(DEPUTISE, deputising(&school.ids["Stranger"], "2026-03-02", "2026-03-08")).await;
    let id = made.text("/delegationCreate/delegation/id");
    let end = json!({"input": {"delegationId": id}});
    let ended = "mutation($input: DelegationEndInput!) { delegationEnd(input: $input) {
        delegation { isRevoked } errors { code } } }";
    school.stranger.denied(ended, end.clone()).await;
    deputy.ok(ended, end).await;
    deputy.denied(REVIEW, review(&later)).await;
    assert!(!sees(&deputy, &trainee).await);
}

async fn a_deputy_finds_the_queue_and_decides_exits(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-03-01").await;
    let exit = school.leave(&trainee, &placement, 2).await;
    let (deputy, deputy_id) =
        hire(&school.administrator, &world, "Deputy", "SUPERVISOR", &school.ids["hospital"]).await;
    let queue = "{ reviewQueue(first: 5) { totalCount nodes { id } } }";
    assert_eq!(deputy.ok(queue, Value::Null).await.data()["reviewQueue"]["totalCount"], 0);
    // The master's deputy supervises the trainee's following, and no department.
    school.master.ok(DEPUTISE, deputising(&deputy_id, "2026-03-02", "2026-03-08")).await;
    assert_eq!(deputy.ok(queue, Value::Null).await.data()["reviewQueue"]["totalCount"], 0);
    deputy.denied(LET_GO, json!({"input": {"placementExitId": exit, "decision": "APPROVED"}})).await;

    school.supervisor.ok(DEPUTISE, deputising(&deputy_id, "2026-03-02", "2026-03-08")).await;
    let waiting = deputy.ok(queue, Value::Null).await;
    school.let_go(&deputy, &exit).await;

    assert_eq!(waiting.data()["reviewQueue"], json!({"totalCount": 1, "nodes": [{"id": exit}]}));
    let trail = school
        .administrator
        .ok(
            "query($id: ID!) { auditEvents(filter: {objectId: $id, action: \"evidence.review\"}) {
                nodes { actor { id } delegator { id } } } }",
            json!({"id": exit}),
        )
        .await;
    let expected = json!([{"actor": {"id": deputy_id}, "delegator": {"id": school.ids["Supervisor"]}}]);
    assert_eq!(trail.data()["auditEvents"]["nodes"], expected);
}

async fn a_deputy_passes_nothing_on_and_reviews_nothing_of_her_own(world: World) {
    let school = School::found(&world).await;
    let hospital = &school.ids["hospital"];
    let (deputy, deputy_id) = hire(&school.administrator, &world, "Deputy", "SUPERVISOR", hospital).await;
    let (third, third_id) = hire(&school.administrator, &world, "Third", "SUPERVISOR", hospital).await;
    let week = |whom: &str| deputising(whom, "2026-03-02", "2026-03-08");
    school.base_administrator.ok(DEPUTISE, week(&deputy_id)).await;
    deputy.ok(DEPUTISE, week(&third_id)).await;
    let trainee = placed(&school, "Trainee", "TUINA", "TUINA").await;
    assert!(sees(&deputy, &trainee).await);
    assert!(!sees(&third, &trainee).await);
    // What she has only as a deputy she grants to nobody.
    let grant = json!({"input": {"personId": third_id, "role": "SUPERVISOR", "institutionId": hospital,
        "startsOn": "2026-03-01"}});
    deputy.denied(GRANT, grant).await;
    // The master's deputy is a trainee of hers: her own hours stay with somebody else.
    let learner = school.trainee("Learner", "2026-01-05").await;
    let own = school.follow(&learner, "2026-02-10T08:00:00+08:00", "2026-02-10T12:00:00+08:00").await;
    let staffed = json!({"input": {"name": {"zh": "示例·占位"}, "institutionId": hospital, "isStaff": true}});
    school
        .administrator
        .ok(
            "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } errors { code } } }",
            staffed,
        )
        .await;
    let refused = school.master.query(DEPUTISE, week(&learner.person)).await;
    assert_eq!(refused.codes(), ["NOT_FOUND"], "a trainee is not on the staff: {}", refused.body);
    learner.actor.denied(REVIEW, json!({"input": {"hoursEntryId": own, "decision": "APPROVED"}})).await;
    let hours = School::hours(&learner, "2026-02-11T08:00:00+08:00", "2026-02-11T12:00:00+08:00");
    deputy.denied(FOLLOW, hours).await;
}

async fn a_branch_belongs_to_its_hospital(world: World) {
    let school = School::found(&world).await;
    let branch = school
        .administrator
        .ok(
            "mutation($input: InstitutionCreateInput!) { institutionCreate(input: $input) { institution { id } errors { message } } }",
            json!({"input": {"kind": "SECONDARY_HOSPITAL", "name": {"zh": "示例附属医院分院", "en": "Sample Branch"},
                "regionCode": "350104", "parentId": school.ids["hospital"]}}),
        )
        .await;
    let branch = branch.text("/institutionCreate/institution/id").to_owned();
    let (_, member) = hire(&school.administrator, &world, "Branch Member", "SUPERVISOR", &branch).await;
    let asked = json!({"id": member});
    let query = "query($id: ID!) { node(id: $id) { id } }";
    assert!(!school.base_administrator.ok(query, asked.clone()).await.body["data"]["node"].is_null());
    assert!(school.registrar.ok(query, asked).await.body["data"]["node"].is_null());
    let at = |place: &str| {
        json!({"input": {"personId": member, "role": "MENTOR", "institutionId": place,
        "startsOn": "2026-03-01"}})
    };
    school.base_administrator.ok(GRANT, at(&branch)).await;
    // A role held at the branch does not reach up to the hospital.
    let chief = json!({"input": {"personId": member, "role": "BASE_ADMINISTRATOR", "institutionId": branch,
        "startsOn": "2026-03-01"}});
    school.base_administrator.ok(GRANT, chief).await;
    let chief = token(&school.administrator, &world, "Branch Chief", &member).await;
    chief.ok(GRANT, at(&branch)).await;
    chief.denied(GRANT, at(&school.ids["hospital"])).await;
}

fn codes(answer: &Answer, act: &str) -> Vec<String> {
    let errors = answer.list(&format!("/{act}/errors"));
    errors.iter().map(|row| row["code"].as_str().expect("a code").to_owned()).collect()
}
