//! What the rows speak of: a school with a trainee and one of everything, and whoever asks.

use serde_json::{Value, json};
use xinglin_tests::actors::Actor;
use xinglin_tests::school::{School, Trainee};
use xinglin_tests::services::{account, claimed, service};
use xinglin_tests::world::World;

use super::Who::{Auditor, Coordinator, Former, Officer, Secretary};
use super::mutations::{DAY, announcement, provider};
use super::{Fixture, Who};

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

/// The master's delegation to somebody for a day.
async fn delegation(school: &School, deputy: &str) -> String {
    let made = school
        .master
        .ok(
            "mutation($input: DelegationCreateInput!) { delegationCreate(input: $input) { delegation { id } errors { code } } }",
            json!({"input": {"deputyId": deputy, "reason": "示例", "startsOn": DAY, "endsOn": DAY}}),
        )
        .await;
    made.text("/delegationCreate/delegation/id").to_owned()
}

/// A competency framework of the school.
async fn framework(school: &School) -> String {
    let import =
        "mutation($input: CompetencyFrameworkImportInput!) { competencyFrameworkImport(input: $input) {
        framework { id } errors { code } } }";
    let source = json!({"preset": "ten-cate-entrustment"});
    let input = json!({"input": {"institutionId": school.ids["school"], "source": source}});
    let made = school.director.ok(import, input).await;
    made.text("/competencyFrameworkImport/framework/id").to_owned()
}

/// The trainee in a programme that entrusts an activity, and what a committee was asked about her: the committee, the enrolment and
/// the open vote. The director chairs it; the supervisor and the registrar sit beside her.
async fn considered(school: &mut School, trainee: &Trainee, basis: &str) -> [String; 3] {
    let (version, requirements) = (school.ids["version"].clone(), school.requirements.clone());
    let asked = r#"
[[entrustable_activities]]
code = "CONSULTATION"
name = { zh = "示例·独立接诊", en = "Sample Consultation" }

[[requirements]]
code = "TRUST"
kind = "ENTRUSTMENT"
name = { zh = "独立接诊授权", en = "Entrusted with consultations" }
activity_code = "CONSULTATION"
minimum_level = 4
"#;
    school.course(3, asked).await;
    let enrol = "mutation($input: EnrolmentCreateInput!) { enrolmentCreate(input: $input) { enrolment { id } errors { message } } }";
    let input = json!({"input": {"personId": trainee.person, "curriculumVersionId": school.ids["version"],
        "origin": "INDEPENDENT", "recruitmentYear": 2026, "startsOn": "2026-02-01"}});
    let enrolment = school.registrar.ok(enrol, input).await.text("/enrolmentCreate/enrolment/id").to_owned();
    let members = ["Director", "Supervisor", "Registrar"].map(|who| school.ids[who].clone());
    let create =
        "mutation($input: EntrustmentCommitteeCreateInput!) { entrustmentCommitteeCreate(input: $input) {
        committee { id } errors { code } } }";
    let input = json!({"input": {"institutionId": school.ids["school"], "name": {"zh": "示例", "en": "Sample"},
        "memberIds": members, "chairId": members[0], "quorum": 2}});
    let made = school.director.ok(create, input).await;
    let committee = made.text("/entrustmentCommitteeCreate/committee/id").to_owned();
    let propose = "mutation($input: EntrustmentProposeInput!) { entrustmentPropose(input: $input) { decision { id } errors { code } } }";
    let input = json!({"input": {"committeeId": committee, "enrolmentId": enrolment, "activity": "CONSULTATION", "level": 4,
        "outlook": "RETROSPECTIVE", "holdsFrom": "2026-02-27", "rationale": "示例", "basisIds": [basis]}});
    let decision =
        school.director.ok(propose, input).await.text("/entrustmentPropose/decision/id").to_owned();
    school.ids.insert("version".to_owned(), version);
    school.requirements = requirements;
    [committee, enrolment, decision]
}

/// A request of the trainee's for an assessment.
async fn request(school: &School, trainee: &Trainee) -> String {
    let import = "mutation($input: AssessmentFormImportInput!) { assessmentFormImport(input: $input) { form { id } errors { code } } }";
    let source = json!({"preset": "ecg"});
    let input = json!({"input": {"institutionId": school.ids["school"], "source": source}});
    let form = school.director.ok(import, input).await.text("/assessmentFormImport/form/id").to_owned();
    let ask = "mutation($input: AssessmentRequestInput!) { assessmentRequest(input: $input) { request { id } errors { code } } }";
    let input = json!({"input": {"formId": form, "occurredOn": "2026-02-27", "assessorName": "示例·护士长"}});
    let made = trainee.actor.ok(ask, input).await;
    made.text("/assessmentRequest/request/id").to_owned()
}

