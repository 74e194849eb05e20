//! What is remembered of every act, and the keys that vouch for it.

use std::sync::Arc;

use platform::keys::{KeyPurpose, Keys};
use server::app::{self, Parts};
use xinglin_tests::databases::{Backend, Database};
use xinglin_tests::server::config;
use xinglin_tests::stories::{Story, on_database};

pub(crate) fn stories() -> Vec<Story> {
    vec![on_database(an_installation_has_its_keys_before_it_serves)]
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
