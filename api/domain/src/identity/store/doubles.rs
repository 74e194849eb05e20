//! Queries over records that may be of one human.

use chrono::{DateTime, Utc};
use entity::{identity_number, person, possible_double};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoIden as _, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Select,
};
use uuid::Uuid;

use super::super::doubles::{DoubleGround, DoubleStatus};
use super::super::policy::{Permit, Scope};

/// Two records that may be of one human.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PossibleDouble {
    /// Key.
    pub id: Uuid,
    /// The one recorded earlier.
    pub person_id: Uuid,
    /// The one recorded later.
    pub other_id: Uuid,
    /// What they have in common.
    pub ground: DoubleGround,
    /// How the question stands.
    pub status: DoubleStatus,
    /// When they were found.
    pub found_at: DateTime<Utc>,
}

impl TryFrom<possible_double::Model> for PossibleDouble {
    type Error = Error;

    fn try_from(row: possible_double::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            other_id: row.other_id,
            ground: DoubleGround::stored(&row.ground)?,
            status: DoubleStatus::stored(&row.status)?,
            found_at: row.found_at,
        })
    }
}

/// Who may be the same human as one of these people: (one of them, somebody else, why). The same number weighs more
/// than the same name and birth, and comes first.
pub(in super::super) async fn likely(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<(Uuid, Uuid, DoubleGround)>, DbErr> {
    let mut found = Vec::new();
    for part in people.chunks(super::BATCH) {
        for (ground, table, key, equal) in [
            (
                DoubleGround::IdentityNumber,
                identity_number::Entity.into_iden(),
                "person_id",
                vec!["blind_index"],
            ),
            (DoubleGround::NameAndBirth, person::Entity.into_iden(), "id", vec!["name_zh", "birth_on"]),
        ] {
            let (one, other) = (Alias::new("one"), Alias::new("other"));
            let column = |table: &Alias, column: &str| Expr::col((table.clone(), Alias::new(column)));
            let mut query = Query::select();
            query
                .expr(column(&one, key))
                .expr(column(&other, key))
                .from_as(table.clone(), one.clone())
                .join_as(
                    sea_orm::JoinType::InnerJoin,
                    table,
                    other.clone(),
                    equal.iter().fold(column(&other, key).ne(column(&one, key)), |all, name| {
                        all.and(column(&other, name).eq(column(&one, name)))
                    }),
                )
                .and_where(column(&one, key).is_in(part.iter().copied()));
            if ground == DoubleGround::NameAndBirth {
                query.and_where(column(&other, "merged_into_id").is_null());
            }
            for row in connection.query_all(&query).await? {
                found.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?, ground));
            }
        }
    }
    Ok(found)
}

/// Writes pairs; one that is there already stays as it is.
pub(in super::super) async fn insert(
    write: &Write,
    _permit: &Permit,
    found: &[PossibleDouble],
) -> Result<(), DbErr> {
    for pair in found {
        let row = possible_double::ActiveModel {
            id: Set(pair.id),
            person_id: Set(pair.person_id),
            other_id: Set(pair.other_id),
            ground: Set(pair.ground.code().to_owned()),
            status: Set(pair.status.code().to_owned()),
            found_at: Set(pair.found_at),
            ..Default::default()
        };
        let keep = OnConflict::columns([possible_double::Column::PersonId, possible_double::Column::OtherId])
            .do_nothing()
            .to_owned();
        possible_double::Entity::insert(row).on_conflict(keep).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Pairs in the order in which they were found.
#[must_use]
pub fn doubles_ordering() -> Ordering {
    Ordering::by("FOUND", possible_double::Column::Id, SortKind::Key, possible_double::Column::Id)
}

fn open(scope: Scope<'_>) -> Select<possible_double::Entity> {
    visible(scope).filter(possible_double::Column::Status.eq(DoubleStatus::Open.code()))
}

fn visible(scope: Scope<'_>) -> Select<possible_double::Entity> {
    possible_double::Entity::find()
        .filter(scope.people((possible_double::Entity, possible_double::Column::PersonId)))
        .filter(scope.people((possible_double::Entity, possible_double::Column::OtherId)))
}

/// A page of the pairs that nobody has decided about.
pub(in super::super) async fn page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    page: &PageRequest,
) -> Result<Slice<PossibleDouble>, Error> {
    let rows = page.apply(open(scope), &doubles_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(PossibleDouble::try_from).collect::<Result<_, _>>()?)
}

/// How many there are.
pub(in super::super) async fn count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(open(scope).count(connection).await?).unwrap_or(i64::MAX))
}

/// One visible pair.
pub(in super::super) async fn double(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<PossibleDouble, Error> {
    let query = visible(scope).filter(possible_double::Column::Id.eq(key));
    query.one(connection).await?.ok_or(Error::NotFound)?.try_into()
}

/// Decides about a pair that is open; says whether it was.
pub(in super::super) async fn decide(
    write: &Write,
    permit: &Permit,
    key: Uuid,
    status: DoubleStatus,
    reason: &str,
) -> Result<bool, DbErr> {
    let decided = possible_double::Entity::update_many()
        .col_expr(possible_double::Column::Status, Expr::val(status.code()))
        .col_expr(possible_double::Column::DecidedBy, Expr::val(permit.actor.person_id))
        .col_expr(possible_double::Column::DecidedAt, Expr::val(write.now()))
        .col_expr(possible_double::Column::Reason, Expr::val(reason))
        .filter(possible_double::Column::Id.eq(key))
        .filter(possible_double::Column::Status.eq(DoubleStatus::Open.code()))
        .exec(&**write)
        .await?;
    Ok(decided.rows_affected == 1)
}
