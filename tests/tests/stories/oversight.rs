//! An auditor draws records that nobody can steer, and verifies them without the server that holds them.

use chrono::TimeDelta;
use domain::identity::{Act, Permit};
use domain::oversight::{self, SampleRequest};
use platform::error::Error;
use platform::{Platform, audit, id};
use serde_json::{Value, json};
use xinglin_tests::actors::Answer;
use xinglin_tests::checkers::{Checker, outside};
use xinglin_tests::outside::{Ended, run};
use xinglin_tests::school::School;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(an_evidence_package_verifies_without_the_server).needs(&[Checker::Node]),
        story(a_draw_that_cannot_be_is_refused),
        story(a_health_authority_draws_in_its_region),
        story(an_auditor_draws_the_same_records_whenever_she_repeats_it),
    ]
}

/// What somebody changes in a package.
type Change = fn(&mut Value);

fn request(school: &School, seed: &str, count: usize) -> SampleRequest {
    let (_, institution_id) = id::decode(&school.ids["school"]).unwrap();
    SampleRequest {
        institution_id,
        seed: seed.to_owned(),
        count,
        since: World::beginning() - TimeDelta::days(1),
        until: World::beginning() + TimeDelta::days(1),
    }
}

/// Two trainees with four and two hours entries, one of which is approved.
async fn submitted(school: &School) {
    for (name, days) in [("Anna", 25..29), ("Bella", 27..29)] {
        let trainee = school.trainee(name, "2026-02-01").await;
        for day in days {
            let (from, until) =
                (format!("2026-02-{day}T08:00:00+08:00"), format!("2026-02-{day}T12:00:00+08:00"));
            let hours = school.follow(&trainee, &from, &until).await;
            if day == 25 {
                school.review(&hours, "APPROVED", None).await;
            }
        }
    }
}

/// What the outside verifier says of a package.
async fn judged(world: &World, text: &str, key: Option<&str>) -> Ended {
    let file = world.database.folder().join("package.json");
    std::fs::write(&file, text).unwrap();
    let script = outside("verify_package.mjs");
    let words = [script.to_str().unwrap(), file.to_str().unwrap()].into_iter().chain(key);
    run(&Checker::Node.program(), words).await
}

/// The package as somebody at the audited place would hand it over who holds its keys.
fn altered(platform: &Platform, text: &str, change: impl Fn(&mut Value)) -> String {
    let mut document: Value = serde_json::from_str(text).unwrap();
    change(&mut document["package"]);
    let signature = platform.keys.sign(document["package"].to_string().as_bytes()).unwrap();
    document["signature"]["signature"] = json!(id::hex(&signature.bytes));
    document.to_string()
}

/// A seed that draws other records than the package's; of few records, many a seed draws the same.
async fn other_seed(platform: &Platform, school: &School, package: &Value) -> String {
    for number in 2.. {
        let seed = format!("dice 4 6 {number}");
        let draw = request(school, &seed, 3);
        let drawn =
            oversight::audit_package(platform, &Permit::system(Act::AuditSample), &draw).await.unwrap();
        let drawn: Value = serde_json::from_str(&drawn).unwrap();
        if drawn["package"]["records"] != package["package"]["records"] {
            return seed;
        }
    }
    unreachable!("some seed draws other records")
}

async fn an_evidence_package_verifies_without_the_server(world: World) {
    let school = School::found(&world).await;
    submitted(&school).await;
    let platform = world.platform().await;
    let permit = Permit::system(Act::AuditSample);
    let draw = request(&school, "dice 4 6 1", 3);

    let text = oversight::audit_package(&platform, &permit, &draw).await.unwrap();

    let package: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(package["package"]["population"].as_array().unwrap().len(), 6);
    assert_eq!(package["package"]["records"].as_array().unwrap().len(), 3);
    let key = package["signature"]["public_key"].as_str().unwrap();
    let said = judged(&world, &text, Some(key)).await.text();
    assert!(said.ends_with(&format!("verified, signed by {key}\n")), "{said}");
    assert!(said.starts_with("3 of 6 records, "), "{said}");
    let again = oversight::audit_package(&platform, &permit, &draw).await.unwrap();
    let again: Value = serde_json::from_str(&again).unwrap();
    assert_eq!(again["package"]["records"], package["package"]["records"]);
    let trail = audit::verify(platform.database.reader()).await.unwrap();
    assert_eq!((trail.unsealed, trail.faults.len()), (0, 0));

    let faults = async |text: &str, key: Option<&str>| {
        let ended = judged(&world, text, key).await;
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        String::from_utf8(ended.stdout).unwrap()
    };
    let stranger = id::hex(&[7; 32]);
    assert!(faults(&text, Some(&stranger)).await.contains("the package is not signed by its key"));
    let unsigned = text.replace("dice 4 6 1", "dice 4 6 2");
    assert!(faults(&unsigned, None).await.contains("the package is not signed by its key"));
    let other = other_seed(&platform, &school, &package).await;
    let reseeded = altered(&platform, &text, |package| package["draw"]["seed"] = json!(other));
    assert!(faults(&reseeded, Some(key)).await.contains("the records are not those that the seed draws"));
    let attacks: [(&str, Change); 6] = [
        ("the records are not those that the seed draws", |package| {
            let first = package["records"][0]["id"].clone();
            package["population"].as_array_mut().unwrap().retain(|key| *key != first);
        }),
        ("is not what was submitted", |package| {
            package["records"][0]["submitted"]["endsAt"] = json!("2026-02-28");
        }),
        ("was changed", |package| {
            package["proof"]["events"][0]["occurred_at"] = json!("2020-01-01T00:00:00.000000Z");
        }),
        ("says was changed", |package| package["proof"]["events"][0]["payload"] = json!("{}")),
        ("was changed", |package| {
            package["proof"]["chain"][0]["sealed_at"] = json!("2020-01-01T00:00:00.000000Z");
        }),
        ("the chain does not end in the signed head", |package| {
            package["proof"]["head"]["digest"] = json!("02");
        }),
    ];
    for (fault, change) in attacks {
        let text = altered(&platform, &text, change);
        let said = faults(&text, Some(key)).await;
        assert!(said.contains(fault) && !said.contains("the package is not signed"), "{fault}: {said}");
    }
}

