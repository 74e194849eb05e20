//! A link of the chain that makes the audit trail tamper-evident.

use sea_orm::entity::prelude::*;

/// A link of the chain that makes the audit trail tamper-evident.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_seal")]
pub struct Model {
    /// Position in the chain, from 1 without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Digest of the link before; 32 zero bytes for the first.
    pub previous_digest: Vec<u8>,
    /// A version byte, 2, and SHA-256 over every other column and the digest of the sealed events' digests. Without the
    /// byte: over the previous digest and those of the events, as the first version made it.
    pub digest: Vec<u8>,
    /// How many events this link seals.
    pub event_count: i32,
    /// When it was sealed.
    pub sealed_at: DateTimeUtc,
}

/// No relations are declared: rooms join by key where they need to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
