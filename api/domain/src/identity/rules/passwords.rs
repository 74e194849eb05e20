//! Which passwords are too easy to guess (NIST SP 800-63B, 5.1.1.2: length, a list of common ones, and what others know
//! of the person; no rules about kinds of characters).

use platform::text::Message;

/// Fewest characters.
pub const SHORTEST_PASSWORD: usize = 10;
/// Most characters.
pub const LONGEST_PASSWORD: usize = 128;
/// Fewest characters that are left when words and runs that everybody tries count as one.
const FEWEST_SURPRISES: usize = 7;
/// Fewest different characters.
const FEWEST_DIFFERENT: usize = 5;

/// What everybody tries: pieces of the most frequent passwords of leaked lists, Chinese ones among them.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssw0rd",
    "passwort",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "asdfgh",
    "zxcvbnm",
    "1qaz2wsx",
    "1q2w3e4r",
    "q1w2e3r4",
    "qazwsx",
    "iloveyou",
    "woaini",
    "wojiushiwo",
    "woaiwojia",
    "nihao",
    "welcome",
    "letmein",
    "admin",
    "administrator",
    "root",
    "login",
    "changeme",
    "secret",
    "master",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "shadow",
    "michael",
    "jordan",
    "hello",
    "freedom",
    "whatever",
    "trustno1",
    "starwars",
    "computer",
    "internet",
    "beijing",
    "shanghai",
    "zhongguo",
    "china",
    "5201314",
    "1314520",
    "147258369",
    "159357",
    "741852963",
    "789456123",
    "88888888",
    "66666666",
    "yisheng",
    "yiyuan",
    "hospital",
    "doctor",
    "xinglin",
];

/// Why a password will not do; `known` is what others know of the person: phone, numbers, names, address.
#[must_use]
pub fn password_problem<'a>(password: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Message> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Some(Message::new("identity-password-short").with("limit", SHORTEST_PASSWORD));
    }
    if length > LONGEST_PASSWORD {
        return Some(Message::new("identity-password-long").with("limit", LONGEST_PASSWORD));
    }
    let lower = password.to_lowercase();
    let names_her = |fact: &str| {
        let fact = fact.trim().to_lowercase();
        let is_telling = fact.chars().count() >= 4 || (fact.chars().count() >= 2 && !fact.is_ascii());
        is_telling && lower.contains(&fact)
    };
    if known.into_iter().any(names_her) {
        return Some(Message::new("identity-password-personal"));
    }
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    if surprises(&lower) < FEWEST_SURPRISES || different.len() < FEWEST_DIFFERENT {
        return Some(Message::new("identity-password-common"));
    }
    None
}

/// How many characters are left when each common piece, and each run of equal or neighbouring ones, counts as one.
fn surprises(lower: &str) -> usize {
    let mut pieces: Vec<&str> = COMMON.to_vec();
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    let mut text = lower.to_owned();
    for piece in pieces {
        text = text.replace(piece, "\u{1}");
    }
    let mut count = 0;
    let mut before: Option<(u32, i64)> = None;
    for character in text.chars() {
        let code = u32::from(character);
        let step = before.map(|(last, _)| i64::from(code) - i64::from(last));
        let goes_on =
            step.is_some_and(|step| step.abs() <= 1 && before.is_some_and(|(_, s)| s == step || s == 2));
        if !goes_on {
            count += 1;
        }
        // 2: the first of a run, whose direction is not yet known.
        before = Some((code, if goes_on { step.unwrap_or(2) } else { 2 }));
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(password: &str, known: &[&str]) -> Option<String> {
        password_problem(password, known.iter().copied()).map(|message| message.key().to_owned())
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        for common in [
            "1234567890",
            "0987654321",
            "password123",
            "Password123!",
            "aaaaaaaaaaaa",
            "qwertyuiop12",
            "abcdefghijkl",
            "woaini1314520",
            "admin@123456",
            "12345678901234567890",
            "xinglin2026",
        ] {
            assert_eq!(key(common, &[]).as_deref(), Some("identity-password-common"), "{common}");
        }
    }

    #[test]
    fn what_others_know_is_refused() {
        let known = ["13800000001", "R0001", "张三", "Sample Person", "li"];
        for telling in ["x13800000001x", "summer-r0001-rain", "张三的密码很长很长啊"] {
            assert_eq!(key(telling, &known).as_deref(), Some("identity-password-personal"), "{telling}");
        }
        assert_eq!(key("lively-tulip-garden", &known), None);
    }

    #[test]
    fn length_counts_and_kinds_of_characters_do_not() {
        assert_eq!(key("k7#Qz!2pL", &[]).as_deref(), Some("identity-password-short"));
        assert_eq!(key(&"长短句".repeat(50), &[]).as_deref(), Some("identity-password-long"));
        for good in ["horse battery staple", "春眠不觉晓处处闻啼鸟", "tulip-river-41"] {
            assert_eq!(key(good, &[]), None, "{good}");
        }
    }
}
