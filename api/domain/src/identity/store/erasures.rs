//! Erasing a person, and the record that stays of it.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::{
    access_token, account, delegation, erasure, exchange_binding, identity_number, linked_identity,
    one_time_code, person, person_merge, person_number, possible_double, recovery_code, relation, role_grant,
    second_factor, sign_in_attempt,
};
use platform::codes::Code as _;
use platform::collation;
use platform::db::Write;
use platform::error::Error;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::bonds::BELONGS;
use super::service_accounts::is_one;
use crate::identity::erasing::ErasureGround;
use crate::identity::policy::{Permit, Scope};
use crate::identity::rules::RelationKind;

/// What stands in the place of a name.
const NAME: (&str, &str) = ("（已删除）", "(erased)");

/// That a person was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Whose record.
    pub person_id: Uuid,
    /// Who erased it; absent for the system itself.
    pub erased_by: Option<Uuid>,
    /// When.
    pub erased_at: DateTime<Utc>,
    /// Why.
    pub ground: ErasureGround,
    /// Where the request is filed.
    pub reference: String,
    /// What was erased: kind and number.
    pub erased: Vec<(String, u64)>,
    /// What was kept: kind and number.
    pub kept: Vec<(String, u64)>,
}

fn counts(text: &str) -> Result<Vec<(String, u64)>, Error> {
    serde_json::from_str(text).map_err(|error| Error::internal(format!("counts of an erasure: {error}")))
}

/// Whether these people were erased: who were.
pub async fn erasures_of(connection: &impl ConnectionTrait, people: &[Uuid]) -> Result<Vec<Erasure>, Error> {
    let rows = erasure::Entity::find()
        .filter(erasure::Column::PersonId.is_in(people.iter().copied()))
        .all(connection)
        .await?;
    let read = |row: erasure::Model| {
        Ok(Erasure {
            person_id: row.person_id,
            erased_by: row.erased_by,
            erased_at: row.erased_at,
            ground: ErasureGround::stored(&row.ground)?,
            reference: row.reference,
            erased: counts(&row.erased)?,
            kept: counts(&row.kept)?,
        })
    };
    rows.into_iter().map(read).collect()
}

fn open() -> Cond {
    Cond::all().add(person::Column::ErasedAt.is_null()).add(person::Column::MergedIntoId.is_null())
}

/// Whether nothing may be written to a record any more: it was erased, or joined into another one.
pub async fn is_closed(connection: &impl ConnectionTrait, key: Uuid) -> Result<bool, DbErr> {
    Ok(person::Entity::find_by_id(key).filter(open().not()).count(connection).await? > 0)
}

/// Those of these people to whose records nothing may be written any more: one statement.
pub async fn closed_among(connection: &impl ConnectionTrait, people: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
    person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Id.is_in(people.iter().copied()))
        .filter(open().not())
        .into_tuple()
        .all(connection)
        .await
}

/// Whether a record can be erased: it is open, and of a human.
pub(in super::super) async fn is_erasable(
    connection: &impl ConnectionTrait,
    key: Uuid,
) -> Result<bool, DbErr> {
    let is_human = is_one(Expr::col((person::Entity, person::Column::Id))).not();
    Ok(person::Entity::find_by_id(key).filter(open()).filter(is_human).count(connection).await? > 0)
}

/// Visible people who were recorded before a day, are not erased, and whom nothing bound to any institution on that day or
/// since: no work, no training, no role.
pub(in super::super) async fn left_before(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    before: NaiveDate,
) -> Result<Vec<Uuid>, DbErr> {
    let recorded_before = before.and_time(NaiveTime::MIN).and_utc();
    let herself = || Expr::col((person::Entity, person::Column::Id));
    let bond = Query::select()
        .expr(Expr::val(1))
        .from(relation::Entity)
        .and_where(Expr::col((relation::Entity, relation::Column::HolderId)).eq(herself()))
        .and_where(relation::Column::Kind.is_in(BELONGS.map(RelationKind::code)))
        .and_where(relation::Column::EndsOn.is_null().or(relation::Column::EndsOn.gte(before)))
        .take();
    let role = Query::select()
        .expr(Expr::val(1))
        .from(role_grant::Entity)
        .and_where(Expr::col((role_grant::Entity, role_grant::Column::PersonId)).eq(herself()))
        .and_where(
            role_grant::Column::RevokedAt.is_null().or(role_grant::Column::RevokedAt.gte(recorded_before)),
        )
        .and_where(role_grant::Column::EndsOn.is_null().or(role_grant::Column::EndsOn.gte(before)))
        .take();
    person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(scope.people((person::Entity, person::Column::Id)))
        .filter(open())
        .filter(is_one(herself()).not())
        .filter(person::Column::CreatedAt.lt(recorded_before))
        .filter(Expr::exists(bond).not())
        .filter(Expr::exists(role).not())
        .order_by_asc(person::Column::Id)
        .into_tuple()
        .all(connection)
        .await
}

