//! Agreements between a consortium's core unit and its members: recorded by the coordinator, renewed by the next one, and what was
//! done under them, said by one party and confirmed by the other.

use chrono::NaiveDate;
use platform::codes::Code as _;
use platform::downloads::Download;
use platform::error::{Error, Outcome, Problem, accept};
use platform::proofs::{self, Document, Proof};
use platform::text::Message;
use platform::{Platform, audit, id};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::consortia::lead_permit;
use super::today;
use crate::identity::{self, Act, Owners, Permit, Viewer, second_hand};
use crate::organisations::rules::{
    AgreementErrorCode, AgreementParty, Days, DeliveryStatus, Obligation, ObligationKind, agreement_problems,
};
use crate::organisations::store::{self, Agreement, Delivery, Membership};

/// The purpose of an upload that is the signed document of an agreement.
pub const AGREEMENT_PURPOSE: &str = "AGREEMENT";
/// Longest note on what was done, in characters.
const LONGEST_NOTE: usize = 500;

/// An agreement to be recorded.
#[derive(Clone, Debug)]
pub struct NewAgreement {
    /// The membership within whose term it holds.
    pub membership_id: Uuid,
    /// The number that it bears on paper.
    pub number: Option<String>,
    /// When it was signed.
    pub signed_on: NaiveDate,
    /// First and last day.
    pub term: Days,
    /// The agreement that it renews.
    pub renews_id: Option<Uuid>,
    /// What is owed.
    pub obligations: Vec<Obligation>,
    /// The upload that is its signed document.
    pub upload_id: Option<Uuid>,
}

/// What a party says it did.
#[derive(Clone, Debug)]
pub struct NewDelivery {
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
}

fn problem(code: AgreementErrorCode, path: &str, message: Message) -> Problem<AgreementErrorCode> {
    Problem::new(code, path, message)
}

/// Whether the viewer may act for a party, or for either one.
fn permit(
    viewer: &Viewer,
    act: Act,
    agreement: &Agreement,
    party: Option<AgreementParty>,
) -> Result<Permit, Error> {
    let (core, member) = ([agreement.core_institution_id], [agreement.institution_id]);
    let of_core =
        Owners { institutions: &core, consortium_id: Some(agreement.consortium_id), ..Owners::default() };
    match party {
        Some(AgreementParty::Core) => Permit::at(viewer, act, of_core),
        Some(AgreementParty::Member) => Permit::at(viewer, act, &member),
        None => Permit::at(viewer, act, &member).or_else(|_| Permit::at(viewer, act, of_core)),
    }
}

/// Agreements of these memberships that the viewer may read, the earliest first.
pub async fn agreements_seen(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    memberships: &[Uuid],
) -> Result<Vec<Agreement>, Error> {
    let mut found = store::agreements_of(connection, memberships).await?;
    found.retain(|agreement| permit(viewer, Act::AgreementRead, agreement, None).is_ok());
    Ok(found)
}

/// The agreements of these memberships, the earliest first. For figures whose permit was given.
///
/// # Errors
/// The database's.
pub async fn agreements_of(
    connection: &impl ConnectionTrait,
    memberships: &[Uuid],
) -> Result<Vec<Agreement>, Error> {
    store::agreements_of(connection, memberships).await
}

/// Agreements by key that the viewer may read, in no order.
pub async fn find_agreements(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    keys: &[Uuid],
) -> Result<Vec<Agreement>, Error> {
    let mut found = store::find_agreements(connection, keys).await?;
    found.retain(|agreement| permit(viewer, Act::AgreementRead, agreement, None).is_ok());
    Ok(found)
}

/// Agreements by key, in no order. For an act upon what is held under one, whose permit was given.
///
/// # Errors
/// The database's.
pub async fn agreements_by_key(
    connection: &impl ConnectionTrait,
    keys: &[Uuid],
) -> Result<Vec<Agreement>, Error> {
    store::find_agreements(connection, keys).await
}

