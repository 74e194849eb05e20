//! Queries over sets of duty-hour rules. They are public to whoever is signed in.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::duty_rule_set;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::super::duty_file;
use super::super::rules::duty::DutyRules;
use crate::identity::Permit;

/// One version of a set of duty-hour rules at an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRuleSet {
    /// Key.
    pub id: Uuid,
    /// The institution whose trainees are judged by it.
    pub institution_id: Uuid,
    /// 1 for the first version of its code.
    pub number: i32,
    /// The rules as a file.
    pub definition: String,
    /// What the file says.
    pub rules: Arc<DutyRules>,
    /// First day on which it holds.
    pub starts_on: NaiveDate,
    /// Last day; without end when absent.
    pub ends_on: Option<NaiveDate>,
    /// When it was imported.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<duty_rule_set::Model> for DutyRuleSet {
    type Error = Error;

    fn try_from(row: duty_rule_set::Model) -> Result<Self, Error> {
        let rules = duty_file::parse(&row.definition)
            .map_err(|problems| Error::internal(format!("duty rules {}: {problems:?}", row.id)))?;
        Ok(Self {
            id: row.id,
            institution_id: row.institution_id,
            number: row.number,
            definition: row.definition,
            rules: Arc::new(rules),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            created_at: row.created_at,
        })
    }
}

fn read_all(rows: Vec<duty_rule_set::Model>) -> Result<Vec<DutyRuleSet>, Error> {
    rows.into_iter().map(DutyRuleSet::try_from).collect()
}

/// Sets by their first day.
#[must_use]
pub fn duty_rule_sets_ordering() -> Ordering {
    let column = duty_rule_set::Column::StartsOn;
    Ordering::by("STARTS_ON", column, SortKind::Date, duty_rule_set::Column::Id)
}

/// A page of the sets of an institution.
pub async fn duty_rule_sets_page(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    page: &PageRequest,
) -> Result<Slice<DutyRuleSet>, Error> {
    let query = duty_rule_set::Entity::find().filter(duty_rule_set::Column::InstitutionId.eq(institution_id));
    page.slice(read_all(page.apply(query, &duty_rule_sets_ordering())?.all(connection).await?)?)
}

/// How many sets an institution has and had.
pub async fn duty_rule_sets_count(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
) -> Result<i64, DbErr> {
    let query = duty_rule_set::Entity::find().filter(duty_rule_set::Column::InstitutionId.eq(institution_id));
    Ok(i64::try_from(query.count(connection).await?).unwrap_or(i64::MAX))
}

/// Sets by key, in no order.
pub async fn find_duty_rule_sets(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<DutyRuleSet>, Error> {
    let query = duty_rule_set::Entity::find().filter(duty_rule_set::Column::Id.is_in(keys.iter().copied()));
    read_all(query.all(connection).await?)
}

/// One set.
pub(in super::super) async fn duty_rule_set(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<DutyRuleSet, Error> {
    find_duty_rule_sets(connection, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// The sets of these institutions that hold on a day up to `until`, by their first day: one statement.
pub(in super::super) async fn duty_rule_sets_of(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    until: NaiveDate,
) -> Result<Vec<DutyRuleSet>, Error> {
    let query = duty_rule_set::Entity::find()
        .filter(duty_rule_set::Column::InstitutionId.is_in(institutions.iter().copied()))
        .filter(duty_rule_set::Column::StartsOn.lte(until))
        .order_by_asc(duty_rule_set::Column::StartsOn)
        .order_by_asc(duty_rule_set::Column::Id);
    read_all(query.all(connection).await?)
}

/// The latest version of a set at an institution, locked.
pub(in super::super) async fn latest_duty_rule_set(
    write: &Write,
    institution_id: Uuid,
    code: &str,
) -> Result<Option<DutyRuleSet>, Error> {
    let query = duty_rule_set::Entity::find()
        .filter(duty_rule_set::Column::InstitutionId.eq(institution_id))
        .filter(duty_rule_set::Column::Code.eq(code))
        .order_by_desc(duty_rule_set::Column::Number)
        .limit(1);
    write.lock_rows(query.clone()).await?;
    query.one(&**write).await?.map(DutyRuleSet::try_from).transpose()
}

/// Locks a set, so that it is ended once.
pub(in super::super) async fn lock_duty_rule_set(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(duty_rule_set::Entity::find_by_id(key)).await
}

/// Writes a version of a set.
pub(in super::super) async fn insert_duty_rule_set(
    write: &Write,
    permit: &Permit,
    (institution_id, number, starts_on): (Uuid, i32, NaiveDate),
    (definition, rules): (String, DutyRules),
) -> Result<DutyRuleSet, DbErr> {
    let made = DutyRuleSet {
        id: id::new_key(),
        institution_id,
        number,
        definition,
        rules: Arc::new(rules),
        starts_on,
        ends_on: None,
        created_at: write.now(),
    };
    let row = duty_rule_set::ActiveModel {
        id: Set(made.id),
        institution_id: Set(institution_id),
        code: Set(made.rules.code.clone()),
        number: Set(number),
        definition: Set(made.definition.clone()),
        starts_on: Set(starts_on),
        ends_on: Set(None),
        created_by: Set(permit.actor.person_id),
        created_at: Set(made.created_at),
    };
    duty_rule_set::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(made)
}

/// Writes down a set's last day.
pub(in super::super) async fn end_duty_rule_set(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    ends_on: NaiveDate,
) -> Result<(), DbErr> {
    duty_rule_set::Entity::update_many()
        .col_expr(duty_rule_set::Column::EndsOn, Expr::val(ends_on))
        .filter(duty_rule_set::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
