//! The hall from outside: exported, proven offline, watched by a witness, backed up and restored.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

fn liaowang(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liaowang"));
    command.arg("--data-dir").arg(data).env("LIAOWANG_LANGUAGE", "en").env("RUST_BACKTRACE", "0");
    command.env_remove("LIAOWANG_DATABASE_URL").env_remove("LIAOWANG_LOG_KEY");
    command
}

fn run(data: &Path, words: &[&str]) -> Output {
    liaowang(data).args(words).output().expect("the program starts")
}

/// What a command says that succeeds.
fn said(data: &Path, words: &[&str]) -> String {
    let output = run(data, words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// What a command says that fails.
fn refused(data: &Path, words: &[&str]) -> String {
    let output = run(data, words);
    assert!(!output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).expect("text")
}

/// All files below a folder whose path ends so.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, end));
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
    found.sort();
    found
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(data: &Path) -> (Server, String) {
    let mut child =
        liaowang(data).args(["serve", "--address", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().expect("started");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("an output")).read_line(&mut line).expect("a line");
    let address = line.split_whitespace().find(|word| word.starts_with("http://")).expect("an address").to_owned();
    (Server(child), address)
}

#[test]
fn a_hall_is_exported_proven_watched_and_restored() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let text = |path: &Path| path.to_str().expect("a name").to_owned();
    let data = path("data");
    said(&data, &["fill", "--records", "60"]);
    let (server, address) = serve(&data);

    let site = path("site");
    said(&data, &["export", "hall", &text(&site)]);
    assert!(refused(&data, &["export", "hall", &text(&site)]).contains("is there already"));
    let receipts = files(&site, "receipt.json");
    assert!(receipts.len() > 20, "{} receipts", receipts.len());
    let key = portal::log_key(&data).expect("read").expect("a key").to_string();
    // Whoever has only the key and the receipt.
    let elsewhere = path("elsewhere");
    for receipt in &receipts {
        assert!(said(&elsewhere, &["verify", &text(receipt), "--key", &key]).contains("holds"));
    }
    let receipt = text(&receipts[0]);
    assert!(refused(&elsewhere, &["verify", &receipt]).contains("--key"));
    let page = text(&files(&site, ".html")[0]);
    assert!(refused(&elsewhere, &["verify", &receipt, &page, "--key", &key]).contains("not a file"));
    let changed = path("changed.json");
    let content = std::fs::read_to_string(&receipt).expect("a receipt");
    let at = content.find("\"value\"").expect("a value") + 10;
    let mut bytes = content.into_bytes();
    bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
    std::fs::write(&changed, bytes).expect("written");
    refused(&elsewhere, &["verify", &text(&changed), "--key", &key]);

    let watch = ["witness", &format!("{address}/log"), "--key", &key, "--once"];
    let first = said(&path("witness"), &watch);
    let again = said(&path("witness"), &watch);
    assert!(first.contains("localhost/witness+") && again.contains("— localhost/witness "), "{first}\n{again}");

    let index = data.join("search/hall/current");
    let whole = || std::fs::read_to_string(&index).unwrap_or_default();
    let before = whole();
    assert!(said(&data, &["index", "rebuild"]).contains("is new"), "the program that serves made it");
    let after = whole();
    assert!(after != before && !after.is_empty(), "{before} {after}");

    let backup = path("backup");
    said(&data, &["backup", &text(&backup)]);
    assert!(refused(&data, &["backup", &text(&backup)]).contains("is there already"));
    drop(server);
    assert!(said(&data, &["index", "rebuild"]).contains("is new"), "the command made it itself");
    assert_ne!(whole(), after);
    let restored = path("restored");
    said(&restored, &["restore", &text(&backup)]);
    assert!(refused(&restored, &["restore", &text(&backup)]).contains("new data folder"));
    assert!(refused(&path("other"), &["restore", &text(&site)]).contains("not a backup"));
    let copy = path("copy");
    said(&restored, &["export", "hall", &text(&copy)]);
    for file in files(&site, ".json") {
        let name = file.strip_prefix(&site).expect("below it");
        let read = |path: PathBuf| std::fs::read_to_string(path).expect("a file");
        assert_eq!(read(copy.join(name)), read(file.clone()), "{}", name.display());
    }
    // A log that is shorter than what was cosigned is a fork.
    let younger = path("younger");
    said(&younger, &["fill", "--records", "5"]);
    std::fs::create_dir_all(younger.join("notary")).expect("a folder");
    std::fs::copy(data.join("notary/key"), younger.join("notary/key")).expect("the same key");
    let (_server, address) = serve(&younger);
    let fork = refused(&path("witness"), &["witness", &format!("{address}/log"), "--key", &key, "--once"]);
    assert!(fork.contains("FORK"), "{fork}");
}