async fn agreement(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    key: Uuid,
) -> Result<Agreement, Error> {
    find_agreements(connection, viewer, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// What stands against an agreement beside its own words.
fn bound_problems(
    new: &NewAgreement,
    membership: &Membership,
    renewed: Option<&Agreement>,
    proof: Option<&Proof>,
) -> Vec<Problem<AgreementErrorCode>> {
    let mut problems = Vec::new();
    let (starts_on, ends_on) = new.term;
    if starts_on < membership.starts_on || membership.ends_on < ends_on {
        let message = Message::new("organisations-agreement-outside")
            .with("start", membership.starts_on)
            .with("end", membership.ends_on);
        problems.push(problem(AgreementErrorCode::OutsideMembership, "endsOn", message));
    }
    if let Some(renewed) = renewed {
        let parties = |one: &Agreement| (one.consortium_id, one.institution_id);
        let is_of_others = parties(renewed) != (membership.consortium_id, membership.institution_id);
        let key = if is_of_others {
            Some("organisations-agreement-of-others")
        } else if renewed.is_renewed {
            Some("organisations-agreement-renewed")
        } else if starts_on <= renewed.term.0 {
            Some("organisations-agreement-earlier")
        } else {
            None
        };
        problems.extend(key.map(|key| {
            let message = Message::new(key).with("first", renewed.term.0);
            problem(AgreementErrorCode::NotRenewable, "renewsId", message)
        }));
    }
    let faults = proof.into_iter().flat_map(|proof| proof.faults().chain(proof.kept()));
    problems.extend(faults.map(|message| problem(AgreementErrorCode::Invalid, "uploadId", message)));
    problems
}

/// Records what a core unit and a member agreed. It never changes: the next agreement renews it.
///
/// # Errors
/// `NotFound` when there is no such membership, upload or agreement to renew; `Forbidden`; every problem found.
pub async fn agreement_record(
    platform: &Platform,
    viewer: &Viewer,
    new: NewAgreement,
) -> Outcome<Agreement, AgreementErrorCode> {
    let reader = platform.database.reader();
    let membership = store::membership(reader, new.membership_id).await?;
    let consortium = store::consortium(reader, membership.consortium_id).await?;
    let permit = lead_permit(viewer, Act::AgreementWrite, &consortium)?;
    let proof = match new.upload_id {
        Some(key) => Some(proofs::sent(platform, viewer.person_id, AGREEMENT_PURPOSE, key).await?),
        None => None,
    };
    let write = platform.database.write().await?;
    let renewed = match new.renews_id {
        Some(key) => {
            store::lock_agreement(&write, key).await?;
            Some(agreement(&*write, viewer, key).await?)
        }
        None => None,
    };
    let number = new.number.as_deref().map(str::trim).filter(|number| !number.is_empty());
    let days = (new.signed_on, new.term);
    let mut problems = agreement_problems(number, days, &new.obligations, today(&write));
    problems.extend(bound_problems(&new, &membership, renewed.as_ref(), proof.as_ref()));
    accept(problems)?;
    let document = proof.as_ref().map(Document::from);
    let made = Agreement {
        id: id::new_key(),
        membership_id: membership.id,
        consortium_id: consortium.id,
        institution_id: membership.institution_id,
        core_institution_id: consortium.core_institution_id,
        number: number.map(str::to_owned),
        signed_on: new.signed_on,
        term: new.term,
        renews_id: new.renews_id,
        is_renewed: false,
        obligations: new.obligations,
        document,
    };
    store::insert_agreement(&write, &permit, &made, proof.as_ref()).await?;
    let owed = made.obligations.iter().map(|owed| {
        json!({ "kind": owed.kind.code(), "owedBy": owed.owed_by.code(), "quantity": owed.quantity, "per": owed.per.code() })
    });
    let after = json!({
        "membershipId": made.membership_id, "signedOn": made.signed_on, "startsOn": made.term.0, "endsOn": made.term.1,
        "renewsId": made.renews_id, "contentDigest": made.document.as_ref().map(|one| &one.content_digest),
        "obligations": owed.collect::<Vec<_>>(),
    });
    identity::remember(&write, &permit, "agreement.record", ("agreement", made.id), (Value::Null, after))
        .await?;
    write.commit().await?;
    Ok(made)
}

/// Hands out the signed document for a quarter of an hour.
///
/// # Errors
/// `NotFound` when there is none that the viewer may read.
pub async fn agreement_document_open(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
) -> Outcome<Download, AgreementErrorCode> {
    let found = agreement(platform.database.reader(), viewer, key).await?;
    let document = found.document.ok_or(Error::NotFound)?;
    let act = audit::Act {
        action: "agreement.document-open",
        object_kind: "agreement",
        object_id: key,
        before: Value::Null,
        after: Value::Null,
    };
    Ok(proofs::open(platform, (&viewer.actor(), viewer.person_id), act, &document).await?)
}

/// What stands against saying that something was done.
fn delivery_problems(
    new: &NewDelivery,
    agreement: &Agreement,
    today: NaiveDate,
) -> Vec<Problem<AgreementErrorCode>> {
    let mut problems = Vec::new();
    if new.kind.is_counted() {
        let message = Message::new("organisations-agreement-counted").with("kind", new.kind.label());
        problems.push(problem(AgreementErrorCode::Counted, "kind", message));
    } else if !agreement.obligations.iter().any(|owed| (owed.kind, owed.owed_by) == (new.kind, new.owed_by)) {
        let message = Message::new("organisations-agreement-not-owed")
            .with("kind", new.kind.label())
            .with("party", new.owed_by.label());
        problems.push(problem(AgreementErrorCode::NotOwed, "kind", message));
    }
    let last = agreement.term.1.min(today);
    if new.delivered_on < agreement.term.0 || last < new.delivered_on {
        let message =
            Message::new("organisations-agreement-day").with("first", agreement.term.0).with("last", last);
        problems.push(problem(AgreementErrorCode::NotOwed, "deliveredOn", message));
    }
    let length = new.note.trim().chars().count();
    if !(1..=LONGEST_NOTE).contains(&length) {
        let message = Message::new("organisations-agreement-note").with("limit", LONGEST_NOTE);
        problems.push(problem(AgreementErrorCode::Invalid, "note", message));
    }
    problems
}

/// Says, for the party that owes it, that something was done. It counts once the other party confirms it.
///
/// # Errors
/// `NotFound` when there is no such agreement that the viewer may read; `Forbidden` to whoever does not act for the party; every
/// problem found.
pub async fn agreement_deliver(
    platform: &Platform,
    viewer: &Viewer,
    new: NewDelivery,
) -> Outcome<Agreement, AgreementErrorCode> {
    let write = platform.database.write().await?;
    let agreement = agreement(&*write, viewer, new.agreement_id).await?;
    let permit = permit(viewer, Act::AgreementDeliver, &agreement, Some(new.owed_by))?;
    accept(delivery_problems(&new, &agreement, today(&write)))?;
    let made = Delivery {
        id: id::new_key(),
        agreement_id: agreement.id,
        kind: new.kind,
        owed_by: new.owed_by,
        delivered_on: new.delivered_on,
        note: new.note.trim().to_owned(),
        status: DeliveryStatus::Pending,
        recorded_by: viewer.person_id,
        recorded_at: write.now(),
    };
    store::insert_delivery(&write, &permit, &made).await?;
    let after = json!({
        "agreementId": made.agreement_id, "kind": made.kind.code(), "owedBy": made.owed_by.code(),
        "deliveredOn": made.delivered_on,
    });
    let object = ("agreement_delivery", made.id);
    identity::remember(&write, &permit, "agreement.deliver", object, (Value::Null, after)).await?;
    write.commit().await?;
    Ok(agreement)
}

/// Confirms or denies, for the other party, what one said it did.
///
/// # Errors
/// `NotFound` when there is nothing like that under an agreement that the viewer may read; `Forbidden` to whoever does not act for the
/// other party, or said it herself; `DECIDED`.
pub async fn agreement_delivery_decide(
    platform: &Platform,
    viewer: &Viewer,
    key: Uuid,
    is_confirmed: bool,
) -> Outcome<Agreement, AgreementErrorCode> {
    let write = platform.database.write().await?;
    let said = store::lock_delivery(&write, key).await?;
    let agreement = agreement(&*write, viewer, said.agreement_id).await?;
    let permit = permit(viewer, Act::AgreementDeliver, &agreement, Some(said.owed_by.other()))?;
    if viewer.stands_for().any(|person| person == said.recorded_by) {
        return Err(second_hand().into());
    }
    if said.status != DeliveryStatus::Pending {
        let message = Message::new("organisations-agreement-decided").with("status", said.status.label());
        accept(vec![problem(AgreementErrorCode::Decided, "agreementDeliveryId", message)])?;
    }
    let status = if is_confirmed { DeliveryStatus::Confirmed } else { DeliveryStatus::Rejected };
    store::decide_delivery(&write, &permit, said.id, status).await?;
    let change = (json!({ "status": said.status.code() }), json!({ "status": status.code() }));
    let object = ("agreement_delivery", said.id);
    identity::remember(&write, &permit, "agreement.decide", object, change).await?;
    write.commit().await?;
    Ok(agreement)
}
