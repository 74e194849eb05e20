use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, http::Method};
use domain::credentials::{Printed, PrintedName, Verification};

use super::*;

fn name(zh: &str, en: &str) -> PrintedName {
    PrintedName { zh: zh.to_owned(), en: en.to_owned() }
}

fn valid() -> Verification {
    let printed = Printed {
        institution: name("示例中医药大学", "Sample University of Chinese Medicine"),
        holder: name("示例·张三", "Sample Zhang San"),
        programme: name("中医全科住院医师规范化培训", "Residency Programme in TCM General Practice"),
        curriculum_version: Some(1),
        pairing: None,
        starts_on: "2023-09-01".parse().unwrap(),
        ends_on: "2026-05-31".parse().unwrap(),
        serial_number: "2026-TCM-GP-1101-0001".to_owned(),
        issued_on: "2026-06-01".parse().unwrap(),
        code: "7K3M-9QWX-2T5B-HJ4D".to_owned(),
        verify_url: "https://xinglin.example/verify/7K3M-9QWX-2T5B-HJ4D".to_owned(),
        legal_effect: name("本证书证明持证人完成上述培训。", "This certificate attests completion."),
    };
    let code = Some(printed.code.clone());
    Verification { status: VerificationStatus::Valid, code, printed: Some(printed), statement: None }
}

fn shown(language: Language, found: &Verification) -> String {
    VerificationPage::new(language, "/verify/7K3M-9QWX-2T5B-HJ4D", found).render().unwrap()
}

#[test]
fn a_valid_certificate_shows_every_printed_fact_in_both_languages() {
    for language in Language::ALL {
        let page = shown(language, &valid());
        for fact in [
            "此证书有效",
            "This certificate is valid",
            "示例·张三",
            "Sample Zhang San",
            "示例中医药大学",
            "Sample University of Chinese Medicine",
            "中医全科住院医师规范化培训",
            "Residency Programme in TCM General Practice",
            "2023-09-01",
            "2026-05-31",
            "2026-TCM-GP-1101-0001",
            "2026-06-01",
            "7K3M-9QWX-2T5B-HJ4D",
            "https://xinglin.example/verify/7K3M-9QWX-2T5B-HJ4D",
            "本证书证明持证人完成上述培训。",
            "This certificate attests completion.",
            "href=\"/certificates/7K3M-9QWX-2T5B-HJ4D.pdf\"",
        ] {
            assert!(page.contains(fact), "{fact} is missing ({language:?})");
        }
    }
}

#[test]
fn a_page_is_small_and_loads_nothing() {
    for language in Language::ALL {
        let page = shown(language, &valid());
        assert!(page.len() < 10_000, "{} bytes", page.len());
        for loading in ["<script", "<img", "@import", "url(", "stylesheet"] {
            assert!(!page.contains(loading), "{loading}");
        }
    }
}

#[test]
fn a_void_code_says_so_in_words_and_shows_no_facts() {
    let void = Verification { status: VerificationStatus::Void, printed: None, ..valid() };
    let page = shown(Language::English, &void);
    assert!(page.contains("This certificate is void") && page.contains("此证书作废"), "{page}");
    assert!(page.contains("7K3M-9QWX-2T5B-HJ4D"), "{page}");
    assert!(!page.contains("/certificates/"), "{page}");
}

#[test]
fn a_name_cannot_become_markup() {
    let mut found = valid();
    found.printed.as_mut().unwrap().holder = name("<script>alert(1)</script>", "\"&");
    let page = shown(Language::Chinese, &found);
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("script&#62;") || page.contains("script&gt;"), "{page}");
}

#[test]
fn what_is_typed_becomes_a_harmless_path() {
    assert_eq!(pages::path_of(" 7k3m 9qwx/../<b>\r\n"), "7K3M9QWXB");
    assert_eq!(pages::path_of("７Ｋ３ｍ－9qwx"), "7K3M-9QWX");
    assert_eq!(pages::path_of(&"a".repeat(99)).len(), 40);
}

/// Status, the header asked for, and the body.
async fn answered(method: Method, uri: &str, accepts: &str, header: &str) -> (u16, String, String) {
    let unlimited = Arc::new(Allowances::new(platform::clock::Clock::system(), 0, 0));
    let app = init_service(App::new().configure(|config| routes(config, &unlimited, true))).await;
    let request = TestRequest::default().method(method).uri(uri).insert_header(("accept-language", accepts));
    let response = call_service(&app, request.to_request()).await;
    let value =
        response.headers().get(header).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let status = response.status().as_u16();
    (status, value, String::from_utf8(read_body(response).await.to_vec()).unwrap())
}

#[actix_web::test]
async fn the_reader_gets_her_language_or_the_one_she_chose() {
    for (uri, accepts, language) in [
        ("/verify", "en-GB,zh;q=0.5", "en"),
        ("/verify", "fr", "zh"),
        ("/verify?lang=en", "zh-CN", "en"),
        ("/?lang=zh", "en", "zh"),
        ("/?lang=tlh", "en", "en"),
    ] {
        let (status, told, body) = answered(Method::GET, uri, accepts, "content-language").await;
        assert_eq!((status, told.as_str()), (200, language), "{uri}");
        assert!(body.contains(&format!("<html lang=\"{language}\">")), "{uri}");
    }
}

#[actix_web::test]
async fn the_policy_allows_the_pages_own_style_and_nothing_else() {
    let (_, policy, body) = answered(Method::GET, "/verify", "zh", "content-security-policy").await;
    let style = body.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let digest = BASE64.encode(&id::sha256(style.as_bytes()));
    assert!(policy.starts_with(&format!("default-src 'none'; style-src 'sha256-{digest}';")), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[actix_web::test]
async fn a_typed_code_leads_to_its_own_address() {
    let uri = "/verify?lang=en&code=7k3m+9qwx-2t5b+hj4d";
    let (status, location, _) = answered(Method::GET, uri, "zh", "location").await;
    assert_eq!((status, location.as_str()), (303, "/verify/7K3M9QWX-2T5BHJ4D?lang=en"));
    let (status, ..) = answered(Method::GET, "/verify?code=%3C%3E", "zh", "location").await;
    assert_eq!(status, 200);
}

#[actix_web::test]
async fn only_the_head_is_sent_to_whoever_asks_for_it() {
    let (status, kind, _) = answered(Method::HEAD, "/", "zh", "content-type").await;
    assert_eq!((status, kind.as_str()), (200, "text/html; charset=utf-8"));
    let (status, ..) = answered(Method::POST, "/verify", "zh", "content-type").await;
    assert_eq!(status, 405);
}
