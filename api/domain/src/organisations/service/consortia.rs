//! Consortia and who belongs to them for how long: what a core unit may see follows from it.

use chrono::NaiveDate;
use entity::{consortium, consortium_membership};
use platform::codes::Code as _;
use platform::error::{Error, Name, Outcome, accept};
use platform::text::Message;
use platform::{Platform, collation, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::mergers::merged_problem;
use super::{OrganisationErrorCode, invalid, is_specialty, name_problems, today};
use crate::identity::{self, Act, Owners, Permit, Reach, Viewer};
use crate::organisations::rules::ConsortiumKind;
use crate::organisations::store::{self, Consortium, Membership};

/// A consortium to be recorded.
#[derive(Clone, Debug)]
pub struct NewConsortium {
    /// Kind.
    pub kind: ConsortiumKind,
    /// Name; both languages.
    pub name: Name,
    /// The core unit.
    pub core_institution_id: Uuid,
}

/// A membership to be recorded.
#[derive(Clone, Debug)]
pub struct NewMembership {
    /// The consortium.
    pub consortium_id: Uuid,
    /// The member.
    pub institution_id: Uuid,
    /// Only in this specialty; in all when absent.
    pub specialty: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, as the agreement says.
    pub ends_on: NaiveDate,
}

/// Lets whoever acts for the core unit of a consortium, or has a role in the whole of it.
///
/// # Errors
/// `Forbidden` to everybody else.
pub fn lead_permit(viewer: &Viewer, act: Act, consortium: &Consortium) -> Result<Permit, Error> {
    let core = [consortium.core_institution_id];
    let owners = Owners { institutions: &core, consortium_id: Some(consortium.id), ..Owners::default() };
    Permit::at(viewer, act, owners)
}

/// Records a consortium.
pub async fn consortium_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewConsortium,
) -> Outcome<Consortium, OrganisationErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    accept(name_problems(&new.name))?;
    let write = platform.database.write().await?;
    let core = store::institution(&*write, new.core_institution_id).await?;
    let merged = merged_problem(&*write, &core, Some(today(&write)), "coreInstitutionId").await?;
    accept(Vec::from_iter(merged))?;
    let row = consortium::Model {
        id: id::new_key(),
        kind: new.kind.code().to_owned(),
        sort_key: collation::sort_key(&new.name.zh),
        name_zh: new.name.zh.trim().to_owned(),
        name_en: new.name.en.trim().to_owned(),
        core_institution_id: new.core_institution_id,
        created_at: write.now(),
    };
    store::insert_consortium(&write, &permit, row.clone()).await?;
    let after = json!({
        "kind": row.kind, "nameZh": row.name_zh, "nameEn": row.name_en,
        "coreInstitutionId": row.core_institution_id,
    });
    identity::remember(&write, &permit, "consortium.create", ("consortium", row.id), (Value::Null, after))
        .await?;
    write.commit().await?;
    Ok(row.try_into()?)
}

/// Records that an institution belongs to a consortium for a term, as its signed agreement says. From then on, and for
/// no longer, the consortium's coordinator reads the records that the membership covers.
pub async fn consortium_member_add(
    platform: &Platform,
    viewer: &Viewer,
    new: NewMembership,
) -> Outcome<Membership, OrganisationErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    let write = platform.database.write().await?;
    store::consortium(&*write, new.consortium_id).await?;
    store::lock_institution(&write, new.institution_id).await?;
    let member = store::institution(&*write, new.institution_id).await?;
    let mut problems =
        Vec::from_iter(merged_problem(&*write, &member, Some(new.ends_on), "institutionId").await?);
    if new.ends_on < new.starts_on {
        let message =
            Message::new("common-dates-in-wrong-order").with("start", new.starts_on).with("end", new.ends_on);
        problems.push(invalid("endsOn", message));
    }
    if let Some(code) = new.specialty.as_deref().filter(|code| !is_specialty(code)) {
        problems.push(invalid("specialty", Message::new("organisations-specialty").with("code", code)));
    }
    accept(problems)?;
    let row = consortium_membership::Model {
        id: id::new_key(),
        consortium_id: new.consortium_id,
        institution_id: new.institution_id,
        specialty: new.specialty,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        created_at: write.now(),
    };
    store::insert_membership(&write, &permit, row.clone()).await?;
    let term = (row.starts_on, row.ends_on);
    let reached =
        Reach::of_member(row.id, row.institution_id, row.consortium_id, row.specialty.clone(), term);
    identity::insert_reach(&write, &permit, vec![reached]).await?;
    let after = json!({
        "consortiumId": row.consortium_id, "institutionId": row.institution_id, "specialty": row.specialty,
        "startsOn": row.starts_on, "endsOn": row.ends_on,
    });
    identity::remember(
        &write,
        &permit,
        "consortium-member.add",
        ("consortium_membership", row.id),
        (Value::Null, after),
    )
    .await?;
    write.commit().await?;
    Ok(row.into())
}

/// Lets a membership end on a day before its term is over; with it ends what the coordinator sees.
pub async fn consortium_member_end(
    platform: &Platform,
    viewer: &Viewer,
    membership_id: Uuid,
    ends_on: NaiveDate,
) -> Outcome<Membership, OrganisationErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    let write = platform.database.write().await?;
    let found = store::membership(&*write, membership_id).await?;
    if ends_on < found.starts_on || found.ends_on < ends_on {
        let message = Message::new("organisations-membership-end")
            .with("start", found.starts_on)
            .with("end", found.ends_on);
        accept(vec![invalid("endsOn", message)])?;
    }
    store::end_membership(&write, &permit, found.id, ends_on).await?;
    identity::end_reach(&write, &permit, found.id, ends_on).await?;
    identity::remember(
        &write,
        &permit,
        "consortium-member.end",
        ("consortium_membership", found.id),
        (json!({ "endsOn": found.ends_on }), json!({ "endsOn": ends_on })),
    )
    .await?;
    write.commit().await?;
    Ok(Membership { ends_on, ..found })
}
