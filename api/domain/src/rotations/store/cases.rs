//! In which patients' records cases stand.

use std::collections::{HashMap, HashSet};

use entity::case_record;
use platform::db::Write;
use platform::error::Error;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::evidence::{self, Evidence};
use crate::identity::{Permit, Scope};

/// Which patient's record a logged case stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRecord {
    /// The case logged.
    pub evidence_id: Uuid,
    /// Keyed digest of the number.
    digest: Vec<u8>,
    /// Its last four characters.
    pub last_four: String,
}

impl From<case_record::Model> for CaseRecord {
    fn from(row: case_record::Model) -> Self {
        Self { evidence_id: row.evidence_id, digest: row.record_digest, last_four: row.last_four }
    }
}

/// In which records these cases stand, in no order. For cases that were already read within a scope.
pub async fn case_records(
    connection: &impl ConnectionTrait,
    cases: &[Uuid],
) -> Result<Vec<CaseRecord>, DbErr> {
    let query =
        case_record::Entity::find().filter(case_record::Column::EvidenceId.is_in(cases.iter().copied()));
    Ok(query.all(connection).await?.into_iter().map(CaseRecord::from).collect())
}

/// Other live cases of the same trainee that stand in the same record as each of these, by the key of the case asked about,
/// in order of day. What is found is read within the scope.
pub async fn repeated_cases(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    cases: &[Uuid],
) -> Result<Vec<(Uuid, Evidence)>, Error> {
    let asked = case_records(connection, cases).await?;
    let digests: HashSet<&Vec<u8>> = asked.iter().map(|record| &record.digest).collect();
    let alike = case_record::Entity::find()
        .filter(case_record::Column::RecordDigest.is_in(digests.into_iter().cloned()))
        .all(connection)
        .await?;
    let digest_of: HashMap<Uuid, Vec<u8>> =
        alike.into_iter().map(|row| (row.evidence_id, row.record_digest)).collect();
    let keys: Vec<Uuid> = digest_of.keys().copied().collect();
    let mut found = evidence::find(connection, scope, &keys).await?;
    found.sort_by_key(|case| (case.occurred_on, case.id));
    let mut together: HashMap<(Uuid, &Vec<u8>), Vec<&Evidence>> = HashMap::new();
    for case in &found {
        if let Some(digest) = digest_of.get(&case.id) {
            together.entry((case.person_id, digest)).or_default().push(case);
        }
    }
    let mut repeated = Vec::new();
    for group in together.into_values() {
        for asked in group.iter().filter(|case| cases.contains(&case.id)) {
            let others = group.iter().filter(|other| other.id != asked.id && other.status.is_live());
            repeated.extend(others.map(|other| (asked.id, (*other).clone())));
        }
    }
    Ok(repeated)
}

/// Writes down in which record a case stands.
pub(in super::super) async fn insert_case_record(
    write: &Write,
    _permit: &Permit,
    evidence_id: Uuid,
    digest: Vec<u8>,
    last_four: String,
) -> Result<(), DbErr> {
    let row = case_record::ActiveModel {
        evidence_id: Set(evidence_id),
        record_digest: Set(digest),
        last_four: Set(last_four),
    };
    case_record::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Forgets in which records a person's cases stand, and says of how many.
pub(super) async fn forget(write: &Write, person_id: Uuid) -> Result<u64, DbErr> {
    let cases = evidence::cases_of(person_id);
    let forgotten = case_record::Entity::delete_many()
        .filter(case_record::Column::EvidenceId.in_subquery(cases))
        .exec(&**write)
        .await?;
    Ok(forgotten.rows_affected)
}
