//! Queries over sets of leave rules. They are public to whoever is signed in.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::leave_rule_set;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::super::leave_file;
use super::super::rules::leave::LeaveRules;
use super::read_all;
use crate::identity::Permit;

/// A set of leave rules of an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveRuleSet {
    /// Key.
    pub id: Uuid,
    /// The institution whose trainees it is about.
    pub institution_id: Uuid,
    /// 1 for the institution's first set.
    pub number: i32,
    /// The rules as a file.
    pub definition: String,
    /// What the file says.
    pub rules: Arc<LeaveRules>,
    /// First day on which it holds.
    pub starts_on: NaiveDate,
    /// Last day; without end when absent.
    pub ends_on: Option<NaiveDate>,
    /// When it was imported.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<leave_rule_set::Model> for LeaveRuleSet {
    type Error = Error;

    fn try_from(row: leave_rule_set::Model) -> Result<Self, Error> {
        let rules = leave_file::parse(&row.definition)
            .map_err(|problems| Error::internal(format!("leave rules {}: {problems:?}", row.id)))?;
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

/// Sets by their first day.
#[must_use]
pub fn leave_rule_sets_ordering() -> Ordering {
    let column = leave_rule_set::Column::StartsOn;
    Ordering::by("STARTS_ON", column, SortKind::Date, leave_rule_set::Column::Id)
}

/// A page of the sets of an institution.
pub async fn leave_rule_sets_page(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    page: &PageRequest,
) -> Result<Slice<LeaveRuleSet>, Error> {
    let query =
        leave_rule_set::Entity::find().filter(leave_rule_set::Column::InstitutionId.eq(institution_id));
    page.slice(read_all(page.apply(query, &leave_rule_sets_ordering())?.all(connection).await?)?)
}

/// How many sets an institution has and had.
pub async fn leave_rule_sets_count(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
) -> Result<i64, DbErr> {
    let query =
        leave_rule_set::Entity::find().filter(leave_rule_set::Column::InstitutionId.eq(institution_id));
    Ok(i64::try_from(query.count(connection).await?).unwrap_or(i64::MAX))
}

/// Sets by key, in no order.
pub async fn find_leave_rule_sets(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<LeaveRuleSet>, Error> {
    let query = leave_rule_set::Entity::find().filter(leave_rule_set::Column::Id.is_in(keys.iter().copied()));
    read_all(query.all(connection).await?)
}

/// One set.
pub(in super::super) async fn leave_rule_set(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<LeaveRuleSet, Error> {
    find_leave_rule_sets(connection, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// The sets of these institutions, by their first day: one statement.
pub(in super::super) async fn leave_rule_sets_of(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
) -> Result<Vec<LeaveRuleSet>, Error> {
    let query = leave_rule_set::Entity::find()
        .filter(leave_rule_set::Column::InstitutionId.is_in(institutions.iter().copied()))
        .order_by_asc(leave_rule_set::Column::StartsOn)
        .order_by_asc(leave_rule_set::Column::Id);
    read_all(query.all(connection).await?)
}

/// The latest set of an institution, locked.
pub(in super::super) async fn latest_leave_rule_set(
    write: &Write,
    institution_id: Uuid,
) -> Result<Option<LeaveRuleSet>, Error> {
    let query = leave_rule_set::Entity::find()
        .filter(leave_rule_set::Column::InstitutionId.eq(institution_id))
        .order_by_desc(leave_rule_set::Column::Number)
        .limit(1);
    write.lock_rows(query.clone()).await?;
    query.one(&**write).await?.map(LeaveRuleSet::try_from).transpose()
}

/// Locks a set, so that it is ended once.
pub(in super::super) async fn lock_leave_rule_set(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(leave_rule_set::Entity::find_by_id(key)).await
}

/// Writes a set.
pub(in super::super) async fn insert_leave_rule_set(
    write: &Write,
    permit: &Permit,
    (institution_id, number, starts_on): (Uuid, i32, NaiveDate),
    (definition, rules): (String, LeaveRules),
) -> Result<LeaveRuleSet, DbErr> {
    let row = leave_rule_set::Model {
        id: id::new_key(),
        institution_id,
        code: rules.code.clone(),
        number,
        definition: definition.clone(),
        starts_on,
        ends_on: None,
        created_by: permit.actor.person_id,
        created_at: write.now(),
    };
    let made = LeaveRuleSet {
        id: row.id,
        institution_id,
        number,
        definition,
        rules: Arc::new(rules),
        starts_on,
        ends_on: None,
        created_at: row.created_at,
    };
    let row = leave_rule_set::ActiveModel::from(row);
    leave_rule_set::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(made)
}

/// Writes down a set's last day.
pub(in super::super) async fn end_leave_rule_set(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    ends_on: NaiveDate,
) -> Result<(), DbErr> {
    leave_rule_set::Entity::update_many()
        .col_expr(leave_rule_set::Column::EndsOn, Expr::val(ends_on))
        .filter(leave_rule_set::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
