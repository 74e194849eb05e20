//! The cookie of a session, that of a sign-in under way at a provider, and that of a form: no script reads them, no
//! other site sends them along with an act, and outside the machine itself they travel encrypted or not at all.

use domain::identity::SIGN_ON_LASTS;
use platform::config::{Config, is_loopback};

/// A cookie of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// A session.
    Session,
    /// A sign-in that was begun at a provider.
    SignIn,
    /// A form that was opened: what is sent with it came from our page.
    Form,
}

impl Cookie {
    /// Its name. `__Host-` keeps neighbours under the same domain from planting one (RFC 6265bis, 4.1.3).
    #[must_use]
    pub fn name(self, config: &Config) -> &'static str {
        match (self, is_loopback(&config.public_url())) {
            (Self::Session, true) => "xinglin",
            (Self::Session, false) => "__Host-xinglin",
            (Self::SignIn, true) => "xinglin-sign-in",
            (Self::SignIn, false) => "__Host-xinglin-sign-in",
            (Self::Form, true) => "xinglin-form",
            (Self::Form, false) => "__Host-xinglin-form",
        }
    }

    /// How its secrets begin.
    fn prefix(self) -> &'static str {
        match self {
            Self::Session => "xls_",
            Self::SignIn => "xsb_",
            Self::Form => "xfm_",
        }
    }

    /// The header that keeps a secret for as long as what it opens can last.
    #[must_use]
    pub fn kept(self, config: &Config, secret: &str) -> String {
        let seconds = match self {
            Self::Session => i64::from(config.session_hours) * 3600,
            Self::SignIn => SIGN_ON_LASTS.num_seconds(),
            Self::Form => 3600,
        };
        self.written(config, secret, seconds)
    }

    /// The header that takes the cookie away.
    #[must_use]
    pub fn gone(self, config: &Config) -> String {
        self.written(config, "", 0)
    }

    fn written(self, config: &Config, value: &str, seconds: i64) -> String {
        let secure = if is_loopback(&config.public_url()) { "" } else { "; Secure" };
        format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", self.name(config))
    }

    /// The secret in a Cookie header, if there is exactly one.
    #[must_use]
    pub fn find<'h>(self, config: &Config, header: &'h str) -> Option<&'h str> {
        let name = self.name(config);
        let mut found = header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value)
            .filter(|value| value.starts_with(self.prefix()));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}
