//! What becomes of stays and hours when two records are joined, or a person is erased.

use entity::placement;
use platform::db::Write;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{batches, calendar_feeds, cases, check_ins, claims, exit_sheets, sheets};
use crate::identity::Permit;

/// Carries a person's placements and the time that she holds over to another record of hers, and what she supervises;
/// `joined` says which enrolments became which.
///
/// # Errors
/// A guard, when both records were placed or on duty at the same time; ask [`is_overlap`](super::is_overlap).
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    from: Uuid,
    to: Uuid,
    joined: &[(Uuid, Uuid)],
) -> Result<Vec<(String, u64)>, DbErr> {
    use placement::Column;
    let keys = joined.iter().map(|(from, to)| (Column::EnrolmentId, *from, *to));
    let mut moved = 0;
    for (column, from, to) in keys.chain([
        (Column::DraftedBy, from, to),
        (Column::SupervisorId, from, to),
        (Column::PersonId, from, to),
    ]) {
        let change = placement::Entity::update_many().col_expr(column, Expr::val(to)).filter(column.eq(from));
        moved = change.exec(&**write).await?.rows_affected;
    }
    let held = claims::carry_over(write, from, to).await?;
    let files = batches::carry_over(write, from, to).await?;
    let stretches = check_ins::carry_over(write, from, to).await?;
    let sheets = sheets::carry_over(write, from, to).await?;
    let feeds = calendar_feeds::carry_over(write, from, to).await?;
    let carried = [
        ("placement", moved),
        ("interval_claim", held),
        ("hours_batch", files),
        ("hours_check_in", stretches),
        ("hours_sheet", sheets),
        ("calendar_feed", feeds),
    ];
    Ok(carried.map(|(kind, count)| (kind.to_owned(), count)).into())
}

/// Empties why stays of an erased person were cancelled, or exceeded what there was room for, and forgets in which patients'
/// records her cases stand; the stays and cases stay. Says what was emptied.
pub async fn erase(write: &Write, _permit: &Permit, person_id: Uuid) -> Result<Vec<(String, u64)>, DbErr> {
    let mut emptied = Vec::new();
    for (column, what) in [
        (placement::Column::CancelReason, "placement_cancel_reason"),
        (placement::Column::OverrideReason, "placement_override_reason"),
    ] {
        let rows = placement::Entity::update_many()
            .col_expr(column, Expr::val(None::<String>))
            .filter(placement::Column::PersonId.eq(person_id))
            .filter(column.is_not_null())
            .exec(&**write)
            .await?;
        emptied.push((what.to_owned(), rows.rows_affected));
    }
    emptied.push(("exit_sheet".to_owned(), exit_sheets::forget(write, person_id).await?));
    emptied.push(("case_record".to_owned(), cases::forget(write, person_id).await?));
    emptied.push(("hours_batch".to_owned(), batches::forget_of(write, person_id).await?));
    emptied.push(("calendar_feed".to_owned(), calendar_feeds::forget_of(write, person_id).await?));
    Ok(emptied)
}
