//! What becomes of ratings when two records are joined, or a person is erased.

use std::collections::HashSet;

use entity::{rating_batch, rating_comment, rating_given, rating_subject};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait as _};
use uuid::Uuid;

use super::super::rules::TeachingRatingSubject;
use crate::identity::Permit;

/// Carries what somebody rated, and what was answered about her, over to another record of hers, and says how much. What both rated is
/// written down once; the answers stay where they are, for nobody knows which they are.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    (from, to): (Uuid, Uuid),
) -> Result<Vec<(String, u64)>, DbErr> {
    use rating_given::Column;
    let about = about_her(write, (from, to)).await?;
    let rows = rating_given::Entity::find().filter(Column::PersonId.is_in([from, to])).all(&**write).await?;
    let kept: HashSet<(Uuid, Uuid)> =
        rows.iter().filter(|row| row.person_id == to).map(|row| (row.session_id, row.subject_id)).collect();
    let mut moved = 0;
    for row in rows.iter().filter(|row| row.person_id == from) {
        let hers = Cond::all()
            .add(Column::SessionId.eq(row.session_id))
            .add(Column::PersonId.eq(from))
            .add(Column::SubjectId.eq(row.subject_id));
        if kept.contains(&(row.session_id, row.subject_id)) {
            rating_given::Entity::delete_many().filter(hers).exec(&**write).await?;
            continue;
        }
        rating_given::Entity::update_many()
            .col_expr(Column::PersonId, Expr::val(to))
            .filter(hers)
            .exec(&**write)
            .await?;
        moved += 1;
    }
    Ok(vec![("rating_subject".to_owned(), about), ("rating_given".to_owned(), moved)])
}

/// Joins what was answered about one record into what was answered about the other, place by place.
async fn about_her(write: &Write, (from, to): (Uuid, Uuid)) -> Result<u64, DbErr> {
    use rating_subject::Column;
    let subjects = rating_subject::Entity::find()
        .filter(Column::Kind.eq(TeachingRatingSubject::Mentor.code()))
        .filter(Column::AboutId.is_in([from, to]))
        .all(&**write)
        .await?;
    let mut moved = 0;
    for row in subjects.iter().filter(|row| row.about_id == from) {
        moved += 1;
        let Some(other) = subjects.iter().find(|one| (one.about_id, one.place_id) == (to, row.place_id))
        else {
            rating_subject::Entity::update_many()
                .col_expr(Column::AboutId, Expr::val(to))
                .filter(Column::Id.eq(row.id))
                .exec(&**write)
                .await?;
            continue;
        };
        rating_batch::Entity::update_many()
            .col_expr(rating_batch::Column::SubjectId, Expr::val(other.id))
            .filter(rating_batch::Column::SubjectId.eq(row.id))
            .exec(&**write)
            .await?;
        same_rated(write, (row.id, other.id)).await?;
        rating_subject::Entity::delete_by_id(row.id).exec(&**write).await?;
    }
    Ok(moved)
}

/// Who rated both subjects of a session is written down once.
async fn same_rated(write: &Write, (from, to): (Uuid, Uuid)) -> Result<(), DbErr> {
    use rating_given::Column;
    let rows = rating_given::Entity::find().filter(Column::SubjectId.is_in([from, to])).all(&**write).await?;
    let both = rows.iter().filter(|row| row.subject_id == from).filter(|row| {
        let same = |one: &&rating_given::Model| {
            (one.subject_id, one.session_id, one.person_id) == (to, row.session_id, row.person_id)
        };
        rows.iter().any(|one| same(&one))
    });
    for row in both {
        rating_given::Entity::delete_many()
            .filter(Column::SubjectId.eq(from))
            .filter(Column::SessionId.eq(row.session_id))
            .filter(Column::PersonId.eq(row.person_id))
            .exec(&**write)
            .await?;
    }
    rating_given::Entity::update_many()
        .col_expr(Column::SubjectId, Expr::val(to))
        .filter(Column::SubjectId.eq(from))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Takes out the words that came with answers about erased people and about the sessions that they led, and says how many. What was
/// counted stays, and so does that they rated.
pub async fn erase(
    write: &Write,
    _permit: &Permit,
    (people, led): (&[Uuid], &[Uuid]),
) -> Result<(String, u64), Error> {
    use rating_subject::Column;
    let of = |kind: TeachingRatingSubject, keys: &[Uuid]| {
        Cond::all().add(Column::Kind.eq(kind.code())).add(Column::AboutId.is_in(keys.iter().copied()))
    };
    let about = Cond::any()
        .add(of(TeachingRatingSubject::Mentor, people))
        .add(of(TeachingRatingSubject::Session, led));
    let subjects = rating_subject::Entity::find().select_only().column(Column::Id).filter(about).into_query();
    let batches = rating_batch::Entity::find()
        .select_only()
        .column(rating_batch::Column::Id)
        .filter(rating_batch::Column::SubjectId.in_subquery(subjects))
        .into_query();
    let gone = rating_comment::Entity::delete_many()
        .filter(rating_comment::Column::BatchId.in_subquery(batches))
        .exec(&**write)
        .await?;
    Ok(("rating_comment".to_owned(), gone.rows_affected))
}
