//! Institutions, their training bases and departments in the graph. Their names are open to everybody signed in.

mod consortia;
mod mutations;
mod objects;
mod queries;

pub use consortia::{
    Consortium, ConsortiumCreateInput, ConsortiumCreatePayload, ConsortiumKey, ConsortiumMemberAddInput,
    ConsortiumMemberAddPayload, ConsortiumMemberEndInput, ConsortiumMemberEndPayload, ConsortiumMembership,
    ConsortiumMutation, ConsortiumQuery, MembershipsOf,
};
pub use mutations::{
    DepartmentCreateInput, DepartmentCreatePayload, InstitutionCreateInput, InstitutionCreatePayload,
    OrganisationMutation, TrainingBaseCreateInput, TrainingBaseCreatePayload,
};
pub use objects::{
    Base, BaseKey, BasesOf, CapacitiesOf, CapacityChange, Department, DepartmentKey, DepartmentsOf,
    Institution, InstitutionKey,
};
pub use queries::{InstitutionFilter, OrganisationQuery};

use domain::identity::Act;

use crate::requirements::Requirement;

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("institution", Requirement::SignedIn),
    ("institutions", Requirement::SignedIn),
    ("consortium", Requirement::SignedIn),
    ("consortiumCreate", Requirement::Act(Act::OrganisationCreate)),
    ("consortiumMemberAdd", Requirement::Act(Act::OrganisationCreate)),
    ("consortiumMemberEnd", Requirement::Act(Act::OrganisationCreate)),
    ("institutionCreate", Requirement::Act(Act::OrganisationCreate)),
    ("trainingBaseCreate", Requirement::Act(Act::OrganisationCreate)),
    ("departmentCreate", Requirement::Act(Act::OrganisationCreate)),
];
