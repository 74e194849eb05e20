//! The one policy: which rows a viewer may read, and which acts she may do.
//!
//! Reading: a person's record is visible to herself, to whoever supervises or mentors her, and to whoever oversees a
//! place she is bound to; which bonds open a record to which role, `Role::opens` says, and `reading` puts it into SQL.
//! Writing: an act is allowed to roles held at a place that reaches its object; a review is allowed by a supervising
//! relation. `ACTS` says it in one table, from which the schema's "Requires: …" is printed. A deputy has, for the term
//! of a delegation, the rights of whom she acts for, and each act done by them says so.

use std::marker::PhantomData;

use chrono::NaiveDate;
use platform::audit::Actor;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::{Argument, Message};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, IntoColumnRef};
use uuid::Uuid;

use super::means::{Means, TokenScope};
use super::owners::Owners;
use super::reading;
use super::rules::Role;

mod acts;

pub use acts::{Act, accepted_roles};

/// What a role is held at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The whole installation.
    Everywhere,
    /// An institution and those beneath it.
    Institution(Uuid),
    /// A department.
    Department(Uuid),
    /// An administrative division, by its code, and those within it.
    Region(String),
    /// A consortium.
    Consortium(Uuid),
}

/// A role in force today, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Key.
    pub id: Uuid,
    /// The role.
    pub role: Role,
    /// Where it is held.
    pub place: Place,
    /// The institutions it reaches by the tree: the one it is held at and those beneath it.
    pub institutions: Vec<Uuid>,
    /// Last day; without end when absent.
    pub ends_on: Option<NaiveDate>,
    /// Whose role it is, when the viewer only acts for her.
    pub delegator_id: Option<Uuid>,
}

/// Who is asking.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The person.
    pub person_id: Uuid,
    /// The token or session in use, and what it may do.
    pub means: Means,
    /// The roles in force, her own first.
    pub grants: Vec<Grant>,
    /// The roles that she holds and that are not in force until she shows her second factor.
    pub withheld: Vec<Grant>,
    /// For whom she may act today.
    pub delegators: Vec<Uuid>,
    /// Today, by which everything dated is in force or not.
    pub today: NaiveDate,
    /// The HTTP request.
    pub request_id: Option<String>,
}

impl Viewer {
    /// Whether she holds a role anywhere, herself or as a deputy.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Refuses to pass her rights on while roles of hers are withheld: in a token, or in a deputy's hands, they would be in
    /// force without the second factor that she has not shown.
    ///
    /// # Errors
    /// `Forbidden`.
    pub(super) fn require_whole(&self) -> Result<(), Error> {
        if self.withheld.is_empty() {
            return Ok(());
        }
        Err(Error::Forbidden(Message::new("identity-second-factor-first")))
    }

    /// Herself, and those for whom she may act today.
    pub fn stands_for(&self) -> impl Iterator<Item = Uuid> + Clone {
        std::iter::once(self.person_id).chain(self.delegators.iter().copied())
    }

    /// As the audit trail names her.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            person_id: Some(self.person_id),
            token_id: Some(self.means.id),
            request_id: self.request_id.clone(),
            ..Actor::default()
        }
    }

    /// Her reading scope.
    #[must_use]
    pub fn scope(&self) -> Scope<'_> {
        Scope::Viewer(self)
    }
}

/// Why something is read without a viewer. A test lists every use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemReason {
    /// A token is matched before there is a viewer.
    SignIn,
    /// Capacity, overlap and uniqueness must see rows that the viewer may not, after her permit was given.
    Invariant,
    /// An act already permitted needs the facts behind it.
    Permitted,
    /// Work of the system itself: jobs, the demo, the command line.
    Background,
}

/// How anything is read.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// What a viewer may see.
    Viewer(&'a Viewer),
    /// What a certificate's public code opens.
    PublicCode,
    /// What a one-time link opens: whom it is about.
    OneTimeLink(Uuid),
    /// Everything, for a reason.
    System(SystemReason),
}

