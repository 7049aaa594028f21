//! A writer killed at random moments, on both databases: nothing acknowledged is lost, nothing is half there, the log never forks, no
//! deadline fires twice. `LIAOWANG_KILLS` says how often (20 on each database where it says nothing).
#![allow(clippy::unwrap_used)]

use jiff::{SignedDuration, Timestamp};
use notary::{Checkpoint, Key, Log, Role as KeyRole, check_consistency};
use process::{Command, Lifecycle, replay};
use registry::{Actor, Draft, Notary, Registry, Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command as Program, Stdio};
use std::time::Duration;
use store::Store;
use store::schema::{deadline, entry, event, record, version};
use store::testing::databases;

const FOLDER: &str = "LIAOWANG_CRASH_FOLDER";
const ADDRESS: &str = "LIAOWANG_CRASH_ADDRESS";
const SCHEMA: &str = "LIAOWANG_CRASH_SCHEMA";
const KIND: &str = "code = \"sample\"\nen = \"Sample\"\nzh = \"样品\"\nfamily = \"product\"\nprocess = \"publication\"\nnotarised = true\ntitle = \"name\"\nsummary = \"name\"\n[[sections]]\ncode = \"s\"\nen = \"S\"\nzh = \"节\"\n[[fields]]\ncode = \"name\"\nsection = \"s\"\ntype = \"text\"\nbilingual = true\nrequired = true\nen = \"Name\"\nzh = \"名称\"\n";

fn key() -> Key {
    Key::new("example.org/hall", KeyRole::Log, [7; 32]).unwrap()
}

/// Writes until it is killed: begins, submits, publishes, lets deadlines fire, and prints what was acknowledged.
#[test]
fn writer() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let address = std::env::var(ADDRESS).unwrap();
        let store = match std::env::var(SCHEMA) {
            Ok(schema) => Store::open_in(&address, &schema).await.unwrap(),
            Err(_) => Store::open(&address).await.unwrap(),
        };
        let registry = Registry::new(store, Some(Path::new(&folder))).unwrap();
        let lifecycle = Lifecycle::new(registry.clone(), Some(Path::new(&folder))).unwrap();
        let notary = Notary::open(registry, &Path::new(&folder).join("log"), key()).unwrap();
        let writers = (0..3).map(|writer| {
            let lifecycle = lifecycle.clone();
            tokio::spawn(async move { write(&lifecycle, writer).await })
        });
        let writers: Vec<_> = writers.collect();
        loop {
            let size = notary.advance().await.unwrap();
            println!("\nlog {size} {}", notary.checkpoint().await.replace('\n', "|"));
            // A year later everything that waits is due.
            lifecycle.fire_due(Timestamp::now() + SignedDuration::from_hours(24 * 365), 50).await.unwrap();
            assert!(writers.iter().all(|writer| !writer.is_finished()), "a writer ended");
        }
    });
}

async fn write(lifecycle: &Lifecycle, writer: usize) {
    let anna = Actor::party("anna", Timestamp::now());
    let carl = Actor::party("carl", Timestamp::now()).with_role(Role::Curator);
    for number in 0.. {
        let content = json!({"name": {"zh": format!("{writer}-{number}")}}).as_object().unwrap().clone();
        let draft = Draft { kind: "sample".into(), owner: "anna".into(), anonymous: false, content };
        let (mut record, _) = lifecycle.begin(&anna, &store::new_id(), draft).await.unwrap();
        println!("\nevent {} {}", record.id, record.revision);
        for (actor, transition) in [(&anna, "submit"), (&carl, "publish")] {
            let command = Command {
                id: store::new_id(),
                record: record.id.clone(),
                seen: record.revision,
                transition: transition.into(),
                comment: String::new(),
            };
            // A deadline may have come in between.
            let Ok(after) = lifecycle.act(actor, &command).await else { break };
            record = after;
            println!("\nevent {} {}", record.id, record.revision);
        }
    }
}

