//! One person, once: identity numbers, likely doubles, and what becomes of two records of one human (domain rule 13).

use sea_orm::EntityTrait as _;
use serde_json::{Value, json};
use xinglin_tests::accounts::{PASSWORD, SIGN_IN, register};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{ISSUE, School, hire, identity_number};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(an_identity_number_is_kept_encrypted_and_shown_masked),
        story(an_identity_number_is_revealed_for_a_purpose_and_she_sees_it),
        story(what_is_no_identity_number_is_refused),
        story(a_roster_recognises_by_identity_number_and_warns_of_namesakes),
        story(likely_doubles_wait_for_somebody_who_decides),
        story(two_records_of_one_trainee_become_one),
        story(records_that_contradict_each_other_stay_two),
        story(who_leaves_keeps_her_record_and_loses_her_access),
        story(a_joined_record_is_no_second_person),
    ]
}

const CREATE: &str = "mutation($input: PersonCreateInput!) { personCreate(input: $input) {
    person { id birthOn identityNumberMasked identityDocument } errors { code path message } } }";
const RECORD: &str = "mutation($input: IdentityNumberRecordInput!) { identityNumberRecord(input: $input) {
    person { birthOn identityNumberMasked } errors { code path message } } }";
const REVEAL: &str = "mutation($input: IdentityNumberRevealInput!) { identityNumberReveal(input: $input) {
    document number errors { code path } } }";
const DOUBLES: &str = "{ possibleDoubles(first: 10) { totalCount nodes {
    id ground status person { id } other { id } } } }";
const DISMISS: &str = "mutation($input: PossibleDoubleDismissInput!) { possibleDoubleDismiss(input: $input) {
    possibleDouble { status } errors { code path } } }";

fn newcomer(school: &School, number: &str, more: &Value) -> Value {
    let mut input = json!({
        "name": {"zh": "示例·同名", "en": "Sample Namesake"}, "institutionId": school.ids["school"], "number": number, "isStaff": true,
    });
    for (key, value) in more.as_object().expect("fields") {
        input[key] = value.clone();
    }
    json!({ "input": input })
}

fn card(number: &str) -> Value {
    json!({"document": "RESIDENT_CARD", "number": number})
}

fn codes(answer: &Answer, field: &str) -> Vec<String> {
    answer
        .list(&format!("/{field}/errors"))
        .iter()
        .map(|error| error["code"].as_str().unwrap().to_owned())
        .collect()
}

async fn create(actor: &Actor, input: Value) -> String {
    actor.ok(CREATE, input).await.text("/personCreate/person/id").to_owned()
}

async fn an_identity_number_is_kept_encrypted_and_shown_masked(world: World) {
    let school = School::found(&world).await;
    let number = identity_number("19990131", "001");
    let made =
        school.registrar.ok(CREATE, newcomer(&school, "N1", &json!({"identityNumber": card(&number)}))).await;

    let person = &made.data()["personCreate"]["person"];
    assert_eq!(person["identityNumberMasked"], format!("**************{}", &number[14..]));
    assert_eq!(person["birthOn"], "1999-01-31");
    assert_eq!(person["identityDocument"], "RESIDENT_CARD");
    let rows = entity::identity_number::Entity::find().all(&world.database.connect().await).await.unwrap();
    let contains = |bytes: &[u8]| bytes.windows(number.len()).any(|part| part == number.as_bytes());
    assert_eq!(rows.len(), 1);
    assert!(!contains(&rows[0].sealed) && !contains(&rows[0].blind_index));
    // Nowhere in the database does it stand in clear, the audit trail included.
    for (table, rows) in world.database.contents().await {
        assert!(!rows.contains(&number), "{table}");
    }
    let again = school
        .registrar
        .query(CREATE, newcomer(&school, "N2", &json!({"identityNumber": card(&number)})))
        .await;
    assert_eq!(codes(&again, "personCreate"), ["TAKEN"]);
    assert!(!again.body.to_string().contains(number.as_str()));
}

