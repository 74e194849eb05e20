//! Files that prove something: pictures and PDFs, told by their bytes and not by their names.

use crate::text::{Argument, Message};

/// Largest file, in megabytes.
const LARGEST_MB: usize = 10;
/// What is taken, and the endings by which such a file is named.
const TAKEN: &[(&str, &[&str])] = &[
    ("application/pdf", &["pdf"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/png", &["png"]),
    ("image/webp", &["webp"]),
    ("image/heif", &["heic", "heif"]),
];

/// What the bytes of a file are, when they are taken and its name says the same.
fn found(file_name: &str, bytes: &[u8]) -> Option<&'static str> {
    let found = infer::get(bytes)?.mime_type();
    let (media_type, endings) = TAKEN.iter().find(|(taken, _)| *taken == found)?;
    let (_, ending) = file_name.rsplit_once('.')?;
    endings.contains(&ending.to_ascii_lowercase().as_str()).then_some(*media_type)
}

/// What a file is that can prove something.
///
/// # Errors
/// That it is no picture and no PDF, or none of what its name says; that it is larger than 10 MB.
pub fn media_type(file_name: &str, bytes: &[u8]) -> Result<&'static str, Vec<Message>> {
    let mut problems = Vec::new();
    let media_type = found(file_name, bytes);
    if media_type.is_none() {
        let taken = TAKEN.iter().flat_map(|(_, endings)| endings.iter().copied());
        let message = Message::new("platform-proof-type").with("file", file_name);
        problems.push(message.with("endings", Argument::list(taken)));
    }
    if bytes.len() > LARGEST_MB * 1024 * 1024 {
        problems.push(Message::new("platform-proof-large").with("file", file_name).with("limit", LARGEST_MB));
    }
    match media_type {
        Some(media_type) if problems.is_empty() => Ok(media_type),
        _ => Err(problems),
    }
}
