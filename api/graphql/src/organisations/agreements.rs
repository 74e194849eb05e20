//! Agreements between a consortium's core unit and its members in the graph, with how they stand today.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::organisations::{
    self, AgreementErrorCode, AgreementParty, AgreementState, DeliveryStatus, NewAgreement, NewDelivery,
    ObligationKind, ObligationPeriod, ObligationStanding,
};
use domain::oversight::{self, AgreementStanding};
use uuid::Uuid;

use super::{Consortium, ConsortiumKey, Institution, InstitutionKey};
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::dossier::Download;
use crate::errors::payload;
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load, load_list, load_related};
use crate::scalars::{Date, DateTime, SafeInt};

/// Finds an agreement that the viewer may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AgreementKey(pub Uuid);

#[async_trait]
impl Loader<AgreementKey> for Batches {
    type Value = organisations::Agreement;
    type Error = BatchError;

    async fn load(&self, keys: &[AgreementKey]) -> Result<HashMap<AgreementKey, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::find_agreements(self.platform.database.reader(), viewer, &keys).await?;
        Ok(by_key(rows, |row| AgreementKey(row.id)))
    }
}

/// Finds the agreements of a membership that the viewer may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AgreementsOf(pub Uuid);

#[async_trait]
impl Loader<AgreementsOf> for Batches {
    type Value = Vec<organisations::Agreement>;
    type Error = BatchError;

    async fn load(&self, keys: &[AgreementsOf]) -> Result<HashMap<AgreementsOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::agreements_seen(self.platform.database.reader(), viewer, &keys).await?;
        Ok(grouped(rows, |row| AgreementsOf(row.membership_id)))
    }
}

/// Finds how an agreement stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StandingOf(Uuid);

#[async_trait]
impl Loader<StandingOf> for Batches {
    type Value = AgreementStanding;
    type Error = BatchError;

    async fn load(&self, keys: &[StandingOf]) -> Result<HashMap<StandingOf, Self::Value>, BatchError> {
        let Some(viewer) = &self.viewer else { return Ok(HashMap::new()) };
        let reader = self.platform.database.reader();
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let found = organisations::find_agreements(reader, viewer, &keys).await?;
        let rows = oversight::agreement_standings(reader, &found, viewer.today).await?;
        Ok(by_key(rows, |row| StandingOf(row.agreement_id)))
    }
}

/// Finds what parties say they did under an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeliveriesOf(Uuid);

#[async_trait]
impl Loader<DeliveriesOf> for Batches {
    type Value = Vec<organisations::Delivery>;
    type Error = BatchError;

    async fn load(&self, keys: &[DeliveriesOf]) -> Result<HashMap<DeliveriesOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = organisations::deliveries_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| DeliveriesOf(row.agreement_id)))
    }
}

/// How an obligation stands in one of its periods.
#[derive(Debug, SimpleObject)]
pub struct ObligationPeriodStanding {
    /// First day.
    starts_on: Date,
    /// Last day.
    ends_on: Date,
    /// Due by today: all of it once the period is over, of a running one its share by days.
    due: SafeInt,
    /// Done in it.
    done: SafeInt,
}

/// What a party owes the other.
#[derive(Clone, Debug)]
pub struct AgreementObligation(pub ObligationStanding);

/// What a party owes the other, and how far it is kept today.
#[Object]
impl AgreementObligation {
    /// What.
    async fn kind(&self) -> Coded<ObligationKind> {
        Coded(self.0.obligation.kind)
    }

    /// Who.
    async fn owed_by(&self) -> Coded<AgreementParty> {
        Coded(self.0.obligation.owed_by)
    }

    /// How many.
    async fn quantity(&self) -> i32 {
        self.0.obligation.quantity
    }

    /// In how long.
    async fn per(&self) -> Coded<ObligationPeriod> {
        Coded(self.0.obligation.per)
    }

    /// Missing today: of the period that runs, and of the one before as far as it was not made up. 0 when it is kept.
    async fn missing(&self) -> SafeInt {
        SafeInt(self.0.missing())
    }

    /// Its periods that began, the earliest first.
    async fn periods(&self) -> Vec<ObligationPeriodStanding> {
        let told = |period: &organisations::PeriodStanding| ObligationPeriodStanding {
            starts_on: Date(period.days.0),
            ends_on: Date(period.days.1),
            due: SafeInt(period.due),
            done: SafeInt(period.done),
        };
        self.0.periods.iter().map(told).collect()
    }
}

/// What a party says it did under an agreement.
#[derive(Clone, Debug)]
pub struct AgreementDelivery(organisations::Delivery);

