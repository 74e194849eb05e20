//! A school with its two kinds of base, founded over HTTP: what most stories begin with.
//!
//! `School::found(&world)` makes a university, a teaching hospital (clinical base) and a health centre (grassroots
//! practice base), one person for each role, and the 33-month preset, published. `school.trainee("T0001")` enrols
//! somebody with a master to follow; `place`, `leave` and `follow` are what she then does all day.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::actors::{Actor, Answer};
use crate::world::World;

/// The preset's name.
pub const PRESET: &str = "tcm-gp-residency-33-months";

/// The preset, but for what it says of exits: the placement's supervisor alone signs them, and there is no exam. Stories about
/// exits have courses of their own.
fn plain_preset() -> String {
    let preset = include_str!("../../api/presets/tcm-gp-residency-33-months.toml");
    let (head, rest) = preset.split_once("\n[reviews]\n").expect("who reviews what");
    let (_, requirements) = rest.split_once("\n[[requirements]]\n").expect("requirements");
    format!("{head}\n[[requirements]]\n{requirements}")
}

const DEPARTMENTS: &[(&str, &str, &str, &str, i64)] = &[
    ("hospital", "THEORY", "教学办公室", "Teaching Office", 20),
    ("hospital", "TCM_INTERNAL", "中医内科", "TCM Internal Medicine", 4),
    ("hospital", "TCM_SURGERY", "中医外科", "TCM Surgery", 4),
    ("hospital", "GYNAECOLOGY", "妇科", "Gynaecology", 4),
    ("hospital", "PAEDIATRICS", "儿科", "Paediatrics", 4),
    ("hospital", "ACUPUNCTURE", "针灸科", "Acupuncture", 4),
    ("hospital", "TUINA", "推拿科", "Tuina", 4),
    ("hospital", "REHABILITATION", "康复科", "Rehabilitation", 4),
    ("hospital", "ORTHOPAEDICS", "骨伤科", "Orthopaedics", 4),
    ("hospital", "ENT", "耳鼻咽喉科", "ENT", 1),
    ("hospital", "OPHTHALMOLOGY", "眼科", "Ophthalmology", 4),
    ("hospital", "EMERGENCY", "急诊科", "Emergency Medicine", 4),
    ("hospital", "GENERAL_SURGERY", "普外科", "General Surgery", 4),
    ("hospital", "AUXILIARY", "医学影像科", "Imaging", 4),
    ("hospital", "GERIATRICS", "老年病科", "Geriatrics", 4),
    ("centre", "GENERAL_PRACTICE", "全科诊室", "General Practice", 2),
];

/// A school, its bases, its people and its curriculum.
pub struct School {
    /// The world it stands in.
    pub world: World,
    /// System administrator.
    pub administrator: Actor,
    /// School registrar.
    pub registrar: Actor,
    /// Programme director.
    pub director: Actor,
    /// Base administrator of the hospital.
    pub base_administrator: Actor,
    /// Supervisor at the hospital.
    pub supervisor: Actor,
    /// Supervisor at the health centre.
    pub centre_supervisor: Actor,
    /// Master whom trainees follow.
    pub master: Actor,
    /// Somebody with a role at another school.
    pub stranger: Actor,
    /// Ids by short name: `school`, `hospital`, `centre`, departments by specialty, people by short name, and
    /// `version`, the published curriculum version.
    pub ids: HashMap<String, String>,
    /// Requirements of the version: code → id.
    pub requirements: HashMap<String, String>,
}

/// A trainee with what she is and has.
pub struct Trainee {
    /// She herself.
    pub actor: Actor,
    /// Her person's id.
    pub person: String,
    /// Her enrolment's id.
    pub enrolment: String,
    /// The supervision under which she follows her master.
    pub following: String,
}

