//! What is held about a person, room by room, as sections of entries. A table that speaks of people belongs here.

use std::collections::HashMap;

use platform::error::{Error, Name};
use platform::text::Message;
use platform::{Platform, audit};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

mod absent;
mod examined;
mod marked;
mod paired;
mod qualified;
mod shown;
mod taught;
mod worked;

use super::sections::{self, Datum, Entry, Names, Section, Thing};
use crate::identity::{self, Holdings, Place, Scope, SystemReason};
use crate::{
    assessments, credentials, curricula, enrolment, entrustment, evidence, examinations, organisations,
    rotations,
};

const PERMITTED: Scope<'_> = Scope::System(SystemReason::Permitted);

/// Everything that is held about a person, room by room.
pub(super) async fn everything(platform: &Platform, person_id: Uuid) -> Result<Vec<Section>, Error> {
    let reader = platform.database.reader();
    // Records that were joined into hers are hers as well.
    let records = identity::records_of(reader, person_id).await?;
    let mut sections: Vec<Section> = Vec::new();
    for record in &records {
        for section in of_identity(&identity::holdings(reader, *record).await?) {
            match sections.iter_mut().find(|told| told.name == section.name) {
                Some(told) => told.entries.extend(section.entries),
                None => sections.push(section),
            }
        }
    }

    let enrolments = enrolment::enrolments_of(reader, PERMITTED, &records).await?;
    let keys: Vec<Uuid> = enrolments.iter().map(|enrolment| enrolment.id).collect();
    sections.push(Section::new("enrolments", enrolments.iter().map(of_enrolment)));
    let acts = enrolment::acts_of(reader, &keys).await?;
    sections.push(Section::new("enrolmentActs", acts.into_iter().map(absent::of_enrolment_act)));
    let supervisions = enrolment::supervisions_about(reader, PERMITTED, &records).await?;
    let mut objects = keys.clone();
    objects.extend(supervisions.iter().map(|supervision| supervision.id));
    sections.push(Section::new("supervisions", supervisions.iter().map(of_supervision)));
    let leaves = enrolment::leaves_of(reader, PERMITTED, &keys).await?;
    let taken: Vec<Uuid> = leaves.iter().map(|leave| leave.id).collect();
    objects.extend(&taken);
    sections.push(Section::new("leaves", leaves.into_iter().map(absent::of_leave)));
    sections.push(Section::new("leaveDecisions", absent::decided(reader, &taken).await?));
    sections.push(Section::new("leaveCertificates", absent::proved(reader, &taken).await?));
    let placements = rotations::placements_of(reader, PERMITTED, &keys).await?;
    let stays: Vec<Uuid> = placements.iter().map(|placement| placement.id).collect();
    objects.extend(&stays);
    sections.push(Section::new("placements", placements.into_iter().map(of_placement)));
    sections.push(Section::new("exitSheets", marked::left(reader, &stays).await?));

    let qualified = organisations::qualifications_of(reader, &records).await?;
    objects.extend(qualified.iter().map(|held| held.id));
    sections.push(Section::new("qualifications", qualified.into_iter().map(qualified::of_qualification)));
    let paired = paired::told(reader, &records).await?;
    objects.extend(&paired.objects);
    sections.extend(of_pairings(paired));
    sections.extend(of_teaching(taught::told(reader, &records).await?));
    let shown = evidence::of_people(reader, PERMITTED, &[person_id]).await?;
    let of_evidence_keys: Vec<Uuid> = shown.iter().map(|one| one.id).collect();
    let mut last_four: HashMap<Uuid, String> = HashMap::new();
    for record in rotations::case_records(reader, &of_evidence_keys).await? {
        last_four.insert(record.evidence_id, record.last_four);
    }
    let told = shown.into_iter().map(|one| {
        let last_four = last_four.remove(&one.id);
        shown::of_evidence(one, last_four)
    });
    sections.push(Section::new("evidence", told));
    let reviews = evidence::reviews_of(reader, &of_evidence_keys).await?;
    sections.push(Section::new("reviews", reviews.into_iter().map(shown::of_review)));
    sections.push(Section::new("assessments", marked::assessed(reader, &of_evidence_keys).await?));
    let asked = assessments::requests_of(reader, PERMITTED, person_id).await?;
    objects.extend(asked.iter().map(|request| request.id));
    // What was done upon a round stays untold: it would tell when somebody answered.
    let rounds = assessments::rounds_of(reader, PERMITTED, person_id).await?;
    sections.push(Section::new("assessmentRounds", marked::several(reader, rounds).await?));
    sections.push(Section::new("assessmentRequests", marked::requested(reader, asked).await?));
    // How each member voted stays untold: she was promised to decide freely.
    let decided = entrustment::decisions_of(reader, PERMITTED, person_id).await?;
    sections.push(Section::new("entrustments", decided.into_iter().map(marked::of_decision)));
    let entries = evidence::find_portfolio_entries(reader, &of_evidence_keys).await?;
    sections.push(Section::new("portfolio", entries.into_iter().map(shown::of_entry)));
    let files = evidence::attachments_of(reader, &of_evidence_keys).await?;
    sections.push(Section::new("attachments", files.into_iter().map(shown::of_attachment)));
    objects.extend(of_evidence_keys);
    let registered = examinations::registrations_of_person(reader, PERMITTED, person_id).await?;
    let registrations: Vec<Uuid> = registered.iter().map(|one| one.id).collect();
    objects.extend(&registrations);
    sections.push(Section::new("exitExamRegistrations", examined::registered(reader, registered).await?));
    sections.push(Section::new("exitExamReviews", examined::reviewed(reader, &registrations).await?));
    sections.push(Section::new("exitExamScores", examined::scored(reader, &registrations).await?));
    let credits = evidence::credit_lines(reader, &keys).await?;
    sections.push(Section::new("credits", credits.iter().map(shown::of_credit)));
    let (papers, given) = on_paper(reader, &records).await?;
    objects.extend(given);
    sections.extend(papers);

    let files = rotations::hours_batches_of(reader, PERMITTED, &records).await?;
    objects.extend(files.iter().map(|file| file.id));
    sections.push(Section::new("hoursBatches", files.into_iter().map(worked::of_batch)));

    let stretches = rotations::check_ins_of(reader, PERMITTED, &stays).await?;
    objects.extend(stretches.iter().map(|stretch| stretch.id));
    sections.push(Section::new("checkIns", stretches.iter().map(worked::of_check_in)));

    let typed = rotations::sheets_of(reader, PERMITTED, &records).await?;
    objects.extend(typed.iter().map(|sheet| sheet.id));
    sections.push(Section::new("hoursSheets", typed.iter().map(worked::of_sheet)));

    let feeds = rotations::calendar_feeds_of(reader, &records).await?;
    objects.extend(feeds.iter().map(|feed| feed.id));
    sections.push(Section::new("calendarFeeds", feeds.iter().map(worked::of_feed)));

    let mut uploads = Vec::new();
    for record in &records {
        uploads.extend(platform::uploads::of_owner(reader, *record).await?);
    }
    let sent = uploads.iter().map(|file| worked::of_upload(&file.file_name, file.created_at, file.byte_size));
    sections.push(Section::new("uploads", sent));
    let trail = audit::about(reader, &records, &objects).await?;
    objects.extend(&records);
    sections.push(Section::new("trail", trail.iter().map(|event| of_event(event, &objects))));
    Ok(sections)
}

