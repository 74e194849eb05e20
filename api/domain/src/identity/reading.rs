//! The row filter: whose records a viewer may open, as a condition over a column that holds a person's key.
//!
//! Every list and every check of a single object asks this one condition, so that they cannot disagree. A bond that has
//! ended keeps a record open for [`DAYS_OF_AFTERSIGHT`] days; only the school that enrolled somebody keeps her record.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use entity::{reach, relation};
use platform::codes::Code as _;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, LikeExpr, Query, SelectStatement, SimpleExpr};
use uuid::Uuid;

use super::policy::{Grant, Place, Viewer};
use super::rules::{DAYS_OF_AFTERSIGHT, RelationKind, Role, region_prefix};

/// Keeps the people whose records the viewer may open.
pub(super) fn people(viewer: &Viewer, column: &SimpleExpr) -> Cond {
    let mut visible = Cond::any()
        .add(column.clone().eq(viewer.person_id))
        .add(column.clone().in_subquery(looked_after(viewer)));
    for bonds in bonds(viewer) {
        visible = visible.add(column.clone().in_subquery(bonds));
    }
    visible
}

/// Keeps rows of the institutions and departments where the viewer holds one of these roles, and of the institutions where she learns or
/// works.
pub(super) fn places(
    viewer: &Viewer,
    roles: &[Role],
    institution: &SimpleExpr,
    department: &SimpleExpr,
) -> Cond {
    let hers = Query::select()
        .column(relation::Column::InstitutionId)
        .from(relation::Entity)
        .and_where(col(relation::Column::HolderId).eq(viewer.person_id))
        .and_where(
            col(relation::Column::Kind).is_in(
                [RelationKind::LearnsAt, RelationKind::EnrolledBy, RelationKind::WorksAt]
                    .map(platform::codes::Code::code),
            ),
        )
        .cond_where(still_open(viewer.today))
        .take();
    let mut visible = Cond::any().add(institution.clone().in_subquery(hers));
    for grant in viewer.grants.iter().filter(|grant| roles.contains(&grant.role)) {
        visible = match &grant.place {
            Place::Everywhere => return Cond::all(),
            Place::Institution(_) => {
                visible.add(institution.clone().is_in(grant.institutions.iter().copied()))
            }
            Place::Department(key) => visible.add(department.clone().eq(*key)),
            Place::Region(code) => visible.add(institution.clone().in_subquery(within(code))),
            Place::Consortium(key) => {
                visible.add(institution.clone().in_subquery(members(viewer.today, *key)))
            }
        };
    }
    visible
}

/// The institutions of a consortium on a day, those that belong to it with everything that they are.
fn members(today: NaiveDate, consortium_id: Uuid) -> SelectStatement {
    let of = |column: reach::Column| Expr::col((reach::Entity, column));
    Query::select()
        .column(reach::Column::InstitutionId)
        .from(reach::Entity)
        .and_where(of(reach::Column::ConsortiumId).eq(consortium_id))
        .and_where(of(reach::Column::StartsOn).lte(today))
        .and_where(of(reach::Column::EndsOn).gte(today))
        .and_where(of(reach::Column::Specialty).is_null())
        .take()
}

fn col(column: relation::Column) -> SimpleExpr {
    Expr::col((relation::Entity, column))
}

/// The earliest end of a bond that still keeps a record open.
fn horizon(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(DAYS_OF_AFTERSIGHT.unsigned_abs())).unwrap_or(today)
}

fn still_open(today: NaiveDate) -> Cond {
    let ends_on = col(relation::Column::EndsOn);
    Cond::any().add(ends_on.clone().is_null()).add(ends_on.gte(horizon(today)))
}

/// Everybody whom the viewer, or somebody she acts for, supervises, mentors, or considers in a committee.
fn looked_after(viewer: &Viewer) -> SelectStatement {
    let holders = std::iter::once(viewer.person_id).chain(viewer.delegators.iter().copied());
    Query::select()
        .column(relation::Column::PersonId)
        .from(relation::Entity)
        .and_where(col(relation::Column::HolderId).is_in(holders))
        .and_where(
            col(relation::Column::Kind).is_in(
                [RelationKind::Supervises, RelationKind::Mentors, RelationKind::Considers]
                    .map(platform::codes::Code::code),
            ),
        )
        .cond_where(still_open(viewer.today))
        .take()
}

