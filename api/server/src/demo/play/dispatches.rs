//! Dispatches in the demo: of S2, a batch of specialists of the county hospital who come to a township hospital by a weekly timetable. Some of
//! it was held, one visit was led by a substitute, one was called off for a holiday; an earlier batch ended before its time.

use domain::dispatches::{self, Dispatch, DispatchEnding, NewDispatch, NewSlot};
use domain::identity::{Scope, SystemReason, Viewer};
use domain::pairings::Channel;
use domain::teaching::{
    self, NewTopic, TeachingDelivered, TeachingSession, TeachingSessionChange, TeachingSessionKind,
};
use domain::timetables::{self, HolidayPractice, NewExpertDuty, Recurrence};
use platform::text::Message;

use super::people::Cast;
use super::places::Places;
use super::{Stage, after, before, done, moment};

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
    hold(stage, cast, &second).await
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

/// Holds what is past of a dispatch; the next one to come is led by a substitute.
async fn hold(stage: &Stage, cast: &Cast, dispatch: &Dispatch) -> Result<(), Message> {
    let platform = &stage.platform;
    let failed = || Message::new("command-demo-failed");
    let scope = Scope::System(SystemReason::Background);
    let days = (dispatch.term.0, dispatch.term.1);
    let planned = dispatches::sessions_between(platform.database.reader(), scope, &[dispatch.id], days).await;
    let planned: Vec<TeachingSession> =
        planned.map_err(|_| failed())?.into_iter().map(|(_, session)| session).collect();
    let (surgeon, other) = (cast.viewer("county-surgeon")?, cast.viewer("county-expert")?);
    let (past, to_come): (Vec<_>, Vec<_>) =
        planned.into_iter().partition(|one| one.time.1 < moment(stage.today, 0, 0));
    for session in past {
        let leader = if session.leaders.contains(&surgeon.person_id) { surgeon } else { other };
        platform.clock.set(session.time.0);
        let shown = teaching::code_shown(platform, leader, &session).await.map_err(|_| failed())?;
        let attendee = cast.viewer("township-supervisor")?;
        done(teaching::teaching_attend(platform, attendee, (&session.link, Some(&shown.code))).await)?;
        platform.clock.set(session.time.1);
        let said = TeachingDelivered {
            session_id: session.id,
            starts_at: None,
            ends_at: None,
            cases: Some("阑尾炎一例，胆囊结石一例（示例）".to_owned()),
            expected_version: None,
        };
        done(teaching::teaching_session_deliver(platform, leader, said).await)?;
        platform.clock.set(session.time.1 + chrono::Duration::minutes(30));
        let head = cast.viewer("township-head")?;
        done(teaching::teaching_session_confirm(platform, head, session.id, None).await)?;
    }
    platform.clock.set(moment(stage.today, 7, 0));
    let next = to_come.iter().find(|one| one.leaders.contains(&surgeon.person_id)).ok_or_else(failed)?;
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
