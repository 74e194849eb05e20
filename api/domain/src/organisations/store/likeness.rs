//! Queries over which department is like which.

use entity::department_likeness;
use platform::db::Write;
use sea_orm::sea_query::Cond;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::identity::Permit;

/// A department is like another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// The department.
    pub department_id: Uuid,
    /// The one it is like.
    pub alike_id: Uuid,
    /// Why; empty where nothing was said.
    pub reason: String,
}

/// What each of these departments is like, the earliest recorded first: told from either side.
pub async fn likenesses_of(
    connection: &impl ConnectionTrait,
    departments: &[Uuid],
) -> Result<Vec<Likeness>, DbErr> {
    use department_likeness::Column;
    let keys = || departments.iter().copied();
    let theirs =
        Cond::any().add(Column::OneDepartmentId.is_in(keys())).add(Column::OtherDepartmentId.is_in(keys()));
    let rows = department_likeness::Entity::find()
        .filter(theirs)
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::OneDepartmentId)
        .order_by_asc(Column::OtherDepartmentId)
        .all(connection)
        .await?;
    let both = |row: department_likeness::Model| {
        let (one, other) = (row.one_department_id, row.other_department_id);
        [(one, other), (other, one)].map(|(department_id, alike_id)| Likeness {
            department_id,
            alike_id,
            reason: row.reason.clone(),
        })
    };
    let told = rows.into_iter().flat_map(both);
    Ok(told.filter(|likeness| departments.contains(&likeness.department_id)).collect())
}

/// Writes down that departments are alike.
pub(in crate::organisations) async fn insert_likeness(
    write: &Write,
    _permit: &Permit,
    new: &Likeness,
) -> Result<(), DbErr> {
    let row = department_likeness::ActiveModel {
        one_department_id: Set(new.department_id.min(new.alike_id)),
        other_department_id: Set(new.department_id.max(new.alike_id)),
        reason: Set(new.reason.clone()),
        created_at: Set(write.now()),
    };
    department_likeness::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Takes back that departments are alike; whether they were.
pub(in crate::organisations) async fn delete_likeness(
    write: &Write,
    _permit: &Permit,
    one: Uuid,
    other: Uuid,
) -> Result<bool, DbErr> {
    let key = (one.min(other), one.max(other));
    let gone = department_likeness::Entity::delete_by_id(key).exec(&**write).await?;
    Ok(gone.rows_affected > 0)
}
