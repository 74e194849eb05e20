//! Which rules of leave hold at a school, and when.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use platform::error::Error;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::rules::leave::LeaveRules;
use super::super::rules::leave::outcome::RulesInForce;
use crate::rule_sets::{self, Rules as _};

/// Rules and when they hold at a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLeaveRules {
    /// The school's set; none for the one that comes with the system.
    pub set_id: Option<Uuid>,
    /// The rules.
    pub rules: Arc<LeaveRules>,
    first: NaiveDate,
    last: Option<NaiveDate>,
}

impl HeldLeaveRules {
    /// As the rules of leave take them.
    #[must_use]
    pub(super) fn in_force(&self) -> RulesInForce<'_> {
        RulesInForce { rules: &self.rules, first: self.first, last: self.last }
    }

    /// Whether they hold on a day.
    pub(super) fn hold_on(&self, day: NaiveDate) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }
}

/// What holds at each institution, by its first day, without gaps: one statement. Where and while a school has none of its own, the
/// set holds that comes with the system.
pub(super) async fn leave_rules_of(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
) -> Result<HashMap<Uuid, Vec<HeldLeaveRules>>, Error> {
    let known = rule_sets::sets_of::<LeaveRules>(connection, institutions, None).await?;
    let usual = LeaveRules::usual().ok_or_else(|| Error::internal("the usual leave rules cannot be read"))?;
    let of = |institution_id: Uuid| {
        let mut held = Vec::new();
        let mut free = Some(NaiveDate::MIN);
        let between = |first: NaiveDate, last: Option<NaiveDate>| HeldLeaveRules {
            set_id: None,
            rules: Arc::clone(&usual),
            first,
            last,
        };
        for set in known.iter().filter(|set| set.institution_id == institution_id) {
            if let Some(day) = free.filter(|day| *day < set.starts_on) {
                held.push(between(day, set.starts_on.pred_opt()));
            }
            held.push(HeldLeaveRules {
                set_id: Some(set.id),
                rules: Arc::clone(&set.rules),
                first: set.starts_on,
                last: set.ends_on,
            });
            free = set.ends_on.and_then(|last| last.succ_opt());
        }
        held.extend(free.map(|day| between(day, None)));
        held
    };
    Ok(institutions.iter().map(|institution_id| (*institution_id, of(*institution_id))).collect())
}

/// The rules that hold at an institution on a day.
pub(super) async fn leave_rules_on(
    connection: &impl ConnectionTrait,
    institution_id: Uuid,
    day: NaiveDate,
) -> Result<HeldLeaveRules, Error> {
    let held = leave_rules_of(connection, &[institution_id]).await?.remove(&institution_id);
    let held = held.unwrap_or_default().into_iter().find(|held| held.hold_on(day));
    held.ok_or_else(|| Error::internal("no leave rules hold"))
}
