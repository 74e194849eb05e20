//! Where people learn: institutions of two kinds of legal entity, the bases they are accredited as, and departments.
//!
//! An institution is public within the installation: everybody signed in may read its name. Who is there is not. Institutions
//! stand in a tree and in regions, bear names with days, and may be merged: what they were stays readable.
//! What qualifies people to teach is recorded where they teach. What a consortium's core unit and a member agreed is written down once,
//! and what was done under it is said by one of them and confirmed by the other. What is measured anywhere is an indicator,
//! and a figure of it for some days is a reading, which never changes and is replaced by the next one.

mod divisions;
mod indicator_file;
pub mod rules;
mod service;
mod store;

pub use crate::identity::rules::is_division_code;
pub use divisions::{Division, RegionLevel, nearest_common};
pub use indicator_file::shipped_indicators;
pub use rules::{
    AgreementErrorCode, AgreementParty, AgreementState, BaseKind, Capacities, ConsortiumKind, Days,
    DeliveryStatus, IndicatorDirection, IndicatorErrorCode, IndicatorUnit, InstitutionKind, LARGEST_READING,
    NamedFor, Obligation, ObligationKind, ObligationPeriod, ObligationStanding, PeriodStanding,
    QualificationErrorCode, QualificationKind, QualificationState, Renaming, Term, Validity, agreement_state,
    hold_throughout, named_for, obligation_standing, qualification_state, warning_due, warning_horizon,
    year_before,
};
pub use service::{
    AGREEMENT_PURPOSE, LARGEST_CAPACITY, NewAgreement, NewBase, NewBasePartner, NewBaseSpecialty,
    NewConsortium, NewDelivery, NewDepartment, NewIndicator, NewInstitution, NewLikeness, NewMembership,
    NewName, NewQualification, OrganisationErrorCode, agreement_deliver, agreement_delivery_decide,
    agreement_document_open, agreement_record, agreements_by_key, agreements_of, agreements_seen,
    base_create, base_partner_add, base_partner_end, base_specialty_accredit, base_specialty_end,
    consortium_create, consortium_member_add, consortium_member_end, department_create, department_map,
    department_unmap, ends_with, find_agreements, indicator_add, indicators_for, institution_create,
    institution_move, institution_rename, lead_permit, merge, merged_by, merger_told, names_take_effect,
    qualification_end, qualification_record, qualifications_page, qualifications_seen,
};
pub use store::{
    Agreement, Base, BasePartner, BaseSpecialty, Consortium, Delivery, Department, DepartmentFilter,
    Indicator, Institution, InstitutionFilter, Likeness, MOST_CHILDREN, Membership, Merger, Qualification,
    QualificationFilter, Reading, all_consortia, all_institutions, ancestors_of, base, bases_of, capacities,
    capacities_of, children_of, consortium, deliveries_of, department, departments_of,
    departments_with_bases, erase, find_bases, find_consortia, find_departments, find_indicators,
    find_institutions, hand_over, houses, indicators_of, insert_readings, institution, institutions_count,
    institutions_ordering, institutions_page, likenesses_of, lock_department, lock_institution,
    memberships_of, merged_into, partners_of, partnerships_of, qualifications_at, qualifications_count,
    qualifications_ending, qualifications_of, qualifications_ordering, readings_at, readings_of,
    renamings_of, set_capacity, specialties_of, tell_qualification, visits_to, with_legal_entities,
};
