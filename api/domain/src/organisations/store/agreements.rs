//! Queries over agreements. Who may read one, the service says.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{agreement, agreement_delivery, agreement_obligation};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::proofs::{Document, Proof};
use platform::uploads;
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::identity::Permit;
use crate::organisations::rules::{
    AgreementParty, Days, DeliveryStatus, Obligation, ObligationKind, ObligationPeriod,
};

/// What a core unit and a member agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Key.
    pub id: Uuid,
    /// The membership within whose term it holds.
    pub membership_id: Uuid,
    /// The consortium.
    pub consortium_id: Uuid,
    /// The member.
    pub institution_id: Uuid,
    /// The core unit.
    pub core_institution_id: Uuid,
    /// The number that it bears on paper.
    pub number: Option<String>,
    /// When it was signed.
    pub signed_on: NaiveDate,
    /// First and last day.
    pub term: Days,
    /// The agreement that it renews.
    pub renews_id: Option<Uuid>,
    /// Whether another one renews it.
    pub is_renewed: bool,
    /// What is owed, in order.
    pub obligations: Vec<Obligation>,
    /// The signed document.
    pub document: Option<Document>,
}

impl Agreement {
    /// The institution that is a party.
    #[must_use]
    pub const fn party(&self, party: AgreementParty) -> Uuid {
        match party {
            AgreementParty::Core => self.core_institution_id,
            AgreementParty::Member => self.institution_id,
        }
    }
}

/// What a party says it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Key.
    pub id: Uuid,
    /// The agreement.
    pub agreement_id: Uuid,
    /// What.
    pub kind: ObligationKind,
    /// Who.
    pub owed_by: AgreementParty,
    /// When.
    pub delivered_on: NaiveDate,
    /// What it was.
    pub note: String,
    /// What the other party says.
    pub status: DeliveryStatus,
    /// Who said so.
    pub recorded_by: Uuid,
    /// When she said so.
    pub recorded_at: DateTime<Utc>,
}

impl TryFrom<agreement_delivery::Model> for Delivery {
    type Error = Error;

    fn try_from(row: agreement_delivery::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            agreement_id: row.agreement_id,
            kind: ObligationKind::stored(&row.kind)?,
            owed_by: AgreementParty::stored(&row.owed_by)?,
            delivered_on: row.delivered_on,
            note: row.note,
            status: DeliveryStatus::stored(&row.status)?,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        })
    }
}

fn read(row: agreement::Model, obligations: Vec<Obligation>, is_renewed: bool) -> Agreement {
    let document = Document::stored(row.file_name, row.media_type, row.byte_size, row.content_digest);
    Agreement {
        id: row.id,
        membership_id: row.membership_id,
        consortium_id: row.consortium_id,
        institution_id: row.institution_id,
        core_institution_id: row.core_institution_id,
        number: row.number,
        signed_on: row.signed_on,
        term: (row.starts_on, row.ends_on),
        renews_id: row.renews_id,
        is_renewed,
        obligations,
        document,
    }
}

