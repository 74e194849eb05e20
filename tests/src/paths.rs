//! Which paths a source file names, each resolved to where it leads: inside its own crate, or outside.
//!
//! A name may be reached by `use`, by a renamed `use`, by `super::super::`, or in full in the middle of a function;
//! all of these are the same path here.

use std::collections::{BTreeMap, BTreeSet};

use crate::tokens::{Token, tokens};

/// A source file of one crate.
#[derive(Clone, Debug)]
pub struct Source {
    /// Relative to the repository's root, with `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// A path as it stands in a file, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Where it leads.
    pub(crate) place: Place,
    /// The line it stands on.
    pub(crate) line: usize,
    /// It ends in `*`.
    pub(crate) is_glob: bool,
    /// It stands in a `use` that hands on what it names (`pub use`, `pub(crate) use`).
    pub(crate) is_handed_on: bool,
}

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// From the root of its own crate.
    Inside(Vec<String>),
    /// Another crate, or a name that was not declared in this file.
    Outside(Vec<String>),
}

/// What one file says about modules and paths.
pub(crate) struct Reading {
    pub(crate) tokens: Vec<Token>,
    /// The modules it declares, from the crate's root, and whether each is `pub`.
    pub(crate) declared: BTreeMap<Vec<String>, bool>,
    raw: Vec<Raw>,
}

struct Raw {
    segments: Vec<String>,
    /// The module it stands in.
    module: Vec<String>,
    line: usize,
    import: Option<Import>,
}

struct Import {
    /// The name it has from then on; none for a glob and for `_`.
    alias: Option<String>,
    is_glob: bool,
    is_handed_on: bool,
}

/// The module that a file is, from its path below `src/`: `evidence/store.rs` is `evidence`, `store`.
pub(crate) fn module_of(below_src: &str) -> Vec<String> {
    let stem = below_src.strip_suffix(".rs").unwrap_or(below_src);
    let mut parts: Vec<String> = stem.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        parts.pop();
    }
    parts
}

/// Reads a file that is the module `module`.
pub(crate) fn read(text: &str, module: &[String]) -> Reading {
    let mut reader = Reader {
        tokens: tokens(text),
        at: 0,
        depth: 0,
        module: module.to_vec(),
        inline: Vec::new(),
        declared: BTreeMap::new(),
        raw: Vec::new(),
    };
    while reader.at < reader.tokens.len() {
        reader.step();
    }
    Reading { tokens: reader.tokens, declared: reader.declared, raw: reader.raw }
}

impl Reading {
    /// Resolves every path, given all modules of the crate.
    pub(crate) fn resolve(&self, modules: &BTreeSet<Vec<String>>) -> Vec<Named> {
        let mut aliases: BTreeMap<&str, Place> = BTreeMap::new();
        // An import may begin with the name that another import gave, so they are gone through twice.
        for _ in 0..2 {
            for raw in &self.raw {
                if let Some(alias) = raw.import.as_ref().and_then(|import| import.alias.as_deref()) {
                    let place = raw.resolve(&aliases, modules);
                    aliases.insert(alias, place);
                }
            }
        }
        self.raw
            .iter()
            .map(|raw| Named {
                place: raw.resolve(&aliases, modules),
                line: raw.line,
                is_glob: raw.import.as_ref().is_some_and(|import| import.is_glob),
                is_handed_on: raw.import.as_ref().is_some_and(|import| import.is_handed_on),
            })
            .collect()
    }
}

impl Raw {
    fn resolve(&self, aliases: &BTreeMap<&str, Place>, modules: &BTreeSet<Vec<String>>) -> Place {
        let first = self.segments.first().map_or("", String::as_str);
        let rest = self.segments.get(1..).unwrap_or_default();
        let is_own_alias = self.import.as_ref().is_some_and(|import| import.alias.as_deref() == Some(first));
        let joined = |base: &[String], rest: &[String]| base.iter().chain(rest).cloned().collect::<Vec<_>>();
        match first {
            "" => Place::Outside(rest.to_vec()),
            "crate" => Place::Inside(rest.to_vec()),
            "self" => Place::Inside(joined(&self.module, rest)),
            "super" => {
                let ups = self.segments.iter().take_while(|segment| *segment == "super").count();
                let base = &self.module[..self.module.len().saturating_sub(ups)];
                Place::Inside(joined(base, &self.segments[ups..]))
            }
            _ => {
                let child = joined(&self.module, &self.segments[..1]);
                match aliases.get(first) {
                    Some(Place::Inside(base)) if !is_own_alias => Place::Inside(joined(base, rest)),
                    Some(Place::Outside(base)) if !is_own_alias => Place::Outside(joined(base, rest)),
                    _ if modules.contains(&child) => Place::Inside(joined(&self.module, &self.segments)),
                    _ => Place::Outside(self.segments.clone()),
                }
            }
        }
    }
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    module: Vec<String>,
    /// The depths at which inline modules began.
    inline: Vec<usize>,
    declared: BTreeMap<Vec<String>, bool>,
    raw: Vec<Raw>,
}

