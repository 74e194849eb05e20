//! Everything about one person, taken out: by herself at any time, or by an administrator for a purpose.

use platform::downloads::{self, Download};
use platform::error::{Error, Failure, Outcome};
use platform::text::{Language, Message};
use platform::{Platform, audit};
use serde_json::{Value, json};
use uuid::Uuid;

use super::held::{everything, names};
use super::sections;
use crate::credentials::{Listing, print_listing};
use crate::identity::{self, Act, IdentityErrorCode, Permit, TokenKind, Viewer};

platform::codes! {
    /// How personal data is written.
    pub enum PersonalDataFormat {
        /// For programs: everything, with keys.
        Json = "JSON",
        /// For people: everything, in the reader's language.
        Pdf = "PDF",
    }
}

/// Longest purpose, in characters.
const LONGEST_PURPOSE: usize = 500;
/// Names the shape of the JSON; a change that programs would notice changes it.
const FORMAT: &str = "xinglin-personal-data-1";

/// Writes everything that is held about a person into a file, which its asker can fetch for a short time. Secrets are not
/// among it; the identity number is masked. Somebody else's is an act with a purpose, and she sees that her record was
/// opened.
///
/// # Errors
/// `INVALID` without a purpose for somebody else's; `NotFound` when she is not visible; `Forbidden`, also to an app that acts
/// for her.
pub async fn personal_data_export(
    platform: &Platform,
    viewer: &Viewer,
    person_id: Uuid,
    format: PersonalDataFormat,
    purpose: &str,
    language: Language,
) -> Outcome<Download, IdentityErrorCode> {
    let reader = platform.database.reader();
    let person = identity::person(reader, viewer.scope(), person_id).await?;
    if viewer.means.kind == TokenKind::Exchange {
        return Err(Error::Forbidden(Message::new("identity-export-exchange")).into());
    }
    let is_own = viewer.person_id == person_id;
    let permit = if is_own {
        Permit::herself(viewer, Act::PersonalDataExport, person_id)?
    } else {
        Permit::anywhere(viewer, Act::PersonalDataExport)?
    };
    let purpose = purpose.trim();
    let length = purpose.chars().count();
    if length > LONGEST_PURPOSE || length == 0 && !is_own {
        let message = Message::new("dossier-purpose").with("limit", LONGEST_PURPOSE);
        return Err(Failure::problem(IdentityErrorCode::Invalid, "purpose", message));
    }
    let sections = everything(platform, person_id).await?;
    let names = names(reader, &sections).await?;
    let now = platform.clock.now();
    let (ending, media_type, bytes) = match format {
        PersonalDataFormat::Json => {
            let told = json!({
                "format": FORMAT, "createdAt": now, "sections": sections::as_json(&sections, &names),
            });
            ("json", "application/json", format!("{told:#}\n").into_bytes())
        }
        PersonalDataFormat::Pdf => {
            let name = (person.name.zh.clone(), person.name.en.clone());
            let listing = Listing {
                title: Message::new("dossier-title").with("name", name).render(language),
                note: Message::new("dossier-note").render(language),
                sections: sections::as_text(&sections, &names, language),
                created_at: now,
                document_id: *person_id.as_bytes(),
                language: language.tag(),
            };
            let printed = platform.heavy.run(move || print_listing(&listing)).await?;
            let bytes = printed.map_err(|error| Error::internal(error.to_string()))?;
            ("pdf", "application/pdf", bytes)
        }
    };
    let write = platform.database.write().await?;
    let told = json!({ "format": ending, "purpose": purpose });
    identity::remember(&write, &permit, "person.export", ("person", person_id), (Value::Null, told)).await?;
    if !is_own {
        audit::record_all(&write, &permit.actor, &[identity::opening(person_id)]).await?;
    }
    let file_name = format!("personal-data-{}.{ending}", now.format("%Y-%m-%d"));
    let download = downloads::prepare(&write, viewer.person_id, &file_name, media_type, &bytes).await?;
    write.commit().await?;
    downloads::store(platform, &download, &bytes).await?;
    Ok(download)
}
