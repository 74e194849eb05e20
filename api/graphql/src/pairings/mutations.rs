//! Acts upon apprenticeships.

use async_graphql::{Context, ID, InputObject, Object};
use domain::pairings::{
    self, ApprenticeshipEnding, ApprenticeshipErrorCode, Channel, NewApprenticeship, Terms,
};

use super::Apprenticeship;
use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::payload;
use crate::ids::ObjectKind;
use crate::scalars::Date;

/// An apprenticeship to be proposed.
#[derive(Debug, InputObject)]
pub struct ApprenticeshipProposeInput {
    /// The master.
    mentor_id: ID,
    /// The apprentice: herself, or somebody whom the viewer may see.
    apprentice_id: ID,
    /// The apprentice's institution; that of her training, or else the master's, when left out.
    institution_id: Option<ID>,
    /// The consortium under which they are paired; both institutions belong to it on the first day.
    consortium_id: Option<ID>,
    /// The training that it serves, which is active; none when she is in no programme.
    enrolment_id: Option<ID>,
    /// The base where she follows.
    training_base_id: Option<ID>,
    /// The specialty's code, one of the master's.
    specialty: String,
    /// Requirements of the training's plan that it is to serve, at most 50.
    #[graphql(default)]
    goal_ids: Vec<ID>,
    /// What else it is to achieve, at most 1000 characters.
    #[graphql(default)]
    goals_note: String,
    /// First day, within the training.
    starts_on: Date,
    /// Last day, at most 60 months after the first.
    ends_on: Date,
    /// Half-days a week, 1 to 14.
    half_days_per_week: i32,
    /// A contact at least once in so many days, 1 to 92.
    contact_every_days: i32,
    /// How they meet, each once.
    channels: Vec<Coded<Channel>>,
    /// The day of the ceremony, not after the last day.
    ceremony_on: Option<Date>,
}

