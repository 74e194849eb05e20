//! Weekly sheets for hours, printed for whoever types them afterwards.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use platform::db::Database;
use platform::downloads::{self, Download};
use platform::error::{Error, Name, Outcome};
use platform::text::{Language, Message};
use platform::{Platform, audit, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::document::{Sheet, SheetWords, Sheets, print_sheets};
use crate::identity::{self, Scope, SystemReason, Viewer};
use crate::organisations;
use crate::rotations::{self, HoursErrorCode, Placement, SheetsFor};

/// Who supervises a stay stands on its sheet, also for a secretary who oversees trainees alone.
const PERMITTED: Scope<'_> = Scope::System(SystemReason::Permitted);

/// Prints a sheet of a week for each stay, which the viewer can fetch for a short time. `code` is what the QR code of a placement and a
/// Monday holds.
///
/// # Errors
/// As [`rotations::sheet_stays`].
pub async fn weekly_sheets_print(
    platform: &Platform,
    viewer: &Viewer,
    (wanted, day): (&SheetsFor, NaiveDate),
    language: Language,
    code: fn(Uuid, NaiveDate) -> String,
) -> Outcome<Download, HoursErrorCode> {
    let reader = platform.database.reader();
    let (permit, starts_on, stays) = rotations::sheet_stays(reader, viewer, wanted, day).await?;
    let sheets = sheets(&platform.database, (&stays, starts_on), language, code).await?;
    let now = platform.clock.now();
    let sheets = Sheets {
        words: words(language),
        sheets,
        created_at: now,
        document_id: *id::new_key().as_bytes(),
        language: language.tag(),
    };
    let printed = platform.heavy.run(move || print_sheets(&sheets)).await?;
    let bytes = printed.map_err(|error| Error::internal(error.to_string()))?;
    let write = platform.database.write().await?;
    let told = json!({ "startsOn": starts_on });
    let act = |stay: &Placement| audit::Act {
        action: "weekly-sheet.print",
        object_kind: "placement",
        object_id: stay.id,
        before: Value::Null,
        after: told.clone(),
    };
    audit::record_all(&write, &permit.actor, &stays.iter().map(act).collect::<Vec<_>>()).await?;
    let name = format!("weekly-sheets-{starts_on}.pdf");
    let download = downloads::prepare(&write, viewer.person_id, &name, "application/pdf", &bytes).await?;
    write.commit().await?;
    downloads::store(platform, &download, &bytes).await?;
    Ok(download)
}

fn words(language: Language) -> SheetWords {
    let word = |key: &str| Message::keyed(format!("credentials-sheet-{key}")).render(language);
    let [from, until, activity] = ["from", "until", "activity"].map(word);
    SheetWords {
        title: word("title"),
        heads: [
            word("day"),
            from.clone(),
            until.clone(),
            activity.clone(),
            from,
            until,
            activity,
            word("remarks"),
        ],
        advice: vec![word("activities"), word("advice")],
        boxes: ["trainee", "supervisor", "seal"].map(word),
    }
}

async fn sheets(
    database: &Database,
    (stays, starts_on): (&[Placement], NaiveDate),
    language: Language,
    code: fn(Uuid, NaiveDate) -> String,
) -> Result<Vec<Sheet>, Error> {
    let reader = database.reader();
    let people: Vec<Uuid> = stays.iter().flat_map(|stay| [stay.person_id, stay.supervisor_id]).collect();
    let people = identity::find_people(reader, PERMITTED, &people).await?;
    let people: HashMap<Uuid, Name> = people.into_iter().map(|person| (person.id, person.name)).collect();
    let departments: Vec<Uuid> = stays.iter().map(|stay| stay.department_id).collect();
    let departments = organisations::find_departments(reader, &departments).await?;
    let departments: HashMap<Uuid, Name> = departments.into_iter().map(|one| (one.id, one.name)).collect();
    let houses: Vec<Uuid> = stays.iter().map(|stay| stay.institution_id).collect();
    let houses = organisations::find_institutions(reader, &houses).await?;
    let houses: HashMap<Uuid, Name> = houses.into_iter().map(|one| (one.id, one.name)).collect();
    let named = |names: &HashMap<Uuid, Name>, key: Uuid| {
        let name = names.get(&key).cloned().unwrap_or_default();
        (name.zh, name.en)
    };
    let last = starts_on.checked_add_days(Days::new(6)).unwrap_or(starts_on);
    let sheet = |stay: &Placement| {
        let days = starts_on.iter_days().take(7).zip(1_i64..);
        let about = [
            Message::new("credentials-sheet-who")
                .with("trainee", named(&people, stay.person_id))
                .with("supervisor", named(&people, stay.supervisor_id)),
            Message::new("credentials-sheet-where")
                .with("institution", named(&houses, stay.institution_id))
                .with("department", named(&departments, stay.department_id)),
            Message::new("credentials-sheet-when")
                .with("first", starts_on)
                .with("last", last)
                .with("from", stay.starts_on)
                .with("until", stay.ends_on),
        ];
        Sheet {
            about: about.iter().map(|line| line.render(language)).collect(),
            days: days
                .map(|(day, number)| {
                    let key = format!("credentials-sheet-weekday-{number}");
                    format!("{} {}", day.format("%m-%d"), Message::keyed(key).render(language))
                })
                .collect(),
            code: code(stay.id, starts_on),
        }
    };
    Ok(stays.iter().map(sheet).collect())
}
