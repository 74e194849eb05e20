//! One pass over the query's text, before any parser sees it.
//!
//! It knows just enough of GraphQL's lexical grammar (October 2021, section 2.1) to tell brackets from what only looks
//! like one, in strings, block strings and comments. Where a string does not end it says so at once: from there on,
//! this scan and the parser could disagree about what is a string, and a disagreement is what an attacker needs.

use async_graphql::Pos;

use super::{Budget, Excess, Measure, within};

/// Counts tokens, open brackets and directives, and stops at the first that is over its limit. Gives the number of
/// places where a variable stands, its definition included.
///
/// # Errors
///
/// [`Excess::Over`] for tokens, brackets or directives; [`Excess::Syntax`] for a string that does not end.
pub(super) fn scan(budget: &Budget, query: &str) -> Result<u64, Excess> {
    let mut rest = query.as_bytes();
    let (mut tokens, mut open, mut directives, mut variables) = (0_u64, 0_u64, 0_u64, 0_u64);
    loop {
        let (is_token, after) = match rest {
            [] => return Ok(variables),
            [b' ' | b',' | b'\t' | b'\n' | b'\r', after @ ..] => (false, after),
            [b'#', after @ ..] => (false, skip_while(after, |byte| byte != b'\n' && byte != b'\r')),
            [b'"', b'"', b'"', after @ ..] => {
                (true, end_of_block_string(after).ok_or_else(|| unended(query, rest))?)
            }
            [b'"', after @ ..] => (true, end_of_string(after).ok_or_else(|| unended(query, rest))?),
            [b'(' | b'[' | b'{', after @ ..] => {
                open += 1;
                within(Measure::Brackets, open, budget.brackets)?;
                (true, after)
            }
            [b')' | b']' | b'}', after @ ..] => {
                open = open.saturating_sub(1);
                (true, after)
            }
            [b'@', after @ ..] => {
                directives += 1;
                within(Measure::Directives, directives, budget.directives)?;
                (true, after)
            }
            [b'$', after @ ..] => {
                variables += 1;
                (true, after)
            }
            [byte, after @ ..] if is_word(*byte) => (true, skip_while(after, is_word)),
            [_, after @ ..] => (true, after),
        };
        rest = after;
        if is_token {
            tokens += 1;
            within(Measure::Tokens, tokens, budget.tokens)?;
        }
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn skip_while(bytes: &[u8], keep_skipping: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|byte| !keep_skipping(*byte)).unwrap_or(bytes.len());
    bytes.get(end..).unwrap_or_default()
}

/// What follows the closing `"""`; `\"""` does not close. `None` when nothing closes.
fn end_of_block_string(mut bytes: &[u8]) -> Option<&[u8]> {
    loop {
        bytes = match bytes {
            [] => return None,
            [b'"', b'"', b'"', after @ ..] => return Some(after),
            [b'\\', b'"', b'"', b'"', after @ ..] | [_, after @ ..] => after,
        };
    }
}

/// What follows the closing `"`. `None` when the line or the text ends first.
fn end_of_string(mut bytes: &[u8]) -> Option<&[u8]> {
    loop {
        bytes = match bytes {
            [] | [b'\n' | b'\r', ..] | [b'\\', b'\n' | b'\r', ..] => return None,
            [b'"', after @ ..] => return Some(after),
            [b'\\', _, after @ ..] | [_, after @ ..] => after,
        };
    }
}

fn unended(query: &str, rest: &[u8]) -> Excess {
    let before = query.get(..query.len() - rest.len()).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Excess::Syntax { at: Some(Pos { line, column }), detail: "the string does not end".to_owned() }
}
