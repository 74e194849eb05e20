//! Every example that the docs show to frontend teams is executed, as the role its heading names; every test that they
//! call a witness is there.

use serde_json::json;
use xinglin_tests::repository;
use xinglin_tests::school::School;
use xinglin_tests::services::{bind, service};
use xinglin_tests::stories::{Story, plain, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(every_example_of_the_frontend_page_runs),
        plain(every_test_that_the_security_page_names_is_there),
    ]
}

/// Heading and query of each example on the page.
fn examples(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut heading = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("## ") {
            text.clone_into(&mut heading);
        }
        if line == "```graphql" {
            let query: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push((heading.clone(), query.join("\n")));
        }
    }
    found
}

async fn every_example_of_the_frontend_page_runs(world: World) {
    let page = std::fs::read_to_string(repository().join("api/docs/frontend.md")).unwrap();
    let school = School::found(&world).await;
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    school.follow(&trainee, "2026-02-28T08:00:00+08:00", "2026-02-28T12:00:00+08:00").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-27").await;
    school.leave(&trainee, &placement, 0).await;

    let scopes = ["READ_OWN", "SUBMIT", "EXCHANGE"];
    let (_, app) = service(&school.registrar, &world, &school.ids["school"], &scopes).await;
    bind(&trainee.actor, &app, "openid-0001").await;

    let coordinator = super::reporting_rounds::waiting(&school).await;
    let examples = examples(&page);
    assert_eq!(examples.len(), 18);
    for (heading, query) in examples {
        let (_, role) = heading.split_once(" — as ").unwrap_or_else(|| panic!("no role in {heading}"));
        let actor = match role {
            "a trainee" => trainee.actor.clone(),
            "a supervisor" => school.supervisor.clone(),
            "a registrar" => school.registrar.clone(),
            "a coordinator" => coordinator.clone(),
            "a service account" => app.clone(),
            "anybody, without a token" => world.anonymous(),
            other => panic!("who is {other}?"),
        };
        let answer = actor.ok(&query, json!(null)).await;
        let answered = answer.data().to_string();
        assert!(!answered.contains("[]") || role != "a supervisor", "{heading}: {answered}");
    }
}

/// A story as `room::name`, a unit test as `file#name`, between backticks.
fn witness(word: &str) -> Option<(String, &str)> {
    if let Some((file, name)) = word.split_once('#') {
        return Some((file.to_owned(), name));
    }
    let (room, name) = word.split_once("::").filter(|(_, name)| *name != "story")?;
    Some((format!("tests/tests/stories/{room}.rs"), name))
}

async fn every_test_that_the_security_page_names_is_there() {
    let page = std::fs::read_to_string(repository().join("api/docs/security.md")).unwrap();
    let named: Vec<_> =
        page.split('`').skip(1).step_by(2).filter(|word| *word != "file#test").filter_map(witness).collect();

    let is_there = |(file, name): &(String, &str)| {
        let text = std::fs::read_to_string(repository().join(file)).unwrap_or_default();
        text.contains(&format!("fn {name}("))
    };
    let missing: Vec<_> = named.iter().filter(|named| !is_there(named)).collect();

    assert!(missing.is_empty(), "{missing:#?}");
    assert!(named.len() > 40, "{}", named.len());
}