/// A set of duty-hour rules of the school.
async fn rules(school: &mut School) {
    let import = "mutation($input: DutyRuleSetImportInput!) { dutyRuleSetImport(input: $input) { ruleSet { id } errors { code } } }";
    let source = json!({"preset": "acgme"});
    let input = json!({"input": {"institutionId": school.ids["school"], "source": source, "startsOn": DAY}});
    let made = school.director.ok(import, input).await.text("/dutyRuleSetImport/ruleSet/id").to_owned();
    school.ids.insert("rules".to_owned(), made);
}

/// A set of leave rules of the school.
async fn leave_rules(school: &mut School) {
    let import = "mutation($input: LeaveRuleSetImportInput!) { leaveRuleSetImport(input: $input) { ruleSet { id } errors { code } } }";
    let source = json!({"preset": "over-3-months-extends"});
    let input =
        json!({"input": {"institutionId": school.ids["school"], "source": source, "startsOn": "2026-01-01"}});
    let made = school.registrar.ok(import, input).await.text("/leaveRuleSetImport/ruleSet/id").to_owned();
    school.ids.insert("leave-rules".to_owned(), made);
}

/// Norms by which the school judges bases, and a visit that it paid one.
async fn base_norms(school: &mut School) {
    let import = "mutation($input: BaseNormSetImportInput!) { baseNormSetImport(input: $input) { normSet { id } errors { code } } }";
    let source = json!({"preset": "gp-base-2022"});
    let input = json!({"input": {"institutionId": school.ids["school"], "source": source, "startsOn": DAY}});
    let made = school.registrar.ok(import, input).await.text("/baseNormSetImport/normSet/id").to_owned();
    school.ids.insert("base-norms".to_owned(), made);
    let record = "mutation($input: BaseVisitRecordInput!) { baseVisitRecord(input: $input) { visit { id } errors { code } } }";
    let input = json!({"input": {"baseId": school.ids["hospital-base"], "institutionId": school.ids["school"],
        "visitedOn": "2026-02-27", "note": "示例"}});
    let made = school.registrar.ok(record, input).await.text("/baseVisitRecord/visit/id").to_owned();
    school.ids.insert("visit".to_owned(), made);
}

/// A round of answers about the trainee by several people, which she opened.
async fn round(school: &School, trainee: &Trainee) -> String {
    let import = "mutation($input: AssessmentFormImportInput!) { assessmentFormImport(input: $input) { form { id } errors { code } } }";
    let source = json!({"preset": "multisource-360"});
    let input = json!({"input": {"institutionId": school.ids["school"], "source": source}});
    let form = school.director.ok(import, input).await.text("/assessmentFormImport/form/id").to_owned();
    let open = "mutation($input: AssessmentRoundOpenInput!) { assessmentRoundOpen(input: $input) { round { id } errors { code } } }";
    let input = json!({"input": {"formId": form, "traineeId": trainee.person, "occurredOn": "2026-02-27", "closesOn": DAY}});
    trainee.actor.ok(open, input).await.text("/assessmentRoundOpen/round/id").to_owned()
}

/// A specialty in which the health centre is going to be accredited, a partner unit of the hospital, and what qualifies its
/// supervisor.
async fn places(school: &mut School) {
    let accredit = "mutation($input: BaseSpecialtyAccreditInput!) { baseSpecialtyAccredit(input: $input) {
        specialtyBase { id } errors { code } } }";
    let input = json!({"input": {"trainingBaseId": school.ids["centre-base"], "specialty": "TUINA",
        "accreditedOn": "2030-01-01"}});
    let made = school.administrator.ok(accredit, input).await;
    let specialty = made.text("/baseSpecialtyAccredit/specialtyBase/id").to_owned();
    let add = "mutation($input: BasePartnerAddInput!) { basePartnerAdd(input: $input) { partnerUnit { id } errors { code } } }";
    let input = json!({"input": {"trainingBaseId": school.ids["hospital-base"],
        "institutionId": school.ids["elsewhere"], "startsOn": DAY}});
    let made = school.base_administrator.ok(add, input).await;
    let partner = made.text("/basePartnerAdd/partnerUnit/id").to_owned();
    let record = "mutation($input: QualificationRecordInput!) { qualificationRecord(input: $input) { qualification { id } errors { code } } }";
    let input = json!({"input": {"personId": school.ids["Supervisor"], "institutionId": school.ids["hospital"],
        "kind": "GP_SUPERVISOR_CLINICAL", "number": "示例", "issuedOn": "2026-01-01"}});
    let made = school.base_administrator.ok(record, input).await;
    let qualification = made.text("/qualificationRecord/qualification/id").to_owned();
    let made = [("specialty-base", specialty), ("partner-unit", partner), ("qualification", qualification)];
    school.ids.extend(made.map(|(name, id)| (name.to_owned(), id)));
}

