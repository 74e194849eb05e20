//! Whether this is meant for real, and what follows from it where nothing else was said.

use std::fmt;

use clap::ValueEnum;

/// Whether a server is meant for real.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// Real records of real people.
    Production,
    /// Trying out, building and testing.
    Development,
}

impl fmt::Display for Mode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Production => "production",
            Self::Development => "development",
        })
    }
}

/// Whether an address leads to this machine only; such an address is printed on nothing that is issued for real.
#[must_use]
pub fn is_loopback(url: &str) -> bool {
    match url::Url::parse(url).ok().as_ref().and_then(url::Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(url::Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn an_address_of_this_machine_only() {
        for url in
            ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1", "http://0.0.0.0", "nonsense"]
        {
            assert!(is_loopback(url), "{url}");
        }
        for url in ["https://xinglin.example", "http://10.0.0.7:8080"] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
