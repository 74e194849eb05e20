//! What becomes of leave when two records of one human are joined, and when somebody is erased.

use entity::{leave, leave_certificate, leave_decision};
use platform::db::Write;
use platform::error::Error;
use platform::uploads;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::leaves::leave_certificates_of;
use crate::identity::Permit;

/// Carries a person's leave, and what she decided about others', over to another record of hers; `joined` says which enrolments
/// became which.
pub(super) async fn hand_over(
    write: &Write,
    from: Uuid,
    to: Uuid,
    joined: &[(Uuid, Uuid)],
) -> Result<u64, DbErr> {
    use leave::Column;
    let keys = joined.iter().map(|(from, to)| (Column::EnrolmentId, *from, *to));
    let mut moved = 0;
    for (column, from, to) in keys.chain([(Column::SupervisorId, from, to), (Column::PersonId, from, to)]) {
        let change = leave::Entity::update_many().col_expr(column, Expr::val(to)).filter(column.eq(from));
        moved = change.exec(&**write).await?.rows_affected;
    }
    leave_decision::Entity::update_many()
        .col_expr(leave_decision::Column::DecidedBy, Expr::val(to))
        .filter(leave_decision::Column::DecidedBy.eq(from))
        .exec(&**write)
        .await?;
    Ok(moved)
}

/// Empties why leaves of an erased person were asked for and decided as they were, and destroys their certificates; their days stay.
/// Says what was emptied, and which uploads the certificates were.
pub async fn erase_leaves(
    write: &Write,
    _permit: &Permit,
    leaves: &[Uuid],
) -> Result<(Vec<(String, u64)>, Vec<Uuid>), Error> {
    let held = leave_certificates_of(&**write, leaves).await?;
    for one in held.iter().filter(|one| one.destroyed_at.is_none()) {
        uploads::forget_one(write, one.upload_id).await?;
    }
    let destroyed = leave_certificate::Entity::update_many()
        .col_expr(leave_certificate::Column::FileName, Expr::val(""))
        .col_expr(leave_certificate::Column::DestroyedAt, Expr::val(write.now()))
        .filter(leave_certificate::Column::LeaveId.is_in(leaves.iter().copied()))
        .exec(&**write)
        .await?;
    let reasons = leave::Entity::update_many()
        .col_expr(leave::Column::Reason, Expr::val(""))
        .filter(leave::Column::Id.is_in(leaves.iter().copied()))
        .filter(leave::Column::Reason.ne(""))
        .exec(&**write)
        .await?;
    let said = leave_decision::Entity::update_many()
        .col_expr(leave_decision::Column::Reason, Expr::val(""))
        .filter(leave_decision::Column::LeaveId.is_in(leaves.iter().copied()))
        .filter(leave_decision::Column::Reason.ne(""))
        .exec(&**write)
        .await?;
    let emptied = vec![
        ("leave_reason".to_owned(), reasons.rows_affected),
        ("leave_decision_reason".to_owned(), said.rows_affected),
        ("leave_certificate".to_owned(), destroyed.rows_affected),
    ];
    Ok((emptied, held.into_iter().map(|one| one.upload_id).collect()))
}
