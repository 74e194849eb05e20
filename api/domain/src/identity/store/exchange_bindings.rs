//! Queries over bindings between users of an app and people.

use chrono::{DateTime, Utc};
use entity::exchange_binding::{self, Column};
use platform::db::Write;
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::policy::Permit;
use super::super::rules::exchange::{CONFIRM_WITHIN, confirm_by};

/// A user of a school's own app, bound to a person, or about to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeBinding {
    /// Key.
    pub id: Uuid,
    /// The app's service account.
    pub service_account_id: Uuid,
    /// Who bound herself.
    pub person_id: Uuid,
    /// Who knows the user.
    pub provider: String,
    /// By what the person recognises the user; empty once the binding has ended.
    pub subject_hint: String,
    /// When the app brought the person's code.
    pub claimed_at: DateTime<Utc>,
    /// When the person confirmed it; it is not in force before.
    pub bound_at: Option<DateTime<Utc>>,
    /// When a token was last given out by it.
    pub last_exchanged_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub ended_at: Option<DateTime<Utc>>,
}

impl ExchangeBinding {
    /// Until when it can be confirmed.
    #[must_use]
    pub fn confirm_by(&self) -> DateTime<Utc> {
        confirm_by(self.claimed_at)
    }
}

impl From<exchange_binding::Model> for ExchangeBinding {
    fn from(row: exchange_binding::Model) -> Self {
        Self {
            id: row.id,
            service_account_id: row.service_account_id,
            person_id: row.person_id,
            provider: row.provider,
            subject_hint: row.subject_hint,
            claimed_at: row.claimed_at,
            bound_at: row.bound_at,
            last_exchanged_at: row.last_exchanged_at,
            ended_at: row.ended_at,
        }
    }
}

/// In force, or still to be confirmed.
fn standing(now: DateTime<Utc>) -> Cond {
    let stands =
        Cond::any().add(Column::BoundAt.is_not_null()).add(Column::ClaimedAt.gt(now - CONFIRM_WITHIN));
    Cond::all().add(Column::EndedAt.is_null()).add(stands)
}

/// A person's bindings in force and those that she may confirm, the latest first.
pub(in super::super) async fn of_person(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<ExchangeBinding>, DbErr> {
    let rows = exchange_binding::Entity::find()
        .filter(Column::PersonId.eq(person_id))
        .filter(standing(now))
        .order_by_desc(Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(ExchangeBinding::from).collect())
}

/// A person's binding by its key.
pub(in super::super) async fn of_person_by_key(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    key: Uuid,
) -> Result<Option<ExchangeBinding>, DbErr> {
    let row = exchange_binding::Entity::find_by_id(key).filter(Column::PersonId.eq(person_id));
    Ok(row.one(connection).await?.map(ExchangeBinding::from))
}

/// The binding in force of a user of an app.
pub(in super::super) async fn in_force(
    connection: &impl ConnectionTrait,
    service_account_id: Uuid,
    provider: &str,
    subject_digest: &[u8],
) -> Result<Option<ExchangeBinding>, DbErr> {
    let row = exchange_binding::Entity::find()
        .filter(Column::ServiceAccountId.eq(service_account_id))
        .filter(Column::Provider.eq(provider))
        .filter(Column::SubjectDigest.eq(subject_digest))
        .filter(Column::BoundAt.is_not_null())
        .filter(Column::EndedAt.is_null());
    Ok(row.one(connection).await?.map(ExchangeBinding::from))
}

/// Writes a binding, which is not in force yet.
pub(in super::super) async fn insert(
    write: &Write,
    _permit: &Permit,
    new: &ExchangeBinding,
    subject_digest: Vec<u8>,
) -> Result<(), DbErr> {
    let row = exchange_binding::Model {
        id: new.id,
        service_account_id: new.service_account_id,
        person_id: new.person_id,
        provider: new.provider.clone(),
        subject_digest,
        subject_hint: new.subject_hint.clone(),
        claimed_at: new.claimed_at,
        bound_at: new.bound_at,
        last_exchanged_at: new.last_exchanged_at,
        ended_at: new.ended_at,
    };
    let row = exchange_binding::ActiveModel::from(row);
    exchange_binding::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Puts a binding into force that can still be confirmed; says whether it did.
pub(in super::super) async fn confirm(write: &Write, _permit: &Permit, key: Uuid) -> Result<bool, DbErr> {
    let confirmed = exchange_binding::Entity::update_many()
        .col_expr(Column::BoundAt, Expr::val(write.now()))
        .filter(Column::Id.eq(key))
        .filter(Column::BoundAt.is_null())
        .filter(standing(write.now()))
        .exec(&**write)
        .await?;
    Ok(confirmed.rows_affected == 1)
}

/// Notes that a token is given out by a binding, and keeps it in force until the transaction ends; says whether it was.
pub(in super::super) async fn touch(write: &Write, _permit: &Permit, key: Uuid) -> Result<bool, DbErr> {
    let touched = exchange_binding::Entity::update_many()
        .col_expr(Column::LastExchangedAt, Expr::val(write.now()))
        .filter(Column::Id.eq(key))
        .filter(Column::EndedAt.is_null())
        .exec(&**write)
        .await?;
    Ok(touched.rows_affected == 1)
}

/// Ends a binding, and forgets by what the user was recognised; says whether it did.
pub(in super::super) async fn end(write: &Write, _permit: &Permit, key: Uuid) -> Result<bool, DbErr> {
    let ended = ending(write).filter(Column::Id.eq(key)).exec(&**write).await?;
    Ok(ended.rows_affected == 1)
}

/// Ends every binding of a service account.
pub(in super::super) async fn end_all(
    write: &Write,
    _permit: &Permit,
    service_account_id: Uuid,
) -> Result<(), DbErr> {
    ending(write).filter(Column::ServiceAccountId.eq(service_account_id)).exec(&**write).await?;
    Ok(())
}

/// Ends every binding of a person.
pub(in super::super) async fn end_all_of(
    write: &Write,
    _permit: &Permit,
    person_id: Uuid,
) -> Result<(), DbErr> {
    ending(write).filter(Column::PersonId.eq(person_id)).exec(&**write).await?;
    Ok(())
}

fn ending(write: &Write) -> sea_orm::UpdateMany<exchange_binding::Entity> {
    exchange_binding::Entity::update_many()
        .col_expr(Column::EndedAt, Expr::val(write.now()))
        .col_expr(Column::SubjectHint, Expr::val(""))
        .filter(Column::EndedAt.is_null())
}
