//! Where people learn: institutions of two kinds of legal entity, the bases they are accredited as, and departments.
//!
//! An institution is public within the installation: everybody signed in may read its name. Who is there is not.

pub mod rules;
mod service;
mod store;

pub use rules::{BaseKind, Capacities, ConsortiumKind, InstitutionKind};
pub use service::{
    LARGEST_CAPACITY, NewBase, NewConsortium, NewDepartment, NewInstitution, NewMembership,
    OrganisationErrorCode, base_create, consortium_create, consortium_member_add, consortium_member_end,
    department_create, institution_create,
};
pub use store::{
    Base, Consortium, Department, DepartmentFilter, Institution, Membership, all_consortia, all_institutions,
    base, bases_of, capacities, capacities_of, consortium, department, departments_of,
    departments_with_bases, find_bases, find_consortia, find_departments, find_institutions, houses,
    institution, institutions_count, institutions_ordering, institutions_page, lock_department,
    memberships_of, set_capacity,
};
