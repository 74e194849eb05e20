//! Twenty trainees with their progress: through GraphQL, and as one hand-written statement.

use chrono::NaiveDate;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::load::{Answer, Client, Comparison, Request, at_once};
use crate::ready::{Ready, address};
use crate::reference::{Asked, Reference};
use crate::table::Table;

/// The 20-trainee list, as the story that counts its statements asks it.
pub(crate) const LIST: &str = "query($first: Int!) { trainees(first: $first) { nodes { person { name } enrolments {
    progress { status pace creditedDays requirements { requirement { code } credited running target status } } } } } }";

const FIRST: i64 = 20;
const CLIENTS: [usize; 3] = [2, 4, 8];
const ROUNDS: usize = 4;
/// Requests of one side in one round, all clients together.
const REQUESTS: usize = 160;
/// Requests of each side before anything is measured.
const WARM_UP: usize = 48;
const LEAST: f64 = 0.6;

/// Measures both and compares what they answer.
pub(crate) fn measure(runtime: &Runtime, ready: &Ready, table: &mut Table) {
    let world = ready.world();
    let reference = runtime.block_on(Reference::start(world.database.url()));
    let (ours, theirs) = (address(world), reference.address);
    let list = Request::graphql(ready.school.registrar.token(), LIST, json!({ "first": FIRST }));
    let (_, institution_id) = platform::id::decode(&ready.school.ids["school"]).expect("an id");
    let asked =
        Asked { institution_id, first: FIRST, on: NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day") };
    let statement = Request::post("/trainees", None, &json!(asked));

    let answers = [(ours, &list), (theirs, &statement)].map(|(address, request)| {
        let mut client = Client::connect(address).expect("the server takes a connection");
        let answer = client.send(request).expect("the server answers");
        serde_json::from_slice::<Value>(&answer.body).unwrap_or_else(|_| panic!("{}", answer.text()))
    });
    assert_eq!(answers[0], answers[1], "both sides answer the same");
    assert_eq!(answers[0]["data"]["trainees"]["nodes"].as_array().map(Vec::len), Some(20));

    for clients in CLIENTS {
        let round = |address, request, requests: usize| {
            at_once(address, &vec![vec![request; requests / clients]; clients], is_list)
        };
        round(ours, &list, WARM_UP);
        round(theirs, &statement, WARM_UP);
        let mut comparison = Comparison::default();
        for _ in 0..ROUNDS {
            comparison.add(REQUESTS, round(ours, &list, REQUESTS), round(theirs, &statement, REQUESTS));
        }
        let (measured, reference) = comparison.rates();
        table.add(
            [
                format!("list of {FIRST} trainees, {clients} clients"),
                format!("{measured:.0}/s"),
                format!("{reference:.0}/s, one statement"),
                format!("{:.0} %", comparison.ratio() * 100.0),
                format!(">= {:.0} %", LEAST * 100.0),
            ],
            (comparison.ratio() >= LEAST).into(),
        );
    }
    runtime.block_on(reference.stop());
}

fn is_list(answer: &Answer) -> bool {
    answer.body.starts_with(b"{\"data\":{\"trainees\":")
}
