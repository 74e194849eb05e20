//! How the database comes to be: one file per step, up and down, for SQLite and PostgreSQL alike.
//!
//! A step that has been released never changes; a new one follows it. Steps speak SQL of their own and never
//! import the entities, because those describe the tables of today and a step those of its day.

use sea_orm_migration::{MigrationTrait, async_trait};
pub use sea_orm_migration::{MigratorTrait, SchemaManager};

mod dialect;
mod m20261121_000001_create_platform;
mod m20261121_000002_create_organisations;
mod m20261121_000003_create_identity;
mod m20261121_000004_create_curricula;
mod m20261121_000005_create_enrolment;
mod m20261121_000006_create_evidence;
mod m20261121_000007_create_rotations;
mod m20261121_000008_create_credentials;
mod m20261122_000011_protect_audit;
mod m20261122_000012_1_extend_access_tokens;
mod m20261122_000012_2_create_accounts;
mod m20261122_000012_3_create_one_time_codes;
mod m20261122_000012_4_create_second_factors;
mod m20261122_000014_create_access;
mod m20261122_000015_create_sign_on;
mod m20261122_000016_1_create_service_accounts;
mod m20261122_000016_2_create_exchange_bindings;
mod m20261122_000017_1_know_people_once;
mod m20261122_000017_2_carry_over_records;
mod m20261122_000018_1_create_downloads;
mod m20261122_000018_2_allow_erasure;
mod m20261122_000019_override_placements;
mod m20261122_000020_create_case_records;
mod m20261122_000021_create_assessments;
mod m20261122_000022_create_enrolment_acts;
mod m20261122_000023_create_frameworks;
mod m20261122_000024_count_in_weeks;
mod m20261122_000025_find_what_waits;
mod m20261122_000026_create_portfolio;
mod m20261122_000027_1_create_assessment_requests;
mod m20261122_000027_2_create_assessment_rounds;
mod m20261122_000028_1_part_trainings;
mod m20261122_000028_2_adapt_standards;
mod m20261122_000028_3_entrust_activities;
mod m20261122_000029_mark_bulk_reviews;
mod m20261122_000030_create_entrustment;
mod m20261122_000031_create_examinations;
mod m20261123_000032_find_what_is_pending;
mod m20261123_000033_date_capacities;
mod m20261123_000034_create_duty_rule_sets;
mod m20261123_000035_exchange_placements;
mod m20261123_000036_1_stand_institutions_in_a_tree;
mod m20261123_000036_2_rename_institutions;
mod m20261123_000036_3_merge_institutions;
mod m20261123_000036_4_accredit_specialties;
mod m20261123_000036_5_map_departments;
mod m20261123_000036_6_record_qualifications;
mod m20261123_000037_1_create_hours_batches;
mod m20261123_000037_2_create_hours_check_ins;
mod m20261123_000037_3_create_hours_sheets;
mod m20261123_000038_1_create_leave_rule_sets;
mod m20261123_000038_2_create_leave;
mod m20261123_000038_3_name_leave_rules;
mod m20261123_000039_1_ask_for_exit_exams;
mod m20261123_000039_2_create_exit_sheets;
mod m20261123_000040_hold_rule_sets_together;
mod m20261123_000041_create_agreements;
mod m20261123_000042_create_calendar_feeds;
mod m20261123_000043_draft_placements;
mod m20261123_000044_create_base_records;
mod m20261123_000045_share_placements;
mod m20261123_000046_tell_activities_apart;
mod m20261123_000047_create_apprenticeships;
mod m20261123_000048_create_reporting_rounds;
mod m20261123_000049_create_following_records;
mod m20261123_000050_appraise_apprenticeships;
mod m20261124_000051_create_teaching_sessions;
mod m20261124_000052_create_dispatches;
mod m20261124_000053_create_twinnings;
mod m20261124_000054_1_create_teaching_statements;
mod m20261124_000054_2_certify_apprenticeships;
mod m20261124_000055_create_ratings;
mod m20261124_000056_keep_writings_without_a_training;

