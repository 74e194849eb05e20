//! What a school's own app may say of its users, what it may hand on to them, and for how long.

use chrono::{DateTime, Duration, Utc};
use platform::error::Problem;
use platform::text::Message;

/// How long a person may confirm a binding after the app has brought her code.
pub const CONFIRM_WITHIN: Duration = Duration::minutes(10);
/// How long a token that was exchanged works.
pub const TOKEN_LASTS: Duration = Duration::minutes(15);
/// How many identities one service account exchanges in a minute.
pub const EXCHANGES_A_MINUTE: i32 = 600;
/// How many codes one service account brings in a minute.
pub const CLAIMS_A_MINUTE: i32 = 60;

/// Longest name of a provider, in characters.
const LONGEST_PROVIDER: usize = 32;
/// Longest name of a user at a provider, in characters.
const LONGEST_SUBJECT: usize = 255;
/// Longest hint, in characters.
const LONGEST_HINT: usize = 64;

/// What is wrong with a provider's name: it is not 1 to 32 small letters, digits and hyphens.
pub fn provider_problem<C>(code: C, provider: &str) -> Option<Problem<C>> {
    let is_word = provider.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let fits = (1..=LONGEST_PROVIDER).contains(&provider.len()) && is_word;
    (!fits).then(|| Problem::new(code, "provider", Message::new("identity-exchange-provider")))
}

/// What is wrong with a user's name at a provider.
pub fn subject_problem<C>(code: C, subject: &str) -> Option<Problem<C>> {
    text_problem(code, "subject", subject, LONGEST_SUBJECT)
}

/// What is wrong with what a person is to recognise a user by: it is empty, too long, or could show as something else.
pub fn hint_problem<C>(code: C, hint: &str) -> Option<Problem<C>> {
    text_problem(code, "subjectHint", hint, LONGEST_HINT)
}

fn text_problem<C>(code: C, field: &str, text: &str, limit: usize) -> Option<Problem<C>> {
    let key = if text.trim().is_empty() {
        "common-required"
    } else if text.chars().count() > limit {
        "common-too-long"
    } else if text.chars().any(is_deceptive) {
        "identity-exchange-text"
    } else {
        return None;
    };
    Some(Problem::new(code, field, Message::keyed(key.to_owned()).with("field", field).with("limit", limit)))
}

/// Whether a character is not seen and changes how others are: controls, marks of direction, and what has no width.
fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Until when a binding can be confirmed.
#[must_use]
pub fn confirm_by(claimed_at: DateTime<Utc>) -> DateTime<Utc> {
    claimed_at + CONFIRM_WITHIN
}

/// When an exchanged token ends: after 15 minutes, and no later than the token that it is exchanged with.
#[must_use]
pub fn token_ends(now: DateTime<Utc>, end_of_own: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let end = now + TOKEN_LASTS;
    end_of_own.map_or(end, |own| own.min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_a_plain_word() {
        for good in ["wechat", "wechat-mp", "a", "0", &"a".repeat(32)] {
            assert_eq!(provider_problem((), good), None, "{good}");
        }
        for bad in ["", "WeChat", "we chat", "wechat/1", "微信", &"a".repeat(33)] {
            assert!(provider_problem((), bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn a_hint_shows_what_it_is() {
        for good in ["示例·微信用户", "Sample (138****0001)"] {
            assert_eq!(hint_problem((), good), None, "{good}");
        }
        for bad in ["", " ", "a\nb", "a\u{202e}b", "\u{2066}a", "a\u{200b}b", &"a".repeat(65)] {
            assert!(hint_problem((), bad).is_some(), "{bad:?}");
        }
    }

    #[test]
    fn a_token_outlives_neither_a_quarter_of_an_hour_nor_the_one_it_came_from() {
        let now = DateTime::UNIX_EPOCH;
        let after = |minutes| now + Duration::minutes(minutes);
        assert_eq!(token_ends(now, None), after(15));
        assert_eq!(token_ends(now, Some(after(20))), after(15));
        assert_eq!(token_ends(now, Some(after(2))), after(2));
    }
}
