//! Queries over ratings.

use std::collections::{BTreeMap, HashMap};

use entity::{rating_batch, rating_comment, rating_given, rating_subject, rating_tally};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait as _,
};
use uuid::Uuid;

use super::rules::{TeachingRatingSubject, are_enough, laid_among};
use crate::identity::Permit;

mod kept;

pub use kept::{erase, hand_over};

/// That somebody rated, never what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatingGiven {
    /// The session.
    pub session_id: Uuid,
    /// What of it.
    pub subject: TeachingRatingSubject,
    /// The session, whoever led it, or the institution.
    pub about_id: Uuid,
}

/// Comments shown at once at most.
const MOST_COMMENTS: u64 = 500;

/// Which forms were answered: their code, and the institution's set, if it was not the one that comes with the system.
pub(super) type FormKey = (String, Option<Uuid>);

/// An answer about to be given: it lives no longer than its transaction.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub session_id: Uuid,
    pub person_id: Uuid,
    pub form: FormKey,
    /// Each item's code and value.
    pub values: &'a [(String, i32)],
    pub comment: &'a str,
}

/// What was answered on one form and is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub answers: i64,
    /// How often each value was given to each item.
    pub values: BTreeMap<(String, i32), i64>,
    /// In the order of random keys.
    pub comments: Vec<String>,
}

/// Locks what is rated until the end of the transaction, and says by which key answers about it are kept.
pub(super) async fn lock_subject(
    write: &Write,
    _permit: &Permit,
    (kind, about_id, place_id): (TeachingRatingSubject, Uuid, Uuid),
) -> Result<Uuid, Error> {
    use rating_subject::Column;
    let row = rating_subject::Model { id: id::new_key(), kind: kind.code().to_owned(), about_id, place_id };
    let known = OnConflict::columns([Column::Kind, Column::AboutId, Column::PlaceId]).do_nothing().to_owned();
    rating_subject::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(&**write)
        .await?;
    let query = rating_subject::Entity::find()
        .filter(Column::Kind.eq(kind.code()))
        .filter(Column::AboutId.eq(about_id))
        .filter(Column::PlaceId.eq(place_id));
    write.lock_rows(query.clone()).await?;
    let found =
        query.one(&**write).await?.ok_or_else(|| Error::internal("no subject that was just written"))?;
    Ok(found.id)
}

/// What somebody rated, of these sessions or of all.
async fn given(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    sessions: Option<&[Uuid]>,
) -> Result<Vec<RatingGiven>, Error> {
    use rating_given::Column;
    let about = rating_given::Entity::belongs_to(rating_subject::Entity)
        .from(Column::SubjectId)
        .to(rating_subject::Column::Id)
        .into();
    let rows: Vec<(Uuid, String, Uuid)> = rating_given::Entity::find()
        .select_only()
        .column(Column::SessionId)
        .column(rating_subject::Column::Kind)
        .column(rating_subject::Column::AboutId)
        .join(JoinType::InnerJoin, about)
        .filter(Column::PersonId.is_in(people.iter().copied()))
        .apply_if(sessions, |query, keys| query.filter(Column::SessionId.is_in(keys.iter().copied())))
        // Not in the order in which it was given.
        .order_by_asc(Column::SessionId)
        .order_by_asc(rating_subject::Column::Kind)
        .order_by_asc(rating_subject::Column::AboutId)
        .into_tuple()
        .all(connection)
        .await?;
    let read = |(session_id, kind, about_id): (Uuid, String, Uuid)| {
        Ok(RatingGiven { session_id, subject: TeachingRatingSubject::stored(&kind)?, about_id })
    };
    rows.into_iter().map(read).collect()
}

/// What these records of one person rated, never how. For her own record.
pub async fn given_by(
    connection: &impl ConnectionTrait,
    records: &[Uuid],
) -> Result<Vec<RatingGiven>, Error> {
    given(connection, records, None).await
}

/// What somebody rated of these sessions.
pub(super) async fn given_of(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    sessions: &[Uuid],
) -> Result<Vec<RatingGiven>, Error> {
    given(connection, &[person_id], Some(sessions)).await
}

/// Lays an answer about a subject, which is locked, among those of others, and shows them all once there are enough. What is written of it
/// is that she rated, and counts.
pub(super) async fn lay(
    write: &Write,
    _permit: &Permit,
    subject_id: Uuid,
    answer: &Answer<'_>,
) -> Result<(), Error> {
    let waiting = waiting(write, subject_id, &answer.form).await?;
    let among = match laid_among(&waiting, answer.person_id) {
        Some(key) => key,
        None => begin(write, subject_id, &answer.form).await?,
    };
    let row = rating_given::Model {
        session_id: answer.session_id,
        person_id: answer.person_id,
        subject_id,
        batch_id: among,
    };
    rating_given::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    count(write, among, answer.values).await?;
    if !answer.comment.is_empty() {
        let row = rating_comment::Model {
            id: uuid::Builder::from_random_bytes(id::random()?).into_uuid(),
            batch_id: among,
            comment: answer.comment.to_owned(),
        };
        rating_comment::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    }
    let people = waiting.iter().find(|(key, _)| *key == among).map(|(_, people)| people.as_slice());
    let people: Vec<Uuid> =
        people.unwrap_or_default().iter().copied().chain(std::iter::once(answer.person_id)).collect();
    rating_batch::Entity::update_many()
        .col_expr(rating_batch::Column::Answers, Expr::col(rating_batch::Column::Answers).add(1))
        .col_expr(rating_batch::Column::IsReleased, Expr::val(are_enough(&people)))
        .filter(rating_batch::Column::Id.eq(among))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Answers about a subject on one form that wait for more, the earliest begun first, each with who gave them.
async fn waiting(
    write: &Write,
    subject_id: Uuid,
    (form_code, form_set_id): &FormKey,
) -> Result<Vec<(Uuid, Vec<Uuid>)>, DbErr> {
    use rating_batch::Column;
    let set = form_set_id.map_or_else(|| Column::FormSetId.is_null(), |key| Column::FormSetId.eq(key));
    let batches: Vec<Uuid> = rating_batch::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::SubjectId.eq(subject_id))
        .filter(Column::FormCode.eq(form_code))
        .filter(set)
        .filter(Column::IsReleased.eq(false))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&**write)
        .await?;
    let given = rating_given::Entity::find()
        .filter(rating_given::Column::BatchId.is_in(batches.iter().copied()))
        .all(&**write)
        .await?;
    let mut people: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in given {
        people.entry(row.batch_id).or_default().push(row.person_id);
    }
    Ok(batches.into_iter().map(|key| (key, people.remove(&key).unwrap_or_default())).collect())
}

