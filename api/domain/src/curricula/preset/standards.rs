//! What a plan adapts, as its file says it.

use std::collections::BTreeMap;

use platform::data_file::Fields;
use platform::text::Message;

use super::LONGEST_CODE;

/// The curriculum whose newest version the plan adapts, by code, if it names one.
pub(super) fn read_standard(fields: &mut Fields<'_>) -> Option<String> {
    if fields.has("standard") { fields.code("standard", LONGEST_CODE, '-') } else { None }
}

/// The requirement of the standard that one meets, by code, if it says so.
pub(super) fn read_meets(fields: &mut Fields<'_>) -> Option<String> {
    if fields.has("meets") { fields.code("meets", LONGEST_CODE, '_') } else { None }
}

/// Refuses requirements that meet something of no standard.
pub(super) fn refuse_nothing_to_meet(fields: &mut Fields<'_>, meets: &BTreeMap<i32, String>) {
    for position in meets.keys() {
        fields.refuse(&format!("requirements.{position}.meets"), Message::new("curricula-meets-nothing"));
    }
}
