//! Weekly sheets: printed, and typed.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use chrono::NaiveDate;
use domain::credentials;
use domain::rotations::{self, Activity, HoursErrorCode, NewHours, NewSheet, SheetsFor, Within};
use platform::text::Language;
use uuid::Uuid;

use super::{EvidenceKey, HoursEntry, Placement, PlacementKey};
use crate::codes::Coded;
use crate::context::{context, platform, viewer};
use crate::dossier::Download;
use crate::errors::payload;
use crate::evidence::{Attachment, AttachmentsKey};
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, load, load_list};
use crate::scalars::{Date, DateTime, Locale};

/// Finds the sheet from which hours were typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SheetBehind(pub Uuid);

#[async_trait]
impl Loader<SheetBehind> for Batches {
    type Value = Arc<rotations::HoursSheet>;
    type Error = BatchError;

    async fn load(&self, keys: &[SheetBehind]) -> Result<HashMap<SheetBehind, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let mut found = HashMap::new();
        for sheet in rotations::sheets_behind(self.platform.database.reader(), &keys).await? {
            let sheet = Arc::new(sheet);
            found.extend(sheet.entries.iter().map(|key| (SheetBehind(*key), Arc::clone(&sheet))));
        }
        Ok(found)
    }
}

/// The sheet from which hours were typed; nothing for those that the trainee entered.
pub(super) async fn sheet_behind(
    ctx: &Context<'_>,
    evidence_id: Uuid,
) -> async_graphql::Result<Option<HoursSheet>> {
    Ok(load(ctx, SheetBehind(evidence_id)).await?.map(HoursSheet))
}

/// A weekly sheet from which hours were typed.
#[derive(Clone, Debug)]
pub struct HoursSheet(Arc<rotations::HoursSheet>);

impl From<rotations::HoursSheet> for HoursSheet {
    fn from(row: rotations::HoursSheet) -> Self {
        Self(Arc::new(row))
    }
}

