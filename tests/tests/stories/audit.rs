//! What is remembered of every act, and the keys that vouch for it.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::identity;
use entity::{audit_event, audit_seal, audit_sealed_event};
use platform::clock::Clock;
use platform::db::Write;
use platform::error::Error;
use platform::keys::{KeyPurpose, Keys};
use platform::mail::Transport;
use platform::{Platform, audit, id, uploads};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use server::app::{self, Parts};
use xinglin_tests::databases::{Backend, Database};
use xinglin_tests::server::config;
use xinglin_tests::stories::{Story, on_database};
use xinglin_tests::world::World;

pub(crate) fn stories() -> Vec<Story> {
    vec![
        on_database(an_installation_has_its_keys_before_it_serves),
        on_database(no_column_of_the_trail_can_be_changed),
        on_database(whatever_is_changed_past_the_guards_shows),
        on_database(an_erased_event_verifies_only_with_the_act_that_erased_it),
        on_database(a_trail_of_the_first_version_still_verifies),
        on_database(a_chain_rewritten_from_end_to_end_shows_beside_an_anchor),
        on_database(a_head_is_written_out_once_a_day),
    ]
}

async fn open(database: &Database) -> Platform {
    let mail = Some(Transport::memory());
    let parts = Parts { clock: Clock::fixed(World::beginning()), mail, ..Parts::default() };
    app::open(config(database), parts).await.expect("the installation opens")
}

/// Two seals, of three events and of two, and two events that are not sealed yet.
async fn remembered(database: &Database) -> Platform {
    let platform = open(database).await;
    let name = platform::error::Name::new("示例·管理员", "Sample Administrator");
    let (person, secret) = identity::administrator_create(&platform, name).await.unwrap();
    let viewer = identity::viewer_by_token(&platform, secret.reveal(), Some("request-1".to_owned())).await;
    let actor = viewer.unwrap().actor();
    assert_eq!(audit::seal(&platform.database).await.unwrap(), 3);
    for sealed in [2, 0] {
        for name in ["a.csv", "b.csv"] {
            uploads::prepare(&platform, &actor, person.id, "ROSTER", name).await.unwrap();
        }
        if sealed > 0 {
            assert_eq!(audit::seal(&platform.database).await.unwrap(), sealed);
        }
    }
    platform
}

/// Takes the guards away within a transaction, as whoever owns the tables can.
async fn unguard(write: &Write) {
    let is_postgres = write.get_database_backend() == DbBackend::Postgres;
    for table in ["audit_event", "audit_seal", "audit_sealed_event"] {
        for word in ["update", "delete"] {
            let place = if is_postgres { format!(" ON {table}") } else { String::new() };
            write.execute_unprepared(&format!("DROP TRIGGER {table}_guards_{word}{place}")).await.unwrap();
        }
    }
    if is_postgres {
        for key in ["event_id", "seal_number"] {
            let drop =
                format!("ALTER TABLE audit_sealed_event DROP CONSTRAINT audit_sealed_event_{key}_fkey");
            write.execute_unprepared(&drop).await.unwrap();
        }
    } else {
        write.execute_unprepared("PRAGMA defer_foreign_keys = ON").await.unwrap();
    }
}

async fn no_column_of_the_trail_can_be_changed(database: Arc<Database>) {
    let platform = remembered(&database).await;
    let mut statements: Vec<String> = [
        "occurred_at = '2020-01-01T00:00:00+00:00'",
        "actor_person_id = NULL",
        "actor_token_id = id",
        "delegator_id = id",
        "action = 'nothing'",
        "object_kind = 'nothing'",
        "object_id = id",
        "request_id = 'nothing'",
        "payload_digest = digest",
        "digest = payload_digest",
        "payload = '{}'",
        "payload = NULL",
    ]
    .iter()
    .map(|change| format!("UPDATE audit_event SET {change}"))
    .collect();
    for table in ["audit_event", "audit_sealed_event", "audit_seal"] {
        statements.push(format!("DELETE FROM {table}"));
        if database.backend() == Backend::Postgres {
            statements.push(format!("TRUNCATE {table} CASCADE"));
        }
    }
    statements.push("UPDATE audit_seal SET sealed_at = '2020-01-01T00:00:00+00:00'".to_owned());
    statements.push("UPDATE audit_sealed_event SET position = position + 9".to_owned());
    let before = database.contents().await;

    for statement in statements {
        let write = platform.database.write().await.unwrap();
        let refused = write.execute_unprepared(&statement).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{statement}: {refused}");
    }

    assert_eq!(database.contents().await, before);
}

