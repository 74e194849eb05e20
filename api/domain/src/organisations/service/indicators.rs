//! What a consortium measures by beside the indicators that come with the system.

use platform::codes::Code as _;
use platform::error::{Error, Name, Outcome, accept};
use platform::{Platform, id};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::LONGEST_NAME;
use super::consortia::lead_permit;
use crate::identity::rules::names_problems;
use crate::identity::{self, Act, Viewer};
use crate::organisations::indicator_file::shipped_indicators;
use crate::organisations::rules::{
    IndicatorDirection, IndicatorErrorCode, IndicatorUnit, indicator_problems,
};
use crate::organisations::store::{self, Indicator};

/// An indicator to be added.
#[derive(Clone, Debug)]
pub struct NewIndicator {
    /// The consortium.
    pub consortium_id: Uuid,
    /// Short name.
    pub code: String,
    /// Name; both languages.
    pub name: Name,
    /// In what it is counted.
    pub unit: IndicatorUnit,
    /// Which way it is meant to go.
    pub direction: IndicatorDirection,
}

/// What a consortium measures by: the indicators that come with the system, then its own, the earliest first.
///
/// # Errors
/// `NotFound` when there is no such consortium.
pub async fn indicators_for(
    connection: &impl ConnectionTrait,
    consortium_id: Uuid,
) -> Result<Vec<Indicator>, Error> {
    store::consortium(connection, consortium_id).await?;
    let own = store::indicators_of(connection, &[consortium_id]).await?;
    Ok(shipped_indicators().iter().cloned().chain(own).collect())
}

/// Adds an indicator to those of a consortium. It never changes: figures were given by what it says.
///
/// # Errors
/// `NotFound` when there is no such consortium; `Forbidden`; every problem found.
pub async fn indicator_add(
    platform: &Platform,
    viewer: &Viewer,
    new: NewIndicator,
) -> Outcome<Indicator, IndicatorErrorCode> {
    let write = platform.database.write().await?;
    store::lock_consortium(&write, new.consortium_id).await?;
    let consortium = store::consortium(&*write, new.consortium_id).await?;
    let permit = lead_permit(viewer, Act::ReportingManage, &consortium)?;
    let own = store::indicators_of(&*write, &[consortium.id]).await?;
    let taken: Vec<&str> = own.iter().chain(shipped_indicators()).map(|one| one.code.as_str()).collect();
    let code = new.code.trim().to_owned();
    let mut problems = indicator_problems(&code, &taken, own.len());
    problems.extend(names_problems(IndicatorErrorCode::Invalid, &new.name, LONGEST_NAME));
    accept(problems)?;
    let made = Indicator {
        id: id::new_key(),
        consortium_id: Some(consortium.id),
        code,
        name: Name::new(new.name.zh.trim().to_owned(), new.name.en.trim().to_owned()),
        unit: new.unit,
        direction: new.direction,
    };
    store::insert_indicator(&write, &permit, consortium.id, &made).await?;
    let after = json!({
        "consortiumId": consortium.id, "code": made.code, "nameZh": made.name.zh, "nameEn": made.name.en,
        "unit": made.unit.code(), "direction": made.direction.code(),
    });
    identity::remember(&write, &permit, "indicator.add", ("indicator", made.id), (Value::Null, after))
        .await?;
    write.commit().await?;
    Ok(made)
}
