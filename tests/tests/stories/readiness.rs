//! How bases stand to the norms for them: figures from what is recorded, beside what they declare and what experts saw.

use serde_json::{Value, json};
use xinglin_tests::actors::{Actor, Answer};
use xinglin_tests::school::{SEE, School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_base_is_measured_by_what_is_recorded),
        story(visits_under_agreements_are_counted_where_they_were_paid),
        story(what_a_base_declares_is_dated_and_never_changes),
        story(experts_add_scores_and_notes_and_change_no_figure),
        story(a_base_is_judged_by_the_norms_of_another_institution),
        story(readiness_takes_as_many_statements_for_one_base_as_for_four),
    ]
}

const READY: &str =
    "query($ids: [ID!]!, $of: ID, $on: Date) { baseReadiness(baseIds: $ids, normsOfId: $of, on: $on) {
    base { id } on isReady normsName normSet { id }
    standings { norm { code measure unit atLeast atMost } status hundredths missing en: missing(locale: EN) }
    figures { kind value holdsFrom source }
    visits { institution { id } visitedOn score note remarks { norm score note } } } }";
const DECLARE: &str = "mutation($input: BaseFigureDeclareInput!) { baseFigureDeclare(input: $input) {
    figure { kind value holdsFrom } errors { code path message } } }";
const VISIT: &str = "mutation($input: BaseVisitRecordInput!) { baseVisitRecord(input: $input) {
    visit { visitedOn score remarks { norm } } errors { code path message } } }";
const IMPORT: &str = "mutation($input: BaseNormSetImportInput!) { baseNormSetImport(input: $input) {
    normSet { id number norms { code atMost } } errors { code path message } } }";
const SUBMIT: &str = "mutation($input: PortfolioEntrySubmitInput!) { portfolioEntrySubmit(input: $input) {
    portfolioEntry { id awaits } errors { code path message } } }";
const REVIEW: &str = "mutation($input: PortfolioEntryReviewInput!) { portfolioEntryReview(input: $input) {
    portfolioEntry { status } errors { code path message } } }";

