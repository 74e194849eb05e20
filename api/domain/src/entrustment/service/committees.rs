//! Committees set up and changed.

use platform::db::Write;
use platform::error::{Error, Name, Outcome, Problem, accept};
use platform::text::Message;
use platform::{Platform, id};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::super::rules::{EntrustmentErrorCode, LONGEST_NAME, membership_problems};
use super::super::store::{self, Committee, Member};
use super::{Problems, seats_of, serving, today};
use crate::identity::rules::names_problems;
use crate::identity::{self, Act, Permit, Viewer};
use crate::organisations;

/// A committee to be set up.
#[derive(Clone, Debug)]
pub struct NewCommittee {
    /// The school or base whose trainees it decides about.
    pub institution_id: Uuid,
    /// Name; both languages.
    pub name: Name,
    /// Who sits on it, and who must vote.
    pub seats: CommitteeChange,
}

/// Who sits on a committee from today on.
#[derive(Clone, Debug)]
pub struct CommitteeChange {
    /// Its members.
    pub members: Vec<Uuid>,
    /// Which of them chairs it.
    pub chair: Uuid,
    /// How many must vote before it decides.
    pub quorum: i32,
}

impl CommitteeChange {
    /// Everything wrong with it.
    ///
    /// # Errors
    /// `Internal`.
    async fn problems(&self, write: &Write) -> Result<Problems, Error> {
        let mut problems = membership_problems(&self.members, self.chair, self.quorum);
        let serving = serving(write, &self.members).await?;
        for (index, _) in self.members.iter().enumerate().filter(|(_, key)| !serving.contains(key)) {
            let path = format!("memberIds.{index}");
            let message = Message::new("entrustment-member-no-role").with("number", index + 1);
            problems.push(Problem::new(EntrustmentErrorCode::Invalid, &path, message));
        }
        Ok(problems)
    }

    fn seats(&self) -> impl Iterator<Item = (Uuid, bool)> {
        self.members.iter().map(|member| (*member, *member == self.chair))
    }

    fn remembered(&self) -> Json {
        json!({ "memberIds": self.members, "chairId": self.chair, "quorum": self.quorum })
    }
}

/// Sets up a committee of a school or a base.
///
/// # Errors
/// `NotFound` when there is no such institution; `Forbidden` without a role there; every
/// problem found.
pub async fn committee_create(
    platform: &Platform,
    viewer: &Viewer,
    new: NewCommittee,
) -> Outcome<Committee, EntrustmentErrorCode> {
    let permit = Permit::at(viewer, Act::CommitteeWrite, &[new.institution_id])?;
    organisations::institution(platform.database.reader(), new.institution_id).await?;
    let write = platform.database.write().await?;
    let mut problems = names_problems(EntrustmentErrorCode::Invalid, &new.name, LONGEST_NAME);
    problems.extend(new.seats.problems(&write).await?);
    accept(problems)?;
    let made = Committee {
        id: id::new_key(),
        institution_id: new.institution_id,
        name: Name { zh: new.name.zh.trim().to_owned(), en: new.name.en.trim().to_owned() },
        quorum: new.seats.quorum,
        created_at: write.now(),
    };
    store::insert_committee(&write, &permit, &made).await?;
    let seats: Vec<(Uuid, bool)> = new.seats.seats().collect();
    store::insert_members(&write, &permit, made.id, &seats, today(&write)).await?;
    let object = ("entrustment_committee", made.id);
    let change = (Json::Null, new.seats.remembered());
    identity::remember(&write, &permit, "entrustment-committee.create", object, change).await?;
    write.commit().await?;
    Ok(made)
}

/// Changes who sits on a committee, and how many must vote. Nobody is seated or unseated while a vote is open.
///
/// # Errors
/// `NotFound` when there is no such committee; `Forbidden` without a role at its
/// institution; every problem found.
pub async fn committee_change(
    platform: &Platform,
    viewer: &Viewer,
    committee_id: Uuid,
    change: CommitteeChange,
) -> Outcome<Committee, EntrustmentErrorCode> {
    let write = platform.database.write().await?;
    store::lock_committee(&write, committee_id).await?;
    let committee = store::committee(&*write, committee_id).await?;
    let permit = Permit::at(viewer, Act::CommitteeWrite, &[committee.institution_id])?;
    let mut problems = change.problems(&write).await?;
    let open = store::open_of(&write, committee_id).await?.len();
    if open > 0 {
        let message = Message::new("entrustment-vote-open").with("count", open);
        problems.push(Problem::new(EntrustmentErrorCode::VoteOpen, "committeeId", message));
    }
    accept(problems)?;
    let held = seats_of(&write, committee_id).await?;
    let wanted: Vec<(Uuid, bool)> = change.seats().collect();
    let keeps = |member: &Member| wanted.contains(&(member.person_id, member.is_chair));
    let ended: Vec<Uuid> = held.iter().filter(|member| !keeps(member)).map(|member| member.id).collect();
    let fresh = |seat: &(Uuid, bool)| !held.iter().any(|member| (member.person_id, member.is_chair) == *seat);
    let named: Vec<(Uuid, bool)> = wanted.iter().copied().filter(fresh).collect();
    store::end_members(&write, &permit, &ended, today(&write)).await?;
    store::insert_members(&write, &permit, committee_id, &named, today(&write)).await?;
    store::set_quorum(&write, &permit, committee_id, change.quorum).await?;
    let before = CommitteeChange {
        members: held.iter().map(|member| member.person_id).collect(),
        chair: held.iter().find(|member| member.is_chair).map_or(Uuid::nil(), |member| member.person_id),
        quorum: committee.quorum,
    };
    let object = ("entrustment_committee", committee_id);
    let change = (before.remembered(), change.remembered());
    identity::remember(&write, &permit, "entrustment-committee.change", object, change).await?;
    let changed = store::committee(&*write, committee_id).await?;
    write.commit().await?;
    Ok(changed)
}