async fn an_identity_number_is_revealed_for_a_purpose_and_she_sees_it(world: World) {
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-01-05").await;
    let number = identity_number("19990131", "002");
    let reveal = |purpose: &str| json!({"input": {"personId": trainee.person, "purpose": purpose}});
    let none = school.registrar.query(REVEAL, reveal("核对学籍（示例）")).await;
    let recorded = school
        .registrar
        .ok(RECORD, json!({"input": {"personId": trainee.person, "identityNumber": card(&number)}}))
        .await;
    let nothing_said = school.registrar.query(REVEAL, reveal(" ")).await;
    school.supervisor.denied(REVEAL, reveal("好奇（示例）")).await;
    school.administrator.denied(REVEAL, reveal("好奇（示例）")).await;
    school.stranger.denied(REVEAL, reveal("好奇（示例）")).await;
    let revealed = school.registrar.ok(REVEAL, reveal("核对学籍（示例）")).await;

    assert_eq!(codes(&none, "identityNumberReveal"), ["NOT_FOUND"]);
    assert_eq!(codes(&nothing_said, "identityNumberReveal"), ["INVALID"]);
    assert_eq!(recorded.data()["identityNumberRecord"]["person"]["birthOn"], "1999-01-31");
    assert_eq!(revealed.text("/identityNumberReveal/number"), number);
    let openings = trainee
        .actor
        .ok("{ viewer { recordOpenings(first: 1) { nodes { action openedByName } } } }", Value::Null)
        .await;
    assert_eq!(openings.list("/viewer/recordOpenings/nodes").len(), 1);
    let trail = school
        .administrator
        .ok(
            "query($id: ID!) { auditEvents(filter: {objectId: $id, action: \"identity-number.reveal\"}) {
                nodes { changes { field after } } } }",
            json!({"id": trainee.person}),
        )
        .await;
    let expected = json!([{"changes": [{"field": "purpose", "after": "核对学籍（示例）"}]}]);
    assert_eq!(trail.data()["auditEvents"]["nodes"], expected);
}

async fn what_is_no_identity_number_is_refused(world: World) {
    let school = School::found(&world).await;
    let number = identity_number("19990131", "003");
    let last = if number.ends_with('1') { '2' } else { '1' };
    let wrong = format!("{}{last}", &number[..17]);
    let before = world.database.contents().await;
    for (more, path) in [
        (json!({"identityNumber": card(&wrong)}), json!(["identityNumber", "number"])),
        (json!({"identityNumber": card("123")}), json!(["identityNumber", "number"])),
        (json!({"identityNumber": card(&number), "birthOn": "1999-02-01"}), json!(["birthOn"])),
        (json!({"birthOn": "2031-01-01"}), json!(["birthOn"])),
    ] {
        let refused = school.registrar.query(CREATE, newcomer(&school, "N1", &more)).await;
        assert_eq!(codes(&refused, "personCreate"), ["INVALID"], "{}", refused.body);
        assert_eq!(refused.data()["personCreate"]["errors"][0]["path"], path);
        assert!(
            !refused.body.to_string().contains(wrong.as_str())
                && !refused.body.to_string().contains(number.as_str()),
            "{}",
            refused.body
        );
    }
    assert_eq!(world.database.contents().await, before);
}

const HEADER: &str = "姓名,学号,手机,报名类别,招录年份,培训方案,身份证号,出生日期";

