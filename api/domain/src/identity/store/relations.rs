//! The one dated table of who supervises, mentors, learns and works where: written by the room of each fact, read by the policy.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{relation, role_grant};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::super::policy::{Permit, Place, Viewer, is_in_force};
use super::super::rules::{RelationKind, Role};
use super::{BATCH, bonds, reach_above, roles_of};

/// A dated fact about who supervises, learns or works where.
#[derive(Clone, Debug)]
pub struct NewRelation {
    /// What binds them.
    pub kind: RelationKind,
    /// The supervisor, master, learner or member of staff.
    pub holder_id: Uuid,
    /// The learner looked after.
    pub person_id: Option<Uuid>,
    /// The institution.
    pub institution_id: Option<Uuid>,
    /// The department there.
    pub department_id: Option<Uuid>,
    /// That department's specialty.
    pub specialty: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// The room's word for the fact behind it.
    pub source_kind: &'static str,
    /// The fact behind it.
    pub source_id: Uuid,
}

/// Everybody who learned at an institution on any day from `from` to `until`, as a subquery.
#[must_use]
pub fn learners_at(institution_id: Uuid, from: NaiveDate, until: NaiveDate) -> SelectStatement {
    relation::Entity::find()
        .select_only()
        .column(relation::Column::HolderId)
        .filter(relation::Column::InstitutionId.eq(institution_id))
        .filter(
            relation::Column::Kind.is_in([RelationKind::LearnsAt.code(), RelationKind::EnrolledBy.code()]),
        )
        .filter(relation::Column::StartsOn.lte(until))
        .filter(relation::Column::EndsOn.is_null().or(relation::Column::EndsOn.gte(from)))
        .into_query()
}

/// Those of these people who learn at an institution, or are enrolled by it, on a day: one statement. For an act upon their records, whose
/// permit was given.
pub async fn learning_among(
    connection: &impl ConnectionTrait,
    people: &[Uuid],
    institution_id: Uuid,
    on: NaiveDate,
) -> Result<Vec<Uuid>, DbErr> {
    relation::Entity::find()
        .select_only()
        .column(relation::Column::HolderId)
        .distinct()
        .filter(relation::Column::HolderId.is_in(people.iter().copied()))
        .filter(relation::Column::HolderId.in_subquery(learners_at(institution_id, on, on)))
        .into_tuple()
        .all(connection)
        .await
}

/// Where somebody learns on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learning {
    /// The institution.
    pub institution_id: Uuid,
    /// The department.
    pub department_id: Option<Uuid>,
    /// That department's specialty.
    pub specialty: Option<String>,
    /// The room's word for the fact behind it.
    pub source_kind: String,
    /// The fact behind it.
    pub source_id: Uuid,
    /// Who supervises her there, who began last before the rest.
    pub supervisors: Vec<Uuid>,
}

impl Learning {
    /// Whether one of these people supervises her there.
    #[must_use]
    pub fn is_supervised_by(&self, people: &[Uuid]) -> bool {
        self.supervisors.iter().any(|supervisor| people.contains(supervisor))
    }
}

/// Where a person learned on a day, the latest begun first: one statement. A stay that is only drafted, or waits for somebody, has
/// nobody who supervises it yet, and is left out unless there is nothing else. For an act upon her record, before its permit is given.
pub async fn learning_on(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    on: NaiveDate,
) -> Result<Vec<Learning>, DbErr> {
    use relation::Column;
    let learns = Column::HolderId.eq(person_id).and(Column::Kind.eq(RelationKind::LearnsAt.code()));
    let is_supervised = Column::PersonId.eq(person_id).and(Column::Kind.eq(RelationKind::Supervises.code()));
    let rows = relation::Entity::find()
        .filter(learns.or(is_supervised))
        .filter(Column::StartsOn.lte(on))
        .filter(Column::EndsOn.is_null().or(Column::EndsOn.gte(on)))
        .order_by_desc(Column::StartsOn)
        .order_by_desc(Column::Id)
        .all(connection)
        .await?;
    let mut supervisors: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows.iter().filter(|row| row.kind == RelationKind::Supervises.code()) {
        supervisors.entry(row.source_id).or_default().push(row.holder_id);
    }
    let learning = |row: relation::Model| {
        Some(Learning {
            institution_id: row.institution_id?,
            department_id: row.department_id,
            specialty: row.specialty,
            source_kind: row.source_kind,
            source_id: row.source_id,
            supervisors: supervisors.get(&row.source_id).cloned().unwrap_or_default(),
        })
    };
    let learns = rows.into_iter().filter(|row| row.kind == RelationKind::LearnsAt.code());
    let mut places: Vec<Learning> = learns.filter_map(learning).collect();
    if places.iter().any(|place| !place.supervisors.is_empty()) {
        places.retain(|place| !place.supervisors.is_empty());
    }
    Ok(places)
}

