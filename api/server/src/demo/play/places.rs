//! Where the demo takes place: institutions of the five arrangements, their bases and departments.

use std::collections::HashMap;

use domain::organisations::{
    self, Base, BaseKind, Department, Institution, InstitutionKind, NewBase, NewBasePartner,
    NewBaseSpecialty, NewDepartment, NewInstitution, NewLikeness, Term,
};
use platform::error::Name;
use platform::text::Message;

use uuid::Uuid;

use super::{Stage, before, done};

/// Institutions: short name, kind, Chinese and English name, division code.
const INSTITUTIONS: &[(&str, InstitutionKind, &str, &str, &str)] = &[
    // S0: a school plans clinical and grassroots bases as one.
    ("school", InstitutionKind::School, "示例中医药大学", "Sample University of Chinese Medicine", "350102"),
    (
        "hospital",
        InstitutionKind::TertiaryHospital,
        "示例大学附属医院",
        "Sample University Hospital",
        "350102",
    ),
    (
        "community",
        InstitutionKind::CommunityHealthCentre,
        "示例东街社区卫生服务中心",
        "Sample East Street Community Health Centre",
        "350102",
    ),
    // S1: a community health centre in Beijing twins with centres in Ulanqab.
    (
        "beijing",
        InstitutionKind::CommunityHealthCentre,
        "示例北京社区卫生服务中心",
        "Sample Beijing Community Health Centre",
        "110105",
    ),
    (
        "ulanqab",
        InstitutionKind::CommunityHealthCentre,
        "示例乌兰察布社区卫生服务中心",
        "Sample Ulanqab Community Health Centre",
        "150902",
    ),
    // S2: a county hospital sends specialists to township hospitals.
    ("county", InstitutionKind::SecondaryHospital, "示例县医院", "Sample County Hospital", "410122"),
    (
        "township",
        InstitutionKind::TownshipHospital,
        "示例河湾镇卫生院",
        "Sample Hewan Township Hospital",
        "410122",
    ),
    // S3: a provincial TCM hospital leads a consortium of grassroots institutions.
    (
        "provincial",
        InstitutionKind::TertiaryHospital,
        "示例省中医院",
        "Sample Provincial TCM Hospital",
        "350102",
    ),
    (
        "grassroots",
        InstitutionKind::TownshipHospital,
        "示例山前乡卫生院",
        "Sample Shanqian Township Hospital",
        "350121",
    ),
    // S4: a children's hospital leads a cross-region specialty consortium.
    ("children", InstitutionKind::TertiaryHospital, "示例儿童医院", "Sample Children's Hospital", "310104"),
];

/// Bases: institution and kind.
const BASES: &[(&str, BaseKind)] = &[
    ("hospital", BaseKind::Clinical),
    ("provincial", BaseKind::Clinical),
    ("county", BaseKind::Clinical),
    ("children", BaseKind::Clinical),
    ("community", BaseKind::Grassroots),
    ("township", BaseKind::Grassroots),
    ("grassroots", BaseKind::Grassroots),
    ("beijing", BaseKind::Grassroots),
    ("ulanqab", BaseKind::Grassroots),
];

/// Departments: institution, specialty, Chinese and English name, places.
const DEPARTMENTS: &[(&str, &str, &str, &str, i32)] = &[
    ("hospital", "THEORY", "教学办公室", "Teaching Office", 20),
    ("hospital", "TCM_INTERNAL", "中医内科", "TCM Internal Medicine", 6),
    ("hospital", "TCM_SURGERY", "中医外科", "TCM Surgery", 4),
    ("hospital", "GYNAECOLOGY", "妇科", "Gynaecology", 4),
    ("hospital", "PAEDIATRICS", "儿科", "Paediatrics", 4),
    ("hospital", "ACUPUNCTURE", "针灸科", "Acupuncture", 4),
    ("hospital", "TUINA", "推拿科", "Tuina", 4),
    ("hospital", "REHABILITATION", "康复科", "Rehabilitation", 4),
    ("hospital", "ORTHOPAEDICS", "骨伤科", "Orthopaedics and Traumatology", 4),
    ("hospital", "ENT", "耳鼻咽喉科", "ENT", 2),
    ("hospital", "OPHTHALMOLOGY", "眼科", "Ophthalmology", 2),
    ("hospital", "EMERGENCY", "急诊科", "Emergency Medicine", 4),
    ("hospital", "PRE_HOSPITAL", "院前急救站", "Pre-hospital Emergency Station", 2),
    ("hospital", "GENERAL_SURGERY", "普外科", "General Surgery", 4),
    ("hospital", "AUXILIARY", "医学影像与检验科", "Imaging and Laboratory", 4),
    ("hospital", "GERIATRICS", "老年病科", "Geriatrics", 4),
    ("provincial", "TCM_INTERNAL", "脾胃病科", "Spleen and Stomach Diseases", 4),
    ("county", "EMERGENCY", "急诊医学科", "Emergency Department", 4),
    ("children", "PAEDIATRICS", "呼吸内科", "Paediatric Respiratory Medicine", 4),
    ("community", "GENERAL_PRACTICE", "全科诊室", "General Practice", 4),
    ("township", "GENERAL_PRACTICE", "全科门诊", "General Practice Clinic", 2),
    ("grassroots", "GENERAL_PRACTICE", "中医馆", "TCM Clinic", 2),
    ("beijing", "GENERAL_PRACTICE", "全科医学科", "General Practice", 2),
    ("ulanqab", "GENERAL_PRACTICE", "全科医疗科", "General Practice", 2),
];

