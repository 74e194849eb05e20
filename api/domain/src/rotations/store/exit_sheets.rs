//! Sheets of exits, frozen when the last one signed.

use chrono::{DateTime, Utc};
use entity::{exit_sheet, placement};
use platform::db::Write;
use platform::error::Error;
use platform::id;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::rules::ExitSheet;
use crate::identity::Permit;

/// A sheet as it was when the last one signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenSheet {
    /// The exit.
    pub evidence_id: Uuid,
    /// What stood on it.
    pub sheet: ExitSheet,
    /// SHA-256 of its JSON, in lower-case hexadecimal digits.
    pub digest: String,
    /// When.
    pub frozen_at: DateTime<Utc>,
}

/// The sheets that were frozen for these placements, in order; without those of erased people. For placements that were already
/// read within a scope.
pub async fn frozen_sheets(
    connection: &impl ConnectionTrait,
    placements: &[Uuid],
) -> Result<Vec<FrozenSheet>, Error> {
    let rows = exit_sheet::Entity::find()
        .filter(exit_sheet::Column::PlacementId.is_in(placements.iter().copied()))
        .filter(exit_sheet::Column::Content.is_not_null())
        .order_by_asc(exit_sheet::Column::FrozenAt)
        .order_by_asc(exit_sheet::Column::EvidenceId)
        .all(connection)
        .await?;
    let read = |row: exit_sheet::Model| {
        let sheet = serde_json::from_str(row.content.as_deref().unwrap_or_default())
            .map_err(|error| Error::internal(format!("exit sheet {}: {error}", row.evidence_id)))?;
        let (evidence_id, digest, frozen_at) = (row.evidence_id, row.digest, row.frozen_at);
        Ok(FrozenSheet { evidence_id, sheet, digest, frozen_at })
    };
    rows.into_iter().map(read).collect()
}

/// Freezes a sheet; its digest.
pub(in super::super) async fn insert_exit_sheet(
    write: &Write,
    _permit: &Permit,
    evidence_id: Uuid,
    sheet: &ExitSheet,
) -> Result<String, Error> {
    let content = serde_json::to_string(sheet).map_err(|error| Error::internal(error.to_string()))?;
    let digest = id::hex(&id::sha256(content.as_bytes()));
    let row = exit_sheet::ActiveModel {
        evidence_id: Set(evidence_id),
        placement_id: Set(sheet.placement_id),
        content: Set(Some(content)),
        digest: Set(digest.clone()),
        frozen_at: Set(write.now()),
    };
    exit_sheet::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(digest)
}

/// Empties the sheets of an erased person; says how many.
pub(super) async fn forget(write: &Write, person_id: Uuid) -> Result<u64, DbErr> {
    let hers = Query::select()
        .column(placement::Column::Id)
        .from(placement::Entity)
        .and_where(placement::Column::PersonId.eq(person_id))
        .to_owned();
    let emptied = exit_sheet::Entity::update_many()
        .col_expr(exit_sheet::Column::Content, Expr::val(None::<String>))
        .filter(exit_sheet::Column::PlacementId.in_subquery(hers))
        .filter(exit_sheet::Column::Content.is_not_null())
        .exec(&**write)
        .await?;
    Ok(emptied.rows_affected)
}
