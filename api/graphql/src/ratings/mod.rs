//! Ratings of teaching in the graph: what one may rate, rating it, and what at least five people answered. Nothing here tells who answered what,
//! when, or whether anything waits to be shown.

mod form_sets;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::identity::Act;
use domain::ratings::{
    self, NewRating, RatingDue, RatingsOnForm, TeachingRatingErrorCode, TeachingRatingSubject,
    mean_hundredths,
};

use crate::codes::Coded;
use crate::context::{platform, viewer};
use crate::errors::{Report as _, payload};
use crate::identity::NameKey;
use crate::ids::ObjectKind;
use crate::loaders::load_related;
use crate::names::shown;
use crate::requirements::Requirement;
use crate::scalars::{DateTime, Locale, SafeInt};
use crate::teaching::TeachingSession;

pub use form_sets::{
    RatingFormSetMutation, RatingFormSetQuery, TeachingRatingForm, TeachingRatingFormSet,
    TeachingRatingFormSetEndInput, TeachingRatingFormSetEndPayload, TeachingRatingFormSetImportInput,
    TeachingRatingFormSetImportPayload, TeachingRatingFormSetKey, TeachingRatingFormSetPreset,
    TeachingRatingItem,
};

const READER: &str = "being the mentor, or one of those who led the session";

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("teachingRatingGive", Requirement::Relation(Act::TeachingRate, "having attended or led the session")),
    ("teachingRatings", Requirement::Relation(Act::TeachingRatingRead, READER)),
    ("teachingRatingsDue", Requirement::SignedIn),
    ("teachingRatingFormSets", Requirement::SignedIn),
    ("teachingRatingFormSetPresets", Requirement::SignedIn),
    ("teachingRatingFormSetImport", Requirement::Act(Act::RatingFormSetWrite)),
    ("teachingRatingFormSetEnd", Requirement::Act(Act::RatingFormSetWrite)),
];

/// What was answered to one item.
#[derive(Debug, InputObject)]
pub struct TeachingRatingAnswerInput {
    /// The item's code.
    item: String,
    /// From 1 (not at all) to 5 (entirely).
    value: i32,
}

/// A rating.
#[derive(Debug, InputObject)]
pub struct TeachingRatingGiveInput {
    /// The session, confirmed at most 30 days ago.
    teaching_session_id: ID,
    /// What of it: `SESSION`, `MENTOR` and `BASE` are rated by whoever attended, `GROUP` and `HOST` by whoever led.
    subject: Coded<TeachingRatingSubject>,
    /// With `MENTOR`, which of those who led it (`mentorId` of what is due); left out otherwise.
    mentor_id: Option<ID>,
    /// An answer to each item of the form that is due.
    answers: Vec<TeachingRatingAnswerInput>,
    /// In words, at most 500 characters, without identity and mobile numbers. It is shown as it is: write nothing that tells who you are.
    #[graphql(default)]
    comment: String,
}

payload! {
    /// What came of rating.
    TeachingRatingGivePayload {
        /// The session; null when the act was refused.
        session: TeachingSession
    } or TeachingRatingErrorCode
}

/// Something that the viewer may rate.
#[derive(Clone, Debug)]
pub struct TeachingRatingDue(RatingDue);

/// Something that the viewer may rate, and has not.
#[Object]
impl TeachingRatingDue {
    /// The session.
    async fn session(&self) -> TeachingSession {
        TeachingSession(self.0.session.clone())
    }

    /// What of it.
    async fn subject(&self) -> Coded<TeachingRatingSubject> {
        Coded(self.0.subject)
    }

    /// Of `MENTOR`, which of those who led it; null otherwise. It names her to `teachingRatingGive`, even where her record is not to be seen.
    async fn mentor_id(&self) -> Option<ID> {
        self.is_mentor().then(|| ObjectKind::Person.id(self.0.about_id))
    }

    /// Of `MENTOR`, what she is called; null otherwise.
    async fn mentor_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<Option<String>> {
        if !self.is_mentor() {
            return Ok(None);
        }
        Ok(Some(shown(ctx, &load_related(ctx, NameKey(self.0.about_id)).await?, locale)))
    }

    /// Until when it may be rated.
    async fn until(&self) -> DateTime {
        self.0.until.into()
    }

    /// What is rated, 1 to 10 items, in order; each needs an answer.
    async fn items(&self) -> Vec<TeachingRatingItem> {
        TeachingRatingItem::all(&self.0.forms, self.0.subject)
    }
}

impl TeachingRatingDue {
    fn is_mentor(&self) -> bool {
        self.0.subject == TeachingRatingSubject::Mentor
    }
}

/// What was answered about something, as far as it is shown.
#[derive(Clone, Debug)]
pub struct TeachingRatings(ratings::TeachingRatings);

/// What was answered about something, as far as it is shown: nothing until five different people answered, then theirs together, and then the
/// next five. There are totals alone, so that no two readings differ by one answer.
#[Object]
impl TeachingRatings {
    /// What was rated.
    async fn subject(&self) -> Coded<TeachingRatingSubject> {
        Coded(self.0.subject)
    }

