//! Acts upon reporting rounds in the graph.

use async_graphql::{Context, ID, InputObject, Object};
use domain::oversight::{self, NewFigures, NewReportingRound, ReportingDecision, ReportingErrorCode};

use super::ReportingRound;
use crate::codes::Coded;
use crate::context::{context, platform, viewer};
use crate::dossier::Download;
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::names::NameInput;
use crate::scalars::{Date, SafeInt};

/// A round to be opened.
#[derive(Debug, InputObject)]
pub struct ReportingRoundOpenInput {
    /// The consortium.
    consortium_id: ID,
    /// Its name in both languages, each at most 120 characters.
    name: NameInput,
    /// First day of the period.
    starts_on: Date,
    /// Last day of the period.
    ends_on: Date,
    /// Last day on which figures are in time: not before the period's last day.
    due_on: Date,
    /// What it asks for, in order: 1 to 40 of `indicators`, none twice.
    indicator_ids: Vec<ID>,
}

payload! {
    /// What came of opening a round.
    ReportingRoundOpenPayload {
        /// The round; null when the act was refused.
        round: ReportingRound
    } or ReportingErrorCode
}

/// A figure to be submitted.
#[derive(Debug, InputObject)]
pub struct ReportingFigureInput {
    /// The indicator.
    indicator_id: ID,
    /// How much, a whole number of the indicator's unit from 0 to a million million: money in fen.
    value: SafeInt,
}

/// Figures to be submitted.
#[derive(Debug, InputObject)]
pub struct ReportingFiguresSubmitInput {
    /// The round.
    reporting_round_id: ID,
    /// The member for which the viewer submits.
    institution_id: ID,
    /// One for each indicator that the round asks for.
    figures: Vec<ReportingFigureInput>,
    /// An upload of purpose `REPORTING_SCAN`: the stamped scan. Without it the act is refused with `SCAN_MISSING`.
    upload_id: Option<ID>,
}

payload! {
    /// What came of submitting figures.
    ReportingFiguresSubmitPayload {
        /// The round; null when the act was refused.
        round: ReportingRound
    } or ReportingErrorCode
}

/// What the core unit decides about figures.
#[derive(Debug, InputObject)]
pub struct ReportingFiguresDecideInput {
    /// What was submitted.
    reporting_submission_id: ID,
    /// What is decided.
    decision: Coded<ReportingDecision>,
    /// Why they are returned, 1 to 500 characters; of no effect when they are accepted.
    reason: Option<String>,
}

payload! {
    /// What came of deciding about figures.
    ReportingFiguresDecidePayload {
        /// The round; null when the act was refused.
        round: ReportingRound
    } or ReportingErrorCode
}

/// A round to be closed.
#[derive(Debug, InputObject)]
pub struct ReportingRoundCloseInput {
    /// The round.
    reporting_round_id: ID,
}

payload! {
    /// What came of closing a round.
    ReportingRoundClosePayload {
        /// The round; null when the act was refused.
        round: ReportingRound
    } or ReportingErrorCode
}

/// A round to be opened anew.
#[derive(Debug, InputObject)]
pub struct ReportingRoundReopenInput {
    /// The round.
    reporting_round_id: ID,
    /// Why, 1 to 500 characters; the members see it.
    reason: String,
}

payload! {
    /// What came of opening a round anew.
    ReportingRoundReopenPayload {
        /// The round; null when the act was refused.
        round: ReportingRound
    } or ReportingErrorCode
}

/// A round to be written out.
#[derive(Debug, InputObject)]
pub struct ReportingRoundExportInput {
    /// The round.
    reporting_round_id: ID,
}

payload! {
    /// What came of writing out a round.
    ReportingRoundExportPayload {
        /// The file, XLSX in the reader's language; null when the act was refused.
        download: Download
    } or ReportingErrorCode
}

/// A scan to be fetched.
#[derive(Debug, InputObject)]
pub struct ReportingScanOpenInput {
    /// What was submitted.
    reporting_submission_id: ID,
}

payload! {
    /// What came of asking for a scan.
    ReportingScanOpenPayload {
        /// The file, for a quarter of an hour; null when the act was refused.
        download: Download
    } or ReportingErrorCode
}

/// Acts upon reporting rounds.
#[derive(Default)]
pub struct ReportingMutation;

