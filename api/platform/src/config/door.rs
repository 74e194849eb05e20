//! What can be set about the front door: whom to believe about where a request came from, how much a caller may ask,
//! what is told of the schema, and which documents are trusted.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use ipnet::IpNet;

/// Settings of whatever stands between a visitor and the graph.
#[derive(Args, Clone, Debug)]
pub struct Door {
    /// Networks of the proxies in front of this server, as `10.0.0.0/8,192.0.2.1`; only what these say about where a
    /// request came from is believed.
    #[arg(long, env = "TRUSTED_PROXIES", default_value = "", global = true)]
    pub trusted_proxies: Networks,

    /// The one header in which those proxies say it.
    #[arg(long, env = "PROXY_HEADER", value_enum, default_value_t, global = true)]
    pub proxy_header: ProxyHeader,

    /// Points that somebody who is signed in may spend in a minute, on each process; 0 is no limit.
    #[arg(long, env = "RATE_LIMIT_CALLER", default_value_t = 120_000, global = true)]
    pub rate_limit_caller: u64,

    /// Points that strangers at one address (of IPv6, one /64) may spend in a minute, on each process; 0 is no limit.
    #[arg(long, env = "RATE_LIMIT_ADDRESS", default_value_t = 12_000, global = true)]
    pub rate_limit_address: u64,

    /// Who may read the schema by introspection; in production those who are signed in, else everybody.
    #[arg(long, env = "INTROSPECTION", value_enum, global = true)]
    pub introspection: Option<Introspection>,

    /// Whether a misspelt name is answered with the names it resembles; in production not, else yes.
    #[arg(long, env = "SUGGESTIONS", value_enum, global = true)]
    pub suggestions: Option<Switch>,

    /// Whether `/graphiql` is there; in production not, else yes.
    #[arg(long, env = "GRAPHIQL", value_enum, global = true)]
    pub graphiql: Option<Switch>,

    /// Whether documents are asked for by the SHA-256 of their text: `prefer` takes others too, `require` does not.
    #[arg(long, env = "TRUSTED_DOCUMENTS", value_enum, default_value_t, global = true)]
    pub trusted_documents: TrustedDocuments,

    /// Folder of `.graphql` files, or JSON file of ids and texts, that holds the trusted documents.
    #[arg(long, env = "TRUSTED_DOCUMENTS_PATH", global = true)]
    pub trusted_documents_path: Option<PathBuf>,
}

/// Who may read the schema by introspection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Introspection {
    /// Everybody.
    On,
    /// Those who are signed in.
    Authenticated,
    /// Nobody.
    Off,
}

impl fmt::Display for Introspection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::On => "on",
            Self::Authenticated => "authenticated",
            Self::Off => "off",
        })
    }
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It is there.
    On,
    /// It is not.
    Off,
}

impl Switch {
    /// As configuration is shown.
    #[must_use]
    pub fn word(is_on: bool) -> String {
        if is_on { "on" } else { "off" }.to_owned()
    }
}

/// Whether documents are asked for by their digests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TrustedDocuments {
    /// They are not: a request brings its text.
    #[default]
    Off,
    /// They may be; a request may also bring its text.
    Prefer,
    /// They must be: no other text is executed.
    Require,
}

impl fmt::Display for TrustedDocuments {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Off => "off",
            Self::Prefer => "prefer",
            Self::Require => "require",
        })
    }
}

/// The header in which proxies say where a request came from. One is read and the other never: a proxy that writes
/// one passes the other on as the visitor made it up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`, which nearly every proxy writes.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl fmt::Display for ProxyHeader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        })
    }
}

/// A list of networks, in CIDR notation; a single address is the network of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// Whether an address lies in one of them. An IPv4 address written as IPv6 is the IPv4 address.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromStr for Networks {
    type Err = String;

    /// Reads a list with commas.
    ///
    /// # Errors
    /// What to write instead, when a part is no network.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network = |part: &str| {
            let single = || part.parse::<IpAddr>().ok().map(|address| IpNet::from(address.to_canonical()));
            part.parse::<IpNet>().ok().or_else(single).ok_or_else(|| {
                format!("\"{part}\" is no network: write 10.0.0.0/8, 2001:db8::/32 or a single address")
            })
        };
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Networks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        formatter.write_str(&all.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::Networks;

    #[test]
    fn networks_are_read_and_hold_addresses() {
        let networks: Networks = "10.0.0.0/8, 192.0.2.1,2001:db8::/32,".parse().unwrap();
        assert_eq!(networks.to_string(), "10.0.0.0/8,192.0.2.1/32,2001:db8::/32");
        for inside in ["10.1.2.3", "192.0.2.1", "::ffff:10.0.0.1", "2001:db8:1::1"] {
            assert!(networks.contains(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["11.0.0.1", "192.0.2.2", "::1", "2001:db9::1"] {
            assert!(!networks.contains(outside.parse().unwrap()), "{outside}");
        }
        assert!(!"".parse::<Networks>().unwrap().contains("127.0.0.1".parse().unwrap()));
        assert!("10.0.0.0/33".parse::<Networks>().unwrap_err().contains("10.0.0.0/33"));
    }
}
