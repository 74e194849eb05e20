//! Queries over certificates.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::certificate;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::rules::{CertificateKind, CertificateStatus};
use super::snapshot::Snapshot;
use crate::identity::{Permit, Scope};
use crate::pairings;

mod statements;

pub use statements::{
    StatementFilter, TeachingStatement, find_statements, statements_count, statements_of,
    statements_ordering, statements_page,
};
pub(super) use statements::{Subject, in_force, insert_statement, statement_by_code, supersede};

/// What a certificate is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certified {
    /// A training, which was completed.
    Enrolment(Uuid),
    /// An apprenticeship, which was gone through.
    Apprenticeship(Uuid),
}

impl Certified {
    /// The enrolment, when it is of one.
    #[must_use]
    pub const fn enrolment_id(self) -> Option<Uuid> {
        if let Self::Enrolment(key) = self { Some(key) } else { None }
    }

    /// The apprenticeship, when it is of one.
    #[must_use]
    pub const fn apprenticeship_id(self) -> Option<Uuid> {
        if let Self::Apprenticeship(key) = self { Some(key) } else { None }
    }
}

/// A certificate from its proposal on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Key.
    pub id: Uuid,
    /// What it is of.
    pub of: Certified,
    /// The holder.
    pub person_id: Uuid,
    /// The issuer.
    pub institution_id: Uuid,
    /// What it attests.
    pub kind: CertificateKind,
    /// Where it stands.
    pub status: CertificateStatus,
    /// Who proposed it.
    pub proposed_by: Uuid,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who issued it.
    pub issued_by: Option<Uuid>,
    /// When.
    pub issued_at: Option<DateTime<Utc>>,
    /// The day printed on it.
    pub issued_on: Option<NaiveDate>,
    /// The printed number; there from the moment of issuing on, used or void.
    pub serial_number: Option<String>,
    /// The public code, once it is given out: of an issued or a void certificate.
    pub code: Option<String>,
    /// Digest of the snapshot, hexadecimal SHA-256.
    pub snapshot_hash: Option<String>,
    /// Curriculum version, eligibility rules and template.
    pub rule_version: Option<String>,
    /// Where it verifies, as printed.
    pub verify_url: Option<String>,
    /// Digest of the PDF's bytes, hexadecimal SHA-256.
    pub file_hash: Option<String>,
    /// Size of the PDF in bytes.
    pub file_size: Option<i64>,
    /// Evidence behind it was withdrawn; a person must decide.
    pub is_flagged: bool,
    /// What was true on the day, as canonical JSON.
    pub(super) snapshot: Option<String>,
}

impl TryFrom<certificate::Model> for Certificate {
    type Error = Error;

    fn try_from(row: certificate::Model) -> Result<Self, Error> {
        let status = CertificateStatus::stored(&row.status)?;
        let is_given_out = matches!(status, CertificateStatus::Issued | CertificateStatus::Void);
        Ok(Self {
            id: row.id,
            of: match (row.enrolment_id, row.apprenticeship_id) {
                (Some(key), None) => Certified::Enrolment(key),
                (None, Some(key)) => Certified::Apprenticeship(key),
                _ => return Err(Error::internal(format!("certificate {} is of nothing", row.id))),
            },
            person_id: row.person_id,
            institution_id: row.institution_id,
            kind: CertificateKind::stored(&row.kind)?,
            status,
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at,
            issued_by: row.issued_by,
            issued_at: row.issued_at,
            issued_on: row.issued_on,
            serial_number: row.serial_number,
            code: row.code.filter(|_| is_given_out),
            snapshot_hash: row.snapshot_hash,
            rule_version: row.rule_version,
            verify_url: row.public_url.filter(|_| is_given_out),
            file_hash: row.file_hash,
            file_size: row.file_size,
            is_flagged: row.is_flagged,
            snapshot: row.snapshot,
        })
    }
}

impl Certificate {
    /// What was true on the day of issue.
    ///
    /// # Errors
    /// Internal, when there is none or it was altered.
    pub(super) fn snapshot(&self) -> Result<Snapshot, Error> {
        let (Some(text), Some(hash)) = (&self.snapshot, &self.snapshot_hash) else {
            return Err(Error::internal(format!("certificate {} has no snapshot", self.id)));
        };
        Snapshot::stored(text, hash)
    }
}

fn read_all(rows: Vec<certificate::Model>) -> Result<Vec<Certificate>, Error> {
    rows.into_iter().map(Certificate::try_from).collect()
}

/// Whoever may see the holder; of an apprenticeship also whoever may see the master.
fn visible(scope: Scope<'_>) -> Cond {
    let of_pairings = certificate::Column::ApprenticeshipId.in_subquery(pairings::visible_keys(scope));
    Cond::any().add(scope.people((certificate::Entity, certificate::Column::PersonId))).add(of_pairings)
}

