//! Queries over what master and apprentice say of each other, and over the signed agreements of their pairings.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{apprenticeship_agreement, apprenticeship_appraisal};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::proofs::Document;
use platform::uploads;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::rules::{ApprenticeshipSide, PairingMark};
use crate::identity::Permit;

/// What one of the two says of the other in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appraisal {
    /// The apprenticeship.
    pub apprenticeship_id: Uuid,
    /// Who says it.
    pub side: ApprenticeshipSide,
    /// What she thinks.
    pub mark: PairingMark,
    /// What she says.
    pub remark: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

/// The signed agreement of a pairing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairingAgreement {
    /// Key.
    pub id: Uuid,
    /// The apprenticeship.
    pub apprenticeship_id: Uuid,
    /// When it was signed.
    pub signed_on: NaiveDate,
    /// The upload that keeps its bytes.
    pub(in super::super) upload_id: Uuid,
    /// What is kept; without a name once one of the two was erased.
    pub file: Document,
    /// Who attached it.
    pub attached_by: Uuid,
    /// When.
    pub attached_at: DateTime<Utc>,
    /// When its bytes were destroyed.
    pub destroyed_at: Option<DateTime<Utc>>,
}

impl From<apprenticeship_agreement::Model> for PairingAgreement {
    fn from(row: apprenticeship_agreement::Model) -> Self {
        Self {
            id: row.id,
            apprenticeship_id: row.apprenticeship_id,
            signed_on: row.signed_on,
            upload_id: row.upload_id,
            file: Document {
                file_name: row.file_name,
                media_type: row.media_type,
                byte_size: row.byte_size,
                content_digest: row.content_digest,
            },
            attached_by: row.attached_by,
            attached_at: row.attached_at,
            destroyed_at: row.destroyed_at,
        }
    }
}

/// What was said in these apprenticeships, in the order in which it was said. Who may read it, the service says.
pub async fn appraisals_of(
    connection: &impl ConnectionTrait,
    apprenticeships: &[Uuid],
) -> Result<Vec<Appraisal>, Error> {
    use apprenticeship_appraisal::Column;
    let rows = apprenticeship_appraisal::Entity::find()
        .filter(Column::ApprenticeshipId.is_in(apprenticeships.iter().copied()))
        .order_by_asc(Column::RecordedAt)
        .order_by_asc(Column::Side)
        .all(connection)
        .await?;
    let read = |row: apprenticeship_appraisal::Model| {
        Ok(Appraisal {
            apprenticeship_id: row.apprenticeship_id,
            side: ApprenticeshipSide::stored(&row.side)?,
            mark: PairingMark::stored(&row.mark)?,
            remark: row.remark,
            recorded_at: row.recorded_at,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The agreements of these apprenticeships, in order of attaching. For apprenticeships that were shown.
pub async fn pairing_agreements_of(
    connection: &impl ConnectionTrait,
    apprenticeships: &[Uuid],
) -> Result<Vec<PairingAgreement>, DbErr> {
    use apprenticeship_agreement::Column;
    let rows = apprenticeship_agreement::Entity::find()
        .filter(Column::ApprenticeshipId.is_in(apprenticeships.iter().copied()))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(PairingAgreement::from).collect())
}

/// Finds the signed agreement with a key. Who may see it, the service says.
pub(in super::super) async fn pairing_agreement(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<PairingAgreement, Error> {
    let row = apprenticeship_agreement::Entity::find_by_id(key).one(connection).await?;
    row.map(PairingAgreement::from).ok_or(Error::NotFound)
}

/// Writes down what one of the two says.
pub(in super::super) async fn insert_appraisal(
    write: &Write,
    _permit: &Permit,
    new: &Appraisal,
) -> Result<(), DbErr> {
    let row = apprenticeship_appraisal::Model {
        apprenticeship_id: new.apprenticeship_id,
        side: new.side.code().to_owned(),
        mark: new.mark.code().to_owned(),
        remark: new.remark.clone(),
        recorded_at: new.recorded_at,
    };
    let row = apprenticeship_appraisal::ActiveModel::from(row);
    apprenticeship_appraisal::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes an agreement down, and keeps its upload.
pub(in super::super) async fn insert_agreement(
    write: &Write,
    _permit: &Permit,
    new: PairingAgreement,
) -> Result<(), Error> {
    let upload_id = new.upload_id;
    let row = apprenticeship_agreement::Model {
        id: new.id,
        apprenticeship_id: new.apprenticeship_id,
        signed_on: new.signed_on,
        upload_id,
        file_name: new.file.file_name,
        media_type: new.file.media_type,
        byte_size: new.file.byte_size,
        content_digest: new.file.content_digest,
        attached_by: new.attached_by,
        attached_at: new.attached_at,
        destroyed_at: None,
    };
    let row = apprenticeship_agreement::ActiveModel::from(row);
    apprenticeship_agreement::Entity::insert(row).exec_without_returning(&**write).await?;
    uploads::keep(write, upload_id).await
}

/// Empties what was said in these apprenticeships, one of whose two was erased, and destroys their agreements. Says how many of what.
pub(super) async fn erase_papers(
    write: &Write,
    apprenticeships: &[Uuid],
) -> Result<[(String, u64); 2], Error> {
    let said = apprenticeship_appraisal::Entity::update_many()
        .col_expr(apprenticeship_appraisal::Column::Remark, Expr::val(""))
        .filter(apprenticeship_appraisal::Column::ApprenticeshipId.is_in(apprenticeships.iter().copied()))
        .filter(apprenticeship_appraisal::Column::Remark.ne(""))
        .exec(&**write)
        .await?;
    for one in pairing_agreements_of(&**write, apprenticeships).await? {
        if one.destroyed_at.is_none() {
            uploads::forget_one(write, one.upload_id).await?;
        }
    }
    let signed = apprenticeship_agreement::Entity::update_many()
        .col_expr(apprenticeship_agreement::Column::FileName, Expr::val(""))
        .col_expr(apprenticeship_agreement::Column::DestroyedAt, Expr::val(write.now()))
        .filter(apprenticeship_agreement::Column::ApprenticeshipId.is_in(apprenticeships.iter().copied()))
        .filter(apprenticeship_agreement::Column::DestroyedAt.is_null())
        .exec(&**write)
        .await?;
    Ok([
        ("apprenticeship_appraisal".to_owned(), said.rows_affected),
        ("apprenticeship_agreement".to_owned(), signed.rows_affected),
    ])
}