/// As [`learning_on`]; of several, those where one of these people supervised her come first.
pub async fn learning_with(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    on: NaiveDate,
    supervisors: &[Uuid],
) -> Result<Vec<Learning>, DbErr> {
    let mut places = learning_on(connection, person_id, on).await?;
    places.sort_by_key(|place| !place.is_supervised_by(supervisors));
    Ok(places)
}

/// The institution where a person learns on a day, of several the latest begun, or else where she last did. For an act upon her
/// record, whose permit was given.
pub async fn last_learned_at(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    on: NaiveDate,
) -> Result<Option<Uuid>, DbErr> {
    let rows = relation::Entity::find()
        .filter(relation::Column::HolderId.eq(person_id))
        .filter(relation::Column::Kind.eq(RelationKind::LearnsAt.code()))
        .filter(relation::Column::StartsOn.lte(on))
        .all(connection)
        .await?;
    let last =
        |row: &relation::Model| (row.ends_on.map_or(on, |end| std::cmp::min(end, on)), row.starts_on, row.id);
    let rows = rows.into_iter().filter(|row| row.institution_id.is_some());
    Ok(rows.max_by_key(last).and_then(|row| row.institution_id))
}

/// Writes relations, in the transaction of the fact behind them.
pub async fn insert_relations(
    write: &Write,
    permit: &Permit,
    relations: Vec<NewRelation>,
) -> Result<(), DbErr> {
    let binds =
        |relation: &&NewRelation| matches!(relation.kind, RelationKind::WorksAt | RelationKind::EnrolledBy);
    let bound: Vec<Uuid> = relations.iter().filter(binds).map(|relation| relation.holder_id).collect();
    for part in bound.chunks(BATCH) {
        bonds::set_left(write, permit, part.iter().copied(), None).await?;
    }
    for part in relations.chunks(BATCH) {
        let rows = part.iter().map(|relation| relation::ActiveModel {
            id: Set(id::new_key()),
            kind: Set(relation.kind.code().to_owned()),
            holder_id: Set(relation.holder_id),
            person_id: Set(relation.person_id),
            institution_id: Set(relation.institution_id),
            department_id: Set(relation.department_id),
            specialty: Set(relation.specialty.clone()),
            starts_on: Set(relation.starts_on),
            ends_on: Set(relation.ends_on),
            source_kind: Set(relation.source_kind.to_owned()),
            source_id: Set(relation.source_id),
            created_at: Set(write.now()),
        });
        relation::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    }
    Ok(())
}

