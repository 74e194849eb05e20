//! The cookie of a session: no script reads it, no other site sends it along with an act, and outside the machine itself
//! it travels encrypted or not at all.

use platform::config::{Config, is_loopback};

/// The cookie's name. `__Host-` keeps neighbours under the same domain from planting one (RFC 6265bis, 4.1.3).
#[must_use]
pub fn name(config: &Config) -> &'static str {
    if is_loopback(&config.public_url()) { "xinglin" } else { "__Host-xinglin" }
}

/// The header that keeps a secret for as long as a session can last.
#[must_use]
pub fn kept(config: &Config, secret: &str) -> String {
    written(config, secret, i64::from(config.session_hours) * 3600)
}

/// The header that takes the cookie away.
#[must_use]
pub fn gone(config: &Config) -> String {
    written(config, "", 0)
}

fn written(config: &Config, value: &str, seconds: i64) -> String {
    let secure = if is_loopback(&config.public_url()) { "" } else { "; Secure" };
    format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", name(config))
}

/// The secret in a Cookie header, if there is exactly one.
#[must_use]
pub fn find<'h>(config: &Config, header: &'h str) -> Option<&'h str> {
    let name = name(config);
    let mut found = header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value)
        .filter(|value| value.starts_with("xls_"));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
