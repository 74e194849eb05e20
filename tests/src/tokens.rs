//! Rust source as a row of words and signs: comments and attributes' texts fall away, string literals are kept apart.
//!
//! Enough of the language for reading which paths a file names, and no more.

/// A piece of source and the line it stands on, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) line: usize,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier or keyword.
    Word(String),
    /// `::`
    PathSeparator,
    /// Any other sign.
    Sign(char),
    /// The inside of a string literal.
    Text(String),
}

impl Token {
    pub(crate) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    pub(crate) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    pub(crate) fn is_separator(&self) -> bool {
        self.kind == Kind::PathSeparator
    }
}

/// Cuts source into tokens.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut cutter = Cutter { rest: source.chars().collect(), at: 0, line: 1, tokens: Vec::new() };
    while let Some(next) = cutter.peek(0) {
        cutter.cut(next);
    }
    cutter.tokens
}

struct Cutter {
    rest: Vec<char>,
    at: usize,
    line: usize,
    tokens: Vec<Token>,
}

impl Cutter {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek(0)?;
        self.at += 1;
        self.line += usize::from(next == '\n');
        Some(next)
    }

    fn push(&mut self, kind: Kind, line: usize) {
        self.tokens.push(Token { kind, line });
    }

    fn cut(&mut self, next: char) {
        let line = self.line;
        match (next, self.peek(1)) {
            ('/', Some('/')) => while self.take().is_some_and(|c| c != '\n') {},
            ('/', Some('*')) => self.block_comment(),
            ('"', _) => self.string(0, false),
            ('\'', _) => self.quote(),
            (':', Some(':')) => {
                self.at += 2;
                self.push(Kind::PathSeparator, line);
            }
            (c, _) if c.is_alphabetic() || c == '_' => self.word(),
            (c, _) if c.is_ascii_digit() => {
                while self.peek(0).is_some_and(|c| c.is_alphanumeric() || c == '_') {
                    self.at += 1;
                }
            }
            (c, _) => {
                self.take();
                if !c.is_whitespace() {
                    self.push(Kind::Sign(c), line);
                }
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => (depth, self.at) = (depth + 1, self.at + 2),
                (Some('*'), Some('/')) => (depth, self.at) = (depth - 1, self.at + 2),
                (Some(_), _) => _ = self.take(),
                (None, _) => return,
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// A lifetime or a character.
    fn quote(&mut self) {
        self.take();
        if self.peek(0) == Some('\\') {
            self.at += 2;
            while self.take().is_some_and(|c| c != '\'') {}
        } else if self.peek(1) == Some('\'') {
            self.take();
            self.take();
        }
    }

    /// An identifier, or the prefix of a string.
    fn word(&mut self) {
        let (start, line) = (self.at, self.line);
        while self.peek(0).is_some_and(|c| c.is_alphanumeric() || c == '_') {
            self.at += 1;
        }
        let word: String = self.rest[start..self.at].iter().collect();
        let hashes = (0..self.rest.len()).take_while(|ahead| self.peek(*ahead) == Some('#')).count();
        let is_prefix = matches!(word.as_str(), "r" | "b" | "c" | "br" | "cr");
        if is_prefix && self.peek(hashes) == Some('"') {
            self.at += hashes;
            self.string(hashes, word.ends_with('r'));
        } else if word == "b" && self.peek(0) == Some('\'') {
            self.quote();
        } else if word == "r" && hashes == 1 {
            self.at += 1; // a raw identifier: its name follows
        } else {
            self.push(Kind::Word(word), line);
        }
    }

    fn string(&mut self, hashes: usize, raw: bool) {
        let line = self.line;
        let mut text = String::new();
        self.take();
        while let Some(next) = self.take() {
            if next == '\\' && !raw {
                self.take();
            } else if next == '"' && (0..hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                self.at += hashes;
                break;
            } else {
                text.push(next);
            }
        }
        self.push(Kind::Text(text), line);
    }
}
