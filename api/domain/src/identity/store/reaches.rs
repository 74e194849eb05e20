//! What each institution is reached from: itself and what stands above it in the tree, its departments, regions, consortia.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::reach;
use platform::db::Write;
use platform::id;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::identity::policy::Permit;

/// What an institution is reached from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Key: that of the fact behind it, where there is one.
    pub id: Uuid,
    /// The institution reached.
    pub institution_id: Uuid,
    /// From this institution: itself, or one above it.
    pub over_institution_id: Option<Uuid>,
    /// From this department of it.
    pub department_id: Option<Uuid>,
    /// From the administrative divisions that this code lies in.
    pub region_code: Option<String>,
    /// From this consortium.
    pub consortium_id: Option<Uuid>,
    /// Only as far as this specialty goes.
    pub specialty: Option<String>,
    /// First and last day; always when absent.
    pub term: Option<(NaiveDate, NaiveDate)>,
}

impl Reach {
    /// An institution reached from itself and from the divisions it lies in.
    #[must_use]
    pub fn itself(institution_id: Uuid, region_code: &str) -> Self {
        Self { region_code: Some(region_code.to_owned()), ..Self::from(institution_id, institution_id) }
    }

    /// An institution reached from one above it.
    #[must_use]
    pub fn from(institution_id: Uuid, over_institution_id: Uuid) -> Self {
        Self {
            id: id::new_key(),
            institution_id,
            over_institution_id: Some(over_institution_id),
            department_id: None,
            region_code: None,
            consortium_id: None,
            specialty: None,
            term: None,
        }
    }

    /// An institution reached from one of its departments.
    #[must_use]
    pub fn of_department(institution_id: Uuid, department_id: Uuid) -> Self {
        let bare = Self::from(institution_id, institution_id);
        Self { over_institution_id: None, department_id: Some(department_id), ..bare }
    }

    /// An institution reached from a consortium, as the membership with this key says.
    #[must_use]
    pub fn of_member(
        membership_id: Uuid,
        institution_id: Uuid,
        consortium_id: Uuid,
        specialty: Option<String>,
        term: (NaiveDate, NaiveDate),
    ) -> Self {
        let bare = Self::from(institution_id, institution_id);
        Self {
            id: membership_id,
            over_institution_id: None,
            consortium_id: Some(consortium_id),
            specialty,
            term: Some(term),
            ..bare
        }
    }
}

/// Writes what institutions are reached from, in the transaction of the fact behind it.
pub async fn insert_reach(write: &Write, _permit: &Permit, reaches: Vec<Reach>) -> Result<(), DbErr> {
    let rows = reaches.into_iter().map(|new| reach::ActiveModel {
        id: Set(new.id),
        institution_id: Set(new.institution_id),
        over_institution_id: Set(new.over_institution_id),
        department_id: Set(new.department_id),
        region_code: Set(new.region_code),
        consortium_id: Set(new.consortium_id),
        specialty: Set(new.specialty),
        starts_on: Set(new.term.map(|(first, _)| first)),
        ends_on: Set(new.term.map(|(_, last)| last)),
    });
    reach::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// Lets a reach end on a day, with the fact behind it.
pub async fn end_reach(write: &Write, _permit: &Permit, key: Uuid, ends_on: NaiveDate) -> Result<(), DbErr> {
    reach::Entity::update_many()
        .col_expr(reach::Column::EndsOn, Expr::val(ends_on))
        .filter(reach::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// The institutions from which this one is reached: itself and those above it.
pub async fn reach_above(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
) -> Result<Vec<Uuid>, DbErr> {
    let rows = reach::Entity::find()
        .filter(reach::Column::InstitutionId.eq(institution_id))
        .filter(reach::Column::OverInstitutionId.is_not_null())
        .all(connection)
        .await?;
    Ok(rows.into_iter().filter_map(|row| row.over_institution_id).collect())
}

/// The institutions above each of these, in no order, themselves not among them.
pub async fn reaches_above(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Uuid>>, DbErr> {
    let rows = reach::Entity::find()
        .filter(reach::Column::InstitutionId.is_in(institutions.iter().copied()))
        .filter(reach::Column::OverInstitutionId.is_not_null())
        .all(connection)
        .await?;
    let mut above: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows {
        let over = row.over_institution_id.filter(|over| *over != row.institution_id);
        above.entry(row.institution_id).or_default().extend(over);
    }
    Ok(above)
}

/// The institutions that are reached from this one: itself and those beneath it.
pub async fn reach_beneath(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
) -> Result<Vec<Uuid>, DbErr> {
    let rows = reach::Entity::find()
        .filter(reach::Column::OverInstitutionId.eq(institution_id))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| row.institution_id).collect())
}

/// Lets an institution, and everything beneath it, be reached from another one above it and from what stands above that, in place
/// of what it was reached from so far; from nothing but itself without one. The caller holds the tree still.
pub async fn move_reach(
    write: &Write,
    permit: &Permit,
    institution_id: Uuid,
    parent_id: Option<Uuid>,
) -> Result<(), DbErr> {
    let moved = reach_beneath(&**write, institution_id).await?;
    let before = reach_above(&**write, institution_id).await?;
    let before = before.into_iter().filter(|over| *over != institution_id);
    reach::Entity::delete_many()
        .filter(reach::Column::InstitutionId.is_in(moved.iter().copied()))
        .filter(reach::Column::OverInstitutionId.is_in(before))
        .exec(&**write)
        .await?;
    let Some(parent_id) = parent_id else { return Ok(()) };
    let above = reach_above(&**write, parent_id).await?;
    let reaches = moved.iter().flat_map(|under| above.iter().map(|over| Reach::from(*under, *over)));
    insert_reach(write, permit, reaches.collect()).await
}
