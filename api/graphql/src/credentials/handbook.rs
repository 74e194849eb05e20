//! Exit forms and training handbooks on paper.

use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use domain::credentials::{self, HandbookErrorCode, PrintedPart};

use crate::context::{context, platform, viewer};
use crate::dossier::Download;
use crate::errors::payload;
use crate::ids::ObjectKind;

/// A stay whose exit form is printed.
#[derive(Debug, InputObject)]
pub struct ExitFormPrintInput {
    /// The stay; cancelled ones have no form.
    placement_id: ID,
}

payload! {
    /// What came of printing an exit form.
    ExitFormPrintPayload {
        /// The file, PDF in the reader's language; null when the act was refused.
        download: Download
    } or HandbookErrorCode
}

/// What of a handbook is printed: exactly one of them.
#[derive(Debug, OneofObject)]
pub enum HandbookPartInput {
    /// The whole handbook of a training.
    #[graphql(name = "enrolmentId")]
    Enrolment(ID),
    /// The section of one stay.
    #[graphql(name = "placementId")]
    Placement(ID),
}

/// A handbook that is printed.
#[derive(Debug, InputObject)]
pub struct HandbookPrintInput {
    /// What of it.
    of: HandbookPartInput,
}

payload! {
    /// What came of printing a handbook.
    HandbookPrintPayload {
        /// The file, PDF in the reader's language; null when the act was refused.
        download: Download
    } or HandbookErrorCode
}

/// Acts that print.
#[derive(Default)]
pub struct HandbookMutation;

#[Object]
impl HandbookMutation {
    /// Prints the exit form (出科考核表) of a stay, with room for signatures and seals: as it was frozen when the last one signed, or
    /// as it stands. The file can be fetched for a quarter of an hour.
    async fn exit_form_print(
        &self,
        ctx: &Context<'_>,
        input: ExitFormPrintInput,
    ) -> async_graphql::Result<ExitFormPrintPayload> {
        let part = PrintedPart::Form(ObjectKind::Placement.key(ctx, &input.placement_id)?);
        let language = context(ctx).language;
        let made = credentials::handbook_print(platform(ctx), viewer(ctx)?, part, language).await;
        ExitFormPrintPayload::of(ctx, Download::of(platform(ctx), made))
    }

    /// Prints the training handbook (轮转手册) in one file: a cover with all stays, and for each its exit form and what was entered in
    /// it; or the section of one stay. The file can be fetched for a quarter of an hour.
    async fn handbook_print(
        &self,
        ctx: &Context<'_>,
        input: HandbookPrintInput,
    ) -> async_graphql::Result<HandbookPrintPayload> {
        let part = match input.of {
            HandbookPartInput::Enrolment(id) => PrintedPart::Whole(ObjectKind::Enrolment.key(ctx, &id)?),
            HandbookPartInput::Placement(id) => PrintedPart::Section(ObjectKind::Placement.key(ctx, &id)?),
        };
        let language = context(ctx).language;
        let made = credentials::handbook_print(platform(ctx), viewer(ctx)?, part, language).await;
        HandbookPrintPayload::of(ctx, Download::of(platform(ctx), made))
    }
}
