//! Nothing that a reader may not see changes what they get: hits, order, scores, counts, facets, marks, corrections, completions.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use search::{Completion, Document, Index, Level, PUBLIC, Query, Reader, Request, SIGNED_IN, Sort};

const WORDS: [&str; 10] =
    ["solar", "soler", "cells", "celle", "perovskite", "wind", "太阳能", "电池", "钙钛矿", "机器人"];
const FIELDS: &[&str] = &["direction", "trl"];
const QUESTIONS: [&str; 14] = [
    "solar",
    "cells wind",
    "soler celle",
    "perovskit",
    "\"solar cells\"",
    "-wind",
    "太阳能电池",
    "钙",
    "per*",
    "sola~",
    "direction:energy",
    "direction:solar wind",
    "trl:2..8 cells",
    "",
];

#[derive(Clone, Debug)]
struct Written {
    tags: Vec<&'static str>,
    /// Level, title or text, words.
    pieces: Vec<(Level, bool, Vec<usize>)>,
    facets: Vec<(Level, usize)>,
    number: (Level, u8),
}

fn level() -> impl Strategy<Value = Level> {
    prop_oneof![Just(Level::Public), Just(Level::SignedIn)]
}

fn written() -> impl Strategy<Value = Written> {
    let tags = prop::sample::subsequence(vec![PUBLIC, SIGNED_IN, "party-1", "party-2"], 1..=2);
    let piece = (level(), any::<bool>(), prop::collection::vec(0..WORDS.len(), 1..4));
    let facets = prop::collection::vec((level(), 0..WORDS.len()), 0..2);
    (tags, prop::collection::vec(piece, 1..4), facets, (level(), 1..9u8))
        .prop_map(|(tags, pieces, facets, number)| Written { tags, pieces, facets, number })
}

fn document(number: usize, written: &Written) -> Document {
    let mut document = Document { id: number.to_string(), kind: format!("kind-{}", number % 2), ..Document::default() };
    document.visibility = written.tags.iter().map(|tag| (*tag).to_owned()).collect();
    document.date = number as i64;
    for (level, is_title, words) in &written.pieces {
        let text = words.iter().map(|&word| WORDS[word]).collect::<Vec<_>>().join(" ");
        document = if *is_title { document.title(*level, text) } else { document.text(*level, text) };
    }
    for &(level, word) in &written.facets {
        document = document.facet(level, "direction", if word < 5 { "energy" } else { WORDS[word - 5] });
    }
    document.number(written.number.0, "trl", f64::from(written.number.1))
}

/// What is left of a document for a reader; nothing where they may not see it.
fn readable(document: &Document, reader: &Reader) -> Option<Document> {
    let signed_in = reader.level == Level::SignedIn;
    let sees = |tag: &String| tag == PUBLIC || (signed_in && (tag == SIGNED_IN || reader.tags.contains(tag)));
    if !document.visibility.iter().any(sees) {
        return None;
    }
    let mut left = document.clone();
    left.pieces.retain(|piece| piece.level <= reader.level);
    left.facets.retain(|facet| facet.level <= reader.level);
    left.numbers.retain(|number| number.level <= reader.level);
    Some(left)
}

fn index_of(documents: &[Document]) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    index.put(documents).unwrap();
    index.commit().unwrap();
    index.learn(None).unwrap();
    (folder, index)
}

/// Everything that a reader gets to know, as text.
fn told(index: &Index, reader: &Reader) -> Vec<String> {
    let mut told = Vec::new();
    for question in QUESTIONS {
        let query = Query::parse(question, FIELDS).unwrap();
        for sort in [Sort::Relevance, Sort::Newest] {
            let found = index.find(&Request { sort, ..Request::new(&query, reader) }).unwrap();
            let mut hits = found.hits;
            // Sums of floating-point numbers depend on how documents were spread over threads, in the last digits.
            hits.iter_mut().for_each(|hit| hit.score = (hit.score * 1e3).round());
            // Documents with the same score have no order.
            hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
            let mut counts = found.counts.unwrap();
            counts.kinds.iter_mut().for_each(|group| group.best.clear());
            told.push(format!("{question} {sort:?}: {hits:?} {counts:?} {:?}", found.corrections));
        }
    }
    for beginning in ["so", "per", "太", "jqr", "w"] {
        // Of documents with the same title any one stands for all.
        let completions = index.complete(beginning, 10).unwrap().into_iter().map(|completion| match completion {
            Completion::Title { text, .. } | Completion::Words(text) => text,
        });
        told.push(format!("{beginning}: {:?}", completions.collect::<Vec<_>>()));
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    /// An index of everything answers as one that holds only what the reader may see.
    #[test]
    fn what_is_not_for_a_reader_is_not_there(written in prop::collection::vec(written(), 1..9)) {
        let documents: Vec<Document> = written.iter().enumerate().map(|(number, written)| document(number, written)).collect();
        let (_everything, full) = index_of(&documents);
        for reader in [Reader::public(), Reader::signed_in(Vec::<String>::new()), Reader::signed_in(["party-1"])] {
            let readable: Vec<Document> = documents.iter().filter_map(|document| readable(document, &reader)).collect();
            let (_part, part) = index_of(&readable);
            for (full, part) in told(&full, &reader).into_iter().zip(told(&part, &reader)) {
                prop_assert_eq!(full, part);
            }
        }
    }
}

#[test]
fn tags_do_nothing_without_a_sign_in() {
    let mut own = Document::public("own", "offer").text(Level::Public, "solar");
    own.visibility = vec!["party-1".to_owned()];
    let (_folder, index) = index_of(&[own]);
    let query = Query::parse("solar", &[]).unwrap();
    let hits = |reader: &Reader| index.find(&Request::new(&query, reader)).unwrap().hits.len();
    assert_eq!(hits(&Reader { level: Level::Public, tags: vec!["party-1".to_owned()] }), 0);
    assert_eq!(hits(&Reader::signed_in(["party-2"])), 0);
    assert_eq!(hits(&Reader::signed_in(["party-1"])), 1);
    // A tag that is named like an audience opens nothing.
    assert_eq!(hits(&Reader::signed_in([PUBLIC, SIGNED_IN])), 0);
}