const PRESET: &str = include_str!("../../../api/presets/base_norms/gp-base-2022.toml");
const ASKED: &str = r#"
[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 10
specialties = ["TUINA"]

[[requirements]]
code = "CASES"
kind = "CASES"
name = { zh = "病例", en = "Cases" }
count = 40

[[requirements]]
code = "SESSIONS"
kind = "TEACHING_SESSIONS"
name = { zh = "教学活动", en = "Teaching sessions" }
count = 10
"#;

async fn ready(actor: &Actor, base: &str) -> Answer {
    actor.ok(READY, json!({"ids": [base]})).await
}

/// The status and the figure of a norm.
fn stands(answer: &Answer, code: &str) -> (String, Option<i64>) {
    let rows = answer.list("/baseReadiness/0/standings");
    let row = rows
        .iter()
        .find(|row| row["norm"]["code"] == code)
        .unwrap_or_else(|| panic!("{code}: {}", answer.body));
    let status = row["status"].as_str().unwrap().to_owned();
    assert_eq!(status == "MET", row["missing"].is_null(), "{row}");
    (status, row["hundredths"].as_i64())
}

fn told(status: &str, hundredths: impl Into<Option<i64>>) -> (String, Option<i64>) {
    (status.to_owned(), hundredths.into())
}

fn figure(base: &str, kind: &str, value: i64) -> Value {
    json!({"input": {"baseId": base, "kind": kind, "value": value, "source": "示例年报"}})
}

/// A trainee who has been in the department of tuina since the second of February.
async fn intern(school: &mut School) -> (Trainee, String) {
    school.course(3, ASKED).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-02", "2026-03-31").await;
    (trainee, placement)
}

async fn a_base_is_measured_by_what_is_recorded(world: World) {
    let mut school = School::found(&world).await;
    let base = school.ids["hospital-base"].clone();
    let empty = ready(&school.base_administrator, &base).await;
    assert_eq!(stands(&empty, "TRAINEES_PER_SUPERVISOR"), told("NOT_ASKED", None));
    assert_eq!(stands(&empty, "LOG_COMPLETION"), told("NOT_ASKED", None));
    assert_eq!(stands(&empty, "CLINICAL_SUPERVISORS"), told("NOT_MET", 0));
    assert_eq!(stands(&empty, "QUESTION_REUSE"), told("UNKNOWN", None));

    let (trainee, placement) = intern(&mut school).await;
    let mut number = 0;
    for (on, role) in [("2026-02-26", "IN_CHARGE"), ("2026-02-26", "TOOK_PART"), ("2026-02-27", "IN_CHARGE")]
    {
        number += 1;
        let mut seen = School::seen(&placement, on, &format!("ZY00000{number}"));
        seen["input"]["role"] = json!(role);
        trainee.actor.ok(SEE, seen).await;
    }
    let held = json!({"input": {"enrolmentId": trainee.enrolment, "kind": "TEACHING_SESSION", "subject": "WARD_ROUND",
        "occurredOn": "2026-02-27", "title": "示例教学查房", "departmentId": school.ids["TUINA"]}});
    let held = trainee.actor.ok(SUBMIT, held).await;
    assert!(held.problems().is_empty(), "{}", held.body);
    let held = held.text("/portfolioEntrySubmit/portfolioEntry/id").to_owned();

    // Until somebody approves that it took place, a ward round is said to have been held and no more.
    let seen = ready(&school.base_administrator, &base).await;
    assert_eq!(stands(&seen, "WARD_ROUNDS"), told("NOT_MET", 2_900));
    // Of the 29 days that she stayed there 20 are due, and she wrote down two.
    assert_eq!(stands(&seen, "LOG_COMPLETION"), told("NOT_MET", 1_000));
    assert_eq!(stands(&seen, "TRAINEES_PER_SUPERVISOR"), told("MET", 100));
    assert_eq!(stands(&seen, "SUPERVISORS_QUALIFIED"), told("NOT_MET", 0));
    // Planners elsewhere learn nothing of one trainee and her one supervisor.
    let afar = ready(&school.director, &base).await;
    assert_eq!(stands(&afar, "LOG_COMPLETION"), told("WITHHELD", None));
    assert_eq!(stands(&afar, "SUPERVISORS_QUALIFIED"), told("WITHHELD", None));
    assert_eq!(stands(&afar, "WARD_ROUNDS"), told("NOT_MET", 2_900));
    let approve = json!({"input": {"portfolioEntryId": held, "decision": "APPROVED"}});
    let approved = school.supervisor.ok(REVIEW, approve).await;
    assert_eq!(approved.text("/portfolioEntryReview/portfolioEntry/status"), "APPROVED", "{}", approved.body);
    assert_eq!(
        stands(&ready(&school.base_administrator, &base).await, "WARD_ROUNDS"),
        told("NOT_MET", 2_600)
    );
    assert_eq!(stands(&ready(&school.base_administrator, &base).await, "LECTURES"), told("NOT_MET", 2_900));

    let qualify = "mutation($input: QualificationRecordInput!) { qualificationRecord(input: $input) {
        qualification { id } errors { code path message } } }";
    let input = json!({"input": {"personId": school.ids["Supervisor"], "institutionId": school.ids["hospital"],
        "kind": "GP_SUPERVISOR_CLINICAL", "number": "示例-1", "issuedOn": "2026-01-02"}});
    school.base_administrator.ok(qualify, input).await;
    let seen = ready(&school.base_administrator, &base).await;
    assert_eq!(stands(&seen, "SUPERVISORS_QUALIFIED"), told("MET", 10_000));
    assert_eq!(stands(&seen, "CLINICAL_SUPERVISORS"), told("NOT_MET", 100));
    let rows = seen.list("/baseReadiness/0/standings");
    let short = rows.iter().find(|row| row["norm"]["code"] == "CLINICAL_SUPERVISORS").unwrap();
    assert_eq!(short["en"], "people: 1, at least 15 asked for, 14 missing");
    assert_eq!(short["missing"], "现为 1人：至少应为 15，还差 14");
    // A base is told of the norms for its kind alone, on the day that is asked about.
    assert!(!rows.iter().any(|row| row["norm"]["code"] == "CATCHMENT"));
    let before = school.base_administrator.ok(READY, json!({"ids": [base], "on": "2026-01-31"})).await;
    assert_eq!(stands(&before, "TRAINEES_PER_SUPERVISOR"), told("NOT_ASKED", None));
    assert_eq!(stands(&before, "CLINICAL_SUPERVISORS"), told("NOT_MET", 100));

    // Whoever neither plans nor oversees anything learns nothing of it.
    for actor in [&trainee.actor, &school.supervisor] {
        actor.denied(READY, json!({"ids": [base]})).await;
    }
}