fn word(code: &str, name: &Name) -> Datum {
    let name = (name.zh.as_str(), name.en.as_str());
    Datum::Word(code.to_owned(), Message::new("dossier-name").with("name", name))
}

fn yes_or_no(flag: bool) -> Datum {
    let (word, key) = if flag { ("true", "dossier-yes") } else { ("false", "dossier-no") };
    Datum::Word(word.to_owned(), Message::new(key))
}

/// An event; what it says only where it is upon something of hers, for it may speak of others.
fn of_event(event: &audit::Event, objects: &[Uuid]) -> Entry {
    let changes = if objects.contains(&event.object_id) { audit::changes(event) } else { Vec::new() };
    let change = |change: &audit::Change| {
        let after = change.after.as_deref().unwrap_or("–");
        match &change.before {
            Some(before) => format!("{}: {before} → {after}", change.field),
            None => format!("{}: {after}", change.field),
        }
    };
    vec![
        ("occurredAt", event.occurred_at.into()),
        ("action", event.action.as_str().into()),
        ("actor", Datum::named(Thing::Person, event.actor_person_id)),
        ("objectKind", event.object_kind.as_str().into()),
        ("objectId", event.object_id.into()),
        ("changes", changes.iter().map(change).collect::<Vec<_>>().join("; ").into()),
    ]
}

