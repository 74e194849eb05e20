//! Queries over forms of assessment, what was marked on them, and what trainees wrote about it. Forms are public to whoever is
//! signed in; what was marked is read for evidence that was already read within a scope.

use chrono::{DateTime, Utc};
use entity::{assessment, assessment_form, assessment_note};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name};
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use platform::{collation, id};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

mod requests;
mod rounds;

pub use requests::{
    AssessmentRequest, erase_requests, hand_over, invitations_of, requests_behind, requests_count,
    requests_of, requests_ordering, requests_page,
};
pub(super) use requests::{
    insert_request, renew, request, request_by_secret, requests_since, revoke, use_up, use_up_in_round,
};
pub use rounds::{AssessmentRound, rounds_count, rounds_of, rounds_ordering, rounds_page};
pub(super) use rounds::{answers_of, close_round, insert_answer, insert_round, lock_round, round};

use super::form_file::FormFile;
use super::rules::{Answer, FormKind, ItemKind};
use crate::identity::Permit;

/// One version of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentForm {
    /// Key.
    pub id: Uuid,
    /// The institution that answers for it.
    pub institution_id: Uuid,
    /// 1 for the first version of its code.
    pub number: i32,
    /// The form as a file.
    pub definition: String,
    /// What the file says.
    pub file: FormFile,
    /// Pinyin key of its name.
    pub sort_key: String,
    /// When it was imported.
    pub created_at: DateTime<Utc>,
    /// When it was retired; in use when absent.
    pub retired_at: Option<DateTime<Utc>>,
}

impl TryFrom<assessment_form::Model> for AssessmentForm {
    type Error = Error;

    fn try_from(row: assessment_form::Model) -> Result<Self, Error> {
        let file = FormFile::parse(&row.definition)
            .map_err(|problems| Error::internal(format!("form {}: {problems:?}", row.id)))?;
        Ok(Self {
            id: row.id,
            institution_id: row.institution_id,
            number: row.number,
            definition: row.definition,
            file,
            sort_key: row.sort_key,
            created_at: row.created_at,
            retired_at: row.retired_at,
        })
    }
}

fn read_forms(rows: Vec<assessment_form::Model>) -> Result<Vec<AssessmentForm>, Error> {
    rows.into_iter().map(AssessmentForm::try_from).collect()
}

/// Which forms.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormFilter {
    /// Of this institution.
    pub institution_id: Option<Uuid>,
    /// Of this kind.
    pub kind: Option<FormKind>,
    /// Retired ones as well.
    pub with_retired: bool,
}

fn filtered(filter: FormFilter) -> Select<assessment_form::Entity> {
    let mut query = assessment_form::Entity::find();
    if let Some(institution_id) = filter.institution_id {
        query = query.filter(assessment_form::Column::InstitutionId.eq(institution_id));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(assessment_form::Column::Kind.eq(kind.code()));
    }
    if !filter.with_retired {
        query = query.filter(assessment_form::Column::RetiredAt.is_null());
    }
    query
}

/// Forms by name, as pinyin orders them.
#[must_use]
pub fn forms_ordering() -> Ordering {
    Ordering::by("NAME", assessment_form::Column::SortKey, SortKind::Text, assessment_form::Column::Id)
}

/// A page of forms.
pub async fn forms_page(
    connection: &impl ConnectionTrait,
    filter: FormFilter,
    page: &PageRequest,
) -> Result<Slice<AssessmentForm>, Error> {
    let rows = page.apply(filtered(filter), &forms_ordering())?.all(connection).await?;
    page.slice(read_forms(rows)?)
}