/// Everything founded, by short name.
pub(super) struct Places {
    institutions: HashMap<&'static str, Institution>,
    departments: HashMap<(&'static str, &'static str), Department>,
}

impl Places {
    /// The institution with this short name.
    pub(super) fn institution(&self, name: &str) -> Result<&Institution, Message> {
        self.institutions.get(name).ok_or_else(|| Message::new("command-demo-failed"))
    }

    /// The department of this specialty there.
    pub(super) fn department(
        &self,
        name: &'static str,
        specialty: &'static str,
    ) -> Result<&Department, Message> {
        self.departments.get(&(name, specialty)).ok_or_else(|| Message::new("command-demo-failed"))
    }

    /// Every department of an institution.
    pub(super) fn departments_of(&self, name: &str) -> impl Iterator<Item = Uuid> {
        self.departments.iter().filter(move |((place, _), _)| *place == name).map(|(_, row)| row.id)
    }
}

/// Founds institutions, bases and departments.
pub(super) async fn found(stage: &Stage) -> Result<Places, Message> {
    let (platform, administrator) = (&stage.platform, &stage.administrator);
    let mut institutions = HashMap::new();
    for (short, kind, zh, en, region) in INSTITUTIONS {
        let new = NewInstitution {
            kind: *kind,
            name: Name::new(*zh, *en),
            region_code: (*region).to_owned(),
            credit_code: None,
            parent_id: None,
            is_site: false,
        };
        institutions
            .insert(*short, done(organisations::institution_create(platform, administrator, new).await)?);
    }
    let site = NewInstitution {
        kind: InstitutionKind::TertiaryHospital,
        name: Name::new("示例大学附属医院东院区", "Sample University Hospital, East Site"),
        region_code: "350104".to_owned(),
        credit_code: None,
        parent_id: institutions.get("hospital").map(|hospital| hospital.id),
        is_site: true,
    };
    done(organisations::institution_create(platform, administrator, site).await)?;
    let mut bases: HashMap<&str, Base> = HashMap::new();
    for (short, kind) in BASES {
        let institution = institutions.get(short).ok_or_else(|| Message::new("command-demo-failed"))?;
        let new = NewBase {
            institution_id: institution.id,
            kind: *kind,
            accredited_on: before(stage.today, 2000),
            accredited_until: None,
        };
        bases.insert(short, done(organisations::base_create(platform, administrator, new).await)?);
    }
    let mut departments = HashMap::new();
    for (short, specialty, zh, en, capacity) in DEPARTMENTS {
        let base = bases.get(short).ok_or_else(|| Message::new("command-demo-failed"))?;
        let new = NewDepartment {
            base_id: base.id,
            specialty: (*specialty).to_owned(),
            name: Name::new(*zh, *en),
            capacity: *capacity,
        };
        let made = done(organisations::department_create(platform, administrator, new).await)?;
        departments.insert((*short, *specialty), made);
    }
    let places = Places { institutions, departments };
    join(stage, &places, &bases).await?;
    Ok(places)
}

/// Accredits a specialty, names a partner unit, and says which departments are alike.
async fn join(stage: &Stage, places: &Places, bases: &HashMap<&str, Base>) -> Result<(), Message> {
    let (platform, administrator) = (&stage.platform, &stage.administrator);
    let base = |name: &str| bases.get(name).ok_or_else(|| Message::new("command-demo-failed"));
    let term = Term { starts_on: before(stage.today, 2000), ends_on: None };
    let specialty =
        NewBaseSpecialty { base_id: base("children")?.id, specialty: "PAEDIATRICS".to_owned(), term };
    done(organisations::base_specialty_accredit(platform, administrator, specialty).await)?;
    let partner = NewBasePartner {
        base_id: base("provincial")?.id,
        institution_id: places.institution("grassroots")?.id,
        specialties: vec!["TCM_INTERNAL".to_owned()],
        term,
    };
    done(organisations::base_partner_add(platform, administrator, partner).await)?;
    let alike = NewLikeness {
        department_id: places.department("hospital", "TCM_INTERNAL")?.id,
        alike_id: places.department("provincial", "TCM_INTERNAL")?.id,
        reason: None,
    };
    done(organisations::department_map(platform, administrator, alike).await)?;
    Ok(())
}