    /// How many answers are shown: 0, or at least 5.
    async fn answer_count(&self) -> SafeInt {
        SafeInt(self.0.forms.iter().map(|form| form.answers).sum())
    }

    /// What was answered, form by form; none while nothing is shown.
    async fn forms(&self) -> Vec<TeachingRatingsOnForm> {
        let subject = self.0.subject;
        self.0.forms.iter().cloned().map(|form| TeachingRatingsOnForm { form, subject }).collect()
    }
}

/// What was answered on one form.
#[derive(Clone, Debug)]
pub struct TeachingRatingsOnForm {
    form: RatingsOnForm,
    subject: TeachingRatingSubject,
}

/// What was answered on one form by at least five people.
#[Object]
impl TeachingRatingsOnForm {
    /// The code of the set of forms.
    async fn code(&self) -> &str {
        &self.form.forms.head.code
    }

    /// What the set of forms is called.
    async fn name(&self, ctx: &Context<'_>, locale: Option<Locale>) -> String {
        shown(ctx, &self.form.forms.head.name, locale)
    }

    /// How many answers.
    async fn answer_count(&self) -> SafeInt {
        SafeInt(self.form.answers)
    }

    /// Each item, in the form's order.
    async fn items(&self) -> Vec<TeachingRatingsOnItem> {
        let items = TeachingRatingItem::all(&self.form.forms, self.subject);
        let shown = |(item, counts): (TeachingRatingItem, &Vec<i64>)| TeachingRatingsOnItem {
            item,
            mean_hundredths: mean_hundredths(counts).map(SafeInt),
            counts: counts.iter().copied().map(SafeInt).collect(),
        };
        items.into_iter().zip(&self.form.items).map(shown).collect()
    }

    /// What was said in words, in no order; of more than 500 about one object, 500 drawn by chance.
    async fn comments(&self) -> &[String] {
        &self.form.comments
    }
}

/// What was answered to one item.
#[derive(Clone, Debug, SimpleObject)]
pub struct TeachingRatingsOnItem {
    /// The item.
    item: TeachingRatingItem,
    /// The mean in hundredths, 100 to 500, rounded half up; null while there is none.
    mean_hundredths: Option<SafeInt>,
    /// How often each value was given, from 1 to 5.
    counts: Vec<SafeInt>,
}

/// Fields of the root about ratings of teaching.
#[derive(Default)]
pub struct RatingQuery;

#[Object]
impl RatingQuery {
    /// What was answered about a teaching session, about somebody who led sessions, or about an institution. A mentor reads her own wherever
    /// she taught, whoever led a session reads what was answered about it; a role reads what came of sessions that its institutions held, and
    /// what was answered about them as places. `NOT_FOUND` where the object is not visible.
    async fn teaching_ratings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was rated.")] subject: Coded<TeachingRatingSubject>,
        #[graphql(
            desc = "With `SESSION` a teaching session, with `MENTOR` a person, otherwise an institution."
        )]
        id: ID,
    ) -> async_graphql::Result<Option<TeachingRatings>> {
        let kind = match subject.0 {
            TeachingRatingSubject::Session => ObjectKind::TeachingSession,
            TeachingRatingSubject::Mentor => ObjectKind::Person,
            TeachingRatingSubject::Base | TeachingRatingSubject::Group | TeachingRatingSubject::Host => {
                ObjectKind::Institution
            }
        };
        let about = (subject.0, kind.key(ctx, &id)?);
        let found = ratings::teaching_ratings(platform(ctx), viewer(ctx)?, about).await;
        found.map(|found| Some(TeachingRatings(found))).report(ctx)
    }

    /// What the viewer may rate now, the latest session first: each once, within 30 days after the session was confirmed.
    async fn teaching_ratings_due(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<TeachingRatingDue>> {
        let due = ratings::teaching_ratings_due(platform(ctx), viewer(ctx)?).await.report(ctx)?;
        Ok(due.into_iter().map(TeachingRatingDue).collect())
    }
}

/// Acts upon ratings of teaching.
#[derive(Default)]
pub struct RatingMutation;

#[Object]
impl RatingMutation {
    /// Rates something of a confirmed session, once. The answer is added to those of four others before anybody is shown it, and nothing tells
    /// from then on which one it was: it is neither changed nor taken back.
    async fn teaching_rating_give(
        &self,
        ctx: &Context<'_>,
        input: TeachingRatingGiveInput,
    ) -> async_graphql::Result<TeachingRatingGivePayload> {
        let new = NewRating {
            session_id: ObjectKind::TeachingSession.key(ctx, &input.teaching_session_id)?,
            subject: input.subject.0,
            mentor_id: ObjectKind::Person.optional_key(ctx, input.mentor_id.as_ref())?,
            answers: input.answers.into_iter().map(|one| (one.item, one.value)).collect(),
            comment: input.comment,
        };
        let outcome = ratings::teaching_rating_give(platform(ctx), viewer(ctx)?, new).await;
        TeachingRatingGivePayload::of(ctx, outcome)
    }
}
