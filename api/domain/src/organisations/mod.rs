//! Where people learn: institutions of two kinds of legal entity, the bases they are accredited as, and departments.
//!
//! An institution is public within the installation: everybody signed in may read its name. Who is there is not.

pub mod rules;
mod service;
mod store;

pub use rules::{BaseKind, InstitutionKind};
pub use service::{
    NewBase, NewDepartment, NewInstitution, OrganisationErrorCode, base_create, department_create,
    institution_create,
};
pub use store::{
    Base, Department, Institution, all_institutions, base, bases_of, department, departments_of, find_bases,
    find_departments, find_institutions, institution, institutions_count, institutions_ordering,
    institutions_page, lock_department,
};
