//! Pairings of S3 in the demo: a master of the provincial hospital and physicians of the grassroots, in no programme, one of them on
//! track, one whose contact lapsed, and one who waits for the master's consent.

use chrono::NaiveDate;
use domain::evidence::Approval;
use domain::identity::Viewer;
use domain::pairings::{
    self, Channel, MentorCap, MentorRank, NewApprenticeship, NewFollowingRecord, NewFollowingReview,
    NewMentor, PairingMark, Terms,
};
use platform::text::Message;
use uuid::Uuid;

use super::people::Cast;
use super::places::Places;
use super::{Stage, after, before, done, moment};

/// Days ago on which the pairings began.
const BEGAN: u64 = 84;
/// Days ago on which the master read the first month: five weeks after it began.
const REVIEWED: u64 = BEGAN - 35;
/// Days ago on which the pairing that lapsed saw its last record.
const LAPSED: u64 = 42;

/// Appoints the master, pairs her, and lets the weeks go by.
pub(super) async fn pair(
    stage: &Stage,
    places: &Places,
    cast: &Cast,
    consortium: Uuid,
) -> Result<(), Message> {
    let (platform, master) = (&stage.platform, cast.viewer("master")?);
    let administrator = cast.viewer("provincial-base")?;
    let provincial = places.institution("provincial")?.id;
    let begins = before(stage.today, BEGAN);
    platform.clock.set(moment(before(begins, 1), 9, 0));
    let cap = MentorCap { institution_id: provincial, rank: MentorRank::Chief, most: 3 };
    done(pairings::mentor_cap_set(platform, administrator, cap).await)?;
    let appointment = NewMentor {
        person_id: master.person_id,
        institution_id: provincial,
        rank: MentorRank::Chief,
        specialties: vec!["TCM_INTERNAL".to_owned()],
        starts_on: before(begins, 1),
        ends_on: None,
    };
    let mentor = done(pairings::mentor_appoint(platform, administrator, appointment).await)?;
    let new =
        |apprentice: &Viewer, starts_on: NaiveDate, place: &str| -> Result<NewApprenticeship, Message> {
            Ok(NewApprenticeship {
                mentor_id: mentor.id,
                apprentice_id: apprentice.person_id,
                institution_id: Some(places.institution(place)?.id),
                // The university's hospital is no member.
                consortium_id: Some(consortium).filter(|_| place != "hospital"),
                enrolment_id: None,
                base_id: None,
                specialty: "TCM_INTERNAL".to_owned(),
                terms: Terms {
                    term: (starts_on, after(starts_on, 1094)),
                    half_days_per_week: 1,
                    contact_every_days: 21,
                    channels: vec![Channel::OnSite, Channel::Video],
                    goals: Vec::new(),
                    goals_note: "脾胃病常见证候的辨治（示例）".to_owned(),
                    ceremony_on: None,
                },
            })
        };
    for (name, place, until) in
        [("township-supervisor", "township", 1), ("community-supervisor", "community", LAPSED)]
    {
        let apprentice = cast.viewer(name)?;
        platform.clock.set(moment(begins, 7, 0));
        let proposal = new(apprentice, begins, place)?;
        let proposed = done(pairings::apprenticeship_propose(platform, apprentice, proposal).await)?;
        done(pairings::apprenticeship_accept(platform, master, proposed.id, None).await)?;
        for ago in (until..=BEGAN).rev().step_by(7) {
            follow(stage, apprentice, proposed.id, before(stage.today, ago)).await?;
            if ago == REVIEWED {
                review(stage, master, proposed.id).await?;
            }
        }
    }
    platform.clock.set(moment(before(stage.today, 2), 9, 0));
    let waiting = cast.viewer("supervisor")?;
    let proposal = new(waiting, after(stage.today, 7), "hospital")?;
    done(pairings::apprenticeship_propose(platform, waiting, proposal).await)?;
    Ok(())
}

/// A morning with the master, and what was learned.
async fn follow(
    stage: &Stage,
    apprentice: &Viewer,
    apprenticeship_id: Uuid,
    day: NaiveDate,
) -> Result<(), Message> {
    stage.platform.clock.set(moment(day, 13, 0));
    let record = NewFollowingRecord {
        apprenticeship_id,
        starts_at: moment(day, 8, 0),
        ends_at: moment(day, 12, 0),
        activity_kind: None,
        channel: Channel::OnSite,
        seen: "胃脘痛三例，湿阻、气滞、虚寒各一（示例）".to_owned(),
        learned: "同病异治，以舌脉定虚实（示例）".to_owned(),
        replaces_id: None,
        key: None,
    };
    done(pairings::following_record_submit(&stage.platform, apprentice, record).await).map(|_| ())
}

/// The master reads the first month that was written, and marks it.
async fn review(stage: &Stage, master: &Viewer, apprenticeship_id: Uuid) -> Result<(), Message> {
    let reader = stage.platform.database.reader();
    let days = (before(stage.today, BEGAN), stage.today);
    let months = pairings::following_months(reader, master.scope(), &[apprenticeship_id], days).await;
    let months = months.map_err(|_| Message::new("command-demo-failed"))?;
    let Some(first) = months.last() else { return Ok(()) };
    let read = first
        .records
        .iter()
        .map(|(record, _)| Approval { evidence_id: record.evidence_id, shown_mark: None });
    let said = NewFollowingReview {
        apprenticeship_id,
        month_on: first.month_on,
        mark: PairingMark::Good,
        remark: "辨证渐细，方药尚可更精（示例）".to_owned(),
        approvals: read.collect(),
    };
    done(pairings::following_month_review(&stage.platform, master, said).await).map(|_| ())
}
