//! Queries over service accounts.

use chrono::{DateTime, NaiveDate, Utc};
use entity::service_account::{self, Column};
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Select};
use uuid::Uuid;

use super::super::policy::Permit;

/// A school's own system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Key: that of the row among the people that bears its name.
    pub id: Uuid,
    /// Whose it is.
    pub institution_id: Uuid,
    /// Last day of its role; without end when absent.
    pub ends_on: Option<NaiveDate>,
    /// Who made it; absent for the system.
    pub created_by: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl ServiceAccount {
    /// Whether it is in use on a day: neither ended nor over.
    #[must_use]
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        self.ended_at.is_none() && self.ends_on.is_none_or(|last| on <= last)
    }
}

impl From<service_account::Model> for ServiceAccount {
    fn from(row: service_account::Model) -> Self {
        Self {
            id: row.person_id,
            institution_id: row.institution_id,
            ends_on: row.ends_on,
            created_by: row.created_by,
            created_at: row.created_at,
            ended_at: row.ended_at,
        }
    }
}

/// The service account with this key, if it is one.
pub(in super::super) async fn find(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<Option<ServiceAccount>, DbErr> {
    Ok(service_account::Entity::find_by_id(key).one(connection).await?.map(ServiceAccount::from))
}

/// Service accounts by key, in no order, for whoever was shown something of theirs.
pub async fn find_service_accounts(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<ServiceAccount>, DbErr> {
    let rows = service_account::Entity::find().filter(Column::PersonId.is_in(keys.iter().copied()));
    Ok(rows.all(connection).await?.into_iter().map(ServiceAccount::from).collect())
}

/// Whether the person in a column is a service account, and no human.
pub(in super::super) fn is_one(person: SimpleExpr) -> SimpleExpr {
    let account = Query::select()
        .expr(Expr::val(1))
        .from(service_account::Entity)
        .and_where(Expr::col((service_account::Entity, Column::PersonId)).eq(person))
        .take();
    Expr::exists(account)
}

/// Service accounts, the latest first.
#[must_use]
pub fn service_accounts_ordering() -> Ordering {
    let key = (service_account::Entity, Column::PersonId);
    Ordering::by("MADE", key, SortKind::Key, key).descending()
}

fn of_institution(institution_id: Uuid) -> Select<service_account::Entity> {
    service_account::Entity::find().filter(Column::InstitutionId.eq(institution_id))
}

/// A page of an institution's service accounts.
pub(in super::super) async fn page(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    page: &PageRequest,
) -> Result<Slice<ServiceAccount>, Error> {
    let query = page.apply(of_institution(institution_id), &service_accounts_ordering())?;
    let rows = query.all(connection).await?;
    page.slice(rows.into_iter().map(ServiceAccount::from).collect())
}

/// How many service accounts an institution has.
pub(in super::super) async fn count(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
) -> Result<i64, DbErr> {
    let count = of_institution(institution_id).count(connection).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Writes a service account.
pub(in super::super) async fn insert(
    write: &Write,
    _permit: &Permit,
    new: &ServiceAccount,
) -> Result<(), DbErr> {
    let row = service_account::Model {
        person_id: new.id,
        institution_id: new.institution_id,
        ends_on: new.ends_on,
        created_by: new.created_by,
        created_at: new.created_at,
        ended_at: new.ended_at,
    };
    let row = service_account::ActiveModel::from(row);
    service_account::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Ends a service account; says whether it did.
pub(in super::super) async fn end(write: &Write, _permit: &Permit, key: Uuid) -> Result<bool, DbErr> {
    let ended = service_account::Entity::update_many()
        .col_expr(Column::EndedAt, Expr::val(write.now()))
        .filter(Column::PersonId.eq(key))
        .filter(Column::EndedAt.is_null())
        .exec(&**write)
        .await?;
    Ok(ended.rows_affected == 1)
}
