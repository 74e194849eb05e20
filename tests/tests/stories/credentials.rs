//! Certificates: two people, one number, the same bytes for ever.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::credentials::{
    self, Certificate, CertificateErrorCode, CertificateStatus, Certified, VerificationStatus,
    certificate_decline, certificate_file, certificate_issue, certificate_propose, flag, raise_counters,
    render, verify,
};
use domain::identity::{Grant, Means, Place, Role, Scope, SystemReason, TokenKind, Viewer};
use domain::notifications::{self, QueuedMail};
use entity::{
    counter, curriculum, curriculum_version, enrolment, institution, job, person, progress_total, relation,
    requirement,
};
use platform::Platform;
use platform::clock::Clock;
use platform::db::{Database as Db, Location};
use platform::error::{Error, Failure};
use platform::mail::Transport;
use platform::storage::Storage;
use platform::{id, settings};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;
use xinglin_tests::databases::Database;
use xinglin_tests::server;
use xinglin_tests::stories::{Story, on_database};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        on_database(one_proposes_another_issues_and_anybody_verifies),
        on_database(nobody_is_certified_who_is_not_eligible),
        on_database(a_character_no_font_covers_is_named_by_its_code_point),
        on_database(an_enrolment_bears_one_certificate_and_a_declined_one_makes_room),
        on_database(nothing_is_issued_for_real_under_a_loopback_address),
        on_database(an_interrupted_print_is_finished_under_the_same_number),
        on_database(what_can_never_be_printed_becomes_void_and_still_resolves),
        on_database(renaming_a_person_changes_no_issued_certificate),
        on_database(withdrawn_evidence_flags_a_certificate_and_revokes_nothing),
        on_database(after_a_restore_numbers_go_on_above_the_highest),
        on_database(two_registrars_at_once_issue_one_certificate),
    ]
}

const SYSTEM: Scope<'_> = Scope::System(SystemReason::Background);

