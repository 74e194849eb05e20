//! What happens in the demo: one trainee completes the residency and holds a certificate, three are on their way.

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate};
use domain::assessments::{self, Answer, NewAssessment, Value};
use domain::credentials::{self, Certified};
use domain::curricula::{self, Plan};
use domain::enrolment::{
    self, Enrolment, LeaveDecisionKind, LeaveKind, LeaveVerdict, NewLeave, NewSupervision, RosterImport,
    SupervisionKind,
};
use domain::evidence::{Decision, Verdict};
use domain::identity::{self, Place, Role, Scope, SystemReason, Viewer};
use domain::rotations::{self, Activity, NewHours, NewPlacement, NewPlacementExit, Within};
use platform::data_file::Source;
use platform::text::Message;
use platform::uploads;
use uuid::Uuid;

use super::people::{self, Cast};
use super::places::Places;
use super::{Stage, after, before, done, moment};

/// Days that the demo's residency takes: 990 days of stay and three of leave, in 33 months.
pub(super) const TRAINING_DAYS: u64 = 1_003;

/// One stay of the plan: requirement, place, specialty, days, days of absence, supervisor.
type Stay = (&'static str, &'static str, &'static str, u64, i32, &'static str);

/// A whole residency, in order: 990 days credited.
const RESIDENCY: &[Stay] = &[
    ("THEORY", "hospital", "THEORY", 30, 0, "supervisor"),
    ("TCM_INTERNAL", "hospital", "TCM_INTERNAL", 180, 0, "supervisor"),
    ("TCM_INTERNAL", "provincial", "TCM_INTERNAL", 123, 3, "master"),
    ("TCM_SURGERY", "hospital", "TCM_SURGERY", 60, 0, "supervisor-2"),
    ("GYNAECOLOGY", "hospital", "GYNAECOLOGY", 30, 0, "supervisor-2"),
    ("PAEDIATRICS", "hospital", "PAEDIATRICS", 30, 0, "supervisor-2"),
    ("ACUPUNCTURE", "hospital", "ACUPUNCTURE", 60, 0, "supervisor-3"),
    ("TUINA", "hospital", "TUINA", 30, 0, "supervisor-3"),
    ("REHABILITATION", "hospital", "REHABILITATION", 30, 0, "supervisor-3"),
    ("ORTHOPAEDICS", "hospital", "ORTHOPAEDICS", 30, 0, "supervisor-3"),
    ("ENT_OPHTHALMOLOGY", "hospital", "ENT", 12, 0, "supervisor-2"),
    ("ENT_OPHTHALMOLOGY", "hospital", "OPHTHALMOLOGY", 18, 0, "supervisor-2"),
    ("EMERGENCY", "hospital", "EMERGENCY", 75, 0, "supervisor"),
    ("EMERGENCY", "hospital", "PRE_HOSPITAL", 15, 0, "supervisor"),
    ("GENERAL_SURGERY", "hospital", "GENERAL_SURGERY", 30, 0, "supervisor"),
    ("AUXILIARY", "hospital", "AUXILIARY", 30, 0, "supervisor-3"),
    ("ELECTIVE", "hospital", "GERIATRICS", 30, 0, "supervisor-3"),
    ("GRASSROOTS_PRACTICE", "community", "GENERAL_PRACTICE", 120, 0, "community-supervisor"),
    ("GRASSROOTS_PRACTICE", "township", "GENERAL_PRACTICE", 60, 0, "township-supervisor"),
];

/// A trainee who went to the grassroots early, and is on her way.
const ON_THE_WAY: &[Stay] = &[
    ("GRASSROOTS_PRACTICE", "community", "GENERAL_PRACTICE", 60, 0, "community-supervisor"),
    ("TCM_INTERNAL", "hospital", "TCM_INTERNAL", 123, 3, "supervisor-2"),
    ("ENT_OPHTHALMOLOGY", "hospital", "ENT", 12, 0, "supervisor-3"),
    ("EMERGENCY", "hospital", "EMERGENCY", 60, 0, "supervisor-3"),
    ("GRASSROOTS_PRACTICE", "township", "GENERAL_PRACTICE", 60, 0, "township-supervisor"),
    ("PAEDIATRICS", "hospital", "PAEDIATRICS", 30, 0, "supervisor-2"),
];

