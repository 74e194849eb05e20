//! Queries over sets of rules. They are public to whoever is signed in.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::rule_set;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use uuid::Uuid;

use super::file::{Rules, parse};
use super::rules::Held;
use crate::identity::Permit;

/// A set of rules of an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet<R> {
    /// Key.
    pub id: Uuid,
    /// The institution whose trainees it is about.
    pub institution_id: Uuid,
    /// 1 for the first set of those that take each other's place.
    pub number: i32,
    /// The rules as a file.
    pub definition: String,
    /// What the file says.
    pub rules: Arc<R>,
    /// First day on which it holds.
    pub starts_on: NaiveDate,
    /// Last day; without end when absent.
    pub ends_on: Option<NaiveDate>,
    /// When it was imported.
    pub created_at: DateTime<Utc>,
}

impl<R: Rules> RuleSet<R> {
    fn of(row: rule_set::Model) -> Result<Self, Error> {
        let rules = parse(&row.definition)
            .map_err(|problems| Error::internal(format!("rules {}: {problems:?}", row.id)))?;
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

    pub(super) fn held(&self) -> Held<'_> {
        Held { name: &self.rules.head().name, starts_on: self.starts_on, ends_on: self.ends_on }
    }
}

fn all<R: Rules>() -> Select<rule_set::Entity> {
    rule_set::Entity::find().filter(rule_set::Column::Kind.eq(R::KIND.code))
}

fn of_institution<R: Rules>(institution_id: Uuid) -> Select<rule_set::Entity> {
    all::<R>().filter(rule_set::Column::InstitutionId.eq(institution_id))
}

/// The sets of one series take each other's place: those of one code where several codes hold side by side, and otherwise all.
fn series<R: Rules>(rules: &R) -> &str {
    if R::KIND.side_by_side { &rules.head().code } else { R::KIND.code }
}

fn read_all<R: Rules>(rows: Vec<rule_set::Model>) -> Result<Vec<RuleSet<R>>, Error> {
    rows.into_iter().map(RuleSet::of).collect()
}

/// Sets by their first day.
#[must_use]
pub fn sets_ordering() -> Ordering {
    Ordering::by("STARTS_ON", rule_set::Column::StartsOn, SortKind::Date, rule_set::Column::Id)
}

/// A page of the sets of an institution.
pub async fn sets_page<R: Rules>(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    page: &PageRequest,
) -> Result<Slice<RuleSet<R>>, Error> {
    let query = page.apply(of_institution::<R>(institution_id), &sets_ordering())?;
    page.slice(read_all(query.all(connection).await?)?)
}

/// How many sets an institution has and had.
pub async fn sets_count<R: Rules>(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
) -> Result<i64, DbErr> {
    let count = of_institution::<R>(institution_id).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Sets by key, in no order.
pub async fn find_sets<R: Rules>(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<RuleSet<R>>, Error> {
    let query = all::<R>().filter(rule_set::Column::Id.is_in(keys.iter().copied()));
    read_all(query.all(connection).await?)
}

/// One set.
pub(super) async fn set<R: Rules>(connection: &impl ConnectionTrait, key: Uuid) -> Result<RuleSet<R>, Error> {
    find_sets(connection, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// The sets of these institutions that begin on a day up to `until`, all when it is absent, by their first day: one statement.
pub async fn sets_of<R: Rules>(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    until: Option<NaiveDate>,
) -> Result<Vec<RuleSet<R>>, Error> {
    let query = all::<R>()
        .filter(rule_set::Column::InstitutionId.is_in(institutions.iter().copied()))
        .apply_if(until, |query, until| query.filter(rule_set::Column::StartsOn.lte(until)))
        .order_by_asc(rule_set::Column::StartsOn)
        .order_by_asc(rule_set::Column::Id);
    read_all(query.all(connection).await?)
}

/// The latest set of an institution in whose place these rules would stand, locked.
pub(super) async fn latest<R: Rules>(
    write: &Write,
    institution_id: Uuid,
    rules: &R,
) -> Result<Option<RuleSet<R>>, Error> {
    let query = of_institution::<R>(institution_id)
        .filter(rule_set::Column::Series.eq(series(rules)))
        .order_by_desc(rule_set::Column::Number)
        .limit(1);
    write.lock_rows(query.clone()).await?;
    query.one(&**write).await?.map(RuleSet::of).transpose()
}

/// Locks a set, so that it is ended once.
pub(super) async fn lock(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(rule_set::Entity::find_by_id(key)).await
}

/// Writes a set.
pub(super) async fn insert<R: Rules>(
    write: &Write,
    permit: &Permit,
    (institution_id, number, starts_on): (Uuid, i32, NaiveDate),
    (definition, rules): (String, R),
) -> Result<RuleSet<R>, DbErr> {
    let row = rule_set::Model {
        id: id::new_key(),
        kind: R::KIND.code.to_owned(),
        institution_id,
        series: series(&rules).to_owned(),
        number,
        definition: definition.clone(),
        starts_on,
        ends_on: None,
        created_by: permit.actor.person_id,
        created_at: write.now(),
    };
    let made = RuleSet {
        id: row.id,
        institution_id,
        number,
        definition,
        rules: Arc::new(rules),
        starts_on,
        ends_on: None,
        created_at: row.created_at,
    };
    rule_set::Entity::insert(rule_set::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(made)
}

/// Writes down a set's last day.
pub(super) async fn end(write: &Write, _permit: &Permit, key: Uuid, ends_on: NaiveDate) -> Result<(), DbErr> {
    rule_set::Entity::update_many()
        .col_expr(rule_set::Column::EndsOn, Expr::val(ends_on))
        .filter(rule_set::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