/// What a party says it did under an agreement: it counts once the other one confirms it.
#[Object]
impl AgreementDelivery {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::AgreementDelivery.id(self.0.id)
    }

    /// What.
    async fn kind(&self) -> Coded<ObligationKind> {
        Coded(self.0.kind)
    }

    /// Who.
    async fn owed_by(&self) -> Coded<AgreementParty> {
        Coded(self.0.owed_by)
    }

    /// When.
    async fn delivered_on(&self) -> Date {
        Date(self.0.delivered_on)
    }

    /// What it was.
    async fn note(&self) -> &str {
        &self.0.note
    }

    /// What the other party says.
    async fn status(&self) -> Coded<DeliveryStatus> {
        Coded(self.0.status)
    }

    /// Who said so; null when the viewer may not see her.
    async fn recorded_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.recorded_by).await
    }

    /// When she said so.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }
}

/// The signed document of an agreement: a picture or a PDF. `agreementDocumentOpen` hands it out.
#[derive(Debug, SimpleObject)]
pub struct AgreementDocument {
    /// Its name.
    #[graphql(owned)]
    file_name: String,
    /// What it is, as its bytes say: `application/pdf`, `image/jpeg`, `image/png`, `image/webp` or `image/heif`.
    #[graphql(owned)]
    media_type: String,
    /// How large it is, in bytes.
    byte_size: SafeInt,
    /// SHA-256 of its bytes, in hexadecimal digits.
    #[graphql(owned)]
    content_digest: String,
}

/// What a core unit and a member of its consortium agreed.
#[derive(Clone, Debug)]
pub struct Agreement(pub organisations::Agreement);

impl From<organisations::Agreement> for Agreement {
    fn from(row: organisations::Agreement) -> Self {
        Self(row)
    }
}

