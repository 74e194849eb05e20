//! Making a text fit its place: at its best size on one line if it can, smaller if it must, on more lines if it may.
//!
//! Chinese breaks between any two characters except before closing and after opening punctuation; Latin words and
//! figures stay whole. Broken lines are balanced, because a centred paragraph with a lone last word looks careless.

use super::faces::Faces;

/// Between two characters: no line ends here. Never printed.
pub(super) const JOIN: char = '\u{2060}';
/// Between two characters: a line may end here. Never printed.
pub(super) const BREAK: char = '\u{200B}';

/// No line begins with one of these.
const CLOSING: &str = "，。、；：！？）》」』】〕”’·…—％,.;:!?)]%";
/// No line ends with one of these.
const OPENING: &str = "（《「『【〔“‘([";

/// One way to set a text: on at most `lines` lines, at a size between `largest` and `smallest` points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) lines: usize,
    pub(super) largest: f32,
    pub(super) smallest: f32,
}

/// A text broken into lines at a size.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    /// Points.
    pub(super) size: f32,
    pub(super) lines: Vec<String>,
}

/// Width of a line in points; characters without a glyph count nothing, because they are refused elsewhere.
pub(super) fn width(faces: &Faces, text: &str, size: f32, tracking: f32) -> f32 {
    let printed = text.chars().filter(|&c| c != JOIN && c != BREAK);
    printed.map(|c| f32::from(faces.advance(c).unwrap_or(0)) * size / 1000.0 + tracking).sum()
}

/// The first setting that fits, at its largest fitting size; sizes go down by half points. `None` when none fits.
pub(super) fn fit(faces: &Faces, text: &str, measure: f32, settings: &[Setting]) -> Option<Block> {
    let atoms = atoms(faces, text);
    settings.iter().find_map(|setting| {
        let mut size = setting.largest;
        while size >= setting.smallest {
            let em = measure / size;
            if let Some(lines) = wrap(&atoms, em).filter(|lines| lines.len() <= setting.lines) {
                let lines = balance(&atoms, em, lines);
                return Some(Block { size, lines });
            }
            size -= 0.5;
        }
        None
    })
}

/// The text on as many lines as it takes, flush left; the later ones are shorter by `indent` points. A piece that is wider
/// than a line breaks anywhere.
pub(super) fn flow(faces: &Faces, text: &str, size: f32, measure: f32, indent: f32) -> Vec<String> {
    let (first, later) = (measure / size, (measure - indent) / size);
    let mut lines = vec![String::new()];
    let mut filled = 0.0;
    for atom in atoms(faces, text) {
        let em = |lines: &[String]| if lines.len() == 1 { first } else { later };
        let parts = if atom.visible > later {
            let each: String = atom.text.chars().flat_map(|c| [c, BREAK]).collect();
            atoms(faces, &each)
        } else {
            vec![atom]
        };
        for part in parts {
            if filled > 0.0 && filled + part.visible > em(&lines) {
                lines.push(String::new());
                filled = 0.0;
            }
            if let Some(line) = lines.last_mut() {
                line.push_str(&part.text);
            }
            filled += part.full;
        }
    }
    lines
}

/// A piece that is never broken, and its width in ems with and without the space it ends with.
struct Atom {
    text: String,
    full: f32,
    visible: f32,
}

/// The pieces in order, measured once.
fn atoms(faces: &Faces, text: &str) -> Vec<Atom> {
    let measured = pieces(text).into_iter().map(|text| {
        let visible = width(faces, text.trim_end(), 1.0, 0.0);
        let full = if text.ends_with(' ') { width(faces, &text, 1.0, 0.0) } else { visible };
        Atom { text, full, visible }
    });
    measured.collect()
}

fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut before: Option<char> = None;
    for c in text.chars() {
        if before.is_some_and(|b| may_break(b, c)) {
            pieces.push(String::new());
        }
        if c != JOIN
            && c != BREAK
            && let Some(last) = pieces.last_mut()
        {
            last.push(c);
        }
        before = Some(c);
    }
    pieces
}

fn may_break(before: char, after: char) -> bool {
    match (before, after) {
        (JOIN, _) | (_, JOIN | ' ') => false,
        (BREAK | ' ', _) => true,
        (before, after) => {
            (is_wide(before) || is_wide(after)) && !OPENING.contains(before) && !CLOSING.contains(after)
        }
    }
}

/// Characters that stand alone in a square: ideographs, kana, full-width forms and their punctuation.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Fills line after line up to `em` ems; `None` when a piece alone is wider.
fn wrap(atoms: &[Atom], em: f32) -> Option<Vec<String>> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut filled = 0.0;
    for atom in atoms {
        if atom.visible > em {
            return None;
        }
        if filled + atom.visible > em {
            lines.push(String::new());
            filled = 0.0;
        }
        lines.last_mut()?.push_str(&atom.text);
        filled += atom.full;
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    Some(lines)
}

/// The same number of lines over the narrowest measure that allows it.
fn balance(atoms: &[Atom], em: f32, greedy: Vec<String>) -> Vec<String> {
    let mut best = greedy;
    let (mut narrow, mut wide) = (0.0, em);
    for _ in 0..10 {
        let middle = f32::midpoint(narrow, wide);
        match wrap(atoms, middle) {
            Some(lines) if lines.len() <= best.len() => {
                best = lines;
                wide = middle;
            }
            _ => narrow = middle,
        }
    }
    best
}