/// A school with one trainee who has done everything.
struct School {
    platform: Platform,
    institution_id: Uuid,
    trainee_id: Uuid,
    enrolment_id: Uuid,
    requirement_id: Uuid,
    director: Viewer,
    registrar: Viewer,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl School {
    async fn open(database: &Database) -> Self {
        let clock = Clock::fixed(World::beginning());
        let now = clock.now();
        let location = Location::parse(database.url()).unwrap();
        let platform = Platform {
            database: Db::connect(&location, clock.clone()).await.unwrap(),
            clock,
            storage: Storage::folder(database.folder().join("files")).unwrap(),
            mail: Transport::memory(),
            keys: Arc::new(platform::keys::Keys::memory().unwrap()),
            heavy: Arc::default(),
            text_messages: platform::text_message::Gateway::memory(),
            sign_on: platform::sign_on::SignOn::new(true),
            config: Arc::new(server::config(database)),
        };
        let [institution_id, trainee_id, director_id, registrar_id, enrolment_id, requirement_id] =
            [(); 6].map(|()| id::new_key());
        let write = platform.database.write().await.unwrap();
        let school = institution::Model {
            id: institution_id,
            kind: "SCHOOL".to_owned(),
            name_zh: "示例中医药大学".to_owned(),
            name_en: "Sample University of Chinese Medicine".to_owned(),
            sort_key: "shili".to_owned(),
            parent_id: None,
            is_site: false,
            merged_into_id: None,
            merged_on: None,
            region_code: "110105".to_owned(),
            credit_code: None,
            language: "zh".to_owned(),
            time_zone: "Asia/Shanghai".to_owned(),
            created_at: now,
        };
        institution::Entity::insert(school.into_active_model())
            .exec_without_returning(&*write)
            .await
            .unwrap();
        for (key, zh, en) in [
            (trainee_id, "示例·张三", "Sample Zhang San"),
            (director_id, "示例·主任", "Sample Director"),
            (registrar_id, "示例·教务", "Sample Registrar"),
        ] {
            let row = a_person(key, zh, en, now);
            person::Entity::insert(row.into_active_model()).exec_without_returning(&*write).await.unwrap();
        }
        let version_id = a_curriculum(&write, institution_id, requirement_id).await;
        let row = enrolment::Model {
            id: enrolment_id,
            person_id: trainee_id,
            version_id,
            institution_id,
            sending_institution_id: None,
            origin: "OWN_STAFF".to_owned(),
            recruitment_year: 2023,
            starts_on: day("2023-05-01"),
            expected_completion_on: day("2026-01-31"),
            status: "ACTIVE".to_owned(),
            pauses: "[]".to_owned(),
            created_at: now,
        };
        enrolment::Entity::insert(row.into_active_model()).exec_without_returning(&*write).await.unwrap();
        let learns = relation::Model {
            id: id::new_key(),
            kind: "ENROLLED_BY".to_owned(),
            holder_id: trainee_id,
            person_id: None,
            institution_id: Some(institution_id),
            department_id: None,
            specialty: None,
            starts_on: day("2023-05-01"),
            ends_on: None,
            source_kind: "ENROLMENT".to_owned(),
            source_id: enrolment_id,
            created_at: now,
        };
        relation::Entity::insert(learns.into_active_model()).exec_without_returning(&*write).await.unwrap();
        write.commit().await.unwrap();
        let school = Self {
            platform,
            institution_id,
            trainee_id,
            enrolment_id,
            requirement_id,
            director: viewer(director_id, institution_id, &[Role::ProgrammeDirector]),
            registrar: viewer(registrar_id, institution_id, &[Role::SchoolRegistrar]),
        };
        school.credit(180).await;
        school
    }

    /// Credits so many days in all.
    async fn credit(&self, quantity: i64) {
        let write = self.platform.database.write().await.unwrap();
        progress_total::Entity::delete_many().exec(&*write).await.unwrap();
        let total = progress_total::Model {
            enrolment_id: self.enrolment_id,
            requirement_id: self.requirement_id,
            facet: "TOTAL".to_owned(),
            value: String::new(),
            quantity,
        };
        progress_total::Entity::insert(total.into_active_model())
            .exec_without_returning(&*write)
            .await
            .unwrap();
        write.commit().await.unwrap();
    }

    async fn rename(&self, zh: &str) {
        let write = self.platform.database.write().await.unwrap();
        person::Entity::update_many()
            .col_expr(person::Column::NameZh, Expr::val(zh))
            .filter(person::Column::Id.eq(self.trainee_id))
            .exec(&*write)
            .await
            .unwrap();
        write.commit().await.unwrap();
    }

    async fn propose(&self) -> Certificate {
        certificate_propose(&self.platform, &self.director, Certified::Enrolment(self.enrolment_id))
            .await
            .unwrap()
    }

    async fn issued(&self) -> Certificate {
        let proposed = self.propose().await;
        certificate_issue(&self.platform, &self.registrar, proposed.id).await.unwrap()
    }

    async fn jobs(&self, kind: &str) -> Vec<String> {
        let query = job::Entity::find().filter(job::Column::Kind.eq(kind));
        let rows = query.all(self.platform.database.reader()).await.unwrap();
        rows.into_iter().map(|row| row.payload).collect()
    }
}

fn viewer(person_id: Uuid, institution_id: Uuid, roles: &[Role]) -> Viewer {
    let grant = |role: &Role| Grant {
        id: Uuid::nil(),
        role: *role,
        place: Place::Institution(institution_id),
        institutions: vec![institution_id],
        ends_on: None,
        delegator_id: None,
    };
    Viewer {
        person_id,
        means: Means::every(TokenKind::Api, Uuid::nil()),
        grants: roles.iter().map(grant).collect(),
        withheld: Vec::new(),
        delegators: Vec::new(),
        today: day("2026-03-02"),
        request_id: None,
    }
}

fn a_person(key: Uuid, zh: &str, en: &str, now: DateTime<Utc>) -> person::Model {
    person::Model {
        id: key,
        name_zh: zh.to_owned(),
        name_en: en.to_owned(),
        sort_key: "shili".to_owned(),
        initials: "sl".to_owned(),
        phone: None,
        email: Some(format!("{}@example.org", key.simple())),
        language: "zh".to_owned(),
        created_at: now,
        birth_on: None,
        merged_into_id: None,
        left_on: None,
        erased_at: None,
    }
}

async fn a_curriculum(write: &platform::db::Write, institution_id: Uuid, requirement_id: Uuid) -> Uuid {
    let (curriculum_id, version_id) = (id::new_key(), id::new_key());
    let row = curriculum::Model {
        id: curriculum_id,
        institution_id,
        code: "TCM_GP".to_owned(),
        name_zh: "中医全科住院医师规范化培训".to_owned(),
        name_en: "Residency Programme in TCM General Practice".to_owned(),
        sort_key: "zhongyi".to_owned(),
        created_at: write.now(),
    };
    curriculum::Entity::insert(row.into_active_model()).exec_without_returning(&**write).await.unwrap();
    let version = curriculum_version::Model {
        id: version_id,
        curriculum_id,
        number: 1,
        status: "DRAFT".to_owned(),
        parent_id: None,
        duration_months: 33,
        duration_weeks: None,
        days_per_month: 30,
        minutes_per_half_day: 240,
        half_days_per_day: 2,
        review_window_days: 60,
        backdating_days: 60,
        reviews: "{}".to_owned(),
        exits: "{}".to_owned(),
        stages: "[]".to_owned(),
        entrustable_activities: "[]".to_owned(),
        activity_kinds: "[]".to_owned(),
        standard_version_id: None,
        source: "sample".to_owned(),
        published_at: None,
        published_by: None,
        created_at: write.now(),
    };
    curriculum_version::Entity::insert(version.clone().into_active_model())
        .exec_without_returning(&**write)
        .await
        .unwrap();
    let asked = requirement::Model {
        id: requirement_id,
        version_id,
        position: 1,
        code: "GRASSROOTS".to_owned(),
        kind: "TIME_IN_DEPARTMENT".to_owned(),
        name_zh: "基层实践".to_owned(),
        name_en: "Grassroots practice".to_owned(),
        unit: "DAY".to_owned(),
        target: 180,
        base_kind: None,
        activity: None,
        standard_requirement_id: None,
        rule: "{}".to_owned(),
    };
    requirement::Entity::insert(asked.into_active_model()).exec_without_returning(&**write).await.unwrap();
    let mut published = version.into_active_model();
    published.status = sea_orm::ActiveValue::Set("PUBLISHED".to_owned());
    published.update(&**write).await.unwrap();
    version_id
}

/// The codes of a refusal.
fn codes<T: std::fmt::Debug>(outcome: Result<T, Failure<CertificateErrorCode>>) -> Vec<CertificateErrorCode> {
    match outcome.unwrap_err() {
        Failure::Rejected(problems) => problems.into_iter().map(|problem| problem.code).collect(),
        Failure::Error(error) => panic!("{error}"),
    }
}

async fn one_proposes_another_issues_and_anybody_verifies(database: Arc<Database>) {
    let school = School::open(&database).await;
    let platform = &school.platform;

    let proposed = school.propose().await;
    assert_eq!((proposed.status, proposed.code.as_deref()), (CertificateStatus::Proposed, None));
    let refused = certificate_issue(platform, &school.director, proposed.id).await;
    assert!(matches!(refused, Err(Failure::Error(Error::Forbidden(_)))), "{refused:?}");
    let both = viewer(school.director.person_id, school.institution_id, &[Role::SchoolRegistrar]);
    assert_eq!(
        codes(certificate_issue(platform, &both, proposed.id).await),
        [CertificateErrorCode::SamePerson]
    );

    let issued = certificate_issue(platform, &school.registrar, proposed.id).await.unwrap();
    assert_eq!(issued.status, CertificateStatus::Issued);
    assert_eq!(issued.serial_number.as_deref(), Some("2026-TCM_GP-1101-0001"));
    assert_eq!(issued.issued_on, Some(day("2026-03-02")));
    let code = issued.code.clone().unwrap();
    assert_eq!(issued.verify_url, Some(format!("https://xinglin.example/verify/{code}")));
    assert!(
        issued.rule_version.as_deref().unwrap().ends_with("; template completion-1"),
        "{:?}",
        issued.rule_version
    );

    let typed = code.to_lowercase().replace('-', " ");
    let found = verify(platform, &typed).await.unwrap();
    assert_eq!((found.status, found.code.as_deref()), (VerificationStatus::Valid, Some(code.as_str())));
    let printed = found.printed.unwrap();
    assert_eq!((printed.holder.zh.as_str(), printed.holder.en.as_str()), ("示例·张三", "Sample Zhang San"));
    assert_eq!((printed.starts_on, printed.ends_on), (day("2023-05-01"), day("2026-01-31")));
    assert_eq!(verify(platform, "0000-0000-0000-0000").await.unwrap().status, VerificationStatus::Unknown);
    assert_eq!(verify(platform, "nonsense").await.unwrap().code, None);

    let file = certificate_file(platform, &code).await.unwrap();
    assert!(file.bytes.starts_with(b"%PDF-1.4"));
    assert_eq!(Some(id::hex(&id::sha256(&file.bytes))), issued.file_hash);
    assert_eq!(issued.file_size, i64::try_from(file.bytes.len()).ok());
    let row =
        enrolment::Entity::find_by_id(school.enrolment_id).one(platform.database.reader()).await.unwrap();
    assert_eq!(row.unwrap().status, "COMPLETED");

    // The job that was the safety net finds everything done.
    assert_eq!(render(platform, issued.id).await.unwrap(), issued);
    assert_eq!(school.jobs("notifications.certificate-issued").await.len(), 1);
    for _ in 0..2 {
        notifications::certificate_issued(platform, issued.id).await.unwrap();
    }
    let mails = school.jobs(notifications::MAIL_JOB).await;
    assert_eq!(mails.len(), 1);
    let mail: QueuedMail = serde_json::from_str(&mails[0]).unwrap();
    assert!(mail.text.contains(&code) && mail.text.contains("2026-TCM_GP-1101-0001"), "{}", mail.text);
    notifications::send(platform, mail).await.unwrap();
    let sent = platform.mail.sent();
    assert_eq!(sent[0].message_id, format!("<certificate-issued-{}@xinglin.example>", issued.id));
}

async fn nobody_is_certified_who_is_not_eligible(database: Arc<Database>) {
    let school = School::open(&database).await;
    let proposed = school.propose().await;
    school.credit(179).await;
    let before = database.contents().await;

    let refused = certificate_issue(&school.platform, &school.registrar, proposed.id).await;
    let Err(Failure::Rejected(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, CertificateErrorCode::NotEligible);
    assert!(problems[0].message.to_string().contains("179"), "{}", problems[0].message);
    assert_eq!(database.contents().await, before);
}

async fn a_character_no_font_covers_is_named_by_its_code_point(database: Arc<Database>) {
    let school = School::open(&database).await;
    school.rename("示例·😀").await;

    let refused =
        certificate_propose(&school.platform, &school.director, Certified::Enrolment(school.enrolment_id))
            .await;
    let Err(Failure::Rejected(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, CertificateErrorCode::NoGlyph);
    assert!(problems[0].message.to_string().contains("U+1F600"), "{}", problems[0].message);
}

async fn an_enrolment_bears_one_certificate_and_a_declined_one_makes_room(database: Arc<Database>) {
    let school = School::open(&database).await;
    let platform = &school.platform;
    let first = school.propose().await;
    let again =
        certificate_propose(platform, &school.director, Certified::Enrolment(school.enrolment_id)).await;
    assert_eq!(codes(again), [CertificateErrorCode::Already]);
    assert_eq!(
        codes(certificate_decline(platform, &school.registrar, first.id, " ").await),
        [CertificateErrorCode::Reason]
    );

    let declined = certificate_decline(platform, &school.registrar, first.id, "姓名有误").await.unwrap();
    assert_eq!(declined.status, CertificateStatus::Declined);
    assert_eq!(
        codes(certificate_issue(platform, &school.registrar, first.id).await),
        [CertificateErrorCode::NotProposed]
    );
    assert_eq!(school.propose().await.status, CertificateStatus::Proposed);
}

async fn nothing_is_issued_for_real_under_a_loopback_address(database: Arc<Database>) {
    let mut school = School::open(&database).await;
    let mut config = (*school.platform.config).clone();
    config.public_url = Some("http://127.0.0.1:8080".to_owned());
    school.platform.config = Arc::new(config);
    let proposed = school.propose().await;
    let refused = certificate_issue(&school.platform, &school.registrar, proposed.id).await;
    assert_eq!(codes(refused), [CertificateErrorCode::LoopbackAddress]);

    let write = school.platform.database.write().await.unwrap();
    settings::set(&write, "demo", "true").await.unwrap();
    write.commit().await.unwrap();
    let issued = certificate_issue(&school.platform, &school.registrar, proposed.id).await.unwrap();
    assert_eq!(issued.status, CertificateStatus::Issued);
}

async fn an_interrupted_print_is_finished_under_the_same_number(database: Arc<Database>) {
    let school = School::open(&database).await;
    let proposed = school.propose().await;
    // A place where nothing can be stored: its folder became a file.
    let place = database.folder().join("broken");
    let broken = Platform { storage: Storage::folder(&place).unwrap(), ..school.platform.clone() };
    std::fs::remove_dir_all(&place).unwrap();
    std::fs::write(&place, b"").unwrap();

    let numbered = certificate_issue(&broken, &school.registrar, proposed.id).await.unwrap();
    assert_eq!((numbered.status, numbered.code.as_deref()), (CertificateStatus::Issuing, None));
    assert_eq!(numbered.serial_number.as_deref(), Some("2026-TCM_GP-1101-0001"));
    let payload = school.jobs("certificate.render").await;
    assert_eq!(payload, [format!("{{\"certificate_id\":\"{}\"}}", proposed.id)]);

    let finished = render(&school.platform, proposed.id).await.unwrap();
    assert_eq!(finished.status, CertificateStatus::Issued);
    assert_eq!(finished.serial_number, numbered.serial_number);
    let found = verify(&school.platform, &finished.code.unwrap()).await.unwrap();
    assert_eq!(found.status, VerificationStatus::Valid);
}

async fn what_can_never_be_printed_becomes_void_and_still_resolves(database: Arc<Database>) {
    let school = School::open(&database).await;
    let proposed = school.propose().await;
    school.rename(&"示例".repeat(200)).await;

    let void = certificate_issue(&school.platform, &school.registrar, proposed.id).await.unwrap();
    assert_eq!(void.status, CertificateStatus::Void);
    let code = void.code.unwrap();
    let found = verify(&school.platform, &code).await.unwrap();
    assert_eq!((found.status, found.printed), (VerificationStatus::Void, None));
    assert!(matches!(certificate_file(&school.platform, &code).await, Err(Error::NotFound)));

    // A name too long is refused from the beginning, and the void number is not used again.
    let refused =
        certificate_propose(&school.platform, &school.director, Certified::Enrolment(school.enrolment_id))
            .await;
    assert_eq!(codes(refused), [CertificateErrorCode::NotPrintable]);
    school.rename("示例·张三").await;
    assert_eq!(school.issued().await.serial_number.as_deref(), Some("2026-TCM_GP-1101-0002"));
}

async fn renaming_a_person_changes_no_issued_certificate(database: Arc<Database>) {
    let school = School::open(&database).await;
    let issued = school.issued().await;
    let code = issued.code.clone().unwrap();
    let before = certificate_file(&school.platform, &code).await.unwrap().bytes;

    school.rename("示例·李四").await;

    let found = verify(&school.platform, &code).await.unwrap();
    assert_eq!(found.printed.unwrap().holder.zh, "示例·张三");
    assert_eq!(render(&school.platform, issued.id).await.unwrap(), issued);
    assert_eq!(certificate_file(&school.platform, &code).await.unwrap().bytes, before);
}

async fn withdrawn_evidence_flags_a_certificate_and_revokes_nothing(database: Arc<Database>) {
    let school = School::open(&database).await;
    let issued = school.issued().await;

    assert_eq!(flag(&school.platform, school.trainee_id).await.unwrap(), 1);
    assert_eq!(flag(&school.platform, school.trainee_id).await.unwrap(), 0);

    let reader = school.platform.database.reader();
    let flagged = credentials::certificate(reader, SYSTEM, issued.id).await.unwrap();
    assert_eq!((flagged.is_flagged, flagged.status), (true, CertificateStatus::Issued));
    let found = verify(&school.platform, &issued.code.unwrap()).await.unwrap();
    assert_eq!(found.status, VerificationStatus::Valid);
}

async fn after_a_restore_numbers_go_on_above_the_highest(database: Arc<Database>) {
    let school = School::open(&database).await;
    school.issued().await;
    let write = school.platform.database.write().await.unwrap();
    counter::Entity::delete_many().exec(&*write).await.unwrap();

    raise_counters(&write).await.unwrap();

    let name = format!("certificate/{}/2026", school.institution_id);
    assert_eq!(settings::next_number(&write, &name).await.unwrap(), 2);
}

async fn two_registrars_at_once_issue_one_certificate(database: Arc<Database>) {
    let school = School::open(&database).await;
    let proposed = school.propose().await;
    let other = viewer(id::new_key(), school.institution_id, &[Role::SchoolRegistrar]);

    let (one, two) = tokio::join!(
        certificate_issue(&school.platform, &school.registrar, proposed.id),
        certificate_issue(&school.platform, &other, proposed.id),
    );

    let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
    assert_eq!(won.unwrap().status, CertificateStatus::Issued);
    assert_eq!(codes(lost), [CertificateErrorCode::NotProposed]);
    let name = format!("certificate/{}/2026", school.institution_id);
    let row = counter::Entity::find_by_id(name).one(school.platform.database.reader()).await.unwrap();
    assert_eq!(row.unwrap().value, 1);
}