async fn visits_under_agreements_are_counted_where_they_were_paid(world: World) {
    let school = School::found(&world).await;
    let made = "mutation($input: ConsortiumCreateInput!) { consortiumCreate(input: $input) { consortium { id } errors { code } } }";
    let input = json!({"input": {"kind": "COUNTY", "name": {"zh": "示例县域医共体", "en": "Sample County Consortium"},
        "coreInstitutionId": school.ids["hospital"]}});
    let consortium =
        school.administrator.ok(made, input).await.text("/consortiumCreate/consortium/id").to_owned();
    let add = "mutation($input: ConsortiumMemberAddInput!) { consortiumMemberAdd(input: $input) { membership { id } errors { code } } }";
    let input = json!({"input": {"consortiumId": consortium, "institutionId": school.ids["centre"],
        "startsOn": "2025-01-01", "endsOn": "2030-12-31"}});
    let membership =
        school.administrator.ok(add, input).await.text("/consortiumMemberAdd/membership/id").to_owned();
    let record = "mutation($input: AgreementRecordInput!) { agreementRecord(input: $input) { agreement { id } errors { code } } }";
    let owed: Vec<Value> = ["CORE", "MEMBER"]
        .map(|party| json!({"kind": "VISITS", "owedBy": party, "quantity": 1, "per": "MONTH"}))
        .into();
    let input = json!({"input": {"consortiumMembershipId": membership, "signedOn": "2025-01-10", "startsOn": "2025-01-01",
        "endsOn": "2026-12-31", "obligations": owed}});
    let agreement =
        school.administrator.ok(record, input).await.text("/agreementRecord/agreement/id").to_owned();
    let at = json!({"institutionId": school.ids["centre"], "startsOn": "2026-01-01"});
    let (member, _) = school.appoint("Member", "centre", "BASE_ADMINISTRATOR", at).await;
    let say = "mutation($input: AgreementDeliverInput!) { agreementDeliver(input: $input) {
        agreement { deliveries { id status } } errors { code message } } }";
    let decide = "mutation($input: AgreementDeliveryDecideInput!) { agreementDeliveryDecide(input: $input) { agreement { id } errors { code } } }";
    let core = &school.base_administrator;
    for (sayer, other, party, on, confirms) in [
        (core, &member, "CORE", "2026-01-20", Some(true)),
        (core, &member, "CORE", "2026-01-20", Some(true)),
        (core, &member, "CORE", "2026-02-20", Some(true)),
        (core, &member, "CORE", "2026-02-21", Some(false)),
        (core, &member, "CORE", "2026-02-22", None),
        (&member, core, "MEMBER", "2026-02-23", Some(true)),
    ] {
        let input = json!({"input": {"agreementId": agreement, "kind": "VISITS", "owedBy": party, "deliveredOn": on, "note": "示例"}});
        let said = sayer.ok(say, input).await;
        assert!(said.problems().is_empty(), "{}", said.body);
        let rows = said.list("/agreementDeliver/agreement/deliveries");
        let waiting = rows.iter().rfind(|row| row["status"] == "PENDING").unwrap();
        if let Some(is_confirmed) = confirms {
            let input = json!({"input": {"agreementDeliveryId": waiting["id"], "isConfirmed": is_confirmed}});
            other.ok(decide, input).await;
        }
    }
    let seen = ready(core, &school.ids["centre-base"]).await;
    // Two days with confirmed visits of the hospital's people, in two of twelve months; the centre's own trips are not visits to it.
    assert_eq!(stands(&seen, "GUIDANCE_VISITS"), told("NOT_MET", 200));
    assert_eq!(stands(&seen, "MONTHLY_VISIT"), told("NOT_MET", 1_000));
    assert!(!seen.at("/baseReadiness/0/isReady").as_bool().unwrap());
}