impl Scope<'_> {
    /// Keeps rows of an institution or of a department (in these columns) where a role that an act accepts is held, or where the viewer
    /// herself learns or works.
    pub fn places(&self, act: Act, institution: impl IntoColumnRef, department: impl IntoColumnRef) -> Cond {
        match self {
            Self::System(_) => Cond::all(),
            Self::Viewer(viewer) if viewer.means.allows(TokenScope::ReadInstitution) => {
                reading::places(viewer, accepted_roles(act), &Expr::col(institution), &Expr::col(department))
            }
            _ => Cond::all().add(Expr::val(1).eq(0)),
        }
    }

    /// Keeps rows of an institution (in this column) where a role that an act accepts is held, or where the viewer herself learns or works.
    pub fn institutions(&self, act: Act, institution: impl IntoColumnRef) -> Cond {
        match self {
            Self::System(_) => Cond::all(),
            Self::Viewer(viewer) if viewer.means.allows(TokenScope::ReadInstitution) => {
                let none = Expr::val(None::<Uuid>);
                reading::places(viewer, accepted_roles(act), &Expr::col(institution), &none)
            }
            _ => Cond::all().add(Expr::val(1).eq(0)),
        }
    }

    /// Keeps rows whose person (in `column`) the scope may see.
    pub fn people(&self, column: impl IntoColumnRef) -> Cond {
        match self {
            Self::System(_) => Cond::all(),
            Self::PublicCode => Cond::all().add(Expr::val(1).eq(0)),
            Self::OneTimeLink(person_id) => Cond::all().add(Expr::col(column).eq(*person_id)),
            Self::Viewer(viewer) if !viewer.means.allows(TokenScope::ReadInstitution) => {
                let sees_herself = viewer.means.allows(TokenScope::ReadOwn);
                let own = Expr::col(column).eq(viewer.person_id);
                Cond::all().add(if sees_herself { own } else { Expr::val(1).eq(0) })
            }
            Self::Viewer(viewer) if viewer.holds(Role::SystemAdministrator) => Cond::all(),
            Self::Viewer(viewer) => reading::people(viewer, &Expr::col(column)),
        }
    }
}

/// The proof that an act is allowed. Only this module makes one, and nothing is written without it.
#[derive(Clone, Debug)]
pub struct Permit {
    /// Who acts.
    pub actor: Actor,
    /// The act allowed.
    pub act: Act,
    /// Only the policy can build a permit.
    sealed: PhantomData<()>,
}

fn forbidden(viewer: &Viewer, act: Act) -> Error {
    if viewer.withheld.iter().any(|grant| accepted_roles(act).contains(&grant.role)) {
        return Error::Forbidden(Message::new("identity-second-factor-first"));
    }
    let roles = accepted_roles(act).iter().map(|role| role.label());
    if accepted_roles(act).is_empty() {
        return Error::Forbidden(Message::new("identity-forbidden"));
    }
    Error::Forbidden(Message::new("identity-forbidden-roles").with("roles", Argument::list(roles)))
}

/// That a second person must decide.
#[must_use]
pub fn second_hand() -> Error {
    Error::Forbidden(Message::new("identity-second-hand"))
}

impl Permit {
    fn new(viewer: &Viewer, act: Act, delegator_id: Option<Uuid>) -> Result<Self, Error> {
        viewer.means.require(act.scope())?;
        Ok(Self { actor: Actor { delegator_id, ..viewer.actor() }, act, sealed: PhantomData })
    }

    fn by_role(viewer: &Viewer, act: Act, reaches: impl Fn(&Grant) -> bool) -> Result<Self, Error> {
        let mut allowing =
            viewer.grants.iter().filter(|grant| accepted_roles(act).contains(&grant.role) && reaches(grant));
        // Her own roles stand before those of whom she acts for.
        let grant = allowing.next().ok_or_else(|| forbidden(viewer, act))?;
        Self::new(viewer, act, grant.delegator_id)
    }

