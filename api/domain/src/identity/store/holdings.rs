//! Everything that this room holds about one person, whatever has become of it.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    access_token, account, exchange_binding, linked_identity, one_time_code, person, relation, second_factor,
};
use platform::codes::Code as _;
use platform::error::Error;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::bonds::{PersonMerge, merges_of};
use super::exchange_bindings::ExchangeBinding;
use super::identity_numbers::{MaskedNumber, identity_numbers_of};
use super::tokens::AccessToken;
use super::{Delegation, Person, PersonNumber, RoleHeld, delegations_of, person_numbers, roles_of};
use crate::identity::invitations::{CodeChannel, CodePurpose};
use crate::identity::rules::RelationKind;

/// A bond between a person and another, or an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationHeld {
    /// What binds them.
    pub kind: RelationKind,
    /// The supervisor, mentor, learner or member of staff.
    pub holder_id: Uuid,
    /// The learner looked after.
    pub person_id: Option<Uuid>,
    /// The institution where somebody learns or works.
    pub institution_id: Option<Uuid>,
    /// The department there.
    pub department_id: Option<Uuid>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
}

/// A code that was made out to a person; never the code itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeHeld {
    /// What it opened.
    pub purpose: CodePurpose,
    /// How it reached her.
    pub channel: CodeChannel,
    /// The new phone or address that it confirmed.
    pub target: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was used, or another took its place.
    pub used_at: Option<DateTime<Utc>>,
}

/// An identity elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHeld {
    /// Who vouches.
    pub issuer: String,
    /// Her name there.
    pub subject: String,
    /// When it was linked.
    pub linked_at: DateTime<Utc>,
    /// When it last opened the door.
    pub last_used_at: DateTime<Utc>,
}

/// Everything that this room holds about one person. Secrets, and the digests of secrets, are not among it.
#[derive(Clone, Debug)]
pub struct Holdings {
    /// The person.
    pub person: Person,
    /// When she was first recorded.
    pub created_at: DateTime<Utc>,
    /// Student and staff numbers.
    pub numbers: Vec<PersonNumber>,
    /// Her identity number, masked.
    pub identity_number: Option<MaskedNumber>,
    /// When her password was set.
    pub password_changed_at: Option<DateTime<Utc>>,
    /// Since when a second factor is asked for.
    pub second_factor_since: Option<DateTime<Utc>>,
    /// Tokens and sessions, ended ones included.
    pub tokens: Vec<AccessToken>,
    /// Codes, used ones included.
    pub codes: Vec<CodeHeld>,
    /// Identities elsewhere that open her door.
    pub links: Vec<LinkHeld>,
    /// Bindings to apps, ended ones included.
    pub bindings: Vec<ExchangeBinding>,
    /// Roles, past ones included.
    pub roles: Vec<RoleHeld>,
    /// Bonds, past ones included.
    pub relations: Vec<RelationHeld>,
    /// Delegations given and received.
    pub delegations: Vec<Delegation>,
    /// Records that were joined into hers.
    pub merges: Vec<PersonMerge>,
}

/// Everything that this room holds about one person. For an act already permitted.
///
/// # Errors
/// `NotFound`.
pub async fn holdings(connection: &impl ConnectionTrait, person_id: Uuid) -> Result<Holdings, Error> {
    let row = person::Entity::find_by_id(person_id).one(connection).await?.ok_or(Error::NotFound)?;
    let password = account::Entity::find_by_id(person_id).one(connection).await?;
    let factor = second_factor::Entity::find_by_id(person_id).one(connection).await?;
    let tokens = access_token::Entity::find()
        .filter(access_token::Column::PersonId.eq(person_id))
        .order_by_asc(access_token::Column::Id);
    let codes = one_time_code::Entity::find()
        .filter(one_time_code::Column::PersonId.eq(person_id))
        .order_by_asc(one_time_code::Column::Id);
    let links = linked_identity::Entity::find()
        .filter(linked_identity::Column::PersonId.eq(person_id))
        .order_by_asc(linked_identity::Column::Id);
    let bindings = exchange_binding::Entity::find()
        .filter(exchange_binding::Column::PersonId.eq(person_id))
        .order_by_asc(exchange_binding::Column::Id);
    let relations = relation::Entity::find()
        .filter(relation::Column::HolderId.eq(person_id).or(relation::Column::PersonId.eq(person_id)))
        .order_by_asc(relation::Column::StartsOn)
        .order_by_asc(relation::Column::Id);
    Ok(Holdings {
        created_at: row.created_at,
        person: row.into(),
        numbers: person_numbers(connection, &[person_id]).await?,
        identity_number: identity_numbers_of(connection, &[person_id]).await?.pop(),
        password_changed_at: password.map(|row| row.password_changed_at),
        second_factor_since: factor.and_then(|row| row.confirmed_at),
        tokens: read_all(tokens.all(connection).await?, AccessToken::try_from)?,
        codes: read_all(codes.all(connection).await?, |row| {
            Ok(CodeHeld {
                purpose: CodePurpose::stored(&row.purpose)?,
                channel: CodeChannel::stored(&row.channel)?,
                target: row.target,
                created_at: row.created_at,
                used_at: row.used_at,
            })
        })?,
        links: read_all(links.all(connection).await?, |row| {
            Ok(LinkHeld {
                issuer: row.issuer,
                subject: row.subject,
                linked_at: row.linked_at,
                last_used_at: row.last_used_at,
            })
        })?,
        bindings: bindings.all(connection).await?.into_iter().map(ExchangeBinding::from).collect(),
        roles: roles_of(connection, &[person_id]).await?,
        relations: read_all(relations.all(connection).await?, |row| {
            Ok(RelationHeld {
                kind: RelationKind::stored(&row.kind)?,
                holder_id: row.holder_id,
                person_id: row.person_id,
                institution_id: row.institution_id,
                department_id: row.department_id,
                starts_on: row.starts_on,
                ends_on: row.ends_on,
            })
        })?,
        delegations: delegations_of(connection, person_id).await?,
        merges: merges_of(connection, &[person_id]).await?,
    })
}

fn read_all<M, T>(rows: Vec<M>, read: impl Fn(M) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    rows.into_iter().map(read).collect()
}
