//! Consortia of the demo: S3, a provincial TCM hospital with grassroots institutions and an agreement in each state, and S4, a children's
//! hospital with members elsewhere, in its specialty alone.

use chrono::NaiveDate;
use domain::identity::{self, NewPerson, Place, Role, Viewer};
use domain::organisations::{
    self, AgreementParty, ConsortiumKind, NewAgreement, NewConsortium, NewDelivery, NewMembership,
    Obligation, ObligationKind, ObligationPeriod,
};
use platform::error::Name;
use platform::text::Message;
use uuid::Uuid;

use super::people::{Cast, enter};
use super::places::Places;
use super::{Stage, after, before, done};

/// What the core unit owes the members of S3.
const OWED: [Obligation; 3] = [
    Obligation {
        kind: ObligationKind::Visits,
        owed_by: AgreementParty::Core,
        quantity: 1,
        per: ObligationPeriod::Month,
    },
    Obligation {
        kind: ObligationKind::Sessions,
        owed_by: AgreementParty::Core,
        quantity: 4,
        per: ObligationPeriod::Year,
    },
    Obligation {
        kind: ObligationKind::FurtherStudyPlaces,
        owed_by: AgreementParty::Core,
        quantity: 2,
        per: ObligationPeriod::Year,
    },
];

/// Days before the present on which experts came.
const VISITS: [u64; 3] = [80, 50, 20];

/// Founds the consortia, and records what was agreed and done. Answers the one of S3.
pub(super) async fn unite(stage: &Stage, places: &Places, cast: &mut Cast) -> Result<Uuid, Message> {
    let provincial = found(
        stage,
        places,
        ConsortiumKind::Community,
        Name::new("示例省中医院医联体", "Sample Provincial TCM Consortium"),
        "provincial",
    )
    .await?;
    let children = found(
        stage,
        places,
        ConsortiumKind::Specialty,
        Name::new("示例儿科专科联盟", "Sample Paediatric Consortium"),
        "children",
    )
    .await?;
    for member in ["county", "grassroots"] {
        join(stage, places, children, member, Some("PAEDIATRICS")).await?;
    }
    let coordinator = appoint(
        stage,
        "coordinator",
        Name::new("示例·医联体协调员", "Sample Consortium Coordinator"),
        places.institution("provincial")?.id,
        (Role::ConsortiumCoordinator, Place::Consortium(provincial)),
    )
    .await?;
    let grassroots = places.institution("grassroots")?.id;
    let member = appoint(
        stage,
        "member",
        Name::new("示例·成员单位管理员", "Sample Member Administrator"),
        grassroots,
        (Role::BaseAdministrator, Place::Institution(grassroots)),
    )
    .await?;
    let today = stage.today;
    let kept = (before(today, 90), after(today, 275));
    let lapsed = (before(today, 390), before(today, 30));
    let upcoming = (after(today, 14), after(today, 378));
    for (place, term) in
        [("grassroots", kept), ("community", kept), ("township", lapsed), ("ulanqab", upcoming)]
    {
        let membership = join(stage, places, provincial, place, None).await?;
        let obligations =
            if place == "grassroots" { OWED.into_iter().take(2).collect() } else { OWED.to_vec() };
        let agreement =
            agree(stage, &coordinator, membership, (before(today, 400), term), obligations).await?;
        if place == "grassroots" {
            deliver(stage, (&coordinator, &member), agreement).await?;
        }
    }
    cast.add("coordinator", coordinator);
    cast.add("member", member);
    Ok(provincial)
}

async fn found(
    stage: &Stage,
    places: &Places,
    kind: ConsortiumKind,
    name: Name,
    core: &str,
) -> Result<Uuid, Message> {
    let new = NewConsortium { kind, name, core_institution_id: places.institution(core)?.id };
    Ok(done(organisations::consortium_create(&stage.platform, &stage.administrator, new).await)?.id)
}

async fn join(
    stage: &Stage,
    places: &Places,
    consortium_id: Uuid,
    member: &str,
    specialty: Option<&str>,
) -> Result<Uuid, Message> {
    let new = NewMembership {
        consortium_id,
        institution_id: places.institution(member)?.id,
        specialty: specialty.map(str::to_owned),
        starts_on: before(stage.today, 400),
        ends_on: after(stage.today, 700),
    };
    Ok(done(organisations::consortium_member_add(&stage.platform, &stage.administrator, new).await)?.id)
}

async fn appoint(
    stage: &Stage,
    short: &str,
    name: Name,
    institution_id: Uuid,
    held: (Role, Place),
) -> Result<Viewer, Message> {
    let new = NewPerson {
        name,
        email: Some(format!("{short}@sample.example")),
        institution_id: Some(institution_id),
        is_staff: true,
        ..NewPerson::default()
    };
    let person = done(identity::person_create(&stage.platform, &stage.administrator, new).await)?;
    enter(stage, person.id, vec![held]).await
}

async fn agree(
    stage: &Stage,
    coordinator: &Viewer,
    membership_id: Uuid,
    (signed_on, term): (NaiveDate, (NaiveDate, NaiveDate)),
    obligations: Vec<Obligation>,
) -> Result<Uuid, Message> {
    let new = NewAgreement {
        membership_id,
        number: None,
        signed_on,
        term,
        renews_id: None,
        obligations,
        upload_id: None,
    };
    Ok(done(organisations::agreement_record(&stage.platform, coordinator, new).await)?.id)
}

/// Experts came each month, held a session, and the member confirms it.
async fn deliver(
    stage: &Stage,
    (core, member): (&Viewer, &Viewer),
    agreement_id: Uuid,
) -> Result<(), Message> {
    for days in VISITS {
        for kind in [ObligationKind::Visits, ObligationKind::Sessions] {
            let new = NewDelivery {
                agreement_id,
                kind,
                owed_by: AgreementParty::Core,
                delivered_on: before(stage.today, days),
                note: "示例：教学查房一次 Sample teaching round".to_owned(),
            };
            done(organisations::agreement_deliver(&stage.platform, core, new).await)?;
        }
    }
    let said = organisations::deliveries_of(stage.platform.database.reader(), &[agreement_id]).await;
    for said in said.map_err(|_| Message::new("command-demo-failed"))? {
        done(organisations::agreement_delivery_decide(&stage.platform, member, said.id, true).await)?;
    }
    Ok(())
}
