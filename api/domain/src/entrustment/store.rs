//! Queries over what committees were asked and their votes; who sits on them stands beside.

mod committees;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    entrustment_basis as basis, entrustment_decision as decision, entrustment_member as member,
    entrustment_vote as vote,
};
use platform::codes::Code as _;
use platform::db::Write;
use platform::error::Error;
use platform::paging::{Ordering, PageRequest, Slice, SortKind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::rules::{EntrustmentOutlook, EntrustmentStatus};
use crate::identity::{Permit, Scope};
pub use committees::{
    Committee, Member, committees_count, committees_ordering, committees_page, find_committees, members_of,
};
pub(super) use committees::{
    committee, end_members, insert_committee, insert_members, lock_committee, set_quorum,
};

/// What a committee was asked to entrust to a trainee, and what it decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Key.
    pub id: Uuid,
    /// The committee.
    pub committee_id: Uuid,
    /// The enrolment whose plan names the activity.
    pub enrolment_id: Uuid,
    /// The trainee.
    pub person_id: Uuid,
    /// Code of the activity.
    pub activity: String,
    /// The level.
    pub level: i32,
    /// What it looks at.
    pub outlook: EntrustmentOutlook,
    /// The local day from which it holds.
    pub holds_from: NaiveDate,
    /// Why; empty once the trainee was erased.
    pub rationale: String,
    /// The member who proposed it.
    pub proposed_by: Uuid,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Where it stands.
    pub status: EntrustmentStatus,
    /// Who closed the vote, or dropped it.
    pub closed_by: Option<Uuid>,
    /// When.
    pub closed_at: Option<DateTime<Utc>>,
    /// The evidence that came of it.
    pub evidence_id: Option<Uuid>,
}

impl Decision {
    fn read(row: decision::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            committee_id: row.committee_id,
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            activity: row.activity,
            level: row.level,
            outlook: EntrustmentOutlook::stored(&row.outlook)?,
            holds_from: row.holds_from,
            rationale: row.rationale,
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at,
            status: EntrustmentStatus::stored(&row.status)?,
            closed_by: row.closed_by,
            closed_at: row.closed_at,
            evidence_id: row.evidence_id,
        })
    }
}

/// A member's vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Key.
    pub id: Uuid,
    /// What it is about.
    pub decision_id: Uuid,
    /// Who voted.
    pub member_id: Uuid,
    /// Whether she is in favour.
    pub in_favour: bool,
    /// What she said to it.
    pub remark: String,
    /// When.
    pub cast_at: DateTime<Utc>,
}

/// Which decisions are looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct DecisionFilter {
    /// About this trainee.
    pub person_id: Option<Uuid>,
    /// Of this committee.
    pub committee_id: Option<Uuid>,
    /// That stand here.
    pub status: Option<EntrustmentStatus>,
}

fn visible(scope: Scope<'_>, filter: &DecisionFilter) -> Select<decision::Entity> {
    use decision::Column;
    let wanted = Condition::all()
        .add_option(filter.person_id.map(|key| Column::PersonId.eq(key)))
        .add_option(filter.committee_id.map(|key| Column::CommitteeId.eq(key)))
        .add_option(filter.status.map(|status| Column::Status.eq(status.code())));
    decision::Entity::find().filter(scope.people((decision::Entity, Column::PersonId))).filter(wanted)
}

/// Decisions, the latest proposed first.
#[must_use]
pub fn decisions_ordering() -> Ordering {
    Ordering::by("PROPOSED", decision::Column::Id, SortKind::Key, decision::Column::Id).descending()
}

/// A page of visible decisions.
pub async fn decisions_page(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &DecisionFilter,
    page: &PageRequest,
) -> Result<Slice<Decision>, Error> {
    let rows = page.apply(visible(scope, filter), &decisions_ordering())?.all(connection).await?;
    page.slice(rows.into_iter().map(Decision::read).collect::<Result<_, _>>()?)
}

/// How many visible decisions there are.
pub async fn decisions_count(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    filter: &DecisionFilter,
) -> Result<i64, DbErr> {
    Ok(i64::try_from(visible(scope, filter).count(connection).await?).unwrap_or(i64::MAX))
}