#[Object]
impl ReportingMutation {
    /// Opens a round in which the members of a consortium report their figures. What it asks for and when never changes.
    async fn reporting_round_open(
        &self,
        ctx: &Context<'_>,
        input: ReportingRoundOpenInput,
    ) -> async_graphql::Result<ReportingRoundOpenPayload> {
        let indicators = input.indicator_ids.iter().map(|id| ObjectKind::Indicator.key(ctx, id));
        let new = NewReportingRound {
            consortium_id: ObjectKind::Consortium.key(ctx, &input.consortium_id)?,
            name: input.name.into(),
            days: (input.starts_on.0, input.ends_on.0),
            due_on: input.due_on.0,
            indicators: indicators.collect::<Result<_, _>>()?,
        };
        let made = oversight::reporting_round_open(platform(ctx), viewer(ctx)?, new).await;
        ReportingRoundOpenPayload::of(ctx, made)
    }

    /// Submits a member's figures, every one that the round asks for, with their stamped scan. They wait for the core unit's decision;
    /// returned ones are submitted anew.
    async fn reporting_figures_submit(
        &self,
        ctx: &Context<'_>,
        input: ReportingFiguresSubmitInput,
    ) -> async_graphql::Result<ReportingFiguresSubmitPayload> {
        let figure = |given: &ReportingFigureInput| {
            Ok((ObjectKind::Indicator.key(ctx, &given.indicator_id)?, given.value.0))
        };
        let new = NewFigures {
            round_id: ObjectKind::ReportingRound.key(ctx, &input.reporting_round_id)?,
            institution_id: ObjectKind::Institution.key(ctx, &input.institution_id)?,
            figures: input.figures.iter().map(figure).collect::<async_graphql::Result<_>>()?,
            upload_id: input.upload_id.map(|id| ObjectKind::Upload.key(ctx, &id)).transpose()?,
        };
        let made = oversight::reporting_figures_submit(platform(ctx), viewer(ctx)?, new).await;
        ReportingFiguresSubmitPayload::of(ctx, made)
    }

    /// Accepts figures, which become readings of their indicators, or returns them with a reason. Accepted ones are returned only once the
    /// round was closed and opened anew; the readings of the next acceptance then replace theirs.
    async fn reporting_figures_decide(
        &self,
        ctx: &Context<'_>,
        input: ReportingFiguresDecideInput,
    ) -> async_graphql::Result<ReportingFiguresDecidePayload> {
        let key = ObjectKind::ReportingSubmission.key(ctx, &input.reporting_submission_id)?;
        let (decision, reason) = (input.decision.0, input.reason.as_deref());
        let made =
            oversight::reporting_figures_decide(platform(ctx), viewer(ctx)?, key, decision, reason).await;
        ReportingFiguresDecidePayload::of(ctx, made)
    }

    /// Closes a round: its figures are frozen. Refused with `UNDECIDED` while figures wait for a decision; members that are missing stay so.
    async fn reporting_round_close(
        &self,
        ctx: &Context<'_>,
        input: ReportingRoundCloseInput,
    ) -> async_graphql::Result<ReportingRoundClosePayload> {
        let key = ObjectKind::ReportingRound.key(ctx, &input.reporting_round_id)?;
        let made = oversight::reporting_round_close(platform(ctx), viewer(ctx)?, key).await;
        ReportingRoundClosePayload::of(ctx, made)
    }

    /// Opens a closed round anew, for a reason that is kept. Closing freezes it again.
    async fn reporting_round_reopen(
        &self,
        ctx: &Context<'_>,
        input: ReportingRoundReopenInput,
    ) -> async_graphql::Result<ReportingRoundReopenPayload> {
        let key = ObjectKind::ReportingRound.key(ctx, &input.reporting_round_id)?;
        let made = oversight::reporting_round_reopen(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        ReportingRoundReopenPayload::of(ctx, made)
    }

    /// Writes a round into a workbook that can be fetched for a quarter of an hour: a row for each member, for each indicator its figure
    /// and that of the year before; money in yuan.
    async fn reporting_round_export(
        &self,
        ctx: &Context<'_>,
        input: ReportingRoundExportInput,
    ) -> async_graphql::Result<ReportingRoundExportPayload> {
        let platform = platform(ctx);
        let key = ObjectKind::ReportingRound.key(ctx, &input.reporting_round_id)?;
        let language = context(ctx).language;
        let made = oversight::reporting_round_export(platform, viewer(ctx)?, key, language).await;
        ReportingRoundExportPayload::of(ctx, Download::of(platform, made))
    }

    /// Hands out the stamped scan of figures. That it was opened is remembered.
    async fn reporting_scan_open(
        &self,
        ctx: &Context<'_>,
        input: ReportingScanOpenInput,
    ) -> async_graphql::Result<ReportingScanOpenPayload> {
        let platform = platform(ctx);
        let key = ObjectKind::ReportingSubmission.key(ctx, &input.reporting_submission_id)?;
        let made = oversight::reporting_scan_open(platform, viewer(ctx)?, key).await;
        ReportingScanOpenPayload::of(ctx, Download::of(platform, made))
    }
}
