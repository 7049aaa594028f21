//! `liaowang records` from outside: a template, a plan, what was planned, and the way back.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn run(data: &Path, words: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_liaowang"))
        .arg("--data-dir")
        .arg(data)
        .args(words)
        .env("LIAOWANG_LANGUAGE", "en")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("it ends")
}

fn said(data: &Path, words: &[&str]) -> String {
    let output = run(data, words, "");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_file_is_shown_applied_once_and_written_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let made = run(data, &["operator", "anna@lab.example"], "eine lange Kette von Worten\n");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let path = |name: &str| data.join(name).to_str().expect("a name").to_owned();
    said(data, &["records", "template", "offer", &path("template.xlsx")]);
    assert!(!run(data, &["records", "template", "offer", &path("template.xlsx")], "").status.success(), "it is there");

    let file = path("offers.csv");
    std::fs::write(&file, "name.zh,readiness\n灵巧手,6\n电解质膜,很高\n").expect("written");
    let import = ["records", "import", "offer", &file, "--owner", "anna@lab.example"];
    let shown = said(data, &import);
    assert!(shown.contains("1 new, 0 changed, 0 unchanged, 1 cannot be read"), "{shown}");
    assert!(shown.contains("Nothing was done"), "{shown}");
    let apply = [import.as_slice(), &["--apply"]].concat();
    assert!(said(data, &apply).contains("1 new, 0 changed, 0 there already, 1 not done"));
    assert!(said(data, &apply).contains("0 new, 0 changed, 1 there already, 1 not done"));

    assert!(said(data, &["records", "export", "offer", &path("public.jsonl")]).starts_with("0 records"));
    assert!(said(data, &["records", "export", "offer", &path("all.jsonl"), "--all"]).starts_with("1 records"));
    let written = std::fs::read_to_string(path("all.jsonl")).expect("written");
    assert!(written.contains("灵巧手"), "{written}");
    let all = path("all.jsonl");
    let again = said(data, &["records", "import", "offer", &all, "--owner", "anna@lab.example", "--json"]);
    assert!(again.contains("\"unchanged\": 1"), "{again}");
    for wrong in [
        ["records", "import", "offer", &file, "--owner", "nobody@lab.example"],
        ["records", "import", "nothing", &file, "--owner", "anna@lab.example"],
    ] {
        assert!(!run(data, &wrong, "").status.success(), "{wrong:?}");
    }
}
