//! The mutations: each root field, and who is heard.

use serde_json::{Value, json};
use xinglin_tests::school::{School, identity_number};

use super::Who::{
    Administrator, App, Auditor, Base, Coordinator, Director, Former, Master, Officer, Registrar, Secretary,
    Self_, Stranger, Supervisor,
};
use super::queries::none;
use super::{CALLERS, EVERYBODY, NOBODY, OTHERS, Row, SEE_HER, SIGNED_IN, Who};

pub(super) const DAY: &str = "2026-03-10";

/// A provider to be set up, which is not there: nothing listens at its address.
pub(super) fn provider(institution: &str) -> Value {
    json!({"input": {"institutionId": institution, "name": {"zh": "示例·统一身份认证"}, "issuer": "https://127.0.0.1:9",
        "clientId": "xinglin", "clientSecret": "示例"}})
}

/// An exit examination of the school's programme, to be announced.
pub(super) fn announcement(school: &School) -> Value {
    json!({"input": {"institutionId": school.ids["school"], "curriculumId": school.ids["curriculum"],
        "name": {"zh": "示例·结业考核"}, "heldOn": DAY, "registersFrom": "2026-03-01", "registersUntil": "2026-03-09",
        "parts": [{"part": "THEORY", "most": 100, "pass": 60}]}})
}

/// Who reads the agreement of the hospital, the core unit, and the health centre.
const PARTIES: &[Who] = &[Administrator, Base, Coordinator];
/// From whom it is hidden.
const NO_PARTY: &[Who] =
    &[Registrar, Director, Secretary, Supervisor, Master, Self_, Auditor, Officer, Former, Stranger, App];

/// Who proposes a pairing of the trainee and the master: the two, and whoever coordinates.
/// Who runs the session: one of those who lead it, the base it is held at, its department's secretary.
const RUNNERS: &[Who] = &[Base, Secretary, Supervisor];
/// From whom a dispatch of the hospital to the health centre is hidden.
const DISPATCH_HIDDEN: &[Who] = OTHERS;
/// From whom a twinning of the two is hidden.
const TWINNING_HIDDEN: &[Who] = &[Former, Stranger, App];
const PAIRERS: &[Who] = &[Registrar, Director, Base, Master, Self_, Coordinator];
/// Who acts for the hospital, the core unit to which the health centre reports.
pub(super) const REPORTED_TO: &[Who] = &[Base, Coordinator];
/// From whom its reporting rounds are hidden.
pub(super) const NOT_REPORTED_TO: &[Who] = &[
    Administrator,
    Registrar,
    Director,
    Secretary,
    Supervisor,
    Master,
    Self_,
    Auditor,
    Officer,
    Former,
    Stranger,
    App,
];

