//! Random worlds: whoever is in somebody's list opens for her, and nobody else does. A model of the rules, written
//! without SQL, says who that should be.

use chrono::{Days, NaiveDate};
use domain::identity::rules::{DAYS_OF_AFTERSIGHT, region_prefix};
use domain::identity::{self, NewToken, Role, Viewer};
use entity::{delegation, institution, person, reach, relation, role_grant};
use platform::codes::Code as _;
use platform::error::Name;
use platform::{Platform, id};
use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![story(a_list_holds_exactly_what_opens)]
}

const WORLDS: u64 = 5;
const PEOPLE: usize = 14;
const PLACES: usize = 5;
const REGIONS: [&str; 3] = ["350102", "350900", "150923"];
const SPECIALTIES: [&str; 2] = ["TUINA", "PAEDIATRICS"];
const BONDS: [&str; 6] = ["SUPERVISES", "MENTORS", "LEARNS_AT", "ENROLLED_BY", "SENT_BY", "WORKS_AT"];

/// Numbers that look like chance and come again with the same seed (Knuth's multiplier).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// A term that may be over, may run, may be still to come; sometimes without an end.
    fn term(&mut self, today: NaiveDate) -> (NaiveDate, Option<NaiveDate>) {
        let mut days = |limit| Days::new(u64::try_from(self.below(limit)).unwrap());
        let begin = today - Days::new(300) + days(320);
        let end = begin + days(250);
        (begin, (self.below(4) > 0).then_some(end))
    }
}

/// Everything that decides, as plain rows.
struct Facts {
    today: NaiveDate,
    people: Vec<Uuid>,
    relations: Vec<relation::Model>,
    grants: Vec<role_grant::Model>,
    reaches: Vec<reach::Model>,
    delegations: Vec<delegation::Model>,
}

fn runs(begin: NaiveDate, end: Option<NaiveDate>, on: NaiveDate) -> bool {
    begin <= on && end.is_none_or(|end| on <= end)
}

impl Facts {
    /// The rules as somebody would tell them.
    fn may_open(&self, viewer: Uuid, whom: Uuid) -> bool {
        let acts_for = |holder: Uuid| {
            holder == viewer
                || self.delegations.iter().any(|row| {
                    row.deputy_id == viewer
                        && row.delegator_id == holder
                        && runs(row.starts_on, Some(row.ends_on), self.today)
                        && row.revoked_at.is_none()
                })
        };
        let open = |row: &relation::Model| {
            row.ends_on.is_none_or(|end| self.today <= end + Days::new(DAYS_OF_AFTERSIGHT.unsigned_abs()))
        };
        let teaches = self.relations.iter().any(|row| {
            ["SUPERVISES", "MENTORS"].contains(&row.kind.as_str())
                && acts_for(row.holder_id)
                && row.person_id == Some(whom)
                && open(row)
        });
        let grants = self.grants.iter().filter(|row| {
            acts_for(row.person_id)
                && runs(row.starts_on, row.ends_on, self.today)
                && row.revoked_at.is_none()
                && (row.person_id == viewer || !["SERVICE_ACCOUNT", "TRAINEE"].contains(&row.role.as_str()))
        });
        let bonds = || {
            self.relations
                .iter()
                .filter(|row| row.holder_id == whom && (row.kind == "ENROLLED_BY" || open(row)))
        };
        let oversees = grants.into_iter().any(|grant| bonds().any(|bond| self.reaches_bond(grant, bond)));
        viewer == whom || teaches || oversees
    }

    fn reaches_bond(&self, grant: &role_grant::Model, bond: &relation::Model) -> bool {
        let kinds: &[&str] = match grant.role.as_str() {
            "SCHOOL_REGISTRAR" | "BASE_ADMINISTRATOR" | "HEALTH_AUDITOR" | "SERVICE_ACCOUNT" => {
                &["ENROLLED_BY", "LEARNS_AT", "SENT_BY", "WORKS_AT"]
            }
            "CONSORTIUM_COORDINATOR" => &["LEARNS_AT", "WORKS_AT"],
            "SENDING_OFFICER" => &["SENT_BY", "WORKS_AT"],
            _ => &[],
        };
        let Some(place) = bond.institution_id.filter(|_| kinds.contains(&bond.kind.as_str())) else {
            return false;
        };
        self.reaches.iter().filter(|row| row.institution_id == place).any(|row| {
            let by_tree = grant.institution_id.is_some() && row.over_institution_id == grant.institution_id;
            let by_region = match (&grant.region_code, &row.region_code) {
                (Some(of), Some(code)) => code.starts_with(region_prefix(of)),
                _ => false,
            };
            let by_membership = grant.consortium_id.is_some()
                && row.consortium_id == grant.consortium_id
                && runs(row.starts_on.unwrap(), row.ends_on, self.today)
                && bond.ends_on.is_none_or(|end| row.starts_on.unwrap() <= end)
                && bond.starts_on <= row.ends_on.unwrap()
                && (row.specialty.is_none() || row.specialty == bond.specialty);
            by_tree || by_region || by_membership
        })
    }
}

