//! Receipts and witnesses: what is right is accepted, whatever is changed is refused with the reason.
#![allow(clippy::unwrap_used)]

use notary::{
    Commitments, Disclosure, Entry, Key, Log, Receipt, ReceiptError, Refusal, Role, Verifier, Witness, canonical,
    digest,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn log_key() -> Key {
    Key::new("example.org/hall", Role::Log, [7; 32]).unwrap()
}

fn public() -> Verifier {
    log_key().verifier().clone()
}

/// A log of seven entries with a receipt for the fourth, which discloses its title and not its price.
fn receipt(log: &mut Log) -> Receipt {
    let fields = [
        ("title", Disclosure::new([1; 16], json!({"en": "A dexterous hand", "zh": "灵巧手"}))),
        ("price", Disclosure::new([2; 16], json!(1200000))),
    ];
    let commitments: Commitments =
        fields.iter().map(|(name, field)| (name.to_string(), field.commitment(name).unwrap())).collect();
    let entry = Entry {
        event: "published".into(),
        kind: "offer".into(),
        record: "0190-a".into(),
        version: 2,
        time: "2026-11-25T08:00:00Z".into(),
        digest: digest(&commitments).unwrap(),
    };
    let bytes = canonical(&entry).unwrap();
    let index = log.append(&[b"a".to_vec(), b"b".to_vec(), b"c".to_vec(), bytes]).unwrap().end - 1;
    log.append(&["e", "f", "g"]).unwrap();
    let disclosed = BTreeMap::from([("title".to_string(), fields[0].1.clone())]);
    let path = log.tiles().inclusion(index).unwrap();
    Receipt::new(entry, commitments, disclosed, index, &path, log.checkpoint())
}

#[test]
fn a_receipt_survives_its_file_and_proves_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Log::open(folder.path(), log_key()).unwrap();
    let receipt = receipt(&mut log);
    let text = serde_json::to_string_pretty(&receipt).unwrap();
    let read = Receipt::read(&text).unwrap();
    assert_eq!(read, receipt);
    assert_eq!(read.origin().unwrap(), "example.org/hall");
    let proven = read.verify(&public(), &[]).unwrap();
    assert_eq!((proven.index, proven.checkpoint.size), (3, 7));
    assert!(!text.contains("1200000"), "a field that is not disclosed is not in the receipt");
}

#[test]
fn whatever_is_changed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Log::open(folder.path(), log_key()).unwrap();
    let receipt = serde_json::to_value(receipt(&mut log)).unwrap();
    let check = |change: &dyn Fn(&mut Value)| {
        let mut receipt = receipt.clone();
        change(&mut receipt);
        Receipt::read(&receipt.to_string()).and_then(|receipt| receipt.verify(&public(), &[])).unwrap_err().to_string()
    };
    let expected = [
        (check(&|it| it["entry"]["time"] = json!("2020-01-01T00:00:00Z")), "the entry does not stand in the log"),
        (check(&|it| it["entry"]["record"] = json!("0190-b")), "the entry does not stand in the log"),
        (check(&|it| it["commitments"]["price"] = it["commitments"]["title"].clone()), "the commitments are not those"),
        (
            check(&|it| it["disclosed"]["title"]["value"]["en"] = json!("A better hand")),
            "field “title” is not what was",
        ),
        (check(&|it| it["disclosed"]["price"] = it["disclosed"]["title"].clone()), "field “price” is not what was"),
        (check(&|it| it["format"] = json!("other/v1")), "this is not a receipt"),
        (check(&|it| it["more"] = json!(1)), "this is not a receipt"),
        (
            check(&|it| it["proof"] = json!(it["proof"].as_str().unwrap().replace("\n7\n", "\n8\n"))),
            "the checkpoint is not",
        ),
        (
            check(&|it| it["proof"] = json!(it["proof"].as_str().unwrap().replace("index 3", "index 2"))),
            "the entry does",
        ),
        (check(&|it| it["proof"] = json!("")), "this is not a receipt: the proof"),
    ];
    for (message, start) in expected {
        assert!(message.starts_with(start), "{message:?} should start with {start:?}");
    }
    let other = Key::new("example.org/hall", Role::Log, [8; 32]).unwrap();
    let read = Receipt::read(&receipt.to_string()).unwrap();
    assert!(matches!(read.verify(other.verifier(), &[]), Err(ReceiptError::Checkpoint(_))));
}

