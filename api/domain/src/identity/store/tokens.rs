//! Queries over what opens the door.

use chrono::{DateTime, Duration, Utc};
use entity::access_token::{self, Column};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::super::means::{Means, Term, TokenKind, TokenScope};
use super::super::policy::Permit;

/// A token or session as its owner sees it; the secret is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Key.
    pub id: Uuid,
    /// Whose it is.
    pub person_id: Uuid,
    /// What it is.
    pub kind: TokenKind,
    /// What it is for, as its maker named it; empty for a session.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<TokenScope>,
    /// Who made it; absent for the system.
    pub created_by: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends, however much it is used; never, when absent.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, at most a minute late.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Whether a second factor was shown.
    pub second_factor: bool,
    /// The program that opened the session, as it names itself.
    pub user_agent: Option<String>,
}

impl TryFrom<access_token::Model> for AccessToken {
    type Error = Error;

    fn try_from(row: access_token::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            kind: TokenKind::stored(&row.kind)?,
            name: row.name,
            scopes: TokenScope::read(&row.scopes)?,
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
            second_factor: row.second_factor_at.is_some(),
            user_agent: row.user_agent,
        })
    }
}

/// When a row lets in.
pub(in super::super) fn term(row: &access_token::Model) -> Term {
    Term {
        created_at: row.created_at,
        expires_at: row.expires_at,
        idle: row.idle_seconds.map(|seconds| Duration::seconds(i64::from(seconds))),
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
    }
}

/// What a row lets somebody do.
pub(in super::super) fn means(row: &access_token::Model) -> Result<Means, Error> {
    Ok(Means {
        kind: TokenKind::stored(&row.kind)?,
        id: row.id,
        scopes: TokenScope::read(&row.scopes)?,
        second_factor: row.second_factor_at.is_some(),
        expires_at: row.expires_at,
    })
}

/// One token or session.
pub(in super::super) async fn token(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<AccessToken, Error> {
    access_token::Entity::find_by_id(key).one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// What opens a person's door and still lets in, the latest first.
pub(in super::super) async fn tokens_of(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    kind: TokenKind,
    now: DateTime<Utc>,
) -> Result<Vec<AccessToken>, Error> {
    let rows = access_token::Entity::find()
        .filter(Column::PersonId.eq(person_id))
        .filter(Column::Kind.eq(kind.code()))
        .filter(Column::RevokedAt.is_null())
        .order_by_desc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().filter(|row| term(row).is_live(now)).map(AccessToken::try_from).collect()
}

/// The bearer tokens of these service accounts that still let in, the latest first. Who asks was shown the accounts.
pub async fn tokens_of_accounts(
    connection: &impl ConnectionTrait,
    accounts: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<AccessToken>, Error> {
    let rows = access_token::Entity::find()
        .filter(Column::PersonId.is_in(accounts.iter().copied()))
        .filter(Column::RevokedAt.is_null())
        .order_by_desc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().filter(|row| term(row).is_live(now)).map(AccessToken::try_from).collect()
}

/// The tokens of a service account, and those that it exchanged, which were not revoked.
pub(in super::super) async fn of_service_account(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<Vec<AccessToken>, Error> {
    let exchanged =
        Cond::all().add(Column::CreatedBy.eq(key)).add(Column::Kind.eq(TokenKind::Exchange.code()));
    let rows = access_token::Entity::find()
        .filter(Cond::any().add(Column::PersonId.eq(key)).add(exchanged))
        .filter(Column::RevokedAt.is_null())
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(AccessToken::try_from).collect()
}

/// The tokens that a service account exchanged for a person's identity, which were not revoked.
pub(in super::super) async fn exchanged(
    connection: &impl ConnectionTrait,
    service_account_id: Uuid,
    person_id: Uuid,
) -> Result<Vec<AccessToken>, Error> {
    let rows = access_token::Entity::find()
        .filter(Column::PersonId.eq(person_id))
        .filter(Column::CreatedBy.eq(service_account_id))
        .filter(Column::Kind.eq(TokenKind::Exchange.code()))
        .filter(Column::RevokedAt.is_null())
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(AccessToken::try_from).collect()
}

/// Writes a token.
pub(in super::super) async fn insert_token(
    write: &Write,
    _permit: &Permit,
    row: access_token::Model,
) -> Result<(), DbErr> {
    access_token::Entity::insert(access_token::ActiveModel::from(row))
        .exec_without_returning(&**write)
        .await?;
    Ok(())
}

/// Notes that a token was used.
pub(in super::super) async fn touch(write: &Write, key: Uuid, used_at: DateTime<Utc>) -> Result<(), DbErr> {
    access_token::Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::val(used_at))
        .filter(Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Revokes a token; one that was revoked before keeps its instant. Says whether it did.
pub(in super::super) async fn revoke(write: &Write, _permit: &Permit, key: Uuid) -> Result<bool, DbErr> {
    let revoked = access_token::Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::val(write.now()))
        .filter(Column::Id.eq(key))
        .filter(Column::RevokedAt.is_null())
        .exec(&**write)
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// The sessions and exchanged tokens of a person that were not revoked, but one.
pub(in super::super) async fn sessions_to_end(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    except: Option<Uuid>,
) -> Result<Vec<Uuid>, DbErr> {
    let mut query = access_token::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::PersonId.eq(person_id))
        .filter(Column::Kind.is_in([TokenKind::Session.code(), TokenKind::Exchange.code()]))
        .filter(Column::RevokedAt.is_null());
    if let Some(except) = except {
        query = query.filter(Column::Id.ne(except));
    }
    query.order_by_asc(Column::Id).into_tuple().all(connection).await
}
