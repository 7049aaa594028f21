//! Both languages say everything, with the same variables, and nothing that no page asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Keys that are put together when a page is made: `<beginning>…<end>`.
const COMPOSED: [(&str, &str); 61] = [
    ("suggestions-state-", ""),
    ("suggestions-column-", ""),
    ("suggestions-", "-note"),
    ("suggestions-", "-none"),
    ("tie-", ""),
    ("verdict-", ""),
    ("match-aspect-", ""),
    ("match-reason-", ""),
    ("conversation-level-", ""),
    ("conversation-did-", ""),
    ("conversation-news-", ""),
    ("match-why-", ""),
    ("file-sort-", ""),
    ("audit-action-", ""),
    ("job-kind-", ""),
    ("job-stage-", ""),
    ("member-role-", ""),
    ("party-kind-", ""),
    ("role-", ""),
    ("trouble-", ""),
    ("letter-", "-body"),
    ("letter-", "-subject"),
    ("account-saved-", ""),
    ("account-scope-", ""),
    ("organisation-saved-", ""),
    ("account-", "-done"),
    ("account-", "-lead"),
    ("account-", "-title"),
    ("backtest-target-", ""),
    ("column-", ""),
    ("confidence-", ""),
    ("direction-", ""),
    ("error-", "-text"),
    ("error-", "-title"),
    ("event-", ""),
    ("forecaster-", ""),
    ("indicator-", "-meaning"),
    ("indicator-", "-name"),
    ("kind-", ""),
    ("leaders-", ""),
    ("level-", ""),
    ("level-of-", ""),
    ("lineage-", ""),
    ("list-", ""),
    ("list-", "-note"),
    ("measure-", ""),
    ("measure-", "-meaning"),
    ("about-step-", ""),
    ("about-limit-", ""),
    ("stage-", ""),
    ("part-", ""),
    ("preview-as-", ""),
    ("report-", ""),
    ("target-", ""),
    ("theme-", ""),
    ("topics-found-", ""),
    ("meetings-why-", ""),
    ("meetings-preference-", ""),
    ("meetings-wrong-", ""),
    ("meetings-saved-", ""),
    ("meetings-letter-", ""),
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Key to variables, of one language.
fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(workspace().join("locales").join(language))
        .expect("the language has a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    for file in files {
        let mut current = String::new();
        for line in std::fs::read_to_string(&file).expect("text").lines() {
            if let Some((key, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                current = key.to_owned();
                assert!(keys.insert(current.clone(), BTreeSet::new()).is_none(), "{language}: {key} stands twice");
            }
            for piece in line.split('$').skip(1).filter(|_| !line.starts_with('#')) {
                let name = piece.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
                keys.get_mut(&current).expect("a variable belongs to a key").insert(name.to_owned());
            }
        }
    }
    keys
}

/// Everything between double quotes in templates and sources that could be a key.
fn quoted() -> BTreeSet<String> {
    let texts = texts(&["crates/portal/src", "crates/portal/templates", "crates/liaowang/src"]);
    texts.iter().flat_map(|text| text.split('"').map(str::to_owned)).collect()
}

/// Texts of all files below some folders.
fn texts(folders: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|path| workspace().join(path)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(std::fs::read_to_string(&path).expect("text"));
            }
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    let (zh, en) = (keys("zh-CN"), keys("en"));
    let only = |a: &BTreeMap<String, BTreeSet<String>>, b: &BTreeMap<String, BTreeSet<String>>| {
        a.keys().filter(|key| !b.contains_key(*key)).cloned().collect::<Vec<_>>()
    };
    assert_eq!((only(&zh, &en), only(&en, &zh)), (vec![], vec![]), "keys of one language only (zh, en)");
    for (key, variables) in &zh {
        // Chinese has no plural, so it may do without the number that chooses one.
        let without_count =
            |set: &BTreeSet<String>| set.iter().filter(|name| *name != "count").cloned().collect::<Vec<_>>();
        assert_eq!(without_count(variables), without_count(&en[key]), "{key}: variables differ");
    }
}

#[test]
fn every_key_is_asked_for() {
    let quoted = quoted();
    let is_composed = |key: &str| {
        COMPOSED.iter().any(|(beginning, end)| {
            key.len() > beginning.len() + end.len() && key.starts_with(beginning) && key.ends_with(end)
        })
    };
    let unused: Vec<String> = keys("en").into_keys().filter(|key| !quoted.contains(key) && !is_composed(key)).collect();
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn every_key_that_is_asked_for_is_there() {
    let keys = keys("en");
    let mut missing = BTreeSet::new();
    for text in texts(&["crates/portal/templates", "crates/portal/src/pages"]) {
        for call in ["say(\"", "fill(\"", "count(\""] {
            for piece in text.split(call).skip(1) {
                let key = piece.split('"').next().unwrap_or_default();
                if !keys.contains_key(key) {
                    missing.insert(key.to_owned());
                }
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}
