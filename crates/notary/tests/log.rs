//! The log against a plain reading of RFC 6962, and against damage.
#![allow(clippy::unwrap_used)]

use notary::{Checkpoint, Hash, Key, Log, LogError, ProofError, Role, Verifier, check_consistency, check_inclusion};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

fn key() -> Key {
    Key::new("example.org/hall", Role::Log, [7; 32]).expect("the name is right")
}

fn entry(number: usize) -> Vec<u8> {
    format!("entry {number}").into_bytes()
}

/// Merkle tree hash as RFC 6962 §2.1 writes it.
fn plain_head(entries: &[Vec<u8>]) -> Hash {
    match entries {
        [] => Hash::of(b""),
        [one] => Hash::leaf(one),
        _ => {
            let mut k = 1;
            while 2 * k < entries.len() {
                k *= 2;
            }
            Hash::node(plain_head(&entries[..k]), plain_head(&entries[k..]))
        }
    }
}

fn opened(log: &Log) -> Checkpoint {
    let public: Verifier = log.key().verifier().to_string().parse().expect("a written key is read");
    Checkpoint::open(log.checkpoint(), &public).expect("the log signs its checkpoint")
}

#[test]
fn an_empty_log_has_the_head_of_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::open(folder.path(), key()).unwrap();
    assert_eq!(opened(&log), Checkpoint { origin: "example.org/hall".into(), size: 0, head: Hash::of(b"") });
}

#[test]
fn appended_in_batches_and_reopened_it_is_the_plain_tree() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    // Across the edges of tiles, of bundles and of the second level.
    for batch in [1, 2, 252, 1, 1, 300, 0, 211, 65_000, 600] {
        let mut log = Log::open(folder.path(), key()).unwrap();
        let entries: Vec<Vec<u8>> = (all.len()..all.len() + batch).map(entry).collect();
        assert_eq!(log.append(&entries).unwrap(), all.len() as u64..(all.len() + batch) as u64);
        all.extend(entries);
        let checkpoint = opened(&log);
        assert_eq!((checkpoint.size, checkpoint.head), (all.len() as u64, plain_head(&all)));
        assert_eq!(log.tiles().head(all.len() as u64).unwrap(), checkpoint.head);
    }
    let mut tiles = Log::open(folder.path(), key()).unwrap().tiles();
    for index in [0, 255, 256, 65_535, 65_536, all.len() as u64 - 1] {
        assert_eq!(tiles.entry(index).unwrap(), all[index as usize]);
        let proof = tiles.inclusion(index).unwrap();
        check_inclusion(Hash::leaf(&all[index as usize]), index, all.len() as u64, plain_head(&all), &proof).unwrap();
    }
    assert!(tiles.entry(all.len() as u64).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn proofs_hold_and_changed_ones_do_not(old in 0usize..700, more in 0usize..700, pick in 0usize..1400, bit in 0usize..4096) {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Log::open(folder.path(), key()).unwrap();
        let entries: Vec<Vec<u8>> = (0..old + more).map(entry).collect();
        log.append(&entries[..old]).unwrap();
        let before = opened(&log);
        log.append(&entries[old..]).unwrap();
        let after = opened(&log);
        let proof = log.tiles().consistency(old as u64).unwrap();
        prop_assert_eq!(check_consistency(before.size, before.head, after.size, after.head, &proof), Ok(()));
        let mut changed = proof.clone();
        if let Some(hash) = changed.get_mut(bit / 256 % proof.len().max(1)) {
            hash.0[bit / 8 % 32] ^= 1 << (bit % 8);
            prop_assert!(check_consistency(before.size, before.head, after.size, after.head, &changed).is_err());
        }
        if old > 0 && more > 0 {
            let mut forked = entries.clone();
            forked[pick % old].push(0);
            prop_assert!(check_consistency(before.size, before.head, after.size, plain_head(&forked), &proof).is_err());
        }
        if let Some(entry) = entries.get(pick % entries.len().max(1)) {
            let index = (pick % entries.len()) as u64;
            let proof = log.tiles().inclusion(index).unwrap();
            prop_assert_eq!(check_inclusion(Hash::leaf(entry), index, after.size, after.head, &proof), Ok(()));
            prop_assert!(check_inclusion(Hash::leaf(b"other"), index, after.size, after.head, &proof).is_err());
            if after.size > 1 {
                let wrong = (index + 1) % after.size;
                prop_assert!(check_inclusion(Hash::leaf(entry), wrong, after.size, after.head, &proof).is_err());
            }
            let mut longer = proof.clone();
            longer.push(Hash::of(b"one too many"));
            prop_assert_eq!(check_inclusion(Hash::leaf(entry), index, after.size, after.head, &longer), Err(ProofError::Length));
        }
    }
}