/// A consortium that the hospital leads, and the health centre's membership in it.
async fn consortium(school: &School) -> (String, String) {
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
            json!({"input": {"consortiumId": consortium, "institutionId": school.ids["centre"], "startsOn": "2026-01-01", "endsOn": DAY}}),
        )
        .await;
    (consortium, membership.text("/consortiumMemberAdd/membership/id").to_owned())
}

/// What the core unit and the member agreed, with its document, and what the member says it did under it.
async fn agreement(school: &mut School, consortium: &str, membership: &str) {
    let document =
        school.send(&school.administrator, "AGREEMENT", "示例.pdf", b"%PDF-1.7\n%%EOF\n".to_vec()).await;
    let record = "mutation($input: AgreementRecordInput!) { agreementRecord(input: $input) { agreement { id } errors { code } } }";
    let owed = ["CORE", "MEMBER"]
        .map(|party| json!({"kind": "VISITS", "owedBy": party, "quantity": 1, "per": "TERM"}));
    let input = json!({"input": {"consortiumMembershipId": membership, "signedOn": "2026-01-01", "startsOn": "2026-01-01",
        "endsOn": DAY, "obligations": owed, "uploadId": document}});
    let made = school.administrator.ok(record, input).await.text("/agreementRecord/agreement/id").to_owned();
    let at = json!({"institutionId": school.ids["centre"], "startsOn": "2026-01-01"});
    let (member, _) = school.appoint("Member", "centre", "BASE_ADMINISTRATOR", at).await;
    reported(school, consortium, &member).await;
    let say = "mutation($input: AgreementDeliverInput!) { agreementDeliver(input: $input) {
        agreement { deliveries { id } } errors { code } } }";
    let input = json!({"input": {"agreementId": made, "kind": "VISITS", "owedBy": "MEMBER", "deliveredOn": "2026-03-01", "note": "示例"}});
    let said = member.ok(say, input).await;
    let said = said.text("/agreementDeliver/agreement/deliveries/0/id").to_owned();
    school.ids.extend([("agreement".to_owned(), made), ("delivery".to_owned(), said)]);
}

/// A master at the hospital, and an apprenticeship of hers that waits for both consents.
async fn pairing(school: &mut School, trainee: &Trainee, consortium: &str) {
    let appoint = "mutation($input: MentorAppointInput!) { mentorAppoint(input: $input) { mentor { id } errors { code } } }";
    let input = json!({"input": {"personId": school.ids["Master"], "institutionId": school.ids["hospital"],
        "rank": "CHIEF", "specialties": ["TUINA"], "startsOn": "2026-01-01"}});
    let made = school.base_administrator.ok(appoint, input).await;
    let mentor = made.text("/mentorAppoint/mentor/id").to_owned();
    let propose = "mutation($input: ApprenticeshipProposeInput!) { apprenticeshipPropose(input: $input) {
        apprenticeship { id } errors { code path } } }";
    let input = json!({"input": {"mentorId": mentor, "apprenticeId": trainee.person, "enrolmentId": trainee.enrolment,
        "institutionId": school.ids["centre"], "consortiumId": consortium, "specialty": "TUINA", "startsOn": DAY,
        "endsOn": DAY, "halfDaysPerWeek": 1, "contactEveryDays": 7, "channels": ["ON_SITE"]}});
    let made = school.base_administrator.ok(propose, input).await;
    let pairing = made.text("/apprenticeshipPropose/apprenticeship/id").to_owned();
    let attach = "mutation($input: PairingAgreementAttachInput!) { pairingAgreementAttach(input: $input) {
        apprenticeship { agreements { id } } errors { code path } } }";
    let pdf = || b"%PDF-1.7\n%%EOF\n".to_vec();
    let signed = school.send(&school.base_administrator, "PAIRING_AGREEMENT", "示例.pdf", pdf()).await;
    let input = json!({"input": {"apprenticeshipId": pairing, "signedOn": "2026-03-01", "uploadId": signed}});
    let attached = school.base_administrator.ok(attach, input).await;
    let signed = attached.text("/pairingAgreementAttach/apprenticeship/agreements/0/id").to_owned();
    let bond = school.send(&school.base_administrator, "PAIRING_AGREEMENT", "示例.pdf", pdf()).await;
    let made = [("mentor", mentor), ("apprenticeship", pairing), ("bond", bond), ("signed", signed)];
    school.ids.extend(made.map(|(name, id)| (name.to_owned(), id)));
}