/// How many forms there are.
pub async fn forms_count(connection: &impl ConnectionTrait, filter: FormFilter) -> Result<i64, DbErr> {
    Ok(i64::try_from(filtered(filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// One form.
pub async fn form(connection: &impl ConnectionTrait, key: Uuid) -> Result<AssessmentForm, Error> {
    find_forms(connection, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// Forms by key, in no order.
pub async fn find_forms(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<AssessmentForm>, Error> {
    let query =
        assessment_form::Entity::find().filter(assessment_form::Column::Id.is_in(keys.iter().copied()));
    read_forms(query.all(connection).await?)
}

/// The latest version of a form at an institution, locked.
pub(super) async fn latest(
    write: &Write,
    institution_id: Uuid,
    code: &str,
) -> Result<Option<AssessmentForm>, Error> {
    let query = assessment_form::Entity::find()
        .filter(assessment_form::Column::InstitutionId.eq(institution_id))
        .filter(assessment_form::Column::Code.eq(code))
        .order_by_desc(assessment_form::Column::Number)
        .limit(1);
    write.lock_rows(query.clone()).await?;
    query.one(&**write).await?.map(AssessmentForm::try_from).transpose()
}

/// Locks a form, so that it is retired once.
pub(super) async fn lock_form(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(assessment_form::Entity::find_by_id(key)).await
}

/// Writes a version of a form.
pub(super) async fn insert_form(
    write: &Write,
    permit: &Permit,
    (institution_id, number): (Uuid, i32),
    (definition, file): (String, FormFile),
) -> Result<AssessmentForm, DbErr> {
    let made = AssessmentForm {
        id: id::new_key(),
        institution_id,
        number,
        definition,
        sort_key: collation::title_sort_key(&file.name.zh),
        file,
        created_at: write.now(),
        retired_at: None,
    };
    let Name { zh, en } = made.file.name.clone();
    let row = assessment_form::ActiveModel {
        id: Set(made.id),
        institution_id: Set(institution_id),
        code: Set(made.file.code.clone()),
        number: Set(number),
        kind: Set(made.file.kind.code().to_owned()),
        name_zh: Set(zh),
        name_en: Set(en),
        sort_key: Set(made.sort_key.clone()),
        definition: Set(made.definition.clone()),
        created_by: Set(permit.actor.person_id),
        created_at: Set(made.created_at),
        retired_at: Set(None),
    };
    assessment_form::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(made)
}

/// Writes down that a form is used no more.
pub(super) async fn retire_form(write: &Write, _permit: &Permit, key: Uuid) -> Result<(), DbErr> {
    assessment_form::Entity::update_many()
        .col_expr(assessment_form::Column::RetiredAt, Expr::val(write.now()))
        .filter(assessment_form::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// What was marked on a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The evidence it is.
    pub evidence_id: Uuid,
    /// The version of the form.
    pub form_id: Uuid,
    /// What was marked, in the order in which it came.
    pub answers: Vec<Answer>,
}

/// What was marked, by evidence, in no order.
pub async fn find_assessments(
    connection: &impl ConnectionTrait,
    evidence: &[Uuid],
) -> Result<Vec<Assessment>, Error> {
    let query =
        assessment::Entity::find().filter(assessment::Column::EvidenceId.is_in(evidence.iter().copied()));
    let read = |row: assessment::Model| {
        let answers = serde_json::from_str(&row.answers)
            .map_err(|error| Error::internal(format!("assessment {}: {error}", row.evidence_id)))?;
        Ok(Assessment { evidence_id: row.evidence_id, form_id: row.form_id, answers })
    };
    query.all(connection).await?.into_iter().map(read).collect()
}

fn written(answers: &[Answer]) -> Result<String, Error> {
    serde_json::to_string(answers).map_err(|error| Error::internal(error.to_string()))
}

/// Writes what was marked.
pub(super) async fn insert_assessment(
    write: &Write,
    _permit: &Permit,
    made: &Assessment,
) -> Result<(), Error> {
    let row = assessment::ActiveModel {
        evidence_id: Set(made.evidence_id),
        form_id: Set(made.form_id),
        answers: Set(written(&made.answers)?),
    };
    assessment::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// What a trainee wrote about an item of an assessment of hers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Key.
    pub id: Uuid,
    /// The assessment.
    pub evidence_id: Uuid,
    /// The item's code.
    pub item: String,
    /// What she wrote.
    pub note: String,
    /// When.
    pub written_at: DateTime<Utc>,
}

/// What trainees wrote about these assessments, in order of writing.
pub async fn notes_of(connection: &impl ConnectionTrait, evidence: &[Uuid]) -> Result<Vec<Note>, DbErr> {
    let rows = assessment_note::Entity::find()
        .filter(assessment_note::Column::EvidenceId.is_in(evidence.iter().copied()))
        .order_by_asc(assessment_note::Column::Id)
        .all(connection)
        .await?;
    let read = |row: assessment_note::Model| Note {
        id: row.id,
        evidence_id: row.evidence_id,
        item: row.item,
        note: row.note,
        written_at: row.written_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Writes a note.
pub(super) async fn insert_note(
    write: &Write,
    _permit: &Permit,
    evidence_id: Uuid,
    item: &str,
    note: &str,
) -> Result<Uuid, DbErr> {
    let key = id::new_key();
    let row = assessment_note::ActiveModel {
        id: Set(key),
        evidence_id: Set(evidence_id),
        item: Set(item.to_owned()),
        note: Set(note.to_owned()),
        written_at: Set(write.now()),
    };
    assessment_note::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(key)
}

/// Empties every word that was written on these assessments of an erased person, and deletes her notes; marks, ratings and
/// points stay. Says what was emptied.
pub async fn erase(write: &Write, _permit: &Permit, evidence: &[Uuid]) -> Result<Vec<(String, u64)>, Error> {
    let mut emptied = 0;
    let marked = find_assessments(&**write, evidence).await?;
    let forms: Vec<Uuid> = marked.iter().map(|one| one.form_id).collect();
    let forms = find_forms(&**write, &forms).await?;
    for one in marked {
        let texts: Vec<&str> = forms
            .iter()
            .filter(|form| form.id == one.form_id)
            .flat_map(|form| form.file.items.iter().filter(|item| item.kind == ItemKind::Text))
            .map(|item| item.code.as_str())
            .collect();
        let kept = one.answers.iter().filter(|answer| !texts.contains(&answer.item.as_str()));
        let kept: Vec<Answer> =
            kept.map(|answer| Answer { comment: String::new(), ..answer.clone() }).collect();
        if kept != one.answers {
            assessment::Entity::update_many()
                .col_expr(assessment::Column::Answers, Expr::val(written(&kept)?))
                .filter(assessment::Column::EvidenceId.eq(one.evidence_id))
                .exec(&**write)
                .await?;
            emptied += 1;
        }
    }
    let notes = assessment_note::Entity::delete_many()
        .filter(assessment_note::Column::EvidenceId.is_in(evidence.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(vec![("assessment".to_owned(), emptied), ("assessment_note".to_owned(), notes.rows_affected)])
}