/// The certificate that the demo issued.
pub(super) struct Issued {
    /// Its public code.
    pub(super) code: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

fn unplayable() -> Message {
    Message::new("command-demo-failed")
}

/// Plays the training of every trainee, and issues the certificate of the first.
pub(super) async fn play(stage: &Stage, places: &Places, cast: &mut Cast) -> Result<Issued, Message> {
    let school = places.institution("school")?.id;
    let director = cast.viewer("director")?;
    let preset = Source::Preset("tcm-gp-residency-33-months".to_owned());
    let version = done(curricula::curriculum_import(&stage.platform, director, school, preset).await)?;
    done(curricula::version_publish(&stage.platform, director, version.id).await)?;
    let plan =
        curricula::plan(stage.platform.database.reader(), version.id).await.map_err(|_| unplayable())?;

    let exam = Source::Preset("rotation-exam".to_owned());
    let exam = done(assessments::form_import(&stage.platform, director, school, exam).await)?.id;
    cast.exam = Some(exam);

    let began = before(stage.today, TRAINING_DAYS + 7);
    stage.move_to(moment(began, 8, 0));
    let first = [("T0001", "示例·张三", "Sample Zhang San", "", began)];
    let first = roster(stage, places, cast, &first).await?;
    let graduate = first.get("T0001").ok_or_else(unplayable)?;
    rotate(stage, places, cast, &plan, graduate, RESIDENCY).await?;

    let second = before(stage.today, 330);
    let third = before(stage.today, 40);
    let later = [
        ("T0002", "示例·李四", "Sample Li Si", "trainee-2@sample.example", second),
        ("T0003", "示例·王五", "Sample Wang Wu", "", third),
        ("T0004", "示例·赵六", "Sample Zhao Liu", "", third),
    ];
    // The three of later years are played after the first, on days that the clock has not passed in their own
    // records: nothing is submitted later than its window allows.
    stage.platform.clock.set(moment(second, 8, 0));
    let later = roster(stage, places, cast, &later).await?;
    let on_the_way = later.get("T0002").ok_or_else(unplayable)?;
    rotate(stage, places, cast, &plan, on_the_way, ON_THE_WAY).await?;
    for (number, supervisor) in [("T0003", "supervisor"), ("T0004", "supervisor")] {
        let beginner = later.get(number).ok_or_else(unplayable)?;
        let stay = [("THEORY", "hospital", "THEORY", 60, 0, supervisor)];
        rotate(stage, places, cast, &plan, beginner, &stay).await?;
    }
    take_leave(stage, cast, on_the_way, "supervisor-2").await?;
    cast.add("trainee-1", graduate.viewer.clone());
    cast.add("trainee-2", on_the_way.viewer.clone());
    stage.platform.clock.set(stage.now);
    certify(stage, cast, graduate).await
}

/// A trainee with what she needs to act.
pub(super) struct Trainee {
    /// She herself.
    pub(super) viewer: Viewer,
    enrolment: Enrolment,
    following: Uuid,
}

type RosterRow = (&'static str, &'static str, &'static str, &'static str, NaiveDate);

/// Imports trainees from a spreadsheet as a school would send it, gives each a role, and a master to follow.
async fn roster(
    stage: &Stage,
    places: &Places,
    cast: &Cast,
    rows: &[RosterRow],
) -> Result<HashMap<&'static str, Trainee>, Message> {
    let (platform, registrar) = (&stage.platform, cast.viewer("registrar")?);
    let school = places.institution("school")?.id;
    let mut lines =
        vec!["姓名,英文名,学号,手机,邮箱,报名类别,委派单位,招录年份,培训方案,入培日期".to_owned()];
    for (number, zh, en, email, starts_on) in rows {
        let phone = format!("139000{number}").replace('T', "0");
        let year = starts_on.year();
        lines.push(format!(
            "{zh},{en},{number},{phone},{email},委培单位人,示例河湾镇卫生院,{year},TCM-GP-RESIDENCY-33,{starts_on}"
        ));
    }
    let text = lines.join("\n");
    let prepared =
        uploads::prepare(platform, &registrar.actor(), registrar.person_id, "ROSTER", "示例名册.csv")
            .await
            .map_err(|_| unplayable())?;
    uploads::receive(platform, prepared.secret.reveal(), text.into_bytes())
        .await
        .map_err(|_| unplayable())?;
    let import = RosterImport { upload_id: prepared.upload.id, institution_id: school, is_dry_run: false };
    let report = done(enrolment::roster_import(platform, registrar, import, credentials::uncovered).await)?;
    if let Some(problem) = report.problems.into_iter().next() {
        return Err(problem.message);
    }
    let numbers: Vec<String> = rows.iter().map(|row| row.0.to_owned()).collect();
    let reader = platform.database.reader();
    let found = identity::people_by_number(reader, school, &numbers).await.map_err(|_| unplayable())?;
    let mut trainees = HashMap::new();
    for (number, .., starts_on) in rows {
        let person_id =
            found.iter().find(|row| row.number == *number).map(|row| row.person_id).ok_or_else(unplayable)?;
        let scope = Scope::System(SystemReason::Background);
        let enrolments =
            enrolment::enrolments_of(reader, scope, &[person_id]).await.map_err(|_| unplayable())?;
        let enrolment = enrolments.into_iter().next().ok_or_else(unplayable)?;
        let new = NewSupervision {
            enrolment_id: enrolment.id,
            supervisor_id: cast.viewer("master")?.person_id,
            kind: SupervisionKind::Master,
            base_id: Some(places.department("provincial", "TCM_INTERNAL")?.base_id),
            starts_on: *starts_on,
            ends_on: None,
        };
        let following =
            done(enrolment::supervision_create(platform, cast.viewer("director")?, new).await)?.id;
        let viewer =
            people::enter(stage, person_id, vec![(Role::Trainee, Place::Institution(school))]).await?;
        trainees.insert(*number, Trainee { viewer, enrolment, following });
    }
    Ok(trainees)
}