async fn a_roster_recognises_by_identity_number_and_warns_of_namesakes(world: World) {
    let school = School::found(&world).await;
    let (known, other) = (identity_number("19990131", "004"), identity_number("20000229", "005"));
    let first =
        create(&school.registrar, newcomer(&school, "N1", &json!({"identityNumber": card(&known)}))).await;
    create(&school.registrar, newcomer(&school, "N2", &json!({"birthOn": "2000-02-29"}))).await;
    let row = |name: &str, number: u32, more: &str| {
        format!("{name},R{number},1390000000{number},社会人,2025,TCM-GP-RESIDENCY-33,{more}")
    };
    let roster = |rows: &[String]| format!("{HEADER}\n{}\n", rows.join("\n")).into_bytes();
    let bad = [
        row("示例·别人", 1, &format!("{known},")),
        row("示例·学员", 2, "11010119990131000X,"),
        row("示例·学员", 3, &format!("{other},1999-01-31")),
    ];
    let refused = school.import_roster("名册.csv", roster(&bad), false).await;
    let good = [row("示例·同名", 1, &format!("{known},")), row("示例·同名", 2, ",2000-02-29")];
    let taken = school.import_roster("名册.csv", roster(&good), false).await;
    let again = school.import_roster("名册.csv", roster(&good), false).await;

    let said = |answer: &Answer| -> Vec<(i64, String)> {
        let problems = answer.list("/rosterImport/report/problems");
        let said = |row: &Value| (row["line"].as_i64().unwrap(), row["column"].as_str().unwrap().to_owned());
        problems.iter().map(said).collect()
    };
    let column = |line, column: &str| (line, column.to_owned());
    let expected = [column(2, "IDENTITY_NUMBER"), column(3, "IDENTITY_NUMBER"), column(4, "BIRTH_ON")];
    assert_eq!(said(&refused), expected, "{}", refused.body);
    assert!(
        !refused.body.to_string().contains(known.as_str())
            && !refused.body.to_string().contains(other.as_str())
    );
    assert_eq!(taken.number("/rosterImport/report/createdPeople"), 1, "{}", taken.body);
    assert_eq!(taken.number("/rosterImport/report/recognisedPeople"), 1);
    // She who is recognised has no phone on record; she who is new has a namesake.
    assert_eq!(said(&taken), [column(2, "PHONE"), column(3, "NAME")], "{}", taken.body);
    assert_eq!(again.number("/rosterImport/report/createdPeople"), 0, "{}", again.body);
    let doubles = school.registrar.ok(DOUBLES, Value::Null).await;
    assert_eq!(doubles.number("/possibleDoubles/totalCount"), 1, "{}", doubles.body);
    assert_eq!(doubles.data()["possibleDoubles"]["nodes"][0]["ground"], "NAME_AND_BIRTH");
    assert_ne!(doubles.data()["possibleDoubles"]["nodes"][0]["person"]["id"], first.as_str());
}

async fn likely_doubles_wait_for_somebody_who_decides(world: World) {
    let school = School::found(&world).await;
    let born = json!({"birthOn": "1999-01-31"});
    let one = create(&school.registrar, newcomer(&school, "N1", &born)).await;
    let other = create(&school.registrar, newcomer(&school, "N2", &born)).await;
    create(&school.registrar, newcomer(&school, "N3", &json!({"birthOn": "1999-02-01"}))).await;
    let (_, colleague) =
        hire(&school.administrator, &world, "Colleague", "SUPERVISOR", &school.ids["school"]).await;

    let queue = school.registrar.ok(DOUBLES, Value::Null).await;
    let pair = json!({
        "id": queue.data()["possibleDoubles"]["nodes"][0]["id"], "ground": "NAME_AND_BIRTH", "status": "OPEN",
        "person": {"id": one}, "other": {"id": other},
    });
    assert_eq!(queue.data()["possibleDoubles"], json!({"totalCount": 1, "nodes": [pair]}));
    let dismiss = |reason: &str| json!({"input": {"possibleDoubleId": pair["id"], "reason": reason}});
    school.director.denied(DOUBLES, Value::Null).await;
    school.director.denied(DISMISS, dismiss("示例")).await;
    let nothing_said = school.registrar.query(DISMISS, dismiss("")).await;
    assert_eq!(codes(&nothing_said, "possibleDoubleDismiss"), ["INVALID"]);
    let decided = school.registrar.ok(DISMISS, dismiss("两位同名学员（示例）")).await;
    assert_eq!(decided.text("/possibleDoubleDismiss/possibleDouble/status"), "DISTINCT");
    let twice = school.registrar.query(DISMISS, dismiss("示例")).await;
    assert_eq!(codes(&twice, "possibleDoubleDismiss"), ["NOT_FOUND"]);

    // The same identity number on two records is found even where the names differ.
    let number = identity_number("19990131", "006");
    for person in [&one, &colleague] {
        school
            .administrator
            .ok(RECORD, json!({"input": {"personId": person, "identityNumber": card(&number)}}))
            .await;
    }
    let queue = school.administrator.ok(DOUBLES, Value::Null).await;
    assert_eq!(queue.number("/possibleDoubles/totalCount"), 1, "{}", queue.body);
    assert_eq!(queue.data()["possibleDoubles"]["nodes"][0]["ground"], "IDENTITY_NUMBER");
}

