//! Queries over institutions as a list and as a tree.

use std::collections::{HashMap, HashSet};

use entity::institution;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use platform::settings;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select,
};
use uuid::Uuid;

use super::{Institution, read_all};
use crate::identity::rules::region_prefix;
use crate::identity::{self, Permit};
use crate::organisations::rules::InstitutionKind;

/// Which institutions; what is left out does not narrow them.
#[derive(Clone, Debug, Default)]
pub struct InstitutionFilter {
    /// Only those of this kind.
    pub kind: Option<InstitutionKind>,
    /// Only those that stand directly beneath this one.
    pub parent_id: Option<Uuid>,
    /// Only those in this administrative division.
    pub region_code: Option<String>,
}

/// Institutions by name, as pinyin orders them.
#[must_use]
pub fn institutions_ordering() -> Ordering {
    Ordering::by("NAME", institution::Column::SortKey, SortKind::Text, institution::Column::Id)
}

/// A page of institutions.
pub async fn institutions_page(
    connection: &impl ConnectionTrait,
    filter: &InstitutionFilter,
    page: &PageRequest,
) -> Result<Slice<Institution>, Error> {
    let rows = page.apply(institutions(filter), &institutions_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}

/// How many institutions a filter keeps.
pub async fn institutions_count(
    connection: &impl ConnectionTrait,
    filter: &InstitutionFilter,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(institutions(filter).count(connection).await?).unwrap_or(i64::MAX))
}

fn institutions(filter: &InstitutionFilter) -> Select<institution::Entity> {
    let mut query = institution::Entity::find();
    if let Some(kind) = filter.kind {
        query = query.filter(institution::Column::Kind.eq(kind.code()));
    }
    if let Some(parent_id) = filter.parent_id {
        query = query.filter(institution::Column::ParentId.eq(parent_id));
    }
    if let Some(code) = &filter.region_code {
        // A code is digits, checked by its caller.
        let begins = LikeExpr::new(format!("{}%", region_prefix(code)));
        query = query.filter(Expr::col(institution::Column::RegionCode).like(begins));
    }
    query
}

/// Institutions directly beneath one, at most, where they are told with it.
pub const MOST_CHILDREN: usize = 100;

/// The institutions directly beneath these, by name. One statement.
pub async fn children_of(
    connection: &impl ConnectionTrait,
    parents: &[Uuid],
) -> Result<Vec<Institution>, Error> {
    let query = institution::Entity::find()
        .filter(institution::Column::ParentId.is_in(parents.iter().copied()))
        .order_by_asc(institution::Column::SortKey)
        .order_by_asc(institution::Column::Id);
    read_all(query.all(connection).await?)
}

/// The institutions above each of these, the nearest first. Two statements, whatever their number.
pub async fn ancestors_of(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Institution>>, Error> {
    let above = identity::reaches_above(connection, institutions).await?;
    let mut keys: HashSet<Uuid> = above.values().flatten().copied().collect();
    keys.extend(institutions);
    let keys: Vec<Uuid> = keys.into_iter().collect();
    let found = super::find_institutions(connection, &keys).await?;
    let found: HashMap<Uuid, Institution> = found.into_iter().map(|row| (row.id, row)).collect();
    let chain = |key: &Uuid| {
        let line = std::iter::successors(found.get(key), |under| found.get(&under.parent_id?));
        (*key, line.skip(1).take(found.len()).cloned().collect())
    };
    Ok(institutions.iter().map(chain).collect())
}

/// These institutions, each with the legal entity that answers for it: itself, or of a site the nearest above it that is none. Two
/// statements.
pub async fn with_legal_entities(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
) -> Result<HashMap<Uuid, (Institution, Uuid)>, Error> {
    let above = identity::reaches_above(connection, institutions).await?;
    let mut keys: HashSet<Uuid> = above.values().flatten().copied().collect();
    keys.extend(institutions);
    let keys: Vec<Uuid> = keys.into_iter().collect();
    let found = super::find_institutions(connection, &keys).await?;
    let found: HashMap<Uuid, Institution> = found.into_iter().map(|row| (row.id, row)).collect();
    let answered = |key: &Uuid| {
        let own = found.get(key)?;
        let mut line =
            std::iter::successors(Some(own), |under| found.get(&under.parent_id?)).take(found.len());
        let legal = line.find(|one| !one.is_site).unwrap_or(own);
        Some((*key, (own.clone(), legal.id)))
    };
    Ok(institutions.iter().filter_map(answered).collect())
}

/// Holds the tree still until the transaction ends: whoever else would change it waits. The counter counts its changes.
pub(in crate::organisations) async fn hold_tree(write: &Write) -> Result<(), Error> {
    settings::next_number(write, "institution-tree").await.map(drop)
}

/// Writes an institution.
pub(in crate::organisations) async fn insert_institution(
    write: &Write,
    _permit: &Permit,
    row: institution::Model,
) -> Result<(), DbErr> {
    institution::Entity::insert(institution::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

/// Puts an institution beneath another one, or at the top.
pub(in crate::organisations) async fn set_parent(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    parent_id: Option<Uuid>,
) -> Result<(), DbErr> {
    institution::Entity::update_many()
        .col_expr(institution::Column::ParentId, Expr::val(parent_id))
        .filter(institution::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
