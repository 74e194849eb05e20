//! Queries over twinnings.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{twinning, twinning_indicator, twinning_pair, twinning_reading, twinning_session};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rules::{Days, TwinningSide, TwinningStatus, TwinningTopic};
use crate::identity::{Act, Permit, Scope};
use crate::pairings::Channel;

/// What a twinning is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// One of the usual topics.
    Usual(TwinningTopic),
    /// Another one, by name.
    Own(String),
}

#[derive(Serialize, Deserialize)]
struct KeptTopic {
    code: Option<String>,
    name: Option<String>,
}

/// One institution that helps another one for a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twinning {
    /// Key.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The institution that helps.
    pub supporting_id: Uuid,
    /// The institution that is helped.
    pub supported_id: Uuid,
    /// The agreement under which it stands.
    pub agreement_id: Option<Uuid>,
    /// First and last day.
    pub term: Days,
    /// The time before, against which it is measured.
    pub baseline: Days,
    /// What it is about, in order.
    pub topics: Vec<Topic>,
    /// How they meet.
    pub channels: Vec<Channel>,
    /// Where it stands.
    pub status: TwinningStatus,
    /// The side that proposed it, who, and when.
    pub proposed: (TwinningSide, Uuid, DateTime<Utc>),
    /// Who accepted or declined it, and when.
    pub decided: Option<(Uuid, DateTime<Utc>)>,
    /// Why it was declined or ended.
    pub reason: Option<String>,
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::internal(format!("a twinning: {error}")))
}

fn written<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

impl TryFrom<twinning::Model> for Twinning {
    type Error = Error;

    fn try_from(row: twinning::Model) -> Result<Self, Error> {
        let topic = |one: KeptTopic| match one.code {
            Some(code) => TwinningTopic::stored(&code).map(Topic::Usual),
            None => Ok(Topic::Own(one.name.unwrap_or_default())),
        };
        let topics: Vec<KeptTopic> = read(&row.topics)?;
        let channels: Vec<String> = read(&row.channels)?;
        Ok(Self {
            id: row.id,
            name: row.name,
            supporting_id: row.supporting_id,
            supported_id: row.supported_id,
            agreement_id: row.agreement_id,
            term: (row.starts_on, row.ends_on),
            baseline: (row.baseline_from, row.baseline_until),
            topics: topics.into_iter().map(topic).collect::<Result<_, _>>()?,
            channels: channels.iter().map(|code| Channel::stored(code)).collect::<Result<_, _>>()?,
            status: TwinningStatus::stored(&row.status)?,
            proposed: (TwinningSide::stored(&row.proposed_side)?, row.proposed_by, row.proposed_at),
            decided: row.decided_by.zip(row.decided_at),
            reason: row.reason,
        })
    }
}

/// Two departments of a twinning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Key.
    pub id: Uuid,
    /// The twinning.
    pub twinning_id: Uuid,
    /// Its place in it, from 0.
    pub place: i32,
    /// What the two departments are called: the one that helps, and the one that is helped.
    pub departments: (String, String),
    /// Whom to turn to on each side, likewise.
    pub contacts: (Uuid, Uuid),
}

impl From<twinning_pair::Model> for Pair {
    fn from(row: twinning_pair::Model) -> Self {
        Self {
            id: row.id,
            twinning_id: row.twinning_id,
            place: row.place,
            departments: (row.supporting_department, row.supported_department),
            contacts: (row.supporting_contact_id, row.supported_contact_id),
        }
    }
}

/// Which twinnings; what is left out does not narrow the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct TwinningFilter {
    /// Only those of this institution, on either side.
    pub institution_id: Option<Uuid>,
    /// Only those that stand so.
    pub status: Option<TwinningStatus>,
    /// Only those whose term holds on this day.
    pub on: Option<NaiveDate>,
}

/// The twinnings that a scope shows: those of the institutions with whose sessions the viewer has to do, and those whose contact it shows.
fn visible(scope: Scope<'_>) -> Cond {
    use twinning::{Column, Entity};
    if let Scope::System(_) = scope {
        return Cond::all();
    }
    let of_contacts = |column: twinning_pair::Column| {
        twinning_pair::Entity::find()
            .select_only()
            .column(twinning_pair::Column::TwinningId)
            .filter(scope.people((twinning_pair::Entity, column)))
            .into_query()
    };
    Cond::any()
        .add(Column::Id.in_subquery(of_contacts(twinning_pair::Column::SupportingContactId)))
        .add(Column::Id.in_subquery(of_contacts(twinning_pair::Column::SupportedContactId)))
        .add(scope.institutions(Act::TeachingRead, (Entity, Column::SupportingId)))
        .add(scope.institutions(Act::TeachingRead, (Entity, Column::SupportedId)))
}