async fn what_a_base_declares_is_dated_and_never_changes(world: World) {
    let mut school = School::found(&world).await;
    let (trainee, _) = intern(&mut school).await;
    let base = school.ids["hospital-base"].clone();
    let beds = |value: i64, from: &str| {
        let mut input = figure(&base, "BEDS", value);
        input["input"]["holdsFrom"] = json!(from);
        input
    };
    let administrator = &school.base_administrator;
    for actor in [&trainee.actor, &school.director, &school.registrar, &school.administrator] {
        actor.denied(DECLARE, beds(9, "2026-01-01")).await;
    }
    administrator.ok(DECLARE, beds(9, "2026-01-01")).await;
    administrator.ok(DECLARE, beds(4, "2026-03-01")).await;
    // What is declared later about earlier days changes those days alone; what is declared again takes the place of what was.
    administrator.ok(DECLARE, beds(7, "2026-02-01")).await;
    administrator.ok(DECLARE, beds(3, "2026-03-01")).await;
    let on = async |day: &str| {
        let seen = school.director.ok(READY, json!({"ids": [base], "on": day})).await;
        (stands(&seen, "BEDS_PER_TRAINEE"), seen.at("/baseReadiness/0/figures").clone())
    };
    assert_eq!(on("2026-03-02").await.0, told("MET", 300));
    assert_eq!(
        on("2026-03-02").await.1,
        json!([{"kind": "BEDS", "value": 3, "holdsFrom": "2026-03-01", "source": "示例年报"}])
    );
    assert_eq!(on("2026-02-28").await.0, told("NOT_MET", 700));
    assert_eq!(on("2026-01-31").await.0, told("NOT_ASKED", None));

    let before = world.database.contents().await;
    for (kind, value, from, source, refused) in [
        ("BEDS", -1, "2026-03-02", "示例", vec!["value"]),
        ("EXAM_QUESTION_REUSE", 101, "2026-03-02", "示例", vec!["value"]),
        ("BEDS", 1, "2026-03-03", " ", vec!["holdsFrom", "source"]),
        ("BEDS", 1, "2019-12-31", "示例", vec!["holdsFrom"]),
    ] {
        let input = json!({"input": {"baseId": base, "kind": kind, "value": value, "holdsFrom": from, "source": source}});
        let answer = administrator.query(DECLARE, input).await;
        let paths: Vec<String> =
            answer.refusals("baseFigureDeclare").into_iter().map(|(_, path)| path).collect();
        assert_eq!(paths, refused, "{}", answer.body);
    }
    assert_eq!(world.database.contents().await, before);
    let connection = world.database.connect().await;
    for theft in ["UPDATE base_figure SET value = 5", "DELETE FROM base_figure"] {
        assert!(sea_orm::ConnectionTrait::execute_unprepared(&connection, theft).await.is_err(), "{theft}");
    }
    let events = "{ auditEvents(filter: {action: \"base-figure.declare\"}) { totalCount } }";
    assert_eq!(school.administrator.ok(events, Value::Null).await.number("/auditEvents/totalCount"), 4);
}

