//! Queries over competency frameworks, competencies and links. All of them are public.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{competency, competency_framework, competency_link};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use platform::{collation, id};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde_json::Value;
use uuid::Uuid;

use super::package::{Document, Package, Rubric};
use super::rules::{Competency, CompetencyLinkKind};
use crate::identity::Permit;

/// Rows written by one statement: ten columns each stay below what SQLite binds at most.
const ROWS_AT_ONCE: usize = 1000;
/// Packages looked into at most for one object: one has it, and others link to it.
const MOST_HOLDERS: u64 = 20;

/// One version of a competency framework, without its package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompetencyFramework {
    /// Key.
    pub id: Uuid,
    /// The institution that answers for it.
    pub institution_id: Uuid,
    /// 1 for the first version of its document at the institution.
    pub number: i32,
    /// Its `CFDocument` as JSON.
    pub json: Value,
    /// Pinyin key of its title.
    pub sort_key: String,
    /// When it was imported.
    pub created_at: DateTime<Utc>,
    /// When it was retired; in use when absent.
    pub retired_at: Option<DateTime<Utc>>,
}

impl CompetencyFramework {
    /// What it is as a whole.
    #[must_use]
    pub fn document(&self) -> Document<'_> {
        Document::of(&self.json)
    }
}

type Row = (Uuid, Uuid, i32, String, String, DateTime<Utc>, Option<DateTime<Utc>>);

/// The columns of a framework, but for the package, which may have megabytes.
fn frameworks() -> Select<competency_framework::Entity> {
    use competency_framework::Column;
    competency_framework::Entity::find().select_only().columns([
        Column::Id,
        Column::InstitutionId,
        Column::Number,
        Column::Document,
        Column::SortKey,
        Column::CreatedAt,
        Column::RetiredAt,
    ])
}

fn read_framework(row: Row) -> Result<CompetencyFramework, Error> {
    let (id, institution_id, number, document, sort_key, created_at, retired_at) = row;
    let json = serde_json::from_str(&document)
        .map_err(|error| Error::internal(format!("document of framework {id}: {error}")))?;
    Ok(CompetencyFramework { id, institution_id, number, json, sort_key, created_at, retired_at })
}

async fn read_frameworks(
    connection: &impl ConnectionTrait,
    query: Select<competency_framework::Entity>,
) -> Result<Vec<CompetencyFramework>, Error> {
    let rows: Vec<Row> = query.into_tuple().all(connection).await?;
    rows.into_iter().map(read_framework).collect()
}

/// Which frameworks.
#[derive(Clone, Copy, Debug, Default)]
pub struct FrameworkFilter {
    /// Of this institution.
    pub institution_id: Option<Uuid>,
    /// Retired ones as well.
    pub with_retired: bool,
}

fn filtered(
    query: Select<competency_framework::Entity>,
    filter: FrameworkFilter,
) -> Select<competency_framework::Entity> {
    let mut query = query;
    if let Some(institution_id) = filter.institution_id {
        query = query.filter(competency_framework::Column::InstitutionId.eq(institution_id));
    }
    if !filter.with_retired {
        query = query.filter(competency_framework::Column::RetiredAt.is_null());
    }
    query
}

/// Frameworks by title, as pinyin orders them.
#[must_use]
pub fn frameworks_ordering() -> Ordering {
    use competency_framework::Column;
    Ordering::by("TITLE", Column::SortKey, SortKind::Text, Column::Id)
}

/// A page of frameworks.
pub async fn frameworks_page(
    connection: &impl ConnectionTrait,
    filter: FrameworkFilter,
    page: &PageRequest,
) -> Result<Slice<CompetencyFramework>, Error> {
    let query = page.apply(filtered(frameworks(), filter), &frameworks_ordering())?;
    page.slice(read_frameworks(connection, query).await?)
}

/// How many frameworks there are.
pub async fn frameworks_count(
    connection: &impl ConnectionTrait,
    filter: FrameworkFilter,
) -> Result<i64, DbErr> {
    counted(filtered(competency_framework::Entity::find(), filter).count(connection).await)
}

fn counted(count: Result<u64, DbErr>) -> Result<i64, DbErr> {
    Ok(i64::try_from(count?).unwrap_or(i64::MAX))
}

