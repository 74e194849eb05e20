//! Who may do what: every root field × every role. A denied act is also seen to write nothing.
//!
//! A root field without a row fails. Each row says who is answered; whoever is neither among them nor among those
//! from whom the object is hidden must be refused.

use std::collections::BTreeSet;

use entity::audit_event;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QuerySelect as _};
use serde_json::{Value, json};
use xinglin_tests::actors::Actor;
use xinglin_tests::school::{School, Trainee, identity_number};
use xinglin_tests::services::{account, claimed, service};
use xinglin_tests::stories::{Story, story};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![story(every_root_field_answers_whom_it_should), story(every_root_field_has_a_row)]
}

use Who::{
    Administrator, Anonymous, App, Auditor, Base, Coordinator, Director, Former, Master, Officer, Registrar,
    Secretary, Self_, Stranger, Supervisor,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Anonymous,
    Administrator,
    Registrar,
    Director,
    Base,
    Supervisor,
    Master,
    Self_,
    /// Secretary of the department where she is placed.
    Secretary,
    /// Coordinator of a consortium that the hospital belongs to.
    Coordinator,
    /// Health-authority auditor of the region.
    Auditor,
    /// Officer of an institution that sent somebody else.
    Officer,
    /// Base administrator of the hospital until the day before.
    Former,
    Stranger,
    /// Service account of another school.
    App,
}

const EVERYBODY: &[Who] = &[
    Anonymous,
    Administrator,
    Registrar,
    Director,
    Base,
    Secretary,
    Supervisor,
    Master,
    Self_,
    Coordinator,
    Auditor,
    Officer,
    Former,
    Stranger,
    App,
];
/// Everybody with a token.
const CALLERS: &[Who] = EVERYBODY.split_at(1).1;
/// Every person with a token.
const SIGNED_IN: &[Who] = &[
    Administrator,
    Registrar,
    Director,
    Base,
    Secretary,
    Supervisor,
    Master,
    Self_,
    Coordinator,
    Auditor,
    Officer,
    Former,
    Stranger,
];
/// Who sees the trainee: she has a placement at the hospital under the supervisor, and follows the master.
const SEE_HER: &[Who] =
    &[Administrator, Registrar, Director, Base, Secretary, Supervisor, Master, Self_, Coordinator, Auditor];
/// From whom she is hidden: people of other places, and whoever oversaw hers until yesterday.
const OTHERS: &[Who] = &[Officer, Former, Stranger, App];
const NOBODY: &[Who] = &[];

/// A root field: name, arguments with a selection, variables, who is answered, from whom the object is hidden.
struct Row(&'static str, &'static str, fn(&Fixture) -> Value, &'static [Who], &'static [Who]);

/// What the rows speak of.
struct Fixture {
    school: School,
    trainee: Trainee,
    newcomer: String,
    double: String,
    role: String,
    delegation: String,
    consortium: String,
    membership: String,
    readers: Vec<(Who, Actor)>,
    token: String,
    provider: String,
    service_account: String,
    app: Actor,
    binding: String,
    placement: String,
    hours: String,
    exit: String,
    draft: String,
    certificate: Value,
}

fn none(_: &Fixture) -> Value {
    json!({})
}

