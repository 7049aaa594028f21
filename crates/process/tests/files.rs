//! Files in fields of records, on both databases: what is let in, who may change it, who gets it, and what is left over.
#![allow(clippy::unwrap_used)]

use jiff::{SignedDuration, Timestamp};
use process::{Command, Lifecycle, LifecycleError};
use registry::content::{Content, Wrong};
use registry::definition::Disclosure;
use registry::files::{FileValue, Files, FilesError};
use registry::{Actor, Draft, Registry, RegistryError, Role};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use store::schema::{file, record};
use store::testing::{Fresh, databases};

const KIND: &str = r#"
code = "sample"
en = "Sample"
zh = "样品"
family = "product"
process = "publication"
notarised = true
title = "name"
summary = "name"
[[sections]]
code = "s"
en = "S"
zh = "节"
[[fields]]
code = "name"
section = "s"
type = "text"
bilingual = true
required = true
en = "Name"
zh = "名称"
[[fields]]
code = "plan"
section = "s"
type = "file"
accept = ["pdf"]
megabytes = 1
en = "Plan"
zh = "方案"
[[fields]]
code = "papers"
section = "s"
type = "file"
accept = ["text", "image", "sheet"]
many = true
most_values = 2
disclosure = "signed-in"
en = "Papers"
zh = "材料"
[[fields]]
code = "secret"
section = "s"
type = "file"
accept = ["pdf"]
personal = true
disclosure = "owner"
en = "Secret"
zh = "内部材料"
"#;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n\x00\xff";

fn now() -> Timestamp {
    "2026-11-25T02:00:00Z".parse().unwrap()
}

fn anna() -> Actor {
    Actor::party("anna", now())
}

fn carl() -> Actor {
    Actor::party("carl", now()).with_role(Role::Curator)
}

struct Place {
    lifecycle: Lifecycle,
    files: Files,
    folder: tempfile::TempDir,
}

impl Place {
    fn of(fresh: &Fresh) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("kinds")).unwrap();
        std::fs::write(folder.path().join("kinds/sample.toml"), KIND).unwrap();
        let registry = Registry::new(fresh.store.clone(), Some(folder.path())).unwrap();
        let files = Files::open(registry.clone(), &folder.path().join("files")).unwrap();
        Self { lifecycle: Lifecycle::new(registry, Some(folder.path())).unwrap(), files, folder }
    }

    async fn begin(&self, content: Value) -> record::Model {
        let content = content.as_object().unwrap().clone();
        let draft = Draft { kind: "sample".into(), owner: "anna".into(), anonymous: false, content };
        self.lifecycle.begin(&anna(), &store::new_id(), draft).await.unwrap().0
    }

    /// Uploads in small pieces.
    async fn put(
        &self,
        actor: &Actor,
        record: &record::Model,
        field: &str,
        name: &str,
        bytes: &[u8],
    ) -> Result<(record::Model, FileValue), LifecycleError> {
        let mut upload = self.lifecycle.begin_upload(&self.files, actor, &record.id, field, name).await?;
        for piece in bytes.chunks(10_000) {
            upload.write(piece).await?;
        }
        let after = self.lifecycle.attach(actor, &store::new_id(), record.revision, upload).await?;
        let content = self.lifecycle.registry().read(actor, &record.id, None).await.unwrap().content;
        let file = registry::files::files_of(&content[field]).pop().unwrap();
        Ok((after, file))
    }

    async fn act(&self, actor: &Actor, record: &record::Model, transition: &str) -> record::Model {
        let command = Command {
            id: store::new_id(),
            record: record.id.clone(),
            seen: record.revision,
            transition: transition.into(),
            comment: "so it is".into(),
        };
        self.lifecycle.act(actor, &command).await.unwrap()
    }

    async fn get(&self, actor: &Actor, record: &str, file: &str) -> Option<Vec<u8>> {
        match self.files.read(actor, record, None, file).await {
            Ok(opened) => Some(opened.bytes.bytes().await.unwrap().to_vec()),
            Err(FilesError::Registry(RegistryError::NotFound { .. })) => None,
            Err(error) => panic!("{error}"),
        }
    }

    async fn content(&self, id: &str) -> Content {
        self.lifecycle.registry().read(&anna(), id, None).await.unwrap().content
    }

    /// Files in the folder, whole or not.
    fn lying(&self) -> usize {
        fn count(folder: &Path) -> usize {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
        }
        count(&self.folder.path().join("files"))
    }
}

