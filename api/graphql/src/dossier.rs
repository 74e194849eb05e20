//! Everything about one human in the graph: taken out for her, erased, or two records of her joined into one.

use std::collections::HashMap;

use async_graphql::async_trait::async_trait;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::dossier::{self, PersonalDataFormat};
use domain::identity::{self, Act, ErasureGround, IdentityErrorCode};
use platform::downloads;
use platform::error::{Error, Outcome};
use uuid::Uuid;

use crate::codes::Coded;
use crate::context::{context, platform, viewer};
use crate::errors::payload;
use crate::identity::{NameKey, Person};
use crate::ids::ObjectKind;
use crate::loaders::{BatchError, Batches, by_key, grouped, load};
use crate::names::shown;
use crate::requirements::Requirement;
use crate::scalars::{Address, DateTime, Locale, SafeInt};

pub(crate) const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("personErase", Requirement::Act(Act::PersonErase)),
    ("personMerge", Requirement::Act(Act::PersonMerge)),
    ("personalDataExport", Requirement::Relation(Act::PersonalDataExport, "being the person herself")),
];

/// Finds the records that were joined into a visible person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MergesOf(pub Uuid);

#[async_trait]
impl Loader<MergesOf> for Batches {
    type Value = Vec<identity::PersonMerge>;
    type Error = BatchError;

    async fn load(&self, keys: &[MergesOf]) -> Result<HashMap<MergesOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = identity::merges_of(self.platform.database.reader(), &keys).await?;
        Ok(grouped(rows, |row| MergesOf(row.kept_id)))
    }
}

/// How many records of one kind there were.
#[derive(Debug, SimpleObject)]
pub struct Counted {
    /// The kind of record, as the tables name it: `placement`, `evidence`.
    kind: String,
    /// How many.
    count: SafeInt,
}

fn counted(counts: &[(String, u64)]) -> Vec<Counted> {
    let counted = |(kind, count): &(String, u64)| Counted {
        kind: kind.clone(),
        count: SafeInt(i64::try_from(*count).unwrap_or(i64::MAX)),
    };
    counts.iter().map(counted).collect()
}

/// A record of the same human that was joined into this one.
#[derive(Clone, Debug)]
pub struct PersonMerge(pub(crate) identity::PersonMerge);

/// A record of the same human that was joined into this one.
#[Object]
impl PersonMerge {
    /// Id of the record that was joined; no list shows it any more.
    async fn merged_person_id(&self) -> ID {
        ObjectKind::Person.id(self.0.merged_id)
    }

    /// When.
    async fn merged_at(&self) -> DateTime {
        DateTime(self.0.merged_at)
    }

    /// The name of who joined them; null when her record is gone.
    async fn merged_by_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<Option<String>> {
        let Some(key) = self.0.merged_by else { return Ok(None) };
        Ok(load(ctx, NameKey(key)).await?.map(|name| shown(ctx, &name, locale)))
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// What went over, by kind.
    async fn moved(&self) -> Vec<Counted> {
        counted(&self.0.moved)
    }
}

/// Two records of one human, to be joined.
#[derive(Debug, InputObject)]
pub struct PersonMergeInput {
    /// The record that goes on.
    kept_person_id: ID,
    /// The record to be joined into it.
    merged_person_id: ID,
    /// Why, at most 500 characters.
    reason: String,
}

payload! {
    /// What came of joining two records.
    PersonMergePayload {
        /// The person, with both histories; null when the act was refused.
        person: Person
    } or IdentityErrorCode
}

/// Finds the records of erasure of visible people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErasureOf(pub Uuid);

#[async_trait]
impl Loader<ErasureOf> for Batches {
    type Value = identity::Erasure;
    type Error = BatchError;

    async fn load(&self, keys: &[ErasureOf]) -> Result<HashMap<ErasureOf, Self::Value>, BatchError> {
        let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let rows = identity::erasures_of(self.platform.database.reader(), &keys).await?;
        Ok(by_key(rows, |row| ErasureOf(row.person_id)))
    }
}

/// That everything about a person was erased.
#[derive(Clone, Debug)]
pub struct Erasure(pub(crate) identity::Erasure);

/// That everything about a person was erased.
#[Object]
impl Erasure {
    /// When.
    async fn erased_at(&self) -> DateTime {
        DateTime(self.0.erased_at)
    }

    /// The name of who erased it; null when it was the system itself, because the period was over.
    async fn erased_by_name(
        &self,
        ctx: &Context<'_>,
        locale: Option<Locale>,
    ) -> async_graphql::Result<Option<String>> {
        let Some(key) = self.0.erased_by else { return Ok(None) };
        Ok(load(ctx, NameKey(key)).await?.map(|name| shown(ctx, &name, locale)))
    }

    /// Why.
    async fn ground(&self) -> Coded<ErasureGround> {
        Coded(self.0.ground)
    }

    /// Where the request is filed; empty when the system erased her.
    async fn reference(&self) -> &str {
        &self.0.reference
    }

    /// What was erased, by kind.
    async fn erased(&self) -> Vec<Counted> {
        counted(&self.0.erased)
    }

