//! An implementation that shares no code with ours (Go's `golang.org/x/mod/sumdb`) accepts the log, and refuses a changed one. Needs Go
//! and that package's source (Debian: `apt-get install golang golang-golang-x-mod-dev`); skipped where they are not.
#![allow(clippy::unwrap_used)]

use notary::{Checkpoint, Commitments, Entry, Key, Log, Receipt, Role, Tiles, canonical, digest, folder_reader};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const ENTRIES: usize = 10_000;
const SOURCE: &str = "/usr/share/gocode";

fn entry(number: usize) -> Entry {
    Entry {
        event: "published".into(),
        kind: "offer".into(),
        record: format!("record-{number}"),
        version: 1,
        time: "2026-11-25T08:00:00Z".into(),
        digest: digest(&Commitments::new()).unwrap(),
    }
}

#[test]
fn the_go_packages_accept_ten_thousand_entries_and_refuse_a_changed_byte() {
    if !Path::new(SOURCE).join("src/golang.org/x/mod/sumdb/tlog").is_dir()
        || Command::new("go").arg("version").output().is_err()
    {
        println!("skipped: no Go with golang.org/x/mod here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let log_folder = folder.path().join("log");
    let mut log = Log::open(&log_folder, Key::new("example.org/hall", Role::Log, [7; 32]).unwrap()).unwrap();
    let entries: Vec<Vec<u8>> = (0..ENTRIES).map(|number| canonical(&entry(number)).unwrap()).collect();

    // A checkpoint after every hundred entries, each with the proof to the next.
    let mut checkpoints = String::new();
    let mut sizes: Vec<u64> = Vec::new();
    for hundred in entries.chunks(100) {
        let before = sizes.last().copied();
        log.append(hundred).unwrap();
        if let Some(before) = before {
            checkpoints += "---\n";
            for hash in log.tiles().consistency(before).unwrap() {
                checkpoints += &format!("{hash}\n");
            }
            checkpoints += "===\n";
        }
        checkpoints += log.checkpoint();
        sizes.push(log.size());
    }
    let mut tiles = log.tiles();
    let mut receipts = String::new();
    for number in 0..ENTRIES {
        let path = tiles.inclusion(number as u64).unwrap();
        let receipt =
            Receipt::new(entry(number), Commitments::new(), BTreeMap::new(), number as u64, &path, log.checkpoint());
        receipt.verify(log.key().verifier(), &[]).unwrap();
        receipts += &format!("{}===\n", receipt.proof);
    }
    let (receipts_path, checkpoints_path) = (folder.path().join("receipts"), folder.path().join("checkpoints"));
    fs::write(&receipts_path, receipts).unwrap();
    fs::write(&checkpoints_path, checkpoints).unwrap();

    let program = folder.path().join("verify");
    let built = Command::new("go")
        .args(["build", "-o"])
        .arg(&program)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/go/verify.go"))
        .envs([("GO111MODULE", "off"), ("GOPATH", SOURCE), ("GOFLAGS", "")])
        .env("GOCACHE", folder.path().join("cache"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let verify = |log: &Path, receipts: &Path| {
        let key = Key::new("example.org/hall", Role::Log, [7; 32]).unwrap().verifier().to_string();
        let mut out = Command::new(&program);
        out.args([log.as_os_str(), key.as_ref(), receipts.as_ref(), checkpoints_path.as_ref()]);
        let out = out.output().unwrap();
        (
            out.status.success(),
            String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr),
        )
    };
    assert_eq!(verify(&log_folder, &receipts_path), (true, format!("{ENTRIES} entries, 99 steps\n")));

    // One byte of an entry, of a tile, of a proof, of the checkpoint.
    for path in ["tile/entries/020", "tile/0/020", "tile/1/000.p/39", "checkpoint"] {
        let path = log_folder.join(path);
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        changed[30] ^= 1;
        fs::write(&path, &changed).unwrap();
        let (accepted, said) = verify(&log_folder, &receipts_path);
        assert!(!accepted, "a changed byte in {} went through: {said}", path.display());
        fs::write(&path, whole).unwrap();
    }
    let mut changed = fs::read(&receipts_path).unwrap();
    let middle = changed.iter().position(|&byte| byte == b'=').unwrap() - 20;
    changed[middle] = if changed[middle] == b'A' { b'B' } else { b'A' };
    fs::write(&receipts_path, changed).unwrap();
    assert!(!verify(&log_folder, &receipts_path).0, "a changed proof went through");

    // What Go read is what we read.
    let checkpoint = Checkpoint::open(log.checkpoint(), log.key().verifier()).unwrap();
    assert_eq!(Tiles::new(checkpoint.size, folder_reader(&log_folder)).head(checkpoint.size).unwrap(), checkpoint.head);
}
