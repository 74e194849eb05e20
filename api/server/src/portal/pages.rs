//! What stands on each page, in words.

use askama::Template;
use domain::credentials::{PrintedName, PrintedStatement, StatedSum, Verification, VerificationStatus};
use platform::codes::Code as _;
use platform::text::{Language, Message, half_width};

use super::entry::Way;

mod assessment;
mod attendance;

pub(super) use assessment::{AssessmentPage, Filled};
pub(super) use attendance::{AttendancePage, Attending};

/// The one style of all pages, within each page.
pub(super) const STYLE: &str = include_str!("../../../templates/portal/style.css");

/// What every page has around it.
pub(super) struct Frame {
    language: &'static str,
    other_language: &'static str,
    other_label: String,
    other_href: String,
    title: String,
    footer: String,
    code_label: String,
    verify_label: String,
    style: &'static str,
}

fn other(language: Language) -> Language {
    match language {
        Language::Chinese => Language::English,
        Language::English => Language::Chinese,
    }
}

impl Frame {
    /// Around the page at `path`, which holds nothing that would have to be escaped in an address.
    fn new(language: Language, title: &Message, path: &str) -> Self {
        let say = |message: Message| message.render(language);
        Self {
            language: language.tag(),
            other_language: other(language).tag(),
            other_label: say(Message::new("portal-other-language")),
            other_href: format!("{path}?lang={}", other(language).tag()),
            title: title.render(language),
            footer: say(Message::new("portal-footer")),
            code_label: say(Message::new("portal-ask-label")),
            verify_label: say(Message::new("portal-ask-button")),
            style: STYLE,
        }
    }
}

/// What somebody typed as a code, as part of an address: letters and digits in capitals, and hyphens; at most 40.
/// Full-width characters, as Chinese keyboards write them, are read as the ones they stand for.
pub(super) fn path_of(typed: &str) -> String {
    let typed = half_width(typed);
    let kept = typed.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '-');
    kept.take(40).map(|character| character.to_ascii_uppercase()).collect()
}

/// The way in.
#[derive(Template)]
#[template(path = "portal/landing.html")]
pub(super) struct Landing {
    frame: Frame,
    headline: String,
    about: String,
    verify: String,
    graphiql: Option<String>,
}

impl Landing {
    pub(super) fn new(language: Language, has_graphiql: bool) -> Self {
        let say = |message: Message| message.render(language);
        Self {
            frame: Frame::new(language, &Message::new("portal-landing-title"), "/"),
            headline: say(Message::new("portal-landing-headline")),
            about: say(Message::new("portal-landing-about")),
            verify: say(Message::new("portal-landing-verify")),
            graphiql: has_graphiql.then(|| say(Message::new("portal-landing-graphiql"))),
        }
    }
}

/// Where a code is typed.
#[derive(Template)]
#[template(path = "portal/ask.html")]
pub(super) struct Ask {
    frame: Frame,
    advice: String,
}

impl Ask {
    pub(super) fn new(language: Language) -> Self {
        Self {
            frame: Frame::new(language, &Message::new("portal-ask-title"), "/verify"),
            advice: Message::new("portal-ask-advice").render(language),
        }
    }
}

/// A fault of ours, or of somebody in a hurry.
#[derive(Template)]
#[template(path = "portal/trouble.html")]
pub(super) struct Trouble {
    frame: Frame,
    advice: String,
}

impl Trouble {
    pub(super) fn new(language: Language, path: &str) -> Self {
        Self {
            frame: Frame::new(language, &Message::new("portal-trouble-title"), path),
            advice: Message::new("portal-trouble-advice").render(language),
        }
    }

    /// Too much was asked at `path`; after so many seconds there is an answer again.
    pub(super) fn hasty(language: Language, path: &str, seconds: u64) -> Self {
        Self {
            frame: Frame::new(language, &Message::new("portal-hasty-title"), path),
            advice: Message::new("portal-hasty-advice").with("seconds", seconds.to_string()).render(language),
        }
    }
}

/// Nobody was signed in, or a link did not work.
#[derive(Template)]
#[template(path = "portal/refused.html")]
pub(super) struct Refused {
    frame: Frame,
    sentence: String,
    also: String,
}

impl Refused {
    pub(super) fn new(language: Language, title: &'static str, sentence: &Message) -> Self {
        Self {
            frame: Frame::new(language, &Message::new(title), "/"),
            sentence: sentence.render(language),
            also: sentence.render(other(language)),
        }
    }
}

