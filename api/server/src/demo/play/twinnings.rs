//! S1 in the demo: a health centre in Beijing twins with one in Ulanqab, by video and by phone, and their outpatient visits and electrocardiograms
//! are read before and after. One twinning of each state is there: under way, proposed, declined, ended early.

use chrono::{Datelike as _, Months, NaiveDate};
use domain::identity::Viewer;
use domain::organisations::shipped_indicators;
use domain::pairings::Channel;
use domain::teaching::{self, NewTeachingSession, NewTopic, SessionPlace, TeachingSessionKind};
use domain::twinnings::{
    self, NewPair, NewReading, NewTwinning, SessionsOf, TWINNING_SOURCE_PURPOSE, Twinning, TwinningTopic,
};
use platform::codes::Code as _;
use platform::text::Message;
use platform::uploads;
use uuid::Uuid;

use super::people::Cast;
use super::places::Places;
use super::{Stage, after, before, done, moment, sessions};

/// Months of the time before and of the term so far, counted back from the present one, each with visits and electrocardiograms.
const READ: [(u32, i64, i64); 14] = [
    (18, 410, 22),
    (17, 395, 20),
    (16, 380, 21),
    (15, 402, 24),
    (14, 396, 19),
    (13, 405, 23),
    (9, 388, 21),
    (8, 392, 20),
    (7, 385, 22),
    (5, 415, 26),
    (4, 421, 31),
    (3, 430, 38),
    (2, 426, 41),
    (1, 448, 45),
];
/// Days before the present on which they met by video; the last one waits for its confirmation.
const MET: [u64; 3] = [60, 30, 6];

fn month(today: NaiveDate, ago: u32) -> (NaiveDate, NaiveDate) {
    let first = today.with_day(1).and_then(|first| first.checked_sub_months(Months::new(ago)));
    let first = first.unwrap_or(today);
    let next = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
    (first, next.unwrap_or(first))
}

/// Proposes, accepts, declines and ends them; meets; reads.
pub(super) async fn twin(stage: &Stage, places: &Places, cast: &Cast) -> Result<(), Message> {
    let today = stage.today;
    let (first, _) = month(today, 5);
    let (baseline, until) = (month(today, 9).0, before(first, 1));
    let term = (first, after(first, 210));
    let (beijing, ulanqab) = (cast.viewer("beijing-head")?, cast.viewer("ulanqab-head")?);
    let platform = &stage.platform;
    platform.clock.set(moment(before(first, 20), 9, 0));
    let new = |name: &str, term, baseline| -> Result<NewTwinning, Message> {
        Ok(NewTwinning {
            name: name.to_owned(),
            supporting_id: places.institution("beijing")?.id,
            supported_id: places.institution("ulanqab")?.id,
            agreement_id: None,
            term,
            baseline,
            usual_topics: TwinningTopic::ALL.to_vec(),
            own_topics: Vec::new(),
            channels: vec![Channel::Video, Channel::Phone, Channel::Messaging, Channel::Email],
            pairs: vec![
                pair(cast, ("全科医学科（示例）", "全科医疗科（示例）"))?,
                pair(cast, ("中医科（示例）", "蒙中医科（示例）"))?,
                pair(cast, ("药房（示例）", "药房（示例）"))?,
            ],
            indicators: ["OUTPATIENT_VISITS", "ECG_EXAMINATIONS"].into_iter().filter_map(indicator).collect(),
        })
    };
    let short =
        new("结对帮扶第一期（示例）", (before(first, 60), before(first, 1)), (baseline, before(first, 61)))?;
    let ended = done(twinnings::twinning_propose(platform, beijing, short).await)?;
    done(twinnings::twinning_accept(platform, ulanqab, ended.id).await)?;
    let ending = (ended.id, before(first, 21), "改为六个月一期（示例）");
    done(twinnings::twinning_end(platform, ulanqab, ending).await)?;
    let declined = new("结对帮扶：手术（示例）", term, (baseline, until))?;
    let declined = done(twinnings::twinning_propose(platform, beijing, declined).await)?;
    done(twinnings::twinning_decline(platform, ulanqab, declined.id, "本中心不开展手术（示例）").await)?;
    let active = new("结对帮扶第二期（示例）", term, (baseline, until))?;
    let active = done(twinnings::twinning_propose(platform, beijing, active).await)?;
    done(twinnings::twinning_accept(platform, ulanqab, active.id).await)?;
    meet(stage, places, cast, &active).await?;
    platform.clock.set(moment(today, 7, 0));
    for (ago, visits, cardiograms) in READ {
        read(stage, ulanqab, &active, (month(today, ago), "OUTPATIENT_VISITS", visits)).await?;
        read(stage, ulanqab, &active, (month(today, ago), "ECG_EXAMINATIONS", cardiograms)).await?;
    }
    let next = (after(term.1, 1), after(term.1, 180));
    let next = new("结对帮扶第三期（示例）", next, (first, term.1))?;
    done(twinnings::twinning_propose(platform, beijing, next).await).map(|_| ())
}