/// A teaching session at the department where the trainee is, which she attended, with a file; and an upload for another one.
async fn session(school: &mut School, trainee: &Trainee) {
    let plan = "mutation($input: TeachingSessionPlanInput!) { teachingSessionPlan(input: $input) { session { id } errors { code path } } }";
    let input = json!({"input": {"kind": "LECTURE", "channel": "ON_SITE", "title": "示例", "organiserId": school.ids["hospital"],
        "departmentId": school.ids["TUINA"], "startsAt": "2026-02-27T14:00:00+08:00", "endsAt": "2026-02-27T15:00:00+08:00",
        "leaderIds": [school.ids["Supervisor"]]}});
    let made = school.base_administrator.ok(plan, input).await;
    let session = made.text("/teachingSessionPlan/session/id").to_owned();
    let list = "mutation($input: TeachingAttendanceRecordInput!) { teachingAttendanceRecord(input: $input) { session { link } errors { code } } }";
    let input = json!({"input": {"teachingSessionId": session, "personIds": [trainee.person]}});
    // Whoever keeps the list does not confirm the session.
    let at = json!({"institutionId": school.ids["hospital"], "startsOn": "2026-01-01"});
    let (clerk, _) = school.appoint("Clerk", "hospital", "BASE_ADMINISTRATOR", at).await;
    let listed = clerk.ok(list, input).await;
    let link = listed.text("/teachingAttendanceRecord/session/link").to_owned();
    let attach = "mutation($input: TeachingFileAttachInput!) { teachingFileAttach(input: $input) { session { files { id } } errors { code } } }";
    let pdf = || b"%PDF-1.7\n%%EOF\n".to_vec();
    let upload = school.send(&school.base_administrator, "TEACHING_SESSION", "示例.pdf", pdf()).await;
    let input = json!({"input": {"teachingSessionId": session, "uploadId": upload}});
    let held = school.base_administrator.ok(attach, input).await;
    let file = held.text("/teachingFileAttach/session/files/0/id").to_owned();
    let slides =
        school.send(&school.base_administrator, "TEACHING_SESSION", "示例.exe", b"MZ".to_vec()).await;
    let plan = "mutation($input: DispatchPlanInput!) { dispatchPlan(input: $input) { dispatch { id } errors { code path } } }";
    let later = json!({"startsAt": "2026-06-02T08:00:00+08:00", "endsAt": "2026-06-02T09:00:00+08:00"});
    let input = json!({"input": {"name": "示例", "organiserId": school.ids["hospital"], "hostId": school.ids["centre"],
        "startsOn": "2026-06-01", "endsOn": "2026-06-30", "slots": [{"expertId": school.ids["Supervisor"], "kind": "LECTURE",
        "channel": "ON_SITE", "title": "示例", "recurrence": later}]}});
    let made = school.base_administrator.ok(plan, input).await;
    let dispatch = made.text("/dispatchPlan/dispatch/id").to_owned();
    let duty = "mutation($input: ExpertDutyRecordInput!) { expertDutyRecord(input: $input) { duty { id } errors { code path } } }";
    let input = json!({"input": {"institutionId": school.ids["hospital"], "name": "示例", "recurrence":
        {"startsAt": "2026-06-03T08:00:00+08:00", "endsAt": "2026-06-03T09:00:00+08:00"}}});
    let duty = school.supervisor.ok(duty, input).await.text("/expertDutyRecord/duty/id").to_owned();
    let propose = "mutation($input: TwinningProposeInput!) { twinningPropose(input: $input) { twinning { id pairs { id } }
        errors { code path } } }";
    let input = json!({"input": {"name": "示例", "supportingId": school.ids["hospital"], "supportedId": school.ids["centre"],
        "startsOn": "2026-03-01", "endsOn": "2026-06-30", "baselineFrom": "2025-07-01", "baselineUntil": "2025-12-31",
        "topics": ["ECG"], "channels": ["VIDEO"], "pairs": [{"supportingDepartment": "示例", "supportedDepartment": "示例",
        "supportingContactId": school.ids["Supervisor"], "supportedContactId": school.ids["Centre Supervisor"]}]}});
    let made = school.base_administrator.ok(propose, input).await;
    let twinning = made.text("/twinningPropose/twinning/id").to_owned();
    let pair = made.text("/twinningPropose/twinning/pairs/0/id").to_owned();
    school.ids.extend([("twinning".to_owned(), twinning), ("pair".to_owned(), pair)]);
    school.ids.extend([("dispatch".to_owned(), dispatch), ("duty".to_owned(), duty)]);
    let made = [("session", session), ("session-link", link), ("session-file", file), ("slides", slides)];
    school.ids.extend(made.map(|(name, id)| (name.to_owned(), id)));
}

