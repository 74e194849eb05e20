//! How names are put in order and found, the same on every database.
//!
//! People look a colleague up under her surname's sound: 张三 stands under `zhang san`, and `zs` finds her. The sort key
//! is computed here, stored beside the name and compared byte by byte, so that no database's own idea of order matters.
//! A surname is read as a surname (单 is `shan`, 尉迟 is `yu chi`), tones are left out, `ü` is written `v` as one types
//! it, and whoever sounds alike is ordered by the characters themselves, so that the order is always the same.

use pinyin::ToPinyin;

/// Between a key's sound and its tie-break: lower than anything that can follow a shorter sound, and printable.
const TIE: &str = "  ";

/// The sort key of a person's name: `zhang san  张三`.
///
/// Lower-case toneless syllables and Latin words separated by single spaces, two spaces, and the name itself. Compared
/// byte by byte it orders by sound and then by characters; a search by pinyin is a search for its beginning. A character
/// without a known reading stands for itself, after all that have one.
#[must_use]
pub fn sort_key(name: &str) -> String {
    keyed(&spell(name, true), name)
}

/// The sort key of what is no person (a hospital, a department, a programme): as [`sort_key`], but its first character is
/// not read as a surname, so that 区医院 stands under `qu`.
#[must_use]
pub fn title_sort_key(title: &str) -> String {
    keyed(&spell(title, false), title)
}

/// The initials of a person's name, by which people search: `zs` for 张三, `am` for Anna Müller.
#[must_use]
pub fn initials(name: &str) -> String {
    spell(name, true).iter().filter_map(|word| word.chars().next()).collect()
}

/// What a person's name sounds like, written together as people type it into a search: `zhangsan` for 张三 and for
/// `Zhang San`.
#[must_use]
pub fn spelling(name: &str) -> String {
    spell(name, true).concat()
}

/// Full-width Latin letters, digits, punctuation and the ideographic space as their ordinary forms: `Ａ１（　` → `A1( `.
#[must_use]
pub fn fold_width(text: &str) -> String {
    text.chars().map(fold_character).collect()
}

fn fold_character(character: char) -> char {
    const OFFSET: u32 = 0xFF01 - 0x21;
    match character {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - OFFSET).unwrap_or(character),
        other => other,
    }
}

fn keyed(words: &[String], original: &str) -> String {
    format!("{}{TIE}{}", words.join(" "), original.trim())
}

/// The name as words: one for each Chinese character, one for each run of Latin letters and digits.
fn spell(name: &str, is_person: bool) -> Vec<String> {
    let folded = fold_width(name.trim());
    let (mut words, rest) = if is_person { surname(&folded) } else { (Vec::new(), folded.as_str()) };
    let mut latin = String::new();
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        if let Some(reading) = reading(character, characters.peek().copied()) {
            words.extend((!latin.is_empty()).then(|| std::mem::take(&mut latin)));
            words.push(reading.replace('ü', "v"));
        } else if character.is_alphanumeric() && is_spelled_alone(character) {
            words.extend((!latin.is_empty()).then(|| std::mem::take(&mut latin)));
            words.push(character.to_string());
        } else if character.is_alphanumeric() {
            character.to_lowercase().for_each(|lower| push_unaccented(&mut latin, lower));
        } else if !is_inside_a_word(character) {
            words.extend((!latin.is_empty()).then(|| std::mem::take(&mut latin)));
        }
    }
    words.extend((!latin.is_empty()).then_some(latin));
    words
}

/// An ideograph without a known reading.
fn is_spelled_alone(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Apostrophes and combining marks belong to the word they stand in: O'Brien is one word.
fn is_inside_a_word(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | '\u{0300}'..='\u{036F}')
}