fn zip(names: &[&str]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in names {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(b"something").unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_file_is_taken_in_and_covered_by_the_version() {
    for fresh in databases().await {
        let place = Place::of(&fresh);
        let record = place.begin(json!({"name": {"zh": "手"}})).await;
        let (record, file) = place.put(&anna(), &record, "plan", "../../etc/方案.PDF", PDF).await.unwrap();
        assert_eq!((record.version, record.revision), (2, 2), "{}", fresh.name);
        assert_eq!(
            (file.name.as_str(), file.media.as_str(), file.size),
            ("方案.PDF", "application/pdf", PDF.len() as u64)
        );
        let hash = file.sha256.clone();
        assert_eq!(hash.len(), 64);
        assert_eq!(place.content(&record.id).await["plan"], file.value());
        assert_eq!(place.get(&anna(), &record.id, &file.id).await.unwrap(), PDF);
        assert_eq!(place.lying(), 1);
        // One takes the place of the other; the version that had it keeps it.
        let (record, second) = place.put(&anna(), &record, "plan", "b.pdf", b"%PDF-2").await.unwrap();
        assert_eq!(place.content(&record.id).await["plan"], second.value());
        assert_eq!(place.get(&anna(), &record.id, &file.id).await.unwrap(), PDF);
        let (record, _) = place.put(&anna(), &record, "papers", "a", b"a,b\n1,2\n").await.unwrap();
        let (record, paper) = place.put(&anna(), &record, "papers", "b.txt", "一行".as_bytes()).await.unwrap();
        match place.put(&anna(), &record, "papers", "c.txt", b"c").await {
            Err(LifecycleError::Files(FilesError::TooMany { most: 2 })) => {}
            other => panic!("{other:?}"),
        }
        // What was seen is old: nothing is written over.
        let old = record::Model { revision: 1, ..record.clone() };
        match place.put(&anna(), &old, "plan", "c.pdf", PDF).await {
            Err(LifecycleError::Registry(RegistryError::Changed { seen: 1, .. })) => {}
            other => panic!("{other:?}"),
        }
        let lifecycle = &place.lifecycle;
        let gone = lifecycle.detach(&anna(), "d1", &record.id, record.revision, "papers", &paper.id).await.unwrap();
        assert_eq!(place.content(&record.id).await["papers"].as_array().unwrap().len(), 1);
        let again = lifecycle.detach(&anna(), "d1", &record.id, record.revision, "papers", &paper.id).await.unwrap();
        assert_eq!((again.version, again.revision), (gone.version, gone.revision), "a command happens once");
        fresh.remove().await;
    }
}

#[tokio::test]
async fn what_is_not_what_it_says_is_refused_and_not_kept() {
    for fresh in databases().await {
        let place = Place::of(&fresh);
        let record = place.begin(json!({"name": {"zh": "手"}})).await;
        let large = [PDF, &vec![0; 1_000_000]].concat();
        match place.put(&anna(), &record, "plan", "a.pdf", &large).await {
            Err(LifecycleError::Files(FilesError::TooLarge { megabytes: 1 })) => {}
            other => panic!("{other:?}"),
        }
        match place.put(&anna(), &record, "plan", "a.pdf", b"").await {
            Err(LifecycleError::Files(FilesError::Empty)) => {}
            other => panic!("{other:?}"),
        }
        let docx = zip(&["[Content_Types].xml", "word/document.xml"]);
        let (other, macros) =
            (zip(&["evil.exe"]), zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]));
        let refused: [(&str, &str, &[u8]); 8] = [
            ("plan", "page.pdf", b"<!doctype html><script>alert(1)</script>"),
            ("plan", "picture.pdf", b"\x89PNG\r\n\x1a\n\x00"),
            ("papers", "picture.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
            ("papers", "picture.png", b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
            ("papers", "letter.docx", &other),
            ("papers", "letter.docx", &macros),
            ("papers", "table.csv", b"a,b\x00\n"),
            ("papers", "plan.txt", PDF),
        ];
        for (field, name, bytes) in refused {
            match place.put(&anna(), &record, field, name, bytes).await {
                Err(LifecycleError::Files(FilesError::Sort { accept })) => assert!(!accept.is_empty(), "{name}"),
                other => panic!("{name}: {other:?}"),
            }
        }
        assert_eq!(place.lying(), 0, "{}: nothing of them is kept", fresh.name);
        assert_eq!(place.content(&record.id).await.len(), 1);
        let (_, file) = place.put(&anna(), &record, "papers", "letter.zip", &docx).await.unwrap();
        assert_eq!(file.name, "letter.zip.docx");
        fresh.remove().await;
    }
}

#[tokio::test]
async fn only_who_may_edit_now_may_upload() {
    for fresh in databases().await {
        let place = Place::of(&fresh);
        let record = place.begin(json!({"name": {"zh": "手"}})).await;
        let eva = Actor::party("eva", now());
        match place.put(&eva, &record, "plan", "a.pdf", PDF).await {
            Err(LifecycleError::Registry(RegistryError::NotFound { .. })) => {}
            other => panic!("{other:?}"),
        }
        match place.put(&carl(), &record, "plan", "a.pdf", PDF).await {
            Err(LifecycleError::NotEditable(_)) => {}
            other => panic!("{other:?}"),
        }
        match place.put(&anna(), &record, "name", "a.pdf", PDF).await {
            Err(LifecycleError::Registry(RegistryError::NotFound { .. })) => {}
            other => panic!("{other:?}"),
        }
        let (record, file) = place.put(&anna(), &record, "plan", "a.pdf", PDF).await.unwrap();
        let record = place.act(&anna(), &record, "submit").await;
        match place.put(&anna(), &record, "plan", "b.pdf", PDF).await {
            Err(LifecycleError::NotEditable(state)) => assert_eq!(state, "submitted"),
            other => panic!("{other:?}"),
        }
        match place.lifecycle.detach(&anna(), &store::new_id(), &record.id, record.revision, "plan", &file.id).await {
            Err(LifecycleError::NotEditable(_)) => {}
            other => panic!("{other:?}"),
        }
        let record = place.act(&carl(), &record, "publish").await;
        match place.put(&eva, &record, "plan", "b.pdf", PDF).await {
            Err(LifecycleError::NotEditable(_)) => {}
            other => panic!("{other:?}"),
        }
        fresh.remove().await;
    }
}

#[tokio::test]
async fn a_file_is_given_to_whoever_sees_its_field() {
    for fresh in databases().await {
        let place = Place::of(&fresh);
        let record = place.begin(json!({"name": {"zh": "手"}})).await;
        let (record, plan) = place.put(&anna(), &record, "plan", "a.pdf", PDF).await.unwrap();
        let (record, paper) = place.put(&anna(), &record, "papers", "b.txt", b"text").await.unwrap();
        let (record, secret) = place.put(&anna(), &record, "secret", "c.pdf", PDF).await.unwrap();
        let (visitor, eva) = (Actor::visitor(now()), Actor::party("eva", now()));
        for file in [&plan, &paper, &secret] {
            for (actor, sees) in [(&visitor, false), (&eva, false), (&anna(), true), (&carl(), true)] {
                assert_eq!(place.get(actor, &record.id, &file.id).await.is_some(), sees, "{} draft", fresh.name);
            }
        }
        let record = place.act(&anna(), &record, "submit").await;
        let record = place.act(&carl(), &record, "publish").await;
        let registry = place.lifecycle.registry();
        let bert = Actor::party("bert", now());
        registry.grant(&anna(), &record.id, "bert", Some(Disclosure::Deal)).await.unwrap();
        for (file, seen_by) in [
            (&plan, [true, true, true, true, true]),
            (&paper, [false, true, true, true, true]),
            (&secret, [false, false, false, true, true]),
        ] {
            for (actor, sees) in [&visitor, &eva, &bert, &anna(), &carl()].into_iter().zip(seen_by) {
                assert_eq!(place.get(actor, &record.id, &file.id).await.is_some(), sees, "{}: {actor:?}", file.name);
            }
        }
        // Not through another record, and not where there is none.
        let other = place.begin(json!({"name": {"zh": "另"}})).await;
        assert_eq!(place.get(&anna(), &other.id, &plan.id).await, None);
        assert_eq!(place.get(&anna(), &record.id, &store::new_id()).await, None);
        assert_eq!(place.get(&anna(), &record.id, "../../notary/key").await, None);
        fresh.remove().await;
    }
}

#[tokio::test]
async fn content_speaks_only_of_what_was_uploaded_for_it() {
    for fresh in databases().await {
        let place = Place::of(&fresh);
        let mine = place.begin(json!({"name": {"zh": "手"}})).await;
        let (mine, file) = place.put(&anna(), &mine, "plan", "a.pdf", PDF).await.unwrap();
        // Another record, another field, a made-up hash: each is named and not taken.
        let forged = json!({"id": file.id, "name": "x", "type": "text/html", "size": 1, "sha256": "0".repeat(64)});
        let draft = Draft {
            kind: "sample".into(),
            owner: "anna".into(),
            anonymous: false,
            content: json!({"name": {"zh": "另"}, "plan": forged}).as_object().unwrap().clone(),
        };
        let (other, problems) = place.lifecycle.begin(&anna(), &store::new_id(), draft).await.unwrap();
        assert_eq!(problems[0].what, Wrong::NotATerm { given: file.id.clone() });
        assert!(!place.content(&other.id).await.contains_key("plan"));
        let content = json!({"name": {"zh": "手"}, "plan": forged, "secret": file.id});
        let content = content.as_object().unwrap();
        let edited = place.lifecycle.edit(&anna(), "e1", &mine.id, mine.revision, content, "").await.unwrap();
        assert_eq!(edited.1.len(), 1, "{:?}", edited.1);
        let content = place.content(&mine.id).await;
        assert_eq!(
            (&content["plan"], content.get("secret")),
            (&file.value(), None),
            "what is said is what was taken in"
        );
        fresh.remove().await;
    }
}

#[tokio::test]
async fn what_no_version_speaks_of_goes_after_a_day() {
    for fresh in databases().await {
        let place = Place::of(&fresh);
        let record = place.begin(json!({"name": {"zh": "手"}})).await;
        let (record, kept) = place.put(&anna(), &record, "plan", "a.pdf", PDF).await.unwrap();
        let (record, personal) = place.put(&anna(), &record, "secret", "b.pdf", PDF).await.unwrap();
        let old = record::Model { revision: 1, ..record.clone() };
        place.put(&anna(), &old, "plan", "c.pdf", PDF).await.unwrap_err();
        place.put(&anna(), &record, "plan", "d.pdf", b"no").await.unwrap_err();
        assert_eq!(place.lying(), 3);
        let later = |hours| now() + SignedDuration::from_hours(hours);
        assert_eq!(place.files.sweep(later(23)).await.unwrap(), 0);
        assert_eq!(place.files.sweep(later(25)).await.unwrap(), 2, "{}", fresh.name);
        assert_eq!(place.lying(), 2);
        // Personal data that is erased is erased in the folder too.
        place.lifecycle.registry().erase_personal(&anna(), &record.id).await.unwrap();
        assert_eq!(place.get(&anna(), &record.id, &personal.id).await, None);
        assert_eq!(place.files.sweep(later(25)).await.unwrap(), 1);
        assert_eq!(place.get(&anna(), &record.id, &kept.id).await.unwrap(), PDF);
        assert_eq!((place.lying(), file::Entity::find().count(fresh.store.read()).await.unwrap()), (1, 1));
        fresh.remove().await;
    }
}
