//! Dispatches in the demo: of S2, a batch of specialists of the county hospital who come to a township hospital by a weekly timetable. Some of
//! it was held, one visit was led by a substitute, one was called off for a holiday; an earlier batch ended before its time. Of S3, a master
//! who comes at irregular times under an agreement. What the specialist held is stated on paper.

use domain::credentials::{self, StatementAsked, TeachingStatementKind};
use domain::dispatches::{self, Dispatch, DispatchEnding, NewDispatch, NewSlot};
use domain::identity::{Scope, SystemReason, Viewer};
use domain::organisations;
use domain::pairings::Channel;
use domain::teaching::{self, NewTopic, TeachingSession, TeachingSessionChange, TeachingSessionKind};
use domain::timetables::{self, HolidayPractice, NewExpertDuty, Recurrence};
use platform::text::Message;
use uuid::Uuid;

use super::people::Cast;
use super::places::Places;
use super::{Stage, after, before, done, moment, sessions};

/// Sends them, and holds what is past.
pub(super) async fn send(stage: &Stage, places: &Places, cast: &Cast) -> Result<(), Message> {
    let platform = &stage.platform;
    let (county, expert) = (cast.viewer("county-base")?, cast.viewer("county-surgeon")?);
    let today = stage.today;
    platform.clock.set(moment(before(today, 120), 9, 0));
    let duty = NewExpertDuty {
        person_id: expert.person_id,
        institution_id: places.institution("county")?.id,
        name: "普外科门诊（示例）".to_owned(),
        recurrence: weekly(before(today, 120), (8, 11), HolidayPractice::LeaveOut),
        last_day: None,
    };
    done(timetables::expert_duty_record(platform, expert, duty).await)?;
    let batch = |name: &str, term, slots| -> Result<NewDispatch, Message> {
        Ok(NewDispatch {
            name: name.to_owned(),
            organiser_id: places.institution("county")?.id,
            host_id: places.institution("township")?.id,
            agreement_id: None,
            term,
            slots,
        })
    };
    let clinic = |viewer: &Viewer, first, kind, title: &str| NewSlot {
        expert_id: viewer.person_id,
        kind,
        channel: Channel::OnSite,
        title: title.to_owned(),
        base_id: None,
        department_id: places.departments_of("township").next(),
        topics: vec![NewTopic {
            name: "常见外科病的识别与转诊（示例）".to_owned(),
            competency_id: None,
            form_id: None,
        }],
        recurrence: weekly(first, (13, 16), HolidayPractice::MakeUp),
    };
    let surgical = TeachingSessionKind::SurgicalTeaching;
    let term = (before(today, 118), before(today, 32));
    let slots = vec![clinic(expert, before(today, 118), surgical, "外科带教第一批（示例）")];
    let first = done(
        dispatches::dispatch_plan(platform, county, batch("第一批专家派驻（示例）", term, slots)?).await,
    )?;
    platform.clock.set(moment(before(today, 80), 9, 0));
    let ending = DispatchEnding {
        dispatch_id: first.id,
        slot_id: None,
        last_day: before(today, 75),
        reason: "专家进修，派驻提前结束（示例）".to_owned(),
    };
    done(dispatches::dispatch_end(platform, county, ending).await)?;
    platform.clock.set(moment(before(today, 26), 9, 0));
    let term = (before(today, 25), after(today, 90));
    let clinics = TeachingSessionKind::OutpatientClinic;
    let slots = vec![
        clinic(expert, before(today, 25), surgical, "外科手术带教（示例）"),
        clinic(cast.viewer("county-expert")?, before(today, 24), clinics, "内科专家门诊（示例）"),
    ];
    let second = done(
        dispatches::dispatch_plan(platform, county, batch("第二批专家派驻（示例）", term, slots)?).await,
    )?;
    hold(stage, cast, &second).await?;
    state(stage, places, cast.viewer("county-expert")?).await
}

/// She asks for what she held, as promotion asks for it.
async fn state(stage: &Stage, places: &Places, expert: &Viewer) -> Result<(), Message> {
    let asked = StatementAsked {
        person_id: None,
        institution_id: places.institution("county")?.id,
        kind: TeachingStatementKind::GrassrootsService,
        days: (before(stage.today, 60), before(stage.today, 1)),
    };
    done(credentials::teaching_statement_issue(&stage.platform, expert, &asked).await).map(|_| ())
}

/// Days from the present on which the master of S3 comes; she is behind the monthly visits that were agreed.
const VISITS: [i64; 4] = [-70, 6, 23, 48];