/// A weekly sheet on paper, from which somebody typed a trainee's hours for her.
#[Object]
impl HoursSheet {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::HoursSheet.id(self.0.id)
    }

    /// The Monday of its week.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// The placement; null when the viewer may not see it.
    async fn placement(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Placement>> {
        Ok(load(ctx, PlacementKey(self.0.placement_id)).await?.map(Placement))
    }

    /// Who typed it, and does not review it; null when the viewer may not see her.
    async fn typed_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.typed_by).await
    }

    /// When.
    async fn typed_at(&self) -> DateTime {
        self.0.typed_at.into()
    }

    /// The entries typed from it, in order.
    async fn entries(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<HoursEntry>> {
        let entries = self.0.entries.iter().map(|key| load(ctx, EvidenceKey(*key)));
        let entries = futures_util::future::try_join_all(entries).await?;
        Ok(entries.into_iter().flatten().map(HoursEntry).collect())
    }

    /// The scan of the signed sheet; null when none was kept.
    async fn scan(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Attachment>> {
        match self.0.entries.first() {
            Some(first) => {
                Ok(load_list(ctx, AttachmentsKey(*first)).await?.into_iter().next().map(Attachment))
            }
            None => Ok(None),
        }
    }
}

/// For whom sheets are printed.
#[derive(Debug, OneofObject)]
pub enum WeeklySheetsForInput {
    /// Everybody who is at a department in that week, at most 100.
    DepartmentId(ID),
    /// These placements, at most 100, with a day in that week.
    PlacementIds(Vec<ID>),
}

/// Weekly sheets to be printed.
#[derive(Debug, InputObject)]
pub struct WeeklySheetPrintInput {
    /// For whom.
    of: WeeklySheetsForInput,
    /// Any day of the week.
    week: Date,
    /// In which language; that of the request when left out.
    locale: Option<Locale>,
}

payload! {
    /// What came of printing weekly sheets.
    WeeklySheetPrintPayload {
        /// The file, a PDF with a page for each trainee; null when the act was refused.
        download: Download
    } or HoursErrorCode
}

/// One interval on a weekly sheet.
#[derive(Debug, InputObject)]
pub struct HoursTranscribeItemInput {
    /// What the time was spent on: DUTY, `ON_CALL_IN_HOUSE` or `ON_CALL_HOME`.
    activity: Coded<Activity>,
    /// The kind of that activity, by code, as the plan of the training tells kinds apart (`CurriculumVersion.activityKinds`); none when
    /// left out.
    activity_kind: Option<String>,
    /// Start, to the minute, on a day of the week.
    starts_at: DateTime,
    /// End, to the minute: after the start, at most 24 hours later, and not in the future.
    ends_at: DateTime,
    /// What is written beside it, at most 1000 characters.
    #[graphql(default)]
    note: String,
}

/// A weekly sheet to be typed.
#[derive(Debug, InputObject)]
pub struct HoursTranscribeInput {
    /// The placement that the sheet names; the viewer is neither its trainee nor its supervisor.
    placement_id: ID,
    /// Any day of the week that the sheet names.
    week: Date,
    /// A scan of the signed sheet: an upload of purpose EVIDENCE, a picture or a PDF of at most 10 MB. It is attached to the first entry.
    scan_upload_id: Option<ID>,
    /// What stands on it, 1 to 50 intervals.
    items: Vec<HoursTranscribeItemInput>,
}

payload! {
    /// What came of typing a weekly sheet.
    HoursTranscribePayload {
        /// The sheet, whose entries now await their review; null when the act was refused, and then nothing was entered.
        sheet: HoursSheet
    } or HoursErrorCode
}

/// The text that a printed sheet bears, by which a scanner finds its placement and week again.
fn sheet_code(placement_id: Uuid, starts_on: NaiveDate) -> String {
    format!("{}/{starts_on}", ObjectKind::Placement.id(placement_id).as_str())
}

/// Acts upon weekly sheets.
#[derive(Default)]
pub struct WeeklySheetMutation;

#[Object]
impl WeeklySheetMutation {
    /// Prints weekly sheets for trainees to fill in and sign with their supervisors: a file to be fetched within a quarter of an hour. Each
    /// bears a QR code of its placement's id, a stroke and the Monday.
    async fn weekly_sheet_print(
        &self,
        ctx: &Context<'_>,
        input: WeeklySheetPrintInput,
    ) -> async_graphql::Result<WeeklySheetPrintPayload> {
        let wanted = match &input.of {
            WeeklySheetsForInput::DepartmentId(id) => {
                SheetsFor::Department(ObjectKind::Department.key(ctx, id)?)
            }
            WeeklySheetsForInput::PlacementIds(ids) => {
                SheetsFor::Placements(ObjectKind::Placement.keys(ctx, ids)?)
            }
        };
        let language = input.locale.map_or(context(ctx).language, Language::from);
        let printed = credentials::weekly_sheets_print(
            platform(ctx),
            viewer(ctx)?,
            (&wanted, input.week.0),
            language,
            sheet_code,
        )
        .await;
        WeeklySheetPrintPayload::of(ctx, Download::of(platform(ctx), printed))
    }

    /// Types what stands on a trainee's signed weekly sheet, all of it or nothing. The entries go the usual way of review, and say who typed
    /// them.
    async fn hours_transcribe(
        &self,
        ctx: &Context<'_>,
        input: HoursTranscribeInput,
    ) -> async_graphql::Result<HoursTranscribePayload> {
        let placement_id = ObjectKind::Placement.key(ctx, &input.placement_id)?;
        let item = |item: HoursTranscribeItemInput| NewHours {
            within: Within::Placement(placement_id),
            activity: item.activity.0,
            activity_kind: item.activity_kind,
            starts_at: item.starts_at.0,
            ends_at: item.ends_at.0,
            note: item.note,
            replaces_id: None,
            replaces_key: None,
            key: None,
        };
        let new = NewSheet {
            placement_id,
            day: input.week.0,
            scan_id: ObjectKind::Upload.optional_key(ctx, input.scan_upload_id.as_ref())?,
            items: input.items.into_iter().map(item).collect(),
        };
        let outcome = rotations::hours_transcribe(platform(ctx), viewer(ctx)?, new).await;
        HoursTranscribePayload::of(ctx, outcome.map(|(sheet, _)| sheet))
    }
}