#[test]
fn a_killed_writer_loses_nothing() {
    let kills: u64 = std::env::var("LIAOWANG_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for fresh in runtime.block_on(databases()) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("kinds")).unwrap();
        std::fs::write(folder.path().join("kinds/sample.toml"), KIND).unwrap();
        let mut last = Checkpoint { origin: "example.org/hall".into(), size: 0, head: notary::Hash::of(b"") };
        for kill in 0..kills {
            let mut program = Program::new(std::env::current_exe().unwrap());
            program
                .args(["--exact", "writer", "--nocapture"])
                .env(FOLDER, folder.path())
                .env(ADDRESS, &fresh.address.0);
            if let Some(schema) = &fresh.address.1 {
                program.env(SCHEMA, schema);
            }
            let mut writer = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let out = writer.stdout.take().unwrap();
            let reader =
                std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).collect::<Vec<String>>());
            std::thread::sleep(Duration::from_micros(120_000 + kill * 7_919 % 250_000));
            let ended = writer.try_wait().unwrap();
            assert!(ended.is_none(), "{}: the writer ended by itself: {:?}", fresh.name, writer.wait_with_output());
            writer.kill().unwrap();
            writer.wait().unwrap();
            let said = reader.join().unwrap();
            let name = format!("{}, kill {kill}", fresh.name);
            runtime.block_on(check(&fresh.store, &said, folder.path(), &mut last, &name));
        }
        assert!(
            last.size > kills / 2,
            "{}: only {} entries were made: the writer was killed too early",
            fresh.name,
            last.size
        );
        runtime.block_on(fresh.remove());
    }
}

async fn check(store: &Store, said: &[String], folder: &Path, last: &mut Checkpoint, name: &str) {
    // One moment: the server may still be ending what the killed writer had sent.
    let snapshot = store.snapshot().await.unwrap();
    let events = event::Entity::find().order_by_asc(event::Column::Revision).all(&snapshot).await.unwrap();
    let mut histories: BTreeMap<String, Vec<event::Model>> = BTreeMap::new();
    for event in events {
        histories.entry(event.record.clone()).or_default().push(event);
    }
    // What was acknowledged is there.
    for line in said.iter().filter_map(|line| line.strip_prefix("event ")) {
        let (id, revision) = line.split_once(' ').unwrap();
        let history = histories.get(id).unwrap_or_else(|| panic!("{name}: record {id} is lost"));
        assert!(history.len() as i64 >= revision.parse::<i64>().unwrap(), "{name}: event {revision} of {id} is lost");
    }
    // Nothing is half there: record, history, versions and deadlines agree.
    let records = record::Entity::find().all(&snapshot).await.unwrap();
    assert_eq!(records.len(), histories.len(), "{name}: a record without history, or a history without record");
    for record in &records {
        let history = &histories[&record.id];
        assert_eq!(replay(history).unwrap(), record.state, "{name}: {}", record.id);
        assert_eq!(history.len() as i64, record.revision, "{name}: {}", record.id);
        let fired = history.iter().filter(|event| event.name == "remind").count();
        assert!(fired <= 1, "{name}: a deadline of {} fired {fired} times", record.id);
    }
    let orphans = deadline::Entity::find().filter(deadline::Column::ClosedAt.is_null()).all(&snapshot).await.unwrap();
    for deadline in orphans {
        let record = records.iter().find(|record| record.id == deadline.record).unwrap();
        assert!(
            matches!(record.state.as_str(), "submitted" | "returned" | "revised"),
            "{name}: a deadline in {}",
            record.state
        );
    }
    assert_eq!(version::Entity::find().all(&snapshot).await.unwrap().len(), records.len(), "{name}: one version each");
    // Published is what the log's line says, without gaps.
    let entries = entry::Entity::find().order_by_asc(entry::Column::Number).all(&snapshot).await.unwrap();
    assert!(entries.iter().zip(0..).all(|(entry, number)| entry.number == number), "{name}: a gap");
    let published = records.iter().filter(|record| record.published_version.is_some()).count();
    assert_eq!(entries.len(), published, "{name}: an entry for each publication");
    // The log continues what was signed before, and what was acknowledged by the writer.
    drop(snapshot);
    let log = Log::open(&folder.join("log"), key()).unwrap();
    let now = Checkpoint::open(log.checkpoint(), key().verifier()).unwrap();
    assert!(now.size as usize <= entries.len(), "{name}: the log has entries that the database does not know");
    let signed = said.iter().filter_map(|line| line.strip_prefix("log ")?.split_once(' '));
    let signed = signed.map(|(_, note)| Checkpoint::open(&note.replace('|', "\n"), key().verifier()).unwrap());
    for before in signed.chain([last.clone()]) {
        assert!(before.size <= now.size, "{name}: the log forgot entries");
        let proof = log.tiles().consistency(before.size).unwrap();
        check_consistency(before.size, before.head, now.size, now.head, &proof).unwrap();
    }
    let mut tiles = log.tiles();
    for entry in entries.iter().take(now.size as usize) {
        assert_eq!(
            tiles.entry(entry.number.unsigned_abs()).unwrap(),
            entry.content.as_bytes(),
            "{name}: entry {}",
            entry.number
        );
    }
    *last = now;
}
