//! Attacks by way of an institution's provider: each is answered with the same sentence, writes nothing, tells nothing
//! and signs nobody in.

use std::collections::BTreeMap;

use chrono::Duration;
use serde_json::{Value, json};
use xinglin_tests::accounts::{ME, register, standing};
use xinglin_tests::actors::Actor;
use xinglin_tests::browser::{Browser, Page};
use xinglin_tests::fake_provider::{CODE, FakeProvider, Signed};
use xinglin_tests::openid::{CLIENT_ID, CLIENT_SECRET};
use xinglin_tests::school::School;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(an_answer_that_does_not_hold_opens_nothing),
        story(an_attempt_is_one_browsers_and_serves_once),
        story(a_provider_vouches_for_the_people_of_its_institution_alone),
        story(an_address_that_two_people_bear_opens_nothing),
        story(whoever_administers_is_admitted_by_a_provider_of_the_system_administrators_only),
        story(a_provider_that_has_ended_opens_nothing),
        story(a_provider_that_describes_itself_as_another_is_not_believed),
        story(what_is_meant_for_one_provider_serves_no_other),
        story(nobody_is_led_to_another_server),
        story(a_session_that_was_there_before_is_ended),
        story(an_identity_is_linked_to_whoever_began_it_alone),
    ]
}

const CREATE: &str =
    "mutation($input: IdentityProviderCreateInput!) { identityProviderCreate(input: $input) {
    identityProvider { id startUrl } errors { code message } } }";
const SENTENCE: &str = "通过所在机构登录未成功";

/// A hospital with a provider that says what it is told to.
struct Scene {
    world: World,
    school: School,
    fake: FakeProvider,
    id: String,
    start: String,
}

async fn set_up(by: &Actor, school: &School, fake: &FakeProvider) -> (String, String) {
    let input = json!({"input": {
        "institutionId": school.ids["hospital"], "name": {"zh": "示例附属医院统一认证"}, "issuer": fake.issuer(),
        "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET,
    }});
    let made = by.ok(CREATE, input).await;
    let at = |field: &str| made.text(&format!("/identityProviderCreate/identityProvider/{field}")).to_owned();
    (at("id"), at("startUrl"))
}

/// Everything but the attempt itself, which is over once it was brought back.
async fn written(world: &World) -> BTreeMap<String, String> {
    let mut contents = standing(world).await;
    contents.remove("sign_in_attempt");
    contents
}

fn assert_refused(page: &Page, what: &str) {
    assert_eq!(page.status, 403, "{what}: {page:?}");
    assert!(page.body.contains(SENTENCE) && page.body.contains("did not work"), "{what}: {}", page.body);
    assert_eq!(page.set_cookies, Vec::<String>::new(), "{what}");
    assert_eq!(page.location, None, "{what}");
}

fn assert_signed_in(page: &Page) {
    assert_eq!(page.status, 303, "{page:?}");
    assert!(page.set_cookies.iter().any(|cookie| cookie.starts_with("__Host-xinglin=xls_")), "{page:?}");
}

impl Scene {
    async fn open(world: &World) -> Self {
        // A provider on this machine is asked only where nothing is meant for real.
        world.restart_with(&[("--mode", "development")]).await;
        let school = School::found(world).await;
        let fake = FakeProvider::start(world);
        let (id, start) = set_up(&school.administrator, &school, &fake).await;
        Self { world: world.clone(), school, fake, id, start }
    }

    /// A browser that comes to the provider; the address that leads it back.
    async fn begin(&self, browser: &mut Browser) -> String {
        let begun = browser.open(&self.start).await;
        assert_eq!(begun.status, 303, "{begun:?}");
        self.fake.receive(&begun);
        format!("{}/callback?state={}&code={CODE}", self.start, begun.parameter("state"))
    }

    /// Signs in with a new browser, as the provider says.
    async fn walk(&self) -> Page {
        let mut browser = Browser::new(&self.world);
        let back = self.begin(&mut browser).await;
        browser.open(&back).await
    }

    /// The same, which must be refused.
    async fn refused(&self, what: &str) {
        let before = written(&self.world).await;
        assert_refused(&self.walk().await, what);
        assert_eq!(written(&self.world).await, before, "{what} wrote something");
    }

    async fn end(&self) {
        let end = "mutation($input: IdentityProviderEndInput!) { identityProviderEnd(input: $input) { errors { code } } }";
        self.school.administrator.ok(end, json!({"input": {"identityProviderId": self.id}})).await;
    }
}

