//! Trusted documents: queries that the operator put there, asked for by the SHA-256 of their text.
//!
//! A frontend's build writes down every document it will ever send; a server that requires them answers nothing else,
//! however it is worded, introspection included. An id comes as `documentId`, bare or as `sha256:…` (GraphQL over HTTP,
//! appendix A), or as `extensions.persistedQuery.sha256Hash`, as older clients send it; it wins over a text that is sent
//! beside it. What is trusted is read, measured and parsed once, at the start, and still weighed each time it is asked
//! for, because what it costs depends on its variables. Nothing is ever added by a request.

use std::collections::HashMap;
use std::path::Path;

use data_encoding::HEXLOWER;
use platform::config::TrustedDocuments;
use platform::id;
use platform::text::Message;

use super::budget::{Budget, Parsed};
use super::refusal::{Refusal, excess_message};

/// The documents that a server knows, and whether it takes others.
#[derive(Debug, Default)]
pub struct Documents {
    mode: TrustedDocuments,
    known: HashMap<String, Parsed>,
}

impl Documents {
    /// Reads what stands at `path`: a folder of `.graphql` files, each one document, or one JSON file of ids and texts.
    ///
    /// # Errors
    /// One sentence, when there is no path, a file cannot be read, an id is not its text's digest, or a document is more
    /// than the budget allows.
    pub fn load(mode: TrustedDocuments, path: Option<&Path>, budget: &Budget) -> Result<Self, Message> {
        if mode == TrustedDocuments::Off {
            return Ok(Self::default());
        }
        let path = path.ok_or_else(|| Message::new("http-documents-nowhere"))?;
        let texts = if path.is_dir() { texts_of_folder(path)? } else { texts_of_manifest(path)? };
        let mut known = HashMap::with_capacity(texts.len());
        for (name, text) in texts {
            let parsed = budget.parse(&text).map_err(|excess| {
                Message::new("http-documents-unfit")
                    .with("name", name)
                    .with("cause", excess_message(&excess).to_string())
            })?;
            known.insert(id_of(&text), parsed);
        }
        Ok(Self { mode, known })
    }

    /// The document that a request asks for: a trusted one by its id, or its own text where that is allowed.
    pub(super) fn choose(
        &self,
        document_id: Option<&str>,
        query: Option<&str>,
        budget: &Budget,
    ) -> Result<Parsed, Refusal> {
        let is_off = self.mode == TrustedDocuments::Off;
        if let Some(id) = document_id.filter(|_| !is_off) {
            let bare = id.strip_prefix("sha256:").unwrap_or(id).to_ascii_lowercase();
            match self.known.get(&bare) {
                Some(parsed) => return Ok(parsed.clone()),
                None if query.is_none() || self.mode == TrustedDocuments::Require => {
                    return Err(Refusal::UnknownDocument);
                }
                None => {}
            }
        }
        if self.mode == TrustedDocuments::Require {
            return Err(Refusal::DocumentRequired);
        }
        let query = query.ok_or(Refusal::Missing { parameter: "query" })?;
        Ok(budget.parse(query)?)
    }
}

/// What a document is asked for by.
fn id_of(text: &str) -> String {
    HEXLOWER.encode(&id::sha256(text.as_bytes()))
}

fn unreadable(path: &Path, cause: &impl ToString) -> Message {
    Message::new("http-documents-unreadable")
        .with("path", path.display().to_string())
        .with("cause", cause.to_string())
}

/// Each file's name and text.
fn texts_of_folder(folder: &Path) -> Result<Vec<(String, String)>, Message> {
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut texts = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "graphql") {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            texts.push((path.display().to_string(), text));
        }
    }
    Ok(texts)
}

/// Each id and its text; an id is the digest of its text, or the manifest is not what it says.
fn texts_of_manifest(path: &Path) -> Result<Vec<(String, String)>, Message> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    let texts: HashMap<String, String> =
        serde_json::from_slice(&bytes).map_err(|error| unreadable(path, &error))?;
    for (id, text) in &texts {
        if id.strip_prefix("sha256:").unwrap_or(id) != id_of(text) {
            return Err(Message::new("http-documents-digest").with("id", id).with("digest", id_of(text)));
        }
    }
    Ok(texts.into_iter().collect())
}