/// A master of the provincial hospital comes to a health centre at irregular times, under the agreement of its consortium.
pub(super) async fn visit(
    stage: &Stage,
    places: &Places,
    cast: &Cast,
    consortium_id: Uuid,
) -> Result<(), Message> {
    let platform = &stage.platform;
    let failed = || Message::new("command-demo-failed");
    let (master, host) = (cast.viewer("master")?, places.institution("community")?.id);
    let reader = platform.database.reader();
    let members = organisations::memberships_of(reader, &[consortium_id]).await.map_err(|_| failed())?;
    let keys: Vec<Uuid> = members.iter().filter(|one| one.institution_id == host).map(|one| one.id).collect();
    let agreements = organisations::agreements_of(reader, &keys).await.map_err(|_| failed())?;
    let slot = |away: i64| {
        let day = stage.today + chrono::Duration::days(away);
        NewSlot {
            expert_id: master.person_id,
            kind: TeachingSessionKind::FreeClinic,
            channel: Channel::OnSite,
            title: "名老中医义诊带教（示例）".to_owned(),
            base_id: None,
            department_id: places.departments_of("community").next(),
            topics: vec![NewTopic {
                name: "四诊与辨证（示例）".to_owned(),
                competency_id: None,
                form_id: None,
            }],
            recurrence: Recurrence {
                first: (moment(day, 9, 0), moment(day, 11, 30)),
                rule: None,
                holidays: HolidayPractice::Keep,
                except_days: Vec::new(),
            },
        }
    };
    platform.clock.set(moment(before(stage.today, 75), 9, 0));
    let new = NewDispatch {
        name: "名老中医下基层（示例）".to_owned(),
        organiser_id: places.institution("provincial")?.id,
        host_id: host,
        agreement_id: agreements.first().map(|one| one.id),
        term: (before(stage.today, 74), after(stage.today, 60)),
        slots: VISITS.into_iter().map(slot).collect(),
    };
    let planned = done(dispatches::dispatch_plan(platform, cast.viewer("coordinator")?, new).await)?;
    let (attendee, head) = (cast.viewer("community-supervisor")?, cast.viewer("community-head")?);
    for session in sessions_of(stage, &planned).await?.0 {
        sessions::attend(stage, attendee, master, &session).await?;
        sessions::hold(stage, master, &session, "").await?;
        sessions::confirm(stage, head, &session).await?;
    }
    Ok(())
}

/// Once a week from a day on, between two hours.
fn weekly(first: chrono::NaiveDate, (from, until): (u32, u32), holidays: HolidayPractice) -> Recurrence {
    Recurrence {
        first: (moment(first, from, 0), moment(first, until, 0)),
        rule: Some("FREQ=WEEKLY".to_owned()),
        holidays,
        except_days: Vec::new(),
    }
}

/// The sessions of a dispatch that are past, and those to come.
async fn sessions_of(
    stage: &Stage,
    dispatch: &Dispatch,
) -> Result<(Vec<TeachingSession>, Vec<TeachingSession>), Message> {
    let (reader, scope) = (stage.platform.database.reader(), Scope::System(SystemReason::Background));
    let planned = dispatches::sessions_between(reader, scope, &[dispatch.id], dispatch.term).await;
    let planned = planned.map_err(|_| Message::new("command-demo-failed"))?;
    let planned = planned.into_iter().map(|(_, session)| session);
    Ok(planned.partition(|one| one.time.1 < moment(stage.today, 0, 0)))
}

/// Holds what is past of a dispatch; the next one to come is led by a substitute.
async fn hold(stage: &Stage, cast: &Cast, dispatch: &Dispatch) -> Result<(), Message> {
    let platform = &stage.platform;
    let (surgeon, other) = (cast.viewer("county-surgeon")?, cast.viewer("county-expert")?);
    let (past, to_come) = sessions_of(stage, dispatch).await?;
    let (attendee, head) = (cast.viewer("township-supervisor")?, cast.viewer("township-head")?);
    for session in past {
        let leader = if session.leaders.contains(&surgeon.person_id) { surgeon } else { other };
        sessions::attend(stage, attendee, leader, &session).await?;
        sessions::hold(stage, leader, &session, "阑尾炎一例，胆囊结石一例（示例）").await?;
        sessions::confirm(stage, head, &session).await?;
    }
    platform.clock.set(moment(stage.today, 7, 0));
    let next = to_come.iter().find(|one| one.leaders.contains(&surgeon.person_id));
    let next = next.ok_or_else(|| Message::new("command-demo-failed"))?;
    let change = TeachingSessionChange {
        session_id: next.id,
        starts_at: None,
        ends_at: None,
        leaders: Some(vec![other.person_id]),
        reason: "急诊手术，由韩老师代班（示例）".to_owned(),
        expected_version: None,
    };
    done(teaching::teaching_session_change(platform, surgeon, change).await).map(|_| ())
}