async fn an_answer_that_does_not_hold_opens_nothing(world: World) {
    let scene = Scene::open(&world).await;
    let now = world.clock.now().timestamp();
    let by_key = [
        ("another nonce", json!({"nonce": "another"})),
        ("no nonce", json!({"nonce": null})),
        ("another audience", json!({"aud": "somebody-else"})),
        ("another audience beside ours", json!({"aud": [CLIENT_ID, "somebody-else"]})),
        ("no audience", json!({"aud": null})),
        ("another issuer", json!({"iss": "https://login.sample.example"})),
        ("an expired token", json!({"exp": now})),
        ("an unverified address", json!({"email_verified": false})),
        ("an address of which nothing is said", json!({"email_verified": null})),
        ("no address", json!({"email": null})),
        ("an address that is none", json!({"email": "supervisor"})),
        ("nobody's address", json!({"email": "nobody@sample.example"})),
        ("no subject", json!({"sub": ""})),
        ("an endless subject", json!({"sub": "a".repeat(256)})),
    ];
    for (what, claims) in by_key {
        scene.fake.say(&claims, Signed::ByKey);
        scene.refused(what).await;
    }
    for (what, signed) in [
        ("a withdrawn key", Signed::ByWithdrawnKey),
        ("a withdrawn key under the name of the present one", Signed::ByKeyOfSameName),
        ("a signature by the shared secret", Signed::BySecret),
        ("no signature", Signed::NotAtAll),
    ] {
        scene.fake.say(&json!({}), signed);
        scene.refused(what).await;
    }
    assert_eq!(scene.fake.asked(), 18);

    scene.fake.say(&json!({}), Signed::ByKey);
    assert_signed_in(&scene.walk().await);
}

async fn an_attempt_is_one_browsers_and_serves_once(world: World) {
    let scene = Scene::open(&world).await;
    let (mut hers, mut his) = (Browser::new(&world), Browser::new(&world));
    let back = scene.begin(&mut hers).await;
    scene.begin(&mut his).await;
    let before = world.database.contents().await;

    assert_refused(&Browser::new(&world).open(&back).await, "a browser that began nothing");
    assert_refused(&his.open(&back).await, "a browser that began something else");
    let unknown = format!("{}/callback?state=xst_00000000000000000000000000&code={CODE}", scene.start);
    assert_refused(&hers.open(&unknown).await, "a state that nobody gave");
    assert_refused(&hers.open(&format!("{}/callback?code={CODE}", scene.start)).await, "no state");
    assert_refused(&hers.open(&format!("{back}&state=again")).await, "two states");
    assert_eq!(world.database.contents().await, before);
    assert_eq!(scene.fake.asked(), 0);

    let mut hers = Browser::new(&world);
    let back = scene.begin(&mut hers).await;
    let kept = hers.cookie("__Host-xinglin-sign-in").unwrap().to_owned();
    assert_signed_in(&hers.open(&back).await);
    hers.plant("__Host-xinglin-sign-in", &kept);
    let before = world.database.contents().await;
    assert_refused(&hers.open(&back).await, "a state used before");
    assert_eq!(world.database.contents().await, before);
    assert_eq!(scene.fake.asked(), 1);

    let back = scene.begin(&mut hers).await;
    world.clock.advance(Duration::minutes(10));
    let before = world.database.contents().await;
    assert_refused(&hers.open(&back).await, "an attempt that took too long");
    assert_eq!(world.database.contents().await, before);

    let back = scene.begin(&mut hers).await;
    let before = written(&world).await;
    let declined = back.replace(&format!("&code={CODE}"), "&error=access_denied");
    assert_refused(&hers.open(&declined).await, "a provider that declines");
    assert_refused(&hers.open(&back).await, "an attempt that was declined");
    assert_eq!(written(&world).await, before);
    assert_eq!(scene.fake.asked(), 1);
}

