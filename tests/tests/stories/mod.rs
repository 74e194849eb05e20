//! The stories, by room.

mod access;
mod accounts;
mod activity_kinds;
mod agreements;
mod apprentice_certificates;
mod apprenticeships;
mod approvals;
mod assessment_requests;
mod assessment_rounds;
mod assessments;
mod attacks;
mod attendance;
mod audit;
mod bad_input;
mod bases;
mod calendars;
mod capacity;

mod cases;
mod cohort;
mod contacts;
mod contract;
mod core_unit;
mod coverage;
mod credentials;
mod dispatches;
mod docs;
mod documents;
mod door;
mod duty_hours;
mod enrolment_acts;
mod entrustment;
mod examination_scores;
mod examinations;
mod exchange;
mod exits;
mod floors;
mod following;
mod frameworks;
mod gateway;
mod harness;
mod hours_batches;
mod hours_sync;
mod hours_weeks;
mod http;
mod installation;
mod leave;
mod leave_effects;
mod leave_rules;
mod ledger;
mod limits;
mod matrix;
mod mergers;
mod openings;
mod outside;
mod oversight;
mod part_time;
mod people;
mod personal_data;
mod placement_plans;
mod places;
mod plans;
mod portfolio;
mod production;
mod qualifications;
mod ratings;
mod readiness;
mod reporting_rounds;
mod rosters;
mod rotations;
mod second_factors;
mod service_accounts;
mod spine;
mod sso;
mod sso_attacks;
mod statements;
mod swaps;
mod teaching;
mod teaching_statements;
mod tokens;
mod twinnings;
mod weekly_sheets;
mod worlds;

use xinglin_tests::stories::Story;

/// Every story there is.
pub(crate) fn all() -> Vec<Story> {
    [
        activity_kinds::stories(),
        agreements::stories(),
        apprentice_certificates::stories(),
        apprenticeships::stories(),
        attendance::stories(),
        audit::stories(),
        access::stories(),
        accounts::stories(),
        approvals::stories(),
        assessment_requests::stories(),
        assessment_rounds::stories(),
        assessments::stories(),
        attacks::stories(),
        bad_input::stories(),
        bases::stories(),
        calendars::stories(),
        capacity::stories(),
        cases::stories(),
        cohort::stories(),
        contacts::stories(),
        contract::stories(),
        core_unit::stories(),
        coverage::stories(),
        dispatches::stories(),
        docs::stories(),
        documents::stories(),
        door::stories(),
        duty_hours::stories(),
        enrolment_acts::stories(),
        entrustment::stories(),
        examination_scores::stories(),
        examinations::stories(),
        exits::stories(),
        exchange::stories(),
        credentials::stories(),
        floors::stories(),
        following::stories(),
        frameworks::stories(),
        gateway::stories(),
        harness::stories(),
        hours_batches::stories(),
        hours_sync::stories(),
        hours_weeks::stories(),
        http::stories(),
        installation::stories(),
        leave::stories(),
        leave_effects::stories(),
        leave_rules::stories(),
        ledger::stories(),
        limits::stories(),
        matrix::stories(),
        mergers::stories(),
        openings::stories(),
        outside::stories(),
        part_time::stories(),
        people::stories(),
        personal_data::stories(),
        placement_plans::stories(),
        places::stories(),
        plans::stories(),
        portfolio::stories(),
        production::stories(),
        qualifications::stories(),
        ratings::stories(),
        readiness::stories(),
        oversight::stories(),
        reporting_rounds::stories(),
        rosters::stories(),
        rotations::stories(),
        second_factors::stories(),
        service_accounts::stories(),
        spine::stories(),
        sso::stories(),
        sso_attacks::stories(),
        statements::stories(),
        swaps::stories(),
        teaching::stories(),
        teaching_statements::stories(),
        tokens::stories(),
        twinnings::stories(),
        weekly_sheets::stories(),
        worlds::stories(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