async fn begin(write: &Write, subject_id: Uuid, (form_code, form_set_id): &FormKey) -> Result<Uuid, DbErr> {
    let row = rating_batch::Model {
        id: id::new_key(),
        subject_id,
        form_code: form_code.clone(),
        form_set_id: *form_set_id,
        answers: 0,
        is_released: false,
    };
    let key = row.id;
    rating_batch::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(key)
}

/// Adds values to the counts: one statement.
async fn count(write: &Write, batch_id: Uuid, values: &[(String, i32)]) -> Result<(), DbErr> {
    use rating_tally::{Column, Entity};
    let rows = values.iter().map(|(item, value)| {
        let row = rating_tally::Model { batch_id, item: item.clone(), value: *value, answers: 1 };
        row.into_active_model()
    });
    let again = OnConflict::columns([Column::BatchId, Column::Item, Column::Value])
        .value(Column::Answers, Expr::col((Entity, Column::Answers)).add(1))
        .to_owned();
    rating_tally::Entity::insert_many(rows).on_conflict(again).exec_without_returning(&**write).await?;
    Ok(())
}

/// The institutions where answers about a subject are kept.
pub(super) async fn places_of(
    connection: &impl ConnectionTrait,
    kind: TeachingRatingSubject,
    about_id: Uuid,
) -> Result<Vec<Uuid>, DbErr> {
    use rating_subject::Column;
    rating_subject::Entity::find()
        .select_only()
        .column(Column::PlaceId)
        .filter(Column::Kind.eq(kind.code()))
        .filter(Column::AboutId.eq(about_id))
        .order_by_asc(Column::PlaceId)
        .into_tuple()
        .all(connection)
        .await
}

/// What was answered about a subject, kept at these institutions, and is shown: by form, three statements, added up where it stands. Of words
/// at most so many, drawn by their keys of chance.
pub(super) async fn shown_of(
    connection: &impl ConnectionTrait,
    (kind, about_id): (TeachingRatingSubject, Uuid),
    places: &[Uuid],
) -> Result<BTreeMap<FormKey, Shown>, Error> {
    use rating_batch::{Column, Entity};
    let released = || {
        let subjects = rating_subject::Entity::find()
            .select_only()
            .column(rating_subject::Column::Id)
            .filter(rating_subject::Column::Kind.eq(kind.code()))
            .filter(rating_subject::Column::AboutId.eq(about_id))
            .filter(rating_subject::Column::PlaceId.is_in(places.iter().copied()))
            .into_query();
        Entity::find()
            .select_only()
            .columns([Column::FormCode, Column::FormSetId])
            .filter(Column::SubjectId.in_subquery(subjects))
            .filter(Column::IsReleased.eq(true))
    };
    let mut shown: BTreeMap<FormKey, Shown> = BTreeMap::new();
    let totals: Vec<(String, Option<Uuid>, i64)> = released()
        .column_as(Expr::cust("CAST(SUM(rating_batch.answers) AS bigint)"), "times")
        .group_by(Column::FormCode)
        .group_by(Column::FormSetId)
        .into_tuple()
        .all(connection)
        .await?;
    for (code, set, answers) in totals {
        shown.entry((code, set)).or_default().answers = answers;
    }
    let counted =
        Entity::belongs_to(rating_tally::Entity).from(Column::Id).to(rating_tally::Column::BatchId).into();
    let tallies: Vec<(String, Option<Uuid>, String, i32, i64)> = released()
        .columns([rating_tally::Column::Item, rating_tally::Column::Value])
        .column_as(Expr::cust("CAST(SUM(rating_tally.answers) AS bigint)"), "times")
        .join(JoinType::InnerJoin, counted)
        .group_by(Column::FormCode)
        .group_by(Column::FormSetId)
        .group_by(rating_tally::Column::Item)
        .group_by(rating_tally::Column::Value)
        .into_tuple()
        .all(connection)
        .await?;
    for (code, set, item, value, times) in tallies {
        shown.entry((code, set)).or_default().values.insert((item, value), times);
    }
    let said = Entity::belongs_to(rating_comment::Entity)
        .from(Column::Id)
        .to(rating_comment::Column::BatchId)
        .into();
    let comments: Vec<(String, Option<Uuid>, String)> = released()
        .column(rating_comment::Column::Comment)
        .join(JoinType::InnerJoin, said)
        .order_by_asc(rating_comment::Column::Id)
        .limit(MOST_COMMENTS)
        .into_tuple()
        .all(connection)
        .await?;
    for (code, set, comment) in comments {
        shown.entry((code, set)).or_default().comments.push(comment);
    }
    Ok(shown)
}