#[test]
fn a_log_has_one_writer() {
    let folder = tempfile::tempdir().unwrap();
    let first = Log::open(folder.path(), key()).unwrap();
    assert!(matches!(Log::open(folder.path(), key()), Err(LogError::Busy(_))));
    drop(first);
    assert!(Log::open(folder.path(), key()).is_ok());
}

#[test]
fn an_entry_that_is_too_long_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Log::open(folder.path(), key()).unwrap();
    log.append(&["first"]).unwrap();
    let before = log.checkpoint().to_owned();
    assert!(matches!(log.append(&[vec![0; 10], vec![0; 65_536]]), Err(LogError::Long(65_536))));
    assert_eq!((log.checkpoint(), log.size()), (before.as_str(), 1));
    assert_eq!(log.append(&[vec![0; 65_535]]).unwrap(), 1..2);
}

/// Opens a log of 300 entries after something was done to its folder.
fn damaged(damage: impl Fn(&Path)) -> LogError {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Log::open(folder.path(), key()).unwrap();
    log.append(&(0..300).map(entry).collect::<Vec<_>>()).unwrap();
    drop(log);
    damage(folder.path());
    Log::open(folder.path(), key()).map(|_| ()).unwrap_err()
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn damage_is_found_when_the_log_is_opened() {
    assert!(matches!(damaged(|folder| flip(&folder.join("tile/0/001.p/44"))), LogError::Differs));
    assert!(matches!(damaged(|folder| flip(&folder.join("tile/1/000.p/1"))), LogError::Differs));
    let in_entry = |folder: &Path| fs::write(folder.join("tile/entries/001.p/44"), [0, 1, 7].repeat(44)).unwrap();
    assert!(matches!(damaged(in_entry), LogError::Differs));
    assert!(matches!(
        damaged(|folder| fs::remove_file(folder.join("tile/0/001.p/44")).unwrap()),
        LogError::Incomplete(_)
    ));
    assert!(matches!(
        damaged(|folder| fs::write(folder.join("tile/0/001.p/44"), [0; 31]).unwrap()),
        LogError::Incomplete(_)
    ));
    let other = Key::new("example.org/hall", Role::Log, [8; 32]).unwrap();
    assert!(matches!(
        damaged(|folder| {
            let text = fs::read_to_string(folder.join("checkpoint")).unwrap();
            fs::write(folder.join("checkpoint"), other.sign(&text[..text.find("\n\n").unwrap() + 1], 0)).unwrap();
        }),
        LogError::Checkpoint(_)
    ));
}

#[test]
fn what_a_crash_left_beyond_the_checkpoint_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let first: Vec<Vec<u8>> = (0..200).map(entry).collect();
    let lost: Vec<Vec<u8>> = (1_000..1_100).map(entry).collect();
    let again: Vec<Vec<u8>> = (200..300).map(entry).collect();
    let mut log = Log::open(folder.path(), key()).unwrap();
    log.append(&first).unwrap();
    let kept = log.checkpoint().to_owned();
    // A batch whose tiles were written, and its checkpoint not.
    log.append(&lost).unwrap();
    drop(log);
    fs::write(folder.path().join("checkpoint"), kept).unwrap();
    let mut log = Log::open(folder.path(), key()).unwrap();
    assert_eq!(log.size(), 200);
    log.append(&again).unwrap();
    drop(log);
    let log = Log::open(folder.path(), key()).unwrap();
    assert_eq!(opened(&log).head, plain_head(&[first, again].concat()));
}
