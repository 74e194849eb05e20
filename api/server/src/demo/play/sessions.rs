//! Teaching sessions in the demo: of S2, a specialist of the county hospital who comes to a township hospital each week, and of S3, a master's
//! lecture over a distance. One of each state is there: confirmed, held and waiting, planned, called off.

use chrono::{DateTime, Utc};
use domain::identity::Viewer;
use domain::pairings::Channel;
use domain::ratings::{self, NewRating, TeachingRatingSubject};
use domain::teaching::{
    self, NewTeachingSession, NewTopic, SessionPlace, TeachingDelivered, TeachingSession, TeachingSessionKind,
};
use platform::text::Message;
use uuid::Uuid;

use super::people::Cast;
use super::places::Places;
use super::{Stage, after, before, done, moment};

/// Days before the present on which the specialist came; the last one waits for its confirmation.
const WEEKS: [u64; 4] = [30, 23, 16, 9];
/// Days before the present on which she was to come and could not.
const CALLED_OFF: u64 = 37;
/// Days before the present on which the master lectured.
const LECTURED: u64 = 12;

/// Plans, attends, holds and confirms them.
pub(super) async fn teach(stage: &Stage, places: &Places, cast: &Cast) -> Result<(), Message> {
    let platform = &stage.platform;
    let (expert, head) = (cast.viewer("county-expert")?, cast.viewer("township-head")?);
    let round = |leader: &Viewer, day| -> Result<NewTeachingSession, Message> {
        Ok(NewTeachingSession {
            kind: TeachingSessionKind::WardRound,
            channel: Channel::OnSite,
            title: "高血压与卒中教学查房（示例）".to_owned(),
            place: SessionPlace {
                organiser_id: places.institution("county")?.id,
                host_id: places.institution("township")?.id,
                base_id: None,
                department_id: places.departments_of("township").next(),
                agreement_id: None,
            },
            time: (moment(day, 14, 30), moment(day, 16, 30)),
            leaders: vec![leader.person_id],
            topics: vec![topic("高血压分层管理（示例）"), topic("卒中的识别与转诊（示例）")],
        })
    };
    for ago in WEEKS {
        let day = before(stage.today, ago);
        let session = plan(stage, expert, round(expert, day)?).await?;
        attend(stage, cast.viewer("township-supervisor")?, expert, &session).await?;
        hold(stage, expert, &session, "高血压三级一例，腔隙性脑梗死一例（示例）").await?;
        if Some(&ago) != WEEKS.last() {
            confirm(stage, head, &session).await?;
        }
    }
    let missed = plan(stage, expert, round(expert, before(stage.today, CALLED_OFF))?).await?;
    let reason = "院内急诊，改期（示例）";
    done(teaching::teaching_session_cancel(platform, expert, missed.id, reason).await)?;
    lecture(stage, places, cast).await?;
    stage.platform.clock.set(moment(stage.today, 7, 0));
    plan(stage, expert, round(expert, after(stage.today, 5))?).await?;
    Ok(())
}

fn topic(name: &str) -> NewTopic {
    NewTopic { name: name.to_owned(), competency_id: None, form_id: None }
}

/// Who attends the master's lecture.
const LISTENERS: [&str; 6] = [
    "community-supervisor",
    "township-supervisor",
    "county-expert",
    "county-surgeon",
    "beijing-doctor",
    "ulanqab-doctor",
];

/// A master's lecture for a health centre, which physicians of several places attend by its link, and rate.
async fn lecture(stage: &Stage, places: &Places, cast: &Cast) -> Result<(), Message> {
    let (master, head) = (cast.viewer("master")?, cast.viewer("community-head")?);
    let day = before(stage.today, LECTURED);
    let new = NewTeachingSession {
        kind: TeachingSessionKind::Lecture,
        channel: Channel::Video,
        title: "脾胃病证治讲座（示例）".to_owned(),
        place: SessionPlace {
            organiser_id: places.institution("provincial")?.id,
            host_id: places.institution("community")?.id,
            base_id: None,
            department_id: places.departments_of("community").next(),
            agreement_id: None,
        },
        time: (moment(day, 19, 0), moment(day, 20, 30)),
        leaders: vec![master.person_id],
        topics: vec![topic("胃脘痛的辨证（示例）")],
    };
    let session = plan(stage, master, new).await?;
    for name in LISTENERS {
        attend(stage, cast.viewer(name)?, master, &session).await?;
    }
    hold(stage, master, &session, "").await?;
    confirm(stage, head, &session).await?;
    stage.platform.clock.set(moment(after(day, 2), 12, 0));
    for (name, value) in LISTENERS.into_iter().zip([5, 4, 5, 5, 3, 4]) {
        rate(stage, cast.viewer(name)?, session.id, value).await?;
    }
    Ok(())
}

/// Rates whatever she may rate of a session.
async fn rate(stage: &Stage, attendee: &Viewer, session_id: Uuid, value: i32) -> Result<(), Message> {
    let due = ratings::teaching_ratings_due(&stage.platform, attendee).await;
    let due = due.map_err(|_| Message::new("command-demo-failed"))?;
    for one in due.into_iter().filter(|one| one.session.id == session_id) {
        let answers = one.forms.items(one.subject).iter().map(|item| (item.code.clone(), value)).collect();
        let is_mentor = one.subject == TeachingRatingSubject::Mentor;
        let new = NewRating {
            session_id,
            subject: one.subject,
            mentor_id: is_mentor.then_some(one.about_id),
            answers,
            comment: String::new(),
        };
        done(ratings::teaching_rating_give(&stage.platform, attendee, new).await)?;
    }
    Ok(())
}

/// Somebody where it was held confirms it, half an hour after.
pub(super) async fn confirm(stage: &Stage, head: &Viewer, session: &TeachingSession) -> Result<(), Message> {
    stage.platform.clock.set(session.time.1 + chrono::Duration::minutes(30));
    done(teaching::teaching_session_confirm(&stage.platform, head, session.id, None).await).map(|_| ())
}

/// Plans one two days before, in the morning.
async fn plan(stage: &Stage, leader: &Viewer, new: NewTeachingSession) -> Result<TeachingSession, Message> {
    let begins: DateTime<Utc> = new.time.0;
    if begins < moment(stage.today, 7, 0) {
        stage.platform.clock.set(begins - chrono::Duration::days(2));
    }
    done(teaching::teaching_session_plan(&stage.platform, leader, new).await)
}

/// Somebody attends, with the code on the leader's screen where there is one.
pub(super) async fn attend(
    stage: &Stage,
    attendee: &Viewer,
    leader: &Viewer,
    session: &TeachingSession,
) -> Result<(), Message> {
    stage.platform.clock.set(session.time.0);
    let shown = teaching::code_shown(&stage.platform, leader, session).await;
    let shown = shown.map_err(|_| Message::new("command-demo-failed"))?;
    let code = Some(shown.code.as_str()).filter(|_| session.channel == Channel::OnSite);
    done(teaching::teaching_attend(&stage.platform, attendee, (&session.link, code)).await).map(|_| ())
}

/// Whoever led it says that it was held.
pub(super) async fn hold(
    stage: &Stage,
    leader: &Viewer,
    session: &TeachingSession,
    cases: &str,
) -> Result<Uuid, Message> {
    stage.platform.clock.set(session.time.1);
    let said = TeachingDelivered {
        session_id: session.id,
        starts_at: None,
        ends_at: None,
        cases: Some(cases.to_owned()),
        expected_version: None,
    };
    Ok(done(teaching::teaching_session_deliver(&stage.platform, leader, said).await)?.id)
}