#[test]
fn keys_are_read_as_they_are_written() {
    for role in [Role::Log, Role::Witness] {
        let key = Key::new("example.org/k", role, [9; 32]).unwrap();
        let again: Key = key.secret().parse().unwrap();
        assert_eq!(again.verifier(), key.verifier());
        assert_eq!(key.verifier().to_string().parse::<Verifier>().unwrap(), *key.verifier());
        assert!(!format!("{key:?}").contains(key.secret().rsplit('+').next().unwrap()), "Debug shows no secret");
    }
    for wrong in ["", "a+b", "x+00000000+AQ==", "PRIVATE+KEY+x"] {
        assert!(wrong.parse::<Verifier>().is_err(), "{wrong}");
    }
    for name in ["", "two words", "a+b"] {
        assert!(Key::new(name, Role::Log, [0; 32]).is_err(), "{name:?}");
    }
}

#[test]
fn a_witness_cosigns_what_continues_and_refuses_a_fork() {
    let folder = tempfile::tempdir().unwrap();
    let memory = tempfile::tempdir().unwrap();
    let witness = Witness::new(Key::new("witness.example/w", Role::Witness, [5; 32]).unwrap(), memory.path());
    let mut log = Log::open(&folder.path().join("a"), log_key()).unwrap();
    log.append(&["a", "b", "c"]).unwrap();
    assert_eq!(witness.seen(&public()).unwrap(), 0);
    witness.cosign(&public(), log.checkpoint(), 0, &[], 1_000).unwrap();
    assert_eq!(witness.seen(&public()).unwrap(), 3);

    log.append(&["d", "e"]).unwrap();
    let proof = log.tiles().consistency(3).unwrap();
    assert!(matches!(
        witness.cosign(&public(), log.checkpoint(), 0, &[], 2_000),
        Err(Refusal::Stale { seen: 3, old: 0 })
    ));
    let line = witness.cosign(&public(), log.checkpoint(), 3, &proof, 2_000).unwrap();
    let cosigned = format!("{}{line}", log.checkpoint());
    assert_eq!(witness.verifier().open(&cosigned).unwrap().1, Some(2_000));

    // The same key signs another history.
    let mut fork = Log::open(&folder.path().join("b"), log_key()).unwrap();
    fork.append(&["a", "b", "x", "d", "e", "f"]).unwrap();
    let proof = fork.tiles().consistency(5).unwrap();
    let refused = witness.cosign(&public(), fork.checkpoint(), 5, &proof, 3_000).unwrap_err();
    assert!(refused.to_string().starts_with("FORK"), "{refused}");
    assert_eq!(witness.seen(&public()).unwrap(), 5, "it remembers the first history");
    // Another witness's memory is not taken for this log's.
    let stranger = Key::new("example.org/other", Role::Log, [6; 32]).unwrap();
    assert!(matches!(witness.cosign(stranger.verifier(), log.checkpoint(), 0, &[], 0), Err(Refusal::Checkpoint(_))));
}

#[test]
fn a_receipt_names_the_witnesses_of_its_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Log::open(folder.path(), log_key()).unwrap();
    let mut receipt = receipt(&mut log);
    let witness = Key::new("witness.example/w", Role::Witness, [5; 32]).unwrap();
    let (text, _) = public().open(log.checkpoint()).map(|(text, time)| (text.to_owned(), time)).unwrap();
    receipt.proof += &witness.signature(&text, 1_790_000_000);
    let known = [witness.verifier().clone()];
    assert_eq!(
        receipt.verify(&public(), &known).unwrap().witnesses,
        [("witness.example/w".to_string(), 1_790_000_000)]
    );
    // A cosignature of another time does not pass.
    let line = witness.signature(&text, 1_790_000_000);
    receipt.proof = receipt.proof.replace(&line, &line.replace(&line[30..34], "BBBB"));
    assert!(receipt.verify(&public(), &known).is_err());
}
