use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;

use super::*;

fn made() -> (TempDir, Keys) {
    let folder = TempDir::new().unwrap();
    let keys = Keys::create(&folder.path().join("keys")).unwrap();
    (folder, keys)
}

fn files(folder: &TempDir) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> =
        fs::read_dir(folder.path().join("keys")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn a_key_of_each_purpose_is_made_once_for_its_owner_only() {
    let (folder, first) = made();
    let again = Keys::create(&folder.path().join("keys")).unwrap();

    let purposes: Vec<_> = first.list().iter().map(|key| (key.purpose, key.is_active)).collect();
    assert_eq!(purposes, KeyPurpose::ALL.iter().map(|purpose| (*purpose, true)).collect::<Vec<_>>());
    assert_eq!(again.list(), first.list());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path().join("keys")), 0o700);
    assert_eq!(files(&folder).iter().map(|file| mode(file)).collect::<Vec<_>>(), [0o600; 4]);
}

#[test]
fn nothing_is_there_before_it_was_made() {
    let folder = TempDir::new().unwrap();

    let none = Keys::load(&folder.path().join("keys")).unwrap();

    assert!(none.is_empty());
    assert_eq!(none.sign(b"head").unwrap_err(), KeyError::Missing(KeyPurpose::Signing));
    assert_eq!(none.blind_index("phone", "1").unwrap_err(), KeyError::Missing(KeyPurpose::Index));
}

#[test]
fn a_file_that_everybody_may_read_is_refused() {
    let (folder, _) = made();
    let file = files(&folder).remove(0);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o604)).unwrap();

    let refused = Keys::load(&folder.path().join("keys")).unwrap_err();

    assert_eq!(refused.key(), "platform-secret-open");
    assert!(refused.to_string().contains(file.to_str().unwrap()), "{refused}");
}

#[test]
fn a_file_that_holds_no_key_is_named() {
    let (folder, _) = made();
    let file = files(&folder).remove(0);
    fs::write(&file, "c2hvcnQ=").unwrap();

    let refused = Keys::load(&folder.path().join("keys")).unwrap_err();

    assert_eq!(refused.key(), "platform-key-damaged");
}

#[test]
fn a_signature_holds_for_its_bytes_and_after_rotation() {
    let (folder, keys) = made();
    let signature = keys.sign(b"head 7").unwrap();
    let folder = folder.path().join("keys");

    let next = Keys::rotate(&folder, KeyPurpose::Signing).unwrap();
    let keys = Keys::load(&folder).unwrap();

    assert_eq!(keys.verify(&signature.key_id, b"head 7", &signature.bytes), Ok(()));
    assert!(is_signed(&signature.public_key, b"head 7", &signature.bytes));
    assert_eq!(keys.verify(&signature.key_id, b"head 8", &signature.bytes), Err(KeyError::Refused));
    assert_eq!(keys.verify(&next, b"head 7", &signature.bytes), Err(KeyError::Refused));
    assert_eq!(keys.sign(b"head 8").unwrap().key_id, next);
    assert_eq!(keys.active_id(KeyPurpose::Signing).unwrap(), next);
    let unknown = id::encode("signing", id::new_key());
    assert_eq!(keys.verify(&unknown, b"head 7", &signature.bytes), Err(KeyError::Unknown(unknown)));
    let of_another_purpose = keys.active_id(KeyPurpose::Cookie).unwrap();
    assert!(matches!(keys.public_key(&of_another_purpose), Err(KeyError::Unknown(_))));
}

#[test]
fn a_sealed_value_opens_in_its_context_only_and_after_rotation() {
    let (folder, keys) = made();
    let sealed = keys.seal_value("11010519491231002X".as_bytes(), "person.number:1").unwrap();
    let folder = folder.path().join("keys");
    Keys::rotate(&folder, KeyPurpose::Encryption).unwrap();

    let keys = Keys::load(&folder).unwrap();

    assert_eq!(keys.open_value(&sealed, "person.number:1").unwrap(), b"11010519491231002X");
    assert_eq!(keys.open_value(&sealed, "person.number:2"), Err(KeyError::Refused));
    assert_ne!(keys.seal_value(b"", "a").unwrap(), keys.seal_value(b"", "a").unwrap());
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert!(keys.open_value(&altered, "person.number:1").is_err(), "byte {at}");
        assert!(keys.open_value(&sealed[..at], "person.number:1").is_err(), "cut at {at}");
    }
}

#[test]
fn a_blind_index_is_of_its_kind_and_is_never_rotated() {
    let (folder, keys) = made();

    let index = keys.blind_index("identity", "11010519491231002X").unwrap();

    assert_eq!(keys.blind_index("identity", "11010519491231002X").unwrap(), index);
    assert_ne!(keys.blind_index("phone", "11010519491231002X").unwrap(), index);
    assert_ne!(Keys::memory().unwrap().blind_index("identity", "11010519491231002X").unwrap(), index);
    let refused = Keys::rotate(&folder.path().join("keys"), KeyPurpose::Index).unwrap_err();
    assert_eq!(refused.key(), "platform-key-index");
    assert_eq!(Keys::load(&folder.path().join("keys")).unwrap().list(), keys.list());
}

#[test]
fn what_the_server_vouched_for_it_knows_again() {
    let (folder, keys) = made();
    let tag = keys.vouch(b"session 1").unwrap();
    let folder = folder.path().join("keys");
    Keys::rotate(&folder, KeyPurpose::Cookie).unwrap();

    let keys = Keys::load(&folder).unwrap();

    assert!(keys.is_vouched(b"session 1", &tag));
    assert!(!keys.is_vouched(b"session 2", &tag));
    assert!(!keys.is_vouched(b"session 1", &[]));
    assert!(!Keys::memory().unwrap().is_vouched(b"session 1", &tag));
}

#[test]
fn keys_show_nothing_of_themselves() {
    let (folder, keys) = made();
    let shown = format!("{keys:?}");

    for file in files(&folder) {
        let text = fs::read_to_string(&file).unwrap();
        let bytes = BASE64.decode(text.trim_end().as_bytes()).unwrap();
        assert!(!shown.contains(text.trim_end()) && !shown.contains(&format!("{bytes:?}")));
    }
    assert!(shown.contains("Key(signing_"), "{shown}");
}