/// A well-formed resident identity number of nobody: no administrative division is numbered 000000.
#[must_use]
pub fn identity_number(birth: &str, serial: &str) -> String {
    let digits = format!("000000{birth}{serial}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let weighed = digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight);
    let check = "10X98765432".chars().nth(usize::try_from(weighed.sum::<u32>() % 11).unwrap()).unwrap();
    format!("{digits}{check}")
}

/// Makes a person with a role, and an actor with her token. Returns the actor and the person's id.
pub async fn hire(
    administrator: &Actor,
    world: &World,
    who: &str,
    role: &str,
    place: &str,
) -> (Actor, String) {
    let person = administrator
        .ok(
            "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } errors { message } } }",
            json!({"input": {
                "name": {"zh": format!("示例·{who}"), "en": format!("Sample {who}")},
                "email": format!("{}@sample.example", who.to_lowercase().replace(' ', "-")),
                "institutionId": place,
                "isStaff": role != "TRAINEE",
            }}),
        )
        .await
        .text("/personCreate/person/id")
        .to_owned();
    let actor = grant(administrator, world, who, &person, role, place).await;
    (actor, person)
}

/// Gives somebody a role and a token.
pub async fn grant(
    administrator: &Actor,
    world: &World,
    who: &str,
    person: &str,
    role: &str,
    place: &str,
) -> Actor {
    administrator
        .ok(
            "mutation($input: RoleGrantInput!) { roleGrant(input: $input) { person { id } errors { message } } }",
            json!({"input": {"personId": person, "role": role, "institutionId": place, "startsOn": "2020-01-01"}}),
        )
        .await;
    token(administrator, world, who, person).await
}

/// An actor for a person.
pub async fn token(administrator: &Actor, world: &World, who: &str, person: &str) -> Actor {
    let made = administrator
        .ok(
            "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { token errors { message } } }",
            json!({"input": {"personId": person, "name": "story"}}),
        )
        .await;
    world.bearer(who, made.text("/tokenCreate/token"))
}

/// Records an institution.
pub async fn institution(administrator: &Actor, kind: &str, zh: &str, en: &str) -> String {
    administrator
        .ok(
            "mutation($input: InstitutionCreateInput!) { institutionCreate(input: $input) { institution { id } errors { message } } }",
            json!({"input": {"kind": kind, "name": {"zh": zh, "en": en}, "regionCode": "350102"}}),
        )
        .await
        .text("/institutionCreate/institution/id")
        .to_owned()
}

impl School {
    /// Gives somebody one more role. `at` says where and from when: `{"departmentId": …, "startsOn": …}`.
    pub async fn give(&self, person: &str, role: &str, mut at: Value) -> Answer {
        at["personId"] = json!(person);
        at["role"] = json!(role);
        let document = "mutation($input: RoleGrantInput!) { roleGrant(input: $input) {
            person { id roles { id } } errors { code message } } }";
        let granted = self.administrator.ok(document, json!({ "input": at })).await;
        assert!(granted.problems().is_empty(), "{}", granted.body);
        granted
    }

    /// Hires a supervisor at an institution of the school's story and gives her one more role.
    pub async fn appoint(&self, who: &str, home: &str, role: &str, at: Value) -> (Actor, String) {
        let hired = hire(&self.administrator, &self.world, who, "SUPERVISOR", &self.ids[home]).await;
        self.give(&hired.1, role, at).await;
        hired
    }

    /// Hires somebody at an institution who has a role at the department of tuina.
    pub async fn appoint_to_tuina(&self, who: &str, home: &str, role: &str) -> (Actor, String) {
        let at = json!({"departmentId": self.ids["TUINA"], "startsOn": "2020-01-01"});
        self.appoint(who, home, role, at).await
    }

    /// Founds the school.
    pub async fn found(world: &World) -> Self {
        let administrator = world.administrator().await;
        let mut ids = HashMap::new();
        for (short, kind, zh, en) in [
            ("school", "SCHOOL", "示例中医药大学", "Sample University of Chinese Medicine"),
            ("hospital", "TERTIARY_HOSPITAL", "示例附属医院", "Sample Teaching Hospital"),
            ("centre", "COMMUNITY_HEALTH_CENTRE", "示例社区卫生服务中心", "Sample Health Centre"),
            ("elsewhere", "SCHOOL", "示例另一大学", "Sample Other University"),
        ] {
            ids.insert(short.to_owned(), institution(&administrator, kind, zh, en).await);
        }
        for (short, kind) in [("hospital", "CLINICAL"), ("centre", "GRASSROOTS")] {
            let base = administrator
                .ok(
                    "mutation($input: TrainingBaseCreateInput!) { trainingBaseCreate(input: $input) { trainingBase { id } errors { message } } }",
                    json!({"input": {"institutionId": ids[short], "kind": kind, "accreditedOn": "2020-01-01"}}),
                )
                .await;
            ids.insert(format!("{short}-base"), base.text("/trainingBaseCreate/trainingBase/id").to_owned());
        }
        for (short, specialty, zh, en, capacity) in DEPARTMENTS {
            let department = administrator
                .ok(
                    "mutation($input: DepartmentCreateInput!) { departmentCreate(input: $input) { department { id } errors { message } } }",
                    json!({"input": {
                        "trainingBaseId": ids[&format!("{short}-base")], "specialty": specialty,
                        "name": {"zh": zh, "en": en}, "capacity": capacity,
                    }}),
                )
                .await;
            ids.insert(
                (*specialty).to_owned(),
                department.text("/departmentCreate/department/id").to_owned(),
            );
        }
        let mut people = Vec::new();
        for (who, role, place) in [
            ("Registrar", "SCHOOL_REGISTRAR", "school"),
            ("Director", "PROGRAMME_DIRECTOR", "school"),
            ("Base Administrator", "BASE_ADMINISTRATOR", "hospital"),
            ("Supervisor", "SUPERVISOR", "hospital"),
            ("Centre Supervisor", "SUPERVISOR", "centre"),
            ("Master", "SUPERVISOR", "hospital"),
            ("Stranger", "SCHOOL_REGISTRAR", "elsewhere"),
        ] {
            let (actor, person) = hire(&administrator, world, who, role, &ids[place]).await;
            ids.insert(who.to_owned(), person);
            people.push(actor);
        }
        let Ok([registrar, director, base_administrator, supervisor, centre_supervisor, master, stranger]) =
            <[Actor; 7]>::try_from(people)
        else {
            panic!("seven people")
        };
        let mut school = Self {
            world: world.clone(),
            administrator,
            registrar,
            director,
            base_administrator,
            supervisor,
            centre_supervisor,
            master,
            stranger,
            ids,
            requirements: HashMap::new(),
        };
        let version = school.import_preset().await;
        school.publish(&version).await;
        school
    }

    /// Imports the plain preset as a draft; returns the version's id.
    pub async fn import_preset(&mut self) -> String {
        let upload = self.send(&self.director, "CURRICULUM", "plain.toml", plain_preset().into_bytes()).await;
        self.import(json!({"uploadId": upload})).await
    }

    async fn import(&mut self, source: Value) -> String {
        let imported = self
            .director
            .ok(
                "mutation($input: CurriculumImportInput!) { curriculumImport(input: $input) {
                    version { id number status curriculum { id } requirements { id code } } errors { message path } } }",
                json!({"input": {"institutionId": self.ids["school"], "source": source}}),
            )
            .await;
        let version = imported.text("/curriculumImport/version/id").to_owned();
        self.requirements = imported
            .list("/curriculumImport/version/requirements")
            .iter()
            .map(|row| (row["code"].as_str().unwrap().to_owned(), row["id"].as_str().unwrap().to_owned()))
            .collect();
        self.ids.insert("version".to_owned(), version.clone());
        let curriculum = imported.text("/curriculumImport/version/curriculum/id").to_owned();
        self.ids.insert("curriculum".to_owned(), curriculum);
        version
    }

    /// Publishes a version.
    pub async fn publish(&self, version: &str) -> Answer {
        self.director
            .ok(
                "mutation($input: CurriculumVersionPublishInput!) { curriculumVersionPublish(input: $input) {
                    version { id status } errors { message } } }",
                json!({"input": {"curriculumVersionId": version}}),
            )
            .await
    }

    /// Records a person and enrols her from a day on, with a master to follow.
    pub async fn trainee(&self, who: &str, starts_on: &str) -> Trainee {
        self.enrolled(who, starts_on, None).await
    }

    /// Records a person whom an institution sends, and enrols her likewise.
    pub async fn sent_trainee(&self, who: &str, starts_on: &str, sender: &str) -> Trainee {
        self.enrolled(who, starts_on, Some(sender)).await
    }

    async fn enrolled(&self, who: &str, starts_on: &str, sender: Option<&str>) -> Trainee {
        let (actor, person) =
            hire(&self.administrator, &self.world, who, "TRAINEE", &self.ids["school"]).await;
        let enrolled = self
            .registrar
            .ok(
                "mutation($input: EnrolmentCreateInput!) { enrolmentCreate(input: $input) {
                    enrolment { id } errors { message path } } }",
                json!({"input": {
                    "personId": person, "curriculumVersionId": self.ids["version"],
                    "origin": if sender.is_some() { "SENT" } else { "INDEPENDENT" }, "sendingInstitutionId": sender,
                    "recruitmentYear": starts_on[..4].parse::<i64>().unwrap(), "startsOn": starts_on,
                }}),
            )
            .await;
        let enrolment = enrolled.text("/enrolmentCreate/enrolment/id").to_owned();
        let supervised = self
            .director
            .ok(
                "mutation($input: SupervisionCreateInput!) { supervisionCreate(input: $input) {
                    supervision { id } errors { message path } } }",
                json!({"input": {
                    "enrolmentId": enrolment, "supervisorId": self.ids["Master"], "kind": "MASTER",
                    "trainingBaseId": self.ids["hospital-base"], "startsOn": starts_on,
                }}),
            )
            .await;
        let following = supervised.text("/supervisionCreate/supervision/id").to_owned();
        Trainee { actor, person, enrolment, following }
    }

    /// Publishes a course of one day in one department, as a file of the school's own, and enrols into that from now
    /// on: for stories about what comes at the end of a training.
    pub async fn short_course(&mut self) {
        let requirements = r#"
[[requirements]]
code = "TUINA"
kind = "TIME_IN_DEPARTMENT"
name = { zh = "推拿科", en = "Tuina" }
days = 1
specialties = ["TUINA"]
"#;
        self.course(1, requirements).await;
    }

    /// Publishes a course of so many months that asks for these requirements, and enrols into that from now on.
    pub async fn course(&mut self, months: u32, requirements: &str) {
        let file = format!(
            r#"
format = 1
code = "SHORT"
name = {{ zh = "示例短期培训", en = "Sample Short Course" }}
source = "示例 · sample"
duration_months = {months}

[figures]
days_per_month = 30
minutes_per_half_day = 240
half_days_per_day = 2
review_window_days = 60
backdating_days = 30
{requirements}"#
        );
        let upload = self.send(&self.director, "CURRICULUM", "short.toml", file.into_bytes()).await;
        let source = json!({"uploadId": upload});
        let version = self.import(source).await;
        self.publish(&version).await;
    }

    /// Uploads a file as the registrar; returns the upload's id.
    pub async fn upload(&self, purpose: &str, name: &str, bytes: Vec<u8>) -> String {
        self.send(&self.registrar, purpose, name, bytes).await
    }

    /// What recording an examination passed is asked with.
    #[must_use]
    pub fn sat(form: &str, trainee: &str, on: &str) -> Value {
        json!({"input": {"formId": form, "traineeId": trainee, "occurredOn": on, "answers": [
            {"item": "THEORY", "value": {"number": 60}}, {"item": "SKILL", "value": {"number": 60}}]}})
    }

    /// Imports the form of an examination, on which the master marks that a trainee passed it, with a remark; returns the ids of
    /// the form and of the assessment.
    pub async fn examine(&self, trainee: &Trainee, on: &str, remark: &str) -> (String, String) {
        self.examine_by(&self.master, trainee, on, remark).await
    }

    /// The same, marked by somebody else.
    pub async fn examine_by(
        &self,
        assessor: &Actor,
        trainee: &Trainee,
        on: &str,
        remark: &str,
    ) -> (String, String) {
        let import = "mutation($input: AssessmentFormImportInput!) { assessmentFormImport(input: $input) {
            form { id } errors { code } } }";
        let source = json!({"preset": "rotation-exam"});
        let input = json!({"input": {"institutionId": self.ids["school"], "source": source}});
        let form = self.director.ok(import, input).await.text("/assessmentFormImport/form/id").to_owned();
        let mut sat = Self::sat(&form, &trainee.person, on);
        sat["input"]["answers"][1]["comment"] = json!(remark);
        let record = "mutation($input: AssessmentRecordInput!) { assessmentRecord(input: $input) {
            assessment { id } errors { code } } }";
        let made = assessor.ok(record, sat).await;
        (form, made.text("/assessmentRecord/assessment/id").to_owned())
    }

    /// Uploads a file as somebody; returns the upload's id.
    pub async fn send(&self, owner: &Actor, purpose: &str, name: &str, bytes: Vec<u8>) -> String {
        let prepared = owner
            .ok(
                "mutation($input: UploadCreateInput!) { uploadCreate(input: $input) { upload { id url } errors { message } } }",
                json!({"input": {"purpose": purpose, "fileName": name}}),
            )
            .await;
        let path = prepared.text("/uploadCreate/upload/url").strip_prefix("https://xinglin.example").unwrap();
        let sent =
            self.world.anonymous().request(reqwest::Method::PUT, path).body(bytes).send().await.unwrap();
        assert!(sent.status().is_success(), "{}", sent.status());
        prepared.text("/uploadCreate/upload/id").to_owned()
    }

    /// Imports a roster of the school.
    pub async fn import_roster(&self, name: &str, bytes: Vec<u8>, is_dry_run: bool) -> Answer {
        let upload = self.upload("ROSTER", name, bytes).await;
        let input = json!({"uploadId": upload, "institutionId": self.ids["school"], "isDryRun": is_dry_run});
        self.registrar.query(IMPORT_ROSTER, json!({ "input": input })).await
    }

    /// Attaches a file that proves evidence, as whoever handed it in.
    pub async fn prove(&self, submitter: &Actor, evidence: &str) {
        let upload = self.send(submitter, "EVIDENCE", "示例.pdf", b"%PDF-1.7\n%%EOF\n".to_vec()).await;
        let attach = "mutation($input: AttachmentAddInput!) { attachmentAdd(input: $input) { evidence { id } errors { code } } }";
        submitter.ok(attach, json!({"input": {"evidenceId": evidence, "uploadId": upload}})).await;
    }

    /// A trainee of the short course who has met everything: eligible for a certificate.
    pub async fn graduate(&self, who: &str) -> Trainee {
        let today = self.world.clock.today(chrono_tz::Asia::Shanghai);
        let day = today.to_string();
        // The month of her training ends today.
        let begin = today - chrono::Months::new(1) + chrono::Days::new(1);
        let trainee = self.trainee(who, &begin.to_string()).await;
        let placement = self.place(&trainee, "TUINA", "TUINA", &day, &day).await;
        let exit = self.leave(&trainee, &placement, 0).await;
        self.let_go(&self.supervisor, &exit).await;
        trainee
    }

    /// A certificate proposed for a trainee; returns its id.
    pub async fn propose(&self, trainee: &Trainee) -> String {
        let proposed = self.director.ok(PROPOSE, json!({"input": {"enrolmentId": trainee.enrolment}})).await;
        proposed.text("/certificatePropose/certificate/id").to_owned()
    }

    /// What placing a trainee is asked with.
    #[must_use]
    pub fn stay(&self, trainee: &Trainee, code: &str, specialty: &str, from: &str, until: &str) -> Value {
        let supervisor = if specialty == "GENERAL_PRACTICE" { "Centre Supervisor" } else { "Supervisor" };
        json!({"input": {
            "enrolmentId": trainee.enrolment, "requirementId": self.requirements[code],
            "departmentId": self.ids[specialty], "supervisorId": self.ids[supervisor],
            "startsOn": from, "endsOn": until,
        }})
    }

    /// Places a trainee; returns the placement's id.
    pub async fn place(
        &self,
        trainee: &Trainee,
        code: &str,
        specialty: &str,
        from: &str,
        until: &str,
    ) -> String {
        let placed = self.director.ok(PLACE, self.stay(trainee, code, specialty, from, until)).await;
        placed.text("/placementCreate/placement/id").to_owned()
    }

    /// What logging a case of hypertension is asked with.
    #[must_use]
    pub fn seen(placement: &str, on: &str, record: &str) -> Value {
        json!({"input": {
            "placementId": placement, "disease": "I10", "role": "TOOK_PART", "occurredOn": on, "recordNumber": record,
        }})
    }

    /// A case of hers, logged; returns the evidence's id.
    pub async fn case(&self, trainee: &Trainee, placement: &str, on: &str, record: &str) -> String {
        let logged = trainee.actor.ok(SEE, Self::seen(placement, on, record)).await;
        logged.text("/caseSubmit/caseLog/id").to_owned()
    }

    /// A case approved.
    pub async fn approve_case(&self, reviewer: &Actor, case: &str) {
        let approve = "mutation($input: CaseReviewInput!) { caseReview(input: $input) { caseLog { id } errors { code } } }";
        reviewer.ok(approve, json!({"input": {"caseLogId": case, "decision": "APPROVED"}})).await;
    }

    /// Her exit from a department, submitted; returns the evidence's id.
    pub async fn leave(&self, trainee: &Trainee, placement: &str, absence: i64) -> String {
        let exit = trainee
            .actor
            .ok(
                LEAVE,
                json!({"input": {"placementId": placement, "absenceDays": absence, "summary": "出科小结（示例）"}}),
            )
            .await;
        exit.text("/placementExitSubmit/placementExit/id").to_owned()
    }

    /// The exit approved by the supervisor of the place.
    pub async fn let_go(&self, reviewer: &Actor, exit: &str) -> Answer {
        reviewer.ok(LET_GO, Self::signature(exit)).await
    }

    /// What signing an exit is asked with.
    #[must_use]
    pub fn signature(exit: &str) -> Value {
        json!({"input": {"placementExitId": exit, "decision": "APPROVED", "comment": "带教评语（示例）"}})
    }

    /// Hours with her master, submitted; returns the evidence's id.
    pub async fn follow(&self, trainee: &Trainee, starts_at: &str, ends_at: &str) -> String {
        let hours = trainee.actor.ok(FOLLOW, Self::hours(trainee, starts_at, ends_at)).await;
        hours.text("/hoursSubmit/hoursEntry/id").to_owned()
    }

    /// What submitting hours with a master is asked with.
    #[must_use]
    pub fn hours(trainee: &Trainee, starts_at: &str, ends_at: &str) -> Value {
        json!({"input": {
            "within": {"supervisionId": trainee.following}, "activity": "FOLLOWING_MASTER",
            "startsAt": starts_at, "endsAt": ends_at, "note": "跟师门诊（示例）",
        }})
    }

    /// The master's decision about hours.
    pub async fn review(&self, hours: &str, decision: &str, reason: Option<&str>) -> Answer {
        self.master
            .ok(REVIEW, json!({"input": {"hoursEntryId": hours, "decision": decision, "reason": reason}}))
            .await
    }

    /// One requirement's answer: credited, running, target, status.
    pub async fn standing(&self, viewer: &Actor, trainee: &Trainee, code: &str) -> (i64, i64, i64, String) {
        let answer = viewer
            .ok(
                "query($id: ID!) { enrolment(id: $id) { progress { requirements {
                    requirement { code } credited running target status } } } }",
                json!({"id": trainee.enrolment}),
            )
            .await;
        let row = answer
            .list("/enrolment/progress/requirements")
            .iter()
            .find(|row| row["requirement"]["code"] == code)
            .unwrap_or_else(|| panic!("no requirement {code}"))
            .clone();
        let number = |field: &str| row[field].as_i64().unwrap();
        (number("credited"), number("running"), number("target"), row["status"].as_str().unwrap().to_owned())
    }
}

