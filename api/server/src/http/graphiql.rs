//! The page on which a developer tries queries: paste a token, press run.
//!
//! The page is ours; GraphiQL and React come from the public CDN or, in a hospital's closed network, from a local
//! folder, and in both cases only if they are, byte for byte, the files whose hashes stand here. The page's own content
//! policy allows exactly these files. The token stays in the page's memory and goes nowhere but to the API.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

const PAGE: &str = include_str!("graphiql/page.html");
const SCRIPT: &str = include_str!("graphiql/page.js");
const STYLE: &str = include_str!("graphiql/page.css");

/// One of the files that the page is built from.
struct Asset {
    kind: Kind,
    /// Its name in the local folder and beneath `/graphiql/assets/`.
    name: &'static str,
    /// Where the CDN has it.
    address: &'static str,
    /// What it must be: Subresource Integrity over the file as published on npm.
    integrity: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Style,
    Script,
}

impl Kind {
    const fn content_type(self) -> &'static str {
        match self {
            Self::Style => "text/css; charset=utf-8",
            Self::Script => "text/javascript; charset=utf-8",
        }
    }
}

/// The files in the order in which they are loaded: React 18.3.1 (MIT), GraphiQL 3.9.0 (MIT).
const ASSETS: [Asset; 4] = [
    Asset {
        kind: Kind::Style,
        name: "graphiql.min.css",
        address: "https://unpkg.com/graphiql@3.9.0/graphiql.min.css",
        integrity: "sha384-QMux00XgRtwRLSYIY3kw2rj1ovk5AuuliAchk+HSQbqdbGFnz9GYuqIlOqxhwCE2",
    },
    Asset {
        kind: Kind::Script,
        name: "react.production.min.js",
        address: "https://unpkg.com/react@18.3.1/umd/react.production.min.js",
        integrity: "sha384-DGyLxAyjq0f9SPpVevD6IgztCFlnMF6oW/XQGmfe+IsZ8TqEiDrcHkMLKI6fiB/Z",
    },
    Asset {
        kind: Kind::Script,
        name: "react-dom.production.min.js",
        address: "https://unpkg.com/react-dom@18.3.1/umd/react-dom.production.min.js",
        integrity: "sha384-gTGxhz21lVGYNMcdJOyq01Edg0jhn/c22nsx0kyqP0TxaV5WVdsSH1fSDUf5YJj1",
    },
    Asset {
        kind: Kind::Script,
        name: "graphiql.min.js",
        address: "https://unpkg.com/graphiql@3.9.0/graphiql.min.js",
        integrity: "sha384-8NGfVj4CVlqHajlZj+bPJT4thxPMHMJYn7DWK2CvtopLd02E7qsPHazniBYvVjOO",
    },
];

/// Where the browser gets GraphiQL and React from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assets {
    /// The public CDN, unpkg.com.
    Cdn,
    /// A folder of this machine that holds the four files by their npm names, served beneath `/graphiql/assets/`.
    Folder(PathBuf),
}

impl Assets {
    fn address(&self, asset: &Asset) -> String {
        match self {
            Self::Cdn => asset.address.to_owned(),
            Self::Folder(_) => format!("/graphiql/assets/{}", asset.name),
        }
    }

    /// The page's content policy. GraphiQL writes style elements of its own, hence 'unsafe-inline' for styles; its
    /// fonts stand in its style sheet as data.
    fn policy(&self) -> String {
        let addresses = |kind: Kind| match self {
            Self::Cdn => {
                let those = ASSETS.iter().filter(|asset| asset.kind == kind);
                those.fold(String::new(), |all, asset| all + " " + asset.address)
            }
            Self::Folder(_) => String::new(),
        };
        format!(
            "default-src 'none'; script-src 'self'{}; style-src 'self' 'unsafe-inline'{}; font-src data:; \
             img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            addresses(Kind::Script),
            addresses(Kind::Style),
        )
    }

    /// The page that sends its queries to `endpoint` and begins with `example`.
    fn page(&self, endpoint: &str, example: &str) -> String {
        let mut links = String::new();
        for asset in &ASSETS {
            let (address, integrity) = (self.address(asset), asset.integrity);
            let _infallible = if asset.kind == Kind::Style {
                writeln!(
                    links,
                    r#"<link rel="stylesheet" href="{address}" integrity="{integrity}" crossorigin>"#
                )
            } else {
                writeln!(
                    links,
                    r#"<script defer src="{address}" integrity="{integrity}" crossorigin></script>"#
                )
            };
        }
        PAGE.replace("<!-- assets -->", &links)
            .replace("{endpoint}", &escape(endpoint))
            .replace("{example}", &escape(example))
    }
}