const QUERIES: &[Row] = &[
    Row("viewer", "viewer { person { id } roles { role } }", none, CALLERS, NOBODY),
    Row("node", "node(id: $id) { id }", |f| json!({"id": f.trainee.enrolment}), SEE_HER, OTHERS),
    Row("nodes", "nodes(ids: [$id]) { id }", |f| json!({"id": f.trainee.enrolment}), CALLERS, NOBODY),
    Row("people", "people(first: 5) { nodes { id } }", none, CALLERS, NOBODY),
    Row("auditEvents", "auditEvents(first: 5) { nodes { id } }", none, &[Administrator], NOBODY),
    Row(
        "possibleDoubles",
        "possibleDoubles(first: 5) { nodes { id } }",
        none,
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "serviceAccounts",
        "serviceAccounts(institutionId: $id) { nodes { id } }",
        |f| json!({"id": f.school.ids["school"]}),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "auditSample",
        "auditSample(institutionId: $id, seed: \"dice 4 6 1\", first: 5, since: \"2026-01-01T00:00:00Z\",
            until: \"2027-01-01T00:00:00Z\") { populationSize nodes { id } }",
        |f| json!({"id": f.school.ids["school"]}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "institution",
        "institution(id: $id) { id }",
        |f| json!({"id": f.school.ids["school"]}),
        CALLERS,
        NOBODY,
    ),
    Row("consortium", "consortium(id: $id) { id }", |f| json!({"id": f.consortium}), CALLERS, NOBODY),
    Row("institutions", "institutions(first: 5) { nodes { id } }", none, CALLERS, NOBODY),
    Row("curricula", "curricula(first: 5) { nodes { id } }", none, CALLERS, NOBODY),
    Row(
        "curriculum",
        "curriculum(id: $id) { id }",
        |f| json!({"id": f.school.ids["curriculum"]}),
        CALLERS,
        NOBODY,
    ),
    Row("curriculumPresets", "curriculumPresets { name }", none, CALLERS, NOBODY),
    Row("enrolment", "enrolment(id: $id) { id }", |f| json!({"id": f.trainee.enrolment}), SEE_HER, OTHERS),
    Row(
        "trainee",
        "trainee(id: $id) { person { id } }",
        |f| json!({"id": f.trainee.person}),
        SEE_HER,
        OTHERS,
    ),
    Row("trainees", "trainees(first: 5) { nodes { person { id } } }", none, CALLERS, NOBODY),
    Row("placement", "placement(id: $id) { id }", |f| json!({"id": f.placement}), SEE_HER, OTHERS),
    Row("reviewQueue", "reviewQueue(first: 5) { nodes { id } }", none, CALLERS, NOBODY),
    Row("certificate", "certificate(id: $id) { id }", |f| f.certificate.clone(), SEE_HER, OTHERS),
    Row("certificates", "certificates(first: 5) { nodes { id } }", none, CALLERS, NOBODY),
    Row(
        "verifyCertificate",
        "verifyCertificate(code: \"0000-0000-0000-0000\") { status }",
        none,
        EVERYBODY,
        NOBODY,
    ),
    Row("signInProviders", "signInProviders { id }", none, EVERYBODY, NOBODY),
    Row("enumLabels", "enumLabels { name }", none, EVERYBODY, NOBODY),
];

const DAY: &str = "2026-03-10";

/// A provider to be set up, which is not there: nothing listens at its address.
fn provider(institution: &str) -> Value {
    json!({"input": {"institutionId": institution, "name": {"zh": "示例·统一身份认证"}, "issuer": "https://127.0.0.1:9",
        "clientId": "xinglin", "clientSecret": "示例"}})
}

const MUTATIONS: &[Row] = &[
    Row(
        "personCreate",
        "personCreate(input: $input) { person { id } errors { code } }",
        |f| json!({"input": {"name": {"zh": "示例·新人"}, "institutionId": f.school.ids["school"]}}),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "identityNumberRecord",
        "identityNumberRecord(input: $input) { person { id } errors { code } }",
        |f| {
            json!({"input": {"personId": f.trainee.person, "identityNumber": {"document": "RESIDENT_CARD",
            "number": identity_number("19990131", "001")}}})
        },
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "identityNumberReveal",
        "identityNumberReveal(input: $input) { document errors { code } }",
        |f| json!({"input": {"personId": f.trainee.person, "purpose": "示例"}}),
        &[Registrar],
        NOBODY,
    ),
    Row(
        "possibleDoubleDismiss",
        "possibleDoubleDismiss(input: $input) { possibleDouble { id } errors { code } }",
        |f| json!({"input": {"possibleDoubleId": f.double, "reason": "示例"}}),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "roleGrant",
        "roleGrant(input: $input) { person { id } errors { code } }",
        |f| json!({"input": {"personId": f.newcomer, "role": "SUPERVISOR", "institutionId": f.school.ids["hospital"], "startsOn": DAY}}),
        &[Administrator, Base],
        NOBODY,
    ),
    Row(
        "roleEnd",
        "roleEnd(input: $input) { person { id } errors { code } }",
        |f| json!({"input": {"roleGrantId": f.role, "reason": "示例"}}),
        &[Administrator, Base],
        NOBODY,
    ),
    Row(
        "delegationCreate",
        "delegationCreate(input: $input) { delegation { id } errors { code } }",
        |f| json!({"input": {"deputyId": f.newcomer, "reason": "示例", "startsOn": DAY, "endsOn": DAY}}),
        &[Base, Supervisor, Master],
        NOBODY,
    ),
    Row(
        "delegationEnd",
        "delegationEnd(input: $input) { delegation { id } errors { code } }",
        |f| json!({"input": {"delegationId": f.delegation}}),
        &[Master],
        NOBODY,
    ),
    Row(
        "consortiumCreate",
        "consortiumCreate(input: $input) { consortium { id } errors { code } }",
        |f| json!({"input": {"kind": "COUNTY", "name": {"zh": "示例", "en": "Sample"}, "coreInstitutionId": f.school.ids["hospital"]}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "consortiumMemberAdd",
        "consortiumMemberAdd(input: $input) { membership { id } errors { code } }",
        |f| json!({"input": {"consortiumId": f.consortium, "institutionId": f.school.ids["centre"], "startsOn": DAY, "endsOn": DAY}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "consortiumMemberEnd",
        "consortiumMemberEnd(input: $input) { membership { id } errors { code } }",
        |f| json!({"input": {"consortiumMembershipId": f.membership, "endsOn": DAY}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "tokenCreate",
        "tokenCreate(input: $input) { token errors { code } }",
        |f| json!({"input": {"personId": f.newcomer, "name": "matrix"}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "tokenRevoke",
        "tokenRevoke(input: $input) { accessToken { id } errors { code } }",
        |f| json!({"input": {"accessTokenId": f.token}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "serviceAccountCreate",
        "serviceAccountCreate(input: $input) { serviceAccount { id } errors { code } }",
        |f| json!({"input": {"institutionId": f.school.ids["school"], "name": {"zh": "示例"}}}),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "serviceAccountEnd",
        "serviceAccountEnd(input: $input) { serviceAccount { id } errors { code } }",
        |f| json!({"input": {"serviceAccountId": f.service_account, "reason": "示例"}}),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row("exchangeBindingBegin", "exchangeBindingBegin { code errors { code } }", none, SIGNED_IN, NOBODY),
    Row(
        "exchangeBindingConfirm",
        "exchangeBindingConfirm(input: $input) { exchangeBinding { id } errors { code } }",
        |f| json!({"input": {"exchangeBindingId": f.binding}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "exchangeBindingRemove",
        "exchangeBindingRemove(input: $input) { exchangeBinding { id } errors { code } }",
        |f| json!({"input": {"exchangeBindingId": f.binding}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "exchangeBindingClaim",
        "exchangeBindingClaim(input: $input) { confirmBy errors { code } }",
        |_| json!({"input": {"code": "0000-0000-0000-0000", "provider": "wechat", "subject": "示例", "subjectHint": "示例"}}),
        &[App],
        NOBODY,
    ),
    Row(
        "tokenExchange",
        "tokenExchange(input: $input) { token errors { code } }",
        |_| json!({"input": {"provider": "wechat", "subject": "示例"}}),
        &[App],
        NOBODY,
    ),
    Row(
        "sessionCreate",
        "sessionCreate(input: $input) { session { id } errors { code } }",
        |_| json!({"input": {"login": "nobody", "password": "示例"}}),
        EVERYBODY,
        NOBODY,
    ),
    Row("sessionEnd", "sessionEnd { session { id } errors { code } }", none, CALLERS, NOBODY),
    Row("sessionEndAll", "sessionEndAll { endedSessions errors { code } }", none, SIGNED_IN, NOBODY),
    Row(
        "sessionRevoke",
        "sessionRevoke(input: $input) { session { id } errors { code } }",
        |f| json!({"input": {"sessionId": f.token.replace("tok_", "ses_")}}),
        NOBODY,
        SIGNED_IN,
    ),
    Row(
        "identityProviderCreate",
        "identityProviderCreate(input: $input) { identityProvider { id } errors { code } }",
        |f| provider(&f.school.ids["school"]),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "linkedIdentityBegin",
        "linkedIdentityBegin(input: $input) { redirectUrl errors { code } }",
        |f| json!({"input": {"identityProviderId": f.provider}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "identityProviderEnd",
        "identityProviderEnd(input: $input) { identityProvider { id } errors { code } }",
        |f| json!({"input": {"identityProviderId": f.provider}}),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "linkedIdentityRemove",
        "linkedIdentityRemove(input: $input) { linkedIdentity { id } errors { code } }",
        |f| json!({"input": {"linkedIdentityId": f.token.replace("tok_", "lid_")}}),
        NOBODY,
        SIGNED_IN,
    ),
    Row(
        "passwordChange",
        "passwordChange(input: $input) { endedSessions errors { code } }",
        |_| json!({"input": {"presentPassword": "示例", "newPassword": "horse battery staple"}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "contactChangeRequest",
        "contactChangeRequest(input: $input) { needsOldCode errors { code } }",
        |_| json!({"input": {"password": "示例", "to": {"phone": "13900000001"}}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "contactChangeConfirm",
        "contactChangeConfirm(input: $input) { person { id } errors { code } }",
        |_| json!({"input": {"newCode": "0000-0000-0000-0000"}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "secondFactorBegin",
        "secondFactorBegin(input: $input) { secret errors { code } }",
        |_| json!({"input": {"password": "示例"}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "secondFactorConfirm",
        "secondFactorConfirm(input: $input) { recoveryCodes errors { code } }",
        |_| json!({"input": {"code": "000000"}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "secondFactorRemove",
        "secondFactorRemove(input: $input) { isRemoved errors { code } }",
        |_| json!({"input": {"code": "000000"}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "invitationCreate",
        "invitationCreate(input: $input) { code errors { code } }",
        // Her stay at the hospital is over, so that the base may see her and not admit her.
        |f| json!({"input": {"personId": f.trainee.person, "channel": "SLIP"}}),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "passwordResetAtDesk",
        "passwordResetAtDesk(input: $input) { code errors { code } }",
        |f| json!({"input": {"personId": f.trainee.person}}),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "secondFactorReset",
        "secondFactorReset(input: $input) { endedSessions errors { code } }",
        |f| json!({"input": {"personId": f.trainee.person, "reason": "示例"}}),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "invitationRedeem",
        "invitationRedeem(input: $input) { session { id } errors { code } }",
        |_| json!({"input": {"code": "0000-0000-0000-0000", "password": "horse battery staple"}}),
        EVERYBODY,
        NOBODY,
    ),
    Row(
        "passwordResetRedeem",
        "passwordResetRedeem(input: $input) { session { id } errors { code } }",
        |_| json!({"input": {"code": "0000-0000-0000-0000", "password": "horse battery staple"}}),
        EVERYBODY,
        NOBODY,
    ),
    Row(
        "passwordResetRequest",
        "passwordResetRequest(input: $input) { isTaken errors { code } }",
        |_| json!({"input": {"login": "nobody"}}),
        EVERYBODY,
        NOBODY,
    ),
    Row(
        "institutionCreate",
        "institutionCreate(input: $input) { institution { id } errors { code } }",
        |_| json!({"input": {"kind": "SCHOOL", "name": {"zh": "示例", "en": "Sample"}, "regionCode": "110105"}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "trainingBaseCreate",
        "trainingBaseCreate(input: $input) { trainingBase { id } errors { code } }",
        |f| json!({"input": {"institutionId": f.school.ids["elsewhere"], "kind": "CLINICAL", "accreditedOn": DAY}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "departmentCreate",
        "departmentCreate(input: $input) { department { id } errors { code } }",
        |f| json!({"input": {"trainingBaseId": f.school.ids["hospital-base"], "specialty": "TUINA", "name": {"zh": "示例", "en": "Sample"}, "capacity": 1}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "uploadCreate",
        "uploadCreate(input: $input) { upload { id } errors { code } }",
        |_| json!({"input": {"purpose": "ROSTER", "fileName": "a.csv"}}),
        &[Registrar, Director, Stranger],
        NOBODY,
    ),
    Row(
        "curriculumImport",
        "curriculumImport(input: $input) { version { id } errors { code } }",
        |f| json!({"input": {"institutionId": f.school.ids["school"], "source": {"preset": xinglin_tests::school::PRESET}}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "curriculumVersionPublish",
        "curriculumVersionPublish(input: $input) { version { id } errors { code } }",
        |f| json!({"input": {"curriculumVersionId": f.school.ids["version"]}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "curriculumVersionRetire",
        "curriculumVersionRetire(input: $input) { version { id } errors { code } }",
        |f| json!({"input": {"curriculumVersionId": f.draft}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "requirementChange",
        "requirementChange(input: $input) { requirement { id } errors { code } }",
        |f| json!({"input": {"requirementId": f.school.requirements["TUINA"], "change": {"target": 30}}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "enrolmentCreate",
        "enrolmentCreate(input: $input) { enrolment { id } errors { code } }",
        |f| json!({"input": {"personId": f.newcomer, "curriculumVersionId": f.school.ids["version"], "origin": "INDEPENDENT", "recruitmentYear": 2026, "startsOn": DAY}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "supervisionCreate",
        "supervisionCreate(input: $input) { supervision { id } errors { code } }",
        |f| json!({"input": {"enrolmentId": f.trainee.enrolment, "supervisorId": f.school.ids["Master"], "kind": "RESPONSIBLE", "startsOn": DAY}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "rosterImport",
        "rosterImport(input: $input) { report { rows } errors { code } }",
        |f| json!({"input": {"uploadId": f.school.ids["upload"], "institutionId": f.school.ids["school"], "isDryRun": true}}),
        &[Registrar],
        NOBODY,
    ),
    Row(
        "placementCreate",
        "placementCreate(input: $input) { placement { id } errors { code } }",
        |f| f.school.stay(&f.trainee, "TUINA", "TUINA", "2026-04-01", "2026-04-30"),
        &[Director, Base, Secretary],
        NOBODY,
    ),
    Row(
        "placementCancel",
        "placementCancel(input: $input) { placement { id } errors { code } }",
        |f| json!({"input": {"placementId": f.placement, "reason": "示例", "expectedVersion": 99}}),
        &[Director, Base, Secretary],
        NOBODY,
    ),
    Row(
        "hoursSubmit",
        "hoursSubmit(input: $input) { hoursEntry { id } errors { code } }",
        |f| School::hours(&f.trainee, "2026-02-20T08:00:00+08:00", "2026-02-20T12:00:00+08:00"),
        &[Self_],
        NOBODY,
    ),
    Row(
        "hoursReview",
        "hoursReview(input: $input) { hoursEntry { id } errors { code } }",
        |f| json!({"input": {"hoursEntryId": f.hours, "decision": "RETURNED"}}),
        &[Supervisor, Master],
        NOBODY,
    ),
    Row(
        "hoursWithdraw",
        "hoursWithdraw(input: $input) { hoursEntry { id } errors { code } }",
        |f| json!({"input": {"hoursEntryId": f.hours, "reason": "示例"}}),
        &[Supervisor, Master],
        NOBODY,
    ),
    Row(
        "placementExitSubmit",
        "placementExitSubmit(input: $input) { placementExit { id } errors { code } }",
        |f| json!({"input": {"placementId": f.placement, "absenceDays": 0, "summary": "示例"}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "placementExitReview",
        "placementExitReview(input: $input) { placementExit { id } errors { code } }",
        |f| json!({"input": {"placementExitId": f.exit, "decision": "RETURNED"}}),
        &[Supervisor],
        NOBODY,
    ),
    Row(
        "placementExitWithdraw",
        "placementExitWithdraw(input: $input) { placementExit { id } errors { code } }",
        |f| json!({"input": {"placementExitId": f.exit, "reason": "示例"}}),
        &[Supervisor],
        NOBODY,
    ),
    Row(
        "certificatePropose",
        "certificatePropose(input: $input) { certificate { id } errors { code } }",
        |f| json!({"input": {"enrolmentId": f.trainee.enrolment}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "certificateIssue",
        "certificateIssue(input: $input) { certificate { id } errors { code } }",
        |f| json!({"input": {"certificateId": f.certificate["id"]}}),
        &[Registrar],
        NOBODY,
    ),
    Row(
        "certificateDecline",
        "certificateDecline(input: $input) { certificate { id } errors { code } }",
        |f| json!({"input": {"certificateId": f.certificate["id"], "reason": "示例"}}),
        &[Registrar],
        NOBODY,
    ),
];

/// Two records of the school that may be of one human.
async fn double(school: &School) -> String {
    for number in ["D1", "D2"] {
        let input = json!({"input": {"name": {"zh": "示例·同名"}, "birthOn": "1999-01-31", "number": number, "isStaff": true,
            "institutionId": school.ids["school"]}});
        let create = "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } } }";
        school.registrar.ok(create, input).await;
    }
    let found = school.registrar.ok("{ possibleDoubles(first: 1) { nodes { id } } }", Value::Null).await;
    found.text("/possibleDoubles/nodes/0/id").to_owned()
}

async fn fixture(world: &World) -> Fixture {
    let mut school = School::found(world).await;
    let draft = {
        let version = school.ids["version"].clone();
        let requirements = school.requirements.clone();
        let draft = school.import_preset().await;
        school.ids.insert("version".to_owned(), version);
        school.requirements = requirements;
        draft
    };
    let trainee = school.trainee("Trainee", "2026-02-01").await;
    let placement = school.place(&trainee, "TUINA", "TUINA", "2026-02-01", "2026-02-28").await;
    let exit = school.leave(&trainee, &placement, 0).await;
    let hours = school.follow(&trainee, "2026-02-27T08:00:00+08:00", "2026-02-27T12:00:00+08:00").await;
    let (_, newcomer) = xinglin_tests::school::hire(
        &school.administrator,
        world,
        "Newcomer",
        "SUPERVISOR",
        &school.ids["hospital"],
    )
    .await;
    let double = double(&school).await;
    let role = school
        .administrator
        .ok(
            "mutation($input: RoleGrantInput!) { roleGrant(input: $input) { person { roles { id } } errors { code } } }",
            json!({"input": {"personId": newcomer, "role": "MENTOR", "institutionId": school.ids["hospital"], "startsOn": "2026-01-01"}}),
        )
        .await;
    let role = role.list("/roleGrant/person/roles").last().unwrap()["id"].as_str().unwrap().to_owned();
    let delegation = school
        .master
        .ok(
            "mutation($input: DelegationCreateInput!) { delegationCreate(input: $input) { delegation { id } errors { code } } }",
            json!({"input": {"deputyId": newcomer, "reason": "示例", "startsOn": DAY, "endsOn": DAY}}),
        )
        .await;
    let consortium = school
        .administrator
        .ok(
            "mutation($input: ConsortiumCreateInput!) { consortiumCreate(input: $input) { consortium { id } errors { code } } }",
            json!({"input": {"kind": "COUNTY", "name": {"zh": "示例医共体", "en": "Sample Community"}, "coreInstitutionId": school.ids["hospital"]}}),
        )
        .await;
    let consortium = consortium.text("/consortiumCreate/consortium/id").to_owned();
    let membership = school
        .administrator
        .ok(
            "mutation($input: ConsortiumMemberAddInput!) { consortiumMemberAdd(input: $input) { membership { id } errors { code } } }",
            json!({"input": {"consortiumId": consortium, "institutionId": school.ids["centre"], "startsOn": DAY, "endsOn": DAY}}),
        )
        .await;
    let made = school
        .administrator
        .ok(
            "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { accessToken { id } errors { code } } }",
            json!({"input": {"personId": newcomer, "name": "matrix"}}),
        )
        .await;
    let token = made.text("/tokenCreate/accessToken/id").to_owned();
    let service_account = account(&school.registrar, &school.ids["school"]).await;
    let scopes = ["READ_OWN", "EXCHANGE"];
    let (_, app) = service(&school.stranger, world, &school.ids["elsewhere"], &scopes).await;
    let binding = claimed(&trainee.actor, &app, "示例").await;
    let uploaded = school
        .registrar
        .ok("mutation($input: UploadCreateInput!) { uploadCreate(input: $input) { upload { id url } errors { code } } }",
            json!({"input": {"purpose": "ROSTER", "fileName": "a.csv"}}))
        .await;
    let path = uploaded.text("/uploadCreate/upload/url").strip_prefix("https://xinglin.example").unwrap();
    let roster = "姓名,学号,手机,报名类别,委派单位,招录年份,培训方案\n";
    let sent = world.anonymous().request(reqwest::Method::PUT, path).body(roster).send().await.unwrap();
    assert!(sent.status().is_success());
    school.ids.insert("upload".to_owned(), uploaded.text("/uploadCreate/upload/id").to_owned());
    let made_provider = school
        .administrator
        .ok(
            "mutation($input: IdentityProviderCreateInput!) { identityProviderCreate(input: $input) { identityProvider { id } errors { code } } }",
            provider(&school.ids["school"]),
        )
        .await;
    // A proposal about the same trainee, in a course that she has completed.
    let certificate = propose_for(&mut school, &trainee).await;
    let readers = readers(world, &school, &consortium).await;
    Fixture {
        school,
        trainee,
        newcomer,
        double,
        role,
        delegation: delegation.text("/delegationCreate/delegation/id").to_owned(),
        consortium,
        membership: membership.text("/consortiumMemberAdd/membership/id").to_owned(),
        readers,
        token,
        provider: made_provider.text("/identityProviderCreate/identityProvider/id").to_owned(),
        service_account,
        app,
        binding,
        placement,
        hours,
        exit,
        draft,
        certificate: json!({"id": certificate}),
    }
}

/// The trainee of the fixture in a second, short programme, and its certificate proposed.
async fn propose_for(school: &mut School, trainee: &Trainee) -> String {
    let (version, requirements) = (school.ids["version"].clone(), school.requirements.clone());
    school.short_course().await;
    let enrolled = school
        .registrar
        .ok("mutation($input: EnrolmentCreateInput!) { enrolmentCreate(input: $input) { enrolment { id } errors { message } } }",
            json!({"input": {"personId": trainee.person, "curriculumVersionId": school.ids["version"],
                "origin": "INDEPENDENT", "recruitmentYear": 2026, "startsOn": "2026-03-01"}}))
        .await;
    let second = Trainee {
        actor: trainee.actor.clone(),
        person: trainee.person.clone(),
        enrolment: enrolled.text("/enrolmentCreate/enrolment/id").to_owned(),
        following: trainee.following.clone(),
    };
    let placement = school.place(&second, "TUINA", "TUINA", "2026-03-01", "2026-03-01").await;
    let exit = school.leave(&second, &placement, 0).await;
    school.let_go(&school.supervisor, &exit).await;
    let certificate = school.propose(&second).await;
    school.ids.insert("version".to_owned(), version);
    school.requirements = requirements;
    certificate
}

/// People whose roles are held at other places than an institution, or not any more.
async fn readers(world: &World, school: &School, consortium: &str) -> Vec<(Who, Actor)> {
    school
        .administrator
        .ok(
            "mutation($input: ConsortiumMemberAddInput!) { consortiumMemberAdd(input: $input) { membership { id } errors { code } } }",
            json!({"input": {"consortiumId": consortium, "institutionId": school.ids["hospital"], "startsOn": "2026-01-01", "endsOn": "2026-12-31"}}),
        )
        .await;
    let mut readers = Vec::new();
    for (who, role, place, value, ends_on) in [
        (Secretary, "DEPARTMENT_SECRETARY", "departmentId", school.ids["TUINA"].as_str(), Value::Null),
        (Coordinator, "CONSORTIUM_COORDINATOR", "consortiumId", consortium, Value::Null),
        (Auditor, "HEALTH_AUDITOR", "regionCode", "350000", Value::Null),
        (Officer, "SENDING_OFFICER", "institutionId", &school.ids["centre"], Value::Null),
        (Former, "BASE_ADMINISTRATOR", "institutionId", &school.ids["hospital"], json!("2026-03-01")),
    ] {
        let name = format!("{who:?}");
        let (actor, person) = xinglin_tests::school::hire(
            &school.administrator,
            world,
            &name,
            "SUPERVISOR",
            &school.ids["elsewhere"],
        )
        .await;
        school
            .administrator
            .ok(
                "mutation($input: RoleGrantInput!) { roleGrant(input: $input) { person { id } errors { code message } } }",
                json!({"input": {"personId": person, "role": role, place: value, "startsOn": "2026-01-01", "endsOn": ends_on}}),
            )
            .await;
        readers.push((who, actor));
    }
    readers
}

fn actors(world: &World, fixture: &Fixture) -> Vec<(Who, Actor)> {
    let school = &fixture.school;
    let mut actors = vec![
        (Anonymous, world.anonymous()),
        (Administrator, school.administrator.clone()),
        (Registrar, school.registrar.clone()),
        (Director, school.director.clone()),
        (Base, school.base_administrator.clone()),
        (Supervisor, school.supervisor.clone()),
        (Master, school.master.clone()),
        (Self_, fixture.trainee.actor.clone()),
        (Stranger, school.stranger.clone()),
        (App, fixture.app.clone()),
    ];
    actors.extend(fixture.readers.iter().cloned());
    actors
}

fn document(kind: &str, row: &Row, variables: &Value) -> String {
    let Row(field, selection, ..) = row;
    let mut type_name = field.to_string();
    type_name[..1].make_ascii_uppercase();
    let declared: Vec<String> = variables
        .as_object()
        .unwrap()
        .keys()
        .map(
            |name| {
                if name == "input" { format!("$input: {type_name}Input!") } else { format!("${name}: ID!") }
            },
        )
        .collect();
    let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
    format!("{kind}{declared} {{ {selection} }}")
}

/// So many who try a password from one address would have to wait, which is another story.
async fn forget_attempts(world: &World) {
    let connection = world.database.connect().await;
    connection.execute_unprepared("DELETE FROM attempt").await.unwrap();
    connection.close().await.unwrap();
}

async fn every_root_field_answers_whom_it_should(world: World) {
    let fixture = fixture(&world).await;
    let actors = actors(&world, &fixture);
    for (kind, rows) in [("query", QUERIES), ("mutation", MUTATIONS)] {
        for row in rows {
            let Row(field, _, variables, answered, hidden) = row;
            let variables = variables(&fixture);
            let document = document(kind, row, &variables);
            forget_attempts(&world).await;
            // Refusals first: an act that is done may change what the next one finds.
            let before = world.database.contents().await;
            for (who, actor) in
                actors.iter().filter(|(who, _)| !answered.contains(who) && !hidden.contains(who))
            {
                let answer = actor.query(&document, variables.clone()).await;
                let expected: &[&str] =
                    if *who == Anonymous { &["UNAUTHENTICATED"] } else { &["FORBIDDEN", "NOT_FOUND"] };
                let codes = answer.codes();
                assert_eq!(codes.len(), 1, "{field} as {who:?}: {}", answer.body);
                assert!(expected.contains(&codes[0].as_str()), "{field} as {who:?}: {}", answer.body);
            }
            assert_eq!(world.database.contents().await, before, "a refused {field} wrote something");
            for (who, actor) in actors.iter().filter(|(who, _)| hidden.contains(who)) {
                let answer = actor.query(&document, variables.clone()).await;
                assert!(answer.data()[*field].is_null(), "{field} as {who:?}: {}", answer.body);
                assert!(
                    answer.codes().iter().all(|code| code == "NOT_FOUND"),
                    "{field} as {who:?}: {}",
                    answer.body
                );
            }
            for (who, actor) in actors.iter().filter(|(who, _)| answered.contains(who)) {
                let answer = actor.query(&document, variables.clone()).await;
                assert!(!answer.data()[*field].is_null(), "{field} as {who:?}: {}", answer.body);
                // What the rules then say is not this story's; that she was heard is.
                assert_eq!(answer.codes(), Vec::<String>::new(), "{field} as {who:?}: {}", answer.body);
            }
        }
    }
    for action in actions(&world).await {
        let filter = json!({"filter": {"action": action}});
        let found =
            "query($filter: AuditEventFilter!) { auditEvents(filter: $filter, first: 1) { nodes { id } } }";
        let answer = fixture.school.administrator.ok(found, filter).await;
        assert_eq!(answer.list("/auditEvents/nodes").len(), 1, "{action}");
    }
}

/// Every action that the trail holds by now.
async fn actions(world: &World) -> BTreeSet<String> {
    let query = audit_event::Entity::find().select_only().column(audit_event::Column::Action).distinct();
    let actions: Vec<String> = query.into_tuple().all(&world.database.connect().await).await.unwrap();
    actions.into_iter().collect()
}

async fn every_root_field_has_a_row(world: World) {
    let answer = world
        .administrator()
        .await
        .ok("{ __schema { queryType { fields { name } } mutationType { fields { name } } } }", Value::Null)
        .await;
    let fields = |kind: &str| -> BTreeSet<String> {
        answer
            .list(&format!("/__schema/{kind}/fields"))
            .iter()
            .map(|field| field["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let rows = |rows: &[Row]| -> BTreeSet<String> { rows.iter().map(|row| row.0.to_owned()).collect() };
    assert_eq!(fields("queryType"), rows(QUERIES));
    assert_eq!(fields("mutationType"), rows(MUTATIONS));
}
