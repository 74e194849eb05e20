//! Who is in the demo. Staff are recorded one by one; trainees come in by the roster, as they do in life.

use std::collections::HashMap;

use domain::identity::{self, NewPerson, NewRoleGrant, NewToken, Place, Role, Viewer};
use domain::organisations::{self, NewQualification, QualificationKind};
use platform::codes::Code as _;
use platform::error::Name;
use platform::text::Message;
use uuid::Uuid;

use super::places::Places;
use super::{Stage, after, before, done};

/// Staff: short name, Chinese and English name, role and where.
const STAFF: &[(&str, &str, &str, Role, &str)] = &[
    ("registrar", "示例·学籍管理员", "Sample Registrar", Role::SchoolRegistrar, "school"),
    ("director", "示例·项目负责人", "Sample Programme Director", Role::ProgrammeDirector, "school"),
    ("base", "示例·基地管理员", "Sample Base Administrator", Role::BaseAdministrator, "hospital"),
    ("supervisor", "示例·带教李老师", "Sample Supervisor Li", Role::Supervisor, "hospital"),
    ("supervisor-2", "示例·带教王老师", "Sample Supervisor Wang", Role::Supervisor, "hospital"),
    ("supervisor-3", "示例·带教赵老师", "Sample Supervisor Zhao", Role::Supervisor, "hospital"),
    ("master", "示例·指导老师陈", "Sample Master Chen", Role::Supervisor, "provincial"),
    (
        "community-supervisor",
        "示例·社区带教周老师",
        "Sample Community Supervisor Zhou",
        Role::Supervisor,
        "community",
    ),
    (
        "township-supervisor",
        "示例·乡镇带教吴老师",
        "Sample Township Supervisor Wu",
        Role::Supervisor,
        "township",
    ),
    (
        "provincial-base",
        "示例·省中医院管理员",
        "Sample Provincial Administrator",
        Role::BaseAdministrator,
        "provincial",
    ),
    ("county-expert", "示例·县医院专家韩老师", "Sample County Specialist Han", Role::Supervisor, "county"),
    ("county-surgeon", "示例·县医院专家沈老师", "Sample County Surgeon Shen", Role::Supervisor, "county"),
    ("county-base", "示例·县医院管理员", "Sample County Administrator", Role::BaseAdministrator, "county"),
    (
        "beijing-head",
        "示例·北京中心管理员",
        "Sample Beijing Administrator",
        Role::BaseAdministrator,
        "beijing",
    ),
    ("beijing-doctor", "示例·北京中心蒋老师", "Sample Beijing Physician Jiang", Role::Supervisor, "beijing"),
    (
        "ulanqab-head",
        "示例·乌兰察布中心管理员",
        "Sample Ulanqab Administrator",
        Role::BaseAdministrator,
        "ulanqab",
    ),
    (
        "ulanqab-doctor",
        "示例·乌兰察布中心杨医生",
        "Sample Ulanqab Physician Yang",
        Role::Supervisor,
        "ulanqab",
    ),
];

/// Heads of departments: short name, Chinese and English name, and the institution of whose departments each is the head.
const HEADS: &[(&str, &str, &str, &str)] = &[
    ("head", "示例·科主任孙老师", "Sample Head Sun", "hospital"),
    ("provincial-head", "示例·科主任钱老师", "Sample Head Qian", "provincial"),
    ("community-head", "示例·中心主任郑老师", "Sample Head Zheng", "community"),
    ("township-head", "示例·院长冯老师", "Sample Head Feng", "township"),
];

/// The cast, by short name.
pub(super) struct Cast {
    viewers: HashMap<&'static str, Viewer>,
    /// The form of the exam at the end of a stay.
    pub(super) exam: Option<Uuid>,
}

/// The head of an institution's departments, by short names.
pub(super) fn head_of(place: &str) -> &'static str {
    HEADS.iter().find(|(.., at)| *at == place).map_or("head", |(short, ..)| short)
}