/// A stay with its days, once placed.
struct Placed {
    placement_id: Uuid,
    ends_on: NaiveDate,
    absence_days: i32,
    supervisor: &'static str,
    head: &'static str,
}

/// Places a trainee stay after stay, and lets the weeks go by, one more than the stays take: every seventh day she
/// follows her master, and on the last day
/// of each stay she leaves the department.
async fn rotate(
    stage: &Stage,
    places: &Places,
    cast: &Cast,
    plan: &Plan,
    trainee: &Trainee,
    stays: &[Stay],
) -> Result<(), Message> {
    stage.platform.clock.set(moment(trainee.enrolment.starts_on, 8, 0));
    let mut stays_booked = Vec::new();
    let mut day = trainee.enrolment.starts_on;
    for (code, place, specialty, days, absence_days, supervisor) in stays {
        let requirement = plan.requirements.iter().find(|row| row.code == *code).ok_or_else(unplayable)?;
        let ends_on = after(day, days - 1);
        let new = NewPlacement {
            part_time_percent: None,
            makes_up_for_id: None,
            enrolment_id: trainee.enrolment.id,
            requirement_id: requirement.id,
            department_id: places.department(place, specialty)?.id,
            supervisor_id: cast.viewer(supervisor)?.person_id,
            starts_on: day,
            ends_on,
            override_reason: None,
            is_draft: false,
        };
        let made = done(rotations::placement_create(&stage.platform, cast.viewer("director")?, new).await)?;
        let head = people::head_of(place);
        stays_booked.push(Placed {
            placement_id: made.id,
            ends_on,
            absence_days: *absence_days,
            supervisor,
            head,
        });
        day = after(ends_on, 1);
    }
    let mut today = trainee.enrolment.starts_on;
    let mut week = 0;
    let mut leaving = stays_booked.iter().peekable();
    while today < stage.today && today < after(day, 7) {
        if (today - trainee.enrolment.starts_on).num_days() % 7 == 0 {
            follow(stage, cast, trainee, today, week).await?;
            week += 1;
        }
        if let Some(stay) = leaving.next_if(|stay| stay.ends_on == today) {
            leave(stage, cast, trainee, stay).await?;
        }
        today = after(today, 1);
    }
    Ok(())
}

/// A morning with the master. Of a trainee still on her way, the last two weeks await review and one morning was
/// rejected.
async fn follow(
    stage: &Stage,
    cast: &Cast,
    trainee: &Trainee,
    day: NaiveDate,
    week: u32,
) -> Result<(), Message> {
    let master = cast.viewer("master")?;
    stage.move_to(moment(day, 12, 30));
    let hours = NewHours {
        within: Within::Supervision(trainee.following),
        activity: Activity::FollowingMaster,
        activity_kind: None,
        starts_at: moment(day, 8, 0),
        ends_at: moment(day, 12, 0),
        note: "跟师门诊，整理医案一则（示例）".to_owned(),
        replaces_id: None,
        replaces_key: None,
        key: None,
    };
    let entry = done(rotations::hours_submit(&stage.platform, &trainee.viewer, hours).await)?;
    let is_recent = before(stage.today, 14) < day;
    if is_recent {
        return Ok(());
    }
    stage.move_to(moment(day, 18, 0));
    let is_rejected = week == 5 && trainee.enrolment.starts_on > before(stage.today, 400);
    let (decision, reason) = if is_rejected {
        (Decision::Rejected, Some("当日停诊，未跟师（示例）".to_owned()))
    } else {
        (Decision::Approved, None)
    };
    let verdict = Verdict { evidence_id: entry.id, decision, reason, expected_version: None };
    done(rotations::hours_decide(&stage.platform, master, &verdict).await)?;
    Ok(())
}

