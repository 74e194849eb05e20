//! Institutions and where they stand: legal entities and their sites, each beneath another one or at the top.

use entity::institution;
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::{Error, Name, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, collation, id};
use serde_json::{Value, json};
use uuid::Uuid;

use super::mergers::merged_problem;
use super::{OrganisationErrorCode, invalid, name_problems, or_taken, today};
use crate::identity::{self, Act, Permit, Reach, Viewer};
use crate::organisations::divisions::unknown_part;
use crate::organisations::rules::{self, InstitutionKind};
use crate::organisations::store::{self, Institution};

/// An institution to be recorded.
#[derive(Clone, Debug)]
pub struct NewInstitution {
    /// Kind.
    pub kind: InstitutionKind,
    /// Name; both languages.
    pub name: Name,
    /// Administrative division code.
    pub region_code: String,
    /// Unified social credit code.
    pub credit_code: Option<String>,
    /// The institution above it.
    pub parent_id: Option<Uuid>,
    /// Whether it is a site of the legal entity above it, and none itself.
    pub is_site: bool,
}

/// What is wrong with an administrative division code: its form, or that the county, prefecture or province that it names is not
/// in the list.
fn region_problem(code: &str) -> Option<Problem<OrganisationErrorCode>> {
    if !identity::rules::is_division_code(code) {
        return Some(invalid("regionCode", Message::new("organisations-region-code").with("code", code)));
    }
    unknown_part(code).map(|message| invalid("regionCode", message))
}

fn site_problems(new: &NewInstitution) -> Vec<Problem<OrganisationErrorCode>> {
    let mut problems = Vec::new();
    if new.is_site && new.parent_id.is_none() {
        problems.push(invalid("parentId", Message::new("organisations-site-alone")));
    }
    match new.credit_code.as_deref() {
        Some(_) if new.is_site => {
            problems.push(invalid("creditCode", Message::new("organisations-site-credit-code")));
        }
        Some(code) if !rules::is_credit_code(code) => {
            problems
                .push(invalid("creditCode", Message::new("organisations-credit-code").with("code", code)));
        }
        _ => {}
    }
    problems
}

/// Records an institution.
///
/// # Errors
/// `NotFound` when there is no such institution above it; `Forbidden`; every problem found.
pub async fn institution_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewInstitution,
) -> Outcome<Institution, OrganisationErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    let mut problems = name_problems(&new.name);
    problems.extend(region_problem(&new.region_code));
    problems.extend(site_problems(&new));
    accept(problems)?;
    let write = platform.database.write().await?;
    let above = match new.parent_id {
        Some(parent) => {
            store::hold_tree(&write).await?;
            let parent = store::institution(&*write, parent).await?;
            accept(Vec::from_iter(merged_problem(&*write, &parent, Some(today(&write)), "parentId").await?))?;
            identity::reach_above(&*write, parent.id).await?
        }
        None => Vec::new(),
    };
    let row = institution::Model {
        id: id::new_key(),
        kind: new.kind.code().to_owned(),
        sort_key: collation::sort_key(&new.name.zh),
        name_zh: new.name.zh.trim().to_owned(),
        name_en: new.name.en.trim().to_owned(),
        parent_id: new.parent_id,
        is_site: new.is_site,
        region_code: new.region_code,
        credit_code: new.credit_code,
        language: "zh".to_owned(),
        time_zone: "Asia/Shanghai".to_owned(),
        merged_into_id: None,
        merged_on: None,
        created_at: write.now(),
    };
    let taken = Message::new("organisations-credit-code-taken")
        .with("code", row.credit_code.clone().unwrap_or_default());
    or_taken(store::insert_institution(&write, &permit, row.clone()).await, "creditCode", taken)?;
    let mut reached = vec![Reach::itself(row.id, &row.region_code)];
    reached.extend(above.into_iter().map(|over| Reach::from(row.id, over)));
    identity::insert_reach(&write, &permit, reached).await?;
    let after = json!({
        "kind": row.kind, "nameZh": row.name_zh, "nameEn": row.name_en, "regionCode": row.region_code,
        "parentId": row.parent_id, "isSite": row.is_site,
    });
    identity::remember(&write, &permit, "institution.create", ("institution", row.id), (Value::Null, after))
        .await?;
    write.commit().await?;
    Ok(row.try_into()?)
}

/// Puts an institution, with everything beneath it, beneath another one, or at the top. Roles held above it hold for it from then
/// on, and those held above its old place no longer do.
///
/// # Errors
/// `NotFound` when either institution is not there; `Forbidden`; `CIRCLE` when it would stand beneath itself; every problem found.
pub async fn institution_move(
    platform: &Platform,
    viewer: &Viewer,
    institution_id: Uuid,
    parent_id: Option<Uuid>,
    reason: &str,
) -> Outcome<Institution, OrganisationErrorCode> {
    let permit = Permit::anywhere(viewer, Act::OrganisationCreate)?;
    let write = platform.database.write().await?;
    store::hold_tree(&write).await?;
    let found = store::institution(&*write, institution_id).await?;
    let mut problems = move_problems(&write, &found, parent_id).await?;
    problems.extend(identity::rules::reason_problem(OrganisationErrorCode::Invalid, reason));
    accept(problems)?;
    store::set_parent(&write, &permit, found.id, parent_id).await?;
    identity::move_reach(&write, &permit, found.id, parent_id).await?;
    let before = json!({ "parentId": found.parent_id });
    let after = json!({ "parentId": parent_id, "reason": reason.trim() });
    identity::remember(&write, &permit, "institution.move", ("institution", found.id), (before, after))
        .await?;
    write.commit().await?;
    Ok(Institution { parent_id, ..found })
}

async fn move_problems(
    write: &Write,
    moved: &Institution,
    parent_id: Option<Uuid>,
) -> Result<Vec<Problem<OrganisationErrorCode>>, Error> {
    let Some(parent_id) = parent_id else {
        let alone = moved.is_site.then(|| invalid("parentId", Message::new("organisations-site-alone")));
        return Ok(alone.into_iter().collect());
    };
    let parent = store::institution(&**write, parent_id).await?;
    let beneath = identity::reach_beneath(&**write, moved.id).await?;
    if beneath.contains(&parent.id) {
        let message = Message::new("organisations-circle")
            .with("institution", (moved.name.zh.as_str(), moved.name.en.as_str()))
            .with("parent", (parent.name.zh.as_str(), parent.name.en.as_str()));
        return Ok(vec![Problem::new(OrganisationErrorCode::Circle, "parentId", message)]);
    }
    Ok(Vec::from_iter(merged_problem(&**write, &parent, Some(today(write)), "parentId").await?))
}
