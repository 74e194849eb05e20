//! The one policy: which rows a viewer may read, and which acts she may do.
//!
//! Reading: a person's record is visible to herself, to whoever supervises or mentors her, and to whoever oversees an
//! institution where she learns or works. Writing: an act is allowed to roles held at one of the
//! institutions that own its object; a review is allowed by a supervising relation. `ACTS` says both in one table,
//! from which the schema's "Requires: …" is printed.

use std::marker::PhantomData;

use chrono::NaiveDate;
use entity::relation;
use platform::audit::Actor;
use platform::codes::Code as _;
use platform::error::Error;
use platform::text::Message;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, IntoColumnRef, Query, SelectStatement};
use uuid::Uuid;

use super::means::{Means, TokenScope};
use super::rules::{RelationKind, Role};

/// A role in force today, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where; `None` for the system administrator.
    pub institution_id: Option<Uuid>,
}

/// Who is asking.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The person.
    pub person_id: Uuid,
    /// The token or session in use, and what it may do.
    pub means: Means,
    /// The roles in force.
    pub grants: Vec<Grant>,
    /// The roles that she holds and that are not in force until she shows her second factor.
    pub withheld: Vec<Grant>,
    /// The HTTP request.
    pub request_id: Option<String>,
}

impl Viewer {
    /// Whether she holds a role anywhere.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// The institutions whose people she may read, because her role there oversees them.
    #[must_use]
    pub fn overseen_institutions(&self) -> Vec<Uuid> {
        self.grants
            .iter()
            .filter(|grant| grant.role.oversees())
            .filter_map(|grant| grant.institution_id)
            .collect()
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
    /// Everything, for a reason.
    System(SystemReason),
}

impl Scope<'_> {
    /// Keeps rows whose person (in `column`) the scope may see.
    pub fn people(&self, column: impl IntoColumnRef) -> Cond {
        match self {
            Self::System(_) => Cond::all(),
            Self::PublicCode => Cond::all().add(Expr::val(1).eq(0)),
            Self::Viewer(viewer) if !viewer.means.allows(TokenScope::ReadInstitution) => {
                let sees_herself = viewer.means.allows(TokenScope::ReadOwn);
                let own = Expr::col(column).eq(viewer.person_id);
                Cond::all().add(if sees_herself { own } else { Expr::val(1).eq(0) })
            }
            Self::Viewer(viewer) if viewer.holds(Role::SystemAdministrator) => Cond::all(),
            Self::Viewer(viewer) => {
                let column = Expr::col(column);
                let mut visible = Cond::any()
                    .add(column.clone().eq(viewer.person_id))
                    .add(column.clone().in_subquery(looked_after(viewer.person_id)));
                let institutions = viewer.overseen_institutions();
                if !institutions.is_empty() {
                    visible = visible.add(column.in_subquery(attached_to(institutions)));
                }
                visible
            }
        }
    }
}

/// Everybody whom `holder_id` supervises or mentors, now or before: what was reviewed stays readable.
fn looked_after(holder_id: Uuid) -> SelectStatement {
    Query::select()
        .column(relation::Column::PersonId)
        .from(relation::Entity)
        .and_where(Expr::col(relation::Column::HolderId).eq(holder_id))
        .and_where(
            Expr::col(relation::Column::Kind)
                .is_in([RelationKind::Supervises.code(), RelationKind::Mentors.code()]),
        )
        .take()
}

/// Everybody who learns or works at one of these institutions.
fn attached_to(institutions: Vec<Uuid>) -> SelectStatement {
    Query::select()
        .column(relation::Column::HolderId)
        .from(relation::Entity)
        .and_where(Expr::col(relation::Column::InstitutionId).is_in(institutions))
        .and_where(
            Expr::col(relation::Column::Kind)
                .is_in([RelationKind::LearnsAt.code(), RelationKind::WorksAt.code()]),
        )
        .take()
}

