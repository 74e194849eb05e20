use super::*;
use crate::text::Language;

/// `printf abc | sha256sum`
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn both() -> (tempfile::TempDir, [Storage; 2]) {
    let place = tempfile::tempdir().expect("a folder");
    let folder = Storage::folder(place.path().join("files")).expect("a storage");
    (place, [folder, Storage::memory()])
}

#[tokio::test]
async fn a_file_is_put_read_replaced_and_removed() {
    let (_place, storages) = both();
    for storage in storages {
        let missing = StorageError::NotFound { key: "uploads/one".to_owned() };
        assert_eq!(storage.get("uploads/one").await, Err(missing.clone()));
        assert_eq!(storage.exists("uploads/one").await, Ok(false));
        storage.put("uploads/one", "first").await.expect("stored");
        storage.put("uploads/one", "second").await.expect("replaced");
        assert_eq!(storage.get("uploads/one").await, Ok(Bytes::from("second")));
        assert_eq!(storage.exists("uploads/one").await, Ok(true));
        assert_eq!(storage.delete("uploads/one").await, Ok(()));
        assert_eq!(storage.delete("uploads/one").await, Ok(()));
        assert_eq!(storage.get("uploads/one").await, Err(missing));
        assert_eq!(storage.probe().await, Ok(()));
    }
}

#[tokio::test]
async fn a_key_stays_inside() {
    let (place, storages) = both();
    for storage in storages {
        for key in ["", "/", "../x", "a/../../x", "a//b", "/a", "a/", "./a", "a\0b"] {
            let invalid = StorageError::InvalidKey { key: key.to_owned() };
            assert_eq!(storage.put(key, "x").await, Err(invalid), "{key:?}");
        }
    }
    assert_eq!(std::fs::read_dir(place.path()).expect("the folder").count(), 1);
}

#[tokio::test]
async fn content_is_stored_once_under_its_digest() {
    let (_place, storages) = both();
    for storage in storages {
        let hash = storage.put_by_content("abc").await.expect("stored");
        assert_eq!(hash.to_string(), ABC);
        assert_eq!(hash.key(), format!("sha256/ba/78/{ABC}"));
        assert_eq!(storage.put_by_content("abc").await, Ok(hash));
        assert_eq!(storage.get_by_content(&hash).await, Ok(Bytes::from("abc")));
        let other = ContentHash::of(b"other");
        let missing = StorageError::NotFound { key: other.key() };
        assert_eq!(storage.get_by_content(&other).await, Err(missing));
    }
}

#[tokio::test]
async fn altered_content_is_an_error_and_stays_for_a_person_to_see() {
    let place = tempfile::tempdir().expect("a folder");
    let storage = Storage::folder(place.path()).expect("a storage");
    let hash = storage.put_by_content("abc").await.expect("stored");
    let file = place.path().join(hash.key());
    std::fs::write(&file, "abd").expect("altered");
    let altered = StorageError::Altered { expected: hash, found: ContentHash::of(b"abd") };
    assert_eq!(storage.get_by_content(&hash).await, Err(altered.clone()));
    assert_eq!(storage.put_by_content("abc").await, Err(altered));
    assert_eq!(std::fs::read(&file).expect("the file"), b"abd");
}

#[tokio::test]
async fn a_put_leaves_nothing_beside_the_file() {
    let place = tempfile::tempdir().expect("a folder");
    let storage = Storage::folder(place.path()).expect("a storage");
    storage.put("a/file", "x").await.expect("stored");
    let names: Vec<_> = std::fs::read_dir(place.path().join("a"))
        .expect("the folder")
        .map(|entry| entry.expect("a file").file_name())
        .collect();
    assert_eq!(names, ["file"]);
}

#[tokio::test]
async fn a_folder_that_refuses_is_named() {
    let place = tempfile::tempdir().expect("a folder");
    let occupied = place.path().join("occupied");
    std::fs::write(&occupied, "").expect("a file in the way");
    let refused = Storage::folder(occupied.join("files")).expect_err("no folder");
    assert_eq!(refused.key(), "platform-storage-unavailable");

    let storage = Storage::folder(place.path().join("files")).expect("a storage");
    std::fs::write(place.path().join("files/probe"), "").expect("a file in the way");
    let error = storage.probe().await.expect_err("it cannot be written");
    let sentence = error.message().render(Language::English);
    let folder = place.path().join("files").display().to_string();
    assert_eq!(
        sentence,
        format!(
            "Files cannot be stored or read in {folder} (Not a directory (os error 20)): make it writable, or \
             configure another place"
        )
    );
}

#[test]
fn a_digest_is_64_hexadecimal_digits() {
    assert_eq!(ABC.parse(), Ok(ContentHash::of(b"abc")));
    assert_eq!(ContentHash::of(b"abc").as_bytes().first(), Some(&0xBA));
    for text in ["", "ba78", &ABC.to_uppercase(), &ABC.replace('b', "g"), &format!("{ABC}00")] {
        assert_eq!(text.parse::<ContentHash>(), Err(NotAHash), "{text}");
    }
}

#[test]
fn an_s3_url_is_read_or_refused() {
    let credentials =
        StoreCredentials { access_key_id: "sample".to_owned(), secret_access_key: "s3cret".to_owned() };
    for url in [
        "s3://bucket",
        "s3://bucket/one/two",
        "s3://bucket/p?endpoint=https://store.example&region=cn-north-1",
        "s3://bucket?endpoint=http://127.0.0.1:9000&path_style=false",
    ] {
        let storage = Storage::s3(url, &credentials).expect(url);
        assert!(!format!("{storage:?} {credentials:?}").contains("s3cret"), "{url}");
    }
    for url in [
        "",
        "bucket",
        "https://bucket/x",
        "s3:///x",
        "s3://bucket?endpoint=http://store.example",
        "s3://bucket?endpoint=ftp://127.0.0.1",
        "s3://bucket?colour=red",
        "s3://bucket/a//b",
    ] {
        let refused = Storage::s3(url, &credentials).expect_err(url);
        assert_eq!(refused, Message::new("platform-storage-url").with("url", url));
    }
}