/// A set of forms on which sessions of the hospital are rated.
async fn rating_forms(school: &mut School) {
    let import = "mutation($input: TeachingRatingFormSetImportInput!) { teachingRatingFormSetImport(input: $input) { formSet { id } errors { code } } }";
    let source = json!({"preset": "teaching-usual"});
    let input =
        json!({"input": {"institutionId": school.ids["hospital"], "source": source, "startsOn": DAY}});
    let made = school.base_administrator.ok(import, input).await;
    let set = made.text("/teachingRatingFormSetImport/formSet/id").to_owned();
    school.ids.insert("rating-forms".to_owned(), set);
}

/// A reporting round of the consortium, and the figures that the member submitted to it.
async fn reported(school: &mut School, consortium: &str, member: &Actor) {
    let known = "query($id: ID!) { indicators(consortiumId: $id) { id } }";
    let known = member.ok(known, json!({"id": consortium})).await;
    let indicator = known.text("/indicators/0/id").to_owned();
    school.ids.insert("visits".to_owned(), indicator.clone());
    let open = "mutation($input: ReportingRoundOpenInput!) { reportingRoundOpen(input: $input) { round { id } errors { code } } }";
    let input = json!({"input": {"consortiumId": consortium, "name": {"zh": "示例", "en": "Sample"}, "startsOn": "2026-01-01",
        "endsOn": "2026-01-31", "dueOn": DAY, "indicatorIds": [indicator]}});
    let opened = school.base_administrator.ok(open, input).await;
    let round = opened.text("/reportingRoundOpen/round/id").to_owned();
    let scan = school.send(member, "REPORTING_SCAN", "示例.pdf", b"%PDF-1.7\n%%EOF\n".to_vec()).await;
    let submit = "mutation($input: ReportingFiguresSubmitInput!) { reportingFiguresSubmit(input: $input) {
        round { submissions { id } } errors { code } } }";
    let figures = json!([{"indicatorId": indicator, "value": 1}]);
    let input = json!({"input": {"reportingRoundId": round, "institutionId": school.ids["centre"], "figures": figures,
        "uploadId": scan}});
    let made = member.ok(submit, input).await;
    let figures = made.text("/reportingFiguresSubmit/round/submissions/0/id").to_owned();
    let made = [("indicator", indicator), ("reporting-round", round), ("figures", figures)];
    school.ids.extend(made.map(|(name, id)| (name.to_owned(), id)));
}

/// A role that somebody was granted.
async fn granted(school: &School, person: &str) -> String {
    let at = json!({"institutionId": school.ids["hospital"], "startsOn": "2026-01-01"});
    let role = school.give(person, "MENTOR", at).await;
    role.list("/roleGrant/person/roles").last().unwrap()["id"].as_str().unwrap().to_owned()
}

/// A token of somebody's.
async fn token(school: &School, person: &str) -> String {
    let create = "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { accessToken { id } errors { code } } }";
    let made =
        school.administrator.ok(create, json!({"input": {"personId": person, "name": "matrix"}})).await;
    made.text("/tokenCreate/accessToken/id").to_owned()
}

