//! Queries over identity numbers, which are stored encrypted and found by a keyed digest.

use entity::identity_number::{ActiveModel, Column, Entity, Model};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::super::identity_numbers::SealedNumber;
use super::super::policy::Permit;
use super::super::rules::identity_numbers::IdentityDocument;

/// An identity number as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedNumber {
    /// Whose.
    pub person_id: Uuid,
    /// The document.
    pub document: IdentityDocument,
    /// All but its last four characters are stars.
    pub masked: String,
}

impl TryFrom<Model> for MaskedNumber {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let document = IdentityDocument::stored(&row.kind)?;
        Ok(Self { person_id: row.person_id, document, masked: row.masked })
    }
}

/// The identity numbers of these people, masked.
pub async fn identity_numbers_of(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<MaskedNumber>, Error> {
    let mut found = Vec::new();
    for part in people.chunks(super::BATCH) {
        let rows =
            Entity::find().filter(Column::PersonId.is_in(part.iter().copied())).all(connection).await?;
        found.extend(rows);
    }
    found.into_iter().map(MaskedNumber::try_from).collect()
}

/// What is stored of a person's identity number.
pub(in super::super) async fn of_person(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(person_id).one(connection).await
}

/// Who bears numbers with these keyed digests: (person, digest). For matching, after a permit was given.
pub async fn people_by_identity(
    connection: &impl ConnectionTrait,
    indexes: &[Vec<u8>],
) -> Result<Vec<(Uuid, Vec<u8>)>, DbErr> {
    let mut found = Vec::new();
    for part in indexes.chunks(super::BATCH) {
        let rows =
            Entity::find().filter(Column::BlindIndex.is_in(part.iter().cloned())).all(connection).await?;
        found.extend(rows.into_iter().map(|row| (row.person_id, row.blind_index)));
    }
    Ok(found)
}

/// Writes people's numbers, in the place of those they had.
pub(in super::super) async fn put(
    write: &Write,
    _permit: &Permit,
    numbers: &[(Uuid, SealedNumber)],
    is_shared: bool,
) -> Result<(), DbErr> {
    for part in numbers.chunks(super::BATCH) {
        let rows = part.iter().map(|(person_id, number)| ActiveModel {
            person_id: Set(*person_id),
            kind: Set(number.document.code().to_owned()),
            sealed: Set(number.sealed.clone()),
            blind_index: Set(number.blind_index.clone()),
            masked: Set(number.masked.clone()),
            is_shared: Set(is_shared),
            recorded_at: Set(write.now()),
        });
        let replace = OnConflict::column(Column::PersonId)
            .update_columns([
                Column::Kind,
                Column::Sealed,
                Column::BlindIndex,
                Column::Masked,
                Column::IsShared,
                Column::RecordedAt,
            ])
            .to_owned();
        Entity::insert_many(rows).on_conflict(replace).exec_without_returning(&**write).await?;
    }
    Ok(())
}