/// Where a password is set by a code.
#[derive(Template)]
#[template(path = "portal/entry.html")]
pub(super) struct Entry<'a> {
    frame: Frame,
    action: &'static str,
    token: String,
    code: &'a str,
    advice: String,
    wrong: Vec<String>,
    code_label: String,
    password_label: String,
    again_label: String,
    rule: String,
    button: String,
}

impl<'a> Entry<'a> {
    pub(super) fn new(language: Language, way: Way, token: String, code: &'a str, wrong: &[Message]) -> Self {
        let say = |key: &'static str| Message::new(key).render(language);
        let (title, advice) = match way {
            Way::Invitation => ("portal-entry-invitation-title", "portal-entry-invitation-advice"),
            Way::Password => ("portal-entry-password-title", "portal-entry-password-advice"),
        };
        Self {
            frame: Frame::new(language, &Message::new(title), way.path()),
            action: way.path(),
            token,
            code,
            advice: say(advice),
            wrong: wrong.iter().map(|message| message.render(language)).collect(),
            code_label: say("portal-entry-code"),
            password_label: say("portal-entry-password"),
            again_label: say("portal-entry-again"),
            rule: say("portal-entry-rule"),
            button: say("portal-entry-button"),
        }
    }
}

/// What was to be done is done: a password was set and somebody signed in, or an assessment was given.
#[derive(Template)]
#[template(path = "portal/trouble.html")]
pub(super) struct Welcome {
    frame: Frame,
    advice: String,
}

impl Welcome {
    /// An assessment was given.
    pub(super) fn assessed(language: Language) -> Self {
        Self {
            frame: Frame::new(language, &Message::new("portal-assessed-title"), "/assessed"),
            advice: Message::new("portal-assessed-advice").render(language),
        }
    }

    pub(super) fn new(language: Language) -> Self {
        Self {
            frame: Frame::new(language, &Message::new("portal-welcome-title"), "/welcome"),
            advice: Message::new("portal-welcome-advice").render(language),
        }
    }
}

/// A printed fact.
struct Row {
    label: String,
    main: String,
    also: String,
    class: &'static str,
}

/// What a code answers.
#[derive(Template)]
#[template(path = "portal/verification.html")]
pub(super) struct VerificationPage {
    frame: Frame,
    /// Names a colour; the words say the same.
    tone: &'static str,
    mark: &'static str,
    headline: String,
    also: String,
    advice: Vec<String>,
    rows: Vec<Row>,
    file_href: String,
    file_label: String,
    has_form: bool,
}

impl VerificationPage {
    pub(super) fn new(language: Language, path: &str, found: &Verification) -> Self {
        use VerificationStatus as Status;
        let is_statement = found.statement.is_some();
        let (headline, advice) = match found.status {
            Status::Valid if is_statement => {
                (Message::new("portal-statement-valid"), Message::new("portal-valid-advice"))
            }
            Status::Superseded if is_statement => (
                Message::new("portal-statement-superseded"),
                Message::new("portal-statement-superseded-advice"),
            ),
            Status::Valid => (Message::new("portal-valid"), Message::new("portal-valid-advice")),
            Status::Expired => (Message::new("portal-expired"), Message::new("portal-ended-advice")),
            Status::Superseded => (Message::new("portal-superseded"), Message::new("portal-ended-advice")),
            Status::Revoked => (Message::new("portal-revoked"), Message::new("portal-ended-advice")),
            Status::Void => (Message::new("portal-void"), Message::new("portal-void-advice")),
            Status::Unknown => (Message::new("portal-unknown"), Message::new("portal-unknown-advice")),
        };
        let (tone, mark) = match found.status {
            Status::Valid => ("good", "✓"),
            Status::Unknown => ("none", "?"),
            _ => ("bad", "×"),
        };
        let code = found.code.as_deref().unwrap_or_default();
        let is_issued = found.printed.is_some() || is_statement;
        let file = if is_statement { "portal-statement-file" } else { "portal-file" };
        Self {
            frame: Frame::new(language, &Message::new("portal-verify-title"), path),
            tone,
            mark,
            headline: headline.render(language),
            also: headline.render(other(language)),
            advice: vec![advice.render(language)],
            rows: rows(language, found),
            file_href: if is_issued { format!("/certificates/{code}.pdf") } else { String::new() },
            file_label: Message::new(file).render(language),
            has_form: !is_issued,
        }
    }
}

