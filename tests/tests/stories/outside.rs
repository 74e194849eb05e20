//! What people meet outside the API: a page in a browser, a letter from a real mail server.

use platform::mail::{Outgoing, Transport};
use platform::text::Language;
use serde_json::json;
use xinglin_tests::checkers::Checker;
use xinglin_tests::outside::run;
use xinglin_tests::school::{ISSUE, School};
use xinglin_tests::smtp::{Mode, SmtpServer};
use xinglin_tests::stories::{Story, plain, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        story(a_browser_shows_what_the_certificate_says).needs(&[Checker::Chromium]),
        plain(letters_reach_a_real_mail_server_and_its_refusals_are_told_apart).needs(&[Checker::Smtp]),
    ]
}

async fn a_browser_shows_what_the_certificate_says(world: World) {
    let mut school = School::found(&world).await;
    school.short_course().await;
    let graduate = school.graduate("Graduate").await;
    let certificate = school.propose(&graduate).await;
    let issued = school.registrar.ok(ISSUE, json!({"input": {"certificateId": certificate}})).await;
    let code = issued.text("/certificateIssue/certificate/code");
    let profile = tempfile::tempdir().unwrap();
    let profile = format!("--user-data-dir={}", profile.path().display());
    let shown = async |path: &str| {
        let url = world.url(path);
        let quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
        let alone = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
        let words = [profile.as_str(), "--dump-dom", &url];
        run(&Checker::Chromium.program(), quiet.into_iter().chain(alone).chain(words)).await.text()
    };

    let valid = shown(&format!("/verify/{code}?lang=en")).await;
    let unknown = shown("/verify/0000-0000-0000-0000?lang=zh").await;

    for printed in ["This certificate is valid", "Sample Graduate", "Sample Short Course", code] {
        assert!(valid.contains(printed), "{printed} in\n{valid}");
    }
    assert!(unknown.contains("查无此证"), "{unknown}");
    assert!(!unknown.contains("Sample Graduate"));
}

fn letter() -> Outgoing {
    Outgoing {
        id: "certificate-issued-sample".to_owned(),
        to: "graduate@sample.example".to_owned(),
        to_name: "示例·毕业生".to_owned(),
        subject: "您的结业证书已签发".to_owned(),
        text: "示例".to_owned(),
        html: Some("<p>示例</p>".to_owned()),
        language: Language::Chinese,
        written_at: World::beginning(),
    }
}

/// Domain rule 11: a letter goes out at least once, and its recipient can tell a repeat by its id.
async fn letters_reach_a_real_mail_server_and_its_refusals_are_told_apart() {
    let transport = |server: &SmtpServer| {
        let url = format!("smtp://127.0.0.1:{}", server.port());
        Transport::smtp(&url, "Xinglin <no-reply@sample.example>", "xinglin.example").unwrap()
    };
    let takes = SmtpServer::start(Mode::Accept);
    let later = SmtpServer::start(Mode::LaterFor(1));
    let never = SmtpServer::start(Mode::Refuse);

    transport(&takes).send(letter()).await.unwrap();
    transport(&takes).send(letter()).await.unwrap();
    let postponed = transport(&later).send(letter()).await.unwrap_err();
    transport(&later).send(letter()).await.unwrap();
    let refused = transport(&never).send(letter()).await.unwrap_err();

    assert!(postponed.is_transient(), "{postponed:?}");
    assert!(!refused.is_transient(), "{refused:?}");
    let mails = takes.mails();
    let ids: Vec<&str> =
        mails.iter().filter_map(|mail| mail.lines().find(|line| line.starts_with("Message-ID:"))).collect();
    assert_eq!(ids, ["Message-ID: <certificate-issued-sample@xinglin.example>"; 2]);
    assert_eq!((later.mails().len(), never.mails().len()), (1, 0));
}
