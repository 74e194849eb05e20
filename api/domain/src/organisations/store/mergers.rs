//! Queries over what was merged into what.

use chrono::NaiveDate;
use entity::{consortium_membership, institution, training_base};
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Institution, Membership, read_all};
use crate::identity::Permit;

/// That an institution was merged into another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merger {
    /// The successor.
    pub into_id: Uuid,
    /// The first day on which it is no more.
    pub on: NaiveDate,
}

/// The institutions that were merged into these, the earliest first.
pub async fn merged_into(
    connection: &impl ConnectionTrait,
    successors: &[Uuid],
) -> Result<Vec<Institution>, Error> {
    let query = institution::Entity::find()
        .filter(institution::Column::MergedIntoId.is_in(successors.iter().copied()))
        .order_by_asc(institution::Column::MergedOn)
        .order_by_asc(institution::Column::Id);
    read_all(query.all(connection).await?)
}

/// Memberships of an institution, the earliest first.
pub(in crate::organisations) async fn memberships_of_member(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
) -> Result<Vec<Membership>, DbErr> {
    let rows = consortium_membership::Entity::find()
        .filter(consortium_membership::Column::InstitutionId.eq(institution_id))
        .order_by_asc(consortium_membership::Column::StartsOn)
        .order_by_asc(consortium_membership::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Membership::from).collect())
}

/// Lets the accreditation of a base end on a day.
pub(in crate::organisations) async fn close_base(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    last: NaiveDate,
) -> Result<(), DbErr> {
    training_base::Entity::update_many()
        .col_expr(training_base::Column::AccreditedUntil, Expr::val(last))
        .filter(training_base::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Writes down a merger.
pub(in crate::organisations) async fn set_merger(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    merger: Merger,
) -> Result<(), DbErr> {
    institution::Entity::update_many()
        .col_expr(institution::Column::MergedIntoId, Expr::val(merger.into_id))
        .col_expr(institution::Column::MergedOn, Expr::val(merger.on))
        .filter(institution::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