const MERGE: &str = "mutation($input: PersonMergeInput!) { personMerge(input: $input) {
    person { id merges { mergedPersonId mergedByName reason moved { kind count } } } errors { code path } } }";

fn merging(kept: &str, merged: &str) -> Value {
    json!({"input": {"keptPersonId": kept, "mergedPersonId": merged, "reason": "重复登记（示例）"}})
}

async fn two_records_of_one_trainee_become_one(world: World) {
    let school = School::found(&world).await;
    let kept = school.trainee("Trainee", "2026-01-05").await;
    let twin = school.trainee("Twin", "2026-01-05").await;
    let placement = school.place(&twin, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let exit = school.leave(&twin, &placement, 0).await;
    school.let_go(&school.supervisor, &exit).await;
    let waiting = school.follow(&twin, "2026-02-27T08:00:00+08:00", "2026-02-27T12:00:00+08:00").await;
    let before = school.standing(&kept.actor, &kept, "TUINA").await;
    school.director.denied(MERGE, merging(&kept.person, &twin.person)).await;
    school.stranger.denied(MERGE, merging(&kept.person, &twin.person)).await;
    kept.actor.denied(MERGE, merging(&kept.person, &twin.person)).await;

    let merged = school.registrar.ok(MERGE, merging(&kept.person, &twin.person)).await;

    let after = school.standing(&kept.actor, &kept, "TUINA").await;
    assert_eq!((before.0, before.1), (0, 0));
    assert_eq!((after.0, after.1), (28, 0));
    let merge = &merged.data()["personMerge"]["person"]["merges"][0];
    assert_eq!(merge["mergedPersonId"], twin.person.as_str());
    assert_eq!(merge["mergedByName"], "示例·Registrar");
    for (kind, count) in [("enrolment_joined", 1), ("placement", 1), ("evidence", 2), ("interval_claim", 1)] {
        let moved = merge["moved"].as_array().unwrap().iter().find(|row| row["kind"] == kind);
        assert_eq!(moved.map(|row| row["count"].as_i64().unwrap()), Some(count), "{kind}: {merge}");
    }
    // The twin's ways in are closed, and no list shows her.
    let twins = twin.actor.query("{ viewer { person { id } } }", Value::Null).await;
    assert_eq!(twins.codes(), ["UNAUTHENTICATED"]);
    let people = school
        .administrator
        .ok("{ people(search: \"示例·T\", first: 50) { nodes { id } } }", Value::Null)
        .await;
    assert_eq!(people.data()["people"]["nodes"], json!([{"id": kept.person}]));
    // What waited still waits, and counts for the one that is left.
    school.review(&waiting, "APPROVED", None).await;
    let again = school.registrar.query(MERGE, merging(&kept.person, &twin.person)).await;
    assert_eq!(again.codes(), ["NOT_FOUND"], "{}", again.body);
    // Nobody can carry evidence over past the merge that the database knows.
    let connection = world.database.connect().await;
    let theft = "UPDATE evidence SET person_id = submitted_by, note = 'x'";
    assert!(sea_orm::ConnectionTrait::execute_unprepared(&connection, theft).await.is_err());
}

async fn records_that_contradict_each_other_stay_two(world: World) {
    let school = School::found(&world).await;
    let kept = school.trainee("Trainee", "2026-01-05").await;
    let twin = school.trainee("Twin", "2026-01-05").await;
    for trainee in [&kept, &twin] {
        school.place(trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    }
    let before = world.database.contents().await;
    let overlapping = school.registrar.query(MERGE, merging(&kept.person, &twin.person)).await;
    let same = school.registrar.query(MERGE, merging(&kept.person, &kept.person)).await;
    assert_eq!(codes(&overlapping, "personMerge"), ["CONFLICT"], "{}", overlapping.body);
    assert_eq!(codes(&same, "personMerge"), ["INVALID"]);
    assert_eq!(world.database.contents().await, before);

    for (trainee, serial) in [(&kept, "007"), (&twin, "008")] {
        let number = card(&identity_number("19990131", serial));
        let input = json!({"input": {"personId": trainee.person, "identityNumber": number}});
        school.registrar.ok(RECORD, input).await;
    }
    let two = school.registrar.query(MERGE, merging(&kept.person, &twin.person)).await;
    assert_eq!(codes(&two, "personMerge"), ["CONFLICT"], "{}", two.body);
}

const GO: &str = "mutation($input: PersonLeaveInput!) { personLeave(input: $input) {
    person { leftOn roles { isInForce } } errors { code path } } }";

