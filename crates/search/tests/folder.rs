//! The folder: what is missing or broken is named; a rebuild goes on beside questions and changes.

#![allow(clippy::unwrap_used)]

use search::{Document, Index, IndexError, Level, Query, Reader, Request};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

fn document(number: usize) -> Document {
    Document::public(format!("d{number}"), "offer").title(Level::Public, format!("common word{number}"))
}

fn filled(folder: &Path, documents: usize) -> Index {
    let index = Index::create(folder).unwrap();
    index.put(&(0..documents).map(document).collect::<Vec<_>>()).unwrap();
    index.commit().unwrap();
    index
}

fn total(index: &Index, text: &str) -> usize {
    let query = Query::parse(text, &[]).unwrap();
    index.find(&Request::new(&query, &Reader::public())).unwrap().counts.unwrap().total
}

fn generation(folder: &Path) -> PathBuf {
    folder.join(fs::read_to_string(folder.join("current")).unwrap().trim())
}

#[test]
fn an_index_that_cannot_be_read_says_why_and_can_be_made_anew() {
    type Damage = fn(&Path);
    /// Whether an error says what is wrong.
    type Says = fn(&IndexError) -> bool;
    let cases: [(&str, Damage, Says); 8] = [
        ("nothing", |folder| fs::remove_file(folder.join("current")).unwrap(), |e| matches!(e, IndexError::Missing(_))),
        (
            "no name",
            |folder| fs::write(folder.join("current"), "../x").unwrap(),
            |e| matches!(e, IndexError::Broken { .. }),
        ),
        (
            "binary name",
            |folder| fs::write(folder.join("current"), [0xFF, 0xFE]).unwrap(),
            |e| matches!(e, IndexError::Broken { .. }),
        ),
        (
            "no folder",
            |folder| fs::remove_dir_all(generation(folder)).unwrap(),
            |e| matches!(e, IndexError::Broken { .. }),
        ),
        (
            "no stamp",
            |folder| fs::remove_file(generation(folder).join("format")).unwrap(),
            |e| matches!(e, IndexError::Broken { .. }),
        ),
        (
            "other stamp",
            |folder| fs::write(generation(folder).join("format"), "999").unwrap(),
            |e| matches!(e, IndexError::Format { .. }),
        ),
        (
            "broken list",
            |folder| fs::write(generation(folder).join("meta.json"), "{").unwrap(),
            |e| matches!(e, IndexError::Broken { .. }),
        ),
        (
            "no segments",
            |folder| {
                for entry in fs::read_dir(generation(folder)).unwrap() {
                    let path = entry.unwrap().path();
                    if path.extension().is_some_and(|extension| extension == "store" || extension == "term") {
                        fs::write(path, "short").unwrap();
                    }
                }
            },
            |e| matches!(e, IndexError::Broken { .. }),
        ),
    ];
    for (name, damage, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        drop(filled(folder.path(), 3));
        damage(folder.path());
        let error = Index::open(folder.path()).err().unwrap_or_else(|| panic!("{name} was opened"));
        assert!(expected(&error) && error.wants_rebuild(), "{name}: {error:?}");
        let index = filled(folder.path(), 4);
        assert_eq!(total(&index, "common"), 4, "{name}");
    }
}

#[test]
fn a_folder_is_open_once() {
    let folder = tempfile::tempdir().unwrap();
    let index = filled(folder.path(), 3);
    assert!(matches!(Index::open(folder.path()), Err(IndexError::Locked(_))));
    assert!(matches!(Index::create(folder.path()), Err(IndexError::Locked(_))));
    drop(index);
    assert_eq!(Index::open(folder.path()).unwrap().documents(), 3);
}

#[test]
fn a_rebuild_goes_on_beside_questions_and_changes() {
    let folder = tempfile::tempdir().unwrap();
    let index = filled(folder.path(), 300);
    let before = generation(folder.path());
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut answers = 0;
            while !done.load(Ordering::Relaxed) {
                assert!(total(&index, "common") >= 300);
                answers += 1;
            }
            answers
        });
        // While the documents are read one is changed, one removed, one added, and another rebuild refused.
        let documents = (0..400).inspect(|&number| {
            if number == 200 {
                index
                    .put(&[Document::public("d5", "offer").title(Level::Public, "common changed"), document(1_000)])
                    .unwrap();
                index.remove(&["d7"]).unwrap();
                index.commit().unwrap();
                assert!(matches!(index.rebuild([]), Err(IndexError::Rebuilding)));
                assert_eq!(total(&index, "changed"), 1);
            }
        });
        index.rebuild(documents.map(document)).unwrap();
        done.store(true, Ordering::Relaxed);
        assert!(asking.join().unwrap() > 0);
    });
    assert_eq!(
        ["changed", "word7", "word1000", "word399", "common"].map(|text| total(&index, text)),
        [1, 0, 1, 1, 400]
    );
    assert!(!before.exists(), "the old folder is still there");
    drop(index);
    assert_eq!(Index::open(folder.path()).unwrap().documents(), 400);
}

#[test]
fn a_rebuild_that_fails_leaves_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let index = filled(folder.path(), 3);
    let bad = Document::public("x".repeat(1_000), "offer");
    assert!(matches!(index.rebuild([document(1), bad]), Err(IndexError::TooLarge { .. })));
    assert_eq!(total(&index, "common"), 3);
    let twice = [document(1), Document::public("d1", "offer").title(Level::Public, "common again")];
    index.rebuild(twice).unwrap();
    assert_eq!((total(&index, "common"), total(&index, "again")), (1, 1));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}