pub(super) async fn fixture(world: &World) -> Fixture {
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
    let case = school.case(&trainee, &placement, "2026-02-27", "ZY000001").await;
    let (form, assessment) = school.examine(&trainee, "2026-02-27", "示例").await;
    let entrustment = considered(&mut school, &trainee, &assessment).await;
    let request = request(&school, &trainee).await;
    places(&mut school).await;
    rules(&mut school).await;
    leave_rules(&mut school).await;
    base_norms(&mut school).await;
    let round = round(&school, &trainee).await;
    let hours = school.follow(&trainee, "2026-02-27T08:00:00+08:00", "2026-02-27T12:00:00+08:00").await;
    kept(&mut school, &trainee).await;
    let (entry, attachment) = proven(&school, &trainee).await;
    let other = school.send(&trainee.actor, "EVIDENCE", "示例.exe", b"MZ".to_vec()).await;
    school.ids.insert("proof".to_owned(), other);
    let (_, newcomer) = xinglin_tests::school::hire(
        &school.administrator,
        world,
        "Newcomer",
        "SUPERVISOR",
        &school.ids["hospital"],
    )
    .await;
    let double = double(&school).await;
    let role = granted(&school, &newcomer).await;
    let delegation = delegation(&school, &newcomer).await;
    let framework = framework(&school).await;
    let (consortium, membership) = consortium(&school).await;
    agreement(&mut school, &consortium, &membership).await;
    pairing(&mut school, &trainee, &consortium).await;
    session(&mut school, &trainee).await;
    rating_forms(&mut school).await;
    let token = token(&school, &newcomer).await;
    let service_account = account(&school.registrar, &school.ids["school"]).await;
    let scopes = ["READ_OWN", "EXCHANGE"];
    let (_, app) = service(&school.stranger, world, &school.ids["elsewhere"], &scopes).await;
    let binding = claimed(&trainee.actor, &app, "示例").await;
    upload(&mut school, world).await;
    let made_provider = school
        .administrator
        .ok(
            "mutation($input: IdentityProviderCreateInput!) { identityProviderCreate(input: $input) { identityProvider { id } errors { code } } }",
            provider(&school.ids["school"]),
        )
        .await;
    let leaves = leaves(&school, &trainee).await;
    let illness =
        school.send(&trainee.actor, "LEAVE_CERTIFICATE", "示例.pdf", b"%PDF-1.7\n%%EOF\n".to_vec()).await;
    school.ids.insert("illness".to_owned(), illness);
    // A proposal about the same trainee, in a course that she has completed.
    let (certificate, second) = propose_for(&mut school, &trainee).await;
    let (examination, registration) = examination(&school, &second).await;
    let readers = readers(&school, &consortium).await;
    Fixture {
        school,
        trainee,
        newcomer,
        double,
        role,
        delegation,
        consortium,
        membership,
        readers,
        token,
        provider: made_provider.text("/identityProviderCreate/identityProvider/id").to_owned(),
        service_account,
        app,
        binding,
        placement,
        hours,
        exit,
        case,
        form,
        assessment,
        entry,
        leaves,
        attachment,
        entrustment,
        request,
        round,
        examination,
        registration,
        framework,
        draft,
        certificate: json!({"id": certificate}),
    }
}

/// A leave of the trainee's that waits for her supervisor, and one with a certificate that is approved.
async fn leaves(school: &School, trainee: &Trainee) -> [String; 2] {
    let request = "mutation($input: LeaveRequestInput!) { leaveRequest(input: $input) { leave { id } errors { code path } } }";
    let ask = async |on: &str, certificate: Value| {
        let input = json!({"input": {"enrolmentId": trainee.enrolment, "kind": "SICK", "startsOn": on, "endsOn": on,
            "reason": "示例", "certificateUploadId": certificate}});
        trainee.actor.ok(request, input).await.text("/leaveRequest/leave/id").to_owned()
    };
    let file =
        school.send(&trainee.actor, "LEAVE_CERTIFICATE", "示例.pdf", b"%PDF-1.7\n%%EOF\n".to_vec()).await;
    let (waiting, proved) = (ask("2026-02-20", Value::Null).await, ask("2026-02-21", json!(file)).await);
    let decide =
        "mutation($input: LeaveDecideInput!) { leaveDecide(input: $input) { leave { id } errors { code } } }";
    let approved = json!({"input": {"leaveId": proved, "decision": "APPROVED"}});
    school.supervisor.ok(decide, approved).await;
    [waiting, proved]
}