/// Writes down that somebody was erased.
pub(in super::super) async fn insert(
    write: &Write,
    _permit: &Permit,
    erasure: &Erasure,
) -> Result<(), Error> {
    let written = |counts| serde_json::to_string(counts).map_err(|error| Error::internal(error.to_string()));
    let row = erasure::Model {
        person_id: erasure.person_id,
        erased_by: erasure.erased_by,
        erased_at: erasure.erased_at,
        ground: erasure.ground.code().to_owned(),
        reference: erasure.reference.clone(),
        erased: written(&erasure.erased)?,
        kept: written(&erasure.kept)?,
    };
    erasure::Entity::insert(erasure::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    Ok(())
}

macro_rules! delete {
    ($write:ident, $records:ident, $gone:ident, $($table:ident.$column:ident $(by $key:ident)?),+ $(,)?) => {
        vec![$({
            let theirs = || $table::Column::$column.is_in($records.iter().copied());
            $($gone.extend(
                $table::Entity::find()
                    .select_only()
                    .column($table::Column::$key)
                    .filter(theirs())
                    .into_tuple::<Uuid>()
                    .all(&**$write)
                    .await?,
            );)?
            let deleted = $table::Entity::delete_many().filter(theirs()).exec(&**$write).await?;
            (stringify!($table).to_owned(), deleted.rows_affected)
        }),+]
    };
}

/// Erases what these records say of who somebody is, and every way in. Says what, and which objects are gone or emptied.
pub(in super::super) async fn erase(
    write: &Write,
    _permit: &Permit,
    records: &[Uuid],
) -> Result<(Vec<(String, u64)>, Vec<Uuid>), Error> {
    let theirs = || records.iter().copied();
    let mut objects: Vec<Uuid> = theirs().collect();
    for record in theirs() {
        let blank = person::ActiveModel {
            id: Set(record),
            name_zh: Set(NAME.0.to_owned()),
            name_en: Set(NAME.1.to_owned()),
            sort_key: Set(collation::sort_key(NAME.1)),
            initials: Set(String::new()),
            phone: Set(None),
            email: Set(None),
            birth_on: Set(None),
            erased_at: Set(Some(write.now())),
            ..Default::default()
        };
        person::Entity::update(blank).exec(&**write).await?;
    }
    let mut erased = vec![("person".to_owned(), u64::try_from(records.len()).unwrap_or(u64::MAX))];
    erased.extend(delete!(
        write,
        records,
        objects,
        person_number.PersonId,
        identity_number.PersonId,
        recovery_code.PersonId,
        second_factor.PersonId,
        account.PersonId,
        one_time_code.PersonId by Id,
        linked_identity.PersonId by Id,
        exchange_binding.PersonId by Id,
        access_token.PersonId by Id,
        sign_in_attempt.PersonId,
        possible_double.PersonId by Id,
        possible_double.OtherId by Id,
    ));
    let delegations = Cond::any()
        .add(delegation::Column::DelegatorId.is_in(theirs()))
        .add(delegation::Column::DeputyId.is_in(theirs()));
    let spoken: Vec<Uuid> = delegation::Entity::find()
        .select_only()
        .column(delegation::Column::Id)
        .filter(delegations.clone())
        .into_tuple()
        .all(&**write)
        .await?;
    objects.extend(spoken);
    delegation::Entity::update_many()
        .col_expr(delegation::Column::Reason, Expr::val(""))
        .filter(delegations)
        .exec(&**write)
        .await?;
    person_merge::Entity::update_many()
        .col_expr(person_merge::Column::Reason, Expr::val(""))
        .filter(person_merge::Column::KeptId.is_in(theirs()))
        .exec(&**write)
        .await?;
    Ok((erased, objects))
}
