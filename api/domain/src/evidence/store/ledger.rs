//! Queries over the ledger of credits and its running totals.

use std::collections::HashMap;

use entity::{credit, evidence, progress_total};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::id;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::super::rules::{Credit, EvidenceKind, Facet, Facets, Totals, facet_values};
use crate::identity::Permit;
use crate::organisations::BaseKind;

/// Lines written with one statement at most: SQLite takes 32,766 parameters.
const AT_ONCE: usize = 500;

/// A line of the ledger with what it was for.
#[derive(Clone, Debug)]
pub struct CreditLine {
    /// The enrolment credited.
    pub enrolment_id: Uuid,
    /// The line; quantities of one piece of evidence added up.
    pub credit: Credit,
}

/// Running totals of these enrolments by these facets, for each enrolment and requirement: one statement, whatever their
/// number.
pub async fn totals_of(
    connection: &impl ConnectionTrait,
    enrolments: &[Uuid],
    facets: &[Facet],
) -> Result<HashMap<(Uuid, Uuid), Totals>, Error> {
    // By position: a cohort reads twenty thousand rows, and a column found by its name costs more than the rest of it.
    type Row = (Uuid, Uuid, String, String, i64);
    let rows: Vec<Row> = progress_total::Entity::find()
        .select_only()
        .columns([
            progress_total::Column::EnrolmentId,
            progress_total::Column::RequirementId,
            progress_total::Column::Facet,
            progress_total::Column::Value,
            progress_total::Column::Quantity,
        ])
        .filter(progress_total::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .filter(progress_total::Column::Facet.is_in(facets.iter().map(|facet| facet.code())))
        .into_tuple()
        .all(connection)
        .await?;
    let mut totals: HashMap<(Uuid, Uuid), Totals> = HashMap::with_capacity(rows.len());
    for (enrolment_id, requirement_id, facet, value, quantity) in rows {
        totals.entry((enrolment_id, requirement_id)).or_default().add(
            Facet::stored(&facet)?,
            value,
            quantity,
        );
    }
    Ok(totals)
}

/// What was credited for evidence that belongs to each of these placements or supervisions, by it and the requirement.
pub async fn credited_in(
    connection: &impl ConnectionTrait,
    enrolments: &[Uuid],
    sources: &[Uuid],
) -> Result<HashMap<(Uuid, Uuid), i64>, DbErr> {
    let shown = credit::Entity::belongs_to(evidence::Entity)
        .from(credit::Column::EvidenceId)
        .to(evidence::Column::Id)
        .into();
    let rows: Vec<(Uuid, Uuid, i64)> = credit::Entity::find()
        .join(JoinType::InnerJoin, shown)
        .select_only()
        .column(evidence::Column::SourceId)
        .column(credit::Column::RequirementId)
        .expr(credit::Column::Quantity.sum().cast_as("bigint"))
        .filter(evidence::Column::SourceId.is_in(sources.iter().copied()))
        .filter(credit::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .group_by(evidence::Column::SourceId)
        .group_by(credit::Column::RequirementId)
        .into_tuple()
        .all(connection)
        .await?;
    let sums = rows.into_iter().filter(|(.., sum)| *sum != 0);
    Ok(sums.map(|(source, requirement, sum)| ((source, requirement), sum)).collect())
}

fn read_credit(row: credit::Model) -> Result<CreditLine, Error> {
    Ok(CreditLine {
        enrolment_id: row.enrolment_id,
        credit: Credit {
            requirement_id: row.requirement_id,
            evidence_id: row.evidence_id,
            quantity: row.quantity,
            day: row.day,
            facets: Facets {
                base_id: row.base_id,
                base_kind: row.base_kind.as_deref().map(BaseKind::stored).transpose()?,
                department_id: row.department_id,
                specialty: row.specialty,
                assessor_id: row.assessor_id,
                class_year: row.class_year,
                granted: row.granted.as_deref().map(EvidenceKind::stored).transpose()?,
            },
        },
    })
}

/// The ledger of these enrolments, differences added up to one line for each piece of evidence and requirement.
pub async fn credit_lines(
    connection: &impl ConnectionTrait,
    enrolments: &[Uuid],
) -> Result<Vec<CreditLine>, Error> {
    let rows = credit::Entity::find()
        .filter(credit::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .order_by_asc(credit::Column::Day)
        .order_by_asc(credit::Column::Id)
        .all(connection)
        .await?;
    let mut lines: Vec<CreditLine> = Vec::new();
    let mut places: HashMap<(Uuid, Uuid, Uuid), usize> = HashMap::new();
    for row in rows {
        let line = read_credit(row)?;
        let place = (line.enrolment_id, line.credit.requirement_id, line.credit.evidence_id);
        if let Some(earlier) = places.get(&place).and_then(|index| lines.get_mut(*index)) {
            earlier.credit.quantity += line.credit.quantity;
        } else {
            places.insert(place, lines.len());
            lines.push(line);
        }
    }
    lines.retain(|line| line.credit.quantity != 0);
    Ok(lines)
}

/// The ledgers of these enrolments line by line, corrections and all.
pub(in super::super) async fn ledgers(
    connection: &impl ConnectionTrait,
    enrolments: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Credit>>, Error> {
    let rows = credit::Entity::find()
        .filter(credit::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .all(connection)
        .await?;
    by_enrolment(rows)
}

/// The ledger lines of these enrolments for these pieces of evidence.
pub(in super::super) async fn held_credits(
    connection: &impl ConnectionTrait,
    enrolments: &[Uuid],
    evidence: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Credit>>, Error> {
    let rows = credit::Entity::find()
        .filter(credit::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .filter(credit::Column::EvidenceId.is_in(evidence.iter().copied()))
        .all(connection)
        .await?;
    by_enrolment(rows)
}

fn by_enrolment(rows: Vec<credit::Model>) -> Result<HashMap<Uuid, Vec<Credit>>, Error> {
    let mut ledgers: HashMap<Uuid, Vec<Credit>> = HashMap::new();
    for row in rows {
        let line = read_credit(row)?;
        ledgers.entry(line.enrolment_id).or_default().push(line.credit);
    }
    Ok(ledgers)
}

/// Appends lines to ledgers, each with the review that caused it, and adds them to the running totals.
pub(in super::super) async fn append_credits(
    write: &Write,
    _permit: &Permit,
    lines: &[(CreditLine, Option<Uuid>)],
) -> Result<(), DbErr> {
    for part in lines.chunks(AT_ONCE) {
        append_part(write, part).await?;
    }
    Ok(())
}

async fn append_part(write: &Write, lines: &[(CreditLine, Option<Uuid>)]) -> Result<(), DbErr> {
    let rows =
        lines.iter().map(|(CreditLine { enrolment_id, credit: line }, review_id)| credit::ActiveModel {
            id: Set(id::new_key()),
            enrolment_id: Set(*enrolment_id),
            requirement_id: Set(line.requirement_id),
            evidence_id: Set(line.evidence_id),
            quantity: Set(line.quantity),
            day: Set(line.day),
            department_id: Set(line.facets.department_id),
            specialty: Set(line.facets.specialty.clone()),
            base_id: Set(line.facets.base_id),
            base_kind: Set(line.facets.base_kind.map(|kind| kind.code().to_owned())),
            assessor_id: Set(line.facets.assessor_id),
            class_year: Set(line.facets.class_year.clone()),
            granted: Set(line.facets.granted.map(|kind| kind.code().to_owned())),
            review_id: Set(*review_id),
            recorded_at: Set(write.now()),
        });
    credit::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    let mut sums: HashMap<(Uuid, Uuid, Facet, String), i64> = HashMap::new();
    for (CreditLine { enrolment_id, credit: line }, _) in lines {
        for (facet, value) in facet_values(line) {
            *sums.entry((*enrolment_id, line.requirement_id, facet, value)).or_default() += line.quantity;
        }
    }
    let rows = sums.into_iter().filter(|(_, quantity)| *quantity != 0).map(
        |((enrolment_id, requirement_id, facet, value), quantity)| progress_total::ActiveModel {
            enrolment_id: Set(enrolment_id),
            requirement_id: Set(requirement_id),
            facet: Set(facet.code().to_owned()),
            value: Set(value),
            quantity: Set(quantity),
        },
    );
    let add = OnConflict::columns([
        progress_total::Column::EnrolmentId,
        progress_total::Column::RequirementId,
        progress_total::Column::Facet,
        progress_total::Column::Value,
    ])
    .value(
        progress_total::Column::Quantity,
        Expr::col((progress_total::Entity, progress_total::Column::Quantity))
            .add(Expr::cust("excluded.quantity")),
    )
    .to_owned();
    progress_total::Entity::insert_many(rows).on_conflict(add).exec_without_returning(&**write).await?;
    Ok(())
}