/// What a core unit and a member of its consortium agreed for a term. It never changes: the next agreement renews it. Shown to those
/// who act for one of its parties.
#[Object]
impl Agreement {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        ObjectKind::Agreement.id(self.0.id)
    }

    /// The number that it bears on paper; null when it has none.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// The consortium.
    async fn consortium(&self, ctx: &Context<'_>) -> async_graphql::Result<Consortium> {
        load_related(ctx, ConsortiumKey(self.0.consortium_id)).await.map(Consortium)
    }

    /// The core unit, as which it was signed.
    async fn core_institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.core_institution_id)).await.map(Institution)
    }

    /// The member.
    async fn institution(&self, ctx: &Context<'_>) -> async_graphql::Result<Institution> {
        load_related(ctx, InstitutionKey(self.0.institution_id)).await.map(Institution)
    }

    /// When it was signed.
    async fn signed_on(&self) -> Date {
        Date(self.0.signed_on)
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        Date(self.0.term.0)
    }

    /// Last day.
    async fn ends_on(&self) -> Date {
        Date(self.0.term.1)
    }

    /// The agreement that it renews; null for the first one.
    async fn renews(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Agreement>> {
        match self.0.renews_id {
            Some(key) => Ok(load(ctx, AgreementKey(key)).await?.map(Agreement)),
            None => Ok(None),
        }
    }

    /// Whether another one renews it.
    async fn is_renewed(&self) -> bool {
        self.0.is_renewed
    }

    /// The signed document; null when none was attached.
    async fn document(&self) -> Option<AgreementDocument> {
        self.0.document.clone().map(|document| AgreementDocument {
            file_name: document.file_name,
            media_type: document.media_type,
            byte_size: SafeInt(document.byte_size),
            content_digest: document.content_digest,
        })
    }

    /// How it stands today, from what happened.
    async fn state(&self, ctx: &Context<'_>) -> async_graphql::Result<Coded<AgreementState>> {
        Ok(Coded(load_related(ctx, StandingOf(self.0.id)).await?.state))
    }

    /// What is owed, in the agreement's order, and how far it is kept today.
    async fn obligations(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AgreementObligation>> {
        let standing = load_related(ctx, StandingOf(self.0.id)).await?;
        Ok(standing.obligations.into_iter().map(AgreementObligation).collect())
    }

    /// What its parties say they did, by its day.
    async fn deliveries(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AgreementDelivery>> {
        Ok(load_list(ctx, DeliveriesOf(self.0.id)).await?.into_iter().map(AgreementDelivery).collect())
    }
}

/// What a party is to owe the other.
#[derive(Debug, InputObject)]
pub struct AgreementObligationInput {
    /// What.
    kind: Coded<ObligationKind>,
    /// Who.
    owed_by: Coded<AgreementParty>,
    /// How many, 1 to 10,000.
    quantity: i32,
    /// In how long.
    per: Coded<ObligationPeriod>,
}

/// An agreement to be recorded.
#[derive(Debug, InputObject)]
pub struct AgreementRecordInput {
    /// The membership; the agreement's term lies within its own.
    consortium_membership_id: ID,
    /// The number that it bears on paper, at most 60 characters.
    number: Option<String>,
    /// When it was signed; not in the future.
    signed_on: Date,
    /// First day.
    starts_on: Date,
    /// Last day: less than ten years after the first.
    ends_on: Date,
    /// The agreement with the same member of the same consortium that it renews.
    renews_id: Option<ID>,
    /// What is owed: 1 to 8, no kind twice by the same party.
    obligations: Vec<AgreementObligationInput>,
    /// An upload of purpose `AGREEMENT`: the signed document.
    upload_id: Option<ID>,
}

payload! {
    /// What came of recording an agreement.
    AgreementRecordPayload {
        /// The agreement recorded; null when the act was refused.
        agreement: Agreement
    } or AgreementErrorCode
}

/// A document to be fetched.
#[derive(Debug, InputObject)]
pub struct AgreementDocumentOpenInput {
    /// The agreement.
    agreement_id: ID,
}

payload! {
    /// What came of asking for an agreement's document.
    AgreementDocumentOpenPayload {
        /// The file, for a quarter of an hour; null when the act was refused.
        download: Download
    } or AgreementErrorCode
}

/// What a party says it did.
#[derive(Debug, InputObject)]
pub struct AgreementDeliverInput {
    /// The agreement.
    agreement_id: ID,
    /// What; `TRAINEES_RECEIVED` and `FURTHER_STUDY_PLACES` are counted by themselves.
    kind: Coded<ObligationKind>,
    /// Who did it: the party for which the viewer acts.
    owed_by: Coded<AgreementParty>,
    /// When: within the agreement's term, and not in the future.
    delivered_on: Date,
    /// What it was, 1 to 500 characters; nothing of a patient.
    note: String,
}

payload! {
    /// What came of saying that something was done.
    AgreementDeliverPayload {
        /// The agreement; null when the act was refused.
        agreement: Agreement
    } or AgreementErrorCode
}

/// What the other party decides about what one said it did.
#[derive(Debug, InputObject)]
pub struct AgreementDeliveryDecideInput {
    /// What was said.
    agreement_delivery_id: ID,
    /// Whether it is so.
    is_confirmed: bool,
}

payload! {
    /// What came of deciding about what a party said it did.
    AgreementDeliveryDecidePayload {
        /// The agreement; null when the act was refused.
        agreement: Agreement
    } or AgreementErrorCode
}

/// Acts upon agreements.
#[derive(Default)]
pub struct AgreementMutation;

#[Object]
impl AgreementMutation {
    /// Records what a core unit and a member of its consortium agreed.
    async fn agreement_record(
        &self,
        ctx: &Context<'_>,
        input: AgreementRecordInput,
    ) -> async_graphql::Result<AgreementRecordPayload> {
        let owed = |owed: AgreementObligationInput| organisations::Obligation {
            kind: owed.kind.0,
            owed_by: owed.owed_by.0,
            quantity: owed.quantity,
            per: owed.per.0,
        };
        let new = NewAgreement {
            membership_id: ObjectKind::ConsortiumMembership.key(ctx, &input.consortium_membership_id)?,
            number: input.number,
            signed_on: input.signed_on.0,
            term: (input.starts_on.0, input.ends_on.0),
            renews_id: input.renews_id.map(|id| ObjectKind::Agreement.key(ctx, &id)).transpose()?,
            obligations: input.obligations.into_iter().map(owed).collect(),
            upload_id: input.upload_id.map(|id| ObjectKind::Upload.key(ctx, &id)).transpose()?,
        };
        let made = organisations::agreement_record(platform(ctx), viewer(ctx)?, new).await;
        AgreementRecordPayload::of(ctx, made)
    }

    /// Hands out the signed document of an agreement. That it was opened is remembered.
    async fn agreement_document_open(
        &self,
        ctx: &Context<'_>,
        input: AgreementDocumentOpenInput,
    ) -> async_graphql::Result<AgreementDocumentOpenPayload> {
        let platform = platform(ctx);
        let key = ObjectKind::Agreement.key(ctx, &input.agreement_id)?;
        let made = organisations::agreement_document_open(platform, viewer(ctx)?, key).await;
        AgreementDocumentOpenPayload::of(ctx, Download::of(platform, made))
    }

    /// Says, for the party that owes it, that something was done. It counts once the other party confirms it.
    async fn agreement_deliver(
        &self,
        ctx: &Context<'_>,
        input: AgreementDeliverInput,
    ) -> async_graphql::Result<AgreementDeliverPayload> {
        let new = NewDelivery {
            agreement_id: ObjectKind::Agreement.key(ctx, &input.agreement_id)?,
            kind: input.kind.0,
            owed_by: input.owed_by.0,
            delivered_on: input.delivered_on.0,
            note: input.note,
        };
        let made = organisations::agreement_deliver(platform(ctx), viewer(ctx)?, new).await;
        AgreementDeliverPayload::of(ctx, made)
    }

    /// Confirms or denies, for the other party, what one said it did under an agreement.
    async fn agreement_delivery_decide(
        &self,
        ctx: &Context<'_>,
        input: AgreementDeliveryDecideInput,
    ) -> async_graphql::Result<AgreementDeliveryDecidePayload> {
        let key = ObjectKind::AgreementDelivery.key(ctx, &input.agreement_delivery_id)?;
        let is_confirmed = input.is_confirmed;
        let made =
            organisations::agreement_delivery_decide(platform(ctx), viewer(ctx)?, key, is_confirmed).await;
        AgreementDeliveryDecidePayload::of(ctx, made)
    }
}