fn of_identity(held: &Holdings) -> Vec<Section> {
    let mut sections = vec![Section::new("person", [of_person(held)])];
    sections.extend(of_bonds(held));
    sections.extend(of_ways_in(held));
    sections
}

fn of_person(held: &Holdings) -> Entry {
    let person = &held.person;
    let masked = held.identity_number.as_ref();
    vec![
        ("id", person.id.into()),
        ("nameZh", person.name.zh.clone().into()),
        ("nameEn", person.name.en.clone().into()),
        ("phone", Datum::maybe(person.phone.clone())),
        ("email", Datum::maybe(person.email.clone())),
        ("language", person.language.clone().into()),
        ("birthOn", Datum::maybe(person.birth_on)),
        ("identityDocument", masked.map_or(Datum::Nothing, |number| Datum::code(number.document))),
        ("identityNumberMasked", Datum::maybe(masked.map(|number| number.masked.clone()))),
        ("passwordChangedAt", Datum::maybe(held.password_changed_at)),
        ("secondFactorSince", Datum::maybe(held.second_factor_since)),
        ("createdAt", held.created_at.into()),
        ("leftOn", Datum::maybe(person.left_on)),
    ]
}

fn of_bonds(held: &Holdings) -> [Section; 5] {
    let numbers = held.numbers.iter().map(|number| {
        vec![
            ("institution", Datum::named(Thing::Institution, number.institution_id)),
            ("number", number.number.clone().into()),
        ]
    });
    let roles = held.roles.iter().map(|role| {
        let place = match &role.place {
            Place::Everywhere => Datum::Nothing,
            Place::Institution(key) => Datum::named(Thing::Institution, *key),
            Place::Department(key) => Datum::named(Thing::Department, *key),
            Place::Region(code) => code.clone().into(),
            Place::Consortium(key) => Datum::named(Thing::Consortium, *key),
        };
        vec![
            ("role", Datum::code(role.role)),
            ("place", place),
            ("startsOn", role.starts_on.into()),
            ("endsOn", Datum::maybe(role.ends_on)),
            ("revokedAt", Datum::maybe(role.revoked_at)),
        ]
    });
    let relations = held.relations.iter().map(|relation| {
        vec![
            ("kind", Datum::code(relation.kind)),
            ("holder", Datum::named(Thing::Person, relation.holder_id)),
            ("person", Datum::named(Thing::Person, relation.person_id)),
            ("institution", Datum::named(Thing::Institution, relation.institution_id)),
            ("department", Datum::named(Thing::Department, relation.department_id)),
            ("startsOn", relation.starts_on.into()),
            ("endsOn", Datum::maybe(relation.ends_on)),
        ]
    });
    let delegations = held.delegations.iter().map(|delegation| {
        vec![
            ("delegator", Datum::named(Thing::Person, delegation.delegator_id)),
            ("deputy", Datum::named(Thing::Person, delegation.deputy_id)),
            ("startsOn", delegation.starts_on.into()),
            ("endsOn", delegation.ends_on.into()),
            ("revokedAt", Datum::maybe(delegation.revoked_at)),
            ("reason", delegation.reason.clone().into()),
        ]
    });
    let merges = held.merges.iter().map(|merge| {
        vec![
            ("person", Datum::named(Thing::Person, merge.merged_id)),
            ("occurredAt", merge.merged_at.into()),
            ("actor", Datum::named(Thing::Person, merge.merged_by)),
            ("reason", merge.reason.clone().into()),
        ]
    });
    [
        Section::new("numbers", numbers),
        Section::new("roles", roles),
        Section::new("relations", relations),
        Section::new("delegations", delegations),
        Section::new("merges", merges),
    ]
}

