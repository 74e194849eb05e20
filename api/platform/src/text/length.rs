//! How long a text is, as a Chinese reader counts.

use unicode_segmentation::UnicodeSegmentation as _;

/// Characters of a text as a Chinese reader counts them: a character of Chinese, a mark of punctuation and a picture are one each, a word of
/// other letters and a number are one each as well, and blanks are none. What belongs together by Unicode's rules (UAX #29) is one: `e` with its
/// accent, a family of four.
#[must_use]
pub fn characters(text: &str) -> usize {
    let counted = text.split_word_bounds().map(|part| {
        let Some(first) = part.chars().next() else { return 0 };
        if part.trim().is_empty() {
            0
        } else if is_written_singly(first) {
            part.graphemes(true).count()
        } else {
            1
        }
    });
    counted.sum()
}

/// Whether a letter is of a script of East Asia, each of whose characters is read as one: Chinese, kana, Hangul, and letters and digits of
/// their width.
fn is_written_singly(letter: char) -> bool {
    matches!(u32::from(letter), 0x1100..=0x11FF | 0x2E80..=0xA4CF | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_as_a_chinese_reader_does() {
        for (text, length) in [
            ("", 0),
            (" \u{3000}\n\t", 0),
            ("跟师心得", 4),
            ("跟师，心得。", 6),
            ("脉弦细，BP 130/80 mmHg。", 10),
            ("don't stop", 2),
            ("ＡＢ１２", 4),
            ("👍🏽👨‍👩‍👧‍👦", 2),
            ("e\u{301}tude", 1),
            ("カルテ", 3),
            ("𠮷野", 2),
            ("……", 2),
        ] {
            assert_eq!(characters(text), length, "{text}");
        }
    }

    #[test]
    fn four_hundred_and_ninety_nine_are_not_five_hundred() {
        let mixed = "今日随师出诊，见一患者 cough 三周，舌红苔黄👍，用 maxingshigan 加减。";
        let once = characters(mixed);
        let text = mixed.repeat(500 / once);
        let missing = 500 - characters(&text);
        let almost = format!("{text}{}", "字".repeat(missing - 1));
        assert_eq!(characters(&almost), 499);
        assert_eq!(characters(&format!("{almost} \n")), 499);
        assert_eq!(characters(&format!("{almost}。")), 500);
        assert_eq!(characters(&format!("{almost}😀")), 500);
        assert_eq!(characters(&format!("{almost} word")), 500);
    }
}