/// Text for a double-quoted attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Registers `GET /graphiql` and what belongs to it. `endpoint` is the path of the GraphQL address.
pub fn configure(config: &mut ServiceConfig, assets: Assets, endpoint: &str, example: &str) {
    let (page, policy) = (Arc::<str>::from(assets.page(endpoint, example)), assets.policy());
    let serve_page = move || {
        let response = HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header((CONTENT_SECURITY_POLICY, policy.as_str()))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .body(page.to_string());
        std::future::ready(response)
    };
    config
        .route("/graphiql", web::get().to(serve_page))
        .route("/graphiql/page.js", web::get().to(async || own(Kind::Script, SCRIPT)))
        .route("/graphiql/page.css", web::get().to(async || own(Kind::Style, STYLE)));
    if let Assets::Folder(folder) = assets {
        let serve_asset = move |request: HttpRequest| local(folder.clone(), request);
        config.route("/graphiql/assets/{name}", web::get().to(serve_asset));
    }
}

fn own(kind: Kind, content: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind.content_type())
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(content)
}

/// A file of the local folder. Only the four known names are ever joined to the folder's path.
async fn local(folder: PathBuf, request: HttpRequest) -> HttpResponse {
    let name = request.match_info().get("name").unwrap_or_default();
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return HttpResponse::NotFound().finish();
    };
    let path = folder.join(asset.name);
    match tokio::fs::read(&path).await {
        Ok(content) => HttpResponse::Ok()
            .content_type(asset.kind.content_type())
            .insert_header((CACHE_CONTROL, "public, max-age=86400"))
            .body(content),
        Err(error) => {
            tracing::warn!(%error, path = %path.display(), "a file of GraphiQL is missing");
            HttpResponse::NotFound().finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::App;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};

    use super::{ASSETS, Assets, configure};

    async fn get(assets: Assets, path: &str) -> (u16, String, String) {
        let app = App::new().configure(|config| configure(config, assets, "/graphql", "{ a(b: \"<x>&\") }"));
        let app = init_service(app).await;
        let response = call_service(&app, TestRequest::get().uri(path).to_request()).await;
        let status = response.status().as_u16();
        let policy = response.headers().get("content-security-policy");
        let policy = policy.map(|policy| policy.to_str().unwrap().to_owned()).unwrap_or_default();
        (status, policy, String::from_utf8(read_body(response).await.to_vec()).unwrap())
    }

    #[actix_web::test]
    async fn the_page_loads_exactly_the_files_that_its_policy_allows() {
        let (status, policy, page) = get(Assets::Cdn, "/graphiql").await;
        assert_eq!(status, 200);
        for asset in &ASSETS {
            assert!(policy.contains(asset.address), "{policy}");
            assert!(
                page.contains(&format!("\"{}\" integrity=\"{}\"", asset.address, asset.integrity)),
                "{page}"
            );
        }
        assert!(!policy.contains("unsafe-eval") && !policy.contains('*'), "{policy}");
    }

    #[actix_web::test]
    async fn the_example_stands_in_the_page_as_text() {
        let (_, _, page) = get(Assets::Cdn, "/graphiql").await;
        assert!(page.contains(r#"data-example="{ a(b: &quot;&lt;x&gt;&amp;&quot;) }""#), "{page}");
        assert!(page.contains(r#"data-endpoint="/graphql""#), "{page}");
    }

    #[actix_web::test]
    async fn a_closed_network_loads_nothing_from_outside() {
        let (_, policy, page) = get(Assets::Folder("/nowhere".into()), "/graphiql").await;
        assert!(!policy.contains("http"), "{policy}");
        assert!(!page.contains("https://"), "{page}");
        assert!(page.contains("/graphiql/assets/react.production.min.js"), "{page}");
    }

    #[actix_web::test]
    async fn of_the_folder_only_the_four_files_are_served() {
        let parent = std::env::temp_dir().join(format!("xinglin-graphiql-{}", std::process::id()));
        let folder = parent.join("assets");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("graphiql.min.css"), "/* style */").unwrap();
        std::fs::write(folder.join("secret"), "secret").unwrap();
        std::fs::write(parent.join("secret"), "secret").unwrap();
        let assets = Assets::Folder(folder);
        let served = get(assets.clone(), "/graphiql/assets/graphiql.min.css").await;
        assert_eq!((served.0, served.2.as_str()), (200, "/* style */"));
        for name in
            ["secret", "../secret", "..%2fsecret", "..%5csecret", "%2e%2e/secret", "graphiql.min.js", ""]
        {
            assert_eq!(get(assets.clone(), &format!("/graphiql/assets/{name}")).await.0, 404, "{name}");
        }
        std::fs::remove_dir_all(parent).unwrap();
    }
}