/// Places a trainee.
pub const PLACE: &str = "mutation($input: PlacementCreateInput!) { placementCreate(input: $input) {
    placement { id status version } errors { code message path } } }";
/// Submits an exit.
pub const LEAVE: &str = "mutation($input: PlacementExitSubmitInput!) { placementExitSubmit(input: $input) {
    placementExit { id status } errors { code message path } } }";
/// Reviews an exit.
pub const LET_GO: &str = "mutation($input: PlacementExitReviewInput!) { placementExitReview(input: $input) {
    placementExit { id status } errors { code message path } } }";
/// Logs a case.
pub const SEE: &str = "mutation($input: CaseSubmitInput!) { caseSubmit(input: $input) {
    caseLog { id status disease role recordLastFour repeats { caseLogId } } errors { code message path } } }";
/// Submits hours.
pub const FOLLOW: &str = "mutation($input: HoursSubmitInput!) { hoursSubmit(input: $input) {
    hoursEntry { id status minutes } errors { code message path } } }";
/// Reviews hours.
pub const REVIEW: &str = "mutation($input: HoursReviewInput!) { hoursReview(input: $input) {
    hoursEntry { id status } errors { code message path } } }";
/// Proposes a certificate.
pub const PROPOSE: &str = "mutation($input: CertificateProposeInput!) { certificatePropose(input: $input) {
    certificate { id status } errors { code message } } }";
/// Issues a certificate.
pub const ISSUE: &str = "mutation($input: CertificateIssueInput!) { certificateIssue(input: $input) {
    certificate { id status code serialNumber issuedOn verifyUrl fileUrl snapshotHash ruleVersion isFlagged }
    errors { code message } } }";
/// Imports a roster.
pub const IMPORT_ROSTER: &str = "mutation($input: RosterImportInput!) { rosterImport(input: $input) {
    report { createdPeople recognisedPeople createdEnrolments problems { line column value reason severity } }
    errors { code message } } }";
