use super::*;
use crate::collection::Reading;
use corpus::{Corpus, ImportOptions};

/// A corpus of six subjects with words and citations of their own, imported from a file of the plain form.
fn collection(later: &str) -> (tempfile::TempDir, Collection) {
    let subjects = [
        ["perovskite", "solar", "absorber", "tandem"],
        ["graph", "neural", "message", "embedding"],
        ["gene", "editing", "vector", "delivery"],
        ["quantum", "error", "code", "qubit"],
        ["lunar", "regolith", "rover", "sample"],
        ["surgical", "robot", "suture", "haptic"],
    ];
    let mut lines = String::new();
    for number in 0..600usize {
        let subject = &subjects[number % 6];
        let year = 2010 + (number / 60) as i32;
        let words: Vec<&str> = (0..3).map(|n| subject[(number / 6 + n * (1 + number % 3)) % 4]).collect();
        let extra = if year >= 2018 { later } else { "study" };
        let reference = if number >= 6 { format!("\"x:{}\"", number - 6) } else { String::new() };
        lines += &format!(
            "{{\"id\":\"x:{number}\",\"title\":\"{} {extra} {}\",\"year\":{year},\"references\":[{reference}]}}\n",
            words.join(" "),
            number % 9
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("documents.jsonl");
    std::fs::write(&file, lines).expect("written");
    let corpus = Corpus::open(folder.path()).expect("a corpus");
    corpus.import(&[file], &ImportOptions::default(), |_| ()).expect("imported");
    let config = ScanConfig::default();
    let reading = Reading { until: None, config: &config, encoder: None };
    let collection = Collection::read(&corpus, reading, |_| ()).expect("read");
    (folder, collection)
}

fn freeze(collection: &Collection, cutoff: i32) -> Frozen {
    let config = ScanConfig { topic_size: 80, least_topic: 5, dimensions: 24, ..ScanConfig::default() };
    let rows = (0..collection.len() as u32).filter(|&row| collection.years[row as usize] <= cutoff).collect();
    Frozen::new(collection, cutoff, rows, &config, false)
}

/// Share of documents that belong to the commonest subject of their topic.
fn purity(collection: &Collection, topic: &[u32], rows: impl Iterator<Item = u32>) -> f64 {
    let mut counts: std::collections::BTreeMap<u32, [usize; 6]> = std::collections::BTreeMap::new();
    let mut all = 0;
    for row in rows {
        let number: usize = collection.ids[row as usize].trim_start_matches("x:").parse().expect("a number");
        counts.entry(topic[row as usize]).or_default()[number % 6] += 1;
        all += 1;
    }
    let best: usize =
        counts.iter().filter(|(topic, _)| **topic != NONE).map(|(_, c)| c.iter().max().unwrap_or(&0)).sum();
    best as f64 / all as f64
}

#[test]
fn planted_subjects_are_found_and_later_documents_join_them() {
    let (_folder, collection) = collection("study");
    let frozen = freeze(&collection, 2017);
    assert!((5..=9).contains(&frozen.counts[2]), "{:?}", frozen.counts);
    let mut assignment = frozen.assignment(&collection);
    let known = purity(&collection, &assignment.topic, frozen.documents.iter().copied());
    assert!(known > 0.95, "{known}");
    let later: Vec<u32> = (0..collection.len() as u32).filter(|&row| collection.years[row as usize] > 2017).collect();
    frozen.attach(&collection, &later, &mut assignment);
    let attached = purity(&collection, &assignment.topic, later.iter().copied());
    assert!(attached > 0.9, "{attached}");
    for (child, parent) in frozen.topics[2].iter().zip(&frozen.topics[1]) {
        assert_eq!(*parent, frozen.parents[1][*child as usize], "levels nest");
    }
}

#[test]
fn later_documents_change_nothing_that_was_frozen() {
    let (_a, plain) = collection("study");
    let (_b, other) = collection("quantum solar gene rover");
    let (a, b) = (freeze(&plain, 2017), freeze(&other, 2017));
    assert_eq!(a.graph, b.graph);
    assert_eq!(a.topics, b.topics);
}

#[test]
fn topics_do_not_depend_on_the_number_of_threads() {
    let (_folder, collection) = collection("study");
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| freeze(&collection, 2019))
    };
    let (one, four) = (with(1), with(4));
    assert_eq!(one.graph, four.graph);
    assert_eq!(one.topics, four.topics);
}
