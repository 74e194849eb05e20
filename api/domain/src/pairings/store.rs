//! Queries over masters and apprenticeships.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{apprenticeship, apprenticeship_act};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::{Cond, SelectStatement};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect as _, QueryTrait as _, Select,
};
use uuid::Uuid;

use super::rules::proposals::Terms;
use super::rules::{
    ApprenticeshipActKind, ApprenticeshipSide, ApprenticeshipStatus, Channel, Pause, caps, pauses,
};
use crate::identity::{Permit, Scope};

mod following;
mod kept;
mod mentors;
mod papers;

pub use following::{
    FollowingRecord, FollowingReview, find_following_records, following_records_of, following_reviews_of,
};
pub(super) use following::{insert_record, insert_review};
pub use kept::{are_paired, erase, hand_over};
pub use mentors::{
    Mentor, MentorCap, MentorFilter, caps_of, find_mentors, mentors_count, mentors_of, mentors_on,
    mentors_ordering, mentors_page,
};
pub(super) use mentors::{cap, end_mentor, insert_mentor, mentor, put_cap};
pub use papers::{Appraisal, PairingAgreement, appraisals_of, pairing_agreements_of};
pub(super) use papers::{insert_agreement, insert_appraisal, pairing_agreement};

/// A master and her apprentice, from the proposal to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apprenticeship {
    /// Key.
    pub id: Uuid,
    /// The master, as appointed.
    pub mentor_id: Uuid,
    /// The master.
    pub mentor_person_id: Uuid,
    /// The apprentice.
    pub apprentice_id: Uuid,
    /// The apprentice's institution.
    pub institution_id: Uuid,
    /// The consortium under which they are paired.
    pub consortium_id: Option<Uuid>,
    /// The training that it serves.
    pub enrolment_id: Option<Uuid>,
    /// The base where she follows.
    pub base_id: Option<Uuid>,
    /// The specialty's code.
    pub specialty: String,
    /// What was agreed.
    pub terms: Terms,
    /// Where it stands.
    pub status: ApprenticeshipStatus,
    /// Who proposed it.
    pub proposed_by: Uuid,
    /// When the master consented.
    pub mentor_consented_at: Option<DateTime<Utc>>,
    /// When the apprentice consented.
    pub apprentice_consented_at: Option<DateTime<Utc>>,
    /// The apprenticeship that it takes over.
    pub follows_id: Option<Uuid>,
    /// Last day, once it has ended.
    pub ended_on: Option<NaiveDate>,
    /// Rises with each change.
    pub version: i32,
    /// When it was proposed.
    pub created_at: DateTime<Utc>,
}

impl Apprenticeship {
    /// The last day on which it holds a place of the master's.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        self.ended_on.unwrap_or(self.terms.term.1)
    }
}

impl TryFrom<apprenticeship::Model> for Apprenticeship {
    type Error = Error;

