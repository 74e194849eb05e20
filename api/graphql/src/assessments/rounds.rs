//! Rounds in which several people answer, in the graph. Nobody learns from it who answered what.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono_tz::Asia::Shanghai;
use domain::assessments::{
    self, AssessmentErrorCode, Mean, NewAssessmentRound, NewInvitation, RespondentRole, RoundResult,
};
use url::Url;
use uuid::Uuid;

use super::forms::{AssessmentForm, AssessmentFormKey, FormItem};
use super::objects::Assessment;
use crate::codes::Coded;
use crate::connections::{Connection, page, total};
use crate::context::{opens, platform, viewer};
use crate::errors::{Refusal, Report as _, heard, payload};
use crate::identity::Person;
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, grouped, load, load_list, load_related};
use crate::rotations::EvidenceKey;
use crate::scalars::{Address, Date, DateTime, EmailAddress, SafeInt};

/// Finds who was invited to a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AssessmentInvitationsKey(pub Uuid);

#[async_trait]
impl Loader<AssessmentInvitationsKey> for Batches {
    type Value = Vec<assessments::AssessmentRequest>;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[AssessmentInvitationsKey],
    ) -> Result<HashMap<AssessmentInvitationsKey, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = assessments::invitations_of(self.platform.database.reader(), &keys).await?;
        let of_rounds = rows.into_iter().filter_map(|row| Some((row.round?.0, row)));
        let groups = grouped(of_rounds, |(round_id, _)| AssessmentInvitationsKey(*round_id));
        Ok(groups
            .into_iter()
            .map(|(key, rows)| (key, rows.into_iter().map(|(_, row)| row).collect()))
            .collect())
    }
}

/// Finds what may be shown of a round.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AssessmentRoundResultKey(pub assessments::AssessmentRound);

#[async_trait]
impl Loader<AssessmentRoundResultKey> for Batches {
    type Value = RoundResult;
    type Error = BatchError;

    async fn load(
        &self,
        keys: &[AssessmentRoundResultKey],
    ) -> Result<HashMap<AssessmentRoundResultKey, Self::Value>, BatchError> {
        let rounds: Vec<assessments::AssessmentRound> = keys.iter().map(|key| key.0.clone()).collect();
        let mut results = assessments::round_results(&self.platform, &rounds).await?;
        let found = keys.iter().filter_map(|key| Some((key.clone(), results.remove(&key.0.id)?)));
        Ok(found.collect())
    }
}

/// A round in which several people answer one form about a trainee.
#[derive(Clone, Debug)]
pub struct AssessmentRound(pub assessments::AssessmentRound);

impl From<assessments::AssessmentRound> for AssessmentRound {
    fn from(row: assessments::AssessmentRound) -> Self {
        Self(row)
    }
}

/// A round in which several people answer one form about a trainee, without anybody learning who answered what: neither she nor
/// her supervisor sees a single answer, when it came, or which invitation was used.
#[Object]
impl AssessmentRound {
    /// Opaque id.
    async fn id(&self) -> ID {
        ObjectKind::AssessmentRound.id(self.0.id)
    }

    /// The trainee; null when the viewer may not see her.
    async fn trainee(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        Person::visible(ctx, self.0.person_id).await
    }

    /// The form, in the version that is filled in.
    async fn form(&self, ctx: &Context<'_>) -> async_graphql::Result<AssessmentForm> {
        load_related(ctx, AssessmentFormKey(self.0.form_id)).await.map(AssessmentForm)
    }

    /// The local day that it is about.
    async fn occurred_on(&self) -> Date {
        Date(self.0.occurred_on)
    }

    /// Last local day on which somebody may answer.
    async fn closes_on(&self) -> Date {
        Date(self.0.closes_on)
    }

    /// When it was opened.
    async fn opened_at(&self) -> DateTime {
        self.0.opened_at.into()
    }

