//! Files come in through a URL that works once: a mutation hands it out, the client sends the bytes there, and a later
//! mutation names the upload.

use async_graphql::{Context, ID, InputObject, Object};
use domain::identity::{Act, Permit};
use platform::Platform;
use platform::audit::Actor;
use platform::codes::Code as _;
use platform::error::{Error, Failure, Outcome};
use platform::text::Message;
use platform::uploads::{self, Prepared};
use uuid::Uuid;

use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::ids::ObjectKind;
use crate::requirements::Requirement;
use crate::scalars::{Address, DateTime};

platform::codes! {
    /// What an uploaded file is for.
    pub enum UploadPurpose {
        /// A roster of trainees or staff, CSV or XLSX.
        Roster = "ROSTER",
        /// A curriculum preset, TOML.
        Curriculum = "CURRICULUM",
        /// A form of assessment, TOML.
        AssessmentForm = "ASSESSMENT_FORM",
        /// A set of duty-hour rules, TOML.
        DutyRuleSet = "DUTY_RULE_SET",
        /// A set of leave rules, TOML.
        LeaveRuleSet = "LEAVE_RULE_SET",
        /// A set of norms for bases, TOML. Whoever may import norms may send one.
        BaseNormSet = "BASE_NORM_SET",
        /// A set of forms for rating teaching, TOML. Whoever may import such forms may send one.
        RatingFormSet = "RATING_FORM_SET",
        /// What proves a leave: a picture or a PDF. Everybody may send one.
        LeaveCertificate = "LEAVE_CERTIFICATE",
        /// A competency framework, a CFPackage of CASE 1.1 in JSON.
        CompetencyFramework = "COMPETENCY_FRAMEWORK",
        /// What proves evidence: a picture or a PDF. Everybody may send one.
        Evidence = "EVIDENCE",
        /// Scores of an exit examination, CSV or XLSX. Whoever may organise examinations may send one.
        ExamScores = "EXAM_SCORES",
        /// One's own hours that a phone kept, JSON Lines. Everybody may send them.
        Hours = "HOURS",
        /// The signed document of an agreement: a picture or a PDF. Whoever may record agreements may send one.
        Agreement = "AGREEMENT",
        /// The stamped scan of figures that a member reports: a picture or a PDF. Whoever may submit figures may send one.
        ReportingScan = "REPORTING_SCAN",
        /// The signed agreement of a pairing: a picture or a PDF.
        PairingAgreement = "PAIRING_AGREEMENT",
        /// A file of a teaching session: a picture or a PDF that shows no patient.
        TeachingSession = "TEACHING_SESSION",
        /// The document on which a reading of a twinning stands: a picture or a PDF. Whoever may act for an institution in twinnings may send one.
        TwinningSource = "TWINNING_SOURCE",
    }
}

platform::codes! {
    /// Why an upload is refused.
    pub enum UploadErrorCode {
        /// A value is missing or malformed.
        Invalid = "INVALID",
    }
}

/// A file to be sent.
#[derive(Debug, InputObject)]
pub struct UploadCreateInput {
    /// What it is for; an import accepts only uploads for its own purpose.
    purpose: Coded<UploadPurpose>,
    /// The file's name with its ending, by which errors name it; cut at 200 characters.
    file_name: String,
}

/// A file that a one-time URL lets its owner send.
#[derive(Debug)]
pub struct Upload {
    prepared: Prepared,
    url: Address,
}

/// A file that a one-time URL lets its owner send.
#[Object]
impl Upload {
    /// Opaque id, by which the import names the file.
    async fn id(&self) -> ID {
        ObjectKind::Upload.id(self.prepared.upload.id)
    }

    /// Where to send the bytes, once: by PUT, or by POST as multipart/form-data. At most 16 MiB. Whoever has the
    /// address can send the file, so treat it as a secret.
    async fn url(&self) -> &Address {
        &self.url
    }

    /// When the address stops working, an hour after it was handed out.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.prepared.upload.expires_at)
    }
}

payload! {
    /// What came of asking for an upload.
    UploadCreatePayload {
        /// The upload prepared; null when the act was refused.
        upload: Upload
    } or UploadErrorCode
}

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] =
    &[("uploadCreate", Requirement::Act(Act::UploadCreate))];

/// Acts upon uploads.
#[derive(Default)]
pub struct UploadMutation;

#[Object]
impl UploadMutation {
    /// Hands out an address to which a file can be sent once, within an hour.
    async fn upload_create(
        &self,
        ctx: &Context<'_>,
        input: UploadCreateInput,
    ) -> async_graphql::Result<UploadCreatePayload> {
        let viewer = viewer(ctx)?;
        let permit = match input.purpose.0 {
            UploadPurpose::Evidence
            | UploadPurpose::LeaveCertificate
            | UploadPurpose::Hours
            | UploadPurpose::PairingAgreement
            | UploadPurpose::TeachingSession => Permit::own(viewer, viewer.person_id),
            UploadPurpose::Agreement => Permit::anywhere(viewer, Act::AgreementWrite),
            UploadPurpose::TwinningSource => Permit::anywhere(viewer, Act::TwinningWrite),
            UploadPurpose::ReportingScan => Permit::anywhere(viewer, Act::ReportingSubmit),
            UploadPurpose::BaseNormSet => Permit::anywhere(viewer, Act::BaseNormSetWrite),
            UploadPurpose::RatingFormSet => Permit::anywhere(viewer, Act::RatingFormSetWrite),
            UploadPurpose::ExamScores => Permit::anywhere(viewer, Act::ExaminationWrite),
            _ => Permit::anywhere(viewer, Act::UploadCreate),
        };
        let permit = permit.report(ctx)?;
        UploadCreatePayload::of(ctx, prepare(platform(ctx), &permit.actor, viewer.person_id, input).await)
    }
}

async fn prepare(
    platform: &Platform,
    actor: &Actor,
    owner_id: Uuid,
    input: UploadCreateInput,
) -> Outcome<Upload, UploadErrorCode> {
    let file_name = input.file_name.trim();
    if file_name.is_empty() {
        let message = Message::new("common-required").with("field", "fileName");
        return Err(Failure::problem(UploadErrorCode::Invalid, "fileName", message));
    }
    let prepared = uploads::prepare(platform, actor, owner_id, input.purpose.0.code(), file_name).await?;
    let url = format!("{}/uploads/{}", platform.config.public_url(), prepared.secret.reveal());
    let url = url::Url::parse(&url).map_err(|error| Error::internal(format!("PUBLIC_URL: {error}")))?;
    Ok(Upload { prepared, url: Address(url) })
}
