//! Codes that are handed over on paper.

use platform::audit::{self, Act};
use platform::downloads::{self, Download};
use platform::error::Error;
use platform::text::{Language, Message};
use platform::{Platform, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::codes::{page_of, until};
use crate::credentials::{Slip, print_slip};
use crate::identity::{self, CodeMade, CodePurpose, Viewer};

/// Prints the slip of a code that was just made, for whoever made it to fetch; nothing when the code goes out by itself.
///
/// # Errors
/// `NotFound` when she may not see its person.
pub async fn code_slip(
    platform: &Platform,
    viewer: &Viewer,
    person_id: Uuid,
    purpose: CodePurpose,
    made: &CodeMade,
) -> Result<Option<Download>, Error> {
    let Some(code) = made.code.clone() else {
        return Ok(None);
    };
    let person = identity::person(platform.database.reader(), viewer.scope(), person_id).await?;
    let first = Language::from_tag(&person.language).unwrap_or_default();
    let both = {
        let mut languages = Language::ALL.to_vec();
        languages.sort_by_key(|language| *language != first);
        languages
    };
    let title = Message::new(match purpose {
        CodePurpose::PasswordReset => "notifications-slip-reset",
        _ => "notifications-slip-invitation",
    });
    let advice = Message::new("notifications-slip-advice").with("until", until(made.expires_at));
    let now = platform.clock.now();
    let slip = Slip {
        title: both.iter().map(|language| title.render(*language)).collect::<Vec<_>>().join(" · "),
        holder: person.name.zh.clone(),
        code,
        address: page_of(platform, purpose),
        advice: both.iter().map(|language| advice.render(*language)).collect(),
        created_at: now,
        document_id: *id::new_key().as_bytes(),
        language: first.tag(),
    };
    let printed = platform.heavy.run(move || print_slip(&slip)).await?;
    let bytes = printed.map_err(|error| Error::internal(error.to_string()))?;
    let write = platform.database.write().await?;
    let file_name = format!("slip-{}.pdf", now.format("%Y-%m-%d-%H%M%S"));
    let download =
        downloads::prepare(&write, viewer.person_id, &file_name, "application/pdf", &bytes).await?;
    let act = Act {
        action: "one-time-code.print",
        object_kind: "account",
        object_id: person_id,
        before: Value::Null,
        after: json!({ "expiresAt": made.expires_at }),
    };
    audit::record(&write, &viewer.actor(), act).await?;
    write.commit().await?;
    downloads::store(platform, &download, &bytes).await?;
    Ok(Some(download))
}
