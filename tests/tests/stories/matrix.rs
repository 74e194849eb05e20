//! Who may do what: every root field × every role. A denied act is also seen to write nothing.
//!
//! A root field without a row fails. Each row says who is answered; whoever is neither among them nor among those
//! from whom the object is hidden must be refused.

use std::collections::BTreeSet;

use entity::audit_event;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QuerySelect as _};
use serde_json::{Value, json};
use xinglin_tests::actors::Actor;
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

mod fixture;
mod mutations;
mod queries;

use fixture::fixture;
use mutations::MUTATIONS;
use queries::QUERIES;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(every_query_answers_whom_it_should),
        story(every_mutation_of_the_first_half_hears_whom_it_should),
        story(every_mutation_of_the_second_half_hears_whom_it_should),
        story(every_root_field_has_a_row),
    ]
}

use Who::{
    Administrator, Anonymous, App, Auditor, Base, Coordinator, Director, Former, Master, Officer, Registrar,
    Secretary, Self_, Stranger, Supervisor,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Anonymous,
    Administrator,
    Registrar,
    Director,
    Base,
    Supervisor,
    Master,
    Self_,
    /// Secretary of the department where she is placed.
    Secretary,
    /// Coordinator of a consortium that the hospital belongs to.
    Coordinator,
    /// Health-authority auditor of the region.
    Auditor,
    /// Officer of an institution that sent somebody else.
    Officer,
    /// Base administrator of the hospital until the day before.
    Former,
    Stranger,
    /// Service account of another school.
    App,
}

const EVERYBODY: &[Who] = &[
    Anonymous,
    Administrator,
    Registrar,
    Director,
    Base,
    Secretary,
    Supervisor,
    Master,
    Self_,
    Coordinator,
    Auditor,
    Officer,
    Former,
    Stranger,
    App,
];
/// Everybody with a token.
const CALLERS: &[Who] = EVERYBODY.split_at(1).1;
/// Every person with a token: the app, which stands last, is none.
const SIGNED_IN: &[Who] = CALLERS.split_at(CALLERS.len() - 1).0;
/// Who sees the trainee: she has a placement at the hospital under the supervisor, and follows the master.
const SEE_HER: &[Who] =
    &[Administrator, Registrar, Director, Base, Secretary, Supervisor, Master, Self_, Coordinator, Auditor];
/// From whom she is hidden: people of other places, and whoever oversaw hers until yesterday.
const OTHERS: &[Who] = &[Officer, Former, Stranger, App];
/// Everybody with a token but herself.
const NOT_HER: &[Who] = &[
    Administrator,
    Registrar,
    Director,
    Base,
    Secretary,
    Supervisor,
    Master,
    Coordinator,
    Auditor,
    Officer,
    Former,
    Stranger,
    App,
];
const NOBODY: &[Who] = &[];

/// A root field: name, arguments with a selection, variables, who is answered, from whom the object is hidden.
struct Row(&'static str, &'static str, fn(&Fixture) -> Value, &'static [Who], &'static [Who]);

/// What the rows speak of.
struct Fixture {
    school: School,
    trainee: Trainee,
    newcomer: String,
    double: String,
    role: String,
    delegation: String,
    consortium: String,
    membership: String,
    readers: Vec<(Who, Actor)>,
    token: String,
    provider: String,
    service_account: String,
    app: Actor,
    binding: String,
    placement: String,
    hours: String,
    exit: String,
    case: String,
    /// A short form, of two items.
    form: String,
    assessment: String,
    /// What the trainee handed in to the school, and the file that proves it.
    entry: String,
    /// A leave of hers that waits for the supervisor, and one with a certificate that he approved.
    leaves: [String; 2],
    attachment: String,
    /// A committee, an enrolment about which it is asked, and the open vote.
    entrustment: [String; 3],
    request: String,
    round: String,
    /// An exit examination of the short course, and the trainee's registration for it.
    examination: String,
    registration: String,
    framework: String,
    draft: String,
    certificate: Value,
}

fn actors(world: &World, fixture: &Fixture) -> Vec<(Who, Actor)> {
    let school = &fixture.school;
    let mut actors = vec![
        (Anonymous, world.anonymous()),
        (Administrator, school.administrator.clone()),
        (Registrar, school.registrar.clone()),
        (Director, school.director.clone()),
        (Base, school.base_administrator.clone()),
        (Supervisor, school.supervisor.clone()),
        (Master, school.master.clone()),
        (Self_, fixture.trainee.actor.clone()),
        (Stranger, school.stranger.clone()),
        (App, fixture.app.clone()),
    ];
    actors.extend(fixture.readers.iter().cloned());
    actors
}

