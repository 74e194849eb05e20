//! Queries over providers, linked identities and attempts to sign in through a provider.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{identity_provider, linked_identity, reach, relation, role_grant, sign_in_attempt};
use platform::db::Write;
use platform::error::{Error, Name};
use sea_orm::sea_query::{Expr, ExprTrait as _, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::super::policy::Permit;

/// A service by which an institution vouches for its people; its secret is known to the service alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityProvider {
    /// Key.
    pub id: Uuid,
    /// For whose people it vouches, those beneath it included.
    pub institution_id: Uuid,
    /// Name, as a sign-in page shows it.
    pub name: Name,
    /// Its name for itself.
    pub issuer: String,
    /// Its name for this server.
    pub client_id: String,
    /// Whether it vouches also for those who issue or administer.
    pub admits_administrators: bool,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
    /// When it stopped vouching.
    pub ended_at: Option<DateTime<Utc>>,
}

impl From<identity_provider::Model> for IdentityProvider {
    fn from(row: identity_provider::Model) -> Self {
        Self {
            id: row.id,
            institution_id: row.institution_id,
            name: Name::new(row.name_zh, row.name_en),
            issuer: row.issuer,
            client_id: row.client_id,
            admits_administrators: row.admits_administrators,
            created_at: row.created_at,
            ended_at: row.ended_at,
        }
    }
}

/// An identity elsewhere that opens a person's door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedIdentity {
    /// Key.
    pub id: Uuid,
    /// Whose door.
    pub person_id: Uuid,
    /// Who vouched when it was linked.
    pub provider: IdentityProvider,
    /// When it was linked.
    pub linked_at: DateTime<Utc>,
    /// When it last opened the door, or was linked.
    pub last_used_at: DateTime<Utc>,
}

