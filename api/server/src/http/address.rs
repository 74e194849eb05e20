//! Where a request came from, as far as anybody can be believed about it.
//!
//! The socket says who is at the other end. If that is one of our own proxies, its header says from whom it has the
//! request, and so on down the chain: read from the right, the first address that is none of our proxies is the
//! visitor's, and whatever stands left of it was made up by the visitor. An address that cannot be read ends the chain
//! at the proxy that reported it. Nothing else is taken from such headers: every address that the server writes begins
//! with `PUBLIC_URL`, whatever host or scheme a request claims.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::http::header::{FORWARDED, HeaderName, X_FORWARDED_FOR};
use actix_web::{HttpRequest, web};
use platform::config::{Networks, ProxyHeader};

/// Whom to believe, as data of the app.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// The networks of our own proxies.
    pub trusted: Networks,
    /// The header in which they tell.
    pub header: ProxyHeader,
}

/// The address that a request came from. Without [`Proxies`] among the app's data, that of the socket; an unspecified
/// one where there is no socket, as in a test without a server.
#[must_use]
pub fn client_address(request: &HttpRequest) -> IpAddr {
    let socket = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    match request.app_data::<web::Data<Proxies>>() {
        Some(proxies) => proxies.visitor(socket.to_canonical(), request),
        None => socket.to_canonical(),
    }
}

impl Proxies {
    fn visitor(&self, socket: IpAddr, request: &HttpRequest) -> IpAddr {
        if !self.trusted.contains(socket) {
            return socket;
        }
        let chain = match self.header {
            ProxyHeader::XForwardedFor => listed(&whole(request, &X_FORWARDED_FOR)),
            ProxyHeader::Forwarded => forwarded(&whole(request, &FORWARDED)),
        };
        let mut believed = socket;
        for reported in chain.into_iter().rev() {
            match reported {
                Some(address) if self.trusted.contains(address) => believed = address,
                Some(address) => return address,
                None => return believed,
            }
        }
        believed
    }
}

/// A header's lines as the one list that they are (RFC 9110, 5.3); what is no text can be read as no address.
fn whole(request: &HttpRequest, name: &HeaderName) -> String {
    let lines = request.headers().get_all(name).map(|line| line.to_str().unwrap_or("?"));
    lines.collect::<Vec<_>>().join(",")
}

/// The addresses of `X-Forwarded-For`, the nearest last; none where something else stands.
fn listed(text: &str) -> Vec<Option<IpAddr>> {
    let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    entries.map(node).collect()
}

/// The `for` of each element of `Forwarded` (RFC 7239, 4), the nearest last; none where there is no address.
fn forwarded(text: &str) -> Vec<Option<IpAddr>> {
    let Some(elements) = split(text, ',') else {
        return vec![None];
    };
    let elements = elements.into_iter().filter(|element| !element.trim().is_empty());
    let node_of = |element: &str| {
        let pairs = split(element, ';')?;
        let mut nodes = pairs.iter().filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            name.trim().eq_ignore_ascii_case("for").then(|| value.trim())
        });
        match (nodes.next(), nodes.next()) {
            (Some(value), None) => {
                node(value.strip_prefix('"').map_or(value, |value| value.trim_end_matches('"')))
            }
            _ => None,
        }
    };
    elements.map(node_of).collect()
}

/// Splits at a mark, but not within quotation marks; none when one is never closed.
fn split(text: &str, mark: char) -> Option<Vec<&str>> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let parts = text.split(|character| {
        let is_plain = !std::mem::take(&mut is_escaped);
        match character {
            '"' if is_plain => is_quoted = !is_quoted,
            '\\' if is_plain && is_quoted => is_escaped = true,
            _ => {}
        }
        character == mark && !is_quoted
    });
    let parts = parts.collect();
    (!is_quoted).then_some(parts)
}

/// An address as proxies write it: bare, in brackets, with or without a port. `unknown` and made-up names are none.
fn node(text: &str) -> Option<IpAddr> {
    let bare = || text.parse::<IpAddr>().ok();
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare().or_else(bracketed).or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use actix_web::web::Data;
    use platform::config::ProxyHeader;

    use super::{Proxies, client_address};

    /// Who is found out behind proxies of `10.0.0.0/8` and `2001:db8::/32`.
    fn found(socket: &str, header: ProxyHeader, lines: &[(&str, &str)]) -> String {
        let trusted = "10.0.0.0/8,2001:db8::/32".parse().unwrap();
        let mut request = TestRequest::get().app_data(Data::new(Proxies { trusted, header }));
        request = request.peer_addr(format!("{socket}:4711").parse().unwrap());
        for (name, value) in lines {
            request = request.append_header((*name, *value));
        }
        client_address(&request.to_http_request()).to_string()
    }

    #[test]
    fn a_stranger_says_what_she_likes() {
        for header in [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded] {
            let lines = [("x-forwarded-for", "198.51.100.7"), ("forwarded", "for=198.51.100.7")];
            assert_eq!(found("203.0.113.9", header, &lines), "203.0.113.9");
        }
    }

    #[test]
    fn of_a_chain_the_rightmost_stranger_counts() {
        for (chain, visitor) in [
            ("198.51.100.7", "198.51.100.7"),
            ("1.1.1.1, 198.51.100.7", "198.51.100.7"),
            ("1.1.1.1, 198.51.100.7, 10.9.9.9", "198.51.100.7"),
            ("10.0.0.5, 198.51.100.7", "198.51.100.7"),
            ("10.0.0.5, 10.0.0.6", "10.0.0.5"),
            ("198.51.100.7:1234", "198.51.100.7"),
            ("[2001:4860::1]:443", "2001:4860::1"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("1.1.1.1, unknown", "10.0.0.1"),
            ("1.1.1.1, <script>, 10.0.0.6", "10.0.0.6"),
            ("", "10.0.0.1"),
            (", ,", "10.0.0.1"),
        ] {
            let lines = [("x-forwarded-for", chain), ("forwarded", "for=9.9.9.9")];
            assert_eq!(found("10.0.0.1", ProxyHeader::XForwardedFor, &lines), visitor, "{chain}");
        }
        let lines = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "198.51.100.7")];
        assert_eq!(found("10.0.0.1", ProxyHeader::XForwardedFor, &lines), "198.51.100.7");
    }

    /// RFC 7239, 4 and 6.
    #[test]
    fn the_standard_header_is_read_with_its_quotation_marks() {
        for (chain, visitor) in [
            ("for=198.51.100.7;proto=https;by=10.0.0.1", "198.51.100.7"),
            ("For=\"[2001:4860::1]:4711\"", "2001:4860::1"),
            ("for=1.1.1.1, for=198.51.100.7;host=\"a,b;for=2.2.2.2\"", "198.51.100.7"),
            ("for=198.51.100.7, for=\"[2001:db8::9]\"", "198.51.100.7"),
            ("for=1.1.1.1, for=_hidden", "10.0.0.1"),
            ("for=1.1.1.1, proto=https", "10.0.0.1"),
            ("for=1.1.1.1;for=2.2.2.2", "10.0.0.1"),
            ("for=\"1.1.1.1, for=198.51.100.7", "10.0.0.1"),
            ("for=\"\\\"1.1.1.1\", for=198.51.100.7", "198.51.100.7"),
        ] {
            let lines = [("forwarded", chain), ("x-forwarded-for", "9.9.9.9")];
            assert_eq!(found("10.0.0.1", ProxyHeader::Forwarded, &lines), visitor, "{chain}");
        }
    }
}