async fn whatever_is_changed_past_the_guards_shows(database: Arc<Database>) {
    const CHANGED: &str = "platform-audit-event-changed";
    const BROKEN: &str = "platform-audit-seal-broken";
    const MEMBERS: &str = "platform-audit-members";
    let platform = remembered(&database).await;
    let whole = audit::verify(platform.database.reader()).await.unwrap();
    assert_eq!((whole.seals, whole.sealed, whole.unsealed, whole.erased), (2, 5, 2, 0));
    assert_eq!(whole.faults, []);
    let of_event = |change: &str| format!("UPDATE audit_event SET {change} WHERE action = 'upload.prepare'");
    let second = "(SELECT event_id FROM audit_sealed_event WHERE seal_number = 2)";
    let cases = [
        (of_event("occurred_at = '2020-01-01T00:00:00+00:00'"), CHANGED),
        (of_event("actor_person_id = NULL"), CHANGED),
        (of_event("actor_token_id = id"), CHANGED),
        (of_event("delegator_id = id"), CHANGED),
        (of_event("action = 'nothing'"), CHANGED),
        (of_event("object_kind = 'nothing'"), CHANGED),
        (of_event("object_id = id"), CHANGED),
        (of_event("request_id = 'nothing'"), CHANGED),
        (of_event("payload = '{}'"), CHANGED),
        (of_event("payload_digest = digest"), CHANGED),
        (of_event("digest = payload_digest"), CHANGED),
        (of_event("payload = NULL, salt = NULL"), "platform-audit-event-erased"),
        (of_event("salt = NULL"), "platform-audit-event-erased"),
        ("UPDATE audit_seal SET digest = previous_digest WHERE number = 2".to_owned(), BROKEN),
        ("UPDATE audit_seal SET sealed_at = '2020-01-01T00:00:00+00:00' WHERE number = 2".to_owned(), BROKEN),
        ("UPDATE audit_seal SET previous_digest = digest WHERE number = 2".to_owned(), BROKEN),
        ("UPDATE audit_seal SET number = 7 WHERE number = 2".to_owned(), "platform-audit-seal-missing"),
        ("DELETE FROM audit_seal WHERE number = 1".to_owned(), "platform-audit-seal-missing"),
        ("DELETE FROM audit_seal WHERE number = 2".to_owned(), "platform-audit-orphans"),
        ("UPDATE audit_seal SET event_count = 3 WHERE number = 2".to_owned(), MEMBERS),
        ("DELETE FROM audit_sealed_event WHERE seal_number = 2 AND position = 0".to_owned(), MEMBERS),
        ("DELETE FROM audit_sealed_event WHERE seal_number = 2 AND position = 1".to_owned(), MEMBERS),
        ("UPDATE audit_sealed_event SET position = position + 5 WHERE seal_number = 2".to_owned(), MEMBERS),
        ("UPDATE audit_sealed_event SET seal_number = 2, position = 2 WHERE seal_number = 1 AND position = 2"
            .to_owned(), MEMBERS),
        (format!("DELETE FROM audit_event WHERE id IN {second}"), "platform-audit-gone"),
    ];

    for (statement, expected) in cases {
        let write = platform.database.write().await.unwrap();
        unguard(&write).await;
        let changed = write.execute_unprepared(&statement).await.unwrap().rows_affected();
        let found = audit::verify(&*write).await.unwrap();
        let first = found.faults.first().map(platform::text::Message::key);
        assert!(changed > 0, "{statement}");
        assert_eq!(first, Some(expected), "{statement}: {:?}", found.faults);
    }
}

async fn an_erased_event_verifies_only_with_the_act_that_erased_it(database: Arc<Database>) {
    let platform = remembered(&database).await;
    let event = audit_event::Entity::find()
        .filter(audit_event::Column::Action.eq("person.create"))
        .one(platform.database.reader())
        .await
        .unwrap()
        .unwrap();
    let actor = audit::Actor { person_id: Some(event.object_id), ..audit::Actor::default() };

    let write = platform.database.write().await.unwrap();
    audit::erase(&write, &actor, event.id, "her request of 2026-03-02").await.unwrap();
    write.commit().await.unwrap();

    let found = audit::verify(platform.database.reader()).await.unwrap();
    assert_eq!((found.erased, found.unsealed, found.faults.len()), (1, 3, 0));
    let write = platform.database.write().await.unwrap();
    let again = audit::erase(&write, &actor, event.id, "again").await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    drop(write);
    for change in ["occurred_at = '2020-01-01T00:00:00+00:00'", "actor_person_id = object_id"] {
        let write = platform.database.write().await.unwrap();
        unguard(&write).await;
        let statement = format!("UPDATE audit_event SET {change} WHERE action = 'person.create'");
        write.execute_unprepared(&statement).await.unwrap();
        let found = audit::verify(&*write).await.unwrap();
        assert_eq!(found.faults[0].key(), "platform-audit-event-changed", "{change}");
    }
}