/// One provider, with its secret.
pub(in super::super) async fn provider(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<Option<identity_provider::Model>, DbErr> {
    identity_provider::Entity::find_by_id(key).one(connection).await
}

/// The providers that vouch today, in the order of their setting up: of one institution, or all.
pub(in super::super) async fn providers(
    connection: &impl ConnectionTrait,
    institution_id: Option<Uuid>,
) -> Result<Vec<IdentityProvider>, DbErr> {
    let mut query = identity_provider::Entity::find().filter(identity_provider::Column::EndedAt.is_null());
    if let Some(institution_id) = institution_id {
        query = query.filter(identity_provider::Column::InstitutionId.eq(institution_id));
    }
    let rows = query.order_by_asc(identity_provider::Column::Id).all(connection).await?;
    Ok(rows.into_iter().map(IdentityProvider::from).collect())
}

/// Writes a provider.
pub(in super::super) async fn insert_provider(
    write: &Write,
    _permit: &Permit,
    row: identity_provider::Model,
) -> Result<(), DbErr> {
    let row = identity_provider::ActiveModel::from(row);
    identity_provider::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Ends a provider; one that has ended keeps its instant. Says whether it did.
pub(in super::super) async fn end_provider(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
) -> Result<bool, DbErr> {
    let ended = identity_provider::Entity::update_many()
        .col_expr(identity_provider::Column::EndedAt, Expr::val(write.now()))
        .filter(identity_provider::Column::Id.eq(key))
        .filter(identity_provider::Column::EndedAt.is_null())
        .exec(&**write)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// The identity that an issuer's subject was linked as.
pub(in super::super) async fn link_of_subject(
    connection: &impl ConnectionTrait,
    issuer: &str,
    subject: &str,
) -> Result<Option<linked_identity::Model>, DbErr> {
    linked_identity::Entity::find()
        .filter(linked_identity::Column::Issuer.eq(issuer))
        .filter(linked_identity::Column::Subject.eq(subject))
        .one(connection)
        .await
}

/// The identities that open a person's door, in the order of their linking.
pub(in super::super) async fn links_of(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<LinkedIdentity>, Error> {
    let rows = linked_identity::Entity::find()
        .filter(linked_identity::Column::PersonId.eq(person_id))
        .order_by_asc(linked_identity::Column::Id)
        .all(connection)
        .await?;
    let keys = rows.iter().map(|row| row.identity_provider_id);
    let providers = identity_provider::Entity::find()
        .filter(identity_provider::Column::Id.is_in(keys))
        .all(connection)
        .await?;
    let linked = |row: linked_identity::Model| {
        let provider = providers.iter().find(|provider| provider.id == row.identity_provider_id);
        let provider = provider.ok_or_else(|| Error::internal("an identity without its provider"))?;
        Ok(LinkedIdentity {
            id: row.id,
            person_id: row.person_id,
            provider: provider.clone().into(),
            linked_at: row.linked_at,
            last_used_at: row.last_used_at,
        })
    };
    rows.into_iter().map(linked).collect()
}

/// Writes a link.
pub(in super::super) async fn insert_link(
    write: &Write,
    _permit: &Permit,
    row: linked_identity::Model,
) -> Result<(), DbErr> {
    let row = linked_identity::ActiveModel::from(row);
    linked_identity::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Notes that an identity opened the door.
pub(in super::super) async fn touch_link(write: &Write, _permit: &Permit, key: Uuid) -> Result<(), DbErr> {
    linked_identity::Entity::update_many()
        .col_expr(linked_identity::Column::LastUsedAt, Expr::val(write.now()))
        .filter(linked_identity::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Takes a link away.
pub(in super::super) async fn remove_link(write: &Write, _permit: &Permit, key: Uuid) -> Result<(), DbErr> {
    linked_identity::Entity::delete_by_id(key).exec(&**write).await?;
    Ok(())
}

/// Writes an attempt, and forgets those that are over.
pub(in super::super) async fn insert_attempt(
    write: &Write,
    row: sign_in_attempt::Model,
) -> Result<(), DbErr> {
    sign_in_attempt::Entity::delete_many()
        .filter(sign_in_attempt::Column::ExpiresAt.lte(write.now()))
        .exec(&**write)
        .await?;
    let row = sign_in_attempt::ActiveModel::from(row);
    sign_in_attempt::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// An attempt by the digest of its state.
pub(in super::super) async fn attempt(
    connection: &impl ConnectionTrait,
    state_digest: Vec<u8>,
) -> Result<Option<sign_in_attempt::Model>, DbErr> {
    sign_in_attempt::Entity::find()
        .filter(sign_in_attempt::Column::StateDigest.eq(state_digest))
        .one(connection)
        .await
}

/// Takes an attempt away that is not over: of any number of requests at once, one is told that it did.
pub(in super::super) async fn take_attempt(write: &Write, key: Uuid) -> Result<bool, DbErr> {
    let taken = sign_in_attempt::Entity::delete_many()
        .filter(sign_in_attempt::Column::Id.eq(key))
        .filter(sign_in_attempt::Column::ExpiresAt.gt(write.now()))
        .exec(&**write)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// The institution and those beneath it.
fn beneath(institution_id: Uuid) -> SelectStatement {
    reach::Entity::find()
        .select_only()
        .column(reach::Column::InstitutionId)
        .filter(reach::Column::OverInstitutionId.eq(institution_id))
        .into_query()
}

/// Of these people, those whom a bond or a role binds on a day to an institution or one beneath it.
pub(in super::super) async fn bound_to(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    people: &[Uuid],
    on: NaiveDate,
) -> Result<Vec<Uuid>, DbErr> {
    let departments = reach::Entity::find()
        .select_only()
        .column(reach::Column::DepartmentId)
        .filter(reach::Column::DepartmentId.is_not_null())
        .filter(reach::Column::InstitutionId.in_subquery(beneath(institution_id)))
        .into_query();
    let by_bond: Vec<Uuid> = relation::Entity::find()
        .select_only()
        .column(relation::Column::HolderId)
        .filter(relation::Column::HolderId.is_in(people.iter().copied()))
        .filter(relation::Column::InstitutionId.in_subquery(beneath(institution_id)))
        .filter(relation::Column::StartsOn.lte(on))
        .filter(relation::Column::EndsOn.is_null().or(relation::Column::EndsOn.gte(on)))
        .into_tuple()
        .all(connection)
        .await?;
    let place = Condition::any()
        .add(role_grant::Column::InstitutionId.in_subquery(beneath(institution_id)))
        .add(role_grant::Column::DepartmentId.in_subquery(departments));
    let by_role: Vec<Uuid> = role_grant::Entity::find()
        .select_only()
        .column(role_grant::Column::PersonId)
        .filter(role_grant::Column::PersonId.is_in(people.iter().copied()))
        .filter(place)
        .filter(role_grant::Column::RevokedAt.is_null())
        .filter(role_grant::Column::StartsOn.lte(on))
        .filter(role_grant::Column::EndsOn.is_null().or(role_grant::Column::EndsOn.gte(on)))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(people.iter().copied().filter(|key| by_bond.contains(key) || by_role.contains(key)).collect())
}