/// Everybody bound to a place that one of the viewer's roles oversees: one subquery for each kind of place and set of
/// bonds, not one for each role.
fn bonds(viewer: &Viewer) -> Vec<SelectStatement> {
    let mut institutions: BTreeMap<Vec<&str>, Vec<Uuid>> = BTreeMap::new();
    let mut found = Vec::new();
    for grant in &viewer.grants {
        let kinds: Vec<&str> = grant.role.opens().iter().map(|kind| kind.code()).collect();
        if kinds.is_empty() {
            continue;
        }
        match &grant.place {
            Place::Institution(_) => institutions.entry(kinds).or_default().extend(&grant.institutions),
            _ => found.extend(elsewhere(viewer.today, grant, kinds)),
        }
    }
    found.extend(institutions.into_iter().map(|(kinds, keys)| {
        bound(viewer.today, kinds).and_where(col(relation::Column::InstitutionId).is_in(keys)).take()
    }));
    found
}

/// Everybody whom one of these bonds keeps open.
fn bound(today: NaiveDate, kinds: Vec<&str>) -> SelectStatement {
    let kept = col(relation::Column::Kind).eq(RelationKind::EnrolledBy.code());
    Query::select()
        .column((relation::Entity, relation::Column::HolderId))
        .from(relation::Entity)
        .and_where(col(relation::Column::Kind).is_in(kinds))
        .cond_where(Cond::any().add(kept).add(still_open(today)))
        .take()
}

fn elsewhere(today: NaiveDate, grant: &Grant, kinds: Vec<&str>) -> Option<SelectStatement> {
    let mut query = bound(today, kinds);
    match &grant.place {
        Place::Department(key) => {
            query.and_where(col(relation::Column::DepartmentId).eq(*key));
        }
        Place::Region(code) => {
            query.and_where(col(relation::Column::InstitutionId).in_subquery(within(code)));
        }
        Place::Consortium(key) => {
            query.and_where(Expr::exists(covered(today, *key)));
        }
        Place::Everywhere | Place::Institution(_) => return None,
    }
    Some(query)
}

/// The institutions of an administrative division. A code is digits, checked when the role was granted.
fn within(code: &str) -> SelectStatement {
    Query::select()
        .column(reach::Column::InstitutionId)
        .from(reach::Entity)
        .and_where(
            Expr::col((reach::Entity, reach::Column::RegionCode))
                .like(LikeExpr::new(format!("{}%", region_prefix(code)))),
        )
        .take()
}

/// A membership that is in force today, covers the bond's institution and specialty, and lies at the same time.
fn covered(today: NaiveDate, consortium_id: Uuid) -> SelectStatement {
    let of = |column: reach::Column| Expr::col((reach::Entity, column));
    let specialty = Cond::any()
        .add(of(reach::Column::Specialty).is_null())
        .add(of(reach::Column::Specialty).eq(col(relation::Column::Specialty)));
    let begins_in_time = Cond::any()
        .add(col(relation::Column::EndsOn).is_null())
        .add(of(reach::Column::StartsOn).lte(col(relation::Column::EndsOn)));
    Query::select()
        .expr(Expr::val(1))
        .from(reach::Entity)
        .and_where(of(reach::Column::ConsortiumId).eq(consortium_id))
        .and_where(of(reach::Column::InstitutionId).eq(col(relation::Column::InstitutionId)))
        .and_where(of(reach::Column::StartsOn).lte(today))
        .and_where(of(reach::Column::EndsOn).gte(today))
        .and_where(of(reach::Column::EndsOn).gte(col(relation::Column::StartsOn)))
        .cond_where(specialty)
        .cond_where(begins_in_time)
        .take()
}