async fn who_leaves_keeps_her_record_and_loses_her_access(world: World) {
    let school = School::found(&world).await;
    let hospital = &school.ids["hospital"];
    let (leaver, person) = hire(&school.administrator, &world, "Leaver", "SUPERVISOR", hospital).await;
    let session = register(&world, &school.administrator, "Leaver", &person).await;
    let go = |day: &str| json!({"input": {"personId": person, "institutionId": hospital, "leavesOn": day, "reason": "调离（示例）"}});
    school.director.denied(GO, go("2026-03-01")).await;
    school.stranger.denied(GO, go("2026-03-01")).await;
    for day in ["2026-03-03", "2024-03-01"] {
        let refused = school.base_administrator.query(GO, go(day)).await;
        assert_eq!(codes(&refused, "personLeave"), ["INVALID"], "{day}");
    }
    let left = school.base_administrator.ok(GO, go("2026-03-01")).await;

    assert_eq!(
        left.data()["personLeave"]["person"],
        json!({"leftOn": "2026-03-01", "roles": [{"isInForce": false}]})
    );
    for actor in [&leaver, &session] {
        let answer = actor.query("{ viewer { person { id } } }", Value::Null).await;
        assert_eq!(answer.codes(), ["UNAUTHENTICATED"], "{}", answer.body);
    }
    let attempt = json!({"input": {"login": "leaver@sample.example", "password": PASSWORD}});
    let refused = world.anonymous().query(SIGN_IN, attempt.clone()).await;
    assert_eq!(codes(&refused, "sessionCreate"), ["WRONG_CREDENTIALS"], "{}", refused.body);
    let kept =
        school.administrator.ok("query($id: ID!) { node(id: $id) { id } }", json!({"id": person})).await;
    assert_eq!(kept.text("/node/id"), person);
    let twice = school.administrator.query(GO, go("2026-03-01")).await;
    assert_eq!(codes(&twice, "personLeave"), ["INVALID"]);
    // Back again, she signs in as before.
    xinglin_tests::school::grant(&school.administrator, &world, "Leaver", &person, "SUPERVISOR", hospital)
        .await;
    let back = world.anonymous().query(SIGN_IN, attempt).await;
    assert_eq!(codes(&back, "sessionCreate"), Vec::<String>::new(), "{}", back.body);
}

async fn a_joined_record_is_no_second_person(world: World) {
    let mut school = School::found(&world).await;
    school.short_course().await;
    let trainee = school.graduate("Trainee").await;
    let certificate = school.propose(&trainee).await;
    let (again, kept) =
        hire(&school.administrator, &world, "Director again", "SCHOOL_REGISTRAR", &school.ids["school"])
            .await;
    school.administrator.ok(MERGE, merging(&kept, &school.ids["Director"])).await;
    let before = world.database.contents().await;

    let issued = again.query(ISSUE, json!({"input": {"certificateId": certificate}})).await;

    assert_eq!(codes(&issued, "certificateIssue"), ["SAME_PERSON"], "{}", issued.body);
    assert_eq!(world.database.contents().await, before);
}