/// The reading of one character in the middle of a name or title.
fn reading(character: char, next: Option<char>) -> Option<&'static str> {
    match (character, next) {
        // The dictionary's first reading is not the one that names and titles use.
        ('重', Some('庆' | '阳')) => Some("chong"),
        ('长', Some('孙')) => Some("zhang"),
        ('六', Some('安')) => Some("lu"),
        ('厦', Some('门')) => Some("xia"),
        ('藏', Some('族' | '医' | '药')) => Some("zang"),
        ('长', _) => Some("chang"),
        ('都', _) => Some("du"),
        ('阚', _) => Some("kan"),
        ('\u{20BB7}', _) => Some("ji"),
        _ => character.to_pinyin().map(pinyin::Pinyin::plain),
    }
}

/// Splits off a surname whose reading is its own, as syllables; nothing where the ordinary reading holds.
///
/// Source: 现代汉语词典 (7th edition), entries marked 姓. Where a character is two surnames (覃 Qín and Tán, 乐 Yuè and
/// Lè, 盖 Gě and Gài, 郇 Xún and Huán), the reading with more bearers or the first listed is taken.
fn surname(name: &str) -> (Vec<String>, &str) {
    const OF_SEVERAL_CHARACTERS: [(&str, &[&str]); 9] = [
        ("吐谷浑", &["tu", "yu", "hun"]),
        ("尉迟", &["yu", "chi"]),
        ("万俟", &["mo", "qi"]),
        ("长孙", &["zhang", "sun"]),
        ("澹台", &["tan", "tai"]),
        ("单于", &["chan", "yu"]),
        ("乐正", &["yue", "zheng"]),
        ("子车", &["zi", "ju"]),
        ("毌丘", &["guan", "qiu"]),
    ];
    for (characters, syllables) in OF_SEVERAL_CHARACTERS {
        if let Some(rest) = name.strip_prefix(characters) {
            return (syllables.iter().map(|syllable| (*syllable).to_owned()).collect(), rest);
        }
    }
    let mut characters = name.chars();
    match characters.next().and_then(reading_as_surname) {
        Some(syllable) => (vec![syllable.to_owned()], characters.as_str()),
        None => (Vec::new(), name),
    }
}

fn reading_as_surname(character: char) -> Option<&'static str> {
    let syllable = match character {
        '单' => "shan",
        '曾' => "zeng",
        '解' => "xie",
        '仇' => "qiu",
        '区' => "ou",
        '查' => "zha",
        '盖' => "ge",
        '朴' => "piao",
        '缪' => "miao",
        '翟' | '祭' => "zhai",
        '覃' => "qin",
        '乐' => "yue",
        '洗' => "xian",
        '卜' => "bu",
        '种' => "chong",
        '员' | '贠' => "yun",
        '黑' => "he",
        '折' => "she",
        '秘' => "bi",
        '召' => "shao",
        '郇' => "xun",
        '佴' | '能' => "nai",
        '粘' => "nian",
        '句' => "gou",
        '繁' => "po",
        _ => return None,
    };
    Some(syllable)
}