/// Every visible decision about a person, in order.
pub async fn decisions_of(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    person_id: Uuid,
) -> Result<Vec<Decision>, Error> {
    let filter = DecisionFilter { person_id: Some(person_id), ..DecisionFilter::default() };
    let rows = visible(scope, &filter).order_by_asc(decision::Column::Id).all(connection).await?;
    rows.into_iter().map(Decision::read).collect()
}

/// The decisions of which these pieces of evidence came, that were already read within a scope.
pub async fn decisions_behind(
    connection: &impl ConnectionTrait,
    evidence: &[Uuid],
) -> Result<Vec<Decision>, Error> {
    let query = decision::Entity::find().filter(decision::Column::EvidenceId.is_in(evidence.iter().copied()));
    query.all(connection).await?.into_iter().map(Decision::read).collect()
}

/// One visible decision.
pub(super) async fn decision(
    connection: &impl ConnectionTrait,
    scope: Scope<'_>,
    key: Uuid,
) -> Result<Decision, Error> {
    let query = visible(scope, &DecisionFilter::default()).filter(decision::Column::Id.eq(key));
    query.one(connection).await?.ok_or(Error::NotFound).and_then(Decision::read)
}

/// Open decisions of a committee. For an act upon it, after its permit was given.
pub(super) async fn open_of(write: &Write, committee_id: Uuid) -> Result<Vec<Decision>, Error> {
    let query = decision::Entity::find()
        .filter(decision::Column::CommitteeId.eq(committee_id))
        .filter(decision::Column::Status.eq(EntrustmentStatus::Open.code()));
    query.all(&**write).await?.into_iter().map(Decision::read).collect()
}

/// Writes what is proposed, and on what it rests.
pub(super) async fn insert_decision(
    write: &Write,
    _permit: &Permit,
    made: &Decision,
    rests_on: &[Uuid],
) -> Result<(), DbErr> {
    let row = decision::Model {
        id: made.id,
        committee_id: made.committee_id,
        enrolment_id: made.enrolment_id,
        person_id: made.person_id,
        activity: made.activity.clone(),
        level: made.level,
        outlook: made.outlook.code().to_owned(),
        holds_from: made.holds_from,
        rationale: made.rationale.clone(),
        proposed_by: made.proposed_by,
        proposed_at: made.proposed_at,
        status: made.status.code().to_owned(),
        closed_by: made.closed_by,
        closed_at: made.closed_at,
        evidence_id: made.evidence_id,
    };
    decision::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    let rows = rests_on
        .iter()
        .map(|evidence_id| basis::ActiveModel { decision_id: Set(made.id), evidence_id: Set(*evidence_id) });
    basis::Entity::insert_many(rows).exec_without_returning(&**write).await?;
    Ok(())
}

/// On what evidence these decisions rest: decision and evidence, in order of recording.
pub async fn basis_of(
    connection: &impl ConnectionTrait,
    decisions: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    let rows = basis::Entity::find()
        .filter(basis::Column::DecisionId.is_in(decisions.iter().copied()))
        .order_by_asc(basis::Column::EvidenceId)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.decision_id, row.evidence_id)).collect())
}