async fn a_list_holds_exactly_what_opens(world: World) {
    let platform = world.platform().await;
    let name = Name::new("示例·管理员", "Sample Administrator");
    let (_, secret) = identity::administrator_create(&platform, name).await.unwrap();
    let administrator = identity::viewer_by_token(&platform, secret.reveal(), None).await.unwrap();
    let mut opened = 0;
    for seed in 1..=WORLDS {
        let facts = invent(&platform, administrator.today, &mut Chance(seed)).await;
        for viewer_id in &facts.people {
            let viewer = sign_in(&platform, &administrator, *viewer_id).await;
            let reader = platform.database.reader();
            let listed = identity::find_people(reader, viewer.scope(), &facts.people).await.unwrap();
            for whom in &facts.people {
                let expected = facts.may_open(*viewer_id, *whom);
                let is_listed = listed.iter().any(|row| row.id == *whom);
                let opens = identity::person(reader, viewer.scope(), *whom).await.is_ok();
                assert_eq!((is_listed, opens), (expected, expected), "world {seed}: {viewer_id} and {whom}");
                opened += usize::from(opens && viewer_id != whom);
            }
        }
    }
    // Worlds in which nobody saw anybody would prove nothing.
    assert!(opened > 100, "{opened}");
}

async fn sign_in(platform: &Platform, administrator: &Viewer, person_id: Uuid) -> Viewer {
    let new = NewToken { person_id, name: "world".to_owned(), scopes: None, expires_at: None };
    let (secret, _) = identity::token_create(platform, administrator, new).await.unwrap();
    identity::viewer_by_token(platform, secret.reveal(), None).await.unwrap()
}

async fn invent(platform: &Platform, today: NaiveDate, chance: &mut Chance) -> Facts {
    let now = platform.clock.now();
    let people: Vec<Uuid> = (0..PEOPLE).map(|_| id::new_key()).collect();
    let places: Vec<Uuid> = (0..PLACES).map(|_| id::new_key()).collect();
    let consortium_id = id::new_key();
    let regions: Vec<&str> = places.iter().map(|_| chance.one(&REGIONS)).collect();
    let bare = |institution_id: Uuid| reach::Model {
        id: id::new_key(),
        institution_id,
        over_institution_id: None,
        department_id: None,
        region_code: None,
        consortium_id: None,
        specialty: None,
        starts_on: None,
        ends_on: None,
    };
    let mut reaches = Vec::new();
    for (place, region) in places.iter().zip(&regions) {
        let region_code = Some((*region).to_owned());
        reaches.push(reach::Model { over_institution_id: Some(*place), region_code, ..bare(*place) });
    }
    // The second stands beneath the first, and some belong to the consortium.
    reaches.push(reach::Model { over_institution_id: Some(places[0]), ..bare(places[1]) });
    for _ in 0..3 {
        let (begin, end) = chance.term(today);
        let specialty = (chance.below(2) == 0).then(|| chance.one(&SPECIALTIES).to_owned());
        let (starts_on, ends_on) = (Some(begin), Some(end.unwrap_or(begin + Days::new(400))));
        let member = bare(chance.one(&places));
        reaches.push(reach::Model {
            consortium_id: Some(consortium_id),
            specialty,
            starts_on,
            ends_on,
            ..member
        });
    }
    let relations = bonds(platform, today, &people, &places, chance);
    let grants = roles(platform, today, &people, &places, consortium_id, chance);
    let delegations = (0..5)
        .map(|_| {
            let (starts_on, end) = chance.term(today);
            delegation::Model {
                id: id::new_key(),
                delegator_id: chance.one(&people),
                deputy_id: chance.one(&people),
                reason: "示例".to_owned(),
                starts_on,
                ends_on: end.unwrap_or(starts_on + Days::new(300)),
                created_at: now,
                revoked_at: (chance.below(5) == 0).then_some(now),
            }
        })
        .collect();
    let facts = Facts { today, people, relations, grants, reaches, delegations };
    write_down(platform, &facts, &places, &regions).await;
    facts
}

