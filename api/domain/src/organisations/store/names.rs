//! Queries over what institutions were called.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{institution, institution_rename};
use platform::collation;
use platform::db::Write;
use platform::error::Name;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::identity::Permit;
use crate::organisations::rules::Renaming;

impl From<institution_rename::Model> for Renaming {
    fn from(row: institution_rename::Model) -> Self {
        Self {
            institution_id: row.institution_id,
            starts_on: row.starts_on,
            before: Name::new(row.before_zh, row.before_en),
            after: Name::new(row.after_zh, row.after_en),
            reason: row.reason,
        }
    }
}

/// Names that these institutions took, the earliest first.
pub async fn renamings_of(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
) -> Result<Vec<Renaming>, DbErr> {
    let rows = institution_rename::Entity::find()
        .filter(institution_rename::Column::InstitutionId.is_in(institutions.iter().copied()))
        .order_by_asc(institution_rename::Column::StartsOn)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Renaming::from).collect())
}

/// Names whose day has come by `today`, and by which their institutions are not yet called.
pub(in crate::organisations) async fn due_renamings(
    connection: &impl ConnectionTrait,
    today: NaiveDate,
) -> Result<Vec<Renaming>, DbErr> {
    let rows = institution_rename::Entity::find()
        .filter(institution_rename::Column::StartsOn.lte(today))
        .order_by_asc(institution_rename::Column::StartsOn)
        .all(connection)
        .await?;
    let latest: HashMap<Uuid, institution_rename::Model> =
        rows.into_iter().map(|row| (row.institution_id, row)).collect();
    let keys = latest.keys().copied();
    let called =
        institution::Entity::find().filter(institution::Column::Id.is_in(keys)).all(connection).await?;
    let is_due = |row: &institution_rename::Model| {
        let institution = called.iter().find(|institution| institution.id == row.institution_id);
        institution.is_some_and(|one| (&one.name_zh, &one.name_en) != (&row.after_zh, &row.after_en))
    };
    let mut due: Vec<Renaming> = latest.into_values().filter(is_due).map(Renaming::from).collect();
    due.sort_by_key(|renaming| renaming.institution_id);
    Ok(due)
}

/// Locks an institution, so that what is recorded of it is recorded one after another.
pub async fn lock_institution(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(institution::Entity::find_by_id(key)).await
}

/// Writes down another name.
pub(in crate::organisations) async fn insert_renaming(
    write: &Write,
    _permit: &Permit,
    new: &Renaming,
) -> Result<(), DbErr> {
    let row = institution_rename::ActiveModel {
        institution_id: Set(new.institution_id),
        starts_on: Set(new.starts_on),
        before_zh: Set(new.before.zh.clone()),
        before_en: Set(new.before.en.clone()),
        after_zh: Set(new.after.zh.clone()),
        after_en: Set(new.after.en.clone()),
        reason: Set(new.reason.clone()),
        created_at: Set(write.now()),
    };
    institution_rename::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Calls an institution by a name.
pub(in crate::organisations) async fn set_name(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    name: &Name,
) -> Result<(), DbErr> {
    institution::Entity::update_many()
        .col_expr(institution::Column::NameZh, Expr::val(name.zh.as_str()))
        .col_expr(institution::Column::NameEn, Expr::val(name.en.as_str()))
        .col_expr(institution::Column::SortKey, Expr::val(collation::sort_key(&name.zh)))
        .filter(institution::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