    /// What was kept, without her name, by kind. Issued certificates keep what is printed on them.
    async fn kept(&self) -> Vec<Counted> {
        counted(&self.0.kept)
    }
}

/// A person to be erased.
#[derive(Debug, InputObject)]
pub struct PersonEraseInput {
    /// Whom.
    person_id: ID,
    /// Why.
    ground: Coded<ErasureGround>,
    /// Where the request is filed, at most 100 characters. It stays for ever: no names.
    reference: String,
}

payload! {
    /// What came of erasing a person.
    PersonErasePayload {
        /// The record that is left; null when the act was refused.
        person: Person
    } or IdentityErrorCode
}

/// A file that waits to be fetched.
#[derive(Debug, SimpleObject)]
pub struct Download {
    /// Where to fetch it, by GET, until it expires; again, when a bad line broke it off. Whoever has the address can fetch
    /// the file, so treat it as a secret.
    url: Address,
    /// What the file is called.
    file_name: String,
    /// Its size in bytes.
    byte_size: SafeInt,
    /// When the address stops working, a quarter of an hour after it was handed out; the file is then gone.
    expires_at: DateTime,
}

impl Download {
    pub(crate) fn new(platform: &platform::Platform, made: &downloads::Download) -> Result<Self, Error> {
        let url = format!("{}/downloads/{}", platform.config.public_url(), made.secret.reveal());
        let url = url::Url::parse(&url).map_err(|error| Error::internal(format!("PUBLIC_URL: {error}")))?;
        Ok(Self {
            url: Address(url),
            file_name: made.row.file_name.clone(),
            byte_size: SafeInt(made.row.byte_size),
            expires_at: DateTime(made.row.expires_at),
        })
    }

    /// The file that an act made, as a client fetches it.
    pub(crate) fn of<C>(
        platform: &platform::Platform,
        made: Outcome<downloads::Download, C>,
    ) -> Outcome<Self, C> {
        Ok(Self::new(platform, &made?)?)
    }
}

/// Everything about a person, to be taken out.
#[derive(Debug, InputObject)]
pub struct PersonalDataExportInput {
    /// About whom.
    person_id: ID,
    /// How it is written. The PDF is in the reader's language.
    format: Coded<PersonalDataFormat>,
    /// For what, at most 500 characters; the audit trail keeps it. May be left out for one's own.
    purpose: Option<String>,
}

payload! {
    /// What came of taking out personal data.
    PersonalDataExportPayload {
        /// The file; null when the act was refused.
        download: Download
    } or IdentityErrorCode
}

/// Acts upon the whole record of a person.
#[derive(Default)]
pub struct DossierMutation;

#[Object]
impl DossierMutation {
    /// Joins two records of one human. Bonds, roles, numbers, enrolments, placements, hours, evidence and certificates go
    /// over to the one that is kept, and its live enrolments are credited with all of it; the ways in of the other end
    /// where the kept one has its own. What went over, by whom and why stays on the record (`Person.merges`). It cannot be
    /// undone. Records that contradict each other are refused as CONFLICT: different identity numbers, stays or duties at
    /// the same time, a certificate of an enrolment that would be given up.
    async fn person_merge(
        &self,
        ctx: &Context<'_>,
        input: PersonMergeInput,
    ) -> async_graphql::Result<PersonMergePayload> {
        let kept = ObjectKind::Person.key(ctx, &input.kept_person_id)?;
        let merged = ObjectKind::Person.key(ctx, &input.merged_person_id)?;
        let joined = dossier::person_merge(platform(ctx), viewer(ctx)?, kept, merged, &input.reason).await;
        PersonMergePayload::of(ctx, joined)
    }

    /// Writes everything that is held about a person into a file, which can be fetched for a quarter of an hour: who she
    /// is, her roles, bonds, ways in, enrolments, placements, evidence with its reviews, credits, certificates, and the
    /// trail of what was done to her record and by her. Passwords and secrets are not among it, and her identity number
    /// is masked. Whoever takes out somebody else's says for what, and she sees that her record was opened.
    async fn personal_data_export(
        &self,
        ctx: &Context<'_>,
        input: PersonalDataExportInput,
    ) -> async_graphql::Result<PersonalDataExportPayload> {
        let platform = platform(ctx);
        let key = ObjectKind::Person.key(ctx, &input.person_id)?;
        let purpose = input.purpose.unwrap_or_default();
        let language = context(ctx).language;
        let made =
            dossier::personal_data_export(platform, viewer(ctx)?, key, input.format.0, &purpose, language)
                .await;
        PersonalDataExportPayload::of(ctx, Download::of(platform, made))
    }

    /// Erases a person: names, contacts, numbers, day of birth, every way in, what was written in her evidence and in its
    /// reviews, the files that she sent, and what the trail says of her. It cannot be undone, and a record of it stays
    /// (`Person.erasure`). Issued certificates stay as they are printed and verify as before; evidence, reviews, credits,
    /// placements and bonds stay without a name or a word. Refused as CONFLICT while anything binds her to an institution,
    /// or a certificate is under way.
    async fn person_erase(
        &self,
        ctx: &Context<'_>,
        input: PersonEraseInput,
    ) -> async_graphql::Result<PersonErasePayload> {
        let key = ObjectKind::Person.key(ctx, &input.person_id)?;
        let (ground, reference) = (input.ground.0, &input.reference);
        let erased = dossier::person_erase(platform(ctx), viewer(ctx)?, key, ground, reference).await;
        PersonErasePayload::of(ctx, erased)
    }
}