/// By their first day, the latest first.
#[must_use]
pub fn twinnings_ordering() -> Ordering {
    use twinning::Column;
    Ordering::by("STARTS_ON", Column::StartsOn, SortKind::Date, Column::Id).descending()
}

fn filtered(scope: Scope<'_>, filter: TwinningFilter) -> Select<twinning::Entity> {
    use twinning::Column;
    let mut all = Cond::all().add(visible(scope));
    if let Some(key) = filter.institution_id {
        all = all.add(Cond::any().add(Column::SupportingId.eq(key)).add(Column::SupportedId.eq(key)));
    }
    all = all.add_option(filter.status.map(|status| Column::Status.eq(status.code())));
    if let Some(on) = filter.on {
        all = all.add(Column::StartsOn.lte(on)).add(Column::EndsOn.gte(on));
    }
    twinning::Entity::find().filter(all)
}

/// A page of visible twinnings: one statement.
pub async fn twinnings_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: TwinningFilter,
    page: &PageRequest,
) -> Result<Slice<Twinning>, Error> {
    let rows = page.apply(filtered(scope, filter), &twinnings_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(Twinning::try_from).collect::<Result<_, _>>()?)
}

/// How many there are of them.
pub async fn twinnings_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: TwinningFilter,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(filtered(scope, filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// Visible twinnings by key, in no order.
pub async fn find_twinnings(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<Twinning>, Error> {
    let query = twinning::Entity::find()
        .filter(visible(scope))
        .filter(twinning::Column::Id.is_in(keys.iter().copied()));
    query.all(connection).await?.into_iter().map(Twinning::try_from).collect()
}

/// What one institution has with these others that it helps, with a day of the term within some days, the earliest first. For whoever was
/// permitted to see what it does for them.
pub async fn held_with(
    connection: &impl ConnectionTrait,
    supporting_id: Uuid,
    supported: &[Uuid],
    days: Days,
) -> Result<Vec<Twinning>, Error> {
    use twinning::Column;
    let rows = twinning::Entity::find()
        .filter(Column::SupportingId.eq(supporting_id))
        .filter(Column::SupportedId.is_in(supported.iter().copied()))
        .filter(Column::StartsOn.lte(days.1))
        .filter(Column::EndsOn.gte(days.0))
        .order_by_asc(Column::StartsOn)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Twinning::try_from).collect()
}

/// The pairs of departments of these twinnings, each in its order.
pub async fn pairs_of(connection: &impl ConnectionTrait, twinnings: &[Uuid]) -> Result<Vec<Pair>, DbErr> {
    let rows = twinning_pair::Entity::find()
        .filter(twinning_pair::Column::TwinningId.is_in(twinnings.iter().copied()))
        .order_by_asc(twinning_pair::Column::TwinningId)
        .order_by_asc(twinning_pair::Column::Place)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Pair::from).collect())
}

/// The pairs in which these people are contacts. For their own records.
pub async fn contacts_held(connection: &impl ConnectionTrait, people: &[Uuid]) -> Result<Vec<Pair>, DbErr> {
    use twinning_pair::Column;
    let rows = twinning_pair::Entity::find()
        .filter(
            Cond::any()
                .add(Column::SupportingContactId.is_in(people.iter().copied()))
                .add(Column::SupportedContactId.is_in(people.iter().copied())),
        )
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Pair::from).collect())
}

/// By which indicators these twinnings are measured, in order of adding: twinning and indicator.
pub async fn indicators_of(
    connection: &impl ConnectionTrait,
    twinnings: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    let rows = twinning_indicator::Entity::find()
        .filter(twinning_indicator::Column::TwinningId.is_in(twinnings.iter().copied()))
        .order_by_asc(twinning_indicator::Column::TwinningId)
        .order_by_asc(twinning_indicator::Column::Place)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.twinning_id, row.indicator_id)).collect())
}

/// The sessions of these twinnings, each with its pair and its topic.
pub async fn links_of(
    connection: &impl ConnectionTrait,
    twinnings: &[Uuid],
) -> Result<Vec<twinning_session::Model>, DbErr> {
    twinning_session::Entity::find()
        .filter(twinning_session::Column::TwinningId.is_in(twinnings.iter().copied()))
        .order_by_asc(twinning_session::Column::SessionId)
        .all(connection)
        .await
}

/// Which of these sessions belong to a twinning.
pub(super) async fn linked(
    connection: &impl ConnectionTrait,
    sessions: &[Uuid],
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let rows = twinning_session::Entity::find()
        .filter(twinning_session::Column::SessionId.is_in(sessions.iter().copied()))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.session_id, row.twinning_id)).collect())
}

