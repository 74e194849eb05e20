//! The address that is printed on what is issued, and whether anybody else could reach it.

use url::{Host, Url};

/// Where a code verifies.
pub(super) fn verify_url(public_url: &str, code: &str) -> String {
    format!("{public_url}/verify/{code}")
}

/// Whether an address leads only to the machine it is opened on, so that nobody else could verify what bears it.
/// What cannot be read as an address of the web counts as such.
pub(super) fn is_loopback(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return true };
    if !matches!(url.scheme(), "http" | "https") {
        return true;
    }
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => {
            ip.is_loopback() || ip.is_unspecified() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback())
        }
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_this_machine_alone_is_no_address_to_print() {
        for local in [
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://localhost:8080",
            "http://LOCALHOST./",
            "https://xinglin.localhost",
            "http://[::1]:8080",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0:8080",
            "http://user@localhost/",
            "https://",
            "ftp://xinglin.example.edu.cn",
            "xinglin.example.edu.cn",
            "",
        ] {
            assert!(is_loopback(local), "{local}");
        }
        for public in [
            "https://xinglin.example.edu.cn",
            "http://10.1.2.3:8080",
            "https://localhost.example.org/x",
            "https://[2001:db8::1]",
        ] {
            assert!(!is_loopback(public), "{public}");
        }
    }

    #[test]
    fn a_code_verifies_under_the_public_address() {
        assert_eq!(
            verify_url("https://xinglin.example", "7K3M-9QWX-2T5B-HJ4D"),
            "https://xinglin.example/verify/7K3M-9QWX-2T5B-HJ4D"
        );
    }
}
