//! The program from outside: a killed import, a scan repeated with other threads, messages for wrong input.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn liaowang(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liaowang"));
    command.arg("--data-dir").arg(data).env("LIAOWANG_LANGUAGE", "en").env("RUST_BACKTRACE", "0");
    command
}

fn run(data: &Path, words: &[&str]) -> Output {
    let output = liaowang(data).args(words).output().expect("the program starts");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn world(folder: &Path, documents: &str, seed: &str) -> String {
    run(folder, &["world", folder.to_str().expect("a name"), "--documents", documents, "--seed", seed]);
    folder.join("documents.jsonl").to_str().expect("a name").to_string()
}

fn count(data: &Path) -> u64 {
    let output = run(data, &["sql", "SELECT count(*) AS n FROM corpus_documents", "--output", "json"]);
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    line["n"].as_u64().expect("a number")
}

#[test]
fn an_import_killed_at_any_moment_leaves_the_old_corpus_or_the_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = world(&folder.path().join("first"), "500", "1");
    let second = world(&folder.path().join("second"), "60000", "2");
    let template = folder.path().join("template");
    run(&template, &["import", &first]);
    let old = count(&template);
    let whole = folder.path().join("whole");
    copy(&template, &whole);
    let start = std::time::Instant::now();
    run(&whole, &["import", &second]);
    let took = start.elapsed();
    let new = count(&whole);
    assert!(new > old);
    let mut interrupted = 0;
    for part in 1..=12 {
        let data = folder.path().join(format!("killed-{part}"));
        copy(&template, &data);
        let mut child = liaowang(&data)
            .args(["import", &second])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        std::thread::sleep(took.mul_f64(f64::from(part) / 12.0));
        let _ = child.kill();
        let ended = child.wait().expect("waited");
        interrupted += u32::from(!ended.success());
        let found = count(&data);
        assert!(found == old || found == new, "{found} documents after a kill; before {old}, complete {new}");
        run(&data, &["import", &second]);
        assert_eq!(count(&data), new, "a repeated import completes what was killed");
    }
    assert!(interrupted > 3, "only {interrupted} of 12 imports were killed in time");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[test]
fn a_scan_gives_the_same_bytes_for_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let documents = world(&folder.path().join("world"), "2500", "3");
    let tables = |threads: &str| {
        let data = folder.path().join(format!("data-{threads}"));
        run(&data, &["import", &documents]);
        let output =
            liaowang(&data).args(["scan", "--json"]).env("RAYON_NUM_THREADS", threads).output().expect("started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let manifest: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a manifest");
        manifest["tables"].clone()
    };
    let one = tables("1");
    assert!(one.as_object().is_some_and(|tables| tables.len() >= 10));
    assert_eq!(one, tables("3"));
}

#[test]
fn a_second_scan_keeps_ids_and_tells_the_lineage() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let documents = world(&folder.path().join("world"), "2500", "4");
    run(&data, &["import", &documents]);
    run(&data, &["scan", "--until", "2022"]);
    run(&data, &["scan"]);
    let output = run(
        &data,
        &["sql", "SELECT event, count(*) AS n FROM lineage GROUP BY event ORDER BY event", "--output", "json"],
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("continue"), "{text}");
    let twice = run(&data, &["sql", "SELECT count(*) - count(DISTINCT topic_id) AS n FROM topics", "--output", "csv"]);
    assert_eq!(String::from_utf8_lossy(&twice.stdout).trim(), "n\n0");
}

#[test]
fn definitions_are_checked_before_they_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let said = String::from_utf8_lossy(&run(&data, &["check"]).stdout).into_owned();
    assert!(said.contains("Definitions are in order") && said.contains("no database"), "{said}");
    run(&data, &["fill", "--records", "20"]);
    let all: serde_json::Value = serde_json::from_slice(&run(&data, &["check", "--json"]).stdout).expect("JSON");
    let sum = |all: &serde_json::Value, what: &str| {
        let fits = all["records"].as_array().expect("kinds").iter();
        fits.map(|fit| fit[what].as_u64().expect("a number")).sum::<u64>()
    };
    assert_eq!((sum(&all, "records"), sum(&all, "misfits")), (20, 0));
    // A name may have one letter from now on: nothing that is there fits.
    let new = folder.path().join("new");
    std::fs::create_dir_all(new.join("kinds")).expect("a folder");
    let kinds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../definitions/kinds");
    let offer = std::fs::read_to_string(kinds.join("offer.toml")).expect("the kind");
    let at = offer.find("code = \"name\"").expect("a name");
    let (head, tail) = offer.split_at(at);
    let lines = tail.lines().filter(|line| !line.starts_with("max =")).collect::<Vec<_>>().join("\n");
    let short = format!("{head}{}\n", lines.replacen("code = \"name\"", "code = \"name\"\nmax = 1", 1));
    std::fs::write(new.join("kinds/offer.toml"), short).expect("written");
    let new = new.to_str().expect("a name");
    let all: serde_json::Value = serde_json::from_slice(&run(&data, &["check", new, "--json"]).stdout).expect("JSON");
    assert_eq!(all["definitions"]["own"], 1);
    let offers = all["records"].as_array().expect("kinds").iter().find(|fit| fit["kind"] == "offer").expect("offers");
    assert_eq!(offers["misfits"], offers["records"]);
    assert_ne!(offers["misfits"], 0);
    std::fs::write(Path::new(new).join("kinds/offer.toml"), offer.replacen("type = \"text\"", "type = \"txt\"", 1))
        .expect("written");
    let output = liaowang(&data).args(["check", new]).output().expect("started");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && message.contains("kinds/offer.toml, line "), "{message}");
}

#[test]
fn wrong_input_gets_a_message_that_helps() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let table = folder.path().join("table.csv");
    std::fs::write(&table, "title,year\nOne,2001\n").expect("written");
    let table = table.to_str().expect("a name");
    let cases: &[(&[&str], &str)] = &[
        (&["scan"], "run `liaowang import <files>` first"),
        (&["topics"], "run `liaowang scan` first"),
        (&["import", "/nowhere/at-all.txt"], "/nowhere/at-all.txt"),
        (&["import", table, "--format", "wox"], "there is no format “wox”"),
        (&["sql", "SELECT nothing FROM nowhere"], "nowhere"),
        (&["sql", "DROP TABLE topics"], "DDL"),
        (&["backtest", "--cutoffs", "2017..2008"], "not a range of years"),
        (&["world", table, "--first-year", "2020"], "too short"),
    ];
    for (words, expected) in cases {
        let output = liaowang(&data).args(*words).output().expect("started");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{words:?} must fail");
        assert!(message.contains(expected), "{words:?}: {message}");
        assert!(!message.contains("panicked"), "{words:?}: {message}");
    }
}