impl Cast {
    /// Somebody by short name.
    pub(super) fn viewer(&self, name: &str) -> Result<&Viewer, Message> {
        self.viewers.get(name).ok_or_else(|| Message::new("command-demo-failed"))
    }

    /// Adds a trainee.
    pub(super) fn add(&mut self, name: &'static str, viewer: Viewer) {
        self.viewers.insert(name, viewer);
    }

    /// One person for each role, as a visitor would want to be.
    pub(super) fn one_per_role(&self) -> Vec<(&'static str, Uuid)> {
        let shown = [
            (Role::SchoolRegistrar, "registrar"),
            (Role::ProgrammeDirector, "director"),
            (Role::BaseAdministrator, "base"),
            (Role::DepartmentHead, "head"),
            (Role::Supervisor, "master"),
            (Role::ConsortiumCoordinator, "coordinator"),
            (Role::Trainee, "trainee-2"),
        ];
        shown
            .into_iter()
            .filter_map(|(role, name)| Some((role.code(), self.viewers.get(name)?.person_id)))
            .collect()
    }
}

/// Records the staff and their roles.
pub(super) async fn gather(stage: &Stage, places: &Places) -> Result<Cast, Message> {
    let mut cast = Cast { viewers: HashMap::new(), exam: None };
    let staff = STAFF.iter().map(|(short, zh, en, role, place)| (short, zh, en, Some(*role), place));
    let heads = HEADS.iter().map(|(short, zh, en, place)| (short, zh, en, None, place));
    for (number, (short, zh, en, role, place)) in staff.chain(heads).enumerate() {
        let institution_id = places.institution(place)?.id;
        let new = NewPerson {
            name: Name::new(*zh, *en),
            phone: Some(format!("1380000{:04}", number + 1)),
            email: Some(format!("{short}@sample.example")),
            institution_id: Some(institution_id),
            number: Some(format!("S{:04}", number + 1)),
            is_staff: true,
            ..NewPerson::default()
        };
        let person = done(identity::person_create(&stage.platform, &stage.administrator, new).await)?;
        let held = if let Some(role) = role {
            vec![(role, Place::Institution(institution_id))]
        } else {
            let departments = places.departments_of(place);
            departments.map(|key| (Role::DepartmentHead, Place::Department(key))).collect()
        };
        let viewer = enter(stage, person.id, held).await?;
        cast.viewers.insert(short, viewer);
    }
    qualify(stage, places, &cast).await?;
    Ok(cast)
}

/// Records what qualifies a supervisor, until two months from now.
async fn qualify(stage: &Stage, places: &Places, cast: &Cast) -> Result<(), Message> {
    let certificate = NewQualification {
        person_id: cast.viewer("supervisor")?.person_id,
        institution_id: places.institution("hospital")?.id,
        kind: QualificationKind::GpSupervisorClinical,
        number: "示例-QK-0001".to_owned(),
        issued_on: before(stage.today, 1766),
        expires_on: Some(after(stage.today, 60)),
    };
    let made = organisations::qualification_record(&stage.platform, cast.viewer("base")?, certificate).await;
    done(made)?;
    Ok(())
}

/// Gives somebody roles and lets her act within the demo.
pub(super) async fn enter(
    stage: &Stage,
    person_id: Uuid,
    held: Vec<(Role, Place)>,
) -> Result<Viewer, Message> {
    let (platform, administrator) = (&stage.platform, &stage.administrator);
    let starts_on = before(stage.today, 2000);
    for (role, place) in held {
        let grant = NewRoleGrant { person_id, role, place, starts_on, ends_on: None };
        done(identity::role_grant(platform, administrator, grant).await)?;
    }
    // A token of the past, which ends with the demo's preparation.
    let until = platform.clock.now() + chrono::Duration::hours(1);
    let name = "demo rehearsal".to_owned();
    let token = NewToken { person_id, name, scopes: None, expires_at: Some(until) };
    let (secret, _) = done(identity::token_create(platform, administrator, token).await)?;
    identity::viewer_by_token(platform, secret.reveal(), None)
        .await
        .map_err(|_| Message::new("command-demo-failed"))
}
