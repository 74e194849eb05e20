//! What stands on the page of a teaching session's short link.

use askama::Template;
use chrono_tz::Asia::Shanghai;
use domain::pairings::Channel;
use domain::teaching::TeachingSession;
use platform::codes::Code as _;
use platform::shown_codes::ShownCode;
use platform::text::{Language, Message};

use super::Frame;

/// What somebody does on the page.
pub(in super::super) enum Attending {
    /// She is not signed in yet.
    SignIn {
        /// Whether the code of her authenticator app is wanted as well.
        needs_factor: bool,
    },
    /// She leads it: the others type this code.
    Leader {
        /// The code.
        shown: ShownCode,
    },
    /// She is to attend.
    Attendee {
        /// The code as the address carried it or she typed it.
        typed: String,
    },
    /// She attends.
    Done,
}

/// The page of a teaching session's short link.
#[derive(Template)]
#[template(path = "portal/attend.html")]
pub(in super::super) struct AttendancePage {
    frame: Frame,
    action: String,
    token: String,
    wrong: Vec<String>,
    /// Title, kind and time; empty while nobody is signed in.
    what: String,
    when: String,
    advice: String,
    /// Digits in two groups, for whoever leads it on site.
    digits: String,
    is_signing_in: bool,
    needs_factor: bool,
    login_label: String,
    password_label: String,
    factor_label: String,
    asks_code: bool,
    code_label: String,
    typed: String,
    /// Empty where nothing is to be sent.
    button: String,
    /// Seconds after which the page is asked for again; 0 when never.
    again: u8,
}

impl AttendancePage {
    pub(in super::super) fn new(
        language: Language,
        path: String,
        token: String,
        session: Option<&TeachingSession>,
        state: Attending,
        wrong: &[Message],
    ) -> Self {
        let say = |key: &'static str| Message::new(key).render(language);
        let is_on_site = session.is_some_and(|session| session.channel == Channel::OnSite);
        let (advice, button) = match &state {
            Attending::SignIn { .. } => ("portal-attend-sign-in", "portal-attend-sign-in-button"),
            Attending::Leader { .. } if is_on_site => ("portal-attend-leader", ""),
            Attending::Leader { .. } => ("portal-attend-leader-remote", ""),
            Attending::Attendee { .. } if is_on_site => ("portal-attend-code-advice", "portal-attend-button"),
            Attending::Attendee { .. } => ("portal-attend-remote-advice", "portal-attend-button"),
            Attending::Done => ("portal-attend-done", ""),
        };
        let button = if button.is_empty() { String::new() } else { say(button) };
        let digits = match &state {
            Attending::Leader { shown } if is_on_site => shown.code.clone(),
            _ => String::new(),
        };
        let local = |at: chrono::DateTime<chrono::Utc>, format| {
            at.with_timezone(&Shanghai).format(format).to_string()
        };
        let what =
            session.map(|session| format!("{} · {}", session.title, session.kind.label().render(language)));
        let when = session.map(|session| {
            format!("{}–{}", local(session.time.0, "%Y-%m-%d %H:%M"), local(session.time.1, "%H:%M"))
        });
        Self {
            frame: Frame::new(language, &Message::new("portal-attend-title"), &path),
            action: path,
            token,
            wrong: wrong.iter().map(|message| message.render(language)).collect(),
            what: what.unwrap_or_default(),
            when: when.unwrap_or_default(),
            advice: say(advice),
            again: if digits.is_empty() { 0 } else { 20 },
            digits: digits.split_at_checked(4).map_or_else(String::new, |(one, two)| format!("{one} {two}")),
            is_signing_in: matches!(state, Attending::SignIn { .. }),
            needs_factor: matches!(state, Attending::SignIn { needs_factor: true }),
            login_label: say("portal-attend-login"),
            password_label: say("portal-entry-password"),
            factor_label: say("portal-attend-factor"),
            asks_code: is_on_site && matches!(state, Attending::Attendee { .. }),
            code_label: say("portal-attend-code"),
            typed: match state {
                Attending::Attendee { typed } => typed,
                _ => String::new(),
            },
            button,
        }
    }
}