/// One visible certificate.
pub async fn certificate(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<Certificate, Error> {
    let row = certificate::Entity::find_by_id(key).filter(visible(scope)).one(connection).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// Visible certificates by key, in no order.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<Certificate>, Error> {
    let query = certificate::Entity::find()
        .filter(certificate::Column::Id.is_in(keys.iter().copied()))
        .filter(visible(scope));
    read_all(query.all(connection).await?)
}

/// Visible certificates of these enrolments, the latest proposal first.
pub async fn certificates_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    enrolments: &[Uuid],
) -> Result<Vec<Certificate>, Error> {
    let query = certificate::Entity::find()
        .filter(certificate::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .filter(visible(scope))
        .order_by_desc(certificate::Column::ProposedAt)
        .order_by_desc(certificate::Column::Id);
    read_all(query.all(connection).await?)
}

/// Visible certificates of these apprenticeships, the latest proposal first.
pub async fn certificates_of_apprenticeships(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    apprenticeships: &[Uuid],
) -> Result<Vec<Certificate>, Error> {
    let query = certificate::Entity::find()
        .filter(certificate::Column::ApprenticeshipId.is_in(apprenticeships.iter().copied()))
        .filter(visible(scope))
        .order_by_desc(certificate::Column::ProposedAt)
        .order_by_desc(certificate::Column::Id);
    read_all(query.all(connection).await?)
}

/// Visible certificates that these people hold, or are to hold, the latest proposal first.
pub async fn certificates_held(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: &[Uuid],
) -> Result<Vec<Certificate>, Error> {
    let query = certificate::Entity::find()
        .filter(certificate::Column::PersonId.is_in(people.iter().copied()))
        .filter(visible(scope))
        .order_by_desc(certificate::Column::ProposedAt)
        .order_by_desc(certificate::Column::Id);
    read_all(query.all(connection).await?)
}

/// Certificates by the instant of their proposal, the latest first.
#[must_use]
pub fn certificates_ordering() -> Ordering {
    Ordering::by("PROPOSED_AT", certificate::Column::ProposedAt, SortKind::Instant, certificate::Column::Id)
        .descending()
}

/// Which certificates; what is left out does not narrow the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CertificateFilter {
    /// In one status.
    pub status: Option<CertificateStatus>,
    /// Of one issuer.
    pub institution_id: Option<Uuid>,
    /// Flagged, or not.
    pub is_flagged: Option<bool>,
}

fn filtered(scope: Scope<'_>, filter: &CertificateFilter) -> Select<certificate::Entity> {
    let mut query = certificate::Entity::find().filter(visible(scope));
    if let Some(status) = filter.status {
        query = query.filter(certificate::Column::Status.eq(status.code()));
    }
    if let Some(institution_id) = filter.institution_id {
        query = query.filter(certificate::Column::InstitutionId.eq(institution_id));
    }
    if let Some(is_flagged) = filter.is_flagged {
        query = query.filter(certificate::Column::IsFlagged.eq(is_flagged));
    }
    query
}

/// A page of visible certificates.
pub async fn certificates_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &CertificateFilter,
    page: &PageRequest,
) -> Result<Slice<Certificate>, Error> {
    let rows = page.apply(filtered(scope, filter), &certificates_ordering())?.all(connection).await?;
    page.slice(read_all(rows)?)
}