    /// When a supervisor closed it; null while none did.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(DateTime::from)
    }

    /// Who was invited, in order of inviting; not who answered.
    async fn invitations(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AssessmentInvitation>> {
        let invited = load_list(ctx, AssessmentInvitationsKey(self.0.id)).await?;
        Ok(invited.into_iter().filter_map(AssessmentInvitation::of).collect())
    }

    /// How many were invited.
    async fn invited(&self, ctx: &Context<'_>) -> async_graphql::Result<SafeInt> {
        let invited = load_list(ctx, AssessmentInvitationsKey(self.0.id)).await?;
        Ok(SafeInt(i64::try_from(invited.len()).unwrap_or(i64::MAX)))
    }

    /// How many have answered; null until the round is over (closed, or past `closesOn`), because whoever watched the number rise
    /// would know who answered when.
    async fn answered(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<SafeInt>> {
        if !self.0.is_over(platform(ctx).clock.today(Shanghai)) {
            return Ok(None);
        }
        let invited = load_list(ctx, AssessmentInvitationsKey(self.0.id)).await?;
        let answered = invited.iter().filter(|one| one.is_used).count();
        Ok(Some(SafeInt(i64::try_from(answered).unwrap_or(i64::MAX))))
    }

    /// What was answered, together; null until the round is over (closed, or past `closesOn`), and when fewer answered than the
    /// form asks for (`leastAnswers`).
    async fn result(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AssessmentRoundResult>> {
        let form = load_related(ctx, AssessmentFormKey(self.0.form_id)).await?;
        let found = load(ctx, AssessmentRoundResultKey(self.0.clone())).await?;
        Ok(found.map(|result| AssessmentRoundResult { result, items: form.file.items }))
    }

    /// Every word that was written, under the same conditions as `result`, sorted so that it tells no order; for whoever supervised
    /// or mentored the trainee on that day, and empty for everybody else.
    async fn remarks(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AssessmentRemarks>> {
        let form = load_related(ctx, AssessmentFormKey(self.0.form_id)).await?;
        let mut words = assessments::round_words(platform(ctx), viewer(ctx)?, &self.0).await.report(ctx)?;
        let of_item = |item: assessments::Item| {
            let texts = words.remove(&item.code)?;
            Some(AssessmentRemarks { item: FormItem(item), texts })
        };
        Ok(form.file.items.into_iter().filter_map(of_item).collect())
    }

    /// What came of it when it was closed, signed by the supervisor who closed it; its `answers` are empty. Null before.
    async fn assessment(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Assessment>> {
        match self.0.evidence_id {
            Some(key) => Ok(load(ctx, EvidenceKey(key)).await?.map(Assessment)),
            None => Ok(None),
        }
    }
}

/// Somebody who was invited to a round. Whether she answered is told to nobody.
#[derive(Clone, Debug, SimpleObject)]
pub struct AssessmentInvitation {
    /// In which role she was asked.
    role: Coded<RespondentRole>,
    /// What she was called by whoever invited her.
    name: String,
    /// Where the link was sent; null when a supervisor handed it over.
    email: Option<EmailAddress>,
    /// When she was invited.
    invited_at: DateTime,
}

impl AssessmentInvitation {
    fn of(row: assessments::AssessmentRequest) -> Option<Self> {
        let (_, role) = row.round?;
        let email = row.assessor_email.map(EmailAddress);
        Some(Self { role: Coded(role), name: row.assessor_name, email, invited_at: row.created_at.into() })
    }
}

/// What several people answered, together.
#[derive(Clone, Debug)]
pub struct AssessmentRoundResult {
    result: RoundResult,
    items: Vec<assessments::Item>,
}

/// What several people answered, together.
#[Object]
impl AssessmentRoundResult {
    /// How many answered.
    async fn answers(&self) -> SafeInt {
        SafeInt(self.result.answers)
    }

    /// By item, in the form's order: ratings, points and the level. An item that fewer rated than the form asks for is left out.
    async fn items(&self) -> Vec<AssessmentItemResult> {
        let shown = |of: &assessments::ItemSummary| {
            let item = self.items.iter().find(|item| item.code == of.item)?;
            let roles = of
                .roles
                .iter()
                .map(|(role, mean)| AssessmentRoleResult { role: Coded(*role), mean: (*mean).into() });
            Some(AssessmentItemResult {
                item: FormItem(item.clone()),
                mean: of.mean.into(),
                roles: roles.collect(),
            })
        };
        self.result.items.iter().filter_map(shown).collect()
    }
}

/// So many numbers and their mean.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct AssessmentMean {
    /// How many answered.
    count: SafeInt,
    /// Their mean in hundredths, a half rounded up: 425 is 4.25.
    hundredths: SafeInt,
}

impl From<Mean> for AssessmentMean {
    fn from(mean: Mean) -> Self {
        Self { count: SafeInt(mean.count), hundredths: SafeInt(mean.hundredths) }
    }
}

/// What was answered to one item.
#[derive(Clone, Debug, SimpleObject)]
pub struct AssessmentItemResult {
    /// The item.
    item: FormItem,
    /// Over everybody.
    mean: AssessmentMean,
    /// By role. A role is left out when fewer of it answered than the form asks for, or when so few others remain that their
    /// answers would follow by subtraction.
    roles: Vec<AssessmentRoleResult>,
}

/// What those in one role answered to one item.
#[derive(Clone, Debug, SimpleObject)]
pub struct AssessmentRoleResult {
    /// The role.
    role: Coded<RespondentRole>,
    /// What they answered.
    mean: AssessmentMean,
}

/// What was written about one item, by whomever.
#[derive(Clone, Debug, SimpleObject)]
pub struct AssessmentRemarks {
    /// The item.
    item: FormItem,
    /// What was written, sorted.
    texts: Vec<String>,
}

/// Whose rounds.
#[derive(Debug, InputObject)]
pub struct AssessmentRoundFilter {
    /// The trainee.
    trainee_id: ID,
}

/// A round to be opened.
#[derive(Debug, InputObject)]
pub struct AssessmentRoundOpenInput {
    /// The form, of the kind MULTISOURCE, of a school where the trainee is in training; it must be in use.
    form_id: ID,
    /// The trainee.
    trainee_id: ID,
    /// The local day that it is about: at most the form's `assessWithinDays` ago, and one on which somebody supervised or
    /// mentored her.
    occurred_on: Date,
    /// Last local day on which somebody may answer: from today, to `assessWithinDays` after `occurredOn`.
    closes_on: Date,
}

payload! {
    /// What came of opening a round.
    AssessmentRoundOpenPayload {
        /// The round; null when the act was refused.
        round: AssessmentRound
    } or AssessmentErrorCode
}

/// Whom to invite to a round.
#[derive(Debug, InputObject)]
pub struct AssessmentRoundInviteInput {
    /// The round; somebody may still answer in it.
    round_id: ID,
    /// In which role she answers.
    role: Coded<RespondentRole>,
    /// What she is called, 1 to 64 characters.
    name: String,
    /// Where the link is sent. A trainee who invites gives one, and not her own; a supervisor may leave it out, and hands the link
    /// over. Nobody is invited twice at one address.
    email: Option<EmailAddress>,
}

/// What came of inviting somebody to a round.
#[derive(SimpleObject)]
pub struct AssessmentRoundInvitePayload {
    /// The invitation; null when the act was refused.
    invitation: Option<AssessmentInvitation>,
    /// The link, shown this once; null when it is sent to an address, and when the act was refused.
    link: Option<Address>,
    /// Why the act was refused, every reason at once; empty when it was done.
    errors: Vec<Refusal<AssessmentErrorCode>>,
}

/// A round to be closed.
#[derive(Debug, InputObject)]
pub struct AssessmentRoundCloseInput {
    /// The round; it must hold as many answers as its form asks for.
    round_id: ID,
}

payload! {
    /// What came of closing a round.
    AssessmentRoundClosePayload {
        /// The round, closed; null when the act was refused.
        round: AssessmentRound
    } or AssessmentErrorCode
}

/// Fields of the root about rounds.
#[derive(Default)]
pub struct AssessmentRoundQuery;

#[Object]
impl AssessmentRoundQuery {
    /// A trainee's rounds of answers by several people, the latest first; none when the viewer may not see her. She sees that her
    /// record was opened.
    async fn assessment_rounds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] filter: AssessmentRoundFilter,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<AssessmentRound>> {
        let viewer = viewer(ctx)?;
        let reader = platform(ctx).database.reader();
        let person_id = ObjectKind::Person.key(ctx, &filter.trainee_id)?;
        let page = page(first, after, last, before);
        let slice = assessments::rounds_page(reader, viewer.scope(), person_id, &page).await.report(ctx)?;
        opens(ctx, (!slice.items.is_empty()).then_some(person_id)).await?;
        let total = total(ctx, assessments::rounds_count(reader, viewer.scope(), person_id)).await?;
        let ordering = assessments::rounds_ordering();
        Ok(Connection::new(slice, total, |row| ordering.cursor(&row.id.to_string(), row.id)))
    }
}

/// Acts upon rounds.
#[derive(Default)]
pub struct AssessmentRoundMutation;

#[Object]
impl AssessmentRoundMutation {
    /// Opens a round in which several people answer one form about a trainee.
    async fn assessment_round_open(
        &self,
        ctx: &Context<'_>,
        input: AssessmentRoundOpenInput,
    ) -> async_graphql::Result<AssessmentRoundOpenPayload> {
        let new = NewAssessmentRound {
            form_id: ObjectKind::AssessmentForm.key(ctx, &input.form_id)?,
            person_id: ObjectKind::Person.key(ctx, &input.trainee_id)?,
            occurred_on: input.occurred_on.0,
            closes_on: input.closes_on.0,
        };
        let opened = assessments::round_open(platform(ctx), viewer(ctx)?, new).await;
        AssessmentRoundOpenPayload::of(ctx, opened)
    }

    /// Invites somebody who needs no account to answer in a round, by a link that works once. At most 30 links about one trainee
    /// within a day.
    async fn assessment_round_invite(
        &self,
        ctx: &Context<'_>,
        input: AssessmentRoundInviteInput,
    ) -> async_graphql::Result<AssessmentRoundInvitePayload> {
        let new = NewInvitation {
            round_id: ObjectKind::AssessmentRound.key(ctx, &input.round_id)?,
            role: input.role.0,
            name: input.name,
            email: input.email.map(|address| address.0),
        };
        let made = assessments::round_invite(platform(ctx), viewer(ctx)?, new).await;
        let (made, errors) = heard(ctx, made)?;
        let (invitation, link) = made.map(|made| (made.request, made.link)).unzip();
        let link = link.flatten().and_then(|link| Url::parse(&link).ok()).map(Address);
        Ok(AssessmentRoundInvitePayload {
            invitation: invitation.and_then(AssessmentInvitation::of),
            link,
            errors,
        })
    }

    /// Closes a round: what the means of its answers earned by the form's rules becomes an assessment, signed by whoever closes it,
    /// and counts at once if it is passed. Nobody answers any more.
    async fn assessment_round_close(
        &self,
        ctx: &Context<'_>,
        input: AssessmentRoundCloseInput,
    ) -> async_graphql::Result<AssessmentRoundClosePayload> {
        let key = ObjectKind::AssessmentRound.key(ctx, &input.round_id)?;
        let closed = assessments::round_close(platform(ctx), viewer(ctx)?, key).await;
        AssessmentRoundClosePayload::of(ctx, closed)
    }
}
