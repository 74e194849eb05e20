//! Queries over indicators and readings. Who may read a reading, whoever asks for it says.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{indicator, indicator_reading};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use platform::proofs::Document;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::identity::Permit;
use crate::organisations::indicator_file::shipped_indicators;
use crate::organisations::rules::{Days, IndicatorDirection, IndicatorUnit};

/// What consortia and twinnings measure by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Key.
    pub id: Uuid,
    /// The consortium that added it; none for one that comes with the system.
    pub consortium_id: Option<Uuid>,
    /// Short name.
    pub code: String,
    /// Name.
    pub name: Name,
    /// In what it is counted.
    pub unit: IndicatorUnit,
    /// Which way it is meant to go.
    pub direction: IndicatorDirection,
}

impl TryFrom<indicator::Model> for Indicator {
    type Error = Error;

    fn try_from(row: indicator::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            consortium_id: Some(row.consortium_id),
            code: row.code,
            name: Name::new(row.name_zh, row.name_en),
            unit: IndicatorUnit::stored(&row.unit)?,
            direction: IndicatorDirection::stored(&row.direction)?,
        })
    }
}

/// What was read of an indicator at an institution for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Key.
    pub id: Uuid,
    /// The institution.
    pub institution_id: Uuid,
    /// The indicator.
    pub indicator_id: Uuid,
    /// First and last day.
    pub days: Days,
    /// How much, in the indicator's unit.
    pub value: i64,
    /// The stamped scan on which it stands.
    pub source: Option<Document>,
    /// Who gave the figure.
    pub entered_by: Option<Uuid>,
    /// When she gave it.
    pub entered_at: DateTime<Utc>,
    /// The reading that it replaces.
    pub replaces_id: Option<Uuid>,
}

impl From<indicator_reading::Model> for Reading {
    fn from(row: indicator_reading::Model) -> Self {
        let source = Document::stored(row.file_name, row.media_type, row.byte_size, row.content_digest);
        Self {
            id: row.id,
            institution_id: row.institution_id,
            indicator_id: row.indicator_id,
            days: (row.starts_on, row.ends_on),
            value: row.value,
            source,
            entered_by: row.entered_by,
            entered_at: row.entered_at,
            replaces_id: row.replaces_id,
        }
    }
}

/// The indicators that these consortia added, the earliest first.
pub async fn indicators_of(
    connection: &impl ConnectionTrait,
    consortia: &[Uuid],
) -> Result<Vec<Indicator>, Error> {
    let query = indicator::Entity::find()
        .filter(indicator::Column::ConsortiumId.is_in(consortia.iter().copied()))
        .order_by_asc(indicator::Column::Id);
    query.all(connection).await?.into_iter().map(Indicator::try_from).collect()
}

/// Indicators by key, those that come with the system among them, in no order: one statement.
pub async fn find_indicators(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Indicator>, Error> {
    let query = indicator::Entity::find().filter(indicator::Column::Id.is_in(keys.iter().copied()));
    let mut found: Vec<Indicator> =
        query.all(connection).await?.into_iter().map(Indicator::try_from).collect::<Result<_, _>>()?;
    found.extend(shipped_indicators().iter().filter(|one| keys.contains(&one.id)).cloned());
    Ok(found)
}

/// The readings that stand of these indicators at these institutions, for days that begin on one of these, in no order: one statement.
/// Whoever asks is shown figures of the institutions.
pub async fn readings_of(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    indicators: &[Uuid],
    first_days: &[NaiveDate],
) -> Result<Vec<Reading>, DbErr> {
    use indicator_reading::Column;
    let rows = indicator_reading::Entity::find()
        .filter(Column::InstitutionId.is_in(institutions.iter().copied()))
        .filter(Column::IndicatorId.is_in(indicators.iter().copied()))
        .filter(Column::StartsOn.is_in(first_days.iter().copied()))
        .all(connection)
        .await?;
    // What replaces a reading is of the same institution, indicator and days, and so among them.
    let replaced: HashSet<Uuid> = rows.iter().filter_map(|row| row.replaces_id).collect();
    Ok(rows.into_iter().filter(|row| !replaced.contains(&row.id)).map(Reading::from).collect())
}

/// Every reading that stands of these indicators at these institutions, by its days: one statement. Whoever asks is shown figures of the
/// institutions.
pub async fn readings_at(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    indicators: &[Uuid],
) -> Result<Vec<Reading>, DbErr> {
    use indicator_reading::Column;
    let rows = indicator_reading::Entity::find()
        .filter(Column::InstitutionId.is_in(institutions.iter().copied()))
        .filter(Column::IndicatorId.is_in(indicators.iter().copied()))
        .order_by_asc(Column::StartsOn)
        .order_by_asc(Column::EndsOn)
        .all(connection)
        .await?;
    let replaced: HashSet<Uuid> = rows.iter().filter_map(|row| row.replaces_id).collect();
    Ok(rows.into_iter().filter(|row| !replaced.contains(&row.id)).map(Reading::from).collect())
}

/// Writes readings. Whoever writes them locked the institution before she looked which ones stand.
pub async fn insert_readings(write: &Write, _permit: &Permit, readings: &[Reading]) -> Result<(), DbErr> {
    if readings.is_empty() {
        return Ok(());
    }
    let rows = readings.iter().map(|reading| {
        let source = reading.source.as_ref();
        indicator_reading::ActiveModel::from(indicator_reading::Model {
            id: reading.id,
            institution_id: reading.institution_id,
            indicator_id: reading.indicator_id,
            starts_on: reading.days.0,
            ends_on: reading.days.1,
            value: reading.value,
            file_name: source.map(|scan| scan.file_name.clone()),
            media_type: source.map(|scan| scan.media_type.clone()),
            byte_size: source.map(|scan| scan.byte_size),
            content_digest: source.map(|scan| scan.content_digest.clone()),
            entered_by: reading.entered_by,
            entered_at: reading.entered_at,
            recorded_at: write.now(),
            replaces_id: reading.replaces_id,
        })
    });
    indicator_reading::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// Locks a consortium, so that no two indicators of it are added at once.
pub(in crate::organisations) async fn lock_consortium(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(entity::consortium::Entity::find_by_id(key)).await
}

/// Writes an indicator of a consortium.
pub(in crate::organisations) async fn insert_indicator(
    write: &Write,
    permit: &Permit,
    consortium_id: Uuid,
    new: &Indicator,
) -> Result<(), DbErr> {
    let row = indicator::Model {
        id: new.id,
        consortium_id,
        code: new.code.clone(),
        name_zh: new.name.zh.clone(),
        name_en: new.name.en.clone(),
        unit: new.unit.code().to_owned(),
        direction: new.direction.code().to_owned(),
        created_by: permit.actor.person_id,
        created_at: write.now(),
    };
    indicator::Entity::insert(indicator::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}
