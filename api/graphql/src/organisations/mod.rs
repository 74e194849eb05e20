//! Institutions, their training bases and departments in the graph. Their names are open to everybody signed in.

mod agreements;
mod consortia;
mod indicators;
mod institutions;
mod likeness;
mod mutations;
mod objects;
mod qualifications;
mod queries;
mod regions;
mod specialties;

pub use agreements::{
    Agreement, AgreementDeliverInput, AgreementDeliverPayload, AgreementDelivery,
    AgreementDeliveryDecideInput, AgreementDeliveryDecidePayload, AgreementDocument,
    AgreementDocumentOpenInput, AgreementDocumentOpenPayload, AgreementKey, AgreementMutation,
    AgreementObligation, AgreementObligationInput, AgreementRecordInput, AgreementRecordPayload,
    AgreementsOf, DeliveriesOf, ObligationPeriodStanding, StandingOf,
};
pub use consortia::{
    Consortium, ConsortiumCreateInput, ConsortiumCreatePayload, ConsortiumKey, ConsortiumMemberAddInput,
    ConsortiumMemberAddPayload, ConsortiumMemberEndInput, ConsortiumMemberEndPayload, ConsortiumMembership,
    ConsortiumMutation, ConsortiumQuery, MembershipsOf,
};
pub use indicators::{Indicator, IndicatorAddInput, IndicatorAddPayload, IndicatorMutation, IndicatorQuery};
pub use institutions::{
    AncestorsOf, ChildrenOf, Institution, InstitutionKey, InstitutionMoveInput, InstitutionMovePayload,
    InstitutionMutation, InstitutionName, InstitutionRenameInput, InstitutionRenamePayload, MergedInto,
    RenamingsOf,
};
pub use likeness::{
    AlikeDepartment, AlikeOf, DepartmentMapInput, DepartmentMapPayload, DepartmentUnmapInput,
    DepartmentUnmapPayload, LikenessMutation,
};
pub use mutations::{
    DepartmentCreateInput, DepartmentCreatePayload, InstitutionCreateInput, InstitutionCreatePayload,
    OrganisationMutation, TrainingBaseCreateInput, TrainingBaseCreatePayload,
};
pub use objects::{
    Base, BaseKey, BasesOf, CapacitiesOf, CapacityChange, Department, DepartmentKey, DepartmentsOf,
};
pub use qualifications::{
    Qualification, QualificationEndInput, QualificationEndPayload, QualificationMutation, QualificationQuery,
    QualificationRecordInput, QualificationRecordPayload, QualificationsOf, ValiditiesOf,
};
pub(crate) use qualifications::{qualification_state, qualifications};
pub use queries::{InstitutionFilter, OrganisationQuery};
pub use regions::{Region, RegionQuery};

pub use specialties::{
    BasePartnerAddInput, BasePartnerAddPayload, BasePartnerEndInput, BasePartnerEndPayload,
    BaseSpecialtyAccreditInput, BaseSpecialtyAccreditPayload, BaseSpecialtyEndInput, BaseSpecialtyEndPayload,
    PartnerUnit, PartnersOf, PartnershipsOf, SpecialtiesOf, SpecialtyBase, SpecialtyMutation,
};

use domain::identity::Act;

use crate::requirements::Requirement;

const PARTY: &str =
    "being BASE_ADMINISTRATOR of the party that did it, or CONSORTIUM_COORDINATOR for the core unit";
const OTHER_PARTY: &str = "being BASE_ADMINISTRATOR of the other party, or CONSORTIUM_COORDINATOR for the core unit, and not whoever said it";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("institution", Requirement::SignedIn),
    ("institutions", Requirement::SignedIn),
    ("regions", Requirement::SignedIn),
    ("consortium", Requirement::SignedIn),
    ("consortiumCreate", Requirement::Act(Act::OrganisationCreate)),
    ("consortiumMemberAdd", Requirement::Act(Act::OrganisationCreate)),
    ("consortiumMemberEnd", Requirement::Act(Act::OrganisationCreate)),
    ("indicators", Requirement::SignedIn),
    ("indicatorAdd", Requirement::Act(Act::ReportingManage)),
    ("agreementRecord", Requirement::Act(Act::AgreementWrite)),
    ("agreementDocumentOpen", Requirement::Act(Act::AgreementRead)),
    ("agreementDeliver", Requirement::Relation(Act::AgreementDeliver, PARTY)),
    ("agreementDeliveryDecide", Requirement::Relation(Act::AgreementDeliver, OTHER_PARTY)),
    ("institutionCreate", Requirement::Act(Act::OrganisationCreate)),
    ("institutionMove", Requirement::Act(Act::OrganisationCreate)),
    ("institutionRename", Requirement::Act(Act::OrganisationCreate)),
    ("trainingBaseCreate", Requirement::Act(Act::OrganisationCreate)),
    ("departmentCreate", Requirement::Act(Act::OrganisationCreate)),
    ("qualifications", Requirement::Act(Act::QualificationRead)),
    ("qualificationRecord", Requirement::Act(Act::QualificationWrite)),
    ("qualificationEnd", Requirement::Act(Act::QualificationWrite)),
    ("departmentMap", Requirement::Act(Act::BaseWrite)),
    ("departmentUnmap", Requirement::Act(Act::BaseWrite)),
    ("baseSpecialtyAccredit", Requirement::Act(Act::OrganisationCreate)),
    ("baseSpecialtyEnd", Requirement::Act(Act::OrganisationCreate)),
    ("basePartnerAdd", Requirement::Act(Act::BaseWrite)),
    ("basePartnerEnd", Requirement::Act(Act::BaseWrite)),
];
