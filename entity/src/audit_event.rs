//! One act, as it was at the moment it happened. Append-only; erasing nulls payload and salt.

use sea_orm::entity::prelude::*;

/// One act, as it was at the moment it happened. Append-only; erasing nulls payload and salt.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// Key, in order of recording.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When the act was recorded.
    pub occurred_at: DateTimeUtc,
    /// Who acted; absent for the system itself.
    pub actor_person_id: Option<Uuid>,
    /// The token that was used.
    pub actor_token_id: Option<Uuid>,
    /// The act, noun first, for instance `placement.create`.
    pub action: String,
    /// Kind of the object acted upon.
    pub object_kind: String,
    /// The object acted upon.
    pub object_id: Uuid,
    /// Before and after as JSON, sensitive values left out; absent once erased.
    pub payload: Option<String>,
    /// 16 random bytes that keep the digest from being guessed; absent once erased.
    pub salt: Option<Vec<u8>>,
    /// A version byte, 2, and SHA-256 over every other column but payload and salt, which stand in it by their own
    /// digest. Without the byte: SHA-256 over salt, act, object, actor and payload, as the first version made it.
    pub digest: Vec<u8>,
    /// The HTTP request that caused the act.
    pub request_id: Option<String>,
    /// On whose behalf, where the actor stood in for somebody.
    pub delegator_id: Option<Uuid>,
    /// SHA-256 over salt and payload, which outlives both; absent in events of the first version.
    pub payload_digest: Option<Vec<u8>>,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