    fn try_from(row: apprenticeship::Model) -> Result<Self, Error> {
        let listed = |text: &str| {
            serde_json::from_str::<Vec<String>>(text)
                .map_err(|error| Error::internal(format!("a list of apprenticeship {}: {error}", row.id)))
        };
        let goal = |key: String| {
            Uuid::parse_str(&key).map_err(|error| Error::internal(format!("a goal of {}: {error}", row.id)))
        };
        let channel = |code: String| Channel::stored(&code);
        Ok(Self {
            id: row.id,
            mentor_id: row.mentor_id,
            mentor_person_id: row.mentor_person_id,
            apprentice_id: row.apprentice_id,
            institution_id: row.institution_id,
            consortium_id: row.consortium_id,
            enrolment_id: row.enrolment_id,
            base_id: row.base_id,
            terms: Terms {
                term: (row.starts_on, row.ends_on),
                half_days_per_week: row.half_days_per_week,
                contact_every_days: row.contact_every_days,
                channels: listed(&row.channels)?.into_iter().map(channel).collect::<Result<_, _>>()?,
                goals: listed(&row.goals)?.into_iter().map(goal).collect::<Result<_, _>>()?,
                goals_note: row.goals_note,
                ceremony_on: row.ceremony_on,
            },
            specialty: row.specialty,
            status: ApprenticeshipStatus::stored(&row.status)?,
            proposed_by: row.proposed_by,
            mentor_consented_at: row.mentor_consented_at,
            apprentice_consented_at: row.apprentice_consented_at,
            follows_id: row.follows_id,
            ended_on: row.ended_on,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

fn row_of(of: &Apprenticeship) -> apprenticeship::Model {
    let goals: Vec<String> = of.terms.goals.iter().map(Uuid::to_string).collect();
    let channels: Vec<&str> = of.terms.channels.iter().map(|channel| channel.code()).collect();
    apprenticeship::Model {
        id: of.id,
        mentor_id: of.mentor_id,
        mentor_person_id: of.mentor_person_id,
        apprentice_id: of.apprentice_id,
        institution_id: of.institution_id,
        consortium_id: of.consortium_id,
        enrolment_id: of.enrolment_id,
        base_id: of.base_id,
        specialty: of.specialty.clone(),
        goals: serde_json::json!(goals).to_string(),
        goals_note: of.terms.goals_note.clone(),
        starts_on: of.terms.term.0,
        ends_on: of.terms.term.1,
        half_days_per_week: of.terms.half_days_per_week,
        contact_every_days: of.terms.contact_every_days,
        channels: serde_json::json!(channels).to_string(),
        ceremony_on: of.terms.ceremony_on,
        status: of.status.code().to_owned(),
        proposed_by: of.proposed_by,
        mentor_consented_at: of.mentor_consented_at,
        apprentice_consented_at: of.apprentice_consented_at,
        follows_id: of.follows_id,
        ended_on: of.ended_on,
        version: of.version,
        created_at: of.created_at,
    }
}

/// What somebody did about an apprenticeship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprenticeshipAct {
    /// Key.
    pub id: Uuid,
    /// Which.
    pub apprenticeship_id: Uuid,
    /// What.
    pub kind: ApprenticeshipActKind,
    /// On whose side.
    pub side: ApprenticeshipSide,
    /// Who.
    pub actor_id: Uuid,
    /// From which day on, or on which, it holds.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

/// Which apprenticeships.
#[derive(Clone, Debug, Default)]
pub struct ApprenticeshipFilter {
    /// Of these masters, as appointed.
    pub mentor_id: Option<Uuid>,
    /// Of apprentices of this institution.
    pub institution_id: Option<Uuid>,
    /// Under this consortium.
    pub consortium_id: Option<Uuid>,
    /// In this specialty.
    pub specialty: Option<String>,
    /// In one of these statuses; all when empty.
    pub statuses: Vec<ApprenticeshipStatus>,
}

/// Apprenticeships by their first day.
#[must_use]
pub fn apprenticeships_ordering() -> Ordering {
    Ordering::by("STARTS_ON", apprenticeship::Column::StartsOn, SortKind::Date, apprenticeship::Column::Id)
}

/// Visible is a pairing to whoever may see one of the two.
fn visible(scope: Scope<'_>) -> Select<apprenticeship::Entity> {
    use apprenticeship::{Column, Entity};
    apprenticeship::Entity::find().filter(
        Cond::any()
            .add(scope.people((Entity, Column::ApprenticeId)))
            .add(scope.people((Entity, Column::MentorPersonId))),
    )
}

/// The keys of visible apprenticeships, for rooms that keep something of them.
#[must_use]
pub fn visible_keys(scope: Scope<'_>) -> SelectStatement {
    visible(scope).select_only().column(apprenticeship::Column::Id).into_query()
}

fn filtered(scope: Scope<'_>, filter: &ApprenticeshipFilter) -> Select<apprenticeship::Entity> {
    use apprenticeship::Column;
    let mut all = Cond::all();
    let keys = [
        (Column::MentorId, filter.mentor_id),
        (Column::InstitutionId, filter.institution_id),
        (Column::ConsortiumId, filter.consortium_id),
    ];
    for (column, key) in keys {
        all = all.add_option(key.map(|key| column.eq(key)));
    }
    all = all.add_option(filter.specialty.as_ref().map(|code| Column::Specialty.eq(code)));
    if !filter.statuses.is_empty() {
        all = all.add(Column::Status.is_in(filter.statuses.iter().map(|status| status.code())));
    }
    visible(scope).filter(all)
}

fn read_all(rows: Vec<apprenticeship::Model>) -> Result<Vec<Apprenticeship>, Error> {
    rows.into_iter().map(Apprenticeship::try_from).collect()
}

/// A page of visible apprenticeships.
pub async fn apprenticeships_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &ApprenticeshipFilter,
    page: &PageRequest,
) -> Result<Slice<Apprenticeship>, Error> {
    let query = page.apply(filtered(scope, filter), &apprenticeships_ordering())?;
    page.slice(read_all(query.all(connection).await?)?)
}

/// How many there are of them.
pub async fn apprenticeships_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &ApprenticeshipFilter,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(filtered(scope, filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// Visible apprenticeships by key, in no order.
pub async fn find_apprenticeships(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    keys: &[Uuid],
) -> Result<Vec<Apprenticeship>, Error> {
    let query = visible(scope).filter(apprenticeship::Column::Id.is_in(keys.iter().copied()));
    read_all(query.all(connection).await?)
}

/// Visible apprenticeships of these people, on either side, the latest proposed first.
pub async fn apprenticeships_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    people: &[Uuid],
) -> Result<Vec<Apprenticeship>, Error> {
    use apprenticeship::Column;
    let theirs = Cond::any()
        .add(Column::ApprenticeId.is_in(people.iter().copied()))
        .add(Column::MentorPersonId.is_in(people.iter().copied()));
    let query = visible(scope).filter(theirs).order_by_desc(Column::Id);
    read_all(query.all(connection).await?)
}

/// All apprenticeships under a consortium, in the order in which they were proposed. For figures that name nobody, whose permit was given.
pub async fn apprenticeships_within(
    connection: &impl ConnectionTrait,
    consortium_id: Uuid,
) -> Result<Vec<Apprenticeship>, Error> {
    let query = apprenticeship::Entity::find()
        .filter(apprenticeship::Column::ConsortiumId.eq(consortium_id))
        .order_by_asc(apprenticeship::Column::Id);
    read_all(query.all(connection).await?)
}

/// Who of these institutions' people follows a master on a day, or is proposed to one: institution, specialty, apprentice, and whether it is
/// live. For figures that name nobody, whose permit was given.
pub async fn followed_on(
    connection: &impl ConnectionTrait,
    institutions: &[Uuid],
    on: NaiveDate,
) -> Result<Vec<(Uuid, String, Uuid, bool)>, DbErr> {
    use apprenticeship::Column;
    let bound = Column::Status.is_in(ApprenticeshipStatus::BOUND.map(ApprenticeshipStatus::code));
    let last = Cond::any()
        .add(Column::EndedOn.gte(on))
        .add(Cond::all().add(Column::EndedOn.is_null()).add(Column::EndsOn.gte(on)));
    let live = Cond::all().add(bound).add(Column::StartsOn.lte(on)).add(last);
    let proposed = Column::Status.eq(ApprenticeshipStatus::Proposed.code());
    let rows: Vec<(Uuid, String, Uuid, String)> = apprenticeship::Entity::find()
        .select_only()
        .columns([Column::InstitutionId, Column::Specialty, Column::ApprenticeId, Column::Status])
        .distinct()
        .filter(Column::InstitutionId.is_in(institutions.iter().copied()))
        .filter(Cond::any().add(live).add(proposed))
        .into_tuple()
        .all(connection)
        .await?;
    let is_live = |status: &str| status != ApprenticeshipStatus::Proposed.code();
    let read = |(place, specialty, who, status): (Uuid, String, Uuid, String)| {
        let is_live = is_live(&status);
        (place, specialty, who, is_live)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// One visible apprenticeship.
pub(super) async fn apprenticeship(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<Apprenticeship, Error> {
    find_apprenticeships(connection, scope, &[key]).await?.pop().ok_or(Error::NotFound)
}

/// Locks apprenticeships until the end of the transaction, in the order of their keys.
pub(super) async fn lock(write: &Write, keys: &[Uuid]) -> Result<(), DbErr> {
    let query = apprenticeship::Entity::find()
        .filter(apprenticeship::Column::Id.is_in(keys.iter().copied()))
        .order_by_asc(apprenticeship::Column::Id);
    write.lock_rows(query).await
}

/// The terms for which apprenticeships hold places of a master, wherever she is appointed.
pub(super) async fn taken(
    connection: &impl ConnectionTrait,
    mentor_person_id: Uuid,
) -> Result<Vec<caps::Term>, Error> {
    let held = held(connection, &[mentor_person_id]).await?;
    Ok(held.iter().map(|one| (one.terms.term.0, one.last_day())).collect())
}

/// Apprenticeships of these masters that hold or held a place. For their places, whoever may see them.
pub(super) async fn held(
    connection: &impl ConnectionTrait,
    masters: &[Uuid],
) -> Result<Vec<Apprenticeship>, Error> {
    use apprenticeship::Column;
    let query = apprenticeship::Entity::find()
        .filter(Column::MentorPersonId.is_in(masters.iter().copied()))
        .filter(Column::Status.is_in(ApprenticeshipStatus::BOUND.map(ApprenticeshipStatus::code)));
    read_all(query.all(connection).await?)
}

/// Apprenticeships of two people in a specialty, proposed, live or over. For an act that must not make another one.
pub(super) async fn between(
    connection: &impl ConnectionTrait,
    (mentor_person_id, apprentice_id): (Uuid, Uuid),
    specialty: &str,
) -> Result<Vec<Apprenticeship>, Error> {
    use apprenticeship::Column;
    let open = ApprenticeshipStatus::BOUND
        .into_iter()
        .chain([ApprenticeshipStatus::Proposed])
        .map(ApprenticeshipStatus::code);
    let query = apprenticeship::Entity::find()
        .filter(Column::MentorPersonId.eq(mentor_person_id))
        .filter(Column::ApprenticeId.eq(apprentice_id))
        .filter(Column::Specialty.eq(specialty))
        .filter(Column::Status.is_in(open));
    read_all(query.all(connection).await?)
}

/// What was done about these apprenticeships, in order. For apprenticeships that were shown.
pub async fn acts_of(
    connection: &impl ConnectionTrait,
    apprenticeships: &[Uuid],
) -> Result<Vec<ApprenticeshipAct>, Error> {
    use apprenticeship_act::Column;
    let rows = apprenticeship_act::Entity::find()
        .filter(Column::ApprenticeshipId.is_in(apprenticeships.iter().copied()))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    let read = |row: apprenticeship_act::Model| {
        Ok(ApprenticeshipAct {
            id: row.id,
            apprenticeship_id: row.apprenticeship_id,
            kind: ApprenticeshipActKind::stored(&row.kind)?,
            side: ApprenticeshipSide::stored(&row.side)?,
            actor_id: row.actor_id,
            effective_on: row.effective_on,
            reason: row.reason,
            recorded_at: row.recorded_at,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The pauses of these apprenticeships.
pub(super) async fn pauses_of(
    connection: &impl ConnectionTrait,
    apprenticeships: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Pause>>, Error> {
    let mut told: HashMap<Uuid, Vec<(ApprenticeshipActKind, NaiveDate)>> = HashMap::new();
    for act in acts_of(connection, apprenticeships).await? {
        told.entry(act.apprenticeship_id).or_default().push((act.kind, act.effective_on));
    }
    Ok(told.into_iter().map(|(key, acts)| (key, pauses(&acts))).collect())
}

/// Writes an apprenticeship that is proposed.
pub(super) async fn insert(write: &Write, _permit: &Permit, new: &Apprenticeship) -> Result<(), DbErr> {
    let row = row_of(new).into_active_model();
    apprenticeship::Entity::insert(row).exec_without_returning(&**write).await?;
    Ok(())
}

/// Writes what became of an apprenticeship, which is locked.
pub(super) async fn change(write: &Write, _permit: &Permit, now: &Apprenticeship) -> Result<(), DbErr> {
    row_of(now).into_active_model().reset_all().update(&**write).await?;
    Ok(())
}

/// Writes down what somebody did.
pub(super) async fn insert_act(
    write: &Write,
    _permit: &Permit,
    act: &ApprenticeshipAct,
) -> Result<(), DbErr> {
    let row = apprenticeship_act::Model {
        id: act.id,
        apprenticeship_id: act.apprenticeship_id,
        kind: act.kind.code().to_owned(),
        side: act.side.code().to_owned(),
        actor_id: act.actor_id,
        effective_on: act.effective_on,
        reason: act.reason.clone(),
        recorded_at: act.recorded_at,
    };
    apprenticeship_act::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}
