//! What one line to the network is: the one measure by which callers without a name are counted, wherever they are.

use std::net::{IpAddr, Ipv6Addr};

/// The line that an address belongs to: an IPv4 address by itself, and the first half of an IPv6 address, because one
/// line is given all of the second (RFC 6177: a /64 at the least).
#[must_use]
pub fn line(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(whole) => IpAddr::V6(Ipv6Addr::from_bits(whole.to_bits() >> 64 << 64)),
        IpAddr::V4(whole) => IpAddr::V4(whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_long_address_is_one_line() {
        let of = |address: &str| line(address.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