fn plain(language: Language, label: &'static str, value: String, class: &'static str) -> Row {
    Row { label: Message::new(label).render(language), main: value, also: String::new(), class }
}

fn named(language: Language, label: &'static str, name: &PrintedName, class: &'static str) -> Row {
    let (main, also) = match language {
        Language::English if !name.en.is_empty() => (&name.en, &name.zh),
        _ => (&name.zh, &name.en),
    };
    let label = Message::new(label).render(language);
    Row { label, main: main.clone(), also: also.clone(), class }
}

/// Every printed fact; of what was never issued, the code alone.
fn rows(language: Language, found: &Verification) -> Vec<Row> {
    if let Some(statement) = &found.statement {
        return stated(language, statement);
    }
    let plain = |label, value, class| plain(language, label, value, class);
    let named = |label, name: &PrintedName, class| named(language, label, name, class);
    let Some(printed) = &found.printed else {
        return found.code.iter().map(|code| plain("portal-fact-code", code.clone(), "code")).collect();
    };
    let version =
        printed.curriculum_version.map(|number| Message::new("portal-fact-version").with("number", number));
    let half_days = printed
        .pairing
        .as_ref()
        .map(|pairing| Message::new("portal-fact-half-days").with("count", pairing.half_days));
    let term =
        Message::new("portal-fact-term-value").with("start", printed.starts_on).with("end", printed.ends_on);
    let mut programme = named("portal-fact-programme", &printed.programme, "");
    let more = version.or(half_days).map(|message| message.render(language));
    let also: Vec<String> =
        Some(programme.also).filter(|also| !also.is_empty()).into_iter().chain(more).collect();
    programme.also = also.join(" · ");
    let master = printed.pairing.as_ref().map(|pairing| named("portal-fact-master", &pairing.master, ""));
    let mut rows = vec![named("portal-fact-holder", &printed.holder, "name"), programme];
    rows.extend(master);
    rows.extend([
        plain("portal-fact-term", term.render(language), ""),
        named("portal-fact-institution", &printed.institution, ""),
        plain("portal-fact-issued-on", printed.issued_on.to_string(), ""),
        plain("portal-fact-serial-number", printed.serial_number.clone(), "code"),
        plain("portal-fact-code", printed.code.clone(), "code"),
        plain("portal-fact-verify-url", printed.verify_url.clone(), "code"),
        named("portal-fact-legal-effect", &printed.legal_effect, ""),
    ]);
    rows
}

/// Every printed fact of a statement but its lines, which stand on the paper.
fn stated(language: Language, printed: &PrintedStatement) -> Vec<Row> {
    let stated = &printed.stated;
    let term =
        Message::new("portal-fact-term-value").with("start", stated.starts_on).with("end", stated.ends_on);
    let sum = |sum: &StatedSum| {
        let hours = format!("{}.{:02}", sum.class_hour_hundredths / 100, sum.class_hour_hundredths % 100);
        let message = Message::new("portal-fact-taught-value")
            .with("days", sum.days)
            .with("sessions", sum.sessions)
            .with("hours", hours);
        message.render(language)
    };
    let mut rows = vec![named(language, "portal-fact-holder", &stated.holder, "name")];
    if let Ok(kind) = stated.kind() {
        let (main, also) = (kind.label().render(language), kind.label().render(other(language)));
        rows.push(Row {
            label: Message::new("portal-fact-statement").render(language),
            main,
            also,
            class: "",
        });
    }
    rows.extend([
        plain(language, "portal-fact-period", term.render(language), ""),
        named(language, "portal-fact-stated-by", &stated.institution, ""),
        plain(language, "portal-fact-taught", sum(&stated.sum), ""),
    ]);
    for place in &stated.places {
        let row = named(language, "portal-fact-place", &place.institution, "");
        rows.push(Row { also: sum(&place.sum), ..row });
    }
    rows.extend([
        plain(language, "portal-fact-issued-on", printed.issued_on.to_string(), ""),
        plain(language, "portal-fact-code", printed.code.clone(), "code"),
        plain(language, "portal-fact-verify-url", printed.verify_url.clone(), "code"),
    ]);
    rows
}