fn indicator(code: &str) -> Option<Uuid> {
    shipped_indicators().iter().find(|one| one.code == code).map(|one| one.id)
}

fn pair(cast: &Cast, (supporting, supported): (&str, &str)) -> Result<NewPair, Message> {
    Ok(NewPair {
        departments: (supporting.to_owned(), supported.to_owned()),
        contacts: (cast.viewer("beijing-doctor")?.person_id, cast.viewer("ulanqab-doctor")?.person_id),
    })
}

/// They meet by video, and say to which topic it belonged.
async fn meet(stage: &Stage, places: &Places, cast: &Cast, twinning: &Twinning) -> Result<(), Message> {
    let platform = &stage.platform;
    let (leader, attendee) = (cast.viewer("beijing-doctor")?, cast.viewer("ulanqab-doctor")?);
    let (beijing, ulanqab) = (cast.viewer("beijing-head")?, cast.viewer("ulanqab-head")?);
    let pairs = twinnings::pairs_of(platform.database.reader(), &[twinning.id]).await;
    let pairs = pairs.map_err(|_| Message::new("command-demo-failed"))?;
    let pair_id = pairs.first().map(|pair| pair.id).ok_or_else(|| Message::new("command-demo-failed"))?;
    for (topic, ago) in (1..).zip(MET) {
        let day = before(stage.today, ago);
        platform.clock.set(moment(before(day, 2), 9, 0));
        let new = NewTeachingSession {
            kind: TeachingSessionKind::SkillTraining,
            channel: Channel::Video,
            title: "心电图与B超判读（示例）".to_owned(),
            place: SessionPlace {
                organiser_id: twinning.supporting_id,
                host_id: twinning.supported_id,
                base_id: None,
                department_id: places.departments_of("ulanqab").next(),
                agreement_id: None,
            },
            time: (moment(day, 15, 0), moment(day, 16, 30)),
            leaders: vec![leader.person_id],
            topics: vec![NewTopic {
                name: "常见心律失常（示例）".to_owned(),
                competency_id: None,
                form_id: None,
            }],
        };
        let session = done(teaching::teaching_session_plan(platform, leader, new).await)?;
        let of = SessionsOf { twinning_id: twinning.id, pair_id, topic, sessions: vec![session.id] };
        done(twinnings::twinning_sessions_add(platform, beijing, of).await)?;
        sessions::attend(stage, attendee, leader, &session).await?;
        sessions::hold(stage, leader, &session, "房颤一例，早搏两例（示例）").await?;
        if Some(&ago) != MET.last() {
            sessions::confirm(stage, ulanqab, &session).await?;
        }
    }
    Ok(())
}

/// The institution that is helped gives a figure, with a document on which it stands.
async fn read(
    stage: &Stage,
    giver: &Viewer,
    twinning: &Twinning,
    (days, code, value): ((NaiveDate, NaiveDate), &str, i64),
) -> Result<(), Message> {
    let platform = &stage.platform;
    let failed = || Message::new("command-demo-failed");
    let name = format!("示例报表-{code}-{}.pdf", days.0);
    let prepared =
        uploads::prepare(platform, &giver.actor(), giver.person_id, TWINNING_SOURCE_PURPOSE, &name)
            .await
            .map_err(|_| failed())?;
    let text = format!("%PDF-1.7\n% sample report {code} {}\n%%EOF\n", days.0);
    uploads::receive(platform, prepared.secret.reveal(), text.into_bytes()).await.map_err(|_| failed())?;
    let new = NewReading {
        twinning_id: twinning.id,
        indicator_id: indicator(code).ok_or_else(failed)?,
        days,
        value,
        upload_id: Some(prepared.upload.id),
        reason: None,
    };
    done(twinnings::twinning_reading_record(platform, giver, new).await).map(|_| ())
}
