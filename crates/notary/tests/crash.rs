//! A writer that is killed at random moments loses nothing that it acknowledged, and never shows two histories.
#![allow(clippy::unwrap_used)]

use notary::{Checkpoint, Hash, Key, Log, Role, check_consistency};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const FOLDER: &str = "NOTARY_CRASH_FOLDER";
const KILLS: u64 = 60;

fn key() -> Key {
    Key::new("example.org/hall", Role::Log, [7; 32]).unwrap()
}

fn entry(number: u64) -> Vec<u8> {
    format!("entry {number}").into_bytes()
}

/// Appends batches and prints each checkpoint once it is acknowledged, until killed. Does nothing where it is not asked to.
#[test]
fn writer() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let mut log = Log::open(Path::new(&folder), key()).unwrap();
    loop {
        let entries: Vec<Vec<u8>> = (log.size()..log.size() + 1 + log.size() % 97).map(entry).collect();
        log.append(&entries).unwrap();
        println!("\nacknowledged {}", log.checkpoint().replace('\n', "|"));
    }
}

#[test]
fn a_killed_writer_loses_nothing_and_never_forks() {
    let folder = tempfile::tempdir().unwrap();
    let public = key().verifier().clone();
    let mut last = Checkpoint { origin: public.name().to_owned(), size: 0, head: Hash::of(b"") };
    for kill in 0..KILLS {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writer", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = writer.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let lines = BufReader::new(out).lines().map_while(Result::ok);
            lines
                .filter_map(|line| line.strip_prefix("acknowledged ").map(|note| note.replace('|', "\n")))
                .collect::<Vec<_>>()
        });
        // Spread over the life of a writer, by a step that does not divide it.
        std::thread::sleep(Duration::from_micros(8_000 + kill * 7_919 % 60_000));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let acknowledged = reader.join().unwrap();

        let log = Log::open(folder.path(), key()).unwrap_or_else(|error| panic!("after kill {kill}: {error}"));
        let now = Checkpoint::open(log.checkpoint(), &public).unwrap();
        for note in acknowledged.iter().map(String::as_str) {
            let seen = Checkpoint::open(note, &public).unwrap();
            assert!(
                seen.size <= now.size,
                "after kill {kill}: {} entries were acknowledged, {} are there",
                seen.size,
                now.size
            );
            let proof = log.tiles().consistency(seen.size).unwrap();
            check_consistency(seen.size, seen.head, now.size, now.head, &proof).unwrap();
        }
        let proof = log.tiles().consistency(last.size).unwrap();
        check_consistency(last.size, last.head, now.size, now.head, &proof).unwrap();
        last = now;
    }
    let mut tiles = Log::open(folder.path(), key()).unwrap().tiles();
    assert!(last.size > 500, "the writers wrote {} entries only: they were killed too early", last.size);
    for number in 0..last.size {
        assert_eq!(tiles.entry(number).unwrap(), entry(number), "a gap at {number}");
    }
}