fn of_ways_in(held: &Holdings) -> [Section; 4] {
    let tokens = held.tokens.iter().map(|token| {
        vec![
            ("kind", Datum::code(token.kind)),
            ("name", token.name.clone().into()),
            ("createdAt", token.created_at.into()),
            ("lastUsedAt", Datum::maybe(token.last_used_at)),
            ("expiresAt", Datum::maybe(token.expires_at)),
            ("revokedAt", Datum::maybe(token.revoked_at)),
            ("userAgent", Datum::maybe(token.user_agent.clone())),
        ]
    });
    let codes = held.codes.iter().map(|code| {
        vec![
            ("purpose", Datum::code(code.purpose)),
            ("channel", Datum::code(code.channel)),
            ("target", Datum::maybe(code.target.clone())),
            ("createdAt", code.created_at.into()),
            ("usedAt", Datum::maybe(code.used_at)),
        ]
    });
    let links = held.links.iter().map(|link| {
        vec![
            ("issuer", link.issuer.clone().into()),
            ("subject", link.subject.clone().into()),
            ("linkedAt", link.linked_at.into()),
            ("lastUsedAt", link.last_used_at.into()),
        ]
    });
    let bindings = held.bindings.iter().map(|binding| {
        vec![
            ("app", Datum::named(Thing::Person, binding.service_account_id)),
            ("provider", binding.provider.clone().into()),
            ("subject", binding.subject_hint.clone().into()),
            ("createdAt", binding.claimed_at.into()),
            ("linkedAt", Datum::maybe(binding.bound_at)),
            ("lastUsedAt", Datum::maybe(binding.last_exchanged_at)),
            ("revokedAt", Datum::maybe(binding.ended_at)),
        ]
    });
    [
        Section::new("accessTokens", tokens),
        Section::new("oneTimeCodes", codes),
        Section::new("linkedIdentities", links),
        Section::new("exchangeBindings", bindings),
    ]
}

fn of_enrolment(enrolment: &enrolment::Enrolment) -> Entry {
    vec![
        ("id", enrolment.id.into()),
        ("curriculumVersion", Datum::named(Thing::Version, enrolment.version_id)),
        ("institution", Datum::named(Thing::Institution, enrolment.institution_id)),
        ("sendingInstitution", Datum::named(Thing::Institution, enrolment.sending_institution_id)),
        ("origin", Datum::code(enrolment.origin)),
        ("recruitmentYear", enrolment.recruitment_year.into()),
        ("startsOn", enrolment.starts_on.into()),
        ("expectedCompletionOn", enrolment.expected_completion_on.into()),
        ("status", Datum::code(enrolment.status)),
    ]
}

fn of_supervision(supervision: &enrolment::Supervision) -> Entry {
    vec![
        ("id", supervision.id.into()),
        ("enrolmentId", Datum::maybe(supervision.enrolment_id)),
        ("apprenticeshipId", Datum::maybe(supervision.apprenticeship_id)),
        ("kind", Datum::code(supervision.kind)),
        ("supervisor", Datum::named(Thing::Person, supervision.supervisor_id)),
        ("base", Datum::named(Thing::Base, supervision.base_id)),
        ("startsOn", supervision.starts_on.into()),
        ("endsOn", Datum::maybe(supervision.ends_on)),
    ]
}

fn of_placement(placement: rotations::Placement) -> Entry {
    let by_override = placement.by_override;
    let asked_by = by_override.as_ref().map(|given| given.asked_by);
    let granted_by = by_override.as_ref().and_then(|given| given.granted_by);
    vec![
        ("id", placement.id.into()),
        ("enrolmentId", placement.enrolment_id.into()),
        ("requirement", Datum::named(Thing::Requirement, placement.requirement_id)),
        ("department", Datum::named(Thing::Department, placement.department_id)),
        ("base", Datum::named(Thing::Base, placement.base_id)),
        ("baseKind", Datum::code(placement.base_kind)),
        ("supervisor", Datum::named(Thing::Person, placement.supervisor_id)),
        ("startsOn", placement.starts_on.into()),
        ("endsOn", placement.ends_on.into()),
        ("partTimePercent", Datum::maybe(placement.part_time_percent)),
        ("status", Datum::code(placement.status)),
        ("reason", Datum::maybe(placement.cancel_reason)),
        ("overrideReason", Datum::maybe(by_override.map(|given| given.reason))),
        ("overrideAskedBy", Datum::named(Thing::Person, asked_by)),
        ("overrideGrantedBy", Datum::named(Thing::Person, granted_by)),
    ]
}

fn of_pairings(paired: paired::Told) -> impl Iterator<Item = Section> {
    [
        ("mentorAppointments", paired.appointments),
        ("apprenticeships", paired.pairs),
        ("apprenticeshipActs", paired.acts),
        ("apprenticeshipAgreements", paired.agreements),
        ("apprenticeshipAppraisals", paired.appraisals),
        ("followingRecords", paired.records),
        ("followingReviews", paired.reviews),
    ]
    .into_iter()
    .map(|(name, entries)| Section::new(name, entries))
}

