//! One's own phone and mail address, changed at both ends.

use serde_json::{Value, json};
use xinglin_tests::accounts::{ME, PASSWORD, register, sign_in, standing};
use xinglin_tests::actors::Actor;
use xinglin_tests::school::School;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_phone_is_changed_when_both_ends_agree),
        story(a_first_phone_is_confirmed_where_it_leads),
        story(a_phone_that_came_to_be_somebody_elses_is_refused),
    ]
}

const REQUEST: &str = "mutation($input: ContactChangeRequestInput!) { contactChangeRequest(input: $input) {
    needsOldCode errors { code path } } }";
const CONFIRM: &str = "mutation($input: ContactChangeConfirmInput!) { contactChangeConfirm(input: $input) {
    person { phone email } errors { code path } } }";

/// Somebody on the staff with an account, by phone and mail address; her browser.
async fn colleague(world: &World, school: &School, name: &str, phone: Option<&str>) -> Actor {
    let person = record(school, name, phone).await;
    register(world, &school.registrar, name, &person).await
}

async fn record(school: &School, name: &str, phone: Option<&str>) -> String {
    school
        .administrator
        .ok(
            "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } errors { message } } }",
            json!({"input": {
                "name": {"zh": format!("示例·{name}")}, "phone": phone,
                "email": format!("{name}@sample.example"), "institutionId": school.ids["school"], "isStaff": true,
            }}),
        )
        .await
        .text("/personCreate/person/id")
        .to_owned()
}

fn to(phone: &str) -> Value {
    json!({"input": {"password": PASSWORD, "to": {"phone": phone}}})
}

/// The codes sent last, by the number they went to.
async fn sent_to(world: &World, phone: &str) -> String {
    world.run_due_jobs().await;
    let sent = world.text_messages.sent();
    sent.iter().rev().find(|message| message.to == phone).expect("a message").parameters[0].clone()
}

async fn a_phone_is_changed_when_both_ends_agree(world: World) {
    let school = School::found(&world).await;
    let colleague = colleague(&world, &school, "colleague", Some("13800000009")).await;
    let other = self::colleague(&world, &school, "other", Some("13800000008")).await;
    let before = standing(&world).await;
    let wrong = json!({"input": {"password": "another tulip garden", "to": {"phone": "13900000001"}}});
    let refused = colleague.query(REQUEST, wrong).await;
    assert_eq!(
        refused.at("/contactChangeRequest"),
        &json!({"needsOldCode": null, "errors": [{"code": "WRONG_CREDENTIALS", "path": ["password"]}]})
    );
    let malformed = colleague.query(REQUEST, to("12")).await;
    assert_eq!(
        malformed.at("/contactChangeRequest/errors"),
        &json!([{"code": "INVALID", "path": ["to", "phone"]}])
    );
    assert_eq!(standing(&world).await, before);

    let begun = colleague.ok(REQUEST, to("139 0000 0001")).await;
    assert_eq!(begun.at("/contactChangeRequest/needsOldCode"), &json!(true));
    let (old, new) = (sent_to(&world, "13800000009").await, sent_to(&world, "13900000001").await);
    let templates: Vec<String> = world.text_messages.sent().into_iter().map(|sent| sent.template).collect();
    assert_eq!(templates, ["CONTACT_CHANGE", "CONTACT_CHANGE"]);
    let before = standing(&world).await;
    let both = json!({"input": {"oldCode": old, "newCode": new}});
    for (who, input, path) in [
        (&colleague, json!({"input": {"newCode": new}}), "oldCode"),
        (&colleague, json!({"input": {"oldCode": new, "newCode": new}}), "oldCode"),
        (&colleague, json!({"input": {"oldCode": old, "newCode": old}}), "newCode"),
        (&other, both.clone(), "newCode"),
    ] {
        let refused = who.query(CONFIRM, input).await;
        assert_eq!(
            refused.at("/contactChangeConfirm"),
            &json!({"person": null, "errors": [{"code": "CODE_INVALID", "path": [path]}]})
        );
    }
    assert_eq!(standing(&world).await, before);

    let changed = colleague.ok(CONFIRM, both.clone()).await;
    assert_eq!(changed.text("/contactChangeConfirm/person/phone"), "13900000001");
    assert_eq!(changed.text("/contactChangeConfirm/person/email"), "colleague@sample.example");
    let again = colleague.query(CONFIRM, both).await;
    assert_eq!(again.text("/contactChangeConfirm/errors/0/code"), "CODE_INVALID");
    sign_in(&world, "colleague", "13900000001").await.ok(ME, Value::Null).await;
}

async fn a_first_phone_is_confirmed_where_it_leads(world: World) {
    let school = School::found(&world).await;
    let colleague = colleague(&world, &school, "colleague", None).await;

    let begun = colleague.ok(REQUEST, to("13900000001")).await;
    assert_eq!(begun.at("/contactChangeRequest/needsOldCode"), &json!(false));
    let new = sent_to(&world, "13900000001").await;
    world.clock.advance(chrono::Duration::minutes(20));
    let changed = colleague.ok(CONFIRM, json!({"input": {"newCode": new}})).await;

    assert_eq!(changed.text("/contactChangeConfirm/person/phone"), "13900000001");
    let mail = json!({"input": {"password": PASSWORD, "to": {"email": "new@sample.example"}}});
    assert_eq!(colleague.ok(REQUEST, mail).await.at("/contactChangeRequest/needsOldCode"), &json!(true));
    world.run_due_jobs().await;
    let sent: Vec<String> = world.mailbox.sent().into_iter().map(|sent| sent.letter.to).collect();
    assert_eq!(sent, ["colleague@sample.example", "new@sample.example"]);
}

async fn a_phone_that_came_to_be_somebody_elses_is_refused(world: World) {
    let school = School::found(&world).await;
    let colleague = colleague(&world, &school, "colleague", None).await;
    colleague.ok(REQUEST, to("13900000001")).await;
    let new = sent_to(&world, "13900000001").await;
    record(&school, "somebody-else", Some("13900000001")).await;
    let before = standing(&world).await;

    let refused = colleague.query(CONFIRM, json!({"input": {"newCode": new}})).await;

    assert_eq!(
        refused.at("/contactChangeConfirm"),
        &json!({"person": null, "errors": [{"code": "TAKEN", "path": []}]})
    );
    assert_eq!(standing(&world).await, before);
}
