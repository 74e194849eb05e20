//! What becomes of pairings when two records are joined, or a person is erased.

use entity::{apprenticeship, apprenticeship_act, mentor};
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::following::erase_following;
use super::papers::erase_papers;
use crate::identity::Permit;

/// Whether one of two records was ever the other's master, or is proposed to be.
pub async fn are_paired(connection: &impl ConnectionTrait, one: Uuid, other: Uuid) -> Result<bool, DbErr> {
    use apprenticeship::Column;
    let pair = |master: Uuid, apprentice: Uuid| {
        Cond::all().add(Column::MentorPersonId.eq(master)).add(Column::ApprenticeId.eq(apprentice))
    };
    let query =
        apprenticeship::Entity::find().filter(Cond::any().add(pair(one, other)).add(pair(other, one)));
    Ok(query.count(connection).await? > 0)
}

/// Carries a person's appointments and apprenticeships over to another record of hers. Says how many of what.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    (from, to): (Uuid, Uuid),
    joined: &[(Uuid, Uuid)],
) -> Result<Vec<(String, u64)>, Error> {
    let mut moved = Vec::new();
    for (given_up, kept) in joined {
        apprenticeship::Entity::update_many()
            .col_expr(apprenticeship::Column::EnrolmentId, Expr::val(*kept))
            .filter(apprenticeship::Column::EnrolmentId.eq(*given_up))
            .exec(&**write)
            .await?;
    }
    let appointed = mentor::Entity::update_many()
        .col_expr(mentor::Column::PersonId, Expr::val(to))
        .filter(mentor::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    moved.push(("mentor".to_owned(), appointed.rows_affected));
    let mut pairs = 0;
    for column in [apprenticeship::Column::ApprenticeId, apprenticeship::Column::MentorPersonId] {
        let carried = apprenticeship::Entity::update_many()
            .col_expr(column, Expr::val(to))
            .filter(column.eq(from))
            .exec(&**write)
            .await?;
        pairs += carried.rows_affected;
    }
    moved.push(("apprenticeship".to_owned(), pairs));
    Ok(moved)
}

/// Empties what was written about erased people: notes on goals, and reasons. Who was paired with whom, and when, stays. Says how many of
/// what.
pub async fn erase(write: &Write, _permit: &Permit, people: &[Uuid]) -> Result<Vec<(String, u64)>, Error> {
    use apprenticeship::Column;
    let theirs = || {
        Cond::any()
            .add(Column::ApprenticeId.is_in(people.iter().copied()))
            .add(Column::MentorPersonId.is_in(people.iter().copied()))
    };
    let keys = apprenticeship::Entity::find().select_only().column(Column::Id).filter(theirs()).into_query();
    let acts = apprenticeship_act::Entity::update_many()
        .col_expr(apprenticeship_act::Column::Reason, Expr::val(None::<String>))
        .filter(apprenticeship_act::Column::ApprenticeshipId.in_subquery(keys))
        .filter(apprenticeship_act::Column::Reason.is_not_null())
        .exec(&**write)
        .await?;
    let pairs: Vec<Uuid> = apprenticeship::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(theirs())
        .into_tuple()
        .all(&**write)
        .await?;
    let following = erase_following(write, people, &pairs).await?;
    let papers = erase_papers(write, &pairs).await?;
    let notes = apprenticeship::Entity::update_many()
        .col_expr(Column::GoalsNote, Expr::val(""))
        .filter(theirs())
        .exec(&**write)
        .await?;
    let appointed = mentor::Entity::update_many()
        .col_expr(mentor::Column::EndReason, Expr::val(None::<String>))
        .filter(mentor::Column::PersonId.is_in(people.iter().copied()))
        .exec(&**write)
        .await?;
    let erased = [
        ("apprenticeship".to_owned(), notes.rows_affected),
        ("apprenticeship_act".to_owned(), acts.rows_affected),
        ("mentor".to_owned(), appointed.rows_affected),
    ];
    Ok(erased.into_iter().chain(following).chain(papers).collect())
}