/// Ends the relations of a fact on a day; those that would begin later are removed.
pub async fn end_relations(
    write: &Write,
    _permit: &Permit,
    source_id: Uuid,
    ends_on: NaiveDate,
) -> Result<(), DbErr> {
    relation::Entity::delete_many()
        .filter(relation::Column::SourceId.eq(source_id))
        .filter(relation::Column::StartsOn.gt(ends_on))
        .exec(&**write)
        .await?;
    relation::Entity::update_many()
        .col_expr(relation::Column::EndsOn, Expr::val(ends_on))
        .filter(relation::Column::SourceId.eq(source_id))
        .filter(relation::Column::EndsOn.is_null().or(relation::Column::EndsOn.gt(ends_on)))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Those of these institutions at which, or above which, a person was a SUPERVISOR on a day. For an act upon what she watched.
pub async fn taught_on(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    institutions: &[Uuid],
    on: NaiveDate,
) -> Result<Vec<Uuid>, Error> {
    let held = roles_of(connection, &[person_id]).await?;
    let held = held.iter().filter(|held| held.role == Role::Supervisor && held.is_in_force(on));
    let places: Vec<Uuid> = held
        .filter_map(|held| match held.place {
            Place::Institution(key) => Some(key),
            _ => None,
        })
        .collect();
    let mut taught = Vec::new();
    for institution in institutions {
        let above = reach_above(connection, *institution).await?;
        if places.iter().any(|place| place == institution || above.contains(place)) {
            taught.push(*institution);
        }
    }
    Ok(taught)
}

/// Whom the viewer, and those she acts for, supervised or mentored, and when.
#[derive(Clone, Debug, Default)]
pub struct Supervising(Vec<relation::Model>);

impl Supervising {
    /// Who of the viewer and those she acts for supervised or mentored a person on a day, herself first.
    #[must_use]
    pub fn holder_on(&self, viewer: &Viewer, person_id: Uuid, on: NaiveDate) -> Option<Uuid> {
        let supervised = |holder: &Uuid| {
            self.0.iter().any(|row| {
                row.holder_id == *holder
                    && row.person_id == Some(person_id)
                    && is_in_force(row.starts_on, row.ends_on, on)
            })
        };
        viewer.stands_for().find(supervised)
    }
}

/// Whom of these people the viewer, and those she acts for, ever supervised or mentored.
pub async fn supervising(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    people: &[Uuid],
) -> Result<Supervising, DbErr> {
    if people.is_empty() {
        return Ok(Supervising::default());
    }
    let query = relation::Entity::find()
        .filter(relation::Column::HolderId.is_in(viewer.stands_for()))
        .filter(relation::Column::PersonId.is_in(people.iter().copied()))
        .filter(
            relation::Column::Kind.is_in([RelationKind::Supervises.code(), RelationKind::Mentors.code()]),
        );
    Ok(Supervising(query.all(connection).await?))
}

/// Who of the viewer and those she acts for supervised or mentored `person` on a day, herself first.
pub async fn supervisor_on(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    person_id: Uuid,
    on: NaiveDate,
) -> Result<Option<Uuid>, DbErr> {
    Ok(supervising(connection, viewer, &[person_id]).await?.holder_on(viewer, person_id, on))
}

/// Who supervised or mentored `person` on a day: supervisors first, of several the latest begun first. For whose queue
/// something goes to.
pub async fn supervisors_on(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    on: NaiveDate,
) -> Result<Vec<Uuid>, DbErr> {
    let mut rows = relation::Entity::find()
        .filter(relation::Column::PersonId.eq(person_id))
        .filter(relation::Column::Kind.is_in([RelationKind::Supervises.code(), RelationKind::Mentors.code()]))
        .filter(relation::Column::StartsOn.lte(on))
        .filter(relation::Column::EndsOn.is_null().or(relation::Column::EndsOn.gte(on)))
        .order_by_desc(relation::Column::StartsOn)
        .order_by_desc(relation::Column::Id)
        .all(connection)
        .await?;
    rows.sort_by_key(|row| row.kind != RelationKind::Supervises.code());
    Ok(rows.into_iter().map(|row| row.holder_id).collect())
}

/// When `holder` supervised or mentored `person`: first and last days.
pub async fn relations_between(
    connection: &impl ConnectionTrait,
    holder_id: Uuid,
    person_id: Uuid,
) -> Result<Vec<(NaiveDate, Option<NaiveDate>)>, DbErr> {
    let rows = relation::Entity::find()
        .filter(relation::Column::HolderId.eq(holder_id))
        .filter(relation::Column::PersonId.eq(person_id))
        .filter(relation::Column::Kind.is_in([RelationKind::Supervises.code(), RelationKind::Mentors.code()]))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.starts_on, row.ends_on)).collect())
}

/// Whether a person teaches or works at an institution on one of these days: as a supervisor there, or on its staff.
/// For a supervisor's choice, after a permit was given.
pub async fn is_teaching_at(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
    institution_id: Uuid,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<bool, DbErr> {
    let touches = |starts_on: NaiveDate, ends_on: Option<NaiveDate>| {
        starts_on <= until && ends_on.is_none_or(|end| from <= end)
    };
    let grants = role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.eq(person_id))
        .filter(role_grant::Column::InstitutionId.eq(institution_id))
        .filter(role_grant::Column::Role.eq(Role::Supervisor.code()))
        .all(connection)
        .await?;
    if grants.iter().any(|grant| touches(grant.starts_on, grant.ends_on)) {
        return Ok(true);
    }
    let staff = relation::Entity::find()
        .filter(relation::Column::HolderId.eq(person_id))
        .filter(relation::Column::InstitutionId.eq(institution_id))
        .filter(relation::Column::Kind.eq(RelationKind::WorksAt.code()))
        .all(connection)
        .await?;
    Ok(staff.iter().any(|relation| touches(relation.starts_on, relation.ends_on)))
}