/// Votes about these decisions, in order of casting.
pub async fn votes_of(connection: &impl ConnectionTrait, decisions: &[Uuid]) -> Result<Vec<Vote>, DbErr> {
    let rows = vote::Entity::find()
        .filter(vote::Column::DecisionId.is_in(decisions.iter().copied()))
        .order_by_asc(vote::Column::Id)
        .all(connection)
        .await?;
    let read = |row: vote::Model| Vote {
        id: row.id,
        decision_id: row.decision_id,
        member_id: row.member_id,
        in_favour: row.in_favour,
        remark: row.remark,
        cast_at: row.cast_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Writes a vote.
pub(super) async fn insert_vote(write: &Write, _permit: &Permit, made: &Vote) -> Result<(), DbErr> {
    let row = vote::Model {
        id: made.id,
        decision_id: made.decision_id,
        member_id: made.member_id,
        in_favour: made.in_favour,
        remark: made.remark.clone(),
        cast_at: made.cast_at,
    };
    vote::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await?;
    Ok(())
}

/// Ends a vote.
pub(super) async fn close_decision(
    write: &Write,
    _permit: &Permit,
    key: Uuid,
    (status, closed_by, evidence_id): (EntrustmentStatus, Option<Uuid>, Option<Uuid>),
) -> Result<(), DbErr> {
    use decision::Column;
    decision::Entity::update_many()
        .col_expr(Column::Status, Expr::val(status.code()))
        .col_expr(Column::ClosedBy, Expr::val(closed_by))
        .col_expr(Column::ClosedAt, Expr::val(write.now()))
        .col_expr(Column::EvidenceId, Expr::val(evidence_id))
        .filter(Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Marks a decision as taken back.
pub(super) async fn reverse_decision(write: &Write, _permit: &Permit, key: Uuid) -> Result<(), DbErr> {
    decision::Entity::update_many()
        .col_expr(decision::Column::Status, Expr::val(EntrustmentStatus::Reversed.code()))
        .filter(decision::Column::Id.eq(key))
        .exec(&**write)
        .await?;
    Ok(())
}

/// Whether both voted about the same, which is open.
pub(super) async fn have_both_voted(
    connection: &impl ConnectionTrait,
    one: Uuid,
    other: Uuid,
) -> Result<bool, Error> {
    let open = decision::Entity::find()
        .select_only()
        .column(decision::Column::Id)
        .filter(decision::Column::Status.eq(EntrustmentStatus::Open.code()))
        .into_query();
    let rows = vote::Entity::find()
        .filter(vote::Column::MemberId.is_in([one, other]))
        .filter(vote::Column::DecisionId.in_subquery(open))
        .all(connection)
        .await?;
    let mut decisions: Vec<Uuid> = rows.iter().map(|row| row.decision_id).collect();
    decisions.sort_unstable();
    Ok(decisions.windows(2).any(|pair| pair.first() == pair.last()))
}

/// Carries decisions about a person, and the seats she holds, over to another record of hers; where both records sit on one committee,
/// the seat of the other one stays.
pub async fn hand_over(
    write: &Write,
    _permit: &Permit,
    from: Uuid,
    to: Uuid,
) -> Result<Vec<(String, u64)>, DbErr> {
    let moved = decision::Entity::update_many()
        .col_expr(decision::Column::PersonId, Expr::val(to))
        .filter(decision::Column::PersonId.eq(from))
        .exec(&**write)
        .await?;
    let held = |person: Uuid| {
        member::Entity::find()
            .filter(member::Column::PersonId.eq(person))
            .filter(member::Column::EndsOn.is_null())
            .all(&**write)
    };
    let kept: Vec<Uuid> = held(to).await?.into_iter().map(|row| row.committee_id).collect();
    let free = held(from).await?.into_iter().filter(|row| !kept.contains(&row.committee_id));
    let free: Vec<Uuid> = free.map(|row| row.id).collect();
    let seats = member::Entity::update_many()
        .col_expr(member::Column::PersonId, Expr::val(to))
        .filter(member::Column::Id.is_in(free))
        .exec(&**write)
        .await?;
    Ok(vec![
        ("entrustment_decision".to_owned(), moved.rows_affected),
        ("entrustment_member".to_owned(), seats.rows_affected),
    ])
}

/// Empties what was said about an erased person; what was decided stays. Says what was emptied.
pub(super) async fn empty(
    write: &Write,
    _permit: &Permit,
    decisions: &[Uuid],
) -> Result<Vec<(String, u64)>, DbErr> {
    let emptied = decision::Entity::update_many()
        .col_expr(decision::Column::Rationale, Expr::val(""))
        .filter(decision::Column::Id.is_in(decisions.iter().copied()))
        .exec(&**write)
        .await?;
    let remarks = vote::Entity::update_many()
        .col_expr(vote::Column::Remark, Expr::val(""))
        .filter(vote::Column::DecisionId.is_in(decisions.iter().copied()))
        .exec(&**write)
        .await?;
    Ok(vec![
        ("entrustment_decision".to_owned(), emptied.rows_affected),
        ("entrustment_vote".to_owned(), remarks.rows_affected),
    ])
}