/// One framework.
///
/// # Errors
/// `NotFound`.
pub async fn framework(connection: &impl ConnectionTrait, key: Uuid) -> Result<CompetencyFramework, Error> {
    find_frameworks(connection, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// Frameworks by key, in no order.
pub async fn find_frameworks(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<CompetencyFramework>, Error> {
    let query = frameworks().filter(competency_framework::Column::Id.is_in(keys.iter().copied()));
    read_frameworks(connection, query).await
}

/// The documents of all frameworks in use, by title.
pub(super) async fn documents(connection: &impl ConnectionTrait) -> Result<Vec<Value>, Error> {
    let query = filtered(frameworks(), FrameworkFilter::default())
        .order_by_asc(competency_framework::Column::SortKey)
        .order_by_asc(competency_framework::Column::Id);
    Ok(read_frameworks(connection, query).await?.into_iter().map(|framework| framework.json).collect())
}

/// Those in use first, then the latest.
fn in_use_first(query: Select<competency_framework::Entity>) -> Select<competency_framework::Entity> {
    query
        .order_by_asc(competency_framework::Column::RetiredAt.is_not_null())
        .order_by_desc(competency_framework::Column::Id)
}

/// The framework whose document has this identifier; of its versions the one in use, or else the latest.
///
/// # Errors
/// `NotFound`.
pub(super) async fn by_identifier(
    connection: &impl ConnectionTrait,
    identifier: Uuid,
) -> Result<CompetencyFramework, Error> {
    let query = in_use_first(frameworks().filter(competency_framework::Column::Identifier.eq(identifier)));
    read_frameworks(connection, query.limit(1)).await?.pop().ok_or(Error::NotFound)
}

/// Frameworks whose package names an identifier anywhere, those in use first.
pub(super) async fn holders(connection: &impl ConnectionTrait, identifier: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let query = competency_framework::Entity::find()
        .select_only()
        .column(competency_framework::Column::Id)
        .filter(competency_framework::Column::Package.contains(identifier.to_string()));
    in_use_first(query).limit(MOST_HOLDERS).into_tuple().all(connection).await
}

/// The package of a framework, as it was imported.
///
/// # Errors
/// `NotFound`.
pub(super) async fn package_text(connection: &impl ConnectionTrait, key: Uuid) -> Result<String, Error> {
    let query = competency_framework::Entity::find_by_id(key)
        .select_only()
        .column(competency_framework::Column::Package);
    query.into_tuple().one(connection).await?.ok_or(Error::NotFound)
}

/// The package of a framework.
///
/// # Errors
/// `NotFound`.
pub(super) async fn package(connection: &impl ConnectionTrait, key: Uuid) -> Result<Package, Error> {
    let text = package_text(connection, key).await?;
    // Megabytes of JSON are work for the processor, not for a thread that serves requests.
    let reading = tokio::task::spawn_blocking(move || Package::kept(&text));
    let package = reading.await.map_err(|error| Error::internal(error.to_string()))?;
    package.map_err(|error| Error::internal(format!("package of framework {key}: {error}")))
}

/// The rubrics of a framework, as they stand in its file.
///
/// # Errors
/// `NotFound`.
pub async fn rubrics(connection: &impl ConnectionTrait, key: Uuid) -> Result<Vec<Rubric>, Error> {
    Ok(package(connection, key).await?.rubrics())
}

/// The latest version of a document at an institution, locked.
pub(super) async fn latest(
    write: &Write,
    institution_id: Uuid,
    identifier: Uuid,
) -> Result<Option<CompetencyFramework>, Error> {
    let of = Condition::all()
        .add(competency_framework::Column::InstitutionId.eq(institution_id))
        .add(competency_framework::Column::Identifier.eq(identifier));
    write.lock_rows(frameworks().filter(of.clone())).await?;
    let query = frameworks().filter(of).order_by_desc(competency_framework::Column::Number).limit(1);
    Ok(read_frameworks(&**write, query).await?.pop())
}

/// Locks a framework, so that it is retired once.
pub(super) async fn lock_framework(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(frameworks().filter(competency_framework::Column::Id.eq(key))).await
}

/// Writes a version of a framework with its competencies and links.
pub(super) async fn insert_framework(
    write: &Write,
    permit: &Permit,
    (institution_id, number): (Uuid, i32),
    (text, package): (String, &Package),
) -> Result<CompetencyFramework, DbErr> {
    let id = id::new_key();
    let json = package.document_json().clone();
    let document = Document::of(&json);
    let sort_key = collation::title_sort_key(document.title);
    let row = competency_framework::ActiveModel {
        id: Set(id),
        institution_id: Set(institution_id),
        identifier: Set(document.identifier),
        number: Set(number),
        document: Set(json.to_string()),
        sort_key: Set(sort_key.clone()),
        package: Set(text),
        created_by: Set(permit.actor.person_id),
        created_at: Set(write.now()),
        retired_at: Set(None),
    };
    competency_framework::Entity::insert(row).exec_without_returning(&**write).await?;
    insert_competencies(write, id, package).await?;
    insert_links(write, id, package).await?;
    let created_at = write.now();
    Ok(CompetencyFramework { id, institution_id, number, json, sort_key, created_at, retired_at: None })
}

/// Parents come before those below them, so that each finds its key.
async fn insert_competencies(write: &Write, framework_id: Uuid, package: &Package) -> Result<(), DbErr> {
    let mut keys: HashMap<Uuid, Uuid> = HashMap::new();
    let mut rows = Vec::new();
    for item in package.items() {
        let key = id::new_key();
        keys.insert(item.identifier, key);
        rows.push(competency::ActiveModel {
            id: Set(key),
            framework_id: Set(framework_id),
            identifier: Set(item.identifier),
            parent_id: Set(item.parent.and_then(|parent| keys.get(&parent).copied())),
            depth: Set(item.depth),
            is_orphan: Set(!item.is_placed),
            code: Set(item.human_coding_scheme.unwrap_or_default().to_owned()),
            statement: Set(item.full_statement.to_owned()),
            short_name: Set(item.abbreviated_statement.unwrap_or_default().to_owned()),
        });
    }
    for rows in rows.chunks(ROWS_AT_ONCE) {
        competency::Entity::insert_many(rows.iter().cloned()).exec_without_returning(&**write).await?;
    }
    Ok(())
}

async fn insert_links(write: &Write, framework_id: Uuid, package: &Package) -> Result<(), DbErr> {
    let mut rows = Vec::new();
    for association in package.associations() {
        let Some(kind) = CompetencyLinkKind::of(association.kind) else {
            continue;
        };
        rows.push(competency_link::ActiveModel {
            id: Set(id::new_key()),
            framework_id: Set(framework_id),
            kind: Set(kind.code().to_owned()),
            origin: Set(association.origin.identifier.to_owned()),
            destination: Set(association.destination.identifier.to_owned()),
            destination_title: Set(association.destination.title.to_owned()),
            destination_uri: Set(association.destination.uri.to_owned()),
        });
    }
    for rows in rows.chunks(ROWS_AT_ONCE) {
        competency_link::Entity::insert_many(rows.iter().cloned()).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Writes down that a framework is used no more.
pub(super) async fn retire_framework(write: &Write, _permit: &Permit, key: Uuid) -> Result<(), DbErr> {
    competency_framework::Entity::update_many()
        .col_expr(competency_framework::Column::RetiredAt, Expr::val(write.now()))
        .filter(competency_framework::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

fn read_competency(row: competency::Model) -> Competency {
    Competency {
        id: row.id,
        framework_id: row.framework_id,
        identifier: row.identifier,
        parent_id: row.parent_id,
        depth: row.depth,
        is_orphan: row.is_orphan,
        code: row.code,
        statement: row.statement,
        short_name: row.short_name,
    }
}

fn competencies_of(framework_id: Uuid) -> Select<competency::Entity> {
    competency::Entity::find().filter(competency::Column::FrameworkId.eq(framework_id))
}

/// Competencies in the order of the tree.
#[must_use]
pub fn competencies_ordering() -> Ordering {
    Ordering::by("TREE", competency::Column::Id, SortKind::Key, competency::Column::Id)
}

/// A page of the competencies of a framework, each before those below it.
pub async fn competencies_page(
    connection: &impl ConnectionTrait,
    framework_id: Uuid,
    page: &PageRequest,
) -> Result<Slice<Competency>, Error> {
    let query = page.apply(competencies_of(framework_id), &competencies_ordering())?;
    page.slice(query.all(connection).await?.into_iter().map(read_competency).collect())
}

/// How many competencies a framework has.
pub async fn competencies_count(connection: &impl ConnectionTrait, framework_id: Uuid) -> Result<i64, DbErr> {
    counted(competencies_of(framework_id).count(connection).await)
}

/// All competencies of a framework, in the order of the tree.
pub(super) async fn competencies(
    connection: &impl ConnectionTrait,
    framework_id: Uuid,
) -> Result<Vec<Competency>, DbErr> {
    let query = competencies_of(framework_id).order_by_asc(competency::Column::Id);
    Ok(query.all(connection).await?.into_iter().map(read_competency).collect())
}

/// Competencies by key, in no order.
pub async fn find_competencies(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Competency>, DbErr> {
    let query = competency::Entity::find().filter(competency::Column::Id.is_in(keys.iter().copied()));
    Ok(query.all(connection).await?.into_iter().map(read_competency).collect())
}

/// What a framework means by an identifier, for each pair of the two: its own competency, or else the latest that bears the
/// identifier in a framework in use or in one of these; nothing where there is none.
pub async fn find_named(
    connection: &impl ConnectionTrait,
    names: &[(Uuid, Uuid)],
) -> Result<HashMap<(Uuid, Uuid), Competency>, DbErr> {
    let in_use = Query::select()
        .column(competency_framework::Column::Id)
        .from(competency_framework::Entity)
        .and_where(competency_framework::Column::RetiredAt.is_null())
        .take();
    let within = Condition::any()
        .add(competency::Column::FrameworkId.in_subquery(in_use))
        .add(competency::Column::FrameworkId.is_in(names.iter().map(|(framework, _)| *framework)));
    let query = competency::Entity::find()
        .filter(competency::Column::Identifier.is_in(names.iter().map(|(_, identifier)| *identifier)))
        .filter(within)
        .order_by_desc(competency::Column::Id);
    let rows: Vec<Competency> = query.all(connection).await?.into_iter().map(read_competency).collect();
    let meant = |(framework, identifier): (Uuid, Uuid)| {
        let of = || rows.iter().filter(move |row| row.identifier == identifier);
        let found = of().find(|row| row.framework_id == framework).or_else(|| of().next());
        found.map(|row| ((framework, identifier), row.clone()))
    };
    Ok(names.iter().copied().filter_map(meant).collect())
}

/// A link between two competencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompetencyLink {
    /// Key.
    pub id: Uuid,
    /// The version of the framework that says so.
    pub framework_id: Uuid,
    /// What it says.
    pub kind: CompetencyLinkKind,
    /// Identifier of the one end; a UUID within the framework, any text outside of it.
    pub origin: String,
    /// Identifier of the other end, likewise.
    pub destination: String,
    /// What the file calls the other end.
    pub destination_title: String,
    /// Address of the other end.
    pub destination_uri: String,
}

impl TryFrom<competency_link::Model> for CompetencyLink {
    type Error = Error;

    fn try_from(row: competency_link::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            framework_id: row.framework_id,
            kind: CompetencyLinkKind::stored(&row.kind)?,
            origin: row.origin,
            destination: row.destination,
            destination_title: row.destination_title,
            destination_uri: row.destination_uri,
        })
    }
}

fn links_of(framework_id: Uuid) -> Select<competency_link::Entity> {
    competency_link::Entity::find().filter(competency_link::Column::FrameworkId.eq(framework_id))
}

/// Links in the order of the file.
#[must_use]
pub fn links_ordering() -> Ordering {
    Ordering::by("FILE", competency_link::Column::Id, SortKind::Key, competency_link::Column::Id)
}

/// A page of the links of a framework, in the order of its file.
pub async fn links_page(
    connection: &impl ConnectionTrait,
    framework_id: Uuid,
    page: &PageRequest,
) -> Result<Slice<CompetencyLink>, Error> {
    let rows = page.apply(links_of(framework_id), &links_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(CompetencyLink::try_from).collect::<Result<_, _>>()?)
}

/// How many links a framework has.
pub async fn links_count(connection: &impl ConnectionTrait, framework_id: Uuid) -> Result<i64, DbErr> {
    counted(links_of(framework_id).count(connection).await)
}