/// Agreements with what is owed by them: three statements.
async fn whole(
    connection: &impl ConnectionTrait,
    rows: Vec<agreement::Model>,
) -> Result<Vec<Agreement>, Error> {
    let keys: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let renewed: Vec<Option<Uuid>> = agreement::Entity::find()
        .select_only()
        .column(agreement::Column::RenewsId)
        .filter(agreement::Column::RenewsId.is_in(keys.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    let renewed: HashSet<Uuid> = renewed.into_iter().flatten().collect();
    let owed = agreement_obligation::Entity::find()
        .filter(agreement_obligation::Column::AgreementId.is_in(keys))
        .order_by_asc(agreement_obligation::Column::Place)
        .all(connection)
        .await?;
    let mut obligations: HashMap<Uuid, Vec<Obligation>> = HashMap::new();
    for row in owed {
        obligations.entry(row.agreement_id).or_default().push(Obligation {
            kind: ObligationKind::stored(&row.kind)?,
            owed_by: AgreementParty::stored(&row.owed_by)?,
            quantity: row.quantity,
            per: ObligationPeriod::stored(&row.per)?,
        });
    }
    let of = |row: agreement::Model| {
        let (key, owed) = (row.id, obligations.remove(&row.id).unwrap_or_default());
        read(row, owed, renewed.contains(&key))
    };
    Ok(rows.into_iter().map(of).collect())
}

/// Agreements by key, in no order.
pub(in crate::organisations) async fn find_agreements(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Agreement>, Error> {
    let query = agreement::Entity::find().filter(agreement::Column::Id.is_in(keys.iter().copied()));
    whole(connection, query.all(connection).await?).await
}

/// The agreements of these memberships, the earliest first.
pub(in crate::organisations) async fn agreements_of(
    connection: &impl ConnectionTrait,
    memberships: &[Uuid],
) -> Result<Vec<Agreement>, Error> {
    let query = agreement::Entity::find()
        .filter(agreement::Column::MembershipId.is_in(memberships.iter().copied()))
        .order_by_asc(agreement::Column::StartsOn)
        .order_by_asc(agreement::Column::Id);
    whole(connection, query.all(connection).await?).await
}

/// Locks an agreement, so that it is renewed once.
pub(in crate::organisations) async fn lock_agreement(write: &Write, key: Uuid) -> Result<(), DbErr> {
    write.lock_rows(agreement::Entity::find_by_id(key)).await
}

/// What parties say they did under these agreements, by its day.
pub async fn deliveries_of(
    connection: &impl ConnectionTrait,
    agreements: &[Uuid],
) -> Result<Vec<Delivery>, Error> {
    let rows = agreement_delivery::Entity::find()
        .filter(agreement_delivery::Column::AgreementId.is_in(agreements.iter().copied()))
        .order_by_asc(agreement_delivery::Column::DeliveredOn)
        .order_by_asc(agreement_delivery::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// Days between two days, both counted, on which a party to an agreement visited one of these institutions, as that institution
/// confirmed, each with the institution.
pub async fn visits_to(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<(Uuid, NaiveDate)>, Error> {
    use agreement::Column;
    let of = agreement_delivery::Entity::belongs_to(agreement::Entity)
        .from(agreement_delivery::Column::AgreementId)
        .to(Column::Id)
        .into();
    let houses = || institutions.iter().copied();
    let rows: Vec<(String, Uuid, Uuid, NaiveDate)> = agreement_delivery::Entity::find()
        .select_only()
        .column(agreement_delivery::Column::OwedBy)
        .columns([Column::CoreInstitutionId, Column::InstitutionId])
        .column(agreement_delivery::Column::DeliveredOn)
        .join(JoinType::InnerJoin, of)
        .filter(
            Cond::any()
                .add(Column::CoreInstitutionId.is_in(houses()))
                .add(Column::InstitutionId.is_in(houses())),
        )
        .filter(agreement_delivery::Column::Kind.eq(ObligationKind::Visits.code()))
        .filter(agreement_delivery::Column::Status.eq(DeliveryStatus::Confirmed.code()))
        .filter(agreement_delivery::Column::DeliveredOn.between(from, until))
        .into_tuple()
        .all(connection)
        .await?;
    let visited = |(party, core, member, day): (String, Uuid, Uuid, NaiveDate)| {
        // Who owes a visit comes to the other party.
        let house = match AgreementParty::stored(&party)? {
            AgreementParty::Core => member,
            AgreementParty::Member => core,
        };
        Ok((house, day))
    };
    rows.into_iter().map(visited).collect()
}

/// One thing that a party says it did, locked, so that it is decided about once.
pub(in crate::organisations) async fn lock_delivery(write: &Write, key: Uuid) -> Result<Delivery, Error> {
    let query = agreement_delivery::Entity::find_by_id(key);
    write.lock_rows(query.clone()).await?;
    query.one(&**write).await?.ok_or(Error::NotFound)?.try_into()
}

/// Writes an agreement, what is owed by it, and its document.
pub(in crate::organisations) async fn insert_agreement(
    write: &Write,
    permit: &Permit,
    new: &Agreement,
    proof: Option<&Proof>,
) -> Result<(), Error> {
    let document = new.document.clone();
    let row = agreement::Model {
        id: new.id,
        membership_id: new.membership_id,
        consortium_id: new.consortium_id,
        institution_id: new.institution_id,
        core_institution_id: new.core_institution_id,
        number: new.number.clone(),
        signed_on: new.signed_on,
        starts_on: new.term.0,
        ends_on: new.term.1,
        renews_id: new.renews_id,
        file_name: document.as_ref().map(|one| one.file_name.clone()),
        media_type: document.as_ref().map(|one| one.media_type.clone()),
        byte_size: document.as_ref().map(|one| one.byte_size),
        content_digest: document.map(|one| one.content_digest),
        created_by: permit.actor.person_id,
        created_at: write.now(),
    };
    agreement::Entity::insert(agreement::ActiveModel::from(row)).exec_without_returning(&**write).await?;
    let owed = new.obligations.iter().zip(0_i32..).map(|(owed, place)| {
        agreement_obligation::ActiveModel::from(agreement_obligation::Model {
            agreement_id: new.id,
            place,
            kind: owed.kind.code().to_owned(),
            owed_by: owed.owed_by.code().to_owned(),
            quantity: owed.quantity,
            per: owed.per.code().to_owned(),
        })
    });
    agreement_obligation::Entity::insert_many(owed).exec_without_returning(&**write).await?;
    match proof {
        Some(proof) => uploads::keep(write, proof.upload_id).await,
        None => Ok(()),
    }
}

/// Writes what a party says it did.
pub(in crate::organisations) async fn insert_delivery(
    write: &Write,
    _permit: &Permit,
    new: &Delivery,
) -> Result<(), DbErr> {
    let row = agreement_delivery::Model {
        id: new.id,
        agreement_id: new.agreement_id,
        kind: new.kind.code().to_owned(),
        owed_by: new.owed_by.code().to_owned(),
        delivered_on: new.delivered_on,
        note: new.note.clone(),
        status: new.status.code().to_owned(),
        recorded_by: new.recorded_by,
        recorded_at: new.recorded_at,
        decided_by: None,
        decided_at: None,
    };
    agreement_delivery::ActiveModel::from(row).insert(&**write).await?;
    Ok(())
}

/// Writes down what the other party decided about it.
pub(in crate::organisations) async fn decide_delivery(
    write: &Write,
    permit: &Permit,
    key: Uuid,
    status: DeliveryStatus,
) -> Result<(), DbErr> {
    use agreement_delivery::Column;
    agreement_delivery::Entity::update_many()
        .col_expr(Column::Status, Expr::val(status.code()))
        .col_expr(Column::DecidedBy, Expr::val(permit.actor.person_id))
        .col_expr(Column::DecidedAt, Expr::val(write.now()))
        .filter(Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}