/// Whether a reading was recorded for a twinning.
pub(super) async fn is_of_twinning(
    connection: &impl ConnectionTrait,
    reading_id: Uuid,
) -> Result<bool, DbErr> {
    Ok(twinning_reading::Entity::find_by_id(reading_id).one(connection).await?.is_some())
}

/// Locks a twinning until the end of the transaction.
pub(super) async fn lock(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(twinning::Entity::find_by_id(key)).await
}

/// Writes a proposal with its pairs.
pub(super) async fn insert(
    write: &Write,
    permit: &Permit,
    (new, pairs, indicators): (&Twinning, &[Pair], &[Uuid]),
) -> Result<(), DbErr> {
    let topic = |one: &Topic| match one {
        Topic::Usual(usual) => KeptTopic { code: Some(usual.code().to_owned()), name: None },
        Topic::Own(name) => KeptTopic { code: None, name: Some(name.clone()) },
    };
    let row = twinning::Model {
        id: new.id,
        name: new.name.clone(),
        supporting_id: new.supporting_id,
        supported_id: new.supported_id,
        agreement_id: new.agreement_id,
        starts_on: new.term.0,
        ends_on: new.term.1,
        baseline_from: new.baseline.0,
        baseline_until: new.baseline.1,
        topics: written(&new.topics.iter().map(topic).collect::<Vec<_>>()),
        channels: written(&new.channels.iter().map(|channel| channel.code()).collect::<Vec<_>>()),
        status: new.status.code().to_owned(),
        proposed_side: new.proposed.0.code().to_owned(),
        proposed_by: new.proposed.1,
        proposed_at: new.proposed.2,
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    twinning::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    let rows = pairs.iter().map(|pair| {
        let row = twinning_pair::Model {
            id: pair.id,
            twinning_id: pair.twinning_id,
            place: pair.place,
            supporting_department: pair.departments.0.clone(),
            supported_department: pair.departments.1.clone(),
            supporting_contact_id: pair.contacts.0,
            supported_contact_id: pair.contacts.1,
        };
        row.into_active_model()
    });
    twinning_pair::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    insert_indicators(write, permit, (new.id, 0), indicators).await
}

/// Writes indicators by which a twinning is measured, from a place on.
pub(super) async fn insert_indicators(
    write: &Write,
    _permit: &Permit,
    (twinning_id, first): (Uuid, i32),
    indicators: &[Uuid],
) -> Result<(), DbErr> {
    if indicators.is_empty() {
        return Ok(());
    }
    let rows = indicators.iter().zip(first..).map(|(indicator_id, place)| {
        let (indicator_id, added_at) = (*indicator_id, write.now());
        twinning_indicator::Model { twinning_id, indicator_id, place, added_at }.into_active_model()
    });
    twinning_indicator::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes what became of a twinning, which is locked.
pub(super) async fn change(write: &Write, _permit: &Permit, now: &Twinning) -> Result<(), DbErr> {
    use twinning::Column;
    twinning::Entity::update_many()
        .col_expr(Column::Status, Expr::val(now.status.code()))
        .col_expr(Column::EndsOn, Expr::val(now.term.1))
        .col_expr(Column::DecidedBy, Expr::val(now.decided.map(|(who, _)| who)))
        .col_expr(Column::DecidedAt, Expr::val(now.decided.map(|(_, when)| when)))
        .col_expr(Column::Reason, Expr::val(now.reason.clone()))
        .filter(Column::Id.eq(now.id))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Writes which sessions belong to a pair and a topic of a twinning.
pub(super) async fn insert_links(
    write: &Write,
    _permit: &Permit,
    (twinning_id, pair_id, topic): (Uuid, Uuid, i32),
    sessions: &[Uuid],
) -> Result<(), DbErr> {
    let rows = sessions.iter().map(|session_id| {
        let row = twinning_session::Model { session_id: *session_id, twinning_id, pair_id, topic };
        row.into_active_model()
    });
    twinning_session::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes that a reading was recorded for a twinning.
pub(super) async fn insert_reading(
    write: &Write,
    _permit: &Permit,
    (twinning_id, reading_id): (Uuid, Uuid),
    reason: Option<String>,
) -> Result<(), DbErr> {
    let row = twinning_reading::Model { reading_id, twinning_id, reason };
    twinning_reading::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// Carries the pairs in which somebody is a contact over to another record of hers, and says how many.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    (from, to): (Uuid, Uuid),
) -> Result<Vec<(String, u64)>, DbErr> {
    use twinning_pair::Column;
    let mut moved = 0;
    for column in [Column::SupportingContactId, Column::SupportedContactId] {
        let changed = twinning_pair::Entity::update_many()
            .col_expr(column, Expr::val(to))
            .filter(column.eq(from))
            .exec(&**write)
            .await?;
        moved += changed.rows_affected;
    }
    Ok(vec![("twinning_pair".to_owned(), moved)])
}