/// The last day in a department.
async fn leave(stage: &Stage, cast: &Cast, trainee: &Trainee, stay: &Placed) -> Result<(), Message> {
    stage.move_to(moment(stay.ends_on, 20, 0));
    let exit = NewPlacementExit {
        placement_id: stay.placement_id,
        absence_days: stay.absence_days,
        summary: "出科小结：完成本科室轮转要求，掌握常见病诊治（示例）。".to_owned(),
    };
    let evidence = done(rotations::placement_exit_submit(&stage.platform, &trainee.viewer, exit).await)?;
    stage.move_to(moment(stay.ends_on, 21, 0));
    let supervisor = cast.viewer(stay.supervisor)?;
    let points = |item: &str, points| Answer {
        item: item.to_owned(),
        value: Value::Number(points),
        comment: String::new(),
    };
    let exam = NewAssessment {
        placement_id: None,
        form_id: cast.exam.ok_or_else(unplayable)?,
        person_id: trainee.viewer.person_id,
        occurred_on: stay.ends_on,
        answers: vec![points("THEORY", 82), points("SKILL", 88)],
        replaces_id: None,
        key: None,
    };
    done(assessments::assessment_record(&stage.platform, supervisor, exam).await)?;
    let signatures = [
        (supervisor, Some("工作认真，掌握本科室常见病的诊治，能与患者良好沟通（示例）。".to_owned())),
        (cast.viewer(stay.head)?, Some("同意出科（示例）。".to_owned())),
    ];
    for (signer, reason) in signatures {
        let decision = Decision::Approved;
        let verdict = Verdict { evidence_id: evidence.id, decision, reason, expected_version: None };
        done(rotations::placement_exit_decide(&stage.platform, signer, &verdict).await)?;
    }
    Ok(())
}

/// Two leaves of a trainee on her way: one that her supervisor approved, and one that waits for her supervisor.
async fn take_leave(stage: &Stage, cast: &Cast, trainee: &Trainee, supervisor: &str) -> Result<(), Message> {
    let platform = &stage.platform;
    platform.clock.set(moment(before(stage.today, 12), 9, 0));
    let leave = |kind, starts_on, ends_on, reason: &str| NewLeave {
        enrolment_id: trainee.enrolment.id,
        kind,
        starts_on,
        ends_on,
        reason: reason.to_owned(),
        certificate_id: None,
        key: None,
    };
    let days = (before(stage.today, 10), before(stage.today, 9));
    let taken = leave(LeaveKind::Personal, days.0, days.1, "家中有事（示例）");
    let taken = done(enrolment::leave_request(platform, &trainee.viewer, taken).await)?;
    let verdict = LeaveVerdict {
        leave_id: taken.id,
        decision: LeaveDecisionKind::Approved,
        reason: None,
        expected_version: None,
    };
    done(enrolment::leave_decide(platform, cast.viewer(supervisor)?, &verdict).await)?;
    let waiting = leave(LeaveKind::Annual, after(stage.today, 5), after(stage.today, 6), "年休假（示例）");
    done(enrolment::leave_request(platform, &trainee.viewer, waiting).await)?;
    Ok(())
}

/// The programme director proposes, the registrar issues.
async fn certify(stage: &Stage, cast: &Cast, graduate: &Trainee) -> Result<Issued, Message> {
    let (platform, registrar) = (&stage.platform, cast.viewer("registrar")?);
    let proposed = done(
        credentials::certificate_propose(
            platform,
            cast.viewer("director")?,
            Certified::Enrolment(graduate.enrolment.id),
        )
        .await,
    )?;
    let issued = done(credentials::certificate_issue(platform, registrar, proposed.id).await)?;
    let code = issued.code.clone().ok_or_else(unplayable)?;
    let bytes = credentials::certificate_file(platform, &code).await.map_err(|_| unplayable())?;
    Ok(Issued { code, bytes: bytes.bytes.to_vec() })
}