/// What the trainee has on her phone: a file of hours that it kept, as an upload and as it was begun, and a calendar feed.
async fn kept(school: &mut School, trainee: &Trainee) {
    let file = school.send(&trainee.actor, "HOURS", "示例.jsonl", b"{}\n".to_vec()).await;
    let begin = "mutation($input: HoursBatchBeginInput!) { hoursBatchBegin(input: $input) { hoursBatch { id } errors { code } } }";
    let answer = trainee.actor.ok(begin, json!({"input": {"uploadId": file}})).await;
    school.ids.insert("hours batch".to_owned(), answer.text("/hoursBatchBegin/hoursBatch/id").to_owned());
    school.ids.insert("hours file".to_owned(), file);
    feed(school, trainee).await;
}

/// A calendar feed of the trainee's own.
async fn feed(school: &mut School, trainee: &Trainee) {
    let create = "mutation { calendarFeedCreate(input: {}) { calendarFeed { id } errors { code } } }";
    let made = trainee.actor.ok(create, Value::Null).await;
    school
        .ids
        .insert("calendar feed".to_owned(), made.text("/calendarFeedCreate/calendarFeed/id").to_owned());
}

/// What the trainee handed in to the school, and the file that proves it.
async fn proven(school: &School, trainee: &Trainee) -> (String, String) {
    let submit = "mutation($input: PortfolioEntrySubmitInput!) { portfolioEntrySubmit(input: $input) {
        portfolioEntry { id } errors { code } } }";
    let input = json!({"input": {"enrolmentId": trainee.enrolment, "kind": "PROJECT", "occurredOn": "2026-02-27",
        "title": "示例"}});
    let entry =
        trainee.actor.ok(submit, input).await.text("/portfolioEntrySubmit/portfolioEntry/id").to_owned();
    let upload = school.send(&trainee.actor, "EVIDENCE", "示例.pdf", b"%PDF-1.7\n%%EOF\n".to_vec()).await;
    let attach = "mutation($input: AttachmentAddInput!) { attachmentAdd(input: $input) {
        evidence { ... on PortfolioEntry { attachments { id } } } errors { code } } }";
    let held = trainee.actor.ok(attach, json!({"input": {"evidenceId": entry, "uploadId": upload}})).await;
    (entry, held.text("/attachmentAdd/evidence/attachments/0/id").to_owned())
}

/// An exit examination of the short programme, and a trainee's registration for it.
async fn examination(school: &School, trainee: &Trainee) -> (String, String) {
    let announce =
        "mutation($input: ExitExaminationAnnounceInput!) { exitExaminationAnnounce(input: $input) {
        examination { id } errors { code path } } }";
    let made = school.registrar.ok(announce, announcement(school)).await;
    let examination = made.text("/exitExaminationAnnounce/examination/id").to_owned();
    let register = "mutation($input: ExitExamRegisterInput!) { exitExamRegister(input: $input) {
        registration { id } errors { code message } } }";
    let input = json!({"input": {"examinationId": examination, "enrolmentId": trainee.enrolment}});
    let made = trainee.actor.ok(register, input).await;
    (examination, made.text("/exitExamRegister/registration/id").to_owned())
}

/// The trainee of the fixture in a second, short programme, and its certificate proposed.
async fn propose_for(school: &mut School, trainee: &Trainee) -> (String, Trainee) {
    let (version, requirements) = (school.ids["version"].clone(), school.requirements.clone());
    school.short_course().await;
    let enrolled = school
        .registrar
        .ok("mutation($input: EnrolmentCreateInput!) { enrolmentCreate(input: $input) { enrolment { id } errors { message } } }",
            json!({"input": {"personId": trainee.person, "curriculumVersionId": school.ids["version"],
                "origin": "INDEPENDENT", "recruitmentYear": 2026, "startsOn": "2026-02-03"}}))
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
    (certificate, second)
}

/// People whose roles are held at other places than an institution, or not any more.
async fn readers(school: &School, consortium: &str) -> Vec<(Who, Actor)> {
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
        let at = json!({place: value, "startsOn": "2026-01-01", "endsOn": ends_on});
        let (actor, _) = school.appoint(&name, "elsewhere", role, at).await;
        readers.push((who, actor));
    }
    readers
}

/// An empty roster, uploaded.
async fn upload(school: &mut School, world: &World) {
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
}
