//! The queries: each root field, and who is answered.

use serde_json::{Value, json};

use super::Who::{Administrator, Auditor, Director, Registrar, Stranger};
use super::{CALLERS, EVERYBODY, Fixture, NOBODY, OTHERS, Row, SEE_HER};

pub(super) fn none(_: &Fixture) -> Value {
    json!({})
}

pub(super) const QUERIES: &[Row] = &[
    Row("viewer", "viewer { person { id } roles { role } }", none, CALLERS, NOBODY),
    Row("node", "node(id: $id) { id }", |f| json!({"id": f.trainee.enrolment}), SEE_HER, OTHERS),
    Row("nodes", "nodes(ids: [$id]) { id }", |f| json!({"id": f.trainee.enrolment}), CALLERS, NOBODY),
    Row("people", "people(first: 5) { nodes { id } }", none, CALLERS, NOBODY),
    Row("auditEvents", "auditEvents(first: 5) { nodes { id } }", none, &[Administrator], NOBODY),
    Row(
        "possibleDoubles",
        "possibleDoubles(first: 5) { nodes { id } }",
        none,
        // The stranger is a registrar elsewhere: of her own people there are none.
        &[Administrator, Registrar, Stranger],
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
        &[Administrator, Auditor],
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
    Row(
        "competencyFramework",
        "competencyFramework(id: $id) { id }",
        |f| json!({"id": f.framework}),
        CALLERS,
        NOBODY,
    ),
    Row("competencyFrameworks", "competencyFrameworks(first: 5) { nodes { id } }", none, CALLERS, NOBODY),
    Row("competencyFrameworkPresets", "competencyFrameworkPresets { name }", none, CALLERS, NOBODY),
    Row(
        "competencyCoverage",
        "competencyCoverage(curriculumVersionId: $version, competencyFrameworkId: $framework) { orphanCount }",
        |f| json!({"version": f.school.ids["version"], "framework": f.framework}),
        CALLERS,
        NOBODY,
    ),
    Row("assessmentForms", "assessmentForms(first: 5) { nodes { id } }", none, CALLERS, NOBODY),
    Row("assessmentFormPresets", "assessmentFormPresets { name }", none, CALLERS, NOBODY),
    Row(
        "assessments",
        "assessments(filter: {traineeId: $id}) { nodes { id } }",
        |f| json!({"id": f.trainee.person}),
        CALLERS,
        NOBODY,
    ),
    Row(
        "signOffReport",
        "signOffReport(institutionId: $id, from: \"2026-02-01\", until: \"2026-02-28\") { approved }",
        |f| json!({"id": f.school.ids["school"]}),
        &[Registrar, Director],
        NOBODY,
    ),
    Row(
        "portfolio",
        "portfolio(filter: {traineeId: $id}) { nodes { id } }",
        |f| json!({"id": f.trainee.person}),
        CALLERS,
        NOBODY,
    ),
    Row(
        "assessmentRequests",
        "assessmentRequests(filter: {traineeId: $id}) { nodes { id } }",
        |f| json!({"id": f.trainee.person}),
        CALLERS,
        NOBODY,
    ),
    Row(
        "assessmentRounds",
        "assessmentRounds(filter: {traineeId: $id}) { nodes { id result { answers } remarks { texts } } }",
        |f| json!({"id": f.trainee.person}),
        CALLERS,
        NOBODY,
    ),
    Row(
        "entrustmentCommittees",
        "entrustmentCommittees { nodes { id seats { isChair } } }",
        none,
        CALLERS,
        NOBODY,
    ),
    Row(
        "entrustmentDecisions",
        "entrustmentDecisions(filter: {traineeId: $id}) { nodes { id votes { inFavour } } }",
        |f| json!({"id": f.trainee.person}),
        CALLERS,
        NOBODY,
    ),
    Row(
        "assessmentRequestByLink",
        "assessmentRequestByLink(secret: \"xla_none\") { traineeName }",
        none,
        NOBODY,
        EVERYBODY,
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
    Row(
        "enrolmentMovePreview",
        "enrolmentMovePreview(ids: [$id], curriculumVersionId: $version) { enrolment { id } }",
        |f| json!({"id": f.trainee.enrolment, "version": f.draft}),
        SEE_HER,
        OTHERS,
    ),
    Row(
        "cohortReport",
        "cohortReport(filter: {curriculumVersionId: $id}, most: 5) { rows { name } }",
        |f| json!({"id": f.school.ids["version"]}),
        CALLERS,
        NOBODY,
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