/// What she was given on paper, with the keys of it.
async fn on_paper(
    reader: &impl ConnectionTrait,
    records: &[Uuid],
) -> Result<([Section; 2], Vec<Uuid>), Error> {
    let certificates = credentials::certificates_held(reader, PERMITTED, records).await?;
    let stated = credentials::statements_of(reader, PERMITTED, records).await?;
    let given = certificates.iter().map(|one| one.id).chain(stated.iter().map(|one| one.id)).collect();
    let sections = [
        Section::new("certificates", certificates.into_iter().map(of_certificate)),
        Section::new("teachingStatements", stated.into_iter().map(taught::of_statement)),
    ];
    Ok((sections, given))
}

fn of_teaching(told: taught::Told) -> [Section; 7] {
    [
        Section::new("teachingSessions", told.led),
        Section::new("teachingAttendances", told.attended),
        Section::new("expertDuties", told.duties),
        Section::new("dispatchSlots", told.slots),
        Section::new("twinningContacts", told.contacts),
        Section::new("teachingRatings", told.rated),
        Section::new("teachingRatingsAbout", told.answered),
    ]
}

fn of_certificate(certificate: credentials::Certificate) -> Entry {
    vec![
        ("id", certificate.id.into()),
        ("enrolmentId", Datum::maybe(certificate.of.enrolment_id())),
        ("apprenticeshipId", Datum::maybe(certificate.of.apprenticeship_id())),
        ("institution", Datum::named(Thing::Institution, certificate.institution_id)),
        ("kind", Datum::code(certificate.kind)),
        ("status", Datum::code(certificate.status)),
        ("proposedBy", Datum::named(Thing::Person, certificate.proposed_by)),
        ("issuedBy", Datum::named(Thing::Person, certificate.issued_by)),
        ("issuedOn", Datum::maybe(certificate.issued_on)),
        ("serialNumber", Datum::maybe(certificate.serial_number)),
        ("verifyUrl", Datum::maybe(certificate.verify_url)),
        ("fileHash", Datum::maybe(certificate.file_hash)),
    ]
}

/// The names of everything that entries point at.
pub(super) async fn names(reader: &impl ConnectionTrait, sections: &[Section]) -> Result<Names, Error> {
    let keys = |thing| sections::pointed_at(sections, thing);
    let mut names = Names::new();
    let bases = organisations::find_bases(reader, &keys(Thing::Base)).await?;
    let mut institutions = keys(Thing::Institution);
    institutions.extend(bases.iter().map(|base| base.institution_id));
    let institutions = organisations::find_institutions(reader, &institutions).await?;
    for base in bases {
        // A base is known by the institution that was accredited.
        if let Some(institution) = institutions.iter().find(|one| one.id == base.institution_id) {
            names.insert((Thing::Base, base.id), institution.name.clone());
        }
    }
    names.extend(institutions.into_iter().map(|one| ((Thing::Institution, one.id), one.name)));
    let people = identity::find_people(reader, PERMITTED, &keys(Thing::Person)).await?;
    names.extend(people.into_iter().map(|one| ((Thing::Person, one.id), one.name)));
    let departments = organisations::find_departments(reader, &keys(Thing::Department)).await?;
    names.extend(departments.into_iter().map(|one| ((Thing::Department, one.id), one.name)));
    let consortia = organisations::find_consortia(reader, &keys(Thing::Consortium)).await?;
    names.extend(consortia.into_iter().map(|one| ((Thing::Consortium, one.id), one.name)));
    let requirements = curricula::find_requirements(reader, &keys(Thing::Requirement)).await?;
    names.extend(requirements.into_iter().map(|one| ((Thing::Requirement, one.id), one.name)));
    let versions = curricula::find_versions(reader, &keys(Thing::Version)).await?;
    let families: Vec<Uuid> = versions.iter().map(|version| version.curriculum_id).collect();
    let families = curricula::find_curricula(reader, &families).await?;
    for version in versions {
        if let Some(family) = families.iter().find(|family| family.id == version.curriculum_id) {
            names.insert((Thing::Version, version.id), family.name.clone());
        }
    }
    Ok(names)
}