async fn experts_add_scores_and_notes_and_change_no_figure(world: World) {
    let school = School::found(&world).await;
    let base = school.ids["hospital-base"].clone();
    let visit = |remarks: Value| {
        json!({"input": {"baseId": base, "institutionId": school.ids["school"], "visitedOn": "2026-02-27", "score": 82,
            "note": "示例：现场查看", "remarks": remarks}})
    };
    let remarks = json!([{"norm": "CLINICAL_SUPERVISORS", "score": 40, "note": "另有示例带教老师证书待核"},
        {"norm": "QUESTION_REUSE", "score": 90}]);
    for actor in [&school.base_administrator, &school.supervisor, &school.administrator, &school.stranger] {
        actor.denied(VISIT, visit(remarks.clone())).await;
    }
    let before = ready(&school.director, &base).await;
    let made = school.registrar.ok(VISIT, visit(remarks)).await;
    assert_eq!(made.number("/baseVisitRecord/visit/score"), 82);

    let after = ready(&school.base_administrator, &base).await;
    assert_eq!(after.at("/baseReadiness/0/standings"), before.at("/baseReadiness/0/standings"));
    assert_eq!(
        after.at("/baseReadiness/0/visits"),
        &json!([{"institution": {"id": school.ids["school"]}, "visitedOn": "2026-02-27", "score": 82,
            "note": "示例：现场查看", "remarks": [
                {"norm": "CLINICAL_SUPERVISORS", "score": 40, "note": "另有示例带教老师证书待核"},
                {"norm": "QUESTION_REUSE", "score": 90, "note": null}]}])
    );
    let earlier = school.director.ok(READY, json!({"ids": [base], "on": "2026-02-26"})).await;
    assert_eq!(earlier.at("/baseReadiness/0/visits"), &json!([]));

    let at = json!({"institutionId": school.ids["hospital"], "startsOn": "2020-01-01"});
    let (own, _) = school.appoint("Own", "hospital", "SCHOOL_REGISTRAR", at).await;
    let contents = world.database.contents().await;
    let wrong = json!({"input": {"baseId": base, "institutionId": school.ids["hospital"], "visitedOn": "2026-03-03",
        "score": 101, "note": " ", "remarks": [
            {"norm": "NONE", "score": 1}, {"norm": "LECTURES"}, {"norm": "LECTURES", "score": -1}]}});
    let refused = own.query(VISIT, wrong).await.refusals("baseVisitRecord");
    assert_eq!(
        refused,
        [
            ("INVALID_DATE", "visitedOn"),
            ("OWN_BASE", "institutionId"),
            ("INVALID", "score"),
            ("INVALID", "note"),
            ("UNKNOWN_NORM", "remarks.0.norm"),
            ("INVALID", "remarks.1.note"),
            ("INVALID", "remarks.2.norm"),
            ("INVALID", "remarks.2.score"),
        ]
        .map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    assert_eq!(world.database.contents().await, contents);
    let connection = world.database.connect().await;
    for theft in [
        "UPDATE base_visit SET score = 100",
        "UPDATE base_visit SET note = ''",
        "UPDATE base_visit SET retracted_at = recorded_at",
        "DELETE FROM base_visit_remark",
        "UPDATE base_visit_remark SET score = NULL",
        "UPDATE base_visit_remark SET note = 'x'",
    ] {
        assert!(sea_orm::ConnectionTrait::execute_unprepared(&connection, theft).await.is_err(), "{theft}");
    }

    // Whoever recorded a visit about the wrong base takes it back: its words are gone, and the trail keeps that it was.
    let shown = "query($ids: [ID!]!) { baseReadiness(baseIds: $ids) { visits { id } } }";
    let seen = school.director.ok(shown, json!({"ids": [base]})).await;
    let retract = "mutation($input: BaseVisitRetractInput!) { baseVisitRetract(input: $input) { baseVisitId errors { code path } } }";
    let visit = seen.text("/baseReadiness/0/visits/0/id").to_owned();
    let gone = |reason: &str| json!({"input": {"baseVisitId": visit, "reason": reason}});
    for actor in [&school.base_administrator, &own, &school.stranger] {
        actor.denied(retract, gone("示例：基地填错")).await;
    }
    let refused = school.registrar.query(retract, gone(" ")).await.refusals("baseVisitRetract");
    assert_eq!(refused, [("INVALID".to_owned(), "reason".to_owned())]);
    school.registrar.ok(retract, gone("示例：基地填错")).await;
    let seen = school.director.ok(shown, json!({"ids": [base]})).await;
    assert_eq!(seen.at("/baseReadiness/0/visits"), &json!([]));
    assert_eq!(school.registrar.query(retract, gone("示例")).await.codes(), ["NOT_FOUND"]);
    let left = world.database.contents().await;
    assert!(!format!("{left:?}").contains("另有示例带教老师证书待核"));
}

async fn a_base_is_judged_by_the_norms_of_another_institution(world: World) {
    let school = School::found(&world).await;
    let base = school.ids["hospital-base"].clone();
    let presets =
        school.supervisor.ok("{ baseNormSetPresets { name isUsual norms { code } } }", Value::Null).await;
    assert_eq!(presets.text("/baseNormSetPresets/0/name"), "gp-base-2022");
    school.base_administrator.ok(DECLARE, figure(&base, "EXAM_QUESTION_REUSE", 25)).await;

    let stricter = PRESET.replacen("at_most = 30", "at_most = 20", 1);
    let upload = school.send(&school.registrar, "BASE_NORM_SET", "标准.toml", stricter.into_bytes()).await;
    let input = json!({"input": {"institutionId": school.ids["school"], "source": {"uploadId": upload}, "startsOn": "2026-02-01"}});
    for actor in [&school.base_administrator, &school.director, &school.stranger] {
        actor.denied(IMPORT, input.clone()).await;
    }
    let set = school.registrar.ok(IMPORT, input).await.text("/baseNormSetImport/normSet/id").to_owned();
    let asked = async |of: Option<&str>, on: &str| {
        school.director.ok(READY, json!({"ids": [base], "of": of, "on": on})).await
    };
    let by_school = asked(Some(&school.ids["school"]), "2026-03-02").await;
    assert_eq!(by_school.text("/baseReadiness/0/normSet/id"), set);
    assert_eq!(stands(&by_school, "QUESTION_REUSE"), told("NOT_MET", 2_500));
    // Before its first day, elsewhere, and for whoever names nobody, the norms hold that come with the system.
    for (of, on) in [
        (Some(school.ids["school"].as_str()), "2026-01-31"),
        (Some(school.ids["elsewhere"].as_str()), "2026-03-02"),
        (None, "2026-03-02"),
    ] {
        let usual = asked(of, on).await;
        assert_eq!(usual.at("/baseReadiness/0/normSet"), &Value::Null);
        let expected = if on < "2026-03" { told("UNKNOWN", None) } else { told("MET", 2_500) };
        assert_eq!(stands(&usual, "QUESTION_REUSE"), expected);
    }
    // A base is never judged by norms of its own.
    let own = json!({"ids": [base], "of": school.ids["hospital"]});
    assert_eq!(school.director.query(READY, own).await.codes(), ["BAD_USER_INPUT"]);
    let end = "mutation($input: BaseNormSetEndInput!) { baseNormSetEnd(input: $input) { normSet { endsOn } errors { code } } }";
    school.registrar.ok(end, json!({"input": {"baseNormSetId": set, "endsOn": "2026-03-01"}})).await;
    let ended = asked(Some(&school.ids["school"]), "2026-03-02").await;
    assert_eq!(stands(&ended, "QUESTION_REUSE"), told("MET", 2_500));
    let again = school
        .supervisor
        .ok("query($id: ID!) { node(id: $id) { ... on BaseNormSet { number endsOn } } }", json!({"id": set}))
        .await;
    assert_eq!(again.at("/node"), &json!({"number": 1, "endsOn": "2026-03-01"}));
}

async fn readiness_takes_as_many_statements_for_one_base_as_for_four(world: World) {
    let mut school = School::found(&world).await;
    intern(&mut school).await;
    let create = "mutation($input: TrainingBaseCreateInput!) { trainingBaseCreate(input: $input) { trainingBase { id } errors { message } } }";
    let mut bases = vec![school.ids["hospital-base"].clone(), school.ids["centre-base"].clone()];
    for number in 1..=2 {
        let (zh, en) = (format!("示例卫生院{number}"), format!("Sample Township Hospital {number}"));
        let place =
            xinglin_tests::school::institution(&school.administrator, "TOWNSHIP_HOSPITAL", &zh, &en).await;
        let input =
            json!({"input": {"institutionId": place, "kind": "GRASSROOTS", "accreditedOn": "2020-01-01"}});
        let made = school.administrator.ok(create, input).await;
        bases.push(made.text("/trainingBaseCreate/trainingBase/id").to_owned());
    }
    for base in &bases {
        school
            .registrar
            .ok(
                VISIT,
                json!({"input": {"baseId": base, "institutionId": school.ids["school"],
            "visitedOn": "2026-02-27", "note": "示例"}}),
            )
            .await;
    }
    let look = async |ids: &[String]| {
        let seen = school.director.ok(READY, json!({"ids": ids, "of": school.ids["school"]})).await;
        let told: Vec<&str> =
            seen.list("/baseReadiness").iter().map(|row| row["base"]["id"].as_str().unwrap()).collect();
        assert_eq!(told, ids, "in the order asked");
    };
    let one = world.cost(async || look(&bases[..1]).await).await;
    let four = world.cost(async || look(&bases).await).await;
    assert_eq!(one, four);
    assert!(four < 20, "{four} statements");

    // A base whose accreditation is over is not ready, whatever it has.
    let input = json!({"input": {"institutionId": school.ids["elsewhere"], "kind": "CLINICAL", "accreditedOn": "2020-01-01",
        "accreditedUntil": "2026-03-01"}});
    let over =
        school.administrator.ok(create, input).await.text("/trainingBaseCreate/trainingBase/id").to_owned();
    let seen = ready(&school.director, &over).await;
    assert_eq!(seen.at("/baseReadiness/0/isReady"), &json!(false));
    assert_eq!(stands(&seen, "CLINICAL_SUPERVISORS"), told("NOT_ASKED", None));

    let many: Vec<&String> = std::iter::repeat_n(&bases[0], 21).collect();
    assert_eq!(school.director.query(READY, json!({"ids": many})).await.codes(), ["BAD_USER_INPUT"]);
    assert_eq!(school.director.query(READY, json!({"ids": []})).await.codes(), ["BAD_USER_INPUT"]);
    let twice = school.director.ok(READY, json!({"ids": [bases[0], bases[0]]})).await;
    assert_eq!(twice.list("/baseReadiness").len(), 1);
}