impl Reader {
    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn is_sign(&self, ahead: usize, sign: char) -> bool {
        self.token(ahead).is_some_and(|token| token.is_sign(sign))
    }

    fn step(&mut self) {
        let Some(token) = self.token(0) else { return };
        if token.is_sign('{') {
            self.depth += 1;
        } else if token.is_sign('}') {
            self.depth = self.depth.saturating_sub(1);
            if self.inline.last() == Some(&self.depth) {
                self.inline.pop();
                self.module.pop();
            }
        } else if token.is_word("mod") {
            return self.module_declaration();
        } else if token.is_word("use") && !self.is_sign(1, '<') {
            return self.import();
        } else if token.word().is_some() || token.is_separator() {
            return self.path();
        }
        self.at += 1;
    }

    fn module_declaration(&mut self) {
        let is_public = self.at.checked_sub(1).is_some_and(|before| self.tokens[before].is_word("pub"));
        let name = self.token(1).and_then(Token::word).map(str::to_owned);
        let (ends, opens) = (self.is_sign(2, ';'), self.is_sign(2, '{'));
        self.at += 2;
        let Some(name) = name.filter(|_| ends || opens) else {
            return;
        };
        let mut module = self.module.clone();
        module.push(name.clone());
        self.declared.insert(module, is_public);
        if opens {
            self.inline.push(self.depth);
            self.module.push(name);
        }
    }

    fn import(&mut self) {
        let before = self.at.checked_sub(1).map(|before| &self.tokens[before]);
        let is_handed_on = before.is_some_and(|token| token.is_word("pub") || token.is_sign(')'));
        self.at += 1;
        self.import_tree(&[], is_handed_on);
        while self.token(0).is_some_and(|token| !token.is_sign(';')) {
            self.at += 1;
        }
    }

    /// One branch of a `use` tree; stands behind it afterwards.
    fn import_tree(&mut self, stem: &[String], is_handed_on: bool) {
        let mut segments = stem.to_vec();
        if self.token(0).is_some_and(Token::is_separator) {
            if segments.is_empty() {
                segments.push(String::new());
            }
            self.at += 1;
        }
        while let Some(token) = self.token(0) {
            let line = token.line;
            if let Some(word) = token.word() {
                segments.push(word.to_owned());
                self.at += 1;
                if self.token(0).is_some_and(Token::is_separator) {
                    self.at += 1;
                    continue;
                }
                let alias = self.alias();
                return self.leaf(segments, line, alias, false, is_handed_on);
            }
            if token.is_sign('*') {
                self.at += 1;
                return self.leaf(segments, line, None, true, is_handed_on);
            }
            if token.is_sign('{') {
                self.at += 1;
                while self.token(0).is_some_and(|token| !token.is_sign('}') && !token.is_sign(';')) {
                    if self.is_sign(0, ',') {
                        self.at += 1;
                    } else {
                        self.import_tree(&segments, is_handed_on);
                    }
                }
            }
            self.at += 1;
            return;
        }
    }

    fn alias(&mut self) -> Option<String> {
        if !self.token(0).is_some_and(|token| token.is_word("as")) {
            return None;
        }
        let alias = self.token(1).and_then(Token::word).map(str::to_owned);
        self.at += 2;
        alias
    }

    fn leaf(
        &mut self,
        mut segments: Vec<String>,
        line: usize,
        alias: Option<String>,
        is_glob: bool,
        is_handed_on: bool,
    ) {
        if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
            segments.pop();
        }
        let alias =
            alias.or_else(|| segments.last().filter(|_| !is_glob).cloned()).filter(|name| name != "_");
        let import = Some(Import { alias, is_glob, is_handed_on });
        self.raw.push(Raw { segments, module: self.module.clone(), line, import });
    }

    /// A path in the middle of code: `a::b::c`, up to the first piece that is no name.
    fn path(&mut self) {
        let line = self.token(0).map_or(0, |token| token.line);
        let mut segments = Vec::new();
        if self.token(0).is_some_and(Token::is_separator) {
            // `::name` is a crate, unless it goes on from `<T as Trait>` or a turbofish.
            let goes_on = self.at.checked_sub(1).is_some_and(|before| self.tokens[before].is_sign('>'));
            segments.extend((!goes_on).then(String::new));
            self.at += 1;
            if goes_on {
                self.at += usize::from(self.token(0).is_some_and(|token| token.word().is_some()));
                return;
            }
        }
        while let Some(word) = self.token(0).and_then(Token::word) {
            segments.push(word.to_owned());
            self.at += 1;
            if !self.token(0).is_some_and(Token::is_separator) {
                break;
            }
            if self.token(1).is_none_or(|token| token.word().is_none()) {
                self.at += 1;
                break;
            }
            self.at += 1;
        }
        if segments.len() > 1 {
            self.raw.push(Raw { segments, module: self.module.clone(), line, import: None });
        }
    }
}
