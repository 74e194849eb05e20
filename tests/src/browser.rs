//! A browser that keeps cookies and follows redirects, as far as signing in through a provider needs one.

use std::collections::BTreeMap;

use reqwest::header::{LOCATION, SET_COOKIE};
use reqwest::{Client, Url, redirect};

use crate::actors::Actor;
use crate::world::World;

/// Where people reach the server of every world.
const HOME: &str = "https://xinglin.example";
/// No walk is longer than this many steps.
const LONGEST_WALK: usize = 12;

/// One person's browser. It goes to `https://xinglin.example` by the world's own address.
#[derive(Clone)]
pub struct Browser {
    world: World,
    client: Client,
    /// By origin, then by name; how long they last is not looked at.
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a browser was answered.
#[derive(Clone, Debug)]
pub struct Page {
    /// The address that answered.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// Where it leads, whole.
    pub location: Option<String>,
    /// The cookies it sets, whole.
    pub set_cookies: Vec<String>,
    /// What it says.
    pub body: String,
}

impl Page {
    /// The token that its form carries. Panics without one.
    #[must_use]
    pub fn token(&self) -> String {
        let after = self.body.split("name=\"token\" value=\"").nth(1);
        let token = after.and_then(|rest| rest.split('"').next());
        token.unwrap_or_else(|| panic!("no token in {}", self.body)).to_owned()
    }

    /// A parameter of the address it leads to. Panics without one.
    #[must_use]
    pub fn parameter(&self, name: &str) -> String {
        let location = self.location.as_deref().unwrap_or_else(|| panic!("it leads nowhere: {self:?}"));
        let url = Url::parse(location).expect("an address");
        let found = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        found.unwrap_or_else(|| panic!("no {name} in {location}"))
    }
}

impl Browser {
    /// One that was never anywhere.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build();
        Self { world: world.clone(), client: client.expect("an HTTP client"), cookies: BTreeMap::new() }
    }

    /// Opens one address, and follows nothing.
    pub async fn open(&mut self, url: &str) -> Page {
        self.send(url, None).await
    }

    /// Sends a form to one address, and follows nothing.
    pub async fn submit(&mut self, url: &str, form: &[(&str, &str)]) -> Page {
        self.send(url, Some(form)).await
    }

    async fn send(&mut self, url: &str, form: Option<&[(&str, &str)]>) -> Page {
        let parsed = Url::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        let origin = parsed.origin().ascii_serialization();
        let reached = url.strip_prefix(HOME).map_or_else(|| url.to_owned(), |path| self.world.url(path));
        let mut request = match form {
            Some(form) => {
                let typed = Url::parse_with_params(HOME, form).expect("a form");
                let body = typed.query().unwrap_or_default().to_owned();
                let form = "application/x-www-form-urlencoded";
                self.client.post(reached).header("content-type", form).body(body)
            }
            None => self.client.get(reached),
        };
        if let Some(kept) = self.cookies.get(&origin).filter(|kept| !kept.is_empty()) {
            let pairs: Vec<String> = kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", pairs.join("; "));
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{url} does not answer: {error:?}"));
        let header = |value: &reqwest::header::HeaderValue| value.to_str().expect("text").to_owned();
        let set_cookies: Vec<String> = answer.headers().get_all(SET_COOKIE).iter().map(header).collect();
        let location = answer.headers().get(LOCATION).map(header);
        let location = location.map(|to| parsed.join(&to).expect("an address").to_string());
        for cookie in &set_cookies {
            let pair = cookie.split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a name and a value");
            self.keep(&origin, name, value);
        }
        let status = answer.status().as_u16();
        Page {
            url: url.to_owned(),
            status,
            location,
            set_cookies,
            body: answer.text().await.expect("a text"),
        }
    }

    /// Follows redirects, to a provider and back, until one leads to a page of ours or a page answers.
    pub async fn walk(&mut self, url: &str) -> Page {
        let mut url = url.to_owned();
        for _ in 0..LONGEST_WALK {
            let page = self.open(&url).await;
            match page.location.clone() {
                Some(next) if !next.starts_with(HOME) || next.contains("/callback?") => url = next,
                _ => return page,
            }
        }
        panic!("there is no end to it: {url}")
    }

    fn keep(&mut self, origin: &str, name: &str, value: &str) {
        let kept = self.cookies.entry(origin.to_owned()).or_default();
        if value.is_empty() {
            kept.remove(name);
        } else {
            kept.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Puts a cookie of ours into it, as somebody might who sat at it before.
    pub fn plant(&mut self, name: &str, value: &str) {
        self.keep(HOME, name, value);
    }

    /// Forgets the cookies of a server.
    pub fn forget(&mut self, origin: &str) {
        self.cookies.remove(origin);
    }

    /// A cookie of ours that it keeps.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(HOME)?.get(name).map(String::as_str)
    }

    /// Whoever is signed in with it. Panics when nobody is.
    #[must_use]
    pub fn actor(&self, who: &str) -> Actor {
        let secret = self.cookie("__Host-xinglin").unwrap_or_else(|| panic!("{who} is not signed in"));
        Actor::browser(&self.world, who, &format!("__Host-xinglin={secret}"))
    }
}