async fn a_provider_vouches_for_the_people_of_its_institution_alone(world: World) {
    let scene = Scene::open(&world).await;
    for email in ["stranger@sample.example", "centre-supervisor@sample.example"] {
        scene.fake.say(&json!({ "email": email }), Signed::ByKey);
        scene.refused(email).await;
    }

    // Somebody whose one role there ends this month, and who was linked while it held.
    let made = scene
        .school
        .administrator
        .ok(
            "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } errors { code } } }",
            json!({"input": {"name": {"zh": "示例·客座"}, "email": "guest@sample.example"}}),
        )
        .await;
    scene.fake.say(&json!({"sub": "guest", "email": "guest@sample.example"}), Signed::ByKey);
    scene.refused("nothing binds her yet").await;
    let role = json!({"personId": made.text("/personCreate/person/id"), "role": "SUPERVISOR",
        "institutionId": scene.school.ids["hospital"], "startsOn": "2026-03-02", "endsOn": "2026-03-31"});
    scene
        .school
        .administrator
        .ok(
            "mutation($input: RoleGrantInput!) { roleGrant(input: $input) { person { id } errors { code } } }",
            json!({ "input": role }),
        )
        .await;
    assert_signed_in(&scene.walk().await);
    world.clock.advance(Duration::days(30));
    scene.refused("nothing binds her any more, though she is linked").await;
}

async fn an_address_that_two_people_bear_opens_nothing(world: World) {
    let scene = Scene::open(&world).await;
    scene
        .school
        .administrator
        .ok(
            "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } errors { code } } }",
            json!({"input": {"name": {"zh": "示例·同名"}, "email": "supervisor@sample.example",
                "institutionId": scene.school.ids["hospital"], "isStaff": true}}),
        )
        .await;
    scene.refused("an address of two people").await;
}

async fn whoever_administers_is_admitted_by_a_provider_of_the_system_administrators_only(world: World) {
    let mut scene = Scene::open(&world).await;
    let claims = json!({"email": "base-administrator@sample.example"});
    scene.fake.say(&claims, Signed::ByKey);
    let mut browser = Browser::new(&world);
    let back = scene.begin(&mut browser).await;
    assert_signed_in(&browser.open(&back).await);
    // Without a second factor her role is not in force.
    let roles = "{ viewer { person { id } roles { role } rolesWithheld { role } } }";
    let roles = browser.actor("base administrator").ok(roles, Value::Null).await;
    assert_eq!(roles.text("/viewer/person/id"), scene.school.ids["Base Administrator"]);
    assert_eq!(roles.at("/viewer/roles"), &json!([]));
    assert_eq!(roles.at("/viewer/rolesWithheld"), &json!([{"role": "BASE_ADMINISTRATOR"}]));

    // The same issuer, as she could have set it up herself.
    let (_, start) = set_up(&scene.school.base_administrator, &scene.school, &scene.fake).await;
    scene.start = start;
    scene.refused("somebody who administers, and is linked").await;
    scene.fake.say(&json!({"sub": "fake-2", "email": "base-administrator@sample.example"}), Signed::ByKey);
    scene.refused("somebody who administers, by her address").await;
    scene.fake.say(&json!({"sub": "fake-2"}), Signed::ByKey);
    assert_signed_in(&scene.walk().await);
}

async fn a_provider_that_has_ended_opens_nothing(world: World) {
    let scene = Scene::open(&world).await;
    let mut browser = Browser::new(&world);
    let back = scene.begin(&mut browser).await;
    scene.end().await;
    let before = written(&world).await;

    assert_refused(&browser.open(&back).await, "a provider that ended in the meantime");
    assert_refused(&browser.open(&scene.start).await, "a provider that has ended");
    let nobody = "https://xinglin.example/sign-in/019af2b0-0000-7000-8000-000000000000";
    assert_refused(&browser.open(nobody).await, "a provider that never was");
    assert_refused(&browser.open("https://xinglin.example/sign-in/nonsense").await, "nonsense");
    assert_eq!(written(&world).await, before);
    assert_eq!(scene.fake.asked(), 0);
}

async fn a_provider_that_describes_itself_as_another_is_not_believed(world: World) {
    let scene = Scene::open(&world).await;
    scene.fake.describe_as("https://login.sample.example");
    let before = world.database.contents().await;

    assert_refused(&Browser::new(&world).open(&scene.start).await, "another one's description");

    assert_eq!(world.database.contents().await, before);
    scene.fake.describe_as(scene.fake.issuer());
    assert_signed_in(&scene.walk().await);
}