pub(super) const MUTATIONS: &[Row] = &[
    Row(
        "personCreate",
        "personCreate(input: $input) { person { id } errors { code } }",
        |f| json!({"input": {"name": {"zh": "示例·新人"}, "institutionId": f.school.ids["school"]}}),
        &[Administrator, Registrar],
        NOBODY,
    ),
    Row(
        "personMerge",
        "personMerge(input: $input) { person { id } errors { code } }",
        |f| json!({"input": {"keptPersonId": f.newcomer, "mergedPersonId": f.trainee.person, "reason": ""}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "personalDataExport",
        "personalDataExport(input: $input) { download { fileName } errors { code } }",
        |f| json!({"input": {"personId": f.trainee.person, "format": "JSON", "purpose": "示例"}}),
        &[Administrator, Self_],
        NOBODY,
    ),
    Row(
        "personErase",
        "personErase(input: $input) { person { id } errors { code } }",
        |f| json!({"input": {"personId": f.trainee.person, "ground": "UNLAWFUL", "reference": "2026-17"}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "personLeave",
        "personLeave(input: $input) { person { id } errors { code } }",
        |f| {
            json!({"input": {"personId": f.newcomer, "institutionId": f.school.ids["hospital"],
            "leavesOn": "2031-01-01", "reason": "示例"}})
        },
        &[Administrator, Base],
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
        "indicatorAdd",
        "indicatorAdd(input: $input) { indicator { id } errors { code } }",
        |f| {
            json!({"input": {"consortiumId": f.consortium, "code": "OTHER", "name": {"zh": "示例", "en": "Sample"}, "unit": "COUNT",
            "direction": "NEITHER"}})
        },
        REPORTED_TO,
        NOBODY,
    ),
    Row(
        "reportingRoundOpen",
        "reportingRoundOpen(input: $input) { round { id } errors { code } }",
        |f| {
            json!({"input": {"consortiumId": f.consortium, "name": {"zh": "示例", "en": "Sample"}, "startsOn": "2026-01-01",
            "endsOn": "2026-01-31", "dueOn": DAY, "indicatorIds": [f.school.ids["indicator"]]}})
        },
        REPORTED_TO,
        NOBODY,
    ),
    Row(
        "reportingFiguresSubmit",
        "reportingFiguresSubmit(input: $input) { round { id } errors { code } }",
        |f| {
            json!({"input": {"reportingRoundId": f.school.ids["reporting-round"], "institutionId": f.school.ids["hospital"],
            "figures": []}})
        },
        &[Base],
        NOBODY,
    ),
    Row(
        "reportingFiguresDecide",
        "reportingFiguresDecide(input: $input) { round { id } errors { code } }",
        |f| json!({"input": {"reportingSubmissionId": f.school.ids["figures"], "decision": "ACCEPTED"}}),
        REPORTED_TO,
        NOT_REPORTED_TO,
    ),
    Row(
        "reportingRoundClose",
        "reportingRoundClose(input: $input) { round { id } errors { code } }",
        |f| json!({"input": {"reportingRoundId": f.school.ids["reporting-round"]}}),
        REPORTED_TO,
        NOT_REPORTED_TO,
    ),
    Row(
        "reportingRoundReopen",
        "reportingRoundReopen(input: $input) { round { id } errors { code } }",
        |f| json!({"input": {"reportingRoundId": f.school.ids["reporting-round"], "reason": "示例"}}),
        REPORTED_TO,
        NOT_REPORTED_TO,
    ),
    Row(
        "reportingRoundExport",
        "reportingRoundExport(input: $input) { download { fileName } errors { code } }",
        |f| json!({"input": {"reportingRoundId": f.school.ids["reporting-round"]}}),
        REPORTED_TO,
        NOT_REPORTED_TO,
    ),
    Row(
        "reportingScanOpen",
        "reportingScanOpen(input: $input) { download { fileName } errors { code } }",
        |f| json!({"input": {"reportingSubmissionId": f.school.ids["figures"]}}),
        REPORTED_TO,
        NOT_REPORTED_TO,
    ),
    Row(
        "agreementRecord",
        "agreementRecord(input: $input) { agreement { id } errors { code } }",
        |f| json!({"input": {"consortiumMembershipId": f.membership, "signedOn": DAY, "startsOn": DAY, "endsOn": DAY, "obligations": []}}),
        &[Administrator, Coordinator],
        NOBODY,
    ),
    Row(
        "agreementDocumentOpen",
        "agreementDocumentOpen(input: $input) { download { fileName } errors { code } }",
        |f| json!({"input": {"agreementId": f.school.ids["agreement"]}}),
        PARTIES,
        NO_PARTY,
    ),
    Row(
        "agreementDeliver",
        "agreementDeliver(input: $input) { agreement { id } errors { code } }",
        |f| {
            json!({"input": {"agreementId": f.school.ids["agreement"], "kind": "VISITS", "owedBy": "CORE",
            "deliveredOn": "2026-03-01", "note": "示例"}})
        },
        &[Base, Coordinator],
        NO_PARTY,
    ),
    Row(
        "agreementDeliveryDecide",
        "agreementDeliveryDecide(input: $input) { agreement { id } errors { code } }",
        |f| json!({"input": {"agreementDeliveryId": f.school.ids["delivery"], "isConfirmed": true}}),
        &[Base, Coordinator],
        NO_PARTY,
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
        "secondFactorShow",
        "secondFactorShow(input: $input) { isShown errors { code } }",
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
        "institutionMove",
        "institutionMove(input: $input) { institution { id } errors { code } }",
        |f| json!({"input": {"institutionId": f.school.ids["elsewhere"], "reason": "示例"}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "institutionRename",
        "institutionRename(input: $input) { institution { id } errors { code } }",
        |f| {
            json!({"input": {"institutionId": f.school.ids["elsewhere"], "name": {"zh": "示例", "en": "Sample"},
            "startsOn": DAY, "reason": "示例"}})
        },
        &[Administrator],
        NOBODY,
    ),
    Row(
        "institutionMerge",
        "institutionMerge(input: $input) { institution { id } errors { code } }",
        |f| {
            json!({"input": {"fromInstitutionId": f.school.ids["elsewhere"], "intoInstitutionId": f.school.ids["school"],
            "mergedOn": DAY, "reason": ""}})
        },
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
        "qualificationRecord",
        "qualificationRecord(input: $input) { qualification { id } errors { code } }",
        |f| {
            json!({"input": {"personId": f.newcomer, "institutionId": f.school.ids["hospital"],
            "kind": "TEACHING_DIPLOMA", "number": "示例", "issuedOn": "2026-01-01"}})
        },
        &[Base],
        NOBODY,
    ),
    Row(
        "qualificationEnd",
        "qualificationEnd(input: $input) { qualification { id } errors { code } }",
        |f| {
            json!({"input": {"qualificationId": f.school.ids["qualification"], "endedOn": "2026-03-01",
            "reason": "示例"}})
        },
        &[Base],
        NOBODY,
    ),
    Row(
        "departmentMap",
        "departmentMap(input: $input) { department { id } errors { code } }",
        |f| {
            json!({"input": {"departmentId": f.school.ids["ENT"], "alikeId": f.school.ids["GENERAL_PRACTICE"],
            "reason": "示例"}})
        },
        &[Administrator, Base],
        NOBODY,
    ),
    Row(
        "departmentUnmap",
        "departmentUnmap(input: $input) { department { id } errors { code } }",
        |f| {
            json!({"input": {"departmentId": f.school.ids["TUINA"], "alikeId": f.school.ids["GENERAL_PRACTICE"],
            "reason": ""}})
        },
        &[Administrator, Base],
        NOBODY,
    ),
    Row(
        "baseSpecialtyAccredit",
        "baseSpecialtyAccredit(input: $input) { specialtyBase { id } errors { code } }",
        |f| {
            json!({"input": {"trainingBaseId": f.school.ids["centre-base"], "specialty": "GENERAL_PRACTICE",
            "accreditedOn": "2030-01-01"}})
        },
        &[Administrator],
        NOBODY,
    ),
    Row(
        "baseSpecialtyEnd",
        "baseSpecialtyEnd(input: $input) { specialtyBase { id } errors { code } }",
        |f| json!({"input": {"specialtyBaseId": f.school.ids["specialty-base"], "accreditedUntil": "2031-01-01"}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "basePartnerAdd",
        "basePartnerAdd(input: $input) { partnerUnit { id } errors { code } }",
        |f| {
            json!({"input": {"trainingBaseId": f.school.ids["hospital-base"], "institutionId": f.school.ids["school"],
            "startsOn": DAY}})
        },
        &[Administrator, Base],
        NOBODY,
    ),
    Row(
        "basePartnerEnd",
        "basePartnerEnd(input: $input) { partnerUnit { id } errors { code } }",
        |f| json!({"input": {"partnerUnitId": f.school.ids["partner-unit"], "endsOn": "2031-01-01"}}),
        &[Administrator, Base],
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
        "placementOverride",
        "placementOverride(input: $input) { placement { id } errors { code } }",
        |f| json!({"input": {"placementId": f.placement, "expectedVersion": 99}}),
        &[Base],
        NOBODY,
    ),
    Row(
        "departmentCapacityChange",
        "departmentCapacityChange(input: $input) { department { id } errors { code } }",
        |f| json!({"input": {"departmentId": f.school.ids["TUINA"], "capacity": 1001, "startsOn": DAY, "reason": "示例"}}),
        &[Base, Secretary],
        NOBODY,
    ),
    Row(
        "placementSwap",
        "placementSwap(input: $input) { placements { first { id } } errors { code } }",
        |f| json!({"input": {"firstPlacementId": f.placement, "firstVersion": 99, "secondPlacementId": f.placement, "secondVersion": 99, "reason": " "}}),
        &[Director, Base, Secretary],
        NOBODY,
    ),
    Row(
        "placementApprove",
        "placementApprove(input: $input) { placement { id } errors { code } }",
        |f| json!({"input": {"placementId": f.placement, "expectedVersion": 99}}),
        &[Director, Base],
        NOBODY,
    ),
    Row(
        "placementTransfer",
        "placementTransfer(input: $input) { placement { id } errors { code } }",
        |f| {
            json!({"input": {"placementId": f.placement, "expectedVersion": 99, "departmentId": f.school.ids["TUINA"],
                "supervisorId": f.school.ids["Supervisor"], "from": DAY, "reason": " "}})
        },
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
        "enrolmentDefer",
        "enrolmentDefer(input: $input) { enrolment { id } errors { code } }",
        |f| json!({"input": {"enrolmentId": f.trainee.enrolment, "startsOn": DAY, "endsOn": DAY, "reason": " "}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "enrolmentCompletionChange",
        "enrolmentCompletionChange(input: $input) { enrolment { id } errors { code } }",
        |f| json!({"input": {"enrolmentId": f.trainee.enrolment, "expectedCompletionOn": DAY, "reason": " "}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "enrolmentWithdraw",
        "enrolmentWithdraw(input: $input) { enrolment { id } errors { code } }",
        |f| json!({"input": {"enrolmentId": f.trainee.enrolment, "lastDay": DAY, "reason": " "}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "enrolmentReinstate",
        "enrolmentReinstate(input: $input) { enrolment { id } errors { code } }",
        |f| json!({"input": {"enrolmentId": f.trainee.enrolment, "startsOn": DAY, "reason": " "}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "enrolmentsMove",
        "enrolmentsMove(input: $input) { enrolments { id } errors { code } }",
        |f| json!({"input": {"enrolmentIds": [f.trainee.enrolment], "curriculumVersionId": f.draft, "reason": "示例"}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "cohortReportExport",
        "cohortReportExport(input: $input) { download { byteSize } errors { code } }",
        |f| json!({"input": {"filter": {"curriculumVersionId": f.school.ids["version"]}}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "recompute",
        "recompute(input: $input) { report { differences } errors { code } }",
        |f| json!({"input": {"institutionId": f.school.ids["school"]}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "competencyFrameworkImport",
        "competencyFrameworkImport(input: $input) { framework { id } errors { code } }",
        |f| json!({"input": {"institutionId": f.school.ids["school"], "source": {"preset": "no-such"}}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "competencyFrameworkRetire",
        "competencyFrameworkRetire(input: $input) { framework { id } errors { code } }",
        |f| json!({"input": {"competencyFrameworkId": f.framework}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "assessmentFormImport",
        "assessmentFormImport(input: $input) { form { id } errors { code } }",
        |f| json!({"input": {"institutionId": f.school.ids["school"], "source": {"preset": "no-such"}}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "assessmentFormRetire",
        "assessmentFormRetire(input: $input) { form { id } errors { code } }",
        |f| json!({"input": {"formId": f.form}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "dutyRuleSetImport",
        "dutyRuleSetImport(input: $input) { ruleSet { id } errors { code } }",
        |f| {
            json!({"input": {"institutionId": f.school.ids["school"], "source": {"preset": "no-such"},
            "startsOn": DAY}})
        },
        &[Director],
        NOBODY,
    ),
    Row(
        "dutyRuleSetEnd",
        "dutyRuleSetEnd(input: $input) { ruleSet { id } errors { code } }",
        |f| json!({"input": {"dutyRuleSetId": f.school.ids["rules"], "endsOn": "2000-01-01"}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "leaveRequest",
        "leaveRequest(input: $input) { leave { id } errors { code } }",
        |f| {
            json!({"input": {"enrolmentId": f.trainee.enrolment, "kind": "PERSONAL", "startsOn": "2026-02-20",
            "endsOn": "2026-02-20", "reason": ""}})
        },
        &[Self_],
        NOBODY,
    ),
    Row(
        "leaveDecide",
        "leaveDecide(input: $input) { leave { id } errors { code } }",
        |f| json!({"input": {"leaveId": f.leaves[0], "decision": "REFUSED"}}),
        &[Supervisor, Master],
        NOBODY,
    ),
    Row(
        "leaveReturn",
        "leaveReturn(input: $input) { leave { id } errors { code } }",
        |f| json!({"input": {"leaveId": f.leaves[0], "lastDay": DAY}}),
        &[Self_, Supervisor, Master],
        NOBODY,
    ),
    Row(
        "leaveWithdraw",
        "leaveWithdraw(input: $input) { leave { id } errors { code } }",
        |f| json!({"input": {"leaveId": f.leaves[0], "expectedVersion": 99}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "leaveCertificateAdd",
        "leaveCertificateAdd(input: $input) { leave { id } errors { code } }",
        |f| json!({"input": {"leaveId": f.leaves[1], "uploadId": f.school.ids["illness"]}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "leaveCertificateOpen",
        "leaveCertificateOpen(input: $input) { download { fileName } errors { code } }",
        |f| json!({"input": {"leaveId": f.leaves[1]}}),
        &[Supervisor, Master, Self_],
        NOBODY,
    ),
    Row(
        "leaveEffectApply",
        "leaveEffectApply(input: $input) { enrolment { id } errors { code } }",
        |f| json!({"input": {"enrolmentId": f.trainee.enrolment, "expectedCompletionOn": DAY, "reason": ""}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "leaveRuleSetImport",
        "leaveRuleSetImport(input: $input) { ruleSet { id } errors { code } }",
        |f| {
            json!({"input": {"institutionId": f.school.ids["school"], "source": {"preset": "no-such"},
            "startsOn": DAY}})
        },
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "leaveRuleSetEnd",
        "leaveRuleSetEnd(input: $input) { ruleSet { id } errors { code } }",
        |f| json!({"input": {"leaveRuleSetId": f.school.ids["leave-rules"], "endsOn": "2000-01-01"}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "baseNormSetImport",
        "baseNormSetImport(input: $input) { normSet { id } errors { code } }",
        |f| {
            json!({"input": {"institutionId": f.school.ids["school"], "source": {"preset": "no-such"},
            "startsOn": DAY}})
        },
        &[Registrar, Auditor],
        NOBODY,
    ),
    Row(
        "baseNormSetEnd",
        "baseNormSetEnd(input: $input) { normSet { id } errors { code } }",
        |f| json!({"input": {"baseNormSetId": f.school.ids["base-norms"], "endsOn": "2000-01-01"}}),
        &[Registrar, Auditor],
        NOBODY,
    ),
    Row(
        "baseFigureDeclare",
        "baseFigureDeclare(input: $input) { figure { value } errors { code } }",
        |f| {
            json!({"input": {"baseId": f.school.ids["hospital-base"], "kind": "BEDS", "value": -1,
            "source": ""}})
        },
        &[Base],
        NOBODY,
    ),
    Row(
        "baseVisitRetract",
        "baseVisitRetract(input: $input) { baseVisitId errors { code } }",
        |f| json!({"input": {"baseVisitId": f.school.ids["visit"], "reason": ""}}),
        &[Registrar, Director, Auditor],
        NOBODY,
    ),
    Row(
        "baseVisitRecord",
        "baseVisitRecord(input: $input) { visit { score } errors { code } }",
        |f| {
            json!({"input": {"baseId": f.school.ids["hospital-base"], "institutionId": f.school.ids["school"],
            "visitedOn": DAY, "note": ""}})
        },
        &[Registrar, Director, Auditor],
        NOBODY,
    ),
    Row(
        "assessmentRecord",
        "assessmentRecord(input: $input) { assessment { id } errors { code } }",
        |f| School::sat(&f.form, &f.trainee.person, "2026-02-27"),
        &[Supervisor, Master],
        NOBODY,
    ),
    Row(
        "assessmentWithdraw",
        "assessmentWithdraw(input: $input) { assessment { id } errors { code } }",
        |f| json!({"input": {"assessmentId": f.assessment, "reason": "示例", "expectedVersion": 99}}),
        &[Supervisor, Master],
        NOBODY,
    ),
    Row(
        "assessmentNoteAdd",
        "assessmentNoteAdd(input: $input) { assessment { id } errors { code } }",
        |f| json!({"input": {"assessmentId": f.assessment, "item": "THEORY", "note": "示例"}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "evidenceApprove",
        "evidenceApprove(input: $input) { evidence { id } errors { code } }",
        |_| json!({"input": {"items": []}}),
        CALLERS,
        NOBODY,
    ),
    Row(
        "portfolioEntrySubmit",
        "portfolioEntrySubmit(input: $input) { portfolioEntry { id } errors { code } }",
        |f| {
            json!({"input": {"enrolmentId": f.trainee.enrolment, "kind": "PROJECT", "occurredOn": "2031-01-01",
            "title": "示例"}})
        },
        &[Self_],
        NOBODY,
    ),
    Row(
        "portfolioEntryReview",
        "portfolioEntryReview(input: $input) { portfolioEntry { id } errors { code } }",
        |f| json!({"input": {"portfolioEntryId": f.entry, "decision": "RETURNED"}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "portfolioEntryWithdraw",
        "portfolioEntryWithdraw(input: $input) { portfolioEntry { id } errors { code } }",
        |f| json!({"input": {"portfolioEntryId": f.entry, "reason": "示例"}}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "attachmentAdd",
        "attachmentAdd(input: $input) { evidence { id } errors { code } }",
        |f| json!({"input": {"evidenceId": f.entry, "uploadId": f.school.ids["proof"]}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "attachmentOpen",
        "attachmentOpen(input: $input) { download { fileName } errors { code } }",
        |f| json!({"input": {"attachmentId": f.attachment}}),
        SEE_HER,
        NOBODY,
    ),
    Row(
        "attachmentDestroy",
        "attachmentDestroy(input: $input) { evidence { id } errors { code } }",
        |f| json!({"input": {"attachmentId": f.attachment, "reason": ""}}),
        &[Self_, Registrar, Director],
        NOBODY,
    ),
    Row(
        "assessmentRequest",
        "assessmentRequest(input: $input) { request { id } errors { code } }",
        |f| json!({"input": {"formId": f.form, "occurredOn": "2026-02-27", "assessorName": "示例"}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "assessmentRequestRevoke",
        "assessmentRequestRevoke(input: $input) { request { id } errors { code } }",
        |f| json!({"input": {"requestId": f.request}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "assessmentAnswerByLink",
        "assessmentAnswerByLink(input: $input) { isTaken errors { code } }",
        |_| json!({"input": {"secret": "xla_none", "name": "示例", "hasWatched": true, "answers": []}}),
        EVERYBODY,
        NOBODY,
    ),
    Row(
        "assessmentRoundOpen",
        "assessmentRoundOpen(input: $input) { round { id } errors { code } }",
        |f| {
            json!({"input": {"formId": f.form, "traineeId": f.trainee.person, "occurredOn": "2026-02-27",
            "closesOn": DAY}})
        },
        &[Self_, Supervisor, Master],
        NOBODY,
    ),
    Row(
        "assessmentRoundInvite",
        "assessmentRoundInvite(input: $input) { link errors { code } }",
        |f| json!({"input": {"roundId": f.round, "role": "NURSE", "name": "示例", "email": "nowhere"}}),
        &[Self_, Supervisor, Master],
        NOBODY,
    ),
    Row(
        "assessmentRoundClose",
        "assessmentRoundClose(input: $input) { round { id } errors { code } }",
        |f| json!({"input": {"roundId": f.round}}),
        &[Supervisor, Master],
        NOBODY,
    ),
    Row(
        "entrustmentCommitteeCreate",
        "entrustmentCommitteeCreate(input: $input) { committee { id } errors { code } }",
        |f| {
            json!({"input": {"institutionId": f.school.ids["school"], "name": {"zh": "示例", "en": "Sample"},
            "memberIds": [], "chairId": f.trainee.person, "quorum": 2}})
        },
        &[Director],
        NOBODY,
    ),
    Row(
        "entrustmentCommitteeChange",
        "entrustmentCommitteeChange(input: $input) { committee { id } errors { code } }",
        |f| json!({"input": {"committeeId": f.entrustment[0], "memberIds": [], "chairId": f.trainee.person, "quorum": 2}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "mentorAppoint",
        "mentorAppoint(input: $input) { mentor { id } errors { code } }",
        |f| {
            json!({"input": {"personId": f.newcomer, "institutionId": f.school.ids["hospital"], "rank": "CHIEF",
            "specialties": [], "startsOn": DAY}})
        },
        &[Base],
        NOBODY,
    ),
    Row(
        "mentorEnd",
        "mentorEnd(input: $input) { mentor { id } errors { code } }",
        |f| json!({"input": {"mentorId": f.school.ids["mentor"], "endsOn": DAY, "reason": ""}}),
        &[Base],
        NOBODY,
    ),
    Row(
        "mentorCapSet",
        "mentorCapSet(input: $input) { cap { most } errors { code } }",
        |f| json!({"input": {"institutionId": f.school.ids["hospital"], "rank": "CHIEF", "most": 101}}),
        &[Base],
        NOBODY,
    ),
    Row(
        "apprenticeshipPropose",
        "apprenticeshipPropose(input: $input) { apprenticeship { id } errors { code } }",
        |f| {
            json!({"input": {"mentorId": f.school.ids["mentor"], "apprenticeId": f.trainee.person,
            "enrolmentId": f.trainee.enrolment, "consortiumId": f.consortium, "specialty": "TUINA", "startsOn": DAY,
            "endsOn": DAY, "halfDaysPerWeek": 0, "contactEveryDays": 0, "channels": []}})
        },
        PAIRERS,
        OTHERS,
    ),
    Row(
        "apprenticeshipAccept",
        "apprenticeshipAccept(input: $input) { apprenticeship { id } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "expectedVersion": 99}}),
        &[Master, Self_],
        OTHERS,
    ),
    Row(
        "apprenticeshipDecline",
        "apprenticeshipDecline(input: $input) { apprenticeship { id } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "reason": ""}}),
        &[Master, Self_],
        OTHERS,
    ),
    Row(
        "apprenticeshipWithdraw",
        "apprenticeshipWithdraw(input: $input) { apprenticeship { id } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "reason": ""}}),
        PAIRERS,
        OTHERS,
    ),
    Row(
        "apprenticeshipPause",
        "apprenticeshipPause(input: $input) { apprenticeship { id } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "from": DAY, "reason": ""}}),
        PAIRERS,
        OTHERS,
    ),
    Row(
        "apprenticeshipResume",
        "apprenticeshipResume(input: $input) { apprenticeship { id } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "from": DAY}}),
        PAIRERS,
        OTHERS,
    ),
    Row(
        "apprenticeshipHandOver",
        "apprenticeshipHandOver(input: $input) { apprenticeship { id } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "mentorId": f.school.ids["mentor"], "from": DAY, "reason": ""}}),
        PAIRERS,
        OTHERS,
    ),
    Row(
        "apprenticeshipEnd",
        "apprenticeshipEnd(input: $input) { apprenticeship { id } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "lastDay": DAY, "reason": ""}}),
        PAIRERS,
        OTHERS,
    ),
    Row(
        "apprenticeshipComplete",
        "apprenticeshipComplete(input: $input) { apprenticeship { id } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"]}}),
        &[Registrar, Director, Base, Coordinator],
        OTHERS,
    ),
    Row(
        "apprenticeshipAppraise",
        "apprenticeshipAppraise(input: $input) { apprenticeship { id } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "mark": "GOOD", "remark": ""}}),
        &[Master, Self_],
        OTHERS,
    ),
    Row(
        "pairingAgreementAttach",
        "pairingAgreementAttach(input: $input) { apprenticeship { id } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "signedOn": "2099-01-01", "uploadId": f.school.ids["bond"]}}),
        &[Base],
        // To the others who may, the upload is nobody's.
        &[Registrar, Director, Master, Self_, Coordinator, Officer, Former, Stranger, App],
    ),
    Row(
        "pairingAgreementOpen",
        "pairingAgreementOpen(input: $input) { download { fileName } errors { code } }",
        |f| json!({"input": {"pairingAgreementId": f.school.ids["signed"]}}),
        PAIRERS,
        OTHERS,
    ),
    Row(
        "teachingSessionPlan",
        "teachingSessionPlan(input: $input) { session { id } errors { code } }",
        |f| {
            json!({"input": {"kind": "LECTURE", "channel": "ON_SITE", "title": "", "organiserId": f.school.ids["hospital"],
            "departmentId": f.school.ids["TUINA"], "startsAt": format!("{DAY}T08:00:00+08:00"), "endsAt": format!("{DAY}T09:00:00+08:00"),
            "leaderIds": [f.school.ids["Supervisor"]]}})
        },
        RUNNERS,
        NOBODY,
    ),
    Row(
        "teachingSessionChange",
        "teachingSessionChange(input: $input) { session { id } errors { code } }",
        |f| json!({"input": {"teachingSessionId": f.school.ids["session"], "reason": ""}}),
        RUNNERS,
        OTHERS,
    ),
    Row(
        "dispatchPlan",
        "dispatchPlan(input: $input) { dispatch { id } errors { code } }",
        |f| {
            json!({"input": {"name": "", "organiserId": f.school.ids["hospital"], "hostId": f.school.ids["centre"],
            "startsOn": DAY, "endsOn": DAY, "slots": []}})
        },
        &[Base],
        NOBODY,
    ),
    Row(
        "dispatchSlotAdd",
        "dispatchSlotAdd(input: $input) { dispatch { id } errors { code } }",
        |f| {
            json!({"input": {"dispatchId": f.school.ids["dispatch"], "slot": {"expertId": f.school.ids["Supervisor"], "kind": "LECTURE",
            "channel": "VIDEO", "title": "", "recurrence": {"startsAt": format!("{DAY}T08:00:00+08:00"),
            "endsAt": format!("{DAY}T07:00:00+08:00")}}}})
        },
        &[Base],
        DISPATCH_HIDDEN,
    ),
    Row(
        "dispatchEnd",
        "dispatchEnd(input: $input) { dispatch { id } errors { code } }",
        |f| json!({"input": {"dispatchId": f.school.ids["dispatch"], "lastDay": DAY, "reason": ""}}),
        &[Base],
        DISPATCH_HIDDEN,
    ),
    Row(
        "dispatchAlign",
        "dispatchAlign(input: $input) { aligned { planned } errors { code } }",
        |f| json!({"input": {"dispatchId": f.school.ids["dispatch"]}}),
        &[Base],
        DISPATCH_HIDDEN,
    ),
    Row(
        "twinningPropose",
        "twinningPropose(input: $input) { twinning { id } errors { code } }",
        |f| {
            json!({"input": {"name": "", "supportingId": f.school.ids["hospital"], "supportedId": f.school.ids["centre"],
            "startsOn": DAY, "endsOn": DAY, "baselineFrom": DAY, "baselineUntil": DAY, "channels": [], "pairs": []}})
        },
        &[Base],
        NOBODY,
    ),
    Row(
        "twinningAccept",
        "twinningAccept(input: $input) { twinning { id } errors { code } }",
        |f| json!({"input": {"twinningId": f.school.ids["twinning"]}}),
        &[],
        TWINNING_HIDDEN,
    ),
    Row(
        "twinningDecline",
        "twinningDecline(input: $input) { twinning { id } errors { code } }",
        |f| json!({"input": {"twinningId": f.school.ids["twinning"], "reason": ""}}),
        &[],
        TWINNING_HIDDEN,
    ),
    Row(
        "twinningEnd",
        "twinningEnd(input: $input) { twinning { id } errors { code } }",
        |f| json!({"input": {"twinningId": f.school.ids["twinning"], "lastDay": DAY, "reason": ""}}),
        &[Base],
        TWINNING_HIDDEN,
    ),
    Row(
        "twinningIndicatorAdd",
        "twinningIndicatorAdd(input: $input) { twinning { id } errors { code } }",
        |f| json!({"input": {"twinningId": f.school.ids["twinning"], "indicatorId": f.school.ids["visits"]}}),
        &[Base],
        TWINNING_HIDDEN,
    ),
    Row(
        "twinningSessionsAdd",
        "twinningSessionsAdd(input: $input) { twinning { id } errors { code } }",
        |f| {
            json!({"input": {"twinningId": f.school.ids["twinning"], "pairId": f.school.ids["pair"], "topic": 9,
            "teachingSessionIds": []}})
        },
        &[Base],
        TWINNING_HIDDEN,
    ),
    Row(
        "twinningReadingRecord",
        "twinningReadingRecord(input: $input) { twinning { id } errors { code } }",
        |f| {
            json!({"input": {"twinningId": f.school.ids["twinning"], "indicatorId": f.school.ids["visits"], "startsOn": DAY,
            "endsOn": DAY, "value": -1}})
        },
        &[],
        TWINNING_HIDDEN,
    ),
    Row(
        "publicHolidaysSet",
        "publicHolidaysSet(input: $input) { calendar { days { day } } errors { code } }",
        |_| json!({"input": {"year": 2026, "days": []}}),
        &[Administrator],
        NOBODY,
    ),
    Row(
        "expertDutyRecord",
        "expertDutyRecord(input: $input) { duty { id } errors { code } }",
        |f| {
            json!({"input": {"personId": f.school.ids["Supervisor"], "institutionId": f.school.ids["hospital"], "name": "",
            "recurrence": {"startsAt": format!("{DAY}T08:00:00+08:00"), "endsAt": format!("{DAY}T09:00:00+08:00")}}})
        },
        &[Base, Supervisor],
        OTHERS,
    ),
    Row(
        "expertDutyEnd",
        "expertDutyEnd(input: $input) { duty { id } errors { code } }",
        |f| json!({"input": {"expertDutyId": f.school.ids["duty"], "lastDay": "2020-01-01"}}),
        &[Base, Supervisor],
        OTHERS,
    ),
    Row(
        "teachingSessionDeliver",
        "teachingSessionDeliver(input: $input) { session { id } errors { code } }",
        |f| json!({"input": {"teachingSessionId": f.school.ids["session"], "cases": "13800138000"}}),
        RUNNERS,
        OTHERS,
    ),
    Row(
        "teachingSessionConfirm",
        "teachingSessionConfirm(input: $input) { session { id } errors { code } }",
        |f| json!({"input": {"teachingSessionId": f.school.ids["session"]}}),
        &[Base, Secretary],
        OTHERS,
    ),
    Row(
        "teachingSessionCancel",
        "teachingSessionCancel(input: $input) { session { id } errors { code } }",
        |f| json!({"input": {"teachingSessionId": f.school.ids["session"], "reason": ""}}),
        RUNNERS,
        OTHERS,
    ),
    Row(
        "teachingAttend",
        "teachingAttend(input: $input) { session { id } errors { code } }",
        |f| json!({"input": {"link": f.school.ids["session-link"], "code": "1"}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "teachingAttendanceRecord",
        "teachingAttendanceRecord(input: $input) { session { id } errors { code } }",
        |f| json!({"input": {"teachingSessionId": f.school.ids["session"], "personIds": []}}),
        RUNNERS,
        OTHERS,
    ),
    Row(
        "teachingAttendanceStrike",
        "teachingAttendanceStrike(input: $input) { session { id } errors { code } }",
        |f| json!({"input": {"teachingSessionId": f.school.ids["session"], "personId": f.trainee.person, "reason": ""}}),
        RUNNERS,
        OTHERS,
    ),
    Row(
        "teachingFileAttach",
        "teachingFileAttach(input: $input) { session { id } errors { code } }",
        |f| json!({"input": {"teachingSessionId": f.school.ids["session"], "uploadId": f.school.ids["slides"]}}),
        &[Base],
        // To the others who may, the upload is nobody's.
        &[Secretary, Supervisor, Officer, Former, Stranger, App],
    ),
    Row(
        "teachingFileOpen",
        "teachingFileOpen(input: $input) { download { fileName } errors { code } }",
        |f| json!({"input": {"teachingFileId": f.school.ids["session-file"]}}),
        &[Administrator, Base, Secretary, Supervisor, Self_, Auditor],
        // Who neither leads nor oversees it and did not attend is shown no file.
        &[Registrar, Director, Master, Coordinator, Officer, Former, Stranger, App],
    ),
    Row(
        "teachingRatingGive",
        "teachingRatingGive(input: $input) { session { id } errors { code } }",
        |f| json!({"input": {"teachingSessionId": f.school.ids["session"], "subject": "SESSION", "answers": []}}),
        SEE_HER,
        &[Officer, Former, Stranger],
    ),
    Row(
        "teachingRatingFormSetImport",
        "teachingRatingFormSetImport(input: $input) { formSet { id } errors { code } }",
        |f| {
            json!({"input": {"institutionId": f.school.ids["hospital"], "source": {"preset": "no-such"},
            "startsOn": DAY}})
        },
        &[Base],
        NOBODY,
    ),
    Row(
        "teachingRatingFormSetEnd",
        "teachingRatingFormSetEnd(input: $input) { formSet { id } errors { code } }",
        |f| json!({"input": {"teachingRatingFormSetId": f.school.ids["rating-forms"], "endsOn": "2000-01-01"}}),
        &[Base],
        NOBODY,
    ),
    Row(
        "followingRecordSubmit",
        "followingRecordSubmit(input: $input) { followingRecord { occurredOn } errors { code } }",
        |f| {
            json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "startsAt": format!("{DAY}T08:00:00+08:00"),
            "endsAt": format!("{DAY}T12:00:00+08:00"), "channel": "ON_SITE", "learned": ""}})
        },
        &[Self_],
        OTHERS,
    ),
    Row(
        "followingMonthReview",
        "followingMonthReview(input: $input) { followingMonth { monthOn } errors { code } }",
        |f| json!({"input": {"apprenticeshipId": f.school.ids["apprenticeship"], "monthOn": DAY, "mark": "GOOD", "remark": ""}}),
        &[Master],
        OTHERS,
    ),
    Row(
        "entrustmentPropose",
        "entrustmentPropose(input: $input) { decision { id } errors { code } }",
        |f| {
            json!({"input": {"committeeId": f.entrustment[0], "enrolmentId": f.entrustment[1], "activity": "NONE",
            "level": 9, "outlook": "PROSPECTIVE", "holdsFrom": DAY, "rationale": "", "basisIds": []}})
        },
        &[Director, Supervisor, Registrar],
        NOBODY,
    ),
    Row(
        "entrustmentVote",
        "entrustmentVote(input: $input) { decision { id } errors { code } }",
        |f| json!({"input": {"decisionId": f.entrustment[2], "inFavour": false}}),
        &[Director, Supervisor, Registrar],
        NOBODY,
    ),
    Row(
        "entrustmentClose",
        "entrustmentClose(input: $input) { decision { id } errors { code } }",
        |f| json!({"input": {"decisionId": f.entrustment[2]}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "entrustmentDrop",
        "entrustmentDrop(input: $input) { decision { id } errors { code } }",
        |f| json!({"input": {"decisionId": f.entrustment[2], "reason": ""}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "entrustmentReverse",
        "entrustmentReverse(input: $input) { decision { id } errors { code } }",
        |f| json!({"input": {"decisionId": f.entrustment[2], "reason": ""}}),
        &[Director],
        NOBODY,
    ),
    Row(
        "exitExaminationAnnounce",
        "exitExaminationAnnounce(input: $input) { examination { id } errors { code } }",
        |f| announcement(&f.school),
        &[Registrar, Auditor],
        NOBODY,
    ),
    Row(
        "exitExamRegister",
        "exitExamRegister(input: $input) { registration { id } errors { code } }",
        |f| json!({"input": {"examinationId": f.examination, "enrolmentId": f.trainee.enrolment}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "exitExamRegistrationReview",
        "exitExamRegistrationReview(input: $input) { registration { id } errors { code } }",
        |f| json!({"input": {"registrationId": f.registration, "decision": "APPROVED", "expectedVersion": 99}}),
        &[Base],
        NOBODY,
    ),
    Row(
        "exitExamScoresImport",
        "exitExamScoresImport(input: $input) { report { rows } errors { code } }",
        |f| json!({"input": {"examinationId": f.examination, "uploadId": f.school.ids["upload"]}}),
        &[Registrar, Auditor],
        NOBODY,
    ),
    Row(
        "exitExamRegistrationWithdraw",
        "exitExamRegistrationWithdraw(input: $input) { registration { id } errors { code } }",
        |f| json!({"input": {"registrationId": f.registration}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "exitExaminationCancel",
        "exitExaminationCancel(input: $input) { examination { id } errors { code } }",
        |f| json!({"input": {"examinationId": f.examination, "reason": ""}}),
        &[Registrar, Auditor],
        NOBODY,
    ),
    Row(
        "assessmentReview",
        "assessmentReview(input: $input) { assessment { id } errors { code } }",
        |f| json!({"input": {"assessmentId": f.assessment, "decision": "APPROVED", "expectedVersion": 99}}),
        &[Supervisor, Master],
        NOBODY,
    ),
    Row(
        "caseSubmit",
        "caseSubmit(input: $input) { caseLog { id } errors { code } }",
        |f| {
            json!({"input": {"placementId": f.placement, "disease": "I10", "role": "OBSERVED",
            "occurredOn": "2026-02-27", "recordNumber": "ZY000123"}})
        },
        &[Self_],
        NOBODY,
    ),
    Row(
        "caseReview",
        "caseReview(input: $input) { caseLog { id } errors { code } }",
        |f| json!({"input": {"caseLogId": f.case, "decision": "RETURNED"}}),
        &[Supervisor, Master],
        NOBODY,
    ),
    Row(
        "caseWithdraw",
        "caseWithdraw(input: $input) { caseLog { id } errors { code } }",
        |f| json!({"input": {"caseLogId": f.case, "reason": "示例"}}),
        &[Supervisor, Master],
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
        "hoursSync",
        "hoursSync(input: $input) { results { outcome } errors { code } }",
        |_| json!({"input": {"items": []}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "hoursBatchBegin",
        "hoursBatchBegin(input: $input) { hoursBatch { id } errors { code } }",
        |f| json!({"input": {"uploadId": f.school.ids["hours file"]}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "hoursCheckIn",
        "hoursCheckIn(input: $input) { checkIn { id } errors { code } }",
        |f| json!({"input": {"placementId": f.placement, "code": "00000000"}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "hoursCheckOut",
        "hoursCheckOut(input: $input) { checkIn { id } errors { code } }",
        |_| json!({"input": {"code": "00000000"}}),
        SIGNED_IN,
        NOBODY,
    ),
    Row(
        "calendarFeedCreate",
        "calendarFeedCreate(input: $input) { calendarFeed { id } errors { code } }",
        |f| json!({"input": {"departmentId": f.school.ids["TUINA"]}}),
        &[Base, Secretary],
        NOBODY,
    ),
    Row(
        "calendarFeedRevoke",
        "calendarFeedRevoke(input: $input) { calendarFeed { id } errors { code } }",
        |f| json!({"input": {"calendarFeedId": f.school.ids["calendar feed"]}}),
        &[Self_],
        NOBODY,
    ),
    Row(
        "weeklySheetPrint",
        "weeklySheetPrint(input: $input) { download { fileName } errors { code } }",
        |f| json!({"input": {"of": {"departmentId": f.school.ids["TUINA"]}, "week": "2026-02-18"}}),
        &[Base, Secretary],
        NOBODY,
    ),
    Row(
        "hoursTranscribe",
        "hoursTranscribe(input: $input) { sheet { id } errors { code } }",
        |f| json!({"input": {"placementId": f.placement, "week": "2026-02-18", "items": []}}),
        &[Base, Secretary],
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
        "exitFormPrint",
        "exitFormPrint(input: $input) { download { byteSize } errors { code } }",
        |f| json!({"input": {"placementId": f.placement}}),
        &[Registrar, Director, Base, Secretary, Supervisor, Self_],
        OTHERS,
    ),
    Row(
        "handbookPrint",
        "handbookPrint(input: $input) { download { byteSize } errors { code } }",
        |f| json!({"input": {"of": {"placementId": f.placement}}}),
        &[Registrar, Director, Base, Secretary, Supervisor, Self_],
        OTHERS,
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
        "teachingStatementIssue",
        "teachingStatementIssue(input: $input) { statement { id } errors { code } }",
        |f| {
            json!({"input": {"personId": f.school.ids["Supervisor"], "institutionId": f.school.ids["hospital"],
            "kind": "MONTHLY_TEACHING", "from": "2026-02-01", "until": "2026-02-28"}})
        },
        &[Base, Supervisor],
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