/// How many visible certificates there are.
pub async fn certificates_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &CertificateFilter,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(filtered(scope, filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// The certificate with this public code. To whoever asks by the code alone, the code is what opens it.
pub(super) async fn by_code(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    code: &str,
) -> Result<Option<Certificate>, Error> {
    let mut query = certificate::Entity::find().filter(certificate::Column::Code.eq(code));
    if !matches!(scope, Scope::PublicCode) {
        query = query.filter(visible(scope));
    }
    query.one(connection).await?.map(Certificate::try_from).transpose()
}

/// Issued certificates of a person that nobody has to decide about yet.
pub(super) async fn unflagged(
    connection: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<Certificate>, Error> {
    let query = certificate::Entity::find()
        .filter(certificate::Column::PersonId.eq(person_id))
        .filter(certificate::Column::Status.eq(CertificateStatus::Issued.code()))
        .filter(certificate::Column::IsFlagged.eq(false));
    read_all(query.all(connection).await?)
}

/// Highest number given out, by issuer and year.
pub(super) async fn highest_serials(
    connection: &impl ConnectionTrait,
) -> Result<HashMap<(Uuid, i32), i64>, Error> {
    const PART: u64 = 500;
    let mut highest = HashMap::new();
    let mut after = Uuid::nil();
    loop {
        let rows = certificate::Entity::find()
            .filter(certificate::Column::Snapshot.is_not_null())
            .filter(certificate::Column::Id.gt(after))
            .order_by_asc(certificate::Column::Id)
            .limit(PART)
            .all(connection)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(highest);
        };
        after = last.id;
        for certificate in read_all(rows)? {
            let origins = certificate.snapshot()?.origins;
            let entry = highest.entry((certificate.institution_id, origins.serial_year)).or_insert(0);
            *entry = origins.serial.max(*entry);
        }
    }
}

/// Writes a proposal.
pub(super) async fn insert(write: &Write, _permit: &Permit, row: certificate::Model) -> Result<(), DbErr> {
    certificate::Entity::insert(certificate::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

/// What issuing adds to a proposal.
pub(super) struct Issuing<'a> {
    pub issued_by: Uuid,
    pub issued_on: NaiveDate,
    pub serial_number: &'a str,
    pub code: &'a str,
    pub snapshot: &'a str,
    pub snapshot_hash: &'a str,
    pub rule_version: &'a str,
    pub verify_url: &'a str,
}

/// Gives a proposal its number, code and snapshot.
pub(super) async fn set_issuing(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    issuing: &Issuing<'_>,
) -> Result<(), DbErr> {
    certificate::Entity::update_many()
        .col_expr(certificate::Column::Status, Expr::val(CertificateStatus::Issuing.code()))
        .col_expr(certificate::Column::IssuedBy, Expr::val(issuing.issued_by))
        .col_expr(certificate::Column::IssuedAt, Expr::val(write.now()))
        .col_expr(certificate::Column::IssuedOn, Expr::val(issuing.issued_on))
        .col_expr(certificate::Column::SerialNumber, Expr::val(issuing.serial_number))
        .col_expr(certificate::Column::Code, Expr::val(issuing.code))
        .col_expr(certificate::Column::Snapshot, Expr::val(issuing.snapshot))
        .col_expr(certificate::Column::SnapshotHash, Expr::val(issuing.snapshot_hash))
        .col_expr(certificate::Column::RuleVersion, Expr::val(issuing.rule_version))
        .col_expr(certificate::Column::PublicUrl, Expr::val(issuing.verify_url))
        .filter(certificate::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Sets a certificate as issued, with its file.
pub(super) async fn set_issued(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    file_hash: &str,
    file_size: i64,
) -> Result<(), DbErr> {
    certificate::Entity::update_many()
        .col_expr(certificate::Column::Status, Expr::val(CertificateStatus::Issued.code()))
        .col_expr(certificate::Column::FileHash, Expr::val(file_hash))
        .col_expr(certificate::Column::FileSize, Expr::val(file_size))
        .filter(certificate::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Sets another status.
pub(super) async fn set_status(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    status: CertificateStatus,
) -> Result<(), DbErr> {
    certificate::Entity::update_many()
        .col_expr(certificate::Column::Status, Expr::val(status.code()))
        .filter(certificate::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Marks a certificate for a person to decide about.
pub(super) async fn set_flagged(write: &Write, _permit: &Permit, key: Uuid) -> Result<(), DbErr> {
    certificate::Entity::update_many()
        .col_expr(certificate::Column::IsFlagged, Expr::val(true))
        .filter(certificate::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Whether any of these enrolments has a certificate under way or issued.
pub async fn has_any(connection: &impl ConnectionTrait, enrolments: &[Uuid]) -> Result<bool, DbErr> {
    let over = [CertificateStatus::Declined.code(), CertificateStatus::Void.code()];
    let count = certificate::Entity::find()
        .filter(certificate::Column::EnrolmentId.is_in(enrolments.iter().copied()))
        .filter(certificate::Column::Status.is_not_in(over))
        .count(connection)
        .await?;
    Ok(count > 0)
}

/// Whether the PDF of a certificate or of a statement has this content address.
pub async fn is_a_file(connection: &impl ConnectionTrait, content: &str) -> Result<bool, DbErr> {
    let count = certificate::Entity::find()
        .filter(certificate::Column::FileHash.eq(content))
        .count(connection)
        .await?;
    Ok(count > 0 || statements::is_a_statement(connection, content).await?)
}

/// Carries a person's certificates and statements over to another record of hers. What is printed, and by what it verifies, stays.
pub async fn hand_over(
    write: &Write,
    permit: &Permit,
    from: Uuid,
    to: Uuid,
) -> Result<Vec<(String, u64)>, DbErr> {
    let moved = certificate::Entity::update_many()
        .col_expr(certificate::Column::PersonId, Expr::val(to))
        .filter(certificate::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    let stated = statements::hand_over_statements(write, permit, (from, to)).await?;
    Ok(vec![("certificate".to_owned(), moved.rows_affected), stated])
}