    /// Allows an act to a role held at one of the places that own its object, or above it. A system administrator's
    /// role holds everywhere.
    ///
    /// # Errors
    /// `Forbidden`, naming the roles that would do.
    pub fn at<'o>(viewer: &Viewer, act: Act, owners: impl Into<Owners<'o>>) -> Result<Self, Error> {
        let owners = owners.into();
        Self::by_role(viewer, act, |grant| owners.reached_by(grant))
    }

    /// Allows an act to whoever holds an accepted role anywhere.
    ///
    /// # Errors
    /// `Forbidden`, naming the roles that would do.
    pub fn anywhere(viewer: &Viewer, act: Act) -> Result<Self, Error> {
        Self::by_role(viewer, act, |_| true)
    }

    /// Allows a person to submit what is her own.
    ///
    /// # Errors
    /// `Forbidden` when it is somebody else's.
    pub fn own(viewer: &Viewer, person_id: Uuid) -> Result<Self, Error> {
        Self::herself(viewer, Act::EvidenceSubmit, person_id)
    }

    /// Allows a person an act upon what is her own.
    ///
    /// # Errors
    /// `Forbidden` when it is somebody else's.
    pub fn herself(viewer: &Viewer, act: Act, person_id: Uuid) -> Result<Self, Error> {
        if viewer.person_id == person_id { Self::new(viewer, act, None) } else { Err(forbidden(viewer, act)) }
    }

    /// Allows a review to whoever held a supervising relation on the day of the evidence, or acts for somebody who
    /// did, and never of one's own (domain rule 2). `supervisor_id` is who held it, as the relations say.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn review(viewer: &Viewer, person_id: Uuid, supervisor_id: Option<Uuid>) -> Result<Self, Error> {
        Self::supervised(viewer, Act::EvidenceReview, person_id, supervisor_id)
    }

    /// Allows to decide about a leave to whoever held a supervising relation on its first day, or acts for somebody who did, and
    /// never about one's own.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn decide_leave(
        viewer: &Viewer,
        person_id: Uuid,
        supervisor_id: Option<Uuid>,
    ) -> Result<Self, Error> {
        Self::supervised(viewer, Act::LeaveDecide, person_id, supervisor_id)
    }

    fn supervised(
        viewer: &Viewer,
        act: Act,
        person_id: Uuid,
        supervisor_id: Option<Uuid>,
    ) -> Result<Self, Error> {
        if viewer.person_id == person_id {
            return Err(Error::Forbidden(Message::new("identity-own-evidence")));
        }
        match supervisor_id {
            Some(key) if key == viewer.person_id => Self::new(viewer, act, None),
            Some(key) if viewer.delegators.contains(&key) => Self::new(viewer, act, Some(key)),
            _ => Err(Error::Forbidden(Message::new("identity-not-supervising"))),
        }
    }

    /// Allows a review at the step of a department, a base or a school to whoever holds a role there, and has not had the evidence
    /// in her hands: never of one's own (domain rule 2), nor by one of `hands`, who handed it in or decided at another step.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn review_at(
        viewer: &Viewer,
        act: Act,
        person_id: Uuid,
        hands: &[Uuid],
        owners: Owners<'_>,
    ) -> Result<Self, Error> {
        if viewer.person_id == person_id {
            return Err(Error::Forbidden(Message::new("identity-own-evidence")));
        }
        if hands.contains(&viewer.person_id) {
            return Err(second_hand());
        }
        let permit = Self::at(viewer, act, owners)?;
        // Nor does a deputy decide for somebody who may not.
        match permit.actor.delegator_id {
            Some(key) if key == person_id || hands.contains(&key) => Err(second_hand()),
            _ => Ok(permit),
        }
    }

    /// Allows to record what one watched, or to take it back, to whoever held a supervising relation on that day or `taught` where
    /// the trainee learned on it, and never of oneself (domain rule 2). Who names her a teacher gives her this as who names a
    /// supervisor gives the review.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn assess(
        viewer: &Viewer,
        person_id: Uuid,
        supervisor_id: Option<Uuid>,
        taught: bool,
    ) -> Result<Self, Error> {
        if taught && viewer.person_id != person_id {
            return Self::new(viewer, Act::AssessmentRecord, None);
        }
        Self::review(viewer, person_id, supervisor_id)
    }

    /// Allows whoever sits on a committee what its members do about a trainee, and never about oneself. Nobody sits there for another.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn sit(viewer: &Viewer, person_id: Uuid, sits: bool) -> Result<Self, Error> {
        if viewer.person_id == person_id {
            return Err(Error::Forbidden(Message::new("identity-own-evidence")));
        }
        if !sits {
            return Err(Error::Forbidden(Message::new("identity-not-seated")));
        }
        Self::new(viewer, Act::Entrust, None)
    }

    /// Allows what whoever has a one-time link was asked for by it. Nobody is its actor, for nobody knows who she is.
    #[must_use]
    pub fn by_link(act: Act, request_id: Option<String>) -> Self {
        Self { actor: Actor { request_id, ..Actor::default() }, act, sealed: PhantomData }
    }

    /// Goes on, as a job, with an act that somebody was allowed and began; `actor` is who began it, as the beginning wrote her down.
    #[must_use]
    pub fn resumed(act: Act, actor: Actor) -> Self {
        Self { actor, act, sealed: PhantomData }
    }

    /// The system's own acts: the first administrator, the demo, jobs.
    #[must_use]
    pub fn system(act: Act) -> Self {
        Self { actor: Actor::default(), act, sealed: PhantomData }
    }
}

/// Whether `on` lies within a dated fact.
#[must_use]
pub fn is_in_force(starts_on: NaiveDate, ends_on: Option<NaiveDate>, on: NaiveDate) -> bool {
    starts_on <= on && ends_on.is_none_or(|end| on <= end)
}