const SAMPLE: &str = "query($id: ID!, $seed: String!, $first: Int, $since: DateTime!, $until: DateTime!) {
    auditSample(institutionId: $id, seed: $seed, first: $first, since: $since, until: $until) {
        populationSize nodes { id kind recordedAt } } }";

async fn an_auditor_draws_the_same_records_whenever_she_repeats_it(world: World) {
    let school = School::found(&world).await;
    submitted(&school).await;
    let variables = |seed: &str, first: Value| {
        json!({
            "id": school.ids["school"], "seed": seed, "first": first,
            "since": "2026-03-01T00:00:00Z", "until": "2026-03-03T00:00:00Z",
        })
    };
    let auditor = &school.administrator;

    let all = auditor.ok(SAMPLE, variables("dice 4 6 1", Value::Null)).await;
    let three = auditor.ok(SAMPLE, variables("dice 4 6 1", json!(3))).await;
    let others = auditor.ok(SAMPLE, variables("dice 2 2 5", json!(6))).await;

    assert_eq!(
        (all.number("/auditSample/populationSize"), three.number("/auditSample/populationSize")),
        (6, 6)
    );
    let nodes = |answer: &Answer| answer.list("/auditSample/nodes").to_vec();
    assert_eq!(nodes(&all).len(), 6);
    assert_eq!(nodes(&three), nodes(&all)[..3]);
    assert_ne!(nodes(&others), nodes(&all));
    let events = auditor
        .ok(
            "query($id: ID!) { auditEvents(filter: {objectId: $id, action: \"audit.sample\"}) {
                totalCount nodes { changes { field after } } } }",
            json!({"id": school.ids["school"]}),
        )
        .await;
    assert_eq!(events.number("/auditEvents/totalCount"), 3);
    let changes = events.list("/auditEvents/nodes/1/changes");
    let after =
        |field: &str| changes.iter().find(|change| change["field"] == field).unwrap()["after"].clone();
    assert_eq!(
        (after("seed"), after("count"), after("population")),
        (json!("dice 4 6 1"), json!("3"), json!("6"))
    );
    let refused = auditor.query(SAMPLE, variables("dice", json!(101))).await;
    assert_eq!(refused.codes().len(), 1, "{}", refused.body);
    for first in [json!(0), json!(-1)] {
        assert_eq!(auditor.query(SAMPLE, variables("dice", first)).await.codes(), ["BAD_USER_INPUT"]);
    }
    for denied in [&school.registrar, &school.director, &school.supervisor, &school.stranger] {
        denied.denied(SAMPLE, variables("dice 4 6 1", json!(3))).await;
    }
}

async fn a_health_authority_draws_in_its_region(world: World) {
    let school = School::found(&world).await;
    submitted(&school).await;
    let variables = json!({
        "id": school.ids["school"], "seed": "dice 4 6 1", "first": 3,
        "since": "2026-03-01T00:00:00Z", "until": "2026-03-03T00:00:00Z",
    });
    for (who, region, may) in
        [("Fuzhou", "350100", true), ("Gulou", "350102", true), ("Xiamen", "350200", false)]
    {
        let at = json!({"regionCode": region, "startsOn": "2026-01-01"});
        let (auditor, _) = school.appoint(who, "elsewhere", "HEALTH_AUDITOR", at).await;
        if may {
            let drawn = auditor.ok(SAMPLE, variables.clone()).await;
            assert_eq!(drawn.list("/auditSample/nodes").len(), 3, "{who}");
        } else {
            auditor.denied(SAMPLE, variables.clone()).await;
        }
    }
}

async fn a_draw_that_cannot_be_is_refused(world: World) {
    let school = School::found(&world).await;
    let platform = world.platform().await;
    let permit = Permit::system(Act::AuditSample);
    let good = request(&school, "dice", 3);
    let before = world.database.contents().await;

    for (refused, expected) in [
        (SampleRequest { seed: " ".to_owned(), ..good.clone() }, Some("oversight-seed")),
        (SampleRequest { count: 501, ..good.clone() }, Some("oversight-sample-size")),
        (SampleRequest { until: good.since, ..good.clone() }, Some("oversight-period")),
        (SampleRequest { institution_id: id::new_key(), ..good.clone() }, None),
    ] {
        let key = match oversight::audit_package(&platform, &permit, &refused).await.unwrap_err() {
            Error::BadInput(message) => Some(message.key().to_owned()),
            Error::NotFound => None,
            error => panic!("{error}"),
        };
        assert_eq!(key.as_deref(), expected);
    }
    assert_eq!(world.database.contents().await, before);

    let nothing = oversight::audit_package(&platform, &permit, &good).await.unwrap();
    let nothing: Value = serde_json::from_str(&nothing).unwrap();
    assert_eq!(
        (nothing["package"]["population"].clone(), nothing["package"]["records"].clone()),
        (json!([]), json!([]))
    );
}