/// Writes the trail anew as if one act had been another, whole by itself, as whoever owns the tables can.
async fn rewrite(platform: &Platform) {
    let rows = audit_event::Entity::find()
        .order_by_asc(audit_event::Column::Id)
        .all(platform.database.reader())
        .await
        .unwrap();
    let write = platform.database.write().await.unwrap();
    unguard(&write).await;
    for table in ["audit_sealed_event", "audit_seal", "audit_event"] {
        write.execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
    }
    write.commit().await.unwrap();
    for (row, place) in rows.into_iter().zip(1..) {
        let write = platform.database.write().await.unwrap();
        let actor = audit::Actor { person_id: row.actor_person_id, ..audit::Actor::default() };
        let action = if row.action == "role.grant" { "role.end" } else { "person.create" };
        let act = audit::Act {
            action,
            object_kind: "person",
            object_id: row.object_id,
            before: Value::Null,
            after: Value::Null,
        };
        audit::record(&write, &actor, act).await.unwrap();
        write.commit().await.unwrap();
        if place == 3 || place == 5 {
            audit::seal(&platform.database).await.unwrap();
        }
    }
}

async fn a_chain_rewritten_from_end_to_end_shows_beside_an_anchor(database: Arc<Database>) {
    let platform = remembered(&database).await;
    let head = audit::anchor(&platform).await.unwrap().unwrap();
    let kept = database.folder().join("kept elsewhere.jsonl");
    let line = serde_json::to_string(&head).unwrap();
    let against = async |lines: &str| {
        std::fs::write(&kept, lines).unwrap();
        let anchors = audit::Anchors::read(std::slice::from_ref(&kept), &platform.keys).unwrap();
        let found = audit::verify_against(platform.database.reader(), &anchors).await.unwrap();
        found.faults.iter().map(|fault| fault.key().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(head.seal, 2);
    assert_eq!(
        std::fs::read_to_string(database.folder().join("anchors/audit-heads.jsonl")).unwrap().trim(),
        line
    );
    assert_eq!(against(&format!("{line}\n\n{line}\n")).await, Vec::<String>::new());
    let altered = line.replace(&head.digest, &id::hex(&[7; 33]));
    assert_eq!(against(&altered).await, ["platform-anchor-signature"]);
    let seal = audit::newest_seal(platform.database.reader()).await.unwrap().unwrap();
    let stranger = audit::Head::sign(&Keys::memory().unwrap(), &seal, platform.clock.now()).unwrap();
    assert_eq!(against(&serde_json::to_string(&stranger).unwrap()).await, ["platform-anchor-key"]);
    Keys::rotate(&database.folder().join("keys"), KeyPurpose::Signing).unwrap();
    assert_eq!(against(&line).await, Vec::<String>::new());

    rewrite(&platform).await;

    let alone = audit::verify(platform.database.reader()).await.unwrap();
    assert_eq!((alone.seals, alone.sealed, alone.unsealed, alone.faults.len()), (2, 5, 2, 0));
    assert_eq!(against(&line).await, ["platform-anchor-differs"]);

    for table in ["audit_sealed_event WHERE seal_number = 2", "audit_seal WHERE number = 2"] {
        let write = platform.database.write().await.unwrap();
        write.execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
        write.commit().await.unwrap();
    }
    let alone = audit::verify(platform.database.reader()).await.unwrap();
    assert_eq!((alone.seals, alone.unsealed, alone.faults.len()), (1, 4, 0));
    assert_eq!(against(&line).await, ["platform-anchor-beyond"]);
    let unreadable = audit::Anchors::read(&[database.folder().join("xinglin.json")], &platform.keys);
    assert_eq!(unreadable.unwrap_err().key(), "platform-anchor-file");
    std::fs::write(&kept, "{}").unwrap();
    assert_eq!(audit::Anchors::read(&[kept], &platform.keys).unwrap_err().key(), "platform-anchor-line");
}

async fn a_head_is_written_out_once_a_day(database: Arc<Database>) {
    let platform = open(&database).await;
    assert_eq!(audit::anchor_daily(&platform).await.unwrap(), None);
    let platform = Platform { clock: platform.clock.clone(), ..remembered(&database).await };

    let first = audit::anchor_daily(&platform).await.unwrap().unwrap();
    platform.clock.advance(TimeDelta::hours(22));
    let same_day = audit::anchor_daily(&platform).await.unwrap();
    platform.clock.advance(TimeDelta::hours(1));
    let second = audit::anchor_daily(&platform).await.unwrap().unwrap();

    assert_eq!((first.seal, first.signed_at.as_str()), (2, "2026-03-02T01:00:00.000000Z"));
    assert_eq!(same_day, None);
    assert_eq!((second.seal, second.signed_at.as_str()), (2, "2026-03-03T00:00:00.000000Z"));
}

/// As releases before the version byte wrote them.
async fn a_trail_of_the_first_version_still_verifies(database: Arc<Database>) {
    let platform = open(&database).await;
    let write = platform.database.write().await.unwrap();
    let mut event = audit_event::Model {
        id: id::new_key(),
        occurred_at: write.now(),
        actor_person_id: Some(id::new_key()),
        actor_token_id: None,
        action: "person.create".to_owned(),
        object_kind: "person".to_owned(),
        object_id: id::new_key(),
        payload: Some(r#"{"before":null,"after":{}}"#.to_owned()),
        salt: Some(vec![7; 16]),
        digest: Vec::new(),
        request_id: None,
        delegator_id: None,
        payload_digest: None,
    };
    let mut bytes = vec![7; 16];
    for key in [event.id, event.object_id, event.actor_person_id.unwrap()] {
        bytes.extend_from_slice(key.as_bytes());
    }
    for text in ["person.create", r#"{"before":null,"after":{}}"#] {
        bytes.extend_from_slice(&u64::try_from(text.len()).unwrap().to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    event.digest = id::sha256(&bytes);
    let seal = audit_seal::Model {
        number: 1,
        previous_digest: vec![0; 32],
        digest: id::sha256(&[vec![0; 32], event.digest.clone()].concat()),
        event_count: 1,
        sealed_at: write.now(),
    };
    let member = audit_sealed_event::Model { event_id: event.id, seal_number: 1, position: 0 };
    audit_event::Entity::insert(audit_event::ActiveModel::from(event))
        .exec_without_returning(&*write)
        .await
        .unwrap();
    audit_seal::Entity::insert(audit_seal::ActiveModel::from(seal))
        .exec_without_returning(&*write)
        .await
        .unwrap();
    audit_sealed_event::Entity::insert(audit_sealed_event::ActiveModel::from(member))
        .exec_without_returning(&*write)
        .await
        .unwrap();
    write.commit().await.unwrap();

    remembered(&database).await;

    let found = audit::verify(platform.database.reader()).await.unwrap();
    assert_eq!((found.seals, found.sealed, found.unsealed), (3, 6, 2));
    assert_eq!(found.faults, []);
    let write = platform.database.write().await.unwrap();
    unguard(&write).await;
    write
        .execute_unprepared("UPDATE audit_event SET payload = '{}' WHERE payload_digest IS NULL")
        .await
        .unwrap();
    let found = audit::verify(&*write).await.unwrap();
    assert_eq!(found.faults[0].key(), "platform-audit-event-changed");
}

async fn an_installation_has_its_keys_before_it_serves(database: Arc<Database>) {
    let mut elsewhere = config(&database);
    let folder = database.folder().join("first/keys");
    elsewhere.keys_dir = Some(folder.clone());
    let start = async || app::start(elsewhere.clone(), Parts::default()).await;

    match database.backend() {
        Backend::Sqlite => start().await.unwrap().stop().await,
        Backend::Postgres => {
            assert_eq!(start().await.unwrap_err().key(), "command-keys-first");
            Keys::create(&folder).unwrap();
            start().await.unwrap().stop().await;
        }
    }
    let made = Keys::load(&folder).unwrap().list();
    let again = start().await.unwrap();
    assert_eq!(again.platform.keys.list(), made);
    assert_eq!(made.len(), 4);
    again.platform.keys.active_id(KeyPurpose::Index).unwrap();
    again.stop().await;

    std::fs::remove_dir_all(&folder).unwrap();
    let before = database.contents().await;
    assert_eq!(start().await.unwrap_err().key(), "command-keys-lost");
    assert!(!folder.exists());
    assert_eq!(database.contents().await, before);
}