async fn what_is_meant_for_one_provider_serves_no_other(world: World) {
    let scene = Scene::open(&world).await;
    let other = FakeProvider::start(&world);
    let (_, start) = set_up(&scene.school.base_administrator, &scene.school, &other).await;
    let mut browser = Browser::new(&world);
    let back = scene.begin(&mut browser).await;
    let before = world.database.contents().await;

    let elsewhere = back.replace(&scene.start, &start);
    assert_refused(&browser.open(&elsewhere).await, "another provider's address");

    assert_eq!(world.database.contents().await, before);
    assert_eq!((scene.fake.asked(), other.asked()), (0, 0));
    assert_signed_in(&browser.open(&back).await);
}

async fn nobody_is_led_to_another_server(world: World) {
    let mut scene = Scene::open(&world).await;
    let start = scene.start.clone();
    for to in [
        "https://evil.example/",
        "//evil.example/",
        "/%5Cevil.example/",
        "/%09/evil.example/",
        "%5C%5Cevil.example/",
        "javascript:alert(1)",
        "/a%0D%0Aset-cookie:%20b=c",
        "evil",
    ] {
        scene.start = format!("{start}?to={to}");
        let mut browser = Browser::new(&world);
        let begun = browser.open(&scene.start).await;
        scene.fake.receive(&begun);
        let back = format!("{start}/callback?state={}&code={CODE}", begun.parameter("state"));
        let page = browser.open(&back).await;
        assert_signed_in(&page);
        assert_eq!(page.location.as_deref(), Some("https://xinglin.example/"), "{to}");
        assert_eq!(page.set_cookies.len(), 2, "{to}");
    }
}

async fn a_session_that_was_there_before_is_ended(world: World) {
    let scene = Scene::open(&world).await;
    let planted = register(
        &world,
        &scene.school.administrator,
        "whoever sat here before",
        &scene.school.ids["Centre Supervisor"],
    )
    .await;
    let cookie = planted.cookie().unwrap().to_owned();
    let (name, secret) = cookie.split_once('=').unwrap();
    let mut browser = Browser::new(&world);
    browser.plant(name, secret);
    let back = scene.begin(&mut browser).await;

    assert_signed_in(&browser.open(&back).await);

    assert_ne!(browser.cookie(name), Some(secret));
    assert_eq!(planted.denied(ME, Value::Null).await.codes(), ["UNAUTHENTICATED"]);
    let me = browser.actor("supervisor").ok(ME, Value::Null).await;
    assert_eq!(me.text("/viewer/person/id"), scene.school.ids["Supervisor"]);
}

async fn an_identity_is_linked_to_whoever_began_it_alone(world: World) {
    let scene = Scene::open(&world).await;
    let (name, link) = (
        "__Host-xinglin-sign-in",
        "mutation($input: LinkedIdentityBeginInput!) { linkedIdentityBegin(input: $input) { redirectUrl errors { code } } }",
    );
    let input = json!({"input": {"identityProviderId": scene.id}});
    let mut hers = Browser::new(&world);
    let back = scene.begin(&mut hers).await;
    assert_signed_in(&hers.open(&back).await);
    // The master is signed in too, with an identity of his own.
    scene.fake.say(&json!({"sub": "fake-2", "email": "master@sample.example"}), Signed::ByKey);
    let mut his = Browser::new(&world);
    let back = scene.begin(&mut his).await;
    assert_signed_in(&his.open(&back).await);

    for (what, sub) in [("an identity of somebody else", "fake-1"), ("somebody else's attempt", "fake-3")] {
        let begun = his.actor("master").ok(link, input.clone()).await;
        let url = begun.text("/linkedIdentityBegin/redirectUrl").to_owned();
        let leads = Page {
            url: String::new(),
            status: 303,
            location: Some(url),
            set_cookies: vec![],
            body: String::new(),
        };
        scene.fake.receive(&leads);
        scene.fake.say(&json!({ "sub": sub }), Signed::ByKey);
        let kept = xinglin_tests::accounts::cookie(&begun).unwrap();
        let browser = if sub == "fake-1" { &mut his } else { &mut hers };
        browser.plant(name, kept.split_once('=').unwrap().1);
        let back = format!("{}/callback?state={}&code={CODE}", scene.start, leads.parameter("state"));
        let before = written(&world).await;
        assert_refused(&browser.open(&back).await, what);
        assert_eq!(written(&world).await, before, "{what}");
    }

    scene.end().await;
    let refused = his.actor("master").query(link, input).await;
    assert_eq!(refused.text("/linkedIdentityBegin/errors/0/code"), "SIGN_ON_REFUSED");
}