/// All steps, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_create_platform::Migration),
            Box::new(m20261121_000002_create_organisations::Migration),
            Box::new(m20261121_000003_create_identity::Migration),
            Box::new(m20261121_000004_create_curricula::Migration),
            Box::new(m20261121_000005_create_enrolment::Migration),
            Box::new(m20261121_000006_create_evidence::Migration),
            Box::new(m20261121_000007_create_rotations::Migration),
            Box::new(m20261121_000008_create_credentials::Migration),
            Box::new(m20261122_000011_protect_audit::Migration),
            Box::new(m20261122_000012_1_extend_access_tokens::Migration),
            Box::new(m20261122_000012_2_create_accounts::Migration),
            Box::new(m20261122_000012_3_create_one_time_codes::Migration),
            Box::new(m20261122_000012_4_create_second_factors::Migration),
            Box::new(m20261122_000014_create_access::Migration),
            Box::new(m20261122_000015_create_sign_on::Migration),
            Box::new(m20261122_000016_1_create_service_accounts::Migration),
            Box::new(m20261122_000016_2_create_exchange_bindings::Migration),
            Box::new(m20261122_000017_1_know_people_once::Migration),
            Box::new(m20261122_000017_2_carry_over_records::Migration),
            Box::new(m20261122_000018_1_create_downloads::Migration),
            Box::new(m20261122_000018_2_allow_erasure::Migration),
            Box::new(m20261122_000019_override_placements::Migration),
            Box::new(m20261122_000020_create_case_records::Migration),
            Box::new(m20261122_000021_create_assessments::Migration),
            Box::new(m20261122_000022_create_enrolment_acts::Migration),
            Box::new(m20261122_000023_create_frameworks::Migration),
            Box::new(m20261122_000024_count_in_weeks::Migration),
            Box::new(m20261122_000025_find_what_waits::Migration),
            Box::new(m20261122_000026_create_portfolio::Migration),
            Box::new(m20261122_000027_1_create_assessment_requests::Migration),
            Box::new(m20261122_000027_2_create_assessment_rounds::Migration),
            Box::new(m20261122_000028_1_part_trainings::Migration),
            Box::new(m20261122_000028_2_adapt_standards::Migration),
            Box::new(m20261122_000028_3_entrust_activities::Migration),
            Box::new(m20261122_000029_mark_bulk_reviews::Migration),
            Box::new(m20261122_000030_create_entrustment::Migration),
            Box::new(m20261122_000031_create_examinations::Migration),
            Box::new(m20261123_000032_find_what_is_pending::Migration),
            Box::new(m20261123_000033_date_capacities::Migration),
            Box::new(m20261123_000034_create_duty_rule_sets::Migration),
            Box::new(m20261123_000035_exchange_placements::Migration),
            Box::new(m20261123_000036_1_stand_institutions_in_a_tree::Migration),
            Box::new(m20261123_000036_2_rename_institutions::Migration),
            Box::new(m20261123_000036_3_merge_institutions::Migration),
            Box::new(m20261123_000036_4_accredit_specialties::Migration),
            Box::new(m20261123_000036_5_map_departments::Migration),
            Box::new(m20261123_000036_6_record_qualifications::Migration),
            Box::new(m20261123_000037_1_create_hours_batches::Migration),
            Box::new(m20261123_000037_2_create_hours_check_ins::Migration),
            Box::new(m20261123_000037_3_create_hours_sheets::Migration),
            Box::new(m20261123_000038_1_create_leave_rule_sets::Migration),
            Box::new(m20261123_000038_2_create_leave::Migration),
            Box::new(m20261123_000038_3_name_leave_rules::Migration),
            Box::new(m20261123_000039_1_ask_for_exit_exams::Migration),
            Box::new(m20261123_000039_2_create_exit_sheets::Migration),
            Box::new(m20261123_000040_hold_rule_sets_together::Migration),
            Box::new(m20261123_000041_create_agreements::Migration),
            Box::new(m20261123_000042_create_calendar_feeds::Migration),
            Box::new(m20261123_000043_draft_placements::Migration),
            Box::new(m20261123_000044_create_base_records::Migration),
            Box::new(m20261123_000045_share_placements::Migration),
            Box::new(m20261123_000046_tell_activities_apart::Migration),
            Box::new(m20261123_000047_create_apprenticeships::Migration),
            Box::new(m20261123_000048_create_reporting_rounds::Migration),
            Box::new(m20261123_000049_create_following_records::Migration),
            Box::new(m20261123_000050_appraise_apprenticeships::Migration),
            Box::new(m20261124_000051_create_teaching_sessions::Migration),
            Box::new(m20261124_000052_create_dispatches::Migration),
            Box::new(m20261124_000053_create_twinnings::Migration),
            Box::new(m20261124_000054_1_create_teaching_statements::Migration),
            Box::new(m20261124_000054_2_certify_apprenticeships::Migration),
            Box::new(m20261124_000055_create_ratings::Migration),
            Box::new(m20261124_000056_keep_writings_without_a_training::Migration),
        ]
    }
}