payload! {
    /// What came of proposing an apprenticeship.
    ApprenticeshipProposePayload {
        /// The apprenticeship, which waits for consents; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// A consent.
#[derive(Debug, InputObject)]
pub struct ApprenticeshipAcceptInput {
    /// The apprenticeship.
    apprenticeship_id: ID,
    /// Its `version` as the client saw it; another one gets CONFLICT. Not checked when left out.
    expected_version: Option<i32>,
}

payload! {
    /// What came of consenting.
    ApprenticeshipAcceptPayload {
        /// The apprenticeship, ACTIVE once both have consented; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// A proposal that is declined.
#[derive(Debug, InputObject)]
pub struct ApprenticeshipDeclineInput {
    /// The apprenticeship.
    apprenticeship_id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of declining.
    ApprenticeshipDeclinePayload {
        /// The apprenticeship; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// A proposal that is taken back.
#[derive(Debug, InputObject)]
pub struct ApprenticeshipWithdrawInput {
    /// The apprenticeship.
    apprenticeship_id: ID,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of taking a proposal back.
    ApprenticeshipWithdrawPayload {
        /// The apprenticeship; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// A pause.
#[derive(Debug, InputObject)]
pub struct ApprenticeshipPauseInput {
    /// The apprenticeship.
    apprenticeship_id: ID,
    /// First day, today or later.
    from: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of pausing.
    ApprenticeshipPausePayload {
        /// The apprenticeship; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// The end of a pause.
#[derive(Debug, InputObject)]
pub struct ApprenticeshipResumeInput {
    /// The apprenticeship.
    apprenticeship_id: ID,
    /// The day from which it goes on, today or later.
    from: Date,
}

payload! {
    /// What came of resuming.
    ApprenticeshipResumePayload {
        /// The apprenticeship; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// A master who is to take over.
#[derive(Debug, InputObject)]
pub struct ApprenticeshipHandOverInput {
    /// The apprenticeship.
    apprenticeship_id: ID,
    /// The other master.
    mentor_id: ID,
    /// The first day with her, today or later.
    from: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of proposing another master.
    ApprenticeshipHandOverPayload {
        /// The apprenticeship with her, which waits for consents; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// An apprenticeship that ends before its time.
#[derive(Debug, InputObject)]
pub struct ApprenticeshipEndInput {
    /// The apprenticeship.
    apprenticeship_id: ID,
    /// Its last day, not before the last on which she followed.
    last_day: Date,
    /// Why, 1 to 500 characters.
    reason: String,
}

payload! {
    /// What came of ending an apprenticeship.
    ApprenticeshipEndPayload {
        /// The apprenticeship; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// An apprenticeship that was gone through.
#[derive(Debug, InputObject)]
pub struct ApprenticeshipCompleteInput {
    /// The apprenticeship.
    apprenticeship_id: ID,
}

payload! {
    /// What came of completing an apprenticeship.
    ApprenticeshipCompletePayload {
        /// The apprenticeship; null when the act was refused.
        apprenticeship: Apprenticeship
    } or ApprenticeshipErrorCode
}

/// Acts upon apprenticeships.
#[derive(Default)]
pub struct ApprenticeshipMutation;

#[Object]
impl ApprenticeshipMutation {
    /// Proposes an apprenticeship, as one of the two or as a coordinator. Who is one of the two has consented by that.
    async fn apprenticeship_propose(
        &self,
        ctx: &Context<'_>,
        input: ApprenticeshipProposeInput,
    ) -> async_graphql::Result<ApprenticeshipProposePayload> {
        let key = |kind: ObjectKind, id: Option<&ID>| kind.optional_key(ctx, id);
        let goals = input.goal_ids.iter().map(|id| ObjectKind::Requirement.key(ctx, id));
        let new = NewApprenticeship {
            mentor_id: ObjectKind::Mentor.key(ctx, &input.mentor_id)?,
            apprentice_id: ObjectKind::Person.key(ctx, &input.apprentice_id)?,
            institution_id: key(ObjectKind::Institution, input.institution_id.as_ref())?,
            consortium_id: key(ObjectKind::Consortium, input.consortium_id.as_ref())?,
            enrolment_id: key(ObjectKind::Enrolment, input.enrolment_id.as_ref())?,
            base_id: key(ObjectKind::Base, input.training_base_id.as_ref())?,
            specialty: input.specialty,
            terms: Terms {
                term: (input.starts_on.0, input.ends_on.0),
                half_days_per_week: input.half_days_per_week,
                contact_every_days: input.contact_every_days,
                channels: input.channels.into_iter().map(|channel| channel.0).collect(),
                goals: goals.collect::<async_graphql::Result<_>>()?,
                goals_note: input.goals_note,
                ceremony_on: input.ceremony_on.map(|day| day.0),
            },
        };
        let outcome = pairings::apprenticeship_propose(platform(ctx), viewer(ctx)?, new).await;
        ApprenticeshipProposePayload::of(ctx, outcome)
    }

    /// Consents to a proposal as its master or apprentice. With the second consent it is live: the master's place is taken, and hours may be
    /// entered within `stretches`. Who has consented already is answered as before.
    async fn apprenticeship_accept(
        &self,
        ctx: &Context<'_>,
        input: ApprenticeshipAcceptInput,
    ) -> async_graphql::Result<ApprenticeshipAcceptPayload> {
        let key = ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?;
        let outcome =
            pairings::apprenticeship_accept(platform(ctx), viewer(ctx)?, key, input.expected_version).await;
        ApprenticeshipAcceptPayload::of(ctx, outcome)
    }

    /// Declines a proposal as its master or apprentice, for a reason.
    async fn apprenticeship_decline(
        &self,
        ctx: &Context<'_>,
        input: ApprenticeshipDeclineInput,
    ) -> async_graphql::Result<ApprenticeshipDeclinePayload> {
        let key = ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?;
        let outcome = pairings::apprenticeship_decline(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        ApprenticeshipDeclinePayload::of(ctx, outcome)
    }

    /// Takes a proposal back before both have consented.
    async fn apprenticeship_withdraw(
        &self,
        ctx: &Context<'_>,
        input: ApprenticeshipWithdrawInput,
    ) -> async_graphql::Result<ApprenticeshipWithdrawPayload> {
        let key = ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?;
        let outcome =
            pairings::apprenticeship_withdraw(platform(ctx), viewer(ctx)?, key, &input.reason).await;
        ApprenticeshipWithdrawPayload::of(ctx, outcome)
    }

    /// Lets a live apprenticeship rest from a day on: no hours are entered for it and nothing falls due; the master's place stays taken.
    async fn apprenticeship_pause(
        &self,
        ctx: &Context<'_>,
        input: ApprenticeshipPauseInput,
    ) -> async_graphql::Result<ApprenticeshipPausePayload> {
        let key = ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?;
        let pause = (input.from.0, input.reason.as_str());
        let outcome = pairings::apprenticeship_pause(platform(ctx), viewer(ctx)?, key, pause).await;
        ApprenticeshipPausePayload::of(ctx, outcome)
    }

    /// Goes on with an apprenticeship that rests.
    async fn apprenticeship_resume(
        &self,
        ctx: &Context<'_>,
        input: ApprenticeshipResumeInput,
    ) -> async_graphql::Result<ApprenticeshipResumePayload> {
        let key = ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?;
        let outcome = pairings::apprenticeship_resume(platform(ctx), viewer(ctx)?, key, input.from.0).await;
        ApprenticeshipResumePayload::of(ctx, outcome)
    }

    /// Proposes that another master takes over, on the terms that were agreed. Once she and the apprentice have consented, this one ends on
    /// the day before; the new one names it.
    async fn apprenticeship_hand_over(
        &self,
        ctx: &Context<'_>,
        input: ApprenticeshipHandOverInput,
    ) -> async_graphql::Result<ApprenticeshipHandOverPayload> {
        let key = ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?;
        let mentor = ObjectKind::Mentor.key(ctx, &input.mentor_id)?;
        let to = (mentor, input.from.0, input.reason.as_str());
        let outcome = pairings::apprenticeship_hand_over(platform(ctx), viewer(ctx)?, key, to).await;
        ApprenticeshipHandOverPayload::of(ctx, outcome)
    }

    /// Ends a live apprenticeship before its time, for a reason.
    async fn apprenticeship_end(
        &self,
        ctx: &Context<'_>,
        input: ApprenticeshipEndInput,
    ) -> async_graphql::Result<ApprenticeshipEndPayload> {
        let key = ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?;
        let ending = (ApprenticeshipEnding::Early(input.last_day.0), input.reason.as_str());
        let outcome = pairings::apprenticeship_end(platform(ctx), viewer(ctx)?, key, ending).await;
        ApprenticeshipEndPayload::of(ctx, outcome)
    }

    /// Says that an apprenticeship was gone through, once its last day has come. Neither of the two says so.
    async fn apprenticeship_complete(
        &self,
        ctx: &Context<'_>,
        input: ApprenticeshipCompleteInput,
    ) -> async_graphql::Result<ApprenticeshipCompletePayload> {
        let key = ObjectKind::Apprenticeship.key(ctx, &input.apprenticeship_id)?;
        let ending = (ApprenticeshipEnding::Completed, "");
        let outcome = pairings::apprenticeship_end(platform(ctx), viewer(ctx)?, key, ending).await;
        ApprenticeshipCompletePayload::of(ctx, outcome)
    }
}