fn document(kind: &str, row: &Row, variables: &Value) -> String {
    let Row(field, selection, ..) = row;
    let mut type_name = field.to_string();
    type_name[..1].make_ascii_uppercase();
    let declared: Vec<String> = variables
        .as_object()
        .unwrap()
        .keys()
        .map(
            |name| {
                if name == "input" { format!("$input: {type_name}Input!") } else { format!("${name}: ID!") }
            },
        )
        .collect();
    let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
    format!("{kind}{declared} {{ {selection} }}")
}

/// So many who try a password from one address would have to wait, which is another story.
async fn forget_attempts(world: &World) {
    let connection = world.database.connect().await;
    connection.execute_unprepared("DELETE FROM attempt").await.unwrap();
    connection.close().await.unwrap();
}

async fn every_query_answers_whom_it_should(world: World) {
    tell(&world, "query", QUERIES).await;
}

/// Each half with a fixture of its own: together they would take as long as all other stories.
async fn every_mutation_of_the_first_half_hears_whom_it_should(world: World) {
    tell(&world, "mutation", MUTATIONS.split_at(MUTATIONS.len() / 2).0).await;
}

async fn every_mutation_of_the_second_half_hears_whom_it_should(world: World) {
    tell(&world, "mutation", MUTATIONS.split_at(MUTATIONS.len() / 2).1).await;
}

async fn tell(world: &World, kind: &str, rows: &[Row]) {
    let fixture = Box::pin(fixture(world)).await;
    let actors = actors(world, &fixture);
    for row in rows {
        let Row(field, _, variables, answered, hidden) = row;
        let variables = variables(&fixture);
        let document = document(kind, row, &variables);
        forget_attempts(world).await;
        // Refusals first: an act that is done may change what the next one finds.
        let before = world.database.contents().await;
        for (who, actor) in actors.iter().filter(|(who, _)| !answered.contains(who) && !hidden.contains(who))
        {
            let answer = actor.query(&document, variables.clone()).await;
            let expected: &[&str] =
                if *who == Anonymous { &["UNAUTHENTICATED"] } else { &["FORBIDDEN", "NOT_FOUND"] };
            let codes = answer.codes();
            assert_eq!(codes.len(), 1, "{field} as {who:?}: {}", answer.body);
            assert!(expected.contains(&codes[0].as_str()), "{field} as {who:?}: {}", answer.body);
        }
        assert_eq!(world.database.contents().await, before, "a refused {field} wrote something");
        for (who, actor) in actors.iter().filter(|(who, _)| hidden.contains(who)) {
            let answer = actor.query(&document, variables.clone()).await;
            assert!(answer.data()[*field].is_null(), "{field} as {who:?}: {}", answer.body);
            assert!(
                answer.codes().iter().all(|code| code == "NOT_FOUND"),
                "{field} as {who:?}: {}",
                answer.body
            );
        }
        for (who, actor) in actors.iter().filter(|(who, _)| answered.contains(who)) {
            let answer = actor.query(&document, variables.clone()).await;
            assert!(!answer.data()[*field].is_null(), "{field} as {who:?}: {}", answer.body);
            // What the rules then say is not this story's; that she was heard is.
            assert_eq!(answer.codes(), Vec::<String>::new(), "{field} as {who:?}: {}", answer.body);
        }
    }
    for action in actions(world).await {
        let filter = json!({"filter": {"action": action}});
        let found =
            "query($filter: AuditEventFilter!) { auditEvents(filter: $filter, first: 1) { nodes { id } } }";
        let answer = fixture.school.administrator.ok(found, filter).await;
        assert_eq!(answer.list("/auditEvents/nodes").len(), 1, "{action}");
    }
}

/// Every action that the trail holds by now.
async fn actions(world: &World) -> BTreeSet<String> {
    let query = audit_event::Entity::find().select_only().column(audit_event::Column::Action).distinct();
    let actions: Vec<String> = query.into_tuple().all(&world.database.connect().await).await.unwrap();
    actions.into_iter().collect()
}

async fn every_root_field_has_a_row(world: World) {
    let answer = world
        .administrator()
        .await
        .ok("{ __schema { queryType { fields { name } } mutationType { fields { name } } } }", Value::Null)
        .await;
    let fields = |kind: &str| -> BTreeSet<String> {
        answer
            .list(&format!("/__schema/{kind}/fields"))
            .iter()
            .map(|field| field["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let rows = |rows: &[Row]| -> BTreeSet<String> { rows.iter().map(|row| row.0.to_owned()).collect() };
    assert_eq!(fields("queryType"), rows(QUERIES));
    assert_eq!(fields("mutationType"), rows(MUTATIONS));
}