macro_rules! acts {
    ($($(#[$meta:meta])* $name:ident => [$($role:ident),*]),+ $(,)?) => {
        /// Everything that can be done, one word an act.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Act { $($(#[$meta])* $name),+ }

        impl Act {
            /// Every act.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }

        /// Roles that allow an act at an institution that owns its object; none for acts that follow from a relation.
        #[must_use]
        pub fn accepted_roles(act: Act) -> &'static [Role] {
            match act { $(Act::$name => &[$(Role::$role),*]),+ }
        }
    };
}

acts! {
    /// Record an institution, a training base or a department.
    OrganisationCreate => [SystemAdministrator],
    /// Record a person.
    PersonCreate => [SystemAdministrator, SchoolRegistrar],
    /// Grant a role.
    RoleGrant => [SystemAdministrator],
    /// Make a bearer token for somebody, or revoke one.
    TokenCreate => [SystemAdministrator],
    /// Change what opens one's own door: tokens, sessions, password.
    AccountOwn => [],
    /// Invite a person, or reset her password at the desk.
    AccountAdmit => [SystemAdministrator, SchoolRegistrar, BaseAdministrator],
    /// Import, change or publish a curriculum.
    CurriculumWrite => [ProgrammeDirector],
    /// Import a roster.
    RosterImport => [SchoolRegistrar],
    /// Enrol a person, name her supervisor or master.
    EnrolmentWrite => [SchoolRegistrar, ProgrammeDirector],
    /// Place a trainee, or cancel a placement.
    PlacementWrite => [ProgrammeDirector, BaseAdministrator],
    /// Submit one's own evidence.
    EvidenceSubmit => [],
    /// Review somebody's evidence.
    EvidenceReview => [],
    /// Propose a certificate.
    CertificatePropose => [ProgrammeDirector],
    /// Issue a certificate, or decline to.
    CertificateIssue => [SchoolRegistrar],
    /// Upload a file.
    UploadCreate => [SchoolRegistrar, ProgrammeDirector],
    /// Read the audit trail.
    AuditRead => [SystemAdministrator],
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
    Error::Forbidden(
        Message::new("identity-forbidden-roles").with("roles", platform::text::Argument::list(roles)),
    )
}

impl Permit {
    fn new(viewer: &Viewer, act: Act) -> Result<Self, Error> {
        viewer.means.require(act.scope())?;
        Ok(Self { actor: viewer.actor(), act, sealed: PhantomData })
    }

    /// Allows an act to a role held at one of the institutions that own its object. A system administrator's role
    /// holds everywhere.
    ///
    /// # Errors
    /// `Forbidden`, naming the roles that would do.
    pub fn at(viewer: &Viewer, act: Act, owners: &[Uuid]) -> Result<Self, Error> {
        let allowed = viewer.grants.iter().any(|grant| {
            accepted_roles(act).contains(&grant.role)
                && grant.institution_id.is_none_or(|institution| owners.contains(&institution))
        });
        if allowed { Self::new(viewer, act) } else { Err(forbidden(viewer, act)) }
    }

    /// Allows an act to whoever holds an accepted role anywhere.
    ///
    /// # Errors
    /// `Forbidden`, naming the roles that would do.
    pub fn anywhere(viewer: &Viewer, act: Act) -> Result<Self, Error> {
        let allowed = viewer.grants.iter().any(|grant| accepted_roles(act).contains(&grant.role));
        if allowed { Self::new(viewer, act) } else { Err(forbidden(viewer, act)) }
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
        if viewer.person_id == person_id { Self::new(viewer, act) } else { Err(forbidden(viewer, act)) }
    }

    /// Allows a review to whoever held a supervising relation on the day of the evidence, and never of one's own
    /// (domain rule 2). `was_supervising` is what the relations say.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn review(viewer: &Viewer, person_id: Uuid, was_supervising: bool) -> Result<Self, Error> {
        if viewer.person_id == person_id {
            return Err(Error::Forbidden(Message::new("identity-own-evidence")));
        }
        if was_supervising {
            Self::new(viewer, Act::EvidenceReview)
        } else {
            Err(Error::Forbidden(Message::new("identity-not-supervising")))
        }
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
