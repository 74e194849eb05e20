//! What hours are spent on: the activities that the rules of duty tell apart, and the kinds of them that a plan does.

use platform::error::Name;
use serde::{Deserialize, Serialize};

platform::codes! {
    /// What hours are spent on.
    pub enum Activity {
        /// Duty in the department of a placement.
        Duty = "DUTY",
        /// Following a master.
        FollowingMaster = "FOLLOWING_MASTER",
        /// On call in the hospital, for the department of a placement.
        OnCallInHouse = "ON_CALL_IN_HOUSE",
        /// Standing by at home for the department of a placement. Whoever is called in enters that as duty.
        OnCallHome = "ON_CALL_HOME",
    }
}

/// A kind of activity that a plan tells apart, such as following a master at her clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActivityKind {
    /// Short name, unique within the version, and none of an [`Activity`].
    pub code: String,
    /// Name.
    pub name: Name,
    /// The activity of which it is a kind: by it duty is reckoned, and what asks for the activity takes it.
    #[serde(with = "platform::codes::word")]
    pub counts_as: Activity,
}