fn bonds(
    platform: &Platform,
    today: NaiveDate,
    people: &[Uuid],
    places: &[Uuid],
    chance: &mut Chance,
) -> Vec<relation::Model> {
    let now = platform.clock.now();
    (0..40)
        .map(|_| {
            let kind = chance.one(&BONDS);
            let is_teaching = ["SUPERVISES", "MENTORS"].contains(&kind);
            let (starts_on, ends_on) = chance.term(today);
            relation::Model {
                id: id::new_key(),
                kind: kind.to_owned(),
                holder_id: chance.one(people),
                person_id: is_teaching.then(|| chance.one(people)),
                institution_id: (!is_teaching).then(|| chance.one(places)),
                department_id: None,
                specialty: (kind == "LEARNS_AT").then(|| chance.one(&SPECIALTIES).to_owned()),
                starts_on,
                ends_on,
                source_kind: "WORLD".to_owned(),
                source_id: id::new_key(),
                created_at: now,
            }
        })
        .collect()
}

fn roles(
    platform: &Platform,
    today: NaiveDate,
    people: &[Uuid],
    places: &[Uuid],
    consortium_id: Uuid,
    chance: &mut Chance,
) -> Vec<role_grant::Model> {
    let now = platform.clock.now();
    (0..16)
        .map(|_| {
            let role = chance.one(&[
                Role::SchoolRegistrar,
                Role::BaseAdministrator,
                Role::SendingOfficer,
                Role::HealthAuditor,
                Role::ConsortiumCoordinator,
                Role::ServiceAccount,
                Role::Supervisor,
            ]);
            let (starts_on, ends_on) = chance.term(today);
            let is_regional = role == Role::HealthAuditor;
            let is_coordinating = role == Role::ConsortiumCoordinator;
            role_grant::Model {
                id: id::new_key(),
                person_id: chance.one(people),
                role: role.code().to_owned(),
                institution_id: (!is_regional && !is_coordinating).then(|| chance.one(places)),
                department_id: None,
                region_code: is_regional.then(|| chance.one(&["350000", "350100", "150923"]).to_owned()),
                consortium_id: is_coordinating.then_some(consortium_id),
                starts_on,
                ends_on,
                created_at: now,
                revoked_at: (chance.below(6) == 0).then_some(now),
            }
        })
        .collect()
}

async fn write_down(platform: &Platform, facts: &Facts, places: &[Uuid], regions: &[&str]) {
    let write = platform.database.write().await.unwrap();
    for (place, region) in places.iter().zip(regions) {
        let row = institution::Model {
            id: *place,
            kind: "TERTIARY_HOSPITAL".to_owned(),
            name_zh: "示例医院".to_owned(),
            name_en: "Sample Hospital".to_owned(),
            sort_key: "shili".to_owned(),
            parent_id: None,
            is_site: false,
            merged_into_id: None,
            merged_on: None,
            region_code: (*region).to_owned(),
            credit_code: None,
            language: "zh".to_owned(),
            time_zone: "Asia/Shanghai".to_owned(),
            created_at: write.now(),
        };
        institution::Entity::insert(row.into_active_model()).exec_without_returning(&*write).await.unwrap();
    }
    for key in &facts.people {
        let row = person::Model {
            id: *key,
            name_zh: "示例".to_owned(),
            name_en: "Sample".to_owned(),
            sort_key: "shili".to_owned(),
            initials: "sl".to_owned(),
            phone: None,
            email: None,
            language: "zh".to_owned(),
            created_at: write.now(),
            birth_on: None,
            merged_into_id: None,
            left_on: None,
            erased_at: None,
        };
        person::Entity::insert(row.into_active_model()).exec_without_returning(&*write).await.unwrap();
    }
    let rows = facts.reaches.iter().cloned().map(IntoActiveModel::into_active_model);
    reach::Entity::insert_many(rows).exec_without_returning(&*write).await.unwrap();
    let rows = facts.relations.iter().cloned().map(IntoActiveModel::into_active_model);
    relation::Entity::insert_many(rows).exec_without_returning(&*write).await.unwrap();
    let rows = facts.grants.iter().cloned().map(IntoActiveModel::into_active_model);
    role_grant::Entity::insert_many(rows).exec_without_returning(&*write).await.unwrap();
    let rows = facts.delegations.iter().cloned().map(IntoActiveModel::into_active_model);
    delegation::Entity::insert_many(rows).exec_without_returning(&*write).await.unwrap();
    write.commit().await.unwrap();
}
