//! Where a sign-in may lead.

/// Longest path, in bytes.
pub const LONGEST_PATH: usize = 512;

/// A path on this server, as a browser may be sent to it: nothing that a browser could read as the address of another
/// one (`//evil.example`, `/\evil.example`, or either with a tab between), and no header of its own.
#[must_use]
pub fn local_path(typed: &str) -> Option<&str> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    (typed.starts_with('/')
        && !typed.starts_with("//")
        && typed.len() <= LONGEST_PATH
        && typed.bytes().all(is_plain))
    .then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_a_path_of_this_server_is_followed() {
        for good in ["/", "/trainees?first=20#top", "/%E8%BD%AE%E8%BD%AC"] {
            assert_eq!(local_path(good), Some(good));
        }
        let long = format!("/{}", "a".repeat(512));
        for bad in [
            "",
            "trainees",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\\\\evil.example",
            "/a\r\nset-cookie: b",
            "javascript:alert(1)",
            "/轮转",
            &long,
        ] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }
}
