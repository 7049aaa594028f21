//! Found by meaning: other words for the same, documents that came later, what is required beside, and damaged vectors.

#![allow(clippy::unwrap_used)]

use search::{Document, Index, IndexError, Level, Query, Reader, Request};
use std::fs;

/// Eight subjects with six words and six documents each, three words a document. The first two words of a subject never stand together.
fn index() -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let solar = ["sunlight", "photovoltaics", "perovskite", "cells", "roof", "module"];
    let others = ["kor", "lim", "dug", "wep", "bran", "flot", "quim"];
    let endings = ["an", "el", "om", "ut", "od", "ag"];
    let triples = [[0, 2, 3], [1, 2, 4], [0, 3, 5], [1, 4, 5], [2, 3, 4], [0, 4, 5]];
    let word = |subject: usize, place: usize| match subject {
        0 => solar[place].to_owned(),
        other => format!("{}{}", others[other - 1], endings[place]),
    };
    let documents: Vec<Document> = (0..48)
        .map(|number| {
            let text = triples[number / 8].map(|place| word(number % 8, place)).join(" ");
            let kind = if number % 3 == 0 { "offer" } else { "need" };
            Document::public(number.to_string(), kind).text(Level::Public, text)
        })
        .collect();
    index.put(&documents).unwrap();
    index.commit().unwrap();
    (folder, index)
}

fn ids(index: &Index, text: &str, meaning: bool) -> Vec<String> {
    let query = Query::parse(text, &[]).unwrap();
    let reader = Reader::public();
    let request = Request { meaning, limit: 60, ..Request::new(&query, &reader) };
    index.find(&request).unwrap().hits.into_iter().map(|hit| hit.id).collect()
}

/// In order of their numbers.
fn sorted(mut ids: Vec<String>) -> String {
    ids.sort_by_key(|id| id.parse::<usize>().unwrap_or(usize::MAX));
    ids.join(" ")
}

#[test]
fn other_words_for_the_same_are_found() {
    let (folder, index) = index();
    assert_eq!(sorted(ids(&index, "sunlight", true)), "0 16 40");
    index.learn(None).unwrap();
    assert_eq!(sorted(ids(&index, "sunlight", true)[..6].to_vec()), "0 8 16 24 32 40");
    assert_eq!(sorted(ids(&index, "sunlight", false)), "0 16 40");
    // What has the word stands before what has not.
    assert_eq!(sorted(ids(&index, "sunlight", true)[..3].to_vec()), "0 16 40");
    // Required beside.
    let offers = ids(&index, "sunlight kind:offer", true);
    assert_eq!(sorted(offers[..2].to_vec()), "0 24");
    assert!(offers.iter().all(|id| id.parse::<usize>().unwrap() % 3 == 0), "{offers:?}");
    assert_eq!(sorted(ids(&index, "sunlight -photovoltaics", true)[..4].to_vec()), "0 16 32 40");
    assert!(!ids(&index, "sunlight -photovoltaics", true).iter().any(|id| id == "8" || id == "24"));

    // What comes later has a vector, what goes has none, and all of it is there after opening again.
    index.put(&[Document::public("later", "offer").text(Level::Public, "photovoltaics cells")]).unwrap();
    index.remove(&["0"]).unwrap();
    index.commit().unwrap();
    let found = ids(&index, "sunlight", true);
    assert!(found.contains(&"later".to_owned()) && !found.contains(&"0".to_owned()), "{found:?}");

    // All vectors, by the ids of their documents.
    let mut vectors = std::collections::BTreeMap::new();
    index.vectors(|id, vector| drop(vectors.insert(id.to_owned(), vector.to_vec()))).unwrap();
    assert_eq!(vectors.len(), 48);
    assert!(vectors.contains_key("later") && !vectors.contains_key("0"));
    let cosine = |one: &str, other: &str| -> f32 { vectors[one].iter().zip(&vectors[other]).map(|(a, b)| a * b).sum() };
    assert_eq!(Some(vectors["8"].len()), index.dimensions());
    assert!((cosine("8", "8") - 1.0).abs() < 1e-5, "{}", cosine("8", "8"));
    assert!(cosine("8", "16") > 0.5 && cosine("8", "17") < 0.2, "{} {}", cosine("8", "16"), cosine("8", "17"));
    drop(index);
    let index = Index::open(folder.path()).unwrap();
    assert_eq!(ids(&index, "sunlight", true).len(), ids(&index, "sunlight", false).len());
    index.recall(None).unwrap();
    assert_eq!(ids(&index, "sunlight", true), found);
}

#[test]
fn only_public_text_has_a_meaning() {
    let (_folder, index) = index();
    let mut hidden = Document::public("hidden", "offer").text(Level::SignedIn, "photovoltaics cells");
    index.put(&[hidden.clone()]).unwrap();
    hidden.id = "own".to_owned();
    hidden.visibility = vec!["party-1".to_owned()];
    index.put(&[hidden]).unwrap();
    index.commit().unwrap();
    index.learn(None).unwrap();
    assert!(ids(&index, "sunlight", true).iter().all(|id| id != "hidden" && id != "own"));
}

#[test]
fn damaged_vectors_are_named_and_learned_anew() {
    let (folder, index) = index();
    index.learn(None).unwrap();
    drop(index);
    let generation = folder.path().join(fs::read_to_string(folder.path().join("current")).unwrap());
    for name in ["vectors", "encoder"] {
        let bytes = fs::read(generation.join(name)).unwrap();
        fs::write(generation.join(name), &bytes[..bytes.len() / 2]).unwrap();
        let index = Index::open(folder.path()).unwrap();
        assert!(matches!(index.recall(None), Err(IndexError::Vectors(_))), "{name}");
        assert!(!ids(&index, "sunlight", true).is_empty());
        index.learn(None).unwrap();
    }
}

#[test]
fn nothing_can_be_learned_from_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    index.learn(None).unwrap();
    assert!(ids(&index, "sunlight", true).is_empty());
    index.put(&[Document::public("first", "offer").text(Level::Public, "sunlight")]).unwrap();
    index.commit().unwrap();
    assert_eq!(ids(&index, "sunlight", true), ["first"]);
    index.learn(None).unwrap();
    assert_eq!(ids(&index, "sunlight", true), ["first"]);
}