/// Appends a lower-case letter without its accent: the letters of European languages that use the Latin script.
fn push_unaccented(word: &mut String, letter: char) {
    let plain = match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ǒ' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        // A capital such as İ lowers to a letter and a combining dot.
        '\u{0300}'..='\u{036F}' => "",
        other => return word.push(other),
    };
    word.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(name: &str) -> String {
        let key = sort_key(name);
        let (sound, original) = key.split_once(TIE).expect("a key has two parts");
        assert_eq!(original, name);
        sound.to_owned()
    }

    #[test]
    fn a_key_is_sound_and_then_characters() {
        assert_eq!(sort_key("张三"), "zhang san  张三");
        assert_eq!(sort_key(" 张三 "), "zhang san  张三");
        assert_eq!(sort_key(""), "  ");
    }

    #[test]
    fn surnames_have_their_own_reading() {
        let cases = [
            ("单某", "shan mou"),
            ("曾某", "zeng mou"),
            ("解某", "xie mou"),
            ("仇某", "qiu mou"),
            ("区某", "ou mou"),
            ("查某", "zha mou"),
            ("任某", "ren mou"),
            ("华某", "hua mou"),
            ("盖某", "ge mou"),
            ("朴某", "piao mou"),
            ("缪某", "miao mou"),
            ("翟某", "zhai mou"),
            ("覃某", "qin mou"),
            ("卜某", "bu mou"),
            ("种某", "chong mou"),
            ("员某", "yun mou"),
            ("阚某", "kan mou"),
            ("都某", "du mou"),
            ("吕某", "lv mou"),
            ("石某", "shi mou"),
            ("柏某", "bai mou"),
            ("车某", "che mou"),
            ("沈某", "shen mou"),
            ("应某", "ying mou"),
            ("撒某", "sa mou"),
            ("长某", "chang mou"),
            ("尉某", "wei mou"),
            ("万某", "wan mou"),
            ("尉迟某", "yu chi mou"),
            ("万俟某", "mo qi mou"),
            ("长孙某", "zhang sun mou"),
            ("澹台某", "tan tai mou"),
            ("单于某", "chan yu mou"),
            ("令狐某", "ling hu mou"),
            ("欧阳某", "ou yang mou"),
            ("皇甫某", "huang fu mou"),
        ];
        for (name, expected) in cases {
            assert_eq!(sound(name), expected, "{name}");
        }
    }

    #[test]
    fn only_the_first_character_is_a_surname() {
        assert_eq!(sound("王单"), "wang dan");
        assert_eq!(sound("王解"), "wang jie");
        assert_eq!(sound("李长青"), "li chang qing");
    }

    #[test]
    fn a_title_has_no_surname() {
        assert_eq!(title_sort_key("区医院"), "qu yi yuan  区医院");
        assert_eq!(title_sort_key("重庆"), "chong qing  重庆");
        assert_eq!(title_sort_key("长沙"), "chang sha  长沙");
        assert_eq!(title_sort_key("乐山"), "le shan  乐山");
        assert_eq!(title_sort_key("成都"), "cheng du  成都");
        assert_eq!(title_sort_key("ＣＴ室（B2）"), "ct shi b2  ＣＴ室（B2）");
    }

    #[test]
    fn latin_names_lose_case_and_accents() {
        assert_eq!(sound("Anna Müller-Łęcka"), "anna muller lecka");
        assert_eq!(sound("O’Brien"), "obrien");
        assert_eq!(sound("Mu\u{0308}ller"), "muller");
        assert_eq!(sound("STRAẞE"), "strasse");
        assert_eq!(sound("İpek"), "ipek");
        assert_eq!(sound("Sample Zhang San"), "sample zhang san");
        assert_eq!(sound("示例·张三"), "shi li zhang san");
    }

    #[test]
    fn an_ideograph_without_a_reading_stands_for_itself() {
        assert_eq!(sound("\u{20BB7}某"), "ji mou");
        assert_eq!(sound("王\u{2A6D6}A1"), "wang \u{2A6D6} a1");
        assert!(sort_key("\u{2A6D6}") > sort_key("左某"));
    }

    #[test]
    fn the_order_is_by_syllable_then_by_character() {
        let mut names = ["张三丰", "詹五", "张三", "章三", "Zhang San", "西安", "先安", "张", "阿四"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["阿四", "西安", "先安", "詹五", "张", "Zhang San", "张三", "章三", "张三丰"]);
    }

    #[test]
    fn people_search_by_initials_and_spelling() {
        assert_eq!(initials("张三"), "zs");
        assert_eq!(initials("尉迟某"), "ycm");
        assert_eq!(initials("吕某"), "lm");
        assert_eq!(initials("Anna Müller"), "am");
        assert_eq!(initials(""), "");
        assert_eq!(spelling("张三"), "zhangsan");
        assert_eq!(spelling("Zhang San"), "zhangsan");
    }

    #[test]
    fn width_is_folded() {
        assert_eq!(fold_width("Ａｚ０９（　）～，"), "Az09( )~,");
        assert_eq!(fold_width("姓名、“”"), "姓名、“”");
    }
}
